#include "evidence/pst.h"

#include <gtest/gtest.h>

#include "support/pst_builder.h"

namespace constat {
namespace {

using test::PstBuilder;

std::string plain(const Buffer& bytes) { return std::string(as_text(bytes)); }

// A message whose subject is "AB" and whose body of 20,000 bytes lies in a sub-node, in three blocks.
std::string file_of(char method, PstBuilder::Coder coder) {
  PstBuilder pst;
  pst.coding(method, coder);
  pst.folder(0x8022, 0x122, "Inbox");
  pst.node(pst.properties(0x200024, {PstBuilder::text(0x0037, "AB"),
                                     PstBuilder::number(0x3FFD, 1252),
                                     {0x1000, 0x001F, test::utf16(std::string(10'000, 'x')), true}}),
           0x8022);
  return pst.build();
}

TEST(Pst, NodesPropertiesAndListsOfBlocks) {
  const std::string bytes = file_of(0, nullptr);
  MemorySource source(as_bytes(bytes));
  const Limits limits;
  auto file = PstFile::open(source, limits);
  ASSERT_TRUE(file);
  std::vector<std::uint32_t> ids;
  file->each_node([&](const PstFile::Node& node) {
    ids.push_back(node.id);
    return true;
  });
  EXPECT_EQ(ids, (std::vector<std::uint32_t>{0x8022, 0x200024}));
  const auto node = file->node(0x200024);
  ASSERT_TRUE(node);
  EXPECT_EQ(node->parent, 0x8022U);
  EXPECT_EQ(node->type(), PstFile::type_message);
  const auto heap = PstHeap::open(*file, *node);
  ASSERT_TRUE(heap);
  const auto values = heap->properties();
  EXPECT_EQ(PstHeap::number(values, 0x3FFD), 1252U);
  EXPECT_EQ(plain(*heap->bytes(values.at(0x0037), 100)), std::string("A\0B\0", 4));
  EXPECT_EQ(heap->bytes(values.at(0x1000), 1 << 20)->size(), 20'000U);
  EXPECT_FALSE(heap->bytes(values.at(0x1000), 19'999));
  EXPECT_FALSE(file->node(0x200044));
  EXPECT_EQ(file->damage(), "");
}

// [MS-PST] 5.1 and 5.2. The permutation's inverse is taken from the reader itself, by decoding all 256 bytes: what is
// tested besides is that known bytes come out as the specification has them.
TEST(Pst, BothCodingsAreUndone) {
  PstBuilder pst;
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
  pst.coding(1, [](std::string&, std::uint64_t) {});
  pst.node({0x24, pst.block(every), 0}, 0);
  const std::string bytes = pst.build();
  MemorySource source(as_bytes(bytes));
  const Limits limits;
  auto file = PstFile::open(source, limits);
  ASSERT_TRUE(file);
  static std::string table;
  table = plain(*file->read_whole(file->node(0x24)->data, 1024));
  ASSERT_EQ(table.size(), 256U);
  EXPECT_EQ(table.substr(0, 4), "\x47\xF1\xB4\xE6");
  EXPECT_EQ(table[0x41], '\0');

  const auto permute = [](std::string& text, std::uint64_t) {
    for (char& c : text) c = static_cast<char>(table.find(c));
  };
  for (const char method : {'\1', '\2'}) {
    // The cyclic coding is its own inverse: what is coded here was decoded once by the reader.
    static std::map<std::uint64_t, std::string> decoded;
    decoded.clear();
    PstBuilder::Coder coder = permute;
    if (method == 2) {
      const std::string twice = file_of(2, [](std::string& text, std::uint64_t id) { decoded[id] = text; });
      MemorySource again(as_bytes(twice));
      auto reader = PstFile::open(again, limits);
      ASSERT_TRUE(reader);
      for (auto& [id, text] : decoded) {
        const auto read = reader->read_whole(id, 1 << 20);
        ASSERT_TRUE(read);
        EXPECT_NE(plain(*read), text);
        text = plain(*read);
      }
      coder = [](std::string& text, std::uint64_t id) { text = decoded[id]; };
    }
    const std::string coded = file_of(method, coder);
    EXPECT_EQ(coded.find(std::string("x\0x\0x\0", 6)), std::string::npos);
    MemorySource coded_source(as_bytes(coded));
    auto reader = PstFile::open(coded_source, limits);
    ASSERT_TRUE(reader);
    const auto node = reader->node(0x200024);
    ASSERT_TRUE(node);
    const auto heap = PstHeap::open(*reader, *node);
    ASSERT_TRUE(heap);
    EXPECT_EQ(plain(*heap->bytes(heap->properties().at(0x0037), 100)), std::string("A\0B\0", 4));
  }
}

TEST(Pst, RowsOfATableLieInTheHeapOrInASubNode) {
  for (const bool in_sub_node : {false, true}) {
    PstBuilder pst;
    pst.node(pst.table(0x692, {0x3001, 0x39FE}, {{"Ann", "ann@a.example"}, {"Bob", ""}}, in_sub_node), 0);
    const std::string bytes = pst.build();
    MemorySource source(as_bytes(bytes));
    const Limits limits;
    auto file = PstFile::open(source, limits);
    ASSERT_TRUE(file);
    const auto heap = PstHeap::open(*file, *file->node(0x692));
    ASSERT_TRUE(heap);
    const auto rows = heap->rows();
    ASSERT_EQ(rows.size(), 2U) << in_sub_node;
    EXPECT_EQ(plain(*heap->bytes(rows[0].at(0x39FE), 100)), test::utf16("ann@a.example"));
    EXPECT_EQ(plain(*heap->bytes(rows[1].at(0x3001), 100)), test::utf16("Bob"));
    EXPECT_FALSE(rows[1].contains(0x39FE)) << "an empty cell is no value";
  }
}

TEST(Pst, WhatCannotBeReadIsTold) {
  const std::string whole = file_of(0, nullptr);
  const Limits limits;
  struct Case {
    std::string bytes;
    Fault fault;
  };
  std::string other = whole;
  other[10] = 36;
  std::string windows = whole;
  windows[513] = 16;
  const Case cases[] = {{whole.substr(0, 300), Fault::truncated},
                        {std::string(2000, 'x'), Fault::malformed},
                        {other, Fault::unsupported},
                        {windows, Fault::encrypted}};
  for (const Case& c : cases) {
    MemorySource source(as_bytes(c.bytes));
    const auto file = PstFile::open(source, limits);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().fault, c.fault);
  }
}

TEST(Pst, ATreeThatGoesInCirclesEnds) {
  std::string bytes = file_of(0, nullptr);
  // The inner page of nodes points at itself.
  std::uint64_t root = 0;
  std::memcpy(&root, bytes.data() + 224, 8);
  std::memcpy(bytes.data() + root + 16, &root, 8);
  MemorySource source(as_bytes(bytes));
  const Limits limits;
  auto file = PstFile::open(source, limits);
  ASSERT_TRUE(file);
  std::size_t nodes = 0;
  file->each_node([&](const PstFile::Node&) {
    ++nodes;
    return true;
  });
  EXPECT_LE(nodes, bytes.size() / 512 * 15);
  EXPECT_NE(file->damage(), "");
  EXPECT_FALSE(file->node(0x200024));
}

}  // namespace
}  // namespace constat
