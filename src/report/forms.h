// Drafts of the authorities' forms: their fields, filled with what the case knows; what it does not know is marked for
// the owner. Fields are data: data/assess/forms/*.toml.
//
//   id         the duty whose form it is ("FR-CNIL", "US-CA"; "EU-GDPR" for every EU-GDPR-XX)
//   title, url [[field]] name, hint (and _fr of each), fill: one of the words of form_fills, "" for the owner
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "report/exposure.h"
#include "report/figures.h"

namespace constat {

struct FormField {
  std::string name, value, hint;
  bool is_filled = false;
};
struct Form {
  std::string id, title, url;
  std::vector<FormField> fields;
};

struct FormOptions {
  std::string language = "en";
  std::string owner, contact;
  std::string folder;  // data/assess/forms
};
// The form for the duty `jurisdiction` ("FR-CNIL", "EU-GDPR-DE", a residence "FR"). Fault::unsupported names the forms
// that are known; Fault::malformed a form that is wrong.
Result<Form> draft_form(Case& file, const Assessment& assessment, const Figures& figures, std::string_view jurisdiction,
                        const FormOptions& options);

}  // namespace constat
