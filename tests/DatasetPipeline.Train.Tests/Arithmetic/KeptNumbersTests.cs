using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace DatasetPipeline.Train.Tests.Arithmetic;

/// <summary>
/// TorchSharp 0.107 makes native objects of numbers and does not keep them alive while native code reads them, so a garbage
/// collection of another thread can free one: the failure comes once in an hour. Hence it is looked for in the code.
/// </summary>
public sealed class KeptNumbersTests
{
    /// <summary>Operations that make a number of their own, by name and number of parameters.</summary>
    private static readonly (string Name, int Parameters)[] Unsafe =
    [
        ("add", 1), ("add_", 1), ("addcdiv", 2), ("addcdiv_", 2), ("square", 0), ("softplus", 2), ("celu", 0), ("elu", 1),
        ("op_Addition", 2), ("op_Subtraction", 2), ("op_Multiply", 2), ("op_Division", 2), ("op_Modulus", 2),
    ];

    /// <summary>Where a number may become a Scalar: those who keep it.</summary>
    private static readonly string[] Keepers = ["Constant", "AdamW", "FlatGradients", "GaLoreAdamW", "Muon"];

    [Theory]
    [InlineData("DatasetPipeline.Models.dll")]
    [InlineData("DatasetPipeline.Train.dll")]
    public void No_operation_reads_a_number_that_the_garbage_collector_may_free(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
        var metadata = file.GetMetadataReader();
        var forbidden = metadata.MemberReferences
            .Where(handle => IsUnsafe(metadata, metadata.GetMemberReference(handle)))
            .ToDictionary(handle => MetadataTokens.GetToken(handle), handle => NameOf(metadata, metadata.GetMemberReference(handle)));

        var found = new List<string>();
        foreach (var type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition))
        {
            var name = OuterName(metadata, type);
            foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition).Where(m => m.RelativeVirtualAddress != 0))
            {
                var code = file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!;
                for (var i = 0; i + 5 <= code.Length; i++)
                {
                    if (code[i] is 0x28 or 0x6F && forbidden.TryGetValue(BitConverter.ToInt32(code, i + 1), out var called)
                        && !(called == "Scalar.op_Implicit" && Keepers.Contains(name)))
                    {
                        found.Add($"{name}.{metadata.GetString(method.Name)} calls {called}");
                    }
                }
            }
        }

        Assert.Empty(found);
    }

    private static bool IsUnsafe(MetadataReader metadata, MemberReference member)
    {
        var (name, type) = (metadata.GetString(member.Name), TypeOf(metadata, member));
        if (type == "Scalar")
            return name == "op_Implicit";
        if (type != "Tensor" || member.GetKind() != MemberReferenceKind.Method)
            return false;
        var signature = metadata.GetBlobReader(member.Signature);
        signature.ReadSignatureHeader();
        return Unsafe.Contains((name, signature.ReadCompressedInteger()));
    }

    private static string NameOf(MetadataReader metadata, MemberReference member) => $"{TypeOf(metadata, member)}.{metadata.GetString(member.Name)}";

    private static string TypeOf(MetadataReader metadata, MemberReference member) => member.Parent.Kind == HandleKind.TypeReference
        ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name)
        : "";

    private static string OuterName(MetadataReader metadata, TypeDefinition type)
    {
        while (!type.GetDeclaringType().IsNil)
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        return metadata.GetString(type.Name);
    }
}
