#include "extract/mime_header.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(MimeHeader, DecodesEncodedWordsAsMailersWriteThem) {
  struct Case {
    std::string_view raw;
    std::string_view text;
    std::string_view why;
  };
  constexpr Case cases[] = {
      {" plain text", "plain text", "nothing to decode"},
      {" folded\r\n\tline", "folded line", "RFC 5322, 2.2.3"},
      {" folded\n line", "folded line", "line feeds alone"},
      {"=?utf-8?Q?J=C3=B6rg_M=C3=BCller?=", "J\xC3\xB6rg M\xC3\xBCller", "quoted-printable"},
      {"=?UTF-8?B?SsO2cmc=?=", "J\xC3\xB6rg", "base64"},
      {"=?iso-8859-1?q?J=F6rg?=", "J\xC3\xB6rg", "Latin 1"},
      {"=?iso-8859-1*de?q?J=F6rg?=", "J\xC3\xB6rg", "RFC 2231, 5: a language"},
      {"=?ISO-2022-JP?B?GyRCJF8kXyRgJGEkYhsoQg==?=", "\xE3\x81\xBF\xE3\x81\xBF\xE3\x82\x80\xE3\x82\x81\xE3\x82\x82",
       "a stateful charset"},
      {"=?ks_c_5601-1987?B?sejDtrz2?=", "\xEA\xB9\x80\xEC\xB2\xA0\xEC\x88\x98", "what Outlook calls Korean"},
      {"=?gb2312?B?1tDOxA==?=", "\xE4\xB8\xAD\xE6\x96\x87", "Chinese"},
      {"=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=", "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82", "Cyrillic"},
      {"=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab", "blanks between words are no text"},
      {"=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c", "blanks around plain text are"},
      {"=?utf-8?Q?J=C3?=\r\n =?utf-8?Q?=B6rg?=", "J\xC3\xB6rg", "a character cut in two"},
      {"=?utf-8?B?SsO?= =?utf-8?B?2cmc=?=", "J\xC3\xB6rg", "base64 cut within a group"},
      {"=?utf-8?Q?with blanks inside?=", "with blanks inside", "against the rules, and common"},
      {"=?utf-8?Q?no_end", "no end", "the end is missing"},
      {"=?utf-8?X?abc?=", "=?utf-8?X?abc?=", "no such encoding"},
      {"=?no-such-charset?Q?abc=41?=", "abcA", "an unknown charset"},
      {"2 =?= 3", "2 =?= 3", "no encoded word at all"},
      {"J\xF6rg", "J\xC3\xB6rg", "raw 8-bit text"},
      {"J\xC3\xB6rg", "J\xC3\xB6rg", "raw UTF-8 (RFC 6532)"},
      {"=?utf-8?Q?a=0D=0ABcc:_b?=", "a  Bcc: b", "a line end smuggled in"},
  };
  for (const Case& c : cases) EXPECT_EQ(header_text(c.raw), c.text) << c.why;
}

TEST(MimeHeader, NamesOfAddressesStaySplittable) {
  EXPECT_EQ(header_text("=?utf-8?Q?M=C3=BCller,_J=C3=B6rg?= <a@example.com>, b@example.com", {}, true),
            "\"M\xC3\xBCller, J\xC3\xB6rg\" <a@example.com>, b@example.com");
  EXPECT_EQ(header_text("\"=?utf-8?Q?M=C3=BCller,_J?=\" <a@example.com>", {}, true),
            "\"M\xC3\xBCller, J\" <a@example.com>");
  EXPECT_EQ(header_text("=?utf-8?Q?J=C3=B6rg?= <a@example.com>", {}, true), "J\xC3\xB6rg <a@example.com>");
}

TEST(MimeHeader, ReadsParametersInEveryForm) {
  struct Case {
    std::string_view raw;
    std::string_view value;
    std::string_view name;
    std::string_view parameter;
  };
  constexpr Case cases[] = {
      {"text/plain; charset=us-ascii (Plain text)", "text/plain", "charset", "us-ascii"},
      {"Text/HTML ; Charset = \"utf-8\"", "text/html", "charset", "utf-8"},
      {"attachment; filename=\"pay, roll; 2014.xlsx\"", "attachment", "filename", "pay, roll; 2014.xlsx"},
      {"attachment; filename=pay roll.xlsx", "attachment", "filename", "pay roll.xlsx"},
      {"attachment; filename=\"a \\\"b\\\".txt\"", "attachment", "filename", "a \"b\".txt"},
      {"attachment; filename=\"C:\\temp\\a.txt\"", "attachment", "filename", "C:\\temp\\a.txt"},
      {"attachment; filename*=utf-8''J%C3%B6rg.txt", "attachment", "filename", "J\xC3\xB6rg.txt"},
      {"attachment; filename=\"x.txt\"; filename*=iso-8859-1'de'J%F6rg.txt", "attachment", "filename",
       "J\xC3\xB6rg.txt"},
      {"attachment; filename*1=\"b.txt\"; filename*0=\"a\"", "attachment", "filename", "ab.txt"},
      {"attachment; filename*0*=utf-8''J%C3; filename*1*=%B6rg; filename*2=\".txt\"", "attachment", "filename",
       "J\xC3\xB6rg.txt"},
      {"attachment; filename=\"=?utf-8?B?SsO2cmcudHh0?=\"", "attachment", "filename", "J\xC3\xB6rg.txt"},
      {"attachment;\r\n filename=\"=?utf-8?Q?J=C3=B6?=\r\n =?utf-8?Q?rg.txt?=\"", "attachment", "filename",
       "J\xC3\xB6rg.txt"},
      {"multipart/mixed;boundary=----=_Part_1.2", "multipart/mixed", "boundary", "----=_Part_1.2"},
      {"multipart/mixed; boundary=\"a b\"", "multipart/mixed", "boundary", "a b"},
      {"text/plain charset=\"x\"", "text/plain", "charset", ""},
      {"text/plain; name=\"a\" charset=\"utf-8\"", "text/plain", "charset", "utf-8"},
      {"text/plain;;; charset=a; charset=b", "text/plain", "charset", "a"},
      {"", "", "charset", ""},
  };
  for (const Case& c : cases) {
    const MimeValue value = read_mime_value(c.raw);
    EXPECT_EQ(value.value, c.value) << c.raw;
    EXPECT_EQ(value.parameter(c.name), c.parameter) << c.raw;
  }
}

TEST(MimeHeader, FindsWhereTheHeaderEnds) {
  struct Case {
    std::string_view bytes;
    std::size_t fields;
    std::string_view body;
    std::string_view why;
  };
  constexpr Case cases[] = {
      {"A: 1\r\nB: 2\r\n\r\nbody", 2, "body", "as it should be"},
      {"A: 1\nB: 2\n\nbody", 2, "body", "line feeds"},
      {"A: 1\n", 1, "", "no body"},
      {"A: 1", 1, "", "cut within the header"},
      {"\nbody", 0, "body", "no header"},
      {"body without header\n", 0, "body without header\n", "no field, no blank line"},
      {"A: 1\nbody at once\n\nmore", 1, "body at once\n\nmore", "the blank line is missing"},
      {"Subject: broken\nline\nTo: x\n\nbody", 2, "body", "a continuation without its blank"},
      {"A: 1\n \nB: 2\n\nbody", 2, "body", "blanks within the header"},
      {"A: 1\n \nbody", 1, "body", "blanks end the header"},
      {"A : 1\n\nbody", 1, "body", "a blank before the colon"},
  };
  for (const Case& c : cases) {
    const HeaderBlock block = read_header_block(c.bytes, 0, c.bytes.size());
    EXPECT_EQ(block.fields.size(), c.fields) << c.why;
    EXPECT_EQ(c.bytes.substr(block.body_begin), c.body) << c.why;
  }
  EXPECT_EQ(header_text(read_header_block("Subject: broken\nline\nTo: x\n\n", 0, 28).value("subject")), "broken line");
}

TEST(MimeHeader, DoesNotBelieveACharsetThatTheBytesContradict) {
  EXPECT_EQ(mail_text_to_utf8("J\xC3\xB6rg", "iso-8859-1"), "J\xC3\xB6rg");
  EXPECT_EQ(mail_text_to_utf8("J\xF6rg", "us-ascii"), "J\xC3\xB6rg");
  EXPECT_EQ(mail_text_to_utf8("J\xF6rg", "utf-8"), "J\xC3\xB6rg");
  EXPECT_EQ(mail_text_to_utf8("\x93quoted\x94", "iso-8859-1"), "\xE2\x80\x9Cquoted\xE2\x80\x9D");
  EXPECT_EQ(mail_text_to_utf8("+AOk-", "utf-7"), "\xC3\xA9");
  EXPECT_EQ(mail_text_to_utf8("a\0b\0"
                              "c",
                              "no,such/set"),
            "a");
  EXPECT_EQ(mail_text_to_utf8(std::string_view("h\0i\0", 4), "utf-16le"), "hi");
}

TEST(MimeHeader, ReadsDates) {
  EXPECT_EQ(read_mail_date("Mon, 24 Nov 2014 09:15:02 +0000"), 1416820502);
  EXPECT_EQ(read_mail_date("24 Nov 2014 10:15:02 +0100 (CET)"), 1416820502);
  EXPECT_EQ(read_mail_date("24 Nov 14 09:15:02 GMT"), 1416820502);
  EXPECT_EQ(read_mail_date("Mon Nov 24 09:15:02 2014"), 1416820502);
  for (const std::string_view broken : {"", "yesterday", "32 Foo 2014", "24 Nov 2014", "::::", "- - - + + 1"}) {
    EXPECT_EQ(read_mail_date(broken), 0) << broken;
  }
}

}  // namespace
}  // namespace constat
