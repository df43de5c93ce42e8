#include "extract/dbf.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/document_output.h"

namespace constat {
namespace {

std::string make_table(std::uint32_t records, const std::string& rows, char language = 0) {
  std::string table(32, '\0');
  table[0] = 3;
  table[1] = 114;
  table[2] = 11;
  table[3] = 24;
  for (int byte = 0; byte < 4; ++byte)
    table[static_cast<std::size_t>(4 + byte)] = static_cast<char>(records >> (8 * byte));
  table[8] = static_cast<char>(32 + 3 * 32 + 1);
  table[10] = 1 + 10 + 8 + 6;
  table[29] = language;
  const auto field = [&](std::string_view name, char type, int size) {
    std::string descriptor(32, '\0');
    descriptor.replace(0, name.size(), name);
    descriptor[11] = type;
    descriptor[16] = static_cast<char>(size);
    table += descriptor;
  };
  field("NAME", 'C', 10);
  field("BORN", 'D', 8);
  field("PAY", 'N', 6);
  return table + '\x0D' + rows;
}

TEST(Dbf, RowsHaveTheirTypesAndDeletedOnesAreThere) {
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(
      extract_bytes(make_table(2, " J\xFCrgen    19700131 51000*Bob       19690720    1.\x1A", 3), out, &format));
  EXPECT_EQ(format, "dbf");
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].columns, (std::vector<std::string>{"NAME", "BORN", "PAY"}));
  ASSERT_EQ(out.tables[0].rows.size(), 2U);
  EXPECT_EQ(out.tables[0].rows[0].first, 2U);
  EXPECT_EQ(out.tables[0].rows[0].second, (std::vector<std::string>{"J\xC3\xBCrgen", "1970-01-31", "51000"}));
  EXPECT_EQ(out.tables[0].rows[1].second[0], "Bob");
  ASSERT_EQ(out.notes.size(), 1U);
  EXPECT_EQ(out.notes[0], "1 of its rows are marked as deleted");
}

TEST(Dbf, LyingHeadersAreToldOrRefused) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(make_table(4'000'000'000U, " Ann       19700131 51000"), out));
  EXPECT_EQ(out.tables[0].rows.size(), 1U);
  EXPECT_EQ(out.gaps.size(), 1U);
  const std::string table = make_table(1, " Ann       19700131 51000");
  for (std::size_t size = 0; size < table.size(); ++size) {
    DocumentOutput cut;
    (void)extract_bytes(table.substr(0, size), cut);
    std::string flipped = table;
    flipped[size] = static_cast<char>(flipped[size] ^ 0xFF);
    DocumentOutput other;
    (void)extract_bytes(flipped, other);
    EXPECT_TRUE(is_valid_utf8(other.all_text()));
  }
}

}  // namespace
}  // namespace constat
