// Rows of a table that sum up others.
#pragma once

#include <string_view>

namespace constat {

// "TOTAL", "Summe IT", "Total général", "IT Total": what stands where the other rows have a name. No person's:
// "Suma Reddy" is none.
bool is_total_label(std::string_view cell);

}  // namespace constat
