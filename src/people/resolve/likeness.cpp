#include <malloc.h>

#include <algorithm>
#include <mutex>
#include <optional>

#include "base/memory_left.h"
#include "people/resolve/resolver.h"

namespace constat::resolving {

namespace {

constexpr float link_against_ids_min = 0.95F;  // Where ids differ, as link_probability_min.
constexpr float keep_bits_min = -11.0F;        // Below it a pair is not worth remembering.
constexpr std::size_t sample_pairs_wanted = 150'000;

}  // namespace

void Resolver::build_profiles() {
  profile_of_.assign(tuples_.size(), no_field);
  tuple_of_.reserve(tuples_.size());  // What is not used takes no memory.
  // Tuples of one root, in a chain each, in order.
  LargeVector<std::uint32_t> next(tuples_.size(), no_field);
  std::vector<std::uint32_t> last;
  for (std::uint32_t index = 0; index < tuples_.size(); ++index) {
    if (!is_somebody(tuples_[index])) continue;
    const std::uint32_t top = root(index);
    if (profile_of_[top] == no_field) {
      profile_of_[top] = static_cast<std::uint32_t>(tuple_of_.size());
      tuple_of_.push_back(index);
      last.push_back(index);
      continue;
    }
    std::uint32_t& end = last[profile_of_[top]];
    next[end] = index;
    end = index;
  }
  give_back(last);
  bare_.resize(tuple_of_.size());
  rich_.reserve(tuple_of_.size());
  // Profiles are in the order of their first tuples: what lies before that of the one in hand is done with.
  constexpr std::uint32_t profiles_between_drops = 1U << 14;
  for (std::uint32_t index = 0; index < tuple_of_.size(); ++index) {
    if (puts_away_ && index % profiles_between_drops == 0) {
      puts_away_ = tuples_.put_away(*options_.spill, tuple_of_[index]);
    }
    Profile profile;
    bool bare = true;
    for (std::uint32_t at = tuple_of_[index]; at != no_field; at = next[at]) {
      const Tuple& tuple = tuples_[at];
      const std::uint32_t votes = tuple.mentions;
      if (tuple.name != no_field) profile.names.add(tuple.name, votes);
      if (tuple.birth != no_field) profile.births.add(tuple.birth, votes);
      if (tuple.address != no_field) profile.addresses.add(tuple.address, votes);
      if (tuple.phone != no_field) profile.phones.add(tuple.phone, votes);
      if (tuple.email != no_field) profile.emails.add(tuple.email, votes);
      for (const std::uint32_t id : tuple.ids) {
        if (id != no_field) profile.ids.add(id, votes);
      }
      if (tuple.weak_id != no_field) profile.weak_ids.add(tuple.weak_id, votes);
      if (tuple.account != no_field) profile.accounts.add(tuple.account, votes);
      bare = bare && is_bare(tuple);
    }
    (void)profiles_.add(profile);
    // What joins by its name is as sure as the name.
    constexpr float sure_min = 1e-6F;
    bare_[index] = bare ? std::max(tuples_[tuple_of_[index]].name_confidence, sure_min) : 0;
    if (!bare) rich_.push_back(index);  // Has more than a name, for comparing.
  }
  if (puts_away_) (void)tuples_.put_away(*options_.spill);
}

void Resolver::put_mentions_away() {
  constexpr std::uint64_t bytes_of_profile = 90;       // That comparing takes: blocks, marks, pairs.
  constexpr std::uint64_t cheap_bytes = 256ULL << 20;  // Put away and brought back in half a second.
  if (options_.spill == nullptr) return;
  const std::uint64_t wanted = bytes_of_profile * tuples_.size();
  if (memory_held_bytes() + wanted <= options_.memory_wanted_bytes) return;
  // More than that only where it is needed: ten million mentions take a tenth longer so.
  const std::uint64_t bytes =
      tuples_.size() * sizeof(Tuple) + kept_.size() * sizeof(Kept) + items_.size() * sizeof(KeptItem);
  if (bytes > cheap_bytes && std::min(memory_left_bytes(), options_.memory_max_bytes) / 2 > wanted) return;
  puts_away_ = kept_.put_away(*options_.spill) && items_.put_away(*options_.spill);
  if (puts_away_) fields_.put_names_away(*options_.spill);
}

Result<void> Resolver::bring_mentions_back() {
  if (options_.spill == nullptr) return {};
  if (puts_away_) malloc_trim(0);  // What comparing left behind is given back first.
  TRY(tuples_.bring_back(*options_.spill));
  TRY(fields_.bring_names_back(*options_.spill));
  TRY(items_.bring_back(*options_.spill));
  return kept_.bring_back(*options_.spill);
}

void Resolver::learn() {
  model_.count(profiles_);
  {
    // Strangers are drawn among those that are compared.
    std::vector<std::uint32_t> drawn;
    const std::size_t step = rich_.size() < profiles_.size() ? std::max<std::size_t>(1, rich_.size() / 50'000) : 1;
    for (std::size_t at = 0; at < rich_.size(); at += step) drawn.push_back(rich_[at]);
    model_.learn_strangers(profiles_, drawn);
  }
  step("strangers");
  blocks_ = std::make_unique<Blocks>(fields_, profiles_, rich_, model_, Blocks::bounds_for(profiles_.size()));
  fields_.forget_keys();
  step("blocks");
  // An even sample, for expectation-maximisation: those whose hash is below a bar that sinks as pairs come.
  std::vector<std::uint64_t> sampled;
  std::uint64_t every = 1;
  pairs_compared_ = 0;
  blocks_->each_pair([&](std::span<const std::uint64_t> pairs) {
    pairs_compared_ += pairs.size();
    for (const std::uint64_t pair : pairs) {
      if (mixed_hash(pair, 0) > UINT64_MAX / every) continue;
      sampled.push_back(pair);
      if (sampled.size() < 2 * sample_pairs_wanted) continue;
      every *= 2;
      std::erase_if(sampled, [&](std::uint64_t kept) { return mixed_hash(kept, 0) > UINT64_MAX / every; });
    }
  });
  std::vector<Comparison> compared(sampled.size());
  in_parts(sampled.size(), [&](std::size_t begin, std::size_t end) {
    Profile a;
    Profile b;
    for (std::size_t at = begin; at < end; ++at) {
      profiles_.get(static_cast<std::uint32_t>(sampled[at] >> 32), a);
      profiles_.get(static_cast<std::uint32_t>(sampled[at]), b);
      compared[at] = model_.compare(a, b);
    }
  });
  model_.learn_matches(compared, static_cast<double>(every));
}

template <typename Use>
void Resolver::each_second(std::span<const std::uint64_t> pairs, Use use) const {
  constexpr std::size_t ahead = 4;
  std::array<Profile, 2 * ahead> soon;
  for (std::size_t at = 0; at < pairs.size() + ahead; ++at) {
    if (at + 4 * ahead < pairs.size()) profiles_.prefetch_begin(static_cast<std::uint32_t>(pairs[at + 4 * ahead]));
    if (at + 2 * ahead < pairs.size()) profiles_.prefetch(static_cast<std::uint32_t>(pairs[at + 2 * ahead]));
    if (at < pairs.size()) {
      Profile& profile = soon[at % soon.size()];
      profiles_.get(static_cast<std::uint32_t>(pairs[at]), profile);
      model_.prefetch(profile);
    }
    if (at >= ahead / 2 && at - ahead / 2 < pairs.size()) model_.prefetch_texts(soon[(at - ahead / 2) % soon.size()]);
    if (at >= ahead) use(pairs[at - ahead], soon[(at - ahead) % soon.size()]);
  }
}

namespace {

// Nothing that both tell is the same but their names.
bool only_names_agree(const Comparison& comparison) {
  const auto apart = [&](FieldOf field, std::uint8_t differs) {
    const std::uint8_t level = comparison.level[static_cast<std::size_t>(field)];
    return level == 0 || level == differs;
  };
  return apart(FieldOf::birth, birth_differs) && apart(FieldOf::address, address_differs) &&
         apart(FieldOf::phone, value_differs) && apart(FieldOf::email, value_differs) &&
         apart(FieldOf::id, value_differs) && apart(FieldOf::account, value_differs);
}

bool tells_who(const Profile& profile) { return profile.ids.count != 0 || profile.births.count != 0; }

}  // namespace

std::vector<Edge> Resolver::compare_all() {
  std::vector<Edge> edges;
  std::mutex mutex;
  blocks_->each_pair([&](std::span<const std::uint64_t> pairs) {
    in_parts(pairs.size(), [&](std::size_t begin, std::size_t end) {
      std::vector<Edge> found;
      std::vector<Namesake> namesakes;
      Profile a;
      std::uint32_t first = no_field;
      each_second(pairs.subspan(begin, end - begin), [&](std::uint64_t pair, const Profile& b) {
        if (first != static_cast<std::uint32_t>(pair >> 32)) {
          first = static_cast<std::uint32_t>(pair >> 32);
          profiles_.get(first, a);
        }
        const std::optional<Comparison> compared = model_.compare_unless_below(a, b, keep_bits_min);
        if (!compared) return;
        const float bits = model_.bits_of(*compared);
        if (bits < keep_bits_min) return;
        const auto second = static_cast<std::uint32_t>(pair);
        found.push_back({bits, first, second});
        if (tells_who(a) == tells_who(b) || !only_names_agree(*compared)) return;
        namesakes.push_back({tells_who(b) ? first : second, tells_who(b) ? second : first, bits});
      });
      const std::lock_guard lock(mutex);
      namesakes_.insert(namesakes_.end(), namesakes.begin(), namesakes.end());
      edges.insert(edges.end(), found.begin(), found.end());
    });
  });
  blocks_ = nullptr;
  std::ranges::sort(namesakes_, [](const Namesake& x, const Namesake& y) {
    return std::tie(x.poor, x.rich) < std::tie(y.poor, y.rich);
  });
  // One name, one birth date, two numbers: one of the numbers may be wrong. Blocks may have passed over them.
  for (const auto& [tuple_a, tuple_b] : clashes_) {
    const std::uint32_t a = profile_of_[root(tuple_a)];
    const std::uint32_t b = profile_of_[root(tuple_b)];
    if (a == b || a == no_field || b == no_field) continue;
    const float bits = model_.bits_of(model_.compare(profiles_[a], profiles_[b]));
    if (bits >= keep_bits_min) edges.push_back({bits, std::min(a, b), std::max(a, b)});
  }
  std::ranges::sort(edges, [](const Edge& x, const Edge& y) {
    return x.bits != y.bits ? x.bits > y.bits : std::tie(x.a, x.b) < std::tie(y.a, y.b);
  });
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

bool Resolver::has_slip(const Comparison& comparison) {
  const auto level = [&](FieldOf field) { return comparison.level[static_cast<std::size_t>(field)]; };
  const std::uint8_t given = level(FieldOf::given);
  return given == given_edit || given == given_like || given == given_differs ||
         level(FieldOf::surname) > surname_exact || level(FieldOf::birth) > birth_exact;
}

void Resolver::merge(std::vector<Edge>& edges) {
  std::vector<Edge> left = std::move(edges);
  Profile profile_a;
  Profile profile_b;
  for (int round = 0; round < 3 && !left.empty(); ++round) {
    std::vector<Edge> refused;
    bool merged = false;
    for (const Edge& edge : left) {
      const std::uint32_t a = root(tuple_of_[edge.a]);
      const std::uint32_t b = root(tuple_of_[edge.b]);
      if (a == b) continue;
      profiles_.get(profile_of_[a], profile_a);
      profiles_.get(profile_of_[b], profile_b);
      const Comparison compared = model_.compare(profile_a, profile_b);
      const Verdict verdict = model_.judge(compared);
      const float bar = compared.clash ? link_against_ids_min : link_probability_min;
      if (compared.forbidden || verdict.probability < bar || parted(a, b)) {
        refused.push_back({verdict.bits, edge.a, edge.b});
        continue;
      }
      // One of two namesakes, and no telling which: attach_the_little_known() asks all of that name.
      if (only_names_agree(compared) && has_rivals(edge)) continue;
      if (!unite(a, b,
                 {tuple_of_[edge.a], tuple_of_[edge.b], verdict.bits, verdict.probability, "likeness",
                  model_.explain(compared), compared.clash, has_slip(compared)})) {
        continue;
      }
      merged = true;
    }
    left = std::move(refused);
    if (!merged) break;
  }
  uncertain_ = std::move(left);
  give_back(namesakes_);
}

bool Resolver::has_rivals(const Edge& edge) const {
  constexpr float as_like = 3;  // Bits: one who is an eighth as likely is no rival.
  for (const std::uint32_t poor : {edge.a, edge.b}) {
    const std::uint32_t one = root_as_is(tuple_of_[poor == edge.a ? edge.b : edge.a]);
    auto at = std::ranges::lower_bound(namesakes_, poor, {}, &Namesake::poor);
    for (; at != namesakes_.end() && at->poor == poor; ++at) {
      if (at->bits > edge.bits - as_like && root_as_is(tuple_of_[at->rich]) != one) return true;
    }
  }
  return false;
}

bool Resolver::unite(std::uint32_t a, std::uint32_t b, Merge merge) {
  const std::uint32_t profile_a = profile_of_[a];
  const std::uint32_t profile_b = profile_of_[b];
  if (!join(a, b, merge.probability)) return false;
  const std::uint32_t top = root(a);
  const std::uint32_t into = top == a ? profile_a : profile_b;
  const std::uint32_t from = top == a ? profile_b : profile_a;
  Profile merged = profiles_[into];
  merged.add(profiles_[from]);
  profiles_.put(into, merged);
  profile_of_[top] = into;
  merges_.push_back(std::move(merge));
  return true;
}

}  // namespace constat::resolving
