namespace DatasetPipeline.Models.Tests;

public sealed class ReferenceFolderTests
{
    // What is not there is skipped elsewhere: a name with a slip of the pen in it must not look like a success.
    [Fact]
    public void The_folder_that_GOLDENS_names_holds_reference_outputs()
    {
        Assert.True(Directory.Exists(Goldens.Folder), $"GOLDENS names {Goldens.Folder}, and there is no such folder.");
        string[] parts = ["images", "metrics", "nf4", "galore", "sampling", "tokenizer"];
        Assert.True(
            parts.Any(part => Directory.Exists(Path.Combine(Goldens.Folder, part))) || Goldens.Architectures().Any(),
            $"GOLDENS names {Goldens.Folder}, which holds no reference outputs: neither a family's folder with cases.json nor one of {string.Join(", ", parts)}. What is in them is in tests/goldens/README.md.");
    }
}
