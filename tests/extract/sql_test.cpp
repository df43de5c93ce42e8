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

// T-SQL needs no terminator: what ends a statement there is that another begins.
// Dumps write binary columns as hexadecimal digits, whatever is in them.
TEST(Sql, BytesInHexadecimalAreReadWhereTheyAreText) {
  const std::string dump =
      "INSERT INTO t (a, b) VALUES (0x616E6E406578616D706C65,0x0001FFFE), (X'4A6F20C3A9', 0x4A),\n"
      "('\\x4A6F20C3A9', 0xDEADBEEF);\n";
  Collected out;
  ASSERT_TRUE(test::extract(extract_sql, dump, out));
  ASSERT_EQ(out.tables.size(), 1U);
  const std::vector<std::vector<std::string>> expected = {
      {"ann@example", "0x0001FFFE"}, {"Jo \xC3\xA9", "0x4A"}, {"Jo \xC3\xA9", "0xDEADBEEF"}};
  ASSERT_EQ(out.tables[0].rows.size(), expected.size());
  for (std::size_t index = 0; index < expected.size(); ++index) {
    EXPECT_EQ(out.tables[0].rows[index].cells, expected[index]);
  }
  EXPECT_EQ(dump.substr(out.tables[0].rows[0].offsets[0], 4), "0x61");
}

TEST(Sql, StatementsWithoutATerminator) {
  const std::string insert =
      "INSERT [dbo].[Emp] ([Id], [FullName], [Salary]) VALUES (1, N'Zachary Tillman', CAST(88000.00 AS Decimal(10, "
      "2)))";
  const std::string befores[] = {
      "SET IDENTITY_INSERT [dbo].[Emp] ON \n",
      "SET IDENTITY_INSERT [dbo].[Emp] ON ",
      "SET IDENTITY_INSERT [dbo].[Emp] ON -- ids as they were\r\n\r\n\t",
      "USE [Payroll]\n",
      "BEGIN TRANSACTION\n",
      "PRINT 'INSERT INTO nothing'\n",
      "DELETE FROM [dbo].[Emp]\n",
      "IF NOT EXISTS (SELECT 1\nFROM x)\n",
      "CREATE TABLE [dbo].[Emp](\n\t[Id] [int] NOT NULL,\n\t[FullName] [nvarchar](50) NULL\n) ON [PRIMARY]\n",
      "ALTER TABLE [dbo].[Emp] NOCHECK CONSTRAINT ALL\n",
      "INSERT INTO [dbo].[Log] SELECT 1\n",
  };
  for (const std::string& before : befores) {
    for (const std::string_view behind : {"", "\nSET IDENTITY_INSERT [dbo].[Emp] OFF\n"}) {
      Collected out;
      ASSERT_TRUE(test::extract(extract_sql, before + insert + std::string(behind), out)) << before;
      ASSERT_EQ(out.tables.size(), 1U) << before;
      EXPECT_EQ(out.tables[0].columns, (std::vector<std::string>{"Id", "FullName", "Salary"})) << before;
      ASSERT_EQ(out.tables[0].rows.size(), 1U) << before;
      EXPECT_EQ(out.tables[0].rows[0].cells[1], "Zachary Tillman") << before;
      EXPECT_NE(out.tables[0].rows[0].cells[2].find("88000.00"), std::string::npos) << before;
      EXPECT_TRUE(out.gaps.empty()) << "a last row without a terminator is whole: " << before;
      EXPECT_EQ(out.owned_text().find("Tillman"), std::string::npos) << "rows are not told twice: " << before;
    }
  }
  Collected promised;
  ASSERT_TRUE(test::extract(extract_sql, "INSERT INTO t (x) VALUES (1),\n", promised));
  EXPECT_EQ(promised.gaps.size(), 1U) << "a comma promises another row";
  // Two definitions without a terminator between: each is learnt.
  Collected two;
  ASSERT_TRUE(test::extract(
      extract_sql, "CREATE TABLE [a] ([x] int)\nCREATE TABLE [b] ([y] int)\nINSERT INTO [b] VALUES (2)\n", two));
  ASSERT_EQ(two.tables.size(), 1U);
  EXPECT_EQ(two.tables[0].columns, std::vector<std::string>{"y"});
}

TEST(Sql, AnInsertWithinAStatementBeginsNone) {
  for (const std::string_view text :
       {"CREATE TRIGGER t AFTER\nINSERT ON people FOR EACH ROW\nINSERT INTO log VALUES (1);\n",
        "GRANT SELECT,\nINSERT ON people TO ann;\n",
        "MERGE a USING b ON (1 = 1) WHEN NOT MATCHED THEN\nINSERT (x) "
        "VALUES (1);\n",
        "WITH c AS (SELECT 1)\nINSERT INTO t VALUES (1);\n"}) {
    Collected out;
    ASSERT_TRUE(test::extract(extract_sql, text, out));
    EXPECT_TRUE(out.tables.empty()) << text;
    EXPECT_NE(out.owned_text().find("INSERT"), std::string::npos) << text;
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
