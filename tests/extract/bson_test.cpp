#include <gtest/gtest.h>

#include "extract/bson_json.h"
#include "extract/collected.h"
#include "extract/extractors.h"
#include "extract/record_cells.h"
#include "support/bson_builder.h"

namespace constat {
namespace {

using test::Bson;
using test::cell;
using test::passages;
using namespace std::string_view_literals;

std::string user(std::string_view name, std::string_view email, std::string_view phone = "+1 503-555-0142") {
  return Bson()
      .raw(7, "_id", "\x5F\x1A\x2B\x3C\x4D\x5E\x6F\x70\x81\x92\xA3\xB4"sv)
      .text("name", name)
      .text("email", email)
      .nested("address", Bson().text("street", "12 Oak Lane").text("city", "Portland"))
      .list("phones", Bson().text("0", phone).text("1", "+1 503-555-0199"))
      .date("birthDate", -277'776'000'000)
      .bytes();
}

TEST(Bson, ADocumentIsARecord) {
  // 12.50: a coefficient of 1250 and an exponent of -2.
  const std::string decimal = test::little(std::uint64_t{1250}) + test::little(std::uint64_t{6174} << 49);
  const std::string second =
      Bson()
          .text("name", "Zo\u00EB \"Z\" Lind\\gren")
          .int32("age", -7)
          .int64("account", 9'007'199'254'740'993)
          .number("salary", 52'000.5)
          .raw(0x13, "balance", decimal)
          .boolean("active", true)
          .raw(0x0A, "left", "")
          .binary("uuid", 4, "\x12\x34\x56\x78\x9A\xBC\xDE\xF0\x01\x02\x03\x04\x05\x06\x07\x08"sv)
          .binary("hash", 0, "$2b$12$abcdefghijklmnopqrstuv")
          .binary("salt", 0, "\x01\x02"sv)
          .raw(0x11, "changed", test::little(std::uint32_t{3}) + test::little(1'400'000'000))
          .raw(0x0B, "like", "^a\0i\0"sv)
          .bytes();
  const std::string file = user("Ann Lee", "ann@mail.example") + second;
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(file, out, &format));
  EXPECT_EQ(format, "bson");
  EXPECT_TRUE(out.gaps.empty());
  const struct {
    std::size_t row;
    std::string_view column, value, stands;
  } cases[] = {
      {0, "_id", "5f1a2b3c4d5e6f708192a3b4", "\x5F\x1A\x2B"},
      {0, "name", "Ann Lee", "Ann Lee\0"sv},
      {0, "email", "ann@mail.example", "ann@mail.example\0"sv},
      {0, "address.city", "Portland", "Portland\0"sv},
      {0, "phones", "+1 503-555-0142", "+1 503-555-0142"},
      {0, "phones.2", "+1 503-555-0199", "+1 503-555-0199"},
      {0, "birthDate", "1961-03-14", ""},
      {1, "name", "Zo\u00EB \"Z\" Lind\\gren", "Zo\u00EB \"Z\""},
      {1, "age", "-7", "\xF9\xFF\xFF\xFF"},
      {1, "account", "9007199254740993", ""},
      {1, "salary", "52000.5", ""},
      {1, "balance", "12.50", ""},
      {1, "active", "true", "\1"},
      {1, "left", "", ""},
      {1, "uuid", "12345678-9abc-def0-0102-030405060708", "\x12\x34\x56\x78\x9A"},
      {1, "hash", "$2b$12$abcdefghijklmnopqrstuv", "$2b$12$"},
      {1, "salt", "X'0102'", "\x01\x02"},
      {1, "changed", "2014-05-13T16:53:20Z", ""},
      {1, "like", "^a", "^a\0i"sv},
  };
  for (const auto& c : cases) {
    const test::PlacedCell found = cell(out, c.row, c.column);
    EXPECT_EQ(found.value, c.value) << c.column;
    EXPECT_EQ(std::string_view(file).substr(found.offset, c.stands.size()), c.stands) << c.column;
  }
}

TEST(Bson, AFileInADocumentIsAMember) {
  const std::string pdf = "%PDF-1.4\n\x01" + std::string(200, '%');
  const std::string other = "\x01\x02\x03 a note of Ann Lee \x04" + std::string(80, '\x05');
  const std::string file = user("Ann", "a@x.example") + Bson().binary("scan", 0, pdf).binary("blob", 0, other).bytes() +
                           Bson().list("scans", Bson().binary("0", 0, pdf).binary("1", 0, pdf)).bytes();
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(file, out));
  ASSERT_EQ(out.children.size(), 3U);
  EXPECT_EQ(out.children[0].name, "scan");
  EXPECT_EQ(out.children[0].bytes, pdf);
  EXPECT_EQ(out.children[2].name, "scans");
  ASSERT_EQ(out.inner_names.size(), 2U);
  EXPECT_EQ(out.inner_names[0], "+" + std::to_string(user("Ann", "a@x.example").size()));
  EXPECT_NE(passages(out).find("a note of Ann Lee"), std::string::npos);
}

TEST(Bson, WhatIsCutOrDamagedIsReadAsFarAsItIsThere) {
  const std::string one = user("Ann Lee", "ann@mail.example");
  const std::string two = user("Bo Dahl", "bo@mail.example");
  const std::string three = user("Cy Eng", "cy@mail.example");
  const std::string all = one + two + three;
  {  // Cut within the last.
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(all.substr(0, all.size() - 40), out));
    EXPECT_EQ(cell(out, 2, "email").value, "cy@mail.example");
    EXPECT_EQ(cell(out, 2, "phones").value, "+1 503-555-0142") << "of a list that breaks off";
    ASSERT_EQ(out.gaps.size(), 1U);
    EXPECT_EQ(out.gaps[0].status, Status::partly_read);
  }
  {  // A wrong length: the elements say where the document ends.
    std::string wrong = all;
    wrong[one.size() + 1] = '\x7F';
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(wrong, out));
    EXPECT_EQ(cell(out, 1, "email").value, "bo@mail.example");
    EXPECT_EQ(cell(out, 2, "email").value, "cy@mail.example");
    EXPECT_EQ(out.gaps.size(), 1U);
  }
  {  // An element of no type: the rest of its document is text.
    std::string wrong = all;
    wrong[one.size() + two.find("email") - 1] = '\x66';
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(wrong, out));
    EXPECT_EQ(cell(out, 1, "name").value, "Bo Dahl");
    EXPECT_EQ(cell(out, 2, "email").value, "cy@mail.example");
    EXPECT_NE(passages(out).find("bo@mail.example"), std::string::npos);
  }
  {  // Bytes of something else between two.
    DocumentOutput out;
    ASSERT_TRUE(
        extract_bytes(one + std::string(300, '\xFF') + "lost@mail.example" + std::string(9, '\xFF') + three, out));
    EXPECT_EQ(cell(out, 1, "email").value, "cy@mail.example");
    EXPECT_NE(passages(out).find("lost@mail.example"), std::string::npos);
  }
}

TEST(Bson, EveryCutAndEveryFlipIsReadWithoutACrash) {
  const std::string file = user("Ann Lee", "ann@mail.example") + user("Bo Dahl", "bo@mail.example");
  const std::size_t address = file.find("bo@mail.example");
  for (std::size_t size = 0; size < file.size(); ++size) {
    DocumentOutput out;
    (void)extract_bytes(file.substr(0, size), out);
    for (const unsigned char flip : {0xFF, 0x01, 0x80}) {
      std::string flipped = file;
      flipped[size] = static_cast<char>(flipped[size] ^ flip);
      DocumentOutput other;
      (void)test::extract(extract_bson, flipped, other);
      const std::string text = other.all_text();
      // Nothing is lost: what no cell says is text.
      if (size < address || size >= address + 15) {
        EXPECT_NE(text.find("bo@mail.example"), std::string::npos) << size << " " << int(flip);
      }
    }
  }
}

TEST(Bson, ARangeGivesTheRowsOfTheWhole) {
  std::string file;
  for (int index = 0; index < 300; ++index) {
    file += user("Ann " + std::to_string(index), "a" + std::to_string(index) + "@mail.example");
  }
  test::Collected whole;
  ASSERT_TRUE(test::extract(extract_bson, file, whole));
  MemorySource source(as_bytes(file));
  SpillFile spill(-1);
  const Limits limits;
  const auto ranges = cut_bson(source, {{limits, spill}, "", 0, std::nullopt, 0}, 5000);
  ASSERT_TRUE(ranges);
  ASSERT_GT(ranges->size(), 3U);
  std::vector<test::KeptRow> rows;
  for (const Range& range : *ranges) {
    test::Collected part;
    ASSERT_TRUE(test::extract(extract_bson, file, part, "", range));
    for (const auto& table : part.tables) {
      for (const test::KeptRow& row : table.rows) {
        if (row.owned) rows.push_back(row);
      }
    }
  }
  EXPECT_EQ(rows, whole.tables.at(0).rows);
}

TEST(Bson, HostileNestingAndLengthsAreBounded) {
  Bson deep = Bson().text("a", "b");
  for (int level = 0; level < 2000; ++level) deep = Bson().nested("a", deep);
  DocumentOutput out;
  ASSERT_TRUE(test::extract(extract_bson, deep.bytes() + user("Ann", "ann@mail.example"), out));
  EXPECT_NE(out.all_text().find("ann@mail.example"), std::string::npos);
  // Each element promises more than there is.
  std::string liar;
  for (int index = 0; index < 20'000; ++index) liar += "\x02 n\0\xFF\xFF\xFF\0"sv;
  DocumentOutput other;
  ASSERT_TRUE(test::extract(extract_bson, user("Ann", "ann@mail.example") + liar, other));
  EXPECT_EQ(cell(other, 0, "email").value, "ann@mail.example");
}

TEST(Bson, IsKnownByItsDocuments) {
  for (const std::string_view bytes : {"\x05\0\0\0\0"sv, "\x10\0\0\0\x02name\0"sv,
                                       "\x20\0\0\0\x66name\0\0\0\0\0\0\0\0\0\0"sv, "\x0B\0\0\0\x10\xFF\0\1\0\0\0"sv}) {
    DocumentOutput out;
    std::string format;
    (void)extract_bytes(bytes, out, &format);
    EXPECT_NE(format, "bson");
  }
}

}  // namespace
}  // namespace constat
