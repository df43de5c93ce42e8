// Validators: United Kingdom.
#include <algorithm>
#include <cstring>
#include <string>

#include "base/text.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

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

}  // namespace

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

namespace {

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

// Source: Pay.UK, sort code numbering: six digits, written in pairs; 00-00-00 is none.
Validity uk_sort_code(std::string_view value) {
  const Compact c = compact(value, "- ");
  return c.digits(6) && c.grouped({2, 2, 2}) && !all_equal(c.view()) ? Validity::shape : Validity::invalid;
}

// The same written in pairs that are no date: "12-10-14" behind "SC:" may be a day.
Validity uk_sort_code_pairs(std::string_view value) {
  const Compact c = compact(value, "- ");
  if (uk_sort_code(value) == Validity::invalid || !c.has_separators()) return Validity::invalid;
  const int first = c.number(0, 2);
  const int second = c.number(2, 2);
  const int third = c.number(4, 2);
  const bool day_first = first <= 31 && second <= 12;
  const bool month_first = first <= 12 && second <= 31;
  const bool year_first = second <= 12 && third <= 31;
  return day_first || month_first || year_first ? Validity::invalid : Validity::shape;
}

// Eight digits (Pay.UK: modulus checks need the banks' table, and not every account passes one); a label is needed.
Validity uk_bank_account(std::string_view value) {
  const Compact c = compact(value, "- ");
  return c.digits(8) && !all_equal(c.view()) ? Validity::shape : Validity::invalid;
}

}  // namespace

std::span<const Validator> uk_validators() {
  static constexpr Validator table[] = {
      {"uk_nino", uk_nino, compact_text},
      {"uk_nhs", uk_nhs, compact_text},
      {"uk_utr", uk_utr, uk_utr_canonical},
      {"uk_driving_licence", uk_driving_licence, compact_text},
      {"uk_vat", uk_vat, compact_text},
      {"uk_upn", uk_upn, compact_text},
      {"uk_postcode", uk_postcode, compact_text},
      {"uk_passport", uk_passport, compact_text},
      {"uk_sort_code", uk_sort_code, compact_text},
      {"uk_sort_code_pairs", uk_sort_code_pairs, compact_text},
      {"uk_bank_account", uk_bank_account, compact_text},
      {"uk_vehicle_registration", uk_vehicle_registration, compact_text},
  };
  return table;
}

}  // namespace constat
