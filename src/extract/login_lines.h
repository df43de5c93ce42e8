// Lists of logins that would read as delimited tables: "ann@example.org:Biscuit23|FR", "...:Biscuit23 | Plan =
// Premium".
#pragma once

#include <string_view>

namespace constat {

// Whether nearly all lines of `sample` (the start of a text, ended by whole lines) begin with an address of mail, a
// colon and what is no blank: a list whose colon parts more than the signs behind it do. Its lines are text to the
// detectors, as those of "user:password" are. Looks at the first lines alone.
bool lists_logins_by_colon(std::string_view sample);

}  // namespace constat
