// Writes small RAR 5 archives in several volumes, stored. Source: "RAR 5.0 archive format" (rarlab.com).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/zip_builder.h"

namespace constat::test {

inline std::string rar_number(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  return out + static_cast<char>(value);
}

inline std::string rar_block(std::uint64_t type, std::uint64_t flags, const std::string& fields,
                             const std::string* data = nullptr) {
  std::string body = rar_number(type) + rar_number(flags | (data != nullptr ? 2U : 0U));
  if (data != nullptr) body += rar_number(data->size());
  body += fields;
  const std::string header = rar_number(body.size()) + body;
  std::string out;
  put32(out, crc_of(header));
  return out + header + (data != nullptr ? *data : "");
}

// Names and contents, in volumes of at most `room` bytes of contents.
inline std::vector<std::string> rar_volumes(const std::vector<std::pair<std::string, std::string>>& files,
                                            std::size_t room) {
  std::vector<std::string> volumes;
  std::string volume;
  std::size_t left = 0;
  const auto begin = [&] {
    const std::uint64_t number = volumes.size();
    volume = std::string("Rar!\x1A\x07\x01\x00", 8);
    volume += rar_block(1, 0, rar_number(number == 0 ? 1 : 3) + (number == 0 ? "" : rar_number(number)));
    left = room;
  };
  const auto end = [&](bool goes_on) { volumes.push_back(volume + rar_block(5, 4, rar_number(goes_on ? 1 : 0))); };
  begin();
  for (const auto& [name, text] : files) {
    std::size_t at = 0;
    for (bool goes_on = true; goes_on;) {
      if (left == 0) {
        end(true);
        begin();
      }
      const std::string data = text.substr(at, left);
      goes_on = at + data.size() < text.size();
      std::string fields = rar_number(4) + rar_number(text.size()) + rar_number(0100644);
      put32(fields, goes_on ? crc_of(data) : crc_of(text));
      fields += rar_number(0) + rar_number(1) + rar_number(name.size()) + name;
      volume += rar_block(2, (at == 0 ? 0U : 8U) | (goes_on ? 16U : 0U), fields, &data);
      at += data.size();
      left -= data.size();
    }
  }
  end(false);
  return volumes;
}

}  // namespace constat::test
