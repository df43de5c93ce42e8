#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <ctime>
#include <limits>

#include "base/spill_store.h"
#include "extract/driver.h"
#include "run/coordinator/coordinator.h"
#include "run/worker.h"

namespace constat::coordinating {

namespace {

// Of a worker that is played (scan_internal.h): no process has it.
constexpr pid_t played_pid = std::numeric_limits<pid_t>::max();

bool send_descriptors(int socket, std::string_view bytes, std::span<const int> descriptors) {
  iovec part = {const_cast<char*>(bytes.data()), bytes.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * message_descriptors_max)] = {};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
  std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
  ssize_t done = 0;
  do {
    done = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (done < 0 && errno == EINTR);
  return done >= 0;
}

}  // namespace

void Coordinator::be_worker(int tasks, int records, int spill, RefusedCalls* refused) {
  // Nothing of the coordinator's comes along: not its case, not the other workers' ends, not its terminal.
  const int wanted[] = {tasks, records, spill};
  keep_only(wanted);
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGTERM, SIG_DFL);
  ::signal(SIGPIPE, SIG_DFL);
  if (options_.sandbox) {
    SandboxOptions door;
    door.memory_bytes_max = options_.limits.worker_memory_bytes_max;
    door.file_bytes_max = options_.limits.spill_bytes_max;
    door.descriptors_max = static_cast<unsigned>(door.descriptors_max + volume_parts_max);
    door.refused = refused;
    door.parent = coordinator_;
    const SandboxLayers layers = enter_sandbox(door);
    if (!layers.holds() && !options_.allow_weak_sandbox) ::_exit(1);
  }
  WorkerOptions options;
  options.tasks_socket = 3;
  options.records_pipe = 4;
  options.spill_descriptor = spill >= 0 ? 5 : -1;
  options.limits = options_.limits;
  options.unit_bytes = options_.unit_bytes;
  options.names = &writer_.names();
  options.sealer = file_.sealer();
  int status = 1;
  try {
    status = run_worker(options, engine_);
  } catch (...) {
    status = 1;
  }
  ::_exit(status);
}

// The worker's process, with its ends of socket and pipe, which are closed here. Negative, and errno set: there is
// none.
pid_t Coordinator::fork_worker(WorkerProcess& worker, int tasks, int records) {
  const int spill = open_unlinked_file(file_.folder());
  if (worker.refused == nullptr) worker.refused = new_refused_calls();
  const pid_t pid = ::fork();
  if (pid == 0) be_worker(tasks, records, spill, worker.refused);
  const int number = errno;
  ::close(tasks);
  ::close(records);
  if (spill >= 0) ::close(spill);
  errno = number;
  return pid;
}

Result<void> Coordinator::start_worker(WorkerProcess& worker) {
  int tasks[2];
  int records[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, tasks) != 0) {
    return fail(Fault::io, std::string("cannot start a worker: ") + std::strerror(errno));
  }
  if (::pipe2(records, O_CLOEXEC) != 0) {
    ::close(tasks[0]);
    ::close(tasks[1]);
    return fail(Fault::io, std::string("cannot start a worker: ") + std::strerror(errno));
  }
  (void)::fcntl(records[0], F_SETPIPE_SZ, 1 << 20);
  pid_t pid = played_pid;
  if (played_ != nullptr) {
    played_->started(tasks[1], records[1]);
  } else if (pid = fork_worker(worker, tasks[1], records[1]); pid < 0) {
    const int number = errno;
    ::close(tasks[0]);
    ::close(records[0]);
    return fail(Fault::io, std::string("cannot start a worker: ") + std::strerror(number));
  }
  (void)::fcntl(records[0], F_SETFL, O_NONBLOCK);
  worker.pid = pid;
  bound_cpu(worker);
  worker.tasks = tasks[0];
  worker.records = records[0];
  worker.inbox.clear();
  worker.open.clear();
  worker.in_unit = false;
  worker.killed_by_clock = false;
  worker.lie = nullptr;
  worker.heard = Clock::now();
  return {};
}

void Coordinator::kill_worker(const WorkerProcess& worker) const {
  if (played_ == nullptr) ::kill(worker.pid, SIGKILL);
}

void Coordinator::end_worker(WorkerProcess& worker, bool kill_it) {
  if (worker.pid < 0) return;
  ::close(worker.tasks);
  if (kill_it) kill_worker(worker);
  int status = 0;
  while (played_ == nullptr && ::waitpid(worker.pid, &status, 0) < 0 && errno == EINTR) {
  }
  ::close(worker.records);
  worker.pid = -1;
  worker.end_status = status;
}

// What a reader asked for and did not get is told in the case: a library that looks for a file of its own, or an
// attack. Of readers that came to their end all of it is told together: which of them had which file hangs on who was
// faster.
void Coordinator::note_refused(WorkerProcess& worker) {
  const bool killed = WIFSIGNALED(worker.end_status) && WTERMSIG(worker.end_status) == SIGSYS;
  worker.end_status = 0;
  std::map<int, std::uint64_t> asked;
  for (int number = 0; worker.refused != nullptr && number < RefusedCalls::numbers; ++number) {
    if (const std::uint32_t count = worker.refused->counts[number].exchange(0); count != 0) asked[number] = count;
  }
  for (const auto& [number, count] : asked) outcome_.refused_calls += count;
  outcome_.refused_calls += killed ? 1U : 0U;
  if (worker.units.empty() && !killed) {
    for (const auto& [number, count] : asked) readers_asked_[number] += count;
  } else if (killed || !asked.empty()) {
    tell_asked(worker.units.empty() ? nullptr : worker.units.front().get(), "a reader", asked, killed);
  }
}

void Coordinator::tell_asked(Unit* unit, const char* who, const std::map<int, std::uint64_t>& asked, bool killed) {
  std::string what;
  for (const auto& [number, count] : asked) {
    what += (what.empty() ? "" : ", ") + system_call_name(number);
    if (count > 1) what += " (" + std::to_string(count) + " times)";
  }
  if (killed) {
    what += std::string(what.empty() ? "" : "; ") + "a forbidden system call, and it was ended for it";
  }
  what = std::string(who) + " asked for what no reader may have: " + what;
  if (unit != nullptr) {
    problem_of(*unit, std::move(what));
  } else {
    writer_.problem(0, "", what);
  }
}

// The files that are to be at hand to judge whether the unit's is a part of several, and to read them as one.
VolumeFile Coordinator::open_volumes(const Unit& unit, std::vector<int>& descriptors) const {
  std::vector<std::size_t> wanted;
  VolumeFile file = volume_file(*unit.volumes, unit.volume_index, wanted);
  const std::string folder = unit.row.path.substr(0, unit.row.path.rfind('/') + 1);
  for (std::size_t index = 0; index < wanted.size(); ++index) {
    VolumeFile::Other& other = file.others[index];
    const auto opened = roots_[unit.root].walk->open_file(folder + unit.volumes->parts[wanted[index]].name);
    struct stat status {};
    if (!opened || ::fstat(*opened, &status) != 0 || !S_ISREG(status.st_mode)) {
      if (opened) ::close(*opened);
      other.why_not = opened ? std::string(changed_meanwhile_reason) : opened.error().what;
      continue;
    }
    other.is_open = true;
    other.size_bytes = static_cast<std::uint64_t>(status.st_size);
    descriptors.push_back(*opened);
  }
  return file;
}

// Keeps a worker's queue filled: small files by batches, so that neither side waits for the other.
void Coordinator::feed(WorkerProcess& worker) {
  if (worker.units.size() > batch_tasks_max / 2 || (!worker.units.empty() && worker.units.front()->careful)) return;
  std::uint64_t queued_bytes = 0;
  for (const auto& unit : worker.units) queued_bytes += unit->row.is_range ? options_.unit_bytes : unit->row.size_bytes;
  std::string payload;
  std::vector<int> descriptors;
  std::vector<std::unique_ptr<Unit>> sent;
  while (sent.size() < batch_tasks_max && descriptors.size() < message_descriptors_max / 2 &&
         payload.size() < batch_bytes_max / 4 && queued_bytes < (4U << 20)) {
    const bool busy = !worker.units.empty() || !sent.empty();
    if (!ready_.empty() && ready_.front()->alone() && busy) break;
    auto unit = next_unit();
    if (!unit) break;
    if (unit->alone() && busy) {
      ready_.push_front(std::move(unit));
      break;
    }
    const bool careful = unit->careful;
    const bool alone = unit->alone();
    auto descriptor = unit->listed ? Result<int>(-1) : roots_[unit->root].walk->open_file(unit->row.path);
    struct stat status {};
    if (!unit->listed && (!descriptor || ::fstat(*descriptor, &status) != 0 || !S_ISREG(status.st_mode))) {
      if (descriptor) ::close(*descriptor);
      FolderEntry entry;
      entry.path = unit->row.path;
      entry.size_bytes = unit->row.size_bytes;
      entry.modified_ns = unit->row.modified_ns;
      Listed why{Status::corrupt, "", descriptor ? std::string(changed_meanwhile_reason) : descriptor.error().what};
      why.counted = true;
      const std::unique_ptr<Unit> file = std::move(unit);
      unit = unit_unopened(file->root, entry, std::move(why));
      unit->counted_bytes = file->counted_bytes;
      unit->careful = careful;
      unit->problems = std::move(file->problems);
    }
    if (unit->listed) {
      descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);  // A task comes with one.
      status.st_size = 0;
    }
    Task task;
    task.unit = static_cast<std::uint64_t>(unit->row.id);
    task.place = unit->place;
    const std::size_t slash = unit->row.path.rfind('/');
    task.name = unit->row.path.empty() ? roots_[unit->root].name
                                       : unit->row.path.substr(slash == std::string::npos ? 0 : slash + 1);
    task.size_bytes = static_cast<std::uint64_t>(status.st_size);
    task.modified_s = unit->modified_s;
    task.modified_ns = unit->row.is_range ? unit->row.modified_ns : modified_ns(status);
    task.hash_first = unit->hash_first;
    task.careful = unit->careful;
    task.name_only = unit->listed.has_value();
    if (unit->listed) task.link = unit->listed->link;
    if (unit->row.is_range) {
      task.range = Range{unit->row.range_begin, unit->row.range_end, unit->row.range_index, unit->row.range_count};
    }
    task.done_up_to = unit->done_up_to;
    for (const Unit::Death& death : unit->deaths) {
      task.poisons.push_back({death.path, death.count >= 2, !death.name_read});
    }
    descriptors.push_back(*descriptor);
    if (unit->volumes && !unit->listed && !unit->row.is_range) {
      task.volume = open_volumes(*unit, descriptors);
      unit->told_of_bytes = task.size_bytes;
      for (const VolumeFile::Other& other : task.volume->others) unit->told_of_bytes += other.size_bytes;
    }
    encode(task, payload);
    queued_bytes += unit->row.is_range ? options_.unit_bytes : task.size_bytes;
    sent.push_back(std::move(unit));
    if (alone) break;
  }
  if (descriptors.empty()) return;
  if (worker.units.empty()) worker.heard = Clock::now();
  const std::span<const int> all(descriptors);
  for (std::size_t at = 0; at < all.size(); at += message_descriptors_max) {
    const std::size_t count = std::min(message_descriptors_max, all.size() - at);
    if (!send_descriptors(worker.tasks, at == 0 ? std::string_view(payload) : " ", all.subspan(at, count))) break;
  }
  for (const int descriptor : descriptors) ::close(descriptor);
  // A worker that is gone already is buried when its pipe ends; its queue goes back then.
  for (auto& unit : sent) worker.units.push_back(std::move(unit));
}

// The kernel's clock beside the coordinator's, which may be held up: of processor time a reader gets for a file what it
// may take in all, and a little more. Where the coordinator may not set it, its own clock holds alone.
void Coordinator::bound_cpu(const WorkerProcess& worker) const {
  constexpr double beyond_seconds = 2;
  clockid_t clock = 0;
  timespec used{};
  if (played_ != nullptr || options_.limits.item_seconds <= 0 || ::clock_getcpuclockid(worker.pid, &clock) != 0 ||
      ::clock_gettime(clock, &used) != 0) {
    return;
  }
  const rlimit limit = {
      static_cast<rlim_t>(used.tv_sec) +
          static_cast<rlim_t>(std::ceil(std::min(options_.limits.item_seconds, 1e9) + beyond_seconds)),
      RLIM_INFINITY};
  ::prlimit(worker.pid, RLIMIT_CPU, &limit, nullptr);
}

}  // namespace constat::coordinating
