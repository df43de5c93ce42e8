// The rules by which a column is typed, one file a kind. Each is asked of one column at a time, types it where it
// holds, and returns whether it has decided: a column that is decided may be none of ours (Kind::skip). `strong`: the
// header says it alone; else the values or the surroundings must agree.
#pragma once

#include <cstddef>

#include "detect/tables/evidence.h"

namespace constat::tables {

// type_column.cpp: the order in which the rules are asked.
// Names and addresses: first, because they speak for the other columns.
void type_name_or_address(const Evidence& evidence, Column& column);
// Ids, telephone numbers, dates, pay, credentials, sensitive matters; in a form names and addresses as well.
void type_column(const Evidence& evidence, Column& column);

// name_columns.cpp
bool type_as_name(const Evidence& evidence, Column& column);

// address_columns.cpp
bool type_as_address_by_header(const Evidence& evidence, Column& column);
bool type_as_address_by_values(const Evidence& evidence, Column& column);

// id_columns.cpp
// The header names the id: an index in id_types.
bool type_as_id_by_header(const Evidence& evidence, const HeaderMeaning::Reading& reading, std::size_t index,
                          Column& column);
// The header names a person's id and the values are another's: "nino" above social security numbers.
// `named` is that id, or the number of ids where it is any.
bool type_as_persons_id(const Evidence& evidence, std::size_t named, bool strong, Column& column);
// The id whose checks the values pass and chance does not explain. Keeps in mind which checks they pass by chance. A
// header that says otherwise makes it Kind::refused.
bool type_as_id_by_values(const Evidence& evidence, Column& column);

// phone_columns.cpp
bool type_as_phone_by_header(const Evidence& evidence, Column& column);
bool type_as_phone_by_values(const Evidence& evidence, Column& column);

// birth_columns.cpp
bool type_as_birth_by_header(const Evidence& evidence, Column& column);
// Dates that are nobody's birth (no cell can hold anything else), or without a header those that are.
bool type_as_dates(const Evidence& evidence, Column& column);

// salary_columns.cpp
// "Current", "Proposed" beside "Grade" or "FTE": a review of pay.
bool is_pay_under_review(const Evidence& evidence, const Column& column);
bool type_as_pay(const Evidence& evidence, bool strong, Column& column);

// sensitive_columns.cpp
bool type_as_health_or_hr(const Evidence& evidence, const HeaderMeaning::Reading& reading, Column& column);
// "Reason" where absences stand beside: why somebody is away.
bool type_as_reason(const Evidence& evidence, Column& column);
// Religion, origin, opinions, union, orientation, convictions: beside persons only, as a census names nobody. A
// header that means other things too ("race", "party") needs values that are words of these matters.
bool type_as_special_category(const Evidence& evidence, bool strong, Column& column);

// password_columns.cpp
bool type_as_password(const Evidence& evidence, bool strong, Column& column);
bool type_as_hash(const Evidence& evidence, bool strong, Column& column);
// "md5", "sha1" beside logins: of their passwords. Beside files' names they are of files.
bool type_as_logins_digest(const Evidence& evidence, Column& column);
// Hashes of passwords by their own mark, whatever the header.
bool type_as_marked_hash(const Evidence& evidence, Column& column);
bool type_as_key(const Evidence& evidence, const HeaderMeaning::Reading& reading, Column& column);

}  // namespace constat::tables
