#include "assess/duty_rules.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

#include "assess/toml_keys.h"
#include "base/sha256.h"
#include "base/text.h"

namespace constat {

namespace {

std::optional<int> count_in(std::string_view text) {
  int value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

Result<ElementSet> element_set(std::string_view text, const Elements& elements) {
  ElementSet set = 0;
  for (const std::string_view word : split(text, '+')) {
    const std::string_view name = trim(word);
    const auto index = elements.find(name);
    if (!index) return fail(Fault::malformed, "unknown element '" + std::string(name) + "'");
    set |= ElementSet{1} << *index;
  }
  return set;
}

Result<void> add_triggers(const std::vector<std::string>& lines, bool with_name, bool with_condition,
                          const Elements& elements, std::vector<Trigger>& triggers) {
  const auto name = elements.find("name");
  if (with_name && !name) return fail(Fault::malformed, "the elements have no 'name'");
  for (const std::string& line : lines) {
    const std::size_t mark = line.find('?');
    if ((mark != std::string::npos) != with_condition) {
      return fail(Fault::malformed, with_condition ? "a condition is needed behind '?': " + line
                                                   : "a condition belongs into with_name_if or alone_if: " + line);
    }
    Trigger trigger;
    TRY_ASSIGN(trigger.all, element_set(std::string_view(line).substr(0, mark), elements));
    if (with_name) trigger.all |= ElementSet{1} << *name;
    if (with_condition) {
      const std::string_view condition = std::string_view(line).substr(mark + 1);
      const std::size_t bar = condition.find('|');
      trigger.condition.en = trim(condition.substr(0, bar));
      if (bar != std::string_view::npos) trigger.condition.fr = trim(condition.substr(bar + 1));
    }
    triggers.push_back(std::move(trigger));
  }
  return {};
}

std::vector<Bilingual> paired(Keys& keys, std::string_view key) {
  const std::vector<std::string> en = keys.texts(key);
  const std::vector<std::string> fr = keys.texts(std::string(key) + "_fr");
  if (!fr.empty() && fr.size() != en.size()) keys.wrong(std::string(key) + "_fr must have as many entries");
  std::vector<Bilingual> list;
  for (std::size_t index = 0; index < en.size(); ++index)
    list.push_back({en[index], index < fr.size() ? fr[index] : ""});
  return list;
}

Result<Tell> read_tell(const toml::table& table, const std::string& where, const Elements& elements) {
  Keys keys(table, where + "tell: ");
  Tell tell;
  const std::string role = keys.needed("role");
  bool known = false;
  for (const TellRole one :
       {TellRole::authority, TellRole::agency, TellRole::persons, TellRole::credit_bureaus, TellRole::press}) {
    if (role != role_name(one)) continue;
    tell.role = one;
    known = true;
  }
  if (!known) keys.wrong("unknown role '" + role + "'");
  tell.who = keys.both("who");
  if (tell.who.en.empty() && tell.role != TellRole::persons) keys.wrong("who is needed");
  if (const std::string text = keys.text("threshold"); !text.empty()) {
    const auto threshold = parse_threshold(text);
    if (threshold) tell.threshold = *threshold;
    if (!threshold) keys.wrong(threshold.error().what);
  }
  const auto due = parse_due(keys.needed("due"));
  if (due) tell.due = *due;
  if (!due) keys.wrong(due.error().what);
  const bool leans = tell.due.kind == DueKind::with_persons || tell.due.kind == DueKind::before_persons ||
                     tell.due.kind == DueKind::days_after_persons ||
                     tell.due.kind == DueKind::business_days_after_persons;
  if (leans && tell.role == TellRole::persons) keys.wrong("the persons' date cannot lean on itself");
  tell.wording = keys.both("wording");
  tell.url = keys.text("url");
  for (const std::string& line : keys.texts("sure_with")) {
    const auto set = element_set(line, elements);
    if (set) tell.sure_with.push_back(*set);
    if (!set) keys.wrong("sure_with: " + set.error().what);
  }
  tell.open_because = keys.both("open_because");
  if (tell.sure_with.empty() != tell.open_because.en.empty()) keys.wrong("sure_with and open_because need each other");
  TRY(keys.finish());
  return tell;
}

// `outer`: what holds where the table is silent; none: it must tell all.
Provenance read_provenance(Keys& keys, const Provenance* outer) {
  Provenance provenance;
  provenance.statute = keys.both("statute");
  provenance.source = outer == nullptr ? keys.needed("source") : keys.text("source");
  provenance.read_on = outer == nullptr ? keys.needed("read_on") : keys.text("read_on");
  const std::string verified = outer == nullptr ? keys.needed("verified") : keys.text("verified");
  provenance.unverified = paired(keys, "unverified");
  if (outer == nullptr && provenance.statute.en.empty()) keys.wrong("statute is needed");
  if (outer != nullptr) {
    if (provenance.statute.en.empty()) provenance.statute = outer->statute;
    if (provenance.source.empty()) provenance.source = outer->source;
    if (provenance.read_on.empty()) provenance.read_on = outer->read_on;
  }
  if (verified == "verified") {
    provenance.verified = Verified::verified;
  } else if (verified == "partial") {
    provenance.verified = Verified::partial;
  } else if (verified.empty() && outer != nullptr) {
    provenance.verified = outer->verified;
    if (!provenance.unverified.empty()) keys.wrong("'unverified' of a version needs its own 'verified'");
    provenance.unverified = outer->unverified;
  } else if (verified != "unverified") {
    keys.wrong("verified must be verified, partial or unverified");
  }
  if ((provenance.verified == Verified::verified) != provenance.unverified.empty()) {
    keys.wrong("'unverified' lists what is not verified, and is empty only where all is");
  }
  return provenance;
}

Result<DutyVersion> read_version(const toml::table& table, const std::string& where, const Elements& elements,
                                 const Provenance& of_rule) {
  Keys keys(table, where + "version: ");
  DutyVersion version;
  version.valid_from = keys.date("valid_from");
  version.valid_to = keys.date("valid_to");
  version.first_law = keys.flag("first_law");
  if (version.first_law && !version.valid_from) keys.wrong("first_law needs valid_from");
  version.provenance = read_provenance(keys, &of_rule);
  if (version.valid_from && version.valid_to && *version.valid_to < *version.valid_from) {
    keys.wrong("valid_to lies before valid_from");
  }
  const auto triggers = [&](std::string_view key, bool with_name, bool with_condition) {
    const auto added = add_triggers(keys.texts(key), with_name, with_condition, elements, version.triggers);
    if (!added) keys.wrong(std::string(key) + ": " + added.error().what);
  };
  triggers("with_name", true, false);
  triggers("alone", false, false);
  triggers("with_name_if", true, true);
  triggers("alone_if", false, true);
  if (version.triggers.empty()) keys.wrong("nothing triggers it");
  version.encryption_excuses = keys.flag("encryption");
  version.key_loses_excuse = keys.flag("key_loses");
  if (const std::string weekend = keys.text("weekend"); weekend == "next_working_day") {
    version.weekend = WeekendRule::next_working_day;
  } else if (!weekend.empty()) {
    keys.wrong("weekend must be next_working_day");
  }
  if (const std::string holidays = keys.text("holidays"); holidays == "us_federal") {
    version.holidays = Holidays::us_federal;
  } else if (!holidays.empty()) {
    keys.wrong("holidays must be us_federal");
  }
  version.harm_test = keys.both("harm_test");
  version.notes = keys.both("notes");
  version.must = paired(keys, "must");
  version.must_not = paired(keys, "must_not");
  for (const toml::table* const one : keys.tables("tell")) {
    TRY_ASSIGN(Tell tell, read_tell(*one, where, elements));
    version.tells.push_back(std::move(tell));
  }
  if (version.tells.empty()) keys.wrong("nobody is to be told: a [[version.tell]] is needed");
  for (const toml::table* const one : keys.tables("monitoring")) {
    Keys monitoring(*one, where + "monitoring: ");
    version.monitoring.months = monitoring.integer("months");
    for (const std::string& name : monitoring.texts("elements")) {
      const auto set = element_set(name, elements);
      if (set) version.monitoring.elements |= *set;
      if (!set) monitoring.wrong(set.error().what);
    }
    TRY(monitoring.finish());
  }
  TRY(keys.finish());
  return version;
}

Result<DutyRule> read_rule(const toml::table& table, const std::string& where, const Elements& elements) {
  Keys keys(table, where);
  DutyRule rule;
  rule.id = keys.needed("id");
  rule.name = keys.both("name");
  if (rule.name.en.empty()) keys.wrong("name is needed");
  rule.countries = keys.texts("countries");
  rule.state = keys.text("state");
  rule.each_country = keys.flag("each_country");
  rule.everywhere = keys.flag("everywhere");
  if (rule.countries.empty() != rule.everywhere) keys.wrong("either countries or everywhere");
  rule.applies_if = keys.both("applies_if");
  rule.zone = keys.text("zone");
  if (!rule.zone.empty() && !is_zone(rule.zone)) keys.wrong("unknown time zone '" + rule.zone + "'");
  rule.provenance = read_provenance(keys, nullptr);
  for (const toml::table* const one : keys.tables("authority")) {
    Keys authority(*one, where + "authority: ");
    rule.authorities.push_back({authority.needed("country"), authority.both("name"), authority.needed("zone")});
    if (!is_zone(rule.authorities.back().zone)) authority.wrong("unknown time zone");
    TRY(authority.finish());
  }
  for (const toml::table* const one : keys.tables("version")) {
    TRY_ASSIGN(DutyVersion version, read_version(*one, where, elements, rule.provenance));
    rule.versions.push_back(std::move(version));
  }
  if (rule.versions.empty()) keys.wrong("a [[version]] is needed");
  const auto from = [](const DutyVersion& version) { return version.valid_from.value_or(Date{}); };
  std::ranges::stable_sort(rule.versions, {}, from);
  for (std::size_t index = 1; index < rule.versions.size(); ++index) {
    const auto& before = rule.versions[index - 1];
    if (!before.valid_to || !rule.versions[index].valid_from || *rule.versions[index].valid_from <= *before.valid_to) {
      keys.wrong("two versions are in force on one day");
    }
    if (rule.versions[index].first_law) keys.wrong("only the first version can be the first law");
  }
  TRY(keys.finish());
  return rule;
}

}  // namespace

std::string_view role_name(TellRole role) {
  switch (role) {
    case TellRole::authority: return "authority";
    case TellRole::agency: return "agency";
    case TellRole::persons: return "persons";
    case TellRole::credit_bureaus: return "credit_bureaus";
    case TellRole::press: return "press";
  }
  return "";
}

std::string_view verified_name(Verified verified) {
  return verified == Verified::verified ? "verified" : verified == Verified::partial ? "partial" : "unverified";
}

bool Tell::is_sure(ElementSet elements) const {
  return sure_with.empty() || std::ranges::any_of(sure_with, [&](ElementSet all) { return (elements & all) == all; });
}

std::string Threshold::text() const {
  if (!more_than && !fewer_than && count <= 1) return {};
  return (fewer_than ? "< " : more_than ? "> " : ">= ") + std::to_string(count);
}

Result<Threshold> parse_threshold(std::string_view text) {
  Threshold threshold;
  const auto wrong = [] { return fail(Fault::malformed, "a threshold is written > 500, >= 250 or < 500"); };
  threshold.fewer_than = text.starts_with("<");
  threshold.more_than = text.starts_with(">") && !text.starts_with(">=");
  if (!text.starts_with(">") && !threshold.fewer_than) return wrong();
  const auto count = count_in(trim(text.substr(threshold.more_than || threshold.fewer_than ? 1 : 2)));
  if (!count || *count == 0 || (threshold.fewer_than && *count == 1)) return wrong();
  threshold.count = *count;
  return threshold;
}

Result<Due> parse_due(std::string_view text) {
  if (text == "without delay") return Due{DueKind::without_delay, 0};
  if (text == "with persons") return Due{DueKind::with_persons, 0};
  if (text == "before persons") return Due{DueKind::before_persons, 0};
  const std::size_t blank = text.find(' ');
  const auto count = count_in(text.substr(0, blank));
  const std::string_view unit = blank == std::string_view::npos ? std::string_view() : text.substr(blank + 1);
  if (count && *count > 0 && *count <= 10000) {
    if (unit == "hours") return Due{DueKind::hours, *count};
    if (unit == "days") return Due{DueKind::days, *count};
    if (unit == "business days") return Due{DueKind::business_days, *count};
    if (unit == "business days after persons") return Due{DueKind::business_days_after_persons, *count};
    if (unit == "days after year") return Due{DueKind::days_after_year, *count};
    if (unit == "days after persons") return Due{DueKind::days_after_persons, *count};
  }
  return fail(Fault::malformed, "unknown deadline '" + std::string(text) + "'");
}

std::string due_in_words(const Due& due, std::string_view language) {
  const std::string count = std::to_string(due.count);
  const bool french = language == "fr";
  switch (due.kind) {
    case DueKind::hours:
      return french ? count + " heures à compter de la connaissance" : count + " hours from knowledge";
    case DueKind::days: return french ? count + " jours à compter de la connaissance" : count + " days from knowledge";
    case DueKind::business_days:
      return french ? count + " jours ouvrés à compter de la connaissance" : count + " business days from knowledge";
    case DueKind::without_delay: return french ? "dans les meilleurs délais" : "without unreasonable delay";
    case DueKind::with_persons:
      return french ? "au plus tard avec l’information des personnes" : "no later than the notice to persons";
    case DueKind::before_persons: return french ? "avant l’information des personnes" : "before the notice to persons";
    case DueKind::days_after_persons:
      return french ? count + " jours après l’information des personnes" : count + " days after the notice to persons";
    case DueKind::days_after_year:
      return french ? count + " jours après la fin de l’année civile de la connaissance"
                    : count + " days after the end of the calendar year of knowledge";
    case DueKind::business_days_after_persons:
      return french ? count + " jours ouvrés après l’information des personnes"
                    : count + " business days after the notice to persons";
  }
  return "";
}

Result<DutyRules> load_duty_rules(const std::string& folder, const Elements& elements) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (std::filesystem::directory_iterator walk(folder, error), end; !error && walk != end; walk.increment(error)) {
    if (walk->path().extension() == ".toml") files.push_back(walk->path());
  }
  if (error) return fail(Fault::io, "cannot read the duties in " + folder + ": " + error.message());
  std::ranges::sort(files);
  DutyRules rules;
  Sha256Hasher hasher;
  std::set<std::string> ids;
  for (const std::filesystem::path& path : files) {
    const std::string name = path.filename().string();
    TRY_ASSIGN(const std::string content, read_parameters(path.string()));
    hasher.update(as_bytes(name));
    hasher.update(as_bytes(content));
    TRY_ASSIGN(const toml::table parsed, parse_parameters(content, name));
    TRY_ASSIGN(DutyRule rule, read_rule(parsed, name + ": ", elements));
    if (!ids.insert(rule.id).second) return fail(Fault::malformed, name + ": '" + rule.id + "' exists twice");
    rules.rules.push_back(std::move(rule));
  }
  std::ranges::sort(rules.rules, {}, &DutyRule::id);
  rules.hash = to_hex(hasher.finish());
  return rules;
}

}  // namespace constat
