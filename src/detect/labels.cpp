#include "detect/labels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <unordered_map>

#include "base/text.h"
#include "detect/lexicon.h"

namespace constat {

namespace {

// How label_words() reads a byte: 0 ends a word; else the small letter or digit.
constexpr std::array<char, 256> folded_bytes = [] {
  std::array<char, 256> table = {};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = c;
  for (char c = 'a'; c <= 'z'; ++c) {
    table[static_cast<unsigned char>(c)] = c;
    table[static_cast<unsigned char>(c - 'a' + 'A')] = c;
  }
  return table;
}();

constexpr std::size_t label_word_max = 64;  // A longer word is no label's.

// "RR: 85.07.30-033.28", "Sort = 20-45-53": whether a sign parts what ends at `at` from what follows.
bool sign_follows(std::string_view text, std::size_t at) {
  constexpr std::size_t apart_max = 3;  // "S.S. :", "Rtg #:"
  for (std::size_t apart = 0; apart <= apart_max && at + apart < text.size(); ++apart) {
    const char c = text[at + apart];
    if (c == ':' || c == '=') return true;
    if (c != ' ' && c != '.' && c != '#' && c != '"') return false;
  }
  return false;
}

// Whether words[begin, end) are all of the words, or all of a part between bars: a header that is the label.
bool is_whole(std::string_view words, std::size_t begin, std::size_t end) {
  while (begin > 0 && words[begin - 1] == ' ') --begin;
  while (end < words.size() && words[end] == ' ') ++end;
  return (begin == 0 || words[begin - 1] == '|') && (end == words.size() || words[end] == '|');
}

}  // namespace

LabelTable::LabelTable(std::span<const Rule> rules) {
  struct Raw {
    std::uint64_t hash;  // Of the first word.
    Entry entry;
  };
  std::size_t count = 0;
  for (const Rule& rule : rules) count += rule.context.size() + rule.contradicts.size();
  std::vector<Raw> raw;
  raw.reserve(count);
  texts_.reserve(count);
  std::unordered_map<std::string_view, std::uint32_t> known;  // Views of the rules' own texts.
  known.reserve(count);
  const auto start_of = [](std::string_view word) {
    std::uint32_t start = 0;
    for (const char c : word.substr(0, 4)) start = start << 8 | static_cast<unsigned char>(c);
    return start;
  };
  const auto mark = [this](std::uint32_t start) {
    const std::size_t slot = start_slot(start);
    starts_[slot / 64] |= std::uint64_t{1} << (slot % 64);
  };
  const auto add = [&](std::string_view phrase, std::size_t rule, bool contradicts) {
    const bool sign = phrase.ends_with(':');
    if (sign) phrase.remove_suffix(1);
    if (phrase.empty()) return;
    const auto [found, added] = known.try_emplace(phrase, static_cast<std::uint32_t>(texts_.size()));
    if (added) texts_.emplace_back(phrase);
    const std::string_view word = phrase.substr(0, phrase.find(' '));
    const std::uint32_t start = start_of(word);
    mark(start);
    if (word.size() < 4) mark(start << 8 | 's');  // Its plural.
    raw.push_back(
        {fold_hash(word), {found->second, static_cast<RuleId>(rule), contradicts, word.size() == phrase.size(), sign}});
  };
  for (std::size_t index = 0; index < rules.size(); ++index) {
    for (const std::string& phrase : rules[index].context) add(phrase, index, false);
    if (!rules[index].pattern.empty() && rules[index].value == ValueKind::none) continue;  // Phrases around a match.
    for (const std::string& phrase : rules[index].contradicts) add(phrase, index, true);
  }
  // Those of one first word lie together, in their order: counted first, then put where they belong.
  slots_.resize(std::bit_ceil(raw.size() * 4 + 16));
  const auto slot_of = [this](std::uint64_t hash) -> Slot& {
    std::size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot].count != 0 && slots_[slot].hash != hash) slot = (slot + 1) & (slots_.size() - 1);
    return slots_[slot];
  };
  for (const Raw& one : raw) {
    Slot& slot = slot_of(one.hash);
    slot.hash = one.hash;
    ++slot.count;
  }
  std::uint32_t first = 0;
  for (const Raw& one : raw) {
    Slot& slot = slot_of(one.hash);
    if (slot.first != 0 || slot.count == 0) continue;
    slot.first = first + 1;  // So that 0 says that it has no place yet.
    first += slot.count;
  }
  entries_.resize(raw.size());
  for (const Raw& one : raw) entries_[slot_of(one.hash).first++ - 1] = one.entry;
  for (Slot& slot : slots_) slot.first -= slot.count == 0 ? 0 : slot.count + 1;
}

std::size_t LabelTable::first_possible(std::string_view text, const ByteClasses& classes, std::size_t begin,
                                       std::size_t end) const {
  if (begin >= end) return end;
  if (classes.any_high(begin, end)) return begin;
  std::uint64_t alnum_before = 0;  // Whether such a byte stands right before the block, as its lowest bit.
  std::uint64_t small_before = 0;
  // Where words begin: behind what is no letter or digit, and at a capital behind a small letter ("employeeSSN").
  const auto begins = [&](const ByteClasses::Block& block) {
    const std::uint64_t alnum = block.letters | block.digits;
    const std::uint64_t small = block.letters & ~block.capitals;
    return (alnum & ~(alnum << 1 | alnum_before)) | (block.capitals & (small << 1 | small_before));
  };
  const std::size_t last = (end - 1) / 64;
  for (std::size_t index = begin / 64; index <= last; ++index) {
    const ByteClasses::Block& block = classes.block(index);
    const std::uint64_t alnum = block.letters | block.digits;
    std::uint64_t starts = begins(block);
    std::uint64_t all = starts;
    if (index == begin / 64) {
      const std::uint64_t here = std::uint64_t{1} << (begin % 64);
      starts = (starts & (~std::uint64_t{0} << (begin % 64))) | (alnum & here);  // The range may begin inside a word.
    }
    if (index == last) starts &= ~std::uint64_t{0} >> (63 - (end - 1) % 64);
    for (; starts != 0; starts &= starts - 1) {
      const auto bit = static_cast<std::size_t>(std::countr_zero(starts));
      const std::size_t word = index * 64 + bit;
      // How long the word is: up to its last letter or digit, the next word's begin or the end of the range.
      std::uint64_t over = ~alnum | (all & ~(std::uint64_t{1} << bit));
      over = over >> bit;
      std::size_t size = over != 0 ? static_cast<std::size_t>(std::countr_zero(over)) : 64 - bit;
      if (over == 0 && word + size < end) {
        const std::size_t limit = std::min(end, word + label_word_max);
        while (word + size < limit && folded_bytes[static_cast<unsigned char>(text[word + size])] != 0 &&
               !(is_upper(text[word + size]) && is_lower(text[word + size - 1]))) {
          ++size;
        }
      }
      size = std::min(size, end - word);
      if (size > label_word_max) continue;
      std::uint32_t start = 0;
      const std::size_t count = std::min<std::size_t>(size, 4);
      for (std::size_t at = word; at < word + count; ++at) {
        start = start << 8 | static_cast<unsigned char>(text[at] | 0x20);  // (Digits have that bit already.)
      }
      const std::size_t slot = start_slot(start);
      if ((starts_[slot / 64] >> (slot % 64) & 1U) != 0 && begins_label(text.substr(word, size))) return word;
    }
    alnum_before = alnum >> 63;
    small_before = (block.letters & ~block.capitals) >> 63;
  }
  return end;
}

// Whether the word, as written in ASCII, or without the s of its plural, is the first one of a label.
bool LabelTable::begins_label(std::string_view word) const {
  const auto known = [this](std::uint64_t hash) {
    std::size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot].count != 0 && slots_[slot].hash != hash) slot = (slot + 1) & (slots_.size() - 1);
    return slots_[slot].count != 0;
  };
  FoldHash hash;
  for (const char c : word.substr(0, word.size() - 1)) hash.add(folded_bytes[static_cast<unsigned char>(c)]);
  const char last = folded_bytes[static_cast<unsigned char>(word.back())];
  if (last == 's' && word.size() > 1 && known(hash.finish())) return true;
  hash.add(last);
  return known(hash.finish());
}

bool LabelTable::may_start(std::string_view word) const {
  std::uint32_t start = 0;
  for (const char c : word.substr(0, 4)) start = start << 8 | static_cast<unsigned char>(c);
  const std::size_t slot = start_slot(start);
  return (starts_[slot / 64] >> (slot % 64) & 1U) != 0;
}

template <typename Hit>
void LabelTable::look_up(std::string_view words, std::size_t at, std::size_t size, bool plural, Hit hit) const {
  const std::uint64_t hash = fold_hash(words.substr(at, size));
  for (std::size_t slot = hash & (slots_.size() - 1); slots_[slot].count != 0;
       slot = (slot + 1) & (slots_.size() - 1)) {
    if (slots_[slot].hash != hash) continue;
    std::uint32_t judged = UINT32_MAX;  // Rules share labels: each text is compared once.
    bool stands = false;
    std::size_t end = 0;
    for (std::uint32_t index = slots_[slot].first; index < slots_[slot].first + slots_[slot].count; ++index) {
      const Entry& entry = entries_[index];
      if (plural && !entry.one_word) continue;
      const std::string& text = texts_[entry.text];
      if (entry.text != judged) {
        judged = entry.text;
        stands = words.substr(at, text.size()) == text;
        if (stands) {
          end = at + text.size();
          if (end < words.size() && words[end] == 's') ++end;
          stands = end >= words.size() || words[end] == ' ';
        }
      }
      if (stands) {
        hit(LabelHit{entry.rule, entry.contradicts, static_cast<std::uint8_t>(std::min<std::size_t>(text.size(), 255))},
            end, entry.sign);
      }
    }
    return;
  }
}

template <typename Hit>
void LabelTable::each(std::string_view words, Hit hit) const {
  if (entries_.empty()) return;
  for (std::size_t at = 0; at < words.size();) {
    if (words[at] == ' ' || words[at] == '|') {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < words.size() && words[end] != ' ') ++end;
    if (may_start(words.substr(at, end - at))) {
      look_up(words, at, end - at, false, [&](LabelHit one, std::size_t last, bool sign) { hit(one, at, last, sign); });
      if (end - at > 1 && words[end - 1] == 's') {
        look_up(words, at, end - at - 1, true,
                [&](LabelHit one, std::size_t last, bool sign) { hit(one, at, last, sign); });
      }
    }
    at = end;
  }
}

void LabelTable::find(std::string_view words, std::vector<LabelHit>& hits) const {
  each(words, [&](const LabelHit& one, std::size_t begin, std::size_t end, bool sign) {
    if (!sign || is_whole(words, begin, end)) hits.push_back(one);
  });
}

void LabelTable::place(std::string_view text, std::size_t offset, LabelScratch& scratch,
                       std::vector<LabelHit>& hits) const {
  label_words(text, scratch.words, scratch.places);
  each(scratch.words, [&](LabelHit one, std::size_t begin, std::size_t end, bool sign) {
    const auto source = [&](std::size_t at) {
      return static_cast<std::uint32_t>(offset + (at < scratch.places.size() ? scratch.places[at] : text.size()));
    };
    one.begin = source(begin);
    one.end = source(end);
    if (sign && !sign_follows(text, one.end - offset)) return;
    hits.push_back(one);
  });
}

}  // namespace constat
