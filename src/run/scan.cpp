#include "run/scan.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <ctime>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "base/spill_file.h"
#include "base/text.h"
#include "casefile/bounds.h"
#include "casefile/persons.h"
#include "casefile/writer.h"
#include "detect/item_names.h"
#include "evidence/archive.h"
#include "evidence/folder.h"
#include "evidence/place.h"
#include "extract/pdf.h"
#include "run/given_names.h"
#include "run/record.h"
#include "run/sandbox.h"
#include "run/scan_internal.h"
#include "run/worker.h"

namespace constat {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int lock_wait_ms = 1000;

bool is_prefix(const MemberPath& shorter, const MemberPath& longer) {
  return shorter.size() < longer.size() && std::equal(shorter.begin(), shorter.end(), longer.begin());
}
// In the order of the walk, an item ends after its members.
bool ended_before(const MemberPath& path, const MemberPath& done) {
  return path == done || is_prefix(done, path) ||
         (!is_prefix(path, done) && std::lexicographical_compare(path.begin(), path.end(), done.begin(), done.end()));
}

constexpr std::size_t unit_problems_max = 64;

constexpr std::string_view changed_meanwhile_reason = "it changed while it was read";
constexpr const char* out_of_time_reason = "the time for this evidence was over before it was read";

// Of what could not be read in any way.
const char* death_reason(bool by_clock) {
  return by_clock ? "it did not come to an end, not even as raw bytes"
                  : "it crashed its reader, and the scan of its raw bytes too";
}

// Of a part that has no bytes to scan.
const char* part_reason(bool by_clock) {
  return by_clock ? "its reader did not come to an end: the rest of what holds it was read"
                  : "its reader crashed on it: the rest of what holds it was read";
}

const char* holder_reason(bool by_clock) {
  return by_clock ? "its reader did not come to an end: what holds it was scanned for printable text"
                  : "its reader crashed on it: what holds it was scanned for printable text";
}

constexpr std::string_view changed_note = "it changed after an earlier scan, and was read again";
constexpr std::string_view gone_note = "not found in the evidence by the scan of ";
constexpr std::string_view gone_problem = " of an earlier scan no longer in the evidence: what was found there is kept";

// Containers nest no deeper than the limit says; sheets, parts and what is listed at the bound come on top.
constexpr std::size_t depth_beside = 8;
// Of a worker that is played (scan_internal.h): no process has it.
constexpr pid_t played_pid = std::numeric_limits<pid_t>::max();

// What a reader tells goes on people's terminals and into their pages. An honest one escaped it; one that was taken
// over may not have. A backslash stays one: what is escaped already is not escaped again.
std::string harmless(std::string_view text) {
  if (std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; })) return std::string(text);
  const std::string escaped = escape_name(text);
  std::string out;
  out.reserve(escaped.size());
  for (std::size_t at = 0; at < escaped.size(); ++at) {
    out.push_back(escaped[at]);
    if (escaped[at] == '\\' && at + 1 < escaped.size() && escaped[at + 1] == '\\') ++at;
  }
  return out;
}

// Of reasons: what was the medium's or the rights' fault, and may be better now.
constexpr std::string_view passing_reasons[] = {
    "cannot open it: ", "cannot read: ", "cannot write temporary data: ", changed_meanwhile_reason};

struct Root {
  std::int64_t id = 0;
  std::string name;
  std::string path;
  std::unique_ptr<FolderWalk> walk;
  bool finished = false;
  std::optional<Clock::time_point> began;  // When its first file was handed out.
  bool over_time = false;
  bool tries_again = false;    // What an earlier scan gave up: one of its bounds was narrower.
  std::uint64_t left_out = 0;  // Files that its clock left unread.
};

// A file that was cut: its ranges, and what they told.
struct CutFile {
  std::int64_t item = 0;
  std::uint64_t ranges_left = 0;
  bool hashed = false;
  bool changed = false;
  Status status = Status::read;
  std::string reason;
  UnitRow unit;
};

// Listed without being opened: a worker reads its name only. What it is, and why.
struct Listed {
  Status status = Status::read;
  std::string media_type, reason;
  std::string link = {};        // Where a symbolic link points to: told with its reason.
  std::string link_shown = {};  // The same, masked, once a worker read it.
  bool counted = false;         // Among the files of the progress.
  bool given_up = false;        // A file whose readers died, or that came too late.
};

// How often the death of a reader by SIGKILL is not the item's fault. Then it may be: the kernel ends who takes all
// memory.
constexpr int killed_from_outside_max = 8;

struct Unit {
  UnitRow row;
  std::size_t root = 0;
  std::string place;
  std::int64_t modified_s = 0;
  bool hash_first = false;
  std::uint64_t counted_bytes = 0;  // Towards progress.
  std::int64_t cut_parent = 0;      // Of a range: the unit of the whole file.
  std::optional<MemberPath> done_up_to;
  struct Death {
    MemberPath path;
    int count = 0;
    bool by_clock = false;
    bool name_read = false;    // When it died.
    bool out_of_time = false;  // Of its whole root: nobody had begun it, or it was ended with it.
  };
  std::vector<Death> deaths;
  int killed_from_outside = 0;                                   // How often its reader was.
  std::vector<std::pair<MemberPath, std::int64_t>> open_before;  // Items that an earlier run began.
  bool open_loaded = false;
  bool resumed = false;               // An earlier run began it.
  bool changed = false;               // Its file was scanned before, and is another now.
  bool careful = false;               // A worker died with it in hand or waiting: it goes alone, and tells every step.
  bool named = false;                 // What its name holds is known: its Place may be written.
  std::vector<std::string> problems;  // That wait for it.
  std::optional<Listed> listed;
};

struct OpenItem {
  MemberPath path;
  ItemRow row;
  bool inserted = false;  // Its row is in the case, without status.
  bool ignored = false;   // Done in an earlier run: told again because its container was opened again.
  bool is_range_root = false;
  bool poisoned = false;
  bool poisoned_by_clock = false;
  bool name_read = false;
  bool named = false;         // What its name holds is known, or all of it is hidden: its Place may be written.
  bool passed_over = false;   // Not even its raw bytes could be scanned.
  std::string name_findings;  // A record, undecoded, until the item ends.
  std::string findings;       // Records, the same.
  bool findings_written = false;
  std::uint64_t blocks = 0;  // Written.
};

struct WorkerProcess {
  pid_t pid = -1;
  int tasks = -1;
  int records = -1;
  std::string inbox;
  std::deque<std::unique_ptr<Unit>> units;  // In hand and waiting, in order.
  std::vector<OpenItem> open;
  bool in_unit = false;
  Clock::time_point heard;
  Clock::time_point unit_began;
  bool killed_by_clock = false;
  RefusedCalls* refused = nullptr;
  int end_status = 0;            // As waitpid gave it.
  std::uint64_t told_bytes = 0;  // Of the unit in hand.
  bool root_told = false;        // The unit's own item was told to its end.
  const char* lie = nullptr;     // What it said that cannot be.
};

class Scan {
 public:
  Scan(Case& file, const Engine& engine, const ScanOptions& options, PlayedWorkers* played)
      : file_(file), engine_(engine), options_(options), writer_(file, engine), played_(played) {
    known_types_.insert(writer_.names().type_ids.begin(), writer_.names().type_ids.end());
  }
  ~Scan() {
    for (auto& worker : workers_) {
      end_worker(*worker, true);
      free_refused_calls(worker->refused);
    }
    if (lock_ >= 0) ::flock(lock_, LOCK_UN);
  }

  Result<ScanOutcome> run();

 private:
  Result<void> open_roots();
  void find_units_to_try_again();
  Result<void> start_worker(WorkerProcess& worker);
  pid_t fork_worker(WorkerProcess& worker, int tasks, int records);
  void kill_worker(const WorkerProcess& worker) const;
  void end_worker(WorkerProcess& worker, bool kill_it);
  void note_refused(WorkerProcess& worker);
  void tell_asked(Unit* unit, const char* who, const std::map<int, std::uint64_t>& asked, bool killed);
  void problem_of(Unit& unit, std::string what);
  [[noreturn]] void be_worker(int tasks, int records, int spill, RefusedCalls* refused);

  std::unique_ptr<Unit> next_unit();
  std::unique_ptr<Unit> walk_on();
  void meet(std::int64_t unit, const std::string& place);
  void tell_gone();
  std::unique_ptr<Unit> unit_of_file(std::size_t root_index, const FolderEntry& entry);
  std::unique_ptr<Unit> unit_unopened(std::size_t root_index, const FolderEntry& entry, Listed listed);
  void feed(WorkerProcess& worker);
  void hear(WorkerProcess& worker);
  bool take_frame(WorkerProcess& worker, std::string_view frame);
  bool keep_told(WorkerProcess& worker, std::string_view record);
  bool keep_name_findings(WorkerProcess& worker, std::string_view record);
  bool take_masked(WorkerProcess& worker, const std::vector<MaskedName>& masked);
  void name_step(const std::string& place, const std::vector<MaskedName>* masked);
  bool known_to_hold_nothing(std::string_view folder_place);
  void hide_name(OpenItem& item, Unit& unit);
  void unit_named(Unit& unit);
  bool take_item_begin(WorkerProcess& worker, const ItemBeginRecord& record);
  bool take_item_end(WorkerProcess& worker, const ItemEndRecord& record);
  void take_cut(WorkerProcess& worker, const std::vector<Range>& ranges);
  void take_hash(WorkerProcess& worker, std::string_view hash, std::string_view note);
  void take_unit_end(WorkerProcess& worker);
  void range_done(Unit& unit);
  void write_findings(OpenItem& item, std::uint64_t range_begin);
  void write_name_findings(OpenItem& item);
  void note_progress(WorkerProcess& worker);
  void bury(WorkerProcess& worker);
  void fail_unit(Unit& unit, const Unit::Death& death);
  void give_up(Unit& unit, const Unit::Death& death);
  void check_clocks();
  void bound_cpu(const WorkerProcess& worker) const;
  void check_root_clocks(Clock::time_point now);
  void leave_out(Unit& unit);
  void commit();
  void tell(bool always);
  std::string root_place(const Root& root, std::string_view path) const {
    return path.empty() ? place_component(root.name) : place_component(root.name) + "/" + place_path(path);
  }

  Case& file_;
  const Engine& engine_;
  const ScanOptions& options_;
  CaseWriter writer_;
  PlayedWorkers* const played_;  // Null: workers are processes.
  int lock_ = -1;
  const pid_t coordinator_ = ::getpid();
  std::vector<Root> roots_;
  std::size_t walking_ = 0;
  std::deque<std::unique_ptr<Unit>> ready_;  // Ranges, and what a dead worker left.
  std::vector<std::unique_ptr<WorkerProcess>> workers_;
  std::unordered_map<std::int64_t, CutFile> cut_files_;
  std::unordered_set<std::int64_t> known_types_;
  std::unordered_set<std::uint64_t> large_sizes_;
  std::unordered_set<std::uint64_t> own_files_;  // Inodes of the case itself, if it lies in the evidence.
  bool earlier_units_ = false;
  std::vector<bool> met_units_;                                // Of earlier scans, by id.
  std::unordered_set<std::int64_t> to_try_again_;              // Units of earlier scans.
  std::unordered_set<std::int64_t> noted_gone_;                // Units whose item says so.
  std::vector<std::pair<std::size_t, std::string>> unlisted_;  // Root and path of what could not be listed.
  ScanProgress progress_;
  ScanOutcome outcome_;
  Clock::time_point began_ = Clock::now();
  Clock::time_point committed_ = Clock::now();
  Clock::time_point told_;
  std::map<int, std::uint64_t> readers_asked_;  // System calls that they did not get, of those that ended in order.
  unsigned idle_deaths_ = 0;                    // Workers that died one after another before they began anything.
};

Result<void> Scan::open_roots() {
  Database& database = file_.database();
  std::unordered_set<std::string> taken;
  {
    Statement names(database, "SELECT name FROM evidence");
    while (names.step()) taken.insert(file_.shown_names().shown_path(names.text(0)));
  }
  for (const std::string& given : options_.evidence) {
    auto walk = FolderWalk::open(given);
    if (!walk) return tl::unexpected<Error>(walk.error());
    char* const real = ::realpath(given.c_str(), nullptr);
    const std::string path = real == nullptr ? given : real;
    std::free(real);
    if (std::ranges::find(roots_, path, &Root::path) != roots_.end()) continue;
    Root root;
    root.path = path;
    root.walk = std::make_unique<FolderWalk>(std::move(*walk));
    ShownNames& names = file_.shown_names();
    TRY(know_names(file_, engine_, {path}, options_.allow_weak_sandbox));
    Statement known(database, "SELECT id,name FROM evidence WHERE path=?");
    known.bind(1, std::string_view(names.stored_path(path)));
    if (known.step()) {
      root.id = known.integer(0);
      TRY_ASSIGN(root.name, names.real_path(known.text(1)));
      roots_.push_back(std::move(root));
      continue;
    }
    const std::size_t slash = path.rfind('/');
    std::string name = to_valid_utf8(slash == std::string::npos ? path : path.substr(slash + 1));
    if (name.empty()) name = "root";
    root.name = name;
    for (int count = 2; !taken.insert(root.name).second; ++count) root.name = name + "~" + std::to_string(count);
    TRY(know_names(file_, engine_, {root.name}, options_.allow_weak_sandbox));
    struct stat status {};
    (void)::stat(path.c_str(), &status);
    writer_.begin();
    Statement insert(database, "INSERT INTO evidence(name,path,kind,size,modified,added) VALUES(?,?,?,?,?,?)");
    insert.bind(1, std::string_view(names.stored_path(root.name)))
        .bind(2, std::string_view(names.stored_path(path)))
        .bind(3, std::string_view(root.walk->root_is_folder() ? "folder" : "file"))
        .bind(4, static_cast<std::int64_t>(root.walk->root_is_folder() ? 0 : status.st_size))
        .bind(5, static_cast<std::int64_t>(status.st_mtime))
        .bind(6, std::string_view(now_utc()))
        .run();
    root.id = database.last_row_id();
    roots_.push_back(std::move(root));
  }
  writer_.commit();
  for (const char* const suffix : {"", "-wal", "-shm"}) {
    struct stat status {};
    if (::stat((file_.path() + suffix).c_str(), &status) == 0) own_files_.insert(status.st_ino);
  }
  earlier_units_ = database.scalar("SELECT EXISTS(SELECT 1 FROM unit)") != 0;
  if (earlier_units_) {
    met_units_.resize(static_cast<std::size_t>(database.scalar("SELECT max(id) FROM unit")) + 1);
    Statement gone(database, "SELECT unit FROM item WHERE parent IS NULL AND instr(notes, ?) > 0");
    gone.bind(1, gone_note);
    while (gone.step()) noted_gone_.insert(gone.integer(0));
  }
  find_units_to_try_again();
  return {};
}

// What could not be read for want of rights or by a fault of the medium is tried by every scan; what reached a bound or
// a clock, or killed its reader, by one of which a bound is wider than those of the scan that gave it up.
void Scan::find_units_to_try_again() {
  const Bounds now = bounds_of(options_.limits);
  for (Root& root : roots_) {
    const std::optional<Bounds> before = read_bounds(file_.meta(bounds_key(root.id)));
    Bounds narrowest = now;
    for (std::size_t index = 0; before && index < now.size(); ++index) {
      root.tries_again = root.tries_again || now[index] > (*before)[index];
      narrowest[index] = std::min(now[index], (*before)[index]);
    }
    root.tries_again = root.tries_again || !before;  // Then nobody knows.
    // Until this scan has ended, what is unread may be so by either.
    file_.set_meta(bounds_key(root.id), bounds_text(narrowest));
    if (!earlier_units_) continue;
    Statement unread(file_.database(),
                     "SELECT unit, status, coalesce(reason,'') FROM item WHERE evidence=? AND status NOT IN "
                     "('read','encrypted','unsupported')");
    unread.bind(1, root.id);
    while (unread.step()) {
      const auto status = status_from_name(unread.text(1));
      const bool bounded = status == Status::too_big || status == Status::timed_out || status == Status::crashed;
      const std::string_view reason = unread.text(2);
      const bool passing = std::ranges::any_of(
          passing_reasons, [&](std::string_view told) { return reason.find(told) != std::string_view::npos; });
      if (passing || (bounded && root.tries_again)) to_try_again_.insert(unread.integer(0));
    }
  }
}

void Scan::be_worker(int tasks, int records, int spill, RefusedCalls* refused) {
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
pid_t Scan::fork_worker(WorkerProcess& worker, int tasks, int records) {
  const std::size_t slash = file_.path().rfind('/');
  const std::string folder = slash == std::string::npos ? "." : file_.path().substr(0, slash + 1);
  const int spill = open_unlinked_file(folder);
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

Result<void> Scan::start_worker(WorkerProcess& worker) {
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

void Scan::kill_worker(const WorkerProcess& worker) const {
  if (played_ == nullptr) ::kill(worker.pid, SIGKILL);
}

void Scan::end_worker(WorkerProcess& worker, bool kill_it) {
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
void Scan::note_refused(WorkerProcess& worker) {
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

void Scan::tell_asked(Unit* unit, const char* who, const std::map<int, std::uint64_t>& asked, bool killed) {
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

// A problem is told with its Place, and a Place is written when it is known what its names hold.
void Scan::problem_of(Unit& unit, std::string what) {
  if (unit.named) {
    writer_.problem(unit.row.evidence, unit.place, what);
  } else if (unit.problems.size() < unit_problems_max) {
    unit.problems.push_back(std::move(what));
  }
}

void Scan::unit_named(Unit& unit) {
  unit.named = true;
  for (std::string& what : unit.problems) problem_of(unit, std::move(what));
  unit.problems.clear();
}

// Names of the last step that hold something get their aliases; so do those that have a star of their own. Without
// `masked` nobody could read them: all that may hold something are hidden.
void Scan::name_step(const std::string& place, const std::vector<MaskedName>* masked) {
  const std::size_t into = place.rfind("!/");
  const std::string_view step = into == std::string::npos ? place : std::string_view(place).substr(into + 2);
  if (masked != nullptr && masked->empty() && step.find('*') == std::string_view::npos) return;
  const bool all_told = masked != nullptr && masked->size() < masked_names_max;
  for (const std::string_view name : split(step, '/')) {
    if (name.empty()) continue;
    const MaskedName* told = nullptr;
    if (masked != nullptr) {
      const auto found = std::ranges::find(*masked, name, &MaskedName::name);
      if (found != masked->end()) told = &*found;
    }
    if (told != nullptr) {
      writer_.masked_name(name, told->shown);
    } else if (!all_told && name_may_hold_a_value(name) &&
               !known_to_hold_nothing(std::string_view(place.data(), name.end()))) {
      writer_.masked_name(name, "");
    } else if (name.find('*') != std::string_view::npos) {
      writer_.masked_name(name, name);
    }
  }
}

// The root's own name was looked at before; so was a folder's that is in the Place of another item already.
bool Scan::known_to_hold_nothing(std::string_view folder_place) {
  if (folder_place.find('/') == std::string_view::npos) return true;
  const std::string folder = file_.shown_names().stored(folder_place) + "/";
  Statement known(file_.database(), "SELECT 1 FROM item WHERE place>=? AND place<? LIMIT 1");
  known.bind(1, std::string_view(folder));
  return known.bind(2, std::string_view(folder.substr(0, folder.size() - 1) + "0")).step();
}

void Scan::hide_name(OpenItem& item, Unit& unit) {
  if (item.named || item.ignored) return;
  name_step(item.row.place, nullptr);
  item.named = true;
  if (item.path.empty()) unit_named(unit);
}

// What is listed of the evidence without being opened.
std::unique_ptr<Unit> Scan::unit_unopened(std::size_t root_index, const FolderEntry& entry, Listed listed) {
  const Root& root = roots_[root_index];
  if (earlier_units_ && !writer_.units_of(root.id, entry.path).empty()) writer_.forget_file(root.id, entry.path);
  auto unit = std::make_unique<Unit>();
  unit->root = root_index;
  unit->place = root_place(root, entry.path);
  unit->modified_s = entry.modified_ns / 1'000'000'000;
  unit->row.id = writer_.next_unit_id();
  unit->row.evidence = root.id;
  unit->row.path = entry.path;
  unit->row.size_bytes = entry.size_bytes;
  unit->row.modified_ns = entry.modified_ns;
  unit->listed = std::move(listed);
  return unit;
}

std::unique_ptr<Unit> Scan::unit_of_file(std::size_t root_index, const FolderEntry& entry) {
  Root& root = roots_[root_index];
  ++progress_.files_known;
  progress_.bytes_known += entry.size_bytes;
  auto unit = std::make_unique<Unit>();
  unit->root = root_index;
  unit->place = root_place(root, entry.path);
  unit->modified_s = entry.modified_ns / 1'000'000'000;
  unit->row.evidence = root.id;
  unit->row.path = entry.path;
  unit->row.size_bytes = entry.size_bytes;
  unit->row.modified_ns = entry.modified_ns;
  unit->counted_bytes = entry.size_bytes;
  if (entry.size_bytes > options_.unit_bytes) unit->hash_first = !large_sizes_.insert(entry.size_bytes).second;

  if (earlier_units_) {
    std::vector<UnitRow> earlier = writer_.units_of(root.id, entry.path);
    if (!earlier.empty()) {
      const UnitRow& whole = earlier.front();
      meet(whole.id, unit->place);
      if (whole.size_bytes != entry.size_bytes || whole.modified_ns != entry.modified_ns) {
        writer_.forget_file(root.id, entry.path);
        unit->changed = true;
        ++outcome_.files_changed;
      } else if (std::ranges::find(earlier, out_of_time_reason, &UnitRow::reason) != earlier.end() ||
                 (whole.state == 1 && std::ranges::any_of(earlier, [this](const UnitRow& row) {
                    return to_try_again_.contains(row.id);
                  }))) {
        writer_.forget_file(root.id, entry.path);
      } else if (whole.state == 1) {
        ++outcome_.files_unchanged;
        ++progress_.files_done;
        progress_.bytes_done += entry.size_bytes;
        return nullptr;
      } else if (earlier.size() > 1) {
        // It was cut: only the ranges that are not done are left.
        CutFile cut;
        cut.unit = whole;
        cut.item = whole.item;
        Statement hashed(file_.database(), "SELECT sha256 IS NOT NULL FROM item WHERE id=?");
        hashed.bind(1, whole.item);
        cut.hashed = hashed.step() && hashed.integer(0) != 0;
        std::vector<std::unique_ptr<Unit>> left;
        for (std::size_t index = 1; index < earlier.size(); ++index) {
          const UnitRow& range = earlier[index];
          if (range.state == 1) {
            if (!range.status.empty()) {
              cut.status = status_from_name(range.status).value_or(Status::partly_read);
              if (cut.reason.find(range.reason) == std::string::npos) {
                cut.reason += (cut.reason.empty() ? "" : "; ") + range.reason;
              }
            }
            continue;
          }
          auto part = std::make_unique<Unit>();
          part->root = root_index;
          part->place = unit->place;
          part->modified_s = unit->modified_s;
          part->row = range;
          part->resumed = true;
          part->cut_parent = whole.id;
          part->named = true;
          part->counted_bytes = entry.size_bytes / (earlier.size() - 1);
          if (!range.progress.empty()) {
            Decoder in(range.progress);
            part->done_up_to.emplace();
            if (!decode_path(in, *part->done_up_to)) part->done_up_to.reset();
          }
          left.push_back(std::move(part));
        }
        cut.ranges_left = left.size();
        progress_.bytes_done += entry.size_bytes - entry.size_bytes / (earlier.size() - 1) * left.size();
        if (!left.empty() && cut.hashed) {
          cut_files_[whole.id] = std::move(cut);
          for (auto& part : left) ready_.push_back(std::move(part));
          return nullptr;
        }
        writer_.forget_file(root.id, entry.path);
      } else {
        unit->row = whole;
        unit->resumed = true;
        if (!whole.progress.empty()) {
          Decoder in(whole.progress);
          unit->done_up_to.emplace();
          if (!decode_path(in, *unit->done_up_to)) unit->done_up_to.reset();
        }
        return unit;
      }
    }
  }
  unit->row.id = writer_.next_unit_id();
  return unit;
}

// A unit of an earlier scan whose file is still there.
void Scan::meet(std::int64_t unit, const std::string& place) {
  if (unit >= 0 && static_cast<std::size_t>(unit) < met_units_.size())
    met_units_[static_cast<std::size_t>(unit)] = true;
  if (!noted_gone_.contains(unit)) return;
  // It was away, and is back.
  Statement find(file_.database(), "SELECT id, notes FROM item WHERE place=? AND unit=? AND parent IS NULL");
  find.bind(1, std::string_view(file_.shown_names().stored(place))).bind(2, unit);
  if (!find.step()) return;
  std::string notes(find.text(1));
  notes.resize(std::min(notes.size(), notes.find(gone_note)));
  if (notes.ends_with("; ")) notes.resize(notes.size() - 2);
  writer_.begin();
  Statement put(file_.database(), "UPDATE item SET notes=nullif(?,'') WHERE id=?");
  put.bind(1, std::string_view(notes)).bind(2, find.integer(0)).run();
}

// Files that an earlier scan met and the whole walk of this one did not: what was found in them stays, and it is said.
void Scan::tell_gone() {
  if (!earlier_units_) return;
  writer_.begin();
  Database& database = file_.database();
  Statement files(database, "SELECT id, unit, place FROM item WHERE evidence=? AND parent IS NULL AND unit<?");
  Statement note(database, "UPDATE item SET notes=coalesce(notes || '; ', '') || ? WHERE id=?");
  Statement old(database, "DELETE FROM problem WHERE evidence=? AND what LIKE '%' || ?");
  const std::string text = std::string(gone_note) + now_utc();
  for (std::size_t index = 0; index < roots_.size(); ++index) {
    const Root& root = roots_[index];
    std::vector<std::string> unlisted;
    for (const auto& [root_index, path] : unlisted_) {
      if (root_index == index) unlisted.push_back(file_.shown_names().stored(root_place(root, path)));
    }
    std::uint64_t gone = 0;
    files.bind(1, root.id).bind(2, static_cast<std::int64_t>(met_units_.size()));
    while (files.step()) {
      const std::int64_t unit = files.integer(1);
      if (unit < 0 || met_units_[static_cast<std::size_t>(unit)]) continue;
      const std::string_view place = files.text(2);
      const bool unknown = std::ranges::any_of(unlisted, [&](const std::string& folder) {
        return place == folder || (place.starts_with(folder) && place[folder.size()] == '/');
      });
      if (unknown) continue;
      ++gone;
      if (noted_gone_.contains(unit)) continue;
      note.bind(1, std::string_view(text)).bind(2, files.integer(0)).run();
    }
    files.reset();
    old.bind(1, root.id).bind(2, std::string_view(gone_problem)).run();
    if (gone != 0) {
      writer_.problem(root.id, root_place(root, ""),
                      std::to_string(gone) + (gone == 1 ? " file" : " files") + std::string(gone_problem));
    }
    outcome_.files_gone += gone;
  }
}

std::unique_ptr<Unit> Scan::walk_on() {
  while (walking_ < roots_.size()) {
    Root& root = roots_[walking_];
    const auto entry = root.walk->next();
    if (!entry) {
      if (++walking_ == roots_.size()) progress_.walk_finished = true;
      continue;
    }
    switch (entry->kind) {
      case FolderEntry::Kind::file: {
        if (own_files_.contains(entry->inode)) {
          struct stat own {};
          if (::stat(file_.path().c_str(), &own) == 0 && own.st_dev == entry->device) continue;
        }
        if (auto unit = unit_of_file(walking_, *entry)) return unit;
        if (!ready_.empty()) {
          auto unit = std::move(ready_.front());
          ready_.pop_front();
          return unit;
        }
        break;
      }
      case FolderEntry::Kind::link: {
        Listed link{Status::read, "inode/symlink", "a symbolic link: not followed"};
        link.link = entry->what;
        return unit_unopened(walking_, *entry, std::move(link));
      }
      case FolderEntry::Kind::special:
        return unit_unopened(walking_, *entry, {Status::unsupported, "inode/special", entry->what + ": not read"});
      case FolderEntry::Kind::error:
        unlisted_.emplace_back(walking_, entry->path);
        ++outcome_.problems;
        return unit_unopened(walking_, *entry, {Status::corrupt, "", entry->what});
    }
  }
  return nullptr;
}

// A unit of a root whose clock has run out.
void Scan::leave_out(Unit& unit) {
  ++roots_[unit.root].left_out;
  Unit::Death by_clock;
  by_clock.by_clock = true;
  by_clock.out_of_time = true;
  give_up(unit, by_clock);
}

std::unique_ptr<Unit> Scan::next_unit() {
  for (;;) {
    std::unique_ptr<Unit> unit;
    if (!ready_.empty()) {
      unit = std::move(ready_.front());
      ready_.pop_front();
    } else {
      unit = walk_on();
    }
    if (!unit) return nullptr;
    if (unit->listed) return unit;
    Root& root = roots_[unit->root];
    if (!root.began) root.began = Clock::now();
    if (!root.over_time) return unit;
    leave_out(*unit);
    if (unit->listed) return unit;
  }
}

// Keeps a worker's queue filled: small files by batches, so that neither side waits for the other.
void Scan::feed(WorkerProcess& worker) {
  if (worker.units.size() > batch_tasks_max / 2 || (!worker.units.empty() && worker.units.front()->careful)) return;
  std::uint64_t queued_bytes = 0;
  for (const auto& unit : worker.units) queued_bytes += unit->row.is_range ? options_.unit_bytes : unit->row.size_bytes;
  std::string payload;
  std::vector<int> descriptors;
  std::vector<std::unique_ptr<Unit>> sent;
  while (descriptors.size() < batch_tasks_max && payload.size() < batch_bytes_max / 2 && queued_bytes < (4U << 20)) {
    if (!ready_.empty() && ready_.front()->careful && (!worker.units.empty() || !sent.empty())) break;
    auto unit = next_unit();
    if (!unit) break;
    const bool careful = unit->careful;
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
    encode(task, payload);
    descriptors.push_back(*descriptor);
    queued_bytes += unit->row.is_range ? options_.unit_bytes : task.size_bytes;
    sent.push_back(std::move(unit));
    if (careful) break;
  }
  if (descriptors.empty()) return;
  if (worker.units.empty()) worker.heard = Clock::now();
  iovec part = {payload.data(), payload.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * batch_tasks_max)] = {};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = CMSG_SPACE(sizeof(int) * descriptors.size());
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int) * descriptors.size());
  std::memcpy(CMSG_DATA(header), descriptors.data(), sizeof(int) * descriptors.size());
  ssize_t done = 0;
  do {
    done = ::sendmsg(worker.tasks, &message, MSG_NOSIGNAL);
  } while (done < 0 && errno == EINTR);
  for (const int descriptor : descriptors) ::close(descriptor);
  // A worker that is gone already is buried when its pipe ends; its queue goes back then.
  for (auto& unit : sent) worker.units.push_back(std::move(unit));
}

void Scan::hear(WorkerProcess& worker) {
  bool ended = false;
  bool heard_something = false;
  char block[256 * 1024];
  for (int rounds = 0; rounds < 16; ++rounds) {
    const ssize_t got = ::read(worker.records, block, sizeof block);
    if (got > 0) {
      worker.inbox.append(block, static_cast<std::size_t>(got));
      heard_something = true;
      if (got == static_cast<ssize_t>(sizeof block)) continue;
      break;
    }
    if (got < 0 && errno == EINTR) continue;
    ended = got == 0 || errno != EAGAIN;
    break;
  }
  if (heard_something) worker.heard = Clock::now();
  std::size_t at = 0;
  bool good = true;
  while (good && worker.inbox.size() - at >= 4) {
    std::uint32_t size = 0;
    std::memcpy(&size, worker.inbox.data() + at, 4);
    if (size > frame_bytes_max) {
      good = false;
      break;
    }
    if (worker.inbox.size() - at - 4 < size) break;
    worker.told_bytes += 4 + size;
    if (worker.in_unit && !worker.units.empty() &&
        worker.told_bytes / std::max<std::uint64_t>(options_.limits.told_bytes_per_byte_max, 1) >
            worker.units.front()->row.size_bytes +
                options_.limits.told_bytes_max / std::max<std::uint64_t>(options_.limits.told_bytes_per_byte_max, 1)) {
      worker.lie = "it told more than there can be in it";
      good = false;
      break;
    }
    good = take_frame(worker, std::string_view(worker.inbox).substr(at + 4, size));
    at += 4 + size;
  }
  worker.inbox.erase(0, at);
  if (!good || ended) {
    if (!good) {
      kill_worker(worker);
      if (worker.lie == nullptr) worker.lie = "it told what cannot be";
    }
    bury(worker);
  }
}

bool Scan::take_frame(WorkerProcess& worker, std::string_view frame) {
  Decoder in(frame);
  while (!in.at_end()) {
    const std::string_view before = in.rest();
    const std::uint64_t kind = in.number();
    if (!in.good()) return false;
    if (static_cast<RecordKind>(kind) == RecordKind::unit_begin) {
      const std::uint64_t unit = in.number();
      if (!in.good() || worker.in_unit || worker.units.empty() ||
          worker.units.front()->row.id != static_cast<std::int64_t>(unit)) {
        return false;
      }
      worker.in_unit = true;
      worker.root_told = false;
      worker.told_bytes = 0;
      worker.unit_began = Clock::now();
      bound_cpu(worker);
      idle_deaths_ = 0;
      continue;
    }
    if (!worker.in_unit) return false;
    switch (static_cast<RecordKind>(kind)) {
      case RecordKind::item_begin: {
        ItemBeginRecord record;
        if (!decode(in, record) || !take_item_begin(worker, record)) return false;
        break;
      }
      case RecordKind::findings: {
        FindingBlockRecord record;
        if (!decode(in, record) || worker.open.empty()) return false;
        for (const TypeCount& count : record.counts) {
          if (!known_types_.contains(count.type)) return false;
        }
        if (!keep_told(worker, before.substr(0, before.size() - in.rest().size()))) return false;
        break;
      }
      case RecordKind::masked_names: {
        std::vector<MaskedName> masked;
        if (!decode_masked(in, masked) || worker.open.empty() || !take_masked(worker, masked)) return false;
        break;
      }
      case RecordKind::name_findings: {
        FindingBlockRecord record;
        if (!decode(in, record) || worker.open.empty()) return false;
        for (const TypeCount& count : record.counts) {
          if (!known_types_.contains(count.type)) return false;
        }
        if (!keep_name_findings(worker, before.substr(0, before.size() - in.rest().size()))) return false;
        break;
      }
      case RecordKind::column_typed: {
        ColumnTypedRecord record;
        if (!decode(in, record) || worker.open.empty()) return false;
        if (!keep_told(worker, before.substr(0, before.size() - in.rest().size()))) return false;
        break;
      }
      case RecordKind::item_end: {
        ItemEndRecord record;
        if (!decode(in, record) || !take_item_end(worker, record)) return false;
        break;
      }
      case RecordKind::cut: {
        std::vector<Range> ranges;
        if (!decode_ranges(in, ranges) || worker.open.size() != 1 || ranges.size() < 2 ||
            worker.units.front()->row.is_range) {
          return false;
        }
        // Members of a container may be a hundred times smaller than what is counted for each.
        if (ranges.size() / 64 >
            1 + worker.units.front()->row.size_bytes / std::max<std::uint64_t>(options_.unit_bytes, 1))
          return false;
        take_cut(worker, ranges);
        break;
      }
      case RecordKind::hash: {
        const std::string_view hash = in.text(32);
        const std::string_view note = in.text();
        if (!in.good() || hash.size() != 32) return false;
        take_hash(worker, hash, note);
        break;
      }
      case RecordKind::alive: {
        const std::uint64_t bytes = in.number();
        if (!in.good()) return false;
        Unit& unit = *worker.units.front();
        const std::uint64_t counted = std::min(bytes, unit.counted_bytes);
        unit.counted_bytes -= counted;
        progress_.bytes_done += counted;
        break;
      }
      case RecordKind::unit_end:
        if (!worker.open.empty() || !worker.root_told) return false;
        take_unit_end(worker);
        break;
      default: return false;
    }
  }
  return true;
}

// Keeps a record until its item ends. An item with more than fits in memory is written before; should it not end, it is
// forgotten again. What a range tells is one transaction with its being done: that waits in memory, within a bound.
bool Scan::keep_told(WorkerProcess& worker, std::string_view record) {
  OpenItem& item = worker.open.back();
  if (item.ignored) return true;
  hide_name(item, *worker.units.front());
  item.findings.append(record);
  if (!item.is_range_root) {
    if (item.findings.size() > options_.limits.told_item_memory_bytes) write_findings(item, 0);
    return true;
  }
  if (item.findings.size() <= options_.limits.told_range_bytes_max) return true;
  worker.lie = "it told more than there can be in it";
  return false;
}

bool Scan::keep_name_findings(WorkerProcess& worker, std::string_view record) {
  OpenItem& item = worker.open.back();
  if (item.is_range_root || !item.name_findings.empty() || !item.findings.empty() || item.findings_written)
    return false;
  if (record.size() > options_.limits.told_item_memory_bytes) return false;
  if (!item.ignored) item.name_findings = record;
  return true;
}

// A reader says how names of the item in its hands are shown, and of nothing else.
bool Scan::take_masked(WorkerProcess& worker, const std::vector<MaskedName>& masked) {
  OpenItem& item = worker.open.back();
  Unit& unit = *worker.units.front();
  if (item.name_read) return false;
  item.name_read = true;
  const std::string link = unit.listed ? place_path(unit.listed->link) : std::string();
  if (!masked.empty()) {
    const std::string_view place = item.row.place;
    const std::size_t into = place.rfind("!/");
    std::unordered_set<std::string_view> names;
    for (const auto& name : split(into == std::string_view::npos ? place : place.substr(into + 2), '/')) {
      names.insert(name);
    }
    for (const auto& name : split(link, '/')) names.insert(name);
    for (const MaskedName& one : masked) {
      if (one.name.empty() || !names.contains(one.name) || harmless(one.shown) != one.shown) return false;
    }
  }
  if (!link.empty() && masked.size() < masked_names_max) {
    unit.listed->link_shown = with_names_changed(link, [&masked](std::string_view name) {
      const auto found = std::ranges::find(masked, name, &MaskedName::name);
      return found == masked.end() ? std::string(name) : ShownNames::hidden(name, found->shown);
    });
  }
  if (!item.ignored && !item.named) {
    name_step(item.row.place, &masked);
    item.named = true;
    if (item.path.empty()) unit_named(unit);
  }
  progress_.current = file_.shown(file_.shown_names().stored(item.row.place));
  return true;
}

bool Scan::take_item_begin(WorkerProcess& worker, const ItemBeginRecord& record) {
  Unit& unit = *worker.units.front();
  if (unit.listed && !record.path.empty()) return false;
  // A worker tells only of the file that it was given, from the outside in.
  if (worker.open.empty() != record.path.empty()) return false;
  if (!worker.open.empty() && !is_prefix(worker.open.back().path, record.path)) return false;
  if (record.path.size() > options_.limits.depth_max + depth_beside) return false;
  if (harmless(record.place) != record.place) return false;
  std::size_t open_place_bytes = record.place.size();
  for (const OpenItem& open : worker.open) open_place_bytes += open.row.place.size();
  if (open_place_bytes > options_.limits.open_place_bytes_max) return false;
  if (worker.open.empty() ? record.place != unit.place || worker.root_told
                          : !std::string_view(record.place).starts_with(worker.open.back().row.place + "!/")) {
    return false;
  }
  OpenItem item;
  item.path = record.path;
  item.row.evidence = unit.row.evidence;
  item.row.unit = unit.row.id;
  item.row.place = record.place;
  item.row.member_index = record.path.empty() ? 0 : record.path.back();
  item.row.media_type = harmless(record.media_type);
  item.row.format = harmless(record.format);
  item.row.charset = harmless(record.charset);
  if (record.has_bytes) item.row.size_bytes = record.size_bytes;
  if (record.has_hash) item.row.sha256 = record.sha256;
  item.row.modified_s = record.modified_s;
  if (unit.listed) {
    item.row.media_type = unit.listed->media_type;
    item.row.size_bytes.reset();
    if (unit.listed->given_up) item.row.size_bytes = unit.row.size_bytes;
    item.row.sha256.reset();
  }
  if (!worker.open.empty()) {
    hide_name(worker.open.back(), unit);  // If its reader did not tell it, nobody will.
    item.row.parent = worker.open.back().row.id;
    item.ignored = worker.open.back().ignored;
  }
  if (unit.done_up_to && ended_before(record.path, *unit.done_up_to)) item.ignored = true;
  for (const Unit::Death& death : unit.deaths) {
    if (death.path == record.path) {
      item.poisoned = true;
      item.poisoned_by_clock = death.by_clock;
      item.passed_over = death.count >= 2 || !record.has_bytes;
      if (!death.name_read) hide_name(item, unit);
    }
  }
  if (unit.cut_parent != 0 && record.path.empty()) {
    item.is_range_root = item.named = true;
    progress_.current = file_.shown(file_.shown_names().stored(item.row.place));
    item.row.id = cut_files_[unit.cut_parent].item;
    item.inserted = true;
  } else if (!item.ignored) {
    if (!unit.open_loaded) {
      unit.open_loaded = true;
      if (unit.resumed || unit.done_up_to || unit.row.deaths != 0) {
        // Items of this unit that an earlier run, or a worker that died, began: they keep their rows.
        std::unordered_map<std::int64_t, MemberPath> paths;
        for (const ItemRow& known : writer_.open_items(unit.row.id)) {
          MemberPath path;
          if (const auto parent = paths.find(known.parent); parent != paths.end()) {
            path = parent->second;
            path.push_back(known.member_index);
          } else if (unit.cut_parent != 0) {
            path.push_back(known.member_index);
          }
          paths[known.id] = path;
          unit.open_before.emplace_back(path, known.id);
        }
      }
    }
    const auto before = std::ranges::find(unit.open_before, record.path, &std::pair<MemberPath, std::int64_t>::first);
    if (before != unit.open_before.end()) {
      item.row.id = before->second;
      item.inserted = true;
      writer_.forget_findings(item.row.id);
    } else {
      item.row.id = writer_.next_item_id();
    }
  }
  worker.open.push_back(std::move(item));
  return true;
}

void Scan::write_findings(OpenItem& item, std::uint64_t range_begin) {
  if (item.findings.empty()) return;
  assert(item.named);
  if (!item.inserted) {
    writer_.insert_item(item.row, std::nullopt, "", "", 0);
    item.inserted = true;
  }
  Decoder in(item.findings);
  FindingBlockRecord findings;
  while (!in.at_end()) {
    const auto kind = static_cast<RecordKind>(in.number());
    if (kind == RecordKind::findings) {
      decode(in, findings);
      writer_.finding_block(item.row.id, range_begin, item.blocks++, findings.block);
      progress_.findings += findings.block.findings;
    } else {
      ColumnTypedRecord record;
      decode(in, record);
      writer_.column_typed(item.row.id, record.part, record.column, record.header, record.type,
                           record.confidence_thousandths, record.why);
    }
  }
  item.findings.clear();
  item.findings_written = true;
}

void Scan::write_name_findings(OpenItem& item) {
  if (item.name_findings.empty()) return;
  Decoder in(item.name_findings);
  FindingBlockRecord findings;
  (void)in.number();
  decode(in, findings);
  writer_.name_block(item.row.id, findings.block);
  progress_.findings += findings.block.findings;
  item.name_findings.clear();
}

bool Scan::take_item_end(WorkerProcess& worker, const ItemEndRecord& record) {
  if (worker.open.empty()) return false;
  OpenItem item = std::move(worker.open.back());
  worker.open.pop_back();
  if (item.path.empty()) worker.root_told = true;
  if (item.ignored) return true;
  Unit& unit = *worker.units.front();
  hide_name(item, unit);
  Status status = record.status;
  std::string reason = harmless(record.reason);
  std::string notes = harmless(record.notes);
  if (unit.listed) {
    status = unit.listed->status;
    reason = unit.listed->link_shown.empty() ? unit.listed->reason
                                             : "a symbolic link to " + unit.listed->link_shown + ": not followed";
  }
  if (unit.changed && item.path.empty()) notes += (notes.empty() ? "" : "; ") + std::string(changed_note);
  if (item.poisoned) {
    status = item.poisoned_by_clock ? Status::timed_out : Status::crashed;
    reason = item.passed_over && item.row.size_bytes ? death_reason(item.poisoned_by_clock)
             : !item.row.size_bytes                  ? part_reason(item.poisoned_by_clock)
             : item.poisoned_by_clock ? "its reader did not come to an end: its bytes were scanned for printable text"
                                      : "its reader crashed on it: its bytes were scanned for printable text";
  }
  if (item.is_range_root) {
    // The findings of a range, its members and its being done are one transaction.
    write_findings(item, unit.row.range_begin);
    CutFile& cut = cut_files_[unit.cut_parent];
    if (status != Status::read) {
      if (cut.status == Status::read || cut.status == Status::partly_read) cut.status = status;
      if (cut.reason.find(reason) == std::string::npos) cut.reason += (cut.reason.empty() ? "" : "; ") + reason;
      unit.row.status = status_name(status);
      unit.row.reason = reason;
    }
    return true;
  }
  ++progress_.items;
  std::int64_t duplicate_of = 0;
  if (item.row.sha256 && item.row.size_bytes.value_or(0) != 0 && !item.poisoned && !item.findings_written) {
    duplicate_of = writer_.item_with(*item.row.sha256);
    if (duplicate_of == item.row.id) duplicate_of = 0;
  }
  if (record.known_bytes && duplicate_of == 0 && !item.findings_written) {
    // The worker passed it over because it read the same bytes before, but those were not kept: what it says cannot be
    // checked, so the item must not stand as read.
    status = Status::partly_read;
    reason = "the same bytes were met before and could not be read";
  }
  if (duplicate_of != 0) {
    if (auto told = writer_.told_of(duplicate_of)) {
      status = told->status.value_or(status);
      reason = std::move(told->reason);
    }
  }
  // The row once, with its status: to insert it open and to close it then costs twice.
  if (item.inserted) {
    writer_.end_item(item.row.id, status, reason, notes, duplicate_of);
  } else {
    writer_.insert_item(item.row, status, reason, notes, duplicate_of);
    item.inserted = true;
  }
  write_name_findings(item);
  if (duplicate_of == 0) write_findings(item, 0);
  unit.done_up_to = item.path;
  return true;
}

void Scan::take_cut(WorkerProcess& worker, const std::vector<Range>& ranges) {
  Unit& unit = *worker.units.front();
  OpenItem item = std::move(worker.open.back());
  worker.open.clear();
  hide_name(item, unit);
  worker.root_told = true;
  if (item.row.sha256) {
    if (const std::int64_t original = writer_.item_with(*item.row.sha256); original != 0) {
      Statement known(file_.database(), "SELECT status, reason FROM item WHERE id=?");
      known.bind(1, original);
      known.step();
      writer_.insert_item(item.row, status_from_name(known.text(0)), known.text(1), "", original);
      write_name_findings(item);
      ++progress_.items;
      return;
    }
  }
  if (item.inserted) {
    writer_.forget_findings(item.row.id);
  } else {
    writer_.insert_item(item.row, std::nullopt, "", "", 0);
  }
  write_name_findings(item);
  unit.row.item = item.row.id;
  CutFile cut;
  cut.item = item.row.id;
  cut.ranges_left = ranges.size();
  cut.hashed = false;
  cut.changed = unit.changed;
  std::vector<std::unique_ptr<Unit>> parts;
  writer_.put_unit(unit.row);
  for (const Range& range : ranges) {
    auto part = std::make_unique<Unit>();
    part->root = unit.root;
    part->place = unit.place;
    part->modified_s = unit.modified_s;
    part->cut_parent = unit.row.id;
    part->named = true;
    part->row = unit.row;
    part->row.id = writer_.next_unit_id();
    part->row.is_range = true;
    part->row.range_begin = range.begin_bytes;
    part->row.range_end = range.end_bytes;
    part->row.range_index = range.first_index;
    part->row.range_count = range.index_count;
    part->row.progress.clear();
    part->row.deaths = 0;
    part->counted_bytes = unit.counted_bytes / ranges.size();
    writer_.put_unit(part->row);
    parts.push_back(std::move(part));
  }
  unit.counted_bytes = 0;
  cut.unit = unit.row;
  cut_files_[unit.row.id] = std::move(cut);
  // Before what the walk would bring: a cut file's row stays open until its last range.
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) ready_.push_front(std::move(*part));
}

void Scan::take_hash(WorkerProcess& worker, std::string_view hash, std::string_view note) {
  Unit& unit = *worker.units.front();
  const auto found = cut_files_.find(unit.row.id);
  if (found == cut_files_.end()) return;
  Sha256 sha{};
  std::memcpy(sha.data(), hash.data(), sha.size());
  writer_.set_hash(found->second.item, sha, harmless(note));
  found->second.hashed = true;
}

void Scan::range_done(Unit& unit) {
  const auto found = cut_files_.find(unit.cut_parent);
  if (found == cut_files_.end()) return;
  CutFile& cut = found->second;
  if (cut.ranges_left > 0) --cut.ranges_left;
  if (cut.ranges_left != 0 || !cut.hashed) return;
  Statement notes(file_.database(), "SELECT notes FROM item WHERE id=?");
  notes.bind(1, cut.item);
  notes.step();
  std::string kept(notes.text(0));
  if (cut.changed) kept += (kept.empty() ? "" : "; ") + std::string(changed_note);
  writer_.end_item(cut.item, cut.status, cut.reason, kept, 0);
  cut.unit.state = 1;
  cut.unit.progress.clear();
  writer_.put_unit(cut.unit);
  ++progress_.items;
  ++progress_.files_done;
  cut_files_.erase(found);
}

void Scan::take_unit_end(WorkerProcess& worker) {
  Unit& unit = *worker.units.front();
  progress_.bytes_done += unit.counted_bytes;
  if (unit.listed) {
    // Members that an earlier run began.
    for (const ItemRow& open : unit.listed->given_up ? writer_.open_items(unit.row.id) : std::vector<ItemRow>()) {
      writer_.forget_findings(open.id);
      writer_.end_item(open.id, unit.listed->status, unit.listed->reason, "", 0);
    }
    unit.row.state = 1;
    unit.row.progress.clear();
    writer_.put_unit(unit.row);
    progress_.files_done += unit.listed->counted ? 1 : 0;
  } else if (unit.cut_parent != 0) {
    unit.row.state = 1;
    unit.row.progress.clear();
    writer_.put_unit(unit.row);
    range_done(unit);
  } else if (const auto cut = cut_files_.find(unit.row.id); cut != cut_files_.end()) {
    // Cut and hashed; done when its ranges are.
    if (cut->second.ranges_left == 0) {
      Unit last;
      last.cut_parent = unit.row.id;
      cut->second.ranges_left = 1;
      range_done(last);
    }
  } else {
    // What was begun, killed, and was not met again, for what holds it was scanned as raw bytes.
    for (const ItemRow& open : unit.deaths.empty() ? std::vector<ItemRow>() : writer_.open_items(unit.row.id)) {
      writer_.forget_findings(open.id);
      writer_.end_item(open.id, unit.deaths.front().by_clock ? Status::timed_out : Status::crashed,
                       holder_reason(unit.deaths.front().by_clock), "", 0);
      ++progress_.items;
    }
    unit.row.state = 1;
    unit.row.progress.clear();
    writer_.put_unit(unit.row);
    ++progress_.files_done;
  }
  worker.units.pop_front();
  worker.in_unit = false;
}

// What a unit has so far, so that the next run goes on behind it.
void Scan::note_progress(WorkerProcess& worker) {
  if (!worker.in_unit) return;
  Unit& unit = *worker.units.front();
  if (cut_files_.contains(unit.row.id)) return;
  bool begun = false;
  for (OpenItem& item : worker.open) {
    if (item.ignored) continue;
    if (!item.named) break;  // It is the last one.
    if (!item.inserted) {
      writer_.insert_item(item.row, std::nullopt, "", "", 0);
      item.inserted = true;
    }
    begun = true;
  }
  if (!begun && !unit.done_up_to) return;
  unit.row.progress.clear();
  if (unit.done_up_to) encode_path(*unit.done_up_to, unit.row.progress);
  writer_.put_unit(unit.row);
}

void Scan::commit() {
  for (auto& worker : workers_) note_progress(*worker);
  writer_.commit();
  committed_ = Clock::now();
}

// What cannot be read is listed all the same: where its name is not known yet, a worker reads that.
void Scan::give_up(Unit& unit, const Unit::Death& death) {
  if (unit.cut_parent != 0 || unit.named || unit.listed) {
    fail_unit(unit, death);
    return;
  }
  Listed listed;
  listed.status = death.by_clock ? Status::timed_out : Status::crashed;
  listed.reason = death.out_of_time ? out_of_time_reason : death_reason(death.by_clock);
  listed.counted = listed.given_up = true;
  if (death.out_of_time) {
    // The next scan sees it, and reads the file.
    unit.row.status = status_name(listed.status);
    unit.row.reason = listed.reason;
  }
  unit.listed = std::move(listed);
  unit.deaths.clear();
  unit.done_up_to.reset();
}

// A unit that killed three workers at one place, where not even its bytes could be scanned.
void Scan::fail_unit(Unit& unit, const Unit::Death& death) {
  if (!unit.named) {
    name_step(unit.place, nullptr);
    unit_named(unit);
  }
  const Status status = unit.listed ? unit.listed->status : death.by_clock ? Status::timed_out : Status::crashed;
  const std::string reason = unit.listed         ? unit.listed->reason
                             : death.out_of_time ? out_of_time_reason
                                                 : death_reason(death.by_clock);
  if (death.out_of_time) {
    // The next scan sees it, and reads the file.
    unit.row.status = status_name(status);
    unit.row.reason = reason;
  }
  if (unit.cut_parent != 0) {
    CutFile& cut = cut_files_[unit.cut_parent];
    cut.status = status;
    cut.reason = reason;
    unit.row.status = status_name(status);
    unit.row.reason = reason;
    unit.row.state = 1;
    writer_.put_unit(unit.row);
    range_done(unit);
    return;
  }
  ItemRow item;
  std::int64_t known = 0;
  for (const ItemRow& open : writer_.open_items(unit.row.id)) {
    if (known == 0) known = open.id;
    writer_.forget_findings(open.id);
    writer_.end_item(open.id, status, reason, "", 0);
  }
  if (known == 0) {
    item.id = writer_.next_item_id();
    item.evidence = unit.row.evidence;
    item.unit = unit.row.id;
    item.place = unit.place;
    item.size_bytes = unit.row.size_bytes;
    item.modified_s = unit.modified_s;
    writer_.insert_item(item, status, reason, "", 0);
    ++progress_.items;
  }
  unit.row.state = 1;
  unit.row.progress.clear();
  writer_.put_unit(unit.row);
  progress_.files_done += unit.listed && !unit.listed->counted ? 0 : 1;
  progress_.bytes_done += unit.counted_bytes;
}

// A worker is gone, and records that it had not sent are gone with it: which item killed it is not sure. All that it
// had in hand is read again, one file at a time with every step told at once. An item that kills again is scanned as
// raw bytes, then passed over, and listed as what it is. Its neighbours lose nothing.
void Scan::bury(WorkerProcess& worker) {
  // What it had begun keeps its rows: the next worker goes on with them.
  note_progress(worker);
  end_worker(worker, true);
  const bool by_clock =
      worker.killed_by_clock || (WIFSIGNALED(worker.end_status) && WTERMSIG(worker.end_status) == SIGXCPU);
  const bool from_outside =
      !by_clock && worker.lie == nullptr && WIFSIGNALED(worker.end_status) && WTERMSIG(worker.end_status) == SIGKILL;
  note_refused(worker);
  if (worker.lie != nullptr && !worker.units.empty()) {
    problem_of(*worker.units.front(), std::string("a reader of it was ended: ") + worker.lie);
  }
  if (!worker.in_unit) ++idle_deaths_;
  if (worker.in_unit && worker.root_told && !worker.units.empty() && worker.units.front()->cut_parent == 0 &&
      !cut_files_.contains(worker.units.front()->row.id)) {
    // It died after it had told the whole file, before it could say so: what it told is not believed.
    Unit& unit = *worker.units.front();
    writer_.forget_file(unit.row.evidence, unit.row.path);
    unit.row.id = writer_.next_unit_id();
    unit.row.item = 0;
    unit.row.progress.clear();
    unit.done_up_to.reset();
    unit.resumed = false;
  }
  if (!worker.units.empty()) {
    ++progress_.deaths;
    Unit& unit = *worker.units.front();
    ++unit.row.deaths;
    if (worker.in_unit && unit.cut_parent == 0 && cut_files_.contains(unit.row.id)) {
      // It died while it hashed what it had cut: the ranges go their way, the hash stays unknown.
      problem_of(unit, "its hash could not be computed");
      cut_files_[unit.row.id].hashed = true;
      take_unit_end(worker);
    } else if (from_outside && unit.killed_from_outside < killed_from_outside_max) {
      // No item ends its reader so, but by taking all memory: somebody did, or the machine was short of it. It is read
      // again, a bounded number of times.
      ++unit.killed_from_outside;
    } else if (unit.careful && worker.in_unit) {
      const MemberPath path = worker.open.empty() ? MemberPath() : worker.open.back().path;
      auto death = std::ranges::find(unit.deaths, path, &Unit::Death::path);
      if (death == unit.deaths.end()) {
        unit.deaths.push_back({path, 0, false});
        death = std::prev(unit.deaths.end());
      }
      ++death->count;
      // A part without bytes of its own that is passed over and kills all the same: what holds it is scanned as raw
      // bytes, as if it had killed itself.
      if (death->count == 2 && !worker.open.empty() && !worker.open.back().row.size_bytes) {
        auto holder = std::find_if(std::next(worker.open.rbegin()), worker.open.rend(),
                                   [](const OpenItem& open) { return open.row.size_bytes.has_value(); });
        if (holder != worker.open.rend() &&
            std::ranges::find(unit.deaths, holder->path, &Unit::Death::path) == unit.deaths.end()) {
          unit.deaths.push_back({holder->path, 1, by_clock, true});
          death = std::ranges::find(unit.deaths, path, &Unit::Death::path);
        }
      }
      death->by_clock = death->by_clock || by_clock;
      death->name_read = worker.open.empty() || worker.open.back().name_read || worker.open.back().is_range_root;
      if (death->count > 2 || unit.deaths.size() > options_.limits.deaths_per_file_max) {
        const bool was_listed = unit.listed.has_value();
        give_up(unit, *death);
        if (unit.listed && !was_listed) ready_.push_back(std::move(worker.units.front()));
        worker.units.pop_front();
      }
    }
    while (!worker.units.empty()) {
      Unit& left = *worker.units.back();
      left.careful = true;
      left.open_loaded = false;
      left.open_before.clear();
      ready_.push_front(std::move(worker.units.back()));
      worker.units.pop_back();
    }
  }
  worker.open.clear();
  worker.in_unit = false;
}

// The kernel's clock beside the coordinator's, which may be held up: of processor time a reader gets for a file what it
// may take in all, and a little more. Where the coordinator may not set it, its own clock holds alone.
void Scan::bound_cpu(const WorkerProcess& worker) const {
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

// The clock of a whole root has run out: what a worker has in hand of it is ended, what waits is listed unread, and
// so is what the walk still brings. A later scan without the clock, or with a longer one, reads it.
void Scan::check_root_clocks(Clock::time_point now) {
  if (options_.limits.evidence_seconds <= 0) return;
  for (std::size_t index = 0; index < roots_.size(); ++index) {
    Root& root = roots_[index];
    if (root.over_time || !root.began ||
        std::chrono::duration<double>(now - *root.began).count() <= options_.limits.evidence_seconds) {
      continue;
    }
    root.over_time = true;
    writer_.problem(root.id, place_component(root.name),
                    "its clock of " + std::to_string(static_cast<std::uint64_t>(options_.limits.evidence_seconds)) +
                        " seconds ran out: what was not read by then is listed as timed-out");
    for (auto& worker : workers_) {
      if (worker->pid < 0 || worker->units.empty() || worker->killed_by_clock) continue;
      if (worker->units.front()->root != index) continue;
      worker->killed_by_clock = true;
      kill_worker(*worker);
    }
  }
}

void Scan::check_clocks() {
  const auto now = Clock::now();
  check_root_clocks(now);
  for (auto& worker : workers_) {
    if (worker->pid < 0 || worker->units.empty() || worker->killed_by_clock) continue;
    const double silent = std::chrono::duration<double>(now - worker->heard).count();
    const double in_unit = worker->in_unit ? std::chrono::duration<double>(now - worker->unit_began).count() : 0;
    const Limits& limits = options_.limits;
    if ((limits.silence_seconds > 0 && silent > limits.silence_seconds) ||
        (limits.item_seconds > 0 && in_unit > limits.item_seconds)) {
      worker->killed_by_clock = true;
      kill_worker(*worker);
    }
  }
}

void Scan::tell(bool always) {
  if (!options_.on_progress) return;
  const auto now = Clock::now();
  if (!always && now - told_ < std::chrono::milliseconds(200)) return;
  told_ = now;
  progress_.seconds = std::chrono::duration<double>(now - began_).count();
  options_.on_progress(progress_);
}

Result<ScanOutcome> Scan::run() {
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

}  // namespace

bool ScanOutcome::complete() const {
  for (const auto& [status, count] : items_by_status) {
    if (status != "read" && count != 0) return false;
  }
  return problems == 0 && !stopped;
}

Result<ScanOutcome> scan(Case& file, const Engine& engine, const ScanOptions& options) {
  return Scan(file, engine, options, nullptr).run();
}

Result<ScanOutcome> scan_played(Case& file, const Engine& engine, const ScanOptions& options, PlayedWorkers& workers) {
  return Scan(file, engine, options, &workers).run();
}

}  // namespace constat
