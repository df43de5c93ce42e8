#include <gtest/gtest.h>

#include "extract/collected.h"
#include "extract/dump_files.h"
#include "extract/extractors.h"
#include "extract/parquet_footer.h"
#include "extract/parquet_values.h"
#include "extract/record_cells.h"
#include "support/document_output.h"

namespace constat {
namespace {

using namespace std::string_view_literals;
using namespace std::string_literals;

using test::cell_in_row;
using test::dump_file;

TEST(Parquet, EachCodingGivesTheSameRows) {
  const struct {
    std::uint64_t row;
    std::string_view column, value;
  } cases[] = {
      {2, "name", "Ann Lee"},
      {2, "email", "person0@mail.example"},
      {2, "ssn", "900-00-0000"},
      {2, "born", "1961-03-14"},
      {2, "seen", "2014-11-24T09:30:00Z"},
      {2, "salary", "52000.50"},
      {3, "score", "0.5"},
      {2, "visits", "-3"},
      {2, "active", "true"},
      {3, "active", "false"},
      {2, "guid", "12345678-9abc-def0-0102-030405060700"},
      {2, "address.street", "0 Oak Lane"},
      {2, "address.city", "Portland"},
      {2, "phones", "+1 503-555-0100"},
      {4, "name", "Zo\u00EB Lindgren"},
      {3, "phones", ""},
      {4, "phones", "+1 503-555-0102, +1 503-555-0202"},
      {5, "phones", ""},
      {6, "name", ""},
      {7, "address.city", ""},
      {8, "address.street", "6 Oak Lane"},
      {8, "phones", "+1 503-555-0106, +1 503-555-0206"},
      {13, "email", "person11@mail.example"},
      {13, "born", "1973-03-31"},
      {13, "visits", "74"},
      {13, "hash", "X'01020B0B0B'"},
      {14, "email", "no such cell"},
  };
  for (const std::string name : {"snappy", "none_v2", "gzip_plain", "zstd_v2", "lz4", "delta"}) {
    DocumentOutput out;
    std::string format;
    const std::string bytes = dump_file(name + ".parquet");
    ASSERT_FALSE(bytes.empty()) << name;
    ASSERT_TRUE(extract_bytes(bytes, out, &format)) << name;
    EXPECT_EQ(format, "parquet");
    EXPECT_TRUE(out.gaps.empty()) << name << ": " << out.gaps[0].reason;
    for (const auto& c : cases)
      EXPECT_EQ(cell_in_row(out, c.row, c.column), c.value) << name << " " << c.row << " " << c.column;
  }
}

TEST(Parquet, AColumnThatCannotBeReadIsTold) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(dump_file("brotli.parquet"), out));
  EXPECT_EQ(cell_in_row(out, 2, "email"), "");
  EXPECT_EQ(cell_in_row(out, 2, "ssn"), "900-00-0000");
  ASSERT_EQ(out.gaps.size(), 1U);
  EXPECT_EQ(out.gaps[0].reason, "column 2: compressed with Brotli");
}

TEST(Parquet, EncryptedAndCutOnesAreTold) {
  const std::string whole = dump_file("snappy.parquet");
  const struct {
    std::string bytes;
    Fault fault;
  } cases[] = {
      {"PARE" + std::string(100, '\x77') + "\x20\0\0\0PARE"s, Fault::encrypted},
      {whole.substr(0, whole.size() - 1), Fault::truncated},
      {whole.substr(0, 6), Fault::truncated},
      {whole.substr(0, whole.size() - 8) + "\xFF\xFF\xFF\x7FPAR1", Fault::malformed},
  };
  for (const auto& c : cases) {
    DocumentOutput out;
    const auto result = extract_bytes(c.bytes, out);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().fault, c.fault);
  }
}

TEST(Parquet, MemoryIsBoundedByReadingSomeColumnsAtATime) {
  const std::string bytes = dump_file("snappy.parquet");
  DocumentOutput whole;
  ASSERT_TRUE(extract_bytes(bytes, whole));
  Limits limits;
  limits.worker_memory_bytes_max = 1500;
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(bytes, out, nullptr, limits));
  EXPECT_GT(out.tables.size(), 3U);
  for (const auto& [row, cells] : whole.tables.at(0).rows) {
    for (std::size_t column = 0; column < cells.size(); ++column) {
      std::string found;
      for (const auto& table : out.tables) {
        for (const auto& [number, others] : table.rows) {
          if (number == row) found += others.at(column);
        }
      }
      EXPECT_EQ(found, cells[column]) << row << " " << column;
    }
  }
}

TEST(Parquet, ARangeGivesTheRowsOfTheWhole) {
  const std::string bytes = dump_file("snappy.parquet");
  test::Collected whole;
  ASSERT_TRUE(test::extract(extract_parquet, bytes, whole));
  MemorySource source(as_bytes(bytes));
  SpillFile spill(-1);
  const Limits limits;
  const auto ranges = cut_parquet(source, {{limits, spill}, "", 0, std::nullopt, 0}, 64);
  ASSERT_TRUE(ranges);
  ASSERT_EQ(ranges->size(), 3U);
  EXPECT_EQ((*ranges)[1].first_index, 7U);
  std::vector<test::KeptRow> rows;
  for (const Range& range : *ranges) {
    test::Collected part;
    ASSERT_TRUE(test::extract(extract_parquet, bytes, part, "", range));
    for (const test::KeptRow& row : part.tables.at(0).rows) {
      if (row.owned) rows.push_back(row);
    }
  }
  EXPECT_EQ(rows, whole.tables.at(0).rows);
}

TEST(Parquet, EveryCutAndEveryFlipIsReadWithoutACrash) {
  for (const std::string name : {"snappy", "delta", "zstd_v2"}) {
    const std::string whole = dump_file(name + ".parquet");
    const std::string footer = whole.substr(whole.size() - 8 - static_cast<unsigned char>(whole[whole.size() - 8]) -
                                            256 * static_cast<unsigned char>(whole[whole.size() - 7]));
    constexpr unsigned char flips[] = {0xFF, 0x01, 0x08};
    // (The footer, where every byte rules others, at each of one file; elsewhere some.)
    const std::size_t pages_end = whole.size() - footer.size();
    const std::size_t footer_step = name == "snappy" ? 1 : 4;
    for (std::size_t at = 0; at < whole.size(); at += at < pages_end ? 9 : footer_step) {
      std::string flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ flips[(at / 9 + at) % 3]);
      DocumentOutput out;
      (void)test::extract(extract_parquet, flipped, out);
      // What is missing before its footer.
      DocumentOutput other;
      if (at % 27 == 0) (void)test::extract(extract_parquet, whole.substr(0, at) + footer, other);
    }
  }
}

TEST(Parquet, ADamagedPageCostsItsOwnColumn) {
  std::string bytes = dump_file("gzip_plain.parquet");
  bytes.replace(60, 8, 8, '\xEE');  // Of the first column.
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(bytes, out));
  EXPECT_EQ(cell_in_row(out, 2, "name"), "");
  EXPECT_EQ(cell_in_row(out, 13, "email"), "person11@mail.example");
  EXPECT_EQ(out.gaps.size(), 1U);
}

// A file of one column of required texts, written by hand: numbers of the compact protocol are below 64.
std::string one_column(const std::string& texts, char page_values, char chunk_values, char group_rows, char file_rows,
                       bool has_group = true) {
  const auto zigzag = [](std::size_t number) { return std::string(1, static_cast<char>(number * 2)); };
  const auto sized = [](const std::string& text) { return std::string(1, static_cast<char>(text.size())) + text; };
  const std::string page = "\x15\0\x15"s + zigzag(texts.size()) + "\x15" + zigzag(texts.size()) + "\x2C\x15" +
                           zigzag(page_values) + "\x15\0\x15\x06\x15\x06\0\0"s + texts;
  // Version, schema: a root of one child, and its texts.
  std::string footer = "\x15\x02\x19\x2C\x48"s + sized("root") + "\x15\x02\0"s + "\x15\x0C\x25\0\x18"s + sized("mail") +
                       "\x25\0\0"s + "\x16" + zigzag(file_rows);
  if (has_group) {
    const std::string size = zigzag(page_values == 0 ? 0 : page.size());
    const std::string metadata = "\x15\x0C\x19\x15\0\x19\x18"s + sized("mail") + "\x15\0\x16"s + zigzag(chunk_values) +
                                 "\x16" + size + "\x16" + size + "\x26\x08\0"s;
    footer += "\x19\x1C\x19\x1C\x26\x08\x1C"s + metadata + "\0\x16"s + size + "\x16" + zigzag(group_rows) + '\0';
  } else {
    footer += "\x19\x0C"s;
  }
  footer += '\0';
  return "PAR1" + (page_values == 0 ? "" : page) + footer + std::string(1, static_cast<char>(footer.size())) +
         "\0\0\0PAR1"s;
}

TEST(Parquet, RowsThatTheFooterDoesNotListAreToldAndReadAsText) {
  const std::string texts = "\x0A\0\0\0ann@m.test\x09\0\0\0bo@m.test"s;
  const struct {
    std::string bytes, reason;
    std::size_t rows;
    bool as_text;
  } cases[] = {
      {one_column(texts, 2, 2, 2, 2), "", 2, false},
      {one_column(texts, 2, 2, 2, 2, false), "its footer says 2 rows, and lists 0", 0, true},
      {one_column(texts, 2, 2, 2, 0), "its footer says 0 rows, and lists 2", 2, false},
      {one_column(texts, 1, 2, 1, 1), "column 1: its pages hold 1 of its 2 values", 1, false},
      {one_column("", 0, 0, 0, 0), "", 0, false},
      {one_column("", 0, 0, 0, 0, false), "", 0, false},
  };
  for (const auto& c : cases) {
    DocumentOutput out;
    const auto read = test::extract(extract_parquet, c.bytes, out);
    ASSERT_TRUE(read) << c.reason << read.error().what;
    EXPECT_EQ(out.gaps.empty() ? "" : out.gaps[0].reason, c.reason);
    EXPECT_EQ(out.tables.empty() ? 0 : out.tables[0].rows.size(), c.rows) << c.reason;
    EXPECT_EQ(test::passages(out).find("ann@m.test") != std::string::npos, c.as_text) << c.reason;
  }
}

TEST(ParquetValues, RunsAndGroupsAreNumbers) {
  // Encodings.md: 0 to 7 of three bits; a run of three fours; a group that breaks off.
  HybridNumbers numbers(as_bytes("\x03\x88\xC6\xFA\x06\x04\x03\x88"sv), 3);
  for (std::uint32_t value = 0; value < 8; ++value) EXPECT_EQ(numbers.next(), value);
  for (int index = 0; index < 3; ++index) EXPECT_EQ(numbers.next(), 4U);
  EXPECT_EQ(numbers.next(), 0U);
  EXPECT_EQ(numbers.next(), 1U);
  EXPECT_EQ(numbers.next(), std::nullopt);
  HybridNumbers none(as_bytes("\x05\x03"sv), 0);
  EXPECT_EQ(none.next(), 0U);
  HybridNumbers wide(as_bytes("\x04\xFF\xFF\xFF\xFF\xFF"sv), 200);
  EXPECT_EQ(wide.next(), std::nullopt);
}

TEST(ParquetValues, DifferencesAreIntegers) {
  // Encodings.md: blocks of 128 values in 4 parts, 5 values from 7: 7, 5, 3, 1, 2; the least difference is -2.
  const std::string bytes = "\x80\x01\x04\x05\x0E\x03\x02\0\0\0\xC0"s + std::string(7, '\0');
  DeltaIntegers integers{as_bytes(bytes)};
  ASSERT_TRUE(integers.good());
  EXPECT_EQ(integers.end_offset(), bytes.size());
  for (const std::int64_t value : {7, 5, 3, 1, 2}) EXPECT_EQ(integers.next(), value);
  EXPECT_EQ(integers.next(), std::nullopt);
  // Many values of no bits take two bytes a block at least.
  DeltaIntegers endless{as_bytes("\x80\x01\x01\xFF\xFF\xFF\xFF\x7F\x02\x02\0"sv)};
  EXPECT_EQ(endless.end_offset(), std::nullopt);
  EXPECT_FALSE(DeltaIntegers{as_bytes("\0\0\0\0"sv)}.good());
}

}  // namespace
}  // namespace constat
