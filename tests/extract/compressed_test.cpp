#include <bzlib.h>
#include <gtest/gtest.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zstd.h>

#include "support/listing_output.h"
#include "support/tar_builder.h"
#include "support/zip_builder.h"

namespace constat {
namespace {
using test::deflated;

std::string gzipped(std::string_view text) { return deflated(text, 31); }
std::string bzipped(std::string_view text) {
  std::string out(text.size() + 4096, '\0');
  auto size = static_cast<unsigned>(out.size());
  BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(text.data()), static_cast<unsigned>(text.size()), 9, 0,
                           0);
  out.resize(size);
  return out;
}
std::string xzipped(std::string_view text) {
  std::string out(text.size() + 4096, '\0');
  std::size_t size = 0;
  EXPECT_EQ(LZMA_OK,
            lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, nullptr, reinterpret_cast<const std::uint8_t*>(text.data()),
                                    text.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size()));
  out.resize(size);
  return out;
}
std::string lzma_alone(std::string_view text) {
  lzma_options_lzma options;
  lzma_lzma_preset(&options, 1);
  lzma_stream stream = LZMA_STREAM_INIT;
  EXPECT_EQ(LZMA_OK, lzma_alone_encoder(&stream, &options));
  std::string out(text.size() + 4096, '\0');
  stream.next_in = reinterpret_cast<const std::uint8_t*>(text.data());
  stream.avail_in = text.size();
  stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
  stream.avail_out = out.size();
  EXPECT_EQ(LZMA_STREAM_END, lzma_code(&stream, LZMA_FINISH));
  out.resize(out.size() - stream.avail_out);
  lzma_end(&stream);
  return out;
}
std::string zstandard(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}
std::string lz4(std::string_view text) {
  std::string out(LZ4F_compressFrameBound(text.size(), nullptr), '\0');
  out.resize(LZ4F_compressFrame(out.data(), out.size(), text.data(), text.size(), nullptr));
  return out;
}
std::string mozilla(std::string_view text) {
  std::string block(static_cast<std::size_t>(LZ4_compressBound(static_cast<int>(text.size()))), '\0');
  block.resize(static_cast<std::size_t>(
      LZ4_compress_default(text.data(), block.data(), static_cast<int>(text.size()), static_cast<int>(block.size()))));
  return std::string("mozLz40\0", 8) + static_cast<char>(text.size()) + std::string(3, '\0') + block;
}
std::string snappy(std::string_view text) {
  // Framed: identifier, then one compressed chunk with one literal.
  std::string block;
  block += static_cast<char>(text.size());
  block += static_cast<char>((text.size() - 1) << 2);
  block += text;
  std::string out("\xFF\x06\x00\x00sNaPpY", 10);
  out += '\0';
  test::put16(out, block.size() + 4);
  out += '\0';
  return out + "CRC!" + block;
}

std::string lines(const std::string& bytes, std::string_view name) { return test::walk(bytes, name).lines(); }

TEST(Compressed, EveryCodecGivesItsOneMember) {
  struct Case {
    std::string bytes;
    std::string_view name;
    std::string_view inner;
  };
  std::string text;
  for (int index = 0; index < 6; ++index) text += "line of text ";
  const std::string large = text + text + text + text + text + text + text + text;
  const Case cases[] = {
      {gzipped(text), "a.txt.gz", "a.txt"},      {bzipped(text), "a.txt.bz2", "a.txt"},
      {xzipped(text), "a.txt.xz", "a.txt"},      {lzma_alone(text), "a.txt.lzma", "a.txt"},
      {zstandard(text), "a.txt.zst", "a.txt"},   {lz4(text), "a.txt.lz4", "a.txt"},
      {snappy(text.substr(0, 50)), "a.sz", "a"}, {gzipped(text), "no suffix", "content"},
      {deflated(large, 15), "a.zlib", "a"},      {mozilla(text), "logins.jsonlz4", "logins.json"},
  };
  for (const Case& c : cases) {
    const std::string told = lines(c.bytes, c.name);
    const std::string begin =
        std::string(c.name) + "=\n" + std::string(c.name) + "!/" + std::string(c.inner) + "=line of";
    EXPECT_EQ(told.substr(0, begin.size()), begin) << c.name << "\n" << told;
  }
}

TEST(Compressed, StreamsOneBehindTheOtherAreOneFile) {
  EXPECT_EQ(lines(gzipped("one ") + gzipped("two"), "a.gz"), "a.gz=\na.gz!/a=one two\n");
  EXPECT_EQ(lines(bzipped("one ") + bzipped("two"), "a.bz2"), "a.bz2=\na.bz2!/a=one two\n");
  EXPECT_EQ(lines(zstandard("one ") + zstandard("two"), "a.zst"), "a.zst=\na.zst!/a=one two\n");
  EXPECT_EQ(lines(xzipped("one ") + std::string(8, '\0') + xzipped("two"), "a.xz"), "a.xz=\na.xz!/a=one two\n");
  EXPECT_EQ(lines(gzipped("one") + std::string(512, '\0'), "a.gz"), "a.gz=\na.gz!/a=one\n") << "padded by a tape";
}

TEST(Compressed, OriginalNameOfGzip) {
  std::string bytes = gzipped("text");
  bytes[3] = 8;
  bytes.insert(10, std::string("pay/roll.csv\0", 13));
  EXPECT_EQ(lines(bytes, "x.gz"), "x.gz=\nx.gz!/pay/roll.csv=text\n");
}

TEST(Compressed, WhatBreaksOffGivesWhatWasDecoded) {
  std::string text;
  for (int index = 0; index < 5000; ++index) text += "row " + std::to_string(index * 7919 % 10007) + "\n";
  const std::string whole = gzipped(text);
  const auto observer = test::walk(whole.substr(0, whole.size() / 2), "a.gz");
  ASSERT_EQ(observer.items().size(), 2U);
  EXPECT_EQ(observer.items()[0].status, Status::partly_read);
  EXPECT_EQ(observer.items()[1].status, Status::partly_read);
  EXPECT_TRUE(observer.items()[1].text.starts_with("row 0\nrow 7919\n"));
  EXPECT_EQ(lines(gzipped("one") + "garbage", "a.gz"), "a.gz=garbage\n\na.gz!/a=one\n")
      << "the file inside is whole, and what follows it is read";
}

TEST(Compressed, NestedToTheBottom) {
  const std::string tar = test::TarBuilder().add("b.txt", "beta").build();
  const std::string zip = test::ZipBuilder().add("in.tgz", gzipped(tar)).build();
  EXPECT_EQ(lines(xzipped(zip), "a.zip.xz"),
            "a.zip.xz=\na.zip.xz!/a.zip=\na.zip.xz!/a.zip!/in.tgz=\na.zip.xz!/a.zip!/in.tgz!/in.tar=\n"
            "a.zip.xz!/a.zip!/in.tgz!/in.tar!/b.txt=beta\n");
}

TEST(Compressed, BombsStopAtTheirBounds) {
  DriverOptions options;
  options.limits.expansion_free_bytes = 1 << 20;
  options.limits.expansion_ratio_max = 100;
  EXPECT_EQ(test::walk(gzipped(std::string(8 << 20, '\0')), "a.gz", options).lines(), "a.gz=\na.gz!/a!too-big\n");
  // Each level is modest, all together are not.
  std::string level = test::ZipBuilder().add("0", std::string(1 << 18, '\0')).build();
  for (int depth = 0; depth < 4; ++depth) {
    test::ZipBuilder outer;
    for (const std::string_view name : {"a", "b", "c", "d"}) outer.add(name, level);
    level = outer.build();
  }
  options.limits.expansion_bytes_max = 8 << 20;
  EXPECT_NE(test::walk(level, "42.zip", options).lines().find("!too-big"), std::string::npos);
  std::string deep = gzipped("bottom");
  for (int depth = 0; depth < 40; ++depth) deep = gzipped(deep);
  EXPECT_NE(test::walk(deep, "d.gz").lines().find("!too-big"), std::string::npos);
}

TEST(Compressed, TruncatedOrBentAnywhereItEnds) {
  const std::string text = "line of text, line of text, line of text";
  for (const std::string& bytes :
       {gzipped(text), bzipped(text), xzipped(text), lzma_alone(text), zstandard(text), lz4(text), snappy(text)}) {
    for (std::size_t size = 0; size < bytes.size(); ++size) (void)lines(std::string(bytes.data(), size), "a");
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      std::string bent = bytes;
      bent[at] = static_cast<char>(bent[at] ^ 0x55);
      (void)lines(bent, "a");
    }
  }
}

}  // namespace
}  // namespace constat
