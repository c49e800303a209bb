using System.Runtime.InteropServices;
using System.Text;

namespace DatasetPipeline.Tokens;

/// <summary>
/// Files that hold something. A link is what it leads to, as a cache of models is all links; a pipe or a device is never opened,
/// as that could wait for ever.
/// </summary>
public static class RegularFile
{
    private const int LongestPath = 4096;
    private const int AtWorkingFolder = -100;
    private const int ModeAt = 28;

    /// <summary>How many bytes a file holds; 0 also for a pipe or a device, which have no length.</summary>
    /// <exception cref="FileNotFoundException">There is no file, or a link leads nowhere.</exception>
    public static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && file.Attributes.HasFlag(FileAttributes.ReparsePoint) ? new FileInfo(TargetOf(path)).Length : file.Length;
    }

    /// <summary>Whether something of no length is an empty file, and no pipe, device or socket. Only Linux is asked; elsewhere it is taken for one.</summary>
    public static bool IsEmptyFile(string path)
    {
        const uint Type = 1;
        const ushort TypeBits = 0xF000;
        const ushort Regular = 0x8000;
        if (!OperatingSystem.IsLinux())
            return true;
        var facts = new byte[256];
        return StatX(AtWorkingFolder, [.. Encoding.UTF8.GetBytes(path), 0], 0, Type, facts) == 0 && (BitConverter.ToUInt16(facts, ModeAt) & TypeBits) == Regular;
    }

    /// <summary>Opens a file to read.</summary>
    /// <exception cref="EndOfStreamException">It holds nothing, or is no file.</exception>
    /// <exception cref="IOException">It is not there.</exception>
    public static FileStream Open(string path) => LengthOf(path) > 0
        ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan)
        : throw new EndOfStreamException("it holds 0 bytes, or is a pipe or a device and no file");

    /// <summary>All of a file's bytes.</summary>
    /// <exception cref="EndOfStreamException">It holds nothing or more than <paramref name="most"/> bytes, or is no file.</exception>
    /// <exception cref="IOException">It is not there.</exception>
    public static byte[] ReadAll(string path, long most)
    {
        using var stream = Open(path);
        if (stream.Length > most)
            throw new EndOfStreamException($"it holds {stream.Length} bytes, and no file of its kind has more than {most}");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    // Where the links end. The framework goes by the letters of the path, which leads astray below a folder that is a link itself.
    private static string TargetOf(string path)
    {
        if (OperatingSystem.IsWindows())
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var target = new byte[LongestPath];
        if (RealPath([.. Encoding.UTF8.GetBytes(path), 0], target) == 0)
            throw new FileNotFoundException($"{path} is a link that leads nowhere", path);
        return Encoding.UTF8.GetString(target.AsSpan(0, target.AsSpan().IndexOf((byte)0)));
    }

    // struct statx is the same on every processor, struct stat is not: man 2 statx.
    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, byte[] facts);

    [DllImport("libc", EntryPoint = "realpath")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint RealPath(byte[] path, byte[] resolved);
}
