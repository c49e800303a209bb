namespace DatasetPipeline.Duplicates;

/// <summary>
/// What many pictures of a dataset show in the same place: the head and the menu of a program, the labels of a form. That two
/// pictures have it in common says nothing of them.
/// </summary>
internal sealed class CommonTiles
{
    // Tiles that are left of two pictures must be so many to say something, and so many of them the same.
    private const int FewestRare = 6;
    private const double LeastOfRare = 0.6;

    // Of fewer screens nobody can tell what their program has in common.
    private const int FewestGroups = 5;

    private readonly int _most;
    private readonly bool _isSmall;
    private readonly Dictionary<ulong, HashSet<string>> _groups = [];

    /// <param name="pictures">All pictures and their groups: what captures of one source have in common, one of them has.</param>
    /// <param name="asked">Those that will be asked for.</param>
    public CommonTiles(IReadOnlyList<(Fingerprint Fingerprint, string Group)> pictures, IEnumerable<Fingerprint> asked)
    {
        var all = pictures.Select(picture => picture.Group).Distinct(StringComparer.Ordinal).Count();
        _most = Math.Max(1, (int)(Math.Sqrt(all) / 2));
        _isSmall = all < FewestGroups;
        foreach (var fingerprint in asked)
        {
            for (var tile = 0; tile < fingerprint.Tiles.Length; tile++)
            {
                if (fingerprint.Tiles[tile] != 0)
                    _groups.TryAdd(KeyOf(fingerprint, tile), new(StringComparer.Ordinal));
            }
        }

        foreach (var (fingerprint, group) in pictures)
        {
            for (var tile = 0; tile < fingerprint.Tiles.Length; tile++)
            {
                // Two more than are common: the two that are compared do not count.
                if (fingerprint.Tiles[tile] != 0 && _groups.TryGetValue(KeyOf(fingerprint, tile), out var groups) && groups.Count < _most + 3)
                    groups.Add(group);
            }
        }
    }

    /// <summary>Whether two pictures are alike in what is not common, too.</summary>
    public bool Confirm(TileMatch match, (Fingerprint Fingerprint, string Group) first, (Fingerprint Fingerprint, string Group) second)
    {
        var (inFirst, inSecond, same) = (0, 0, 0);
        for (var tile = 0; tile < match.Tiles.Length; tile++)
        {
            var seen = match.Tiles[tile] - '0';
            if (seen == 0 || IsCommon(first.Fingerprint, tile, first.Group, second.Group))
                continue;
            // In place a mark may lie on what is common; of one that was moved only what is the same is known to be just that.
            if ((match.IsInPlace || (seen & TileMatch.Same) != 0) && IsCommon(second.Fingerprint, InSecond(match.Likeness, first.Fingerprint, second.Fingerprint, tile), first.Group, second.Group))
                continue;
            inFirst += (seen & TileMatch.InFirst) != 0 ? 1 : 0;
            inSecond += (seen & TileMatch.InSecond) != 0 ? 1 : 0;
            same += (seen & TileMatch.Same) != 0 ? 1 : 0;
        }

        var shown = Math.Min(inFirst, inSecond);
        return _isSmall || shown < FewestRare ? match.Likeness.Share >= Likeness.Sure : same >= LeastOfRare * shown;
    }

    // One that was cut, scaled or scrolled has nothing where the others have it, and what it has in common with them is told by the
    // other one alone: by its tile under the middle of the first's. -1 where there is none.
    private static int InSecond(Likeness likeness, Fingerprint first, Fingerprint second, int tile)
    {
        var ((columns, _), (a, b)) = (SizeOf(first), (ScaleOf(first), ScaleOf(second)));
        var (secondColumns, secondRows) = SizeOf(second);
        var column = Along(tile % columns, likeness.Right);
        var row = Along(tile / columns, likeness.Down);
        return column >= 0 && column < secondColumns && row >= 0 && row < secondRows ? (row * secondColumns) + column : -1;

        int Along(int at, int moved) => (int)Math.Floor((((at + 0.5) * TiledPicture.Tile / a * likeness.Scale) + moved) * b / TiledPicture.Tile);
    }

    // As TiledPicture has it.
    private static (int Columns, int Rows) SizeOf(Fingerprint picture) =>
        ((int)Math.Round(picture.Width * ScaleOf(picture)) / TiledPicture.Tile, (int)Math.Round(picture.Height * ScaleOf(picture)) / TiledPicture.Tile);

    private static double ScaleOf(Fingerprint picture) => GrayImage.ScaleTo(TiledPicture.Side, picture.Width, picture.Height);

    private bool IsCommon(Fingerprint fingerprint, int tile, string firstGroup, string secondGroup)
    {
        if (tile < 0 || fingerprint.Tiles[tile] == 0)
            return false;
        var groups = _groups[KeyOf(fingerprint, tile)];
        return groups.Count - (groups.Contains(firstGroup) ? 1 : 0) - (groups.Contains(secondGroup) && secondGroup != firstGroup ? 1 : 0) > _most;
    }

    // Pictures of one shape have the same tiles, whatever their size.
    private static ulong KeyOf(Fingerprint fingerprint, int tile)
    {
        var scale = ScaleOf(fingerprint);
        return ((ulong)Math.Round(fingerprint.Width * scale / TiledPicture.Tile) << 48) ^ ((ulong)Math.Round(fingerprint.Height * scale / TiledPicture.Tile) << 32) ^ ((ulong)tile << 16) ^ fingerprint.Tiles[tile];
    }
}
