#include "casefile/writer.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>

#include "base/large_pages.h"
#include "casefile/content_seal.h"
#include "casefile/copies.h"
#include "casefile/finding_reader.h"
#include "casefile/persons.h"
#include "casefile/sqlite.h"

namespace constat {

namespace {

// The beginnings of all hashes in the case, so that it is asked only for bytes that it may have. Bounded: with more of
// them it says that anything may be there.
class KnownHashes {
 public:
  bool may_hold(const Sha256& sha256) const {
    if (over_) return true;
    const std::uint64_t wanted = beginning(sha256);
    std::size_t at = wanted & (slots_.size() - 1);
    while (slots_[at] != 0 && slots_[at] != wanted) at = (at + 1) & (slots_.size() - 1);
    return slots_[at] != 0;
  }
  void add(std::string_view sha256) {
    if (over_ || sha256.size() != sizeof(Sha256)) return;
    if (2 * (count_ + 1) > slots_.size()) {
      if (slots_.size() >= slots_max) {
        over_ = true;
        give_back(slots_);
        return;
      }
      std::vector<std::uint64_t> larger(slots_.size() * 4);
      larger.swap(slots_);
      for (const std::uint64_t hash : larger) {
        if (hash != 0) put(hash);
      }
    }
    Sha256 hash;
    std::memcpy(hash.data(), sha256.data(), hash.size());
    if (put(beginning(hash))) ++count_;
  }

 private:
  static constexpr std::size_t slots_max = 4U << 20;  // 32 MB, for two million hashes.
  static std::uint64_t beginning(const Sha256& sha256) {
    std::uint64_t value = 0;
    std::memcpy(&value, sha256.data(), sizeof value);
    return value | 1;
  }
  bool put(std::uint64_t hash) {
    std::size_t at = hash & (slots_.size() - 1);
    while (slots_[at] != 0 && slots_[at] != hash) at = (at + 1) & (slots_.size() - 1);
    const bool is_new = slots_[at] == 0;
    slots_[at] = hash;
    return is_new;
  }
  std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(1024);
  std::size_t count_ = 0;
  bool over_ = false;
};

}  // namespace

struct CaseWriter::State {
  State(Case& opened, const Engine& used)
      : file(opened),
        engine(used),
        database(opened.database()),
        insert_item(database,
                    "INSERT INTO item(id,evidence,parent,place,member_index,media_type,format,charset,size,sha256,"
                    "modified,status,reason,notes,duplicate_of,unit) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
        end_item(database, "UPDATE item SET status=?,reason=?,notes=?,duplicate_of=? WHERE id=?"),
        set_hash(database, "UPDATE item SET sha256=?, notes=? WHERE id=?"),
        insert_block(database,
                     "INSERT INTO finding_block(item,range_begin,number,findings,confidence_max,row_first,row_last,"
                     "offset_first,offset_last,mention_first,mention_last,places,hashes,sealed) "
                     "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
        add_counts(
            database,
            "INSERT INTO item_type(item,type,findings,sure) VALUES(?,?,?,?) ON CONFLICT(item,type) DO UPDATE SET "
            "findings=findings+excluded.findings,sure=sure+excluded.sure"),
        insert_column(database,
                      "INSERT INTO column_type(item,part,col,header,type,confidence,why) VALUES(?,?,?,?,?,?,?)"),
        put_unit(database,
                 "INSERT INTO unit(id,evidence,path,range_begin,range_end,range_index,range_count,size,modified_ns,"
                 "state,progress,deaths,item,status,reason) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO "
                 "UPDATE SET state=excluded.state,progress=excluded.progress,deaths=excluded.deaths,item=excluded.item,"
                 "status=excluded.status,reason=excluded.reason"),
        insert_problem(database, "INSERT INTO problem(evidence,place,what) VALUES(?,?,?)"),
        item_with(database,
                  "SELECT id FROM item WHERE sha256=? AND duplicate_of IS NULL AND status IN ('read','partly-read',"
                  "'encrypted','corrupt','unsupported') AND coalesce(format,'')<>'volume' LIMIT 1"),
        told_of(database, "SELECT status, reason FROM item WHERE id=?"),
        forget_blocks(database, "DELETE FROM finding_block WHERE item=?"),
        forget_counts(database, "DELETE FROM item_type WHERE item=?"),
        forget_columns(database, "DELETE FROM column_type WHERE item=?"),
        units_of(database,
                 "SELECT id,range_begin,range_end,range_index,range_count,size,modified_ns,state,progress,deaths,item,"
                 "status,reason FROM unit WHERE evidence=? AND path=? ORDER BY id") {
    watch_evidence_of_persons(database);
    next_item = database.scalar("SELECT coalesce(max(id),0) FROM item") + 1;
    next_unit = database.scalar("SELECT coalesce(max(id),0) FROM unit") + 1;
    Statement hashes(database, "SELECT sha256 FROM item WHERE sha256 IS NOT NULL AND duplicate_of IS NULL");
    while (hashes.step()) known_hashes.add(hashes.blob(0));
  }

  void open_transaction() {
    if (open) return;
    database.run("BEGIN IMMEDIATE");
    open = true;
  }

  void register_names() {
    open_transaction();
    Statement add_type(
        database, "INSERT INTO type(name,category,jurisdiction,mask) VALUES(?,?,?,?) ON CONFLICT(name) DO NOTHING");
    Statement find_type(database, "SELECT id FROM type WHERE name=?");
    for (std::size_t index = 0; index < engine.types().size(); ++index) {
      const TypeInfo& info = engine.types().at(static_cast<TypeId>(index));
      add_type.bind(1, std::string_view(info.name))
          .bind(2, std::string_view(category_name(info.category)))
          .bind(3, std::string_view(info.jurisdiction))
          .bind(4, static_cast<std::int64_t>(info.mask))
          .run();
      find_type.bind(1, std::string_view(info.name));
      find_type.step();
      names.type_ids.push_back(find_type.integer(0));
      names.type_names.push_back(info.name);
      known_types.insert(find_type.integer(0));
      find_type.reset();
    }
    Statement add_rule(database, "INSERT INTO rule(name) VALUES(?) ON CONFLICT(name) DO NOTHING");
    Statement find_rule(database, "SELECT id FROM rule WHERE name=?");
    for (const RuleInfo& rule : engine.rules()) {
      add_rule.bind(1, std::string_view(rule.id)).run();
      find_rule.bind(1, std::string_view(rule.id));
      find_rule.step();
      names.rule_ids.push_back(find_rule.integer(0));
      find_rule.reset();
    }
    ContentChange::types_are_told(file);
    database.run("COMMIT");
    open = false;
  }

  // What tells a file from the others: 16 bytes that say nothing without the key. The folder's come first, so that
  // files that are met one after another stand beside each other in the index.
  std::string path_key(std::string_view path) const {
    const std::size_t slash = path.rfind('/');
    std::string key;
    for (const std::string_view part : {path.substr(0, slash == std::string_view::npos ? 0 : slash), path}) {
      const std::int64_t hash = file.sealer()->keyed_hash("path in the evidence", part);
      key.append(reinterpret_cast<const char*>(&hash), sizeof hash);
    }
    return key;
  }

  // What was counted over all is true no longer.
  void forget_totals() {
    if (totals_gone) return;
    database.run("DELETE FROM type_total");
    totals_gone = true;
  }

  Case& file;
  const Engine& engine;
  Database& database;
  Statement insert_item, end_item, set_hash, insert_block, add_counts, insert_column, put_unit, insert_problem,
      item_with, told_of, forget_blocks, forget_counts, forget_columns, units_of;
  CaseNames names;
  std::unordered_set<std::int64_t> known_types;
  KnownHashes known_hashes;  // Of all items, and perhaps of some that are gone.
  bool totals_gone = false;
  std::int64_t next_item = 1;
  std::int64_t next_unit = 1;
  std::uint64_t pending = 0;
  std::uint64_t pending_bytes = 0;
  std::uint64_t findings = 0;
  bool open = false;
};

CaseWriter::CaseWriter(Case& file, const Engine& engine) : state_(std::make_unique<State>(file, engine)) {
  state_->register_names();
}

CaseWriter::~CaseWriter() {
  if (state_->open) sqlite3_exec(state_->database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void CaseWriter::begin() { state_->open_transaction(); }

void CaseWriter::commit() {
  if (!state_->open) return;
  state_->database.run("COMMIT");
  state_->open = false;
  state_->pending = 0;
  state_->pending_bytes = 0;
}

std::uint64_t CaseWriter::pending() const { return state_->pending; }
std::uint64_t CaseWriter::pending_bytes() const { return state_->pending_bytes; }
std::uint64_t CaseWriter::findings_written() const { return state_->findings; }
std::int64_t CaseWriter::next_item_id() { return state_->next_item++; }
std::int64_t CaseWriter::next_unit_id() { return state_->next_unit++; }

namespace {
void bind_optional(Statement& statement, int index, std::string_view text) {
  if (text.empty()) {
    statement.bind_null(index);
  } else {
    statement.bind(index, text);
  }
}
void bind_optional(Statement& statement, int index, std::int64_t value) {
  if (value == 0) {
    statement.bind_null(index);
  } else {
    statement.bind(index, value);
  }
}
}  // namespace

void CaseWriter::insert_item(const ItemRow& item, std::optional<Status> status, std::string_view reason,
                             std::string_view notes, std::int64_t duplicate_of) {
  begin();
  Statement& s = state_->insert_item;
  s.bind(1, item.id).bind(2, item.evidence);
  bind_optional(s, 3, item.parent);
  s.bind(4, std::string_view(state_->file.shown_names().stored(item.place)))
      .bind(5, static_cast<std::int64_t>(item.member_index));
  bind_optional(s, 6, item.media_type);
  bind_optional(s, 7, item.format);
  bind_optional(s, 8, item.charset);
  if (item.size_bytes) {
    s.bind(9, static_cast<std::int64_t>(*item.size_bytes));
  } else {
    s.bind_null(9);
  }
  if (item.sha256) {
    s.bind_blob(10, as_text(*item.sha256));
    state_->known_hashes.add(as_text(*item.sha256));
  } else {
    s.bind_null(10);
  }
  bind_optional(s, 11, item.modified_s);
  if (status) {
    s.bind(12, std::string_view(status_name(*status)));
  } else {
    s.bind_null(12);
  }
  bind_optional(s, 13, reason);
  bind_optional(s, 14, notes);
  bind_optional(s, 15, duplicate_of);
  s.bind(16, item.unit);
  s.run();
  ++state_->pending;
}

void CaseWriter::end_item(std::int64_t id, Status status, std::string_view reason, std::string_view notes,
                          std::int64_t duplicate_of) {
  begin();
  Statement& s = state_->end_item;
  s.bind(1, std::string_view(status_name(status)));
  bind_optional(s, 2, reason);
  bind_optional(s, 3, notes);
  bind_optional(s, 4, duplicate_of);
  s.bind(5, id).run();
  ++state_->pending;
}

void CaseWriter::set_hash(std::int64_t id, const std::optional<Sha256>& sha256, std::string_view notes) {
  begin();
  Statement& s = state_->set_hash;
  if (sha256) {
    state_->known_hashes.add(as_text(*sha256));
    s.bind_blob(1, as_text(*sha256));
  } else {
    s.bind_null(1);
  }
  bind_optional(s, 2, notes);
  s.bind(3, id).run();
  ++state_->pending;
}

const CaseNames& CaseWriter::names() const { return state_->names; }

bool CaseWriter::finding_block(std::int64_t item, std::uint64_t range_begin, std::uint64_t number,
                               const FindingBlock& block) {
  return put_block(item, static_cast<std::int64_t>(range_begin), number, block);
}

bool CaseWriter::name_block(std::int64_t item, const FindingBlock& block) {
  return put_block(item, name_block_range, 0, block);
}

void CaseWriter::masked_name(std::string_view name, std::string_view shown) {
  begin();
  state_->file.shown_names().add(name, shown);
}

bool CaseWriter::put_block(std::int64_t item, std::int64_t range_begin, std::uint64_t number,
                           const FindingBlock& block) {
  begin();
  State& state = *state_;
  for (const TypeCount& count : block.counts) {
    if (!state.known_types.contains(count.type)) return false;
  }
  state.forget_totals();
  Statement& s = state.insert_block;
  s.bind(1, item)
      .bind(2, range_begin)
      .bind(3, static_cast<std::int64_t>(number))
      .bind(4, static_cast<std::int64_t>(block.findings))
      .bind(5, static_cast<std::int64_t>(block.confidence_max));
  const auto bind_range = [&s](int index, auto first, auto last) {
    if (first > last) {
      s.bind_null(index);
      s.bind_null(index + 1);
    } else {
      s.bind(index, static_cast<std::int64_t>(first)).bind(index + 1, static_cast<std::int64_t>(last));
    }
  };
  bind_range(6, block.row_first, block.row_last);
  bind_range(8, block.offset_first, block.offset_last);
  bind_range(10, block.mention_first, block.mention_last);
  s.bind_static_blob(12, block.places).bind_static_blob(13, block.hashes).bind_static_blob(14, block.sealed);
  s.run();
  for (const TypeCount& count : block.counts) {
    state.add_counts.bind(1, item)
        .bind(2, count.type)
        .bind(3, static_cast<std::int64_t>(count.findings))
        .bind(4, static_cast<std::int64_t>(count.sure))
        .run();
  }
  state.pending += 1 + block.counts.size();
  state.pending_bytes += block.places.size() + block.hashes.size() + block.sealed.size();
  state.findings += block.findings;
  return true;
}

void CaseWriter::column_typed(std::int64_t item, std::string_view part, std::uint64_t column, std::string_view header,
                              std::string_view type, std::uint64_t confidence_thousandths, std::string_view why) {
  begin();
  Statement& s = state_->insert_column;
  s.bind(1, item);
  bind_optional(s, 2, part);
  s.bind(3, static_cast<std::int64_t>(column));
  bind_optional(s, 4, header);
  bind_optional(s, 5, type);
  s.bind(6, static_cast<std::int64_t>(confidence_thousandths));
  bind_optional(s, 7, why);
  s.run();
  ++state_->pending;
}

void CaseWriter::put_unit(const UnitRow& unit) {
  begin();
  Statement& s = state_->put_unit;
  s.bind(1, unit.id).bind(2, unit.evidence).bind_blob(3, state_->path_key(unit.path));
  if (unit.is_range) {
    s.bind(4, static_cast<std::int64_t>(unit.range_begin))
        .bind(5, static_cast<std::int64_t>(unit.range_end))
        .bind(6, static_cast<std::int64_t>(unit.range_index))
        .bind(7, static_cast<std::int64_t>(unit.range_count));
  } else {
    for (int index = 4; index <= 7; ++index) s.bind_null(index);
    if (unit.set_key != 0) s.bind(6, static_cast<std::int64_t>(unit.set_key));
  }
  s.bind(8, static_cast<std::int64_t>(unit.size_bytes)).bind(9, unit.modified_ns).bind(10, std::int64_t{unit.state});
  if (unit.progress.empty()) {
    s.bind_null(11);
  } else {
    s.bind_blob(11, unit.progress);
  }
  s.bind(12, unit.deaths);
  bind_optional(s, 13, unit.item);
  bind_optional(s, 14, unit.status);
  bind_optional(s, 15, unit.reason);
  s.run();
  ++state_->pending;
}

void CaseWriter::problem(std::int64_t evidence, std::string_view place, std::string_view what) {
  begin();
  Statement& s = state_->insert_problem;
  bind_optional(s, 1, evidence);
  s.bind(2, std::string_view(state_->file.shown_names().stored(place))).bind(3, what).run();
  ++state_->pending;
}

std::int64_t CaseWriter::item_with(const Sha256& sha256) {
  if (!state_->known_hashes.may_hold(sha256)) return 0;
  Statement& s = state_->item_with;
  s.bind_blob(1, as_text(sha256));
  const std::int64_t id = s.step() ? s.integer(0) : 0;
  s.reset();
  return id;
}

std::optional<CaseWriter::Told> CaseWriter::told_of(std::int64_t item) {
  Statement& s = state_->told_of;
  s.bind(1, item);
  std::optional<Told> told;
  if (s.step()) told = Told{status_from_name(s.text(0)), std::string(s.text(1))};
  s.reset();
  return told;
}

std::vector<UnitRow> CaseWriter::units_of(std::int64_t evidence, std::string_view path) {
  std::vector<UnitRow> units;
  Statement& s = state_->units_of;
  s.bind(1, evidence).bind_blob(2, state_->path_key(path));
  while (s.step()) {
    UnitRow unit;
    unit.id = s.integer(0);
    unit.evidence = evidence;
    unit.path = path;
    unit.is_range = !s.is_null(1);
    unit.range_begin = static_cast<std::uint64_t>(s.integer(1));
    unit.range_end = static_cast<std::uint64_t>(s.integer(2));
    (unit.is_range ? unit.range_index : unit.set_key) = static_cast<std::uint64_t>(s.integer(3));
    unit.range_count = static_cast<std::uint64_t>(s.integer(4));
    unit.size_bytes = static_cast<std::uint64_t>(s.integer(5));
    unit.modified_ns = s.integer(6);
    unit.state = static_cast<int>(s.integer(7));
    unit.progress = s.blob(8);
    unit.deaths = s.integer(9);
    unit.item = s.integer(10);
    unit.status = s.text(11);
    unit.reason = s.text(12);
    units.push_back(std::move(unit));
  }
  s.reset();
  return units;
}

std::vector<ItemRow> CaseWriter::open_items(std::int64_t unit) {
  std::vector<ItemRow> items;
  Statement s(state_->database,
              "SELECT id,evidence,parent,place,member_index FROM item WHERE unit=? AND status IS NULL ORDER BY id");
  s.bind(1, unit);
  while (s.step()) {
    ItemRow item;
    item.id = s.integer(0);
    item.evidence = s.integer(1);
    item.parent = s.integer(2);
    item.place = s.text(3);
    item.member_index = static_cast<std::uint64_t>(s.integer(4));
    item.unit = unit;
    items.push_back(std::move(item));
  }
  return items;
}

void CaseWriter::forget_findings(std::int64_t item) {
  begin();
  state_->forget_totals();
  for (Statement* const s : {&state_->forget_blocks, &state_->forget_counts, &state_->forget_columns}) {
    s->bind(1, item).run();
  }
  ++state_->pending;
}

void CaseWriter::forget_file(std::int64_t evidence, std::string_view path) {
  begin();
  state_->forget_totals();
  Database& database = state_->database;
  database.run(
      "CREATE TEMP TABLE IF NOT EXISTS gone_unit(id INTEGER PRIMARY KEY); DELETE FROM gone_unit;"
      "CREATE TEMP TABLE IF NOT EXISTS gone_item(id INTEGER PRIMARY KEY); DELETE FROM gone_item");
  {
    Statement s(database, "INSERT INTO gone_unit SELECT id FROM unit WHERE evidence=? AND path=?");
    s.bind(1, evidence).bind_blob(2, state_->path_key(path)).run();
  }
  // What was listed as a duplicate of an item that goes must be read for itself: its unit goes with it, and so on.
  for (;;) {
    database.run("INSERT OR IGNORE INTO gone_item SELECT id FROM item WHERE unit IN (SELECT id FROM gone_unit)");
    database.run(
        "INSERT OR IGNORE INTO gone_unit SELECT b.id FROM item i JOIN unit a ON a.id=i.unit JOIN unit b ON "
        "b.evidence=a.evidence AND b.path=a.path WHERE i.duplicate_of IN (SELECT id FROM gone_item)");
    if (database.changes() == 0) break;
  }
  database.run(
      "DELETE FROM finding_block WHERE item IN (SELECT id FROM gone_item);"
      "DELETE FROM item_type WHERE item IN (SELECT id FROM gone_item);"
      "DELETE FROM column_type WHERE item IN (SELECT id FROM gone_item);"
      "DELETE FROM mention_block WHERE item IN (SELECT id FROM gone_item);"
      "DELETE FROM item WHERE id IN (SELECT id FROM gone_item);"
      "DELETE FROM unit WHERE id IN (SELECT id FROM gone_unit)");
  ++state_->pending;
}

// The members of a container that lies in several places lie in all of them. One container a step, so that neither
// memory nor a transaction grows with their number; what an ended step left out, the next scan's end takes up.
void CaseWriter::list_members_of_copies(const CopiesBounds& bounds) {
  begin();
  Database& database = state_->database;
  struct Copy {
    std::int64_t id;
    std::int64_t original;
  };
  database.run("DELETE FROM problem WHERE what LIKE 'repeated containers: %'");
  std::int64_t copies_left = bounds.members_max;
  std::int64_t bytes_left = bounds.place_bytes_max;
  {
    Statement s(
        database,
        "SELECT count(*), coalesce(sum(length(CAST(c.place AS BLOB))),0) FROM item d JOIN item c ON c.parent=d.id "
        "WHERE d.duplicate_of IS NOT NULL");
    if (s.step()) {
      copies_left -= s.integer(0);
      bytes_left -= s.integer(1);
    }
  }
  std::int64_t uncommitted = 0;
  std::uint64_t left_out = 0;
  Statement size(database,
                 "SELECT count(*), coalesce(sum(length(CAST(c.place AS BLOB))),0) + count(*) * max(0, "
                 "(SELECT length(CAST(place AS BLOB)) FROM item WHERE id=?1) - "
                 "(SELECT length(CAST(place AS BLOB)) FROM item WHERE id=?2)) FROM item c WHERE c.parent=?2");
  Statement insert(
      database,
      "INSERT INTO item(evidence,parent,place,member_index,media_type,format,charset,size,sha256,modified,"
      "status,reason,notes,duplicate_of,unit) "
      "SELECT d.evidence, d.id, d.place || substr(c.place, length(o.place)+1), c.member_index, c.media_type,"
      "c.format, c.charset, c.size, c.sha256, c.modified, c.status, c.reason, c.notes,"
      "coalesce(c.duplicate_of, c.id), d.unit "
      "FROM item d JOIN item o ON o.id=?2 JOIN item c ON c.parent=o.id WHERE d.id=?1 ORDER BY c.id");
  for (int level = 0; level < 64 && left_out == 0; ++level) {
    std::vector<Copy> copies;
    {
      Statement s(database,
                  "SELECT d.id, d.duplicate_of FROM item d WHERE d.duplicate_of IS NOT NULL "
                  "AND EXISTS (SELECT 1 FROM item c WHERE c.parent=d.duplicate_of) "
                  "AND NOT EXISTS (SELECT 1 FROM item e WHERE e.parent=d.id) ORDER BY d.place, d.id");
      while (s.step()) copies.push_back({s.integer(0), s.integer(1)});
    }
    if (copies.empty()) break;
    for (const Copy& copy : copies) {
      size.bind(1, copy.id).bind(2, copy.original);
      if (!size.step()) break;
      const std::int64_t members = size.integer(0);
      const std::int64_t bytes = size.integer(1);
      size.reset();
      if (members > copies_left || bytes > bytes_left) {
        ++left_out;
        copies_left = 0;  // None after it either: which are listed hangs on their order alone.
        continue;
      }
      insert.bind(1, copy.id).bind(2, copy.original).run();
      copies_left -= members;
      bytes_left -= bytes;
      uncommitted += members * 512 + bytes;
      if (uncommitted > (32 << 20)) {
        commit();
        begin();
        uncommitted = 0;
      }
    }
  }
  if (left_out != 0) {
    problem(0, "",
            "repeated containers: of " + std::to_string(left_out) +
                " and of what lies in them the members are not listed again: they are where the same bytes were read "
                "first");
  }
}

void CaseWriter::finish(const CopiesBounds& bounds) {
  begin();
  Database& database = state_->database;
  state_->file.shown_names().settle();
  settle_copies(database);
  list_members_of_copies(bounds);
  state_->next_item = database.scalar("SELECT coalesce(max(id),0) FROM item") + 1;
  if (database.scalar("SELECT EXISTS(SELECT 1 FROM type_total)") == 0) {
    if (const auto counts = count_distinct_values(database)) {
      Statement s(database, "INSERT INTO type_total(type,distinct_values) VALUES(?,?)");
      for (const auto& [type, count] : *counts) s.bind(1, type).bind(2, static_cast<std::int64_t>(count)).run();
      state_->totals_gone = false;
    }
  }
  commit();
}

}  // namespace constat
