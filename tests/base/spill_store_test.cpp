#include "base/spill_store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace constat {
namespace {

TEST(SpillStore, HasNoNameAndIsItsOwnersAlone) {
  const int descriptor = open_unlinked_file(::testing::TempDir());
  ASSERT_GE(descriptor, 0);
  struct stat about = {};
  ASSERT_EQ(::fstat(descriptor, &about), 0);
  EXPECT_EQ(about.st_nlink, 0U);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  ::close(descriptor);
  EXPECT_LT(open_unlinked_file("/no/such/folder"), 0);
}

TEST(SpillStore, AnyPartIsReadAloneAndNothingLiesReadableOnTheDisk) {
  const int descriptor = open_unlinked_file(::testing::TempDir());
  SpillStore store(descriptor);
  std::string text;
  for (int number = 0; text.size() < 200'000; ++number) text += "value " + std::to_string(number) + "; ";
  const std::uint64_t stream = store.new_stream();
  ASSERT_TRUE(store.write(stream, 17, as_bytes(text)));
  for (const std::size_t offset : {0U, 1U, 47U, 48U, 63U, 64U, 65'519U, 65'536U, 131'000U}) {
    std::string part(70'000, ' ');
    const auto got = store.read(stream, 17 + offset, std::as_writable_bytes(std::span(part)));
    ASSERT_TRUE(got);
    ASSERT_EQ(*got, std::min(part.size(), text.size() - offset)) << offset;
    EXPECT_TRUE(part.substr(0, *got) == text.substr(offset, *got)) << offset;
  }
  std::string stored(text.size() + 17, ' ');
  ASSERT_EQ(::pread(descriptor, stored.data(), stored.size(), 0), static_cast<ssize_t>(stored.size()));
  EXPECT_EQ(stored.find("value"), std::string::npos);
  std::string other(100, ' ');
  ASSERT_TRUE(store.read(store.new_stream(), 17, std::as_writable_bytes(std::span(other))));
  EXPECT_NE(other, text.substr(0, 100)) << "each text has a stream of its own";
}

TEST(SpillStore, SpaceIsAStack) {
  const int descriptor = open_unlinked_file(::testing::TempDir());
  SpillStore store(descriptor);
  ASSERT_TRUE(store.write(store.new_stream(), 0, as_bytes(std::string(1000, 'a'))));
  store.take(0, 1000);
  ASSERT_TRUE(store.write(store.new_stream(), 1000, as_bytes(std::string(500, 'b'))));
  store.take(1000, 500);
  store.release(0, 1000);
  EXPECT_EQ(store.end_bytes(), 1500U) << "something lies behind it";
  store.release(1000, 1500);
  EXPECT_EQ(store.end_bytes(), 1000U);
  EXPECT_EQ(::lseek(descriptor, 0, SEEK_END), 1000);
}

TEST(SpillStore, AFullDiskIsABound) {
  SpillStore full(::open("/dev/full", O_RDWR));
  const auto written = full.write(full.new_stream(), 0, as_bytes(std::string(100, 'x')));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, Fault::over_limit);
}

}  // namespace
}  // namespace constat
