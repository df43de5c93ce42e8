#include "people/relation.h"

#include <array>
#include <string>

#include "base/text.h"

namespace constat {

namespace {

constexpr std::array<std::string_view, relations_count> relations = {"",          "employee", "former",   "contractor",
                                                                     "candidate", "customer", "dependant"};

}  // namespace

std::string_view relation_name(std::uint8_t relation) { return relations[relation]; }

std::uint8_t relation_of_place(std::string_view place) {
  struct Word {
    std::string_view word;
    std::uint8_t relation;
  };
  // Beginnings of words, folded; English and French.
  constexpr Word words[] = {
      {"dependent", 6}, {"dependant", 6},   {"beneficiar", 6}, {"ayants droit", 6}, {"former", 2},
      {"terminat", 2},  {"alumni", 2},      {"ancien", 2},     {"severance", 2},    {"contractor", 3},
      {"freelance", 3}, {"prestataire", 3}, {"vendor", 3},     {"interimaire", 3},  {"candidat", 4},
      {"applicant", 4}, {"resume", 4},      {"recruit", 4},    {"cv", 4},           {"customer", 5},
      {"client", 5},    {"subscriber", 5},  {"abonne", 5},     {"patient", 5},      {"order", 5},
      {"payroll", 1},   {"employee", 1},    {"staff", 1},      {"salar", 1},        {"paie", 1},
      {"hr", 1},        {"rh", 1},          {"personnel", 1},  {"w2", 1},           {"benefit", 1},
  };
  std::string folded = " ";
  for (const char c : place) {
    if (is_alnum(c)) {
      folded.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
    } else if (folded.back() != ' ') {
      folded.push_back(' ');
    }
  }
  folded.push_back(' ');
  for (const Word& word : words) {
    std::string wanted = " " + std::string(word.word);
    if (word.word.size() <= 2) wanted.push_back(' ');
    if (folded.find(wanted) != std::string::npos) return word.relation;
  }
  return 0;
}

}  // namespace constat
