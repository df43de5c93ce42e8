#include "detect/headers.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "detect/lexicon.h"

namespace constat {
namespace {

constexpr std::size_t header_words_max = 10;
constexpr std::size_t phrase_words_max = 6;
constexpr std::size_t glued_phrase_min = 7;  // Bytes.

// The words of a header, in place: most cells of a sample are asked for them, and few say anything.
class HeaderWords {
 public:
  explicit HeaderWords(std::string_view header) {
    header = header.substr(0, std::min(header.size(), header_bytes_max));
    bool lower_before = false;
    bool digit_before = false;
    for (std::size_t at = 0; at < header.size();) {
      // Most bytes: a small letter, or the blank behind a word.
      if (is_lower(header[at])) {
        if (digit_before) end_word();
        bytes_[size_++] = header[at++];
        lower_before = true;
        digit_before = false;
        continue;
      }
      if (header[at] == ' ') {
        end_word();
        lower_before = digit_before = false;
        ++at;
        continue;
      }
      const Letter letter = letter_at(header, at);
      if (letter.size_bytes != 0) {
        bool cut = digit_before;
        if (letter.upper && lower_before && !ends_short_word(header, at + letter.size_bytes)) cut = true;  // camelCase
        if (letter.upper && !lower_before && in_word()) {
          // "SSNNumber": the last capital before small letters starts a word.
          const std::size_t next = at + letter.size_bytes;
          const Letter after = next < header.size() ? letter_at(header, next) : Letter{};
          const bool plural = after.size_bytes != 0 && after.folded[0] == 's' &&
                              (next + 1 >= header.size() || letter_at(header, next + 1).size_bytes == 0);
          if (after.size_bytes != 0 && !after.upper && !plural) cut = true;
        }
        if (cut) end_word();
        for (std::size_t index = 0; index < letter.folded_size; ++index) bytes_[size_++] = letter.folded[index];
        lower_before = !letter.upper;
        digit_before = false;
        at += letter.size_bytes;
        continue;
      }
      const char c = header[at];
      if (is_digit(c)) {
        if (!digit_before) end_word();
        bytes_[size_++] = c;
        digit_before = true;
      } else if (c == '#' && numbers_what_stands_before(header.substr(at + 1))) {
        end_word();
        bytes_[size_++] = 'n';
        bytes_[size_++] = 'o';
        bytes_[size_++] = ' ';
        digit_before = false;
      } else if (!is_high(c) || header.substr(at).starts_with("\xC2\xA0") ||
                 header.substr(at).starts_with("\xC2\xB0") || header.substr(at).starts_with("\xE2\x80\x99")) {
        end_word();
        digit_before = false;
      }
      lower_before = false;
      ++at;
    }
    if (size_ != 0 && bytes_[size_ - 1] == ' ') --size_;
  }
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  // "DoB", "GdB": one capital behind two letters is the last of a shortened word, not the first of the next.
  bool ends_short_word(std::string_view header, std::size_t next) const {
    constexpr std::size_t letters_max = 2;
    const std::size_t blank = view_so_far().rfind(' ');
    const std::size_t letters = blank == std::string_view::npos ? size_ : size_ - blank - 1;
    return letters <= letters_max && (next >= header.size() || letter_at(header, next).size_bytes == 0);
  }
  // "Emp #", "Customer#" are numbers; "#1" is one itself.
  bool numbers_what_stands_before(std::string_view behind) const {
    return size_ != 0 && std::none_of(behind.begin(), behind.end(), [](char c) { return is_digit(c); });
  }
  std::string_view view_so_far() const { return {bytes_.data(), size_}; }
  bool in_word() const { return size_ != 0 && bytes_[size_ - 1] != ' '; }
  void end_word() {
    if (in_word()) bytes_[size_++] = ' ';
  }
  // A byte of a header is at most a blank and a folded letter, or the word that a sign stands for.
  std::array<char, header_bytes_max*(1 + sizeof(Letter::folded))> bytes_;
  std::size_t size_ = 0;
};

}  // namespace

bool holds_word(std::string_view list, std::string_view word) {
  if (word.empty()) return false;
  for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    if (list[at - 1] == ' ' && list[at + word.size()] == ' ') return true;
  }
  return false;
}

std::string header_words(std::string_view header) { return std::string(HeaderWords(header).view()); }

Result<HeaderLexicon> HeaderLexicon::load(const std::string& data_dir) {
  const std::string path = data_dir + "/headers.tsv";
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Fault::io, "cannot open " + path + ": reinstall constat's data folder");
  std::ostringstream text;
  text << file.rdbuf();
  auto lexicon = parse(text.str());
  if (!lexicon) return fail(lexicon.error().fault, path + ": " + lexicon.error().what);
  return lexicon;
}

Result<HeaderLexicon> HeaderLexicon::parse(std::string_view text) {
  HeaderLexicon lexicon;
  lexicon.classes_ = {"other", "qualifier"};
  lexicon.other_ = 0;
  lexicon.qualifier_ = 1;
  struct Glued {
    std::string phrase;
    HeaderClass name;
    bool strong;
  };
  std::vector<Glued> glued_phrases;
  std::size_t line_number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++line_number;
    line = trim(line);
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() != 3 || (fields[1] != "s" && fields[1] != "w")) {
      return fail(Fault::malformed, "line " + std::to_string(line_number) + " is not: class, s or w, phrases");
    }
    const HeaderClass index = lexicon.find(fields[0]);
    if (index == lexicon.classes_.size()) lexicon.classes_.emplace_back(fields[0]);
    const bool strong = fields[1] == "s";
    for (const std::string_view phrase : split(fields[2], ',')) {
      const HeaderWords read(phrase);
      const std::string_view words = read.view();
      if (words.empty()) continue;
      const std::size_t blank = words.find(' ');
      lexicon.mark_start(words.substr(0, blank));
      lexicon.add(words, index, strong);
      // "MOBILEPHONE", "firstname": systems write phrases without blanks. Short ones would be words of their own.
      if (blank == std::string_view::npos) continue;
      std::string glued(words);
      std::erase(glued, ' ');
      if (glued.size() >= glued_phrase_min) glued_phrases.push_back({std::move(glued), index, strong});
    }
  }
  for (const std::string_view name : {"first_name", "last_name", "person_name"}) {
    lexicon.names_.push_back(lexicon.find(name));
  }
  // What the list says of the word itself goes before.
  std::erase_if(glued_phrases, [&lexicon](const Glued& glued) { return lexicon.find_phrase(glued.phrase) != 0; });
  for (const auto& [phrase, name, strong] : glued_phrases) {
    lexicon.mark_start(phrase);
    std::uint32_t one = lexicon.find_phrase(phrase);
    while (one != 0 && lexicon.entries_[one - 1].name != name) one = lexicon.entries_[one - 1].next;
    if (one == 0) lexicon.add(phrase, name, strong);
  }
  return lexicon;
}

void HeaderLexicon::add(std::string_view phrase, HeaderClass name, bool strong) {
  if (entries_.size() * 2 >= slots_.size()) grow_slots();
  std::uint32_t& slot = slots_[slot_of(phrase)];
  Entry entry;
  entry.begin = static_cast<std::uint32_t>(phrases_.size());
  entry.size = static_cast<std::uint32_t>(phrase.size());
  entry.next = slot;
  entry.name = name;
  entry.strong = strong;
  phrases_ += phrase;
  entries_.push_back(entry);
  slot = static_cast<std::uint32_t>(entries_.size());
}

std::size_t HeaderLexicon::slot_of(std::string_view phrase) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = fold_hash(phrase) & mask;
  while (slots_[slot] != 0 && phrase_of(entries_[slots_[slot] - 1]) != phrase) slot = (slot + 1) & mask;
  return slot;
}

void HeaderLexicon::grow_slots() {
  slots_.assign(slots_.size() * 4, 0);
  // The last of a phrase is its slot's.
  for (std::uint32_t index = 0; index < entries_.size(); ++index) {
    slots_[slot_of(phrase_of(entries_[index]))] = index + 1;
  }
}

bool HeaderLexicon::is_name(HeaderClass index) const { return std::ranges::find(names_, index) != names_.end(); }

void HeaderLexicon::mark_start(std::string_view word) {
  const auto mark = [this](std::string_view begin) {
    const std::size_t bit = start_bit(begin);
    starts_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  };
  mark(word);
  if (word.size() < 4) mark(std::string(word) + 's');  // Its plural.
}

std::size_t HeaderLexicon::start_bit(std::string_view word) {
  std::uint32_t start = 0;
  for (const char c : word.substr(0, 4)) start = start << 8 | static_cast<unsigned char>(c);
  return (start * 0x9E3779B1U) >> 16;
}

HeaderClass HeaderLexicon::find(std::string_view name) const {
  for (std::size_t index = 0; index < classes_.size(); ++index) {
    if (classes_[index] == name) return static_cast<HeaderClass>(index);
  }
  return static_cast<HeaderClass>(classes_.size());
}

HeaderMeaning HeaderLexicon::read(std::string_view header) const {
  HeaderMeaning meaning;
  const HeaderWords read(header);
  const std::string_view words = read.view();
  meaning.blank = words.empty();
  if (words.empty()) return meaning;
  std::array<std::size_t, header_words_max + 1> starts = {};
  std::array<std::size_t, header_words_max + 1> ends = {};
  std::array<bool, header_words_max + 1> may_start = {};
  std::size_t count = 0;
  bool any = false;
  for (std::size_t at = 0; at < words.size() && count < header_words_max;) {
    std::size_t end = words.find(' ', at);
    if (end == std::string_view::npos) end = words.size();
    const std::size_t bit = start_bit(words.substr(at, end - at));
    may_start[count] = (starts_[bit / 64] >> (bit % 64) & 1U) != 0;
    any = any || may_start[count];
    starts[count] = at;
    ends[count++] = end;
    at = end + 1;
  }
  if (!any) return meaning;
  struct Hit {
    HeaderMeaning::Reading reading;
    std::size_t from = 0;
    std::size_t words = 0;
    int rank = 0;
  };
  std::vector<Hit> hits;
  std::array<bool, header_words_max> covered = {};
  for (std::size_t length = std::min(count, phrase_words_max); length > 0; --length) {
    for (std::size_t from = 0; from + length <= count; ++from) {
      bool inside = !may_start[from];
      for (std::size_t index = from; index < from + length; ++index) inside = inside || covered[index];
      if (inside) continue;
      const std::string_view phrase = words.substr(starts[from], ends[from + length - 1] - starts[from]);
      std::uint32_t one = find_phrase(phrase);
      if (one == 0 && phrase.size() > 3 && phrase.back() == 's') {
        one = find_phrase(phrase.substr(0, phrase.size() - 1));
      }
      const bool whole = length == count;
      bool took = false;
      for (; one != 0; one = entries_[one - 1].next) {
        const Entry& entry = entries_[one - 1];
        // A qualifier says something only beside another word: "id", "code" alone are weak words of their own.
        if (entry.name == qualifier_ && whole) continue;
        Hit hit;
        hit.reading = {entry.name, entry.strong, whole};
        hit.from = from;
        hit.words = length;
        // A whole header first; then what is strong; then the longer; then what stands last ("customer email").
        hit.rank =
            (whole ? 1000 : 0) + (entry.strong ? 200 : 0) + static_cast<int>(length) * 20 + static_cast<int>(from);
        if (entry.name == other_ && !whole) hit.rank -= entry.strong ? 0 : 100;
        hits.push_back(hit);
        took = true;
      }
      if (took) {
        for (std::size_t index = from; index < from + length; ++index) covered[index] = true;
      }
    }
  }
  // "Contacto" is of whom or how: names are tried first, as their values are told from numbers.
  std::stable_sort(hits.begin(), hits.end(), [this](const Hit& a, const Hit& b) {
    return a.rank != b.rank ? a.rank > b.rank : is_name(a.reading.name) && !is_name(b.reading.name);
  });
  // "email status": of no e-mail. Before a name it tells whose: "Provider Last Name".
  const auto is_qualified = [&](const Hit& hit) {
    const bool name = hit.reading.strong && is_name(hit.reading.name);
    return std::ranges::any_of(
        hits, [&](const Hit& each) { return each.reading.name == qualifier_ && (!name || each.from > hit.from); });
  };
  const auto has_other = [&](const Hit& hit) {
    return std::any_of(hits.begin(), hits.end(), [&](const Hit& each) {
      return each.reading.name == other_ && each.reading.strong && each.from > hit.from;
    });
  };
  for (const Hit& hit : hits) {
    if (hit.reading.name == qualifier_ || meaning.count == meaning.readings.size()) continue;
    HeaderMeaning::Reading reading = hit.reading;
    if (!reading.whole && reading.name != other_) {
      // "email status", "phone type": the word says what the column is of, not what it holds.
      if (is_qualified(hit) || has_other(hit)) {
        reading.name = other_;
        reading.strong = true;
      } else if (hit.words * 3 < count) {
        reading.strong = false;
      }
    }
    meaning.readings[meaning.count++] = reading;
  }
  return meaning;
}

}  // namespace constat
