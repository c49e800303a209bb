namespace DatasetPipeline.Models.Tests;

/// <summary>As <see cref="GoldenTheoryAttribute"/>, for reference outputs of no family.</summary>
internal sealed class GoldenFileTheoryAttribute : TheoryAttribute
{
    public GoldenFileTheoryAttribute(string file)
    {
        if (!Goldens.IsOwn && !File.Exists(Path.Combine(Goldens.Folder, file)))
            Skip = $"{Goldens.Folder} holds no {file}.";
    }
}
