// The record of the incident in the formats that others read. Personal data are in none of them: counts, types, Places
// and hashes of evidence only. The same case gives the same bytes.
#pragma once

#include <string>
#include <string_view>

#include "assess/loss.h"
#include "base/result.h"
#include "casefile/case.h"
#include "report/exposure.h"
#include "report/figures.h"

namespace constat {

struct RecordInput {
  Case& file;
  const Figures& figures;
  const Assessment& assessment;
  const LossReport* loss = nullptr;  // Null: not assessed.
  std::string owner;                 // "": unknown.
  std::string summary;               // The paragraph.
};

// VERIS 1.4.1 (vz-risk/veris). `base`, where not "", is a VERIS record made by an analyst: nothing of it is changed,
// what it lacks and the case knows is added, and all of constat's own stands under plus.constat. Fault::malformed where
// `base` is no JSON object.
Result<std::string> veris_record(const RecordInput& input, std::string_view base);
// CASE 1.x over UCO, JSON-LD: investigation, scan as an investigative action, provenance of every evidence, files that
// hold personal data with their hashes.
std::string case_uco_record(const RecordInput& input);
// STIX 2.1 bundle: identity of the owner, incident, files and what was observed in them, a report and a note of counts.
std::string stix_record(const RecordInput& input);

}  // namespace constat
