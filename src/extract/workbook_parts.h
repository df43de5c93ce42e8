// What the packages of XLSX and XLSB share: which part of the archive holds which sheet.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "extract/ooxml.h"

namespace constat {

inline constexpr std::size_t workbook_sheets_max = 10'000;

struct WorkbookSheet {
  std::string name;
  std::string relationship;  // Its id.
  std::string part;
  std::string note;
};

// The part that `main`, the workbook in `folder`, says is of `type`, or the one of the usual name; "" where there is
// neither.
std::string part_of_workbook(const OoxmlPackage& package, std::string_view main, const std::string& folder,
                             std::string_view type, std::string_view usual);

// Fills the parts of `sheets`, as the workbook lists them, and appends the sheets that it does not list. `ending` is
// ".xml" or ".bin". False where there are more than workbook_sheets_max: the rest is left out.
[[nodiscard]] bool find_sheet_parts(const OoxmlPackage& package, const std::string& main, const std::string& folder,
                                    std::string_view ending, std::vector<WorkbookSheet>& sheets);

}  // namespace constat
