// Which column of a database's table numbers the person whom a row speaks of: the primary key of a table of persons
// ("customers"."id"), and what refers to it ("payments"."customer_id"), by PRIMARY KEY, REFERENCES and FOREIGN KEY
// where the dump declares them, else by the names that everybody gives. A table whose name is no word for persons
// ("klanten", "foo") holds some where its definition tells given names, surnames or birth dates. Such a number says who
// is who within one dump only.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace constat {

struct RowKey {
  std::size_t column = SIZE_MAX;  // SIZE_MAX: none, or it cannot be told which.
  std::string_view of;            // Whom it numbers: "customer", or the table's name. Lives as long as the keys.
};

class RowKeys {
 public:
  // Reads a CREATE TABLE, or an ALTER TABLE that adds a key; anything else is passed over.
  void learn(std::string_view statement);
  RowKey of(std::string_view table, std::span<const std::string_view> columns) const;

 private:
  struct Reference {
    std::string column, table, key;  // In small letters; `key` may be empty.
  };
  struct Known {
    std::string primary;  // "" where it is not declared, or of several columns.
    std::vector<Reference> references;
    bool persons = false;  // Its columns tell what only persons have.
  };
  // The table of persons with no name for such that the column numbers, by its own name ("klant_id" and "klanten").
  std::string_view persons_by_column(std::string_view column) const;
  std::map<std::string, Known, std::less<>> tables_;  // By name without its schema, in small letters.
};

// The persons a table holds by its name ("tbl_customers": "customer"); "" for others. Static.
std::string_view persons_of_table(std::string_view name);

}  // namespace constat
