// The persons of a case as the assessment reads them, and what the case says of keys. The one place that knows how
// persons lie in the case file.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "assess/duties.h"
#include "assess/exposure.h"
#include "casefile/case.h"

namespace constat {

// Every person of the case, in order of id. `file` must outlive it.
std::unique_ptr<ExposureSource> exposure_of(Case& file);
KeyFacts key_facts_of(Case& file);

// The law and what it is put to.
struct Assessment {
  Elements elements;
  DutyRules rules;
  Exposure exposure;
  DutyReport duties;
};
// Reads rules and data under `root` (base/paths.h) and the persons of the case. The moment of knowledge is the one
// given, else the one that the case keeps (`constat duties --known-on`), else none: then the law of the day on which
// the case was opened.
Result<std::unique_ptr<Assessment>> assess_case(Case& file, const std::string& root,
                                                const std::optional<KnownOn>& known = std::nullopt);
// What is exposed of those who live under one duty.
struct ExposedUnder {
  std::map<std::string, std::int64_t> persons;    // By type of finding.
  std::map<std::string, std::int64_t> relations;  // Persons by what they are to the owner; "" not known.
  std::int64_t findings = 0;
  std::int64_t records = 0;  // Rows, messages and forms that speak of them.
};
// Calls `each` with every type of finding that person.types names: {"us_ssn":2,"salary":1}.
void each_type(std::string_view types, const std::function<void(std::string_view)>& each);
ExposedUnder exposed_under(Case& file, const Duty& duty);
// "" where none was given.
std::string known_on_of(Case& file);
void keep_known_on(Case& file, const KnownOn& known);

}  // namespace constat
