#include "people/model.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <span>

#include "base/text.h"
#include "people/nicknames.h"
#include "people/parts.h"
#include "people/similarity.h"

namespace constat {

namespace {

constexpr std::size_t at(FieldOf field) { return static_cast<std::size_t>(field); }

// Before the evidence speaks: how people's data are written by people. Matches: error rates of keyed data of 1 to 5 %
// per field (Christen, "Data Matching", 2012, ch. 2); one in twenty has moved or married between two records. Each row
// sums to 1. They are worth `assumed_weight` observations, so a large case goes by its own.
constexpr std::array<std::array<float, levels_count>, fields_count> assumed_m = {{
    {0, .84F, .03F, .05F, .015F, .025F, .01F, .03F},    // given: exact nickname edit like initial part differs
    {0, .87F, .05F, .015F, .015F, .05F, 0, 0},          // surname: exact edit like part differs
    {0, .90F, .01F, .05F, .015F, .005F, .005F, .015F},  // birth: exact swapped digit two parts two digits year differs
    {0, .55F, .17F, .08F, .08F, .12F, 0, 0},            // address: same house street area differs
    {0, .68F, .04F, .28F, 0, 0, 0, 0},                  // phone
    {0, .55F, .07F, .35F, .03F, 0, 0, 0},               // email: exact alike differs same-office
    {0, .92F, .06F, .02F, 0, 0, 0, 0},                  // id
    {0, .6F, .02F, .38F, 0, 0, 0, 0},                   // account
    {0, .98F, .02F, 0, 0, 0, 0, 0},                     // order: straight swapped
}};
// Strangers. Of equal values the frequency is taken instead.
constexpr std::array<std::array<float, levels_count>, fields_count> assumed_u = {{
    {0, .008F, .004F, .004F, .012F, .012F, .006F, .954F},
    {0, .002F, .001F, .008F, .002F, .987F, 0, 0},
    {0, .00005F, .00002F, .0009F, .003F, .017F, .01F, .96903F},
    {0, .00001F, .00001F, .0002F, .008F, .9918F, 0, 0},
    {0, .00001F, .000002F, .99999F, 0, 0, 0, 0},
    {0, .00001F, .0005F, .69949F, .3F, 0, 0, 0},
    {0, .000001F, .000001F, .999998F, 0, 0, 0, 0},
    {0, .000001F, .000001F, .999998F, 0, 0, 0, 0},
    {0, 1, 1, 0, 0, 0, 0, 0},  // Strangers agree as easily in either order.
}};
// Of one household: spouses, parents and children, brothers and sisters. About two in three share the surname, three in
// a hundred the given name (father and son), one in a hundred and fifty the birth date (twins).
constexpr std::array<std::array<float, levels_count>, fields_count> assumed_r = {{
    {0, .03F, .004F, .01F, .02F, .06F, .016F, .86F},
    {0, .68F, .01F, .005F, .035F, .27F, 0, 0},
    {0, .007F, .0003F, .008F, .012F, .02F, .02F, .9327F},
    {0, .6F, .12F, .02F, .1F, .16F, 0, 0},
    {0, .35F, .01F, .64F, 0, 0, 0, 0},
    {0, .08F, .04F, .78F, .1F, 0, 0, 0},
    {0, .05F, .01F, .94F, 0, 0, 0, 0},  // A child's row under the insured's number.
    {0, .35F, .01F, .64F, 0, 0, 0, 0},
    {0, .98F, .02F, 0, 0, 0, 0, 0},
}};
constexpr float assumed_weight = 200;
// However the estimate turns out, records of one human being do not differ more often than this: without the bound,
// expectation-maximisation settles on namesakes where they outnumber the matches.
constexpr std::array<float, fields_count> differs_max = {.10F, .12F, .08F, .35F, .5F, .6F, .05F, .6F, 0};
constexpr std::array<std::uint8_t, fields_count> differs_level = {given_differs,   surname_differs, birth_differs,
                                                                  address_differs, value_differs,   value_differs,
                                                                  value_differs,   value_differs,   0};
// Where records of one human being have quite another given name as often as this, a given name says little.
constexpr float given_differs_common = .05F;
// And a birth date that has nothing in common with the right one.
constexpr float birth_differs_common = .05F;
// Pairs of twins for each profile: three of a hundred children are twins, and families stand in a list together.
constexpr double twins_of_profiles = .02;
// More seldom than this it is a slip, of all that are one human being.
constexpr double differs_most = .25;
constexpr float assumed_weight_strangers = 400;
constexpr double assumed_relatives = 0.3;  // Of a profile.
constexpr double assumed_weight_relatives = 200;
// Words of one sound (Soundex) are alike from here on: "uriel" and "uryl", not "smith" and "sand".
constexpr float heard_alike_min = 0.78F;
// log2 of how often namesakes whose mailboxes are made of their names have like ones.
constexpr float mailbox_of_namesake = -2.0F;
constexpr double random_pairs = 100'000;
constexpr int em_rounds = 15;
constexpr double strangers_min = 1000;

// Frequency of a value that `count` profiles hold, seen from two that share it: the others, and a prior for what the
// evidence is too small to show.
float chance_of(std::uint32_t count, double profiles, double prior) {
  constexpr double prior_weight = 200;
  const double others = count > 2 ? static_cast<double>(count) - 2 : 0;
  return static_cast<float>(std::log2((others + prior_weight * prior) / (profiles + prior_weight)));
}

constexpr double prior_given = 0.002;
constexpr double prior_surname = 0.0005;
constexpr double prior_address = 0.000002;
constexpr double prior_value = 0.000001;

}  // namespace

std::string_view field_name(FieldOf field) {
  constexpr std::string_view names[fields_count] = {"given name", "surname", "birth date",     "address",       "phone",
                                                    "e-mail",     "id",      "account number", "order of names"};
  return names[at(field)];
}

std::string_view level_name(FieldOf field, std::uint8_t level) {
  constexpr std::string_view names[fields_count][levels_count] = {
      {"missing", "equal", "a short form of the other", "one edit apart", "alike", "an initial", "a part", "different"},
      {"missing", "equal", "one edit apart", "alike", "a part", "different", "", ""},
      {"missing", "equal", "day and month swapped", "one digit apart", "equal in two parts of three",
       "two digits apart", "equal in year", "different"},
      {"missing", "equal", "the same house", "the same street", "the same area", "different", "", ""},
      {"missing", "equal", "one digit apart", "different", "", "", "", ""},
      {"missing", "equal", "alike", "different", "another of the same domain", "", "", ""},
      {"missing", "equal", "one digit apart", "different", "", "", "", ""},
      {"missing", "equal", "one digit apart", "different", "", "", "", ""},
      {"missing", "as written", "swapped", "", "", "", "", ""},
  };
  return names[at(field)][level];
}

void Profile::add(const Profile& other) {
  names.add(other.names);
  births.add(other.births);
  addresses.add(other.addresses);
  phones.add(other.phones);
  emails.add(other.emails);
  ids.add(other.ids);
  weak_ids.add(other.weak_ids);
  accounts.add(other.accounts);
}

namespace {
template <typename Lists, typename Use>
void each_list(Lists& profile, Use use) {
  use(profile.names);
  use(profile.births);
  use(profile.addresses);
  use(profile.phones);
  use(profile.emails);
  use(profile.ids);
  use(profile.weak_ids);
  use(profile.accounts);
}
}  // namespace

void Profiles::put(std::uint32_t index, const Profile& profile) {
  std::array<std::uint32_t, words_max> words;
  std::size_t count = 1;
  std::uint32_t head = 0;
  int shift = 0;
  std::uint32_t votes = 0;
  bool same = true;
  each_list(profile, [&](const auto& list) {
    head |= std::uint32_t{list.count} << shift;
    shift += 3;
    for (std::size_t at = 0; at < list.count; ++at) {
      same = same && (votes == 0 || votes == list.votes[at]);
      votes = list.votes[at];
    }
  });
  if (same) {
    head |= alike;
    words[count++] = votes;
  }
  each_list(profile, [&](const auto& list) {
    for (std::size_t at = 0; at < list.count; ++at) words[count++] = list.value[at];
    for (std::size_t at = 0; at < list.count && !same; ++at) words[count++] = list.votes[at];
  });
  words[0] = head;
  // What grew moves to the end; what it leaves is lost, and clusters grow few times.
  begins_[index] = words_.append({words.data(), count});
}

void Profiles::get(std::uint32_t index, Profile& out) const {
  const std::uint32_t* at = &words_[begins_[index]];
  const std::uint32_t head = *at++;
  const bool same = (head & alike) != 0;
  const std::uint32_t votes = same ? *at++ : 0;
  int shift = 0;
  each_list(out, [&](auto& list) {
    const std::size_t count = head >> shift & 7U;
    shift += 3;
    list.count = static_cast<std::uint8_t>(count);
    for (std::size_t one = 0; one < count; ++one) list.value[one] = *at++;
    for (std::size_t one = 0; one < count; ++one) list.votes[one] = same ? votes : *at++;
  });
}

Model::Model(const Fields& fields) : fields_(fields), m_(assumed_m), u_(assumed_u), r_(assumed_r) {
  static std::atomic<std::uint64_t> models = 0;
  number_ = ++models;
  refresh();
}

void Model::refresh() {
  const auto logs = [](const Table& from, Table& to) {
    for (std::size_t field = 0; field < fields_count; ++field) {
      for (std::size_t level = 0; level < levels_count; ++level) {
        to[field][level] = level == 0 ? 0.0F : std::log2(std::max(from[field][level], 1e-7F));
      }
    }
  };
  logs(m_, log_m_);
  logs(u_, log_u_);
  logs(r_, log_r_);
  for (std::size_t field = 0; field < fields_count; ++field) {
    best_unequal_[field] = 0;  // As if it were missing, at least: so are some that differ.
    for (std::size_t level = 2; level < levels_count; ++level) {
      best_unequal_[field] = std::max(best_unequal_[field], log_m_[field][level] - log_u_[field][level]);
    }
  }
}

void Model::count(const Profiles& profiles, std::span<const std::uint32_t> which) {
  count(profiles, which.size(), [which](std::uint32_t index) { return which[index]; });
}

void Model::count(const Profiles& profiles, std::size_t many,
                  const std::function<std::uint32_t(std::uint32_t)>& which) {
  profiles_ = std::max<double>(1, static_cast<double>(many));
  strangers_ = std::max(profiles_, strangers_min);
  std::vector<std::uint32_t> given(fields_.words().size());
  std::vector<std::uint32_t> surname(fields_.words().size());
  std::vector<std::uint32_t> birth(fields_.births().size());
  std::vector<std::uint32_t> address(fields_.addresses().size());
  std::vector<std::uint32_t> value(fields_.values().size());
  std::vector<std::uint32_t> token(fields_.tokens().size());
  Profile profile;
  for (std::uint32_t index = 0; index < many; ++index) {
    profiles.get(which(index), profile);
    for (std::size_t one = 0; one < profile.names.count; ++one) {
      const NameField& name = fields_.name_at(profile.names.value[one]);
      // Once per profile, though two of its names share the word.
      bool given_known = name.given == no_field;
      bool surname_known = false;
      for (std::size_t other = 0; other < one; ++other) {
        const NameField& before = fields_.name_at(profile.names.value[other]);
        given_known = given_known || before.given == name.given;
        surname_known = surname_known || before.surname == name.surname;
      }
      if (!given_known) ++given[name.given];
      if (!surname_known) {
        ++surname[name.surname];
        if (name.single()) ++given[name.surname];
      }
    }
    const auto tally = [](const auto& few, std::vector<std::uint32_t>& counts) {
      for (std::size_t one = 0; one < few.count; ++one) ++counts[few.value[one]];
    };
    tally(profile.births, birth);
    tally(profile.addresses, address);
    tally(profile.phones, value);
    tally(profile.emails, value);
    tally(profile.ids, value);
    tally(profile.weak_ids, value);
    tally(profile.accounts, value);
    if (profile.addresses.count != 0) {
      for (const std::uint32_t one : fields_.tokens_of(fields_.address_at(profile.addresses.value[0]))) ++token[one];
    }
  }
  const auto chances = [this](const std::vector<std::uint32_t>& counts, double prior, LargeVector<float>& out) {
    out.resize(counts.size());
    for (std::size_t index = 0; index < counts.size(); ++index) out[index] = chance_of(counts[index], profiles_, prior);
  };
  chances(given, prior_given, given_chance_);
  chances(surname, prior_surname, surname_chance_);
  // Birth dates are spread over a century: that no third was born on the day says little about how many people were.
  birth_chance_.resize(birth.size());
  for (std::size_t index = 0; index < birth.size(); ++index) {
    const double others = birth[index] > 2 ? static_cast<double>(birth[index]) - 2 : 0;
    birth_chance_[index] = static_cast<float>(std::log2((others + 1) / (profiles_ + days_of_century)));
  }
  chances(address, prior_address, address_chance_);
  chances(value, prior_value, value_chance_);
  token_bits_.resize(token.size());
  for (std::size_t index = 0; index < token.size(); ++index) {
    token_bits_[index] =
        static_cast<std::uint32_t>(1024 * std::max(0.0, std::log2((profiles_ + 2) / (token[index] + 1))));
  }
  address_bits_.resize(address.size());
  for (std::uint32_t index = 0; index < address_bits_.size(); ++index) {
    std::uint32_t bits = 0;
    for (const std::uint32_t one : fields_.tokens_of(fields_.address_at(index))) bits += token_bits_[one];
    address_bits_[index] = bits;
  }
}

void Model::look_at_words() {
  const auto look = [](const TextPool& texts, LargeVector<Sight>& sights) {
    sights.resize(texts.size());
    for (std::uint32_t index = 0; index < sights.size(); ++index) {
      const std::string_view text = texts.text(index);
      Sight& sight = sights[index];
      for (const char c : text) {
        const unsigned bit =
            c >= 'a' && c <= 'z' ? static_cast<unsigned>(c - 'a') : 26U + static_cast<unsigned char>(c) % 6U;
        sight.letters |= 1U << bit;
      }
      std::memcpy(&sight.head, text.data(), std::min<std::size_t>(sizeof(sight.head), text.size()));
      sight.size = static_cast<std::uint16_t>(std::min<std::size_t>(text.size(), UINT16_MAX));
    }
  };
  look(fields_.words(), sights_);
  for (std::uint32_t word = 0; word < sights_.size(); ++word) {
    sights_[word].nickname = !nickname_groups(fields_.words().text(word)).empty();
  }
  look(fields_.tokens(), token_sights_);
}

namespace {
// Without the processor's own instruction, which this program may not ask for, std::popcount is a call.
int bits_set(std::uint32_t bits) {
  bits -= bits >> 1 & 0x55555555U;
  bits = (bits & 0x33333333U) + (bits >> 2 & 0x33333333U);
  bits = (bits + (bits >> 4)) & 0x0F0F0F0FU;
  return static_cast<int>(bits * 0x01010101U >> 24);
}
}  // namespace

// An upper bound of Jaro-Winkler: letters that the other has none of match nothing. Of texts that it looks at as a
// whole.
float Model::alike_at_most(const Sight& x, const Sight& y, int only_x, int only_y) {
  const std::uint32_t differ = x.head ^ y.head;
  const int prefix = differ == 0 ? 4 : std::countr_zero(differ) / 8;
  const auto size_x = static_cast<float>(x.size);
  const auto size_y = static_cast<float>(y.size);
  const float common = std::min(size_x - static_cast<float>(only_x), size_y - static_cast<float>(only_y));
  const float jaro = (common / size_x + common / size_y + 1.0F) / 3.0F;
  return jaro + static_cast<float>(prefix) * 0.1F * (1.0F - jaro);
}

// Most pairs of words are not alike at all: told from which letters they have, without reading them, by what a single
// edit can change and by alike_at_most().
bool Model::surely_differ(std::uint32_t a, std::uint32_t b) const {
  if (std::max(a, b) >= sights_.size()) return false;
  const Sight& x = sights_[a];
  const Sight& y = sights_[b];
  if (x.size < 2 || y.size < 2 || x.size > similar_bytes_max || y.size > similar_bytes_max) return false;
  if (x.nickname && y.nickname) return false;
  const int only_x = bits_set(x.letters & ~y.letters);
  const int only_y = bits_set(y.letters & ~x.letters);
  if (only_x <= 1 && only_y <= 1 && x.size <= y.size + 1 && y.size <= x.size + 1) return false;
  constexpr std::uint32_t three_letters = 0xFFFFFF;
  if (((x.head ^ y.head) & three_letters) == 0) return false;  // May be cut short.
  return alike_at_most(x, y, only_x, only_y) < heard_alike_min - 0.001F;
}

// Two words of streets.
bool Model::tokens_alike(std::uint32_t a, std::uint32_t b) const {
  constexpr float alike_min = 0.9F;
  if (a == b) return true;
  if (std::max(a, b) < token_sights_.size()) {
    const Sight& x = token_sights_[a];
    const Sight& y = token_sights_[b];
    const bool whole = x.size != 0 && y.size != 0 && x.size <= similar_bytes_max && y.size <= similar_bytes_max;
    if (whole &&
        alike_at_most(x, y, bits_set(x.letters & ~y.letters), bits_set(y.letters & ~x.letters)) < alike_min - 0.001F) {
      return false;
    }
  }
  return jaro_winkler(fields_.tokens().text(a), fields_.tokens().text(b)) >= alike_min;
}

// Two numbers of houses, an edit apart at most.
bool Model::house_numbers_alike(std::uint32_t a, std::uint32_t b) const {
  if (a == b) return true;
  if (std::max(a, b) < token_sights_.size()) {
    // As short as most are, they are in their sights as a whole.
    const Sight& x = token_sights_[a];
    const Sight& y = token_sights_[b];
    if (x.size <= sizeof(x.head) && y.size <= sizeof(y.head)) {
      return within_one_edit({reinterpret_cast<const char*>(&x.head), x.size},
                             {reinterpret_cast<const char*>(&y.head), y.size});
    }
  }
  return within_one_edit(fields_.tokens().text(a), fields_.tokens().text(b));
}

Model::WordPair Model::compare_words(std::uint32_t a, std::uint32_t b) const {
  struct Known {
    std::uint64_t words = 0;
    std::uint64_t model = 0;
    WordPair pair;
  };
  // The names of two profiles ask the same few pairs again and again: those lie close. Of what is alike, and takes long
  // to tell, more is remembered.
  static constexpr std::size_t few_bits = 7;
  static constexpr std::size_t many_bits = 15;
  static thread_local std::vector<Known> known((1U << few_bits) + (1U << many_bits));
  const std::uint64_t words = std::uint64_t{a} << 32 | b;
  const std::uint64_t hash = words * 0x9E3779B97F4A7C15ULL;
  Known& close = known[hash >> (64 - few_bits)];
  if (close.words == words && close.model == number_) return close.pair;
  close.words = words;
  close.model = number_;
  if (surely_differ(a, b)) {
    close.pair = {given_differs, surname_differs};
    return close.pair;
  }
  Known& slot = known[(1U << few_bits) + (hash >> (64 - many_bits))];
  if (slot.model != number_ || slot.words != words) {
    const std::string_view text_a = fields_.words().text(a);
    const std::string_view text_b = fields_.words().text(b);
    slot = {words, number_, {given_of(text_a, text_b), surname_of(text_a, text_b)}};
  }
  close.pair = slot.pair;
  return close.pair;
}

std::uint8_t Model::given_of(std::string_view text_a, std::string_view text_b) const {
  if (text_a.size() == 1 || text_b.size() == 1) {
    return text_a.front() == text_b.front() ? given_initial : given_differs;
  }
  if (text_a.size() > 3 && text_b.size() > 3 && within_one_edit(text_a, text_b)) return given_edit;
  if (are_nicknames(text_a, text_b)) return given_nickname;
  if (text_a.size() <= 4 && text_b.size() <= 4 && within_one_edit(text_a, text_b)) return given_like;
  const float alike = jaro_winkler(text_a, text_b);
  if (alike >= 0.92F || read_alike(text_a, text_b)) return given_edit;
  if (alike >= 0.85F || (alike >= heard_alike_min && soundex(text_a) == soundex(text_b))) return given_like;
  // "will" in "william", "chris" in "christopher": cut short.
  const bool cut =
      text_a.size() >= 3 && text_b.size() >= 3 && (text_a.starts_with(text_b) || text_b.starts_with(text_a));
  return cut ? given_like : given_differs;
}

std::uint8_t Model::surname_of(std::string_view text_a, std::string_view text_b) const {
  if (text_a.size() > 3 && text_b.size() > 3 && within_one_edit(text_a, text_b)) return surname_edit;
  const float alike = jaro_winkler(text_a, text_b);
  if (alike >= 0.92F || read_alike(text_a, text_b)) return surname_edit;
  return alike >= 0.86F || (alike >= heard_alike_min && soundex(text_a) == soundex(text_b)) ? surname_like
                                                                                            : surname_differs;
}

Model::NamePair Model::compare_straight(const NameField& a, const NameField& b) const {
  NamePair pair;
  pair.order = order_straight;
  pair.given = compare_given(a.given, b.given);
  pair.surname = compare_surname(a.surname, b.surname);
  if (pair.given == given_differs) {
    // Goes by the second name; or two given names in one word for one of them.
    for (const std::uint32_t middle : a.middle) {
      if (middle != no_field && middle == b.given) pair.given = given_part;
    }
    for (const std::uint32_t middle : b.middle) {
      if (middle != no_field && middle == a.given) pair.given = given_part;
    }
  }
  if (pair.surname == surname_differs) {
    for (const std::uint32_t middle : a.middle) {
      if (middle != no_field && middle == b.surname) pair.surname = surname_part;
    }
    for (const std::uint32_t middle : b.middle) {
      if (middle != no_field && middle == a.surname) pair.surname = surname_part;
    }
  }
  pair.given_chance = pair.given == given_exact ? given_chance_[a.given] : log_u_[at(FieldOf::given)][pair.given];
  pair.surname_chance =
      pair.surname == surname_exact ? surname_chance_[a.surname] : log_u_[at(FieldOf::surname)][pair.surname];
  pair.worth =
      worth(FieldOf::given, pair.given, pair.given_chance) + worth(FieldOf::surname, pair.surname, pair.surname_chance);
  return pair;
}

float Model::worth(FieldOf field, std::uint8_t level, float chance) const { return log_m_[at(field)][level] - chance; }

Model::NamePair Model::compare_names(const NameField& a, const NameField& b) const {
  if (a.single() || b.single()) {
    // One word: it may be either part of the other name.
    const NameField& one = a.single() ? a : b;
    const NameField& other = a.single() ? b : a;
    NamePair as_surname;
    as_surname.surname = compare_surname(one.surname, other.surname);
    as_surname.surname_chance = as_surname.surname == surname_exact ? surname_chance_[one.surname]
                                                                    : log_u_[at(FieldOf::surname)][as_surname.surname];
    as_surname.worth = worth(FieldOf::surname, as_surname.surname, as_surname.surname_chance);
    if (other.single()) return as_surname;
    NamePair as_given;
    as_given.given = compare_given(one.surname, other.given);
    as_given.given_chance =
        as_given.given == given_exact ? given_chance_[one.surname] : log_u_[at(FieldOf::given)][as_given.given];
    as_given.worth = worth(FieldOf::given, as_given.given, as_given.given_chance);
    return as_given.worth > as_surname.worth ? as_given : as_surname;
  }
  const NamePair straight = compare_straight(a, b);
  if (straight.given == given_exact && straight.surname == surname_exact) return straight;
  if (a.initial || b.initial) return straight;
  if (compare_given(a.given, b.surname) >= given_like) return straight;  // Turned round it would not count.
  NameField turned = b;
  std::swap(turned.given, turned.surname);
  NamePair swapped = compare_straight(a, turned);
  swapped.order = order_swapped;
  // Which of the two wrote the surname first is not known: the word counts as frequent as in its more frequent place.
  const auto common_word = [this](std::uint32_t word) { return std::max(given_chance_[word], surname_chance_[word]); };
  if (swapped.given == given_exact) swapped.given_chance = common_word(a.given);
  if (swapped.surname == surname_exact) swapped.surname_chance = common_word(a.surname);
  swapped.worth = worth(FieldOf::given, swapped.given, swapped.given_chance) +
                  worth(FieldOf::surname, swapped.surname, swapped.surname_chance);
  const bool both = swapped.given < given_like && swapped.surname < surname_like;
  return both && swapped.worth + log_m_[at(FieldOf::order)][order_swapped] > straight.worth ? swapped : straight;
}

GivenLevel Model::given_level(const NameField& a, const NameField& b, bool& surname_differs_out) const {
  const auto differs = [this](std::uint32_t x, std::uint32_t y) { return compare_surname(x, y) == surname_differs; };
  if (a.single() || b.single()) {
    const NameField& one = a.single() ? a : b;
    const NameField& other = a.single() ? b : a;
    surname_differs_out = differs(one.surname, other.surname);
    if (!surname_differs_out || other.single()) return given_exact;
    const auto level = compare_given(one.surname, other.given);
    surname_differs_out = level == given_differs;
    return static_cast<GivenLevel>(level);
  }
  const NamePair straight = [&] {
    NamePair pair;
    pair.given = compare_given(a.given, b.given);
    pair.surname = compare_surname(a.surname, b.surname);
    for (const auto& [x, y] : {std::pair(&a, &b), std::pair(&b, &a)}) {
      for (const std::uint32_t middle : x->middle) {
        if (middle == no_field) continue;
        if (pair.given == given_differs && (middle == y->given || compare_given(middle, y->given) < given_initial)) {
          pair.given = given_part;
        }
        if (pair.surname == surname_differs && middle == y->surname) pair.surname = surname_part;
      }
    }
    return pair;
  }();
  surname_differs_out = straight.surname == surname_differs;
  if (straight.given != given_differs) return static_cast<GivenLevel>(straight.given);
  if (compare_given(a.given, b.surname) < given_initial && compare_surname(a.surname, b.given) < surname_part) {
    surname_differs_out = false;
    return given_exact;
  }
  // "ZOE M" of a form that asks for the surname elsewhere: a given name and a middle initial.
  for (const auto& [x, y] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    if (x->initial && compare_given(x->surname, y->given) < given_initial) {
      surname_differs_out = true;
      return given_exact;
    }
  }
  return given_differs;
}

BirthLevel Model::birth_level(std::uint32_t a, std::uint32_t b) const {
  if (a == b) return fields_.birth_at(a).whole ? birth_exact : birth_year;
  const BirthField& first = fields_.birth_at(a);
  const BirthField& second = fields_.birth_at(b);
  const std::string_view x(first.digits.data(), 8);
  const std::string_view y(second.digits.data(), 8);
  if (x.substr(4) == "0000" || y.substr(4) == "0000") {
    return x.substr(0, 4) == y.substr(0, 4) ? birth_year : birth_differs;
  }
  if (x.substr(0, 4) == y.substr(0, 4) && x.substr(4, 2) == y.substr(6, 2) && x.substr(6, 2) == y.substr(4, 2)) {
    return birth_swapped;
  }
  if (one_digit_or_transposition(x, y)) return birth_digit;
  const int parts = (x.substr(0, 4) == y.substr(0, 4) ? 1 : 0) + (x.substr(4, 2) == y.substr(4, 2) ? 1 : 0) +
                    (x.substr(6, 2) == y.substr(6, 2) ? 1 : 0);
  if (parts == 2) return birth_two_parts;
  int digits = 0;
  for (std::size_t digit = 0; digit < 8; ++digit) digits += x[digit] != y[digit] ? 1 : 0;
  return digits == 2 ? birth_two_digits : birth_differs;
}

std::uint8_t Model::compare_addresses(std::uint32_t number_a, std::uint32_t number_b) const {
  const AddressField& a = fields_.address_at(number_a);
  const AddressField& b = fields_.address_at(number_b);
  const bool numbers = a.number != no_field && b.number != no_field;
  const bool number_equal = numbers && a.number == b.number;
  const bool number_near = numbers && house_numbers_alike(a.number, b.number);
  const bool street = a.street != no_field && b.street != no_field && tokens_alike(a.street, b.street);
  const bool postcodes = a.postcode != no_field && b.postcode != no_field;
  const bool postcode_equal = postcodes && a.postcode == b.postcode;
  if (number_equal && street && a.street == b.street && (postcode_equal || !postcodes)) return address_same;
  // Tokens in common, weighed by how rare they are, of what the poorer address holds.
  std::uint32_t common = 0;
  std::size_t i = 0;
  std::size_t j = 0;
  const std::span<const std::uint32_t> tokens_a = fields_.tokens_of(a);
  const std::span<const std::uint32_t> tokens_b = fields_.tokens_of(b);
  while (i < tokens_a.size() && j < tokens_b.size()) {
    if (tokens_a[i] == tokens_b[j]) {
      common += token_bits_[tokens_a[i]];
      ++i;
      ++j;
    } else if (tokens_a[i] < tokens_b[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  const float overlap =
      static_cast<float>(common) /
      std::max(1024.0F, static_cast<float>(std::min(address_bits_[number_a], address_bits_[number_b])));
  if (number_near && (street || overlap >= 0.7F)) return address_house;
  if (street && (postcode_equal || overlap >= 0.5F)) return address_street;
  if (number_equal && overlap >= 0.5F) return address_street;
  if (postcode_equal || overlap >= 0.35F) return address_area;
  return address_differs;
}

std::uint8_t Model::compare_emails(std::uint32_t a, std::uint32_t b) const {
  const std::string_view text_a = fields_.value_text(a);
  const std::string_view text_b = fields_.value_text(b);
  const std::string_view local_a = text_a.substr(0, text_a.find('@'));
  const std::string_view local_b = text_b.substr(0, text_b.find('@'));
  if (local_a == local_b) return local_a.size() >= 5 ? value_near : value_differs;
  const std::string_view domain = text_a.substr(local_a.size());
  if (domain != text_b.substr(local_b.size())) return value_differs;
  // Namesakes of one office are told apart by a number.
  const auto letters_end = [](std::string_view local) {
    while (!local.empty() && is_digit(local.back())) local.remove_suffix(1);
    return local;
  };
  const bool numbered = letters_end(local_a) == letters_end(local_b);
  if (!numbered && local_a.size() >= 6 && within_one_edit(local_a, local_b)) return value_near;
  return fields_.value_at(a).public_mail ? value_differs : value_same_office;
}

bool Model::ids_clash(const Profile& a, const Profile& b) const {
  // By type, the id that most mentions have on either side: slips of the same number are not compared with one another.
  const auto main_of = [this](const Profile& profile, std::uint16_t kind) {
    std::size_t best = profile.ids.count;
    for (std::size_t i = 0; i < profile.ids.count; ++i) {
      if (fields_.value_at(profile.ids.value[i]).kind != kind) continue;
      if (best == profile.ids.count || profile.ids.votes[i] > profile.ids.votes[best]) best = i;
    }
    return profile.ids.value[best];
  };
  for (std::size_t i = 0; i < a.ids.count; ++i) {
    const std::uint16_t kind = fields_.value_at(a.ids.value[i]).kind;
    if (fields_.value_at(a.ids.value[i]).of_house()) continue;
    bool same_kind = false;
    for (std::size_t j = 0; j < b.ids.count && !same_kind; ++j) {
      same_kind = fields_.value_at(b.ids.value[j]).kind == kind;
    }
    if (!same_kind) continue;
    const std::uint32_t x = main_of(a, kind);
    const std::uint32_t y = main_of(b, kind);
    if (x != y && !one_slip_apart(fields_.value_text(x), fields_.value_text(y))) return true;
  }
  return false;
}

Model::IdMark Model::id_mark(const Profile& profile) const {
  IdMark mark;
  std::uint32_t votes = 0;
  for (std::size_t at = 0; at < profile.ids.count; ++at) {
    const ValueField& value = fields_.value_at(profile.ids.value[at]);
    if (value.of_house()) continue;
    if (mark.kind != 0 && value.kind != mark.kind) return {};
    mark.kind = value.kind;
    if (profile.ids.votes[at] <= votes) continue;
    votes = profile.ids.votes[at];
    const std::string_view text = fields_.value_text(profile.ids.value[at]);
    if (text.size() > 16) return {};
    mark.count = static_cast<std::uint8_t>(text.size());
    mark.digits = 0;
    for (const char c : text) {
      if (c < '0' || c > '9') return {};
      mark.digits = mark.digits << 4 | static_cast<std::uint64_t>(c - '0');
    }
    // Without a check digit a wrong number looks like a right one: whoever has the same birth date is compared.
    if (!value.confirmed && profile.births.count == 1 && fields_.birth_at(profile.births.value[0]).whole) {
      mark.birth = static_cast<std::uint16_t>(fields_.births().hash(profile.births.value[0]) | 1U);
    }
  }
  if (mark.birth != 0 && profile.names.count != 0) {
    // And whose surname begins alike, or one name of either.
    const NameField& name = fields_.name_at(profile.names.value[0]);
    const auto letter = [this](std::uint32_t word) {
      return word == no_field ? 0U : static_cast<unsigned char>(fields_.words().text(word).front());
    };
    mark.letters = static_cast<std::uint8_t>(letter(name.given) + letter(name.surname));
  }
  return mark;
}

bool Model::is_digit_longer(const IdMark& a, const IdMark& b) {
  const IdMark& more = a.count > b.count ? a : b;
  const IdMark& less = a.count > b.count ? b : a;
  if (more.count != less.count + 1) return false;
  for (int out = 0; out < more.count; ++out) {
    const std::uint64_t low = more.digits & ((std::uint64_t{1} << 4 * out) - 1);
    const std::uint64_t high = out == 15 ? 0 : more.digits >> 4 * (out + 1) << 4 * out;
    if ((high | low) == less.digits) return true;
  }
  return false;
}

bool Model::no_word_in_common(const Profile& a, const Profile& b) const {
  struct Words {
    std::array<std::uint32_t, 5 * std::tuple_size_v<decltype(Profile::names.value)>> word;
    std::size_t count = 0;
    std::span<const std::uint32_t> all() const { return std::span(word).first(count); }
  };
  const auto words_of = [this](const Profile& profile) {
    Words words;
    for (std::size_t at_name = 0; at_name < profile.names.count; ++at_name) {
      const NameField& name = fields_.name_at(profile.names.value[at_name]);
      for (const std::uint32_t word : {name.given, name.surname, name.middle[0], name.middle[1], name.middle[2]}) {
        if (word != no_field) words.word[words.count++] = word;
      }
    }
    return words;
  };
  const Words of_a = words_of(a);
  const Words of_b = words_of(b);
  for (const std::uint32_t x : of_a.all()) {
    for (const std::uint32_t y : of_b.all()) {
      if (compare_given(x, y) != given_differs || compare_surname(x, y) != surname_differs) return false;
    }
  }
  return true;
}

// Whether mailboxes of both are made of their names: "richard.johnson" of Richard Johnson says what the name says.
bool Model::mailbox_is_name(const Profile& a, const Profile& b) const {
  const auto is_name = [this](const Profile& profile) {
    for (std::size_t i = 0; i < profile.emails.count; ++i) {
      const std::string_view text = fields_.value_text(profile.emails.value[i]);
      const std::string_view local = text.substr(0, text.find('@'));
      for (std::size_t j = 0; j < profile.names.count; ++j) {
        const NameField& name = fields_.name_at(profile.names.value[j]);
        if (name.single()) continue;
        const std::string_view surname = fields_.words().text(name.surname);
        const std::string_view given = fields_.words().text(name.given);
        if (local.find(surname) != std::string_view::npos && local.find(given.front()) != std::string_view::npos) {
          return true;
        }
      }
    }
    return false;
  };
  return is_name(a) && is_name(b);
}

Comparison Model::compare(const Profile& a, const Profile& b) const {
  Comparison out;
  compare_names_and_births(a, b, out);
  compare_the_rest(a, b, out);
  return out;
}

std::optional<Comparison> Model::compare_unless_below(const Profile& a, const Profile& b, float bits_min) const {
  Comparison out;
  compare_names_and_births(a, b, out);
  constexpr float rounding = 0.01F;
  if (bits_at_best(a, b, out) < bits_min - rounding) return std::nullopt;
  compare_the_rest(a, b, out);
  return out;
}

// Relatives only take from what is left against strangers. Of the rest, what is equal is told by its number; of what is
// not, each is worth its best level.
float Model::bits_at_best(const Profile& a, const Profile& b, const Comparison& known) const {
  float bits = matches_.bits() - strangers_.bits();
  for (const FieldOf field : {FieldOf::given, FieldOf::surname, FieldOf::birth, FieldOf::order}) {
    bits += log_m_[at(field)][known.level[at(field)]] - known.chance[at(field)];
  }
  if (a.addresses.count != 0 && b.addresses.count != 0) {
    float chance = 0;
    for (std::size_t i = 0; i < a.addresses.count; ++i) {
      chance = std::min(chance, address_chance_[a.addresses.value[i]]);
    }
    bits += std::max(best_unequal_[at(FieldOf::address)], log_m_[at(FieldOf::address)][address_same] - chance);
  }
  const auto values = [&](FieldOf field, const auto& of_a, const auto& of_b) {
    if (of_a.count == 0 || of_b.count == 0) return 0.0F;
    float best = best_unequal_[at(field)];
    for (std::size_t i = 0; i < of_a.count; ++i) {
      if (!of_b.holds(of_a.value[i])) continue;
      best = std::max(best, log_m_[at(field)][value_exact] - value_chance_[of_a.value[i]]);
    }
    return best;
  };
  bits += values(FieldOf::phone, a.phones, b.phones);
  bits += values(FieldOf::email, a.emails, b.emails);
  bits += values(FieldOf::account, a.accounts, b.accounts);
  bits += std::max({values(FieldOf::id, a.ids, b.ids), values(FieldOf::id, a.weak_ids, b.ids),
                    values(FieldOf::id, a.ids, b.weak_ids), values(FieldOf::id, a.weak_ids, b.weak_ids)});
  return bits;
}

namespace {

// Initials do not speak where there is more, and of two names that differ in what stands between only the one that has
// all of it.
class NamesToCompare {
 public:
  NamesToCompare(const Fields& fields, const Profile& profile) {
    bool full = false;
    for (std::size_t at = 0; at < profile.names.count; ++at) {
      const NameField& name = fields.name_at(profile.names.value[at]);
      full = full || is_full(name);
      names_[at] = &name;
    }
    for (std::size_t at = 0; at < profile.names.count; ++at) {
      if (!full || is_full(*names_[at])) add(names_[at]);
    }
  }
  std::span<const NameField* const> names() const { return {names_.data(), count_}; }

 private:
  static bool is_full(const NameField& name) { return !name.single() && !name.initial; }
  static bool says_all_of(const NameField& name, const NameField& other) {
    return name.given == other.given && name.surname == other.surname && name.initial == other.initial &&
           std::ranges::all_of(other.middle, [&](std::uint32_t middle) {
             return middle == no_field || std::ranges::find(name.middle, middle) != name.middle.end();
           });
  }
  void add(const NameField* added) {
    for (std::size_t at = 0; at < count_; ++at) {
      if (says_all_of(*names_[at], *added)) return;
      if (!says_all_of(*added, *names_[at])) continue;
      names_[at] = added;
      return;
    }
    names_[count_++] = added;
  }
  std::array<const NameField*, 4> names_ = {};
  std::size_t count_ = 0;
};

}  // namespace

void Model::compare_names_and_births(const Profile& a, const Profile& b, Comparison& out) const {
  const auto set = [&](FieldOf field, std::uint8_t level, float chance) {
    out.level[at(field)] = level;
    out.chance[at(field)] = chance;
  };
  const NamesToCompare names_a(fields_, a);
  const NamesToCompare names_b(fields_, b);
  NamePair best;
  bool named = false;
  for (std::size_t i = 0; i < a.names.count && !named; ++i) {  // A name that both have is the best pair there is.
    if (!b.names.holds(a.names.value[i])) continue;
    const NameField& name = fields_.name_at(a.names.value[i]);
    if (name.single() || name.initial) continue;
    best = compare_straight(name, name);
    named = true;
  }
  for (const NameField* const name_a : names_a.names()) {
    if (named && best.given == given_exact && best.surname == surname_exact) break;
    for (const NameField* const name_b : names_b.names()) {
      const NamePair pair = compare_names(*name_a, *name_b);
      if (!named || pair.worth > best.worth) best = pair;
      named = true;
    }
  }
  if (named) {
    if (best.given != 0) set(FieldOf::given, best.given, best.given_chance);
    if (best.surname != 0) set(FieldOf::surname, best.surname, best.surname_chance);
    if (best.order != 0) set(FieldOf::order, best.order, log_u_[at(FieldOf::order)][best.order]);
  }
  for (std::size_t i = 0; i < a.births.count; ++i) {
    for (std::size_t j = 0; j < b.births.count; ++j) {
      const BirthLevel level = birth_level(a.births.value[i], b.births.value[j]);
      const std::uint8_t known = out.level[at(FieldOf::birth)];
      if (known != 0 && known <= level) continue;
      set(FieldOf::birth, level,
          level == birth_exact ? birth_chance_[a.births.value[i]] : log_u_[at(FieldOf::birth)][level]);
    }
  }
}

void Model::compare_the_rest(const Profile& a, const Profile& b, Comparison& out) const {
  const auto set = [&](FieldOf field, std::uint8_t level, float chance) {
    out.level[at(field)] = level;
    out.chance[at(field)] = chance;
  };
  for (std::size_t i = 0; i < a.addresses.count; ++i) {
    for (std::size_t j = 0; j < b.addresses.count; ++j) {
      const std::uint32_t x = a.addresses.value[i];
      const std::uint32_t y = b.addresses.value[j];
      if (out.level[at(FieldOf::address)] == address_same) break;
      const std::uint8_t level =
          x == y && fields_.address_at(x).number != no_field ? std::uint8_t{address_same} : compare_addresses(x, y);
      const std::uint8_t known = out.level[at(FieldOf::address)];
      if (known != 0 && known <= level) continue;
      set(FieldOf::address, level,
          level == address_same ? std::max(address_chance_[x], address_chance_[y])
                                : log_u_[at(FieldOf::address)][level]);
    }
  }
  const auto values = [&](FieldOf field, const auto& of_a, const auto& of_b, auto near) {
    for (std::size_t i = 0; i < of_a.count; ++i) {
      for (std::size_t j = 0; j < of_b.count; ++j) {
        const std::uint32_t x = of_a.value[i];
        const std::uint32_t y = of_b.value[j];
        const std::uint8_t level = x == y ? value_exact : near(x, y) ? value_near : value_differs;
        const std::uint8_t known = out.level[at(field)];
        const float chance = level == value_exact ? value_chance_[x] : log_u_[at(field)][level];
        if (known != 0 && (known < level || (known == level && out.chance[at(field)] <= chance))) continue;
        set(field, level, chance);
      }
    }
  };
  const auto digits_near = [this](std::uint32_t x, std::uint32_t y) {
    return one_slip_apart(fields_.value_text(x), fields_.value_text(y));
  };
  values(FieldOf::phone, a.phones, b.phones, digits_near);
  for (std::size_t i = 0; i < a.emails.count; ++i) {
    for (std::size_t j = 0; j < b.emails.count; ++j) {
      // Two mailboxes of one office say more than two that have nothing in common.
      constexpr std::array<std::uint8_t, 5> rank = {9, 0, 1, 3, 2};
      const std::uint32_t x = a.emails.value[i];
      const std::uint8_t level =
          x == b.emails.value[j] ? std::uint8_t{value_exact} : compare_emails(x, b.emails.value[j]);
      const std::uint8_t known = out.level[at(FieldOf::email)];
      const float chance = level == value_exact ? value_chance_[x] : log_u_[at(FieldOf::email)][level];
      if (rank[known] < rank[level] || (known == level && out.chance[at(FieldOf::email)] <= chance)) continue;
      set(FieldOf::email, level, chance);
    }
  }
  const std::uint8_t surnames = out.level[at(FieldOf::surname)];
  if (out.level[at(FieldOf::email)] == value_near && surnames != 0 && surnames <= surname_edit &&
      mailbox_is_name(a, b)) {
    out.chance[at(FieldOf::email)] = std::max(out.chance[at(FieldOf::email)], mailbox_of_namesake);
  }
  values(FieldOf::account, a.accounts, b.accounts, digits_near);
  if (out.level[at(FieldOf::account)] == value_differs) set(FieldOf::account, 0, 0);  // People have several.
  // Ids: of one type only. A weak one (it failed its validator) may agree, but its difference says nothing.
  const auto ids = [&](const auto& of_a, const auto& of_b, bool strong) {
    for (std::size_t i = 0; i < of_a.count; ++i) {
      for (std::size_t j = 0; j < of_b.count; ++j) {
        const std::uint32_t x = of_a.value[i];
        const std::uint32_t y = of_b.value[j];
        if (fields_.value_at(x).kind != fields_.value_at(y).kind) continue;
        const std::uint8_t level =
            x == y ? value_exact
            : digits_near(x, y) || (!strong && within_one_edit(fields_.value_text(x), fields_.value_text(y)))
                ? value_near
                : value_differs;
        const std::uint8_t known = out.level[at(FieldOf::id)];
        if (level == value_differs && !strong) continue;
        if (level != value_exact && fields_.value_at(x).of_house()) continue;
        if (known != 0 && known <= level) continue;
        set(FieldOf::id, level, level == value_exact ? value_chance_[x] : log_u_[at(FieldOf::id)][level]);
      }
    }
  };
  ids(a.ids, b.ids, true);
  ids(a.weak_ids, b.ids, false);
  ids(a.ids, b.weak_ids, false);
  ids(a.weak_ids, b.weak_ids, false);
  // Of two names nothing agrees, and each has a mailbox or a telephone of their own: a street, an area code and a birth
  // date that are alike are an accident of neighbours.
  const auto is = [&out](FieldOf field, std::uint8_t level) { return out.level[at(field)] == level; };
  const auto apart = [&is](FieldOf field) {
    return is(field, value_near) || is(field, value_differs) || is(field, value_same_office);
  };
  const auto strangers = [&] {  // Asked where nothing else forbids it: of pairs drawn at random hardly ever.
    return is(FieldOf::given, given_differs) && is(FieldOf::surname, surname_differs) &&
           !is(FieldOf::id, value_exact) && !is(FieldOf::email, value_exact) && !is(FieldOf::account, value_exact) &&
           (apart(FieldOf::email) || apart(FieldOf::phone)) && no_word_in_common(a, b);
  };
  // Two given names that have nothing in common, with one surname and one birth date: twins, whose address, telephone
  // and mailbox of the family say nothing. Of a hundred births one or two are of twins; a clerk puts quite another
  // given name beside the right birth date more seldom, unless the evidence itself says that such slips are common.
  const bool twins = twins_apart_ && is(FieldOf::given, given_differs) && !is(FieldOf::order, order_swapped) &&
                     (surnames == surname_exact || surnames == surname_edit) && is(FieldOf::birth, birth_exact) &&
                     !is(FieldOf::id, value_exact);
  if (a.ids.count != 0 && b.ids.count != 0) {
    out.forbidden = ids_clash(a, b);
    if (out.forbidden && rows_say_typo(out) && !confirmed_clash(a, b)) {
      out.forbidden = false;
      out.clash = true;
    }
    if (!out.forbidden && out.level[at(FieldOf::id)] == value_near) {
      // A slip in a validated id is believed only where all else agrees: the whole name, and the birth date where both
      // tell it. (Brothers and sisters have numbers in a row, but not one given name.)
      const auto level = [&](FieldOf field) { return out.level[at(field)]; };
      const std::uint8_t given = level(FieldOf::given);
      const std::uint8_t birth = level(FieldOf::birth);
      const bool births_agree = birth == birth_exact || birth == birth_digit || birth == birth_swapped;
      // In either order, one of the two words may be mistyped too, not both.
      const bool turned = level(FieldOf::order) == order_swapped;
      const bool same_given = given == given_exact || given == given_nickname || given == given_initial ||
                              (turned && given == given_edit && level(FieldOf::surname) == surname_exact);
      const bool name = given != 0 && given != given_differs && (same_given || births_agree) &&
                        level(FieldOf::surname) != 0 && level(FieldOf::surname) != surname_differs;
      const bool other = birth == 0 || births_agree;
      // Where the number has no check digit, one birth date and one part of the name are enough, if the other is not
      // told, or is a surname that changed. Not if given names differ: twins have numbers in a row.
      const std::uint8_t surname = level(FieldOf::surname);
      const bool untold = given == 0 && (surname == surname_exact || surname == surname_edit);
      const bool renamed = (given == given_exact || given == given_nickname) && surname == surname_differs;
      const bool birth_and_part = birth == birth_exact && (untold || renamed) && !confirmed_clash(a, b);
      out.forbidden = !(name && other) && !birth_and_part;
    }
  }
  // "Mark Okafor Sr" and "Mark Okafor Jr".
  const bool generations = is(FieldOf::given, given_exact) && surnames == surname_exact &&
                           !is(FieldOf::id, value_exact) && of_two_generations(a, b);
  out.forbidden = out.forbidden || twins || generations || strangers();
}

bool Model::of_two_generations(const Profile& a, const Profile& b) const {
  bool differ = false;
  for (std::size_t i = 0; i < a.names.count; ++i) {
    const NameField& one = fields_.name_at(a.names.value[i]);
    for (std::size_t j = 0; j < b.names.count && one.generation != 0; ++j) {
      const NameField& other = fields_.name_at(b.names.value[j]);
      if (other.generation == one.generation) return false;
      differ = differ || generations_differ(one, other);
    }
  }
  return differ;
}

// All else says that one of the two numbers is wrong: name and birth date agree but for a slip, and they share a
// street, a telephone or a mailbox as well. A father and a son of one name have two birth dates; of two strangers of
// one name and birth date, of whom large cases have some, each lives elsewhere.
bool Model::rows_say_typo(const Comparison& comparison) {
  const auto level = [&](FieldOf field) { return comparison.level[at(field)]; };
  const std::uint8_t given = level(FieldOf::given);
  const std::uint8_t surname = level(FieldOf::surname);
  const std::uint8_t birth = level(FieldOf::birth);
  if (given == 0 || given > given_edit || surname == 0 || surname > surname_edit) return false;
  if (birth == 0 || birth > birth_digit) return false;
  const std::uint8_t address = level(FieldOf::address);
  return (address != 0 && address <= address_street) || level(FieldOf::phone) == value_exact ||
         level(FieldOf::email) == value_exact;
}

double Model::share_that_rows_tell() const {
  const auto sum = [this](FieldOf field, std::uint8_t last) {
    double share = 0;
    for (std::uint8_t level = 1; level <= last; ++level) share += static_cast<double>(m_[at(field)][level]);
    return share;
  };
  return sum(FieldOf::given, given_edit) * sum(FieldOf::surname, surname_edit) * sum(FieldOf::birth, birth_exact);
}

bool Model::confirmed_clash(const Profile& a, const Profile& b) const {
  for (std::size_t i = 0; i < a.ids.count; ++i) {
    if (!fields_.value_at(a.ids.value[i]).confirmed) continue;
    for (std::size_t j = 0; j < b.ids.count; ++j) {
      if (fields_.value_at(a.ids.value[i]).kind == fields_.value_at(b.ids.value[j]).kind &&
          a.ids.value[i] != b.ids.value[j]) {
        return true;
      }
    }
  }
  return false;
}

float Model::others_of(const Comparison& comparison) const {
  float strangers = strangers_.bits();
  float relatives = relatives_.bits();
  for (std::size_t field = 0; field < fields_count; ++field) {
    const std::uint8_t level = comparison.level[field];
    strangers += comparison.chance[field];
    relatives += log_r_[field][level];
  }
  const float top = std::max(strangers, relatives);
  return top + std::log2(1.0F + std::exp2(std::min(strangers, relatives) - top));
}

float Model::bits_of(const Comparison& comparison, float matches_bits) const {
  float match = matches_bits;
  for (std::size_t field = 0; field < fields_count; ++field) match += log_m_[field][comparison.level[field]];
  return std::clamp(match - others_of(comparison), -60.0F, 60.0F);
}

Verdict Model::judge(const Comparison& comparison) const {
  Verdict verdict;
  verdict.bits = bits_of(comparison);
  verdict.probability = 1.0F / (1.0F + std::exp2(-verdict.bits));
  return verdict;
}

void Model::learn_strangers(const Profiles& profiles, std::span<const std::uint32_t> which) {
  if (which.size() < 2) return;
  Table seen = {};
  std::uint64_t state = 0x9E3779B97F4A7C15ULL;
  const auto next = [&state] {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
  };
  const double all = static_cast<double>(which.size()) * static_cast<double>(which.size() - 1) / 2;
  const double worth_of_all = std::min(all, random_pairs);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  pairs.reserve(static_cast<std::size_t>(random_pairs));
  for (int pair = 0; pair < static_cast<int>(random_pairs); ++pair) {
    const std::size_t a = next() % which.size();
    const std::size_t b = next() % which.size();
    if (a != b) pairs.emplace_back(which[a], which[b]);
  }
  // Counts below 2^24 are exact in float: their sum is the same in any order.
  std::mutex mutex;
  std::size_t compared_pairs = 0;
  in_parts(pairs.size(), [&](std::size_t begin, std::size_t end) {
    Table own = {};
    std::size_t own_compared = 0;
    Profile a;
    Profile b;
    for (std::size_t at_pair = begin; at_pair < end; ++at_pair) {
      profiles.get(pairs[at_pair].first, a);
      profiles.get(pairs[at_pair].second, b);
      const Comparison compared = compare(a, b);
      for (std::size_t field = 0; field < fields_count; ++field) ++own[field][compared.level[field]];
      bool more = false;
      for (const FieldOf field : {FieldOf::birth, FieldOf::address, FieldOf::phone, FieldOf::email, FieldOf::id}) {
        more = more || compared.level[at(field)] != 0;
      }
      own_compared += more ? 1 : 0;
    }
    const std::lock_guard lock(mutex);
    compared_pairs += own_compared;
    for (std::size_t field = 0; field < fields_count; ++field) {
      for (std::size_t level = 0; level < levels_count; ++level) seen[field][level] += own[field][level];
    }
  });
  if (!pairs.empty()) comparable_ = static_cast<double>(compared_pairs) / static_cast<double>(pairs.size());
  for (std::size_t field = 0; field < fields_count; ++field) {
    if (field == at(FieldOf::order)) continue;
    float sum = 0;
    for (std::size_t level = 1; level < levels_count; ++level) sum += seen[field][level];
    if (sum == 0) continue;
    const auto scale = static_cast<float>(worth_of_all / random_pairs);
    for (std::size_t level = 1; level < levels_count; ++level) {
      u_[field][level] = (assumed_u[field][level] * assumed_weight_strangers + seen[field][level] * scale) /
                         (assumed_weight_strangers + sum * scale);
    }
  }
  refresh();
}

namespace {

using Levels = std::array<std::uint8_t, fields_count>;

Levels levels_of(std::uint64_t pattern) {
  Levels level = {};
  for (std::size_t field = 0; field < fields_count; ++field) {
    level[field] = static_cast<std::uint8_t>(pattern >> (4 * field) & 0xF);
  }
  return level;
}

// One surname and birth date, two given names that have nothing in common, and no id that says that they are one.
bool are_like_twins(const Levels& level) {
  const std::uint8_t surname = level[at(FieldOf::surname)];
  return level[at(FieldOf::given)] == given_differs && level[at(FieldOf::order)] != order_swapped &&
         (surname == surname_exact || surname == surname_edit) && level[at(FieldOf::birth)] == birth_exact &&
         level[at(FieldOf::id)] != value_exact;
}

// One name and two birth dates that have nothing in common: father and son.
bool are_like_generations(const Levels& level) {
  return level[at(FieldOf::given)] == given_exact && level[at(FieldOf::surname)] == surname_exact &&
         level[at(FieldOf::birth)] == birth_differs && level[at(FieldOf::id)] != value_exact &&
         level[at(FieldOf::email)] != value_exact;
}

}  // namespace

void Model::learn_matches(const std::vector<Comparison>& pairs, double pairs_each_stands_for) {
  twins_apart_ = true;
  if (pairs.empty()) return;
  // What learning moves is the weight of a match, which hangs on the levels alone: pairs of one pattern of levels stand
  // together, and what speaks against a match is summed up once.
  std::vector<Observed> kept(pairs.size());
  in_parts(pairs.size(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t at_pair = begin; at_pair < end; ++at_pair) {
      static_assert(levels_count <= 16 && fields_count <= 16);
      for (std::size_t field = 0; field < fields_count; ++field) {
        kept[at_pair].pattern |= std::uint64_t{pairs[at_pair].level[field]} << (4 * field);
      }
      float strangers = strangers_.bits();
      for (const float chance : pairs[at_pair].chance) strangers += chance;
      kept[at_pair].strangers = std::exp2(static_cast<double>(strangers));
    }
  });
  std::ranges::sort(kept, [](const Observed& a, const Observed& b) {
    return a.pattern != b.pattern ? a.pattern < b.pattern : a.strangers < b.strangers;
  });
  const Table assumed_of_matches = m_;
  const Table assumed_of_relatives = r_;
  const Number few_matches = matches_;
  const Number few_relatives = relatives_;
  const Learnt learnt = learn_rounds(kept, pairs_each_stands_for);
  twins_apart_ = m_[at(FieldOf::given)][given_differs] < given_differs_common;
  // In a list in which hardly anybody stands twice, twins and fathers and sons of one name are what looks like one:
  // what tells them apart is no slip. No clerk writes quite another given name, or birth date, every fourth time; and a
  // school has as many twins as are born.
  const bool twins = !twins_apart_ && (learnt.twins > differs_most * learnt.matches ||
                                       learnt.twins * pairs_each_stands_for <= twins_of_profiles * profiles_);
  const bool generations = m_[at(FieldOf::birth)][birth_differs] >= birth_differs_common &&
                           learnt.generations > differs_most * learnt.matches;
  if (!twins && !generations) return;
  std::erase_if(kept, [&](const Observed& pair) {
    const Levels level = levels_of(pair.pattern);
    return (twins && are_like_twins(level)) || (generations && are_like_generations(level));
  });
  m_ = assumed_of_matches;
  r_ = assumed_of_relatives;
  matches_ = few_matches;
  relatives_ = few_relatives;
  refresh();
  learn_rounds(kept, pairs_each_stands_for);
  twins_apart_ = twins_apart_ || twins;
}

Model::Learnt Model::learn_rounds(const std::vector<Observed>& kept, double pairs_each_stands_for) {
  Learnt learnt;
  for (int round = 0; round < em_rounds; ++round) {
    std::array<std::array<double, levels_count>, fields_count> expected = {};
    std::array<std::array<double, levels_count>, fields_count> expected_relatives = {};
    double matches = 0;
    double relatives = 0;
    learnt = {};
    for (std::size_t begin = 0; begin < kept.size();) {
      const Levels level = levels_of(kept[begin].pattern);
      float match = matches_.bits();
      float relative = relatives_.bits();
      for (std::size_t field = 0; field < fields_count; ++field) {
        match += log_m_[field][level[field]];
        relative += log_r_[field][level[field]];
      }
      const double of_match = std::exp2(static_cast<double>(match));
      const double of_relative = std::exp2(static_cast<double>(relative));
      double of_pattern = 0;
      double relatives_of_pattern = 0;
      std::size_t at_pair = begin;
      for (; at_pair < kept.size() && kept[at_pair].pattern == kept[begin].pattern; ++at_pair) {
        const double known = of_match + of_relative;
        if (known < kept[at_pair].strangers * 1e-4) break;  // Those that follow have more that speaks against them.
        of_pattern += of_match / (known + kept[at_pair].strangers);
        relatives_of_pattern += of_relative / (known + kept[at_pair].strangers);
      }
      while (at_pair < kept.size() && kept[at_pair].pattern == kept[begin].pattern) ++at_pair;
      matches += of_pattern;
      if (are_like_twins(level)) learnt.twins += of_pattern;
      if (are_like_generations(level)) learnt.generations += of_pattern;
      relatives += relatives_of_pattern;
      for (std::size_t field = 0; field < fields_count; ++field) {
        expected[field][level[field]] += of_pattern;
        expected_relatives[field][level[field]] += relatives_of_pattern;
      }
      begin = at_pair;
    }
    const auto learn = [](std::size_t field, const Table& assumed, double weight, const auto& seen, Table& into) {
      double sum = 0;
      for (std::size_t level = 1; level < levels_count; ++level) sum += seen[field][level];
      for (std::size_t level = 1; level < levels_count; ++level) {
        into[field][level] = static_cast<float>(
            (static_cast<double>(assumed[field][level]) * weight + seen[field][level]) / (weight + sum));
      }
    };
    for (std::size_t field = 0; field < fields_count; ++field) {
      learn(field, assumed_m, static_cast<double>(assumed_weight), expected, m_);
    }
    // What a household shares, and how often; never what tells its members apart.
    for (const FieldOf field : {FieldOf::surname, FieldOf::address, FieldOf::phone, FieldOf::account}) {
      learn(at(field), assumed_r, assumed_weight_relatives, expected_relatives, r_);
    }
    for (std::size_t field = 0; field < fields_count; ++field) {
      const std::uint8_t last = differs_level[field];
      if (last == 0 || m_[field][last] <= differs_max[field]) continue;
      const float scale = (1 - differs_max[field]) / (1 - m_[field][last]);
      for (std::size_t level = 1; level < levels_count; ++level) m_[field][level] *= scale;
      m_[field][last] = differs_max[field];
    }
    // A profile's other profiles; two observations' worth of the assumption.
    matches_ = std::clamp((2 * matches * pairs_each_stands_for + 0.3 * 20) / (profiles_ + 20), 0.0003, 40.0);
    // Where nobody lives with anybody (a sample, a register of strangers), few are relatives. Blocks pass over pairs
    // whose ids tell them apart at sight, so what is seen of relatives is a part: the assumption keeps a fifth.
    relatives_ = std::clamp((2 * relatives * pairs_each_stands_for + assumed_relatives * assumed_weight_relatives) /
                                (profiles_ + assumed_weight_relatives),
                            assumed_relatives / 5, assumed_relatives * 30);
    refresh();
    learnt.matches = matches;
  }
  return learnt;
}

double Model::bearers(const NameField& name) const {
  if (name.single()) return profiles_;
  return profiles_ *
         std::exp2(static_cast<double>(given_chance_[name.given]) + static_cast<double>(surname_chance_[name.surname]));
}

double Model::bearers(const NameField& name, std::uint32_t address) const {
  const double share = address == no_field ? 1.0 : std::exp2(static_cast<double>(address_chance_[address]));
  if (!name.single()) return bearers(name) * share;
  return profiles_ * share *
         std::exp2(static_cast<double>(std::max(given_chance_[name.surname], surname_chance_[name.surname])));
}

std::string Model::explain(const Comparison& comparison) const {
  std::string out;
  for (std::size_t field = 0; field < fields_count; ++field) {
    const std::uint8_t level = comparison.level[field];
    const auto of = static_cast<FieldOf>(field);
    if (level == 0 || (of == FieldOf::order && level == order_straight)) continue;
    const float bits = log_m_[field][level] - comparison.chance[field];
    std::array<char, 32> number = {};
    (void)std::snprintf(number.data(), number.size(), " (%+.1f)", static_cast<double>(bits));
    out += (out.empty() ? "" : ", ") + std::string(field_name(of)) + " " + std::string(level_name(of, level)) +
           number.data();
  }
  return out;
}

std::string Model::to_json() const {
  std::string out = "{\"profiles\":" + std::to_string(static_cast<std::uint64_t>(profiles_)) +
                    ",\"matches_of_profile\":" + std::to_string(matches_.number()) +
                    ",\"relatives_of_profile\":" + std::to_string(relatives_.number()) + ",\"fields\":{";
  for (std::size_t field = 0; field < fields_count; ++field) {
    const auto of = static_cast<FieldOf>(field);
    out += (field == 0 ? "\"" : ",\"") + std::string(field_name(of)) + "\":{";
    bool first = true;
    for (std::uint8_t level = 1; level < levels_count; ++level) {
      if (level_name(of, level).empty()) continue;
      std::array<char, 64> pair = {};
      (void)std::snprintf(pair.data(), pair.size(), "[%.6f,%.7f,%.5f]", static_cast<double>(m_[field][level]),
                          static_cast<double>(u_[field][level]), static_cast<double>(r_[field][level]));
      out += (first ? "\"" : ",\"") + std::string(level_name(of, level)) + "\":" + pair.data();
      first = false;
    }
    out += "}";
  }
  return out + "}}";
}

}  // namespace constat
