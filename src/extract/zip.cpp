// ZIP archives, and all that are one without being documents: JAR, APK, XPI, ZIPX. The reader is evidence/zip.h.
// Documents that are ZIP archives (OOXML, ODF, EPUB) are formats of their own and win by a higher score.
// Not read: encrypted members and methods that no library at hand knows; each is told of the member that it stops.
#include "evidence/zip.h"

#include "extract/extractors.h"
#include "extract/member_name.h"
#include "extract/stray_bytes.h"

namespace constat {

namespace {
constexpr std::string_view end_signature = "PK\x05\x06";

// Members that share bytes are what the densest bombs are made of: an honest archive's members fill it once.
bool overlaps(std::uint64_t packed_sum, std::uint64_t archive_bytes) {
  return packed_sum > archive_bytes * 2 + (1U << 20);
}
}  // namespace

int probe_zip(const Head& head) {
  if (starts_with(head.bytes, "PK\x03\x04") || holds_at(head.bytes, 4, "PK\x03\x04")) {
    return starts_with(head.bytes, "PK") ? 60 : 0;
  }
  if (starts_with(head.bytes, end_signature)) return head.size_bytes >= 22 ? 60 : 0;
  // Something was put before it: a program that unpacks itself, a picture that hides it. Only the plain end is looked
  // for, one small read, except behind programs.
  if (!head.text.empty() || head.size_bytes < 64) return 0;
  std::byte tail[22];
  const auto got = head.source->read_at(head.size_bytes - sizeof tail, tail);
  const bool program = starts_with(head.bytes, "MZ") || starts_with(head.bytes,
                                                                    "\x7f"
                                                                    "ELF");
  if (!got || *got != sizeof tail || (!starts_with(tail, end_signature) && !program)) return 0;
  Limits limits;
  limits.members_max = 1;
  const auto archive = ZipArchive::open(*head.source, limits);
  return archive && !archive->entries().empty() ? 35 : 0;
}

Result<void> extract_zip(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const ZipArchive archive, ZipArchive::open(source, context.limits));
  const auto& entries = archive.entries();
  std::uint64_t first = 0;
  std::uint64_t end = entries.size();
  if (context.range) {
    first = std::min<std::uint64_t>(context.range->first_index, end);
    end = std::min<std::uint64_t>(end, first + context.range->index_count);
  }
  if (!archive.damage().empty() && first == 0) {
    out.gap(archive.over_bound() ? Status::too_big : Status::partly_read, archive.damage());
  }
  std::uint64_t packed_sum = 0;
  for (std::uint64_t index = 0; index < end; ++index) {
    const ZipArchive::Entry& entry = entries[index];
    if (!entry.is_lost) packed_sum += std::min(entry.packed_bytes, source.size_bytes());
    if (index < first || entry.is_folder) continue;
    std::string note(name_note(entry.name));
    if (entry.is_link) add_note(note, "symbolic link, not followed");
    Member member;
    member.index = entry.index;
    member.name = entry.name;
    member.modified_s = entry.modified_s;
    member.packed_bytes = entry.packed_bytes;
    member.note = note;
    if (entry.encrypted) {
      out.unreadable(member, Status::encrypted,
                     entry.method == 99 ? "encrypted (AES): it needs a password" : "encrypted: it needs a password");
    } else if (overlaps(packed_sum, source.size_bytes())) {
      out.unreadable(member, Status::too_big, "shares its bytes with other members: a decompression bomb");
    } else {
      out.member(member, [&] { return archive.open_entry(entry, context); });
    }
  }
  if (first == 0) return give_stray_bytes(source, context, archive.used_stretches(), out);
  return {};
}

Result<std::vector<Range>> cut_zip(Source& source, const ExtractContext& context, std::uint64_t unit_bytes) {
  TRY_ASSIGN(const ZipArchive archive, ZipArchive::open(source, context.limits));
  std::vector<Range> ranges;
  const std::uint64_t count = archive.entries().size();
  Range range;
  std::uint64_t packed = 0;
  for (std::uint64_t index = 0; index < count; ++index) {
    // A member's cost is what it decodes to at the usual ratio, and something for itself.
    packed += archive.entries()[index].packed_bytes + 4096;
    ++range.index_count;
    if (packed >= unit_bytes || index + 1 == count) {
      range.begin_bytes = 0;
      range.end_bytes = source.size_bytes();
      ranges.push_back(range);
      range = {};
      range.first_index = index + 1;
      packed = 0;
    }
  }
  return ranges;
}

}  // namespace constat
