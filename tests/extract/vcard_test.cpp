#include "extract/vcard.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "extract/content_line.h"
#include "extract/ical.h"
#include "support/document_output.h"

namespace constat {
namespace {

std::string cell(const DocumentOutput& out, std::size_t row, std::string_view column) {
  const DocumentOutput::Table& table = out.tables.at(0);
  for (std::size_t index = 0; index < table.columns.size(); ++index) {
    if (table.columns[index] == column) return table.rows.at(row).second.at(index);
  }
  return "no such column";
}

TEST(Vcard, EachCardIsARowOfAllVersions) {
  const std::string cards =
      "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Example;Ann;B.;Dr.;\r\nFN:Dr. Ann Example\r\nORG:Acme\\, Inc.;Sales\r\n"
      "EMAIL;TYPE=work:ann@example.org\r\nEMAIL:ann2@example.org\r\nTEL;TYPE=\"cell,voice\":+1 202-555-\r\n 0143\r\n"
      "item1.ADR;TYPE=home:;;1 Main St.;Springfield;IL;62701;USA\r\nBDAY:19700131\r\nNOTE:a\\nb\r\nX-SKYPE:annex\r\n"
      "PHOTO;ENCODING=b;TYPE=JPEG:/9j/\r\n 4AAQ\r\nEND:VCARD\r\n"
      "begin:vcard\nversion:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=\n=C3=B6rg\nTEL;CELL:030 "
      "1234\n"
      "end:vcard\n";
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(cards, out, &format));
  EXPECT_EQ(format, "vcard");
  ASSERT_EQ(out.tables.size(), 1U);
  ASSERT_EQ(out.tables[0].rows.size(), 2U);
  EXPECT_EQ(cell(out, 0, "full name"), "Dr. Ann Example");
  EXPECT_EQ(cell(out, 0, "last name"), "Example");
  EXPECT_EQ(cell(out, 0, "first name"), "Ann B.");
  EXPECT_EQ(cell(out, 0, "email"), "ann@example.org");
  EXPECT_EQ(cell(out, 0, "email 2"), "ann2@example.org");
  EXPECT_EQ(cell(out, 0, "phone"), "+1 202-555-0143");
  EXPECT_EQ(cell(out, 0, "address"), "1 Main St., Springfield, IL, 62701, USA");
  EXPECT_EQ(cell(out, 0, "date of birth"), "1970-01-31");
  EXPECT_EQ(cell(out, 0, "organization"), "Acme, Inc., Sales");
  EXPECT_EQ(cell(out, 0, "note"), "a\nb");
  EXPECT_EQ(cell(out, 0, "other"), "x-skype: annex");
  EXPECT_EQ(cell(out, 1, "last name"), "M\xC3\xBCller");
  EXPECT_EQ(cell(out, 1, "first name"), "J\xC3\xB6rg");
  EXPECT_EQ(cell(out, 1, "phone"), "030 1234");
  ASSERT_EQ(out.children.size(), 1U);
  EXPECT_EQ(out.children[0].bytes.substr(0, 3), "\xFF\xD8\xFF");
  // A cell is placed by its byte.
  for (std::size_t index = 0; index < out.tables[0].columns.size(); ++index) {
    if (out.tables[0].columns[index] != "email") continue;
    EXPECT_EQ(cards.substr(out.tables[0].offsets[0][index], 15), "ann@example.org");
  }
}

TEST(Vcard, ABrokenEndIsTold) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes("BEGIN:VCARD\nFN:Ann Example\nEMAIL:ann@exam", out));
  EXPECT_EQ(out.gaps.size(), 1U);
  EXPECT_EQ(cell(out, 0, "full name"), "Ann Example");
  DocumentOutput none;
  EXPECT_FALSE(extract_bytes("BEGIN:VCARD\nEND", none));
}

TEST(Vcard, EveryTruncationIsRead) {
  const std::string card =
      "BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=windows-1252:M=FCller=\n;x\nPHOTO;BASE64:\n AAAA\n BBBB\n\n"
      "TEL;\"a:b\":1\nFN:a\\;b\nEND:VCARD\n";
  for (std::size_t size = 0; size <= card.size(); ++size) {
    DocumentOutput out;
    (void)extract_bytes(card.substr(0, size), out);
    EXPECT_TRUE(is_valid_utf8(out.all_text()));
  }
}

TEST(ContentLine, SplitsAndDates) {
  EXPECT_EQ(split_escaped("a\\;b;c;", ';'), (std::vector<std::string>{"a;b", "c", ""}));
  EXPECT_EQ(plain_date("19700131T101500Z"), "1970-01-31 10:15:00Z");
  EXPECT_EQ(plain_date("--0131"), "--0131");
}

TEST(Ical, EventsAreLinesWithTheirPeople) {
  const std::string calendar =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Lay-off\\, round 2\r\nDTSTART;TZID=Europe/Paris:"
      "20141124T093000\r\nORGANIZER;CN=Bob Example:mailto:bob@example.org\r\nATTENDEE;CN=\"Example, "
      "Ann\":MAILTO:ann@\r\n"
      " example.org\r\nDESCRIPTION:one\\ntwo\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(calendar, out, &format));
  EXPECT_EQ(format, "ical");
  EXPECT_EQ(out.text_of(""),
            "\nsummary: Lay-off, round 2\ndtstart: 2014-11-24 09:30:00\norganizer: Bob Example <bob@example.org>\n"
            "attendee: Example, Ann <ann@example.org>\ndescription: one\ntwo\n");
  DocumentOutput cut;
  ASSERT_TRUE(extract_bytes(calendar.substr(0, 120), cut));
  EXPECT_FALSE(cut.gaps.empty());
}

}  // namespace
}  // namespace constat
