using Bridge.Adapters;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Delivery;
using Xunit;

namespace Bridge.Gateway.Tests.Conversations;

/// <summary>What people read on a network that has no form for something.</summary>
public sealed class FallbackTextTests
{
    [Theory]
    [InlineData("ada", "what is it?", true, "a bird", "ada: ")]
    [InlineData("ada", "what is it?", false, "a bird", "ada: «what is it?» ")]
    [InlineData("ada", "> older\n\nwhat is it?\nsecond line", false, "a bird", "ada: «what is it?» ")]
    [InlineData("ada", null, false, "a bird", "ada: ")]
    [InlineData("ada", "what is it?", true, "ada: a bird", "")]
    [InlineData("ada", "what is it?", true, "adapters are birds", "ada: ")]
    [InlineData(null, "what is it?", false, "a bird", "«what is it?» ")]
    [InlineData(null, null, true, "a bird", "")]
    public void A_reply_names_whom_and_what_it_answers(string? author, string? quote, bool isLatest, string text, string expected) =>
        Assert.Equal(expected, FallbackText.ReplyMark(new OutgoingReply("id", null, quote) { Author = author, IsLatest = isLatest }, MessageContent.FromText(text)));

    [Fact]
    public void An_excerpt_is_short_and_ends_at_a_word_or_whole_character()
    {
        Assert.Equal("The quick brown fox jumps over the lazy dog and then…", FallbackText.Excerpt("The quick brown fox jumps over the lazy dog and then overcomes its fear"));
        Assert.Equal(string.Concat(Enumerable.Repeat("👍", 30)) + "…", FallbackText.Excerpt(string.Concat(Enumerable.Repeat("👍", 40))));
        Assert.Null(FallbackText.Excerpt("> only quoted\n \n"));
        Assert.Null(FallbackText.Excerpt(null));
    }

    [Theory]
    [InlineData("teh word", "takes back an earlier message: «teh…»")]
    [InlineData("one two three four five six seven", "takes back an earlier message: «one two three fo…»")]
    [InlineData("The quick brown fox jumps over the lazy dog and then…", "takes back an earlier message: «The quick brown fox…»")]
    [InlineData("👍👍", "takes back an earlier message: «👍…»")]
    [InlineData("👍", "takes back an earlier message")]
    [InlineData("", "takes back an earlier message")]
    [InlineData(null, "takes back an earlier message")]
    public void A_retraction_is_a_line_that_does_not_say_it_all_again(string? excerpt, string expected) =>
        Assert.Equal(expected, FallbackText.Retraction(excerpt, asAction: false).Text!.Plain);

    [Theory]
    [InlineData("ada", "what is it?", "reacted with 👍 to ada: «what is it?»")]
    [InlineData(null, "what is it?", "reacted with 👍 to «what is it?»")]
    [InlineData("ada", null, "reacted with 👍 to ada")]
    [InlineData(null, null, "reacted with 👍")]
    public void A_reaction_is_a_line(string? author, string? excerpt, string expected) =>
        Assert.Equal(expected, FallbackText.Reaction(["👍"], new OutgoingRequest { Author = author, Excerpt = excerpt }, asAction: false).Text!.Plain);
}
