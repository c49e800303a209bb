using DatasetPipeline.Diagnostics;
using DatasetPipeline.Training;

namespace DatasetPipeline.Core.Tests.Training;

public sealed class TrainSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_learning_rate_may_be_written_without_a_point()
    {
        var settings = TrainSettings.Read(_folder.Write("train.yaml", "model: ../m\nlearning_rate: 1e-3\nlora_rank: 64\ntarget_modules: [q_proj]\nENV: {A: b}\n"));

        Assert.Equal(0.001, settings.LearningRate);
        Assert.Equal(64, settings.LoraRank);
        Assert.Equal(["q_proj"], settings.TargetModules);
        Assert.Equal("b", settings.Environment["A"]);
        Assert.Equal(System.IO.Path.GetFullPath("../m", _folder.Path), settings.ModelFolder);
    }

    [Fact]
    public void All_errors_come_at_once_each_with_its_place_and_the_nearest_key()
    {
        var error = Assert.Throws<DiagnosticException>(() => TrainSettings.Read(_folder.Write("train.yaml",
            "lora-rnk: 8\nlearning_rate: \"1e-3\"\nmax_length: 0\ntuner_type: lroa\nENV: {A: 1}\n")));

        Assert.Equal(
            ["(1,1) DSP1001", "(1,1) DSP1002", "(2,16) DSP1003", "(3,13) DSP1004", "(4,13) DSP1004", "(5,10) DSP1003"],
            TemporaryFolder.Places(error.Diagnostics).Order(StringComparer.Ordinal));
        Assert.Contains(error.Diagnostics, finding => finding.Message.Contains("\"lora_rank\"", StringComparison.Ordinal));
        Assert.Contains(error.Diagnostics, finding => finding.Message.Contains("\"lora\"", StringComparison.Ordinal));
    }
}
