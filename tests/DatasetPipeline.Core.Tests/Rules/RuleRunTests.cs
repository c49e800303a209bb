using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Rules;

namespace DatasetPipeline.Core.Tests.Rules;

public sealed class RuleRunTests
{
    [Fact]
    public void A_pattern_that_takes_too_long_is_a_finding_at_the_file()
    {
        var finding = Assert.Single(RuleRun.Of(this, () => [Slow()], "/shop/images/cart.yaml"));

        Assert.Equal((Codes.NotChecked, "/shop/images/cart.yaml", Severity.Error), (finding.Code, finding.File, finding.Severity));
        Assert.StartsWith("the rule RuleRunTests could not check this file in time", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_takes_too_long_on_another_thread_is_that_finding_too() =>
        Assert.Contains("in time", Assert.Single(RuleRun.Of(this, () => new[] { 1, 2 }.AsParallel().Select(_ => Slow()), "/a.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_rule_that_fails_is_named_and_what_it_failed_on_is_not_quoted()
    {
        var finding = Assert.Single(RuleRun.Of(this, () => throw new InvalidOperationException("a secret"), "/a.yaml"));

        Assert.Contains("RuleRunTests failed here with InvalidOperationException", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_who_cancels_is_heard() =>
        Assert.Throws<OperationCanceledException>(() => RuleRun.Of(this, () => throw new OperationCanceledException(), "/a.yaml"));

    private static Diagnostic Slow() =>
        new(Codes.NotYaml, Regex.IsMatch(new string('a', 64) + "!", "^(?:a|aa)+$", RegexOptions.None, TimeSpan.FromMilliseconds(20)).ToString(), "/a.yaml");
}
