// A small case made by hand, for tests of what reads cases. All values are made up.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/sha256.h"
#include "casefile/case.h"
#include "casefile/content_seal.h"
#include "casefile/finding_block.h"
#include "support/temporary.h"

namespace constat {

class CaseBuilder {
 public:
  CaseBuilder() : path_(folder_.path() + "/test.constat") {
    auto made = Case::open({path_, true, true});
    EXPECT_TRUE(made) << made.error().what;
    case_ = std::move(*made);
    case_->set_meta("rules_hash", "0123456789abcdef");
    // As while a scan writes it: the key vouches for the types.
    const ContentChange change(*case_, ContentChange::By::scan);
    database().run("INSERT INTO rule(id, name) VALUES(1, 'test')");
  }

  Case& file() { return *case_; }
  Database& database() { return case_->database(); }
  const std::string& path() const { return path_; }
  const TemporaryFolder& folder() const { return folder_; }

  // A file or folder under the test's folder, as evidence.
  std::int64_t evidence(std::string_view name, std::string_view kind) {
    const std::string full = folder_.path() + "/" + std::string(name);
    Statement insert(database(),
                     "INSERT INTO evidence(name, path, kind, size, added) VALUES(?,?,?,?,'2026-01-02T03:04:05Z')");
    insert.bind(1, name).bind(2, std::string_view(full)).bind(3, kind).bind(4, std::int64_t{0}).run();
    const std::int64_t id = database().last_row_id();
    return id;
  }

  struct Item {
    std::string_view place;
    std::int64_t evidence = 1;
    std::int64_t parent = 0;
    std::int64_t member_index = 0;
    std::string_view status = "read";
    std::string_view reason = {};
    std::string_view media_type = "text/plain";
    std::string_view format = "text";
    std::string_view unit_path = {};
    std::string_view bytes = {};
    std::int64_t duplicate_of = 0;
    std::int64_t modified = 0;
    bool has_bytes = true;
  };
  std::int64_t item(const Item& item) {
    Statement unit(database(), "INSERT INTO unit(evidence, path, size, modified_ns, state) VALUES(?,?,0,0,1)");
    unit.bind(1, item.evidence).bind(2, item.unit_path).run();
    const std::int64_t unit_id = database().last_row_id();
    Statement insert(
        database(),
        "INSERT INTO item(evidence, parent, place, member_index, media_type, format, size, sha256, modified,"
        " status, reason, duplicate_of, unit) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)");
    const Sha256 hash = sha256(as_bytes(item.bytes));
    insert.bind(1, item.evidence).bind(3, item.place).bind(4, item.member_index).bind(5, item.media_type);
    insert.bind(6, item.format).bind(9, item.modified).bind(10, item.status).bind(13, unit_id);
    item.parent != 0 ? insert.bind(2, item.parent) : insert.bind_null(2);
    item.has_bytes ? insert.bind(7, static_cast<std::int64_t>(item.bytes.size())) : insert.bind_null(7);
    item.has_bytes ? insert.bind_blob(8, as_text(hash)) : insert.bind_null(8);
    item.reason.empty() ? insert.bind_null(11) : insert.bind(11, item.reason);
    item.duplicate_of != 0 ? insert.bind(12, item.duplicate_of) : insert.bind_null(12);
    insert.run();
    return database().last_row_id();
  }

  std::int64_t type(std::string_view name) {
    if (const auto known = types_.find(name); known != types_.end()) return known->second;
    struct Known {
      std::string_view name, category, jurisdiction;
      MaskStyle mask;
    };
    constexpr Known all[] = {{"us_ssn", "government_id", "US", MaskStyle::middle},
                             {"fr_nir", "government_id", "FR", MaskStyle::middle},
                             {"email_address", "contact", "", MaskStyle::email},
                             {"phone_number", "contact", "", MaskStyle::middle},
                             {"person_name", "identity", "", MaskStyle::name},
                             {"postal_address", "contact", "", MaskStyle::middle},
                             {"date_of_birth", "identity", "", MaskStyle::middle},
                             {"password", "credential", "", MaskStyle::full},
                             {"salary", "hr", "", MaskStyle::middle}};
    Known found = {name, "other", "", MaskStyle::middle};
    for (const Known& known : all) {
      if (known.name == name) found = known;
    }
    Statement insert(database(), "INSERT INTO type(name, category, jurisdiction, mask) VALUES(?,?,?,?)");
    insert.bind(1, name).bind(2, found.category).bind(3, found.jurisdiction);
    insert.bind(4, static_cast<std::int64_t>(found.mask)).run();
    const std::int64_t id = database().last_row_id();
    ContentChange::types_are_told(*case_);
    return types_[std::string(name)] = id;
  }

  struct Found {
    std::int64_t item = 0;
    std::string_view type;
    std::string_view value;
    std::string_view canonical = {};   // "" where it equals the value.
    std::int64_t mention = 0;          // 0: of nobody.
    std::int64_t row = 0, column = 0;  // A cell, where row is not 0.
    std::int64_t offset = 0;
    std::string_view part = {};
    int confidence = 950;
    bool in_name = false;  // Of the item.
  };
  void finding(const Found& found) {
    const std::int64_t type_id = type(found.type);
    const CaseNames names = {{type_id}, {std::string(found.type)}, {1}};
    BlockBuilder block(names, *case_->sealer());
    PlacedFinding placed;
    placed.confidence_thousandths = static_cast<std::uint64_t>(found.confidence);
    placed.part = found.part;
    placed.row = static_cast<std::uint64_t>(found.row);
    placed.column = static_cast<std::uint32_t>(found.column);
    placed.offset_bytes = static_cast<std::uint64_t>(found.offset);
    placed.mention = found.mention;
    block.add(placed, found.value, found.canonical.empty() ? found.value : found.canonical);
    // A block of its own: they may lie in any order, and readers must not mind.
    const FindingBlock packed = block.finish(true);
    Statement insert(
        database(),
        "INSERT INTO finding_block(item, range_begin, number, findings, confidence_max, row_first, row_last, "
        "offset_first, offset_last, mention_first, mention_last, places, hashes, sealed) "
        "VALUES(?1,?13,?2,1,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)");
    insert.bind(13, found.in_name ? name_block_range : 0);
    insert.bind(1, found.item).bind(2, ++blocks_).bind(3, std::int64_t{found.confidence});
    for (const int index : {4, 5}) found.row != 0 ? insert.bind(index, found.row) : insert.bind_null(index);
    for (const int index : {6, 7}) found.row != 0 ? insert.bind_null(index) : insert.bind(index, found.offset);
    for (const int index : {8, 9}) found.mention != 0 ? insert.bind(index, found.mention) : insert.bind_null(index);
    insert.bind_blob(10, packed.places).bind_blob(11, packed.hashes).bind_blob(12, packed.sealed).run();
    Statement count(database(),
                    "INSERT INTO item_type(item, type, findings, sure) VALUES(?,?,1,?) ON CONFLICT DO UPDATE SET "
                    "findings = findings + 1, sure = sure + excluded.sure");
    count.bind(1, found.item).bind(2, type_id).bind(3, std::int64_t{found.confidence >= 500 ? 1 : 0}).run();
  }

  // Takes the key away: the case is locked from the next opening on.
  void lock() { std::filesystem::remove_all(folder_.path() + "/data"); }

 private:
  TemporaryFolder folder_;
  std::string path_;
  std::unique_ptr<Case> case_;
  std::int64_t blocks_ = 0;
  std::map<std::string, std::int64_t, std::less<>> types_;
};

// What a command printed, and its exit status.
struct Printed {
  std::string out;
  int status = 0;
};
// Runs `constat WORDS...` in this process with standard output taken.
Printed run_constat(std::initializer_list<std::string> words);

}  // namespace constat
