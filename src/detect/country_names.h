// Names of countries as addresses and columns write them, in the languages of the rules.
#pragma once

#include <string_view>

namespace constat {

// The country that `text` ends with, or is: "8 rue de la Paix, Paris, France" is "FR". Lower case, without accents or
// with; "" where there is none. ISO 3166-1 alpha-2, static. Codes of two letters are not read, which are states too.
std::string_view country_at_end(std::string_view text);
// What stands in a column of countries, "AT" or "Autriche", by the name that country_at_end() reads; "" if unknown.
std::string_view name_of_country(std::string_view cell);

}  // namespace constat
