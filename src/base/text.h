// Small helpers for UTF-8 text that belong to no format.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace constat {

// Length of the longest valid UTF-8 prefix (RFC 3629: no surrogates, no overlong forms).
std::size_t valid_utf8_prefix(std::string_view text);
inline bool is_valid_utf8(std::string_view text) { return valid_utf8_prefix(text) == text.size(); }
// `text` with every invalid byte replaced by U+FFFD.
std::string to_valid_utf8(std::string_view text);
void append_utf8(std::string& text, char32_t code_point);
// Decodes the code point at `offset` of valid UTF-8 and moves past it.
char32_t next_code_point(std::string_view text, std::size_t& offset);

// Names and reasons come from evidence: before one is put into a Place or on a terminal, control characters, bidi
// overrides and invalid UTF-8 are written as \xNN (per byte). Reversible; a backslash becomes two.
std::string escape_name(std::string_view raw);
std::string unescape_name(std::string_view escaped);

std::string_view trim(std::string_view text);
std::string to_lower_ascii(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::vector<std::string_view> split(std::string_view text, char separator);
// "%C3%A9" as the bytes that it stands for, which need not be valid UTF-8 (RFC 3986, 2.1). What is no such sequence
// stays.
std::string percent_decoded(std::string_view text);

inline constexpr std::size_t npos = std::string_view::npos;

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }
inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_alpha(char c) { return is_lower(c) || is_upper(c); }
inline bool is_alnum(char c) { return is_digit(c) || is_alpha(c); }
// 0 to 15, of either case; -1 where it is no hexadecimal digit.
inline int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}
inline bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
inline bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }  // Beyond ASCII.
inline bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace constat
