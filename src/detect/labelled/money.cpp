#include <algorithm>

#include "base/text.h"
#include "detect/headers.h"
#include "detect/labelled/parts.h"
#include "detect/pay.h"

namespace constat {

namespace labelled {

namespace {

constexpr std::size_t amount_reach = 56;  // Bytes behind a label of pay.
constexpr std::size_t amount_near = 32;   // Farther than this it must be money by itself.

// Words that say what somebody is paid but what somebody wins as well: money and its period must be named.
bool is_earning(std::string_view label) {
  constexpr std::string_view words[] = {"is paid", "earns",   "earning",  "gagne",    "per\xC3\xA7oit", "percoit",
                                        "gana",    "percibe", "verdient", "guadagna", "percepisce"};
  return std::ranges::any_of(words, [&](std::string_view word) { return equals_ignoring_case(label, word); });
}

// "The median salary", "Le salaire minimum", "Mindestlohn": a figure of many, where no person stands beside.
// `before`: the label and what leads to it; `behind`: what follows it.
bool is_of_many(std::string_view before, std::string_view behind) {
  constexpr std::string_view begins[] = {"minimum", "minimal", "mindest",   "durchschnitt", "median",
                                         "average", "moyen",   "gemiddeld", "promedio",     "maximum"};
  constexpr std::string_view whole[] = {"mean", "minimo", "minima", "medio", "massimo", "maximo"};
  constexpr std::size_t behind_max = 24;
  const auto tells = [&](std::string_view words) {
    for (const std::string_view word : split(words, ' ')) {
      if (std::ranges::any_of(begins, [word](std::string_view part) { return word.starts_with(part); }) ||
          std::ranges::find(whole, word) != std::end(whole)) {
        return true;
      }
    }
    return false;
  };
  constexpr std::string_view stops = ".;:,|\t\n";
  const std::string lead = header_words(before.substr(before.find_last_of(stops) + 1));  // npos + 1 is 0.
  const std::string tail = header_words(behind.substr(0, std::min(behind_max, behind.find_first_of(stops))));
  // "Media director" earns; "la retribuzione media" is of many.
  return tells(lead) || tells(tail) || tail == "media" || tail.starts_with("media ");
}

// "Salaries", "Wages": a line of a budget or of accounts, unless a person stands before it.
bool is_of_many_persons(std::string_view label) {
  constexpr std::string_view words[] = {"salaries", "wages",   "payroll",  "salaires", "gehalter",
                                        "lohne",    "sueldos", "salarios", "stipendi", "personalkosten"};
  return std::ranges::find(words, header_words(label)) != std::end(words);
}

// "45,000-55,000", "30 000 bis 35 000 EUR", "DOE", "selon experience": what a post is offered for.
bool is_offer(std::string_view behind) {
  std::size_t at = behind.find_first_not_of(' ');
  if (at == std::string_view::npos) return false;
  const std::string_view rest = behind.substr(at);
  for (const std::string_view sign : {"-", "\xE2\x80\x93", "to ", "bis ", "\xC3\xA0 ", "a "}) {
    if (!rest.starts_with(sign)) continue;
    const std::size_t next = rest.find_first_not_of(" $\xC2\xA3\xE2\x82\xAC", sign.size());
    if (next != std::string_view::npos && is_digit(rest[next])) return true;
  }
  const std::string words = " " + header_words(behind) + " ";
  constexpr std::string_view offers[] = {" doe ",         " depending on ", " dependent on ", " negotiable ",
                                         " selon ",       " je nach ",      " verhandelbar ", " segun ",
                                         " in base all ", " a seconda ",    " commensurate "};
  return std::ranges::any_of(offers, [&](std::string_view one) { return words.find(one) != std::string::npos; });
}

// Whether what stands around is an advert for a job: it names the sexes it is for, or asks for a curriculum vitae.
bool in_job_advert(std::string_view text, std::size_t at) {
  constexpr std::size_t around = 1500;
  const std::size_t from = at - std::min(at, around);
  const std::string_view near = text.substr(from, at - from + around);
  constexpr std::string_view marks[] = {"(m/w/d)", "(m/f/d)",      "(f/m/d)",        "(w/m/d)", "(m/w/x)",
                                        "(h/f)",   "(H/F)",        "(F/H)",          "(f/h)",   "(m/f)",
                                        "your CV", "votre CV",     "Ihre Bewerbung", "tu CV",   "il tuo CV",
                                        "il CV",   "How to apply", "Closing date"};
  return std::ranges::any_of(marks, [near](std::string_view mark) { return near.find(mark) != near.npos; });
}

// A full stop behind a word that is no short one ("Ms.", "sig.").
bool ends_sentence(std::string_view text, std::size_t at) {
  constexpr std::size_t short_max = 4;
  if (!text.substr(at).starts_with(". ")) return false;
  std::size_t begin = at;
  while (begin > 0 && at - begin <= short_max && (is_alpha(text[begin - 1]) || is_high(text[begin - 1]))) --begin;
  return at == begin || at - begin > short_max;
}

// "2,75 %", "3 percent", "in 2024", "by $500 to": how much pay rises and when, before what it rises to. Gives where
// that ends; `offset` where the first number behind it is none of these.
std::size_t beyond_rise(std::string_view text, std::size_t offset) {
  constexpr std::size_t reach_max = 72;
  const std::string_view reach = text.substr(offset, reach_max);
  std::size_t at = 0;
  while (at < reach.size() && !is_digit(reach[at])) {
    if (reach[at] == '\n' || reach[at] == ';' || ends_sentence(reach, at)) return offset;
    ++at;
  }
  const std::size_t digits = at;
  while (at < reach.size() && (is_digit(reach[at]) || ((reach[at] == ',' || reach[at] == '.') &&
                                                       at + 1 < reach.size() && is_digit(reach[at + 1])))) {
    ++at;
  }
  if (at == digits) return offset;
  std::string_view behind = reach.substr(at);
  for (const std::string_view blank : {" ", "\xC2\xA0", "\xE2\x80\xAF"}) {
    if (behind.starts_with(blank)) behind.remove_prefix(blank.size());
  }
  for (const std::string_view share :
       {"%", "percent", "per cent", "Prozent", "pour cent", "por ciento", "per cento", "procent"}) {
    if (behind.starts_with(share))
      return offset + static_cast<std::size_t>(behind.data() - reach.data()) + share.size();
  }
  const std::string_view lead = reach.substr(0, digits);
  const auto led_by = [lead](std::string_view word) {
    const std::size_t found = lead.rfind(word);
    return found != std::string_view::npos && (found == 0 || lead[found - 1] == ' ') && lead.size() - found < 8;
  };
  if (at - digits == 4 && (reach.substr(digits).starts_with("19") || reach.substr(digits).starts_with("20")) &&
      (led_by("in ") || led_by("en ") || led_by("im ") || led_by("nel ") || led_by("for ")))
    return offset + at;
  if (!led_by("by ") && !led_by("um ") && !led_by("met ")) return offset;
  const std::string_view to = behind.substr(0, std::min<std::size_t>(behind.size(), 12));
  for (const std::string_view word : {"to ", "auf ", "naar "}) {
    const std::size_t found = to.find(word);
    if (found != std::string_view::npos && (found == 0 || to[found - 1] == ' '))
      return offset + static_cast<std::size_t>(behind.data() - reach.data()) + found;
  }
  return offset;
}

// An amount of money behind `offset`: sign or code, digits with separators, code, "k".
// `first`: false where hours stood before it already.
bool money_at(std::string_view text, std::size_t offset, bool hourly, std::size_t& begin, std::size_t& end,
              double& amount, bool first = true) {
  std::size_t at = offset;
  const std::size_t limit = std::min(text.size(), offset + amount_reach);
  while (at < limit && !is_digit(text[at])) {
    if (text[at] == '\n' || text[at] == ';') return false;
    ++at;
  }
  if (at >= limit || (at > 0 && (is_alpha(text[at - 1]) || text[at - 1] == '-'))) return false;
  begin = at;
  std::size_t digits = 0;
  std::size_t decimals = 0;
  bool after_sign = false;
  std::size_t last = at;
  std::size_t stop = at;
  double value = 0;
  while (at < text.size() && at - begin < 24) {
    if (is_digit(text[at])) {
      ++digits;
      if (after_sign) ++decimals;
      value = value * 10 + (text[at] - '0');
      stop = ++at;
      continue;
    }
    std::size_t length = 0;
    char separator = separator_at(text, at, length);
    if (text[at] == ',' || text[at] == '\'') {
      separator = text[at];
      length = 1;
    }
    if (separator == 0 || separator == '-' || separator == '/') break;
    if (at + length >= text.size() || !is_digit(text[at + length])) break;
    // Groups of three, or one or two decimals at the end.
    std::size_t run = 0;
    while (at + length + run < text.size() && is_digit(text[at + length + run])) ++run;
    if (run != 3 && !(run <= 2 && (separator == '.' || separator == ','))) break;
    if (run <= 2) after_sign = true;
    last = at;
    at += length;
  }
  (void)last;
  for (std::size_t index = 0; index < decimals; ++index) value /= 10;
  end = stop;
  if (end < text.size() && (text[end] == 'k' || text[end] == 'K') &&
      (end + 1 >= text.size() || !is_alnum(text[end + 1]))) {
    value *= 1000;
    ++end;
  }
  // "62 TEUR": thousands of euros.
  if (const std::string_view behind = text.substr(end, 6);
      value < 1000 && (behind.starts_with(" TEUR") || behind.starts_with(" T\xE2\x82\xAC")) &&
      !(behind.size() == 6 && is_alnum(behind[5]))) {
    value *= 1000;
    end += 5;
  }
  // "$1.2 million", "1,2 Mio. Euro".
  for (const std::string_view word : {" million", " Million", " Mio.", " Mio", " millones", " milioni"}) {
    if (value >= 1000 || !text.substr(end).starts_with(word)) continue;
    value *= 1'000'000;
    end += word.size();
    while (end < text.size() && is_lower(text[end])) ++end;  // "millions", "Millionen".
    break;
  }
  if (end < text.size() && (is_alnum(text[end]) || text[end] == '%')) return false;
  // "Salaire de base  151,67 h  3 250,00": the hours come first.
  const std::string_view behind = text.substr(end, 12);
  const std::size_t unit = behind.find_first_not_of(' ');
  if (first && unit != std::string_view::npos && unit < 3 && (behind[unit] == 'h' || behind[unit] == 'H') &&
      (unit + 1 >= behind.size() || !is_alpha(behind[unit + 1])) && end < offset + 64) {
    return money_at(text, end + unit + 1, false, begin, end, amount, false);
  }
  amount = value;
  if (digits == 0 || value < (hourly ? 5 : 300) || value > (hourly ? 2'000 : 50'000'000)) return false;
  // A year is no salary, unless money stands beside it.
  if (digits == 4 && decimals == 0 && value >= 1900 && value <= 2100 && end - begin == 4) {
    const std::string_view before = text.substr(begin > 4 ? begin - 4 : 0, std::min<std::size_t>(4, begin));
    const std::string_view after = text.substr(end, 4);
    const bool money =
        before.find_first_of("$") != std::string_view::npos || after.find_first_of("$") != std::string_view::npos ||
        before.find("\xE2\x82\xAC") != std::string_view::npos || after.find("\xE2\x82\xAC") != std::string_view::npos ||
        before.find("\xC2\xA3") != std::string_view::npos || after.find("EUR") != std::string_view::npos;
    if (!money) return false;
  }
  // The currency's sign belongs to it.
  for (const std::string_view sign :
       {"$", "\xE2\x82\xAC", "\xC2\xA3", "US$", "EUR ", "USD ", "GBP ", "EUR", "USD", "GBP", "CHF "}) {
    if (begin >= offset + sign.size() && text.substr(begin - sign.size(), sign.size()) == sign) {
      begin -= sign.size();
      break;
    }
  }
  for (const std::string_view sign : {" \xE2\x82\xAC", "\xE2\x82\xAC", " EUR", " USD", " GBP", " CHF",
                                      "\xC2\xA0\xE2\x82\xAC", " $", " euros", " euro", " Euro", " dollars"}) {
    if (text.substr(end).starts_with(sign)) {
      end += sign.size();
      break;
    }
  }
  return true;
}

// "Salaire de base     151,67   14,8300    2 249,27": hours, rate and amount in columns, nothing else on the line.
// Gives where the last one begins; `offset` where no such columns stand.
std::size_t last_column(std::string_view text, std::size_t offset) {
  constexpr std::size_t line_max = 120;
  const std::string_view reach = text.substr(offset, line_max);
  const std::string_view line = reach.substr(0, reach.find_first_of("\r\n"));
  if (!line.starts_with("  ")) return offset;
  std::size_t columns = 0;
  std::size_t last = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == ' ') continue;
    if (!is_digit(line[at]) && line[at] != ',' && line[at] != '.') return offset;
    if (line[at - 1] != ' ' || line[at - 2] != ' ') continue;
    ++columns;
    last = at;
  }
  return columns >= 3 ? offset + last : offset;
}

}  // namespace

void find_money(const Labelled& here) {
  Scan& scan = here.scan;
  const PatternMatch& match = here.match;
  const Rule& rule = here.rule;
  const std::string_view text = here.text;
  std::size_t begin = 0;
  std::size_t end = 0;
  const std::string_view label = text.substr(match.begin, match.end - match.begin);
  const bool hourly = period_in(label) == "hour";
  Pay pay;
  std::size_t from = last_column(text, match.end);
  constexpr int rises_max = 3;
  for (int rises = 0; rises < rises_max; ++rises) from = beyond_rise(text, from);
  if (!money_at(text, from, hourly, begin, end, pay.amount)) return;
  // The currency stands with the amount, or in the label; the period in the label, behind the amount, or before
  // both.
  // (On their line; its ends are looked for no farther: a line may be the whole text.)
  const std::string_view next = text.substr(end, 28);
  const std::string_view behind = next.substr(0, next.find('\n'));
  const std::size_t before = match.begin > 16 ? match.begin - 16 : 0;
  const std::size_t lead_begin =
      before + (text.substr(before, match.begin - before).rfind('\n') + 1);  // npos + 1 is 0.
  const std::string_view lead = text.substr(lead_begin, match.end - lead_begin);
  pay.currency = currency_in(text.substr(begin, end - begin));
  if (pay.currency.empty()) pay.currency = currency_in(text.substr(match.end, begin - match.end));
  if (pay.currency.empty()) pay.currency = currency_in(behind.substr(0, 6));
  if (pay.currency.empty() && text.substr(begin, end - begin).find(" T") != std::string_view::npos) {
    pay.currency = "EUR";  // TEUR.
  }
  const bool in_millions = is_alpha(text[end - 1]) && text[end - 1] != 'k' && text[end - 1] != 'K';
  // "Salaire brut ........ 3 500,00": the columns of a payslip, which names no currency at each line.
  const auto fills = [](char c) { return !is_alpha(c) || c == 'h'; };
  const std::string_view between = text.substr(match.end, begin - match.end);
  const bool aligned = end - begin > 3 && (text[end - 3] == ',' || text[end - 3] == '.') &&
                       std::all_of(between.begin(), between.end(), fills);
  const bool behind_rise = from != match.end && !aligned;
  for (std::size_t at = from; behind_rise && at < begin; ++at) {
    if (ends_sentence(text, at)) return;
  }
  if (pay.currency.empty() &&
      ((begin - match.end > amount_near && !aligned) || is_earning(label) || in_millions || behind_rise)) {
    return;
  }
  pay.period = period_in(behind.substr(0, behind.find_first_of(",;")));  // "..., paid bi-weekly" is another matter.
  if (pay.period.empty()) pay.period = period_in(label);
  if (pay.period.empty()) pay.period = period_in(lead);
  if (pay.period.empty() && is_earning(label)) return;  // A company earns too, and a prize is won.
  // Who earns it is asked where all else is known (sensitive.h).
  const bool low = is_earning(label) || is_of_many_persons(label) || is_of_many(lead, between) || is_offer(behind) ||
                   in_job_advert(text, match.begin);
  here.add(begin, end, low ? Band::low : rule.with_context, scan.scratch().keep(canonical_pay(pay)));
}

}  // namespace labelled

}  // namespace constat
