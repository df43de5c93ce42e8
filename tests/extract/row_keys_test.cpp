#include "extract/row_keys.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace constat {
namespace {

std::string key(const RowKeys& keys, std::string_view table, std::initializer_list<std::string_view> columns) {
  const std::vector<std::string_view> list(columns);
  const RowKey found = keys.of(table, list);
  return found.column == SIZE_MAX ? "" : std::string(list[found.column]) + " of " + std::string(found.of);
}

TEST(RowKeys, NamesThatEverybodyGivesAreUnderstood) {
  const RowKeys none;
  EXPECT_EQ(key(none, "customers", {"id", "name", "email"}), "id of customer");
  EXPECT_EQ(key(none, "payments", {"id", "customer_id", "iban"}), "customer_id of customer");
  EXPECT_EQ(key(none, "public.Payments", {"PaymentID", "CustomerID", "Iban"}), "CustomerID of customer");
  EXPECT_EQ(key(none, "wp_users", {"ID", "user_login"}), "ID of user");
  EXPECT_EQ(key(none, "orders", {"customer_id", "employee_id", "ship_address"}), "customer_id of customer");
  EXPECT_EQ(key(none, "kunden", {"id", "name"}), "id of kunde");
  EXPECT_EQ(key(none, "commandes", {"id", "id_client", "adresse"}), "id_client of client");
  EXPECT_EQ(key(none, "contacts", {"id", "customer_id", "name"}), "id of contact") << "a contact is not the customer";
}

TEST(RowKeys, WhatNumbersNobodyOrCannotBeToldIsLeft) {
  const RowKeys none;
  EXPECT_EQ(key(none, "products", {"id", "name"}), "");
  EXPECT_EQ(key(none, "stock", {"product_id", "tenant_id", "amount"}), "");
  EXPECT_EQ(key(none, "customers", {"id", "customer_id", "name"}), "");
  EXPECT_EQ(key(none, "old_customers", {"id", "name"}), "") << "numbers of their own";
  EXPECT_EQ(key(none, "dependents", {"employee_id", "name", "ssn"}), "") << "somebody else's";
  EXPECT_EQ(key(none, "invites", {"id", "user_id", "email"}), "") << "the address of whom they invite";
  EXPECT_EQ(key(none, "user_emails", {"user_id", "email"}), "user_id of user");
  EXPECT_EQ(key(none, "vouchers", {"id", "user_id", "recipient_email"}), "");
  EXPECT_EQ(key(none, "contracts", {"employee_id", "from_date", "to_date", "iban"}), "employee_id of employee");
  EXPECT_EQ(key(none, "payments", {}), "");
}

TEST(RowKeys, DeclaredKeysGoBeforeNames) {
  RowKeys keys;
  keys.learn("CREATE TABLE IF NOT EXISTS `employees` (`emp_no` INT NOT NULL, name TEXT, PRIMARY KEY (`emp_no`))");
  keys.learn(
      "CREATE TABLE salaries (emp_no INT, salary INT, CONSTRAINT fk FOREIGN KEY (emp_no) REFERENCES "
      "employees (emp_no) ON DELETE CASCADE)");
  EXPECT_EQ(key(keys, "employees", {"emp_no", "name"}), "emp_no of employee");
  EXPECT_EQ(key(keys, "salaries", {"emp_no", "salary"}), "emp_no of employee");
  keys.learn("CREATE TABLE \"public\".\"users\" (\"uid\" integer PRIMARY KEY, mail text DEFAULT 'a, (b')");
  keys.learn(
      "CREATE TABLE messages (sender int REFERENCES users(uid), recipient int REFERENCES users(uid), body text)");
  keys.learn("CREATE TABLE logins (who int REFERENCES users, ip text)");
  keys.learn("CREATE TABLE aliases (m text REFERENCES users(mail), alias text)");
  EXPECT_EQ(key(keys, "users", {"uid", "mail"}), "uid of user");
  EXPECT_EQ(key(keys, "messages", {"sender", "recipient", "body"}), "");
  EXPECT_EQ(key(keys, "logins", {"who", "ip"}), "who of user");
  EXPECT_EQ(key(keys, "aliases", {"m", "alias"}), "") << "a reference to another column than the key";
  keys.learn("CREATE TABLE bookings (customer_id int REFERENCES companies(id), iban text)");
  EXPECT_EQ(key(keys, "bookings", {"customer_id", "iban"}), "") << "the dump says that it means something else";
}

TEST(RowKeys, TablesOfPersonsWithoutAWordForThemAreToldByTheirColumns) {
  RowKeys keys;
  keys.learn("create table foo(id integer primary key, first_name text, last_name text)");
  keys.learn("create table bar(n integer, foo integer references foo(id), street text)");
  keys.learn("create table departments(id integer primary key, name text, phone text)");
  keys.learn("create table posts(id integer primary key, dept integer references departments(id), street text)");
  EXPECT_EQ(key(keys, "foo", {"id", "first_name", "last_name"}), "id of foo");
  EXPECT_EQ(key(keys, "bar", {"n", "foo", "street"}), "foo of foo");
  EXPECT_EQ(key(keys, "phones", {"foo_id", "phone"}), "foo_id of foo") << "by its name alone";
  EXPECT_EQ(key(keys, "departments", {"id", "name", "phone"}), "");
  EXPECT_EQ(key(keys, "posts", {"id", "dept", "street"}), "") << "a department is nobody";
  keys.learn("create table huurders(id integer primary key, voornaam text, achternaam text)");
  EXPECT_EQ(key(keys, "adressen", {"id", "huurder_id", "straat"}), "huurder_id of huurders");
  EXPECT_EQ(key(keys, "zaken", {"foo_id", "huurder_id", "iban"}), "") << "of two persons: whose cannot be told";
  EXPECT_EQ(key(keys, "orders", {"customer_id", "foo_id", "iban"}), "customer_id of customer");
  keys.learn("create table kids(id integer primary key, first_name text, foo_id integer references foo(id))");
  EXPECT_EQ(key(keys, "kids", {"id", "first_name", "foo_id"}), "id of kids") << "somebody else than whom they refer to";
}

TEST(RowKeys, BrokenDefinitionsAreHarmless) {
  RowKeys keys;
  for (const char* text : {"", "CREATE", "CREATE TABLE", "CREATE TABLE x", "CREATE TABLE x (", "CREATE TABLE x (a '",
                           "ALTER TABLE", "CREATE TABLE x (PRIMARY KEY", "CREATE TABLE x (FOREIGN KEY (a REFERENCES",
                           "CREATE TABLE x ))))((((", "DROP TABLE x"}) {
    keys.learn(text);
  }
  EXPECT_EQ(key(keys, "x", {"a"}), "");
}

}  // namespace
}  // namespace constat
