#include "extract/part_writer.h"

#include "base/text.h"

namespace constat {

namespace {
// The nearest start of a code point at or before `offset`.
std::size_t code_point_start(std::string_view text, std::size_t offset) {
  while (offset > 0 && offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0) == 0x80) --offset;
  return offset;
}
}  // namespace

void PartWriter::give_full() {
  while (text_.size() >= owned_begin_ + limits_.passage_bytes + limits_.passage_margin_bytes) {
    const std::size_t owned_end = code_point_start(text_, owned_begin_ + limits_.passage_bytes);
    if (owned_end <= owned_begin_) return;  // A passage smaller than a code point: limits nobody sets.
    const std::size_t text_end = code_point_start(text_, owned_end + limits_.passage_margin_bytes);
    Passage passage;
    passage.text = std::string_view(text_).substr(0, text_end);
    passage.owned_begin = owned_begin_;
    passage.owned_end = owned_end;
    passage.part = part_;
    passage.offset_bytes = offset_bytes_;
    out_.passage(passage);
    const std::size_t kept = code_point_start(
        text_, owned_end > limits_.passage_margin_bytes ? owned_end - limits_.passage_margin_bytes : 0);
    text_.erase(0, kept);
    offset_bytes_ += kept;
    owned_begin_ = owned_end - kept;
  }
}

void PartWriter::flush() {
  if (text_.size() > owned_begin_ && !trim(std::string_view(text_).substr(owned_begin_)).empty()) {
    Passage passage;
    passage.text = text_;
    passage.owned_begin = owned_begin_;
    passage.owned_end = text_.size();
    passage.part = part_;
    passage.offset_bytes = offset_bytes_;
    out_.passage(passage);
  }
  offset_bytes_ += text_.size();
  text_.clear();
  owned_begin_ = 0;
}

void give_metadata(std::string_view name, std::string_view value, Output& out) {
  const std::string_view told = trim(value);
  if (told.empty()) return;
  const std::string part = "meta/" + std::string(name);
  out.passage(Passage::whole(told, part, 0, PassageKind::metadata));
}

}  // namespace constat
