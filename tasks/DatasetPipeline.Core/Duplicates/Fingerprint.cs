using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DatasetPipeline.Images;
using NetVips;

namespace DatasetPipeline.Duplicates;

/// <summary>What is kept of a picture to find others that are like it.</summary>
/// <param name="Width">Upright, in pixels.</param>
/// <param name="Height">Upright, in pixels.</param>
/// <param name="PixelHash">SHA-256 of the decoded pixels, upright and in sRGB, whatever the file's type and metadata.</param>
/// <param name="InPixels">Landmarks at a fixed share of the pixels: a crop and a scroll leave them.</param>
/// <param name="Fitted">Landmarks of the picture made to one size: another resolution leaves them.</param>
/// <param name="Tiles">What each tile of the picture shows, as <see cref="TiledPicture.Hashes"/> has it.</param>
internal sealed record Fingerprint(int Width, int Height, byte[] PixelHash, Landmark[] InPixels, Landmark[] Fitted, ushort[] Tiles)
{
    /// <summary>Raised by hand when the same picture gives another one, or two the same would be judged in another way.</summary>
    public const int Version = 4;

    /// <summary>By how much the picture of <see cref="InPixels"/> is smaller.</summary>
    public const double PixelScale = 0.25;

    /// <summary>The longest side of the picture of <see cref="Fitted"/>.</summary>
    public const int FittedSide = 256;

    /// <summary>The fingerprint of a picture's file.</summary>
    /// <exception cref="PictureException">The file is no usable picture, or costs more than the limits allow.</exception>
    public static Fingerprint Of(byte[] file, PictureLimits? limits = null)
    {
        var (gray, hash) = Decode(file, limits);
        return Of(gray, hash);
    }

    /// <summary>The fingerprint of a decoded picture.</summary>
    public static Fingerprint Of(GrayImage gray, byte[] pixelHash) => new(gray.Width, gray.Height, pixelHash,
        Landmarks.Of(gray.Shrink(PixelScale)),
        Landmarks.Of(gray.Shrink(GrayImage.ScaleTo(FittedSide, gray.Width, gray.Height))),
        TiledPicture.Of(gray).Hashes());

    /// <summary>A picture's brightness and the hash of its pixels.</summary>
    /// <exception cref="PictureException">The file is no usable picture, or costs more than the limits allow.</exception>
    public static (GrayImage Gray, byte[] PixelHash) Decode(byte[] file, PictureLimits? limits = null)
    {
        try
        {
            using var picture = PictureDecoder.Open(file, limits).Then(PictureColors.ToSrgb);
            var length = picture.Width * picture.Height * 3;
            using var scratch = new Scratch<byte>(length);
            var pixels = scratch.Values.AsSpan(0, length);
            CopyPixels(picture, scratch.Values, length);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Span<byte> size = stackalloc byte[8];
            BinaryPrimitives.WriteInt32LittleEndian(size, picture.Width);
            BinaryPrimitives.WriteInt32LittleEndian(size[4..], picture.Height);
            hash.AppendData(size);
            hash.AppendData(pixels);
            return (GrayImage.Of(picture.Width, picture.Height, pixels), hash.GetHashAndReset());
        }
        catch (VipsException)
        {
            throw PictureDecoder.Damaged(file);
        }
    }

    private static void CopyPixels(Image picture, byte[] into, int length)
    {
        var native = picture.WriteToMemory(out _);
        try
        {
            Marshal.Copy(native, into, 0, length);
        }
        finally
        {
            NetVips.NetVips.Free(native);
        }
    }
}
