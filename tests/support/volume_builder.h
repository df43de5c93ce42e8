// Cuts files into parts, as the programs do that thieves use.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "support/zip_builder.h"

namespace constat::test {

inline std::vector<std::string> cut_into(std::string_view whole, std::size_t part_bytes) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < whole.size(); at += part_bytes) parts.emplace_back(whole.substr(at, part_bytes));
  return parts;
}

// A ZIP of ZipBuilder's, without zip64 and comment, as `zip -s` would have cut it: a marker in front, offsets that
// count from the file that they lie in, and the numbers of files.
inline std::vector<std::string> spanned_zip(const std::string& zip, std::size_t part_bytes) {
  std::string whole = "PK\x07\x08" + zip;
  const auto get = [&](std::size_t at, int bytes) {
    std::size_t value = 0;
    for (int index = 0; index < bytes; ++index) {
      value |= static_cast<std::size_t>(static_cast<unsigned char>(whole[at + static_cast<std::size_t>(index)]))
               << 8 * index;
    }
    return value;
  };
  const auto put = [&](std::size_t at, std::size_t value, int bytes) {
    for (int index = 0; index < bytes; ++index) {
      whole[at + static_cast<std::size_t>(index)] = static_cast<char>(value >> 8 * index & 0xFF);
    }
  };
  const std::size_t end = whole.size() - 22;
  const std::size_t directory = get(end + 16, 4) + 4;
  for (std::size_t at = directory; at < end;) {
    const std::size_t offset = get(at + 42, 4) + 4;
    put(at + 34, offset / part_bytes, 2);
    put(at + 42, offset % part_bytes, 4);
    at += 46 + get(at + 28, 2) + get(at + 30, 2) + get(at + 32, 2);
  }
  const std::size_t last = (whole.size() - 1) / part_bytes;
  put(end + 4, last, 2);
  put(end + 6, directory / part_bytes, 2);
  put(end + 16, directory % part_bytes, 4);
  return cut_into(whole, part_bytes);
}

}  // namespace constat::test
