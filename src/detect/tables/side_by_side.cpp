// Persons that stand side by side in a row, though no header says so: two tables beside each other, lists of names.
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "detect/names.h"
#include "detect/tables/neighbours.h"
#include "detect/whose.h"

namespace constat::tables {
namespace {

constexpr std::uint8_t groups_max = (other_joint >> 1) - 1;

bool is_own(const Column& column) { return column.other == 0 && whose_column(column.header).role == 0; }

// "Jane Smith" and "Smith, Jane" are one.
bool tell_one_person(const Sample& sample, std::size_t data_from, std::size_t a, std::size_t b) {
  constexpr std::size_t rows_max = 100;
  const auto words = [](std::string_view name) {
    std::string canonical = canonical_name(name);
    std::vector<std::string> sorted;
    for (const std::string_view word : split(canonical, ' ')) sorted.emplace_back(word);
    std::ranges::sort(sorted);
    return sorted;
  };
  std::size_t compared = 0;
  std::size_t same = 0;
  for (std::size_t row = data_from; row < std::min(sample.size(), data_from + rows_max); ++row) {
    const std::string_view one = sample.text(row, a);
    const std::string_view other = sample.text(row, b);
    if (one.empty() || other.empty()) continue;
    ++compared;
    same += words(one) == words(other) ? 1 : 0;
  }
  return same * 5 > compared;
}

// The columns behind an empty one are of others, where both sides name persons. Whether there is such a column.
bool part_tables(const Sample& sample, std::size_t data_from, std::vector<Column>& columns, std::uint8_t groups) {
  std::vector<std::string_view> values;
  bool named = false;
  std::uint8_t group = 0;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    Column& column = columns[index];
    if (column.header.empty() && column.kind == Kind::text && named && groups < groups_max) {
      sample.collect(index, data_from, values);
      const auto next = columns.begin() + static_cast<std::ptrdiff_t>(index) + 1;
      const auto end = std::find_if(next, columns.end(), [](const Column& each) { return each.header.empty(); });
      const bool names = std::any_of(next, end, [](const Column& each) { return is_name(each.kind) && is_own(each); });
      if (values.empty() && names) group = ++groups;
    }
    named = named || (is_name(column.kind) && is_own(column));
    if (group != 0 && is_own(column)) column.other = static_cast<std::uint8_t>(group << 1);
  }
  return group != 0;
}

}  // namespace

void settle_side_by_side(const Knowledge& know, const Sample& sample, std::size_t data_from,
                         std::vector<Column>& columns) {
  std::uint8_t groups = 0;  // As settle_others() numbered them.
  for (const Column& column : columns) groups = std::max(groups, static_cast<std::uint8_t>(column.other >> 1));
  if (part_tables(sample, data_from, columns, groups)) return;
  // Whole names, and nothing else that tells of anybody.
  std::vector<std::size_t> lists;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    const Column& column = columns[index];
    if (column.kind == Kind::text || column.kind == Kind::skip || column.kind == Kind::refused) continue;
    if (column.kind != Kind::person || !is_own(column)) return;
    const HeaderMeaning meaning = know.headers.read(column.header);
    for (std::size_t at = 0; at < meaning.count; ++at) {
      const HeaderClass name = meaning.readings[at].name;
      if (name == know.person_name || name == know.first_name || name == know.last_name) return;
    }
    lists.push_back(index);
  }
  if (lists.size() < 2) return;
  for (std::size_t at = 1; at < lists.size(); ++at) {
    if (tell_one_person(sample, data_from, lists.front(), lists[at])) return;
  }
  for (std::size_t at = 1; at < lists.size() && groups < groups_max; ++at) {
    columns[lists[at]].other = static_cast<std::uint8_t>(++groups << 1);
  }
}

}  // namespace constat::tables
