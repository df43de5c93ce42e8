// The inside of an Access database (.mdb of Jet 3 and 4, .accdb of ACE): pages, tables' definitions, rows, long values.
// Source: the description of the format in mdbtools' HACKING.md and in Jackcess' documentation, checked against files.
// Page by page through a small cache: nothing is loaded whole. The file is not believed: every page belongs to one
// table or one chain, rows of a page do not overlap, and long values together are no longer than the file, so that the
// work grows with its size alone. Decoded: files with Jet's own page coding, whose key stands in the file; a password
// of Jet's protects nothing in it. Not read: encrypted .accdb files, told as Fault::encrypted.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "evidence/source.h"

namespace constat {

// The database's bytes, pages decoded where the file is coded; offsets stay the file's.
class AccessPages final : public Source {
 public:
  // `source` must outlive it. `key` 0: nothing is coded.
  AccessPages(Source& source, std::size_t page_bytes, std::uint32_t key)
      : source_(source), page_bytes_(page_bytes), key_(key) {}
  std::uint64_t size_bytes() const override { return source_.size_bytes(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override;
  std::optional<ByteView> view() const override { return key_ == 0 ? source_.view() : std::nullopt; }

 private:
  Source& source_;
  std::size_t page_bytes_;
  std::uint32_t key_;
};

// What a column holds, as the file numbers it.
enum class AccessType : std::uint8_t {
  boolean = 0x01,
  byte = 0x02,
  integer = 0x03,
  long_integer = 0x04,
  money = 0x05,
  float_number = 0x06,
  double_number = 0x07,
  date_time = 0x08,
  binary = 0x09,
  text = 0x0A,
  ole = 0x0B,
  memo = 0x0C,
  guid = 0x0F,
  numeric = 0x10,
  complex = 0x12,
  big_integer = 0x13,
  date_time_extended = 0x14,
};

class AccessFile {
 public:
  struct Column {
    ByteView name;  // In Table::bytes: UTF-16LE, in Jet 3 of the code page.
    AccessType type = AccessType::binary;
    bool is_fixed = false;
    std::uint16_t number = 0;          // Its bit among those of the columns that are not null.
    std::uint16_t variable_index = 0;  // Of the values that have no fixed place: which.
    std::uint16_t fixed_offset = 0;
    std::uint16_t size = 0;
    std::uint16_t code_page = 0;  // Jet 3.
    std::uint8_t scale = 0;       // Of AccessType::numeric.
  };
  struct Table {
    std::uint32_t page = 0;  // Where its definition begins: what the catalog and its rows' pages know it by.
    std::uint32_t rows_told = 0;
    bool is_system = false;
    std::uint32_t map_row = 0;  // Points to the map of its pages.
    std::uint16_t variable_count =
        0;                        // Columns without a fixed place, deleted ones too; with none, rows have no table.
    std::vector<Column> columns;  // In the order in which a person made them.
    std::string damage;           // "" where the definition is whole.
    Buffer bytes;
  };
  struct Value {
    bool is_null = true;  // Of a boolean: false.
    ByteView bytes;       // In the row.
  };
  // Where a row lies in its page, and what its flags say.
  struct Row {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool is_deleted = false;
    bool is_pointer = false;  // The row lies in another page, where it is found too.
  };

  // `source` must outlive the file. Reads every page once. Fault::encrypted, malformed, truncated.
  static Result<std::unique_ptr<AccessFile>> open(Source& source);

  bool is_jet3() const { return is_jet3_; }
  std::uint16_t code_page() const { return code_page_; }  // Jet 3.
  bool has_password() const { return has_password_; }
  bool is_coded() const { return key_ != 0; }
  std::size_t page_bytes() const { return page_bytes_; }
  std::uint32_t page_count() const { return page_count_; }  // Whole pages.
  bool has_more_pages() const { return has_more_pages_; }   // Than are looked at.
  Source& pages() { return pages_; }
  // Decoded. Empty where there is no such page or it cannot be read; dies at the next call of anything here.
  ByteView page(std::uint32_t number);

  // The definition that begins in a page. A page that another definition took is Fault::malformed.
  Result<Table> table(std::uint32_t page);
  // Pages whose first bytes say that they belong to a definition, ascending.
  std::vector<std::uint32_t> definition_pages() const;
  // Of a table: the pages of its rows, ascending; `damage` tells what of them is missing or is not in its map.
  // `others`: pages in its map that are none of its rows' now; damage only where rows are missing.
  struct Pages {
    std::vector<std::uint32_t> numbers;
    std::uint64_t others = 0;
    std::string damage;
  };
  Pages pages_of(const Table& table);

  enum class PageUse : std::uint8_t { other, empty, long_values, rows };
  // What a page is by its own header; of pages of rows: of which definition.
  PageUse use_of(std::uint32_t page, std::uint32_t& definition) const;

  // The rows of a page of rows or long values. `damaged` counts those that do not lie in it, or over one another;
  // `free_begin` and `free_end` are what no row takes.
  struct RowList {
    std::vector<Row> rows;
    std::size_t damaged = 0;
    std::size_t free_begin = 0;
    std::size_t free_end = 0;
  };
  RowList rows_of(ByteView page) const;
  // A row's values, one a column of the table. False where the row does not hold together.
  bool split(const Table& table, ByteView row, std::vector<Value>& values) const;

  // The bytes that a memo's or OLE value in a row stands for, piece by piece, `bytes_max` of them at most. An error
  // (the sink's, Fault::truncated, malformed, over_limit) comes after all that could be read was given.
  Result<void> long_value(ByteView value, std::uint64_t bytes_max, const std::function<Result<void>(ByteView)>& sink);
  // How many bytes it says it has.
  static std::uint64_t long_value_bytes(ByteView value);

 private:
  AccessFile(Source& source, std::size_t page_bytes, std::uint32_t key);
  void look_at_pages();
  ByteView row_at(std::uint32_t pointer, std::string& damage);
  void take_map_bits(const Table& table, ByteView bits, std::uint64_t first, Pages& pages, std::uint64_t& missing);

  AccessPages pages_;
  std::size_t page_bytes_;
  std::uint32_t key_;
  bool is_jet3_ = false;
  bool has_password_ = false;
  bool has_more_pages_ = false;
  std::uint16_t code_page_ = 0;
  std::uint32_t page_count_ = 0;
  std::vector<std::uint8_t> kinds_;    // Of each page: its first byte.
  std::vector<std::uint32_t> owners_;  // Of each page of rows: its definition.
  std::vector<std::uint32_t> by_owner_;
  std::vector<bool> taken_;  // Pages of definitions and of maps that one table has.
  std::uint64_t long_bytes_left_ = 0;
  struct Slot {
    std::uint32_t number = UINT32_MAX;
    Buffer bytes;
  };
  std::vector<Slot> cache_;
};

}  // namespace constat
