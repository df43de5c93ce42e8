#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "run/coordinator/coordinator.h"
#include "run/worker.h"

namespace constat::coordinating {

namespace {

bool is_prefix(const MemberPath& shorter, const MemberPath& longer) {
  return shorter.size() < longer.size() && std::equal(shorter.begin(), shorter.end(), longer.begin());
}

// In the order of the walk, an item ends after its members.
bool ended_before(const MemberPath& path, const MemberPath& done) {
  return path == done || is_prefix(done, path) ||
         (!is_prefix(path, done) && std::lexicographical_compare(path.begin(), path.end(), done.begin(), done.end()));
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

// Containers nest no deeper than the limit says; sheets, parts and what is listed at the bound come on top.
constexpr std::size_t depth_beside = 8;

}  // namespace

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

void Coordinator::hear(WorkerProcess& worker) {
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
            std::max(worker.units.front()->row.size_bytes, worker.units.front()->told_of_bytes) +
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

bool Coordinator::take_frame(WorkerProcess& worker, std::string_view frame) {
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
        if (!in.good() || (!hash.empty() && hash.size() != sizeof(Sha256))) return false;
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
bool Coordinator::keep_told(WorkerProcess& worker, std::string_view record) {
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

bool Coordinator::take_item_begin(WorkerProcess& worker, const ItemBeginRecord& record) {
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

void Coordinator::write_findings(OpenItem& item, std::uint64_t range_begin) {
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

bool Coordinator::take_item_end(WorkerProcess& worker, const ItemEndRecord& record) {
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
  if (unit.set_changed && item.path.empty() && item.row.format == volume_format) {
    notes += (notes.empty() ? "" : "; ") + std::string(set_changed_note);
  }
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
    cut.changed_meanwhile = cut.changed_meanwhile || record.changed;
    if (status != Status::read) {
      if (cut.status == Status::read || cut.status == Status::partly_read) cut.status = status;
      if (cut.reason.find(reason) == std::string::npos) cut.reason += (cut.reason.empty() ? "" : "; ") + reason;
      unit.row.status = status_name(status);
      unit.row.reason = reason;
    }
    return true;
  }
  ++progress_.items;
  if (record.changed && item.row.sha256) {
    item.row.sha256.reset();
    if (item.inserted) writer_.set_hash(item.row.id, std::nullopt, notes);
  }
  std::int64_t duplicate_of = 0;
  if (item.row.sha256 && item.row.size_bytes.value_or(0) != 0 && !item.poisoned && !item.findings_written &&
      item.row.format != volume_format) {
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

void Coordinator::take_cut(WorkerProcess& worker, const std::vector<Range>& ranges) {
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

void Coordinator::take_hash(WorkerProcess& worker, std::string_view hash, std::string_view note) {
  Unit& unit = *worker.units.front();
  const auto found = cut_files_.find(unit.row.id);
  if (found == cut_files_.end()) return;
  std::optional<Sha256> sha;  // None where not all of it could be read: its ranges tell.
  if (!hash.empty()) std::memcpy(sha.emplace().data(), hash.data(), sizeof(Sha256));
  writer_.set_hash(found->second.item, sha, harmless(note));
  found->second.hashed = true;
}

void Coordinator::range_done(Unit& unit) {
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
  if (cut.changed_meanwhile) writer_.set_hash(cut.item, std::nullopt, kept);
  writer_.end_item(cut.item, cut.status, cut.reason, kept, 0);
  cut.unit.state = 1;
  cut.unit.progress.clear();
  writer_.put_unit(cut.unit);
  ++progress_.items;
  ++progress_.files_done;
  cut_files_.erase(found);
}

void Coordinator::take_unit_end(WorkerProcess& worker) {
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
void Coordinator::note_progress(WorkerProcess& worker) {
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

}  // namespace constat::coordinating
