// Cells that no column's type covers: the engine reads them as text, under their header or their row's name as label.
#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "detect/names.h"
#include "detect/note_of.h"
#include "detect/rules.h"
#include "detect/tables/cell.h"
#include "detect/tables/cell_teller.h"
#include "detect/tables/neighbours.h"

namespace constat::tables {
namespace {

std::uint64_t value_hash(std::string_view text) {
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

// Words parted by full stops.
bool is_dotted(std::string_view text) {
  return text.find('.') != std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '.' || c == '_'; });
}

}  // namespace

void CellTeller::read_text(std::uint64_t row, std::size_t index, const Cell& cell, std::string_view header,
                           bool named) {
  if ((!named && !worth_reading(cell.text)) || first_part_bytes_ != 0) return;
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
    // The value of a setting is all of its cell: "xT5.ahorn.Kies" is no name of a program's.
    if (named && names_secret(header) && is_dotted(cell.text)) {
      text_.push_back('"');
    }
  }
  cut_ = text_.size();
  cell_bytes_ = cell.text.size();
  Passage passage;
  if (cut_ == 0) {
    passage = Passage::whole(cell.text, "");
  } else {
    text_.append(cell.text);
    if (text_[cut_ - 1] == '"') text_.push_back('"');
    passage = Passage::whole(text_, "");
    passage.owned_begin = cut_;
  }
  current_ = TableFinding{};
  current_.row = row;
  current_.column = static_cast<std::uint32_t>(index + 1);
  current_.cell_offset_bytes = cell.offset_bytes;
  noted_text_ = passage.text;
  noted_.begin = noted_.end = 0;
  engine_.detect(passage, scratch_, *this);
  end_noted();
  if (repeats && !found_here_) empty_values_[index][hash % memory_slots] = hash;
}

bool CellTeller::read_pair(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                           std::span<const Cell> cells) {
  constexpr std::size_t name_max = 80;
  if (column.name_column >= cells.size() || cell.text.size() < 3) return false;
  const std::string_view name = trim(cells[column.name_column].text);
  if (name.empty() || name.size() > name_max || std::none_of(name.begin(), name.end(), is_alpha)) return false;
  if (!names_secret(name) && (column.kind == Kind::skip || !worth_reading(cell.text))) {
    // "Salary", "DOB": a value that says nothing without its name.
    const HeaderMeaning meaning = know_.headers.read(name);
    if (meaning.count == 0 || !meaning.readings[0].strong || meaning.readings[0].name == know_.other) return false;
  }
  read_text(row, index, cell, name, true);
  return true;
}

bool CellTeller::passes_by_chance(const Column& column, TypeId type) const {
  for (std::size_t index = 0; index < std::size(id_types); ++index) {
    if (column.chance[index] && know_.ids[index].type == type) return true;
  }
  return false;
}

void CellTeller::finding(const Finding& finding) {
  if (finding.begin < cut_) return;
  found_here_ = true;
  // What stands inside a cell's text was not among the values that the checks were asked of.
  const bool whole_cell = finding.begin == cut_ && finding.end - finding.begin == cell_bytes_;
  const TableFinding kept = current_;
  static_cast<Finding&>(current_) = finding;
  current_.begin -= cut_;
  current_.end -= cut_;
  current_.mention = decided_.beside.mention_of(current_.column - 1);
  current_.other = other_;
  const std::size_t column = current_.column - 1;
  if (finding.type == know_.person.type && column < decided_.columns.size() && decided_.columns[column].nameless)
    current_.confidence = std::min(current_.confidence, 0.3F);
  // "spoke with Anna Keller" in the row of somebody else.
  current_.nobody = (row_named_ && finding.type == know_.person.type && other_ == 0 && finding.confidence >= 0.5F) ||
                    (column < decided_.columns.size() ? decided_.columns[column].nobody : behind_is_nobodys_);
  if (whole_cell && column < decided_.columns.size() && decided_.columns[column].chance.any() &&
      passes_by_chance(decided_.columns[column], finding.type))
    current_.confidence = std::min(current_.confidence, band_confidence(Band::low));
  // A census counts religions and origins: only beside persons are they somebody's.
  if (finding.type == know_.special_category.type && !decided_.beside.persons())
    current_.confidence = std::min(current_.confidence, 0.4F);
  if (row_named_ && other_ == 0 && tell_noted(finding)) {
    current_ = kept;
    return;
  }
  tell(current_);
  current_ = kept;
}

// Whether it was told, or waits, as of somebody whom the note names.
bool CellTeller::tell_noted(const Finding& finding) {
  if (finding.type == know_.person.type) {
    if (finding.confidence < 0.5F) return false;
    end_noted();
    noted_.finding = current_;
    noted_.end = finding.end;
    noted_.begin = finding.begin;
    noted_.value = current_.value;
    noted_.canonical = current_.canonical;
    noted_.waits = true;
    return true;
  }
  const bool named = noted_.end > cut_ && noted_.begin >= cut_ && noted_.end <= finding.begin;
  const NoteOf of = note_of(noted_text_.substr(cut_, finding.begin - cut_), named ? noted_.begin - cut_ : npos,
                            named ? noted_.end - cut_ : npos);
  const bool of_name = of == NoteOf::named || of == NoteOf::relative;
  if (of == NoteOf::row || (of_name && is_own_name(noted_.canonical))) return false;
  if (of_name && noted_.waits) {
    // A number of others, where columns left one.
    if (noted_group_ - 1 > others_last_ >> 1) {
      noted_.finding.other = static_cast<std::uint8_t>(--noted_group_ << 1 | (of == NoteOf::relative ? 1 : 0));
      noted_.finding.nobody = false;
    }
    end_noted();
  }
  if (of_name && noted_.finding.other != 0) {
    current_.other = noted_.finding.other;
  } else {
    current_.nobody = true;
  }
  tell(current_);
  return true;
}

void CellTeller::end_noted() {
  if (!noted_.waits) return;
  noted_.waits = false;
  noted_.finding.value = noted_.value;
  noted_.finding.canonical = noted_.canonical;
  tell(noted_.finding);
}

bool CellTeller::is_own_name(std::string_view canonical) const {
  std::string own = " ";
  for (const std::size_t index : own_names_) {
    if (index < row_cells_.size()) own += canonical_name(row_cells_[index].text) + " ";
  }
  return holds_words(own, " " + std::string(canonical) + " ");
}

}  // namespace constat::tables
