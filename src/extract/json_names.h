// Names for the values of a JSON record whose keys do not say what they hold: resources of FHIR (an identifier's type
// stands beside its value), lists of labels and values ({"label": "SSN", "value": "..."}), MongoDB's extended JSON
// ({"$date": {"$numberLong": "..."}}). Sources: HL7 FHIR R4 Patient, Condition, datatypes; MongoDB Extended JSON v2.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace constat {

struct JsonValue {
  std::string path;      // As in JsonTable.
  std::string_view raw;  // Without its quotes.
  bool is_string = false;
  bool has_column = true;
  bool rewritten = false;
  std::string text = {};  // What it says, where it is rewritten.
};

// Whether the record may be one of those: a search of its bytes.
bool json_may_be_named(std::string_view record);

// The name of the column that tells which patient a resource of FHIR is of, or speaks of: a key within the dump.
inline constexpr std::string_view fhir_patient_key = "patient key";

// Gives the values of one record the paths that a person would head them with. What only says what another value is
// loses its column.
void name_json_values(std::vector<JsonValue>& values);

}  // namespace constat
