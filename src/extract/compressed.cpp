// One compressed stream with one file in it: gzip, bzip2, xz, LZMA, lzip, zstd, LZ4, compress (.Z), zlib, framed
// Snappy, Firefox's LZ4. Several streams one behind the other are one file, as their own tools have it. What breaks off
// gives what was decoded.
#include <algorithm>
#include <functional>

#include "base/text.h"
#include "evidence/archive.h"
#include "evidence/decode.h"
#include "extract/extractors.h"
#include "extract/member_name.h"
#include "extract/stray_bytes.h"

namespace constat {

namespace {
std::string_view last_step(std::string_view name) {
  const std::size_t slash = name.find_last_of("/\\");
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

// What the file inside is called: "mail.tar" of "mail.tgz", "a.txt" of "a.txt.gz".
std::string inner_name(std::string_view name) {
  struct Suffix {
    std::string_view packed;
    std::string_view plain;
  };
  constexpr Suffix suffixes[] = {
      {".tgz", ".tar"},  {".taz", ".tar"},      {".tbz", ".tar"},    {".tbz2", ".tar"}, {".txz", ".tar"},
      {".tzst", ".tar"}, {".tlz", ".tar"},      {".svgz", ".svg"},   {".gz", ""},       {".bz2", ""},
      {".bz", ""},       {".xz", ""},           {".lzma", ""},       {".lz4", ""},      {".lz", ""},
      {".zst", ""},      {".zstd", ""},         {".z", ""},          {".zlib", ""},     {".sz", ""},
      {".snappy", ""},   {".jsonlz4", ".json"}, {".baklz4", ".bak"}, {".mozlz4", ""},
  };
  const std::string_view own = last_step(name);
  const std::string lower = to_lower_ascii(own);
  for (const Suffix& suffix : suffixes) {
    if (lower.size() > suffix.packed.size() && lower.ends_with(suffix.packed)) {
      return std::string(own.substr(0, own.size() - suffix.packed.size())) + std::string(suffix.plain);
    }
  }
  return "content";
}

// RFC 1952, 2.3: the original name and time in the first header.
void read_gzip_header(Source& source, std::string& name, std::int64_t& modified_s) {
  const auto head = read_head(source, 4096);
  if (!head) return;
  Cursor in(*head);
  if (!in.skip(3)) return;
  const auto flags = in.u8();
  const auto time = in.u32_le();
  if (!flags || !time || !in.skip(2)) return;
  modified_s = *time;
  if ((*flags & 4) != 0) {
    const auto size = in.u16_le();
    if (!size || !in.skip(*size)) return;
  }
  if ((*flags & 8) == 0) return;
  const std::string_view rest = as_text(ByteView(*head).subspan(in.offset()));
  const std::size_t end = rest.find('\0');
  if (end == std::string_view::npos || end == 0) return;
  name = rest.substr(0, end);
  if (is_valid_utf8(name)) return;
  std::string decoded;  // The RFC says ISO 8859-1.
  for (const char c : name) append_utf8(decoded, static_cast<unsigned char>(c));
  name = std::move(decoded);
}

// Decodes everything into a sink; an error comes after what could be decoded.
using Decoder = std::function<Result<void>(ByteSink&)>;

// Stops after a first taste: whether there is anything to decode at all.
class Taste final : public ByteSink {
 public:
  Result<void> write(ByteView bytes) override {
    any_ = any_ || !bytes.empty();
    return fail(Fault::over_limit, "enough");
  }
  bool any() const { return any_; }

 private:
  bool any_ = false;
};

class CountingSink final : public ByteSink {
 public:
  explicit CountingSink(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}
  Result<void> write(ByteView bytes) override {
    count_ += bytes.size();
    if (count_ > bytes_max_) return fail(Fault::over_limit, "enough");
    return {};
  }
  std::uint64_t count() const { return count_; }

 private:
  std::uint64_t bytes_max_;
  std::uint64_t count_ = 0;
};

// Where the streams end, and what follows is none.
constexpr std::string_view other_data = "other data follow the compressed data";

Result<void> give_one(Source& source, const ExtractContext& context, Output& out, std::string name,
                      std::int64_t modified_s, const Decoder& decode) {
  // Where not a byte comes out, the item itself is broken, and no member is made up.
  Taste taste;
  if (const auto tasted = decode(taste); !tasted && !taste.any()) return tl::unexpected<Error>(tasted.error());
  Member member;
  member.name = name;
  member.modified_s = modified_s;
  member.packed_bytes = source.size_bytes();
  const std::string_view note = name_note(name);
  member.note = note;
  std::string damage;
  std::uint64_t end = source.size_bytes();
  bool opened = false;
  out.member(member, [&]() -> Result<std::unique_ptr<Source>> {
    opened = true;
    Spool spool(context.limits, context.spill, source.size_bytes());
    const auto decoded = decode(spool);
    if (!decoded) {
      const Fault fault = decoded.error().fault;
      if (fault == Fault::over_limit || fault == Fault::io || spool.size_bytes() == 0) {
        return tl::unexpected<Error>(decoded.error());
      }
    }
    TRY_ASSIGN(auto content, spool.finish());
    if (decoded) return content;
    if (decoded.error().what == other_data) {
      // The file inside is whole.
      end = decoded.error().offset_bytes;
      return content;
    }
    damage = decoded.error().what;
    return std::unique_ptr<Source>(std::make_unique<DamagedSource>(std::move(content), damage));
  });
  if (!opened) {
    // The member was read before a scan was stopped: where it ends is to be found out again.
    CountingSink nothing(context.limits.member_bytes_max);
    if (const auto decoded = decode(nothing); !decoded && decoded.error().what == other_data) {
      end = decoded.error().offset_bytes;
    }
  }
  if (end < source.size_bytes()) TRY(give_stray_bytes(source, context, {{0, end}}, out));
  if (!damage.empty()) out.gap(Status::partly_read, damage);
  return {};
}

// Streams of one codec one behind the other. `begins` tells whether one begins at an offset; zeros between and behind
// them are padding.
Result<void> decode_streams(Codec codec, Source& source, ByteSink& sink, bool (*begins)(ByteView)) {
  std::uint64_t at = 0;
  const std::uint64_t size = source.size_bytes();
  while (at < size) {
    TRY_ASSIGN(const std::uint64_t used, decode_stream(codec, source, at, size, sink));
    if (used == 0) return fail(Fault::malformed, "the compressed data is damaged", at);
    at += used;
    // What follows.
    bool padding = false;
    Buffer block(4096);
    while (at < size) {
      TRY_ASSIGN(const std::size_t got, source.read_at(at, block));
      const ByteView rest = ByteView(block).first(got);
      const auto next = std::find_if(rest.begin(), rest.end(), [](std::byte b) { return b != std::byte{0}; });
      at += static_cast<std::uint64_t>(next - rest.begin());
      padding = padding || next != rest.begin();
      if (next != rest.end() || got == 0) break;
    }
    if (at >= size) break;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(16, size - at));
    TRY_ASSIGN(const Buffer head, read_exactly(source, at, count));
    if (!begins(head)) return fail(Fault::malformed, std::string(other_data), at);
  }
  return {};
}

bool begins_gzip(ByteView head) { return starts_with(head, "\x1F\x8B\x08"); }
bool begins_bzip2(ByteView head) {
  return head.size() >= 10 && starts_with(head, "BZh") && head[3] >= std::byte{'1'} && head[3] <= std::byte{'9'} &&
         (holds_at(head, 4, "\x31\x41\x59\x26\x53\x59") || holds_at(head, 4, "\x17\x72\x45\x38\x50\x90"));
}
bool begins_xz(ByteView head) {
  return starts_with(head, std::string_view("\xFD"
                                            "7zXZ\0",
                                            6));
}
bool begins_lzip(ByteView head) {
  return starts_with(head, "LZIP\x01") || starts_with(head, std::string_view("LZIP\0", 5));
}
bool begins_skippable(ByteView head) {
  return head.size() >= 4 && (std::to_integer<unsigned>(head[0]) & 0xF0) == 0x50 && holds_at(head, 1, "\x2A\x4D\x18");
}
bool begins_zstd(ByteView head) { return starts_with(head, "\x28\xB5\x2F\xFD") || begins_skippable(head); }
bool begins_lz4(ByteView head) { return starts_with(head, "\x04\x22\x4D\x18") || begins_skippable(head); }
bool begins_lz4_legacy(ByteView head) { return starts_with(head, "\x02\x21\x4C\x18"); }
bool begins_nothing(ByteView) { return false; }

constexpr std::string_view mozilla_magic("mozLz40\0", 8);

// What Firefox keeps sessions and bookmarks in (toolkit/components/lz4 of mozilla-central): a size and one LZ4 block.
Result<void> decode_mozilla(Source& source, const Limits& limits, ByteSink& sink) {
  constexpr std::size_t header_bytes = 12;
  Buffer storage;
  TRY_ASSIGN(const ByteView all, read_whole(source, limits.document_bytes_max, storage));
  if (all.size() < header_bytes) return fail(Fault::truncated, "the compressed data breaks off", all.size());
  const std::uint64_t size = u32(all, mozilla_magic.size());
  if (size > limits.document_bytes_max) return fail(Fault::over_limit, "it decodes to more than the bound");
  TRY_ASSIGN(const Buffer decoded, decode_lz4_block(all.subspan(header_bytes), size));
  return sink.write(decoded);
}

constexpr std::string_view snappy_magic("\xFF\x06\x00\x00sNaPpY", 10);

// For formats without a magic number worth the name: whether the head decodes without a fault to `bytes_min` or more.
bool decodes(Codec codec, const Head& head, std::uint64_t bytes_min) {
  MemorySource source(head.bytes);
  CountingSink sink(256 * 1024);
  const auto used = decode_stream(codec, source, 0, head.bytes.size(), sink);
  if (used) return sink.count() > 0;
  const bool went_well = used.error().fault == Fault::over_limit || used.error().fault == Fault::truncated;
  return went_well && sink.count() >= bytes_min;
}
}  // namespace

int probe_gzip(const Head& head) { return begins_gzip(head.bytes) ? 90 : 0; }
int probe_bzip2(const Head& head) { return begins_bzip2(head.bytes) ? 95 : 0; }
int probe_xz(const Head& head) { return begins_xz(head.bytes) ? 95 : 0; }
int probe_lzip(const Head& head) { return begins_lzip(head.bytes) ? 90 : 0; }
int probe_zstd(const Head& head) {
  if (begins_skippable(head.bytes)) return holds_at(head.bytes, 0, "\x50") ? 60 : 0;
  return begins_zstd(head.bytes) ? 95 : 0;
}
int probe_lz4(const Head& head) {
  return starts_with(head.bytes, "\x04\x22\x4D\x18") || begins_lz4_legacy(head.bytes) ? 90 : 0;
}
int probe_mozlz4(const Head& head) { return starts_with(head.bytes, mozilla_magic) ? 95 : 0; }
int probe_compress(const Head& head) {
  // The third byte holds the code size, 9 to 16 bits, and two bits that nobody sets.
  if (!starts_with(head.bytes, "\x1F\x9D") || head.bytes.size() < 5) return 0;
  const auto bits = std::to_integer<unsigned>(head.bytes[2]);
  return (bits & 0x1F) >= 9 && (bits & 0x1F) <= 16 && (bits & 0x60) == 0 ? 90 : 0;
}
int probe_snappy(const Head& head) { return starts_with(head.bytes, snappy_magic) ? 95 : 0; }
int probe_zlib(const Head& head) {
  if (head.bytes.size() < 8 || head.bytes[0] != std::byte{0x78}) return 0;
  const unsigned check = 0x7800 | std::to_integer<unsigned>(head.bytes[1]);
  if (check % 31 != 0 || (check & 0x20) != 0) return 0;
  return decodes(Codec::zlib, head, 512) ? 70 : 0;
}
int probe_lzma(const Head& head) {
  // Properties 0x5D and a dictionary of 2^n or 2^n + 2^(n-1) bytes are what every writer makes; then a size, or -1.
  if (head.bytes.size() < 14 || head.bytes[0] != std::byte{0x5D}) return 0;
  Cursor in(head.bytes.subspan(1));
  const auto dictionary = in.u32_le();
  const auto size = in.u64_le();
  if (!dictionary || !size || *dictionary < 4096 || (*size >> 40 != 0 && *size + 1 != 0)) return 0;
  const std::uint32_t low = *dictionary & (*dictionary - 1);
  if (low != 0 && (low & (low - 1)) != 0 && *dictionary != 0xFFFFFFFF) return 0;
  return decodes(Codec::lzma, head, 64) ? 65 : 0;
}

Result<void> extract_gzip(Source& source, const ExtractContext& context, Output& out) {
  std::string name;
  std::int64_t modified_s = 0;
  read_gzip_header(source, name, modified_s);
  if (name.empty()) name = inner_name(context.name);
  return give_one(source, context, out, std::move(name), modified_s,
                  [&](ByteSink& sink) { return decode_streams(Codec::gzip, source, sink, begins_gzip); });
}

#define CONSTAT_STREAMS(format, codec, begins)                                                           \
  Result<void> extract_##format(Source& source, const ExtractContext& context, Output& out) {            \
    return give_one(source, context, out, inner_name(context.name), 0,                                   \
                    [&](ByteSink& sink) { return decode_streams(Codec::codec, source, sink, begins); }); \
  }
CONSTAT_STREAMS(bzip2, bzip2, begins_bzip2)
CONSTAT_STREAMS(xz, xz, begins_xz)
CONSTAT_STREAMS(lzip, lzip, begins_lzip)
CONSTAT_STREAMS(zstd, zstd, begins_zstd)
CONSTAT_STREAMS(zlib, zlib, begins_nothing)
CONSTAT_STREAMS(lzma, lzma, begins_nothing)
CONSTAT_STREAMS(snappy, snappy, begins_nothing)
#undef CONSTAT_STREAMS

Result<void> extract_lz4(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const Buffer head, read_head(source, 4));
  const bool legacy = begins_lz4_legacy(head);
  return give_one(source, context, out, inner_name(context.name), 0, [&](ByteSink& sink) {
    return legacy ? decode_streams(Codec::lz4_legacy, source, sink, begins_nothing)
                  : decode_streams(Codec::lz4, source, sink, begins_lz4);
  });
}

Result<void> extract_mozlz4(Source& source, const ExtractContext& context, Output& out) {
  return give_one(source, context, out, inner_name(context.name), 0,
                  [&](ByteSink& sink) { return decode_mozilla(source, context.limits, sink); });
}

Result<void> extract_compress(Source& source, const ExtractContext& context, Output& out) {
  return give_one(source, context, out, inner_name(context.name), 0,
                  [&](ByteSink& sink) { return decode_unix_compress(source, sink); });
}

}  // namespace constat
