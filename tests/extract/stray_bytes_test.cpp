// Bytes of a container that no member holds.
#include <gtest/gtest.h>

#include "extract/collected.h"
#include "extract/extractors.h"
#include "support/zip_builder.h"

namespace constat {
namespace {

using test::Collected;
using test::ZipBuilder;

std::string plain_zip(const std::string& comment = "") {
  ZipBuilder::Options described;
  described.descriptor = true;
  ZipBuilder::Options bare = described;
  bare.descriptor_signature = false;
  return ZipBuilder()
      .add("a.txt", "text of a, of some length")
      .add("b.txt", "text of b, of some length", described)
      .add("c.txt", "text of c, of some length", bare)
      .build(comment);
}

TEST(StrayBytes, AWholeArchiveHasNone) {
  Collected out;
  ASSERT_TRUE(test::extract(extract_zip, plain_zip(), out));
  EXPECT_EQ(out.owned_text(), "");
  EXPECT_TRUE(out.notes.empty());
  // Zeros between are padding.
  Collected padded;
  ASSERT_TRUE(test::extract(extract_zip, std::string(512, '\0') + plain_zip(), padded));
  EXPECT_TRUE(padded.notes.empty());
}

TEST(StrayBytes, BeforeBehindAndInTheCommentOfAZip) {
  struct Case {
    std::string_view what;
    std::string bytes;
  };
  const Case cases[] = {
      {"before", "MZ" + std::string(500, '\0') + "hidden SSN 607-22-8007\n" + plain_zip()},
      {"behind", plain_zip() + "hidden SSN 607-22-8007"},
      {"comment", plain_zip("hidden SSN 607-22-8007")},
      {"before and behind", "MZ\x01" + plain_zip() + "hidden SSN 607-22-8007"},
  };
  for (const Case& c : cases) {
    Collected out;
    ASSERT_TRUE(test::extract(extract_zip, c.bytes, out)) << c.what;
    const std::string text = out.owned_text();
    EXPECT_NE(text.find("hidden SSN 607-22-8007"), std::string::npos) << c.what;
    EXPECT_EQ(text.find("a.txt"), std::string::npos) << "what the archive accounts for is not told twice: " << c.what;
    ASSERT_EQ(out.notes.size(), 1U) << c.what;
    EXPECT_NE(out.notes[0].find("bytes belong to no member"), std::string::npos) << c.what;
    MemorySource source(as_bytes(c.bytes));
    EXPECT_EQ(identify(source)->format->id, "zip") << c.what;
  }
}

TEST(StrayBytes, BetweenTheMembersOfAZip) {
  // A member that was taken out of the directory, as some editors "delete" one, is not lost either.
  const std::string whole =
      ZipBuilder()
          .add("a.txt", "text of a")
          .add_packed("gone.txt", "hidden SSN 607-22-8007", 22, test::crc_of("hidden SSN 607-22-8007"), {.method = 0})
          .without_directory();
  const std::string directory = ZipBuilder().add("a.txt", "text of a").directory();
  std::string bytes = whole + directory + "PK\x05\x06";
  test::put32(bytes, 0);
  test::put16(bytes, 1);
  test::put16(bytes, 1);
  test::put32(bytes, directory.size());
  test::put32(bytes, whole.size());
  test::put16(bytes, 0);
  Collected out;
  ASSERT_TRUE(test::extract(extract_zip, bytes, out));
  EXPECT_NE(out.owned_text().find("hidden SSN 607-22-8007"), std::string::npos);
}

TEST(StrayBytes, AreGivenOnceWhereMembersAreShared) {
  const std::string bytes = plain_zip("hidden SSN 607-22-8007");
  for (const std::uint64_t first : {0U, 1U}) {
    Collected out;
    ASSERT_TRUE(test::extract(extract_zip, bytes, out, "", Range{0, bytes.size(), first, 1}));
    EXPECT_EQ(out.owned_text().empty(), first != 0);
  }
}

TEST(StrayBytes, BehindACompressedStream) {
  const std::string bytes = test::deflated("text of some length, and more of it", 31) + "hidden SSN 607-22-8007";
  Collected out;
  ASSERT_TRUE(test::extract(extract_gzip, bytes, out));
  EXPECT_NE(out.owned_text().find("hidden SSN 607-22-8007"), std::string::npos);
  EXPECT_FALSE(out.gaps.empty() && out.notes.empty());
}

}  // namespace
}  // namespace constat
