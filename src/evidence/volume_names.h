// Which files of a folder may be the parts of one: told by their names alone, for the coordinator reads no contents.
// Whether they are is for a reader to find out (extract/volume.h): a `report.001` may be just that.
//   x.7z.001 x.7z.002, x.tar.00 x.tar.01, x.zip.part1 x.zip.part2   cut at bytes: put together they are the file
//   x.tar.gz.aa x.tar.gz.ab, x.tar.gzaa                             the same, as split(1) names them
//   x.part1.rar x.part2.rar, x.part01.rar..., x.rar x.r00 x.r01     volumes of RAR: each has headers of its own
//   x.z01 x.z02 x.zip                                               parts of ZIP: the last one has the directory
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace constat {

enum class VolumeKind : std::uint8_t { cut, rar, zip };

struct VolumePart {
  std::string name;          // In its folder, raw.
  std::uint64_t number = 0;  // From 1. Numbers that no part has are missing.
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;
};

struct VolumeSet {
  VolumeKind kind = VolumeKind::cut;
  std::string whole_name;         // "x.7z", "x.tar.gz", "x.rar": what the parts make.
  std::vector<VolumePart> parts;  // In order, each number once; two at least.
  std::size_t head = 0;           // The one that the whole is read at: the first, of ZIP the one with the directory.
  // How many of them, from the first on, are put together. Of what was cut: as long as none is missing, and each is as
  // large as the first one (the last may be smaller). 0: the first one is missing.
  std::size_t joined = 0;
  bool more = false;      // More parts than the bound: the rest are read by themselves.
  std::uint64_t key = 0;  // Of names, sizes and times of all parts: another one when a part came, changed or went.

  std::string head_suffix() const;  // ".001", ".part1.rar": what the head's name has behind that of the whole.
};

// Parts of one set, beyond which they are read by themselves.
inline constexpr std::size_t volume_parts_max = 10'000;

// Groups the names of one folder. Sizes, `joined` and `key` are still to be filled in: settle_volumes() does.
std::vector<VolumeSet> volumes_by_name(std::span<const std::string> names);
// Once the parts that are no regular files are taken out, and sizes and times are known. False: no set is left.
bool settle_volumes(VolumeSet& set);

}  // namespace constat
