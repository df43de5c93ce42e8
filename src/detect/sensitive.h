// What says little alone, and much by its company: health and personnel matters, and accounts behind a bank's number.
#pragma once

#include "detect/scan.h"

namespace constat {

// Raises the chosen candidates of types `health`, `hr` and `special_category` by their company: two different signals
// within a few lines and a person beside them are high, an illness that is said of persons beside one is medium; all
// else stays low, as a text about medicine names nobody. An account beside a routing number is told, and pay that a
// person earns. Call after Scan::choose(). Linear.
void raise_by_company(const EngineCore& engine, std::string_view text, std::vector<Candidate>& chosen);

}  // namespace constat
