// A moving window over a source: many small reads at nearby offsets cost few system calls and bounded memory.
#pragma once

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include "evidence/source.h"

namespace constat {

// `source` must outlive it. A read that fails looks like the end of the source.
class Window {
 public:
  explicit Window(Source& source) : source_(source), size_(source.size_bytes()) {}

  std::uint64_t size() const { return size_; }
  // `count` bytes at `offset`, fewer at the end. The view dies at the next call.
  ByteView at(std::uint64_t offset, std::size_t count) {
    if (offset >= size_) return {};
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, size_ - offset));
    if (const auto view = source_.view()) return view->subspan(static_cast<std::size_t>(offset), count);
    if (offset < begin_ || offset + count > begin_ + bytes_.size()) {
      const std::size_t wanted = std::max(count, window_bytes);
      bytes_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(wanted, size_ - offset)));
      begin_ = offset;
      const auto got = source_.read_at(offset, bytes_);
      bytes_.resize(got ? *got : 0);
    }
    const ByteView all(bytes_);
    const auto into = static_cast<std::size_t>(offset - begin_);
    return into >= all.size() ? ByteView{} : all.subspan(into, std::min(count, all.size() - into));
  }
  // Where `needle` is next, at or after `offset` and before `end`.
  std::optional<std::uint64_t> find(std::string_view needle, std::uint64_t offset, std::uint64_t end) {
    end = std::min(end, size_);
    while (offset + needle.size() <= end) {
      const ByteView part = at(offset, static_cast<std::size_t>(std::min<std::uint64_t>(window_bytes, end - offset)));
      if (part.size() < needle.size()) return std::nullopt;
      const void* const hit = ::memmem(part.data(), part.size(), needle.data(), needle.size());
      if (hit != nullptr) return offset + static_cast<std::uint64_t>(static_cast<const std::byte*>(hit) - part.data());
      offset += part.size() - (needle.size() - 1);
    }
    return std::nullopt;
  }

 private:
  static constexpr std::size_t window_bytes = 1U << 20;

  Source& source_;
  std::uint64_t size_;
  std::uint64_t begin_ = 0;
  Buffer bytes_;
};

}  // namespace constat
