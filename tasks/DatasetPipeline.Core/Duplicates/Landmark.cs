using System.Runtime.InteropServices;

namespace DatasetPipeline.Duplicates;

/// <summary>A spot that is found again in a changed picture, and a hash of what is around it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct Landmark(ushort X, ushort Y, ulong Hash);
