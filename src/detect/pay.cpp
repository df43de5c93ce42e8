#include "detect/pay.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "detect/headers.h"

namespace constat {

namespace {

struct Named {
  std::string_view sign;  // Lower case where letters.
  std::string_view name;
};

// Longer signs before those that stand in them.
constexpr Named currencies[] = {
    {"us$", "USD"},          {"c$", "CAD"},       {"ca$", "CAD"},       {"a$", "AUD"},
    {"au$", "AUD"},          {"nz$", "NZD"},      {"r$", "BRL"},        {"hk$", "HKD"},
    {"s$", "SGD"},           {"mx$", "MXN"},      {"$", "USD"},         {"usd", "USD"},
    {"dollar", "USD"},       {"dollars", "USD"},  {"euro", "EUR"},      {"euros", "EUR"},
    {"\xE2\x82\xAC", "EUR"}, {"eur", "EUR"},      {"\xC2\xA3", "GBP"},  {"gbp", "GBP"},
    {"chf", "CHF"},          {"sfr", "CHF"},      {"cad", "CAD"},       {"aud", "AUD"},
    {"nzd", "NZD"},          {"pln", "PLN"},      {"z\xC5\x82", "PLN"}, {"sek", "SEK"},
    {"nok", "NOK"},          {"dkk", "DKK"},      {"czk", "CZK"},       {"huf", "HUF"},
    {"ron", "RON"},          {"\xC2\xA5", "JPY"}, {"jpy", "JPY"},       {"\xE2\x82\xB9", "INR"},
    {"inr", "INR"},          {"brl", "BRL"},      {"mxn", "MXN"},       {"zar", "ZAR"},
    {"sgd", "SGD"},          {"hkd", "HKD"},      {"cny", "CNY"}};

constexpr Named periods[] = {{"bi-weekly", "fortnight"},
                             {"biweekly", "fortnight"},
                             {"fortnight", "fortnight"},
                             {"every two weeks", "fortnight"},
                             {"hourly", "hour"},
                             {"per hour", "hour"},
                             {"/hour", "hour"},
                             {"/hr", "hour"},
                             {"horaire", "hour"},
                             {"stundenlohn", "hour"},
                             {"stundensatz", "hour"},
                             {"por hora", "hour"},
                             {"all'ora", "hour"},
                             {"an hour", "hour"},
                             {"daily", "day"},
                             {"per day", "day"},
                             {"tagessatz", "day"},
                             {"journalier", "day"},
                             {"weekly", "week"},
                             {"per week", "week"},
                             {"/week", "week"},
                             {"hebdomadaire", "week"},
                             {"w\xC3\xB6"
                              "chentlich",
                              "week"},
                             {"a week", "week"},
                             {"semi-monthly", "month"},
                             {"monthly", "month"},
                             {"per month", "month"},
                             {"/month", "month"},
                             {"/mo", "month"},
                             {"a month", "month"},
                             {"mensuel", "month"},
                             {"par mois", "month"},
                             {"/mois", "month"},
                             {"monat", "month"},
                             {"mensual", "month"},
                             {"al mes", "month"},
                             {"mensile", "month"},
                             {"al mese", "month"},
                             {"p.m.", "month"},
                             {"annual", "year"},
                             {"yearly", "year"},
                             {"per year", "year"},
                             {"/year", "year"},
                             {"/yr", "year"},
                             {"per annum", "year"},
                             {"p.a.", "year"},
                             {"a year", "year"},
                             {"annuel", "year"},
                             {"par an", "year"},
                             {"im jahr", "year"},
                             {"jährlich", "year"},
                             {"im monat", "month"},
                             {"all'anno", "year"},
                             {"jahres", "year"},
                             {"j\xC3\xA4hrlich", "year"},
                             {"anual", "year"},
                             {"al a\xC3\xB1o", "year"},
                             {"annuo", "year"},
                             {"annua", "year"},
                             {"annum", "year"},
                             {"maand", "month"},
                             {"per jaar", "year"},
                             {"jaar", "year"},
                             {"mensal", "month"},
                             {"por m\xC3\xAAs", "month"},
                             {"miesi", "month"},
                             {"rocz", "year"},
                             {"m\xC3\xA5nad", "month"},
                             {"m\xC3\xA5ned", "month"},
                             {"\xC3\xA5rs", "year"},
                             {"kuukau", "month"}};

bool word_stands(std::string_view text, std::size_t at, std::size_t size) {
  if (is_alpha(text[at]) && at > 0 && is_alpha(text[at - 1])) return false;
  return at + size >= text.size() || !is_alpha(text[at + size - 1]) || !is_alpha(text[at + size]);
}

// "5.21E+04", as spreadsheets write amounts in narrow columns.
bool is_scientific(std::string_view text) {
  constexpr std::string_view power = "E+0";
  const std::size_t at = text.find(power);
  if (at == std::string_view::npos || at == 0 || at + power.size() + 1 != text.size()) return false;
  const std::string_view digits = text.substr(0, at);
  return is_digit(digits[0]) && is_digit(text.back()) && std::count(digits.begin(), digits.end(), '.') <= 1 &&
         digits.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

bool parse_amount(std::string_view text, double& amount) {
  amount = 0;
  if (is_scientific(text)) {
    std::from_chars(text.data(), text.data() + text.size(), amount);
    return true;
  }
  std::string digits;
  std::size_t letters = 0;
  std::size_t last_mark = std::string::npos;
  char last_mark_sign = 0;
  std::size_t marks_of_kind[2] = {0, 0};
  bool thousand = false;
  bool million = false;
  bool started = false;
  bool ended = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (is_digit(c)) {
      if (ended) return false;  // Two numbers: a range or a date.
      started = true;
      digits.push_back(c);
      if (digits.size() > 18) return false;
      continue;
    }
    if ((c == '.' || c == ',') && started && !ended) {
      last_mark = digits.size();
      last_mark_sign = c;
      ++marks_of_kind[c == ',' ? 1 : 0];
      continue;
    }
    if ((c == ' ' || c == '\'') && started && !ended) {
      if (at + 1 < text.size() && is_digit(text[at + 1])) continue;  // "52 000"
      ended = true;
      continue;
    }
    if (c == '\xC2' && at + 1 < text.size() && text[at + 1] == '\xA0') {
      ++at;
      if (started && at + 1 < text.size() && !is_digit(text[at + 1])) ended = true;
      continue;
    }
    if (c == '\xE2' && at + 2 < text.size()) {  // Narrow blank, or the euro sign.
      if (text.substr(at, 3) == "\xE2\x82\xAC") {
        if (started) ended = true;
      } else if (started && at + 3 < text.size() && !is_digit(text[at + 3])) {
        ended = true;
      }
      at += 2;
      continue;
    }
    if (c == '$' || c == '\xC2' || c == '\xA3' || c == '\xA5') {
      if (started) ended = true;
      continue;
    }
    // Letters of other words for money: "zł", "Kč".
    if ((c == '\xC3' || c == '\xC4' || c == '\xC5') && at + 1 < text.size() && is_high(text[at + 1])) {
      ++at;
      if (started) ended = true;
      if (++letters > 12) return false;
      continue;
    }
    if (is_alpha(c)) {
      const bool next_alpha = at + 1 < text.size() && is_alpha(text[at + 1]);
      const bool before_alpha = at > 0 && is_alpha(text[at - 1]);
      if (started && !next_alpha && !before_alpha && (c == 'k' || c == 'K')) thousand = true;
      if (started && !next_alpha && !before_alpha && (c == 'm' || c == 'M')) million = true;
      if (started) ended = true;
      if (++letters > 12) return false;
      continue;
    }
    if (c == '-' && !started && digits.empty()) return false;
    if (c == '/' || c == '+' || c == '(' || c == ')' || c == ' ' || c == '.' || c == '-') {
      if (started) ended = true;
      if (c == '-') return false;
      continue;
    }
    return false;
  }
  if (digits.empty()) return false;
  std::size_t fraction = 0;
  if (last_mark != std::string::npos) {
    const std::size_t behind = digits.size() - last_mark;
    const bool both = marks_of_kind[0] > 0 && marks_of_kind[1] > 0;
    const bool repeated = marks_of_kind[last_mark_sign == ',' ? 1 : 0] > 1;
    // The last mark starts the cents unless three digits follow it and nothing says otherwise ("52,000", "1.234.567").
    if (!repeated && (behind != 3 || both)) fraction = behind;
    if (thousand && !repeated && !both) fraction = behind;
  }
  double value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  for (std::size_t index = 0; index < fraction && index < 18; ++index) value /= 10;
  amount = value * (thousand ? 1e3 : million ? 1e6 : 1);
  return true;
}

std::string_view currency_in(std::string_view text) {
  const std::string lower = to_lower_ascii(text);
  std::size_t first = lower.size();
  std::size_t longest = 0;
  std::string_view found;
  for (const Named& one : currencies) {
    for (std::size_t at = lower.find(one.sign); at < lower.size(); at = lower.find(one.sign, at + 1)) {
      const std::size_t end = at + one.sign.size();
      if (!word_stands(lower, at, one.sign.size())) continue;
      // "us$" ends where "$" does: the longer of two that end together.
      if (end < first || (end == first && one.sign.size() > longest)) {
        first = end;
        longest = one.sign.size();
        found = one.name;
      }
      break;
    }
  }
  return found;
}

std::string_view period_in(std::string_view text) {
  const std::string lower = to_lower_ascii(text);
  for (const Named& one : periods) {
    const std::size_t at = lower.find(one.sign);
    if (at == std::string::npos) continue;
    if (one.sign[0] == 'a' && one.sign[1] == ' ' && at > 0 && is_alpha(lower[at - 1])) continue;
    if (one.sign == "/mo" && at + 3 < lower.size() && is_alpha(lower[at + 3])) continue;
    return one.name;
  }
  return {};
}

std::string_view period_label(std::string_view header) {
  constexpr std::string_view months[] = {
      "jan",        "feb",     "mar",       "apr",       "may",       "jun",      "jul",       "aug",      "sep",
      "sept",       "oct",     "nov",       "dec",       "january",   "february", "march",     "april",    "june",
      "july",       "august",  "september", "october",   "november",  "december", "januar",    "februar",  "marz",
      "mrz",        "mai",     "juni",      "juli",      "oktober",   "okt",      "dez",       "dezember", "janner",
      "janv",       "janvier", "fev",       "fevr",      "fevrier",   "mars",     "avr",       "avril",    "juin",
      "juil",       "juillet", "aout",      "septembre", "octobre",   "novembre", "decembre",  "ene",      "enero",
      "febrero",    "marzo",   "abr",       "abril",     "mayo",      "junio",    "julio",     "ago",      "agosto",
      "septiembre", "octubre", "noviembre", "dic",       "diciembre", "gen",      "gennaio",   "febbraio", "mag",
      "maggio",     "giu",     "giugno",    "lug",       "luglio",    "set",      "settembre", "ott",      "ottobre",
      "dicembre",   "maart",   "mrt",       "mei",       "januari",   "februari", "augustus"};
  constexpr std::size_t words_max = 3;
  constexpr std::size_t bytes_max = 24;
  if (header.empty() || header.size() > bytes_max) return {};
  const std::string words = header_words(header);
  std::string_view period;
  std::size_t count = 0;
  bool year = false;
  bool number = false;
  for (const std::string_view word : split(words, ' ')) {
    if (++count > words_max || word.empty()) return {};
    const bool digits = std::ranges::all_of(word, is_digit);
    if (word.size() == 4 && digits && (word.starts_with("19") || word.starts_with("20"))) {
      if (year) return {};
      year = true;
    } else if (digits && word.size() <= 2) {
      if (number) return {};
      number = true;
    } else if (word == "q" || word == "quarter" || word == "qtr" || word == "trim" || word == "quartal") {
      period = "quarter";
    } else if (word == "fy" || word == "year" || word == "annee" || word == "jahr") {
      year = true;
    } else if (std::ranges::find(months, word) != std::end(months)) {
      if (!period.empty()) return {};
      period = "month";
    } else {
      return {};
    }
  }
  if (period == "quarter") return number ? period : std::string_view();
  if (!period.empty()) return period;
  if (year && number) return words.size() >= 6 ? "month" : "year";  // "03/2024", "FY 21"
  return year ? "year" : std::string_view();
}

std::string canonical_pay(const Pay& pay) {
  std::array<char, 32> digits = {};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), std::round(pay.amount * 100) / 100);
  std::string out(digits.data(), static_cast<std::size_t>(written.ptr - digits.data()));
  if (!pay.currency.empty()) out += " " + std::string(pay.currency);
  if (!pay.period.empty()) out += "/" + std::string(pay.period);
  return out;
}

}  // namespace constat
