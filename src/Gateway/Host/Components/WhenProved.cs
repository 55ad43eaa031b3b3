namespace Bridge.Gateway.Components;

/// <summary>Does something when one stanza is proved to have been read.</summary>
internal sealed class WhenProved(Action act) : IProvable
{
    public void Proved() => act();
}
