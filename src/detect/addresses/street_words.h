// The words and endings by which streets are told in the languages of the rules; inside of the finding of addresses.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "detect/lexicon.h"

namespace constat {

// Words that hardly stand for anything but a street, behind a capitalised name.
inline constexpr std::string_view strong_suffixes[] = {
    "street", "st",    "avenue",   "ave",     "road",  "rd",      "boulevard", "blvd",    "lane",     "ln",     "drive",
    "dr",     "court", "ct",       "highway", "hwy",   "parkway", "pkwy",      "terrace", "crescent", "square", "sq",
    "cres",   "pike",  "turnpike", "mews",    "close", "strasse", "circle",    "cir",     "trail",    "tce"};
inline constexpr std::string_view strong_prefixes[] = {
    "rue",    "avenue", "av",       "boulevard", "bd",       "chemin",  "allee",    "impasse", "route",
    "quai",   "cours",  "faubourg", "calle",     "avda",     "avenida", "plaza",    "paseo",   "carretera",
    "via",    "viale",  "piazza",   "corso",     "vicolo",   "rua",     "travessa", "ulica",   "ul",
    "strada", "c",      "largo",    "camino",    "piazzale", "ronda",   "place",    "square"};

// Small words between what says that an address follows and the address.
inline constexpr std::string_view lead_joints[] = {"at",   "to",  "in", "on",  "is", "with", "a",
                                                   "en",   "im",  "am", "an",  "es", "est",  "ist",
                                                   "nach", "bei", "in", "via", "of", "are",  "near"};

// Of folded words: their hashes.
template <std::size_t count>
constexpr std::array<std::uint64_t, count> hashes_of(const std::string_view (&words)[count]) {
  std::array<std::uint64_t, count> hashes = {};
  for (std::size_t index = 0; index < count; ++index) hashes[index] = fold_hash(words[index]);
  return hashes;
}
inline constexpr auto strong_suffix_hashes = hashes_of(strong_suffixes);
inline constexpr auto lead_joint_hashes = hashes_of(lead_joints);
inline constexpr auto strong_prefix_hashes = hashes_of(strong_prefixes);

inline bool any_of_words(std::span<const std::uint64_t> hashes, std::uint64_t hash) {
  return std::find(hashes.begin(), hashes.end(), hash) != hashes.end();
}

}  // namespace constat
