// Views of bytes, and a cursor that checks every step: a lying length is Fault::truncated, never a read past the end.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace constat {

using ByteView = std::span<const std::byte>;
using Buffer = std::vector<std::byte>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}
inline ByteView as_bytes(const void* data, std::size_t size_bytes) {
  return {static_cast<const std::byte*>(data), size_bytes};
}
inline std::string_view as_text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
inline bool starts_with(ByteView bytes, std::string_view prefix) { return as_text(bytes).starts_with(prefix); }
// Little-endian numbers at a place that the caller knows to lie inside. What may end early is read with a Cursor.
inline std::uint16_t u16(ByteView bytes, std::size_t offset) {
  std::uint16_t value{};
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}
inline std::uint32_t u32(ByteView bytes, std::size_t offset) {
  std::uint32_t value{};
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}
inline std::uint64_t u64(ByteView bytes, std::size_t offset) {
  std::uint64_t value{};
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}
static_assert(std::endian::native == std::endian::little);
// Whether `bytes` holds `needle` at `offset`; false when it would lie outside.
inline bool holds_at(ByteView bytes, std::size_t offset, std::string_view needle) {
  return offset <= bytes.size() && as_text(bytes.subspan(offset)).starts_with(needle);
}

// Reads forward over borrowed bytes. Every step is checked; offsets count from the start of the view.
class Cursor {
 public:
  explicit Cursor(ByteView bytes) : bytes_(bytes) {}

  std::size_t offset() const { return offset_; }
  std::size_t remaining() const { return bytes_.size() - offset_; }
  bool at_end() const { return offset_ == bytes_.size(); }

  Result<void> seek(std::uint64_t offset) {
    if (offset > bytes_.size()) return short_of("seek past the end");
    offset_ = static_cast<std::size_t>(offset);
    return {};
  }
  Result<void> skip(std::uint64_t count) {
    if (count > remaining()) return short_of("skip past the end");
    offset_ += static_cast<std::size_t>(count);
    return {};
  }
  Result<ByteView> take(std::uint64_t count) {
    if (count > remaining()) return short_of("data ends early");
    const ByteView taken = bytes_.subspan(offset_, static_cast<std::size_t>(count));
    offset_ += static_cast<std::size_t>(count);
    return taken;
  }
  Result<std::uint8_t> u8() { return little<std::uint8_t>(); }
  Result<std::uint16_t> u16_le() { return little<std::uint16_t>(); }
  Result<std::uint32_t> u32_le() { return little<std::uint32_t>(); }
  Result<std::uint64_t> u64_le() { return little<std::uint64_t>(); }
  Result<std::uint16_t> u16_be() { return big<std::uint16_t>(); }
  Result<std::uint32_t> u32_be() { return big<std::uint32_t>(); }
  Result<std::uint64_t> u64_be() { return big<std::uint64_t>(); }

 private:
  template <typename T>
  Result<T> little() {
    if (sizeof(T) > remaining()) return short_of("data ends early");
    T value{};
    std::memcpy(&value, bytes_.data() + offset_, sizeof(T));
    offset_ += sizeof(T);
    static_assert(std::endian::native == std::endian::little, "Debian's targets of constat are little-endian");
    return value;
  }
  template <typename T>
  Result<T> big() {
    if (sizeof(T) > remaining()) return short_of("data ends early");
    T value{};
    for (std::size_t index = 0; index < sizeof(T); ++index) {
      value = static_cast<T>((static_cast<std::uint64_t>(value) << 8) |
                             static_cast<std::uint64_t>(bytes_[offset_ + index]));
    }
    offset_ += sizeof(T);
    return value;
  }
  tl::unexpected<Error> short_of(const char* what) const { return fail(Fault::truncated, what, offset_); }

  ByteView bytes_;
  std::size_t offset_ = 0;
};

}  // namespace constat
