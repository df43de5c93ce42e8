#include "detect/name_words.h"
#include "detect/names.h"
namespace constat {
void NameLexiconLists::find_addresses(std::string_view, std::vector<NamedSpan>&) const {}
float NameLexiconLists::street_score(std::string_view) const { return 0; }
float NameLexiconLists::city_score(std::string_view) const { return 0; }
std::string_view NameLexiconLists::postcode_country(std::string_view) const { return {}; }
float NameLexiconLists::address_score(std::string_view) const { return 0; }
std::string canonical_address(std::string_view address) { return fold_word(address); }
}  // namespace constat
