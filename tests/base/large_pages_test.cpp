#include "base/large_pages.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <numeric>

namespace constat {
namespace {

TEST(LargePages, MemoryOfEverySizeIsWritableToItsEnd) {
  for (const std::size_t bytes :
       {std::size_t{1}, large_page_bytes - 1, large_page_bytes, large_page_bytes + 1, 3 * large_page_bytes + 12345}) {
    Pages pages(bytes);
    ASSERT_NE(pages.data(), nullptr) << bytes;
    EXPECT_EQ(pages.size(), bytes);
    pages.data()[0] = std::byte{1};
    pages.data()[bytes - 1] = std::byte{2};
    const Pages moved = std::move(pages);
    EXPECT_EQ(moved.data()[bytes - 1], std::byte{2}) << bytes;
  }
}

TEST(LargePages, WhatFillsOneBeginsAtItsBorder) {
  const Pages pages(large_page_bytes);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(pages.data()) % large_page_bytes, 0U)
      << "elsewhere the kernel has no large page to give";
}

TEST(LargePages, AVectorKeepsItsValuesAsItGrowsOverTheBorder) {
  LargeVector<std::uint32_t> values;
  constexpr std::uint32_t count = 2 * large_page_bytes / sizeof(std::uint32_t) + 1000;
  for (std::uint32_t value = 0; value < count; ++value) values.push_back(value);
  EXPECT_EQ(std::accumulate(values.begin(), values.end(), std::uint64_t{0}),
            std::uint64_t{count} * (std::uint64_t{count} - 1) / 2);
  values.resize(10);
  values.shrink_to_fit();
  EXPECT_EQ(values.back(), 9U);
}

TEST(LargePages, MoreThanThereIsOfMemoryIsRefused) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers end the process instead";
#endif
  EXPECT_THROW(Pages(SIZE_MAX), std::bad_alloc);
  EXPECT_THROW(Pages(SIZE_MAX / 2), std::bad_alloc);
}

}  // namespace
}  // namespace constat
