using SkiaSharp;

namespace DatasetPipeline.Train.Starter;

/// <summary>The colours of an interface.</summary>
/// <param name="Page">Behind everything.</param>
/// <param name="Surface">Of cards, tables and dialogs.</param>
/// <param name="Raised">Of fields, rows that are chosen and pictures that are not loaded.</param>
/// <param name="Border">Of cards and fields.</param>
/// <param name="Ink">Of text.</param>
/// <param name="Faint">Of lesser text.</param>
/// <param name="Header">Of the bar at the top.</param>
/// <param name="OnHeader">Of text on that bar.</param>
/// <param name="Accent">Of what can be clicked.</param>
/// <param name="AccentName">The mark's colour that the accent could be taken for, if any.</param>
internal sealed record Theme(
    SKColor Page, SKColor Surface, SKColor Raised, SKColor Border, SKColor Ink, SKColor Faint, SKColor Header, SKColor OnHeader, SKColor Accent, string? AccentName)
{
    private static readonly (uint Color, string? Name)[] Accents =
    [
        (0xFF2563EB, "blue"), (0xFF1976D2, "blue"), (0xFF4F46E5, "blue"), (0xFF0EA5E9, "blue"), (0xFF0D9488, null), (0xFF16A34A, "green"),
        (0xFFDC2626, "red"), (0xFFE11D48, "red"), (0xFFEA580C, "orange"), (0xFFD97706, "orange"), (0xFF7C3AED, "purple"), (0xFF334155, null), (0xFF111827, null),
    ];

    private static readonly uint[] Darks = [0xFF111827, 0xFF18181B, 0xFF1E1E2E, 0xFF0F172A, 0xFF202124];

    private static readonly uint[] Lights = [0xFFF3F4F6, 0xFFFAFAFA, 0xFFFFFFFF, 0xFFF1F5F9, 0xFFF7F5F0, 0xFFEEF2F7];

    public static Theme Pick(StarterRandom random)
    {
        var (color, name) = random.Pick(Accents);
        var accent = new SKColor(color);
        if (random.Chance(0.25f))
        {
            var page = new SKColor(random.Pick(Darks));
            if (accent.Red + accent.Green + accent.Blue < 240) // too dark to be seen here
                accent = new(0xFF64748B);
            return new(page, Toward(page, SKColors.White, 16), Toward(page, SKColors.White, 34), Toward(page, SKColors.White, 52),
                new(0xFFE5E7EB), new(0xFF8B93A1), Toward(page, SKColors.White, random.Pick([8, 24])), new(0xFFE5E7EB), accent, name);
        }

        var light = new SKColor(random.Pick(Lights));
        var (header, onHeader) = random.Below(3) switch
        {
            0 => (accent, SKColors.White),
            1 => (new SKColor(random.Pick(Darks)), new SKColor(0xFFE5E7EB)),
            _ => (SKColors.White, new SKColor(0xFF1F2937)),
        };
        return new(light, SKColors.White, Toward(light, SKColors.Black, 12), new(0xFFD1D5DB), new(0xFF1F2937), new(0xFF8A94A3), header, onHeader, accent, name);
    }

    /// <summary>A colour moved towards another by this many of 255 parts.</summary>
    public static SKColor Toward(SKColor from, SKColor to, int parts) =>
        new(Mix(from.Red, to.Red, parts), Mix(from.Green, to.Green, parts), Mix(from.Blue, to.Blue, parts));

    private static byte Mix(byte from, byte to, int parts) => (byte)(from + ((to - from) * parts / 255));
}
