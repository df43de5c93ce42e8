#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "detect/country_names.h"
#include "detect/joint_names.h"
#include "detect/lexicon.h"
#include "detect/password_lists.h"
#include "detect/password_words.h"
#include "detect/pay.h"
#include "detect/phone.h"
#include "detect/table_typer.h"
#include "detect/us_states.h"
#include "detect/whose.h"

namespace constat {
namespace {

constexpr std::size_t sample_rows_max = 1000;
constexpr std::size_t sample_bytes_max = 4U << 20;
constexpr std::size_t header_rows_max = 10;        // The header stands among the first of them, below titles.
constexpr std::size_t tested_cells_max = 200;      // Cells of a column that validators and lexicons look at.
constexpr std::size_t typed_cell_bytes_max = 400;  // A longer cell is text, whatever its column.
constexpr std::size_t chance_cells_min = 5;        // Of fewer values nothing is known of chance.
constexpr float chance_share = 0.3F;               // Less of a column's values pass a check by chance.
constexpr float reported_min = 0.5F;               // Below, a column is not typed: its cells are read as text.

// What the ids' values look like, so that validators run only where they can say yes. `power`: how many bits of doubt
// one value that passes takes away (a check digit: 3.3).
struct IdType {
  std::string_view type;
  std::string_view validator;
  std::uint8_t compact_min;  // Letters and digits.
  std::uint8_t compact_max;
  bool digits_only;
  float power;
  bool person;  // A government's number for a person: their headers are taken for each other.
};
constexpr IdType id_types[] = {
    {"us_ssn", "us_ssn", 9, 9, true, 0.15F, true},
    {"us_itin", "us_itin", 9, 9, true, 4.0F, true},
    {"ca_sin", "ca_sin", 9, 9, true, 3.3F, true},
    {"fr_nir", "fr_nir", 13, 15, false, 9.0F, true},
    {"fr_spi", "fr_spi", 13, 13, true, 8.0F, true},
    {"fr_siret", "fr_siret", 14, 14, true, 6.6F, false},
    {"fr_siren", "fr_siren", 9, 9, true, 3.3F, false},
    {"fr_rib", "fr_rib", 23, 23, false, 6.6F, false},
    {"uk_nino", "uk_nino", 8, 9, false, 6.0F, true},
    {"uk_nhs", "uk_nhs", 10, 10, true, 3.5F, true},
    {"uk_utr", "uk_utr", 10, 11, false, 3.5F, true},
    {"uk_driving_licence", "uk_driving_licence", 16, 18, false, 8.0F, true},
    {"de_tax_id", "de_tax_id", 11, 11, true, 7.0F, true},
    {"de_tax_number", "de_tax_number", 10, 13, true, 0.1F, true},
    {"de_social_security", "de_social_security", 12, 12, false, 9.0F, true},
    {"de_health_insurance", "de_health_insurance", 10, 10, false, 6.0F, true},
    {"de_id_card", "de_document_number", 9, 11, false, 3.3F, true},
    {"es_nif", "es_nif", 8, 9, false, 7.0F, true},
    {"es_nie", "es_nie", 9, 9, false, 8.0F, true},
    {"es_cif", "es_cif", 9, 9, false, 6.0F, false},
    {"es_ccc", "es_ccc", 20, 20, true, 6.6F, false},
    {"es_naf", "es_naf", 12, 12, true, 6.6F, true},
    {"it_fiscal_code", "it_fiscal_code", 16, 16, false, 12.0F, true},
    {"it_vat", "it_vat", 11, 13, false, 3.3F, false},
    {"nl_bsn", "nl_bsn", 8, 9, true, 3.5F, true},
    {"be_nn", "be_nn", 11, 11, true, 8.0F, true},
    {"pl_pesel", "pl_pesel", 11, 11, true, 6.0F, true},
    {"pl_nip", "pl_nip", 10, 10, true, 3.5F, false},
    {"pt_nif", "pt_nif", 9, 9, true, 3.5F, true},
    {"pt_cc", "pt_cc", 12, 12, false, 6.0F, true},
    {"ie_pps", "ie_pps", 8, 9, false, 7.0F, true},
    {"ch_ahv", "ch_ahv", 13, 13, true, 9.0F, true},
    {"at_svnr", "at_svnr", 10, 10, true, 6.0F, true},
    {"cz_rodne_cislo", "cz_rodne_cislo", 9, 10, true, 6.0F, true},
    {"se_personnummer", "se_personnummer", 10, 12, true, 6.0F, true},
    {"dk_cpr", "dk_cpr", 10, 10, true, 3.0F, true},
    {"fi_hetu", "fi_hetu", 10, 11, false, 8.0F, true},
    {"fi_personal_identity_code", "fi_hetu", 10, 11, false, 8.0F, true},
    {"no_fnr", "no_fnr", 11, 11, true, 9.0F, true},
    {"us_npi", "us_npi", 10, 10, true, 5.3F, false},
    {"us_mbi", "us_mbi", 11, 11, false, 7.0F, true},
    {"us_dea", "dea", 9, 9, false, 5.0F, false},
    {"us_ein", "us_ein", 9, 9, true, 0.3F, false},
    {"aba_routing_number", "aba_routing", 9, 9, true, 4.5F, false},
    {"us_bank_account", "us_bank_account", 4, 17, true, 0.0F, false},
    {"uk_sort_code", "uk_sort_code", 6, 6, true, 0.0F, false},
    {"uk_bank_account", "uk_bank_account", 8, 8, true, 0.0F, false},
    {"us_passport", "us_passport", 9, 9, false, 0.1F, true},
    {"us_driver_license", "us_driver_license", 4, 20, false, 0.0F, true},
    {"us_state_id", "us_driver_license", 4, 20, false, 0.0F, true},
    {"us_military_id", "us_military_id", 10, 10, true, 0.0F, true},
    {"student_id", "document_number", 5, 20, false, 0.0F, false},
    {"employee_id", "employee_number", 3, 12, false, 0.0F, false},
    {"customer_id", "employee_number", 3, 12, false, 0.0F, false},
    {"medical_record_number", "document_number", 4, 20, false, 0.0F, false},
    {"health_insurance_id", "document_number", 5, 20, false, 0.0F, false},
    {"card_security_code", "card_security_code", 3, 4, true, 0.0F, false},
    {"security_answer", "any_text", 2, 40, false, 0.0F, false},
    {"username", "any_text", 2, 64, false, 0.0F, false},  // Only beside passwords: settle_usernames().
    {"fr_cni", "fr_cni", 9, 12, false, 0.0F, true},
    {"fr_passport", "fr_passport", 9, 9, false, 0.5F, true},
    {"uk_passport", "uk_passport", 9, 9, true, 0.0F, true},
    {"credit_card", "luhn_card", 12, 19, true, 5.0F, false},
    {"iban", "iban", 15, 34, false, 10.0F, false},
    {"bic", "bic", 8, 11, false, 2.0F, false},
    {"email_address", "email", 5, 64, false, 9.0F, false},
    {"ip_address", "ip", 4, 39, false, 6.0F, false},
    {"mac_address", "mac", 12, 12, false, 7.0F, false},
    {"imei", "imei", 15, 15, true, 3.3F, false},
    {"au_tfn", "au_tfn", 8, 9, true, 3.5F, true},
    {"au_medicare", "au_medicare", 10, 11, true, 4.5F, true},
    {"in_aadhaar", "in_aadhaar", 12, 12, true, 3.5F, true},
    {"in_pan", "in_pan", 10, 10, false, 5.0F, true},
};
constexpr float id_prior_bits =
    9.0F;  // Doubt before any value: how seldom a column is this id, and how many ids are tried.

enum class Kind : std::uint8_t {
  text,     // Not typed: the engine reads each cell.
  skip,     // Nothing personal can stand in it: small numbers, dates, flags.
  refused,  // Looked like an id, but its header says otherwise.
  id,       // By a validator.
  phone,
  person,  // A full name, or a part of it.
  first_name,
  last_name,
  street,
  address_part,
  birth_date,
  salary,
  password,
  password_hash,
  secret,     // api_key, token
  sensitive,  // Health and personnel matters.
};

// The columns that an address is spread over, in the order in which it is written.
enum class Part : std::uint8_t { none, street2, city, state, postcode, country };

// How a country writes its telephone numbers at home: enough to bring a column of them into E.164. Source: ITU-T E.164
// and the national plans as libphonenumber 8 has them (trunk prefix; digits of the national significant number).
struct PhonePlan {
  std::string_view region;
  std::string_view code;
  std::string_view trunk;
  std::size_t least;
  std::size_t most;
  std::string_view names;  // As a country column writes it, between bars.
};
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
};

const PhonePlan* plan_of_country(std::string_view cell) {
  if (cell.size() < 2 || cell.size() > 30) return nullptr;
  const std::string name = "|" + header_words(cell) + "|";
  for (const PhonePlan& plan : phone_plans) {
    if (plan.names.find(name) != std::string_view::npos) return &plan;
  }
  return nullptr;
}

constexpr std::string_view us_states =
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR "
    "PA RI SC SD TN TX UT VT VA WA WV WI WY PR VI GU AS MP";
bool is_us_state(std::string_view cell) {
  if (cell.size() == 2) return cell[0] >= 'A' && cell[0] <= 'Z' && us_states.find(cell) % 3 == 0;
  return !us_state_of(cell).empty();
}

// Whether a column of a place is of where somebody lives (2) or works (0); most do not say (1).
int home_rank(std::string_view header) {
  const std::string words = " " + header_words(header) + " ";
  constexpr std::string_view of_home[] = {" home ",      " residence ",  " residential ", " domicile ", " personal ",
                                          " residenza ", " residencia ", " domicilio ",   " privat ",   " wohnort "};
  constexpr std::string_view of_work[] = {" work ",   " office ",  " business ", " company ", " employer ",
                                          " site ",   " travail ", " bureau ",   " arbeit ",  " arbeitsort ",
                                          " dienst ", " lavoro ",  " trabajo ",  " job "};
  const auto says = [&words](std::string_view word) { return words.find(word) != std::string::npos; };
  if (std::ranges::any_of(of_home, says)) return 2;
  return std::ranges::any_of(of_work, says) ? 0 : 1;
}

struct Column {
  Kind kind = Kind::text;
  TypeId type = 0;
  RuleId rule = 0;
  float confidence = 0;
  const Validator* validator = nullptr;
  const IdType* id = nullptr;
  bool pad_to_nine = false;  // Digits that lost their leading zeros in a spreadsheet.
  float given_lean = 0;      // Of a column of single names without header: how much more given name than surname.
  Part part = Part::none;    // What an address_part is.
  bool nameless = false;     // Its header says that it holds something else than persons' names.
  const PhonePlan* plan = nullptr;  // Of a column of telephone numbers in national form.
  float worth = 0;                  // What its confidence is worth.
  bool is_email = false;
  std::uint8_t other = 0;                        // As TableFinding::other.
  std::bitset<std::size(id_types)> chance = {};  // The ids whose check few of its values pass.
  bool part_of_name = false;                     // Another column holds the other part of the same person's name.
  std::array<std::size_t, 6> parts = {};         // Of a street: the columns that go with it.
  std::size_t name_column = SIZE_MAX;            // Of a column of values: the one that names each of them.
  std::string header;
  std::string_view pay_currency = {};  // Of a column of pay, where its header tells them.
  std::string_view pay_period = {};
  std::string type_name;
  std::string why;
};

// One pass over a cell: all that is cheap to know.
struct CellShape {
  std::uint32_t digits = 0;
  std::uint32_t letters = 0;
  std::uint32_t others = 0;
  std::uint32_t separators = 0;  // Blanks, dashes, dots, slashes, parentheses.
  bool at_sign = false;
  bool dot = false;
  bool plus_first = false;
};
// What each byte adds: digits, letters and separators in fields of 16 bits; and the signs to be told.
struct ShapeTables {
  std::array<std::uint64_t, 256> counts = {};
  std::array<std::uint8_t, 256> signs = {};
};
constexpr ShapeTables shape_tables = [] {
  ShapeTables tables;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool digit = c >= '0' && c <= '9';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (digit) {
      tables.counts[byte] = 1;
    } else if (letter || byte >= 0x80) {
      tables.counts[byte] = 1ULL << 16;
    } else if (c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')') {
      tables.counts[byte] = 1ULL << 32;
    }
    tables.signs[byte] = c == '@' ? 1 : c == '.' ? 2 : 0;
  }
  return tables;
}();
CellShape shape_of(std::string_view cell) {
  constexpr std::size_t piece_max = 0xFFFF;  // A field holds as many.
  CellShape shape;
  unsigned signs = 0;
  for (std::string_view rest = cell; !rest.empty(); rest.remove_prefix(std::min(rest.size(), piece_max))) {
    std::uint64_t counts = 0;
    for (const char c : rest.substr(0, piece_max)) {
      counts += shape_tables.counts[static_cast<unsigned char>(c)];
      signs |= shape_tables.signs[static_cast<unsigned char>(c)];
    }
    shape.digits += static_cast<std::uint32_t>(counts & 0xFFFF);
    shape.letters += static_cast<std::uint32_t>(counts >> 16 & 0xFFFF);
    shape.separators += static_cast<std::uint32_t>(counts >> 32);
  }
  shape.others = static_cast<std::uint32_t>(cell.size()) - shape.digits - shape.letters;
  shape.at_sign = (signs & 1U) != 0;
  shape.dot = (signs & 2U) != 0;
  shape.plus_first = !cell.empty() && cell.front() == '+';
  return shape;
}

// The cell without blanks around it; most have none.
std::string_view trimmed(std::string_view cell) {
  return cell.empty() || (!is_space(cell.front()) && !is_space(cell.back())) ? cell : trim(cell);
}

bool is_blank_word(std::string_view cell) {
  const char first = static_cast<char>(cell.front() | 0x20);
  if (is_digit(cell.front())) return false;
  if (is_alpha(cell.front()) && first != 'n' && first != 'u' && first != 't' && first != 'x') return false;
  if (cell.find_first_not_of("-_.?*# \\/") == std::string_view::npos) return true;
  if (first != 'n' && first != 'u' && first != 't' && first != '\\' && first != 'x' && first != '#' && first != '(')
    return false;
  for (const std::string_view blank :
       {"n/a", "na",  "nan",  "null",  "nil",     "none",   "unknown", "\\n",   "not available", "tbd",
        "tba", "xxx", "#n/a", "#ref!", "(blank)", "(null)", "n.a.",    "neant", "n/d",           "nc"}) {
    if (equals_ignoring_case(cell, blank)) return true;
  }
  return false;
}
// The value of a cell that tells a spreadsheet to leave it as it is (="048214471", '048214471), or that one has taken
// for a number with decimals (48214471.0).
std::string_view unguarded(std::string_view cell) {
  constexpr std::size_t shortest = 4;
  constexpr std::size_t id_digits_least = 7;
  constexpr std::size_t id_digits_most = 17;
  if (cell.size() < shortest) return cell;
  if (cell.front() == '=' && cell[1] == '"' && cell.back() == '"') {
    std::string_view inner = cell.substr(2, cell.size() - 3);
    if (inner.size() > 2 && inner.front() == '"' && inner.back() == '"') inner = inner.substr(1, inner.size() - 2);
    return inner.find('"') == std::string_view::npos ? inner : cell;
  }
  if (cell.front() == '\'' && (is_digit(cell[1]) || cell[1] == '+')) {
    return cell.find('\'', 1) == std::string_view::npos ? cell.substr(1) : cell;
  }
  if (cell.back() == '0' && cell[cell.size() - 2] == '.' && cell.size() >= id_digits_least + 2 &&
      cell.size() <= id_digits_most + 2 && std::all_of(cell.begin(), cell.end() - 2, is_digit)) {
    return cell.substr(0, cell.size() - 2);
  }
  return cell;
}

// What no value begins with that says nothing is told at sight.
constexpr std::array<bool, 256> begins_blank = [] {
  std::array<bool, 256> table = {};
  for (const char c : std::string_view("nNuUtTxX-_.?*# \\/(")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();
// "n/a", "-", "null": no value at all.
bool is_blank_value(std::string_view cell) {
  if (cell.empty()) return true;
  if (cell.size() > 13 || !begins_blank[static_cast<unsigned char>(cell.front())]) return false;
  return is_blank_word(cell);
}

// A letter counts 1; what is no ASCII letter, blank or dash counts 65536.
constexpr std::array<std::uint32_t, 256> name_bytes = [] {
  std::array<std::uint32_t, 256> table = {};
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    table[byte] = letter ? 1 : c == ' ' || c == '-' ? 0 : 0x10000;
  }
  return table;
}();

// What canonical_address() makes of an ASCII byte: 0 nothing, else the letter, the digit or a blank.
constexpr std::array<char, 128> address_bytes = [] {
  std::array<char, 128> table = {};
  for (unsigned byte = 0; byte < 128; ++byte) {
    const char c = static_cast<char>(byte);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    table[byte] = letter ? static_cast<char>(c | 0x20) : digit ? c : c == '.' || c == '\'' ? '\0' : ' ';
  }
  return table;
}();

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

// An amount of money: "$52,000.00", "52 000,00 €", "85k", "1.234,56 EUR", "USD 4,500 / month". False where it is none.
bool parse_amount(std::string_view cell, double& amount) {
  amount = 0;
  std::string digits;
  std::size_t at = 0;
  bool currency = false;
  std::size_t letters = 0;
  std::size_t last_mark = std::string::npos;
  char last_mark_sign = 0;
  std::size_t marks_of_kind[2] = {0, 0};
  bool thousand = false;
  bool million = false;
  bool started = false;
  bool ended = false;
  for (; at < cell.size(); ++at) {
    const char c = cell[at];
    if (is_digit(c)) {
      if (ended) return false;  // Two numbers: a range or a date.
      started = true;
      digits.push_back(c);
      if (digits.size() > 18) return false;
      continue;
    }
    if ((c == '.' || c == ',') && started && !ended) {
      last_mark = digits.size();
      last_mark_sign = c;
      ++marks_of_kind[c == ',' ? 1 : 0];
      continue;
    }
    if ((c == ' ' || c == '\'') && started && !ended) {
      if (at + 1 < cell.size() && is_digit(cell[at + 1])) continue;  // "52 000"
      ended = true;
      continue;
    }
    if (c == '\xC2' && at + 1 < cell.size() && cell[at + 1] == '\xA0') {
      ++at;
      if (started && at + 1 < cell.size() && !is_digit(cell[at + 1])) ended = true;
      continue;
    }
    if (c == '\xE2' && at + 2 < cell.size()) {  // Narrow blank, or the euro sign.
      if (cell.substr(at, 3) == "\xE2\x82\xAC") {
        currency = true;
        if (started) ended = true;
      } else if (started && at + 3 < cell.size() && !is_digit(cell[at + 3])) {
        ended = true;
      }
      at += 2;
      continue;
    }
    if (c == '$' || c == '\xC2' || c == '\xA3' || c == '\xA5') {
      currency = true;
      if (started) ended = true;
      continue;
    }
    if (is_alpha(c)) {
      const bool next_alpha = at + 1 < cell.size() && is_alpha(cell[at + 1]);
      const bool before_alpha = at > 0 && is_alpha(cell[at - 1]);
      if (started && !next_alpha && !before_alpha && (c == 'k' || c == 'K')) thousand = true;
      if (started && !next_alpha && !before_alpha && (c == 'm' || c == 'M')) million = true;
      if (started) ended = true;
      if (++letters > 12) return false;
      continue;
    }
    if (c == '-' && !started && digits.empty()) return false;
    if (c == '/' || c == '+' || c == '(' || c == ')' || c == ' ' || c == '.' || c == '-') {
      if (started) ended = true;
      if (c == '-') return false;
      continue;
    }
    return false;
  }
  (void)currency;
  if (digits.empty()) return false;
  std::size_t fraction = 0;
  if (last_mark != std::string::npos) {
    const std::size_t behind = digits.size() - last_mark;
    const bool both = marks_of_kind[0] > 0 && marks_of_kind[1] > 0;
    const bool repeated = marks_of_kind[last_mark_sign == ',' ? 1 : 0] > 1;
    // The last mark starts the cents unless three digits follow it and nothing says otherwise ("52,000", "1.234.567").
    if (!repeated && (behind != 3 || both)) fraction = behind;
    if (thousand && !repeated && !both) fraction = behind;
  }
  double value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  for (std::size_t index = 0; index < fraction && index < 18; ++index) value /= 10;
  amount = value * (thousand ? 1e3 : million ? 1e6 : 1);
  return true;
}

bool looks_like_hash(std::string_view cell) {
  for (const std::string_view prefix :
       {"$2a$",    "$2b$",   "$2y$",  "$2x$",    "$argon2", "$6$",     "$5$",    "$1$",
        "$P$",     "$H$",    "$S$",   "$y$",     "$apr1$",  "{SSHA",   "{SHA",   "{MD5}",
        "{CRYPT}", "pbkdf2", "sha1$", "sha256$", "md5$",    "scrypt$", "bcrypt", "*"}) {
    if (cell.starts_with(prefix)) return prefix != "*" || (cell.size() == 41);
  }
  return false;
}
bool is_hex_digest(std::string_view cell) {
  if (cell.starts_with("0x") || cell.starts_with("0X")) cell.remove_prefix(2);
  if (cell.size() != 16 && cell.size() != 32 && cell.size() != 40 && cell.size() != 56 && cell.size() != 64 &&
      cell.size() != 96 && cell.size() != 128) {
    return false;
  }
  return cell.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// Whether a telephone number may be written so.
bool phone_shape(std::string_view cell, const CellShape& shape) {
  if (shape.digits < 7 || shape.digits > 16 || cell.size() > 32 || shape.letters > 4) return false;
  for (const char c : cell) {
    if (is_digit(c) || c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '+' || c == '/') continue;
    if (c == 'x' || c == 'e' || c == 't' || c == '#' || c == '\xC2' || c == '\xA0') continue;  // "ext 12", NBSP
    return false;
  }
  return true;
}
// A form that hardly anything else has: "+33 6 12...", "(555) 123-4567", "555-123-4567", "06 12 34 56 78".
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
  if (groups == 5 && sizes[0] == 2 && sizes[1] == 2 && sizes[4] == 2 && cell.front() == '0') return true;
  return false;
}

// A cell that may hold something when no column says what: worth the engine's look.
bool worth_reading(std::string_view cell) {
  if (cell.size() < 5) return false;
  if (cell.size() >= 24) return true;
  std::size_t digits = 0;
  std::size_t capitals = 0;
  bool sign = false;
  char before = ' ';
  for (const char c : cell) {
    digits += is_digit(c) ? 1 : 0;
    capitals += c >= 'A' && c <= 'Z' && !is_alnum(before) ? 1 : 0;
    sign = sign || c == '@' || c == ':' || c == '=';
    before = c;
  }
  return digits >= 6 || capitals >= 2 || sign;
}

float share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0F : static_cast<float>(part) / static_cast<float>(whole);
}

std::string percent(float value) { return std::to_string(static_cast<int>(std::lround(value * 100))) + " %"; }

}  // namespace

struct TableTyper::Knowledge {
  HeaderLexicon headers;
  const NameLexicon* names = nullptr;
  struct TypeRef {
    TypeId type = 0;
    RuleId rule = 0;
    bool known = false;
  };
  std::array<TypeRef, std::size(id_types)> ids = {};
  std::array<const Validator*, std::size(id_types)> validators = {};
  std::vector<int> id_of_class;  // Header class to index in id_types, -1.
  TypeRef residence, health, hr, special_category, record;
  TypeRef phone, person, address, birth_date, salary, password, password_hash, api_key, token;
  const Validator* email_check = nullptr;
  const Validator* birth_check = nullptr;
  const Validator* date_check = nullptr;
  const Validator* health_check = nullptr;   // Words of illnesses and of a laboratory's tests.
  const Validator* special_check = nullptr;  // Words of religions, origins, parties, unions, offences.
  const Validator* serial_check = nullptr;   // German document numbers without their check digit.
  HeaderClass other = 0, first_name = 0, last_name = 0, middle_name = 0, person_name = 0, street = 0, street2 = 0,
              city = 0, state = 0, postcode = 0, country = 0, phone_number = 0, date_of_birth = 0, salary_class = 0,
              password_class = 0, hash_class = 0, api_key_class = 0, token_class = 0, national_id = 0, age = 0,
              gender = 0, health_class = 0, hr_class = 0, special_class = 0;
};

namespace {

using Knowledge = TableTyper::Knowledge;

// What the sample tells of one column's values.
struct Profile {
  std::size_t count = 0;    // Cells that hold something.
  std::size_t numbers = 0;  // Digits, signs, marks only.
  std::size_t with_letters = 0;
  std::size_t words_two = 0;  // Two words or more, letters only.
  std::size_t alphabetic = 0;
  std::size_t at_signs = 0;
  std::size_t phones = 0;
  std::size_t phones_marked = 0;
  std::size_t long_cells = 0;
  std::size_t bytes = 0;
  std::array<std::uint32_t, 40> compact = {};         // By number of letters and digits.
  std::array<std::uint32_t, 40> compact_digits = {};  // The same, of digits only.
  std::size_t distinct = 0;
  bool ascending = true;  // Each number follows the one before: a counter.
};

class TypedTable final : public Engine::Table, FindingSink {
 public:
  TypedTable(const Knowledge& knowledge, const Engine& engine, const TableInfo& info, Engine::Scratch& scratch,
             TableFindingSink& found, const Calibration* calibration, NamelessCells* nameless)
      : knowledge_(knowledge),
        engine_(engine),
        scratch_(scratch),
        found_(found),
        calibration_(calibration),
        nameless_(nameless) {
    for (const std::string_view column : info.columns) declared_.emplace_back(column);
    declared_header_ = !declared_.empty();
    if (knowledge_.record.known && !info.key_of.empty()) {
      key_column_ = info.key_column;
      key_of_ = info.key_of;
    }
  }

  void row(std::uint64_t row, std::span<const Cell> cells, bool owned) override {
    const auto guarded = std::find_if(cells.begin(), cells.end(),
                                      [](const Cell& cell) { return unguarded(cell.text).size() != cell.text.size(); });
    if (guarded != cells.end()) {
      plain_.assign(cells.begin(), cells.end());
      for (Cell& cell : plain_) {
        const std::string_view value = unguarded(cell.text);
        cell.offset_bytes += static_cast<std::uint64_t>(value.data() - cell.text.data());
        cell.text = value;
      }
      cells = plain_;
    }
    if (decided_) {
      if (owned) judge(row, cells);
      return;
    }
    SampleRow sample;
    sample.row = row;
    sample.owned = owned;
    sample.first = cells_.size();
    sample.count = cells.size();
    for (const Cell& cell : cells) {
      cells_.push_back({bytes_.size(), cell.text.size(), cell.kind, cell.offset_bytes});
      bytes_.append(cell.text);
    }
    rows_.push_back(sample);
    if (rows_.size() >= sample_rows_max || bytes_.size() >= sample_bytes_max) decide_and_flush();
  }

  void end() override {
    if (!decided_) decide_and_flush();
  }

 private:
  struct SampleCell {
    std::size_t begin = 0;
    std::size_t size = 0;
    CellKind kind = CellKind::text;
    std::uint64_t offset_bytes = 0;
  };
  struct SampleRow {
    std::uint64_t row = 0;
    std::size_t first = 0;
    std::size_t count = 0;
    bool owned = false;
  };

  std::string_view text_of(const SampleCell& cell) const {
    return std::string_view(bytes_).substr(cell.begin, cell.size);
  }
  std::string_view sample_text(std::size_t row, std::size_t column) const {
    const SampleRow& sample = rows_[row];
    if (column >= sample.count) return {};
    return trim(text_of(cells_[sample.first + column]));
  }

  void decide_and_flush() {
    decided_ = true;
    find_header();
    if (!find_form()) decide_columns();
    std::vector<Cell> cells;
    for (std::size_t index = 0; index < rows_.size(); ++index) {
      const SampleRow& sample = rows_[index];
      if (!sample.owned) continue;
      cells.clear();
      for (std::size_t column = 0; column < sample.count; ++column) {
        const SampleCell& cell = cells_[sample.first + column];
        cells.push_back({text_of(cell), cell.kind, cell.offset_bytes});
      }
      if (index < data_from_) {
        judge_title(sample.row, cells, index >= header_from_);
      } else {
        form_row_ = index;
        judge(sample.row, cells);
      }
    }
    rows_.clear();
    cells_.clear();
    bytes_.clear();
    rows_.shrink_to_fit();
    cells_.shrink_to_fit();
    bytes_.shrink_to_fit();
  }

  // A cell that is a value rather than a word: digits enough, an address, a long text.
  static bool looks_like_data(std::string_view cell) {
    if (cell.empty()) return false;
    const CellShape shape = shape_of(cell);
    if (shape.at_sign && shape.dot) return true;
    if (shape.digits >= 4 && shape.digits * 2 >= shape.letters) return true;
    if (shape.digits > 0 && shape.letters == 0) return true;
    return cell.size() > 60;
  }

  // The same where a header may stand: "Bonus 2020 (EUR)" is a label that tells the year.
  bool is_value(std::string_view cell) const {
    if (!looks_like_data(cell)) return false;
    if (shape_of(cell).digits != 4) return true;
    const auto digit = static_cast<std::size_t>(std::find_if(cell.begin(), cell.end(), is_digit) - cell.begin());
    return !is_year(cell.substr(digit, 4)) || knowledge_.headers.read(cell).count == 0;
  }

  static bool is_year(std::string_view cell) {
    return cell.size() == 4 && (cell.starts_with("19") || cell.starts_with("20")) && is_digit(cell[2]) &&
           is_digit(cell[3]);
  }

  // Finds the header among the first rows: the row whose cells are known labels and no values.
  void find_header() {
    headers_ = declared_;
    data_from_ = 0;
    header_from_ = 0;
    if (declared_header_ || rows_.empty()) return;
    std::size_t best_row = rows_.size();
    float best = 0.9F;
    const std::size_t looked = std::min(rows_.size(), header_rows_max);
    for (std::size_t row = 0; row < looked; ++row) {
      const float score = header_score(row);
      if (score > best + (best_row < rows_.size() ? 0.5F : 0.0F)) {
        best = score;
        best_row = row;
      }
    }
    if (best_row == rows_.size()) {
      best_row = unknown_header();
      if (best_row == rows_.size()) return;
    }
    header_from_ = best_row;
    data_from_ = best_row + 1;
    for (std::size_t column = 0; column < rows_[best_row].count; ++column) {
      headers_.emplace_back(sample_text(best_row, column));
    }
    // A header of two lines: "Social" above "Security Number". The second line holds no value and makes labels known.
    if (data_from_ < rows_.size() && rows_.size() > data_from_ + 1 && joins_header(data_from_)) {
      for (std::size_t column = 0; column < rows_[data_from_].count; ++column) {
        if (column >= headers_.size()) headers_.emplace_back();
        const std::string_view lower = sample_text(data_from_, column);
        if (!lower.empty()) headers_[column] += (headers_[column].empty() ? "" : " ") + std::string(lower);
      }
      ++data_from_;
    }
    for (std::string& header : headers_) {
      if (header.starts_with("\xEF\xBB\xBF")) header.erase(0, 3);
    }
  }

  float header_score(std::size_t row) const {
    float score = 0;
    std::size_t filled = 0;
    for (std::size_t column = 0; column < rows_[row].count; ++column) {
      std::string_view cell = sample_text(row, column);
      if (cell.starts_with("\xEF\xBB\xBF")) cell.remove_prefix(3);
      if (cell.empty()) continue;
      ++filled;
      if (is_year(cell)) continue;  // "Country Name,Country Code,1990,1991": a column for each year.
      if (is_value(cell)) {
        score -= 2.5F;
        continue;
      }
      const HeaderMeaning meaning = knowledge_.headers.read(cell);
      if (meaning.count == 0) {
        score -= 0.3F;
        continue;
      }
      const auto& reading = meaning.readings[0];
      score += reading.whole ? (reading.strong ? 2.0F : 1.2F) : (reading.strong ? 1.0F : 0.4F);
    }
    // A title above the header stands alone in its row.
    if (filled <= 1 && rows_.size() > 1) {
      const std::size_t next = row + 1 < rows_.size() ? row + 1 : row;
      if (rows_[next].count > filled && rows_[next].count > 1) score -= 1.5F;
    }
    return score;
  }

  bool joins_header(std::size_t row) const {
    std::size_t better = 0;
    for (std::size_t column = 0; column < rows_[row].count; ++column) {
      const std::string_view cell = sample_text(row, column);
      if (cell.empty()) continue;
      if (is_value(cell)) return false;
      const std::string above = column < headers_.size() ? headers_[column] : std::string();
      const HeaderMeaning joined = knowledge_.headers.read(above + " " + std::string(cell));
      const HeaderMeaning alone = knowledge_.headers.read(above);
      const HeaderMeaning below = knowledge_.headers.read(cell);
      const auto worth = [](const HeaderMeaning& meaning) {
        if (meaning.count == 0) return 0;
        return (meaning.readings[0].whole ? 2 : 1) + (meaning.readings[0].strong ? 1 : 0);
      };
      if (worth(joined) > std::max(worth(alone), worth(below)) && worth(joined) >= 3) ++better;
      // "Compensation" above two columns, "Base" and "Bonus" below it: the second has no label but its own.
      if (above.empty() && worth(below) >= 3) ++better;
    }
    return better > 0;
  }

  // A first row of words above columns of values, in no list: still a header. rows_.size() where there is none.
  std::size_t unknown_header() const {
    if (rows_.size() < 2) return rows_.size();
    const SampleRow& first = rows_[0];
    if (first.count < 2) return rows_.size();
    std::size_t values_below = 0;
    std::size_t filled = 0;
    for (std::size_t column = 0; column < first.count; ++column) {
      const std::string_view cell = sample_text(0, column);
      if (cell.empty()) continue;
      ++filled;
      if (is_value(cell) || cell.size() > 40) return rows_.size();
      std::size_t values = 0;
      std::size_t seen = 0;
      for (std::size_t row = 1; row < std::min<std::size_t>(rows_.size(), 20); ++row) {
        const std::string_view below = sample_text(row, column);
        if (below.empty()) continue;
        ++seen;
        values += looks_like_data(below) ? 1 : 0;
      }
      if (seen > 0 && values * 4 >= seen * 3) ++values_below;
    }
    if (filled * 2 < first.count || values_below == 0) return rows_.size();
    // "Jane Smith,Payroll,130-07-5728" has a value in that column itself; here the row has none where all others have.
    return 0;
  }

  // "Name | Jane Doe", "SSN | 536-..": a form lying down.
  bool find_form() {
    if (declared_header_ || rows_.size() < 2 || rows_.size() > 400) return false;
    std::size_t labels = 0;
    std::size_t strong = 0;
    std::size_t judged = 0;
    std::vector<HeaderClass> seen;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const std::string_view label = sample_text(row, 0);
      std::size_t filled = 0;
      for (std::size_t column = 1; column < rows_[row].count; ++column)
        filled += sample_text(row, column).empty() ? 0 : 1;
      if (filled > 1) return false;
      if (label.empty() || filled == 0) continue;
      ++judged;
      if (label.size() > 60 || looks_like_data(label)) continue;
      const HeaderMeaning meaning = knowledge_.headers.read(label);
      if (meaning.count == 0 || !meaning.readings[0].whole) continue;
      ++labels;
      if (!meaning.readings[0].strong) continue;
      if (std::find(seen.begin(), seen.end(), meaning.readings[0].name) == seen.end()) {
        seen.push_back(meaning.readings[0].name);
        if (meaning.readings[0].name != knowledge_.other) ++strong;
      }
    }
    if (judged < 2 || labels * 2 < judged || strong < 2) return false;
    form_ = true;
    data_from_ = 0;
    headers_.clear();
    form_columns_.resize(rows_.size());
    // Each value is a column of one cell, under its own label.
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      std::size_t value_column = 0;
      for (std::size_t column = 1; column < rows_[row].count && value_column == 0; ++column) {
        if (!sample_text(row, column).empty()) value_column = column;
      }
      if (value_column == 0) continue;
      Column& column = form_columns_[row];
      column.header = std::string(sample_text(row, 0));
      tested_ = {sample_text(row, value_column)};
      const Profile profile = profile_of(tested_);
      type_column(column, profile);
      column.why = "label of a form: " + column.why;
      settle(column);
      form_has_person_ = form_has_person_ || column.kind == Kind::person || column.kind == Kind::first_name;
      if (column.confidence >= reported_min && column.kind != Kind::text) {
        found_.column_typed(static_cast<std::uint32_t>(value_column + 1), column.header, column.type_name,
                            column.confidence, column.why);
      }
    }
    settle_accounts(form_columns_);
    settle_others(form_columns_);
    for (Column& column : form_columns_) column.part_of_name = false;  // A form's names stand in cells of their own.
    return true;
  }

  Profile profile_of(std::span<const std::string_view> values) const {
    Profile profile;
    // As many slots as the values need: most tables in text are small.
    std::array<std::uint64_t, 1024> seen;
    const std::size_t slots = std::min(seen.size(), std::bit_ceil(std::max<std::size_t>(16, values.size() * 4)));
    std::fill_n(seen.begin(), slots, 0U);
    std::uint64_t before = 0;
    for (const std::string_view cell : values) {
      const CellShape shape = shape_of(cell);
      ++profile.count;
      profile.bytes += cell.size();
      if (cell.size() > 64) ++profile.long_cells;
      if (shape.letters == 0) ++profile.numbers;
      if (shape.letters > 0) ++profile.with_letters;
      if (shape.digits == 0 && shape.letters >= 2 && !shape.at_sign) {
        ++profile.alphabetic;
        if (cell.find(' ') != std::string_view::npos || cell.find(',') != std::string_view::npos) ++profile.words_two;
      }
      if (shape.at_sign) ++profile.at_signs;
      if (phone_shape(cell, shape)) ++profile.phones;
      if (phone_marked(cell, shape)) ++profile.phones_marked;
      const std::size_t compact = std::min<std::size_t>(shape.digits + shape.letters, profile.compact.size() - 1);
      ++profile.compact[compact];
      if (shape.letters == 0) ++profile.compact_digits[compact];
      std::uint64_t hash = fold_hash(cell) | 1U;
      for (std::size_t slot = hash % slots, step = 0; step < 16; ++step, slot = (slot + 1) % slots) {
        if (seen[slot] == hash) break;
        if (seen[slot] == 0) {
          seen[slot] = hash;
          ++profile.distinct;
          break;
        }
      }
      std::uint64_t number = 0;
      for (const char c : cell) {
        if (is_digit(c)) number = number * 10 + static_cast<std::uint64_t>(c - '0');
      }
      if (profile.count > 1 && (number <= before || number - before > 1000)) profile.ascending = false;
      before = number;
    }
    if (profile.count < 3) profile.ascending = false;
    return profile;
  }

  // "Nom" beside "Prénom": whether another column is called one of given names.
  bool given_names_beside(const Column& column) const {
    return std::any_of(columns_.begin(), columns_.end(), [&](const Column& other) {
      if (&other == &column || other.header.empty()) return false;
      const HeaderMeaning meaning = knowledge_.headers.read(other.header);
      return meaning.count != 0 && meaning.readings[0].name == knowledge_.first_name && meaning.readings[0].strong;
    });
  }

  bool header_beside(const Column& column, std::initializer_list<HeaderClass> names) const {
    return std::any_of(columns_.begin(), columns_.end(), [&](const Column& other) {
      if (&other == &column || other.header.empty()) return false;
      const HeaderMeaning meaning = knowledge_.headers.read(other.header);
      return meaning.count != 0 && meaning.readings[0].whole &&
             std::find(names.begin(), names.end(), meaning.readings[0].name) != names.end();
    });
  }
  bool place_beside(const Column& column) const {
    return header_beside(column, {knowledge_.postcode, knowledge_.city});
  }
  bool street_beside(const Column& column) const { return header_beside(column, {knowledge_.street}); }

  // "Current", "Proposed" beside "Grade" or "FTE": a review of pay.
  bool is_pay_under_review(const Column& column) const {
    const std::string words = header_words(column.header);
    if (words != "current" && words != "proposed" && words != "new" && words != "previous") return false;
    return has_person_ && std::any_of(columns_.begin(), columns_.end(), [](const Column& other) {
             const std::string beside = header_words(other.header);
             return beside == "grade" || beside == "fte" || beside == "band" || beside == "pay grade" ||
                    beside == "job grade" || beside == "salary band" || beside == "pay band";
           });
  }

  void decide_columns() {
    std::size_t width = headers_.size();
    for (std::size_t row = data_from_; row < rows_.size(); ++row) width = std::max(width, rows_[row].count);
    width = std::min(width, columns_max);
    columns_.resize(width);
    for (std::size_t index = 0; index < width; ++index) {
      if (index < headers_.size()) columns_[index].header = headers_[index];
    }
    find_pairs();
    // Two rounds: names and addresses first, because they speak for the others.
    std::vector<Profile> profiles(width);
    for (int round = 0; round < 2; ++round) {
      for (std::size_t index = 0; index < width; ++index) {
        Column& column = columns_[index];
        if (round == 1 &&
            (column.kind == Kind::person || column.kind == Kind::first_name || column.kind == Kind::last_name ||
             column.kind == Kind::street || column.kind == Kind::address_part)) {
          continue;
        }
        collect(index);
        if (round == 0) profiles[index] = profile_of(tested_);
        const Profile& profile = profiles[index];
        column.kind = Kind::text;
        if (round == 0) {
          type_person_or_address(column, profile);
        } else {
          type_column(column, profile);
        }
      }
      if (round == 0) {
        settle_people(width);
        for (std::size_t index = 0; index < width && !near_staff_; ++index) {
          collect(index);
          near_staff_ = speaks_of_staff();
        }
        near_health_ = speaks_of_health(width);
        near_insurance_ = speaks_of_insurance();
        for (const std::string& header : headers_) {
          const IdType* const id = id_of_header(header);
          if (id == nullptr) continue;
          near_login_ = near_login_ || id->type == "username";
          near_number_ = near_number_ || id->person || id->type == "medical_record_number" ||
                         id->type == "employee_id" || id->type == "health_insurance_id";
        }
      }
    }
    settle_addresses(width);
    settle_credentials(width);
    settle_usernames(width);
    settle_accounts(columns_);
    settle_others(columns_);
    for (std::size_t index = 0; index < width; ++index) {
      Column& column = columns_[index];
      if (column.kind != Kind::text && column.kind != Kind::skip && column.kind != Kind::address_part) continue;
      const HeaderMeaning meaning = knowledge_.headers.read(column.header);
      if (meaning.count == 0 || !meaning.readings[0].strong) continue;
      const HeaderClass name = meaning.readings[0].name;
      column.nameless = name == knowledge_.other || name == knowledge_.city || name == knowledge_.state ||
                        name == knowledge_.country || name == knowledge_.postcode;
    }
    for (std::size_t index = 0; index < width; ++index) {
      Column& column = columns_[index];
      if (column.kind == Kind::text || column.kind == Kind::skip) continue;
      if (!column.why.empty()) {
        found_.column_typed(static_cast<std::uint32_t>(index + 1), column.header, column.type_name, column.confidence,
                            column.why);
      }
    }
    for (std::size_t index = 0; index < width; ++index) {
      if (columns_[index].kind == Kind::street) street_columns_.push_back(index);
      if (columns_[index].kind == Kind::first_name || columns_[index].kind == Kind::last_name)
        name_columns_.push_back(index);
      if (columns_[index].kind == Kind::text || columns_[index].kind == Kind::skip) {
        const HeaderMeaning meaning = knowledge_.headers.read(columns_[index].header);
        if (meaning.count > 0 && meaning.readings[0].name == knowledge_.middle_name &&
            whose_column(columns_[index].header).role == 0)
          middle_columns_.push_back(index);
      }
      if (columns_[index].kind == Kind::address_part) part_columns_.push_back(index);
      if (columns_[index].part == Part::country) country_column_ = std::min(country_column_, index);
    }
    for (std::size_t index = 0; index < width; ++index) {
      settle(columns_[index]);
      if (columns_[index].kind == Kind::street) parts_of(index, columns_[index].parts);
    }
  }

  // Columns of settings, "name" beside "value", "ParameterKey" beside "ParameterValue": the cell of the one is the
  // label of the other's.
  void find_pairs() {
    constexpr std::size_t reach = 4;  // Columns.
    constexpr std::string_view value = "value";
    for (std::size_t index = 0; index < columns_.size(); ++index) {
      if (columns_[index].header.size() < value.size()) continue;
      const std::string header = to_lower_ascii(columns_[index].header);
      const std::size_t at = header.rfind(value);
      if (at == std::string::npos) continue;
      const std::string_view before = std::string_view(header).substr(0, at);
      const std::string_view behind = std::string_view(header).substr(at + value.size());
      for (std::size_t other = index > reach ? index - reach : 0;
           other < std::min(columns_.size(), index + reach + 1) && columns_[index].name_column == SIZE_MAX; ++other) {
        const std::string name = to_lower_ascii(columns_[other].header);
        for (const std::string_view word : {"name", "key", "variable", "setting"}) {
          if (name.size() != before.size() + word.size() + behind.size() || !name.starts_with(before) ||
              !name.ends_with(behind) || name.compare(before.size(), word.size(), word) != 0)
            continue;
          columns_[index].name_column = other;
          break;
        }
      }
    }
  }

  // Whether a setting of that name is worth its value being read, whatever it looks like.
  static bool names_secret(std::string_view name) {
    const std::string lower = to_lower_ascii(name);
    constexpr std::string_view words[] = {"pass",  "pwd",  "secret", "token",    "key",    "user",
                                          "login", "cred", "auth",   "kennwort", "contras"};
    return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
  }

  // Reads a cell under "value" by the name that its row gives it. False where it is to be read by its column's header.
  bool read_pair(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                 std::span<const Cell> cells) {
    constexpr std::size_t name_max = 80;
    if (column.name_column >= cells.size() || cell.text.size() < 3) return false;
    const std::string_view name = trim(cells[column.name_column].text);
    if (name.empty() || name.size() > name_max || std::none_of(name.begin(), name.end(), is_alpha)) return false;
    if (!names_secret(name) && (column.kind == Kind::skip || !worth_reading(cell.text))) return false;
    read_text(row, index, cell, name, true);
    return true;
  }

  // Which columns tell of somebody else than the row's own person: those are a mention of their own where they number
  // that one, or name them and tell more. Without anybody else in the row they are the row's own person.
  void settle_others(std::vector<Column>& columns) const {
    struct Group {
      Whose whose;
      bool named = false, numbered = false, more = false;
    };
    constexpr std::size_t groups_max = (other_joint >> 1) - 1;
    std::vector<Group> groups;
    std::vector<std::uint8_t> group_of(columns.size(), 0);
    bool own = false;
    for (std::size_t index = 0; index < columns.size(); ++index) {
      const Column& column = columns[index];
      if (column.kind == Kind::text || column.kind == Kind::skip || column.kind == Kind::refused) continue;
      const bool name =
          column.kind == Kind::person || column.kind == Kind::first_name || column.kind == Kind::last_name;
      const bool id = column.kind == Kind::id && engine_.types().at(column.type).category == Category::government_id;
      const Whose whose = whose_column(column.header);
      if (whose.role == 0) {
        own = own || name || id || (column.kind == Kind::id && column.id->type == "email_address");
        continue;
      }
      auto group = std::ranges::find(groups, whose, &Group::whose);
      // "Enfant 1" beside "Date de naissance enfant": where one is numbered only, the others are that one's.
      if (group == groups.end() && whose.number <= 1) {
        group = std::ranges::find_if(groups, [&whose](const Group& each) {
          return each.whose.role == whose.role && each.whose.number + whose.number == 1;
        });
      }
      if (group == groups.end()) {
        if (groups.size() == groups_max) continue;
        groups.push_back({whose});
        group = std::prev(groups.end());
      }
      group_of[index] = static_cast<std::uint8_t>(group - groups.begin() + 1);
      group->named = group->named || name;
      group->numbered = group->numbered || id;
      group->more = group->more || !(name || column.kind == Kind::address_part);
    }
    for (std::size_t index = 0; index < columns.size() && own; ++index) {
      if (group_of[index] == 0) continue;
      const Group& group = groups[group_of[index] - 1U];
      if (!group.numbered && !(group.named && (group.more || named_alone(group.whose)))) continue;
      columns[index].other = static_cast<std::uint8_t>(group_of[index] << 1 | (group.whose.relative ? 1 : 0));
    }
    for (Column& column : columns) {
      if (column.kind != Kind::first_name && column.kind != Kind::last_name) continue;
      column.part_of_name =
          std::ranges::count_if(columns, [&column](const Column& each) {
            return (each.kind == Kind::first_name || each.kind == Kind::last_name) && each.other == column.other;
          }) > 1;
    }
  }

  // What is asked of a column at each of its cells.
  void settle(Column& column) const {
    column.worth = worth(column.type, column.confidence);
    column.is_email = column.kind == Kind::id && column.id->type == "email_address";
    column.parts.fill(SIZE_MAX);
  }

  // The column's values for the tests: spread over the whole sample, without blanks.
  void collect(std::size_t column) {
    tested_.clear();
    const std::size_t rows = rows_.size() - data_from_;
    const std::size_t step = std::max<std::size_t>(1, rows / tested_cells_max);
    for (std::size_t row = data_from_; row < rows_.size() && tested_.size() < tested_cells_max; row += step) {
      const std::string_view cell = sample_text(row, column);
      if (!is_blank_value(cell)) tested_.push_back(cell);
    }
    if (tested_.size() < 5 && step > 1) {  // A sparse column: look at every row.
      tested_.clear();
      for (std::size_t row = data_from_; row < rows_.size() && tested_.size() < tested_cells_max; ++row) {
        const std::string_view cell = sample_text(row, column);
        if (!is_blank_value(cell)) tested_.push_back(cell);
      }
    }
  }

  bool header_is(const HeaderMeaning& meaning, HeaderClass name, bool& strong) const {
    for (std::size_t index = 0; index < meaning.count; ++index) {
      if (meaning.readings[index].name == name) {
        strong = meaning.readings[index].strong;
        return true;
      }
    }
    return false;
  }
  // Whether the header's first meaning is a strong one of another class than those given.
  bool header_contradicts(const HeaderMeaning& meaning, std::initializer_list<HeaderClass> allowed) const {
    if (meaning.count == 0 || !meaning.readings[0].strong) return false;
    return std::find(allowed.begin(), allowed.end(), meaning.readings[0].name) == allowed.end();
  }

  float average(float (NameLexicon::*score)(std::string_view) const) const {
    if (knowledge_.names == nullptr || tested_.empty()) return 0;
    float sum = 0;
    const std::size_t count = std::min<std::size_t>(tested_.size(), 100);
    for (std::size_t index = 0; index < count; ++index) sum += (knowledge_.names->*score)(tested_[index]);
    return sum / static_cast<float>(count);
  }

  // Versions of programs and the numbers of a MIB are written as addresses of machines are.
  static bool speaks_of_versions(std::string_view header) {
    const std::string words = header_words(header);
    for (const std::string_view word : split(words, ' ')) {
      for (const std::string_view version :
           {"version", "versions", "ver", "build", "release", "revision", "firmware", "oid", "patch", "versione"}) {
        if (word == version) return true;
      }
    }
    return false;
  }

  static bool speaks_of_nationality(std::string_view header) {
    const std::string words = header_words(header);
    return words.starts_with("nation") || words.starts_with("nacional") || words.starts_with("nazional") ||
           words.find("birth") != std::string::npos || words.find("naissance") != std::string::npos;
  }

  void set(Column& column, Kind kind, const Knowledge::TypeRef& ref, std::string_view type_name, float confidence,
           std::string why) const {
    if (!ref.known) return;
    column.kind = kind;
    column.type = ref.type;
    column.rule = ref.rule;
    column.confidence = confidence;
    column.type_name = std::string(type_name);
    column.why = std::move(why);
  }

  void type_person_or_address(Column& column, const Profile& profile) {
    const Knowledge& know = knowledge_;
    if (profile.count == 0) return;
    const HeaderMeaning meaning = know.headers.read(column.header);
    bool strong = false;
    const float alphabetic = share(profile.alphabetic, profile.count);

    if (meaning.count > 0) {
      const HeaderClass name = meaning.readings[0].name;
      const Part part = name == know.city                                               ? Part::city
                        : name == know.state                                            ? Part::state
                        : name == know.postcode                                         ? Part::postcode
                        : name == know.street2                                          ? Part::street2
                        : name == know.country && !speaks_of_nationality(column.header) ? Part::country
                                                                                        : Part::none;
      if (part != Part::none) {
        set(column, Kind::address_part, know.address, "postal_address", 0.3F, "");
        column.part = part;
        if (!know.address.known) column.kind = Kind::text;
        return;
      }
    }
    if (header_is(meaning, know.street, strong) && meaning.readings[0].name == know.street) {
      const float streets = std::max(average(&NameLexicon::street_score), average(&NameLexicon::address_score));
      const float mixed = share(profile.with_letters, profile.count);
      // "Le Moulin Neuf", "Lieu-dit Le Bourg": houses without a street's word, beside the postcode or the town.
      const bool placed = meaning.readings[0].whole && profile.at_signs == 0 && mixed >= 0.8F && place_beside(column);
      if (placed || streets >= (strong ? 0.15F : 0.3F) ||
          (strong && mixed >= 0.8F && profile.at_signs == 0 && streets >= 0.05F)) {
        set(column, Kind::street, know.address, "postal_address", strong ? 0.95F : 0.9F,
            "header of an address; " + percent(streets) + " of the values are streets");
        return;
      }
    }
    // Names.
    const bool first = header_is(meaning, know.first_name, strong) && meaning.readings[0].name == know.first_name;
    const bool last = header_is(meaning, know.last_name, strong) && meaning.readings[0].name == know.last_name;
    const bool middle = header_is(meaning, know.middle_name, strong) && meaning.readings[0].name == know.middle_name;
    if (first || last || middle) {
      const float rate = first ? average(&NameLexicon::given_name_score)
                               : std::max(average(&NameLexicon::surname_score), average(&NameLexicon::full_name_score));
      if (alphabetic >= 0.7F && (rate >= 0.12F || middle)) {
        if (middle) {
          column.kind = Kind::skip;
          return;
        }
        set(column, first ? Kind::first_name : Kind::last_name, know.person, "person_name",
            rate >= 0.4F ? 0.95F : 0.85F,
            std::string(first ? "header of given names" : "header of surnames") + "; " + percent(rate) +
                " of the values are in the lists");
        return;
      }
    }
    bool whole_strong = false;
    const bool named = header_is(meaning, know.person_name, whole_strong);
    if (alphabetic >= 0.7F && profile.long_cells == 0) {
      const float full = average(&NameLexicon::full_name_score);
      const float two = share(profile.words_two, profile.count);
      if (named && meaning.readings[0].name == know.person_name) {
        const float given = two < 0.5F ? average(&NameLexicon::given_name_score) : 0.0F;
        const float surname = two < 0.5F ? average(&NameLexicon::surname_score) : 0.0F;
        if (full >= (whole_strong ? 0.25F : 0.45F)) {
          set(column, Kind::person, know.person, "person_name", full >= 0.5F ? 0.95F : 0.85F,
              "header of names; " + percent(full) + " of the values read as full names");
          return;
        }
        if (whole_strong && two >= 0.7F && full >= 0.1F) {
          set(column, Kind::person, know.person, "person_name", 0.75F, "header of names; values of two words and more");
          return;
        }
        if (two < 0.5F && profile.numbers == 0 && given_names_beside(column)) {
          set(column, Kind::last_name, know.person, "person_name", 0.9F, "header of names beside one of given names");
          return;
        }
        if (profile.numbers == 0 && meaning.readings[0].whole && !whole_strong && place_beside(column) &&
            street_beside(column)) {
          const float single = std::max(surname, average(&NameLexicon::surname_score));
          if (single >= 0.3F || full >= 0.3F) {
            set(column, single >= full ? Kind::last_name : Kind::person, know.person, "person_name", 0.8F,
                "header of names beside an address; " + percent(std::max(single, full)) + " of the values are names");
            return;
          }
        }
        if (given >= 0.6F || surname >= 0.7F) {
          // "nom" beside "prenom", "name" with given names only.
          set(column, surname > given ? Kind::last_name : Kind::first_name, know.person, "person_name",
              whole_strong ? 0.85F : 0.7F, "header of names; single words that are names");
          return;
        }
      } else if (!header_contradicts(meaning, {know.person_name, know.national_id}) && profile.count >= 2 &&
                 full >= 0.6F && two >= 0.8F && share(profile.distinct, profile.count) >= 0.3F) {
        const float confidence = profile.count >= 5 ? 0.88F : 0.75F;
        set(column, Kind::person, know.person, "person_name", meaning.count == 0 ? confidence : confidence - 0.1F,
            percent(full) + " of the values read as full names" + (meaning.blank ? ", no header" : ""));
        return;
      } else if (meaning.count == 0 && profile.count >= 3 && two < 0.3F) {
        // Kept in mind until the neighbour is known.
        const float given = average(&NameLexicon::given_name_score);
        const float surname = average(&NameLexicon::surname_score);
        if (given >= 0.6F || surname >= 0.75F) {
          set(column, given >= surname ? Kind::first_name : Kind::last_name, know.person, "person_name", 0.4F, "");
          column.given_lean = given - surname;
        }
        if (column.kind != Kind::text) return;
      }
    }
    if (!header_contradicts(meaning, {know.street, know.street2}) && profile.count >= 2 &&
        profile.with_letters == profile.count) {
      const float streets = std::max(average(&NameLexicon::street_score), average(&NameLexicon::address_score));
      if (streets >= 0.6F) {
        set(column, Kind::street, know.address, "postal_address", meaning.count == 0 ? 0.85F : 0.75F,
            percent(streets) + " of the values are streets or addresses");
      }
    }
  }

  // A given name's column speaks for the surname's beside it, and the other way; alone and without header they say
  // little.
  void settle_people(std::size_t width) {
    const auto open = [&](std::size_t index) {
      return index < width && columns_[index].confidence == 0.4F &&
             (columns_[index].kind == Kind::first_name || columns_[index].kind == Kind::last_name);
    };
    for (std::size_t index = 0; index + 1 < width; ++index) {
      Column& left = columns_[index];
      Column& right = columns_[index + 1];
      const bool both = open(index) && open(index + 1) && std::fabs(left.given_lean - right.given_lean) >= 0.08F;
      const bool beside_left = open(index) && !open(index + 1) && right.kind != left.kind &&
                               (right.kind == Kind::first_name || right.kind == Kind::last_name);
      const bool beside_right = open(index + 1) && !open(index) && right.kind != left.kind &&
                                (left.kind == Kind::first_name || left.kind == Kind::last_name);
      if (both) {
        const bool left_given = left.given_lean > right.given_lean;
        left.kind = left_given ? Kind::first_name : Kind::last_name;
        right.kind = left_given ? Kind::last_name : Kind::first_name;
      }
      for (Column* column : {&left, &right}) {
        if (!both && !(column == &left ? beside_left : beside_right)) continue;
        column->confidence = 0.85F;
        column->why = std::string(column->kind == Kind::first_name ? "given names" : "surnames") +
                      " beside the other part of the name, no header";
      }
    }
    for (std::size_t index = 0; index < width; ++index) {
      Column& column = columns_[index];
      if (column.confidence < reported_min && (column.kind == Kind::first_name || column.kind == Kind::last_name)) {
        column = Column{.header = column.header, .type_name = {}, .why = {}};
      }
      has_person_ = has_person_ || column.kind == Kind::person || column.kind == Kind::first_name ||
                    column.kind == Kind::last_name;
    }
  }

  // Which columns make one address. Beside persons, a place without a street is where they live: a residence.
  void settle_addresses(std::size_t width) {
    std::vector<std::size_t> parts;
    bool street = false;
    for (std::size_t index = 0; index < width; ++index) {
      street = street || columns_[index].kind == Kind::street;
      if (columns_[index].kind == Kind::address_part) parts.push_back(index);
    }
    // "Work State" and "Home State": people live at home.
    const auto rank = [this](std::size_t index) { return home_rank(columns_[index].header); };
    if (!street && std::ranges::any_of(parts, [&rank](std::size_t index) { return rank(index) == 2; })) {
      const std::vector<std::size_t> all = parts;
      std::erase_if(parts, [&](std::size_t index) {
        return rank(index) == 0 || (rank(index) == 1 && std::ranges::any_of(all, [&](std::size_t other) {
                                      return rank(other) == 2 && columns_[other].part == columns_[index].part;
                                    }));
      });
      for (const std::size_t index : all) {
        if (std::ranges::find(parts, index) == parts.end()) columns_[index].part = Part::none;
      }
    }
    const auto find_part = [&](Part part) {
      for (const std::size_t index : parts) {
        if (columns_[index].part == part) return index;
      }
      return width;
    };
    if (!parts.empty() && has_person_ && knowledge_.residence.known) {
      const std::size_t city = find_part(Part::city);
      const std::size_t state = find_part(Part::state);
      const std::size_t postcode = find_part(Part::postcode);
      const std::size_t country = find_part(Part::country);
      std::size_t anchor = width;
      float confidence = 0.7F;
      if (city < width && (postcode < width || state < width)) {
        anchor = city;
        confidence = postcode < width ? 0.8F : 0.7F;
      } else if (postcode < width) {
        anchor = postcode;
      } else if (state < width && share_of_states(state) >= 0.8F) {
        anchor = state;
      } else if (country < width) {
        anchor = country;
      }
      if (anchor < width && !street) {
        residence_ = anchor;
        Column& column = columns_[anchor];
        const Part part = column.part;
        set(column, Kind::address_part, knowledge_.residence, "residence", confidence,
            "where the persons of the row live: a place without a street");
        column.part = part;
      } else if (anchor < width) {
        // A row whose street is missing: the place that is left.
        left_over_ = anchor;
        set(left_over_column_, Kind::address_part, knowledge_.residence, "residence", confidence, "");
        left_over_column_.part = columns_[anchor].part;
        settle(left_over_column_);
      }
    }
    for (const std::size_t index : parts) {
      if (!street && residence_ >= width) columns_[index].kind = Kind::skip;  // A city and a postcode of nobody.
    }
    const std::size_t state = find_part(Part::state);
    // Italy's provinces have two letters too: MI, PA.
    us_states_ = state < width && header_words(columns_[state].header).find("provinci") == std::string::npos &&
                 share_of_states(state) >= 0.8F;
  }
  float share_of_states(std::size_t column) {
    collect(column);
    std::size_t states = 0;
    for (const std::string_view cell : tested_) states += is_us_state(cell) ? 1 : 0;
    return share(states, tested_.size());
  }

  // The parts that belong to the street in `column`: from it to the next street, else all.
  void parts_of(std::size_t column, std::array<std::size_t, 6>& parts) const {
    parts.fill(columns_.size());
    std::size_t next = columns_.size();
    for (const std::size_t street : street_columns_) {
      if (street > column) next = std::min(next, street);
    }
    const bool only = street_columns_.size() < 2;
    for (const std::size_t index : part_columns_) {
      std::size_t& slot = parts[static_cast<std::size_t>(columns_[index].part)];
      const bool mine = index > column && index < next;
      if (slot == columns_.size() && (only || mine)) slot = index;
    }
  }

  // "12 Main Street, Springfield, IL 62704", "12 rue de la Paix, 75002 Paris, France": as the country writes it.
  void join_address(std::string_view street, const std::array<std::size_t, 6>& parts, std::span<const Cell> cells,
                    std::string& out) const {
    const auto text_of_part = [&](Part part) -> std::string_view {
      const std::size_t index = parts[static_cast<std::size_t>(part)];
      if (index >= cells.size()) return {};
      const std::string_view text = trimmed(cells[index].text);
      return is_blank_value(text) || text.size() > typed_cell_bytes_max ? std::string_view() : text;
    };
    out.assign(street);
    const auto put = [&out](std::string_view text, std::string_view between) {
      if (text.empty()) return;
      if (!out.empty()) out += between;
      out += text;
    };
    put(text_of_part(Part::street2), ", ");
    const std::string_view city = text_of_part(Part::city);
    const std::string_view state = text_of_part(Part::state);
    const std::string_view postcode = text_of_part(Part::postcode);
    const bool short_zip = us_states_ && (postcode.size() == 3 || postcode.size() == 4) &&
                           std::all_of(postcode.begin(), postcode.end(), is_digit);
    const std::string zip = short_zip ? std::string(5 - postcode.size(), '0') + std::string(postcode) : std::string();
    const std::string_view code = short_zip ? std::string_view(zip) : postcode;
    if (!state.empty()) {
      put(city, ", ");
      put(state, ", ");
      put(code, " ");
    } else {
      put(code, ", ");
      put(city, code.empty() ? ", " : " ");
    }
    put(text_of_part(Part::country), ", ");
  }

  // A list of logins without header: what stands right behind an address or a user's name, in a form that passwords
  // have.
  void settle_credentials(std::size_t width) {
    if (width < 2 || width > 8) return;
    const bool named = scratch_.item_names_passwords();
    for (std::size_t index = 1; index < width; ++index) {
      Column& column = columns_[index];
      const Column& left = columns_[index - 1];
      if ((column.kind != Kind::text && column.kind != Kind::skip) || !header_words(column.header).empty()) continue;
      const bool mail = left.kind == Kind::id && left.id != nullptr && left.id->type == "email_address";
      // "ann12;Biscuit23", "https://site.example/;ann12;Biscuit23": logins that are no addresses.
      const bool bare =
          !mail && index + 1 == width && index <= 2 && (left.kind == Kind::text || left.kind == Kind::skip);
      if (!mail && !bare) continue;
      collect(index - 1);
      const std::vector<std::string_view> logins = tested_;
      bool sites = false;
      if (bare && index == 2) {
        collect(0);
        sites = std::ranges::all_of(tested_, [](std::string_view cell) { return cell.find("://") != cell.npos; });
      }
      if (bare && !(named && index == 1) && !((index == 1 || sites) && reads_as_logins(logins))) continue;
      collect(index);
      if (tested_.size() < 3) continue;
      std::size_t digests = 0;
      std::size_t passwords = 0;
      std::size_t words = 0;
      for (const std::string_view cell : tested_) {
        digests += is_digest(cell) || looks_like_hash(cell) ? 1 : 0;
        passwords += looks_like_password(cell) ? 1 : 0;
        words += cell.find(' ') == std::string_view::npos && cell.size() <= 64 ? 1 : 0;
      }
      const std::size_t count = tested_.size();
      if (digests * 5 >= count * 4) {
        set(column, Kind::password_hash, knowledge_.password_hash, "password_hash", 0.9F,
            "digests behind the addresses of a list without header");
      } else if (bare && !named && !sites ? opens_logins(tested_)
                                          : !are_made_of_addresses(logins, tested_) &&
                                                ((words * 20 >= count * 19 && passwords * 2 >= count &&
                                                  profile_of(tested_).distinct * 10 >= count * 7) ||
                                                 reads_as_passwords(tested_))) {
        set(column, Kind::password, knowledge_.password, "password", 0.75F,
            "values that have the form of passwords, behind the logins of a list without header");
      }
    }
  }

  // A login says little by itself; beside a password, its hash or the answer that replaces it, it is half of an
  // account.
  void settle_usernames(std::size_t width) {
    const bool opens =
        std::any_of(columns_.begin(), columns_.begin() + static_cast<std::ptrdiff_t>(width), [](const Column& column) {
          return column.kind == Kind::password || column.kind == Kind::password_hash ||
                 (column.kind == Kind::id && column.id != nullptr && column.id->type == "security_answer");
        });
    if (!opens) return;
    for (std::size_t index = 0; index < width; ++index) {
      Column& column = columns_[index];
      if (column.kind != Kind::text && column.kind != Kind::skip) continue;
      const IdType* const id = id_of_header(column.header);
      if (id == nullptr || id->type != "username") continue;
      const auto at = static_cast<std::size_t>(id - std::begin(id_types));
      if (!knowledge_.ids[at].known) continue;
      collect(index);
      std::size_t words = 0;
      for (const std::string_view cell : tested_) {
        words += cell.size() >= 2 && cell.size() <= 64 && cell.find(' ') == std::string_view::npos ? 1 : 0;
      }
      if (words * 10 < tested_.size() * 8) continue;
      set_id(column, at, 0.9F, "header of logins, beside passwords");
    }
  }

  // Whether a column whose header may be one of health ("Test", "Examen", "Befund") holds words of health.
  bool speaks_of_health(std::size_t width) {
    if (knowledge_.health_check == nullptr) return false;
    for (std::size_t index = 0; index < width; ++index) {
      const HeaderMeaning meaning = knowledge_.headers.read(columns_[index].header);
      if (meaning.count == 0 || meaning.readings[0].name != knowledge_.health_class || meaning.readings[0].strong)
        continue;
      collect(index);
      std::size_t known = 0;
      for (const std::string_view cell : tested_) known += knowledge_.health_check->check(cell) != Validity::invalid;
      if (known > 0 && known * 4 >= tested_.size()) return true;
    }
    return false;
  }

  // Whether the headers are those of a health plan's members.
  bool speaks_of_insurance() const {
    for (const std::string& header : headers_) {
      const std::string words = " " + header_words(header) + " ";
      for (const std::string_view word :
           {" subscriber ", " insurance ", " insurer ", " coverage ", " payer ", " copay ", " deductible ",
            " enrollee ", " health plan ", " medical plan ", " mutuelle ", " krankenkasse "}) {
        if (words.find(word) != std::string::npos) return true;
      }
    }
    return false;
  }

  // Beside sort codes, account numbers are those of British banks: eight digits (some building societies' fewer).
  void settle_accounts(std::vector<Column>& columns) const {
    const auto is = [](const Column& column, std::string_view type) {
      return column.kind == Kind::id && column.id != nullptr && column.id->type == type;
    };
    if (std::ranges::none_of(columns, [&](const Column& column) { return is(column, "uk_sort_code"); })) return;
    for (std::size_t index = 0; index < std::size(id_types); ++index) {
      if (id_types[index].type != "uk_bank_account" || !knowledge_.ids[index].known) continue;
      for (Column& column : columns) {
        if (!is(column, "us_bank_account")) continue;
        set_id(column, index, column.confidence, "account numbers beside sort codes");
        settle(column);
      }
    }
  }

  // The id that a header says by itself; null where it says none.
  const IdType* id_of_header(const std::string& header) const {
    const HeaderMeaning meaning = knowledge_.headers.read(header);
    if (meaning.count == 0 || !meaning.readings[0].strong) return nullptr;
    const int id = knowledge_.id_of_class[meaning.readings[0].name];
    return id < 0 ? nullptr : &id_types[static_cast<std::size_t>(id)];
  }

  // Departments ("Payroll", "Legal") or staff numbers ("Emp001"): what a list of employees has beside their ids.
  bool speaks_of_staff() const {
    if (tested_.size() < 2) return false;
    std::size_t staff = 0;
    for (const std::string_view cell : tested_) {
      if (cell.size() > 30) return false;
      // None of the words below begins with another letter.
      const auto start = std::find_if(cell.begin(), cell.end(), [](char c) {
        return is_alpha(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
      });
      if (start == cell.end() || (static_cast<unsigned char>(*start) < 0x80 && (*start | 0x20) != 'e' &&
                                  (*start | 0x20) != 's' && (*start | 0x20) != 'm' && (*start | 0x20) != 'p')) {
        continue;
      }
      const std::string words = header_words(cell);
      const std::size_t blank = words.find(' ');
      const std::string_view first = std::string_view(words).substr(0, blank);
      const bool numbered = blank != std::string::npos && is_digit(words[blank + 1]);
      for (const std::string_view prefix :
           {"emp", "employee", "staff", "mat", "matricule", "pers", "personnel", "ee"}) {
        if (numbered && first == prefix) {
          ++staff;
          break;
        }
      }
      for (const std::string_view department : {"payroll",
                                                "legal",
                                                "hr",
                                                "human resources",
                                                "finance",
                                                "accounting",
                                                "sales",
                                                "marketing",
                                                "engineering",
                                                "it",
                                                "operations",
                                                "administration",
                                                "customer service",
                                                "purchasing",
                                                "procurement",
                                                "security",
                                                "facilities",
                                                "manufacturing",
                                                "research",
                                                "comptabilite",
                                                "ressources humaines",
                                                "rh",
                                                "juridique",
                                                "direction",
                                                "informatique",
                                                "buchhaltung",
                                                "vertrieb",
                                                "personal",
                                                "einkauf",
                                                "ventas",
                                                "contabilidad",
                                                "recursos humanos",
                                                "risorse umane",
                                                "amministrazione"}) {
        if (words == department) {
          ++staff;
          break;
        }
      }
    }
    return staff * 5 >= tested_.size() * 4;
  }

  // Ids, contact, pay, credentials. Called with tested_ filled.
  void type_column(Column& column, const Profile& profile) {
    const Knowledge& know = knowledge_;
    const HeaderMeaning meaning = know.headers.read(column.header);
    if (profile.count == 0) {
      column.kind = Kind::text;
      return;
    }
    if (form_ || columns_.empty()) {
      type_person_or_address(column, profile);
      if (form_ && (column.kind == Kind::first_name || column.kind == Kind::last_name) && column.confidence == 0.4F) {
        column.kind = Kind::text;
      }
      if (column.kind == Kind::address_part) column.kind = Kind::text;
      if (column.kind != Kind::text) return;
    }
    if (!form_ && is_pay_under_review(column) && by_pay(column, profile, true)) return;
    // 1. What the header says, if the values agree.
    for (std::size_t index = 0; index < meaning.count; ++index) {
      const HeaderMeaning::Reading reading = meaning.readings[index];
      if (reading.name == know.other) break;
      if (by_header(column, profile, reading)) return;
    }
    // 2. What the values say.
    by_values(column, profile, meaning);
    if (column.kind != Kind::text) return;
    if (know.date_check != nullptr && profile.at_signs == 0 && profile.long_cells == 0) {
      // Dates that are nobody's birth: no cell can hold anything else.
      std::size_t dates = 0;
      for (const std::string_view cell : tested_) {
        dates += know.date_check->check(date_part(cell)) != Validity::invalid && cell.size() <= 30 ? 1 : 0;
      }
      if (dates == profile.count) {
        if (meaning.blank && reads_as_births(profile)) {
          set(column, Kind::birth_date, know.birth_date, "date_of_birth", 0.7F,
              "dates of several years that adults are born in, beside names, no header");
          if (column.kind != Kind::text) return;
        }
        column.kind = Kind::skip;
        return;
      }
    }
    if (share(profile.numbers, profile.count) > 0.98F && profile.long_cells == 0) {
      // Numbers too short for an id, dates, amounts: no cell can hold anything the engine would state with reason.
      std::size_t longer = 0;
      for (std::size_t size = 7; size < profile.compact.size(); ++size) longer += profile.compact[size];
      if (longer == 0) column.kind = Kind::skip;
    }
  }

  struct PassRate {
    float valid = 0;      // Share that the validator accepts.
    float checked = 0;    // Share that a checksum confirms.
    float fits = 0;       // Share that has the length.
    float formatted = 0;  // Share with separators.
    std::size_t passed = 0;
  };
  PassRate pass_rate(const IdType& id, const Validator& validator, bool pad) const {
    PassRate rate;
    std::size_t valid = 0;
    std::size_t checked = 0;
    std::size_t fits = 0;
    std::size_t formatted = 0;
    std::string padded;
    for (const std::string_view cell : tested_) {
      const CellShape shape = shape_of(cell);
      const std::size_t compact = shape.digits + shape.letters;
      std::string_view value = cell;
      if (pad && shape.letters == 0 && shape.others == 0 && compact >= 7 && compact < 9) {
        padded.assign(9 - compact, '0');
        padded.append(cell);
        value = padded;
        ++fits;
      } else if (compact >= id.compact_min && compact <= id.compact_max && (!id.digits_only || shape.letters == 0)) {
        ++fits;
      } else if (cell.size() > typed_cell_bytes_max) {
        continue;
      }
      const Validity validity = validator.check(value);
      if (validity != Validity::invalid) ++valid;
      if (validity == Validity::checked) ++checked;
      if (shape.separators > 0) ++formatted;
    }
    rate.valid = share(valid, tested_.size());
    rate.checked = share(checked, tested_.size());
    rate.fits = share(fits, tested_.size());
    rate.formatted = share(formatted, tested_.size());
    rate.passed = valid;
    return rate;
  }

  void set_id(Column& column, std::size_t id, float confidence, std::string why) const {
    set(column, Kind::id, knowledge_.ids[id], id_types[id].type, confidence, std::move(why));
    column.id = &id_types[id];
    column.validator = knowledge_.validators[id];
    column.pad_to_nine = id_types[id].type == "us_ssn" || id_types[id].type == "aba_routing_number";
  }

  bool by_header(Column& column, const Profile& profile, const HeaderMeaning::Reading& reading) {
    const Knowledge& know = knowledge_;
    const HeaderClass name = reading.name;
    const std::string class_name = know.headers.class_name(name);
    const int id = know.id_of_class[name];
    if (id >= 0) {
      const auto index = static_cast<std::size_t>(id);
      if (!know.ids[index].known || know.validators[index] == nullptr || id_types[index].type == "username")
        return false;
      // A government's number often serves as the employer's own.
      if (id_types[index].type == "employee_id" && by_other_id(column, profile, std::size(id_types), false))
        return true;
      const bool pad = id_types[index].type == "us_ssn" && reading.strong;
      const PassRate rate = pass_rate(id_types[index], *know.validators[index], pad);
      // An id without a check digit takes nearly anything of its length: the values must at least look like numbers.
      if (reading.strong && rate.valid >= 0.5F) {
        set_id(column, index, 0.97F, "header of this id; " + percent(rate.valid) + " of the values are valid");
        return true;
      }
      if (reading.strong && id_types[index].type == "de_id_card" && know.serial_check != nullptr &&
          profile.count >= 5 && pass_rate(id_types[index], *know.serial_check, false).valid >= 0.9F) {
        // One in ten serial numbers passes for one with a check digit by chance; a column of them says what they are.
        set_id(column, index, 0.9F, "header of this id; the values are serial numbers in its alphabet");
        column.validator = know.serial_check;
        return true;
      }
      if (reading.strong && rate.fits >= 0.5F && by_other_id(column, profile, index)) return true;
      if (reading.strong && rate.fits >= 0.5F) {
        set_id(column, index, rate.valid > 0 ? 0.8F : 0.5F,
               "header of this id; the values have its length, " + percent(rate.valid) + " are valid");
        return true;
      }
      if (!reading.strong && rate.valid >= 0.8F && id_types[index].type == "health_insurance_id" && near_insurance_ &&
          (has_person_ || near_number_)) {
        set_id(column, index, 0.85F, "header of members, in a table of a health plan");
        return true;
      }
      if (!reading.strong && rate.valid >= 0.8F &&
          id_types[index].power + (rate.formatted > 0.8F ? 2.0F : 0.0F) >= 2.0F) {
        set_id(column, index, 0.85F, "header agrees; " + percent(rate.valid) + " of the values are valid");
        return true;
      }
      if (reading.strong && by_other_id(column, profile, index)) return true;
      if (reading.strong && column.why.empty()) {
        column.why = "";
      }
      return false;
    }
    if (name == know.national_id) {
      return by_other_id(column, profile, std::size(id_types), reading.strong);
    }
    if (name == know.phone_number) {
      const float rate = share(profile.phones, profile.count);
      if (rate >= 0.5F) {
        set(column, Kind::phone, know.phone, "phone_number", 0.95F,
            "header of telephone numbers; " + percent(rate) + " of the values have their shape");
        column.plan = plan_of_values();
        return true;
      }
      return false;
    }
    if (name == know.date_of_birth) {
      if (know.birth_check == nullptr) return false;
      std::size_t valid = 0;
      for (const std::string_view cell : tested_) {
        valid += know.birth_check->check(date_part(cell)) != Validity::invalid ? 1 : 0;
      }
      const float rate = share(valid, profile.count);
      if (rate >= 0.5F) {
        set(column, Kind::birth_date, know.birth_date, "date_of_birth", 0.96F,
            "header of birth dates; " + percent(rate) + " of the values are dates in a life's span");
        return true;
      }
      return false;
    }
    if (name == know.health_class || name == know.hr_class) {
      // Beside persons only: a catalogue of drugs or a list of sanctions is nobody's.
      // "Examen", "Résultat": of health where some cells of such columns speak of it.
      if ((!reading.strong && !(name == know.health_class && near_health_)) || !beside_persons()) return false;
      set(column, Kind::sensitive, name == know.health_class ? know.health : know.hr,
          name == know.health_class ? "health" : "hr", 0.9F,
          name == know.health_class ? "header of health matters, beside persons"
                                    : "header of personnel matters, beside persons");
      return column.kind != Kind::text;
    }
    if (name == know.special_class) return by_special_category(column, profile, reading.strong);
    if (name == know.salary_class) return by_pay(column, profile, reading.strong);
    if (name == know.hash_class) {
      std::size_t hashes = 0;
      for (const std::string_view cell : tested_) {
        hashes += looks_like_hash(cell) || is_hex_digest(cell) ||
                  (reading.strong && cell.size() >= 13 && cell.find(' ') == std::string_view::npos);
      }
      const float rate = share(hashes, profile.count);
      const bool password_near = reading.strong || has_person_ || near_login_;
      if (rate >= 0.6F && password_near) {
        set(column, Kind::password_hash, know.password_hash, "password_hash", reading.strong ? 0.95F : 0.7F,
            "header of hashes; " + percent(rate) + " of the values are hashes");
        return true;
      }
      return false;
    }
    if (name == know.password_class) return by_password(column, profile, reading.strong);
    if (name == know.api_key_class || name == know.token_class) {
      std::size_t keys = 0;
      for (const std::string_view cell : tested_) {
        const CellShape shape = shape_of(cell);
        keys +=
            cell.size() >= 12 && cell.find(' ') == std::string_view::npos && shape.letters >= 2 && shape.digits >= 1;
      }
      const float rate = share(keys, profile.count);
      if (reading.strong && rate >= 0.6F && profile.distinct * 2 >= profile.count) {
        const bool key = name == know.api_key_class;
        set(column, Kind::secret, key || !know.token.known ? know.api_key : know.token, key ? "api_key" : "token",
            0.85F, "header of keys; " + percent(rate) + " of the values look random");
        return column.kind != Kind::text;
      }
    }
    return false;
  }

  bool beside_persons() const { return has_person_ || near_staff_ || form_has_person_ || near_number_; }

  // Religion, origin, opinions, union, orientation, convictions: beside persons only, as a census names nobody. A
  // header that means other things too ("race", "party") needs values that are words of these matters.
  bool by_special_category(Column& column, const Profile& profile, bool strong) {
    const Knowledge& know = knowledge_;
    if (!beside_persons() || know.special_check == nullptr) return false;
    std::size_t words = 0;
    std::size_t known = 0;
    for (const std::string_view cell : tested_) {
      const CellShape shape = shape_of(cell);
      words += shape.letters > 0 && shape.digits <= 4 && cell.size() <= 80 && !shape.at_sign;
      known += know.special_check->check(cell) != Validity::invalid;
    }
    if (strong ? share(words, profile.count) < 0.6F : share(known, profile.count) < 0.5F) return false;
    set(column, Kind::sensitive, know.special_category, "special_category", 0.9F,
        "header of a special category or of convictions, beside persons");
    return column.kind != Kind::text;
  }

  // The header names a person's id and the values are another's: "nino" above social security numbers.
  bool by_other_id(Column& column, const Profile& profile, std::size_t named, bool strong = true) {
    (void)profile;
    std::size_t best = std::size(id_types);
    float best_score = 0;
    for (std::size_t index = 0; index < std::size(id_types); ++index) {
      const IdType& id = id_types[index];
      if (index == named || !id.person || !knowledge_.ids[index].known || knowledge_.validators[index] == nullptr)
        continue;
      if (named < std::size(id_types) && !id_types[named].person) continue;
      if (id.power <= 0.1F) continue;
      // One letter and nine digits are an insurer's number in many countries: one in ten passes the check by chance.
      if (!strong && id.type == "de_health_insurance") continue;
      std::size_t fits = 0;
      for (std::size_t size = id.compact_min; size <= id.compact_max && size < profile.compact.size(); ++size) {
        fits += id.digits_only ? profile.compact_digits[size] : profile.compact[size];
      }
      if (share(fits, profile.count) < 0.7F) continue;
      const PassRate rate = pass_rate(id, *knowledge_.validators[index], false);
      if (rate.valid < 0.8F) continue;
      // Three, two and four digits between dashes: no other id is written so.
      bool dashed = id.type == "us_ssn";
      for (const std::string_view cell : tested_) {
        dashed = dashed && cell.size() == 11 && cell[3] == cell[6] && !is_digit(cell[3]);
      }
      const float score = dashed ? 9.0F : std::min(id.power, 6.0F);
      if (score > best_score && score >= 2.0F) {
        best_score = score;
        best = index;
      }
    }
    if (best == std::size(id_types)) return false;
    if (!strong && best_score < 3.0F) return false;
    set_id(column, best, strong ? 0.85F : 0.75F, "header of a person's id; the values are valid as this one");
    return true;
  }

  // Beside persons and without a header: dates that differ, from many years, all of them of grown people and none of
  // recent times, as hirings and orders are. By years, not by the clock: the same evidence, the same findings.
  bool reads_as_births(const Profile& profile) const {
    constexpr int first_year = 1925;
    constexpr int last_year = 2006;
    if (!has_person_ || profile.count < 3 || profile.distinct * 10 < profile.count * 9) return false;
    int least = last_year;
    int most = first_year;
    int sum = 0;
    for (const std::string_view cell : tested_) {
      int year = 0;
      for (std::size_t at = 0; at + 4 <= cell.size() && year == 0; ++at) {
        if (!is_year(cell.substr(at, 4)) || (at > 0 && is_digit(cell[at - 1]))) continue;
        if (at + 4 < cell.size() && is_digit(cell[at + 4]) && at != 0) continue;
        year = (cell[at] - '0') * 1000 + (cell[at + 1] - '0') * 100 + (cell[at + 2] - '0') * 10 + (cell[at + 3] - '0');
      }
      if (year < first_year || year > last_year) return false;
      least = std::min(least, year);
      most = std::max(most, year);
      sum += year;
    }
    const auto count = static_cast<int>(tested_.size());
    return most - least >= 5 && sum / count <= 1990 && most - least <= 75;
  }

  static std::string_view date_part(std::string_view cell) {
    // "1970-01-31 00:00:00", "1970-01-31T00:00:00Z"
    if (cell.size() > 10 && (cell[10] == ' ' || cell[10] == 'T') && is_digit(cell[0])) return cell.substr(0, 10);
    const std::size_t blank = cell.find(" 00:00");
    if (blank != std::string_view::npos) return cell.substr(0, blank);
    const std::size_t midnight = cell.find(" 12:00:00 AM");
    return midnight != std::string_view::npos ? cell.substr(0, midnight) : cell;
  }

  bool by_pay(Column& column, const Profile& profile, bool strong) {
    std::size_t amounts = 0;
    std::size_t in_range = 0;
    for (const std::string_view cell : tested_) {
      double amount = 0;
      if (!parse_amount(cell, amount)) continue;
      ++amounts;
      in_range += amount == 0 || (amount >= 5 && amount <= 1e8) ? 1 : 0;
    }
    const float rate = share(amounts, profile.count);
    if (rate < 0.6F || share(in_range, amounts) < 0.8F) return false;
    if (!strong && !has_person_) return false;
    column.pay_currency = currency_in(column.header);
    column.pay_period = period_in(column.header);
    set(column, Kind::salary, knowledge_.salary, "salary", strong ? (has_person_ || form_ ? 0.95F : 0.85F) : 0.6F,
        std::string(strong ? "header of pay" : "header may mean pay, beside persons") + "; " + percent(rate) +
            " of the values are amounts in a pay range");
    return true;
  }

  bool by_password(Column& column, const Profile& profile, bool strong) {
    std::size_t hashes = 0;
    std::size_t sentences = 0;
    std::size_t plain = 0;
    for (const std::string_view cell : tested_) {
      hashes += looks_like_hash(cell) || is_hex_digest(cell) ? 1 : 0;
      sentences += std::count(cell.begin(), cell.end(), ' ') > 3 || cell.size() > 72 ? 1 : 0;
      const CellShape shape = shape_of(cell);
      plain += cell.size() >= 4 && shape.letters > 0 && (shape.digits > 0 || shape.others > 0) ? 1 : 0;
      if (equals_ignoring_case(cell, "yes") || equals_ignoring_case(cell, "no") || equals_ignoring_case(cell, "true") ||
          equals_ignoring_case(cell, "false") || equals_ignoring_case(cell, "pass") ||
          equals_ignoring_case(cell, "fail")) {
        return false;
      }
    }
    if (share(hashes, profile.count) >= 0.7F) {
      set(column, Kind::password_hash, knowledge_.password_hash, "password_hash", 0.95F,
          "header of passwords; the values are hashes");
      return column.kind != Kind::text;
    }
    if (share(sentences, profile.count) > 0.3F) return false;
    if (profile.count >= 10 && profile.distinct <= 3) return false;
    if (!strong && share(plain, profile.count) < 0.4F) return false;
    set(column, Kind::password, knowledge_.password, "password", strong ? 0.92F : 0.65F, "header of passwords");
    return true;
  }

  static bool is_of_members(std::string_view header) {
    const std::string words = " " + header_words(header) + " ";
    return words.find(" member ") != std::string::npos || words.find(" subscriber ") != std::string::npos ||
           words.find(" policy ") != std::string::npos || words.find(" enrollee ") != std::string::npos;
  }

  // Nine digits that no social security number has (area 000, 666 or 9xx, group 00, serial 0000) are one in nine of
  // those at random and a slip of typing among real ones: how many bits the column loses by them. What fills an empty
  // field
  // ("999999999") says nothing.
  float lost_by_invalid_ssns(const Validator& validator) const {
    constexpr float bits_a_valid = 0.15F;    // log2(0.99 / 0.89)
    constexpr float bits_an_invalid = 3.5F;  // log2(0.11 / 0.01)
    constexpr float lost_most = 6.0F;
    float balance = 0;
    bool any = false;
    for (const std::string_view cell : tested_) {
      const bool valid = validator.check(cell) != Validity::invalid;
      if (!valid && cell.find_first_not_of(cell.front()) == std::string_view::npos) continue;
      any = any || !valid;
      balance += valid ? bits_a_valid : -bits_an_invalid;
    }
    return any ? std::clamp(-balance, 0.0F, lost_most) : 0.0F;
  }

  // A header of words that no list knows, of which none is of numbers of persons ("Meter reading", "badge", "lectura"):
  // it names something, and no social security number. "field7", "col3", "X" name nothing.
  static bool names_something_else(std::string_view header) {
    const std::string words = header_words(header);
    bool names = false;
    for (const std::string_view word : split(words, ' ')) {
      for (const std::string_view start :
           {"soc", "sec", "ss", "tax", "gov", "id", "nat", "pers", "tin", "empl", "fed"}) {
        if (word.starts_with(start)) return false;
      }
      constexpr std::string_view opaque[] = {"field", "fld",   "column", "col",     "colonne", "spalte",
                                             "campo", "value", "values", "val",     "data",    "info",
                                             "attr",  "text",  "number", "num",     "nbr",     "key",
                                             "code",  "var",   "string", "unnamed", "item",    "other"};
      names = names || (word.size() >= 3 && std::none_of(word.begin(), word.end(), is_digit) &&
                        std::find(std::begin(opaque), std::end(opaque), word) == std::end(opaque));
    }
    return names;
  }

  void by_values(Column& column, const Profile& profile, const HeaderMeaning& meaning) {
    const Knowledge& know = knowledge_;
    const bool other = meaning.count > 0 && meaning.readings[0].name == know.other && meaning.readings[0].strong;
    const bool weak_other = meaning.count > 0 && meaning.readings[0].name == know.other && !meaning.readings[0].strong;
    const bool foreign = meaning.count > 0 && meaning.readings[0].strong && !other;  // Names another type.
    // Password hashes by their own mark.
    std::size_t hashes = 0;
    for (const std::string_view cell : tested_) hashes += looks_like_hash(cell) && cell.size() >= 20 ? 1 : 0;
    if (share(hashes, profile.count) >= 0.8F) {
      set(column, Kind::password_hash, know.password_hash, "password_hash", 0.95F, "the values are marked as hashes");
      if (column.kind != Kind::text) return;
    }
    std::size_t best = std::size(id_types);
    float best_bits = 0;
    PassRate best_rate;
    for (std::size_t index = 0; index < std::size(id_types); ++index) {
      const IdType& id = id_types[index];
      if (!know.ids[index].known || know.validators[index] == nullptr) continue;
      const bool ssn = id.type == "us_ssn";
      if (id.power < 2.5F && !ssn) continue;
      if (id.type == "de_health_insurance" && is_of_members(column.header)) continue;
      if (id.type == "email_address" && profile.at_signs * 10 < profile.count * 8) continue;
      std::size_t fits = 0;
      for (std::size_t size = id.compact_min; size <= id.compact_max && size < profile.compact.size(); ++size) {
        fits += id.digits_only ? profile.compact_digits[size] : profile.compact[size];
      }
      if (share(fits, profile.count) < 0.8F) continue;
      const PassRate rate = pass_rate(id, *know.validators[index], false);
      // One value in ten passes a check digit: where few of many do, they are what the others are.
      if (tested_.size() >= chance_cells_min && rate.valid < chance_share && !ssn) column.chance.set(index);
      if (rate.valid < 0.8F) continue;
      float bits = 0;
      const auto passes = static_cast<float>(std::min<std::size_t>(std::min(rate.passed, profile.distinct), 12));
      if (ssn) {
        // No check digit: only its dashes, or that nothing else explains nine digits beside persons.
        bool dashed = true;
        for (const std::string_view cell : tested_)
          dashed = dashed && cell.size() == 11 && !is_digit(cell[3]) && !is_digit(cell[6]);
        if (rate.valid < 0.9F || profile.ascending) continue;
        bits = dashed ? 9.0F + std::min(passes, 4.0F) : (has_person_ || near_staff_ ? 9.3F : 8.3F);
        if (!dashed && profile.distinct * 10 < profile.count * 9) continue;
        if (!dashed && profile.count < 2) continue;
        if (dashed && has_person_) bits += 1.0F;
        if (!dashed) {
          constexpr float lost_by_header = 1.5F;
          bits -= lost_by_invalid_ssns(*know.validators[index]);
          if (!meaning.blank && meaning.count == 0 && names_something_else(column.header)) bits -= lost_by_header;
        }
      } else {
        bits = passes * id.power;
        if (rate.valid < 0.95F) bits *= 0.7F;
        // A checksum that was not there to look at (a NIR without its key) confirms nothing.
        const bool shape_alone = id.type == "uk_nino" || id.type == "us_itin" || id.type == "us_mbi" ||
                                 id.type == "email_address" || id.type == "ip_address" || id.type == "mac_address" ||
                                 id.type == "bic" || id.type == "in_pan" || id.type == "uk_driving_licence";
        if (!shape_alone && rate.checked < rate.valid * 0.5F) bits *= 0.1F;
        if (profile.ascending && id.power < 5.0F) continue;
      }
      if (bits > best_bits) {
        best_bits = bits;
        best = index;
        best_rate = rate;
      }
    }
    if (best < std::size(id_types)) {
      const IdType& id = id_types[best];
      const bool contact = id.type == "email_address";
      float odds = best_bits - id_prior_bits;
      if (other) odds -= id.power >= 6.0F ? 6.0F : 12.0F;
      if (weak_other) odds -= 1.0F;
      if (foreign && !contact) odds -= id.power >= 6.0F ? 5.0F : 10.0F;
      if (contact) odds = std::max(odds, 2.0F);
      if (id.type == "ip_address" && other) odds -= 10.0F;
      if (id.type == "ip_address" && speaks_of_versions(column.header)) odds = -10.0F;  // However many rows.
      const float confidence = std::min(0.95F, 1.0F / (1.0F + std::exp2(-odds)));
      const std::string facts = percent(best_rate.valid) + " of " + std::to_string(profile.count) + " values are valid";
      if (confidence >= reported_min) {
        set_id(column, best, confidence,
               facts + (meaning.blank      ? ", no header"
                        : other || foreign ? ", though the header says otherwise"
                                           : ""));
        return;
      }
      if (other || foreign) {
        column.kind = Kind::refused;
        column.type = know.ids[best].type;
        column.rule = know.ids[best].rule;
        column.type_name = std::string(id.type);
        column.id = &id;
        column.validator = know.validators[best];
        column.confidence = best_rate.formatted > 0.5F ? 0.25F : 0.1F;
        column.why = "refused: " + facts + ", but the header says what it is";
        return;
      }
    }
    if (!other && !foreign && share(profile.phones_marked, profile.count) >= 0.9F && profile.count >= 2 &&
        profile.distinct * 2 >= profile.count) {
      set(column, Kind::phone, know.phone, "phone_number", profile.count >= 5 ? 0.85F : 0.7F,
          "the values are written as telephone numbers");
      column.plan = plan_of_values();
      return;
    }
    if (other && share(profile.numbers, profile.count) > 0.9F && profile.long_cells == 0) column.kind = Kind::skip;
  }

  void tell(const TableFinding& finding) {
    told_ = told_ || (finding.other == 0 && finding.confidence >= 0.5F);
    found_.finding(finding);
  }

  // The number of the row's person within the dump. Alone it tells nothing of anybody: only beside what does.
  void judge_key(std::uint64_t row, std::span<const Cell> cells) {
    constexpr std::size_t bytes_max = 40;
    if (!told_ || key_column_ >= cells.size()) return;
    const Cell& cell = cells[key_column_];
    const std::string_view value = trim(cell.text);
    if (is_blank_value(value) || value == "0" || value.size() > bytes_max) return;
    if (!std::ranges::all_of(value, [](char c) { return is_alnum(c) || c == '-' || c == '_'; })) return;
    TableFinding finding;
    finding.type = knowledge_.record.type;
    finding.rule = knowledge_.record.rule;
    finding.confidence = 0.95F;
    finding.begin = static_cast<std::size_t>(value.data() - cell.text.data());
    finding.end = finding.begin + value.size();
    finding.value = value;
    canonical_ = std::string(key_of_) + " " + to_lower_ascii(value);
    finding.canonical = canonical_;
    finding.row = row;
    finding.column = static_cast<std::uint32_t>(key_column_ + 1);
    finding.cell_offset_bytes = cell.offset_bytes;
    found_.finding(finding);
  }

  void emit(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value,
            float confidence, std::string_view canonical) {
    TableFinding finding;
    finding.type = column.type;
    finding.rule = column.rule;
    finding.confidence = confidence == column.confidence ? column.worth : worth(column.type, confidence);
    finding.begin = static_cast<std::size_t>(value.data() - cell.text.data());
    finding.end = finding.begin + value.size();
    finding.value = value;
    finding.canonical = canonical;
    finding.mention = form_ ? 1 : 0;
    finding.other = column.other;
    finding.row = row;
    finding.column = static_cast<std::uint32_t>(index + 1);
    finding.cell_offset_bytes = cell.offset_bytes;
    tell(finding);
  }

  float worth(TypeId type, float raw) const { return calibration_ != nullptr ? (*calibration_)(type, raw) : raw; }

  // An address: it lies in the cell of `value`, and reads as all its columns together.
  void emit_joined(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value,
                   float confidence) {
    TableFinding finding;
    finding.type = column.type;
    finding.rule = column.rule;
    finding.confidence = confidence == column.confidence ? column.worth : worth(column.type, confidence);
    finding.begin = static_cast<std::size_t>(value.data() - cell.text.data());
    finding.end = finding.begin + value.size();
    finding.value = address_;
    finding.canonical = canonical_;
    finding.mention = form_ ? 1 : 0;
    finding.other = joint_ != 0 ? joint_ : column.other;
    finding.row = row;
    finding.column = static_cast<std::uint32_t>(index + 1);
    finding.cell_offset_bytes = cell.offset_bytes;
    tell(finding);
  }

  void judge_residence(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                       std::span<const Cell> cells) {
    const std::string_view value = trim(cell.text);
    if (is_blank_value(value) || value.size() > 60) return;
    std::array<std::size_t, 6> parts;
    parts.fill(columns_.size());
    for (const std::size_t part : part_columns_) {
      std::size_t& slot = parts[static_cast<std::size_t>(columns_[part].part)];
      if (slot == columns_.size()) slot = part;
    }
    join_address({}, parts, cells, address_);
    // A state that stands alone needs its country to be understood.
    write_canonical_address(address_, canonical_);
    name_country(parts, cells);
    emit_joined(column, row, index, cell, value, column.confidence);
  }
  // In the canonical address the country is told where its column abbreviates it ("AT"), and where a column of states
  // of the United States tells it: "Sacramento, CA" may be elsewhere, with a ZIP code it is not.
  void name_country(const std::array<std::size_t, 6>& parts, std::span<const Cell> cells) {
    const auto cell_of = [&](Part part) {
      const std::size_t index = parts[static_cast<std::size_t>(part)];
      const std::string_view text = index < cells.size() ? trimmed(cells[index].text) : std::string_view();
      return is_blank_value(text) ? std::string_view() : text;
    };
    const std::string_view country = cell_of(Part::country);
    if (country.size() == 2) {
      const std::string_view name = name_of_country(country);
      const bool last = canonical_.size() == 2 || (canonical_.size() > 3 && canonical_[canonical_.size() - 3] == ' ');
      if (!name.empty() && last) canonical_.replace(canonical_.size() - 2, 2, name);
    } else if (country.empty() && us_states_ && cell_of(Part::postcode).empty() && is_us_state(cell_of(Part::state))) {
      canonical_ += " usa";
    }
  }

  // A cell that no column's type covers, under its header as label.
  // `named`: by a cell of its row.
  void read_text(std::uint64_t row, std::size_t index, const Cell& cell, std::string_view header, bool named = false) {
    if (!named && !worth_reading(cell.text)) return;
    // Departments, sites and states repeat: a value in which nothing was found is not read again under the same header.
    const bool repeats = cell.text.size() <= 64 && index < memory_columns_max;
    std::uint64_t hash = 0;
    if (repeats) {
      if (empty_values_.size() <= index) empty_values_.resize(index + 1);
      hash = value_hash(cell.text);
      if (named) hash = (hash ^ value_hash(header) * 31) | 1U;
      if (empty_values_[index][hash % memory_slots] == hash) return;
    }
    found_here_ = false;
    text_.clear();
    if (!header.empty() && header.size() <= 100 && cell.text.size() <= 4096) {
      text_.append(header);
      text_.append(": ");
    }
    cut_ = text_.size();
    Passage passage;
    if (cut_ == 0) {
      passage = Passage::whole(cell.text, "");
    } else {
      text_.append(cell.text);
      passage = Passage::whole(text_, "");
      passage.owned_begin = cut_;
    }
    current_ = TableFinding{};
    current_.row = row;
    current_.column = static_cast<std::uint32_t>(index + 1);
    current_.cell_offset_bytes = cell.offset_bytes;
    engine_.detect(passage, scratch_, *this);
    if (repeats && !found_here_) empty_values_[index][hash % memory_slots] = hash;
  }
  bool passes_by_chance(const Column& column, TypeId type) const {
    for (std::size_t index = 0; index < std::size(id_types); ++index) {
      if (column.chance[index] && knowledge_.ids[index].type == type) return true;
    }
    return false;
  }
  static std::uint64_t value_hash(std::string_view text) {
    std::uint64_t hash = 0x9E3779B97F4A7C15ULL ^ text.size();
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, text.data() + at, 8);
      hash = (hash ^ bytes) * 0xFF51AFD7ED558CCDULL;
      hash ^= hash >> 32;
    }
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, text.size() - at);
    hash = (hash ^ bytes) * 0xFF51AFD7ED558CCDULL;
    hash ^= hash >> 29;
    return hash | 1U;
  }
  void finding(const Finding& finding) override {
    if (finding.begin < cut_) return;
    found_here_ = true;
    const TableFinding kept = current_;
    static_cast<Finding&>(current_) = finding;
    current_.begin -= cut_;
    current_.end -= cut_;
    current_.mention = form_ ? 1 : 0;
    current_.other = other_;
    const std::size_t column = current_.column - 1;
    if (finding.type == knowledge_.person.type && column < columns_.size() && columns_[column].nameless)
      current_.confidence = std::min(current_.confidence, 0.3F);
    if (column < columns_.size() && columns_[column].chance.any() && passes_by_chance(columns_[column], finding.type))
      current_.confidence = std::min(current_.confidence, band_confidence(Band::low));
    // A census counts religions and origins: only beside persons are they somebody's.
    if (finding.type == knowledge_.special_category.type && !beside_persons())
      current_.confidence = std::min(current_.confidence, 0.4F);
    tell(current_);
    current_ = kept;
  }

  // Title rows above the header, and values that stand in the header row itself.
  void judge_title(std::uint64_t row, std::span<const Cell> cells, bool header) {
    for (std::size_t index = 0; index < cells.size(); ++index) {
      if (cells[index].text.empty() || (header && !is_value(trim(cells[index].text)))) continue;
      read_text(row, index, cells[index], {});
    }
  }

  void judge(std::uint64_t row, std::span<const Cell> cells) {
    if (form_) {
      judge_form(row, cells);
      return;
    }
    name_canonical_.clear();
    joint_last_ = 0;
    told_ = false;
    for (std::size_t index = 0; index < cells.size(); ++index) {
      const Cell& cell = cells[index];
      if (cell.text.empty()) continue;
      if (index >= columns_.size()) {
        other_ = 0;
        read_text(row, index, cell, {});
        continue;
      }
      other_ = columns_[index].other;
      if (nameless_ != nullptr && columns_[index].nameless) nameless_->no_name(cell.offset_bytes, cell.text.size());
      judge_cell(columns_[index], row, index, cell, cells);
    }
    if (joint_last_ != 0) judge_shared(row, cells);
    if (!key_of_.empty()) judge_key(row, cells);
  }

  // Those who are named together live together: the row's address is each one's. A mailbox or an account stays the
  // first's, for it cannot be told whose it is.
  void judge_shared(std::uint64_t row, std::span<const Cell> cells) {
    for (joint_ = other_joint; joint_ <= joint_last_; joint_ = static_cast<std::uint8_t>(joint_ + 2)) {
      bool street = false;
      for (const std::size_t index : street_columns_) {
        if (index >= cells.size() || columns_[index].other != 0) continue;
        const std::string_view value = trimmed(cells[index].text);
        const CellShape shape = shape_of(value);
        if (is_blank_value(value) || shape.at_sign || shape.letters == 0) continue;
        judge_street(columns_[index], row, index, cells[index], value, cells);
        street = true;
      }
      const std::size_t place = residence_ < cells.size() ? residence_ : street ? SIZE_MAX : left_over_;
      if (place < std::min(cells.size(), columns_.size()) && columns_[place].kind == Kind::address_part) {
        judge_residence(place == residence_ ? columns_[place] : left_over_column_, row, place, cells[place], cells);
      }
    }
    joint_ = 0;
  }

  // "John and Mary Smith": each is told, the others as persons of their own. False where the cell names one.
  bool judge_joint(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value,
                   std::string_view surname = {}) {
    if (column.other != 0 || joint_last_ != 0 || !may_be_joint(value)) return false;
    std::vector<JointName> names =
        surname.empty() ? joint_names(value, knowledge_.names) : joint_given_names(value, knowledge_.names);
    const std::size_t first_begin = static_cast<std::size_t>(value.data() - cell.text.data());
    for (std::size_t at = 0; at < names.size(); ++at) {
      JointName& name = names[at];
      if (!surname.empty()) {
        name.name += " " + std::string(surname);
        name.canonical = canonical_name(name.name);
        // The first one's cells are the row's own, as where one is named.
        if (at == 0) name_canonical_ = name.canonical;
      }
      TableFinding finding;
      finding.type = column.type;
      finding.rule = column.rule;
      finding.confidence = column.worth;
      finding.begin = first_begin + name.begin;
      finding.end = first_begin + name.end;
      finding.value = name.name;
      finding.canonical = name.canonical;
      finding.mention = form_ ? 1 : 0;
      finding.other = static_cast<std::uint8_t>(at == 0 ? 0 : other_joint + 2 * (at - 1));
      finding.row = row;
      finding.column = static_cast<std::uint32_t>(index + 1);
      finding.cell_offset_bytes = cell.offset_bytes;
      tell(finding);
      joint_last_ = finding.other;
    }
    return !names.empty();
  }

  void judge_form(std::uint64_t row, std::span<const Cell> cells) {
    const std::size_t at = form_row_;
    static const Column none;
    const Column& column = at < form_columns_.size() ? form_columns_[at] : none;
    for (std::size_t index = 1; index < cells.size(); ++index) {
      if (trim(cells[index].text).empty()) continue;
      other_ = column.other;
      judge_cell(column, row, index, cells[index], cells);
      if (joint_last_ == 0 || column.kind != Kind::street || column.other != 0) continue;
      for (joint_ = other_joint; joint_ <= joint_last_; joint_ = static_cast<std::uint8_t>(joint_ + 2)) {
        judge_cell(column, row, index, cells[index], cells);
      }
      joint_ = 0;
    }
  }

  // Whether a short cell of a column of numbers, dates or parts of names is more than those: an address of mail, an id
  // with its signs or behind its label.
  bool stands_out(std::string_view text) const {
    const CellShape shape = shape_of(text);
    if (shape.at_sign) return true;
    if (shape.digits < 7 || (shape.letters < 2 && (shape.digits < 9 || shape.separators < 2))) return false;
    return knowledge_.date_check == nullptr || knowledge_.date_check->check(date_part(text)) == Validity::invalid;
  }

  void judge_cell(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                  std::span<const Cell> cells) {
    if (index == residence_ && column.kind == Kind::address_part) {
      judge_residence(column, row, index, cell, cells);
      return;
    }
    if (index == left_over_ && column.kind == Kind::address_part &&
        std::ranges::all_of(street_columns_, [&cells](std::size_t street) {
          return street >= cells.size() || is_blank_value(trim(cells[street].text));
        })) {
      judge_residence(left_over_column_, row, index, cell, cells);
      return;
    }
    if ((column.kind == Kind::text || column.kind == Kind::skip) && read_pair(column, row, index, cell, cells)) return;
    if (column.kind == Kind::skip || column.kind == Kind::address_part) {
      // What does not look like the rest of the column is read all the same.
      if (cell.text.size() > 30 || stands_out(cell.text)) read_text(row, index, cell, column.header);
      return;
    }
    if (column.kind == Kind::text) {
      read_text(row, index, cell, column.header);
      return;
    }
    const std::string_view value = trimmed(cell.text);
    if (value.size() > typed_cell_bytes_max) {
      read_text(row, index, cell, column.header);
      return;
    }
    if (is_blank_value(value)) return;
    switch (column.kind) {
      case Kind::id: judge_id(column, row, index, cell, value); break;
      case Kind::refused:
        if (column.confidence >= 0.2F && column.validator->check(value) != Validity::invalid) {
          canonical_ = column.validator->canonical(value);
          emit(column, row, index, cell, value, column.confidence, canonical_);
        }
        break;
      case Kind::phone: judge_phone(column, row, index, cell, value, cells); break;
      case Kind::person:
      case Kind::first_name:
      case Kind::last_name: judge_name(column, row, index, cell, value, cells); break;
      case Kind::street: judge_street(column, row, index, cell, value, cells); break;
      case Kind::birth_date: {
        const std::string_view date = date_part(value);
        const bool valid = knowledge_.birth_check->check(date) != Validity::invalid;
        if (valid) {
          canonical_ = knowledge_.birth_check->canonical(date);
        } else {
          canonical_.assign(value);
        }
        if (valid || shape_of(value).digits >= 4)
          emit(column, row, index, cell, value, valid ? column.confidence : 0.3F, canonical_);
        break;
      }
      case Kind::salary: {
        double amount = 0;
        if (!parse_amount(value, amount) || amount == 0) break;
        // The currency stands in the cell or in the header ("Salaire brut mensuel (EUR)"), the period in the header.
        const bool plain = value.find_first_not_of("0123456789., '-") == std::string_view::npos;
        Pay pay{amount, plain ? std::string_view() : currency_in(value), column.pay_period};
        if (pay.currency.empty()) pay.currency = column.pay_currency;
        emit(column, row, index, cell, value, amount >= 5 && amount <= 1e8 ? column.confidence : 0.3F,
             canonical_pay(pay));
        break;
      }
      case Kind::password: {
        const bool masked = value.find_first_not_of("*x.\xE2\x80\xA2") == std::string_view::npos;
        if (!masked) emit(column, row, index, cell, value, value.size() >= 3 ? column.confidence : 0.3F, value);
        break;
      }
      case Kind::password_hash:
        emit(column, row, index, cell, value,
             looks_like_hash(value) || is_hex_digest(value) ? column.confidence : (value.size() >= 13 ? 0.6F : 0.3F),
             value);
        break;
      case Kind::sensitive: {
        // "No", "0", "none": that there is nothing.
        bool nothing = shape_of(value).letters == 0 && shape_of(value).digits < 2;
        for (const std::string_view word :
             {"no", "none", "non", "nein", "n", "false", "nothing", "aucun", "keine", "ninguno"})
          nothing = nothing || equals_ignoring_case(value, word);
        if (!nothing) emit(column, row, index, cell, value, column.confidence, value);
        break;
      }
      case Kind::secret:
        emit(column, row, index, cell, value, value.size() >= 12 ? column.confidence : 0.3F, value);
        break;
      default: break;
    }
  }

  // As judge_id(), without taking it apart as a number.
  void judge_email(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                   std::string_view value) {
    Validity validity = column.validator->check(value);
    if (validity == Validity::invalid) {
      read_text(row, index, cell, column.header);
      return;
    }
    if (is_repeated_digit(value)) validity = Validity::sample;
    canonical_.assign(value);
    for (char& c : canonical_) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    emit(column, row, index, cell, value,
         validity == Validity::sample ? std::min(column.confidence, 0.4F) : column.confidence, canonical_);
  }

  void judge_id(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value) {
    if (column.is_email) {
      judge_email(column, row, index, cell, value);
      return;
    }
    std::string_view asked = value;
    if (column.pad_to_nine && value.size() < 9 && value.size() >= 7) {
      const CellShape shape = shape_of(value);
      if (shape.others == 0 && shape.letters == 0) {
        padded_.assign(9 - value.size(), '0');
        padded_.append(value);
        asked = padded_;
      }
    }
    const ReadOnce read_once(asked);
    Validity validity = column.validator->check(asked);
    if (validity != Validity::invalid && is_repeated_digit(asked)) validity = Validity::sample;
    float confidence = column.confidence;
    if (validity == Validity::invalid) {
      // Told, but low: a typing error, or something else in the wrong column. Words are neither.
      const CellShape shape = shape_of(value);
      const std::size_t compact = shape.digits + shape.letters;
      if (column.id->type == "email_address" || column.id->type == "ip_address") {
        read_text(row, index, cell, column.header);
        return;
      }
      if (shape.digits < 4 || compact + 2 < column.id->compact_min ||
          compact > std::size_t{column.id->compact_max} + 2) {
        read_text(row, index, cell, column.header);
        return;
      }
      emit(column, row, index, cell, value, std::min(0.3F, confidence), value);
      return;
    }
    if (validity == Validity::sample && column.id->type != "ip_address") confidence = std::min(confidence, 0.4F);
    canonical_ = column.validator->canonical(asked);
    emit(column, row, index, cell, value, confidence, canonical_);
  }

  // The digits of a telephone number up to an extension. False: it is not written as one (as phone_shape() says).
  static bool read_phone(std::string_view value, std::array<char, 33>& digits, std::size_t& count) {
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

  // "+33612345678" from what a cell holds: an international number as it is, a national one by the plan; digits alone
  // where neither says more.
  static void write_e164(std::string_view digits, bool international, const PhonePlan* plan, std::string& out) {
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

  // Whether the digits are written as at home: with the prefix that is dialled there. Sheets lose a zero, so a number
  // whose plan has one length may lack it.
  static bool written_at_home(std::string_view cell, const PhonePlan& plan) {
    if (plan.trunk != "0" || plan.least == plan.most) return true;
    const std::size_t first = cell.find_first_of("0123456789");
    return first != std::string_view::npos && cell[first] == '0';
  }

  // The plan by which most of the sample's national numbers are valid; null where none fits, or all are international.
  const PhonePlan* plan_of_values() const {
    constexpr std::size_t asked_max = 12;
    const PhonePlan* best = nullptr;
    std::size_t best_valid = 0;
    std::string number;
    for (const PhonePlan& plan : phone_plans) {
      std::size_t valid = 0;
      std::size_t asked = 0;
      for (const std::string_view cell : tested_) {
        if (cell.front() == '+' || cell.starts_with("00") || !phone_shape(cell, shape_of(cell))) continue;
        if (++asked > asked_max) break;
        valid += written_at_home(cell, plan) && valid_phone(cell, plan.region.data(), number) ? 1 : 0;
      }
      if (asked == 0) return nullptr;
      if (valid > best_valid && valid * 5 >= std::min(asked, asked_max) * 3) {
        best_valid = valid;
        best = &plan;
        if (valid >= std::min(asked, asked_max)) break;
      }
    }
    return best;
  }

  void judge_phone(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value,
                   std::span<const Cell> cells) {
    std::array<char, 33> digits;
    std::size_t count = 0;
    if (!read_phone(value, digits, count)) {
      read_text(row, index, cell, column.header);
      return;
    }
    const PhonePlan* plan = column.plan;
    if (country_column_ < cells.size() && value.front() != '+') {
      const std::string_view country = trimmed(cells[country_column_].text);
      if (country != phone_country_) {
        phone_country_.assign(country);
        row_plan_ = plan_of_country(country);
      }
      if (row_plan_ != nullptr) plan = row_plan_;
    }
    write_e164({digits.data(), count}, value.front() == '+', plan, canonical_);
    const char last = canonical_.empty() ? '+' : canonical_.back();
    bool alike = canonical_.size() < 2 || canonical_[canonical_.size() - 2] == last;
    if (alike)
      alike = std::all_of(canonical_.begin(), canonical_.end(), [last](char c) { return c == last || c == '+'; });
    emit(column, row, index, cell, value, alike ? 0.2F : column.confidence, canonical_);
  }

  // As canonical_name(), into a string that is kept: a name without comma, of ASCII letters and single blanks, at once.
  static void write_canonical_name(std::string_view name, std::string& canonical) {
    canonical.resize(name.size());
    char* out = canonical.data();
    for (const char c : name) {
      if (is_alpha(c)) {
        *out++ = static_cast<char>(c | 0x20);
      } else if (c == '-' || (c == ' ' && out != canonical.data() && out[-1] != ' ')) {
        *out++ = c;
      } else {
        canonical = canonical_name(name);
        return;
      }
    }
    canonical.resize(static_cast<std::size_t>(out - canonical.data()));
  }

  // As canonical_address(), into a string that is kept. Its signs are folded one by one, so what is ASCII is done here
  // and only runs of other letters are asked for.
  static void write_canonical_address(std::string_view address, std::string& canonical) {
    canonical.resize(address.size());
    std::size_t size = 0;
    for (std::size_t at = 0; at < address.size();) {
      const auto byte = static_cast<unsigned char>(address[at]);
      if (byte < 0x80) [[likely]] {
        const char c = address_bytes[byte];
        canonical[size] = c;
        size += c == '\0' || (c == ' ' && (size == 0 || canonical[size - 1] == ' ')) ? 0 : 1;
        ++at;
        continue;
      }
      std::size_t end = at + 1;
      while (end < address.size() && static_cast<unsigned char>(address[end]) >= 0x80) ++end;
      const std::string folded = canonical_address(address.substr(at, end - at));
      // It may have grown: an "ß" is two letters.
      if (size + folded.size() + (address.size() - end) > canonical.size())
        canonical.resize(size + folded.size() + (address.size() - end));
      canonical.replace(size, folded.size(), folded);
      size += folded.size();
      at = end;
    }
    while (size > 0 && canonical[size - 1] == ' ') --size;
    canonical.resize(size);
  }

  void judge_name(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value,
                  std::span<const Cell> cells) {
    std::size_t letters = 0;  // Of ASCII letters, blanks and dashes alone there is nothing more to know.
    for (const char c : value) letters += name_bytes[static_cast<unsigned char>(c)];
    CellShape shape;
    shape.letters = static_cast<std::uint32_t>(letters & 0xFFFF);
    if (letters >> 16 != 0 || value.size() > 120) shape = shape_of(value);
    if (shape.at_sign || shape.digits > 2 || value.size() > 120 || shape.letters < 1) {
      read_text(row, index, cell, column.header);
      return;
    }
    if (column.kind == Kind::person || !column.part_of_name) {
      if (judge_joint(column, row, index, cell, value)) return;
      write_canonical_name(value, canonical_);
      emit(column, row, index, cell, value, column.confidence, canonical_);
      return;
    }
    // The parts of one name: both cells share the canonical form of the whole, given names first.
    std::string& whole = column.other == 0 ? name_canonical_ : other_canonical_;
    if (column.kind == Kind::first_name && column.other == 0 && may_be_joint(value)) {
      for (const std::size_t part : name_columns_) {
        if (part >= cells.size() || columns_[part].kind != Kind::last_name || columns_[part].other != 0) continue;
        const std::string_view surname = trimmed(cells[part].text);
        if (is_blank_value(surname)) continue;
        if (judge_joint(column, row, index, cell, value, surname)) return;
        break;
      }
    }
    if (whole.empty() || column.other != 0) {
      whole.clear();
      surname_canonical_.clear();
      std::string& surname = surname_canonical_;
      for (const std::size_t part : name_columns_) {
        if (part >= cells.size() || columns_[part].other != column.other) continue;
        const std::string_view text = trimmed(cells[part].text);
        if (is_blank_value(text)) continue;
        std::string& target = columns_[part].kind == Kind::first_name ? whole : surname;
        if (!target.empty()) continue;  // A second surname column: not of this name.
        if (&target == &whole && column.other == 0 && may_be_joint(text)) {
          const std::vector<JointName> given = joint_given_names(text, knowledge_.names);
          write_canonical_name(given.empty() ? text : std::string_view(given.front().name), target);
          continue;
        }
        write_canonical_name(text, target);
      }
      if (!whole.empty() && !surname.empty() && column.other == 0) add_middle(cells, whole);
      if (!surname.empty()) {
        if (!whole.empty()) whole.push_back(' ');
        whole += surname;
      }
    }
    const float confidence = shape.letters < 2 ? std::min(0.5F, column.confidence) : column.confidence;
    emit(column, row, index, cell, value, confidence, whole);
  }

  // "Quentin" beside "Peter" and "Olson": the name is "peter quentin olson", as where it stands in one cell.
  void add_middle(std::span<const Cell> cells, std::string& whole) {
    constexpr std::size_t bytes_max = 40;
    for (const std::size_t part : middle_columns_) {
      if (part >= cells.size()) continue;
      const std::string_view text = trimmed(cells[part].text);
      if (is_blank_value(text) || text.size() > bytes_max) continue;
      const CellShape shape = shape_of(text);
      if (shape.letters == 0 || shape.digits != 0 || shape.at_sign) continue;
      write_canonical_name(text, canonical_);
      // "Peter Q" beside "Q" says it twice.
      if (canonical_.empty() || (" " + whole + " ").find(" " + canonical_ + " ") != std::string::npos) continue;
      whole.push_back(' ');
      whole += canonical_;
    }
  }

  void judge_street(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                    std::string_view value, std::span<const Cell> cells) {
    const CellShape shape = shape_of(value);
    if (shape.at_sign || shape.letters == 0) {
      read_text(row, index, cell, column.header);
      return;
    }
    join_address(value, column.parts, cells, address_);
    write_canonical_address(address_, canonical_);
    name_country(column.parts, cells);
    const bool bare = shape.digits == 0 && part_columns_.empty();
    emit_joined(column, row, index, cell, value, bare ? std::min(0.6F, column.confidence) : column.confidence);
  }

  static constexpr std::size_t columns_max = 16'384;
  static constexpr std::size_t memory_columns_max = 256;
  static constexpr std::size_t memory_slots = 256;

  const Knowledge& knowledge_;
  const Engine& engine_;
  std::vector<Cell> plain_;  // Of a row with guarded cells.
  Engine::Scratch& scratch_;
  TableFindingSink& found_;
  const Calibration* calibration_ = nullptr;
  NamelessCells* nameless_ = nullptr;
  std::vector<std::string> declared_;
  bool declared_header_ = false;
  std::size_t key_column_ = SIZE_MAX;
  std::string_view key_of_;  // Static.
  bool told_ = false;        // Something of the row in hand was told, and is its own person's.
  bool decided_ = false;
  bool form_ = false;
  bool form_has_person_ = false;
  bool has_person_ = false;
  bool near_health_ = false;
  bool near_insurance_ = false;
  bool near_login_ = false;   // A column whose header is that of logins;
  bool near_number_ = false;  // of numbers that each person has of their own: results of a laboratory name nobody.
  std::size_t form_row_ = 0;

  std::string bytes_;  // The sample's cells, one behind the other.
  std::vector<SampleCell> cells_;
  std::vector<SampleRow> rows_;
  std::vector<std::string> headers_;
  std::size_t header_from_ = 0;
  std::size_t data_from_ = 0;
  std::vector<std::string_view> tested_;

  std::vector<Column> columns_;
  std::vector<Column> form_columns_;
  std::vector<std::size_t> street_columns_, name_columns_, middle_columns_, part_columns_;
  std::size_t residence_ = SIZE_MAX;  // The column whose cells stand for where the row's person lives.
  std::size_t left_over_ = SIZE_MAX;  // The same, where a row has no street.
  Column left_over_column_;
  std::size_t country_column_ = SIZE_MAX;
  bool us_states_ = false;
  bool near_staff_ = false;  // A column of departments or staff numbers: the rows are persons, though unnamed.

  // Reused from cell to cell.
  std::string phone_country_;
  const PhonePlan* row_plan_ = nullptr;
  std::string text_, canonical_, padded_, address_, name_canonical_, surname_canonical_, other_canonical_;
  std::size_t cut_ = 0;
  std::uint8_t other_ = 0;       // Of the cell in hand: as TableFinding::other.
  std::uint8_t joint_ = 0;       // Whose the address in hand is, of those whom one cell names together; 0: the first's.
  std::uint8_t joint_last_ = 0;  // The last of them in the row; 0: there is one.
  TableFinding current_;
  bool found_here_ = false;
  // By column: hashes of cells in which the engine found nothing.
  std::vector<std::array<std::uint64_t, memory_slots>> empty_values_;
};

}  // namespace

TableTyper::TableTyper() : knowledge_(std::make_unique<Knowledge>()) {}
TableTyper::~TableTyper() = default;

Result<std::unique_ptr<TableTyper>> TableTyper::load(const std::string& data_dir, const Types& types,
                                                     const std::vector<RuleInfo>& rules, const NameLexicon* names) {
  std::unique_ptr<TableTyper> typer(new TableTyper());
  Knowledge& know = *typer->knowledge_;
  TRY_ASSIGN(know.headers, HeaderLexicon::load(data_dir));
  know.names = names;
  const auto reference = [&](std::string_view name) {
    Knowledge::TypeRef ref;
    ref.type = types.find(name);
    ref.known = ref.type < types.size();
    for (std::size_t index = 0; ref.known && index < rules.size(); ++index) {
      if (rules[index].type != ref.type) continue;
      ref.rule = static_cast<RuleId>(index);
      break;
    }
    return ref;
  };
  for (std::size_t index = 0; index < std::size(id_types); ++index) {
    know.ids[index] = reference(id_types[index].type);
    know.validators[index] = validator_by_name(id_types[index].validator);
  }
  know.phone = reference("phone_number");
  know.person = reference("person_name");
  know.address = reference("postal_address");
  know.residence = reference("residence");
  know.record = reference("record_id");
  know.health = reference("health");
  know.hr = reference("hr");
  know.special_category = reference("special_category");
  know.birth_date = reference("date_of_birth");
  know.salary = reference("salary");
  know.password = reference("password");
  know.password_hash = reference("password_hash");
  know.api_key = reference("api_key");
  know.token = reference("token");
  know.birth_check = validator_by_name("birth_date");
  know.date_check = validator_by_name("date");
  know.health_check = validator_by_name("health_word");
  know.special_check = validator_by_name("special_category");
  know.serial_check = validator_by_name("de_document_serial");
  const auto name = [&](std::string_view text) { return know.headers.find(text); };
  know.other = name("other");
  know.first_name = name("first_name");
  know.last_name = name("last_name");
  know.middle_name = name("middle_name");
  know.person_name = name("person_name");
  know.street = name("street");
  know.street2 = name("street2");
  know.city = name("city");
  know.state = name("state");
  know.postcode = name("postcode");
  know.country = name("country");
  know.phone_number = name("phone_number");
  know.date_of_birth = name("date_of_birth");
  know.salary_class = name("salary");
  know.password_class = name("password");
  know.hash_class = name("password_hash");
  know.api_key_class = name("api_key");
  know.token_class = name("token");
  know.national_id = name("national_id");
  know.health_class = name("health");
  know.hr_class = name("hr");
  know.special_class = name("special_category");
  know.id_of_class.assign(know.headers.size() + 1, -1);
  for (std::size_t index = 0; index < std::size(id_types); ++index) {
    const HeaderClass found = name(id_types[index].type);
    if (found < know.headers.size()) know.id_of_class[found] = static_cast<int>(index);
  }
  return typer;
}

std::unique_ptr<Engine::Table> TableTyper::table(const Engine& engine, const TableInfo& info, Engine::Scratch& scratch,
                                                 TableFindingSink& found, const Calibration* calibration,
                                                 NamelessCells* nameless) const {
  return std::make_unique<TypedTable>(*knowledge_, engine, info, scratch, found, calibration, nameless);
}

}  // namespace constat
