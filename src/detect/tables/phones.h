// Telephone numbers in cells: how they are written, and the plan that brings a country's own numbers into E.164.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "detect/tables/cell.h"

namespace constat::tables {

// How a country writes its telephone numbers at home: enough to bring a column of them into E.164. Source: ITU-T E.164
// and the national plans as libphonenumber 8 has them (trunk prefix; digits of the national significant number).
struct PhonePlan {
  std::string_view region;
  std::string_view code;
  std::string_view trunk;
  std::size_t least;
  std::size_t most;
  std::string_view names;  // As a country column writes it, between bars.
};

// The plan of the country that a cell of a column of countries names; null where it is none of those known.
const PhonePlan* plan_of_country(std::string_view cell);
// The plan of a region by its ISO 3166 code; null where none is known.
const PhonePlan* plan_of_region(std::string_view region);

// Whether a telephone number may be written so.
bool phone_shape(std::string_view cell, const CellShape& shape);
// A form that hardly anything else has: "+33 6 12...", "(555) 123-4567", "555-123-4567", "06 12 34 56 78".
bool phone_marked(std::string_view cell, const CellShape& shape);

// The digits of a telephone number up to an extension. False: it is not written as one (as phone_shape() says).
bool read_phone(std::string_view value, std::array<char, 33>& digits, std::size_t& count);

// "+33612345678" from what a cell holds: an international number as it is, a national one by the plan; digits alone
// where neither says more.
void write_e164(std::string_view digits, bool international, const PhonePlan* plan, std::string& out);

}  // namespace constat::tables
