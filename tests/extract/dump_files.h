// The dumps of databases under tests/data/dumps, and the cells of what was read of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "support/document_output.h"

namespace constat::test {

// tests/data/dumps/make.py and README.md say what they hold.
inline std::string dump_file(const std::string& name) {
  std::ifstream in(std::string(CONSTAT_SOURCE_DIR) + "/tests/data/dumps/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// By the row's own number, as Places say it.
inline std::string cell_in_row(const DocumentOutput& out, std::uint64_t row, std::string_view column) {
  for (const auto& table : out.tables) {
    const auto at = std::ranges::find(table.columns, column);
    if (at == table.columns.end()) continue;
    for (const auto& [number, cells] : table.rows) {
      if (number == row) return cells.at(static_cast<std::size_t>(at - table.columns.begin()));
    }
  }
  return "no such cell";
}

}  // namespace constat::test
