#include "detect/validators.h"

#include <algorithm>
#include <vector>

#include "detect/validators/tables.h"

namespace constat {

std::span<const Validator> validators() {
  static const std::vector<Validator> all = [] {
    std::vector<Validator> found;
    for (const auto tables : {us_validators, fr_validators, uk_validators, de_validators, es_validators, it_validators,
                              europe_validators, world_validators, payment_validators, contact_validators,
                              identity_validators, health_validators, credentials_validators}) {
      const std::span<const Validator> own = tables();
      found.insert(found.end(), own.begin(), own.end());
    }
    return found;
  }();
  return all;
}

const Validator* validator_by_name(std::string_view name) {
  const std::span<const Validator> all = validators();
  const auto found = std::ranges::find(all, name, &Validator::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace constat
