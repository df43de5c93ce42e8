// constat summary CASE: the paragraph and the tables.
#include <algorithm>
#include <cmath>

#include "assess/loss.h"
#include "base/json.h"
#include "base/paths.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "report/assess_sections.h"
#include "report/exposure.h"
#include "report/figures.h"
#include "report/loss_words.h"
#include "report/words.h"

namespace constat {

namespace {

// Eighths of a block (U+2588 to U+258F), so that small differences show.
std::string bar(std::int64_t value, std::int64_t largest, std::size_t width) {
  if (value <= 0 || largest <= 0) return "";
  std::int64_t eighths = value * static_cast<std::int64_t>(width) * 8 / largest;
  if (eighths == 0) eighths = 1;
  std::string out;
  for (; eighths >= 8; eighths -= 8) out += "█";
  constexpr const char* parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  return out + parts[eighths];
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::size_t shown = shown_width(text);
  const std::string blanks(shown < width ? width - shown : 0, ' ');
  return right ? blanks + text : text + blanks;
}

// Cut into lines at blanks. No-break spaces hold.
std::string wrapped(const std::string& text, std::size_t width) {
  std::string out;
  std::size_t column = 0;
  for (const std::string_view word : split(text, ' ')) {
    const std::size_t size = shown_width(word);
    if (column != 0 && column + 1 + size > width) {
      out += '\n';
      column = 0;
    } else if (column != 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += size;
  }
  return out + '\n';
}

std::string status_list(const Words& words, const Figures& figures) {
  std::string list;
  for (const CountFigure& status : figures.statuses) {
    list += list.empty() ? "" : ", ";
    if (words.language == "fr") {
      std::string name(named(words.statuses, status.name));
      if (!name.empty() && is_upper(name[0])) name[0] = static_cast<char>(name[0] - 'A' + 'a');
      list += name + " " + number_in(words, status.count);
    } else {
      list += number_in(words, status.count) + " " + status.name;
    }
  }
  return list;
}

// What the case obliges to and costs, where rules and parameters can be read.
struct Assessed {
  Result<std::unique_ptr<Assessment>> duties = fail(Fault::unsupported, "");
  Result<LossParameters> parameters = fail(Fault::unsupported, "");
  Result<LossReport> loss = fail(Fault::unsupported, "");
};

Assessed assess(Case& file, const std::string& currency) {
  Assessed assessed;
  assessed.duties = assess_case(file, data_root());
  assessed.parameters = load_loss_parameters(data_root() + "/data/assess/loss.toml");
  if (!assessed.duties || !assessed.parameters) return assessed;
  LossOptions options;
  options.currency = currency;
  assessed.loss = assess_loss(*assessed.parameters, loss_counts((*assessed.duties)->duties), options);
  return assessed;
}

// The lines below the paragraph. Patterns take their figures in order.
struct Lines {
  std::string_view evidence, items, persons, relation, countries, duties, loss, unfinished, problems;
  std::string_view in_item, in_items, not_read, copy, copies, distinct, interval, roster;
  std::string_view persons_open, duties_open, duties_failed, unknown, pieces, what_problems, no_findings;
  std::string_view column_persons, column_values, column_occurrences, column_files;
};
constexpr Lines lines_en = {
    .evidence = "Evidence",
    .items = "Items",
    .persons = "Persons",
    .relation = "Relation",
    .countries = "Countries",
    .duties = "Duties",
    .loss = "Loss",
    .unfinished = "Unfinished",
    .problems = "Problems",
    .in_item = " in {} item",
    .in_items = " in {} items",
    .not_read = ", {} not read",
    .copy = "; {} is a copy of another",
    .copies = "; {} are copies of others",
    .distinct = "{} distinct",
    .interval = "   95 % interval {} - {}",
    .roster = "; {} are in your roster, {} are unknown to it",
    .persons_open = "not told: the scan was ended before; the same scan goes on from there",
    .duties_open = "not known before the persons are",
    .duties_failed = "not assessed: {}",
    .unknown = "unknown",
    .pieces = "{} pieces of work are still to be done",
    .what_problems = "{} folders, files or limits",
    .no_findings = "No findings of confidence 0.5 and more.",
    .column_persons = "persons",
    .column_values = "values",
    .column_occurrences = "occurrences",
    .column_files = "files",
};
constexpr Lines lines_fr = {
    .evidence = "Pièces",
    .items = "Éléments",
    .persons = "Personnes",
    .relation = "Lien",
    .countries = "Pays",
    .duties = "Obligations",
    .loss = "Préjudice",
    .unfinished = "Inachevé",
    .problems = "Anomalies",
    .in_item = ", {} élément",
    .in_items = ", {} éléments",
    .not_read = ", dont {} non lus",
    .copy = " ; {} est la copie d’un autre",
    .copies = " ; {} sont des copies d’autres",
    .distinct = "{} distinctes",
    .interval = "   intervalle à 95 % : {} - {}",
    .roster = " ; {} figurent dans votre liste, {} n’y figurent pas",
    .persons_open = "non établies : l’analyse a été interrompue ; la même commande la reprend",
    .duties_open = "non établies tant que les personnes ne le sont pas",
    .duties_failed = "non évaluées : {}",
    .unknown = "inconnu",
    .pieces = "{} unités de travail restent à traiter",
    .what_problems = "{} dossiers, fichiers ou limites",
    .no_findings = "Aucune occurrence d’un degré de confiance d’au moins 0,5.",
    .column_persons = "personnes",
    .column_values = "valeurs",
    .column_occurrences = "occurrences",
    .column_files = "fichiers",
};

// A relation to the owner as the language has it; what has no word stays as the case has it.
std::string relation_in(const Words& words, const Lines& lines, const std::string& relation) {
  if (relation.empty()) return std::string(lines.unknown);
  if (words.language != "fr") return relation;
  std::string name(named(words.relations, relation));
  if (!name.empty() && is_upper(name[0])) name[0] = static_cast<char>(name[0] - 'A' + 'a');
  return name;
}

std::string summary_text(const Words& words, const Figures& figures, const Assessed& assessed,
                         const std::string& case_path) {
  const Lines& lines = words.language == "fr" ? lines_fr : lines_en;
  constexpr std::size_t width_max = 100;
  const std::size_t room = terminal_columns();
  std::string out = wrapped(paragraph(words, figures), room == 0 ? width_max : std::min(width_max, room)) + "\n";
  const auto line = [&](std::string_view head, const std::string& text, const std::string& command) {
    out += padded(std::string(head), words.language == "fr" ? 13 : 11, false) + text;
    if (!command.empty()) out += "   (constat " + command + ")";
    out += '\n';
  };
  std::string unreadable;
  for (const CountFigure& status : figures.statuses) {
    if (status.name != "read") unreadable += (unreadable.empty() ? "" : ",") + status.name;
  }
  for (const EvidenceFigure& evidence : figures.evidence) {
    line(&evidence == &figures.evidence.front() ? lines.evidence : "",
         evidence.name + (evidence.kind == "folder" ? "/" : "") + "   " + bytes_in(words, evidence.size_bytes) +
             fill(evidence.items == 1 ? lines.in_item : lines.in_items, {number_in(words, evidence.items)}) +
             (evidence.unreadable != 0 ? fill(lines.not_read, {number_in(words, evidence.unreadable)}) : ""),
         "");
  }
  line(lines.items,
       number_in(words, figures.items) + (words.language == "fr" ? " : " : ": ") + status_list(words, figures) +
           (figures.duplicates != 0
                ? fill(figures.duplicates == 1 ? lines.copy : lines.copies, {number_in(words, figures.duplicates)})
                : ""),
       unreadable.empty() ? "" : "items " + case_path + " --status " + unreadable);
  std::string counted = fill(lines.distinct, {number_in(words, figures.persons)});
  if (figures.persons != 0 && figures.persons_low >= 0) {
    counted += fill(lines.interval, {number_in(words, figures.persons_low), number_in(words, figures.persons_high)});
  }
  if (figures.roster != 0) {
    counted += fill(lines.roster,
                    {number_in(words, figures.roster_found), number_in(words, figures.persons - figures.roster_found)});
  }
  if (figures.persons_resolved) {
    line(lines.persons, counted, figures.persons != 0 ? "persons " + case_path : "");
  } else {
    line(lines.persons, std::string(lines.persons_open), "");
  }
  if (!figures.relations.empty() && !figures.relations.front().name.empty()) {
    std::string relations;
    for (const CountFigure& relation : figures.relations) {
      relations += (relations.empty() ? "" : ", ") + relation_in(words, lines, relation.name) + " " +
                   number_in(words, relation.count);
    }
    line(lines.relation, relations, "");
  }
  std::vector<std::string> regions;
  for (const CountFigure& country : figures.countries) {
    if (regions.size() == 8) {
      regions.emplace_back("…");
      break;
    }
    regions.push_back((country.name.empty() ? std::string(lines.unknown) : country.name) + " " +
                      number_in(words, country.count));
  }
  if (!regions.empty()) {
    std::string list;
    for (const std::string& region : regions) list += (list.empty() ? "" : ", ") + region;
    line(lines.countries, list, "");
  }
  if (!figures.persons_resolved) {
    line(lines.duties, std::string(lines.duties_open), "");
  } else if (assessed.duties) {
    const DutyReport& report = (*assessed.duties)->duties;
    line(lines.duties, duties_brief(report, words.language),
         "duties " + case_path + (report.known || report.duties.empty() ? "" : " --known-on DATE"));
  } else {
    line(lines.duties, fill(lines.duties_failed, {assessed.duties.error().what}), "");
  }
  if (assessed.loss && figures.persons_resolved) {
    line(lines.loss, quantiles_in(assessed.loss->cost, assessed.loss->currency, words.language), "loss " + case_path);
  }
  if (figures.units_to_do != 0) {
    line(lines.unfinished, fill(lines.pieces, {number_in(words, figures.units_to_do)}), "scan, again");
  }
  if (figures.problems_all != 0) {
    line(lines.problems, fill(lines.what_problems, {number_in(words, figures.problems_all)}), "report " + case_path);
  }
  if (figures.types.empty()) return out + "\n" + std::string(lines.no_findings) + "\n";

  std::size_t width = 4;
  std::int64_t largest = 1;
  bool any_person = false;
  for (const TypeFigure& type : figures.types) any_person = any_person || type.persons != 0;
  // A program's words stay in English; a reader of French is given labels.
  const auto label = [&](const TypeFigure& type) {
    return words.language == "fr" ? type_label(words, type.name) : type.name;
  };
  for (const TypeFigure& type : figures.types) {
    width = std::max(width, shown_width(label(type)));
    largest = std::max(largest, any_person ? type.persons : type.values);
  }
  const auto cell = [&](std::int64_t value) { return padded(value == 0 ? "-" : number_in(words, value), 12, true); };
  out += "\n" + padded("", width, false) + padded(std::string(lines.column_persons), 12, true) +
         padded(std::string(lines.column_values), 12, true) + padded(std::string(lines.column_occurrences), 12, true) +
         padded(std::string(lines.column_files), 12, true) + "\n";
  for (const TypeFigure& type : figures.types) {
    out += padded(label(type), width, false) + cell(type.persons) + cell(type.values) + cell(type.occurrences) +
           cell(type.files);
    const std::string drawn = bar(any_person ? type.persons : type.values, largest, 20);
    out += (drawn.empty() ? "" : "  ") + drawn + "\n";
  }
  return out;
}

std::string as_json(const Words& words, const Figures& figures, const Assessed& assessed,
                    const std::string& case_path) {
  Json json;
  json["case"] = case_path;
  json["paragraph"] = paragraph(words, figures);
  json["complete"] = figures.units_to_do == 0 && figures.persons_resolved;
  json["evidence"] = Json::array();
  for (const EvidenceFigure& evidence : figures.evidence) {
    json["evidence"].push_back({{"name", evidence.name},
                                {"path", evidence.path},
                                {"kind", evidence.kind},
                                {"size", evidence.size_bytes},
                                {"items", evidence.items},
                                {"unreadable", evidence.unreadable}});
  }
  json["bytes"] = figures.evidence_bytes;
  Json statuses = Json::object();
  for (const CountFigure& status : figures.statuses) statuses[status.name] = status.count;
  json["items"] = {{"total", figures.items},
                   {"duplicates", figures.duplicates},
                   {"unreadable", figures.unreadable},
                   {"status", statuses}};
  Json countries = Json::object();
  for (const CountFigure& country : figures.countries) {
    countries[country.name.empty() ? "unknown" : country.name] = country.count;
  }
  Json states = Json::object();
  for (const CountFigure& state : figures.states) states[state.name.empty() ? "unknown" : state.name] = state.count;
  json["persons"] = {
      {"resolved", figures.persons_resolved},
      {"total", figures.persons},
      {"interval", figures.persons_low < 0 ? Json(nullptr) : Json{figures.persons_low, figures.persons_high}},
      {"countries", countries},
      {"states", states}};
  json["persons"]["relations"] = Json::object();
  for (const CountFigure& relation : figures.relations) {
    json["persons"]["relations"][relation.name.empty() ? "unknown" : relation.name] = relation.count;
  }
  if (figures.roster != 0) {
    json["persons"]["roster"] = {{"entries", figures.roster},
                                 {"in_dump", figures.roster_found},
                                 {"unknown", figures.persons - figures.roster_found}};
  }
  json["min_confidence"] = static_cast<double>(figures_confidence_min) / 1000.0;
  json["types"] = Json::array();
  for (const TypeFigure& type : figures.types) {
    json["types"].push_back({{"type", type.name},
                             {"category", type.category},
                             {"persons", type.persons},
                             {"values", type.values},
                             {"occurrences", type.occurrences},
                             {"files", type.files}});
  }
  if (assessed.duties) {
    const DutyReport& report = (*assessed.duties)->duties;
    std::int64_t jurisdictions = 0;
    for (const Duty& duty : report.duties) {
      if (duty.persons > 0 && duty.rule->applies_if.en.empty()) ++jurisdictions;
    }
    const Duty* const first = report.first();
    json["duties"] = {{"jurisdictions", jurisdictions},
                      {"known_on", report.known ? Json(report.known->text) : Json()},
                      {"first_deadline", first == nullptr ? Json() : Json(iso(*first->first_due))},
                      {"first_jurisdiction", first == nullptr ? Json() : Json(first->id)},
                      {"residence_unknown", report.unknown_country + report.unknown_state}};
  }
  if (assessed.loss) {
    const auto range = [](const Quantiles& loss) {
      return Json{{"p10", std::llround(loss.p10)}, {"p50", std::llround(loss.p50)}, {"p90", std::llround(loss.p90)}};
    };
    json["loss"] = range(assessed.loss->cost);
    json["loss"]["currency"] = assessed.loss->currency;
    json["loss"]["exposure"] = assessed.loss->has_exposure ? range(assessed.loss->exposure) : Json();
  }
  json["problems"] = figures.problems_all;
  json["rules_hash"] = figures.rules_hash;
  return json_page(json);
}

int run_summary(const Arguments& arguments) {
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "summary", exit);
  if (!opened) return exit;
  FiguresOptions options;
  options.details = false;
  const Figures figures = gather_figures(*opened, options);
  const Words& words = *words_of(arguments.get("--lang"));
  const Assessed assessed = assess(*opened, arguments.get("--currency"));
  if (assessed.duties && assessed.parameters && !assessed.loss) {
    complain(assessed.loss.error().what);
    return exit_usage;
  }
  const std::string text = arguments.get("--format") == "json"
                               ? as_json(words, figures, assessed, opened->path())
                               : summary_text(words, figures, assessed, escape_name(opened->path()));
  std::fwrite(text.data(), 1, text.size(), stdout);
  return exit_done;
}

constexpr Option summary_options[] = {
    {"--format", "FORMAT", "For the eye, or for a program", "text,json", "text"},
    {"--lang", "LANGUAGE", "Of the text", "en,fr", "en"},
    {"--currency", "CODE", "Of the loss (USD, EUR, GBP, CHF)", "", "USD"},
};

}  // namespace

const Command summary_command = {
    .name = "summary",
    .takes = "CASE",
    .does = "Say in a paragraph and a table what was taken and whose it was",
    .about =
        "Persons, distinct values, occurrences and files for each type of data, the gravest first; what could not be "
        "read beside it. Only findings of confidence 0.5 and more are counted. Needs no key: no value is shown.",
    .examples =
        "  constat summary case.constat\n"
        "  constat summary case.constat --format json | jq '.persons.total'\n",
    .options = summary_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_summary,
};

}  // namespace constat
