// A person's name in two labelled places of a form: "First name: Margaret" over "Last name: Holloway", or side by side.
// The labels are those of tables' headers (data/headers.tsv), so all their languages are known. What stands labelled
// around the two is of the same form, up to a heading that says whose the lines below it are ("Emergency contact").
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace constat {

// What a label says of the name behind it. `bare`: "Nom", "Name", "Nombre", a part of one only beside the other part.
enum class NamePart : std::uint8_t { none, given, surname, middle, bare, whole };
using NamePartOf = std::function<NamePart(std::string_view label)>;

struct LabelledPlace {
  std::size_t begin = 0;  // In the text; end exclusive.
  std::size_t end = 0;
};
struct NameInParts {
  std::string whole;                 // "Margaret Ann Holloway".
  std::vector<LabelledPlace> parts;  // Where its parts stand, in order of the text.
  std::size_t begin = 0;             // The form: from its first label to its last value,
  std::size_t end = 0;
  std::vector<LabelledPlace> values;      // and the values in it that are the same person's, in order of the text.
  std::vector<LabelledPlace> later = {};  // Values behind another's lines, where the form goes on.
};

// Finds them in the lines around `places` (offsets in the text, ascending, of what stands right behind a label).
// Linear in the lines looked at.
std::vector<NameInParts> find_name_parts(std::string_view text, std::span<const std::size_t> places,
                                         const NamePartOf& part_of);

// Whether a sign that parts a label from its value stands before `at` in its line.
bool stands_behind_label(std::string_view text, std::size_t at);
// "Given names HARRIET": the word for a name stands there instead.
bool stands_behind_bare_label(std::string_view text, std::size_t at);

}  // namespace constat
