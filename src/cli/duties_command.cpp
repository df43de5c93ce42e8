// constat duties CASE: who must be told, by when.
#include <algorithm>

#include "base/json.h"
#include "base/paths.h"
#include "base/shown_text.h"
#include "base/text.h"
#include "casefile/content_seal.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "report/duty_words.h"
#include "report/exposure.h"

namespace constat {

namespace {

std::string place_name(const Residence& residence) {
  if (residence.country.empty()) return "unknown";
  if (residence.country != "US") return residence.country;
  return "US-" + (residence.state.empty() ? "unknown" : residence.state);
}

// "US-CA", "FR", "FR-CNIL" and "EU-GDPR-DE" name a duty; so does its residence.
bool is_wanted(const std::vector<std::string>& wanted, const std::string& id, const Residence& residence) {
  if (wanted.empty()) return true;
  return std::ranges::any_of(wanted, [&](const std::string& one) { return one == id || one == place_name(residence); });
}

struct Row {
  const Duty* duty = nullptr;
  const DutyTell* tell = nullptr;
};

std::vector<Row> rows_of(const DutyReport& report, const std::vector<std::string>& wanted) {
  std::vector<Row> rows;
  for (const Duty& duty : report.duties) {
    if (!is_wanted(wanted, duty.id, duty.residence)) continue;
    for (const DutyTell& tell : duty.tells) rows.push_back({&duty, &tell});
  }
  std::ranges::stable_sort(rows, [](const Row& a, const Row& b) {
    const bool late_a = !a.duty->rule->applies_if.en.empty() && a.tell->required != Required::yes;
    const bool late_b = !b.duty->rule->applies_if.en.empty() && b.tell->required != Required::yes;
    if (late_a != late_b) return late_b;
    if (a.tell->due.has_value() != b.tell->due.has_value()) return a.tell->due.has_value();
    return a.tell->due && *a.tell->due < *b.tell->due;
  });
  return rows;
}

Json strings(const std::vector<std::string>& list) {
  Json json = Json::array();
  for (const std::string& one : list) json.push_back(one);
  return json;
}
Json strings(const std::vector<Bilingual>& list, std::string_view language) {
  Json json = Json::array();
  for (const Bilingual& one : list) json.push_back(one.in(language));
  return json;
}
Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }
std::string dumped(const Json& json) { return json_shown(json_text(json)); }

Json tell_json(const DutyTell& tell, std::string_view language) {
  return {{"role", role_name(tell.tell->role)},
          {"recipient", recipient_in(tell, language)},
          {"required", required_name(tell.required)},
          {"open_because", or_null(open_because(tell, language))},
          {"persons_sure", tell.persons_sure},
          {"threshold", or_null(tell.tell->threshold.text())},
          {"due", tell.due ? Json(iso(*tell.due)) : Json()},
          {"due_zone", tell.due && !tell.due->zone.empty() ? Json(tell.due->zone) : Json()},
          {"due_rule", due_in_words(tell.tell->due, language)},
          {"wording", or_null(tell.tell->wording.in(language))},
          {"url", or_null(tell.tell->url)}};
}

Json duty_json(const Duty& duty, const Elements& elements, std::string_view language) {
  Json json;
  json["jurisdiction"] = duty.id;
  json["name"] = duty_name(duty, language);
  json["residents"] = duty.residents;
  json["persons"] = duty.persons;
  json["persons_if"] = duty.persons_if + duty.unknown;  // Under a condition, or of unknown residence.
  json["conditions"] = Json::array();
  for (const DutyCondition& condition : duty.conditions) {
    json["conditions"].push_back({{"if", condition.text.in(language)}, {"persons", condition.persons}});
  }
  json["of_unknown_residence"] = duty.unknown;
  json["applies_if"] = or_null(duty.rule->applies_if.in(language));
  json["tell"] = Json::array();
  for (const DutyTell& tell : duty.tells) json["tell"].push_back(tell_json(tell, language));
  json["statute"] = duty.provenance().statute.in(language);
  if (duty.version != nullptr) {
    json["valid_from"] = duty.version->valid_from ? Json(iso(*duty.version->valid_from)) : Json();
    json["valid_to"] = duty.version->valid_to ? Json(iso(*duty.version->valid_to)) : Json();
    json["must"] = strings(duty.version->must, language);
    json["must_not"] = strings(duty.version->must_not, language);
    json["harm_test"] = or_null(duty.version->harm_test.in(language));
    json["encryption_excuses"] = duty.version->encryption_excuses;
    json["key_loses_excuse"] = duty.version->key_loses_excuse;
    if (duty.version->monitoring.months != 0) {
      json["identity_protection"] = {{"months", duty.version->monitoring.months}, {"persons", duty.monitored}};
    }
    json["notes"] = or_null(duty.version->notes.in(language));
  }
  json["not_detected"] = Json::array();
  for (const std::size_t index : duty.undetected) json["not_detected"].push_back(elements.name(index));
  json["verified"] = verified_name(duty.provenance().verified);
  json["unverified"] = strings(unverified_of(duty, language));
  json["source"] = duty.provenance().source;
  json["read_on"] = duty.provenance().read_on;
  return json;
}

std::string as_json(const Assessment& assessment, const std::vector<std::string>& wanted, const std::string& case_path,
                    std::string_view language) {
  const DutyReport& report = assessment.duties;
  Json json;
  json["case"] = case_path;
  json["warning"] = duty_words(language).warning;
  json["known_on"] = report.known ? Json(report.known->text) : Json();
  json["law_of"] = iso(report.day);
  json["rules_hash"] = assessment.rules.hash;
  json["persons"] = report.persons;
  json["keys"] = {{"encrypted_items", report.keys.encrypted_items},
                  {"private_keys", report.keys.private_keys},
                  {"passwords", report.keys.passwords},
                  {"places", strings(report.keys.key_places)}};
  const auto list = [&](const char* name, const std::vector<Duty>& duties) {
    json[name] = Json::array();
    for (const Duty& duty : duties) {
      if (!is_wanted(wanted, duty.id, duty.residence)) continue;
      json[name].push_back(duty_json(duty, assessment.elements, language));
    }
  };
  list("duties", report.duties);
  list("no_duty_found", report.untriggered);
  list("not_in_force", report.not_in_force);
  json["no_rule_known"] = Json::array();
  for (const Unruled& unruled : report.unruled) {
    json["no_rule_known"].push_back({{"residence", place_name(unruled.residence)}, {"persons", unruled.persons}});
  }
  json["main_establishment"] = strings(establishment_question(
      report, language, [&](const Duty& duty) { return is_wanted(wanted, duty.id, duty.residence); }));
  json["residence_unknown"] = {{"country", report.unknown_country}, {"state", report.unknown_state}};
  return json_page(json);
}

void as_list(const Assessment& assessment, const std::vector<std::string>& wanted, ListFormat format,
             std::string_view language) {
  const DutyReport& report = assessment.duties;
  constexpr Column columns[] = {
      {"jurisdiction"}, {"name"},     {"role"},          {"recipient"},        {"required"},
      {"due"},          {"due_rule"}, {"persons", true}, {"persons_if", true}, {"residents", true},
      {"threshold"},    {"statute"},  {"valid_from"},    {"verified"},         {"unverified"},
      {"source"}};
  constexpr Column table_columns[] = {
      {"due"},      {"jurisdiction"}, {"recipient", false, 44}, {"required"}, {"persons", true},
      {"if", true}, {"threshold"},    {"rule", false, 44},      {"verified"}, {"statute", false, 40}};
  constexpr Column french_columns[] = {
      {"échéance"},    {"ressort"}, {"destinataire", false, 44}, {"obligation"}, {"personnes", true},
      {"cond.", true}, {"seuil"},   {"règle", false, 44},        {"état"},       {"texte", false, 40}};
  const bool is_table = format == ListFormat::table;
  const bool french = language == "fr";
  // What machines read is the same in every language.
  ListWriter list(format, !is_table ? std::span<const Column>(columns)
                          : french  ? std::span<const Column>(french_columns)
                                    : std::span<const Column>(table_columns));
  const auto required_in = [&](Required required) {
    if (!is_table || !french) return required_name(required);
    return required == Required::yes    ? std::string_view("oui")
           : required == Required::open ? std::string_view("à déterminer")
                                        : std::string_view("non");
  };
  const auto verified_in = [&](Verified verified) {
    if (!is_table || !french) return verified_name(verified);
    const DutyWords& say = duty_words(language);
    return verified == Verified::verified ? say.verified : verified == Verified::partial ? say.partial : say.unverified;
  };
  for (const Row& row : rows_of(report, wanted)) {
    const Duty& duty = *row.duty;
    const DutyTell& tell = *row.tell;
    const std::string due = tell.due ? iso(*tell.due) : "";
    if (is_table) {
      list.text_or_null(due);
      list.text(duty.id);
      list.text(recipient_in(tell, language));
      list.text(required_in(tell.required));
      list.number(duty.persons);
      list.number(duty.persons_if + duty.unknown);
      list.text_or_null(tell.tell->threshold.text());
      list.text(due_in_words(tell.tell->due, language));
      list.text(verified_in(duty.provenance().verified));
      list.text(duty.provenance().statute.in(language));
    } else {
      const std::vector<std::string> unverified = unverified_of(duty, language);
      std::string shown;
      for (const std::string& one : unverified) shown += (shown.empty() ? "" : "; ") + one;
      list.text(duty.id);
      list.text(duty_name(duty, language));
      list.text(role_name(tell.tell->role));
      list.text(recipient_in(tell, language));
      list.text(required_in(tell.required));
      list.text_or_null(due);
      list.text(due_in_words(tell.tell->due, language));
      list.number(duty.persons);
      list.number(duty.persons_if + duty.unknown);
      list.number(duty.residents);
      list.text_or_null(tell.tell->threshold.text());
      list.text(duty.provenance().statute.in(language));
      list.text_or_null(duty.version->valid_from ? iso(*duty.version->valid_from) : "");
      list.text(verified_in(duty.provenance().verified));
      list.json(dumped(strings(unverified)), shown);
      list.text(duty.provenance().source);
    }
    list.end_row();
  }
  // Residences that end in no line above: no duty was found, or none could be.
  const auto rest = [&](const std::string& id, const std::string& name, Required required, const std::string& why,
                        std::int64_t residents, const Duty* duty) {
    const std::string statute = duty != nullptr ? duty->provenance().statute.in(language) : "";
    if (is_table) {
      list.null();
      list.text(id);
      list.text("-");
      list.text(required_in(required));
      list.number(required == Required::no ? 0 : residents);
      list.number(0);
      list.null();
      list.text(why);
      list.text_or_null(duty != nullptr ? verified_in(duty->provenance().verified) : std::string_view());
      list.text_or_null(statute);
    } else {
      list.text(id);
      list.text(name);
      list.null();
      list.null();
      list.text(required_in(required));
      list.null();
      list.text(why);
      list.number(0);
      list.number(0);
      list.number(residents);
      list.null();
      list.text_or_null(statute);
      list.null();
      list.text_or_null(duty != nullptr ? verified_in(duty->provenance().verified) : std::string_view());
      list.json("[]", "");
      list.text_or_null(duty != nullptr ? duty->provenance().source : "");
    }
    list.end_row();
  };
  const DutyWords& words = duty_words(language);
  for (const Duty& duty : report.not_in_force) {
    if (!is_wanted(wanted, duty.id, duty.residence)) continue;
    rest(duty.id, duty_name(duty, language), duty.no_law_yet ? Required::no : Required::open,
         std::string(why_not_in_force(duty, language)), duty.residents, &duty);
  }
  for (const Duty& duty : report.untriggered) {
    if (!is_wanted(wanted, duty.id, duty.residence)) continue;
    rest(duty.id, duty_name(duty, language), Required::no, std::string(words.no_trigger), duty.residents, &duty);
  }
  for (const Unruled& unruled : report.unruled) {
    const std::string place = place_name(unruled.residence);
    if (!is_wanted(wanted, place, unruled.residence)) continue;
    rest(place, place, Required::open, std::string(words.no_rule), unruled.persons, nullptr);
  }
  if (report.unknown_state != 0 && is_wanted(wanted, "US-unknown", {"US", ""})) {
    rest("US-unknown", std::string(words.unknown_state), Required::open, std::string(words.residence_unknown),
         report.unknown_state, nullptr);
  }
  if (report.unknown_country != 0 && is_wanted(wanted, "unknown", {})) {
    rest("unknown", std::string(words.unknown_country), Required::open, std::string(words.residence_unknown),
         report.unknown_country, nullptr);
  }
}

int run_duties(const Arguments& arguments) {
  std::optional<KnownOn> known;
  if (const std::string typed = arguments.get("--known-on"); !typed.empty()) {
    auto parsed = parse_known_on(typed);
    if (!parsed) {
      complain("--known-on " + escape_name(typed) + ": " + parsed.error().what,
               "The moment from which deadlines run: when the owner knew of the breach.");
      return exit_usage;
    }
    known = std::move(*parsed);
  }
  const std::vector<std::string> wanted = list_of(arguments, "--jurisdiction");
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "duties", exit);
  if (!opened) return exit;
  if (known) {
    ContentChange change(*opened, ContentChange::By::correction);
    keep_known_on(*opened, *known);
    change.done();
  }
  const auto assessed = assess_case(*opened, data_root(), known);
  if (!assessed) {
    complain(assessed.error().what);
    return exit_failed;
  }
  const std::string language = arguments.get("--lang");
  const std::string format = arguments.get("--format");
  // A misspelt jurisdiction must not look like one where nothing is due.
  const DutyReport& report = (*assessed)->duties;
  for (const std::string& one : wanted) {
    const auto is_it = [&one](const auto& listed) {
      return std::ranges::any_of(listed,
                                 [&one](const Duty& duty) { return is_wanted({one}, duty.id, duty.residence); });
    };
    const bool unruled =
        std::ranges::any_of(report.unruled, [&one](const Unruled& each) { return place_name(each.residence) == one; });
    if (is_it(report.duties) || is_it(report.untriggered) || is_it(report.not_in_force) || unruled) continue;
    if (one == "unknown" || one == "US-unknown") continue;
    const bool is_state = std::ranges::any_of(
        (*assessed)->rules.rules, [&one](const DutyRule& rule) { return !rule.state.empty() && rule.state == one; });
    complain("nobody of this case lives under '" + escape_name(one) + "'",
             is_state ? "A state of the United States is written US-" + one
                      : "'constat duties CASE' without --jurisdiction lists them");
  }
  std::string text;
  if (format == "json") text = as_json(**assessed, wanted, opened->path(), language);
  if (format == "text") {
    const auto shown = [&](const Duty& duty) { return is_wanted(wanted, duty.id, duty.residence); };
    // Nobody reads longer lines with ease; a terminal may be narrower.
    constexpr std::size_t width_max = 112;
    const std::size_t room = terminal_columns();
    text = duties_text((*assessed)->duties, (*assessed)->elements, language, shown, !wanted.empty(),
                       room == 0 ? width_max : std::min(width_max, room));
  }
  if (!text.empty()) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return exit_done;
  }
  as_list(**assessed, wanted, list_format(arguments), language);
  std::fflush(stdout);
  std::fprintf(stderr, "%s\n", std::string(duty_words(language).warning).c_str());
  return exit_done;
}

constexpr Option duties_options[] = {
    {"--known-on", "MOMENT",
     "When the breach was known: 2026-11-23, 2026-11-23T09:00, with an offset (+01:00, Z) if exact", "", ""},
    {"--jurisdiction", "LIST", "Only these (US-CA, FR-CNIL, EU-GDPR-DE; or a residence: FR, unknown)", "", "", true},
    {"--format", "FORMAT", "How they are written; a table on a terminal, jsonl in a pipe where not said",
     "table,text,jsonl,csv,json", ""},
    {"--lang", "LANGUAGE", "Of names and texts", "en,fr", "en"},
};

}  // namespace

const Command duties_command = {
    .name = "duties",
    .takes = "CASE",
    .does = "Say who must be told, by when, under which law",
    .about =
        "One line per jurisdiction and recipient (--format text gives the whole sheet: what a notice must and must not "
        "say, conditions, sources). Triggers are evaluated per person over all files. Deadlines run from --known-on, "
        "which the case keeps. Required: yes, no, or open where a fact is missing that evidence cannot tell. Unknown "
        "residence is a line of its own. This is no legal advice: every rule shows what of it is unverified, and "
        "counsel signs.",
    .examples =
        "  constat duties case.constat --known-on 2026-11-23T09:00+01:00\n"
        "  constat duties case.constat --format text --jurisdiction US-CA,FR\n"
        "  constat duties case.constat --format json | jq '.duties[].tell[].due'\n",
    .options = duties_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_duties,
};

}  // namespace constat
