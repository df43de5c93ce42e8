#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "base/text.h"
#include "detect/headers.h"
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

// What is founded, built, filmed or bred: "Company DOB", "The bridge was born on", "Date of birth of the firm".
bool has_thing(std::string_view text) {
  constexpr std::string_view things[] = {
      "company", "firm",     "building",    "bridge",     "film",     "movie",   "club",   "band",
      "horse",   "dog",      "cat",         "puppy",      "foal",     "calf",    "brand",  "society",
      "church",  "museum",   "foundation",  "gebaude",    "firma",    "verein",  "pferd",  "hund",
      "fohlen",  "welpe",    "unternehmen", "entreprise", "societe",  "chien",   "cheval", "batiment",
      "empresa", "edificio", "caballo",     "perro",      "azienda",  "cavallo", "cane",   "societa",
      "ship",    "nr",       "litter",      "wurf",       "stallion", "mare"};
  const std::string words = header_words(text);
  return std::ranges::any_of(
      split(words, ' '), [&](std::string_view word) { return std::ranges::find(things, word) != std::end(things); });
}

// The same, of the words right before the label, between it and the date, and behind the date ("..., the bridge has").
bool is_of_thing(std::string_view text, std::size_t label, std::size_t label_end, std::size_t begin, std::size_t end) {
  constexpr std::size_t around = 24;
  std::size_t from = label - std::min(label, around);
  if (const std::size_t stop = text.substr(from, label - from).find_last_of("\n.,;"); stop != text.npos)
    from += stop + 1;
  while (from < label && from > 0 && is_alnum(text[from - 1])) ++from;
  // (A label that goes on belongs to it: "Horse owner born".)
  const std::string_view before = text.substr(from, label - from);
  if (header_words(before).find("owner") == std::string::npos && has_thing(before)) return true;
  if (has_thing(text.substr(label_end, begin - label_end))) return true;
  const std::string_view behind = text.substr(end, around);
  return behind.starts_with(", the ") && has_thing(behind.substr(6, behind.find(' ', 6) - 6));
}

// "Breed: ...", "Sire: ..." on lines near: a pedigree, whose births are of animals.
bool in_pedigree(std::string_view text, std::size_t at) {
  constexpr std::size_t around = 250;
  const std::size_t from = at - std::min(at, around);
  const std::string_view near = text.substr(from, at - from + around);
  constexpr std::string_view marks[] = {
      "Breed:", "Sire:", "Dam:", "Rasse:", "Raza:", "Razza:", "Zuchtbuch", "Studbook"};
  return std::ranges::any_of(marks, [near](std::string_view mark) { return near.find(mark) != near.npos; });
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

// "Geburtstagsliste", "Birthdays in May": the title of a list whose lines are a name and a date each.
bool titles_births(std::string_view label) {
  constexpr std::string_view words[] = {"birthdays",        "birthday list",       "birthday calendar", "geburtstage",
                                        "geburtstagsliste", "geburtstagskalender", "anniversaires",     "cumpleanos",
                                        "compleanni",       "verjaardagen",        "verjaardagslijst",  "aniversarios"};
  return std::ranges::find(words, header_words(label)) != std::end(words);
}

// The year of a date as it stands: its four digits in a row, or its last two.
std::string_view year_of(std::string_view date) {
  for (std::size_t at = 0; at + 4 <= date.size(); ++at) {
    if (std::ranges::all_of(date.substr(at, 4), is_digit)) return date.substr(at, 4);
  }
  return date.substr(date.size() - std::min<std::size_t>(2, date.size()));
}

// Words that begin with a capital: a name has two.
std::size_t capitals_of(std::string_view words) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const bool begins = at == 0 || !(is_alnum(words[at - 1]) || is_high(words[at - 1]));
    count += begins && (is_upper(words[at]) || is_high(words[at])) ? 1 : 0;
  }
  return count;
}

// The dates of the lines below such a title, two at least: each beside words that begin with a capital. Of one year
// all, they are days on which something is kept.
void find_listed_births(const Labelled& here) {
  constexpr std::size_t lines_max = 1000;
  constexpr std::size_t line_bytes = 160;
  constexpr std::size_t without_max = 5;  // Lines in a row: months, blanks.
  const std::string_view text = here.text;
  // (A title within a list is none: each line is read once.)
  std::size_t& listed_to = here.scan.scratch().births_listed_to;
  if (here.match.begin < listed_to) return;
  std::size_t at = text.substr(0, std::min(text.size(), here.match.end + line_bytes)).find('\n', here.match.end);
  if (at == std::string_view::npos) return;
  std::vector<std::pair<std::size_t, std::size_t>> dates;
  bool one_year = true;
  std::size_t without = 0;
  for (std::size_t line = 0; line < lines_max && without < without_max && at < text.size(); ++line) {
    const std::size_t begin = at + 1;
    at = std::min(text.find('\n', begin), text.size());
    ++without;
    if (at - begin > line_bytes) break;
    const std::string_view words = text.substr(begin, at - begin);
    std::size_t from = 0;
    std::size_t to = 0;
    const auto digit = static_cast<std::size_t>(std::ranges::find_if(words, is_digit) - words.begin());
    if (capitals_of(words) < 2 || digit == words.size() ||
        !date_at(text, begin + digit, words.size() - digit, from, to) || to > at)
      continue;
    std::size_t second = 0;
    if (date_at(text, to, at - to, second, second)) continue;  // "Holidays 23.12.2025 to 02.01.2026".
    without = 0;
    const std::string_view year = year_of(text.substr(from, to - from));
    if (!dates.empty()) {
      one_year =
          one_year && year == year_of(text.substr(dates.front().first, dates.front().second - dates.front().first));
    }
    dates.emplace_back(from, to);
  }
  listed_to = at;
  if (dates.size() < 2 || one_year) return;
  for (const auto& [from, to] : dates) here.add(from, to, here.rule.with_context);
}

// "Geburtsdatum:" alone on its line above "04.05.1971": where the line below begins; `at` where it is not so.
std::size_t below_label(std::string_view text, std::size_t label, std::size_t at) {
  constexpr std::size_t lead_max = 8;
  std::size_t line = label;
  while (line > 0 && label - line < lead_max &&
         std::string_view(" \t*-").find(text[line - 1]) != std::string_view::npos)
    --line;
  if (line > 0 && text[line - 1] != '\n') return at;
  std::size_t below = at;
  if (below < text.size() && text[below] == '\r') ++below;
  if (below >= text.size() || text[below] != '\n') return at;
  ++below;
  for (std::size_t blanks = 0; below < text.size() && blanks < lead_max && (text[below] == ' ' || text[below] == '\t');
       ++blanks)
    ++below;
  return below;
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
  if (titles_births(text.substr(match.begin, match.end - match.begin))) return find_listed_births(here);
  const bool place = place_follows(text.substr(match.begin, match.end - match.begin));
  if (is_event(text.substr(match.end, 24))) return;
  // (What leads the eye to it is no distance: "ur.                  16.04.1973".)
  constexpr std::size_t leader_max = 60;
  std::size_t from = match.end;
  while (from < text.size() && from - match.end < leader_max && std::strchr(" .:_\t", text[from]) != nullptr) ++from;
  const std::size_t below = below_label(text, match.begin, from);
  const bool found = below != from ? date_at(text, below, 1, begin, end)
                                   : date_at(text, from, place ? place_max : date_near, begin, end);
  if (found) {
    // ("nascido em 3 de abril": no place stands between.)
    const std::string_view between = text.substr(match.end, begin - match.end);
    const auto of_name = [](char c) { return is_alpha(c) || is_high(c); };
    if (place && std::any_of(between.begin(), between.end(), of_name) && !day_led_in(between)) return;
    const bool sample =
        rule.validator != nullptr && rule.validator->check(text.substr(begin, end - begin)) == Validity::sample;
    const bool low = is_of_thing(text, match.begin, match.end, begin, end) || in_pedigree(text, begin);
    here.add(begin, end, sample ? rule.sample : low ? Band::low : rule.with_context);
  }
}

}  // namespace labelled

}  // namespace constat
