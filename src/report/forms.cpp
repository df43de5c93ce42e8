#include "report/forms.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "assess/toml_keys.h"
#include "base/toml_text.h"
#include "report/duty_words.h"
#include "report/notice_list.h"
#include "report/words.h"

namespace constat {

namespace {

constexpr std::string_view form_fills[] = {"persons",    "residents",  "records", "categories",  "subjects",
                                           "known_on",   "deadline",   "owner",   "contact",     "total",
                                           "encryption", "protection", "late",    "persons_due", "unread"};

std::string filled(std::string_view fill_with, const Assessment& assessment, const Figures& figures, const Duty& duty,
                   const ExposedUnder& under, std::int64_t minors, const FormOptions& options) {
  const Words& words = *words_of(options.language);
  const bool french = options.language == "fr";
  const DutyWords& say = duty_words(options.language);
  const auto number = [&](std::int64_t value) { return number_in(words, value); };
  const DutyReport& report = assessment.duties;
  if (fill_with == "persons") {
    std::string text = number(duty.persons);
    if (duty.persons_if != 0) {
      text += french ? " (en outre, sous condition\u00a0: " + number(duty.persons_if) + ")"
                     : " (further ones, under a condition: " + number(duty.persons_if) + ")";
    }
    if (duty.unknown != 0)
      text += french ? "\u00a0; " + fill(say.of_unknown, {number(duty.unknown)})
                     : "; " + fill(say.of_unknown, {number(duty.unknown)});
    return text;
  }
  if (fill_with == "residents") return number(duty.residents);
  if (fill_with == "total") return number(report.persons);
  const auto list_of = [&](const std::vector<std::string>& parts) {
    std::string list;
    for (const std::string& part : parts) list += (list.empty() ? "" : french ? "\u00a0; " : "; ") + part;
    return list;
  };
  if (fill_with == "records") {
    return french ? fill("{} (lignes, messages et formulaires relatifs à ces personnes\u00a0; {} données)",
                         {number(under.records), number(under.findings)})
                  : fill("{} (rows, messages and forms that speak of them; {} data in all)",
                         {number(under.records), number(under.findings)});
  }
  if (fill_with == "categories") {
    std::vector<std::string> parts;
    for (const TypeFigure& type : figures.types) {
      const auto found = under.persons.find(type.name);
      if (type.category == "other" || found == under.persons.end()) continue;
      parts.push_back(type_label(words, type.name) + " (" + number(found->second) + ")");
    }
    return list_of(parts);
  }
  if (fill_with == "subjects") {
    std::vector<std::string> parts;
    for (const NamedWords& relation : words.relations) {
      const auto found = under.relations.find(std::string(relation.name));
      if (relation.name.empty() || found == under.relations.end()) continue;
      parts.push_back(std::string(relation.label) + " (" + number(found->second) + ")");
    }
    const auto unknown = under.relations.find("");
    if (!parts.empty() && unknown != under.relations.end()) {
      parts.push_back(std::string(named(words.relations, "")) + " (" + number(unknown->second) + ")");
    }
    // They are among these: the authorities ask for them by name.
    if (minors != 0) parts.push_back((french ? "dont mineurs (" : "minors among them (") + number(minors) + ")");
    return list_of(parts);
  }
  if (fill_with == "known_on") return report.known ? known_in(*report.known, options.language) : "";
  if (fill_with == "deadline" || fill_with == "persons_due") {
    for (const DutyTell& tell : duty.tells) {
      const bool wanted = (tell.tell->role == TellRole::persons) == (fill_with == "persons_due");
      if (wanted && tell.due) return deadline_in(*tell.due, options.language);
      if (wanted) return due_in_words(tell.tell->due, options.language);
    }
    return "";
  }
  if (fill_with == "owner") return options.owner;
  if (fill_with == "contact") return options.contact;
  if (fill_with == "encryption") {
    std::string text(say.keys_none);
    if (report.keys.encrypted_items != 0) text += " " + fill(say.keys_encrypted, {number(report.keys.encrypted_items)});
    return text;
  }
  if (fill_with == "protection") {
    if (duty.version->monitoring.months == 0) return "";
    return fill(say.monitoring, {number(duty.version->monitoring.months), number(duty.monitored)});
  }
  if (fill_with == "unread") return number(figures.unreadable);
  return "";
}

}  // namespace

Result<Form> draft_form(Case& file, const Assessment& assessment, const Figures& figures, std::string_view jurisdiction,
                        const FormOptions& options) {
  const Duty* duty = nullptr;
  for (const Duty& one : assessment.duties.duties) {
    const std::string where = one.residence.country == "US" ? "US-" + one.residence.state : one.residence.country;
    const bool is_residence = where == jurisdiction && one.rule->applies_if.en.empty();
    if (one.id == jurisdiction || (duty == nullptr && is_residence)) duty = &one;
  }
  if (duty == nullptr) {
    return fail(Fault::unsupported, "no person of this case is under a duty of " + std::string(jurisdiction));
  }
  const ExposedUnder under = exposed_under(file, *duty);
  const std::int64_t minors = minors_under(file, *duty, assessment.duties.day);
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (std::filesystem::directory_iterator walk(options.folder, error), end; !error && walk != end;
       walk.increment(error)) {
    if (walk->path().extension() == ".toml") files.push_back(walk->path());
  }
  if (error) return fail(Fault::io, "cannot read the forms in " + options.folder);
  std::sort(files.begin(), files.end());
  std::string known;
  for (const std::filesystem::path& path : files) {
    const std::string where = path.filename().string() + ": ";
    std::ifstream bytes(path, std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(bytes)), std::istreambuf_iterator<char>());
    if (const auto text = check_toml_text(content); !text) return fail(Fault::malformed, where + text.error().what);
    const toml::parse_result parsed = toml::parse(content);
    if (!parsed) return fail(Fault::malformed, where + std::string(parsed.error().description()));
    Keys keys(parsed.table(), where);
    Form form;
    form.id = keys.needed("id");
    form.title = keys.both("title").in(options.language);
    form.url = keys.text("url");
    for (const toml::table* const one : keys.tables("field")) {
      Keys in(*one, where + "field: ");
      FormField field;
      const Bilingual name = in.both("name");
      field.name = name.in(options.language);
      field.hint = in.both("hint").in(options.language);
      const std::string fill_with = in.text("fill");
      if (name.en.empty()) in.wrong("name is needed");
      if (!fill_with.empty() && std::ranges::find(form_fills, fill_with) == std::end(form_fills)) {
        in.wrong("unknown fill '" + fill_with + "'");
      }
      field.value = filled(fill_with, assessment, figures, *duty, under, minors, options);
      field.is_filled = !field.value.empty();
      TRY(in.finish());
      form.fields.push_back(std::move(field));
    }
    TRY(keys.finish());
    if (duty->id == form.id || duty->rule->id == form.id) return form;
    known += (known.empty() ? "" : ", ") + form.id;
  }
  return fail(Fault::unsupported, "no form of " + duty->id + " is known; known are " + known);
}

}  // namespace constat
