using System.Globalization;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Rules.Metadata;

/// <summary>The day of a record has come, wherever on earth it was written.</summary>
internal sealed class AnnotatedIsNotInTheFuture : IRecordRule
{
    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings)
    {
        // East of Greenwich tomorrow has begun already.
        if (DateOnly.TryParseExact(record.Annotated, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day > DateOnly.FromDateTime(DateTime.UtcNow).AddDays(1))
        {
            yield return record.Finding(Codes.FutureDate, $"annotated is {Shown.Value(record.Annotated!)}, a day that is still to come; write the day on which the record was written", "annotated");
        }
    }
}
