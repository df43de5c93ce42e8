#include "casefile/corrections.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <ctime>

#include "casefile/persons.h"

namespace constat {

namespace {

std::string now() {
  const std::time_t seconds = std::time(nullptr);
  std::tm parts = {};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text = {};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// SHA-256 of the item's bytes; of what holds it where it has none of its own (a sheet, a table); empty where not known.
std::string content_of(Database& database, std::int64_t item) {
  constexpr int depth_max = 64;
  for (int depth = 0; depth < depth_max && item != 0; ++depth) {
    Statement row(database, "SELECT sha256, coalesce(parent, 0) FROM item WHERE id = ?");
    row.bind(1, item);
    if (!row.step()) break;
    if (!row.is_null(0)) return std::string(row.blob(0));
    item = row.integer(1);
  }
  return {};
}

// The item that a correction speaks of; 0 where it is gone, or is no longer the file that the human saw: its mentions
// may be other people now.
std::int64_t item_at(Database& database, std::string_view place, std::int64_t member_index, std::string_view content) {
  Statement items(database, "SELECT id FROM item WHERE place = ? AND member_index = ? ORDER BY id LIMIT 1");
  items.bind(1, place).bind(2, member_index);
  if (!items.step()) return 0;
  const std::int64_t item = items.integer(0);
  return content_of(database, item) == content ? item : 0;
}

}  // namespace

Result<void> add_correction(Case& file, std::string_view kind, const std::vector<ItemMention>& side_0,
                            const std::vector<ItemMention>& side_1, std::string_view label) {
  Database& database = file.database();
  if (!label.empty() && file.sealer() == nullptr) return fail(Fault::encrypted, "the case's key was not found");
  const std::string sealed = label.empty() ? std::string() : seal_names(*file.sealer(), {std::string(label)});
  const std::string at = now();
  const char* const who = std::getenv("USER");
  Transaction transaction(database);
  note_persons_outdated(file);
  const std::int64_t number = database.scalar("SELECT coalesce(max(correction), 0) + 1 FROM person_correction");
  for (const std::int64_t side : {0, 1}) {
    for (const ItemMention& mention : side == 0 ? side_0 : side_1) {
      Statement item(database, "SELECT place, member_index FROM item WHERE id = ?");
      item.bind(1, mention.item);
      if (!item.step()) continue;
      Statement insert(database,
                       "INSERT INTO person_correction(correction, kind, side, place, member_index, mention, label, at, "
                       "who, content) VALUES(?,?,?,?,?,?,?,?,?,?)");
      insert.bind(1, number).bind(2, kind).bind(3, side).bind(4, item.text(0)).bind(5, item.integer(1));
      insert.bind(6, mention.mention);
      if (sealed.empty()) {
        insert.bind_null(7);
      } else {
        insert.bind_blob(7, sealed);
      }
      insert.bind(8, std::string_view(at)).bind(9, std::string_view(who == nullptr ? "" : who));
      insert.bind_blob(10, content_of(database, mention.item)).run();
    }
  }
  transaction.commit();
  return {};
}

std::vector<Correction> corrections_of(Database& database) {
  std::vector<Correction> all;
  Statement rows(database,
                 "SELECT correction, side, place, member_index, mention, content FROM person_correction WHERE kind <> "
                 "'label' ORDER BY id");
  while (rows.step()) {
    const std::int64_t item = item_at(database, rows.text(2), rows.integer(3), rows.blob(5));
    if (item != 0) all.push_back({rows.integer(0), rows.integer(1) != 0, {item, rows.integer(4)}});
  }
  return all;
}

std::vector<std::pair<ItemMention, std::string>> labels_of(Database& database) {
  std::vector<std::pair<ItemMention, std::string>> all;
  Statement rows(
      database,
      "SELECT place, member_index, mention, label, content FROM person_correction WHERE kind = 'label' ORDER BY id");
  while (rows.step()) {
    const std::int64_t item = item_at(database, rows.text(0), rows.integer(1), rows.blob(4));
    if (item != 0) all.push_back({{item, rows.integer(2)}, std::string(rows.blob(3))});
  }
  return all;
}

std::vector<LostCorrection> lost_corrections(Database& database) {
  std::vector<LostCorrection> lost;
  Statement rows(database,
                 "SELECT DISTINCT correction, kind, place, member_index, content FROM person_correction ORDER BY id");
  while (rows.step()) {
    if (item_at(database, rows.text(2), rows.integer(3), rows.blob(4)) != 0) continue;
    if (!lost.empty() && lost.back().correction == rows.integer(0)) continue;
    lost.push_back({rows.integer(0), std::string(rows.text(1)), std::string(rows.text(2))});
  }
  return lost;
}

std::vector<ItemMention> mentions_of_person(Database& database, std::int64_t person) {
  std::vector<ItemMention> mentions;
  Statement row(database, "SELECT mentions FROM person WHERE id = ?");
  row.bind(1, person);
  if (row.step()) (void)unpack_mentions(row.blob(0), mentions);
  return mentions;
}

}  // namespace constat
