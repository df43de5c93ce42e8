#include "detect/us_states.h"

#include "base/text.h"

namespace constat {

namespace {

struct State {
  std::string_view name, code;
};
constexpr State states[] = {
    {"alabama", "AL"},        {"alaska", "AK"},        {"arizona", "AZ"},
    {"arkansas", "AR"},       {"california", "CA"},    {"colorado", "CO"},
    {"connecticut", "CT"},    {"delaware", "DE"},      {"florida", "FL"},
    {"georgia", "GA"},        {"hawaii", "HI"},        {"idaho", "ID"},
    {"illinois", "IL"},       {"indiana", "IN"},       {"iowa", "IA"},
    {"kansas", "KS"},         {"kentucky", "KY"},      {"louisiana", "LA"},
    {"maine", "ME"},          {"maryland", "MD"},      {"massachusetts", "MA"},
    {"michigan", "MI"},       {"minnesota", "MN"},     {"mississippi", "MS"},
    {"missouri", "MO"},       {"montana", "MT"},       {"nebraska", "NE"},
    {"nevada", "NV"},         {"new hampshire", "NH"}, {"new jersey", "NJ"},
    {"new mexico", "NM"},     {"new york", "NY"},      {"north carolina", "NC"},
    {"north dakota", "ND"},   {"ohio", "OH"},          {"oklahoma", "OK"},
    {"oregon", "OR"},         {"pennsylvania", "PA"},  {"rhode island", "RI"},
    {"south carolina", "SC"}, {"south dakota", "SD"},  {"tennessee", "TN"},
    {"texas", "TX"},          {"utah", "UT"},          {"vermont", "VT"},
    {"west virginia", "WV"},  {"virginia", "VA"},      {"washington", "WA"},
    {"wisconsin", "WI"},      {"wyoming", "WY"},       {"district of columbia", "DC"},
    {"puerto rico", "PR"},
};

}  // namespace

std::string_view us_state_of(std::string_view name) {
  for (const State& state : states) {
    if (equals_ignoring_case(name, state.name)) return state.code;
  }
  return {};
}

}  // namespace constat
