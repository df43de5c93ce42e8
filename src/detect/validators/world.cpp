// Validators: Countries outside Europe and the United States.
#include <array>
#include <cstring>

#include "base/text.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

// Source: Employment and Social Development Canada: nine digits, Luhn; none begins with 0 or 8.
Validity ca_sin(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(9) || !c.grouped({3, 3, 3}) || c[0] == '0' || c[0] == '8' || all_equal(c.view()))
    return Validity::invalid;
  return checked_if(luhn(c.view()));
}

// Source: Australian Taxation Office, tax file number: weights 1, 4, 3, 7, 5, 8, 6, 9, 10, divisible by 11.
Validity au_tfn(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(9) || !c.grouped({3, 3, 3}) || all_equal(c.view())) return Validity::invalid;
  return checked_if(weighted(c, 0, {1, 4, 3, 7, 5, 8, 6, 9, 10}) % 11 == 0);
}

// Source: Australian Business Register, ABN: first digit less one, weights 10, 1, 3 ... 19, divisible by 89.
Validity au_abn(std::string_view value) {
  Compact c = compact(value);
  if (!c.digits(11) || !c.grouped({2, 3, 3, 3}) || c[0] == '0') return Validity::invalid;
  c.text[0] = static_cast<char>(c.text[0] - 1);
  return checked_if(weighted(c, 0, {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19}) % 89 == 0);
}

// Source: ASIC, ACN: weights 8 to 1, check (10 - sum mod 10) mod 10.
Validity au_acn(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(9) || !c.grouped({3, 3, 3}) || all_equal(c.view())) return Validity::invalid;
  return checked_if((10 - weighted(c, 0, {8, 7, 6, 5, 4, 3, 2, 1}) % 10) % 10 == c.digit(8));
}

// Source: Services Australia, Medicare card: first 2 to 6, weights 1, 3, 7, 9 over eight digits, mod 10 is the ninth.
Validity au_medicare(std::string_view value) {
  const Compact c = compact(value);
  if (!(c.digits(10) || c.digits(11)) || c[0] < '2' || c[0] > '6') return Validity::invalid;
  return checked_if(weighted(c, 0, {1, 3, 7, 9, 1, 3, 7, 9}) % 10 == c.digit(8));
}

// Source: UIDAI, Aadhaar: twelve digits, the first not 0 or 1, Verhoeff's check (J. Verhoeff, 1969: the dihedral group
// D5).
Validity in_aadhaar(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(12) || !c.grouped({4, 4, 4}) || c[0] < '2') return Validity::invalid;
  bool mirror = true;
  for (std::size_t index = 0; index < 6; ++index) mirror = mirror && c[index] == c[11 - index];
  if (mirror) return Validity::invalid;  // UIDAI gives no palindromes.
  constexpr std::array<int, 10> permutation = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
  const auto product = [](int a, int b) {  // In D5: 0-4 rotations, 5-9 reflections.
    if (a < 5) return b < 5 ? (a + b) % 5 : 5 + (a + b) % 5;
    return b < 5 ? 5 + (a - b + 5) % 5 : (a - b + 5) % 5;
  };
  int check = 0;
  for (std::size_t index = 0; index < 12; ++index) {
    int digit = c.digit(11 - index);
    for (std::size_t times = 0; times < index % 8; ++times) digit = permutation[static_cast<std::size_t>(digit)];
    check = product(check, digit);
  }
  return checked_if(check == 0);
}

// Source: Income Tax Department of India: AAAAA9999A, the fourth letter names the holder's kind.
Validity in_pan(std::string_view value) {
  const Compact c = compact(value, "");
  if (!c.ok || c.size != 10 || !c.digits_at(5, 4) || !is_alpha(c[9])) return Validity::invalid;
  for (std::size_t index = 0; index < 5; ++index) {
    if (!is_alpha(c[index])) return Validity::invalid;
  }
  return std::strchr("ABCFGHJLPTK", c[3]) != nullptr ? Validity::shape : Validity::invalid;
}

// Source: Immigration and Checkpoints Authority of Singapore: S, T, F, G, M, weights 2, 7, 6, 5, 4, 3, 2.
Validity sg_nric_fin(std::string_view value) {
  const Compact c = compact(value, "");
  if (!c.ok || c.size != 9 || std::strchr("STFGM", c[0]) == nullptr || !c.digits_at(1, 7) || !is_alpha(c[8])) {
    return Validity::invalid;
  }
  int sum = weighted(c, 1, {2, 7, 6, 5, 4, 3, 2});
  if (c[0] == 'T' || c[0] == 'G') sum += 4;
  if (c[0] == 'M') sum += 3;
  const std::string_view letters = c[0] == 'S' || c[0] == 'T' ? "JZIHGFEDCBA"
                                   : c[0] == 'M'              ? "KLJNPQRTUWX"
                                                              : "XWUTRQPNMLK";
  const int rest = sum % 11;
  return checked_if(letters[static_cast<std::size_t>(c[0] == 'M' ? 10 - rest : rest)] == c[8]);
}

// Source: Department of Provincial Administration of Thailand: weights 13 to 2, check (11 - sum mod 11) mod 10.
Validity th_tnin(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(13) || !c.grouped({1, 4, 5, 2, 1}) || c[0] == '0' || c[0] == '9' || all_equal(c.view()))
    return Validity::invalid;
  return checked_if((11 - weighted(c, 0, {13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2}) % 11) % 10 == c.digit(12));
}

// Source: Nüfus ve Vatandaşlık İşleri, T.C. Kimlik No: digit 10 = (7 odd - even) mod 10, digit 11 = sum of ten mod 10.
Validity tr_national_id(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(11) || c[0] == '0' || c.has_separators()) return Validity::invalid;
  const int odd = weighted(c, 0, {1, 0, 1, 0, 1, 0, 1, 0, 1});
  const int even = weighted(c, 0, {0, 1, 0, 1, 0, 1, 0, 1, 0});
  return checked_if(((7 * odd - even) % 10 + 10) % 10 == c.digit(9) && (odd + even + c.digit(9)) % 10 == c.digit(10));
}

// Source: Department of Home Affairs of South Africa: YYMMDD, sequence, citizenship 0 to 2, 8 or 9, Luhn.
Validity za_id(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(13) || !is_short_date(c.number(0, 2), c.number(2, 2), c.number(4, 2)) || c[10] > '2') {
    return Validity::invalid;
  }
  return checked_if(luhn(c.view()));
}

// Source: Ministry of the Interior and Safety of Korea: YYMMDD-SNNNNNC; the check held until October 2020.
Validity kr_rrn(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(13) || !c.grouped({6, 7}) || !is_short_date(c.number(0, 2), c.number(2, 2), c.number(4, 2))) {
    return Validity::invalid;
  }
  if (std::strchr("12340", c[6]) == nullptr && c[6] != '9') return Validity::invalid;
  const int check = (11 - weighted(c, 0, {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5}) % 11) % 10;
  return check == c.digit(12) ? Validity::checked : Validity::shape;
}

Validity kr_frn(std::string_view value) {  // The same for foreigners: seventh digit 5 to 8.
  const Compact c = compact(value);
  if (!c.digits(13) || !c.grouped({6, 7}) || !is_short_date(c.number(0, 2), c.number(2, 2), c.number(4, 2))) {
    return Validity::invalid;
  }
  if (c[6] < '5' || c[6] > '8') return Validity::invalid;
  const int sum = weighted(c, 0, {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5});
  return (13 - sum % 11) % 10 == c.digit(12) || (11 - sum % 11) % 10 == c.digit(12) ? Validity::checked
                                                                                    : Validity::shape;
}

// Source: Karayolları Trafik Yönetmeliği: province 01 to 81, letters without Q, W and X.
Validity tr_license_plate(std::string_view value) {
  const Compact c = compact(value, " -");
  if (!c.ok || c.size < 5 || c.size > 9 || !c.digits_at(0, 2) || c.number(0, 2) == 0 || c.number(0, 2) > 81)
    return Validity::invalid;
  std::size_t at = 2;
  while (at < c.size && is_alpha(c[at])) {
    if (std::strchr("QWX", c[at]) != nullptr) return Validity::invalid;
    ++at;
  }
  return at > 2 && at <= 5 && at < c.size && c.digits_at(at, c.size - at) ? Validity::shape : Validity::invalid;
}

// Source: ACRA, "UEN formats": T (20), S (19) or R (18), two digits of the year, type of the entity, number, check
// letter.
Validity sg_uen(std::string_view value) {
  const Compact c = compact(value, "");
  return c.ok && c.size == 10 && std::strchr("TSR", c[0]) != nullptr && c.digits_at(1, 2) && is_alpha(c[3]) &&
                 is_alpha(c[4]) && c.digits_at(5, 4) && is_alpha(c[9])
             ? Validity::shape
             : Validity::invalid;
}

}  // namespace

std::span<const Validator> world_validators() {
  static constexpr Validator table[] = {
      {"ca_sin", ca_sin, compact_text},
      {"au_tfn", au_tfn, compact_text},
      {"au_abn", au_abn, compact_text},
      {"au_acn", au_acn, compact_text},
      {"au_medicare", au_medicare, compact_text},
      {"in_aadhaar", in_aadhaar, compact_text},
      {"in_pan", in_pan, compact_text},
      {"sg_nric_fin", sg_nric_fin, compact_text},
      {"th_tnin", th_tnin, compact_text},
      {"tr_national_id", tr_national_id, compact_text},
      {"za_id", za_id, compact_text},
      {"kr_rrn", kr_rrn, compact_text},
      {"kr_frn", kr_frn, compact_text},
      {"tr_license_plate", tr_license_plate, compact_text},
      {"sg_uen", sg_uen, compact_text},
  };
  return table;
}

}  // namespace constat
