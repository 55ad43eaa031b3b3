namespace Bridge.Adapters.Irc;

/// <summary>What the error numerics of the servers in use mean.</summary>
internal static class Numerics
{
    internal static bool IsError(int numeric) => numeric is (>= 400 and <= 599) or 263 or 707 or 716 or 936;

    internal static NetworkError ToError(int numeric) => numeric switch
    {
        401 or 402 or 403 or 406 or 441 or 470 or 476 or 479 => NetworkError.NotFound,
        405 or 471 or 478 or 500 => NetworkError.Full,
        407 or 411 or 412 or 413 or 414 or 415 or 416 or 461 => NetworkError.Malformed,
        417 => NetworkError.TooLong,
        421 or 472 => NetworkError.Unsupported,
        432 => NetworkError.NameInvalid,
        433 or 436 => NetworkError.NameTaken,
        263 or 437 or 438 or 439 or 480 or 495 or 707 => NetworkError.Throttled,
        442 => NetworkError.NotJoined,
        473 or 477 => NetworkError.MembersOnly,
        474 => NetworkError.Banned,
        475 => NetworkError.PasswordRequired,
        716 => NetworkError.Blocked,
        404 or 435 or 447 or 464 or (>= 481 and <= 499) or 502 or (>= 519 and <= 531) or 936 => NetworkError.Forbidden,
        _ => NetworkError.Unknown,
    };

    /// <summary>Whether the numeric answers a JOIN when its channel is on its way.</summary>
    internal static bool RefusesJoin(int numeric) =>
        numeric is 403 or 405 or 407 or 437 or 470 or 471 or 473 or 474 or 475 or 476 or 477 or 479 or 480 or 485 or 489 or 495 or 500 or 519 or 520;

    /// <summary>Whether the first word after our nick is the channel or the person that the error is about.</summary>
    internal static bool NamesChat(int numeric) =>
        numeric is 401 or 403 or 404 or 407 or 408 or 413 or 442 or 477 or (>= 471 and <= 489) or 492 or 531 or 707 or 716 or 936;

    /// <summary>
    /// Whether the numeric may answer a message: nobody of that name, no voice, no account, colours, a mask, too long, too many at once, only from those who
    /// are accepted, a forbidden word.
    /// </summary>
    internal static bool RefusesMessage(int numeric) =>
        numeric is 401 or 402 or 403 or 404 or 407 or 408 or (>= 411 and <= 417) or 439 or 442 or 477 or 482 or 486 or 487 or 489 or 492 or 494 or 531 or 707 or 716
            or 936;

    /// <summary>
    /// What is told by other means, or to nobody's use: the ends of lists, the words around texts, what answers our own commands, and during the welcome
    /// the figures of the network.
    /// </summary>
    internal static bool IsSilent(int numeric, bool isReady) =>
        numeric is (>= 1 and <= 5) or 8 or 20 or 42 or 221 or 305 or 306 or 329 or 341 or 375 or 396
        || EndsText(numeric) || (!isReady && numeric is (>= 250 and <= 255) or 265 or 266);

    /// <summary>The end of an answer in many numerics.</summary>
    internal static bool EndsText(int numeric) => numeric is 219 or 315 or 318 or 323 or 347 or 349 or 365 or 366 or 368 or 369 or 374 or 376 or 394 or 422;
}
