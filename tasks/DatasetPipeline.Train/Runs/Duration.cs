namespace DatasetPipeline.Train.Runs;

/// <summary>Times as people and ms-swift's logs write them.</summary>
internal static class Duration
{
    /// <summary>5s, 2m 5s, 1h 2m 5s.</summary>
    public static string Text(TimeSpan time)
    {
        var seconds = (long)Math.Round(time.TotalSeconds);
        return seconds < 60 ? $"{seconds}s" : seconds < 3600 ? $"{seconds / 60}m {seconds % 60}s" : $"{seconds / 3600}h {seconds / 60 % 60}m {seconds % 60}s";
    }
}
