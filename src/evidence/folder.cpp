#include "evidence/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/text.h"

namespace constat {

namespace {
constexpr std::size_t folder_depth_max = 4096;

const char* special_name(mode_t mode) {
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  return "neither file nor folder";
}
}  // namespace

std::int64_t modified_ns(const struct stat& status) {
  return static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
}

struct FolderWalk::State {
  using Volumes =
      std::unordered_map<std::string, std::pair<std::shared_ptr<const VolumeSet>, std::size_t>>;  // By name.
  struct Level {
    int descriptor = -1;
    std::string path;                // Relative, with a slash at the end unless empty.
    std::vector<std::string> names;  // Sorted backwards: taken from the end.
    dev_t device = 0;
    ino_t inode = 0;
    Volumes volumes;
  };
  int root = -1;
  bool folder = false;
  bool file_given = false;
  struct stat root_status {};
  std::vector<Level> levels;
  std::optional<FolderEntry> pending_error;

  ~State() {
    for (const Level& level : levels) {
      if (level.descriptor >= 0) ::close(level.descriptor);
    }
    if (root >= 0) ::close(root);
  }

  static FolderEntry error(std::string path, const std::string& doing, int number) {
    FolderEntry entry;
    entry.kind = FolderEntry::Kind::error;
    entry.path = std::move(path);
    entry.what = doing + ": " + std::strerror(number);
    return entry;
  }

  // Which of the folder's files may be parts of one.
  static Volumes volumes_in(int folder, const std::vector<std::string>& names) {
    Volumes volumes;
    for (VolumeSet& set : volumes_by_name(names)) {
      std::erase_if(set.parts, [folder](VolumePart& part) {
        struct stat status {};
        if (::fstatat(folder, part.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) {
          return true;
        }
        part.size_bytes = static_cast<std::uint64_t>(status.st_size);
        part.modified_ns = modified_ns(status);
        return false;
      });
      if (!settle_volumes(set)) continue;
      const auto shared = std::make_shared<const VolumeSet>(std::move(set));
      for (std::size_t index = 0; index < shared->parts.size(); ++index) {
        volumes.try_emplace(shared->parts[index].name, shared, index);
      }
    }
    return volumes;
  }

  static int list(int descriptor, std::vector<std::string>& names) {
    const int copy = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    DIR* const folder_stream = copy < 0 ? nullptr : ::fdopendir(copy);
    if (folder_stream == nullptr) {
      const int number = errno;
      if (copy >= 0) ::close(copy);
      errno = number;
      return -1;
    }
    ::rewinddir(folder_stream);  // The copy shares its position.
    errno = 0;
    while (const dirent* const entry = ::readdir(folder_stream)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
      errno = 0;
    }
    const int number = errno;
    ::closedir(folder_stream);
    return number;
  }

  // Lists the folder behind `descriptor`, which it takes over.
  void descend(int descriptor, std::string path, const struct stat& status) {
    Level level;
    level.descriptor = descriptor;
    level.path = std::move(path);
    level.device = status.st_dev;
    level.inode = status.st_ino;
    const int number = list(descriptor, level.names);
    if (number < 0) {
      pending_error = error(level.path, "cannot list the folder", errno);
      ::close(descriptor);
      return;
    }
    if (number != 0) pending_error = error(level.path, "the folder's list ends early", number);
    level.volumes = volumes_in(descriptor, level.names);
    std::sort(level.names.begin(), level.names.end(), std::greater<>());
    levels.push_back(std::move(level));
  }
};

FolderWalk::FolderWalk() : state_(std::make_unique<State>()) {}
FolderWalk::FolderWalk(FolderWalk&&) noexcept = default;
FolderWalk::~FolderWalk() = default;

Result<FolderWalk> FolderWalk::open(const std::string& root) {
  FolderWalk walk;
  State& state = *walk.state_;
  // The root itself may be a link: the user named it.
  state.root = ::open(root.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (state.root < 0 || ::fstat(state.root, &state.root_status) != 0) {
    return fail(Fault::io, "cannot open " + escape_name(root) + ": " + std::strerror(errno));
  }
  state.folder = S_ISDIR(state.root_status.st_mode);
  if (!state.folder && !S_ISREG(state.root_status.st_mode)) {
    return fail(Fault::unsupported, escape_name(root) + " is " + special_name(state.root_status.st_mode) +
                                        ": evidence is a folder or a file");
  }
  if (state.folder) {
    const int descriptor = ::fcntl(state.root, F_DUPFD_CLOEXEC, 0);
    if (descriptor < 0) return fail(Fault::io, "cannot open " + escape_name(root) + ": " + std::strerror(errno));
    state.descend(descriptor, "", state.root_status);
  }
  return walk;
}

bool FolderWalk::root_is_folder() const { return state_->folder; }

std::optional<FolderEntry> FolderWalk::next() {
  State& state = *state_;
  if (!state.folder) {
    if (state.file_given) return std::nullopt;
    state.file_given = true;
    FolderEntry entry;
    entry.size_bytes = static_cast<std::uint64_t>(state.root_status.st_size);
    entry.modified_ns = modified_ns(state.root_status);
    entry.device = state.root_status.st_dev;
    entry.inode = state.root_status.st_ino;
    return entry;
  }
  for (;;) {
    if (state.pending_error) {
      auto entry = std::move(state.pending_error);
      state.pending_error.reset();
      return entry;
    }
    if (state.levels.empty()) return std::nullopt;
    State::Level& level = state.levels.back();
    if (level.names.empty()) {
      ::close(level.descriptor);
      state.levels.pop_back();
      continue;
    }
    const std::string name = std::move(level.names.back());
    level.names.pop_back();
    const std::string path = level.path + name;
    struct stat status {};
    if (::fstatat(level.descriptor, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      return State::error(path, "cannot look at it", errno);
    }
    FolderEntry entry;
    entry.path = path;
    entry.size_bytes = static_cast<std::uint64_t>(status.st_size);
    entry.modified_ns = modified_ns(status);
    entry.device = status.st_dev;
    entry.inode = status.st_ino;
    if (S_ISREG(status.st_mode)) {
      if (const auto part = level.volumes.find(name); part != level.volumes.end()) {
        std::tie(entry.volumes, entry.volume_index) = part->second;
      }
      return entry;
    }
    if (S_ISLNK(status.st_mode)) {
      char target[4096];
      const ssize_t size = ::readlinkat(level.descriptor, name.c_str(), target, sizeof target);
      entry.kind = FolderEntry::Kind::link;
      entry.what.assign(target, size > 0 ? static_cast<std::size_t>(size) : 0);
      return entry;
    }
    if (!S_ISDIR(status.st_mode)) {
      entry.kind = FolderEntry::Kind::special;
      entry.what = special_name(status.st_mode);
      return entry;
    }
    for (const State::Level& above : state.levels) {
      if (above.device == status.st_dev && above.inode == status.st_ino) {
        return State::error(path, "the folder contains itself", ELOOP);
      }
    }
    if (state.levels.size() >= folder_depth_max) return State::error(path, "folders nested too deep", ELOOP);
    const int descriptor =
        ::openat(level.descriptor, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return State::error(path, "cannot open the folder", errno);
    state.descend(descriptor, path + "/", status);
  }
}

Result<int> FolderWalk::open_file(std::string_view path) const {
  const auto complain_of = [&](int number) {
    return fail(Fault::io, std::string("cannot open it: ") + std::strerror(number));
  };
  constexpr int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
  if (!state_->folder) {
    const int copy = ::fcntl(state_->root, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) return complain_of(errno);
    return copy;
  }
  const std::string whole(path);
  int descriptor = ::openat(state_->root, whole.c_str(), flags);
  if (descriptor >= 0) return descriptor;
  if (errno != ENAMETOOLONG) return complain_of(errno);
  // Deeper than PATH_MAX: step by step.
  int folder = ::fcntl(state_->root, F_DUPFD_CLOEXEC, 0);
  const std::vector<std::string_view> steps = split(path, '/');
  for (std::size_t index = 0; folder >= 0 && index < steps.size(); ++index) {
    const std::string step(steps[index]);
    const bool last = index + 1 == steps.size();
    const int next = ::openat(folder, step.c_str(), last ? flags : flags | O_DIRECTORY);
    const int number = errno;
    ::close(folder);
    if (next < 0) return complain_of(number);
    folder = next;
  }
  if (folder < 0) return complain_of(errno);
  return folder;
}

std::pair<std::shared_ptr<const VolumeSet>, std::size_t> FolderWalk::volumes_of(std::string_view path) const {
  if (!state_->folder) return {};
  int folder = ::fcntl(state_->root, F_DUPFD_CLOEXEC, 0);
  const std::vector<std::string_view> steps = split(path, '/');
  for (std::size_t index = 0; folder >= 0 && index + 1 < steps.size(); ++index) {
    const int next = ::openat(folder, std::string(steps[index]).c_str(),
                              O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    ::close(folder);
    folder = next;
  }
  if (folder < 0) return {};
  std::vector<std::string> names;
  State::Volumes volumes;
  if (State::list(folder, names) >= 0) volumes = State::volumes_in(folder, names);
  ::close(folder);
  const auto part = volumes.find(std::string(steps.back()));
  return part == volumes.end() ? std::pair<std::shared_ptr<const VolumeSet>, std::size_t>() : part->second;
}

}  // namespace constat
