namespace DatasetPipeline.Builds.Tests;

/// <summary>When <c>dotnet build -t:Train</c> builds the trainer: here one that only counts how often it was built.</summary>
public sealed class TrainerBuildTests : IDisposable
{
    private const string Trainer = "tasks/DatasetPipeline.Train/";

    private readonly string _root = Directory.CreateTempSubdirectory("clone-").FullName;

    public TrainerBuildTests()
    {
        Write("build/Dataset.Train.targets", File.ReadAllText(Path.Combine(Repository.Root, "build/Dataset.Train.targets")));
        Write("shop.proj", """
            <Project>
              <PropertyGroup>
                <_DatasetRoot>$(MSBuildThisFileDirectory)</_DatasetRoot>
                <Configuration>Debug</Configuration>
              </PropertyGroup>
              <Import Project="build/Dataset.Train.targets" />
            </Project>
            """);
        Write(Trainer + "DatasetPipeline.Train.csproj", """
            <Project Sdk="Microsoft.Build.NoTargets/3.7.0">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <Target Name="Count" AfterTargets="Build">
                <WriteLinesToFile File="obj/times.txt" Lines="built" />
                <WriteLinesToFile File="bin/$(Configuration)/net10.0/DatasetPipeline.Train.dll" Lines="a program" />
              </Target>
            </Project>
            """);
        Write(Trainer + "Program.cs", "// first");
        Write("tasks/DatasetPipeline.Models/Model.cs", "// a model");
    }

    [Fact]
    public void The_trainer_is_built_once_and_again_after_a_file_of_its_was_changed_added_or_deleted_or_it_is_gone()
    {
        Assert.Equal(1, Builds());
        Assert.Equal(1, Builds());

        Write(Trainer + "Program.cs", "// second");
        Assert.Equal(2, Builds());
        Write("tasks/DatasetPipeline.Models/Other.cs", "// another model");
        Assert.Equal(3, Builds());
        File.Delete(Path.Combine(_root, "tasks/DatasetPipeline.Models/Other.cs"));
        Write(Trainer + "bin/Debug/net10.0/of.a.build", "is no source");
        Assert.Equal(4, Builds());
        Write("build/packages.props", "<Project />");
        Assert.Equal(5, Builds());
        Write(".editorconfig", "root = true");
        Assert.Equal(6, Builds());
        File.Delete(Path.Combine(_root, Trainer, "bin/Debug/net10.0/DatasetPipeline.Train.dll"));
        Assert.Equal(7, Builds());
        Assert.Equal(7, Builds());
    }

    [Fact]
    public void What_another_build_has_made_of_other_files_is_not_taken_for_it_and_an_assembly_that_is_gone_comes_back()
    {
        Write(Trainer + "bin/Debug/net10.0/DatasetPipeline.Core.dll", "a library");
        Assert.Equal(1, Builds());
        Assert.Equal(1, Builds());

        Write(Trainer + "Added.cs", "// another file");
        Write(Trainer + "bin/Debug/net10.0/DatasetPipeline.Train.dll", "a program with what the added file says");
        File.Delete(Path.Combine(_root, Trainer, "Added.cs"));
        Assert.Equal(2, Builds());
        Assert.Equal(2, Builds());

        File.Delete(Path.Combine(_root, Trainer, "bin/Debug/net10.0/DatasetPipeline.Core.dll"));
        Assert.Equal(3, Builds());
        Assert.Equal(3, Builds());
    }

    [Fact]
    public void One_that_does_not_build_fails_with_its_own_words_and_is_built_again()
    {
        var project = File.ReadAllText(Path.Combine(_root, Trainer, "DatasetPipeline.Train.csproj"));
        Write(Trainer + "DatasetPipeline.Train.csproj", project.Replace("<Target ", "<Target Name=\"Fail\" BeforeTargets=\"Count\"><Error Code=\"X1\" Text=\"a semicolon is missing\" /></Target><Target ", StringComparison.Ordinal));

        Assert.Contains("error X1: a semicolon is missing", Build().Fails().Output, StringComparison.Ordinal);
        Assert.Contains("error X1: a semicolon is missing", Build().Fails().Output, StringComparison.Ordinal);

        Write(Trainer + "DatasetPipeline.Train.csproj", project);
        Assert.Equal(1, Builds());
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // How often it was built in all, after another `-t:Train`.
    private int Builds()
    {
        Build().Succeeds();
        return File.ReadAllLines(Path.Combine(_root, Trainer, "obj/times.txt")).Length;
    }

    private BuildResult Build() => DotNet.Run(Path.Combine(_root, "shop.proj"), ["msbuild", "-t:_BuildTrainer"]);

    private void Write(string path, string content)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
