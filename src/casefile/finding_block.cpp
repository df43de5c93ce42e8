#include "casefile/finding_block.h"

#include <sodium.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <string>
#include <unordered_map>

#include "base/codec.h"
#include "base/text.h"
#include "detect/finding.h"

namespace constat {

namespace {

constexpr std::uint64_t layout_version = 1;
constexpr std::size_t unpacked_bytes_max = 256U << 20;
constexpr std::size_t types_of_block_max = 127;
constexpr std::size_t kinds_of_block_max = 65'535;
constexpr std::size_t parts_of_block_max = 65'535;
constexpr std::size_t pack_from_bytes = 192;  // Less is not worth a frame.
constexpr int pack_level = 1;

// How a finding's mention is told: most follow from its place.
enum class MentionMode : std::uint8_t { none, row, offset, told };
// How a canonical form is told: most follow from the spelling.
enum class CanonicalMode : std::uint8_t { same, digits, lower, told };

constexpr int where_bits = 40;
constexpr std::uint64_t where_mask = (1ULL << where_bits) - 1;
constexpr std::uint64_t other_bit = 1ULL << (where_bits - 1);  // No text is that long, no table has so many rows.

std::uint64_t part_bits(std::string_view part, bool table) {
  std::uint64_t hash = table ? 0x9E3779B97F4A7C15ULL : 0xCBF29CE484222325ULL;
  for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  // The last letters alone ("p1", "p2") hardly reach the leading bits: mixed once more.
  hash = (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15ULL;
  return hash >> (where_bits + 2) << where_bits;
}
std::int64_t numbered(std::uint64_t bits, std::uint64_t where) {
  return static_cast<std::int64_t>(bits | ((where + 1) & where_mask));
}

std::uint64_t zigzag(std::uint64_t value, std::uint64_t before) {
  const auto difference = static_cast<std::int64_t>(value - before);
  return (static_cast<std::uint64_t>(difference) << 1) ^ static_cast<std::uint64_t>(difference >> 63);
}
std::uint64_t unzigzag(std::uint64_t coded, std::uint64_t before) {
  return before + ((coded >> 1) ^ (~(coded & 1) + 1));
}

// Bytes that grow by whole numbers, without a check for each byte.
class Bytes {
 public:
  void number(std::uint64_t value) {
    if (bytes_.size() - size_ < 10) [[unlikely]]
      bytes_.resize(std::max<std::size_t>(bytes_.size() * 2, 256));
    if (value < 0x80) [[likely]] {
      bytes_[size_++] = static_cast<char>(value);
      return;
    }
    char* out = bytes_.data() + size_;
    while (value >= 0x80) {
      *out++ = static_cast<char>(value | 0x80);
      value >>= 7;
    }
    *out++ = static_cast<char>(value);
    size_ = static_cast<std::size_t>(out - bytes_.data());
  }
  void clear() { size_ = 0; }
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::vector<char> bytes_;
  std::size_t size_ = 0;
};

// Mixes as wyhash does. Only finds equal spellings inside a block; keyed anew in every process, so that evidence cannot
// be made to collide.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}
std::uint64_t quick_hash(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = seed ^ text.size();
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    hash = mix(hash ^ word, 0x9E3779B97F4A7C15ULL);
  }
  if (at < text.size()) {
    std::uint64_t word = 0;
    if (text.size() >= 8) {
      std::memcpy(&word, text.data() + text.size() - 8, 8);
    } else {
      std::memcpy(&word, text.data(), text.size());
    }
    hash = mix(hash ^ word, 0xD6E8FEB86659FD93ULL);
  }
  return mix(hash, seed | 1);
}

bool is_digits_of(std::string_view canonical, std::string_view spelling) {
  std::size_t at = 0;
  for (const char c : spelling) {
    if (!is_digit(c)) continue;
    if (at == canonical.size() || canonical[at] != c) return false;
    ++at;
  }
  return at == canonical.size();
}
std::uint64_t word_at(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, 8);
  return word;
}
// Eight bytes with their ASCII capitals made small, all at once: a byte is one where adding carries it over 'A' and not
// over 'Z' into its upper bit.
std::uint64_t lower_of(std::uint64_t word) {
  constexpr std::uint64_t each = 0x0101010101010101ULL;
  const std::uint64_t low = word & (each * 0x7F);
  const std::uint64_t from_a = low + each * (0x80 - 'A');
  const std::uint64_t behind_z = low + each * (0x7F - 'Z');
  const std::uint64_t capital = (from_a ^ behind_z) & ~word & (each * 0x80);
  return word | capital >> 2;
}
bool is_lower_of(std::string_view canonical, std::string_view spelling) {
  const std::size_t size = spelling.size();
  if (canonical.size() != size) return false;
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8) {
      if (lower_of(word_at(spelling.data() + at)) != word_at(canonical.data() + at)) return false;
    }
    return lower_of(word_at(spelling.data() + size - 8)) == word_at(canonical.data() + size - 8);
  }
  for (std::size_t index = 0; index < size; ++index) {
    const char c = spelling[index];
    if (canonical[index] != (c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c)) return false;
  }
  return true;
}

// One for all builders of a thread: it grows with what it packs.
ZSTD_CCtx* packing_context() {
  thread_local const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context{ZSTD_createCCtx(), ZSTD_freeCCtx};
  return context.get();
}

// A byte that says whether a zstd frame follows or the bytes themselves.
void pack(std::string_view body, std::string& packed) {
  if (body.size() >= pack_from_bytes) {
    packed.resize(1 + ZSTD_compressBound(body.size()));
    packed[0] = 1;
    const std::size_t size = ZSTD_compressCCtx(packing_context(), packed.data() + 1, packed.size() - 1, body.data(),
                                               body.size(), pack_level);
    if (ZSTD_isError(size) == 0 && size < body.size()) {
      packed.resize(1 + size);
      return;
    }
  }
  packed.assign(1, '\0');
  packed.append(body);
}

Result<void> unpack(ZSTD_DCtx* context, std::string_view packed, std::string& body) {
  if (packed.empty()) return fail(Fault::malformed, "a block of findings is damaged: it is empty");
  const std::string_view rest = packed.substr(1);
  if (packed.front() == 0) {
    body.assign(rest);
    return {};
  }
  const unsigned long long size = ZSTD_getFrameContentSize(rest.data(), rest.size());
  if (packed.front() != 1 || size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN ||
      size > unpacked_bytes_max) {
    return fail(Fault::malformed, "a block of findings is damaged: its size makes no sense");
  }
  body.resize(static_cast<std::size_t>(size));
  const std::size_t made = ZSTD_decompressDCtx(context, body.data(), body.size(), rest.data(), rest.size());
  if (ZSTD_isError(made) != 0 || made != body.size()) {
    return fail(Fault::malformed, "a block of findings is damaged: it does not unpack");
  }
  return {};
}

struct Kind {
  std::uint32_t type = 0;
  std::uint32_t rule = 0;
  std::uint32_t confidence = 0;
  std::uint32_t part = 0;
  std::uint32_t column = 0;  // 0: text.
  MentionMode mode = MentionMode::none;
  friend bool operator==(const Kind&, const Kind&) = default;
};
std::uint64_t hash_of(const Kind& kind) {
  return mix((std::uint64_t{kind.type} << 32 | kind.rule) ^ 0x9E3779B97F4A7C15ULL,
             mix((std::uint64_t{kind.confidence} << 32 | kind.part) ^ 0xD6E8FEB86659FD93ULL,
                 (std::uint64_t{kind.column} << 2 | static_cast<std::uint64_t>(kind.mode)) ^ 0xA0761D6478BD642FULL));
}

}  // namespace

std::int64_t mention_number(std::string_view part, bool table, std::uint64_t where) {
  return numbered(part_bits(part, table), where);
}

Locator locator_of(const PlacedFinding& finding) {
  Locator locator;
  locator.part = finding.part;
  locator.offset_bytes = finding.offset_bytes;
  locator.row = finding.row;
  locator.column = finding.column;
  return locator;
}

std::uint64_t where_of_other(std::uint64_t row, std::uint8_t other) {
  return other == 0 ? row : other_bit | (row << 5 | (other & 31U)) % other_bit;
}
// numbered() adds one to what it is given.
bool is_of_other(std::int64_t mention) {
  return ((static_cast<std::uint64_t>(mention) - 1) & where_mask & other_bit) != 0 && mention > 0;
}
bool is_of_dependant(std::int64_t mention) {
  return is_of_other(mention) && ((static_cast<std::uint64_t>(mention) - 1) & 1U) != 0;
}
bool is_of_joint(std::int64_t mention) {
  return is_of_other(mention) && ((static_cast<std::uint64_t>(mention) - 1) & 31U) >= other_joint;
}
std::int64_t own_of_other(std::int64_t mention) {
  const auto number = static_cast<std::uint64_t>(mention);
  return numbered(number & ~where_mask, (((number - 1) & where_mask) % other_bit) >> 5);
}

struct BlockBuilder::State {
  State(const CaseNames& used, const Sealer& with) : names(used), sealer(with) {
    randombytes_buf(&seed, sizeof seed);
    type_slots.assign(names.type_ids.size(), -1);
    slots.assign(1024, 0);
    kind_slots.assign(64, 0);
    column_kinds.fill(UINT32_MAX);
  }

  struct Part {
    std::string name;
    std::uint64_t table_bits = 0;
    std::uint64_t text_bits = 0;
  };
  struct Value {
    std::uint64_t quick = 0;
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
    std::uint8_t slot = 0;
    bool sure = false;
  };

  std::uint32_t part_of(std::string_view name) {
    if (!parts.empty() && parts[last_part].name == name) return last_part;
    const auto [found, added] = part_index.try_emplace(std::string(name), static_cast<std::uint32_t>(parts.size()));
    if (added) parts.push_back({std::string(name), part_bits(name, true), part_bits(name, false)});
    last_part = found->second;
    return last_part;
  }

  std::uint32_t kind_of(const Kind& kind) {
    std::uint32_t& cached = column_kinds[kind.column & 255];
    if (cached < kinds.size() && kinds[cached] == kind) return cached;
    if (kinds.size() * 2 >= kind_slots.size()) {
      std::vector<std::uint32_t> larger(kind_slots.size() * 4, 0);
      for (std::uint32_t index = 0; index < kinds.size(); ++index) {
        std::size_t slot = hash_of(kinds[index]) & (larger.size() - 1);
        while (larger[slot] != 0) slot = (slot + 1) & (larger.size() - 1);
        larger[slot] = index + 1;
      }
      kind_slots.swap(larger);
    }
    std::size_t slot = hash_of(kind) & (kind_slots.size() - 1);
    while (kind_slots[slot] != 0) {
      if (kinds[kind_slots[slot] - 1] == kind) return cached = kind_slots[slot] - 1;
      slot = (slot + 1) & (kind_slots.size() - 1);
    }
    kinds.push_back(kind);
    kind_slots[slot] = static_cast<std::uint32_t>(kinds.size());
    return cached = static_cast<std::uint32_t>(kinds.size() - 1);
  }

  std::uint8_t slot_of_type(std::size_t type) {
    if (type_slots[type] < 0) {
      type_slots[type] = static_cast<std::int16_t>(counts.size());
      counts.push_back({names.type_ids[type], 0, 0});
      slot_types.push_back(type);
    }
    return static_cast<std::uint8_t>(type_slots[type]);
  }

  // A slot holds the upper half of a value's hash beside its number, so that the value itself is looked at only where
  // it is the one. 0: free.
  static std::uint64_t slot_of(std::uint64_t quick, std::size_t number) {
    return (quick & 0xFFFF'FFFF'0000'0000ULL) | static_cast<std::uint64_t>(number + 1);
  }
  void grow_slots() {
    std::vector<std::uint64_t> larger(slots.size() * 2, 0);
    for (std::uint32_t index = 0; index < values.size(); ++index) {
      std::size_t at = values[index].quick & (larger.size() - 1);
      while (larger[at] != 0) at = (at + 1) & (larger.size() - 1);
      larger[at] = slot_of(values[index].quick, index);
    }
    slots.swap(larger);
  }

  std::uint32_t value_of(std::size_t type, std::uint8_t slot, std::string_view spelling, std::string_view canonical) {
    // One spelling may have several canonical forms: what stands around it decides.
    std::uint64_t quick = quick_hash(spelling, seed + type);
    if (canonical != spelling) quick ^= quick_hash(canonical, ~seed);
    if (values.size() * 2 >= slots.size()) grow_slots();
    std::size_t at = quick & (slots.size() - 1);
    while (slots[at] != 0) {
      if ((slots[at] ^ quick) >> 32 == 0) {
        const std::uint32_t number = static_cast<std::uint32_t>(slots[at]) - 1;
        const Value& known = values[number];
        if (known.quick == quick && known.slot == slot && known.size == spelling.size() &&
            std::memcmp(spellings.data() + known.begin, spelling.data(), spelling.size()) == 0) {
          return number;
        }
      }
      at = (at + 1) & (slots.size() - 1);
    }
    values.push_back({quick, static_cast<std::uint32_t>(spellings.size()), static_cast<std::uint32_t>(spelling.size()),
                      slot, false});
    slots[at] = slot_of(quick, values.size() - 1);
    spellings.append(spelling);
    CanonicalMode mode = CanonicalMode::told;
    if (canonical == spelling) {
      mode = CanonicalMode::same;
    } else if (is_lower_of(canonical, spelling)) {
      mode = CanonicalMode::lower;
    } else if (is_digits_of(canonical, spelling)) {
      mode = CanonicalMode::digits;
    }
    sizes.number(spelling.size() << 2 | static_cast<std::uint64_t>(mode));
    if (mode == CanonicalMode::told) {
      sizes.number(canonical.size());
      canonicals.append(canonical);
    }
    const auto hash = static_cast<std::uint64_t>(sealer.keyed_hash(names.type_names[type], canonical));
    char bytes[8];
    std::memcpy(bytes, &hash, 8);
    hash_bytes.append(bytes, 8);
    return static_cast<std::uint32_t>(values.size() - 1);
  }

  void clear() {
    for (const std::size_t type : slot_types) type_slots[type] = -1;
    slot_types.clear();
    counts.clear();
    if (values.size() * 8 < slots.size()) {
      for (const Value& value : values) {
        std::size_t at = value.quick & (slots.size() - 1);
        while (slots[at] != 0) {
          slots[at] = 0;
          at = (at + 1) & (slots.size() - 1);
        }
      }
    } else {
      std::ranges::fill(slots, 0);
    }
    std::ranges::fill(kind_slots, 0);
    column_kinds.fill(UINT32_MAX);
    kinds.clear();
    parts.clear();
    part_index.clear();
    last_part = 0;
    values.clear();
    kind_numbers.clear();
    spellings.clear();
    canonicals.clear();
    hash_bytes.clear();
    sizes.clear();
    positions.clear();
    mentions.clear();
    references.clear();
    last_row = last_offset = last_mention = 0;
    block = FindingBlock();
  }

  const CaseNames& names;
  const Sealer& sealer;
  std::uint64_t seed = 0;
  std::vector<std::int16_t> type_slots;  // By the engine's type; -1: not in this block.
  std::vector<std::size_t> slot_types;
  std::vector<TypeCount> counts;  // By slot.
  std::vector<Part> parts;
  std::unordered_map<std::string, std::uint32_t> part_index;
  std::uint32_t last_part = 0;
  std::vector<Kind> kinds;
  std::vector<std::uint32_t> kind_slots;
  std::array<std::uint32_t, 256> column_kinds = {};
  std::vector<std::uint16_t> kind_numbers;  // By finding.
  std::vector<Value> values;
  std::vector<std::uint64_t> slots;  // Values by quick hash.
  std::string spellings, canonicals, hash_bytes;
  Bytes sizes, positions, mentions, references;
  std::uint64_t last_row = 0, last_offset = 0, last_mention = 0;
  FindingBlock block;
  std::string body, places, hashes, packed, sealed;
  bool finished = false;
};

BlockBuilder::BlockBuilder(const CaseNames& names, const Sealer& sealer)
    : state_(std::make_unique<State>(names, sealer)) {}
BlockBuilder::~BlockBuilder() = default;

std::size_t BlockBuilder::size() const { return state_->finished ? 0 : state_->kind_numbers.size(); }

bool BlockBuilder::wants_end() const {
  return !state_->finished && (state_->kind_numbers.size() >= block_findings_wanted ||
                               state_->spellings.size() + state_->canonicals.size() >= block_value_bytes_wanted);
}

bool BlockBuilder::full() const {
  const State& state = *state_;
  return !state.finished &&
         (state.kind_numbers.size() >= block_findings_max || state.counts.size() >= types_of_block_max ||
          state.kinds.size() >= kinds_of_block_max || state.parts.size() >= parts_of_block_max ||
          state.spellings.size() + state.canonicals.size() >= block_value_bytes_max);
}

void BlockBuilder::add(const PlacedFinding& finding, std::string_view spelling, std::string_view canonical) {
  State& state = *state_;
  if (state.finished) {
    state.clear();
    state.finished = false;
  }
  assert(!full());
  Kind kind;
  kind.part = state.part_of(finding.part);
  const State::Part& part = state.parts[kind.part];
  const auto type = static_cast<std::size_t>(finding.type);
  kind.type = static_cast<std::uint32_t>(state.names.type_ids[type]);
  kind.rule = static_cast<std::uint32_t>(state.names.rule_ids[static_cast<std::size_t>(finding.rule)]);
  kind.confidence = static_cast<std::uint32_t>(finding.confidence_thousandths);
  FindingBlock& block = state.block;
  if (finding.row != 0) {
    kind.column = std::max<std::uint32_t>(finding.column, 1);  // 0 says that it is no cell.
    state.positions.number(zigzag(finding.row, state.last_row));
    state.last_row = finding.row;
    block.row_first = std::min(block.row_first, finding.row);
    block.row_last = std::max(block.row_last, finding.row);
  } else {
    state.positions.number(zigzag(finding.offset_bytes, state.last_offset));
    state.last_offset = finding.offset_bytes;
    block.offset_first = std::min(block.offset_first, finding.offset_bytes);
    block.offset_last = std::max(block.offset_last, finding.offset_bytes);
  }
  if (finding.mention != 0) {
    if (finding.row != 0 && finding.mention == numbered(part.table_bits, finding.row)) {
      kind.mode = MentionMode::row;
    } else if (finding.row == 0 && finding.mention == numbered(part.text_bits, finding.offset_bytes)) {
      kind.mode = MentionMode::offset;
    } else {
      kind.mode = MentionMode::told;
      const auto told = static_cast<std::uint64_t>(finding.mention);
      state.mentions.number(zigzag(told, state.last_mention));
      state.last_mention = told;
    }
    block.mention_first = std::min(block.mention_first, finding.mention);
    block.mention_last = std::max(block.mention_last, finding.mention);
  }
  state.kind_numbers.push_back(static_cast<std::uint16_t>(state.kind_of(kind)));
  const std::uint8_t slot = state.slot_of_type(type);
  const bool sure = finding.confidence_thousandths >= sure_thousandths;
  ++state.counts[slot].findings;
  if (sure) ++state.counts[slot].sure;
  block.confidence_max = std::max(block.confidence_max, finding.confidence_thousandths);
  const std::size_t before = state.values.size();
  const std::uint32_t value = state.value_of(type, slot, spelling, canonical);
  state.references.number(value == before ? 0 : before - value);
  state.values[value].sure = state.values[value].sure || sure;
}

FindingBlock BlockBuilder::finish(bool cut) {
  State& state = *state_;
  assert(!state.finished && !state.kind_numbers.empty());
  std::string& body = state.body;
  body.clear();
  Encoder out(body);
  out.number(layout_version);
  out.number(cut ? 1 : 0);
  out.number(state.kind_numbers.size());
  out.number(state.values.size());
  out.number(state.parts.size());
  for (const State::Part& part : state.parts) out.text(part.name);
  out.number(state.kinds.size());
  for (const Kind& kind : state.kinds) {
    out.number(kind.type);
    out.number(kind.rule);
    out.number(kind.confidence);
    out.number(kind.part);
    out.number(kind.column);
    out.number(static_cast<std::uint64_t>(kind.mode));
  }
  if (state.kinds.size() <= 256) {
    const std::size_t begin = body.size();
    body.resize(begin + state.kind_numbers.size());
    for (std::size_t index = 0; index < state.kind_numbers.size(); ++index) {
      body[begin + index] = static_cast<char>(state.kind_numbers[index]);
    }
  } else {
    for (const std::uint16_t number : state.kind_numbers) {
      body.push_back(static_cast<char>(number));
      body.push_back(static_cast<char>(number >> 8));
    }
  }
  for (const Bytes* const stream : {&state.positions, &state.mentions, &state.references}) out.text(stream->view());
  pack(body, state.places);

  std::string& hashes = state.hashes;
  hashes.clear();
  Encoder head(hashes);
  head.number(state.values.size());
  head.number(state.counts.size());
  for (const TypeCount& count : state.counts) head.number(static_cast<std::uint64_t>(count.type));
  hashes.append(state.hash_bytes);
  for (const State::Value& value : state.values) {
    hashes.push_back(static_cast<char>(value.slot << 1 | (value.sure ? 1 : 0)));
  }

  body.clear();
  out.number(state.values.size());
  body.append(state.sizes.view());
  body.append(state.spellings);
  body.append(state.canonicals);
  pack(body, state.packed);
  state.sealer.seal_block(state.packed, state.places, state.sealed);

  FindingBlock block = state.block;
  block.findings = state.kind_numbers.size();
  block.counts = state.counts;
  block.places = state.places;
  block.hashes = state.hashes;
  block.sealed = state.sealed;
  state.finished = true;
  return block;
}

struct BlockReader::State {
  std::string body, values_body, opened;
  std::vector<Kind> kinds;
  std::vector<std::string_view> parts;
  std::vector<std::uint64_t> table_bits, text_bits;  // By part.
  std::vector<std::uint16_t> kind_numbers;
  std::vector<std::uint64_t> positions;
  std::vector<std::int64_t> mentions;
  std::vector<std::uint32_t> references;
  std::string_view places, sealed;
  std::size_t values = 0;
  bool cut = false;
  std::vector<std::string_view> spellings, canonicals;
  std::string derived;  // Canonical forms that follow from spellings.
  std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context{ZSTD_createDCtx(), ZSTD_freeDCtx};
};

BlockReader::BlockReader() : state_(std::make_unique<State>()) {}
BlockReader::~BlockReader() = default;

Result<void> BlockReader::open(std::string_view places, std::string_view sealed) {
  State& state = *state_;
  const auto damaged = [&state] {
    state.kind_numbers.clear();
    return fail(Fault::malformed, "a block of findings is damaged: it does not tell its places");
  };
  state.places = places;
  state.sealed = sealed;
  state.spellings.clear();
  state.canonicals.clear();
  state.kind_numbers.clear();
  TRY(unpack(state.context.get(), places, state.body));
  Decoder in(state.body);
  if (in.number() != layout_version) return damaged();
  state.cut = in.number_up_to(1) != 0;
  const std::size_t count = in.number_up_to(block_findings_max);
  state.values = in.number_up_to(count);
  const std::size_t parts = in.number_up_to(parts_of_block_max);
  state.parts.clear();
  state.table_bits.clear();
  state.text_bits.clear();
  for (std::size_t index = 0; index < parts && in.good(); ++index) {
    const std::string_view part = in.text();
    state.parts.push_back(part);
    state.table_bits.push_back(part_bits(part, true));
    state.text_bits.push_back(part_bits(part, false));
  }
  const std::size_t kinds = in.number_up_to(kinds_of_block_max);
  state.kinds.clear();
  for (std::size_t index = 0; index < kinds && in.good(); ++index) {
    Kind kind;
    kind.type = static_cast<std::uint32_t>(in.number_up_to(UINT32_MAX));
    kind.rule = static_cast<std::uint32_t>(in.number_up_to(UINT32_MAX));
    kind.confidence = static_cast<std::uint32_t>(in.number_up_to(1000));
    kind.part = static_cast<std::uint32_t>(in.number_up_to(parts == 0 ? 0 : parts - 1));
    kind.column = static_cast<std::uint32_t>(in.number_up_to(UINT32_MAX));
    kind.mode = static_cast<MentionMode>(in.number_up_to(static_cast<std::uint64_t>(MentionMode::told)));
    state.kinds.push_back(kind);
  }
  const std::size_t width = kinds <= 256 ? 1 : 2;
  if (!in.good() || parts == 0 || in.rest().size() < count * width) return damaged();
  const std::string_view numbers = in.rest().substr(0, count * width);
  in = Decoder(in.rest().substr(count * width));
  Decoder positions(in.text());
  Decoder mentions(in.text());
  Decoder references(in.text());
  if (!in.good() || !in.at_end()) return damaged();
  state.positions.resize(count);
  state.mentions.resize(count);
  state.references.resize(count);
  state.kind_numbers.resize(count);
  std::uint64_t last_row = 0;
  std::uint64_t last_offset = 0;
  std::uint64_t last_mention = 0;
  std::size_t values = 0;
  for (std::size_t index = 0; index < count; ++index) {
    std::size_t number = static_cast<unsigned char>(numbers[index * width]);
    if (width == 2) number |= static_cast<std::size_t>(static_cast<unsigned char>(numbers[index * 2 + 1])) << 8;
    if (number >= kinds) return damaged();
    state.kind_numbers[index] = static_cast<std::uint16_t>(number);
    const Kind& kind = state.kinds[number];
    std::uint64_t& last = kind.column != 0 ? last_row : last_offset;
    last = unzigzag(positions.number(), last);
    state.positions[index] = last;
    switch (kind.mode) {
      case MentionMode::none: state.mentions[index] = 0; break;
      case MentionMode::row: state.mentions[index] = numbered(state.table_bits[kind.part], last); break;
      case MentionMode::offset: state.mentions[index] = numbered(state.text_bits[kind.part], last); break;
      case MentionMode::told:
        last_mention = unzigzag(mentions.number(), last_mention);
        state.mentions[index] = static_cast<std::int64_t>(last_mention & INT64_MAX);
        break;
    }
    const std::uint64_t back = references.number();
    if (back > values || (back == 0 && values == state.values)) return damaged();
    state.references[index] = static_cast<std::uint32_t>(back == 0 ? values++ : values - back);
  }
  if (!positions.good() || !mentions.good() || !references.good() || values != state.values) return damaged();
  return {};
}

std::size_t BlockReader::size() const { return state_->kind_numbers.size(); }
bool BlockReader::cut() const { return state_->cut; }
std::int64_t BlockReader::mention(std::size_t index) const { return state_->mentions[index]; }
std::int64_t BlockReader::type(std::size_t index) const { return state_->kinds[state_->kind_numbers[index]].type; }
std::uint64_t BlockReader::confidence(std::size_t index) const {
  return state_->kinds[state_->kind_numbers[index]].confidence;
}

PlacedFinding BlockReader::at(std::size_t index) const {
  const State& state = *state_;
  const Kind& kind = state.kinds[state.kind_numbers[index]];
  PlacedFinding finding;
  finding.type = kind.type;
  finding.rule = kind.rule;
  finding.confidence_thousandths = kind.confidence;
  finding.part = state.parts[kind.part];
  finding.column = kind.column;
  (kind.column != 0 ? finding.row : finding.offset_bytes) = state.positions[index];
  finding.mention = state.mentions[index];
  return finding;
}

void BlockReader::count(std::map<std::int64_t, TypeCount>& counts) const {
  for (std::size_t index = 0; index < size(); ++index) {
    TypeCount& of_type = counts[type(index)];
    ++of_type.findings;
    of_type.sure += confidence(index) >= sure_thousandths ? 1 : 0;
  }
}

Result<void> BlockReader::open_values(const Sealer* sealer) {
  State& state = *state_;
  if (!state.spellings.empty() || state.values == 0) return {};
  if (sealer == nullptr) return fail(Fault::encrypted, "sealed, and the case's key was not found");
  TRY(sealer->open_block(state.sealed, state.places, state.opened));
  TRY(unpack(state.context.get(), state.opened, state.values_body));
  const auto damaged = [&state] {
    state.spellings.clear();
    return fail(Fault::malformed, "a block of findings is damaged: it does not tell its values");
  };
  Decoder in(state.values_body);
  if (in.number() != state.values) return damaged();
  struct Size {
    std::size_t spelling;
    std::size_t canonical;
    CanonicalMode mode;
  };
  std::vector<Size> sizes(state.values);
  std::uint64_t spelling_bytes = 0;
  std::uint64_t derived_bytes = 0;
  for (Size& size : sizes) {
    const std::uint64_t coded = in.number();
    size.spelling = static_cast<std::size_t>(coded >> 2);
    size.mode = static_cast<CanonicalMode>(coded & 3);
    size.canonical = size.mode == CanonicalMode::told ? in.number_up_to(unpacked_bytes_max) : 0;
    if (size.spelling > unpacked_bytes_max) return damaged();
    spelling_bytes += size.spelling;
    if (size.mode == CanonicalMode::digits || size.mode == CanonicalMode::lower) derived_bytes += size.spelling;
  }
  if (!in.good() || spelling_bytes > in.rest().size()) return damaged();
  std::string_view spellings = in.rest().substr(0, static_cast<std::size_t>(spelling_bytes));
  std::string_view canonicals = in.rest().substr(static_cast<std::size_t>(spelling_bytes));
  state.derived.resize(static_cast<std::size_t>(derived_bytes));  // Views point into it: never grown below.
  char* derived = state.derived.data();
  state.spellings.reserve(state.values);
  state.canonicals.clear();
  state.canonicals.reserve(state.values);
  for (const Size& size : sizes) {
    const std::string_view spelling = spellings.substr(0, size.spelling);
    spellings.remove_prefix(size.spelling);
    std::string_view canonical = spelling;
    const char* const begin = derived;
    switch (size.mode) {
      case CanonicalMode::same: break;
      case CanonicalMode::digits:
        for (const char c : spelling) {
          if (is_digit(c)) *derived++ = c;
        }
        canonical = {begin, static_cast<std::size_t>(derived - begin)};
        break;
      case CanonicalMode::lower:
        for (const char c : spelling) *derived++ = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        canonical = {begin, spelling.size()};
        break;
      case CanonicalMode::told:
        if (size.canonical > canonicals.size()) return damaged();
        canonical = canonicals.substr(0, size.canonical);
        canonicals.remove_prefix(size.canonical);
        break;
    }
    state.spellings.push_back(spelling);
    state.canonicals.push_back(canonical);
  }
  if (!canonicals.empty()) return damaged();
  return {};
}

std::string_view BlockReader::spelling(std::size_t index) const { return state_->spellings[state_->references[index]]; }
std::string_view BlockReader::canonical(std::size_t index) const {
  return state_->canonicals[state_->references[index]];
}

bool read_hashes(std::string_view hashes, std::vector<ValueHash>& out) {
  out.clear();
  Decoder in(hashes);
  const std::size_t count = in.number_up_to(block_findings_max);
  const std::size_t types = in.number_up_to(types_of_block_max);
  std::array<std::int64_t, types_of_block_max + 1> ids = {};
  for (std::size_t index = 0; index < types && in.good(); ++index) {
    ids[index] = static_cast<std::int64_t>(in.number_up_to(UINT32_MAX));
  }
  const std::string_view rest = in.rest();
  if (!in.good() || rest.size() != count * 9) return false;
  out.resize(count);
  for (std::size_t index = 0; index < count; ++index) {
    const auto flags = static_cast<unsigned char>(rest[count * 8 + index]);
    if (static_cast<std::size_t>(flags >> 1) >= types) return false;
    out[index].type = ids[flags >> 1];
    out[index].sure = (flags & 1) != 0;
    std::memcpy(&out[index].hash, rest.data() + index * 8, 8);
  }
  return true;
}

}  // namespace constat
