// What all tables are typed by: the words of headers, the lexicons, the types and their validators.
#pragma once

#include <array>
#include <iterator>
#include <vector>

#include "detect/headers.h"
#include "detect/names.h"
#include "detect/table_typer.h"
#include "detect/tables/id_types.h"
#include "detect/validators.h"

namespace constat {

struct TableTyper::Knowledge {
  HeaderLexicon headers;
  const NameLexicon* names = nullptr;
  struct TypeRef {
    TypeId type = 0;
    RuleId rule = 0;
    bool known = false;
  };
  std::array<TypeRef, std::size(tables::id_types)> ids = {};
  std::array<const Validator*, std::size(tables::id_types)> validators = {};
  std::vector<int> id_of_class;  // Header class to index in id_types, -1.
  TypeRef residence, health, hr, special_category, record;
  TypeRef phone, person, address, birth_date, salary, password, password_hash, api_key, token;
  const Validator* birth_check = nullptr;
  const Validator* date_check = nullptr;
  const Validator* icd10_check = nullptr;
  const Validator* health_check = nullptr;   // Words of illnesses and of a laboratory's tests.
  const Validator* special_check = nullptr;  // Words of religions, origins, parties, unions, offences.
  const Validator* serial_check = nullptr;   // German document numbers without their check digit.
  HeaderClass other = 0, first_name = 0, last_name = 0, middle_name = 0, person_name = 0, street = 0, street2 = 0,
              city = 0, state = 0, postcode = 0, country = 0, phone_number = 0, date_of_birth = 0, salary_class = 0,
              password_class = 0, hash_class = 0, api_key_class = 0, token_class = 0, national_id = 0, health_class = 0,
              hr_class = 0, special_class = 0, employee = 0, customer = 0, insurance = 0, card = 0;
};

namespace tables {
using Knowledge = TableTyper::Knowledge;
}  // namespace tables

}  // namespace constat
