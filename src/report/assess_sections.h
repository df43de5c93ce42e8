// The page's sections on duties, loss and proof: who must be told by when, what it costs, and the Places behind the
// numbers. Plain HTML with anchors: a number leads to its list, a list's row to its Places.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assess/loss.h"
#include "casefile/case.h"
#include "report/exposure.h"
#include "report/figures.h"
#include "report/words.h"

namespace constat {

// One page's anchors and sections. Everything that comes from the case is escaped.
class AssessSections {
 public:
  AssessSections(Case& file, const Figures& figures, const Words& words);

  // "" where there is nothing to say.
  std::string duties(const Assessment& assessment) const;
  std::string loss(const LossReport& report, const LossParameters& parameters) const;
  std::string residences_chart(const DutyReport& report) const;
  // Persons by residence, and the Places of persons and types.
  std::string proof();

  std::string type_anchor(std::string_view type) const;  // "type-us_ssn"; "" where the page has no such list.
  std::string person_anchor(std::int64_t person) const;  // "person-12"; likewise.
  std::string residence_anchor(std::string_view country, std::string_view state) const;  // "from-US-CA"; likewise.

 private:
  struct ListedPerson {
    std::int64_t id = 0;
    std::string name;  // Masked.
    std::string types;
    std::int64_t findings = 0;
    std::vector<std::string> places;
  };
  struct ListedResidence {
    std::string country, state;
    std::int64_t persons = 0;
    std::vector<std::int64_t> listed;
  };
  void list_persons();
  void add_places();

  Case& file_;
  const Figures& figures_;
  const Words& words_;
  std::vector<ListedPerson> persons_;  // In order of id.
  std::vector<ListedResidence> residences_;
};

// `text` as a link to `anchor`, as it is where the anchor is "".
std::string linked(const std::string& anchor, const std::string& escaped_text);

// "38 jurisdictions; the first deadline is 2014-12-04 09:00 (CNIL, GDPR art. 33, 34)"
std::string duties_brief(const DutyReport& report, std::string_view language);

}  // namespace constat
