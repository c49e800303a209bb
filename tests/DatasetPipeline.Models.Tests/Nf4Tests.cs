using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Quantization;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class Nf4Tests
{
    private const string Suffix = ".weight";

    public static TheoryData<string> Weights
    {
        get
        {
            if (!File.Exists(Golden))
                return [];
            using var file = SafetensorsFile.Open(Golden);
            return [.. file.Entries.Keys.Where(key => key.EndsWith(Suffix, StringComparison.Ordinal)).Select(key => key[..^Suffix.Length]).Order(StringComparer.Ordinal)];
        }
    }

    private static string Golden => Path.Combine(Goldens.Folder, "nf4", "nf4.safetensors");

    [GoldenDataTheory(typeof(Nf4Tests), nameof(Weights), "nf4/nf4.safetensors")]
    [MemberData(nameof(Weights))]
    public void Packed_bytes_scales_and_dequantised_values_are_those_of_bitsandbytes(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var file = SafetensorsFile.Open(Golden);
        foreach (var kind in (string[])["single", "double"])
        {
            if (!file.Entries.ContainsKey($"{name}.{kind}.packed"))
                continue;
            var weight = Nf4Weight.Of(file.Read(name + Suffix), kind == "double");

            Equal("packed", weight.Packed);
            Equal("absmax", weight.Absmax);
            Equal("dequantized", weight.Dequantize());
            if (kind == "double")
            {
                Equal("offset", weight.Offset!.view(1));
                Equal("nested_absmax", weight.NestedAbsmax!);
                Equal("nested_code", torch.tensor([.. DynamicInt8.Levels]));
            }

            void Equal(string part, torch.Tensor actual)
            {
                var expected = file.Read($"{name}.{kind}.{part}");
                Assert.Equal(expected.shape, actual.shape);
                Assert.True(expected.equal(actual).all().item<bool>(), $"{name}.{kind}.{part} differs at {expected.ne(actual).sum().item<long>()} of {expected.numel()} places.");
            }
        }
    }

    [Fact]
    public void A_weight_of_many_pieces_is_quantised_as_it_would_be_in_one()
    {
        using var scope = torch.NewDisposeScope();
        var dense = torch.randn([1025, 4099], generator: new torch.Generator(5));

        var whole = Nf4Weight.Of(dense, doubleQuantization: false).Dequantize();

        var tail = dense.flatten()[(4096 * 1024)..]; // a whole number of blocks from the start, in the second piece
        var alone = Nf4Weight.Of(tail, doubleQuantization: false).Dequantize();
        Assert.True(whole.flatten()[(4096 * 1024)..].equal(alone).all().item<bool>());
        Assert.True(whole.sub(dense).abs().max().item<float>() < 1);
    }

    [Fact]
    public void Every_way_to_dequantise_gives_the_same_bits()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(6);
        var packed = torch.randint(0, 256, [5000 * Nf4.BlockSize / 2], torch.ScalarType.Byte, generator: generator);
        var absmax = torch.rand([5000], generator: generator);

        Assert.True(Nf4.Dequantize(packed, absmax).equal(Nf4.Lookup(packed, absmax)).all().item<bool>());
    }

    [Fact]
    public void Four_bits_and_an_eighth_are_kept_of_each_weight()
    {
        using var scope = torch.NewDisposeScope();
        using var weight = Nf4Weight.Of(torch.randn(1024, 1024), doubleQuantization: true);

        Assert.InRange(weight.Bytes * 8.0 / (1024 * 1024), 4.12, 4.13);
    }
}
