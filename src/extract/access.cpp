// Access databases (.mdb, .accdb): every table is an inner item; its rows count from 2, because its column names stand
// for row 1. Read: texts, memos, numbers, dates, GUIDs, binary values as SQLite's reader gives them; files in
// attachment columns and in OLE columns as members. Linked tables are told with where they lead; tables of the system
// (MSys...) are left out. Rows that were deleted, and pages that no table has, are given as raw runs at their place.
// Not read: queries, forms, reports, macros; encrypted .accdb files.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "evidence/decode.h"
#include "extract/access_values.h"
#include "extract/extractors.h"
#include "extract/part_text.h"
#include "extract/row_keys.h"
#include "extract/sqlite.h"
#include "extract/stray_bytes.h"
#include "extract/value_text.h"

namespace constat {

namespace {

constexpr std::uint32_t catalog_page = 2;
constexpr std::size_t small_binary_bytes = 64;
constexpr std::size_t access_run_min = 8;
constexpr std::uint64_t memo_bytes_max = 32U << 20;
constexpr std::uint64_t scanned_bytes_max = 16U << 20;  // Of a binary value of no known format.

// A source and what it reads from.
class PartOfSource final : public Source {
 public:
  PartOfSource(std::shared_ptr<Source> whole, std::uint64_t begin, std::uint64_t size)
      : whole_(std::move(whole)), part_(*whole_, begin, size) {}
  std::uint64_t size_bytes() const override { return part_.size_bytes(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
    return part_.read_at(offset, out);
  }
  std::optional<ByteView> view() const override { return part_.view(); }

 private:
  std::shared_ptr<Source> whole_;
  SliceSource part_;
};

// Where a file lies within a binary value, and what it is called.
struct Enclosed {
  std::uint64_t begin = 0;
  std::uint64_t size = 0;
  std::string name;
};

// What Access puts around an embedded object, then [MS-OLEDS] 2.2.4 and 2.2.5. nullopt where it is no such value.
std::optional<Enclosed> ole_object(Source& source) {
  const auto head = read_head(source, 4096);
  if (!head) return std::nullopt;
  Cursor in(*head);
  const auto mark = in.u16_le();
  const auto header = in.u16_le();
  if (!mark || *mark != 0x1C15 || !header || !in.seek(*header)) return std::nullopt;
  const auto version = in.u32_le();
  const auto kind = in.u32_le();
  if (!version || !kind || *kind != 2) return std::nullopt;
  std::string_view type;
  for (int index = 0; index < 3; ++index) {  // Class, topic, item.
    const auto size = in.u32_le();
    if (!size) return std::nullopt;
    const auto text = in.take(*size);
    if (!text) return std::nullopt;
    if (index == 0) type = as_text(*text);
  }
  const auto size = in.u32_le();
  if (!size) return std::nullopt;
  Enclosed found{in.offset(), *size, ""};
  if (!type.starts_with("Package")) return found;
  // A file of any kind: a mark, its name, its path, what it is, the path it had, its bytes.
  const auto text = [&]() -> std::string_view {
    const std::string_view rest = as_text(ByteView(*head).subspan(in.offset()));
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) return {};
    (void)in.skip(end + 1);
    return rest.substr(0, end);
  };
  if (!in.skip(2)) return found;
  found.name = to_valid_utf8(text());
  (void)text();
  if (!in.skip(4)) return found;
  const auto path = in.u32_le();
  if (!path || !in.skip(*path)) return found;
  const auto bytes = in.u32_le();
  if (!bytes) return found;
  found.begin = in.offset();
  found.size = *bytes;
  return found;
}

// Bytes in which eight and more of a kind are blanked: in what a row leaves behind, the places of empty values are such
// ("2222222222"), and would be told as a number.
class Quieted final : public Source {
 public:
  explicit Quieted(Source& source) : source_(source) {}
  std::uint64_t size_bytes() const override { return source_.size_bytes(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
    TRY_ASSIGN(const std::size_t got, source_.read_at(offset, out));
    for (std::size_t begin = 0, end = 0; begin < got; begin = end) {
      while (end < got && out[end] == out[begin]) ++end;
      if (end - begin >= 8)
        std::fill(out.begin() + static_cast<std::ptrdiff_t>(begin), out.begin() + static_cast<std::ptrdiff_t>(end),
                  std::byte{0});
    }
    return got;
  }

 private:
  Source& source_;
};

class AccessReader {
 public:
  AccessReader(AccessFile& file, const ExtractContext& context, Output& out)
      : file_(file), context_(context), out_(out), claimed_(file.page_count(), false) {}

  Result<void> read() {
    std::vector<Entry> entries;
    const std::string damage = read_catalog(entries);
    if (!damage.empty()) {
      find_tables(entries);
      if (entries.empty()) return fail(Fault::malformed, "the catalog of its tables is damaged: " + damage);
      out_.gap(Status::partly_read, "the catalog of its tables is damaged: " + damage);
    }
    std::uint64_t index = 0;
    for (const Entry& entry : entries) give_table(entry, index++);
    if (!linked_.empty()) {
      out_.note(std::to_string(linked_count_) + (linked_count_ == 1 ? " linked table: its rows are elsewhere"
                                                                    : " linked tables: their rows are elsewhere"));
      give_stretch(linked_, 0, linked_.size(), "linked", context_.limits, out_);
    }
    if (file_.has_password()) out_.note("it has a password, which protects none of its bytes");
    leftovers();
    return {};
  }

 private:
  struct Entry {
    std::string name;
    std::uint32_t page = 0;
    std::optional<AccessFile::Table> table;  // Where it was read already.
  };

  std::string text_of(ByteView bytes, std::uint16_t code_page) const {
    std::string text;
    if (file_.is_jet3()) {
      append_jet3_text(text, bytes, code_page != 0 ? code_page : file_.code_page());
    } else {
      append_jet4_text(text, bytes);
    }
    return text;
  }
  std::string name_of(const AccessFile::Column& column) const {
    std::string name;
    if (file_.is_jet3()) {
      append_jet3_text(name, column.name, file_.code_page());
    } else {
      append_jet4_text(name, column.name);
    }
    return name;
  }

  // The whole of a memo, as text. What could not be read of it is in `damage_`.
  std::string memo(const AccessFile::Column& column, ByteView value) {
    Buffer bytes;
    const auto read = file_.long_value(value, memo_bytes_max, [&](ByteView piece) -> Result<void> {
      bytes.insert(bytes.end(), piece.begin(), piece.end());
      return {};
    });
    if (!read) {
      damaged(read.error().what);
    } else if (AccessFile::long_value_bytes(value) > memo_bytes_max) {
      out_.gap(Status::too_big, "a text of more than 32 MB was read up to there");
    }
    return text_of(bytes, column.code_page);
  }
  void damaged(const std::string& what) {
    if (damage_.empty()) damage_ = what;
  }

  // The tables that are the user's; "" or what of the catalog is damaged.
  std::string read_catalog(std::vector<Entry>& entries) {
    const auto catalog = file_.table(catalog_page);
    if (!catalog) return catalog.error().what;
    const auto column = [&](std::string_view name) {
      for (std::size_t index = 0; index < catalog->columns.size(); ++index) {
        if (name_of(catalog->columns[index]) == name) return index;
      }
      return catalog->columns.size();
    };
    const std::size_t columns = catalog->columns.size();
    const std::size_t id = column("Id");
    const std::size_t name = column("Name");
    const std::size_t type = column("Type");
    const std::size_t database = column("Database");
    const std::size_t connect = column("Connect");
    const std::size_t foreign = column("ForeignName");
    if (id == columns || name == columns || type == columns) return "its definition is damaged";
    system_.insert(catalog_page);
    const AccessFile::Pages pages = file_.pages_of(*catalog);
    std::set<std::uint32_t> known;
    each_row(*catalog, pages, [&](const std::vector<AccessFile::Value>& values) {
      if (values[type].bytes.size() < 2 || values[id].bytes.size() < 4) return;
      const unsigned kind = u16(values[type].bytes, 0);
      const std::string called = text_of(values[name].bytes, catalog->columns[name].code_page);
      const std::uint32_t page = u32(values[id].bytes, 0) & 0x00FFFFFFU;
      if (kind == 1) {
        if (equals_ignoring_case(std::string_view(called).substr(0, 4), "MSys")) {
          system_.insert(page);
        } else if (known.insert(page).second) {
          entries.push_back({called, page, std::nullopt});
        } else {
          damaged("two tables have one definition");
        }
      } else if (kind == 4 || kind == 6) {
        ++linked_count_;
        linked_ += called;
        for (const std::size_t told : {connect, database, foreign}) {
          if (told >= columns || values[told].is_null) continue;
          const AccessFile::Column& at = catalog->columns[told];
          const std::string where =
              at.type == AccessType::memo ? memo(at, values[told].bytes) : text_of(values[told].bytes, at.code_page);
          if (!where.empty()) linked_ += '\n' + where;
        }
        linked_ += "\n\n";
      }
    });
    std::string damage = !catalog->damage.empty() ? catalog->damage : !pages.damage.empty() ? pages.damage : damage_;
    damage_.clear();
    bad_rows_ = 0;
    return damage;
  }

  // Where the catalog is damaged: whatever looks like a user table's definition and is not in it.
  void find_tables(std::vector<Entry>& entries) {
    std::set<std::uint32_t> known = system_;
    for (const Entry& entry : entries) known.insert(entry.page);
    for (const std::uint32_t page : file_.definition_pages()) {
      if (known.contains(page)) continue;
      auto table = file_.table(page);
      if (!table || !table->damage.empty() || table->columns.empty()) continue;
      if (table->is_system) {
        system_.insert(page);
        continue;
      }
      entries.push_back({"table at page " + std::to_string(page), page, std::move(*table)});
    }
  }

  // Every row of the pages that is not deleted.
  template <typename Take>
  void each_row(const AccessFile::Table& table, const AccessFile::Pages& pages, const Take& take) {
    std::vector<AccessFile::Value> values;
    Buffer page;
    for (const std::uint32_t number : pages.numbers) {
      const ByteView bytes = file_.page(number);
      if (bytes.empty()) {
        damaged("pages of its rows cannot be read");
        continue;
      }
      page.assign(bytes.begin(), bytes.end());  // What a value leads to may put it out of the cache.
      const AccessFile::RowList list = file_.rows_of(page);
      bad_rows_ += list.damaged;
      for (const AccessFile::Row& row : list.rows) {
        if (row.is_deleted) ++deleted_;
        if (row.is_deleted || row.is_pointer) continue;
        if (!file_.split(table, ByteView(page).subspan(row.begin, row.end - row.begin), values)) ++bad_rows_;
        take(values);
      }
      claimed_[number] = true;
    }
  }

  void give_table(const Entry& entry, std::uint64_t index) {
    Member member;
    member.index = index;
    member.name = entry.name;
    out_.inner_begin(member);
    bool whole = true;
    if (!out_.passes_over()) {  // Else it ended a reader before.
      auto table = entry.table ? Result<AccessFile::Table>(*entry.table) : file_.table(entry.page);
      if (table) {
        whole = give_rows(entry.name, *table);
      } else {
        out_.gap(Status::corrupt, table.error().what);
        whole = false;
      }
    }
    out_.inner_end();
    if (!whole) out_.gap(Status::partly_read, "a table could not be read to its end");
  }

  bool give_rows(const std::string& name, const AccessFile::Table& table) {
    damage_ = table.damage;
    bad_rows_ = 0;
    deleted_ = 0;
    members_ = 0;
    const AccessFile::Pages pages = file_.pages_of(table);
    if (!pages.damage.empty()) damaged(pages.damage);
    std::vector<std::string> names;
    std::size_t file_name = table.columns.size();
    for (const AccessFile::Column& column : table.columns) {
      names.push_back(name_of(column));
      if (names.back() == "FileName") file_name = names.size() - 1;
    }
    const std::vector<std::string_view> name_views(names.begin(), names.end());
    TableInfo info;
    info.name = name;
    info.columns = name_views;
    const RowKey key = keys_.of(name, name_views);
    info.key_column = key.column;
    info.key_of = key.of;
    out_.table_begin(info);
    std::vector<Cell> cells(names.size());
    std::vector<std::string> texts(names.size());
    std::uint64_t row = 1;
    std::vector<std::size_t> apart;
    each_row(table, pages, [&](const std::vector<AccessFile::Value>& values) {
      ++row;
      apart.clear();
      for (std::size_t column = 0; column < cells.size(); ++column) {
        texts[column].clear();
        // A file, however short it is.
        const bool is_attachment = names[column] == "FileData" && file_name < names.size();
        cells[column] =
            is_attachment ? Cell{{}, CellKind::empty} : cell(table.columns[column], values[column], texts[column]);
        if (cells[column].kind == CellKind::empty && is_apart(table.columns[column], values[column], texts[column])) {
          apart.push_back(column);
        }
      }
      out_.table_row(row, cells, true);
      for (const std::size_t column : apart) {
        const bool is_attachment = names[column] == "FileData" && file_name < names.size();
        give_apart(table.columns[column], values[column].bytes, texts[column],
                   "R" + std::to_string(row) + "C" + std::to_string(column + 1),
                   is_attachment ? texts[file_name] : std::string(), is_attachment);
      }
    });
    out_.table_end();
    if (deleted_ != 0) {
      out_.note(std::to_string(deleted_) +
                (deleted_ == 1 ? " deleted row: what is left of it was scanned for printable text"
                               : " deleted rows: what is left of them was scanned for printable text"));
    }
    if (bad_rows_ != 0) {
      damaged(bad_rows_ == 1 ? "a row is damaged" : std::to_string(bad_rows_) + " rows are damaged");
    }
    const bool has_all = row - 1 >= table.rows_told;
    if (!has_all && pages.others != 0) damaged("pages of its rows are not where its map says");
    if (damage_.empty()) {
      if (!has_all) {
        out_.note("it tells of " + std::to_string(table.rows_told) + " rows, " + std::to_string(row - 1) +
                  " are there");
      }
      return true;
    }
    if (!has_all) {
      damage_ +=
          "; read " + std::to_string(row - 1) + " of the " + std::to_string(table.rows_told) + " rows that it tells of";
    }
    out_.gap(row == 1 ? Status::corrupt : Status::partly_read, damage_);
    return false;
  }

  static bool is_long(AccessType type) { return type == AccessType::memo || type == AccessType::ole; }
  // Whether a value that shows nothing in its cell has something to show beside it.
  bool is_apart(const AccessFile::Column& column, const AccessFile::Value& value, const std::string& text) const {
    if (value.is_null || column.type == AccessType::boolean) return false;
    if (column.type == AccessType::ole) return AccessFile::long_value_bytes(value.bytes) != 0;
    return text.size() > context_.limits.cell_bytes_max ||
           (!is_text(column.type) && value.bytes.size() > small_binary_bytes);
  }
  static bool is_text(AccessType type) { return type == AccessType::text || type == AccessType::memo; }

  Cell cell(const AccessFile::Column& column, const AccessFile::Value& value, std::string& text) {
    Cell given;
    given.kind = CellKind::empty;
    if (column.type == AccessType::boolean) {
      given.kind = CellKind::boolean;
      given.text = value.is_null ? "false" : "true";
      return given;
    }
    if (value.is_null) return given;
    ByteView bytes = value.bytes;
    switch (column.type) {
      case AccessType::text: text = text_of(bytes, column.code_page); break;
      case AccessType::memo: text = memo(column, bytes); break;
      case AccessType::ole:
        // A text that somebody keeps in one; what is longer, or of a known format, is given apart.
        if (AccessFile::long_value_bytes(bytes) <= small_binary_bytes) {
          Buffer whole;
          const auto read = file_.long_value(bytes, small_binary_bytes, [&](ByteView piece) -> Result<void> {
            whole.insert(whole.end(), piece.begin(), piece.end());
            return {};
          });
          if (!read) damaged(read.error().what);
          if (!whole.empty()) text = is_printable_text(as_text(whole)) ? std::string(as_text(whole)) : hex_text(whole);
        }
        break;
      default: {
        given.kind = append_access_value(text, column, bytes);
        if (given.kind != CellKind::empty) break;
        if (is_printable_text(as_text(bytes))) {
          text = as_text(bytes);
        } else if (bytes.size() <= small_binary_bytes) {
          text = hex_text(bytes);
        }
        break;
      }
    }
    if (column.is_fixed && column.type == AccessType::text)
      text.resize(std::string_view(text).find_last_not_of(' ') + 1);
    if (text.empty() || text.size() > context_.limits.cell_bytes_max) {
      given.kind = CellKind::empty;
      return given;
    }
    if (given.kind == CellKind::empty) given.kind = CellKind::text;
    given.text = text;
    return given;
  }

  // What is too long for a cell, or a file of its own.
  void give_apart(const AccessFile::Column& column, ByteView value, const std::string& text, const std::string& part,
                  const std::string& file_name, bool is_attachment) {
    if (is_text(column.type)) return give_stretch(text, 0, text.size(), part, context_.limits, out_);
    std::shared_ptr<Source> source;
    if (is_long(column.type)) {
      Spool spool(context_.limits, context_.spill, 0);
      const auto read = file_.long_value(value, UINT64_MAX, [&](ByteView piece) { return spool.write(piece); });
      if (!read) damaged(read.error().what);
      auto finished = spool.finish();
      if (!finished) return out_.gap(status_of(finished.error().fault), finished.error().what);
      source = std::move(*finished);
    } else {
      source = std::make_shared<BufferSource>(Buffer(value.begin(), value.end()));
    }
    if (is_attachment && give_attachment(source, file_name.empty() ? part : file_name)) return;
    const auto is_known = [](Source& bytes) {
      const auto identity = identify(bytes);
      return identity && identity->format->id != "raw" && identity->format->id != "empty";
    };
    if (auto enclosed = ole_object(*source)) {
      PartOfSource inside(source, enclosed->begin, enclosed->size);
      if (!enclosed->name.empty() || is_known(inside)) return give_member(source, *enclosed, part);
    } else if (is_known(*source)) {
      return give_member(source, {0, source->size_bytes(), ""}, part);
    }
    const auto bytes = read_head(*source, scanned_bytes_max);
    if (!bytes) return damaged(bytes.error().what);
    if (source->size_bytes() > scanned_bytes_max) {
      out_.gap(Status::too_big, "a binary value of more than 16 MB was scanned up to there");
    }
    const std::string runs = printable_runs(*bytes, access_run_min);
    give_stretch(runs, 0, runs.size(), part, context_.limits, out_, PassageKind::raw_run);
  }

  void give_member(const std::shared_ptr<Source>& source, const Enclosed& file, const std::string& part) {
    if (members_ >= context_.limits.members_max) return out_.gap(Status::too_big, "more members than the bound allows");
    Member member;
    member.index = members_++;
    member.name = file.name.empty() ? part : file.name;
    member.packed_bytes = file.size;
    out_.member(member, [&]() -> Result<std::unique_ptr<Source>> {
      return std::unique_ptr<Source>(std::make_unique<PartOfSource>(source, file.begin, file.size));
    });
  }

  // An attachment: what it is (0 as it is, 1 of zlib), its size; then its own header, whose size comes first, and the
  // file. False where it is no such value.
  bool give_attachment(const std::shared_ptr<Source>& source, const std::string& name) {
    const auto head = read_head(*source, 12);
    if (!head || head->size() < 12) return false;
    const std::uint32_t kind = u32(*head, 0);
    std::shared_ptr<Source> contents = source;
    std::uint64_t begin = 8;
    if (kind == 1) {
      Spool spool(context_.limits, context_.spill, source->size_bytes());
      if (const auto decoded = decode_stream(Codec::zlib, *source, 8, source->size_bytes(), spool); !decoded) {
        damaged("an attachment: " + decoded.error().what);
      }
      auto finished = spool.finish();
      if (!finished) return false;
      contents = std::move(*finished);
      begin = 0;
    } else if (kind != 0) {
      return false;
    }
    const auto size = read_exactly(*contents, begin, 4);
    if (!size) return false;
    const std::uint64_t header = u32(*size, 0);
    if (header < 4 || header > 4096 || begin + header > contents->size_bytes()) return false;
    begin += header;
    give_member(contents, {begin, contents->size_bytes() - begin, name}, name);
    return true;
  }

  // What no row takes: rows that were deleted, room that once held some, pages that no table has.
  void leftovers() {
    const std::size_t page_bytes = file_.page_bytes();
    for (std::uint32_t number = 1; number < file_.page_count(); ++number) {
      const std::uint64_t offset = number * std::uint64_t{page_bytes};
      std::uint32_t definition = 0;
      const AccessFile::PageUse use = file_.use_of(number, definition);
      if (use == AccessFile::PageUse::other) continue;
      if (use == AccessFile::PageUse::rows && system_.contains(definition)) continue;
      const ByteView page = file_.page(number);
      if (page.empty()) continue;
      const bool is_map = use == AccessFile::PageUse::rows && definition <= 1;  // Of the pages of tables.
      if (use == AccessFile::PageUse::empty || (use == AccessFile::PageUse::rows && !is_map && !claimed_[number])) {
        raw(page, offset, 0, page.size());
        continue;
      }
      const AccessFile::RowList list = file_.rows_of(page);
      std::vector<std::pair<std::size_t, std::size_t>> unused = {{list.free_begin, list.free_end}};
      for (const AccessFile::Row& row : list.rows) {
        if (row.is_deleted) unused.emplace_back(row.begin, row.end);
      }
      for (const auto& [begin, end] : unused) {
        if (begin < end) raw(file_.page(number), offset, begin, end);
      }
    }
    const std::uint64_t end = file_.page_count() * std::uint64_t{page_bytes};
    const std::uint64_t size = file_.pages().size_bytes();
    if (end == size) return;
    if (file_.has_more_pages()) {
      out_.gap(Status::too_big, "it is larger than Access allows: what is beyond was scanned for printable text");
    } else {
      out_.gap(Status::partly_read, "the database breaks off within a page");
    }
    if (const auto given = give_runs(file_.pages(), context_, end, size, access_run_min, out_); !given) {
      out_.gap(Status::partly_read, given.error().what);
    }
  }

  void raw(ByteView page, std::uint64_t offset, std::size_t begin, std::size_t end) {
    const ByteView bytes = page.subspan(begin, end - begin);
    if (std::all_of(bytes.begin(), bytes.end(), [](std::byte byte) { return byte == std::byte{0}; })) return;
    Quieted source(file_.pages());
    if (const auto given = give_runs(source, context_, offset + begin, offset + end, access_run_min, out_); !given) {
      out_.gap(Status::partly_read, given.error().what);
    }
  }

  AccessFile& file_;
  const ExtractContext& context_;
  Output& out_;
  RowKeys keys_;
  std::vector<bool> claimed_;       // Pages whose rows were read.
  std::set<std::uint32_t> system_;  // Definitions of tables that are not the user's.
  std::string linked_;
  std::size_t linked_count_ = 0;
  // Of the table in hand.
  std::string damage_;
  std::uint64_t bad_rows_ = 0;
  std::uint64_t deleted_ = 0;
  std::uint64_t members_ = 0;
};

}  // namespace

int probe_access(const Head& head) {
  return holds_at(head.bytes, 4, std::string_view("Standard Jet DB\0", 16)) ||
                 holds_at(head.bytes, 4, std::string_view("Standard ACE DB\0", 16))
             ? 100
             : 0;
}

Result<void> extract_access(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const auto file, AccessFile::open(source));
  const ByteView catalog = file->page(catalog_page);
  if (file->is_coded() && !catalog.empty() && !starts_with(catalog, "\2\1")) {
    return fail(Fault::encrypted, "encrypted: it needs a password");
  }
  return AccessReader(*file, context, out).read();
}

}  // namespace constat
