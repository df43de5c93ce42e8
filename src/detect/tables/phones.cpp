#include "detect/tables/phones.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "detect/headers.h"

namespace constat::tables {
namespace {

constexpr PhonePlan phone_plans[] = {
    {"US", "1", "1", 10, 10, "|us|usa|united states|united states of america|etats unis|u s a|u s|"},
    {"FR", "33", "0", 9, 9, "|fr|fra|france|frankreich|francia|"},
    {"GB", "44", "0", 9, 10, "|gb|gbr|uk|united kingdom|england|great britain|scotland|wales|royaume uni|"},
    {"DE", "49", "0", 7, 12, "|de|deu|germany|deutschland|allemagne|alemania|germania|"},
    {"ES", "34", "", 9, 9, "|es|esp|spain|espana|espagne|spanien|spagna|"},
    {"IT", "39", "", 6, 11, "|it|ita|italy|italia|italie|italien|"},
    {"NL", "31", "0", 9, 9, "|nl|nld|netherlands|nederland|pays bas|niederlande|"},
    {"BE", "32", "0", 8, 9, "|be|bel|belgium|belgique|belgie|belgien|"},
    {"CH", "41", "0", 9, 9, "|ch|che|switzerland|suisse|schweiz|svizzera|"},
    {"AT", "43", "0", 7, 13, "|at|aut|austria|osterreich|autriche|"},
    {"IE", "353", "0", 7, 9, "|ie|irl|ireland|irlande|irland|"},
    {"PT", "351", "", 9, 9, "|pt|prt|portugal|"},
    {"SE", "46", "0", 7, 9, "|se|swe|sweden|sverige|suede|schweden|"},
    {"DK", "45", "", 8, 8, "|dk|dnk|denmark|danmark|danemark|"},
    {"NO", "47", "", 8, 8, "|no|nor|norway|norge|norvege|norwegen|"},
    {"FI", "358", "0", 6, 10, "|fi|fin|finland|suomi|finlande|finnland|"},
    {"PL", "48", "", 9, 9, "|pl|pol|poland|polska|pologne|polen|"},
    {"CA", "1", "1", 10, 10, "|ca|can|canada|kanada|"},
    {"AU", "61", "0", 9, 9, "|au|aus|australia|australie|australien|"},
    {"IN", "91", "0", 10, 10, "|in|ind|india|inde|indien|"},
    {"BR", "55", "0", 10, 11, "|br|bra|brazil|brasil|bresil|"},
    {"MX", "52", "", 10, 10, "|mx|mex|mexico|mexique|"},
    {"JP", "81", "0", 9, 10, "|jp|jpn|japan|japon|"},
    {"ZA", "27", "0", 9, 9, "|za|zaf|south africa|"},
    {"NZ", "64", "0", 8, 10, "|nz|nzl|new zealand|"},
    {"IL", "972", "0", 8, 9, "|il|isr|israel|"},
    {"PH", "63", "0", 8, 10, "|ph|phl|philippines|"},
    {"SG", "65", "", 8, 8, "|sg|sgp|singapore|"},
    {"TR", "90", "0", 10, 10, "|tr|tur|turkey|turkiye|turquie|turkei|"},
    {"LU", "352", "", 5, 11, "|lu|lux|luxembourg|luxemburg|"},
};

// What a byte is in a telephone number.
enum class PhoneByte : std::uint8_t { none, digit, mark, letter, end, letter_end };
constexpr std::array<PhoneByte, 256> phone_bytes = [] {
  std::array<PhoneByte, 256> table = {};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = PhoneByte::digit;
  for (const char c : std::string_view(" -.()+/")) table[static_cast<unsigned char>(c)] = PhoneByte::mark;
  for (const char c : std::string_view("t\xC2\xA0")) table[static_cast<unsigned char>(c)] = PhoneByte::letter;
  for (const char c : std::string_view("xe")) table[static_cast<unsigned char>(c)] = PhoneByte::letter_end;
  table['#'] = PhoneByte::end;
  return table;
}();

}  // namespace

const PhonePlan* plan_of_country(std::string_view cell) {
  if (cell.size() < 2 || cell.size() > 30) return nullptr;
  const std::string name = "|" + header_words(cell) + "|";
  for (const PhonePlan& plan : phone_plans) {
    if (plan.names.find(name) != std::string_view::npos) return &plan;
  }
  return nullptr;
}

const PhonePlan* plan_of_region(std::string_view region) {
  const auto* const plan = std::ranges::find(phone_plans, region, &PhonePlan::region);
  return plan != std::end(phone_plans) ? plan : nullptr;
}

bool phone_shape(std::string_view cell, const CellShape& shape) {
  if (shape.digits < 7 || shape.digits > 16 || cell.size() > 32 || shape.letters > 4) return false;
  for (const char c : cell) {
    if (is_digit(c) || c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '+' || c == '/') continue;
    if (c == 'x' || c == 'e' || c == 't' || c == '#' || c == '\xC2' || c == '\xA0') continue;  // "ext 12", NBSP
    return false;
  }
  return true;
}

bool phone_marked(std::string_view cell, const CellShape& shape) {
  if (!phone_shape(cell, shape) || shape.digits < 8) return false;
  if (shape.plus_first) return true;
  if (cell.front() == '(' && shape.separators >= 3) return true;
  std::size_t groups = 0;
  std::array<std::size_t, 8> sizes = {};
  bool in_digits = false;
  for (const char c : cell) {
    if (is_digit(c)) {
      if (!in_digits && groups < sizes.size()) ++groups;
      in_digits = true;
      ++sizes[groups - 1];
    } else {
      in_digits = false;
    }
  }
  if (groups == 3 && sizes[0] == 3 && sizes[1] == 3 && sizes[2] == 4) return true;
  // "06-28255660" in the Netherlands, "07911 488291" in Britain.
  if (groups == 2 && cell.starts_with("06-") && sizes[1] == 8) return true;
  if (groups == 2 && cell.starts_with("07") && sizes[0] == 5 && sizes[1] == 6) return true;
  if (groups == 5 && sizes[0] == 2 && sizes[1] == 2 && sizes[4] == 2 && cell.front() == '0') return true;
  return false;
}

bool read_phone(std::string_view value, std::array<char, 33>& digits, std::size_t& count) {
  count = 0;
  if (value.size() >= digits.size()) return false;
  const bool international = value.front() == '+';
  // Digits and marks alone, without a branch for each: nearly all. Letters and "(0)" are looked at one by one.
  unsigned rare = 0;
  for (const char c : value) {
    const PhoneByte is = phone_bytes[static_cast<unsigned char>(c)];
    digits[count] = c;
    count += is == PhoneByte::digit ? 1 : 0;
    rare |= is != PhoneByte::digit && is != PhoneByte::mark ? 1U : 0U;
    rare |= c == '(' && international ? 1U : 0U;
  }
  if (rare == 0) return count >= 7 && count <= 16;
  count = 0;
  std::size_t all = 0;
  std::size_t letters = 0;
  bool ended = false;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const char c = value[at];
    switch (phone_bytes[static_cast<unsigned char>(c)]) {
      case PhoneByte::none: return false;
      case PhoneByte::digit:
        ++all;
        if (!ended) digits[count++] = c;
        break;
      case PhoneByte::mark:
        if (c == '(' && international && !ended && value.substr(at).starts_with("(0)")) {
          ++all;  // "+44 (0)20": not dialled from abroad.
          at += 2;
        }
        break;
      case PhoneByte::letter: ++letters; break;
      case PhoneByte::letter_end:
        ++letters;
        ended = true;
        break;
      case PhoneByte::end: ended = true; break;
    }
  }
  return all >= 7 && all <= 16 && letters <= 4;
}

void write_e164(std::string_view digits, bool international, const PhonePlan* plan, std::string& out) {
  std::string_view code;
  if (!international && digits.size() > 10 && digits.starts_with("00")) {
    international = true;
    digits.remove_prefix(2);
  }
  if (!international) {
    // With the country's code but without its sign: "33612345678", "1-312-555-0123".
    const bool coded = plan != nullptr && digits.starts_with(plan->code) &&
                       digits.size() - plan->code.size() >= plan->least &&
                       digits.size() - plan->code.size() <= plan->most && digits.size() > plan->most;
    if (!coded) {
      const bool trunk =
          plan != nullptr && !plan->trunk.empty() && digits.starts_with(plan->trunk) && plan->trunk != plan->code;
      const std::size_t national = digits.size() - (trunk ? plan->trunk.size() : 0);
      if (plan == nullptr || national < plan->least || national > plan->most) {
        out.assign(digits);
        return;
      }
      if (trunk) digits.remove_prefix(plan->trunk.size());
      code = plan->code;
    }
  }
  out.assign(1, '+');
  out.append(code);
  out.append(digits);
}

}  // namespace constat::tables
