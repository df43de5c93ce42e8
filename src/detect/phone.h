// Telephone numbers: which are valid by the world's numbering plans, and their E.164 form (ITU-T E.164). The plans are
// compiled into the program (phone_plans.h); what they say equals libphonenumber's Parse() and IsValidNumber(), rule by
// rule, which the tests hold them to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace constat {

struct PhoneRegion;

// The digits that a text dials, taken out of it once for all regions that are asked.
struct PhoneText {
  bool viable = false;  // Could be a number at all: three digits, no sign that none is written with.
  bool plus = false;
  std::uint8_t size = 0;
  char digits[40];
};

// Reads digits, blanks (the no-break space too), dashes, dots, slashes, brackets, a plus before them, and an extension
// ("x12", "ext. 12", "#12"), which is left out. A text with any other letter or sign is not viable.
PhoneText read_phone(std::string_view text);

// The plan of a region by its ISO 3166 code; null where there is none ("ZZ": only numbers with a plus are read).
const PhoneRegion* phone_region(std::string_view id);

// Whether the number is valid, dialled in `region` (null: abroad). Gives E.164; unchanged where it is not valid.
bool valid_phone(const PhoneText& text, const PhoneRegion* region, std::string& e164);
bool valid_phone(std::string_view text, const char* region, std::string& e164);

}  // namespace constat
