// Names of files, folders and members may hold values: "SSN 512-48-6193.pdf". The case's Places hold them as they are;
// where values are masked they are masked in Places too, by table masked_name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "casefile/sqlite.h"

namespace constat {

class ShownNames {
 public:
  // `database` must outlive it. Its SQL functions shown(place) and shown_path(path) are those below.
  explicit ShownNames(Database& database);
  ShownNames(const ShownNames&) = delete;
  ShownNames& operator=(const ShownNames&) = delete;

  // From now on shown() changes nothing.
  void reveal() { reveal_ = true; }
  // A Place, with or without a locator, as it may be shown.
  std::string shown(std::string_view place);
  // The same of a path as the system knows it, which is not escaped.
  std::string shown_path(std::string_view path);
  // The item's Place that a user means who read it where it was masked: `place` itself where it is one, or where
  // nothing is known by it. An error where several items are shown so.
  Result<std::string> meant(std::string_view place);

  // A name of which nothing is known yet. What `shown` says beyond `name` is not believed: a reader tells it.
  void add(std::string_view name, std::string_view shown);

 private:
  std::string_view shown_name(std::string_view name);

  Database& database_;
  std::optional<Statement> find_;  // None where the case is no whole one.
  bool any_ = false;
  bool reveal_ = false;
  std::unordered_map<std::string, std::string> known_;  // Bounded.
};

}  // namespace constat
