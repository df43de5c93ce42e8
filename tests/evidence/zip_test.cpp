#include "evidence/zip.h"

#include <gtest/gtest.h>

#include "support/zip_builder.h"

namespace constat {
namespace {
using test::ZipBuilder;

struct Reader {
  Limits limits;
  SpillFile spill{-1};
  ReadContext context{limits, spill};
};

// "name=text" of every member, or "name!why" where it is damaged or cannot be read.
std::string listing(std::string_view bytes) {
  Reader reader;
  MemorySource source(as_bytes(bytes));
  const auto archive = ZipArchive::open(source, reader.limits);
  if (!archive) return "no archive: " + archive.error().what;
  std::string all;
  for (const auto& entry : archive->entries()) {
    all += entry.name;
    auto opened = archive->open_entry(entry, reader.context);
    if (!opened) {
      all += "!" + std::string(fault_name(opened.error().fault));
    } else {
      Buffer storage;
      const auto whole = read_whole(**opened, 1 << 20, storage);
      all += (*opened)->damage().empty() ? "=" : "~";
      if (whole) all += as_text(*whole);
    }
    all += "\n";
  }
  return all;
}

TEST(Zip, ReadsWhatTheWildHolds) {
  ZipBuilder::Options stored;
  stored.method = 0;
  ZipBuilder::Options described;
  described.descriptor = true;
  ZipBuilder::Options bare = described;
  bare.descriptor_signature = false;
  ZipBuilder::Options large;
  large.zip64 = true;
  ZipBuilder::Options dos;
  dos.flags = 0;
  const ZipBuilder two = ZipBuilder().add("a.txt", "alpha").add("b/c.txt", "gamma", stored);
  struct Case {
    std::string bytes;
    std::string_view listing;
    std::string_view why;
  };
  const Case cases[] = {
      {two.build(), "a.txt=alpha\nb/c.txt=gamma\n", "plain"},
      {two.build("a comment with PK\x05\x06 in it"), "a.txt=alpha\nb/c.txt=gamma\n", "comment"},
      {two.build("", true), "a.txt=alpha\nb/c.txt=gamma\n", "zip64 end record"},
      {"MZ, a program before it" + two.build(), "a.txt=alpha\nb/c.txt=gamma\n", "prepended data"},
      {"MZ, a program before it" + two.build("", true), "a.txt=alpha\nb/c.txt=gamma\n", "prepended, zip64"},
      {ZipBuilder().add("a", "alpha", large).build(), "a=alpha\n", "zip64 sizes"},
      {ZipBuilder().add("a", "alpha", described).build(), "a=alpha\n", "data descriptor"},
      {two.without_directory(), "a.txt=alpha\nb/c.txt=gamma\n", "no directory"},
      {ZipBuilder().add("a", "alpha", described).add("b", "beta", bare).add("c", "gamma").without_directory(),
       "a=alpha\nb=beta\nc=gamma\n", "no directory, data descriptors"},
      {ZipBuilder().add("a\x81.txt", "alpha", dos).build(), "aü.txt=alpha\n", "code page 437"},
      {ZipBuilder().add("é.txt", "alpha", dos).build(), "é.txt=alpha\n", "UTF-8 that does not say so"},
      {ZipBuilder().add("../../etc/passwd", "alpha").build(), "../../etc/passwd=alpha\n", "a name is data"},
      {ZipBuilder().build(), "", "empty archive"},
  };
  for (const Case& c : cases) EXPECT_EQ(listing(c.bytes), c.listing) << c.why;
}

TEST(Zip, DamageIsToldOfTheMemberThatHasIt) {
  ZipBuilder::Options wrong;
  wrong.crc_error = 1;
  ZipBuilder::Options locked;
  locked.flags = 1;
  ZipBuilder::Options odd;
  odd.method = 97;
  EXPECT_EQ(listing(ZipBuilder().add("a", "alpha", wrong).add("b", "beta").build()), "a~alpha\nb=beta\n");
  EXPECT_EQ(listing(ZipBuilder().add("a", "alpha", locked).add("b", "beta").build()), "a!encrypted\nb=beta\n");
  EXPECT_EQ(listing(ZipBuilder().add("a", "alpha", odd).add("b", "beta").build()), "a!unsupported\nb=beta\n");
}

TEST(Zip, UnicodePathFieldHoldsWhileItsChecksumDoes) {
  for (const bool right : {true, false}) {
    ZipBuilder::Options options;
    options.flags = 0;
    std::string field = "\x01";
    test::put32(field, test::crc_of(right ? "_.txt" : "other"));
    field += "審計.txt";
    test::put16(options.extra, 0x7075);
    test::put16(options.extra, field.size());
    options.extra += field;
    EXPECT_EQ(listing(ZipBuilder().add("_.txt", "x", options).build()), right ? "審計.txt=x\n" : "_.txt=x\n");
  }
}

TEST(Zip, DirectoryIsBelievedAsFarAsItGoesAndHeadersAreWalkedForTheRest) {
  const ZipBuilder builder = ZipBuilder().add("a", "alpha").add("b", "beta").add("c", "gamma");
  std::string bytes = builder.build();
  const std::size_t second = bytes.find("PK\x01\x02", bytes.find("PK\x01\x02") + 1);
  bytes[second] = 'X';
  Reader reader;
  MemorySource source(as_bytes(bytes));
  const auto archive = ZipArchive::open(source, reader.limits);
  ASSERT_TRUE(archive);
  EXPECT_EQ(archive->entries().size(), 3U);
  EXPECT_FALSE(archive->damage().empty());
  EXPECT_EQ(listing(bytes), "a=alpha\nb=beta\nc=gamma\n");
}

TEST(Zip, LinksAndFoldersAreTellable) {
  ZipBuilder::Options link;
  link.method = 0;
  link.attributes = 0120777U << 16;
  const std::string bytes = ZipBuilder().add("dir/", "").add("l", "/etc/shadow", link).build();
  Reader reader;
  MemorySource source(as_bytes(bytes));
  const auto archive = ZipArchive::open(source, reader.limits);
  ASSERT_TRUE(archive);
  EXPECT_TRUE(archive->entries().at(0).is_folder);
  EXPECT_TRUE(archive->entries().at(1).is_link);
  EXPECT_EQ(archive->entries().at(0).modified_s, 1416787200) << "2014-11-24";
  EXPECT_NE(archive->find("/DIR/"), nullptr) << "part names ignore case and a leading slash";
}

TEST(Zip, TruncatedOrBentAnywhereItNeverReadsOutside) {
  ZipBuilder::Options described;
  described.descriptor = true;
  ZipBuilder::Options large;
  large.zip64 = true;
  const std::string bytes =
      ZipBuilder().add("a.txt", "alpha alpha alpha").add("b", "beta", described).add("c", "c", large).build("", true);
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    // A copy of its own, so that a step past the end is seen by the sanitizers.
    const std::string cut(bytes.data(), size);
    const std::string told = listing(cut);
    if (size > 70) {
      EXPECT_TRUE(told.starts_with("a.txt=alpha alpha alpha\n")) << size << told;
    }
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const char value : {'\0', '\xFF', '\x7F'}) {
      std::string bent = bytes;
      bent[at] = value;
      (void)listing(bent);
    }
  }
}

TEST(Zip, BombStopsAtTheBound) {
  const std::string zeros(4 << 20, '\0');
  const std::string bytes = ZipBuilder().add("zeros", zeros).build();
  Reader reader;
  reader.limits.expansion_free_bytes = 1 << 20;
  reader.limits.expansion_ratio_max = 100;
  MemorySource source(as_bytes(bytes));
  const auto archive = ZipArchive::open(source, reader.limits);
  ASSERT_TRUE(archive);
  const auto opened = archive->open_entry(archive->entries().at(0), reader.context);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().fault, Fault::over_limit);
}

}  // namespace
}  // namespace constat
