// The validators by country and by kind: a file each, named as the folders of rules/. And the checks of one that others
// ask as well: a value added tax number or an IBAN holds a national number.
#pragma once

#include <span>
#include <string_view>

#include "detect/validators.h"

namespace constat {

std::span<const Validator> us_validators();
std::span<const Validator> fr_validators();
std::span<const Validator> uk_validators();
std::span<const Validator> de_validators();
std::span<const Validator> es_validators();
std::span<const Validator> it_validators();
std::span<const Validator> europe_validators();
std::span<const Validator> world_validators();
std::span<const Validator> payment_validators();
std::span<const Validator> contact_validators();
std::span<const Validator> identity_validators();
std::span<const Validator> health_validators();
std::span<const Validator> credentials_validators();

bool rib_holds(std::string_view rib);
bool fr_vat_holds(std::string_view body);
bool uk_vat_holds(std::string_view body);
Validity es_nif(std::string_view value);
Validity es_nie(std::string_view value);
Validity es_cif(std::string_view value);
bool ccc_holds(std::string_view ccc);
Validity it_vat(std::string_view value);
bool cin_holds(std::string_view bban);

}  // namespace constat
