#include "extract/xml.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "extract/extractors.h"
#include "support/document_output.h"

namespace constat {
namespace {

TEST(Xml, TextIsLinesThatNameTheirValues) {
  struct Case {
    std::string_view xml;
    std::string_view text;
    std::string_view why;
  };
  const Case cases[] = {
      {"<?xml version='1.0'?><a><name>Ann</name><ssn>536-90-4399</ssn></a>", "name: Ann\nssn: 536-90-4399\n", "leaves"},
      {"<?xml version='1.0'?><a pay='1'><!-- secret --></a>", "pay: 1\nsecret\n", "attributes and comments"},
      {"<?xml version='1.0'?><x:a xmlns:x='u'><x:b>caf&#233; &amp; &nbsp;t</x:b></x:a>", "b: caf\xC3\xA9 & \xC2\xA0t\n",
       "entities, also undeclared ones; prefixes fall away"},
      {"<?xml version='1.0'?><plist><dict><key>Phone</key><string>555</string></dict></plist>", "Phone: 555\n",
       "a property list's key names its value"},
      {"<?xml version='1.0'?><html><p>one <b>two</b>three</p><p>four</p></html>", "one twothree\nfour\n",
       "running text stays together"},
      {"<?xml version='1.0'?><a><Password><Value>Vr4nk0Zz</Value><PlainText>true</PlainText></Password></a>",
       "Password: Vr4nk0Zz\nPlainText: true\n", "a value is named by what stands around it"},
      {"<?xml version='1.0'?><a><![CDATA[1 < 2]]></a>", "a: 1 < 2\n", "CDATA"},
  };
  for (const Case& c : cases) {
    DocumentOutput out;
    MemorySource source(as_bytes(c.xml));
    SpillFile spill(-1);
    const Limits limits;
    ExtractContext context{{limits, spill}, "UTF-8", 1.0, std::nullopt, 0};
    ASSERT_TRUE(extract_xml(source, context, out)) << c.why;
    EXPECT_EQ(out.text_of(""), c.text) << c.why;
    EXPECT_TRUE(out.gaps.empty()) << c.why;
  }
}

TEST(Xml, RecordsAreRowsPlacedByTheirBytes) {
  const std::string xml =
      "<?xml version='1.0'?>\n<staff><employee id='1'><name>Ann</name><ssn>536-90-4399</ssn></employee>"
      "<employee id='2'><name>Bob</name><phone>1</phone><phone>2</phone></employee>"
      "<employee id='3'><name>Eve</name><ssn>536-90-4398</ssn></employee></staff>";
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(xml, out, &format));
  EXPECT_EQ(format, "xml");
  ASSERT_EQ(out.tables.size(), 1U);
  const DocumentOutput::Table& table = out.tables[0];
  EXPECT_EQ(table.name, "employee");
  EXPECT_EQ(table.columns, (std::vector<std::string>{"id", "name", "ssn", "phone"}));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[1].second, (std::vector<std::string>{"2", "Bob", "", "1; 2"}));
  EXPECT_EQ(xml.substr(table.offsets[2][2], 11), "536-90-4398");
}

TEST(Xml, RowsOfCellsAreTablesByPositionOrByName) {
  DocumentOutput excel;
  ASSERT_TRUE(
      extract_bytes("<?xml version='1.0'?><Workbook xmlns:ss='u'><Table><Row><Cell><Data>Name</Data></Cell><Cell>"
                    "<Data>SSN</Data></Cell></Row><Row><Cell><Data>Ann</Data></Cell><Cell><Data>1</Data></Cell>"
                    "</Row><Row><Cell ss:Index='2'><Data>2</Data></Cell></Row></Table></Workbook>",
                    excel));
  ASSERT_EQ(excel.tables.size(), 1U);
  EXPECT_TRUE(excel.tables[0].columns.empty());
  EXPECT_EQ(excel.tables[0].rows[1].second, (std::vector<std::string>{"Ann", "1"}));
  EXPECT_EQ(excel.tables[0].rows[2].second, (std::vector<std::string>{"", "2"}));
  DocumentOutput dump;
  ASSERT_TRUE(extract_bytes(
      "<?xml version='1.0'?><database><table_data><row><field name='id'>1</field><field name='ssn'>a</field></row>"
      "<row><field name='id'>2</field><field name='ssn'>b</field></row></table_data></database>",
      dump));
  ASSERT_EQ(dump.tables.size(), 1U);
  EXPECT_EQ(dump.tables[0].columns, (std::vector<std::string>{"id", "ssn"}));
  EXPECT_EQ(dump.tables[0].rows[1].second, (std::vector<std::string>{"2", "b"}));
}

// A sheet of a workbook is not one row whose cells are its rows.
TEST(Xml, RowsOfSeveralTablesStayRows) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(
      "<?xml version=\"1.0\"?><w><s><t><row><c>Name</c><c>SSN</c></row><row><c>Ann</c><c>1</c></row></t></s>"
      "<s><t><row><c>Name</c><c>SSN</c></row><row><c>Bob</c><c>2</c></row>"
      "<row><c>Eve</c><c>3</c></row></t></s></w>",
      out));
  std::vector<std::vector<std::string>> rows;
  for (const DocumentOutput::Table& table : out.tables) {
    for (const auto& [number, cells] : table.rows) rows.push_back(cells);
  }
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[4], (std::vector<std::string>{"Eve", "3"}));
}

TEST(Xml, BrokenXmlIsReadToTheBreakAndAsTextFromThere) {
  DocumentOutput out;
  const std::string xml = "<?xml version='1.0'?><a><name>Ann</name><oops></b> 536-90-4399";
  ASSERT_TRUE(extract_bytes(xml, out));
  ASSERT_EQ(out.gaps.size(), 1U);
  EXPECT_EQ(out.gaps[0].status, Status::partly_read);
  EXPECT_NE(out.all_text().find("name: Ann"), std::string::npos);
  EXPECT_NE(out.all_text().find("536-90-4399"), std::string::npos);
}

TEST(Xml, ACellBrokenOffIsReadToTheBreak) {
  DocumentOutput out;
  const std::string tail(400, '7');  // Long enough that the cell's text has to grow.
  ASSERT_TRUE(extract_bytes("<?xml version='1.0'?><table><tr><th>Name</th><th>SSN</th></tr><tr>" + tail +
                                "<th>Ann</th><th>536-90-4399 " + tail + "<b>" + tail,
                            out));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_NE(out.tables[0].rows.back().second[1].find("536-90-4399"), std::string::npos);
  EXPECT_TRUE(out.tables[0].rows.back().second[1].ends_with(tail + " " + tail));
}

TEST(Xml, BombsAndDepthAreBounded) {
  std::string bomb = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x0 'xxxxxxxxxxxxxxxxxxxxxxxx'>";
  for (int level = 1; level < 12; ++level) {
    bomb += "<!ENTITY x" + std::to_string(level) + " '";
    for (int copy = 0; copy < 10; ++copy) bomb += "&x" + std::to_string(level - 1) + ";";
    bomb += "'>";
  }
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(bomb + "]><a>&x11;</a>", out));
  EXPECT_EQ(out.gaps.size(), 1U);
  std::string deep = "<?xml version='1.0'?>";
  for (int level = 0; level < 100'000; ++level) deep += "<a>";
  DocumentOutput nested;
  ASSERT_TRUE(extract_bytes(deep + "536-90-4399", nested));
  EXPECT_EQ(nested.gaps.size(), 1U);
  EXPECT_NE(nested.all_text().find("536-90-4399"), std::string::npos);
}

TEST(Xml, NothingIsReadFromOutside) {
  DocumentOutput out;
  ASSERT_TRUE(
      extract_bytes("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;.</a>", out));
  EXPECT_EQ(out.all_text().find("root:"), std::string::npos);
}

TEST(Xml, EveryTruncationIsRead) {
  const std::string xml =
      "<?xml version='1.0' encoding='UTF-8'?><!-- c --><l><r a='1'><b>caf\xC3\xA9</b><c>2</c></r><r a='2'><b>y</b><c>"
      "&#65;</c></r><r/><r><b><d/></b></r></l>";
  for (std::size_t size = 0; size <= xml.size(); ++size) {
    DocumentOutput out;
    (void)extract_bytes(xml.substr(0, size), out);
    EXPECT_TRUE(is_valid_utf8(out.all_text()));
  }
}

TEST(Xml, LongTextComesInPassagesWithRightPlaces) {
  std::string xml = "<?xml version='1.0'?><a>";
  for (int line = 0; line < 2000; ++line)
    xml += "<n" + std::to_string(line % 7) + ">v" + std::to_string(line) + "</n" + std::to_string(line % 7) + "><x/>";
  xml += "</a>";
  Limits limits;
  limits.passage_bytes = 1000;
  limits.passage_margin_bytes = 100;
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(xml, out, nullptr, limits));
  EXPECT_GT(out.parts.size() + out.tables.size(), 1U);
  EXPECT_NE(out.all_text().find("v1999"), std::string::npos);
}

}  // namespace
}  // namespace constat
