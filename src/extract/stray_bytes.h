// Bytes of a container that belong to none of its members: before, between and behind them. Nothing is skipped in
// silence: they are looked through for printable text, as bytes of no known format are (raw.cpp), and a note tells of
// them.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "extract/format.h"

namespace constat {

// The printable runs in [begin, end) of `source`, as passages of the item that it is. The range of the context is not
// looked at.
Result<void> give_runs(Source& source, const ExtractContext& context, std::uint64_t begin, std::uint64_t end,
                       std::size_t run_characters_min, Output& out);

// Shorter runs are chance.
inline constexpr std::size_t stray_run_characters_min = 6;

// `used`: stretches (begin, end) that something was read from, in any order; what they leave is given as runs, but for
// stretches of zeros, which are padding. Reads and gives nothing of what is used.
Result<void> give_stray_bytes(Source& source, const ExtractContext& context,
                              std::vector<std::pair<std::uint64_t, std::uint64_t>> used, Output& out);

}  // namespace constat
