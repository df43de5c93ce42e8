// Given names that stand for one another: "Bob" for "Robert", "Manon" for "Marie". English and French.
// Own work from general knowledge of usage; no list was copied.
#pragma once

#include <span>
#include <string_view>

namespace constat {

// Both lower case, without accents. Whether one is a short or familiar form of the other, or both are of a third
// ("bob" and "rob"). Equal names are not asked about.
bool are_nicknames(std::string_view a, std::string_view b);
// Numbers of the groups that the name stands in: those of one group are forms of one name.
std::span<const unsigned> nickname_groups(std::string_view name);

}  // namespace constat
