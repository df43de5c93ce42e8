#include "detect/shapes.h"

#include <algorithm>
#include <map>

namespace constat {

ShapeMachine::ShapeMachine(std::span<const Rule> rules) {
  struct Shape {
    const std::string* text;
    RuleId rule;
  };
  std::vector<Shape> shapes;
  for (std::size_t index = 0; index < rules.size(); ++index) {
    for (const std::string& shape : rules[index].shapes) shapes.push_back({&shape, static_cast<RuleId>(index)});
  }
  // Subset construction. Every shape in a state has gone equally far, so a state is (how far, which shapes).
  using Set = std::vector<std::uint32_t>;
  std::map<std::pair<std::size_t, Set>, std::uint32_t> known;
  std::vector<std::pair<std::size_t, Set>> todo;
  next_.push_back({dead, dead});
  accepted_.emplace_back();
  const auto state_of = [&](std::size_t far, Set set) -> std::uint32_t {
    if (set.empty()) return dead;
    const auto [found, added] = known.try_emplace({far, set}, static_cast<std::uint32_t>(next_.size()));
    if (added) {
      next_.push_back({dead, dead});
      accepted_.emplace_back();
      for (const std::uint32_t shape : set) {
        if (shapes[shape].text->size() == far) accepted_.back().push_back(shapes[shape].rule);
      }
      todo.emplace_back(far, std::move(set));
    }
    return found->second;
  };
  Set all(shapes.size());
  for (std::uint32_t index = 0; index < all.size(); ++index) all[index] = index;
  if (all.empty()) {
    next_.push_back({dead, dead});
    accepted_.emplace_back();
    labelled_.resize(accepted_.size());
    return;
  }
  (void)state_of(0, all);
  while (!todo.empty()) {
    const auto [far, set] = todo.back();
    todo.pop_back();
    const std::uint32_t from = known.at({far, set});
    for (const bool letter : {false, true}) {
      Set reached;
      for (const std::uint32_t shape : set) {
        const std::string& text = *shapes[shape].text;
        if (far >= text.size()) continue;
        const char kind = text[far];
        if (kind == 'X' || (kind == 'A') == letter) reached.push_back(shape);
      }
      const std::uint32_t to = state_of(far + 1, std::move(reached));
      next_[from][letter ? 1 : 0] = to;
    }
  }
  labelled_.resize(accepted_.size());
  for (std::size_t state = 0; state < accepted_.size(); ++state) {
    std::vector<RuleId>& here = accepted_[state];
    std::sort(here.begin(), here.end());
    here.erase(std::unique(here.begin(), here.end()), here.end());
    const auto first = std::stable_partition(here.begin(), here.end(), [&](RuleId id) {
      const Rule& rule = rules[id];
      return rule.bare != Band::none || rule.formatted != Band::none || rule.context.empty();
    });
    labelled_[state].assign(first, here.end());
    here.erase(first, here.end());
  }
}

}  // namespace constat
