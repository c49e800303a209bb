using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Builds;
using DatasetPipeline.Reports;
using DatasetPipeline.Text;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Runs;

namespace DatasetPipeline.Train.Reports;

/// <summary>
/// One page about a training: its curves, what it is worth, and pictures with what should be said of them and what the model
/// says, before and after. As the build's page it needs no other file, no script and no network.
/// </summary>
internal static class RunPage
{
    private const int MostAnswers = 60;

    /// <summary>Writes the page.</summary>
    public static void Write(string path, RunContent content)
    {
        var html = new HtmlWriter();
        var name = content.Dataset.Name.Length > 0 ? content.Dataset.Name : "dataset";
        ReportPage.WriteHead(html, $"{name}: training, {Counted.Of(content.Steps, "step")}", Style());
        html.Write($"<header>\n<p class=\"eyebrow\">Training</p>\n<h1>{name}</h1>\n");
        var (before, after) = Learners.IsWhole(content.Settings) ? ("", $" with {ModelCard.Parts(content.Settings)} trained whole") : ("A LoRA adapter of ", ", trained");
        html.Write($"<p class=\"about\">{before}<code>{content.Settings.Model}</code>{after}{(content.Engine is { } engine ? $" by {engine}" : "")} {content.Trained}{content.Best?.Sentence}.</p>\n");
        html.WriteMarkup("<nav><a href=\"#curves\">Curves</a><a href=\"#scores\">Scores</a><a href=\"#answers\">Answers</a><a href=\"#settings\">Settings</a></nav>\n</header>\n<main>\n");
        WriteNumbers(html, content);
        WriteCurves(html, content);
        WriteScores(html, content);
        WriteAnswers(html, content);
        WriteSettings(html, content);
        html.WriteMarkup("</main>\n</body>\n</html>\n");
        WholeFile.WriteIfDifferent(path, html.ToBytes());
    }

    private static void WriteNumbers(HtmlWriter html, RunContent content)
    {
        html.WriteMarkup("<dl class=\"numbers\">\n");
        Tile("Loss, train, smoothed", Number(LossCurve.Smoothed(content.Losses)[^1], "0.000"), $"{Number(content.Losses[0], "0.000")} at the first step");
        foreach (var (before, after) in content.Scores.Where(scores => scores.Model == "base").Zip(content.Scores.Where(scores => scores.Model == "adapter")).TakeLast(1))
        {
            Tile("Loss, test", Number(after.Likelihood.Loss, "0.000"), $"{Number(before.Likelihood.Loss, "0.000")} without the adapter");
            Tile("Tokens right, test", Percent(after.Likelihood.TokenAccuracy), $"{Percent(before.Likelihood.TokenAccuracy)} without the adapter");
            Tile("Mark words right, test", Share(after), $"{Share(before)} without the adapter");
        }

        html.WriteMarkup("</dl>\n");

        void Tile(string label, string number, string note) => html.Write($"<div class=\"tile\"><dt>{label}</dt><dd><b>{number}</b><span>{note}</span></dd></div>\n");
    }

    private static void WriteCurves(HtmlWriter html, RunContent content)
    {
        var (losses, scores) = (content.Losses, content.Evaluations);
        html.WriteMarkup("<section id=\"curves\">\n<h2>Curves</h2>\n<div class=\"charts\">\n<div class=\"chart\"><h3>Loss</h3>\n<p class=\"key\"><b class=\"train\">train, smoothed</b>");
        if (scores.Count > 0)
            html.WriteMarkup("<b class=\"test\">test, dashed</b>");
        var most = losses.Concat(scores.Select(score => score.Loss)).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        var loss = new CurveSvg(content.Steps, CurveSvg.RoundUp(most))
            .Add("each", losses.Select((value, i) => (i + 1.0, value)), dots: false)
            .Add("train", LossCurve.Smoothed(losses).Select((value, i) => (i + 1.0, value)), dots: false)
            .Add("test", scores.Select(score => ((double)score.Step, score.Loss)), dots: true);
        html.WriteMarkup($"</p>\n{loss}</div>\n");
        if (scores.Count > 0)
        {
            html.WriteMarkup("<div class=\"chart\"><h3>Tokens right</h3>\n<p class=\"key\"><b class=\"test\">test</b></p>\n");
            html.WriteMarkup($"{new CurveSvg(content.Steps, 100, "%").Add("test", scores.Select(score => ((double)score.Step, 100 * score.TokenAccuracy)), dots: true)}</div>\n");
        }

        html.WriteMarkup("</div>\n</section>\n");
    }

    private static void WriteScores(HtmlWriter html, RunContent content)
    {
        html.WriteMarkup("<section id=\"scores\">\n<h2>Scores</h2>\n");
        if (content.Scores.Count == 0)
        {
            html.Write($"<p class=\"none\">{(content.Unasked is { } why ? $"The test split was not asked for: {why}." : "No record is in the test split, so there is nothing to score.")}</p>\n");
            html.WriteMarkup("</section>\n");
            return;
        }

        html.Write($"<p class=\"more\">{ScoreTable.Legend}</p>\n");
        html.WriteMarkup("<div class=\"scores\" tabindex=\"0\"><table>\n<thead><tr>");
        foreach (var column in ScoreTable.Columns)
            html.Write($"<th scope=\"col\">{column}</th>");
        html.WriteMarkup("</tr></thead>\n<tbody>\n");
        foreach (var scores in content.Scores)
        {
            html.Write($"<tr class=\"{scores.Model}\">");
            foreach (var cell in ScoreTable.Cells(scores))
                html.Write($"<td>{cell}</td>");
            html.WriteMarkup("</tr>\n");
        }

        html.WriteMarkup("</tbody>\n</table></div>\n</section>\n");
    }

    private static void WriteAnswers(HtmlWriter html, RunContent content)
    {
        html.WriteMarkup("<section id=\"answers\">\n<h2>Answers</h2>\n");
        var shown = content.Answers.Take(MostAnswers).ToList();
        if (shown.Count == 0)
            html.WriteMarkup("<p class=\"none\">Nothing was asked.</p>\n");
        else
            html.WriteMarkup("<p class=\"more\">Words about marks are <mark class=\"good\">right</mark> where caption and answer agree and <mark class=\"bad\">wrong or missed</mark> where they do not; the caption is held against the answer after the training.</p>\n");
        if (shown.Count < content.Answers.Count)
            html.Write($"<p class=\"more\">The first {shown.Count} of {content.Answers.Count}; dotnet train evaluate --answers has all.</p>\n");
        var thumbnails = new Thumbnails(content.ThumbnailFile).Of(shown.SelectMany(answer => answer.Images).Distinct(StringComparer.Ordinal).ToDictionary(image => Path.GetFileName(image), StringComparer.Ordinal));
        html.WriteMarkup("<div class=\"pictures\">\n");
        foreach (var answer in shown)
            WriteAnswer(html, answer, thumbnails);
        html.WriteMarkup("</div>\n</section>\n");
    }

    // ENV may hold what is for the machine alone.
    private static void WriteSettings(HtmlWriter html, RunContent content)
    {
        html.WriteMarkup("<section id=\"settings\">\n<h2>Settings</h2>\n<div class=\"scores\" tabindex=\"0\"><table>\n<tbody>\n");
        foreach (var (key, value) in content.Values.Where(entry => entry.Value is not null && entry.Key != "ENV"))
            html.Write($"<tr><td><code>{key}</code></td><td>{Text(value)}</td></tr>\n");
        html.WriteMarkup("</tbody>\n</table></div>\n</section>\n");

        static string Text(JsonNode? value) => value switch
        {
            JsonArray list => string.Join(", ", list.Select(Text)),
            JsonObject map => string.Join(", ", map.Select(entry => $"{entry.Key}: {Text(entry.Value)}")),
            null => "none",
            _ => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(),
        };
    }

    private static void WriteAnswer(HtmlWriter html, RecordAnswer answer, IReadOnlyDictionary<string, string> thumbnails)
    {
        html.WriteMarkup("<figure>");
        foreach (var image in answer.Images)
        {
            if (thumbnails.TryGetValue(Path.GetFileName(image), out var thumbnail))
                html.Write($"<div class=\"picture\"><img src=\"{thumbnail}\" alt=\"The picture of {answer.Id}\" loading=\"lazy\"></div>");
            else
                html.WriteMarkup("<div class=\"picture missing\">no picture</div>");
        }

        html.Write($"<figcaption><dl class=\"said\" lang=\"{answer.Language}\">");
        Said("expected", answer.Caption, answer.Adapter.Said.Text, null);
        Said("before", answer.Base.Said.Text, answer.Caption, answer.Base.Score.Loss);
        Said("after", answer.Adapter.Said.Text, answer.Caption, answer.Adapter.Score.Loss);
        html.Write($"</dl><p class=\"facts\"><code>{answer.Id}</code><span>{answer.Split}</span><span>{answer.Language}</span></p>\n</figcaption></figure>\n");

        void Said(string title, string text, string other, double? loss)
        {
            html.Write($"<dt lang=\"en\">{title}{(loss is { } value ? $", loss of the caption {Number(value, "0.000")}" : "")}</dt><dd dir=\"auto\">");
            MarkedText.Write(html, text, other);
            html.WriteMarkup("</dd>");
        }
    }

    private static string Share(ModelScores scores) => scores.Aspects.Values.Sum(score => score.All) is > 0 and var all ? Percent((double)scores.Aspects.Values.Sum(score => score.Right) / all) : "–";

    private static string Percent(double share) => Number(100 * share, "0.0") + "%";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Style()
    {
        using var text = new StreamReader(typeof(RunPage).Assembly.GetManifestResourceStream("training.css")!);
        return text.ReadToEnd();
    }
}
