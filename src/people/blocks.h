// Which profiles are compared: those that share a block under one of 16 rules (birth date; sound of both names; id with
// one character left out...). What a key brings together is kept as numbers of profiles alone, four bytes a member:
// keys that nobody shares, which are most, are passed over before anything is sorted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "people/fields.h"
#include "people/model.h"

namespace constat {

class Blocks {
 public:
  struct Bounds {
    std::size_t whole_max = 80;  // A block up to this size is compared pair by pair.
    std::size_t window = 20;     // In a larger one, each with so many neighbours in order of name.
    // Beyond so many pairs of one rule its blocks are thinned to two neighbours each.
    std::size_t pairs_of_rule_max = 12'000'000;
    // What is held at a time: pairs, and keys of a rule (eight bytes each). More are made in several passes.
    std::size_t pairs_in_memory = 4'000'000;
    std::size_t keys_in_memory = 2'000'000;
  };
  // As wide as so many profiles need: all grows with their number.
  static Bounds bounds_for(std::size_t profiles);

  // `which`, rising, are those that are compared. All is borrowed. Two profiles whose ids clash at sight
  // (Model::marks_clash) are no pair.
  Blocks(const Fields& fields, const Profiles& profiles, std::span<const std::uint32_t> which, const Model& model,
         const Bounds& bounds);

  // Every pair, each once, as a << 32 | b with a < b: in rising order, by pieces. May be asked for several times.
  void each_pair(const std::function<void(std::span<const std::uint64_t>)>& use);

 private:
  template <typename Put>
  void keys_of(const Profile& profile, int rule, Put put) const;
  template <typename Put>
  void slips_of(std::uint32_t value, Put put) const;
  template <typename Put>
  void thirds_of(std::uint32_t value, Put put) const;
  std::uint64_t name_order(const Profile& profile) const;
  void build(int rule);
  // Pairs of a rule's blocks whose first is in [first, last). False once `use` says that it wants no more.
  template <typename Use>
  bool pairs_of(int rule, std::uint32_t first, std::uint32_t last, Use use) const;
  bool collect(std::uint32_t first, std::uint32_t last, std::size_t pairs_max);

  const Fields& fields_;
  const Profiles& profiles_;
  std::span<const std::uint32_t> which_;
  Bounds bounds_;
  LargeVector<Model::IdMark> marks_;            // By profile; empty where none has an id.
  LargeVector<std::uint64_t> sounds_;           // By word.
  LargeVector<std::uint64_t> orders_;           // By profile; while blocks are built.
  std::vector<Chunked<std::uint32_t>> blocks_;  // By rule: members, the last of each block marked.
  std::vector<std::uint64_t> pairs_;            // The piece in hand.
  std::vector<std::uint32_t> cuts_;             // Where pieces begin; empty until the first call.
};

}  // namespace constat
