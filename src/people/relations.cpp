#include "people/relations.h"

#include <algorithm>
#include <span>
#include <string>

#include "base/text.h"
#include "detect/lexicon.h"

namespace constat {

namespace {

struct Word {
  std::string_view word;  // The beginning of a word, folded; with a blank at its end a whole one.
  std::string_view relation;
};

// The rarer word decides: a list of "member patients" is one of patients.
constexpr Word further[] = {
    {"patient", "patient"},         {"paziente", "patient"},        {"pazienti", "patient"},
    {"paciente", "patient"},        {"pupil", "student"},           {"student", "student"},
    {"eleve", "student"},           {"etudiant", "student"},        {"schuler", "student"},
    {"schueler", "student"},        {"studier", "student"},         {"alumno", "student"},
    {"estudiante", "student"},      {"alunni", "student"},          {"donor", "donor"},
    {"donateur", "donor"},          {"spender", "donor"},           {"donante", "donor"},
    {"donatori", "donor"},          {"tenant", "tenant"},           {"lessee", "tenant"},
    {"locataire", "tenant"},        {"mieter", "tenant"},           {"inquilin", "tenant"},
    {"shareholder", "shareholder"}, {"stockholder", "shareholder"}, {"actionnaire", "shareholder"},
    {"aktionar", "shareholder"},    {"aktionaer", "shareholder"},   {"accionista", "shareholder"},
    {"azionist", "shareholder"},    {"supplier", "supplier"},       {"fournisseur", "supplier"},
    {"lieferant", "supplier"},      {"proveedor", "supplier"},      {"fornitor", "supplier"},
    {"member ", "member"},          {"members ", "member"},         {"membership", "member"},
    {"adherent", "member"},         {"membre ", "member"},          {"membres ", "member"},
    {"mitglied", "member"},         {"miembro", "member"},          {"socio ", "member"},
    {"socios ", "member"},
};
// What the resolver knows in English and French.
constexpr Word common[] = {
    {"mitarbeit", "employee"}, {"beschaftigte", "employee"}, {"gehalt", "employee"},     {"gehaelter", "employee"},
    {"lohn", "employee"},      {"empleado", "employee"},     {"nomina ", "employee"},    {"nominas ", "employee"},
    {"dipendent", "employee"}, {"busta paga", "employee"},   {"bewerb", "candidate"},    {"kunde", "customer"},
    {"bestell", "customer"},   {"commande ", "customer"},    {"commandes ", "customer"}, {"pedido", "customer"},
};
constexpr Word of_headers[] = {
    {"employee", "employee"},       {"salarie", "employee"},  {"matricule", "employee"},
    {"personalnummer", "employee"}, {"customer", "customer"}, {"client ", "customer"},
    {"numero client", "customer"},  {"cliente ", "customer"}, {"applicant", "candidate"},
    {"candidat", "candidate"},
};
// "Team members", "staff_members.csv": the owner's own people, or nobody's.
constexpr std::string_view own_members[] = {"team", "staff", "crew", "family", "household", "board", "committee"};

std::string folded_words(std::string_view text) {
  std::string parted;
  for (const char c : text) {
    const bool byte = (static_cast<unsigned char>(c) & 0x80U) != 0;
    const bool capital = c >= 'A' && c <= 'Z';
    // "PatientName" is two words.
    if (capital && !parted.empty() && parted.back() >= 'a' && parted.back() <= 'z') parted.push_back(' ');
    parted.push_back(is_alnum(c) || byte ? c : ' ');
  }
  return " " + fold_word(parted) + " ";
}

std::string_view first_of(const std::string& words, std::span<const Word> list) {
  for (const Word& one : list) {
    if (words.find(" " + std::string(one.word)) == std::string::npos) continue;
    if (one.relation == "member" && std::ranges::any_of(own_members, [&words](std::string_view word) {
          return words.find(" " + std::string(word)) != std::string::npos;
        }))
      continue;
    return one.relation;
  }
  return {};
}

}  // namespace

std::string_view relation_of_place_words(std::string_view place) {
  const std::string words = folded_words(place);
  const std::string_view found = first_of(words, further);
  return found.empty() ? first_of(words, common) : found;
}

std::string_view relation_of_header(std::string_view header) {
  const std::string words = folded_words(header);
  for (const std::span<const Word> list :
       {std::span<const Word>(further), std::span<const Word>(common), std::span<const Word>(of_headers)}) {
    if (const std::string_view found = first_of(words, list); !found.empty()) return found;
  }
  return {};
}

bool is_kind_of_customer(std::string_view relation) {
  constexpr std::string_view kinds[] = {"patient", "student", "donor", "member", "tenant"};
  return std::ranges::find(kinds, relation) != std::end(kinds);
}

}  // namespace constat
