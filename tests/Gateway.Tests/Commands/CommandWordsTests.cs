using Bridge.Gateway.Commands;
using Xunit;

namespace Bridge.Gateway.Tests.Commands;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData("status", "status")]
    [InlineData("  login  a\tb \n c ", "login|a|b|c")]
    [InlineData("login \"a b\" c", "login|a b|c")]
    [InlineData("login “a b” c", "login|a b|c")]
    [InlineData("login „a b“ c", "login|a b|c")]
    [InlineData("login \"\" c", "login||c")]
    [InlineData("login a\"b c", "login|a\"b|c")]
    [InlineData("login \"a\"b c\"", "login|a\"b c")]
    [InlineData("login \"a \\\" b\\\\\" c", "login|a \" b\\|c")]
    [InlineData("login \"a\\b\"", "login|a\\b")]
    public void A_line_is_cut_into_words(string line, string expected) =>
        Assert.Equal(expected, string.Join('|', CommandWords.Split(line) ?? ["(none)"]));

    [Theory]
    [InlineData("login \"a b")]
    [InlineData("\"")]
    [InlineData("login \"a\\\"")]
    public void A_quote_that_is_not_closed_is_a_mistake(string line) => Assert.Null(CommandWords.Split(line));

    [Theory]
    [InlineData("", "")]
    [InlineData("one", "one")]
    [InlineData("one  two   three", "one|two   three")]
    [InlineData("one two \"three", "one|two \"three")]
    [InlineData("one \"two three\"", "one|two three")]
    [InlineData("one \"two\" three", "one|\"two\" three")]
    [InlineData("\"one more\" PRIVMSG bob :it's \"me\" ", "one more|PRIVMSG bob :it's \"me\"")]
    public void The_last_of_so_many_words_is_the_rest_of_the_line(string line, string expected) => Assert.Equal(expected, string.Join('|', CommandWords.Split(line, 2)!));
}
