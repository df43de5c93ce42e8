#include <gtest/gtest.h>

#include "support/bson_builder.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::Bson;

const std::string mark = "\xFF\xFF\xFF\xFF";

std::string header(std::string_view collection, bool is_end = false) {
  return Bson().text("db", "shop").text("collection", collection).boolean("EOF", is_end).int64("CRC", 0).bytes();
}

std::string archive() {
  const std::string prelude = Bson().int32("concurrent_collections", 4).text("version", "0.1").bytes() +
                              Bson()
                                  .text("db", "shop")
                                  .text("collection", "users")
                                  .text("metadata", "{\"options\":{}}")
                                  .int32("size", 0)
                                  .bytes() +
                              Bson().text("db", "shop").text("collection", "none").text("metadata", "").bytes();
  return "\x6D\xE2\x99\x81" + prelude + mark + header("users") + Bson().text("email", "ann@mail.example").bytes() +
         mark + header("orders") + Bson().text("item", "book").bytes() + mark + header("users") +
         Bson().text("email", "bo@mail.example").bytes() + mark + header("users", true) + mark +
         header("orders", true) + mark;
}

const DocumentOutput::Child* child(const DocumentOutput& out, std::string_view name) {
  for (const DocumentOutput::Child& one : out.children) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

TEST(Mongodump, ACollectionIsAMember) {
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(archive(), out, &format));
  EXPECT_EQ(format, "mongodump");
  ASSERT_NE(child(out, "shop/users.bson"), nullptr);
  EXPECT_EQ(child(out, "shop/users.bson")->bytes,
            Bson().text("email", "ann@mail.example").bytes() + Bson().text("email", "bo@mail.example").bytes());
  EXPECT_EQ(child(out, "shop/orders.bson")->bytes, Bson().text("item", "book").bytes());
  EXPECT_EQ(child(out, "shop/users.metadata.json")->bytes, "{\"options\":{}}");
  EXPECT_EQ(child(out, "shop/none.bson")->bytes, "");
  EXPECT_TRUE(out.gaps.empty());
}

TEST(Mongodump, WhatFollowsDamageIsReadAsOfOneCollection) {
  std::string damaged = archive();
  const std::size_t at = damaged.find("book");
  damaged.replace(at - 14, 4, 4, '\x7F');
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(damaged, out));
  ASSERT_NE(child(out, "shop/orders.bson"), nullptr);
  EXPECT_NE(child(out, "shop/orders.bson")->bytes.find("bo@mail.example"), std::string::npos);
  EXPECT_EQ(out.gaps.size(), 1U);
}

TEST(Mongodump, EveryCutAndEveryFlipIsReadWithoutACrash) {
  const std::string whole = archive();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    DocumentOutput out;
    (void)extract_bytes(whole.substr(0, size), out);
    std::string flipped = whole;
    flipped[size] = static_cast<char>(flipped[size] ^ 0xFF);
    DocumentOutput other;
    (void)extract_bytes(flipped, other);
    std::string all = other.all_text();
    for (const DocumentOutput::Child& one : other.children) all += one.bytes;
    if (size > 4 && (size < whole.find("bo@mail") || size > whole.find("bo@mail") + 14)) {
      EXPECT_NE(all.find("bo@mail.example"), std::string::npos) << size;
    }
  }
}

}  // namespace
}  // namespace constat
