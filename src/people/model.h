// How two profiles compare, and what the comparison is worth: levels of agreement per field, weighed as Fellegi and
// Sunter do (JASA 64 (1969) 1183), with m by expectation-maximisation (Winkler 1988) and, where values are equal, u by
// the value's own frequency (Newcombe 1959). Missing says nothing.
//
// Non-matches are of two sorts. Strangers agree by chance. Relatives live at one address under one surname and share
// telephones, but not given names and birth dates: weighing them as a population of their own is the household guard.
//   odds(match) = E * P(levels | match) / (n * P(levels | strangers) + R * P(levels | relatives))
// E: how many other profiles of the same human being a profile has, estimated; n: profiles; R: relatives of a profile
// among them, assumed.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "people/fields.h"
#include "people/parts.h"

namespace constat {

inline constexpr double days_of_century = 36525;  // Over which birth dates are spread.

template <std::size_t capacity>
struct Few {
  std::array<std::uint32_t, capacity> value = {};
  std::array<std::uint32_t, capacity> votes = {};
  std::uint8_t count = 0;

  bool holds(std::uint32_t wanted) const {
    for (std::size_t at = 0; at < count; ++at) {
      if (value[at] == wanted) return true;
    }
    return false;
  }
  // What has the fewest votes gives way; the first of equals stays.
  void add(std::uint32_t added, std::uint32_t times) {
    for (std::size_t at = 0; at < count; ++at) {
      if (value[at] == added) {
        votes[at] += times;
        return;
      }
    }
    if (count < capacity) {
      value[count] = added;
      votes[count++] = times;
      return;
    }
    std::size_t least = 0;
    for (std::size_t at = 1; at < capacity; ++at) {
      if (votes[at] < votes[least]) least = at;
    }
    if (votes[least] < times) {
      value[least] = added;
      votes[least] = times;
    }
  }
  template <std::size_t other>
  void add(const Few<other>& from) {
    for (std::size_t at = 0; at < from.count; ++at) add(from.value[at], from.votes[at]);
  }
};

// What is known of one cluster of mentions. Values are numbers of Fields.
struct Profile {
  Few<4> names;
  Few<3> births;
  Few<3> addresses;
  Few<4> phones;
  Few<4> emails;
  Few<4> ids;       // Validated.
  Few<2> weak_ids;  // Failed their validator: typing errors, mostly.
  Few<3> accounts;

  void add(const Profile& other);
};

// Profiles as they are kept, some 30 to 50 bytes each: most hold one mention's values.
class Profiles {
 public:
  std::uint32_t add(const Profile& profile) {
    begins_.push_back(0);
    put(size() - 1, profile);
    return size() - 1;
  }
  void put(std::uint32_t index, const Profile& profile);  // In place of what it held.
  void get(std::uint32_t index, Profile& out) const;
  Profile operator[](std::uint32_t index) const {
    Profile out;
    get(index, out);
    return out;
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(begins_.size()); }
  // `lists` are of those below: whether the profile has a value in any of them.
  bool has_any(std::uint32_t index, std::uint32_t lists) const { return (words_[begins_[index]] & lists) != 0; }
  static constexpr std::uint32_t names = 7U, births = 7U << 3, addresses = 7U << 6, phones = 7U << 9, emails = 7U << 12,
                                 ids = 7U << 15, weak_ids = 7U << 18, accounts = 7U << 21;
  // Ahead of get(): first where the profile lies, then what it holds.
  void prefetch_begin(std::uint32_t index) const { begins_.prefetch(index); }
  void prefetch(std::uint32_t index) const { __builtin_prefetch(&words_[begins_[index]]); }

 private:
  // A word of counts, three bits a field (and whether all votes are alike: then they stand once), then for each field
  // its values and votes. A profile never crosses a piece of the array.
  static constexpr std::uint32_t alike = 1U << 31;
  static constexpr std::size_t words_max = 2 + 2 * (4 + 3 + 3 + 4 + 4 + 4 + 2 + 3);
  Chunked<std::uint32_t> words_;
  Chunked<std::uint32_t> begins_;
};

enum class FieldOf : std::uint8_t { given, surname, birth, address, phone, email, id, account, order };
inline constexpr std::size_t fields_count = 9;
inline constexpr std::size_t levels_count = 8;
// Level 0 is "missing" everywhere, 1 "equal" (of order: as written). The names of the others are in level_name().
enum GivenLevel : std::uint8_t {
  given_exact = 1,
  given_nickname,
  given_edit,
  given_like,
  given_initial,
  given_part,
  given_differs
};
enum SurnameLevel : std::uint8_t { surname_exact = 1, surname_edit, surname_like, surname_part, surname_differs };
enum BirthLevel : std::uint8_t {
  birth_exact = 1,
  birth_swapped,
  birth_digit,
  birth_two_parts,
  birth_two_digits,
  birth_year,
  birth_differs
};
enum AddressLevel : std::uint8_t { address_same = 1, address_house, address_street, address_area, address_differs };
enum ValueLevel : std::uint8_t { value_exact = 1, value_near, value_differs, value_same_office };
// value_same_office: two mailboxes of one domain that is no public provider's. People seldom have two.
enum OrderLevel : std::uint8_t { order_straight = 1, order_swapped };
std::string_view level_name(FieldOf field, std::uint8_t level);  // "given name", "nickname"; static.
std::string_view field_name(FieldOf field);

struct Comparison {
  std::array<std::uint8_t, fields_count> level = {};
  std::array<float, fields_count> chance = {};  // log2 P(level | strangers), by the value's frequency where equal.
  bool forbidden = false;  // Two validated ids of one type that no typing error explains, or two names of which nothing
                           // agrees without a number or mailbox in common: never joined, however likely all else makes
                           // it. A human may, and the count's interval knows of it.
  bool clash = false;      // Two ids of a type without check digit, of rows that are one human being's in all else.
};

struct Verdict {
  float bits = 0;  // log2 of the odds.
  float probability = 0;
};

class Model {
 public:
  explicit Model(const Fields& fields);

  // Once all fields are read: what of each word is seen at sight. Comparing is slower without.
  void look_at_words();
  // Counts values over profiles. Before profiles are compared.
  void count(const Profiles& profiles, std::span<const std::uint32_t> which);
  void count(const Profiles& profiles) {
    count(profiles, profiles.size(), [](std::uint32_t index) { return index; });
  }
  // Chance agreement from random pairs of those, seeded alike on every run.
  void learn_strangers(const Profiles& profiles, std::span<const std::uint32_t> which);
  // Matches among `pairs` (each once) by expectation-maximisation.
  void learn_matches(const std::vector<Comparison>& pairs, double pairs_each_stands_for);

  // Ahead of compare(): asks memory for what it reads of the profile.
  void prefetch(const Profile& profile) const {
    for (std::size_t at = 0; at < profile.names.count; ++at) fields_.prefetch_name(profile.names.value[at]);
    for (std::size_t at = 0; at < profile.births.count; ++at) fields_.prefetch_birth(profile.births.value[at]);
    for (std::size_t at = 0; at < profile.addresses.count; ++at) fields_.prefetch_address(profile.addresses.value[at]);
    for (std::size_t at = 0; at < profile.ids.count; ++at) fields_.prefetch_value(profile.ids.value[at]);
    for (std::size_t at = 0; at < profile.phones.count; ++at) fields_.prefetch_value(profile.phones.value[at]);
    for (std::size_t at = 0; at < profile.emails.count; ++at) fields_.prefetch_value(profile.emails.value[at]);
  }
  // And, some profiles later, for what that points at.
  void prefetch_texts(const Profile& profile) const {
    for (std::size_t at = 0; at < profile.names.count; ++at) {
      const NameField& name = fields_.name_at(profile.names.value[at]);
      if (name.surname < sights_.size()) __builtin_prefetch(&sights_[name.surname]);
      if (name.given < sights_.size()) __builtin_prefetch(&sights_[name.given]);
    }
    for (std::size_t at = 0; at < profile.addresses.count; ++at) {
      fields_.prefetch_tokens(profile.addresses.value[at]);
      const AddressField& address = fields_.address_at(profile.addresses.value[at]);
      if (address.street < token_sights_.size()) __builtin_prefetch(&token_sights_[address.street]);
      if (address.number < token_sights_.size()) __builtin_prefetch(&token_sights_[address.number]);
    }
    for (std::size_t at = 0; at < profile.ids.count; ++at) fields_.prefetch_value_text(profile.ids.value[at]);
    for (std::size_t at = 0; at < profile.phones.count; ++at) fields_.prefetch_value_text(profile.phones.value[at]);
    for (std::size_t at = 0; at < profile.emails.count; ++at) fields_.prefetch_value_text(profile.emails.value[at]);
  }
  Comparison compare(const Profile& a, const Profile& b) const;
  // The same; none where judge() would give less than `bits_min`: most pairs are told by names and birth dates alone.
  std::optional<Comparison> compare_unless_below(const Profile& a, const Profile& b, float bits_min) const;
  Verdict judge(const Comparison& comparison) const;
  // The bits of judge() alone.
  float bits_of(const Comparison& comparison) const { return bits_of(comparison, matches_.bits()); }
  // With another expectation of how many of the other profiles are the same human being: its log2.
  float bits_of(const Comparison& comparison, float matches_bits) const;
  // Whether the two given names or surnames cannot be those of one person.
  GivenLevel given_level(const NameField& a, const NameField& b, bool& surname_differs) const;
  BirthLevel birth_level(std::uint32_t a, std::uint32_t b) const;
  // Ids of one type, neither equal nor a typing error apart.
  bool ids_clash(const Profile& a, const Profile& b) const;
  // The same from marks alone, for pairs by the million: true only where ids_clash() is.
  struct IdMark {
    std::uint64_t digits = 0;  // Four bits each, the last digit lowest.
    std::uint16_t kind = 0;    // 0: none, or more than a mark can hold.
    std::uint8_t count = 0;
    std::uint8_t letters = 0;  // What both words of the name begin with, in either order.
    std::uint16_t birth = 0;   // Of the birth date, where the id has no check digit; 0: none.
  };
  IdMark id_mark(const Profile& profile) const;
  // Asked of all pairs that blocks bring together.
  static bool marks_clash(const IdMark& a, const IdMark& b) {
    if (a.kind == 0 || a.kind != b.kind) return false;
    if (a.birth != 0 && a.birth == b.birth && a.letters == b.letters) return false;
    if (a.count != b.count) return !is_digit_longer(a, b);
    const std::uint64_t differ = a.digits ^ b.digits;
    if (differ == 0) return false;
    const int low = std::countr_zero(differ) & ~3;
    const std::uint64_t rest = differ >> low;
    if (rest < 16) return false;  // One digit.
    if (rest >= 256) return true;
    const std::uint64_t two_a = a.digits >> low & 0xFF;
    const std::uint64_t two_b = b.digits >> low & 0xFF;
    return two_a != ((two_b & 0xF) << 4 | two_b >> 4);
  }
  // A digit too many: left out, the two are alike.
  static bool is_digit_longer(const IdMark& a, const IdMark& b);

  // Of two records of one human being that have different numbers without check digit: how often the rest of them is
  // alike enough to tell it, as far as the weights know.
  double share_that_rows_tell() const;
  // How many strangers bear the name by chance: n * f(given) * f(surname).
  double bearers(const NameField& name) const;
  // The same of those at the address (or in the place; no_field: anywhere), of a single word too.
  double bearers(const NameField& name, std::uint32_t address) const;
  double matches_of_profile() const { return matches_.number(); }
  float matches_bits() const { return matches_.bits(); }  // Its log2.
  // How often two profiles tell one more thing than names, so that it can be compared.
  double share_comparable() const { return comparable_; }
  std::string to_json() const;
  std::string explain(const Comparison& comparison) const;

 private:
  void count(const Profiles& profiles, std::size_t many, const std::function<std::uint32_t(std::uint32_t)>& which);
  struct NamePair {
    std::uint8_t given = 0, surname = 0, order = 0;
    float given_chance = 0, surname_chance = 0;
    float worth = 0;
  };
  NamePair compare_names(const NameField& a, const NameField& b) const;
  NamePair compare_straight(const NameField& a, const NameField& b) const;
  struct WordPair {
    std::uint8_t given = 0, surname = 0;
  };
  bool surely_differ(std::uint32_t a, std::uint32_t b) const;
  bool tokens_alike(std::uint32_t a, std::uint32_t b) const;
  bool house_numbers_alike(std::uint32_t a, std::uint32_t b) const;
  struct Sight;
  static float alike_at_most(const Sight& x, const Sight& y, int only_x, int only_y);
  // Remembered per thread: few words make most pairs.
  WordPair compare_words(std::uint32_t a, std::uint32_t b) const;
  std::uint8_t compare_given(std::uint32_t a, std::uint32_t b) const {
    return a == b ? std::uint8_t{given_exact} : compare_words(a, b).given;
  }
  std::uint8_t compare_surname(std::uint32_t a, std::uint32_t b) const {
    return a == b ? std::uint8_t{surname_exact} : compare_words(a, b).surname;
  }
  std::uint8_t given_of(std::string_view a, std::string_view b) const;
  std::uint8_t surname_of(std::string_view a, std::string_view b) const;
  void compare_names_and_births(const Profile& a, const Profile& b, Comparison& out) const;
  void compare_the_rest(const Profile& a, const Profile& b, Comparison& out) const;
  // What judge() may come to at most, where names and birth dates are known.
  float bits_at_best(const Profile& a, const Profile& b, const Comparison& known) const;
  static bool rows_say_typo(const Comparison& comparison);
  // Whether no word of the names of one is like any of the other's, in whatever place.
  bool no_word_in_common(const Profile& a, const Profile& b) const;
  bool mailbox_is_name(const Profile& a, const Profile& b) const;
  // Ids of one type that differ, one of them confirmed by its check digit.
  bool of_two_generations(const Profile& a, const Profile& b) const;
  bool confirmed_clash(const Profile& a, const Profile& b) const;
  std::uint8_t compare_addresses(std::uint32_t a, std::uint32_t b) const;
  std::uint8_t compare_emails(std::uint32_t a, std::uint32_t b) const;
  float worth(FieldOf field, std::uint8_t level, float chance) const;
  // log2 of how likely it is that two others agree so: strangers or one household, whichever.
  float others_of(const Comparison& comparison) const;
  void refresh();

  // A number of profiles with its log2, which every comparison asks for.
  class Number {
   public:
    Number(double number) : number_(number), bits_(static_cast<float>(std::log2(number))) {}
    double number() const { return number_; }
    float bits() const { return bits_; }

   private:
    double number_;
    float bits_;
  };
  // A pair as learning sees it.
  struct Observed {
    std::uint64_t pattern = 0;  // Four bits a level.
    double strangers = 0;       // n * P(levels | strangers).
  };
  struct Learnt {
    double matches = 0;      // Pairs that are one human being, as the last round expects.
    double twins = 0;        // Of these: they look like twins,
    double generations = 0;  // or like father and son.
  };
  // Rounds of expectation-maximisation, from the rates as they are. `kept` in order of pattern, then of strangers.
  Learnt learn_rounds(const std::vector<Observed>& kept, double pairs_each_stands_for);

  using Table = std::array<std::array<float, levels_count>, fields_count>;
  const Fields& fields_;
  double profiles_ = 1;
  Number strangers_ = 1;  // As profiles_, but never so few that a case of ten records takes namesakes for one.
  Number matches_ = 0.3;
  bool twins_apart_ = false;  // Whether one surname and birth date under two given names are two; not while learning.
  Number relatives_ = 0.3;
  double comparable_ = 1;
  Table m_, u_, r_;
  Table log_m_, log_u_, log_r_;
  std::array<float, fields_count> best_unequal_ = {};  // log2 of the best that values are worth that are not equal.
  // log2 of the frequency of each value.
  LargeVector<float> given_chance_, surname_chance_, birth_chance_, address_chance_, value_chance_;
  LargeVector<std::uint32_t> token_bits_;    // In 1/1024: sums do not depend on their order.
  LargeVector<std::uint32_t> address_bits_;  // Of all tokens of an address.
  struct Sight {                             // What of a word is seen without reading it.
    std::uint32_t letters = 0;               // A bit each; other bytes share six.
    std::uint32_t head = 0;                  // The first four bytes.
    std::uint16_t size = 0;
    bool nickname = false;  // Or a name that has one.
  };
  LargeVector<Sight> sights_, token_sights_;  // By word; by token of addresses.
  std::uint64_t number_ = 0;                  // Of this model in the process.
};

}  // namespace constat
