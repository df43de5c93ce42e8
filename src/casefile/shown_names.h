// Names of files, folders and members may hold values: "SSN 512-48-6193.pdf". In the case, and in all that goes out of
// it, such a name is its alias: what is shown of it where values are masked, and a number where several are shown alike
// ("SSN 512-**-**93.pdf", "SSN 512-**-**93.pdf~2"). The name itself is sealed, in table masked_name.
// An alias has a star; a name that has one of its own is sealed and has an alias too: a star in a stored Place is an
// alias, always.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "casefile/sqlite.h"

namespace constat {

class Sealer;

// Three kinds of Place: the real one, as the evidence has it; the stored one, with aliases; the shown one, which is the
// stored one unless values are revealed. A path is the same as the system knows it: its names are not escaped, but for
// its aliases.
class ShownNames {
 public:
  // Both must outlive it; `sealer` is null where the case's key was not found. Its SQL functions shown(place) and
  // shown_path(path) are those below.
  ShownNames(Database& database, const Sealer* sealer);
  ShownNames(const ShownNames&) = delete;
  ShownNames& operator=(const ShownNames&) = delete;

  // From now on shown() tells the real names.
  void reveal() { reveal_ = true; }
  // Of a stored Place, with or without a locator, or of a stored path.
  std::string shown(std::string_view stored);
  std::string shown_path(std::string_view stored);

  // The real Place (path) of a stored one. An error where a name is sealed and the key is missing, or it is damaged.
  Result<std::string> real(std::string_view stored);
  Result<std::string> real_path(std::string_view stored);
  // The stored Place (path) of a real one: names that add() was not told of stay as they are.
  std::string stored(std::string_view real);
  std::string stored_path(std::string_view real);
  // The stored Place that a user means: it may have aliases, as it was shown, and real names, as they know them.
  std::string meant(std::string_view place);
  // A command line as it may be kept. Without the key nobody can tell which names are known: those that may hold a
  // value are left out.
  std::string said(const std::vector<std::string>& words);

  // Gives a real name, as it stands in a Place, its alias; one that has it keeps it. What `shown` says beyond `name` is
  // not believed: a reader tells it. Needs the key.
  void add(std::string_view name, std::string_view shown);
  // The form that add() gives it: `shown`, or stars only.
  static std::string hidden(std::string_view name, std::string_view shown);
  // Numbers what was added since the last time: by real name among those that are shown alike, behind the older ones,
  // whoever came first. Stored Places are changed for it. Inside the caller's transaction.
  void settle();
  // How many sealed names do not open. Needs the key.
  std::uint64_t damaged();

 private:
  using Names = std::unordered_map<std::string, std::string>;
  std::string_view alias_of(std::string_view name);
  std::optional<std::string> name_of(std::string_view alias);
  bool is_alias(std::string_view name);
  std::string said_name(std::string_view name);
  void rename_places(const Names& new_aliases);
  template <typename Change>
  static std::string changed(std::string_view place, const Change& change);

  Database& database_;
  const Sealer* sealer_;
  std::optional<Statement> find_, last_, insert_;  // None where the case is no whole one.
  bool any_ = false;
  bool reveal_ = false;
  Names aliases_;  // Of real names; of one that has none, itself. Bounded, as the other.
  Names names_;    // Of aliases.
};

}  // namespace constat
