// Builds BSON documents (bsonspec.org) and archives of mongodump for tests.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace constat::test {

template <typename Number>
std::string little(Number value) {
  std::string bytes(sizeof value, '\0');
  for (std::size_t index = 0; index < sizeof value; ++index) {
    bytes[index] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * index));
  }
  return bytes;
}

class Bson {
 public:
  Bson& raw(int type, std::string_view name, std::string_view value) {
    body_ += static_cast<char>(type);
    body_ += name;
    body_ += '\0';
    body_ += value;
    return *this;
  }
  Bson& text(std::string_view name, std::string_view value) { return raw(2, name, sized(value)); }
  Bson& number(std::string_view name, double value) {
    return raw(1, name, little(std::bit_cast<std::uint64_t>(value)));
  }
  Bson& int32(std::string_view name, std::int32_t value) { return raw(0x10, name, little(value)); }
  Bson& int64(std::string_view name, std::int64_t value) { return raw(0x12, name, little(value)); }
  Bson& date(std::string_view name, std::int64_t milliseconds) { return raw(9, name, little(milliseconds)); }
  Bson& boolean(std::string_view name, bool value) { return raw(8, name, std::string(1, value ? '\1' : '\0')); }
  Bson& binary(std::string_view name, int subtype, std::string_view bytes) {
    return raw(5, name,
               little(static_cast<std::uint32_t>(bytes.size())) + static_cast<char>(subtype) + std::string(bytes));
  }
  Bson& nested(std::string_view name, const Bson& value) { return raw(3, name, value.bytes()); }
  Bson& list(std::string_view name, const Bson& values) { return raw(4, name, values.bytes()); }

  std::string bytes() const { return little(static_cast<std::uint32_t>(body_.size() + 5)) + body_ + '\0'; }

  static std::string sized(std::string_view value) {
    return little(static_cast<std::uint32_t>(value.size() + 1)) + std::string(value) + '\0';
  }

 private:
  std::string body_;
};

}  // namespace constat::test
