#include "assess/calendar.h"

#include <unicode/ucal.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <tuple>

#include "base/text.h"

namespace constat {

namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::sys_days;

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

using Calendar = std::unique_ptr<UCalendar, decltype(&ucal_close)>;

Calendar calendar_of(std::string_view zone) {
  std::array<UChar, 64> name = {};
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t length = 0;
  u_strFromUTF8(name.data(), static_cast<std::int32_t>(name.size()) - 1, &length, zone.data(),
                static_cast<std::int32_t>(zone.size()), &status);
  UCalendar* const opened =
      U_FAILURE(status) ? nullptr : ucal_open(name.data(), length, "root", UCAL_GREGORIAN, &status);
  Calendar calendar(U_FAILURE(status) ? nullptr : opened, &ucal_close);
  if (calendar != nullptr) {
    // An hour that comes twice: its first coming. An hour that is left out: the instant of the change.
    ucal_setAttribute(calendar.get(), UCAL_REPEATED_WALL_TIME, UCAL_WALLTIME_FIRST);
    ucal_setAttribute(calendar.get(), UCAL_SKIPPED_WALL_TIME, UCAL_WALLTIME_FIRST);
  }
  return calendar;
}

// Minutes since 1970 UTC of a wall-clock time in the zone.
std::int64_t to_utc(Date date, minutes time, std::string_view zone) {
  const std::int64_t wall = sys_days(date).time_since_epoch().count() * 24 * 60 + time.count();
  const Calendar calendar = calendar_of(zone);
  if (calendar == nullptr) return wall;
  UErrorCode status = U_ZERO_ERROR;
  ucal_setDateTime(
      calendar.get(), static_cast<int>(date.year()), static_cast<std::int32_t>(static_cast<unsigned>(date.month())) - 1,
      static_cast<std::int32_t>(static_cast<unsigned>(date.day())), static_cast<std::int32_t>(time.count() / 60),
      static_cast<std::int32_t>(time.count() % 60), 0, &status);
  const UDate instant = ucal_getMillis(calendar.get(), &status);
  return U_FAILURE(status) ? wall : static_cast<std::int64_t>(instant / 60000.0);
}

struct Wall {
  Date date{};
  minutes time{};
};
Wall to_wall(std::int64_t utc_minutes, std::string_view zone) {
  std::int64_t local = utc_minutes;
  if (const Calendar calendar = calendar_of(zone); calendar != nullptr) {
    UErrorCode status = U_ZERO_ERROR;
    ucal_setMillis(calendar.get(), static_cast<UDate>(utc_minutes) * 60000.0, &status);
    const std::int32_t offset =
        ucal_get(calendar.get(), UCAL_ZONE_OFFSET, &status) + ucal_get(calendar.get(), UCAL_DST_OFFSET, &status);
    if (!U_FAILURE(status)) local += offset / 60000;
  }
  std::int64_t day = local / (24 * 60);
  if (local % (24 * 60) < 0) --day;
  return {Date(sys_days(days(day))), minutes(local - day * 24 * 60)};
}

}  // namespace

Result<Date> parse_date(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (text.size() != 10 || !year || !month || !day || text[4] != '-' || text[7] != '-') {
    return fail(Fault::malformed, "a date is written 2026-11-23");
  }
  const Date date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                  std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return fail(Fault::malformed, "there is no such day");
  if (*year < 1970 || *year > 2200) return fail(Fault::malformed, "years from 1970 to 2200");
  return date;
}

Result<KnownOn> parse_known_on(std::string_view text) {
  const auto wrong = [] {
    return fail(Fault::malformed, "a moment is written 2026-11-23, 2026-11-23T09:00 or 2026-11-23T09:00+01:00");
  };
  KnownOn known;
  known.text = text;
  TRY_ASSIGN(known.date, parse_date(text.substr(0, 10)));
  std::string_view rest = text.substr(std::min<std::size_t>(10, text.size()));
  if (rest.empty()) return known;
  if (rest[0] != 'T' && rest[0] != ' ') return wrong();
  const auto hour = digits(rest, 1, 2);
  const auto minute = digits(rest, 4, 2);
  if (!hour || !minute || rest[3] != ':' || *hour > 23 || *minute > 59) return wrong();
  known.time = minutes(*hour * 60 + *minute);
  rest.remove_prefix(6);
  if (rest.size() >= 3 && rest[0] == ':') {
    const auto second = digits(rest, 1, 2);
    if (!second || *second > 59) return wrong();
    rest.remove_prefix(3);
  }
  if (rest.empty()) return known;
  if (rest == "Z" || rest == "z") {
    known.offset = minutes(0);
    return known;
  }
  if (rest[0] != '+' && rest[0] != '-') return wrong();
  const auto offset_hour = digits(rest, 1, 2);
  const bool colon = rest.size() > 3 && rest[3] == ':';
  const auto offset_minute = digits(rest, colon ? 4 : 3, 2);
  if (!offset_hour || !offset_minute || rest.size() != (colon ? 6U : 5U) || *offset_hour > 14 || *offset_minute > 59) {
    return wrong();
  }
  known.offset = minutes((*offset_hour * 60 + *offset_minute) * (rest[0] == '-' ? -1 : 1));
  return known;
}

bool is_zone(std::string_view zone) {
  std::array<UChar, 64> name = {};
  std::array<UChar, 64> canonical = {};
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t length = 0;
  UBool is_system = 0;
  u_strFromUTF8(name.data(), static_cast<std::int32_t>(name.size()), &length, zone.data(),
                static_cast<std::int32_t>(zone.size()), &status);
  ucal_getCanonicalTimeZoneID(name.data(), length, canonical.data(), static_cast<std::int32_t>(canonical.size()),
                              &is_system, &status);
  return !U_FAILURE(status) && is_system != 0;
}

Date known_day(const KnownOn& known, std::string_view zone) {
  if (!known.time || !known.offset) return known.date;
  const std::int64_t utc =
      sys_days(known.date).time_since_epoch().count() * 24 * 60 + known.time->count() - known.offset->count();
  return to_wall(utc, zone).date;
}

Deadline after_hours(const KnownOn& known, int hours, std::string_view zone) {
  const minutes time = known.time.value_or(minutes(0));
  const std::int64_t start =
      known.offset ? sys_days(known.date).time_since_epoch().count() * 24 * 60 + time.count() - known.offset->count()
                   : to_utc(known.date, time, zone);
  const Wall end = to_wall(start + std::int64_t{hours} * 60, zone);
  return {end.date, end.time, std::string(zone)};
}

Deadline after_days(Date day, int count, WeekendRule weekend) {
  Date end = sys_days(day) + days(count);
  while (weekend == WeekendRule::next_working_day && is_weekend(end)) end = sys_days(end) + days(1);
  return {end, std::nullopt, ""};
}

Deadline after_business_days(Date day, int count, Holidays holidays) {
  Date end = day;
  for (int left = count; left > 0;) {
    end = sys_days(end) + days(1);
    const bool is_holiday = holidays == Holidays::us_federal && is_us_federal_holiday(end);
    if (!is_weekend(end) && !is_holiday) --left;
  }
  return {end, std::nullopt, ""};
}

bool is_us_federal_holiday(Date date) {
  using namespace std::chrono;
  const weekday day(sys_days{date});
  const year in = date.year();
  // The n-th such day of a month; Memorial Day is the last one.
  for (const auto& [of_month, of_week, nth] : {std::tuple(January, Monday, 3U),      // Martin Luther King
                                               std::tuple(February, Monday, 3U),     // Washington
                                               std::tuple(September, Monday, 1U),    // Labor Day
                                               std::tuple(October, Monday, 2U),      // Columbus
                                               std::tuple(November, Thursday, 4U)})  // Thanksgiving
  {
    if (sys_days(date) == sys_days(in / of_month / of_week[nth])) return true;
  }
  if (sys_days(date) == sys_days(in / May / Monday[last])) return true;
  // Days of a date: observed on the Friday before a Saturday, on the Monday after a Sunday.
  const auto is_fixed = [](Date fixed) {
    const month_day of_year = fixed.month() / fixed.day();
    return of_year == January / 1 || (of_year == June / 19 && fixed.year() >= year(2021)) || of_year == July / 4 ||
           of_year == November / 11 || of_year == December / 25;
  };
  return is_fixed(date) || (day == Friday && is_fixed(sys_days(date) + days(1))) ||
         (day == Monday && is_fixed(sys_days(date) - days(1)));
}

bool is_weekend(Date date) {
  const std::chrono::weekday day(sys_days{date});
  return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

std::string iso(Date date) {
  std::array<char, 32> text = {};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

std::string iso(const Deadline& deadline) {
  std::string text = iso(deadline.date);
  if (deadline.time) {
    std::array<char, 32> time = {};
    std::snprintf(time.data(), time.size(), "T%02d:%02d", static_cast<int>(deadline.time->count() / 60),
                  static_cast<int>(deadline.time->count() % 60));
    text += time.data();
  }
  return text;
}

}  // namespace constat
