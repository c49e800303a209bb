using System.Text.Json;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Models.Quantization;
using DatasetPipeline.Models.Tests.Training;
using TorchSharp;
using Xunit.Abstractions;

namespace DatasetPipeline.Models.Tests;

[Collection(OneGenerator.Name)]
public sealed class QloraTests(ITestOutputHelper output)
{
    public static TheoryData<string> Architectures => Goldens.Names("model", "lora/qlora.json", "lora/qlora_gradients_layer0.safetensors");

    public static TheoryData<string> WithFinal => Goldens.Names("cases.json", "model", "lora/final");

    [GoldenTheory("cases.json", "model", "lora/qlora.json", "lora/qlora_gradients_layer0.safetensors")]
    [MemberData(nameof(Architectures))]
    public void Loss_and_gradients_beside_four_bits_are_those_of_PEFT_and_bitsandbytes(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var parity = new Parity(output);
        var folder = Path.Combine(Goldens.Folder, architecture);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "lora", "qlora.json")));
        var settings = json.RootElement;
        Assert.Equal(("nf4", Nf4.BlockSize), (settings.GetProperty("quant_type").GetString(), settings.GetProperty("blocksize").GetInt32()));
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        foreach (var linear in model.LanguageLinears)
            linear.Quantize(settings.GetProperty("double_quant").GetBoolean());
        var adapter = Adapter.Load(model, Path.Combine(folder, "lora", settings.GetProperty("adapter").GetString()!));
        foreach (var (_, tensor) in adapter.Tensors)
            tensor.requires_grad = true;
        var (sample, seen) = GoldenCase.Of(folder, settings.GetProperty("case").GetString()!).Prepare(model);

        var loss = model.Loss([sample], seen);
        loss.backward();

        parity.Number("loss", loss.item<float>(), settings.GetProperty("loss").GetDouble(), 1e-4);
        using var expected = SafetensorsFile.Open(Path.Combine(folder, "lora", "qlora_gradients_layer0.safetensors"));
        parity.All(expected, adapter.Tensors.Select(t => KeyValuePair.Create(t.Key, t.Value.grad!)), 1e-4);
        parity.Tell(architecture, "QLoRA, loss and gradients");
    }

    [GoldenTheory("cases.json", "model", "lora/final")]
    [MemberData(nameof(WithFinal))]
    public void An_adapter_merged_into_four_bits_leaves_dense_weights_that_say_the_same(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        foreach (var linear in model.LanguageLinears)
            linear.Quantize(doubleQuantization: true);
        var adapter = Adapter.Load(model, Path.Combine(folder, "lora", "final"));
        var (sample, seen) = GoldenCase.Of(folder, GoldenCase.Names(folder).First()).Prepare(model);
        var before = model.LabelLogits([sample], seen, out _);

        adapter.Merge();

        Assert.True(model.LabelLogits([sample], seen, out _).sub(before).abs().max().item<float>() <= 1e-4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_backward_pass_makes_the_dense_weight_anew_and_none_is_kept_for_it(bool isReproducible)
    {
        const long In = 96, Out = 160;
        using var products = new Products(isReproducible);
        using var scope = torch.NewDisposeScope();
        var linear = new Linear(new RandomWeights(1), torch.ScalarType.Float32, "layer", In, Out, bias: false);
        linear.Quantize(doubleQuantization: true);
        var x = torch.randn(3, In).requires_grad_();

        var y = linear.Forward(x);
        linear.Quantized!.Packed.fill_(Constant.Of(0x77)); // from here on the weight is zero
        y.sum().backward();

        Assert.NotEqual(0, y.abs().max().item<float>());
        Assert.Equal(0, x.grad!.abs().max().item<float>());
        Assert.DoesNotContain(scope.DisposablesView.OfType<torch.Tensor>(), tensor => tensor.numel() == In * Out);
    }
}
