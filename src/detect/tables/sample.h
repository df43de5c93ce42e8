// The first rows of a table, kept until its columns are decided.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/engine.h"

namespace constat::tables {

class Sample {
 public:
  // `owned`: whether findings in the row are this unit's to tell.
  void add(std::uint64_t row, std::span<const Cell> cells, bool owned);
  // Whether it is enough to decide on: further rows are not to be kept.
  bool full() const;
  // Frees all.
  void clear();

  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  std::uint64_t row_number(std::size_t row) const { return rows_[row].row; }
  bool is_owned(std::size_t row) const { return rows_[row].owned; }
  std::size_t width(std::size_t row) const { return rows_[row].count; }
  // The cells as they were given; views of the sample.
  void cells_of(std::size_t row, std::vector<Cell>& cells) const;
  // A cell without blanks around it; "" behind the row's last.
  std::string_view text(std::size_t row, std::size_t column) const;
  // Up to 200 values of a column for tests, from the row `from` on: spread over all rows, without blank ones.
  void collect(std::size_t column, std::size_t from, std::vector<std::string_view>& values) const;

 private:
  // Whether the cell says the header again, which stands in the row before `from`.
  bool repeats(std::size_t row, std::size_t from, std::size_t column) const;
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

  std::string bytes_;  // The cells, one behind the other.
  std::vector<SampleCell> cells_;
  std::vector<SampleRow> rows_;
};

}  // namespace constat::tables
