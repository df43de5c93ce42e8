#include "extract/row_keys.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace constat {

namespace {

constexpr std::size_t tables_max = 10'000;
constexpr std::size_t tokens_max = 20'000;

// A row of what more than one of these point at speaks of the first sort: an order is the customer's, not the clerk's.
struct Sort {
  std::string_view one;  // What is kept: singular and plural, and whatever the language, as the columns have it.
  std::string_view forms;
  int rank;
};
constexpr Sort sorts[] = {
    {"customer", "customer customers", 0},
    {"klant", "klant klanten", 0},
    {"klient", "klient klienci", 0},
    {"pacjent", "pacjent pacjenci", 0},
    {"client", "client clients", 0},
    {"kunde", "kunde kunden", 0},
    {"cliente", "cliente clientes clienti", 0},
    {"patient", "patient patients patienten", 0},
    {"paziente", "paziente pazienti", 0},
    {"paciente", "paciente pacientes", 0},
    {"student", "student students", 0},
    {"pupil", "pupil pupils", 0},
    {"eleve", "eleve eleves", 0},
    {"etudiant", "etudiant etudiants", 0},
    {"schueler", "schueler", 0},
    {"alumno", "alumno alumnos", 0},
    {"member", "member members", 0},
    {"membre", "membre membres", 0},
    {"adherent", "adherent adherents", 0},
    {"mitglied", "mitglied mitglieder", 0},
    {"socio", "socio socios soci", 0},
    {"donor", "donor donors", 0},
    {"subscriber", "subscriber subscribers", 0},
    {"abonne", "abonne abonnes", 0},
    {"guest", "guest guests", 0},
    {"passenger", "passenger passengers", 0},
    {"applicant", "applicant applicants", 0},
    {"candidate", "candidate candidates", 0},
    {"candidat", "candidat candidats", 0},
    {"policyholder", "policyholder policyholders", 0},
    {"person", "person persons people", 0},
    {"personne", "personne personnes", 0},
    {"persona", "persona personas", 0},
    {"contact", "contact contacts", 0},
    {"lead", "lead leads", 0},
    {"user", "user users", 1},
    {"utilisateur", "utilisateur utilisateurs", 1},
    {"benutzer", "benutzer", 1},
    {"usuario", "usuario usuarios", 1},
    {"utente", "utente utenti", 1},
    {"employee", "employee employees", 2},
    {"employe", "employe employes", 2},
    {"mitarbeiter", "mitarbeiter", 2},
    {"empleado", "empleado empleados", 2},
    {"dipendente", "dipendente dipendenti", 2},
    {"staff", "staff", 2},
    {"medewerker", "medewerker medewerkers", 2},
    {"werknemer", "werknemer werknemers", 2},
    {"pracownik", "pracownik pracownicy", 2},
    {"funcionario", "funcionario funcionarios", 2},
};

const Sort* sort_of(std::string_view word) {
  if (word.size() < 4) return nullptr;
  for (const Sort& sort : sorts) {
    for (const std::string_view form : split(sort.forms, ' ')) {
      if (form == word) return &sort;
    }
  }
  return nullptr;
}

std::string_view bare(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

// Words of a name in small letters: "CustomerID" and "customer_id" are two each.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (std::size_t at = 0; at < name.size(); ++at) {
    const char c = name[at];
    const bool capital = c >= 'A' && c <= 'Z';
    const bool parts = capital && at > 0 && name[at - 1] >= 'a' && name[at - 1] <= 'z';
    if ((parts || !is_alnum(c)) && !words.back().empty()) words.emplace_back();
    if (is_alnum(c)) words.back().push_back(capital ? static_cast<char>(c | 0x20) : c);
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

const Sort* sort_of_table(std::string_view name) {
  std::vector<std::string> words = words_of(bare(name));
  // "tbl_customers", "wp_users"; but "old_customers" has numbers of its own.
  constexpr std::string_view others[] = {"old", "new", "bak", "tmp", "temp", "test", "arch", "hist", "copy", "del"};
  if (words.size() == 2 && words[0].size() <= 4 && std::ranges::find(others, words[0]) == std::end(others))
    words.erase(words.begin());
  return words.size() == 1 ? sort_of(words[0]) : nullptr;
}

// "customer_id", "CustomerID", "customerid", "id_client".
const Sort* sort_of_column(std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  if (words.size() == 2 && (words[1] == "id" || words[1] == "fk")) return sort_of(words[0]);
  if (words.size() == 2 && (words[0] == "id" || words[0] == "fk")) return sort_of(words[1]);
  if (words.size() == 1 && words[0].ends_with("id")) return sort_of(words[0].substr(0, words[0].size() - 2));
  return nullptr;
}

// Whose rows are somebody else's than the one they refer to.
bool is_of_others(std::string_view table) {
  constexpr std::string_view beginnings[] = {"depend",   "benefic", "emergency", "famil",    "relative", "child",
                                             "spouse",   "kin",     "guardian",  "parent",   "referral", "ayant",
                                             "conjoint", "enfant",  "invit",     "message",  "friend",   "follow",
                                             "share",    "gift",    "einladung", "nachricht"};
  for (const std::string& word : words_of(bare(table))) {
    if (std::ranges::any_of(beginnings, [&word](std::string_view one) { return word.starts_with(one); })) return true;
  }
  return false;
}

// A column that names another one than whom the row refers to: an invitation's address is its recipient's.
bool tells_of_others(std::string_view column) {
  constexpr std::string_view others[] = {"recipient", "receiver",     "invitee",   "friend",     "sender",      "to",
                                         "from",      "destinataire", "empfanger", "empfaenger", "destinatario"};
  const std::vector<std::string> words = words_of(column);
  return std::ranges::any_of(words, [&](const std::string& word) {
    if (word != "to" && word != "from") return std::ranges::find(others, word) != std::end(others);
    // "valid_from" and "from_date" tell of nobody.
    return std::ranges::any_of(words, [](const std::string& beside) {
      return beside == "email" || beside == "mail" || beside == "name" || beside == "address" || beside == "phone";
    });
  });
}

// A column of what only persons have: a name in parts, a birth date.
bool tells_a_person(std::string_view column) {
  constexpr std::string_view words_of_persons[] = {
      "firstname",       "forename",  "givenname",     "lastname",     "surname",     "familyname",    "fullname",
      "prenom",          "vorname",   "nachname",      "voornaam",     "achternaam",  "apellido",      "apellidos",
      "cognome",         "imie",      "nazwisko",      "birthdate",    "dateofbirth", "dob",           "birthday",
      "birth",           "naissance", "datenaissance", "geburtsdatum", "gebdat",      "geboortedatum", "nacimiento",
      "fechanacimiento", "nascita",   "datanascita",   "nascimento",   "sobrenome",   "apelido"};
  std::string joined;
  bool single = false;
  for (const std::string& word : words_of(column)) {
    joined += word;
    single = single || (word.size() >= 5 && std::ranges::find(words_of_persons, word) != std::end(words_of_persons));
  }
  return single || std::ranges::find(words_of_persons, joined) != std::end(words_of_persons);
}

// Names and signs of a definition; what is quoted by ' and comments are left out.
std::vector<std::string> tokens_of(std::string_view text) {
  std::vector<std::string> tokens;
  for (std::size_t at = 0; at < text.size() && tokens.size() < tokens_max;) {
    const char c = text[at];
    if (c == '-' && text.substr(at).starts_with("--")) {
      at = std::min(text.find('\n', at), text.size());
    } else if (c == '/' && text.substr(at).starts_with("/*")) {
      const std::size_t end = text.find("*/", at + 2);
      at = end == std::string_view::npos ? text.size() : end + 2;
    } else if (c == '"' || c == '`' || c == '[' || c == '\'') {
      const std::size_t end = std::min(text.find(c == '[' ? ']' : c, at + 1), text.size());
      if (c != '\'') tokens.push_back(to_lower_ascii(text.substr(at + 1, end - at - 1)));
      at = std::min(end + 1, text.size());
    } else if (is_alnum(c) || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0) {
      std::size_t end = at;
      while (end < text.size() && (is_alnum(text[end]) || text[end] == '_' || text[end] == '$' ||
                                   (static_cast<unsigned char>(text[end]) & 0x80U) != 0))
        ++end;
      tokens.push_back(to_lower_ascii(text.substr(at, end - at)));
      at = end;
    } else {
      if (c == '(' || c == ')' || c == ',' || c == '.') tokens.emplace_back(1, c);
      ++at;
    }
  }
  return tokens;
}

class Definition {
 public:
  explicit Definition(std::string_view text) : tokens_(tokens_of(text)) {}
  const std::string& at(std::size_t index) const { return index < tokens_.size() ? tokens_[index] : none_; }
  std::size_t size() const { return tokens_.size(); }
  // "public"."customers": the last part; moves behind it.
  std::string name(std::size_t& index) const {
    std::string last = at(index++);
    while (at(index) == ".") {
      last = at(index + 1);
      index += 2;
    }
    return last;
  }
  // The one column between brackets; "" where there are several, or none.
  std::string only_column(std::size_t& index) const {
    if (at(index) != "(") return {};
    std::string column = at(index + 1);
    const bool alone = at(index + 2) == ")";
    while (index < size() && at(index) != ")") ++index;
    ++index;
    return alone ? column : std::string();
  }

 private:
  std::vector<std::string> tokens_;
  std::string none_;
};

}  // namespace

std::string_view persons_of_table(std::string_view name) {
  const Sort* const sort = sort_of_table(name);
  return sort == nullptr ? std::string_view() : sort->one;
}

void RowKeys::learn(std::string_view statement) {
  constexpr std::size_t bytes_max = 1U << 20;
  const Definition text(statement.substr(0, bytes_max));
  const bool alters = text.at(0) == "alter";
  if (text.at(0) != "create" && !alters) return;
  std::size_t at = 1;
  while (at < 6 && text.at(at) != "table") ++at;
  if (text.at(at) != "table") return;
  ++at;
  for (const std::string_view word : {"only", "if", "not", "exists"}) at += text.at(at) == word ? 1 : 0;
  const std::string name = text.name(at);
  if (name.empty() || (!alters && text.at(at) != "(")) return;
  if (tables_.size() >= tables_max && !tables_.contains(name)) return;
  Known& table = tables_[name];
  std::size_t depth = 0;
  std::string column;  // The one in hand.
  bool begins = false;
  for (; at < text.size(); ++at) {
    const std::string& token = text.at(at);
    if (token == "(") {
      begins = ++depth == 1;
      continue;
    }
    if (token == ")") {
      if (depth > 0) --depth;
      continue;
    }
    if (token == ",") {
      begins = depth == 1;
      continue;
    }
    if (token == "primary" && text.at(at + 1) == "key") {
      std::size_t behind = at + 2;
      if (text.at(behind) == "(") {
        table.primary = text.only_column(behind);
        at = behind - 1;
      } else {
        table.primary = column;
      }
      begins = false;
      continue;
    }
    if (token == "foreign" && text.at(at + 1) == "key") {
      std::size_t behind = at + 2;
      if (text.at(behind) != "(") ++behind;  // MySQL: a name for the index.
      column = text.only_column(behind);
      at = behind - 1;
      begins = false;
      continue;
    }
    if (token == "references") {
      std::size_t behind = at + 1;
      Reference reference{column, text.name(behind), {}};
      const bool keyed = text.at(behind) == "(";
      reference.key = text.only_column(behind);
      if (!reference.column.empty() && !(keyed && reference.key.empty())) table.references.push_back(reference);
      at = behind - 1;
      begins = false;
      continue;
    }
    if (begins && depth == 1) {
      column = token;
      table.persons = table.persons || tells_a_person(column);
    }
    begins = false;
  }
}

std::string_view RowKeys::persons_by_column(std::string_view column) const {
  constexpr std::size_t stem_min = 3;
  constexpr std::size_t ending_max = 3;
  std::string stem;
  std::vector<std::string> words = words_of(column);
  if (words.size() == 2 && (words[1] == "id" || words[1] == "fk")) stem = words[0];
  if (words.size() == 2 && (words[0] == "id" || words[0] == "fk")) stem = words[1];
  if (words.size() == 1 && words[0].ends_with("id")) stem = words[0].substr(0, words[0].size() - 2);
  if (stem.size() < stem_min) return {};
  std::string_view found;
  for (auto table = tables_.lower_bound(stem); table != tables_.end() && table->first.starts_with(stem); ++table) {
    if (!table->second.persons || table->first.size() > stem.size() + ending_max) continue;
    if (!found.empty()) return {};  // Two of them: it cannot be told which.
    found = table->first;
  }
  return found;
}

RowKey RowKeys::of(std::string_view table, std::span<const std::string_view> columns) const {
  const std::string name = to_lower_ascii(bare(table));
  const auto known = tables_.find(name);
  const auto index_of = [&](std::string_view wanted) {
    for (std::size_t index = 0; index < columns.size(); ++index) {
      if (equals_ignoring_case(columns[index], wanted)) return index;
    }
    return SIZE_MAX;
  };
  if (const Sort* const own = sort_of_table(table); own != nullptr) {
    std::size_t key =
        known == tables_.end() || known->second.primary.empty() ? SIZE_MAX : index_of(known->second.primary);
    const std::size_t plain = index_of("id");
    std::size_t named = SIZE_MAX;
    for (std::size_t index = 0; index < columns.size(); ++index) {
      if (sort_of_column(columns[index]) == own) named = named == SIZE_MAX ? index : columns.size();
    }
    // "id" and "customer_id" in one table: it cannot be told which of them the others mean.
    if (plain != SIZE_MAX && named != SIZE_MAX) return {};
    if (key == SIZE_MAX) key = plain != SIZE_MAX ? plain : named;
    return key < columns.size() ? RowKey{key, own->one} : RowKey{};
  }
  if (is_of_others(table)) return {};
  if (known != tables_.end() && known->second.persons && known->first.find(' ') == std::string::npos) {
    const std::size_t key = index_of(known->second.primary.empty() ? std::string_view("id") : known->second.primary);
    return key < columns.size() ? RowKey{key, known->first} : RowKey{};
  }
  if (std::ranges::any_of(columns, tells_of_others)) return {};
  RowKey best;
  constexpr int rank_unnamed = 3;
  int best_rank = 9;
  const auto take = [&](std::size_t index, const Sort& sort) {
    if (index == best.column) return;
    // A sender and a recipient, both users: whose the row is cannot be told.
    if (sort.one == best.of) best.column = columns.size();
    if (sort.rank < best_rank) {
      best = {index, sort.one};
      best_rank = sort.rank;
    }
  };
  // Two that number persons of tables whose names say nothing: whose the row is cannot be told either.
  const auto take_unnamed = [&](std::size_t index, std::string_view of) {
    if (best_rank == rank_unnamed && best.column != index) best.column = columns.size();
    if (best_rank <= rank_unnamed || of.find(' ') != std::string_view::npos) return;
    best = {index, of};
    best_rank = rank_unnamed;
  };
  for (std::size_t index = 0; index < columns.size(); ++index) {
    const Reference* declared = nullptr;
    if (known != tables_.end()) {
      for (const Reference& reference : known->second.references) {
        if (equals_ignoring_case(reference.column, columns[index])) declared = &reference;
      }
    }
    if (declared == nullptr) {
      if (const Sort* const sort = sort_of_column(columns[index]); sort != nullptr) {
        take(index, *sort);
      } else if (const std::string_view unnamed = persons_by_column(columns[index]); !unnamed.empty()) {
        take_unnamed(index, unnamed);
      }
      continue;
    }
    const Sort* const sort = sort_of_table(declared->table);
    const auto target = tables_.find(declared->table);
    const std::string_view primary = target == tables_.end() ? std::string_view() : target->second.primary;
    if (sort == nullptr) {
      if (target == tables_.end() || !target->second.persons) continue;
      const std::string_view key = primary.empty() ? std::string_view("id") : primary;
      if (declared->key.empty() || declared->key == key) take_unnamed(index, target->first);
      continue;
    }
    if (declared->key.empty() || declared->key == primary || (primary.empty() && declared->key == "id") ||
        (primary.empty() && sort_of_column(declared->key) == sort))
      take(index, *sort);
  }
  return best.column < columns.size() ? best : RowKey{};
}

}  // namespace constat
