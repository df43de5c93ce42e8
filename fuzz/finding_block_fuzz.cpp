// A block of findings that a worker made of whatever it wanted: read, or told to be damaged.
#include <cstdlib>

#include "casefile/finding_block.h"
#include "casefile/sealer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  static const auto sealer = make_sealer(std::string(case_key_bytes, 'k'));
  if (size < 2) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t cut = input.size() * data[0] / 255;
  const std::string_view places = input.substr(0, cut);
  std::string sealed;
  // The values are sealed rightly: else no byte of them is ever read.
  sealer->seal_block(input.substr(cut), places, sealed);
  BlockReader reader;
  if (reader.open(places, sealed)) {
    std::uint64_t sum = 0;
    for (std::size_t index = 0; index < reader.size(); ++index) {
      const PlacedFinding finding = reader.at(index);
      sum += finding.part.size() + finding.offset_bytes + static_cast<std::uint64_t>(reader.type(index)) +
             reader.confidence(index) + static_cast<std::uint64_t>(reader.mention(index));
    }
    if (reader.open_values(sealer.get())) {
      for (std::size_t index = 0; index < reader.size(); ++index) {
        sum += reader.spelling(index).size() + reader.canonical(index).size();
      }
    }
    volatile std::uint64_t kept = sum;
    (void)kept;
  }
  std::vector<ValueHash> hashes;
  (void)read_hashes(input, hashes);
  return 0;
}
