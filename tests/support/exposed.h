// Persons made by hand, for tests of what reads exposures.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "assess/exposure.h"

namespace constat {

inline Elements test_elements() {
  auto loaded = Elements::load(std::string(CONSTAT_SOURCE_DIR) + "/data/assess/elements.toml");
  EXPECT_TRUE(loaded) << loaded.error().what;
  return std::move(*loaded);
}

class ExposedList final : public ExposureSource {
 public:
  void add(std::int64_t count, std::string_view country, std::string_view state, std::vector<std::string_view> types) {
    groups_.push_back({count, country, state, std::move(types)});
  }
  Result<bool> next(ExposedPerson& person) override {
    while (at_ < groups_.size() && given_ >= groups_[at_].count) {
      ++at_;
      given_ = 0;
    }
    if (at_ == groups_.size()) return false;
    const Group& group = groups_[at_];
    ++given_;
    person = {++id_, group.country, group.state, group.types};
    return true;
  }

 private:
  struct Group {
    std::int64_t count = 0;
    std::string_view country, state;
    std::vector<std::string_view> types;
  };
  std::vector<Group> groups_;
  std::size_t at_ = 0;
  std::int64_t given_ = 0;
  std::int64_t id_ = 0;
};

}  // namespace constat
