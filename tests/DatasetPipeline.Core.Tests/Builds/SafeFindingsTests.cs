using System.Diagnostics;
using System.Net.Sockets;
using DatasetPipeline.Builds;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Privacy;
using DatasetPipeline.Reports;

namespace DatasetPipeline.Core.Tests.Builds;

/// <summary>What a build says however hostile a file is: no secret, no flood, no trace, and always an end.</summary>
public sealed class SafeFindingsTests : IDisposable
{
    // Put together here, so that no scanner takes them for real ones.
    private static readonly string[] Secrets =
    [
        "ghp" + "_0123456789abcdefghijABCDEFGHIJ012345",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "4111 1111 1111 1111",
        "11010519491231002X",
        "sk" + "-proj-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUvWxYz0123456789",
        "qiaowei.zhanglu@mail-host.de",
        "+49 30 901820",
    ];

    private readonly TemporaryFolder _folder = new();

    public SafeFindingsTests() => _folder.Write("dataset.yaml", "name: shop\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("caption: 'SECRET'\n")]
    [InlineData("caption: 'The field shows SECRET'\n")]
    [InlineData("caption: 'The long name of the field that is at the top shows SECRET'\n")]
    [InlineData("caption: It is red.\n'SECRET': 1\n")]
    [InlineData("caption: It is red.\nlicense: 'SECRET'\n")]
    [InlineData("caption: It is red.\nannotated: 'SECRET'\n")]
    [InlineData("caption: It is red.\nid: 'a: SECRET'\n")]
    [InlineData("caption: It is red.\nid: 'a/SECRET'\n")]
    [InlineData("caption: It is red.\nimage: 'SECRET'\n")]
    [InlineData("caption: It is red.\nallow: {'SECRET': 'SECRET'}\n")]
    [InlineData("caption: It is red.\nsource: 'SECRET'\nsource: 'SECRET'\n")]
    [InlineData("caption: It is red.\n'SECRET': 1\n'SECRET': 2\n")]
    public void No_output_shows_more_of_a_secret_than_its_mask(string record)
    {
        for (var i = 0; i < Secrets.Length; i++)
        {
            _folder.Write($"images/{i}.yaml", record.Replace("SECRET", Secrets[i], StringComparison.Ordinal));
        }

        var outputs = OutputsOf(Run());

        Assert.All(Secrets, secret => Assert.All(outputs, output => Assert.DoesNotContain(Squeezed(secret)[4..10], Squeezed(output), StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void A_key_that_is_a_token_is_found_as_one()
    {
        _folder.Write("images/cart.yaml", $"caption: It is red.\n{Secrets[0]}: 1\n");

        Assert.Contains(Run().Diagnostics, finding => (finding.Code, finding.Line, finding.Column) == (Codes.SecretKey, 2, 1));
    }

    [Theory]
    [InlineData("The text \"g h p _ 0123 4567 89ab cdef ghij\" ends", "The text \"ghp_…\" ends")]
    [InlineData("\"It is GHP_0123456789ABCDE…\" ends", "\"It is ghp_…\" ends")]
    [InlineData("\"It is ghp_01…\" ends", "\"It is …\" ends")]
    [InlineData("\"89abcdefghijAB\" ends", "\"…\" ends")]
    [InlineData("\"The cart is full.\" ends", "\"The cart is full.\" ends")]
    public void A_part_of_a_secret_is_as_secret_as_the_whole(string message, string masked) =>
        Assert.Equal(masked, new SecretMask(PersonalData.FindSecrets(Secrets[0])).Apply(message));

    [Fact]
    public void A_caption_that_other_readers_take_for_a_truth_value_is_told_to_be_one()
    {
        _folder.Write("images/no.yaml", "caption: no\n");

        Assert.Contains(Run().Diagnostics, finding => (finding.Code, finding.Line, finding.Column) == (Codes.ReadOtherwise, 1, 10));
    }

    [Fact]
    public void Of_a_mistake_made_a_thousand_times_twenty_places_are_shown_and_the_others_counted()
    {
        _folder.Write("images/flood.yaml", $"caption: It is red.\nmarks: [{string.Join(',', Enumerable.Repeat("*a", 1000))}]\n");

        var found = Run().Diagnostics.Where(finding => finding.Code == Codes.AnchorOrAlias).ToList();

        Assert.Equal(21, found.Count);
        Assert.Equal("and 980 more of DSP0007 in this file, the first of them here", found[^1].Message);
        Assert.Equal(Severity.Error, found[^1].Severity);
    }

    [Fact]
    public void As_many_keys_as_a_file_holds_that_nobody_knows_are_told_in_a_moment()
    {
        _folder.Write("images/flood.yaml", "caption: It is red.\n" + string.Concat(Enumerable.Range(0, 90_000).Select(i => $"k{i}: 1\n")));
        var clock = Stopwatch.StartNew();

        var found = Run().Diagnostics.Count(finding => finding.Code == Codes.UnknownKey);

        Assert.Equal(21, found);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Theory]
    [InlineData("caption: ", "")]
    [InlineData("messages: [{role: user, content: What is it?}, {role: assistant, content: ", "}]")]
    public void A_text_of_more_than_ten_thousand_characters_is_one_finding_with_its_length(string before, string after)
    {
        _folder.Write("images/log.yaml", $"{before}{string.Concat(Enumerable.Repeat("no word x ", 1001)).TrimEnd()}{after}\n");

        var finding = Assert.Single(Run().Diagnostics, finding => finding.Code != Codes.PictureMissing);

        Assert.Equal($"(1,{before.Length + 1}) {Codes.TextTooLong}", TemporaryFolder.Places([finding]).Single());
        Assert.StartsWith("the text has 10009 characters, more than", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dataset.yaml")]
    [InlineData("train.yaml")]
    [InlineData("images/p.yaml")]
    [InlineData("images/p.png")]
    public async Task A_pipe_in_the_place_of_a_file_ends_in_a_finding(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        _folder.Write("images/p.yaml", "caption: The cart is full.\n");
        var pipe = Path.Combine(_folder.Path, path);
        File.Delete(pipe);
        using (var made = Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync();

        var report = await Task.Run(Run).WaitAsync(TimeSpan.FromSeconds(60));

        var finding = Assert.Single(report.Diagnostics, finding => finding.File == pipe);
        Assert.Equal(path.EndsWith(".png", StringComparison.Ordinal) ? Codes.PictureEmpty : Codes.FileUnreadable, finding.Code);
        Assert.Equal(report.Diagnostics, Run().Diagnostics);
    }

    [Theory]
    [InlineData("train.yaml")]
    [InlineData("images/p.yaml")]
    [InlineData("images/p.YML")]
    public void A_folder_in_the_place_of_a_YAML_file_is_told(string path)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, path)).FullName;

        Assert.Equal(Codes.FileUnreadable, Assert.Single(Run().Diagnostics, finding => finding.File == folder).Code);
    }

    [Theory]
    [InlineData("dataset.yaml")]
    [InlineData("images/p.yaml")]
    public void A_socket_is_no_empty_file(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        _folder.Write("images/p.yaml", "caption: The cart is full.\n");
        var place = Path.Combine(_folder.Path, path);
        File.Delete(place);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(place));

        Assert.Equal(Codes.FileUnreadable, Assert.Single(Run().Diagnostics, finding => finding.File == place).Code);
    }

    [Fact]
    public void An_empty_record_is_one_that_says_nothing()
    {
        _folder.Write("images/p.yaml", "");

        Assert.DoesNotContain(Run().Diagnostics, finding => finding.Code == Codes.FileUnreadable);
    }

    private static List<string> Texts(BuildReport report) => report.Diagnostics.Concat(report.Allowed.Select(one => one.Finding)).Select(finding => finding.Message).ToList();

    private static string Squeezed(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private List<string> OutputsOf(BuildReport report)
    {
        var sarif = Path.Combine(_folder.Path, "obj", "o.sarif");
        SarifFile.Write(sarif, report, _folder.Path, "", finding => finding.Severity);
        return [.. Texts(report), File.ReadAllText(sarif), File.ReadAllText(Path.Combine(_folder.Path, "obj", "report.html"))];
    }

    private BuildReport Run() => DatasetBuild.Run(
        new(_folder.Path, Path.Combine(_folder.Path, "bin", "dataset"), Path.Combine(_folder.Path, "obj", "dataset"), [], _ => false),
        CancellationToken.None);
}
