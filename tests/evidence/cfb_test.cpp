#include "evidence/cfb.h"

#include <gtest/gtest.h>

#include "support/listing_output.h"
#include "support/zip_builder.h"

namespace constat {
namespace {
using test::put16;
using test::put32;

std::string padded(std::string text, std::size_t size) {
  text.resize(size, '\0');
  return text;
}
std::string entry(std::string_view name, char type, std::uint32_t child, std::uint32_t right, std::uint32_t first,
                  std::uint32_t size) {
  std::string out;
  for (const char c : name) {
    out += c;
    out += '\0';
  }
  const std::size_t name_bytes = name.empty() ? 0 : out.size() + 2;
  out = padded(out, 64);
  put16(out, name_bytes);
  out += type;
  out += '\1';
  put32(out, 0xFFFFFFFF);
  put32(out, right);
  put32(out, child);
  out = padded(out, 116);
  put32(out, first);
  put32(out, size);
  put32(out, 0);
  return out;
}
// Sectors: 0 the table of chains, 1 the directory, 2 the small chains, 3 the small streams, 4 to 11 a large stream.
std::string compound(const std::string& large_name, std::string_view small) {
  std::string header(cfb_signature);
  header = padded(header, 24);
  put16(header, 0x3E);
  put16(header, 3);
  put16(header, 0xFFFE);
  put16(header, 9);
  put16(header, 6);
  header = padded(header, 44);
  put32(header, 1);
  put32(header, 1);
  put32(header, 0);
  put32(header, 4096);
  put32(header, 2);
  put32(header, 1);
  put32(header, 0xFFFFFFFE);
  put32(header, 0);
  put32(header, 0);
  while (header.size() < 512) put32(header, 0xFFFFFFFF);
  std::string table;
  for (const std::uint32_t next : {0xFFFFFFFDU, 0xFFFFFFFEU, 0xFFFFFFFEU, 0xFFFFFFFEU}) put32(table, next);
  for (std::uint32_t sector = 4; sector < 11; ++sector) put32(table, sector + 1);
  put32(table, 0xFFFFFFFE);
  while (table.size() < 512) put32(table, 0xFFFFFFFF);
  const std::string directory = entry("Root Entry", 5, 1, 0xFFFFFFFF, 3, 512) + entry("folder", 1, 3, 2, 0, 0) +
                                entry(large_name, 2, 0xFFFFFFFF, 0xFFFFFFFF, 4, 4096) +
                                entry("small", 2, 0xFFFFFFFF, 0xFFFFFFFF, 0, static_cast<std::uint32_t>(small.size()));
  std::string small_table;
  put32(small_table, 0xFFFFFFFE);
  return header + table + directory + padded(small_table, 512) + padded(std::string(small), 512) +
         std::string(4096, 'L');
}

TEST(Cfb, ListsAndReadsStreamsOfBothSizes) {
  const std::string bytes = compound("large", "small text");
  EXPECT_EQ(test::walk(bytes, "t").lines(),
            "t=\nt!/large=" + std::string(4096, 'L') + "\nt!/folder/small=small text\n");
}

TEST(Cfb, LoopsAndLiesEnd) {
  const std::string bytes = compound("large", "small text");
  std::string loop = bytes;
  loop[512 + 7 * 4] = 4;  // Sector 7 leads back to 4.
  const auto observer = test::walk(loop, "t");
  EXPECT_EQ(observer.items().size(), 3U);
  for (std::size_t at = 0; at < 512 * 4; ++at) {
    for (const char value : {'\0', '\xFF', '\1'}) {
      std::string bent = bytes;
      bent[at] = value;
      (void)test::walk(bent, "t");
    }
  }
  for (const std::string name : {"WordDocument", "Workbook", "PowerPoint Document"}) {
    const std::string document = compound(name, "x");
    for (std::size_t size = 0; size < document.size(); size += 37) (void)test::walk(document.substr(0, size), "t");
  }
}

}  // namespace
}  // namespace constat
