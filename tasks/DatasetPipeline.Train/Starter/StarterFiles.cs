using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Train.Starter;

/// <summary>The small files of the starter model's folder: the published layout of Qwen3-VL, with a shape of some four million parameters.</summary>
internal static class StarterFiles
{
    /// <summary>Patches of an image token along a side.</summary>
    public const int MergeSize = 2;

    /// <summary>Layers of the language model.</summary>
    public const int LanguageLayers = 6;

    /// <summary>The width of a head of the tower.</summary>
    public const int VisionHeadDim = VisionHiddenSize / VisionHeads;

    /// <summary>Every file of the model's folder.</summary>
    public static readonly string[] Names = ["README.md", ChatTemplate, "config.json", "generation_config.json", "model.safetensors", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json"];

    // What transformers, vLLM and their like write a conversation with: the form that the model has learned.
    private const string ChatTemplate = "chat_template.jinja";
    private const string Conversation = """
        {%- for message in messages -%}
        {{- '<|im_start|>' + message.role + '\n' -}}
        {%- if message.content is string -%}
        {{- message.content -}}
        {%- else -%}
        {%- for part in message.content -%}
        {%- if part.type == 'image' -%}
        {{- '<|vision_start|><|image_pad|><|vision_end|>' -}}
        {%- elif part.type == 'text' -%}
        {{- part.text -}}
        {%- endif -%}
        {%- endfor -%}
        {%- endif -%}
        {{- '<|im_end|>\n' -}}
        {%- endfor -%}
        {%- if add_generation_prompt -%}
        {{- '<|im_start|>assistant\n' -}}
        {%- endif -%}

        """;

    private const int VocabularySize = 4096;
    private const int HiddenSize = 192;
    private const int HeadDim = 32;
    private const int VisionHiddenSize = 128;
    private const int VisionHeads = 4;
    private const int PatchSize = 16;

    // A screen of 1280 × 800 becomes 384 × 224: 84 tokens.
    private const int LargestPicture = 384 * 256;
    private const int SmallestPicture = 128 * 128;

    private static readonly string[] AddedTokens =
    [
        "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>", "<|box_end|>",
        "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>",
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Learns the tokenizer and writes all but the weights.</summary>
    public static void Write(string folder, long seed)
    {
        var tokenizer = BpeTrainer.Train(StarterText.Corpus(seed), VocabularySize, AddedTokens);
        tokenizer.Save(Path.Combine(folder, "tokenizer.json"));
        var first = tokenizer.VocabularySize - AddedTokens.Length;
        int IdOf(string token) => first + Array.IndexOf(AddedTokens, token);

        Write("config.json", new()
        {
            ["architectures"] = new JsonArray("Qwen3VLForConditionalGeneration"),
            ["model_type"] = "qwen3_vl",
            ["image_token_id"] = IdOf("<|image_pad|>"),
            ["video_token_id"] = IdOf("<|video_pad|>"),
            ["vision_start_token_id"] = IdOf("<|vision_start|>"),
            ["vision_end_token_id"] = IdOf("<|vision_end|>"),
            ["tie_word_embeddings"] = true,
            ["text_config"] = new JsonObject
            {
                ["model_type"] = "qwen3_vl_text",
                ["vocab_size"] = tokenizer.VocabularySize,
                ["hidden_size"] = HiddenSize,
                ["intermediate_size"] = 512,
                ["num_hidden_layers"] = LanguageLayers,
                ["num_attention_heads"] = 6,
                ["num_key_value_heads"] = 2,
                ["head_dim"] = HeadDim,
                ["hidden_act"] = "silu",
                ["max_position_embeddings"] = 4096,
                ["rms_norm_eps"] = 1e-6,
                ["attention_bias"] = false,
                ["attention_dropout"] = 0.0,
                ["tie_word_embeddings"] = true,
                ["rope_theta"] = 100000.0,
                ["rope_scaling"] = new JsonObject
                {
                    ["rope_type"] = "default",
                    ["mrope_interleaved"] = true,
                    ["mrope_section"] = new JsonArray(6, 5, 5),
                },
                ["initializer_range"] = 0.02,
                ["dtype"] = "bfloat16",
                ["bos_token_id"] = IdOf("<|endoftext|>"),
                ["eos_token_id"] = IdOf("<|im_end|>"),
            },
            ["vision_config"] = new JsonObject
            {
                ["model_type"] = "qwen3_vl",
                ["depth"] = 4,
                ["hidden_size"] = VisionHiddenSize,
                ["intermediate_size"] = 384,
                ["num_heads"] = VisionHeads,
                ["in_channels"] = 3,
                ["patch_size"] = PatchSize,
                ["temporal_patch_size"] = 2,
                ["spatial_merge_size"] = MergeSize,
                ["num_position_embeddings"] = 576,
                ["out_hidden_size"] = HiddenSize,
                ["deepstack_visual_indexes"] = new JsonArray(1),
                ["hidden_act"] = "gelu_pytorch_tanh",
                ["initializer_range"] = 0.02,
            },
        });
        Write("preprocessor_config.json", new()
        {
            ["image_processor_type"] = "Qwen2VLImageProcessorFast",
            ["processor_class"] = "Qwen3VLProcessor",
            ["size"] = new JsonObject { ["longest_edge"] = LargestPicture, ["shortest_edge"] = SmallestPicture },
            ["patch_size"] = PatchSize,
            ["temporal_patch_size"] = 2,
            ["merge_size"] = MergeSize,
            ["image_mean"] = new JsonArray(0.5, 0.5, 0.5),
            ["image_std"] = new JsonArray(0.5, 0.5, 0.5),
        });
        Write("generation_config.json", new()
        {
            ["bos_token_id"] = IdOf("<|endoftext|>"),
            ["pad_token_id"] = IdOf("<|endoftext|>"),
            ["eos_token_id"] = new JsonArray(IdOf("<|im_end|>"), IdOf("<|endoftext|>")),
            ["do_sample"] = false,
        });
        var added = new JsonObject();
        foreach (var token in AddedTokens)
        {
            added[IdOf(token).ToString(System.Globalization.CultureInfo.InvariantCulture)] = new JsonObject
            {
                ["content"] = token,
                ["lstrip"] = false,
                ["normalized"] = false,
                ["rstrip"] = false,
                ["single_word"] = false,
                ["special"] = true,
            };
        }

        Write("tokenizer_config.json", new()
        {
            ["tokenizer_class"] = "Qwen2Tokenizer",
            ["added_tokens_decoder"] = added,
            ["eos_token"] = "<|im_end|>",
            ["pad_token"] = "<|endoftext|>",
            ["model_max_length"] = 4096,
            ["clean_up_tokenization_spaces"] = false,
            ["errors"] = "replace",
        });

        File.WriteAllText(Path.Combine(folder, ChatTemplate), Conversation);

        void Write(string name, JsonObject json) => File.WriteAllText(Path.Combine(folder, name), json.ToJsonString(Indented) + "\n");
    }
}
