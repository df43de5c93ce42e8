// What the rules of columns (column_rules.h) are given of a column, and what several of them ask of it.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "detect/tables/columns.h"
#include "detect/tables/knowledge.h"
#include "detect/tables/profile.h"

namespace constat::tables {

struct Evidence {
  const Knowledge& know;
  const HeaderMeaning& meaning;              // Of the column's header.
  const Profile& profile;                    // Of its values,
  std::span<const std::string_view> values;  // which have no blank ones among them.
  std::span<const Column> columns;           // All of the table, itself among them; none in a form.
  const Surroundings& beside;
};

// Types the column; leaves it as it is where no rule states the type. `why` is for the reader of a report.
void set_type(Column& column, Kind kind, const Knowledge::TypeRef& type, std::string_view type_name, float confidence,
              std::string why);
// The same of an id: an index in id_types.
void set_id(Column& column, const Knowledge& know, std::size_t id, float confidence, std::string why);

// Whether a meaning of the header is that class; `strong` is set where it is.
bool header_is(const HeaderMeaning& meaning, HeaderClass name, bool& strong);
// Whether the header's first meaning is a strong one of another class than those given.
bool header_contradicts(const HeaderMeaning& meaning, std::initializer_list<HeaderClass> allowed);
// The id that a header says by itself; null where it says none.
const IdType* id_of_header(const Knowledge& know, const std::string& header);

// How far a column's header speaks against what its values look like.
struct Against {
  bool other = false;       // It names what is nobody's data: an invoice's number.
  bool weak_other = false;  // It may name such.
  bool foreign = false;     // It names another type.
};
Against header_against(const HeaderMeaning& meaning, const Knowledge& know);
// Whether another column's header is wholly of one of the classes.
bool header_beside(const Evidence& evidence, std::initializer_list<HeaderClass> names);
// Whether a column is headed by one of the words or phrases, as header_words() reads them.
bool headed_by(const Evidence& evidence, std::span<const std::string_view> words);
// Whether a postcode or a town stands beside.
bool place_beside(const Evidence& evidence);

// Of up to a hundred values: how far the lexicon takes them for what `score` asks.
float average(const Evidence& evidence, float (NameLexicon::*score)(std::string_view) const);
float share(std::size_t part, std::size_t whole);
// "97 %".
std::string percent(float value);

}  // namespace constat::tables
