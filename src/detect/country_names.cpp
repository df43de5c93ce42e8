#include "detect/country_names.h"

#include <string>

#include "base/text.h"

namespace constat {

namespace {

struct Name {
  std::string_view name;
  std::string_view country;
};
// Of each country first the name by which it is told in a canonical address.
constexpr Name names[] = {
    {"usa", "US"},
    {"united states of america", "US"},
    {"united states", "US"},
    {"u.s.a.", "US"},
    {"etats-unis", "US"},
    {"estados unidos", "US"},
    {"stati uniti", "US"},
    {"vereinigte staaten", "US"},
    {"united kingdom", "GB"},
    {"england", "GB"},
    {"scotland", "GB"},
    {"wales", "GB"},
    {"northern ireland", "GB"},
    {"great britain", "GB"},
    {"uk", "GB"},
    {"royaume-uni", "GB"},
    {"grossbritannien", "GB"},
    {"vereinigtes konigreich", "GB"},
    {"reino unido", "GB"},
    {"regno unito", "GB"},
    {"france", "FR"},
    {"frankreich", "FR"},
    {"francia", "FR"},
    {"germany", "DE"},
    {"deutschland", "DE"},
    {"allemagne", "DE"},
    {"alemania", "DE"},
    {"germania", "DE"},
    {"spain", "ES"},
    {"espana", "ES"},
    {"españa", "ES"},
    {"espagne", "ES"},
    {"spanien", "ES"},
    {"spagna", "ES"},
    {"italy", "IT"},
    {"italia", "IT"},
    {"italie", "IT"},
    {"italien", "IT"},
    {"canada", "CA"},
    {"kanada", "CA"},
    {"belgium", "BE"},
    {"belgique", "BE"},
    {"belgie", "BE"},
    {"belgië", "BE"},
    {"belgien", "BE"},
    {"belgica", "BE"},
    {"bélgica", "BE"},
    {"belgio", "BE"},
    {"switzerland", "CH"},
    {"suisse", "CH"},
    {"schweiz", "CH"},
    {"suiza", "CH"},
    {"svizzera", "CH"},
    {"netherlands", "NL"},
    {"nederland", "NL"},
    {"pays-bas", "NL"},
    {"niederlande", "NL"},
    {"paises bajos", "NL"},
    {"paesi bassi", "NL"},
    {"portugal", "PT"},
    {"portogallo", "PT"},
    {"ireland", "IE"},
    {"irlande", "IE"},
    {"irland", "IE"},
    {"irlanda", "IE"},
    {"eire", "IE"},
    {"éire", "IE"},
    {"austria", "AT"},
    {"osterreich", "AT"},
    {"österreich", "AT"},
    {"oesterreich", "AT"},
    {"autriche", "AT"},
    {"luxembourg", "LU"},
    {"luxemburg", "LU"},
    {"luxemburgo", "LU"},
    {"lussemburgo", "LU"},
    {"monaco", "MC"},
    {"australia", "AU"},
    {"australie", "AU"},
    {"australien", "AU"},
    {"japan", "JP"},
    {"japon", "JP"},
    {"india", "IN"},
    {"inde", "IN"},
    {"indien", "IN"},
    {"mexico", "MX"},
    {"mexique", "MX"},
    {"mexiko", "MX"},
    {"méxico", "MX"},
    {"brazil", "BR"},
    {"brasil", "BR"},
    {"bresil", "BR"},
    {"brésil", "BR"},
    {"brasilien", "BR"},
    {"denmark", "DK"},
    {"danmark", "DK"},
    {"danemark", "DK"},
    {"sweden", "SE"},
    {"sverige", "SE"},
    {"suede", "SE"},
    {"suède", "SE"},
    {"schweden", "SE"},
    {"norway", "NO"},
    {"norge", "NO"},
    {"norvege", "NO"},
    {"norvège", "NO"},
    {"norwegen", "NO"},
    {"finland", "FI"},
    {"suomi", "FI"},
    {"finlande", "FI"},
    {"finnland", "FI"},
    {"poland", "PL"},
    {"polska", "PL"},
    {"pologne", "PL"},
    {"polen", "PL"},
    {"czech republic", "CZ"},
    {"czechia", "CZ"},
    {"tschechien", "CZ"},
    {"liechtenstein", "LI"},
    {"isle of man", "IM"},
    {"jersey", "JE"},
    {"guernsey", "GG"},
};

}  // namespace

std::string_view country_at_end(std::string_view text) {
  std::string_view found;
  std::size_t longest = 0;  // "Northern Ireland" is not Ireland.
  for (const Name& name : names) {
    if (name.name.size() <= longest || !text.ends_with(name.name)) continue;
    const std::string_view before = text.substr(0, text.size() - name.name.size());
    if (!before.empty() && is_alnum(before.back())) continue;
    // New Jersey, and New Mexico, are states; Ciudad de México is a town.
    if ((name.country == "JE" || name.country == "MX") && before.ends_with("new ")) continue;
    longest = name.name.size();
    found = name.country;
  }
  return found;
}

std::string_view name_of_country(std::string_view cell) {
  const std::string lower = to_lower_ascii(trim(cell));
  for (const Name& name : names) {
    const bool code =
        lower.size() == 2 && (lower == to_lower_ascii(name.country) || (lower == "uk" && name.country == "GB"));
    if (!code && lower != name.name) continue;
    for (const Name& first : names) {
      if (first.country == name.country) return first.name;
    }
  }
  return {};
}

}  // namespace constat
