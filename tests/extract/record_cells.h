// Cells and text of what was extracted, for tests of readers of records.
#pragma once

#include <string>
#include <string_view>

#include "support/document_output.h"

namespace constat::test {

struct PlacedCell {
  std::string value = "no such cell";
  std::uint64_t offset = 0;
};

// The cell of a row, counted over all tables.
inline PlacedCell cell(const DocumentOutput& out, std::size_t row, std::string_view column) {
  for (const DocumentOutput::Table& table : out.tables) {
    if (row >= table.rows.size()) {
      row -= table.rows.size();
      continue;
    }
    for (std::size_t index = 0; index < table.columns.size(); ++index) {
      if (table.columns[index] == column) return {table.rows[row].second.at(index), table.offsets[row].at(index)};
    }
  }
  return {};
}

inline std::string passages(const DocumentOutput& out) {
  std::string all;
  for (const auto& part : out.parts) all += part.text;
  return all;
}

}  // namespace constat::test
