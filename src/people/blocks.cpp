#include "people/blocks.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <string_view>
#include <thread>

#include "base/text.h"
#include "people/parts.h"

namespace constat {

namespace {

constexpr std::uint32_t last_of_block = 1U << 31;

enum Rule : int {
  by_birth,
  by_sound,
  by_postcode_surname,
  by_postcode_given,
  by_house,
  by_phone,
  by_email,
  by_local_part,
  by_id,
  by_id_slip,
  by_account,
  by_given_birth_year,
  by_given_month_day,
  by_surname_birth_year,
  by_surname_month_day,
  by_full_name,
  rules_count
};

// Keys of a profile under the rule, about.
std::size_t keys_expected(int rule) { return rule == by_id_slip ? 10 : 2; }

// Lists of a profile that a rule's keys are made of: without one of the first and one of the second it has none.
constexpr std::array<std::array<std::uint32_t, 2>, rules_count> lists_of_rule = {{
    {Profiles::births, Profiles::births},
    {Profiles::names, Profiles::names},
    {Profiles::addresses, Profiles::names},
    {Profiles::addresses, Profiles::names},
    {Profiles::addresses, Profiles::addresses},
    {Profiles::phones, Profiles::phones},
    {Profiles::emails, Profiles::emails},
    {Profiles::emails, Profiles::emails},
    {Profiles::ids | Profiles::weak_ids, Profiles::ids | Profiles::weak_ids},
    {Profiles::ids | Profiles::weak_ids, Profiles::ids | Profiles::weak_ids},
    {Profiles::accounts, Profiles::accounts},
    {Profiles::births, Profiles::names},
    {Profiles::births, Profiles::names},
    {Profiles::births, Profiles::names},
    {Profiles::births, Profiles::names},
    {Profiles::names, Profiles::names},
}};

// Rules are worked on by so many threads at a time; each holds a rule's members while it sorts them.
unsigned threads_of_rules() { return std::clamp(std::thread::hardware_concurrency(), 1U, 4U); }

void with_rules(const std::function<void(int)>& use) {
  std::atomic<int> next = 0;
  const auto work = [&] {
    // That of the most keys first: the others fill what time it leaves.
    for (int rule = next++; rule < rules_count; rule = next++) use((rule + by_id_slip) % rules_count);
  };
  Beside others;
  for (unsigned thread = 1; thread < threads_of_rules(); ++thread) others.start(work);
  work();
  others.wait();
}

// Of digits, packed four bits each, the same whether an id is all digits or became so by leaving a letter out.
std::uint64_t digits_left(std::uint64_t packed, std::size_t size) { return packed + (std::uint64_t{size} << 60); }

}  // namespace

Blocks::Bounds Blocks::bounds_for(std::size_t profiles) {
  Bounds bounds;
  bounds.pairs_of_rule_max = std::max<std::size_t>(bounds.pairs_of_rule_max, profiles * 8);
  bounds.pairs_in_memory = std::max<std::size_t>(bounds.pairs_in_memory, profiles * 4);
  bounds.keys_in_memory = std::max<std::size_t>(bounds.keys_in_memory, profiles * 5);
  return bounds;
}

Blocks::Blocks(const Fields& fields, const Profiles& profiles, std::span<const std::uint32_t> which, const Model& model,
               const Bounds& bounds)
    : fields_(fields), profiles_(profiles), which_(which), bounds_(bounds), blocks_(rules_count) {
  if (std::ranges::any_of(which_, [&](std::uint32_t one) { return profiles_.has_any(one, Profiles::ids); })) {
    marks_.resize(profiles.size());
  }
  orders_.resize(profiles.size());
  sounds_.resize(fields.words().size());
  for (std::uint32_t word = 0; word < sounds_.size(); ++word) {
    const std::uint32_t heard = soundex(fields.words().text(word));
    sounds_[word] = mixed_hash(heard == 0 ? fields.words().hash(word) : heard, 0);
  }
  in_parts(which_.size(), [&](std::size_t begin, std::size_t end) {
    Profile profile;
    for (std::size_t at = begin; at < end; ++at) {
      profiles_.get(which_[at], profile);
      if (!marks_.empty()) marks_[which_[at]] = model.id_mark(profile);
      orders_[which_[at]] = name_order(profile);
    }
  });
  with_rules([this](int rule) { build(rule); });
  give_back(orders_);
  give_back(sounds_);
}

// In a block, neighbours by name: surname first, then given.
std::uint64_t Blocks::name_order(const Profile& profile) const {
  if (profile.names.count == 0) return 0;
  const NameField& name = fields_.name_at(profile.names.value[0]);
  std::uint64_t order = 0;
  const auto put = [&order](std::string_view text, std::size_t bytes) {
    for (std::size_t at = 0; at < bytes; ++at) {
      order = order << 8 | (at < text.size() ? static_cast<unsigned char>(text[at]) : 0);
    }
  };
  put(fields_.words().text(name.surname), 5);
  put(name.given == no_field ? std::string_view() : fields_.words().text(name.given), 3);
  return order;
}

// One character left out: a substitution meets at its place, a transposition at either of two.
template <typename Put>
void Blocks::slips_of(std::uint32_t value, Put put) const {
  constexpr std::size_t digits_max = 15;
  std::array<char, 32> left = {};
  const std::string_view text = fields_.value_text(value).substr(0, left.size());
  std::uint64_t packed = 0;
  bool digits = text.size() <= digits_max + 1;
  for (const char c : text) {
    digits = digits && c >= '0' && c <= '9';
    packed = packed << 4 | static_cast<std::uint64_t>(c & 0xF);
  }
  for (std::size_t out = 0; out < text.size(); ++out) {
    if (out > 0 && text[out] == text[out - 1]) continue;
    if (digits) {
      const std::size_t below = 4 * (text.size() - 1 - out);
      const std::uint64_t low = packed & ((std::uint64_t{1} << below) - 1);
      const std::uint64_t high = below == 60 ? 0 : packed >> (below + 4);
      put(digits_left(high << below | low, text.size() - 1));
      continue;
    }
    std::size_t size = 0;
    bool rest_digits = text.size() <= digits_max + 1;
    std::uint64_t rest = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (at == out) continue;
      left[size++] = text[at];
      rest_digits = rest_digits && text[at] >= '0' && text[at] <= '9';
      rest = rest << 4 | static_cast<std::uint64_t>(text[at] & 0xF);
    }
    put(rest_digits ? digits_left(rest, size) : content_hash({left.data(), size}));
  }
}

// A third of the id left out, or the two neighbours where thirds meet: every such slip is in one of those five, where
// leaving out each character makes nine keys and more. They bring ids together that differ in several digits of a third
// too, by chance one in a million pairs: for ids that are looked at together with a name.
template <typename Put>
void Blocks::thirds_of(std::uint32_t value, Put put) const {
  const std::string_view text = fields_.value_text(value);
  const std::size_t size = text.size();
  const std::size_t first = size / 3;
  const std::size_t second = size - size / 3;
  constexpr std::size_t packed_max = 16;
  const bool packs = size <= packed_max && std::all_of(text.begin(), text.end(), is_digit);
  std::uint64_t packed = 0;
  for (std::size_t at = 0; packs && at < size; ++at) packed = packed << 4 | static_cast<std::uint64_t>(text[at] & 0xF);
  const auto leave_out = [&](std::size_t begin, std::size_t end) {
    const std::uint64_t place = begin << 8 | size;
    if (packs) {
      const std::size_t below = 4 * (size - end);
      const std::uint64_t out = ((std::uint64_t{1} << 4 * (end - begin)) - 1) << below;
      put(mixed_hash(packed & ~out, place));
    } else {
      put(mixed_hash(content_hash(text.substr(0, begin)) + place, content_hash(text.substr(end))));
    }
  };
  if (first == 0) return;
  leave_out(0, first);
  leave_out(first, second);
  leave_out(second, size);
  leave_out(first - 1, first + 1);
  leave_out(second - 1, second + 1);
}

template <typename Put>
void Blocks::keys_of(const Profile& profile, int rule, Put put) const {
  const auto mix = [rule](std::uint64_t a, std::uint64_t b) {
    return mixed_hash(mixed_hash(static_cast<std::uint64_t>(rule) + 1, a), b);
  };
  const TextPool& words = fields_.words();
  const auto each_name = [&](auto use) {
    for (std::size_t at = 0; at < profile.names.count; ++at) use(fields_.name_at(profile.names.value[at]));
  };
  const auto each_value = [&](const auto& list) {
    for (std::size_t at = 0; at < list.count; ++at) put(mix(fields_.values().hash(list.value[at]), 0));
  };
  switch (rule) {
    case by_birth:
      for (std::size_t at = 0; at < profile.births.count; ++at) {
        put(mix(fields_.births().hash(profile.births.value[at]), 0));
      }
      break;
    case by_sound:
      each_name([&](const NameField& name) {
        // Whichever of the two stands first.
        if (!name.single()) put(mix(sounds_[name.surname] + sounds_[name.given], 1));
      });
      break;
    case by_postcode_surname:
    case by_postcode_given:
      for (std::size_t at = 0; at < profile.addresses.count; ++at) {
        const AddressField& address = fields_.address_at(profile.addresses.value[at]);
        if (address.postcode == no_field) continue;
        each_name([&](const NameField& name) {
          const std::uint32_t word = rule == by_postcode_surname || name.single() ? name.surname : name.given;
          put(mix(fields_.tokens().hash(address.postcode), sounds_[word]));
        });
      }
      break;
    case by_house:
      for (std::size_t at = 0; at < profile.addresses.count; ++at) {
        const AddressField& address = fields_.address_at(profile.addresses.value[at]);
        if (address.number == no_field || address.street == no_field) continue;
        put(mix(fields_.tokens().hash(address.number), fields_.tokens().hash(address.street)));
      }
      break;
    case by_phone: each_value(profile.phones); break;
    case by_email: each_value(profile.emails); break;
    case by_local_part:
      for (std::size_t at = 0; at < profile.emails.count; ++at) {
        const std::string_view text = fields_.value_text(profile.emails.value[at]);
        const std::string_view local = text.substr(0, text.find('@'));
        if (local.size() >= 5) put(mix(content_hash(local), 0));
      }
      break;
    case by_id:
      each_value(profile.ids);
      each_value(profile.weak_ids);
      break;
    case by_id_slip: {
      // Numbers without check digit lie close: in a large case every one has neighbours by chance. A slip of such is
      // believed only where the rows have a word of the name in common (or the birth date, which is a rule of its own).
      std::array<std::uint64_t, 8> parts = {};
      std::size_t count = 0;
      const auto part = [&](std::uint32_t word) {
        const std::uint64_t hash = word == no_field ? 0 : words.hash(word);
        const auto end = parts.begin() + static_cast<std::ptrdiff_t>(count);
        if (hash != 0 && std::find(parts.begin(), end, hash) == end) parts[count++] = hash;
      };
      each_name([&](const NameField& name) {
        part(name.surname);
        part(name.given);
      });
      const auto slips = [&](std::uint32_t value) {
        const ValueField& field = fields_.value_at(value);
        if (field.of_house()) return;
        if (field.confirmed || count == 0) {
          slips_of(value, [&](std::uint64_t left) { put(mixed_hash(left, field.kind)); });
        } else {
          thirds_of(value, [&](std::uint64_t left) {
            for (std::size_t at = 0; at < count; ++at) put(mixed_hash(left, parts[at] + field.kind));
          });
        }
      };
      for (std::size_t at = 0; at < profile.ids.count; ++at) slips(profile.ids.value[at]);
      for (std::size_t at = 0; at < profile.weak_ids.count; ++at) slips(profile.weak_ids.value[at]);
      break;
    }
    case by_account: each_value(profile.accounts); break;
    case by_given_birth_year:
    case by_given_month_day:
    case by_surname_birth_year:
    case by_surname_month_day:
      for (std::size_t at = 0; at < profile.births.count; ++at) {
        const BirthField& birth = fields_.birth_at(profile.births.value[at]);
        const bool year = rule == by_given_birth_year || rule == by_surname_birth_year;
        const std::string_view digits(birth.digits.data(), 8);
        if (!year && digits.substr(4) == "0000") continue;
        std::uint64_t part = 0;
        for (const char c : year ? digits.substr(0, 4) : digits.substr(4)) {
          part = part << 8 | static_cast<unsigned char>(c);
        }
        each_name([&](const NameField& name) {
          if (rule == by_given_birth_year || rule == by_given_month_day) {
            const std::uint32_t word = name.single() ? name.surname : name.given;
            put(mix(part, rule == by_given_birth_year ? sounds_[word]
                                                      : static_cast<unsigned char>(words.text(word).front())));
          } else {
            put(mix(part, sounds_[name.surname]));
          }
        });
      }
      break;
    case by_full_name:
      each_name([&](const NameField& name) {
        if (!name.single()) put(mix(name.key, 0));
      });
      break;
    default: break;
  }
}

void Blocks::build(int rule) {
  Chunked<std::uint32_t>& blocks = blocks_[static_cast<std::size_t>(rule)];
  const std::array<std::uint32_t, 2>& lists = lists_of_rule[static_cast<std::size_t>(rule)];
  const std::size_t expected = which_.size() * keys_expected(rule);
  const std::size_t passes = expected / bounds_.keys_in_memory + 1;
  std::vector<std::uint32_t> block;
  for (std::size_t pass = 0; pass < passes; ++pass) {
    SharedKeys keys(expected, pass, passes);
    Profile profile;
    for (std::size_t at = 0; at < which_.size(); ++at) {
      if (at + 8 < which_.size()) profiles_.prefetch(which_[at + 8]);
      if (!profiles_.has_any(which_[at], lists[0]) || !profiles_.has_any(which_[at], lists[1])) continue;
      profiles_.get(which_[at], profile);
      keys_of(profile, rule, [&](std::uint64_t key) { keys.put(key, which_[at]); });
    }
    keys.each([&](std::span<const std::uint64_t> members) {
      block.clear();
      for (const std::uint64_t member : members) block.push_back(static_cast<std::uint32_t>(member));
      if (block.size() > bounds_.whole_max) {
        const auto by_name = [this](std::uint32_t a, std::uint32_t b) {
          return orders_[a] != orders_[b] ? orders_[a] < orders_[b] : a < b;
        };
        if (!std::is_sorted(block.begin(), block.end(), by_name)) std::sort(block.begin(), block.end(), by_name);
      }
      block.back() |= last_of_block;
      for (const std::uint32_t member : block) blocks.push_back(member);
    });
  }
}

template <typename Use>
bool Blocks::pairs_of(int rule, std::uint32_t first, std::uint32_t last, Use use) const {
  const Chunked<std::uint32_t>& blocks = blocks_[static_cast<std::size_t>(rule)];
  struct Member {
    Model::IdMark mark;
    std::uint32_t profile = 0;
  };
  std::vector<Member> members;
  std::size_t pairs = 0;
  for (std::size_t at = 0; at < blocks.size(); ++at) {
    const std::uint32_t profile = blocks[at] & ~last_of_block;
    if (at + 8 < blocks.size() && !marks_.empty()) __builtin_prefetch(&marks_[blocks[at + 8] & ~last_of_block]);
    members.push_back({marks_.empty() ? Model::IdMark() : marks_[profile], profile});
    if ((blocks[at] & last_of_block) == 0) continue;
    std::size_t reach = members.size() <= bounds_.whole_max ? bounds_.whole_max : bounds_.window;
    if (pairs >= bounds_.pairs_of_rule_max) reach = 2;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const std::size_t end = std::min(members.size(), i + reach + 1);
      for (std::size_t j = i + 1; j < end; ++j) {
        if (Model::marks_clash(members[i].mark, members[j].mark)) continue;
        ++pairs;
        const std::uint32_t a = std::min(members[i].profile, members[j].profile);
        if (a < first || a >= last) continue;
        if (!use(std::uint64_t{a} << 32 | std::max(members[i].profile, members[j].profile))) return false;
      }
    }
    members.clear();
  }
  return true;
}

bool Blocks::collect(std::uint32_t first, std::uint32_t last, std::size_t pairs_max) {
  pairs_.clear();
  std::atomic<std::size_t> all = 0;
  std::mutex mutex;
  with_rules([&](int rule) {
    std::vector<std::uint64_t> own;
    const auto flush = [&] {
      std::ranges::sort(own);
      own.erase(std::unique(own.begin(), own.end()), own.end());
      const std::lock_guard lock(mutex);
      if (all + own.size() <= pairs_max) pairs_.insert(pairs_.end(), own.begin(), own.end());
      all += own.size();
      own.clear();
      return all <= pairs_max;
    };
    bool within = all <= pairs_max;
    if (within) {
      within = pairs_of(rule, first, last, [&](std::uint64_t pair) {
        own.push_back(pair);
        return own.size() < (1U << 18) || flush();
      });
    }
    if (within) flush();
  });
  if (all > pairs_max) return false;
  const std::uint64_t scale = UINT64_MAX / (std::uint64_t{profiles_.size()} + 1);
  sort_by_hash(
      pairs_, [scale](std::uint64_t pair) { return (pair >> 32) * scale; }, std::less<>());
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
  return true;
}

void Blocks::each_pair(const std::function<void(std::span<const std::uint64_t>)>& use) {
  if (cuts_.empty()) {
    cuts_ = {0, profiles_.size()};
    if (!collect(0, profiles_.size(), bounds_.pairs_in_memory)) {
      // Too many at once: cut by their first profile, so that each piece fits.
      constexpr std::size_t parts = 1U << 16;
      const std::uint64_t profiles_of_part = profiles_.size() / parts + 1;
      std::vector<std::size_t> counts(parts);
      std::mutex mutex;
      with_rules([&](int rule) {
        std::vector<std::size_t> own(parts);
        (void)pairs_of(rule, 0, UINT32_MAX, [&](std::uint64_t pair) {
          ++own[(pair >> 32) / profiles_of_part];
          return true;
        });
        const std::lock_guard lock(mutex);
        for (std::size_t part = 0; part < parts; ++part) counts[part] += own[part];
      });
      cuts_ = {0};
      std::size_t sum = 0;
      for (std::size_t part = 0; part < parts; ++part) {
        if (sum != 0 && sum + counts[part] > bounds_.pairs_in_memory) {
          cuts_.push_back(static_cast<std::uint32_t>(part * profiles_of_part));
          sum = 0;
        }
        sum += counts[part];
      }
      cuts_.push_back(profiles_.size());
      give_back(pairs_);
    }
  }
  for (std::size_t piece = 0; piece + 1 < cuts_.size(); ++piece) {
    if (cuts_.size() > 2) (void)collect(cuts_[piece], cuts_[piece + 1], SIZE_MAX);
    use(pairs_);
  }
}

}  // namespace constat
