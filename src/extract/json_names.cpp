#include "extract/json_names.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <optional>

#include "base/text.h"
#include "extract/json_table.h"
#include "extract/value_text.h"

namespace constat {

namespace {

constexpr std::size_t label_bytes_max = 80;

std::string plain_string(std::string_view raw) {
  std::string text;
  unescape_json(raw, text);
  return is_valid_utf8(text) ? text : to_valid_utf8(text);
}

// A path without the numbers of an array's values: "name.2.given.3" is "name.given".
std::string without_numbers(std::string_view path) {
  std::string named;
  for (const std::string_view step : split(path, '.')) {
    if (!step.empty() && std::all_of(step.begin(), step.end(), is_digit)) continue;
    if (!named.empty()) named += '.';
    named += step;
  }
  return named;
}

// ---- MongoDB's extended JSON.

// Milliseconds since 1970 as a date, with the time where it is not midnight.
std::optional<std::string> mongo_date(std::string_view milliseconds) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(milliseconds.data(), milliseconds.data() + milliseconds.size(), value);
  if (error != std::errc() || end != milliseconds.data() + milliseconds.size()) return std::nullopt;
  return date_time_text(value);
}

void name_extended(std::vector<JsonValue>& values) {
  for (JsonValue& value : values) {
    for (const std::string_view suffix : {".$date.$numberLong", ".$date", ".$numberLong", ".$numberInt",
                                          ".$numberDouble", ".$numberDecimal", ".$oid"}) {
      if (!value.path.ends_with(suffix)) continue;
      value.path.resize(value.path.size() - suffix.size());
      if (suffix.starts_with(".$date")) {
        if (auto date = mongo_date(value.raw)) {
          value.text = std::move(*date);
          value.rewritten = true;
        }
      }
      break;
    }
  }
}

// ---- Labels and values.

bool is_label_key(std::string_view key) {
  for (const std::string_view one : {"label", "name", "field", "key", "question", "attribute", "fieldname",
                                     "field_name", "fieldlabel", "title", "property"}) {
    if (equals_ignoring_case(key, one)) return true;
  }
  return false;
}
bool is_value_key(std::string_view key) {
  for (const std::string_view one : {"value", "answer", "val", "fieldvalue", "field_value", "response", "text"}) {
    if (equals_ignoring_case(key, one)) return true;
  }
  return false;
}

// Values of one object stand side by side; an object that has a label and one value is such a pair. A record that holds
// one pair alone may be a thing with a name and a value.
void name_labelled(std::vector<JsonValue>& values) {
  struct Pair {
    std::size_t label = npos;
    std::size_t value = npos;
    bool clear = true;  // One of each.
  };
  std::vector<Pair> pairs;
  std::string_view parent;
  std::map<std::string, std::size_t> lists;  // How many pairs each list has.
  std::string list;
  for (std::size_t index = 0; index < values.size(); ++index) {
    const std::string_view path = values[index].path;
    const std::size_t dot = path.rfind('.');
    if (dot == npos) continue;
    if (pairs.empty() || path.substr(0, dot) != parent) pairs.emplace_back();
    parent = path.substr(0, dot);
    Pair& pair = pairs.back();
    const std::string_view key = path.substr(dot + 1);
    if (is_label_key(key) && values[index].is_string && pair.label == npos) {
      pair.label = index;
    } else if (is_value_key(key)) {
      pair.clear = pair.clear && pair.value == npos;
      pair.value = index;
    }
  }
  const auto list_of = [&](const Pair& pair) {
    const std::string_view path = values[pair.label].path;
    return without_numbers(path.substr(0, path.rfind('.')));
  };
  std::erase_if(pairs, [&](const Pair& pair) {
    if (pair.label == npos || pair.value == npos || !pair.clear) return true;
    const std::string_view label = trim(values[pair.label].raw);
    return label.empty() || label.size() > label_bytes_max || label == values[pair.value].raw;
  });
  for (const Pair& pair : pairs) ++lists[list_of(pair)];
  std::map<std::string, std::size_t> counts;
  for (const Pair& pair : pairs) {
    if (lists[list_of(pair)] < 2) continue;
    std::string label = plain_string(trim(values[pair.label].raw));
    const std::size_t count = ++counts[label];
    if (count > 1) label += '.' + std::to_string(count);
    values[pair.value].path = std::move(label);
    values[pair.value].has_column = true;
    values[pair.label].has_column = false;
  }
}

// ---- FHIR.

struct Name {
  std::string_view path;
  std::string_view column;
};

// Of the first human name, address... of a person's resource; "" takes the column.
constexpr Name person_names[] = {
    {"name.family", "last name"},
    {"name.given", "first name"},
    {"name.text", "full name"},
    {"name.use", ""},
    {"name.prefix", ""},
    {"name.suffix", ""},
    {"birthDate", "date of birth"},
    {"gender", "sex"},
    {"deceasedDateTime", "date of death"},
    {"address.line", "street"},
    {"address.city", "city"},
    {"address.state", "state"},
    {"address.postalCode", "postcode"},
    {"address.country", "country"},
    {"address.use", ""},
    {"address.type", ""},
    {"telecom.system", ""},
    {"telecom.use", ""},
    {"identifier.use", ""},
    {"identifier.system", ""},
    {"identifier.type.text", ""},
    {"identifier.type.coding.system", ""},
    {"identifier.type.coding.code", ""},
    {"identifier.type.coding.display", ""},
    {"maritalStatus.text", "marital status"},
    {"contact.name.family", "emergency contact last name"},
    {"contact.name.given", "emergency contact first name"},
    {"contact.name.text", "emergency contact name"},
    {"contact.name.use", ""},
    {"contact.telecom.system", ""},
    {"contact.telecom.use", ""},
};
// Of other resources, whose subject is a patient.
constexpr Name record_names[] = {
    {"subject.display", "patient name"},
    {"patient.display", "patient name"},
    {"beneficiary.display", "patient name"},
    {"subscriberId", "health insurance id"},
    {"medicationCodeableConcept.text", "medication"},
    {"medicationCodeableConcept.coding.display", "medication"},
    {"vaccineCode.text", "vaccine"},
    {"vaccineCode.coding.display", "vaccine"},
};
// What the code of a resource is of.
constexpr Name codes[] = {
    {"Condition", "diagnosis"},
    {"AllergyIntolerance", "allergy"},
    {"Procedure", "procedure"},
    {"Observation", "lab test"},
    {"DiagnosticReport", "lab test"},
    {"FamilyMemberHistory", "condition"},
    {"MedicationStatement", "medication"},
};
// The types of identifiers (HL7 table 0203), and the systems that say it instead.
constexpr Name identifier_types[] = {
    {"MR", "medical record number"},
    {"SS", "ssn"},
    {"SB", "ssn"},
    {"DL", "driver license number"},
    {"PPN", "passport number"},
    {"NPI", "npi"},
    {"MC", "medicare number"},
    {"MA", "medicaid number"},
    {"NH", "nhs number"},
    {"TAX", "tax id"},
    {"MB", "health insurance id"},
    {"JHN", "health insurance number"},
    {"EN", "employee id"},
    {"EI", "employee id"},
    {"INS-NIR", "nir"},
    {"KVZ10", "health insurance number"},
};
constexpr Name identifier_systems[] = {
    {"us-ssn", "ssn"},
    {"us-npi", "npi"},
    {"us-mbi", "medicare number"},
    {"us-medicare", "medicare number"},
    {"nhs-number", "nhs number"},
    {"2.16.840.1.113883.4.1", "ssn"},
    {"fodselsnummer", "fnr"},
    {"burgerservicenummer", "bsn"},
    {"fhir.nl/fhir/NamingSystem/bsn", "bsn"},
    {"kvid-10", "health insurance number"},
};

template <std::size_t count>
const Name* find_name(const Name (&names)[count], std::string_view path) {
  const auto* const found = std::ranges::find(names, path, &Name::path);
  return found == std::end(names) ? nullptr : found;
}

// What an identifier, a telecom is, by what stands beside its value.
struct Beside {
  std::string_view type_text, type_code, system;
};

std::string identifier_column(const Beside& beside, bool is_patient) {
  if (const Name* const known = find_name(identifier_types, beside.type_code)) return std::string(known->column);
  for (const Name& system : identifier_systems) {
    if (beside.system.find(system.path) != npos) return std::string(system.column);
  }
  if (!beside.type_text.empty() && beside.type_text.size() <= label_bytes_max) return plain_string(beside.type_text);
  if (beside.type_code.empty() && beside.system.empty() && is_patient) return "patient identifier";
  return "identifier";
}

// The id of what is referred to: "Patient/123", "urn:uuid:...", "https://host/fhir/Patient/123".
std::string_view referred(std::string_view reference) {
  const std::size_t slash = reference.rfind('/');
  if (slash != npos) reference.remove_prefix(slash + 1);
  if (reference.starts_with("urn:uuid:")) reference.remove_prefix(9);
  return reference;
}

void name_resource(std::vector<JsonValue>& values, std::string_view base, std::string_view type) {
  const bool is_patient = type == "Patient";
  const bool is_person = is_patient || type == "Practitioner" || type == "Person" || type == "RelatedPerson";
  const Name* const code = find_name(codes, type);
  // By the path of the identifier or telecom, as it is numbered.
  std::map<std::string, Beside, std::less<>> beside;
  for (const JsonValue& value : values) {
    if (!value.path.starts_with(base)) continue;
    const std::string_view path = std::string_view(value.path).substr(base.size());
    for (const auto& [suffix, part] :
         {std::pair<std::string_view, std::string_view Beside::*>{".type.text", &Beside::type_text},
          {".type.coding.code", &Beside::type_code},
          {".type.coding.display", &Beside::type_text},
          {".system", &Beside::system}}) {
      if (!path.ends_with(suffix)) continue;
      std::string_view& said = beside[std::string(path.substr(0, path.size() - suffix.size()))].*part;
      if (said.empty()) said = value.raw;
    }
  }
  for (JsonValue& value : values) {
    if (!value.path.starts_with(base)) {
      // Of a bundle's entry: where the resource lies, and what became of the request.
      value.has_column = false;
      continue;
    }
    const std::string path = value.path.substr(base.size());
    const std::string named = without_numbers(path);
    const bool numbered = named.size() != path.size();
    value.path = path;
    if (named == "resourceType") {
      value.has_column = false;
    } else if (named == "id" && is_patient) {
      value.path = fhir_patient_key;
    } else if ((named == "subject.reference" || named == "patient.reference" || named == "beneficiary.reference") &&
               !is_person && value.raw.find("Group/") == npos) {
      value.path = fhir_patient_key;
      value.raw = referred(value.raw);
    } else if (is_person) {
      if (named == "identifier.value") {
        value.path = identifier_column(beside[path.substr(0, path.size() - 6)], is_patient);
      } else if (named == "telecom.value" || named == "contact.telecom.value") {
        const std::string_view system = beside[path.substr(0, path.size() - 6)].system;
        const std::string prefix = named.starts_with("contact") ? "emergency contact " : "";
        if (system == "phone" || system == "sms" || system == "email") {
          value.path = prefix + (system == "email" ? "email" : "phone");
        }
      } else if (const Name* const known = find_name(person_names, named)) {
        if (known->column.empty()) {
          value.has_column = false;
        } else if (!numbered) {
          value.path = known->column;
        } else if (path == "name.given.2") {
          value.path = "middle name";
        } else if (path == "address.line.2") {
          value.path = "address line 2";
        } else if (named.starts_with("name.")) {
          value.path = "other " + std::string(known->column);
        }
      }
    } else if (const Name* const known = find_name(record_names, named)) {
      value.path = known->column;
    } else if (code != nullptr && (named == "code.text" || named == "code.coding.display")) {
      value.path = code->column;
    } else if (code != nullptr && named == "code.coding.code") {
      value.path = std::string(code->column) + " code";
    } else if (named == "valueQuantity.value" || named == "valueString" || named == "valueCodeableConcept.text") {
      value.path = "result";
    }
  }
}

}  // namespace

bool json_may_be_named(std::string_view record) {
  if (record.find("\"$") != npos || record.find("\"resourceType\"") != npos) return true;
  for (const std::string_view key : {"\"value\"", "\"answer\"", "\"val\"", "\"fieldValue\"", "\"field_value\"",
                                     "\"response\"", "\"Value\"", "\"Answer\""}) {
    if (record.find(key) != npos) return true;
  }
  return false;
}

void name_json_values(std::vector<JsonValue>& values) {
  // The outermost resource of the record: itself, or what a bundle's entry holds.
  for (const JsonValue& value : values) {
    if (value.path != "resourceType" && value.path != "resource.resourceType") continue;
    const std::string base = value.path.substr(0, value.path.size() - std::string_view("resourceType").size());
    const std::string type(value.raw);
    return name_resource(values, base, type);
  }
  name_extended(values);
  name_labelled(values);
}

}  // namespace constat
