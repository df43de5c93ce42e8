// Mail header fields as they are found, which is often not as they should be: RFC 5322 (fields), 2045 (parameters),
// 2047 (encoded words), 2231 (long and foreign parameters), 6532 (UTF-8). RFC 7103 tells of the damage that is common.
// Nothing here fails: what breaks the rules is read in the way that loses least.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace constat {

struct HeaderField {
  std::string_view name;   // As written, without blanks before the colon.
  std::string_view value;  // Raw: still folded and encoded, without the last line end.
};

struct HeaderBlock {
  std::vector<HeaderField> fields;
  std::size_t body_begin = 0;  // Where the body starts: after the blank line, or at a line that cannot be a field.
  bool over_limit = false;     // There were more fields than header_fields_max; the rest was left out.

  // The value of the first field of that name (case is ignored) that is not blank; "" where there is none.
  std::string_view value(std::string_view name) const;
};
inline constexpr std::size_t header_fields_max = 4000;

// Whether a line begins as a header field does: a name of printable ASCII and a colon.
bool is_field_line(std::string_view line);

// Reads the header that begins at `begin`. A line that is neither field, continuation nor blank ends the header, unless
// fields follow it: then it belongs to the field before it.
HeaderBlock read_header_block(std::string_view bytes, std::size_t begin, std::size_t end);

// Bytes that claim to be in `charset` (a MIME name, in any of its spellings; "" unknown), as valid UTF-8. A claim that
// the bytes contradict is not believed.
std::string mail_text_to_utf8(std::string_view bytes, std::string_view charset);

// A field's value as a person reads it: unfolded, encoded words decoded, raw 8-bit text guessed (`charset` first).
// With `addresses`, a decoded name that holds commas or the like is put in quotes, so that the list can still be split.
std::string header_text(std::string_view raw, std::string_view charset = {}, bool addresses = false);

// A value with parameters: `text/plain; charset="utf-8"`. Names are lower case; values are decoded.
struct MimeValue {
  std::string value;  // Lower case: "text/plain", "attachment".
  std::vector<std::pair<std::string, std::string>> parameters;
  // "" where there is none.
  std::string_view parameter(std::string_view name) const;
};
MimeValue read_mime_value(std::string_view raw, std::string_view charset = {});

// A Date field as seconds since 1970 UTC; 0 where it cannot be read.
std::int64_t read_mail_date(std::string_view text);

}  // namespace constat
