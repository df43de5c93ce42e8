// The way to a byte: "dump.zip!/hr/staff.xlsx!/Payroll#R17C4", "mbox!/1042#body+311". `!/` goes into a container, `#`
// points inside an item. Reports cite it and `constat show` reopens it, so it is the same on every run and machine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace constat {

// Where inside an item: a byte of it or of a named part of it, or a cell of a table. Row and column count from 1, the
// header counted; row 0 means that this is no cell.
struct Locator {
  std::string part;                // "" the item's own bytes; "body", "p3", "meta/author", "From"...
  std::uint64_t offset_bytes = 0;  // In the item's bytes as found where part is ""; else in the part's text.
  std::uint64_t row = 0;
  std::uint32_t column = 0;

  bool is_cell() const { return row != 0; }
  friend bool operator==(const Locator&, const Locator&) = default;
};

// "#R17C4", "#+311", "#body+311". A part together with a cell is "#part!R17C4".
std::string to_string(const Locator& locator);

// One step's name as it stands in a Place: escaped (base/text.h), and `#` and `!` made harmless.
std::string place_component(std::string_view raw_name);
// The same for a relative path of several names: each is escaped, the slashes stay.
std::string place_path(std::string_view raw_path);
std::string raw_component(std::string_view component);
// A path, or what lies between two "!/", with change(name) in place of each of its names.
template <typename Change>
std::string with_names_changed(std::string_view path, const Change& change) {
  std::string out;
  for (std::size_t begin = 0;;) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    out += change(path.substr(begin, end - begin));
    if (end == path.size()) return out;
    out += '/';
    begin = end + 1;
  }
}
// Of a file's Place: its path in the evidence, raw; "" is the evidence itself.
std::string path_in_evidence(std::string_view file_place);

// "dump.zip" + "hr/staff.xlsx" -> "dump.zip!/hr/staff.xlsx". `raw_name` is escaped here.
std::string child_place(std::string_view parent_place, std::string_view raw_name);

struct PlaceParts {
  std::vector<std::string> steps;  // Escaped: "leak/dump.zip", "hr/staff.xlsx", "Payroll".
  Locator locator;
  bool has_locator = false;
  std::string item_place() const;
};
// Fault::malformed where the text is no Place; says what one looks like.
Result<PlaceParts> parse_place(std::string_view text);

}  // namespace constat
