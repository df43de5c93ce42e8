// Words of evidence looked up in prebuilt lists: data/names/names.lex and data/places/places.lex, made by
// tools/make_lexicons.py (which documents the form). Looking up allocates nothing; loading maps the file.
#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/large_pages.h"
#include "base/result.h"

namespace constat {

// FNV-1a over folded bytes, then mixed: the same in tools/make_lexicons.py.
class FoldHash {
 public:
  constexpr void add(char c) { value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL; }
  constexpr void add(std::string_view bytes) {
    for (const char c : bytes) add(c);
  }
  constexpr std::uint64_t finish() const {
    std::uint64_t value = value_;
    value ^= value >> 32;
    value *= 0x9E3779B97F4A7C15ULL;
    return value ^ (value >> 29);
  }

 private:
  std::uint64_t value_ = 0xCBF29CE484222325ULL;
};
// Of text that is folded already: lower-case ASCII.
constexpr std::uint64_t fold_hash(std::string_view folded) {
  FoldHash hash;
  hash.add(folded);
  return hash.finish();
}

// One letter of any script as the lists see it.
struct Letter {
  std::uint8_t size_bytes = 0;  // 0: not a letter.
  bool upper = false;
  std::uint8_t folded_size = 0;
  char folded[4] = {};  // Lower case, without accents where the letter is Latin; else as it is.
};
Letter wide_letter_at(std::string_view text, std::size_t offset);  // Where the byte is not ASCII.
inline Letter letter_at(std::string_view text, std::size_t offset) {
  const auto byte = static_cast<unsigned char>(text[offset]);
  if (byte >= 0x80) return wide_letter_at(text, offset);
  Letter letter;
  const unsigned char lower = byte | 0x20U;
  if (lower >= 'a' && lower <= 'z') {
    letter.size_bytes = 1;
    letter.upper = byte < 'a';
    letter.folded_size = 1;
    letter.folded[0] = static_cast<char>(lower);
  }
  return letter;
}
// Lower case, no accents, no apostrophes; blanks and hyphens stay. For lists of words, not for speed.
std::string fold_word(std::string_view text);
// As fold_word, for names of places: hyphens are blanks, runs of blanks are one, "St" is "Saint".
std::string fold_place(std::string_view text);

class Lexicon {
 public:
  Lexicon() = default;
  Lexicon(const Lexicon&) = delete;
  Lexicon& operator=(const Lexicon&) = delete;
  Lexicon(Lexicon&&) noexcept = default;
  Lexicon& operator=(Lexicon&&) noexcept = default;

  // Reads the file into large pages: a list is asked at every capital letter, anywhere in it, and as a mapped file it
  // is as slow as the pages that the kernel happened to lay it into (6 % of the time of text). An error names the file
  // and what is wrong with it.
  static Result<Lexicon> open(const std::string& path);
  // The 12 bits that the list says of the word; 0 where it does not know it.
  unsigned find(std::uint64_t hash) const {
    if (lines_ == nullptr) return 0;
    const std::size_t mask = (std::size_t{1} << line_bits_) - 1;
    std::size_t line = static_cast<std::size_t>(hash >> (64 - line_bits_));
    const std::uint32_t tag = static_cast<std::uint32_t>(hash & 0xFFFFF);
    for (std::size_t step = 0; step <= mask; ++step, line = (line + 1) & mask) {
      const std::uint32_t* const entries = lines_ + line * line_entries;
      const unsigned at = place_of(entries, tag);
      if (at < line_entries) return entries[at] == free_entry ? 0 : entries[at] & 0xFFF;
      if (entries[line_entries - 1] == free_entry) return 0;
    }
    return 0;
  }
  // Bytes of a section by its tag; empty where there is none.
  std::string_view section(std::uint32_t tag) const;

 private:
  // A line of the processor's memory: nearly every word is found, or found to be none, with one read of it.
  static constexpr unsigned line_entries = 16;
  static constexpr std::uint32_t free_entry = 0xFFFFFFFF;
  // The first of the line's entries that has the tag; line_entries where none has.
  static unsigned place_of(const std::uint32_t* entries, std::uint32_t tag) {
#if defined(__SSE2__)
    const __m128i wanted = _mm_set1_epi32(static_cast<int>(tag));
    const auto equal = [&](int at) {
      const __m128i here = _mm_load_si128(reinterpret_cast<const __m128i*>(entries + at));
      return _mm_cmpeq_epi32(_mm_srli_epi32(here, 12), wanted);
    };
    const __m128i halves = _mm_packs_epi32(equal(0), equal(4));
    const __m128i others = _mm_packs_epi32(equal(8), equal(12));
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_packs_epi16(halves, others)));
    return found != 0 ? static_cast<unsigned>(std::countr_zero(found)) : line_entries;
#else
    unsigned at = 0;
    while (at < line_entries && entries[at] >> 12 != tag) ++at;
    return at;
#endif
  }
  const char* bytes() const { return reinterpret_cast<const char*>(memory_.front().data()); }
  std::vector<Pages> memory_;  // One, or none.
  std::size_t bytes_count_ = 0;
  unsigned line_bits_ = 1;
  const std::uint32_t* lines_ = nullptr;
  std::size_t sections_begin_ = 0;
};

}  // namespace constat
