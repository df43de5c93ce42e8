#include "evidence/source.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "support/temporary.h"

namespace constat {
namespace {

std::string all_of(Source& source) {
  Buffer storage;
  const auto bytes = read_whole(source, UINT64_MAX, storage);
  return bytes ? std::string(as_text(*bytes)) : "error: " + bytes.error().what;
}

TEST(Source, ASliceShowsItsPartAndNothingBeyond) {
  MemorySource whole(as_bytes("0123456789"));
  SliceSource middle(whole, 3, 4);
  EXPECT_EQ(all_of(middle), "3456");
  SliceSource lying(whole, 8, UINT64_MAX);
  EXPECT_EQ(all_of(lying), "89");
  SliceSource beyond(whole, 11, 5);
  EXPECT_EQ(beyond.size_bytes(), 0U);
  SliceSource inner(middle, 1, 2);
  EXPECT_EQ(all_of(inner), "45");
  EXPECT_FALSE(read_exactly(middle, 2, 3));
  EXPECT_FALSE(read_exactly(middle, UINT64_MAX, 1));
}

TEST(Source, AFileThatShrinksIsAnErrorAndNoSignal) {
  const TemporaryFolder folder;
  const std::string path = folder.file("f", "abc");
  FileSource source(::open(path.c_str(), O_RDONLY), 1000);
  EXPECT_FALSE(read_exactly(source, 0, 1000));
}

class SpoolTest : public ::testing::Test {
 protected:
  SpoolTest() {
    limits_.spool_memory_bytes = 1000;
    limits_.member_bytes_max = 100'000;
    limits_.expansion_free_bytes = 2000;
    limits_.expansion_ratio_max = 10;
    path_ = folder_.file("spill", "");
  }
  int open_spill() { return ::open(path_.c_str(), O_RDWR); }
  TemporaryFolder folder_;
  std::string path_;
  Limits limits_;
};

TEST_F(SpoolTest, WhatOutgrowsMemoryGoesEncipheredToTheSpillFileAndComesBack) {
  SpillFile spill(open_spill());
  std::string text;
  for (int index = 0; index < 3000; ++index) text += "value " + std::to_string(index) + "; ";
  Spool spool(limits_, spill, 0);
  for (std::size_t at = 0; at < text.size(); at += 77)
    ASSERT_TRUE(spool.write(as_bytes(std::string_view(text).substr(at, 77))));
  auto source = spool.finish();
  ASSERT_TRUE(source);
  EXPECT_EQ(all_of(**source), text);
  for (const std::uint64_t offset : {0ULL, 1ULL, 63ULL, 64ULL, 65ULL, 999ULL, 5000ULL}) {
    const auto part = read_exactly(**source, offset, 130);
    ASSERT_TRUE(part);
    EXPECT_EQ(as_text(*part), std::string_view(text).substr(offset, 130));
  }
  std::ifstream disk(path_, std::ios::binary);
  const std::string stored{std::istreambuf_iterator<char>(disk), {}};
  EXPECT_EQ(stored.size(), text.size());
  EXPECT_EQ(stored.find("value"), std::string::npos) << "evidence lies readable on the disk";
  source->reset();
  EXPECT_EQ(std::filesystem::file_size(path_), 0U) << "space is given back";
}

// Space is used again: what lay there before must not be told by what lies there now. With one stream for both, the two
// states of the disk differ by what the texts differ.
TEST_F(SpoolTest, SpaceThatIsUsedAgainIsEncipheredAnew) {
  SpillFile spill(open_spill());
  const auto stored = [&](char letter) {
    Spool spool(limits_, spill, 0);
    EXPECT_TRUE(spool.write(as_bytes(std::string(3000, letter))));
    auto source = spool.finish();
    EXPECT_EQ(all_of(**source), std::string(3000, letter));
    std::ifstream disk(path_, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(disk), {}};
  };
  const std::string first = stored('a');
  const std::string second = stored('b');
  ASSERT_EQ(first.size(), 3000U);
  ASSERT_EQ(second.size(), 3000U);
  std::size_t alike = 0;
  for (std::size_t at = 0; at < first.size(); ++at) alike += (first[at] ^ second[at]) == ('a' ^ 'b') ? 1 : 0;
  EXPECT_LT(alike, 100U);
}

// A bound like the others, not a fault of the evidence.
TEST_F(SpoolTest, AFullSpillFileIsABound) {
  const int full = ::open("/dev/full", O_RDWR);
  if (full < 0) GTEST_SKIP() << "no /dev/full";
  SpillFile spill(full);
  Spool spool(limits_, spill, 0);
  const auto result = spool.write(as_bytes(std::string(3000, 'x')));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::over_limit);
  EXPECT_NE(result.error().what.find("No space left"), std::string::npos) << result.error().what;
}

TEST_F(SpoolTest, ABombStopsAtItsBounds) {
  SpillFile spill(open_spill());
  const std::string block(500, 'x');
  Spool large(limits_, spill, 0);
  Result<void> result;
  for (int index = 0; index < 1000 && result; ++index) result = large.write(as_bytes(block));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::over_limit);
  EXPECT_LE(large.size_bytes(), limits_.member_bytes_max);
  Spool ratio(limits_, spill, 10);
  result = {};
  for (int index = 0; index < 1000 && result; ++index) result = ratio.write(as_bytes(block));
  ASSERT_FALSE(result);
  EXPECT_LE(ratio.size_bytes(), limits_.expansion_free_bytes);
  SpillFile none(-1);
  Spool memory_only(limits_, none, 0);
  result = {};
  for (int index = 0; index < 1000 && result; ++index) result = memory_only.write(as_bytes(block));
  ASSERT_FALSE(result);
  EXPECT_LE(memory_only.size_bytes(), limits_.spool_memory_bytes);
}

}  // namespace
}  // namespace constat
