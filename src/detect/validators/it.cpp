// Validators: Italy.
#include <string>

#include "base/text.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

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

}  // namespace

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

namespace {

// Source: Decreto legislativo 285/1992, art. 116: province and seven digits, or U1 and seven letters or digits; a
// letter.
Validity it_driver_license(std::string_view value) {
  const Compact c = compact(value, "");
  if (!c.ok || c.size != 10 || !is_alpha(c[9])) return Validity::invalid;
  if (is_alpha(c[0]) && is_alpha(c[1]) && c.digits_at(2, 7)) return Validity::shape;
  return c[0] == 'U' && c[1] == '1' ? Validity::shape : Validity::invalid;
}

}  // namespace

std::span<const Validator> it_validators() {
  static constexpr Validator table[] = {
      {"it_fiscal_code", it_fiscal_code, compact_text},
      {"it_vat", it_vat, compact_text},
      {"it_driver_license", it_driver_license, compact_text},
  };
  return table;
}

}  // namespace constat
