using System.Xml.Linq;
using Bridge.Testing.Clients;

namespace Bridge.EndToEnd.Tests;

/// <summary>What an archive answered.</summary>
/// <param name="End">The answer that ends the page, or an error.</param>
/// <param name="Messages">What came before it, in order.</param>
internal sealed record MamAnswer(XElement End, IReadOnlyList<(string Nick, string Body, string Id)> Messages)
{
    /// <summary>Whether nothing follows.</summary>
    public bool IsComplete => (string?)End.ChildOf("fin", Mam.Ns)?.Attribute("complete") == "true";

    /// <summary>The texts.</summary>
    public IReadOnlyList<string> Bodies => [.. Messages.Select(static message => message.Body)];
}
