#include "report/assess_sections.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "casefile/finding_reader.h"
#include "casefile/persons.h"
#include "evidence/place.h"
#include "report/charts.h"
#include "report/duty_words.h"
#include "report/loss_words.h"

namespace constat {

namespace {

// "24/12/2014" for a chart, where a month's name has no room; "2014-12-24" in English.
std::string short_date(Date date, std::string_view language) {
  const std::string whole = iso(date);
  if (language != "fr" || whole.size() != 10) return whole;
  return whole.substr(8) + "/" + whole.substr(5, 2) + "/" + whole.substr(0, 4);
}

// How much of the case the page lists; the case lists all of it.
constexpr std::size_t residences_max = 60;
constexpr std::size_t persons_of_residence_max = 12;
constexpr std::size_t places_of_person_max = 6;
constexpr std::size_t files_of_type_max = 6;
constexpr std::size_t items_of_person_max = 8;

struct SectionWords {
  std::string_view duties, due, whom, jurisdiction, required, threshold, law, persons, details, timeline, timeline_note,
      chart_residences, loss, loss_chart, proof, proof_about, by_residence, by_type, more_persons, places_of, files_of,
      command, no_deadline, known_missing, first_deadline, first_of_trade, jurisdictions_one, jurisdictions, run_from,
      of_persons, nobody, nobody_placed, nobody_sure, not_required, others;
};
constexpr SectionWords section_english = {
    .duties = "Who must be told, and by when",
    .due = "By",
    .whom = "To be told",
    .jurisdiction = "Under the law of",
    .required = "Duty",
    .threshold = "Threshold",
    .law = "Law, and how far it was verified",
    .persons = "Persons",
    .details = "What each notice must and must not say, conditions and sources",
    .timeline = "Deadlines, from the moment of knowledge",
    .timeline_note = "Only what is required and has a fixed period.",
    .chart_residences = "Persons by jurisdiction of residence",
    .loss = "What it costs",
    .loss_chart = "Distribution of the cost (draws by amount)",
    .proof = "The lists behind the numbers",
    .proof_about =
        "A number above leads here; a person or a file leads to its Places, which “constat show CASE PLACE” opens. The "
        "page lists a part of each; the commands named list all. Names and values are masked.",
    .by_residence = "Persons by residence",
    .by_type = "Files by type of data",
    .more_persons = "{} more: constat persons CASE {}",
    .places_of = "Places",
    .files_of = "File and first Place",
    .command = "all: constat findings CASE --type {}",
    .no_deadline = "without fixed date",
    .known_missing = "when known",
    .first_deadline = "{}; the first deadline is {} ({}, {})",
    .first_of_trade = "{}, to be told without delay; a law of one trade, where it applies, is due by {} ({}, {})",
    .jurisdictions_one = "1 jurisdiction",
    .jurisdictions = "{} jurisdictions",
    .run_from = "{}; deadlines run from the day of knowledge, which is not given",
    .of_persons = "{} of {}",
    .nobody = "no duty to tell was found",
    .nobody_placed = "open: the residence of {} persons is unknown, and decides",
    .nobody_sure = "none is certain; what each depends on is listed",
    .not_required = "Not required as counted: {}",
    .others = "Other residences",
};
constexpr SectionWords section_french = {
    .duties = "Autorités et personnes à informer, et dans quels délais",
    .due = "Échéance",
    .whom = "Destinataire",
    .jurisdiction = "Ressort",
    .required = "Obligation",
    .threshold = "Seuil",
    .law = "Fondement, et état de sa vérification",
    .persons = "Personnes",
    .details = "Contenu requis ou interdit de chaque notification, conditions et sources",
    .timeline = "Échéances, à compter de la connaissance de la violation",
    .timeline_note = "Seules figurent les obligations certaines assorties d’un délai fixe.",
    .chart_residences = "Personnes par ressort de résidence",
    .loss = "Évaluation du préjudice",
    .loss_chart = "Distribution du coût (tirages par montant)",
    .proof = "Les listes à l’appui des chiffres",
    .proof_about =
        "Tout chiffre ci-dessus renvoie ici ; toute personne, tout fichier renvoie à ses emplacements, que la commande "
        "« constat show DOSSIER EMPLACEMENT » ouvre. Seule une partie de chaque liste est reproduite ; les commandes "
        "indiquées la donnent en entier. Noms et valeurs sont masqués.",
    .by_residence = "Personnes par résidence",
    .by_type = "Fichiers par nature de données",
    .more_persons = "{} autres : constat persons DOSSIER {}",
    .places_of = "Emplacements",
    .files_of = "Fichier et premier emplacement",
    .command = "liste complète : constat findings DOSSIER --type {}",
    .no_deadline = "sans date fixe",
    .known_missing = "à compter de la connaissance",
    .first_deadline = "{} ; première échéance le {} ({}, {})",
    .first_of_trade =
        "{}, à informer dans les meilleurs délais ; une loi sectorielle, si elle s’applique, fixe l’échéance au {} "
        "({}, {})",
    .jurisdictions_one = "1 ressort",
    .jurisdictions = "{} ressorts",
    .run_from = "{} ; les délais courent du jour de la connaissance, qui n’a pas été indiqué",
    .of_persons = "{} sur {}",
    .nobody = "aucune obligation d’information n’a été relevée",
    .nobody_placed = "en suspens : le lieu de résidence de {} personnes, dont tout dépend, est inconnu",
    .nobody_sure = "aucune n’est certaine ; ce dont chacune dépend est indiqué",
    .not_required = "Non requis au vu du décompte : {}",
    .others = "Autres résidences",
};
const SectionWords& section_words(std::string_view language) {
  return language == "fr" ? section_french : section_english;
}

std::string text(std::string_view raw) { return escape_html(raw); }

std::string anchor_of(std::string_view kind, std::string_view name) {
  std::string anchor(kind);
  for (const char c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    anchor += plain ? c : '_';
  }
  return anchor;
}

std::string residence_key(std::string_view country, std::string_view state) {
  if (country.empty()) return "unknown";
  if (country != "US") return std::string(country);
  return "US-" + (state.empty() ? "unknown" : std::string(state));
}

std::string in_details(const Words& words, const Duty& duty, const Elements& elements) {
  const std::string_view language = words.language;
  const DutyWords& say = duty_words(language);
  const std::string colon = language == "fr" ? "\u00a0: " : ": ";
  const auto number = [&](std::int64_t value) { return number_in(words, value); };
  std::string out = "<ul>";
  const auto line = [&](const std::string& plain) { out += "<li>" + text(plain) + "</li>"; };
  if (!duty.rule->applies_if.en.empty()) line(fill(say.applies_if, {duty.rule->applies_if.in(language)}));
  line(fill(say.residents, {number(duty.residents)}));
  line(fill(say.concerned, {number(duty.persons)}));
  for (const DutyCondition& condition : duty.conditions) {
    line(fill(say.further, {condition.text.in(language), number(condition.persons)}));
  }
  if (duty.unknown != 0) line(fill(say.of_unknown, {number(duty.unknown)}));
  for (const DutyTell& tell : duty.tells) {
    const std::string& wording = tell.tell->wording.in(language);
    if (!wording.empty()) line(recipient_in(tell, language) + colon + wording);
    if (const std::string why = open_because(tell, language); !why.empty()) {
      line(recipient_in(tell, language) + colon + why);
    }
    if (tell.required == Required::yes && tell.persons_sure < duty.persons) {
      line(recipient_in(tell, language) + colon +
           fill(say.high_risk_of, {number(tell.persons_sure), number(duty.persons - tell.persons_sure)}));
    }
    if (tell.required == Required::no) {
      line(fill(section_words(language).not_required,
                {recipient_in(tell, language) + " (" + threshold_in(tell.tell->threshold, language) + ")"}));
    }
  }
  const auto list = [&](std::string_view heading, const std::vector<Bilingual>& entries) {
    if (entries.empty()) return;
    out += "<li>" + text(heading) + "<ul>";
    for (const Bilingual& entry : entries) out += "<li>" + text(entry.in(language)) + "</li>";
    out += "</ul></li>";
  };
  if (duty.version->must.empty()) line(std::string(say.must_unknown));
  list(say.must, duty.version->must);
  list(say.must_not, duty.version->must_not);
  if (duty.version->monitoring.months != 0 && duty.monitored != 0) {
    line(fill(say.monitoring, {number(duty.version->monitoring.months), number(duty.monitored)}));
  }
  const auto labelled = [&](std::string_view label, const std::string& value) {
    if (!value.empty()) line(std::string(label) + colon + value);
  };
  labelled(say.harm_test, duty.version->harm_test.in(language));
  if (!duty.undetected.empty()) {
    std::vector<std::string> names;
    for (const std::size_t index : duty.undetected) names.push_back(elements.label(index).in(language));
    line(fill(say.not_detected, {joined(words, names)}));
  }
  labelled(say.notes, duty.version->notes.in(language));
  labelled(say.source, source_in(duty.provenance(), language));
  std::string unverified;
  for (const std::string& one : unverified_of(duty, language)) {
    unverified += (unverified.empty() ? "" : language == "fr" ? "\u00a0; " : "; ") + one;
  }
  labelled(say.not_verified, unverified);
  return out + "</ul>";
}

// Horizontal ranges on one scale, a line at the median of the whole.
std::string range_chart(const LossReport& report, std::string_view language) {
  constexpr std::size_t rows_max = 8;
  constexpr int label = 330;
  constexpr std::size_t label_letters = 48;  // Of 12.5 px.
  constexpr int width = 860;
  constexpr int step = 30;
  const std::size_t rows = std::min(rows_max, report.swings.size());
  if (rows == 0) return "";
  double low = report.swings[0].low;
  double high = report.swings[0].high;
  for (std::size_t row = 0; row < rows; ++row) {
    low = std::min(low, report.swings[row].low);
    high = std::max(high, report.swings[row].high);
  }
  const auto at = [&](double value) {
    return std::to_string(label + 90 + std::lround((value - low) / (high - low) * (width - label - 190)));
  };
  const std::string height = std::to_string(rows * step + 8);
  std::string svg = "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 " + std::to_string(width) + " " + height +
                    "\"><title>" + text(loss_words(language).tornado) + "</title>";
  for (std::size_t row = 0; row < rows; ++row) {
    const Swing& swing = report.swings[row];
    const long top = static_cast<long>(row) * step + 6;
    const std::string middle = std::to_string(top + 14);
    const std::string from = at(swing.low);
    const long wide = std::max(2L, std::stol(at(swing.high)) - std::stol(from));
    svg += "<g><title>" + text(swing.factor->name.in(language)) + "</title><text class=\"label\" x=\"" +
           std::to_string(label) + "\" y=\"" + middle + "\">" +
           text(cut_label(swing.factor->name.in(language), label_letters)) + "</text><rect class=\"bar\" x=\"" + from +
           "\" y=\"" + std::to_string(top) + "\" width=\"" + std::to_string(wide) +
           "\" height=\"20\"/><text class=\"value\" x=\"" + std::to_string(std::stol(from) - 6) + "\" y=\"" + middle +
           "\">" + text(amount_in(swing.low, report.currency, language)) + "</text><text x=\"" +
           std::to_string(std::stol(from) + wide + 6) + "\" y=\"" + middle + "\">" +
           text(amount_in(swing.high, report.currency, language)) + "</text></g>";
  }
  return svg + "</svg>\n";
}

std::string figure(std::string_view caption, const std::string& svg) {
  return "<figure><figcaption>" + text(caption) + "</figcaption>\n" + svg + "</figure>\n";
}

}  // namespace

std::string linked(const std::string& anchor, const std::string& escaped_text) {
  return anchor.empty() ? escaped_text : "<a href=\"#" + anchor + "\">" + escaped_text + "</a>";
}

std::string duties_brief(const DutyReport& report, std::string_view language) {
  const SectionWords& say = section_words(language);
  std::int64_t jurisdictions = 0;
  for (const Duty& duty : report.duties) {
    if (duty.persons > 0 && duty.rule->applies_if.en.empty()) ++jurisdictions;
  }
  if (jurisdictions == 0) {
    const std::int64_t unplaced = report.unknown_country + report.unknown_state;
    if (unplaced != 0) return fill(say.nobody_placed, {number_in(*words_of(language), unplaced)});
    return std::string(report.duties.empty() ? say.nobody : say.nobody_sure);
  }
  const std::string count = jurisdictions == 1
                                ? std::string(say.jurisdictions_one)
                                : fill(say.jurisdictions, {number_in(*words_of(language), jurisdictions)});
  if (!report.known) return fill(say.run_from, {count});
  const Duty* const first = report.first();
  if (first == nullptr) return count;
  const DutyTell* told = nullptr;
  for (const DutyTell& tell : first->tells) {
    if (tell.due && (told == nullptr || tell.required < told->required ||
                     (tell.required == told->required && *tell.due < *told->due))) {
      told = &tell;
    }
  }
  std::string due = language == "fr" ? deadline_in(*told->due, language) : iso(*told->due);
  if (language != "fr") std::ranges::replace(due, 'T', ' ');
  // The law of a trade that nobody said is the owner's must not read as what is due.
  return fill(first->rule->applies_if.en.empty() ? say.first_deadline : say.first_of_trade,
              {count, due, recipient_in(*told, language), first->provenance().statute.in(language)});
}

AssessSections::AssessSections(Case& file, const Figures& figures, const Words& words)
    : file_(file), figures_(figures), words_(words) {
  list_persons();
  add_places();
}

void AssessSections::list_persons() {
  Database& database = file_.database();
  {
    Statement rows(database,
                   "SELECT coalesce(country, ''), coalesce(state, ''), count(*) FROM person GROUP BY 1, 2 "
                   "ORDER BY 3 DESC, 1, 2 LIMIT ?");
    rows.bind(1, static_cast<std::int64_t>(residences_max));
    while (rows.step()) {
      residences_.push_back({std::string(rows.text(0)), std::string(rows.text(1)), rows.integer(2), {}});
    }
  }
  const auto add = [&](Statement& rows) {
    ListedPerson person;
    person.id = rows.integer(0);
    person.name = "–";
    if (!rows.blob(1).empty()) {
      const auto names = open_names(file_, rows.blob(1));
      person.name = !names           ? std::string(words_.sealed)
                    : names->empty() ? "–"
                                     : mask_value(names->front(), MaskStyle::name);
    }
    person.findings = rows.integer(3);
    std::string_view types = rows.text(2);
    for (std::size_t open = types.find('"'); open != std::string_view::npos; open = types.find('"', open)) {
      const std::size_t close = types.find('"', open + 1);
      if (close == std::string_view::npos) break;
      person.types += (person.types.empty() ? "" : ", ") + type_label(words_, types.substr(open + 1, close - open - 1));
      open = close + 1;
    }
    persons_.push_back(std::move(person));
  };
  for (ListedResidence& residence : residences_) {
    Statement rows(database,
                   "SELECT id, names, types, findings FROM person WHERE coalesce(country, '') = ? AND "
                   "coalesce(state, '') = ? ORDER BY id LIMIT ?");
    rows.bind(1, std::string_view(residence.country)).bind(2, std::string_view(residence.state));
    rows.bind(3, static_cast<std::int64_t>(persons_of_residence_max));
    while (rows.step()) {
      residence.listed.push_back(rows.integer(0));
      add(rows);
    }
  }
  for (const PersonFigure& exposed : figures_.exposed) {
    if (std::ranges::find(persons_, exposed.id, &ListedPerson::id) != persons_.end()) continue;
    Statement rows(database, "SELECT id, names, types, findings FROM person WHERE id = ?");
    rows.bind(1, exposed.id);
    if (rows.step()) add(rows);
  }
  std::ranges::sort(persons_, {}, &ListedPerson::id);
}

// One walk over the findings of each item that mentions a listed person: an item may hold a million.
void AssessSections::add_places() {
  Database& database = file_.database();
  std::set<std::int64_t> items;
  std::vector<ItemMention> mentions;
  for (const ListedPerson& person : persons_) {
    Statement rows(database, "SELECT mentions FROM person WHERE id = ?");
    rows.bind(1, person.id);
    if (!rows.step() || !unpack_mentions(rows.blob(0), mentions)) continue;
    std::size_t taken = 0;
    for (const ItemMention& mention : mentions) {
      if (items.insert(mention.item).second && ++taken == items_of_person_max) break;
    }
  }
  struct Found {
    int gravity;
    std::string place;
    bool operator<(const Found& other) const {
      return gravity != other.gravity ? gravity > other.gravity : place < other.place;
    }
  };
  std::map<std::int64_t, int> gravities;
  Statement types(database, "SELECT id, category, name FROM type");
  while (types.step()) gravities[types.integer(0)] = gravity_of(types.text(1), types.text(2));
  std::vector<std::vector<Found>> found(persons_.size());
  for (const std::int64_t item : items) {
    FindingQuery query;
    query.item = item;
    query.confidence_min = sure_thousandths;
    FindingReader reader(file_, query);
    while (true) {
      const auto more = reader.next();
      if (!more) continue;  // A damaged block: the rest is read.
      if (!*more) break;
      const auto person = std::ranges::lower_bound(persons_, reader.person(), {}, &ListedPerson::id);
      if (reader.person() == 0 || person == persons_.end() || person->id != reader.person()) continue;
      const PlacedFinding& finding = reader.finding();
      std::vector<Found>& places = found[static_cast<std::size_t>(person - persons_.begin())];
      const std::string raw = std::string(reader.item_place()) + to_string(locator_of(finding));
      places.push_back({gravities[finding.type], raw});
      if (places.size() > 64) {
        std::nth_element(places.begin(), places.begin() + places_of_person_max, places.end());
        places.resize(places_of_person_max);
      }
    }
  }
  for (std::size_t index = 0; index < persons_.size(); ++index) {
    std::sort(found[index].begin(), found[index].end());
    for (const Found& one : found[index]) {
      if (persons_[index].places.size() == places_of_person_max) break;
      if (persons_[index].places.empty() || persons_[index].places.back() != file_.shown(one.place)) {
        persons_[index].places.push_back(file_.shown(one.place));
      }
    }
  }
}

std::string AssessSections::type_anchor(std::string_view type) const {
  const bool known = std::ranges::any_of(figures_.types, [&](const TypeFigure& figure) { return figure.name == type; });
  return known ? anchor_of("type-", type) : "";
}
std::string AssessSections::person_anchor(std::int64_t person) const {
  const auto found = std::ranges::lower_bound(persons_, person, {}, &ListedPerson::id);
  return found != persons_.end() && found->id == person ? "person-" + std::to_string(person) : "";
}
std::string AssessSections::residence_anchor(std::string_view country, std::string_view state) const {
  for (const ListedResidence& residence : residences_) {
    if (residence.country != country || (!state.empty() && residence.state != state)) continue;
    return anchor_of("from-", residence_key(residence.country, residence.state));
  }
  return "";
}

std::string AssessSections::residences_chart(const DutyReport& report) const {
  const SectionWords& say = section_words(words_.language);
  std::vector<ChartBar> bars;
  const auto add = [&](const std::string& name, std::int64_t persons) {
    if (persons > 0) bars.push_back({name, persons, number_in(words_, persons)});
  };
  // Of several laws for one residence (a country's and its provinces') the first that somebody triggers has the bar.
  std::set<std::string> shown;
  for (const bool sure : {true, false}) {
    for (const std::vector<Duty>* const list : {&report.duties, &report.untriggered, &report.not_in_force}) {
      for (const Duty& duty : *list) {
        if (duty.rule->everywhere || !duty.rule->applies_if.en.empty() || (sure && duty.persons == 0)) continue;
        std::string where = duty.rule->state;
        if (duty.rule->each_country) where += ' ' + duty.residence.country;
        for (const std::string& country : duty.rule->countries) {
          if (!duty.rule->each_country) where += ' ' + country;
        }
        if (shown.insert(where).second) add(duty_place(duty, words_.language), duty.residents);
      }
    }
  }
  for (const Unruled& unruled : report.unruled) {
    add(country_in(words_, unruled.residence.country) +
            (unruled.residence.state.empty() ? "" : ", " + unruled.residence.state),
        unruled.persons);
  }
  std::ranges::stable_sort(bars, [](const ChartBar& a, const ChartBar& b) { return a.value > b.value; });
  if (bars.size() > 20) bars.resize(20);
  const DutyWords& duty = duty_words(words_.language);
  add(std::string(duty.unknown_state), report.unknown_state);
  add(std::string(duty.unknown_country), report.unknown_country);
  return bars.empty() ? "" : figure(say.chart_residences, bar_chart(say.chart_residences, bars));
}

std::string AssessSections::duties(const Assessment& assessment) const {
  const DutyReport& report = assessment.duties;
  const std::string_view language = words_.language;
  const SectionWords& say = section_words(language);
  const DutyWords& duty_say = duty_words(language);
  const auto number = [&](std::int64_t value) { return number_in(words_, value); };
  std::string out = "<section id=\"duties\">\n<h2>" + text(say.duties) + "</h2>\n<p class=\"warning\">" +
                    text(duty_say.warning) + "</p>\n<p class=\"about\">";
  out += text(report.known ? fill(duty_say.known_on, {known_in(*report.known, language)})
                           : std::string(duty_say.not_known_on)) +
         " " + text(fill(duty_say.law_of, {date_in(words_, iso(report.day))})) + "</p>\n";
  struct Row {
    const Duty* duty;
    const DutyTell* tell;
  };
  std::vector<Row> rows;
  for (const Duty& duty : report.duties) {
    for (const DutyTell& tell : duty.tells) {
      if (tell.required != Required::no) rows.push_back({&duty, &tell});
    }
  }
  std::ranges::stable_sort(rows, [](const Row& a, const Row& b) {
    const bool late_a = !a.duty->rule->applies_if.en.empty() && a.tell->required != Required::yes;
    const bool late_b = !b.duty->rule->applies_if.en.empty() && b.tell->required != Required::yes;
    if (late_a != late_b) return late_b;
    if (a.tell->due.has_value() != b.tell->due.has_value()) return a.tell->due.has_value();
    return a.tell->due && *a.tell->due < *b.tell->due;
  });
  if (report.known) {
    // One bar a deadline: as long as its period.
    std::vector<ChartBar> bars;
    const auto start = std::chrono::sys_days(report.known->date);
    for (const Row& row : rows) {
      if (!row.tell->due || row.tell->required != Required::yes || bars.size() == 16) continue;
      const auto hours = (std::chrono::sys_days(row.tell->due->date) - start).count() * 24;
      const std::string who = recipient_in(*row.tell, language) + " (" + duty_place(*row.duty, language) + ")";
      bars.push_back({who.size() > 46
                          ? duty_place(*row.duty, language) + ", " +
                                (row.tell->tell->role == TellRole::persons ? std::string(duty_say.persons)
                                                                           : recipient_in(*row.tell, language))
                          : who,
                      std::max<std::int64_t>(hours, 1), short_date(row.tell->due->date, language)});
    }
    if (!bars.empty()) {
      out += figure(say.timeline, bar_chart(say.timeline, bars)) + "<p class=\"note\">" + text(say.timeline_note) +
             "</p>\n";
    }
  }
  if (rows.empty()) {
    out += "<p>" + text(say.nobody) + ".</p>\n";
  } else {
    out += "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">" + text(say.due) + "</th><th scope=\"col\">" +
           text(say.whom) + "</th><th scope=\"col\">" + text(say.jurisdiction) + "</th><th class=\"n\" scope=\"col\">" +
           text(say.persons) + "</th><th scope=\"col\">" + text(say.required) + "</th><th scope=\"col\">" +
           text(say.law) + "</th></tr></thead><tbody>\n";
    for (const Row& row : rows) {
      const Duty& duty = *row.duty;
      const std::string due = row.tell->due ? deadline_in(*row.tell->due, language) : "";
      const std::string period = due_in_words(row.tell->tell->due, language);
      const std::string threshold = threshold_in(row.tell->tell->threshold, words_.language);
      out += "<tr><td>" + (due.empty() ? text(period) : text(due) + "<span class=\"sub\">" + text(period) + "</span>") +
             "</td><td>" + text(recipient_in(*row.tell, language)) + "</td><td>" +
             linked(anchor_of("duty-", duty.id), text(duty_name(duty, language))) + "</td><td class=\"n\">" +
             linked(duty.rule->everywhere ? "" : residence_anchor(duty.residence.country, duty.residence.state),
                    number(duty.persons)) +
             "</td><td>" + text(row.tell->required == Required::yes ? duty_say.required_yes : duty_say.required_open) +
             (threshold.empty() ? "" : "<span class=\"sub\">" + text(threshold) + "</span>") + "</td><td>" +
             text(duty.provenance().statute.in(language)) + "<span class=\"sub\">" +
             text(duty.provenance().verified == Verified::verified  ? duty_say.verified
                  : duty.provenance().verified == Verified::partial ? duty_say.partial
                                                                    : duty_say.unverified) +
             "</span></td></tr>\n";
    }
    out += "</tbody></table></div>\n<h3>" + text(say.details) + "</h3>\n";
    for (const Duty& duty : report.duties) {
      out += "<details open id=\"" + anchor_of("duty-", duty.id) + "\"><summary>" +
             text(duty.id + " · " + duty_name(duty, language) + " · " + duty.provenance().statute.in(language)) +
             "</summary>" + in_details(words_, duty, assessment.elements) + "</details>\n";
    }
  }
  std::string others;
  const auto other = [&](const std::string& name, std::int64_t persons, std::string_view why) {
    if (persons == 0) return;
    others += "<li>" +
              text(name + (language == "fr" ? "\u00a0: " : ": ") + number(persons) +
                   (language == "fr" ? "\u00a0; " : "; ") + std::string(why)) +
              "</li>";
  };
  for (const Duty& duty : report.not_in_force) {
    other(duty_name(duty, language), duty.residents, why_not_in_force(duty, language));
  }
  for (const Duty& duty : report.untriggered) other(duty_name(duty, language), duty.residents, duty_say.no_trigger);
  for (const Unruled& unruled : report.unruled) {
    other(country_in(words_, unruled.residence.country), unruled.persons, duty_say.no_rule);
  }
  other(std::string(duty_say.unknown_state), report.unknown_state, duty_say.residence_unknown);
  other(std::string(duty_say.unknown_country), report.unknown_country, duty_say.residence_unknown);
  if (!others.empty()) out += "<h3>" + text(say.others) + "</h3>\n<ul>" + others + "</ul>\n";
  if (const auto question = establishment_question(report, language, [](const Duty&) { return true; });
      !question.empty()) {
    out += "<p class=\"note\">" + text(question[0]) + ".</p>\n<ul class=\"note\">";
    for (std::size_t at = 1; at < question.size(); ++at) out += "<li>" + text(question[at]) + ".</li>";
    out += "</ul>\n";
  }
  out += "<p class=\"note\">" + text(duty_say.keys_none);
  if (report.keys.encrypted_items != 0) {
    out += " " + text(fill(duty_say.keys_encrypted, {number(report.keys.encrypted_items)}));
  }
  out += " " +
         text(report.keys.private_keys + report.keys.passwords == 0
                  ? std::string(duty_say.keys_no_key)
                  : fill(duty_say.keys_lost, {number(report.keys.private_keys), number(report.keys.passwords)})) +
         "</p>\n";
  return out + "</section>\n";
}

std::string AssessSections::loss(const LossReport& report, const LossParameters& parameters) const {
  const std::string_view language = words_.language;
  const SectionWords& say = section_words(language);
  const LossWords& loss_say = loss_words(language);
  const auto amount = [&](double value) { return text(amount_in(value, report.currency, language)); };
  std::string out = "<section id=\"loss\">\n<h2>" + text(say.loss) + "</h2>\n<p class=\"about\">" +
                    text(loss_say.about) + "</p>\n<div class=\"figures\">";
  for (const auto& [label, value] :
       {std::pair("P10", report.cost.p10), std::pair("P50", report.cost.p50), std::pair("P90", report.cost.p90)}) {
    out += "<div class=\"figure\"><b>" + amount(value) + "</b><span>" + label + "</span></div>";
  }
  out += "</div>\n";
  std::vector<ChartBar> bars;
  for (const HistogramBar& bar : report.histogram) {
    bars.push_back(
        {amount_in(std::sqrt(bar.from * bar.to), report.currency, language), bar.draws, number_in(words_, bar.draws)});
  }
  if (!bars.empty()) out += figure(say.loss_chart, column_chart(say.loss_chart, bars));
  const auto table = [&](std::string_view heading, bool exposure, std::string_view all, const Quantiles& sum) {
    out += "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">" + text(heading) +
           "</th><th class=\"n\" scope=\"col\">" + text(loss_say.quantity) +
           "</th><th class=\"n\" scope=\"col\">P10</th><th class=\"n\" scope=\"col\">P50</th><th class=\"n\" "
           "scope=\"col\">P90</th></tr></thead><tbody>\n";
    const auto cells = [&](const Quantiles& loss) {
      out += "<td class=\"n\">" + amount(loss.p10) + "</td><td class=\"n\">" + amount(loss.p50) +
             "</td><td class=\"n\">" + amount(loss.p90) + "</td></tr>\n";
    };
    for (const ItemLoss& item : report.items) {
      if (item.item->is_exposure != exposure) continue;
      std::string sources;
      for (const std::size_t index : item.item->factors) {
        const LossFactor& factor = parameters.factors[index];
        sources += (sources.empty() ? "" : " × ") + factor.name.in(language);
      }
      out += "<tr><td>" + text(item.item->name.in(language)) + "<span class=\"sub\">" + text(sources) +
             "</span></td><td class=\"n\">" + number_in(words_, std::llround(item.quantity)) + "</td>";
      cells(item.loss);
    }
    out += "<tr><td><b>" + text(all) + "</b></td><td></td>";
    cells(sum);
    out += "</tbody></table></div>\n";
  };
  table(loss_say.item, false, loss_say.cost_all, report.cost);
  if (report.has_exposure) {
    out += "<p class=\"about\">" + text(loss_say.exposure_about) + "</p>\n";
    table(loss_say.exposure, true, loss_say.exposure_all, report.exposure);
  }
  out += figure(loss_say.tornado, range_chart(report, language)) + "<p class=\"note\">" + text(loss_say.tornado_about) +
         "</p>\n<h3>" + text(loss_say.models) + "</h3>\n<p class=\"about\">" + text(loss_say.models_about) +
         "</p>\n<div class=\"scroll\"><table><tbody>\n";
  for (const ModelFigure& model : report.models) {
    std::string r2(loss_say.no_r2);
    if (model.model->r2) {
      const std::string digits = std::to_string(100 + static_cast<int>(std::lround(*model.model->r2 * 100))).substr(1);
      r2 = fill(loss_say.r2, {"0" + std::string(words_.decimal) + digits});
    }
    out += "<tr><td>" + text(model.model->name.in(language)) + "<span class=\"sub\">" +
           text(model.model->source.in(language)) + "</span></td><td>" + text(r2) +
           (model.in_range ? "" : ", " + text(loss_say.out_of_range)) + "</td><td class=\"n\">" + amount(model.value) +
           "</td></tr>\n";
  }
  out += "</tbody></table></div>\n";
  if (!report.left_out.empty()) {
    std::vector<std::string> names;
    for (const LossItem* const item : report.left_out) names.push_back(item->name.in(language));
    out += "<p class=\"note\">" +
           text(std::string(loss_say.left_out) + (language == "fr" ? "\u00a0: " : ": ") + joined(words_, names) + ". " +
                std::string(loss_say.left_out_about) + ".") +
           "</p>\n";
  }
  return out + "</section>\n";
}

std::string AssessSections::proof() {
  const SectionWords& say = section_words(words_.language);
  if (persons_.empty() && figures_.types.empty()) return "";
  std::string out = "<section id=\"proof\">\n<h2>" + text(say.proof) + "</h2>\n<p class=\"about\">" +
                    text(say.proof_about) + "</p>\n";
  if (!residences_.empty()) out += "<h3>" + text(say.by_residence) + "</h3>\n";
  for (const ListedResidence& residence : residences_) {
    const std::string key = residence_key(residence.country, residence.state);
    const std::string name =
        country_in(words_, residence.country) + (residence.country != "US" ? ""
                                                 : residence.state.empty() ? ", " + std::string(words_.unknown)
                                                                           : ", " + residence.state);
    out += "<details open id=\"" + anchor_of("from-", key) + "\"><summary>" + text(name) + " · " +
           number_in(words_, residence.persons) + "</summary><p class=\"note\">";
    for (const std::int64_t id : residence.listed) {
      out += linked("person-" + std::to_string(id), number_in(words_, id)) + " ";
    }
    const auto more = residence.persons - static_cast<std::int64_t>(residence.listed.size());
    if (more > 0) {
      std::string filter = "--country " + (residence.country.empty() ? "unknown" : residence.country);
      if (residence.country == "US") filter += " --state " + (residence.state.empty() ? "unknown" : residence.state);
      out += text(fill(say.more_persons, {number_in(words_, more), filter}));
    }
    out += "</p></details>\n";
  }
  if (!persons_.empty()) {
    out += "<div class=\"scroll\"><table><thead><tr><th class=\"n\" scope=\"col\">" + text(words_.person) +
           "</th><th scope=\"col\">" + text(words_.name) + "</th><th scope=\"col\">" + text(words_.exposed_data) +
           "</th><th scope=\"col\">" + text(say.places_of) + "</th></tr></thead><tbody>\n";
    for (const ListedPerson& person : persons_) {
      out += "<tr id=\"person-" + std::to_string(person.id) + "\"><td class=\"n\">" + number_in(words_, person.id) +
             "</td><td class=\"nowrap\">" + text(person.name) + "</td><td>" + text(person.types) +
             "</td><td class=\"place\">";
      for (const std::string& place : person.places) out += text(place) + "<br>";
      if (person.findings > static_cast<std::int64_t>(person.places.size())) {
        out += "<span class=\"sub\">constat findings " + std::string(words_.language == "fr" ? "DOSSIER" : "CASE") +
               " --person " + std::to_string(person.id) + "</span>";
      }
      out += "</td></tr>\n";
    }
    out += "</tbody></table></div>\n";
  }
  if (!figures_.types.empty()) {
    out += "<h3>" + text(say.by_type) + "</h3>\n<div class=\"scroll\"><table><thead><tr><th scope=\"col\">" +
           text(words_.type) + "</th><th scope=\"col\">" + text(say.files_of) + "</th></tr></thead><tbody>\n";
  }
  for (const TypeFigure& type : figures_.types) {
    out += "<tr id=\"" + anchor_of("type-", type.name) + "\"><td>" + text(type_label(words_, type.name)) +
           "<span class=\"sub\">" + text(fill(say.command, {type.name})) + "</span></td><td class=\"place\">";
    Statement items(
        file_.database(),
        "SELECT n.item, n.sure, shown(i.place), n.type FROM item_type n JOIN item i ON i.id = n.item WHERE n.type = "
        "(SELECT id FROM type WHERE name = ?) AND n.sure > 0 ORDER BY 2 DESC, i.place LIMIT ?");
    items.bind(1, std::string_view(type.name)).bind(2, static_cast<std::int64_t>(files_of_type_max));
    while (items.step()) {
      FindingQuery query;
      query.item = items.integer(0);
      query.types = {items.integer(3)};
      query.confidence_min = sure_thousandths;
      query.with_persons = false;
      FindingReader reader(file_, query);
      const auto first = reader.next();
      std::string place(items.text(2));
      if (first && *first) place += to_string(locator_of(reader.finding()));
      out += text(place) + " (" + number_in(words_, items.integer(1)) + ")<br>";
    }
    out += "</td></tr>\n";
  }
  if (!figures_.types.empty()) out += "</tbody></table></div>\n";
  return out + "</section>\n";
}

}  // namespace constat
