// Types the columns of a table from header and values together, then states each cell of a typed column.
//
// Up to sample_rows_max rows are kept, then every column is decided once: what its header says (data/headers.tsv), what
// its values are (validators, lexicons, shapes, ranges), what its neighbours are. The cells of the other columns are
// read by the engine as text, with the header as their label. A two-column table whose first column holds labels is a
// form lying down: each value is judged by its own label, and all are one mention.
//
// Inside, src/detect/tables/ goes the way of the data: the first rows (sample.h), their header (header_row.h), what a
// column's values have in common (profile.h), the rules by which a column is typed (column_rules.h, one file a kind:
// id_columns.cpp, name_columns.cpp, salary_columns.cpp...), what columns say of each other (neighbours.h), all of it in
// its order (decide.h, form.cpp), and the telling of each cell (cell_teller.h). What all share: cell.h, columns.h,
// knowledge.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "detect/calibration.h"
#include "detect/engine.h"
#include "detect/headers.h"
#include "detect/name_parts.h"
#include "detect/names.h"
#include "detect/validators.h"

namespace constat {

// Told of the cells whose column holds no persons' names by its header (countries, products): what the text around the
// table takes for a name there is none.
class NamelessCells {
 public:
  virtual ~NamelessCells() = default;
  virtual void no_name(std::uint64_t cell_offset_bytes, std::size_t cell_bytes) = 0;
};

class TableTyper {
 public:
  // `names` may be null (no person or address is told by value then); it must outlive the typer. Types and rules are
  // the engine's: a type that no rule states is not stated here either.
  static Result<std::unique_ptr<TableTyper>> load(const std::string& data_dir, const Types& types,
                                                  const std::vector<RuleInfo>& rules, const NameLexicon* names);
  ~TableTyper();

  // `engine` reads the cells that no type covers; `calibration` (may be null) says what the scores of the others are
  // worth; `nameless` may be null. All must outlive the table.
  std::unique_ptr<Engine::Table> table(const Engine& engine, const TableInfo& info, Engine::Scratch& scratch,
                                       TableFindingSink& found, const Calibration* calibration = nullptr,
                                       NamelessCells* nameless = nullptr) const;

  // Pairs of a label and its value, a row each, that were found to be a form by other signs than a table's.
  std::unique_ptr<Engine::Table> form(const Engine& engine, Engine::Scratch& scratch, TableFindingSink& found) const;
  // Whether a header of these words says by itself what stands below it.
  bool knows_label(std::string_view label) const;
  // Which part of a person's name a header of these words is over.
  NamePart name_part(std::string_view label) const;

  struct Knowledge;

 private:
  TableTyper();
  std::unique_ptr<Knowledge> knowledge_;
};

}  // namespace constat
