#include "casefile/bounds.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace constat {

Bounds bounds_of(const Limits& limits) {
  const auto clock = [](double seconds) {
    return seconds > 0 ? static_cast<std::uint64_t>(std::min(seconds, 1e12) * 1000) : no_bound;
  };
  return {limits.depth_max,           limits.members_max,         limits.member_bytes_max,
          limits.expansion_ratio_max, limits.expansion_bytes_max, limits.worker_memory_bytes_max,
          limits.spill_bytes_max,     clock(limits.item_seconds), clock(limits.silence_seconds),
          limits.document_bytes_max};
}

std::string bounds_key(std::int64_t evidence) { return "bounds." + std::to_string(evidence); }

std::string bounds_text(const Bounds& bounds) {
  std::string text;
  for (const std::uint64_t bound : bounds) text += (text.empty() ? "" : " ") + std::to_string(bound);
  return text;
}

std::optional<Bounds> read_bounds(std::string_view text) {
  Bounds bounds = {};
  const auto numbers = split(text, ' ');
  if (numbers.size() != bounds.size()) return std::nullopt;
  for (std::size_t index = 0; index < bounds.size(); ++index) {
    const std::string_view number = numbers[index];
    if (std::from_chars(number.data(), number.data() + number.size(), bounds[index]).ec != std::errc()) {
      return std::nullopt;
    }
  }
  return bounds;
}

}  // namespace constat
