#include "evidence/volume_names.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

struct Case {
  std::vector<std::string> names;
  std::string_view sets;  // "WHOLE: NAME=NUMBER NAME=NUMBER", the head in brackets; one a line.
  std::string_view why;
};

std::string told(const std::vector<std::string>& names) {
  std::string text;
  for (VolumeSet& set : volumes_by_name(names)) {
    for (VolumePart& part : set.parts) part.size_bytes = 100;
    if (!settle_volumes(set)) continue;
    text += set.whole_name + ":";
    for (std::size_t index = 0; index < set.parts.size(); ++index) {
      const std::string one = set.parts[index].name + "=" + std::to_string(set.parts[index].number);
      text += index == set.head ? " [" + one + "]" : " " + one;
    }
    text += "\n";
  }
  return text;
}

TEST(VolumeNames, WhichFilesMayBePartsOfOne) {
  const Case cases[] = {
      {{"x.7z.002", "x.7z.001", "y.txt"}, "x.7z: [x.7z.001=1] x.7z.002=2\n", "7-Zip"},
      {{"x.tar.00", "x.tar.01"}, "x.tar: [x.tar.00=1] x.tar.01=2\n", "split -d begins with zero"},
      {{"x.tar.gz.aa", "x.tar.gz.ab"}, "x.tar.gz: [x.tar.gz.aa=1] x.tar.gz.ab=2\n", "split"},
      {{"x.tar.gzaa", "x.tar.gzab"}, "x.tar.gz: [x.tar.gzaa=1] x.tar.gzab=2\n", "split with the name as prefix"},
      {{"x.zip.part1", "x.zip.part2", "x.zip.part10"},
       "x.zip: [x.zip.part1=1] x.zip.part2=2 x.zip.part10=10\n",
       "numbers without zeros in front"},
      {{"d.part-aaa", "d.part-aab"}, "d: [d.part-aaa=1] d.part-aab=2\n", "a word and a dash"},
      {{"x.part1.rar", "x.PART2.RAR", "x.part03.rar"},
       "x.rar: [x.part1.rar=1] x.PART2.RAR=2 x.part03.rar=3\n",
       "large letters too"},
      {{"x.part1.rar", "x.part01.rar", "x.part02.rar"},
       "x.rar: [x.part01.rar=1] x.part02.rar=2\n",
       "two of one number"},
      {{"x.r00", "x.r01", "x.rar", "x.s00"}, "x.rar: [x.rar=1] x.r00=2 x.r01=3 x.s00=102\n", "the old names of RAR"},
      {{"x.part2.rar", "x.part3.rar"}, "x.rar: [x.part2.rar=2] x.part3.rar=3\n", "the first one is missing"},
      {{"x.z01", "x.z02", "x.zip"}, "x.zip: x.z01=1 x.z02=2 [x.zip=3]\n", "the last one has the directory"},
      {{"x.z01", "x.z02"}, "x.zip: [x.z01=1] x.z02=2\n", "and is missing"},
      {{"report.001"}, "", "alone"},
      {{"photo.aa"}, "", "alone"},
      {{"x.zip", "x.rar"}, "", "two archives"},
      {{"a.doc", "a.odt", "a.txt"}, "", "words that are no numbers"},
      {{"access.log.1", "access.log.2"}, "", "logs that were turned round"},
      {{"IMG_2001", "IMG_2002"}, "", "numbers that begin nowhere"},
      {{"001", "002"}, "", "nothing but numbers"},
      {{".001", ".002"}, "", "no name at all"},
      {{"x.7z.001", "x.7z.00000000000000000002"}, "", "absurd numbers"},
      {{"\xFF\xFE.001", "\xFF\xFE.002"}, "\xFF\xFE: [\xFF\xFE.001=1] \xFF\xFE.002=2\n", "bytes that are no text"},
      {{"a.001", "a.002", "b.001", "b.002"}, "a: [a.001=1] a.002=2\nb: [b.001=1] b.002=2\n", "two sets"},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.names), c.sets) << c.why;
}

// split(1) without -a goes on with longer ones: aa ... yz zaaa ... zyzz zzaaaa; 00 ... 89 9000.
TEST(VolumeNames, SplitGoesOnWithLongerOnes) {
  std::vector<std::string> letters;
  for (char a = 'a'; a <= 'y'; ++a) {
    for (char b = 'a'; b <= 'z'; ++b) letters.push_back(std::string("x.gz.") + a + b);
  }
  letters.push_back("x.gz.zaaa");
  letters.push_back("x.gz.zaab");
  auto sets = volumes_by_name(letters);
  ASSERT_EQ(sets.size(), 1U);
  EXPECT_EQ(sets.front().parts.back().name, "x.gz.zaab");
  EXPECT_EQ(sets.front().parts.back().number, 652U);
  std::vector<std::string> digits;
  for (int number = 0; number < 90; ++number) {
    digits.push_back("x.gz." + std::string(number < 10 ? "0" : "") + std::to_string(number));
  }
  digits.push_back("x.gz.9000");
  digits.push_back("x.gz.9001");
  sets = volumes_by_name(digits);
  ASSERT_EQ(sets.size(), 1U);
  EXPECT_EQ(sets.front().parts.back().number, 92U);
}

TEST(VolumeNames, TenThousandAreASetAndMoreAreTold) {
  std::vector<std::string> names;
  for (int number = 1; number <= 10'500; ++number) {
    std::string digits = std::to_string(number);
    if (digits.size() < 3) digits.insert(0, 3 - digits.size(), '0');
    names.push_back("x.7z." + digits);
  }
  auto sets = volumes_by_name(names);
  ASSERT_EQ(sets.size(), 1U);
  EXPECT_EQ(sets.front().parts.size(), volume_parts_max);
  EXPECT_TRUE(sets.front().more);
  for (VolumePart& part : sets.front().parts) part.size_bytes = 5;
  ASSERT_TRUE(settle_volumes(sets.front()));
  EXPECT_EQ(sets.front().joined, volume_parts_max);
}

TEST(VolumeNames, WhatIsPutTogetherIsOfOneSizeAndWithoutGap) {
  const auto joined = [](const std::vector<std::uint64_t>& sizes, std::size_t left_out = SIZE_MAX) {
    std::vector<std::string> names;
    for (std::size_t index = 0; index < sizes.size(); ++index) names.push_back("x.gz.00" + std::to_string(index + 1));
    VolumeSet set = volumes_by_name(names).front();
    for (std::size_t index = 0; index < sizes.size(); ++index) set.parts[index].size_bytes = sizes[index];
    if (left_out < sizes.size()) set.parts.erase(set.parts.begin() + static_cast<std::ptrdiff_t>(left_out));
    EXPECT_TRUE(settle_volumes(set));
    return set.joined;
  };
  EXPECT_EQ(joined({100, 100, 40}), 3U);
  EXPECT_EQ(joined({100, 100, 102}), 3U) << "split -n gives the last one what is left over";
  EXPECT_EQ(joined({100, 40, 100}), 2U) << "a part was cut off: what follows would stand at the wrong place";
  EXPECT_EQ(joined({100, 0, 100}), 2U);
  EXPECT_EQ(joined({100, 700}), 1U) << "the neighbour belongs to something else";
  EXPECT_EQ(joined({100, 100, 100}, 1), 1U) << "the second is missing";
  EXPECT_EQ(joined({100, 100, 100}, 0), 0U) << "the first is missing";
}

TEST(VolumeNames, TheKeyTellsAPartThatCame) {
  const auto key = [](std::vector<std::string> names, std::uint64_t size) {
    VolumeSet set = volumes_by_name(names).front();
    for (VolumePart& part : set.parts) part.size_bytes = size;
    EXPECT_TRUE(settle_volumes(set));
    return set.key;
  };
  EXPECT_EQ(key({"x.gz.aa", "x.gz.ab"}, 5), key({"x.gz.ab", "x.gz.aa"}, 5));
  EXPECT_NE(key({"x.gz.aa", "x.gz.ab"}, 5), key({"x.gz.aa", "x.gz.ab", "x.gz.ac"}, 5));
  EXPECT_NE(key({"x.gz.aa", "x.gz.ab"}, 5), key({"x.gz.aa", "x.gz.ab"}, 6));
}

TEST(VolumeNames, TheHeadSaysWhereTheWholeIsRead) {
  const auto suffix = [](const std::vector<std::string>& names) {
    VolumeSet set = volumes_by_name(names).front();
    EXPECT_TRUE(settle_volumes(set));
    return set.head_suffix();
  };
  EXPECT_EQ(suffix({"Anna Miller.7z.001", "Anna Miller.7z.002"}), ".001")
      << "of the name nothing that may hold a value";
  EXPECT_EQ(suffix({"x.part1.rar", "x.part2.rar"}), ".part1.rar");
  EXPECT_EQ(suffix({"x.rar", "x.r00"}), ".rar");
  EXPECT_EQ(suffix({"x.zip", "x.z01"}), ".zip");
  EXPECT_EQ(suffix({"x.tar.gzaa", "x.tar.gzab"}), "aa");
}

}  // namespace
}  // namespace constat
