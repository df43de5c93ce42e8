#include <algorithm>
#include <future>

#include "people/resolve/resolver.h"

namespace constat::resolving {

template <typename Use>
void Resolver::keys_of(const Tuple& tuple, KeyKind kind, Use use) const {
  if (kind == KeyKind::id) {
    for (const std::uint32_t id : tuple.ids) {
      if (id != no_field) use(fields_.values().hash(id));
    }
    return;
  }
  if (kind == KeyKind::email) {
    if (tuple.email != no_field) use(fields_.values().hash(tuple.email));
    return;
  }
  if (tuple.name == no_field) return;
  const NameField& name = fields_.name_at(tuple.name);
  if (name.single() || name.initial) return;
  if (kind == KeyKind::name_and_birth) {
    if (tuple.birth == no_field || !fields_.birth_at(tuple.birth).whole) return;
    use(mixed_hash(name.key, fields_.births().hash(tuple.birth)));
    return;
  }
  if (tuple.address == no_field) return;
  const AddressField& address = fields_.address_at(tuple.address);
  if (address.number != no_field && address.street != no_field) {
    use(mixed_hash(name.key, fields_.addresses().hash(tuple.address)));
  }
}

class Resolver::SharedOfKind {
 public:
  SharedOfKind(const Resolver& resolver, KeyKind kind)
      : resolver_(resolver), kind_(kind), seen_(resolver.tuples_.size()) {
    each_key([](std::uint64_t) { return true; }, [&](const Key& key) { seen_.add(mixed_hash(key.hash, 0)); });
    // In several passes, if there are many; in order of key all the same, so that their number changes nothing.
    passes_ = seen_.at_most() / std::max<std::uint64_t>(2'000'000, resolver.tuples_.size() / 2) + 1;
    fill();
  }
  // Calls use() for the tuples of each key.
  template <typename Use>
  void each(Use use) {
    for (;;) {
      for (std::size_t begin = 0; begin < keys_.size();) {
        std::size_t end = begin + 1;
        while (end < keys_.size() && keys_[end].hash == keys_[begin].hash) ++end;
        if (end - begin > 1) use(std::span<Key>(keys_).subspan(begin, end - begin));
        begin = end;
      }
      if (++pass_ >= passes_) return;
      fill();
    }
  }

 private:
  template <typename Wanted, typename Use>
  void each_key(Wanted wanted, Use use) {
    HeldBack<Key> held;
    for (std::uint32_t index = 0; index < resolver_.tuples_.size(); ++index) {
      resolver_.keys_of(resolver_.tuples_[index], kind_, [&](std::uint64_t hash) {
        if (!wanted(hash)) return;
        seen_.prefetch(mixed_hash(hash, 0));
        held.put({hash, index, kind_}, use);
      });
    }
    held.end(use);
  }
  void fill() {
    keys_.clear();
    each_key([this](std::uint64_t hash) { return passes_ == 1 || (hash >> 32) * passes_ >> 32 == pass_; },
             [this](const Key& key) {
               if (seen_.twice(mixed_hash(key.hash, 0))) keys_.push_back(key);
             });
    sort_by_hash(
        keys_, [](const Key& key) { return key.hash; },
        [](const Key& a, const Key& b) { return a.hash != b.hash ? a.hash < b.hash : a.tuple < b.tuple; });
  }

  const Resolver& resolver_;
  KeyKind kind_;
  SeenTwice seen_;
  std::uint64_t passes_ = 1;
  std::uint64_t pass_ = 0;
  std::vector<Key> keys_;
};

Resolver::Names Resolver::compare_names(std::uint32_t a, std::uint32_t b) const {
  if (a == no_field || b == no_field) return Names::unknown;
  if (a == b) return Names::agree;
  if (generations_differ(fields_.name_at(a), fields_.name_at(b))) return Names::given_differs;
  bool surname = false;
  const bool given = model_.given_level(fields_.name_at(a), fields_.name_at(b), surname) == given_differs;
  if (given) return surname ? Names::differ : Names::given_differs;
  return surname ? Names::surname_differs : Names::agree;
}

bool Resolver::cores_clash_by_id(const Core& a, const Core& b) const {
  for (const std::uint32_t x : a.ids) {
    if (x == no_field || fields_.value_at(x).of_house()) continue;
    bool same_kind = false;
    bool equal = false;
    for (const std::uint32_t y : b.ids) {
      if (y == no_field || fields_.value_at(x).kind != fields_.value_at(y).kind) continue;
      same_kind = true;
      equal = equal || x == y;
    }
    if (same_kind && !equal) return true;
  }
  return false;
}

bool Resolver::may_join(KeyKind kind, std::uint32_t root_a, std::uint32_t root_b) {
  const Core& a = cores_[root_a];
  const Core& b = cores_[root_b];
  if (parted(root_a, root_b)) return false;
  const Names names = compare_names(a.name, b.name);
  const bool far = births_far(a.birth, b.birth);
  const bool births_agree = a.birth != no_field && b.birth != no_field && !far;
  switch (kind) {
    case KeyKind::id:
      // Both names different: the number was mistyped, or is another's. The given name alone: a spouse's or a
      // child's row under the insured's number, unless the birth date says that it is the same human being.
      if (names == Names::differ) return false;
      if (names == Names::given_differs) return births_agree;
      return !(names == Names::surname_differs && far);
    case KeyKind::email:
      if (names == Names::differ || names == Names::given_differs || far) return false;
      return !cores_clash_by_id(a, b);
    default: return !far && names != Names::differ && names != Names::given_differs && !cores_clash_by_id(a, b);
  }
}

void Resolver::Core::take(const Core& other, const Fields& fields) {
  std::size_t count = 0;
  while (count < ids.size() && ids[count] != no_field) ++count;
  for (const std::uint32_t id : other.ids) {
    if (id == no_field || std::ranges::find(ids, id) != ids.end()) continue;
    if (count < ids.size()) ids[count++] = id;  // More are slips of those.
  }
  const auto poor = [&fields](std::uint32_t one) {
    return one == no_field || fields.name_at(one).single() || fields.name_at(one).initial;
  };
  if (name == no_field || (poor(name) && !poor(other.name))) name = other.name;
  if (birth == no_field) birth = other.birth;
}

bool Resolver::join(std::uint32_t tuple_a, std::uint32_t tuple_b, float strength) {
  std::uint32_t a = root(tuple_a);
  std::uint32_t b = root(tuple_b);
  if (a == b) return true;
  if (mentions_of_[b] > mentions_of_[a] || (mentions_of_[b] == mentions_of_[a] && b < a)) std::swap(a, b);
  mentions_of_[a] += mentions_of_[b];
  if (!cores_.empty()) cores_[a].take(cores_[b], fields_);
  parent_[b] = a;
  weakest_[a] = std::min({weakest_[a], weakest_[b], strength});
  if (!sides_.empty()) {
    if (const auto moved = sides_.find(b); moved != sides_.end()) {
      auto& into = sides_[a];
      into.insert(into.end(), moved->second.begin(), moved->second.end());
      sides_.erase(b);
    }
  }
  return true;
}

void Resolver::link_by_keys() {
  constexpr std::array<KeyKind, 4> kinds = {KeyKind::id, KeyKind::email, KeyKind::name_and_birth,
                                            KeyKind::name_and_address};
  mentions_of_.resize(tuples_.size());
  cores_.resize(tuples_.size());
  in_parts(tuples_.size(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t index = begin; index < end; ++index) {
      const Tuple& tuple = tuples_[index];
      Core& core = cores_[index];
      core.name = tuple.name;
      core.birth = tuple.birth != no_field && fields_.birth_at(tuple.birth).whole ? tuple.birth : no_field;
      std::copy(tuple.ids.begin(), tuple.ids.end(), core.ids.begin());
      mentions_of_[index] = tuple.mentions;
      if (tuple.mentions > 1) {
        float best = 1.0F;
        for (std::size_t at = kinds.size(); at-- > 0;) {
          keys_of(tuple, kinds[at], [&](std::uint64_t) { best = strength_of(kinds[at]); });
        }
        weakest_[index] = best * tuple.confidence;
      }
    }
  });
  for (std::uint32_t index = 0; index < tuples_.size() && !corrections_.empty(); ++index) {
    const std::uint32_t tag = tuples_[index].tag;
    if (tag == 0 || tag >= tags_.size()) continue;
    sides_[index] = tags_[tag];
    for (const auto& [group, side] : tags_[tag]) human_.emplace_back(group, side, index);
  }
  // The keys of the next kind are gathered while one links: linking takes out of tuples what is of its own kind only.
  std::array<std::future<SharedOfKind>, kinds.size()> gathered;
  const auto gather = [&](std::size_t at) {
    if (at < kinds.size()) {
      gathered[at] = std::async(std::launch::async, [this, kind = kinds[at]] { return SharedOfKind(*this, kind); });
    }
  };
  gather(0);
  for (std::size_t at = 0; at < kinds.size(); ++at) {
    gather(at + 1);
    gathered[at].get().each([this](std::span<Key> group) {
      if (!link_group(group)) demote(group);
    });
  }
  give_back(cores_);
}

void Resolver::most_told_first(std::span<Key> group) {
  votes_.clear();
  for (const Key& key : group) {
    if (tuples_[key.tuple].name != no_field) votes_.emplace_back(tuples_[key.tuple].name, tuples_[key.tuple].mentions);
  }
  std::ranges::sort(votes_);
  std::size_t kept = 0;
  for (std::size_t at = 0; at < votes_.size(); ++at) {
    if (kept != 0 && votes_[kept - 1].first == votes_[at].first) {
      votes_[kept - 1].second += votes_[at].second;
    } else {
      votes_[kept++] = votes_[at];
    }
  }
  votes_.resize(kept);
  if (kept < 2) return;
  const auto votes_of = [this](const Key& key) -> std::uint32_t {
    const std::uint32_t name = tuples_[key.tuple].name;
    const auto found = std::ranges::lower_bound(votes_, std::pair(name, 0U));
    return found == votes_.end() || found->first != name ? 0 : found->second;
  };
  std::ranges::sort(group, [&](const Key& a, const Key& b) {
    const std::uint32_t x = votes_of(a);
    const std::uint32_t y = votes_of(b);
    return x != y ? x > y : a.tuple < b.tuple;
  });
}

bool Resolver::link_group(std::span<Key> group) {
  const KeyKind kind = group.front().kind;
  std::vector<std::uint32_t>& fronts = fronts_;  // A name each, that the others do not agree with.
  fronts.clear();
  if (kind == KeyKind::id || kind == KeyKind::email) {
    for (const Key& key : group) {
      const std::uint32_t name = tuples_[key.tuple].name;
      if (name == no_field) continue;
      const bool known = std::ranges::any_of(fronts, [&](std::uint32_t front) {
        const Names names = compare_names(front, name);
        return names == Names::agree || names == Names::surname_differs;
      });
      if (!known) fronts.push_back(name);
      if (fronts.size() > options_.names_of_key_max) return false;
    }
  }
  // Those that have a name first: they are the fronts that the nameless join.
  std::vector<std::uint32_t>& clusters = clusters_;
  clusters.clear();
  if (group.size() > 2 && kind == KeyKind::id) most_told_first(group);
  for (const bool named : {true, false}) {
    if (!named && clusters.size() > 1) {
      // Several human beings share it: a row without a name is the one's who has it most often.
      std::ranges::sort(clusters, [this](std::uint32_t a, std::uint32_t b) {
        const std::uint32_t mentions_a = mentions_of_[root(a)];
        const std::uint32_t mentions_b = mentions_of_[root(b)];
        return mentions_a != mentions_b ? mentions_a > mentions_b : a < b;
      });
    }
    for (const Key& key : group) {
      const Tuple& tuple = tuples_[key.tuple];
      if ((tuple.name != no_field) != named) continue;
      bool joined = false;
      for (const std::uint32_t front : clusters) {
        const std::uint32_t a = root(front);
        const std::uint32_t b = root(key.tuple);
        if (a == b) {
          joined = true;
          break;
        }
        if (!may_join(kind, a, b)) {
          if (kind == KeyKind::name_and_birth && clashes_.size() < uncertain_max &&
              cores_clash_by_id(cores_[a], cores_[b])) {
            clashes_.emplace_back(front, key.tuple);
          }
          continue;
        }
        const float sure = std::min(tuples_[front].confidence, tuple.confidence);
        if (join(a, b, strength_of(kind) * sure)) {
          if (kind == KeyKind::name_and_birth) ++joined_by_birth_;
          joined = true;
          break;
        }
      }
      if (!joined && clusters.size() < 2 * options_.names_of_key_max + 2) clusters.push_back(key.tuple);
    }
  }
  return true;
}

void Resolver::demote(std::span<const Key> group) {
  for (const Key& key : group) {
    Tuple& tuple = tuples_[key.tuple];
    if (key.kind == KeyKind::email) {
      tuple.email = no_field;
      continue;
    }
    for (std::uint32_t& id : tuple.ids) {
      if (id == no_field || fields_.values().hash(id) != key.hash) continue;
      const std::uint32_t gone = id;
      id = no_field;
      for (std::uint32_t& known : cores_[key.tuple].ids) {
        if (known == gone) known = no_field;
      }
      std::ranges::sort(cores_[key.tuple].ids);
    }
    std::ranges::sort(tuple.ids);
  }
}

}  // namespace constat::resolving
