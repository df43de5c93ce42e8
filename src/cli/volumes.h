// For commands that read one file without a scan: the other files that make one of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evidence/folder.h"
#include "extract/volume.h"

namespace constat {

// What a file's name and its neighbours' say, and the neighbours, open. Closes them.
class VolumesBeside {
 public:
  // Of the file `path` in the folder that `root` walks.
  VolumesBeside(const FolderWalk& root, const std::string& path);
  ~VolumesBeside();
  VolumesBeside(const VolumesBeside&) = delete;
  VolumesBeside& operator=(const VolumesBeside&) = delete;

  // For ConfinedOptions::others.
  const std::vector<int>& descriptors() const { return descriptors_; }
  // In the child: judges the file. Takes its descriptors over.
  RootVolume judge(Source& own) const;

 private:
  std::optional<VolumeFile> file_;
  std::vector<int> descriptors_;  // One for each of file_->others; -1 where it cannot be opened.
};

}  // namespace constat
