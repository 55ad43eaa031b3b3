using System.Reflection;
using Xunit;
using Xunit.Sdk;

namespace Bridge.Adapters.Tests.Demo.Kit;

/// <summary>A kit that never fails proves nothing: each of these facts must see the defect it is there for.</summary>
public sealed class KitTests
{
    public static TheoryData<Defect, string> Defects { get; } = new()
    {
        { Defect.CutsTexts, nameof(BrokenConformance.Too_much_text_is_refused_and_never_cut) },
        { Defect.SwallowsMessages, nameof(BrokenConformance.Messages_are_sent_in_order) },
        { Defect.ThrowsOnHostileText, nameof(BrokenConformance.Hostile_text_is_carried_whole_or_refused) },
        { Defect.ReturnsOnLostConnection, nameof(BrokenConformance.A_lost_connection_ends_the_run_with_a_network_failure) },
        { Defect.IgnoresCancellation, nameof(BrokenConformance.Cancellation_ends_the_run_and_everything_in_it) },
        { Defect.RaisesAfterTheEnd, nameof(BrokenConformance.What_has_ended_raises_nothing_more) },
        { Defect.ShowsEchoesAsOthers, nameof(BrokenConformance.Ordinary_echoes_are_known_for_what_they_are) },
        { Defect.MakesNewKeys, nameof(BrokenConformance.What_comes_twice_has_the_same_key) },
        { Defect.MakesNewKeys, nameof(BrokenConformance.Ids_do_not_come_again_for_something_else) },
        { Defect.ForgetsTheChat, nameof(BrokenConformance.Events_carry_what_the_core_needs) },
        { Defect.JoinsBeforeTheList, nameof(BrokenConformance.A_join_lists_the_members_and_the_topic_and_then_says_that_it_is_done) },
        { Defect.FailsToLeave, nameof(BrokenConformance.Leaving_where_one_is_not_is_no_failure) },
        { Defect.ClaimsWithoutVerb, nameof(BrokenConformance.Capabilities_agree_with_the_verbs) },
        { Defect.LiesAboutLostSends, nameof(BrokenConformance.A_connection_lost_during_a_send_leaves_the_truth_open_and_no_lie) },
        { Defect.RepeatsHistoryPages, nameof(BrokenConformance.History_pages_cover_everything_once) },
    };

    [Theory]
    [MemberData(nameof(Defects))]
    public async Task The_kit_sees_the_defect(Defect defect, string fact)
    {
        await RunAsync(Defect.None, fact);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(defect, fact));
        Assert.True(failure is IAssertionException or NetworkException or ArgumentException, failure.ToString());
    }

    private static async Task RunAsync(Defect defect, string fact)
    {
        BrokenFixture.Choose(defect);
        await using var kit = new BrokenConformance();
        await kit.InitializeAsync();
        await (Task)typeof(BrokenConformance).GetMethod(fact, BindingFlags.Public | BindingFlags.Instance)!.Invoke(kit, [])!;
    }
}
