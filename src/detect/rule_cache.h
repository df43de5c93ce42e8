// rules.bin: what a build made of the built-in rules, so that a start parses no TOML and compiles no pattern. It counts
// only for rules whose files have the same names and bytes, to the bit (RuleSet::hash).
//
// Layout: magic, the hash (64 hex digits), the length (64 bits) and the bytes of the packed rules, then for each kind
// of processor its features, the length and the bytes of the serialised database (both 64 bits). Little-endian.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "detect/rules.h"

namespace constat {

class RuleCache {
 public:
  // The first of the paths that was made of the rules with this hash, mapped; empty where none was.
  static RuleCache open(const std::vector<std::string>& paths, std::string_view hash);
  // The file's bytes without the databases, which follow.
  static std::string head_of(const std::vector<Rule>& rules, std::string_view hash);

  RuleCache() = default;
  RuleCache(RuleCache&& other) noexcept;
  RuleCache& operator=(RuleCache&& other) noexcept;
  ~RuleCache();

  // Both view the mapped file; "" where there is none.
  std::string_view rules() const { return rules_; }
  std::string_view databases() const { return databases_; }

 private:
  const char* map_ = nullptr;
  std::size_t map_bytes_ = 0;
  std::string_view rules_;
  std::string_view databases_;
};

// Every member of the rules, and back. False where the bytes are not what pack_rules() made, or name a validator that
// this program does not have.
std::string pack_rules(const std::vector<Rule>& rules);
bool unpack_rules(std::string_view bytes, std::vector<Rule>& rules);

}  // namespace constat
