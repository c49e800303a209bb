namespace DatasetPipeline.Builds.Tests;

/// <summary>Pictures with letters, redactions and a new size are the same bytes whatever the machine is set to.</summary>
public sealed class SamePicturesTests
{
    public static TheoryData<string, string> Settings => new()
    {
        { "a Turkish machine", "LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 TZ=Europe/Istanbul" },
        { "a Chinese machine of one core", "LANG=zh_CN.UTF-8 LC_ALL=zh_CN.UTF-8 TZ=Asia/Shanghai DOTNET_PROCESSOR_COUNT=1" },
        { "a machine of many cores without vector code", "TZ=Pacific/Kiritimati DOTNET_PROCESSOR_COUNT=16 VIPS_CONCURRENCY=7 VIPS_NOVECTOR=1 DOTNET_EnableAVX2=0" },
        { "a machine without fonts", "FONTCONFIG_FILE=/nowhere FONTCONFIG_PATH=/nowhere XDG_DATA_HOME=/nowhere" },
    };

    private static readonly Lazy<SortedDictionary<string, string>> Here = new(() =>
    {
        using var here = new TemporaryDataset();
        Fill(here, Enumerable.Range(0, 6));
        here.Build().Succeeds();
        return here.Outputs();
    });

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_build_gives_the_same_bytes_on(string machine, string environment)
    {
        _ = machine;
        using var there = new TemporaryDataset();
        // The files come into being in another order, too.
        Fill(there, Enumerable.Range(0, 6).Reverse());

        DotNet.Run(there.Project, ["build"], environment.Split(' ').Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1], StringComparer.Ordinal)).Succeeds();

        Assert.Equal(6, Directory.GetFiles(there["bin/dataset/images"]).Length);
        Assert.Equal(Here.Value, there.Outputs());
    }

    private static void Fill(TemporaryDataset dataset, IEnumerable<int> records)
    {
        dataset.Write("dataset.yaml", "name: shop\nresolution: 300\nfit: pad\n");
        foreach (var i in records)
        {
            dataset.Add($"r{i}");
            dataset.Write($"images/r{i}.png", Png.Of(500, 400, $"{i}"));
            dataset.Write($"images/r{i}.yaml", File.ReadAllText(dataset[$"images/r{i}.yaml"]) + $$"""
                  - text: "I i 1.5 提交订单 {{i}}"
                    at: [20.5, 60]
                    opacity: 0.85
                  - ellipse: [200.25, 150, 120.5, 80]
                    label: 合计 {{i}}
                  - step: {{i + 1}}
                    at: [400, 300]
                redact:
                  - box: [300.5, 30, 80, 40]
                    method: blur
                  - box: [100, 300, 80, 40]
                allow: {DSP6020: noise, DSP2039: noise}
                """);
        }
    }
}
