// Persons in running text. Evidence is added up as logarithms (base 2) of likelihood ratios: how much oftener a word is
// a given name (a surname) than any other capitalised word; what stands before and after; the shape of the whole. The
// sum is turned into a probability. Weights come from the lists' frequencies; a word in no list counts by its shape.
#include "detect/names.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <utility>

#include "base/text.h"
#include "detect/name_syllables.h"
#include "detect/name_words.h"

namespace constat {
namespace {

constexpr std::size_t chain_words_max = 12;
constexpr float odds_min = -9;  // No context makes a name of what has less.
constexpr float report_min = 0.30F;

float probability(float odds_log2) { return 1.0F / (1.0F + std::exp2(-std::clamp(odds_log2, -20.0F, 20.0F))); }

struct ChainWord {
  Word word;
  WordWeights weights;
  std::uint32_t roles = 0;
  bool initial = false;   // "J" or "J."
  bool particle = false;  // Written small: "van", or a capital particle before another word.
  float given = 0;        // log2 likelihood ratio, as a given name.
  float surname = 0;
};

// Given names that, alone, are more often something else in what machines and their manuals write: abbreviations of
// months and limits, programs.
bool stands_for_else(std::uint64_t hash) {
  static constexpr std::uint64_t hashes[] = {
      fold_hash("max"),  fold_hash("jan"),  fold_hash("thu"),    fold_hash("foo"),     fold_hash("baz"),
      fold_hash("perl"), fold_hash("git"),  fold_hash("docker"), fold_hash("proto"),   fold_hash("yum"),
      fold_hash("tex"),  fold_hash("ruby"), fold_hash("java"),   fold_hash("firefox"), fold_hash("polly"),
      fold_hash("dev"),  fold_hash("april")};
  return std::find(std::begin(hashes), std::end(hashes), hash) != std::end(hashes);
}

// How often the word stands in text without being a name (log2 of its share).
float other_share(const WordWeights& weights) {
  static constexpr float shares[] = {-23.0F, -17.0F, -13.5F, -10.0F};
  const float share = shares[weights.word];
  return weights.place ? std::max(share, -15.0F) : share;
}

void weigh(ChainWord& word, bool any_case) {
  static constexpr float word_given[] = {-1.0F, -3.0F, -5.0F, -8.0F};
  static constexpr float word_surname[] = {-0.7F, -2.0F, -4.5F, -8.0F};
  const WordWeights& weights = word.weights;
  const float other = other_share(weights);
  const float unknown_cost = any_case ? 2.0F : 0.0F;
  if (weights.given > 0) {
    word.given = std::clamp(static_cast<float>(weights.given) - 22.5F - other, -6.0F, weights.word == 3 ? 3.5F : 7.0F);
  } else {
    word.given = word_given[weights.word] - (weights.place ? 3.0F : 0.0F) - (weights.surname > 0 ? 0.0F : unknown_cost);
  }
  if (weights.surname > 0) {
    word.surname = std::clamp(static_cast<float>(weights.surname) - 21.5F - other, -6.0F, 6.0F);
  } else {
    word.surname =
        word_surname[weights.word] - (weights.place ? 2.0F : 0.0F) + (weights.given > 0 ? 0.5F : -unknown_cost);
  }
  // "ABC", "SQL": short capitals are acronyms before they are names.
  if (word.word.all_upper && word.word.letters <= 3 && weights.given < 9) {
    word.given -= 3.0F;
    word.surname -= 2.0F;
  }
  if (word.word.letters < 2) {
    word.given -= 4.0F;
    word.surname -= 4.0F;
  }
  // "GitHub", "JavaScript" are no names; "McDonald", "LaToya", "DeVito" are in the lists or start with a particle.
  if (word.word.camel && weights.given == 0 && weights.surname == 0) {
    word.given -= 4.0F;
    word.surname -= 3.0F;
  }
  if (word.word.odd_case) {
    word.given -= 7.0F;
    word.surname -= 7.0F;
  }
  if ((word.roles & role_organisation) != 0) {
    word.given -= weights.given < 10 ? 12.0F : 4.0F;
    word.surname -= weights.surname < 10 ? 12.0F : 4.0F;
  }
  if ((word.roles & (role_country | role_state_name)) != 0 && weights.given < 8) {
    word.given -= 4.0F;
    word.surname -= 4.0F;
  }
  if (word.weights.given == 0 && word.weights.surname == 0 && (word.roles & (role_street_suffix | role_unit)) != 0) {
    word.given -= 3.0F;
    word.surname -= 3.0F;
  }
}

bool is_saint(std::string_view word) { return word == "St" || word == "Sankt" || word == "ST" || word == "SANKT"; }

}  // namespace

class PersonFinder {
 public:
  PersonFinder(const NameLexiconLists& lists, std::string_view text) : lists_(lists), text_(text) {}

  // `classes` have read the text.
  void run(const ByteClasses& classes, std::vector<NamedSpan>& found) {
    const std::size_t first = found.size();
    std::size_t at = 0;
    bool seen_upper = false;
    ByteClasses::Capitals capitals(classes);
    while (at < text_.size()) {
      at = next_capital(capitals, at);
      if (at >= text_.size()) break;
      seen_upper = true;
      // Most capitalised words are met again and again and are no names: they end here.
      const auto [size, verdict] = lists_.known_verdict(text_, at);
      if (size != 0 && (verdict.begins_no_name || ((verdict.alone_no_name || verdict.alone_needs_lead) &&
                                                   stands_alone(classes, at + size, verdict.takes_dot) &&
                                                   (verdict.alone_no_name || !is_led(at))))) {
        at += size;
        continue;
      }
      const std::size_t known = found.size();
      at = chain_from(at, found);
      const std::size_t before = known > first ? found[known - 1].end : 0;
      for (std::size_t index = known; index < found.size(); ++index) {
        const std::size_t begin = behind_particles(found[index]);
        if (begin >= (index > known ? found[index - 1].end : before)) found[index].begin = begin;
      }
    }
    // A text without a single capital (chat, search queries): names can only be told by the lists and by labels.
    if (!seen_upper && text_.size() <= small_text_bytes_max) {
      any_case_ = true;
      found.resize(first);
      at = 0;
      while (at < text_.size()) {
        if (letter_at(text_, at).size_bytes == 0 || letter_before(text_, at)) {
          ++at;
          continue;
        }
        at = chain_from(at, found);
      }
    }
  }

  // The whole cell as one name: log2 odds.
  float cell_odds() {
    any_case_ = true;
    const std::string_view cell = trim(text_);
    if (cell.size() < 2 || cell.size() > 80) return -10;
    const auto offset = static_cast<std::size_t>(cell.data() - text_.data());
    count_ = 0;
    std::size_t at = offset;
    const std::size_t end = offset + cell.size();
    std::size_t comma_at = chain_words_max + 1;
    std::size_t unknown = 0;
    while (at < end) {
      const Letter letter = letter_at(text_, at);
      if (letter.size_bytes == 0) {
        if (text_[at] == ',' && comma_at > chain_words_max && count_ > 0) {
          comma_at = count_;
        } else if (text_[at] != ' ' && text_[at] != '.' && text_[at] != '\'' && text_[at] != '-' && text_[at] != '(' &&
                   text_[at] != ')' && text_[at] != '"' && static_cast<unsigned char>(text_[at]) < 0x80) {
          return -10;  // Digits, signs: no name.
        }
        ++at;
        continue;
      }
      if (count_ == chain_words_max) return -10;
      ChainWord& word = words_[count_];
      word = {};
      word.word = scan_word(text_, at);
      word.word.glued = false;
      fill(word);
      if ((word.roles & (role_honorific | role_suffix)) != 0 && (count_ == 0 || word.weights.surname < 4) &&
          !(word.initial)) {
        if (comma_at == count_ && (word.roles & role_suffix) != 0) comma_at = chain_words_max + 1;
        titled_ = titled_ || (word.roles & role_honorific) != 0;
        at = word.word.end;
        continue;  // "Dr", "Jr": worth nothing in themselves.
      }
      if (word.weights.given == 0 && word.weights.surname == 0) ++unknown;
      ++count_;
      at = word.word.end;
    }
    if (count_ == 0 || count_ > 6) return -10;
    if (count_ == 1) {
      if (!titled_) return -4;
      return words_[0].surname + 3.0F;
    }
    float odds = -10;
    if (comma_at < count_) {
      // "Doe, Jane": surnames before, given names after.
      odds = 2.0F;
      for (std::size_t index = 0; index < count_; ++index) {
        if (words_[index].particle || words_[index].initial) {
          odds += 1.0F;
          continue;
        }
        odds += std::min(3.0F, index < comma_at ? words_[index].surname : words_[index].given);
      }
    } else {
      odds = std::max(span_odds(0, count_) + 0.8F, reversed_odds());
    }
    return titled_ ? odds + 3.0F : odds;
  }

  // One word as a given name or as a surname: log2 odds.
  std::pair<float, float> word_odds() {
    any_case_ = true;
    const std::string_view cell = trim(text_);
    if (cell.size() < 2 || cell.size() > 60) return {-10, -10};
    const auto offset = static_cast<std::size_t>(cell.data() - text_.data());
    std::size_t at = offset;
    const std::size_t end = offset + cell.size();
    float given = -10;
    float surname = -10;
    std::size_t count = 0;
    while (at < end) {
      if (letter_at(text_, at).size_bytes == 0) {
        if (text_[at] != ' ' && text_[at] != '.' && text_[at] != '\'' && text_[at] != '-' &&
            static_cast<unsigned char>(text_[at]) < 0x80) {
          return {-10, -10};
        }
        ++at;
        continue;
      }
      ChainWord word;
      word.word = scan_word(text_, at);
      fill(word);
      at = word.word.end;
      if (word.initial || word.particle || ((word.roles & (role_particle | role_suffix)) != 0 && cell.size() > 4))
        continue;
      if (++count > 3) return {-10, -10};
      given = count == 1 ? word.given : std::min(given, word.given + 1.0F);
      surname = count == 1 ? word.surname : std::min(surname, word.surname + 1.0F);
    }
    return {given, surname};
  }

 private:
  static constexpr std::size_t small_text_bytes_max = 16 * 1024;

  // The next word that starts with a capital, at or after `at`; the text's size where there is none.
  std::size_t next_capital(ByteClasses::Capitals& capitals, std::size_t at) const {
    const char* bytes = text_.data();
    const std::size_t size = text_.size();
    while (at < size) {
      at = capitals.next(at);
      if (at >= size) break;
      const auto byte = static_cast<unsigned char>(bytes[at]);
      if (byte <= 'Z') {
        const char before = at > 0 ? bytes[at - 1] : ' ';
        if (static_cast<unsigned char>(before) < 0x80 || !letter_before(text_, at)) return at;
        ++at;
      } else if (byte < 0xC3 || byte > 0xE1) {
        ++at;
      } else if (byte == 0xC3 && at + 1 < size && static_cast<unsigned char>(bytes[at + 1]) >= 0x9F) {
        at += 2;  // Small letters of Latin-1, by far the commonest.
      } else {
        const Letter letter = letter_at(text_, at);
        if (letter.upper && !letter_before(text_, at)) return at;
        at += letter.size_bytes != 0 ? letter.size_bytes : 1;
      }
    }
    return size;
  }

  // Whether a chain whose first word, a plain one, ends at `end` has no other word, nor "Last, First" behind it. True
  // only where chain_from() would find so; false promises nothing.
  bool stands_alone(const ByteClasses& classes, std::size_t end, bool takes_dot) const {
    if (end + 2 >= text_.size()) return false;
    const auto next = static_cast<unsigned char>(text_[end + 1]);
    switch (text_[end]) {
      case ' ': break;
      case '.': return !takes_dot;
      case ',': {
        const char given = text_[end + 2];
        return next != ' ' || !(static_cast<unsigned char>(given) >= 0x80 || (given >= 'A' && given <= 'Z'));
      }
      case '\r': return false;
      case '\n': return (next < 0x80 && !is_alpha(static_cast<char>(next))) || end - classes.line_begin(end) < 60;
      default: return true;
    }
    if (next >= 0x80) return false;
    if (!is_alpha(static_cast<char>(next))) return true;
    if (next <= 'Z') return false;
    // A small word: only a particle before a capital goes on.
    const std::size_t letters = classes.letters_from(end + 1);
    if (letters > NameLexiconLists::particle_letters_max) return true;
    const std::size_t behind = end + 1 + letters;
    if (behind + 1 >= text_.size()) return false;
    const char after = text_[behind];
    if (after == '-' || after == '\'' || static_cast<unsigned char>(after) >= 0x80) return false;
    if (after != ' ' || !lists_.may_be_particle(text_, end + 1, letters)) return true;
    const char third = text_[behind + 1];
    return static_cast<unsigned char>(third) < 0x80 && !is_alpha(third);
  }

  void fill(ChainWord& word) const {
    look_up(word);
    weigh(word, any_case_ && !word.word.first_upper);
  }
  void look_up(ChainWord& word) const {
    word.weights = lists_.weights(text_, word.word, word.roles);
    word.initial = word.word.letters == 1 && (word.word.first_upper || any_case_);
    word.particle = (word.roles & role_particle) != 0 && !word.word.first_upper && !word.initial;
  }

  // Whether a word that stands here can be part of a name at all.
  static bool hopeless(const ChainWord& word) {
    return word.word.glued || word.word.letters > 30 || hopeless_by_lists(word);
  }
  // The same of the word itself, wherever it stands.
  static bool hopeless_by_lists(const ChainWord& word) {
    if (word.initial || word.particle) return false;
    if ((word.roles & (role_honorific | role_suffix)) != 0) return false;
    return word.weights.word == 3 && word.weights.given < 5 && word.weights.surname < 6;
  }

  // Reads the chain of name-like words that starts at `begin`, states its persons, and gives where to go on.
  std::size_t chain_from(std::size_t begin, std::vector<NamedSpan>& found) {
    count_ = 0;
    std::size_t at = begin;
    std::size_t resume = begin;
    bool joined = false;
    while (count_ < chain_words_max) {
      if (at >= text_.size()) break;
      const Letter letter = letter_at(text_, at);
      if (letter.size_bytes == 0) break;
      ChainWord& word = words_[count_];  // Counted below, where it belongs to the chain.
      word = {};
      scan_word(text_, at, word.word);
      if (!word.word.first_upper && !any_case_) {
        // Small words go on only as particles before a capital: "Vincent van Gogh", "Charles de la Tour".
        if (count_ == 0 || word.word.letters > 5 || word.word.glued) break;
        word.roles = lists_.roles(word.word);
        // "La Tour d'Auvergne": an elided one.
        if (const std::size_t behind = elided(word.word); behind != 0) {
          word.particle = true;
          ++count_;
          at = behind;
          continue;
        }
        if ((word.roles & role_particle) == 0 || !capital_follows(word.word.end)) break;
        word.particle = true;
        ++count_;
        at = skip_joint(word.word.end, false);
        continue;
      }
      look_up(word);
      resume = word.word.end;
      const bool joining = count_ > 0 && (((word.roles & role_particle) != 0 && word.word.letters <= 4) ||
                                          words_[count_ - 1].particle || joined);
      joined = joining;
      if (hopeless(word) && !joining && !(count_ == 0 ? leads_vietnamese(word.word) : ends_vietnamese())) {
        if (count_ == 0) {
          if (!any_case_ && hopeless_by_lists(word) && syllabic_surname(word.word.hash) != SyllabicSurname::vietnamese)
            lists_.keep_verdict(text_, begin, {.begins_no_name = true});
          return std::max(resume, begin + 1);
        }
        resume = word.word.begin;  // It ends this chain, and says what kind of thing the chain was.
        break;
      }
      weigh(word, any_case_ && !word.word.first_upper);
      ++count_;
      at = word.word.end;
      if (word.word.possessive) break;
      const bool dotted = at < text_.size() && text_[at] == '.';
      if (dotted) {
        if (!takes_dot(word)) break;
        ++at;
      }
      const std::size_t next = skip_joint(at, word.initial);
      if (next == at && !(dotted && word.initial)) break;
      at = next;
    }
    const auto dangling = [&](const ChainWord& word) {
      return word.particle ||
             ((word.roles & role_particle) != 0 && word.word.letters <= 4 && !word.initial && hopeless(word));
    };
    while (count_ > 1 && dangling(words_[count_ - 1])) --count_;
    raise_names_of_syllables();
    if (words_[0].particle) return std::max(resume, begin + 1);
    if (count_ == 0) return std::max(resume, begin + 1);
    const std::size_t end = words_[count_ - 1].word.end;
    if (const std::size_t behind = last_first(end, found); behind != 0) return behind;
    if (count_ == 1 && !could_stand_alone(words_[0])) return std::max(resume, end);
    look_around(words_[0].word.begin, end);
    best_spans(0, count_, found);
    return std::max(resume, end);
  }

  // "Li Xiaoming", "Nguyen Thi Lan": China's and Vietnam's given names are made of syllables as parents like, and no
  // list has them all; their few surnames stand before them and are known.
  void raise_names_of_syllables() {
    constexpr float told = 2.5F;
    for (std::size_t index = 0; index + 1 < count_; ++index) {
      const ChainWord& family = words_[index];
      if (family.particle || family.initial || !family.word.first_upper) continue;
      const SyllabicSurname kind = syllabic_surname(family.word.hash);
      if (kind == SyllabicSurname::none) continue;
      std::size_t last = index + 1;
      bool marked = spelled_in_vietnamese(written(family.word));
      const std::size_t given_max = kind == SyllabicSurname::vietnamese ? 3 : 2;
      for (; last < count_ && last - index <= given_max && may_be_syllables(words_[last], kind, marked); ++last) {
        marked =
            marked || is_vietnamese_middle(words_[last].word.hash) || spelled_in_vietnamese(written(words_[last].word));
      }
      if (last == index + 1) continue;
      const std::size_t given = last - index - 1;
      if (kind == SyllabicSurname::vietnamese && (given < 2 || !marked)) continue;
      if (lists_.place(text_.substr(family.word.begin, words_[last - 1].word.end - family.word.begin)) != 0) continue;
      // (Odds are of a given name before a surname: here their places are changed.)
      words_[index].given = std::max(words_[index].given, told);
      for (std::size_t at = index + 1; at < last; ++at) {
        words_[at].surname = std::max(words_[at].surname, told);
        words_[at].given = std::max(words_[at].given, at + 1 < last ? told : words_[at].given);
      }
      index = last - 1;
    }
  }
  // "Le Thi Hong", "Ho Van Tam": a surname that is an ordinary word elsewhere, before a middle name of Vietnam.
  bool leads_vietnamese(const Word& word) const {
    if (word.letters < 2 || syllabic_surname(word.hash) != SyllabicSurname::vietnamese) return false;
    const std::size_t next = skip_joint(word.end, false);
    if (next == word.end || next >= text_.size() || !letter_at(text_, next).upper) return false;
    return is_vietnamese_middle(scan_word(text_, next).hash);
  }
  // "Tran Thi Mai": whatever word stands behind a surname and a middle name.
  bool ends_vietnamese() const {
    return count_ == 2 && is_vietnamese_middle(words_[1].word.hash) &&
           syllabic_surname(words_[0].word.hash) == SyllabicSurname::vietnamese &&
           (spelled_in_vietnamese(written(words_[0].word)) || spelled_in_vietnamese(written(words_[1].word)));
  }
  std::string_view written(const Word& word) const { return text_.substr(word.begin, word.end - word.begin); }
  // Whether the word is no ordinary one and reads as such a given name.
  bool may_be_syllables(const ChainWord& word, SyllabicSurname kind, bool marked) const {
    if (word.particle || word.initial || !word.word.first_upper || word.word.glued || word.word.hyphen) return false;
    const std::string_view text = written(word.word);
    if (kind == SyllabicSurname::vietnamese) {
      return word.word.letters >= 2 && word.word.letters <= 6 &&
             (marked || word.weights.word < 2 || is_vietnamese_middle(word.word.hash) || spelled_in_vietnamese(text));
    }
    return word.weights.word == 0 && !word.weights.place && (word.roles & ~role_particle) == 0 && is_pinyin_name(text);
  }

  static bool takes_dot(const ChainWord& word) {
    return word.initial || (word.roles & (role_honorific | role_suffix | role_function)) != 0 ||
           (word.word.letters <= 3 && (word.roles & role_street_suffix) != 0);
  }

  // Whether a chain of one word can reach the floor at all: most capitalised words are known to no list, and only what
  // stands before them could make names of them. The bounds are those of context_odds().
  bool could_stand_alone(const ChainWord& word) const {
    constexpr float right_best = 3.0F;
    constexpr float left_best = 9.0F;
    const float odds = span_odds(0, 1);
    const bool reaches_alone = odds + right_best > probability_floor_;
    const bool reaches_led = odds >= odds_min && odds + right_best + left_best > probability_floor_;
    if (!any_case_ && !reaches_alone) {
      lists_.keep_verdict(
          text_, word.word.begin,
          {.alone_no_name = !reaches_led, .alone_needs_lead = reaches_led, .takes_dot = takes_dot(word)});
    }
    return reaches_alone || (reaches_led && is_led(word.word.begin));
  }

  // Whether what stands before the word at `begin` may call it a person.
  bool is_led(std::size_t begin) const {
    constexpr std::uint32_t speaking = role_honorific | role_greeting | role_linking | role_reporting | role_naming |
                                       role_name_label | role_function | role_person_verb;
    std::size_t at = begin;
    std::size_t blanks = 0;
    while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '"' || text_[at - 1] == '\'' || text_[at - 1] == '\t')) {
      --at;
      if (++blanks > 12) break;
    }
    if (at == 0) return false;
    const char before = text_[at - 1];
    if (before == ':' || before == '=' || before == '|') return true;
    if (before == '.') return (word_before(at - 1).first & (role_honorific | role_function)) != 0;
    if (!is_alpha(before) && static_cast<unsigned char>(before) < 0x80) return false;
    return (word_before(at).first & speaking) != 0;
  }

  // Past the blank that may stand inside a name; `at` itself where none stands there. A line end counts where the line
  // was wrapped: it is long, and the next one goes on at once.
  std::size_t skip_joint(std::size_t at, bool after_initial) const {
    (void)after_initial;
    if (at >= text_.size()) return at;
    if (text_[at] == ' ') {
      const std::size_t next = at + 1;
      if (next < text_.size() && text_[next] == ' ') return at;
      return next;
    }
    if (text_.substr(at).starts_with("\xC2\xA0")) return at + 2;
    if (text_[at] == '\n' || text_[at] == '\r') {
      std::size_t line_begin = at;
      while (line_begin > 0 && at - line_begin < 60 && text_[line_begin - 1] != '\n') --line_begin;
      if (at - line_begin < 60) return at;
      std::size_t next = at + 1;
      if (text_[at] == '\r' && next < text_.size() && text_[next] == '\n') ++next;
      return next;
    }
    return at;
  }

  // Behind the apostrophe of "d'" before a capital; 0 where the word is none.
  std::size_t elided(const Word& word) const {
    if (word.letters != 1 || text_[word.begin] != 'd' || word.end >= text_.size()) return 0;
    const std::size_t size = text_[word.end] == '\'' ? 1 : text_.substr(word.end).starts_with("\xE2\x80\x99") ? 3 : 0;
    const std::size_t behind = word.end + size;
    return size != 0 && behind < text_.size() && letter_at(text_, behind).upper ? behind : 0;
  }

  bool capital_follows(std::size_t at) const {
    // Up to two more particles may come before it: "de la Tour".
    for (int step = 0; step < 3; ++step) {
      if (at >= text_.size() || text_[at] != ' ') return false;
      const Letter letter = letter_at(text_, at + 1 < text_.size() ? at + 1 : at);
      if (letter.size_bytes == 0) return false;
      if (letter.upper) return true;
      const Word word = scan_word(text_, at + 1);
      if (word.letters > 4 || (lists_.roles(word) & role_particle) == 0) return false;
      at = word.end;
    }
    return false;
  }

  // What stands before and after the chain.
  void look_around(std::size_t begin, std::size_t end) {
    sentence_start_ = true;
    left_roles_ = 0;
    second_left_roles_ = 0;
    label_ = false;
    after_number_ = false;
    left_word_upper_ = false;
    at_mark_ = false;
    in_list_ = false;
    number_follows_ = false;
    right_upper_ = false;
    right_place_ = false;
    left_article_ = false;
    of_place_ = false;
    titled_particle_ = false;
    saint_ = false;
    std::size_t at = begin;
    std::size_t blanks = 0;
    while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '"' || text_[at - 1] == '\'' || text_[at - 1] == '\t')) {
      --at;
      ++blanks;
      if (blanks > 12) break;
    }
    if (at > 0) {
      const char before = text_[at - 1];
      if (before == ':' || before == '=' || before == '|' || before == '>' || before == ';') {
        std::size_t label_end = at - 1;
        while (label_end > 0 &&
               (text_[label_end - 1] == ' ' || text_[label_end - 1] == '"' || text_[label_end - 1] == '\'' ||
                text_[label_end - 1] == '*' || text_[label_end - 1] == '.')) {
          --label_end;
        }
        if (before == ':' || before == '=' || before == '|') {
          const std::uint32_t roles = word_before(label_end).first;
          label_ = (roles & role_name_label) != 0;
          if (before == ':') left_roles_ = roles & role_name_label;
        }
      } else if (is_digit(before)) {
        after_number_ = blanks > 0;
        sentence_start_ = false;
      } else if (before == ',') {
        sentence_start_ = false;
        in_list_ = true;
      } else if (before != '.' && before != '!' && before != '?' && before != '\n' && before != '\r' && before != '(' &&
                 before != '-' && before != '*') {
        sentence_start_ = false;
        const auto [roles, word_begin] = word_before(at);
        left_roles_ = roles;
        left_begin_ = word_begin;
        left_word_upper_ = word_begin < at && letter_at(text_, word_begin).upper;
        const std::string_view left_word = text_.substr(word_begin, at - word_begin);
        left_article_ = left_word == "a" || left_word == "an";
        std::size_t second = word_begin;
        while (second > 0 && text_[second - 1] == ' ') --second;
        second_left_roles_ = word_before(second).first;
        // "dott.ssa De Luca": behind a title, the particle is of the surname.
        if (left_word_upper_ && (roles & role_particle) != 0 && words_[0].word.first_upper) {
          const std::size_t title = second > 0 && text_[second - 1] == '.' ? second - 1 : second;
          titled_particle_ = blanks == 1 && at - word_begin <= 5 && (word_before(title).first & role_honorific) != 0;
        }
        // "née à Albi", "née le 14 juillet 1993 à Albi": where, not who.
        of_place_ = (roles & role_at) != 0 && second > 0 &&
                    ((second_left_roles_ & role_living) != 0 || is_digit(text_[second - 1]));
      } else if (before == '.') {
        // "Mr. Smith", "J. Smith" begin inside the chain; a full stop here ends a sentence, or an abbreviation.
        const auto [roles, word_begin] = word_before(at - 1);
        if (at - 1 - word_begin <= 4) left_roles_ = roles & (role_honorific | role_function);
        saint_ = is_saint(text_.substr(word_begin, at - 1 - word_begin));
      }
    }
    right_roles_ = 0;
    right_lower_ = false;
    std::size_t next = end;
    const bool possessive = words_[count_ - 1].word.possessive;
    called_ =
        next < text_.size() && (text_[next] == ',' || text_[next] == '!' || text_[next] == '\n' || text_[next] == '\r');
    if (next < text_.size() && (text_[next] == '\'' || text_.substr(next).starts_with("\xE2\x80\x99"))) {
      next += text_[next] == '\'' ? 2 : 4;
    }
    // "Maynard, Massachusetts": a town.
    if (count_ == 1 && next + 2 < text_.size() && text_[next] == ',' && text_[next + 1] == ' ' &&
        letter_at(text_, next + 2).upper) {
      right_place_ = (lists_.roles(scan_word(text_, next + 2)) & (role_state_name | role_country)) != 0;
    }
    if (next < text_.size() && text_[next] == '.') ++next;
    if (next < text_.size() && text_[next] == ' ') {
      ++next;
      if (next < text_.size()) {
        const Letter letter = letter_at(text_, next);
        if (letter.size_bytes != 0) {
          const Word word = scan_word(text_, next);
          right_roles_ = lists_.roles(word);
          right_lower_ = !letter.upper;
          right_upper_ = letter.upper && !possessive;
        } else if (is_digit(text_[next])) {
          number_follows_ = true;
        } else if (text_[next] == '&') {
          right_roles_ = role_organisation;
        }
      }
    } else if (next < text_.size() && (text_[next] == '@' || text_[next] == '/')) {
      at_mark_ = text_[next] == '@';
    }
  }

  // Roles of the word that ends at `end`, and where it begins.
  std::pair<std::uint32_t, std::size_t> word_before(std::size_t end) const {
    std::size_t begin = end;
    while (begin > 0 && end - begin < 24) {
      const auto previous = static_cast<unsigned char>(text_[begin - 1]);
      if (!(is_alpha(static_cast<char>(previous)) || previous >= 0x80)) break;
      --begin;
    }
    while (begin < end && (static_cast<unsigned char>(text_[begin]) & 0xC0U) == 0x80) ++begin;
    if (begin == end || letter_at(text_, begin).size_bytes == 0) return {0, end};
    Word word = scan_word(text_, begin);
    // "sig.ra", "dott.ssa": the title is the word before the full stop.
    if (end - begin <= 3 && begin > 2 && text_[begin - 1] == '.' && is_alpha(text_[begin - 2])) {
      const std::string_view ending = text_.substr(begin, end - begin);
      if (ending == "ra" || ending == "ssa" || ending == "na") {
        const auto [roles, title] = word_before(begin - 1);
        if ((roles & role_honorific) != 0) return {roles, title};
      }
    }
    return {lists_.roles(word), begin};
  }

  // "Claimant: PEEL, Graham": a surname that is a word as well, in capitals where the given name is not, and nothing
  // else in its field.
  bool is_surname_in_capitals(std::size_t at_given, std::size_t end) const {
    constexpr std::uint32_t places = role_country | role_state_name | role_state | role_organisation;
    for (std::size_t index = 0; index < count_; ++index) {
      if (!words_[index].word.all_upper || (words_[index].roles & places) != 0) return false;
    }
    Word given;
    scan_word(text_, at_given, given);
    if (given.all_upper || given.letters < 3) return false;
    const auto ends_field = [](char c) {
      return c == '\n' || c == '\r' || c == '\t' || c == ';' || c == '|' || c == '(';
    };
    std::size_t behind = end;
    while (behind < text_.size() && text_[behind] == ' ' && behind - end < 2) ++behind;
    if (behind < text_.size() && behind - end < 2 && !ends_field(text_[behind])) return false;
    std::size_t before = words_[0].word.begin;
    while (before > 0 && text_[before - 1] == ' ') --before;
    return before == 0 || ends_field(text_[before - 1]) || text_[before - 1] == ':';
  }

  // "LE GOFF Jean": particles in capitals before a surname in capitals belong to it, where the given name is not in
  // capitals. Gives where the name begins.
  std::size_t behind_particles(const NamedSpan& name) const {
    constexpr std::size_t particles_max = 2;
    constexpr std::string_view particles[] = {"LE",  "LA",  "DE",  "DU",  "DI",  "DA",  "DAL", "DEL", "DELLA",
                                              "LO",  "VAN", "VON", "DEN", "DER", "TEN", "TER", "EL",  "AL",
                                              "BEN", "AP",  "MAC", "MC",  "SAN", "DOS", "ST"};
    Word first;
    if (letter_at(text_, name.begin).size_bytes == 0) return name.begin;
    scan_word(text_, name.begin, first);
    std::size_t last = name.end;
    while (last > name.begin && text_[last - 1] != ' ') --last;
    Word given;
    if (!first.all_upper || last == name.begin || letter_at(text_, last).size_bytes == 0) return name.begin;
    scan_word(text_, last, given);
    if (given.all_upper || given.letters < 2) return name.begin;
    std::size_t begin = name.begin;
    for (std::size_t count = 0; count < particles_max && begin > 1 && text_[begin - 1] == ' '; ++count) {
      std::size_t at = begin - 1;
      while (at > 0 && begin - at < 8 && is_upper(text_[at - 1])) --at;
      if (at > 0 && (is_alnum(text_[at - 1]) || is_high(text_[at - 1]))) break;
      if (std::ranges::find(particles, text_.substr(at, begin - 1 - at)) == std::end(particles)) break;
      begin = at;
    }
    return begin;
  }

  // "Doe, Jane" where `end` is behind "Doe". Gives where to go on, or 0.
  std::size_t last_first(std::size_t end, std::vector<NamedSpan>& found) {
    if (any_case_ || count_ > 3 || end + 2 >= text_.size() || text_[end] != ',' || text_[end + 1] != ' ') return 0;
    const Letter letter = letter_at(text_, end + 2);
    if (letter.size_bytes == 0 || !letter.upper) return 0;
    float odds = -2.5F;
    std::size_t names = 0;
    for (std::size_t index = 0; index < count_; ++index) {
      const ChainWord& word = words_[index];
      if (word.particle || (word.roles & role_particle) != 0) {
        odds += 1.0F;
        continue;
      }
      if (word.initial || word.roles & (role_honorific | role_street_suffix | role_organisation)) return 0;
      // As good a given name as a surname: a list of people, not one.
      odds += word.surname - std::max(0.0F, word.given - 2.0F) - (word.given > 4.0F ? 2.0F : 0.0F);
      if (++names > 2) return 0;
    }
    if (names == 0) return 0;
    if (names == 2 &&
        (reads_as_full_name(words_[0], words_[count_ - 1], 2.0F) || is_rare_full_name(words_[0], words_[count_ - 1])) &&
        full_name_follows(end + 2))
      return 0;
    // "Mie Paulsen, Tove Krogh": a given name in no list stands before the surname.
    if (names == 1 && count_ == 1 && capital_word_before(words_[0].word.begin) && full_name_follows(end + 2)) return 0;
    std::size_t at = end + 2;
    const std::size_t at_given = at;
    std::size_t last_end = 0;
    std::size_t given_names = 0;
    while (given_names < 3 && at < text_.size()) {
      const Letter first = letter_at(text_, at);
      if (first.size_bytes == 0 || !first.upper) break;
      ChainWord word;
      word.word = scan_word(text_, at);
      fill(word);
      if (word.word.glued) break;
      if (const SyllabicSurname kind = syllabic_surname(words_[0].word.hash);
          kind == SyllabicSurname::chinese && count_ == 1 && may_be_syllables(word, kind, false)) {
        word.given = std::max(word.given, 2.5F);  // "Wang, Lijuan"
      }
      if (word.initial) {
        odds += 1.5F;
        last_end = word.word.end;
        at = word.word.end;
        if (at < text_.size() && text_[at] == '.') {
          ++at;
          if (given_names == 0) last_end = at;
        } else if (given_names == 0 && at + 1 < text_.size() && text_[at] == ' ' && letter_at(text_, at + 1).upper) {
          odds -= 4.0F;  // "Ralph Mor, X Consortium"
        }
      } else {
        if (word.given < 1.0F || word.given < word.surname - 3.0F) {
          if (given_names == 0) return 0;
          break;
        }
        odds += std::min(5.0F, word.given) - (given_names == 0 ? std::max(0.0F, word.surname - 2.0F) : 0.0F);
        last_end = word.word.end;
        at = word.word.end;
      }
      ++given_names;
      if (at < text_.size() && text_[at] == ' ') ++at;
    }
    if (given_names == 0 || last_end == 0) return 0;
    // "Paris, Lyon, Nice": a list goes on.
    if (last_end + 2 < text_.size() && text_[last_end] == ',' && letter_at(text_, last_end + 2).upper) odds -= 4.0F;
    for (const std::string_view link : {" and ", " et ", " und ", " y ", " & ", ", and "}) {
      if (text_.substr(last_end).starts_with(link)) odds -= 3.0F;
    }
    look_around(words_[0].word.begin, end);
    if (is_surname_in_capitals(at_given, last_end)) odds += 5.0F;
    if (label_) odds += 4.0F;
    if (sentence_start_) odds += 0.5F;
    if (left_roles_ & role_at) odds -= 3.0F;
    if (in_list_) odds -= 4.0F;
    const float chance = probability(odds);
    if (chance < 0.5F) return 0;
    found.push_back({words_[0].word.begin, last_end, std::min(chance, 0.95F)});
    return last_end;
  }

  // "Anna Schmidt": a given name before a surname, and not the other way.
  static bool reads_as_full_name(const ChainWord& first, const ChainWord& last, float slack) {
    if (first.particle || first.given < 2.0F) return false;
    return (first.given > first.surname && last.surname > last.given - slack) ||
           first.given + last.surname > first.surname + last.given + 3.0F;
  }

  // "Grace Dyer": the given name is a word as well, but sooner a given name than a surname, and the other a surname.
  static bool is_rare_full_name(const ChainWord& first, const ChainWord& last) {
    return !first.particle && !first.initial && first.given > first.surname + 2.0F && last.surname > last.given + 4.0F;
  }

  // Whether a word with a capital, no title, stands before `begin` with but a blank between.
  bool capital_word_before(std::size_t begin) const {
    constexpr std::size_t word_bytes_max = 40;
    if (begin < 2 || text_[begin - 1] != ' ') return false;
    std::size_t at = begin - 1;
    while (at > 0 && begin - at < word_bytes_max && (is_alpha(text_[at - 1]) || is_high(text_[at - 1]))) --at;
    if (begin - at < 3 || letter_at(text_, at).size_bytes == 0 || !letter_at(text_, at).upper) return false;
    return (lists_.roles(scan_word(text_, at)) & role_honorific) == 0;
  }

  // "Peter Klein" at `at`: the next of a list of persons. "Maria Luisa" is none: both are given names.
  bool full_name_follows(std::size_t at) const {
    std::size_t names = 0;
    ChainWord first;
    ChainWord last;
    for (std::size_t step = 0; step < 5 && at < text_.size(); ++step) {
      const Letter letter = letter_at(text_, at);
      if (letter.size_bytes == 0) break;
      ChainWord next;
      next.word = scan_word(text_, at);
      if (next.word.glued) break;
      fill(next);
      if (!letter.upper && !next.particle) break;
      at = next.word.end;
      if (next.initial && at < text_.size() && text_[at] == '.') ++at;
      if (!next.initial && !next.particle) {
        if (names++ == 0) first = next;
        last = next;
      }
      if (at >= text_.size() || text_[at] != ' ') break;
      ++at;
    }
    return names >= 2 && reads_as_full_name(first, last, 1.5F);
  }

  // "Lo Presti", "De Luca": a particle with a capital, as Italian, Spanish and Dutch surnames begin.
  static bool begins_surname(const ChainWord& word) {
    static constexpr std::uint64_t hashes[] = {fold_hash("de"),  fold_hash("di"),    fold_hash("da"),  fold_hash("del"),
                                               fold_hash("lo"),  fold_hash("della"), fold_hash("la"),  fold_hash("le"),
                                               fold_hash("van"), fold_hash("von"),   fold_hash("dos"), fold_hash("du")};
    return word.word.first_upper && !word.initial &&
           std::find(std::begin(hashes), std::end(hashes), word.word.hash) != std::end(hashes);
  }

  // "M. Thierry Vasseur", "D. Joan Puigdemont": Monsieur and Don, though written as an initial.
  bool is_short_title(std::size_t from, std::size_t to) const {
    const ChainWord& word = words_[from];
    if (!word.initial || to - from < 3 || word.word.end >= text_.size() || text_[word.word.end] != '.') return false;
    if (text_[word.word.begin] != 'M' && text_[word.word.begin] != 'D') return false;
    const ChainWord& next = words_[from + 1];
    return !next.initial && (next.given >= 3.0F ||
                             (next.word.all_upper && words_[to - 1].given >= 2.0F && !words_[to - 1].word.all_upper));
  }

  // log2 odds that words [from, to) are one name, without what stands around.
  float span_odds(std::size_t from, std::size_t to) const {
    std::array<const ChainWord*, chain_words_max> names;
    std::size_t count = 0;
    float odds = 0;
    std::size_t initials = 0;
    bool leading_initial = false;
    std::size_t surname_from = chain_words_max;  // A particle starts the surname.
    // "Herr Kollege,": a title alone.
    if (to - from == 1 && (words_[from].roles & role_honorific) != 0 && words_[from].weights.given < 6 &&
        words_[from].weights.surname < 6)
      return -10;
    for (std::size_t index = from; index < to; ++index) {
      const ChainWord& word = words_[index];
      // "IBAN von Frau Krüger", "dossier de M. Girard": what the particle stands between are two things.
      if (index > from && words_[index - 1].particle &&
          (word.initial || ((word.roles & role_honorific) != 0 && word.weights.given < 8))) {
        return -10;
      }
      if (word.initial) {
        if (count == 0) leading_initial = true;
        if (++initials > 3) return -10;
        odds += count == 0 && initials == 1 ? 1.5F : 2.0F;
        if (index + 1 == to && count > 0) odds -= 2.0F;  // "Smith J"
        continue;
      }
      const bool capital_particle = (word.roles & role_particle) != 0 && word.word.letters <= 4 && index + 1 < to &&
                                    index > from && word.weights.given < 9;
      if (word.particle || capital_particle) {
        if (index == from) return -10;
        // "IBAN von Papa": an abbreviation that a list of names has too ("Iban"), unless all is in capitals.
        const ChainWord& owner = words_[index - 1];
        if (owner.word.all_upper && (owner.roles & role_organisation) != 0 && index + 1 < to &&
            !words_[index + 1].word.all_upper) {
          return -10;
        }
        surname_from = std::min(surname_from, count);
        odds += surname_from == count ? 2.0F : 0.0F;
        continue;
      }
      if ((word.roles & role_suffix) != 0 && index == to - 1 && count > 0 &&
          (word.weights.given < 8 || word.word.all_upper)) {
        odds += 2.0F;
        continue;
      }
      names[count++] = &word;
    }
    if (count == 0) return -10;
    if (count == 1) {
      if (leading_initial) {
        // "A URI", "K PIC": an article or an option before an acronym, no initial.
        const std::size_t behind = words_[from].word.end;
        const bool dotted = behind < text_.size() && text_[behind] == '.';
        return odds + names[0]->surname - (names[0]->word.all_upper && !dotted ? 8.0F : 3.0F);
      }
      if (initials > 0 || to - from > 1) return odds + std::max(names[0]->given, names[0]->surname) - 3.5F;
      // A single word: as a given name, less readily as a surname.
      const float shouted = names[0]->word.all_upper ? (names[0]->word.letters <= 5 ? 4.0F : 2.0F) : 0.0F;
      const float other = stands_for_else(names[0]->word.hash) ? 3.0F : 0.0F;
      return std::max(names[0]->given - 4.0F, names[0]->surname - 6.0F) - shouted - other;
    }
    if (count > 5 || is_calendar(from, to)) return -10;
    static constexpr float structure[] = {0, 0, -1.6F, -2.2F, -3.2F, -5.0F};
    float best = -20;
    for (std::size_t split = leading_initial ? 0 : 1; split < count; ++split) {
      if (split > 3 || (count - split > 2 && surname_from != split)) continue;
      if (surname_from < chain_words_max && surname_from != split && surname_from > 0) continue;
      float sum = structure[count] + odds;
      for (std::size_t index = 0; index < count; ++index) {
        const bool outer = index == 0 || index + 1 == count;
        float value = index < split ? names[index]->given : names[index]->surname;
        if (index == surname_from) value = std::max(value, -1.0F);  // "de La Fontaine": any word can be one.
        sum += outer ? value : std::min(value, 2.5F);
      }
      best = std::max(best, sum);
    }
    // Two words of which neither is known: only what stands around can make a name of them.
    return best;
  }

  // "Austin, TX 78701".
  bool state_and_code_follow(std::size_t at) const {
    const std::string_view rest = text_.substr(at, 11);
    return rest.size() >= 10 && rest.starts_with(", ") && is_upper(rest[2]) && is_upper(rest[3]) && rest[4] == ' ' &&
           std::all_of(rest.begin() + 5, rest.begin() + 10, is_digit);
  }

  // "Studio Luce S.r.l.", "Estudio Luz S.L.": the legal form of a company, in dotted letters.
  bool is_legal_form(std::size_t at) const {
    if (at + 3 > text_.size() || text_[at + 1] != '.') return false;
    const std::string_view rest = text_.substr(at, 8);
    for (const std::string_view form :
         {"S.r.l", "S.R.L",   "S.p.A", "S.P.A", "S.a.s", "S.A.S", "S.n.c", "S.N.C",   "S.L.", "S.L.U",
          "S.A.",  "S.A.R.L", "B.V",   "N.V",   "L.L.C", "L.L.P", "P.L.C", "G.m.b.H", "e.V",  "e.K"}) {
      if (rest.starts_with(form)) return true;
    }
    return false;
  }

  // "John March", "Anna Monday": more often a date behind a name.
  static bool any_of_calendar(const Word& word) {
    static constexpr std::uint64_t hashes[] = {
        fold_hash("january"),   fold_hash("february"), fold_hash("march"),     fold_hash("april"),
        fold_hash("may"),       fold_hash("june"),     fold_hash("july"),      fold_hash("august"),
        fold_hash("september"), fold_hash("october"),  fold_hash("november"),  fold_hash("december"),
        fold_hash("monday"),    fold_hash("tuesday"),  fold_hash("wednesday"), fold_hash("thursday"),
        fold_hash("friday"),    fold_hash("saturday"), fold_hash("sunday")};
    return std::find(std::begin(hashes), std::end(hashes), word.hash) != std::end(hashes);
  }

  // "Thu Dec": days and months as dates have them.
  bool is_calendar(std::size_t from, std::size_t to) const {
    for (std::size_t index = from; index < to; ++index) {
      const Word& word = words_[index].word;
      if (word.letters != 3) return false;
      bool known = false;
      for (const std::string_view name : {"mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr",
                                          "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}) {
        known = known || equals_ignoring_case(text_.substr(word.begin, 3), name);
      }
      if (!known) return false;
    }
    return true;
  }

  // "DUPONT Jean Marie": the surname first, in capitals in running text, in any case in a cell.
  float reversed_odds() const {
    if (count_ < 2 || count_ > 4) return -10;
    float odds = -2.2F;
    const bool marked = words_[0].word.all_upper && !words_[count_ - 1].word.all_upper && words_[0].word.letters > 1;
    if (marked) odds += 2.0F;
    for (std::size_t index = 0; index < count_; ++index) {
      const ChainWord& word = words_[index];
      if (word.initial || word.particle) {
        odds += 1.0F;
        continue;
      }
      odds += std::min(4.0F, index == 0 ? word.surname : word.given);
    }
    return odds;
  }

  float context_odds(std::size_t from, std::size_t to) const {
    float odds = 0;
    const bool first = from == 0;
    const bool last = to == count_;
    // "lat,lon,alt": the header of a table in small letters, not a word of a sentence.
    if (any_case_ && from == 0 && to == count_ && count_ == 1) {
      const std::size_t begin = words_[0].word.begin;
      const std::size_t end = words_[0].word.end;
      const auto parts = [](char c) { return c == ',' || c == ';' || c == '|' || c == '\t'; };
      const bool glued_left = begin > 0 && parts(text_[begin - 1]);
      const bool glued_right = end + 1 < text_.size() && parts(text_[end]) && !is_space(text_[end + 1]);
      if (glued_left || glued_right) odds -= 8.0F;
    }
    bool titled = false;
    if (!first) {
      const ChainWord& before = words_[from - 1];
      if ((before.roles & role_honorific) != 0 && before.word.letters <= 12) {
        odds += 8.0F;
        titled = true;
      } else if ((before.roles & role_function) != 0) {
        odds += 3.0F;
      } else if ((before.roles & role_street_prefix) != 0 && before.weights.given < 10 && before.weights.surname < 10 &&
                 !before.initial) {
        odds -= 6.0F;
      } else if ((before.roles & (role_organisation | role_event)) != 0 && before.weights.given < 8) {
        odds -= 2.5F;
      } else if ((before.roles & role_greeting) != 0) {
        odds += 3.0F;
      }
    }
    if (!last) {
      const ChainWord& after = words_[to];
      if ((after.roles & role_organisation) != 0) odds -= 6.0F;
      if ((after.roles & (role_street_suffix | role_event)) != 0 && after.weights.given < 8) odds -= 4.0F;
      if (after.particle) odds -= 4.0F;
      // What follows at once with a capital belongs to it: half a name is seldom meant.
      if (after.weights.word < 2 && (after.roles & (role_suffix | role_honorific)) == 0) odds -= 2.0F;
    } else {
      if ((right_roles_ & role_organisation) != 0 && !right_lower_) odds -= 6.0F;
      if ((right_roles_ & (role_street_suffix | role_event)) != 0 && !right_lower_) odds -= 4.0F;
      if ((right_roles_ & role_reporting) != 0 && right_lower_) {
        odds += 3.0F;
      } else if ((right_roles_ & role_person_verb) != 0 && right_lower_) {
        odds += 1.5F;
      }
      if (number_follows_) odds -= 2.0F;
      if (right_upper_ && to - from == 1) odds -= 2.5F;
      if (to - from == 1 && state_and_code_follow(words_[from].word.end)) odds -= 10.0F;
    }
    if (first) {
      const bool single = to - from == 1;
      if (titled_particle_) {
        odds += 8.0F;
        titled = true;
      } else if (of_place_ && single) {
        odds -= 5.0F;
      } else if (label_) {
        odds += 6.0F;
      } else if ((left_roles_ & role_honorific) != 0) {
        odds += 8.0F;
        titled = true;
      } else if ((left_roles_ & role_greeting) != 0) {
        odds += called_ && last ? 6.0F : 3.5F;
      } else if ((left_roles_ & role_linking) != 0 && (second_left_roles_ & (role_name_label | role_naming)) != 0) {
        odds += 5.0F;
      } else if ((left_roles_ & role_reporting) != 0 && !left_word_upper_) {
        odds += 4.5F;
      } else if ((left_roles_ & role_naming) != 0 && !left_word_upper_) {
        odds += (left_roles_ & role_at) != 0 ? 0.0F : 2.5F;
      } else if (left_article_) {
        odds -= single ? 2.0F : 0.5F;  // "a Docker image"; what stands behind "à" is no such thing.
      } else if ((left_roles_ & role_name_label) != 0) {
        odds += (left_roles_ & role_particle) != 0 ? 0.5F : 2.5F;
      } else if ((left_roles_ & role_function) != 0) {
        odds += 2.5F;
      } else if ((left_roles_ & role_person_verb) != 0) {
        odds += 0.5F;
      } else if ((left_roles_ & role_at) != 0) {
        odds -= single ? 3.0F : 1.0F;
      } else if ((left_roles_ & role_article) != 0) {
        odds -= single ? 2.5F : 1.5F;
      }
      if ((left_roles_ & (role_organisation | role_street_prefix)) != 0 && (left_roles_ & role_particle) == 0 &&
          left_word_upper_) {
        odds -= 3.0F;
      }
      // "le projet Orion", "au collège Victor-Hugo": what is called after somebody.
      if ((left_roles_ & (role_organisation | role_event)) != 0 && !left_word_upper_ && !titled) {
        odds -= single ? 4.5F : 3.0F;
      }
      if (sentence_start_ && single && !label_) odds -= 1.5F;
      if (after_number_) odds -= 3.0F;
      if (single && left_word_upper_ && (left_roles_ & role_particle) != 0) odds -= 3.0F;
    }
    if (at_mark_ && last) odds -= 3.0F;
    if (right_place_ && last && to - from == 1 && !titled) odds -= 5.0F;
    // "Klinikum St. Josef", "Sankt Anna": a house called after a saint.
    const bool saint =
        first ? saint_ : is_saint(text_.substr(words_[from - 1].word.begin, words_[from - 1].word.letters));
    const bool saint_within =
        to - from == 2 && is_saint(text_.substr(words_[from].word.begin, words_[from].word.letters));
    if ((saint && to - from == 1) || (saint_within && !titled)) odds -= 10.0F;
    if (titled) odds += 1.0F;
    return odds;
  }

  // Whether a list of surnames has the word, though it is oftener a word, and nothing else speaks of another thing.
  bool is_surname_for_all_that(const ChainWord& word) const {
    constexpr std::uint32_t another = role_honorific | role_suffix | role_organisation | role_event | role_greeting |
                                      role_street_suffix | role_street_prefix | role_unit | role_country |
                                      role_state_name | role_article | role_person_verb | role_reporting;
    return !any_case_ && !word.particle && !word.initial && word.word.first_upper && !word.word.all_upper &&
           !word.word.odd_case && word.weights.surname >= 5 && (word.roles & another) == 0 &&
           !any_of_calendar(word.word);
  }

  // States the most probable name among words [from, to), then looks left and right of it.
  void best_spans(std::size_t from, std::size_t to, std::vector<NamedSpan>& found) {
    for (std::size_t index = from; index < to; ++index) {
      std::size_t behind = words_[index].word.end;
      while (behind < text_.size() && (text_[behind] == ' ' || text_[behind] == ',')) ++behind;
      if (!is_legal_form(behind)) continue;
      // Whoever it is called after; what follows the form is another matter.
      while (++index < to && words_[index].initial) {
      }
      return index < to ? best_spans(index, to, found) : void();
    }
    float best = probability_floor_;
    std::size_t best_from = 0;
    std::size_t best_to = 0;
    for (std::size_t begin = from; begin < to; ++begin) {
      const ChainWord& word = words_[begin];
      if (word.particle) continue;
      if ((word.roles & role_honorific) != 0 && begin + 1 < to && word.weights.given < 10 && !word.initial) continue;
      if ((word.roles & (role_greeting | role_suffix)) != 0 && word.weights.given < 8) continue;
      for (std::size_t end = begin + 1; end <= to && end - begin <= 7; ++end) {
        if (words_[end - 1].particle) continue;
        float odds = span_odds(begin, end);
        if (end - begin >= 2 && begin == from && words_[begin].word.all_upper && !words_[end - 1].word.all_upper) {
          odds = std::max(odds, marked_reversed(begin, end));
        }
        if (odds < odds_min) continue;
        odds += context_odds(begin, end);
        if (odds > best && end - begin >= 1) {
          if (odds < best + 0.2F && end - begin < best_to - best_from) continue;
          // A town's name in several words, or a single surname that is a town.
          if (end - begin >= 2 || (words_[begin].given < 3.0F && !label_)) {
            const std::size_t text_begin = words_[begin].word.begin;
            const unsigned town = lists_.place(text_.substr(text_begin, words_[end - 1].word.end - text_begin));
            if (town != 0) odds -= 3.0F + 0.6F * static_cast<float>(town >> 8);
          }
          // "San Francisco": the word before belongs to it.
          const bool left_known = begin > 0 ? words_[begin - 1].word.first_upper : left_word_upper_;
          const std::size_t left_begin = begin > 0 ? words_[begin - 1].word.begin : left_begin_;
          if (left_known && left_begin < words_[begin].word.begin &&
              lists_.place(text_.substr(left_begin, words_[end - 1].word.end - left_begin)) != 0) {
            odds -= 8.0F;
          }
          if (odds > best) {
            best = odds;
            best_from = begin;
            best_to = end;
          }
        }
      }
    }
    if (best_to == 0) return;
    // "Jane Doe", "Anna Long": a surname that is a common word, behind a given name and with a capital.
    if (best_to - best_from == 1 && best_to < to && words_[best_from].given >= 3.0F && !words_[best_from].initial &&
        is_surname_for_all_that(words_[best_to])) {
      ++best_to;
    }
    // "Anna Maria Lo Presti": behind given names, the particle begins the surname.
    if (best_to - best_from == 2 && best_to + 1 < to && begins_surname(words_[best_to]) &&
        words_[best_from].given >= 3.0F && words_[best_to - 1].given >= 3.0F && words_[best_to + 1].word.first_upper) {
      best_to += 2;
    }
    float chance = probability(best);
    // "Hugo Boss": a brand that is called as its founder was, unless what stands beside it calls a person.
    constexpr float person_called =
        4.6F;  // A title, a label, a greeting: of what is "by" somebody or "said" firms speak too.
    constexpr float chance_of_brand = 0.3F;
    if (chance > chance_of_brand && in_brand(best_from, best_to) && context_odds(best_from, best_to) < person_called &&
        !signs(best_from)) {
      chance = chance_of_brand;
    }
    if (best_from > from) best_spans_guarded(from, best_from, found);
    if (is_short_title(best_from, best_to)) ++best_from;
    if (chance >= report_min) {
      std::size_t begin = best_from == 0 && titled_particle_ ? left_begin_ : words_[best_from].word.begin;
      std::size_t end = words_[best_to - 1].word.end;
      if (words_[best_to - 1].initial && end < text_.size() && text_[end] == '.') ++end;
      // "H.-J. KrÃ¶ger": both initials.
      if (words_[best_from].initial && begin >= 3 && text_[begin - 1] == '-' && text_[begin - 2] == '.' &&
          text_[begin - 3] >= 'A' && text_[begin - 3] <= 'Z' && !letter_before(text_, begin - 3)) {
        begin -= 3;
      }
      // "Microsoft-Windows-Shell-Setup": so many words with nothing else between are a thing's.
      if (!is_joined_thing(text_.substr(begin, end - begin))) found.push_back({begin, end, std::min(chance, 0.97F)});
    }
    if (best_to < to) best_spans_guarded(best_to, to, found);
  }
  // Whether words [from, to) are a brand's, or a part of one that stands there: "Marks & Spencer", "Michael Page".
  bool in_brand(std::size_t from, std::size_t to) const {
    constexpr std::size_t beside = NameLexiconLists::brand_words_max - 1;
    std::array<Word, 2 * beside + chain_words_max> words;
    std::size_t count = 0;
    std::size_t at = words_[from].word.begin;
    std::array<std::size_t, beside> before;
    std::size_t left = 0;
    for (; left < beside; ++left) {
      const std::size_t end = joint_before(at);
      const std::size_t begin = end == at ? at : word_before(end).second;
      if (begin >= end || !letter_at(text_, begin).upper) break;
      before[left] = at = begin;
    }
    while (left > 0) words[count++] = scan_word(text_, before[--left]);
    const std::size_t first = count;
    for (std::size_t index = from; index < to; ++index) words[count++] = words_[index].word;
    const std::size_t last = count;
    at = words_[to - 1].word.end;
    for (std::size_t right = 0; right < beside; ++right) {
      const std::size_t next = joint_behind(at);
      if (next == at || next >= text_.size() || !letter_at(text_, next).upper) break;
      words[count] = scan_word(text_, next);
      at = words[count++].end;
    }
    for (std::size_t begin = 0; begin <= first; ++begin) {
      std::uint64_t hash = 0;
      for (std::size_t end = begin; end < count && end - begin < NameLexiconLists::brand_words_max; ++end) {
        hash = NameLexiconLists::brand_hash(hash, words[end]);
        if (end + 1 >= last && lists_.is_brand(hash)) return true;
      }
    }
    return false;
  }
  // Past what may stand between two words of a brand: a blank, "&" or a dash.
  std::size_t joint_behind(std::size_t at) const {
    if (text_.substr(at).starts_with(" & ")) return at + 3;
    return at < text_.size() && (text_[at] == ' ' || text_[at] == '-' || text_[at] == '&') ? at + 1 : at;
  }
  std::size_t joint_before(std::size_t at) const {
    if (at >= 3 && text_.substr(at - 3, 3) == " & ") return at - 3;
    return at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '-' || text_[at - 1] == '&') ? at - 1 : at;
  }
  // Whether the name begins a line below one that ends in a comma, as under a letter.
  bool signs(std::size_t from) const {
    std::size_t at = words_[from].word.begin;
    if (at == 0 || text_[at - 1] != '\n') return false;
    while (at > 0 && is_space(text_[at - 1])) --at;
    return at > 0 && text_[at - 1] == ',';
  }

  // Beside a name only another full name is looked for: "John Smith Mary Jones" is two, "Smith" alone here is none.
  void best_spans_guarded(std::size_t from, std::size_t to, std::vector<NamedSpan>& found) {
    if (to - from < 2) return;
    const float kept = probability_floor_;
    probability_floor_ = 1.0F;
    best_spans(from, to, found);
    probability_floor_ = kept;
  }

  float marked_reversed(std::size_t begin, std::size_t end) const {
    if (end - begin > 4 || words_[begin].word.letters < 2) return -10;
    float odds = -0.5F;
    bool surname_done = false;
    for (std::size_t index = begin; index < end; ++index) {
      const ChainWord& word = words_[index];
      if (word.particle || word.initial) return -10;
      if (word.word.all_upper && !surname_done) {
        odds += word.surname;
      } else {
        surname_done = true;
        if (word.word.all_upper) return -10;
        odds += std::min(4.0F, word.given);
      }
    }
    return surname_done ? odds : -10;
  }

  const NameLexiconLists& lists_;
  std::string_view text_;
  bool any_case_ = false;
  bool titled_ = false;
  std::array<ChainWord, chain_words_max> words_;
  std::size_t count_ = 0;
  float probability_floor_ = -1.3F;  // log2 odds of report_min, about.

  std::size_t left_begin_ = 0;
  bool sentence_start_ = true;
  bool label_ = false;
  bool after_number_ = false;
  bool at_mark_ = false;
  bool in_list_ = false;  // A comma stands before.
  bool called_ = false;   // A comma, '!' or line end stands behind: a form of address.
  bool number_follows_ = false;
  bool right_upper_ = false;
  bool right_place_ = false;   // A state or country stands behind a comma.
  bool left_article_ = false;  // "a" or "an" stands before.
  bool left_word_upper_ = false;
  bool right_lower_ = false;
  std::uint32_t left_roles_ = 0;
  std::uint32_t second_left_roles_ = 0;
  bool titled_particle_ = false;  // A surname's particle with a capital stands before, and a title before that.
  bool of_place_ = false;         // Behind "born in", "habite à".
  bool saint_ = false;            // Behind "St.".
  std::uint32_t right_roles_ = 0;
};

Result<std::unique_ptr<NameLexicon>> NameLexicon::load(const std::string& data_dir) {
  TRY_ASSIGN(Lexicon names, Lexicon::open(data_dir + "/names/names.lex"));
  TRY_ASSIGN(Lexicon places, Lexicon::open(data_dir + "/places/places.lex"));
  auto lists = std::make_unique<NameLexiconLists>(std::move(names), std::move(places));
  std::ifstream brands(data_dir + "/names/brands.txt");
  for (std::string line; std::getline(brands, line);) {
    if (!line.starts_with('#')) lists->add_brand(line);
  }
  if (!lists->has_brands()) return fail(Fault::io, "cannot read " + data_dir + "/names/brands.txt");
  return std::unique_ptr<NameLexicon>(std::move(lists));
}

void NameLexiconLists::add_brand(std::string_view name) {
  std::uint64_t hash = 0;
  std::size_t words = 0;
  for (std::size_t at = 0; at < name.size();) {
    if (letter_at(name, at).size_bytes == 0) {
      ++at;
      continue;
    }
    const Word word = scan_word(name, at);
    hash = brand_hash(hash, word);
    ++words;
    at = word.end;
  }
  if (words >= 2 && words <= brand_words_max) brands_.insert(hash);
}

void NameLexiconLists::find_persons(std::string_view text, const ByteClasses& classes,
                                    std::vector<NamedSpan>& found) const {
  PersonFinder(*this, text).run(classes, found);
}
float NameLexiconLists::full_name_score(std::string_view cell) const {
  return probability(PersonFinder(*this, cell).cell_odds());
}
float NameLexiconLists::given_name_score(std::string_view word) const {
  return probability(PersonFinder(*this, word).word_odds().first);
}
float NameLexiconLists::surname_score(std::string_view word) const {
  return probability(PersonFinder(*this, word).word_odds().second);
}

namespace {

// "MBA", "Ph.D.", "RN": what somebody is, written behind the name and a comma.
bool is_degree(std::string_view words) {
  constexpr std::string_view degrees[] = {
      "md",  "phd",  "mba", "dds", "dvm",  "rn",   "cpa",   "jd",    "obe", "cbe", "mbe", "msc",  "bsc", "ma",   "ba",
      "bs",  "ms",   "mph", "np",  "pa",   "pac",  "do",    "pe",    "llm", "llb", "msw", "cfa",  "pmp", "lcsw", "dmd",
      "dpt", "psyd", "edd", "esq", "fcca", "acca", "mphil", "dphil", "bn",  "bsn", "msn", "facs", "crna"};
  constexpr std::size_t letters_max = 6;
  bool any = false;
  for (const std::string_view word : split(words, ' ')) {
    std::string letters;
    for (const char c : word) {
      if (c == '.' || c == '-') continue;
      if (!is_alpha(c) || letters.size() == letters_max) return false;
      letters.push_back(static_cast<char>(c | 0x20));
    }
    if (letters.empty()) continue;
    if (std::ranges::find(degrees, letters) == std::end(degrees)) return false;
    any = true;
  }
  return any;
}

}  // namespace

bool is_joined_thing(std::string_view name) {
  constexpr std::ptrdiff_t hyphens_of_a_thing = 3;
  return name.find(' ') == std::string_view::npos && std::ranges::count(name, '-') >= hyphens_of_a_thing;
}

bool holds_words(std::string_view whole, std::string_view part) {
  for (std::size_t begin = 0; begin + 1 < part.size();) {
    const std::size_t end = part.find(' ', begin + 1);
    if (whole.find(part.substr(begin, end - begin + 1)) == std::string_view::npos) return false;
    begin = end;
  }
  return part.size() > 2;
}

std::string canonical_name(std::string_view name) {
  name = trim(name);
  for (std::size_t comma = name.rfind(','); comma != std::string_view::npos && is_degree(name.substr(comma + 1));
       comma = name.rfind(',')) {
    name = trim(name.substr(0, comma));
  }
  const std::size_t comma = name.find(',');
  std::string folded;
  if (comma != std::string_view::npos && name.find(',', comma + 1) == std::string_view::npos) {
    folded = fold_word(name.substr(comma + 1));
    while (!folded.empty() && folded.front() == ' ') folded.erase(folded.begin());
    if (!folded.empty()) folded.push_back(' ');
    folded += fold_word(trim(name.substr(0, comma)));
  } else {
    folded = fold_word(trim(name));
  }
  return folded;
}

}  // namespace constat
