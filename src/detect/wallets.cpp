#include "detect/wallets.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>

#include "base/sha256.h"
#include "base/text.h"

namespace constat {
namespace {

constexpr std::size_t words_min = 12;
constexpr std::size_t seed_words_max = 24;
constexpr std::size_t words_step = 3;
constexpr std::size_t word_min = 3;  // Letters of the list's words.
constexpr std::size_t seed_word_max = 8;
constexpr std::size_t phrase_min = words_min * (word_min + 1) - 1;
constexpr std::size_t bits_of_word = 11;

// The number of a word of the list; npos where it is none.
std::size_t number_of(std::string_view word, std::span<const std::string> list) {
  const auto at = std::lower_bound(list.begin(), list.end(), word);
  return at == list.end() || *at != word ? std::string_view::npos : static_cast<std::size_t>(at - list.begin());
}

// The words of the list that stand one behind the other up to `end`, the last first; as many as fit.
std::size_t words_before(std::string_view text, std::size_t begin, std::size_t end, std::span<const std::string> list,
                         std::array<std::string_view, seed_words_max>& out) {
  std::size_t count = 0;
  for (std::size_t stop = end; count < seed_words_max;) {
    std::size_t at = stop;
    while (at > begin && stop - at <= seed_word_max && is_lower(text[at - 1])) --at;
    const std::string_view word = text.substr(at, stop - at);
    if (word.size() < word_min || word.size() > seed_word_max) break;
    out[count++] = word;
    // One blank, or a comma with or without one.
    std::size_t gap = at;
    if (gap > begin && text[gap - 1] == ' ') --gap;
    if (gap > begin && text[gap - 1] == ',') --gap;
    if (gap == at) break;
    stop = gap;
  }
  // Hardly a line ends in so many words of these lengths: the others are told before any word is looked up.
  if (count < words_min) return 0;
  const auto known = [list](std::string_view word) { return number_of(word, list) != std::string_view::npos; };
  const auto words = std::span(out).first(count);
  return static_cast<std::size_t>(std::ranges::find_if_not(words, known) - words.begin());
}

// Samples of documentation say the same few words, and a list of words stands in its order.
bool is_list_or_sample(std::span<const std::string_view> words) {
  std::size_t distinct = 0;
  for (std::size_t index = 0; index < words.size(); ++index) {
    distinct += std::find(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(index), words[index]) ==
                        words.begin() + static_cast<std::ptrdiff_t>(index)
                    ? 1
                    : 0;
  }
  return distinct * 4 < words.size() * 3 || std::is_sorted(words.begin(), words.end());
}

// Whether the phrase_min bytes up to `end` may be the end of a phrase: small letters in words of three or more. Told by
// bits, for it is asked of every line.
bool may_end_phrase(const ByteClasses& classes, std::size_t end) {
  const std::size_t index = end / 64;
  const unsigned offset = end % 64;
  // Bit 63 is the last byte.
  const auto before_end = [&](std::uint64_t ByteClasses::Block::*bits) {
    const std::uint64_t here = offset == 0 ? 0 : classes.block(index).*bits << (64 - offset);
    return index == 0 ? here : here | (classes.block(index - 1).*bits >> offset);
  };
  constexpr std::uint64_t reach = ~std::uint64_t{0} << (64 - phrase_min);
  if (((before_end(&ByteClasses::Block::capitals) | before_end(&ByteClasses::Block::digits)) & reach) != 0)
    return false;
  const std::uint64_t letters = before_end(&ByteClasses::Block::letters);
  const std::uint64_t starts = letters & ~(letters << 1);
  static_assert(word_min == 3);
  const std::uint64_t too_short = starts & ~(letters >> 1 & letters >> 2);
  return (too_short & (reach << word_min)) == 0;  // (What begins before it may go on in it.)
}

class Phrases {
 public:
  Phrases(Scan& scan, RuleId rule) : scan_(scan), rule_(rule), list_(scan.engine().seed_words()) {}

  // A phrase may end at `end`; it begins no earlier than `begin`.
  void look(std::size_t begin, std::size_t end) {
    const std::string_view text = scan_.text();
    while (end > begin && (is_space(text[end - 1]) || std::strchr(".,;:'`)]}\\", text[end - 1]) != nullptr)) --end;
    if (end < begin + phrase_min || !is_lower(text[end - 1]) || !may_end_phrase(scan_.classes(), end)) return;
    std::array<std::string_view, seed_words_max> backwards;
    const std::size_t count = words_before(text, begin, end, list_, backwards);
    for (std::size_t size = count - count % words_step; size >= words_min; size -= words_step) {
      std::array<std::string_view, seed_words_max> words;
      std::reverse_copy(backwards.begin(), backwards.begin() + static_cast<std::ptrdiff_t>(size), words.begin());
      const std::span<const std::string_view> phrase = std::span(words).first(size);
      if (!is_seed_phrase(phrase, list_)) continue;
      const bool sample = is_list_or_sample(phrase);
      const auto first = static_cast<std::size_t>(phrase.front().data() - text.data());
      scan_.add({first, end, rule_, scan_.engine().rules()[rule_].type,
                 band_confidence(sample ? Band::low : Band::high), sample ? Validity::sample : Validity::checked, false,
                 0, -1, 0});
      return;
    }
  }

 private:
  Scan& scan_;
  RuleId rule_;
  std::span<const std::string> list_;
};

}  // namespace

Result<std::vector<std::string>> load_seed_words(const std::string& path) {
  constexpr std::size_t list_size = 2048;
  std::vector<std::string> words;
  std::ifstream in(path);
  for (std::string line; words.size() <= list_size && std::getline(in, line);) words.push_back(std::move(line));
  if (words.size() != list_size || !std::is_sorted(words.begin(), words.end()))
    return fail(Fault::io, "cannot read " + path);
  return words;
}

bool is_seed_phrase(std::span<const std::string_view> words, std::span<const std::string> list) {
  if (words.size() < words_min || words.size() > seed_words_max || words.size() % words_step != 0) return false;
  constexpr std::size_t bytes_max = (seed_words_max * bits_of_word + 7) / 8;
  std::array<std::uint8_t, bytes_max> bits = {};
  std::size_t at = 0;
  for (const std::string_view word : words) {
    const std::size_t number = number_of(word, list);
    if (number == std::string_view::npos) return false;
    for (std::size_t bit = bits_of_word; bit-- > 0; ++at) {
      bits[at / 8] |= static_cast<std::uint8_t>((number >> bit & 1U) << (7 - at % 8));
    }
  }
  // Of 33 bits the last is the checksum's: 128 and 4, 160 and 5, up to 256 and 8.
  const std::size_t check_bits = words.size() / words_step;
  const std::size_t entropy = check_bits * 4;  // Bytes.
  const Sha256 hash = sha256(as_bytes(bits.data(), entropy));
  const auto mask = static_cast<std::uint8_t>(0xFFU << (8 - check_bits));
  return (static_cast<std::uint8_t>(hash[0]) & mask) == (bits[entropy] & mask);
}

void find_seed_phrases(Scan& scan) {
  const RuleId rule = scan.engine().known_rules().seed_phrase;
  if (rule >= scan.engine().rules().size() || scan.engine().seed_words().empty()) return;
  const std::string_view text = scan.text();
  Phrases phrases(scan, rule);
  std::size_t quote = text.find('"');  // The next one.
  for (std::size_t line = 0; line + phrase_min <= text.size();) {
    const std::size_t end = scan.classes().next_newline(line);
    if (end - line >= phrase_min) {
      // Values in quotes end before their line does: {"mnemonic":"...","index":0}.
      std::size_t begin = line;
      if (quote < line) quote = text.find('"', line);
      for (; quote < end; quote = text.find('"', begin)) {
        if (quote - begin >= phrase_min) phrases.look(begin, quote);
        begin = quote + 1;
      }
      phrases.look(begin, end);
    }
    line = end + 1;
  }
}

}  // namespace constat
