#include "base/uuid.h"

#include <openssl/evp.h>

#include <array>

#include "base/bytes.h"
#include "base/sha256.h"
#include "base/text.h"

namespace constat {

std::string uuid_v5(std::string_view space, std::string_view name) {
  std::string bytes;
  if (space.size() != 36) return {};
  for (std::size_t at = 0; at < space.size();) {
    if (at == 8 || at == 13 || at == 18 || at == 23) {
      if (space[at++] != '-') return {};
      continue;
    }
    const int high = hex_value(space[at]);
    const int low = hex_value(space[at + 1]);
    if (high < 0 || low < 0) return {};
    bytes.push_back(static_cast<char>(high << 4 | low));
    at += 2;
  }
  bytes += name;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1) return {};
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0FU) | 0x50U);
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3FU) | 0x80U);
  const std::string hex = to_hex(as_bytes(std::string_view(reinterpret_cast<const char*>(digest.data()), 16)));
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

}  // namespace constat
