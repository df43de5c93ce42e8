#include "extract/xml_scan.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/xml_log.h"

namespace constat {
namespace {

TEST(XmlScan, SaysWhatExpatSaysOfDocumentsThatBothRead) {
  const std::string_view documents[] = {
      "<a/>    ",
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<w:a xmlns:w=\"urn:w\"><w:b w:c='1' "
      "d=\"2\"/>x</w:a>\n",
      "\xEF\xBB\xBF<?xml version='1.0'?><!-- a - b? --><?pi told?><a >t</a ><!--end-->",
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c\n r = "
      "\"B1\"\t><v>&lt;&amp;&gt;&quot;&apos;&#65;&#x20AC;</v></c></row>",
      "<a b=\"&lt;x&#10;y\tz\r\nw\" c='say \"no\"' d=\"it's\"/>",
      "<a>one\r\ntwo\rthree\n\r</a>",
      "<a><![CDATA[<b>&amp; ]] ]>\r\n]]>]] ]a]]</a>",
      "<a>\xC3\xA9t\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80</a>",
      "<\xC3\xA9l\xC3\xA9ment \xC3\xA0=\"1\">x</\xC3\xA9l\xC3\xA9ment>",
      "<a><b><c></c></b><b/></a>  \n ",
      "<a><!-- > ]]> <b> --><?x <b> ?>y</a>",
      // Broken, in the ways that files are.
      "<a><b></a>",
      "<a>",
      "<a",
      "<a><b c=\"",
      "<a>x</a><b/>",
      "<a>x</a>y",
      "text",
      "<a b=\"1\" b=\"2\"/>",
      "<a b=1/>",
      "<a b/>",
      "<a>&nbsp;</a>",
      "<a>&#0;</a>",
      "<a>&#xD800;</a>",
      "<a>&#x110000;</a>",
      "<a>& b</a>",
      "<a>&b</a>",
      "<a>]]></a>",
      "<a b=\"<\"/>",
      "<a b=\"1\"c=\"2\"/>",
      "<a>\xFF</a>",
      "<a>\xC3</a>",
      "<a>\xC3",
      "< a/>    ",
      "<a><!b></a>",
      "<a><![CDATA[x",
      "<a><!-- x",
      "<a>x</a><!-- x",
      "</a>    ",
      "<a></a></a>",
      "<1/>   ",
      "<a>&#x;</a>",
      "<a>&#12x;</a>",
  };
  for (const std::string_view document : documents) {
    for (const bool skip_fallbacks : {false, true}) {
      const XmlLog plain = xml_log(document, 1 << 20, true, skip_fallbacks);
      for (const std::size_t chunk : {1U, 2U, 3U, 7U, 1U << 20}) {
        const XmlLog own = xml_log(document, chunk, false, skip_fallbacks);
        EXPECT_EQ(own.events, plain.events) << document << " by " << chunk;
        EXPECT_EQ(own.fault, plain.fault) << document << " by " << chunk;
      }
    }
  }
}

TEST(XmlScan, LeavesToExpatWhatItDoesNotRead) {
  EXPECT_EQ(XmlScan::reads("<?xml version=\"1.0\"?><!-- x --><a>"), XmlScan::Reads::yes);
  EXPECT_EQ(
      XmlScan::reads("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<?mso-application progid=\"Word.Document\"?><a>"),
      XmlScan::Reads::yes);
  EXPECT_EQ(XmlScan::reads("<?xml version=\"1.0\" encod"), XmlScan::Reads::unknown);
  EXPECT_EQ(XmlScan::reads("<!-- not the end"), XmlScan::Reads::unknown);
  for (const std::string_view other :
       {"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>",
        "<?xml version=\"1.1\"?><a>", "\xFF\xFE<\0a\0", "plain text"}) {
    EXPECT_EQ(XmlScan::reads(other), XmlScan::Reads::no) << other;
  }
}

TEST(XmlScan, ALongTagInSmallPiecesIsNotReadAgainForEach) {
  struct Nothing final : XmlScanEvents {
    bool scan_start(std::string_view, std::span<const XmlAttribute> attributes) override {
      bytes += attributes.front().value.size();
      return true;
    }
    bool scan_end(std::string_view) override { return true; }
    bool scan_text(std::string_view) override { return true; }
    std::size_t bytes = 0;
  } events;
  XmlScan scan(events);
  const std::string piece(1024, 'x');
  ASSERT_TRUE(scan.write("<a b=\""));
  for (int count = 0; count < 20'000; ++count) ASSERT_TRUE(scan.write(piece));
  ASSERT_TRUE(scan.write("\"/>"));
  ASSERT_TRUE(scan.finish());
  EXPECT_EQ(events.bytes, 20'000 * piece.size());
  // A tag without end is given up rather than kept in memory.
  XmlScan endless(events);
  Result<void> read = endless.write("<a b=\"");
  const std::string large(1 << 20, 'x');
  for (int count = 0; count < 80 && read; ++count) read = endless.write(large);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, Fault::over_limit);
}

// Found by a fuzzer: what looks like the end of the declaration stands thousands of bytes behind its beginning.
TEST(XmlScan, WhoReadsADocumentHangsOnItsFirstBytesAlone) {
  std::string document = "<?xml vers8\"><si><t>Payroll</t></si> version=\"1.0\" ";
  document.append(9000, 'x');
  document += "?><si><t>SSN</t></si>";
  const XmlLog whole = xml_log(document, document.size() + 1, false);
  for (const std::size_t piece : {std::size_t{5}, std::size_t{13}, std::size_t{1000}, std::size_t{8192}}) {
    const XmlLog pieces = xml_log(document, piece, false);
    EXPECT_EQ(pieces.events, whole.events) << piece;
    EXPECT_EQ(pieces.fault, whole.fault) << piece;
  }
  EXPECT_EQ(whole.events, "");
  EXPECT_TRUE(whole.fault);
}

}  // namespace
}  // namespace constat
