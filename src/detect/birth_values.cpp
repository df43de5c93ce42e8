#include "detect/birth_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/text.h"

namespace constat {
namespace {

constexpr int first_year = 1900;
constexpr int last_year = 2030;
constexpr int century_turn = 26;  // A two-digit year above it is of the last century.
constexpr std::int64_t seconds_a_day = 86'400;

std::string iso(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!date.ok() || year < first_year || year > last_year) return {};
  const auto two = [](unsigned number) {
    return std::string{static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
  };
  return std::to_string(year) + "-" + two(month) + "-" + two(day);
}

std::string iso_of_days(std::int64_t days) {
  constexpr std::int64_t days_most = 100'000;  // Before and after any life.
  if (days < -days_most || days > days_most) return {};
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days(days)}};
  return iso(static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

bool read_number(std::string_view value, std::int64_t& number) {
  const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
  return read.ec == std::errc() && read.ptr == value.data() + value.size();
}

}  // namespace

std::string birth_date_of(std::string_view value, BirthForm form) {
  std::int64_t number = 0;
  if (!read_number(value, number)) return {};
  const auto part = [&](std::size_t at, std::size_t size) {
    unsigned read = 0;
    for (const char c : value.substr(at, size)) read = read * 10 + static_cast<unsigned>(c - '0');
    return read;
  };
  const bool eight = value.size() == 8 && number >= 0;
  switch (form) {
    case BirthForm::written: return {};
    case BirthForm::day_first: return eight ? iso(static_cast<int>(part(4, 4)), part(2, 2), part(0, 2)) : std::string();
    case BirthForm::month_first:
      return eight ? iso(static_cast<int>(part(4, 4)), part(0, 2), part(2, 2)) : std::string();
    case BirthForm::short_year: {
      if (value.size() != 6 || number < 0) return {};
      const int year = static_cast<int>(part(0, 2));
      return iso(year > century_turn ? 1900 + year : 2000 + year, part(2, 2), part(4, 2));
    }
    case BirthForm::sheet_days: {
      constexpr std::int64_t to_1970 = 25'569;
      // Fewer than 1,000 days are numbers of another kind.
      return value.size() == 4 || value.size() == 5 ? iso_of_days(number - to_1970) : std::string();
    }
    case BirthForm::seconds:
    case BirthForm::milliseconds: {
      const std::int64_t second = form == BirthForm::milliseconds ? number / 1000 : number;
      if (form == BirthForm::milliseconds && number % 1000 != 0) return {};
      // Of a few digits it would be the first days of 1970 only.
      if (second > -seconds_a_day * 10 && second < seconds_a_day * 10) return {};
      return iso_of_days((second - (second < 0 ? seconds_a_day - 1 : 0)) / seconds_a_day);
    }
  }
  return {};
}

BirthForm birth_form(std::span<const std::string_view> values) {
  constexpr std::array forms = {BirthForm::day_first,  BirthForm::month_first, BirthForm::short_year,
                                BirthForm::sheet_days, BirthForm::seconds,     BirthForm::milliseconds};
  BirthForm best = BirthForm::written;
  std::size_t best_read = 0;
  for (const BirthForm form : forms) {
    const auto read = static_cast<std::size_t>(
        std::ranges::count_if(values, [form](std::string_view value) { return !birth_date_of(value, form).empty(); }));
    if (read > best_read && read * 10 >= values.size() * 9) {
      best = form;
      best_read = read;
    }
  }
  return best;
}

}  // namespace constat
