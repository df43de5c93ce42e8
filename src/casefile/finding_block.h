// Findings as the case keeps them: in blocks of some thousands, column by column. A worker packs and seals a block; the
// coordinator puts it into the case as it is; readers unpack it. The layout is told in docs/casefile.md.
//
// A block is three byte strings:
//   places  what was found where: types, rules, confidences, places, mentions. Not sealed.
//   hashes  a keyed 64-bit hash of each distinct value's canonical form, by type: for counting. Not sealed.
//   sealed  the distinct values of the block, spellings and canonical forms. Sealed together, bound to `places`.
// A value that stands in several blocks is stored in each; that it is one value, the hashes say.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "casefile/case.h"
#include "evidence/place.h"

namespace constat {

// From here up a finding counts in figures and for persons.
inline constexpr std::uint64_t sure_thousandths = 500;

// A block is ended at the first row or passage behind the first number, and wherever it stands at the second.
inline constexpr std::size_t block_findings_wanted = 16'384;
inline constexpr std::size_t block_findings_max = 65'535;
inline constexpr std::size_t block_value_bytes_wanted = 2U << 20;
inline constexpr std::size_t block_value_bytes_max = 16U << 20;

// finding_block.range_begin of what was found in an item's name: before what is in its bytes, and not part of it.
inline constexpr std::int64_t name_block_range = -1;

// Numbers a mention inside its item, the same on every run and for every cut of the item into ranges: which part, and
// where in it (a table's row, a text's offset).
std::int64_t mention_number(std::string_view part, bool table, std::uint64_t where);
// `where` of another person of a table's row: `other` as TableFinding has it. Rows up to 2^36 have numbers of their
// own.
std::uint64_t where_of_other(std::uint64_t row, std::uint8_t other);
// Whether a mention is of such another person, of a dependant of the row's own, or of one whom the same cell names.
bool is_of_other(std::int64_t mention);
bool is_of_dependant(std::int64_t mention);
bool is_of_joint(std::int64_t mention);
// The mention of the row's own person, of one of another.
std::int64_t own_of_other(std::int64_t mention);

struct PlacedFinding {
  std::int64_t type = 0;  // Row of table type; of the engine's types where it is written.
  std::int64_t rule = 0;
  std::uint64_t confidence_thousandths = 0;
  std::string_view part;
  std::uint64_t row = 0;  // 0: text, then offset_bytes counts.
  std::uint32_t column = 0;
  std::uint64_t offset_bytes = 0;
  std::int64_t mention = 0;  // 0: of nobody in particular.
};

// Where in its item it stands.
Locator locator_of(const PlacedFinding& finding);

struct TypeCount {
  std::int64_t type = 0;  // Row of table type.
  std::uint64_t findings = 0;
  std::uint64_t sure = 0;  // Of them at or above sure_thousandths.
};

// A finished block. Views live as long as what gave them.
struct FindingBlock {
  std::uint64_t findings = 0;
  std::uint64_t confidence_max = 0;
  // Of cells, of texts, of mentions; first > last: there is none. So that a reader can pass a block over.
  std::uint64_t row_first = UINT64_MAX, row_last = 0;
  std::uint64_t offset_first = UINT64_MAX, offset_last = 0;
  std::int64_t mention_first = INT64_MAX, mention_last = 0;
  std::span<const TypeCount> counts;
  std::string_view places;
  std::string_view hashes;
  std::string_view sealed;
};

// The rows of tables type and rule, by the engine's numbers.
struct CaseNames {
  std::vector<std::int64_t> type_ids;
  std::vector<std::string> type_names;
  std::vector<std::int64_t> rule_ids;
};

class BlockBuilder {
 public:
  // Both must outlive it.
  BlockBuilder(const CaseNames& names, const Sealer& sealer);
  ~BlockBuilder();
  BlockBuilder(const BlockBuilder&) = delete;
  BlockBuilder& operator=(const BlockBuilder&) = delete;

  // `finding.type` and `.rule` are the engine's numbers. Not while full().
  void add(const PlacedFinding& finding, std::string_view spelling, std::string_view canonical);
  std::size_t size() const;
  bool wants_end() const;  // Should be ended where nothing is cut.
  bool full() const;       // Must be ended.
  // Packs and seals; ready for the next. `cut`: the next block may go on with this one's mentions. The views live until
  // the next add.
  FindingBlock finish(bool cut);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Reads one block. It believes nothing: a worker that had read hostile bytes made it.
class BlockReader {
 public:
  BlockReader();
  ~BlockReader();
  BlockReader(const BlockReader&) = delete;
  BlockReader& operator=(const BlockReader&) = delete;

  // Unpacks the places. What `sealed` views must live until values are opened.
  Result<void> open(std::string_view places, std::string_view sealed);
  std::size_t size() const;
  bool cut() const;  // The item's next block may go on with its mentions.
  // Views live until the next open.
  PlacedFinding at(std::size_t index) const;
  std::int64_t mention(std::size_t index) const;
  std::int64_t type(std::size_t index) const;
  std::uint64_t confidence(std::size_t index) const;
  // Adds its findings to what was counted of each type.
  void count(std::map<std::int64_t, TypeCount>& counts) const;

  // Before value(): once a block. Fault::encrypted with a null sealer.
  Result<void> open_values(const Sealer* sealer);
  std::string_view spelling(std::size_t index) const;
  std::string_view canonical(std::size_t index) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The hashes of a block's distinct values: type, whether a finding of it is sure, hash.
struct ValueHash {
  std::int64_t type = 0;
  bool sure = false;
  std::uint64_t hash = 0;
};
// False where `hashes` is damaged.
bool read_hashes(std::string_view hashes, std::vector<ValueHash>& out);

}  // namespace constat
