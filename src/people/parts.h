// A range cut into as many parts as there are processors (at most 16), a thread each.
#pragma once

#include <algorithm>
#include <cstddef>
#include <thread>
#include <vector>

namespace constat {

// Calls use(begin, end) for parts that together are [0, count); returns when all have. `use` must not throw, and its
// outcome must not depend on where the cuts are.
template <typename Use>
void in_parts(std::size_t count, Use use) {
  const std::size_t threads = count < 1000 ? 1 : std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
  std::vector<std::jthread> running;
  for (std::size_t part = 1; part < threads; ++part) {
    running.emplace_back([=, &use] { use(count * part / threads, count * (part + 1) / threads); });
  }
  use(0, count / threads);
}

}  // namespace constat
