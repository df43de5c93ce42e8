#include <algorithm>
#include <cmath>
#include <optional>

#include "people/nicknames.h"
#include "people/resolve/resolver.h"

namespace constat::resolving {

namespace {

// Of those of whom only a name and a telephone, say, is told: the share that the evidence knows better elsewhere,
// before the evidence itself tells it, and how many observations that is worth.
constexpr double known_better = 0.8;
constexpr double known_better_weight = 10;
constexpr double namesakes_weight_max = 50;  // Of having namesakes, beside likeness.

}  // namespace

void Resolver::sounds_of(const NameField& name, std::vector<std::uint64_t>& sounds) const {
  sounds.clear();
  const auto of = [this](std::uint32_t word) -> std::uint64_t {
    const std::uint32_t heard = soundex(fields_.words().text(word));
    return heard == 0 ? fields_.words().hash(word) : heard;
  };
  const auto letter = [this](std::uint32_t word) -> std::uint64_t {
    return static_cast<unsigned char>(fields_.words().text(word).front());
  };
  sounds.push_back(mixed_hash(mixed_hash(1, of(name.surname)), letter(name.given)));
  if (!name.initial) sounds.push_back(mixed_hash(mixed_hash(1, of(name.given)), letter(name.surname)));
  if (!name.initial) {
    sounds.push_back(mixed_hash(mixed_hash(3, fields_.words().hash(name.given)), letter(name.surname)));
  }
  for (const unsigned group : nickname_groups(fields_.words().text(name.given))) {
    sounds.push_back(mixed_hash(mixed_hash(2, fields_.words().hash(name.surname)), group));
  }
}

void Resolver::attach_the_little_known() {
  LargeVector<Bearer> bearers;  // By the name itself, and by how it sounds.
  std::vector<std::uint32_t> little;
  std::vector<std::uint32_t> known;
  std::size_t bare = 0;
  std::vector<std::uint64_t> sounds;
  Profile profile;
  for (std::uint32_t index = 0; index < profiles_.size(); ++index) {
    if (profile_of_[root(tuple_of_[index])] != index) continue;  // Merged into another.
    if (!has_only_names(index)) {
      known.push_back(index);
    } else {
      ++bare;
    }
    profiles_.get(index, profile);
    if (profile.names.count != 0 && profile.ids.count == 0 && profile.births.count == 0) little.push_back(index);
  }
  // What is frequent among persons, now that they are known, not among what is told of them. Those of whom only a
  // name is told are mostly known otherwise, too; where they are the greater part, they count.
  if (bare > known.size()) {
    std::vector<std::uint32_t> all = known;
    std::ranges::copy_if(little, std::back_inserter(all),
                         [this](std::uint32_t index) { return has_only_names(index); });
    model_.count(profiles_, all);
  } else {
    model_.count(profiles_, known);
  }
  if (little.empty()) return;
  // Of those who are known better, only whom one of them may be.
  std::optional<SeenTwice> asked(little.size() * 4);
  for (const std::uint32_t index : little) {
    profiles_.get(index, profile);
    for (std::size_t at = 0; at < profile.names.count; ++at) {
      const NameField& name = fields_.name_at(profile.names.value[at]);
      sounds.clear();
      if (name.single()) {
        sounds.push_back(key_of_word(name.surname));
      } else {
        sounds_of(name, sounds);
        sounds.push_back(name.key);
      }
      for (const std::uint64_t sound : sounds) {
        asked->add(mixed_hash(sound, 0));
        asked->add(mixed_hash(sound, 0));
      }
    }
  }
  // Room for what most have, so that it is not copied as it grows: what is not used takes no memory.
  constexpr std::size_t bearers_of_profile = 6;
  bearers.reserve(known.size() * bearers_of_profile);
  for (const std::uint32_t index : known) {
    profiles_.get(index, profile);
    for (std::size_t at = 0; at < profile.names.count; ++at) {
      const NameField& name = fields_.name_at(profile.names.value[at]);
      sounds.clear();
      if (!name.single()) {
        sounds_of(name, sounds);
        sounds.push_back(name.key);
        sounds.push_back(key_of_word(name.given));
      }
      sounds.push_back(key_of_word(name.surname));
      for (const std::uint64_t sound : sounds) {
        if (asked->twice(mixed_hash(sound, 0))) bearers.emplace_back(sound, index);
      }
    }
  }
  give_back(known);
  asked.reset();
  sort_by_hash(
      bearers, [](const Bearer& bearer) { return bearer.key(); }, std::less<>());
  bearers.erase(std::unique(bearers.begin(), bearers.end()), bearers.end());
  // Those with more than a name first: they may make one person out of several bearers.
  std::ranges::stable_sort(little,
                           [this](std::uint32_t a, std::uint32_t b) { return has_only_names(a) < has_only_names(b); });
  const double share = share_known_better(little, bearers);
  const auto known_better_bits = static_cast<float>(std::log2(share / (1 - share)));
  // Threads examine a block of them as clusters stand; then each is decided in order. What was found of clusters that
  // have changed meanwhile is found anew, so that the outcome is that of one after another.
  constexpr std::size_t block = 1024;
  std::vector<Examined> examined(std::min(block, little.size()));
  LargeVector<std::uint32_t> changed(tuples_.size());  // By root: the last block in which it was.
  const auto examine = [&](std::uint32_t index, Examined& out, Examiner& by, const Examined* before,
                           std::uint32_t number) {
    examine_little(index, known_better_bits, bearers, out, by, [&](std::uint32_t top) -> const float* {
      if (before == nullptr || changed[top] == number) return nullptr;
      const std::uint32_t at = by.known_at(profile_of_[top]);
      return at == no_field ? nullptr : &before->considered[at].odds;
    });
  };
  Examiner own_examiner;
  Examined anew;
  for (std::size_t begin = 0; begin < little.size(); begin += block) {
    const std::size_t count = std::min(block, little.size() - begin);
    const auto number = static_cast<std::uint32_t>(begin / block + 1);
    in_parts(count, [&](std::size_t first, std::size_t last) {
      Examiner examiner;
      for (std::size_t at = first; at < last; ++at) {
        examine(little[begin + at], examined[at], examiner, nullptr, number);
      }
    });
    for (std::size_t at = 0; at < count; ++at) {
      const std::uint32_t index = little[begin + at];
      const Examined* found = &examined[at];
      const std::uint32_t own = root(tuple_of_[index]);
      const bool own_changed = changed[own] == number || own != found->own;
      if (own_changed ||
          std::ranges::any_of(found->considered, [&](const Considered& one) { return changed[one.top] == number; })) {
        if (!own_changed) own_examiner.know(*found, profile_of_);
        examine(index, anew, own_examiner, own_changed ? nullptr : found, number);
        found = &anew;
      }
      const std::uint32_t with = decide_little(index, *found);
      if (with == no_field) continue;
      changed[own] = number;
      changed[with] = number;
    }
  }
}

template <typename Known>
void Resolver::examine_little(std::uint32_t index, float known_better_bits, const LargeVector<Bearer>& bearers,
                              Examined& out, Examiner& by, Known known_odds) const {
  out.own = root_as_is(tuple_of_[index]);
  out.told = false;
  out.exact = false;
  out.namesake = false;
  out.of_that_name = 0;
  out.sum = 0;
  out.considered.clear();
  by.begin();
  profiles_.get(profile_of_[out.own], by.profile);
  if (by.profile.ids.count != 0 || by.profile.births.count != 0) return;  // No longer little known.
  const NameField& name = fields_.name_at(by.profile.names.value[0]);
  out.told = true;
  std::size_t candidates = 0;
  // Most who only sound alike cannot come to considered_odds_min, which names alone tell.
  bool exactly = false;
  const float bits_min = std::log2(considered_odds_min) - known_better_bits + model_.matches_bits();
  const auto consider = [&](std::uint64_t key, std::size_t steps_max) {
    auto at = std::lower_bound(bearers.begin(), bearers.end(), Bearer{key, 0});
    by.tops.clear();
    for (std::size_t steps = 0; at != bearers.end() && at->key() == key && steps < steps_max; ++at, ++steps) {
      const std::uint32_t top = root_as_is(tuple_of_[at->profile]);
      // One that was met before is the same again.
      if (top == out.own || !by.meet(profile_of_[top]) || parted(top, out.own)) continue;
      by.tops.push_back(top);
      profiles_.prefetch_begin(profile_of_[top]);
    }
    // What comparing reads of a profile is asked of memory some profiles ahead.
    constexpr std::size_t ahead = 4;
    for (std::size_t step = 0; step < by.tops.size() + ahead; ++step) {
      if (step + ahead < by.tops.size()) profiles_.prefetch(profile_of_[by.tops[step + ahead]]);
      if (step < by.tops.size() && known_odds(by.tops[step]) == nullptr) {
        Profile& soon = by.others[step % by.others.size()];
        profiles_.get(profile_of_[by.tops[step]], soon);
        model_.prefetch(soon);
      }
      if (step < ahead) continue;
      const std::uint32_t top = by.tops[step - ahead];
      float odds = 0;
      if (const float* const known = known_odds(top)) {
        odds = *known;
      } else {
        const Profile& other = by.others[(step - ahead) % by.others.size()];
        const std::optional<Comparison> compared =
            exactly ? model_.compare(by.profile, other) : model_.compare_unless_below(by.profile, other, bits_min);
        if (compared && !compared->forbidden && !compared->clash) {
          odds = std::exp2(std::min(model_.bits_of(*compared, known_better_bits), 40.0F));
        }
      }
      out.considered.push_back({top, odds});
      if (odds < considered_odds_min) continue;
      ++candidates;
      out.sum += static_cast<double>(odds);
    }
  };
  if (name.single()) {
    consider(key_of_word(name.surname), 512);
    out.of_that_name = candidates;
    return;
  }
  const auto first = std::lower_bound(bearers.begin(), bearers.end(), Bearer{name.key, 0});
  const auto last = std::upper_bound(first, bearers.end(), Bearer{name.key, no_field});
  const auto of_name = static_cast<std::size_t>(last - first);
  const std::size_t asked = of_name > namesakes_all_max ? namesakes_sample : of_name;
  exactly = asked < of_name;  // Then those who are unlike count as well.
  consider(name.key, asked);
  exactly = false;
  out.namesake = !out.considered.empty();
  out.exact = out.namesake && !name.initial;
  out.of_that_name = candidates;
  if (asked < of_name && out.namesake) {
    // Who has more than the name in common with it was compared by blocks; the others are as those asked are.
    std::vector<float>& odds = by.odds;
    odds.clear();
    for (const Considered& one : out.considered) odds.push_back(one.odds);
    const auto middle = odds.begin() + static_cast<std::ptrdiff_t>(odds.size() / 2);
    std::ranges::nth_element(odds, middle);
    out.sum += static_cast<double>(*middle) * static_cast<double>(of_name - asked);
  }
  if (!out.exact) {  // Nobody is called just so: a slip, a nickname, an initial.
    sounds_of(name, by.sounds);
    for (const std::uint64_t sound : by.sounds) consider(sound, 512);
  }
}

double Resolver::share_known_better(std::span<const std::uint32_t> little, const LargeVector<Bearer>& bearers) const {
  constexpr std::size_t sample_max = 2048;
  const std::size_t step = little.size() / sample_max + 1;
  const std::size_t count = (little.size() + step - 1) / step;
  std::vector<double> odds(count, -1);
  std::vector<double> none_by_chance(count, 0);
  std::vector<std::uint8_t> has(count, 0);
  in_parts(count, [&](std::size_t begin, std::size_t end) {
    Examiner examiner;
    Examined found;
    for (std::size_t at = begin; at < end; ++at) {
      examine_little(little[at * step], 0, bearers, found, examiner,
                     [](std::uint32_t) -> const float* { return nullptr; });
      if (!found.told) continue;
      odds[at] = found.sum;
      const NameField& name = fields_.name_at(examiner.profile.names.value[0]);
      if (name.single()) continue;
      none_by_chance[at] = std::exp(-model_.bearers(name));
      has[at] = found.namesake ? 1 : 0;
    }
  });
  constexpr double least = 0.002;
  constexpr double most = 0.995;
  double having = known_better * known_better_weight;
  double could = known_better_weight;
  for (std::size_t at = 0; at < count; ++at) {
    if (none_by_chance[at] == 0) continue;
    having += has[at] - (1 - none_by_chance[at]);
    could += none_by_chance[at];
  }
  const double begun = std::clamp(having / could, least, most);
  const double weight = std::min(could, namesakes_weight_max);
  std::erase_if(odds, [](double one) { return one < 0; });
  double share = begun;
  for (int round = 0; round < 30; ++round) {
    double sum = begun * weight;
    for (const double one : odds) sum += share * one / (share * one + 1 - share);
    share = std::clamp(sum / (weight + static_cast<double>(odds.size())), least, most);
  }
  return share;
}

std::uint32_t Resolver::decide_little(std::uint32_t index, const Examined& found) {
  const std::uint32_t own = found.own;
  const Considered* best = nullptr;
  for (const Considered& one : found.considered) {
    if (one.odds >= considered_odds_min && (best == nullptr || one.odds > best->odds)) best = &one;
  }
  if (best == nullptr) return no_field;
  const bool bare = has_only_names(index);
  const auto probability = static_cast<float>(static_cast<double>(best->odds) / (1.0 + found.sum));
  if ((!bare || !found.exact || found.of_that_name > 1) && probability < link_probability_min) {
    // More likely one of several that are known than somebody else: it cannot be told whose it is.
    if (bare && (found.exact || found.sum > 0.1)) {
      set_nobody(own, true);
    } else if (!bare && found.sum > 1) {
      // Very likely one of those of that name who are known, and no telling which.
      set_nobody(own, true);
      untold_.push_back({std::log2(static_cast<float>(found.sum)), own, own});
    } else if (found.sum > 0.01) {
      little_known_.push_back({std::log2(best->odds), tuple_of_[index], best->top});
    }
    return no_field;
  }
  const float weakest = std::min(weakest_[own], weakest_[best->top]);
  const float likely = std::min(probability, 0.999F) * (bare ? bare_[index] : 1.0F);
  const std::uint32_t with = best->top;
  const Comparison compared = model_.compare(profiles_[profile_of_[own]], profiles_[profile_of_[with]]);
  if (!unite(own, with,
             {tuple_of_[index], with, std::log2(best->odds), std::min(probability, 0.999F), "name",
              found.exact && found.of_that_name == 1 ? "the only person of that name" : model_.explain(compared)})) {
    return no_field;
  }
  weakest_[root(own)] = std::min(weakest, likely);
  return with;
}

void Resolver::set_nobody(std::uint32_t top, bool value) {
  if (nobody_.empty() && !value) return;
  nobody_.resize(tuples_.size());
  nobody_[top] = value;
}

void Resolver::obey() {
  std::ranges::sort(human_);
  for (std::size_t at = 1; at < human_.size(); ++at) {
    const auto& [group, side, first] = human_[at - 1];
    const auto& [other_group, other_side, second] = human_[at];
    if (group != other_group || side != other_side) continue;
    const std::uint32_t a = root(first);
    const std::uint32_t b = root(second);
    if (a == b || parted(a, b, group)) continue;
    set_nobody(a, false);
    set_nobody(b, false);
    const std::uint32_t profile_a = profile_of_[a];
    const std::uint32_t profile_b = profile_of_[b];
    if (profile_a == no_field || profile_b == no_field) {  // One of them says nothing by itself.
      join(a, b, 1.0F);
      profile_of_[root(a)] = profile_a == no_field ? profile_b : profile_a;
      continue;
    }
    unite(a, b, {first, second, 0, 1.0F, "human", "a human said that they are one"});
  }
}

}  // namespace constat::resolving
