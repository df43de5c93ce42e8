// Dates and periods as statutes count them.
//
// - The day (hour) of the event does not count; a period of days ends with its last day, weekends and holidays included
//   (Regulation (EEC, Euratom) No 1182/71 art. 3(1) to (3); the same rule in most US statutes of construction).
// - A period of hours is counted as elapsed time, clock changes included. Regulation 1182/71 art. 3(1) would start it
//   with the next full hour and art. 3(5) might lengthen it over a weekend: constat gives the earlier instant.
// - Where a date could be read in two ways, the earlier deadline is given.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace constat {

using Date = std::chrono::year_month_day;

// The moment from which deadlines run: a date; with a time; with an offset from UTC. Without offset it is wall-clock
// time at each authority's seat; without time, the day's first minute.
struct KnownOn {
  Date date{};
  std::optional<std::chrono::minutes> time;
  std::optional<std::chrono::minutes> offset;
  std::string text;  // As typed.
};
// "2026-11-23", "2026-11-23T09:00", "2026-11-23T09:00Z", "2026-11-23 09:00+01:00". Years 1970 to 2200.
Result<KnownOn> parse_known_on(std::string_view text);
Result<Date> parse_date(std::string_view text);

struct Deadline {
  Date date{};
  std::optional<std::chrono::minutes> time;  // Of that day, in `zone`; none: the whole day.
  std::string zone;                          // IANA; "" where only the day counts.

  friend bool operator<(const Deadline& a, const Deadline& b) {
    if (a.date != b.date) return a.date < b.date;
    return a.time.value_or(std::chrono::hours(24)) < b.time.value_or(std::chrono::hours(24));
  }
};

enum class WeekendRule : std::uint8_t {
  counts,            // A period may end on any day.
  next_working_day,  // Regulation 1182/71 art. 3(4). Saturdays and Sundays only: holidays differ by place.
};

// Days on which nobody works besides Saturdays and Sundays.
enum class Holidays : std::uint8_t {
  unknown,     // None is left out, so that a date is the earliest possible.
  us_federal,  // 5 U.S.C. 6103.
};
// Whether the day is a federal holiday of the United States, or the day on which one is observed: 5 U.S.C. 6103(a) and
// (b)(1), of a Saturday the Friday before; Executive Order 11582 section 3(a), of a Sunday the Monday after. As the
// statute reads since 1986, with Juneteenth from 2021 (Public Law 117-17). Not Inauguration Day, which is one in and
// about the capital only (6103(c)), nor days that a President gives off.
bool is_us_federal_holiday(Date date);

// Whether the IANA zone is known.
bool is_zone(std::string_view zone);
// The day of knowledge at the place, the clock of `zone`.
Date known_day(const KnownOn& known, std::string_view zone);
Deadline after_hours(const KnownOn& known, int hours, std::string_view zone);
Deadline after_days(Date day, int days, WeekendRule weekend = WeekendRule::counts);
// Mondays to Fridays but for `holidays`.
Deadline after_business_days(Date day, int days, Holidays holidays = Holidays::unknown);

std::string iso(Date date);                 // 2014-12-04
std::string iso(const Deadline& deadline);  // 2014-12-04T09:00, or the date alone
bool is_weekend(Date date);

}  // namespace constat
