#include "detect/correspondence.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "detect/lexicon.h"
#include "detect/names.h"
#include "detect/whose.h"

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
                                         "a presto",
                                         "groeten",
                                         "met vriendelijke groet",
                                         "vriendelijke groet",
                                         "hartelijke groet"};
constexpr std::string_view first_person[] = {"my",  "mine", "me",  "im",   "mon",   "ma",     "mes",    "je",
                                             "j",   "moi",  "ich", "mein", "meine", "meiner", "meinem", "meinen",
                                             "mir", "mich", "yo",  "mi",   "mis",   "mio",    "mia",    "miei",
                                             "mie", "io",   "soy", "mijn", "mij",   "ik",     "meu",    "minha"};
constexpr std::string_view second_person[] = {"you",  "your",   "yours",  "vous",  "votre",  "vos",    "toi",
                                              "ton",  "tes",    "dein",   "deine", "deinen", "deinem", "dir",
                                              "dich", "deiner", "deines", "usted", "tuyo",   "tu",     "tus",
                                              "tuo",  "tua",    "tuoi",   "ta",    "jouw",   "jou",    "uw"};
// The polite forms, which have a capital: "ihr" is hers.
constexpr std::string_view polite[] = {"Sie",   "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer",
                                       "Ihnen", "Lei", "Suo",  "Sua",   "Suoi",  "Sue"};
constexpr std::string_view greetings[] = {"dear", "hi",       "hello",    "hey",        "bonjour", "bonsoir", "salut",
                                          "cher", "chere",    "hallo",    "liebe",      "lieber",  "sehr",    "guten",
                                          "hola", "estimado", "estimada", "querido",    "querida", "ciao",    "caro",
                                          "cara", "gentile",  "egregio",  "buongiorno", "beste",   "geachte", "hoi"};
// Looked for so far only: a letter's lines are short, and a text may be one line.
std::size_t line_begin(std::string_view text, std::size_t at) {
  constexpr std::size_t line_max = 400;
  const std::size_t from = at > line_max ? at - line_max : 0;
  const std::size_t newline = text.substr(from, at - from).rfind('\n');
  return newline == std::string_view::npos ? from : from + newline + 1;
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

// Without the signs that quote a line.
std::string_view unquoted(std::string_view line) {
  while (!line.empty() && (line.front() == '>' || line.front() == ' ')) line.remove_prefix(1);
  return line;
}

}  // namespace

Correspondence::Correspondence(std::string_view text, std::span<const Candidate> chosen, TypeId person, TypeId mailbox)
    : text_(text), chosen_(chosen), person_(person), mailbox_(mailbox) {
  for (const LetterPart& part : letter_parts(text)) {
    Letter letter{.begin = part.begin, .end = part.end, .body = part.body, .hand = part.hand, .closing = part.end};
    if (part.sender_begin != part.sender_end) find_sender(letter, part);
    find_signature(letter);
    letters_.push_back(letter);
  }
  // Behind the last piece that one hand wrote its signature stands.
  for (Letter& letter : letters_) {
    find_reader(letter);
    Letter& hand = letters_[letter.hand];
    if (hand.signature == none) hand.signature = letter.signature;
  }
  for (Letter& letter : letters_) find_writer(letter);
}

std::size_t Correspondence::first_from(std::size_t at) const {
  return static_cast<std::size_t>(std::ranges::lower_bound(chosen_, at, {}, &Candidate::begin) - chosen_.begin());
}

std::size_t Correspondence::letter_of(std::size_t index) const {
  const auto after = std::ranges::upper_bound(letters_, chosen_[index].begin, {}, &Letter::begin);
  return static_cast<std::size_t>(after - letters_.begin()) - 1;
}

// Of a header's line the first name ("on behalf of" another), of "On Monday, Jane Doe wrote:" the last.
void Correspondence::find_sender(Letter& letter, const LetterPart& part) {
  const std::string_view line = unquoted(text_.substr(part.sender_begin, part.sender_end - part.sender_begin));
  const bool header = !trim(line).ends_with(':');
  for (std::size_t index = first_from(part.sender_begin);
       index < chosen_.size() && chosen_[index].begin < part.sender_end; ++index) {
    if (is_name(index) && (letter.sender == none || !header)) letter.sender = index;
    if (chosen_[index].type == mailbox_ && (letter.mailbox == none || !header)) letter.mailbox = index;
  }
}

// The name stands alone in its line below the formula, or behind it: "Regards, Jane Doe".
void Correspondence::find_signature(Letter& letter) {
  for (std::size_t index = first_from(letter.body); index < chosen_.size(); ++index) {
    const Candidate& name = chosen_[index];
    if (name.begin >= letter.end) return;  // It is signed by somebody else.
    if (!is_name(index)) continue;
    std::size_t line = std::max(line_begin(text_, name.begin), letter.body);
    const std::string_view before = unquoted(text_.substr(line, name.begin - line));
    bool found = closes(before);
    if (!found && std::any_of(before.begin(), before.end(), is_alnum)) continue;
    while (!found && line > letter.body && name.begin - line < signature_reach) {
      const std::size_t above = std::max(line_begin(text_, line - 1), letter.body);
      const std::string_view words = unquoted(text_.substr(above, line - 1 - above));
      found = closes(words);
      line = above;
      if (!found && !trim(words).empty()) break;
    }
    if (!found) continue;
    letter.signature = index;
    letter.closing = line;
    return;
  }
}

// "Dear Ms. Whitfield," and the fullest form of that name in the text ("Margaret Whitfield" above it).
void Correspondence::find_reader(Letter& letter) {
  constexpr std::size_t greeting_max = 40;  // Bytes of what stands before the name.
  for (std::size_t index = first_from(letter.body); index < chosen_.size(); ++index) {
    const Candidate& name = chosen_[index];
    if (name.begin >= letter.closing) return;
    if (!is_name(index)) continue;
    const std::size_t line = line_begin(text_, name.begin);
    if (name.begin - line > greeting_max || name.end >= text_.size()) continue;
    if (std::string_view(",:!\n\r-").find(text_[name.end]) == std::string_view::npos) continue;
    const std::string_view words = trim(unquoted(text_.substr(line, name.begin - line)));
    const std::string first = fold_word(words.substr(0, words.find(' ')));
    // "Karen, my number is ...", at the letter's begin.
    const bool called = words.empty() && text_[name.end] == ',' &&
                        trim(unquoted(text_.substr(letter.body, name.begin - letter.body))).empty();
    if (!called && std::ranges::find(greetings, first) == std::end(greetings)) continue;
    letter.opening = name.end;
    letter.greeted = letter.reader = index;
    std::size_t fullest = folded(index).size();
    for (std::size_t other = 0; other < chosen_.size(); ++other) {
      if (!is_name(other) || other == letter.signature || other == letter.sender) continue;
      if (folded(other).size() <= fullest || folded(other).find(folded(index)) == std::string::npos) continue;
      fullest = folded(other).size();
      letter.reader = other;
    }
    return;
  }
}

// "From: Jane Doe" and "Jane" below it: the fuller one. Signed by another, it is that one's.
void Correspondence::find_writer(Letter& letter) {
  if (letter.signature == none || letter.sender == none) {
    letter.writer = letter.signature != none ? letter.signature
                    : letter.sender != none  ? letter.sender
                                             : letter.mailbox;
  } else {
    letter.writer = holds_words(folded(letter.sender), folded(letter.signature)) ? letter.sender : letter.signature;
  }
}

const std::string& Correspondence::folded(std::size_t index) {
  folded_.resize(chosen_.size());
  if (folded_[index].empty()) folded_[index] = " " + canonical_name(text_of(index)) + " ";
  return folded_[index];
}

// Whether what stands below what was quoted is no piece of it: lines that a mail program broke have lost their sign.
bool Correspondence::goes_on_below(const Letter& letter) const {
  if (letter.begin == letters_[letter.hand].begin) return true;
  const std::size_t above = line_begin(text_, letter.begin - 1);
  return trim(unquoted(text_.substr(above, letter.begin - 1 - above))).empty();
}

std::size_t Correspondence::reader_of(std::size_t index) const {
  const Letter& letter = letters_[letter_of(index)];
  return letter.reader != none ? letter.reader : letters_[letter.hand].reader;
}

Correspondence::Of Correspondence::said_of(std::size_t index, bool written) const {
  const Candidate& value = chosen_[index];
  const Letter& letter = letters_[letter_of(index)];
  if (value.type == person_ || value.begin >= letter.closing || value.begin < letter.body || !goes_on_below(letter)) {
    return Of::nobody;
  }
  std::size_t begin = value.begin;
  const std::size_t limit = std::max(letter.body, value.begin > sentence_max ? value.begin - sentence_max : 0);
  while (begin > limit) {
    const char c = text_[begin - 1];
    if (c == '!' || c == '?' || (c == '.' && is_space(text_[begin]))) break;
    if (c == '\n' && begin >= 2 && (text_[begin - 2] == '\n' || text_[begin - 2] == '\r')) break;
    --begin;
  }
  // A name in the sentence before it: it may be that person's. ("Hi John, my number is ...": whom the letter is to.)
  for (std::size_t before = index; before-- > 0 && chosen_[before].begin >= begin;) {
    if (chosen_[before].type != person_ || chosen_[before].confidence < 0.5F) continue;
    if (chosen_[before].end != letter.opening) return Of::nobody;
    begin = letter.opening;
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
    } else if (is_word_for_another(folded)) {
      return Of::nobody;
    }
  }
  if (of == Of::writer && writer_of(index) == none && !(written && letter.hand == 0)) return Of::stranger;
  if (of == Of::reader && (reader_of(index) == none || value.begin < letter.opening)) return Of::nobody;
  return of;
}

}  // namespace constat
