using DatasetPipeline.Diagnostics;
using DatasetPipeline.Duplicates;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;
using DatasetPipeline.Rules;

namespace DatasetPipeline.Core.Tests.Records;

public sealed class DatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DatasetTests() => _folder.Write("dataset.yaml", "name: shop\nlicense: MIT\nannotator: wei.li\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_record_takes_its_defaults_from_its_path_its_text_and_the_dataset()
    {
        Add("images/a/cart.yaml", "caption: 红框标出提交按钮。\n", "images/a/cart.png");
        Add("images/b.yaml", "id: x\ncaption: Buy it.\nimage: a/cart.png\nlicense: CC0-1.0\n");

        var dataset = Read(out var findings);

        Assert.Empty(findings);
        var (first, second) = (dataset.Records[0], dataset.Records[1]);
        Assert.Equal(("a-cart", "zh", "MIT", "a/cart.png"), (first.Id, first.Language, first.License, first.Picture));
        Assert.Equal(("x", "en", "CC0-1.0", "a/cart.png", "wei.li"), (second.Id, second.Language, second.License, second.Picture, second.Annotator));
    }

    [Fact]
    public void A_highlight_is_yellow_and_every_other_mark_red_unless_it_says()
    {
        Add("images/a.yaml", "caption: It stops.\nmarks:\n  - highlight: [1, 1, 2, 2]\n  - box: [1, 1, 2, 2]\n  - highlight: [1, 1, 2, 2]\n    color: lime\n", "images/a.png");

        var marks = Read(out _).Records[0].Marks;

        Assert.Equal(["yellow", "red", "lime"], marks.Select(mark => mark.Color));
        Assert.IsType<HighlightMark>(marks[0]);
    }

    [Fact]
    public void Marks_are_read_with_all_that_they_may_say()
    {
        Add("images/a.yaml", """
            caption: The mark stops.
            marks:
              - {text: 金额不对, at: [4, 5], wrap: 320, size: 20, color: blue, opacity: 0.5}
              - {step: 2, at: [1.5, 2], label: Here}
              - {box: [1, 2, 3, 4], label: A, size: 12, width: 2, opacity: 0.25}
            """, "images/a.png");

        var marks = Read(out var findings).Records[0].Marks;

        Assert.Empty(findings);
        Assert.Equal<Mark>(
            [
                new TextMark("金额不对", new(4, 5)) { Wrap = 320, TextSize = 20, Color = "blue", Opacity = 0.5 },
                new StepMark(2, new(1.5, 2)) { Label = "Here" },
                new BoxMark(new(1, 2, 3, 4)) { Label = "A", TextSize = 12, StrokeWidth = 2, Opacity = 0.25 },
            ], marks);
    }

    [Theory]
    [InlineData("caption: The mark stops.\nmarks:\n  - text: A\n", "(3,5) DSP1004")]
    [InlineData("caption: The mark stops.\nmarks:\n  - {text: A, at: [1, 2], box: [1, 2, 3, 4]}\n", "(3,5) DSP1004")]
    [InlineData("caption: The mark stops.\nmarks:\n  - {text: A, at: [1]}\n", "(3,19) DSP1004")]
    [InlineData("caption: The mark stops.\nmarks:\n  - {text: 12, at: [1, 2]}\n", "(3,12) DSP1003")]
    [InlineData("caption: The mark stops.\nmarks:\n  - {step: 0, at: [1, 2]}\n", "(3,12) DSP1004")]
    [InlineData("caption: The mark stops.\nmarks:\n  - {step: 1.5, at: [1, 2]}\n", "(3,12) DSP1003")]
    [InlineData("caption: The mark stops.\nmarks:\n  - {box: [1, 2, 3, 4], opacity: 0}\n", "(3,34) DSP1004")]
    [InlineData("caption: The mark stops.\nmarks:\n  - {box: [1, 2, 3, 4], wrap: 40, at: [1, 2]}\n", "(3,25) DSP1001", "(3,35) DSP1001")]
    [InlineData("caption: The mark stops.\nmarks:\n  - {box: [1, 2, 3, 4], size: 40}\n", "(3,25) DSP1001")]
    [InlineData("caption: The mark stops.\nmarks:\n  - {text: A, at: [1, 2], label: B}\n", "(3,27) DSP1001")]
    [InlineData("caption: The mark stops.\nmarks:\n  - {highlight: [1, 2, 3, 4], width: 4}\n", "(3,31) DSP1001")]
    [InlineData("caption: It stops.\nmarks:\n  - box: [1, 2, three, 4]\n", "(3,17) DSP1003")]
    [InlineData("caption: It stops.\nmarks:\n  - bx: [1, 2, 3, 4]\n", "(3,5) DSP1001", "(3,5) DSP1004")]
    [InlineData("caption: It stops.\nannotated: 2026-02-31\n", "(2,12) DSP1004")]
    [InlineData("caption: It stops.\nlanguage: fr\n", "(2,11) DSP1004")]
    [InlineData("caption: It stops.\nmessages: []\n", "(1,1) DSP1004", "(2,11) DSP1004")]
    [InlineData("messages:\n  - {role: user, content: A}\n  - {role: user, content: B}\n", "(3,5) DSP1004")]
    [InlineData("caption: ...!\n", "(1,10) DSP2001")]
    [InlineData("caption: It stops.\nimage: ../../x.png\n", "(2,8) DSP0015")]
    [InlineData("caption: It stops.\nimage: b.pgn\n", "(2,8) DSP0012")]
    [InlineData("caption: It stops.\nimage: 12\n", "(2,8) DSP1003")]
    [InlineData("caption: &a It stops.\nsource: *a\n", "(1,10) DSP0007", "(2,9) DSP0007")]
    [InlineData("caption: It stops.\nimage: *a\nmarks: [*a, {box: *a}]\nanotator: *a\n*b : c\n", "(2,8) DSP0007", "(3,19) DSP0007", "(3,9) DSP0007", "(4,1) DSP1001", "(4,11) DSP0007", "(5,1) DSP0007")]
    [InlineData("caption: It stops.\nlicense: !!str 12\n", "(2,10) DSP0008")]
    public void What_is_wrong_is_found_at_its_place(string content, params string[] places)
    {
        Add("images/a.yaml", content, "images/a.png");
        Add("images/b.yaml", "caption: It opens.\n", "images/b.png");

        _ = Read(out var findings);

        Assert.Equal(places, TemporaryFolder.Places(findings.Where(finding => finding.File.EndsWith("a.yaml", StringComparison.Ordinal))).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("id: no", "(2,5) DSP0018 \"no\" is a word here, and true or false to other readers of YAML; put it into quotes")]
    [InlineData("annotator: On", "(2,12) DSP0018 \"On\" is a word here, and true or false to other readers of YAML; put it into quotes")]
    [InlineData("id: a/b", "(2,5) DSP1004 id must be 1 to 200 characters of text without slashes or control characters; found the text \"a/b\"")]
    [InlineData("<<: *x", "(2,5) DSP0007 \"*x\" is an alias; write the value out")]
    [InlineData("id: 2026-03-02", "(2,5) DSP0018 \"2026-03-02\" is a word here, and a day to other readers of YAML; put it into quotes")]
    [InlineData("source: 1_000", "(2,9) DSP0018 \"1_000\" is a word here, and a number to other readers of YAML; put it into quotes")]
    [InlineData("source: 12:30", "(2,9) DSP0018 \"12:30\" is a word here, and a number to other readers of YAML; put it into quotes")]
    [InlineData("source: 0x1f", "(2,9) DSP0018 \"0x1f\" is a word here, and a number to other readers of YAML; put it into quotes")]
    [InlineData("id: \"no\"", null)]
    [InlineData("id: nothing", null)]
    [InlineData("source: 2026-03-02-cart", null)]
    [InlineData("annotated: 2026-03-02", null)]
    [InlineData("id: 12", "(2,5) DSP1003 id must be 1 to 200 characters of text without slashes or control characters; found the number 12: put text into quotes")]
    [InlineData("id: true", "(2,5) DSP1003 id must be 1 to 200 characters of text without slashes or control characters; found true, which reads as true or false: put text into quotes")]
    [InlineData("source: Ticket #12", "(2,16) DSP0018 the text ends here, as # begins a comment; put the text into quotes, or a space behind the # of a comment")]
    [InlineData("source: ticket # the first", null)]
    [InlineData("source: ticket#12", null)]
    [InlineData("id: CON", "(2,5) DSP1008 the id \"CON\" is no file's name on every system: Windows keeps that name for a device; give another one with \"id: …\"")]
    [InlineData("id: lpt¹.x", "(2,5) DSP1008 the id \"lpt¹.x\" is no file's name on every system: Windows keeps that name for a device; give another one with \"id: …\"")]
    [InlineData("id: cart.", "(2,5) DSP1008 the id \"cart.\" is no file's name on every system: it ends with a full stop or a space; give another one with \"id: …\"")]
    [InlineData("id: \"a\\u202Eb\"", "(2,5) DSP1008 the id \"a\\u202eb\" is no file's name on every system: it holds a character that nobody sees; give another one with \"id: …\"")]
    [InlineData("id: 图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图", "(2,5) DSP1008 the id \"图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图图…\" is no file's name on every system: it takes more than 240 bytes; give another one with \"id: …\"")]
    [InlineData("annotated: 2026-02-30", "(2,12) DSP1004 annotated must be a day written as year-month-day, such as 2026-03-02; found the text \"2026-02-30\", and there is no such day")]
    [InlineData("annotated: 30.02.2026", "(2,12) DSP1004 annotated must be a day written as year-month-day, such as 2026-03-02; found the text \"30.02.2026\", and there is no such day")]
    [InlineData("annotated: 28.02.2026", "(2,12) DSP1004 annotated must be a day written as year-month-day, such as 2026-03-02; found the text \"28.02.2026\"; did you mean \"2026-02-28\"?")]
    [InlineData("annotated: 2026-03-02T10:00:00Z", "(2,12) DSP1004 annotated must be a day written as year-month-day, such as 2026-03-02; found the text \"2026-03-02T10:00:00Z\"; did you mean \"2026-03-02\"?")]
    [InlineData("annotated: 2026年3月2日", "(2,12) DSP1004 annotated must be a day written as year-month-day, such as 2026-03-02; found the text \"2026年3月2日\"; did you mean \"2026-03-02\"?")]
    [InlineData("annotated: 03/02/2026", "(2,12) DSP1004 annotated must be a day written as year-month-day, such as 2026-03-02; found the text \"03/02/2026\"")]
    [InlineData("marks: [{box: [1, 2, 3]}]", "(2,15) DSP1004 a box needs 4 numbers: x, y, width, height; found 3")]
    [InlineData("marks: [{box: [1, 0x2, 3, 4]}]", "(2,19) DSP1003 y must be a number; found the text \"0x2\"")]
    [InlineData("marks: [{arrow: [1, 2, 3, 4, 5]}]", "(2,17) DSP1004 an arrow needs 4 numbers: from x, y to x, y; found 5")]
    [InlineData("marks:\n  - box: [1, 2, 3, 4]\n    color: #ff8800", "(4,11) DSP1003 color must be text; found nothing, as # begins a comment: put the value into quotes")]
    [InlineData("licence: MIT", "(2,1) DSP1001 the key \"licence\" is not known; did you mean \"license\"?")]
    [InlineData("\"##vso[task.x]\\n::error::\": 1", "(2,1) DSP1001 the key \"##vso(task.x)\\n::error::\" is not known; known here: allow, annotated, annotator, caption, crop, id, image, language, license, marks, messages, redact, source")]
    public void A_trap_in_a_value_is_named_as_what_it_is(string line, string? finding)
    {
        Add("images/a.yaml", $"caption: The cart is full.\n{line}\n", "images/a.png");

        _ = Read(out var findings);

        Assert.Equal(finding is null ? [] : [finding], findings.Where(found => found.Code is not (Codes.MarkNotThere or Codes.MarkNotMentioned)).Select(found => $"{TemporaryFolder.Places([found]).Single()} {found.Message}"));
    }

    [Theory]
    [InlineData("a\"b*c?<d>|e\\f:g", "a-b-c--d--e-f-g")]
    [InlineData("shop/cart ", "shop-cart-")]
    [InlineData(" cart..", "-cart--")]
    [InlineData("con", "_con")]
    [InlineData("Con.first", "_Con.first")]
    [InlineData("购物车?", "购物车-")]
    [InlineData("cart v1.2 (final)", "cart v1.2 (final)")]
    [InlineData("? ", "--")]
    public void An_id_that_a_file_name_gives_is_a_name_on_every_system(string name, string id)
    {
        Add($"images/{name}.yaml", "caption: It stops.\n", $"images/{name}.png");

        var record = Assert.Single(Read(out var findings).Records);

        Assert.Equal(id, record.Id);
        Assert.DoesNotContain(findings, found => found.Code == Codes.UnsafeId);
    }

    [Fact]
    public void Ids_that_two_file_names_give_and_that_are_one_are_told()
    {
        foreach (var name in (string[])["a?", "a*"])
            Add($"images/{name}.yaml", "caption: It stops.\n", $"images/{name}.png");

        _ = Read(out var findings);

        Assert.Contains("the id \"a-\" is taken by images/a*.yaml", Assert.Single(findings, found => found.Code == Codes.RepeatedId).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_that_one_file_system_or_another_takes_for_one_are_told()
    {
        foreach (var (file, id) in ((string, string)[])[("a", "Cart"), ("b", "cart"), ("c", "caf\u00e9"), ("d", "cafe\u0301"), ("e", "CAF\u00c9")])
            Add($"images/{file}.yaml", $"caption: It stops.\nid: {id}\n", $"images/{file}.png");

        _ = Read(out var findings);

        Assert.Equal(["b.yaml", "d.yaml", "e.yaml"], findings.Where(found => found.Code == Codes.RepeatedId).Select(found => System.IO.Path.GetFileName(found.File)));
    }

    [Fact]
    public void A_file_whose_name_could_forge_a_line_is_told_at_the_folder_and_never_named_as_it_is()
    {
        foreach (var name in (string[])["a\n::error::b.yaml", "a\u001b[31m.png", ".x\u202egnp.yaml", "##vso[task.complete].png"])
            _folder.Write("images/" + name, "x");

        _ = Read(out var findings);

        Assert.Equal(4, findings.Count);
        Assert.All(findings, found => Assert.Equal((Codes.UnsafeFileName, System.IO.Path.Combine(_folder.Path, "images")), (found.Code, found.File)));
        Assert.All(findings, found => Assert.DoesNotContain(found.ToString(), c => char.IsControl(c) || c is '[' or '\u202e'));
    }

    [Fact]
    public void A_record_that_is_not_yaml_is_not_told_that_its_picture_is_missing()
    {
        Add("images/a.yaml", "caption: \"A\nimage: b.png\n");

        _ = Read(out var findings);

        Assert.Equal(Codes.NotYaml, Assert.Single(findings).Code);
    }

    [Theory]
    [InlineData("logo.svg", "DSP0013", "no record speaks of this picture, and the type .svg is not read; save it as PNG with \"logo.yaml\" beside it, or take it away")]
    [InlineData("a/photo.HEIC", "DSP0013", "no record speaks of this picture, and the type .HEIC is not read; save it as PNG with \"photo.yaml\" beside it, or take it away")]
    [InlineData("old.bmp", "DSP0013", "no record speaks of this picture; add \"old.yaml\" with a caption beside it, or take it away")]
    [InlineData("old.psd", "DSP0013", "no record speaks of this picture, and the type .psd is not read; save it as PNG with \"old.yaml\" beside it, or take it away")]
    [InlineData("boxes.json", "DSP0013", "images/ holds pictures and their records, and the type .json is not read as either; take the file out of images/, or save a picture as PNG")]
    [InlineData("cart", "DSP0013", "images/ holds pictures and their records, and a file without a type is not read as either; take the file out of images/, or save a picture as PNG")]
    [InlineData("photo.jfif", "DSP0013", "no record speaks of this picture; add \"photo.yaml\" with a caption beside it, or take it away")]
    [InlineData("photo.avif", "DSP0013", "no record speaks of this picture; add \"photo.yaml\" with a caption beside it, or take it away")]
    public void A_file_that_no_record_speaks_of_is_named_whatever_its_type(string file, string code, string message)
    {
        _folder.Write("images/" + file, "picture");

        _ = Read(out var findings);

        var finding = Assert.Single(findings);
        Assert.Equal((code, message, System.IO.Path.Combine(_folder.Path, "images", file)), (finding.Code, finding.Message, finding.File));
    }

    [Fact]
    public void Notes_and_files_with_a_dot_before_their_name_may_lie_among_the_pictures()
    {
        foreach (var name in (string[])["README.md", "notes.txt", ".gitkeep", "a/.DS_Store", ".cache/x.json", "Thumbs.db"])
            _folder.Write("images/" + name, "");

        _ = Read(out var findings);

        Assert.Empty(findings);
    }

    [Theory]
    [InlineData("image: b.svg\n", "b.svg", "(2,8) DSP0012 \"b.svg\" is there, but the type .svg is not read as a picture; save it as PNG")]
    [InlineData("", "a.svg", "(1,1) DSP0012 \"a.svg\" is there, but the type .svg is not read as a picture; save it as PNG")]
    [InlineData("image: notes.txt\n", "notes.txt", "(2,8) DSP0012 \"notes.txt\" is there, but the type .txt is not read as a picture; save it as PNG")]
    [InlineData("image: a.yaml\n", "notes.txt", "(2,8) DSP0012 \"a.yaml\" is there, but the type .yaml is not read as a picture; save it as PNG")]
    [InlineData("image: b.avif\n", "b.avif", null)]
    public void A_file_that_is_there_is_never_said_to_be_missing(string image, string file, string? finding)
    {
        Add("images/a.yaml", "caption: It stops.\n" + image, "images/" + file);

        _ = Read(out var findings);

        Assert.Equal(finding is null ? [] : [finding], findings.Select(found => $"{TemporaryFolder.Places([found]).Single()} {found.Message}"));
    }

    [Theory]
    [InlineData("Cart.PNG", "crl.png", "")]
    [InlineData("Cart.PNG", "cart.png", "cart.png")]
    [InlineData("card.png", "cart.png", "cart.png")]
    [InlineData("list.png", "cart.png", "")]
    [InlineData("chekout.jpg", "checkout.png", "checkout.png")]
    [InlineData("../cart.png", "cart.png", "cart.png")]
    [InlineData("checkout.png", "../checkout.png", "../checkout.png")]
    public void Only_a_picture_whose_name_is_near_is_suggested_as_the_record_would_write_it(string image, string there, string suggestion)
    {
        Add("images/shop/a.yaml", $"caption: It stops.\nimage: {image}\n", "images/shop/" + there);

        _ = Read(out var findings);

        var message = findings.Single(found => found.Code == Codes.PictureMissing).Message;
        Assert.Equal($"there is no picture \"{image}\"{(suggestion.Length == 0 ? "" : $"; did you mean \"{suggestion}\"?")}", message);
    }

    [Fact]
    public void A_link_that_is_broken_or_leads_outside_is_all_that_is_said()
    {
        _folder.Write("outside.png", "picture");
        _folder.Write("images/a.yaml", "caption: It stops.\n");
        File.CreateSymbolicLink(System.IO.Path.Combine(_folder.Path, "images", "a.png"), System.IO.Path.Combine(_folder.Path, "outside.png"));
        _folder.Write("images/b.yaml", "caption: It opens.\nimage: other.png\n");
        File.CreateSymbolicLink(System.IO.Path.Combine(_folder.Path, "images", "other.png"), "nothing.png");
        _folder.Write("images/c.png", "picture");
        File.CreateSymbolicLink(System.IO.Path.Combine(_folder.Path, "images", "c.yaml"), "nothing.yaml");
        File.CreateSymbolicLink(System.IO.Path.Combine(_folder.Path, "images", "d.yaml"), "d.yaml");

        _ = Read(out var findings);

        Assert.Equal(
            ["a.png DSP0015 outside images/", "c.yaml DSP0001 where there is nothing: it is broken", "d.yaml DSP0001 and from there round in a circle", "other.png DSP0001 where there is nothing: it is broken"],
            findings.Select(found => $"{System.IO.Path.GetFileName(found.File)} {found.Code} {found.Message.Split([", ", "; "], 3, StringSplitOptions.None)[1]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Records_of_one_source_or_one_picture_are_one_group_that_is_named_after_the_source()
    {
        Add("images/a.yaml", "caption: It stops.\nsource: s\n", "images/a.png");
        Add("images/b.yaml", "caption: It opens.\nimage: a.png\n");
        Add("images/c.yaml", "caption: It rises.\nsource: s\n", "images/c.png");
        Add("images/d.yaml", "caption: It falls.\n", "images/d.png");

        var records = Read(out _).Records;

        var groups = Groups.KeysOf(records);
        Assert.Equal(["s", "s", "s", "d.png"], records.Select(record => groups[record]));
    }

    private Dataset Read(out List<Diagnostic> findings)
    {
        var dataset = Dataset.Read(_folder.Path);
        findings = [.. dataset.Diagnostics, .. RuleBook.CheckRecords(dataset), .. RuleBook.CheckTogether(dataset)];
        return dataset;
    }

    private void Add(string record, string content, string? picture = null)
    {
        _folder.Write(record, content);
        if (picture is not null)
            _folder.Write(picture, "picture");
    }
}
