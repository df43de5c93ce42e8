#include "detect/tables/sample.h"

#include <algorithm>

#include "base/text.h"
#include "detect/tables/cell.h"
#include "detect/total_rows.h"

namespace constat::tables {
namespace {

constexpr std::size_t sample_rows_max = 1000;
constexpr std::size_t sample_bytes_max = 4U << 20;
constexpr std::size_t tested_cells_max = 200;  // Cells of a column that validators and lexicons look at.

}  // namespace

void Sample::add(std::uint64_t row, std::span<const Cell> cells, bool owned) {
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
}

bool Sample::full() const { return rows_.size() >= sample_rows_max || bytes_.size() >= sample_bytes_max; }

void Sample::clear() { *this = Sample(); }

void Sample::cells_of(std::size_t row, std::vector<Cell>& cells) const {
  const SampleRow& sample = rows_[row];
  cells.clear();
  for (std::size_t column = 0; column < sample.count; ++column) {
    const SampleCell& cell = cells_[sample.first + column];
    cells.push_back({text_of(cell), cell.kind, cell.offset_bytes});
  }
}

std::string_view Sample::text(std::size_t row, std::size_t column) const {
  const SampleRow& sample = rows_[row];
  if (column >= sample.count) return {};
  return trim(text_of(cells_[sample.first + column]));
}

bool Sample::repeats(std::size_t row, std::size_t from, std::size_t column) const {
  if (from == 0 || row == from) return false;
  const std::string_view cell = text(row, column);
  return cell.size() <= 40 && !cell.empty() && cell == text(from - 1, column);
}

void Sample::collect(std::size_t column, std::size_t from, std::vector<std::string_view>& values) const {
  values.clear();
  const std::size_t rows = rows_.size() - from;
  const std::size_t step = std::max<std::size_t>(1, rows / tested_cells_max);
  for (std::size_t row = from; row < rows_.size() && values.size() < tested_cells_max; row += step) {
    const std::string_view cell = text(row, column);
    if (!is_blank_value(cell) && !is_total_label(cell) && !repeats(row, from, column)) values.push_back(cell);
  }
  if (values.size() < 5 && step > 1) {  // A sparse column: look at every row.
    values.clear();
    for (std::size_t row = from; row < rows_.size() && values.size() < tested_cells_max; ++row) {
      const std::string_view cell = text(row, column);
      if (!is_blank_value(cell)) values.push_back(cell);
    }
  }
}

}  // namespace constat::tables
