#include <gtest/gtest.h>

#include "extract/collected.h"
#include "extract/extractors.h"
#include "extract/json_table.h"
#include "extract/json_walk.h"

namespace constat {
namespace {

using test::Collected;
using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const test::KeptTable& table) {
  Rows rows;
  for (const auto& row : table.rows) rows.push_back(row.cells);
  return rows;
}

TEST(Json, ArraysOfRecordsAreTablesWhereverTheyStand) {
  const std::string text =
      R"({"title": "export", "data": {"users": [{"name": "Ann", "email": "ann@example.org", "address": {"city": "Paris"}},)"
      R"( {"name": "Jos\u00e9", "email": null, "address": {"city": "Lyon"}, "tags": ["a", "b"]}]}, "made": 3})";
  Collected out;
  ASSERT_TRUE(test::extract(extract_json, text, out));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].name, "data.users");
  EXPECT_TRUE(out.tables[0].places_by_offset);
  EXPECT_EQ(out.tables[0].columns, (std::vector<std::string>{"name", "email", "address.city", "tags", "tags.2"}));
  EXPECT_EQ(rows_of(out.tables[0]),
            (Rows{{"Ann", "ann@example.org", "Paris", "", ""}, {"José", "", "Lyon", "a", "b"}}));
  EXPECT_EQ(out.tables[0].rows[0].offsets[1], text.find("ann@"));
  EXPECT_EQ(out.tables[0].rows[1].offsets[2], text.find("Lyon"));
  ASSERT_EQ(out.passages.size(), 2U);
  EXPECT_EQ(out.passages[0].text, R"({"title": "export", "data": {"users": )");
  EXPECT_EQ(out.passages[1].text, R"(}, "made": 3})");
  EXPECT_TRUE(out.gaps.empty());
}

TEST(Json, MapsOfRecordsAreTablesWithTheirKeys) {
  const std::string text =
      R"({"users": {"u1": {"mail": "a@example.org", "pw": "x"}, "u2": {"mail": "b@example.org", "pw": "y"}, "u3": {"mail": "c@example.org"}}})";
  Collected out;
  ASSERT_TRUE(test::extract(extract_json, text, out));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].columns, (std::vector<std::string>{"key", "mail", "pw"}));
  EXPECT_EQ(rows_of(out.tables[0]),
            (Rows{{"u1", "a@example.org", "x"}, {"u2", "b@example.org", "y"}, {"u3", "c@example.org", ""}}));
}

TEST(Json, ArraysOfRowsHaveNoColumnNames) {
  Collected out;
  ASSERT_TRUE(test::extract(extract_json, R"([["name","age"],["Ann",31],["Bob",true]])", out));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(rows_of(out.tables[0]), (Rows{{"name", "age"}, {"Ann", "31"}, {"Bob", "true"}}));
}

TEST(Json, WhatIsNoRecordIsTextWithItsEscapesResolved) {
  const std::string text =
      R"({"name": "H\u00e9l\u00e8ne", "emoji": "\ud83d\ude00", "path": "a\/b", "note": "line\nnext"})";
  Collected out;
  out.keep_places = true;
  ASSERT_TRUE(test::extract(extract_json, text, out));
  ASSERT_EQ(out.passages.size(), 1U);
  EXPECT_EQ(out.passages[0].text,
            "{\"name\": \"Hélène\", \"emoji\": \"\xF0\x9F\x98\x80\", \"path\": \"a/b\", \"note\": \"line\nnext\"}");
  EXPECT_EQ(out.passages[0].places[out.passages[0].text.find("emoji")], text.find("emoji"));
  EXPECT_EQ(out.passages[0].places[out.passages[0].text.find("next")], text.find("next"));
}

TEST(Json, BrokenJsonGivesWhatIsWholeAndTheRestAsText) {
  const std::string text = R"({"users": [{"name": "Ann", "id": 1}, {"name": "Bob", "id": 2}, {"name": "Cid)";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    Collected out;
    ASSERT_TRUE(test::extract(extract_json, std::string_view(text).substr(0, size), out));
    if (size < text.size()) continue;
    ASSERT_EQ(out.tables.size(), 1U);
    EXPECT_EQ(rows_of(out.tables[0]), (Rows{{"Ann", "1"}, {"Bob", "2"}}));
    EXPECT_NE(out.owned_text().find("Cid"), std::string::npos);
    ASSERT_EQ(out.gaps.size(), 1U);
    EXPECT_EQ(out.gaps[0].first, Status::partly_read);
  }
}

TEST(Json, NewColumnsBeginANewTableAndNothingIsLost) {
  std::string text = "[";
  for (int index = 0; index < 300; ++index) {
    text += (index ? "," : "") + std::string("{\"id\": ") + std::to_string(index) +
            (index >= 250 ? ", \"late\": \"x\"" : "") + "}";
  }
  text += "]";
  Collected out;
  ASSERT_TRUE(test::extract(extract_json, text, out));
  ASSERT_EQ(out.tables.size(), 2U);
  EXPECT_EQ(out.tables[0].rows.size(), 250U);
  EXPECT_EQ(out.tables[1].columns, (std::vector<std::string>{"id", "late"}));
  EXPECT_EQ(out.tables[1].rows[0].row, 251U);
}

TEST(Json, DepthIsBounded) {
  const std::string deep(100'000, '[');
  Collected out;
  ASSERT_TRUE(test::extract(extract_json, deep, out));
  ASSERT_EQ(out.gaps.size(), 1U);
}

TEST(Json, Probes) {
  struct Case {
    std::string_view text;
    std::string_view format;
  };
  const Case cases[] = {
      {"{\"a\": 1}\n{\"a\": 2}\n", "jsonl"},
      {"{\n \"a\": [1, 2]\n}\n", "json"},
      {"[{\"a\": 1}]", "json"},
      {"window.YTD.part0 = [ {\"a\": 1} ]", "json"},
      {"[section]\nkey=value\n", "text"},
      {"{\\rtf1 hello}", "text"},
      {"{ color: red; }\n", "text"},
      {"[2021-01-01] started \"x\"\n", "text"},
  };
  for (const Case& c : cases) {
    MemorySource source(as_bytes(c.text));
    const auto identity = identify(source);
    ASSERT_TRUE(identity);
    if (c.format == "text") {
      EXPECT_NE(identity->format->id, "json") << c.text;
      EXPECT_NE(identity->format->id, "jsonl") << c.text;
    } else {
      EXPECT_EQ(identity->format->id, c.format) << c.text;
    }
  }
}

}  // namespace
}  // namespace constat
