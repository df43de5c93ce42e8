#include <signal.h>
#include <sys/wait.h>

#include <algorithm>

#include "run/coordinator/coordinator.h"

namespace constat::coordinating {

namespace {

// How often the death of a reader by SIGKILL is not the item's fault. Then it may be: the kernel ends who takes all
// memory.
constexpr int killed_from_outside_max = 8;

}  // namespace

const char* death_reason(bool by_clock) {
  return by_clock ? "it did not come to an end, not even as raw bytes"
                  : "it crashed its reader, and the scan of its raw bytes too";
}

// What cannot be read is listed all the same: where its name is not known yet, a worker reads that.
void Coordinator::give_up(Unit& unit, const Unit::Death& death) {
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
void Coordinator::fail_unit(Unit& unit, const Unit::Death& death) {
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
void Coordinator::bury(WorkerProcess& worker) {
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

// The clock of a whole root has run out: what a worker has in hand of it is ended, what waits is listed unread, and
// so is what the walk still brings. A later scan without the clock, or with a longer one, reads it.
void Coordinator::check_root_clocks(Clock::time_point now) {
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

void Coordinator::check_clocks() {
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

}  // namespace constat::coordinating
