// Archives that libarchive reads (evidence/archive.h): 7z, RAR, CAB, ISO 9660, cpio, ar, LHA, XAR, WARC, RPM.
#include "evidence/archive.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "evidence/window.h"
#include "extract/extractors.h"
#include "extract/member_name.h"
#include "extract/rar_volumes.h"
#include "extract/stray_bytes.h"

namespace constat {

namespace {

// Which members a RAR 5 enciphers, in order: libarchive 3.6 does not tell it from damage. Source: "RAR 5.0 archive
// format" (rarlab.com): a block is checksum, size, type, flags, then the sizes of its extra area and of its data; in
// the extra area of a file (type 2) a record of type 1 says that it is enciphered. Type 4: so is the list itself.
struct Rar5Ciphers {
  bool list = false;
  std::vector<bool> members;
  std::string continued;  // The name of what began in a volume before the first one here.
};

std::optional<std::uint64_t> rar5_integer(Cursor& in) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 63; shift += 7) {
    const auto byte = in.u8();
    if (!byte) return std::nullopt;
    value |= static_cast<std::uint64_t>(*byte & 0x7F) << shift;
    if ((*byte & 0x80) == 0) return value;
  }
  return std::nullopt;
}

// `in` is behind the sizes of a file's header.
std::string rar5_name(Cursor in) {
  const auto file_flags = rar5_integer(in);
  if (!file_flags || !rar5_integer(in) || !rar5_integer(in)) return "";  // Size, attributes.
  if (!in.skip(((*file_flags & 2) != 0 ? 4 : 0) + ((*file_flags & 4) != 0 ? 4 : 0))) return "";
  if (!rar5_integer(in) || !rar5_integer(in)) return "";  // Compression, system.
  const auto size = rar5_integer(in);
  if (!size || *size > 65'535) return "";
  const auto name = in.take(static_cast<std::size_t>(*size));
  return name ? std::string(as_text(*name)) : "";
}

Rar5Ciphers read_rar5_ciphers(Source& source, const Limits& limits) {
  constexpr std::uint64_t header_bytes_max = 2U << 20;
  Rar5Ciphers ciphers;
  Window window(source);
  std::uint64_t at = 8;
  while (at < window.size() && ciphers.members.size() < limits.members_max) {
    if (starts_with(window.at(at, 8), rar5_magic)) at += 8;  // The next volume.
    const ByteView start = window.at(at, 16);
    Cursor fixed(start);
    if (!fixed.skip(4)) break;
    const auto size = rar5_integer(fixed);
    if (!size || *size == 0 || *size > header_bytes_max) break;
    const std::uint64_t begin = at + fixed.offset();
    Cursor in(window.at(begin, static_cast<std::size_t>(*size)));
    const auto type = rar5_integer(in);
    const auto flags = rar5_integer(in);
    if (!type || !flags) break;
    const auto extra = (*flags & 1) != 0 ? rar5_integer(in) : std::uint64_t{0};
    const auto data = (*flags & 2) != 0 ? rar5_integer(in) : std::uint64_t{0};
    if (!extra || !data) break;
    if (*type == 4) ciphers.list = true;
    if (*type == 4) break;
    if (*type == 5 && !starts_with(window.at(begin + *size, 8), rar5_magic)) break;
    const bool goes_on_here = (*flags & 8) != 0;  // It began in the volume before.
    if (*type == 2 && goes_on_here && ciphers.members.empty() && ciphers.continued.empty()) {
      ciphers.continued = rar5_name(in);
    }
    if (*type == 2 && !goes_on_here) {
      bool enciphered = false;
      if (*extra <= *size && in.seek(*size - *extra)) {
        while (!in.at_end()) {
          const auto record_size = rar5_integer(in);
          const std::size_t record = in.offset();
          const auto record_type = rar5_integer(in);
          if (!record_size || !record_type || *record_size == 0) break;
          enciphered = enciphered || *record_type == 1;
          if (*record_size > *size || !in.seek(record + *record_size)) break;
        }
      }
      ciphers.members.push_back(enciphered);
    }
    if (*data > window.size()) break;
    at = begin + *size + *data;
  }
  return ciphers;
}

// Whether a 7z's end header lies behind its end: the archive was cut or goes on in other files (.7z.001).
bool is_cut_seven_zip(const Source& source, ByteView head) {
  if (head.size() < 32) return false;
  Cursor in(head.subspan(12));
  const auto offset = in.u64_le();
  const auto size = in.u64_le();
  return offset && size && (*offset > source.size_bytes() - 32 || *size > source.size_bytes() - 32 - *offset);
}

// Why an archive that broke off did so, where its own head tells.
std::string_view known_cause(Source& source) {
  const auto head = read_head(source, 64);
  if (!head) return "";
  if (is_rar_volume(*head)) return "a volume of an archive in several files: what goes on in another is not read";
  if (starts_with(*head, seven_zip_magic) && is_cut_seven_zip(source, *head)) {
    return "the first part of an archive in several files, or cut off: its list of members is missing";
  }
  return "";
}

constexpr std::size_t volume_begin_bytes = 512;
constexpr const char* ends_within_member = "the archive ends within this member";

class ArchiveWalk {
 public:
  ArchiveWalk(Source& source, const ExtractContext& context, Output& out)
      : source_(source), context_(context), out_(out) {}

  // Volumes that follow on one another are one archive. Behind a gap another begins, with what begins in it.
  Result<void> run_volumes(ArchiveKind kind, const VolumeLayout& layout) {
    const std::vector<RarRun> runs = rar_runs(layout);
    Result<void> result;
    bool any = false;
    SliceSource last(source_, layout.parts.back().begin_bytes, layout.parts.back().size_bytes);
    const bool ends_itself = rar_ends_itself(last);
    for (const RarRun& run : runs) {
      JoinedSource joined;
      joined.add(1, std::make_unique<SliceSource>(source_, run.begin_bytes, run.size_bytes));
      // libarchive looks for the begin of a volume in so many bytes at once, and finds none in a last one that is
      // smaller.
      if (ends_itself && &run == &runs.back())
        joined.add(2, std::make_unique<BufferSource>(Buffer(volume_begin_bytes)));
      ArchiveWalk walk(joined, context_, out_);
      walk.first_index_ = walk.next_index_ = first_index_;
      walk.last_name_ = last_name_;
      walk.in_volumes_ = true;
      auto one = walk.run(kind);
      first_index_ = walk.next_index_;
      last_name_ = walk.last_name_;
      any = any || one.has_value();
      if (!one && (result || runs.size() == 1)) result = std::move(one);
    }
    if (!result && any) {
      out_.gap(Status::partly_read, result.error().what);
      result = {};
    }
    if (!ends_itself) out_.gap(Status::partly_read, "it goes on in a part that is missing");
    return result;
  }

  Result<void> run(ArchiveKind kind) {
    auto opened = ArchiveReader::open(source_, kind, context_.limits);
    if (!opened) return explain(opened.error());
    ArchiveReader& reader = **opened;
    const std::string_view cause = cause_of(source_);
    Rar5Ciphers ciphers;
    if (kind == ArchiveKind::rar5) ciphers = read_rar5_ciphers(source_, context_.limits);
    if (ciphers.list) return fail(Fault::encrypted, "encrypted, the list of its members too: it needs a password");
    if (in_volumes_ && !ciphers.continued.empty() && ciphers.continued != last_name_) {
      Member member;
      member.index = first_index_++;
      member.name = ciphers.continued;
      next_index_ = first_index_;
      out_.unreadable(member, Status::corrupt, "it begins in a part of the archive that is missing");
    }
    std::uint64_t count = 0;
    for (;;) {
      auto entry = reader.next();
      if (!entry) return explain(entry.error());
      if (!*entry) break;
      if (count == context_.limits.members_max) {
        out_.gap(Status::too_big, "more members than the bound; the rest is not listed");
        break;
      }
      if (count < ciphers.members.size() && ciphers.members[static_cast<std::size_t>(count)]) {
        (*entry)->encrypted = true;
      }
      ++count;
      (*entry)->index += first_index_;
      next_index_ = (*entry)->index + 1;
      last_name_ = (*entry)->name;
      if (!(*entry)->is_folder) give(kind, reader, **entry);
    }
    // Every one of these formats takes some bytes for nothing; an archive of more has lost its list.
    if (count == 0 && cause.empty() && !in_volumes_ &&
        source_.size_bytes() > (kind == ArchiveKind::seven_zip ? 32U : 128U) && kind != ArchiveKind::iso9660) {
      return fail(Fault::malformed, "no member can be found: the list of members is empty or damaged");
    }
    if (!cause.empty()) out_.gap(Status::partly_read, cause);
    // What was put behind the archive's own end.
    if (const std::uint64_t end = end_of(kind); end != 0 && end < source_.size_bytes()) {
      return give_stray_bytes(source_, context_, {{0, end}}, out_);
    }
    return {};
  }

 private:
  // Where the archive ends, as its own header says; 0 where that is not known.
  std::uint64_t end_of(ArchiveKind kind) const {
    const auto head = read_head(source_, 64);
    if (!head) return 0;
    if (kind == ArchiveKind::cab && head->size() >= 12) {
      Cursor in(ByteView(*head).subspan(8));  // MS-CAB, 2.1: cbCabinet.
      return in.u32_le().value_or(0);
    }
    if (kind != ArchiveKind::seven_zip || head->size() < 32) return 0;
    Cursor in(ByteView(*head).subspan(12));  // 7zFormat.txt, SignatureHeader: NextHeaderOffset, NextHeaderSize.
    const std::uint64_t offset = in.u64_le().value_or(0);
    const std::uint64_t size = in.u64_le().value_or(0);
    return is_cut_seven_zip(source_, *head) ? 0 : 32 + offset + size;
  }

  Result<void> explain(const Error& error) {
    if (error.fault != Fault::encrypted && error.fault != Fault::over_limit) {
      if (const std::string_view cause = cause_of(source_); !cause.empty()) {
        return fail(Fault::unsupported, std::string(cause), error.offset_bytes);
      }
    }
    return tl::unexpected<Error>(error);
  }

  std::string_view cause_of(Source& source) const { return in_volumes_ ? std::string_view() : known_cause(source); }

  void give(ArchiveKind kind, ArchiveReader& reader, const ArchiveReader::Entry& entry) {
    std::string note(name_note(entry.name));
    add_note(note, entry.note);
    if (entry.is_symbolic_link) add_note(note, "symbolic link, not followed");
    if (entry.is_hard_link) add_note(note, "hard link to another member");
    if (entry.is_special) add_note(note, "device or pipe");
    Member member;
    member.index = entry.index;
    member.name = entry.name;
    member.modified_s = entry.modified_s;
    member.note = note;
    if (entry.encrypted) {
      out_.unreadable(member, Status::encrypted, "encrypted: it needs a password");
      return;
    }
    out_.member(member, [&]() -> Result<std::unique_ptr<Source>> {
      if ((entry.is_symbolic_link || entry.is_hard_link) && entry.size_bytes == 0 && !entry.link.empty()) {
        const ByteView target = as_bytes(entry.link);
        return std::make_unique<BufferSource>(Buffer(target.begin(), target.end()));
      }
      // What a member takes in a solid archive is not known: the whole archive is the least that bounds its ratio.
      Spool spool(context_.limits, context_.spill, source_.size_bytes());
      const auto read = reader.read(spool);
      if (!read) {
        const Error& error = read.error();
        const bool nothing = spool.size_bytes() == 0;
        // In a solid block, what comes behind a member of an unknown method fails in another way for the same cause.
        if (nothing && error.fault == Fault::unsupported) unsupported_ = error;
        if (nothing && unsupported_ && error.fault == Fault::malformed) return tl::unexpected<Error>(*unsupported_);
        if (nothing || error.fault == Fault::encrypted || error.fault == Fault::over_limit) {
          return tl::unexpected<Error>(error);
        }
      }
      // What goes on in a volume that is missing ends without a word.
      const bool cut = read && (kind == ArchiveKind::rar || kind == ArchiveKind::rar5) && !entry.is_hard_link &&
                       spool.size_bytes() < entry.size_bytes;
      TRY_ASSIGN(auto source, spool.finish());
      if (cut) return std::unique_ptr<Source>(std::make_unique<DamagedSource>(std::move(source), ends_within_member));
      if (read) return source;
      return std::unique_ptr<Source>(std::make_unique<DamagedSource>(std::move(source), read.error().what));
    });
  }

  Source& source_;
  const ExtractContext& context_;
  Output& out_;
  std::optional<Error> unsupported_;
  std::uint64_t first_index_ = 0, next_index_ = 0;
  std::string last_name_;
  bool in_volumes_ = false;  // Whoever joined them tells which are missing.
};
}  // namespace

int probe_7z(const Head& head) { return starts_with(head.bytes, seven_zip_magic) ? 95 : 0; }
int probe_rar(const Head& head) {
  return starts_with(head.bytes, rar4_magic) || starts_with(head.bytes, rar5_magic) ? 95 : 0;
}
int probe_cab(const Head& head) { return starts_with(head.bytes, std::string_view("MSCF\0\0\0\0", 8)) ? 95 : 0; }
int probe_iso9660(const Head& head) {
  // The volume descriptors begin at sector 16.
  return holds_at(head.bytes, 32769, "CD001") ? 85 : 0;
}
int probe_cpio(const Head& head) {
  const auto octal = [&](std::size_t begin, std::size_t end, bool hex) {
    if (head.bytes.size() < end) return false;
    return std::all_of(head.bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                       head.bytes.begin() + static_cast<std::ptrdiff_t>(end), [&](std::byte byte) {
                         const char c = static_cast<char>(byte);
                         return (c >= '0' && c <= (hex ? '9' : '7')) ||
                                (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
                       });
  };
  if (starts_with(head.bytes, "070707") && octal(6, 76, false)) return 95;
  if ((starts_with(head.bytes, "070701") || starts_with(head.bytes, "070702")) && octal(6, 110, true)) return 95;
  // Binary, either byte order: the number 070707, then fields; the name's length is small and not zero.
  if (head.bytes.size() < 26) return 0;
  const auto at = [&](std::size_t index) { return std::to_integer<unsigned>(head.bytes[index]); };
  const bool little = at(0) == 0xC7 && at(1) == 0x71;
  const bool big = at(0) == 0x71 && at(1) == 0xC7;
  if (!little && !big) return 0;
  const unsigned name_size = little ? at(20) | at(21) << 8 : at(21) | at(20) << 8;
  return name_size > 1 && name_size < 4096 ? 80 : 0;
}
int probe_ar(const Head& head) { return starts_with(head.bytes, "!<arch>\n") ? 95 : 0; }
int probe_lha(const Head& head) {
  // "-lh5-" at byte 2, and a header level.
  if (head.bytes.size() < 22 || !holds_at(head.bytes, 2, "-l") || !holds_at(head.bytes, 6, "-")) return 0;
  const char family = static_cast<char>(head.bytes[4]);
  return (family == 'h' || family == 'z') && std::to_integer<unsigned>(head.bytes[20]) <= 3 ? 85 : 0;
}
int probe_xar(const Head& head) { return starts_with(head.bytes, std::string_view("xar!\0", 5)) ? 95 : 0; }
int probe_warc(const Head& head) {
  return starts_with(head.bytes, "WARC/0.") || starts_with(head.bytes, "WARC/1.") ? 95 : 0;
}
int probe_rpm(const Head& head) { return starts_with(head.bytes, "\xED\xAB\xEE\xDB") ? 95 : 0; }

Result<void> extract_7z(Source& source, const ExtractContext& context, Output& out) {
  return ArchiveWalk(source, context, out).run(ArchiveKind::seven_zip);
}
Result<void> extract_rar(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const Buffer head, read_head(source, 8));
  const ArchiveKind kind = starts_with(head, rar5_magic) ? ArchiveKind::rar5 : ArchiveKind::rar;
  const VolumeLayout* const layout = source.layout();
  if (layout == nullptr || !is_rar_volume(read_head(source, 64).value_or(Buffer()))) {
    return ArchiveWalk(source, context, out).run(kind);
  }
  return ArchiveWalk(source, context, out).run_volumes(kind, *layout);
}
Result<void> extract_cab(Source& source, const ExtractContext& context, Output& out) {
  return ArchiveWalk(source, context, out).run(ArchiveKind::cab);
}
Result<void> extract_iso9660(Source& source, const ExtractContext& context, Output& out) {
  return ArchiveWalk(source, context, out).run(ArchiveKind::iso9660);
}
Result<void> extract_cpio(Source& source, const ExtractContext& context, Output& out) {
  return ArchiveWalk(source, context, out).run(ArchiveKind::cpio);
}
Result<void> extract_ar(Source& source, const ExtractContext& context, Output& out) {
  return ArchiveWalk(source, context, out).run(ArchiveKind::ar);
}
Result<void> extract_lha(Source& source, const ExtractContext& context, Output& out) {
  return ArchiveWalk(source, context, out).run(ArchiveKind::lha);
}
Result<void> extract_xar(Source& source, const ExtractContext& context, Output& out) {
  return ArchiveWalk(source, context, out).run(ArchiveKind::xar);
}
Result<void> extract_warc(Source& source, const ExtractContext& context, Output& out) {
  return ArchiveWalk(source, context, out).run(ArchiveKind::warc);
}
Result<void> extract_rpm(Source& source, const ExtractContext& context, Output& out) {
  return ArchiveWalk(source, context, out).run(ArchiveKind::rpm);
}

}  // namespace constat
