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
#include "casefile/sqlite.h"
#include "detect/finding.h"

namespace constat {

// Keys of one case. Locked: the case can be read but for its values.
class Sealer {
 public:
  virtual ~Sealer() = default;
  // 63-bit keyed hash of (type name, text).
  virtual std::int64_t keyed_hash(std::string_view type_name, std::string_view text) const = 0;
  // `id` must be unique to the plaintext: it is the nonce. The same for both directions.
  virtual std::string seal(std::int64_t id, std::string_view plain) const = 0;
  virtual Result<std::string> open(std::int64_t id, std::string_view sealed) const = 0;
};

struct CaseOpen {
  std::string path;
  bool create = false;       // Make it if it is not there.
  bool need_values = false;  // Without a key: an error that says where the key is looked for.
};

class Case {
 public:
  static Result<std::unique_ptr<Case>> open(const CaseOpen& options);
  Database& database() { return *database_; }
  // Null where no key was found.
  const Sealer* sealer() const { return sealer_.get(); }
  // Where the key file of a new case was put; "" where none was made.
  const std::string& new_key_path() const { return new_key_path_; }
  const std::string& path() const { return path_; }

  std::string meta(std::string_view key);
  void set_meta(std::string_view key, std::string_view value);
  // Appends to the audit log: who and host are found out here.
  void audit(std::string_view command, std::string_view arguments, bool revealed);

  // A finding's spelling and canonical form; error where there is no key.
  struct Value {
    std::string spelling;
    std::string canonical;
  };
  Result<Value> value(std::int64_t id, std::string_view sealed) const;

  ~Case();

 private:
  Case();
  std::string path_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Sealer> sealer_;
  std::string new_key_path_;
};

}  // namespace constat
