// Steps through structures in Thrift's compact protocol. Source: apache/thrift, doc/specs/thrift-compact-protocol.md.
// Fails for good at the first wrong byte; depth and counts are bounded by what is there.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace constat {

class ThriftReader {
 public:
  enum Type : unsigned {
    stop = 0,
    true_value = 1,
    false_value = 2,
    byte = 3,
    i16 = 4,
    i32 = 5,
    i64 = 6,
    real = 7,
    binary = 8,
    list = 9,
    set = 10,
    map = 11,
    structure = 12,
  };

  explicit ThriftReader(ByteView bytes) : bytes_(bytes) {}

  bool good() const { return good_; }
  // Whether it failed because the bytes end.
  bool truncated() const { return truncated_; }
  std::size_t offset() const { return at_; }

  // Hands each field's number and type to `take`, which reads it and says so, or leaves it alone.
  template <typename Take>
  void fields(Take take) {
    if (++depth_ > depth_max) return broken();
    std::int64_t id = 0;
    while (good_) {
      const unsigned head = next();
      const unsigned type = head & 15;
      if (!good_ || type == stop) break;
      id = head >> 4 != 0 ? id + (head >> 4) : signed_value();
      if (!good_) break;
      if (!take(id, type)) skip(type);
    }
    --depth_;
  }
  // Hands each element's type to `take`, as fields() does.
  template <typename Take>
  void elements(Take take) {
    const unsigned head = next();
    std::uint64_t count = head >> 4;
    if (count == 15) count = unsigned_value();
    if (count > bytes_.size() - at_) return broken();  // Each takes a byte at least.
    const unsigned type = head & 15;
    for (; count > 0 && good_; --count) {
      // In lists a truth value takes a byte of its own.
      const bool is_truth = type == true_value || type == false_value;
      if (!take(type)) skip(is_truth ? static_cast<unsigned>(byte) : type);
    }
  }

  static bool is_integer(unsigned type) { return type >= byte && type <= i64; }
  std::int64_t integer(unsigned type) { return type == byte ? static_cast<std::int8_t>(next()) : signed_value(); }
  std::string_view text() {
    const std::uint64_t size = unsigned_value();
    if (!good_ || size > bytes_.size() - at_) {
      truncated_ = truncated_ || good_;
      broken();
      return {};
    }
    const std::string_view value = as_text(bytes_.subspan(at_, static_cast<std::size_t>(size)));
    at_ += static_cast<std::size_t>(size);
    return value;
  }

  void skip(unsigned type) {
    switch (type) {
      case true_value:
      case false_value: return;
      case byte: (void)next(); return;
      case i16:
      case i32:
      case i64: (void)unsigned_value(); return;
      case real:
        for (int index = 0; index < 8; ++index) (void)next();
        return;
      case binary: (void)text(); return;
      case list:
      case set:
        if (++depth_ > depth_max) return broken();
        elements([](unsigned) { return false; });
        --depth_;
        return;
      case map: return skip_map();
      case structure: return fields([](std::int64_t, unsigned) { return false; });
      default: return broken();
    }
  }

 private:
  static constexpr std::size_t depth_max = 64;

  void broken() { good_ = false; }
  unsigned next() {
    if (!good_ || at_ >= bytes_.size()) {
      truncated_ = truncated_ || good_;
      broken();
      return 0;
    }
    return std::to_integer<unsigned>(bytes_[at_++]);
  }
  std::uint64_t unsigned_value() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const unsigned one = next();
      if (!good_) return 0;
      value |= static_cast<std::uint64_t>(one & 0x7F) << shift;
      if ((one & 0x80) == 0) return value;
    }
    broken();
    return 0;
  }
  std::int64_t signed_value() {
    const std::uint64_t value = unsigned_value();
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }
  void skip_map() {
    if (++depth_ > depth_max) return broken();
    std::uint64_t count = unsigned_value();
    if (count != 0) {
      const unsigned types = next();
      if (count > bytes_.size() - at_) return broken();
      const auto element = [&](unsigned type) {
        skip(type == true_value || type == false_value ? static_cast<unsigned>(byte) : type);
      };
      for (; count > 0 && good_; --count) {
        element(types >> 4);
        element(types & 15);
      }
    }
    --depth_;
  }

  ByteView bytes_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool good_ = true;
  bool truncated_ = false;
};

}  // namespace constat
