#include "extract/text_coding.h"

#include <algorithm>

#include "base/text.h"

namespace constat {

Charset detect_charset(ByteView head, bool) {
  if (is_valid_utf8(as_text(head)) && as_text(head).find('\0') == std::string_view::npos && !head.empty()) {
    return {"UTF-8", 1, 0};
  }
  return {};
}

Result<std::string> decode_to_utf8(ByteView bytes, std::string_view) { return to_valid_utf8(as_text(bytes)); }

Result<void> give_text(Source& source, std::string_view, std::uint64_t, std::uint64_t, const Limits& limits,
                       Output& out) {
  Buffer storage;
  TRY_ASSIGN(const ByteView bytes, read_whole(source, limits.document_bytes_max, storage));
  out.passage(Passage::whole(as_text(bytes), ""));
  return {};
}

void give_part(std::string_view text, std::string_view part, const Limits&, Output& out, PassageKind kind) {
  out.passage(Passage::whole(text, part, 0, kind));
}

}  // namespace constat
