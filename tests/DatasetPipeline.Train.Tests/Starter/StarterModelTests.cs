using DatasetPipeline.Models;
using DatasetPipeline.Models.Tests;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Starter;
using TorchSharp;

namespace DatasetPipeline.Train.Tests.Starter;

public sealed class StarterModelTests
{
    private static string Folder => Path.Combine(Goldens.Repository, "models", "starter");

    [Fact]
    public void On_pictures_it_never_saw_its_loss_is_less_than_half_of_the_untrained_one()
    {
        using var scope = torch.NewDisposeScope();
        var untrained = new StarterCheck(StarterRecipe.Untrained(Folder)).HeldOutLoss(CancellationToken.None, batches: 2);
        var trained = new StarterCheck(ModelFolder.Open(Folder)).HeldOutLoss(CancellationToken.None, batches: 2);

        Assert.True(trained < untrained / 2, $"{untrained} untrained, {trained} trained");
    }

    [SlowFact]
    public void Of_pictures_it_never_saw_it_names_mark_colour_and_place_rightly_in_four_of_five_in_each_language()
    {
        using var scope = torch.NewDisposeScope();
        var scores = StarterScore.Of(new StarterCheck(ModelFolder.Open(Folder)).Read(CancellationToken.None));

        Assert.Equal(["en", "zh"], scores.Keys);
        Assert.All(scores, score => Assert.All(
            (int[])[score.Value.Mark, score.Value.Color, score.Value.Place],
            right => Assert.True(score.Value.PartOf(right) >= 0.8, score.Value.Row(score.Key))));
    }

    [Fact]
    public void It_is_small_enough_for_a_repository()
    {
        Assert.InRange(new FileInfo(Path.Combine(Folder, "model.safetensors")).Length, 6_000_000, 12_000_000);
        Assert.InRange(ModelFolder.Open(Folder).Weights.Values.Sum(weight => weight.numel()), 3_000_000, 5_000_000);
    }

    [Fact]
    public void Each_part_of_its_recipe_learn_and_what_is_saved_opens()
    {
        var folder = Directory.CreateTempSubdirectory("starter").FullName;
        try
        {
            StarterRecipe.Begin(folder);
            for (var part = 0; part < StarterRecipe.Parts.Length; part++)
            {
                var model = ModelFolder.Open(folder);
                var settings = StarterRecipe.Settings(part) with { MaxSteps = 8, PerDeviceTrainBatchSize = 2, WarmupSteps = 0, LearningRate = 1e-3 };
                var steps = StarterRecipe.Learn(part, model, settings, CancellationToken.None).ToList();
                StarterRecipe.Save(folder, model);

                Assert.Equal(Enumerable.Range(1, 8), steps.Select(step => step.Step));
                Assert.True(steps[^1].Loss < steps[0].Loss, string.Join(" ", steps.Select(step => step.Loss)));
            }

            using var scope = torch.NewDisposeScope();
            Assert.True(new StarterCheck(ModelFolder.Open(folder)).HeldOutLoss(CancellationToken.None, batches: 1) < 8.3);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_files_of_the_folder_are_those_that_the_recipe_writes()
    {
        var folder = Directory.CreateTempSubdirectory("starter").FullName;
        try
        {
            StarterFiles.Write(folder, StarterRecipe.Settings(0).Seed);
            foreach (var file in Directory.EnumerateFiles(folder))
                Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(Folder, Path.GetFileName(file))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Its_chat_template_writes_the_form_that_it_has_learned()
    {
        Assert.True(ChatTemplate.IsIn(Folder));
        Assert.Empty(ModelProcessor.Open(Folder).Warnings);
    }
}
