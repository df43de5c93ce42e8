#include <gtest/gtest.h>

#include "base/text.h"
#include "support/document_output.h"

namespace constat {
namespace {

std::string little(std::uint64_t value, std::size_t bytes) {
  std::string text;
  for (std::size_t index = 0; index < bytes; ++index) text += static_cast<char>(value >> (8 * index) & 0xFF);
  return text;
}
// [MS-OXTNEF] 2.1.3: level, id with type, size, data, checksum.
std::string attribute(int level, std::uint32_t id, const std::string& data) {
  unsigned sum = 0;
  for (const char c : data) sum += static_cast<unsigned char>(c);
  return little(static_cast<std::uint64_t>(level), 1) + little(id, 4) + little(data.size(), 4) + data + little(sum, 2);
}
std::string property(std::uint32_t tag, const std::string& data) {
  const std::uint32_t type = tag & 0xFFFF;
  std::string text = little(type, 2) + little(tag >> 16, 2);
  if (type != 0x001E && type != 0x001F && type != 0x0102 && type != 0x000D) return text + data;
  return text + little(1, 4) + little(data.size(), 4) + data + std::string((4 - data.size() % 4) % 4, '\0');
}
std::string wide(std::string_view ascii) {
  std::string text;
  for (const char c : ascii) text += {c, '\0'};
  return text + std::string(2, '\0');
}
std::string list(const std::vector<std::string>& properties) {
  std::string text = little(properties.size(), 4);
  for (const std::string& one : properties) text += one;
  return text;
}
const std::string begin = little(0x223E9F78, 4) + little(1, 2);

std::string message() {
  const std::string named = little(0x001F, 2) + little(0x8001, 2) + std::string(16, 'g') + little(1, 4) + little(8, 4) +
                            wide("abc") + little(1, 4) + little(12, 4) + wide("named");
  const std::string enclosed = begin + attribute(1, 0x00018004, std::string("Inner\0", 6)) +
                               attribute(1, 0x0002800C, std::string("inner text\0", 11));
  return begin + attribute(1, 0x00069007, little(1252, 4) + little(0, 4)) +
         attribute(1, 0x00078008, std::string("IPM.Note\0", 9)) +
         attribute(1, 0x00018004, std::string("Gehalt M\xFCller\0", 14)) +
         attribute(1, 0x00069003,
                   list({property(0x0C1A001F, wide("Jo")), property(0x0C1F001E, std::string("jo@example.com\0", 15)),
                         property(0x1000001E, std::string("the text\r\n\0", 11)), property(0x0E060040, little(1, 8)),
                         property(0x0029000B, little(1, 4)), named, property(0x10130102, "<p>the <b>text</b></p>")})) +
         attribute(1, 0x00069004,
                   little(2, 4) +
                       list({property(0x0C150003, little(1, 4)), property(0x3001001F, wide("Li")),
                             property(0x3003001E, std::string("li@example.com\0", 15))}) +
                       list({property(0x0C150003, little(2, 4)), property(0x39FE001F, wide("cc@example.com"))})) +
         attribute(2, 0x00069002, std::string(14, '\0')) + attribute(2, 0x00018010, std::string("STAFF~1.CSV\0", 12)) +
         attribute(2, 0x0006800F, "name,ssn\n") +
         attribute(2, 0x00069005, list({property(0x3707001F, wide("staff list.csv"))})) +
         attribute(2, 0x00069002, std::string(14, '\0')) +
         attribute(
             2, 0x00069005,
             list({property(0x3001001F, wide("forwarded")), property(0x3701000D, std::string(16, 'i') + enclosed)}));
}

TEST(Tnef, GivesWhatAMessageGives) {
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(message(), out, &format));
  EXPECT_EQ(format, "tnef");
  EXPECT_TRUE(out.gaps.empty());
  EXPECT_EQ(out.text_of("Subject"), "Gehalt M\xC3\xBCller");
  EXPECT_EQ(out.text_of("From"), "Jo <jo@example.com>");
  EXPECT_EQ(out.text_of("To"), "Li <li@example.com>");
  EXPECT_EQ(out.text_of("Cc"), "<cc@example.com>");
  EXPECT_EQ(out.text_of("body"), "the text\r\n");
  EXPECT_EQ(out.text_of("properties"), "named\n");
  ASSERT_EQ(out.children.size(), 3U);
  EXPECT_EQ(out.children[0].name, "body.html");
  EXPECT_EQ(out.children[1].name, "staff list.csv");
  EXPECT_EQ(out.children[1].bytes, "name,ssn\n");
  EXPECT_EQ(out.children[2].name, "forwarded");
  DocumentOutput inner;
  ASSERT_TRUE(extract_bytes(out.children[2].bytes, inner, &format));
  EXPECT_EQ(format, "tnef") << "an enclosed message is one of its own";
  EXPECT_EQ(inner.text_of("body"), "inner text");
}

TEST(Tnef, ALineEndBehindItIsNoDamage) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(message() + "\r\n", out));
  EXPECT_TRUE(out.gaps.empty());
}

TEST(Tnef, CutAnywhereItGivesWhatThereIsAndTellsIt) {
  const std::string whole = message();
  for (std::size_t size = 6; size < whole.size(); ++size) {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(std::string_view(whole).substr(0, size), out)) << size;
    if (size > 100) {
      EXPECT_EQ(out.text_of("Subject"), "Gehalt M\xC3\xBCller") << size;
    }
  }
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(std::string_view(whole).substr(0, whole.size() - 5), out));
  ASSERT_EQ(out.gaps.size(), 1U);
  EXPECT_EQ(out.gaps[0].reason, "it ends within an attribute");
  EXPECT_EQ(out.children[1].bytes, "name,ssn\n");
}

TEST(Tnef, APropertyOfSeveralValuesGivesEach) {
  // PtypMultipleString, [MS-OXCDATA] 2.11.1.
  const std::string phones = little(0x101F, 2) + little(0x8001, 2) + std::string(16, 'g') + little(1, 4) +
                             little(8, 4) + wide("abc") + little(2, 4) + little(6, 4) + wide("ab") +
                             std::string(2, '\0') + little(6, 4) + wide("cd") + std::string(2, '\0');
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(begin + attribute(1, 0x00069003, list({phones})), out));
  EXPECT_EQ(out.text_of("properties"), "ab\ncd\n");
}

TEST(Tnef, MorePropertiesThanTheBoundAreToldAndTheRestIsRead) {
  std::string flags;
  for (int index = 0; index < 100'000; ++index) flags += property(0x0029000B, little(1, 4));
  const std::string many =
      attribute(2, 0x00069002, std::string(14, '\0')) + attribute(2, 0x00069005, little(100'000, 4) + flags);
  std::string text = begin + attribute(1, 0x00018004, std::string("Subject\0", 8));
  for (int index = 0; index < 12; ++index) text += many;
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(text, out));
  EXPECT_EQ(out.text_of("Subject"), "Subject");
  ASSERT_FALSE(out.gaps.empty());
  EXPECT_EQ(out.gaps[0].status, Status::too_big);
  EXPECT_EQ(out.gaps[0].reason, "more properties than the bound");
}

// Counts that lie cost nothing and lose nothing of what stands before them.
TEST(Tnef, CountsThatLieAreNotBelieved) {
  const std::string lying =
      begin + attribute(1, 0x00018004, std::string("Kept\0", 5)) +
      attribute(1, 0x00069003, little(0xFFFFFFFF, 4) + property(0x1000001F, wide("body"))) +
      attribute(1, 0x00069004, little(0xFFFFFFFF, 4)) +
      attribute(2, 0x00069005,
                little(2, 4) + little(0x101F, 2) + little(0x3001, 2) + little(0xFFFFFFFF, 4) + little(0xFFFFFFFF, 4));
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(lying, out));
  EXPECT_EQ(out.text_of("Subject"), "Kept");
  EXPECT_EQ(out.text_of("body"), "body");
  EXPECT_FALSE(out.gaps.empty());
}

}  // namespace
}  // namespace constat
