// Validators: France.
#include <algorithm>
#include <cstring>
#include <string>

#include "base/text.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

// Source: service-public.fr F33078 and INSEE: sex (3, 4, 7, 8 while provisional), year, month (01-12; 20-42 and 50-99
// where the month is unknown), department, commune, order; key = 97 - (number mod 97), Corsica 2A as 19, 2B as 18.
Validity fr_nir(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || (c.size != 15 && c.size != 13) || !c.digits_at(0, 5) || !c.digits_at(7, c.size - 7) ||
      !c.parted_at({1, 3, 5, 7, 10, 13})) {
    return Validity::invalid;
  }
  if (std::strchr("123478", c[0]) == nullptr) return Validity::invalid;
  const int month = c.number(3, 2);
  if (!((month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50)) return Validity::invalid;
  const bool corsica = c[5] == '2' && (c[6] == 'A' || c[6] == 'B');
  if (!corsica && !c.digits_at(5, 2)) return Validity::invalid;
  std::string number(c.view().substr(0, 13));
  if (corsica) {
    number[5] = '1';
    number[6] = c[6] == 'A' ? '9' : '8';
  } else if (c.number(5, 2) == 0) {
    return Validity::invalid;
  }
  if (c.number(7, 3) == 0 || c.number(10, 3) == 0) return Validity::invalid;
  if (c.size == 13) return Validity::shape;
  return checked_if(static_cast<std::uint64_t>(c.number(13, 2)) == 97 - number_of(number) % 97);
}

// Source: EU TIN portal, France: thirteen digits, the first 0 to 3, the last three the first ten mod 511.
Validity fr_spi(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(13) || c[0] > '3' || all_equal(c.view())) return Validity::invalid;
  return checked_if(number_of(c.view().substr(0, 10)) % 511 == static_cast<std::uint64_t>(c.number(10, 3)));
}

// Source: INSEE: Luhn on the SIREN's nine digits.
Validity fr_siren(std::string_view value) {
  const Compact c = compact(value);
  return checked_if(c.digits(9) && c.grouped({3, 3, 3}) && !all_equal(c.view()) && luhn(c.view()));
}

// Source: INSEE: Luhn on the SIRET's fourteen digits and on its SIREN; La Poste's (356000000) by a digit sum of five.
Validity fr_siret(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(14) || all_equal(c.view()) || !luhn(c.view().substr(0, 9))) return Validity::invalid;
  if (luhn(c.view())) return Validity::checked;
  int sum = 0;
  for (std::size_t index = 0; index < 14; ++index) sum += c.digit(index);
  return checked_if(c.view().starts_with("356000000") && sum % 5 == 0);
}

int rib_letter(char c) {  // A-I and J-R are 1 to 9, S-Z 2 to 9.
  if (is_digit(c)) return c - '0';
  if (c <= 'I') return c - 'A' + 1;
  if (c <= 'R') return c - 'J' + 1;
  return c - 'S' + 2;
}

}  // namespace

bool rib_holds(std::string_view rib) {  // 23 characters.
  int rest = 0;
  for (const char c : rib) rest = (rest * 10 + rib_letter(c)) % 97;
  return rest == 0;  // The key is what makes the whole number divisible by 97.
}

namespace {

// Source: Comité français d'organisation et de normalisation bancaires: bank 5, branch 5, account 11, key 2.
Validity fr_rib(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size != 23 || !c.digits_at(0, 10) || !c.digits_at(21, 2)) return Validity::invalid;
  return checked_if(c.number(0, 5) != 0 && rib_holds(c.view()));
}

}  // namespace

// Source: DGFiP: FR, two check characters, a SIREN; where both are digits, (12 + 3 (SIREN mod 97)) mod 97.
bool fr_vat_holds(std::string_view body) {
  if (body.size() != 11) return false;
  const std::string_view siren = body.substr(2);
  if (!std::all_of(siren.begin(), siren.end(), is_digit)) return false;
  if (is_digit(body[0]) && is_digit(body[1])) {
    return number_of(body.substr(0, 2)) == (12 + 3 * (number_of(siren) % 97)) % 97;
  }
  return luhn(siren) && std::strchr("IO", body[0]) == nullptr && std::strchr("IO", body[1]) == nullptr;
}

namespace {

Validity fr_vat(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok) return Validity::invalid;
  return checked_if(fr_vat_holds(c.view().starts_with("FR") ? c.view().substr(2) : c.view()));
}

// Source: decree on the French identity card: twelve digits (before 2021), nine characters since.
Validity fr_cni(std::string_view value) {
  const Compact c = compact(value);
  if (c.digits(12)) return all_equal(c.view()) ? Validity::invalid : Validity::shape;
  if (!c.ok || c.size != 9) return Validity::invalid;
  const auto digits = std::count_if(c.text.begin(), c.text.begin() + 9, is_digit);
  return is_alnum(c[0]) && digits >= 2 && digits <= 8 ? Validity::shape : Validity::invalid;
}

// Two digits, two letters, five digits (Imprimerie nationale's numbering).
Validity fr_passport(std::string_view value) {
  const Compact c = compact(value);
  const bool holds = c.ok && c.size == 9 && c.digits_at(0, 2) && is_alpha(c[2]) && is_alpha(c[3]) && c.digits_at(4, 5);
  return holds ? Validity::shape : Validity::invalid;
}

Validity twelve_digits(std::string_view value) {
  const Compact c = compact(value);
  return c.digits(12) && !all_equal(c.view()) ? Validity::shape : Validity::invalid;
}

}  // namespace

std::span<const Validator> fr_validators() {
  static constexpr Validator table[] = {
      {"fr_nir", fr_nir, compact_text},
      {"fr_spi", fr_spi, compact_text},
      {"fr_siren", fr_siren, compact_text},
      {"fr_siret", fr_siret, compact_text},
      {"fr_rib", fr_rib, compact_text},
      {"fr_vat", fr_vat, compact_text},
      {"fr_cni", fr_cni, compact_text},
      {"fr_passport", fr_passport, compact_text},
      {"fr_driving_licence", twelve_digits, compact_text},
  };
  return table;
}

}  // namespace constat
