#include "report/words.h"

#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.h"
#include "report/words_en.h"
#include "report/words_fr.h"

namespace constat {

const Words* words_of(std::string_view language) {
  if (language == "en") return &en::words;
  if (language == "fr") return &fr::words;
  return nullptr;
}

std::string number_in(const Words& words, std::int64_t value) {
  const std::string digits = std::to_string(value < 0 ? -value : value);
  std::string out = value < 0 ? "-" : "";
  for (std::size_t index = 0; index < digits.size(); ++index) {
    if (index != 0 && (digits.size() - index) % 3 == 0) out += words.thousands;
    out += digits[index];
  }
  return out;
}

namespace {

std::string decimal_in(const Words& words, double value, int places) {
  std::array<char, 64> text = {};
  std::snprintf(text.data(), text.size(), "%.*f", places, value);
  std::string out;
  for (const char* c = text.data(); *c != 0; ++c) {
    if (*c == '.') {
      out += words.decimal;
    } else {
      out += *c;
    }
  }
  return out;
}

const TypeWords* words_of_type(const Words& words, std::string_view type) {
  for (const TypeWords& known : words.types) {
    if (known.type == type) return &known;
  }
  return nullptr;
}

std::string plain_name(std::string_view type) {
  std::string name(type);
  std::ranges::replace(name, '_', ' ');
  return name;
}

}  // namespace

std::string bytes_in(const Words& words, std::int64_t bytes) {
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < words.byte_units.size()) {
    value /= 1000;
    ++unit;
  }
  return decimal_in(words, value, unit == 0 || value >= 99.95 ? 0 : 1) + "\u00a0" + std::string(words.byte_units[unit]);
}

std::string percent_in(const Words& words, std::int64_t part, std::int64_t whole) {
  const double percent = whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (part > 0 && percent < 0.01) return "<\u00a0" + decimal_in(words, 0.01, 2) + std::string(words.percent);
  return decimal_in(words, percent,
                    percent >= 10 || percent == 0 ? 0
                    : percent >= 0.1              ? 1
                                                  : 2) +
         std::string(words.percent);
}

std::string date_in(const Words& words, std::string_view iso) {
  const auto number = [&](std::size_t at, std::size_t count) {
    int value = 0;
    for (const char c : iso.substr(at, count)) {
      if (!is_digit(c)) return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  if (iso.size() < 10 || iso[4] != '-' || iso[7] != '-') return std::string(iso);
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1) return std::string(iso);
  std::string out = std::to_string(day) + (words.language == "fr" && day == 1 ? "er" : "") + "\u00a0" +
                    std::string(words.months[static_cast<std::size_t>(month - 1)]) + "\u00a0" + std::to_string(year);
  if (iso.size() >= 16 && iso[10] == 'T' && number(11, 2) >= 0 && number(14, 2) >= 0) {
    out += words.language == "fr"
               ? ", " + std::string(iso.substr(11, 2)) + "\u00a0h\u00a0" + std::string(iso.substr(14, 2)) + " (UTC)"
               : ", " + std::string(iso.substr(11, 5)) + " UTC";
  }
  return out;
}

std::string country_in(const Words& words, std::string_view code) {
  if (code.empty()) return std::string(words.unknown);
  const std::string locale = "und_" + std::string(code);
  const std::string language(words.language);
  std::array<UChar, 128> name = {};
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t length =
      uloc_getDisplayCountry(locale.c_str(), language.c_str(), name.data(), name.size(), &status);
  if (U_FAILURE(status) || length <= 0 || length >= static_cast<std::int32_t>(name.size())) return std::string(code);
  std::array<char, 512> utf8 = {};
  std::int32_t size = 0;
  u_strToUTF8(utf8.data(), utf8.size(), &size, name.data(), length, &status);
  return U_FAILURE(status) ? std::string(code) : std::string(utf8.data(), static_cast<std::size_t>(size));
}

std::string type_label(const Words& words, std::string_view type) {
  const TypeWords* const known = words_of_type(words, type);
  return known != nullptr ? std::string(known->label) : plain_name(type);
}

std::string_view named(std::span<const NamedWords> table, std::string_view name) {
  for (const NamedWords& known : table) {
    if (known.name == name) return known.label;
  }
  return name;
}

std::string fill(std::string_view pattern, std::initializer_list<std::string_view> values) {
  std::string out;
  const auto* value = values.begin();
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern.substr(at, 2) == "{}" && value != values.end()) {
      out += *value++;
      ++at;
    } else {
      out += pattern[at];
    }
  }
  return out;
}

std::string joined(const Words& words, const std::vector<std::string>& parts) {
  std::string out;
  for (std::size_t index = 0; index < parts.size(); ++index) {
    if (index != 0) out += index + 1 == parts.size() ? words.join_last : words.join;
    out += parts[index];
  }
  return out;
}

std::string paragraph(const Words& words, const Figures& figures) {
  constexpr std::size_t types_max = 8;
  constexpr std::size_t countries_max = 4;
  const std::string bytes = bytes_in(words, figures.evidence_bytes);
  const std::string items = number_in(words, figures.items);
  std::string text;
  // "1 items" is what the patterns make of one.
  const auto of_one = [&figures](std::string made) {
    if (figures.items != 1) return made;
    for (const std::string_view noun : {"1 items)", "1 éléments)"}) {
      if (const std::size_t at = made.find(noun); at != std::string::npos) made.erase(at + noun.size() - 2, 1);
    }
    return made;
  };
  if (!figures.persons_resolved) {
    text = of_one(fill(words.exposes_open, {bytes, items}));
  } else if (figures.persons == 0) {
    text = of_one(fill(words.exposes_nobody, {bytes, items}));
  } else {
    text = of_one(figures.persons == 1 ? fill(words.exposes_one, {bytes, items})
                                       : fill(words.exposes, {bytes, items, number_in(words, figures.persons)}));
    std::vector<std::string> everyones;
    std::vector<std::string> parts;
    std::size_t named_types = 0;
    for (const TypeFigure& type : figures.types) {
      // That a name is known goes without saying.
      if (type.persons == 0 || type.name == "person_name" || type.name == "record_id" || ++named_types > types_max)
        continue;
      const TypeWords* const known = words_of_type(words, type.name);
      const std::string phrase = known != nullptr ? std::string(known->phrase) : plain_name(type.name);
      if (type.persons == figures.persons) {
        everyones.push_back(fill(words.of_one, {phrase}));
      } else {
        parts.push_back(
            fill(parts.empty() ? words.of_persons : words.of_persons_next, {phrase, number_in(words, type.persons)}));
      }
    }
    if (!everyones.empty() || !parts.empty()) text += words.language == "fr" ? "\u00a0: " : ": ";
    if (!everyones.empty()) {
      text += figures.persons == 1 ? joined(words, everyones) : fill(words.of_all, {joined(words, everyones)});
      if (!parts.empty()) text += words.language == "fr" ? "\u00a0; " : "; ";
    }
    text += joined(words, parts);
    text += '.';
    std::vector<std::string> countries;
    std::int64_t others = 0;
    for (const CountFigure& country : figures.countries) {
      if (country.name.empty()) continue;
      if (countries.size() == countries_max) {
        others += country.count;
        continue;
      }
      countries.push_back(
          fill(words.country_count, {country_in(words, country.name), number_in(words, country.count)}));
    }
    if (others != 0)
      countries.push_back(fill(words.country_count, {to_lower_ascii(words.other), number_in(words, others)}));
    if (!countries.empty()) text += ' ' + fill(words.countries, {joined(words, countries)});
  }
  std::vector<std::string> loose;
  for (const TypeFigure& type : figures.types) {
    // What belongs to nobody in particular is told where it is grave: keys, passwords, accounts.
    if ((type.occurrences == type.attributed && figures.persons_resolved) || gravity_of(type.category, type.name) < 4 ||
        loose.size() == types_max) {
      continue;
    }
    if (type.attributed != 0 && figures.persons_resolved) continue;
    const TypeWords* const known = words_of_type(words, type.name);
    std::string label = type_label(words, type.name);
    // Inside a sentence; an English "US" or "French" keeps its capital, as its phrase does.
    if (known != nullptr && !label.empty() && (words.language == "fr" || known->phrase.front() >= 'a')) {
      label.front() = to_lower_ascii(label.substr(0, 1)).front();
    }
    loose.push_back(label + " (" + number_in(words, type.values) + ")");
  }
  if (!loose.empty()) {
    text += ' ';
    text += fill(figures.persons_resolved ? words.unattributed : words.holds, {joined(words, loose)});
  }
  if (figures.unreadable == 0 && figures.partly_read == 0 && figures.units_to_do == 0) {
    text += ' ' + std::string(words.all_read);
  } else {
    const std::string percent = percent_in(words, figures.unreadable, figures.items);
    if (figures.unreadable == 1) text += ' ' + fill(words.not_read_one, {percent});
    if (figures.unreadable > 1) text += ' ' + fill(words.not_read, {number_in(words, figures.unreadable), percent});
    if (figures.partly_read == 1) text += ' ' + std::string(words.partly_one);
    if (figures.partly_read > 1) text += ' ' + fill(words.partly, {number_in(words, figures.partly_read)});
  }
  if (figures.units_to_do != 0) text += ' ' + std::string(words.interrupted);
  return text;
}

}  // namespace constat
