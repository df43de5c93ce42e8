#include "people/relation.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "detect/lexicon.h"

namespace constat {

namespace {

constexpr std::array<std::string_view, relations_count> relations = {
    "",        "employee", "former", "contractor", "candidate", "customer",    "dependant", "patient",
    "student", "donor",    "member", "tenant",     "supplier",  "shareholder", "contact"};

struct Word {
  std::string_view word;  // The beginning of a word, folded; with a blank at its end a whole one.
  Relation relation;
};

// The first that stands in a place decides: the rarer before the more common.
constexpr Word of_places[] = {
    {"dependent", Relation::dependant},    {"dependant", Relation::dependant},    {"beneficiar", Relation::dependant},
    {"ayants droit", Relation::dependant}, {"former", Relation::former},          {"terminat", Relation::former},
    {"alumni ", Relation::former},         {"ancien", Relation::former},          {"severance", Relation::former},
    {"contractor", Relation::contractor},  {"freelance", Relation::contractor},   {"prestataire", Relation::contractor},
    {"vendor", Relation::contractor},      {"interimaire", Relation::contractor}, {"candidat", Relation::candidate},
    {"applicant", Relation::candidate},    {"resume", Relation::candidate},       {"recruit", Relation::candidate},
    {"cv ", Relation::candidate},          {"customer", Relation::customer},      {"client", Relation::customer},
    {"subscriber", Relation::customer},    {"abonne", Relation::customer},        {"order", Relation::customer},
    {"payroll", Relation::employee},       {"employee", Relation::employee},      {"staff", Relation::employee},
    {"employe ", Relation::employee},      {"employes ", Relation::employee},     {"salar", Relation::employee},
    {"paie", Relation::employee},          {"hr ", Relation::employee},           {"rh ", Relation::employee},
    {"personnel", Relation::employee},     {"w2 ", Relation::employee},           {"benefit", Relation::employee},
};
// Where those tell nothing, or a customer.
constexpr Word of_houses[] = {
    {"patient", Relation::patient},
    {"paziente", Relation::patient},
    {"pazienti", Relation::patient},
    {"paciente", Relation::patient},
    {"pupil", Relation::student},
    {"student", Relation::student},
    {"eleve", Relation::student},
    {"etudiant", Relation::student},
    {"schuler", Relation::student},
    {"schueler", Relation::student},
    {"studier", Relation::student},
    {"alumno", Relation::student},
    {"estudiante", Relation::student},
    {"alunni", Relation::student},
    {"donor", Relation::donor},
    {"donateur", Relation::donor},
    {"spender", Relation::donor},
    {"donante", Relation::donor},
    {"donatori", Relation::donor},
    {"tenant", Relation::tenant},
    {"lessee", Relation::tenant},
    {"locataire", Relation::tenant},
    {"mieter", Relation::tenant},
    {"inquilin", Relation::tenant},
    {"shareholder", Relation::shareholder},
    {"stockholder", Relation::shareholder},
    {"actionnaire", Relation::shareholder},
    {"aktionar", Relation::shareholder},
    {"aktionaer", Relation::shareholder},
    {"accionista", Relation::shareholder},
    {"azionist", Relation::shareholder},
    {"supplier", Relation::supplier},
    {"fournisseur", Relation::supplier},
    {"lieferant", Relation::supplier},
    {"proveedor", Relation::supplier},
    {"fornitor", Relation::supplier},
    {"member ", Relation::member},
    {"members ", Relation::member},
    {"membership", Relation::member},
    {"adherent", Relation::member},
    {"membre ", Relation::member},
    {"membres ", Relation::member},
    {"mitglied", Relation::member},
    {"miembro", Relation::member},
    {"socio ", Relation::member},
    {"socios ", Relation::member},
};
// Where those tell nothing either.
constexpr Word of_other_languages[] = {
    {"mitarbeit", Relation::employee},  {"beschaftigte", Relation::employee}, {"gehalt", Relation::employee},
    {"gehaelter", Relation::employee},  {"lohn", Relation::employee},         {"empleado", Relation::employee},
    {"nomina ", Relation::employee},    {"nominas ", Relation::employee},     {"dipendent", Relation::employee},
    {"busta paga", Relation::employee}, {"bewerb", Relation::candidate},      {"kunde", Relation::customer},
    {"bestell", Relation::customer},    {"commande ", Relation::customer},    {"commandes ", Relation::customer},
    {"pedido", Relation::customer},
};
constexpr Word of_headers[] = {
    {"employee", Relation::employee},
    {"salarie", Relation::employee},
    {"matricule", Relation::employee},
    {"personalnummer", Relation::employee},
    {"customer", Relation::customer},
    {"client ", Relation::customer},
    {"numero client", Relation::customer},
    {"cliente ", Relation::customer},
    {"applicant", Relation::candidate},
    {"candidat", Relation::candidate},
    {"account holder", Relation::customer},
    {"kontoinhaber", Relation::customer},
    {"titulaire du compte", Relation::customer},
    {"policyholder", Relation::customer},
    {"policy holder", Relation::customer},
    {"versicherungsnehmer", Relation::customer},
};
// "Team members", "staff_members.csv": the owner's own people, or nobody's.
constexpr std::string_view own_members[] = {"team", "staff", "crew", "family", "household", "board", "committee"};

std::string folded_words(std::string_view text) {
  std::string parted;
  for (const char c : text) {
    // "PatientName" is two words.
    if (is_upper(c) && !parted.empty() && is_lower(parted.back())) parted.push_back(' ');
    parted.push_back(is_alnum(c) || is_high(c) ? c : ' ');
  }
  return " " + fold_word(parted) + " ";
}

bool begins_a_word(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word, 1); at != std::string_view::npos; at = words.find(word, at + 1)) {
    if (words[at - 1] == ' ') return true;
  }
  return false;
}

Relation first_of(std::string_view words, std::span<const Word> list) {
  for (const Word& one : list) {
    if (!begins_a_word(words, one.word)) continue;
    if (one.relation == Relation::member &&
        std::ranges::any_of(own_members, [words](std::string_view word) { return begins_a_word(words, word); })) {
      continue;
    }
    return one.relation;
  }
  return Relation::unknown;
}

}  // namespace

std::string_view relation_name(Relation relation) { return relations[static_cast<std::size_t>(relation)]; }

Relation relation_of_place(std::string_view place) {
  const std::string words = folded_words(place);
  const Relation told = first_of(words, of_places);
  if (told != Relation::unknown && told != Relation::customer) return told;
  const Relation of_house = first_of(words, of_houses);
  if (told == Relation::customer) return is_kind_of_customer(of_house) ? of_house : told;
  return of_house != Relation::unknown ? of_house : first_of(words, of_other_languages);
}

Relation relation_of_table(std::string_view one) {
  for (const std::string_view word : {"guest", "passenger", "policyholder"}) {
    if (one == word) return Relation::customer;
  }
  return one.empty() ? Relation::unknown : relation_of_place(one);
}

Relation relation_of_number(std::string_view type) {
  if (type == "medical_record_number") return Relation::patient;
  if (type == "student_id") return Relation::student;
  if (type == "employee_id") return Relation::employee;
  if (type == "customer_id") return Relation::customer;
  return Relation::unknown;
}

Relation relation_of_header(std::string_view header) {
  const std::string words = folded_words(header);
  for (const std::span<const Word> list : {std::span<const Word>(of_houses), std::span<const Word>(of_other_languages),
                                           std::span<const Word>(of_headers)}) {
    if (const Relation found = first_of(words, list); found != Relation::unknown) return found;
  }
  return Relation::unknown;
}

bool is_kind_of_customer(Relation relation) {
  constexpr Relation kinds[] = {Relation::patient, Relation::student, Relation::donor, Relation::member,
                                Relation::tenant};
  return std::ranges::find(kinds, relation) != std::end(kinds);
}

Relation relation_of_votes(std::span<const std::uint64_t, relations_count> votes) {
  const auto most = [&votes](auto wanted) {
    Relation best = Relation::unknown;
    std::uint64_t times = 0;
    for (std::size_t at = 1; at < votes.size(); ++at) {
      const auto relation = static_cast<Relation>(at);
      if (votes[at] <= times || !wanted(relation)) continue;
      best = relation;
      times = votes[at];
    }
    return best;
  };
  Relation best = most([](Relation relation) { return relation != Relation::contact; });
  if (best == Relation::unknown) best = most([](Relation) { return true; });
  if (best != Relation::customer) return best;
  const Relation kind = most(is_kind_of_customer);
  return kind == Relation::unknown ? best : kind;
}

}  // namespace constat
