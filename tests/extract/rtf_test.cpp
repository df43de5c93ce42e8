#include <gtest/gtest.h>

#include "support/document_output.h"

namespace constat {
namespace {

TEST(Rtf, TextIsAsWordShowsIt) {
  struct Case {
    std::string_view rtf;
    std::string_view body;
    std::string_view why;
  };
  const Case cases[] = {
      {"{\\rtf1\\ansi Ann Example\\par SSN:\\tab 536-90-4399\\par}", "Ann Example\nSSN:\t536-90-4399\n", "plain"},
      {"{\\rtf1 a\\\nb}", "a\nb", "an escaped line end is a paragraph"},
      {"{\\rtf1 one\r\ntwo}", "onetwo", "a line end is none"},
      {"{\\rtf1\\uc1 \\u233?\\u8364?x}", "\xC3\xA9\xE2\x82\xACx", "Unicode with a stand-in"},
      {"{\\rtf1\\uc2 \\u233\\'c3\\'a9x}", "\xC3\xA9x", "two stand-ins"},
      {"{\\rtf1\\uc0 \\u233x}", "\xC3\xA9x", "none"},
      {"{\\rtf1\\uc1\\u-10179?\\u-8704?}", "\xF0\x9F\x98\x80", "surrogates"},
      {"{\\rtf1 \\{a\\}\\\\ 536\\_90\\~4399}", "{a}\\ 536-90 4399", "escapes"},
      {"{\\rtf1 {\\*\\unknown gone}{\\stylesheet{\\s1\\intbl Heading;}}here}", "here", "unknown destinations"},
      {"{\\rtf1 {\\upr{Andre}{\\*\\ud{Andr\\u233?}}}}", "Andr\xC3\xA9", "the Unicode form goes before"},
      {"{\\rtf1 a{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt shown}}b}", "ashownb", "a field's result"},
      {"{\\rtf1 x\\bin3 {}}y}", "xy", "binary bytes are no braces"},
      {"{\\rtf1 a{\\deleted 536-90-4399}b}", "ab", "what was deleted is not in the body"},
      {"{\\rtf1\\par}{\\rtf1 x}", "\n", "ends with its group"},
  };
  for (const Case& c : cases) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(c.rtf, out, &format)) << c.why;
    EXPECT_EQ(format, "rtf");
    std::string body = out.text_of("body");
    EXPECT_EQ(body, c.body == "\n" ? "" : c.body) << c.why;
    EXPECT_TRUE(out.gaps.empty()) << c.why;
  }
}

TEST(Rtf, TablesPropertiesAndAsides) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(
      "{\\rtf1{\\info{\\title Pay}{\\author Ann Example}}{\\header Confidential\\par}"
      "Before\\par\\trowd\\cellx1\\cellx2\\pard\\intbl Name\\cell SSN\\cell\\row"
      "\\trowd\\pard\\intbl Ann\\cell 536-90-4399\\cell\\row\\pard After\\par"
      "{\\*\\annotation Fire him}{\\footnote small}{\\field{\\*\\fldinst HYPERLINK \"mailto:ann@example.org\"}}"
      "{\\pict\\pngblip 89504e47}{\\object{\\*\\objdata 0102}}}",
      out));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].rows[0].second, (std::vector<std::string>{"Name", "SSN"}));
  EXPECT_EQ(out.tables[0].rows[1].second, (std::vector<std::string>{"Ann", "536-90-4399"}));
  EXPECT_EQ(out.text_of("body"), "Before\nAfter\n");
  EXPECT_EQ(out.text_of("meta/title"), "Pay");
  EXPECT_EQ(out.text_of("meta/author"), "Ann Example");
  EXPECT_EQ(out.text_of("headers"), "Confidential\n");
  EXPECT_EQ(out.text_of("comments"), "Fire him\n");
  EXPECT_EQ(out.text_of("notes"), "small\n");
  EXPECT_EQ(out.text_of("fields"), "HYPERLINK \"mailto:ann@example.org\"\n");
  ASSERT_EQ(out.children.size(), 2U);
  EXPECT_EQ(out.children[0].bytes, "\x89PNG");
  EXPECT_EQ(out.children[1].bytes, "\x01\x02");
}

TEST(Rtf, CutAnywhereAndNestedTooDeepIsToldAndDoesNotHarm) {
  const std::string whole =
      "{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset204 A;}}{\\info{\\author A}}\\trowd a\\cell\\row\\u233?\\'e9{\\pict "
      "89\\bin2 xx}}";
  for (std::size_t size = 5; size < whole.size(); ++size) {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(std::string_view(whole).substr(0, size), out));
    EXPECT_FALSE(out.gaps.empty()) << size;
  }
  std::string deep = "{\\rtf1 kept ";
  deep.append(1'000'000, '{');
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(deep, out));
  EXPECT_EQ(out.text_of("body"), "kept ");
  EXPECT_FALSE(out.gaps.empty());
}

}  // namespace
}  // namespace constat
