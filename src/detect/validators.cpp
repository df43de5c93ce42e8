#include "detect/validators.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <initializer_list>

#include "base/bytes.h"
#include "base/sha256.h"
#include "base/text.h"
#include "detect/keccak.h"

namespace constat {

namespace {

// ---- Reading a value --------------------------------------------------------------------------------------------

// A value without its separators, upper case, and the separators that stood between (one of " -./" each, where several
// kinds stood '?' ). Unicode blanks and dashes count as their ASCII forms, full-width digits as digits.
struct Compact {
  std::array<char, 64> text{};
  std::size_t size = 0;
  std::array<char, 64> separator_before{};  // Of text[i]; 0 where none.
  bool ok = false;

  std::string_view view() const { return {text.data(), size}; }
  char operator[](std::size_t index) const { return text[index]; }
  int digit(std::size_t index) const { return text[index] - '0'; }
  bool all_digits() const { return ok && size != 0 && std::all_of(text.begin(), text.begin() + size, is_digit); }
  bool digits(std::size_t count) const { return size == count && all_digits(); }
  bool digits_at(std::size_t begin, std::size_t count) const {
    if (begin + count > size) return false;
    return std::all_of(text.begin() + begin, text.begin() + begin + count, is_digit);
  }
  int number(std::size_t begin, std::size_t count) const {
    int value = 0;
    for (std::size_t index = begin; index < begin + count; ++index) value = value * 10 + digit(index);
    return value;
  }
  bool has_separators() const {
    return std::any_of(separator_before.begin(), separator_before.begin() + size, [](char c) { return c != 0; });
  }
  // Whether separators stand nowhere but before these places (all of them, or some).
  bool parted_at(std::initializer_list<std::size_t> places) const {
    for (std::size_t index = 0; index < size; ++index) {
      if (separator_before[index] != 0 && std::find(places.begin(), places.end(), index) == places.end()) return false;
    }
    return true;
  }
  // Whether the separators stand exactly after `groups`' sizes, all of one kind, or nowhere.
  bool grouped(std::initializer_list<std::size_t> groups) const {
    if (!has_separators()) return true;
    std::size_t next = 0;
    char kind = 0;
    std::size_t position = 0;
    for (const std::size_t group : groups) {
      for (std::size_t index = position; index < position + group && index < size; ++index) {
        const char separator = separator_before[index];
        if (index == position && position != 0) {
          if (separator == 0 || (kind != 0 && separator != kind)) return false;
          kind = separator;
        } else if (separator != 0) {
          return false;
        }
      }
      position += group;
      ++next;
    }
    return position == size;
  }
};

bool all_equal(std::string_view text) {
  return !text.empty() && text.find_first_not_of(text.front()) == std::string_view::npos;
}

// The ASCII meaning of the code point at `offset` (moved past it): a digit, a letter, ' ', '-', or 0 for any other.
char folded(std::string_view value, std::size_t& offset) {
  const auto byte = static_cast<unsigned char>(value[offset]);
  if (byte < 0x80) return value[offset++];
  const char32_t point = next_code_point(value, offset);
  if (point == 0xA0 || point == 0x202F || point == 0x2007 || (point >= 0x2000 && point <= 0x200A) || point == 0x3000) {
    return ' ';
  }
  if ((point >= 0x2010 && point <= 0x2015) || point == 0x2212 || point == 0xFE63 || point == 0xFF0D) return '-';
  if (point >= 0xFF10 && point <= 0xFF19) return static_cast<char>('0' + (point - 0xFF10));
  return 0;
}

bool one_of(std::string_view signs, char c) {
  for (const char sign : signs) {
    if (sign == c) return true;
  }
  return false;
}

Compact compact(std::string_view value, std::string_view separators) {
  Compact out;
  value = trim(value);
  char pending = 0;
  for (std::size_t offset = 0; offset < value.size();) {
    char c = folded(value, offset);
    if (is_alnum(c)) {
      if (out.size == out.text.size()) return out;
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      out.text[out.size] = c;
      out.separator_before[out.size] = pending;
      pending = 0;
      ++out.size;
    } else {
      // Never at the start; two in a row only as a dash with blanks around it.
      if (c == 0 || !one_of(separators, c) || out.size == 0) return out;
      if (pending != 0 && pending != ' ' && c != ' ' && !one_of(separators, '(')) return out;
      if (pending == 0 || c != ' ') pending = c;
    }
  }
  out.ok = pending == 0 && out.size != 0;
  return out;
}

// The value that a ReadOnce stands for, and its parts once they were asked for.
struct Reading {
  std::string_view value;
  bool is_read = false;
  Compact parts;
};
thread_local Reading reading;

Compact compact(std::string_view value) {
  constexpr std::string_view separators = " -./";
  if (value.data() != reading.value.data() || value.size() != reading.value.size() || value.empty()) {
    return compact(value, separators);
  }
  if (!reading.is_read) {
    reading.parts = compact(value, separators);
    reading.is_read = true;
  }
  return reading.parts;
}

// "536-12-3456", as nearly all social security numbers are written: its nine digits. False: it is written otherwise.
bool read_dashed_ssn(std::string_view value, std::array<char, 9>& digits) {
  if (value.size() != 11 || value[3] != '-' || value[6] != '-') return false;
  constexpr std::array<std::uint8_t, 9> places = {0, 1, 2, 4, 5, 7, 8, 9, 10};
  bool all = true;
  for (std::size_t index = 0; index < places.size(); ++index) {
    digits[index] = value[places[index]];
    all = all && is_digit(digits[index]);
  }
  return all;
}

std::string compact_text(std::string_view value) {
  std::array<char, 9> digits;
  if (read_dashed_ssn(value, digits)) return std::string(digits.data(), digits.size());
  return std::string(compact(value).view());
}
std::string lower_trimmed(std::string_view value) { return to_lower_ascii(trim(value)); }

int luhn_sum(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (std::size_t index = digits.size(); index-- > 0;) {
    int digit = digits[index] - '0';
    if (twice) digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
    sum += digit;
    twice = !twice;
  }
  return sum;
}
bool luhn(std::string_view digits) { return luhn_sum(digits) % 10 == 0; }

int weighted(const Compact& c, std::size_t begin, std::initializer_list<int> weights) {
  int sum = 0;
  std::size_t index = begin;
  for (const int weight : weights) sum += weight * c.digit(index++);
  return sum;
}
// Sum of the digits of the products.
int weighted_cross(std::initializer_list<int> digits, std::initializer_list<int> weights) {
  int sum = 0;
  const int* weight = weights.begin();
  for (const int digit : digits) {
    const int product = digit * *weight++;
    sum += product / 10 + product % 10;
  }
  return sum;
}

std::uint64_t number_of(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

// ISO 7064 mod 97: digits as they are, letters as 10..35.
int mod97(std::string_view text, int start = 0) {
  int rest = start;
  for (const char c : text) {
    if (is_digit(c)) {
      rest = (rest * 10 + (c - '0')) % 97;
    } else {
      rest = (rest * 100 + (c - 'A' + 10)) % 97;
    }
  }
  return rest;
}

// ISO 7064 mod 11,10: whether the last digit checks the ones before it.
bool mod_11_10(std::string_view digits) {
  int product = 10;
  for (std::size_t index = 0; index + 1 < digits.size(); ++index) {
    int sum = (digits[index] - '0' + product) % 10;
    if (sum == 0) sum = 10;
    product = 2 * sum % 11;
  }
  return (11 - product) % 10 == digits.back() - '0';
}

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
bool is_date(int year, int month, int day) {
  if (month < 1 || month > 12 || day < 1) return false;
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return day <= days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}
// Two-digit year: the date exists in the 20th or the 21st century.
bool is_short_date(int year, int month, int day) {
  return is_date(1900 + year, month, day) || is_date(2000 + year, month, day);
}

Validity checked_if(bool holds) { return holds ? Validity::checked : Validity::invalid; }

// ---- United States ----------------------------------------------------------------------------------------------

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
// 4 to 17 digits (NACHA operating rules, field DFI account number); a label is needed.
Validity us_bank_account(std::string_view value) {
  // "2021-05-19" is a date.
  const std::string_view trimmed = trim(value);
  if (trimmed.size() == 10 && trimmed[4] == '-' && trimmed[7] == '-') return Validity::invalid;
  const Compact c = compact(value);
  return c.all_digits() && c.size >= 4 && c.size <= 17 && !all_equal(c.view()) ? Validity::shape : Validity::invalid;
}

// ---- France -----------------------------------------------------------------------------------------------------

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
bool rib_holds(std::string_view rib) {  // 23 characters.
  int rest = 0;
  for (const char c : rib) rest = (rest * 10 + rib_letter(c)) % 97;
  return rest == 0;  // The key is what makes the whole number divisible by 97.
}
// Source: Comité français d'organisation et de normalisation bancaires: bank 5, branch 5, account 11, key 2.
Validity fr_rib(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size != 23 || !c.digits_at(0, 10) || !c.digits_at(21, 2)) return Validity::invalid;
  return checked_if(c.number(0, 5) != 0 && rib_holds(c.view()));
}
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

// ---- United Kingdom -----------------------------------------------------------------------------------------------

// Source: HMRC NIM39110: D, F, I, Q, U, V in neither place, O not second; BG, GB, KN, NK, NT, TN, ZZ never; suffix A-D.
// OO, CR, FY, MW, NC, PP are administrative; QQ123456x is HMRC's own example.
Validity uk_nino(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || (c.size != 9 && c.size != 8) || !is_alpha(c[0]) || !is_alpha(c[1]) || !c.digits_at(2, 6))
    return Validity::invalid;
  if (c.size == 9 && (c[8] < 'A' || c[8] > 'D')) return Validity::invalid;
  if (c.size == 9 ? !c.grouped({2, 2, 2, 2, 1}) && !c.grouped({2, 6, 1}) && !c.grouped({8, 1}) && !c.grouped({2, 7})
                  : !c.grouped({2, 2, 2, 2}) && !c.grouped({2, 6})) {
    return Validity::invalid;
  }
  const std::string_view prefix = c.view().substr(0, 2);
  if (c.view().starts_with("QQ123456")) return Validity::sample;
  if (std::strchr("DFIQUV", c[0]) != nullptr || std::strchr("DFIQUVO", c[1]) != nullptr) {
    return prefix == "OO" ? Validity::sample : Validity::invalid;
  }
  for (const std::string_view never : {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}) {
    if (prefix == never) return Validity::invalid;
  }
  for (const std::string_view administrative : {"CR", "FY", "MW", "NC", "PP"}) {
    if (prefix == administrative) return Validity::sample;
  }
  return Validity::shape;
}

// Source: NHS Data Dictionary, NHS NUMBER: weights 10 to 2, check 11 - (sum mod 11), 11 is 0, 10 is invalid. 999 xxx
// xxxx is for tests.
Validity uk_nhs(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(10) || !c.grouped({3, 3, 4}) || all_equal(c.view())) return Validity::invalid;
  const int check = 11 - weighted(c, 0, {10, 9, 8, 7, 6, 5, 4, 3, 2}) % 11;
  if (check == 10 || check % 11 != c.digit(9)) return Validity::invalid;
  return c.number(0, 3) == 999 ? Validity::sample : Validity::checked;
}

// Source: HMRC unique taxpayer reference, as published for software developers: the first digit checks the other nine.
Validity uk_utr(std::string_view value) {
  Compact c = compact(value);
  if (c.ok && c.size == 11) {  // A K before or after it belongs to the form, not to the number.
    if (c[0] == 'K') {
      std::copy(c.text.begin() + 1, c.text.begin() + 11, c.text.begin());
      c.size = 10;
    } else if (c[10] == 'K') {
      c.size = 10;
    }
  }
  if (!c.digits(10) || all_equal(c.view())) return Validity::invalid;
  const int sum = weighted(c, 1, {6, 7, 8, 9, 10, 5, 4, 3, 2});
  return checked_if(c[0] == "21987654321"[sum % 11]);
}
std::string uk_utr_canonical(std::string_view value) {
  std::string text = compact_text(value);
  std::erase(text, 'K');
  return text;
}

// Source: DVLA driver number: five letters of the surname padded with 9, decade, month (+50 for women), day, year
// digit, two initials (9 for none), a digit and two letters.
Validity uk_driving_licence(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size != 16 || !is_alpha(c[0])) return Validity::invalid;
  bool padding = false;
  for (std::size_t index = 0; index < 5; ++index) {
    if (c[index] == '9') {
      padding = true;
    } else if (!is_alpha(c[index]) || padding) {
      return Validity::invalid;
    }
  }
  if (!c.digits_at(5, 6)) return Validity::invalid;
  const int month = c.number(6, 2) % 50;
  const int month_shift = c.number(6, 2) / 50;
  const int year = c.digit(5) * 10 + c.digit(10);
  if (month_shift > 1 || !is_short_date(year, month, c.number(8, 2))) return Validity::invalid;
  if (!(is_alpha(c[11]) || c[11] == '9') || !(is_alpha(c[12]) || c[12] == '9')) return Validity::invalid;
  if (c[11] == '9' && c[12] != '9') return Validity::invalid;
  return is_alnum(c[13]) && is_alpha(c[14]) && is_alpha(c[15]) ? Validity::shape : Validity::invalid;
}

// Source: HMRC VAT number: nine digits (or twelve with a branch), weights 8 to 2 and 10, 1, mod 97, plain or + 55.
bool uk_vat_holds(std::string_view body) {
  if (body.size() == 5) {
    const std::string_view kind = body.substr(0, 2);
    if (!std::all_of(body.begin() + 2, body.end(), is_digit)) return false;
    return (kind == "GD" && number_of(body.substr(2)) < 500) || (kind == "HA" && number_of(body.substr(2)) >= 500);
  }
  if ((body.size() != 9 && body.size() != 12) || !std::all_of(body.begin(), body.end(), is_digit)) return false;
  int sum = 0;
  for (std::size_t index = 0; index < 7; ++index) sum += (8 - static_cast<int>(index)) * (body[index] - '0');
  sum += static_cast<int>(number_of(body.substr(7, 2)));
  return body.substr(0, 7) != "0000000" && (sum % 97 == 0 || (sum + 55) % 97 == 0);
}
Validity uk_vat(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok) return Validity::invalid;
  std::string_view body = c.view();
  if (body.starts_with("GB") || body.starts_with("XI")) body.remove_prefix(2);
  return checked_if(uk_vat_holds(body));
}
// Source: Department for Education, "Unique pupil numbers": check letter, local authority, serial of nine and three.
Validity uk_upn(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size != 13 || !is_alpha(c[0]) || !c.digits_at(1, 11)) return Validity::invalid;
  constexpr std::string_view letters = "ABCDEFGHJKLMNPQRTUVWXYZ";
  std::size_t last = 0;
  if (is_digit(c[12])) {
    last = static_cast<std::size_t>(c.digit(12));
  } else {
    last = letters.find(c[12]);
    if (last == std::string_view::npos) return Validity::invalid;
  }
  std::size_t sum = last * 13;
  for (std::size_t index = 1; index < 12; ++index) sum += (index + 1) * static_cast<std::size_t>(c.digit(index));
  return checked_if(letters[sum % 23] == c[0]);
}
// Source: Royal Mail Programmers' Guide: outward code shapes A9, A99, AA9, AA99, A9A, AA9A, inward 9AA without CIKMOV.
Validity uk_postcode(std::string_view value) {
  const Compact c = compact(value, " ");
  if (!c.ok || c.size < 5 || c.size > 7) return Validity::invalid;
  if (c.view() == "GIR0AA") return Validity::shape;
  const std::size_t outward = c.size - 3;
  for (std::size_t index = 0; index < c.size; ++index) {
    if (c.separator_before[index] != 0 && index != outward) return Validity::invalid;
  }
  if (!is_digit(c[outward]) || !is_alpha(c[outward + 1]) || !is_alpha(c[outward + 2])) return Validity::invalid;
  if (std::strchr("CIKMOV", c[outward + 1]) != nullptr || std::strchr("CIKMOV", c[outward + 2]) != nullptr) {
    return Validity::invalid;
  }
  std::string shape;
  for (std::size_t index = 0; index < outward; ++index) shape += is_digit(c[index]) ? '9' : 'A';
  for (const std::string_view known : {"A9", "A99", "AA9", "AA99", "A9A", "AA9A"}) {
    if (shape == known) return std::strchr("QVX", c[0]) == nullptr ? Validity::shape : Validity::invalid;
  }
  return Validity::invalid;
}
Validity uk_passport(std::string_view value) {
  const Compact c = compact(value);
  if (c.digits(9)) return all_equal(c.view()) || c.view() == "123456789" ? Validity::sample : Validity::shape;
  return c.ok && c.size == 9 && is_alpha(c[0]) && is_alpha(c[1]) && c.digits_at(2, 7) ? Validity::shape
                                                                                      : Validity::invalid;
}

// ---- Germany --------------------------------------------------------------------------------------------------------

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
  const Compact c = compact(value);
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
// Source: WHO ICD-10, volume 2, 2.4: a letter, two digits (ICD-10-CM: a digit and a letter), up to four places behind a
// dot. U is kept for provisional codes.
Validity icd10(std::string_view value) {
  const Compact c = compact(value, ".");
  if (!c.ok || c.size < 3 || c.size > 7 || !is_alpha(c[0]) || !is_digit(c[1]) || !c.parted_at({3}))
    return Validity::invalid;
  if (c.size > 3 && c.separator_before[3] == 0) return Validity::invalid;  // "A123" is anything.
  if (!is_digit(c[2]) && c[2] != 'A' && c[2] != 'B') return Validity::invalid;
  return c.size == 3 || is_digit(c[3]) || c[3] == 'X' ? Validity::shape : Validity::invalid;
}
// Source: RFC 4226, 4: a shared secret has 128 bits, 80 in the early generators; RFC 4648, 6: five bits a character.
// Groups of four may stand apart. A word has no digit and one case; the secret of a demonstration is a sample.
Validity base32_secret(std::string_view value) {
  std::string letters;
  bool word = true;
  for (const char c : value) {
    word = word && c >= 'a' && c <= 'z';
    if (c == ' ' || c == '-') continue;
    if (!is_alpha(c) && !(c >= '2' && c <= '7')) return Validity::invalid;
    letters.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  if (word || letters.size() < 16 || letters.size() > 128) return Validity::invalid;
  if (letters.starts_with("JBSWY3DPEHPK3PXP") || all_equal(letters)) return Validity::sample;
  return Validity::shape;
}
// Source: the key URI format of authenticator programs: otpauth://TYPE/LABEL?secret=BASE32&...
Validity otpauth(std::string_view value) {
  constexpr std::string_view name = "secret=";
  const std::size_t at = value.find(name);
  if (at == std::string_view::npos || at == 0 || (value[at - 1] != '?' && value[at - 1] != '&'))
    return Validity::invalid;
  value.remove_prefix(at + name.size());
  const Validity secret = base32_secret(value.substr(0, value.find_first_of("&=%#")));
  return secret == Validity::shape ? Validity::checked : secret;
}
// Source: Microsoft, MS-NLMP 3.3; as tools write what they captured: user::domain:LM response:NT response:challenge of
// NTLMv1 (24, 24 and 8 bytes), user::domain:challenge:proof:blob of NTLMv2 (8, 16 and 20 bytes or more).
Validity netntlm(std::string_view value) {
  const std::vector<std::string_view> parts = split(value, ':');
  if (parts.size() != 6 || parts[0].empty() || !parts[1].empty() || parts[2].empty()) return Validity::invalid;
  for (std::size_t index = 3; index < parts.size(); ++index) {
    if (!std::all_of(parts[index].begin(), parts[index].end(), is_hex)) return Validity::invalid;
  }
  const bool first = parts[3].size() == 48 && parts[4].size() == 48 && parts[5].size() == 16;
  const bool second = parts[3].size() == 16 && parts[4].size() == 32 && parts[5].size() >= 40;
  return first || second ? Validity::checked : Validity::invalid;
}
// Source: ISO 9564-1, 8.1: a PIN has four to twelve digits. What everybody tries first is a sample.
Validity pin(std::string_view value) {
  if (value.size() < 4 || value.size() > 12 || !std::all_of(value.begin(), value.end(), is_digit))
    return Validity::invalid;
  const bool counted = std::string_view("0123456789012").find(value) != std::string_view::npos;
  return counted || all_equal(value) ? Validity::sample : Validity::shape;
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

// ---- Spain
// ------------------------------------------------------------------------------------------------------------

constexpr std::string_view dni_letters = "TRWAGMYFPDXBNJZSQVHLCKE";
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
int ccc_check(std::string_view digits) {
  constexpr int weights[] = {1, 2, 4, 8, 5, 10, 9, 7, 3, 6};
  int sum = 0;
  for (std::size_t index = 0; index < digits.size(); ++index) {
    sum += (digits[index] - '0') * weights[index + 10 - digits.size()];
  }
  const int check = 11 - sum % 11;
  return check == 11 ? 0 : check == 10 ? 1 : check;
}
bool ccc_holds(std::string_view ccc) {  // 20 digits.
  return ccc_check(ccc.substr(0, 8)) == ccc[8] - '0' && ccc_check(ccc.substr(10)) == ccc[9] - '0';
}
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

// ---- Italy
// --------------------------------------------------------------------------------------------------------------

// Source: Decreto ministeriale 23/12/1976: three and three letters, year, month, day (+40 for women), place, check;
// digits may be replaced by LMNPQRSTUV where two persons had the same code (omocodia).
Validity it_fiscal_code(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size != 16) return Validity::invalid;
  constexpr std::string_view omocodia = "LMNPQRSTUV";
  std::string plain(c.view());
  for (const std::size_t index : {6U, 7U, 9U, 10U, 12U, 13U, 14U}) {
    if (is_digit(plain[index])) continue;
    const std::size_t digit = omocodia.find(plain[index]);
    if (digit == std::string_view::npos) return Validity::invalid;
    plain[index] = static_cast<char>('0' + digit);
  }
  for (const std::size_t index : {0U, 1U, 2U, 3U, 4U, 5U, 8U, 11U, 15U}) {
    if (!is_alpha(plain[index])) return Validity::invalid;
  }
  const std::size_t month = std::string_view("ABCDEHLMPRST").find(plain[8]);
  int day = (plain[9] - '0') * 10 + plain[10] - '0';
  if (day > 40) day -= 40;
  const int year = (plain[6] - '0') * 10 + plain[7] - '0';
  if (month == std::string_view::npos || !is_short_date(year, static_cast<int>(month) + 1, day))
    return Validity::invalid;
  constexpr int odd[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  int sum = 0;
  for (std::size_t index = 0; index < 15; ++index) {
    const int code = is_digit(c[index]) ? c[index] - '0' : c[index] - 'A';
    sum += index % 2 == 0 ? odd[code] : code;
  }
  return checked_if(c[15] == 'A' + sum % 26);
}
// Source: Agenzia delle Entrate, partita IVA: Luhn on eleven digits; digits 8 to 10 name the issuing province.
Validity it_vat(std::string_view value) {
  Compact c = compact(value);
  if (c.ok && c.size == 13 && c[0] == 'I' && c[1] == 'T') {
    std::copy(c.text.begin() + 2, c.text.begin() + 13, c.text.begin());
    c.size = 11;
  }
  if (!c.digits(11) || c.number(0, 7) == 0) return Validity::invalid;
  const int province = c.number(7, 3);
  if (!((province >= 1 && province <= 100) || province == 120 || province == 121 || province == 888 ||
        province == 999)) {
    return Validity::invalid;
  }
  return checked_if(luhn(c.view()));
}

// ---- Other countries
// ------------------------------------------------------------------------------------------------------

// Source: Rijksdienst voor Identiteitsgegevens, "elfproef": weights 9 to 2 and -1, divisible by 11.
Validity nl_bsn(std::string_view value) {
  Compact c = compact(value);
  if (c.digits(8)) {
    std::copy_backward(c.text.begin(), c.text.begin() + 8, c.text.begin() + 9);
    c.text[0] = '0';
    c.size = 9;
  }
  if (!c.digits(9) || all_equal(c.view()) || c.number(0, 9) == 0) return Validity::invalid;
  if (c.view() == "123456782") return Validity::sample;
  return checked_if((weighted(c, 0, {9, 8, 7, 6, 5, 4, 3, 2, -1}) % 11 + 11) % 11 == 0);
}
// Source: Rijksregister: YYMMDD, serial, check 97 - (nine digits mod 97), 2 in front for births since 2000; the bis
// number adds 20 or 40 to the month; unknown month and day are 00.
Validity be_nn(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(11) || all_equal(c.view()) || !c.parted_at({2, 4, 6, 9})) return Validity::invalid;
  const int year = c.number(0, 2);
  const int month = c.number(2, 2) % 20;
  const int day = c.number(4, 2);
  if (c.number(2, 2) > 52 || month > 12 || day > 31 || c.number(6, 3) == 0) return Validity::invalid;
  if (month != 0 && day != 0 && !is_short_date(year, month, day)) return Validity::invalid;
  const auto check = static_cast<std::uint64_t>(c.number(9, 2));
  const std::uint64_t serial = number_of(c.view().substr(0, 9));
  return checked_if(check == 97 - serial % 97 || check == 97 - (2'000'000'000 + serial) % 97);
}
// Source: Polish act on the population register: YYMMDD (month + 80, 20, 40, 60 by century), weights 1, 3, 7, 9.
Validity pl_pesel(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(11)) return Validity::invalid;
  const int shift = c.number(2, 2) / 20;
  const int century = shift == 4 ? 1800 : 1900 + 100 * shift;
  if (!is_date(century + c.number(0, 2), c.number(2, 2) % 20, c.number(4, 2))) return Validity::invalid;
  return checked_if(weighted(c, 0, {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1}) % 10 == 0);
}
// Source: Polish Ministry of Finance, NIP: weights 6, 5, 7, 2, 3, 4, 5, 6, 7 mod 11.
Validity pl_nip(std::string_view value) {
  Compact c = compact(value);
  if (c.ok && c.size == 12 && c[0] == 'P' && c[1] == 'L') {
    std::copy(c.text.begin() + 2, c.text.begin() + 12, c.text.begin());
    c.size = 10;
  }
  if (!c.digits(10) || all_equal(c.view())) return Validity::invalid;
  return checked_if(weighted(c, 0, {6, 5, 7, 2, 3, 4, 5, 6, 7}) % 11 == c.digit(9));
}
// Source: Portaria on the número de identificação fiscal: weights 9 to 2, 11 - (sum mod 11), 10 and 11 are 0.
Validity pt_nif(std::string_view value) {
  Compact c = compact(value);
  if (c.ok && c.size == 11 && c[0] == 'P' && c[1] == 'T') {
    std::copy(c.text.begin() + 2, c.text.begin() + 11, c.text.begin());
    c.size = 9;
  }
  if (!c.digits(9) || c[0] == '0' || c[0] == '4' || all_equal(c.view())) return Validity::invalid;
  if (c.view() == "123456789") return Validity::sample;
  const int check = 11 - weighted(c, 0, {9, 8, 7, 6, 5, 4, 3, 2}) % 11;
  return checked_if((check >= 10 ? 0 : check) == c.digit(8));
}
// Source: Agência para a Modernização Administrativa, cartão de cidadão: eight digits and check, version, check;
// letters as 10..35, every second one doubled, divisible by 10.
Validity pt_cc(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size != 12 || !c.digits_at(0, 9) || !is_alnum(c[9]) || !is_alnum(c[10]) || !is_digit(c[11])) {
    return Validity::invalid;
  }
  int sum = 0;
  for (std::size_t index = 0; index < 12; ++index) {
    int code = is_digit(c[index]) ? c.digit(index) : c[index] - 'A' + 10;
    if (index % 2 == 0) {
      code *= 2;
      if (code > 9) code -= 9;
    }
    sum += code;
  }
  return checked_if(sum % 10 == 0);
}
// Source: Department of Social Protection, PPS number: weights 8 to 2 and 9 for a second letter (W is none), mod 23.
Validity ie_pps(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || (c.size != 8 && c.size != 9) || !c.digits_at(0, 7) || !is_alpha(c[7])) return Validity::invalid;
  int sum = weighted(c, 0, {8, 7, 6, 5, 4, 3, 2});
  if (c.number(0, 7) == 0) return Validity::invalid;
  if (c.size == 9) {
    if (!((c[8] >= 'A' && c[8] <= 'I') || c[8] == 'W' || c[8] == 'T' || c[8] == 'X')) return Validity::invalid;
    const bool old = c[8] == 'W' || c[8] == 'T' || c[8] == 'X';
    if (!old) sum += 9 * (c[8] - 'A' + 1);
  }
  return checked_if("WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == c[7]);
}
// Source: Swiss Central Compensation Office, AHVN13: 756 and the EAN-13 check.
Validity ch_ahv(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(13) || c.number(0, 3) != 756 || !c.grouped({3, 4, 4, 2})) return Validity::invalid;
  if (c.view() == "7569217076985" || c.view() == "7561234567897") return Validity::sample;
  return checked_if(weighted(c, 0, {1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1}) % 10 == 0);
}
// Source: Dachverband der Sozialversicherungsträger: serial of three (from 100), check, DDMMYY (month 13 to 15 where
// the dates ran out); weights 3, 7, 9, -, 5, 8, 4, 2, 1, 6 mod 11.
Validity at_svnr(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(10) || c[0] == '0') return Validity::invalid;
  const int day = c.number(4, 2);
  const int month = c.number(6, 2);
  if (day < 1 || day > 31 || month < 1 || month > 15) return Validity::invalid;
  if (month <= 12 && !is_short_date(c.number(8, 2), month, day)) return Validity::invalid;
  return checked_if(weighted(c, 0, {3, 7, 9, 0, 5, 8, 4, 2, 1, 6}) % 11 == c.digit(3));
}

bool se_date(const Compact& c, std::size_t begin) {
  int day = c.number(begin + 4, 2);
  if (day > 60) day -= 60;  // The coordination number of who is not registered.
  return is_short_date(c.number(begin, 2), c.number(begin + 2, 2), day);
}
// Source: Skatteverket SKV 704: YYMMDD-NNNC or YYYYMMDD-NNNC, + from the hundredth birthday, Luhn on the ten digits.
Validity se_personnummer(std::string_view value) {
  const Compact c = compact(value, "-+ ");
  if (!(c.digits(10) || c.digits(12))) return Validity::invalid;
  const std::size_t begin = c.size - 10;
  for (std::size_t index = 1; index < c.size; ++index) {
    if (c.separator_before[index] != 0 && index != begin + 6) return Validity::invalid;
  }
  if (begin == 2 && (c.number(0, 2) < 18 || c.number(0, 2) > 20)) return Validity::invalid;
  if (!se_date(c, begin) || c.number(begin + 6, 3) == 0) return Validity::invalid;
  return checked_if(luhn(c.view().substr(begin)));
}
std::string se_personnummer_canonical(std::string_view value) {
  const Compact c = compact(value, "-+ ");
  return std::string(c.view().substr(c.size > 10 ? c.size - 10 : 0));
}
// Source: Skatteverket, organisationsnummer: ten digits, the third at least 2, Luhn.
Validity se_organisation(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(10) || !c.grouped({6, 4}) || c[2] < '2' || c[0] == '0' || c[0] == '4') return Validity::invalid;
  return checked_if(luhn(c.view()));
}
// Source: CPR-kontoret, "Personnummeret i CPR-systemet": DDMMYY-SSSS, the seventh digit tells the century. Mod 11 held
// for all until 2007 and no longer does ("Personnumre uden kontrolciffer"): without it the number is `shape`.
Validity dk_cpr(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(10) || !c.grouped({6, 4}) || c.number(6, 4) == 0) return Validity::invalid;
  const int year = c.number(4, 2);
  const int seventh = c.digit(6);
  int century = 1900;
  if (seventh == 4 || seventh == 9) {
    if (year <= 36) century = 2000;
  } else if (seventh >= 5) {
    century = year <= 57 ? 2000 : 1800;
  }
  constexpr int last_year = 2030;  // Nobody is born later yet; no clock, so that every run says the same.
  if (century + year > last_year || !is_date(century + year, c.number(2, 2), c.number(0, 2))) return Validity::invalid;
  return weighted(c, 0, {4, 3, 2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0 ? Validity::checked : Validity::shape;
}
// Source: Digital and Population Data Services Agency: DDMMYY, century sign (A-F 2000s, - and U-Y 1900s, + 1800s),
// number 002-899 (900-999 temporary), check of the nine digits mod 31.
Validity fi_hetu(std::string_view value) {
  value = trim(value);
  if (value.size() != 11) return Validity::invalid;
  const std::string text = to_lower_ascii(value);
  std::uint64_t number = 0;
  for (const std::size_t index : {0U, 1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U}) {
    if (!is_digit(text[index])) return Validity::invalid;
    number = number * 10 + static_cast<std::uint64_t>(text[index] - '0');
  }
  if (std::strchr("+-abcdefuvwxy", text[6]) == nullptr) return Validity::invalid;
  const int day = static_cast<int>(number / 10'000'000);
  const int month = static_cast<int>(number / 100'000 % 100);
  const int year = static_cast<int>(number / 1000 % 100);
  if (!is_short_date(year, month, day) || number % 1000 < 2) return Validity::invalid;
  return checked_if("0123456789abcdefhjklmnprstuvwxy"[number % 31] == text[10]);
}
std::string upper_trimmed(std::string_view value) {
  std::string text(trim(value));
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}
// Source: Skatteetaten, fødselsnummer: DDMMYY, individual number, two checks mod 11; D numbers add 40 to the day, H and
// synthetic ones 40, 65 or 80 to the month.
Validity no_fnr(std::string_view value) {
  const Compact c = compact(value);
  if (!c.digits(11) || !(c.grouped({6, 5}) || c.grouped({6, 3, 2}))) return Validity::invalid;
  int day = c.number(0, 2);
  int month = c.number(2, 2);
  if (day > 40) day -= 40;
  const bool synthetic = month > 80 || (month > 65 && month < 78);
  month = month > 80 ? month - 80 : month > 65 ? month - 65 : month > 40 ? month - 40 : month;
  if (!is_short_date(c.number(4, 2), month, day)) return Validity::invalid;
  const bool holds = weighted(c, 0, {3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0}) % 11 == 0 &&
                     weighted(c, 0, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0;
  if (!holds) return Validity::invalid;
  return synthetic ? Validity::sample : Validity::checked;
}
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
  if (!c.digits(13) || c[0] == '0' || c[0] == '9' || all_equal(c.view())) return Validity::invalid;
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

// ---- Payment
// --------------------------------------------------------------------------------------------------------------

struct IssuerRange {
  int digits;  // How many leading digits the range is of.
  int first;
  int last;
  std::uint32_t lengths;  // Bit n: n digits.
};
constexpr std::uint32_t lengths(std::initializer_list<int> all) {
  std::uint32_t bits = 0;
  for (const int length : all) bits |= 1U << length;
  return bits;
}
// Source: ISO/IEC 7812 and the schemes' published issuer ranges.
constexpr IssuerRange issuers[] = {
    {1, 4, 4, lengths({13, 16, 19})},  // Visa
    {2, 51, 55, lengths({16})},        // Mastercard
    {4, 2221, 2720, lengths({16})},    // Mastercard, since 2017
    {2, 34, 34, lengths({15})},        // American Express
    {2, 37, 37, lengths({15})},
    {3, 300, 305, lengths({14, 15, 16, 17, 18, 19})},  // Diners Club
    {3, 309, 309, lengths({14, 15, 16, 17, 18, 19})},
    {2, 36, 36, lengths({14, 15, 16, 17, 18, 19})},
    {2, 38, 39, lengths({14, 15, 16, 17, 18, 19})},
    {4, 6011, 6011, lengths({16, 17, 18, 19})},  // Discover
    {3, 644, 649, lengths({16, 17, 18, 19})},
    {2, 65, 65, lengths({16, 17, 18, 19})},
    {4, 3528, 3589, lengths({16, 17, 18, 19})},  // JCB
    {4, 2131, 2131, lengths({15})},              // JCB, old
    {4, 1800, 1800, lengths({15})},
    {2, 62, 62, lengths({16, 17, 18, 19})},      // UnionPay
    {4, 2200, 2204, lengths({16, 17, 18, 19})},  // Mir
};
constexpr IssuerRange maestro[] = {
    {2, 50, 50, lengths({12, 13, 14, 15, 16, 17, 18, 19})},
    {2, 56, 69, lengths({12, 13, 14, 15, 16, 17, 18, 19})},
    {1, 1, 1, lengths({15})},  // UATP, of the airlines.
};
bool in_ranges(const Compact& c, std::span<const IssuerRange> ranges) {
  for (const IssuerRange& range : ranges) {
    const int prefix = c.number(0, static_cast<std::size_t>(range.digits));
    if (prefix >= range.first && prefix <= range.last && (range.lengths >> c.size & 1U) != 0) return true;
  }
  return false;
}
bool card_grouping(const Compact& c) {
  if (!c.has_separators()) return true;
  if (c.size == 15) return c.grouped({4, 6, 5}) || c.grouped({4, 4, 4, 3}) || c.grouped({5, 5, 5});
  if (c.size == 14) return c.grouped({4, 6, 4}) || c.grouped({4, 4, 4, 2});
  if (c.size == 16) return c.grouped({4, 4, 4, 4}) || c.grouped({4, 12}) || c.grouped({8, 8}) || c.grouped({6, 6, 4});
  if (c.size == 12) return c.grouped({4, 4, 4});
  if (c.size == 13) return c.grouped({4, 4, 5}) || c.grouped({4, 3, 3, 3}) || c.grouped({4, 4, 4, 1});
  if (c.size == 19) return c.grouped({4, 4, 4, 4, 3}) || c.grouped({6, 13});
  if (c.size == 18) return c.grouped({4, 4, 4, 4, 2}) || c.grouped({6, 12});
  return c.size == 17 && c.grouped({4, 4, 4, 4, 1});
}
// The schemes' and processors' public test cards.
constexpr std::string_view test_cards[] = {
    "4111111111111111", "4012888888881881", "4222222222222",    "4242424242424242", "4000056655665556",
    "5555555555554444", "5105105105105100", "5200828282828210", "2223003122003222", "2223000048400011",
    "378282246310005",  "371449635398431",  "378734493671000",  "30569309025904",   "38520000023237",
    "6011111111111117", "6011000990139424", "6011000000000004", "3530111333300000", "3566002020360505",
    "4000000000000002", "4000002500003155", "4000000000009995", "4007000000027",    "4012000033330026",
    "5424000000000015", "370000000000002",  "6200000000000005", "36227206271667",   "3056930009020004",
    "4444333322221111", "4917610000000000", "6304000000000000", "4444444444444448", "5454545454545454",
};
// Source: ISO/IEC 7812-1: issuer range with its lengths, Luhn, and the grouping that issuers print. Maestro's ranges
// are so wide that they are `shape`: a rule asks for a label there.
Validity luhn_card(std::string_view value) {
  const Compact c = compact(value, " -");
  if (!c.all_digits() || c.size < 12 || c.size > 19 || all_equal(c.view())) return Validity::invalid;
  if (!card_grouping(c) || !luhn(c.view())) return Validity::invalid;
  const bool narrow = in_ranges(c, issuers);
  if (!narrow && !in_ranges(c, maestro)) return Validity::invalid;
  for (const std::string_view test : test_cards) {
    if (c.view() == test) return Validity::sample;
  }
  // Runs of zeros in the middle are nobody's account: 4000 0000 0000 0002 and its like.
  if (c.view().find("00000000") != std::string_view::npos) return Validity::sample;
  return narrow ? Validity::checked : Validity::shape;
}
// The schemes' own ranges; and Maestro's wide ones of any length, which a label must support.
Validity issuer_card(std::string_view value) {
  const Validity validity = luhn_card(value);
  return validity == Validity::shape ? Validity::invalid : validity;
}
Validity luhn_number(std::string_view value) {
  const Compact c = compact(value, " -");
  if (!c.all_digits() || c.size < 12 || c.size > 19 || all_equal(c.view()) || !card_grouping(c) || !luhn(c.view()))
    return Validity::invalid;
  // ISO/IEC 7812-1, table 1: banks and travel begin with 3 to 6. That Luhn's digit holds is all there is: a shape.
  return c[0] >= '3' && c[0] <= '6' ? Validity::shape : Validity::invalid;
}
Validity maestro_card(std::string_view value) {
  return luhn_card(value) == Validity::shape ? Validity::shape : Validity::invalid;
}

struct IbanShape {
  std::string_view country;
  std::string_view bban;  // "n5 c12": kinds and counts as in the registry, n digits, a letters, c both.
};
// Source: SWIFT IBAN registry, release 101.
constexpr IbanShape iban_shapes[] = {
    {"AD", "n8c12"},   {"AE", "n19"},    {"AL", "n8c16"},    {"AT", "n16"},      {"AZ", "a4c20"},    {"BA", "n16"},
    {"BE", "n12"},     {"BG", "a4n6c8"}, {"BH", "a4c14"},    {"BI", "n23"},      {"BR", "n23a1c1"},  {"BY", "c4n4c16"},
    {"CH", "n5c12"},   {"CR", "n18"},    {"CY", "n8c16"},    {"CZ", "n20"},      {"DE", "n18"},      {"DJ", "n23"},
    {"DK", "n14"},     {"DO", "c4n20"},  {"EE", "n16"},      {"EG", "n25"},      {"ES", "n20"},      {"FI", "n14"},
    {"FK", "a2n12"},   {"FO", "n14"},    {"FR", "n10c11n2"}, {"GB", "a4n14"},    {"GE", "a2n16"},    {"GI", "a4c15"},
    {"GL", "n14"},     {"GR", "n7c16"},  {"GT", "c24"},      {"HN", "a4n20"},    {"HR", "n17"},      {"HU", "n24"},
    {"IE", "a4n14"},   {"IL", "n19"},    {"IQ", "a4n15"},    {"IS", "n22"},      {"IT", "a1n10c12"}, {"JO", "a4n4c18"},
    {"KW", "a4c22"},   {"KZ", "n3c13"},  {"LB", "n4c20"},    {"LC", "a4c24"},    {"LI", "n5c12"},    {"LT", "n16"},
    {"LU", "n3c13"},   {"LV", "a4c13"},  {"LY", "n21"},      {"MC", "n10c11n2"}, {"MD", "c20"},      {"ME", "n18"},
    {"MK", "n3c10n2"}, {"MN", "n16"},    {"MR", "n23"},      {"MT", "a4n5c18"},  {"MU", "a4n19a3"},  {"NI", "a4n20"},
    {"NL", "a4n10"},   {"NO", "n11"},    {"OM", "n3c16"},    {"PK", "a4c16"},    {"PL", "n24"},      {"PS", "a4c21"},
    {"PT", "n21"},     {"QA", "a4c21"},  {"RO", "a4c16"},    {"RS", "n18"},      {"RU", "n14c15"},   {"SA", "n2c18"},
    {"SC", "a4n20a3"}, {"SD", "n14"},    {"SE", "n20"},      {"SI", "n15"},      {"SK", "n20"},      {"SM", "a1n10c12"},
    {"SO", "n19"},     {"ST", "n21"},    {"SV", "a4n20"},    {"TL", "n19"},      {"TN", "n20"},      {"TR", "n6c16"},
    {"UA", "n6c19"},   {"VA", "n18"},    {"VG", "a4n16"},    {"XK", "n16"},      {"YE", "a4n4c18"},
};
bool bban_matches(std::string_view bban, std::string_view shape) {
  std::size_t at = 0;
  for (std::size_t index = 0; index < shape.size();) {
    const char kind = shape[index++];
    std::size_t count = 0;
    while (index < shape.size() && is_digit(shape[index]))
      count = count * 10 + static_cast<std::size_t>(shape[index++] - '0');
    if (at + count > bban.size()) return false;
    for (std::size_t i = 0; i < count; ++i, ++at) {
      const char c = bban[at];
      if (kind == 'n' ? !is_digit(c) : kind == 'a' ? !is_alpha(c) : !is_alnum(c)) return false;
    }
  }
  return at == bban.size();
}
// Italy's CIN (ABI/CBI): the odd table of the fiscal code over the 22 characters after it.
bool cin_holds(std::string_view bban) {
  constexpr int odd[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  int sum = 0;
  for (std::size_t index = 1; index < bban.size(); ++index) {
    const int code = is_digit(bban[index]) ? bban[index] - '0' : bban[index] - 'A';
    sum += index % 2 == 1 ? odd[code] : code;
  }
  return bban[0] == 'A' + sum % 26;
}
bool national_check_holds(std::string_view country, std::string_view bban) {
  if (country == "FR" || country == "MC") return rib_holds(bban);
  if (country == "ES") return ccc_holds(bban);
  if (country == "IT" || country == "SM") return cin_holds(bban);
  if (country == "BE") {
    const std::uint64_t rest = number_of(bban.substr(0, 10)) % 97;
    return (rest == 0 ? 97 : rest) == number_of(bban.substr(10));
  }
  if (country == "NO") {  // Weights 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1.
    constexpr int weights[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    int sum = 0;
    for (std::size_t index = 0; index < 11; ++index) sum += weights[index] * (bban[index] - '0');
    return sum % 11 == 0;
  }
  return true;
}
// Source: SWIFT IBAN registry (length and shape per country), ISO 13616 (mod 97 = 1), then the country's own check: an
// IBAN that fails only that one is `shape`.
Validity iban(std::string_view value) {
  Compact c = compact(value);
  if (!c.ok) return Validity::invalid;
  std::string_view text = c.view();
  if (text.starts_with("IBAN")) text.remove_prefix(4);
  if (text.size() < 15 || text.size() > 34 || !is_digit(text[2]) || !is_digit(text[3])) return Validity::invalid;
  const std::string_view country = text.substr(0, 2);
  const auto* const found = std::find_if(std::begin(iban_shapes), std::end(iban_shapes),
                                         [&](const IbanShape& shape) { return shape.country == country; });
  if (found == std::end(iban_shapes) || !bban_matches(text.substr(4), found->bban)) return Validity::invalid;
  const std::uint64_t check = number_of(text.substr(2, 2));
  if (check < 2 || check > 98 || mod97(text.substr(0, 4), mod97(text.substr(4))) != 1) return Validity::invalid;
  const std::string_view bban = text.substr(4);
  if (all_equal(bban)) return Validity::sample;
  return national_check_holds(country, bban) ? Validity::checked : Validity::shape;
}
std::string iban_canonical(std::string_view value) {
  std::string text = compact_text(value);
  if (text.starts_with("IBAN")) text.erase(0, 4);
  return text;
}

constexpr std::string_view country_codes =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZ"
    "DEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJM"
    "JOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONP"
    "NRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTO"
    "TRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";
bool is_country(std::string_view code) {  // ISO 3166-1 alpha-2, and XK.
  for (std::size_t index = 0; index + 1 < country_codes.size(); index += 2) {
    if (country_codes.substr(index, 2) == code) return true;
  }
  return false;
}
// Source: ISO 9362: institution 4 letters, country, location 2, branch 3. No check: words of eight letters collide.
Validity bic(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || (c.size != 8 && c.size != 11)) return Validity::invalid;
  for (std::size_t index = 0; index < 6; ++index) {
    if (!is_alpha(c[index])) return Validity::invalid;
  }
  return is_country(c.view().substr(4, 2)) ? Validity::shape : Validity::invalid;
}

// Source: the tax administrations' published shapes, as listed by the European Commission (VIES FAQ Q11). Checked where
// the national check is one of those above.
Validity eu_vat(std::string_view value) {
  const Compact c = compact(value, " -./:()");
  if (!c.ok || c.size < 6 || c.size > 14) return Validity::invalid;
  const std::string_view country = c.view().substr(0, 2);
  const std::string_view body = c.view().substr(2);
  const auto digits = [&](std::size_t begin, std::size_t count) { return c.digits_at(2 + begin, count); };
  if (country == "FR") return checked_if(fr_vat_holds(body));
  if (country == "DE") return checked_if(body.size() == 9 && digits(0, 9) && body[0] != '0' && mod_11_10(body));
  if (country == "IT") return it_vat(body);
  if (country == "PL") return pl_nip(body);
  if (country == "PT") return pt_nif(body);
  if (country == "ES") {
    for (const auto check : {es_nif, es_nie, es_cif}) {
      if (check(body) == Validity::checked) return Validity::checked;
    }
    return Validity::invalid;
  }
  if (country == "AT") {  // U and eight digits: 10 - (cross sums of weights 1, 2 + 4) mod 10.
    if (body.size() != 9 || body[0] != 'U' || !digits(1, 8)) return Validity::invalid;
    const int sum = weighted_cross({c.digit(3), c.digit(4), c.digit(5), c.digit(6), c.digit(7), c.digit(8), c.digit(9)},
                                   {1, 2, 1, 2, 1, 2, 1});
    return checked_if((96 - sum) % 10 == c.digit(10));
  }
  if (country == "BE") {
    if (body.size() == 9)
      return checked_if(digits(0, 9) && number_of(body.substr(7)) == 97 - number_of(body.substr(0, 7)) % 97);
    return checked_if(body.size() == 10 && digits(0, 10) && body[0] <= '1' &&
                      number_of(body.substr(8)) == 97 - number_of(body.substr(0, 8)) % 97);
  }
  if (country == "NL") {
    // Zeros in front are left out at times: "NL4495445B01".
    if (body.size() < 12 && body.size() >= 10) {
      return eu_vat("NL" + std::string(12 - body.size(), '0') + std::string(body));
    }
    if (body.size() != 12 || !digits(0, 9) || body[9] != 'B' || !digits(10, 2)) return Validity::invalid;
    return nl_bsn(body.substr(0, 9)) != Validity::invalid || mod97(c.view()) == 1 ? Validity::checked
                                                                                  : Validity::invalid;
  }
  if (country == "LU") {
    return checked_if(body.size() == 8 && digits(0, 8) &&
                      number_of(body.substr(0, 6)) % 89 == number_of(body.substr(6)));
  }
  if (country == "DK") {
    return checked_if(body.size() == 8 && digits(0, 8) && body[0] != '0' &&
                      weighted(c, 2, {2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0);
  }
  if (country == "FI") {
    return checked_if(body.size() == 8 && digits(0, 8) && weighted(c, 2, {7, 9, 10, 5, 8, 4, 2, 1}) % 11 == 0);
  }
  if (country == "SE") return checked_if(body.size() == 12 && digits(0, 12) && luhn(body.substr(0, 10)));
  if (country == "HU") {
    return checked_if(body.size() == 8 && digits(0, 8) && weighted(c, 2, {9, 7, 3, 1, 9, 7, 3, 1}) % 10 == 0);
  }
  if (country == "SI") {
    if (body.size() != 8 || !digits(0, 8) || body[0] == '0') return Validity::invalid;
    const int check = 11 - weighted(c, 2, {8, 7, 6, 5, 4, 3, 2}) % 11;
    return checked_if(check != 11 && check % 10 == c.digit(9));
  }
  if (country == "EL" || country == "GR") {
    if (body.size() == 8 && digits(0, 8)) {  // Older numbers lack the first 0.
      return checked_if(weighted(c, 2, {128, 64, 32, 16, 8, 4, 2}) % 11 % 10 == c.digit(9));
    }
    return checked_if(body.size() == 9 && digits(0, 9) &&
                      weighted(c, 2, {256, 128, 64, 32, 16, 8, 4, 2}) % 11 % 10 == c.digit(10));
  }
  if (country == "EE") {
    return checked_if(body.size() == 9 && digits(0, 9) && weighted(c, 2, {3, 7, 1, 3, 7, 1, 3, 7, 1}) % 10 == 0);
  }
  if (country == "MT") {
    return checked_if(body.size() == 8 && digits(0, 8) && weighted(c, 2, {3, 4, 6, 7, 8, 9, 10, 1}) % 37 == 0);
  }
  if (country == "HR") return checked_if(body.size() == 11 && digits(0, 11) && mod_11_10(body));
  if (country == "SK") return checked_if(body.size() == 10 && digits(0, 10) && number_of(body) % 11 == 0);
  if (country == "IE") {  // Seven digits and one or two letters, or a digit, a letter or sign, five digits, a letter.
    if (body.size() < 8 || body.size() > 9) return Validity::invalid;
    if (ie_pps(body) == Validity::checked) return Validity::checked;
    if (body.size() == 8 && is_digit(body[0]) && is_alpha(body[1]) && digits(2, 5) && is_alpha(body[7])) {
      std::string turned = "0";
      turned += body.substr(2, 5);
      turned += body[0];
      turned += body[7];
      return ie_pps(turned);
    }
    return Validity::invalid;
  }
  if (country == "CY") {
    return body.size() == 9 && digits(0, 8) && is_alpha(body[8]) ? Validity::shape : Validity::invalid;
  }
  if (country == "CZ") {
    return body.size() >= 8 && body.size() <= 10 && digits(0, body.size()) ? Validity::shape : Validity::invalid;
  }
  if (country == "BG") {
    return (body.size() == 9 || body.size() == 10) && digits(0, body.size()) ? Validity::shape : Validity::invalid;
  }
  if (country == "RO") {  // Weights 7, 5, 3, 2, 1, 7, 5, 3, 2, right-aligned; 10 (sum) mod 11 mod 10.
    if (body.size() < 2 || body.size() > 10 || !digits(0, body.size())) return Validity::invalid;
    constexpr int weights[] = {7, 5, 3, 2, 1, 7, 5, 3, 2};
    int sum = 0;
    for (std::size_t index = 0; index + 1 < body.size(); ++index) {
      sum += weights[9 - (body.size() - 1) + index] * (body[index] - '0');
    }
    return checked_if(10 * sum % 11 % 10 == body.back() - '0');
  }
  if (country == "LT") {
    return (body.size() == 9 || body.size() == 12) && digits(0, body.size()) ? Validity::shape : Validity::invalid;
  }
  if (country == "LV") return body.size() == 11 && digits(0, 11) ? Validity::shape : Validity::invalid;
  if (country == "XI") return checked_if(uk_vat_holds(body));  // Northern Ireland, for goods.
  if (country == "CH") return Validity::invalid;
  return Validity::invalid;
}
// Source: BZSt: the German number alone, DE and nine digits, ISO 7064 mod 11,10.
Validity de_vat(std::string_view value) {
  value = trim(value);
  return value.size() > 2 && equals_ignoring_case(value.substr(0, 2), "de") ? eu_vat(value) : Validity::invalid;
}

// ---- Crypto addresses
// -------------------------------------------------------------------------------------------------------

// Source: Bitcoin developer reference, base58check: version, 20 bytes, first four bytes of the double SHA-256.
bool base58_holds(std::string_view text) {
  constexpr std::string_view alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  if (text.size() < 26 || text.size() > 35) return false;
  std::array<std::uint8_t, 25> bytes{};
  for (const char c : text) {
    const std::size_t code = alphabet.find(c);
    if (code == std::string_view::npos) return false;
    auto carry = static_cast<unsigned>(code);
    for (std::size_t index = bytes.size(); index-- > 0;) {
      carry += 58U * bytes[index];
      bytes[index] = static_cast<std::uint8_t>(carry & 0xFF);
      carry >>= 8;
    }
    if (carry != 0) return false;
  }
  if (bytes[0] != 0x00 && bytes[0] != 0x05) return false;  // P2PKH, P2SH.
  const Sha256 once = sha256(as_bytes(bytes.data(), 21));
  const Sha256 twice = sha256(once);
  return std::memcmp(twice.data(), bytes.data() + 21, 4) == 0;
}
// Source: BIP 173 (bech32) and BIP 350 (bech32m).
bool bech32_holds(std::string_view text) {
  constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  if (text.size() < 14 || text.size() > 90) return false;
  const bool has_lower = std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  const bool has_upper = std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (has_lower && has_upper) return false;
  const std::string lower = to_lower_ascii(text);
  if (!lower.starts_with("bc1") && !lower.starts_with("tb1")) return false;
  std::uint32_t check = 1;
  const auto step = [&](std::uint32_t value) {
    constexpr std::uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    const std::uint32_t top = check >> 25;
    check = (check & 0x1ffffff) << 5 ^ value;
    for (unsigned bit = 0; bit < 5; ++bit) {
      if ((top >> bit & 1U) != 0) check ^= generator[bit];
    }
  };
  for (const char c : {lower[0], lower[1]}) step(static_cast<unsigned char>(c) >> 5);
  step(0);
  for (const char c : {lower[0], lower[1]}) step(static_cast<unsigned char>(c) & 31U);
  std::size_t version = 0;
  for (std::size_t index = 3; index < lower.size(); ++index) {
    const std::size_t code = alphabet.find(lower[index]);
    if (code == std::string_view::npos) return false;
    if (index == 3) version = code;
    step(static_cast<std::uint32_t>(code));
  }
  // BIP 141 and 350: version 0 is 20 or 32 bytes with bech32, version 1 is 32 bytes, 1 to 16 with bech32m.
  const std::size_t program_bytes = (lower.size() - 3 - 1 - 6) * 5 / 8;
  if (version == 0) return check == 1 && (program_bytes == 20 || program_bytes == 32);
  if (version == 1 && program_bytes != 32) return false;
  return version <= 16 && program_bytes >= 2 && program_bytes <= 40 && check == 0x2bc830a3;
}
// Source: EIP-55: a letter is upper case where the matching nibble of Keccak-256 of the lower-case address is 8 or
// more.
Validity ethereum(std::string_view text) {
  if (text.size() != 42 || !text.starts_with("0x")) return Validity::invalid;
  const std::string_view body = text.substr(2);
  bool lower = false;
  bool upper = false;
  for (const char c : body) {
    if (!(is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) return Validity::invalid;
    lower = lower || (c >= 'a' && c <= 'f');
    upper = upper || (c >= 'A' && c <= 'F');
  }
  if (all_equal(body)) return Validity::invalid;
  if (!(lower && upper)) return Validity::shape;
  const std::string small = to_lower_ascii(body);
  const auto hash = keccak256(small);
  for (std::size_t index = 0; index < 40; ++index) {
    if (!is_alpha(body[index])) continue;
    const unsigned nibble = index % 2 == 0 ? hash[index / 2] >> 4 : hash[index / 2] & 15U;
    if ((nibble >= 8) != (body[index] >= 'A' && body[index] <= 'F')) return Validity::invalid;
  }
  return Validity::checked;
}
Validity crypto(std::string_view value) {
  value = trim(value);
  if (value.starts_with("0x")) return ethereum(value);
  return checked_if(base58_holds(value) || bech32_holds(value));
}
std::string crypto_canonical(std::string_view value) {
  value = trim(value);
  if (value.starts_with("0x") || base58_holds(value) == false) return to_lower_ascii(value);
  return std::string(value);
}

// ---- Contact, devices
// -------------------------------------------------------------------------------------------------------

// Source: RFC 5321 4.1.2 (dot-atom local part up to 64, domain up to 255) with RFC 6531's 8-bit letters; the top-level
// domain is judged by the caller, who holds IANA's list.
// Which bytes an address may hold: 1 before the @, 2 behind it. Bytes of other scripts may stand on both sides.
constexpr std::array<std::uint8_t, 256> address_bytes = [] {
  std::array<std::uint8_t, 256> table = {};
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte >= 0x80;
    if (plain) table[byte] = 3;
  }
  for (const char c : std::string_view("!#$%&'*+-/=?^_`{|}~.")) table[static_cast<unsigned char>(c)] |= 1;
  for (const char c : std::string_view("-_")) table[static_cast<unsigned char>(c)] |= 2;
  return table;
}();

Validity email(std::string_view value) {
  value = trim(value);
  const std::size_t at = value.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || value.size() - at - 1 > 255) return Validity::invalid;
  char before = '.';
  for (const char c : value.substr(0, at)) {
    if ((address_bytes[static_cast<unsigned char>(c)] & 1) == 0 || (c == '.' && before == '.'))
      return Validity::invalid;
    before = c;
  }
  if (before == '.') return Validity::invalid;
  std::size_t labels = 0;
  std::size_t label = 0;  // Bytes of the label so far.
  bool digits = true;     // It has none but digits.
  for (const char c : value.substr(at + 1)) {
    if (c == '.') {
      if (label == 0 || label > 63 || before == '-') return Validity::invalid;
      ++labels;
      label = 0;
      digits = true;
      continue;
    }
    if ((address_bytes[static_cast<unsigned char>(c)] & 2) == 0 || (label == 0 && c == '-')) return Validity::invalid;
    ++label;
    digits = digits && is_digit(c);
    before = c;
  }
  // The last label is the top-level domain.
  const bool holds = labels != 0 && label >= 2 && label <= 63 && before != '-' && !digits;
  return holds ? Validity::shape : Validity::invalid;
}

bool ipv4_holds(std::string_view text) {
  std::size_t parts = 0;
  for (const std::string_view part : split(text, '.')) {
    if (part.empty() || part.size() > 3 || !std::all_of(part.begin(), part.end(), is_digit)) return false;
    if ((part.size() > 1 && part[0] == '0') || number_of(part) > 255) return false;
    ++parts;
  }
  return parts == 4;
}
// Source: RFC 4291 2.2: eight groups, one "::", an IPv4 tail; a zone (RFC 4007) and a prefix length may follow.
bool ipv6_holds(std::string_view text) {
  text = text.substr(0, text.find('%'));
  if (text.size() < 2 || text.size() > 45) return false;
  const std::size_t gap = text.find("::");
  if (gap != std::string_view::npos && text.find("::", gap + 1) != std::string_view::npos) return false;
  std::size_t groups = 0;
  const auto count = [&](std::string_view side, bool last) {
    if (side.empty()) return true;
    const auto parts = split(side, ':');
    for (std::size_t index = 0; index < parts.size(); ++index) {
      const std::string_view part = parts[index];
      if (last && index + 1 == parts.size() && part.find('.') != std::string_view::npos) {
        if (!ipv4_holds(part)) return false;
        groups += 2;
        continue;
      }
      if (part.empty() || part.size() > 4) return false;
      for (const char c : part) {
        if (!is_digit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) return false;
      }
      ++groups;
    }
    return true;
  };
  if (gap == std::string_view::npos) return count(text, true) && groups == 8;
  return count(text.substr(0, gap), false) && count(text.substr(gap + 2), true) && groups <= 7;
}
// Nobody's machine: documentation (RFC 5737), loopback and "any" (RFC 1122 3.2.1.3), multicast and reserved (RFC 5771,
// RFC 1112), and the public resolvers that every configuration names.
bool is_nobodys_ipv4(std::string_view text) {
  for (const std::string_view range : {"192.0.2.", "198.51.100.", "203.0.113.", "127.", "0."}) {
    if (text.starts_with(range)) return true;
  }
  for (const std::string_view resolver : {"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"}) {
    if (text == resolver) return true;
  }
  return number_of(text.substr(0, text.find('.'))) >= 224;
}
Validity ip(std::string_view value) {
  value = trim(value);
  const std::size_t slash = value.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view length = value.substr(slash + 1);
    if (length.empty() || length.size() > 3 || !std::all_of(length.begin(), length.end(), is_digit))
      return Validity::invalid;
    if (number_of(length) > (value.find(':') == std::string_view::npos ? 32U : 128U)) return Validity::invalid;
    value = value.substr(0, slash);
  }
  if (ipv4_holds(value))
    return slash == std::string_view::npos && is_nobodys_ipv4(value) ? Validity::sample : Validity::shape;
  return ipv6_holds(value) ? Validity::shape : Validity::invalid;
}

// Source: IEEE 802: six pairs by `:` or `-`, or three groups of four by dots.
Validity mac(std::string_view value) {
  value = trim(value);
  std::string hex;
  char separator = 0;
  std::size_t group = 0;
  std::size_t group_size = 0;
  for (const char c : value) {
    if (c == ':' || c == '-' || c == '.') {
      if (separator != 0 && c != separator) return Validity::invalid;
      separator = c;
      if (group_size == 0) group_size = group;
      if (group != group_size) return Validity::invalid;
      group = 0;
      continue;
    }
    if (!is_digit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) return Validity::invalid;
    hex += c;
    ++group;
  }
  if (hex.size() != 12 || group != group_size || separator == 0) return Validity::invalid;
  if (group_size != (separator == '.' ? 4U : 2U)) return Validity::invalid;
  return all_equal(hex) ? Validity::sample : Validity::shape;
}
std::string mac_canonical(std::string_view value) {
  std::string out;
  for (const char c : to_lower_ascii(trim(value))) {
    if (c != ':' && c != '-' && c != '.') out += c;
  }
  return out;
}

// Source: 3GPP TS 23.003: IMEI, 14 digits and Luhn.
Validity imei(std::string_view value) {
  const Compact c = compact(value);
  if (c.digits(15)) return checked_if(!all_equal(c.view()) && luhn(c.view()));
  return (c.digits(14) || c.digits(16)) && !all_equal(c.view())
             ? Validity::shape
             : Validity::invalid;  // Without the check; IMEISV has none.
}
// Source: ITU-T E.212: mobile country code (first digit 2 to 7, or 9), up to 15 digits.
Validity imsi(std::string_view value) {
  const Compact c = compact(value);
  const bool holds = (c.digits(14) || c.digits(15)) && c[0] >= '2' && c[0] != '8' && !all_equal(c.view());
  return holds ? Validity::shape : Validity::invalid;
}

// ---- Dates
// -------------------------------------------------------------------------------------------------------------------

struct DateParts {
  int year = 0;
  int month = 0;
  int day = 0;
};

// Names by their first letters, lower case without accents: en, fr, de, es, it, nl, pt.
int month_of(std::string_view word) {
  struct Month {
    std::string_view stem;
    int month;
  };
  constexpr Month months[] = {
      {"jan", 1},
      {"ene", 1},
      {"gen", 1},
      {"feb", 2},
      {"fev", 2},
      {"f\xc3\xa9v", 2},
      {"mar", 3},
      {"m\xc3\xa4r", 3},
      {"mrz", 3},
      {"maa", 3},
      {"apr", 4},
      {"avr", 4},
      {"abr", 4},
      {"may", 5},
      {"mai", 5},
      {"mag", 5},
      {"mei", 5},
      {"juin", 6},
      {"jun", 6},
      {"giu", 6},
      {"juil", 7},
      {"jul", 7},
      {"lug", 7},
      {"aug", 8},
      {"aou", 8},
      {"ao\xc3\xbb", 8},
      {"ago", 8},
      {"sep", 9},
      {"set", 9},
      {"oct", 10},
      {"okt", 10},
      {"ott", 10},
      {"out", 10},
      {"nov", 11},
      {"dec", 12},
      {"d\xc3\xa9"
       "c",
       12},
      {"dez", 12},
      {"dic", 12},
  };
  const std::string lower = to_lower_ascii(word);
  if (lower.size() > 14) return 0;
  for (const Month& month : months) {
    if (std::string_view(lower).starts_with(month.stem)) return month.month;
  }
  return 0;
}

// Gives a real date, 1880 to 2100, or nothing. Day and month as numbers: day first unless only the other order is a
// date; a two-digit year is of the last hundred years.
bool parse_date(std::string_view value, DateParts& date) {
  value = trim(value);
  if (value.size() < 6 || value.size() > 40) return false;
  std::array<std::string_view, 5> parts;
  std::size_t count = 0;
  for (std::size_t index = 0; index < value.size();) {
    const auto byte = static_cast<unsigned char>(value[index]);
    const bool digit = is_digit(value[index]);
    if (!digit && !is_alpha(value[index]) && byte < 0x80) {
      if (std::strchr(" -/.,'", value[index]) == nullptr) {
        if (value[index] != 'T' || count != 3) return false;
      }
      ++index;
      continue;
    }
    const std::size_t begin = index;
    while (
        index < value.size() &&
        (digit ? is_digit(value[index]) : is_alpha(value[index]) || static_cast<unsigned char>(value[index]) >= 0x80)) {
      ++index;
    }
    std::string_view part = value.substr(begin, index - begin);
    if (!digit) {
      const std::string lower = to_lower_ascii(part);
      // Words that stand inside dates: "1st", "1er", "of", "de", "del", and a weekday in front.
      if (lower == "st" || lower == "nd" || lower == "rd" || lower == "th" || lower == "er" || lower == "of" ||
          lower == "de" || lower == "del" || lower == "\xc2\xba" || lower == "the") {
        continue;
      }
      if (lower == "t" && count == 3) break;  // ISO 8601's time follows.
    }
    if (count == 3) break;  // A time of day may follow.
    parts[count++] = part;
  }
  if (count == 1 && parts[0].size() == 8) {  // 19750312
    const std::string_view all = parts[0];
    date = {static_cast<int>(number_of(all.substr(0, 4))), static_cast<int>(number_of(all.substr(4, 2))),
            static_cast<int>(number_of(all.substr(6, 2)))};
    return date.year >= 1880 && date.year <= 2100 && is_date(date.year, date.month, date.day);
  }
  if (count != 3) return false;
  std::array<int, 3> number{};
  int month_word = -1;
  for (std::size_t index = 0; index < 3; ++index) {
    if (is_digit(parts[index][0])) {
      if (parts[index].size() > 4) return false;
      number[index] = static_cast<int>(number_of(parts[index]));
    } else {
      if (month_word != -1) return false;
      month_word = static_cast<int>(index);
      number[index] = month_of(parts[index]);
      if (number[index] == 0) return false;
    }
  }
  const auto full_year = [](std::string_view text, int year) {
    if (text.size() == 2) return year <= 26 ? 2000 + year : 1900 + year;
    return text.size() == 4 ? year : -1;
  };
  if (parts[0].size() == 4 && month_word != 0) {  // Year first.
    date = {number[0], number[1], number[2]};
    if (month_word == 2) std::swap(date.month, date.day);
  } else {
    const int year = full_year(parts[2], number[2]);
    if (month_word == 0) {
      date = {year, number[0], number[1]};
    } else if (month_word == 1) {
      date = {year, number[1], number[0]};
    } else if (month_word == 2) {
      return false;
    } else {
      date = {year, number[1], number[0]};  // Day first; America's order where that is no date.
      if (!is_date(date.year, date.month, date.day)) date = {year, number[0], number[1]};
    }
  }
  return date.year >= 1880 && date.year <= 2100 && is_date(date.year, date.month, date.day);
}
Validity date(std::string_view value) {
  DateParts parts;
  return parse_date(value, parts) ? Validity::shape : Validity::invalid;
}
// A date on which somebody alive may have been born. Bounded by years, not by the clock: the same evidence gives the
// same findings on every day.
Validity birth_date(std::string_view value) {
  DateParts parts;
  if (!parse_date(value, parts) || parts.year < 1900 || parts.year > 2030) return Validity::invalid;
  return (parts.year == 1900 || parts.year == 1970) && parts.month == 1 && parts.day == 1 ? Validity::sample
                                                                                          : Validity::shape;
}
std::string date_canonical(std::string_view value) {
  DateParts parts;
  if (!parse_date(value, parts)) return std::string(trim(value));
  char text[16];
  const auto put = [&](std::size_t at, int number, std::size_t width) {
    for (std::size_t index = width; index-- > 0; number /= 10) text[at + index] = static_cast<char>('0' + number % 10);
  };
  put(0, parts.year, 4);
  text[4] = '-';
  put(5, parts.month, 2);
  text[7] = '-';
  put(8, parts.day, 2);
  return std::string(text, 10);
}

// ---- Shapes that only a label or a literal makes an id
// -------------------------------------------------------------------------

// Source: GitHub, "Behind GitHub's new authentication token formats": the last six characters are the CRC-32 of the
// thirty before them, in base 62 (digits, upper, lower case). Tokens of other lengths have no published check.
Validity github_token(std::string_view value) {
  const std::size_t underscore = value.find('_');
  if (underscore == std::string_view::npos) return Validity::invalid;
  const std::string_view body = value.substr(underscore + 1);
  if (body.size() != 36) return Validity::shape;
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : body.substr(0, 30)) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  crc = ~crc;
  constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (std::size_t index = 36; index-- > 30; crc /= 62) {
    if (body[index] != alphabet[crc % 62]) return Validity::shape;
  }
  return Validity::checked;
}
// Source: RFC 7515: the first part is base64url of a JSON object with "alg".
Validity jwt(std::string_view value) {
  const std::string_view head = value.substr(0, value.find('.'));
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : head) {
    std::uint32_t code = 0;
    if (c >= 'A' && c <= 'Z')
      code = static_cast<std::uint32_t>(c - 'A');
    else if (c >= 'a' && c <= 'z')
      code = static_cast<std::uint32_t>(c - 'a' + 26);
    else if (is_digit(c))
      code = static_cast<std::uint32_t>(c - '0' + 52);
    else if (c == '-' || c == '+')
      code = 62;
    else if (c == '_' || c == '/')
      code = 63;
    else
      return Validity::invalid;
    bits = bits << 6 | code;
    count += 6;
    if (count >= 8) {
      count -= 8;
      text += static_cast<char>(bits >> count & 0xFF);
    }
    if (text.size() > 4096) break;
  }
  return text.starts_with('{') && text.find("\"alg\"") != std::string::npos ? Validity::checked : Validity::invalid;
}

// Letters and digits, 5 to 20, three digits at least: passport and licence numbers of countries without a rule of their
// own.
Validity document_number(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size < 5 || c.size > 20) return Validity::invalid;
  const auto digits = std::count_if(c.text.begin(), c.text.begin() + c.size, is_digit);
  return digits >= 3 && !all_equal(c.view()) ? Validity::shape : Validity::invalid;
}
// Source: DVLA INF104, "Vehicle registration numbers and number plates": since 2001 two letters of the place (no I, Q,
// Z), an age identifier (02 to 29 in spring, 51 to 79 in autumn), three letters (no I, Q); 1983 to 2001 a letter of the
// year before; 1963 to 1983 behind.
Validity uk_vehicle_registration(std::string_view value) {
  const Compact c = compact(value, " ");
  if (!c.ok || c.size < 5 || c.size > 7) return Validity::invalid;
  const auto letters = [&](std::size_t begin, std::size_t count, const char* refused) {
    for (std::size_t index = begin; index < begin + count; ++index) {
      if (!is_alpha(c[index]) || std::strchr(refused, c[index]) != nullptr) return false;
    }
    return true;
  };
  if (c.size == 7 && letters(0, 2, "IQZ") && c.digits_at(2, 2)) {
    const int age = c.number(2, 2);
    const bool given = (age >= 2 && age <= 29) || (age >= 51 && age <= 79);
    return given && letters(4, 3, "IQ") ? Validity::shape : Validity::invalid;
  }
  const bool prefix = letters(0, 1, "IOQUZ") && c.digits_at(1, c.size - 4) && letters(c.size - 3, 3, "IQZ");
  const bool suffix = letters(0, 3, "IQZ") && c.digits_at(3, c.size - 4) && letters(c.size - 1, 1, "IOQUZ");
  return prefix || suffix ? Validity::shape : Validity::invalid;
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
// Source: ACRA, "UEN formats": T (20), S (19) or R (18), two digits of the year, type of the entity, number, check
// letter.
Validity sg_uen(std::string_view value) {
  const Compact c = compact(value, "");
  return c.ok && c.size == 10 && std::strchr("TSR", c[0]) != nullptr && c.digits_at(1, 2) && is_alpha(c[3]) &&
                 is_alpha(c[4]) && c.digits_at(5, 4) && is_alpha(c[9])
             ? Validity::shape
             : Validity::invalid;
}
// Source: Decreto legislativo 285/1992, art. 116: province and seven digits, or U1 and seven letters or digits; a
// letter.
Validity it_driver_license(std::string_view value) {
  const Compact c = compact(value, "");
  if (!c.ok || c.size != 10 || !is_alpha(c[9])) return Validity::invalid;
  if (is_alpha(c[0]) && is_alpha(c[1]) && c.digits_at(2, 7)) return Validity::shape;
  return c[0] == 'U' && c[1] == '1' ? Validity::shape : Validity::invalid;
}
Validity any_text(std::string_view value) { return trim(value).empty() ? Validity::invalid : Validity::shape; }
std::string trimmed(std::string_view value) { return std::string(trim(value)); }

constexpr Validator table[] = {
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
    {"us_bank_account", us_bank_account, compact_text},
    {"fr_nir", fr_nir, compact_text},
    {"fr_spi", fr_spi, compact_text},
    {"fr_siren", fr_siren, compact_text},
    {"fr_siret", fr_siret, compact_text},
    {"fr_rib", fr_rib, compact_text},
    {"fr_vat", fr_vat, compact_text},
    {"fr_cni", fr_cni, compact_text},
    {"fr_passport", fr_passport, compact_text},
    {"fr_driving_licence", twelve_digits, compact_text},
    {"uk_nino", uk_nino, compact_text},
    {"uk_nhs", uk_nhs, compact_text},
    {"uk_utr", uk_utr, uk_utr_canonical},
    {"uk_driving_licence", uk_driving_licence, compact_text},
    {"uk_vat", uk_vat, compact_text},
    {"uk_upn", uk_upn, compact_text},
    {"uk_postcode", uk_postcode, compact_text},
    {"uk_passport", uk_passport, compact_text},
    {"de_tax_id", de_tax_id, compact_text},
    {"de_tax_id_example", de_tax_id_example, compact_text},
    {"de_social_security", de_social_security, compact_text},
    {"de_health_insurance", de_health_insurance, compact_text},
    {"de_document_number", de_document_number, compact_text},
    {"de_document_serial", de_document_serial, compact_text},
    {"de_plz", de_plz, compact_text},
    {"icd10", icd10, upper_trimmed},
    {"base32_secret", base32_secret, upper_trimmed},
    {"otpauth", otpauth, trimmed},
    {"netntlm", netntlm, trimmed},
    {"pin", pin, trimmed},
    {"de_lanr", de_lanr, compact_text},
    {"de_tax_number", de_tax_number, compact_text},
    {"es_nif", es_nif, compact_text},
    {"es_nie", es_nie, compact_text},
    {"es_cif", es_cif, compact_text},
    {"es_ccc", es_ccc, compact_text},
    {"es_naf", es_naf, compact_text},
    {"it_fiscal_code", it_fiscal_code, compact_text},
    {"it_vat", it_vat, compact_text},
    {"nl_bsn", nl_bsn, compact_text},
    {"be_nn", be_nn, compact_text},
    {"pl_pesel", pl_pesel, compact_text},
    {"pl_nip", pl_nip, compact_text},
    {"pt_nif", pt_nif, compact_text},
    {"pt_cc", pt_cc, compact_text},
    {"ie_pps", ie_pps, compact_text},
    {"ch_ahv", ch_ahv, compact_text},
    {"at_svnr", at_svnr, compact_text},
    {"se_personnummer", se_personnummer, se_personnummer_canonical},
    {"se_organisation", se_organisation, compact_text},
    {"dk_cpr", dk_cpr, compact_text},
    {"fi_hetu", fi_hetu, upper_trimmed},
    {"no_fnr", no_fnr, compact_text},
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
    {"luhn_card", luhn_card, compact_text},
    {"issuer_card", issuer_card, compact_text},
    {"maestro_card", maestro_card, compact_text},
    {"luhn_number", luhn_number, compact_text},
    {"iban", iban, iban_canonical},
    {"bic", bic, compact_text},
    {"eu_vat", eu_vat, compact_text},
    {"de_vat", de_vat, compact_text},
    {"crypto", crypto, crypto_canonical},
    {"email", email, lower_trimmed},
    {"ip", ip, lower_trimmed},
    {"mac", mac, mac_canonical},
    {"imei", imei, compact_text},
    {"imsi", imsi, compact_text},
    {"date", date, date_canonical},
    {"birth_date", birth_date, date_canonical},
    {"github_token", github_token, trimmed},
    {"jwt", jwt, trimmed},
    {"document_number", document_number, compact_text},
    {"uk_vehicle_registration", uk_vehicle_registration, compact_text},
    {"tr_license_plate", tr_license_plate, compact_text},
    {"de_kfz", de_kfz, compact_text},
    {"sg_uen", sg_uen, compact_text},
    {"it_driver_license", it_driver_license, compact_text},
    {"any_text", any_text, trimmed},
};

}  // namespace

std::size_t iban_length(std::string_view country) {
  // By both letters: asked of every word of letters before a number.
  static const std::array<std::uint8_t, 26 * 26> lengths = [] {
    std::array<std::uint8_t, 26 * 26> found = {};
    for (const IbanShape& shape : iban_shapes) {
      std::size_t length = 4;
      for (std::size_t index = 0; index < shape.bban.size();) {
        ++index;
        std::size_t count = 0;
        while (index < shape.bban.size() && is_digit(shape.bban[index])) {
          count = count * 10 + static_cast<std::size_t>(shape.bban[index++] - '0');
        }
        length += count;
      }
      const auto place = static_cast<std::size_t>((shape.country[0] - 'A') * 26 + (shape.country[1] - 'A'));
      if (found[place] == 0) found[place] = static_cast<std::uint8_t>(length);
    }
    return found;
  }();
  if (country.size() != 2 || !is_alpha(country[0]) || !is_alpha(country[1])) return 0;
  return lengths[static_cast<std::size_t>(((country[0] | 0x20) - 'a') * 26 + ((country[1] | 0x20) - 'a'))];
}

ReadOnce::ReadOnce(std::string_view value) {
  reading.value = value;
  reading.is_read = false;
}
ReadOnce::~ReadOnce() { reading.value = {}; }

std::span<const Validator> validators() { return table; }

const Validator* validator_by_name(std::string_view name) {
  for (const Validator& validator : table) {
    if (validator.name == name) return &validator;
  }
  return nullptr;
}

}  // namespace constat
