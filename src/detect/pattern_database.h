// The rules' patterns and labels as one Vectorscan database.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/rules.h"

namespace constat {

struct PatternMatch {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  RuleId rule = 0;
};

// A pattern of one byte and a run of a class ("\\*[A-F0-9]{40}"): Vectorscan would stop at every such byte of a text
// that is full of them (lists, comments, scopes of C++), so these are looked for here.
struct BytePattern {
  char byte = 0;
  std::array<bool, 256> in_class{};
  std::size_t count = 0;
  RuleId rule = 0;
};
// Whether `rule` is one, and then its parts.
bool byte_pattern_of(const Rule& rule, BytePattern& out);

// hs_scratch, one a thread.
class PatternScratch {
 public:
  ~PatternScratch();
  void* handle = nullptr;  // hs_scratch_t*
};

class PatternDatabase {
 public:
  // From the cache file where that was made of the same rules (`hash`), else compiled now. Null handle where no rule
  // has a pattern. An error names the rule whose pattern cannot be compiled.
  static Result<std::unique_ptr<PatternDatabase>> load(const std::vector<Rule>& rules, const std::string& hash,
                                                       const std::vector<std::string>& cache_paths);
  // Compiles for every processor that we ship for, and gives the cache file's bytes (rule_cache.h), the rules too.
  static Result<std::string> compile_cache(const std::vector<Rule>& rules, const std::string& hash);
  ~PatternDatabase();

  std::unique_ptr<PatternScratch> make_scratch() const;
  // Appends every match, the longest of those that begin at one place for one rule, in no order.
  void scan(std::string_view text, PatternScratch& scratch, std::vector<PatternMatch>& matches) const;

 private:
  PatternDatabase() = default;
  void* handle_ = nullptr;  // hs_database_t*
  std::vector<BytePattern> byte_patterns_;
};

}  // namespace constat
