#include <gtest/gtest.h>

#include "support/document_output.h"
#include "support/zip_builder.h"

namespace constat {
namespace {

using test::ZipBuilder;
using Row = std::vector<std::string>;

std::string package(std::string_view kind, std::string_view body, std::string_view manifest = "<manifest/>",
                    std::string_view styles = "") {
  ZipBuilder zip;
  ZipBuilder::Options stored;
  stored.method = 0;
  zip.add("mimetype", "application/vnd.oasis.opendocument." + std::string(kind), stored);
  zip.add("META-INF/manifest.xml", manifest);
  zip.add("content.xml", "<office:document-content>" + std::string(styles) +
                             "<office:body><office:" + std::string(kind) + ">" + std::string(body) +
                             "</office:" + std::string(kind) + "></office:body></office:document-content>");
  zip.add("meta.xml",
          "<office:document-meta><office:meta><dc:title>Pay</dc:title><meta:initial-creator>Ann</meta:initial-creator>"
          "</office:meta></office:document-meta>");
  return zip.build();
}

TEST(Odf, TextsAreInReadingOrder) {
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(
      package(
          "text",
          "<text:tracked-changes><text:deletion><text:p>gone</text:p></text:deletion></text:tracked-changes>"
          "<text:h>Title</text:h><text:p>a<text:s text:c='2'/>b<text:tab/>c<text:line-break/>d<text:note>"
          "<text:note-citation>1</text:note-citation><text:note-body><text:p>foot</text:p></text:note-body></text:note>"
          "<office:annotation><dc:creator>Ann</dc:creator><dc:date>2014-11-24</dc:date><text:p>Fire him</text:p>"
          "</office:annotation><text:a xlink:href='mailto:ann@example.org'>write</text:a></text:p>"
          "<table:table table:name='T'><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell>"
          "<table:table-cell><text:p>SSN</text:p></table:table-cell></table:table-row></table:table><text:p>end</"
          "text:p>"),
      out, &format));
  EXPECT_EQ(format, "odt");
  EXPECT_EQ(out.text_of("body"), "Title\na  b\tc\ndwrite\nend\n");
  EXPECT_EQ(out.text_of("notes"), "foot\n");
  EXPECT_EQ(out.text_of("comments"), "Ann: Fire him\n");
  EXPECT_EQ(out.text_of("deleted"), "gone\n");
  EXPECT_EQ(out.text_of("links"), "mailto:ann@example.org\n");
  EXPECT_EQ(out.text_of("meta/title"), "Pay");
  EXPECT_EQ(out.text_of("meta/author"), "Ann");
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].rows[0].second, (Row{"Name", "SSN"}));
}

TEST(Odf, ASheetThatIsPassedOverIsNotReadAndItsNeighboursAre) {
  const auto sheet = [](const std::string& name) {
    return "<table:table table:name='" + name +
           "'><table:table-row><table:table-cell office:value-type='string'><text:p>in " + name +
           "</text:p><table:table table:name='inner'><table:table-row><table:table-cell><text:p>deep " + name +
           "</text:p></table:table-cell></table:table-row></table:table></table:table-cell></table:table-row>"
           "</table:table>";
  };
  DocumentOutput out;
  out.passed_over = "B";
  ASSERT_TRUE(extract_bytes(package("spreadsheet", sheet("A") + sheet("B") + sheet("C")), out));
  EXPECT_EQ(out.read_of_it, 0U);
  EXPECT_EQ(out.inner_names, (Row{"A", "B", "C"}));
  EXPECT_EQ(out.all_text().find("B"), std::string::npos) << out.all_text();
  EXPECT_NE(out.all_text().find("in A"), std::string::npos);
  EXPECT_NE(out.all_text().find("in C"), std::string::npos);
}

TEST(Odf, SheetsKeepRowsAndColumns) {
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(
      package(
          "spreadsheet",
          "<table:table table:name='Pay' table:style-name='ta2'>"
          "<table:table-column table:number-columns-repeated='2' table:visibility='collapse'/>"
          "<table:table-row table:number-rows-repeated='3'><table:table-cell/></table:table-row>"
          "<table:table-row><table:table-cell table:number-columns-repeated='2'/>"
          "<table:table-cell office:value-type='float' "
          "office:value='36904399'><text:p>036-90-4399</text:p></table:table-cell>"
          "<table:table-cell office:value-type='currency' office:value='52000'><text:p>52,000.00 "
          "EUR</text:p></table:table-cell>"
          "<table:table-cell office:value-type='date' "
          "office:date-value='2014-11-24'><text:p>24/11/14</text:p></table:table-cell>"
          "<table:table-cell office:value-type='percentage' office:value='0.07'/>"
          "<table:table-cell office:value-type='time' office:time-value='PT08H30M00S'/>"
          "<table:table-cell office:value-type='string'><office:annotation><text:p>see</text:p></office:annotation>"
          "<text:p>Ann</text:p></table:table-cell>"
          "<table:table-cell table:number-columns-repeated='16000'/></table:table-row>"
          "<table:table-row table:number-rows-repeated='2'><table:table-cell office:value-type='string' "
          "table:number-columns-repeated='2'><text:p>x</text:p></table:table-cell></table:table-row>"
          "<table:table-row table:number-rows-repeated='1048000'><table:table-cell/></table:table-row></table:table>",
          "<manifest/>",
          "<office:automatic-styles><style:style style:name='ta2' style:family='table'>"
          "<style:table-properties table:display='false'/></style:style></office:automatic-styles>"),
      out, &format));
  EXPECT_EQ(format, "ods");
  EXPECT_EQ(out.inner_names, (Row{"Pay"}));
  ASSERT_EQ(out.tables.size(), 1U);
  const auto& rows = out.tables[0].rows;
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].first, 4U);
  EXPECT_EQ(rows[0].second, (Row{"", "", "036-90-4399", "52000", "2014-11-24", "7%", "08:30:00", "Ann"}));
  EXPECT_EQ(rows[1].first, 5U);
  EXPECT_EQ(rows[2].first, 6U);
  EXPECT_EQ(rows[2].second, (Row{"x", "x"}));
  EXPECT_EQ(out.text_of("comments"), "H4 see\n");
  EXPECT_EQ(out.notes, (Row{"hidden columns: A-B"}));
}

TEST(Odf, RepeatedCellsAreNoBomb) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(
      package(
          "spreadsheet",
          "<table:table><table:table-row table:number-rows-repeated='18446744073709551615'><table:table-cell "
          "office:value-type='string' table:number-columns-repeated='99999999999'><text:p>x</text:p></table:table-cell>"
          "</table:table-row></table:table>"),
      out));
  EXPECT_LT(out.tables[0].rows.size(), 1000U);
  EXPECT_FALSE(out.gaps.empty());
}

TEST(Odf, SlidesAndFlatDocumentsAreRead) {
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(
      "<?xml version='1.0'?><office:document office:mimetype=\"application/vnd.oasis.opendocument.presentation\">"
      "<office:body><office:presentation><draw:page><draw:frame><draw:text-box><text:p>one</text:p></draw:text-box>"
      "</draw:frame><presentation:notes><text:p>say</text:p></presentation:notes></draw:page><draw:page><text:p>two"
      "</text:p><draw:image><office:binary-data>iVBORw==</office:binary-data></draw:image></draw:page>"
      "</office:presentation></office:body></office:document>",
      out, &format));
  EXPECT_EQ(format, "odp");
  EXPECT_EQ(out.text_of("slide1"), "one\n");
  EXPECT_EQ(out.text_of("slide1/notes"), "say\n");
  EXPECT_EQ(out.text_of("slide2"), "two\n");
  ASSERT_EQ(out.children.size(), 1U);
  EXPECT_EQ(out.children[0].bytes, "\x89PNG");
}

TEST(Odf, EncryptedPackagesAreToldAsSuch) {
  DocumentOutput out;
  const auto result = extract_bytes(
      package("text", "", "<manifest><file-entry full-path='content.xml'><encryption-data/></file-entry></manifest>"),
      out);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::encrypted);
}

TEST(Odf, APackageCutAnywhereDoesNotHarm) {
  const std::string whole =
      package("spreadsheet",
              "<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>"
              "</table:table-row></table:table>");
  for (std::size_t size = 0; size < whole.size(); size += 3) {
    DocumentOutput out;
    (void)extract_bytes(std::string_view(whole).substr(0, size), out);
    EXPECT_TRUE(out.inner.empty());
  }
}

}  // namespace
}  // namespace constat
