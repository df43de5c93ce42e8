// Columns of postal addresses: streets, the parts that go with them, and places without a street, where somebody lives.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "detect/headers.h"
#include "detect/tables/cell.h"
#include "detect/tables/column_rules.h"
#include "detect/tables/neighbours.h"

namespace constat::tables {
namespace {

// Whether a column of a place is of where somebody lives (2) or works (0); most do not say (1).
int home_rank(std::string_view header) {
  const std::string words = " " + header_words(header) + " ";
  constexpr std::string_view of_home[] = {" home ",      " residence ",  " residential ", " domicile ", " personal ",
                                          " residenza ", " residencia ", " domicilio ",   " privat ",   " wohnort "};
  constexpr std::string_view of_work[] = {" work ",   " office ",  " business ", " company ", " employer ",
                                          " site ",   " travail ", " bureau ",   " arbeit ",  " arbeitsort ",
                                          " dienst ", " lavoro ",  " trabajo ",  " job "};
  const auto says = [&words](std::string_view word) { return words.find(word) != std::string::npos; };
  if (std::ranges::any_of(of_home, says)) return 2;
  return std::ranges::any_of(of_work, says) ? 0 : 1;
}

bool speaks_of_nationality(std::string_view header) {
  const std::string words = header_words(header);
  return words.starts_with("nation") || words.starts_with("nacional") || words.starts_with("nazional") ||
         words.find("birth") != std::string::npos || words.find("naissance") != std::string::npos;
}

float share_of_states(const Sample& sample, std::size_t data_from, std::size_t column) {
  std::vector<std::string_view> values;
  sample.collect(column, data_from, values);
  std::size_t states = 0;
  for (const std::string_view cell : values) states += is_us_state(cell) ? 1 : 0;
  return share(states, values.size());
}

// The parts that belong to the street in `column`: from it to the next street, else all.
void find_parts(TypedColumns& decided, std::size_t column) {
  std::vector<Column>& columns = decided.columns;
  std::array<std::size_t, 6>& parts = columns[column].parts;
  parts.fill(columns.size());
  std::size_t next = columns.size();
  for (const std::size_t street : decided.streets) {
    if (street > column) next = std::min(next, street);
  }
  const bool only = decided.streets.size() < 2;
  for (const std::size_t index : decided.address_parts) {
    std::size_t& slot = parts[static_cast<std::size_t>(columns[index].part)];
    const bool mine = index > column && index < next;
    if (slot == columns.size() && (only || mine)) slot = index;
  }
}

// Streets without a number, a town or a person beside: a plan of rooms, a list of works. Nobody lives at them.
void lower_mere_streets(const Sample& sample, std::size_t data_from, bool no_places, TypedColumns& decided) {
  constexpr float low = 0.3F;
  const Surroundings& beside = decided.beside;
  if (!no_places || beside.form || beside.persons() || beside.headers.persons) return;
  std::vector<std::string_view> values;
  for (std::size_t index = 0; index < decided.columns.size(); ++index) {
    Column& column = decided.columns[index];
    if (column.kind != Kind::street || column.spread != SIZE_MAX) continue;
    sample.collect(index, data_from, values);
    const bool numbered = std::ranges::any_of(
        values, [](std::string_view cell) { return std::any_of(cell.begin(), cell.end(), is_digit); });
    if (!numbered) column.confidence = std::min(column.confidence, low);
  }
}

}  // namespace

bool type_as_address_by_header(const Evidence& evidence, Column& column) {
  const Knowledge& know = evidence.know;
  const Profile& profile = evidence.profile;
  const HeaderMeaning& meaning = evidence.meaning;
  bool strong = false;
  if (meaning.count > 0) {
    const HeaderClass name = meaning.readings[0].name;
    const Part part = name == know.city                                               ? Part::city
                      : name == know.state                                            ? Part::state
                      : name == know.postcode                                         ? Part::postcode
                      : name == know.street2                                          ? Part::street2
                      : name == know.country && !speaks_of_nationality(column.header) ? Part::country
                                                                                      : Part::none;
    if (part != Part::none) {
      set_type(column, Kind::address_part, know.address, "postal_address", 0.3F, "");
      column.part = part;
      if (!know.address.known) column.kind = Kind::text;
      return true;
    }
  }
  if (header_is(meaning, know.street, strong) && meaning.readings[0].name == know.street) {
    const float streets =
        std::max(average(evidence, &NameLexicon::street_score), average(evidence, &NameLexicon::address_score));
    const float mixed = share(profile.with_letters, profile.count);
    // "Le Moulin Neuf", "Lieu-dit Le Bourg": houses without a street's word, beside the postcode or the town.
    const bool placed = meaning.readings[0].whole && profile.at_signs == 0 && mixed >= 0.8F && place_beside(evidence);
    if (placed || streets >= (strong ? 0.15F : 0.3F) ||
        (strong && mixed >= 0.8F && profile.at_signs == 0 && streets >= 0.05F)) {
      set_type(column, Kind::street, know.address, "postal_address", strong ? 0.95F : 0.9F,
               "header of an address; " + percent(streets) + " of the values are streets");
      return true;
    }
  }
  return false;
}

bool type_as_address_by_values(const Evidence& evidence, Column& column) {
  const Knowledge& know = evidence.know;
  const Profile& profile = evidence.profile;
  const HeaderMeaning& meaning = evidence.meaning;
  if (!header_contradicts(meaning, {know.street, know.street2}) && profile.count >= 2 &&
      profile.with_letters == profile.count) {
    const float streets =
        std::max(average(evidence, &NameLexicon::street_score), average(evidence, &NameLexicon::address_score));
    if (streets >= 0.6F) {
      set_type(column, Kind::street, know.address, "postal_address", meaning.count == 0 ? 0.85F : 0.75F,
               percent(streets) + " of the values are streets or addresses");
      return true;
    }
  }
  return false;
}

void settle_addresses(const Knowledge& know, const Sample& sample, std::size_t data_from, TypedColumns& decided) {
  std::vector<Column>& columns = decided.columns;
  const std::size_t width = columns.size();
  std::vector<std::size_t> parts;
  bool street = false;
  for (std::size_t index = 0; index < width; ++index) {
    street = street || columns[index].kind == Kind::street;
    if (columns[index].kind == Kind::address_part) parts.push_back(index);
  }
  // "Work State" and "Home State": people live at home.
  const auto rank = [&columns](std::size_t index) { return home_rank(columns[index].header); };
  if (!street && std::ranges::any_of(parts, [&rank](std::size_t index) { return rank(index) == 2; })) {
    const std::vector<std::size_t> all = parts;
    std::erase_if(parts, [&](std::size_t index) {
      return rank(index) == 0 || (rank(index) == 1 && std::ranges::any_of(all, [&](std::size_t other) {
                                    return rank(other) == 2 && columns[other].part == columns[index].part;
                                  }));
    });
    for (const std::size_t index : all) {
      if (std::ranges::find(parts, index) == parts.end()) columns[index].part = Part::none;
    }
  }
  lower_mere_streets(sample, data_from, parts.empty(), decided);
  const auto find_part = [&](Part part) {
    for (const std::size_t index : parts) {
      if (columns[index].part == part) return index;
    }
    return width;
  };
  if (!parts.empty() && decided.beside.person && know.residence.known) {
    const std::size_t city = find_part(Part::city);
    const std::size_t state = find_part(Part::state);
    const std::size_t postcode = find_part(Part::postcode);
    const std::size_t country = find_part(Part::country);
    std::size_t anchor = width;
    float confidence = 0.7F;
    if (city < width && (postcode < width || state < width)) {
      anchor = city;
      confidence = postcode < width ? 0.8F : 0.7F;
    } else if (postcode < width) {
      anchor = postcode;
    } else if (state < width && share_of_states(sample, data_from, state) >= 0.8F) {
      anchor = state;
    } else if (country < width) {
      anchor = country;
    }
    if (anchor < width && !street) {
      decided.residence = anchor;
      Column& column = columns[anchor];
      const Part part = column.part;
      set_type(column, Kind::address_part, know.residence, "residence", confidence,
               "where the persons of the row live: a place without a street");
      column.part = part;
    } else if (anchor < width) {
      // A row whose street is missing: the place that is left.
      decided.left_over = anchor;
      set_type(decided.left_over_column, Kind::address_part, know.residence, "residence", confidence, "");
      decided.left_over_column.part = columns[anchor].part;
    }
  }
  for (const std::size_t index : parts) {
    if (!street && decided.residence >= width) columns[index].kind = Kind::skip;  // A city and a postcode of nobody.
  }
  const std::size_t state = find_part(Part::state);
  // Italy's provinces have two letters too: MI, PA.
  decided.us_states = state < width && header_words(columns[state].header).find("provinci") == std::string::npos &&
                      share_of_states(sample, data_from, state) >= 0.8F;
}

void gather_addresses(TypedColumns& decided) {
  for (std::size_t index = 0; index < decided.columns.size(); ++index) {
    const Column& column = decided.columns[index];
    if (column.kind == Kind::street) decided.streets.push_back(index);
    if (column.kind == Kind::address_part) decided.address_parts.push_back(index);
    if (column.part == Part::country) decided.country = std::min(decided.country, index);
  }
  for (const std::size_t street : decided.streets) find_parts(decided, street);
}

}  // namespace constat::tables
