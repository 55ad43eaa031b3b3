using System.Net.Sockets;
using System.Text;

namespace Bridge.Testing.Servers.Spec;

/// <summary>A connection to a server of the specifications. What a command leads to for its sender is gathered, so that it can be labelled as one.</summary>
internal sealed class SpecIrcClient(TcpClient tcp, int number)
{
    private readonly List<string> _answers = [];
    private string? _label;
    private bool _gathers;

    public string? Nick { get; set; }

    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>The login under way, or null.</summary>
    public SpecScram? Login { get; set; }

    /// <summary>The account that it is logged in to, or null.</summary>
    public string? Account { get; set; }

    public bool IsNegotiating { get; set; }

    public bool IsRegistered { get; set; }

    public HashSet<string> Capabilities { get; } = new(StringComparer.Ordinal);

    /// <summary>The batch that the client is sending, or null.</summary>
    public (string Reference, string Target, SpecIrcLine Start, List<SpecIrcLine> Lines)? Batch { get; set; }

    public string Source => $"{Nick}!{User}@client{number}.test";

    public TcpClient Tcp => tcp;

    public bool Has(string capability) => Capabilities.Contains(capability);

    /// <summary>Sends a line, or keeps it for the answer to the command that is being handled.</summary>
    public void Send(string line)
    {
        if (_gathers)
            _answers.Add(line);
        else
            Write(line);
    }

    /// <summary>Sends a line that is no answer to the command that is being handled.</summary>
    public void Write(string line)
    {
        try
        {
            tcp.GetStream().Write(Encoding.UTF8.GetBytes(line + "\r\n"));
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // It is gone; the reader notices.
        }
    }

    /// <summary>Handles a command whose answers carry its label (labeled-response).</summary>
    public void Answer(string? label, string server, string reference, Action handle)
    {
        _gathers = true;
        _label = Has("labeled-response") && Has("batch") ? label : null;
        handle();
        _gathers = false;
        var answers = _answers.ToArray();
        _answers.Clear();
        if (_label is null)
            Array.ForEach(answers, Write);
        else if (answers.Length == 0)
            Write($"@label={_label} :{server} ACK");
        else if (answers.Length == 1 || IsOneBatch(answers))
        {
            Write(Tagged(answers[0], "label=" + _label));
            Array.ForEach(answers[1..], Write);
        }
        else
        {
            Write($"@label={_label} :{server} BATCH +{reference} labeled-response");
            foreach (var answer in answers)
                Write(answer.Contains("batch=", StringComparison.Ordinal) ? answer : Tagged(answer, "batch=" + reference));
            Write($":{server} BATCH -{reference}");
        }
    }

    private static string Tagged(string line, string tag) => line.StartsWith('@') ? $"@{tag};{line[1..]}" : $"@{tag} {line}";

    private static bool IsOneBatch(string[] answers)
    {
        var words = answers[0].Split(' ');
        var at = Array.IndexOf(words, "BATCH");
        return at >= 0 && words[at + 1].StartsWith('+') && answers[^1].EndsWith("BATCH -" + words[at + 1][1..], StringComparison.Ordinal);
    }
}
