// Reads tar archives: v7, ustar (POSIX.1-1988), pax (POSIX.1-2001), GNU (long names, sparse, multi-volume,
// incremental), star. Source: POSIX "pax - ustar Interchange Format"; GNU tar manual, appendix D. Members are slices of
// the archive: nothing is copied. A damaged part is passed over to the next block that is a header by its checksum.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/source.h"
#include "evidence/window.h"

namespace constat {

// Whether `block` (512 bytes) is a header: its checksum says so. An all-zero block is none.
bool is_tar_header(ByteView block);

class TarReader {
 public:
  struct Extent {
    std::uint64_t offset_bytes = 0;  // In the member as it was.
    std::uint64_t size_bytes = 0;
  };
  struct Entry {
    std::string name;  // Raw, as stored.
    std::string link;  // Target of a link.
    char type = '0';   // As in the header: '0' file, '1' hard link, '2' symbolic link, '5' folder, '3' '4' '6' special.
    std::uint64_t index = 0;
    std::uint64_t begin_bytes = 0;  // Of its first header, the extended ones counted: where a reader may begin.
    std::uint64_t data_offset = 0;
    std::uint64_t packed_bytes = 0;  // What lies in the archive.
    std::uint64_t size_bytes = 0;    // As it was: larger than packed_bytes for a sparse member.
    std::int64_t modified_s = 0;
    std::vector<Extent> extents;  // Of a sparse member.
    bool is_sparse = false;
    std::string note;
  };

  // `source` must outlive the reader. Begins at `begin_bytes`, the member there being number `first_index`.
  TarReader(Source& source, std::uint64_t begin_bytes, std::uint64_t first_index)
      : source_(source), window_(source), offset_(begin_bytes), index_(first_index) {}

  // nullopt at the end.
  std::optional<Entry> next();
  // "" where all was whole so far, else what was not. Asked when next() has given nullopt.
  const std::string& damage() const { return damage_; }

  // The member's bytes. A sparse one gives zeros where it has holes. Says in Source::damage() that it breaks off.
  Result<std::unique_ptr<Source>> open_entry(const Entry& entry, const Limits& limits) const;

 private:
  using Records = std::map<std::string, std::string, std::less<>>;

  bool skip_to_header(const char* why);
  bool read_meta(std::uint64_t data, std::uint64_t size, std::string& text);
  void read_records(std::string_view text, Records& records, Entry& entry);
  void read_old_sparse(ByteView header, Entry& entry);
  void apply(const Records& records, Entry& entry);
  void read_sparse_map(Entry& entry);

  Source& source_;
  Window window_;
  std::uint64_t offset_;
  std::uint64_t index_;
  Records global_;
  std::string damage_;
};

}  // namespace constat
