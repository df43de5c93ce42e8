#include "people/resolve.h"

#include <new>
#include <stdexcept>

#include "people/ids.h"
#include "people/resolve/resolver.h"

namespace constat {

namespace resolving {

Result<Resolution> Resolver::run() {
  began_ = std::clock();
  const std::uint64_t spilled_before = options_.spill == nullptr ? 0 : options_.spill->end_bytes();
  TRY(read_all());
  step("read");
  TRY(order_tuples());
  model_.look_at_words();
  step("order");
  put_mentions_away();
  link_by_keys();
  step("keys");
  build_profiles();
  step("profiles");
  learn();
  step("learn");
  std::vector<Edge> edges = compare_all();
  step("compare");
  merge(edges);
  step("merge");
  attach_the_little_known();
  step("little known");
  obey();
  give_back(mentions_of_);
  give_back(bare_);
  give_back(rich_);
  step("human");
  TRY(bring_mentions_back());
  if (options_.spill != nullptr) options_.spill->release(spilled_before, options_.spill->end_bytes());
  TRY_ASSIGN(Resolution resolution, give());
  step("give");
  resolution.seconds = seconds_;
  return resolution;
}

Resolver::Role Resolver::role(TypeId type) {
  if (type >= roles_.size()) roles_.resize(type + 1U, Role::unknown);
  Role& known = roles_[type];
  if (known != Role::unknown) return known;
  const TypeInfo& info = mentions_.type(type);
  known = Role::other;
  if (info.name == "email_address") {
    known = Role::email;
  } else if (info.name == "person_name") {
    known = Role::name;
  } else if (info.name == "date_of_birth") {
    known = Role::birth;
  } else if (info.name == "postal_address") {
    known = Role::address;
  } else if (info.name == "residence") {
    known = Role::residence;
  } else if (info.name == "phone_number") {
    known = Role::phone;
  } else if (info.name == "iban" || info.name == "credit_card") {
    known = Role::account;
  } else if (numbers_a_person(info)) {
    known = Role::id;
    if (type >= id_types_.size()) id_types_.resize(type + 1U);
    id_types_[type] = {info.name == "us_ssn", has_check_digit(info.name), given_by_house(info.name)};
  }
  return known;
}

void Resolver::step(std::string_view name) {
  const std::clock_t now = std::clock();
  seconds_.emplace_back(name, static_cast<double>(now - began_) / CLOCKS_PER_SEC);
  began_ = now;
}

}  // namespace resolving

bool resolve_reads(const TypeInfo& type) {
  return numbers_a_person(type) || type.name == "email_address" || type.name == "person_name" ||
         type.name == "date_of_birth" || type.name == "postal_address" || type.name == "residence" ||
         type.name == "phone_number" || type.name == "iban" || type.name == "credit_card";
}

Result<Resolution> resolve(MentionSource& mentions, PersonSink& persons, const ResolveOptions& options) {
  try {
    return resolving::Resolver(mentions, persons, options).run();
  } catch (const std::bad_alloc&) {
    return fail(Fault::over_limit, std::string(resolving::too_little_memory));
  } catch (const std::length_error& error) {
    return fail(Fault::over_limit, error.what());
  }
}

}  // namespace constat
