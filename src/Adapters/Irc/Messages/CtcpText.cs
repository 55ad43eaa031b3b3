namespace Bridge.Adapters.Irc;

/// <summary>A message between marks of 0x01: a command and its argument. The closing mark may be missing.</summary>
internal static class CtcpText
{
    internal static bool TryRead(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> command, out ReadOnlySpan<byte> argument)
    {
        command = argument = [];
        if (body.Length < 2 || body[0] != 1)
            return false;
        body = body[1..];
        if (body[^1] == 1)
            body = body[..^1];
        var space = body.IndexOf((byte)' ');
        command = space < 0 ? body : body[..space];
        argument = space < 0 ? [] : body[(space + 1)..];
        return true;
    }
}
