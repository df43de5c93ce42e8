// Gives a stretch of an already decoded part (a page's body between two tables) as passages whose offsets count in the
// whole part's text.
#pragma once

#include <cstddef>
#include <string_view>

#include "extract/output.h"

namespace constat {

// Gives text[begin, end) as passages of limits.passage_bytes with margins, each cut at a code point. Nothing is given
// where the stretch is blank.
void give_stretch(std::string_view text, std::size_t begin, std::size_t end, std::string_view part,
                  const Limits& limits, Output& out, PassageKind kind = PassageKind::prose);

}  // namespace constat
