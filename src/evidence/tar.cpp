#include "evidence/tar.h"

#include <algorithm>
#include <charconv>

namespace constat {

namespace {
constexpr std::size_t block_bytes = 512;
constexpr std::uint64_t meta_bytes_max = 4ULL << 20;
constexpr std::size_t extents_max = 1U << 20;

std::uint64_t padded(std::uint64_t size) { return (size + block_bytes - 1) / block_bytes * block_bytes; }

std::string_view field(ByteView header, std::size_t offset, std::size_t size) {
  const std::string_view text = as_text(header.subspan(offset, size));
  return text.substr(0, text.find('\0'));
}

// Octal text, or base 256 where the first bit is set (GNU, star). nullopt where it is neither or negative.
std::optional<std::uint64_t> number(ByteView header, std::size_t offset, std::size_t size) {
  const ByteView bytes = header.subspan(offset, size);
  if ((std::to_integer<unsigned>(bytes[0]) & 0x80) != 0) {
    if ((std::to_integer<unsigned>(bytes[0]) & 0x40) != 0) return std::nullopt;
    std::uint64_t value = std::to_integer<unsigned>(bytes[0]) & 0x3F;
    for (const std::byte byte : bytes.subspan(1)) {
      if (value >> 55 != 0) return std::nullopt;
      value = value << 8 | std::to_integer<unsigned>(byte);
    }
    return value;
  }
  std::uint64_t value = 0;
  bool any = false;
  for (const char c : as_text(bytes)) {
    if (c >= '0' && c <= '7') {
      if (value >> 60 != 0) return std::nullopt;
      value = value * 8 + static_cast<unsigned>(c - '0');
      any = true;
    } else if (c == ' ' || c == '\0') {
      if (any) break;
    } else {
      return std::nullopt;
    }
  }
  return value;
}

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

bool all_zero(ByteView bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; });
}

// A member with holes: what is stored lies together, the holes read as zeros.
class SparseSource final : public Source {
 public:
  SparseSource(Source& parent, const TarReader::Entry& entry) : parent_(parent), size_bytes_(entry.size_bytes) {
    std::uint64_t stored = entry.data_offset;
    for (const TarReader::Extent& extent : entry.extents) {
      extents_.push_back({extent.offset_bytes, extent.size_bytes, stored});
      stored += extent.size_bytes;
    }
  }
  std::uint64_t size_bytes() const override { return size_bytes_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
    if (offset >= size_bytes_) return std::size_t{0};
    out = out.first(static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_bytes_ - offset)));
    std::fill(out.begin(), out.end(), std::byte{0});
    // The extents are in order and apart: the first that ends behind the offset is the first that matters.
    auto extent = std::upper_bound(extents_.begin(), extents_.end(), offset, [](std::uint64_t at, const Stored& s) {
      return at < s.offset_bytes + s.size_bytes;
    });
    for (; extent != extents_.end() && extent->offset_bytes < offset + out.size(); ++extent) {
      const std::uint64_t begin = std::max(offset, extent->offset_bytes);
      const std::uint64_t end = std::min(offset + out.size(), extent->offset_bytes + extent->size_bytes);
      if (begin >= end) continue;
      const auto part = out.subspan(static_cast<std::size_t>(begin - offset), static_cast<std::size_t>(end - begin));
      TRY(parent_.read_at(extent->stored_at + (begin - extent->offset_bytes), part));
    }
    return out.size();
  }

 private:
  struct Stored {
    std::uint64_t offset_bytes;
    std::uint64_t size_bytes;
    std::uint64_t stored_at;
  };
  Source& parent_;
  std::uint64_t size_bytes_;
  std::vector<Stored> extents_;
};
}  // namespace

bool is_tar_header(ByteView block) {
  if (block.size() < block_bytes || block[0] == std::byte{0}) return false;
  const auto promised = number(block, 148, 8);
  if (!promised || *promised == 0) return false;
  std::uint64_t sum = 0;
  std::int64_t signed_sum = 0;  // Some old tars summed signed characters.
  for (std::size_t index = 0; index < block_bytes; ++index) {
    const auto byte = index >= 148 && index < 156 ? std::byte{' '} : block[index];
    sum += std::to_integer<unsigned>(byte);
    signed_sum += static_cast<signed char>(byte);
  }
  return sum == *promised || signed_sum == static_cast<std::int64_t>(*promised);
}

// Moves to the next header at or after offset_, block by block. False at the end.
bool TarReader::skip_to_header(const char* why) {
  bool lost_something = false;
  for (;; offset_ += block_bytes) {
    const ByteView block = window_.at(offset_, block_bytes);
    if (block.size() < block_bytes) {
      lost_something = lost_something || !all_zero(block);
      break;
    }
    if (is_tar_header(block)) {
      if (lost_something) damage_ = why;
      return true;
    }
    lost_something = lost_something || !all_zero(block);
  }
  if (lost_something) damage_ = why;
  return false;
}

bool TarReader::read_meta(std::uint64_t data, std::uint64_t size, std::string& text) {
  if (size > meta_bytes_max) {
    damage_ = "an extended header is larger than the bound";
    return false;
  }
  const ByteView bytes = window_.at(data, static_cast<std::size_t>(size));
  text = as_text(bytes);
  if (bytes.size() < size) damage_ = "it ends within an extended header";
  return true;
}

// "LENGTH KEY=VALUE\n", over and over. A value may hold anything, newlines and NULs too.
void TarReader::read_records(std::string_view text, Records& records, Entry& entry) {
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) break;
    const auto length = decimal(text.substr(0, space));
    if (!length || *length <= space + 1 || *length > text.size()) {
      damage_ = "an extended header is damaged";
      return;
    }
    std::string_view record = text.substr(space + 1, static_cast<std::size_t>(*length) - space - 1);
    text.remove_prefix(static_cast<std::size_t>(*length));
    if (record.ends_with('\n')) record.remove_suffix(1);
    const std::size_t equals = record.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = record.substr(0, equals);
    const std::string_view value = record.substr(equals + 1);
    // Sparse format 0.0 repeats two keys, one pair for each extent.
    if (key == "GNU.sparse.offset" && entry.extents.size() < extents_max) {
      entry.extents.push_back({decimal(value).value_or(0), 0});
    } else if (key == "GNU.sparse.numbytes" && !entry.extents.empty()) {
      entry.extents.back().size_bytes = decimal(value).value_or(0);
    } else if (records.size() < 1000) {
      records.insert_or_assign(std::string(key), std::string(value));
    }
  }
}

void TarReader::read_old_sparse(ByteView header, Entry& entry) {
  entry.is_sparse = true;
  const auto add = [&](ByteView block, std::size_t offset, std::size_t count) {
    for (std::size_t index = 0; index < count; ++index, offset += 24) {
      const auto at = number(block, offset, 12);
      const auto size = number(block, offset + 12, 12);
      if (at && size && *size != 0) entry.extents.push_back({*at, *size});
    }
  };
  add(header, 386, 4);
  entry.size_bytes = number(header, 483, 12).value_or(entry.packed_bytes);
  bool more = header[482] != std::byte{0};
  while (more && entry.extents.size() < extents_max) {
    const ByteView block = window_.at(entry.data_offset, block_bytes);
    if (block.size() < block_bytes) break;
    add(block, 0, 21);
    more = block[504] != std::byte{0};
    entry.data_offset += block_bytes;
  }
}

void TarReader::apply(const Records& records, Entry& entry) {
  const auto text = [&](std::string_view key) -> const std::string* {
    const auto found = records.find(key);
    return found == records.end() ? nullptr : &found->second;
  };
  if (const auto* const path = text("path")) entry.name = *path;
  if (const auto* const path = text("GNU.sparse.name")) entry.name = *path;
  if (const auto* const path = text("linkpath")) entry.link = *path;
  if (const auto* const time = text("mtime")) {
    std::int64_t value = 0;
    if (std::from_chars(time->data(), time->data() + time->size(), value).ec == std::errc()) entry.modified_s = value;
  }
  if (const auto* const size = text("size")) {
    if (const auto value = decimal(*size)) {
      entry.packed_bytes = entry.size_bytes = *value;
    } else {
      damage_ = "an extended header is damaged";
    }
  }
  const auto* real = text("GNU.sparse.realsize");
  if (real == nullptr) real = text("GNU.sparse.size");
  if (real == nullptr) return;
  entry.is_sparse = true;
  if (const auto* const map = text("GNU.sparse.map")) {  // Format 0.1: "offset,size,offset,size"
    std::string_view rest = *map;
    std::optional<std::uint64_t> at;
    while (!rest.empty() && entry.extents.size() < extents_max) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      const std::uint64_t value = decimal(rest.substr(0, comma)).value_or(0);
      if (at) {
        entry.extents.push_back({*at, value});
        at.reset();
      } else {
        at = value;
      }
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  entry.size_bytes = decimal(*real).value_or(entry.packed_bytes);
  if (const auto* const major = text("GNU.sparse.major"); major != nullptr && *major == "1") read_sparse_map(entry);
}

// Format 1.0: the map is text before the data, padded to blocks: a count, then offset and size of each extent.
void TarReader::read_sparse_map(Entry& entry) {
  std::uint64_t at = entry.data_offset;
  const std::uint64_t end = std::min(source_.size_bytes(), entry.data_offset + entry.packed_bytes);
  const auto line = [&]() -> std::optional<std::uint64_t> {
    const ByteView bytes =
        window_.at(at, static_cast<std::size_t>(std::min<std::uint64_t>(24, end - std::min(at, end))));
    const std::size_t newline = as_text(bytes).find('\n');
    if (newline == std::string_view::npos) return std::nullopt;
    const auto value = decimal(as_text(bytes).substr(0, newline));
    at += newline + 1;
    return value;
  };
  const auto count = line();
  entry.extents.clear();
  for (std::uint64_t index = 0; count && index < *count && index < extents_max; ++index) {
    const auto offset = line();
    const auto size = line();
    if (!offset || !size) {
      damage_ = "the map of a sparse member is damaged";
      break;
    }
    entry.extents.push_back({*offset, *size});
  }
  const std::uint64_t map_bytes = padded(at - entry.data_offset);
  entry.data_offset += map_bytes;
  entry.packed_bytes -= std::min(entry.packed_bytes, map_bytes);
}

std::optional<TarReader::Entry> TarReader::next() {
  Records records = global_;
  Entry entry;
  std::optional<std::string> long_name;
  std::optional<std::string> long_link;
  bool begun = false;
  for (;;) {
    ByteView header = window_.at(offset_, block_bytes);
    if (header.size() < block_bytes) {
      if (begun || !all_zero(header)) damage_ = "it ends early";
      return std::nullopt;
    }
    if (!is_tar_header(header)) {
      // Two zero blocks are the end, but archives are joined, padded and hidden behind it: it is looked on.
      if (!skip_to_header("a part of it is damaged or no archive: it was passed over")) return std::nullopt;
      header = window_.at(offset_, block_bytes);
    }
    // A copy: what is read next may move the window.
    const Buffer copy(header.begin(), header.end());
    header = copy;
    if (!begun) entry.begin_bytes = offset_;
    begun = true;
    const char type = static_cast<char>(header[156]);
    const auto size = number(header, 124, 12);
    const std::uint64_t data = offset_ + block_bytes;
    const std::uint64_t stored = size.value_or(0);
    if (!size) damage_ = "the size of a member is damaged";
    const bool is_meta =
        type == 'x' || type == 'X' || type == 'g' || type == 'L' || type == 'K' || type == 'A' || type == 'V';
    if (is_meta) {
      std::string text;
      if (read_meta(data, stored, text)) {
        if (type == 'x' || type == 'X') read_records(text, records, entry);
        if (type == 'g') {
          read_records(text, global_, entry);
          read_records(text, records, entry);
        }
        if (type == 'L') long_name = text.substr(0, text.find('\0'));
        if (type == 'K') long_link = text.substr(0, text.find('\0'));
      }
      offset_ = data + std::min(padded(std::min(stored, source_.size_bytes())), source_.size_bytes());
      continue;
    }
    entry.type = type == '\0' || type == '7' ? '0' : type;
    entry.name = field(header, 0, 100);
    const std::string_view magic = as_text(header.subspan(257, 8));
    // GNU keeps other things where ustar keeps the prefix.
    if (magic.starts_with(std::string_view("ustar\0", 6))) {
      const bool star = as_text(header.subspan(508, 4)) == std::string_view("tar\0", 4);
      const std::string_view prefix = field(header, 345, star ? 131 : 155);
      if (!prefix.empty()) entry.name = std::string(prefix) + "/" + entry.name;
    }
    entry.link = field(header, 157, 100);
    entry.modified_s = static_cast<std::int64_t>(number(header, 136, 12).value_or(0));
    entry.data_offset = data;
    entry.packed_bytes = entry.size_bytes = stored;
    if (type == 'S') read_old_sparse(header, entry);
    if (type == 'M') entry.note = "continued from another volume of the archive";
    const std::uint64_t header_packed = entry.packed_bytes;
    const std::uint64_t data_begin = entry.data_offset;
    apply(records, entry);
    // What lies in the archive is the pax size where it is given: the map of a sparse member is part of it.
    const std::uint64_t lies =
        std::max(entry.packed_bytes + (entry.data_offset - data_begin), records.contains("size") ? 0 : header_packed);
    if (long_name) entry.name = *long_name;
    if (long_link) entry.link = *long_link;
    std::uint64_t skip = lies;
    if (type == '2' || type == '3' || type == '4' || type == '5' || type == '6') skip = 0;
    // A hard link may carry the data (pax) or only their size: the next block tells.
    if (type == '1' && skip != 0 &&
        (is_tar_header(window_.at(data, block_bytes)) || all_zero(window_.at(data, block_bytes)))) {
      skip = 0;
    }
    if (skip == 0) entry.packed_bytes = entry.size_bytes = 0;
    if (entry.type == '0' && entry.name.ends_with('/') && skip == 0) entry.type = '5';
    entry.index = index_++;
    const std::uint64_t left = source_.size_bytes() - std::min(source_.size_bytes(), data_begin);
    offset_ = skip >= left ? source_.size_bytes() : data_begin + std::min(padded(skip), left);
    if (skip > left) damage_ = "it ends early";
    return entry;
  }
}

Result<std::unique_ptr<Source>> TarReader::open_entry(const Entry& entry, const Limits& limits) const {
  std::unique_ptr<Source> source;
  if (entry.is_sparse) {
    if (entry.size_bytes > limits.member_bytes_max ||
        (entry.size_bytes > limits.expansion_free_bytes &&
         entry.size_bytes / std::max<std::uint64_t>(entry.packed_bytes, 1) > limits.expansion_ratio_max)) {
      return fail(Fault::over_limit, "a sparse member with more holes than the bound allows");
    }
    std::uint64_t end = 0;
    std::uint64_t sum = 0;
    for (const Extent& extent : entry.extents) {
      if (extent.offset_bytes < end || extent.size_bytes > entry.packed_bytes - sum ||
          extent.offset_bytes > entry.size_bytes || extent.size_bytes > entry.size_bytes - extent.offset_bytes) {
        return fail(Fault::malformed, "the map of a sparse member is damaged", entry.begin_bytes);
      }
      end = extent.offset_bytes + extent.size_bytes;
      sum += extent.size_bytes;
    }
    source = std::make_unique<SparseSource>(source_, entry);
  } else {
    source = std::make_unique<SliceSource>(source_, entry.data_offset, entry.packed_bytes);
  }
  const std::uint64_t left = source_.size_bytes() - std::min(source_.size_bytes(), entry.data_offset);
  if (entry.packed_bytes > left) {
    return std::unique_ptr<Source>(
        std::make_unique<DamagedSource>(std::move(source), "the archive ends within this member"));
  }
  return source;
}

}  // namespace constat
