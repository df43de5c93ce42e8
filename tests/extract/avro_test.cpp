#include <gtest/gtest.h>

#include "extract/avro_schema.h"
#include "extract/collected.h"
#include "extract/dump_files.h"
#include "extract/extractors.h"
#include "support/document_output.h"

namespace constat {
namespace {

using namespace std::string_literals;

using test::cell_in_row;
using test::dump_file;

// A file of one schema and one block.
std::string container(const std::string& schema, char rows, const std::string& data,
                      const std::string& codec = "null") {
  const auto sized = [](const std::string& text) {
    std::string bytes;
    for (std::size_t value = text.size() * 2;; value >>= 7) {
      bytes += static_cast<char>(value >= 0x80 ? (value & 0x7F) | 0x80 : value);
      if (value < 0x80) return bytes + text;
    }
  };
  const std::string mark(16, '\x5A');
  return "Obj\x01\x04" + sized("avro.schema") + sized(schema) + sized("avro.codec") + sized(codec) + '\0' + mark +
         static_cast<char>(rows * 2) + sized(data) + mark;
}

TEST(Avro, EachCodecGivesTheSameRows) {
  const struct {
    std::uint64_t row;
    std::string_view column, value;
  } cases[] = {
      {2, "name", "Ann Lee"},
      {2, "email", "person0@mail.example"},
      {2, "born", "1961-03-14"},
      {2, "seen", "2014-11-24T09:30:00Z"},
      {2, "salary", "52000.50"},
      {3, "score", "0.5"},
      {2, "visits", "-3"},
      {2, "active", "true"},
      {2, "guid", "12345678-9abc-def0-0102-030405060700"},
      {2, "address.street", "0 Oak Lane"},
      {2, "work.city", "Portland"},
      {2, "phones", "+1 503-555-0100"},
      {2, "tags.key", "team"},
      {2, "tags.value", "t0"},
      {3, "role", "nurse"},
      {2, "hash", "X'0102000000'"},
      {2, "pin", "0000"},
      {2, "boss", ""},
      {4, "name", "Zo\u00EB Lindgren"},
      {4, "phones", "+1 503-555-0102, +1 503-555-0202"},
      {5, "phones", ""},
      {6, "name", ""},
      {7, "address.city", ""},
      {13, "email", "person11@mail.example"},
      {14, "email", "no such cell"},
  };
  for (const std::string name : {"null", "deflate", "snappy", "zstandard", "bzip2", "xz"}) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(dump_file(name + ".avro"), out, &format)) << name;
    EXPECT_EQ(format, "avro");
    EXPECT_TRUE(out.gaps.empty()) << name;
    for (const auto& c : cases)
      EXPECT_EQ(cell_in_row(out, c.row, c.column), c.value) << name << " " << c.row << " " << c.column;
    // What holds itself: all of it in one cell.
    const std::string boss = cell_in_row(out, 3, "boss");
    EXPECT_TRUE(boss.starts_with("Ann Lee, person0@mail.example, 900-00-0000, 1961-03-14")) << boss;
    EXPECT_NE(boss.find("Zo\u00EB Lindgren, person2@mail.example"), std::string::npos) << boss;
  }
}

TEST(Avro, ADamagedBlockCostsItsOwnRows) {
  for (const std::string name : {"null", "deflate"}) {
    std::string bytes = dump_file(name + ".avro");
    const std::string mark = bytes.substr(bytes.size() - 16);
    const std::size_t second = bytes.find(mark, bytes.find(mark) + 16) + 16;
    bytes.replace(second + 4, 6, 6, '\xFE');
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(bytes, out));
    EXPECT_EQ(cell_in_row(out, 2, "email"), "person0@mail.example");
    EXPECT_EQ(cell_in_row(out, 13, "email"), "person11@mail.example") << "rows keep their numbers";
    ASSERT_EQ(out.gaps.size(), 1U);
    EXPECT_EQ(out.gaps[0].status, Status::partly_read);
  }
}

TEST(Avro, ABlockOfFewerRowsThanItSaysIsTold) {
  const std::string mail = R"({"type":"record","name":"r","fields":[{"name":"mail","type":"string"}]})";
  const struct {
    std::string schema;
    char rows;
    std::string data;
    std::size_t gaps;
  } cases[] = {
      {mail, 1,
       "\x20"
       "ann@mail.example",
       0},
      {mail, 3,
       "\x20"
       "ann@mail.example",
       1},
      {R"({"type":"record","name":"r","fields":[{"name":"mail","type":"null"}]})", 3, "", 0},
  };
  for (const auto& c : cases) {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(container(c.schema, c.rows, c.data), out));
    ASSERT_EQ(out.gaps.size(), c.gaps) << c.data << int{c.rows};
    if (c.gaps == 0) continue;
    EXPECT_EQ(cell_in_row(out, 2, "mail"), "ann@mail.example");
    EXPECT_NE(out.gaps[0].reason.find("it holds fewer rows than it says"), std::string::npos) << out.gaps[0].reason;
  }
}

TEST(Avro, WhatBreaksOffIsReadAsFarAsItIsThere) {
  const std::string whole = dump_file("null.avro");
  const std::size_t last = whole.rfind("person11@mail.example");
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(whole.substr(0, last + 25), out));
  EXPECT_EQ(cell_in_row(out, 13, "email"), "person11@mail.example");
  EXPECT_EQ(out.gaps.size(), 1U);
}

TEST(Avro, ARangeGivesTheRowsOfTheWhole) {
  const std::string bytes = dump_file("deflate.avro");
  test::Collected whole;
  ASSERT_TRUE(test::extract(extract_avro, bytes, whole));
  MemorySource source(as_bytes(bytes));
  SpillFile spill(-1);
  const Limits limits;
  const auto ranges = cut_avro(source, {{limits, spill}, "", 0, std::nullopt, 0}, 64);
  ASSERT_TRUE(ranges);
  ASSERT_GT(ranges->size(), 3U);
  std::vector<test::KeptRow> rows;
  for (const Range& range : *ranges) {
    test::Collected part;
    ASSERT_TRUE(test::extract(extract_avro, bytes, part, "", range));
    for (const test::KeptRow& row : part.tables.at(0).rows) {
      if (row.owned) rows.push_back(row);
    }
  }
  EXPECT_EQ(rows, whole.tables.at(0).rows);
}

TEST(Avro, EveryCutAndEveryFlipIsReadWithoutACrash) {
  for (const std::string name : {"null", "snappy"}) {
    const std::string whole = dump_file(name + ".avro");
    constexpr unsigned char flips[] = {0xFF, 0x01, 0x08};
    for (std::size_t at = 0; at < whole.size(); ++at) {
      std::string flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ flips[at % 3]);
      DocumentOutput out;
      (void)test::extract(extract_avro, flipped, out);
      DocumentOutput other;
      if (at % 4 == 0) (void)test::extract(extract_avro, whole.substr(0, at), other);
    }
  }
}

TEST(Avro, HostileSchemasAndCountsAreBounded) {
  // Records that hold each other twice and take no byte; an array of as many nothings as one likes.
  std::string doubling = R"({"type":"record","name":"R0","fields":[{"name":"z","type":"string"}]})";
  std::string fields;
  for (int level = 1; level < 40; ++level) {
    const std::string one = "R" + std::to_string(level);
    doubling = R"({"type":"record","name":")" + one + R"(","fields":[{"name":"a","type":)" + doubling +
               R"(},{"name":"b","type":"R)" + std::to_string(level - 1) + "\"}]}";
  }
  const struct {
    std::string schema, data, why;
  } cases[] = {
      {doubling, std::string(50, '\0'), "doubling"},
      {R"({"type":"array","items":"null"})", "\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", "an array of nothing"},
      {R"({"type":"record","name":"A","fields":[{"name":"a","type":"A"}]})", "abc", "itself without end"},
      {R"(["null","nothing"])", "abc", "an unknown name"},
      {R"({"type":"fixed","name":"f","size":9999999999999})", "abc", "a size beyond the file"},
      {std::string(5000, '['), "abc", "deep"},
  };
  for (const auto& c : cases) {
    DocumentOutput out;
    const auto result = test::extract(extract_avro, container(c.schema, 3, c.data), out);
    EXPECT_TRUE(!result || !out.gaps.empty()) << c.why;
  }
}

TEST(Avro, ASchemaThatIsNoRecordIsOneColumn) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(container("\"string\"", 2,
                                      "\x20"
                                      "ann@mail.example\x06"
                                      "abc"),
                            out));
  EXPECT_EQ(cell_in_row(out, 2, "value"), "ann@mail.example");
  EXPECT_EQ(cell_in_row(out, 3, "value"), "abc");
  DocumentOutput unknown;
  const auto result = extract_bytes(container("\"string\"", 2, "abc", "lzma-of-ours"), unknown);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::unsupported);
}

TEST(AvroSchema, NamesHaveTheirSpace) {
  const auto schema = read_avro_schema(
      R"({"type":"record","name":"a.Outer","fields":[{"name":"x","type":{"type":"fixed","name":"F","size":2}},)"
      R"({"name":"y","type":"F"},{"name":"z","type":"a.F"},{"name":"d","type":"int","logicalType":"date"},)"
      R"({"name":"u","type":["null","string",{"type":"record","name":"b.In","fields":[{"name":"s","type":"string"}]}]}]})",
      Limits());
  ASSERT_TRUE(schema);
  EXPECT_EQ(schema->columns, (std::vector<std::string>{"x", "y", "z", "d", "u", "u.s"}));
  EXPECT_EQ(schema->types[schema->types[schema->root].children[3]].meaning, ValueMeaning::date);
}

}  // namespace
}  // namespace constat
