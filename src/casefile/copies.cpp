#include "casefile/copies.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "casefile/finding_block.h"

namespace constat {

namespace {

// What a reader did not come to the end of says nothing about other readings of the same bytes, nor does a part of a
// set about the same bytes in another one.
constexpr const char* settled =
    "size>0 AND sha256 IS NOT NULL AND status IN ('read','partly-read','encrypted','corrupt','unsupported') "
    "AND coalesce(format,'')<>'volume'";
constexpr const char* row_columns =
    "i.id, i.duplicate_of IS NULL, i.status IN ('read','partly-read','encrypted','corrupt','unsupported'), "
    "EXISTS(SELECT 1 FROM item c WHERE c.parent=i.id), "
    "EXISTS(SELECT 1 FROM item c WHERE c.parent=i.id AND c.duplicate_of IS NULL)";

// Items in items end somewhere; a case that was tampered with may not.
constexpr int levels_max = 5000;

class Settler {
 public:
  explicit Settler(Database& database)
      : database_(database),
        rows_(database, std::string("SELECT ") + row_columns +
                            " FROM copied x JOIN item i ON i.id=x.id WHERE x.sha256=? ORDER BY i.place, i.id"),
        row_(database, std::string("SELECT ") + row_columns + " FROM item i WHERE i.id=?"),
        children_(database, "SELECT id, member_index, sha256 FROM item WHERE parent=? ORDER BY member_index, id"),
        twin_(database, "SELECT id FROM item WHERE parent=? AND member_index=? AND sha256 IS ? ORDER BY id LIMIT 1"),
        location_(database, "SELECT evidence, parent, place, member_index, modified, notes, unit FROM item WHERE id=?"),
        place_at_(database,
                  "UPDATE item SET evidence=?, parent=nullif(?,0), place=?, member_index=?, modified=nullif(?,0), "
                  "notes=nullif(?,''), unit=? WHERE id=?"),
        move_below_(database,
                    "WITH RECURSIVE below(id) AS (SELECT id FROM item WHERE parent=?1 UNION "
                    "SELECT i.id FROM item i JOIN below ON i.parent=below.id) "
                    "UPDATE item SET place=?3 || substr(place, length(?2)+1), evidence=?4, unit=?5 "
                    "WHERE id IN (SELECT id FROM below)"),
        queue_below_(database,
                     "WITH RECURSIVE below(id) AS (SELECT id FROM item WHERE parent=?1 UNION "
                     "SELECT i.id FROM item i JOIN below ON i.parent=below.id) "
                     "SELECT place, sha256 FROM item WHERE id IN (SELECT id FROM below) AND sha256 IN "
                     "(SELECT sha256 FROM copied_container)"),
        has_name_(database, "SELECT 1 FROM finding_block WHERE item=? AND range_begin=?"),
        unit_item_(database,
                   "UPDATE unit SET item=?1 WHERE item=?2 AND id IN (SELECT b.id FROM unit a JOIN unit b ON "
                   "b.evidence=a.evidence AND b.path=a.path WHERE a.id=?3)") {}

  void run();

 private:
  struct Row {
    std::int64_t id = 0;
    bool original = false;
    bool settled = false;
    bool has_members = false;
    bool has_live_member = false;  // That is nobody's duplicate: it was read there.
  };
  struct Location {
    std::int64_t evidence = 0, parent = 0, member_index = 0, modified = 0, unit = 0;
    std::string place, notes;
  };

  std::vector<Row> rows_of(std::string_view sha256);
  static Row row_at(const Statement& s);
  Row row(std::int64_t id);
  bool nested(const std::vector<Row>& rows);
  void settle_container(const std::string& sha256);
  void settle_plain(const std::string& sha256);
  void make_duplicates(const std::vector<Row>& rows, std::int64_t keep);
  void swap_places(std::int64_t a, std::int64_t b);
  void absorb_members(std::int64_t from, std::int64_t into, int level);
  void absorb(std::int64_t gone, std::int64_t kept, int level);
  void move_findings(std::int64_t from, std::int64_t to);
  void forget_findings(std::int64_t item);
  void swap_names(std::int64_t a, std::int64_t b);
  void forget_names_in_copies();
  bool has_name(std::int64_t item);
  void count_again(std::int64_t item);
  void run_with(const char* sql, std::int64_t a, std::int64_t b) {
    Statement(database_, sql).bind(1, a).bind(2, b).run();
  }

  Location location(std::int64_t id) {
    location_.bind(1, id);
    Location at;
    if (location_.step()) {
      at = {location_.integer(0), location_.integer(1),           location_.integer(3),          location_.integer(4),
            location_.integer(6), std::string(location_.text(2)), std::string(location_.text(5))};
    }
    location_.reset();
    return at;
  }
  void put_at(std::int64_t id, const Location& at) {
    place_at_.bind(1, at.evidence).bind(2, at.parent).bind(3, std::string_view(at.place)).bind(4, at.member_index);
    place_at_.bind(5, at.modified).bind(6, std::string_view(at.notes)).bind(7, at.unit).bind(8, id).run();
  }
  void move_below(std::int64_t root, const std::string& from, const Location& to) {
    move_below_.bind(1, root).bind(2, std::string_view(from)).bind(3, std::string_view(to.place));
    move_below_.bind(4, to.evidence).bind(5, to.unit).run();
    queue_below_.bind(1, root);
    while (queue_below_.step()) queue_.emplace(queue_below_.text(0), queue_below_.blob(1));
    queue_below_.reset();
  }

  Database& database_;
  Statement rows_, row_, children_, twin_, location_, place_at_, move_below_, queue_below_, has_name_, unit_item_;
  std::set<std::pair<std::string, std::string>> queue_;  // Smallest Place of a group of containers, and its hash.
  std::vector<std::pair<std::int64_t, std::int64_t>> replaced_;
};

Settler::Row Settler::row_at(const Statement& s) {
  return {s.integer(0), s.integer(1) != 0, s.integer(2) != 0, s.integer(3) != 0, s.integer(4) != 0};
}

Settler::Row Settler::row(std::int64_t id) {
  row_.bind(1, id);
  const Row row = row_.step() ? row_at(row_) : Row();
  row_.reset();
  return row;
}

std::vector<Settler::Row> Settler::rows_of(std::string_view sha256) {
  std::vector<Row> rows;
  rows_.bind_blob(1, sha256);
  while (rows_.step()) rows.push_back(row_at(rows_));
  rows_.reset();
  return rows;
}

// An archive that holds itself: nothing of it can be moved into another part of it.
bool Settler::nested(const std::vector<Row>& rows) {
  std::unordered_set<std::int64_t> ids;
  for (const Row& row : rows) ids.insert(row.id);
  Statement parent(database_, "SELECT parent FROM item WHERE id=?");
  for (const Row& row : rows) {
    std::int64_t at = row.id;
    for (int level = 0; level < levels_max; ++level) {
      parent.bind(1, at);
      at = parent.step() ? parent.integer(0) : 0;
      parent.reset();
      if (at == 0) break;
      if (ids.contains(at)) return true;
    }
    if (at != 0) return true;
  }
  return false;
}

// What is found in an item's name is its own, whoever has what is found in its bytes.
void Settler::forget_findings(std::int64_t item) {
  for (const char* const sql : {"DELETE FROM finding_block WHERE item=? AND range_begin>=0",
                                "DELETE FROM item_type WHERE item=?", "DELETE FROM column_type WHERE item=?",
                                "DELETE FROM mention_block WHERE item=?", "DELETE FROM item_person WHERE item=?"}) {
    Statement(database_, sql).bind(1, item).run();
  }
  if (has_name(item)) count_again(item);
}

bool Settler::has_name(std::int64_t item) {
  has_name_.bind(1, item).bind(2, name_block_range);
  const bool has = has_name_.step();
  has_name_.reset();
  return has;
}

// Its figures by type, of the blocks that it has now.
void Settler::count_again(std::int64_t item) {
  std::map<std::int64_t, TypeCount> counts;
  Statement blocks(database_, "SELECT places FROM finding_block WHERE item=?");
  blocks.bind(1, item);
  BlockReader block;
  while (blocks.step()) {
    if (!block.open(blocks.blob(0), {})) continue;  // Damaged: 'constat verify' tells it.
    block.count(counts);
  }
  Statement(database_, "DELETE FROM item_type WHERE item=?").bind(1, item).run();
  Statement insert(database_, "INSERT INTO item_type(item,type,findings,sure) VALUES(?,?,?,?)");
  for (const auto& [type, count] : counts) {
    insert.bind(1, item).bind(2, type).bind(3, static_cast<std::int64_t>(count.findings));
    insert.bind(4, static_cast<std::int64_t>(count.sure)).run();
  }
}

void Settler::swap_names(std::int64_t a, std::int64_t b) {
  if (!has_name(a) && !has_name(b)) return;
  const std::int64_t between = name_block_range - 1;
  run_with("UPDATE finding_block SET item=?1, range_begin=range_begin-1 WHERE item=?2 AND range_begin<0", b, a);
  run_with("UPDATE finding_block SET item=?1 WHERE item=?2 AND range_begin=-1", a, b);
  run_with("UPDATE finding_block SET range_begin=?1+1 WHERE item=?2 AND range_begin=?1", between, b);
  for (const std::int64_t item : {a, b}) {
    run_with("DELETE FROM mention_block WHERE item IN (?,?)", item, item);
    count_again(item);
  }
}

// What lies in a copy of a container is told where the container was read, names and all: whether a reader came to look
// into the copy hangs on who was faster.
void Settler::forget_names_in_copies() {
  std::vector<std::int64_t> named;
  {
    Statement names(database_, "SELECT DISTINCT item FROM finding_block WHERE range_begin<0");
    while (names.step()) named.push_back(names.integer(0));
  }
  Statement above(database_,
                  "WITH RECURSIVE above(id, level) AS (SELECT parent, 1 FROM item WHERE id=?1 UNION ALL "
                  "SELECT i.parent, level+1 FROM item i JOIN above ON i.id=above.id WHERE level<?2) "
                  "SELECT 1 FROM item WHERE id IN (SELECT id FROM above) AND duplicate_of IS NOT NULL LIMIT 1");
  Statement forget(database_, "DELETE FROM finding_block WHERE item=? AND range_begin<0");
  for (const std::int64_t item : named) {
    above.bind(1, item).bind(2, std::int64_t{levels_max});
    const bool in_copy = above.step();
    above.reset();
    if (!in_copy) continue;
    forget.bind(1, item).run();
    count_again(item);
  }
}

void Settler::move_findings(std::int64_t from, std::int64_t to) {
  forget_findings(to);
  run_with("UPDATE finding_block SET item=? WHERE item=? AND range_begin>=0", to, from);
  if (has_name(from) || has_name(to)) {
    count_again(from);
    count_again(to);
  } else {
    run_with("UPDATE item_type SET item=? WHERE item=?", to, from);
  }
  run_with("UPDATE column_type SET item=? WHERE item=?", to, from);
  // What was told of the reading goes to where the findings are.
  run_with("UPDATE item SET (status,reason)=(SELECT o.status,o.reason FROM item o WHERE o.id=?2) WHERE id=?1", to,
           from);
}

// Each takes the other's place in the evidence, with what lies in it; what was found stays with its row.
void Settler::swap_places(std::int64_t a, std::int64_t b) {
  const Location at_a = location(a);
  const Location at_b = location(b);
  put_at(a, at_b);
  put_at(b, at_a);
  swap_names(a, b);
  move_below(a, at_a.place, at_b);
  move_below(b, at_b.place, at_a);
  if (at_a.parent == 0) unit_item_.bind(1, b).bind(2, a).bind(3, at_a.unit).run();
  if (at_b.parent == 0) unit_item_.bind(1, a).bind(2, b).bind(3, at_b.unit).run();
}

// `gone` and `kept` are the same member of two copies of one container.
void Settler::absorb(std::int64_t gone, std::int64_t kept, int level) {
  const auto worth = [](const Row& row) { return (row.settled ? 2 : 0) + (row.original ? 1 : 0); };
  if (worth(row(gone)) > worth(row(kept))) {
    swap_places(gone, kept);
    std::swap(gone, kept);
  }
  absorb_members(gone, kept, level + 1);
  forget_findings(gone);
  Statement(database_, "DELETE FROM finding_block WHERE item=?").bind(1, gone).run();
  Statement(database_, "DELETE FROM item_type WHERE item=?").bind(1, gone).run();
  run_with("UPDATE item SET duplicate_of=NULL WHERE id=? AND duplicate_of=?", kept, gone);
  Statement(database_, "DELETE FROM item WHERE id=?").bind(1, gone).run();
  replaced_.emplace_back(gone, kept);
}

void Settler::absorb_members(std::int64_t from, std::int64_t into, int level) {
  if (level > levels_max) return;
  struct Member {
    std::int64_t id;
    std::int64_t index;
    std::string sha256;
  };
  std::vector<Member> members;
  children_.bind(1, from);
  while (children_.step()) {
    members.push_back({children_.integer(0), children_.integer(1), std::string(children_.blob(2))});
  }
  children_.reset();
  for (const Member& member : members) {
    twin_.bind(1, into).bind(2, member.index);
    if (member.sha256.empty()) {
      twin_.bind_null(3);
    } else {
      twin_.bind_blob(3, member.sha256);
    }
    const std::int64_t twin = twin_.step() ? twin_.integer(0) : 0;
    twin_.reset();
    if (twin != 0) {
      absorb(member.id, twin, level);
      continue;
    }
    // Only this reading got so far.
    Location at = location(member.id);
    const Location old_parent = location(from);
    const Location new_parent = location(into);
    const std::string was = at.place;
    if (at.place.starts_with(old_parent.place)) at.place = new_parent.place + at.place.substr(old_parent.place.size());
    at.parent = into;
    at.evidence = new_parent.evidence;
    at.unit = new_parent.unit;
    put_at(member.id, at);
    move_below(member.id, was, at);
  }
}

void Settler::make_duplicates(const std::vector<Row>& rows, std::int64_t keep) {
  for (const Row& one : rows) {
    if (one.id == keep) continue;
    if (one.original) forget_findings(one.id);
    run_with(
        "UPDATE item SET duplicate_of=?1, (status,reason)=(SELECT o.status,o.reason FROM item o WHERE o.id=?1) "
        "WHERE id=?2",
        keep, one.id);
  }
  Statement(database_, "UPDATE item SET duplicate_of=NULL WHERE id=?").bind(1, keep).run();
}

void Settler::settle_container(const std::string& sha256) {
  std::vector<Row> rows = rows_of(sha256);
  if (rows.size() < 2 || nested(rows)) return;
  // The fullest reading, the first of equals.
  const auto source = std::ranges::max_element(rows, {}, [](const Row& row) {
    return (row.has_live_member ? 4 : 0) + (row.original ? 2 : 0) + (row.has_members ? 1 : 0);
  });
  const auto original = std::ranges::find_if(rows, &Row::original);
  if (original == rows.end()) return;
  const std::int64_t keep = source->id;
  if (!source->original) move_findings(original->id, keep);
  if (source != rows.begin()) {
    absorb_members(rows.front().id, keep, 0);
    swap_places(rows.front().id, keep);
  }
  for (const Row& one : rows) {
    if (one.id != keep && one.id != rows.front().id && one.has_live_member) absorb_members(one.id, keep, 0);
  }
  make_duplicates(rows, keep);
}

void Settler::settle_plain(const std::string& sha256) {
  const std::vector<Row> rows = rows_of(sha256);
  const auto original = std::ranges::find_if(rows, &Row::original);
  if (rows.size() < 2 || original == rows.end()) return;
  if (original == rows.begin() && std::ranges::count_if(rows, &Row::original) == 1) return;
  if (original != rows.begin()) move_findings(original->id, rows.front().id);
  make_duplicates(rows, rows.front().id);
}

void Settler::run() {
  std::vector<std::string> plain;
  {
    Statement groups(database_,
                     "SELECT c.sha256, min(i.place), max(EXISTS(SELECT 1 FROM item m WHERE m.parent=i.id)) "
                     "FROM copied c JOIN item i ON i.id=c.id GROUP BY c.sha256");
    Statement container(database_, "INSERT INTO copied_container(sha256) VALUES(?)");
    while (groups.step()) {
      if (groups.integer(2) == 0) {
        plain.emplace_back(groups.blob(0));
        continue;
      }
      container.bind_blob(1, groups.blob(0)).run();
      queue_.emplace(groups.text(1), groups.blob(0));
    }
  }
  // In order of Place, from the outside in: what holds a copy is settled before the copy is. A Place that changed since
  // it was put into the queue is put there again; one that moved forward was put there when it moved.
  std::unordered_set<std::string> done;
  Statement first(database_, "SELECT min(i.place) FROM copied c JOIN item i ON i.id=c.id WHERE c.sha256=?");
  while (!queue_.empty()) {
    const auto [place, sha256] = *queue_.begin();
    queue_.erase(queue_.begin());
    if (done.contains(sha256)) continue;
    first.bind_blob(1, sha256);
    const std::string now = first.step() ? std::string(first.text(0)) : std::string();
    first.reset();
    if (now > place) {
      queue_.emplace(now, sha256);
      continue;
    }
    done.insert(sha256);
    settle_container(sha256);
  }
  for (const std::string& sha256 : plain) settle_plain(sha256);
  forget_names_in_copies();
  if (replaced_.empty()) return;
  // What pointed to a row that went, by way of rows that went as well.
  {
    Statement insert(database_, "INSERT OR REPLACE INTO replaced_item(id, by) VALUES(?,?)");
    for (const auto& [gone, kept] : replaced_) insert.bind(1, gone).bind(2, kept).run();
  }
  for (int level = 0; level < levels_max; ++level) {
    database_.run(
        "UPDATE item SET duplicate_of=(SELECT nullif(r.by, item.id) FROM replaced_item r WHERE r.id=duplicate_of) "
        "WHERE duplicate_of IN (SELECT id FROM replaced_item)");
    if (database_.changes() == 0) break;
  }
}

}  // namespace

void settle_copies(Database& database) {
  database.run(
      "CREATE TEMP TABLE IF NOT EXISTS copied(sha256 BLOB, id INTEGER, PRIMARY KEY(sha256, id)) WITHOUT ROWID;"
      "CREATE TEMP TABLE IF NOT EXISTS copied_container(sha256 BLOB PRIMARY KEY) WITHOUT ROWID;"
      "CREATE TEMP TABLE IF NOT EXISTS replaced_item(id INTEGER PRIMARY KEY, by INTEGER);"
      "DELETE FROM copied; DELETE FROM copied_container; DELETE FROM replaced_item");
  database.run(std::string("INSERT INTO copied SELECT sha256, id FROM item WHERE ") + settled +
               " AND sha256 IN (SELECT sha256 FROM item WHERE " + settled + " GROUP BY sha256 HAVING count(*)>1)");
  Settler(database).run();
  database.run("DELETE FROM copied; DELETE FROM copied_container; DELETE FROM replaced_item");
}

}  // namespace constat
