#include "detect/joint_names.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "detect/lexicon.h"
#include "detect/names.h"

namespace constat {

namespace {

constexpr std::size_t text_bytes_max = 120;
constexpr std::size_t joint_words_max = 12;

struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string folded;  // Without accents and dots, in small letters.
  bool title = false;
  bool joins = false;
};
using Words = std::vector<Word>;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, word) != list.end();
}

bool joins_names(std::string_view raw, std::string_view folded) {
  return is_one_of(raw, {"&", "+", "/", "u."}) || is_one_of(folded, {"and", "und", "et", "y", "e"});
}
// "y" and "e" stand within Spanish and Portuguese names too: "José Ortega y Gasset".
bool joins_surnames(const Word& word) { return word.folded == "y" || word.folded == "e"; }

bool is_title(std::string_view word) {
  return is_one_of(word, {"mr",   "mrs",    "ms",   "miss",   "mx",      "dr",    "prof", "m",       "mme",
                          "mlle", "madame", "herr", "herrn",  "frau",    "sr",    "sra",  "srta",    "senor",
                          "sig",  "senora", "dra",  "signor", "signora", "sigra", "don",  "monsieur"});
}
bool is_womans_title(std::string_view word) {
  return is_one_of(word,
                   {"mrs", "ms", "miss", "mme", "mlle", "madame", "frau", "sra", "senora", "dra", "signora", "sigra"});
}
bool is_family(std::string_view word) {
  return is_one_of(word, {"familie", "fam", "famille", "familia", "famiglia", "family", "eheleute", "ehepaar"});
}
bool is_particle(std::string_view word) {
  return is_one_of(word, {"de",  "du",    "des", "la", "le",  "van", "von", "der", "den", "da",  "di", "dos",
                          "del", "della", "el",  "al", "bin", "ibn", "ter", "ten", "zu",  "zur", "zum"});
}
// No person: "Ernst & Young LLP", "Smith and Sons", "Mutter und Kind".
bool is_of_companies(std::string_view word) {
  return is_one_of(word, {"llc",        "inc",   "corp",     "ltd",   "plc",        "llp",    "gmbh",    "ag",
                          "kg",         "ohg",   "gbr",      "sa",    "sas",        "sarl",   "srl",     "spa",
                          "sl",         "bv",    "nv",       "co",    "company",    "sons",   "son",     "brothers",
                          "associates", "group", "partners", "fils",  "freres",     "cie",    "sohn",    "sohne",
                          "partner",    "hijos", "bank",     "trust", "foundation", "estate", "holding", "holdings"});
}

Words joint_words_of(std::string_view text) {
  Words words;
  for (std::size_t at = 0; at < text.size();) {
    if (is_space(text[at]) || text[at] == ',') {
      ++at;
      continue;
    }
    std::size_t end = at;
    // "John&Mary", "Hans/Anna": a sign parts words by itself.
    const bool sign = text[at] == '&' || text[at] == '+' || text[at] == '/';
    if (sign) {
      ++end;
    } else {
      while (end < text.size() && !is_space(text[end]) && text[end] != ',' && text[end] != '&' && text[end] != '+' &&
             text[end] != '/')
        ++end;
    }
    Word word{at, end, fold_word(text.substr(at, end - at)), false, false};
    word.joins = joins_names(text.substr(at, end - at), word.folded);
    word.title = !word.joins && is_title(word.folded);
    if (words.size() == joint_words_max) return {};
    words.push_back(std::move(word));
    at = end;
  }
  return words;
}

class JointNameReader {
 public:
  JointNameReader(std::string_view text, const NameLexicon* lexicon) : text_(text), lexicon_(lexicon) {}

  std::vector<JointName> read() {
    std::vector<JointName> told;
    if (text_.size() > text_bytes_max) return told;
    words_ = joint_words_of(text_);
    // What "M" is, a title or an initial, hangs on what stands beside it: a title only before "et" or with a dot.
    for (std::size_t at = 0; at < words_.size(); ++at) {
      Word& word = words_[at];
      if (is_of_companies(word.folded)) return told;
      if (word.folded == "m" &&
          !(at + 1 < words_.size() && (words_[at + 1].folded == "et" || !words_[at + 1].joins) && speaks_french()))
        word.title = false;
    }
    const bool family = strip_family();
    std::size_t joins = 0;
    for (const Word& word : words_) joins += word.joins ? 1 : 0;
    if (words_.empty() || words_.front().joins || words_.back().joins) return told;
    if (joins == 0) {
      if (family) add(told, 0, words_.size(), {});
      return told;
    }
    if (joins > 2) return told;
    if (couple(told)) return told;
    told.clear();
    if (comma(told)) return told;
    told.clear();
    if (!several(told)) told.clear();
    return told;
  }

  std::vector<JointName> read_given() {
    std::vector<JointName> told;
    if (text_.size() > text_bytes_max) return told;
    words_ = joint_words_of(text_);
    const auto parts = parts_of(0, words_.size());
    if (parts.size() < 2 || parts.size() > 3) return told;
    for (const Part& part : parts) {
      if (part.begin == part.end || part.end - part.begin > 2) return {};
      if (!is_given(words_[part.begin])) return {};
      add(told, part.begin, part.end, {});
    }
    return told;
  }

 private:
  struct Part {
    std::size_t begin = 0, end = 0;  // Words, without titles.
    std::size_t title = SIZE_MAX;    // The last of them.
    std::size_t joined = SIZE_MAX;   // The word that joins it to what stands before.
  };

  bool speaks_french() const {
    return std::ranges::any_of(words_, [](const Word& word) {
      return is_one_of(word.folded, {"et", "mme", "mlle", "madame", "monsieur"});
    });
  }

  // "Familie", "The ... Family", "Eheleute": what is left is the name. False where there is none.
  bool strip_family() {
    if (words_.size() < 2) return false;
    if (is_family(words_.front().folded)) {
      words_.erase(words_.begin());
      return true;
    }
    if (words_.back().folded != "family") return false;
    words_.pop_back();
    if (words_.front().folded == "the") words_.erase(words_.begin());
    return !words_.empty();
  }

  static constexpr float sure = 0.5F;
  static constexpr float possible = 0.2F;  // "Klaus", who is a surname more often, beside "Petra".
  float given_score(const Word& word) const {
    if (word.folded.size() == 1) return is_alpha(word.folded[0]) ? sure : 0;
    if (lexicon_ == nullptr || word.folded.size() < 2) return 0;
    return lexicon_->given_name_score(text_.substr(word.begin, word.end - word.begin));
  }
  bool is_given(const Word& word) const { return given_score(word) >= sure; }

  std::vector<Part> parts_of(std::size_t begin, std::size_t end) const {
    std::vector<Part> parts(1);
    parts[0].begin = parts[0].end = begin;
    bool named = false;
    for (std::size_t at = begin; at < end; ++at) {
      if (words_[at].joins) {
        parts.push_back({at + 1, at + 1, SIZE_MAX, at});
        named = false;
        continue;
      }
      Part& part = parts.back();
      if (words_[at].title && !named) {
        part.title = at;
        part.begin = part.end = at + 1;
        continue;
      }
      named = true;
      part.end = at + 1;
    }
    return parts;
  }

  std::string text_of(std::size_t begin, std::size_t end) const {
    std::string joined;
    for (std::size_t at = begin; at < end; ++at) {
      if (at != begin) joined.push_back(' ');
      joined.append(text_.substr(words_[at].begin, words_[at].end - words_[at].begin));
    }
    return joined;
  }

  void add(std::vector<JointName>& told, std::size_t begin, std::size_t end, const std::string& surname) const {
    JointName one{words_[begin].begin, words_[end - 1].end, text_of(begin, end), {}};
    // "Herr Klaus Müller": the title is no part of the name.
    if (!surname.empty()) one.name += " " + surname;
    one.canonical = canonical_name(one.name);
    told.push_back(std::move(one));
  }

  // Where the surname of words [begin, end) begins: the last word with its particles.
  std::size_t surname_from(std::size_t begin, std::size_t end) const {
    std::size_t from = end - 1;
    while (from > begin + 1 && is_particle(words_[from - 1].folded)) --from;
    return from;
  }

  // "Mr & Mrs J Smithson", "M. et Mme Jean Dupont", "Herr und Frau Müller".
  bool couple(std::vector<JointName>& told) const {
    if (words_.size() < 4 || !words_[0].title || !words_[1].joins || !words_[2].title) return false;
    std::size_t from = 3;  // "Mr & Mrs Dr Smith".
    while (from + 1 < words_.size() && words_[from].title) ++from;
    const std::size_t end = words_.size();
    if (std::any_of(words_.begin() + 3, words_.end(), [](const Word& word) { return word.joins; })) {
      return pair(told, parts_of(from, end));
    }
    if (end - from > 4 || words_[from].folded.empty()) return false;
    // Whose the given name is: the husband's by custom; where both titles are women's or men's, the first's.
    const bool wife_first = is_womans_title(words_[0].folded) && !is_womans_title(words_[2].folded);
    const std::size_t other = wife_first ? 0 : 2;
    add(told, from, end, {});
    const std::size_t comma = text_.find(',', words_[from].begin);
    std::size_t last_from = surname_from(from, end);
    std::size_t last_end = end;
    if (comma != std::string_view::npos) {  // "Mr & Mrs Smithson, J"
      last_from = from;
      while (last_end > from + 1 && words_[last_end - 1].begin > comma) --last_end;
      told.front().name = std::string(trim(text_.substr(words_[from].begin)));
      told.front().canonical = canonical_name(told.front().name);
    }
    const std::string surname = text_of(last_from, last_end);
    const Word& title = words_[other];
    JointName second{title.begin, title.end, text_of(other, other + 1) + " " + surname, {}};
    second.canonical = title.folded + ". " + canonical_name(surname);
    told.push_back(std::move(second));
    return true;
  }

  // "Smith, John & Mary".
  bool comma(std::vector<JointName>& told) const {
    const std::size_t at = text_.find(',');
    if (at == std::string_view::npos || text_.find(',', at + 1) != std::string_view::npos) return false;
    std::size_t begin = 0;
    while (begin < words_.size() && words_[begin].begin < at) ++begin;
    if (begin == 0 || begin == words_.size() || begin > 4) return false;
    for (std::size_t word = 0; word < begin; ++word) {
      if (words_[word].joins && !joins_surnames(words_[word])) return false;
    }
    std::size_t from = 0;
    while (from + 1 < begin && words_[from].title) ++from;
    const std::string surname = text_of(from, begin);
    const std::vector<Part> parts = parts_of(begin, words_.size());
    if (parts.size() < 2) return false;
    for (const Part& part : parts) {
      // "Smith, John & Jones, Mary" has two commas; "Smith, John & Mary Jones" a surname of its own.
      if (part.begin == part.end || part.end - part.begin > 3) return false;
      const bool own =
          part.end - part.begin >= 2 && words_[part.end - 1].folded.size() > 1 && !is_given(words_[part.end - 1]);
      add(told, part.begin, part.end, own && part.joined != SIZE_MAX ? std::string() : surname);
    }
    return true;
  }

  bool several(std::vector<JointName>& told) const { return pair(told, parts_of(0, words_.size())); }

  // "John and Mary Smith", "Robert Brown & Linda Green", "John Smith and Mary", "Mr Smith and Mrs Jones".
  bool pair(std::vector<JointName>& told, const std::vector<Part>& parts) const {
    if (parts.size() < 2 || text_.find(',') != std::string_view::npos) return false;
    for (const Part& part : parts) {
      if (part.begin == part.end || part.end - part.begin > 5) return false;
    }
    const Part& first = parts.front();
    const Part& last = parts.back();
    const std::size_t last_size = last.end - last.begin;
    const bool spanish = joins_surnames(words_[last.joined]);
    const bool titles = std::ranges::all_of(parts, [](const Part& part) { return part.title != SIZE_MAX; });
    if (last_size == 1) {
      if (parts.size() != 2) return false;
      if (first.end - first.begin == 1) {
        if (!titles) return false;
        for (const Part& part : parts) {
          add(told, part.begin, part.end, {});
          told.back().name = text_of(part.title, part.end);
          if (is_womans_title(words_[part.title].folded))
            told.back().canonical = words_[part.title].folded + ". " + canonical_name(text_of(part.begin, part.end));
        }
        return true;
      }
      if (spanish || !is_given(words_[last.begin]) || !is_given(words_[first.begin])) return false;
      const std::size_t from = surname_from(first.begin, first.end);
      if (words_[last.begin].folded == words_[from].folded) return false;
      add(told, first.begin, first.end, {});
      add(told, last.begin, last.end, text_of(from, first.end));
      return true;
    }
    const bool told_by_title = last.title != SIZE_MAX;
    float best = 0;
    for (const Part& part : parts) best = std::max(best, given_score(words_[part.begin]));
    const float needed = best >= sure ? possible : sure;
    if (!told_by_title && given_score(words_[last.begin]) < needed) return false;
    // What stands behind the last given name is the surname of those who have none of their own.
    const std::size_t from = spanish ? last.begin + 1 : surname_from(last.begin, last.end);
    const std::string surname = text_of(from, last.end);
    for (const Part& part : parts) {
      const std::size_t size = part.end - part.begin;
      if (!(part.title != SIZE_MAX && size > 1) && given_score(words_[part.begin]) < needed) return false;
      const bool lone = size == 1 || (size == 2 && &part != &last && words_[part.end - 1].folded.size() == 1);
      add(told, part.begin, part.end, lone ? surname : std::string());
    }
    return true;
  }

  std::string_view text_;
  const NameLexicon* lexicon_;
  Words words_;
};

}  // namespace

bool may_be_joint(std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && text[at] != ' ') {
      if (text[at] == '&' || text[at] == '+' || text[at] == '/') return true;
      continue;
    }
    const std::string_view word = text.substr(begin, at - begin);
    const bool inside = begin != 0 && at < text.size();
    begin = at + 1;
    if (word.empty()) continue;
    if (inside && word.size() <= 3) {
      std::array<char, 3> lower{};
      for (std::size_t letter = 0; letter < word.size(); ++letter)
        lower[letter] = static_cast<char>(word[letter] | 0x20);
      if (joins_names(word, std::string_view(lower.data(), word.size()))) return true;
    } else if (!inside && word.size() >= 3 && word.size() <= 8) {
      const char first = static_cast<char>(word[0] | 0x20);
      if ((first == 'f' || first == 'e') &&
          is_family(to_lower_ascii(word.ends_with('.') ? word.substr(0, word.size() - 1) : word)))
        return true;
    }
  }
  return false;
}

std::vector<JointName> joint_names(std::string_view text, const NameLexicon* lexicon) {
  if (!may_be_joint(text)) return {};
  return JointNameReader(text, lexicon).read();
}

std::vector<JointName> joint_given_names(std::string_view text, const NameLexicon* lexicon) {
  if (!may_be_joint(text)) return {};
  return JointNameReader(text, lexicon).read_given();
}

}  // namespace constat
