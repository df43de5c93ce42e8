// constat scan EVIDENCE... --case FILE: read everything, find, resolve.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "casefile/content_seal.h"
#include "casefile/persons.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/limit_options.h"
#include "run/given_names.h"
#include "run/scan.h"

namespace constat {

namespace {

constexpr double workers_most = 1024;

std::atomic<bool> interrupted = false;
extern "C" void on_interrupt(int) {
  if (interrupted.exchange(true)) ::_exit(130);  // The second time means now.
}

std::string human_bytes(double bytes) {
  static constexpr const char* units[] = {"B", "KB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (bytes >= 1000 && unit + 1 < std::size(units)) {
    bytes /= 1000;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof text, unit == 0 || bytes >= 100 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
  return text;
}

std::string human_seconds(double seconds) {
  const auto whole = static_cast<long>(seconds);
  char text[32];
  if (whole >= 3600) {
    std::snprintf(text, sizeof text, "%ld h %02ld min", whole / 3600, whole / 60 % 60);
  } else if (whole >= 60) {
    std::snprintf(text, sizeof text, "%ld min %02ld s", whole / 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
  }
  return text;
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : to_valid_utf8(text)) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", c);
      out += code;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

// `ending`: "" while it goes on, else what the last object has beside.
void print_json(const ScanProgress& p, const std::string& ending = "") {
  std::fprintf(stderr,
               "{\"phase\":%s,\"files_done\":%llu,\"files_known\":%llu,\"bytes_done\":%llu,\"bytes_known\":%llu,"
               "\"all_known\":%s,\"items\":%llu,\"findings\":%llu,\"worker_deaths\":%llu,\"seconds\":%.1f,"
               "\"current\":%s%s}\n",
               json_text(p.phase).c_str(), static_cast<unsigned long long>(p.files_done),
               static_cast<unsigned long long>(p.files_known), static_cast<unsigned long long>(p.bytes_done),
               static_cast<unsigned long long>(p.bytes_known), p.walk_finished ? "true" : "false",
               static_cast<unsigned long long>(p.items), static_cast<unsigned long long>(p.findings),
               static_cast<unsigned long long>(p.deaths), p.seconds, json_text(p.current).c_str(), ending.c_str());
}

// The last object of --progress json tells how the scan ended, whatever the way it ended by.
class Ending {
 public:
  explicit Ending(bool json) : json_(json) {}
  Ending(const Ending&) = delete;
  Ending& operator=(const Ending&) = delete;
  ~Ending() {
    if (!json_) return;
    last_.phase = "ended";
    last_.current.clear();
    print_json(last_, ",\"ended\":\"" + std::string(how_) + "\",\"exit_status\":" + std::to_string(status_));
  }
  void note(const ScanProgress& progress) { last_ = progress; }
  // Gives `status` back: "return ending.with(...)".
  int with(std::string_view how, int status) {
    how_ = how;
    status_ = status;
    return status;
  }

 private:
  bool json_;
  ScanProgress last_;
  std::string_view how_ = "failed";
  int status_ = exit_failed;
};

void print_bar(const ScanProgress& p) {
  winsize size{};
  const std::size_t width = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
  const double part =
      p.bytes_known == 0 ? 0 : std::min(1.0, static_cast<double>(p.bytes_done) / static_cast<double>(p.bytes_known));
  const double rate = p.seconds > 0 ? static_cast<double>(p.bytes_done) / p.seconds : 0;
  std::string line = p.phase + " ";
  if (p.walk_finished) {
    constexpr int cells = 20;
    const int full = static_cast<int>(part * cells);
    for (int index = 0; index < cells; ++index) line += index < full ? "█" : "░";
    char percent[16];
    std::snprintf(percent, sizeof percent, " %3d %%  ", static_cast<int>(part * 100));
    line += percent;
  }
  line += human_bytes(static_cast<double>(p.bytes_done)) +
          (p.walk_finished ? " of " + human_bytes(static_cast<double>(p.bytes_known)) : std::string()) + ", " +
          std::to_string(p.items) + " items, " + human_bytes(rate) + "/s, " + std::to_string(p.findings) + " findings";
  if (p.walk_finished && rate > 0 && part < 1 && p.seconds > 2) {
    line += ", " + human_seconds(static_cast<double>(p.bytes_known - p.bytes_done) / rate) + " left";
  }
  // What is in hand fills the rest of the line.
  const std::size_t shown = line.size() - 2 * static_cast<std::size_t>(std::count(line.begin(), line.end(), '\xE2'));
  if (shown + 12 < width && !p.current.empty()) {
    std::string current = p.current;
    const std::size_t room = width - shown - 4;
    if (current.size() > room) current = "..." + current.substr(current.size() - room + 3);
    line += "  " + to_valid_utf8(current);
  }
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
}

int run_scan(const Arguments& arguments) {
  ScanOptions options;
  options.evidence = arguments.positional;
  double workers = 0;
  if (!number_option(arguments, "--workers", {1, workers_most, true}, workers) ||
      !limits_from(arguments, options.limits)) {
    return exit_usage;
  }
  options.workers = static_cast<unsigned>(workers);
  const std::string progress = arguments.get("--progress");
  Ending ending(progress == "json");
  options.allow_weak_sandbox = arguments.has("--allow-weak-sandbox");

  std::unique_ptr<Engine> engine = engine_from(arguments);
  if (!engine) return exit_failed;

  const std::string case_path = arguments.get("--case");
  // Evidence that is not there is a slip of the pen: no empty case is left behind for it.
  for (const std::string& evidence : options.evidence) {
    if (::access(evidence.c_str(), R_OK) != 0) {
      complain("cannot read " + escape_name(evidence), "Name a folder or a file of the evidence.");
      return ending.with("failed", exit_usage);
    }
  }
  auto file = Case::open({case_path, true, true});
  if (!file) {
    complain(file.error().what);
    return exit_failed;
  }
  Case& opened = **file;
  const std::string rules_before = opened.meta("rules_hash");
  if (!rules_before.empty() && rules_before != engine->rules_hash()) {
    complain("this case was made with other rules: what was read before keeps their findings",
             "For one rule set throughout, scan into a new case.");
  }
  ContentChange change(opened, ContentChange::By::scan);
  // Killed from here on, it leaves no case that says that there is nothing.
  if (opened.database().scalar("SELECT count(*) FROM evidence") == 0) note_persons_outdated(opened);
  opened.set_meta("rules_hash", engine->rules_hash());
  opened.set_meta("constat_version", CONSTAT_VERSION);
  if (const auto known = know_names(opened, *engine, options.evidence, options.allow_weak_sandbox); !known) {
    complain(known.error().what);
    return exit_failed;
  }
  opened.audit("scan", arguments.as_typed, false);
  if (!opened.new_key_path().empty()) {
    complain("new case " + escape_name(case_path) + ": its values are sealed with the key " +
             escape_name(opened.new_key_path()));
  }

  struct sigaction action {};
  action.sa_handler = on_interrupt;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  options.should_stop = [] { return interrupted.load(); };
  const bool bar = progress == "bar" || (progress == "auto" && standard_error_is_terminal());
  if (progress == "json") {
    options.on_progress = [&](const ScanProgress& now) {
      ending.note(now);
      print_json(now);
    };
  } else if (bar) {
    options.on_progress = print_bar;
  }
  const auto began = std::chrono::steady_clock::now();
  const auto outcome = scan(opened, *engine, options);
  if (bar) std::fprintf(stderr, "\r\033[K");
  if (!outcome) {
    complain(outcome.error().what);
    return exit_failed;
  }
  if (!outcome->layers.whole()) {
    complain(outcome->layers.holds()
                 ? "layers of the sandbox are missing on this machine; the others kept readers from files and network"
                 : "the sandbox was weak: readers could reach files or the network",
             "'constat doctor' tells which.");
  }
  if (outcome->refused_calls != 0) {
    complain(std::to_string(outcome->refused_calls) +
                 " system calls of readers were refused: an attack, or a library that looks for files of its own",
             "The case lists them among its problems.");
  }
  if (outcome->stopped) {
    complain("stopped; what was read is in " + escape_name(case_path), "The same command goes on from there.");
    return ending.with("stopped", exit_failed);
  }
  // From here on the first interrupt ends the program: nothing is lost, and the case says that its persons are open.
  action.sa_handler = SIG_DFL;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  if (interrupted.load()) {
    complain("stopped; the persons are not told yet", "The same command goes on from there.");
    return ending.with("stopped", exit_failed);
  }
  engine = nullptr;  // Persons are resolved without: its memory is given back before.
  const bool resolve = !persons_up_to_date(opened);
  if (bar && resolve) {
    std::fprintf(stderr, "resolving persons...");
    std::fflush(stderr);
  } else if (progress == "json" && resolve) {
    ScanProgress resolving = outcome->last;
    resolving.phase = "resolving";
    resolving.current.clear();
    print_json(resolving);
  }
  const auto resolved = resolve ? resolve_persons(opened) : Result<void>();
  if (bar) std::fprintf(stderr, "\r\033[K");
  if (!resolved) {
    complain(resolved.error().what);
    return exit_failed;
  }
  change.done();
  opened.database().run("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");

  if (outcome->files_changed != 0) {
    complain(std::to_string(outcome->files_changed) +
             " files changed after an earlier scan and were read again: what was found in them before is replaced");
  }
  if (outcome->files_gone != 0) {
    complain(std::to_string(outcome->files_gone) +
                 " files of an earlier scan are no longer in the evidence: what was found in them is kept",
             "Their items say so in their notes.");
  }

  std::uint64_t items = 0;
  std::string unread;
  for (const auto& [status, count] : outcome->items_by_status) {
    items += count;
    if (status != "read") unread += (unread.empty() ? "" : ", ") + std::to_string(count) + " " + status;
  }
  std::string line =
      std::to_string(items) + (items == 1 ? " item in " : " items in ") +
      human_seconds(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count()) + ", " +
      std::to_string(opened.database().scalar("SELECT coalesce(sum(findings), 0) FROM item_type")) + " findings";
  if (!unread.empty()) line += "; " + unread;
  complain(line, "Next: constat summary " + escape_name(case_path));
  ScanProgress whole = outcome->last;
  whole.items = items;  // With the members of copies, which nobody read.
  ending.note(whole);
  return outcome->complete() ? ending.with("complete", exit_done) : ending.with("incomplete", exit_incomplete);
}

constexpr Option scan_options[] = {
    {"--case", "FILE", "the case to make or to go on with", "", "case.constat"},
    {"--rules", "DIR", "more detectors, beside the built-in ones", "", "", true},
    {"--workers", "N", "worker processes (default: one per processor)", "", ""},
    {"--progress", "HOW", "what to show while it works", "auto,bar,json,none", "auto"},
    {"--worker-memory", "MB", "memory that a worker may take for what it reads", "", "512"},
    {"--silence", "SECONDS", "a reader that gives nothing for so long is ended", "", "60"},
    {"--item-time", "SECONDS", "a file that takes longer than this in all is given up", "", "3600"},
    {"--evidence-time", "SECONDS", "what is not read of one EVIDENCE by then is listed as timed-out", "", ""},
    {"--depth", "N", "how deep containers may nest", "", "24"},
    {"--members", "N", "how many members of one container are read", "", "20000000"},
    {"--member-size", "MB", "how large one member may become", "", "68719"},
    {"--expansion", "RATIO", "how many times its packed size a member beyond 268 MB may become", "", "2000"},
    {"--expanded-size", "MB", "what one file may become in all, through every level", "", "1099511"},
    {"--document-size", "MB", "how large a document may be that is read in one piece (HTML, JSON, PDF, a mail's text)",
     "", "268.435"},
    {"--told-size", "MB", "what a reader may tell of one file, beside 256 bytes for each of its own", "", "8590"},
    {"--spill-size", "MB", "what a worker may keep on disk while it reads", "", "68719"},
    {"--allow-weak-sandbox", "", "go on where this machine can keep a reader neither from files nor from the network",
     "", ""},
};

}  // namespace

const Command scan_command = {
    .name = "scan",
    .takes = "EVIDENCE...",
    .does = "Read everything, find, resolve persons, into a case",
    .about =
        "EVIDENCE is a folder or a file; several may be named. Nothing in it is changed. A scan that was stopped goes\n"
        "on where it was; a scan of what is in the case already reads only what is new or changed, what could not be\n"
        "opened or read, and what reached a bound or a clock that is wider now.\n"
        "Archives in several files (x.7z.001, x.part1.rar, x.z01, x.tar.gz.aa) are read as one where their parts lie "
        "in\n"
        "one folder of EVIDENCE.\n"
        "Values, and names of files that hold one, are sealed in the case: with the passphrase in the file that\n"
        "CONSTAT_PASSPHRASE_FILE names, with the key in CONSTAT_KEY_FILE, or else with a new key under the user's "
        "data\n"
        "folder, which is named.\n"
        "--progress json writes one object a line to standard error; the last has \"phase\":\"ended\", \"ended\" "
        "(complete,\n"
        "incomplete, stopped or failed) and \"exit_status\".",
    .examples =
        "  constat scan leak/ --case studio.constat\n"
        "  constat scan /srv/shares mailbox.mbox --case audit.constat\n"
        "  constat scan leak/ --progress json 2>progress.jsonl\n",
    .options = scan_options,
    .positional_min = 1,
    .run = run_scan,
};

}  // namespace constat
