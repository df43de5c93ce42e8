// The records of Excel's binary files, and the numbers in them, as tests write them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "support/compound_builder.h"

namespace constat::test {

inline std::string record(std::uint16_t type, std::string_view data) {
  std::string out;
  put16(out, type);
  put16(out, data.size());
  return out + std::string(data);
}
inline std::string words(std::initializer_list<std::uint32_t> values) {
  std::string out;
  for (const std::uint32_t value : values) put16(out, value);
  return out;
}

}  // namespace constat::test
