#include "detect/whose.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "detect/headers.h"

namespace constat {

namespace {

struct Phrase {
  std::string_view words;  // As header_words() gives them.
  std::uint8_t role;       // One number for what different words call the same.
  bool relative;
};

// Longer phrases first where one holds the other.
constexpr Phrase phrases[] = {
    {"ayant droit", 1, true},
    {"ayants droit", 1, true},
    {"dependent", 1, true},
    {"dependents", 1, true},
    {"dependant", 1, true},
    {"dependants", 1, true},
    {"familienangehoriger", 1, true},
    {"familiare", 1, true},
    {"domestic partner", 2, true},
    {"spouse", 2, true},
    {"spouses", 2, true},
    {"husband", 12, true},
    {"wife", 2, true},
    {"conjoint", 2, true},
    {"conjointe", 2, true},
    {"epoux", 12, true},
    {"epouse", 2, true},
    {"ehepartner", 2, true},
    {"ehegatte", 2, true},
    {"conyuge", 2, true},
    {"ehefrau", 2, true},
    {"ehemann", 12, true},
    {"lebenspartner", 2, true},
    {"marito", 12, true},
    {"moglie", 2, true},
    {"marido", 12, true},
    {"esposa", 2, true},
    {"coniuge", 2, true},
    {"echtgenote", 2, true},
    {"echtgenoot", 12, true},
    {"lebenspartnerin", 2, true},
    {"partenaire", 2, true},
    {"child", 3, true},
    {"childs", 3, true},
    {"children", 3, true},
    {"son", 3, true},
    {"daughter", 3, true},
    {"enfant", 3, true},
    {"enfants", 3, true},
    {"kindes", 3, true},
    {"kind name", 3, true},
    {"kind vorname", 3, true},
    {"kind geburtsdatum", 3, true},
    {"hijo", 3, true},
    {"hija", 3, true},
    {"figlio", 3, true},
    {"figlia", 3, true},
    {"father", 4, false},
    {"fathers", 4, false},
    {"pere", 4, false},
    {"padre", 4, false},
    {"vater", 4, false},
    {"mother", 5, false},
    {"mothers", 5, false},
    {"mere", 5, false},
    {"madre", 5, false},
    {"mutter", 5, false},
    {"guardian", 6, false},
    {"parent", 6, false},
    {"parents", 6, false},
    {"tuteur", 6, false},
    {"responsable legal", 6, false},
    {"representant legal", 6, false},
    {"erziehungsberechtigter", 6, false},
    {"erziehungsberechtigte", 6, false},
    {"eltern", 6, false},
    {"tutore", 6, false},
    {"genitore", 6, false},
    {"tutor legal", 6, false},
    {"beneficiary", 7, false},
    {"beneficiaire", 7, false},
    {"beneficiario", 7, false},
    {"next of kin", 8, true},
    {"nachste angehorige", 8, true},
    {"nachster angehoriger", 8, true},
    {"plus proche parent", 8, true},
    {"pariente mas cercano", 8, true},
    {"parente piu prossimo", 8, true},
    {"parente prossimo", 8, true},
    {"naaste familie", 8, true},
    {"naaste verwant", 8, true},
    {"emergency contact", 9, false},
    {"emergency", 9, false},
    {"ice contact", 9, false},
    {"contact d urgence", 9, false},
    {"personne a prevenir", 9, false},
    {"urgence", 9, false},
    {"notfallkontakt", 9, false},
    {"notfall", 9, false},
    {"notfallnummer", 9, false},
    {"notfalltelefon", 9, false},
    {"contacto de emergencia", 9, false},
    {"emergencia", 9, false},
    {"contatto di emergenza", 9, false},
    {"emergenza", 9, false},
    {"noodgeval", 9, false},
    {"geval van nood", 9, false},
    {"bij nood", 9, false},
    {"noodcontact", 9, false},
    {"noodnummer", 9, false},
    {"manager", 10, false},
    {"managers", 10, false},
    {"supervisor", 10, false},
    {"vorgesetzter", 10, false},
    {"vorgesetzte", 10, false},
    {"superieur hierarchique", 10, false},
    {"responsable", 10, false},
    {"responsabile", 10, false},
    {"leidinggevende", 10, false},
    {"joint holder", 11, false},
    {"joint account holder", 11, false},
    {"second holder", 11, false},
    {"second account holder", 11, false},
    {"co applicant", 11, false},
    {"co borrower", 11, false},
    {"cotitulaire", 11, false},
    {"co titulaire", 11, false},
    {"cotitular", 11, false},
    {"cointestatario", 11, false},
    {"mitinhaber", 11, false},
    {"mitkontoinhaber", 11, false},
    {"zweitinhaber", 11, false},
    {"zweiter kontoinhaber", 11, false},
    // Parties to what the row is about: where it names nobody else, the first of them is its own person.
    {"partner vorname", 13, false},
    {"partner nachname", 13, false},
    {"partner name", 13, false},
    {"partner first", 13, false},
    {"partner last", 13, false},
    {"partner dob", 13, false},
    {"partner geburtsdatum", 13, false},
    {"partner phone", 13, false},
    {"partner email", 13, false},
    {"partner ssn", 13, false},
    {"partner nom", 13, false},
    {"partner prenom", 13, false},
    {"partnerin", 13, false},
    {"compagnon", 13, false},
    {"concubin", 13, false},
    {"convivente", 13, false},
    {"pareja", 13, false},
    {"sender", 20, false},
    {"payer", 20, false},
    {"remitter", 20, false},
    {"originator", 20, false},
    {"absender", 20, false},
    {"zahler", 20, false},
    {"auftraggeber", 20, false},
    {"expediteur", 20, false},
    {"donneur d ordre", 20, false},
    {"emetteur", 20, false},
    {"payeur", 20, false},
    {"mittente", 20, false},
    {"ordinante", 20, false},
    {"pagatore", 20, false},
    {"remitente", 20, false},
    {"ordenante", 20, false},
    {"pagador", 20, false},
    {"recipient", 21, false},
    {"receiver", 21, false},
    {"payee", 21, false},
    {"empfanger", 21, false},
    {"empfaenger", 21, false},
    {"zahlungsempfanger", 21, false},
    {"destinataire", 21, false},
    {"destinatario", 21, false},
    {"seller", 22, false},
    {"verkaufer", 22, false},
    {"verkaeufer", 22, false},
    {"vendeur", 22, false},
    {"venditore", 22, false},
    {"vendedor", 22, false},
    {"buyer", 23, false},
    {"purchaser", 23, false},
    {"kaufer", 23, false},
    {"kaeufer", 23, false},
    {"acheteur", 23, false},
    {"acquereur", 23, false},
    {"acquirente", 23, false},
    {"compratore", 23, false},
    {"comprador", 23, false},
    {"driver", 24, false},
    {"fahrer", 24, false},
    {"chauffeur", 24, false},
    {"conducteur", 24, false},
    {"autista", 24, false},
    {"rider", 25, false},
    {"passenger", 25, false},
    {"fahrgast", 25, false},
    {"passager", 25, false},
    {"passeggero", 25, false},
    {"pasajero", 25, false},
    {"billing", 26, false},
    {"bill to", 26, false},
    {"facturation", 26, false},
    {"facturacion", 26, false},
    {"fatturazione", 26, false},
    {"rechnung", 26, false},
    {"rechnungsempfanger", 26, false},
    {"shipping", 27, false},
    {"ship to", 27, false},
    {"delivery", 27, false},
    {"livraison", 27, false},
    {"lieferung", 27, false},
    {"spedizione", 27, false},
    {"consegna", 27, false},
    {"envio", 27, false},
    {"landlord", 28, false},
    {"landlady", 28, false},
    {"lessor", 28, false},
    {"vermieter", 28, false},
    {"bailleur", 28, false},
    {"locatore", 28, false},
    {"arrendador", 28, false},
    {"tenant", 29, false},
    {"lessee", 29, false},
    {"mieter", 29, false},
    {"locataire", 29, false},
    {"inquilino", 29, false},
    {"arrendatario", 29, false},
    {"physician", 30, false},
    {"doctor", 30, false},
    {"gp", 30, false},
    {"practitioner", 30, false},
    {"arzt", 30, false},
    {"hausarzt", 30, false},
    {"huisarts", 30, false},
    {"medecin", 30, false},
    {"medico", 30, false},
    {"surgeon", 30, false},
    {"therapist", 30, false},
    {"provider", 30, false},
    {"guarantor", 31, false},
    {"burge", 31, false},
    {"garant", 31, false},
    {"garante", 31, false},
    {"avalista", 31, false},
    {"fideiussore", 31, false},
    {"plaintiff", 32, false},
    {"claimant", 32, false},
    {"klager", 32, false},
    {"defendant", 33, false},
    {"respondent", 33, false},
    {"beklagter", 33, false},
    {"teacher", 34, false},
    {"lehrer", 34, false},
    {"lehrerin", 34, false},
    {"klassenlehrer", 34, false},
    {"enseignant", 34, false},
    {"insegnante", 34, false},
    {"leraar", 34, false},
    {"lawyer", 35, false},
    {"attorney", 35, false},
    {"anwalt", 35, false},
    {"rechtsanwalt", 35, false},
    {"avocat", 35, false},
    {"abogado", 35, false},
    {"avvocato", 35, false},
    {"advocaat", 35, false},
};

// What the word does not make another person's: the maiden name of one's mother is one's own answer.
constexpr std::string_view own[] = {
    "maiden",
    "jeune fille",
    "support",
    "care",
    "count",
    "number of",
    "nombre d",
    "parent company",
    "parent account",
    "parent id",
    // What a driver has to have, and what a parcel, a bill or an office is told by.
    "driver license",
    "drivers license",
    "driver s license",
    "driver licence",
    "drivers licence",
    "driver lic",
    "driving licence",
    "delivery date",
    "shipping date",
    "provider id",
    "power of attorney",
};

// Whom words of text name instead of the one who writes, or of whom a row is: relatives,
constexpr std::string_view words_for_relatives[] = {
    "wife",       "wifes",      "husband",  "husbands",   "spouse",        "spouses",         "partner",   "partners",
    "son",        "sons",       "daughter", "daughters",  "mother",        "mothers",         "father",    "fathers",
    "mom",        "moms",       "dad",      "dads",       "brother",       "brothers",        "sister",    "sisters",
    "kid",        "kids",       "child",    "childs",     "children",      "friend",          "friends",   "epouse",
    "epoux",      "femme",      "mari",     "conjoint",   "conjointe",     "compagne",        "compagnon", "fils",
    "fille",      "filles",     "mere",     "pere",       "frere",         "soeur",           "enfant",    "enfants",
    "ami",        "amie",       "frau",     "mann",       "ehefrau",       "ehemann",         "ehemanns",  "ehegatte",
    "ehegatten",  "gattin",     "gatten",   "ehepartner", "lebenspartner", "lebenspartnerin", "sohn",      "sohnes",
    "sohns",      "tochter",    "mutter",   "vater",      "vaters",        "bruder",          "bruders",   "schwester",
    "kind",       "kindes",     "kinder",   "esposa",     "esposo",        "marido",          "mujer",     "conyuge",
    "pareja",     "hijo",       "hija",     "madre",      "padre",         "hermano",         "hermana",   "moglie",
    "marito",     "coniuge",    "compagno", "compagna",   "figlio",        "figlia",          "fratello",  "sorella",
    "echtgenote", "echtgenoot", "vrouw",    "zoon",       "dochter",       "moeder",          "vriend",    "vriendin",
    "zus",        "broer"};
// and whoever one has to do with.
constexpr std::string_view words_for_others[] = {
    "boss",    "manager", "colleague", "assistant", "client",   "customer",  "company",  "collegue", "entreprise",
    "societe", "kollege", "kollegin",  "kunde",     "firma",    "chef",      "chefin",   "jefe",     "cliente",
    "empresa", "capo",    "azienda",   "patient",   "patients", "patientin", "patiente", "paziente", "paciente"};

bool holds_phrase(std::string_view words, std::string_view phrase, std::size_t& end) {
  for (std::size_t at = words.find(phrase); at != std::string_view::npos; at = words.find(phrase, at + 1)) {
    end = at + phrase.size();
    if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

}  // namespace

bool is_word_for_relative(std::string_view folded) {
  return std::ranges::find(words_for_relatives, folded) != std::end(words_for_relatives);
}

bool is_word_for_another(std::string_view folded) {
  return is_word_for_relative(folded) || std::ranges::find(words_for_others, folded) != std::end(words_for_others);
}

Whose whose_heading(std::string_view line) {
  constexpr std::size_t bytes_max = 60;
  constexpr std::ptrdiff_t blanks_max = 7;
  line = trim(line);
  while (!line.empty() && (line.back() == ':' || line.back() == '*' || line.back() == '-' || line.back() == '='))
    line.remove_suffix(1);
  if (line.empty() || line.size() > bytes_max || line.ends_with('.') || line.find(", ") != std::string_view::npos ||
      std::ranges::count(line, ' ') > blanks_max) {
    return {};
  }
  const Whose whose = whose_column(line);
  return whose.role >= 20 && whose.role <= 29 ? Whose{} : whose;
}

bool named_alone(const Whose& whose) {
  if (is_party(whose) && whose.role != 30) return true;
  constexpr std::uint8_t roles[] = {2, 3, 6, 9, 11, 12, 13};
  return std::ranges::find(roles, whose.role) != std::end(roles);
}

bool is_party(const Whose& whose) { return whose.role >= 20; }

bool is_of_household(const Whose& whose) { return whose.role != 0 && whose.role != 10 && !is_party(whose); }

bool is_father_or_mother(const Whose& whose) { return whose.role == 4 || whose.role == 5; }

bool is_beneficiary(const Whose& whose) { return whose.role == 7; }

bool is_named_only(const Whose& whose) {
  constexpr std::uint8_t roles[] = {4, 5, 10, 30, 34, 35};
  return std::ranges::find(roles, whose.role) != std::end(roles);
}

bool is_contact(const Whose& whose) {
  constexpr std::uint8_t roles[] = {4, 5, 6, 7, 9, 13, 28, 30, 31, 34, 35};
  return std::ranges::find(roles, whose.role) != std::end(roles);
}

Whose whose_column(std::string_view header) {
  const std::string words = header_words(header);
  if (words.empty()) return {};
  std::size_t end = 0;
  for (const Phrase& phrase : phrases) {
    if (!holds_phrase(words, phrase.words, end)) continue;
    std::size_t other = 0;
    for (const std::string_view word : own) {
      if (holds_phrase(words, word, other)) return {};
    }
    Whose whose{phrase.role, 0, phrase.relative};
    // "dependent 2 ssn", "dependent ssn 2", "2nd dependent": the first number there is.
    for (std::size_t at = 0; at < words.size() && whose.number == 0; ++at) {
      const bool begins = at == 0 || words[at - 1] == ' ';
      if (begins && is_digit(words[at]) && (at + 1 == words.size() || !is_digit(words[at + 1]))) {
        whose.number = static_cast<std::uint8_t>(words[at] - '0');
      }
    }
    return whose;
  }
  return {};
}

}  // namespace constat
