#include <gtest/gtest.h>

#include "extract/spreadsheet.h"
#include "support/document_output.h"
#include "support/zip_builder.h"

namespace constat {
namespace {

using test::ZipBuilder;
using Row = std::vector<std::string>;

constexpr std::string_view styles =
    "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='000\\-00\\-0000'/>"
    "<numFmt numFmtId='165' formatCode='dd/mm/yyyy;@'/><numFmt numFmtId='166' formatCode='00000'/></numFmts>"
    "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='22'/>"
    "<xf numFmtId='166'/></cellXfs></styleSheet>";

// A workbook with one sheet "Payroll" of those rows.
ZipBuilder workbook(std::string_view rows, std::string_view properties = "", std::string_view after = "") {
  ZipBuilder zip;
  zip.add("[Content_Types].xml", "<Types/>");
  zip.add("xl/workbook.xml", "<workbook xmlns:r='x'>" + std::string(properties) +
                                 "<sheets><sheet name='Payroll' sheetId='1' r:id='rId1'/></sheets></workbook>");
  zip.add("xl/_rels/workbook.xml.rels",
          "<Relationships><Relationship Id='rId1' Type='x/worksheet' Target='worksheets/sheet1.xml'/>"
          "<Relationship Id='rId2' Type='x/sharedStrings' Target='sharedStrings.xml'/>"
          "<Relationship Id='rId3' Type='x/styles' Target='styles.xml'/></Relationships>");
  zip.add("xl/styles.xml", styles);
  zip.add("xl/sharedStrings.xml",
          "<sst><si><t>Name</t></si><si><r><t>Ann </t></r><r><t>Example</t></r><rPh><t>phonetic</t></rPh></si>"
          "<si><t>two_x000D_\nlines _x005F_x</t></si></sst>");
  zip.add("xl/worksheets/sheet1.xml",
          "<worksheet><sheetData>" + std::string(rows) + "</sheetData>" + std::string(after) + "</worksheet>");
  return zip;
}

TEST(Xlsx, CellsShowWhatAPersonSeesInTheirColumn) {
  struct Case {
    std::string_view cells;
    Row row;
    std::string_view why;
  };
  const Case cases[] = {
      {"<c r='A1' t='s'><v>0</v></c><c r='C1' t='s'><v>1</v></c>", {"Name", "", "Ann Example"}, "a missing cell"},
      {"<c t='s'><v>0</v></c><c t='s'><v>0</v></c>", {"Name", "Name"}, "no references"},
      {"<c r='A1' t='inlineStr'><is><r><t>in</t></r><r><t>line</t></r></is></c>", {"inline"}, "inline text"},
      {"<c r='A1' t='str'><f>A2&amp;B2</f><v>joined</v></c>", {"joined"}, "a formula's result"},
      {"<c r='A1' t='b'><v>1</v></c><c r='B1' t='e'><v>#N/A</v></c>", {"TRUE", "#N/A"}, "truth and error"},
      {"<c r='A1'><v>52000</v></c><c r='B1'><v>1.1000000000000001</v></c>", {"52000", "1.1"}, "no float noise"},
      {"<c r='A1'><v>1.2345678901234E+14</v></c><c r='B1'><v>5E-2</v></c>", {"123456789012340", "0.05"}, "no exponent"},
      {"<c r='A1'><v>4111111111111111</v></c>", {"4111111111111111"}, "long digits stay"},
      {"<c r='A1' s='1'><v>41967</v></c>", {"2014-11-24"}, "built-in date format"},
      {"<c r='A1' s='3'><v>25569</v></c>", {"1970-01-01"}, "custom date format"},
      {"<c r='A1' s='4'><v>41967.354166666664</v></c>", {"2014-11-24 08:30:00"}, "date and time"},
      {"<c r='A1' s='2'><v>36904399</v></c>", {"036-90-4399"}, "an id's format"},
      {"<c r='A1' s='5'><v>1234</v></c>", {"01234"}, "leading zeros"},
      {"<c r='A1' t='d'><v>2014-11-24T00:00:00</v></c>", {"2014-11-24"}, "ISO date"},
      {"<c r='A1' t='s'><v>2</v></c>", {"two\nlines _x"}, "escaped characters"},
  };
  for (const Case& c : cases) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(workbook("<row r='17'>" + std::string(c.cells) + "</row>").build(), out, &format));
    EXPECT_EQ(format, "xlsx");
    ASSERT_EQ(out.tables.size(), 1U);
    EXPECT_EQ(out.tables[0].inner, "Payroll");
    ASSERT_EQ(out.tables[0].rows.size(), 1U) << c.why;
    EXPECT_EQ(out.tables[0].rows[0].first, 17U);
    EXPECT_EQ(out.tables[0].rows[0].second, c.row) << c.why;
    EXPECT_TRUE(out.gaps.empty()) << c.why;
  }
}

TEST(Xlsx, TheYear1904AndTheDayThatNeverWas) {
  struct Case {
    double serial;
    bool is_1904;
    std::string_view shown;
  };
  const Case cases[] = {{1, false, "1900-01-01"},  {59, false, "1900-02-28"},      {60, false, "1900-02-29"},
                        {61, false, "1900-03-01"}, {0, true, "1904-01-01"},        {40505, true, "2014-11-24"},
                        {0.5, false, "12:00:00"},  {2958465, false, "9999-12-31"}, {-1, false, "-1"}};
  for (const Case& c : cases) {
    std::string shown;
    (void)NumberFormat::of_builtin(14).append(shown, c.serial, "", c.is_1904);
    EXPECT_EQ(shown, c.shown) << c.serial;
  }
}

TEST(Xlsx, FormatCodesAreUnderstood) {
  struct Case {
    std::string_view code;
    double value;
    std::string_view shown;
  };
  const Case cases[] = {
      {"General", 12.5, "12.5"},
      {"#,##0.00", 52000, "52000"},
      {"0%", 0.07, "7%"},
      {"[$-409]d-mmm-yy;@", 41967, "2014-11-24"},
      {"[Red]0.00", 1.5, "1.5"},
      {"h:mm AM/PM", 0.354166666666667, "08:30:00"},
      {"[h]:mm:ss", 1.5, "36:00:00"},
      {"\"day\" 0", 3, "3"},
      {"(###) ###-####", 2125550143, "(212) 555-0143"},
      {"00 00 00 00 00", 612345678, "06 12 34 56 78"},
      {"0000 0000 0000 0000", 4111111111111111, "4111 1111 1111 1111"},
      {"000-00-0000", 1234567890, "1234-56-7890"},
      {"0.00E+00", 123456, "123456"},
      {"yyyy\"年\"m\"月\"", 41967, "2014-11-24"},
      {"# ?/?", 0.5, "0.5"},
  };
  for (const Case& c : cases) {
    std::string shown;
    (void)NumberFormat::of_code(c.code).append(shown, c.value, "", false);
    EXPECT_EQ(shown, c.shown) << c.code;
  }
}

TEST(Xlsx, HiddenSheetsColumnsAndRowsAreNoted) {
  ZipBuilder zip;
  zip.add("[Content_Types].xml", "<Types/>");
  zip.add("xl/workbook.xml",
          "<x:workbook xmlns:x='y'><x:sheets><x:sheet name='A' q:id='1' xmlns:q='z'/>"
          "<x:sheet name='Pay' state='veryHidden' q:id='2'/></x:sheets></x:workbook>");
  zip.add("xl/worksheets/sheet1.xml",
          "<x:worksheet><x:cols><x:col min='3' max='4' hidden='1'/></x:cols><x:sheetData><x:row r='5' hidden='1'>"
          "<x:c r='C5'><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>");
  zip.add("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>");
  zip.add("xl/worksheets/sheet9.xml", "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>");
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(zip.build(), out));
  EXPECT_EQ(out.inner_names, (std::vector<std::string>{"A", "Pay", "sheet9"})) << "an unlisted sheet is read too";
  EXPECT_EQ(out.tables[0].rows[0].second, (Row{"", "", "7"}));
  EXPECT_EQ(out.notes, (std::vector<std::string>{"hidden columns: C-D", "1 hidden rows: 5"}));
}

// Its part is read as what it is besides: a member.
TEST(Xlsx, ASheetThatIsPassedOverIsNotReadAndItsNeighboursAre) {
  ZipBuilder zip;
  zip.add("[Content_Types].xml", "<Types/>");
  zip.add("xl/workbook.xml",
          "<workbook><sheets><sheet name='A' r:id='1'/><sheet name='B' r:id='2'/></sheets></workbook>");
  for (const char* const name : {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}) {
    zip.add(name, "<worksheet><sheetData><row><c><v>" + std::string(name) + "</v></c></row></sheetData></worksheet>");
  }
  DocumentOutput out;
  out.passed_over = "A";
  ASSERT_TRUE(extract_bytes(zip.build(), out));
  EXPECT_EQ(out.read_of_it, 0U);
  EXPECT_EQ(out.inner_names, (std::vector<std::string>{"A", "B"}));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].inner, "B");
  ASSERT_EQ(out.children.size(), 1U);
  EXPECT_EQ(out.children[0].name, "xl/worksheets/sheet1.xml");
}

TEST(Xlsx, CommentsAndLinksAreInTheSheet) {
  ZipBuilder zip = workbook("<row r='1'><c r='A1'><v>1</v></c></row>", "",
                            "<hyperlinks><hyperlink ref='A1' r:id='h'/></hyperlinks><headerFooter><oddHeader>"
                            "&amp;L&amp;\"Arial\"&amp;12Studio&amp;RPage &amp;P</oddHeader></headerFooter>");
  zip.add(
      "xl/worksheets/_rels/sheet1.xml.rels",
      "<Relationships><Relationship Id='h' Type='x/hyperlink' Target='mailto:ann@example.org' TargetMode='External'/>"
      "<Relationship Id='c' Type='x/comments' Target='../comments1.xml'/>"
      "<Relationship Id='t' Type='x/threadedComment' Target='../threadedComments/threadedComment1.xml'/>"
      "</Relationships>");
  zip.add(
      "xl/comments1.xml",
      "<comments><authors><author>Bob</author></authors><commentList><comment ref='B4' authorId='0'><text><r><t>SSN "
      "</t></r><r><t>536-90-4399</t></r></text></comment></commentList></comments>");
  zip.add("xl/persons/person.xml",
          "<personList><person displayName='Ann' id='{1}' userId='ann@example.org'/></personList>");
  zip.add("xl/threadedComments/threadedComment1.xml",
          "<ThreadedComments><threadedComment ref='C5' "
          "personId='{1}'><text>check</text></threadedComment></ThreadedComments>");
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(zip.build(), out));
  EXPECT_EQ(out.text_of("comments"), "B4 Bob: SSN 536-90-4399\nC5 Ann: check\n");
  EXPECT_EQ(out.text_of("links"), "A1 mailto:ann@example.org\n");
  EXPECT_EQ(out.text_of("headers"), "Studio Page\n");
}

TEST(Xlsx, APivotCacheKeepsTheRowsOfItsSource) {
  ZipBuilder zip = workbook("");
  zip.add(
      "xl/pivotCache/pivotCacheDefinition1.xml",
      "<pivotCacheDefinition><cacheFields><cacheField name='Name'><sharedItems><s v='Ann'/></sharedItems></cacheField>"
      "<cacheField name='Pay'><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>");
  zip.add("xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels",
          "<Relationships><Relationship Id='r' Type='x/pivotCacheRecords' "
          "Target='pivotCacheRecords1.xml'/></Relationships>");
  zip.add("xl/pivotCache/pivotCacheRecords1.xml",
          "<pivotCacheRecords><r><x v='0'/><n v='52000'/></r></pivotCacheRecords>");
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(zip.build(), out));
  ASSERT_EQ(out.tables.size(), 2U);
  EXPECT_EQ(out.tables[1].columns, (Row{"Name", "Pay"}));
  EXPECT_EQ(out.tables[1].rows[0].second, (Row{"Ann", "52000"}));
}

TEST(Xlsx, LyingAndBrokenSheetsAreTold) {
  struct Case {
    std::string_view rows;
    std::string_view why;
  };
  const Case cases[] = {
      {"<row r='1'><c r='A1' t='s'><v>99</v></c><c r='B1'><v>1</v></c></row>", "a text that does not exist"},
      {"<row r='1'><c r='ZZZZ1'><v>1</v></c></row>", "a column beyond the widest table"},
      {"<row r='1'><c r='A1'><v>1</v></c></row><row", "XML breaks off"},
      {"<row r='1'><c r='A1' t='s'><v>-1</v></c></row>", "a negative index"},
  };
  for (const Case& c : cases) {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(workbook(c.rows).build(), out));
    EXPECT_FALSE(out.gaps.empty()) << c.why;
    EXPECT_TRUE(out.inner.empty()) << "every inner item was ended";
  }
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(
      workbook("<row r='18446744073709551615'><c r='AAAAAAAAAAAAAAAAAAAA99999999999999999999999'><v>1</v></c></row>")
          .build(),
      out));
}

TEST(Xlsx, AWorkbookCutAnywhereDoesNotHarm) {
  const std::string whole = workbook("<row r='1'><c r='A1' t='s'><v>1</v></c></row>").build();
  for (std::size_t size = 0; size < whole.size(); size += 3) {
    DocumentOutput out;
    (void)extract_bytes(std::string_view(whole).substr(0, size), out);
    EXPECT_TRUE(out.inner.empty());
  }
}

TEST(Spreadsheet, TextsThatOutgrowMemoryAreReadBack) {
  Limits limits;
  SpillFile spill(-1);
  StringTable strings(limits, spill);
  ASSERT_TRUE(strings.append("first"));
  ASSERT_TRUE(strings.append(""));
  EXPECT_FALSE(strings.append(std::string(97U << 20, 'x'))) << "no spill file";
  EXPECT_EQ(strings.get(0), "first");
  EXPECT_EQ(strings.get(1), "");
  EXPECT_EQ(strings.get(2), std::nullopt);
}

}  // namespace
}  // namespace constat
