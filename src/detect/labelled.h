// "label: value" in running text: birth dates, salaries, passwords and secrets are known by what stands before them.
#pragma once

#include "detect/scan.h"

namespace constat {

// `match` is a label of a rule with a value kind. Adds at most one candidate: the value behind it.
void find_labelled(Scan& scan, const PatternMatch& match);

}  // namespace constat
