// What says little alone, and much by its company: health and personnel matters, and accounts behind a bank's number.
#pragma once

#include "detect/scan.h"

namespace constat {

// Raises the chosen candidates of types `health` and `hr` by their company: two different signals within a few lines
// are medium, with a person beside them high; one alone stays low. An account right behind a routing number is told.
// Call after Scan::choose(). Linear.
void raise_by_company(const EngineCore& engine, std::string_view text, std::vector<Candidate>& chosen);

}  // namespace constat
