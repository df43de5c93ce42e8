// What is decided of a table's columns: the type of each, and which of them go together.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "detect/birth_values.h"
#include "detect/finding.h"
#include "detect/table_company.h"
#include "detect/tables/id_types.h"
#include "detect/tables/phones.h"
#include "detect/validators.h"

namespace constat::tables {

inline constexpr float reported_min = 0.5F;  // Below, a column is not typed: its cells are read as text.

enum class Kind : std::uint8_t {
  text,     // Not typed: the engine reads each cell.
  skip,     // Nothing personal can stand in it: small numbers, dates, flags.
  refused,  // Looked like an id, but its header says otherwise.
  id,       // By a validator.
  phone,
  person,  // A full name, or a part of it.
  first_name,
  last_name,
  street,
  address_part,
  birth_date,
  salary,
  password,
  password_hash,
  secret,     // api_key, token
  sensitive,  // Health and personnel matters.
};
// Whether it is of persons' names, whole or in parts.
inline bool is_name(Kind kind) { return kind == Kind::person || kind == Kind::first_name || kind == Kind::last_name; }

// The columns that an address is spread over, in the order in which it is written.
enum class Part : std::uint8_t { none, street2, city, state, postcode, country };

// A value that columns share, each holding a part of it: "SSN1", "SSN2", "SSN3"; day, month and year; a telephone's
// area code and its number.
struct Spread {
  enum class Form : std::uint8_t { id, date, phone, street };
  static constexpr std::size_t parts_max = 8;
  Form form = Form::id;
  std::size_t count = 0;
  std::array<std::size_t, parts_max> columns = {};  // In the order in which the value is written.
  std::array<std::uint8_t, parts_max> digits = {};  // Of an id's part: filled up to as many with zeros; 0: left so.
  char between = ' ';                               // What an id's parts are written with.
};

struct Column {
  Kind kind = Kind::text;
  TypeId type = 0;
  RuleId rule = 0;
  float confidence = 0;
  const Validator* validator = nullptr;
  const IdType* id = nullptr;
  bool pad_to_nine = false;  // Digits that lost their leading zeros in a spreadsheet.
  float given_lean = 0;      // Of a column of single names without header: how much more given name than surname.
  Part part = Part::none;    // What an address_part is.
  BirthForm birth_form = BirthForm::written;  // Of a column of birth dates.
  bool nameless = false;                      // Its header says that it holds something else than persons' names.
  bool unnamed = false;                       // It is a "name" of places or goods.
  const PhonePlan* plan = nullptr;            // Of a column of telephone numbers in national form.
  float worth = 0;                            // What its confidence is worth.
  bool is_email = false;
  std::uint8_t other = 0;                        // As TableFinding::other.
  bool nobody = false;                           // As TableFinding::nobody.
  std::bitset<std::size(id_types)> chance = {};  // The ids whose check few of its values pass.
  char name_sign = 0;           // Of a column of names: what stands between a name's halves, "Holloway / Margaret",
  bool surnames_first = false;  // and whether the surname stands before it.
  bool part_of_name = false;    // Another column holds the other part of the same person's name.
  // Of a form's row that holds a part of a name: the whole one, by the cell of its value (in most forms the second).
  std::vector<std::string> whole_names = {};
  std::array<std::size_t, 6> parts = {};  // Of a street: the columns that go with it.
  std::size_t name_column = SIZE_MAX;     // Of a column of values: the one that names each of them.
  std::size_t spread = SIZE_MAX;          // Of a value that columns share: which one.
  std::size_t purpose_column = SIZE_MAX;  // Of a column of payments: the one that says what each is for.
  std::string header;
  std::string_view pay_currency = {};  // Of a column of pay, where its header tells them.
  std::string_view pay_period = {};
  bool pay_above = false;  // A title or a label over several columns says that it is of pay.
  std::string type_name;
  std::string why;
};

// What a table's columns tell of its rows: it speaks for types that are somebody's or nobody's.
struct Surroundings {
  TableCompany headers;                   // What the headers say of each other; nothing in a form.
  std::vector<std::uint32_t> columns_of;  // By class: how many columns' headers are wholly of it. Empty in a form.
  bool form = false;                      // A form lying down: all of it is one mention,
  bool across = false;                    // or each column behind the labels is one ("SSN,212-48-6193,271-55-3201").
  bool person = false;                    // A column of persons' names.
  bool form_person = false;               // A name in a form.
  bool staff = false;      // A column of departments or staff numbers: the rows are persons, though unnamed.
  bool health = false;     // Words of health below a header that may be of health.
  bool insurance = false;  // The headers are those of a health plan's members.
  bool login = false;      // A column whose header is that of logins;
  bool number = false;     // of numbers that each person has of their own: results of a laboratory name nobody.
  // The mention of a cell of a form, by its column; 0 where rows are mentions.
  std::uint32_t mention_of(std::size_t column) const {
    return !form ? 0 : across ? static_cast<std::uint32_t>(column) : 1;
  }
  bool persons() const { return person || staff || form_person || number; }
};

// A party to what the rows are about (whose.h: is_party), who in some rows is the row's own person.
struct Party {
  std::size_t name = 0;      // The column of its name;
  std::size_t own_name = 0;  // of the row's own person's.
  std::uint32_t group = 0;   // A bit: 1 << (Column::other >> 1).
};

struct TypedColumns {
  std::vector<Column> columns;    // None where the table is a form lying down:
  std::vector<Column> form_rows;  // there each row's value is a column of one cell, under its own label.
  std::size_t form_pairs = 1;     // How many labels stand in a row of it, each before its value.
  Surroundings beside;
  std::vector<std::size_t> streets, names, middle_names, address_parts;  // Columns of these kinds, in order.
  std::size_t residence = SIZE_MAX;  // The column whose cells stand for where the row's person lives.
  std::size_t left_over = SIZE_MAX;  // The same, where a row has no street.
  Column left_over_column;
  std::size_t country = SIZE_MAX;
  std::vector<Party> parties;
  std::vector<Spread> spread;
  bool us_states = false;  // The column of states holds those of the United States.
};

}  // namespace constat::tables
