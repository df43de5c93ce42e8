#include "run/given_names.h"

#include <algorithm>

#include "base/text.h"
#include "detect/item_names.h"
#include "evidence/place.h"
#include "run/confined.h"
#include "run/record.h"

namespace constat {

namespace {

constexpr std::size_t told_bytes_max = 1U << 20;

struct NoFindings final : FindingSink {
  void finding(const Finding&) override {}
};

}  // namespace

Result<void> know_names(Case& file, const Engine& engine, const std::vector<std::string>& paths, bool allow_weak) {
  ShownNames& names = file.shown_names();
  std::vector<std::string> asked;
  for (const std::string& path : paths) {
    for (const std::string_view raw : split(path, '/')) {
      std::string name = place_component(raw);
      if (name_may_hold_a_value(name)) {
        if (names.stored(name) == name && std::ranges::find(asked, name) == asked.end()) asked.push_back(name);
      } else if (name.find('*') != std::string::npos) {
        names.add(name, name);
      }
    }
  }
  if (asked.empty()) return {};
  ConfinedOptions options;
  options.spill = options.may_meet_pdf = false;
  options.allow_weak = allow_weak;
  std::string told;
  TRY_ASSIGN(const ConfinedEnd end, run_confined(
                                        options,
                                        [&](int, int, Outlet& outlet) {
                                          const auto scratch = engine.make_scratch();
                                          ItemNames reader(engine);
                                          NoFindings none;
                                          std::vector<MaskedName> masked;
                                          for (const std::string& name : asked) {
                                            reader.detect(name, *scratch, none, masked);
                                          }
                                          std::string out;
                                          encode_masked(masked, out);
                                          outlet.put(out);
                                          return 0;
                                        },
                                        [&told](std::string_view bytes) {
                                          if (told.size() <= told_bytes_max) told += bytes;
                                        },
                                        [](std::string_view) {}));
  std::vector<MaskedName> masked;
  Decoder in(told);
  const bool good = end.how == ConfinedEnd::How::exited && end.status == 0 && told.size() <= told_bytes_max &&
                    in.number() == static_cast<std::uint64_t>(RecordKind::masked_names) && decode_masked(in, masked);
  for (const std::string& name : asked) {
    const auto found = std::ranges::find(masked, name, &MaskedName::name);
    if (!good) {
      names.add(name, "");
    } else if (found != masked.end()) {
      names.add(name, place_component(raw_component(found->shown)) == found->shown ? found->shown : "");
    } else if (name.find('*') != std::string::npos) {
      names.add(name, name);
    }
  }
  return {};
}

}  // namespace constat
