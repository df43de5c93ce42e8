// What a person is to the owner of the evidence, as far as places of lists and headers of columns say it, in the five
// languages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace constat {

enum class Relation : std::uint8_t {
  unknown,
  employee,
  former,
  contractor,
  candidate,
  customer,
  dependant,
  patient,
  student,
  donor,
  member,
  tenant,
  supplier,
  shareholder,
  contact,  // Whom a row names beside its own person: a guardian, an emergency contact.
};
inline constexpr std::size_t relations_count = 15;

// "employee"; "" of unknown. Static.
std::string_view relation_name(Relation relation);

// Of the Place of a list: "hr/payroll.xlsx!/Staff". The rarer word decides: "former employees" are former, and a list
// of "customers (patients)" is one of patients.
Relation relation_of_place(std::string_view place);

// Of the header of a column that holds names or numbers of persons: "Patient Name", "Mitgliedsnummer".
Relation relation_of_header(std::string_view header);

// Of whom a dump of a database numbers by a table of persons, in the table's own word for one ("customer", "patient").
Relation relation_of_table(std::string_view one);

// Of a number that a house gives: whoever has a medical record number is a patient. Unknown of all other types.
Relation relation_of_number(std::string_view type);

// A customer by another name: what tells "customer" does not speak against it.
bool is_kind_of_customer(Relation relation);

// Of a person of whom the lists say so, by Relation: what most say; a kind of customer, where most say "customer" and
// some say which; a contact, where nothing else is said.
Relation relation_of_votes(std::span<const std::uint64_t, relations_count> votes);

}  // namespace constat
