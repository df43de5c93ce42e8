#include <gtest/gtest.h>

#include "extract/extractors.h"
#include "support/listing_output.h"
#include "support/tar_builder.h"

namespace constat {
namespace {
using test::TarBuilder;

std::string lines(const std::string& bytes) { return test::walk(bytes, "t").lines(); }

TEST(Tar, ReadsEveryMake) {
  const std::string long_name = std::string(150, 'n') + ".txt";
  struct Case {
    std::string bytes;
    std::string lines;
    std::string_view why;
  };
  const Case cases[] = {
      {TarBuilder().add("a", "alpha").add("d/", "", '5').add("d/b", "beta").build(), "t=\nt!/a=alpha\nt!/d/b=beta\n",
       "ustar"},
      {TarBuilder().add("a", "alpha", '\0', "", false).build(), "t=\nt!/a=alpha\n", "v7, without a magic number"},
      {TarBuilder().add("././@LongLink", long_name + '\0', 'L').add("short", "alpha").build(),
       "t=\nt!/" + long_name + "=alpha\n", "GNU long name"},
      {TarBuilder()
           .add("h", TarBuilder::record("path", "é/日本.txt") + TarBuilder::record("mtime", "1.5"), 'x')
           .add("short", "alpha")
           .add("b", "beta")
           .build(),
       "t=\nt!/é/日本.txt=alpha\nt!/b=beta\n", "pax name, for one member only"},
      {TarBuilder().add("l", "", '2', "/etc/shadow").build(), "t=\nt!/l=/etc/shadow\n",
       "the link's target is its text"},
      {TarBuilder().add("../../x", "alpha").build(), "t=\nt!/../../x=alpha\n", "a name is data"},
      {TarBuilder().add("a", "alpha").build() + TarBuilder().add("b", "beta").build(), "t=\nt!/a=alpha\nt!/b=beta\n",
       "two archives joined"},
      {TarBuilder().add("a", "alpha").open_ended(), "t=\nt!/a=alpha\n", "no end mark"},
      {TarBuilder()
           .add("h",
                TarBuilder::record("GNU.sparse.major", "1") + TarBuilder::record("GNU.sparse.minor", "0") +
                    TarBuilder::record("GNU.sparse.name", "s.txt") + TarBuilder::record("GNU.sparse.realsize", "4"),
                'x')
           .add("GNUSparseFile.0/s.txt", "1\n0\n4\n" + std::string(506, '\0') + "abcd")
           .build(),
       "t=\nt!/s.txt=abcd\n", "sparse, format 1.0"},
  };
  for (const Case& c : cases) EXPECT_EQ(lines(c.bytes), c.lines) << c.why;
}

TEST(Tar, DamageIsPassedOverAndTold) {
  std::string bytes = TarBuilder().add("a", "alpha").add("b", "beta").add("c", "gamma").build();
  bytes[1024] = 'X';  // The name of b: its checksum no longer holds.
  EXPECT_EQ(lines(bytes), "t~\nt!/a=alpha\nt!/c=gamma\n");
  EXPECT_EQ(lines(TarBuilder().raw("a", std::string(512, 'x'), 5000, '0', "").open_ended()).substr(0, 12),
            "t~\nt!/a~xxxx");
}

TEST(Tar, SparseBombIsTooBig) {
  std::string bytes =
      TarBuilder()
          .add("h",
               TarBuilder::record("GNU.sparse.map", "0,1") + TarBuilder::record("GNU.sparse.size", "9999999999999"),
               'x')
          .add("s", "a")
          .build();
  EXPECT_EQ(lines(bytes), "t=\nt!/s!too-big\n");
}

TEST(Tar, UnitsTogetherGiveWhatTheWholeGives) {
  TarBuilder builder;
  for (int index = 0; index < 50; ++index) {
    if (index % 7 == 0) builder.add("h", TarBuilder::record("path", "long" + std::to_string(index)), 'x');
    builder.add("f" + std::to_string(index), std::string(static_cast<std::size_t>(index) * 40, 'x'));
  }
  const std::string bytes = builder.build();
  MemorySource source(as_bytes(bytes));
  SpillFile spill(-1);
  const Limits limits;
  const ExtractContext context{{limits, spill}, "", 0, std::nullopt, 0, ""};
  const auto ranges = cut_tar(source, context, 4096);
  ASSERT_TRUE(ranges);
  EXPECT_GT(ranges->size(), 5U);
  std::string together = "t=\n";
  for (const Range& range : *ranges) {
    DriverOptions options;
    options.range = range;
    options.hash_root = false;
    together += test::walk(bytes, "t", options).lines().substr(3);
  }
  EXPECT_EQ(together, lines(bytes));
}

TEST(Tar, TruncatedOrBentAnywhereItEnds) {
  const std::string bytes = TarBuilder()
                                .add("h", TarBuilder::record("path", "x") + TarBuilder::record("size", "5"), 'x')
                                .add("a", "alpha")
                                .add("b", "beta", 'S')
                                .build();
  for (std::size_t size = 0; size < bytes.size(); size += 7) (void)lines(bytes.substr(0, size));
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::string bent = bytes;
    bent[at] = '\xFF';
    (void)lines(bent);
  }
}

}  // namespace
}  // namespace constat
