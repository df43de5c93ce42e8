// What names.h says of addresses: in running text (addresses/address_finder.h) and of single cells.
#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "detect/addresses/address_finder.h"
#include "detect/addresses/street_words.h"
#include "detect/name_words.h"
#include "detect/names.h"

namespace constat {

void NameLexiconLists::find_addresses(std::string_view text, const ByteClasses& classes,
                                      std::vector<NamedSpan>& found) const {
  // A short text without capitals (chat, search queries) is read without them.
  constexpr std::size_t small_text_bytes_max = 16 * 1024;
  bool any_case = false;
  if (text.size() <= small_text_bytes_max) {
    any_case = std::none_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  }
  AddressFinder(*this, text, any_case).run(classes, found);
}

float NameLexiconLists::address_score(std::string_view cell) const {
  const std::string_view value = trim(cell);
  if (value.size() < 5 || value.size() > 300) return 0;
  AddressFinder finder(*this, value, true);
  float best = 0;
  for (std::size_t at = 0; at < value.size();) {
    if (!is_digit(value[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < value.size() && is_digit(value[end])) ++end;
    const AddressFinder::Match match = finder.match_at(at, end, 0);
    if (match.end > match.begin) {
      const float part = static_cast<float>(match.end - match.begin) / static_cast<float>(value.size());
      best = std::max(best, probability(match.odds + 1.0F) * std::min(1.0F, part + 0.2F));
    }
    at = end;
  }
  return best;
}

float NameLexiconLists::street_score(std::string_view cell) const {
  const std::string_view value = trim(cell);
  if (value.size() < 4 || value.size() > 160) return 0;
  const float score = address_score(value);
  if (score >= 0.5F) return score;
  // Without a number: only the word that says street.
  std::size_t words = 0;
  bool prefix = false;
  bool suffix = false;
  for (std::size_t at = 0; at < value.size();) {
    if (letter_at(value, at).size_bytes == 0) {
      if (is_digit(value[at]) && words == 0 && at > 0) return score;
      ++at;
      continue;
    }
    const Word word = scan_word(value, at);
    const std::uint32_t found = roles(word);
    prefix = prefix || (words == 0 && word.letters > 1 && any_of_words(strong_prefix_hashes, word.hash));
    suffix = words > 0 && any_of_words(strong_suffix_hashes, word.hash);
    (void)found;
    ++words;
    at = std::max(word.end, at + 1);
  }
  return std::max(score, words >= 2 && (prefix || suffix) ? 0.6F : 0.0F);
}

float NameLexiconLists::city_score(std::string_view cell) const {
  const std::string_view value = trim(cell);
  if (value.size() < 2 || value.size() > 60) return 0;
  const unsigned bits = place(value);
  if (bits == 0) return 0;
  return std::min(0.95F, 0.6F + 0.05F * static_cast<float>(bits >> 8));
}

std::string_view NameLexiconLists::postcode_country(std::string_view cell) const {
  const std::string_view value = trim(cell);
  if (value.size() < 4 || value.size() > 10) return {};
  const AddressFinder finder(*this, value, true);
  std::string_view country;
  if (finder.postcode_at(0, country) != value.size()) return {};
  if (country == "5") {
    unsigned number = 0;
    for (const char c : value) number = is_digit(c) ? number * 10 + static_cast<unsigned>(c - '0') : number;
    number %= 100'000;
    if (us_zip_exists(number)) return "US";
    if (fr_postcode_exists(number)) return "FR";
    if (number >= 1001 && number <= 99'998) return "DE";
    return {};
  }
  if (country == "4") return "CH";
  return country;
}

namespace {

// What canonical_address() makes of an ASCII byte: 0 nothing, else the letter, the digit or a blank.
constexpr std::array<char, 128> canonical_bytes = [] {
  std::array<char, 128> table = {};
  for (std::size_t byte = 0; byte < table.size(); ++byte) {
    const char c = static_cast<char>(byte);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    table[byte] = letter ? static_cast<char>(c | 0x20) : digit ? c : c == '.' || c == '\'' ? '\0' : ' ';
  }
  return table;
}();

}  // namespace

std::string canonical_address(std::string_view address) {
  std::string folded;
  folded.reserve(address.size());
  for (std::size_t at = 0; at < address.size();) {
    if (const auto byte = static_cast<unsigned char>(address[at]); byte < 0x80) {
      const char c = canonical_bytes[byte];
      if (c != '\0' && (c != ' ' || (!folded.empty() && folded.back() != ' '))) folded.push_back(c);
      ++at;
      continue;
    }
    const Letter letter = letter_at(address, at);
    if (letter.size_bytes != 0) {
      folded.append(letter.folded, letter.folded_size);
      at += letter.size_bytes;
      continue;
    }
    ++at;
  }
  while (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

}  // namespace constat
