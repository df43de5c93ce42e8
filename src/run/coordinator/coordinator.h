// Inside scan.cpp: one scan, seen from the coordinator: files are handed out, what workers tell is held against what
// can be and written to the case, who dies is buried. A file beside this one for each of these.
#pragma once

#include <signal.h>
#include <sys/file.h>
#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "casefile/writer.h"
#include "evidence/folder.h"
#include "evidence/place.h"
#include "run/record.h"
#include "run/sandbox.h"
#include "run/scan.h"
#include "run/scan_internal.h"

namespace constat::coordinating {

using Clock = std::chrono::steady_clock;

// Reasons and notes that several files beside this one know.
inline constexpr const char* out_of_time_reason = "the time for this evidence was over before it was read";
inline constexpr std::string_view changed_note = "it changed after an earlier scan, and was read again";
inline constexpr std::string_view set_changed_note =
    "another part came or changed after an earlier scan, and it was read again";

// What a reader tells goes on people's terminals and into their pages. An honest one escaped it; one that was taken
// over may not have. A backslash stays one: what is escaped already is not escaped again.
std::string harmless(std::string_view text);
// Of what could not be read in any way.
const char* death_reason(bool by_clock);

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
  bool changed = false;            // Since the last scan.
  bool changed_meanwhile = false;  // While one of its ranges was read.
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
  bool resumed = false;                      // An earlier run began it.
  bool changed = false;                      // Its file was scanned before, and is another now.
  bool set_changed = false;                  // Another file of its set is.
  std::shared_ptr<const VolumeSet> volumes;  // Of which its name makes it a part; null: of none.
  std::size_t volume_index = 0;
  std::uint64_t told_of_bytes = 0;    // How much its reader has at hand: what it tells is held against that.
  bool careful = false;               // A worker died with it in hand or waiting: it goes alone, and tells every step.
  bool named = false;                 // What its name holds is known: its Place may be written.
  std::vector<std::string> problems;  // That wait for it.
  std::optional<Listed> listed;

  // It is handed out to a reader that has nothing else in hand or waiting: one of many parts, whose descriptors would
  // not fit into the socket beside others.
  bool alone() const {
    constexpr std::size_t parts_beside_others_max = 100;
    return careful || (volumes && !listed && !row.is_range && volume_index == volumes->head &&
                       volumes->joined > parts_beside_others_max);
  }
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

class Coordinator {
 public:
  Coordinator(Case& file, const Engine& engine, const ScanOptions& options, PlayedWorkers* played)
      : file_(file), engine_(engine), options_(options), writer_(file, engine), played_(played) {
    known_types_.insert(writer_.names().type_ids.begin(), writer_.names().type_ids.end());
  }
  ~Coordinator() {
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
  bool parts_only_went(const UnitRow& before, const FolderEntry& entry) const;
  std::unique_ptr<Unit> unit_of_file(std::size_t root_index, const FolderEntry& entry);
  std::unique_ptr<Unit> unit_unopened(std::size_t root_index, const FolderEntry& entry, Listed listed);
  void feed(WorkerProcess& worker);
  VolumeFile open_volumes(const Unit& unit, std::vector<int>& descriptors) const;
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
  std::vector<bool> met_units_;                    // Of earlier scans, by id.
  std::unordered_set<std::int64_t> to_try_again_;  // Units of earlier scans.
  std::unordered_set<std::int64_t> noted_gone_;    // Units whose item says so.
  std::map<std::pair<std::int64_t, std::uint64_t>, std::uint64_t>
      parts_before_;                                           // By evidence and set's key: how many.
  std::vector<std::pair<std::size_t, std::string>> unlisted_;  // Root and path of what could not be listed.
  ScanProgress progress_;
  ScanOutcome outcome_;
  Clock::time_point began_ = Clock::now();
  Clock::time_point committed_ = Clock::now();
  Clock::time_point told_;
  std::map<int, std::uint64_t> readers_asked_;  // System calls that they did not get, of those that ended in order.
  unsigned idle_deaths_ = 0;                    // Workers that died one after another before they began anything.
};

}  // namespace constat::coordinating
