// constat doctor: what protects the reader of evidence on this machine, and whether constat's own parts are there.
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "base/paths.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/listing.h"
#include "detect/engine.h"
#include "extract/pdf.h"
#include "run/sandbox.h"

namespace constat {

namespace {

struct Attempt {
  const char* what;
  std::function<bool()> got_through;
};

// Tried for real, each in a child behind the door. False where it was stopped.
bool gets_through(const std::function<bool()>& attempt) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    keep_only({});
    SandboxOptions options;
    options.library_files = false;
    options.memory_bytes_max = 64ULL << 20;
    options.file_bytes_max = 1ULL << 20;
    (void)enter_sandbox(options);
    ::_exit(attempt() ? 99 : 0);
  }
  int status = 0;
  while (pid > 0 && ::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return pid <= 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 99);
}

int run_doctor(const Arguments& arguments) {
  std::string format = arguments.get("--format");
  if (format.empty()) format = standard_output_is_terminal() ? "table" : "jsonl";
  const Column columns[] = {{"check"}, {"state"}, {"means", false, 100}};
  bool weak = false;
  bool missing = false;
  {
    ListWriter list(list_format(arguments), columns);
    const auto row = [&](const std::string& check, std::string_view state, std::string_view means) {
      list.text(check);
      list.text(state);
      list.text(means);
      list.end_row();
    };
    utsname machine{};
    ::uname(&machine);
    row("kernel", machine.release, "Linux 6.12 or later knows all of Landlock that is used");
    const SandboxLayers layers = probe_sandbox();
    const auto layer = [&](const std::string& name, bool active, std::string_view means) {
      row(name, active ? "active" : "missing", means);
      missing = missing || !active;
    };
    layer("layer: no_new_privs", layers.no_new_privileges, "no program gives a reader more rights");
    layer("layer: unprivileged", layers.unprivileged, "a reader is not root and has no capability");
    layer("layer: network namespace", layers.network, "a reader's network holds nothing");
    layer("layer: mount namespace", layers.empty_root, "a reader's root folder is empty");
    layer("layer: ipc namespace", layers.ipc, "no message queue of others");
    layer("layer: landlock", layers.landlock, "no path can be opened");
    layer("layer: seccomp", layers.seccomp, "only system calls on descriptors that it was handed");
    layer("layer: limits", layers.limits, "bounds on memory, spilled bytes, descriptors; no core dump");
    row("sandbox",
        layers.whole()   ? "whole"
        : layers.holds() ? "holds"
                         : "weak",
        layers.whole()   ? "every layer is active"
        : layers.holds() ? "layers are missing; the others still deny files and network"
                         : "scan, extract, detect and show refuse to read without --allow-weak-sandbox");
    weak = !layers.holds();

    const pid_t self = ::getpid();
    const Attempt attempts[] = {
        {"open /etc/passwd", [] { return ::open("/etc/passwd", O_RDONLY) >= 0; }},
        {"create a file", [] { return ::open("/tmp/constat-doctor", O_CREAT | O_WRONLY, 0600) >= 0; }},
        {"make a socket", [] { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0; }},
        {"start a process", [] { return ::fork() >= 0; }},
        {"start a program",
         [] {
           ::execl("/bin/true", "true", nullptr);
           return errno != EPERM && errno != EACCES && errno != ENOENT;
         }},
        {"signal its parent", [self] { return ::kill(self, 0) == 0; }},
        {"take 64 GB of memory",
         [] {
           void* const memory = std::malloc(64ULL << 30);
           return memory != nullptr;
         }},
    };
    for (const Attempt& attempt : attempts) {
      const bool through = gets_through(attempt.got_through);
      row(std::string("attempt: ") + attempt.what, through ? "NOT STOPPED" : "stopped", "tried just now by a reader");
      missing = missing || through;
    }

    const bool pdf = preload_pdf();
    row("pdf module", pdf ? "found" : "missing", "PDF is read; without it every PDF is told as unsupported");
    row("character maps for PDF", ::access("/usr/share/poppler/cMap", R_OK) == 0 ? "found" : "missing",
        "text of Chinese, Japanese and Korean PDFs without tables of their own (package poppler-data)");
    const EngineOptions engine_options = engine_options_from(arguments);
    const auto engine = load_engine(engine_options);
    row("rules", engine ? std::to_string((*engine)->rules().size()) : "missing",
        engine ? "detectors are loaded" : engine.error().what);
    missing = missing || !pdf || !engine;
  }
  return weak ? exit_failed : missing ? exit_incomplete : exit_done;
}

constexpr Option doctor_options[] = {format_option};

}  // namespace

const Command doctor_command = {
    .name = "doctor",
    .takes = "",
    .does = "What protects this machine from the evidence, and what is missing",
    .about =
        "Closes the sandbox's door in children of its own and tries what a reader that was taken over would try: open\n"
        "files, connect, start processes. Exit status: 0 all layers are active; 3 some are missing and the others "
        "hold;\n"
        "1 a reader could reach files or the network here.",
    .examples =
        "  constat doctor\n"
        "  constat doctor --format jsonl\n",
    .options = doctor_options,
    .positional_min = 0,
    .positional_max = 0,
    .run = run_doctor,
};

}  // namespace constat
