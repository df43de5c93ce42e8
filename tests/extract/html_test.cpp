#include "extract/html.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/document_output.h"

namespace constat {
namespace {

TEST(Html, TextIsInReadingOrderWithBlocksOnLines) {
  struct Case {
    std::string_view html;
    std::string_view text;
    std::string_view why;
  };
  const Case cases[] = {
      {"<p>one</p><p>two</p>", "one\ntwo\n", "a paragraph ends a line"},
      {"<p>one<p>two", "one\ntwo\n", "unclosed paragraphs"},
      {"a  <b>b</b>\n c", "a b c\n", "blanks fold into one"},
      {"a<br>b", "a\nb\n", "br"},
      {"caf&eacute; &amp; &#8364;5 &#x41;",
       "caf\xC3\xA9 & \xE2\x82\xAC"
       "5 A\n",
       "entities"},
      {"536&nbsp;90&nbsp;4399", "536 90 4399\n", "no-break spaces part a number like spaces"},
      {"soft&shy;ware", "software\n", "soft hyphens are not seen"},
      {"<script>var a = 1;</script>x<style>p {}</style>", "x\n", "scripts are no text"},
      {"<pre>a\n  b</pre>", "a\n  b\n", "preformatted"},
      {"Write to <a href='mailto:ann%40example.org?subject=x'>us</a>.", "Write to us ann@example.org .\n",
       "hidden address"},
      {"<a href='mailto:ann@example.org'>ann@example.org</a>", "ann@example.org\n", "shown address: once"},
      {"SSN <input name=ssn value='536-90-4399'>", "SSN ssn: 536-90-4399\n", "what a field holds"},
      {"<img alt='Ann Example'>", "Ann Example\n", "alternative text"},
      {"<table><tr><td>Name:<td>Ann<tr><td>Born:<td>1970</table>", "Name:\tAnn\nBorn:\t1970\n", "labels beside values"},
      {"<ul><li>a<li>b</ul>", "a\nb\n", "list"},
      {"", "", "nothing"},
      {"1 < 2 <3", "1 < 2 <3\n", "not tags"},
  };
  for (const Case& c : cases) EXPECT_EQ(html_to_text(c.html, {}), c.text) << c.why;
}

TEST(Html, AMailboxThatTheTextSaysIsNotAmongTheLinks) {
  DocumentOutput out;
  ASSERT_TRUE(
      extract_bytes("<!DOCTYPE html><html><body><table><tr><th>Name</th><th>Contact</th></tr>"
                    "<tr><td>Ann</td><td><a href='mailto:ann@example.org'>write</a></td></tr>"
                    "<tr><td>Bo</td><td><a href='mailto:bo@example.org?cc=cy@example.org'>write</a></td></tr></table>"
                    "<a href='https://example.org/x'>x</a></body></html>",
                    out));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].rows[1].second, (std::vector<std::string>{"Ann", "write ann@example.org"}));
  EXPECT_EQ(out.text_of("link"), "mailto:bo@example.org?cc=cy@example.org\nhttps://example.org/x\n")
      << "what is more than a mailbox stays a link";
}

TEST(Html, DataTablesAreTablesAndTheRestIsNotToldTwice) {
  DocumentOutput out;
  const std::string html =
      "<!DOCTYPE html><html><head><title>Staff</title><script>key='AKIA'</script></head><body><p>Before</p>"
      "<table><tr><th>Name</th><th>SSN</th><th>Pay</th></tr>"
      "<tr><td rowspan=2>Ann</td><td>536-90-4399</td><td>1</td></tr>"
      "<tr><td>536-90-4398</td><td>2</td></tr>"
      "<tr><td colspan=2>Total</td><td>3</td></tr></table><p>After</p><!-- password: x --></body></html>";
  std::string format;
  ASSERT_TRUE(extract_bytes(html, out, &format));
  EXPECT_EQ(format, "html");
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].part, "table1");
  const auto& rows = out.tables[0].rows;
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].first, 1U);
  EXPECT_EQ(rows[0].second, (std::vector<std::string>{"Name", "SSN", "Pay"}));
  EXPECT_EQ(rows[2].second, (std::vector<std::string>{"", "536-90-4398", "2"})) << "columns stay under their heads";
  EXPECT_EQ(rows[3].second, (std::vector<std::string>{"Total", "", "3"}));
  EXPECT_EQ(out.text_of("body"), "Before\nAfter\n");
  EXPECT_EQ(out.text_of("title"), "Staff\n");
  EXPECT_EQ(out.text_of("script"), "key='AKIA'\n");
  EXPECT_EQ(out.text_of("comment"), "password: x\n");
  // A passage's offset counts in the text with the table: the same as html_to_text gives.
  const std::string whole = html_to_text(html, {});
  for (const DocumentOutput::Part& part : out.parts) {
    if (part.part != "body") continue;
    EXPECT_EQ(whole.substr(part.offset_bytes, part.text.size()), part.text);
  }
}

// Exports of tables and saved pieces of pages begin with no <html>.
TEST(Html, PiecesOfPagesAreKnown) {
  const struct {
    std::string_view text;
    std::string_view format;
  } cases[] = {
      {"<table border=\"1\"><tr><td>SSN</td></tr><tr><td>900000001</td></tr></table>", "html"},
      {"<div><div>a</div></div>", "html"},
      {"<dl><dt>SSN</dt><dd>900000001</dd></dl><p>more", "html"},
      {"<table><row><name>a</name></row></table>", "xml"},
      {"<div xmlns=\"urn:x\"><div>a</div></div>", "xml"},
  };
  for (const auto& c : cases) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(c.text, out, &format));
    EXPECT_EQ(format, c.format) << c.text;
  }
}

TEST(Html, LayoutTablesAreTextAndTablesInThemAreFound) {
  DocumentOutput out;
  const std::string html =
      "<html><table><tr><td>menu</td><td>intro<table><tr><th>a<th>b<th>c<tr><td>1<td>2<td>3</table>outro</td></tr>"
      "</table></html>";
  ASSERT_TRUE(extract_bytes(html, out));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].rows[1].second, (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_EQ(out.text_of("body"), "menu\nintro\noutro\n");
}

TEST(Html, HostileNestingIsReadWithoutATree) {
  for (const std::string_view tag : {"<div>", "<font size=1>", "<b><p>", "<table><tr><td>", "<svg><g>"}) {
    std::string html = "<html><body>";
    for (int level = 0; level < 20'000; ++level) html += tag;
    html += "536-90-4399";
    EXPECT_NE(html_to_text(html, {}).find("536-90-4399"), std::string::npos) << tag;
  }
  std::string attributes = "<html><div ";
  for (int index = 0; index < 50'000; ++index) attributes += "a" + std::to_string(index) + "=1 ";
  EXPECT_NE(html_to_text(attributes + ">here", {}).find("here"), std::string::npos);
  std::string spans = "<html><table>";
  for (int index = 0; index < 5'000; ++index) spans += "<tr><td colspan=1000 rowspan=1000>x<td>y<td>z";
  EXPECT_LT(html_to_text(spans, {}).size(), 10'000'000U) << "spans cannot make much of little";
}

TEST(Html, EveryTruncationIsRead) {
  const std::string html =
      "<!DOCTYPE html><html><head><meta charset=utf-8><title>t</title></head><body><!-- c --><table><tr><td a='b'>x"
      "<td>y</table><script>s</script><p title=\"q\">caf\xC3\xA9 &eacute; &#65;</body></html>";
  for (std::size_t size = 0; size <= html.size(); ++size) {
    DocumentOutput out;
    give_html(to_valid_utf8(html.substr(0, size)), {}, out);
    for (const DocumentOutput::Part& part : out.parts) EXPECT_TRUE(is_valid_utf8(part.text));
  }
}

TEST(Html, LongTextComesInPassagesThatOverlap) {
  Limits limits;
  limits.passage_bytes = 1000;
  limits.passage_margin_bytes = 100;
  std::string html = "<html><p>";
  for (int line = 0; line < 1000; ++line) html += "caf\xC3\xA9 " + std::to_string(line) + "<br>";
  DocumentOutput out;
  give_html(html, limits, out);
  EXPECT_GT(out.parts.size(), 5U);
  EXPECT_EQ(out.text_of("body"), html_to_text(html, limits));
}

}  // namespace
}  // namespace constat
