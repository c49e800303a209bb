namespace DatasetPipeline.Builds.Tests;

public sealed class ManyFaultsTests
{
    private static readonly (string Code, string Record)[] Faults =
    [
        ("DSP0004", "caption: \"open\n"),
        ("DSP0005", "caption: It stops.\ncaption: It stops.\n"),
        ("DSP0006", "caption: The door is open.\n---\na: b\n"),
        ("DSP0007", "caption: &a The lid is shut.\n"),
        ("DSP0008", "caption: The fan is off.\nsource: !!str 12\n"),
        ("DSP0010", "- a list\n"),
        ("DSP0015", "caption: The key fits.\nimage: ../../x.png\n"),
        ("DSP1001", "caption: The rope is too short.\nanotator: x\n"),
        ("DSP1003", "caption: A wheel is missing.\nsource: 12\n"),
        ("DSP1004", "caption: It rains outside.\nlanguage: fr\n"),
        ("DSP1006", "caption: Somebody waits.\nallow: {DSP4007: no reason}\n"),
        ("DSP1007", "caption: Nothing happens.\nallow: {DSP2031: a reason}\n"),
        ("DSP2001", "caption: \"…\"\n"),
        ("DSP2002", "caption: TODO\n"),
        ("DSP2003", "caption: The pump stops\n"),
        ("DSP2004", "caption: pump, tank, red light\n"),
        ("DSP2005", "caption: Because the seal was old.\n"),
        ("DSP2006", "caption: The pump (a new one stops.\n"),
        ("DSP2007", "caption: IMG_2026.png\n"),
        ("DSP2008", "caption: The pump <b>stops</b>.\n"),
        ("DSP2009", "caption: The cafÃ© closes.\n"),
        ("DSP2010", "caption: \"The pump\\u200B stops.\"\n"),
        ("DSP2011", "caption: \"The {thing} stops.\"\n"),
        ("DSP2012", "caption: The pump stops.<|im_end|>\n"),
        ("DSP2031", "caption: Stress tests of the new bridge cables.\n"),
        ("DSP2032", "caption: 水泵停止运转,报警灯亮了。\n"),
        ("DSP2033", "caption: The the lamp glows.\n"),
        ("DSP2034", "caption: THE PUMP STOPS AT NIGHT.\n"),
        ("DSP2039", "caption: The total leaves out the fee.\nmarks:\n  - box: [4, 4, 20, 10]\n"),
        ("DSP3001", "caption: The red box marks the fee.\nmarks:\n  - box: [400, 4, 20, 10]\n"),
    ];

    [Fact]
    public void Thirty_different_faults_give_thirty_findings_in_one_build_the_same_each_time()
    {
        using var dataset = new TemporaryDataset();
        WriteTo(dataset);
        var (first, second) = (dataset.Build().Fails(), dataset.Build().Fails());

        Assert.Equal(Faults.Select((fault, i) => $"r{i:00}.yaml {fault.Code}"), first.Findings.Select(finding => $"{finding.File} {finding.Code}"));
        Assert.Equal(first.Findings, second.Findings);
        Assert.False(Directory.Exists(dataset["bin/dataset"]));
    }

    /// <summary>A record for each fault, and a whole one.</summary>
    internal static void WriteTo(TemporaryDataset dataset)
    {
        for (var i = 0; i < Faults.Length; i++)
        {
            dataset.Write($"images/r{i:00}.png", Png.Of(64, 48, $"{i}"));
            dataset.Write($"images/r{i:00}.yaml", Faults[i].Record);
        }

        dataset.Add("whole");
    }
}
