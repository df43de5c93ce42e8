#include "detect/rule_cache.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <type_traits>
#include <utility>

namespace constat {

namespace {

// To be raised with what a rule's members mean, or how they are packed.
constexpr std::string_view magic = "constat-rules-5\n";
constexpr std::size_t list_max = 1U << 20;

// Calls `archive` with every member, in one order for writing and for reading. A member that is added to Rule, RuleInfo
// or TypeInfo does not compile here until it has its place.
template <typename Archive, typename OneRule>
void each_member(Archive& archive, OneRule& rule) {
  auto& [info, value, type_name, type_info, shapes, pattern, caseless, mixed_signs, outer, inner, head_least, head_most,
         head_signs, tail_least, tail_most, tail_signs, validator, context, contradicts, bare, formatted, with_context,
         sample, sample_context, contradicted, entropy_min, finds, ignores] = rule;
  auto& [id, type, source, file] = info;
  auto& [name, category, jurisdiction, mask] = type_info;
  const auto each = [&archive](auto&... members) { (archive(members), ...); };
  each(id, type, source, file, value, type_name, name, category, jurisdiction, mask, shapes, pattern, caseless,
       mixed_signs, outer, inner, head_least, head_most, head_signs, tail_least, tail_most, tail_signs, validator,
       context, contradicts, bare, formatted, with_context, sample, sample_context, contradicted, entropy_min, finds,
       ignores);
}

class Packer {
 public:
  template <typename Value>
  void operator()(const Value& value) {
    static_assert(std::is_trivially_copyable_v<Value> && !std::is_pointer_v<Value>);
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void operator()(const std::string& text) {
    (*this)(static_cast<std::uint32_t>(text.size()));
    bytes += text;
  }
  void operator()(const std::vector<std::string>& texts) {
    (*this)(static_cast<std::uint32_t>(texts.size()));
    for (const std::string& text : texts) (*this)(text);
  }
  void operator()(const Validator* validator) {
    (*this)(validator == nullptr ? std::string() : std::string(validator->name));
  }
  std::string bytes;
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}
  template <typename Value>
  void operator()(Value& value) {
    static_assert(std::is_trivially_copyable_v<Value> && !std::is_pointer_v<Value>);
    const std::string_view taken = take(sizeof value);
    if (!taken.empty()) std::memcpy(&value, taken.data(), sizeof value);
  }
  void operator()(std::string& text) { text = take(size()); }
  void operator()(std::vector<std::string>& texts) {
    const std::size_t count = size();
    if (count > list_max) whole_ = false;
    if (!whole_) return;
    texts.reserve(count);
    for (std::size_t index = 0; index < count && whole_; ++index) texts.emplace_back(take(size()));
  }
  void operator()(const Validator*& validator) {
    const std::string_view name = take(size());
    validator = name.empty() ? nullptr : validator_by_name(name);
    if (!name.empty() && validator == nullptr) whole_ = false;
  }
  std::size_t size() {
    std::uint32_t size = 0;
    (*this)(size);
    return size;
  }
  bool whole() const { return whole_; }
  bool at_end() const { return bytes_.empty(); }

 private:
  std::string_view take(std::size_t count) {
    if (count > bytes_.size()) {
      whole_ = false;
      return {};
    }
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }
  std::string_view bytes_;
  bool whole_ = true;
};

}  // namespace

std::string pack_rules(const std::vector<Rule>& rules) {
  Packer packer;
  packer(static_cast<std::uint32_t>(rules.size()));
  for (const Rule& rule : rules) each_member(packer, rule);
  return std::move(packer.bytes);
}

bool unpack_rules(std::string_view bytes, std::vector<Rule>& rules) {
  Unpacker unpacker(bytes);
  const std::size_t count = unpacker.size();
  if (count > list_max) return false;
  rules.clear();
  for (std::size_t index = 0; index < count && unpacker.whole(); ++index) each_member(unpacker, rules.emplace_back());
  return unpacker.whole() && unpacker.at_end();
}

std::string RuleCache::head_of(const std::vector<Rule>& rules, std::string_view hash) {
  const std::string packed = pack_rules(rules);
  std::string out(magic);
  out += hash;
  const std::uint64_t size = packed.size();
  out.append(reinterpret_cast<const char*>(&size), sizeof size);
  return out + packed;
}

RuleCache RuleCache::open(const std::vector<std::string>& paths, std::string_view hash) {
  for (const std::string& path : paths) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) continue;
    struct stat status {};
    const bool sized = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
    void* const map =
        sized ? ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0)
              : MAP_FAILED;
    ::close(descriptor);
    if (map == MAP_FAILED) continue;
    RuleCache cache;
    cache.map_ = static_cast<const char*>(map);
    cache.map_bytes_ = static_cast<std::size_t>(status.st_size);
    std::string_view rest(cache.map_, cache.map_bytes_);
    std::uint64_t size = 0;
    const std::size_t head = magic.size() + hash.size();
    if (!rest.starts_with(magic) || !rest.substr(magic.size()).starts_with(hash)) continue;
    rest.remove_prefix(head);
    if (rest.size() < sizeof size) continue;
    std::memcpy(&size, rest.data(), sizeof size);
    rest.remove_prefix(sizeof size);
    if (size > rest.size()) continue;
    cache.rules_ = rest.substr(0, static_cast<std::size_t>(size));
    cache.databases_ = rest.substr(static_cast<std::size_t>(size));
    return cache;
  }
  return {};
}

RuleCache::RuleCache(RuleCache&& other) noexcept { *this = std::move(other); }
RuleCache& RuleCache::operator=(RuleCache&& other) noexcept {
  std::swap(map_, other.map_);
  std::swap(map_bytes_, other.map_bytes_);
  std::swap(rules_, other.rules_);
  std::swap(databases_, other.databases_);
  return *this;
}
RuleCache::~RuleCache() {
  if (map_ != nullptr) ::munmap(const_cast<char*>(map_), map_bytes_);
}

}  // namespace constat
