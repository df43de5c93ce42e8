// tar archives of every make. The reader is evidence/tar.h. Links are told with their target as text and not followed;
// devices and the like have no bytes and are told as empty.
#include "evidence/tar.h"

#include <algorithm>

#include "extract/extractors.h"
#include "extract/member_name.h"

namespace constat {

int probe_tar(const Head& head) {
  if (head.bytes.size() < 512 || !is_tar_header(head.bytes.first(512))) return 0;
  return holds_at(head.bytes, 257, "ustar") ? 95 : 75;
}

Result<void> extract_tar(Source& source, const ExtractContext& context, Output& out) {
  TarReader reader(source, context.range ? context.range->begin_bytes : 0,
                   context.range ? context.range->first_index : 0);
  std::uint64_t left = context.range ? context.range->index_count : UINT64_MAX;
  for (; left > 0; --left) {
    const auto entry = reader.next();
    if (!entry) break;
    if (entry->index >= context.limits.members_max) {
      out.gap(Status::too_big, "more members than the bound; the rest is not listed");
      break;
    }
    const bool is_link = entry->type == '1' || entry->type == '2';
    if (entry->type == '5') continue;
    std::string note(name_note(entry->name));
    add_note(note, entry->note);
    if (entry->type == '2') add_note(note, "symbolic link, not followed");
    if (entry->type == '1') add_note(note, "hard link to another member");
    if (entry->type == '3' || entry->type == '4' || entry->type == '6') add_note(note, "device or pipe");
    if (entry->type == 'D') add_note(note, "listing of a folder, from an incremental backup");
    Member member;
    member.index = entry->index;
    member.name = entry->name;
    member.modified_s = entry->modified_s;
    member.packed_bytes = entry->packed_bytes;
    member.note = note;
    out.member(member, [&]() -> Result<std::unique_ptr<Source>> {
      if (is_link && entry->packed_bytes == 0) {
        const ByteView target = as_bytes(entry->link);
        return std::make_unique<BufferSource>(Buffer(target.begin(), target.end()));
      }
      return reader.open_entry(*entry, context.limits);
    });
  }
  // The end of a range is not the end of the archive.
  if (!reader.damage().empty()) out.gap(Status::partly_read, reader.damage());
  return {};
}

Result<std::vector<Range>> cut_tar(Source& source, const ExtractContext& context, std::uint64_t unit_bytes) {
  std::vector<Range> ranges;
  TarReader reader(source, 0, 0);
  Range range;
  for (std::uint64_t count = 0; count < context.limits.members_max; ++count) {
    const auto entry = reader.next();
    if (!entry) break;
    const std::uint64_t end =
        std::min(source.size_bytes(), entry->data_offset + std::min(entry->packed_bytes, source.size_bytes()));
    if (range.index_count == 0) {
      // The first unit begins at the archive's begin, so that what is damaged there is told.
      range.begin_bytes = ranges.empty() ? 0 : entry->begin_bytes;
      range.first_index = entry->index;
    }
    ++range.index_count;
    range.end_bytes = end;
    if (range.end_bytes - range.begin_bytes >= unit_bytes) {
      ranges.push_back(range);
      range = {};
    }
  }
  if (range.index_count != 0) ranges.push_back(range);
  // The last unit reads on to the end: what lies behind the last member is told, too.
  if (ranges.empty()) ranges.push_back({});
  ranges.back().end_bytes = source.size_bytes();
  ranges.back().index_count = context.limits.members_max;
  return ranges;
}

}  // namespace constat
