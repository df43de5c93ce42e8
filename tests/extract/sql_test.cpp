#include <gtest/gtest.h>

#include "extract/collected.h"
#include "extract/extractors.h"

namespace constat {
namespace {

using test::Collected;
using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const test::KeptTable& table) {
  Rows rows;
  for (const auto& row : table.rows) rows.push_back(row.cells);
  return rows;
}

struct Case {
  std::string_view what;
  std::string text;
  std::string table;
  std::vector<std::string> columns;
  Rows rows;
};

const Case& mysql() {
  static const Case dump = {
      "MySQL",
      "-- MySQL dump 10.13\n/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS `users`;\n"
      "CREATE TABLE `users` (\n  `id` int(11) NOT NULL AUTO_INCREMENT,\n  `name` varchar(50) DEFAULT 'a,b',\n"
      "  `rate` decimal(10,2),\n  PRIMARY KEY (`id`),\n  KEY `k` (`name`)\n) ENGINE=InnoDB;\nLOCK TABLES `users` "
      "WRITE;\n"
      "INSERT INTO `users` VALUES (1,'O\\'Neil; (x)',3.50),(2,'say \\\"hi\\\"\\n',NULL),\n(3,'it''s',-1);\nUNLOCK "
      "TABLES;\n",
      "users",
      {"id", "name", "rate"},
      {{"1", "O'Neil; (x)", "3.50"}, {"2", "say \"hi\"\n", ""}, {"3", "it's", "-1"}}};
  return dump;
}

TEST(Sql, ReadsTheDialectsOfDumps) {
  const Case cases[] = {
      mysql(),
      {"PostgreSQL COPY",
       "--\n-- PostgreSQL database dump\n--\nSET statement_timeout = 0;\nCREATE TABLE public.people (\n    id integer "
       "NOT NULL,\n"
       "    email text\n);\n\nCOPY public.people (id, email, note) FROM "
       "stdin;\n1\tann@example.org\tone\\ttab\n2\t\\N\tback\\\\slash\n\\.\n\n"
       "SELECT pg_catalog.setval('x', 2, true);\n",
       "public.people",
       {"id", "email", "note"},
       {{"1", "ann@example.org", "one\ttab"}, {"2", "", "back\\slash"}}},
      {"PostgreSQL INSERT",
       "INSERT INTO public.t (id, \"Full Name\") VALUES (1, 'C:\\dir\\'), (2, E'it\\'s');\n",
       "public.t",
       {"id", "Full Name"},
       {{"1", "C:\\dir\\"}, {"2", "it's"}}},
      {"SQLite",
       "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE IF NOT EXISTS \"storage\" (id INTEGER PRIMARY KEY, "
       "v TEXT, CHECK (id > 0));\n"
       "INSERT INTO storage VALUES(1,'a''b');\nINSERT INTO \"storage\" VALUES(2,X'00ff');\nCOMMIT;\n",
       "storage",
       {"id", "v"},
       {{"1", "a'b"}, {"2", "00ff"}}},
      {"SQL Server",
       "SET ANSI_NULLS ON\nGO\nINSERT [dbo].[Emp] ([Id], [Name], [Born]) VALUES (1, N'Ann \"A\" O''Neil', "
       "CAST(N'1970-01-02' AS Date))\nGO\n"
       "INSERT [dbo].[Emp] ([Id], [Name], [Born]) VALUES (2, NULL, NULL)\nINSERT [dbo].[Emp] ([Id], [Name], [Born]) "
       "VALUES (3, N'C', NULL)\nGO\n",
       "dbo.Emp",
       {"Id", "Name", "Born"},
       {{"1", "Ann \"A\" O'Neil", "1970-01-02"}, {"2", "", ""}, {"3", "C", ""}}},
      {"Oracle",
       "Insert into HR.EMP (ID,NAME,HIRED) values (1,'Ann',to_date('03-JAN-14','DD-MON-RR'));\n",
       "HR.EMP",
       {"ID", "NAME", "HIRED"},
       {{"1", "Ann", "03-JAN-14"}}},
  };
  for (const Case& c : cases) {
    Collected out;
    ASSERT_TRUE(test::extract(extract_sql, c.text, out)) << c.what;
    ASSERT_EQ(out.tables.size(), 1U) << c.what;
    EXPECT_EQ(out.tables[0].name, c.table) << c.what;
    EXPECT_EQ(out.tables[0].columns, c.columns) << c.what;
    EXPECT_EQ(rows_of(out.tables[0]), c.rows) << c.what;
    EXPECT_TRUE(out.gaps.empty()) << c.what;
    MemorySource source(as_bytes(c.text));
    EXPECT_EQ(identify(source)->format->id, "sql") << c.what;
    // A cell's offset is the byte of its value.
    for (const auto& row : out.tables[0].rows) {
      for (std::size_t index = 0; index < row.cells.size(); ++index) {
        if (row.cells[index].empty() || row.cells[index].find_first_of("'\\\"\n\t") != std::string::npos) continue;
        EXPECT_EQ(c.text.substr(row.offsets[index], row.cells[index].size()), row.cells[index]) << c.what;
      }
    }
  }
}

TEST(Sql, WhatIsNoRowIsText) {
  Collected out;
  ASSERT_TRUE(test::extract(extract_sql, mysql().text, out));
  const std::string text = out.owned_text();
  EXPECT_NE(text.find("CREATE TABLE `users`"), std::string::npos);
  EXPECT_NE(text.find("-- MySQL dump"), std::string::npos);
  EXPECT_NE(text.find("UNLOCK TABLES"), std::string::npos);
  EXPECT_EQ(text.find("O\\'Neil"), std::string::npos) << "rows are not told twice";
}

TEST(Sql, InterleavedTablesNumberTheirRowsThrough) {
  Collected out;
  ASSERT_TRUE(test::extract(
      extract_sql, "INSERT INTO a (x) VALUES (1);\nINSERT INTO b (y) VALUES (2);\nINSERT INTO a (x) VALUES (3);\n",
      out));
  ASSERT_EQ(out.tables.size(), 3U);
  EXPECT_EQ(out.tables[2].name, "a");
  EXPECT_EQ(out.tables[2].rows[0].row, 2U);
}

TEST(Sql, AStatementLargerThanAChunk) {
  std::string text = "-- MySQL dump\nINSERT INTO `t` VALUES ";
  std::string filler(100, 'x');
  std::size_t count = 0;
  while (text.size() < 5'000'000) {
    if (count++ != 0) text += ",";
    text += "(" + std::to_string(count) + ",'" + filler + "')";
  }
  text += ";\n";
  Collected out;
  ASSERT_TRUE(test::extract(extract_sql, text, out));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].rows.size(), count);
  EXPECT_EQ(out.tables[0].rows.back().cells[0], std::to_string(count));
}

TEST(Sql, SurvivesCutsAnywhere) {
  const std::string& text = mysql().text;
  for (std::size_t size = 0; size <= text.size(); ++size) {
    Collected out;
    EXPECT_TRUE(test::extract(extract_sql, std::string_view(text).substr(0, size), out));
  }
  Collected cut;
  ASSERT_TRUE(test::extract(extract_sql, std::string_view(text).substr(0, text.find("it''s")), cut));
  EXPECT_EQ(cut.tables.at(0).rows.size(), 2U);
  EXPECT_EQ(cut.gaps.size(), 1U);
}

}  // namespace
}  // namespace constat
