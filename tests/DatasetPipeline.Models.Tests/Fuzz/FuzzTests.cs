using System.Globalization;
using System.Text.Json.Nodes;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Tokens;
using TorchSharp;
using Xunit.Abstractions;

namespace DatasetPipeline.Models.Tests.Fuzz;

/// <summary>
/// Broken files end in a diagnostic or in something usable: no other exception, no hang, no memory without bound. A share of the
/// mutants runs with every `dotnet test`; `FUZZ=100000 dotnet test tests/DatasetPipeline.Models.Tests --filter Fuzz` runs so many.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output) : IDisposable
{
    private const long MostAllocated = 512L << 20; // by one mutant
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20); // a hang, not a measure
    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("FUZZ"), out var count) ? count : 12_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("fuzz-").FullName;

    [Fact]
    public void Safetensors_headers()
    {
        var path = Path.Combine(_folder, "model.safetensors");
        using (torch.NewDisposeScope())
            SafetensorsWriter.Write(path, [KeyValuePair.Create("a.weight", torch.ones(3, 4)), KeyValuePair.Create("b", torch.ones(2, torch.ScalarType.BFloat16)), KeyValuePair.Create("c.bias", torch.ones(5))]);
        var whole = File.ReadAllBytes(path);

        Run("safetensors", Count * 4 / 10, (mutator, i) => File.WriteAllBytes(path, i % 2 == 0 ? mutator.Bytes(whole) : WithHeader(whole, mutator.Json)), () =>
        {
            using var scope = torch.NewDisposeScope();
            using var file = SafetensorsFile.Open(path);
            foreach (var name in file.Entries.Keys)
                file.Read(name).sum();
        });
    }

    [Fact]
    public void Tokenizer_files()
    {
        var path = Path.Combine(_folder, "tokenizer.json");
        var whole = SmallTokenizer();

        Run("tokenizer.json", Count * 3 / 10, (mutator, i) => File.WriteAllBytes(path, i % 2 == 0 ? mutator.Bytes(whole) : mutator.Json(whole)), () =>
        {
            var tokenizer = Tokenizer.Load(path);
            tokenizer.Decode(tokenizer.Encode("The red box 红框 <|im_end|>\n"));
        });
    }

    [Fact]
    public void Configurations()
    {
        File.WriteAllBytes(Path.Combine(_folder, "tokenizer.json"), SmallTokenizer());
        var families = Directory.GetDirectories(Goldens.Own).SelectMany(Goldens.Checkpoints).ToList();
        string[] names = ["config.json", "preprocessor_config.json", "generation_config.json"];
        var picture = RgbImage.FromBytes(40, 30, [.. Enumerable.Range(0, 40 * 30 * 3).Select(i => (byte)i)]);

        Run("config.json and its kin", Count * 3 / 10, (mutator, i) =>
        {
            foreach (var name in names)
                File.Copy(Path.Combine(families[i % families.Count], name), Path.Combine(_folder, name), overwrite: true);
            var broken = Path.Combine(_folder, names[i / families.Count % names.Length]);
            var whole = File.ReadAllBytes(broken);
            File.WriteAllBytes(broken, i % 3 == 0 ? mutator.Bytes(whole) : mutator.Json(whole));
        }, () =>
        {
            using var scope = torch.NewDisposeScope();
            var model = ModelFolder.Open(_folder, torch.ScalarType.Float32, new ShapesOnly());
            try
            {
                model.Processor.GridOf(new ImageSize(640, 480));
                // What opens makes something of a picture, of the size that it says.
                var seen = model.Processor.Process(picture);
                Assert.True(Array.TrueForAll(seen.Values, float.IsFinite));
                Assert.Equal(seen.Grid, model.Processor.GridOf(picture.Size));
                Assert.NotEmpty(model.Processor.EncodePrompt([new("user", "<image>What is it?")], [picture.Size]).InputIds);
            }
            catch (ArgumentException)
            {
                // a picture that the configuration refuses
            }

            Generation.GenerationSettings.Read(_folder);
        });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Run(string what, int count, Action<Mutator, int> mutate, Action use)
    {
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            mutate(new Mutator(i), i);
            var (worked, allocated) = (Worked(), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                use();
            }
            catch (DiagnosticException e)
            {
                refused++;
                Assert.All(e.Diagnostics, diagnostic => Assert.DoesNotContain('\n', diagnostic.ToString()));
            }
            catch (Exception e)
            {
                Assert.Fail($"{what}, mutant {i}: {e}");
            }

            worked = Worked() - worked;
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.True(worked < Longest && allocated < MostAllocated, $"{what}, mutant {i}: {worked} of work and {allocated} bytes.");
        }

        Assert.InRange(refused, 1, count);
        output.WriteLine($"{what}: {count} mutants, {refused} refused");
        Console.WriteLine($"fuzz: {what}: {count} mutants, {refused} refused, none crashed or hung");
    }

    // What this thread has computed, as the clock would also count the time that a machine stands still. (utime and stime, in hundredths, of proc_pid_stat(5).)
    private static TimeSpan Worked()
    {
        var fields = File.ReadAllText("/proc/thread-self/stat").Split(')')[^1].Split(' ');
        return TimeSpan.FromMilliseconds(10 * fields[12..14].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)));
    }

    private static byte[] WithHeader(byte[] whole, Func<byte[], byte[]> change)
    {
        var length = (int)BitConverter.ToInt64(whole);
        var header = change(whole[8..(8 + length)]);
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. whole[(8 + length)..]];
    }

    // Of the reference tokenizer what is left without its merges: small, so that a mutant takes little time.
    private static byte[] SmallTokenizer()
    {
        var root = JsonNode.Parse(File.ReadAllBytes(Path.Combine(Goldens.Own, "qwen3_vl", "model", "tokenizer.json")))!;
        var vocabulary = root["model"]!["vocab"]!.AsObject();
        foreach (var (token, _) in vocabulary.Where(entry => entry.Value!.GetValue<int>() >= 262).ToList())
            vocabulary.Remove(token);
        var merges = root["model"]!["merges"]!.AsArray();
        while (merges.Count > 3)
            merges.RemoveAt(merges.Count - 1);
        return System.Text.Encoding.UTF8.GetBytes(root.ToJsonString());
    }
}
