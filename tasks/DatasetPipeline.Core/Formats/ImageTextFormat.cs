using System.Text;

namespace DatasetPipeline.Formats;

/// <summary>Pictures and what is said of them: <c>{"image": path, "text": …}</c>; of a dialogue, the assistant's turns, a line each.</summary>
internal sealed class ImageTextFormat : IRowFormat
{
    public string Name => "image-text";

    public string Ending => ".image-text.jsonl";

    public void Append(StringBuilder json, Row row)
    {
        var said = row.Messages.Where(message => message.Role == "assistant").Select(message => message.Content);
        json.Append("{\"image\": ").AppendJson(row.Image).Append(", \"text\": ").AppendJson(string.Join('\n', said)).Append('}');
    }
}
