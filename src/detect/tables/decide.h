// Decides, from the sample, what each of a table's columns is.
#pragma once

#include "detect/calibration.h"
#include "detect/finding.h"
#include "detect/tables/columns.h"
#include "detect/tables/header_row.h"
#include "detect/tables/knowledge.h"
#include "detect/tables/sample.h"

namespace constat::tables {

struct Deciding {
  const Knowledge& know;
  const Types& types;
  const Calibration* calibration;  // What a confidence is worth; may be null.
  bool names_passwords;            // The item's name says that it holds passwords.
  TableFindingSink& found;         // Told of each typed column, and why.
};

// A table whose header is known, or has none.
TypedColumns decide_columns(const Deciding& deciding, const Sample& sample, const HeaderRow& header);

// A form lying down, "Name | Jane Doe", "SSN | 536-..": each row is a column of one cell, under its own label. False
// where the table is none (form.cpp).
bool decide_form(const Deciding& deciding, const Sample& sample, TypedColumns& decided);

// The same, where the rows are known to be pairs of a label and its value. False where there are none, or too many.
bool decide_told_form(const Deciding& deciding, const Sample& sample, TypedColumns& decided);

// What is asked of a column at each of its cells: the last thing that is decided of it.
void finish(const Calibration* calibration, Column& column);

}  // namespace constat::tables
