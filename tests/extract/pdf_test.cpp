#include "extract/pdf.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "support/document_output.h"

namespace constat {
namespace {

// A PDF of the given objects (1, 2, ...), with a right cross-reference table.
std::string make_pdf(const std::vector<std::string>& objects, std::string_view trailer) {
  std::string pdf = "%PDF-1.4\n";
  std::vector<std::size_t> offsets;
  for (std::size_t index = 0; index < objects.size(); ++index) {
    offsets.push_back(pdf.size());
    pdf += std::to_string(index + 1) + " 0 obj\n" + objects[index] + "\nendobj\n";
  }
  const std::size_t table = pdf.size();
  pdf += "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
  for (const std::size_t offset : offsets) {
    std::string digits = std::to_string(offset);
    pdf += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  }
  return pdf + "trailer\n<</Size " + std::to_string(objects.size() + 1) + " " + std::string(trailer) +
         ">>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}
std::string stream(std::string_view contents, std::string_view more = "") {
  return "<<" + std::string(more) + "/Length " + std::to_string(contents.size()) + ">>\nstream\n" +
         std::string(contents) + "\nendstream";
}
std::string staff_list() {
  const std::string text =
      "BT /F1 12 Tf 50 700 Td (Name) Tj 200 0 Td (SSN) Tj 150 0 Td (Salary) Tj "
      "-350 -20 Td (Ann Example) Tj 200 0 Td (536-90-4399) Tj 150 0 Td (51,000) Tj ET";
  return make_pdf({"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 7 0 R]>>>>>>",
                   "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>",
                   "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
                   stream(text), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
                   "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>", "<</Type/Filespec/F(list.txt)/EF<</F 8 0 R>>>>",
                   stream("inside", "/Type/EmbeddedFile"), "<</Author(Bob Example)/Title<FEFF0043006100660065>>>"},
                  "/Root 1 0 R/Info 9 0 R");
}

TEST(Pdf, PagesPropertiesAndEmbeddedFilesAreRead) {
  DocumentOutput out;
  std::string format;
  const auto result = extract_bytes(staff_list(), out, &format);
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(format, "pdf");
  EXPECT_EQ(out.text_of("meta/author"), "Bob Example");
  EXPECT_EQ(out.text_of("meta/title"), "Cafe");
  const std::string page = out.text_of("p1");
  // The row's cells stand on one line.
  bool found = false;
  for (const std::string_view line : split(page, '\n')) {
    found =
        found || (line.find("Ann Example") != std::string_view::npos &&
                  line.find("536-90-4399") != std::string_view::npos && line.find("51,000") != std::string_view::npos);
  }
  EXPECT_TRUE(found) << page;
  ASSERT_EQ(out.children.size(), 1U);
  EXPECT_EQ(out.children[0].name, "list.txt");
  EXPECT_EQ(out.children[0].bytes, "inside");
  EXPECT_TRUE(out.gaps.empty());
  ASSERT_EQ(out.notes.size(), 1U);
  EXPECT_EQ(out.notes[0], "page 2 without text (pictures of pages?)");
}

TEST(Pdf, WhatStandsBesideThePagesIsRead) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(
      make_pdf({"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/XFA[(datasets) 7 0 R]>>>>",
                "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Annots[4 0 R 5 0 R 6 0 R]>>",
                "<</Type/Annot/Subtype/Link/Rect[0 0 1 1]/A<</S/URI/URI(mailto:ann@example.org)>>>>",
                "<</Type/Annot/Subtype/Widget/FT/Tx/T(ssn)/TU(Social security)/V(536-90-4399)/Rect[0 0 1 1]>>",
                "<</Type/Annot/Subtype/Text/T(Bob)/Contents(Fire \\(all\\) of them\\041)/Rect[0 0 1 1]>>",
                stream("<xfa:datasets><name>Ann</name></xfa:datasets>"),
                "<</Type/Filespec/F(a.txt)/EF<</F 9 0 R/Mac 10 0 R>>/Mac(mac.txt)>>",
                stream("one", "/Type/EmbeddedFile"), stream("two", "/Type/EmbeddedFile/Subtype/text#2Fplain")},
               "/Root 1 0 R"),
      out));
  const std::string notes = out.text_of("annotation");
  EXPECT_NE(notes.find("link: mailto:ann@example.org\n"), std::string::npos) << notes;
  EXPECT_NE(notes.find("Social security: 536-90-4399\n"), std::string::npos) << notes;
  EXPECT_NE(notes.find("Bob: Fire (all) of them!\n"), std::string::npos) << notes;
  ASSERT_EQ(out.children.size(), 3U);
  EXPECT_EQ(out.children[0].name, "a.txt");
  EXPECT_EQ(out.children[1].name, "mac.txt");
  EXPECT_EQ(out.children[1].media_type, "text/plain");
  EXPECT_EQ(out.children[1].bytes, "two");
  EXPECT_EQ(out.children[2].name, "xfa-datasets.xml");
}

TEST(Pdf, ADocumentWithoutAnyTextIsPartlyRead) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(make_pdf({"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                                      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"},
                                     "/Root 1 0 R"),
                            out));
  ASSERT_EQ(out.gaps.size(), 1U);
  EXPECT_EQ(out.gaps[0].status, Status::partly_read);
}

TEST(Pdf, BookmarksThatAreNotReadAreTold) {
  for (const int depth : {3, 80}) {
    // Objects 1 to 4, then a bookmark in a bookmark.
    std::vector<std::string> objects = {
        "<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>", "<</Type/Outlines/First 5 0 R/Last 5 0 R/Count 1>>"};
    for (int level = 0; level < depth; ++level) {
      const std::string below = std::to_string(objects.size() + 2) + " 0 R";
      objects.push_back("<</Title(Ann Example " + std::to_string(level) + ")/Parent " + std::to_string(objects.size()) +
                        " 0 R/Dest[3 0 R/Fit]" +
                        (level + 1 < depth ? "/First " + below + "/Last " + below + "/Count 1" : "") + ">>");
    }
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(make_pdf(objects, "/Root 1 0 R"), out)) << depth;
    EXPECT_NE(out.text_of("bookmark").find("Ann Example 2\n"), std::string::npos) << depth;
    const bool told = std::ranges::any_of(
        out.gaps, [](const auto& gap) { return gap.reason.find("bookmarks") != std::string::npos; });
    EXPECT_EQ(told, depth > 64) << depth;
  }
}

// A download that broke off, a piece of a disk: no table, no trailer; what there is of the pages is read, and it is
// told.
TEST(Pdf, PagesAreFoundWhereTheEndIsLost) {
  const std::string whole = staff_list();
  const std::string_view no_trailer = std::string_view(whole).substr(0, whole.find("xref\n"));
  const std::string no_catalog = whole.substr(0, 9) + whole.substr(whole.find("2 0 obj"));
  const std::string no_pages = whole.substr(0, 9) + whole.substr(whole.find("3 0 obj"));
  // Page and catalog lie in an object stream (7.5.7).
  std::string inner;
  std::string numbers;
  for (const auto& [number, object] :
       {std::pair{1, "<</Type/Catalog/Pages 2 0 R>> "},
        {2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 612 792]>> "},
        {3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>> "},
        {5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>> "}}) {
    numbers += std::to_string(number) + " " + std::to_string(inner.size()) + " ";
    inner += object;
  }
  const std::string text = "BT /F1 12 Tf 50 700 Td (Ann Example) Tj 200 0 Td (536-90-4399) Tj ET";
  const std::string within = "%PDF-1.5\n7 0 obj\n" +
                             stream(numbers + inner, "/Type/ObjStm/N 4/First " + std::to_string(numbers.size())) +
                             "\nendobj\n4 0 obj\n" + stream(text) + "\nendobj\n";
  const struct {
    std::string_view bytes;
    std::string_view why;
  } cases[] = {
      {no_trailer, "no trailer"},
      {std::string_view(no_catalog).substr(0, no_catalog.find("xref\n")), "no catalog"},
      {std::string_view(no_pages).substr(0, no_pages.find("xref\n")), "no list of pages"},
      {within, "objects within a stream"},
      {std::string_view(no_trailer).substr(0, no_trailer.find("6 0 obj")), "broken off behind the first page"},
  };
  for (const auto& c : cases) {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(c.bytes, out)) << c.why;
    EXPECT_NE(out.text_of("p1").find("536-90-4399"), std::string::npos) << c.why;
    ASSERT_GE(out.gaps.size(), 1U) << c.why;
    EXPECT_NE(out.gaps[0].reason.find("its end is missing"), std::string::npos) << c.why;
  }
}

TEST(Pdf, APasswordIsToldApartFromDamage) {
  const std::string key(64, '4');
  const std::string locked = make_pdf({"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>",
                                       "<</Filter/Standard/V 1/R 2/O<" + key + ">/U<" + key + ">/P -4>>"},
                                      "/Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]");
  DocumentOutput out;
  const auto result = extract_bytes(locked, out);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::encrypted);
  const auto broken = extract_bytes("%PDF-1.4\nnothing here", out);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().fault, Fault::malformed);
}

TEST(Pdf, NoTruncationOrFlippedByteBreaksTheReader) {
  const std::string pdf = staff_list();
  for (std::size_t size = 5; size < pdf.size(); size += 7) {
    DocumentOutput out;
    (void)extract_bytes(pdf.substr(0, size), out);
    std::string flipped = pdf;
    flipped[size] = static_cast<char>(flipped[size] ^ 0x11);
    (void)extract_bytes(flipped, out);
  }
}

}  // namespace
}  // namespace constat
