#include <gtest/gtest.h>

#include "support/compound_builder.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::CompoundBuilder;
using test::put16;
using test::put32;
using test::wide;

struct Piece {
  std::string bytes;  // As they lie in the stream.
  bool is_wide = false;
};
struct Document {
  std::vector<Piece> pieces;
  std::vector<std::pair<std::size_t, std::uint32_t>> counts;  // Offset in the header, characters: 0x4C is the body.
  std::uint16_t version = 193;
  std::uint16_t flags = 0x0200;  // The table is in "1Table".
  bool has_table = true;
};

void set32(std::string& bytes, std::size_t offset, std::uint32_t value) {
  std::string four;
  put32(four, value);
  bytes.replace(offset, 4, four);
}

// [MS-DOC] 2.5.1 (header), 2.9.38 (pieces). The text begins at 2048.
std::string document(const Document& d) {
  std::string text, positions, descriptors;
  std::uint32_t characters = 0;
  for (const Piece& piece : d.pieces) {
    put32(positions, characters);
    characters += static_cast<std::uint32_t>(piece.bytes.size() / (piece.is_wide ? 2 : 1));
    const auto at = static_cast<std::uint32_t>(2048 + text.size());
    put16(descriptors, 0);
    put32(descriptors, piece.is_wide ? at : at * 2 | 0x40000000U);
    put16(descriptors, 0);
    text += piece.bytes;
  }
  put32(positions, characters);
  std::string clx = "\2";
  put32(clx, positions.size() + descriptors.size());
  clx += positions + descriptors;
  std::string header;
  put16(header, 0xA5EC);
  put16(header, d.version);
  header.resize(10, '\0');
  put16(header, d.flags);
  header.resize(2048, '\0');
  set32(header, 24, 2048);
  set32(header, 28, static_cast<std::uint32_t>(2048 + text.size()));
  set32(header, 0x1A2, 0);
  set32(header, 0x1A6, static_cast<std::uint32_t>(clx.size()));
  if (d.counts.empty()) set32(header, 0x4C, characters);
  for (const auto& [offset, count] : d.counts) set32(header, offset, count);
  CompoundBuilder file;
  file.add("WordDocument", header + text);
  if (d.has_table) file.add("1Table", clx);
  return file.build();
}

TEST(Doc, BodyIsInReadingOrder) {
  struct Case {
    std::vector<Piece> pieces;
    std::string_view text;
    std::string_view why;
  };
  const Case cases[] = {
      {{{"Ann Example\r536-90-4399\r", false}}, "Ann Example\n536-90-4399\n", "paragraphs"},
      {{{"Ann ", false}, {wide("Zo\xEB\r"), true}}, "Ann Zo\xC3\xAB\n", "pieces of both widths"},
      {{{"caf\xE9 \x93quoted\x94\r", false}}, "caf\xC3\xA9 \xE2\x80\x9Cquoted\xE2\x80\x9D\n", "windows-1252"},
      {{{"a\x0B"
         "b\tc\x1E"
         "d\r",
         false}},
       "a\nb\tc-d\n",
       "line break, tab, hyphen that does not break"},
      {{{std::string("see \x13 HYPERLINK \"mailto:a@example.com\" \x14here\x15.\r"), false}},
       "see here.\n",
       "a field shows its result"},
  };
  for (const Case& c : cases) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(document({c.pieces, {}}), out, &format));
    EXPECT_EQ(format, "doc");
    EXPECT_EQ(out.text_of("body"), c.text) << c.why;
    EXPECT_TRUE(out.gaps.empty()) << c.why;
  }
}

TEST(Doc, AddressesBehindLinksAreKept) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(document({{{"\x13 HYPERLINK \"mailto:a@example.com\" \x14here\x15\r", false}}, {}}), out));
  EXPECT_NE(out.all_text().find("a@example.com"), std::string::npos);
}

TEST(Doc, TablesKeepTheirColumns) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(document({{{"Staff\rName\aSSN\a\aAnn\a536-90-4399\a\aend\r", false}}, {}}), out));
  ASSERT_EQ(out.tables.size(), 1U);
  ASSERT_EQ(out.tables[0].rows.size(), 2U);
  EXPECT_EQ(out.tables[0].rows[0].second, (std::vector<std::string>{"Name", "SSN"}));
  EXPECT_EQ(out.tables[0].rows[1].second, (std::vector<std::string>{"Ann", "536-90-4399"}));
  EXPECT_NE(out.all_text().find("end"), std::string::npos);
}

TEST(Doc, PartsBesideTheBodyAreTold) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(document({{{"body\rnote\rheader\r\r", false}}, {{0x4C, 5}, {0x50, 5}, {0x54, 7}}}), out));
  EXPECT_EQ(out.text_of("body"), "body\n");
  EXPECT_EQ(out.text_of("footnotes"), "note\n");
  EXPECT_EQ(out.text_of("headers"), "header\n");
}

TEST(Doc, WhatCannotBeReadIsSaid) {
  {
    DocumentOutput out;
    const auto read = extract_bytes(document({{{"secret\r", false}}, {}, 193, 0x0300}), out);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().fault, Fault::encrypted);
  }
  {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(document({{{"left over\r", false}}, {}, 193, 0x0200, false}), out));
    EXPECT_EQ(out.text_of("body"), "left over\n");
    ASSERT_EQ(out.gaps.size(), 1U);
    EXPECT_EQ(out.gaps[0].status, Status::partly_read);
  }
  {
    DocumentOutput out;
    const auto read = extract_bytes(document({{{"old\r", false}}, {}, 33}), out);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().fault, Fault::unsupported);
  }
  {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(document({{{"of 1995\r", false}}, {}, 104}), out));
    EXPECT_EQ(out.text_of("body"), "of 1995\n");
  }
}

TEST(Doc, CountsThatLieLoseNothing) {
  for (const std::uint32_t count : {0U, 1U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(document({{{"Ann Example\r", false}}, {{0x4C, count}}}), out)) << count;
    std::string text = out.all_text();
    std::erase(text, '\n');
    EXPECT_EQ(text, "Ann Example") << count;
  }
}

}  // namespace
}  // namespace constat
