// A folder of files in memory, each read as a scan's worker would: by itself, or as a part of several that are one.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "extract/volume.h"
#include "support/listing_output.h"

namespace constat::test {

// By name. What stands for "cannot be opened": closed_file.
using Files = std::map<std::string, std::string>;
inline const std::string closed_file = "\x01 closed \x01";

inline Files named(const std::vector<std::string>& names, const std::vector<std::string>& contents) {
  Files files;
  for (std::size_t index = 0; index < names.size() && index < contents.size(); ++index) {
    files[names[index]] = contents[index];
  }
  return files;
}

// All items of all files, in order of names.
inline std::vector<ListingObserver::Item> read_folder(const Files& files) {
  std::vector<std::string> names;
  for (const auto& [name, bytes] : files) names.push_back(name);
  std::map<std::string, std::pair<std::shared_ptr<VolumeSet>, std::size_t>> sets;
  for (VolumeSet& set : volumes_by_name(names)) {
    for (VolumePart& part : set.parts) part.size_bytes = files.at(part.name).size();
    if (!settle_volumes(set)) continue;
    const auto shared = std::make_shared<VolumeSet>(std::move(set));
    for (std::size_t index = 0; index < shared->parts.size(); ++index)
      sets[shared->parts[index].name] = {shared, index};
  }
  std::vector<ListingObserver::Item> items;
  for (const auto& [name, bytes] : files) {
    if (bytes == closed_file) continue;
    MemorySource own(as_bytes(std::string_view(bytes)));
    RootVolume volume;
    if (const auto found = sets.find(name); found != sets.end()) {
      const VolumeSet& set = *found->second.first;
      std::vector<std::size_t> wanted;
      VolumeFile file = volume_file(set, found->second.second, wanted);
      std::vector<std::unique_ptr<Source>> others;
      for (std::size_t index = 0; index < wanted.size(); ++index) {
        const std::string& other = files.at(set.parts[wanted[index]].name);
        file.others[index].is_open = other != closed_file;
        if (other == closed_file) file.others[index].why_not = "cannot open it: Permission denied";
        others.push_back(other == closed_file ? nullptr
                                              : std::make_unique<MemorySource>(as_bytes(std::string_view(other))));
      }
      volume = judge_volume(file, own, std::move(others));
    }
    DriverOptions options;
    options.volume = &volume;
    SpillFile spill(-1);
    ListingObserver observer;
    drive(own, name, name, 0, options, spill, observer);
    items.insert(items.end(), observer.items().begin(), observer.items().end());
  }
  return items;
}

// "PLACE=text", "PLACE!status: reason"; with `notes` "(note)" behind it.
inline std::string lines_of(const std::vector<ListingObserver::Item>& items, bool notes = false) {
  std::string text;
  for (const ListingObserver::Item& item : items) {
    text += item.place;
    if (item.status == Status::read || item.status == Status::partly_read) text += "=" + item.text;
    if (item.status != Status::read) text += "!" + std::string(status_name(item.status)) + ": " + item.reason;
    if (notes && !item.notes.empty()) text += " (" + item.notes + ")";
    text += "\n";
  }
  return text;
}

}  // namespace constat::test
