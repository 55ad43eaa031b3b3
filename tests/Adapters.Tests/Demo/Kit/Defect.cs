namespace Bridge.Adapters.Tests.Demo.Kit;

/// <summary>What a broken adapter does wrong.</summary>
public enum Defect
{
    None,
    CutsTexts,
    SwallowsMessages,
    ThrowsOnHostileText,
    ReturnsOnLostConnection,
    IgnoresCancellation,
    RaisesAfterTheEnd,
    ShowsEchoesAsOthers,
    MakesNewKeys,
    ForgetsTheChat,
    JoinsBeforeTheList,
    FailsToLeave,
    ClaimsWithoutVerb,
    LiesAboutLostSends,
    RepeatsHistoryPages,
}
