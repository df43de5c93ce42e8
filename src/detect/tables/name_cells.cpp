// Cells of names: whole ones, the parts of one in several cells, and several persons in one cell.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "detect/joint_names.h"
#include "detect/lexicon.h"
#include "detect/tables/cell.h"
#include "detect/tables/cell_teller.h"
#include "detect/total_rows.h"

namespace constat::tables {
namespace {

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

// As canonical_name(), into a string that is kept: a name without comma, of ASCII letters and single blanks, at once.
void write_canonical_name(std::string_view name, std::string& canonical) {
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

constexpr float placeholder_confidence = 0.3F;
// "test test", "test user", "dummy": what developers fill a row with.
bool is_placeholder(std::string_view canonical) {
  static constexpr std::string_view fillers[] = {"test",  "tester",  "testuser", "testing", "user",
                                                 "dummy", "demo",    "sample",   "asdf",    "foo",
                                                 "bar",   "example", "prueba",   "qwerty",  "prova"};
  // With what they begin.
  static constexpr std::array<bool, 256> begins = [] {
    std::array<bool, 256> table = {};
    for (const std::string_view filler : fillers) table[static_cast<unsigned char>(filler.front())] = true;
    return table;
  }();
  if (canonical.empty() || !begins[static_cast<unsigned char>(canonical.front())]) return false;
  for (std::size_t at = 0; at < canonical.size();) {
    const std::size_t end = std::min(canonical.find(' ', at), canonical.size());
    if (std::ranges::find(fillers, canonical.substr(at, end - at)) == std::end(fillers)) return false;
    at = end + 1;
  }
  return true;
}

// "sales manager", "accounts payable", "front desk": who answers, by the office and not by name. Both words are of
// offices: "maria sales" is somebody.
bool is_function(std::string_view canonical) {
  constexpr std::string_view offices[] = {
      "desk",          "team",         "manager",    "payable",  "receivable", "department",  "office",   "reception",
      "support",       "service",      "services",   "director", "secretary",  "accountant",  "officer",  "dept",
      "administrator", "receptionist", "supervisor", "helpdesk", "operator",   "coordinator", "assistant"};
  constexpr std::string_view fields[] = {"accounts",  "account",  "sales",  "front",    "help",       "customer",
                                         "general",   "office",   "human",  "purchase", "purchasing", "billing",
                                         "payroll",   "it",       "hr",     "finance",  "store",      "shop",
                                         "technical", "regional", "credit", "export",   "warehouse",  "service",
                                         "project",   "property", "the",    "duty"};
  const std::size_t last = canonical.rfind(' ');
  if (last == std::string_view::npos || std::ranges::find(offices, canonical.substr(last + 1)) == std::end(offices)) {
    return false;
  }
  return std::ranges::find(fields, canonical.substr(0, canonical.find(' '))) != std::end(fields);
}

// "svc-backup", "sql_reader", "WS0142$": accounts that programs and machines log in with, as directories list them
// beside those of persons. (A machine's name in Active Directory ends in a dollar sign.)
bool is_machine_account(std::string_view value) {
  if (value.size() > 2 && value.back() == '$') return true;
  const std::size_t sign = value.find_first_of("-_.");
  if (sign == npos || sign == 0 || sign + 1 == value.size() || value.find(' ') != npos) return false;
  constexpr std::string_view prefixes[] = {"svc", "srv",   "sa",   "service", "sql",  "app", "adm",
                                           "sys", "admin", "test", "backup",  "task", "bot", "api"};
  return std::ranges::any_of(prefixes,
                             [&](std::string_view one) { return equals_ignoring_case(value.substr(0, sign), one); });
}

}  // namespace

void CellTeller::tell_name(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                           std::string_view value, std::span<const Cell> cells) {
  std::size_t letters = 0;  // Of ASCII letters, blanks and dashes alone there is nothing more to know.
  for (const char c : value) letters += name_bytes[static_cast<unsigned char>(c)];
  CellShape shape;
  shape.letters = static_cast<std::uint32_t>(letters & 0xFFFF);
  if (letters >> 16 != 0 || value.size() > 120) shape = shape_of(value);
  if (shape.at_sign || shape.digits > 2 || value.size() > 120 || shape.letters < 1) {
    read_text(row, index, cell, column.header);
    return;
  }
  if ((!no_totals_ && is_total_label(value)) || equals_ignoring_case(value, column.header)) return;
  if (std::size_t written_bytes = 0; value.find('/') != std::string_view::npos) {
    if (const std::string name = airline_name(value, written_bytes); !name.empty()) {
      write_canonical_name(name, canonical_);
      emit(column, row, index, cell, value.substr(0, written_bytes), column.confidence, canonical_);
      return;
    }
  }
  if (column.name_sign != 0) {
    const std::size_t sign = value.find(column.name_sign);
    if (sign != std::string_view::npos) {
      const std::string_view left = trim(value.substr(0, sign));
      const std::string_view right = trim(value.substr(sign + 1));
      text_.assign(column.surnames_first ? right : left);
      text_ += " ";
      text_ += column.surnames_first ? left : right;
      write_canonical_name(text_, canonical_);
      emit(column, row, index, cell, value, column.confidence, canonical_);
      return;
    }
  }
  if (index < column.whole_names.size() && !column.whole_names[index].empty()) {
    const std::string& name = column.whole_names[index];
    emit(column, row, index, cell, value, is_placeholder(name) ? placeholder_confidence : column.confidence, name);
    return;
  }
  if (column.kind == Kind::person || !column.part_of_name) {
    if (tell_joint(column, row, index, cell, value)) return;
    write_canonical_name(value, canonical_);
    const bool nobody =
        is_joined_thing(value) || is_placeholder(canonical_) || is_function(canonical_) || is_machine_account(value);
    emit(column, row, index, cell, value, nobody ? placeholder_confidence : column.confidence, canonical_);
    return;
  }
  // The parts of one name: both cells share the canonical form of the whole, given names first.
  std::string& whole = column.other == 0 ? name_canonical_ : other_canonical_;
  if (column.kind == Kind::first_name && column.other == 0 && may_be_joint(value)) {
    for (const std::size_t part : decided_.names) {
      if (part >= cells.size() || decided_.columns[part].kind != Kind::last_name || decided_.columns[part].other != 0)
        continue;
      const std::string_view surname = trimmed(cells[part].text);
      if (is_blank_value(surname)) continue;
      if (tell_joint(column, row, index, cell, value, surname)) return;
      break;
    }
  }
  if (whole.empty() || column.other != 0) {
    whole.clear();
    surname_canonical_.clear();
    std::string& surname = surname_canonical_;
    for (const std::size_t part : decided_.names) {
      if (part >= cells.size() || decided_.columns[part].other != column.other) continue;
      const std::string_view text = trimmed(cells[part].text);
      if (is_blank_value(text)) continue;
      std::string& target = decided_.columns[part].kind == Kind::first_name ? whole : surname;
      if (!target.empty()) continue;  // A second surname column: not of this name.
      if (&target == &whole && column.other == 0 && may_be_joint(text)) {
        const std::vector<JointName> given = joint_given_names(text, know_.names);
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
  float confidence = shape.letters < 2 ? std::min(0.5F, column.confidence) : column.confidence;
  if (is_placeholder(whole)) confidence = std::min(placeholder_confidence, confidence);
  emit(column, row, index, cell, value, confidence, whole);
}

bool CellTeller::tell_joint(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                            std::string_view value, std::string_view surname) {
  if (column.other != 0 || joint_last_ != 0 || !may_be_joint(value)) return false;
  std::vector<JointName> names =
      surname.empty() ? joint_names(value, know_.names) : joint_given_names(value, know_.names);
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
    finding.mention = decided_.beside.mention_of(index);
    finding.other = static_cast<std::uint8_t>(at == 0 ? 0 : other_joint + 2 * (at - 1));
    finding.row = row;
    finding.column = static_cast<std::uint32_t>(index + 1);
    finding.cell_offset_bytes = cell.offset_bytes;
    tell(finding);
    joint_last_ = finding.other;
  }
  return !names.empty();
}

void CellTeller::add_middle(std::span<const Cell> cells, std::string& whole) {
  constexpr std::size_t bytes_max = 40;
  for (const std::size_t part : decided_.middle_names) {
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

}  // namespace constat::tables
