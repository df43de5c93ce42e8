// Tells the cells of a table whose columns are decided: each cell of a typed column is a finding, the others are given
// to the engine as text. Asked of every cell of the evidence's tables.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detect/calibration.h"
#include "detect/engine.h"
#include "detect/table_typer.h"
#include "detect/tables/columns.h"
#include "detect/tables/knowledge.h"

namespace constat::tables {

class CellTeller final : private FindingSink {
 public:
  // `calibration` and `nameless` may be null. All must outlive it.
  CellTeller(const Knowledge& know, const Engine& engine, const TableInfo& info, Engine::Scratch& scratch,
             TableFindingSink& found, const Calibration* calibration, NamelessCells* nameless);

  // Before any row.
  // Begins a table: nothing is remembered of the values of one before it.
  void set_columns(TypedColumns decided) {
    decided_ = std::move(decided);
    empty_values_.clear();
    own_names_.clear();
    behind_is_nobodys_ = false;
    others_last_ = 0;
    for (std::size_t index = 0; index < decided_.columns.size(); ++index) {
      const Column& column = decided_.columns[index];
      if (is_name(column.kind) && column.other == 0) own_names_.push_back(index);
      behind_is_nobodys_ = behind_is_nobodys_ || column.nobody;
      others_last_ = std::max(others_last_, column.other);
    }
    phone_country_.clear();
    row_plan_ = nullptr;
  }
  void row(std::uint64_t row, std::span<const Cell> cells);
  // A row of a form, under the label of the sample's row `at`.
  void form_row(std::uint64_t row, std::size_t at, std::span<const Cell> cells);
  // Title rows above the header, and values that stand in the header row itself.
  void title(std::uint64_t row, std::span<const Cell> cells, bool header);

 private:
  // cell_teller.cpp
  // Whether a column of names, whole or in parts, tells of the row's own person.
  bool names_its_person(std::span<const Cell> cells) const;
  // The header once more, as where the pages of a print were joined: it holds no value.
  bool repeats_header(std::span<const Cell> cells) const;
  // "TOTAL", "Summe IT" in the first cell that holds something, or under a name: its amounts are nobody's.
  bool sums_up(std::span<const Cell> cells) const;
  // A value that several cells of the row share: told where the first of them stands.
  void tell_spread(const Column& column, std::uint64_t row, std::span<const Cell> cells);
  void tell_cell(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                 std::span<const Cell> cells);
  // Whether a short cell of a column of numbers, dates or parts of names is more than those: an address of mail, an id
  // with its signs or behind its label.
  bool stands_out(std::string_view text) const;
  // The number of the row's person within the dump. Alone it tells nothing of anybody: only beside what does.
  void tell_key(std::uint64_t row, std::span<const Cell> cells);
  // An amount that its row's purpose says is a wage. False where it is none.
  bool tell_wage(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                 std::span<const Cell> cells);
  // As tell_id(), without taking it apart as a number.
  void tell_email(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value);
  void tell_id(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value);
  void tell_phone(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value,
                  std::span<const Cell> cells);

  // name_cells.cpp
  void tell_name(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value,
                 std::span<const Cell> cells);
  // "John and Mary Smith": each is told, the others as persons of their own. False where the cell names one.
  bool tell_joint(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value,
                  std::string_view surname = {});
  // "Quentin" beside "Peter" and "Olson": the name is "peter quentin olson", as where it stands in one cell.
  void add_middle(std::span<const Cell> cells, std::string& whole);

  // address_cells.cpp
  void tell_street(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value,
                   std::span<const Cell> cells);
  void tell_residence(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                      std::span<const Cell> cells);
  // Those who are named together live together: the row's address is each one's. A mailbox or an account stays the
  // first's, for it cannot be told whose it is.
  void tell_shared(std::uint64_t row, std::span<const Cell> cells);
  // "12 Main Street, Springfield, IL 62704", "12 rue de la Paix, 75002 Paris, France": as the country writes it.
  void join_address(std::string_view street, const std::array<std::size_t, 6>& parts, std::span<const Cell> cells,
                    std::string& out) const;
  // In the canonical address the country is told where its column abbreviates it ("AT"), and where a column of states
  // of the United States tells it: "Sacramento, CA" may be elsewhere, with a ZIP code it is not.
  void name_country(const std::array<std::size_t, 6>& parts, std::span<const Cell> cells);
  // An address: it lies in the cell of `value`, and reads as all its columns together.
  void emit_joined(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value,
                   float confidence);

  // text_cells.cpp
  // A cell that no column's type covers, under its header as label.
  // `named`: by a cell of its row.
  void read_text(std::uint64_t row, std::size_t index, const Cell& cell, std::string_view header, bool named = false);
  // Reads a cell under "value" by the name that its row gives it. False where it is to be read by its column's header.
  bool read_pair(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                 std::span<const Cell> cells);
  bool passes_by_chance(const Column& column, TypeId type) const;
  // A note in somebody's row that tells something of another ("SSN of wife Leila Haddad 559-31-7740"): a name waits
  // until it is known whether what stands behind it is that one's.
  bool tell_noted(const Finding& finding);
  void end_noted();
  bool is_own_name(std::string_view canonical) const;
  // What the engine finds in a cell's text.
  void finding(const Finding& finding) override;

  // Which parties of the row in hand are its own person: by their names, or because they have none there.
  void fold_parties(std::span<const Cell> cells);
  void tell(const TableFinding& told) {
    if (folded_ != 0 && told.other < other_joint && (folded_ >> (told.other >> 1) & 1U) != 0) {
      TableFinding finding = told;
      finding.other = 0;
      tell_whose(finding);
    } else {
      tell_whose(told);
    }
  }
  void tell_whose(const TableFinding& finding) {
    told_ = told_ || (finding.other == 0 && finding.confidence >= 0.5F);
    found_.finding(finding);
  }
  void emit(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell, std::string_view value,
            float confidence, std::string_view canonical) {
    TableFinding finding;
    finding.type = column.type;
    finding.rule = column.rule;
    finding.confidence = confidence == column.confidence ? column.worth : worth(column.type, confidence);
    finding.begin = static_cast<std::size_t>(value.data() - cell.text.data());
    finding.end = finding.begin + (first_part_bytes_ == 0 ? value.size() : first_part_bytes_);
    finding.value = value;
    finding.canonical = canonical;
    finding.mention = decided_.beside.mention_of(index);
    finding.other = column.other;
    finding.nobody = column.nobody;
    finding.row = row;
    finding.column = static_cast<std::uint32_t>(index + 1);
    finding.cell_offset_bytes = cell.offset_bytes;
    tell(finding);
  }
  float worth(TypeId type, float raw) const { return calibration_ != nullptr ? (*calibration_)(type, raw) : raw; }

  static constexpr std::size_t memory_columns_max = 256;
  static constexpr std::size_t memory_slots = 256;

  const Knowledge& know_;
  const Engine& engine_;
  Engine::Scratch& scratch_;
  TableFindingSink& found_;
  const Calibration* calibration_ = nullptr;
  NamelessCells* nameless_ = nullptr;
  std::size_t key_column_ = SIZE_MAX;
  std::string_view key_of_;  // Outlives the table.
  TypedColumns decided_;
  std::vector<std::size_t> own_names_;  // The columns that name the row's own person.

  // Reused from cell to cell.
  std::uint32_t folded_ = 0;        // The groups of others who are the row's own person: bits as Party::group.
  bool row_named_ = false;          // A column of names names the row's own person.
  bool told_ = false;               // Something of the row in hand was told, and is its own person's.
  bool behind_is_nobodys_ = false;  // Behind the columns stand more records of a list than there are groups for.
  bool sums_up_ = false;            // The row in hand adds up others.
  bool no_totals_ = false;          // No name of the row in hand is a total's label.
  std::string phone_country_;
  const PhonePlan* row_plan_ = nullptr;
  std::string text_, canonical_, padded_, address_, name_canonical_, surname_canonical_, other_canonical_;
  std::string whole_;                 // Of a value that several cells share,
  std::size_t first_part_bytes_ = 0;  // and of its first part; 0: the value in hand is one cell's.
  std::size_t cut_ = 0;
  std::size_t cell_bytes_ = 0;   // Of the cell that is read as text.
  std::uint8_t other_ = 0;       // Of the cell in hand: as TableFinding::other.
  std::uint8_t joint_ = 0;       // Whose the address in hand is, of those whom one cell names together; 0: the first's.
  std::uint8_t joint_last_ = 0;  // The last of them in the row; 0: there is one.
  TableFinding current_;
  // The name that was read last in the cell that is read as text.
  struct Noted {
    TableFinding finding;
    std::string value, canonical;
    std::size_t begin = 0, end = 0;
    bool waits = false;
  };
  Noted noted_;
  std::string_view noted_text_;
  std::uint8_t others_last_ = 0;  // The last number of another one whom columns tell of;
  int noted_group_ = 0;           // the group of one whom the row's notes tell of, from the last down.
  std::span<const Cell> row_cells_;
  bool found_here_ = false;
  // By column: hashes of cells in which the engine found nothing.
  std::vector<std::array<std::uint64_t, memory_slots>> empty_values_;
};

}  // namespace constat::tables
