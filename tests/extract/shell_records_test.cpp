#include <gtest/gtest.h>

#include "extract/record_cells.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::cell;
using test::passages;

constexpr std::string_view mysql_rows =
    "mysql> SELECT * FROM staff\\G\n"
    "*************************** 1. row ***************************\n"
    "    name: Alan Pruitt\n"
    "     ssn: 312-48-6193\n"
    "    note: born: 1961\n"
    "second line\n"
    "  salary: NULL\n"
    "*************************** 2. row ***************************\n"
    "    name: Maria Gallagher\n"
    "     ssn: 519-21-6427\n"
    "    note: \n"
    "  salary: 61350\n"
    "2 rows in set (0.00 sec)\n"
    "\n"
    "mysql> SELECT login FROM users\\G\n"
    "*************************** 1. row ***************************\n"
    "login: apruitt\n"
    "1 row in set (0.00 sec)\n";

TEST(ShellRecords, ARowPrintedLineByLineIsARow) {
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(mysql_rows, out, &format));
  EXPECT_EQ(format, "shell-records");
  ASSERT_EQ(out.tables.size(), 2U) << "a table a result";
  EXPECT_EQ(out.tables[0].columns, (std::vector<std::string>{"name", "ssn", "note", "salary"}));
  EXPECT_EQ(cell(out, 0, "name").value, "Alan Pruitt");
  EXPECT_EQ(cell(out, 0, "note").value, "born: 1961\nsecond line") << "a value over lines";
  EXPECT_EQ(cell(out, 0, "salary").value, "");
  EXPECT_EQ(cell(out, 1, "ssn").value, "519-21-6427");
  EXPECT_EQ(mysql_rows.substr(cell(out, 1, "ssn").offset, 11), "519-21-6427");
  EXPECT_EQ(cell(out, 1, "salary").value, "61350") << "the count of rows is none of the value";
  EXPECT_EQ(out.tables[1].columns, (std::vector<std::string>{"login"}));
  EXPECT_NE(passages(out).find("SELECT login FROM users"), std::string::npos) << "nothing is lost between the results";
}

TEST(ShellRecords, OfPsqlToo) {
  const struct {
    std::string_view text;
    std::string_view why;
  } cases[] = {
      {"-[ RECORD 1 ]----\nname   | Alan Pruitt\nnote   | a +\n       | b\nsalary | 52100\n"
       "-[ RECORD 2 ]----\nname   | Maria Gallagher\nnote   | \nsalary | 61350\n\nhr=# \\q\n",
       "plain"},
      {"+-[ RECORD 1 ]----+\n| name   | Alan Pruitt     |\n| note   | a +             |\n|        | b               |\n"
       "| salary | 52100           |\n+-[ RECORD 2 ]----+\n| name   | Maria Gallagher |\n| note   |                 |\n"
       "| salary | 61350           |\n+--------+-----------------+\n\nhr=# \\q\n",
       "border 2"},
      {"\xE2\x94\x80[ RECORD 1 ]\xE2\x94\x80\xE2\x94\x80\nname   \xE2\x94\x82 Alan Pruitt\nnote   \xE2\x94\x82 a +\n"
       "       \xE2\x94\x82 b\nsalary \xE2\x94\x82 52100\n\xE2\x94\x80[ RECORD 2 ]\xE2\x94\x80\n"
       "name   \xE2\x94\x82 Maria Gallagher\nnote   \xE2\x94\x82 \nsalary \xE2\x94\x82 61350\n\nhr=# \\q\n",
       "unicode lines"},
  };
  for (const auto& c : cases) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(c.text, out, &format)) << c.why;
    EXPECT_EQ(format, "shell-records") << c.why;
    EXPECT_EQ(cell(out, 0, "name").value, "Alan Pruitt") << c.why;
    EXPECT_EQ(cell(out, 0, "note").value.substr(0, 1), "a") << c.why;
    EXPECT_EQ(cell(out, 0, "note").value.back(), 'b') << c.why;
    EXPECT_EQ(cell(out, 0, "salary").value, "52100") << c.why;
    EXPECT_EQ(cell(out, 1, "name").value, "Maria Gallagher") << c.why;
    EXPECT_EQ(cell(out, 1, "salary").value.substr(0, 5), "61350") << c.why;
    EXPECT_NE(passages(out).find("hr=#"), std::string::npos) << c.why;
  }
}

TEST(ShellRecords, StarsAloneAreNoRows) {
  for (const std::string_view text :
       {"***** 1. row of seats *****\nname: x\n", "****\n1. row\n", "*************************** 1. row\nfoo\n"}) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(text, out, &format)) << text;
    EXPECT_NE(format, "shell-records") << text;
  }
}

}  // namespace
}  // namespace constat
