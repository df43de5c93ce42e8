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

// What the shells of databases print.
TEST(TextTables, RulesAreNotRowsAndPartNone) {
  EXPECT_EQ(shape("+------+-----+\n| name | ssn |\n+------+-----+\n| Jane | 1   |\n+------+-----+\n| Bob  | 2   |\n"
                  "+------+-----+\n"),
            "3x2 ")
      << "a rule between all rows";
  EXPECT_EQ(shape("+------+-----+\n| name | ssn |\n+======+=====+\n| Jane | 1   |\n"), "2x2 ") << "reStructuredText";
  EXPECT_EQ(shape(" id | name \n----+------\n  1 | Jane \n  2 | Bob \n(2 rows)\n"), "3x2 ") << "psql";
  EXPECT_EQ(
      shape("\u250C\u2500\u2500\u2500\u252C\u2500\u2500\u2510\n\u2502 a \u2502 b \u2502\n"
            "\u251C\u2500\u2500\u2500\u253C\u2500\u2500\u2524\n\u2502 c \u2502 d \u2502\n\u2502 e \u2502 f \u2502\n"
            "\u2514\u2500\u2500\u2500\u2534\u2500\u2500\u2518\n"),
      "3x2 ")
      << "box drawing";
  EXPECT_EQ(shape("\u2551 a \u2551 b \u2551\n\u2551 c \u2551 d \u2551\n"), "2x2 ") << "double lines";
  EXPECT_EQ(shape("\u2500\u2500\u2500\u2500\nprose \u2500 a dash\nprose\n"), "");
}

// The cells of the last row of the last table, with bars between.
std::string last_row(std::string_view text) {
  TextTables found;
  if (!find_text_tables(text, ByteClasses(text), found)) return {};
  std::string cells;
  const TextRow& row = found.rows.back();
  for (std::size_t cell = row.first_cell; cell < row.first_cell + row.cell_count; ++cell) {
    cells += (cell == row.first_cell ? "" : "|") +
             std::string(text.substr(found.cells[cell].begin, found.cells[cell].end - found.cells[cell].begin));
  }
  return cells;
}

TEST(TextTables, RecordsOfFixedWidthAreCutWhereTheirFieldsBegin) {
  EXPECT_EQ(last_row("512486193HOLLOWAY            MARGARET       19710314F0006125000\n"
                     "271553201KOWALCZYK           DENNIS         19801102M0005840000\n"
                     "212486193BAUMGART            TERESA         19660729F0007231000\n"
                     "130075728PRITCHARD           WALTER         19590108M0004980000\n"),
            "130075728|PRITCHARD|WALTER|19590108|M|0004980000")
      << "numbers beside names, a letter between two numbers";
  EXPECT_EQ(last_row("Vogel          Anna        12041975 DE89370400440532013000 0308934412\n"
                     "Brandt         Uwe         30091982 DE75512108001245126199 0895512388\n"
                     "Schulze        Katrin      01121969 DE12500105170648489890 0211334455\n"
                     "Kr\xC3\xBC"
                     "ger         Stefan      17061988 DE02120300000000202051 0403344556\n"),
            "Kr\xC3\xBC"
            "ger|Stefan|17061988|DE02120300000000202051|0403344556")
      << "one blank, and an account's number stays whole";
  EXPECT_EQ(last_row("Name            Town            Number\nAnna Vogel      Bad Homburg     123456\n"
                     "Kurt Brandt     Bad Nauheim     123457\nOtto Schulz     Bad Kreuzen     123458\n"),
            "Otto Schulz|Bad Kreuzen|123458")
      << "a header says itself where the columns are";
}

// Rows under dashes are cut where the columns begin: cells may be empty, or parted by one blank.
TEST(TextTables, DashesUnderAHeaderTellItsColumns) {
  const struct {
    std::string_view text;
    std::string_view cells;  // Of the last row.
    std::string_view why;
  } cases[] = {
      {"NAME       SSN       HIRED\n---------- --------- ---------\nJane Smith 130075728 01-MAY-24\n",
       "Jane Smith|130075728|01-MAY-24", "sqlplus: one blank"},
      {"Name       Salary Town\n----       ------ ----\nJane       900000 Kent\nBob Li            Hull\n",
       "Bob Li||Hull", "an empty cell"},
      {"Name     Length\n----     ------\na            12\nb     123456789\n", "b|123456789",
       "flush right, wider than its dashes"},
      {"Name       SSN       Town\n---------- --------- ----\nJos\xC3\xA9 Ruiz  130075728 Jerez\n",
       "Jos\xC3\xA9 Ruiz|130075728|Jerez", "in characters"},
      {"name       ssn\r\n---------- ---------\r\nJane Smith 130075728\r\n\r\n(1 rows affected)\r\n",
       "Jane Smith|130075728", "sqlcmd"},
      {"NAME\t   SSN\n---------- ---------\nJane\t   130075728\n", "Jane|130075728", "tabs for blanks"},
      {"Staff of May\n\nName       SSN\n========== =========\nJane Smith 130075728\nthe end\n", "Jane Smith|130075728",
       "a line that holds no row ends it"},
  };
  for (const auto& c : cases) {
    TextTables found;
    find_text_tables(c.text, ByteClasses(c.text), found);
    ASSERT_EQ(found.tables.size(), 1U) << c.why;
    const TextRow& row = found.rows.back();
    std::string cells;
    for (std::size_t cell = 0; cell < row.cell_count; ++cell) {
      const TextCell& each = found.cells[row.first_cell + cell];
      cells += (cell > 0 ? "|" : "") + std::string(c.text.substr(each.begin, each.end - each.begin));
    }
    EXPECT_EQ(cells, c.cells) << c.why;
  }
  EXPECT_EQ(shape("Title  of\nChapter\n------- -\nprose\n"), "");
  EXPECT_EQ(shape("a\n- - - -\nb\n"), "") << "an ornament";
}

TEST(TextTables, AHeaderTellsTheColumnsThatOneBlankParts) {
  const std::string report =
      "EMPNO  EMP_NM                    SSN         DOB       ANN_SAL    DEPT\n"
      "104470  KOWALCZYK, DEBORAH A.     412-55-8731 06/19/71   58,240.00  0410\n"
      "104471  WHITFIELD, TYRONE J JR    257-31-9046 11/02/84   71,500.00  0410\n";
  EXPECT_EQ(shape(report), "3x6 ");
  EXPECT_EQ(last_row(report), "104471|WHITFIELD, TYRONE J JR|257-31-9046|11/02/84|71,500.00|0410");
  EXPECT_EQ(shape("Two words here  and there\nno gap at all in this line of prose  but one\n"), "");
}

TEST(TextTables, ARowWithoutAValueStaysInItsTable) {
  const std::string list =
      "Nr    Name            Telefon     Ort\n"
      "1     Koch, Uwe       0521 33871  Bonn\n"
      "2     Vogel, Anna                 Kiel\n"
      "3     Brandt, Jens    0521 44562  Ulm\n";
  EXPECT_EQ(shape(list), "4x4 ");
  EXPECT_EQ(last_row(list.substr(0, list.find("3  "))), "2|Vogel, Anna||Kiel");
  EXPECT_EQ(shape(list + "and so on to  the end of it\n"), "4x4 ") << "what stands under no label is no row";
}

TEST(TextTables, OfAPageMayHaveEmptyLinesBetweenTheirRows) {
  constexpr std::string_view page =
      "                      Payroll Report\n"
      "Emp No   Name                         SSN           DOB\n\n"
      "11764    Sorensen, Robert             565-50-2587   08/03/1969\n\n"
      "12254    Brooks, Robert               401-99-8123   09/28/1986\n\n"
      "81207    Barnes, Rita                 276-78-8825   02/19/1954\n";
  EXPECT_EQ(shape(page), "4x4 ");
  std::string windows;
  for (const char c : page) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(shape(windows), "4x4 ");
  EXPECT_EQ(shape("a    b    c\n\nd    e    f\n\n\ng    h    i\n"), "") << "two empty lines end it";
  EXPECT_EQ(shape("-a    all\n\n-b    both\n\n-c    none\n"), "") << "options of a program";
  EXPECT_EQ(shape("a    b    c\nd    e    f\ng    h    i\n\nj    k    l\n"), "3x3 ") << "the others stand close";
}

TEST(TextTables, AreNotMadeOfAlignedLabels) {
  EXPECT_EQ(shape("Name           : Jane Smith\nSSN            : 130075728\nEmail          : j@example.org\n"), "");
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
