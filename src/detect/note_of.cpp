#include "detect/note_of.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "detect/lexicon.h"
#include "detect/whose.h"

namespace constat {
namespace {

constexpr std::size_t note_reach = 80;  // Bytes of a note before a value that may say whose it is.

bool is_note_letter(char c) { return is_alpha(c) || is_high(c); }

// "seine Frau Leila", not "Frau Keller".
bool is_title_of_name(std::string_view folded, std::string_view before, std::string_view behind) {
  if (folded != "frau" || behind.size() < 2 || behind[0] != ' ' || !(is_upper(behind[1]) || is_high(behind[1]))) {
    return false;
  }
  before = trim(before);
  const std::string last = fold_word(before.substr(before.rfind(' ') == npos ? 0 : before.rfind(' ') + 1));
  return last != "der" && !last.starts_with("sein") && !last.starts_with("ihr") && !last.starts_with("dess");
}

// "SSN of Leila Haddad", "NIR de Claire": the word before a name.
bool leads_to_owner(std::string_view before) {
  constexpr std::string_view words[] = {"of", "de", "von", "vom", "di", "van", "del", "della"};
  if (before.empty() || before.back() != ' ') return before.ends_with("d'") || before.ends_with("d\xE2\x80\x99");
  before = trim(before);
  const std::string last = fold_word(before.substr(before.rfind(' ') == npos ? 0 : before.rfind(' ') + 1));
  return std::ranges::find(words, last) != std::end(words);
}

// "wife called. SSN", not "daughter Mia, geb. 03.04.2012".
bool ends_sentence(std::string_view note, std::size_t stop) {
  constexpr std::string_view shortened[] = {"geb", "nr",   "no", "num", "tel", "mob", "ext", "n",  "dr", "mr", "mrs",
                                            "ms",  "prof", "st", "mme", "sig", "sra", "sr",  "ca", "d",  "ss"};
  if (note[stop] != '.' && note[stop] != '!' && note[stop] != '?') return false;
  if (stop + 1 >= note.size() || note[stop + 1] != ' ' || trim(note.substr(stop + 1)).empty()) return false;
  std::size_t begin = stop;
  while (begin > 0 && stop - begin < 8 && is_note_letter(note[begin - 1])) --begin;
  return begin < stop &&
         std::ranges::find(shortened, fold_word(note.substr(begin, stop - begin))) == std::end(shortened);
}

}  // namespace

NoteOf note_of(std::string_view note, std::size_t name_begin, std::size_t name_end) {
  // What stands before the value in its sentence.
  std::size_t from = note.size() > note_reach ? note.size() - note_reach : 0;
  for (std::size_t at = note.size(); at > from; --at) {
    const char c = note[at - 1];
    if (c == ';' || c == '\n' || c == '|' || ends_sentence(note, at - 1)) from = at;
  }
  const bool named = name_end != npos && name_begin >= from;
  std::size_t relation_begin = npos;
  std::size_t relation_end = npos;
  for (std::size_t at = from; at < note.size();) {
    if (!is_note_letter(note[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < note.size() && is_note_letter(note[end])) ++end;
    const std::string folded = fold_word(note.substr(at, std::min<std::size_t>(end - at, 20)));
    const bool in_name = named && at >= name_begin && end <= name_end;
    if (!in_name && is_word_for_relative(folded) &&
        !is_title_of_name(folded, note.substr(from, at - from), note.substr(end))) {
      relation_begin = at;
      relation_end = end;
    }
    at = end;
  }
  const auto only_signs = [note](std::size_t begin, std::size_t end) {
    constexpr std::size_t signs_max = 4;
    const std::string_view between = note.substr(begin, end - begin);
    return between.size() <= signs_max && std::ranges::none_of(between, is_note_letter);
  };
  if (relation_end == npos) {
    if (!named) return NoteOf::row;
    // "Leila Haddad's SSN: ".
    const std::string_view behind = note.substr(name_end);
    const bool owns = behind.starts_with("'s ") || behind.starts_with("\xE2\x80\x99s ");
    if (owns && behind.find(',') == npos) return NoteOf::named;
    return leads_to_owner(note.substr(from, name_begin - from)) && only_signs(name_end, note.size()) ? NoteOf::named
                                                                                                     : NoteOf::row;
  }
  if (named && ((name_begin >= relation_end && only_signs(relation_end, name_begin)) ||
                (name_end <= relation_begin && only_signs(name_end, relation_begin)))) {
    return NoteOf::relative;
  }
  if (note.find(',', relation_end) != npos) return NoteOf::row;
  return named && name_begin >= relation_end ? NoteOf::relative : NoteOf::nobody;
}

}  // namespace constat
