#include "report/notice_list.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "casefile/finding_reader.h"
#include "casefile/persons.h"
#include "report/charts.h"
#include "report/duty_words.h"
#include "report/words.h"

namespace constat {

namespace {

constexpr std::array<std::string_view, 3> contact_types = {"postal_address", "email_address", "phone_number"};

// The spelling of each kind that stands most often with each wanted person, in one walk over the findings.
struct Contact {
  std::string spelling;
  std::uint64_t count = 0;
};
constexpr std::size_t spellings_max = 8;  // Of one person and kind that are weighed against each other.
using Contacts = std::unordered_map<std::int64_t, std::array<std::vector<Contact>, contact_types.size()>>;

Result<void> add_contacts(Case& file, Contacts& contacts) {
  FindingQuery query;
  query.confidence_min = sure_thousandths;
  std::map<std::int64_t, std::size_t> kinds;
  for (std::size_t kind = 0; kind < contact_types.size(); ++kind) {
    Statement row(file.database(), "SELECT id FROM type WHERE name = ?");
    row.bind(1, contact_types[kind]);
    if (!row.step()) continue;
    kinds[row.integer(0)] = kind;
    query.types.push_back(row.integer(0));
  }
  if (query.types.empty()) return {};
  FindingReader reader(file, query);
  while (true) {
    const auto more = reader.next();
    if (!more) continue;  // A damaged block: the rest is read.
    if (!*more) return {};
    const auto person = contacts.find(reader.person());
    if (person == contacts.end()) continue;
    TRY_ASSIGN(const std::string_view spelling, reader.spelling());
    std::vector<Contact>& known = person->second[kinds[reader.finding().type]];
    const auto same = std::ranges::find(known, spelling, &Contact::spelling);
    if (same != known.end()) {
      ++same->count;
    } else if (known.size() < spellings_max) {
      known.push_back({std::string(spelling), 1});
    }
  }
}

std::string best_of(const std::vector<Contact>& contacts) {
  const auto best = std::ranges::max_element(contacts, {}, &Contact::count);  // The first of equals.
  return best == contacts.end() ? "" : best->spelling;
}

// As on an envelope's line: lines and runs of blanks (an address of a form, set in columns) are one.
std::string on_one_line(std::string_view text) {
  std::string out;
  bool line = false;
  bool blank = false;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == '\t' || c == ' ') {
      line = line || c == '\n' || c == '\r';
      blank = true;
      continue;
    }
    if (blank && !out.empty()) out += line && out.back() != ',' ? ", " : " ";
    line = blank = false;
    out += c;
  }
  return out;
}

// "Whitfield, Margaret" as one writes to her: "Margaret Whitfield". A suffix ("Doe, Jr.") stays where it is.
std::string as_addressed(const std::string& name) {
  const std::size_t comma = name.find(", ");
  if (comma == std::string::npos || name.find(',', comma + 1) != std::string::npos) return name;
  const std::string given = name.substr(comma + 2);
  for (const std::string_view suffix : {"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "PhD", "MD", "Esq", "Esq."}) {
    if (given == suffix) return name;
  }
  return given + " " + name.substr(0, comma);
}

std::string residence_name(const Residence& residence) {
  if (residence.country.empty()) return "unknown";
  if (residence.country != "US") return residence.country;
  return "US-" + (residence.state.empty() ? "unknown" : residence.state);
}

std::string filled(std::string text, const std::map<std::string, std::string>& fields) {
  for (const auto& [name, value] : fields) {
    const std::string mark = "{{" + name + "}}";
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) {
      text.replace(at, mark.size(), value);
    }
  }
  return text;
}

std::string gap_or(const std::string& value, std::string_view gap) {
  return value.empty() ? "[" + std::string(gap) + "]" : value;
}

struct RelationWords {
  std::string_view relation, en, fr, letter_en, letter_fr;
};
constexpr RelationWords relation_words[] = {
    {"employee", "employee", "salarié", "This concerns you as an employee.",
     "Elles vous concernent en qualité de salarié."},
    {"former", "former employee", "ancien salarié", "This concerns you as a former employee.",
     "Elles vous concernent en qualité d’ancien salarié."},
    {"contractor", "contractor", "prestataire", "This concerns you as a contractor.",
     "Elles vous concernent en qualité de prestataire."},
    {"candidate", "candidate", "candidat", "This concerns you as an applicant for employment.",
     "Elles vous concernent en qualité de candidat à un emploi."},
    {"customer", "customer", "client", "This concerns you as a customer.",
     "Elles vous concernent en qualité de client."},
    {"patient", "patient", "patient", "This concerns you as a patient.",
     "Elles vous concernent en qualité de patient."},
    {"student", "pupil or student", "élève ou étudiant", "This concerns you as a pupil or student.",
     "Elles vous concernent en qualité d’élève ou d’étudiant."},
    {"donor", "donor", "donateur", "This concerns you as a donor.", "Elles vous concernent en qualité de donateur."},
    {"member", "member", "adhérent", "This concerns you as a member.", "Elles vous concernent en qualité d’adhérent."},
    {"tenant", "tenant", "locataire", "This concerns you as a tenant.",
     "Elles vous concernent en qualité de locataire."},
    {"supplier", "supplier's contact", "contact chez un fournisseur", "This concerns you as our contact at a supplier.",
     "Elles vous concernent en qualité de contact chez un fournisseur."},
    {"shareholder", "shareholder", "actionnaire", "This concerns you as a shareholder.",
     "Elles vous concernent en qualité d’actionnaire."},
    {"dependant", "dependant", "ayant droit",
     "This concerns you as a family member or dependant of somebody in our files.",
     "Elles vous concernent en qualité d’ayant droit d’une personne figurant dans nos fichiers."},
    {"contact", "guardian or emergency contact", "représentant légal ou personne à prévenir",
     "This concerns you as the guardian or emergency contact of somebody in our files.",
     "Elles vous concernent en qualité de représentant légal ou de personne à prévenir d’une personne figurant dans "
     "nos "
     "fichiers."},
    {"other company", "another company's employee", "salarié d’une autre société",
     "This concerns you as an employee of a company in touch with us.",
     "Elles vous concernent en qualité de salarié d’une société en relation avec nous."},
};
const RelationWords* words_of_relation(std::string_view relation) {
  const auto found = std::ranges::find(relation_words, relation, &RelationWords::relation);
  return found == std::end(relation_words) ? nullptr : &*found;
}

bool is_of_company(std::string_view type) {
  for (const std::string_view one :
       {"fr_siret", "fr_siren", "us_ein", "eu_vat", "fr_vat", "de_vat_id", "it_vat_code", "uk_vat", "au_abn", "au_acn",
        "es_cif", "sg_uen", "se_organisationsnummer", "de_handelsregister"}) {
    if (type == one) return true;
  }
  return false;
}

// What hurts most comes first: identity numbers, health, money, keys, pay; then what tells who somebody is; then the
// ways to reach them. Within a rank in order of name.
int gravity(const Elements& elements, std::string_view type) {
  constexpr std::string_view ranks[] = {
      "ssn",         "medical", "health_insurance", "account_number", "card_number", "access_code",   "security_answer",
      "private_key", "tax_id",  "passport",         "driver_licence", "high_risk",   "password_hash", "birth_date"};
  // National numbers that serve as the American one does.
  for (const std::string_view national : {"fr_nir",
                                          "uk_nino",
                                          "de_social_security",
                                          "es_naf",
                                          "it_fiscal_code",
                                          "at_svnr",
                                          "be_nn",
                                          "ca_sin",
                                          "ch_ahv",
                                          "dk_cpr",
                                          "fi_personal_identity_code",
                                          "ie_pps",
                                          "in_aadhaar",
                                          "kr_rrn",
                                          "nl_bsn",
                                          "no_fnr",
                                          "pl_pesel",
                                          "se_personnummer",
                                          "sg_nric_fin",
                                          "th_tnin",
                                          "tr_national_id",
                                          "za_id_number"}) {
    if (type == national) return 0;
  }
  const ElementSet of_type = elements.of_type(type);
  int rank = 0;
  for (const std::string_view name : ranks) {
    const auto index = elements.find(name);
    if (index && (of_type >> *index & 1) != 0) return rank;
    ++rank;
  }
  const bool reaches = type == "email_address" || type == "phone_number" || type == "postal_address" ||
                       type == "residence" || type == "ip_address" || type == "mac_address" || type == "person_name";
  return reaches ? rank + 1 : rank;
}

// "us_ssn": "your US social security number", "votre numéro de sécurité sociale américain".
std::string as_yours(const Words& words, const std::string& type) {
  const auto found = std::ranges::find(words.types, type, &TypeWords::type);
  if (found == words.types.end()) return type_label(words, type);
  std::string_view phrase = found->phrase;
  if (words.language != "fr") return "your " + std::string(phrase);
  if (type == "password_hash") return "l’empreinte de votre mot de passe";
  if (type == "card_security_code") return "le cryptogramme de votre carte";
  for (const std::string_view article : {"les ", "le ", "la ", "l’"}) {
    if (!phrase.starts_with(article)) continue;
    phrase.remove_prefix(article.size());
    return (article == "les " ? "vos " : "votre ") + std::string(phrase);
  }
  return std::string(phrase);
}

// A minor is told through whoever answers for them.
std::string addressee_of(const NoticePerson& person, const std::string& name, bool french) {
  if (!person.minor) return name;
  return (french ? "Au représentant légal de " : "To the parent or guardian of ") + name;
}

std::map<std::string, std::string> fields_of(const NoticePerson& person, const LetterOptions& options) {
  const bool french = options.language == "fr";
  const Words& words = *words_of(options.language);
  std::vector<std::string> labels;
  std::string list;
  for (const std::string& type : person.types) {
    // That their own name is known goes without saying; a company's number is none of theirs.
    if (type == "person_name" || is_of_company(type)) continue;
    labels.push_back(as_yours(words, type));
    list += "  - " + labels.back() + "\n";
  }
  std::string protection;
  if (person.protection_months > 0) {
    const std::string months = std::to_string(person.protection_months);
    protection = french
                     ? "Nous mettons à votre disposition, sans frais, un service de protection contre l’usurpation "
                       "d’identité pendant " +
                           months + " mois : [modalités d’adhésion].\n"
                     : "We offer you " + months + " months of identity theft protection at no cost: [how to enrol].\n";
  }
  const RelationWords* const relation = words_of_relation(person.relation);
  const bool sure = person.required == Required::yes;
  const bool has_password = std::ranges::any_of(
      person.types, [](const std::string& type) { return type == "password" || type == "password_hash"; });
  const std::string_view risk =
      french ? sure ? " Celle-ci est susceptible d’engendrer un risque élevé pour vos droits et libertés."
                    : " [Avant tout envoi, apprécier si un risque élevé est probable.]"
      : sure ? " It is likely to result in a high risk to your rights and freedoms."
             : " [Judge before this is sent whether a high risk is likely.]";
  const std::string name = gap_or(person.name, french ? "NOM" : "NAME");
  std::string as_whom = relation == nullptr ? "" : std::string(french ? relation->letter_fr : relation->letter_en);
  if (person.relation == "dependant" && !person.age_known) {
    as_whom += french ? " [Mineur\u00a0: s’adresser au représentant légal.]"
                      : " [To a minor: write to the parent or guardian.]";
  }
  std::string to_guardian;
  if (person.minor) {
    to_guardian = french ? "Nous vous écrivons en qualité de représentant légal de " + name +
                               ", personne mineure\u00a0: «\u00a0vous\u00a0», «\u00a0votre\u00a0» et «\u00a0vos\u00a0» "
                               "la désignent ci-après.\n\n"
                         : "We write to you as the parent or guardian of " + name +
                               ", a minor: \"you\" and \"your\" below speak of them.\n\n";
  }
  return {{"addressee", addressee_of(person, name, french)},
          {"dear", person.minor ? (french ? "représentant légal de " : "parent or guardian of ") + name : name},
          {"guardian", to_guardian},
          {"risk", std::string(risk)},
          {"passwords",
           std::string(!has_password ? ""
                       : french ? "Modifiez sans attendre les mots de passe concernés, partout où vous les utilisez. "
                                : "Change the passwords concerned wherever you use them. ")},
          {"relation", as_whom.empty() ? "" : as_whom + "\n"},
          {"law", gap_or(person.law.in(options.language), french ? "FONDEMENT" : "LAW")},
          {"name", name},
          {"address", gap_or(person.address, french ? "ADRESSE" : "ADDRESS")},
          {"data", list},
          {"data_line", joined(words, labels)},
          {"protection", protection},
          {"owner", gap_or(options.owner, french ? "RESPONSABLE DU TRAITEMENT" : "OWNER")},
          {"contact", gap_or(options.contact, french ? "POINT DE CONTACT" : "CONTACT")},
          {"date", gap_or(options.date, "DATE")}};
}

void put(std::string& out, std::uint32_t value, int bytes) {
  for (int index = 0; index < bytes; ++index) out.push_back(static_cast<char>(value >> (8 * index) & 0xFFU));
}

// A ZIP archive (APPNOTE 4.3), deflated, without dates: the same content gives the same bytes.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string out;
  std::string directory;
  for (const auto& [name, content] : members) {
    z_stream stream = {};
    std::string packed;
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK) {
      packed.resize(deflateBound(&stream, content.size()));
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
      stream.avail_in = static_cast<uInt>(content.size());
      stream.next_out = reinterpret_cast<Bytef*>(packed.data());
      stream.avail_out = static_cast<uInt>(packed.size());
      deflate(&stream, Z_FINISH);
      packed.resize(stream.total_out);
      deflateEnd(&stream);
    }
    const auto crc = static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())));
    const auto offset = static_cast<std::uint32_t>(out.size());
    std::string common;
    put(common, 20, 2);      // Version needed.
    put(common, 0x0800, 2);  // UTF-8 names.
    put(common, 8, 2);       // Deflate.
    put(common, 0, 2);
    put(common, 0x21, 2);  // 1980-01-01.
    put(common, crc, 4);
    put(common, static_cast<std::uint32_t>(packed.size()), 4);
    put(common, static_cast<std::uint32_t>(content.size()), 4);
    put(common, static_cast<std::uint32_t>(name.size()), 2);
    put(common, 0, 2);
    put(out, 0x04034b50, 4);
    out += common + name + packed;
    put(directory, 0x02014b50, 4);
    put(directory, 20, 2);
    directory += common;
    put(directory, 0, 2);
    put(directory, 0, 2);
    put(directory, 0, 2);
    put(directory, 0, 4);
    put(directory, offset, 4);
    directory += name;
  }
  const auto begin = static_cast<std::uint32_t>(out.size());
  out += directory;
  put(out, 0x06054b50, 4);
  put(out, 0, 4);
  put(out, static_cast<std::uint32_t>(members.size()), 2);
  put(out, static_cast<std::uint32_t>(members.size()), 2);
  put(out, static_cast<std::uint32_t>(directory.size()), 4);
  put(out, begin, 4);
  put(out, 0, 2);
  return out;
}

}  // namespace

bool is_minor_on(std::string_view birth, Date day) {
  const auto born = parse_date(birth);
  // Eighteen years later, were there such a day: somebody born on 29 February comes of age on 1 March.
  return born && *born <= day && day < Date{born->year() + std::chrono::years(18), born->month(), born->day()};
}

Ages ages_on(Case& file, Date day) {
  Ages ages;
  if (file.sealer() == nullptr) return ages;
  FindingQuery query;
  query.confidence_min = sure_thousandths;
  Statement row(file.database(), "SELECT id FROM type WHERE name = 'date_of_birth'");
  if (!row.step()) return ages;
  query.types.push_back(row.integer(0));
  FindingReader reader(file, query);
  std::map<std::int64_t, std::map<std::string, std::int64_t, std::less<>>> births;
  while (true) {
    const auto more = reader.next();
    if (!more) continue;  // A damaged block: the rest is read.
    if (!*more) break;
    if (reader.person() == 0) continue;
    const auto date = reader.canonical();
    if (date && parse_date(*date)) ++births[reader.person()][std::string(*date)];
  }
  for (const auto& [person, dates] : births) {
    // The first of equals is the earliest.
    const auto best = std::ranges::max_element(dates, {}, [](const auto& date) { return date.second; });
    ages.known.insert(person);
    if (is_minor_on(best->first, day)) ages.minors.insert(person);
  }
  return ages;
}

std::int64_t minors_under(Case& file, const Duty& duty, Date day) {
  const Ages ages = ages_on(file, day);
  if (ages.minors.empty()) return 0;
  std::int64_t count = 0;
  Statement rows(file.database(), "SELECT id, coalesce(country, ''), coalesce(state, '') FROM person");
  while (rows.step()) {
    const Residence residence = residence_of(rows.text(1), rows.text(2));
    const bool lives = duty.rule->each_country ? residence == duty.residence : lives_under(*duty.rule, residence);
    if (lives && ages.minors.contains(rows.integer(0))) ++count;
  }
  return count;
}

Result<std::vector<NoticePerson>> notice_list(Case& file, const Assessment& assessment,
                                              const std::vector<std::string>& jurisdictions, bool reveal) {
  if (reveal && file.sealer() == nullptr) return fail(Fault::encrypted, "sealed, and the case's key was not found");
  Statement names(file.database(),
                  "SELECT p.names, coalesce(n.relation, '') FROM person p LEFT JOIN person_note n ON n.person = p.id "
                  "WHERE p.id = ?");
  std::vector<NoticePerson> list;
  const Ages ages = ages_on(file, assessment.duties.day);
  const auto source = exposure_of(file);
  ExposedPerson person;
  while (true) {
    TRY_ASSIGN(const bool more, source->next(person));
    if (!more) break;
    ElementSet elements = assessment.elements.of_everybody();
    for (const std::string_view type : person.types) elements |= assessment.elements.of_type(type);
    const Residence residence = residence_of(person.country, person.state);
    const std::string where = residence_name(residence);
    const auto add = [&](const std::string& jurisdiction, Required required, const DutyVersion* version) {
      NoticePerson notice;
      notice.id = person.id;
      notice.jurisdiction = jurisdiction;
      notice.required = required;
      notice.age_known = ages.known.contains(person.id);
      notice.minor = ages.minors.contains(person.id);
      notice.country = residence.country;
      notice.state = residence.state;
      names.reset();
      names.bind(1, person.id);
      const bool known = names.step();
      if (known) notice.relation = names.text(1);
      if (known && !names.blob(0).empty()) {
        const auto opened = open_names(file, names.blob(0));
        notice.name = !opened           ? "sealed"
                      : opened->empty() ? ""
                      : reveal          ? as_addressed(opened->front())
                                        : mask_value(opened->front(), MaskStyle::name);
      }
      for (const std::string_view type : person.types) notice.types.emplace_back(type);
      std::ranges::sort(notice.types, {}, [&](const std::string& type) {
        return std::pair(gravity(assessment.elements, type), std::string_view(type));
      });
      if (version != nullptr) notice.law = version->provenance.statute;
      if (version != nullptr && (elements & version->monitoring.elements) != 0) {
        notice.protection_months = version->monitoring.months;
      }
      list.push_back(std::move(notice));
    };
    // Whoever lives nobody knows where is told under no law yet, and must not be forgotten.
    const bool unplaced = residence.country.empty() || (residence.country == "US" && residence.state.empty());
    if (unplaced && (jurisdictions.empty() || std::ranges::find(jurisdictions, where) != jurisdictions.end())) {
      const bool some = std::ranges::any_of(assessment.rules.rules, [&](const DutyRule& rule) {
        const DutyVersion* const version = version_on(rule, assessment.duties.day);
        return rule.applies_if.en.empty() && version != nullptr && may_live_under(rule, residence) &&
               triggered(*version, elements) == Required::yes;
      });
      if (some) add(where, Required::open, nullptr);
    }
    for (const Duty& duty : assessment.duties.duties) {
      // A law of one trade adds recipients, not persons.
      if (!duty.rule->applies_if.en.empty()) continue;
      const bool lives = duty.rule->each_country ? duty.residence == residence : lives_under(*duty.rule, residence);
      if (!lives) continue;
      if (!jurisdictions.empty() &&
          std::ranges::none_of(jurisdictions, [&](const std::string& one) { return one == duty.id || one == where; })) {
        continue;
      }
      Required required = triggered(*duty.version, elements);
      if (required == Required::yes && std::ranges::any_of(duty.version->tells, [&](const Tell& tell) {
            return tell.role == TellRole::persons && !tell.is_sure(elements);
          })) {
        required = Required::open;
      }
      if (required != Required::no) add(duty.id, required, duty.version);
    }
  }
  if (file.sealer() != nullptr) {
    Contacts contacts;
    for (const NoticePerson& notice : list) contacts[notice.id];
    TRY(add_contacts(file, contacts));
    std::array<MaskStyle, contact_types.size()> masks = {};
    for (std::size_t kind = 0; kind < contact_types.size(); ++kind) {
      Statement row(file.database(), "SELECT shown_mask(mask) FROM type WHERE name = ?");
      row.bind(1, contact_types[kind]);
      const std::int64_t mask = row.step() ? row.integer(0) : -1;
      const bool known = mask >= 0 && mask <= static_cast<std::int64_t>(MaskStyle::none);
      masks[kind] = known ? static_cast<MaskStyle>(mask) : MaskStyle::full;
    }
    for (NoticePerson& notice : list) {
      const auto& of_person = contacts[notice.id];
      const std::array<std::string*, contact_types.size()> targets = {&notice.address, &notice.email, &notice.phone};
      for (std::size_t kind = 0; kind < targets.size(); ++kind) {
        const std::string best = on_one_line(best_of(of_person[kind]));
        *targets[kind] = reveal || best.empty() ? best : mask_value(best, masks[kind]);
      }
    }
  }
  std::ranges::stable_sort(list, {}, &NoticePerson::jurisdiction);
  return list;
}

NoticeTable notice_table(const std::vector<NoticePerson>& persons, std::string_view language) {
  const bool french = language == "fr";
  const Words& words = *words_of(language);
  NoticeTable table;
  table.columns =
      french ? std::vector<std::string>{"ressort",
                                        "personne",
                                        "obligation",
                                        "nom",
                                        "adresse postale",
                                        "adresse électronique",
                                        "téléphone",
                                        "pays",
                                        "État",
                                        "données exposées",
                                        "protection (mois)",
                                        "lien",
                                        "destinataire"}
             : std::vector<std::string>{"jurisdiction",        "person",    "duty",     "name",  "postal address",
                                        "e-mail address",      "telephone", "country",  "state", "exposed data",
                                        "protection (months)", "relation",  "addressee"};
  for (const NoticePerson& person : persons) {
    std::string types;
    for (const std::string& type : person.types) {
      if (!is_of_company(type)) types += (types.empty() ? "" : "; ") + type_label(words, type);
    }
    const DutyWords& say = duty_words(language);
    const RelationWords* const relation = words_of_relation(person.relation);
    table.rows.push_back({person.jurisdiction, std::to_string(person.id),
                          std::string(person.required == Required::yes ? say.required_yes : say.required_open),
                          person.name, person.address, person.email, person.phone, person.country, person.state, types,
                          person.protection_months == 0 ? "" : std::to_string(person.protection_months),
                          relation == nullptr ? "" : std::string(french ? relation->fr : relation->en),
                          addressee_of(person, person.name, french)});
  }
  return table;
}

NoticeTable mail_merge(const std::vector<NoticePerson>& persons, const LetterOptions& options) {
  NoticeTable table = notice_table(persons, options.language);
  const bool french = options.language == "fr";
  table.columns.insert(table.columns.end(), {french ? "liste des données" : "data line", "protection",
                                             french ? "responsable" : "owner", "contact", "date"});
  for (std::size_t index = 0; index < persons.size(); ++index) {
    auto fields = fields_of(persons[index], options);
    table.rows[index].insert(table.rows[index].end(), {fields["data_line"], std::string(trim(fields["protection"])),
                                                       fields["owner"], fields["contact"], fields["date"]});
  }
  return table;
}

Result<std::vector<std::string>> letters(const std::vector<NoticePerson>& persons, const LetterOptions& options) {
  struct Template {
    std::string text;
    std::string language;  // What is filled in is in the template's language, not in another.
  };
  std::map<std::string, Template> templates;
  const auto read = [](const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  };
  std::vector<std::string> list;
  for (const NoticePerson& person : persons) {
    Template& found = templates[person.jurisdiction];
    if (found.text.empty()) {
      // "eu-gdpr-de", "eu-gdpr", "eu": the nearest first; then what is common to the United States or to the rest;
      // where a language is missing, English.
      std::vector<std::string> names;
      for (std::string name = to_lower_ascii(person.jurisdiction);; name.resize(name.rfind('-'))) {
        names.push_back(name);
        if (name.rfind('-') == std::string::npos) break;
      }
      names.emplace_back(person.jurisdiction.starts_with("US-") ? "us" : "eu");
      for (const std::string_view language : {std::string_view(options.language), std::string_view("en")}) {
        for (const std::string& name : names) {
          if (!found.text.empty()) continue;
          found.language = language;
          found.text = read(options.folder + "/" + name + "." + found.language + ".txt");
        }
      }
      if (found.text.empty()) return fail(Fault::io, "no letter for " + person.jurisdiction + " in " + options.folder);
    }
    LetterOptions in_its_language = options;
    in_its_language.language = found.language;
    list.push_back(filled(found.text, fields_of(person, in_its_language)));
  }
  return list;
}

std::string xlsx_of(const NoticeTable& table, std::string_view sheet) {
  constexpr std::string_view head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  const std::string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const std::string package = "http://schemas.openxmlformats.org/package/2006/";
  std::string data = std::string(head) + "<worksheet xmlns=\"" + main + "\"><sheetData>";
  const auto row = [&](const std::vector<std::string>& cells) {
    data += "<row>";
    for (const std::string& cell : cells) {
      data += "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">" + escape_html(cell) + "</t></is></c>";
    }
    data += "</row>";
  };
  row(table.columns);
  for (const std::vector<std::string>& cells : table.rows) row(cells);
  data += "</sheetData></worksheet>";
  return zip_of(
      {{"[Content_Types].xml",
        std::string(head) + "<Types xmlns=\"" + package +
            "content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package."
            "relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override "
            "PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml."
            "sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd."
            "openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"},
       {"_rels/.rels", std::string(head) + "<Relationships xmlns=\"" + package +
                           "relationships\"><Relationship Id=\"rId1\" Type=\"" + office +
                           "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
       {"xl/workbook.xml", std::string(head) + "<workbook xmlns=\"" + main + "\" xmlns:r=\"" + office +
                               "\"><sheets><sheet name=\"" + escape_html(sheet) +
                               "\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
       {"xl/_rels/workbook.xml.rels", std::string(head) + "<Relationships xmlns=\"" + package +
                                          "relationships\"><Relationship Id=\"rId1\" Type=\"" + office +
                                          "/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
       {"xl/worksheets/sheet1.xml", data}});
}

}  // namespace constat
