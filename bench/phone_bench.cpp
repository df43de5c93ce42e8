// Cost of a telephone number: taken out of its text, asked of one plan, or of as many as a label makes the engine ask.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>
#include <vector>

#include "detect/phone.h"

namespace {

using namespace constat;

void one_region(benchmark::State& state, std::string_view text, const char* id) {
  const PhoneRegion* const region = phone_region(id);
  std::string e164;
  for (auto _ : state) benchmark::DoNotOptimize(valid_phone(read_phone(text), region, e164));
}
void many_regions(benchmark::State& state, std::string_view text) {
  std::vector<const PhoneRegion*> regions;
  for (const char* const id : {"US", "FR", "GB", "DE", "ES", "IT", "NL", "BE", "CH", "AT", "IE", "PT", "SE", "DK", "NO",
                               "FI", "PL", "CA", "IN", "AU", "NZ", "ZA", "BR", "MX", "IL", "JP", "PH", "SG", "TR"}) {
    regions.push_back(phone_region(id));
  }
  std::string e164;
  for (auto _ : state) {
    const PhoneText number = read_phone(text);
    bool valid = false;
    for (const PhoneRegion* const region : regions) valid |= valid_phone(number, region, e164);
    benchmark::DoNotOptimize(valid);
  }
}

BENCHMARK_CAPTURE(one_region, phone_international, "+33 6 12 34 56 78", "ZZ");
BENCHMARK_CAPTURE(one_region, phone_us, "(415) 555-2671", "US");
BENCHMARK_CAPTURE(one_region, phone_france, "06 12 34 56 78", "FR");
BENCHMARK_CAPTURE(one_region, phone_extension, "415-555-2671 ext. 12", "US");
BENCHMARK_CAPTURE(many_regions, phone_all_asked, "2025 550 172");

}  // namespace
