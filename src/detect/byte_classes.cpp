#include "detect/byte_classes.h"

#include <cstring>

// Highway compiles the part between its marks once for each kind of processor.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "detect/byte_classes.cpp"
#include <hwy/foreach_target.h>  // IWYU pragma: keep
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace constat::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// `bytes` holds `count` times 64 bytes, and one more where `more` says so.
void classify(const std::uint8_t* bytes, std::size_t count, bool more, ByteClasses::Block* blocks) {
  // A block's bits are written as bytes: at most 64 lanes a step.
  const hn::CappedTag<std::uint8_t, 64> lanes;
  const auto zero = hn::Set(lanes, static_cast<std::uint8_t>('0'));
  const auto ten = hn::Set(lanes, std::uint8_t{10});
  const auto small = hn::Set(lanes, std::uint8_t{0x20});
  const auto first = hn::Set(lanes, static_cast<std::uint8_t>('a'));
  const auto alphabet = hn::Set(lanes, std::uint8_t{26});
  const auto ascii_end = hn::Set(lanes, std::uint8_t{0x7F});
  const auto newline = hn::Set(lanes, static_cast<std::uint8_t>('\n'));
  const auto blank = hn::Set(lanes, static_cast<std::uint8_t>(' '));
  const auto carriage = hn::Set(lanes, static_cast<std::uint8_t>('\r'));
  const auto tab = hn::Set(lanes, static_cast<std::uint8_t>('\t'));
  const auto bar = hn::Set(lanes, static_cast<std::uint8_t>('|'));
  const auto comma = hn::Set(lanes, static_cast<std::uint8_t>(','));
  const auto semicolon = hn::Set(lanes, static_cast<std::uint8_t>(';'));
  const std::size_t step = hn::Lanes(lanes);
  for (std::size_t index = 0; index < count; ++index) {
    std::uint64_t digits[1] = {};
    std::uint64_t letters[1] = {};
    std::uint64_t large[1] = {};
    std::uint64_t high[1] = {};
    std::uint64_t newlines[1] = {};
    std::uint64_t blanks[1] = {};
    std::uint64_t loosening[1] = {};  // What makes a comma before it one of a sentence.
    std::uint64_t hard[1] = {};
    std::uint64_t soft[1] = {};
    const auto put = [](std::uint64_t* bits, std::size_t at) { return reinterpret_cast<std::uint8_t*>(bits) + at / 8; };
    for (std::size_t at = 0; at < 64; at += step) {
      const auto here = hn::LoadU(lanes, bytes + index * 64 + at);
      // One comparison tells a range: what is below its first wraps to a large number.
      const auto is_digit = hn::Lt(hn::Sub(here, zero), ten);
      const auto is_letter = hn::Lt(hn::Sub(hn::Or(here, small), first), alphabet);
      const auto is_large = hn::Eq(hn::And(here, small), hn::Zero(lanes));
      hn::StoreMaskBits(lanes, is_digit, put(digits, at));
      hn::StoreMaskBits(lanes, is_letter, put(letters, at));
      hn::StoreMaskBits(lanes, is_large, put(large, at));
      hn::StoreMaskBits(lanes, hn::Gt(here, ascii_end), put(high, at));
      const auto is_newline = hn::Eq(here, newline);
      const auto is_blank = hn::Eq(here, blank);
      hn::StoreMaskBits(lanes, is_newline, put(newlines, at));
      hn::StoreMaskBits(lanes, is_blank, put(blanks, at));
      hn::StoreMaskBits(lanes, hn::Or(hn::Or(is_newline, is_blank), hn::Eq(here, carriage)), put(loosening, at));
      hn::StoreMaskBits(lanes, hn::Or(hn::Eq(here, tab), hn::Eq(here, bar)), put(hard, at));
      hn::StoreMaskBits(lanes, hn::Or(hn::Eq(here, comma), hn::Eq(here, semicolon)), put(soft, at));
    }
    const std::uint8_t behind = index + 1 < count || more ? bytes[index * 64 + 64] : std::uint8_t{0};
    const std::uint64_t last_blank = behind == ' ' ? std::uint64_t{1} << 63 : 0;
    const std::uint64_t last_loose = behind == '\n' || behind == '\r' ? std::uint64_t{1} << 63 : last_blank;
    const std::uint64_t marks =
        *hard | (*soft & ~(*loosening >> 1 | last_loose)) | (*blanks & (*blanks >> 1 | last_blank));
    blocks[index] = {*digits, *letters, *letters & *large, *high, *newlines, marks};
  }
}

}  // namespace constat::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace constat {

namespace {

// The best that this processor has. Chosen here: Highway's own choice needs its shared library, which measures a clock
// while it is loaded, a tenth of constat's start.
auto best_classify() {
#if HWY_ARCH_X86 && (HWY_TARGETS & HWY_AVX3)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
      __builtin_cpu_supports("fma")) {
    return &N_AVX3::classify;
  }
#endif
#if HWY_ARCH_X86 && (HWY_TARGETS & HWY_AVX2)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
      __builtin_cpu_supports("fma")) {
    return &N_AVX2::classify;
  }
#endif
#if HWY_ARCH_X86 && (HWY_TARGETS & HWY_SSE4)
  if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("aes")) {
    return &N_SSE4::classify;
  }
#endif
  return &HWY_STATIC_DISPATCH(classify);
}

}  // namespace

// StoreMaskBits gives the first lane's bit first in memory: the lowest one of a little-endian word.
static_assert(std::endian::native == std::endian::little);

void ByteClasses::read(std::string_view text) {
  size_ = text.size();
  block_count_ = (text.size() + 63) / 64;
  if (blocks_.size() < block_count_) blocks_.resize(block_count_);
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const std::size_t whole = text.size() / 64;
  static const auto classify_best = best_classify();
  classify_best(bytes, whole, whole != block_count_, blocks_.data());
  if (whole == block_count_) return;
  std::uint8_t rest[64] = {};  // A zero is of no class.
  std::memcpy(rest, bytes + whole * 64, text.size() - whole * 64);
  classify_best(rest, 1, false, blocks_.data() + whole);
}

std::size_t ByteClasses::line_begin(std::size_t at) const {
  if (at == 0 || size_ == 0) return 0;
  std::size_t index = (at - 1) / 64;
  std::uint64_t found = blocks_[index].newlines << (63 - (at - 1) % 64);
  if (found != 0) return at - static_cast<std::size_t>(std::countl_zero(found));
  while (index-- > 0) {
    found = blocks_[index].newlines;
    if (found != 0) return index * 64 + 64 - static_cast<std::size_t>(std::countl_zero(found));
  }
  return 0;
}

}  // namespace constat
#endif
