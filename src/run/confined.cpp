#include "run/confined.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/spill_store.h"
#include "extract/pdf.h"
#include "run/confined_internal.h"
#include "run/sandbox.h"

namespace constat {

namespace {

constexpr int status_needs_pdf = 71;
constexpr int status_weak = 72;
constexpr int status_exception = 73;

Outlet* outlet_of_this_child = nullptr;

[[noreturn]] void ask_for_pdf() {
  outlet_of_this_child->flush();
  ::_exit(status_needs_pdf);
}

struct Run {
  ConfinedEnd end;
  bool needs_pdf = false;
};

// What was put before the child was run anew: passed over the second time.
struct Heard {
  std::uint64_t output = 0;
  std::uint64_t complaint = 0;
};

void give(std::string_view bytes, std::uint64_t& passed, std::uint64_t& skip,
          const std::function<void(std::string_view)>& to) {
  const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(skip, bytes.size()));
  skip -= skipped;
  bytes.remove_prefix(skipped);
  passed += bytes.size();
  if (!bytes.empty()) to(bytes);
}

Result<Run> run_once(const ConfinedOptions& options, const std::function<int(int, int, Outlet&)>& work,
                     const std::function<void(std::string_view)>& output,
                     const std::function<void(std::string_view)>& complaint, Heard& heard, bool pdf_is_loaded) {
  const int spill = options.spill ? open_unlinked_file(temporary_folder()) : -1;
  std::vector<int> given = {options.input, spill};
  given.insert(given.end(), options.others.begin(), options.others.end());
  auto started = start_reader(options, given, pdf_is_loaded, [&](Outlet& outlet) {
    outlet_of_this_child = &outlet;
    if (options.may_meet_pdf && !pdf_is_loaded) when_pdf_is_not_loaded(ask_for_pdf);
    return work(4, spill < 0 ? -1 : 5, outlet);
  });
  if (spill >= 0) ::close(spill);
  if (!started) return tl::unexpected<Error>(std::move(started).error());
  Reader& reader = *started;

  Run run;
  bool killed_by_clock = false;
  bool lied = false;
  Heard skip = heard;
  std::string inbox;
  char block[128 * 1024];
  const int timeout_ms =
      options.limits.silence_seconds > 0 ? static_cast<int>(options.limits.silence_seconds * 1000) : -1;
  while (!lied) {
    pollfd waiting = {reader.from, POLLIN, 0};
    const int polled = ::poll(&waiting, 1, timeout_ms);
    if (polled < 0 && errno == EINTR) continue;
    if (polled == 0) {
      killed_by_clock = true;
      ::kill(reader.pid, SIGKILL);
      break;
    }
    const ssize_t got = ::read(reader.from, block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    inbox.append(block, static_cast<std::size_t>(got));
    lied = !take_frames(inbox, [&](char kind, std::string_view bytes) {
      if (kind == frame_output) give(bytes, heard.output, skip.output, output);
      if (kind == frame_complaint) give(bytes, heard.complaint, skip.complaint, complaint);
    });
  }
  run.end = wait_for_reader(reader, lied, killed_by_clock);
  run.needs_pdf = run.end.how == ConfinedEnd::How::exited && run.end.status == status_needs_pdf;
  return run;
}

}  // namespace

Result<Reader> start_reader(const ConfinedOptions& options, std::span<const int> given, bool library_files,
                            const std::function<int(Outlet&)>& body) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(Fault::io, std::string("cannot make a pipe: ") + std::strerror(errno));
  (void)::fcntl(ends[0], F_SETPIPE_SZ, 1 << 18);
  Reader reader;
  reader.refused = new_refused_calls();
  const pid_t parent = ::getpid();
  reader.pid = ::fork();
  if (reader.pid == 0) {
    std::vector<int> wanted = {ends[1]};
    wanted.insert(wanted.end(), given.begin(), given.end());
    keep_only(wanted);
    ::signal(SIGPIPE, SIG_DFL);
    SandboxOptions door;
    door.memory_bytes_max = options.limits.worker_memory_bytes_max;
    door.file_bytes_max = options.limits.spill_bytes_max;
    door.descriptors_max = static_cast<unsigned>(32 + options.others.size());
    door.namespaces = false;
    door.library_files = library_files;
    door.refused = reader.refused;
    door.parent = parent;
    SandboxLayers layers = enter_sandbox(door);
    if (!layers.holds() && !options.allow_weak) ::_exit(status_weak);
    Outlet outlet(3);
    int status = status_exception;
    try {
      status = body(outlet);
    } catch (...) {
      status = status_exception;
    }
    outlet.flush();
    ::_exit(status);
  }
  const int number = errno;
  ::close(ends[1]);
  reader.from = ends[0];
  if (reader.pid < 0) {
    ::close(ends[0]);
    free_refused_calls(reader.refused);
    return fail(Fault::io, std::string("cannot start a reader: ") + std::strerror(number));
  }
  return reader;
}

ConfinedEnd wait_for_reader(Reader& reader, bool lied, bool killed_by_clock) {
  if (lied) ::kill(reader.pid, SIGKILL);
  ::close(reader.from);
  int status = 0;
  while (::waitpid(reader.pid, &status, 0) < 0 && errno == EINTR) {
  }
  free_refused_calls(reader.refused);
  reader = Reader();
  ConfinedEnd end;
  if (killed_by_clock) {
    end.how = ConfinedEnd::How::timed_out;
  } else if (WIFEXITED(status) && !lied) {
    end.status = WEXITSTATUS(status);
    if (end.status == status_weak) end.how = ConfinedEnd::How::weak;
    if (end.status == status_exception) end.how = ConfinedEnd::How::crashed;
  } else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) {
    end.how = ConfinedEnd::How::refused;
  } else {
    end.how = ConfinedEnd::How::crashed;
    end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  }
  return end;
}

bool take_frames(std::string& inbox, const std::function<void(char, std::string_view)>& on_frame) {
  std::size_t at = 0;
  bool good = true;
  while (inbox.size() - at >= frame_head_bytes) {
    std::uint32_t size = 0;
    std::memcpy(&size, inbox.data() + at + 1, 4);
    const char kind = inbox[at];
    if (size > confined_frame_bytes_max ||
        (kind != frame_output && kind != frame_complaint && kind != frame_alive && kind != frame_done)) {
      good = false;
      break;
    }
    if (inbox.size() - at - frame_head_bytes < size) break;
    on_frame(kind, std::string_view(inbox).substr(at + frame_head_bytes, size));
    at += frame_head_bytes + size;
  }
  inbox.erase(0, at);
  return good;
}

void Outlet::send(char kind, std::string_view bytes) {
  char head[5] = {kind};
  const auto size = static_cast<std::uint32_t>(bytes.size());
  std::memcpy(head + 1, &size, 4);
  std::string frame(head, sizeof head);
  frame += bytes;
  for (std::size_t done = 0; done < frame.size();) {
    const ssize_t count = ::write(pipe_, frame.data() + done, frame.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) ::_exit(1);  // Nobody listens any more.
    done += static_cast<std::size_t>(count);
  }
}

void Outlet::flush() {
  for (std::size_t done = 0; done < waiting_.size(); done += confined_frame_bytes_max) {
    send(frame_output, std::string_view(waiting_).substr(done, confined_frame_bytes_max));
  }
  waiting_.clear();
  last_ms_ = steady_ms();
}

void Outlet::put(std::string_view output) {
  waiting_ += output;
  if (waiting_.size() >= 64 * 1024) {
    flush();
  } else if (++calls_ % 16 == 0 && steady_ms() - last_ms_ > 200) {
    flush();  // Somebody may be watching.
  }
}

void Outlet::done() {
  flush();
  send(frame_done, {});
}

void Outlet::complain(std::string_view line) {
  flush();
  send(frame_complaint, line.substr(0, confined_frame_bytes_max));
}

void Outlet::alive() {
  if (steady_ms() - last_ms_ < 200) return;
  last_ms_ = steady_ms();
  send(frame_alive, {});
}

std::string ConfinedEnd::what() const {
  switch (how) {
    case How::crashed:
      return signal == 0 ? "its reader failed" : std::string("its reader crashed (") + ::strsignal(signal) + ")";
    case How::refused: return "its reader asked for what no reader may have, and was ended";
    case How::timed_out: return "its reader did not come to an end";
    case How::weak:
      return "the kernel of this machine can keep a reader neither from files nor from the network: see 'constat "
             "doctor'";
    case How::exited: break;
  }
  return "";
}

Result<ConfinedEnd> run_confined(const ConfinedOptions& options,
                                 const std::function<int(int input, int spill, Outlet& outlet)>& work,
                                 const std::function<void(std::string_view)>& output,
                                 const std::function<void(std::string_view)>& complaint) {
  prepare_readers();
  Heard heard;
  // What starts like a PDF needs the module at once. Only these bytes are looked at outside the door, and only for
  // this.
  bool starts_as_pdf = false;
  if (options.may_meet_pdf) {
    char head[1024];
    const ssize_t got = ::pread(options.input, head, sizeof head, 0);
    starts_as_pdf =
        got > 0 && std::string_view(head, static_cast<std::size_t>(got)).find("%PDF-") != std::string_view::npos;
    if (starts_as_pdf) (void)preload_pdf();
  }
  TRY_ASSIGN(Run run, run_once(options, work, output, complaint, heard, starts_as_pdf));
  if (run.needs_pdf) {
    (void)preload_pdf();
    TRY_ASSIGN(run, run_once(options, work, output, complaint, heard, true));
  }
  return run.end;
}

}  // namespace constat
