#include "extract/volume.h"

#include <algorithm>

#include "base/text.h"
#include "evidence/archive.h"
#include "evidence/zip.h"
#include "extract/extractors.h"
#include "extract/rar_volumes.h"

namespace constat {

namespace {
constexpr std::size_t runs_told_max = 8;
constexpr std::size_t gap_bytes_max = 400;

bool is_tar_end(Source& source) {
  constexpr std::uint64_t end_bytes = 1024;
  if (source.size_bytes() < end_bytes || source.size_bytes() % 512 != 0) return false;
  const auto tail = read_exactly(source, source.size_bytes() - end_bytes, end_bytes);
  return tail && std::ranges::all_of(*tail, [](std::byte byte) { return byte == std::byte{0}; });
}

// How long a 7z says that it is; 0: it is none, or its first header is damaged.
std::uint64_t seven_zip_size(Source& source) {
  const auto head = read_head(source, 32);
  if (!head || head->size() < 32 || !starts_with(*head, seven_zip_magic)) return 0;
  Cursor in(ByteView(*head).subspan(12));  // 7zFormat.txt, SignatureHeader: NextHeaderOffset, NextHeaderSize.
  const std::uint64_t offset = in.u64_le().value_or(0);
  const std::uint64_t size = in.u64_le().value_or(0);
  if (size == 0 || offset > INT64_MAX || size > INT64_MAX) return 0;
  return 32 + offset + size;
}

// Text shades into text: that a file goes on in the next one shows by their sizes only.
bool is_text_volume(const Format& format) {
  for (const std::string_view id :
       {"text", "csv", "sql", "json", "jsonl", "xml", "html", "ldif", "vcard", "ical", "mbox"}) {
    if (format.id == id) return true;
  }
  return false;
}

bool begins_split_zip(ByteView head) {
  return starts_with(head, "PK\x07\x08") || starts_with(head, "PK\x30\x30") || starts_with(head, "PK\x03\x04");
}

// "x.pst" of a PST: what was cut had the name of what it is.
bool names_format(std::string_view name, const Format& format) {
  const std::string extension = to_lower_ascii(name.substr(std::min(name.size(), name.rfind('.') + 1)));
  for (const std::string_view known : split(format.extensions, ',')) {
    if (known == extension) return true;
  }
  return false;
}

enum class Whole : std::uint8_t { yes, no, unknown };

// Whether what was cut is whole in its first part: then the others are something else.
Whole is_whole(const Format& format, Source& head) {
  if (format.id == "7z") {
    const std::uint64_t size = seven_zip_size(head);
    return size == 0 ? Whole::unknown : size <= head.size_bytes() ? Whole::yes : Whole::no;
  }
  // Early versions wrote no end.
  if (format.id == "rar") return rar_ends_itself(head) ? Whole::yes : Whole::unknown;
  if (format.id == "tar") return is_tar_end(head) ? Whole::unknown : Whole::no;
  if (starts_with(read_head(head, 4).value_or(Buffer()), "PK\x03\x04")) {
    return zip_disks(head) ? Whole::yes : Whole::no;
  }
  return Whole::unknown;
}

bool goes_on(const VolumeFile& file, Source& head, Source* second) {
  const auto first = identify(head);
  if (!first) return false;
  const Format& format = *first->format;
  if (format.id == "raw" || format.id == "empty" || format.id == "eml" || format.id == "emlx") return false;
  if (is_text_volume(format)) return file.even;
  const Whole whole = is_whole(format, head);
  if (whole != Whole::unknown) return whole == Whole::no;
  if (second == nullptr) return false;
  const auto next = identify(*second);
  if (!next || next->format == &format) return false;
  if (file.even || names_format(file.whole_name, format)) return true;
  // The middle of an archive is nothing that anybody knows.
  const bool known = next->format->id != "raw" || next->media_type != next->format->media_type;
  return format.is_container && (!known || next->format->id == "empty");
}

// The numbers that nobody has.
std::string missing_parts(const std::vector<std::uint64_t>& there, std::uint64_t last) {
  std::string text;
  std::uint64_t runs = 0;
  std::uint64_t count = 0;
  const auto tell = [&](std::uint64_t from, std::uint64_t to) {  // Exclusive.
    if (from >= to) return;
    count += to - from;
    if (++runs > runs_told_max) return;
    text += (text.empty() ? "" : ", ") + std::to_string(from);
    if (to - from > 1) text += "-" + std::to_string(to - 1);
  };
  std::uint64_t next = 1;
  for (const std::uint64_t number : there) {
    tell(next, number);
    next = number + 1;
  }
  tell(next, last + 1);
  if (count == 0) return "";
  if (runs > runs_told_max) text += ", ...";
  return count == 1 ? "part " + text + " is missing" : "parts " + text + " are missing";
}

std::string part_of(std::uint64_t number, std::uint64_t last) {
  return "part " + std::to_string(number) + " of " + std::to_string(last) + " of one file";
}
}  // namespace

VolumeFile volume_file(const VolumeSet& set, std::size_t index, std::vector<std::size_t>& wanted) {
  VolumeFile file;
  file.kind = set.kind;
  file.is_head = index == set.head && (set.kind != VolumeKind::cut || set.joined != 0);
  file.is_joined = index < set.joined;
  file.more = set.more;
  file.number = set.parts[index].number;
  file.number_last = std::max(set.parts.back().number, set.parts[set.head].number);
  file.whole_name = set.whole_name;
  file.head_suffix = set.head_suffix();
  file.even = set.joined >= 3 && set.parts[1].size_bytes == set.parts[0].size_bytes;
  wanted.clear();
  if (file.is_head) {
    for (std::size_t part = 0; part < set.joined; ++part) wanted.push_back(part);
  } else if (set.kind != VolumeKind::cut || set.joined != 0) {
    wanted.push_back(set.head);
    if (set.kind == VolumeKind::cut && set.joined > 1) wanted.push_back(1);
  }
  if (set.kind == VolumeKind::cut && set.joined < set.parts.size() && set.parts[set.joined].number != set.joined + 1) {
    file.gap_number = set.joined + 1;
  }
  if (set.kind == VolumeKind::cut && file.is_joined) {
    for (std::size_t part = 0; part < index; ++part) file.begin_bytes += set.parts[part].size_bytes;
  }
  for (const std::size_t part : wanted) {
    file.others.push_back({set.parts[part].number, set.parts[part].size_bytes, false, ""});
  }
  return file;
}

namespace {
void add_gap(std::string& gap, const std::string& text) {
  if (text.empty() || gap.size() > gap_bytes_max) return;
  gap += (gap.empty() ? "" : "; ") + text;
}

// Puts together what belongs together, and says what is missing of it. `disks`: of ZIP, how many there are.
void join(const VolumeFile& file, Source& own, std::uint64_t disks, std::vector<std::unique_ptr<Source>> others,
          RootVolume& volume) {
  volume.whole_name = file.whole_name;
  volume.whole = std::make_unique<JoinedSource>();
  const auto own_head = read_head(own, 64);
  const std::uint64_t whole_bytes = file.kind == VolumeKind::cut ? seven_zip_size(own) : 0;
  std::vector<std::uint64_t> there;
  bool complete = false;
  for (std::size_t index = 0; index < others.size() && !complete; ++index) {
    const VolumeFile::Other& other = file.others[index];
    const std::uint64_t number = disks != 0 && other.number == file.number ? disks : other.number;
    if (disks != 0 && other.number != file.number && number >= disks) continue;  // Something else.
    if (others[index] == nullptr) {
      there.push_back(number);
      add_gap(volume.gap, "part " + std::to_string(number) + ": " +
                              (other.why_not.empty() ? "cannot open it: as those before it" : other.why_not));
      if (file.kind == VolumeKind::cut) break;  // What follows would stand at the wrong place.
      continue;
    }
    if (file.kind == VolumeKind::rar) {
      const auto head = read_head(*others[index], 64);
      if (!head || !own_head || !are_rar_volumes(*own_head, *head)) continue;  // Damaged, or something else.
    }
    there.push_back(number);
    volume.whole->add(number, std::move(others[index]));
    complete = whole_bytes != 0 && volume.whole->size_bytes() >= whole_bytes;
  }
  if (file.kind == VolumeKind::zip) {
    add_gap(volume.gap, missing_parts(there, disks != 0 ? disks : file.number_last));
    if (disks == 0) add_gap(volume.gap, "the last part, which lists what is in the archive, is missing");
  } else if (file.kind == VolumeKind::rar) {
    add_gap(volume.gap, missing_parts(there, file.number_last));
  } else if (file.gap_number != 0 && !complete) {
    add_gap(volume.gap,
            "part " + std::to_string(file.gap_number) + " is missing: what follows it is not read with the rest");
  }
  if (file.more) {
    add_gap(volume.gap,
            "more parts than the bound of " + std::to_string(volume_parts_max) + ": the rest are read by themselves");
  }
}
}  // namespace

RootVolume judge_volume(const VolumeFile& file, Source& own, std::vector<std::unique_ptr<Source>> others) {
  RootVolume volume;
  others.resize(file.others.size());
  const auto at = [&](std::size_t index) { return index < others.size() ? others[index].get() : nullptr; };
  Source* const head = file.is_head ? &own : at(0);
  if (head == nullptr) return volume;
  std::uint64_t disks = 0;
  switch (file.kind) {
    case VolumeKind::cut: {
      if (!goes_on(file, *head, at(1))) return volume;
      const std::uint64_t whole_bytes = seven_zip_size(*head);
      const bool behind = whole_bytes != 0 && file.begin_bytes >= whole_bytes;
      volume.is_part = file.is_joined && !behind;
      if (!volume.is_part && !behind) {
        volume.note = "named as " + part_of(file.number, file.number_last) +
                      ", of which a part before it is missing or has another size";
      }
      break;
    }
    case VolumeKind::rar: {
      const auto own_bytes = read_head(own, 64);
      const auto head_bytes = read_head(*head, 64);
      volume.is_part = own_bytes && head_bytes && are_rar_volumes(*head_bytes, *own_bytes);
      break;
    }
    case VolumeKind::zip: {
      disks = zip_disks(*head).value_or(0);
      // Without the directory the first part says what it is by its first bytes (8.5.3, 8.5.4).
      volume.is_part = disks != 0 ? disks > 1 && (file.is_head || file.number < disks)
                                  : begins_split_zip(read_head(*head, 4).value_or(Buffer()));
      break;
    }
  }
  if (!volume.is_part) return volume;
  const std::uint64_t last = disks != 0 ? disks : file.number_last;
  volume.note = part_of(disks != 0 && file.is_head ? disks : file.number, last);
  if (!file.is_head) {
    volume.note += ": all of it is read at the part that ends in " + file.head_suffix;
    return volume;
  }
  volume.note += ": all of it is read here";
  join(file, own, disks, std::move(others), volume);
  if (volume.whole->size_bytes() <= own.size_bytes()) {
    // Nothing else of it is there.
    volume.is_part = false;
    volume.whole.reset();
    volume.note = volume.gap.empty() ? "" : part_of(file.number, last);
  }
  return volume;
}

int probe_volume(const Head&) { return 0; }

Result<void> extract_volume(Source&, const ExtractContext& context, Output& out) {
  const RootVolume* const volume = context.volume;
  if (volume == nullptr) return {};
  if (volume->whole == nullptr) return {};
  JoinedSource& whole = *volume->whole;
  Member member;
  member.name = volume->whole_name;
  member.packed_bytes = whole.size_bytes();
  out.member(member, [&]() -> Result<std::unique_ptr<Source>> {
    return std::make_unique<SliceSource>(whole, 0, whole.size_bytes());
  });
  return {};
}

}  // namespace constat
