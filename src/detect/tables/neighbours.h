// What columns say of each other. "settle": of those that were each looked at by itself, which are what they seem.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/tables/columns.h"
#include "detect/tables/evidence.h"
#include "detect/tables/header_row.h"
#include "detect/tables/sample.h"

namespace constat::tables {

// spread_columns.cpp
// Values that columns beside each other share: one of them is typed for all, the others hold nothing of their own.
void settle_spread(const Knowledge& know, const Sample& sample, std::size_t data_from, TypedColumns& decided);
// The whole of what the parts hold, in the order of Spread::columns. False where they make no value.
bool join_spread(const Spread& spread, std::span<const std::string_view> parts, std::string& whole);
// The same of the sample's rows; up to 200 of them.
void join_column(const Sample& sample, std::size_t data_from, const Spread& spread, std::vector<std::string>& wholes);

// name_columns.cpp
// A given name's column speaks for the surname's beside it, and the other way; alone and without header they say
// little. `beside.person` becomes whether names are left.
void settle_names(std::vector<Column>& columns, Surroundings& beside);

// surroundings.cpp
// All that is not told by names: staff, health, insurance, logins, numbers.
void look_around(const Knowledge& know, const Sample& sample, const HeaderRow& header, std::span<const Column> columns,
                 Surroundings& beside);

// address_columns.cpp
// Which columns make one address. Beside persons, a place without a street is where they live: a residence.
void settle_addresses(const Knowledge& know, const Sample& sample, std::size_t data_from, TypedColumns& decided);
// Lists the columns of addresses and gives each street its parts.
void gather_addresses(TypedColumns& decided);

// password_columns.cpp
// A list of logins without header: what stands right behind an address or a user's name, in a form that passwords
// have.
void settle_passwords(const Knowledge& know, const Sample& sample, std::size_t data_from, bool names_passwords,
                      std::vector<Column>& columns);
// A login says little by itself; beside a password, its hash or the answer that replaces it, it is half of an
// account.
void settle_usernames(const Knowledge& know, const Sample& sample, std::size_t data_from, std::vector<Column>& columns);

// id_columns.cpp
// Beside sort codes, account numbers are those of British banks: eight digits (some building societies' fewer). Those
// of other countries' banks by their headers, and those of a ledger, are no American ones.
void settle_accounts(const Knowledge& know, const Surroundings& beside, std::vector<Column>& columns);

// whose_columns.cpp
// Which columns tell of somebody else than the row's own person: those are a mention of their own where they number
// that one, or name them and tell more. Without anybody else in the row the first of them is the row's own person.
// Gives the parties that may be the row's own person all the same.
std::vector<Party> settle_others(const Types& types, std::vector<Column>& columns);

// side_by_side.cpp
// Persons side by side: two tables with an empty column between them, or lists of names under headers that call them
// otherwise ("Sales", "IT"). Each is somebody of their own.
void settle_side_by_side(const Knowledge& know, const Sample& sample, std::size_t data_from,
                         std::vector<Column>& columns);

// whose_columns.cpp
// Which columns of given names and surnames are parts of one person's name.
void settle_parts_of_names(std::vector<Column>& columns);

// phone_columns.cpp
// What the table says of where its people live, and by it the plan of each column of telephone numbers.
// `values_of(index, values)` gives a column's values.
using ValuesOf = std::function<void(std::size_t, std::vector<std::string_view>&)>;
void settle_phones(const Types& types, std::vector<Column>& columns, const ValuesOf& values_of);

// wage_payments.cpp
// Payments and what they are for: "Betrag" beside "Verwendungszweck". One that is a wage is its person's salary.
void find_payments(std::vector<Column>& columns);
bool is_wage(std::string_view purpose);

// setting_columns.cpp
// Columns of settings, "name" beside "value", "ParameterKey" beside "ParameterValue": the cell of the one is the
// label of the other's.
void find_pairs(std::vector<Column>& columns);
// Whether a setting of that name is worth its value being read, whatever it looks like.
bool names_secret(std::string_view name);

}  // namespace constat::tables
