namespace DatasetPipeline.Models.Generation;

/// <summary>Why an answer ended.</summary>
public enum FinishReason
{
    /// <summary>A stop token or a stop text came.</summary>
    Stop,

    /// <summary>max_new_tokens were made, or the text is as long as the model reads.</summary>
    Length,
}
