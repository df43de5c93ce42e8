#include "detect/pay.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/text.h"

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

}  // namespace

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

std::string canonical_pay(const Pay& pay) {
  std::array<char, 32> digits = {};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), std::round(pay.amount * 100) / 100);
  std::string out(digits.data(), static_cast<std::size_t>(written.ptr - digits.data()));
  if (!pay.currency.empty()) out += " " + std::string(pay.currency);
  if (!pay.period.empty()) out += "/" + std::string(pay.period);
  return out;
}

}  // namespace constat
