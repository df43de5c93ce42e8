// Inside resolve.cpp: one resolving, from mentions to persons, stage by stage. What a stage leaves to the next lies in
// the members at the end.
#pragma once

#include <array>
#include <cstdint>
#include <ctime>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "people/blocks.h"
#include "people/estimate.h"
#include "people/fields.h"
#include "people/model.h"
#include "people/parts.h"
#include "people/relation.h"
#include "people/resolve.h"

namespace constat::resolving {

// How far a shared key says that two mentions are one human being. Strongest first: links are made in this order.
enum class KeyKind : std::uint8_t { id, email, name_and_birth, name_and_address };
constexpr float strength_of(KeyKind kind) {
  constexpr std::array<float, 4> strengths = {0.99F, 0.95F, 0.92F, 0.88F};
  return strengths[static_cast<std::size_t>(kind)];
}
constexpr float strength_of_name = 0.7F;  // A full name alone.

constexpr float link_probability_min = 0.5F;  // At and above it two clusters are one: the likelier answer.
constexpr std::size_t uncertain_max = 20'000;
constexpr std::string_view too_little_memory =
    "there is too little memory to tell persons apart: it takes up to 500 bytes for each distinct mention. What was "
    "found "
    "is in the case; run the same scan again where there is more, or on a part of the evidence";

// Distinct values of mentions: what is compared. Values are numbers of Fields.
struct Tuple {
  std::uint64_t content = 0;  // Of the texts; orders tuples alike on every run.
  std::uint32_t name = no_field;
  std::uint32_t birth = no_field;
  std::uint32_t address = no_field;
  std::uint32_t phone = no_field;
  std::uint32_t email = no_field;
  std::array<std::uint32_t, 3> ids = {no_field, no_field, no_field};
  std::uint32_t weak_id = no_field;
  std::uint32_t account = no_field;
  std::uint32_t tag = 0;       // Of human corrections; of the evidence, where there is nothing but a name.
  std::uint32_t mentions = 0;  // What follows is no part of the identity.
  float confidence = 0;        // The best of its keys, or of its name.
  float name_confidence = 0;

  bool same(const Tuple& other) const {
    return name == other.name && birth == other.birth && address == other.address && phone == other.phone &&
           email == other.email && ids == other.ids && weak_id == other.weak_id && account == other.account &&
           tag == other.tag;
  }
};

struct Kept {                                      // A mention.
  std::array<std::uint32_t, 2> number_parts = {};  // Low, high: four bytes less than one number would take.
  std::uint32_t item = 0;                          // In items_.
  std::uint32_t tuple = 0;
  std::uint32_t signature = 0;

  std::int64_t number() const {
    return static_cast<std::int64_t>(std::uint64_t{number_parts[1]} << 32 | number_parts[0]);
  }
};
static_assert(sizeof(Kept) == 20);

struct KeptItem {
  std::int64_t id = 0;
  std::int64_t file = 0;
  std::uint32_t evidence = 0;
  Relation relation = Relation::unknown;
  bool roster = false;
};

struct Key {
  std::uint64_t hash = 0;
  std::uint32_t tuple = 0;
  KeyKind kind = KeyKind::id;
};

struct Edge {
  float bits = 0;
  std::uint32_t a = 0, b = 0;  // Profiles; a < b.
  bool operator==(const Edge& other) const { return a == other.a && b == other.b; }
};

class Resolver {
 public:
  Resolver(MentionSource& mentions, PersonSink& persons, const ResolveOptions& options)
      : mentions_(mentions), persons_(persons), options_(options), model_(fields_) {
    slots_.assign(1024, no_field);
    fields_.know_towns(options.towns);
    for (const Correction& correction : options.corrections) {
      corrections_[{correction.mention.item, correction.mention.number}].emplace_back(correction.group,
                                                                                      correction.side);
    }
    tags_.emplace_back();
  }
  Result<Resolution> run();

 private:
  enum class Role : std::uint8_t { unknown, other, id, email, name, birth, address, residence, phone, account };
  Role role(TypeId type);
  void step(std::string_view name);

  struct IdType {
    bool padded = false;     // Nine digits, whose zeros a spreadsheet took.
    bool confirmed = false;  // Has a check digit.
    bool of_house = false;   // Given by an employer, a hospital, a school.
  };
  // Ids are told apart by their type's name, whose number is the same for the whole run only.
  std::uint16_t id_kind(TypeId type) {
    return static_cast<std::uint16_t>((type + 1U) | (id_types_[type].of_house ? kind_of_house : 0U));
  }

  // ---- Reading (reading.cpp): mentions become tuples of numbered values.

  // What the first reader passes to the second: the texts by which the pools know values. The second goes through a
  // batch step by step: what a step reads is asked of memory in the step before, for that is what takes the time.
  struct DraftValue {
    Role role = Role::other;
    bool sure = false;
    bool confirmed = false;
    bool stated = false;  // A telephone whose country is written.
    std::uint16_t kind = 0;
    float confidence = 0;
    std::uint32_t begin = 0, size = 0;                      // In the batch's text: as its pool knows it.
    std::uint32_t canonical_begin = 0, canonical_size = 0;  // Of a telephone number.
    std::uint64_t hash = 0;
  };
  // A name, birth date or address.
  struct DraftField {
    Role role = Role::name;
    std::uint32_t draft = 0;
    std::uint32_t begin = 0, size = 0;
    std::uint32_t spelling_begin = 0, spelling_size = 0;
    std::uint64_t hash = 0;
    bool known = false;  // A name that was known before: another spelling of it may be.
  };
  struct Draft {
    KeptItem item;
    std::int64_t number = 0;
    Tuple tuple;
    std::array<std::uint64_t, 3> hashes = {};  // Of name, birth, address.
    float best_key = 0;
    bool house = false;
    std::uint32_t signature = 0;
    std::uint32_t values_begin = 0, values_end = 0;
  };
  struct Batch {
    std::vector<Draft> drafts;
    std::vector<DraftValue> values;
    std::vector<DraftField> fields;
    std::string text;
    void clear() {
      drafts.clear();
      values.clear();
      fields.clear();
      text.clear();
    }
    std::string_view part(std::uint32_t begin, std::uint32_t size) const {
      return std::string_view(text).substr(begin, size);
    }
    // Where the text begins now.
    std::uint32_t put(std::string_view added) {
      const auto begin = static_cast<std::uint32_t>(text.size());
      text += added;
      return begin;
    }
  };
  static constexpr std::size_t drafts_of_batch = 512;
  static constexpr std::size_t batches_in_flight = 8;
  // Two readers, some batches apart: the first asks the source and makes of each value the text that it is told apart
  // by; the second gives all their numbers and finds the tuples. Only the second touches what is kept, so the outcome
  // is one reader's.
  Result<void> read_all();
  // How many letters the two begin with alike; accents end it.
  static std::size_t begins_alike(std::string_view canonical, std::string_view spelling);
  // A full name: the first of several words, else the words that stand alone ("Jane", "Doe" in columns of their own)
  // together. Cells that share a canonical form are parts of one name.
  void read_name(const Mention& mention, Batch& batch, std::uint32_t number);
  static void tell(Batch& batch, Role role, std::uint32_t number, const Fields::Told& told, std::string_view spelling);
  // The names, birth dates and addresses of a batch get their numbers.
  void number_fields(Batch& batch);
  void draft(const Mention& mention, Batch& batch, std::uint32_t number);
  bool tell_address(const MentionFinding& finding, Batch& batch, std::uint32_t number);
  // The other values of a batch get theirs.
  void number_values(Batch& batch);
  void keep(const Draft& draft, const Batch& batch);
  // Each tuple of the batch gets its number. By the time that it is asked for, what it is compared with has come from
  // memory: that is what takes the time.
  void number_staged();
  std::size_t slot_of(std::uint64_t content) const { return content & (slots_.size() - 1); }
  // Whether the address tells a house or at least a street.
  bool tells_house(std::uint32_t address) const {
    return address != no_field && fields_.address_at(address).street != no_field &&
           (fields_.address_at(address).number != no_field || fields_.address_at(address).postcode != no_field);
  }
  bool is_bare(const Tuple& tuple) const { return is_bare(tuple, tells_house(tuple.address)); }
  static bool is_bare(const Tuple& tuple, bool house) {
    return tuple.birth == no_field && !house && tuple.phone == no_field && tuple.email == no_field &&
           tuple.ids[0] == no_field && tuple.weak_id == no_field && tuple.account == no_field;
  }
  // Whether somebody can be told by it at all.
  bool is_somebody(const Tuple& tuple) const;
  void count(TypeId type);
  std::uint32_t signature_number();

  struct ValueHashes {
    std::uint64_t phone = 0, email = 0, weak_id = 0, account = 0;
    std::array<std::uint64_t, 3> ids = {};
  };
  static std::uint64_t content_of(const Tuple& tuple, const std::array<std::uint64_t, 3>& hashes, ValueHashes values);
  std::uint32_t tuple_number(Tuple& tuple);
  // From here on the number of a tuple is its place in the order of contents, whatever the order of reading was.
  Result<void> order_tuples();

  // ---- Exact keys (keys.cpp): what is surely one.

  std::uint32_t root(std::uint32_t index) {
    while (parent_[index] != index) {
      parent_[index] = parent_[parent_[index]];
      index = parent_[index];
    }
    return index;
  }

  // What an exact key must not contradict. Kept at the root.
  struct Core {
    std::uint32_t name = no_field, birth = no_field;
    std::array<std::uint32_t, 4> ids = {no_field, no_field, no_field, no_field};
    void take(const Core& other, const Fields& fields);  // What a cluster that joins brings along.
  };

  enum class Names : std::uint8_t { unknown, agree, given_differs, surname_differs, differ };
  Names compare_names(std::uint32_t a, std::uint32_t b) const;
  bool births_far(std::uint32_t a, std::uint32_t b) const {
    return a != no_field && b != no_field && model_.birth_level(a, b) == birth_differs;
  }
  bool cores_clash_by_id(const Core& a, const Core& b) const;
  // Whether a shared key of this kind may join the two.
  bool may_join(KeyKind kind, std::uint32_t root_a, std::uint32_t root_b);
  // Human corrections after `since` that part two clusters.
  bool parted(std::uint32_t root_a, std::uint32_t root_b, std::int64_t since = 0) const {
    if (sides_.empty()) return false;
    const auto a = sides_.find(root_a);
    const auto b = sides_.find(root_b);
    if (a == sides_.end() || b == sides_.end()) return false;
    for (const auto& [group, side] : a->second) {
      for (const auto& [other_group, other_side] : b->second) {
        if (group > since && group == other_group && side != other_side) return true;
      }
    }
    return false;
  }
  bool join(std::uint32_t tuple_a, std::uint32_t tuple_b, float strength);
  // The keys of a tuple that are of the kind.
  template <typename Use>
  void keys_of(const Tuple& tuple, KeyKind kind, Use use) const;
  void link_by_keys();
  // Keys of a kind that several tuples have, in order. What only one tuple has, which is most, joins nobody: it is not
  // even sorted.
  class SharedOfKind;
  // The name that most mentions tell leads: slips of it agree with it, but not always with one another.
  void most_told_first(std::span<Key> group);
  // False where the key stands with too many names to be anybody's own.
  bool link_group(std::span<Key> group);
  // A dummy id or a shared mailbox identifies nobody: it is taken out of the tuples.
  void demote(std::span<const Key> group);

  // ---- Likeness (likeness.cpp): clusters are compared field by field, and joined.

  void build_profiles();
  // What is read of mentions again when persons are given, and names' texts, lie in the spill file from the time that
  // tuples are in order, if memory is wanted; tuples follow as profiles are made of them. Mentions go there as they are
  // read, where so much is held already.
  void put_mentions_away();
  Result<void> bring_mentions_back();
  bool has_only_names(std::uint32_t profile) const { return bare_[profile] != 0; }

  void learn();
  // The second profile of each pair; what comparing reads of it is asked of memory some pairs ahead.
  template <typename Use>
  void each_second(std::span<const std::uint64_t> pairs, Use use) const;
  std::vector<Edge> compare_all();
  // Whether a profile of an edge, of whom no id and no birth date is told, is as like somebody else of that name.
  bool has_rivals(const Edge& edge) const;

  struct Merge {
    std::uint32_t a = 0, b = 0;  // Tuples.
    float bits = 0;
    float probability = 0;
    std::string_view kind;
    std::string levels;
    bool against_ids = false;  // Their ids differ by more than a slip.
    bool slip = false;         // In a name or a birth date.
  };
  static bool has_slip(const Comparison& comparison);
  // The strongest first; each is judged anew on what both clusters have become, so that no bridge joins what as a whole
  // does not belong together. What was refused is asked again once its clusters have grown.
  void merge(std::vector<Edge>& edges);
  // `a` and `b` are roots with profiles.
  bool unite(std::uint32_t a, std::uint32_t b, Merge merge);

  // ---- The little known (little_known.cpp): who has no number and no birth date.

  // Of a single word, whichever part of the name it is.
  std::uint64_t key_of_word(std::uint32_t word) const {
    return mixed_hash(mixed_hash(4, fields_.words().hash(word)), 0);
  }
  // Keys under which a name is met in spite of a slip in either word, a nickname, an initial, or the words' order.
  void sounds_of(const NameField& name, std::vector<std::uint64_t>& sounds) const;

  struct Bearer {
    std::array<std::uint32_t, 2> key_parts;  // High, low: four bytes less than one number would take.
    std::uint32_t profile;

    Bearer() = default;
    Bearer(std::uint64_t key, std::uint32_t of)
        : key_parts{static_cast<std::uint32_t>(key >> 32), static_cast<std::uint32_t>(key)}, profile(of) {}
    std::uint64_t key() const { return std::uint64_t{key_parts[0]} << 32 | key_parts[1]; }
    bool operator<(const Bearer& other) const {
      return key() != other.key() ? key() < other.key() : profile < other.profile;
    }
    bool operator==(const Bearer& other) const = default;
  };
  static_assert(sizeof(Bearer) == 12);
  // Who is known by little (no id, no birth date) is most likely somebody whom the evidence knows better: the expected
  // number of other profiles is not the average one. Several bearers of the name share the likelihood, and so does the
  // stranger of that name whom nothing else speaks of.
  // A mention with nothing but a name is of the one known person of that name; of nobody where several bear it, for
  // then it cannot be told whose it is; a person of its own, one per evidence, where nobody is called so.
  void attach_the_little_known();

  struct Considered {
    std::uint32_t top;
    float odds;  // 0 where it cannot be.
  };
  // What a little-known profile was found to be, as clusters stood.
  struct Examined {
    std::uint32_t own = no_field;  // Its root.
    bool told = false;             // It has a whole name, and is little known still.
    bool exact = false;            // Somebody is called just so.
    bool namesake = false;         // The same, be the name an initial and a surname.
    std::size_t of_that_name = 0;
    double sum = 0;  // Of odds.
    std::vector<Considered> considered;
  };
  static constexpr float considered_odds_min = 0.001F;
  // Of so many of one name all are asked whether it is they; of more, a sample.
  static constexpr std::size_t namesakes_all_max = 24;
  static constexpr std::size_t namesakes_sample = 12;

  // A thread's own, for examining: which clusters it has met.
  class Examiner {
   public:
    void begin() { met_.clear(); }
    // Whether it is the first time in this round.
    bool meet(std::uint32_t number) { return met_.put(number, 0); }
    // What was found before of the clusters that `found` considered.
    void know(const Examined& found, const LargeVector<std::uint32_t>& profile_of) {
      known_.clear();
      for (std::uint32_t at = 0; at < found.considered.size(); ++at) {
        known_.put(profile_of[found.considered[at].top], at);
      }
    }
    std::uint32_t known_at(std::uint32_t number) const { return known_.find(number); }

    std::vector<std::uint64_t> sounds;
    std::vector<std::uint32_t> tops;
    std::vector<float> odds;
    Profile profile;
    std::array<Profile, 8> others;

   private:
    NumberMap met_, known_;
  };
  std::uint32_t root_as_is(std::uint32_t index) const {
    while (parent_[index] != index) index = parent_[index];
    return index;
  }
  // Reads only, so that threads may. `known_odds` gives what is known of a cluster already, or nullptr.
  template <typename Known>
  void examine_little(std::uint32_t index, float known_better_bits, const LargeVector<Bearer>& bearers, Examined& out,
                      Examiner& by, Known known_odds) const;
  // The share of them that is known better, as the evidence itself tells it. First, as many as have a namesake, less
  // those that have one by chance. Then, by expectation-maximisation, of how many it is likelier that they are one of
  // their namesakes than that they agree with them by chance. Where few names are shared by many and nothing else is in
  // common neither says anything, and the assumption stands. Of an even sample.
  double share_known_better(std::span<const std::uint32_t> little, const LargeVector<Bearer>& bearers) const;
  // The root that it was joined with; no_field for none.
  std::uint32_t decide_little(std::uint32_t index, const Examined& found);
  void set_nobody(std::uint32_t top, bool value);
  // What a human joined: last of all, so that it adds to what the evidence joined and takes nothing out of it. The
  // later word stands: a merge joins what an earlier split parted.
  void obey();

  // ---- Giving (giving.cpp): persons, doubts, the interval.

  struct Votes {
    std::vector<std::pair<std::array<char, 2>, std::uint64_t>> of;
    void clear() { of.clear(); }
    void add(const std::array<char, 2>& code) {
      if (code[0] == 0) return;
      for (auto& [known, times] : of) {
        if (known == code) {
          ++times;
          return;
        }
      }
      of.emplace_back(code, 1);
    }
    // The first in the alphabet among equals, so that it is the same on every run.
    std::string winner() const {
      const std::pair<std::array<char, 2>, std::uint64_t>* best = nullptr;
      for (const auto& vote : of) {
        if (best == nullptr || vote.second > best->second ||
            (vote.second == best->second && vote.first < best->first)) {
          best = &vote;
        }
      }
      return best == nullptr ? std::string() : std::string(best->first.data(), 2);
    }
  };
  MentionId mention_of(std::uint32_t tuple) const;

  struct MadePerson {
    Person person;
    std::vector<MentionId> mentions;
    std::vector<Link> links;
  };
  // What mentions say of the person whom they speak of. A thread's own; only reads the resolver.
  class PersonMaker;
  Result<Resolution> give();

  // Whether the evidence tells both sides: a roster's row has no Place to show.
  bool is_told(const Merge& merge) const { return first_of_[merge.a] != no_field && first_of_[merge.b] != no_field; }

  // Whether the mention counts for the person of its root: one that says nothing (a single word) joins nobody.
  bool is_somebody_root(std::uint32_t top, std::uint32_t tuple) const {
    return top != tuple || is_somebody(tuples_[tuple]) || profile_of_[top] != no_field;
  }
  std::vector<std::string> names_of(std::span<const std::uint32_t> own, std::vector<std::uint32_t>& told) const;

  // Two persons that were left apart.
  struct Apart {
    std::uint32_t a = 0, b = 0;
    float bits = 0;
    bool compared = false;
  };
  // A person who may be one of several others is one of them at most: their odds share one likelihood.
  static void exclude(std::span<const Apart> apart, std::uint32_t persons, std::vector<DoubtfulPair>& doubtful);
  Result<Resolution> account(std::uint32_t persons, const LargeVector<std::uint32_t>& person_of, std::uint64_t told);

  MentionSource& mentions_;
  PersonSink& persons_;
  const ResolveOptions& options_;
  std::clock_t began_ = 0;
  std::vector<std::pair<std::string_view, double>> seconds_;
  Fields fields_;
  Model model_;
  std::vector<Role> roles_;
  std::vector<IdType> id_types_;                       // Of types that are ids.
  std::vector<std::array<char, 2>> countries_of_ids_;  // By type.
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::pair<std::int64_t, bool>>> corrections_;
  std::vector<std::vector<std::pair<std::int64_t, bool>>> tags_;
  std::unordered_map<std::uint32_t, std::vector<std::pair<std::int64_t, bool>>> sides_;  // By root.
  std::vector<std::tuple<std::int64_t, bool, std::uint32_t>> human_;                     // Group, side, tuple.

  Chunked<KeptItem> items_;
  struct Staged {
    Tuple tuple;
    Kept kept;
  };
  std::vector<Staged> staged_;  // The batch in hand.
  Chunked<Kept> kept_;
  Chunked<Tuple> tuples_;
  LargeVector<std::uint32_t> slots_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> signature_;  // Type, times.
  TextPool signature_texts_;
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> signatures_;
  std::string spelling_, canonical_, told_;
  std::vector<std::uint32_t> numbers_;  // Of the batch's values.

  LargeVector<std::uint32_t> parent_;
  LargeVector<float> weakest_;
  LargeVector<std::uint32_t> mentions_of_;  // By root.
  LargeVector<Core> cores_;                 // While exact keys link.
  std::vector<std::uint32_t> fronts_, clusters_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> votes_;  // Name, mentions.

  Profiles profiles_;
  LargeVector<std::uint32_t> profile_of_;  // By root.
  LargeVector<std::uint32_t> tuple_of_;    // By profile: its first tuple.
  LargeVector<float> bare_;                // By profile: what has nothing but names, how sure they are; 0: it has more.
  std::vector<std::uint32_t> rich_;        // The other profiles.
  std::unique_ptr<Blocks> blocks_;
  std::uint64_t pairs_compared_ = 0;
  std::uint64_t joined_by_birth_ = 0;
  std::vector<Merge> merges_;
  std::vector<Edge> uncertain_;
  // Profiles without id and birth date, each with those who have one and share nothing but its name.
  struct Namesake {
    std::uint32_t poor = 0, rich = 0;
    float bits = 0;
    auto operator<=>(const Namesake&) const = default;
  };
  std::vector<Namesake> namesakes_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> clashes_;  // Tuples of one name and birth date with two ids.
  std::vector<Edge> untold_;                                      // Of tuples that were given to nobody.
  std::vector<Edge> little_known_;                                // As uncertain_, but of tuples.
  std::vector<bool> nobody_;                                      // Roots of bare names that several bear.
  std::vector<std::uint32_t> first_of_;
  bool puts_away_ = false;  // Memory is wanted, and the spill file took what was put there.
};

}  // namespace constat::resolving
