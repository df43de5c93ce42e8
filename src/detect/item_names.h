// Values in the names of items: "SSN 512-48-6193 John Smith.pdf", a folder's, an attachment's, a sheet's. A name is a
// text without a context, and most names are a program's: only what is sure is stated.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "detect/engine.h"

namespace constat {

// The part in the Place of such a finding: "leak/SSN 512-48-6193.pdf#name+9".
inline constexpr std::string_view name_part = "name";

// What an item's name says: the last step of its Place, folders and all, unescaped. Offsets behind `#name+` count in
// it. Valid UTF-8; what is no text (it stands escaped in the Place) is a blank.
std::string name_text(std::string_view item_place);

// Whether it is worth asking ItemNames: most names hold nothing. `name` is one, as it stands in a Place or raw.
bool name_may_hold_a_value(std::string_view name);

// One name of a step, and how it is shown where values are masked; both as they stand in a Place.
struct MaskedName {
  std::string name;
  std::string shown;
};

// One thread's. Remembers names in which nothing was found: the folders of one file are those of the next.
class ItemNames {
 public:
  // `engine` must outlive it.
  explicit ItemNames(const Engine& engine) : engine_(engine) {}

  // States what the names in the last step of `item_place` hold, in order, at confidences of 0.5 and more; offsets
  // count in name_text(). What one name holds speaks of one person, unless it names several. Appends the names that
  // hold something to `masked`.
  void detect(std::string_view item_place, Engine::Scratch& scratch, FindingSink& found,
              std::vector<MaskedName>& masked);

 private:
  const Engine& engine_;
  std::unordered_set<std::string> clean_;
};

}  // namespace constat
