using DatasetPipeline.Diagnostics;
using DatasetPipeline.Privacy;

namespace DatasetPipeline.Core.Tests.Privacy;

public sealed class PersonalDataTests
{
    [Theory]
    [InlineData("Write to wei.li@mail-host.de today.", Codes.EmailAddress, "wei.li@")]
    [InlineData("Call +49 30 901820 now.", Codes.PhoneNumber, "901820")]
    [InlineData("Call (212) 736-5000 now.", Codes.PhoneNumber, "736")]
    [InlineData("请拨打 13812345678。", Codes.PhoneNumber, "12345678")]
    [InlineData("座机是 010-62782051。", Codes.PhoneNumber, "62782051")]
    [InlineData("身份证号 11010519491231002X 可见。", Codes.IdNumber, "19491231")]
    [InlineData("The IBAN is DE89 3704 0044 0532 0130 00.", Codes.IdNumber, "3704")]
    [InlineData("SSN: 536-90-4399.", Codes.IdNumber, "4399")]
    [InlineData("The card 4111 1111 1111 1111 was charged.", Codes.CardNumber, "1111 1111")]
    [InlineData("The card 378282246310005 was charged.", Codes.CardNumber, "8224")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", Codes.SecretKey, "IOSFODNN")]
    [InlineData("ghp_0123456789abcdefghijABCDEFGHIJ012345", Codes.SecretKey, "0123456789")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----", Codes.SecretKey, "RSA PRIVATE")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijklmnop", Codes.SecretKey, "eyJzdWIi")]
    [InlineData("Server=a;Password=hunter2hunter2;", Codes.SecretKey, "hunter2")]
    public void What_belongs_to_a_person_is_found_and_never_shown_whole(string text, string code, string secret)
    {
        var finding = Assert.Single(PersonalData.Find(text));

        Assert.Equal(code, finding.Code);
        Assert.DoesNotContain(secret, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Write to user@example.com or to info@shop.example.org.")]
    [InlineData("Call 555-0123 for help.")]
    [InlineData("Order 20260412-0007 has 3 items, version 1.2.3.4, at 10.0.0.12:8080.")]
    [InlineData("身份证号 110105194912310021 的校验码是错的。")]
    [InlineData("The card 4111 1111 1111 1112 is refused.")]
    [InlineData("It lies at 120, 45, 300, 80 on 2026-04-12.")]
    [InlineData("The tracking number is 1234567890123456.")]
    public void Other_numbers_and_made_up_addresses_are_left_alone(string text) => Assert.Empty(PersonalData.Find(text));
}
