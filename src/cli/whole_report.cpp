#include "cli/whole_report.h"

#include <charconv>
#include <cstdlib>
#include <ctime>

#include "assess/loss.h"
#include "base/paths.h"
#include "cli/commands.h"
#include "report/assess_sections.h"
#include "report/exposure.h"
#include "report/figures.h"
#include "report/page.h"
#include "report/words.h"

namespace constat {

std::string now_or_fixed() {
  std::time_t now = std::time(nullptr);
  if (const char* const fixed = std::getenv("SOURCE_DATE_EPOCH")) {
    long long seconds = 0;
    const std::string_view text = fixed;
    if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec == std::errc()) {
      now = static_cast<std::time_t>(seconds);
    }
  }
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::optional<std::string> whole_report(Case& file, std::string_view language, const std::string& currency,
                                        const std::string& established, int& exit) {
  const Figures figures = gather_figures(file, {});
  const Words& words = *words_of(language);
  PageOptions options;
  options.established = established;
  AssessSections sections(file, figures, words);
  options.sections = &sections;
  const auto assessed = assess_case(file, data_root());
  const auto parameters = load_loss_parameters(data_root() + "/data/assess/loss.toml");
  LossOptions loss_options;
  loss_options.currency = currency;
  Result<LossReport> loss = fail(Fault::unsupported, "not assessed");
  if (assessed && parameters) loss = assess_loss(*parameters, loss_counts((*assessed)->duties), loss_options);
  if (!assessed) complain("the report has no section on duties: " + assessed.error().what);
  if (!parameters) complain("the report has no section on loss: " + parameters.error().what);
  if (assessed && parameters && !loss) {
    complain(loss.error().what);
    exit = exit_usage;
    return std::nullopt;
  }
  if (assessed) options.assessment = assessed->get();
  if (loss) {
    options.loss = &*loss;
    options.parameters = &*parameters;
  }
  return report_page(file, figures, words, options);
}

}  // namespace constat
