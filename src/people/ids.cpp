#include "people/ids.h"

#include <algorithm>

namespace constat {

bool numbers_a_person(const TypeInfo& type) {
  constexpr std::string_view of_companies[] = {"us_ein", "in_gstin"};
  constexpr std::string_view of_patients[] = {"uk_nhs", "us_mbi", "de_health_insurance"};
  if (type.category == Category::government_id) {
    return std::ranges::find(of_companies, type.name) == std::end(of_companies);
  }
  return std::ranges::find(of_patients, type.name) != std::end(of_patients) || given_by_house(type.name);
}

bool given_by_house(std::string_view type) {
  return type == "employee_id" || type == "medical_record_number" || type == "student_id" || type == "customer_id" ||
         type == "record_id";
}

bool has_check_digit(std::string_view type) {
  // SSA, "The SSN Numbering Scheme"; HMRC NIM39110; CMS on the MBI; ICAO Doc 9303 (the check digit is in the zone, not
  // in the number); the others as their rules tell.
  constexpr std::string_view without[] = {"us_ssn",
                                          "us_itin",
                                          "us_atin",
                                          "us_ptin",
                                          "uk_nino",
                                          "national_id",
                                          "us_mbi",
                                          "us_passport",
                                          "fr_passport",
                                          "uk_passport",
                                          "de_passport",
                                          "es_passport",
                                          "it_passport",
                                          "in_passport",
                                          "kr_passport",
                                          "us_driver_license",
                                          "us_state_id",
                                          "us_military_id",
                                          "it_driver_license",
                                          "kr_driver_license",
                                          "fr_driving_licence",
                                          "uk_driving_licence",
                                          "fr_cni",
                                          "it_identity_card",
                                          "in_voter",
                                          "in_pan",
                                          "in_vehicle_registration",
                                          "medical_record_number",
                                          "student_id",
                                          "customer_id",
                                          "record_id",
                                          "employee_id"};
  return std::ranges::find(without, type) == std::end(without);
}

}  // namespace constat
