using DatasetPipeline.Train.Evaluation;

namespace DatasetPipeline.Train.Reports;

/// <summary>What a training leaves for people to look at: eval.png, where there was an evaluation, and report.html.</summary>
internal static class RunReport
{
    /// <summary>Writes both.</summary>
    /// <param name="folder">The adapter's.</param>
    /// <param name="content">What they show.</param>
    /// <returns>What the answers are worth, by language, base before adapter; none where nothing was asked.</returns>
    public static IReadOnlyList<ModelScores> Write(string folder, RunContent content)
    {
        if (content.Evaluations.Count > 0)
            EvaluationCurve.Write(Path.Combine(folder, "eval.png"), content.Dataset.Name, content.Losses, content.Evaluations);
        RunPage.Write(Path.Combine(folder, "report.html"), content);
        return content.Scores;
    }
}
