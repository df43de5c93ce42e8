// constat report CASE --out FILE.html: one self-contained page.
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/private_file.h"
#include "cli/whole_report.h"

namespace constat {

namespace {

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
  const auto page = whole_report(*opened, arguments.get("--lang"), arguments.get("--currency"), now_or_fixed(), exit);
  if (!page) return exit;
  if (path == "-") {
    std::fwrite(page->data(), 1, page->size(), stdout);
    return exit_done;
  }
  if (!write_private_file(path, *page)) {
    complain("cannot write " + escape_name(path) + ": " + std::strerror(errno));
    return exit_failed;
  }
  if (standard_error_is_terminal()) std::fprintf(stderr, "%s written\n", escape_name(path).c_str());
  return exit_done;
}

constexpr Option report_options[] = {
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
    .options = report_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_report,
};

}  // namespace constat
