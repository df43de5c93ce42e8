// Columns of settings: the names in one, the values in another.
#include <algorithm>

#include "base/text.h"
#include "detect/tables/neighbours.h"

namespace constat::tables {

namespace {

// <entry key="db.password">x</entry>, <string name="api_password">x</string>: two columns, the value under the name of
// its element.
void find_element_pair(std::vector<Column>& columns) {
  if (columns.size() != 2) return;
  for (std::size_t index = 0; index < 2; ++index) {
    const std::string name = to_lower_ascii(columns[1 - index].header);
    if (name != "name" && name != "key") continue;
    const std::string header = to_lower_ascii(columns[index].header);
    for (const std::string_view element : {"entry", "string", "param", "parameter", "property", "setting", "item",
                                           "variable", "env", "attribute", "config"}) {
      if (header == element) columns[index].name_column = 1 - index;
    }
  }
}

}  // namespace

void find_pairs(std::vector<Column>& columns) {
  find_element_pair(columns);
  constexpr std::size_t reach = 4;  // Columns.
  constexpr std::string_view value = "value";
  for (std::size_t index = 0; index < columns.size(); ++index) {
    if (columns[index].header.size() < value.size()) continue;
    const std::string header = to_lower_ascii(columns[index].header);
    const std::size_t at = header.rfind(value);
    if (at == std::string::npos) continue;
    const std::string_view before = std::string_view(header).substr(0, at);
    const std::string_view behind = std::string_view(header).substr(at + value.size());
    for (std::size_t other = index > reach ? index - reach : 0;
         other < std::min(columns.size(), index + reach + 1) && columns[index].name_column == SIZE_MAX; ++other) {
      const std::string name = to_lower_ascii(columns[other].header);
      for (const std::string_view word :
           {"name", "key", "variable", "setting", "field", "attribute", "label", "property", "designation"}) {
        if (name.size() != before.size() + word.size() + behind.size() || !name.starts_with(before) ||
            !name.ends_with(behind) || name.compare(before.size(), word.size(), word) != 0)
          continue;
        columns[index].name_column = other;
        break;
      }
    }
  }
}

bool names_secret(std::string_view name) {
  const std::string lower = to_lower_ascii(name);
  constexpr std::string_view words[] = {"pass",  "pwd",  "secret", "token",    "key",    "user",
                                        "login", "cred", "auth",   "kennwort", "contras"};
  return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

}  // namespace constat::tables
