// Validators: Spain.
#include <cstring>
#include <string>

#include "base/text.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

constexpr std::string_view dni_letters = "TRWAGMYFPDXBNJZSQVHLCKE";

}  // namespace

// Source: Real Decreto 1553/2005 (DNI: number mod 23); K, L, M before seven digits for those without a DNI.
Validity es_nif(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size != 9 || !is_alpha(c[8]) || !c.parted_at({1, 2, 5, 8})) return Validity::invalid;
  std::size_t number = 0;
  if (c.digits_at(0, 8)) {
    number = static_cast<std::size_t>(c.number(0, 8));
  } else if (std::strchr("KLM", c[0]) != nullptr && c.digits_at(1, 7)) {
    number = static_cast<std::size_t>(c.number(1, 7));
  } else {
    return Validity::invalid;
  }
  if (dni_letters[number % 23] != c[8]) return Validity::invalid;
  if (number == 0 || c.view() == "12345678Z") return Validity::sample;
  return Validity::checked;
}

// Source: Orden INT/2058/2008: X, Y, Z as 0, 1, 2, then as the DNI.
Validity es_nie(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size != 9 || c[0] < 'X' || c[0] > 'Z' || !c.digits_at(1, 7) || !is_alpha(c[8]))
    return Validity::invalid;
  const auto number = static_cast<std::size_t>((c[0] - 'X') * 10'000'000 + c.number(1, 7));
  return checked_if(dni_letters[number % 23] == c[8]);
}

// Source: Real Decreto 1065/2007 and Orden EHA/451/2008: kind, seven digits, a digit or a letter by the kind.
Validity es_cif(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size != 9 || std::strchr("ABCDEFGHJNPQRSUVW", c[0]) == nullptr || !c.digits_at(1, 7)) {
    return Validity::invalid;
  }
  std::string digits(c.view().substr(1, 7));
  digits += '0';
  const int check = (10 - luhn_sum(digits) % 10) % 10;
  const bool digit_holds = is_digit(c[8]) && c.digit(8) == check && std::strchr("NPQRSW", c[0]) == nullptr;
  const bool letter_holds = is_alpha(c[8]) && c[8] == "JABCDEFGHI"[check] && std::strchr("ABEH", c[0]) == nullptr;
  return checked_if(digit_holds || letter_holds);
}

namespace {

int ccc_check(std::string_view digits) {
  constexpr int weights[] = {1, 2, 4, 8, 5, 10, 9, 7, 3, 6};
  int sum = 0;
  for (std::size_t index = 0; index < digits.size(); ++index) {
    sum += (digits[index] - '0') * weights[index + 10 - digits.size()];
  }
  const int check = 11 - sum % 11;
  return check == 11 ? 0 : check == 10 ? 1 : check;
}

}  // namespace

bool ccc_holds(std::string_view ccc) {  // 20 digits.
  return ccc_check(ccc.substr(0, 8)) == ccc[8] - '0' && ccc_check(ccc.substr(10)) == ccc[9] - '0';
}

namespace {

// Source: Consejo Superior Bancario, código cuenta cliente: bank 4, branch 4, two checks mod 11, account 10.
Validity es_ccc(std::string_view value) {
  const Compact c = compact(value);
  return checked_if(c.digits(20) && !all_equal(c.view()) && ccc_holds(c.view()));
}

// Source: Tesorería General de la Seguridad Social: province 2, number 7 or 8, the last two the rest mod 97.
Validity es_naf(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(12) || c.number(0, 2) == 0 || c.number(0, 2) > 66) return Validity::invalid;
  return checked_if(number_of(c.view().substr(0, 10)) % 97 == static_cast<std::uint64_t>(c.number(10, 2)));
}

}  // namespace

std::span<const Validator> es_validators() {
  static constexpr Validator table[] = {
      {"es_nif", es_nif, compact_text}, {"es_nie", es_nie, compact_text}, {"es_cif", es_cif, compact_text},
      {"es_ccc", es_ccc, compact_text}, {"es_naf", es_naf, compact_text},
  };
  return table;
}

}  // namespace constat
