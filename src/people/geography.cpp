#include "people/geography.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/text.h"
#include "detect/country_names.h"
#include "detect/us_states.h"

namespace constat {

namespace {

// ISO 3166-1 alpha-2.
constexpr std::string_view countries =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDE"
    "DJDKDM"
    "DODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKH"
    "KIKMKN"
    "KPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPH"
    "PKPLPM"
    "PNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVC"
    "VEVGVI"
    "VNVUWFWSYEYTZAZMZW";

constexpr std::string_view states =
    "ALAKAZARCACOCTDEDCFLGAHIIDILINIAKSKYLAMEMDMAMIMNMSMOMTNENVNHNJNMNYNCNDOHOKORPARISCSDTNTXUTVTVAWAWVWIWYPRVIGUASMPAE"
    "APAA";

std::string_view two_letter(std::string_view all, std::string_view code) {
  if (code.size() != 2) return {};
  for (std::size_t index = 0; index + 1 < all.size(); index += 2) {
    if (all.substr(index, 2) == code) return all.substr(index, 2);
  }
  return {};
}

// First three digits of a ZIP code to a state. Source: USPS Publication 65 / DMM labeling list L002, prefix ranges.
struct ZipRange {
  std::uint16_t first;
  std::uint16_t last;
  std::string_view state;
};
constexpr ZipRange zip_ranges[] = {
    {5, 5, "NY"},     {6, 7, "PR"},     {8, 8, "VI"},     {9, 9, "PR"},     {10, 27, "MA"},   {28, 29, "RI"},
    {30, 38, "NH"},   {39, 49, "ME"},   {50, 54, "VT"},   {55, 55, "MA"},   {56, 59, "VT"},   {60, 69, "CT"},
    {70, 89, "NJ"},   {90, 98, "AE"},   {100, 149, "NY"}, {150, 196, "PA"}, {197, 199, "DE"}, {200, 200, "DC"},
    {201, 201, "VA"}, {202, 205, "DC"}, {206, 219, "MD"}, {220, 246, "VA"}, {247, 268, "WV"}, {270, 289, "NC"},
    {290, 299, "SC"}, {300, 319, "GA"}, {320, 339, "FL"}, {340, 340, "AA"}, {341, 349, "FL"}, {350, 369, "AL"},
    {370, 385, "TN"}, {386, 397, "MS"}, {398, 399, "GA"}, {400, 427, "KY"}, {430, 459, "OH"}, {460, 479, "IN"},
    {480, 499, "MI"}, {500, 528, "IA"}, {530, 549, "WI"}, {550, 567, "MN"}, {569, 569, "DC"}, {570, 577, "SD"},
    {580, 588, "ND"}, {590, 599, "MT"}, {600, 629, "IL"}, {630, 658, "MO"}, {660, 679, "KS"}, {680, 693, "NE"},
    {700, 714, "LA"}, {716, 729, "AR"}, {730, 732, "OK"}, {733, 733, "TX"}, {734, 749, "OK"}, {750, 799, "TX"},
    {800, 816, "CO"}, {820, 831, "WY"}, {832, 838, "ID"}, {840, 847, "UT"}, {850, 865, "AZ"}, {870, 884, "NM"},
    {885, 885, "TX"}, {889, 898, "NV"}, {900, 961, "CA"}, {962, 966, "AP"}, {967, 968, "HI"}, {969, 969, "GU"},
    {970, 979, "OR"}, {980, 994, "WA"}, {995, 999, "AK"},
};

std::string_view state_of_prefix(std::string_view zip) {
  const int prefix = (zip[0] - '0') * 100 + (zip[1] - '0') * 10 + (zip[2] - '0');
  for (const ZipRange& range : zip_ranges) {
    if (prefix >= range.first && prefix <= range.last) return range.state;
  }
  return {};
}

struct CallingCode {
  std::string_view digits;
  std::string_view country;
};
// Longest first among those that share a beginning is not needed: E.164 codes are prefix-free but for +1 and +7, which
// stand apart below.
constexpr CallingCode calling_codes[] = {
    {"20", "EG"},  {"211", "SS"}, {"212", "MA"}, {"213", "DZ"}, {"216", "TN"}, {"218", "LY"}, {"220", "GM"},
    {"221", "SN"}, {"222", "MR"}, {"223", "ML"}, {"224", "GN"}, {"225", "CI"}, {"226", "BF"}, {"227", "NE"},
    {"228", "TG"}, {"229", "BJ"}, {"230", "MU"}, {"231", "LR"}, {"232", "SL"}, {"233", "GH"}, {"234", "NG"},
    {"235", "TD"}, {"236", "CF"}, {"237", "CM"}, {"238", "CV"}, {"239", "ST"}, {"240", "GQ"}, {"241", "GA"},
    {"242", "CG"}, {"243", "CD"}, {"244", "AO"}, {"245", "GW"}, {"248", "SC"}, {"249", "SD"}, {"250", "RW"},
    {"251", "ET"}, {"252", "SO"}, {"253", "DJ"}, {"254", "KE"}, {"255", "TZ"}, {"256", "UG"}, {"257", "BI"},
    {"258", "MZ"}, {"260", "ZM"}, {"261", "MG"}, {"262", "RE"}, {"263", "ZW"}, {"264", "NA"}, {"265", "MW"},
    {"266", "LS"}, {"267", "BW"}, {"268", "SZ"}, {"269", "KM"}, {"27", "ZA"},  {"291", "ER"}, {"297", "AW"},
    {"298", "FO"}, {"299", "GL"}, {"30", "GR"},  {"31", "NL"},  {"32", "BE"},  {"33", "FR"},  {"34", "ES"},
    {"350", "GI"}, {"351", "PT"}, {"352", "LU"}, {"353", "IE"}, {"354", "IS"}, {"355", "AL"}, {"356", "MT"},
    {"357", "CY"}, {"358", "FI"}, {"359", "BG"}, {"36", "HU"},  {"370", "LT"}, {"371", "LV"}, {"372", "EE"},
    {"373", "MD"}, {"374", "AM"}, {"375", "BY"}, {"376", "AD"}, {"377", "MC"}, {"378", "SM"}, {"380", "UA"},
    {"381", "RS"}, {"382", "ME"}, {"385", "HR"}, {"386", "SI"}, {"387", "BA"}, {"389", "MK"}, {"39", "IT"},
    {"40", "RO"},  {"41", "CH"},  {"420", "CZ"}, {"421", "SK"}, {"423", "LI"}, {"43", "AT"},  {"44", "GB"},
    {"45", "DK"},  {"46", "SE"},  {"47", "NO"},  {"48", "PL"},  {"49", "DE"},  {"501", "BZ"}, {"502", "GT"},
    {"503", "SV"}, {"504", "HN"}, {"505", "NI"}, {"506", "CR"}, {"507", "PA"}, {"508", "PM"}, {"509", "HT"},
    {"51", "PE"},  {"52", "MX"},  {"53", "CU"},  {"54", "AR"},  {"55", "BR"},  {"56", "CL"},  {"57", "CO"},
    {"58", "VE"},  {"590", "GP"}, {"591", "BO"}, {"592", "GY"}, {"593", "EC"}, {"594", "GF"}, {"595", "PY"},
    {"596", "MQ"}, {"597", "SR"}, {"598", "UY"}, {"60", "MY"},  {"61", "AU"},  {"62", "ID"},  {"63", "PH"},
    {"64", "NZ"},  {"65", "SG"},  {"66", "TH"},  {"670", "TL"}, {"673", "BN"}, {"675", "PG"}, {"676", "TO"},
    {"677", "SB"}, {"678", "VU"}, {"679", "FJ"}, {"680", "PW"}, {"681", "WF"}, {"685", "WS"}, {"687", "NC"},
    {"689", "PF"}, {"81", "JP"},  {"82", "KR"},  {"84", "VN"},  {"852", "HK"}, {"853", "MO"}, {"855", "KH"},
    {"856", "LA"}, {"86", "CN"},  {"880", "BD"}, {"886", "TW"}, {"90", "TR"},  {"91", "IN"},  {"92", "PK"},
    {"93", "AF"},  {"94", "LK"},  {"95", "MM"},  {"960", "MV"}, {"961", "LB"}, {"962", "JO"}, {"963", "SY"},
    {"964", "IQ"}, {"965", "KW"}, {"966", "SA"}, {"967", "YE"}, {"968", "OM"}, {"970", "PS"}, {"971", "AE"},
    {"972", "IL"}, {"973", "BH"}, {"974", "QA"}, {"975", "BT"}, {"976", "MN"}, {"977", "NP"}, {"98", "IR"},
    {"992", "TJ"}, {"993", "TM"}, {"994", "AZ"}, {"995", "GE"}, {"996", "KG"}, {"998", "UZ"},
};

// Area codes of the North American numbering plan outside the United States (NANPA's list of codes by country).
constexpr std::string_view canadian =
    " 204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 387 403 416 418 428 431 437 438 450 460 468 474 506 "
    "514"
    " 519 537 548 568 579 581 584 587 600 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 "
    "902"
    " 905 942 ";
constexpr CallingCode islands[] = {
    {"242", "BS"}, {"246", "BB"}, {"264", "AI"}, {"268", "AG"}, {"284", "VG"}, {"340", "VI"}, {"345", "KY"},
    {"441", "BM"}, {"473", "GD"}, {"649", "TC"}, {"658", "JM"}, {"664", "MS"}, {"670", "MP"}, {"671", "GU"},
    {"684", "AS"}, {"721", "SX"}, {"758", "LC"}, {"767", "DM"}, {"784", "VC"}, {"787", "PR"}, {"809", "DO"},
    {"829", "DO"}, {"849", "DO"}, {"868", "TT"}, {"869", "KN"}, {"876", "JM"}, {"939", "PR"},
};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (const char c : text) {
    if (is_alnum(c) || c == '-') {
      word.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    } else {
      flush();
    }
  }
  flush();
  return words;
}

// The state that ends before word `end`: "IL", "New York".
std::string_view state_before(const std::vector<std::string>& words, std::size_t end) {
  if (end == 0) return {};
  const std::string_view code = two_letter(states, words[end - 1]);
  if (!code.empty()) return code;
  std::string name;
  std::string_view found;
  for (std::size_t at = end; at-- > 0 && at + 3 >= end;) {  // The longest: "West Virginia" is not "Virginia".
    name = name.empty() ? words[at] : words[at] + " " + name;
    if (const std::string_view state = us_state_of(name); !state.empty()) found = state;
  }
  return found;
}

// "12 Oak St, Sacramento, CA": a street as English writes it, and a state behind a comma at the end. Western Australia
// has one abbreviation with Washington.
std::string_view state_behind_street(std::string_view address, const std::vector<std::string>& words) {
  constexpr std::string_view kinds[] = {"ST",        "STREET", "AVE",     "AVENUE", "RD",      "ROAD", "BLVD",
                                        "BOULEVARD", "DR",     "DRIVE",   "LN",     "LANE",    "CT",   "COURT",
                                        "WAY",       "PL",     "PLACE",   "PKWY",   "PARKWAY", "HWY",  "CIR",
                                        "CIRCLE",    "TER",    "TERRACE", "TRAIL",  "TRL"};
  const std::size_t comma = address.rfind(',');
  if (words.size() < 5 || comma == std::string_view::npos || !is_digit(words.front().front())) return {};
  const bool street = std::any_of(words.begin() + 1, words.end() - 2, [&](const std::string& word) {
    return std::ranges::find(kinds, word) != std::end(kinds);
  });
  const std::vector<std::string> last = words_of(address.substr(comma + 1));
  if (!street || last.empty() || last.size() > 3) return {};
  const std::string_view state = state_before(last, last.size());
  const bool whole = last.size() == 1 || two_letter(states, last.back()).empty();
  return whole && state != "WA" ? state : std::string_view();
}
bool is_zip(std::string_view word) {
  return (word.size() == 5 && all_digits(word)) ||
         (word.size() == 10 && word[5] == '-' && all_digits(word.substr(0, 5)) && all_digits(word.substr(6)));
}
bool has_shape(std::string_view word, std::string_view shape) {  // A letter, 9 digit.
  if (word.size() != shape.size()) return false;
  for (std::size_t index = 0; index < word.size(); ++index) {
    const bool fits = shape[index] == 'A' ? word[index] >= 'A' && word[index] <= 'Z' : is_digit(word[index]);
    if (!fits) return false;
  }
  return true;
}

// Ireland's: a routing key ("A65", "D6W") and four signs that number one address. Source: Eircode, "Product guide".
bool is_eircode(std::string_view key, std::string_view number) {
  constexpr std::string_view letters = "ACDEFHKNPRTVWXY";
  if (number.size() != 4 || (!has_shape(key, "A99") && key != "D6W") || letters.find(key[0]) == letters.npos)
    return false;
  std::size_t digits = 0;
  for (const char c : number) {
    if (!is_digit(c) && letters.find(c) == letters.npos) return false;
    digits += is_digit(c) ? 1 : 0;
  }
  return digits > 0 && digits < 4;
}

constexpr CallingCode crown_dependencies[] = {{"IM", "IM"}, {"JE", "JE"}, {"GY", "GG"}};

}  // namespace

std::string_view country_code(std::string_view code) {
  if (code == "UK") return "GB";
  return two_letter(countries, code);
}

Region region_of_address(std::string_view address) {
  if (address.size() > 1000) address = address.substr(address.size() - 1000);
  Region region;
  const std::string lower = to_lower_ascii(trim(address));
  region.country = country_at_end(lower);
  const std::vector<std::string> words = words_of(address);
  // From the end: a house number is no ZIP code, and "IN" in a street's name no state.
  for (std::size_t index = words.size(); index-- > 1;) {
    const std::string& word = words[index];
    const std::string& before = words[index - 1];
    if (is_eircode(before, word) && (region.country.empty() || region.country == "IE")) return {"IE", {}};
    if (is_zip(word) && (region.country.empty() || region.country == "US")) {
      const std::string_view state = state_before(words, index);
      if (!state.empty()) return {"US", state};
      if (region.country == "US") return {"US", state_of_prefix(word)};
    }
    if (word.size() == 3 && has_shape(word, "9AA") &&
        (has_shape(before, "A9") || has_shape(before, "A99") || has_shape(before, "AA9") || has_shape(before, "AA99") ||
         has_shape(before, "A9A") || has_shape(before, "AA9A"))) {
      // Which the United Kingdom's post numbers, but which have laws of their own.
      for (const CallingCode& island : crown_dependencies) {
        const bool of_it = before.starts_with(island.digits) && is_digit(before[2]);
        if (of_it && (region.country.empty() || region.country == "GB")) region.country = island.country;
      }
      if (region.country.empty()) region.country = "GB";
      return region;
    }
    if (has_shape(word, "9A9") && has_shape(before, "A9A")) {
      if (region.country.empty()) region.country = "CA";
      return region;
    }
  }
  // "IL, USA": a state before the country's name, without a ZIP code.
  if (region.country == "US") {
    for (std::size_t index = words.size(); index-- > 0 && index + 5 > words.size();) {
      const std::string_view state = state_before(words, index + 1);
      if (!state.empty()) return {"US", state};
    }
  }
  if (region.country.empty()) {
    const std::string_view state = state_behind_street(address, words);
    if (!state.empty()) return {"US", state};
  }
  return region;
}

std::string_view country_of_phone(std::string_view number) {
  std::string digits;
  bool international = false;
  for (const char c : number) {
    if (c == '+' && digits.empty()) international = true;
    if (is_digit(c)) digits.push_back(c);
    if (digits.size() > 15) return {};
  }
  if (!international && digits.starts_with("00")) {
    international = true;
    digits.erase(0, 2);
  }
  if (!international || digits.size() < 7) return {};
  if (digits.front() == '1') {
    if (digits.size() != 11) return {};
    const std::string area = digits.substr(1, 3);
    if (canadian.find(" " + area + " ") != std::string_view::npos) return "CA";
    for (const CallingCode& island : islands) {
      if (area == island.digits) return island.country;
    }
    return "US";
  }
  if (digits.front() == '7') return digits[1] == '6' || digits[1] == '7' ? "KZ" : "RU";
  for (const CallingCode& code : calling_codes) {
    if (std::string_view(digits).starts_with(code.digits)) return code.country;
  }
  return {};
}

std::string_view state_of_zip(std::string_view zip) { return is_zip(zip) ? state_of_prefix(zip) : std::string_view(); }

std::string_view state_of_phone(std::string_view number) {
  std::string digits;
  for (const char c : number) {
    if (is_digit(c)) digits.push_back(c);
    if (digits.size() > 11) return {};
  }
  if (digits.size() != 11 || digits.front() != '1' || country_of_phone(number) != "US") return {};
  struct Areas {
    std::string_view state, codes;
  };
  constexpr Areas areas[] = {
      {"AL", "205 251 256 334 659 938"},
      {"AK", "907"},
      {"AZ", "480 520 602 623 928"},
      {"AR", "327 479 501 870"},
      {"CA",
       "209 213 279 310 323 341 350 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 747 760 "
       "805 "
       "818 820 831 837 840 858 909 916 925 949 951"},
      {"CO", "303 719 720 748 970 983"},
      {"CT", "203 475 860 959"},
      {"DE", "302"},
      {"DC", "202 771"},
      {"FL", "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 954"},
      {"GA", "229 404 470 478 678 706 762 770 912 943"},
      {"HI", "808"},
      {"ID", "208 986"},
      {"IL", "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872"},
      {"IN", "219 260 317 463 574 765 812 930"},
      {"IA", "319 515 563 641 712"},
      {"KS", "316 620 785 913"},
      {"KY", "270 364 502 606 859"},
      {"LA", "225 318 337 504 985"},
      {"ME", "207"},
      {"MD", "227 240 301 410 443 667"},
      {"MA", "339 351 413 508 617 774 781 857 978"},
      {"MI", "231 248 269 313 517 586 616 679 734 810 906 947 989"},
      {"MN", "218 320 507 612 651 763 924 952"},
      {"MS", "228 601 662 769"},
      {"MO", "235 314 417 557 573 636 660 816 975"},
      {"MT", "406"},
      {"NE", "308 402 531"},
      {"NV", "702 725 775"},
      {"NH", "603"},
      {"NJ", "201 551 609 640 732 848 856 862 908 973"},
      {"NM", "505 575"},
      {"NY", "212 315 329 332 347 363 516 518 585 607 624 631 646 680 716 718 838 845 914 917 929 934"},
      {"NC", "252 336 472 704 743 828 910 919 980 984"},
      {"ND", "701"},
      {"OH", "216 220 234 283 326 330 380 419 436 440 513 567 614 740 937"},
      {"OK", "405 539 572 580 918"},
      {"OR", "458 503 541 971"},
      {"PA", "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878"},
      {"RI", "401"},
      {"SC", "803 821 839 843 854 864"},
      {"SD", "605"},
      {"TN", "423 615 629 731 865 901 931"},
      {"TX",
       "210 214 254 281 325 346 361 409 430 432 469 512 682 713 726 737 806 817 830 832 903 915 936 940 945 956 972 "
       "979"},
      {"UT", "385 435 801"},
      {"VT", "802"},
      {"VA", "276 434 540 571 686 703 757 804 826 948"},
      {"WA", "206 253 360 425 509 564"},
      {"WV", "304 681"},
      {"WI", "262 274 353 414 534 608 715 920"},
      {"WY", "307"},
  };
  const std::string area = digits.substr(1, 3);
  for (const Areas& of : areas) {
    for (std::size_t at = 0; at + 3 <= of.codes.size(); at += 4) {
      if (of.codes.substr(at, 3) == area) return of.state;
    }
  }
  return {};
}

std::string_view country_of_domain(std::string_view address) {
  const std::size_t dot = address.rfind('.');
  if (dot == std::string_view::npos || address.size() - dot != 3) return {};
  const std::string label = {static_cast<char>(address[dot + 1] & ~0x20), static_cast<char>(address[dot + 2] & ~0x20)};
  // Sold to all the world: they say nothing of a country.
  constexpr std::string_view sold = "IOCOMETVAICCWSFMTOLYGGSHIMAMDJGLASPWMLGATKCFGQVCLASTNUMSSCBZLC";
  if (!two_letter(sold, label).empty()) return {};
  return country_code(label);
}

}  // namespace constat
