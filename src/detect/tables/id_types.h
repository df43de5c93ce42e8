// The ids that a column may hold: what their values look like, and what one that passes its check is worth.
#pragma once

#include <cstdint>
#include <iterator>
#include <string_view>

namespace constat::tables {

// What the ids' values look like, so that validators run only where they can say yes. `power`: how many bits of doubt
// one value that passes takes away (a check digit: 3.3).
struct IdType {
  std::string_view type;
  std::string_view validator;
  std::uint8_t compact_min;  // Letters and digits.
  std::uint8_t compact_max;
  bool digits_only;
  float power;
  bool person;  // A government's number for a person: their headers are taken for each other.
};
inline constexpr IdType id_types[] = {
    {"us_ssn", "us_ssn", 9, 9, true, 0.15F, true},
    {"us_itin", "us_itin", 9, 9, true, 4.0F, true},
    {"ca_sin", "ca_sin", 9, 9, true, 3.3F, true},
    {"fr_nir", "fr_nir", 13, 15, false, 9.0F, true},
    {"fr_spi", "fr_spi", 13, 13, true, 8.0F, true},
    {"fr_siret", "fr_siret", 14, 14, true, 6.6F, false},
    {"fr_siren", "fr_siren", 9, 9, true, 3.3F, false},
    {"fr_rib", "fr_rib", 23, 23, false, 6.6F, false},
    {"uk_nino", "uk_nino", 8, 9, false, 6.0F, true},
    {"uk_nhs", "uk_nhs", 10, 10, true, 3.5F, true},
    {"uk_utr", "uk_utr", 10, 11, false, 3.5F, true},
    {"uk_driving_licence", "uk_driving_licence", 16, 18, false, 8.0F, true},
    {"de_tax_id", "de_tax_id", 11, 11, true, 7.0F, true},
    {"de_tax_number", "de_tax_number", 10, 13, true, 0.1F, true},
    {"de_social_security", "de_social_security", 12, 12, false, 9.0F, true},
    {"de_health_insurance", "de_health_insurance", 10, 10, false, 6.0F, true},
    {"de_id_card", "de_document_number", 9, 11, false, 3.3F, true},
    {"es_nif", "es_nif", 8, 9, false, 7.0F, true},
    {"es_nie", "es_nie", 9, 9, false, 8.0F, true},
    {"es_cif", "es_cif", 9, 9, false, 6.0F, false},
    {"es_ccc", "es_ccc", 20, 20, true, 6.6F, false},
    {"es_naf", "es_naf", 12, 12, true, 6.6F, true},
    {"it_fiscal_code", "it_fiscal_code", 16, 16, false, 12.0F, true},
    {"it_vat", "it_vat", 11, 13, false, 3.3F, false},
    {"nl_bsn", "nl_bsn", 8, 9, true, 3.5F, true},
    {"be_nn", "be_nn", 11, 11, true, 8.0F, true},
    {"pl_pesel", "pl_pesel", 11, 11, true, 6.0F, true},
    {"pl_nip", "pl_nip", 10, 10, true, 3.5F, false},
    {"pt_nif", "pt_nif", 9, 9, true, 3.5F, true},
    {"pt_cc", "pt_cc", 12, 12, false, 6.0F, true},
    {"ie_pps", "ie_pps", 8, 9, false, 7.0F, true},
    {"ch_ahv", "ch_ahv", 13, 13, true, 9.0F, true},
    {"at_svnr", "at_svnr", 10, 10, true, 6.0F, true},
    {"cz_rodne_cislo", "cz_rodne_cislo", 9, 10, true, 6.0F, true},
    {"se_personnummer", "se_personnummer", 10, 12, true, 6.0F, true},
    {"dk_cpr", "dk_cpr", 10, 10, true, 3.0F, true},
    {"fi_hetu", "fi_hetu", 10, 11, false, 8.0F, true},
    {"fi_personal_identity_code", "fi_hetu", 10, 11, false, 8.0F, true},
    {"no_fnr", "no_fnr", 11, 11, true, 9.0F, true},
    {"us_npi", "us_npi", 10, 10, true, 5.3F, false},
    {"us_mbi", "us_mbi", 11, 11, false, 7.0F, true},
    {"us_dea", "dea", 9, 9, false, 5.0F, false},
    {"us_ein", "us_ein", 9, 9, true, 0.3F, false},
    {"aba_routing_number", "aba_routing", 9, 9, true, 4.5F, false},
    {"us_bank_account", "us_bank_account", 4, 17, true, 0.0F, false},
    {"uk_sort_code", "uk_sort_code", 6, 6, true, 0.0F, false},
    {"uk_bank_account", "uk_bank_account", 8, 8, true, 0.0F, false},
    {"us_passport", "us_passport", 9, 9, false, 0.1F, true},
    {"us_driver_license", "us_driver_license", 4, 20, false, 0.0F, true},
    {"us_state_id", "us_driver_license", 4, 20, false, 0.0F, true},
    {"us_military_id", "us_military_id", 10, 10, true, 0.0F, true},
    {"student_id", "document_number", 5, 20, false, 0.0F, false},
    {"employee_id", "employee_number", 3, 12, false, 0.0F, false},
    {"customer_id", "employee_number", 3, 12, false, 0.0F, false},
    {"medical_record_number", "document_number", 4, 20, false, 0.0F, false},
    {"health_insurance_id", "document_number", 5, 20, false, 0.0F, false},
    {"card_security_code", "card_security_code", 3, 4, true, 0.0F, false},
    {"security_answer", "any_text", 2, 40, false, 0.0F, false},
    {"username", "any_text", 2, 64, false, 0.0F, false},  // Only beside passwords: settle_usernames().
    {"fr_cni", "fr_cni", 9, 12, false, 0.0F, true},
    {"fr_passport", "fr_passport", 9, 9, false, 0.5F, true},
    {"uk_passport", "uk_passport", 9, 9, true, 0.0F, true},
    {"credit_card", "luhn_card", 12, 19, true, 5.0F, false},
    {"iban", "iban", 15, 34, false, 10.0F, false},
    {"bic", "bic", 8, 11, false, 2.0F, false},
    {"email_address", "email", 5, 64, false, 9.0F, false},
    {"ip_address", "ip", 4, 39, false, 6.0F, false},
    {"mac_address", "mac", 12, 12, false, 7.0F, false},
    {"imei", "imei", 15, 15, true, 3.3F, false},
    {"au_tfn", "au_tfn", 8, 9, true, 3.5F, true},
    {"au_medicare", "au_medicare", 10, 11, true, 4.5F, true},
    {"in_aadhaar", "in_aadhaar", 12, 12, true, 3.5F, true},
    {"in_pan", "in_pan", 10, 10, false, 5.0F, true},
};

}  // namespace constat::tables
