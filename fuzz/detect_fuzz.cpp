// Any text: findings lie inside it, in order, inside the owned range, and never overlap.
#include <cstdint>
#include <cstdlib>

#include "base/paths.h"
#include "base/text.h"
#include "detect/engine.h"

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
  return 0;
}
