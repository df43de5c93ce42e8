#include "people/joins.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <tuple>

#include "people/fields.h"

namespace constat {

float strength_of(JoinKind kind) {
  constexpr std::array<float, 4> strengths = {0.99F, 0.95F, 0.92F, 0.88F};
  return strengths[static_cast<std::size_t>(kind)];
}

std::vector<Join> joins_of(std::span<const JoinMention> mentions, std::vector<std::uint32_t>& group_of) {
  Fields fields;
  std::vector<std::string> types;
  const auto kind_of = [&types](const std::string& type) {
    auto found = std::ranges::find(types, type);
    if (found == types.end()) found = types.insert(types.end(), type);
    return static_cast<std::uint16_t>(found - types.begin() + 1);
  };
  // A key's kind and its numbers to the mentions that have it.
  using Key = std::tuple<JoinKind, std::uint64_t, std::uint64_t>;
  std::map<Key, std::vector<std::uint32_t>> shared;
  std::map<Key, std::string> type_of;
  const auto put = [&shared](const Key& key, std::uint32_t mention) {
    std::vector<std::uint32_t>& of = shared[key];
    if (of.empty() || of.back() != mention) of.push_back(mention);
  };
  for (std::uint32_t index = 0; index < mentions.size(); ++index) {
    const JoinMention& mention = mentions[index];
    for (const JoinValue& id : mention.ids) {
      const std::uint32_t number = fields.id(id.canonical, kind_of(id.type), id.padded);
      if (number == no_field) continue;
      put({JoinKind::id, number, 0}, index);
      type_of[{JoinKind::id, number, 0}] = id.type;
    }
    for (const std::string& email : mention.emails) {
      const std::uint32_t number = fields.email(email);
      if (number != no_field) put({JoinKind::email, number, 0}, index);
    }
    const std::uint32_t name = fields.name(mention.name, mention.name);
    if (name == no_field || fields.name_at(name).single() || fields.name_at(name).initial) continue;
    const std::uint64_t words = fields.name_at(name).key;
    const std::uint32_t birth = fields.birth(mention.birth);
    if (birth != no_field && fields.birth_at(birth).whole) put({JoinKind::name_and_birth, words, birth}, index);
    const std::uint32_t address = fields.address(mention.address, mention.address);
    if (address != no_field && fields.address_at(address).number != no_field &&
        fields.address_at(address).street != no_field) {
      put({JoinKind::name_and_address, words, address}, index);
    }
  }
  std::vector<std::pair<Key, std::vector<std::uint32_t>>> keys;
  for (auto& [key, of] : shared) {
    if (of.size() > 1) keys.emplace_back(key, std::move(of));
  }
  std::ranges::stable_sort(keys, [](const auto& a, const auto& b) {
    if (std::get<0>(a.first) != std::get<0>(b.first)) return std::get<0>(a.first) < std::get<0>(b.first);
    return a.second.size() != b.second.size() ? a.second.size() > b.second.size() : a.second < b.second;
  });
  group_of.resize(mentions.size());
  std::iota(group_of.begin(), group_of.end(), 0U);
  const auto top = [&group_of](std::uint32_t at) {
    while (group_of[at] != at) at = group_of[at] = group_of[group_of[at]];
    return at;
  };
  std::vector<Join> joins;
  for (auto& [key, of] : keys) {
    bool brings = false;
    for (const std::uint32_t mention : of) {
      const std::uint32_t a = top(of.front());
      const std::uint32_t b = top(mention);
      if (a == b) continue;
      group_of[std::max(a, b)] = std::min(a, b);
      brings = true;
    }
    if (brings) joins.push_back({std::get<0>(key), type_of[key], of, of.front()});
  }
  for (std::uint32_t index = 0; index < group_of.size(); ++index) group_of[index] = top(index);
  return joins;
}

}  // namespace constat
