namespace DatasetPipeline;

/// <summary>The clone that this program was built in.</summary>
internal static class Repository
{
    /// <summary>Its folder; null where the program was taken elsewhere.</summary>
    public static string? Root { get; } = Around(AppContext.BaseDirectory);

    /// <summary>The address of a code's page, as the build gives it.</summary>
    public static string? HelpPage(string code) =>
        Root is null ? null : new Uri(Path.Combine(Root, "docs", "diagnostics", $"{code}.md")).AbsoluteUri;

    private static string? Around(string? folder) =>
        folder is null || File.Exists(Path.Combine(folder, "DatasetPipeline.sln")) ? folder : Around(Path.GetDirectoryName(folder));
}
