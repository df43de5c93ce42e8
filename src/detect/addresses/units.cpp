// What stands inside a house: floors, flats, suites.
#include <algorithm>

#include "detect/addresses/address_finder.h"
#include "detect/addresses/street_words.h"

namespace constat {

std::size_t AddressFinder::unit_before(std::size_t begin, std::size_t floor) const {
  std::size_t at = begin;
  while (at > floor && begin - at < 3 && (text_[at - 1] == ' ' || text_[at - 1] == ',' || text_[at - 1] == '\n')) --at;
  if (at == begin) return begin;
  const std::size_t value_end = at;
  bool digit = false;
  while (at > floor && is_alnum(text_[at - 1]) && value_end - at < 6) digit = is_digit(text_[--at]) || digit;
  if (at == value_end || at == floor || (!digit && value_end - at > 1)) return begin;
  const Word word = word_before(at, floor);
  if (word.letters < 3 || (lists_.roles(word) & role_unit) == 0 || !(word.first_upper || any_case_)) return begin;
  return word.begin;
}

std::size_t AddressFinder::floor_at(std::size_t at) const {
  std::size_t next = at;
  while (next < text_.size() && next - at < 3 && is_digit(text_[next])) ++next;
  if (next == at || next - at > 2) return 0;
  const std::string_view rest = text_.substr(next, 5);
  bool ordinal = false;
  const std::size_t dot = rest.starts_with('.') ? 1 : 0;  // "3.º".
  for (const std::string_view sign : {"\xC2\xBA", "\xC2\xAA", "\xC2\xB0"})
    ordinal = ordinal || rest.substr(dot).starts_with(sign);
  bool counted = ordinal;  // Whether the number is one of an order, and so whatever stands behind it a floor.
  std::size_t size = ordinal ? dot + 2 : 0;
  for (const std::string_view ending : {"\xC3\xA8me", "eme", "er", "e", "st", "nd", "rd", "th", "o", "a", "."}) {
    if (counted || !rest.starts_with(ending)) continue;
    counted = true;
    size = ending.size();
  }
  if (!counted) return 0;
  next += size;
  // "3º-2ª": the floor and the door.
  std::size_t door = next + 1;
  while (ordinal && door < text_.size() && door - next < 4 && is_digit(text_[door])) ++door;
  if (ordinal && door > next + 1 && text_[next] == '-' &&
      (text_.substr(door).starts_with("\xC2\xAA") || text_.substr(door).starts_with("\xC2\xBA"))) {
    return door + 2;
  }
  const std::size_t end = next;
  if (next < text_.size() && text_[next] == '.') ++next;
  if (next < text_.size() && (text_[next] == ' ' || (ordinal && text_[next] == '-'))) ++next;
  if (!letter_here(next)) return ordinal ? end : 0;
  const Word word = scan_word(text_, next);
  if (word.glued && (word.end >= text_.size() || text_[word.end] != '.')) return ordinal ? end : 0;
  const std::size_t behind = word.end + (word.end < text_.size() && text_[word.end] == '.' ? 1 : 0);
  constexpr std::uint64_t doors[] = {fold_hash("izq"), fold_hash("izda"),    fold_hash("izquierda"), fold_hash("dcha"),
                                     fold_hash("dch"), fold_hash("derecha"), fold_hash("centro"),    fold_hash("ctro"),
                                     fold_hash("int"), fold_hash("ext"),     fold_hash("dx"),        fold_hash("sx"),
                                     fold_hash("dto"), fold_hash("esq")};
  if (ordinal && (word.letters == 1 || any_of_words(doors, word.hash))) return word.letters == 1 ? word.end : behind;
  constexpr std::uint64_t floors[] = {fold_hash("og"),     fold_hash("obergeschoss"), fold_hash("stock"),
                                      fold_hash("etage"),  fold_hash("floor"),        fold_hash("fl"),
                                      fold_hash("planta"), fold_hash("piso"),         fold_hash("piano"),
                                      fold_hash("andar"),  fold_hash("verdieping")};
  if (any_of_words(floors, word.hash)) return behind;
  return ordinal ? end : 0;
}

std::size_t AddressFinder::unit_at(std::size_t at) const {
  if (at >= text_.size()) return 0;
  if (is_digit(text_[at])) return floor_at(at);
  if (text_[at] == '#') {
    std::size_t end = at + 1;
    while (end < text_.size() && is_alnum(text_[end]) && end - at < 7) ++end;
    return end > at + 1 ? end : 0;
  }
  if (!letter_here(at)) return 0;
  // "10/12 m. 5": a Polish flat.
  if (text_.substr(at).starts_with("m. ") && at + 3 < text_.size() && is_digit(text_[at + 3])) {
    std::size_t end = at + 3;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    return end - at < 7 && (end >= text_.size() || !is_alnum(text_[end])) ? end : 0;
  }
  const Word word = scan_word(text_, at);
  if ((lists_.roles(word) & role_unit) == 0) return 0;
  if (word.letters < 2) return 0;
  std::size_t end = word.end;
  if (end < text_.size() && text_[end] == '.') ++end;
  if (end < text_.size() && text_[end] == ' ') ++end;
  if (end < text_.size() && text_[end] == '#') ++end;
  std::size_t value = end;
  while (value < text_.size() && (is_alnum(text_[value]) || text_[value] == '-') && value - end < 7) ++value;
  if (value == end) return 0;
  bool digit = false;
  for (std::size_t index = end; index < value; ++index) digit = digit || is_digit(text_[index]);
  if (!digit && value - end > 2) {
    // "Penthouse", "CEDEX" alone; "Suite B".
    return word.hash == fold_hash("cedex") || word.hash == fold_hash("penthouse") ? word.end : 0;
  }
  return value;
}

}  // namespace constat
