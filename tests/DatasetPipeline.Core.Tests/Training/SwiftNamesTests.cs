using DatasetPipeline.Diagnostics;
using DatasetPipeline.Training;

namespace DatasetPipeline.Core.Tests.Training;

/// <summary>A train.yaml means here what ms-swift 4.6 makes of it, or is refused.</summary>
public sealed class SwiftNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_article_s_file_is_understood_with_a_note_for_each_old_name()
    {
        var settings = Read(
            "model_type: base",
            "train_dataset: data/train.jsonl",
            "use_lora: true",
            "lora_target_modules: [ALL]",
            "lora_dropout_p: 0.1",
            "batch_size: 2",
            "dtype: bf16",
            "quantization_bit: 4",
            "output_dir: output");

        Assert.Equal(("base", "lora", 0.1, 2, "bfloat16"), (settings.Model, settings.TunerType, settings.LoraDropout, settings.PerDeviceTrainBatchSize, settings.TorchDtype));
        Assert.Equal(["all-linear"], settings.TargetModules);
        Assert.Equal(("bnb", 4), (settings.QuantMethod, settings.QuantBits));
        Assert.Equal(
            [.. Enumerable.Range(1, 8).Select(line => $"({line},1) DSP9016")],
            TemporaryFolder.Places(settings.Notes));
        Assert.All(settings.Notes, note => Assert.Equal(Severity.Warning, note.Severity));
        Assert.Equal("use_lora is an old name; write tuner_type: lora", settings.Notes[2].Message);
        Assert.Equal("dtype is an old name; write torch_dtype: bfloat16", settings.Notes[6].Message);
        Assert.Contains("always what the build makes of images/", settings.Notes[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sft_type: full", "tuner_type")]
    [InlineData("train_type: lora", "tuner_type")]
    [InlineData("model_id_or_path: base", "model")]
    [InlineData("ckpt_dir: other", "adapters")]
    [InlineData("template_type: qwen", "template")]
    [InlineData("use_flash_attn: true", "attn_impl: flash_attn")]
    [InlineData("lora_lr_ratio: 16", "lorap_lr_ratio")]
    [InlineData("dataset_seed: 1", "data_seed")]
    public void Each_old_name_gives_today_s(string line, string today) =>
        Assert.Contains($"write {today}", Assert.Single(Read(line.StartsWith("model", StringComparison.Ordinal) ? [line] : ["model: base", line]).Notes).Message, StringComparison.Ordinal);

    [Fact]
    public void Beside_model_the_key_model_type_is_ms_swift_s_own() => Assert.Empty(Read("model: base", "model_type: qwen3_vl").Notes);

    [Fact]
    public void An_old_name_beside_today_s_is_a_key_that_stands_twice_and_a_wrong_value_is_found_under_either() =>
        Assert.Equal(["(2,1) DSP0005", "(4,1) DSP9016", "(4,13) DSP1004"], Errors("model: base", "batch_size: 2", "per_device_train_batch_size: 4", "train_type: lroa"));

    [Fact]
    public void What_is_not_said_is_as_ms_swift_has_it()
    {
        var settings = Read("model: base");
        Assert.Equal((16, 1e-4, "float32"), (settings.GradientAccumulationSteps, settings.LearningRate, settings.TorchDtype));
        Assert.Equal(6, Read("model: base", "per_device_train_batch_size: 3").GradientAccumulationSteps);
        Assert.Equal(1, Read("model: base", "per_device_train_batch_size: 32").GradientAccumulationSteps);
        Assert.Equal(1, Read("model: base", "gradient_accumulation_steps: 1").GradientAccumulationSteps);
        Assert.Equal(1e-5, Read("model: base", "tuner_type: full").LearningRate);
    }

    [Theory]
    [InlineData("""{"torch_dtype": "float16", "text_config": {"dtype": "float32"}}""", "float16")]
    [InlineData("""{"text_config": {"dtype": "bfloat16"}}""", "bfloat16")]
    [InlineData("""{"llm_config": {"torch_dtype": "bfloat16"}}""", "bfloat16")]
    [InlineData("""{"text_config": []}""", "float32")]
    [InlineData("nothing", "float32")]
    public void Without_torch_dtype_the_model_s_own_type_is_taken(string config, string dtype)
    {
        _folder.Write("base/config.json", config);
        Assert.Equal(dtype, Read("model: base").TorchDtype);
        Assert.Equal("float32", Read("model: base", "torch_dtype: float32").TorchDtype);
    }

    [Theory]
    [InlineData("ENV: {A: yes}", "(2,10) DSP9018", "as true")]
    [InlineData("ENV: {A: off}", "(2,10) DSP9018", "as false")]
    [InlineData("ENV: {A: 12:30:45}", "(2,10) DSP9018", "as a number")]
    [InlineData("ENV: {A: 0x1F}", "(2,10) DSP9018", "as a number")]
    [InlineData("ENV: {A: 1_000}", "(2,10) DSP9018", "as a number")]
    [InlineData("ENV: {A: 2026-02-30}", "(2,10) DSP9018", "as a time")]
    [InlineData("ENV: {A: 2026-02-03 10:00:00}", "(2,10) DSP9018", "as a time")]
    [InlineData("lora_rank: 010", "(2,12) DSP9018", "as 8, a number of base eight")]
    [InlineData("learning_rate: 010", "(2,16) DSP9018", "as 8, a number of base eight")]
    [InlineData("lora_rank: 8.0", "(2,12) DSP", "whole number")]
    [InlineData("lora_rank: 1e2", "(2,12) DSP", "whole number")]
    [InlineData("use_dora: yes", "(2,11) DSP1003", "true or false")]
    [InlineData("use_dora:", "(2,10) DSP1003", "true or false")]
    [InlineData("lora_rank: 0x10", "(2,12) DSP1003", "whole number")]
    [InlineData("target_regex: null", "(2,15) DSP1003", "text")]
    [InlineData("warmup_ratio: 1", "(2,15) DSP1004", "under 1")]
    [InlineData("warmup_ratio: 0.1\nwarmup_steps: 5", "(2,15) DSP9018", "refuses warmup_ratio beside warmup_steps")]
    [InlineData("deepspeed: zero2\nfsdp: fsdp2", "(3,7) DSP9018", "refuses fsdp beside deepspeed")]
    [InlineData("packing: true", "(2,10) DSP9018", "attn_impl: flash_attn")]
    [InlineData("padding_free: true\nattn_impl: sdpa", "(2,15) DSP9018", "attn_impl: flash_attn")]
    [InlineData("packing: true\nattn_impl: flash_attn\nlazy_tokenize: true", "(4,16) DSP9018", "refuses lazy_tokenize")]
    [InlineData("system: --verbose", "(2,9) DSP9018", "begins with -")]
    [InlineData("modules_to_save: [lm_head, -x]", "(2,18) DSP9018", "begins with -")]
    [InlineData("dataset: other.jsonl", "(2,10) DSP1004", "bin/dataset/train.jsonl")]
    public void What_ms_swift_reads_differently_or_refuses_is_found_at_its_place(string lines, string place, string message)
    {
        var error = Assert.Throws<DiagnosticException>(() => Read(["model: base", .. lines.Split('\n')]));

        Assert.StartsWith(place, TemporaryFolder.Places(error.Diagnostics).Single(), StringComparison.Ordinal);
        Assert.Contains(message, error.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("learning_rate: 1e-4")]
    [InlineData("learning_rate: .5")]
    [InlineData("lora_rank: 08")]
    [InlineData("lora_rank: 007")]
    [InlineData("lora_rank: +8")]
    [InlineData("num_train_epochs: 1.5e1")]
    [InlineData("warmup_ratio: 0.1\nwarmup_steps: 0")]
    [InlineData("padding_free: true\nattn_impl: flash_attention_3")]
    [InlineData("deepspeed: {zero_optimization: {stage: 2}}")]
    [InlineData("dataset: [bin/dataset/train.jsonl]\nval_dataset: bin/dataset/test.jsonl")]
    [InlineData("system: '- Say what is marked.'")]
    [InlineData("ENV: {A: 'yes', B: \"010\", C: 2026-02-03, D: ON_, E: 1:60, F: v1_0}")]
    public void What_both_read_alike_is_taken(string lines) => Assert.Empty(Read(["model: base", .. lines.Split('\n')]).Notes);

    [Fact]
    public void A_key_that_is_for_ms_swift_alone_is_told_from_one_that_would_change_what_is_learned()
    {
        var uses = SettingUse.Of(Read("model: base", "deepspeed: zero3", "gradient_checkpointing: true", "optim: adamw_torch", "loss_scale: last_round", "data_seed: 42", "save_strategy: epoch", "init_weights: true").File);

        Assert.Equal(
            [("deepspeed", false), ("loss_scale", true), ("save_strategy", false)],
            uses.Select(use => (use.Entry.Key.Text, use.IsRefused)));
    }

    private TrainSettings Read(params string[] lines) => TrainSettings.Read(_folder.Write("train.yaml", string.Join('\n', lines) + "\n"));

    private IEnumerable<string> Errors(params string[] lines) => TemporaryFolder.Places(Assert.Throws<DiagnosticException>(() => Read(lines)).Diagnostics);
}
