// A text source as a sliding window of UTF-8: what a reader has not used up is kept and joined with the next chunk, so
// that a record that lies across chunks is seen whole. Offsets lead back to the item's bytes exactly.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extract/text_coding.h"

namespace constat {

class CarriedText {
 public:
  CarriedText(Source& source, std::string_view charset, std::uint64_t begin_bytes, std::uint64_t end_bytes,
              std::size_t chunk_bytes = 1U << 20)
      : reader_(source, charset, begin_bytes, end_bytes, chunk_bytes),
        end_bytes_(std::min<std::uint64_t>(end_bytes, source.size_bytes())) {}

  std::string_view text() const { return text_; }
  // No more is to come: what is in text() is the rest.
  bool ended() const { return ended_; }
  // Forgets what stands before text()[keep_from] and appends the next chunk, or finds that there is none.
  Result<void> read_on(std::size_t keep_from) {
    std::string left(text_.substr(keep_from));
    std::vector<std::uint64_t> places;
    const std::uint64_t left_offset = offset_of(keep_from);
    bool coded_alike = true;
    for (std::size_t at = keep_from; at < text_.size() && coded_alike; at += 512) coded_alike = is_plain(at);
    if (!coded_alike) {
      places.reserve(left.size());
      for (std::size_t at = keep_from; at < text_.size(); ++at) places.push_back(offset_of(at));
    }
    TRY_ASSIGN(const auto chunk, reader_.next());
    carried_ = left.size();
    carried_offset_ = left_offset;
    carried_places_ = std::move(places);
    if (chunk) {
      chunk_ = *chunk;
    } else {
      ended_ = true;
      chunk_ = {};
      chunk_.offset_bytes = end_bytes_;
    }
    if (left.empty()) {
      text_ = chunk_.text;
    } else {
      joined_ = std::move(left);
      joined_.append(chunk_.text);
      text_ = joined_;
    }
    return {};
  }
  // Where text()[at] lies in the item.
  std::uint64_t offset_of(std::size_t at) const {
    if (at < carried_) return carried_places_.empty() ? carried_offset_ + at : carried_places_[at];
    const std::size_t in_chunk = at - carried_;
    return chunk_.map != nullptr ? chunk_.map->item_offset(in_chunk) : chunk_.offset_bytes + in_chunk;
  }
  std::uint64_t offset_of(const char* byte) const { return offset_of(static_cast<std::size_t>(byte - text_.data())); }
  // Whether from here on to the end of the part it is in, an offset in the text is an offset in the item.
  bool is_plain(std::size_t at) const { return at < carried_ ? carried_places_.empty() : chunk_.map == nullptr; }
  std::uint64_t invalid_bytes() const { return reader_.invalid_bytes(); }

 private:
  TextReader reader_;
  std::uint64_t end_bytes_;
  TextReader::Chunk chunk_;
  std::string joined_;
  std::string_view text_;
  std::size_t carried_ = 0;
  std::uint64_t carried_offset_ = 0;
  std::vector<std::uint64_t> carried_places_;
  bool ended_ = false;
};

// The map of a stretch of a CarriedText's window that is given as a passage.
class CarriedMap final : public OffsetMap {
 public:
  CarriedMap(const CarriedText& window, std::size_t begin) : window_(window), begin_(begin) {}
  std::uint64_t item_offset(std::size_t text_offset) const override { return window_.offset_of(begin_ + text_offset); }

 private:
  const CarriedText& window_;
  std::size_t begin_;
};

}  // namespace constat
