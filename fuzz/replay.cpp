// Runs every fuzz target on its seeds and on a bounded number of inputs made of them, without a fuzzer: what the tests
// do with g++, and what `make fuzz` does as long as wanted with clang. replay SEEDS RUNS [TARGET...]
//
// SEEDS holds a folder per target (fuzz/seeds.py). The same arguments give the same inputs everywhere. A target that
// finds a fault ends the program: its name, the input's number and the input itself (in hexadecimal) are printed first.
#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

#define TARGET(name) extern "C" int constat_fuzz_##name(const std::uint8_t* data, std::size_t size);
#include "fuzz_targets.inc"
#undef TARGET

namespace {

struct Target {
  std::string_view name;
  int (*run)(const std::uint8_t* data, std::size_t size);
};
constexpr Target targets[] = {
#define TARGET(name) {#name, constat_fuzz_##name},
#include "fuzz_targets.inc"
#undef TARGET
};

constexpr std::size_t input_max = 16384;  // As fuzz/seeds.py cuts them.

// What is being run, for the one who mends it.
std::string_view current_target;
std::size_t current_number = 0;
std::string current_input;

void tell() {
  std::fprintf(stderr, "\nfuzz target %.*s, input %zu (%zu bytes): ", static_cast<int>(current_target.size()),
               current_target.data(), current_number, current_input.size());
  for (const char c : current_input) std::fprintf(stderr, "%02x", static_cast<unsigned char>(c));
  std::fprintf(stderr, "\n");
}

void on_abort(int) {
  tell();
  std::signal(SIGABRT, SIG_DFL);
  std::abort();
}

// SplitMix64 (Steele, Lea, Flood 2014): the same on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t end) { return end == 0 ? 0 : static_cast<std::size_t>(next() % end); }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

// What real damage and lies look like: bits that flipped, lengths that are extreme, cuts, pieces twice or of another
// file.
void mutate(std::string& input, const std::vector<std::string>& seeds, Random& random) {
  for (std::size_t times = 1 + random.below(6); times != 0; --times) {
    const std::size_t at = random.below(input.size() + 1);
    const std::size_t rest = input.size() - at;
    switch (random.below(7)) {
      case 0:
        if (rest != 0) input[at] = static_cast<char>(input[at] ^ (1 << random.below(8)));
        break;
      case 1:
        if (rest != 0) input[at] = static_cast<char>(random.below(256));
        break;
      case 2: {  // A length or an offset that lies.
        constexpr std::uint32_t extremes[] = {0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFE, 0x10000, 0xFF};
        const std::uint32_t value = extremes[random.below(std::size(extremes))];
        for (std::size_t byte = 0; byte < 4 && at + byte < input.size(); ++byte) {
          input[at + byte] = static_cast<char>(value >> (8 * byte));
        }
        break;
      }
      case 3: input.resize(at); break;
      case 4: input.insert(at, input.substr(random.below(input.size() + 1), 1 + random.below(64))); break;
      case 5: {
        const std::string& other = seeds[random.below(seeds.size())];
        const std::size_t from = random.below(other.size() + 1);
        input.replace(at, std::min(rest, 1 + random.below(256)), other.substr(from, 1 + random.below(256)));
        break;
      }
      default: input.insert(at, 1 + random.below(16), static_cast<char>(random.below(256)));
    }
  }
  if (input.size() > input_max) input.resize(input_max);
}

std::vector<std::string> seeds_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::vector<std::string> seeds;
  for (const auto& path : paths) {
    std::ifstream in(path, std::ios::binary);
    std::string& seed = seeds.emplace_back();
    seed.assign(std::istreambuf_iterator<char>(in), {});
    if (seed.size() > input_max) seed.resize(input_max);
  }
  return seeds;
}

void run(const Target& target, const std::vector<std::string>& given, std::size_t runs) {
  std::vector<std::string> seeds = given;
  seeds.emplace_back();
  Random random(0x636F6E73746174ULL);
  current_target = target.name;
  for (current_number = 0; current_number < runs; ++current_number) {
    // All seeds as they are where there is room for them, else as many as leave half of the runs for what is made.
    const std::size_t whole = std::min(seeds.size(), runs / 2 + 1);
    if (current_number < whole) {
      current_input = seeds[current_number * seeds.size() / whole];
    } else {
      current_input = seeds[random.below(seeds.size())];
      mutate(current_input, seeds, random);
    }
    // A copy of its own size, so that a byte read behind it is seen.
    const std::vector<std::uint8_t> bytes(current_input.begin(), current_input.end());
    target.run(bytes.data(), bytes.size());
  }
  std::printf("%-16.*s %zu inputs of %zu seeds\n", static_cast<int>(target.name.size()), target.name.data(), runs,
              given.size());
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::fprintf(stderr, "usage: replay SEEDS RUNS [TARGET...]\n");
    return 2;
  }
  const std::filesystem::path folder = arguments[1];
  const std::size_t runs = std::strtoull(arguments[2], nullptr, 10);
  std::signal(SIGABRT, on_abort);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_set_death_callback(tell);
#endif
  std::size_t ran = 0;
  for (const Target& target : targets) {
    const bool wanted = count == 3 || std::any_of(arguments + 3, arguments + count,
                                                  [&](const char* name) { return target.name == name; });
    if (!wanted) continue;
    run(target, seeds_of(folder / (std::string(target.name) + "_fuzz")), runs);
    ++ran;
  }
  if (ran == 0) {
    std::fprintf(stderr, "there is no such target\n");
    return 2;
  }
  return 0;
}
