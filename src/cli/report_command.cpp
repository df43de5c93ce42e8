// constat report CASE --out FILE.html: one self-contained page.
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "assess/loss.h"
#include "base/paths.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/private_file.h"
#include "report/assess_sections.h"
#include "report/exposure.h"
#include "report/figures.h"
#include "report/page.h"
#include "report/words.h"

namespace constat {

namespace {

// SOURCE_DATE_EPOCH (reproducible-builds.org) fixes the one date that is not the case's.
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

int run_report(const Arguments& arguments) {
  const std::string path = arguments.get("--out");
  if (path.empty()) {
    complain("'report' needs --out",
             "constat report " + escape_name(arguments.positional.front()) + " --out report.html");
    return exit_usage;
  }
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "report", exit);
  if (!opened) return exit;
  const Figures figures = gather_figures(*opened, {});
  const Words& words = *words_of(arguments.get("--lang"));
  PageOptions options;
  options.established = now_or_fixed();
  AssessSections sections(*opened, figures, words);
  options.sections = &sections;
  const auto assessed = assess_case(*opened, data_root());
  const auto parameters = load_loss_parameters(data_root() + "/data/assess/loss.toml");
  LossOptions loss_options;
  loss_options.currency = arguments.get("--currency");
  Result<LossReport> loss = fail(Fault::unsupported, "not assessed");
  if (assessed && parameters) loss = assess_loss(*parameters, loss_counts((*assessed)->duties), loss_options);
  if (!assessed) complain("the report has no section on duties: " + assessed.error().what);
  if (!parameters) complain("the report has no section on loss: " + parameters.error().what);
  if (assessed && parameters && !loss) {
    complain(loss.error().what);
    return exit_usage;
  }
  if (assessed) options.assessment = assessed->get();
  if (loss) {
    options.loss = &*loss;
    options.parameters = &*parameters;
  }
  const std::string page = report_page(*opened, figures, words, options);
  if (path == "-") {
    std::fwrite(page.data(), 1, page.size(), stdout);
    return exit_done;
  }
  if (!write_private_file(path, page)) {
    complain("cannot write " + escape_name(path) + ": " + std::strerror(errno));
    return exit_failed;
  }
  if (standard_error_is_terminal()) std::fprintf(stderr, "%s written\n", escape_name(path).c_str());
  return exit_done;
}

constexpr Option options[] = {
    {"--out", "FILE", "Where the page goes; - for standard output", "", ""},
    {"--lang", "LANGUAGE", "Of the page", "en,fr", "en"},
    {"--currency", "CODE", "Of the loss (USD, EUR, GBP, CHF)", "", "USD"},
};

}  // namespace

const Command report_command = {
    .name = "report",
    .takes = "CASE",
    .does = "Write the findings as one self-contained HTML page",
    .about =
        "The paragraph, what is exposed and whose, duties and deadlines (from `constat duties --known-on`), the loss, "
        "the "
        "files that matter most, what could not be read and why, the lists behind the numbers, method "
        "and versions. The page loads nothing and runs no script; values and names are masked. The same case gives "
        "the same page, but for its date (SOURCE_DATE_EPOCH fixes it).",
    .examples =
        "  constat report case.constat --out report.html\n"
        "  constat report case.constat --out constat.html --lang fr\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_report,
};

}  // namespace constat
