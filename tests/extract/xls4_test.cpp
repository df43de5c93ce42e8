#include <gtest/gtest.h>

#include <bit>

#include "support/biff_records.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::put16;
using test::put32;
using test::put64;
using test::record;
using test::words;
using Row = std::vector<std::string>;

std::string real(double value) {
  std::string out;
  put64(out, std::bit_cast<std::uint64_t>(value));
  return out;
}
std::string short_text(std::string_view text) { return static_cast<char>(text.size()) + std::string(text); }
std::string long_text(std::string_view text) {
  return words({static_cast<std::uint32_t>(text.size())}) + std::string(text);
}
const std::string end = record(0x000A, "");

// A sheet of Excel 4: two formats, of which the second shows dates.
std::string sheet4(std::string_view cells) {
  return record(0x0409, words({0, 0x10, 0})) + record(0x0042, words({10000})) +
         record(0x041E, words({0}) + short_text("General")) + record(0x041E, words({0}) + short_text("d/m/yyyy")) +
         record(0x0443, std::string("\0\0", 2) + std::string(10, '\0')) +
         record(0x0443, std::string("\0\1", 2) + std::string(10, '\0')) + std::string(cells) + end;
}

TEST(Xls4, CellsOfEveryKindShowAsTheProgramShowsThem) {
  std::string rk = words({1, 2, 0});
  put32(rk, 512486193U << 2 | 2);
  const std::string formula = words({1, 4, 0}) + std::string(6, '\0') + "\xFF\xFF" + std::string(4, '\0');
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(
      sheet4(record(0x0204, words({0, 0, 0}) + long_text("Nom")) +
             record(0x0204, words({1, 0, 0}) + long_text("Ren\x8E")) + record(0x0203, words({1, 1, 1}) + real(34000)) +
             record(0x027E, rk) + record(0x0203, words({1, 3, 0}) + real(1234.5)) + record(0x0406, formula) +
             record(0x0207, long_text("by formula")) + record(0x0205, words({1, 5, 0}) + std::string("\1\0", 2)) +
             record(0x001C, words({1, 0, 4}) + "note")),
      out, &format));
  EXPECT_EQ(format, "xls4");
  ASSERT_EQ(out.tables.size(), 1U);
  ASSERT_EQ(out.tables[0].rows.size(), 2U);
  EXPECT_EQ(out.tables[0].rows[0].second, Row{"Nom"});
  EXPECT_EQ(out.tables[0].rows[1].second, (Row{"Ren\u00E9", "1993-01-31", "512486193", "1234.5", "by formula", "TRUE"}))
      << "the letters of a Macintosh";
  EXPECT_EQ(out.tables[0].rows[1].first, 2U);
  ASSERT_EQ(out.parts.size(), 1U);
  EXPECT_EQ(out.parts[0].text, "note\n");
  EXPECT_TRUE(out.gaps.empty());
}

TEST(Xls4, Excel2KeepsAttributesInEachCell) {
  const std::string plain(3, '\0');
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(
      record(0x0009, words({2, 0x10})) + record(0x0004, words({0, 0}) + plain + short_text("Name")) +
          record(0x0002, words({0, 1}) + plain + words({42})) + record(0x0003, words({1, 0}) + plain + real(0.5)) +
          record(0x0006, words({1, 1}) + plain + std::string(6, '\0') + "\xFF\xFF" + std::string(2, '\0')) +
          record(0x0007, short_text("sum")) + end,
      out));
  ASSERT_EQ(out.tables.size(), 1U);
  ASSERT_EQ(out.tables[0].rows.size(), 2U);
  EXPECT_EQ(out.tables[0].rows[0].second, (Row{"Name", "42"}));
  EXPECT_EQ(out.tables[0].rows[1].second, (Row{"0.5", "sum"}));
}

TEST(Xls4, AWorkbookNamesItsSheets) {
  const auto named = [](std::string_view name, std::string_view text) {
    return record(0x008F, std::string(4, '\0') + short_text(name)) + record(0x0409, words({0, 0x10, 0})) +
           record(0x0204, words({0, 0, 0}) + long_text(text)) + end;
  };
  DocumentOutput out;
  ASSERT_TRUE(
      extract_bytes(record(0x0409, words({0, 0x100, 0})) + named("Staff", "Ann") + named("Pay", "Bob") + end, out));
  EXPECT_EQ(out.inner_names, (Row{"Staff", "Pay"}));
  ASSERT_EQ(out.tables.size(), 2U);
  EXPECT_EQ(out.tables[1].rows[0].second, Row{"Bob"});
  EXPECT_TRUE(out.gaps.empty());
}

TEST(Xls4, ASheetThatIsPassedOverIsNotReadAndItsNeighboursAre) {
  const auto named = [](std::string_view name, std::string_view text) {
    return record(0x008F, std::string(4, '\0') + short_text(name)) + record(0x0409, words({0, 0x10, 0})) +
           record(0x0204, words({0, 0, 0}) + long_text(text)) + end;
  };
  DocumentOutput out;
  out.passed_over = "Staff";
  ASSERT_TRUE(
      extract_bytes(record(0x0409, words({0, 0x100, 0})) + named("Staff", "Ann") + named("Pay", "Bob") + end, out));
  EXPECT_EQ(out.read_of_it, 0U);
  EXPECT_EQ(out.inner_names, (Row{"Staff", "Pay"}));
  EXPECT_EQ(out.all_text(), "Bob\t\n");
}

TEST(Xls4, FormatsOfAWorkbookHoldInItsSheets) {
  const std::string formats =
      record(0x041E, words({0}) + short_text("d/m/yyyy")) + record(0x0443, std::string(12, '\0'));
  const auto named = [](std::string_view name, std::string_view own) {
    return record(0x008F, std::string(4, '\0') + short_text(name)) + record(0x0409, words({0, 0x10, 0})) +
           std::string(own) + record(0x0203, words({0, 0, 0}) + real(34000)) + end;
  };
  const std::string general =
      record(0x041E, words({0}) + short_text("General")) + record(0x0443, std::string(12, '\0'));
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(
      record(0x0409, words({0, 0x100, 0})) + formats + named("Staff", "") + named("Pay", general) + end, out));
  ASSERT_EQ(out.tables.size(), 2U);
  EXPECT_EQ(out.tables[0].rows[0].second, Row{"1993-01-31"});
  EXPECT_EQ(out.tables[1].rows[0].second, Row{"34000"}) << "a sheet's own";
}

TEST(Xls4, WhatIsAmissIsSaid) {
  const std::string cell = record(0x0204, words({4, 0, 0}) + long_text("Ann"));
  {
    DocumentOutput out;
    const auto read = extract_bytes(sheet4(record(0x002F, words({1, 2})) + cell), out);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().fault, Fault::encrypted);
  }
  {
    const std::string whole = sheet4(cell);
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(whole.substr(0, whole.size() - end.size() - 1), out));
    ASSERT_EQ(out.gaps.size(), 1U);
    EXPECT_EQ(out.gaps[0].status, Status::partly_read);
  }
  {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(sheet4(cell + record(0x0204, words({1, 0, 0}) + long_text("Bob"))), out));
    EXPECT_EQ(out.gaps.size(), 1U) << "a cell behind those of a later row";
  }
  {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(record(0x0209, words({3, 0x20, 0})) + cell + end, out));
    EXPECT_EQ(out.gaps.size(), 1U) << "a chart";
    EXPECT_TRUE(out.tables.empty());
  }
}

TEST(Xls4, OtherBytesAreNoWorksheet) {
  for (const std::string& bytes : {record(0x0409, words({0, 0x11, 0})) + end, record(0x0409, words({0, 0x10, 0})),
                                   record(0x0409, words({0, 0x10, 0})) + std::string("\xFF\xFF\x04\0text", 8),
                                   std::string("\t\4 tabs, then text that goes on and on\n")}) {
    DocumentOutput out;
    std::string format;
    (void)extract_bytes(bytes, out, &format);
    EXPECT_NE(format, "xls4");
  }
}

TEST(Xls4, EveryCutEndsWithoutHarm) {
  const std::string whole =
      sheet4(record(0x0204, words({0, 0, 0}) + long_text("Name")) + record(0x0203, words({1, 1, 1}) + real(34000)));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    DocumentOutput out;
    (void)extract_bytes(std::string_view(whole).substr(0, size), out);
  }
}

}  // namespace
}  // namespace constat
