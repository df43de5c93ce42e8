#include "detect/base58.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/sha256.h"

namespace constat {

bool decode_base58check(std::string_view text, std::span<std::uint8_t> out) {
  constexpr std::string_view alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  constexpr std::size_t check_bytes = 4;
  if (out.size() <= check_bytes) return false;
  std::ranges::fill(out, std::uint8_t{0});
  for (const char c : text) {
    const std::size_t code = alphabet.find(c);
    if (code == std::string_view::npos) return false;
    auto carry = static_cast<unsigned>(code);
    for (std::size_t index = out.size(); index-- > 0;) {
      carry += 58U * out[index];
      out[index] = static_cast<std::uint8_t>(carry & 0xFF);
      carry >>= 8;
    }
    if (carry != 0) return false;
  }
  const std::size_t size = out.size() - check_bytes;
  const Sha256 once = sha256(as_bytes(out.data(), size));
  const Sha256 twice = sha256(once);
  return std::memcmp(twice.data(), out.data() + size, check_bytes) == 0;
}

bool is_wallet_key(std::string_view text) {
  constexpr std::size_t extended_size = 111;
  if (text.size() == extended_size) {
    constexpr std::string_view kinds = "xyzYZtuvUV";
    std::array<std::uint8_t, 82> bytes;
    return text.substr(1, 3) == "prv" && kinds.find(text.front()) != std::string_view::npos &&
           decode_base58check(text, bytes) && bytes[45] == 0;
  }
  // Version, 32 bytes, and a one where the public key is compressed. 0x80: the main network; 0xEF: a test's.
  std::array<std::uint8_t, 38> bytes;
  if (text.size() == 51) {
    const std::span<std::uint8_t> plain = std::span(bytes).first(37);
    return (text.front() == '5' || text.front() == '9') && decode_base58check(text, plain) &&
           (bytes[0] == 0x80 || bytes[0] == 0xEF);
  }
  return text.size() == 52 && (text.front() == 'K' || text.front() == 'L' || text.front() == 'c') &&
         decode_base58check(text, bytes) && (bytes[0] == 0x80 || bytes[0] == 0xEF) && bytes[33] == 1;
}

}  // namespace constat
