#include "extract/part_text.h"

#include <algorithm>
#include <iterator>

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

void MappedText::add(std::string_view text, std::uint64_t item_offset) {
  if (text.empty()) return;
  marks_.push_back({text_.size(), item_offset});
  text_ += text;
}

void MappedText::end_line() {
  if (!at_line_start()) text_ += '\n';
  if (text_.size() > owned_begin_ + limits_.passage_bytes + limits_.passage_margin_bytes) flush(false);
}

std::uint64_t MappedText::item_offset(std::size_t text_offset) const {
  auto mark = std::upper_bound(marks_.begin(), marks_.end(), text_offset,
                               [](std::size_t offset, const Mark& one) { return offset < one.text; });
  if (mark == marks_.begin()) return marks_.empty() ? 0 : marks_.front().item;
  // A text longer than what it stands for (a label, an entity written out) ends where the next begins.
  const std::uint64_t end = mark == marks_.end() ? UINT64_MAX : std::max(mark->item, std::prev(mark)->item);
  --mark;
  return std::min(mark->item + (text_offset - mark->text), end);
}

// At a line start: what is owned goes out, a margin of it stays in front of what comes.
void MappedText::flush(bool all) {
  std::size_t end = text_.size();
  if (!all) {
    end = text_.rfind('\n', owned_begin_ + limits_.passage_bytes);
    end = end == std::string::npos || end <= owned_begin_ ? text_.size() : end + 1;
  }
  if (!trim(std::string_view(text_).substr(owned_begin_, end - owned_begin_)).empty()) {
    Passage passage;
    passage.text = text_;
    passage.owned_begin = owned_begin_;
    passage.owned_end = end;
    passage.part = part_;
    passage.map = this;
    out_.passage(passage);
  }
  std::size_t keep = end > limits_.passage_margin_bytes ? end - limits_.passage_margin_bytes : 0;
  while (keep > 0 && keep < end && text_[keep - 1] != '\n') ++keep;
  if (all) keep = text_.size();
  std::vector<Mark> marks;
  for (const Mark& mark : marks_) {
    if (mark.text >= keep) marks.push_back({mark.text - keep, mark.item});
  }
  marks_ = std::move(marks);
  text_.erase(0, keep);
  owned_begin_ = end - keep;
}

}  // namespace constat
