// Which country an address is of that names none: by the words for its street, the form of its postcode, and its town.
// People seldom write their own country ("12 rue de la Paix, 75002 Paris").
#pragma once

#include <string_view>

#include "detect/lexicon.h"

namespace constat {

// `canonical`: as canonical_address() makes it. `towns`: data/places/places.lex; without it towns say nothing. ISO
// 3166-1 alpha-2, static; "" where nothing tells, or where it may be of several countries. Sources: the postal unions'
// address formats (UPU S42 templates of each country).
std::string_view country_of_form(std::string_view canonical, const Lexicon* towns);

}  // namespace constat
