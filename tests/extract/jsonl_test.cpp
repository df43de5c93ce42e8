#include <gtest/gtest.h>

#include "extract/collected.h"
#include "extract/extractors.h"
#include "extract/json_table.h"
#include "extract/json_walk.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::Collected;
using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const test::KeptTable& table) {
  Rows rows;
  for (const auto& row : table.rows) rows.push_back(row.cells);
  return rows;
}

TEST(Jsonl, EachLineIsARow) {
  const std::string text =
      "{\"a\": 1, \"b\": \"x\"}\n{\"a\": 2}\nnot json ann@example.org\n\n{\"a\": 3, \"b\": \"z\"}\n";
  Collected out;
  ASSERT_TRUE(test::extract(extract_jsonl, text, out));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(rows_of(out.tables[0]), (Rows{{"1", "x"}, {"2", ""}, {"3", "z"}}));
  EXPECT_EQ(out.owned_text(), "not json ann@example.org\n");
  ASSERT_EQ(out.gaps.size(), 1U);
  EXPECT_EQ(out.tables[0].rows[2].offsets[1], text.find("z\""));
}

// Streams to a store (of a cloud's logs) join objects without a line end; tools that print them spread each over lines.
TEST(Jsonl, ObjectsJoinedWithoutALineEndAreRows) {
  for (const std::string_view text : {"{\"a\": 1, \"b\": \"x\"}{\"a\": 2, \"b\": \"y\"}",
                                      "{\n \"a\": 1,\n \"b\": \"x\"\n}{\n \"a\": 2,\n \"b\": \"y\"\n}\n"}) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(text, out, &format));
    EXPECT_EQ(format, "jsonl");
    ASSERT_EQ(out.tables.size(), 1U);
    ASSERT_EQ(out.tables[0].rows.size(), 2U);
    EXPECT_EQ(out.tables[0].rows[1].second, (std::vector<std::string>{"2", "y"}));
  }
}

TEST(Jsonl, AnyCutGivesTheSameRows) {
  std::string text;
  for (int index = 0; index < 2000; ++index) {
    text += "{\"id\": " + std::to_string(index) + ", \"name\": \"n" + std::to_string(index * 31) + "\"}\n";
  }
  Collected whole;
  ASSERT_TRUE(test::extract(extract_jsonl, text, whole));
  MemorySource source(as_bytes(text));
  SpillFile spill(-1);
  const Limits limits;
  const ExtractContext context{{limits, spill}, "UTF-8", 1.0, std::nullopt, 0};
  for (const std::uint64_t unit : {100, 5000, 1'000'000}) {
    const auto ranges = cut_jsonl(source, context, unit);
    ASSERT_TRUE(ranges);
    std::vector<test::KeptRow> rows;
    for (const Range& range : *ranges) {
      Collected part;
      ASSERT_TRUE(test::extract(extract_jsonl, text, part, "UTF-8", range));
      for (const auto& table : part.tables) {
        EXPECT_EQ(table.columns, whole.tables[0].columns);
        for (const auto& row : table.rows) {
          if (row.owned) rows.push_back(row);
        }
      }
    }
    EXPECT_TRUE(rows == whole.tables[0].rows) << unit;
  }
}

}  // namespace
}  // namespace constat
