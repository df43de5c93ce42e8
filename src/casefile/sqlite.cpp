#include "casefile/sqlite.h"

#include <utility>

namespace constat {

namespace {
[[noreturn]] void fail_with(sqlite3* handle, const char* doing) {
  throw DatabaseError(std::string("the case file: ") + doing + ": " +
                      (handle != nullptr ? sqlite3_errmsg(handle) : "out of memory"));
}
}  // namespace

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  if (sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement_, nullptr) != SQLITE_OK) {
    fail_with(database.handle(), "cannot prepare a statement");
  }
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement& Statement::bind(int index, std::int64_t value) {
  if (sqlite3_bind_int64(statement_, index, value) != SQLITE_OK) fail_with(database_.handle(), "cannot bind");
  return *this;
}

Statement& Statement::bind(int index, double value) {
  if (sqlite3_bind_double(statement_, index, value) != SQLITE_OK) fail_with(database_.handle(), "cannot bind");
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  // A null pointer would bind NULL: an empty text is a text.
  const char* const data = text.data() == nullptr ? "" : text.data();
  if (sqlite3_bind_text64(statement_, index, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK) {
    fail_with(database_.handle(), "cannot bind");
  }
  return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
  const char* const data = bytes.data() == nullptr ? "" : bytes.data();
  if (sqlite3_bind_blob64(statement_, index, data, bytes.size(), SQLITE_TRANSIENT) != SQLITE_OK) {
    fail_with(database_.handle(), "cannot bind");
  }
  return *this;
}

Statement& Statement::bind_static_blob(int index, std::string_view bytes) {
  const char* const data = bytes.data() == nullptr ? "" : bytes.data();
  if (sqlite3_bind_blob64(statement_, index, data, bytes.size(), SQLITE_STATIC) != SQLITE_OK) {
    fail_with(database_.handle(), "cannot bind");
  }
  return *this;
}

Statement& Statement::bind_null(int index) {
  if (sqlite3_bind_null(statement_, index) != SQLITE_OK) fail_with(database_.handle(), "cannot bind");
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  fail_with(database_.handle(), "cannot run a statement");
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() { sqlite3_reset(statement_); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string_view Statement::text(int column) const {
  const auto* const data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Statement::blob(int column) const {
  const auto* const data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

int Statement::columns() const { return sqlite3_column_count(statement_); }
int Statement::type(int column) const { return sqlite3_column_type(statement_, column); }

Database::Database(const std::string& path, Mode mode) {
  // SQLite counts its memory under a lock at each allocation, and nobody asks. Refused, without harm, where it is in
  // use already.
  static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)uncounted;
  const int flags = mode == Mode::read_only    ? SQLITE_OPEN_READONLY
                    : mode == Mode::read_write ? SQLITE_OPEN_READWRITE
                                               : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (sqlite3_open_v2(path.c_str(), &handle_, flags | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK) {
    const std::string why = handle_ != nullptr ? sqlite3_errmsg(handle_) : "out of memory";
    sqlite3_close_v2(handle_);
    throw DatabaseError("cannot open the case " + path + ": " + why);
  }
  sqlite3_busy_timeout(handle_, 10'000);
}

Database::~Database() { sqlite3_close_v2(handle_); }

void Database::run(std::string_view sql) {
  const std::string text(sql);
  char* message = nullptr;
  if (sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
    sqlite3_free(message);
    fail_with(handle_, "cannot run a statement");
  }
}

std::int64_t Database::scalar(std::string_view sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::int64_t Database::last_row_id() const { return sqlite3_last_insert_rowid(handle_); }
std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

std::string read_meta(Database& database, std::string_view key) {
  Statement row(database, "SELECT value FROM meta WHERE key=?");
  row.bind(1, key);
  return row.step() ? std::string(row.text(0)) : std::string();
}

void put_meta(Database& database, std::string_view key, std::string_view value) {
  Statement put(database,
                "INSERT INTO meta(key,value) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value");
  put.bind(1, key).bind(2, value).run();
}

Transaction::Transaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }
Transaction::~Transaction() {
  if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}
void Transaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

}  // namespace constat
