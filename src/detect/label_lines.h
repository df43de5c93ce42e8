// Labels whose values stand on the line below them, often several side by side, as tax forms, payslips and application
// forms are printed: "Last name   First name   Date of birth" over "Holloway   Margaret   03/14/1971".
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace constat {

struct LabelledValue {
  std::size_t label_begin = 0;  // In the text, without the number of its box ("12a Surname"); ends exclusive.
  std::size_t label_end = 0;
  std::size_t value_begin = 0;
  std::size_t value_end = 0;
  std::size_t line = 0;  // Where the line of labels begins.
};

// Whether a table's header of these words says by itself what stands below it.
using KnowsLabel = std::function<bool(std::string_view label)>;

// Finds them in the lines around `places` (offsets in the text, ascending), where something was found that is
// somebody's own: elsewhere nobody looks for forms. In order of the text; linear in the lines looked at.
std::vector<LabelledValue> find_label_lines(std::string_view text, std::span<const std::size_t> places,
                                            const KnowsLabel& knows);

}  // namespace constat
