// What an extractor gives: passages of text, tables, members. It hands them to an Output and knows nothing of what
// comes after.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/item.h"
#include "evidence/place.h"

namespace constat {

// From an offset in a passage's text back to a byte of the item.
class OffsetMap {
 public:
  virtual ~OffsetMap() = default;
  virtual std::uint64_t item_offset(std::size_t text_offset) const = 0;
};

enum class PassageKind : std::uint8_t {
  prose,         // Running text, or text of unknown make.
  mail_address,  // A header that holds addresses: `part` says which ("From", "To", "Cc"...), decoded.
  mail_subject,
  metadata,  // A document's property: `part` is "meta/author"...
  raw_run,   // A printable run found in bytes that no extractor knows.
};

// A run of text with its place. All views die with the call.
// A long text is cut into passages that overlap: a finding belongs to the passage in whose owned range it STARTS, so
// nothing is told twice and nothing that lies across a cut is lost.
struct Passage {
  std::string_view text;  // Valid UTF-8.
  std::size_t owned_begin = 0;
  std::size_t owned_end = 0;       // Exclusive. Set both: whole() does it for an uncut text.
  std::string_view part;           // As in Locator.
  std::uint64_t offset_bytes = 0;  // Of text[0]: in the item where part is "", else in the part's text.
  const OffsetMap* map = nullptr;  // Where text and item differ in coding; null: offset_bytes + text offset.
  PassageKind kind = PassageKind::prose;

  static Passage whole(std::string_view text, std::string_view part, std::uint64_t offset_bytes = 0,
                       PassageKind kind = PassageKind::prose) {
    return {text, 0, text.size(), part, offset_bytes, nullptr, kind};
  }
  std::uint64_t place_offset(std::size_t text_offset) const {
    return map != nullptr ? map->item_offset(text_offset) : offset_bytes + text_offset;
  }
};

enum class CellKind : std::uint8_t { text, number, date, boolean, empty };

struct Cell {
  std::string_view text;  // Valid UTF-8, as a person would see it: dates as 2014-11-24, numbers without exponent.
  CellKind kind = CellKind::text;
  std::uint64_t offset_bytes = 0;  // In the item, where the table is places_by_offset.
};

struct TableInfo {
  std::string_view name;  // "Payroll", "public.users", "" where the item is the table.
  std::string_view part;  // Goes into the Locator; "" where the item holds just this table.
  // Column names where the format declares them (SQL, SQLite, JSON keys). Empty: a header row may be among the rows.
  std::span<const std::string_view> columns;
  // The column that numbers the row's person within this dump or database (row_keys.h), and whom it numbers
  // ("customer"; the extractor keeps it); npos and "" where none does.
  std::size_t key_column = static_cast<std::size_t>(-1);
  std::string_view key_of = {};
  // Findings of this table are placed by Cell::offset_bytes (JSON), not by row and column.
  bool places_by_offset = false;
};

class Output : public MemberSink {
 public:
  virtual void passage(const Passage& passage) = 0;
  // Rows come between begin and end, in order. `row` counts from 1 in the item (header and title rows count).
  // `owned` false: the row belongs to another work unit and is given only so that the columns can be typed alike.
  virtual void table_begin(const TableInfo& table) = 0;
  virtual void table_row(std::uint64_t row, std::span<const Cell> cells, bool owned) = 0;
  virtual void table_end() = 0;
  // An item without bytes of its own whose contents this extractor gives itself: a sheet, a database's table. What
  // comes between begin and end (passages, tables, gaps, notes, members) is the inner item's. May nest.
  virtual void inner_begin(const Member& member) = 0;
  virtual void inner_end() = 0;
  // Whether the contents of the inner item that was begun last are not wanted: they ended a reader before. What is
  // given of it is dropped; a reader asks where reading them may end it again.
  virtual bool passes_over() const { return false; }
};

}  // namespace constat
