using System.Text;

namespace DatasetPipeline.Formats;

/// <summary>
/// ms-swift's rows: <c>{"id": …, "messages": [{"role": …, "content": …}, …], "images": [path]}</c>. It drops <c>id</c>, which it
/// does not know.
/// </summary>
internal sealed class SwiftFormat : IRowFormat
{
    public string Name => "ms-swift";

    public string Ending => ".jsonl";

    public void Append(StringBuilder json, Row row)
    {
        json.Append("{\"id\": ").AppendJson(row.Id).Append(", \"messages\": [");
        for (var i = 0; i < row.Messages.Count; i++)
        {
            json.Append(i == 0 ? "" : ", ");
            json.Append("{\"role\": ").AppendJson(row.Messages[i].Role);
            json.Append(", \"content\": ").AppendJson(row.Messages[i].Content).Append('}');
        }

        json.Append("], \"images\": [").AppendJson(row.Image).Append("]}");
    }
}
