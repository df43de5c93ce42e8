#include "extract/login_lines.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace constat {
namespace {

constexpr std::size_t address_max = 254;  // RFC 5321, 4.5.3.1.3, without its angle brackets.

bool begins_with_login(std::string_view line) {
  const std::string_view reach = line.substr(0, address_max + 2);
  const std::size_t colon = reach.find(':');
  if (colon == std::string_view::npos || colon < 5 || colon + 3 > reach.size() || is_space(reach[colon + 1]))
    return false;
  const std::string_view address = reach.substr(0, colon);
  const std::size_t at = address.find('@');
  if (at == std::string_view::npos || at == 0 || address.find('.', at) == std::string_view::npos) return false;
  return std::none_of(address.begin(), address.end(),
                      [](char c) { return is_space(c) || std::strchr(",;|\"'<>", c) != nullptr; });
}

}  // namespace

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
