// Columns of persons' names: whole ones, and their parts in columns of their own.
#include <algorithm>
#include <cmath>

#include "detect/tables/column_rules.h"

namespace constat::tables {
namespace {

// "Nom" beside "Prénom": whether another column is called one of given names.
bool given_names_beside(const Evidence& evidence, const Column& column) {
  return std::any_of(evidence.columns.begin(), evidence.columns.end(), [&](const Column& other) {
    if (&other == &column || other.header.empty()) return false;
    const HeaderMeaning meaning = evidence.know.headers.read(other.header);
    return meaning.count != 0 && meaning.readings[0].name == evidence.know.first_name && meaning.readings[0].strong;
  });
}

// How many of the cells have the form of names, be they in a list or not.
float unlisted_names(const Evidence& evidence) {
  if (evidence.know.names == nullptr) return 0;
  const NameLexicon& names = *evidence.know.names;
  const auto count = std::ranges::count_if(evidence.values, [&names](std::string_view cell) {
    return names.may_be_unlisted_name(cell) || names.full_name_score(cell) >= 0.5F;
  });
  return share(static_cast<std::size_t>(count), evidence.values.size());
}

// "SIMMEL/BEZALEL MR": half of them with a title, which pairs of words and paths have not.
float airline_names(const Evidence& evidence) {
  if (evidence.values.empty() || evidence.values.front().find('/') == std::string_view::npos) return 0;
  std::size_t written_bytes = 0;
  std::size_t titled = 0;
  const auto count = std::ranges::count_if(evidence.values, [&](std::string_view cell) {
    const bool name = !airline_name(cell, written_bytes).empty();
    titled += name && written_bytes < cell.size() ? 1 : 0;
    return name;
  });
  return titled * 2 >= evidence.values.size() ? share(static_cast<std::size_t>(count), evidence.values.size()) : 0;
}

// "Holloway / Margaret", "HOLLOWAY; MARGARET", "Holloway_Margaret": most cells have one sign between a surname and a
// given name, in one order. Gives the sign; 0 where it is not so.
char sign_between_names(const Evidence& evidence, bool& surnames_first) {
  if (evidence.know.names == nullptr || evidence.values.empty()) return 0;
  const NameLexicon& names = *evidence.know.names;
  for (const char sign : {'/', ';', '_', '|'}) {
    if (evidence.values.front().find(sign) == std::string_view::npos) continue;
    std::size_t first = 0;
    std::size_t last = 0;
    for (const std::string_view cell : evidence.values) {
      const std::size_t at = cell.find(sign);
      if (at == std::string_view::npos || cell.find(sign, at + 1) != std::string_view::npos) continue;
      const std::string_view left = trim(cell.substr(0, at));
      const std::string_view right = trim(cell.substr(at + 1));
      if (left.empty() || right.empty()) continue;
      // Two given names are two persons.
      const auto given = [&names](std::string_view part) {
        return names.given_name_score(part.substr(0, part.find(' ')));
      };
      const float as_surname = names.surname_score(left) - given(left) + given(right) - names.surname_score(right);
      const bool whole = names.full_name_score(std::string(left) + " " + std::string(right)) >= 0.4F ||
                         names.full_name_score(std::string(right) + " " + std::string(left)) >= 0.4F;
      if (!whole) continue;
      first += as_surname > 0 ? 1 : 0;
      last += as_surname < 0 ? 1 : 0;
    }
    surnames_first = first > last;
    return share(std::max(first, last), evidence.values.size()) >= 0.6F ? sign : '\0';
  }
  return 0;
}

// "Account name" beside sort codes or IBANs: whose account it is. Elsewhere it is one of a ledger.
bool names_holder(const Evidence& evidence, const Column& column) {
  const HeaderMeaning& meaning = evidence.meaning;
  if (meaning.count == 0 || meaning.readings[0].name != evidence.know.other ||
      header_words(column.header) != "account name") {
    return false;
  }
  const HeaderLexicon& headers = evidence.know.headers;
  return header_beside(evidence,
                       {headers.find("uk_sort_code"), headers.find("iban"), headers.find("aba_routing_number")});
}

// A bare "name" whose values are places, or that stands beside coordinates, prices, species: it names no persons,
// unless something beside it is of persons alone.
bool names_places_or_goods(const Evidence& evidence, const Column& column, float full) {
  const TableCompany& headers = evidence.beside.headers;
  if (evidence.beside.form || !is_bare_name(column.header) || headers.persons || evidence.know.names == nullptr) {
    return false;
  }
  if (headers.places || headers.goods) return headers.places || full < 0.9F;
  // Single words are towns and given names alike: "Florence".
  const auto places = std::ranges::count_if(evidence.values, [&](std::string_view cell) {
    return cell.find(' ') != std::string_view::npos && evidence.know.names->city_score(cell) >= 0.5F;
  });
  return share(static_cast<std::size_t>(places), evidence.values.size()) >= 0.4F;
}

// Headers of what is called after persons, as whole headers: rooms, ships, schools. ("Ship Name" is whom goods go to,
// "Project Manager" somebody.)
bool names_things(std::string_view header) {
  static constexpr std::string_view things[] = {"club",
                                                "clubs",
                                                "club name",
                                                "verein",
                                                "vereinsname",
                                                "producer",
                                                "producers",
                                                "manufacturer",
                                                "maker",
                                                "hersteller",
                                                "produzent",
                                                "producteur",
                                                "fabricant",
                                                "fabricante",
                                                "productor",
                                                "produttore",
                                                "project",
                                                "projects",
                                                "projekt",
                                                "projektname",
                                                "projet",
                                                "nom du projet",
                                                "proyecto",
                                                "progetto",
                                                "room",
                                                "rooms",
                                                "room name",
                                                "meeting room",
                                                "conference room",
                                                "raum",
                                                "raumname",
                                                "sitzungssaal",
                                                "salle",
                                                "nom de la salle",
                                                "sala",
                                                "ship",
                                                "ships",
                                                "vessel",
                                                "vessel name",
                                                "boat",
                                                "boat name",
                                                "schiff",
                                                "schiffsname",
                                                "navire",
                                                "nom du navire",
                                                "bateau",
                                                "buque",
                                                "school",
                                                "schools",
                                                "school name",
                                                "schule",
                                                "ecole",
                                                "escuela",
                                                "colegio",
                                                "scuola",
                                                "team",
                                                "teams",
                                                "team name",
                                                "mannschaft",
                                                "equipe",
                                                "equipo",
                                                "squadra",
                                                "marke",
                                                "marque",
                                                "marca",
                                                "street",
                                                "street name",
                                                "strasse",
                                                "strassenname",
                                                "rue",
                                                "nom de la rue",
                                                "calle",
                                                "via",
                                                "building",
                                                "building name",
                                                "gebaude",
                                                "batiment",
                                                "edificio",
                                                "language",
                                                "languages",
                                                "sprache",
                                                "langue",
                                                "idioma",
                                                "lingua",
                                                "dog",
                                                "horse",
                                                "hund",
                                                "pferd",
                                                "chien",
                                                "cheval",
                                                "perro",
                                                "caballo",
                                                "cane",
                                                "cavallo",
                                                "cat",
                                                "katze",
                                                "gato",
                                                "gatto",
                                                "foal",
                                                "fohlen",
                                                "puppy",
                                                "welpe",
                                                "sire",
                                                "dam",
                                                "stallion",
                                                "mare",
                                                "dog name",
                                                "horse name",
                                                "pet",
                                                "pet name"};
  return std::ranges::find(things, header_words(header)) != std::end(things);
}

// A "Name" of what the columns beside it are of: of animals beside "Sire" and "Dam", of projects beside who owns them
// and what they cost ("Project, Name, Hours" is who works on it), of rooms beside their seats, of ships.
bool names_thing_beside(const Evidence& evidence, std::string_view header) {
  static constexpr std::string_view pedigree[] = {"sire", "dam", "stallion", "mare"};
  static constexpr std::string_view projects[] = {"project", "projects",  "project id", "project no", "project code",
                                                  "projekt", "projektnr", "projet",     "proyecto",   "progetto"};
  static constexpr std::string_view of_projects[] = {
      "owner",          "project owner", "lead",           "project lead",     "manager",       "project manager",
      "sponsor",        "budget",        "leiter",         "leitung",          "projektleiter", "projektleitung",
      "verantwortlich", "responsable",   "chef de projet", "jefe de proyecto", "responsabile",  "capo progetto",
      "deadline"};
  static constexpr std::string_view ships[] = {"imo",  "imo no",           "imo number", "mmsi",
                                               "flag", "call sign",        "gt",         "gross tonnage",
                                               "dwt",  "port of registry", "flagge",     "pavillon"};
  static constexpr std::string_view ship_to[] = {"ship address", "ship address1", "ship city", "ship to", "ship zip"};
  static constexpr std::string_view rooms[] = {"room", "rooms",  "room no", "room number", "room id",
                                               "raum", "raumnr", "salle",   "sala",        "aula"};
  static constexpr std::string_view of_rooms[] = {"seats",  "capacity",  "seating capacity", "sitzplatze",
                                                  "platze", "kapazitat", "capacite",         "nb places",
                                                  "aforo",  "plazas",    "capienza",         "posti"};
  if (is_bare_name(header)) {
    return headed_by(evidence, pedigree) || (headed_by(evidence, projects) && headed_by(evidence, of_projects)) ||
           (headed_by(evidence, rooms) && headed_by(evidence, of_rooms));
  }
  return header_words(header) == "ship name" && headed_by(evidence, ships) && !headed_by(evidence, ship_to);
}

// The export of a password manager (LastPass, Bitwarden, 1Password, KeePass): its "name" or "title" is a site's. Told
// by a column that only such have, beside one of passwords.
bool is_password_manager(const Evidence& evidence) {
  static constexpr std::string_view own[] = {"login uri", "login totp", "totp",    "otpauth",
                                             "otp auth",  "reprompt",   "grouping"};
  static constexpr std::string_view sites[] = {"url", "login uri", "website", "urls", "login url"};
  return header_beside(evidence, {evidence.know.password_class}) && headed_by(evidence, sites) &&
         headed_by(evidence, own);
}

}  // namespace

bool type_as_name(const Evidence& evidence, Column& column) {
  const bool site =
      (is_bare_name(column.header) || header_words(column.header) == "title") && is_password_manager(evidence);
  if (!evidence.beside.form && (names_things(column.header) || site || names_thing_beside(evidence, column.header))) {
    column.unnamed = true;
    return false;
  }
  const Knowledge& know = evidence.know;
  const Profile& profile = evidence.profile;
  const HeaderMeaning& meaning = evidence.meaning;
  bool strong = false;
  const float alphabetic = share(profile.alphabetic, profile.count);
  const bool first = header_is(meaning, know.first_name, strong) && meaning.readings[0].name == know.first_name;
  const bool last = header_is(meaning, know.last_name, strong) && meaning.readings[0].name == know.last_name;
  const bool middle = header_is(meaning, know.middle_name, strong) && meaning.readings[0].name == know.middle_name;
  if (first || last || middle) {
    const float rate = first ? average(evidence, &NameLexicon::given_name_score)
                             : std::max(average(evidence, &NameLexicon::surname_score),
                                        average(evidence, &NameLexicon::full_name_score));
    // "Given,Family": the one half vouches for the other, however uncommon the names. "Family" alone may be of plants.
    const bool paired = alphabetic >= 0.9F && profile.long_cells == 0 &&
                        header_beside(evidence, {first ? know.last_name : know.first_name});
    if (alphabetic >= 0.7F && (strong || middle || paired) && (rate >= 0.12F || middle || paired)) {
      if (middle) {
        column.kind = Kind::skip;
        return true;
      }
      set_type(column, first ? Kind::first_name : Kind::last_name, know.person, "person_name",
               rate >= 0.4F ? 0.95F : 0.85F,
               std::string(first ? "header of given names" : "header of surnames") + "; " + percent(rate) +
                   " of the values are in the lists");
      return true;
    }
  }
  if (airline_names(evidence) >= 0.7F) {
    set_type(column, Kind::person, know.person, "person_name", 0.9F, "names as airlines write them");
    return true;
  }
  bool whole_strong = false;
  const bool named = header_is(meaning, know.person_name, whole_strong);
  if (named && alphabetic >= 0.7F && profile.long_cells == 0) {
    bool surnames_first = false;
    if (const char sign = sign_between_names(evidence, surnames_first); sign != 0) {
      set_type(column, Kind::person, know.person, "person_name", 0.9F, "header of names; a sign between their halves");
      column.name_sign = sign;
      column.surnames_first = surnames_first;
      return true;
    }
  }
  if (alphabetic >= 0.7F && profile.long_cells == 0) {
    const float full = average(evidence, &NameLexicon::full_name_score);
    const float two = share(profile.words_two, profile.count);
    if (full >= 0.45F && names_holder(evidence, column)) {
      set_type(column, Kind::person, know.person, "person_name", 0.9F, "holders of accounts, beside banks' numbers");
      return true;
    }
    if (named && meaning.readings[0].name == know.person_name) {
      if (names_places_or_goods(evidence, column, full)) {
        column.unnamed = true;
        return false;
      }
      const float given = two < 0.5F ? average(evidence, &NameLexicon::given_name_score) : 0.0F;
      const float surname = two < 0.5F ? average(evidence, &NameLexicon::surname_score) : 0.0F;
      if (full >= (whole_strong ? 0.25F : 0.45F)) {
        set_type(column, Kind::person, know.person, "person_name", full >= 0.5F ? 0.95F : 0.85F,
                 "header of names; " + percent(full) + " of the values read as full names");
        return true;
      }
      if (whole_strong && two >= 0.7F && full >= 0.1F) {
        set_type(column, Kind::person, know.person, "person_name", 0.75F,
                 "header of names; values of two words and more");
        return true;
      }
      if (two < 0.5F && profile.numbers == 0 && given_names_beside(evidence, column)) {
        set_type(column, Kind::last_name, know.person, "person_name", 0.9F,
                 "header of names beside one of given names");
        return true;
      }
      // "Nome" beside "Cognome", "Nombre" beside "Apellido1".
      if (profile.numbers == 0 && is_bare_name(column.header) && header_beside(evidence, {know.last_name})) {
        set_type(column, Kind::first_name, know.person, "person_name", 0.9F, "header of names beside one of surnames");
        return true;
      }
      if (profile.numbers == 0 && meaning.readings[0].whole && !whole_strong && place_beside(evidence) &&
          header_beside(evidence, {know.street})) {
        const float single = std::max(surname, average(evidence, &NameLexicon::surname_score));
        if (single >= 0.3F || full >= 0.3F) {
          set_type(
              column, single >= full ? Kind::last_name : Kind::person, know.person, "person_name", 0.8F,
              "header of names beside an address; " + percent(std::max(single, full)) + " of the values are names");
          return true;
        }
      }
      if (meaning.readings[0].whole && !is_bare_name(column.header) && unlisted_names(evidence) >= 0.7F) {
        set_type(column, Kind::person, know.person, "person_name", 0.8F,
                 "header of persons; the values have the form of names, though of uncommon ones");
        return true;
      }
      if (given >= 0.6F || surname >= 0.7F) {
        // "nom" beside "prenom", "name" with given names only.
        set_type(column, surname > given ? Kind::last_name : Kind::first_name, know.person, "person_name",
                 whole_strong ? 0.85F : 0.7F, "header of names; single words that are names");
        return true;
      }
    } else if (!header_contradicts(meaning, {know.person_name, know.national_id, know.employee}) &&
               profile.count >= 2 && full >= 0.6F && two >= 0.8F && share(profile.distinct, profile.count) >= 0.3F) {
      const float confidence = profile.count >= 5 ? 0.88F : 0.75F;
      set_type(column, Kind::person, know.person, "person_name", meaning.count == 0 ? confidence : confidence - 0.1F,
               percent(full) + " of the values read as full names" + (meaning.blank ? ", no header" : ""));
      return true;
    } else if (meaning.count == 0 && profile.count >= 3 && two < 0.3F) {
      // Kept in mind until the neighbour is known.
      const float given = average(evidence, &NameLexicon::given_name_score);
      const float surname = average(evidence, &NameLexicon::surname_score);
      if (given >= 0.6F || surname >= 0.75F) {
        set_type(column, given >= surname ? Kind::first_name : Kind::last_name, know.person, "person_name", 0.4F, "");
        column.given_lean = given - surname;
      }
      if (column.kind != Kind::text) return true;
    }
  }
  return false;
}

void settle_names(std::vector<Column>& columns, Surroundings& beside) {
  const std::size_t width = columns.size();
  const auto open = [&](std::size_t index) {
    return index < width && columns[index].confidence == 0.4F &&
           (columns[index].kind == Kind::first_name || columns[index].kind == Kind::last_name);
  };
  for (std::size_t index = 0; index + 1 < width; ++index) {
    Column& left = columns[index];
    Column& right = columns[index + 1];
    const bool both = open(index) && open(index + 1) && std::fabs(left.given_lean - right.given_lean) >= 0.08F;
    const bool beside_left = open(index) && !open(index + 1) && right.kind != left.kind &&
                             (right.kind == Kind::first_name || right.kind == Kind::last_name);
    const bool beside_right = open(index + 1) && !open(index) && right.kind != left.kind &&
                              (left.kind == Kind::first_name || left.kind == Kind::last_name);
    if (both) {
      const bool left_given = left.given_lean > right.given_lean;
      left.kind = left_given ? Kind::first_name : Kind::last_name;
      right.kind = left_given ? Kind::last_name : Kind::first_name;
    }
    for (Column* column : {&left, &right}) {
      if (!both && !(column == &left ? beside_left : beside_right)) continue;
      column->confidence = 0.85F;
      column->why = std::string(column->kind == Kind::first_name ? "given names" : "surnames") +
                    " beside the other part of the name, no header";
    }
  }
  for (std::size_t index = 0; index < width; ++index) {
    Column& column = columns[index];
    if (column.confidence < reported_min && (column.kind == Kind::first_name || column.kind == Kind::last_name)) {
      column = Column{.header = column.header, .type_name = {}, .why = {}};
    }
    beside.person = beside.person || is_name(column.kind);
  }
}

}  // namespace constat::tables
