#include "people/address_country.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "base/text.h"

namespace constat {

namespace {

using Countries = std::uint32_t;
enum Country : std::uint8_t {
  france,
  germany,
  spain,
  italy,
  austria,
  belgium,
  switzerland,
  luxembourg,
  netherlands,
  portugal,
  brazil,
  poland,
  sweden,
  denmark,
  norway,
  finland,
  countries_count
};
constexpr std::array<std::string_view, countries_count> codes = {"FR", "DE", "ES", "IT", "AT", "BE", "CH", "LU",
                                                                 "NL", "PT", "BR", "PL", "SE", "DK", "NO", "FI"};
constexpr Countries bits(std::initializer_list<Country> all) {
  Countries found = 0;
  for (const Country one : all) found |= 1U << one;
  return found;
}

constexpr std::size_t words_max = 24;
struct Words {
  std::array<std::string_view, words_max> word;
  std::size_t count = 0;
};

bool is_number(std::string_view word, std::size_t digits) { return word.size() == digits && all_digits(word); }
template <std::size_t size>
bool is_one_of(std::string_view word, const std::array<std::string_view, size>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}
template <std::size_t size>
bool ends_as(std::string_view word, const std::array<std::string_view, size>& endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
    return word.ends_with(ending) && (word.size() > ending.size() + 1 || ending == "strasse");
  });
}
// "12", "12a", "5b": a house's number.
bool is_house(std::string_view word) {
  return !word.empty() && word.size() <= 5 && is_digit(word.front()) &&
         std::count_if(word.begin(), word.end(), is_alpha) <= 1;
}

// Where the language of the words for the street is written. Which of several words stands first differs: English puts
// the kind behind the name.
Countries countries_of_street(const Words& words) {
  constexpr std::array french =
      std::to_array<std::string_view>({"rue", "allee", "allees", "impasse", "chemin", "quai", "faubourg", "ruelle",
                                       "lotissement", "sentier", "venelle"});
  constexpr std::array french_before = std::to_array<std::string_view>(
      {"avenue", "av",        "boulevard", "bd",      "bld",       "place",   "pl",       "route",
       "rte",    "cours",     "square",    "passage", "residence", "villa",   "cite",     "hameau",
       "rond",   "esplanade", "promenade", "lieu",    "clos",      "domaine", "quartier", "mail"});
  constexpr std::array spanish = std::to_array<std::string_view>(
      {"calle",        "c",        "cl",       "avenida",  "avda",    "avd",       "plaza", "pza",
       "paseo",        "carrer",   "ronda",    "travesia", "camino",  "carretera", "ctra",  "rambla",
       "urbanizacion", "glorieta", "avinguda", "placa",    "passeig", "poligono"});
  constexpr std::array italian =
      std::to_array<std::string_view>({"via", "viale", "piazza", "piazzale", "corso", "vicolo", "largo", "strada",
                                       "contrada", "localita", "borgo", "lungomare", "salita", "vico", "frazione"});
  constexpr std::array portuguese =
      std::to_array<std::string_view>({"rua", "avenida", "travessa", "praca", "largo", "estrada", "alameda"});
  constexpr std::array polish = std::to_array<std::string_view>({"ul", "ulica", "al", "aleja", "os", "plac"});
  constexpr std::array german_before =
      std::to_array<std::string_view>({"am", "an", "im", "zum", "zur", "auf", "unter"});
  constexpr std::array german_endings = std::to_array<std::string_view>(
      {"strasse", "str", "weg", "platz", "allee", "gasse", "damm", "ufer", "steig", "chaussee", "markt", "stieg",
       "ring", "berg", "hof", "wiese", "garten", "pfad", "kamp"});
  constexpr std::array dutch_endings = std::to_array<std::string_view>(
      {"straat", "laan", "weg", "steenweg", "plein", "gracht", "kade", "dreef", "singel"});
  constexpr std::array swedish_endings = std::to_array<std::string_view>({"gatan", "vagen", "torget", "grand"});
  constexpr std::array danish_endings = std::to_array<std::string_view>({"vej", "gade", "vaenget", "stien"});
  constexpr std::array norwegian_endings = std::to_array<std::string_view>({"veien", "vei", "gata"});
  constexpr std::array finnish_endings = std::to_array<std::string_view>({"katu", "tie", "kuja", "polku"});
  Countries found = 0;
  for (std::size_t at = 0; at < words.count; ++at) {
    const std::string_view word = words.word[at];
    const std::string_view next = at + 1 < words.count ? words.word[at + 1] : std::string_view();
    const bool opens =
        at == 0 || is_house(words.word[at - 1]) || words.word[at - 1] == "bis" || words.word[at - 1] == "ter";
    if (is_one_of(word, french)) found |= bits({france, belgium, switzerland, luxembourg});
    // "7 avenue Foch", not "7 Foch Avenue" nor "7 Avenue of the Americas".
    if (opens && next != "of" && next.size() > 1 && !is_digit(next.front()) && is_one_of(word, french_before)) {
      found |= bits({france, belgium, switzerland, luxembourg});
    }
    if (at == 0 && !next.empty()) {
      if (is_one_of(word, spanish)) found |= bits({spain});
      if (is_one_of(word, italian)) found |= bits({italy, switzerland});
      if (is_one_of(word, portuguese)) found |= bits({portugal, brazil});
      if (is_one_of(word, polish)) found |= bits({poland});
    }
    // In these the number stands behind the street: "Hauptstraße 5".
    if (!is_house(next) || at + 2 >= words.count) continue;
    if (ends_as(word, german_endings)) found |= bits({germany, austria, switzerland, luxembourg});
    if (at == 1 && is_one_of(words.word[0], german_before)) found |= bits({germany, austria, switzerland});
    if (ends_as(word, dutch_endings)) found |= bits({netherlands, belgium});
    if (ends_as(word, swedish_endings)) found |= bits({sweden});
    if (ends_as(word, danish_endings)) found |= bits({denmark});
    if (ends_as(word, norwegian_endings)) found |= bits({norway});
    if (ends_as(word, finnish_endings)) found |= bits({finland});
  }
  return found;
}

// Countries whose postcodes have four digits are not told apart by places.lex: their larger towns, and the languages
// that tell (Statistik Austria, Statbel, BFS: towns from about 50,000 inhabitants; folded).
struct Town {
  std::string_view name;
  Country country;
};
constexpr Town towns_of_four[] = {{"wien", austria},
                                  {"vienna", austria},
                                  {"graz", austria},
                                  {"linz", austria},
                                  {"salzburg", austria},
                                  {"innsbruck", austria},
                                  {"klagenfurt", austria},
                                  {"villach", austria},
                                  {"wels", austria},
                                  {"sankt polten", austria},
                                  {"st polten", austria},
                                  {"dornbirn", austria},
                                  {"steyr", austria},
                                  {"bregenz", austria},
                                  {"zurich", switzerland},
                                  {"geneve", switzerland},
                                  {"basel", switzerland},
                                  {"lausanne", switzerland},
                                  {"bern", switzerland},
                                  {"winterthur", switzerland},
                                  {"luzern", switzerland},
                                  {"st gallen", switzerland},
                                  {"lugano", switzerland},
                                  {"biel", switzerland},
                                  {"bienne", switzerland},
                                  {"thun", switzerland},
                                  {"fribourg", switzerland},
                                  {"neuchatel", switzerland},
                                  {"sion", switzerland},
                                  {"montreux", switzerland},
                                  {"vevey", switzerland},
                                  {"nyon", switzerland},
                                  {"zug", switzerland},
                                  {"bellinzona", switzerland},
                                  {"locarno", switzerland},
                                  {"schaffhausen", switzerland},
                                  {"chur", switzerland},
                                  {"bruxelles", belgium},
                                  {"brussel", belgium},
                                  {"brussels", belgium},
                                  {"antwerpen", belgium},
                                  {"anvers", belgium},
                                  {"gent", belgium},
                                  {"gand", belgium},
                                  {"liege", belgium},
                                  {"charleroi", belgium},
                                  {"namur", belgium},
                                  {"mons", belgium},
                                  {"leuven", belgium},
                                  {"louvain", belgium},
                                  {"louvain la neuve", belgium},
                                  {"brugge", belgium},
                                  {"bruges", belgium},
                                  {"tournai", belgium},
                                  {"wavre", belgium},
                                  {"mouscron", belgium},
                                  {"moeskroen", belgium},
                                  {"mechelen", belgium},
                                  {"hasselt", belgium},
                                  {"kortrijk", belgium},
                                  {"aalst", belgium},
                                  {"genk", belgium},
                                  {"luxembourg", luxembourg},
                                  {"esch sur alzette", luxembourg},
                                  {"kobenhavn", denmark},
                                  {"copenhagen", denmark},
                                  {"aarhus", denmark},
                                  {"odense", denmark},
                                  {"aalborg", denmark},
                                  {"oslo", norway},
                                  {"bergen", norway},
                                  {"trondheim", norway},
                                  {"stavanger", norway}};

// Of towns that places.lex has under their English names (Munich, Rome) the own ones.
constexpr Town towns_of_five[] = {{"munchen", germany}, {"roma", italy},    {"milano", italy},   {"napoli", italy},
                                  {"torino", italy},    {"genova", italy},  {"firenze", italy},  {"venezia", italy},
                                  {"padova", italy},    {"mantova", italy}, {"siracusa", italy}, {"livorno", italy}};

// "1010 Wien": without a street the number is a postcode if all the rest is a town.
bool is_town_of_four(const Words& words) {
  std::string rest;
  for (std::size_t at = 1; at < words.count; ++at) {
    if (at > 1) rest += ' ';
    rest += words.word[at];
  }
  return std::any_of(std::begin(towns_of_four), std::end(towns_of_four),
                     [&rest](const Town& town) { return town.name == rest; });
}

struct Postcode {
  Countries countries = 0;  // Whose postcodes have such a form.
  std::size_t town = 0;     // The word behind it.
  unsigned five = 0;        // Of five digits: its number.
  std::size_t at = 0;       // The word that it is, or begins with.
};
// The last postcode that no house's number is.
Postcode find_postcode(const Words& words) {
  constexpr std::array directions = std::to_array<std::string_view>({"nw", "ne", "sw", "se", "st"});  // "1017 NW 5th".
  for (std::size_t at = words.count; at-- > 0;) {
    const std::string_view word = words.word[at];
    const std::string_view next = at + 1 < words.count ? words.word[at + 1] : std::string_view();
    if (is_number(word, 5) && is_number(next, 3)) return {bits({brazil}), at + 2, 0, at};
    if (is_number(word, 4) && is_number(next, 3)) return {bits({portugal}), at + 2, 0, at};
    if (is_number(word, 2) && is_number(next, 3) && at > 0) return {bits({poland}), at + 2, 0, at};
    if (is_number(word, 3) && is_number(next, 2) && at > 0) return {bits({sweden}), at + 2, 0, at};
    if (is_number(word, 4) && word[0] != '0' && next.size() == 2 && is_alpha(next[0]) && is_alpha(next[1]) &&
        at + 2 < words.count && (at == 0 ? !is_one_of(next, directions) : is_digit(words.word[at - 1].back()))) {
      return {bits({netherlands}), at + 2, 0, at};
    }
    if (is_number(word, 5) && !next.empty()) {
      unsigned five = 0;
      for (const char c : word) five = five * 10 + static_cast<unsigned>(c - '0');
      Countries found = bits({finland});
      // France 01000 to 98999, Germany 01067 to 99998, Spain 01001 to 52999, Italy 00010 to 98168.
      if (five >= 1000 && five < 99000) found |= bits({france});
      if (five >= 1067 && five < 99999) found |= bits({germany});
      if (five >= 1001 && five < 53000) found |= bits({spain});
      if (five >= 10 && five < 98169) found |= bits({italy});
      return {found, at + 1, five, at};
    }
    if (is_number(word, 4) && word[0] != '0' && !next.empty() && !is_digit(next.front()) &&
        (at > 0 || is_town_of_four(words))) {
      return {bits({belgium, switzerland, austria, luxembourg, denmark, norway}), at + 1, 0, at};
    }
  }
  return {};
}

// The countries of places.lex (tools/make_lexicons.py) that are told apart here.
Countries countries_of_entry(unsigned entry) {
  constexpr std::array<std::pair<unsigned, Country>, 4> known = {{{3, france}, {4, germany}, {5, spain}, {6, italy}}};
  Countries found = 0;
  for (const auto& [bit, country] : known) {
    if ((entry >> bit & 1U) != 0) found |= 1U << country;
  }
  return found;
}

struct TownFound {
  Countries countries = 0;
  bool elsewhere = false;  // It is known, and lies in none of those.
};
// The longest name of a town behind the postcode: its countries among those that have such postcodes.
TownFound find_town(const Words& words, const Postcode& postcode, const Lexicon* towns) {
  constexpr std::size_t town_words_max = 4;
  TownFound found;
  for (std::size_t count = std::min(town_words_max, words.count - std::min(words.count, postcode.town)); count > 0;
       --count) {
    std::string name;
    for (std::size_t at = 0; at < count; ++at) {
      if (at != 0) name += ' ';
      name += words.word[postcode.town + at];
    }
    Countries countries = 0;
    for (const Town& town : towns_of_four) countries |= town.name == name ? 1U << town.country : 0U;
    for (const Town& town : towns_of_five) countries |= town.name == name ? 1U << town.country : 0U;
    if (towns != nullptr && postcode.five != 0) {
      const unsigned entry = towns->find(fold_hash(fold_place(name)));
      countries |= countries_of_entry(entry);
      found.elsewhere = found.elsewhere || (entry != 0 && (countries & postcode.countries) == 0);
    }
    if ((countries & postcode.countries) != 0) return {countries & postcode.countries, false};
  }
  return found;
}

// Postcodes that exist in France, by places.lex.
bool is_french(unsigned five, const Lexicon* towns) {
  const std::string_view known = towns == nullptr ? std::string_view() : towns->section(3);
  return five / 8 < known.size() && (static_cast<unsigned char>(known[five / 8]) >> (five % 8) & 1U) != 0;
}

}  // namespace

std::string_view country_of_form(std::string_view canonical, const Lexicon* towns) {
  Words words;
  for (std::size_t begin = 0; begin < canonical.size() && words.count < words_max;) {
    const std::size_t end = std::min(canonical.find(' ', begin), canonical.size());
    if (end > begin) words.word[words.count++] = canonical.substr(begin, end - begin);
    begin = end + 1;
  }
  const Postcode postcode = find_postcode(words);
  if (postcode.countries == 0) return {};
  const auto told = [](Countries found) -> std::string_view {
    return std::has_single_bit(found) ? codes[static_cast<std::size_t>(std::countr_zero(found))] : std::string_view();
  };
  // The post office of France serves Monaco, which is none of it.
  const std::string_view town_word = postcode.town < words.count ? words.word[postcode.town] : std::string_view();
  if (postcode.five / 100 == 980 && (town_word == "monaco" || town_word == "monte")) return "MC";
  const Countries street = countries_of_street(words);
  // "CH-8001 Zürich", "L-1855 Luxembourg" as post offices wrote it.
  if (postcode.at > 0 && words.word[postcode.at - 1].size() == 2) {
    for (std::size_t country = 0; country < countries_count; ++country) {
      if ((postcode.countries >> country & 1U) != 0 &&
          equals_ignoring_case(words.word[postcode.at - 1], codes[country]))
        return codes[country];
    }
  }
  const TownFound town = find_town(words, postcode, towns);
  const Countries possible = street & postcode.countries;
  if (street != 0) {
    if ((possible & town.countries) != 0) return told(possible & town.countries);
    // "Calle 5, 06000 Ciudad de México": the words are Spain's, the town is not.
    const bool america =
        possible == bits({spain}) &&
        (town.elsewhere || std::any_of(words.word.begin(), words.word.begin() + words.count, [](std::string_view word) {
           return word == "mexico" || word == "cdmx" || word == "colonia" || word == "col";
         }));
    return america ? std::string_view() : told(possible);
  }
  // No street, or one of no known word: "59200 Tourcoing". What other countries write, they write before the code.
  if ((town.countries & bits({france})) != 0 && towns != nullptr) {
    const bool french = is_french(postcode.five, towns);
    if (!french) return told(town.countries & ~bits({france}));
    return town.countries == bits({france}) ? codes[france] : std::string_view();
  }
  if (town.countries != 0) return told(town.countries);
  return postcode.five == 0 ? told(postcode.countries) : std::string_view();
}

}  // namespace constat
