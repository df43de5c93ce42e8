#include "extract/sqlite.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "support/document_output.h"

namespace constat {
namespace {

// The bytes of a database that `sql` makes.
std::string make_database(const std::string& sql) {
  sqlite3* handle = nullptr;
  EXPECT_EQ(sqlite3_open(":memory:", &handle), SQLITE_OK);
  char* error = nullptr;
  EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << (error ? error : "");
  sqlite3_int64 size = 0;
  unsigned char* const bytes = sqlite3_serialize(handle, "main", &size, 0);
  std::string database(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  sqlite3_free(bytes);
  sqlite3_close(handle);
  return database;
}

const DocumentOutput::Table* table(const DocumentOutput& out, std::string_view name) {
  for (const DocumentOutput::Table& one : out.tables) {
    if (one.inner == name) return &one;
  }
  return nullptr;
}

TEST(Sqlite, EveryTableIsAnInnerItemWithTypedRows) {
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(
      make_database("CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT, ssn TEXT, pay REAL, note BLOB);"
                    "INSERT INTO users VALUES(1,'Ann Example','536-90-4399',51000.5,x'48656c6c6f');"
                    "INSERT INTO users VALUES(2,'Bob',NULL,1e20,x'00ff');"
                    "CREATE TABLE \"odd \"\" name\"(k TEXT PRIMARY KEY, v) WITHOUT ROWID;"
                    "INSERT INTO \"odd \"\" name\" VALUES('b',1),('a',2);"
                    "CREATE VIEW v AS SELECT * FROM users; CREATE TABLE empty(a, b);"),
      out, &format));
  EXPECT_EQ(format, "sqlite");
  const auto* users = table(out, "users");
  ASSERT_NE(users, nullptr);
  EXPECT_EQ(users->columns, (std::vector<std::string>{"id", "name", "ssn", "pay", "note"}));
  ASSERT_EQ(users->rows.size(), 2U);
  EXPECT_EQ(users->rows[0].first, 2U) << "the column names stand for row 1";
  EXPECT_EQ(users->rows[0].second, (std::vector<std::string>{"1", "Ann Example", "536-90-4399", "51000.5", "Hello"}));
  EXPECT_EQ(users->rows[1].second, (std::vector<std::string>{"2", "Bob", "", "100000000000000000000", "X'00FF'"}));
  const auto* odd = table(out, "odd \" name");
  ASSERT_NE(odd, nullptr);
  EXPECT_EQ(odd->rows[0].second, (std::vector<std::string>{"a", "2"}));
  EXPECT_NE(table(out, "empty"), nullptr);
  EXPECT_NE(out.text_of("schema").find("CREATE TABLE users"), std::string::npos);
  EXPECT_TRUE(out.gaps.empty());
}

TEST(Sqlite, ATableThatIsPassedOverIsNotReadAndItsNeighboursAre) {
  DocumentOutput out;
  out.passed_over = "bad";
  ASSERT_TRUE(extract_bytes(make_database("CREATE TABLE bad(a); INSERT INTO bad VALUES('x'); CREATE TABLE good(a);"
                                          "INSERT INTO good VALUES('y')"),
                            out));
  EXPECT_EQ(out.read_of_it, 0U);
  EXPECT_EQ(out.inner_names, (std::vector<std::string>{"bad", "good"}));
  EXPECT_EQ(table(out, "bad"), nullptr);
  ASSERT_NE(table(out, "good"), nullptr);
  EXPECT_EQ(table(out, "good")->rows.size(), 1U);
}

TEST(Sqlite, BlobsOfAKnownFormatAreMembersAndOthersAreScanned) {
  DocumentOutput out;
  const std::string page = "<html><body>" + std::string(100, 'x') + "\x01</body></html>";
  std::string hex;
  for (const char c : page) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(c));
    hex += digits;
  }
  ASSERT_TRUE(extract_bytes(make_database("CREATE TABLE t(a, b); INSERT INTO t VALUES(1, x'" + hex +
                                          "'); INSERT INTO t VALUES(2, zeroblob(100) || x'00' );"
                                          "INSERT INTO t VALUES(3, CAST(x'0001' || 'secret-value-here' || zeroblob(90) "
                                          "AS BLOB));"),
                            out));
  ASSERT_EQ(out.children.size(), 1U);
  EXPECT_EQ(out.children[0].name, "R2C2");
  EXPECT_EQ(out.children[0].bytes, page);
}

TEST(Sqlite, DeletedRowsAreFoundWhereTheyLie) {
  // Deleted without secure_delete: the text stays in the page.
  const std::string database = make_database(
      "PRAGMA secure_delete=OFF; CREATE TABLE t(a); INSERT INTO t VALUES('kept-value-1'),('deleted-536-90-4399'),"
      "('kept-value-2'); DELETE FROM t WHERE a LIKE 'deleted%';");
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(database, out));
  bool found = false;
  for (const DocumentOutput::Part& part : out.parts) {
    const std::size_t at = part.text.find("536-90-4399");
    if (at == std::string::npos) continue;
    found = true;
    EXPECT_EQ(part.kind, PassageKind::raw_run);
    EXPECT_EQ(database.substr(part.offset_bytes + at, 11), "536-90-4399");
  }
  EXPECT_TRUE(found);
  EXPECT_EQ(out.tables[0].rows.size(), 2U);
}

TEST(Sqlite, AWriteAheadLogDatabaseOpensAndSaysSo) {
  std::string database = make_database("CREATE TABLE t(a); INSERT INTO t VALUES('x');");
  database[18] = database[19] = 2;
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(database, out));
  EXPECT_EQ(out.tables.at(0).rows.size(), 1U);
  ASSERT_EQ(out.notes.size(), 1U);
}

TEST(Sqlite, WhatASchemaCouldMakeItDoIsBounded) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(
      make_database("CREATE TABLE t(a, b AS (printf('%.*c', 100000, 'x')) VIRTUAL); INSERT INTO t(a) VALUES('here');"),
      out));
  EXPECT_NE(out.all_text().find("here"), std::string::npos);
}

TEST(Sqlite, DamageIsToldAndTheRestIsRead) {
  std::string sql = "PRAGMA page_size=512; CREATE TABLE a(x); CREATE TABLE b(x); BEGIN;";
  for (int row = 0; row < 200; ++row) {
    sql += "INSERT INTO a VALUES('first-" + std::to_string(row) + "'); INSERT INTO b VALUES('second-" +
           std::to_string(row) + "');";
  }
  const std::string database = make_database(sql + "COMMIT;");
  // Cut: a part of the pages is missing.
  DocumentOutput cut;
  const auto result = extract_bytes(database.substr(0, database.size() * 2 / 3), cut);
  EXPECT_TRUE(result);
  EXPECT_FALSE(cut.gaps.empty());
  EXPECT_NE(cut.all_text().find("first-0"), std::string::npos);
  for (std::size_t size = 0; size < database.size(); size += 97) {
    DocumentOutput out;
    (void)extract_bytes(database.substr(0, size), out);
    std::string flipped = database;
    flipped[size] = static_cast<char>(flipped[size] ^ 0x55);
    DocumentOutput out2;
    (void)extract_bytes(flipped, out2);
  }
}

// A copy that broke off within a page: no rows are made of what is missing, and it is told.
TEST(Sqlite, ADatabaseThatBreaksOffIsTold) {
  const std::string whole = make_database(
      "CREATE TABLE users(name TEXT, ssn TEXT); INSERT INTO users VALUES('Ann Example','536-90-4399');"
      "INSERT INTO users VALUES('Bob Example','536-90-4398');");
  for (const std::size_t size : {whole.size() - 1, whole.size() - 60, whole.size() - 3000, std::size_t{4096}}) {
    DocumentOutput out;
    (void)extract_bytes(std::string_view(whole).substr(0, size), out);
    ASSERT_FALSE(out.gaps.empty()) << size;
    EXPECT_EQ(out.gaps[0].reason, "the database breaks off: pages at its end are missing") << size;
    for (const DocumentOutput::Table& one : out.tables) {
      for (const auto& [row, cells] : one.rows) EXPECT_NE(cells, (std::vector<std::string>{"", ""})) << size;
    }
    if (size + 1 == whole.size()) {
      EXPECT_NE(out.all_text().find("536-90-4398"), std::string::npos) << "what there is of the page";
    }
  }
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(whole, out));
  EXPECT_TRUE(out.gaps.empty());
}

TEST(Sqlite, PrintableRunsKeepTheirOffsets) {
  EXPECT_EQ(printable_runs(as_bytes(std::string_view("\0\1password\xFF"
                                                     "abc\0caf\xC3\xA9-au-lait",
                                                     28)),
                           8),
            std::string("\n\npassword\n\n\n\n\ncaf\xC3\xA9-au-lait"));
  EXPECT_EQ(printable_runs(as_bytes(std::string_view("short\0short")), 8), "");
}

}  // namespace
}  // namespace constat
