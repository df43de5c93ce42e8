#include "run/given_names.h"

#include <algorithm>

#include "base/text.h"
#include "detect/item_names.h"
#include "evidence/place.h"
#include "run/confined.h"
#include "run/record.h"

namespace constat {

namespace {

constexpr std::size_t names_at_once_max = 10'000;
constexpr std::size_t told_bytes_max = 64U << 20;

struct NoFindings final : FindingSink {
  void finding(const Finding&) override {}
};

}  // namespace

Result<HiddenNames> values_in_names(const Engine& engine, std::span<const std::string> names, bool allow_weak) {
  HiddenNames hidden;
  for (std::size_t begin = 0; begin < names.size(); begin += names_at_once_max) {
    const auto asked = names.subspan(begin, std::min(names_at_once_max, names.size() - begin));
    ConfinedOptions options;
    options.spill = options.may_meet_pdf = false;
    options.allow_weak = allow_weak;
    std::string told;
    const auto read = [&](int, int, Outlet& outlet) {
      const auto scratch = engine.make_scratch();
      ItemNames reader(engine);
      NoFindings none;
      std::vector<MaskedName> masked;
      for (const std::string& name : asked) reader.detect(name, *scratch, none, masked);
      std::string out;
      encode_masked(masked, out);
      outlet.put(out);
      return 0;
    };
    const auto keep = [&told](std::string_view bytes) {
      if (told.size() <= told_bytes_max) told += bytes;
    };
    TRY_ASSIGN(const ConfinedEnd end, run_confined(options, read, keep, [](std::string_view) {}));
    std::vector<MaskedName> masked;
    Decoder in(told);
    const bool good = end.how == ConfinedEnd::How::exited && end.status == 0 && told.size() <= told_bytes_max &&
                      in.number() == static_cast<std::uint64_t>(RecordKind::masked_names) && decode_masked(in, masked);
    if (!good) {
      for (const std::string& name : asked) hidden[name] = ShownNames::hidden(name, "");
    }
    for (const MaskedName& one : masked) {
      const bool harmless = place_component(raw_component(one.shown)) == one.shown;
      hidden[one.name] = ShownNames::hidden(one.name, harmless ? one.shown : "");
    }
  }
  return hidden;
}

Result<void> know_names(Case& file, const Engine& engine, const std::vector<std::string>& paths, bool allow_weak) {
  ShownNames& names = file.shown_names();
  std::vector<std::string> asked;
  std::vector<std::string> starred;
  for (const std::string& path : paths) {
    for (const std::string_view raw : split(path, '/')) {
      std::string name = place_component(raw);
      if (names.stored(name) != name) continue;
      if (name.find('*') != std::string::npos) starred.push_back(name);
      if (name_may_hold_a_value(name)) asked.push_back(std::move(name));
    }
  }
  TRY_ASSIGN(const HiddenNames hidden, values_in_names(engine, asked, allow_weak));
  for (const std::string& name : asked) {  // In their order, so that their numbers are the same every time.
    if (const auto found = hidden.find(name); found != hidden.end()) names.add(name, found->second);
  }
  for (const std::string& name : starred) names.add(name, name);
  return {};
}

}  // namespace constat
