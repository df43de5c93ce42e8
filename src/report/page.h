// The report: one self-contained HTML page. No request leaves it (Content-Security-Policy default-src 'none'), no
// script is in it, every text that comes from the evidence is escaped, values and names are masked.
#pragma once

#include <string>

#include "casefile/case.h"
#include "report/assess_sections.h"
#include "report/figures.h"
#include "report/words.h"

namespace constat {

struct PageOptions {
  std::string established = {};  // ISO 8601 UTC: the one thing in the page that is not the case's.
  // What the case was assessed to; null: the page has no such section.
  AssessSections* sections = nullptr;
  const Assessment* assessment = nullptr;
  const LossReport* loss = nullptr;
  const LossParameters* parameters = nullptr;
};
// The same case, language and options give the same bytes.
std::string report_page(const Case& file, const Figures& figures, const Words& words, const PageOptions& options);

}  // namespace constat
