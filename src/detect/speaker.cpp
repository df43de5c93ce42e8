#include "detect/speaker.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "detect/lexicon.h"

namespace constat {

namespace {

constexpr std::size_t sentence_max = 200;  // Bytes before a value in which its sentence begins.
constexpr std::size_t signature_reach = 160;

// How letters end; folded. A line begins with one of them.
constexpr std::string_view closings[] = {"regards",
                                         "best",
                                         "kind regards",
                                         "warm regards",
                                         "warmly",
                                         "sincerely",
                                         "yours",
                                         "cheers",
                                         "thanks",
                                         "thank you",
                                         "many thanks",
                                         "thx",
                                         "cordially",
                                         "respectfully",
                                         "love",
                                         "take care",
                                         "cordialement",
                                         "bien cordialement",
                                         "bien a",
                                         "amicalement",
                                         "merci",
                                         "salutations",
                                         "sinceres salutations",
                                         "bonne journee",
                                         "bonne reception",
                                         "a bientot",
                                         "bises",
                                         "respectueusement",
                                         "veuillez agreer",
                                         "je vous prie",
                                         "mit freundlichen",
                                         "freundliche",
                                         "viele gru",
                                         "beste gru",
                                         "liebe gru",
                                         "herzliche gru",
                                         "mfg",
                                         "vg",
                                         "lg",
                                         "gruss",
                                         "gru",
                                         "danke",
                                         "hochachtungsvoll",
                                         "saludos",
                                         "un saludo",
                                         "atentamente",
                                         "cordialmente",
                                         "gracias",
                                         "un abrazo",
                                         "cordiali saluti",
                                         "distinti saluti",
                                         "saluti",
                                         "grazie",
                                         "a presto"};
constexpr std::string_view first_person[] = {
    "my",     "mine",   "me",  "im",   "mon", "ma", "mes", "je",  "j",   "moi",  "ich", "mein", "meine", "meiner",
    "meinem", "meinen", "mir", "mich", "yo",  "mi", "mis", "mio", "mia", "miei", "mie", "io",   "soy"};
// Whose it is then: not the writer's own.
constexpr std::string_view others[] = {
    "wife",    "husband", "spouse",    "partner",   "son",       "daughter", "sons",     "daughters",  "mother",
    "father",  "mom",     "dad",       "brother",   "sister",    "kid",      "kids",     "child",      "children",
    "boss",    "manager", "colleague", "friend",    "assistant", "client",   "customer", "company",    "epouse",
    "femme",   "mari",    "conjoint",  "conjointe", "fils",      "fille",    "filles",   "mere",       "pere",
    "frere",   "soeur",   "enfant",    "enfants",   "collegue",  "ami",      "amie",     "entreprise", "societe",
    "frau",    "mann",    "sohn",      "tochter",   "mutter",    "vater",    "bruder",   "schwester",  "kind",
    "kinder",  "kollege", "kollegin",  "kunde",     "firma",     "chef",     "chefin",   "esposa",     "esposo",
    "marido",  "mujer",   "hijo",      "hija",      "madre",     "padre",    "hermano",  "hermana",    "jefe",
    "cliente", "empresa", "moglie",    "marito",    "figlio",    "figlia",   "fratello", "sorella",    "capo",
    "azienda"};

std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t newline = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}
// Of an answer, what was written before: "> ...".
bool is_quoted(std::string_view text, std::size_t at) {
  std::size_t begin = line_begin(text, at);
  while (begin < text.size() && text[begin] == ' ') ++begin;
  return begin < text.size() && text[begin] == '>';
}

bool closes(std::string_view line) {
  const std::string_view trimmed = trim(line);
  if (trimmed == "--") return true;
  const std::string folded = fold_word(trimmed.substr(0, 40));
  return std::ranges::any_of(closings, [&](std::string_view closing) {
    return folded.starts_with(closing) &&
           (folded.size() == closing.size() || closing.ends_with("gru") || !is_alnum(folded[closing.size()]));
  });
}

}  // namespace

std::optional<Speaker> Speaker::find(std::string_view text, std::span<const Candidate> chosen, TypeId person) {
  for (std::size_t index = 0; index < chosen.size(); ++index) {
    const Candidate& name = chosen[index];
    if (name.type != person || name.confidence < 0.5F || is_quoted(text, name.begin)) continue;
    // The name stands alone in its line, or behind the formula: "Regards, Jane Doe".
    std::size_t line = line_begin(text, name.begin);
    if (closes(text.substr(line, name.begin - line))) {
      Speaker found;
      found.text_ = text;
      found.chosen_ = chosen;
      found.person_ = person;
      found.name_ = index;
      found.closing_ = line;
      return found;
    }
    const std::string_view before = text.substr(line, name.begin - line);
    if (std::any_of(before.begin(), before.end(), is_alnum)) continue;
    while (line > 0 && name.begin - line < signature_reach) {
      const std::size_t above = line_begin(text, line - 1);
      const std::string_view words = text.substr(above, line - 1 - above);
      if (closes(words)) {
        Speaker found;
        found.text_ = text;
        found.chosen_ = chosen;
        found.person_ = person;
        found.name_ = index;
        found.closing_ = above;
        return found;
      }
      if (!trim(words).empty()) break;
      line = above;
    }
  }
  return std::nullopt;
}

bool Speaker::says(std::size_t index) const {
  const Candidate& value = chosen_[index];
  if (value.type == person_ || value.begin >= closing_ || is_quoted(text_, value.begin)) return false;
  std::size_t begin = value.begin;
  const std::size_t limit = value.begin > sentence_max ? value.begin - sentence_max : 0;
  while (begin > limit) {
    const char c = text_[begin - 1];
    if (c == '!' || c == '?' || (c == '.' && (begin == text_.size() || is_space(text_[begin])))) break;
    if (c == '\n' && begin >= 2 && (text_[begin - 2] == '\n' || text_[begin - 2] == '\r')) break;
    --begin;
  }
  // A name in the sentence before it: it may be that person's.
  for (std::size_t before = index; before-- > 0 && chosen_[before].begin >= begin;) {
    if (chosen_[before].type == person_ && chosen_[before].confidence >= 0.5F) {
      // "Hi John, my number is ...": whom the letter is to.
      const std::size_t end = chosen_[before].end;
      if (end < text_.size() && (text_[end] == ',' || text_[end] == '!' || text_[end] == '\n')) {
        begin = std::max(begin, end + 1);
        break;
      }
      return false;
    }
  }
  bool first = false;
  for (std::size_t at = begin; at < value.begin;) {
    if (!is_alpha(text_[at]) && !is_high(text_[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < value.begin && (is_alpha(text_[end]) || is_high(text_[end]))) ++end;
    const std::string_view word = text_.substr(at, end - at);
    at = end;
    if (word == "I") {
      first = true;
      continue;
    }
    if (word.size() > 14) continue;
    const std::string folded = fold_word(word);
    if (std::ranges::find(first_person, folded) != std::end(first_person)) {
      first = true;
    } else if (std::ranges::find(others, folded) != std::end(others)) {
      return false;
    }
  }
  return first;
}

}  // namespace constat
