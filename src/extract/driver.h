// Walks an item and everything inside it: identifies, extracts, recurses. What it meets, it tells an Observer.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "extract/format.h"

namespace constat {

// An item about to be read. Views die with the call.
struct ItemBegin {
  std::string_view place;               // Whole, from the evidence's name.
  std::string_view name;                // Raw, its last step.
  std::span<const std::uint64_t> path;  // Member indexes from the root item down; empty for the root.
  std::string_view media_type;
  std::string_view format;
  std::uint64_t size_bytes = 0;
  bool has_bytes = true;  // False for what has no bytes of its own (a database table): size and hash mean nothing.
  // Of all its bytes. None where another unit's work is to hash it, or where not all of them could be read.
  std::optional<Sha256> sha256;
  std::int64_t modified_s = 0;
  std::string_view charset;
};

struct ItemEnd {
  Status status = Status::read;
  std::string_view reason;  // Empty where status is read.
  std::string_view notes;   // "; "-joined.
  bool changed = false;     // While it was read: its hash and what was found may be of different bytes.
};

class Observer {
 public:
  virtual ~Observer() = default;
  enum class Verdict : std::uint8_t {
    read,      // Go on.
    skip,      // Known already (done before, or the same bytes were read elsewhere): item_end follows at once.
    raw_only,  // Do not trust the extractor with it (it killed a worker): scan it as raw bytes.
  };
  virtual Verdict item_begin(const ItemBegin& item) = 0;
  // In the order of a walk, between the begin and the end of their item.
  virtual void passage(const Passage& passage) = 0;
  virtual void table_begin(const TableInfo& table) = 0;
  virtual void table_row(std::uint64_t row, std::span<const Cell> cells, bool owned) = 0;
  virtual void table_end() = 0;
  virtual void item_end(const ItemEnd& item) = 0;
  // Asked before a member is opened: false skips it and all below without a trace (it was done in an earlier run).
  virtual bool wants(std::span<const std::uint64_t> path) {
    (void)path;
    return true;
  }
};

// The reason of a file that somebody else cut meanwhile.
inline constexpr std::string_view became_shorter_reason = "it became shorter while it was read";
// And of one that was written to.
inline constexpr std::string_view changed_meanwhile_reason = "it changed while it was read";

struct DriverOptions {
  Limits limits;
  std::optional<Range> range;          // Of the root item.
  bool hash_root = true;               // False for a range: the root's hash is another unit's work.
  const RootVolume* volume = nullptr;  // Of a root item whose name makes it a part of a set; borrowed.
  std::function<bool()> changed;       // Asked once the root item was read: is it another than when it was opened?
};

// Reads the root item `source`, known as `place`, and all below. Never fails: whatever goes wrong is an item's status.
void drive(Source& source, std::string_view place, std::string_view name, std::int64_t modified_s,
           const DriverOptions& options, SpillFile& spill, Observer& observer);

}  // namespace constat
