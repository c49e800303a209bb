using System.Text.Json.Nodes;

namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>What a change of the data makes a training do.</summary>
public sealed class IncrementTests
{
    private static readonly Dictionary<string, string> InCi = new() { ["CI"] = "true" };

    [Fact]
    public void A_changed_caption_is_learned_by_an_increment_and_a_change_taken_back_brings_the_adapter_back()
    {
        using var dataset = new TinyDataset();
        Train(dataset);
        var first = TinyDataset.Tensors(dataset.Adapter);

        dataset.Caption("ui_20x20", "Another sentence stands here.");
        dataset.Build();
        Assert.Matches(@"^an increment on 5 records would go on from run \w{12}: 1 record changed; about \d+s, as the last training took \d+s for 6 records; about \d+ MiB of memory, \d+ MiB of them the model\n$", TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").Output);
        var foreseen = JsonNode.Parse(TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run", "--json").Output)!;
        Assert.Equal(("increment", false), ((string?)foreseen["plan"], (bool)foreseen["trained"]!));
        Assert.InRange((double)foreseen["seconds"]!, 0, 600);
        Assert.InRange((long)foreseen["memory_bytes"]!, 300L << 20, 2L << 30);
        var output = Train(dataset);
        Assert.Contains(": 1 record changed\ntraining on 5 samples, 6 steps\n", output, StringComparison.Ordinal);
        Assert.Contains("trained by an increment", output, StringComparison.Ordinal);
        var lineage = Lineage(dataset);
        Assert.Equal(("increment", 0, 1, 4), ((string?)lineage["kind"], (int)lineage["increment"]!["added"]!, (int)lineage["increment"]!["changed"]!, (int)lineage["increment"]!["replayed"]!));
        var second = TinyDataset.Tensors(dataset.Adapter);
        Assert.NotEqual(first, second);
        Assert.Contains("up to date", Train(dataset), StringComparison.Ordinal);
        var idle = JsonNode.Parse(TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run", "--json").Output)!;
        Assert.Equal(("nothing", true, true), ((string?)idle["plan"], idle["seconds"] is null, idle["memory_bytes"] is null));

        dataset.Caption("ui_20x20", "The picture is called ui_20x20.");
        dataset.Build();
        Assert.Contains("brought back", Train(dataset), StringComparison.Ordinal);
        Assert.Equal(first, TinyDataset.Tensors(dataset.Adapter));
        Assert.Contains("up to date", Train(dataset), StringComparison.Ordinal);

        // And the change once more.
        dataset.Caption("ui_20x20", "Another sentence stands here.");
        dataset.Build();
        Assert.Contains("brought back", Train(dataset), StringComparison.Ordinal);
        Assert.Equal(second, TinyDataset.Tensors(dataset.Adapter));
    }

    [Fact]
    public void A_chain_of_increments_is_listed_and_made_again_byte_for_byte()
    {
        using var dataset = new TinyDataset(epochs: 1);
        Train(dataset);
        foreach (var (picture, text) in new[] { ("ui_20x20", "One thing is new."), ("ui_37x201", "Another thing is new.") })
        {
            dataset.Caption(picture, text);
            dataset.Build();
            Train(dataset);
        }

        var log = TrainProcess.Run(dataset.Folder, "log").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["run", "increment", "increment", "fresh"], [log[0].Split(' ')[0], .. log.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])]);
        using var verified = TrainProcess.Run(dataset.Folder, "--no-build", "--verify");
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        Assert.Contains("training again gives the same bytes", verified.Output, StringComparison.Ordinal);
        Assert.Contains("--verify and --dry-run cannot both be asked for", TrainProcess.Run(dataset.Folder, "--no-build", "--verify", "--dry-run").Error, StringComparison.Ordinal);

        // Somebody changes a byte and the hashes with it.
        var tensors = TinyDataset.Tensors(dataset.Adapter);
        tensors[^1] ^= 1;
        File.WriteAllBytes(Path.Combine(dataset.Adapter, "adapter_model.safetensors"), tensors);
        Assert.Contains("adapter_model.safetensors is not as it was written", TrainProcess.Run(dataset.Folder, "log").Output, StringComparison.Ordinal);
        var lineage = Lineage(dataset);
        lineage["outputs"]!["adapter_model.safetensors"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(tensors));
        File.WriteAllText(Path.Combine(dataset.Adapter, "lineage.json"), lineage.ToJsonString());
        Assert.Contains("its lineage.json is not as it was written", TrainProcess.Run(dataset.Folder, "log").Output, StringComparison.Ordinal);
        lineage.Remove("sha256");
        lineage["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(lineage.ToJsonString())));
        File.WriteAllText(Path.Combine(dataset.Adapter, "lineage.json"), lineage.ToJsonString());
        Assert.Matches(@"error DSP9043: [^\n]*adapter_model\.safetensors[^\n]*\n$", TrainProcess.Run(dataset.Folder, "--no-build", "--verify").Error);

        var parent = Directory.GetDirectories(Path.Combine(dataset.Folder, "obj", "train", "adapters"))[0];
        File.AppendAllText(Path.Combine(parent, "README.md"), "x");
        using (var harmed = TrainProcess.Run(dataset.Folder, "log"))
            Assert.Matches(@"is harmed: README\.md is not as it was written", harmed.ExitCode == 1 ? harmed.Output : "");
    }

    [Fact]
    public void In_CI_and_where_it_is_asked_for_only_a_training_from_the_start_will_do()
    {
        using var dataset = new TinyDataset(epochs: 1);
        Train(dataset);
        dataset.Caption("ui_20x20", "Another sentence stands here.");
        dataset.Build();
        Assert.Contains("an increment on 5 records", TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").Output, StringComparison.Ordinal);
        Assert.Contains("6 records would be trained on from the start", TrainProcess.Run(dataset.Folder, InCi, "--no-build", "--dry-run").Output, StringComparison.Ordinal);
        Train(dataset);

        var output = TrainProcess.Run(dataset.Folder, InCi, "--no-build").Output;
        Assert.Contains("training on 6 samples", output, StringComparison.Ordinal);
        Assert.Equal("fresh", (string?)Lineage(dataset)["kind"]);
        var inCi = TinyDataset.Tensors(dataset.Adapter);
        Assert.Contains("up to date", Train(dataset, "--no-increments"), StringComparison.Ordinal);

        TrainProcess.Run(dataset.Folder, "--no-build", "--output", "clean");
        Assert.Equal(TinyDataset.Tensors(Path.Combine(dataset.Folder, "clean")), inCi);
    }

    [Fact]
    public void Why_no_increment_is_made_is_said()
    {
        using var dataset = new TinyDataset(epochs: 1);
        Assert.Contains("from the start: there is no adapter yet\n", Train(dataset), StringComparison.Ordinal);
        Assert.Matches(@"error DSP9040: [^\n]*no record was added or changed[^\n]*\n$", TrainProcess.Run(dataset.Folder, "--no-build", "--increment").Error);

        dataset.WriteTraining("num_train_epochs: 1", "lora_alpha: 8");
        Assert.Contains("from the start: train.yaml has another lora_alpha\n", Train(dataset), StringComparison.Ordinal);

        File.Delete(Path.Combine(dataset.Folder, "images", "ui_20x20.yaml"));
        File.Delete(Path.Combine(dataset.Folder, "images", "ui_20x20.png"));
        dataset.Build();
        Assert.Contains("from the start: 1 record removed: what was learned of a record cannot be taken back\n", Train(dataset), StringComparison.Ordinal);
        Assert.Contains("from the start: --fresh\n", Train(dataset, "--fresh"), StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_says_how_many_known_records_are_seen_again()
    {
        using var dataset = new TinyDataset(epochs: 1);
        Train(dataset);
        dataset.Caption("ui_20x20", "Another sentence stands here.");
        dataset.Build();

        Assert.Contains("training on 2 samples", Train(dataset, "--replay", "1"), StringComparison.Ordinal);
        Assert.Matches("--replay takes a whole number, from 0 to 2147483647", TrainProcess.Run(dataset.Folder, "--no-build", "--replay", "many").Error);
    }

    [Fact]
    public void With_max_steps_an_increment_sees_each_of_its_samples_and_the_card_tells_them_from_all_records()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("max_steps: 1", "per_device_train_batch_size: 2", "gradient_accumulation_steps: 1");
        Train(dataset);
        dataset.Caption("ui_20x20", "Another sentence stands here.");
        dataset.Build();

        Assert.Contains("training on 5 samples, 3 steps", Train(dataset), StringComparison.Ordinal);
        var card = File.ReadAllText(Path.Combine(dataset.Adapter, "README.md"));
        Assert.Matches(@", trained on 6 records, by an increment on run \w{12} \(1 record changed\) of 5 records in 3 steps, mean loss ", card);
        Assert.Contains("| max_steps | 1 |", card, StringComparison.Ordinal);
        Assert.DoesNotContain("num_train_epochs", card, StringComparison.Ordinal);
    }

    private static string Train(TinyDataset dataset, params string[] arguments)
    {
        using var run = TrainProcess.Run(dataset.Folder, ["--no-build", .. arguments]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Output;
    }

    private static JsonObject Lineage(TinyDataset dataset) => JsonNode.Parse(File.ReadAllText(Path.Combine(dataset.Adapter, "lineage.json")))!.AsObject();
}
