#include "detect/pattern_database.h"

#include <hs/hs.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/bytes.h"
#include "base/text.h"
#include "detect/rule_cache.h"

namespace constat {

namespace {

struct Sources {
  std::vector<const char*> expressions;
  std::vector<unsigned> flags;
  std::vector<unsigned> ids;
};

Sources sources_of(const std::vector<Rule>& rules) {
  Sources out;
  for (std::size_t index = 0; index < rules.size(); ++index) {
    BytePattern own;
    if (rules[index].pattern.empty() || byte_pattern_of(rules[index], own)) continue;
    out.expressions.push_back(rules[index].pattern.c_str());
    out.flags.push_back(HS_FLAG_SOM_LEFTMOST | (rules[index].caseless ? HS_FLAG_CASELESS : 0U));
    out.ids.push_back(static_cast<unsigned>(index));
  }
  return out;
}

Result<hs_database_t*> compile(const std::vector<Rule>& rules, const hs_platform_info_t* platform) {
  const Sources sources = sources_of(rules);
  hs_database_t* database = nullptr;
  if (sources.expressions.empty()) return database;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(sources.expressions.data(), sources.flags.data(), sources.ids.data(),
                       static_cast<unsigned>(sources.expressions.size()), HS_MODE_BLOCK, platform, &database,
                       &error) != HS_SUCCESS) {
    std::string what = error != nullptr && error->message != nullptr ? error->message : "unknown error";
    if (error != nullptr && error->expression >= 0) {
      const Rule& rule = rules[sources.ids[static_cast<std::size_t>(error->expression)]];
      what = rule.info.file + ": rule '" + rule.info.id + "': pattern: " + what;
    }
    hs_free_compile_error(error);
    return fail(Fault::malformed, what);
  }
  return database;
}

}  // namespace

bool byte_pattern_of(const Rule& rule, BytePattern& out) {
  std::string_view pattern = rule.pattern;
  if (rule.caseless || rule.inner != 0) return false;
  if (pattern.starts_with('\\')) {
    pattern.remove_prefix(1);
    if (pattern.empty() || is_alnum(pattern[0])) return false;  // "\\d" is a class.
  } else if (pattern.empty() || !is_alnum(pattern[0])) {
    return false;
  }
  out.byte = pattern[0];
  pattern.remove_prefix(1);
  if (!pattern.starts_with('[')) return false;
  const std::size_t close = pattern.find(']');
  if (close == std::string_view::npos) return false;
  const std::string_view members = pattern.substr(1, close - 1);
  out.in_class = {};
  for (std::size_t at = 0; at < members.size();) {
    if (!is_alnum(members[at])) return false;
    unsigned last = static_cast<unsigned char>(members[at]);
    if (at + 2 < members.size() && members[at + 1] == '-') last = static_cast<unsigned char>(members[at + 2]);
    for (unsigned byte = static_cast<unsigned char>(members[at]); byte <= last; ++byte) out.in_class[byte] = true;
    at += last == static_cast<unsigned char>(members[at]) ? 1 : 3;
  }
  if (out.in_class[static_cast<unsigned char>(out.byte)]) return false;  // Runs would be walked again and again.
  const std::string_view repeat = pattern.substr(close + 1);
  if (repeat.size() < 4 || repeat.front() != '{' || repeat.back() != '}') return false;
  const std::string_view digits = repeat.substr(1, repeat.size() - 2);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out.count);
  return read.ec == std::errc() && read.ptr == digits.data() + digits.size() && out.count >= 8 && out.count <= 1000;
}

PatternScratch::~PatternScratch() {
  if (handle != nullptr) hs_free_scratch(static_cast<hs_scratch_t*>(handle));
}

PatternDatabase::~PatternDatabase() {
  if (handle_ != nullptr) hs_free_database(static_cast<hs_database_t*>(handle_));
}

Result<std::string> PatternDatabase::compile_cache(const std::vector<Rule>& rules, const std::string& hash) {
  std::string out = RuleCache::head_of(rules, hash);
  const unsigned long long kinds[] = {HS_CPU_FEATURES_AVX2, 0};
  for (const unsigned long long features : kinds) {
    hs_platform_info_t platform{};
    platform.tune = HS_TUNE_FAMILY_GENERIC;
    platform.cpu_features = features;
    TRY_ASSIGN(hs_database_t* const database, compile(rules, &platform));
    char* bytes = nullptr;
    std::size_t size = 0;
    if (database != nullptr && hs_serialize_database(database, &bytes, &size) != HS_SUCCESS) {
      hs_free_database(database);
      return fail(Fault::io, "cannot serialise the rules' database");
    }
    const std::uint64_t header[] = {features, size};
    out.append(reinterpret_cast<const char*>(header), sizeof header);
    if (bytes != nullptr) out.append(bytes, size);
    std::free(bytes);
    if (database != nullptr) hs_free_database(database);
  }
  return out;
}

Result<std::unique_ptr<PatternDatabase>> PatternDatabase::load(const std::vector<Rule>& rules, const std::string& hash,
                                                               const std::vector<std::string>& cache_paths) {
  std::unique_ptr<PatternDatabase> out(new PatternDatabase());
  for (std::size_t index = 0; index < rules.size(); ++index) {
    BytePattern own;
    if (!byte_pattern_of(rules[index], own)) continue;
    own.rule = static_cast<RuleId>(index);
    out->byte_patterns_.push_back(own);
  }
  if (sources_of(rules).expressions.empty()) return out;
  const RuleCache cache = RuleCache::open(cache_paths, hash);
  Cursor cursor(as_bytes(cache.databases()));
  while (!cursor.at_end()) {
    const auto features = cursor.u64_le();
    const auto size = cursor.u64_le();
    if (!features || !size) break;
    const auto bytes = cursor.take(*size);
    if (!bytes) break;
    hs_database_t* database = nullptr;
    // Refused where the processor lacks what it was compiled for: the next section is plainer.
    if (hs_deserialize_database(as_text(*bytes).data(), bytes->size(), &database) != HS_SUCCESS) continue;
    hs_scratch_t* probe = nullptr;
    if (hs_alloc_scratch(database, &probe) == HS_SUCCESS) {
      hs_free_scratch(probe);
      out->handle_ = database;
      return out;
    }
    hs_free_database(database);
  }
  TRY_ASSIGN(hs_database_t* const database, compile(rules, nullptr));
  out->handle_ = database;
  return out;
}

std::unique_ptr<PatternScratch> PatternDatabase::make_scratch() const {
  auto out = std::make_unique<PatternScratch>();
  if (handle_ != nullptr) {
    hs_scratch_t* scratch = nullptr;
    if (hs_alloc_scratch(static_cast<hs_database_t*>(handle_), &scratch) == HS_SUCCESS) out->handle = scratch;
  }
  return out;
}

void PatternDatabase::scan(std::string_view text, PatternScratch& scratch, std::vector<PatternMatch>& matches) const {
  for (const BytePattern& pattern : byte_patterns_) {
    const auto in_class = [&](std::size_t at) { return pattern.in_class[static_cast<unsigned char>(text[at])]; };
    // A run of the class that is long enough has one of every `count` bytes: the others are not looked at.
    std::size_t known = 0;  // Where no run begins before.
    for (std::size_t at = pattern.count; at < text.size(); at += pattern.count) {
      if (!in_class(at)) {
        known = at + 1;
        continue;
      }
      std::size_t begin = at;
      while (begin > known && in_class(begin - 1)) --begin;
      while (at < text.size() && in_class(at)) ++at;
      if (at - begin >= pattern.count && begin > 0 && text[begin - 1] == pattern.byte) {
        matches.push_back({begin - 1, begin + pattern.count, pattern.rule});
      }
      known = std::min(at + 1, text.size());
    }
  }
  if (handle_ == nullptr || scratch.handle == nullptr) return;
  const auto told = [](unsigned id, unsigned long long from, unsigned long long to, unsigned, void* context) {
    auto& out = *static_cast<std::vector<PatternMatch>*>(context);
    // A repeat at the pattern's end matches at each length: keep the longest.
    for (std::size_t back = 0; back < 8 && back < out.size(); ++back) {
      PatternMatch& last = out[out.size() - 1 - back];
      if (last.rule == id && last.begin == from) {
        last.end = std::max<std::uint64_t>(last.end, to);
        return 0;
      }
    }
    out.push_back({from, to, static_cast<RuleId>(id)});
    return 0;
  };
  // hs_scan takes 32-bit lengths; passages are far smaller.
  (void)hs_scan(static_cast<hs_database_t*>(handle_), text.data(),
                static_cast<unsigned>(std::min<std::size_t>(text.size(), 1U << 31)), 0,
                static_cast<hs_scratch_t*>(scratch.handle), told, &matches);
}

}  // namespace constat
