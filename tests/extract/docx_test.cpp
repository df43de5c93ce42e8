#include <gtest/gtest.h>

#include "support/document_output.h"
#include "support/zip_builder.h"

namespace constat {
namespace {

using test::ZipBuilder;

constexpr std::string_view types =
    "<?xml version='1.0'?><Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>";
constexpr std::string_view root_relationships =
    "<Relationships><Relationship Id='r1' Type='http://x/officeDocument' Target='/word/document.xml'/>"
    "</Relationships>";

// A document whose body is `body`, in WordprocessingML with the usual prefix.
ZipBuilder document(std::string_view body) {
  ZipBuilder zip;
  zip.add("[Content_Types].xml", types);
  zip.add("_rels/.rels", root_relationships);
  zip.add("word/document.xml", "<w:document xmlns:w='x'><w:body>" + std::string(body) + "</w:body></w:document>");
  return zip;
}

TEST(Docx, BodyIsInReadingOrder) {
  struct Case {
    std::string_view body;
    std::string_view text;
    std::string_view why;
  };
  const Case cases[] = {
      {"<w:p><w:r><w:t>Ann </w:t></w:r><w:r><w:t>Example</w:t></w:r></w:p><w:p/>", "Ann Example\n", "runs join"},
      {"<w:p><w:r><w:t>SSN:</w:t><w:tab/><w:t>536-90-4399</w:t><w:br/><w:t>x</w:t></w:r></w:p>",
       "SSN:\t536-90-4399\nx\n", "tab and break"},
      {"<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r></w:p>", "a\n",
       "a tab stop is no tab"},
      {"<w:p><w:r><w:t>536</w:t><w:noBreakHyphen/><w:t>90</w:t></w:r></w:p>", "536-90\n", "no-break hyphen"},
      {"<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:t>here</w:t></w:r></w:p>", "here\n",
       "a deletion is not in the body"},
      {"<w:p><w:r><w:t>a &amp; b &#233;</w:t></w:r></w:p>", "a & b \xC3\xA9\n", "references"},
      {"<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>once</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r>"
       "<w:t>once</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>",
       "once\n", "alternate content is told once"},
      {"<w:p><w:r><w:t>a\x01z</w:t></w:r></w:p>", "a z\n", "a control character that XML forbids"},
  };
  for (const Case& c : cases) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(document(c.body).build(), out, &format));
    EXPECT_EQ(format, "docx");
    EXPECT_EQ(out.text_of("body"), c.text) << c.why;
    EXPECT_TRUE(out.gaps.empty()) << c.why;
  }
}

TEST(Docx, OtherPrefixesAndTheStrictNamespaceReadAlike) {
  ZipBuilder zip;
  zip.add("[Content_Types].xml", types);
  zip.add("word\\document.xml",
          "<document xmlns='http://purl.oclc.org/ooxml/wordprocessingml/main'><body><p><r><t>strict</t></r></p></body>"
          "</document>");
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(zip.build(), out));
  EXPECT_EQ(out.text_of("body"), "strict\n");
}

TEST(Docx, TablesKeepTheirColumns) {
  DocumentOutput out;
  const std::string_view body =
      "<w:p><w:r><w:t>Before</w:t></w:r></w:p>"
      "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>Name</w:t></w:r></w:p></w:tc>"
      "<w:tc><w:p><w:r><w:t>SSN</w:t></w:r></w:p></w:tc></w:tr>"
      "<w:tr><w:tc><w:p><w:r><w:t>Ann</w:t></w:r></w:p><w:p><w:r><w:t>Example</w:t></w:r></w:p></w:tc><w:tc><w:p/></"
      "w:tc>"
      "<w:tc><w:p><w:r><w:t>536-90-4399</w:t></w:r></w:p>"
      "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>inner</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>"
      "<w:p><w:r><w:t>After</w:t></w:r></w:p>";
  ASSERT_TRUE(extract_bytes(document(body).build(), out));
  ASSERT_EQ(out.tables.size(), 2U);
  EXPECT_EQ(out.tables[0].part, "table1");
  EXPECT_EQ(out.tables[0].rows[0].second, (std::vector<std::string>{"Name", "", "SSN"})) << "a span fills its columns";
  EXPECT_EQ(out.tables[0].rows[1].second, (std::vector<std::string>{"Ann\nExample", "", "536-90-4399"}));
  EXPECT_EQ(out.tables[1].part, "table2");
  EXPECT_EQ(out.tables[1].rows[0].second, (std::vector<std::string>{"inner"}));
  EXPECT_EQ(out.text_of("body"), "Before\nAfter\n");
  EXPECT_EQ(out.parts.back().offset_bytes, 7U) << "the body's offset runs on after a table";
}

TEST(Docx, WhatLiesBesideTheBodyIsToldWithItsPart) {
  ZipBuilder zip = document(
      "<w:p><w:r><w:t>Body</w:t></w:r><w:r><w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent></w:r>"
      "<w:del><w:r><w:delText>536-90-4399</w:delText></w:r></w:del>"
      "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>"
      "<w:r><w:instrText>HYPERLINK "
      "\"mailto:ann@example.org\"</w:instrText></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
      "<w:drawing><wp:docPr name='scan.jpg' descr='Passport of Ann'/></w:drawing></w:p>");
  zip.add("word/_rels/document.xml.rels",
          "<Relationships><Relationship Id='r9' Type='http://x/hyperlink' Target='mailto:bob%40example.org' "
          "TargetMode='External'/></Relationships>");
  zip.add("word/header1.xml", "<w:hdr><w:p><w:r><w:t>Confidential</w:t></w:r></w:p></w:hdr>");
  zip.add("word/footnotes.xml",
          "<w:footnotes><w:footnote><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnote></w:footnotes>");
  zip.add("word/comments.xml",
          "<w:comments><w:comment w:author='Ann Example'><w:p><w:r><w:t>Fire "
          "him</w:t></w:r></w:p></w:comment></w:comments>");
  zip.add("docProps/core.xml", "<cp:coreProperties><dc:creator>Ann Example</dc:creator></cp:coreProperties>");
  zip.add("docProps/custom.xml",
          "<Properties><property name='Client'><vt:lpwstr>Studio</vt:lpwstr></property></Properties>");
  zip.add("word/media/image1.png", "\x89PNG");
  zip.add("word/vbaProject.bin", "macro");
  zip.add("word/theme/theme1.xml", "<a:theme/>");
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(zip.build(), out));
  EXPECT_EQ(out.text_of("body"), "Body\n");
  EXPECT_EQ(out.text_of("textboxes"), "boxed\n");
  EXPECT_EQ(out.text_of("deleted"), "536-90-4399\nmoved\n");
  EXPECT_EQ(out.text_of("pictures"), "scan.jpg\nPassport of Ann\n");
  EXPECT_EQ(out.text_of("links"), "mailto:bob@example.org\n");
  EXPECT_EQ(out.text_of("header1"), "Confidential\n");
  EXPECT_EQ(out.text_of("footnotes"), "note\n");
  EXPECT_EQ(out.text_of("comments"), "Ann Example: Fire him\n");
  EXPECT_EQ(out.text_of("meta/author"), "Ann Example");
  EXPECT_EQ(out.text_of("meta/custom"), "Client: Studio");
  ASSERT_EQ(out.children.size(), 2U) << "structure is no member";
  EXPECT_EQ(out.children[0].name, "word/media/image1.png");
  EXPECT_EQ(out.children[1].bytes, "macro");
  EXPECT_TRUE(out.gaps.empty());
}

TEST(Docx, BrokenAndHostileDocumentsAreToldAndDoNotHarm) {
  {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(document("<w:p><w:r><w:t>kept</w:t></w:r></w:p><w:p><w:r>").build(), out));
    EXPECT_EQ(out.text_of("body"), "kept\n");
    ASSERT_EQ(out.gaps.size(), 1U);
    EXPECT_EQ(out.gaps[0].status, Status::partly_read);
  }
  {
    ZipBuilder zip;
    zip.add("[Content_Types].xml", types);
    std::string bomb = "<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a 'laugh'>";
    for (char c = 'b'; c < 'k'; ++c) {
      bomb += std::string("<!ENTITY ") + c + " '";
      for (int count = 0; count < 10; ++count) bomb += std::string("&") + static_cast<char>(c - 1) + ";";
      bomb += "'>";
    }
    zip.add("word/document.xml", bomb + "]><d><p><r><t>x&j;y</t></r></p></d>");
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(zip.build(), out));
    EXPECT_EQ(out.text_of("body"), "xy\n");
    ASSERT_FALSE(out.gaps.empty()) << "what was left out is told";
  }
  {
    std::string deep;
    for (int depth = 0; depth < 100'000; ++depth) deep += "<w:p>";
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(document(deep).build(), out));
    ASSERT_FALSE(out.gaps.empty());
    EXPECT_EQ(out.gaps[0].status, Status::partly_read);
  }
}

TEST(Docx, ADocumentCutAnywhereIsReadAsFarAsItGoes) {
  const std::string whole = document("<w:p><w:r><w:t>536-90-4399</w:t></w:r></w:p>").build();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    DocumentOutput out;
    (void)extract_bytes(std::string_view(whole).substr(0, size), out);
  }
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(
      extract_bytes(document("<w:p><w:r><w:t>536-90-4399</w:t></w:r></w:p>").without_directory(), out, &format));
  EXPECT_EQ(format, "docx");
  EXPECT_EQ(out.text_of("body"), "536-90-4399\n");
  EXPECT_FALSE(out.gaps.empty());
}

TEST(Docx, ALongBodyIsGivenInPassagesThatOwnItOnce) {
  Limits limits;
  limits.passage_bytes = 1000;
  limits.passage_margin_bytes = 100;
  std::string body;
  std::string expected;
  for (int line = 0; line < 2000; ++line) {
    const std::string text = "line " + std::to_string(line) + " caf\xC3\xA9";
    body += "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
    expected += text + "\n";
  }
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(document(body).build(), out, nullptr, limits));
  EXPECT_EQ(out.text_of("body"), expected);
  std::uint64_t offset = 0;
  for (const DocumentOutput::Part& part : out.parts) {
    if (part.part != "body") continue;
    EXPECT_EQ(part.offset_bytes, offset);
    offset += part.text.size();
  }
}

TEST(OoxmlEncrypted, IsKnownByItsStream) {
  std::string file("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
  file.resize(1024);
  for (const char c : std::string_view("EncryptedPackage")) {
    file += c;
    file += '\0';
  }
  file.resize(2048);
  DocumentOutput out;
  std::string format;
  const auto result = extract_bytes(file, out, &format);
  EXPECT_EQ(format, "ooxml-encrypted");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::encrypted);
}

TEST(Pptx, SlidesComeInTheirOrder) {
  ZipBuilder zip;
  zip.add("[Content_Types].xml", types);
  zip.add(
      "ppt/presentation.xml",
      "<p:presentation><p:sldIdLst><p:sldId id='1' r:id='b'/><p:sldId id='2' r:id='a'/></p:sldIdLst></p:presentation>");
  zip.add("ppt/_rels/presentation.xml.rels",
          "<Relationships><Relationship Id='a' Type='x/slide' Target='slides/slide1.xml'/>"
          "<Relationship Id='b' Type='x/slide' Target='slides/slide2.xml'/></Relationships>");
  zip.add("ppt/slides/slide1.xml", "<p:sld show='0'><a:p><a:r><a:t>second</a:t></a:r></a:p></p:sld>");
  zip.add(
      "ppt/slides/slide2.xml",
      "<p:sld><a:p><a:r><a:t>first</a:t></a:r></a:p><a:tbl><a:tr><a:tc><a:p><a:r><a:t>A</a:t></a:r></a:p></a:tc><a:tc>"
      "<a:p><a:r><a:t>B</a:t></a:r></a:p></a:tc></a:tr></a:tbl></p:sld>");
  zip.add("ppt/slides/_rels/slide2.xml.rels",
          "<Relationships><Relationship Id='n' Type='x/notesSlide' "
          "Target='../notesSlides/notesSlide1.xml'/></Relationships>");
  zip.add("ppt/notesSlides/notesSlide1.xml", "<p:notes><a:p><a:r><a:t>say this</a:t></a:r></a:p></p:notes>");
  zip.add("ppt/slideMasters/slideMaster1.xml",
          "<p:sldMaster><p:sp><p:nvPr><p:ph/></p:nvPr><a:p><a:r><a:t>Click to edit</a:t></a:r></a:p></p:sp>"
          "<p:sp><a:p><a:r><a:t>Studio, internal</a:t></a:r></a:p></p:sp></p:sldMaster>");
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(zip.build(), out, &format));
  EXPECT_EQ(format, "pptx");
  EXPECT_EQ(out.text_of("slide1"), "first\n");
  EXPECT_EQ(out.text_of("slide1/notes"), "say this\n");
  EXPECT_EQ(out.text_of("slide2"), "second\n");
  EXPECT_EQ(out.text_of("slidemaster1"), "Studio, internal\n");
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].part, "slide1/table1");
  EXPECT_EQ(out.tables[0].rows[0].second, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(out.notes, (std::vector<std::string>{"hidden slide: 2"}));
}

}  // namespace
}  // namespace constat
