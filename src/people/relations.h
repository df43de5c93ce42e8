// What a person is to the owner beyond what the resolver reads from names of files: patients, pupils and students,
// donors, members, tenants, shareholders, suppliers' contacts; and German, Spanish and Italian words for employees,
// customers and candidates.
#pragma once

#include <string_view>

namespace constat {

// By words of the Place of a list ("clinic.xlsx!/Patients"); "" where none tells it. Static.
std::string_view relation_of_place_words(std::string_view place);
// By the header of a column that holds names or numbers of persons ("Patient Name", "Mitgliedsnummer").
std::string_view relation_of_header(std::string_view header);
// Whether it is a customer by another name: what tells "customer" does not speak against it.
bool is_kind_of_customer(std::string_view relation);

}  // namespace constat
