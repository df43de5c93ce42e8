// Walks a folder of evidence: every entry once, in the order of names' bytes, so that two runs meet the same order.
// Symbolic links are not followed; what cannot be listed is told. Runs in the coordinator: it reads names, never
// contents.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "evidence/volume_names.h"

namespace constat {

// When a file was last written to, in nanoseconds since 1970.
std::int64_t modified_ns(const struct stat& status);

struct FolderEntry {
  enum class Kind : std::uint8_t {
    file,
    link,     // `what` is its target.
    special,  // A pipe, a socket, a device: `what` names it.
    error,    // A folder or entry that cannot be read: `what` says why.
  };
  Kind kind = Kind::file;
  std::string path;  // Relative to the root, raw bytes; "" is the root itself.
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::string what;
  // Of a file that may be a part of several that are one: which, and which part.
  std::shared_ptr<const VolumeSet> volumes = {};
  std::size_t volume_index = 0;
};

class FolderWalk {
 public:
  // `root` is a folder's or a file's path.
  static Result<FolderWalk> open(const std::string& root);
  FolderWalk(FolderWalk&&) noexcept;
  ~FolderWalk();

  // nullopt at the end.
  std::optional<FolderEntry> next();
  bool root_is_folder() const;
  // Read-only, never through a symbolic link, never blocking on a pipe; any depth. The caller closes it.
  Result<int> open_file(std::string_view path) const;
  // The set that a file met by its path may be a part of, and which part; null where there is none.
  std::pair<std::shared_ptr<const VolumeSet>, std::size_t> volumes_of(std::string_view path) const;

 private:
  FolderWalk();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace constat
