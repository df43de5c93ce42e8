// A thin, checked face over SQLite: statements that are finalised, errors that say what was asked.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace constat {

// Thrown when the case's own database fails (disk full, not a database): nobody between can act on it; main prints it
// and exits 1.
class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Database;

class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;

  // Parameters count from 1. Texts and blobs are copied unless said to be static.
  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, double value);
  Statement& bind(int index, std::string_view text);
  Statement& bind_blob(int index, std::string_view bytes);
  // The bytes must live until the statement has run.
  Statement& bind_static_blob(int index, std::string_view bytes);
  Statement& bind_null(int index);
  // True while there is a row.
  bool step();
  // Runs to the end and makes ready for the next use.
  void run();
  void reset();

  // Columns count from 0.
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;  // Dies at the next step. "" for NULL.
  std::string_view blob(int column) const;
  bool is_null(int column) const;
  int columns() const;
  int type(int column) const;  // SQLITE_INTEGER, SQLITE_TEXT...

 private:
  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

class Database {
 public:
  enum class Mode { read_only, read_write, create };
  Database(const std::string& path, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void run(std::string_view sql);  // One or several statements without result.
  std::int64_t scalar(std::string_view sql);
  std::int64_t last_row_id() const;
  std::int64_t changes() const;
  sqlite3* handle() const { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

// The table `meta` of a case: one value a key, "" where there is none.
std::string read_meta(Database& database, std::string_view key);
void put_meta(Database& database, std::string_view key, std::string_view value);

// Rolls back unless committed.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace constat
