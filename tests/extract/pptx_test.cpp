#include <gtest/gtest.h>

#include "support/document_output.h"
#include "support/zip_builder.h"

namespace constat {
namespace {

using test::ZipBuilder;

std::string slide(std::string_view body, std::string_view attributes = "") {
  return "<p:sld xmlns:p='p' xmlns:a='a'" + std::string(attributes) + "><p:cSld><p:spTree>" + std::string(body) +
         "</p:spTree></p:cSld></p:sld>";
}
std::string box(std::string_view text) {
  return "<p:sp><p:txBody><a:p><a:r><a:t>" + std::string(text) + "</a:t></a:r></a:p></p:txBody></p:sp>";
}
// Two slides; the list has the second file first.
ZipBuilder presentation() {
  ZipBuilder zip;
  zip.add("[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>");
  zip.add("_rels/.rels",
          "<Relationships><Relationship Id='r1' Type='http://x/officeDocument' "
          "Target='ppt/presentation.xml'/></Relationships>");
  zip.add("ppt/presentation.xml",
          "<p:presentation xmlns:p='p' xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
          "<p:sldIdLst><p:sldId id='256' r:id='r2'/><p:sldId id='257' r:id='r1'/></p:sldIdLst></p:presentation>");
  zip.add("ppt/_rels/presentation.xml.rels",
          "<Relationships><Relationship Id='r1' Type='http://x/slide' Target='slides/slide1.xml'/>"
          "<Relationship Id='r2' Type='http://x/slide' Target='slides/slide2.xml'/></Relationships>");
  return zip;
}

TEST(Pptx, SlidesComeInTheirOrderWithNotesAndTables) {
  ZipBuilder zip = presentation();
  zip.add("ppt/slides/slide1.xml", slide(box("last")));
  zip.add("ppt/slides/slide2.xml",
          slide(box("Ann Example") + "<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>SSN</a:t></a:r></a:p>"
                                     "</a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>536-90-4399</a:t></a:r></a:p>"
                                     "</a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>"));
  zip.add("ppt/slides/_rels/slide2.xml.rels",
          "<Relationships><Relationship Id='n' Type='http://x/notesSlide' Target='../notesSlides/n1.xml'/>"
          "</Relationships>");
  zip.add("ppt/notesSlides/n1.xml", slide(box("call her on 202-555-0143")));
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(zip.build(), out, &format));
  EXPECT_EQ(format, "pptx");
  EXPECT_EQ(out.text_of("slide1"), "Ann Example\n");
  EXPECT_EQ(out.text_of("slide1/notes"), "call her on 202-555-0143\n");
  EXPECT_EQ(out.text_of("slide2"), "last\n");
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].rows.at(0).second, (std::vector<std::string>{"SSN", "536-90-4399"}));
  EXPECT_TRUE(out.gaps.empty());
}

TEST(Pptx, HiddenAndMissingSlidesAreTold) {
  ZipBuilder zip = presentation();
  zip.add("ppt/slides/slide2.xml", slide(box("not shown"), " show='0'"));
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(zip.build(), out));
  EXPECT_EQ(out.text_of("slide1"), "not shown\n");
  EXPECT_FALSE(out.notes.empty());
  EXPECT_FALSE(out.gaps.empty()) << "slide1.xml is listed and not there";
}

}  // namespace
}  // namespace constat
