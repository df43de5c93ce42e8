#include "extract/workbook_parts.h"

#include <algorithm>

#include "base/text.h"

namespace constat {

std::string part_of_workbook(const OoxmlPackage& package, std::string_view main, const std::string& folder,
                             std::string_view type, std::string_view usual) {
  std::string part = package.related(main, type);
  if (part.empty() && package.find(folder + std::string(usual)) != nullptr) part = folder + std::string(usual);
  return part;
}

bool find_sheet_parts(const OoxmlPackage& package, const std::string& main, const std::string& folder,
                      std::string_view ending, std::vector<WorkbookSheet>& sheets) {
  const auto relationships = package.relationships_of(main);
  std::vector<std::string> taken;
  for (std::size_t index = 0; index < sheets.size(); ++index) {
    WorkbookSheet& sheet = sheets[index];
    for (const Relationship& relationship : relationships) {
      if (relationship.id == sheet.relationship && !relationship.id.empty()) sheet.part = relationship.target;
    }
    // A list of relationships that is missing or wrong: sheets are numbered in order as a rule.
    if (package.find(sheet.part) == nullptr) {
      const std::string usual = folder + "worksheets/sheet" + std::to_string(index + 1) + std::string(ending);
      if (package.find(usual) != nullptr) sheet.part = usual;
    }
    taken.push_back(to_lower_ascii(sheet.part));
  }
  std::sort(taken.begin(), taken.end());
  // (Beside an XLSB's sheets lie their indexes: binaryIndex1.bin.)
  const std::string begins = folder + (ending == ".bin" ? "worksheets/sheet" : "worksheets/");
  for (const std::string& part : package.parts(begins, ending)) {
    if (std::binary_search(taken.begin(), taken.end(), to_lower_ascii(part))) continue;
    if (sheets.size() >= workbook_sheets_max) return false;
    WorkbookSheet sheet;
    sheet.name = part.substr(part.rfind('/') + 1);
    sheet.name.resize(sheet.name.size() - ending.size());
    sheet.part = part;
    sheet.note = "a sheet that the workbook does not list";
    sheets.push_back(std::move(sheet));
  }
  return true;
}

}  // namespace constat
