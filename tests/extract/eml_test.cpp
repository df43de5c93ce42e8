#include <gtest/gtest.h>

#include "base/text.h"
#include "support/document_output.h"

namespace constat {
namespace {

DocumentOutput read(std::string_view mail, std::string_view expected_format = "eml") {
  DocumentOutput out;
  std::string format;
  EXPECT_TRUE(extract_bytes(mail, out, &format));
  EXPECT_EQ(format, expected_format) << mail.substr(0, 80);
  return out;
}
std::string with_crlf(std::string_view text) {
  std::string result;
  for (const char c : text) result += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return result;
}

constexpr std::string_view head = "From: Jo <jo@example.com>\nTo: li@example.com\nMessage-ID: <1@example.com>\n";

std::string nested() {
  return std::string(head) +
         "Subject: =?utf-8?Q?Geh=C3=A4lter?=\n"
         "MIME-Version: 1.0\n"
         "Content-Type: multipart/mixed; boundary=\"out\"\n"
         "\n"
         "This is a multi-part message in MIME format.\n"
         "--out\n"
         "Content-Type: multipart/alternative; boundary=\"out-in\"\n"
         "\n"
         "--out-in\n"
         "Content-Type: text/plain; charset=iso-8859-1\n"
         "Content-Transfer-Encoding: quoted-printable\n"
         "\n"
         "Die Geh=E4lter sind=\n"
         " anbei.\n"
         "--out-in\n"
         "Content-Type: text/html; charset=utf-8\n"
         "\n"
         "<p>Die <b>Geh\xC3\xA4lter</b> sind anbei.</p>\n"
         "--out-in--\n"
         "--out\n"
         "Content-Type: application/pdf; name=\"pay.pdf\"\n"
         "Content-Transfer-Encoding: base64\n"
         "Content-Disposition: attachment; filename=\"pay.pdf\"\n"
         "\n"
         "SGVsbG8g\n"
         "d29ybGQ=\n"
         "--out\n"
         "Content-Type: message/rfc822\n"
         "\n"
         "Subject: inner\n"
         "\n"
         "inner body\n"
         "--out--\n"
         "after all\n";
}

TEST(Eml, GivesHeadersBodiesAttachmentsAndEnclosedMails) {
  const std::string unix_mail = nested();
  std::string mac_mail = unix_mail;
  for (char& c : mac_mail) c = c == '\n' ? '\r' : c;
  for (const std::string& mail : {unix_mail, with_crlf(unix_mail), mac_mail, "\n\n" + unix_mail}) {
    const DocumentOutput out = read(mail);
    EXPECT_EQ(out.text_of("From"), "Jo <jo@example.com>");
    EXPECT_EQ(out.text_of("Subject"), "Geh\xC3\xA4lter");
    EXPECT_EQ(out.text_of("body"), "Die Geh\xC3\xA4lter sind anbei.");
    EXPECT_EQ(out.text_of("html"), "") << "says what the plain text says";
    EXPECT_EQ(out.text_of("preamble"), "");
    EXPECT_EQ(out.text_of("epilogue"), "after all");
    ASSERT_EQ(out.children.size(), 2U);
    EXPECT_EQ(out.children[0].name, "pay.pdf");
    EXPECT_EQ(out.children[0].bytes, "Hello world");
    EXPECT_EQ(out.children[0].media_type, "application/pdf");
    EXPECT_EQ(out.children[1].name, "message-2.eml");
    EXPECT_NE(out.children[1].bytes.find("inner body"), std::string::npos);
    EXPECT_TRUE(out.gaps.empty());
  }
}

TEST(Eml, KindsOfHeadersAreTold) {
  const DocumentOutput out =
      read(std::string(head) + "Cc: a@example.com\nReceived: one\nReceived: two\nSUBJECT: x\n\n");
  for (const auto& part : out.parts) {
    if (part.part == "From" || part.part == "To" || part.part == "Cc") {
      EXPECT_EQ(part.kind, PassageKind::mail_address) << part.part;
    } else if (part.part == "Subject") {
      EXPECT_EQ(part.kind, PassageKind::mail_subject);
    } else {
      EXPECT_EQ(part.kind, PassageKind::metadata) << part.part;
    }
  }
  EXPECT_EQ(out.text_of("Received"), "one");
  EXPECT_EQ(out.text_of("Received2"), "two");
}

TEST(Eml, HtmlThatSaysMoreIsGiven) {
  const std::string mail = std::string(head) +
                           "Content-Type: multipart/alternative; boundary=b\n\n"
                           "--b\nContent-Type: text/plain\n\nplease see the page\n"
                           "--b\nContent-Type: text/html\n\n<p>please see the page: 4,200 EUR</p>\n--b--\n";
  EXPECT_NE(read(mail).text_of("html").find("4,200 EUR"), std::string::npos);
}

TEST(Eml, ReadsWhatBreaksTheRules) {
  struct Case {
    std::string rest;  // After the common header.
    std::string_view part;
    std::string_view text;
    std::string_view why;
  };
  const Case cases[] = {
      {"\nplain", "body", "plain", "no MIME at all"},
      {"Content-Type: garbage\n\nplain", "body", "plain", "no type"},
      {"Content-Type: text/plain\nContent-Type: multipart/mixed\n\nplain", "body", "plain", "two types"},
      {"Content-Type: multipart/mixed\n\n--x\nContent-Type: text/plain\n\nhello\n--x--\n", "body", "hello",
       "the boundary is not told"},
      {"Content-Type: multipart/mixed; boundary=y\n\n--x\nContent-Type: text/plain\n\nhello\n--x--\n", "body", "hello",
       "another boundary is told"},
      {"Content-Type: multipart/mixed; boundary=x\n\njust text\n", "body", "just text\n", "no boundary ever comes"},
      {"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhello", "body", "hello", "never closed"},
      {"Content-Type: multipart/mixed; boundary=x\n\n--x  \nContent-Type: text/plain\n\nhello\n--x-- \n", "body",
       "hello", "blanks behind the boundary"},
      {"Content-Type: multipart/mixed; boundary=x\n\n--x\nno header here\n--x--\n", "body", "no header here",
       "a part without header and blank line"},
      {"Content-Type: multipart/mixed; boundary=x\n\n--x--\n--x\n\nlate\n--x--\n", "body", "late",
       "a part after the end"},
      {"Content-Transfer-Encoding: BASE64;\n\nSGVsbG8\n", "body", "Hello", "padding missing"},
      {"Content-Transfer-Encoding: base64\n\nSGVsbG8=\n____\nSent by the list server\n", "body",
       "Hello\n____\nSent by the list server\n", "a footer below base64"},
      {"Content-Transfer-Encoding: base64\n\nSGVs*bG8g\nd29y bGQ=", "body", "", "see below"},
      {"Content-Transfer-Encoding: quoted-printable\n\na=3Db=ZZ=\nc=", "body", "a=b=ZZc", "broken escapes"},
      {"Content-Transfer-Encoding: 8-bit\n\nJ\xF6rg", "body", "J\xC3\xB6rg", "no charset told"},
      {"Content-Type: text/plain; charset=\"no-such\"\n\nJ\xF6rg", "body", "J\xC3\xB6rg", "an unknown charset"},
      {"Content-Type: text/plain; charset=iso-2022-jp\n\n\x1B$B$9$_$^$;$s!#\x1B(B", "body",
       "\xE3\x81\x99\xE3\x81\xBF\xE3\x81\xBE\xE3\x81\x9B\xE3\x82\x93\xE3\x80\x82", "Japanese in 7 bit"},
  };
  for (const Case& c : cases) {
    const DocumentOutput out = read(std::string(head) + c.rest);
    if (!c.text.empty()) {
      EXPECT_EQ(out.text_of(c.part), c.text) << c.why;
    }
  }
}

TEST(Eml, NamesOfAttachmentsAreDecodedAndUnique) {
  struct Case {
    std::string_view header;
    std::string_view name;
  };
  const Case cases[] = {
      {"Content-Disposition: attachment; filename*=utf-8''L%C3%B6hne.xlsx", "L\xC3\xB6hne.xlsx"},
      {"Content-Type: application/pdf; name=\"=?utf-8?B?TMO2aG5lLnBkZg==?=\"", "L\xC3\xB6hne.pdf"},
      {"Content-Type: application/pdf; name=pay slip, March.pdf", "pay slip, March.pdf"},
      {"Content-Type: image/png", "attachment-1.png"},
      {"Content-Disposition: attachment", "attachment-1.txt"},
      {"Content-Disposition: attachment; filename=\"../../etc/passwd\"", "../../etc/passwd"},
  };
  for (const Case& c : cases) {
    const DocumentOutput out = read(std::string(head) + "Content-Type: multipart/mixed; boundary=x\n\n--x\n" +
                                    std::string(c.header) + "\n\nbytes\n--x--\n");
    ASSERT_EQ(out.children.size(), 1U) << c.header;
    EXPECT_EQ(out.children[0].name, c.name) << c.header;
    EXPECT_EQ(out.children[0].bytes, "bytes");
  }
  std::string many = std::string(head) + "Content-Type: multipart/mixed; boundary=x\n\n";
  for (int index = 0; index < 3; ++index) {
    many += "--x\nContent-Disposition: attachment; filename=image001.png\n\n" + std::to_string(index) + "\n";
  }
  const DocumentOutput out = read(many);
  ASSERT_EQ(out.children.size(), 3U);
  EXPECT_EQ(out.children[0].name, "image001.png");
  EXPECT_EQ(out.children[1].name, "image001 (2).png");
  EXPECT_EQ(out.children[2].name, "image001 (3).png");
}

// RFC 3676: lines that a mail program wrapped are one again, so that what lies across them is found.
TEST(Eml, FlowedTextIsPutTogether) {
  const struct {
    std::string_view parameters;
    std::string_view body;
    std::string_view expected;
    std::string_view why;
  } cases[] = {
      {"; format=flowed", "lives at 1200 Market Street, \nSan Francisco\n",
       "lives at 1200 Market Street, San Francisco\n", "a blank at the end goes on"},
      {"; format=Flowed; DelSp=Yes", "SSN 900-00- \n0001\n", "SSN 900-00-0001\n", "the blank is none of the text"},
      {"", "a \nb\n", "a \nb\n", "not flowed"},
      {"; format=flowed", "> one \n> two\n>> three \nfour\n", "> one two\n>> three \nfour\n", "by depth of quotes"},
      {"; format=flowed", "bye \n-- \nJo\n", "bye \n-- \nJo\n", "a signature stays apart"},
      {"; format=flowed", " From here\n  two\n", "From here\n two\n", "stuffed blanks"},
      {"; format=flowed", " id | name \n----+------\n 1 | Jo \n 2 | Li \n",
       "id | name \n----+------\n1 | Jo \n2 | Li \n", "a table's rows stay apart"},
      {"; format=flowed", "Name      SSN \nJo Li     1   \n", "Name      SSN \nJo Li     1   \n",
       "aligned columns, too"},
  };
  for (const auto& c : cases) {
    const DocumentOutput out = read(std::string(head) + "Content-Type: text/plain; charset=utf-8" +
                                    std::string(c.parameters) + "\n\n" + std::string(c.body));
    EXPECT_EQ(out.text_of("body"), c.expected) << c.why;
  }
}

TEST(Eml, UuencodedFilesAreMembers) {
  const DocumentOutput out =
      read(std::string(head) + "\nsee below\nbegin 644 cat.txt\n#0V%T\n`\nend\nbegin the day\nthat is all\n");
  EXPECT_EQ(out.text_of("body"), "see below\nbegin the day\nthat is all\n");
  ASSERT_EQ(out.children.size(), 1U);
  EXPECT_EQ(out.children[0].name, "cat.txt");
  EXPECT_EQ(out.children[0].bytes, "Cat");
}

TEST(Eml, WhatIsEncryptedIsTold) {
  const DocumentOutput pgp =
      read(std::string(head) +
           "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x\n\n"
           "--x\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
           "--x\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\nabc\n--x--\n");
  ASSERT_EQ(pgp.children.size(), 1U);
  EXPECT_NE(pgp.children[0].fault.find("encrypted"), std::string::npos);
  const DocumentOutput smime =
      read(std::string(head) +
           "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\nContent-Transfer-Encoding: "
           "base64\n\nMIIB\n");
  ASSERT_EQ(smime.children.size(), 1U);
  EXPECT_NE(smime.children[0].fault.find("S/MIME"), std::string::npos);
  const DocumentOutput inline_pgp = read(std::string(head) + "\n-----BEGIN PGP MESSAGE-----\nabc\n");
  ASSERT_EQ(inline_pgp.gaps.size(), 1U);
  EXPECT_EQ(inline_pgp.gaps[0].status, Status::encrypted);
}

TEST(Eml, HostileStructureStaysWithinItsBounds) {
  Limits limits;
  limits.mime_parts_max = 50;
  limits.nesting_max = 20;
  std::string wide = std::string(head) + "Content-Type: multipart/mixed; boundary=x\n\n";
  for (int index = 0; index < 1000; ++index) wide += "--x\n\npart " + std::to_string(index) + "\n";
  DocumentOutput out;
  EXPECT_TRUE(extract_bytes(wide, out, nullptr, limits));
  EXPECT_FALSE(out.gaps.empty());
  EXPECT_NE(out.all_text().find("part 999"), std::string::npos) << "beyond the bound it is one part, but it is read";
  std::string deep = std::string(head);
  for (int index = 0; index < 1000; ++index) {
    const std::string boundary = "b" + std::to_string(index);
    deep += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
  }
  deep += "\ndeepest\n";
  DocumentOutput deep_out;
  EXPECT_TRUE(extract_bytes(deep, deep_out, nullptr, limits));
  EXPECT_FALSE(deep_out.gaps.empty());
  EXPECT_NE(deep_out.all_text().find("deepest"), std::string::npos);
}

TEST(Eml, CutAnywhereItNeverFails) {
  const std::string mail = nested();
  for (std::size_t size = 0; size <= mail.size(); ++size) {
    DocumentOutput out;
    EXPECT_TRUE(extract_bytes(std::string_view(mail).substr(0, size), out)) << size;
    for (const auto& part : out.parts) EXPECT_TRUE(is_valid_utf8(part.text)) << size;
  }
}

TEST(Eml, AppleMailIsReadWithItsProperties) {
  const std::string message = std::string(head) + "\nhello\n";
  const std::string file = std::to_string(message.size()) + "      \n" + message +
                           "<?xml version=\"1.0\"?><plist><dict><key>flags</key><integer>1</integer></dict></plist>\n";
  const DocumentOutput out = read(file, "emlx");
  EXPECT_EQ(out.text_of("body"), "hello\n");
  EXPECT_NE(out.text_of("properties").find("flags"), std::string::npos);
}

TEST(Eml, IsKnownByItsContent) {
  struct Case {
    std::string_view bytes;
    bool mail;
    std::string_view why;
  };
  constexpr Case cases[] = {
      {"Received: from a\nFrom: b\nSubject: c\n\n", true, "as delivered"},
      {"Return-Path: <a@b>\nDelivered-To: c\n\n", true, "two are enough where nothing else writes them"},
      {"Subject: a\nTo: b\nDate: c\n\nbody", true, "a draft"},
      {"HTTP/1.1 200 OK\nDate: Mon\nContent-Type: text/html\n\n", false, "HTTP"},
      {"Date: Mon\nContent-Type: text/html\nServer: x\n\n", false, "HTTP fields"},
      {"2014-11-24 09:15:02 mail: From: a To: b Subject: c\nReceived: d\n", false, "a log"},
      {"Dear all,\nFrom: me\nTo: you\nSubject: x\nReceived: yes\n", false, "prose"},
      {"name: x\nversion: 1\n", false, "settings"},
  };
  for (const Case& c : cases) {
    MemorySource source(as_bytes(c.bytes));
    EXPECT_EQ(identify(source)->format->id == "eml", c.mail) << c.why;
  }
}

}  // namespace
}  // namespace constat
