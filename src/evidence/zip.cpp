#include "evidence/zip.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/text.h"
#include "evidence/decode.h"
#include "evidence/joined.h"
#include "evidence/window.h"

namespace constat {

namespace {
constexpr std::string_view local_signature = "PK\x03\x04";
constexpr std::string_view central_signature = "PK\x01\x02";
constexpr std::string_view end_signature = "PK\x05\x06";
constexpr std::string_view descriptor_signature = "PK\x07\x08";
constexpr std::size_t local_header_bytes = 30;
constexpr std::size_t central_header_bytes = 46;
constexpr std::size_t end_record_bytes = 22;
constexpr std::size_t comment_bytes_max = 65535;
// Names and headers are kept in memory: a directory beyond this is a bomb, not an archive.
constexpr std::uint64_t directory_bytes_max = 1ULL << 30;
// A stored member is read once more for its checksum only up to this size: an image of 40 GB is not worth a second
// pass.
constexpr std::uint64_t stored_check_bytes_max = 64ULL << 20;

// 4.4.6. The stamp has no zone: it is taken as UTC, so that it is the same on every machine.
std::int64_t seconds_of_dos(std::uint16_t date, std::uint16_t time) {
  const int year = 1980 + (date >> 9);
  const int month = (date >> 5) & 15;
  const int day = date & 31;
  if (month < 1 || month > 12 || day < 1) return 0;
  // Days from civil, by Howard Hinnant (public domain).
  const int y = month <= 2 ? year - 1 : year;
  const int era = y / 400;
  const int year_of_era = y - era * 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  const std::int64_t days = static_cast<std::int64_t>(era) * 146097 + day_of_era - 719468;
  return days * 86400 + (time >> 11) * 3600 + ((time >> 5) & 63) * 60 + (time & 31) * 2;
}

// Appendix D.1: what a name is in that does not say UTF-8.
constexpr char16_t code_page_437[128] = {
    0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF, 0x00EE,
    0x00EC, 0x00C4, 0x00C5, 0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9, 0x00FF, 0x00D6,
    0x00DC, 0x00A2, 0x00A3, 0x00A5, 0x20A7, 0x0192, 0x00E1, 0x00ED, 0x00F3, 0x00FA, 0x00F1, 0x00D1, 0x00AA,
    0x00BA, 0x00BF, 0x2310, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB, 0x2591, 0x2592, 0x2593, 0x2502,
    0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557, 0x255D, 0x255C, 0x255B, 0x2510, 0x2514,
    0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x255E, 0x255F, 0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550,
    0x256C, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256B, 0x256A, 0x2518, 0x250C,
    0x2588, 0x2584, 0x258C, 0x2590, 0x2580, 0x03B1, 0x00DF, 0x0393, 0x03C0, 0x03A3, 0x03C3, 0x00B5, 0x03C4,
    0x03A6, 0x0398, 0x03A9, 0x03B4, 0x221E, 0x03C6, 0x03B5, 0x2229, 0x2261, 0x00B1, 0x2265, 0x2264, 0x2320,
    0x2321, 0x00F7, 0x2248, 0x00B0, 0x2219, 0x00B7, 0x221A, 0x207F, 0x00B2, 0x25A0, 0x00A0};

std::string decode_name(std::string_view raw) {
  if (is_valid_utf8(raw)) return std::string(raw);
  std::string name;
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(name, byte < 0x80 ? static_cast<char32_t>(byte) : code_page_437[byte - 0x80]);
  }
  return name;
}

// What the extra field (4.5) adds to a header.
struct Extra {
  std::optional<std::string> name;
  std::int64_t modified_s = 0;
};

// Reads the extra field into `entry` and `extra`. 4.5.3: the zip64 field holds, in this order, only those of size,
// packed size and offset whose own field is all ones.
void read_extra(ByteView bytes, std::string_view raw_name, bool local, ZipArchive::Entry& entry, Extra& extra,
                std::uint32_t* disk = nullptr) {
  while (bytes.size() >= 4) {
    const std::uint16_t id = u16(bytes, 0);
    const std::size_t size = u16(bytes, 2);
    if (size > bytes.size() - 4) return;
    const ByteView field = bytes.subspan(4, size);
    bytes = bytes.subspan(4 + size);
    if (id == 0x0001) {
      std::size_t at = 0;
      for (std::uint64_t* const value : {&entry.size_bytes, &entry.packed_bytes, &entry.header_offset}) {
        if (local && value == &entry.header_offset) break;
        if (*value != 0xFFFFFFFF || at + 8 > field.size()) continue;
        *value = u64(field, at);
        at += 8;
      }
      if (disk != nullptr && *disk == 0xFFFF && at + 4 <= field.size()) *disk = u32(field, at);
    } else if (id == 0x7075 && field.size() > 5 && field[0] == std::byte{1}) {
      // 4.6.9: holds only while the stored name is the one that it was made for.
      const auto crc = ::crc32(0, reinterpret_cast<const Bytef*>(raw_name.data()), static_cast<uInt>(raw_name.size()));
      const std::string_view text = as_text(field.subspan(5));
      if (crc == u32(field, 1) && is_valid_utf8(text)) extra.name = std::string(text);
    } else if (id == 0x5455 && field.size() >= 5 && (std::to_integer<int>(field[0]) & 1) != 0) {
      extra.modified_s = static_cast<std::int32_t>(u32(field, 1));
    } else if (id == 0x000A && field.size() >= 32 && u16(field, 4) == 1 && extra.modified_s == 0) {
      // 4.5.5: 100 ns since 1601.
      extra.modified_s = static_cast<std::int64_t>(u64(field, 8) / 10'000'000) - 11'644'473'600;
    }
  }
}

// What both headers share, from the version needed on: `bytes` begins there.
void read_common(ByteView bytes, ZipArchive::Entry& entry) {
  entry.flags = u16(bytes, 2);
  entry.method = u16(bytes, 4);
  entry.modified_s = seconds_of_dos(u16(bytes, 8), u16(bytes, 6));
  entry.crc32 = u32(bytes, 10);
  entry.packed_bytes = u32(bytes, 14);
  entry.size_bytes = u32(bytes, 18);
  // Bit 0: encrypted; bit 13: headers masked. Method 99: WinZip's AES (its own specification).
  entry.encrypted = (entry.flags & 0x2001) != 0 || entry.method == 99;
}

void finish_entry(std::string_view raw_name, Extra& extra, ZipArchive::Entry& entry) {
  entry.name = extra.name ? std::move(*extra.name) : decode_name(raw_name);
  if (extra.modified_s != 0) entry.modified_s = extra.modified_s;
  const bool slash = !entry.name.empty() && (entry.name.back() == '/' || entry.name.back() == '\\');
  entry.is_folder = entry.is_folder || (slash && entry.size_bytes == 0);
}

struct Directory {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint64_t count = 0;
  std::uint64_t record_end = 0;  // Of the end record, without its comment.
  std::uint64_t shift = 0;       // What was put before the archive: added to every offset.
  std::uint32_t disk = 0;        // The number of its last file, from 0.
};

// Finds the end of central directory record (4.3.16), the last one whose fields fit, and the zip64 one (4.3.14).
std::optional<Directory> find_directory(Window& window) {
  const std::uint64_t size = window.size();
  if (size < end_record_bytes) return std::nullopt;
  const std::uint64_t tail_begin = size - std::min<std::uint64_t>(size, end_record_bytes + comment_bytes_max);
  const ByteView seen = window.at(tail_begin, static_cast<std::size_t>(size - tail_begin));
  const Buffer tail(seen.begin(), seen.end());
  if (tail.size() < end_record_bytes) return std::nullopt;
  for (std::size_t at = tail.size() - end_record_bytes + 1; at-- > 0;) {
    if (!holds_at(tail, at, end_signature)) continue;
    const ByteView record = ByteView(tail).subspan(at);
    if (end_record_bytes + u16(record, 20) > record.size()) continue;
    const std::uint64_t record_offset = tail_begin + at;
    Directory found;
    found.disk = u16(record, 4) == 0xFFFF ? 0 : u16(record, 4);
    found.count = u16(record, 10);
    std::uint64_t bytes = u32(record, 12);
    std::uint64_t offset = u32(record, 16);
    std::uint64_t end = record_offset;
    if (record_offset >= 20) {
      const ByteView locator = window.at(record_offset - 20, 20);
      if (locator.size() == 20 && starts_with(locator, "PK\x06\x07")) {
        std::uint64_t at64 = u64(locator, 8);
        const auto holds_record = [&](std::uint64_t candidate) {
          const ByteView end64 = window.at(candidate, 56);
          return end64.size() == 56 && starts_with(end64, "PK\x06\x06");
        };
        // Where something was put before the archive, the record is still right before its locator.
        if (!holds_record(at64) && record_offset >= 76) at64 = record_offset - 76;
        if (holds_record(at64)) {
          const ByteView end64 = window.at(at64, 56);
          if (u16(record, 4) == 0xFFFF) found.disk = u32(end64, 16);
          found.count = u64(end64, 32);
          bytes = u64(end64, 40);
          offset = u64(end64, 48);
          end = at64;
        }
      }
    }
    if (bytes > end) continue;
    const auto begins_entry = [&](std::uint64_t candidate) {
      return starts_with(window.at(candidate, 4), central_signature);
    };
    if (bytes == 0 || begins_entry(end - bytes)) {
      found.begin = end - bytes;
      found.shift = found.begin >= offset ? found.begin - offset : 0;
    } else if (offset < end && begins_entry(offset)) {
      found.begin = offset;
    } else {
      continue;
    }
    found.end = end;
    found.record_end = record_offset + end_record_bytes;
    return found;
  }
  return std::nullopt;
}

// Where the files of an archive begin in what they make together, by the numbers that its directory has for them.
class Disks {
 public:
  Disks(const VolumeLayout* layout, std::uint32_t last_disk) {
    if (layout == nullptr || last_disk == 0) return;
    for (const VolumeLayout::Part& part : layout->parts) {
      const bool is_last = &part == &layout->parts.back();
      disks_.push_back({is_last ? last_disk : part.number - 1, part.begin_bytes, part.begin_bytes + part.size_bytes});
    }
    for (std::size_t index = disks_.size() - 1; index-- > 0;) {
      if (disks_[index].number + 1 == disks_[index + 1].number) disks_[index].end_bytes = disks_[index + 1].end_bytes;
    }
  }
  bool any() const { return !disks_.empty(); }
  void place(std::uint32_t disk, ZipArchive::Entry& entry) const {
    const auto found = std::ranges::lower_bound(disks_, disk, {}, &Disk::number);
    entry.is_lost = found == disks_.end() || found->number != disk;
    if (entry.is_lost) return;
    entry.header_offset += found->begin_bytes;
    entry.end_max = found->end_bytes;
  }

 private:
  struct Disk {
    std::uint64_t number = 0;
    std::uint64_t begin_bytes = 0;
    std::uint64_t end_bytes = 0;  // Of those that follow it without a gap.
  };
  std::vector<Disk> disks_;
};

constexpr std::string_view too_many_members = "more members than the bound; the rest is not listed";

// Reads the central directory; gives what is wrong with it, "" where nothing is.
std::string read_directory(Window& window, const Directory& directory, const Disks& disks, const Limits& limits,
                           std::vector<ZipArchive::Entry>& entries,
                           std::vector<std::pair<std::uint64_t, std::uint64_t>>& used) {
  if (directory.end - directory.begin > directory_bytes_max) return "its directory is larger than the bound";
  entries.reserve(static_cast<std::size_t>(
      std::min<std::uint64_t>(directory.count, (directory.end - directory.begin) / central_header_bytes)));
  std::uint64_t at = directory.begin;
  while (at + central_header_bytes <= directory.end) {
    const ByteView fixed = window.at(at, central_header_bytes);
    if (fixed.size() < central_header_bytes || !starts_with(fixed, central_signature)) {
      // 4.3.13: a digital signature may follow the last entry.
      if (starts_with(fixed, "PK\x05\x05")) break;
      return "its directory is damaged";
    }
    if (entries.size() >= limits.members_max) return std::string(too_many_members);
    ZipArchive::Entry entry;
    entry.index = entries.size();
    read_common(fixed.subspan(6), entry);
    const std::size_t name_size = u16(fixed, 28);
    const std::size_t extra_size = u16(fixed, 30);
    const std::size_t comment_size = u16(fixed, 32);
    const bool unix_made = std::to_integer<int>(fixed[5]) == 3;
    const std::uint32_t attributes = u32(fixed, 38);
    entry.is_link = unix_made && (attributes >> 16 & 0170000) == 0120000;
    entry.is_folder = unix_made && (attributes >> 16 & 0170000) == 0040000 && entry.size_bytes == 0;
    entry.header_offset = u32(fixed, 42);
    const ByteView variable = window.at(at + central_header_bytes, name_size + extra_size);
    if (variable.size() < name_size + extra_size) return "its directory ends early";
    const std::string_view raw_name = as_text(variable.first(name_size));
    Extra extra;
    std::uint32_t disk = u16(fixed, 34);
    read_extra(variable.subspan(name_size), raw_name, false, entry, extra, &disk);
    finish_entry(raw_name, extra, entry);
    if (disks.any()) {
      disks.place(disk, entry);
    } else {
      entry.header_offset += directory.shift;
    }
    entries.push_back(std::move(entry));
    // A member's comment is not used: what a person wrote there is no part of any member.
    const std::uint64_t entry_end = at + central_header_bytes + name_size + extra_size;
    if (!used.empty() && used.back().second == at) {
      used.back().second = entry_end;
    } else {
      used.emplace_back(at, entry_end);
    }
    at += central_header_bytes + name_size + extra_size + comment_size;
  }
  // The count is kept modulo 65,536 by tools that know no zip64.
  if (entries.size() != directory.count && (entries.size() & 0xFFFF) != directory.count) {
    return "its directory lists " + std::to_string(entries.size()) + " members and promises " +
           std::to_string(directory.count);
  }
  return "";
}

bool known_method(std::uint16_t method) { return method <= 20 || (method >= 92 && method <= 99); }

class NullSink final : public ByteSink {
 public:
  explicit NullSink(std::uint64_t bytes_max) : left_(bytes_max) {}
  Result<void> write(ByteView bytes) override {
    if (bytes.size() > left_) return fail(Fault::over_limit, "larger than the bound");
    left_ -= bytes.size();
    return {};
  }

 private:
  std::uint64_t left_;
};

// Walks the local headers (4.3.7): for archives that lost their directory, and for fragments.
class LocalWalk {
 public:
  LocalWalk(Source& source, Window& window, const Limits& limits) : source_(source), window_(window), limits_(limits) {
    // Looking for the ends of members of unknown size may read a byte more than once, but only so often.
    search_bytes_left_ = window.size() * 8 + (64ULL << 20);
  }

  // Adds the members whose local header is not among `known` (sorted offsets).
  void run(const std::vector<std::uint64_t>& known, std::vector<ZipArchive::Entry>& entries) {
    std::uint64_t at = 0;
    while (entries.size() < limits_.members_max && entries_bytes_ < directory_bytes_max) {
      const auto hit = window_.find(local_signature, at, window_.size());
      if (!hit) return;
      ZipArchive::Entry entry;
      std::uint64_t data = 0;
      if (!read_header(*hit, entry, data)) {
        at = *hit + 1;
        continue;
      }
      const bool ends_well = find_end(entry, data);
      at = ends_well ? data + entry.packed_bytes : data;
      if (std::binary_search(known.begin(), known.end(), *hit)) continue;
      entry.index = entries.size();
      entries_bytes_ += sizeof entry + entry.name.size();
      entries.push_back(std::move(entry));
    }
  }

 private:
  bool read_header(std::uint64_t at, ZipArchive::Entry& entry, std::uint64_t& data) {
    const ByteView fixed = window_.at(at, local_header_bytes);
    if (fixed.size() < local_header_bytes) return false;
    const std::size_t name_size = u16(fixed, 26);
    const std::size_t extra_size = u16(fixed, 28);
    read_common(fixed.subspan(4), entry);
    if (std::to_integer<int>(fixed[4]) > 100 || !known_method(entry.method)) return false;
    entry.header_offset = at;
    data = at + local_header_bytes + name_size + extra_size;
    const ByteView variable = window_.at(at + local_header_bytes, name_size + extra_size);
    if (variable.size() < name_size) return false;
    const std::string_view raw_name = as_text(variable.first(name_size));
    Extra extra;
    read_extra(variable.subspan(name_size), raw_name, true, entry, extra);
    finish_entry(raw_name, extra, entry);
    data = std::min(data, window_.size());
    return true;
  }

  bool header_at(std::uint64_t at) {
    const ByteView bytes = window_.at(at, 4);
    return starts_with(bytes, local_signature) || starts_with(bytes, central_signature) ||
           starts_with(bytes, end_signature) || starts_with(bytes, descriptor_signature) ||
           starts_with(bytes, "PK\x06\x06");
  }

  // Settles entry.packed_bytes; true where the member's end is sure.
  bool find_end(ZipArchive::Entry& entry, std::uint64_t data) {
    const std::uint64_t left = window_.size() - data;
    const bool unknown = (entry.flags & 8) != 0 && entry.packed_bytes == 0;
    if (!unknown) {
      // It keeps what it promised: reading it tells that it breaks off.
      if (entry.packed_bytes > left) return false;
      return data + entry.packed_bytes == window_.size() || header_at(data + entry.packed_bytes);
    }
    // 4.3.9: the descriptor after the data says how long the data were: a hit that agrees is no chance.
    std::uint64_t at = data;
    while (const auto hit = search(descriptor_signature, at)) {
      const ByteView record = window_.at(*hit, 24);
      const std::uint64_t length = *hit - data;
      const bool wide = record.size() >= 24 && u64(record, 8) == length && length != 0;
      if (wide || (record.size() >= 16 && u32(record, 8) == (length & 0xFFFFFFFF))) {
        entry.crc32 = u32(record, 4);
        entry.packed_bytes = length;
        entry.size_bytes = wide ? u64(record, 16) : u32(record, 12);
        entry.is_folder = entry.is_folder && entry.size_bytes == 0;
        return true;
      }
      at = *hit + 1;
    }
    entry.is_folder = false;
    // No descriptor with a signature: deflate knows its own end.
    if (entry.method == 8 && !entry.encrypted && search_bytes_left_ > 0) {
      NullSink sink(std::min(limits_.member_bytes_max, search_bytes_left_));
      const auto used = decode_stream(Codec::deflate, source_, data, window_.size(), sink);
      search_bytes_left_ -= std::min(search_bytes_left_, left);
      if (used) {
        entry.packed_bytes = *used;
        const ByteView record = window_.at(data + *used, 12);
        if (record.size() == 12 && u32(record, 4) == (*used & 0xFFFFFFFF)) {
          entry.crc32 = u32(record, 0);
          entry.size_bytes = u32(record, 8);
        } else {
          entry.flags |= crc_unknown;
        }
        return true;
      }
    }
    entry.flags |= crc_unknown;
    const auto next = search(local_signature, data);
    entry.packed_bytes = (next ? *next : window_.size()) - data;
    return next.has_value();
  }

  std::optional<std::uint64_t> search(std::string_view signature, std::uint64_t from) {
    const std::uint64_t end = std::min(window_.size(), from + search_bytes_left_);
    const auto hit = window_.find(signature, from, end);
    search_bytes_left_ -= std::min(search_bytes_left_, (hit ? *hit : end) - from);
    return hit;
  }

 public:
  // Bit 15 of the flags is reserved: says here that the checksum is not known.
  static constexpr std::uint16_t crc_unknown = 0x8000;

 private:
  Source& source_;
  Window& window_;
  const Limits& limits_;
  std::uint64_t search_bytes_left_;
  std::uint64_t entries_bytes_ = 0;
};

// Passes bytes on and keeps their checksum.
class CheckingSink final : public ByteSink {
 public:
  explicit CheckingSink(ByteSink& sink) : sink_(sink) {}
  Result<void> write(ByteView bytes) override {
    crc_ = ::crc32_z(crc_, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    size_bytes_ += bytes.size();
    auto written = sink_.write(bytes);
    sink_failed_ = !written;
    return written;
  }
  std::uint32_t crc() const { return static_cast<std::uint32_t>(crc_); }
  std::uint64_t size_bytes() const { return size_bytes_; }
  bool sink_failed() const { return sink_failed_; }

 private:
  ByteSink& sink_;
  uLong crc_ = 0;
  std::uint64_t size_bytes_ = 0;
  bool sink_failed_ = false;
};

std::optional<Codec> codec_of(std::uint16_t method) {
  switch (method) {
    case 8: return Codec::deflate;
    case 12: return Codec::bzip2;
    case 14: return Codec::lzma_zip;
    case 20:  // What 93 was before 6.3.8.
    case 93: return Codec::zstd;
    case 95: return Codec::xz;
    default: return std::nullopt;
  }
}

// 4.4.5
std::string_view method_name(std::uint16_t method) {
  switch (method) {
    case 1: return "shrink";
    case 2:
    case 3:
    case 4:
    case 5: return "reduce";
    case 6: return "implode";
    case 9: return "deflate64";
    case 10: return "PKWARE DCL implode";
    case 94: return "MP3";
    case 96: return "JPEG variant";
    case 97: return "WavPack";
    case 98: return "PPMd";
    default: return "an unknown method";
  }
}

constexpr std::string_view wrong_checksum = "its checksum does not match: its contents may be damaged";
}  // namespace

Result<ZipArchive> ZipArchive::open(Source& source, const Limits& limits) {
  Window window(source);
  ZipArchive archive;
  archive.source_ = &source;
  const auto directory = find_directory(window);
  // 8.5.3, 8.5.4: the marker of an archive that was split, or was to be.
  if (const ByteView head = window.at(0, 8); holds_at(head, 4, local_signature)) archive.directory_.emplace_back(0, 4);
  if (directory) {
    const Disks disks(source.layout(), directory->disk);
    archive.damage_ = read_directory(window, *directory, disks, limits, archive.entries_, archive.directory_);
    archive.directory_.emplace_back(directory->end, directory->record_end);
    if (directory->disk != 0 && !disks.any())
      archive.damage_ = "one part of an archive that was split over several files";
  } else {
    // A split archive begins with a marker (8.5.3, 8.5.4) before its first local header.
    const ByteView head = window.at(0, 8);
    if (!starts_with(head, local_signature) && !holds_at(head, 4, local_signature)) {
      return fail(Fault::malformed, "no ZIP archive");
    }
    archive.damage_ = "its directory is missing: what its members' own headers tell was read";
  }
  if (!archive.damage_.empty() && archive.entries_.size() < limits.members_max) {
    std::vector<std::uint64_t> known;
    known.reserve(archive.entries_.size());
    for (const Entry& entry : archive.entries_) known.push_back(entry.header_offset);
    std::sort(known.begin(), known.end());
    LocalWalk(source, window, limits).run(known, archive.entries_);
    if (archive.entries_.size() >= limits.members_max) archive.damage_ += "; " + std::string(too_many_members);
  }
  archive.over_bound_ = archive.damage_.ends_with(too_many_members);
  return archive;
}

const ZipArchive::Entry* ZipArchive::find(std::string_view name) const {
  if (name.starts_with('/')) name.remove_prefix(1);
  for (const Entry& entry : entries_) {
    std::string_view own = entry.name;
    if (own.starts_with('/')) own.remove_prefix(1);
    if (own.size() == name.size() && equals_ignoring_case(own, name)) return &entry;
  }
  return nullptr;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> ZipArchive::used_stretches() const {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> used = directory_;
  used.reserve(used.size() + entries_.size());
  Window window(*source_);
  for (const Entry& entry : entries_) {
    if (entry.is_lost) continue;
    const ByteView header = window.at(entry.header_offset, local_header_bytes);
    if (header.size() < local_header_bytes || !starts_with(header, local_signature)) continue;
    const std::uint64_t data = entry.header_offset + local_header_bytes + u16(header, 26) + u16(header, 28);
    const bool described = (u16(header, 6) & 8) != 0;
    if (data > window.size()) continue;
    if (data > end_of(entry)) continue;
    std::uint64_t end = data + std::min(entry.packed_bytes, end_of(entry) - data);
    if (described) {
      // 4.3.9: with or without a signature, its sizes of 4 or of 8 bytes. What follows tells which.
      const ByteView behind = window.at(end, 28);
      const std::size_t signature = starts_with(behind, descriptor_signature) ? 4 : 0;
      const bool wide = !holds_at(behind, signature + 12, "PK") && holds_at(behind, signature + 20, "PK");
      end += signature + (wide ? 20 : 12);
    }
    used.emplace_back(entry.header_offset, end);
  }
  return used;
}

// Where the member's data begin: its local header has name and extra field of its own lengths.
Result<std::uint64_t> ZipArchive::data_offset(const Entry& entry) const {
  if (entry.is_lost) return fail(Fault::malformed, "it begins in a part of the archive that is missing");
  std::byte header[local_header_bytes];
  TRY_ASSIGN(const std::size_t got, source_->read_at(entry.header_offset, header));
  if (got < local_header_bytes) {
    return fail(Fault::truncated, "the archive ends before this member", entry.header_offset);
  }
  if (!starts_with(header, local_signature)) {
    return fail(Fault::malformed, "its header is not where the directory says", entry.header_offset);
  }
  const std::uint64_t data = entry.header_offset + local_header_bytes + u16(header, 26) + u16(header, 28);
  if (data > end_of(entry)) {
    return fail(Fault::truncated, "the archive ends before this member", entry.header_offset);
  }
  return data;
}

Result<void> ZipArchive::read_entry(const Entry& entry, const ReadContext& context, ByteSink& sink) const {
  (void)context;
  if (entry.encrypted) return fail(Fault::encrypted, "encrypted: it needs a password", entry.header_offset);
  TRY_ASSIGN(const std::uint64_t data, data_offset(entry));
  CheckingSink checking(sink);
  const std::uint64_t end = data + std::min(entry.packed_bytes, end_of(entry) - data);
  const bool cut = entry.packed_bytes > end_of(entry) - data;
  if (entry.method == 0) {
    Buffer block(static_cast<std::size_t>(std::min<std::uint64_t>(end - data, 256 * 1024)));
    for (std::uint64_t at = data; at < end;) {
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), end - at));
      TRY_ASSIGN(const std::size_t got, source_->read_at(at, std::span(block).first(wanted)));
      if (got == 0) return fail(Fault::truncated, "the archive ends within this member", at);
      TRY(checking.write(ByteView(block).first(got)));
      at += got;
    }
    if (cut) return fail(Fault::truncated, "the archive ends within this member", end);
  } else if (const auto codec = codec_of(entry.method)) {
    const auto used = decode_stream(*codec, *source_, data, end, checking);
    if (!used) {
      // LZMA may lie there without an end marker (5.8.9): then its declared size is its end.
      const bool complete = !checking.sink_failed() && entry.method == 14 && checking.size_bytes() == entry.size_bytes;
      if (!complete) return tl::unexpected<Error>(used.error());
    }
  } else {
    return fail(Fault::unsupported, "compressed by " + std::string(method_name(entry.method)) + ", which is not read",
                entry.header_offset);
  }
  if ((entry.flags & LocalWalk::crc_unknown) == 0 && checking.crc() != entry.crc32) {
    return fail(Fault::malformed, std::string(wrong_checksum), entry.header_offset);
  }
  return {};
}

Result<std::unique_ptr<Source>> ZipArchive::open_entry(const Entry& entry, const ReadContext& context) const {
  if (entry.method == 0 && !entry.encrypted) {
    TRY_ASSIGN(const std::uint64_t data, data_offset(entry));
    auto slice = std::make_unique<SliceSource>(*source_, data, std::min(entry.packed_bytes, end_of(entry) - data));
    std::string damage;
    if (slice->size_bytes() < entry.packed_bytes) {
      damage = "the archive ends within this member";
    } else if ((entry.flags & LocalWalk::crc_unknown) == 0 && entry.packed_bytes <= stored_check_bytes_max) {
      NullSink nothing(stored_check_bytes_max);
      if (const auto read = read_entry(entry, context, nothing); !read) damage = read.error().what;
    }
    if (damage.empty()) return std::unique_ptr<Source>(std::move(slice));
    return std::unique_ptr<Source>(std::make_unique<DamagedSource>(std::move(slice), std::move(damage)));
  }
  Spool spool(context.limits, context.spill, entry.packed_bytes);
  const auto read = read_entry(entry, context, spool);
  if (!read) {
    const Error& error = read.error();
    const bool partial = error.fault == Fault::truncated || error.fault == Fault::malformed;
    if (!partial || spool.size_bytes() == 0) return tl::unexpected<Error>(error);
  }
  TRY_ASSIGN(auto source, spool.finish());
  if (read) return source;
  return std::unique_ptr<Source>(std::make_unique<DamagedSource>(std::move(source), read.error().what));
}

std::optional<std::uint32_t> zip_disks(Source& source) {
  Window window(source);
  const std::uint64_t size = window.size();
  const std::uint64_t begin = size - std::min<std::uint64_t>(size, end_record_bytes + comment_bytes_max);
  const ByteView seen = window.at(begin, static_cast<std::size_t>(size - begin));
  const Buffer tail(seen.begin(), seen.end());
  for (std::size_t at = tail.size(); at-- > 0;) {
    if (!holds_at(tail, at, end_signature) || at + end_record_bytes > tail.size()) continue;
    const ByteView record = ByteView(tail).subspan(at);
    if (end_record_bytes + u16(record, 20) != record.size()) continue;
    if (u16(record, 4) != 0xFFFF) return u16(record, 4) + 1U;
    // 4.3.15: the zip64 locator before it has their number.
    const ByteView locator = at < 20 ? ByteView() : ByteView(tail).subspan(at - 20, 20);
    if (locator.size() == 20 && starts_with(locator, "PK\x06\x07")) return u32(locator, 16);
  }
  return std::nullopt;
}

}  // namespace constat
