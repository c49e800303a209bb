namespace DatasetPipeline.Train.Evaluation;

/// <summary>How likely a model finds what the rows of a split say, as ms-swift's eval_loss and eval_token_acc have it.</summary>
/// <param name="Rows">Each row's, in the split's order.</param>
public sealed record SplitScore(IReadOnlyList<RowScore> Rows)
{
    /// <summary>The mean of the rows' losses: each row counts alike, as with a per_device_eval_batch_size of 1.</summary>
    public double Loss => Rows.Average(row => row.Loss);

    /// <summary>The share of all labels that were the likeliest token.</summary>
    public double TokenAccuracy => (double)Rows.Sum(row => row.Right) / Rows.Sum(row => row.Labels);
}
