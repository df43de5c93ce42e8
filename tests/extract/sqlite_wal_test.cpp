#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <iterator>

#include "support/document_output.h"
#include "support/temporary.h"

namespace constat {
namespace {

using Row = std::vector<std::string>;

// The log that SQLite itself leaves beside a database after `statements`, none of them checkpointed.
std::string log_of(const std::string& statements) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/app.db";
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  std::ifstream in(path + "-wal", std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  sqlite3_close(database);
  return bytes;
}
const std::string kept = "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;";

std::vector<Row> rows_of(const DocumentOutput& out) {
  std::vector<Row> rows;
  for (const auto& table : out.tables) {
    for (const auto& [number, cells] : table.rows) {
      if (cells.empty() || cells[0] != "table") rows.push_back(cells);  // Not those of the schema.
    }
  }
  return rows;
}

TEST(SqliteWal, RowsThatNoCheckpointHasSeen) {
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(log_of(kept + "CREATE TABLE person(name, ssn, pay, days, small, none, picture);"
                                          "INSERT INTO person VALUES('Jane Do\u00E9', 512486193, 1234.5, -1, 1, NULL,"
                                          "x'00616c65787469732e382d73696e0000');"),
                            out, &format));
  EXPECT_EQ(format, "sqlite-wal");
  EXPECT_EQ(rows_of(out), (std::vector<Row>{{"Jane Do\u00E9", "512486193", "1234.5", "-1", "1"}}));
  EXPECT_TRUE(out.gaps.empty());
  ASSERT_FALSE(out.parts.empty()) << "what is in no row";
  EXPECT_NE(out.parts.back().text.find("alextis.8-sin"), std::string::npos) << "a blob's text";
}

TEST(SqliteWal, EveryStateOfAPageIsRead) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(log_of(kept + "CREATE TABLE person(name); INSERT INTO person VALUES('Jane Doe');"
                                          "DELETE FROM person; INSERT INTO person VALUES('Bob Roe');"),
                            out));
  const auto rows = rows_of(out);
  EXPECT_NE(std::find(rows.begin(), rows.end(), Row{"Jane Doe"}), rows.end()) << "deleted";
  EXPECT_NE(std::find(rows.begin(), rows.end(), Row{"Bob Roe"}), rows.end());
}

TEST(SqliteWal, TextsOfTwoBytesALetter) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(
      log_of("PRAGMA encoding='UTF-16le';" + kept + "CREATE TABLE t(name); INSERT INTO t VALUES('Jane Do\u00E9');"),
      out));
  const auto rows = rows_of(out);
  EXPECT_NE(std::find(rows.begin(), rows.end(), Row{"Jane Do\u00E9"}), rows.end());
}

TEST(SqliteWal, ALongTextGoesOnAsText) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(log_of("PRAGMA page_size=512;" + kept +
                                   "CREATE TABLE t(note); INSERT INTO t VALUES(replace(hex(zeroblob(400)), '00', "
                                   "'word ') || 'SSN 512-48-6193');"),
                            out));
  std::string text;
  for (const auto& part : out.parts) text += part.text;
  EXPECT_NE(text.find("SSN 512-48-6193"), std::string::npos);
  EXPECT_FALSE(out.gaps.empty()) << "told";
}

TEST(SqliteWal, EveryCutAndLieEndsWithoutHarm) {
  const std::string whole =
      log_of("PRAGMA page_size=512;" + kept + "CREATE TABLE t(a, b); INSERT INTO t VALUES('Jane Doe', 512486193);");
  ASSERT_GT(whole.size(), 1000U);
  for (std::size_t size = 0; size < whole.size(); size += 3) {
    DocumentOutput out;
    (void)extract_bytes(std::string_view(whole).substr(0, size), out);
  }
  for (std::size_t at = 32; at < whole.size(); ++at) {
    for (const char lie : {'\0', '\x7F', '\xFF'}) {
      std::string changed = whole;
      changed[at] = lie;
      DocumentOutput out;
      (void)extract_bytes(changed, out);
    }
  }
}

}  // namespace
}  // namespace constat
