// The coding of records between processes: unsigned numbers as LEB128, texts with their length before them. The reader
// is meant for hostile senders: it checks every step and fails for good at the first wrong one.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace constat {

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}
  void number(std::uint64_t value) {
    char bytes[10];
    std::size_t count = 0;
    while (value >= 0x80) {
      bytes[count++] = static_cast<char>(value | 0x80);
      value >>= 7;
    }
    bytes[count++] = static_cast<char>(value);
    out_.append(bytes, count);
  }
  void text(std::string_view text) {
    number(text.size());
    out_.append(text);
  }

 private:
  std::string& out_;
};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}
  // False once anything was wrong; values read after that are 0 and "".
  bool good() const { return good_; }
  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) return broken();
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      if (shift == 63 && byte > 1) return broken();
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    return broken();
  }
  // At most `max`; more is wrong.
  std::uint64_t number_up_to(std::uint64_t max) {
    const std::uint64_t value = number();
    return value <= max ? value : broken();
  }
  std::string_view text(std::size_t size_max = SIZE_MAX) {
    const std::uint64_t size = number();
    if (!good_ || size > rest_.size() || size > size_max) {
      broken();
      return {};
    }
    const std::string_view text = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(static_cast<std::size_t>(size));
    return text;
  }

 private:
  std::uint64_t broken() {
    good_ = false;
    rest_ = {};
    return 0;
  }
  std::string_view rest_;
  bool good_ = true;
};

}  // namespace constat
