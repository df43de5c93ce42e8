// Reads a whole file the way a scan does, and ends the run where a text or a cell that it gives is no valid UTF-8.
#pragma once

#include <cstdlib>

#include "../tests/support/document_output.h"
#include "base/text.h"

namespace constat {

inline void read_checking_texts(const std::string& bytes) {
  DocumentOutput out;
  (void)extract_bytes(bytes, out);
  for (const DocumentOutput::Part& part : out.parts) {
    if (!is_valid_utf8(part.text)) std::abort();
  }
  for (const DocumentOutput::Table& table : out.tables) {
    for (const auto& [row, cells] : table.rows) {
      for (const std::string& cell : cells) {
        if (!is_valid_utf8(cell)) std::abort();
      }
    }
  }
}

}  // namespace constat
