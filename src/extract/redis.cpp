// Dumps of Redis (RDB, versions 1 to 12). Source: redis/redis, src/rdb.h, rdb.c, ziplist.c, listpack.c, intset.c. A
// hash is a record whose columns are its fields ("user:17" with name, email...), beside its key; strings that are JSON
// objects are records as those of JSON are; all other strings, lists, sets and sorted sets are text, a line each: "key:
// value". Places are bytes of the file: of a value that LZF packed, where its packed bytes begin. Not read: streams and
// values of modules, whose length nothing says: what follows them is scanned for printable text.
#include <algorithm>
#include <bit>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "evidence/window.h"
#include "extract/extractors.h"
#include "extract/json_table.h"
#include "extract/json_walk.h"
#include "extract/part_text.h"
#include "extract/record_table.h"
#include "extract/sqlite.h"
#include "extract/stray_bytes.h"
#include "extract/value_text.h"

namespace constat {

namespace {

constexpr std::string_view redis_magic = "REDIS";
constexpr std::size_t redis_header_bytes = 9;
constexpr std::uint64_t value_bytes_max = 32U << 20;
constexpr std::size_t learned_hashes = 200;

enum Code : unsigned {
  slot_info = 244,
  function = 245,
  function_before = 246,
  module_aux = 247,
  idle = 248,
  frequency = 249,
  auxiliary = 250,
  resize = 251,
  expires_milliseconds = 252,
  expires_seconds = 253,
  select_database = 254,
  end_of_file = 255,
};
enum Kind : unsigned {
  string = 0,
  list = 1,
  set = 2,
  sorted_set = 3,
  hash = 4,
  sorted_set_2 = 5,
  list_ziplist = 10,
  set_intset = 11,
  sorted_set_ziplist = 12,
  hash_ziplist = 13,
  list_quicklist = 14,
  hash_listpack = 16,
  sorted_set_listpack = 17,
  list_quicklist_2 = 18,
  set_listpack = 20,
  module_2 = 7,
  stream = 15,
  stream_2 = 19,
  stream_3 = 21,
};

struct Text {
  std::string bytes;
  std::uint64_t offset = 0;  // Of its first byte in the file.
};

std::int64_t signed_le(ByteView bytes) {
  std::uint64_t value = 0;
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    value |= std::to_integer<std::uint64_t>(bytes[index]) << (8 * index);
  }
  const auto unused = static_cast<unsigned>(64 - 8 * bytes.size());
  return static_cast<std::int64_t>(value << unused) >> unused;
}

// LZF (liblzf, lzf_d.c): literals, and copies of what came before.
std::optional<std::string> unpack_lzf(ByteView in, std::uint64_t size) {
  // No three bytes make more than 264.
  if (size > in.size() * std::uint64_t{100} + 300) return std::nullopt;
  std::string out;
  out.reserve(static_cast<std::size_t>(size));
  std::size_t at = 0;
  const auto byte = [&](std::size_t index) { return std::to_integer<std::size_t>(in[index]); };
  while (at < in.size()) {
    const std::size_t control = byte(at++);
    if (control < 32) {
      const std::size_t length = control + 1;
      if (length > in.size() - at || length > size - out.size()) return std::nullopt;
      out.append(as_text(in.subspan(at, length)));
      at += length;
      continue;
    }
    std::size_t length = control >> 5;
    if (length == 7) {
      if (at >= in.size()) return std::nullopt;
      length += byte(at++);
    }
    if (at >= in.size()) return std::nullopt;
    const std::size_t distance = ((control & 31) << 8 | byte(at++)) + 1;
    length += 2;
    if (distance > out.size() || length > size - out.size()) return std::nullopt;
    for (std::size_t index = 0; index < length; ++index) out.push_back(out[out.size() - distance]);
  }
  return out.size() == size ? std::optional(std::move(out)) : std::nullopt;
}

// The entries of a ziplist or a listpack within `bytes`, each with its place from there; those before the first that is
// malformed.
std::vector<Text> packed_entries(std::string_view text, bool is_listpack) {
  const ByteView bytes = as_bytes(text);
  std::vector<Text> entries;
  std::size_t at = is_listpack ? 6 : 10;
  const auto byte = [&](std::size_t index) { return std::to_integer<std::size_t>(bytes[index]); };
  while (at < bytes.size() && byte(at) != 0xFF) {
    if (!is_listpack) {
      at += byte(at) == 0xFE ? 5 : 1;  // The size of the entry before.
      if (at >= bytes.size()) break;
    }
    const std::size_t begin = at;
    const std::size_t head = byte(at++);
    std::size_t size_bytes = 0;  // Of the length behind the head.
    std::size_t length = 0;      // Of a string, or of an integer in bytes.
    bool is_string = false;
    std::optional<std::int64_t> number;
    if (is_listpack) {
      if (head < 0x80) {
        number = static_cast<std::int64_t>(head);
      } else if (head < 0xC0) {
        is_string = true;
        length = head & 0x3F;
      } else if (head < 0xE0) {
        if (at >= bytes.size()) break;
        const auto value = static_cast<std::int64_t>((head & 0x1F) << 8 | byte(at++));
        number = value >= 4096 ? value - 8192 : value;
      } else if (head < 0xF0) {
        if (at >= bytes.size()) break;
        is_string = true;
        length = (head & 0x0F) << 8 | byte(at++);
      } else if (head == 0xF0) {
        is_string = true;
        size_bytes = 4;
        if (size_bytes > bytes.size() - at) break;
        length = u32(bytes, at);
      } else if (head <= 0xF4) {
        length = head == 0xF4 ? 8 : head - 0xF0 + 1;
      } else {
        break;
      }
    } else if (head < 0x40) {
      is_string = true;
      length = head;
    } else if (head < 0x80) {
      if (at >= bytes.size()) break;
      is_string = true;
      length = (head & 0x3F) << 8 | byte(at++);
    } else if (head == 0x80) {
      is_string = true;
      size_bytes = 4;
      if (size_bytes > bytes.size() - at) break;
      length = byte(at) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3);
    } else if (head == 0xC0 || head == 0xD0 || head == 0xE0) {
      length = head == 0xC0 ? 2 : head == 0xD0 ? 4 : 8;
    } else if (head == 0xF0 || head == 0xFE) {
      length = head == 0xF0 ? 3 : 1;
    } else if (head >= 0xF1 && head <= 0xFD) {
      number = static_cast<std::int64_t>(head & 0x0F) - 1;
    } else {
      break;
    }
    at += size_bytes;
    if (length > bytes.size() - at) break;
    if (is_string) {
      entries.push_back({std::string(text.substr(at, length)), at});
    } else {
      entries.push_back({std::to_string(number ? *number : signed_le(bytes.subspan(at, length))), begin});
    }
    at += length;
    if (is_listpack) {
      const std::size_t taken = at - begin;
      at += taken < 128 ? 1 : taken < 16'384 ? 2 : taken < 2'097'152 ? 3 : taken < 268'435'456 ? 4 : 5;
    }
  }
  return entries;
}

class RedisReader {
 public:
  RedisReader(Source& source, const ExtractContext& context, Output& out)
      : source_(source),
        context_(context),
        out_(out),
        window_(source),
        hashes_(out),
        objects_(out, context.limits, "", ""),
        lines_(context.limits, out, "") {}

  // Tables and text cannot be given at once: the file is walked for each.
  Result<void> read() {
    for (const Want want : {Want::learn, Want::hashes, Want::objects, Want::lines}) {
      want_ = want;
      walk();
      if (want == Want::hashes) hashes_.end();
      if (want == Want::objects) objects_.end();
      if (want == Want::lines) lines_.finish();
    }
    if (!damage_.empty()) {
      TRY(give_runs(source_, context_, at_, window_.size(), stray_run_characters_min, out_));
      out_.gap(Status::partly_read,
               damage_ + " at byte " + std::to_string(at_) + ": what follows was scanned for printable text");
    }
    if (damage_.empty()) TRY(give_behind_end());
    if (too_large_) out_.gap(Status::too_big, "values larger than the bound were scanned for printable text");
    return {};
  }

 private:
  // Behind the dump that a log of commands begins with (appendonly.aof) stand the commands; from version 5 on a
  // checksum lies between.
  Result<void> give_behind_end() {
    const std::string_view version = as_text(window_.at(redis_magic.size(), 4));
    const std::uint64_t checksum_bytes = version >= "0005" ? 8 : 0;
    if (window_.size() - at_ <= checksum_bytes) return {};
    const std::uint64_t begin = at_ + checksum_bytes;
    if (is_zeros(begin)) return {};
    TRY(give_runs(source_, context_, begin, window_.size(), stray_run_characters_min, out_));
    out_.gap(Status::partly_read, std::to_string(window_.size() - begin) + " bytes behind its end are read as text");
    return {};
  }

  // Up to the end: the padding of what was carved from a disk.
  bool is_zeros(std::uint64_t at) {
    constexpr std::size_t block_bytes = 64 * 1024;
    while (at < window_.size()) {
      const ByteView block = window_.at(at, block_bytes);
      if (block.empty() || std::ranges::any_of(block, [](std::byte byte) { return byte != std::byte{0}; }))
        return false;
      at += block.size();
    }
    return true;
  }

  enum class Want { learn, hashes, objects, lines };

  void walk() {
    at_ = redis_header_bytes;
    good_ = true;
    damage_.clear();
    learned_ = 0;
    row_ = 0;
    while (at_ < window_.size() && (want_ != Want::learn || learned_ < learned_hashes)) {
      const std::uint64_t begin = at_;
      const unsigned code = next();
      if (code == end_of_file) return;
      if (code >= slot_info ? !setting(code) : !value(code)) {
        if (damage_.empty()) damage_ = at_ >= window_.size() ? "the dump breaks off" : "the dump is damaged";
        at_ = begin;
        return;
      }
    }
  }

  // What stands between values.
  bool setting(unsigned code) {
    switch (code) {
      case auxiliary: return text().has_value() && text().has_value();
      case function: return text().has_value();
      case select_database:
      case idle: return length().has_value();
      case resize: return length().has_value() && length().has_value();
      case slot_info: return length().has_value() && length().has_value() && length().has_value();
      case frequency: return skip(1);
      case expires_seconds: return skip(4);
      case expires_milliseconds: return skip(8);
      // Of which module, and when it is to be read: numbers with a mark before each.
      case module_aux: return length().has_value() && length().has_value() && length().has_value() && module_parts({});
      default: damage_ = "a mark of an unknown kind"; return false;
    }
  }

  bool value(unsigned kind) {
    const auto key = text();
    if (!key) return false;
    fields_.clear();
    switch (kind) {
      case string: {
        auto one = text();
        if (!one) return false;
        give_string(*key, *one);
        return true;
      }
      case list:
      case set: return counted(*key, 1, false);
      case sorted_set:
      case sorted_set_2: return counted(*key, 1, true, kind == sorted_set_2);
      case hash:
        if (!counted(*key, 2, false)) return false;
        give_hash(*key);
        return true;
      case list_ziplist:
      case sorted_set_ziplist: return packed(*key, false, kind == list_ziplist ? 1 : 2);
      case sorted_set_listpack: return packed(*key, true, 2);
      case set_listpack: return packed(*key, true, 1);
      case hash_ziplist:
      case hash_listpack: {
        const auto all = text();
        if (!all) return false;
        for (Text& entry : entries_of(*all, kind == hash_listpack)) fields_.push_back(std::move(entry));
        give_hash(*key);
        return true;
      }
      case set_intset: return integers(*key);
      case module_2: return length().has_value() && module_parts(*key);
      case stream:
      case stream_2:
      case stream_3: return stream_parts(*key, kind);
      case list_quicklist:
      case list_quicklist_2: {
        auto count = length();
        for (; count && *count > 0 && good_; --*count) {
          bool is_plain = false;
          if (kind == list_quicklist_2) {
            const auto container = length();
            is_plain = container && *container == 1;
          }
          const auto all = text();
          if (!all) return false;
          if (is_plain) {
            give_line(*key, *all);
            continue;
          }
          for (const Text& entry : entries_of(*all, kind == list_quicklist_2)) give_line(*key, entry);
        }
        return count.has_value();
      }
      default: damage_ = "a value of a kind that is not read"; return false;
    }
  }

  // Elements one behind the other: `texts` of them each, and the score of a sorted set.
  bool counted(const Text& key, unsigned texts, bool scored, bool binary_score = false) {
    auto count = length();
    if (!count || *count > window_.size()) return false;
    for (; *count > 0; --*count) {
      for (unsigned index = 0; index < texts; ++index) {
        auto one = text();
        if (!one) return false;
        if (texts == 2) {
          // What no record can hold in memory is text.
          fields_bytes_ = fields_.empty() ? 0 : fields_bytes_;
          fields_bytes_ += one->bytes.size() + sizeof(Text);
          if (fields_bytes_ > value_bytes_max) {
            too_large_ = true;
            give_hash(key);
            fields_.clear();
          }
          fields_.push_back(std::move(*one));
        } else {
          give_line(key, *one);
        }
      }
      if (!scored) continue;
      if (binary_score) {
        if (!skip(8)) return false;
      } else {
        const unsigned size = next();  // Beyond: not a number, endless.
        if (!good_ || (size < 253 && !skip(size))) return false;
      }
    }
    return true;
  }

  bool packed(const Text& key, bool is_listpack, std::size_t step) {
    const auto all = text();
    if (!all) return false;
    const auto entries = entries_of(*all, is_listpack);
    for (std::size_t index = 0; index < entries.size(); index += step) give_line(key, entries[index]);
    return true;
  }
  bool integers(const Text& key) {
    const auto all = text();
    if (!all) return false;
    const ByteView bytes = as_bytes(all->bytes);
    if (bytes.size() < 8) return true;
    const std::size_t width = u32(bytes, 0);
    if (width != 2 && width != 4 && width != 8) return false;
    for (std::size_t at = 8; at + width <= bytes.size(); at += width) {
      give_line(key,
                {std::to_string(signed_le(bytes.subspan(at, width))), was_packed_ ? all->offset : all->offset + at});
    }
    return true;
  }

  // Numbers and strings, each behind what it is, up to the end.
  bool module_parts(const Text& key) {
    while (good_) {
      const auto part = length();
      if (!part) return false;
      switch (*part) {
        case 0: return true;
        case 1:
        case 2:
          if (!length()) return false;
          break;
        case 3:
          if (!skip(4)) return false;
          break;
        case 4:
          if (!skip(8)) return false;
          break;
        case 5: {
          const auto one = text();
          if (!one) return false;
          give_line(key, *one);
          break;
        }
        default: return false;
      }
    }
    return false;
  }

  bool lengths(unsigned count) {
    for (; count > 0; --count) {
      if (!length()) return false;
    }
    return true;
  }

  // Entries in listpacks, then the groups of consumers and what each has yet to confirm.
  bool stream_parts(const Text& key, unsigned kind) {
    auto packs = length();
    for (; packs && *packs > 0; --*packs) {
      if (!text()) return false;
      const auto all = text();
      if (!all) return false;
      for (const Text& entry : entries_of(*all, true)) give_line(key, entry);
    }
    if (!packs || !lengths(kind == stream ? 3 : 8)) return false;
    auto groups = length();
    for (; groups && *groups > 0; --*groups) {
      if (!text() || !lengths(kind == stream ? 2 : 3)) return false;
      auto pending = length();
      for (; pending && *pending > 0; --*pending) {
        if (!skip(24) || !length()) return false;
      }
      auto consumers = pending ? length() : std::nullopt;
      for (; consumers && *consumers > 0; --*consumers) {
        if (!text() || !skip(kind == stream_3 ? 16 : 8)) return false;
        const auto own = length();
        if (!own || *own > window_.size() / 16 || !skip(*own * 16)) return false;
      }
      if (!consumers) return false;
    }
    return groups.has_value();
  }

  // With their places in the file; of what was packed, that of the whole.
  std::vector<Text> entries_of(const Text& all, bool is_listpack) const {
    std::vector<Text> entries = packed_entries(all.bytes, is_listpack);
    for (Text& entry : entries) entry.offset = was_packed_ ? all.offset : all.offset + entry.offset;
    return entries;
  }

  // ---- What is given.

  // What a cell or a line says of bytes: text, hex, or nothing.
  std::string shown(const std::string& bytes) const {
    if (is_printable_text(bytes)) return bytes;
    // Of serialized objects their texts are.
    std::string runs = printable_runs(as_bytes(bytes), stray_run_characters_min);
    if (runs.empty()) return bytes_text(as_bytes(bytes), 0).value_or("");
    std::ranges::replace(runs, '\n', ' ');
    return runs;
  }

  void give_hash(const Text& key) {
    if (want_ != Want::hashes && want_ != Want::learn) return;
    std::vector<RecordField> record;
    record.push_back({"key", shown(key.bytes), key.offset});
    for (std::size_t index = 0; index + 1 < fields_.size(); index += 2) {
      record.push_back({shown(fields_[index].bytes), shown(fields_[index + 1].bytes), fields_[index + 1].offset});
    }
    if (want_ == Want::learn) {
      ++learned_;
      hashes_.learn(record);
    } else {
      hashes_.give(record);
    }
  }

  static bool is_object(std::string_view text, std::size_t nesting_max) {
    if (text.size() < 2 || text.front() != '{' || text.back() != '}' || !is_valid_utf8(text)) return false;
    JsonIgnore ignore;
    const JsonWalked walked = walk_json(text, 0, nesting_max, ignore);
    return walked.state == JsonState::whole && walked.end == text.size();
  }

  void give_string(const Text& key, const Text& one) {
    if (want_ == Want::objects && is_object(one.bytes, context_.limits.nesting_max)) {
      const bool is_packed = was_packed_;
      objects_.row(one.bytes, "", ++row_, true, [&](const char* byte) {
        return is_packed ? one.offset : one.offset + static_cast<std::uint64_t>(byte - one.bytes.data());
      });
    } else if (want_ == Want::lines && !is_object(one.bytes, context_.limits.nesting_max)) {
      give_line(key, one);
    }
  }

  void give_line(const Text& key, const Text& one) {
    if (want_ != Want::lines || one.bytes.empty()) return;
    lines_.add(shown(key.bytes), key.offset);
    lines_.add(": ", key.offset + key.bytes.size());
    lines_.add(shown(one.bytes), one.offset);
    lines_.end_line();
  }

  // ---- Bytes.

  unsigned next() {
    const ByteView byte = window_.at(at_, 1);
    if (byte.empty()) {
      good_ = false;
      return 0;
    }
    ++at_;
    return std::to_integer<unsigned>(byte[0]);
  }
  bool skip(std::uint64_t count) {
    if (count > window_.size() - at_) return good_ = false;
    at_ += count;
    return true;
  }
  std::optional<std::uint64_t> big_endian(std::size_t count) {
    const ByteView bytes = window_.at(at_, count);
    if (bytes.size() < count) return std::nullopt;
    std::uint64_t value = 0;
    for (const std::byte byte : bytes) value = value << 8 | std::to_integer<std::uint64_t>(byte);
    at_ += count;
    return value;
  }
  // `special` gets the kind of a string that is no plain one.
  std::optional<std::uint64_t> length(std::optional<unsigned>* special = nullptr) {
    const unsigned head = next();
    if (!good_) return std::nullopt;
    switch (head >> 6) {
      case 0: return head & 0x3F;
      case 1: {
        const unsigned low = next();
        if (!good_) return std::nullopt;
        return (head & 0x3F) << 8 | low;
      }
      case 2: return head == 0x80 ? big_endian(4) : head == 0x81 ? big_endian(8) : std::nullopt;
      default:
        if (special == nullptr) return std::nullopt;
        *special = head & 0x3F;
        return 0;
    }
  }

  // A string in any form; "" for one that is too large, which is given as runs.
  std::optional<Text> text() {
    std::optional<unsigned> special;
    const auto size = length(&special);
    was_packed_ = false;
    if (!size) return std::nullopt;
    if (special && *special <= 2) {
      const std::size_t bytes = std::size_t{1} << *special;
      const ByteView number = window_.at(at_, bytes);
      if (number.size() < bytes) return std::nullopt;
      Text text{std::to_string(signed_le(number)), at_};
      at_ += bytes;
      return text;
    }
    if (special && *special != 3) return std::nullopt;
    if (!special) return plain(*size);
    const auto packed_size = length();
    const auto whole_size = packed_size ? length() : std::nullopt;
    if (!whole_size || *packed_size > window_.size() - at_) return std::nullopt;
    const std::uint64_t begin = at_;
    at_ += *packed_size;
    if (*packed_size > value_bytes_max || *whole_size > value_bytes_max) {
      too_large_ = true;
      return Text{"", begin};
    }
    was_packed_ = true;
    auto unpacked = unpack_lzf(window_.at(begin, static_cast<std::size_t>(*packed_size)), *whole_size);
    if (!unpacked) return std::nullopt;
    return Text{std::move(*unpacked), begin};
  }
  std::optional<Text> plain(std::uint64_t size) {
    if (size > window_.size() - at_) {
      good_ = false;
      return std::nullopt;
    }
    const std::uint64_t begin = at_;
    at_ += size;
    if (size > value_bytes_max) {
      too_large_ = true;
      if (want_ == Want::lines) (void)give_runs(source_, context_, begin, at_, stray_run_characters_min, out_);
      return Text{"", begin};
    }
    return Text{std::string(as_text(window_.at(begin, static_cast<std::size_t>(size)))), begin};
  }

  Source& source_;
  const ExtractContext& context_;
  Output& out_;
  Window window_;
  RecordTable hashes_;
  JsonTable objects_;
  MappedText lines_;
  Want want_ = Want::learn;
  std::uint64_t at_ = 0;
  bool good_ = true;
  bool was_packed_ = false;  // The string that was read last.
  bool too_large_ = false;
  std::string damage_;
  std::vector<Text> fields_;
  std::uint64_t fields_bytes_ = 0;
  std::size_t learned_ = 0;
  std::uint64_t row_ = 0;
};

}  // namespace

int probe_redis(const Head& head) {
  if (!starts_with(head.bytes, redis_magic) || head.bytes.size() < redis_header_bytes) return 0;
  const std::string_view version = as_text(head.bytes).substr(redis_magic.size(), 4);
  return std::ranges::all_of(version, is_digit) ? 95 : 0;
}

Result<void> extract_redis(Source& source, const ExtractContext& context, Output& out) {
  return RedisReader(source, context, out).read();
}

}  // namespace constat
