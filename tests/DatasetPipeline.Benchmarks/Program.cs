// Measures what the repository promises: `dotnet run --project tests/DatasetPipeline.Benchmarks -- build`.
using DatasetPipeline.Benchmarks;

switch (args)
{
    case ["build", .. var rest]:
        return BuildBenchmark.Run(rest is [var dataset] ? dataset : null);
    case ["captions", var file]:
        Console.Write(DatasetPipeline.Language.CaptionFigures.Of(file));
        return 0;
    case ["drawn-marks", .. var drawn]:
        return DatasetPipeline.Benchmarks.Marks.DrawnMarksBenchmark.Run(drawn is [var shots] ? shots : null);
    case ["duplicates", .. var rest]:
        return DatasetPipeline.Benchmarks.Duplicates.DuplicatesBenchmark.Run(rest is [var folder] ? folder : null);
    case ["gallery"]:
        return DatasetPipeline.Benchmarks.Pictures.Gallery.Write(BuildBenchmark.RepositoryRoot(AppContext.BaseDirectory));
    case ["growth"]:
        return GrowthBenchmark.Run(10_000);
    case ["growth", var records] when int.TryParse(records, out var count) && count > 0:
        return GrowthBenchmark.Run(count);
    case ["kills", .. var rest]:
        return DatasetPipeline.Benchmarks.Pictures.KillBenchmark.Run(rest is [var number] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 50, 500);
    case ["build-once", var once]:
        return DatasetPipeline.Benchmarks.Pictures.KillBenchmark.Build(once);
    case ["pictures-memory", var screens]:
        return DatasetPipeline.Benchmarks.Pictures.PicturesBenchmark.Memory(screens);
    case ["pictures"]:
        return DatasetPipeline.Benchmarks.Pictures.PicturesBenchmark.Run();
    case ["kernels"]:
        return KernelBenchmark.Run();
    case ["models"]:
        return ModelBenchmark.Run();
    case ["models", var dtype, var model]:
        return ModelBenchmark.Measure(dtype, model);
    case ["training"]:
        return TrainingBenchmark.Run();
    case ["training-step", var type, var way, var folderOfModel]:
        return TrainingBenchmark.Step(type, way, folderOfModel);
    case ["training-parts", var type, var folderOfModel]:
        return TrainingBenchmark.Parts(type, folderOfModel);
    case ["training-weights", var held, var folderOfModel]:
        return TrainingBenchmark.Weights(held, folderOfModel);
    case ["tokens"]:
        return TokensBenchmark.Run();
    case ["load", var checkpoint]:
        return ModelBenchmark.Load(checkpoint);
    default:
        Console.Error.WriteLine("""
            build [DATASET]   the second build of a dataset beside that of an empty project, and the speed of its first
            captions FILE     how well captions are told from what is none: a JSONL file of {"id", "lang", "sentence", "difficulty", "text"}
            drawn-marks [DIR] marks in the pixels of generated screens that are found, and what is found that is none; or what a folder's PNGs seem to hold
            duplicates [DIR]  changed screens that are found again, different ones taken for the same, and a search among a million hashes
            gallery           draws the pictures of docs/gallery.md
            growth [RECORDS]  builds of a dataset of 10,000: the first, one with nothing to do, one after one change
            kills [NUMBER]    builds of 500 pictures killed at 50 random moments, and what the next build makes of it
            pictures          screens brought to 1024 a second, beside libvips alone and Pillow, and what each output format costs
            kernels           what is computed in one pass, beside libtorch's operations one after the other
            tokens            the tokenizer with a vocabulary of 151,643, and the image processor
            models            decoding and loading, beside the speed of a matrix product
            training          a LoRA step in several ways, and a whole run from the command to the adapter
            """);
        return 2;
}
