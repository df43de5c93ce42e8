#include "extract/sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/part_text.h"
#include "extract/row_keys.h"
#include "extract/text_coding.h"
#include "extract/value_text.h"

namespace constat {

namespace {

constexpr std::size_t sqlite_header_bytes = 100;
constexpr std::size_t read_ahead_bytes = 64 * 1024;
constexpr std::size_t sqlite_run_min = 8;
// SQLite's own instructions between two rows; a generated column could make it compute for ever.
constexpr int steps_per_check = 100'000;
constexpr int checks_per_row_max = 1000;

// ---- The virtual file. ----

// Over one Source; remembers which pages were read.
struct VirtualFile {
  Source* source = nullptr;
  std::uint64_t size_bytes = 0;
  std::uint64_t next_offset = 0;
  Buffer ahead;
  std::uint64_t ahead_offset = 0;
  std::uint32_t page_bytes = 0;
  std::vector<bool> pages_read;

  // How many bytes there were, or -1.
  std::int64_t read(std::uint64_t offset, std::span<std::byte> out) {
    if (offset >= size_bytes) return 0;
    if (page_bytes != 0 && out.size() == page_bytes) {
      const std::uint64_t page = offset / page_bytes;
      if (page < pages_read.size()) pages_read[static_cast<std::size_t>(page)] = true;
    }
    const bool sequential = offset == next_offset;
    next_offset = offset + out.size();
    if (offset >= ahead_offset && offset + out.size() <= ahead_offset + ahead.size()) {
      std::memcpy(out.data(), ahead.data() + (offset - ahead_offset), out.size());
      return static_cast<std::int64_t>(out.size());
    }
    if (sequential && out.size() < read_ahead_bytes) {
      ahead.resize(read_ahead_bytes);
      const auto got = source->read_at(offset, ahead);
      ahead.resize(got ? *got : 0);
      ahead_offset = offset;
      if (!got) return -1;
      const std::size_t count = std::min(out.size(), ahead.size());
      std::memcpy(out.data(), ahead.data(), count);
      return static_cast<std::int64_t>(count);
    }
    const auto got = source->read_at(offset, out);
    return got ? static_cast<std::int64_t>(*got) : -1;
  }
};

struct OpenFile {  // What SQLite allocates for a file: its own header first.
  sqlite3_file base;
  VirtualFile* file;
};

int file_close(sqlite3_file*) { return SQLITE_OK; }
int file_read(sqlite3_file* base, void* to, int size, sqlite3_int64 offset) {
  VirtualFile& file = *reinterpret_cast<OpenFile*>(base)->file;
  auto* const bytes = static_cast<std::byte*>(to);
  const auto wanted = static_cast<std::size_t>(size);
  const std::int64_t got = file.read(static_cast<std::uint64_t>(offset), {bytes, wanted});
  if (got < 0) return SQLITE_IOERR_READ;
  // 1.3.3: a database that kept a write-ahead log cannot be opened without it; as one with a journal it can.
  for (const sqlite3_int64 at : {18, 19}) {
    if (at >= offset && at < offset + got && bytes[at - offset] == std::byte{2}) bytes[at - offset] = std::byte{1};
  }
  if (static_cast<std::size_t>(got) == wanted) return SQLITE_OK;
  // A page that the file ends within: with zeros for its rest, SQLite would make rows of nothing. What there is of it
  // is looked through with the pages that nothing reads.
  const std::uint64_t page = file.page_bytes == 0 ? 0 : static_cast<std::uint64_t>(offset) / file.page_bytes;
  if (page != 0 && got > 0) {
    if (page < file.pages_read.size()) file.pages_read[static_cast<std::size_t>(page)] = false;
    return SQLITE_IOERR_READ;
  }
  std::memset(bytes + got, 0, wanted - static_cast<std::size_t>(got));
  return SQLITE_IOERR_SHORT_READ;
}
int file_write(sqlite3_file*, const void*, int, sqlite3_int64) { return SQLITE_READONLY; }
int file_truncate(sqlite3_file*, sqlite3_int64) { return SQLITE_READONLY; }
int file_sync(sqlite3_file*, int) { return SQLITE_OK; }
int file_size(sqlite3_file* base, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(reinterpret_cast<OpenFile*>(base)->file->size_bytes);
  return SQLITE_OK;
}
int file_lock(sqlite3_file*, int) { return SQLITE_OK; }
int file_check_lock(sqlite3_file*, int* locked) {
  *locked = 0;
  return SQLITE_OK;
}
int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int file_sector_size(sqlite3_file*) { return 4096; }
int file_characteristics(sqlite3_file*) { return SQLITE_IOCAP_IMMUTABLE; }

constexpr sqlite3_io_methods file_methods = {
    1,         file_close,      file_read,    file_write,       file_truncate,        file_sync, file_size, file_lock,
    file_lock, file_check_lock, file_control, file_sector_size, file_characteristics, nullptr,   nullptr,   nullptr,
    nullptr,   nullptr,         nullptr};

int system_open(sqlite3_vfs* system, const char*, sqlite3_file* base, int flags, int* flags_out) {
  base->pMethods = nullptr;
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return SQLITE_CANTOPEN;  // No journal, no temporary file.
  reinterpret_cast<OpenFile*>(base)->file = static_cast<VirtualFile*>(system->pAppData);
  base->pMethods = &file_methods;
  if (flags_out != nullptr) *flags_out = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
  return SQLITE_OK;
}
int system_delete(sqlite3_vfs*, const char*, int) { return SQLITE_IOERR_DELETE; }
int system_access(sqlite3_vfs*, const char*, int, int* result) {
  *result = 0;
  return SQLITE_OK;
}
int system_full_path(sqlite3_vfs*, const char* name, int room, char* to) {
  std::snprintf(to, static_cast<std::size_t>(room), "%s", name);
  return SQLITE_OK;
}
int system_randomness(sqlite3_vfs*, int size, char* to) {
  std::memset(to, 7, static_cast<std::size_t>(size));  // The same answers on every run.
  return size;
}
int system_sleep(sqlite3_vfs*, int) { return 0; }
int system_time(sqlite3_vfs*, double* now) {
  *now = 2440587.5;  // 1970-01-01: a generated column must not depend on when it is read.
  return SQLITE_OK;
}
int system_error(sqlite3_vfs*, int, char*) { return 0; }

// An open database over a source; closes itself.
class Database {
 public:
  explicit Database(Source& source, std::uint32_t page_bytes) {
    file_.source = &source;
    file_.size_bytes = source.size_bytes();
    file_.page_bytes = page_bytes;
    if (page_bytes != 0) file_.pages_read.resize(static_cast<std::size_t>(file_.size_bytes / page_bytes + 1));
    // A name for each: two databases may be open in one process, one inside the other.
    name_ = "constat-" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
    system_.iVersion = 1;
    system_.szOsFile = sizeof(OpenFile);
    system_.mxPathname = 512;
    system_.zName = name_.c_str();
    system_.pAppData = &file_;
    system_.xOpen = system_open;
    system_.xDelete = system_delete;
    system_.xAccess = system_access;
    system_.xFullPathname = system_full_path;
    system_.xRandomness = system_randomness;
    system_.xSleep = system_sleep;
    system_.xCurrentTime = system_time;
    system_.xGetLastError = system_error;
  }
  ~Database() {
    sqlite3_close_v2(handle_);
    if (registered_) sqlite3_vfs_unregister(&system_);
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  bool open() {
    if (sqlite3_vfs_register(&system_, 0) != SQLITE_OK) return false;
    registered_ = true;
    const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    if (sqlite3_open_v2("evidence", &handle_, flags, name_.c_str()) != SQLITE_OK) return false;
    for (const int setting : {SQLITE_DBCONFIG_DEFENSIVE}) sqlite3_db_config(handle_, setting, 1, nullptr);
    for (const int setting :
         {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
          SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER}) {
      sqlite3_db_config(handle_, setting, 0, nullptr);
    }
    sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, 256 << 20);
    sqlite3_limit(handle_, SQLITE_LIMIT_WORKER_THREADS, 0);
    sqlite3_progress_handler(
        handle_, steps_per_check, [](void* self) { return static_cast<Database*>(self)->over_bound(); }, this);
    run("PRAGMA cell_size_check=ON");
    run("PRAGMA temp_store=MEMORY");
    run("PRAGMA cache_size=-8000");
    run("PRAGMA mmap_size=0");
    return true;
  }
  // A file that is shorter than its header says, or a schema of which a part is malformed: read what can be read. The
  // library calls the switch "writable schema"; nothing is written, and nothing could be.
  void tolerate_damage() {
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
    run("PRAGMA writable_schema=ON");
  }
  void run(const char* sql) { sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr); }
  sqlite3* handle() const { return handle_; }
  VirtualFile& file() { return file_; }
  void row_begins() { checks_ = 0; }

 private:
  int over_bound() { return ++checks_ > checks_per_row_max ? 1 : 0; }

  VirtualFile file_;
  std::string name_;
  sqlite3_vfs system_ = {};
  bool registered_ = false;
  sqlite3* handle_ = nullptr;
  int checks_ = 0;
};

class Statement {
 public:
  Statement(Database& database, const std::string& sql) : database_(database) {
    database_.row_begins();
    prepared_ = sqlite3_prepare_v2(database.handle(), sql.c_str(), static_cast<int>(sql.size()), &handle_, nullptr);
  }
  ~Statement() { sqlite3_finalize(handle_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  int prepared() const { return prepared_; }
  int step() {
    database_.row_begins();
    return sqlite3_step(handle_);
  }
  int columns() const { return sqlite3_column_count(handle_); }
  int type(int column) const { return sqlite3_column_type(handle_, column); }
  std::string_view name(int column) const {
    const char* const text = sqlite3_column_name(handle_, column);
    return text == nullptr ? std::string_view() : text;
  }
  std::string_view text(int column) const {
    const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
    return bytes == nullptr ? std::string_view()
                            : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)));
  }
  ByteView blob(int column) const {
    const void* const bytes = sqlite3_column_blob(handle_, column);
    return bytes == nullptr ? ByteView()
                            : as_bytes(bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)));
  }
  double real(int column) const { return sqlite3_column_double(handle_, column); }

 private:
  Database& database_;
  sqlite3_stmt* handle_ = nullptr;
  int prepared_ = SQLITE_ERROR;
};

// SQLite's own words, which never quote the database's contents.
std::string code_text(int code) { return sqlite3_errstr(code); }

std::string quoted(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    text += c;
    if (c == '"') text += '"';
  }
  return text + '"';
}

std::string without_exponent(double value) {
  char digits[400];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value, std::chars_format::fixed);
  return end.ec == std::errc() ? std::string(std::begin(digits), end.ptr) : std::string();
}

class SqliteReader {
 public:
  SqliteReader(Source& source, const ExtractContext& context, Output& out, Database& database)
      : source_(source), context_(context), out_(out), database_(database) {}

  Result<void> read() {
    std::vector<Entry> entries;
    int code = read_schema(entries);
    if (code != SQLITE_DONE) {
      database_.tolerate_damage();
      entries.clear();
      const int again = read_schema(entries);
      if (again != SQLITE_DONE && entries.empty()) {
        return fail(again == SQLITE_INTERRUPT ? Fault::over_limit : Fault::malformed,
                    "the database's schema cannot be read: " + code_text(again));
      }
      damaged_ = true;
      out_.gap(Status::partly_read, "the database is damaged: " + code_text(code));
    }
    std::string schema;
    for (const Entry& entry : entries) {
      if (!entry.sql.empty()) schema += entry.sql + ";\n";
      keys_.learn(entry.sql);
    }
    give_stretch(schema, 0, schema.size(), "schema", context_.limits, out_);
    std::uint64_t index = 0;
    std::size_t views = 0;
    for (const Entry& entry : entries) {
      if (entry.type == "view") ++views;
      if (entry.type != "table") continue;
      if (is_virtual(entry.sql)) {
        out_.note("a virtual table is not read itself; the tables that hold its data are");
        continue;
      }
      table(entry.name, index++);
    }
    if (views != 0) out_.note(std::to_string(views) + (views == 1 ? " view" : " views") + " not computed");
    return {};
  }

  // Pages that no table led to, and the unused space in those that one did.
  void leftovers() {
    const VirtualFile& file = database_.file();
    const std::uint32_t page_bytes = file.page_bytes;
    if (page_bytes == 0) return;
    const std::vector<bool> pages_read = file.pages_read;
    Buffer page(page_bytes);
    for (std::size_t number = 0; number < pages_read.size(); ++number) {
      const std::uint64_t offset = static_cast<std::uint64_t>(number) * page_bytes;
      const auto got = source_.read_at(offset, page);
      if (!got || *got < 16) return;
      const ByteView bytes = ByteView(page).first(*got);
      const std::size_t header = number == 0 ? sqlite_header_bytes : 0;
      if (header + 8 > bytes.size()) continue;
      const bool table_leaf = bytes[header] == std::byte{0x0D};
      if (pages_read[number]) {
        if (table_leaf) unused_space(bytes, header, offset);
        continue;
      }
      // Index pages repeat what the tables say, and are not read: 0x0A, 0x02 (1.6).
      if (bytes[header] == std::byte{0x0A} || bytes[header] == std::byte{0x02}) continue;
      raw(bytes.subspan(header), offset + header);
    }
  }

 private:
  struct Entry {
    std::string type;
    std::string name;
    std::string sql;
  };

  int read_schema(std::vector<Entry>& entries) {
    Statement rows(database_, "SELECT type, name, sql FROM sqlite_schema ORDER BY rowid");
    if (rows.prepared() != SQLITE_OK) return rows.prepared();
    entries.push_back({"table", "sqlite_schema", ""});
    entries.clear();
    int code = SQLITE_ROW;
    while ((code = rows.step()) == SQLITE_ROW && entries.size() < 1'000'000) {
      entries.push_back({std::string(rows.text(0)), std::string(rows.text(1)), to_valid_utf8(rows.text(2))});
    }
    return code == SQLITE_ROW ? SQLITE_DONE : code;
  }

  static bool is_virtual(std::string_view sql) {
    return to_lower_ascii(sql.substr(0, 24)).starts_with("create virtual table");
  }

  void table(const std::string& name, std::uint64_t index) {
    Member member;
    member.index = index;
    member.name = name;
    out_.inner_begin(member);
    if (out_.passes_over()) return out_.inner_end();  // It ended a reader before.
    const auto [code, rows] = rows_of(name);
    if (code == SQLITE_INTERRUPT) {
      out_.gap(Status::timed_out, "a row needs more work than the bound; read up to row " + std::to_string(rows + 1));
    } else if (code != SQLITE_DONE) {
      damaged_ = true;
      out_.gap(rows == 0 ? Status::corrupt : Status::partly_read,
               code_text(code) + (rows == 0 ? "" : "; read up to row " + std::to_string(rows + 1)));
    }
    out_.inner_end();
    if (code != SQLITE_DONE) out_.gap(Status::partly_read, "a table could not be read to its end");
  }

  std::pair<int, std::uint64_t> rows_of(const std::string& name) {
    Statement rows(database_, "SELECT * FROM " + quoted(name) + " NOT INDEXED");
    if (rows.prepared() != SQLITE_OK) return {rows.prepared(), 0};
    const int columns = std::min<int>(rows.columns(), static_cast<int>(context_.limits.table_columns_max));
    std::vector<std::string> names;
    for (int column = 0; column < columns; ++column) names.push_back(to_valid_utf8(rows.name(column)));
    const std::vector<std::string_view> name_views(names.begin(), names.end());
    TableInfo info;
    info.name = name;
    info.columns = name_views;
    const RowKey key = keys_.of(name, name_views);
    info.key_column = key.column;
    info.key_of = key.of;
    out_.table_begin(info);
    std::vector<Cell> cells(static_cast<std::size_t>(columns));
    std::vector<std::string> owned(static_cast<std::size_t>(columns));
    std::uint64_t count = 0;
    int code = SQLITE_ROW;
    while ((code = rows.step()) == SQLITE_ROW) {
      ++count;
      for (int column = 0; column < columns; ++column) {
        const auto at = static_cast<std::size_t>(column);
        cells[at] = cell(rows, column, count + 1, owned[at]);
      }
      out_.table_row(count + 1, cells, true);
      // Their contents come after the row, while its values are still there.
      for (const auto& [column, number] : apart_) give_apart(rows, column, number, count + 1);
      apart_.clear();
    }
    out_.table_end();
    return {code, count};
  }

  Cell cell(Statement& rows, int column, std::uint64_t row, std::string& owned) {
    (void)row;
    Cell given;
    switch (rows.type(column)) {
      case SQLITE_NULL: given.kind = CellKind::empty; return given;
      case SQLITE_INTEGER:
        given.kind = CellKind::number;
        given.text = rows.text(column);
        return given;
      case SQLITE_FLOAT:
        given.kind = CellKind::number;
        given.text = rows.text(column);
        if (given.text.find('e') != std::string_view::npos) {
          owned = without_exponent(rows.real(column));
          given.text = owned;
        }
        return given;
      case SQLITE_BLOB: {
        const ByteView bytes = rows.blob(column);
        if (auto said = bytes_text(bytes, context_.limits.cell_bytes_max)) {
          owned = std::move(*said);
          given.text = owned;
        } else {
          given.kind = CellKind::empty;
          apart_.emplace_back(column, members_);
        }
        return given;
      }
      default: break;
    }
    given.text = rows.text(column);
    if (given.text.size() > context_.limits.cell_bytes_max) {
      given.text = {};
      given.kind = CellKind::empty;
      apart_.emplace_back(column, members_);
      return given;
    }
    if (!is_valid_utf8(given.text)) {
      owned = to_valid_utf8(given.text);
      given.text = owned;
    }
    return given;
  }

  // A value too large for a cell, or of a format of its own.
  void give_apart(Statement& rows, int column, std::uint64_t, std::uint64_t row) {
    const ByteView bytes = rows.blob(column);
    const std::string name = "R" + std::to_string(row) + "C" + std::to_string(column + 1);
    MemorySource value(bytes);
    const auto identity = rows.type(column) == SQLITE_BLOB ? identify(value) : Result<Identity>(Identity{});
    if (identity && identity->format != nullptr && identity->format->id != "raw") {
      Member member;
      member.index = members_++;
      member.name = name;
      member.packed_bytes = bytes.size();
      out_.member(member, [bytes]() -> Result<std::unique_ptr<Source>> {
        return std::unique_ptr<Source>(std::make_unique<MemorySource>(bytes));
      });
      return;
    }
    if (rows.type(column) == SQLITE_TEXT) {
      const std::string text = to_valid_utf8(as_text(bytes));
      give_stretch(text, 0, text.size(), name, context_.limits, out_);
      return;
    }
    const std::string runs = printable_runs(bytes, sqlite_run_min);
    give_stretch(runs, 0, runs.size(), name, context_.limits, out_, PassageKind::raw_run);
  }

  // 1.6: between the cell pointers and the first cell, and in the chain of free blocks, deleted rows stay readable.
  void unused_space(ByteView page, std::size_t header, std::uint64_t offset) {
    const auto u16 = [&](std::size_t at) -> std::size_t {
      if (at + 2 > page.size()) return page.size();
      return (std::to_integer<std::size_t>(page[at]) << 8) | std::to_integer<std::size_t>(page[at + 1]);
    };
    const std::size_t pointers_end = header + 8 + 2 * u16(header + 3);
    std::size_t contents = u16(header + 5);
    if (contents == 0) contents = 65536;
    if (pointers_end < contents && contents <= page.size()) {
      raw(page.subspan(pointers_end, contents - pointers_end), offset + pointers_end);
    }
    std::size_t block = u16(header + 1);
    // The chain ascends: a block before its forerunner is damage, and the end of it.
    while (block != 0 && block + 4 < page.size()) {
      const std::size_t next = u16(block);
      const std::size_t size = std::min(u16(block + 2), page.size() - block);
      if (size > 4) raw(page.subspan(block + 4, size - 4), offset + block + 4);
      if (next <= block) break;
      block = next;
    }
  }

  void raw(ByteView bytes, std::uint64_t offset) {
    const std::string runs = printable_runs(bytes, sqlite_run_min);
    if (runs.empty()) return;
    out_.passage(Passage::whole(runs, "", offset, PassageKind::raw_run));
  }

  Source& source_;
  const ExtractContext& context_;
  Output& out_;
  Database& database_;
  RowKeys keys_;
  bool damaged_ = false;
  std::uint64_t members_ = 0;
  std::vector<std::pair<int, std::uint64_t>> apart_;
};

}  // namespace

std::string printable_runs(ByteView bytes, std::size_t run_min_characters) {
  const std::string_view text = as_text(bytes);
  std::string runs(text.size(), '\n');
  bool any = false;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    std::size_t characters = 0;
    while (end < text.size()) {
      const auto byte = static_cast<unsigned char>(text[end]);
      if (byte < 0x80) {
        if ((byte < 0x20 && byte != '\t') || byte == 0x7F) break;
        ++end;
      } else {
        const std::size_t size = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
        if (byte < 0xC2 || valid_utf8_prefix(text.substr(end, size)) != size) break;
        end += size;
      }
      ++characters;
    }
    if (characters >= run_min_characters) {
      std::memcpy(runs.data() + at, text.data() + at, end - at);
      any = true;
    }
    at = end + 1;
  }
  return any ? runs : std::string();
}

int probe_sqlite(const Head& head) {
  return starts_with(head.bytes, std::string_view("SQLite format 3\0", 16)) ? 100 : 0;
}

Result<void> extract_sqlite(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const Buffer header, read_head(source, sqlite_header_bytes));
  if (header.size() < sqlite_header_bytes)
    return fail(Fault::truncated, "the database ends within its header", header.size());
  // 1.3.2: a power of two from 512 to 32768, or 1 for 65536.
  std::uint32_t page_bytes =
      (std::to_integer<std::uint32_t>(header[16]) << 8) | std::to_integer<std::uint32_t>(header[17]);
  if (page_bytes == 1) page_bytes = 65536;
  if (page_bytes < 512 || (page_bytes & (page_bytes - 1)) != 0) {
    return fail(Fault::malformed, "the header gives an impossible page size", 16);
  }
  if (header[18] == std::byte{2} || header[19] == std::byte{2}) {
    out.note("the database kept a write-ahead log: what is only in its -wal file is told there");
  }
  // 1.3.7: how many pages it has, where the version that wrote it says so (1.3.9).
  const auto field = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t index = at; index < at + 4; ++index)
      value = value << 8 | std::to_integer<std::uint32_t>(header[index]);
    return value;
  };
  const std::uint64_t told_bytes = field(24) == field(92) ? std::uint64_t{field(28)} * page_bytes : 0;
  if (source.size_bytes() % page_bytes != 0 || source.size_bytes() < told_bytes) {
    out.gap(Status::partly_read, "the database breaks off: pages at its end are missing");
  }
  Database database(source, page_bytes);
  if (!database.open()) return fail(Fault::malformed, "the database cannot be opened");
  SqliteReader reader(source, context, out, database);
  TRY(reader.read());
  reader.leftovers();
  return {};
}

}  // namespace constat
