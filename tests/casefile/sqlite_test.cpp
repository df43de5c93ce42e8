#include "casefile/sqlite.h"

#include <gtest/gtest.h>

#include "casefile/schema.h"
#include "support/temporary.h"

namespace constat {
namespace {

TEST(Database, ATransactionThatIsNotCommittedLeavesNothing) {
  const TemporaryFolder folder;
  Database database(folder.path() + "/d", Database::Mode::create);
  database.run("CREATE TABLE t(a, b)");
  {
    Transaction transaction(database);
    Statement insert(database, "INSERT INTO t VALUES(?,?)");
    insert.bind(1, std::int64_t{1}).bind(2, std::string_view("one")).run();
  }
  EXPECT_EQ(database.scalar("SELECT count(*) FROM t"), 0);
  {
    Transaction transaction(database);
    Statement insert(database, "INSERT INTO t VALUES(?,?)");
    insert.bind(1, std::int64_t{2}).bind(2, std::string_view()).run();
    transaction.commit();
  }
  Statement row(database, "SELECT a, b FROM t");
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.integer(0), 2);
  EXPECT_FALSE(row.is_null(1)) << "an empty text is a text";
  EXPECT_FALSE(row.step());
}

TEST(Database, FailuresAreSaidAndNeverPassedOver) {
  const TemporaryFolder folder;
  EXPECT_THROW(Database(folder.path() + "/absent", Database::Mode::read_only), DatabaseError);
  Database database(folder.path() + "/d", Database::Mode::create);
  EXPECT_THROW(database.run("SELEKT 1"), DatabaseError);
  EXPECT_THROW(Statement(database, "SELECT * FROM nothing"), DatabaseError);
}

TEST(Schema, IsWhole) {
  const TemporaryFolder folder;
  Database database(folder.path() + "/d", Database::Mode::create);
  database.run(schema_sql());
  for (const char* const table :
       {"meta", "evidence", "item", "unit", "type", "rule", "finding_block", "item_type", "type_total", "column_type",
        "person", "person_type", "mention_block", "item_person", "problem", "audit"}) {
    EXPECT_EQ(database.scalar(std::string("SELECT count(*) FROM ") + table), 0) << table;
  }
}

}  // namespace
}  // namespace constat
