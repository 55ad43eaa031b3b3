using System.Buffers;

namespace Bridge.Xmpp;

/// <summary>
/// Finds where a stanza ends in the bytes of a stream (RFC 6120 section 11), without decoding them. It remembers where
/// it is, so every byte is looked at once and the result does not depend on how the bytes are cut into reads.
/// </summary>
/// <remarks>
/// Size, depth, attributes and elements are counted here, before anything is allocated. Document types, processing
/// instructions and comments are refused (RFC 6120 section 11.1); CDATA is allowed. What it lets pass is one balanced
/// sequence of tags; whether that is well-formed XML is for <see cref="StanzaParser"/> to say.
/// </remarks>
public struct StanzaFramer
{
    private const byte Lt = (byte)'<', Gt = (byte)'>';
    private static readonly SearchValues<byte> TagMarks = SearchValues.Create("\"'/<>\0"u8);

    private readonly WireLimits _limits;
    private State _state;
    private bool _inHeader, _isExcessive;
    private int _depth, _attributes, _elements, _matched, _length;

    /// <summary>A framer for a stream whose header has been read.</summary>
    /// <param name="limits">What one stanza may cost.</param>
    public StanzaFramer(WireLimits limits) => _limits = limits;

    private enum State : byte
    {
        Between, Text, Open, Tag, Slash, DoubleQuoted, SingleQuoted, Close, Bang, CData, Declaration,
    }

    /// <summary>A framer that first expects an XML declaration, which may be missing, and a stream header.</summary>
    /// <param name="limits">What one stanza, and the header, may cost.</param>
    public static StanzaFramer ForNewStream(WireLimits limits) => new(limits) { _inHeader = true };

    /// <summary>The bytes of the current frame that have been looked at, from its <c>&lt;</c> on; 0 between frames.</summary>
    public readonly int FrameLength => _length;

    /// <summary>True when no frame has begun: what was seen so far need not be kept.</summary>
    public readonly bool IsBetweenFrames => _state == State.Between;

    /// <summary>What was wrong, after <see cref="FrameStatus.Error"/>: a stream error condition of RFC 6120 section 4.9.3.</summary>
    public string? Condition { get; private set; }

    /// <summary>Looks at bytes that it has not seen before.</summary>
    /// <param name="unseen">The bytes that follow those of the call before.</param>
    /// <param name="consumed">
    /// How many were looked at. After <see cref="FrameStatus.Stanza"/> the frame is the last <see cref="FrameLength"/>
    /// bytes up to there, of which some may have come in earlier calls.
    /// </param>
    public FrameStatus Next(ReadOnlySpan<byte> unseen, out int consumed)
    {
        if (_state == State.Between)
            _length = 0;
        for (var i = 0; i < unseen.Length;)
        {
            var run = RunLength(unseen[i..]);
            _length += _state == State.Between ? 0 : run;
            i += run;
            if (i < unseen.Length)
            {
                var status = Step(unseen[i++]);
                if (status != FrameStatus.NeedMore)
                {
                    consumed = i;
                    return _length > _limits.MaxStanzaBytes ? Fail("policy-violation") : status;
                }
            }
            if (_length > _limits.MaxStanzaBytes)
            {
                consumed = i;
                return Fail("policy-violation");
            }
        }
        consumed = unseen.Length;
        return FrameStatus.NeedMore;
    }

    // How many bytes can be passed over without changing the state.
    private readonly int RunLength(ReadOnlySpan<byte> bytes)
    {
        var run = _state switch
        {
            State.Between => bytes.IndexOfAnyExcept(" \t\r\n"u8),
            State.Text => bytes.IndexOf(Lt),
            State.Tag => bytes.IndexOfAny(TagMarks),
            State.DoubleQuoted => bytes.IndexOfAny((byte)'"', Lt),
            State.SingleQuoted => bytes.IndexOfAny((byte)'\'', Lt),
            State.Close => bytes.IndexOfAny(Gt, Lt),
            State.CData when _matched == 0 => bytes.IndexOf((byte)']'),
            _ => 0,
        };
        return run < 0 ? bytes.Length : run;
    }

    private FrameStatus Step(byte b)
    {
        _length = _state == State.Between ? 1 : _length + 1;
        switch (_state)
        {
            case State.Between:
            case State.Text:
                if (b != Lt)
                    return Fail("not-well-formed");
                _state = State.Open;
                return FrameStatus.NeedMore;
            case State.Open:
                return Opened(b);
            case State.Tag:
                return InTag(b);
            case State.Slash:
                return b == Gt && !_inHeader ? Closed() : Fail("not-well-formed");
            case State.DoubleQuoted:
            case State.SingleQuoted:
                if (b == Lt)
                    return Fail("not-well-formed");
                _state = State.Tag;
                return FrameStatus.NeedMore;
            case State.Close:
                return b == Gt ? EndTag() : Fail("not-well-formed");
            case State.Bang:
                return Match(b, "[CDATA["u8, State.CData);
            case State.CData:
                return InCData(b);
            default:
                return InDeclaration(b);
        }
    }

    private FrameStatus Opened(byte b)
    {
        if (b == '/' && !_inHeader)
            return Enter(State.Close);
        if (b == '!' && _depth > 0)
            return Enter(State.Bang);
        if (b == '?' && _inHeader && _elements == 0)
            return Enter(State.Declaration);
        if (b is (byte)'!' or (byte)'?')
            return Fail("restricted-xml");
        // Anything else that cannot begin a name is found by the parser; these would make the framer lose count.
        if (b is <= 0x20 or Lt or Gt or (byte)'/' or (byte)'"' or (byte)'\'')
            return Fail("not-well-formed");
        _attributes = 0;
        _isExcessive |= ++_elements > _limits.MaxElements || _depth >= _limits.MaxDepth;
        return Enter(State.Tag);
    }

    private FrameStatus InTag(byte b)
    {
        switch (b)
        {
            case (byte)'"' or (byte)'\'':
                _isExcessive |= ++_attributes > _limits.MaxAttributes;
                if (_isExcessive && _inHeader)
                    return Fail("policy-violation");
                return Enter(b == '"' ? State.DoubleQuoted : State.SingleQuoted);
            case (byte)'/':
                return Enter(State.Slash);
            case Gt when _inHeader:
                _inHeader = false;
                _elements = 0;
                _state = State.Between;
                return FrameStatus.Header;
            case Gt:
                _depth++;
                return Enter(State.Text);
            default:
                return Fail("not-well-formed");
        }
    }

    private FrameStatus EndTag()
    {
        if (_depth == 0)
        {
            _state = State.Between;
            return FrameStatus.EndOfStream;
        }
        _depth--;
        return Closed();
    }

    private FrameStatus Closed()
    {
        if (_depth > 0)
            return Enter(State.Text);
        _elements = 0;
        _state = State.Between;
        var status = _isExcessive ? FrameStatus.Excessive : FrameStatus.Stanza;
        _isExcessive = false;
        return status;
    }

    // The end is ]]> with any number of brackets before it.
    private FrameStatus InCData(byte b)
    {
        if (b == ']')
            _matched = Math.Min(_matched + 1, 2);
        else if (b == Gt && _matched == 2)
            return Enter(State.Text);
        else
            _matched = 0;
        return FrameStatus.NeedMore;
    }

    private FrameStatus InDeclaration(byte b)
    {
        if (b == Gt && _matched == 1)
            return Enter(State.Between);
        _matched = b == '?' ? 1 : 0;
        return b == Lt ? Fail("not-well-formed") : FrameStatus.NeedMore;
    }

    private FrameStatus Match(byte b, ReadOnlySpan<byte> expected, State next)
    {
        if (b != expected[_matched])
            return Fail("restricted-xml");
        return ++_matched == expected.Length ? Enter(next) : FrameStatus.NeedMore;
    }

    private FrameStatus Enter(State state)
    {
        _state = state;
        _matched = 0;
        return FrameStatus.NeedMore;
    }

    private FrameStatus Fail(string condition)
    {
        Condition = condition;
        return FrameStatus.Error;
    }
}
