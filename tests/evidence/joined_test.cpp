#include "evidence/joined.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(Joined, ReadsAcrossItsPartsAndPastThoseWithoutBytes) {
  JoinedSource joined;
  std::uint64_t number = 0;
  for (const std::string_view part : {"abc", "", "de", "", "fghij"}) {
    joined.add(++number, std::make_unique<MemorySource>(as_bytes(part)));
  }
  constexpr std::string_view whole = "abcdefghij";
  ASSERT_EQ(joined.size_bytes(), whole.size());
  for (std::size_t offset = 0; offset <= whole.size() + 1; ++offset) {
    for (std::size_t count = 0; count <= whole.size() + 1; ++count) {
      Buffer out(count);
      const auto got = joined.read_at(offset, out);
      ASSERT_TRUE(got);
      EXPECT_EQ(as_text(ByteView(out).first(*got)), whole.substr(std::min(offset, whole.size()), count))
          << offset << " " << count;
    }
  }
  ASSERT_EQ(joined.layout()->parts.size(), 5U);
  EXPECT_EQ(joined.layout()->parts[4].begin_bytes, 5U);
}

// A part that became shorter after it was listed: what follows it does not move up.
TEST(Joined, APartThatBecameShorterEndsTheReading) {
  class Short final : public Source {
   public:
    std::uint64_t size_bytes() const override { return 4; }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
      if (offset >= 2) return std::size_t{0};
      const std::size_t count = std::min<std::size_t>(out.size(), 2 - offset);
      std::fill_n(out.begin(), count, std::byte{'x'});
      return count;
    }
  };
  JoinedSource joined;
  joined.add(1, std::make_unique<Short>());
  joined.add(2, std::make_unique<MemorySource>(as_bytes(std::string_view("yz"))));
  Buffer out(6);
  EXPECT_EQ(joined.read_at(0, out).value_or(99), 2U);
  EXPECT_EQ(joined.read_at(4, out).value_or(99), 2U);
}

}  // namespace
}  // namespace constat
