#include "report/records.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "base/json.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "report/duty_words.h"
#include "report/exposure.h"

namespace constat {

namespace {

// Of a record: what holds most findings comes first; a record is no copy of the case.
constexpr std::int64_t files_max = 1000;

// A UUID of the case and a name: the same on every run. `version` 4 or 5 stands in its place (RFC 9562).
std::string uuid_of(std::string_view space, std::string_view name, char version) {
  const std::string hex = to_hex(sha256(as_bytes(std::string(space) + '\0' + std::string(name))));
  std::string uuid = hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + version + hex.substr(13, 3) + "-";
  constexpr std::string_view variants = "89ab";
  uuid += variants[static_cast<std::size_t>(hex[16] % 4)];
  return uuid + hex.substr(17, 3) + "-" + hex.substr(20, 12);
}

struct FileRecord {
  std::string place, shown, media_type, sha256;
  std::int64_t size = -1;
  std::int64_t findings = 0;
  std::map<std::string, std::int64_t> types;
};

std::vector<FileRecord> files_of(Case& file) {
  std::vector<FileRecord> files;
  std::map<std::int64_t, std::size_t> by_item;
  Database& database = file.database();
  Statement items(
      database,
      "SELECT c.owner, c.n, /* raw */ i.place, i.media_type, i.sha256, i.size FROM (SELECT CASE WHEN x.size IS NULL "
      "THEN coalesce(x.parent, x.id) ELSE x.id END AS owner, sum(n.sure) AS n FROM item_type n JOIN item x "
      "ON x.id = n.item WHERE n.sure > 0 GROUP BY 1) c JOIN item i ON i.id = c.owner "
      "ORDER BY c.n DESC, i.place, i.member_index LIMIT ?");
  items.bind(1, files_max);
  while (items.step()) {
    FileRecord record;
    record.findings = items.integer(1);
    record.place = items.text(2);
    record.shown = file.shown(record.place);
    record.media_type = items.text(3);
    if (!items.is_null(4)) record.sha256 = to_hex(as_bytes(items.blob(4)));
    if (!items.is_null(5)) record.size = items.integer(5);
    by_item.emplace(items.integer(0), files.size());
    files.push_back(std::move(record));
  }
  Statement types(database,
                  "SELECT CASE WHEN x.size IS NULL THEN coalesce(x.parent, x.id) ELSE x.id END, t.name, sum(n.sure) "
                  "FROM item_type n JOIN item x ON x.id = n.item JOIN type t ON t.id = n.type WHERE n.sure > 0 "
                  "GROUP BY 1, 2");
  while (types.step()) {
    const auto found = by_item.find(types.integer(0));
    if (found != by_item.end()) files[found->second].types[std::string(types.text(1))] = types.integer(2);
  }
  return files;
}

std::string case_space(const RecordInput& input) {
  return input.file.meta("created") + "|" + input.file.meta("key_check") + "|" + input.figures.case_created;
}

// VERIS attribute.confidentiality.data.variety of a type of finding.
std::string_view veris_variety(const TypeFigure& type) {
  if (type.category == "government_id" || type.name == "special_category") return "Sensitive Personal";
  if (type.category == "credential") return "Credentials";
  if (type.category == "health") return "Medical";
  if (type.name == "credit_card") return "Payment";
  if (type.category == "financial") return "Bank";
  return "Personal";
}

// Persons of whom anything of a variety is exposed, each counted once; of types that nobody could be linked to, values.
std::map<std::string, std::int64_t> veris_amounts(const RecordInput& input) {
  std::map<std::string, std::string, std::less<>> varieties;  // By type.
  std::map<std::string, std::int64_t> amounts;
  for (const TypeFigure& type : input.figures.types) {
    if (type.category == "other") continue;
    const std::string variety(veris_variety(type));
    varieties[type.name] = variety;
    std::int64_t& amount = amounts[variety];
    if (type.persons == 0) amount = std::max(amount, type.values);
  }
  std::map<std::string, std::int64_t> persons;
  Statement rows(input.file.database(), "SELECT types, count(*) FROM person GROUP BY types");
  while (rows.step()) {
    std::set<std::string_view> held;
    each_type(rows.text(0), [&](std::string_view type) {
      if (const auto found = varieties.find(type); found != varieties.end()) held.insert(found->second);
    });
    for (const std::string_view variety : held) persons[std::string(variety)] += rows.integer(1);
  }
  for (const auto& [variety, count] : persons) amounts[variety] = std::max(amounts[variety], count);
  return amounts;
}

// VERIS attribute.confidentiality.data_victim of a person's relation to the owner; "" where it has no word for it.
std::string_view veris_victim(std::string_view relation) {
  if (relation == "employee" || relation == "former") return "Employee";
  if (relation == "customer") return "Customer";
  if (relation == "contractor" || relation == "supplier") return "Partner";
  if (relation == "patient") return "Patient";
  if (relation == "student") return "Student";
  if (relation == "donor" || relation == "member" || relation == "tenant") return "Customer";
  return relation.empty() ? "" : "Other";
}

Json duties_json(const DutyReport& report) {
  Json list = Json::array();
  for (const Duty& duty : report.duties) {
    for (const DutyTell& tell : duty.tells) {
      list.push_back({{"jurisdiction", duty.id},
                      {"recipient", recipient_in(tell, "en")},
                      {"required", required_name(tell.required)},
                      {"persons", duty.persons},
                      {"due", tell.due ? Json(iso(*tell.due)) : Json()},
                      {"statute", duty.provenance().statute.en},
                      {"verified", verified_name(duty.provenance().verified)}});
    }
  }
  return list;
}

std::string dumped(const Json& json) { return json_page(json); }

// Adds to `target` what it has not; never changes what it has.
void add_missing(Json& target, const Json& added) {
  for (const auto& [key, value] : added.items()) {
    if (!target.contains(key)) {
      target[key] = value;
    } else if (target[key].is_object() && value.is_object()) {
      add_missing(target[key], value);
    }
  }
}

std::string moment(const RecordInput& input) {
  const std::string& created = input.figures.case_created;
  return created.size() >= 19 ? created.substr(0, 19) + ".000Z" : "1970-01-01T00:00:00.000Z";
}

}  // namespace

Result<std::string> veris_record(const RecordInput& input, std::string_view base) {
  const Figures& figures = input.figures;
  const DutyReport& duties = input.assessment.duties;
  Json own;
  own["schema_version"] = "1.4.1";
  own["incident_id"] = uuid_of(case_space(input), "veris", '4');
  own["source_id"] = "constat";
  own["security_incident"] = "Confirmed";
  own["summary"] = input.summary;
  // The schema wants a year. When it happened nobody told: the year of knowledge stands in, and no month or day.
  own["timeline"]["incident"]["year"] = static_cast<int>(duties.day.year());
  own["victim"] = {{"victim_id", input.owner.empty() ? "Unknown" : input.owner},
                   {"country", {"Unknown"}},
                   {"employee_count", "Unknown"},
                   {"industry", "000"}};
  // Who, how and on what the evidence does not tell: the analyst fills it in.
  own["actor"]["unknown"] = {{"notes", "not told by the evidence"}};
  own["action"]["unknown"] = {{"notes", "not told by the evidence"}};
  own["asset"] = {{"assets", Json::array({{{"variety", "Unknown"}}})}, {"cloud", {"Unknown"}}};
  own["discovery_method"]["unknown"] = true;
  const std::map<std::string, std::int64_t> amounts = veris_amounts(input);
  Json data = Json::array();
  for (const auto& [variety, amount] : amounts) data.push_back({{"variety", variety}, {"amount", amount}});
  Json& confidentiality = own["attribute"]["confidentiality"];
  confidentiality["data_disclosure"] = amounts.empty() ? "Unknown" : "Yes";
  confidentiality["data_total"] = figures.persons;
  if (!data.empty()) confidentiality["data"] = data;
  confidentiality["state"] = {"Stored unencrypted"};
  // Persons by relation to the owner: what the evidence tells of it.
  std::map<std::string, std::int64_t> relations;
  std::set<std::string> victims;
  Statement rows(input.file.database(),
                 "SELECT relation, count(*) FROM person_note WHERE relation <> '' GROUP BY 1 ORDER BY 1");
  while (rows.step()) {
    relations[std::string(rows.text(0))] = rows.integer(1);
    victims.insert(std::string(veris_victim(rows.text(0))));
  }
  if (!victims.empty()) confidentiality["data_victim"] = victims;
  const bool has_interval = figures.persons_low >= 0 && figures.persons_high >= figures.persons_low;
  confidentiality["notes"] =
      "data_total is the number of distinct persons" +
      (has_interval
           ? ", 95 % interval " + std::to_string(figures.persons_low) + " to " + std::to_string(figures.persons_high)
           : std::string()) +
      "; an amount is the number of persons of whom anything of that variety is exposed, or of values that could be "
      "linked to no person";
  if (input.loss != nullptr) {
    own["impact"] = {{"overall_rating", "Unknown"},
                     {"iso_currency_code", input.loss->currency},
                     {"overall_min_amount", std::llround(input.loss->cost.p10)},
                     {"overall_amount", std::llround(input.loss->cost.p50)},
                     {"overall_max_amount", std::llround(input.loss->cost.p90)},
                     {"notes",
                      "estimate of costs: P10, P50 and P90 of 100,000 draws; exposure to fines and damages is "
                      "not in it"}};
  }
  Json& plus = own["plus"]["constat"];
  plus["version"] = CONSTAT_VERSION;
  plus["rules"] = figures.rules_hash;
  plus["duty_rules"] = input.assessment.rules.hash;
  plus["persons"] = figures.persons;
  plus["persons_interval_95"] = has_interval ? Json{figures.persons_low, figures.persons_high} : Json();
  plus["persons_by_relation"] = relations;
  plus["types"] = Json::object();
  for (const TypeFigure& type : figures.types) {
    plus["types"][type.name] = {
        {"persons", type.persons}, {"values", type.values}, {"occurrences", type.occurrences}, {"files", type.files}};
  }
  plus["not_read"] = figures.unreadable;
  plus["known_on"] = duties.known ? Json(duties.known->text) : Json();
  plus["duties"] = duties_json(duties);
  plus["residence_unknown"] = duties.unknown_country + duties.unknown_state;
  if (base.empty()) return dumped(own);
  Json record = parse_json(base);
  if (!record.is_object()) return fail(Fault::malformed, "the VERIS record is no JSON object");
  // An analyst's actor, action, asset and discovery stand alone: "unknown" beside them would be false.
  for (const char* const key :
       {"actor", "action", "asset", "discovery_method", "victim", "attribute", "impact", "timeline"}) {
    if (record.contains(key)) own.erase(key);
  }
  add_missing(record, own);
  return dumped(record);
}

std::string case_uco_record(const RecordInput& input) {
  const std::string space = case_space(input);
  const auto id = [&](std::string_view kind, std::string_view name) {
    return "kb:" + std::string(kind) + "-" + uuid_of(space, std::string(kind) + "|" + std::string(name), '5');
  };
  // Facets and hashes have names too: UCO allows no blank nodes.
  const auto content = [&](std::string_view of, const std::string& sha256) {
    return Json{{"@id", id("content", of)},
                {"@type", "uco-observable:ContentDataFacet"},
                {"uco-observable:hash",
                 {{"@id", id("hash", of)},
                  {"@type", "uco-types:Hash"},
                  {"uco-types:hashMethod", "SHA256"},
                  {"uco-types:hashValue", {{"@type", "xsd:hexBinary"}, {"@value", sha256}}}}}};
  };
  Json graph = Json::array();
  const auto dated = [](const std::string& when) { return Json{{"@type", "xsd:dateTime"}, {"@value", when}}; };
  Json exhibits = Json::array();
  Json results = Json::array();
  Json objects = Json::array();
  for (const EvidenceFigure& evidence : input.figures.evidence) {
    const std::string observable = id("evidence", evidence.name);
    const std::string root = "//" + evidence.name;  // No Place begins so.
    Json file = {{"@id", id("facet", root)},
                 {"@type", "uco-observable:FileFacet"},
                 {"uco-observable:fileName", evidence.name},
                 {"uco-observable:isDirectory", evidence.kind == "folder"},
                 {"uco-observable:sizeInBytes", evidence.size_bytes}};
    Json facets = Json::array({file});
    if (!evidence.sha256.empty()) {
      facets.push_back(content(root, evidence.sha256));
    }
    graph.push_back({{"@id", observable}, {"@type", "uco-observable:File"}, {"uco-core:hasFacet", facets}});
    const std::string record = id("provenance", evidence.name);
    graph.push_back({{"@id", record},
                     {"@type", "case-investigation:ProvenanceRecord"},
                     {"uco-core:objectCreatedTime", dated(evidence.added)},
                     {"case-investigation:exhibitNumber", evidence.name},
                     {"uco-core:object", Json::array({{{"@id", observable}}})}});
    exhibits.push_back({{"@id", record}});
    objects.push_back({{"@id", record}});
  }
  for (const FileRecord& file : files_of(input.file)) {
    Json facets = Json::array({{{"@id", id("facet", file.place)},
                                {"@type", "uco-observable:FileFacet"},
                                {"uco-observable:filePath", file.shown}}});
    if (file.size >= 0) facets[0]["uco-observable:sizeInBytes"] = file.size;
    if (!file.sha256.empty()) {
      Json facet = content(file.place, file.sha256);
      if (!file.media_type.empty()) facet["uco-observable:mimeType"] = file.media_type;
      facets.push_back(facet);
    }
    std::string counts;
    for (const auto& [type, count] : file.types)
      counts += (counts.empty() ? "" : ", ") + type + " " + std::to_string(count);
    const std::string observable = id("file", file.place);
    graph.push_back({{"@id", observable},
                     {"@type", "uco-observable:File"},
                     {"uco-core:description", "findings: " + counts},
                     {"uco-core:hasFacet", facets}});
    results.push_back({{"@id", observable}});
  }
  const std::string tool = id("tool", "constat");
  graph.push_back({{"@id", tool},
                   {"@type", "uco-tool:AnalyticTool"},
                   {"uco-core:name", "constat"},
                   {"uco-tool:version", CONSTAT_VERSION}});
  const std::string record = id("provenance", "result of the scan");
  graph.push_back({{"@id", record}, {"@type", "case-investigation:ProvenanceRecord"}, {"uco-core:object", results}});
  objects.push_back({{"@id", record}});
  const std::string action = id("action", "scan");
  graph.push_back({{"@id", action},
                   {"@type", "case-investigation:InvestigativeAction"},
                   {"uco-core:name", "scan of the evidence for personal data"},
                   {"uco-action:startTime", dated(input.figures.case_created)},
                   {"uco-action:instrument", {{"@id", tool}}},
                   {"uco-action:object", exhibits},
                   {"uco-action:result", Json::array({{{"@id", record}}})}});
  objects.push_back({{"@id", action}});
  graph.push_back({{"@id", id("investigation", "case")},
                   {"@type", "case-investigation:Investigation"},
                   {"uco-core:name", "data breach" + (input.owner.empty() ? "" : ", " + input.owner)},
                   {"uco-core:description", input.summary},
                   {"case-investigation:investigationForm", "incident"},
                   {"uco-core:object", objects}});
  return dumped({{"@context",
                  {{"kb", "http://example.org/kb/"},
                   {"case-investigation", "https://ontology.caseontology.org/case/investigation/"},
                   {"uco-action", "https://ontology.unifiedcyberontology.org/uco/action/"},
                   {"uco-core", "https://ontology.unifiedcyberontology.org/uco/core/"},
                   {"uco-observable", "https://ontology.unifiedcyberontology.org/uco/observable/"},
                   {"uco-tool", "https://ontology.unifiedcyberontology.org/uco/tool/"},
                   {"uco-types", "https://ontology.unifiedcyberontology.org/uco/types/"},
                   {"xsd", "http://www.w3.org/2001/XMLSchema#"}}},
                 {"@graph", graph}});
}

std::string stix_record(const RecordInput& input) {
  const std::string space = case_space(input);
  const std::string when = moment(input);
  const auto id = [&](const std::string& type, std::string_view name, char version = '4') {
    return type + "--" + uuid_of(space, type + "|" + std::string(name), version);
  };
  const std::string tool = id("identity", "constat");
  const auto domain = [&](const std::string& type, const std::string& the_id) {
    Json object = {{"type", type}, {"spec_version", "2.1"}, {"id", the_id}, {"created", when}, {"modified", when}};
    if (the_id != tool) object["created_by_ref"] = tool;
    return object;
  };
  Json objects = Json::array();
  Json maker = domain("identity", tool);
  maker.update({{"name", "constat " CONSTAT_VERSION}, {"identity_class", "system"}});
  objects.push_back(maker);
  Json refs = Json::array();
  if (!input.owner.empty()) {
    Json owner = domain("identity", id("identity", "owner"));
    owner.update({{"name", input.owner}, {"identity_class", "organization"}});
    refs.push_back(owner["id"]);
    objects.push_back(owner);
  }
  Json incident = domain("incident", id("incident", "breach"));
  incident.update(
      {{"name", "Data breach" + (input.owner.empty() ? "" : ", " + input.owner)}, {"description", input.summary}});
  refs.push_back(incident["id"]);
  objects.push_back(incident);
  Json seen = Json::array();
  std::set<std::string> files;
  for (const FileRecord& file : files_of(input.file)) {
    const std::size_t slash = file.shown.rfind('/');
    const std::string name = slash == std::string::npos ? file.shown : file.shown.substr(slash + 1);
    // The same file has the same id in everybody's bundles (STIX 2.1, 2.9): made of what contributes to it, in
    // canonical JSON (RFC 8785: keys in order, no blanks).
    Json contributes = Json::object();
    if (!file.sha256.empty()) contributes["hashes"]["SHA-256"] = file.sha256;
    contributes["name"] = name;
    constexpr std::string_view observables = "00abedb4-aa42-466c-9c01-fed23315a9b7";
    const std::string file_id = "file--" + uuid_v5(observables, json_text(contributes));
    if (!files.insert(file_id).second) continue;  // A copy under the same name.
    Json object = {{"type", "file"}, {"spec_version", "2.1"}, {"id", file_id}, {"name", name}};
    if (!file.sha256.empty()) object["hashes"]["SHA-256"] = file.sha256;
    if (file.size >= 0) object["size"] = file.size;
    if (!file.media_type.empty()) object["mime_type"] = file.media_type;
    seen.push_back(object["id"]);
    objects.push_back(object);
  }
  if (!seen.empty()) {
    Json observed = domain("observed-data", id("observed-data", "files"));
    observed.update({{"first_observed", when}, {"last_observed", when}, {"number_observed", 1}, {"object_refs", seen}});
    refs.push_back(observed["id"]);
    objects.push_back(observed);
  }
  std::string counts = std::to_string(input.figures.persons) + " persons. Findings by type: ";
  for (const TypeFigure& type : input.figures.types) {
    counts += type.name + " " + std::to_string(type.occurrences) + " (" + std::to_string(type.persons) + " persons); ";
  }
  Json note = domain("note", id("note", "counts"));
  note.update({{"abstract", "What was exposed, in counts"}, {"content", counts}, {"object_refs", {incident["id"]}}});
  refs.push_back(note["id"]);
  objects.push_back(note);
  Json law = domain("note", id("note", "duties"));
  law.update({{"abstract", "Duties to tell (no legal advice)"},
              {"content", json_text(duties_json(input.assessment.duties))},
              {"object_refs", {incident["id"]}}});
  refs.push_back(law["id"]);
  objects.push_back(law);
  Json report = domain("report", id("report", "case"));
  report.update({{"name", "constat of exposed data"},
                 {"description", input.summary},
                 {"report_types", {"incident"}},
                 {"published", when},
                 {"object_refs", refs}});
  objects.push_back(report);
  return dumped({{"type", "bundle"}, {"id", id("bundle", "case")}, {"objects", objects}});
}

}  // namespace constat
