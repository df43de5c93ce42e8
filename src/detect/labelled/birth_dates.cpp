#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "detect/labelled/parts.h"

namespace constat {

namespace labelled {

namespace {

// "nata a", "née à": where somebody was born comes before the day.
bool place_follows(std::string_view label) {
  constexpr std::string_view ends[] = {" a", " \xC3\xA0", " en", " em", "/a"};
  return std::ranges::any_of(ends, [&](std::string_view end) { return label.ends_with(end); });
}

// Whether the day is led in behind a place: "il", "le", "el".
bool day_led_in(std::string_view before) {
  while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
  constexpr std::string_view leads[] = {" il", " le", " el", " em", " a", " den", ",", "(", " dia", " día"};
  return std::ranges::any_of(leads, [&](std::string_view lead) { return before.ends_with(lead); });
}

// "birthday party 12/05/2024": when it is kept.
bool is_event(std::string_view behind) {
  const std::size_t word = behind.find_first_not_of(' ');
  if (word == std::string_view::npos || word == 0) return false;
  constexpr std::string_view events[] = {"party",  "parties", "cake",  "gift",  "gifts", "card",   "cards",
                                         "dinner", "lunch",   "bonus", "treat", "event", "drinks", "celebration"};
  behind.remove_prefix(word);
  return std::ranges::any_of(events, [&](std::string_view event) {
    return equals_ignoring_case(behind.substr(0, event.size()), event) &&
           (behind.size() == event.size() || !is_alnum(behind[event.size()]));
  });
}

// The date behind `offset`, within the line and within `reach_max`: the longest that is one.
bool date_at(std::string_view text, std::size_t offset, std::size_t reach_max, std::size_t& begin, std::size_t& end) {
  const Validator* const date = validator_by_name("birth_date");
  const std::size_t limit = std::min(text.size(), offset + reach_max);
  const std::string_view reach = text.substr(std::min(offset, text.size()), reach_max + 24);
  if (std::none_of(reach.begin(), reach.end(), is_digit)) return false;
  for (std::size_t at = offset; at < limit && text[at] != '\n'; ++at) {
    if (!is_alnum(text[at]) || (at > 0 && (is_alnum(text[at - 1]) || is_high(text[at - 1])))) continue;
    std::size_t best = 0;
    for (std::size_t stop = at + 6; stop <= std::min(text.size(), at + 24); ++stop) {
      if (text[stop - 1] == '\n') break;
      if (!is_alnum(text[stop - 1]) || (stop < text.size() && (is_alnum(text[stop]) || is_high(text[stop])))) continue;
      if (date->check(text.substr(at, stop - at)) != Validity::invalid) {
        if (best == 0 || stop - at <= 20) best = stop;
        // "12/03/1975 10": what follows a whole date is not of it.
        break;
      }
    }
    if (best != 0) {
      begin = at;
      end = best;
      return true;
    }
    if (is_digit(text[at])) return false;
  }
  return false;
}

}  // namespace

void find_date(const Labelled& here) {
  const PatternMatch& match = here.match;
  const Rule& rule = here.rule;
  const std::string_view text = here.text;
  std::size_t begin = 0;
  std::size_t end = 0;
  constexpr std::size_t date_near = 24;  // Bytes behind a label.
  constexpr std::size_t place_max = 48;  // Where a place stands between.
  const bool place = place_follows(text.substr(match.begin, match.end - match.begin));
  if (is_event(text.substr(match.end, 24))) return;
  // (What leads the eye to it is no distance: "ur.                  16.04.1973".)
  constexpr std::size_t leader_max = 60;
  std::size_t from = match.end;
  while (from < text.size() && from - match.end < leader_max && std::strchr(" .:_\t", text[from]) != nullptr) ++from;
  if (date_at(text, from, place ? place_max : date_near, begin, end)) {
    // ("nascido em 3 de abril": no place stands between.)
    const std::string_view between = text.substr(match.end, begin - match.end);
    const auto of_name = [](char c) { return is_alpha(c) || is_high(c); };
    if (place && std::any_of(between.begin(), between.end(), of_name) && !day_led_in(between)) return;
    const bool sample =
        rule.validator != nullptr && rule.validator->check(text.substr(begin, end - begin)) == Validity::sample;
    here.add(begin, end, sample ? rule.sample : rule.with_context);
  }
}

}  // namespace labelled

}  // namespace constat
