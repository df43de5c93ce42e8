#include "detect/keccak.h"

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstring>

namespace constat {

std::array<std::uint8_t, 32> keccak256(std::string_view text) {
  constexpr std::size_t rate_bytes = 136;
  assert(text.size() < rate_bytes);
  std::array<std::uint8_t, rate_bytes> block{};
  std::memcpy(block.data(), text.data(), text.size());
  block[text.size()] ^= 0x01;
  block[rate_bytes - 1] ^= 0x80;
  std::array<std::uint64_t, 25> lane{};
  std::memcpy(lane.data(), block.data(), rate_bytes);  // Little-endian, as every target of ours.

  // The round constants come from the reference's shift register (1.2, iota): x^8 + x^6 + x^5 + x^4 + 1.
  std::uint8_t state = 1;
  const auto next_bit = [&state] {
    const bool bit = (state & 1U) != 0;
    state = static_cast<std::uint8_t>((state << 1) ^ ((state & 0x80U) != 0 ? 0x71U : 0U));
    return bit;
  };
  for (int round = 0; round < 24; ++round) {
    std::array<std::uint64_t, 5> column{};
    for (std::size_t x = 0; x < 5; ++x) column[x] = lane[x] ^ lane[x + 5] ^ lane[x + 10] ^ lane[x + 15] ^ lane[x + 20];
    for (std::size_t x = 0; x < 5; ++x) {  // theta
      const std::uint64_t mix = column[(x + 4) % 5] ^ std::rotl(column[(x + 1) % 5], 1);
      for (std::size_t y = 0; y < 25; y += 5) lane[x + y] ^= mix;
    }
    std::size_t x = 1;  // rho and pi
    std::size_t y = 0;
    std::uint64_t moving = lane[1];
    for (int t = 0; t < 24; ++t) {
      const std::size_t next_y = (2 * x + 3 * y) % 5;
      x = y;
      y = next_y;
      const std::uint64_t kept = lane[x + 5 * y];
      lane[x + 5 * y] = std::rotl(moving, (t + 1) * (t + 2) / 2 % 64);
      moving = kept;
    }
    for (std::size_t row = 0; row < 25; row += 5) {  // chi
      std::array<std::uint64_t, 5> old{};
      for (std::size_t i = 0; i < 5; ++i) old[i] = lane[row + i];
      for (std::size_t i = 0; i < 5; ++i) lane[row + i] = old[i] ^ (~old[(i + 1) % 5] & old[(i + 2) % 5]);
    }
    for (unsigned j = 0; j < 7; ++j) {  // iota
      if (next_bit()) lane[0] ^= 1ULL << ((1U << j) - 1U);
    }
  }
  std::array<std::uint8_t, 32> hash{};
  std::memcpy(hash.data(), lane.data(), hash.size());
  return hash;
}

}  // namespace constat
