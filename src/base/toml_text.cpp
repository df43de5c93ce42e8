#include "base/toml_text.h"

#include <algorithm>
#include <string>

#include "base/text.h"

// The library's code, once for the whole program (CMakeLists.txt: TOML_HEADER_ONLY=0).
#define TOML_IMPLEMENTATION
#include <toml++/toml.h>

namespace constat {

namespace {

bool begins_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '"' || c == '\'';
}

// Whether a table's header begins at `at`, a '[' that begins a line: "[key", "[[key", or an end that the parser
// refuses.
bool begins_header(std::string_view text, std::size_t at) {
  const auto skip = [&] {
    ++at;
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  };
  skip();
  if (at < text.size() && text[at] == '[') skip();
  return at >= text.size() || text[at] == ']' || begins_key(text[at]);
}

}  // namespace

Result<void> check_toml_text(std::string_view text) {
  const auto line_of = [&](std::size_t at) {
    return "line " + std::to_string(1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  };
  if (const std::size_t good = valid_utf8_prefix(text); good != text.size()) {
    return fail(Fault::malformed, line_of(good) + ": no UTF-8", good);
  }
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  std::size_t depth = 0;  // Of brackets: in an array lines may begin with one.
  bool begins_line = true;
  while (at < text.size()) {
    const char c = text[at];
    const bool first = begins_line;
    begins_line = c == '\n' || (begins_line && (c == ' ' || c == '\t' || c == '\r'));
    if (c == '[' || c == '{') {
      if (c == '[' && first && depth == 0 && !begins_header(text, at)) {
        return fail(Fault::malformed, line_of(at) + ": a table's name is missing behind '['", at);
      }
      ++depth;
      ++at;
    } else if (c == ']' || c == '}') {
      if (depth != 0) --depth;
      ++at;
    } else if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (c == '"' || c == '\'') {
      const std::string triple(3, c);
      const bool long_string = text.substr(at).starts_with(triple);
      at += long_string ? 3 : 1;
      while (at < text.size()) {
        if (c == '"' && text[at] == '\\') {
          at += 2;
        } else if (long_string && text.substr(at).starts_with(triple)) {
          at += 3;
          while (at < text.size() && text[at] == c) ++at;  // Up to two more belong to the string.
          break;
        } else if (!long_string && (text[at] == c || text[at] == '\n')) {
          ++at;
          break;
        } else {
          ++at;
        }
      }
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      return fail(Fault::malformed, line_of(at) + ": a character outside ASCII stands outside of a string", at);
    } else {
      ++at;
    }
  }
  return {};
}

}  // namespace constat
