using System.Xml.Linq;

namespace Bridge.Gateway.Components;

/// <summary>A stanza that is written again after a reconnect unless it was proved to be read.</summary>
/// <param name="Stanza">As written.</param>
/// <param name="Owner">Who is told of the proof, or null for state that only has to arrive (room presence).</param>
/// <param name="At">When it was first written, Unix milliseconds.</param>
internal readonly record struct TrackedStanza(XElement Stanza, IProvable? Owner, long At);
