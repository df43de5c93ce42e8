#include "detect/tables/cell.h"

#include "detect/us_states.h"

namespace constat::tables {

bool is_blank_word(std::string_view cell) {
  const char first = is_alpha(cell.front()) ? static_cast<char>(cell.front() | 0x20) : cell.front();
  if (is_digit(cell.front())) return false;
  if (is_alpha(cell.front()) && first != 'n' && first != 'u' && first != 't' && first != 'x') return false;
  if (cell.find_first_not_of("-_.?*# \\/") == std::string_view::npos) return true;
  if (first != 'n' && first != 'u' && first != 't' && first != '\\' && first != 'x' && first != '#' && first != '(')
    return false;
  for (const std::string_view blank :
       {"n/a", "na",  "nan",  "null",  "nil",     "none",   "unknown", "\\n",   "not available", "tbd",
        "tba", "xxx", "#n/a", "#ref!", "(blank)", "(null)", "n.a.",    "neant", "n/d",           "nc"}) {
    if (equals_ignoring_case(cell, blank)) return true;
  }
  return false;
}

bool looks_like_data(std::string_view cell) {
  if (cell.empty()) return false;
  const CellShape shape = shape_of(cell);
  if (shape.at_sign && shape.dot) return true;
  if (shape.digits >= 4 && shape.digits * 2 >= shape.letters) return true;
  if (shape.digits > 0 && shape.letters == 0) return true;
  return cell.size() > 60;
}

bool worth_reading(std::string_view cell) {
  constexpr std::size_t token_letters = 16;  // The shortest keys that providers give.
  if (cell.size() < 5) return false;
  if (cell.size() >= 24) return true;
  std::size_t digits = 0;
  std::size_t capitals = 0;
  bool sign = false;
  bool blank = false;
  char before = ' ';
  for (const char c : cell) {
    blank = blank || c == ' ';
    digits += is_digit(c) ? 1 : 0;
    capitals += c >= 'A' && c <= 'Z' && !is_alnum(before) ? 1 : 0;
    sign = sign || c == '@' || c == ':' || c == '=';
    before = c;
  }
  if (digits >= 4 && capitals != 0 && cell.find("PIN") != std::string_view::npos) return true;
  return digits >= 6 || capitals >= 2 || sign || (digits != 0 && !blank && cell.size() >= token_letters);
}

std::string_view date_part(std::string_view cell) {
  // "1970-01-31 00:00:00", "1970-01-31T00:00:00Z"
  // Not "2 novembre 1975".
  if (cell.size() > 10 && (cell[10] == ' ' || cell[10] == 'T') && is_digit(cell[0]) && is_digit(cell[9])) {
    return cell.substr(0, 10);
  }
  const std::size_t blank = cell.find(" 00:00");
  if (blank != std::string_view::npos) return cell.substr(0, blank);
  const std::size_t midnight = cell.find(" 12:00:00 AM");
  return midnight != std::string_view::npos ? cell.substr(0, midnight) : cell;
}

bool looks_like_hash(std::string_view cell) {
  for (const std::string_view prefix :
       {"$2a$",    "$2b$",   "$2y$",  "$2x$",    "$argon2", "$6$",     "$5$",    "$1$",
        "$P$",     "$H$",    "$S$",   "$y$",     "$apr1$",  "{SSHA",   "{SHA",   "{MD5}",
        "{CRYPT}", "pbkdf2", "sha1$", "sha256$", "md5$",    "scrypt$", "bcrypt", "*"}) {
    if (cell.starts_with(prefix)) return prefix != "*" || (cell.size() == 41);
  }
  return false;
}

bool is_hex_digest(std::string_view cell) {
  if (cell.starts_with("0x") || cell.starts_with("0X")) cell.remove_prefix(2);
  if (cell.size() != 16 && cell.size() != 32 && cell.size() != 40 && cell.size() != 56 && cell.size() != 64 &&
      cell.size() != 96 && cell.size() != 128) {
    return false;
  }
  return cell.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_us_state(std::string_view cell) {
  constexpr std::string_view us_states =
      "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
      "OR "
      "PA RI SC SD TN TX UT VT VA WA WV WI WY PR VI GU AS MP";
  if (cell.size() == 2) {
    const std::size_t at = us_states.find(cell);
    return cell[0] >= 'A' && cell[0] <= 'Z' && at != std::string_view::npos && at % 3 == 0;
  }
  return !us_state_of(cell).empty();
}

}  // namespace constat::tables
