#include "detect/lexicon.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace constat {
namespace {

// U+00C0 to U+017F, two characters each: the ASCII letters that remain without the accents (Unicode NFKD, and the usual
// spelling of the letters that do not decompose).
constexpr std::string_view latin_folded =
    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thssa a a a a a aec e e e e i i i i "
    "d n o o o o o   o u u u u y thy a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g "
    "g g g g h h h h i i i i i i i i i i ijijj j k k   l l l l l l l l l l n n n n n n n n n o o o o "
    "o o oeoer r r r r r s s s s s s s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s ";
static_assert(latin_folded.size() == 2 * (0x180 - 0xC0));

constexpr std::size_t head_bytes = 64;  // Of a list's file: its lines begin where a line of memory does.

bool latin_upper(unsigned code_point) {
  if (code_point < 0x100) return code_point <= 0xDE;
  if (code_point < 0x138) return (code_point & 1U) == 0;
  if (code_point < 0x149) return (code_point & 1U) == 1;
  if (code_point < 0x178) return (code_point & 1U) == 0;
  return code_point == 0x178 || (code_point & 1U) == 1;
}

}  // namespace

Letter wide_letter_at(std::string_view text, std::size_t offset) {
  Letter letter;
  const auto byte = static_cast<unsigned char>(text[offset]);
  const std::size_t size = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 0;
  if (size == 0 || size == 4 || offset + size > text.size()) return letter;
  const auto second = static_cast<unsigned char>(text[offset + 1]);
  unsigned code_point = 0;
  if (size == 2) {
    code_point = ((byte & 0x1FU) << 6) | (second & 0x3FU);
    if (code_point < 0xC0 || code_point == 0xD7 || code_point == 0xF7) return letter;
    letter.size_bytes = 2;
    if (code_point < 0x180) {
      letter.upper = latin_upper(code_point);
      const std::string_view folded = latin_folded.substr(2 * (code_point - 0xC0), 2);
      for (const char c : folded) {
        if (c != ' ') letter.folded[letter.folded_size++] = c;
      }
      return letter;
    }
    if (code_point >= 0x300 && code_point < 0x370) return letter;  // Combining accents: part of the word, folded away.
    // The horned vowels of Vietnamese.
    if (code_point == 0x1A0 || code_point == 0x1A1 || code_point == 0x1AF || code_point == 0x1B0) {
      letter.upper = code_point == 0x1A0 || code_point == 0x1AF;
      letter.folded[0] = code_point <= 0x1A1 ? 'o' : 'u';
      letter.folded_size = 1;
      return letter;
    }
    letter.upper = (code_point >= 0x386 && code_point <= 0x3AB && code_point != 0x387 && code_point != 0x390) ||
                   (code_point >= 0x400 && code_point <= 0x42F);
  } else {
    const auto third = static_cast<unsigned char>(text[offset + 2]);
    code_point = ((byte & 0x0FU) << 12) | ((second & 0x3FU) << 6) | (third & 0x3FU);
    // Punctuation, symbols, private use and the replacement character are no letters.
    if ((code_point >= 0x2000 && code_point < 0x2C00) || (code_point >= 0x2E00 && code_point < 0x3040) ||
        code_point >= 0xD800) {
      return letter;
    }
    letter.size_bytes = 3;
    letter.upper = code_point >= 0x1E00 && code_point < 0x1F00 && (code_point & 1U) == 0;
    if (code_point >= 0x1EA0 && code_point < 0x1EFA) {  // Vietnamese: vowels with two marks.
      letter.folded[0] = code_point < 0x1EB8   ? 'a'
                         : code_point < 0x1EC8 ? 'e'
                         : code_point < 0x1ECC ? 'i'
                         : code_point < 0x1EE4 ? 'o'
                         : code_point < 0x1EF2 ? 'u'
                                               : 'y';
      letter.folded_size = 1;
      return letter;
    }
  }
  letter.folded_size = letter.size_bytes;
  std::memcpy(letter.folded, text.data() + offset, letter.size_bytes);
  return letter;
}

std::string fold_word(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (is_alpha(text[at])) {
      folded.push_back(static_cast<char>(text[at++] | 0x20));
      continue;
    }
    const Letter letter = letter_at(text, at);
    if (letter.size_bytes != 0) {
      folded.append(letter.folded, letter.folded_size);
      at += letter.size_bytes;
      continue;
    }
    if (is_digit(text[at]) || text[at] == '-') folded.push_back(text[at]);
    if (is_space(text[at]) && !folded.empty() && folded.back() != ' ') folded.push_back(' ');
    if (text.substr(at).starts_with("\xC2\xA0") && !folded.empty() && folded.back() != ' ') folded.push_back(' ');
    ++at;
  }
  while (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

std::string fold_place(std::string_view text) {
  std::string folded = fold_word(text);
  std::string place;
  std::size_t at = 0;
  while (at < folded.size()) {
    std::size_t end = folded.find_first_of(" -", at);
    if (end == std::string::npos) end = folded.size();
    const std::string_view word(folded.data() + at, end - at);
    if (!word.empty()) {
      if (!place.empty()) place.push_back(' ');
      if (word == "st") {
        place += "saint";
      } else if (word == "ste") {
        place += "sainte";
      } else if (word == "mt") {
        place += "mount";
      } else if (word == "ft") {
        place += "fort";
      } else {
        place += word;
      }
    }
    at = end + 1;
  }
  return place;
}

Result<Lexicon> Lexicon::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail(Fault::io, "cannot open " + path + ": reinstall constat's data folder");
  struct stat status = {};
  const bool sized =
      ::fstat(descriptor, &status) == 0 && status.st_size > 0 && static_cast<std::size_t>(status.st_size) >= head_bytes;
  Lexicon lexicon;
  if (sized) {
    lexicon.bytes_count_ = static_cast<std::size_t>(status.st_size);
    lexicon.memory_.emplace_back(std::max(lexicon.bytes_count_, large_page_bytes));
  }
  std::size_t done = 0;
  while (done < lexicon.bytes_count_) {
    const ssize_t got = ::read(descriptor, lexicon.memory_.front().data() + done, lexicon.bytes_count_ - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  ::close(descriptor);
  if (!sized || done != lexicon.bytes_count_) return fail(Fault::io, "cannot read " + path);
  std::uint32_t bits = 0;
  std::uint32_t count = 0;
  std::memcpy(&bits, lexicon.bytes() + 8, 4);
  std::memcpy(&count, lexicon.bytes() + 12, 4);
  const auto damaged = [&] { return fail(Fault::malformed, path + " is damaged: reinstall constat's data folder"); };
  if (std::memcmp(lexicon.bytes(), "CLEX2\0\0\0", 8) != 0 || bits < 1 || bits > 24) return damaged();
  const std::size_t entries = line_entries << bits;
  lexicon.sections_begin_ = head_bytes + 4 * entries;
  if (lexicon.sections_begin_ > lexicon.bytes_count_ || count > entries) return damaged();
  lexicon.line_bits_ = bits;
  lexicon.lines_ = reinterpret_cast<const std::uint32_t*>(lexicon.bytes() + head_bytes);
  return lexicon;
}

std::string_view Lexicon::section(std::uint32_t tag) const {
  std::size_t at = sections_begin_;
  while (!memory_.empty() && at + 8 <= bytes_count_) {
    std::uint32_t found = 0;
    std::uint32_t size = 0;
    std::memcpy(&found, bytes() + at, 4);
    std::memcpy(&size, bytes() + at + 4, 4);
    if (size > bytes_count_ - at - 8) return {};
    if (found == tag) return {bytes() + at + 8, size};
    at += 8 + size;
  }
  return {};
}

}  // namespace constat
