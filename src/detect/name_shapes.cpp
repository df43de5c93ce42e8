// Names by their form alone, where a header says that somebody is named.
#include <algorithm>
#include <string>

#include "base/text.h"
#include "detect/name_words.h"

namespace constat {

bool NameLexiconLists::may_be_unlisted_name(std::string_view cell) const {
  constexpr std::size_t bytes_max = 60;
  constexpr std::size_t words_max = 4;
  constexpr std::uint8_t common_as_name = 6;  // "Rose", "Baker": an ordinary word that many people are called.
  cell = trim(cell);
  if (cell.size() < 5 || cell.size() > bytes_max) return false;
  std::size_t words = 0;
  std::size_t strange = 0;  // Not an ordinary word.
  for (std::size_t at = 0; at < cell.size();) {
    const Letter letter = letter_at(cell, at);
    if (letter.size_bytes == 0) {
      const char c = cell[at];
      if (c != ' ' && c != '-' && c != '\'' && c != '.' && c != ',' && static_cast<unsigned char>(c) < 0x80)
        return false;
      ++at;
      continue;
    }
    Word word = scan_word(cell, at);
    word.glued = false;
    at = word.end;
    std::uint32_t roles = 0;
    const WordWeights of_word = weights(cell, word, roles);
    if (word.letters == 1 || (roles & (role_honorific | role_suffix)) != 0) continue;
    if (!word.first_upper) {
      if ((roles & role_particle) == 0) return false;
      continue;
    }
    constexpr std::uint32_t of_no_name = role_organisation | role_article | role_country | role_event | role_greeting |
                                         role_street_suffix | role_street_prefix | role_state_name | role_function |
                                         role_direction | role_unit;
    const bool called_so = std::max(of_word.given, of_word.surname) >= common_as_name;
    if ((roles & of_no_name) != 0 && !called_so) return false;
    if (of_word.word > 1 && !called_so) return false;
    if (of_word.word == 0) ++strange;
    if (++words > words_max) return false;
  }
  return words >= 2 && strange >= 1;
}

std::string airline_name(std::string_view cell, std::size_t& name_bytes) {
  constexpr std::size_t bytes_max = 60;
  const std::size_t slash = cell.find('/');
  if (slash == std::string_view::npos || slash < 2 || cell.size() > bytes_max) return {};
  const auto is_name = [](std::string_view part) {
    return part.size() >= 2 && std::ranges::all_of(part, [](char c) {
             return (c >= 'A' && c <= 'Z') || c == ' ' || c == '-' || c == '\'' ||
                    static_cast<unsigned char>(c) >= 0x80;
           });
  };
  const std::string_view surname = trim(cell.substr(0, slash));
  std::string_view given = trim(cell.substr(slash + 1));
  for (const std::string_view title : {" MR", " MRS", " MS", " MISS", " MSTR", " DR", " CHD", " INF", " PROF"}) {
    if (!given.ends_with(title)) continue;
    given = trim(given.substr(0, given.size() - title.size()));
    break;
  }
  if (!is_name(surname) || !is_name(given)) return {};
  name_bytes = static_cast<std::size_t>(given.data() + given.size() - cell.data());
  return std::string(given) + " " + std::string(surname);
}

}  // namespace constat
