// "No quadratic input": the input is repeated, and four times as much may cost hardly more than four times the work,
// nor any byte more than a bound. Counted (base/work_meter.h), so that the same input fails on every machine.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/paths.h"
#include "base/text.h"
#include "base/work_meter.h"
#include "detect/engine.h"

namespace {

// As tests/detect/work_test.cpp says, with room for what it does not know: what looks back or ahead some kilobytes is
// dearer in a longer text, too.
constexpr std::size_t size = 8 * 1024;
constexpr std::size_t input_max = 4096;
constexpr std::uint64_t free_steps = 500'000;
constexpr double growth_max = 1.75;
constexpr std::uint64_t steps_per_byte_max = 20'000;

class Deaf final : public constat::FindingSink {
 public:
  void finding(const constat::Finding&) override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t count) {
  static const std::unique_ptr<constat::Engine> engine = [] {
    const std::string root = constat::data_root();
    auto loaded = constat::load_engine({{root + "/rules"}, root + "/data"});
    if (!loaded) std::abort();
    return std::move(*loaded);
  }();
  const std::string piece = constat::to_valid_utf8({reinterpret_cast<const char*>(data), std::min(count, input_max)});
  if (piece.empty() || !constat::work_is_metered()) return 0;
  const auto kind = data[0] % 8 == 0 ? constat::PassageKind::mail_address : constat::PassageKind::prose;
  const auto work_of = [&](std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += piece;
    const auto scratch = engine->make_scratch();
    Deaf found;
    const std::uint64_t before = constat::work_done();
    engine->detect(constat::Passage::whole(text, "", 0, kind), *scratch, found);
    return constat::work_done() - before;
  };
  const std::uint64_t once = work_of(size);
  const std::uint64_t four = work_of(4 * size);
  if (static_cast<double>(four) > 4 * growth_max * static_cast<double>(once) + free_steps ||
      four > 4 * size * steps_per_byte_max) {
    std::fprintf(stderr, "%zu bytes cost %llu steps, four times as many %llu\n", size,
                 static_cast<unsigned long long>(once), static_cast<unsigned long long>(four));
    std::abort();
  }
  return 0;
}
