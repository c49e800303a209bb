using DatasetPipeline.Records;

namespace DatasetPipeline.Train.Runs;

/// <summary>What was said of a record.</summary>
/// <param name="Id">The record's.</param>
/// <param name="Split">train or test.</param>
/// <param name="Caption">What the record says; of a dialogue, its last answer.</param>
/// <param name="Images">Its pictures' paths.</param>
/// <param name="Base">What the base model says.</param>
/// <param name="Adapter">What the model says with the adapter.</param>
internal sealed record RecordAnswer(string Id, string Split, string Caption, IReadOnlyList<string> Images, JudgedAnswer Base, JudgedAnswer Adapter)
{
    /// <summary>en or zh.</summary>
    public string Language { get; } = Languages.Of(Caption);
}
