#include <gtest/gtest.h>

#include "extract/collected.h"
#include "extract/extractors.h"
#include "support/document_output.h"

namespace constat {
namespace {

using namespace std::string_literals;
using test::Collected;
using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string_view bytes, std::string_view charset = "UTF-8", const Limits& limits = {}) {
  Collected out;
  EXPECT_TRUE(test::extract(extract_csv, bytes, out, charset, std::nullopt, limits));
  Rows rows;
  for (const auto& table : out.tables) {
    for (const auto& row : table.rows) rows.push_back(row.cells);
  }
  return rows;
}

TEST(Csv, ReadsWhatIsWrittenInTheWild) {
  struct Case {
    std::string_view what;
    std::string text;
    Rows rows;
  };
  const Case cases[] = {
      {"plain", "a,b\n1,2\n3,4\n", {{"a", "b"}, {"1", "2"}, {"3", "4"}}},
      {"no last line end", "a,b\n1,2\n3,4", {{"a", "b"}, {"1", "2"}, {"3", "4"}}},
      {"CRLF", "a,b\r\n1,2\r\n3,\r\n", {{"a", "b"}, {"1", "2"}, {"3", ""}}},
      {"quotes", "a,b\n\"x, y\",\"say \"\"hi\"\"\"\n\"\",\"\"\"\"\n", {{"a", "b"}, {"x, y", "say \"hi\""}, {"", "\""}}},
      {"line end in quotes", "a,b\n\"1\n2\",3\n4,5\n", {{"a", "b"}, {"1\n2", "3"}, {"4", "5"}}},
      {"backslashes", "a,b\n\"say \\\"hi\\\", ok\",2\n\"x\",3\n", {{"a", "b"}, {"say \"hi\", ok", "2"}, {"x", "3"}}},
      {"a quote that is none", "a,b\n5' 11\",180\n6' 1\",185\n", {{"a", "b"}, {"5' 11\"", "180"}, {"6' 1\"", "185"}}},
      {"never closed", "a,b\n\"oops,1\nx,2\ny,3\n", {{"a", "b"}, {"oops", "1"}, {"x", "2"}, {"y", "3"}}},
      {"single quotes", "'a','b'\n'1, 2','3'\n'4','5'\n", {{"a", "b"}, {"1, 2", "3"}, {"4", "5"}}},
      {"blanks before quotes",
       "a, \"b\", c\n1, \"2, 3\", 4\n5, \"6\", 7\n",
       {{"a", "b", " c"}, {"1", "2, 3", " 4"}, {"5", "6", " 7"}}},
      {"BOM", "\xEF\xBB\xBFid,b\n1,2\n", {{"id", "b"}, {"1", "2"}}},
      {"sep line", "sep=;\r\na;b\r\n1;2\r\n", {{"a", "b"}, {"1", "2"}}},
      {"NULL", "a\tb\tc\n1\t\\N\tx\n2\ty\tz\n", {{"a", "b", "c"}, {"1", "", "x"}, {"2", "y", "z"}}},
      {"ragged",
       "a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3\n1,2,3\n",
       {{"a", "b", "c"}, {"1", "2", "3"}, {"1", "2"}, {"1", "2", "3", "4"}, {"1", "2", "3"}, {"1", "2", "3"}}},
      {"old Macintosh", "a,b\r1,2\r3,4\r", {{"a", "b"}, {"1", "2"}, {"3", "4"}}},
      {"NUL in a cell", "a,b\nx\0y,2\n3,4\n"s, {{"a", "b"}, {"x\0y"s, "2"}, {"3", "4"}}},
      {"a program after all",
       "import os\nDB = connect(user=\"svc\", passwd=\"x7\", host=\"db\")\nCLIENT = Client(token=\"a\", x=2, y=3)\n",
       {}},
      {"prose after all", "no table here\n", {}},
  };
  for (const Case& c : cases) EXPECT_EQ(rows_of(c.text), c.rows) << c.what;
}

// What document reviews hand over (Concordance): U+00FE around each field, U+0014 between them, in any of three
// codings.
TEST(Csv, LoadFilesOfDocumentReviewsAreTables) {
  const std::string utf8 =
      "\xC3\xBE"
      "BEGDOC"
      "\xC3\xBE\x14\xC3\xBE"
      "Author"
      "\xC3\xBE\r\n"
      "\xC3\xBE"
      "A001"
      "\xC3\xBE\x14\xC3\xBE"
      "Jo, Li; Al"
      "\xC3\xBE\r\n"
      "\xC3\xBE"
      "A002"
      "\xC3\xBE\x14\xC3\xBE\xC3\xBE\r\n";
  std::string narrow;
  std::string wide = "\xFF\xFE";
  for (const char c : utf8) {
    if (c == '\xC3') continue;
    narrow += c == '\xBE' ? '\xFE' : c;
    wide += {narrow.back(), '\0'};
  }
  for (const std::string& bytes : {utf8, "\xEF\xBB\xBF" + utf8, narrow, wide}) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(bytes, out, &format));
    EXPECT_EQ(format, "csv");
    ASSERT_EQ(out.tables.size(), 1U);
    ASSERT_EQ(out.tables[0].rows.size(), 3U);
    EXPECT_EQ(out.tables[0].rows[0].second, (std::vector<std::string>{"BEGDOC", "Author"}));
    EXPECT_EQ(out.tables[0].rows[1].second, (std::vector<std::string>{"A001", "Jo, Li; Al"}));
    EXPECT_EQ(out.tables[0].rows[2].second, (std::vector<std::string>{"A002", ""}));
  }
}

TEST(Csv, RowsAreNumberedFromOneWithTitlesAndBlankLines) {
  Collected out;
  ASSERT_TRUE(test::extract(extract_csv, "Payroll\n\nname,pay\nAnn,1\nBob,2\nCid,3\nDan,4\n", out));
  ASSERT_EQ(out.tables.size(), 1U);
  const auto& rows = out.tables[0].rows;
  ASSERT_EQ(rows.size(), 6U);
  EXPECT_EQ(rows[0].row, 1U);
  EXPECT_EQ(rows[1].row, 3U) << "the blank line has a number and is not given";
  EXPECT_EQ(rows[5].cells[0], "Dan");
  EXPECT_EQ(rows[5].row, 7U);
}

TEST(Csv, ReadsAnyCharset) {
  EXPECT_EQ(rows_of("nom;pays\nH\xE9l\xE8ne;Cura\xE7"
                    "ao\nx;y\n",
                    "windows-1252"),
            (Rows{{"nom", "pays"}, {"Hélène", "Curaçao"}, {"x", "y"}}));
  std::string utf16 = "\xFF\xFE";
  for (const char c : "a\tb\r\n1\t2\r\n3\t4\r\n"s) utf16 += {c, '\0'};
  EXPECT_EQ(rows_of(utf16, "UTF-16LE"), (Rows{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
}

std::string big_table() {
  std::string text = "id,name,note\r\n";
  std::uint32_t state = 3;
  for (int row = 0; row < 3000; ++row) {
    state = state * 1664525 + 1013904223;
    text += std::to_string(row) + ",";
    text += (state >> 28) == 0 ? "\"Ann \"\"A\"\" Bee\"" : "Ann";
    text += ",";
    switch ((state >> 20) % 7) {
      case 0: text += "\"line one\nline, two\""; break;
      case 1: text += "\"\""; break;
      case 2: text += "Zo\xC3\xAB"; break;
      case 3: text += "\"never closed"; break;
      case 4: break;
      default: text += "plain words"; break;
    }
    text += (state >> 10) % 50 == 0 ? "\n\n" : "\r\n";
  }
  return text;
}

// The property that sharing a file among workers rests on.
TEST(Csv, AnyCutGivesTheSameRows) {
  const std::string text = big_table();
  Collected whole;
  ASSERT_TRUE(test::extract(extract_csv, text, whole));
  const auto& expected = whole.tables.at(0).rows;
  ASSERT_GT(expected.size(), 1500U);
  MemorySource source(as_bytes(text));
  SpillFile spill(-1);
  const Limits limits;
  const ExtractContext context{{limits, spill}, "UTF-8", 1.0, std::nullopt, 0};
  for (const std::uint64_t unit : {64, 1000, 4097, 30000, 10'000'000}) {
    const auto ranges = cut_csv(source, context, unit);
    ASSERT_TRUE(ranges);
    std::vector<test::KeptRow> rows;
    std::uint64_t at = 0;
    for (const Range& range : *ranges) {
      ASSERT_EQ(range.begin_bytes, at);
      at = range.end_bytes;
      Collected part;
      ASSERT_TRUE(test::extract(extract_csv, text, part, "UTF-8", range));
      std::size_t strangers = 0;
      for (const auto& row : part.tables.at(0).rows) {
        if (row.owned) {
          rows.push_back(row);
        } else {
          EXPECT_EQ(row.cells, expected.at(strangers).cells) << "the file's first rows, for typing";
          ++strangers;
        }
      }
      if (range.begin_bytes > 20'000) {
        EXPECT_GE(strangers, 100U);
      }
    }
    EXPECT_EQ(at, text.size());
    for (std::size_t index = 0; index < std::min(rows.size(), expected.size()); ++index) {
      ASSERT_EQ(rows[index].row, expected[index].row) << unit;
      ASSERT_EQ(rows[index].cells, expected[index].cells) << unit;
      ASSERT_TRUE(rows[index] == expected[index]) << unit;
    }
    EXPECT_EQ(rows.size(), expected.size()) << unit;
  }
}

TEST(Csv, UnclosedQuotesDoNotCostTheirSquare) {
  std::string text = "a,b\n";
  while (text.size() < 2'000'000) text += "\"x,1\n";  // Each opens, none closes. Searched one by one: 10^11 steps.
  const Rows rows = rows_of(text);
  EXPECT_EQ(rows.size(), 1 + (text.size() - 4) / 5);
  EXPECT_EQ(rows[5], (std::vector<std::string>{"x", "1"}));
}

TEST(Csv, AQuoteThatIsNeverClosedIsTold) {
  const std::string text = "name,ssn\n\"Una, Grant\",\"551-22-7801\n";
  Collected out;
  ASSERT_TRUE(test::extract(extract_csv, text, out));
  ASSERT_EQ(out.tables.at(0).rows.size(), 2U);
  EXPECT_EQ(out.tables[0].rows[1].cells, (std::vector<std::string>{"Una, Grant", "551-22-7801"}));
  ASSERT_EQ(out.notes.size(), 1U);
  EXPECT_NE(out.notes[0].find("never closed"), std::string::npos);
  Collected closed;
  ASSERT_TRUE(test::extract(extract_csv, "name,ssn\n\"Una, Grant\",\"551-22-7801\"\n5' 11\",2\n", closed));
  EXPECT_TRUE(closed.notes.empty());
}

TEST(Csv, ACellBeyondTheBoundLosesNothing) {
  Limits limits;
  limits.cell_bytes_max = 1000;
  const std::string big = std::string(3000, 'x') + "tail@example.org" + std::string(200, 'y');
  const std::string text = "a,b\n1," + big + "\n2,3\n";
  Collected out;
  ASSERT_TRUE(test::extract(extract_csv, text, out, "UTF-8", std::nullopt, limits));
  ASSERT_EQ(out.tables.at(0).rows.size(), 3U);
  EXPECT_EQ(out.tables[0].rows[1].cells[1], std::string(1000, 'x'));
  EXPECT_EQ(out.owned_text(), big.substr(1000));
  EXPECT_TRUE(out.gaps.empty());
}

TEST(Csv, MoreColumnsThanTheBound) {
  Limits limits;
  limits.table_columns_max = 3;
  EXPECT_EQ(rows_of("a,b,c,d,e\n1,2,3,4,5\n", "UTF-8", limits), (Rows{{"a", "b", "c,d,e"}, {"1", "2", "3,4,5"}}));
}

TEST(Csv, SurvivesCutsAnywhere) {
  const std::string text = "id,name\n1,\"A \"\"b\"\" c\"\n2,\"x\ny\"\n3,z\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    Collected out;
    EXPECT_TRUE(test::extract(extract_csv, std::string_view(text).substr(0, size), out));
  }
}

}  // namespace
}  // namespace constat
