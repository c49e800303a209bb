using DatasetPipeline.Diagnostics;
using DatasetPipeline.Privacy;
using DatasetPipeline.Records;
using DatasetPipeline.Rules;

namespace DatasetPipeline.Core.Tests.Privacy;

public sealed class PersonalDataTests
{
    // A code, what must never be shown, and the text. Tokens are put together here, so that no scanner takes them for real ones.
    private static readonly (string Code, string Secret, string Text)[] Personal =
    [
        (Codes.EmailAddress, "wei.li@", "Write to wei.li@mail-host.de today."),
        (Codes.EmailAddress, "grace+shop", "The field holds grace+shop@navy.mil."),
        (Codes.EmailAddress, "li_wei", "请联系li_wei@qq.com处理。"),
        (Codes.EmailAddress, "mail-host", "邮箱：ada@mail-host.co.uk，已验证。"),
        (Codes.EmailAddress, "Lovelace", "From: Ada Lovelace <Lovelace@royal.society>"),
        (Codes.EmailAddress, "12345678", "QQ邮箱是12345678@qq.com。"),
        (Codes.EmailAddress, "wei.li", "The link goes to mailto:wei.li@shop.io?subject=Hi."),
        (Codes.EmailAddress, "annotator", "annotator.one@labels.ai"),
        (Codes.EmailAddress, "weili", "Der Absender ｗｅｉｌｉ＠ｍａｉｌ．ｃｏｍ steht dort."),
        (Codes.PhoneNumber, "901820", "Call +49 30 901820 now."),
        (Codes.PhoneNumber, "736", "Call (212) 736-5000 now."),
        (Codes.PhoneNumber, "736", "Call 212-736-5000 now."),
        (Codes.PhoneNumber, "736", "Call 212.736.5000 now."),
        (Codes.PhoneNumber, "7365000", "Call +12127365000 now."),
        (Codes.PhoneNumber, "7946", "Call +44 20 7948 1234 now."),
        (Codes.PhoneNumber, "7946", "Ring 0044 20 7948 1234 at night."),
        (Codes.PhoneNumber, "12345678", "请拨打 13812345678。"),
        (Codes.PhoneNumber, "12345678", "手机号13812345678已绑定。"),
        (Codes.PhoneNumber, "1234", "手机：138-1234-5678"),
        (Codes.PhoneNumber, "1234", "手机：138 1234 5678"),
        (Codes.PhoneNumber, "1234", "The receiver is +86 138 1234 5678."),
        (Codes.PhoneNumber, "1234", "The receiver is +8613812345678."),
        (Codes.PhoneNumber, "1234", "收件人：86-13812345678"),
        (Codes.PhoneNumber, "12345678", "电话１９９１２３４５６７８可以接通。"),
        (Codes.PhoneNumber, "62782051", "座机是 010-62782051。"),
        (Codes.PhoneNumber, "6278", "座机是(010) 6278 2051。"),
        (Codes.PhoneNumber, "62782051", "座机是010-62782051-8001。"),
        (Codes.PhoneNumber, "8888", "客服0571-88158198在线。"),
        (Codes.PhoneNumber, "1234", "Call +81 90-1234-5678 after six."),
        (Codes.PhoneNumber, "5678", "Appelez le +33 6 12 34 56 78."),
        (Codes.PhoneNumber, "2345", "Call +852 2345 6789 in Hong Kong."),
        (Codes.IdNumber, "19491231", "身份证号 11010519491231002X 可见。"),
        (Codes.IdNumber, "19491231", "身份证11010519491231002x可见。"),
        (Codes.IdNumber, "19880101", "The form shows 440308198801010010 as the buyer's number."),
        (Codes.IdNumber, "3704", "The IBAN is DE89 3704 0044 0532 0130 00."),
        (Codes.IdNumber, "WEST", "The IBAN is GB82WEST12345698765432."),
        (Codes.IdNumber, "2004", "Le compte FR14 2004 1010 0505 0001 3M02 606 est affiché."),
        (Codes.IdNumber, "ABNA", "账户NL91ABNA0417164300已冻结。"),
        (Codes.IdNumber, "4399", "SSN: 536-90-4399."),
        (Codes.IdNumber, "4399", "The social security number 536-90-4399 is not masked."),
        (Codes.CardNumber, "1111 1111", "The card 4111 1111 1111 1111 was charged."),
        (Codes.CardNumber, "11111111", "The card 4111111111111111 was charged."),
        (Codes.CardNumber, "4444", "卡号5555-5555-5555-4444无效。"),
        (Codes.CardNumber, "8224", "The card 378282246310005 was charged."),
        (Codes.CardNumber, "822463", "The card 3782 822463 10005 was charged."),
        (Codes.CardNumber, "0009", "The card 6011 0009 9013 9424 was charged."),
        (Codes.CardNumber, "569309", "The card 3056 930902 5904 was charged."),
        (Codes.CardNumber, "1133", "The card 3530 1113 3330 0000 was charged."),
        (Codes.CardNumber, "00000000", "银行卡6212345678900000003已绑定。"),
        (Codes.SecretKey, "IOSFODNN", "AKIAIOSFODNN7EXAMPLE"),
        (Codes.SecretKey, "wJalr", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        (Codes.SecretKey, "0123456789", "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"),
        (Codes.SecretKey, "11ABCDEFG", "github" + "_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz0123456789"),
        (Codes.SecretKey, "Abc123", "glpat" + "-Abc123Def456Ghi789Jk"),
        (Codes.SecretKey, "123456789012", "xoxb" + "-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx"),
        (Codes.SecretKey, "SyD1234", "The page loads maps with AIza" + "SyD1234567890abcdefghijklmnopqrstuv."),
        (Codes.SecretKey, "T3BlbkFJ", "sk" + "-abcdefghijklmnopqrstT3BlbkFJabcdefghijklmnopqrst"),
        (Codes.SecretKey, "api03", "sk" + "-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"),
        (Codes.SecretKey, "AbCdEf", "密钥为sk" + "-proj-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789。"),
        (Codes.SecretKey, "4eC39H", "sk" + "_live_4eC39HqLyjWDarjtT1zdp7dc"),
        (Codes.SecretKey, "0123abcd", "hf" + "_abcdefghijKLMNOPQRSTuvwxyz0123abcd"),
        (Codes.SecretKey, "5tXpWz", "LTAI" + "5tXpWz1234567890AbCdEf"),
        (Codes.SecretKey, "7Q~abc", "abc" + "8Q~abcdefghijklmnopqrstuvwxyz0123456"),
        (Codes.SecretKey, "vdM02", "DefaultEndpointsProtocol=https;AccountName=dev;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"),
        (Codes.SecretKey, "RSA PRIVATE", "-----BEGIN RSA PRIVATE KEY-----"),
        (Codes.SecretKey, "OPENSSH", "The file begins with -----BEGIN OPENSSH PRIVATE KEY-----."),
        (Codes.SecretKey, "PGP PRIVATE", "-----BEGIN PGP PRIVATE KEY BLOCK-----"),
        (Codes.SecretKey, "eyJzdWIi", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijklmnop"),
        (Codes.SecretKey, "hunter2", "Server=a;Password=hunter2hunter2;"),
        (Codes.SecretKey, "Sommer", "The note says: password: Sommer2026!"),
        (Codes.SecretKey, "Sommer", "The password is Sommer2026! on a yellow slip."),
        (Codes.SecretKey, "qwer", "密码：qwer1234asdf"),
        (Codes.SecretKey, "s3cr", "The log prints postgres://shop:s3cretpw@db.host.net/orders."),
        (Codes.SecretKey, "9f86d0", "client_secret=9f86d081884c7d659a2feaa0c55ad015"),
    ];

    private static readonly string[] Harmless =
    [
        "Write to user@example.com or to info@shop.example.org.",
        "The address a@b.test is marked as invalid.",
        "The host printer@office.local is unreachable.",
        "The icon logo@2x.png is blurred, and so is cart@3x.webp.",
        "The command clones git@github.com:shop/checkout.git.",
        "The package lodash@4.17.21 is out of date, and so is @scope/ui@2.0.0-beta.1.",
        "The handle @weili posted w***@mail-host.de.",
        "The price is 5@12.50 each.",
        "Call 555-0123 for help.",
        "Call (212) 555-0142 or +1 415-555-0199 for help.",
        "The novel's number is +44 20 7946 0123.",
        "热线400-820-8820可以拨打。",
        "The hotline +1 800-275-2273 is printed on the box.",
        "The placeholder 123-456-7890 stays in the field.",
        "手机号138****5678已绑定。",
        "请输入11位手机号，例如1380013800。",
        "订单号13912345678已发货。",
        "运单编号：15012345678",
        "Order 13912345678 is on its way.",
        "Tracking no. 18612345678 is unknown.",
        "Ticket #13712345678 is closed.",
        "Order 20260412-0007 has 3 items, version 1.2.3.4, at 10.0.0.12:8080.",
        "The timestamp 1712345678901 is in milliseconds.",
        "The build ran at 1712345678 seconds.",
        "It was taken on 2026-03-02 at 14:05:33+08:00.",
        "It was taken on 2026-03-02T14:05:33.123456Z.",
        "The range is 2026-01-01-2026-12-31.",
        "Version 1.10.2026-0412 is installed.",
        "The server is 192.168.100.200 and its mask 255.255.255.0.",
        "The address is 2001:0db8:85a3:0000:0000:8a2e:0370:7334.",
        "The MAC is 00:1B:44:11:3A:B7.",
        "The device is 550e8400-e29b-41d4-a716-446655440000.",
        "The commit is 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b.",
        "The hash is e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.",
        "The colour is #13812345 or #ff8800cc.",
        "The box lies at 120, 45, 300, 80 and at 1380 1234 5678 px.",
        "The points are (812.640, 160.480) and (400.500, 800.660).",
        "The position is 52.520008, 13.404954.",
        "The price fell from ¥13,812,345,678 to ¥1,381.23.",
        "The total is 4111.11 and the tax 1111.11.",
        "The chart counts 1,234,567,890 visits and +12.5 %.",
        "The score went +10 -20 +30 -40.",
        "The sum 100-200-3000 is negative.",
        "身份证号 110105194912310021 的校验码是错的。",
        "流水号202604121234567890已入账。",
        "The number 990105194912310025 has no province.",
        "The card 4111 1111 1111 1112 is refused.",
        "The card ends in •••• 1111.",
        "The card 4000 0000 0000 0000 is a row of zeros.",
        "The sizes are 4000 3000 2000 1001 pixels.",
        "订单编号4111111111111111已支付。",
        "The SKU 4111111111111111 is sold out, and SKU4111111111111111 too.",
        "The tracking number is 1234567890123456.",
        "The barcode 6901234567892 cannot be read.",
        "The ISBN is 978-3-16-148410-0.",
        "The IBAN DE89 3704 0044 0532 0130 01 is refused.",
        "The part AB12 3456 7890 1234 is missing.",
        "The plate is 京A12345 and the flight is CA1234.",
        "The code 536-90-4399 opens the locker.",
        "The SSN field is empty: 000-00-0000.",
        "The password must have 8 characters and 1 digit.",
        "The field Password: Forgotten? has a link.",
        "The password is required, and so is the name.",
        "Password=******** is what the log shows.",
        "密码：至少8位字符",
        "密码是必填项，长度为8到16位。",
        "The template says password=${DB_PASSWORD_2} in line 3.",
        "The link is https://shop.example/cart?token=abc&step=2.",
        "The log prints postgres://user:password@host/db.",
        "The class sk-fading-circle-container-large spins.",
        "The variable hf_home is not set.",
        "The branch ghp_fix is merged.",
        "AKIA is how such keys begin.",
        "The header eyJhbGciOiJIUzI1NiJ9 stands alone.",
        "-----BEGIN PUBLIC KEY-----",
        "The page asks for an API key: paste it here.",
        "The key Ctrl+Shift+P opens the palette.",
        "共有13812345678901234条记录。",
        "The resolution is 1920x1080-2560x1440.",
        "The phone's model is iPhone 15 Pro (A2848).",
        "The room 010-2026 is on the first floor.",
    ];

    public static IEnumerable<object[]> PersonalTexts => Personal.Select(one => new object[] { one.Code, one.Secret, one.Text });

    public static IEnumerable<object[]> HarmlessTexts => Harmless.Select(text => new object[] { text });

    [Theory]
    [MemberData(nameof(PersonalTexts))]
    public void What_belongs_to_a_person_is_found_and_never_shown_whole(string code, string secret, string text)
    {
        var finding = Assert.Single(PersonalData.Find(text));

        Assert.Equal(code, finding.Code);
        Assert.DoesNotContain(secret, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HarmlessTexts))]
    public void Other_numbers_and_made_up_addresses_are_left_alone(string text) =>
        Assert.Empty(PersonalData.Find(text).Select(finding => finding.Message));

    [Fact]
    public void Each_value_of_a_file_is_looked_at_and_each_finding_stands_at_its_place()
    {
        using var folder = new TemporaryFolder();
        folder.Write("dataset.yaml", "name: shop\ndescription: Ask wei.li@mail-host.de.\nannotator: wei.li@mail-host.de\nprompt: {en: Ask ada@mail-host.de.}\n");
        folder.Write("images/a.png", "picture");
        folder.Write("images/a.yaml", """
            id: ada@mail-host.de
            messages:
              - role: user
                content: Who is ada@mail-host.de?
              - role: assistant
                content: "She rings at 13812345678."
            source: 13812345678
            annotator: ada@mail-host.de
            allow: {DSP2031: ada@mail-host.de said so}
            marks:
              - text: ada@mail-host.de
            redact:
              - box: [1, 1, 2, 2]
                reason: the address ada@mail-host.de
            """);

        var dataset = Dataset.Read(folder.Path);
        var findings = RuleBook.CheckRecords(dataset).Concat(RuleBook.CheckTogether(dataset)).Where(finding => finding.Code is Codes.EmailAddress or Codes.PhoneNumber);

        Assert.Equal(
            [
                "a.yaml(1,5)", "a.yaml(4,21)", "a.yaml(6,14)", "a.yaml(7,9)", "a.yaml(8,12)", "a.yaml(9,18)", "a.yaml(11,11)", "a.yaml(14,25)",
                "dataset.yaml(2,18)", "dataset.yaml(3,12)", "dataset.yaml(4,18)",
            ],
            findings.OrderBy(finding => Path.GetFileName(finding.File), StringComparer.Ordinal).ThenBy(finding => finding.Line).Select(finding => $"{Path.GetFileName(finding.File)}({finding.Line},{finding.Column})"));
    }

    [Fact]
    public void A_megabyte_made_to_be_slow_comes_to_an_end()
    {
        foreach (var part in (string[])["a", "a.", "1", "1 ", "1380 ", "+1 ", "a@", "a@b.", "password=", "password = ", "x://a:", "4111 1111 1111 111", "AB12 ", "eyJ", "SSN ", "(0", "wei@mail.de ", "13812345678 "])
        {
            // Work that grows with the square of the length would take hours.
            Assert.InRange(PersonalData.Find(string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length))).Count, 0, 1000);
        }
    }
}
