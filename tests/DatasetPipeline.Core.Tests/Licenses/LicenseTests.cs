using DatasetPipeline.Diagnostics;
using DatasetPipeline.Licenses;
using DatasetPipeline.Records;
using DatasetPipeline.Rules;

namespace DatasetPipeline.Core.Tests.Licenses;

public sealed class LicenseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("CC-BY-4.0")]
    [InlineData("CC-BY-NC-SA-4.0")]
    [InlineData("0BSD")]
    [InlineData("Apache-2.0+")]
    [InlineData("MIT OR Apache-2.0")]
    [InlineData("(MIT OR CC0-1.0) AND CC-BY-SA-3.0-DE")]
    [InlineData("GPL-2.0-or-later WITH Classpath-exception-2.0")]
    [InlineData("LicenseRef-Shop-Screens.2")]
    [InlineData("DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2")]
    [InlineData("CC-BY-ND-4.0 OR CC-BY-4.0")]
    public void An_spdx_expression_is_right(string license) => Assert.Empty(LicenseChecks.Find(license));

    [Theory]
    [InlineData("cc-by-4", "CC-BY-4.0")]
    [InlineData("CC BY 4.0", "CC-BY-4.0")]
    [InlineData("CC-BY", "CC-BY-4.0")]
    [InlineData("CC-BY-5.0", "CC-BY-4.0")]
    [InlineData("CC0", "CC0-1.0")]
    [InlineData("CC\u2011BY\u20114.0", "CC-BY-4.0")]
    [InlineData("Creative Commons Attribution-ShareAlike 4.0 International", "CC-BY-SA-4.0")]
    [InlineData("Apache License, Version 2.0", "Apache-2.0")]
    [InlineData("Apache 2", "Apache-2.0")]
    [InlineData("apache", "Apache-2.0")]
    [InlineData("GPLv3", "GPL-3.0-only")]
    [InlineData("GPLv3+", "GPL-3.0-or-later")]
    [InlineData("GNU Lesser General Public License v2.1", "LGPL-2.1-only")]
    [InlineData("BSD-3", "BSD-3-Clause")]
    [InlineData("The MIT License", "MIT")]
    [InlineData("MTI", "MIT")]
    [InlineData("MIT/Apache-2.0", "MIT OR Apache-2.0")]
    [InlineData("mit and (cc-by-4 or gplv2)", "MIT AND (CC-BY-4.0 OR GPL-2.0-only)")]
    [InlineData("GPL-2.0-only WITH Classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0")]
    public void Another_word_gets_the_nearest_right_one(string license, string meant)
    {
        var (code, message) = Assert.Single(LicenseChecks.Find(license));

        Assert.Equal(Codes.UnknownLicense, code);
        Assert.EndsWith($"did you mean \"{meant}\"?", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("see the contract with the customer")]
    [InlineData("© Shop Ltd")]
    [InlineData("LicenseRef-")]
    [InlineData("LicenseRef-Shop Screens")]
    [InlineData("MIT OR")]
    [InlineData("(MIT")]
    [InlineData("   ")]
    [InlineData("图片仅供内部使用")]
    public void What_is_near_to_none_is_told_how_a_licence_is_written(string license) =>
        Assert.Equal(Codes.UnknownLicense, Assert.Single(LicenseChecks.Find(license)).Code);

    [Theory]
    [InlineData("cc-by-4.0", "SPDX's list writes \"cc-by-4.0\" as \"CC-BY-4.0\"; write it so")]
    [InlineData("mit or  licenseref-a", "SPDX's list writes \"mit or licenseref-a\" as \"MIT OR LicenseRef-a\"; write it so")]
    [InlineData("GPL-3.0", "SPDX's list calls \"GPL-3.0\" deprecated; write \"GPL-3.0-only\", or \"GPL-3.0-or-later\"")]
    [InlineData("GPL-2.0+", "SPDX's list calls \"GPL-2.0+\" deprecated; write \"GPL-2.0-or-later\"")]
    [InlineData("MIT AND gpl-2.0-with-GCC-exception", "SPDX's list calls \"gpl-2.0-with-GCC-exception\" deprecated; write \"MIT AND GPL-2.0-only WITH GCC-exception-2.0\"")]
    public void Another_spelling_is_told_with_the_one_of_the_list(string license, string message) =>
        Assert.Equal([(Codes.LicenseSpelling, message)], LicenseChecks.Find(license));

    [Theory]
    [InlineData("CC-BY-ND-4.0")]
    [InlineData("CC-BY-NC-ND-3.0-DE")]
    [InlineData("MIT AND CC-BY-ND-2.0")]
    [InlineData("CC-BY-ND-4.0 OR CC-BY-NC-ND-4.0")]
    [InlineData("LicenseRef-All-Rights-Reserved")]
    public void A_licence_without_a_way_to_derivatives_is_told(string license) =>
        Assert.Equal(Codes.NoDerivatives, Assert.Single(LicenseChecks.Find(license)).Code);

    [Fact]
    public void A_long_or_deep_expression_is_no_danger()
    {
        foreach (var license in (string[])[new('(', 1_000_000), string.Concat(Enumerable.Repeat("MIT OR ", 200_000)), new('(', 499)])
            Assert.Equal(Codes.UnknownLicense, Assert.Single(LicenseChecks.Find(license)).Code);
    }

    [Fact]
    public void The_datasets_licence_is_told_once_and_a_records_own_at_the_record()
    {
        _folder.Write("dataset.yaml", "name: shop\nlicense: CC-BY-ND-4.0\n");
        foreach (var name in (string[])["a", "b", "c"])
            _folder.Write($"images/{name}.png", "picture");
        _folder.Write("images/a.yaml", "caption: It stops.\n");
        _folder.Write("images/b.yaml", "caption: It opens.\nlicense: cc-by-4\n");
        _folder.Write("images/c.yaml", "caption: It rises.\nlicense: MIT\n");

        var dataset = Dataset.Read(_folder.Path);
        var findings = RuleBook.CheckRecords(dataset).Concat(RuleBook.CheckTogether(dataset)).Select(finding => $"{Path.GetFileName(finding.File)}({finding.Line},{finding.Column}) {finding.Code}");

        Assert.Equal(["b.yaml(2,10) DSP6006", "dataset.yaml(2,10) DSP6008"], findings.Order(StringComparer.Ordinal));
    }
}
