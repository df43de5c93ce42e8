// Validators: Germany.
#include <array>
#include <cstring>

#include "base/text.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

// Source: BZSt, par. 139b AO: eleven digits, the first not 0; among the first ten one digit stands twice or (since
// 2016) three times, not three in a row, every other at most once; ISO 7064 mod 11,10.
Validity de_tax_id(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(11) || c[0] == '0') return Validity::invalid;
  std::array<int, 10> count{};
  for (std::size_t index = 0; index < 10; ++index) ++count[static_cast<std::size_t>(c.digit(index))];
  int repeated = 0;
  for (const int times : count) {
    if (times > 3) return Validity::invalid;
    repeated += times > 1 ? 1 : 0;
  }
  if (repeated != 1) return Validity::invalid;
  if (!mod_11_10(c.view())) return Validity::invalid;
  // Three in a row are not given; sources differ on whether that is checked everywhere, so it is doubted, not refused.
  for (std::size_t index = 2; index < 10; ++index) {
    if (c[index] == c[index - 1] && c[index] == c[index - 2]) return Validity::shape;
  }
  return Validity::checked;
}

// Ten different digits with a right check are given to nobody: "12345678903" is what forms and programs show.
Validity de_tax_id_example(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(11) || c[0] == '0') return Validity::invalid;
  unsigned seen = 0;
  for (std::size_t index = 0; index < 10; ++index) seen |= 1U << c.digit(index);
  return seen == 0x3FF && mod_11_10(c.view()) ? Validity::shape : Validity::invalid;
}

// Source: VKVV par. 4: area, birth date (day + 50 where the serials ran out), letter of the birth name, serial, check.
Validity de_social_security(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size != 12 || !c.digits_at(0, 8) || !is_alpha(c[8]) || !c.digits_at(9, 3)) return Validity::invalid;
  int day = c.number(2, 2);
  if (day > 50) day -= 50;
  if (c.number(0, 2) == 0 || day > 31 || c.number(4, 2) > 12) return Validity::invalid;
  if (day != 0 && c.number(4, 2) != 0 && !is_short_date(c.number(6, 2), c.number(4, 2), day)) return Validity::invalid;
  const int letter = c[8] - 'A' + 1;
  const int sum = weighted_cross({c.digit(0), c.digit(1), c.digit(2), c.digit(3), c.digit(4), c.digit(5), c.digit(6),
                                  c.digit(7), letter / 10, letter % 10, c.digit(9), c.digit(10)},
                                 {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1});
  return checked_if(sum % 10 == c.digit(11));
}

// Source: par. 290 SGB V, Anlage 1: letter as 01-26 and eight digits, weights 1, 2 in turn, cross sums, mod 10.
Validity de_health_insurance(std::string_view value) {
  const Compact c = compact(value, " ");  // Printed on the card without signs; people part its groups by blanks.
  if (!c.ok || c.size != 10 || !is_alpha(c[0]) || !c.digits_at(1, 9)) return Validity::invalid;
  const int letter = c[0] - 'A' + 1;
  const int sum = weighted_cross({letter / 10, letter % 10, c.digit(1), c.digit(2), c.digit(3), c.digit(4), c.digit(5),
                                  c.digit(6), c.digit(7), c.digit(8)},
                                 {1, 2, 1, 2, 1, 2, 1, 2, 1, 2});
  return checked_if(sum % 10 == c.digit(9));
}

// ICAO Doc 9303 part 3, 4.9: weights 7, 3, 1, A is 10, mod 10.
int icao_check(std::string_view text) {
  constexpr int weights[] = {7, 3, 1};
  int sum = 0;
  for (std::size_t index = 0; index < text.size(); ++index) {
    const char c = text[index];
    const int digit = is_digit(c) ? c - '0' : is_alpha(c) ? c - 'A' + 10 : 0;
    sum += digit * weights[index % 3];
  }
  return sum % 10;
}

// Source: BSI TR-03127 and ICAO Doc 9303: letters and digits without vowels and look-alikes; nine places, the tenth
// checks. A nine-place number whose last digit checks the first eight is confirmed by that.
Validity de_document_number(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || (c.size != 9 && c.size != 10) || !is_alpha(c[0])) return Validity::invalid;
  const std::size_t serial = c.size == 10 ? 9 : c.size;
  std::size_t digits = 0;
  for (std::size_t index = 0; index < serial; ++index) {
    if (is_digit(c[index])) {
      ++digits;
    } else if (std::strchr("CFGHJKLMNPRTVWXYZ", c[index]) == nullptr) {
      return Validity::invalid;
    }
  }
  if (digits == 0) return Validity::invalid;
  return checked_if(is_digit(c[c.size - 1]) && icao_check(c.view().substr(0, c.size - 1)) == c.digit(c.size - 1));
}

// The nine characters as they are printed on the card, without a check digit: all that can be asked is the alphabet.
Validity de_document_serial(std::string_view value) {
  const Compact c = compact(value, "");
  if (!c.ok || c.size != 9 || !is_alpha(c[0])) return Validity::invalid;
  bool digit = false;
  for (std::size_t index = 0; index < c.size; ++index) {
    digit = digit || is_digit(c[index]);
    if (!is_digit(c[index]) && std::strchr("CFGHJKLMNPRTVWXYZ", c[index]) == nullptr) return Validity::invalid;
  }
  return digit ? Validity::shape : Validity::invalid;
}

// Source: Deutsche Post, 01001 to 99998.
Validity de_plz(std::string_view value) {
  const Compact c = compact(value, "");
  return c.digits(5) && c.number(0, 5) >= 1001 && c.number(0, 5) <= 99998 ? Validity::shape : Validity::invalid;
}

// Source: KBV, Arztnummern-Richtlinie: the first six digits by 4 and 9 in turn, 10 - sum mod 10 is the seventh.
Validity de_lanr(std::string_view value) {
  const Compact c = compact(value, "");
  if (!c.digits(9)) return Validity::invalid;
  int sum = 0;
  for (std::size_t index = 0; index < 6; ++index) sum += c.digit(index) * (index % 2 == 0 ? 4 : 9);
  return checked_if((10 - sum % 10) % 10 == c.digit(6));
}

// Source: ELSTER, "Prüfung der Steuer- und Steueridentifikationsnummer": 10 or 11 digits as a state writes them, or the
// 13 digits of the federal scheme (fifth digit 0). The checks differ by state and are not told apart here.
Validity de_tax_number(std::string_view value) {
  const Compact c = compact(value);
  if (!c.all_digits() || all_equal(c.view())) return Validity::invalid;
  if (c.size == 13) return c[4] == '0' ? Validity::shape : Validity::invalid;
  if (c.size != 10 && c.size != 11) return Validity::invalid;
  // "532 123 45 67" is a telephone number: no state parts so.
  return c.has_separators() && c.grouped({3, 3, 2, 2}) ? Validity::invalid : Validity::shape;
}

// Source: FZV Paragraf 9: one to three letters of the district, one or two letters, one to four digits, E or H.
Validity de_kfz(std::string_view value) {
  const Compact c = compact(value, " -");
  if (!c.ok || c.size < 3 || c.size > 9) return Validity::invalid;
  std::size_t letters = 0;
  while (letters < c.size && is_alpha(c[letters])) ++letters;
  std::size_t end = letters;
  while (end < c.size && is_digit(c[end])) ++end;
  const std::size_t digits = end - letters;
  const bool tail = end == c.size || (end + 1 == c.size && (c[end] == 'E' || c[end] == 'H'));
  return letters >= 2 && letters <= 5 && digits >= 1 && digits <= 4 && c[letters] != '0' && tail ? Validity::shape
                                                                                                 : Validity::invalid;
}

}  // namespace

std::span<const Validator> de_validators() {
  static constexpr Validator table[] = {
      {"de_tax_id", de_tax_id, compact_text},
      {"de_tax_id_example", de_tax_id_example, compact_text},
      {"de_social_security", de_social_security, compact_text},
      {"de_health_insurance", de_health_insurance, compact_text},
      {"de_document_number", de_document_number, compact_text},
      {"de_document_serial", de_document_serial, compact_text},
      {"de_plz", de_plz, compact_text},
      {"de_lanr", de_lanr, compact_text},
      {"de_tax_number", de_tax_number, compact_text},
      {"de_kfz", de_kfz, compact_text},
  };
  return table;
}

}  // namespace constat
