// Validators: Other countries of Europe, and the value added tax numbers of all.
#include <cstring>
#include <string>

#include "base/text.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

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
  if (weighted(c, 0, {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1}) % 10 != 0) return Validity::invalid;
  // Nobody who lives was born in the nineteenth century, or will be in the next one: "07911223344" is a telephone
  // number.
  return century == 1900 || century == 2000 ? Validity::checked : Validity::sample;
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

// Source: Czech act 133/2000 on the register of population, section 13; the Slovak one is built alike: YYMMDD, women's
// months plus 50 (20 more where the day's numbers ran out), a serial of four, the whole divisible by 11; until 1985 a
// remainder of 10 was written as 0. Until 1953 the serial had three digits and nothing was checked.
Validity cz_rodne_cislo(std::string_view value) {
  // (Every number of nine or ten digits is asked: most end at the month, before anything is copied.)
  if (value.size() < 9 || !is_digit(value[2]) || !is_digit(value[3])) return Validity::invalid;
  if (const int written = ((value[2] - '0') * 10 + value[3] - '0') % 50;
      written == 0 || written > 32 || (written > 12 && written < 21))
    return Validity::invalid;
  const Compact c = compact(value, "/ ");
  if ((!c.digits(10) && !c.digits(9)) || (c.has_separators() && !c.grouped({6, c.size - 6}))) return Validity::invalid;
  int month = c.number(2, 2) % 50;
  if (month > 20) month -= 20;
  if (!is_short_date(c.number(0, 2), month, c.number(4, 2))) return Validity::invalid;
  if (c.size == 9) return c.number(0, 2) <= 53 && c.number(6, 3) != 0 ? Validity::shape : Validity::invalid;
  const int remainder = static_cast<int>(number_of(c.view().substr(0, 9)) % 11);
  return checked_if(remainder % 10 == c.digit(9) && (remainder != 10 || c.number(0, 2) <= 85));
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

}  // namespace

std::span<const Validator> europe_validators() {
  static constexpr Validator table[] = {
      {"nl_bsn", nl_bsn, compact_text},
      {"be_nn", be_nn, compact_text},
      {"pl_pesel", pl_pesel, compact_text},
      {"pl_nip", pl_nip, compact_text},
      {"pt_nif", pt_nif, compact_text},
      {"pt_cc", pt_cc, compact_text},
      {"ie_pps", ie_pps, compact_text},
      {"ch_ahv", ch_ahv, compact_text},
      {"at_svnr", at_svnr, compact_text},
      {"cz_rodne_cislo", cz_rodne_cislo, compact_text},
      {"se_personnummer", se_personnummer, se_personnummer_canonical},
      {"se_organisation", se_organisation, compact_text},
      {"dk_cpr", dk_cpr, compact_text},
      {"fi_hetu", fi_hetu, upper_trimmed},
      {"no_fnr", no_fnr, compact_text},
      {"eu_vat", eu_vat, compact_text},
      {"de_vat", de_vat, compact_text},
  };
  return table;
}

}  // namespace constat
