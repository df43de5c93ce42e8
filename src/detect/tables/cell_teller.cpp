#include "detect/tables/cell_teller.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "detect/pay.h"
#include "detect/scan.h"
#include "detect/tables/cell.h"
#include "detect/tables/header_row.h"
#include "detect/tables/neighbours.h"
#include "detect/tables/phones.h"
#include "detect/total_rows.h"
#include "detect/validators.h"

namespace constat::tables {

CellTeller::CellTeller(const Knowledge& know, const Engine& engine, const TableInfo& info, Engine::Scratch& scratch,
                       TableFindingSink& found, const Calibration* calibration, NamelessCells* nameless)
    : know_(know), engine_(engine), scratch_(scratch), found_(found), calibration_(calibration), nameless_(nameless) {
  if (know_.record.known && !info.key_of.empty()) {
    key_column_ = info.key_column;
    key_of_ = info.key_of;
  }
}

void CellTeller::title(std::uint64_t row, std::span<const Cell> cells, bool header) {
  for (std::size_t index = 0; index < cells.size(); ++index) {
    if (cells[index].text.empty() || (header && !is_value(know_.headers, trim(cells[index].text)))) continue;
    read_text(row, index, cells[index], {});
  }
}

void CellTeller::row(std::uint64_t row, std::span<const Cell> cells) {
  name_canonical_.clear();
  joint_last_ = 0;
  told_ = false;
  if (repeats_header(cells)) return;
  sums_up_ = sums_up(cells);
  no_totals_ = !sums_up_;
  row_named_ = names_its_person(cells);
  row_cells_ = cells;
  noted_group_ = other_joint >> 1;
  if (!decided_.parties.empty()) fold_parties(cells);
  for (std::size_t index = 0; index < cells.size(); ++index) {
    const Cell& cell = cells[index];
    if (cell.text.empty()) continue;
    if (index >= decided_.columns.size()) {
      other_ = 0;
      read_text(row, index, cell, {});
      continue;
    }
    other_ = decided_.columns[index].other;
    if (nameless_ != nullptr && decided_.columns[index].nameless)
      nameless_->no_name(cell.offset_bytes, cell.text.size());
    if (decided_.columns[index].spread != SIZE_MAX) {
      tell_spread(decided_.columns[index], row, cells);
    } else {
      tell_cell(decided_.columns[index], row, index, cell, cells);
    }
  }
  if (joint_last_ != 0) tell_shared(row, cells);
  if (!key_of_.empty()) tell_key(row, cells);
}

bool CellTeller::names_its_person(std::span<const Cell> cells) const {
  return std::ranges::any_of(own_names_, [cells](std::size_t index) {
    return index < cells.size() && !is_blank_value(trimmed(cells[index].text));
  });
}

bool CellTeller::repeats_header(std::span<const Cell> cells) const {
  std::size_t filled = 0;
  std::size_t same = 0;
  for (std::size_t index = 0; index < cells.size(); ++index) {
    const std::string_view text = trimmed(cells[index].text);
    if (text.empty()) continue;
    ++filled;
    same +=
        index < decided_.columns.size() && equals_ignoring_case(text, trimmed(decided_.columns[index].header)) ? 1 : 0;
    if (filled > 2 && same == 0) return false;  // Nearly all rows.
  }
  return same * 2 > filled && (same > 1 || filled == 1);
}

bool CellTeller::sums_up(std::span<const Cell> cells) const {
  bool first = true;
  for (std::size_t index = 0; index < std::min(cells.size(), decided_.columns.size()); ++index) {
    const std::string_view text = trimmed(cells[index].text);
    if (text.empty()) continue;
    if ((first || is_name(decided_.columns[index].kind)) && is_total_label(text)) return true;
    first = false;
  }
  return false;
}

void CellTeller::form_row(std::uint64_t row, std::size_t at, std::span<const Cell> cells) {
  static const Column none;
  no_totals_ = false;  // Nobody asked.
  row_named_ = false;
  row_cells_ = {};
  const std::size_t pairs = decided_.form_pairs;
  for (std::size_t index = 1; index < cells.size(); index += pairs == 1 ? 1 : 2) {
    if (trim(cells[index].text).empty()) continue;
    const std::size_t label = pairs == 1 ? at : at * pairs + std::min(index / 2, pairs - 1);
    const Column& column = label < decided_.form_rows.size() ? decided_.form_rows[label] : none;
    other_ = column.other;
    tell_cell(column, row, index, cells[index], cells);
    if (joint_last_ == 0 || column.kind != Kind::street || column.other != 0) continue;
    for (joint_ = other_joint; joint_ <= joint_last_; joint_ = static_cast<std::uint8_t>(joint_ + 2)) {
      tell_cell(column, row, index, cells[index], cells);
    }
    joint_ = 0;
  }
}

void CellTeller::tell_spread(const Column& column, std::uint64_t row, std::span<const Cell> cells) {
  const Spread& spread = decided_.spread[column.spread];
  std::array<std::string_view, Spread::parts_max> parts;
  std::size_t first = cells.size();
  for (std::size_t at = 0; at < spread.count; ++at) {
    const std::size_t index = spread.columns[at];
    const std::string_view part = index < cells.size() ? trimmed(cells[index].text) : std::string_view();
    if (is_blank_value(part)) continue;
    parts[at] = part;
    first = std::min(first, index);
  }
  if (first == cells.size() || !join_spread(spread, std::span(parts).first(spread.count), whole_)) return;
  Cell cell = cells[first];
  const std::string_view part = trimmed(cell.text);
  cell.offset_bytes += static_cast<std::uint64_t>(part.data() - cell.text.data());
  cell.text = whole_;
  first_part_bytes_ = part.size();
  tell_cell(column, row, first, cell, cells);
  first_part_bytes_ = 0;
}

bool CellTeller::stands_out(std::string_view text) const {
  const CellShape shape = shape_of(text);
  if (shape.at_sign) return true;
  if (shape.digits < 7 || (shape.letters < 2 && (shape.digits < 9 || shape.separators < 2))) return false;
  return know_.date_check == nullptr || know_.date_check->check(date_part(text)) == Validity::invalid;
}

void CellTeller::tell_cell(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                           std::span<const Cell> cells) {
  if (index == decided_.residence && column.kind == Kind::address_part) {
    tell_residence(column, row, index, cell, cells);
    return;
  }
  if (index == decided_.left_over && column.kind == Kind::address_part &&
      std::ranges::all_of(decided_.streets, [&cells](std::size_t street) {
        return street >= cells.size() || is_blank_value(trim(cells[street].text));
      })) {
    tell_residence(decided_.left_over_column, row, index, cell, cells);
    return;
  }
  if ((column.kind == Kind::text || column.kind == Kind::skip) && tell_wage(column, row, index, cell, cells)) return;
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
    case Kind::id: tell_id(column, row, index, cell, value); break;
    case Kind::refused:
      if (column.confidence >= 0.2F && column.validator->check(value) != Validity::invalid) {
        canonical_ = column.validator->canonical(value);
        emit(column, row, index, cell, value, column.confidence, canonical_);
      }
      break;
    case Kind::phone: tell_phone(column, row, index, cell, value, cells); break;
    case Kind::person:
    case Kind::first_name:
    case Kind::last_name: tell_name(column, row, index, cell, value, cells); break;
    case Kind::street: tell_street(column, row, index, cell, value, cells); break;
    case Kind::birth_date: {
      if (column.birth_form != BirthForm::written) {
        if (std::string date = birth_date_of(value, column.birth_form); !date.empty()) {
          canonical_ = std::move(date);
          emit(column, row, index, cell, value, column.confidence, canonical_);
          break;
        }
      }
      const std::string_view date = date_part(value);
      const bool valid = know_.birth_check->check(date) != Validity::invalid;
      if (valid) {
        canonical_ = know_.birth_check->canonical(date);
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
      emit(column, row, index, cell, value, amount >= 5 && amount <= 1e8 && !sums_up_ ? column.confidence : 0.3F,
           canonical_pay(pay));
      break;
    }
    case Kind::password: {
      const bool masked = value.find_first_not_of("*x.\xE2\x80\xA2") == std::string_view::npos;
      if (masked) break;
      // Some of a column's passwords were hashed, others not yet.
      if (know_.password_hash.known && (looks_like_hash(value) || is_hex_digest(value))) {
        Column hashed;
        hashed.type = know_.password_hash.type;
        hashed.rule = know_.password_hash.rule;
        hashed.other = column.other;
        emit(hashed, row, index, cell, value, column.confidence, value);
        break;
      }
      emit(column, row, index, cell, value, value.size() >= 3 ? column.confidence : 0.3F, value);
      break;
    }
    case Kind::password_hash:
      emit(column, row, index, cell, value,
           looks_like_hash(value) || is_hex_digest(value)
               ? column.confidence
               : std::min(column.confidence, value.size() >= 13 ? 0.6F : 0.3F),
           value);
      break;
    case Kind::sensitive: {
      // "No", "0", "none": that there is nothing.
      bool nothing = shape_of(value).letters == 0 && shape_of(value).digits < 2;
      for (const std::string_view word :
           {"no", "none", "non", "nein", "n", "false", "nothing", "aucun", "keine", "ninguno"})
        nothing = nothing || equals_ignoring_case(value, word);
      if (nothing) break;
      // "Depression" under "Absence reason": an illness is of health, whatever asks for it.
      if (column.type == know_.hr.type && know_.health.known && know_.health_check != nullptr &&
          know_.health_check->check(value) != Validity::invalid) {
        Column of_health = column;
        of_health.type = know_.health.type;
        of_health.rule = know_.health.rule;
        of_health.worth = worth(of_health.type, of_health.confidence);
        emit(of_health, row, index, cell, value, of_health.confidence, value);
        break;
      }
      emit(column, row, index, cell, value, column.confidence, value);
      break;
    }
    case Kind::secret:
      emit(column, row, index, cell, value, value.size() >= 12 ? column.confidence : 0.3F, value);
      break;
    default: break;
  }
}

bool CellTeller::tell_wage(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                           std::span<const Cell> cells) {
  if (column.purpose_column >= cells.size() || !decided_.beside.persons()) return false;
  const std::string_view value = trimmed(cell.text);
  double amount = 0;
  if (value.size() > typed_cell_bytes_max || !parse_amount(value, amount) || amount < 5 || amount > 1e8) return false;
  if (!is_wage(cells[column.purpose_column].text)) return false;
  Column pay;
  pay.type = know_.salary.type;
  pay.rule = know_.salary.rule;
  pay.confidence = 0.85F;
  pay.worth = worth(pay.type, pay.confidence);
  pay.other = column.other;
  emit(pay, row, index, cell, value, pay.confidence, canonical_pay({amount, currency_in(value), {}}));
  return true;
}

void CellTeller::tell_email(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
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

void CellTeller::tell_id(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                         std::string_view value) {
  if (column.is_email) {
    tell_email(column, row, index, cell, value);
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
    if (shape.digits < 4 || compact + 2 < column.id->compact_min || compact > std::size_t{column.id->compact_max} + 2) {
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

void CellTeller::tell_phone(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                            std::string_view value, std::span<const Cell> cells) {
  std::array<char, 33> digits;
  std::size_t count = 0;
  if (!read_phone(value, digits, count)) {
    read_text(row, index, cell, column.header);
    return;
  }
  const PhonePlan* plan = column.plan;
  if (decided_.country < cells.size() && value.front() != '+') {
    const std::string_view country = trimmed(cells[decided_.country].text);
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

void CellTeller::fold_parties(std::span<const Cell> cells) {
  folded_ = 0;
  for (const Party& party : decided_.parties) {
    const std::string_view own =
        party.own_name < cells.size() ? trimmed(cells[party.own_name].text) : std::string_view();
    const std::string_view name = party.name < cells.size() ? trimmed(cells[party.name].text) : std::string_view();
    if (is_blank_value(name) || equals_ignoring_case(own, name)) folded_ |= party.group;
  }
}

void CellTeller::tell_key(std::uint64_t row, std::span<const Cell> cells) {
  constexpr std::size_t bytes_max = 40;
  if (!told_ || key_column_ >= cells.size()) return;
  const Cell& cell = cells[key_column_];
  const std::string_view value = trim(cell.text);
  if (is_blank_value(value) || value == "0" || value.size() > bytes_max) return;
  if (!std::ranges::all_of(value, [](char c) { return is_alnum(c) || c == '-' || c == '_'; })) return;
  TableFinding finding;
  finding.type = know_.record.type;
  finding.rule = know_.record.rule;
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

}  // namespace constat::tables
