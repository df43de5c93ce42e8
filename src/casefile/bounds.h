// The bounds and clocks by which a root of evidence was read, as a scan leaves them in `meta` ("bounds.<evidence>"): by
// them a later scan knows what to try again, and the report tells which bound was reached.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"

namespace constat {

// In the order of the text in `meta`.
enum class Bound {
  depth,
  members,
  member_bytes,
  expansion_ratio,
  expansion_bytes,
  worker_memory,
  spill,
  item_time,  // Milliseconds, as the next one.
  silence,
  document_bytes,
};
inline constexpr std::size_t bound_kinds = 10;
using Bounds = std::array<std::uint64_t, bound_kinds>;
inline constexpr std::uint64_t no_bound = UINT64_MAX;

Bounds bounds_of(const Limits& limits);
std::string bounds_key(std::int64_t evidence);
std::string bounds_text(const Bounds& bounds);
// Nothing where it is not such a text: a case made before one of the bounds was kept.
std::optional<Bounds> read_bounds(std::string_view text);

}  // namespace constat
