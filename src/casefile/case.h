// The case file: opening, sealing, reading. Writing findings is in casefile/writer.h.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "casefile/shown_names.h"
#include "casefile/sqlite.h"
#include "detect/finding.h"

namespace constat {

// The time, as the case writes it: ISO 8601, UTC.
std::string now_utc();

// Keys of one case. Locked: the case can be read but for its values.
class Sealer {
 public:
  virtual ~Sealer() = default;
  // 63-bit keyed hash of (type name, text).
  virtual std::int64_t keyed_hash(std::string_view type_name, std::string_view text) const = 0;
  // `id` must be unique to the plaintext: it is the nonce. The same for both directions.
  virtual std::string seal(std::int64_t id, std::string_view plain) const = 0;
  virtual Result<std::string> open(std::int64_t id, std::string_view sealed) const = 0;
  // A block under a fresh random nonce, which stands before it. `bound` is not in it, yet opening fails if it differs.
  virtual void seal_block(std::string_view plain, std::string_view bound, std::string& sealed) const = 0;
  virtual Result<void> open_block(std::string_view sealed, std::string_view bound, std::string& plain) const = 0;
};

// The folder of keys below the user's data folder ($XDG_DATA_HOME/constat/keys), made where it is missing.
Result<std::string> make_key_folder();

struct CaseOpen {
  std::string path;
  bool create = false;       // Make it if it is not there.
  bool need_values = false;  // Without a key: an error that says where the key is looked for.
};

class Case {
 public:
  static Result<std::unique_ptr<Case>> open(const CaseOpen& options);
  Database& database() { return *database_; }
  // Names that hold values are sealed, and have aliases in Places. All that goes out of the case asks shown(), here or
  // as an SQL function.
  ShownNames& shown_names() { return *shown_names_; }
  std::string shown(std::string_view place) { return shown_names_->shown(place); }
  // Null where no key was found.
  const Sealer* sealer() const { return sealer_.get(); }
  // Where a key that is missing is looked for, as advice to the user.
  const std::string& key_hint() const { return key_hint_; }
  // Where the key file of a new case was put; "" where none was made.
  const std::string& new_key_path() const { return new_key_path_; }
  const std::string& path() const { return path_; }
  // That the case lies in: "." or with a slash at its end.
  std::string folder() const {
    const std::size_t slash = path_.rfind('/');
    return slash == std::string::npos ? "." : path_.substr(0, slash + 1);
  }

  std::string meta(std::string_view key);
  void set_meta(std::string_view key, std::string_view value);
  // Appends to the audit log: who and host are found out here.
  // Names that hold values are left out of `arguments`.
  void audit(std::string_view command, const std::vector<std::string>& arguments, bool revealed);

  // How values of a type are masked, of what its row in the case says: whole, unless the case's key vouches for the
  // table of types. Also an SQL function.
  std::int64_t shown_mask(std::int64_t stored);

  ~Case();

 private:
  Case();
  std::string path_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<ShownNames> shown_names_;
  std::unique_ptr<Sealer> sealer_;
  std::string new_key_path_;
  std::string key_hint_;
  std::optional<bool> types_vouched_;
};

}  // namespace constat
