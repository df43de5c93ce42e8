#include "cli/volumes.h"

#include <sys/stat.h>
#include <unistd.h>

#include "run/confined.h"
#include "run/sandbox.h"

namespace constat {

VolumesBeside::VolumesBeside(const FolderWalk& root, const std::string& path) {
  const auto [set, index] = root.volumes_of(path);
  if (!set) return;
  std::vector<std::size_t> wanted;
  file_ = volume_file(*set, index, wanted);
  make_room_for_descriptors(2 * wanted.size() + 64);
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    VolumeFile::Other& other = file_->others[at];
    const auto opened = root.open_file(folder + set->parts[wanted[at]].name);
    struct stat status {};
    descriptors_.push_back(opened ? *opened : -1);
    other.is_open = opened && ::fstat(*opened, &status) == 0 && S_ISREG(status.st_mode);
    other.size_bytes = static_cast<std::uint64_t>(status.st_size);
    if (!opened) other.why_not = opened.error().what;
  }
}

VolumesBeside::~VolumesBeside() {
  for (const int descriptor : descriptors_) {
    if (descriptor >= 0) ::close(descriptor);
  }
}

RootVolume VolumesBeside::judge(Source& own) const {
  if (!file_) return {};
  std::vector<std::unique_ptr<Source>> others;
  for (std::size_t index = 0; index < file_->others.size(); ++index) {
    const VolumeFile::Other& other = file_->others[index];
    others.push_back(other.is_open ? std::make_unique<FileSource>(
                                         ConfinedOptions::first_other + static_cast<int>(index), other.size_bytes)
                                   : nullptr);
  }
  return judge_volume(*file_, own, std::move(others));
}

}  // namespace constat
