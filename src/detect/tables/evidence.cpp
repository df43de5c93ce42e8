#include "detect/tables/evidence.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace constat::tables {

void set_type(Column& column, Kind kind, const Knowledge::TypeRef& ref, std::string_view type_name, float confidence,
              std::string why) {
  if (!ref.known) return;
  column.kind = kind;
  column.type = ref.type;
  column.rule = ref.rule;
  column.confidence = confidence;
  column.type_name = std::string(type_name);
  column.why = std::move(why);
}

void set_id(Column& column, const Knowledge& know, std::size_t id, float confidence, std::string why) {
  set_type(column, Kind::id, know.ids[id], id_types[id].type, confidence, std::move(why));
  column.id = &id_types[id];
  column.validator = know.validators[id];
  column.pad_to_nine = id_types[id].type == "us_ssn" || id_types[id].type == "aba_routing_number";
}

bool header_is(const HeaderMeaning& meaning, HeaderClass name, bool& strong) {
  for (std::size_t index = 0; index < meaning.count; ++index) {
    if (meaning.readings[index].name == name) {
      strong = meaning.readings[index].strong;
      return true;
    }
  }
  return false;
}

bool header_contradicts(const HeaderMeaning& meaning, std::initializer_list<HeaderClass> allowed) {
  if (meaning.count == 0 || !meaning.readings[0].strong) return false;
  return std::find(allowed.begin(), allowed.end(), meaning.readings[0].name) == allowed.end();
}

const IdType* id_of_header(const Knowledge& know, const std::string& header) {
  const HeaderMeaning meaning = know.headers.read(header);
  if (meaning.count == 0 || !meaning.readings[0].strong) return nullptr;
  const int id = know.id_of_class[meaning.readings[0].name];
  return id < 0 ? nullptr : &id_types[static_cast<std::size_t>(id)];
}

Against header_against(const HeaderMeaning& meaning, const Knowledge& know) {
  if (meaning.count == 0) return {};
  const HeaderMeaning::Reading& first = meaning.readings[0];
  const bool other = first.name == know.other;
  return {.other = other && first.strong, .weak_other = other && !first.strong, .foreign = !other && first.strong};
}

bool header_beside(const Evidence& evidence, std::initializer_list<HeaderClass> names) {
  const std::vector<std::uint32_t>& columns_of = evidence.beside.columns_of;
  const HeaderMeaning& own = evidence.meaning;
  return std::ranges::any_of(names, [&](HeaderClass name) {
    if (name >= columns_of.size()) return false;
    const bool itself = own.count != 0 && own.readings[0].whole && own.readings[0].name == name;
    return columns_of[name] > (itself ? 1U : 0U);
  });
}

bool headed_by(const Evidence& evidence, std::span<const std::string_view> words) {
  return std::ranges::any_of(evidence.columns, [words](const Column& column) {
    return std::ranges::find(words, header_words(column.header)) != words.end();
  });
}

bool place_beside(const Evidence& evidence) {
  return header_beside(evidence, {evidence.know.postcode, evidence.know.city});
}

float average(const Evidence& evidence, float (NameLexicon::*score)(std::string_view) const) {
  if (evidence.know.names == nullptr || evidence.values.empty()) return 0;
  float sum = 0;
  const std::size_t count = std::min<std::size_t>(evidence.values.size(), 100);
  for (std::size_t index = 0; index < count; ++index) sum += (evidence.know.names->*score)(evidence.values[index]);
  return sum / static_cast<float>(count);
}

float share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0F : static_cast<float>(part) / static_cast<float>(whole);
}

std::string percent(float value) { return std::to_string(static_cast<int>(std::lround(value * 100))) + " %"; }

}  // namespace constat::tables
