// What coordinator and workers say to each other. A worker has read hostile bytes: the coordinator believes no length
// and no number in a record (base/codec.h), and a worker that speaks wrongly is ended as if it had crashed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/codec.h"
#include "base/sha256.h"
#include "casefile/finding_block.h"
#include "detect/item_names.h"
#include "evidence/item.h"
#include "extract/format.h"
#include "extract/volume.h"

namespace constat {

// More names of one step than that are not told to hold values.
inline constexpr std::size_t masked_names_max = 1U << 16;

// Member indexes from the root item down.
using MemberPath = std::vector<std::uint64_t>;

// Work for a worker; the file's descriptor travels beside it, and behind it those of volume->others that are open.
struct Task {
  std::uint64_t unit = 0;
  std::string place;  // Of the root item.
  std::string name;   // Raw.
  std::uint64_t size_bytes = 0;
  std::int64_t modified_s = 0;
  std::int64_t modified_ns = 0;  // By which its reader sees whether it changes: of a range, when the whole was cut.
  std::optional<Range> range;
  // Everything up to this item, in the order of the walk, was done in an earlier run.
  std::optional<MemberPath> done_up_to;
  // Killed its worker before: scanned as raw bytes, or not at all.
  struct Poison {
    MemberPath path;
    bool skip = false;
    bool name_killed = false;  // It may have been its name.
  };
  std::vector<Poison> poisons;
  // A worker died with this unit in hand or waiting: records are sent at once, so that the next death names its item.
  bool careful = false;
  bool hash_first = false;  // A file of this size was seen before: the same bytes need no second reading.
  // Only its name is read: it is no file, or cannot be read. `link` is where it points to, raw.
  bool name_only = false;
  std::string link;
  std::optional<VolumeFile> volume;  // Its name makes it a part of several files that are one.
};
void encode(const Task& task, std::string& out);
bool decode(Decoder& in, Task& task);

enum class RecordKind : std::uint8_t {
  unit_begin = 1,
  item_begin,
  findings,
  column_typed,
  item_end,
  cut,
  hash,
  alive,
  unit_end,
  // Of the item that was begun last, after its begin and before all else. It is not in the begin itself: reading a name
  // may end a reader, and then it is known whose.
  masked_names,
  name_findings,  // As `findings`, in its name.
};

struct ItemBeginRecord {
  MemberPath path;
  std::string_view place;
  std::string_view media_type;
  std::string_view format;
  std::string_view charset;
  std::uint64_t size_bytes = 0;
  bool has_bytes = true;
  bool has_hash = false;
  Sha256 sha256 = {};
  std::int64_t modified_s = 0;
};
void encode(const ItemBeginRecord& record, std::string& out);
bool decode(Decoder& in, ItemBeginRecord& record);

// Names in the last step of the item's Place that hold a value; with name_only, in the link too.
void encode_masked(const std::vector<MaskedName>& masked, std::string& out);
bool decode_masked(Decoder& in, std::vector<MaskedName>& masked);

// A block of findings, packed and sealed by the worker (casefile/finding_block.h).
struct FindingBlockRecord {
  FindingBlock block;
  std::vector<TypeCount> counts;  // What block.counts views, once decoded.
};
void encode(const FindingBlock& block, std::string& out, RecordKind kind = RecordKind::findings);
// The block's bytes are believed by nobody yet; its numbers are consistent.
bool decode(Decoder& in, FindingBlockRecord& record);

struct ColumnTypedRecord {
  std::uint64_t column = 0;
  std::uint64_t confidence_thousandths = 0;
  std::string_view part;
  std::string_view header;
  std::string_view type;
  std::string_view why;
};
void encode(const ColumnTypedRecord& record, std::string& out);
bool decode(Decoder& in, ColumnTypedRecord& record);

struct ItemEndRecord {
  Status status = Status::read;
  bool known_bytes = false;  // The same bytes were read by this worker before: nothing was found anew.
  std::string_view reason;
  std::string_view notes;
  bool changed = false;  // While it was read: the hash that was told of it is not to be kept.
};
void encode(const ItemEndRecord& record, std::string& out);
bool decode(Decoder& in, ItemEndRecord& record);

void encode_ranges(const std::vector<Range>& ranges, std::string& out);
bool decode_ranges(Decoder& in, std::vector<Range>& ranges);

void encode_path(const MemberPath& path, std::string& out);
bool decode_path(Decoder& in, MemberPath& path);

}  // namespace constat
