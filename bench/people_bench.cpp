// Cost of comparing two profiles, as blocks bring them together: neighbours of one given name and year of birth, most
// of whom are two human beings. Each has several spellings of its name, of its address, a telephone or two, a mailbox.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "people/model.h"

namespace {

class Town {
 public:
  Town() {
    std::mt19937_64 random(7);
    const auto any = [&random](std::size_t count) { return static_cast<std::size_t>(random() % count); };
    const auto word = [&any](std::size_t syllables_min) {
      static constexpr std::string_view consonants = "bcdfghklmnprstvw";
      static constexpr std::string_view vowels = "aeiou";
      std::string made;
      for (std::size_t left = syllables_min + any(2); left > 0; --left) {
        made += consonants[any(consonants.size())];
        made += vowels[any(vowels.size())];
        if (any(3) == 0) made += consonants[any(consonants.size())];
      }
      return made;
    };
    std::vector<std::string> given(600);
    std::vector<std::string> surnames(4000);
    std::vector<std::string> streets(3000);
    for (std::string& one : given) one = word(2);
    for (std::string& one : surnames) one = word(2);
    for (std::string& one : streets) one = word(3);
    struct Order {
      std::string block;
      std::uint32_t profile;
    };
    std::vector<Order> order;
    for (std::uint32_t person = 0; person < persons; ++person) {
      // A few names are many people's.
      const std::string& first = given[any(any(given.size()) + 1)];
      const std::string& last = surnames[any(any(surnames.size()) + 1)];
      constat::Profile profile;
      const auto add = [&](auto& list, std::uint32_t value) {
        if (value != constat::no_field) list.add(value, 1);
      };
      const auto name = [&](const std::string& text) { add(profile.names, fields_.name(text, text)); };
      name(first + " " + last);
      if (any(2) == 0) name(first.substr(0, 1) + " " + last);
      if (any(2) == 0) name(first + " " + given[any(given.size())] + " " + last);
      if (any(4) == 0) name(first + " " + last.substr(1) + last.substr(0, 1));
      const std::string year = std::to_string(1940 + any(65));
      add(profile.births, fields_.birth(year + "-" + std::to_string(10 + any(3)) + "-" + std::to_string(10 + any(18))));
      const std::string street = std::to_string(1 + any(400)) + " " + streets[any(streets.size())];
      const std::string code = std::to_string(10000 + any(80000));
      for (const std::string& text : {street + " street springfield il " + code, street + " st springfield " + code}) {
        if (any(3) != 0) add(profile.addresses, fields_.address(text, text));
      }
      for (std::size_t left = any(3); left > 0; --left) {
        add(profile.phones, fields_.phone("+1" + std::to_string(2'000'000'000 + any(7'000'000'000)), true));
      }
      if (any(3) != 0) {
        add(profile.emails, fields_.email(first + "." + last + std::to_string(any(90)) + "@" + word(1) + ".com"));
      }
      order.push_back({first + year + last, profiles_.add(profile)});
    }
    fields_.close();
    model_.look_at_words();
    model_.count(profiles_);
    std::vector<std::uint32_t> all(profiles_.size());
    for (std::uint32_t at = 0; at < all.size(); ++at) all[at] = at;
    model_.learn_strangers(profiles_, all);
    std::ranges::sort(order, {}, &Order::block);
    for (std::size_t at = 0; at + 1 < order.size(); ++at) {
      for (std::size_t next = at + 1; next < std::min(order.size(), at + 6); ++next) {
        pairs_.emplace_back(std::min(order[at].profile, order[next].profile),
                            std::max(order[at].profile, order[next].profile));
      }
    }
    std::ranges::sort(pairs_);
  }

  template <typename Use>
  std::size_t each_pair(Use use) const {
    constat::Profile a;
    constat::Profile b;
    for (const auto& [first, second] : pairs_) {
      profiles_.get(first, a);
      profiles_.get(second, b);
      use(a, b);
    }
    return pairs_.size();
  }
  const constat::Model& model() const { return model_; }

 private:
  static constexpr std::uint32_t persons = 60'000;
  constat::Fields fields_;
  constat::Model model_{fields_};
  constat::Profiles profiles_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_;
};

const Town& town() {
  static const Town made;
  return made;
}

template <typename Compare>
void pairs(benchmark::State& state, Compare compare) {
  std::size_t compared = 0;
  for (auto _ : state) compared += town().each_pair(compare);
  state.SetItemsProcessed(static_cast<std::int64_t>(compared));
}
void compare(benchmark::State& state) {
  pairs(state, [](const constat::Profile& a, const constat::Profile& b) {
    benchmark::DoNotOptimize(town().model().judge(town().model().compare(a, b)));
  });
}
void compare_unless_below(benchmark::State& state) {
  pairs(state, [](const constat::Profile& a, const constat::Profile& b) {
    benchmark::DoNotOptimize(town().model().compare_unless_below(a, b, -11));
  });
}
BENCHMARK(compare)->Name("people/compare")->Unit(benchmark::kMillisecond);
BENCHMARK(compare_unless_below)->Name("people/compare_unless_below")->Unit(benchmark::kMillisecond);

}  // namespace
