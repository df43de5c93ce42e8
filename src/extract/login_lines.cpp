#include "extract/login_lines.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"

namespace constat {
namespace {

constexpr std::size_t address_max = 254;  // RFC 5321, 4.5.3.1.3, without its angle brackets.

bool begins_with_login(std::string_view line) {
  const std::string_view reach = line.substr(0, address_max + 2);
  const std::size_t colon = reach.find(':');
  if (colon == std::string_view::npos || colon < 2 || colon + 3 > reach.size() || is_space(reach[colon + 1]))
    return false;
  const std::string_view address = reach.substr(0, colon);
  const std::string_view hash = reach.substr(colon + 1);
  if (hash.starts_with("$argon2") || (hash.starts_with("S:") && line.size() > colon + 63)) {
    return std::none_of(address.begin(), address.end(),
                        [](char c) { return is_space(c) || std::strchr(",;|\"'<>", c); });
  }
  const std::size_t at = address.find('@');
  if (colon < 5 || at == std::string_view::npos || at == 0 || address.find('.', at) == std::string_view::npos)
    return false;
  return std::none_of(address.begin(), address.end(),
                      [](char c) { return is_space(c) || std::strchr(",;|\"'<>", c) != nullptr; });
}

}  // namespace

bool lists_cookies(std::string_view sample) {
  constexpr std::size_t lines_max = 64;
  constexpr std::size_t columns = 7;
  std::size_t lines = 0;
  std::size_t cookies = 0;
  for (std::size_t at = 0; at < sample.size() && lines < lines_max;) {
    const std::size_t end = std::min(sample.find('\n', at), sample.size());
    const std::string_view line = sample.substr(at, end - at);
    at = end + 1;
    if (trim(line).empty() || (line.front() == '#' && !line.starts_with("#HttpOnly_"))) continue;
    ++lines;
    std::array<std::string_view, columns> fields;
    std::size_t count = 0;
    for (std::size_t from = 0; from <= line.size() && count < columns; ++count) {
      const std::size_t tab = count + 1 == columns ? line.size() : std::min(line.find('\t', from), line.size());
      fields[count] = line.substr(from, tab - from);
      from = tab + 1;
    }
    const auto flag = [](std::string_view field) { return field == "TRUE" || field == "FALSE"; };
    cookies += count == columns && flag(fields[1]) && flag(fields[3]) && fields[2].starts_with('/') &&
                       std::all_of(fields[4].begin(), fields[4].end(), is_digit)
                   ? 1
                   : 0;
    if (lines == 3 && cookies == 0) return false;
  }
  return cookies > 0 && cookies * 10 >= lines * 8;
}

bool lists_logins_by_colon(std::string_view sample) {
  constexpr std::size_t lines_min = 3;
  constexpr std::size_t lines_max = 64;
  std::size_t lines = 0;
  std::size_t logins = 0;
  for (std::size_t at = 0; at < sample.size() && lines < lines_max;) {
    const std::size_t end = std::min(sample.find('\n', at), sample.size());
    const std::string_view line = trim(sample.substr(at, end - at));
    if (!line.empty()) {
      ++lines;
      logins += begins_with_login(line) ? 1 : 0;
    }
    if (lines == lines_min && logins == 0) return false;
    at = end + 1;
  }
  return lines >= lines_min && logins * 10 >= lines * 9;
}

}  // namespace constat
