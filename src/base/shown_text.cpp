#include "base/shown_text.h"

#include <algorithm>
#include <cstdio>

#include "base/text.h"

namespace constat {

namespace {

// Most texts have none: the first bytes of those that are looked at.
bool may_deceive(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xD8 || byte == 0xE1 || byte == 0xE2 || byte == 0xEF ||
         byte == 0xF3;
}

void append_utf16_escape(std::string& out, unsigned unit) {
  char code[8];
  std::snprintf(code, sizeof code, "\\u%04x", unit & 0xFFFF);
  out += code;
}

}  // namespace

std::string json_shown(std::string json) {
  if (std::ranges::none_of(json, may_deceive)) return json;
  if (!is_valid_utf8(json)) json = to_valid_utf8(json);
  std::string out;
  out.reserve(json.size() + 64);
  for (std::size_t at = 0; at < json.size();) {
    const std::size_t begin = at;
    if (!may_deceive(json[at])) {
      out.push_back(json[at++]);
      continue;
    }
    const char32_t c = next_code_point(json, at);
    // Between its strings JSON has line ends and blanks; inside them no control character.
    if (c < 0x20 || !is_deceptive(c)) {
      out.append(json, begin, at - begin);
    } else if (c < 0x10000) {
      append_utf16_escape(out, c);
    } else {
      append_utf16_escape(out, 0xD800 + ((c - 0x10000) >> 10));
      append_utf16_escape(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
    }
  }
  return out;
}

std::string harmless_text(std::string_view text) {
  std::string valid = to_valid_utf8(text);
  if (std::ranges::none_of(valid, may_deceive)) return valid;
  std::string out;
  for (std::size_t at = 0; at < valid.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(valid, at);
    const bool line_end = c == U'\n' || c == U'\t' || (c == U'\r' && at < valid.size() && valid[at] == '\n');
    if (line_end || !is_deceptive(c)) {
      out.append(valid, begin, at - begin);
      continue;
    }
    for (std::size_t index = begin; index < at; ++index) {
      char code[8];
      std::snprintf(code, sizeof code, "\\x%02x", static_cast<unsigned char>(valid[index]));
      out += code;
    }
  }
  return out;
}

}  // namespace constat
