// Birth dates as machines write them in a column whose header names it one: without separators, as a spreadsheet's
// count of days, as seconds of a computer's clock.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace constat {

enum class BirthForm : std::uint8_t {
  written,       // As people write dates: none of the below.
  day_first,     // 14031961
  month_first,   // 03141961
  short_year,    // 610314
  sheet_days,    // 22354: days since 30 December 1899, as spreadsheets count.
  seconds,       // -277776000, since 1 January 1970
  milliseconds,  // -277776000000
};

// The form that nearly all of a column's values have, if they are digits and no date as they stand; `written` where
// none is. Every value is read by each form once.
BirthForm birth_form(std::span<const std::string_view> values);

// The date as "1961-03-14"; "" where the value is none in that form, or of no life's span (1900 to 2030).
std::string birth_date_of(std::string_view value, BirthForm form);

}  // namespace constat
