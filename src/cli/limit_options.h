// Options that are numbers, and those of them that set the bounds and clocks of base/limits.h.
#pragma once

#include <string_view>

#include "base/limits.h"
#include "cli/command.h"

namespace constat {

struct NumberRange {
  double least = 0;
  double most = 0;
  bool whole = false;  // No decimals.
};
// Reads an option that is a number into `value`, which stays as it is where the option was not given. False after a
// complaint: no number, or one outside the range (infinities and NaN are).
bool number_option(const Arguments& arguments, std::string_view option, NumberRange range, double& value);

// Sets what was given of --silence, --item-time, --evidence-time, --depth, --members, --member-size, --expansion,
// --expanded-size, --document-size, --told-size, --worker-memory, --spill-size. False after a complaint.
bool limits_from(const Arguments& arguments, Limits& limits);

}  // namespace constat
