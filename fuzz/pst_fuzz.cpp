// A small Outlook data file with bytes overwritten: the input is pairs of a place and a byte, then a heap of its own.
// No crash, and every text given is valid UTF-8.
#include "../tests/support/pst_builder.h"
#include "valid_texts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  using test::PstBuilder;
  PstBuilder pst;
  pst.folder(0x8022, 0x122, "Inbox");
  const auto recipients = pst.table(0x692, {0x3001, 0x39FE}, {{"Bob", "bob@a.example"}}, true);
  const auto attachment = pst.properties(0x8025, {PstBuilder::text(0x3707, "a"), {0x3701, 0x0102, "bytes", true}});
  pst.node(pst.properties(0x200024, {PstBuilder::text(0x0037, "subject"), {0x1000, 0x001E, "body", true}},
                          {recipients, attachment}),
           0x8022);
  const std::size_t pairs = size < 1 ? 0 : std::min<std::size_t>(data[0], (size - 1) / 3);
  const std::string_view rest(reinterpret_cast<const char*>(data) + std::min<std::size_t>(size, 1 + pairs * 3),
                              size - std::min<std::size_t>(size, 1 + pairs * 3));
  pst.node({0x200044, pst.block(std::string(rest.substr(0, 60'000))), 0}, 0x8022);
  std::string bytes = pst.build();
  for (std::size_t index = 0; index < pairs; ++index) {
    const std::size_t at = (data[1 + index * 3] | std::size_t{data[2 + index * 3]} << 8) % bytes.size();
    bytes[at] = static_cast<char>(data[3 + index * 3]);
  }
  read_checking_texts(bytes);
  return 0;
}
