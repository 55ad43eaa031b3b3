using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Message styling (XEP-0393).</summary>
public static class Styling
{
    /// <summary>True when the sender asks for the text to be shown as it is written (section 6).</summary>
    /// <param name="message">A message.</param>
    public static bool IsDisabled(XElement message) => message.Child(Ns.Styling, "unstyled") is not null;
}
