// Byte tests at memory speed, shared by the readers of text. SSE2 is part of x86-64 itself, so no dispatch is needed;
// elsewhere the plain loops below do the same, slower.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace constat {

// The classes of 64 bytes as bit sets: bit i is byte i.
struct Block64 {
#if defined(__SSE2__)
  explicit Block64(const char* bytes) {
    for (int index = 0; index < 4; ++index) {
      lanes[index] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * index));
    }
  }
  std::uint64_t equal(char wanted) const {
    const __m128i pattern = _mm_set1_epi8(wanted);
    std::uint64_t bits = 0;
    for (int index = 0; index < 4; ++index) {
      bits |= static_cast<std::uint64_t>(
                  static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(lanes[index], pattern))))
              << (16 * index);
    }
    return bits;
  }
  std::uint64_t high() const {
    std::uint64_t bits = 0;
    for (int index = 0; index < 4; ++index) {
      bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(lanes[index]))) << (16 * index);
    }
    return bits;
  }
  // Of high bytes: those of 0xC0 and above. (Other bytes too: mask with high().)
  std::uint64_t second_high() const {
    std::uint64_t bits = 0;
    for (int index = 0; index < 4; ++index) {
      const __m128i shifted = _mm_slli_epi16(lanes[index], 1);  // Bit 6 becomes bit 7; what crosses bytes is bit 0.
      bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(shifted))) << (16 * index);
    }
    return bits;
  }
  // Bytes 0x00 to `bound` - 1; `bound` is at most 0x7F.
  std::uint64_t below(char bound) const {
    const __m128i pattern = _mm_set1_epi8(bound);
    std::uint64_t bits = 0;
    for (int index = 0; index < 4; ++index) {
      // Signed: high bytes are below too, and are taken out again.
      const __m128i less =
          _mm_andnot_si128(_mm_cmplt_epi8(lanes[index], _mm_setzero_si128()), _mm_cmplt_epi8(lanes[index], pattern));
      bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(less))) << (16 * index);
    }
    return bits;
  }
  __m128i lanes[4];
#else
  explicit Block64(const char* bytes_in) : bytes(bytes_in) {}
  template <typename Test>
  std::uint64_t test(Test wanted) const {
    std::uint64_t bits = 0;
    for (int index = 0; index < 64; ++index) {
      if (wanted(static_cast<unsigned char>(bytes[index]))) bits |= std::uint64_t{1} << index;
    }
    return bits;
  }
  std::uint64_t equal(char wanted) const {
    return test([&](unsigned char c) { return c == static_cast<unsigned char>(wanted); });
  }
  std::uint64_t high() const {
    return test([](unsigned char c) { return c >= 0x80; });
  }
  std::uint64_t second_high() const {
    return test([](unsigned char c) { return (c & 0x40) != 0; });
  }
  std::uint64_t below(char bound) const {
    return test([&](unsigned char c) { return c < static_cast<unsigned char>(bound); });
  }
  const char* bytes;
#endif
};

// How many bytes from the start are ASCII.
inline std::size_t ascii_prefix(const char* bytes, std::size_t size) {
  std::size_t at = 0;
  for (; at + 64 <= size; at += 64) {
    if (const std::uint64_t high = Block64(bytes + at).high(); high != 0) {
      return at + static_cast<std::size_t>(std::countr_zero(high));
    }
  }
  for (; at + 8 <= size; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + at, 8);
    word &= 0x8080808080808080ULL;
    if (word != 0) return at + static_cast<std::size_t>(std::countr_zero(word)) / 8;
  }
  while (at < size && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
  return at;
}

}  // namespace constat
