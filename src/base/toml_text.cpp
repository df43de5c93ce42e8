#include "base/toml_text.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace constat {

Result<void> check_toml_text(std::string_view text) {
  const auto line_of = [&](std::size_t at) {
    return "line " + std::to_string(1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  };
  if (const std::size_t good = valid_utf8_prefix(text); good != text.size()) {
    return fail(Fault::malformed, line_of(good) + ": no UTF-8", good);
  }
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '#') {
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
