// The labels of all rules in one table, so that the words around a candidate are looked up once for every rule.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/byte_classes.h"
#include "detect/rules.h"

namespace constat {

// A label of a rule that stands in the words.
struct LabelHit {
  RuleId rule = 0;
  bool contradicts = false;
  std::uint8_t size = 0;  // Of the label, in bytes; 255 where it is longer.
  // Where it stands in the text as written; only from LabelTable::place().
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// Memory of LabelTable::place(), kept from text to text.
struct LabelScratch {
  std::string words;
  std::vector<std::uint32_t> places;
};

class LabelTable {
 public:
  explicit LabelTable(std::span<const Rule> rules);
  // Where the first word of text[begin, end) (as written, before label_words()) begins that may be the first one of a
  // label; `end` where no label can stand there, as around most candidates. `classes` have read the text.
  std::size_t first_possible(std::string_view text, const ByteClasses& classes, std::size_t begin,
                             std::size_t end) const;
  // Appends every label that stands in `words` (from label_words(), several joined by '|'), as has_phrase() reads them.
  // Linear in the words; allocates nothing but the hits.
  void find(std::string_view words, std::vector<LabelHit>& hits) const;
  // Appends every label that stands in `text` as written, with its place, counted from `offset`.
  void place(std::string_view text, std::size_t offset, LabelScratch& scratch, std::vector<LabelHit>& hits) const;

 private:
  struct Entry {
    std::uint32_t text = 0;  // Into texts_.
    RuleId rule = 0;
    bool contradicts = false;
    bool one_word = false;
    bool sign = false;  // Holds where a sign parts it from what follows, or alone (rules.h).
  };
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;  // 0: free.
  };
  // Calls `hit` with each label that begins at `at`, whose first word is `size` bytes long, where it ends, and whether
  // it needs a sign.
  template <typename Hit>
  void look_up(std::string_view words, std::size_t at, std::size_t size, bool plural, Hit hit) const;
  template <typename Hit>
  void each(std::string_view words, Hit hit) const;
  bool may_start(std::string_view word) const;
  bool begins_label(std::string_view word) const;

  // The first four characters of a word, fewer where it ends before.
  static std::size_t start_slot(std::uint32_t start) { return (start * 0x9E3779B1U) >> 15; }
  std::vector<std::uint64_t> starts_ = std::vector<std::uint64_t>((1U << 17) / 64);  // A bit a slot.

  std::vector<std::string> texts_;
  std::vector<Entry> entries_;  // By hash of the first word.
  std::vector<Slot> slots_;     // Open addressing; a power of two.
};

}  // namespace constat
