#include <gtest/gtest.h>

#include "base/text.h"
#include "support/document_output.h"

namespace constat {
namespace {

constexpr std::string_view begin =
    "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n"
    "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" "
    "xmlns:x=\"urn:schemas-microsoft-com:office:excel\""
    " xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">";

std::string row(const DocumentOutput::Table& table, std::size_t index) {
  std::string text = std::to_string(table.rows.at(index).first);
  for (const std::string& cell : table.rows.at(index).second) text += "|" + cell;
  return text;
}

TEST(SpreadsheetXml, RowsAndColumnsAreWhereExcelShowsThem) {
  const std::string workbook =
      std::string(begin) +
      "<DocumentProperties xmlns=\"urn:schemas-microsoft-com:office:office\"><Author>Jo</Author></DocumentProperties>"
      "<Styles><Style ss:ID=\"s1\"><NumberFormat ss:Format=\"Short Date\"/></Style></Styles>"
      "<Worksheet ss:Name=\"Pay\"><Table ss:ExpandedColumnCount=\"4\"><Column ss:Width=\"60\"/>"
      "<Row><Cell><Data ss:Type=\"String\">Name</Data></Cell><Cell><Data ss:Type=\"String\">Born</Data></Cell></Row>"
      "<Row ss:Index=\"3\"><Cell ss:MergeAcross=\"1\"><ss:Data ss:Type=\"String\" "
      "xmlns=\"http://www.w3.org/TR/REC-html40\">"
      "<B>Ann</B> Lee</ss:Data></Cell><Cell><Data ss:Type=\"DateTime\">1970-03-14T00:00:00.000</Data></Cell></Row>"
      "<Row><Cell ss:Index=\"4\" ss:HRef=\"mailto:li@example.com\"><Data ss:Type=\"Number\">900000001.0</Data>"
      "<Comment ss:Author=\"Jo\"><ss:Data>check her SSN</ss:Data></Comment></Cell>"
      "<Cell><Data ss:Type=\"Boolean\">1</Data></Cell></Row></Table>"
      "<x:WorksheetOptions><x:PageSetup><x:Header x:Data=\"&amp;LConfidential\"/></x:PageSetup></x:WorksheetOptions>"
      "</Worksheet><Worksheet ss:Name=\"Old\"><Table><Row><Cell><Data ss:Type=\"String\">x</Data></Cell></Row></Table>"
      "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>";
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(workbook, out, &format));
  EXPECT_EQ(format, "xml-spreadsheet");
  EXPECT_EQ(out.inner_names, (std::vector<std::string>{"Pay", "Old"}));
  ASSERT_EQ(out.tables.size(), 2U);
  ASSERT_EQ(out.tables[0].rows.size(), 3U);
  EXPECT_EQ(row(out.tables[0], 0), "1|Name|Born");
  EXPECT_EQ(row(out.tables[0], 1), "3|Ann Lee||1970-03-14");
  EXPECT_EQ(row(out.tables[0], 2), "4||||900000001|TRUE");
  EXPECT_EQ(row(out.tables[1], 0), "1|x");
  EXPECT_EQ(out.text_of("meta/author"), "Jo");
  EXPECT_EQ(out.text_of("comments"), "Jo: check her SSN\n");
  EXPECT_EQ(out.text_of("links"), "mailto:li@example.com\n");
  EXPECT_EQ(out.text_of("headers"), "Confidential\n");
  EXPECT_EQ(out.notes, (std::vector<std::string>{"hidden sheet"}));
  EXPECT_TRUE(out.gaps.empty());
}

// Exports write names with "&" as they are: the rest is text, and it is told.
TEST(SpreadsheetXml, WhatIsBehindBrokenXmlIsNotLost) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(
      std::string(begin) + "<Worksheet ss:Name=\"A\"><Table><Row><Cell><Data>first</Data></Cell></Row>"
                           "<Row><Cell><Data>Lee & Co</Data></Cell></Row><Row><Cell><Data>last</Data></Cell></Row>",
      out));
  ASSERT_GE(out.tables.size(), 1U);
  EXPECT_EQ(row(out.tables[0], 0), "1|first");
  EXPECT_NE(out.all_text().find("last"), std::string::npos);
  ASSERT_EQ(out.gaps.size(), 1U);
  EXPECT_NE(out.gaps[0].reason.find("not well-formed"), std::string::npos);
}

TEST(SpreadsheetXml, ASheetThatIsPassedOverIsNotReadAndItsNeighboursAre) {
  DocumentOutput out;
  out.passed_over = "A";
  ASSERT_TRUE(
      extract_bytes(std::string(begin) +
                        "<Worksheet ss:Name=\"A\"><Table><Row><Cell><Data>one</Data></Cell></Row></Table></Worksheet>"
                        "<Worksheet ss:Name=\"B\"><Table><Row><Cell><Data>two</Data></Cell></Row></Table></Worksheet>"
                        "</Workbook>",
                    out));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(row(out.tables[0], 0), "1|two");
}

TEST(SpreadsheetXml, CutAnywhereItGivesWhatThereIs) {
  const std::string workbook = std::string(begin) +
                               "<Worksheet ss:Name=\"A\"><Table><Row ss:Index=\"99999999999999999999\"><Cell "
                               "ss:Index=\"4000000000\"><Data>one</Data><Comment><Data>c</Data></Comment></Cell></Row>"
                               "</Table></Worksheet></Workbook>";
  for (std::size_t size = 0; size <= workbook.size(); ++size) {
    DocumentOutput out;
    (void)extract_bytes(std::string_view(workbook).substr(0, size), out);
  }
}

}  // namespace
}  // namespace constat
