// Which of a table's first rows is its header.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/headers.h"
#include "detect/tables/sample.h"

namespace constat::tables {

struct HeaderRow {
  std::vector<std::string> labels;  // By column; empty where the table has no header.
  std::vector<bool> pay;            // The columns of a time ("Jan", "2021") that a label above says to be of pay.
  std::size_t from = 0;             // Its first row in the sample, behind titles.
  std::size_t data_from = 0;        // The first row of data.
};

// The row whose cells are known labels and no values; else the first, where words stand above columns of values. Two
// lines that make one label are one header. `titles`: what the sheet and the file are called; where one of them speaks
// of pay, columns of times are of pay as those under such a title are.
HeaderRow find_header(const HeaderLexicon& lexicon, const Sample& sample, std::span<const std::string_view> titles);

// Whether a row is a header wherever it stands: at least two known labels, two in three of its cells, and no value.
bool is_header(const HeaderLexicon& lexicon, std::span<const Cell> cells);

// The same where a header may stand: "Bonus 2020 (EUR)" is a label that tells the year.
bool is_value(const HeaderLexicon& lexicon, std::string_view cell);

}  // namespace constat::tables
