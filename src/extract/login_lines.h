// Lists of logins that would read as delimited tables: "ann@example.org:Biscuit23|FR", "...:Biscuit23 | Plan =
// Premium".
#pragma once

#include <string_view>

namespace constat {

// Whether most lines of `sample` are cookies as browsers' tools write them, seven columns by tabs: "domain TRUE path
// TRUE expiry name value". They are text to the detectors, which know them by their form (password_lists.h).
bool lists_cookies(std::string_view sample);

// Whether nearly all lines of `sample` (the start of a text, ended by whole lines) begin with an address of mail, a
// colon and what is no blank, or with a login, a colon and a hash whose commas or semicolons would part it: a list
// whose colon parts more than the signs behind it do. Its lines are text to the detectors, as those of "user:password"
// are. Looks at the first lines alone.
bool lists_logins_by_colon(std::string_view sample);

}  // namespace constat
