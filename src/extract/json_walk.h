// Walks JSON text (RFC 8259) once, without a tree: tells a handler of keys, values and nesting by their places in the
// text. Lenient where the wild is: a comma before a closing bracket, NaN, control characters within strings.
// Depth is bounded; nothing is allocated but one byte a level.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

namespace constat {

enum class JsonState { whole, truncated, malformed };
struct JsonWalked {
  JsonState state = JsonState::malformed;
  std::size_t end = 0;  // Behind the value; where it is not whole, where that was seen.
};

struct JsonIgnore {
  void key(std::string_view) {}               // Raw, without its quotes.
  void string(std::string_view) {}            // Raw, without its quotes.
  void scalar(std::string_view) {}            // A number, true, false, null.
  void begin(bool /*array*/, std::size_t) {}  // At this offset.
  void end(std::size_t) {}                    // Behind the bracket.
};

inline std::size_t json_skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) ++at;
  return at;
}

// Behind the closing quote of the string whose first character is at `at`; npos where it is not closed.
inline std::size_t json_skip_string(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  for (;;) {
    if (at >= text.size()) return std::string_view::npos;
    const void* const found = std::memchr(text.data() + at, '"', text.size() - at);
    if (found == nullptr) return std::string_view::npos;
    at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    std::size_t slashes = 0;
    while (at - slashes > begin && text[at - slashes - 1] == '\\') ++slashes;
    ++at;
    if (slashes % 2 == 0) return at;
  }
}

// Walks the value at `at` (blanks before it are skipped).
template <typename Handler>
JsonWalked walk_json(std::string_view text, std::size_t at, std::size_t nesting_max, Handler& handler) {
  std::string open;  // '{' or '[' a level.
  enum class Want { value, first_key, key, first_value } want = Want::value;
  for (;;) {
    at = json_skip_blanks(text, at);
    if (at >= text.size()) return {JsonState::truncated, at};
    const char c = text[at];
    bool value_done = false;
    if (want == Want::key || want == Want::first_key) {
      if (c == '"') {
        const std::size_t end = json_skip_string(text, at + 1);
        if (end == std::string_view::npos) return {JsonState::truncated, text.size()};
        handler.key(text.substr(at + 1, end - at - 2));
        at = json_skip_blanks(text, end);
        if (at >= text.size()) return {JsonState::truncated, at};
        if (text[at] != ':') return {JsonState::malformed, at};
        ++at;
        want = Want::value;
        continue;
      }
      if (c != '}') return {JsonState::malformed, at};
      handler.end(at + 1);
      open.pop_back();
      ++at;
      value_done = true;
    } else if (c == '"') {
      const std::size_t end = json_skip_string(text, at + 1);
      if (end == std::string_view::npos) return {JsonState::truncated, text.size()};
      handler.string(text.substr(at + 1, end - at - 2));
      at = end;
      value_done = true;
    } else if (c == '{' || c == '[') {
      if (open.size() >= nesting_max) return {JsonState::malformed, at};
      handler.begin(c == '[', at);
      open.push_back(c);
      want = c == '{' ? Want::first_key : Want::first_value;
      ++at;
      continue;
    } else if (c == ']' && !open.empty() && open.back() == '[') {
      // Empty, or a comma too many.
      handler.end(at + 1);
      open.pop_back();
      ++at;
      value_done = true;
    } else if ((c >= '0' && c <= '9') || c == '-' || (c >= 'a' && c <= 'z') || c == 'N' || c == 'I') {
      std::size_t end = at + 1;
      while (end < text.size() &&
             ((text[end] >= '0' && text[end] <= '9') || (text[end] >= 'a' && text[end] <= 'z') || text[end] == '.' ||
              text[end] == '+' || text[end] == '-' || text[end] == 'E' || text[end] == 'N' || text[end] == 'I')) {
        ++end;
      }
      const std::string_view word = text.substr(at, end - at);
      if (c >= 'a' && word != "true" && word != "false" && word != "null") {
        const bool cut = end == text.size() &&
                         (std::string_view("true").starts_with(word) || std::string_view("false").starts_with(word) ||
                          std::string_view("null").starts_with(word));
        return {cut ? JsonState::truncated : JsonState::malformed, at};
      }
      handler.scalar(word);
      at = end;
      value_done = true;
    } else {
      return {JsonState::malformed, at};
    }
    if (!value_done) continue;
    // Behind a value: its container goes on or ends.
    for (;;) {
      if (open.empty()) return {JsonState::whole, at};
      at = json_skip_blanks(text, at);
      if (at >= text.size()) return {JsonState::truncated, at};
      const char next = text[at];
      if (next == ',') {
        ++at;
        want = open.back() == '{' ? Want::key : Want::value;
        break;
      }
      if ((next == '}' && open.back() == '{') || (next == ']' && open.back() == '[')) {
        handler.end(at + 1);
        open.pop_back();
        ++at;
        continue;
      }
      return {JsonState::malformed, at};
    }
  }
}

}  // namespace constat
