#include "run/scan.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "casefile/bounds.h"
#include "extract/pdf.h"
#include "run/coordinator/coordinator.h"

namespace constat {

namespace coordinating {

namespace {

constexpr int lock_wait_ms = 1000;

}  // namespace

void Coordinator::commit() {
  for (auto& worker : workers_) note_progress(*worker);
  writer_.commit();
  committed_ = Clock::now();
}

void Coordinator::tell(bool always) {
  if (!options_.on_progress) return;
  const auto now = Clock::now();
  if (!always && now - told_ < std::chrono::milliseconds(200)) return;
  told_ = now;
  progress_.seconds = std::chrono::duration<double>(now - began_).count();
  options_.on_progress(progress_);
}

Result<ScanOutcome> Coordinator::run() {
  // One scan of a case at a time. The lock is given back, its descriptor is not closed: closing any descriptor of the
  // file would take back SQLite's own locks on it.
  lock_ = ::open(file_.path().c_str(), O_RDONLY | O_CLOEXEC);
  int locked = lock_ < 0 ? -1 : ::flock(lock_, LOCK_EX | LOCK_NB);
  // A worker that a scan had just forked when it was killed holds the lock until it closes what is not its own.
  for (int wait_ms = 0; lock_ >= 0 && locked != 0 && errno == EWOULDBLOCK && wait_ms < lock_wait_ms; wait_ms += 20) {
    (void)::poll(nullptr, 0, 20);
    locked = ::flock(lock_, LOCK_EX | LOCK_NB);
  }
  if (locked != 0) {
    lock_ = -1;
    return fail(Fault::io, "another scan of " + escape_name(file_.path()) + " is running: wait for it, or stop it");
  }
  if (options_.sandbox && played_ == nullptr) {
    outcome_.layers = probe_sandbox();
    if (!outcome_.layers.holds() && !options_.allow_weak_sandbox) {
      return fail(Fault::unsupported,
                  "this machine can keep a reader neither from files nor from the network: 'constat doctor' tells why; "
                  "--allow-weak-sandbox goes on all the same");
    }
  }
  if (played_ == nullptr) {
    // Loaded once and shared: behind the door nothing can be opened.
    prepare_readers();
    (void)preload_pdf();
  }
  make_room_for_descriptors(2 * volume_parts_max);  // Parts of one archive are open together.
  TRY(open_roots());
  progress_.phase = "reading";
  const unsigned count =
      options_.workers != 0 ? options_.workers : static_cast<unsigned>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
  for (unsigned index = 0; index < count; ++index) workers_.push_back(std::make_unique<WorkerProcess>());
  std::vector<pollfd> waiting;
  for (;;) {
    if (options_.should_stop && options_.should_stop()) {
      outcome_.stopped = true;
      break;
    }
    bool busy = false;
    for (auto& worker : workers_) {
      if (worker->pid < 0) {
        TRY(start_worker(*worker));
      }
      feed(*worker);
      busy = busy || !worker->units.empty();
    }
    if (!busy && ready_.empty() && walking_ >= roots_.size()) break;
    if (played_ != nullptr) played_->turn();
    waiting.clear();
    for (const auto& worker : workers_) waiting.push_back({worker->records, POLLIN, 0});
    const int polled = ::poll(waiting.data(), waiting.size(), 100);
    if (polled < 0 && errno != EINTR) return fail(Fault::io, std::string("cannot wait: ") + std::strerror(errno));
    if (polled > 0) {
      for (std::size_t index = 0; index < waiting.size(); ++index) {
        if (waiting[index].revents != 0) hear(*workers_[index]);
      }
    }
    if (idle_deaths_ > 20 + 2 * count) return fail(Fault::io, "workers die before they begin: see 'constat doctor'");
    check_clocks();
    if (writer_.pending() > 200'000 || writer_.pending_bytes() > (64U << 20) ||
        (writer_.pending() != 0 && Clock::now() - committed_ > std::chrono::seconds(1))) {
      commit();
    }
    tell(false);
  }
  for (auto& worker : workers_) {
    end_worker(*worker, outcome_.stopped);
    note_refused(*worker);
  }
  if (!readers_asked_.empty()) tell_asked(nullptr, "readers", readers_asked_, false);
  commit();
  if (!outcome_.stopped) {
    tell_gone();
    for (const Root& root : roots_) {
      if (root.tries_again) file_.set_meta(bounds_key(root.id), bounds_text(bounds_of(options_.limits)));
    }
    writer_.finish();
  }
  Statement statuses(file_.database(), "SELECT coalesce(status,'unfinished'), count(*) FROM item GROUP BY 1");
  while (statuses.step()) {
    outcome_.items_by_status[std::string(statuses.text(0))] = static_cast<std::uint64_t>(statuses.integer(1));
  }
  progress_.walk_finished = true;
  progress_.seconds = std::chrono::duration<double>(Clock::now() - began_).count();
  tell(true);
  outcome_.last = progress_;
  return outcome_;
}

}  // namespace coordinating

bool ScanOutcome::complete() const {
  for (const auto& [status, count] : items_by_status) {
    if (status != "read" && count != 0) return false;
  }
  return problems == 0 && !stopped;
}

Result<ScanOutcome> scan(Case& file, const Engine& engine, const ScanOptions& options) {
  return coordinating::Coordinator(file, engine, options, nullptr).run();
}

Result<ScanOutcome> scan_played(Case& file, const Engine& engine, const ScanOptions& options, PlayedWorkers& workers) {
  return coordinating::Coordinator(file, engine, options, &workers).run();
}

}  // namespace constat
