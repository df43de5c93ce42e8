// Writes a scan into the case. Everything between two commits is one transaction: an item's findings and the mark that
// it is done are never apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "casefile/case.h"
#include "casefile/finding_block.h"
#include "detect/engine.h"
#include "evidence/item.h"

namespace constat {

// Places that are written are real ones: the writer puts in the aliases that ShownNames knows.
struct ItemRow {
  std::int64_t id = 0;
  std::int64_t evidence = 0;
  std::int64_t parent = 0;  // 0: none.
  std::int64_t unit = 0;
  std::string place;
  std::uint64_t member_index = 0;
  std::string media_type;
  std::string format;
  std::string charset;
  std::optional<std::uint64_t> size_bytes;
  std::optional<Sha256> sha256;
  std::int64_t modified_s = 0;
};

struct UnitRow {
  std::int64_t id = 0;
  std::int64_t evidence = 0;
  std::string path;  // Real; the case has a keyed hash of it.
  bool is_range = false;
  std::uint64_t range_begin = 0, range_end = 0, range_index = 0, range_count = 0;
  std::uint64_t set_key = 0;  // Of a whole file: of the set that its name makes it a part of (VolumeSet); 0 none.
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;
  int state = 0;
  std::string progress;  // Encoded member path; "" none.
  std::int64_t deaths = 0;
  std::int64_t item = 0;
  std::string status, reason;
};

class CaseWriter {
 public:
  // Types and rules of `engine` get their rows. Both must outlive the writer.
  CaseWriter(Case& file, const Engine& engine);
  ~CaseWriter();

  // Opens a transaction where none is open; everything below does it by itself.
  void begin();
  void commit();
  // Rows written since the last commit.
  std::uint64_t pending() const;
  std::uint64_t pending_bytes() const;  // Of blocks.

  // What a worker's BlockBuilder needs.
  const CaseNames& names() const;

  std::int64_t next_item_id();
  std::int64_t next_unit_id();
  // With status: done. Without: still being read.
  void insert_item(const ItemRow& item, std::optional<Status> status, std::string_view reason, std::string_view notes,
                   std::int64_t duplicate_of);
  void end_item(std::int64_t id, Status status, std::string_view reason, std::string_view notes,
                std::int64_t duplicate_of);
  void set_hash(std::int64_t id, const std::optional<Sha256>& sha256, std::string_view notes);
  // A block as a worker packed it: it goes in as it is. False where its counts name a type that the case does not have.
  bool finding_block(std::int64_t item, std::uint64_t range_begin, std::uint64_t number, const FindingBlock& block);
  // The same of what was found in the item's name: at most one, beside what is found in its bytes. A copy has its own.
  bool name_block(std::int64_t item, const FindingBlock& block);
  // Of a real name that holds a value, before any Place with it is written (casefile/shown_names.h).
  void masked_name(std::string_view name, std::string_view shown);
  void column_typed(std::int64_t item, std::string_view part, std::uint64_t column, std::string_view header,
                    std::string_view type, std::uint64_t confidence_thousandths, std::string_view why);
  void put_unit(const UnitRow& unit);
  void problem(std::int64_t evidence, std::string_view place, std::string_view what);

  // The item that was read with these bytes, else 0.
  std::int64_t item_with(const Sha256& sha256);
  // What was told of the reading of an item; nullopt: there is no such item.
  struct Told {
    std::optional<Status> status;
    std::string reason;
  };
  std::optional<Told> told_of(std::int64_t item);
  std::vector<UnitRow> units_of(std::int64_t evidence, std::string_view path);
  // Items of a unit that were begun and not ended, outermost first.
  std::vector<ItemRow> open_items(std::int64_t unit);
  // Takes out what an unfinished item has so far: it will be read again.
  void forget_findings(std::int64_t item);
  // Takes out a file's items, findings and units: it changed. What was a duplicate of one of them is to be read again.
  void forget_file(std::int64_t evidence, std::string_view path);

  // Containers in containers repeat their members without bound in few bytes: so many are listed, all scans together.
  struct CopiesBounds {
    std::int64_t members_max = 1'000'000;
    std::int64_t place_bytes_max = 256 << 20;
  };
  // When all is read: names that are shown alike are numbered; one original per group of identical items, the same
  // whatever the order of reading; the members of a duplicate container are listed at every place, within bounds, else
  // a problem tells of it; distinct values are counted. Commits; a scan that ended amid this goes on with it at its
  // next end.
  void finish(const CopiesBounds& bounds);
  void finish() { finish(CopiesBounds()); }

  std::uint64_t findings_written() const;

 private:
  bool put_block(std::int64_t item, std::int64_t range_begin, std::uint64_t number, const FindingBlock& block);
  void list_members_of_copies(const CopiesBounds& bounds);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace constat
