#include "cli/behind_door.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace constat {

std::string terminal_safe(std::string_view text) {
  const std::string valid = to_valid_utf8(text);
  std::string safe;
  safe.reserve(valid.size());
  for (std::size_t at = 0; at < valid.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(valid, at);
    const bool control = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
    const bool bidi =
        (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x61C;
    if (c == '\r' && at < valid.size() && valid[at] == '\n') continue;
    if (!control && !bidi) {
      safe.append(valid, begin, at - begin);
      continue;
    }
    for (std::size_t index = begin; index < at; ++index) {
      char code[8];
      std::snprintf(code, sizeof code, "\\x%02X", static_cast<unsigned char>(valid[index]));
      safe += code;
    }
  }
  return safe;
}

namespace {

// To standard output, made safe where that is a terminal; at once, somebody may be waiting for it.
void write_output(std::string_view bytes) {
  if (standard_output_is_terminal()) {
    const std::string safe = terminal_safe(bytes);
    std::fwrite(safe.data(), 1, safe.size(), stdout);
  } else {
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);
  }
  std::fflush(stdout);
}
void write_complaint(std::string_view line) {
  const std::string safe = terminal_safe(line);
  (void)!::write(STDERR_FILENO, safe.data(), safe.size());
}

int exit_status_of(const Result<ConfinedEnd>& ended, const std::string& name) {
  std::fflush(stdout);
  if (!ended) {
    complain(ended.error().what);
    return exit_failed;
  }
  switch (ended->how) {
    case ConfinedEnd::How::exited: return ended->status;
    case ConfinedEnd::How::weak:
      complain(ended->what(), "--allow-weak-sandbox reads all the same: only for files that you would open anyway.");
      return exit_failed;
    default: complain(escape_name(name) + ": " + ended->what()); return exit_incomplete;
  }
}

}  // namespace

int run_behind_door(const ConfinedOptions& options, const std::string& name,
                    const std::function<int(int input, int spill, Outlet& outlet)>& work,
                    const std::function<void(std::string_view)>& output, ConfinedEnd* end) {
  std::fflush(stdout);
  const auto ended = run_confined(
      options,
      [&](int input, int spill, Outlet& outlet) {
        send_complaints_to([&outlet](std::string_view line) { outlet.complain(line); });
        return work(input, spill, outlet);
      },
      output ? output : std::function<void(std::string_view)>(write_output), write_complaint);
  if (ended && end != nullptr) *end = *ended;
  return exit_status_of(ended, name);
}

int run_lines_behind_door(const ConfinedOptions& options, const LinesOptions& lines, const std::string& name,
                          const std::function<int(LineFeed& feed, Outlet& outlet)>& work) {
  std::fflush(stdout);
  bool input_failed = false;
  const auto ended = run_confined_lines(
      options, lines,
      [&](LineFeed& feed, Outlet& outlet) {
        send_complaints_to([&outlet](std::string_view line) { outlet.complain(line); });
        return work(feed, outlet);
      },
      write_output, write_complaint, input_failed);
  const int status = exit_status_of(ended, name);
  if (!input_failed) return status;
  complain("the input could not be read to its end");
  return exit_failed;
}

int open_regular_file(const std::string& path, int& exit) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat status {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0) {
    complain("cannot open " + escape_name(path) + ": " + std::strerror(errno));
    exit = exit_failed;
    if (descriptor >= 0) ::close(descriptor);
    return -1;
  }
  if (S_ISREG(status.st_mode)) return descriptor;
  ::close(descriptor);
  if (S_ISDIR(status.st_mode)) {
    complain(escape_name(path) + " is a folder", "For a folder: constat scan " + escape_name(path));
  } else {
    complain(escape_name(path) + " is not a file: a pipe, a socket or a device is not read");
  }
  exit = exit_usage;
  return -1;
}

}  // namespace constat
