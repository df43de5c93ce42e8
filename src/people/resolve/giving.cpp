#include <algorithm>
#include <cmath>
#include <set>
#include <thread>

#include "people/geography.h"
#include "people/ids.h"
#include "people/resolve/resolver.h"

namespace constat::resolving {

namespace {

constexpr std::size_t links_of_person_max = 32;

}  // namespace

MentionId Resolver::mention_of(std::uint32_t tuple) const {
  const Kept& kept = kept_[first_of_[tuple]];
  return {items_[kept.item].id, kept.number()};
}

class Resolver::PersonMaker {
 public:
  explicit PersonMaker(const Resolver& of) : of_(of) {}

  void make(std::span<const std::uint32_t> own, MadePerson& made) {
    Person& person = made.person;
    person = {};
    made.mentions.clear();
    files_.clear();
    for (Votes* const votes :
         {&address_, &id_, &stated_phone_, &phone_, &domain_, &state_, &zip_state_, &phone_state_}) {
      votes->clear();
    }
    std::array<std::uint64_t, relations_count> relation = {};
    float best = 0;
    const Fields& fields = of_.fields_;
    for (std::size_t at = 0; at < own.size(); ++at) {
      if (at + 16 < own.size()) of_.kept_.prefetch(own[at + 16]);
      if (at + 8 < own.size()) of_.tuples_.prefetch(of_.kept_[own[at + 8]].tuple);
      const Kept& kept = of_.kept_[own[at]];
      const Tuple& tuple = of_.tuples_[kept.tuple];
      const KeptItem& item = of_.items_[kept.item];
      made.mentions.push_back({item.id, kept.number()});
      if (files_.empty() || files_.back() != item.file) files_.push_back(item.file);
      ++relation[static_cast<std::size_t>(item.relation)];
      best = std::max(best, tuple.confidence);
      if (tuple.address != no_field) {
        const AddressField& field = fields.address_at(tuple.address);
        address_.add(field.country);
        state_.add(field.state);
        zip_state_.add(field.zip_state);
      }
      for (const std::uint32_t one : tuple.ids) {
        if (one != no_field) id_.add(of_.countries_of_ids_[(fields.value_at(one).kind & ~kind_of_house) - 1U]);
      }
      if (tuple.phone != no_field) {
        const ValueField& field = fields.value_at(tuple.phone);
        (field.stated ? stated_phone_ : phone_).add(field.country);
        phone_state_.add(field.state);
      }
      if (tuple.email != no_field) {
        domain_.add(fields.value_at(tuple.email).country);
        if (person.office.empty() && !fields.value_at(tuple.email).public_mail) {
          const std::string_view address = fields.value_text(tuple.email);
          person.office = address.substr(std::min(address.find('@'), address.size() - 1) + 1);
        }
      }
      for (const auto& [type, times] : of_.signatures_[kept.signature]) {
        const auto known =
            std::ranges::find(person.types, static_cast<TypeId>(type), &std::pair<TypeId, std::uint64_t>::first);
        if (known == person.types.end()) {
          person.types.emplace_back(static_cast<TypeId>(type), times);
        } else {
          known->second += times;
        }
        person.findings += times;
      }
    }
    std::ranges::sort(files_);
    person.files = static_cast<std::uint64_t>(std::unique(files_.begin(), files_.end()) - files_.begin());
    person.names = of_.names_of(own, names_);
    tell_residence(person);
    person.relation = relation_name(relation_of_votes(relation));
    const std::uint32_t top = of_.parent_[of_.kept_[own.front()].tuple];
    person.confidence = own.size() == 1 ? best : std::min(of_.weakest_[top], best);
    std::ranges::sort(person.types);
  }

 private:
  // Where somebody lives is told best by their address; then by their telephone, where its country is written; then
  // by who gave them a number. A telephone in a national form has the country of the text around it.
  void tell_residence(Person& person) const {
    struct Source {
      const Votes* votes;
      std::string_view reason;
    };
    const Source sources[] = {{&address_, "postal address"},
                              {&stated_phone_, "phone"},
                              {&id_, "id"},
                              {&phone_, "phone"},
                              {&domain_, "domain"}};
    for (const Source& source : sources) {
      person.country = source.votes->winner();
      if (person.country.empty()) continue;
      person.residence_reason = source.reason;
      person.residence_guessed = source.votes == &phone_ || source.votes == &domain_;
      break;
    }
    if (person.country != "US") return;
    person.state = state_.winner();
    // Five digits alone may be of many countries; of somebody whom all else puts into the United States they are a
    // ZIP code.
    if (person.state.empty() && !(person.state = zip_state_.winner()).empty()) {
      person.residence_reason = "postal address";
    }
    if (person.state.empty() && !(person.state = phone_state_.winner()).empty()) person.residence_reason = "phone";
  }

  const Resolver& of_;
  std::vector<std::int64_t> files_;
  std::vector<std::uint32_t> names_;
  Votes address_, id_, stated_phone_, phone_, domain_, state_, zip_state_, phone_state_;
};

Result<Resolution> Resolver::give() {
  // Who is whose is settled: from here on a tuple's parent is its root, and threads may ask for it.
  for (std::uint32_t index = 0; index < parent_.size(); ++index) parent_[index] = root(index);
  for (std::size_t type = 0; type < id_types_.size(); ++type) {
    const std::string_view code = roles_[type] == Role::id
                                      ? country_code(mentions_.type(static_cast<TypeId>(type)).jurisdiction)
                                      : std::string_view();
    countries_of_ids_.push_back({});
    if (code.size() == 2) countries_of_ids_.back() = {code[0], code[1]};
  }
  // Mentions of each root, in the order of reading; persons in the order of their first mentions.
  LargeVector<std::uint32_t> person_of(tuples_.size(), 0);  // Of a root; from 1.
  std::vector<std::uint32_t> begins;
  first_of_.assign(tuples_.size(), no_field);
  std::uint32_t persons = 0;
  std::uint64_t told = 0;
  std::vector<std::uint32_t> sizes(1, 0);
  const auto root_of = [this](const Kept& kept) -> std::uint32_t {
    const std::uint32_t top = parent_[kept.tuple];
    const bool nobody =
        profile_of_[top] == no_field || !is_somebody_root(top, kept.tuple) || (!nobody_.empty() && nobody_[top]);
    return nobody ? no_field : top;
  };
  for (std::uint32_t index = 0; index < kept_.size(); ++index) {
    const Kept& kept = kept_[index];
    // Persons are those of whom the evidence speaks, not the rosters alone.
    if (items_[kept.item].roster) continue;
    if (first_of_[kept.tuple] == no_field) first_of_[kept.tuple] = index;
    ++told;
    const std::uint32_t top = root_of(kept);
    if (top == no_field) continue;
    if (person_of[top] == 0) {
      person_of[top] = ++persons;
      sizes.push_back(0);
    }
    ++sizes[person_of[top]];
  }
  begins.assign(persons + 2, 0);
  for (std::uint32_t person = 1; person <= persons; ++person) begins[person + 1] = begins[person] + sizes[person];
  std::vector<std::uint32_t> members(begins.back());
  // begins[person] moves to where the next begins, and back by one afterwards.
  for (std::uint32_t index = 0; index < kept_.size(); ++index) {
    if (items_[kept_[index].item].roster) continue;
    const std::uint32_t top = root_of(kept_[index]);
    if (top != no_field) members[begins[person_of[top]]++] = index;
  }
  for (std::size_t person = begins.size(); --person > 0;) begins[person] = begins[person - 1];
  begins[0] = 0;
  give_back(sizes);
  // Merges by person.
  std::vector<std::uint32_t> merge_order(merges_.size());
  for (std::uint32_t index = 0; index < merge_order.size(); ++index) merge_order[index] = index;
  const auto person_of_tuple = [&](std::uint32_t tuple) { return person_of[parent_[tuple]]; };
  std::ranges::sort(merge_order, [&](std::uint32_t x, std::uint32_t y) {
    const std::uint32_t person_x = person_of_tuple(merges_[x].a);
    const std::uint32_t person_y = person_of_tuple(merges_[y].a);
    return std::tie(person_x, merges_[x].probability, x) < std::tie(person_y, merges_[y].probability, y);
  });
  // Threads make a block of persons while the sink takes the block before it.
  const auto merges_from = [&](std::uint32_t number) {
    const auto found = std::ranges::partition_point(
        merge_order, [&](std::uint32_t merge) { return person_of_tuple(merges_[merge].a) < number; });
    return static_cast<std::size_t>(found - merge_order.begin());
  };
  const auto make = [&](std::uint32_t first, std::vector<MadePerson>& made) {
    in_parts(made.size(), [&](std::size_t begin, std::size_t end) {
      PersonMaker maker(*this);
      std::size_t next_merge = merges_from(first + static_cast<std::uint32_t>(begin));
      for (std::size_t at = begin; at < end; ++at) {
        const std::uint32_t number = first + static_cast<std::uint32_t>(at);
        MadePerson& one = made[at];
        maker.make({members.data() + begins[number], begins[number + 1] - begins[number]}, one);
        one.person.id = number;
        one.links.clear();
        for (; next_merge < merge_order.size(); ++next_merge) {
          const Merge& merge = merges_[merge_order[next_merge]];
          const std::uint32_t of = person_of_tuple(merge.a);
          if (of > number) break;
          if (of != number || one.links.size() >= links_of_person_max || !is_told(merge)) continue;
          one.links.push_back(
              {mention_of(merge.a), mention_of(merge.b), merge.kind, merge.probability, merge.bits, merge.levels});
        }
        one.person.mentions = one.mentions;
        one.person.links = one.links;
      }
    });
  };
  constexpr std::uint32_t persons_of_block = 4096;
  const auto size_of = [&](std::uint32_t first) {
    return std::min<std::size_t>(persons_of_block, first > persons ? 0 : persons - first + 1);
  };
  std::vector<MadePerson> made(size_of(1));
  std::vector<MadePerson> soon;
  make(1, made);
  for (std::uint32_t first = 1; first <= persons; first += persons_of_block) {
    soon.resize(size_of(first + persons_of_block));
    {
      Beside ahead;
      ahead.start([&] { make(first + persons_of_block, soon); });
      for (const MadePerson& one : made) TRY(persons_.person(one.person));
      ahead.wait();
    }
    made.swap(soon);
  }
  give_back(made);
  give_back(soon);
  give_back(begins);
  give_back(members);
  for (std::size_t index = 0; index < kept_.size(); ++index) {
    const Kept& kept = kept_[index];
    const KeptItem& item = items_[kept.item];
    if (item.roster) continue;
    const std::uint32_t top = root_of(kept);
    if (top != no_field) TRY(persons_.mention({item.id, kept.number()}, person_of[top]));
  }
  for (std::size_t index = 0; index < kept_.size(); ++index) {
    const Kept& kept = kept_[index];
    const KeptItem& item = items_[kept.item];
    if (!item.roster) continue;
    const std::uint32_t top = root_of(kept);
    const std::uint32_t who = top == no_field ? 0 : person_of[top];
    TRY(persons_.roster({item.id, kept.number()}, who,
                        who == 0 ? 0 : std::min(weakest_[top], tuples_[kept.tuple].confidence)));
  }
  return account(persons, person_of, told);
}

std::vector<std::string> Resolver::names_of(std::span<const std::uint32_t> own,
                                            std::vector<std::uint32_t>& told) const {
  struct Spelled {
    std::uint64_t key = 0;  // Of the name, whatever the order of its words.
    std::string spelling;
    std::uint64_t votes = 0;
  };
  told.clear();
  for (const std::uint32_t index : own) {
    const std::uint32_t name = tuples_[kept_[index].tuple].name;
    if (name != no_field) told.push_back(name);
  }
  std::ranges::sort(told);
  std::vector<Spelled> all;
  for (std::size_t begin = 0; begin < told.size();) {
    std::size_t end = begin + 1;
    while (end < told.size() && told[end] == told[begin]) ++end;
    const std::uint64_t key = fields_.name_at(told[begin]).key;
    all.push_back({key != 0 ? key : TextPool::hash_of(fields_.names().text(told[begin])), fields_.spelling(told[begin]),
                   static_cast<std::uint64_t>(end - begin)});
    begin = end;
  }
  std::ranges::sort(
      all, [](const Spelled& a, const Spelled& b) { return a.key != b.key ? a.key < b.key : a.spelling < b.spelling; });
  const auto shouts = [](std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
  };
  std::vector<std::pair<std::uint64_t, std::string_view>> ranked;
  for (std::size_t begin = 0; begin < all.size();) {
    std::string_view best;
    std::uint64_t votes_of_best = 0;
    std::uint64_t votes = 0;
    std::size_t at = begin;
    while (at < all.size() && all[at].key == all[begin].key) {
      const std::string_view one = all[at].spelling;
      std::uint64_t votes_of_one = 0;
      for (; at < all.size() && all[at].key == all[begin].key && all[at].spelling == one; ++at) {
        votes_of_one += all[at].votes;
      }
      votes += votes_of_one;
      if (votes_of_best == 0 || votes_of_one > votes_of_best ||
          (votes_of_one == votes_of_best && shouts(best) && !shouts(one))) {
        best = one;
        votes_of_best = votes_of_one;
      }
    }
    ranked.emplace_back(votes, best);
    begin = at;
  }
  std::ranges::sort(ranked, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<std::string> names;
  for (const auto& [votes, name] : ranked) {
    if (names.size() == options_.names_of_person_max) break;
    names.emplace_back(name);
  }
  return names;
}

void Resolver::exclude(std::span<const Apart> apart, std::uint32_t persons, std::vector<DoubtfulPair>& doubtful) {
  std::vector<double> sums(persons + 1);
  const auto odds_of = [](const Apart& pair) { return std::exp2(static_cast<double>(pair.bits)); };
  for (const Apart& pair : apart) {
    sums[pair.a] += odds_of(pair);
    sums[pair.b] += odds_of(pair);
  }
  for (const Apart& pair : apart) {
    const double others = std::max(sums[pair.a], sums[pair.b]);
    doubtful.push_back({pair.a, pair.b, static_cast<float>(odds_of(pair) / (1 + others)), pair.compared});
  }
}

Result<Resolution> Resolver::account(std::uint32_t persons, const LargeVector<std::uint32_t>& person_of,
                                     std::uint64_t told) {
  Resolution resolution;
  resolution.mentions = told;
  resolution.tuples = tuples_.size();
  resolution.pairs = pairs_compared_;
  resolution.persons = persons;
  std::vector<DoubtfulPair> doubtful;
  std::vector<UncertainPair> asked;
  for (const Merge& merge : merges_) {
    const std::uint32_t person = person_of[root(merge.a)];
    if (person == 0 || merge.kind == "human" || !is_told(merge)) continue;
    doubtful.push_back({person, person, merge.probability, merge.slip});
    if (merge.probability > 0.99F) continue;
    asked.push_back(
        {person,
         person,
         {mention_of(merge.a), mention_of(merge.b), merge.kind, merge.probability, merge.bits, merge.levels}});
  }
  // Of pairs of persons the likeliest edge speaks.
  std::ranges::sort(uncertain_, [](const Edge& x, const Edge& y) {
    return x.bits != y.bits ? x.bits > y.bits : std::tie(x.a, x.b) < std::tie(y.a, y.b);
  });
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
  std::vector<Apart> apart;
  for (const Edge& edge : uncertain_) {
    const std::uint32_t a = person_of[root(tuple_of_[edge.a])];
    const std::uint32_t b = person_of[root(tuple_of_[edge.b])];
    if (first_of_[tuple_of_[edge.a]] == no_field || first_of_[tuple_of_[edge.b]] == no_field) continue;
    if (a == 0 || b == 0 || a == b || !seen.emplace(std::min(a, b), std::max(a, b)).second) continue;
    const float probability = 1.0F / (1.0F + std::exp2(-edge.bits));
    if (parted(root(tuple_of_[edge.a]), root(tuple_of_[edge.b]))) continue;
    apart.push_back({a, b, edge.bits, true});
    if (probability < 0.01F) continue;
    const Profile profile_a = profiles_[profile_of_[root(tuple_of_[edge.a])]];
    const Profile profile_b = profiles_[profile_of_[root(tuple_of_[edge.b])]];
    asked.push_back({a,
                     b,
                     {mention_of(tuple_of_[edge.a]), mention_of(tuple_of_[edge.b]), "likeness", probability, edge.bits,
                      model_.explain(model_.compare(profile_a, profile_b))}});
  }
  for (const Edge& edge : little_known_) {
    const std::uint32_t a = person_of[root(edge.a)];
    const std::uint32_t b = person_of[root(edge.b)];
    if (first_of_[edge.a] == no_field || first_of_[edge.b] == no_field) continue;
    if (a == 0 || b == 0 || a == b || !seen.emplace(std::min(a, b), std::max(a, b)).second) continue;
    const float probability = 1.0F / (1.0F + std::exp2(-edge.bits));
    apart.push_back({a, b, edge.bits, false});
    asked.push_back({a, b, {mention_of(edge.a), mention_of(edge.b), "name", probability, edge.bits, "names alike"}});
  }
  exclude(apart, persons, doubtful);
  for (const Edge& edge : untold_) doubtful.push_back({0, 0, 1.0F / (1.0F + std::exp2(-edge.bits))});
  CountCalibration calibration;
  // Persons for whom an id vouches, and those of whom several things are told.
  std::uint64_t with_id = 0;
  std::uint64_t several = 0;
  std::vector<std::uint8_t> tuples_of(persons + 1);
  for (std::uint32_t index = 0; index < tuples_.size(); ++index) {
    std::uint8_t& known = tuples_of[person_of[parent_[index]]];
    known = std::min<std::uint8_t>(known + 1, 2);
  }
  for (std::uint32_t index = 0; index < tuples_.size(); ++index) {
    const std::uint32_t person = person_of[index];
    if (person == 0) continue;
    with_id += profiles_.has_any(profile_of_[index], Profiles::ids) ? 1 : 0;
    several += tuples_of[person] == 2 ? 1 : 0;
  }
  // Mentions of one name and nothing that is anybody's own may be of several namesakes: of as many as would meet by
  // chance, and no more than were told again.
  double by_chance = 0;
  double again = 0;
  for (std::uint32_t index = 0; index < tuples_.size(); ++index) {
    const Tuple& tuple = tuples_[index];
    if (person_of[parent_[index]] == 0 || tuple.name == no_field || !is_bare(tuple)) continue;
    constexpr std::uint32_t own = Profiles::births | Profiles::phones | Profiles::emails | Profiles::ids |
                                  Profiles::weak_ids | Profiles::accounts;
    if (profiles_.has_any(profile_of_[parent_[index]], own)) continue;
    by_chance += model_.bearers(fields_.name_at(tuple.name), tuple.address);
    again += tuple.mentions - 1.0;
  }
  calibration.namesakes = std::min(by_chance, again);
  // And of those of one name and one birth date, as many as are born on one day by chance.
  by_chance = 0;
  Profile profile;
  for (std::uint32_t index = 0; index < tuples_.size(); ++index) {
    if (person_of[index] == 0 || !profiles_.has_any(profile_of_[index], Profiles::births)) continue;
    profiles_.get(profile_of_[index], profile);
    if (profile.names.count == 0) continue;
    const NameField& name = fields_.name_at(profile.names.value[0]);
    if (!name.single()) by_chance += model_.bearers(name) / days_of_century / 2;
  }
  calibration.namesakes += std::min(by_chance, static_cast<double>(joined_by_birth_));
  const double vouched = persons == 0 ? 0 : static_cast<double>(with_id) / persons;
  calibration.sigma += calibration.sigma_unvouched * (1 - vouched);
  calibration.made_shift *= vouched;
  // Those with two numbers who are known to be one all the same tell how many are not known to be.
  const double told_by_rows = std::clamp(model_.share_that_rows_tell(), 0.2, 1.0);
  calibration.hidden =
      static_cast<double>(std::ranges::count(merges_, true, &Merge::against_ids)) * (1 - told_by_rows) / told_by_rows;
  const double hidden_share =
      calibration.hidden_share_unvouched + calibration.hidden_share_incomparable * (1 - model_.share_comparable());
  calibration.hidden += hidden_share * (1 - vouched) * static_cast<double>(several);
  const CountInterval interval = interval_of(persons, doubtful, calibration);
  resolution.persons_low = std::max<std::uint64_t>(interval.low, persons == 0 ? 0 : 1);  // Somebody there is.
  resolution.persons_high = interval.high;
  resolution.uncertain = asked.size();
  resolution.model = model_.to_json();
  std::ranges::stable_sort(asked, [](const UncertainPair& x, const UncertainPair& y) {
    return std::fabs(x.link.probability - 0.5F) < std::fabs(y.link.probability - 0.5F);
  });
  if (asked.size() > uncertain_max) asked.resize(uncertain_max);
  for (const UncertainPair& pair : asked) TRY(persons_.uncertain(pair));
  return resolution;
}

}  // namespace constat::resolving
