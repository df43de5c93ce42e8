// Validators: United States.
#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

// Source: SSA POMS RM 10201.035 (areas 000, 666, 900-999, group 00 and serial 0000 are never given; since the
// randomization of 2011-06-25 no other area can be ruled out); values that were printed and so are nobody's:
// 078-05-1120 (a wallet's sample card), 219-09-9999 (an SSA leaflet), 457-55-5462 (an advertisement).
Validity us_ssn(std::string_view value) {
  std::array<char, 9> digits;
  if (!read_dashed_ssn(value, digits)) {
    const Compact c = compact(value);
    if (!c.digits(9) || !c.grouped({3, 2, 4})) return Validity::invalid;
    std::copy_n(c.text.begin(), digits.size(), digits.begin());
  }
  int number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  const int area = number / 1'000'000;
  if (area == 0 || area == 666 || area >= 900 || number / 10'000 % 100 == 0 || number % 10'000 == 0)
    return Validity::invalid;
  // Numbers that were printed in wallets, advertisements and pamphlets (SSA), and one digit nine times: everybody's,
  // kept as samples.
  if (number == 78'051'120 || number == 219'099'999 || number == 457'555'462 || number == 123'456'789 ||
      number % 111'111'111 == 0) {
    return Validity::sample;
  }
  return Validity::shape;
}

// Source: IRS, individual taxpayer identification number: begins with 9, fourth and fifth digit 50-65, 70-88, 90-92 or
// 94-99 (93 is the adoption number, ATIN). 987-65-4320 to 987-65-4329 are the numbers that the SSA keeps for
// advertisements, and repeated digits fill a field.
Validity us_itin(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(9) || !c.grouped({3, 2, 4}) || c[0] != '9') return Validity::invalid;
  const int group = c.number(3, 2);
  const bool known = (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 92) ||
                     (group >= 94 && group <= 99);
  if (!known) return Validity::invalid;
  const bool nobodys = all_equal(c.view()) || c.view().starts_with("98765432");
  return nobodys ? Validity::sample : Validity::shape;
}

// Source: IRS, adoption taxpayer identification number: 9xx-93-xxxx.
Validity us_atin(std::string_view value) {
  const Compact c = compact(value);
  return c.digits(9) && c.grouped({3, 2, 4}) && c[0] == '9' && c.number(3, 2) == 93 ? Validity::shape
                                                                                    : Validity::invalid;
}

// Source: IRS, preparer tax identification number: P and eight digits.
Validity us_ptin(std::string_view value) {
  const Compact c = compact(value);
  return c.ok && c.size == 9 && c[0] == 'P' && c.digits_at(1, 8) && c.number(1, 8) != 0 ? Validity::shape
                                                                                        : Validity::invalid;
}

// Source: IRS, "How EINs are assigned and valid EIN prefixes": these prefixes were never given to a campus.
Validity us_ein(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(9) || !c.grouped({2, 7})) return Validity::invalid;
  const int prefix = c.number(0, 2);
  for (const int never : {0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97}) {
    if (prefix == never) return Validity::invalid;
  }
  return all_equal(c.view()) || c.view() == "123456789" ? Validity::sample : Validity::shape;
}

// Source: ABA routing number policy: prefixes 00-12, 21-32, 61-72, 80; 3(d1+d4+d7) + 7(d2+d5+d8) + d3+d6+d9 divisible
// by ten.
Validity aba_routing(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(9) || !c.grouped({4, 4, 1}) || all_equal(c.view())) return Validity::invalid;
  const int prefix = c.number(0, 2);
  const bool known = prefix <= 12 || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72) || prefix == 80;
  return checked_if(known && weighted(c, 0, {3, 7, 1, 3, 7, 1, 3, 7, 1}) % 10 == 0);
}

// Source: CMS, "Understanding the Medicare Beneficiary Identifier format": no S, L, O, I, B, Z; dashes 4-3-4.
Validity us_mbi(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size != 11 || !c.grouped({4, 3, 4})) return Validity::invalid;
  const auto letter = [&](std::size_t i) { return is_alpha(c[i]) && std::strchr("SLOIBZ", c[i]) == nullptr; };
  const auto digit = [&](std::size_t i) { return is_digit(c[i]); };
  const bool holds = digit(0) && c[0] != '0' && letter(1) && (letter(2) || digit(2)) && digit(3) && letter(4) &&
                     (letter(5) || digit(5)) && digit(6) && letter(7) && letter(8) && digit(9) && digit(10);
  if (!holds) return Validity::invalid;
  return c.view() == "1EG4TE5MK73" || c.view() == "1EG4TE5MK72" ? Validity::sample : Validity::shape;
}

// Source: CMS, NPI standard: ten digits beginning with 1 or 2, Luhn over the card issuer prefix 80840 and the number.
Validity us_npi(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(10) || !c.grouped({4, 3, 3}) || (c[0] != '1' && c[0] != '2')) return Validity::invalid;
  if (all_equal(c.view())) return Validity::invalid;
  return checked_if((luhn_sum(c.view()) + 24) % 10 == 0);  // 24 is the Luhn sum of 80840 before ten digits.
}

// Source: DEA Diversion Control Division: registrant letter, letter (or 9) and seven digits; (d1+d3+d5) + 2(d2+d4+d6)
// ends in d7.
Validity dea(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size != 9 || !is_alpha(c[0]) || std::strchr("INOQVWYZ", c[0]) != nullptr) return Validity::invalid;
  if (!(is_alpha(c[1]) || c[1] == '9') || !c.digits_at(2, 7) || c.number(2, 7) == 0) return Validity::invalid;
  return checked_if(weighted(c, 2, {1, 2, 1, 2, 1, 2}) % 10 == c.digit(8));
}

// Source: ICAO Doc 9303 and the US Department of State: nine digits, or a letter and eight digits.
Validity us_passport(std::string_view value) {
  const Compact c = compact(value, "");
  if (!c.ok || c.size != 9) return Validity::invalid;
  if (all_equal(c.view()) || c.view() == "123456789") return Validity::sample;
  return c.digits(9) || (is_alpha(c[0]) && c.digits_at(1, 8)) ? Validity::shape : Validity::invalid;
}

// A driving licence of one of the states: letters first, 4 to 16 places (AAMVA's list of lengths); a label is needed.
Validity us_driver_license(std::string_view value) {
  const Compact c = compact(value, " -*");
  if (!c.ok || c.size < 5 || c.size > 16) return Validity::invalid;
  const auto digits = static_cast<std::size_t>(std::count_if(c.text.begin(), c.text.begin() + c.size, is_digit));
  // Washington since 2018: WDL and nine letters or digits.
  if (c.size == 12 && c.view().substr(0, 3) == "WDL" && digits > 0) return Validity::shape;
  return digits >= 4 && c.size - digits <= 6 ? Validity::shape : Validity::invalid;
}

// Source: DoD Manual 1000.13, volume 1: the DoD ID number (EDIPI), ten digits.
Validity us_military_id(std::string_view value) {
  const Compact c = compact(value);
  return c.digits(10) && !all_equal(c.view()) ? Validity::shape : Validity::invalid;
}

// 4 to 17 digits (NACHA operating rules, field DFI account number); a label is needed.
Validity us_bank_account(std::string_view value) {
  // "2021-05-19" is a date.
  const std::string_view trimmed = trim(value);
  if (trimmed.size() == 10 && trimmed[4] == '-' && trimmed[7] == '-') return Validity::invalid;
  const Compact c = compact(value);
  return c.all_digits() && c.size >= 4 && c.size <= 17 && !all_equal(c.view()) ? Validity::shape : Validity::invalid;
}

}  // namespace

std::span<const Validator> us_validators() {
  static constexpr Validator table[] = {
      {"us_ssn", us_ssn, compact_text},
      {"us_itin", us_itin, compact_text},
      {"us_atin", us_atin, compact_text},
      {"us_ptin", us_ptin, compact_text},
      {"us_ein", us_ein, compact_text},
      {"aba_routing", aba_routing, compact_text},
      {"us_mbi", us_mbi, compact_text},
      {"us_npi", us_npi, compact_text},
      {"dea", dea, compact_text},
      {"us_passport", us_passport, compact_text},
      {"us_driver_license", us_driver_license, compact_text},
      {"us_military_id", us_military_id, compact_text},
      {"us_bank_account", us_bank_account, compact_text},
  };
  return table;
}

}  // namespace constat
