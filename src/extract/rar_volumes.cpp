#include "extract/rar_volumes.h"

#include <algorithm>

namespace constat {

// 4: flags of the main header; 5: archive flags, after variable length integers.
bool is_rar_volume(ByteView head) {
  if (starts_with(head, rar4_magic)) {
    return head.size() > 11 && (std::to_integer<unsigned>(head[10]) & 1) != 0;
  }
  if (!starts_with(head, rar5_magic)) return false;
  Cursor in(head.subspan(8));
  const auto integer = [&]() -> std::uint64_t {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      const auto byte = in.u8();
      if (!byte) return 0;
      value |= static_cast<std::uint64_t>(*byte & 0x7F) << shift;
      if ((*byte & 0x80) == 0) break;
    }
    return value;
  };
  if (!in.skip(4)) return false;
  (void)integer();  // Size of the header.
  if (integer() != 1) return false;
  const std::uint64_t flags = integer();
  if ((flags & 1) != 0) (void)integer();
  return (integer() & 1) != 0;
}

bool are_rar_volumes(ByteView head, ByteView other) {
  return is_rar_volume(head) && is_rar_volume(other) && starts_with(head, rar5_magic) == starts_with(other, rar5_magic);
}

// The end of archive header is the last thing of a file. 4: checksum, type 0x7B, flags (1: there is a next volume), its
// size, and what the flags name. 5: checksum, size 3, type 5, flags 4 (skipped by who does not know it), flags (1).
bool rar_ends_itself(Source& source) {
  constexpr std::size_t tail_bytes = 20;
  if (source.size_bytes() < 32) return false;
  const auto tail = read_exactly(source, source.size_bytes() - tail_bytes, tail_bytes);
  if (!tail) return false;
  if (holds_at(*tail, tail_bytes - 4, std::string_view("\x03\x05\x04\x00", 4))) return true;
  for (const std::size_t size : {7U, 9U, 11U, 13U, 15U, 20U}) {
    const ByteView header = ByteView(*tail).subspan(tail_bytes - size);
    if (header[2] == std::byte{0x7B} && u16(header, 5) == size) return (std::to_integer<unsigned>(header[3]) & 1) == 0;
  }
  return false;
}

std::vector<RarRun> rar_runs(const VolumeLayout& layout) {
  std::vector<RarRun> runs;
  std::uint64_t number = 0;
  for (const VolumeLayout::Part& part : layout.parts) {
    if (runs.empty() || part.number != number + 1) runs.push_back({part.begin_bytes, 0});
    runs.back().size_bytes += part.size_bytes;
    number = part.number;
  }
  return runs;
}

}  // namespace constat
