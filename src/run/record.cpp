#include "run/record.h"

#include <bit>
#include <type_traits>

namespace constat {

namespace {

constexpr std::size_t depth_cap = 4096;
constexpr std::size_t ranges_cap = 1U << 20;
constexpr std::size_t poisons_cap = 4096;
constexpr std::size_t reasons_max = 8;  // Why parts cannot be opened: of more of them it is not told one by one.

void encode_signed(std::int64_t value, Encoder& out) {
  out.number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}
std::int64_t decode_signed(Decoder& in) {
  const std::uint64_t value = in.number();
  return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

void encode_range(const Range& range, Encoder& out) {
  out.number(range.begin_bytes);
  out.number(range.end_bytes);
  out.number(range.first_index);
  out.number(range.index_count);
}
Range decode_range(Decoder& in) {
  Range range;
  range.begin_bytes = in.number();
  range.end_bytes = in.number();
  range.first_index = in.number();
  range.index_count = in.number();
  return range;
}

void encode_volume(const VolumeFile& volume, Encoder& out) {
  out.number(static_cast<std::uint64_t>(volume.kind));
  out.number((volume.is_head ? 1U : 0U) | (volume.is_joined ? 2U : 0U) | (volume.even ? 4U : 0U) |
             (volume.more ? 8U : 0U));
  out.number(volume.number);
  out.number(volume.number_last);
  out.number(volume.begin_bytes);
  out.number(volume.gap_number);
  out.text(volume.whole_name);
  out.text(volume.head_suffix);
  out.number(volume.others.size());
  std::size_t reasons = 0;
  for (const VolumeFile::Other& other : volume.others) {
    out.number(other.number);
    out.number(other.size_bytes << 1 | (other.is_open ? 1 : 0));
    if (!other.is_open) out.text(++reasons > reasons_max ? std::string_view() : std::string_view(other.why_not));
  }
}

void decode_volume(Decoder& in, VolumeFile& volume) {
  volume.kind = static_cast<VolumeKind>(in.number_up_to(static_cast<std::uint64_t>(VolumeKind::zip)));
  const std::uint64_t flags = in.number_up_to(15);
  volume.is_head = (flags & 1) != 0;
  volume.is_joined = (flags & 2) != 0;
  volume.even = (flags & 4) != 0;
  volume.more = (flags & 8) != 0;
  volume.number = in.number();
  volume.number_last = in.number();
  volume.begin_bytes = in.number();
  volume.gap_number = in.number();
  volume.whole_name = in.text();
  volume.head_suffix = in.text();
  const std::uint64_t count = in.number_up_to(volume_parts_max);
  for (std::uint64_t index = 0; index < count && in.good(); ++index) {
    VolumeFile::Other other;
    other.number = in.number();
    const std::uint64_t size = in.number();
    other.size_bytes = size >> 1;
    other.is_open = (size & 1) != 0;
    if (!other.is_open) other.why_not = in.text();
    volume.others.push_back(std::move(other));
  }
}

}  // namespace

void encode_path(const MemberPath& path, std::string& out) {
  Encoder encoder(out);
  encoder.number(path.size());
  for (const std::uint64_t index : path) encoder.number(index);
}

bool decode_path(Decoder& in, MemberPath& path) {
  path.clear();
  const std::uint64_t count = in.number_up_to(depth_cap);
  for (std::uint64_t index = 0; index < count && in.good(); ++index) path.push_back(in.number());
  return in.good();
}

void encode(const Task& task, std::string& out) {
  Encoder encoder(out);
  encoder.number(task.unit);
  encoder.text(task.place);
  encoder.text(task.name);
  encoder.number(task.size_bytes);
  encode_signed(task.modified_s, encoder);
  encode_signed(task.modified_ns, encoder);
  encoder.number((task.range ? 1U : 0U) | (task.done_up_to ? 2U : 0U) | (task.hash_first ? 4U : 0U) |
                 (task.careful ? 8U : 0U) | (task.name_only ? 16U : 0U) | (task.volume ? 32U : 0U));
  if (task.range) encode_range(*task.range, encoder);
  if (task.done_up_to) encode_path(*task.done_up_to, out);
  encoder.number(task.poisons.size());
  for (const Task::Poison& poison : task.poisons) {
    encode_path(poison.path, out);
    encoder.number((poison.skip ? 1U : 0U) | (poison.name_killed ? 2U : 0U));
  }
  if (task.name_only) encoder.text(task.link);
  if (task.volume) encode_volume(*task.volume, encoder);
}

bool decode(Decoder& in, Task& task) {
  task.unit = in.number();
  task.place = in.text();
  task.name = in.text();
  task.size_bytes = in.number();
  task.modified_s = decode_signed(in);
  task.modified_ns = decode_signed(in);
  const std::uint64_t flags = in.number_up_to(63);
  if ((flags & 1) != 0) task.range = decode_range(in);
  if ((flags & 2) != 0) {
    task.done_up_to.emplace();
    decode_path(in, *task.done_up_to);
  }
  task.hash_first = (flags & 4) != 0;
  task.careful = (flags & 8) != 0;
  task.name_only = (flags & 16) != 0;
  const std::uint64_t count = in.number_up_to(poisons_cap);
  for (std::uint64_t index = 0; index < count && in.good(); ++index) {
    Task::Poison poison;
    decode_path(in, poison.path);
    const std::uint64_t how = in.number_up_to(3);
    poison.skip = (how & 1) != 0;
    poison.name_killed = (how & 2) != 0;
    task.poisons.push_back(std::move(poison));
  }
  if (task.name_only) task.link = in.text();
  if ((flags & 32) != 0) decode_volume(in, task.volume.emplace());
  return in.good();
}

void encode(const ItemBeginRecord& record, std::string& out) {
  Encoder encoder(out);
  encoder.number(static_cast<std::uint64_t>(RecordKind::item_begin));
  encode_path(record.path, out);
  encoder.text(record.place);
  encoder.text(record.media_type);
  encoder.text(record.format);
  encoder.text(record.charset);
  encoder.number(record.size_bytes);
  encode_signed(record.modified_s, encoder);
  encoder.number((record.has_bytes ? 1U : 0U) | (record.has_hash ? 2U : 0U));
  if (record.has_hash) out.append(as_text(record.sha256));
}

bool decode(Decoder& in, ItemBeginRecord& record) {
  decode_path(in, record.path);
  record.place = in.text();
  record.media_type = in.text(255);
  record.format = in.text(255);
  record.charset = in.text(255);
  record.size_bytes = in.number();
  record.modified_s = decode_signed(in);
  const std::uint64_t flags = in.number_up_to(3);
  record.has_bytes = (flags & 1) != 0;
  record.has_hash = (flags & 2) != 0;
  if (record.has_hash) {
    const std::string_view rest = in.rest();
    if (rest.size() < record.sha256.size()) return false;
    std::memcpy(record.sha256.data(), rest.data(), record.sha256.size());
    in = Decoder(rest.substr(record.sha256.size()));
  }
  return in.good();
}

void encode_masked(const std::vector<MaskedName>& masked, std::string& out) {
  Encoder encoder(out);
  encoder.number(static_cast<std::uint64_t>(RecordKind::masked_names));
  encoder.number(masked.size());
  for (const MaskedName& one : masked) {
    encoder.text(one.name);
    encoder.text(one.shown);
  }
}

bool decode_masked(Decoder& in, std::vector<MaskedName>& masked) {
  masked.clear();
  const std::uint64_t count = in.number_up_to(masked_names_max);
  for (std::uint64_t index = 0; index < count && in.good(); ++index) {
    MaskedName one;
    one.name = in.text();
    one.shown = in.text();
    masked.push_back(std::move(one));
  }
  return in.good();
}

void encode(const FindingBlock& block, std::string& out, RecordKind kind) {
  Encoder encoder(out);
  encoder.number(static_cast<std::uint64_t>(kind));
  encoder.number(block.findings);
  encoder.number(block.confidence_max);
  const auto range = [&encoder](std::uint64_t first, std::uint64_t last) {
    encoder.number(first > last ? 0 : 1);
    if (first > last) return;
    encoder.number(first);
    encoder.number(last - first);
  };
  range(block.row_first, block.row_last);
  range(block.offset_first, block.offset_last);
  range(static_cast<std::uint64_t>(block.mention_first), static_cast<std::uint64_t>(block.mention_last));
  encoder.number(block.counts.size());
  for (const TypeCount& count : block.counts) {
    encoder.number(static_cast<std::uint64_t>(count.type));
    encoder.number(count.findings);
    encoder.number(count.sure);
  }
  encoder.text(block.places);
  encoder.text(block.hashes);
  encoder.text(block.sealed);
}

bool decode(Decoder& in, FindingBlockRecord& record) {
  FindingBlock& block = record.block;
  block = FindingBlock();
  block.findings = in.number_up_to(block_findings_max);
  block.confidence_max = in.number_up_to(1000);
  const auto range = [&in](auto& first, auto& last) {
    using Number = std::remove_reference_t<decltype(first)>;
    if (in.number_up_to(1) == 0) return;
    const std::uint64_t begin = in.number_up_to(INT64_MAX);
    const std::uint64_t size = in.number_up_to(INT64_MAX - begin);
    first = static_cast<Number>(begin);
    last = static_cast<Number>(begin + size);
  };
  range(block.row_first, block.row_last);
  range(block.offset_first, block.offset_last);
  range(block.mention_first, block.mention_last);
  const std::uint64_t counts = in.number_up_to(block.findings);
  record.counts.clear();
  std::uint64_t counted = 0;
  for (std::uint64_t index = 0; index < counts && in.good(); ++index) {
    TypeCount count;
    count.type = static_cast<std::int64_t>(in.number_up_to(INT64_MAX));
    count.findings = in.number_up_to(block.findings - counted);
    count.sure = in.number_up_to(count.findings);
    counted += count.findings;
    record.counts.push_back(count);
  }
  block.counts = record.counts;
  block.places = in.text();
  block.hashes = in.text();
  block.sealed = in.text();
  return in.good() && counted == block.findings;
}

void encode(const ColumnTypedRecord& record, std::string& out) {
  Encoder encoder(out);
  encoder.number(static_cast<std::uint64_t>(RecordKind::column_typed));
  encoder.number(record.column);
  encoder.number(record.confidence_thousandths);
  encoder.text(record.part);
  encoder.text(record.header);
  encoder.text(record.type);
  encoder.text(record.why);
}

bool decode(Decoder& in, ColumnTypedRecord& record) {
  record.column = in.number_up_to(UINT32_MAX);
  record.confidence_thousandths = in.number_up_to(1000);
  record.part = in.text();
  record.header = in.text();
  record.type = in.text(255);
  record.why = in.text();
  return in.good();
}

void encode(const ItemEndRecord& record, std::string& out) {
  Encoder encoder(out);
  encoder.number(static_cast<std::uint64_t>(RecordKind::item_end));
  encoder.number(static_cast<std::uint64_t>(record.status));
  encoder.number(record.known_bytes ? 1 : 0);
  encoder.text(record.reason);
  encoder.text(record.notes);
  encoder.number(record.changed ? 1 : 0);
}

bool decode(Decoder& in, ItemEndRecord& record) {
  record.status = static_cast<Status>(in.number_up_to(static_cast<std::uint64_t>(Status::timed_out)));
  record.known_bytes = in.number_up_to(1) != 0;
  record.reason = in.text();
  record.notes = in.text();
  record.changed = in.number_up_to(1) != 0;
  return in.good();
}

void encode_ranges(const std::vector<Range>& ranges, std::string& out) {
  Encoder encoder(out);
  encoder.number(static_cast<std::uint64_t>(RecordKind::cut));
  encoder.number(ranges.size());
  for (const Range& range : ranges) encode_range(range, encoder);
}

bool decode_ranges(Decoder& in, std::vector<Range>& ranges) {
  ranges.clear();
  const std::uint64_t count = in.number_up_to(ranges_cap);
  for (std::uint64_t index = 0; index < count && in.good(); ++index) ranges.push_back(decode_range(in));
  return in.good();
}

}  // namespace constat
