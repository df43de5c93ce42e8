// The states of the United States by their names, as addresses and columns write them out.
#pragma once

#include <string_view>

namespace constat {

// "New York", in any case, is "NY": the code of the postal service (USPS Publication 28, appendix B), static; "" where
// the whole name is none. With the District of Columbia and Puerto Rico.
std::string_view us_state_of(std::string_view name);

}  // namespace constat
