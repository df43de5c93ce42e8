// Content lines of vCard and iCalendar: NAME;PARAM=value:contents, folded over several lines. Source: RFC 6350 (vCard
// 4.0) 3.2 and 3.3, RFC 5545 (iCalendar) 3.1, vCard 2.1 (versit, 1996) for quoted-printable and its soft line ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace constat {

struct ContentLine {
  std::string name;                                             // Upper case, without a group ("item1.TEL" is "TEL").
  std::vector<std::pair<std::string, std::string>> parameters;  // Names in upper case; vCard 2.1's bare ones as TYPE.
  std::string value;               // Unfolded, its transfer encoding undone; as stored else. May be bytes (BASE64).
  bool is_binary = false;          // It was BASE64 (or a data: URL).
  std::string media_type;          // Of what is binary, where it is told.
  std::uint64_t offset_bytes = 0;  // Of the value's first byte.

  std::string_view parameter(std::string_view upper_name) const;
};

// Reads one after another. A line without a colon is skipped; lines_skipped tells how many.
class ContentLines {
 public:
  // `bytes` must outlive it. `charset`: what text is in that is not UTF-8 and does not say what it is in.
  ContentLines(std::string_view bytes, std::string_view charset) : bytes_(bytes), charset_(charset) {}
  std::optional<ContentLine> next();
  std::uint64_t lines_skipped() const { return lines_skipped_; }

 private:
  // One physical line, without its end. False at the end of the bytes.
  bool take_line(std::string_view& line);

  std::string_view bytes_;
  std::string charset_;
  std::size_t at_ = 0;
  std::uint64_t lines_skipped_ = 0;
};

// "a\;b;c" -> "a;b", "c": split at unescaped separators, then unescaped (\n, \, \; \\).
std::vector<std::string> split_escaped(std::string_view value, char separator);
std::string unescaped(std::string_view value);
// 19700131 or 1970-01-31T00:00:00Z -> 1970-01-31 (with the time where there is one); anything else unchanged.
std::string plain_date(std::string_view value);

}  // namespace constat
