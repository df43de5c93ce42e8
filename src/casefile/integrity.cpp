#include "casefile/integrity.h"

#include <cstring>
#include <map>

#include "base/text.h"
#include "casefile/finding_block.h"
#include "casefile/schema.h"

namespace constat {

namespace {

constexpr std::size_t faults_max = 100;

// Name to definition, of tables.
std::map<std::string, std::string> tables_of(Database& database) {
  std::map<std::string, std::string> tables;
  Statement rows(database,
                 "SELECT name, sql FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
  while (rows.step()) tables.emplace(rows.text(0), rows.text(1));
  return tables;
}

std::string quoted(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

IntegrityCheck check_integrity(Database& database) {
  IntegrityCheck check;
  const auto fault = [&check](std::string what) {
    if (check.faults.size() < faults_max) check.faults.push_back(std::move(what));
  };
  {
    Statement pages(database, "PRAGMA integrity_check(20)");
    while (pages.step()) {
      if (pages.text(0) != "ok") fault("database: " + escape_name(pages.text(0)));
    }
  }
  {
    Database fresh(":memory:", Database::Mode::create);
    fresh.run(schema_sql());
    const auto wanted = tables_of(fresh);
    const auto found = tables_of(database);
    for (const auto& [name, definition] : wanted) {
      const auto table = found.find(name);
      if (table == found.end()) {
        fault("schema: the table " + name + " is missing");
      } else if (table->second != definition) {
        fault("schema: the table " + name + " is not as this constat makes it");
      }
    }
    Statement actors(database, "SELECT type, name FROM sqlite_master WHERE type IN ('trigger','view')");
    while (actors.step()) {
      fault("schema: a " + std::string(actors.text(0)) + " that constat did not make: " + escape_name(actors.text(1)));
    }
  }
  {
    Statement keys(database, "PRAGMA foreign_key_check");
    std::map<std::string, std::uint64_t> counts;
    while (keys.step()) ++counts[std::string(keys.text(0)) + " to " + std::string(keys.text(2))];
    for (const auto& [what, count] : counts) {
      fault("references: " + std::to_string(count) + " from " + escape_name(what) + " lead nowhere");
    }
  }
  return check;
}

void check_findings(Case& file, IntegrityCheck& check) {
  Database& database = file.database();
  std::uint64_t damaged = 0;
  std::uint64_t miscounted = 0;
  std::map<std::int64_t, TypeCount> counts;
  Statement told(database, "SELECT type, findings, sure FROM item_type WHERE item=?");
  const auto end_item = [&](std::int64_t item) {
    told.bind(1, item);
    std::size_t types = 0;
    bool same = true;
    while (told.step()) {
      ++types;
      const auto counted = counts.find(told.integer(0));
      same = same && counted != counts.end() &&
             counted->second.findings == static_cast<std::uint64_t>(told.integer(1)) &&
             counted->second.sure == static_cast<std::uint64_t>(told.integer(2));
    }
    told.reset();
    if (!same || types != counts.size()) ++miscounted;
    counts.clear();
  };
  Statement blocks(database, "SELECT item, findings, places, sealed FROM finding_block ORDER BY item");
  BlockReader block;
  std::int64_t item = 0;
  bool any = false;
  while (blocks.step()) {
    if (any && blocks.integer(0) != item) end_item(item);
    any = true;
    item = blocks.integer(0);
    if (!block.open(blocks.blob(2), blocks.blob(3)) || static_cast<std::int64_t>(block.size()) != blocks.integer(1) ||
        (file.sealer() != nullptr && !block.open_values(file.sealer()))) {
      ++damaged;
      continue;
    }
    block.count(counts);
  }
  if (any) end_item(item);
  miscounted += static_cast<std::uint64_t>(
      database.scalar("SELECT count(DISTINCT item) FROM item_type WHERE item NOT IN (SELECT item FROM finding_block)"));
  const auto fault = [&check](std::uint64_t count, const char* what) {
    if (count != 0) check.faults.push_back("findings: " + std::to_string(count) + what);
  };
  if (const std::uint64_t names = file.shown_names().damaged(); names != 0) {
    check.faults.push_back("names: " + std::to_string(names) +
                           " sealed names are damaged, or not the ones that were sealed");
  }
  fault(damaged, " blocks are damaged, or not the ones that were sealed");
  // A block that cannot be read is not counted either.
  if (damaged == 0) fault(miscounted, " items have other figures than their findings");
}

namespace {

void hash_table(Sha256Hasher& hasher, Database& database, const std::string& name) {
  std::string row;
  const auto number = [&row](std::uint64_t value) {
    char bytes[8];
    std::memcpy(bytes, &value, 8);  // Little-endian on every machine that constat is built for.
    row.append(bytes, 8);
  };
  number(name.size());
  row += name;
  hasher.update(as_bytes(row));
  // The order of the key, whatever indexes there are.
  Statement rows(database, "SELECT * FROM " + quoted(name) + " NOT INDEXED" +
                               (name == "meta" ? " WHERE key NOT IN ('audit_seal', 'content_seal')" : ""));
  while (rows.step()) {
    row.clear();
    const int columns = rows.columns();
    for (int column = 0; column < columns; ++column) {
      const int type = rows.type(column);
      row += static_cast<char>(type);
      if (type == SQLITE_INTEGER) {
        number(static_cast<std::uint64_t>(rows.integer(column)));
      } else if (type != SQLITE_NULL) {
        const std::string_view bytes = type == SQLITE_BLOB ? rows.blob(column) : rows.text(column);
        number(bytes.size());
        row += bytes;
      }
    }
    hasher.update(as_bytes(row));
  }
}

}  // namespace

Sha256 types_hash(Database& database) {
  Sha256Hasher hasher;
  hash_table(hasher, database, "type");
  return hasher.finish();
}

Sha256 content_hash(Database& database) {
  Sha256Hasher hasher;
  for (const auto& [name, definition] : tables_of(database)) {
    if (name != "audit") hash_table(hasher, database, name);
  }
  return hasher.finish();
}

}  // namespace constat
