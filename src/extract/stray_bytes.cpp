#include "extract/stray_bytes.h"

#include <algorithm>

#include "evidence/window.h"

namespace constat {

namespace {

constexpr std::size_t stray_stretches_max = 10'000;

// Without the zeros at its beginning; empty where there is nothing else.
std::pair<std::uint64_t, std::uint64_t> without_padding(Window& window, std::uint64_t begin, std::uint64_t end) {
  constexpr std::size_t block_bytes = 64 * 1024;
  while (begin < end) {
    const ByteView block =
        window.at(begin, static_cast<std::size_t>(std::min<std::uint64_t>(block_bytes, end - begin)));
    if (block.empty()) return {end, end};
    const auto first = std::find_if(block.begin(), block.end(), [](std::byte byte) { return byte != std::byte{0}; });
    begin += static_cast<std::uint64_t>(first - block.begin());
    if (first != block.end()) break;
  }
  return {begin, end};
}

}  // namespace

Result<void> give_stray_bytes(Source& source, const ExtractContext& context,
                              std::vector<std::pair<std::uint64_t, std::uint64_t>> used, Output& out) {
  std::sort(used.begin(), used.end());
  used.emplace_back(source.size_bytes(), source.size_bytes());
  Window window(source);
  std::uint64_t at = 0;
  std::uint64_t bytes = 0;
  std::size_t stretches = 0;
  for (const auto& [begin, end] : used) {
    if (begin > at) {
      const auto [first, last] = without_padding(window, at, std::min(begin, source.size_bytes()));
      if (first < last) {
        bytes += last - first;
        if (++stretches > stray_stretches_max) {
          out.gap(Status::partly_read,
                  "more gaps between its members than the bound: not all of them were looked through");
          break;
        }
        TRY(give_runs(source, context, first, last, stray_run_characters_min, out));
      }
    }
    at = std::max(at, end);
  }
  if (bytes != 0) {
    out.note(std::to_string(bytes) + " bytes belong to no member: they were scanned for printable text");
  }
  return {};
}

}  // namespace constat
