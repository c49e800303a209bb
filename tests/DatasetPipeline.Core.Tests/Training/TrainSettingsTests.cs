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

    [Theory]
    [InlineData("target_modules: [q_proj, o_prj]", "(2,26) DSP1004", "did you mean \"o_proj\"")]
    [InlineData("target_modules: foo", "(2,17) DSP1004", "some of q_proj")]
    [InlineData("target_modules: [foo, 1]", "(2,18) DSP1004", "the text \"foo\"")]
    [InlineData("max_steps: 0", "(2,12) DSP1004", "max_steps must be a whole number from 1 to 2147483647, or -1 to go by num_train_epochs; found the number 0")]
    [InlineData("max_steps: 4294967298", "(2,12) DSP1004", "max_steps must be a whole number from 1 to 2147483647, or -1 to go by num_train_epochs; found the number 4294967298")]
    [InlineData("lora_alpha: 4294967297", "(2,13) DSP1004", "lora_alpha must be at least 1 and at most 2147483647; found the number 4294967297")]
    [InlineData("max_steps: -2", "(2,12) DSP1004", "max_steps must be a whole number from 1 to 2147483647, or -1 to go by num_train_epochs; found the number -2")]
    public void A_value_that_the_key_does_not_take_is_found_at_its_own_place(string line, string place, string message)
    {
        var error = Assert.Throws<DiagnosticException>(() => TrainSettings.Read(_folder.Write("train.yaml", $"model: ../m\n{line}\n")));

        Assert.Equal(place, TemporaryFolder.Places(error.Diagnostics).First());
        Assert.Contains(message, error.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("target_modules: all-linear\nmax_steps: -1")]
    [InlineData("target_modules: [all-linear]\nmax_steps: 1")]
    [InlineData("target_modules: q_proj")]
    public void What_the_schema_describes_is_taken(string lines) =>
        Assert.NotEmpty(TrainSettings.Read(_folder.Write("train.yaml", $"model: ../m\n{lines}\n")).TargetModules);

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
