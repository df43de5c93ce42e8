// Gives a stretch of an already decoded part (a page's body between two tables) as passages whose offsets count in the
// whole part's text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "extract/output.h"

namespace constat {

// Gives text[begin, end) as passages of limits.passage_bytes with margins, each cut at a code point. Nothing is given
// where the stretch is blank.
void give_stretch(std::string_view text, std::size_t begin, std::size_t end, std::string_view part,
                  const Limits& limits, Output& out, PassageKind kind = PassageKind::prose);

// Text that grows line by line and knows where its bytes came from; it goes out in passages on the way, so that its
// memory is bounded by the passage size and by its longest line.
class MappedText final : public OffsetMap {
 public:
  // `limits` and `out` must outlive it. `part` as in Passage: "" where the offsets given are the item's.
  MappedText(const Limits& limits, Output& out, std::string_view part) : limits_(limits), out_(out), part_(part) {}

  // Appends valid UTF-8 that stands at `item_offset`.
  void add(std::string_view text, std::uint64_t item_offset);
  // Begins a new line, unless one has just begun.
  void end_line();
  // Gives what is left. It may go on afterwards.
  void finish() { flush(true); }

  bool empty() const { return text_.size() == owned_begin_; }  // Nothing waits to be given.
  bool at_line_start() const { return text_.empty() || text_.back() == '\n'; }
  char last() const { return text_.empty() ? '\n' : text_.back(); }
  // Never goes back as `text_offset` grows, where the offsets that were added do not.
  std::uint64_t item_offset(std::size_t text_offset) const override;

 private:
  struct Mark {
    std::size_t text;
    std::uint64_t item;
  };
  void flush(bool all);

  const Limits& limits_;
  Output& out_;
  std::string part_;
  std::string text_;
  std::vector<Mark> marks_;
  std::size_t owned_begin_ = 0;
};

}  // namespace constat
