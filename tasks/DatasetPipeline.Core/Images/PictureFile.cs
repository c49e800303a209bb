using DatasetPipeline.Diagnostics;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Images;

/// <summary>Reads a source picture's bytes once, so that what is hashed is what is decoded.</summary>
public static class PictureFile
{
    /// <summary>The file's bytes, at least one.</summary>
    /// <exception cref="PictureException">The file cannot be read, is empty, or is larger than <see cref="PictureLimits.MaxFileBytes"/>.</exception>
    public static byte[] Read(string path, PictureLimits? limits = null)
    {
        var most = (limits ?? PictureLimits.Default).MaxFileBytes;
        try
        {
            var length = RegularFile.LengthOf(path);
            if (length == 0)
                throw new PictureException(Codes.PictureEmpty, "The picture's file has 0 bytes: save or copy the picture again, or delete the file.");
            if (length > most)
                throw new PictureException(Codes.PictureTooLarge, $"The picture's file has {length} bytes, more than the {most} allowed: save a smaller picture, or raise megabytes under limits in dataset.yaml.");

            return RegularFile.ReadAll(path, most);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PictureException(Codes.PictureUnreadable, Directory.Exists(path)
                ? "A folder has the picture's name: rename the folder, or put the picture in its place."
                : "The picture's file is not there: add it, or name another one.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PictureException(Codes.PictureUnreadable, "The picture's file may not be read or is in use: check its permissions and close the program that holds it.");
        }
    }
}
