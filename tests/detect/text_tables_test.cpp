#include "detect/text_tables.h"

#include <gtest/gtest.h>

#include <string>

namespace constat {
namespace {

// "rows x cells of the first row" of each table.
std::string shape(std::string_view text) {
  TextTables found;
  find_text_tables(text, ByteClasses(text), found);
  std::string shapes;
  for (const TextTable& table : found.tables) {
    shapes += std::to_string(table.row_count) + "x" + std::to_string(found.rows[table.first_row].cell_count) + " ";
  }
  return shapes;
}

TEST(TextTables, AreFoundByTheirDelimiters) {
  EXPECT_EQ(shape("name,dept,ssn\nJane Smith,Payroll,130-07-5728\nBob Jones,IT,214-89-6712\n"), "3x3 ");
  EXPECT_EQ(shape("name;dept;ssn\r\nJane;Payroll;130-07-5728\r\n"), "2x3 ");
  EXPECT_EQ(shape("| Name | SSN |\n|------|-----|\n| Jane | 130-07-5728 |\n"), "2x2 ") << "Markdown";
  EXPECT_EQ(shape("Name        Salary\nJane Doe    52,000\nBob Lee     61,000\n"), "3x2 ") << "aligned by blanks";
  EXPECT_EQ(shape("Dear all,\nplease find the list:\n\nname\tssn\nJane\t130-07-5728\n\nRegards\n"), "2x2 ")
      << "inside text";
  EXPECT_EQ(shape("name,dept,ssn\nJane,Payroll,1\nBob,IT\nAmy,Legal,2,extra\n"), "4x3 ") << "ragged";
}

TEST(TextTables, AreNotMadeOfProse) {
  EXPECT_EQ(shape("We met, as agreed, in June, and left, as agreed, in July.\nThen, of course, it rained, all week.\n"),
            "");
  EXPECT_EQ(shape("one line, only\n"), "");
  EXPECT_EQ(shape("It rained.  We stayed at home.\nNobody came by.  We slept.\nThen it stopped.  We went out.\n"), "")
      << "two blanks behind a full stop";
  EXPECT_EQ(shape("int rows;\nint columns;\nreturn rows;\n"), "") << "a mark that only ends its line";
  EXPECT_EQ(shape(""), "");
}

TEST(TextTables, AreNotMadeOfPrograms) {
  EXPECT_EQ(shape("#define NET_CSUM\t0\n#define NET_GUEST\t1\n#define NET_MAC\t5\n"), "");
  EXPECT_EQ(shape("  int    count;\n  float  share;\n  char   name[8];\n"), "");
  EXPECT_EQ(shape("f(a,b);\ng(c,d);\n"), "");
  EXPECT_EQ(shape("a;b;c;\nd;e;f;\n"), "2x4 ") << "a sign behind the last column";
}

TEST(TextTables, CellsLieInsideTheirLines) {
  const std::string text = "\xEF\xBB\xBFname,\"city, state\",ssn\n\"Doe, Jane\",\"Austin, TX\",130-07-5728\n";
  TextTables found;
  ASSERT_TRUE(find_text_tables(text, ByteClasses(text), found));
  const auto cell = [&](std::size_t index) {
    return text.substr(found.cells[index].begin, found.cells[index].end - found.cells[index].begin);
  };
  EXPECT_EQ(cell(0), "name");
  EXPECT_EQ(cell(3), "Doe, Jane");
  EXPECT_EQ(cell(5), "130-07-5728");
  for (std::size_t size = 0; size <= text.size(); ++size) {
    TextTables cut;
    find_text_tables(std::string_view(text).substr(0, size), ByteClasses(std::string_view(text).substr(0, size)), cut);
    for (const TextCell& each : cut.cells) {
      EXPECT_LE(each.begin, each.end);
      EXPECT_LE(each.end, size);
    }
  }
}

}  // namespace
}  // namespace constat
