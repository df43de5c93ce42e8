#include <gtest/gtest.h>

#include <bit>

#include "support/biff_records.h"
#include "support/compound_builder.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::CompoundBuilder;
using test::put16;
using test::put32;
using test::put64;
using test::record;
using test::wide;
using test::words;

std::string begin(std::uint16_t kind) { return record(0x0809, words({0x0600, kind, 0, 0, 0, 0, 0, 0})); }
const std::string end = record(0x000A, "");
std::string number(std::uint32_t row, std::uint32_t column, double value, std::uint32_t format = 0) {
  std::string data = words({row, column, format});
  put64(data, std::bit_cast<std::uint64_t>(value));
  return record(0x0203, data);
}
std::string shared(std::uint32_t row, std::uint32_t column, std::uint32_t index) {
  std::string data = words({row, column, 0});
  put32(data, index);
  return record(0x00FD, data);
}
std::string narrow(std::string_view text) {
  std::string out;
  put16(out, text.size());
  return out + '\0' + std::string(text);
}
std::string strings(std::initializer_list<std::string_view> texts) {
  std::string data;
  put32(data, texts.size());
  put32(data, texts.size());
  for (const std::string_view text : texts) data += narrow(text);
  return data;
}

// A workbook of one sheet. `globals` stands before the list of sheets; `hidden` as in BOUNDSHEET.
std::string workbook(std::string_view globals, std::string_view cells, char hidden = 0) {
  const std::string name = "Payroll";
  std::string head = begin(5) + std::string(globals);
  std::string sheet;
  put32(sheet, head.size() + 4 + 8 + name.size() + end.size());
  sheet += hidden;
  sheet += '\0';
  sheet += static_cast<char>(name.size());
  sheet += '\0' + name;
  head += record(0x0085, sheet) + end;
  return CompoundBuilder().add("Workbook", head + begin(0x10) + std::string(cells) + end).build();
}

TEST(Xls, CellsOfEveryKindShowAsTheProgramShowsThem) {
  const std::string globals =
      record(0x00E0, words({0, 0})) + record(0x00E0, words({0, 14})) + record(0x00FC, strings({"Name", "Ann"}));
  std::string rk = words({1, 2, 0});
  put32(rk, 123456789U << 2 | 2);
  std::string formula = words({1, 4, 0});
  formula += std::string(6, '\0') + "\xFF\xFF" + std::string(8, '\0');
  std::string flag = words({1, 5, 0});
  flag += std::string("\1\0", 2);
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(
      workbook(globals, shared(0, 0, 0) + shared(1, 0, 1) + number(1, 1, 41963, 1) + record(0x027E, rk) +
                            number(1, 3, 1234.5) + record(0x0006, formula) + record(0x0207, narrow("by formula")) +
                            record(0x0205, flag) + record(0x0204, words({2, 0, 0}) + narrow("own text"))),
      out, &format));
  EXPECT_EQ(format, "xls");
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.inner_names, std::vector<std::string>{"Payroll"});
  DocumentOutput passing;
  passing.passed_over = "Payroll";
  ASSERT_TRUE(extract_bytes(workbook(globals, shared(0, 0, 0) + shared(1, 0, 1)), passing));
  EXPECT_EQ(passing.read_of_it, 0U);
  EXPECT_TRUE(passing.tables.empty());
  ASSERT_EQ(out.tables[0].rows.size(), 3U);
  EXPECT_EQ(out.tables[0].rows[0].second, std::vector<std::string>{"Name"});
  EXPECT_EQ(out.tables[0].rows[1].second,
            (std::vector<std::string>{"Ann", "2014-11-20", "123456789", "1234.5", "by formula", "TRUE"}))
      << "serial 41963 is 20 November 2014";
  EXPECT_EQ(out.tables[0].rows[2].second, std::vector<std::string>{"own text"});
  EXPECT_EQ(out.tables[0].rows[2].first, 3U);
  EXPECT_TRUE(out.gaps.empty());
}

// What a chart within a sheet keeps of the cells that it shows is no cell of the sheet; its names are read.
TEST(Xls, ChartsGiveTheirNames) {
  const std::string name = words({0}) + '\7' + '\0' + "Bonuses";
  DocumentOutput out;
  ASSERT_TRUE(
      extract_bytes(workbook("", number(4, 0, 5) + begin(0x20) + record(0x100D, name) + number(0, 0, 7) + end), out));
  ASSERT_EQ(out.tables.size(), 1U);
  ASSERT_EQ(out.tables[0].rows.size(), 1U);
  EXPECT_EQ(out.tables[0].rows[0].second, std::vector<std::string>{"5"});
  ASSERT_EQ(out.parts.size(), 1U);
  EXPECT_EQ(out.parts[0].text, "Bonuses\n");
}

TEST(Xls, ASharedStringMayBeCutByARecord) {
  std::string first;
  put32(first, 1);
  put32(first, 1);
  put16(first, 11);
  first += '\0' + std::string("Ann ");
  const std::string second = '\1' + wide("Example");  // The rest comes in two bytes a character.
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(workbook(record(0x00FC, first) + record(0x003C, second), shared(0, 0, 0)), out));
  ASSERT_EQ(out.tables.size(), 1U);
  ASSERT_EQ(out.tables[0].rows.size(), 1U);
  EXPECT_EQ(out.tables[0].rows[0].second, std::vector<std::string>{"Ann Example"});
}

TEST(Xls, WhatIsAmissIsSaid) {
  {
    DocumentOutput out;
    const auto read = extract_bytes(workbook(record(0x002F, words({1})), ""), out);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().fault, Fault::encrypted);
  }
  {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(workbook("", number(0, 0, 7) + shared(0, 1, 9)), out));
    ASSERT_EQ(out.gaps.size(), 1U);
    EXPECT_EQ(out.gaps[0].status, Status::partly_read);
    EXPECT_EQ(out.tables[0].rows[0].second, std::vector<std::string>{"7"});
  }
  {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(workbook("", number(4, 0, 5) + number(1, 0, 2)), out));
    ASSERT_EQ(out.tables.size(), 2U) << "a cell behind a later row is not lost";
    EXPECT_EQ(out.tables[1].rows[0].first, 2U);
  }
}

TEST(Xls, EveryCutEndsWithoutHarm) {
  const std::string whole =
      workbook(record(0x00FC, strings({"Name", "Ann"})), shared(0, 0, 0) + shared(1, 0, 1) + number(1, 1, 41963));
  for (std::size_t size = 512; size < whole.size(); size += 7) {
    DocumentOutput out;
    (void)extract_bytes(std::string_view(whole).substr(0, size), out);
  }
}

}  // namespace
}  // namespace constat
