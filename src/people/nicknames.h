// Given names that stand for one another: "Bob" for "Robert", "Manon" for "Marie". English and French.
// Own work from general knowledge of usage; no list was copied.
#pragma once

#include <string_view>

namespace constat {

// Both lower case, without accents. Whether one is a short or familiar form of the other, or both are of a third
// ("bob" and "rob"). Equal names are not asked about.
bool are_nicknames(std::string_view a, std::string_view b);
// A number shared by all forms of a name, for blocking; 0 where the name is in no group. A name may be in several
// groups ("alex"): the first counts.
unsigned nickname_group(std::string_view name);

}  // namespace constat
