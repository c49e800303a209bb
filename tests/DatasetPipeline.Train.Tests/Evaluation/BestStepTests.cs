using DatasetPipeline.Train.Evaluation;

namespace DatasetPipeline.Train.Tests.Evaluation;

public sealed class BestStepTests
{
    [Theory]
    [InlineData(false, new[] { 3.0, 2, 2, 2.5, 1, double.NaN, 1.5 }, new[] { true, true, false, false, true, false, false }, 5)]
    [InlineData(true, new[] { double.NaN, 0.1, 0.3, 0.3, 0.2 }, new[] { false, true, true, false, false }, 3)]
    public void The_first_of_the_best_values_is_kept_and_what_is_no_number_never(bool greater, double[] values, bool[] best, int step)
    {
        var kept = new BestStep(greater, null);

        Assert.Equal(best, values.Select((value, i) => kept.Take(i + 1, value)));
        Assert.Equal((step, values[step - 1]), (kept.Step, kept.Value!.Value));
        Assert.All(values, _ => Assert.False(kept.Saved()));
    }

    [Fact]
    public void It_stops_after_so_many_saves_without_a_better_value()
    {
        Assert.Equal([false, false, false, false, false, true], Stops([5, 4, 4, 3, 6, 7]));
        Assert.Equal([false, false, false, false, true], Stops([5, double.NaN, 4, 4, 4]));
        Assert.Equal([false, false, false, false, false], Stops([5, 4, 3, 2, 1]));

        static List<bool> Stops(double[] values)
        {
            var (kept, stops) = (new BestStep(false, 2), new List<bool>());
            foreach (var (i, value) in values.Index())
            {
                kept.Take(i + 1, value);
                stops.Add(kept.Saved());
                if (stops[^1])
                    break;
            }

            return stops;
        }
    }

    [Fact]
    public void Saves_count_and_evaluations_between_them_do_not()
    {
        var kept = new BestStep(false, 1);
        kept.Take(1, 2);
        Assert.False(kept.Saved());
        kept.Take(2, 3);
        kept.Take(3, 1.5);
        Assert.False(kept.Saved());
        kept.Take(4, 1.6);
        Assert.True(kept.Saved());
    }

    [Fact]
    public void A_resumed_run_stops_where_it_would_have_stopped()
    {
        double[] values = [5, 4, 4.5, 4.2, 4.1, 3.9];
        for (var killed = 0; killed < values.Length; killed++)
        {
            var (whole, cut) = (new BestStep(false, 3), new BestStep(false, 3));
            foreach (var (i, value) in values.Index())
            {
                whole.Take(i + 1, value);
                cut.Take(i + 1, value);
                Assert.Equal(whole.Saved(), cut.Saved());
                if (i == killed)
                {
                    var kept = cut.ToJson();
                    cut = new BestStep(false, 3);
                    cut.Restore(kept);
                }

                Assert.Equal((whole.Step, whole.Value), (cut.Step, cut.Value));
            }
        }
    }
}
