// Texts of evidence in what programs and people are given. Names in Places have their own way (base/text.h,
// escape_name).
#pragma once

#include <string>
#include <string_view>

namespace constat {

// Controls, line and paragraph separators, what reorders the text that a person reads (Unicode UAX 9, "Trojan Source"),
// and what cannot be seen (invisible operators, annotations, tags).
bool is_deceptive(char32_t c);

// The same JSON with nothing in it that acts on a terminal or turns the writing round: what does (in its strings, where
// else could it stand) is written as \uNNNN, which says the same.
std::string json_shown(std::string json);
// The same text with what acts on a terminal as \xNN, per byte; line ends and tabs stay. For CSV, which knows no
// escape.
std::string harmless_text(std::string_view text);

}  // namespace constat
