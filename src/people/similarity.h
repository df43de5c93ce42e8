// How alike two short texts are. Bit-parallel where the texts have at most 64 bytes; longer ones are cut to 64.
// Sources: M. Jaro, JASA 84 (1989) 414; W. Winkler, "String Comparator Metrics", ASA 1990 (prefix scale 0.1, at most 4
// characters, above 0.7); F. Damerau, CACM 7 (1964) 171.
#pragma once

#include <cstddef>
#include <string_view>

namespace constat {

inline constexpr std::size_t similar_bytes_max = 64;

// From 0 (nothing in common) to 1 (equal). Two empty texts are equal. Bytes, not characters: names are folded to
// ASCII before.
float jaro_winkler(std::string_view a, std::string_view b);

// Whether one insertion, deletion, substitution or transposition of neighbours turns one into the other. Equal texts
// are.
bool within_one_edit(std::string_view a, std::string_view b);
// The same without insertion and deletion: what a slip of the finger does to a number of fixed length.
bool one_digit_or_transposition(std::string_view a, std::string_view b);

// Numbers: the same, or with a digit too many or too few. (Those that have one length never differ by two edits here.)
inline bool one_slip_apart(std::string_view a, std::string_view b) {
  return a.size() == b.size() ? one_digit_or_transposition(a, b) : within_one_edit(a, b);
}
// Whether the two are one to a reader of bad print: "arnanda" and "amanda", "c1ark" and "dark" (rn for m, cl for d,
// vv for w, 0 for o, 1 for l).
bool read_alike(std::string_view a, std::string_view b);

}  // namespace constat
