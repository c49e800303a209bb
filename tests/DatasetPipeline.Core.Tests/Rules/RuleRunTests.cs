using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Language;
using DatasetPipeline.Privacy;
using DatasetPipeline.Records;
using DatasetPipeline.Rules;

namespace DatasetPipeline.Core.Tests.Rules;

public sealed class RuleRunTests
{
    [Fact]
    public void A_pattern_that_takes_too_long_is_a_finding_at_the_file()
    {
        var finding = Assert.Single(RuleRun.Of(nameof(RuleRunTests), () => [Slow()], "/shop/images/cart.yaml"));

        Assert.Equal((Codes.NotChecked, "/shop/images/cart.yaml", Severity.Error), (finding.Code, finding.File, finding.Severity));
        Assert.StartsWith("the rule RuleRunTests could not check this file in time", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_takes_too_long_on_another_thread_is_that_finding_too() =>
        Assert.Contains("in time", Assert.Single(RuleRun.Of(nameof(RuleRunTests), () => new[] { 1, 2 }.AsParallel().Select(_ => Slow()), "/a.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_rule_that_fails_is_named_and_what_it_failed_on_is_not_quoted()
    {
        var finding = Assert.Single(RuleRun.Of(nameof(RuleRunTests), () => throw new InvalidOperationException("a secret"), "/a.yaml"));

        Assert.Contains("RuleRunTests failed here with InvalidOperationException", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_rule_found_before_it_failed_is_told_beside_the_failure()
    {
        var found = RuleRun.Of(nameof(RuleRunTests), () => Some(3), "/a.yaml");

        Assert.Equal(["DSP0004 /0.yaml", "DSP0004 /1.yaml", "DSP0004 /2.yaml", "DSP9014 /a.yaml"], found.Select(finding => $"{finding.Code} {finding.File}"));
    }

    [Fact]
    public void One_record_at_which_a_rule_fails_hides_no_other_records_finding()
    {
        using var folder = new TemporaryFolder();
        folder.Write("dataset.yaml", "name: shop\n");
        foreach (var name in (string[])["a", "b", "c"])
        {
            folder.Write($"images/{name}.png", name);
            folder.Write($"images/{name}.yaml", "caption: The red arrow points at the total.\n");
        }

        var dataset = Dataset.Read(folder.Path) with
        {
            ColorsOf = picture => picture == "b.png" ? throw new RegexMatchTimeoutException() : new HashSet<Hue>(),
            PersonalDataOf = picture => picture == "b.png" ? throw new RegexMatchTimeoutException() : "a place",
        };

        string[] codes = [Codes.MarkNotThere, Codes.NotChecked, Codes.PictureTellsOfPerson];
        Assert.Equal(
            ["DSP2038 a.yaml", "DSP2038 c.yaml", "DSP6009 a.png", "DSP6009 c.png", "DSP9014 b.png", "DSP9014 b.yaml"],
            RuleBook.CheckTogether(dataset).Where(finding => codes.Contains(finding.Code)).Select(finding => $"{finding.Code} {Path.GetFileName(finding.File)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_message_that_cannot_be_searched_for_secrets_in_time_is_not_shown() =>
        Assert.StartsWith("what was found here is not shown", new SecretMask([], _ => throw new RegexMatchTimeoutException()).Apply("key = abc"), StringComparison.Ordinal);

    [Fact]
    public void Somebody_who_cancels_is_heard() =>
        Assert.Throws<OperationCanceledException>(() => RuleRun.Of(nameof(RuleRunTests), () => throw new OperationCanceledException(), "/a.yaml"));

    private static IEnumerable<Diagnostic> Some(int count)
    {
        for (var i = 0; i < count; i++)
            yield return new(Codes.NotYaml, "it is none", FormattableString.Invariant($"/{i}.yaml"));
        throw new InvalidOperationException();
    }

    private static Diagnostic Slow() =>
        new(Codes.NotYaml, Regex.IsMatch(new string('a', 64) + "!", "^(?:a|aa)+$", RegexOptions.None, TimeSpan.FromMilliseconds(20)).ToString(), "/a.yaml");
}
