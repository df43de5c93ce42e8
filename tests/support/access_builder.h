// Writes small Access databases (Jet 3, Jet 4, ACE) for tests: tables with rows of raw values, long values in one or
// many pages, linked tables, deleted rows, the page coding of Jet.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/zip_builder.h"

namespace constat::test {

class AccessBuilder {
 public:
  enum class Kind : std::uint8_t { jet3, jet4, ace };
  struct Column {
    std::string name;
    std::uint8_t type = 0;
    std::uint16_t size = 0;  // Of a fixed one; 0: its place is not fixed.
    std::uint8_t scale = 0;
  };
  using Cell = std::optional<std::string>;  // Raw bytes; of a boolean: whether it is there.
  struct Row {
    std::vector<Cell> cells;
    std::uint16_t flags = 0;  // 0xC000: deleted. 0x4000: leads to a row elsewhere, 0x8000: that row.
  };

  explicit AccessBuilder(Kind kind) : kind_(kind), page_bytes_(kind == Kind::jet3 ? 2048 : 4096) { pages_.resize(3); }

  std::string text(std::string_view ascii) const {
    if (kind_ == Kind::jet3) return std::string(ascii);
    std::string wide;
    for (const char c : ascii) wide += std::string(1, c) + '\0';
    return wide;
  }
  static std::string packed(std::string_view latin) { return "\xFF\xFE" + std::string(latin); }
  static std::string number(std::uint64_t value, std::size_t bytes) {
    std::string out;
    for (std::size_t at = 0; at < bytes; ++at) out += static_cast<char>(value >> (8 * at));
    return out;
  }
  static std::string real(double value) {
    std::string out(8, '\0');
    std::memcpy(out.data(), &value, 8);
    return out;
  }
  // Long values: in the row, in one page, in a chain of pieces.
  static std::string in_row(std::string_view bytes) {
    return number(bytes.size() | 0x80000000U, 4) + std::string(8, '\0') + std::string(bytes);
  }
  std::string in_page(std::string_view bytes) {
    return number(bytes.size() | 0x40000000U, 4) + number(long_row(std::string(bytes)), 4) + std::string(4, '\0');
  }
  std::string in_chain(std::string_view bytes, std::size_t piece) {
    std::uint32_t next = 0;
    std::size_t at = (bytes.size() - 1) / piece * piece;
    for (;; at -= piece) {
      next = long_row(number(next, 4) + std::string(bytes.substr(at, piece)));
      if (at == 0) break;
    }
    last_chain_ = next;
    return number(bytes.size(), 4) + number(next, 4) + std::string(4, '\0');
  }
  std::uint32_t last_chain() const { return last_chain_; }  // Points to the first piece of the last chain.

  std::string row(const std::vector<Column>& columns, const std::vector<Cell>& cells) const {
    const std::size_t unit = kind_ == Kind::jet3 ? 1 : 2;
    std::string fixed;
    std::string variable;
    std::vector<std::size_t> ends;
    std::string mask((columns.size() + 7) / 8, '\0');
    std::size_t fixed_bytes = 0;
    for (const Column& column : columns) fixed_bytes += column.type == 1 ? 0 : column.size;
    std::vector<std::size_t> begins;
    for (std::size_t index = 0; index < columns.size(); ++index) {
      const Cell& cell = cells[index];
      if (cell) mask[index / 8] = static_cast<char>(mask[index / 8] | 1 << index % 8);
      if (columns[index].type == 1) continue;
      if (columns[index].size != 0) {
        std::string bytes = cell.value_or("");
        bytes.resize(columns[index].size, '\0');
        fixed += bytes;
      } else {
        begins.push_back(unit + fixed_bytes + variable.size());
        variable += cell.value_or("");
      }
    }
    begins.push_back(unit + fixed_bytes + variable.size());
    std::string out = number(columns.size(), unit) + fixed + variable;
    if (begins.size() == 1 && !has_variable(columns)) return out + mask;
    std::size_t jumps = 0;
    const std::size_t rest = out.size() + begins.size() * unit + unit + mask.size();
    if (kind_ == Kind::jet3) {
      while (jumps < (rest + jumps - 1) / 256) ++jumps;
    }
    for (std::size_t index = begins.size(); index-- > 0;) out += number(begins[index], unit);
    std::string table;
    for (std::size_t jump = 1; jump <= jumps; ++jump) {
      std::size_t from = 0xFF;
      for (std::size_t index = begins.size(); index-- > 0;) {
        if (begins[index] >= jump * 256) from = index;
      }
      table.insert(0, 1, static_cast<char>(from));
    }
    return out + table + number(begins.size() - 1, unit) + mask;
  }

  // Gives the page of the table's definition.
  std::uint32_t table(std::string_view name, const std::vector<Column>& columns, const std::vector<Row>& rows,
                      std::uint32_t flags = 0) {
    const std::uint32_t page = add_page();
    catalog_.push_back({name, page, 1, flags, "", ""});
    define(page, columns, rows, 'N');
    return page;
  }
  void linked(std::string_view name, std::string_view database, std::string_view connect) {
    catalog_.push_back({name, 0x0F000000, 6, 0, database, connect});
  }
  AccessBuilder& key(std::uint32_t value) {
    key_ = value;
    return *this;
  }
  AccessBuilder& password(std::string_view value) {
    password_ = value;
    return *this;
  }
  // The maps of tables that come after have one bit a page in pages of their own.
  AccessBuilder& maps_in_pages() {
    maps_in_pages_ = true;
    return *this;
  }
  std::string& page(std::uint32_t number) { return pages_[number]; }
  std::size_t page_bytes() const { return page_bytes_; }

  std::string build() {
    if (!built_) {
      built_ = true;
      const std::vector<Column> columns = {{"Id", 4, 4},    {"ParentId", 4, 4}, {"Name", 10, 0},     {"Type", 3, 2},
                                           {"Flags", 4, 4}, {"Connect", 12, 0}, {"Database", 12, 0}, {"LvProp", 11, 0}};
      std::vector<Row> rows;
      catalog_.insert(catalog_.begin(), {"MSysObjects", 2, 1, 0x80000000, "", ""});
      for (const Object& object : catalog_) {
        const auto memo = [&](const std::string& value) { return value.empty() ? Cell() : in_row(text(value)); };
        rows.push_back({{number(object.page, 4), number(1, 4), text(object.name), number(object.type, 2),
                         number(object.flags, 4), memo(object.connect), memo(object.database), std::nullopt}});
      }
      define(2, columns, rows, 'S');
    }
    std::string head("\0\1\0\0", 4);
    head += kind_ == Kind::ace ? "Standard ACE DB" : "Standard Jet DB";
    head += '\0';
    head += static_cast<char>(kind_ == Kind::jet3 ? 0 : kind_ == Kind::jet4 ? 1 : 2);
    head.resize(page_bytes_, '\0');
    put(head, 0x3C, 1252, 2);
    put(head, 0x3E, key_, 4);
    for (std::size_t at = 0; at < password_.size(); ++at) head[0x42 + at] = password_[at];
    coded(0x6B39DAC7, head, 0x18, kind_ == Kind::jet3 ? 126 : 128);
    std::string out = head;
    for (std::uint32_t number = 1; number < pages_.size(); ++number) {
      std::string bytes = pages_[number];
      bytes.resize(page_bytes_, '\0');
      if (key_ != 0) coded(key_ ^ number, bytes, 0, bytes.size());
      out += bytes;
    }
    return out;
  }

 private:
  struct Object {
    std::string name;
    std::uint32_t page = 0;
    std::uint16_t type = 0;
    std::uint32_t flags = 0;
    std::string database;
    std::string connect;
    Object(std::string_view n, std::uint32_t p, std::uint16_t t, std::uint32_t f, std::string_view d,
           std::string_view c)
        : name(n), page(p), type(t), flags(f), database(d), connect(c) {}
  };

  static void put(std::string& out, std::size_t at, std::uint64_t value, std::size_t bytes) {
    out.replace(at, bytes, number(value, bytes));
  }
  static bool has_variable(const std::vector<Column>& columns) {
    for (const Column& column : columns) {
      if (column.size == 0 && column.type != 1) return true;
    }
    return false;
  }
  static void coded(std::uint32_t key, std::string& bytes, std::size_t begin, std::size_t count) {
    const std::string key_bytes = number(key, 4);
    std::array<unsigned, 256> state;
    for (unsigned index = 0; index < 256; ++index) state[index] = index;
    for (unsigned index = 0, other = 0; index < 256; ++index) {
      other = (other + state[index] + static_cast<unsigned char>(key_bytes[index % 4])) % 256;
      std::swap(state[index], state[other]);
    }
    unsigned one = 0;
    unsigned other = 0;
    for (std::size_t at = begin; at < begin + count; ++at) {
      one = (one + 1) % 256;
      other = (other + state[one]) % 256;
      std::swap(state[one], state[other]);
      bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ state[(state[one] + state[other]) % 256]);
    }
  }

  std::uint32_t add_page() {
    pages_.emplace_back();
    return static_cast<std::uint32_t>(pages_.size() - 1);
  }
  // Rows into pages of one owner; gives where each lies: page and row.
  std::vector<std::uint32_t> store(const std::vector<std::pair<std::string, std::uint16_t>>& rows,
                                   std::string_view owner) {
    std::vector<std::uint32_t> places;
    const std::size_t counts = kind_ == Kind::jet3 ? 8 : 12;
    std::size_t end = 0;
    std::size_t count = 0;
    for (const auto& [bytes, flags] : rows) {
      if (places.empty() || counts + 4 + count * 2 + bytes.size() > end) {
        std::string& page = pages_[add_page()];
        page.assign(page_bytes_, '\0');
        page.replace(0, 2, "\1\1");
        page.replace(4, 4, owner);
        end = page_bytes_;
        count = 0;
      }
      std::string& page = pages_.back();
      end -= bytes.size();
      page.replace(end, bytes.size(), bytes);
      put(page, counts + 2 + count * 2, end | flags, 2);
      places.push_back(static_cast<std::uint32_t>((pages_.size() - 1) << 8 | count));
      put(page, counts, ++count, 2);
    }
    return places;
  }
  std::uint32_t long_row(const std::string& bytes) { return store({{bytes, 0}}, "LVAL")[0]; }

  void define(std::uint32_t first, const std::vector<Column>& columns, const std::vector<Row>& rows, char type) {
    const bool old = kind_ == Kind::jet3;
    std::vector<std::pair<std::string, std::uint16_t>> stored;
    for (const Row& one : rows) stored.emplace_back(row(columns, one.cells), one.flags);
    std::vector<std::uint32_t> used;
    for (const std::uint32_t place : store(stored, number(first, 4))) {
      if (used.empty() || used.back() != place >> 8) used.push_back(place >> 8);
    }
    std::string map;
    if (maps_in_pages_) {
      const std::uint32_t bits = add_page();
      std::string page(page_bytes_, '\0');
      page[0] = 5;
      page[1] = 1;
      for (const std::uint32_t at : used) page[4 + at / 8] = static_cast<char>(page[4 + at / 8] | 1 << at % 8);
      pages_[bits] = page;
      map = '\1' + number(bits, 4) + std::string(64, '\0');
    } else {
      map = std::string(5 + (old ? 128 : 64), '\0');
      for (const std::uint32_t at : used) map[5 + at / 8] = static_cast<char>(map[5 + at / 8] | 1 << at % 8);
    }
    const std::uint32_t map_row = store({{map, 0}}, std::string(4, '\0'))[0];

    std::string out(old ? 43 : 63, '\0');
    out[0] = 2;
    out[1] = 1;
    std::size_t variable = 0;
    for (const Column& column : columns) variable += column.size == 0 && column.type != 1 ? 1 : 0;
    std::size_t live = 0;  // A row that lies elsewhere counts once.
    for (const Row& one : rows) live += (one.flags & 0x4000) == 0 ? 1 : 0;
    put(out, old ? 12 : 16, live, 4);
    out[old ? 20 : 40] = type;
    put(out, old ? 21 : 41, columns.size(), 2);
    put(out, old ? 23 : 43, variable, 2);
    put(out, old ? 25 : 45, columns.size(), 2);
    put(out, old ? 35 : 55, map_row, 4);
    put(out, old ? 39 : 59, map_row, 4);  // Of pages with room: the same.
    std::size_t offset = 0;
    variable = 0;
    std::string names;
    for (std::size_t index = 0; index < columns.size(); ++index) {
      const Column& column = columns[index];
      std::string entry(old ? 18 : 25, '\0');
      entry[0] = static_cast<char>(column.type);
      put(entry, old ? 1 : 5, index, 2);
      if (column.size == 0 && column.type != 1) {
        put(entry, old ? 3 : 7, variable++, 2);
      } else {
        entry[old ? 13 : 15] = 1;
        put(entry, old ? 14 : 21, offset, 2);
        offset += column.size;
      }
      if (old) {
        put(entry, 11, 1252, 2);
      } else {
        entry[12] = static_cast<char>(column.scale);
      }
      put(entry, old ? 16 : 23, column.size, 2);
      out += entry;
      const std::string name = text(column.name);
      names += number(name.size(), old ? 1 : 2) + name;
    }
    out += names;
    std::uint32_t at = first;
    for (std::size_t begin = 0; begin < out.size();) {
      const std::size_t room = begin == 0 ? page_bytes_ : page_bytes_ - 8;
      std::string page = begin == 0 ? "" : std::string("\2\1\0\0\0\0\0\0", 8);
      page += out.substr(begin, room);
      begin += room;
      const std::uint32_t next = begin < out.size() ? add_page() : 0;
      put(page, 4, next, 4);
      pages_[at] = page;
      at = next;
    }
  }

  Kind kind_;
  std::size_t page_bytes_;
  std::vector<std::string> pages_;
  std::vector<Object> catalog_;
  std::uint32_t key_ = 0;
  std::string password_;
  std::uint32_t last_chain_ = 0;
  bool maps_in_pages_ = false;
  bool built_ = false;
};

}  // namespace constat::test
