// Any text: findings lie inside it, in order, inside the owned range, and never overlap.
#include <cstdint>
#include <cstdlib>

#include "base/paths.h"
#include "base/text.h"
#include "detect/engine.h"
#include "detect/item_names.h"
#include "evidence/place.h"

namespace {

class Checker final : public constat::FindingSink {
 public:
  explicit Checker(const constat::Passage& passage) : passage_(passage), last_end_(passage.owned_begin) {}
  void finding(const constat::Finding& finding) override {
    if (finding.begin < last_end_ || finding.begin >= passage_.owned_end || finding.end > passage_.text.size() ||
        finding.end <= finding.begin || !(finding.confidence > 0 && finding.confidence <= 1)) {
      std::abort();
    }
    last_end_ = finding.end;
  }

 private:
  const constat::Passage& passage_;
  std::size_t last_end_;
};

class NameChecker final : public constat::FindingSink {
 public:
  explicit NameChecker(std::size_t size) : size_(size) {}
  void finding(const constat::Finding& finding) override {
    if (finding.begin < last_ || finding.end > size_ || finding.end <= finding.begin) std::abort();
    last_ = finding.begin;
  }

 private:
  std::size_t size_;
  std::size_t last_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::unique_ptr<constat::Engine> engine = [] {
    const std::string root = constat::data_root();
    auto loaded = constat::load_engine({{root + "/rules"}, root + "/data"});
    if (!loaded) std::abort();
    return std::move(*loaded);
  }();
  static const auto scratch = engine->make_scratch();
  const std::string text = constat::to_valid_utf8({reinterpret_cast<const char*>(data), size});
  for (const auto kind : {constat::PassageKind::prose, constat::PassageKind::mail_address}) {
    const constat::Passage passage = constat::Passage::whole(text, "", 0, kind);
    Checker checker(passage);
    engine->detect(passage, *scratch, checker);
  }
  // The same as an item's name, whatever bytes it has.
  const std::string place = "a.zip!/" + constat::place_path({reinterpret_cast<const char*>(data), size});
  constat::ItemNames names(*engine);
  NameChecker checker(constat::name_text(place).size());
  std::vector<constat::MaskedName> masked;
  names.detect(place, *scratch, checker, masked);
  for (const constat::MaskedName& one : masked) {
    if (place.find(one.name) == std::string::npos || !constat::is_valid_utf8(one.shown)) std::abort();
  }
  return 0;
}
