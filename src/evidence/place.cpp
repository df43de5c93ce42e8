#include "evidence/place.h"

#include <charconv>

#include "base/text.h"

namespace constat {

namespace {
bool parse_number(std::string_view text, std::uint64_t& value) {
  if (text.empty() || !is_digit(text.front())) return false;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

bool parse_cell(std::string_view text, Locator& locator) {
  if (!text.starts_with('R')) return false;
  const std::size_t c = text.find('C');
  std::uint64_t row = 0;
  std::uint64_t column = 0;
  if (c == std::string_view::npos || !parse_number(text.substr(1, c - 1), row) ||
      !parse_number(text.substr(c + 1), column) || row == 0 || column == 0 || column > UINT32_MAX) {
    return false;
  }
  locator.row = row;
  locator.column = static_cast<std::uint32_t>(column);
  return true;
}

bool parse_locator(std::string_view text, Locator& locator) {
  if (parse_cell(text, locator)) return true;
  const std::size_t bang = text.rfind('!');
  if (bang != std::string_view::npos && parse_cell(text.substr(bang + 1), locator)) {
    locator.part = unescape_name(text.substr(0, bang));
    return true;
  }
  const std::size_t plus = text.rfind('+');
  if (plus == std::string_view::npos || !parse_number(text.substr(plus + 1), locator.offset_bytes)) return false;
  locator.part = unescape_name(text.substr(0, plus));
  return true;
}
}  // namespace

std::string to_string(const Locator& locator) {
  std::string text = "#";
  if (locator.is_cell()) {
    if (!locator.part.empty()) text += place_component(locator.part) + "!";
    text += "R" + std::to_string(locator.row) + "C" + std::to_string(locator.column);
  } else {
    text += place_component(locator.part) + "+" + std::to_string(locator.offset_bytes);
  }
  return text;
}

std::string place_component(std::string_view raw_name) {
  std::string out;
  for (const char c : escape_name(raw_name)) {
    if (c == '#') {
      out += "\\x23";
    } else if (c == '!') {
      out += "\\x21";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string place_path(std::string_view raw_path) { return place_component(raw_path); }

std::string raw_component(std::string_view component) { return unescape_name(component); }

std::string path_in_evidence(std::string_view file_place) {
  const std::size_t slash = file_place.find('/');  // The evidence's own name has none.
  return slash == std::string_view::npos ? std::string() : raw_component(file_place.substr(slash + 1));
}

std::string child_place(std::string_view parent_place, std::string_view raw_name) {
  std::string place(parent_place);
  place += "!/";
  place += place_component(raw_name);
  return place;
}

std::string PlaceParts::item_place() const {
  std::string place;
  for (const std::string& step : steps) {
    if (!place.empty()) place += "!/";
    place += step;
  }
  return place;
}

Result<PlaceParts> parse_place(std::string_view text) {
  PlaceParts parts;
  const std::size_t hash = text.find('#');  // Names hold none: place_component escapes it.
  if (hash != std::string_view::npos) {
    if (!parse_locator(text.substr(hash + 1), parts.locator)) {
      return fail(Fault::malformed, "not a Place: what follows # is R<row>C<column>, +<byte> or <part>+<byte>", hash);
    }
    parts.has_locator = true;
    text = text.substr(0, hash);
  }
  if (text.empty() || text.starts_with("!/")) {
    return fail(Fault::malformed, "not a Place: it starts with the evidence's name");
  }
  for (;;) {
    const std::size_t end = text.find("!/");
    parts.steps.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 2);
  }
}

}  // namespace constat
