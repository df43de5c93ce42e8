#include "extract/part_text.h"

#include <algorithm>

#include "base/text.h"

namespace constat {

namespace {
// Back to the start of the code point that `offset` lies in.
std::size_t at_code_point(std::string_view text, std::size_t offset) {
  while (offset > 0 && offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0) == 0x80) --offset;
  return offset;
}
}  // namespace

void give_stretch(std::string_view text, std::size_t begin, std::size_t end, std::string_view part,
                  const Limits& limits, Output& out, PassageKind kind) {
  if (trim(text.substr(begin, end - begin)).empty()) return;
  const std::size_t step = std::max<std::size_t>(limits.passage_bytes, 16);
  const std::size_t margin = limits.passage_margin_bytes;
  std::size_t owned_begin = begin;
  while (owned_begin < end) {
    std::size_t owned_end = end;
    if (end - owned_begin > step) {
      owned_end = at_code_point(text, owned_begin + step);
      // A line end near the cut is a better place for it.
      const std::size_t line = text.rfind('\n', owned_end);
      if (line != std::string_view::npos && line > owned_begin + step / 2) owned_end = line + 1;
    }
    const std::size_t from = owned_begin - begin > margin ? at_code_point(text, owned_begin - margin) : begin;
    const std::size_t to = end - owned_end > margin ? at_code_point(text, owned_end + margin) : end;
    Passage passage;
    passage.text = text.substr(from, to - from);
    passage.owned_begin = owned_begin - from;
    passage.owned_end = owned_end - from;
    passage.part = part;
    passage.offset_bytes = from;
    passage.kind = kind;
    out.passage(passage);
    owned_begin = owned_end;
  }
}

}  // namespace constat
