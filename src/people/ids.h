// Which numbers are a human being's own, so that two mentions that share one are of the same.
#pragma once

#include <string_view>

#include "detect/finding.h"

namespace constat {

// A government's number for a person, or one that a health service, an employer, a hospital or a school gives to one.
// Not: a company's number, and what a family shares (an insurer's policy, Australia's Medicare card).
bool numbers_a_person(const TypeInfo& type);
// Whether an employer, a hospital, a school or a shop (to its customers, donors, members) gives it: the next one gives
// the same human being another.
bool given_by_house(std::string_view type);
// Whether the issuer gave it a check digit, which a validator has asked: a wrong number is not taken for a right one.
// Without it one human being may seem to have two (a slip; a passport or licence that was renewed).
bool has_check_digit(std::string_view type);

}  // namespace constat
