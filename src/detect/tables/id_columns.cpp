// Columns of ids: numbers of persons, accounts, companies and machines, told by their header and their checks.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "detect/headers.h"
#include "detect/tables/cell.h"
#include "detect/tables/column_rules.h"

namespace constat::tables {
namespace {

constexpr std::size_t chance_cells_min = 5;  // Of fewer values nothing is known of chance.
constexpr float chance_share = 0.3F;         // Less of a column's values pass a check by chance.
constexpr float lost_by_header = 1.5F;       // Bits, where a header that no list knows names something else.
constexpr float dashed_alone = 9.3F;         // Bits of three, two and four digits between dashes, no person beside.
constexpr float id_prior_bits =
    9.0F;  // Doubt before any value: how seldom a column is this id, and how many ids are tried.

struct PassRate {
  float valid = 0;      // Share that the validator accepts.
  float checked = 0;    // Share that a checksum confirms.
  float fits = 0;       // Share that has the length.
  float formatted = 0;  // Share with separators.
  std::size_t passed = 0;
};
PassRate pass_rate(std::span<const std::string_view> values, const IdType& id, const Validator& validator, bool pad) {
  PassRate rate;
  std::size_t valid = 0;
  std::size_t checked = 0;
  std::size_t fits = 0;
  std::size_t formatted = 0;
  std::string padded;
  for (const std::string_view cell : values) {
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
  rate.valid = share(valid, values.size());
  rate.checked = share(checked, values.size());
  rate.fits = share(fits, values.size());
  rate.formatted = share(formatted, values.size());
  rate.passed = valid;
  return rate;
}

// Versions of programs and the numbers of a MIB are written as addresses of machines are.
bool speaks_of_versions(std::string_view header) {
  const std::string words = header_words(header);
  for (const std::string_view word : split(words, ' ')) {
    for (const std::string_view version :
         {"version", "versions", "ver", "build", "release", "revision", "firmware", "oid", "patch", "versione"}) {
      if (word == version) return true;
    }
  }
  return false;
}

bool is_of_members(std::string_view header) {
  const std::string words = " " + header_words(header) + " ";
  return words.find(" member ") != std::string::npos || words.find(" subscriber ") != std::string::npos ||
         words.find(" policy ") != std::string::npos || words.find(" enrollee ") != std::string::npos;
}

// Nine digits that no social security number has (area 000, 666 or 9xx, group 00, serial 0000) are one in nine of
// those at random and a slip of typing among real ones: how many bits the column loses by them. What fills an empty
// field
// ("999999999") says nothing.
float lost_by_invalid_ssns(std::span<const std::string_view> values, const Validator& validator) {
  constexpr float bits_a_valid = 0.15F;    // log2(0.99 / 0.89)
  constexpr float bits_an_invalid = 3.5F;  // log2(0.11 / 0.01)
  constexpr float lost_most = 6.0F;
  float balance = 0;
  bool any = false;
  for (const std::string_view cell : values) {
    const bool valid = validator.check(cell) != Validity::invalid;
    if (!valid && cell.find_first_not_of(cell.front()) == std::string_view::npos) continue;
    any = any || !valid;
    balance += valid ? bits_a_valid : -bits_an_invalid;
  }
  return any ? std::clamp(-balance, 0.0F, lost_most) : 0.0F;
}

// A header of words that no list knows, of which none is of numbers of persons ("Meter reading", "badge", "lectura"):
// it names something, and no social security number. "field7", "col3", "X" name nothing.
bool names_something_else(std::string_view header) {
  const std::string words = header_words(header);
  bool names = false;
  for (const std::string_view word : split(words, ' ')) {
    for (const std::string_view start : {"soc", "sec", "ss", "tax", "gov", "id", "nat", "pers", "tin", "empl", "fed"}) {
      if (word.starts_with(start)) return false;
    }
    constexpr std::string_view opaque[] = {"field",  "fld", "column", "col",  "colonne", "spalte",  "campo",  "value",
                                           "values", "val", "data",   "info", "attr",    "text",    "number", "num",
                                           "nbr",    "key", "code",   "var",  "string",  "unnamed", "item",   "other"};
    names = names || (word.size() >= 3 && std::none_of(word.begin(), word.end(), is_digit) &&
                      std::find(std::begin(opaque), std::end(opaque), word) == std::end(opaque));
  }
  return names;
}

// "Ref A", "Reference": the number of anything, a person too.
bool is_bare_reference(std::string_view header) {
  const std::string words = header_words(header);
  const std::string_view first = std::string_view(words).substr(0, words.find(' '));
  return words.size() - first.size() <= 2 && (first == "ref" || first == "reference" || first == "referenz" ||
                                              first == "referencia" || first == "riferimento" || first == "referentie");
}

// "ID", "Identifier": of what, it does not say.
bool is_bare_id(std::string_view header) {
  const std::string words = header_words(header);
  return words == "id" || words == "identifier" || words == "identification";
}

}  // namespace

bool type_as_persons_id(const Evidence& evidence, std::size_t named, bool strong, Column& column) {
  const Knowledge& know = evidence.know;
  const Profile& profile = evidence.profile;
  std::size_t best = std::size(id_types);
  float best_score = 0;
  for (std::size_t index = 0; index < std::size(id_types); ++index) {
    const IdType& id = id_types[index];
    if (index == named || !id.person || !know.ids[index].known || know.validators[index] == nullptr) continue;
    if (named < std::size(id_types) && !id_types[named].person) continue;
    if (id.power <= 0.1F) continue;
    // One letter and nine digits are an insurer's number in many countries: one in ten passes the check by chance.
    if (!strong && id.type == "de_health_insurance") continue;
    std::size_t fits = 0;
    for (std::size_t size = id.compact_min; size <= id.compact_max && size < profile.compact.size(); ++size) {
      fits += id.digits_only ? profile.compact_digits[size] : profile.compact[size];
    }
    if (share(fits, profile.count) < 0.7F) continue;
    const PassRate rate = pass_rate(evidence.values, id, *know.validators[index], false);
    if (rate.valid < 0.8F) continue;
    // Three, two and four digits between dashes: no other id is written so.
    bool dashed = id.type == "us_ssn";
    for (const std::string_view cell : evidence.values) {
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
  // "id,description,qty": what a shop numbers is written with dashes too.
  if (!strong && id_types[best].type == "us_ssn" && !evidence.beside.persons() && !evidence.beside.headers.persons &&
      !evidence.beside.form && is_bare_id(column.header)) {
    return false;
  }
  set_id(column, know, best, strong ? 0.85F : 0.75F, "header of a person's id; the values are valid as this one");
  return true;
}

bool type_as_id_by_header(const Evidence& evidence, const HeaderMeaning::Reading& reading, std::size_t index,
                          Column& column) {
  const Knowledge& know = evidence.know;
  if (!know.ids[index].known || know.validators[index] == nullptr || id_types[index].type == "username") return false;
  // A government's number often serves as the employer's own.
  if (id_types[index].type == "employee_id" && type_as_persons_id(evidence, std::size(id_types), false, column))
    return true;
  const bool pad = id_types[index].type == "us_ssn" && reading.strong;
  const PassRate rate = pass_rate(evidence.values, id_types[index], *know.validators[index], pad);
  // An id without a check digit takes nearly anything of its length: the values must at least look like numbers.
  if (reading.strong && rate.valid >= 0.5F) {
    set_id(column, know, index, 0.97F, "header of this id; " + percent(rate.valid) + " of the values are valid");
    return true;
  }
  if (reading.strong && id_types[index].type == "de_id_card" && know.serial_check != nullptr &&
      evidence.profile.count >= 5 &&
      pass_rate(evidence.values, id_types[index], *know.serial_check, false).valid >= 0.9F) {
    // One in ten serial numbers passes for one with a check digit by chance; a column of them says what they are.
    set_id(column, know, index, 0.9F, "header of this id; the values are serial numbers in its alphabet");
    column.validator = know.serial_check;
    return true;
  }
  if (reading.strong && rate.fits >= 0.5F && type_as_persons_id(evidence, index, true, column)) return true;
  // A house's number without a digit is none.
  const bool of_house =
      id_types[index].validator == "employee_number" || id_types[index].validator == "document_number";
  if (reading.strong && rate.fits >= 0.5F && !(of_house && rate.valid == 0)) {
    set_id(column, know, index, rate.valid > 0 ? 0.8F : 0.5F,
           "header of this id; the values have its length, " + percent(rate.valid) + " are valid");
    return true;
  }
  if (!reading.strong && rate.valid >= 0.8F && id_types[index].type == "card_security_code" &&
      header_beside(evidence, {know.card})) {
    set_id(column, know, index, 0.9F, "header of security codes, beside payment cards");
    return true;
  }
  // Nine digits under "Tax ID", beside persons and no companies.
  if (!reading.strong && rate.valid >= 0.9F && id_types[index].type == "us_ssn" && rate.formatted < 0.1F &&
      evidence.beside.person && !evidence.profile.ascending &&
      evidence.profile.distinct * 10 >= evidence.profile.count * 9 && !evidence.beside.headers.companies) {
    set_id(column, know, index, 0.8F,
           "header agrees, beside persons; " + percent(rate.valid) + " of the values are valid");
    return true;
  }
  if (!reading.strong && rate.valid >= 0.8F && id_types[index].type == "health_insurance_id" &&
      evidence.beside.insurance && (evidence.beside.person || evidence.beside.number)) {
    set_id(column, know, index, 0.85F, "header of members, in a table of a health plan");
    return true;
  }
  if (!reading.strong && rate.valid >= 0.8F && id_types[index].power + (rate.formatted > 0.8F ? 2.0F : 0.0F) >= 2.0F) {
    set_id(column, know, index, 0.85F, "header agrees; " + percent(rate.valid) + " of the values are valid");
    return true;
  }
  return reading.strong && type_as_persons_id(evidence, index, true, column);
}

bool type_as_id_by_values(const Evidence& evidence, Column& column) {
  const Knowledge& know = evidence.know;
  const Profile& profile = evidence.profile;
  const HeaderMeaning& meaning = evidence.meaning;
  const auto [other, weak_other, foreign] = header_against(meaning, know);
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
    const PassRate rate = pass_rate(evidence.values, id, *know.validators[index], false);
    // One value in ten passes a check digit: where few of many do, they are what the others are. (Addresses and IBANs
    // are told by more than a digit.)
    const bool by_digit = id.type != "email_address" && id.type != "ip_address" && id.type != "iban";
    if (by_digit && evidence.values.size() >= chance_cells_min && rate.valid < chance_share && !ssn)
      column.chance.set(index);
    if (rate.valid < 0.8F) continue;
    float bits = 0;
    const auto passes = static_cast<float>(std::min<std::size_t>(std::min(rate.passed, profile.distinct), 12));
    if (ssn) {
      // No check digit: only its dashes, or that nothing else explains nine digits beside persons.
      bool dashed = true;
      for (const std::string_view cell : evidence.values)
        dashed = dashed && cell.size() == 11 && !is_digit(cell[3]) && !is_digit(cell[6]);
      if (rate.valid < 0.9F || profile.ascending) continue;
      const bool persons = evidence.beside.persons() || evidence.beside.headers.persons || evidence.beside.form;
      bits = dashed ? (persons ? 9.0F + std::min(passes, 4.0F) : dashed_alone)
                    : (evidence.beside.person || evidence.beside.staff ? 9.3F : 8.3F);
      if (!dashed && profile.distinct * 10 < profile.count * 9) continue;
      if (!dashed && profile.count < 2) continue;
      if (dashed && evidence.beside.person) bits += 1.0F;
      bits -= lost_by_invalid_ssns(evidence.values, *know.validators[index]);
      if (!persons && is_bare_id(column.header)) bits -= lost_by_header;
      if (!meaning.blank && meaning.count == 0 && names_something_else(column.header)) bits -= lost_by_header;
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
    const bool reference = id.type == "us_ssn" && evidence.beside.person && is_bare_reference(column.header);
    if (other) odds -= reference ? 3.0F : id.power >= 6.0F ? 6.0F : 12.0F;
    if (weak_other) odds -= 1.0F;
    if (foreign && !contact) odds -= id.power >= 6.0F ? 5.0F : 10.0F;
    if (contact) odds = std::max(odds, 2.0F);
    if (id.type == "ip_address" && other) odds -= 10.0F;
    // Makers' and shops' numbers end with a check digit of the same kind as cards and devices.
    const bool of_goods = (id.type == "credit_card" || id.type == "imei") && other && numbers_goods(column.header);
    if (of_goods) odds = std::min(odds, -1.0F);
    if (id.type == "ip_address" && speaks_of_versions(column.header)) odds = -10.0F;  // However many rows.
    const float confidence = std::min(0.95F, 1.0F / (1.0F + std::exp2(-odds)));
    const std::string facts = percent(best_rate.valid) + " of " + std::to_string(profile.count) + " values are valid";
    if (confidence >= reported_min) {
      set_id(column, know, best, confidence,
             facts + (meaning.blank      ? ", no header"
                      : other || foreign ? ", though the header says otherwise"
                                         : ""));
      return true;
    }
    if (other || foreign) {
      column.kind = Kind::refused;
      column.type = know.ids[best].type;
      column.rule = know.ids[best].rule;
      column.type_name = std::string(id.type);
      column.id = &id;
      column.validator = know.validators[best];
      column.confidence = best_rate.formatted > 0.5F || of_goods ? 0.25F : 0.1F;
      column.why = "refused: " + facts + ", but the header says what it is";
      return true;
    }
  }
  return false;
}

namespace {

// "Kontonummer", "numero de compte": of no American bank. With its bank's number beside it, a German one is an IBAN in
// other words. In a chart of accounts they are nobody's.
void settle_foreign_account(const Knowledge& know, bool bank_beside, const Surroundings& beside, Column& column) {
  constexpr float low = 0.3F;
  const std::string words = header_words(column.header);
  const bool german = words.find("konto") != std::string::npos;
  if (german && bank_beside) {
    for (std::size_t index = 0; index < std::size(id_types); ++index) {
      if (id_types[index].type != "iban" || !know.ids[index].known) continue;
      const Validator* const digits = column.validator;
      set_id(column, know, index, 0.85F, "account numbers of German banks, beside the banks' numbers");
      column.validator = digits;
    }
    return;
  }
  const bool foreign = german || words.find("compte") != std::string::npos ||
                       words.find("cuenta") != std::string::npos || words.find("conto") != std::string::npos;
  if (foreign || (beside.headers.ledger && !beside.person)) column.confidence = std::min(column.confidence, low);
}

}  // namespace

void settle_accounts(const Knowledge& know, const Surroundings& beside, std::vector<Column>& columns) {
  const auto is = [](const Column& column, std::string_view type) {
    return column.kind == Kind::id && column.id != nullptr && column.id->type == type;
  };
  const bool bank_beside = std::ranges::any_of(columns, [](const Column& other) {
    const std::string header = header_words(other.header);
    return header == "blz" || header == "bankleitzahl";
  });
  // "Account name", "Account number" beside sort codes are no chart of accounts.
  const bool sort_codes =
      std::ranges::any_of(columns, [&](const Column& column) { return is(column, "uk_sort_code"); });
  for (Column& column : columns) {
    if (is(column, "us_bank_account") && !sort_codes) settle_foreign_account(know, bank_beside, beside, column);
  }
  if (!sort_codes) return;
  for (std::size_t index = 0; index < std::size(id_types); ++index) {
    if (id_types[index].type != "uk_bank_account" || !know.ids[index].known) continue;
    for (Column& column : columns) {
      if (!is(column, "us_bank_account")) continue;
      set_id(column, know, index, column.confidence, "account numbers beside sort codes");
    }
  }
}

}  // namespace constat::tables
