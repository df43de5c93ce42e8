#include <algorithm>

#include "base/text.h"
#include "detect/item_names.h"
#include "run/coordinator/coordinator.h"

namespace constat::coordinating {

void Coordinator::unit_named(Unit& unit) {
  unit.named = true;
  for (std::string& what : unit.problems) problem_of(unit, std::move(what));
  unit.problems.clear();
}

// Names of the last step that hold something get their aliases; so do those that have a star of their own. Without
// `masked` nobody could read them: all that may hold something are hidden.
void Coordinator::name_step(const std::string& place, const std::vector<MaskedName>* masked) {
  const std::size_t into = place.rfind("!/");
  const std::string_view step = into == std::string::npos ? place : std::string_view(place).substr(into + 2);
  if (masked != nullptr && masked->empty() && step.find('*') == std::string_view::npos) return;
  const bool all_told = masked != nullptr && masked->size() < masked_names_max;
  for (const std::string_view name : split(step, '/')) {
    if (name.empty()) continue;
    const MaskedName* told = nullptr;
    if (masked != nullptr) {
      const auto found = std::ranges::find(*masked, name, &MaskedName::name);
      if (found != masked->end()) told = &*found;
    }
    if (told != nullptr) {
      writer_.masked_name(name, told->shown);
    } else if (!all_told && name_may_hold_a_value(name) &&
               !known_to_hold_nothing(std::string_view(place.data(), name.end()))) {
      writer_.masked_name(name, "");
    } else if (name.find('*') != std::string_view::npos) {
      writer_.masked_name(name, name);
    }
  }
}

// The root's own name was looked at before; so was a folder's that is in the Place of another item already.
bool Coordinator::known_to_hold_nothing(std::string_view folder_place) {
  if (folder_place.find('/') == std::string_view::npos) return true;
  const std::string folder = file_.shown_names().stored(folder_place) + "/";
  Statement known(file_.database(), "SELECT 1 FROM item WHERE place>=? AND place<? LIMIT 1");
  known.bind(1, std::string_view(folder));
  return known.bind(2, std::string_view(folder.substr(0, folder.size() - 1) + "0")).step();
}

void Coordinator::hide_name(OpenItem& item, Unit& unit) {
  if (item.named || item.ignored) return;
  name_step(item.row.place, nullptr);
  item.named = true;
  if (item.path.empty()) unit_named(unit);
}

bool Coordinator::keep_name_findings(WorkerProcess& worker, std::string_view record) {
  OpenItem& item = worker.open.back();
  if (item.is_range_root || !item.name_findings.empty() || !item.findings.empty() || item.findings_written)
    return false;
  if (record.size() > options_.limits.told_item_memory_bytes) return false;
  if (!item.ignored) item.name_findings = record;
  return true;
}

// A reader says how names of the item in its hands are shown, and of nothing else.
bool Coordinator::take_masked(WorkerProcess& worker, const std::vector<MaskedName>& masked) {
  OpenItem& item = worker.open.back();
  Unit& unit = *worker.units.front();
  if (item.name_read) return false;
  item.name_read = true;
  const std::string link = unit.listed ? place_path(unit.listed->link) : std::string();
  if (!masked.empty()) {
    const std::string_view place = item.row.place;
    const std::size_t into = place.rfind("!/");
    std::unordered_set<std::string_view> names;
    for (const auto& name : split(into == std::string_view::npos ? place : place.substr(into + 2), '/')) {
      names.insert(name);
    }
    for (const auto& name : split(link, '/')) names.insert(name);
    for (const MaskedName& one : masked) {
      if (one.name.empty() || !names.contains(one.name) || harmless(one.shown) != one.shown) return false;
    }
  }
  if (!link.empty() && masked.size() < masked_names_max) {
    unit.listed->link_shown = with_names_changed(link, [&masked](std::string_view name) {
      const auto found = std::ranges::find(masked, name, &MaskedName::name);
      return found == masked.end() ? std::string(name) : ShownNames::hidden(name, found->shown);
    });
  }
  if (!item.ignored && !item.named) {
    name_step(item.row.place, &masked);
    item.named = true;
    if (item.path.empty()) unit_named(unit);
  }
  progress_.current = file_.shown(file_.shown_names().stored(item.row.place));
  return true;
}

void Coordinator::write_name_findings(OpenItem& item) {
  if (item.name_findings.empty()) return;
  Decoder in(item.name_findings);
  FindingBlockRecord findings;
  (void)in.number();
  decode(in, findings);
  writer_.name_block(item.row.id, findings.block);
  progress_.findings += findings.block.findings;
  item.name_findings.clear();
}

}  // namespace constat::coordinating
