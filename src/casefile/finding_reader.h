// Reads findings back: block by block, in order of their items' Places, unsealing only where a value is asked for.
// Memory is that of one block, whatever the case's size.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "casefile/case.h"
#include "casefile/finding_block.h"

namespace constat {

struct FindingQuery {
  std::vector<std::int64_t> types;  // Rows of table type; empty: all.
  std::uint64_t confidence_min = 0;
  std::int64_t person = 0;  // 0: anybody's and nobody's.
  std::int64_t item = 0;    // 0: all, or those of `within`.
  // A Place without locator: the item, all inside it, and all below it where it is a folder or an evidence. A copy's
  // findings are its original's, and come with the original's Place.
  std::string within;
  // Only blocks that may hold findings of these rows or at these offsets; inclusive.
  struct Places {
    std::uint64_t row_first = 1, row_last = 0;
    std::uint64_t offset_first = 1, offset_last = 0;
  };
  std::optional<Places> places;
  bool with_persons = true;  // Tell each finding's person.
};

class FindingReader {
 public:
  FindingReader(Case& file, FindingQuery query);
  ~FindingReader();
  FindingReader(const FindingReader&) = delete;
  FindingReader& operator=(const FindingReader&) = delete;

  // Goes to the next finding that the query asks for; false at the end. An error names a damaged block; calling again
  // goes on behind it.
  Result<bool> next();

  // Of the finding in hand. Views live until the next call of next().
  const PlacedFinding& finding() const;
  std::int64_t item() const;
  std::string_view item_place() const;
  std::int64_t person() const;  // 0: of nobody known.
  // Fault::encrypted without the case's key.
  Result<std::string_view> spelling();
  Result<std::string_view> canonical();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Findings that speak of one person in one place, together. The order is that of items' Places, blocks, mentions.
struct MentionedFinding {
  std::int64_t type = 0;
  std::uint64_t confidence_thousandths = 0;
  std::string_view spelling;  // "" of types that were not asked for.
  std::string_view canonical;
};

class MentionReader {
 public:
  // `open_types` says of which types the values are wanted, by row of table type.
  MentionReader(Case& file, std::vector<char> open_types);
  ~MentionReader();
  MentionReader(const MentionReader&) = delete;
  MentionReader& operator=(const MentionReader&) = delete;

  Result<bool> next();
  std::int64_t item() const;
  std::int64_t number() const;
  std::int64_t file() const;  // The item, or the one that it is a sheet or a table of.
  std::int64_t evidence() const;
  std::string_view place() const;                         // Of the item.
  const std::vector<MentionedFinding>& findings() const;  // In their order in the item. Bounded.

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// How many distinct values each type has among sure findings, exactly: by the hashes, in bounded memory.
Result<std::map<std::int64_t, std::uint64_t>> count_distinct_values(Database& database);
// The same as the last finished scan counted it, or counted here where there was none. By row of table type; a type
// without such values has no entry. Empty where a block is damaged.
std::map<std::int64_t, std::uint64_t> distinct_values(Database& database);

// person.mentions: items in order, with their mentions in order.
struct ItemMention {
  std::int64_t item = 0;
  std::int64_t mention = 0;
};
std::string pack_mentions(std::vector<ItemMention> mentions);
bool unpack_mentions(std::string_view packed, std::vector<ItemMention>& out);

// mention_block.packed: mentions in order, each with its person.
struct MentionPerson {
  std::int64_t mention = 0;
  std::int64_t person = 0;
};
std::string pack_mention_persons(const MentionPerson* begin, const MentionPerson* end);
bool unpack_mention_persons(std::string_view packed, std::vector<MentionPerson>& out);  // Appends.

}  // namespace constat
