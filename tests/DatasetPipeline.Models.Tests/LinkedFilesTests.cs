using System.Diagnostics;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Lora;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

/// <summary>A cache of models is all links; a pipe under a file's name has nothing to say, and waits for ever for who opens it.</summary>
public sealed class LinkedFilesTests : IDisposable
{
    private readonly ModelCopy _copy = new();

    [Fact]
    public void A_folder_of_links_as_a_cache_has_them_is_the_model_also_below_a_folder_that_is_a_link()
    {
        using var scope = torch.NewDisposeScope();
        var snapshot = AsCache(_copy.Model);
        var adapter = AsCache(_copy.AdapterFolder);
        var expected = ModelFolder.Open(_copy.Model).Weights;
        var shortcut = Path.Combine(_copy.Root, "shortcuts", "model");
        Directory.CreateDirectory(Path.GetDirectoryName(shortcut)!);
        Directory.CreateSymbolicLink(shortcut, snapshot);

        foreach (var folder in (string[])[snapshot, shortcut])
        {
            var model = ModelFolder.Open(folder);
            Assert.All(expected, weight => Assert.True(model.Weights[weight.Key].equal(weight.Value).all().item<bool>()));
            Assert.NotEmpty(Adapter.Load(model, adapter).Tensors);
        }
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_named()
    {
        File.Delete(_copy.Weights);
        File.CreateSymbolicLink(_copy.Weights, "../blobs/gone");

        var found = Assert.Single(_copy.Open());

        Assert.Equal((Codes.ModelFileMissing, _copy.Weights), (found.Code, found.File));
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("tokenizer.json")]
    [InlineData("preprocessor_config.json")]
    [InlineData("generation_config.json")]
    [InlineData("model.safetensors")]
    [InlineData("model.safetensors.index.json")]
    public async Task A_pipe_under_a_file_s_name_is_refused_and_not_waited_for(string name)
    {
        var path = Path.Combine(_copy.Model, name);
        if (name == "model.safetensors.index.json")
            File.Delete(_copy.Weights);
        Pipe(path);

        var found = Assert.Single(await Task.Run(_copy.Open).WaitAsync(TimeSpan.FromSeconds(20)));

        Assert.Equal(path, found.File);
        Assert.Contains("pipe", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Adapter.ConfigFile)]
    [InlineData(Adapter.TensorsFile)]
    public async Task So_is_one_in_an_adapter(string name)
    {
        Pipe(Path.Combine(_copy.AdapterFolder, name));

        var found = Assert.Single(await Task.Run(_copy.LoadAdapter).WaitAsync(TimeSpan.FromSeconds(20)));

        Assert.Equal(Path.Combine(_copy.AdapterFolder, name), found.File);
    }

    public void Dispose() => _copy.Dispose();

    private static void Pipe(string path)
    {
        File.Delete(path);
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }

    // blobs/ beside snapshots/, and links from the one to the other.
    private string AsCache(string folder)
    {
        var cache = Directory.CreateDirectory(Path.Combine(_copy.Root, "cache", Path.GetFileName(folder)));
        var blobs = cache.CreateSubdirectory("blobs").FullName;
        var snapshot = cache.CreateSubdirectory(Path.Combine("snapshots", "main")).FullName;
        foreach (var (i, file) in Directory.GetFiles(folder).Index())
        {
            File.Copy(file, Path.Combine(blobs, $"{i}"));
            File.CreateSymbolicLink(Path.Combine(snapshot, Path.GetFileName(file)), $"../../blobs/{i}");
        }

        return snapshot;
    }
}
