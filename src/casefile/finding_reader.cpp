#include "casefile/finding_reader.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>

#include "base/codec.h"
#include "base/large_pages.h"
#include "casefile/corrections.h"

namespace constat {

namespace {

constexpr std::uint64_t mentions_of_pack_max = 1ULL << 32;

std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t unzigzag(std::uint64_t coded) { return static_cast<std::int64_t>((coded >> 1) ^ (~(coded & 1) + 1)); }
std::int64_t minus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
std::int64_t plus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

// The end of the range of texts that begin with `prefix`: the next prefix of the same length.
std::string after_prefix(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xFF) prefix.pop_back();
  if (!prefix.empty()) ++prefix.back();
  return prefix;
}

std::int64_t bounded(std::uint64_t value) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(value, INT64_MAX));
}

constexpr std::string_view item_columns =
    "SELECT i.id, i.place, i.evidence, CASE WHEN i.size IS NULL THEN coalesce(i.parent, i.id) ELSE i.id END FROM item "
    "i ";
constexpr std::string_view has_blocks = "EXISTS (SELECT 1 FROM finding_block b WHERE b.item = i.id)";
constexpr std::string_view in_order = " ORDER BY i.place, i.member_index, i.id";

std::string items_sql(const FindingQuery& query) {
  std::string sql(item_columns);
  if (query.item != 0) return sql + "WHERE i.id = ?";
  sql += "WHERE ";
  sql += has_blocks;
  if (!query.within.empty()) {
    sql +=
        " AND i.id IN (SELECT CASE which WHEN 0 THEN id ELSE duplicate_of END FROM item, (SELECT 0 AS which UNION ALL "
        "SELECT 1) WHERE (place = ? OR (place >= ? AND place < ?) OR (place >= ? AND place < ?)))";
  }
  if (query.person != 0) sql += " AND i.id IN (SELECT value FROM json_each(?))";
  return sql + std::string(in_order);
}

// A JSON list of the items: a person may be in more of them than a statement has parameters.
std::string items_of(const std::vector<ItemMention>& mentions) {
  std::string json = "[";
  for (std::size_t index = 0; index < mentions.size(); ++index) {
    if (index != 0 && mentions[index].item == mentions[index - 1].item) continue;
    json += (json.size() == 1 ? "" : ",") + std::to_string(mentions[index].item);
  }
  return json + "]";
}

}  // namespace

struct FindingReader::State {
  State(Case& opened, FindingQuery asked)
      : file(opened),
        query(std::move(asked)),
        of_person(mentions_of_person(file.database(), query.person)),
        items(file.database(), items_sql(query)),
        blocks(file.database(),
               std::string("SELECT places, sealed, mention_first, mention_last FROM finding_block WHERE item = ? AND "
                           "confidence_max >= ? AND range_begin >= ?") +
                   (query.places ? " AND (row_last >= ? AND row_first <= ? OR offset_last >= ? AND offset_first <= ?)"
                                 : "") +
                   (query.person != 0 ? " AND mention_last >= ? AND mention_first <= ?" : "") +
                   " ORDER BY range_begin, number"),
        persons(file.database(),
                "SELECT packed FROM mention_block WHERE item = ? AND last >= ? AND first <= ? ORDER BY first") {
    int parameter = 1;
    if (query.item != 0) {
      items.bind(parameter++, query.item);
    } else {
      if (!query.within.empty()) {
        const std::string inside = query.within + "!/";
        const std::string below = query.within + "/";
        for (const std::string& bound : {query.within, inside, after_prefix(inside), below, after_prefix(below)}) {
          items.bind(parameter++, std::string_view(bound));
        }
      }
      if (query.person != 0) items.bind(parameter++, std::string_view(items_of(of_person)));
    }
    for (const std::int64_t type : query.types) {
      if (type < 0 || type > 1'000'000) continue;
      if (wanted.size() <= static_cast<std::size_t>(type)) wanted.resize(static_cast<std::size_t>(type) + 1);
      wanted[static_cast<std::size_t>(type)] = 1;
    }
  }

  void begin_item() {
    item = items.integer(0);
    place.assign(items.text(1));
    mentions.clear();
    if (query.person != 0) {
      const auto [begin, end] =
          std::equal_range(of_person.begin(), of_person.end(), ItemMention{item, 0},
                           [](const ItemMention& a, const ItemMention& b) { return a.item < b.item; });
      for (auto at = begin; at != end; ++at) mentions.push_back({at->mention, query.person});
    }
    hint = 0;
    blocks.reset();
    int at = 0;
    const auto bind = [this, &at](std::int64_t value) { blocks.bind(++at, value); };
    bind(item);
    bind(bounded(query.confidence_min));
    // Of an original whose copy is asked for, its own name is none of what is asked for.
    const bool inside = query.within.empty() || place == query.within || place.starts_with(query.within + "!/") ||
                        place.starts_with(query.within + "/");
    bind(inside ? name_block_range : 0);
    if (query.places) {
      bind(bounded(query.places->row_first));
      bind(bounded(query.places->row_last));
      bind(bounded(query.places->offset_first));
      bind(bounded(query.places->offset_last));
    }
    if (query.person != 0) {
      bind(mentions.empty() ? INT64_MAX : mentions.front().mention);
      bind(mentions.empty() ? 0 : mentions.back().mention);
    }
    in_item = true;
    in_block = false;
  }

  // The persons of the block's mentions, and of no more.
  void load_persons() {
    if (query.person != 0 || !query.with_persons) return;
    mentions.clear();
    hint = 0;
    if (blocks.is_null(2)) return;
    const std::int64_t first = blocks.integer(2);
    const std::int64_t last = blocks.integer(3);
    if (!is_of_other(last) || is_of_other(first)) {
      load_persons(first, last);
      return;
    }
    // Others than the rows' own persons are numbered far behind these: what lies between is of other blocks.
    std::int64_t own_last = first;
    std::int64_t other_first = last;
    for (std::size_t at = 0; at < block.size(); ++at) {
      const std::int64_t mention = block.mention(at);
      if (mention == 0) continue;
      (is_of_other(mention) ? other_first : own_last) =
          is_of_other(mention) ? std::min(other_first, mention) : std::max(own_last, mention);
    }
    load_persons(first, own_last);
    load_persons(std::max(other_first, own_last + 1), last);
    // Both may lie in one block of persons.
    if (!std::ranges::is_sorted(mentions, {}, &MentionPerson::mention)) {
      std::ranges::sort(mentions, {}, &MentionPerson::mention);
    }
  }
  void load_persons(std::int64_t first, std::int64_t last) {
    persons.bind(1, item).bind(2, first).bind(3, last);
    while (persons.step()) (void)unpack_mention_persons(persons.blob(0), mentions);
    persons.reset();
  }

  std::int64_t person_of(std::int64_t mention) {
    if (mention == 0 || mentions.empty()) return 0;
    // Findings come nearly in the order of their mentions.
    for (const std::size_t at : {hint, hint + 1}) {
      if (at < mentions.size() && mentions[at].mention == mention) {
        hint = at;
        return mentions[at].person;
      }
    }
    const auto found = std::ranges::lower_bound(mentions, mention, {}, &MentionPerson::mention);
    if (found == mentions.end() || found->mention != mention) return 0;
    hint = static_cast<std::size_t>(found - mentions.begin());
    return found->person;
  }

  Case& file;
  FindingQuery query;
  std::vector<ItemMention> of_person;
  Statement items, blocks, persons;
  std::vector<char> wanted;             // By type.
  std::vector<MentionPerson> mentions;  // Of the block in hand; of the item, where one person is asked for.
  std::size_t hint = 0;
  std::int64_t item = 0;
  std::string place;
  BlockReader block;
  std::size_t index = 0;
  bool in_item = false;
  bool in_block = false;
  PlacedFinding finding;
  std::int64_t person = 0;
};

FindingReader::FindingReader(Case& file, FindingQuery query)
    : state_(std::make_unique<State>(file, std::move(query))) {}
FindingReader::~FindingReader() = default;

Result<bool> FindingReader::next() {
  State& state = *state_;
  for (;;) {
    if (!state.in_item) {
      if (!state.items.step()) return false;
      state.begin_item();
    }
    if (!state.in_block) {
      if (!state.blocks.step()) {
        state.blocks.reset();
        state.in_item = false;
        continue;
      }
      TRY(state.block.open(state.blocks.blob(0), state.blocks.blob(1)));
      state.load_persons();
      state.index = 0;
      state.in_block = true;
    }
    while (state.index < state.block.size()) {
      const std::size_t index = state.index++;
      if (state.block.confidence(index) < state.query.confidence_min) continue;
      if (!state.query.types.empty()) {
        const auto type = static_cast<std::size_t>(state.block.type(index));
        if (type >= state.wanted.size() || state.wanted[type] == 0) continue;
      }
      state.person = state.person_of(state.block.mention(index));
      if (state.query.person != 0 && state.person == 0) continue;
      state.finding = state.block.at(index);
      if (state.query.places) {
        const FindingQuery::Places& places = *state.query.places;
        const bool inside =
            state.finding.row != 0
                ? state.finding.row >= places.row_first && state.finding.row <= places.row_last
                : state.finding.offset_bytes >= places.offset_first && state.finding.offset_bytes <= places.offset_last;
        if (!inside) continue;
      }
      return true;
    }
    state.in_block = false;
  }
}

const PlacedFinding& FindingReader::finding() const { return state_->finding; }
std::int64_t FindingReader::item() const { return state_->item; }
std::string_view FindingReader::item_place() const { return state_->place; }
std::int64_t FindingReader::person() const { return state_->person; }

Result<std::string_view> FindingReader::spelling() {
  TRY(state_->block.open_values(state_->file.sealer()));
  return state_->block.spelling(state_->index - 1);
}
Result<std::string_view> FindingReader::canonical() {
  TRY(state_->block.open_values(state_->file.sealer()));
  return state_->block.canonical(state_->index - 1);
}

struct MentionReader::State {
  State(Case& opened, std::vector<char> types)
      : file(opened),
        open_types(std::move(types)),
        items(file.database(),
              std::string(item_columns) + "WHERE " +
                  "EXISTS (SELECT 1 FROM finding_block b WHERE b.item = i.id AND b.mention_first IS NOT "
                  "NULL)" +
                  std::string(in_order)),
        blocks(file.database(),
               "SELECT places, sealed FROM finding_block WHERE item = ? AND mention_first IS NOT NULL ORDER BY "
               "range_begin, number") {}

  // What a block, or several that were cut inside a mention, says; in order of mention.
  struct Entry {
    std::int64_t mention = 0;
    std::uint32_t block = 0;
    std::uint32_t index = 0;
  };

  // The next blocks of the item in hand; at its end it is in hand no longer.
  Result<void> load() {
    entries.clear();
    at = 0;
    used = 0;
    bool more = false;
    do {
      if (!blocks.step()) {
        blocks.reset();
        in_item = false;
        return {};
      }
      if (used == kept.size()) {
        kept.push_back(std::make_unique<BlockReader>());
        held.emplace_back();
      }
      BlockReader& block = *kept[used];
      // The statement's own bytes die with its next step: a cut block's must outlive it.
      held[used].first.assign(blocks.blob(0));
      held[used].second.assign(blocks.blob(1));
      TRY(block.open(held[used].first, held[used].second));
      TRY(block.open_values(file.sealer()));
      bool sorted = true;
      for (std::uint32_t index = 0; index < block.size(); ++index) {
        const std::int64_t mention = block.mention(index);
        if (mention == 0) continue;
        sorted = sorted && (entries.empty() || entries.back().mention <= mention);
        entries.push_back({mention, static_cast<std::uint32_t>(used), index});
      }
      if (!sorted) std::ranges::stable_sort(entries, {}, &Entry::mention);
      more = block.cut() && entries.size() < entries_max;
      ++used;
    } while (more);
    return {};
  }

  static constexpr std::size_t entries_max = 1U << 20;
  // A row of thousands of cells speaks of nobody in particular.
  static constexpr std::size_t findings_of_mention_max = 4096;

  Case& file;
  std::vector<char> open_types;
  Statement items, blocks;
  std::vector<std::unique_ptr<BlockReader>> kept;
  std::vector<std::pair<std::string, std::string>> held;
  std::size_t used = 0;
  std::vector<Entry> entries;
  std::size_t at = 0;
  bool in_item = false;
  std::int64_t item = 0, number = 0, file_item = 0, evidence = 0;
  std::string place;
  std::vector<MentionedFinding> findings;
};

MentionReader::MentionReader(Case& file, std::vector<char> open_types)
    : state_(std::make_unique<State>(file, std::move(open_types))) {}
MentionReader::~MentionReader() = default;

Result<bool> MentionReader::next() {
  State& state = *state_;
  while (state.at == state.entries.size()) {
    if (!state.in_item) {
      if (!state.items.step()) return false;
      state.item = state.items.integer(0);
      state.place.assign(state.items.text(1));
      state.evidence = state.items.integer(2);
      state.file_item = state.items.integer(3);
      state.blocks.bind(1, state.item);
      state.in_item = true;
    }
    TRY(state.load());
  }
  state.findings.clear();
  state.number = state.entries[state.at].mention;
  for (; state.at < state.entries.size() && state.entries[state.at].mention == state.number; ++state.at) {
    if (state.findings.size() >= State::findings_of_mention_max) continue;
    const State::Entry& entry = state.entries[state.at];
    const BlockReader& block = *state.kept[entry.block];
    MentionedFinding finding;
    finding.type = block.type(entry.index);
    finding.confidence_thousandths = block.confidence(entry.index);
    const auto type = static_cast<std::size_t>(finding.type);
    if (type < state.open_types.size() && state.open_types[type] != 0) {
      finding.spelling = block.spelling(entry.index);
      finding.canonical = block.canonical(entry.index);
    }
    state.findings.push_back(finding);
  }
  return true;
}

std::int64_t MentionReader::item() const { return state_->item; }
std::int64_t MentionReader::number() const { return state_->number; }
std::int64_t MentionReader::file() const { return state_->file_item; }
std::int64_t MentionReader::evidence() const { return state_->evidence; }
std::string_view MentionReader::place() const { return state_->place; }
const std::vector<MentionedFinding>& MentionReader::findings() const { return state_->findings; }

namespace {
// Sorts 64-bit hashes of which every value is equally likely: spread by the leading bits, then small sorts.
void sort_hashes(std::vector<std::uint64_t>& hashes, std::vector<std::uint64_t>& spare, std::uint64_t first,
                 std::uint64_t span) {
  constexpr std::size_t buckets = 4096;
  if (hashes.size() < buckets * 4) {
    std::ranges::sort(hashes);
    return;
  }
  const auto bucket_of = [&](std::uint64_t hash) {
    return std::min<std::uint64_t>(buckets - 1, (hash - first) / (span / buckets + 1));
  };
  std::array<std::size_t, buckets + 1> begins = {};
  for (const std::uint64_t hash : hashes) ++begins[bucket_of(hash) + 1];
  for (std::size_t index = 0; index < buckets; ++index) begins[index + 1] += begins[index];
  spare.resize(hashes.size());
  auto next = begins;
  for (const std::uint64_t hash : hashes) spare[next[bucket_of(hash)]++] = hash;
  for (std::size_t index = 0; index < buckets; ++index) {
    std::sort(spare.begin() + static_cast<std::ptrdiff_t>(begins[index]),
              spare.begin() + static_cast<std::ptrdiff_t>(begins[index + 1]));
  }
  hashes.swap(spare);
}
}  // namespace

Result<std::map<std::int64_t, std::uint64_t>> count_distinct_values(Database& database) {
  // All hashes where they fit; else several passes, each over a part of the hashes' range.
  constexpr std::uint64_t hashes_in_memory_max = 12'000'000;
  const auto total =
      static_cast<std::uint64_t>(database.scalar("SELECT coalesce(sum(length(hashes)), 0) / 9 FROM finding_block"));
  const std::uint64_t passes = total / hashes_in_memory_max + 1;
  std::map<std::int64_t, std::uint64_t> counts;
  Statement rows(database, "SELECT hashes FROM finding_block");
  std::vector<ValueHash> block;
  std::vector<std::uint64_t> spare;
  constexpr std::uint64_t range = 1ULL << 63;  // Keyed hashes have 63 bits.
  for (std::uint64_t pass = 0; pass < passes; ++pass) {
    const std::uint64_t first = range / passes * pass;
    const std::uint64_t last = pass + 1 == passes ? UINT64_MAX : range / passes * (pass + 1) - 1;
    std::vector<std::vector<std::uint64_t>> by_type;
    while (rows.step()) {
      if (!read_hashes(rows.blob(0), block)) return fail(Fault::malformed, "a block of findings is damaged");
      for (const ValueHash& value : block) {
        if (!value.sure || value.hash < first || value.hash > last || value.type > 100'000) continue;
        const auto type = static_cast<std::size_t>(value.type);
        if (by_type.size() <= type) by_type.resize(type + 1);
        by_type[type].push_back(value.hash);
      }
    }
    rows.reset();
    for (std::size_t type = 0; type < by_type.size(); ++type) {
      std::vector<std::uint64_t>& hashes = by_type[type];
      if (hashes.empty()) continue;
      sort_hashes(hashes, spare, first, range / passes);
      counts[static_cast<std::int64_t>(type)] +=
          static_cast<std::uint64_t>(std::unique(hashes.begin(), hashes.end()) - hashes.begin());
      give_back(hashes);
    }
  }
  return counts;
}

std::map<std::int64_t, std::uint64_t> distinct_values(Database& database) {
  std::map<std::int64_t, std::uint64_t> values;
  Statement totals(database, "SELECT type, distinct_values FROM type_total");
  while (totals.step()) values[totals.integer(0)] = static_cast<std::uint64_t>(totals.integer(1));
  if (values.empty()) {
    if (auto counted = count_distinct_values(database)) values = std::move(*counted);
  }
  return values;
}

std::string pack_mentions(std::vector<ItemMention> mentions) {
  if (mentions.size() > 1) {
    std::ranges::sort(mentions, [](const ItemMention& a, const ItemMention& b) {
      return std::tie(a.item, a.mention) < std::tie(b.item, b.mention);
    });
  }
  std::string packed;
  Encoder out(packed);
  out.number(mentions.size());
  ItemMention last;
  for (const ItemMention& mention : mentions) {
    out.number(zigzag(minus(mention.item, last.item)));
    out.number(zigzag(minus(mention.mention, last.mention)));
    last = mention;
  }
  return packed;
}

bool unpack_mentions(std::string_view packed, std::vector<ItemMention>& out) {
  out.clear();
  Decoder in(packed);
  const std::uint64_t count = in.number_up_to(mentions_of_pack_max);
  ItemMention last;
  for (std::uint64_t index = 0; index < count && in.good(); ++index) {
    last.item = plus(last.item, unzigzag(in.number()));
    last.mention = plus(last.mention, unzigzag(in.number()));
    if (in.good()) out.push_back(last);
  }
  return in.good() && in.at_end();
}

std::string pack_mention_persons(const MentionPerson* begin, const MentionPerson* end) {
  std::string packed;
  Encoder out(packed);
  out.number(static_cast<std::uint64_t>(end - begin));
  MentionPerson last;
  for (const MentionPerson* at = begin; at != end; ++at) {
    out.number(zigzag(minus(at->mention, last.mention)));
    out.number(zigzag(minus(at->person, last.person)));
    last = *at;
  }
  return packed;
}

bool unpack_mention_persons(std::string_view packed, std::vector<MentionPerson>& out) {
  Decoder in(packed);
  const std::uint64_t count = in.number_up_to(mentions_of_pack_max);
  MentionPerson last;
  for (std::uint64_t index = 0; index < count && in.good(); ++index) {
    last.mention = plus(last.mention, unzigzag(in.number()));
    last.person = plus(last.person, unzigzag(in.number()));
    if (in.good()) out.push_back(last);
  }
  return in.good() && in.at_end();
}

}  // namespace constat
