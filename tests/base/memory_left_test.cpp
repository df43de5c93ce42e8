#include "base/memory_left.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <vector>

namespace constat {
namespace {

TEST(MemoryLeft, ReadsWhatTheKernelTells) {
  EXPECT_EQ(available_of_meminfo("MemTotal:  100 kB\nMemAvailable:   24 kB\n"), 24U * 1024);
  EXPECT_EQ(available_of_meminfo("MemTotal:  100 kB\n"), UINT64_MAX);
  EXPECT_EQ(available_of_meminfo("MemAvailable: none\n"), UINT64_MAX);
  EXPECT_EQ(available_of_meminfo(""), UINT64_MAX);
  EXPECT_GT(memory_left_bytes(), std::uint64_t{1} << 20);
}

TEST(MemoryLeft, WhatIsWrittenToIsHeld) {
  const std::uint64_t before = memory_held_bytes();
  const std::vector<char> held(64 << 20, 'x');
  EXPECT_GE(memory_held_bytes(), before + (32U << 20)) << held.size();
}

TEST(MemoryLeft, TheProcesssOwnLimitCounts) {
  const pid_t child = ::fork();
  if (child == 0) {
    rlimit limit = {};
    (void)::getrlimit(RLIMIT_AS, &limit);
    std::ifstream statm("/proc/self/statm");  // Sanitizers have mapped far more than any limit.
    std::uint64_t mapped_pages = 0;
    statm >> mapped_pages;
    constexpr std::uint64_t most = std::uint64_t{64} << 20;
    limit.rlim_cur = mapped_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) + most;
    const bool set = ::setrlimit(RLIMIT_AS, &limit) == 0;
    ::_exit(set && memory_left_bytes() <= most ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace constat
