#include <gtest/gtest.h>

#include <cstring>

#include "support/document_output.h"
#include "support/zip_builder.h"

namespace constat {
namespace {

using test::put16;
using test::put32;
using test::put64;
using test::ZipBuilder;
using Row = std::vector<std::string>;

// [MS-XLSB] 2.1.4.
std::string record(std::uint32_t type, const std::string& data = "") {
  std::string out;
  if (type < 0x80) {
    out += static_cast<char>(type);
  } else {
    out += static_cast<char>((type & 0x7F) | 0x80);
    out += static_cast<char>(type >> 7);
  }
  std::size_t size = data.size();
  do {
    out += static_cast<char>((size & 0x7F) | (size > 0x7F ? 0x80 : 0));
    size >>= 7;
  } while (size != 0);
  return out + data;
}
std::string u16(std::uint64_t value) {
  std::string out;
  put16(out, value);
  return out;
}
std::string u32(std::uint64_t value) {
  std::string out;
  put32(out, value);
  return out;
}
std::string real(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  std::string out;
  put64(out, bits);
  return out;
}
std::string wide(std::string_view ascii) {
  std::string out = u32(ascii.size());
  for (const char c : ascii) out += std::string(1, c) + '\0';
  return out;
}
std::string rich(std::string_view ascii) { return '\0' + wide(ascii); }
std::string cell(std::uint32_t column, std::uint32_t style = 0) { return u32(column) + u32(style); }
std::string row(std::uint32_t index, bool hidden = false) {
  return record(0, u32(index) + u32(0) + u16(300) + '\0' + (hidden ? '\x10' : '\0') + '\0' + u32(0));
}

ZipBuilder workbook(const std::string& sheet, std::uint32_t state = 0) {
  ZipBuilder zip;
  zip.add("[Content_Types].xml", "<Types/>");
  zip.add("xl/workbook.bin", record(131) + record(153, u32(0)) + record(143) +
                                 record(156, u32(state) + u32(1) + wide("rId1") + wide("Payroll")) + record(144));
  zip.add("xl/_rels/workbook.bin.rels",
          "<Relationships><Relationship Id='rId1' Type='x/worksheet' Target='worksheets/sheet1.bin'/>"
          "<Relationship Id='rId2' Type='x/sharedStrings' Target='sharedStrings.bin'/>"
          "<Relationship Id='rId3' Type='x/styles' Target='styles.bin'/></Relationships>");
  zip.add("xl/styles.bin", record(44, u16(164) + wide("000\\-00\\-0000")) + record(626) + record(47, u16(0) + u16(14)) +
                               record(627) + record(617, u32(3)) + record(47, u16(0) + u16(0)) +
                               record(47, u16(0) + u16(14)) + record(47, u16(0) + u16(164)) + record(618));
  zip.add("xl/sharedStrings.bin",
          record(159, u32(2) + u32(2)) + record(19, rich("Name")) + record(19, rich("Ann Example")) + record(160));
  zip.add("xl/worksheets/sheet1.bin", record(129) + record(145) + sheet + record(146) + record(130));
  return zip;
}

TEST(Xlsb, CellsShowWhatAPersonSeesInTheirColumn) {
  struct Case {
    std::string cells;
    Row row;
    std::string_view why;
  };
  const Case cases[] = {
      {record(7, cell(0) + u32(0)) + record(7, cell(2) + u32(1)), {"Name", "", "Ann Example"}, "shared texts, a gap"},
      {record(6, cell(0) + wide("own")) + record(62, cell(1) + rich("rich")), {"own", "rich"}, "own texts"},
      {record(8, cell(0) + wide("joined") + u16(0)), {"joined"}, "a formula's text"},
      {record(9, cell(0) + real(52000.5)) + record(10, cell(1) + '\1'), {"52000.5", "TRUE"}, "formulas"},
      {record(3, cell(0) + '\x2A') + record(4, cell(1) + '\0'), {"#ERROR", "FALSE"}, "error and truth"},
      {record(2, cell(0, 2) + u32(36904399U << 2 | 2)), {"036-90-4399"}, "an id's format"},
      {record(5, cell(0, 1) + real(41967)), {"2014-11-24"}, "a date"},
      {record(2, cell(0) + u32(12345U << 2 | 3)), {"123.45"}, "hundredths"},
      {record(7, cell(1) + u32(0)) + record(12, u32(0)) + record(18, u32(0) + u32(1)),
       {"", "Name", "", "Ann Example"},
       "short cells follow the last column"},
  };
  for (const Case& c : cases) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(workbook(row(16) + c.cells).build(), out, &format));
    EXPECT_EQ(format, "xlsb");
    ASSERT_EQ(out.tables.size(), 1U);
    EXPECT_EQ(out.tables[0].inner, "Payroll");
    DocumentOutput passing;
    passing.passed_over = "Payroll";
    ASSERT_TRUE(extract_bytes(workbook(row(16) + c.cells).build(), passing));
    EXPECT_EQ(passing.read_of_it, 0U);
    EXPECT_TRUE(passing.tables.empty());
    ASSERT_EQ(out.tables[0].rows.size(), 1U) << c.why;
    EXPECT_EQ(out.tables[0].rows[0].first, 17U);
    EXPECT_EQ(out.tables[0].rows[0].second, c.row) << c.why;
    EXPECT_TRUE(out.gaps.empty()) << c.why;
  }
}

TEST(Xlsb, WhatIsHiddenIsTold) {
  DocumentOutput out;
  const std::string column = record(60, u32(1) + u32(3) + u32(2560) + u32(0) + u16(1));
  ASSERT_TRUE(extract_bytes(workbook(column + row(0, true) + record(6, cell(0) + wide("a")), 2).build(), out));
  EXPECT_EQ(out.notes, (std::vector<std::string>{"hidden columns: B-D", "1 hidden rows"}));
}

TEST(Xlsb, CommentsHeadersAndLinksAreParts) {
  auto zip = workbook(record(479, u16(0) + wide("&L&\"Arial,Bold\"Secret &P") + u32(0xFFFFFFFF) + u32(0xFFFFFFFF) +
                                      u32(0xFFFFFFFF) + u32(0xFFFFFFFF) + u32(0xFFFFFFFF)) +
                      record(494, std::string(16, '\0') + wide("rId9") + wide("") + wide("tip") + wide("")));
  zip.add("xl/worksheets/_rels/sheet1.bin.rels",
          "<Relationships><Relationship Id='rId8' Type='x/comments' Target='../comments1.bin'/>"
          "<Relationship Id='rId9' Type='x/hyperlink' Target='http://a.example/' TargetMode='External'/>"
          "</Relationships>");
  zip.add("xl/comments1.bin", record(628) + record(632, wide("Bea")) +
                                  record(635, u32(0) + u32(3) + u32(3) + u32(1) + u32(1) + std::string(16, '\0')) +
                                  record(637, rich("her number")) + record(636));
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(zip.build(), out));
  std::string all;
  for (const auto& part : out.parts) all += part.part + "=" + part.text;
  EXPECT_NE(all.find("headers=Secret"), std::string::npos) << all;
  EXPECT_NE(all.find("links=http://a.example/\ntip\n"), std::string::npos) << all;
  EXPECT_NE(all.find("comments=B4 Bea: her number\n"), std::string::npos) << all;
}

TEST(Xlsb, DamageIsToldAndTheRestIsRead) {
  DocumentOutput cut;
  ASSERT_TRUE(extract_bytes(workbook(row(0) + record(6, cell(0) + wide("kept")) +
                                     "\x06\x7F"
                                     "cut")
                                .build(),
                            cut));
  ASSERT_EQ(cut.tables.size(), 1U);
  ASSERT_EQ(cut.tables[0].rows.size(), 1U);
  EXPECT_EQ(cut.tables[0].rows[0].second, Row{"kept"});
  ASSERT_EQ(cut.gaps.size(), 1U);
  EXPECT_EQ(cut.gaps[0].status, Status::partly_read);

  DocumentOutput lost;
  ASSERT_TRUE(extract_bytes(workbook(row(0) + record(7, cell(0) + u32(99))).build(), lost));
  ASSERT_EQ(lost.gaps.size(), 1U);
  EXPECT_EQ(lost.gaps[0].reason, "1 cells point at texts that do not exist");

  DocumentOutput lying;  // A count of characters beyond the record.
  ASSERT_TRUE(extract_bytes(workbook(row(0) + record(6, cell(0) + u32(0x7FFFFFFF) + "a" + '\0')).build(), lying));
  ASSERT_EQ(lying.tables[0].rows.size(), 1U);
  EXPECT_EQ(lying.tables[0].rows[0].second, Row{"a"});
}

}  // namespace
}  // namespace constat
