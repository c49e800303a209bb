namespace DatasetPipeline.Tokens.Tests;

public sealed class BpeTrainerTests
{
    private static readonly string[] Texts =
    [
        "The red box marks the button.", "The red box marks the field.", "A red arrow marks the button.",
        "红框标出了按钮。", "红框标出了搜索框。", "箭头指向按钮。", "cafe\u0301 café 😀𠮷",
    ];

    private static readonly string[] Added = ["<|im_start|>", "<|im_end|>", "<|image_pad|>"];

    [Fact]
    public void A_learned_tokenizer_gives_back_every_text()
    {
        using var folder = new TemporaryFolder();
        var model = BpeTrainer.Train(Texts, 320, Added);
        model.Save(folder.File("tokenizer.json"));
        var tokenizer = Tokenizer.Load(folder.File("tokenizer.json"));

        Assert.Equal(model.VocabularySize, tokenizer.VocabularySize);
        foreach (var text in Texts.Append("Something it never saw: żółć \u0000 \uFFFF 𝔘"))
            Assert.Equal(Nfc.Normalize(text), tokenizer.Decode(tokenizer.Encode(text)));
        Assert.Equal([model.Tokens.Count, tokenizer.IdOf("a")!.Value, model.Tokens.Count + 1], tokenizer.Encode("<|im_start|>a<|im_end|>"));
    }

    [Fact]
    public void What_is_frequent_becomes_one_token()
    {
        using var folder = new TemporaryFolder();
        BpeTrainer.Train(Texts, 500, Added).Save(folder.File("tokenizer.json"));
        var tokenizer = Tokenizer.Load(folder.File("tokenizer.json"));

        Assert.InRange(tokenizer.VocabularySize, 300, 400); // no pair is left that occurs twice
        Assert.Single(tokenizer.Encode(" red"));
        Assert.Single(tokenizer.Encode(" button"));
    }

    [Fact]
    public void The_bytes_come_first_in_the_order_of_Qwen()
    {
        var model = BpeTrainer.Train(Texts, 320, Added);

        Assert.Equal(["!", "\"", "#"], model.Tokens.Take(3));
        Assert.Equal("Ā", model.Tokens[188]);
        Assert.Equal("Ġ", model.Tokens[220]);
        Assert.Equal(model.Tokens.Count, model.Tokens.Distinct().Count());
    }

    [Fact]
    public void The_same_texts_give_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        BpeTrainer.Train(Texts, 300, Added).Save(folder.File("a.json"));
        BpeTrainer.Train(Texts, 300, Added).Save(folder.File("b.json"));

        Assert.Equal(File.ReadAllBytes(folder.File("a.json")), File.ReadAllBytes(folder.File("b.json")));
    }

    [Fact]
    public void A_vocabulary_too_small_for_the_bytes_is_refused() =>
        Assert.Contains("258", Assert.Throws<ArgumentException>(() => BpeTrainer.Train(Texts, 258, Added)).Message);
}
