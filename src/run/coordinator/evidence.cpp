#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/text.h"
#include "casefile/bounds.h"
#include "extract/driver.h"
#include "run/coordinator/coordinator.h"
#include "run/given_names.h"

namespace constat::coordinating {

namespace {

constexpr std::size_t unit_problems_max = 64;

constexpr std::string_view gone_note = "not found in the evidence by the scan of ";

constexpr std::string_view gone_problem = " of an earlier scan no longer in the evidence: what was found there is kept";

// Of reasons: what was the medium's, the rights' or the moment's fault, and may be better now. (Who writes a file while
// it is read may leave it with the size and, within the clock's tick, the time at which it was found.)
constexpr std::string_view passing_reasons[] = {"cannot open it: ", "cannot read: ", "cannot write temporary data: ",
                                                changed_meanwhile_reason, became_shorter_reason};

}  // namespace

Result<void> Coordinator::open_roots() {
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
    Statement sets(database,
                   "SELECT evidence, range_index, count(*) FROM unit WHERE range_begin IS NULL AND range_index IS NOT "
                   "NULL GROUP BY 1, 2");
    while (sets.step()) {
      parts_before_[{sets.integer(0), static_cast<std::uint64_t>(sets.integer(1))}] =
          static_cast<std::uint64_t>(sets.integer(2));
    }
  }
  find_units_to_try_again();
  return {};
}

// What could not be read for want of rights or by a fault of the medium is tried by every scan; what reached a bound or
// a clock, or killed its reader, by one of which a bound is wider than those of the scan that gave it up.
void Coordinator::find_units_to_try_again() {
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

// A problem is told with its Place, and a Place is written when it is known what its names hold.
void Coordinator::problem_of(Unit& unit, std::string what) {
  if (unit.named) {
    writer_.problem(unit.row.evidence, unit.place, what);
  } else if (unit.problems.size() < unit_problems_max) {
    unit.problems.push_back(std::move(what));
  }
}

// What is listed of the evidence without being opened.
std::unique_ptr<Unit> Coordinator::unit_unopened(std::size_t root_index, const FolderEntry& entry, Listed listed) {
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

// Of a file that is as it was: its set is another one, for there are fewer parts of it. What was found in the set when
// they were there is kept, as what was found in a file that went is.
bool Coordinator::parts_only_went(const UnitRow& before, const FolderEntry& entry) const {
  const auto parts = parts_before_.find({before.evidence, before.set_key});
  return before.state == 1 && parts != parts_before_.end() &&
         (entry.volumes ? entry.volumes->parts.size() : 1) < parts->second;
}

std::unique_ptr<Unit> Coordinator::unit_of_file(std::size_t root_index, const FolderEntry& entry) {
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
  if (entry.volumes) {
    unit->volumes = entry.volumes;
    unit->volume_index = entry.volume_index;
    unit->row.set_key = entry.volumes->key;
  }
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
      } else if (whole.set_key != unit->row.set_key && !parts_only_went(whole, entry)) {
        writer_.forget_file(root.id, entry.path);
        unit->set_changed = true;
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
void Coordinator::meet(std::int64_t unit, const std::string& place) {
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
void Coordinator::tell_gone() {
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

std::unique_ptr<Unit> Coordinator::walk_on() {
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
void Coordinator::leave_out(Unit& unit) {
  ++roots_[unit.root].left_out;
  Unit::Death by_clock;
  by_clock.by_clock = true;
  by_clock.out_of_time = true;
  give_up(unit, by_clock);
}

std::unique_ptr<Unit> Coordinator::next_unit() {
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

}  // namespace constat::coordinating
