// Files that are one file or one archive in several: split ones (.7z.001, .tar.gz.aa), volumes of RAR, parts of ZIP.
// Their names only make it likely (evidence/volume_names.h): here their contents say whether it is so. The one that a
// person would open holds the whole as its member, `x.7z.001!/x.7z!/hr/staff.csv`; the others say where they are read.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "evidence/joined.h"
#include "evidence/source.h"
#include "evidence/volume_names.h"
#include "extract/format.h"

namespace constat {

// What the name of a file and its neighbours' say of it.
struct VolumeFile {
  VolumeKind kind = VolumeKind::cut;
  bool is_head = false;
  bool is_joined = false;    // Of what was cut: it is put together with the first one.
  bool even = false;         // Of what was cut: three or more are put together, of one size.
  bool more = false;         // There are more than the bound.
  std::uint64_t number = 0;  // Its own, from 1.
  std::uint64_t number_last = 0;
  std::uint64_t begin_bytes = 0;  // Of what was cut: of what lies before it.
  std::uint64_t gap_number = 0;   // Of what was cut: the part that is missing behind those that are put together.
  std::string whole_name;
  std::string head_suffix;
  struct Other {
    std::uint64_t number = 0;
    std::uint64_t size_bytes = 0;
    bool is_open = false;
    std::string why_not;  // Where it is not.
  };
  // Files that are to be at hand to judge it, and to read the whole: of the head all that are put together, itself
  // among them; of others the head, and of what was cut the second one.
  std::vector<Other> others;
};

// Of the file at `index`. `wanted`: which parts of the set are to be at hand; `others` has one entry for each.
VolumeFile volume_file(const VolumeSet& set, std::size_t index, std::vector<std::size_t>& wanted);

// What became of it.
struct RootVolume {
  bool is_part = false;  // Else it is read by itself.
  std::string note;
  std::string gap;                      // What of the whole is missing; "" nothing. Also where it is read by itself.
  std::unique_ptr<JoinedSource> whole;  // Of the head.
  std::string whole_name;
};

// `own` is the file, `others` those of file.others, null where it is not open.
RootVolume judge_volume(const VolumeFile& file, Source& own, std::vector<std::unique_ptr<Source>> others);

}  // namespace constat
