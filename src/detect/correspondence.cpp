#include "detect/correspondence.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "detect/lexicon.h"
#include "detect/names.h"

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
constexpr std::string_view second_person[] = {"you",  "your",  "yours", "vous",  "votre",  "vos",    "toi",
                                              "ton",  "tes",   "dein",  "deine", "deinen", "deinem", "dir",
                                              "dich", "usted", "tuyo",  "tuo",   "tua",    "tuoi"};
// The polite forms, which have a capital: "ihr" is hers.
constexpr std::string_view polite[] = {"Sie",   "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer",
                                       "Ihnen", "Lei", "Suo",  "Sua",   "Suoi",  "Sue"};
constexpr std::string_view greetings[] = {"dear", "hi",       "hello",    "hey",       "bonjour", "bonsoir", "salut",
                                          "cher", "chere",    "hallo",    "liebe",     "lieber",  "sehr",    "guten",
                                          "hola", "estimado", "estimada", "querido",   "querida", "ciao",    "caro",
                                          "cara", "gentile",  "egregio",  "buongiorno"};
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

// Looked for so far only: a letter's lines are short, and a text may be one line.
std::size_t line_begin(std::string_view text, std::size_t at) {
  constexpr std::size_t line_max = 400;
  const std::size_t from = at > line_max ? at - line_max : 0;
  const std::size_t newline = text.substr(from, at - from).rfind('\n');
  return newline == std::string_view::npos ? from : from + newline + 1;
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

// How mail programs begin the mail that is answered or passed on: a line of dashes and words, its header, or who wrote.
bool begins_quoted_mail(std::string_view line) {
  static constexpr std::string_view senders[] = {"from:", "von:", "de:", "de :", "da:", "van:"};
  static constexpr std::string_view wrote[] = {
      "wrote:", "schrieb:", "crit :", "crit:", "escribi\xC3\xB3:", "ha scritto:", "schreef:"};
  line = trim(line);
  if (line.starts_with("-----") || line.starts_with("_____")) {
    const std::string folded = to_lower_ascii(line.substr(0, 60));
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"original", "forwarded", "rspr", "weitergeleitet", "transf", "origen",
                                                "inoltrato", "reenviado", "mensaje"},
        [&](std::string_view word) { return folded.find(word) != std::string::npos; });
  }
  if (std::ranges::any_of(wrote, [line](std::string_view end) { return line.ends_with(end); })) return true;
  // "schrieb Daniel Whitcomb:"
  if (line.ends_with(':') && line.find(" schrieb ") != std::string_view::npos) return true;
  const std::string begin = to_lower_ascii(line.substr(0, 6));
  return line.find('@') != std::string_view::npos &&
         std::ranges::any_of(senders, [&](std::string_view sender) { return begin.starts_with(sender); });
}
std::size_t find_quoted_mail(std::string_view text) {
  constexpr std::size_t line_max = 200;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end - at <= line_max && end - at >= 5 && begins_quoted_mail(text.substr(at, end - at))) return at;
    at = end + 1;
  }
  return text.size();
}

}  // namespace

Correspondence::Correspondence(std::string_view text, std::span<const Candidate> chosen, TypeId person)
    : text_(text), chosen_(chosen), person_(person), closing_(text.size()), quoted_(find_quoted_mail(text)) {
  find_writer();
  closing_ = std::min(closing_, quoted_);
  find_reader();
}

// The name stands alone in its line below the formula, or behind it: "Regards, Jane Doe".
void Correspondence::find_writer() {
  for (std::size_t index = 0; index < chosen_.size(); ++index) {
    const Candidate& name = chosen_[index];
    if (name.begin >= quoted_) return;  // It is signed by somebody else.
    if (name.type != person_ || name.confidence < 0.5F || is_quoted(text_, name.begin)) continue;
    std::size_t line = line_begin(text_, name.begin);
    const std::string_view before = text_.substr(line, name.begin - line);
    bool found = closes(before);
    if (!found && std::any_of(before.begin(), before.end(), is_alnum)) continue;
    while (!found && line > 0 && name.begin - line < signature_reach) {
      const std::size_t above = line_begin(text_, line - 1);
      const std::string_view words = text_.substr(above, line - 1 - above);
      found = closes(words);
      line = above;
      if (!found && !trim(words).empty()) break;
    }
    if (!found) continue;
    writer_ = index;
    closing_ = line;
    return;
  }
}

// "Dear Ms. Whitfield," and the fullest form of that name in the text ("Margaret Whitfield" above it).
void Correspondence::find_reader() {
  constexpr std::size_t greeting_max = 40;  // Bytes of what stands before the name.
  for (std::size_t index = 0; index < chosen_.size(); ++index) {
    const Candidate& name = chosen_[index];
    if (name.type != person_ || name.confidence < 0.5F || name.begin >= closing_ || is_quoted(text_, name.begin))
      continue;
    const std::size_t line = line_begin(text_, name.begin);
    if (name.begin - line > greeting_max || name.end >= text_.size()) continue;
    if (std::string_view(",:!\n\r-").find(text_[name.end]) == std::string_view::npos) continue;
    const std::string_view words = trim(text_.substr(line, name.begin - line));
    const std::string first = fold_word(words.substr(0, words.find(' ')));
    if (std::ranges::find(greetings, first) == std::end(greetings)) continue;
    opening_ = name.end;
    reader_ = index;
    const std::string greeted = canonical_name(text_.substr(name.begin, name.end - name.begin));
    std::string fullest = greeted;
    for (std::size_t other = 0; other < chosen_.size(); ++other) {
      if (chosen_[other].type != person_ || chosen_[other].confidence < 0.5F || other == writer_) continue;
      std::string full = canonical_name(text_.substr(chosen_[other].begin, chosen_[other].end - chosen_[other].begin));
      if (full.size() <= fullest.size() || (" " + full + " ").find(" " + greeted + " ") == std::string::npos) continue;
      fullest = std::move(full);
      reader_ = other;
    }
    return;
  }
}

Correspondence::Of Correspondence::said_of(std::size_t index) const {
  const Candidate& value = chosen_[index];
  if (value.type == person_ || value.begin >= closing_ || is_quoted(text_, value.begin)) return Of::nobody;
  std::size_t begin = value.begin;
  const std::size_t limit = value.begin > sentence_max ? value.begin - sentence_max : 0;
  while (begin > limit) {
    const char c = text_[begin - 1];
    if (c == '!' || c == '?' || (c == '.' && is_space(text_[begin]))) break;
    if (c == '\n' && begin >= 2 && (text_[begin - 2] == '\n' || text_[begin - 2] == '\r')) break;
    --begin;
  }
  // A name in the sentence before it: it may be that person's. ("Hi John, my number is ...": whom the letter is to.)
  for (std::size_t before = index; before-- > 0 && chosen_[before].begin >= begin;) {
    if (chosen_[before].type != person_ || chosen_[before].confidence < 0.5F) continue;
    if (chosen_[before].end != opening_) return Of::nobody;
    begin = opening_;
    break;
  }
  Of of = Of::nobody;
  for (std::size_t at = begin; at < value.begin;) {
    if (!is_alpha(text_[at]) && !is_high(text_[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < value.begin && (is_alpha(text_[end]) || is_high(text_[end]))) ++end;
    const std::string_view word = text_.substr(at, end - at);
    at = end;
    if (word.size() > 14) continue;
    const std::string folded = fold_word(word);
    if (word == "I" || std::ranges::find(first_person, folded) != std::end(first_person)) {
      of = Of::writer;
    } else if (std::ranges::find(second_person, folded) != std::end(second_person) ||
               std::ranges::find(polite, word) != std::end(polite)) {
      of = Of::reader;
    } else if (std::ranges::find(others, folded) != std::end(others)) {
      return Of::nobody;
    }
  }
  if ((of == Of::writer && writer_ == none && !written_) ||
      (of == Of::reader && (reader_ == none || value.begin < opening_))) {
    return Of::nobody;
  }
  return of;
}

}  // namespace constat
