// What the first header of a RAR says of the volumes that it is made of. Sources: "RAR 5.0 archive format" and
// technote.txt of RAR 4 (rarlab.com).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "evidence/joined.h"
#include "evidence/source.h"

namespace constat {

inline constexpr std::string_view rar4_magic("Rar!\x1A\x07\x00", 7);
inline constexpr std::string_view rar5_magic("Rar!\x1A\x07\x01\x00", 8);

// `head` is its first 64 bytes.
bool is_rar_volume(ByteView head);
// Whether both are volumes, of one version of the format.
bool are_rar_volumes(ByteView head, ByteView other);
// Whether it ends with the header that says so: nothing of it goes on in another file.
bool rar_ends_itself(Source& source);

// Volumes that follow on one another without a gap: what is cut between them is whole.
struct RarRun {
  std::uint64_t begin_bytes = 0;
  std::uint64_t size_bytes = 0;
};
std::vector<RarRun> rar_runs(const VolumeLayout& layout);

}  // namespace constat
