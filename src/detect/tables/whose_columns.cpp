// Columns that tell of somebody else than the row's own person: a spouse, a dependant, a contact.
#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "detect/tables/neighbours.h"
#include "detect/whose.h"

namespace constat::tables {

namespace {

// "employees.2.name", as records of JSON with lists of records are flattened ("employees.name" is the first one's), or
// "employees.0.name", "employees[1].name", as other programs do: which record of which list it is of.
struct Element {
  std::string_view list;  // "employees"; "" where the column is of none.
  std::string_view number;
  friend bool operator==(const Element&, const Element&) = default;
};

Element numbered_element(std::string_view header) {
  constexpr std::size_t digits_max = 4;
  for (std::size_t end = header.size(); end > 0;) {
    const std::size_t begin = header.find_last_of("./[", end - 1);
    if (begin == npos || begin == 0) return {};
    std::string_view part = header.substr(begin + 1, end - begin - 1);
    if (header[begin] == '[' && part.ends_with(']')) part.remove_suffix(1);
    if (end != header.size() && !part.empty() && part.size() <= digits_max && all_digits(part)) {
      return {header.substr(0, begin), part};
    }
    end = begin;
  }
  return {};
}

// The element of each column, those of the first records, which have no number, too.
std::vector<Element> elements_of(const std::vector<Column>& columns) {
  std::vector<Element> elements(columns.size());
  std::vector<std::string_view> lists;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    elements[index] = numbered_element(columns[index].header);
    if (!elements[index].list.empty() && (lists.empty() || lists.back() != elements[index].list))
      lists.push_back(elements[index].list);
  }
  if (lists.empty()) return elements;
  std::ranges::sort(lists);
  lists.erase(std::unique(lists.begin(), lists.end()), lists.end());
  for (std::size_t index = 0; index < columns.size(); ++index) {
    if (!elements[index].list.empty()) continue;
    const std::string_view header = columns[index].header;
    for (std::size_t sign = header.rfind('.'); sign != npos && sign != 0; sign = header.rfind('.', sign - 1)) {
      if (!std::ranges::binary_search(lists, header.substr(0, sign))) continue;
      elements[index] = {header.substr(0, sign), {}};
      break;
    }
  }
  return elements;
}

}  // namespace

std::vector<Party> settle_others(const Types& types, std::vector<Column>& columns) {
  struct Group {
    Whose whose;
    Element element;  // Of a list of records, where no header says whose they are.
    bool named = false, numbered = false, more = false;
    bool own = false;  // Of the row's own person.
    std::size_t name_column = SIZE_MAX;
  };
  constexpr std::size_t groups_max = (other_joint >> 1) - 1;
  const std::vector<Element> elements = elements_of(columns);
  std::vector<Group> groups;
  std::vector<std::uint8_t> group_of(columns.size(), 0);
  std::vector<Party> parties;
  bool own = false;
  bool own_named = false;
  std::size_t own_name = SIZE_MAX;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    const Column& column = columns[index];
    if (column.kind == Kind::text || column.kind == Kind::skip || column.kind == Kind::refused) continue;
    const bool name = is_name(column.kind);
    const bool id = column.kind == Kind::id && types.at(column.type).category == Category::government_id;
    const Whose whose = whose_column(column.header);
    const Element element = whose.role == 0 ? elements[index] : Element{};
    if (whose.role == 0 && element.list.empty()) {
      own = own || name || id || (column.kind == Kind::id && column.id->type == "email_address");
      own_named = own_named || name;
      if (column.kind == Kind::person) own_name = std::min(own_name, index);
      continue;
    }
    auto group =
        std::ranges::find_if(groups, [&](const Group& each) { return each.whose == whose && each.element == element; });
    // "Enfant 1" beside "Date de naissance enfant": where one is numbered only, the others are that one's.
    if (group == groups.end() && whose.role != 0 && whose.number <= 1) {
      group = std::ranges::find_if(groups, [&whose](const Group& each) {
        return each.whose.role == whose.role && each.whose.number + whose.number == 1;
      });
    }
    if (group == groups.end()) {
      if (groups.size() == groups_max) {  // Better nobody's than the first one's.
        columns[index].nobody = !element.list.empty();
        continue;
      }
      groups.push_back({whose, element});
      group = std::prev(groups.end());
    }
    group_of[index] = static_cast<std::uint8_t>(group - groups.begin() + 1);
    group->named = group->named || name;
    group->numbered = group->numbered || id;
    group->more = group->more || !(name || column.kind == Kind::address_part);
    if (column.kind == Kind::person) group->name_column = std::min(group->name_column, index);
  }
  // Behind lists that are longer than their columns stand, without a header, values of more of their records.
  if (std::ranges::any_of(columns, &Column::nobody)) {
    for (Column& column : columns) column.nobody = column.nobody || column.header.empty();
  }
  // Nobody but others: the first is the row's own. A party is so too where an id or a mailbox stands without a name.
  const bool row_named = own_named;
  const auto first = std::ranges::find_if(groups, [own, own_named](const Group& group) {
    return !own ? group.named || group.numbered : !own_named && group.named && is_party(group.whose);
  });
  if (first != groups.end()) {
    first->own = true;
    own_name = first->name_column;
    own = true;
    own_named = own_named || first->named;
  }
  // A list that keeps one parent for a contact keeps the other too.
  const bool parents = std::ranges::any_of(
      groups, [](const Group& group) { return group.named && group.more && is_father_or_mother(group.whose); });
  for (std::size_t index = 0; index < columns.size() && own; ++index) {
    if (group_of[index] == 0) continue;
    const Group& group = groups[group_of[index] - 1U];
    // Where the row's own person has a name, a manager's is not another of theirs. Who benefits may be that one.
    const bool counts = group.more || named_alone(group.whose) || (parents && is_father_or_mother(group.whose)) ||
                        (own_named && !is_beneficiary(group.whose));
    // A list of records without names is of the row's person, where that has one: accounts, documents.
    const bool is_element = !group.element.list.empty();
    if (group.own || (!group.numbered && !(group.named && counts)) || (is_element && !group.named && row_named))
      continue;
    columns[index].other = static_cast<std::uint8_t>(group_of[index] << 1 | (group.whose.relative ? 1 : 0));
    // Who is billed and who has it sent may be one: each row tells by the names.
    if ((is_party(group.whose) || is_element) && index == group.name_column && own_name != SIZE_MAX)
      parties.push_back({index, own_name, std::uint32_t{1} << group_of[index]});
  }
  return parties;
}

void settle_parts_of_names(std::vector<Column>& columns) {
  for (Column& column : columns) {
    if (column.kind != Kind::first_name && column.kind != Kind::last_name) continue;
    column.part_of_name =
        std::ranges::count_if(columns, [&column](const Column& each) {
          return (each.kind == Kind::first_name || each.kind == Kind::last_name) && each.other == column.other;
        }) > 1;
  }
}

}  // namespace constat::tables
