// "label: value" in running text: birth dates, salaries, passwords and secrets are known by what stands before them.
#pragma once

#include "detect/scan.h"

namespace constat {

// `match` is a label of a rule with a value kind. Adds at most one candidate: the value behind it.
void find_labelled(Scan& scan, const PatternMatch& match);

// ${VAR}, <password>, ****, changeme, your_password_here: nobody's secret.
bool is_placeholder(std::string_view value);

}  // namespace constat
