#include <gtest/gtest.h>

#include "support/document_output.h"
#include "support/pst_builder.h"

namespace constat {
namespace {

using test::PstBuilder;

std::string part_of(const DocumentOutput& out, std::string_view name) {
  std::string all;
  for (const auto& part : out.parts) {
    if (part.part == name) all += part.text + "|";
  }
  return all;
}

constexpr std::uint32_t inbox = 0x8022;
constexpr std::uint32_t message = 0x200024;

TEST(PstMail, AMessageGivesItsHeadersBodyAndRecipients) {
  PstBuilder pst;
  pst.folder(0x8002, 0x122, "Top");
  pst.folder(inbox, 0x8002, "Inbox");
  const auto recipients = pst.table(0x692, {0x3001, 0x39FE}, {{"Bob", "bob@a.example"}});
  pst.node(pst.properties(message,
                          {PstBuilder::text(0x0037, "\1\5Re: salaries"),
                           PstBuilder::text(0x0C1A, "Ann Example"),
                           PstBuilder::text(0x5D01, "ann@a.example"),
                           PstBuilder::text(0x0E04, "Bob"),
                           PstBuilder::text(0x1000, "My number is 900-00-0001."),
                           {0x1013, 0x0102, "<p>My number</p>", false}},
                          {recipients}),
           inbox);
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(pst.build(), out, &format));
  EXPECT_EQ(format, "pst");
  EXPECT_EQ(out.inner_names, std::vector<std::string>{"Top/Inbox/1"});
  EXPECT_EQ(part_of(out, "Subject"), "Re: salaries|");
  EXPECT_EQ(part_of(out, "From"), "Ann Example <ann@a.example>|");
  EXPECT_EQ(part_of(out, "To"), "Bob|Bob <bob@a.example>|");
  EXPECT_EQ(part_of(out, "body"), "My number is 900-00-0001.|");
  ASSERT_EQ(out.children.size(), 1U);
  EXPECT_EQ(out.children[0].name, "body.html");
  EXPECT_EQ(out.children[0].bytes, "<p>My number</p>");
  EXPECT_TRUE(out.gaps.empty());
}

TEST(PstMail, AttachmentsAndEnclosedMessages) {
  PstBuilder pst;
  pst.folder(inbox, 0x122, "Inbox");
  const std::string long_file(30'000, 'y');
  auto enclosed = pst.properties(0x200044, {PstBuilder::text(0x0037, "inner")});
  std::string object;
  test::put32(object, enclosed.id);
  test::put32(object, 100);
  std::vector<PstBuilder::Sub> parts;
  parts.push_back(pst.properties(0x8025, {PstBuilder::text(0x3707, "pay.csv"), {0x3701, 0x0102, "a,b\n", false}}));
  parts.push_back(pst.properties(0x8045, {PstBuilder::text(0x3704, "LONG.BIN"), {0x3701, 0x0102, long_file, true}}));
  parts.push_back(pst.properties(
      0x8065, {PstBuilder::number(0x3705, 5), PstBuilder::text(0x3001, "forwarded"), {0x3701, 0x000D, object, false}},
      {enclosed}));
  parts.push_back(pst.properties(0x8085, {PstBuilder::text(0x3001, "linked")}));
  pst.node(pst.properties(message, {PstBuilder::text(0x0037, "outer")}, parts), inbox);
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(pst.build(), out));
  EXPECT_EQ(out.inner_names, (std::vector<std::string>{"Inbox/1", "forwarded"}));
  EXPECT_EQ(part_of(out, "Subject"), "outer|inner|");
  ASSERT_GE(out.children.size(), 2U);
  EXPECT_EQ(out.children[0].name, "pay.csv");
  EXPECT_EQ(out.children[0].bytes, "a,b\n");
  EXPECT_EQ(out.children[1].name, "LONG.BIN");
  EXPECT_EQ(out.children[1].bytes, long_file);
}

TEST(PstMail, ABodyThatIsCompressedRtfAloneIsAMember) {
  PstBuilder pst;
  pst.folder(inbox, 0x122, "Inbox");
  std::string packed;
  test::put32(packed, 21);
  test::put32(packed, 9);
  packed += "MELA";
  test::put32(packed, 0);
  packed += "{\\rtf1 a}";
  pst.node(pst.properties(message, {{0x1009, 0x0102, packed, false}}), inbox);
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(pst.build(), out));
  ASSERT_EQ(out.children.size(), 1U);
  EXPECT_EQ(out.children[0].name, "body.rtf");
  EXPECT_EQ(out.children[0].bytes, "{\\rtf1 a}");
}

TEST(PstMail, AContactIsATableOfOneRow) {
  PstBuilder pst;
  pst.folder(inbox, 0x122, "Contacts");
  pst.node(pst.properties(message, {PstBuilder::text(0x001A, "IPM.Contact"), PstBuilder::text(0x3A06, "Ann"),
                                    PstBuilder::text(0x3A11, "Example"), PstBuilder::text(0x3A1C, "+1 202 555 0101"),
                                    PstBuilder::text(0x8005, "ann@a.example")}),
           inbox);
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(pst.build(), out));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].columns, (std::vector<std::string>{"first name", "last name", "mobile phone"}));
  EXPECT_EQ(out.tables[0].rows[0].second, (std::vector<std::string>{"Ann", "Example", "+1 202 555 0101"}));
  EXPECT_EQ(part_of(out, "properties"), "ann@a.example\n|");
}

TEST(PstMail, ADamagedMessageCostsItselfAlone) {
  PstBuilder pst;
  pst.folder(inbox, 0x122, "Inbox");
  pst.node({message, 0x4000, 0}, inbox);  // Its block does not exist.
  pst.node(pst.properties(message + 0x20, {PstBuilder::text(0x0037, "whole")}), inbox);
  pst.node(pst.properties(message + 0x40, {PstBuilder::text(0x0037, "orphan")}), 0x9999);
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(pst.build(), out));
  EXPECT_EQ(out.inner_names, (std::vector<std::string>{"Inbox/1", "Inbox/2", "no folder/1"}));
  EXPECT_EQ(part_of(out, "Subject"), "whole|orphan|");
  ASSERT_EQ(out.gaps.size(), 2U);
  EXPECT_EQ(out.gaps[0].status, Status::corrupt);
  EXPECT_EQ(out.gaps[1].reason, "blocks of it are missing");
}

}  // namespace
}  // namespace constat
