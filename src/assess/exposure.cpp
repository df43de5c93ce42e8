#include "assess/exposure.h"

#include <array>
#include <tuple>

#include "assess/toml_keys.h"

namespace constat {

Result<Elements> Elements::load(const std::string& path) {
  TRY_ASSIGN(const std::string content, read_parameters(path));
  TRY_ASSIGN(const toml::table parsed, parse_parameters(content, path));
  Elements elements;
  const toml::array* const list = parsed["element"].as_array();
  if (list == nullptr) return fail(Fault::malformed, path + ": no [[element]]");
  for (const toml::node& node : *list) {
    const toml::table* const one = node.as_table();
    if (one == nullptr) return fail(Fault::malformed, path + ": an element that is no table");
    Element element;
    element.name = (*one)["name"].value_or(std::string());
    element.label = {(*one)["en"].value_or(std::string()), (*one)["fr"].value_or(std::string())};
    const std::string wrong = path + ": element '" + element.name + "': ";
    if (element.name.empty() || element.label.en.empty() || element.label.fr.empty()) {
      return fail(Fault::malformed, wrong + "name, en and fr are needed");
    }
    if (elements.find(element.name)) return fail(Fault::malformed, wrong + "exists twice");
    if (elements.elements_.size() == 64) return fail(Fault::malformed, wrong + "more than 64 elements");
    const ElementSet bit = ElementSet{1} << elements.elements_.size();
    if ((*one)["everybody"].value_or(false)) {
      elements.of_everybody_ |= bit;
      element.is_detected = true;
    }
    const toml::array* const types = (*one)["types"].as_array();
    if (types == nullptr && !element.is_detected) return fail(Fault::malformed, wrong + "types is needed");
    if (types != nullptr) {
      for (const toml::node& type : *types) {
        const auto name = type.value<std::string>();
        if (!name || name->empty()) return fail(Fault::malformed, wrong + "a type that is no name");
        elements.types_[*name] |= bit;
        element.is_detected = true;
      }
    }
    elements.elements_.push_back(std::move(element));
  }
  return elements;
}

std::optional<std::size_t> Elements::find(std::string_view name) const {
  for (std::size_t index = 0; index < elements_.size(); ++index) {
    if (elements_[index].name == name) return index;
  }
  return std::nullopt;
}

ElementSet Elements::of_type(std::string_view type) const {
  const auto found = types_.find(type);
  return found == types_.end() ? 0 : found->second;
}

std::string Elements::names(ElementSet set) const {
  std::string list;
  for (std::size_t index = 0; index < elements_.size(); ++index) {
    if ((set >> index & 1) != 0) list += (list.empty() ? "" : ", ") + elements_[index].name;
  }
  return list;
}

Residence residence_of(std::string_view country, std::string_view state) {
  constexpr std::array<std::string_view, 5> territories = {"PR", "GU", "VI", "AS", "MP"};
  for (const std::string_view territory : territories) {
    if (country == territory) return {"US", std::string(territory)};
  }
  // Overseas France: the CNIL is competent (loi n° 78-17, art. 125 and following, for the collectivities).
  constexpr std::array<std::string_view, 12> overseas = {"GP", "MQ", "GF", "RE", "YT", "MF",
                                                         "BL", "PM", "NC", "PF", "WF", "TF"};
  for (const std::string_view part : overseas) {
    if (country == part) return {"FR", ""};
  }
  if (country == "AX") return {"FI", ""};
  if (country == "SJ") return {"NO", ""};
  if (country == "UK") return {"GB", ""};
  if (country.empty() && !state.empty()) return {"US", std::string(state)};
  return {std::string(country), country == "US" ? std::string(state) : std::string()};
}

Result<Exposure> gather_exposure(ExposureSource& source, const Elements& elements) {
  struct Key {
    std::string country, state;
    ElementSet elements = 0;
    auto operator<=>(const Key&) const = default;
  };
  std::map<Key, std::int64_t> counts;
  Exposure exposure;
  ExposedPerson person;
  Key key;
  while (true) {
    TRY_ASSIGN(const bool more, source.next(person));
    if (!more) break;
    key.country = person.country;
    key.state = person.state;
    key.elements = elements.of_everybody();
    for (const std::string_view type : person.types) key.elements |= elements.of_type(type);
    ++counts[key];
    ++exposure.persons;
  }
  std::map<std::tuple<Residence, ElementSet>, std::int64_t> groups;
  for (const auto& [raw, count] : counts) groups[{residence_of(raw.country, raw.state), raw.elements}] += count;
  for (const auto& [group, count] : groups) {
    exposure.groups.push_back({std::get<Residence>(group), std::get<ElementSet>(group), count});
  }
  return exposure;
}

}  // namespace constat
