// Which country, and which of the United States, a person's data point to. Unknown ("") is a good answer.
#pragma once

#include <string_view>

namespace constat {

struct Region {
  std::string_view country;  // ISO 3166-1 alpha-2; "" unknown. Static.
  std::string_view state;    // USPS abbreviation; "" unknown or not the United States.
};

// From "12 Elm St, Springfield, IL 62704", a British or Canadian postcode, or a country's name at the end.
Region region_of_address(std::string_view address);
// From a number in international form ("+33...": source ITU-T E.164 list of assigned codes); "" where it has none.
std::string_view country_of_phone(std::string_view number);
// Of a number of the United States in international form: the state of its area code, "" where it has none (toll-free,
// not assigned). Where somebody took the number, which is mostly where they live. Source: the North American Numbering
// Plan Administrator's list of geographic area codes, 2024.
std::string_view state_of_phone(std::string_view number);
// Of a five-digit ZIP code (or ZIP+4), by its first three digits; "" where they are assigned to no state.
std::string_view state_of_zip(std::string_view zip);
// From an e-mail address's or host's last label, where that label is a country's and used as one.
std::string_view country_of_domain(std::string_view address);
// "UK" and "GB" are one; gives a static text, "" for what is no country.
std::string_view country_code(std::string_view code);

}  // namespace constat
