// compile_plans OUT.cpp: libphonenumber's numbering plans as the tables of detect/phone_plans.h.
//
// libphonenumber keeps its data as a serialised PhoneMetadataCollection inside its library; the two functions that give
// it are exported but stand in no public header.
#include <array>
#include <bitset>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <phonenumbers/phonemetadata.pb.h>
#pragma GCC diagnostic pop

#include "detect/phone_plans.h"

namespace i18n::phonenumbers {
int metadata_size();
const void* metadata_get();
}  // namespace i18n::phonenumbers

namespace {

using constat::PhoneOp;
using constat::PhoneStep;
using i18n::phonenumbers::PhoneMetadata;
using i18n::phonenumbers::PhoneNumberDesc;

[[noreturn]] void give_up(const std::string& what) {
  std::fprintf(stderr, "compile_plans: %s\n", what.c_str());
  std::exit(1);
}

// The expressions have digits, \d, classes, groups, alternatives, ?, {n}, {n,m} and $; anything else ends the build.
class Compiler {
 public:
  // Appends the steps of `pattern`; where they begin.
  static std::uint16_t compile(const std::string& pattern, std::vector<PhoneStep>& steps, int& groups) {
    Compiler compiler(pattern, steps);
    const std::size_t begin = steps.size();
    compiler.alternatives();
    if (compiler.at_ != pattern.size()) give_up("unread rest: " + pattern);
    compiler.add(PhoneOp::match);
    groups = compiler.groups_;
    if (steps.size() > 60'000) give_up("too many steps");
    return static_cast<std::uint16_t>(begin);
  }

 private:
  Compiler(const std::string& pattern, std::vector<PhoneStep>& steps) : pattern_(pattern), steps_(steps) {}

  std::uint16_t here() const { return static_cast<std::uint16_t>(steps_.size()); }
  std::size_t add(PhoneOp op, std::uint16_t first = 0) {
    steps_.push_back({op, first, 0});
    return steps_.size() - 1;
  }
  bool more() const { return at_ < pattern_.size(); }

  void alternatives() {
    // The first alternative's code is written before one knows of a second: each is written behind a split that is made
    // a jump to the next step where it stays alone.
    std::vector<std::size_t> leaving;
    for (;;) {
      const std::size_t split = add(PhoneOp::split);
      steps_[split].first = here();
      sequence();
      if (more() && pattern_[at_] == '|') {
        ++at_;
        leaving.push_back(add(PhoneOp::jump));
        steps_[split].second = here();
        continue;
      }
      steps_[split].op = PhoneOp::jump;
      break;
    }
    for (const std::size_t jump : leaving) steps_[jump].first = here();
  }

  void sequence() {
    while (more() && pattern_[at_] != '|' && pattern_[at_] != ')') {
      const std::size_t begin = at_;
      const int groups_before = groups_;
      const std::size_t steps_before = steps_.size();
      atom();
      const std::size_t end = at_;
      int least = 1;
      int most = 1;
      if (more() && pattern_[at_] == '?') {
        ++at_;
        least = 0;
      } else if (more() && pattern_[at_] == '{') {
        ++at_;
        least = most = number();
        if (more() && pattern_[at_] == ',') {
          ++at_;
          most = number();
        }
        if (!more() || pattern_[at_] != '}') give_up("braces: " + pattern_);
        ++at_;
      }
      if (least == 1 && most == 1) continue;
      if (groups_ != groups_before && most > 1) give_up("a repeated group: " + pattern_);
      // Written again as often as needed.
      const std::size_t after = at_;
      steps_.resize(steps_before);
      std::vector<std::size_t> splits;
      for (int time = 0; time < most; ++time) {
        if (time >= least) {
          splits.push_back(add(PhoneOp::split));
          steps_[splits.back()].first = here();
        }
        at_ = begin;
        groups_ = groups_before;
        atom();
        if (at_ != end) give_up("repetition: " + pattern_);
      }
      for (const std::size_t split : splits) steps_[split].second = here();
      at_ = after;
    }
  }

  void atom() {
    const char c = pattern_[at_++];
    if (c >= '0' && c <= '9') {
      add(PhoneOp::digit, static_cast<std::uint16_t>(1U << (c - '0')));
    } else if (c == '\\') {
      if (!more() || pattern_[at_++] != 'd') give_up("escape: " + pattern_);
      add(PhoneOp::digit, 0x3FF);
    } else if (c == '[') {
      unsigned mask = 0;
      char last = 0;
      for (; more() && pattern_[at_] != ']'; ++at_) {
        if (pattern_[at_] == '-' && last != 0 && at_ + 1 < pattern_.size()) {
          for (char one = last; one <= pattern_[at_ + 1]; ++one) mask |= 1U << (one - '0');
          ++at_;
          continue;
        }
        last = pattern_[at_];
        if (last < '0' || last > '9') give_up("class: " + pattern_);
        mask |= 1U << (last - '0');
      }
      if (!more()) give_up("class: " + pattern_);
      ++at_;
      add(PhoneOp::digit, static_cast<std::uint16_t>(mask));
    } else if (c == '(') {
      const bool captures = pattern_.compare(at_, 2, "?:") != 0;
      if (!captures) at_ += 2;
      const int group = captures ? ++groups_ : 0;
      if (captures) add(PhoneOp::save, static_cast<std::uint16_t>(2 * group));
      alternatives();
      if (captures) add(PhoneOp::save, static_cast<std::uint16_t>(2 * group + 1));
      if (!more() || pattern_[at_] != ')') give_up("brackets: " + pattern_);
      ++at_;
    } else if (c == '$') {
      add(PhoneOp::end);
    } else {
      give_up("unknown sign: " + pattern_);
    }
  }

  int number() {
    int value = 0;
    while (more() && pattern_[at_] >= '0' && pattern_[at_] <= '9') value = value * 10 + (pattern_[at_++] - '0');
    return value;
  }

  const std::string& pattern_;
  std::vector<PhoneStep>& steps_;
  std::size_t at_ = 0;
  int groups_ = 0;
};

constexpr int dead = -1;

// A pattern that must match whole, or (prefix) whose first digits must match. States are made as they are asked for.
class Automaton {
 public:
  Automaton(const std::string& pattern, bool prefix) : prefix_(prefix) {
    if (pattern.empty()) {  // Matches nothing.
      start_ = dead;
      return;
    }
    int groups = 0;
    const std::uint16_t begin = Compiler::compile(pattern, steps_, groups);
    std::set<int> first;
    close(begin, first);
    start_ = state_of(first);
  }
  int start() const { return start_; }
  bool accepts(int state) const { return state != dead && accepting_[static_cast<std::size_t>(state)]; }
  int next(int state, int digit) {
    if (state == dead) return dead;
    const auto at = static_cast<std::size_t>(state);
    if (prefix_ && accepting_[at]) return state;
    if (next_[at][static_cast<std::size_t>(digit)] == unknown) {
      std::set<int> to;
      for (const int step : sets_[at]) {
        const PhoneStep& one = steps_[static_cast<std::size_t>(step)];
        if (one.op == PhoneOp::digit && (one.first >> digit & 1) != 0) close(step + 1, to);
      }
      const int made = to.empty() ? dead : state_of(to);
      next_[at][static_cast<std::size_t>(digit)] = made;
    }
    return next_[at][static_cast<std::size_t>(digit)];
  }

 private:
  static constexpr int unknown = -2;
  void close(int step, std::set<int>& set) const {
    const PhoneStep& one = steps_[static_cast<std::size_t>(step)];
    switch (one.op) {
      case PhoneOp::split:
        close(one.first, set);
        close(one.second, set);
        break;
      case PhoneOp::jump: close(one.first, set); break;
      case PhoneOp::save: close(step + 1, set); break;
      case PhoneOp::end: give_up("$ in a number's pattern");
      case PhoneOp::digit:
      case PhoneOp::match: set.insert(step); break;
    }
  }
  int state_of(const std::set<int>& set) {
    const auto [at, is_new] = ids_.emplace(set, static_cast<int>(sets_.size()));
    if (is_new) {
      sets_.push_back(set);
      bool accepting = false;
      for (const int step : set) accepting |= steps_[static_cast<std::size_t>(step)].op == PhoneOp::match;
      accepting_.push_back(accepting);
      next_.emplace_back().fill(unknown);
    }
    return at->second;
  }

  bool prefix_;
  std::vector<PhoneStep> steps_;
  std::map<std::set<int>, int> ids_;
  std::vector<std::set<int>> sets_;
  std::vector<bool> accepting_;
  std::vector<std::array<int, 10>> next_;
  int start_ = dead;
};

// Nodes of all languages, each that equals another only once.
class Nodes {
 public:
  struct Node {
    bool accepts = false;
    std::array<int, 10> next = {};
    auto operator<=>(const Node&) const = default;
  };
  Nodes() { id_of(Node()); }  // 0: dead.
  int id_of(const Node& node) {
    const auto [at, is_new] = ids_.emplace(node, static_cast<int>(nodes_.size()));
    if (is_new) nodes_.push_back(node);
    return at->second;
  }
  const std::vector<Node>& all() const { return nodes_; }

 private:
  std::map<Node, int> ids_;
  std::vector<Node> nodes_;
};

constexpr int national_max = 17;  // libphonenumber's kMaxLengthForNsn.

// What libphonenumber's IsNumberMatchingDesc() asks of a number.
struct Description {
  explicit Description(const PhoneNumberDesc& desc) : pattern(desc.national_number_pattern(), false) {
    any_length = desc.possible_length_size() == 0;
    for (const int length : desc.possible_length()) {
      if (length >= 0 && length < 32) lengths.set(static_cast<std::size_t>(length));
    }
  }
  bool accepts(int state, int length) const {
    return pattern.accepts(state) && (any_length || lengths.test(static_cast<std::size_t>(length)));
  }
  Automaton pattern;
  bool any_length = true;
  std::bitset<32> lengths;
};

// One region's part in what is valid behind a calling code: its leading digits, its general description, then the
// types.
struct Region {
  explicit Region(const PhoneMetadata& plan)
      : has_leading(plan.has_leading_digits()), leading(plan.leading_digits(), true) {
    for (const PhoneNumberDesc* desc :
         {&plan.general_desc(), &plan.premium_rate(), &plan.toll_free(), &plan.shared_cost(), &plan.voip(),
          &plan.personal_number(), &plan.pager(), &plan.uan(), &plan.voicemail(), &plan.fixed_line()}) {
      descriptions.emplace_back(*desc);
    }
    if (!plan.same_mobile_and_fixed_line_pattern()) descriptions.emplace_back(plan.mobile());
  }
  bool has_leading;
  Automaton leading;
  std::vector<Description> descriptions;
};

// The valid numbers of a calling code, whose regions come in libphonenumber's order: the first whose leading digits,
// or, where it has none, whose types match decides.
class ValidNumbers {
 public:
  ValidNumbers(std::vector<Region>& regions, Nodes& nodes) : regions_(regions), nodes_(nodes) {}
  int build() {
    State start;
    for (Region& region : regions_) {
      start.push_back(region.leading.start());
      for (const Description& one : region.descriptions) start.push_back(one.pattern.start());
    }
    return node_of(start, 0);
  }

 private:
  using State = std::vector<int>;
  bool accepts(const State& state, int length) const {
    std::size_t at = 0;
    for (const Region& region : regions_) {
      const bool leads = region.leading.accepts(state[at++]);
      const bool general = region.descriptions[0].accepts(state[at++], length);
      bool typed = false;
      for (std::size_t one = 1; one < region.descriptions.size(); ++one) {
        typed |= region.descriptions[one].accepts(state[at++], length);
      }
      // A calling code of one region is not asked for leading digits.
      const bool decides = regions_.size() == 1 || (region.has_leading ? leads : general && typed);
      if (decides) return general && typed;
    }
    return false;
  }
  int node_of(const State& state, int length) {
    bool alive = false;
    for (const int one : state) alive |= one != dead;
    if (!alive || length > national_max) return 0;
    const auto key = std::make_pair(length, state);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    Nodes::Node node;
    node.accepts = accepts(state, length);
    for (int digit = 0; digit < 10 && length < national_max; ++digit) {
      State to;
      to.reserve(state.size());
      std::size_t at = 0;
      for (Region& region : regions_) {
        to.push_back(region.leading.next(state[at++], digit));
        for (Description& one : region.descriptions) to.push_back(one.pattern.next(state[at++], digit));
      }
      node.next[static_cast<std::size_t>(digit)] = node_of(to, length + 1);
    }
    return known_[key] = nodes_.id_of(node);
  }

  std::vector<Region>& regions_;
  Nodes& nodes_;
  std::map<std::pair<int, State>, int> known_;
};

int language_of(Automaton& automaton, int state, Nodes& nodes, std::map<int, int>& known) {
  if (state == dead) return 0;
  if (const auto at = known.find(state); at != known.end()) return at->second;
  Nodes::Node node;
  node.accepts = automaton.accepts(state);
  for (int digit = 0; digit < 10; ++digit) {
    node.next[static_cast<std::size_t>(digit)] = language_of(automaton, automaton.next(state, digit), nodes, known);
  }
  return known[state] = nodes.id_of(node);
}

std::uint32_t bits_of(const google::protobuf::RepeatedField<int>& lengths) {
  std::uint32_t bits = 0;
  for (const int length : lengths) {
    if (length >= 0 && length < 32) bits |= 1U << length;
  }
  return bits;
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::fputs("usage: compile_plans OUT.cpp\n", stderr);
    return 2;
  }
  i18n::phonenumbers::PhoneMetadataCollection all;
  if (!all.ParseFromArray(i18n::phonenumbers::metadata_get(), i18n::phonenumbers::metadata_size())) {
    give_up("libphonenumber's data cannot be read");
  }
  std::map<std::string, const PhoneMetadata*> plans;  // By id; those of no region by "001" and their code.
  std::map<int, std::vector<std::string>> by_code;    // The main region first, then as they come.
  for (const PhoneMetadata& plan : all.metadata()) {
    const std::string key = plan.id() == "001" ? "001" + std::to_string(plan.country_code()) : plan.id();
    if (plan.country_code() < 1 || plan.country_code() > 999 || !plans.emplace(key, &plan).second) {
      give_up("region " + key);
    }
    std::vector<std::string>& regions = by_code[plan.country_code()];
    regions.insert(plan.main_country_for_code() ? regions.begin() : regions.end(), key);
  }

  Nodes nodes;
  std::vector<PhoneStep> steps;
  std::map<std::string, std::pair<int, int>> compiled;  // Of prefixes: the first step and the number of groups.
  const auto step_of = [&](const std::string& pattern) {
    if (pattern.empty()) return std::make_pair(-1, 0);
    if (const auto known = compiled.find(pattern); known != compiled.end()) return known->second;
    int groups = 0;
    const int begin = Compiler::compile(pattern, steps, groups);
    if (groups > 2) give_up("more than two groups: " + pattern);
    return compiled[pattern] = std::make_pair(begin, groups);
  };

  std::map<std::string, int> index_of;
  std::vector<int> general;
  for (const auto& [key, plan] : plans) {
    index_of.emplace(key, static_cast<int>(index_of.size()));
    Automaton automaton(plan->general_desc().national_number_pattern(), false);
    std::map<int, int> known;
    general.push_back(language_of(automaton, automaton.start(), nodes, known));
  }
  std::map<int, int> valid;
  for (const auto& [code, keys] : by_code) {
    std::vector<Region> regions;
    regions.reserve(keys.size());
    for (const std::string& key : keys) regions.emplace_back(*plans.at(key));
    valid[code] = ValidNumbers(regions, nodes).build();
  }

  // The accepting nodes come last, so that a node's number says whether it accepts.
  const std::vector<Nodes::Node>& made = nodes.all();
  if (made.size() > 65'535) give_up("too many nodes");
  std::vector<std::size_t> order;
  for (const bool accepting : {false, true}) {
    for (std::size_t node = 0; node < made.size(); ++node) {
      if (made[node].accepts == accepting) order.push_back(node);
    }
  }
  std::vector<std::size_t> place(made.size());
  std::size_t accepting_from = 0;
  for (std::size_t at = 0; at < order.size(); ++at) {
    place[order[at]] = at;
    accepting_from += made[order[at]].accepts ? 0 : 1;
  }
  const auto node = [&](int id) { return std::to_string(place[static_cast<std::size_t>(id)]); };

  std::string out =
      "// Made by tools/compile_plans.cpp from libphonenumber's data.\n#include \"detect/phone_plans.h\"\n\n"
      "namespace constat {\n\nconst PhoneNode phone_nodes[] = {\n";
  for (const std::size_t id : order) {
    out += "{{";
    for (const int next : made[id].next) out += node(next) + ",";
    out += "}},\n";
  }
  out += "};\nconst std::uint16_t phone_first_accepting = " + std::to_string(accepting_from) + ";\n";
  std::string regions = "const PhoneRegion phone_regions[] = {\n";
  for (const auto& [key, plan] : plans) {
    const auto trunk = step_of(plan->national_prefix_for_parsing());
    const auto abroad = step_of(plan->international_prefix());
    const std::string& rule = plan->national_prefix_transform_rule();
    if (rule.size() > 7 || key.substr(0, 3).size() > 3) give_up("a rule that is too long: " + key);
    for (const PhoneNumberDesc* desc : {&plan->general_desc()}) {
      if (desc->possible_length_size() == 0) give_up("no lengths: " + key);
    }
    regions += "{\"" + key.substr(0, 3) + "\"," + std::to_string(plan->country_code()) + "," +
               node(general[static_cast<std::size_t>(index_of.at(key))]) + "," +
               std::to_string(bits_of(plan->general_desc().possible_length())) + "U," +
               std::to_string(bits_of(plan->general_desc().possible_length_local_only())) + "U," +
               std::to_string(trunk.first) + "," + std::to_string(trunk.second) + ",\"" + rule + "\"," +
               std::to_string(abroad.first) + "},\n";
  }
  regions += "};\nconst std::uint16_t phone_region_count = " + std::to_string(plans.size()) + ";\n";
  out += "const PhoneStep phone_steps[] = {\n";
  for (const PhoneStep& step : steps) {
    out += "{static_cast<PhoneOp>(" + std::to_string(static_cast<int>(step.op)) + ")," + std::to_string(step.first) +
           "," + std::to_string(step.second) + "},\n";
  }
  out += "};\n" + regions + "const PhoneCode phone_codes[] = {\n";
  std::array<int, 1000> code_of;
  code_of.fill(-1);
  int codes = 0;
  for (const auto& [code, keys] : by_code) {
    out += "{" + std::to_string(code) + "," + node(valid.at(code)) + "," + std::to_string(index_of.at(keys.front())) +
           "},\n";
    code_of[static_cast<std::size_t>(code)] = codes++;
  }
  out += "};\nconst std::int16_t phone_code_of[1000] = {";
  for (const int code : code_of) out += std::to_string(code) + ",";
  out += "};\n\n}  // namespace constat\n";

  std::ofstream file(words[1], std::ios::binary | std::ios::trunc);
  file << out;
  file.close();
  return file ? 0 : 1;
}
