// What each byte of a passage is, told once by one SIMD pass (Google Highway: the best of SSE4, AVX2, AVX-512 or NEON
// that the processor has) and asked by every search after it: where digits stand, where words begin with a capital,
// where lines end. A search then hops from one candidate to the next without reading what lies between.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace constat {

class ByteClasses {
 public:
  // Of 64 bytes, a bit each; the first byte is the lowest bit.
  struct Block {
    std::uint64_t digits = 0;
    std::uint64_t letters = 0;   // A-Z, a-z.
    std::uint64_t capitals = 0;  // A-Z.
    std::uint64_t high = 0;      // Beyond ASCII.
    std::uint64_t newlines = 0;
    // What may part the cells of a table: tabs, bars, two blanks, commas and semicolons with neither a blank nor a line
    // end behind them.
    std::uint64_t marks = 0;
  };

  ByteClasses() = default;
  explicit ByteClasses(std::string_view text) { read(text); }
  // Keeps its memory for the next text: 48 bytes for 64 of the longest.
  void read(std::string_view text);

  std::size_t size() const { return size_; }
  // Bits of the bytes from 64 * index on; those beyond the text are zero.
  const Block& block(std::size_t index) const { return blocks_[index]; }

  // Each gives the text's size where there is none at or after `at`.
  std::size_t next_digit(std::size_t at) const {
    return next(at, [](const Block& block) { return block.digits; });
  }
  std::size_t next_newline(std::size_t at) const {
    return next(at, [](const Block& block) { return block.newlines; });
  }
  // Capitals of ASCII behind no letter of ASCII, and bytes beyond ASCII: where capitalised words can begin. The bits of
  // the block that was asked last are kept, for who walks from one to the next.
  class Capitals {
   public:
    explicit Capitals(const ByteClasses& classes) : classes_(classes) { load(0); }
    // The first at or after `at`; the text's size where there is none.
    std::size_t next(std::size_t at) {
      if (at / 64 != index_) load(at / 64);
      std::uint64_t found = bits_ & (~std::uint64_t{0} << (at % 64));
      while (found == 0) {
        if (index_ + 1 >= classes_.block_count_) return classes_.size_;
        load(index_ + 1);
        found = bits_;
      }
      return index_ * 64 + static_cast<std::size_t>(std::countr_zero(found));
    }

   private:
    void load(std::size_t index) {
      index_ = index;
      bits_ = 0;
      if (index >= classes_.block_count_) return;
      const Block& block = classes_.blocks_[index];
      const std::uint64_t before = index == 0 ? 0 : classes_.blocks_[index - 1].letters >> 63;
      bits_ = (block.capitals & ~(block.letters << 1 | before)) | block.high;
    }
    const ByteClasses& classes_;
    std::size_t index_ = 0;
    std::uint64_t bits_ = 0;
  };
  std::size_t next_mark(std::size_t at) const {
    return next(at, [](const Block& block) { return block.marks; });
  }
  // Whether one stands in [begin, end).
  bool any_digit(std::size_t begin, std::size_t end) const {
    return any(begin, end, [](const Block& block) { return block.digits; });
  }
  bool any_high(std::size_t begin, std::size_t end) const {
    return any(begin, end, [](const Block& block) { return block.high; });
  }
  bool any_letter(std::size_t begin, std::size_t end) const {  // Of ASCII, or beyond it.
    return any(begin, end, [](const Block& block) { return block.letters | block.high; });
  }
  // Behind the last newline before `at`: where the line of `at` begins.
  std::size_t line_begin(std::size_t at) const;

  // How many letters of ASCII stand from `at` on.
  std::size_t letters_from(std::size_t at) const {
    return run(at, [](const Block& block) { return block.letters; });
  }
  std::size_t digits_from(std::size_t at) const {
    return run(at, [](const Block& block) { return block.digits; });
  }
  // Letters and digits of ASCII.
  std::size_t alnum_from(std::size_t at) const {
    return run(at, [](const Block& block) { return block.letters | block.digits; });
  }

 private:
  template <typename Bits>
  std::size_t next(std::size_t at, Bits bits) const {
    if (at >= size_) return size_;
    std::size_t index = at / 64;
    std::uint64_t found = bits(blocks_[index]) & (~std::uint64_t{0} << (at % 64));
    while (found == 0) {
      if (++index >= block_count_) return size_;
      found = bits(blocks_[index]);
    }
    return index * 64 + static_cast<std::size_t>(std::countr_zero(found));
  }
  template <typename Bits>
  bool any(std::size_t begin, std::size_t end, Bits bits) const {
    if (begin >= end) return false;
    const std::size_t first = begin / 64;
    const std::size_t last = (end - 1) / 64;
    const std::uint64_t from = ~std::uint64_t{0} << (begin % 64);
    const std::uint64_t to = ~std::uint64_t{0} >> (63 - (end - 1) % 64);
    if (first == last) return (bits(blocks_[first]) & from & to) != 0;
    if ((bits(blocks_[first]) & from) != 0 || (bits(blocks_[last]) & to) != 0) return true;
    for (std::size_t index = first + 1; index < last; ++index) {
      if (bits(blocks_[index]) != 0) return true;
    }
    return false;
  }
  template <typename Bits>
  std::size_t run(std::size_t at, Bits bits) const {
    if (at >= size_) return 0;
    std::size_t index = at / 64;
    const std::size_t shift = at % 64;
    std::size_t count = static_cast<std::size_t>(std::countr_one(bits(blocks_[index]) >> shift));
    if (count < 64 - shift) return count;
    // (Bits beyond the text are zero: a run ends with it.)
    count = 64 - shift;
    while (++index < block_count_) {
      const auto more = static_cast<std::size_t>(std::countr_one(bits(blocks_[index])));
      count += more;
      if (more < 64) break;
    }
    return count;
  }

  std::vector<Block> blocks_;
  std::size_t block_count_ = 0;
  std::size_t size_ = 0;
};

}  // namespace constat
