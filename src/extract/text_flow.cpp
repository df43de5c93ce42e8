#include "extract/text_flow.h"

#include <algorithm>

#include "base/text.h"

namespace constat {

namespace {
// What inner tables may hold in memory until the outer one ends. Beyond it the outer table is given in pieces.
constexpr std::size_t pending_bytes_max = 16U << 20;
// A table's row costs at least this, so that a million empty ones count too.
constexpr std::size_t row_bytes = 64;
}  // namespace

void TextFlow::append(std::string_view text) {
  if (in_aside()) {
    asides_.back().writer->append(text);
  } else if (stack_.empty()) {
    main_.append(text);
  } else {
    Table& table = *stack_.back();
    table.cell.append(text);
    const std::size_t cell_bytes_max = main_.limits().cell_bytes_max;
    if (table.cell.size() > cell_bytes_max) {
      // A cell that holds a document: a page laid out by a table. It is given as running text.
      main_.append(table.cell);
      table.cell.clear();
    }
  }
}

void TextFlow::end_line() {
  if (in_aside()) {
    asides_.back().writer->end_line();
  } else if (stack_.empty()) {
    main_.end_line();
  } else if (std::string& cell = stack_.back()->cell; !cell.empty() && cell.back() != '\n') {
    cell.push_back('\n');
  }
}

void TextFlow::table_begin(std::string_view name) {
  auto table = std::make_unique<Table>();
  ++tables_;
  const std::string own = "table" + std::to_string(tables_);
  table->part = main_.part() == "body" ? own : main_.part() + "/" + own;
  table->name = name;
  table->streams = stack_.empty();
  if (table->streams) main_.end_line();
  stack_.push_back(std::move(table));
}

void TextFlow::row_begin() {
  if (stack_.empty()) return;
  Table& table = *stack_.back();
  if (table.in_row) row_end();
  table.in_row = true;
}

void TextFlow::cell_begin(std::size_t columns_before, std::size_t columns) {
  if (stack_.empty()) return;
  Table& table = *stack_.back();
  if (table.in_cell) cell_end();
  table.in_row = true;
  const std::size_t columns_max = main_.limits().table_columns_max;
  while (columns_before-- > 0 && table.cells.size() < columns_max) table.cells.emplace_back();
  table.in_cell = true;
  table.cell_columns = columns;
}

void TextFlow::cell_spans(std::size_t columns) {
  if (!stack_.empty() && stack_.back()->in_cell) stack_.back()->cell_columns = std::max<std::size_t>(1, columns);
}

void TextFlow::push_cell(Table& table, std::string text) {
  if (table.cells.size() < main_.limits().table_columns_max) {
    table.cells.push_back(std::move(text));
  } else if (!text.empty()) {
    // Beyond the widest table: kept as text.
    main_.line(text);
  }
}

void TextFlow::cell_end() {
  if (stack_.empty()) return;
  Table& table = *stack_.back();
  while (!table.cell.empty() && is_space(table.cell.back())) table.cell.pop_back();
  push_cell(table, std::exchange(table.cell, {}));
  for (std::size_t column = 1; column < table.cell_columns && table.cells.size() < main_.limits().table_columns_max;
       ++column) {
    table.cells.emplace_back();
  }
  table.cell_columns = 1;
  table.in_cell = false;
}

void TextFlow::row_end() {
  if (stack_.empty()) return;
  Table& table = *stack_.back();
  if (table.in_cell || !table.cell.empty()) cell_end();
  table.in_row = false;
  if (table.streams) {
    give_row(table, table.cells);
    table.cells.clear();
    if (pending_bytes_ > pending_bytes_max) {
      main_.out().table_end();
      table.begun = false;
      give_pending();
    }
    return;
  }
  pending_bytes_ += row_bytes;
  for (const std::string& cell : table.cells) pending_bytes_ += cell.size() + sizeof(cell);
  table.rows.push_back(std::exchange(table.cells, {}));
  if (pending_bytes_ > 4 * pending_bytes_max) {
    // An inner table larger than the bound: the outer one is set aside for it.
    Table& outer = *stack_.front();
    if (outer.begun) {
      main_.out().table_end();
      outer.begun = false;
    }
    for (const auto& row : table.rows) give_row(table, row);
    table.rows.clear();
    main_.out().table_end();
    table.begun = false;
    give_pending();
  }
}

void TextFlow::begin_given(Table& table) {
  if (table.begun) return;
  table.begun = true;
  main_.flush();
  TableInfo info;
  info.name = table.name;
  info.part = table.part;
  main_.out().table_begin(info);
}

void TextFlow::give_row(Table& table, const std::vector<std::string>& cells) {
  begin_given(table);
  ++table.row;
  std::vector<Cell> views;
  views.reserve(cells.size());
  for (const std::string& text : cells) views.push_back({text, text.empty() ? CellKind::empty : CellKind::text, 0});
  main_.out().table_row(table.row, views, true);
}

void TextFlow::give_pending() {
  for (const auto& table : pending_) {
    if (table->rows.empty()) continue;
    for (const auto& row : table->rows) give_row(*table, row);
    main_.out().table_end();
  }
  pending_.clear();
  pending_bytes_ = 0;
}

void TextFlow::table_end() {
  if (stack_.empty()) return;
  Table& table = *stack_.back();
  if (table.in_row || !table.cells.empty() || !table.cell.empty()) row_end();
  if (table.streams && table.begun) main_.out().table_end();
  while (!asides_.empty() && asides_.back().depth >= stack_.size()) asides_.pop_back();
  if (!table.streams) pending_.push_back(std::move(stack_.back()));
  stack_.pop_back();
  if (stack_.empty()) give_pending();
}

void TextFlow::aside_begin(PartWriter& writer) { asides_.push_back({&writer, stack_.size()}); }

void TextFlow::aside_end() {
  if (in_aside()) {
    asides_.back().writer->end_line();
    asides_.pop_back();
  }
}

void TextFlow::finish() {
  asides_.clear();
  while (!stack_.empty()) table_end();
  main_.flush();
}

}  // namespace constat
