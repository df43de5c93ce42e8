// Files that may be one in several: any names, and any contents under names that fit. Each is judged and read by the
// way of the driver, as a scan's worker does. First byte: 0 to 2 the kind of set, 3 names, one a line. Then which parts
// are missing (a bit each), then the parts, "<cut>" between them.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/text.h"
#include "support/volume_folder.h"

namespace {

void read_names(std::string_view text) {
  using namespace constat;
  std::vector<std::string> names;
  for (const std::string_view name : split(text, '\n')) names.emplace_back(name);
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::size_t parts = 0;
  for (VolumeSet& set : volumes_by_name(names)) {
    for (VolumePart& part : set.parts) part.size_bytes = part.name.size();
    if (!settle_volumes(set)) continue;
    parts += set.parts.size();
    (void)set.head_suffix();
    std::vector<std::size_t> wanted;
    for (std::size_t index = 0; index < set.parts.size(); ++index) {
      // Numbers rise, and every index is one of the set's.
      if (index > 0 && set.parts[index].number <= set.parts[index - 1].number) std::abort();
      (void)volume_file(set, index, wanted);
      if (std::ranges::any_of(wanted, [&](std::size_t other) { return other >= set.parts.size(); })) std::abort();
    }
  }
  if (parts > names.size()) std::abort();  // A file is a part of one set.
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  if (size < 2) return 0;
  const unsigned kind = data[0] % 4;
  std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  if (kind == 3) {
    read_names(rest);
    return 0;
  }
  constexpr std::string_view between = "<cut>";
  test::Files files;
  for (unsigned part = 1; part <= 8 && !rest.empty(); ++part) {
    const std::size_t end = std::min(rest.size(), rest.find(between));
    const std::string number = std::to_string(part);
    std::string name = kind == 0 ? "x.tar.00" + number : kind == 1 ? "x.part" + number + ".rar" : "x.z0" + number;
    const bool last = end == rest.size();
    if (kind == 2 && last) name = "x.zip";
    if ((data[1] >> (part - 1) & 1) == 0) files[name] = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + between.size()));
  }
  for (const auto& item : test::read_folder(files)) {
    if (item.place.empty()) std::abort();
  }
  return 0;
}
