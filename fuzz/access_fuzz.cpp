// A small Access database with bytes overwritten: the input is its kind, then pairs of a place and a byte, then what a
// long value holds. No crash, and every text given is valid UTF-8.
#include "../tests/support/access_builder.h"
#include "valid_texts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  using test::AccessBuilder;
  if (size < 2) return 0;
  AccessBuilder base(static_cast<AccessBuilder::Kind>(data[0] % 3));
  if ((data[0] & 4) != 0) base.maps_in_pages();
  if ((data[0] & 8) != 0) base.key(0x01020304);
  const std::size_t pairs = std::min<std::size_t>(data[1], (size - 2) / 3);
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::string rest(all.substr(2 + pairs * 3, 60'000));
  const std::string value = rest.empty() ? "an object" : rest;
  const std::string page = base.in_page(value.substr(0, 1900));
  const std::string chain = base.in_chain(value, 1500);
  base.table(
      "Staff",
      {{"Id", 4, 4},
       {"Name", 10, 0},
       {"Born", 8, 8},
       {"Active", 1, 0},
       {"Note", 12, 0},
       {"FileData", 11, 0},
       {"FileName", 10, 0},
       {"Pay", 16, 17, 2},
       {"Raw", 9, 0}},
      {{{base.number(1, 4), base.text("Ann"), base.real(1.5), "", chain, page, base.text("a"), std::nullopt,
         value.substr(0, 200)}},
       {{base.number(2, 4), base.packed("Bob"), base.real(2), std::nullopt, page, chain, base.text("b"),
         std::string(17, '\1'), "x"}},
       {{base.number(3, 4), base.text("gone"), base.real(2), "", std::nullopt, std::nullopt, "", std::nullopt, ""},
        0xC000}});
  base.table("Files", {{"Thing", 11, 0}}, {{{chain}}, {{page}}});
  base.linked("Orders", "a.mdb", "ODBC;DSN=a");
  std::string bytes = base.build();
  for (std::size_t index = 0; index < pairs; ++index) {
    const std::size_t at = (data[2 + index * 3] | std::size_t{data[3 + index * 3]} << 8) % bytes.size();
    bytes[at] = static_cast<char>(data[4 + index * 3]);
  }
  read_checking_texts(bytes);
  return 0;
}
