// The way back from decoded text to the item's bytes, as runs of characters that are equally long on both sides:
// "312 characters of 1 byte each came from 1 byte each, then one of 2 bytes from 1 byte". Any query is a binary search,
// in any order; memory grows with the changes of length, not with the text.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "extract/output.h"

namespace constat {

class SegmentMap final : public OffsetMap {
 public:
  // Item offsets given to add() count from `base`.
  void reset(std::uint64_t base) {
    base_ = base;
    segments_.clear();
  }
  // From text offset `text` on, every `text_step` bytes of text came from `item_step` bytes of the item, the first of
  // them at base + `item`. Call in rising order; a run that goes on as the last one need not be told (it is dropped).
  void add(std::size_t text, std::size_t item, std::size_t text_step, std::size_t item_step) {
    if (!segments_.empty()) {
      const Segment& last = segments_.back();
      if (last.text_step == text_step && last.item_step == item_step &&
          (text - last.text) / text_step * item_step == item - last.item && (text - last.text) % text_step == 0) {
        return;
      }
    }
    segments_.push_back({static_cast<std::uint32_t>(text), static_cast<std::uint32_t>(text_step), item,
                         static_cast<std::uint32_t>(item_step)});
  }
  std::uint64_t item_offset(std::size_t text_offset) const override {
    const auto after =
        std::upper_bound(segments_.begin(), segments_.end(), text_offset,
                         [](std::size_t offset, const Segment& segment) { return offset < segment.text; });
    if (after == segments_.begin()) return base_ + text_offset;
    const Segment& segment = *std::prev(after);
    return base_ + segment.item + (text_offset - segment.text) / segment.text_step * segment.item_step;
  }
  // Forgets what stands before `text_offset`, which becomes text offset 0: for a text whose front was given away.
  void drop_front(std::size_t text_offset) {
    const auto after =
        std::upper_bound(segments_.begin(), segments_.end(), text_offset,
                         [](std::size_t offset, const Segment& segment) { return offset < segment.text; });
    if (after == segments_.begin()) return;
    segments_.erase(segments_.begin(), std::prev(after));
    for (Segment& segment : segments_) {
      if (segment.text >= text_offset) {
        segment.text -= static_cast<std::uint32_t>(text_offset);
      } else {
        const std::size_t steps = (text_offset - segment.text) / segment.text_step;
        segment.item += steps * segment.item_step;
        segment.text = 0;
      }
    }
  }
  bool empty() const { return segments_.empty(); }

 private:
  struct Segment {
    std::uint32_t text;
    std::uint32_t text_step;
    std::uint64_t item;
    std::uint32_t item_step;
  };
  std::uint64_t base_ = 0;
  std::vector<Segment> segments_;
};

}  // namespace constat
