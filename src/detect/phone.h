// Telephone numbers: validation of candidates by libphonenumber. Its tables are loaded at the first candidate, not
// before.
#pragma once

#include <string>
#include <string_view>

namespace constat {

// Whether `text` is a valid number, read in `region` ("US", "FR"...; "ZZ" for the international form). Gives E.164.
bool valid_phone(std::string_view text, const char* region, std::string& e164);

}  // namespace constat
