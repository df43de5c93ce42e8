// Names of files, folders and members may hold values: "SSN 512-48-6193.pdf". The case's Places hold them as they are;
// where values are masked they are masked in Places too, by table masked_name.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "casefile/sqlite.h"

namespace constat {

class ShownNames {
 public:
  // `database` must outlive it, and all statements that use the SQL function `shown(place)`, which is this one's
  // shown().
  explicit ShownNames(Database& database);
  ShownNames(const ShownNames&) = delete;
  ShownNames& operator=(const ShownNames&) = delete;

  // From now on shown() changes nothing.
  void reveal() { reveal_ = true; }
  // A Place, with or without a locator, as it may be shown.
  std::string shown(std::string_view place);
  // The item's Place that a user means who read it where it was masked: `place` itself where it is one, or where
  // nothing is known by it. An error where several items are shown so.
  Result<std::string> meant(std::string_view place);

  // A name of which nothing is known yet. What `shown` says beyond `name` is not believed: a reader tells it.
  void add(std::string_view name, std::string_view shown);

 private:
  std::string_view shown_name(std::string_view name);

  Database& database_;
  Statement find_;
  bool any_ = false;
  bool reveal_ = false;
  std::unordered_map<std::string, std::string> known_;  // Bounded.
};

}  // namespace constat
