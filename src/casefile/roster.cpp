#include "casefile/roster.h"

#include "base/json.h"
#include "base/text.h"
#include "casefile/persons.h"

namespace constat {

namespace {

constexpr std::string_view bound_to = "roster_entry";

void drop(Database& database, std::string_view name) {
  Statement entries(database, "DELETE FROM roster_entry WHERE roster IN (SELECT id FROM roster WHERE name = ?)");
  entries.bind(1, name).run();
  Statement list(database, "DELETE FROM roster WHERE name = ?");
  list.bind(1, name).run();
}

}  // namespace

Result<void> put_roster(Case& file, std::string_view name, std::string_view sha256, std::string_view columns,
                        const std::vector<RosterEntry>& entries) {
  if (file.sealer() == nullptr) return fail(Fault::encrypted, "the case's key was not found");
  Database& database = file.database();
  Transaction transaction(database);
  note_persons_outdated(file);
  drop(database, name);
  Statement list(database, "INSERT INTO roster(name, sha256, added, columns) VALUES(?,?,?,?)");
  list.bind(1, name).bind_blob(2, sha256).bind(3, std::string_view(now_utc())).bind(4, columns).run();
  const std::int64_t roster = database.last_row_id();
  Statement row(database, "INSERT INTO roster_entry(roster, row, fields) VALUES(?,?,?)");
  std::string sealed;
  for (const RosterEntry& entry : entries) {
    Json fields = Json::array();
    for (const RosterField& field : entry.fields) {
      fields.push_back({field.type, to_valid_utf8(field.value), to_valid_utf8(field.canonical),
                        static_cast<int>(field.confidence * 1000.0F + 0.5F)});
    }
    file.sealer()->seal_block(json_text(fields), bound_to, sealed);
    row.bind(1, roster).bind(2, entry.row).bind_static_blob(3, sealed).run();
  }
  transaction.commit();
  return {};
}

bool remove_roster(Case& file, std::string_view name) {
  Database& database = file.database();
  Transaction transaction(database);
  Statement known(database, "SELECT 1 FROM roster WHERE name = ?");
  known.bind(1, name);
  const bool found = known.step();
  known.reset();
  if (found) note_persons_outdated(file);
  drop(database, name);
  transaction.commit();
  return found;
}

Result<std::vector<RosterField>> open_roster_fields(const Case& file, std::string_view sealed) {
  if (file.sealer() == nullptr) return fail(Fault::encrypted, "sealed, and the case's key was not found");
  std::string plain;
  TRY(file.sealer()->open_block(sealed, bound_to, plain));
  const Json list = parse_json(plain);
  if (!list.is_array()) return fail(Fault::malformed, "a roster's entry is no list in the case file");
  std::vector<RosterField> fields;
  for (const Json& one : list) {
    if (!one.is_array() || one.size() != 4 || !one[0].is_string() || !one[1].is_string() || !one[2].is_string() ||
        !one[3].is_number_integer()) {
      return fail(Fault::malformed, "a roster's entry is damaged in the case file");
    }
    fields.push_back({one[0].get<std::string>(), one[1].get<std::string>(), one[2].get<std::string>(),
                      static_cast<float>(one[3].get<int>()) / 1000.0F});
  }
  return fields;
}

}  // namespace constat
