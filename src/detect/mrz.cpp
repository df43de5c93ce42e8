#include "detect/mrz.h"

#include <algorithm>

#include "base/text.h"

namespace constat {
namespace {

bool is_zone_char(char c) { return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '<'; }

// Doc 9303 part 3, 4.9: weights 7, 3, 1; A is 10, the filler 0.
bool checks(std::string_view field, char digit) {
  constexpr int weights[] = {7, 3, 1};
  int sum = 0;
  for (std::size_t index = 0; index < field.size(); ++index) {
    const char c = field[index];
    const int value = is_digit(c) ? c - '0' : c == '<' ? 0 : c - 'A' + 10;
    sum += value * weights[index % 3];
  }
  return digit == '<' ? sum == 0 : is_digit(digit) && sum % 10 == digit - '0';
}

struct MrzLine {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The run of zone characters around `at`, if it is a line of its own.
bool zone_line(std::string_view text, std::size_t at, MrzLine& line) {
  constexpr std::size_t longest = 44;
  line.begin = at;
  while (line.begin > 0 && at - line.begin <= longest && is_zone_char(text[line.begin - 1])) --line.begin;
  line.end = at;
  while (line.end < text.size() && line.end - line.begin <= longest && is_zone_char(text[line.end])) ++line.end;
  const std::size_t size = line.end - line.begin;
  return size == 44 || size == 36 || size == 30;
}
// The zone's next line: right below, blanks allowed.
bool next_mrz_line(std::string_view text, const MrzLine& line, MrzLine& next) {
  std::size_t at = line.end;
  std::size_t ends = 0;
  while (at < text.size() && is_space(text[at]) && at - line.end < 40) ends += text[at++] == '\n' ? 1 : 0;
  if (ends == 0 || ends > 2 || at >= text.size() || !is_zone_char(text[at])) return false;
  return zone_line(text, at, next) && next.begin == at && next.end - next.begin == line.end - line.begin;
}

struct Issuer {
  std::string_view code;  // As in the zone.
  std::string_view passport;
  std::string_view card;
};
constexpr Issuer mrz_issuers[] = {
    {"USA", "us_passport", "us_passport"}, {"GBR", "uk_passport", "uk_passport"},
    {"FRA", "fr_passport", "fr_cni"},      {"D<<", "de_passport", "de_id_card"},
    {"ESP", "es_passport", "es_nif"},      {"ITA", "it_passport", "it_identity_card"},
    {"IND", "in_passport", "in_passport"}, {"KOR", "kr_passport", "kr_passport"},
};

class Zones {
 public:
  explicit Zones(Scan& scan) : scan_(scan), text_(scan.text()) {}

  // The end of what was read at `at`; `at` + 1 where there is no zone.
  std::size_t read(std::size_t at) {
    MrzLine first;
    if (!zone_line(text_, at, first)) return at + 1;
    const std::size_t size = first.end - first.begin;
    MrzLine second;
    if (!next_mrz_line(text_, first, second)) return first.end;
    const std::string_view one = view(first);
    const std::string_view two = view(second);
    if (size == 30) {  // TD1: number in the first line, birth in the second, name in the third.
      MrzLine third;
      if (std::string_view("IACP").find(one[0]) == std::string_view::npos || !next_mrz_line(text_, second, third))
        return first.end;
      if (!checks(one.substr(5, 9), one[14]) || !checks(two.substr(0, 6), two[6])) return first.end;
      number(first.begin + 5, 9, one.substr(2, 3), false);
      birth(second.begin, two.substr(8, 2));
      name(third.begin, third.end);
      return third.end;
    }
    // TD3 and TD2: name in the first line, the rest in the second.
    if (one[0] != 'P' && one[0] != 'I' && one[0] != 'A' && one[0] != 'C' && one[0] != 'V') return first.end;
    if (!checks(two.substr(0, 9), two[9]) || !checks(two.substr(13, 6), two[19])) return first.end;
    number(second.begin, 9, one.substr(2, 3), one[0] == 'P');
    birth(second.begin + 13, two.substr(21, 2));
    name(first.begin + 5, first.end);
    return second.end;
  }

 private:
  std::string_view view(const MrzLine& line) const { return text_.substr(line.begin, line.end - line.begin); }

  void add(std::size_t begin, std::size_t end, std::string_view type_name, float confidence, std::string canonical) {
    const EngineCore& engine = scan_.engine();
    const TypeId type = engine.types().find(type_name);
    if (type >= engine.types().size()) return;
    const std::span<const RuleId> rules = engine.rules_of(type);
    if (rules.empty()) return;
    scan_.add({begin, end, rules.front(), type, confidence, Validity::checked, true, 255,
               scan_.scratch().keep(std::move(canonical)), 0});
  }

  void number(std::size_t begin, std::size_t size, std::string_view country, bool passport) {
    std::size_t end = begin + size;
    while (end > begin && text_[end - 1] == '<') --end;
    if (end == begin) return;
    std::string_view type = "passport";
    for (const Issuer& issuer : mrz_issuers) {
      if (issuer.code == country) type = passport ? issuer.passport : issuer.card;
    }
    add(begin, end, type, 0.97F, std::string(text_.substr(begin, end - begin)));
  }

  // `expiry`: the last two digits of the year in which the document ends, which tells the century of the birth.
  void birth(std::size_t begin, std::string_view expiry) {
    const std::string_view digits = text_.substr(begin, 6);
    for (const char c : digits) {
      if (!is_digit(c)) return;  // Unknown parts are fillers.
    }
    std::string canonical = digits.substr(0, 2) < expiry ? "20" : "19";
    canonical += digits.substr(0, 2);
    canonical += '-';
    canonical += digits.substr(2, 2);
    canonical += '-';
    canonical += digits.substr(4, 2);
    add(begin, begin + 6, "date_of_birth", 0.95F, std::move(canonical));
  }

  void name(std::size_t begin, std::size_t end) {
    while (end > begin && text_[end - 1] == '<') --end;
    if (end <= begin + 3) return;
    // "DUPONT<<JEAN<MARIE": the surname before the double filler.
    const std::string_view zone = text_.substr(begin, end - begin);
    const std::size_t gap = std::min(zone.find("<<"), zone.size());
    std::string whole(gap + 2 < zone.size() ? zone.substr(gap + 2) : std::string_view());
    if (!whole.empty()) whole += ' ';
    whole += zone.substr(0, gap);
    std::replace(whole.begin(), whole.end(), '<', ' ');
    add(begin, end, "person_name", 0.95F, canonical_name(whole));
  }

  Scan& scan_;
  std::string_view text_;
};

}  // namespace

void find_machine_readable_zones(Scan& scan) {
  const std::string_view text = scan.text();
  Zones zones(scan);
  for (std::size_t at = text.find("<<"); at != std::string_view::npos; at = text.find("<<", at)) {
    at = zones.read(at);
  }
}

}  // namespace constat
