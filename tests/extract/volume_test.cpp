#include "extract/volume.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include "support/rar_builder.h"
#include "support/tar_builder.h"
#include "support/volume_builder.h"
#include "support/volume_folder.h"

namespace constat {
namespace {

using test::cut_into;
using test::Files;
using test::lines_of;
using test::named;
using test::read_folder;

constexpr std::string_view text_a = "Anna Miller, staff number 17, of the first file\n";
constexpr std::string_view text_b = "Bert Smith, staff number 18, of the second file\n";

// Bytes that nobody can take for anything, the same on every run.
std::string noise(std::size_t size, std::uint32_t seed = 1) {
  std::string bytes;
  for (std::size_t index = 0; index < size; ++index) {
    seed = seed * 1664525 + 1013904223;
    bytes += static_cast<char>(seed >> 24);
  }
  return bytes;
}

std::string a_zip() {
  test::ZipBuilder::Options stored;
  stored.method = 0;
  return test::ZipBuilder().add("a.txt", text_a, stored).add("n.bin", noise(900), stored).add("b.txt", text_b).build();
}
std::string a_tar() {
  return test::TarBuilder().add("a.txt", text_a).add("n.bin", noise(900)).add("b.txt", text_b).build();
}
std::string a_7z() {
  std::string bytes(1 << 16, '\0');
  std::size_t used = 0;
  archive* const handle = archive_write_new();
  archive_write_set_format_7zip(handle);
  archive_write_set_option(handle, "7zip", "compression", "store");
  archive_write_set_bytes_per_block(handle, 1);
  archive_write_open_memory(handle, bytes.data(), bytes.size(), &used);
  const std::string in_between = noise(900);
  for (const auto& [name, text] :
       {std::pair<const char*, std::string_view>{"a.txt", text_a}, {"n.bin", in_between}, {"b.txt", text_b}}) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_write_header(handle, entry);
    archive_write_data(handle, text.data(), text.size());
    archive_entry_free(entry);
  }
  archive_write_close(handle);
  archive_write_free(handle);
  bytes.resize(used);
  return bytes;
}

// The text files in it, and how much of what is not.
std::string texts(const std::vector<test::ListingObserver::Item>& items) {
  std::string text;
  for (const auto& item : items) {
    if (item.place.ends_with(".txt")) text += item.place + "=" + item.text;
  }
  return text;
}

struct Cut {
  std::string_view whole_name;
  std::string bytes;
  std::string_view inside;  // Between the whole and its members.
};

TEST(Volume, WhatWasCutAtBytesIsReadAsOneWhereverItWasCut) {
  const Cut cuts[] = {{"x.zip", a_zip(), ""},
                      {"x.tar", a_tar(), ""},
                      {"x.7z", a_7z(), ""},
                      {"x.tar.gz", test::deflated(a_tar(), 31), "!/x.tar"}};
  for (const Cut& cut : cuts) {
    for (const std::size_t part_bytes : {512U, 520U, 700U, 1000U, 1024U}) {
      SCOPED_TRACE(std::string(cut.whole_name) + " by " + std::to_string(part_bytes));
      const auto parts = cut_into(cut.bytes, part_bytes);
      ASSERT_GT(parts.size(), 1U);
      for (const std::string_view first : {".001", ".aa", ".00"}) {
        Files files;
        for (std::size_t index = 0; index < parts.size(); ++index) {
          std::string suffix(first);
          const char zero = first == ".aa" ? 'a' : '0';
          const std::size_t base = first == ".aa" ? 26 : 10;
          const std::size_t number = index + (first == ".001" ? 1 : 0);
          suffix[suffix.size() - 1] = static_cast<char>(zero + static_cast<int>(number % base));
          suffix[suffix.size() - 2] = static_cast<char>(zero + static_cast<int>(number / base));
          files[std::string(cut.whole_name) + suffix] = parts[index];
        }
        const auto items = read_folder(files);
        const std::string place = std::string(cut.whole_name) + std::string(first) + "!/" +
                                  std::string(cut.whole_name) + std::string(cut.inside);
        EXPECT_EQ(texts(items), place + "!/a.txt=" + std::string(text_a) + place + "!/b.txt=" + std::string(text_b));
        std::size_t roots = 0;
        for (const auto& item : items) {
          if (item.place.find("!/") != std::string::npos) continue;
          ++roots;
          EXPECT_EQ(item.status, Status::read) << item.place << " " << item.reason;
          EXPECT_EQ(item.text, "") << item.place << " is read as a part, and no second time";
          EXPECT_NE(item.notes.find("part " + std::to_string(roots) + " of " + std::to_string(parts.size())),
                    std::string::npos)
              << item.notes;
        }
        EXPECT_EQ(roots, parts.size()) << "each part is accounted for";
      }
    }
  }
}

TEST(Volume, WhatIsMissingIsToldAndTheRestIsRead) {
  const auto tar = cut_into(a_tar(), 1024);
  ASSERT_GE(tar.size(), 3U);
  // The last one.
  Files files = named({"x.tar.001", "x.tar.002"}, tar);
  std::string told = lines_of(read_folder(files));
  EXPECT_NE(told.find("x.tar.001!/x.tar!/a.txt=" + std::string(text_a)), std::string::npos) << told;
  EXPECT_NE(told.find("x.tar.001!/x.tar=!partly-read: it ends early"), std::string::npos) << told;
  // One in the middle: what comes after it stands for itself, and says so.
  files = {{"x.tar.001", tar[0]}, {"x.tar.003", tar[2]}};
  told = lines_of(read_folder(files), true);
  EXPECT_NE(told.find("x.tar.001!/a.txt=" + std::string(text_a)), std::string::npos) << told;
  EXPECT_NE(told.find("part 2 is missing"), std::string::npos) << told;
  EXPECT_NE(told.find("named as part 3 of 3 of one file, of which a part before it is missing"), std::string::npos)
      << told;
  // One that nobody may open.
  const auto small = cut_into(a_tar(), 512);
  files = {{"x.tar.001", small[0]}, {"x.tar.002", small[1]}, {"x.tar.003", test::closed_file}, {"x.tar.004", small[3]}};
  told = lines_of(read_folder(files));
  EXPECT_NE(told.find("x.tar.001=!partly-read: part 3: cannot open it: Permission denied"), std::string::npos) << told;
  EXPECT_NE(told.find("x.tar.001!/x.tar!/a.txt=" + std::string(text_a)), std::string::npos) << told;
  // A part that lost its end, one without bytes, and a first without any.
  files = {{"x.tar.001", tar[0]}, {"x.tar.002", tar[1].substr(0, 100)}, {"x.tar.003", tar[2]}};
  told = lines_of(read_folder(files), true);
  EXPECT_NE(told.find("x.tar.001!/x.tar!/a.txt=" + std::string(text_a)), std::string::npos) << told;
  EXPECT_NE(told.find("named as part 3 of 3"), std::string::npos) << told;
  files = {{"x.tar.001", tar[0]}, {"x.tar.002", ""}, {"x.tar.003", tar[2]}};
  EXPECT_NE(lines_of(read_folder(files)).find("x.tar.001!/a.txt=" + std::string(text_a)), std::string::npos);
  files = {{"x.tar.001", ""}, {"x.tar.002", tar[1]}};
  EXPECT_EQ(lines_of(read_folder(files)).find("x.tar.001!/"), std::string::npos);
}

struct Decoy {
  Files files;
  std::string_view reads;  // Texts that must be found.
  std::string_view why;
};

TEST(Volume, NamesAloneMakeNoSet) {
  const std::string text = "a text of its own, by Bert Smith\n";
  const Decoy decoys[] = {
      {{{"report.001", std::string(text_a)}, {"report.002", text}}, "report.002=a text", "two texts"},
      {{{"x.001", a_zip()}, {"x.002", text}}, "x.002=", "a whole archive, and a text"},
      {{{"x.001", a_7z()}, {"x.002", text}}, "x.002=", "a whole archive, and a text"},
      {{{"x.001", a_tar()}, {"x.002", text}}, "x.002=", "a whole archive, and a text"},
      {{{"x.001", test::deflated(a_tar(), 31)}, {"x.002", text}}, "x.002=", "a whole archive, and a text"},
      {{{"x.001", a_zip()}, {"x.002", a_zip()}}, "x.002!/a.txt=", "two whole archives"},
      {{{"x.001", a_7z()}, {"x.002", a_7z()}}, "x.002!/a.txt=", "two whole archives"},
      {{{"x.001", a_tar()}, {"x.002", a_tar()}}, "x.002!/a.txt=", "two whole archives"},
      {{{"x.001", test::deflated(a_tar(), 31)}, {"x.002", test::deflated(a_tar(), 31)}},
       "x.002!/content!/a.txt=",
       "two whole archives"},
      {{{"x.001", "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n" + std::string(300, ' ') + "%%EOF\n"},
        {"x.002", "\x89PNG\r\n\x1A\n" + noise(100) + text}},
       "x.002!unsupported",
       "a document, and a picture"},
      {{{"x.001", test::deflated(a_tar(), 31)}, {"x.002", "\x89PNG\r\n\x1A\n" + noise(100) + text}},
       "x.002!unsupported",
       "an archive, and a picture"},
      {{{"x.001", "Rar!\x1A\x07" + std::string(1, '\0') + noise(300)}, {"x.002", text}},
       "x.002=a text",
       "an archive of a version that writes no end, and a text"},
      {{{"x.rar", text}, {"x.r00", text}}, "x.r00=", "no archives"},
      {{{"x.zip", a_zip()}, {"x.z01", text}}, "x.z01=", "a whole archive, and a text"},
      {{{"x.part1.rar", text}, {"x.part2.rar", text}}, "x.part2.rar=", "no archives"},
      {{{"x.7z.001", cut_into(a_7z(), 500)[0]}, {"x.7z.002", std::string(5000, 'x') + text}},
       "x.7z.002=",
       "the neighbour is larger"},
  };
  for (const Decoy& decoy : decoys) {
    const std::string told = lines_of(read_folder(decoy.files), true);
    EXPECT_NE(told.find(decoy.reads), std::string::npos) << decoy.why << ":\n" << told;
    EXPECT_EQ(told.find("all of it is read"), std::string::npos) << decoy.why << ":\n" << told;
  }
}

// A 7z says how long it is: what has a part's name behind its end is something else.
TEST(Volume, WhatLiesBehindTheLastPartIsReadByItself) {
  auto parts = cut_into(a_7z(), 400);
  Files files = named({"x.7z.001", "x.7z.002", "x.7z.003", "x.7z.004"}, parts);
  ASSERT_LT(files.size(), 5U);
  while (parts.back().size() < 400) parts.back() += '\0';  // So that the sizes do not tell it.
  files = named({"x.7z.001", "x.7z.002", "x.7z.003", "x.7z.004"}, parts);
  files["x.7z.00" + std::to_string(files.size() + 1)] = "a text of its own, by Bert Smith\n";
  const std::string told = lines_of(read_folder(files), true);
  EXPECT_NE(told.find("=a text of its own, by Bert Smith"), std::string::npos) << told;
  EXPECT_NE(told.find("x.7z.001!/x.7z!/b.txt=" + std::string(text_b)), std::string::npos) << told;
}

// Texts shade into each other: only a row of parts of one size says that a text goes on.
TEST(Volume, ATextThatWasCutIsOne) {
  std::string text = "name,city\n";
  for (int row = 0; row < 300; ++row) text += "Anna Miller,Reno " + std::to_string(row) + "\n";
  const auto parts = cut_into(text, 1000);
  Files files =
      named({"x.csv.001", "x.csv.002", "x.csv.003", "x.csv.004", "x.csv.005", "x.csv.006", "x.csv.007"}, parts);
  const auto items = read_folder(files);
  ASSERT_GT(items.size(), 2U);
  EXPECT_EQ(items[1].place, "x.csv.001!/x.csv");
  EXPECT_EQ(items[1].format, "csv");
  EXPECT_EQ(items.size(), files.size() + 1);
}

// The whole kills its reader: the bytes of all parts are scanned where it would have been read, for nobody else does.
TEST(Volume, WhereTheWholeKillsItsReaderTheBytesOfAllPartsAreScanned) {
  class OnlyRaw final : public Observer {
   public:
    Verdict item_begin(const ItemBegin&) override { return Verdict::raw_only; }
    void passage(const Passage& passage) override { text += passage.text; }
    void table_begin(const TableInfo&) override {}
    void table_row(std::uint64_t, std::span<const Cell>, bool) override {}
    void table_end() override {}
    void item_end(const ItemEnd&) override {}
    std::string text;
  };
  const auto parts = cut_into(a_tar(), 1000);
  RootVolume volume;
  volume.is_part = true;
  volume.whole = std::make_unique<JoinedSource>();
  for (const std::string& part : parts) {
    volume.whole->add(volume.whole->layout()->parts.size() + 1,
                      std::make_unique<MemorySource>(as_bytes(std::string_view(part))));
  }
  MemorySource own(as_bytes(std::string_view(parts[0])));
  DriverOptions options;
  options.volume = &volume;
  SpillFile spill(-1);
  OnlyRaw observer;
  drive(own, "x.tar.001", "x.tar.001", 0, options, spill, observer);
  EXPECT_NE(observer.text.find("Bert Smith"), std::string::npos);
}

std::vector<std::string> three_rars() {
  return test::rar_volumes({{"a.txt", std::string(text_a)}, {"n.bin", noise(3000)}, {"b.txt", std::string(text_b)}},
                           1024);
}

TEST(Volume, VolumesOfRarAreReadUnderBothWaysToNameThem) {
  const auto volumes = three_rars();
  ASSERT_EQ(volumes.size(), 4U);
  for (const auto& names : {std::vector<std::string>{"x.part1.rar", "x.part2.rar", "x.part3.rar", "x.part4.rar"},
                            {"x.part001.rar", "x.part002.rar", "x.part003.rar", "x.part004.rar"},
                            {"x.rar", "x.r00", "x.r01", "x.r02"}}) {
    const std::string told = lines_of(read_folder(named(names, volumes)), true);
    const std::string place = names.front() + "!/x.rar";
    EXPECT_NE(told.find(place + "!/a.txt=" + std::string(text_a)), std::string::npos) << told;
    EXPECT_NE(told.find(place + "!/b.txt=" + std::string(text_b)), std::string::npos) << told;
    EXPECT_NE(told.find(place + "!/n.bin!unsupported: no reader for this format"), std::string::npos) << told;
    EXPECT_NE(told.find(place + "=\n"), std::string::npos) << "nothing of it is missing: " << told;
    EXPECT_NE(told.find(names.back() + "= (part 4 of 4 of one file: all of it is read at the part that ends in " +
                        names.front().substr(1) + ")"),
              std::string::npos)
        << told;
  }
}

TEST(Volume, OfRarsWithAGapEachSideIsRead) {
  const auto volumes = three_rars();
  const std::vector<std::string> names = {"x.part1.rar", "x.part2.rar", "x.part3.rar", "x.part4.rar"};
  for (std::size_t missing = 0; missing < names.size(); ++missing) {
    Files files = named(names, volumes);
    files.erase(names[missing]);
    const std::string told = lines_of(read_folder(files), true);
    SCOPED_TRACE(told);
    const std::string place = names[missing == 0 ? 1 : 0] + "!/x.rar";
    EXPECT_EQ(told.find("!/a.txt=" + std::string(text_a)) != std::string::npos, missing != 0);
    // b.txt begins in the third, n.bin in the first.
    EXPECT_EQ(told.find(place + "!/b.txt=" + std::string(text_b)) != std::string::npos, missing < 2);
    const std::string lost = "!corrupt: it begins in a part of the archive that is missing";
    EXPECT_EQ(told.find(place + "!/b.txt" + lost) != std::string::npos, missing == 2);
    EXPECT_EQ(told.find(place + "!/n.bin" + lost) != std::string::npos, missing == 0);
    EXPECT_EQ(told.find("n.bin (2)"), std::string::npos);
    if (missing != 3) {
      EXPECT_NE(told.find("part " + std::to_string(missing + 1) + " is missing"), std::string::npos);
    } else {
      EXPECT_NE(told.find("it goes on in a part that is missing"), std::string::npos);
      EXPECT_NE(told.find("the archive ends within this member"), std::string::npos) << "of n.bin";
    }
  }
  // One among them is something else: it is read by itself.
  Files files = named(names, volumes);
  files[names[1]] = "a text of its own, by Bert Smith\n";
  const std::string told = lines_of(read_folder(files), true);
  EXPECT_NE(told.find("x.part2.rar=a text of its own"), std::string::npos) << told;
  EXPECT_NE(told.find("part 2 is missing"), std::string::npos) << told;
  EXPECT_NE(told.find("x.rar!/b.txt=" + std::string(text_b)), std::string::npos) << told;
}

TEST(Volume, PartsOfAZipAreReadByTheDirectoryInTheLastOne) {
  for (const std::size_t part_bytes : {70U, 200U, 333U, 500U}) {
    const auto parts = test::spanned_zip(a_zip(), part_bytes);
    std::vector<std::string> names;
    for (std::size_t index = 1; index < parts.size(); ++index) {
      names.push_back("x.z" + std::string(index < 10 ? "0" : "") + std::to_string(index));
    }
    names.push_back("x.zip");
    const auto items = read_folder(named(names, parts));
    const std::string told = lines_of(items, true);
    EXPECT_EQ(texts(items), "x.zip!/x.zip!/a.txt=" + std::string(text_a) + "x.zip!/x.zip!/b.txt=" + std::string(text_b))
        << part_bytes << told;
    EXPECT_NE(told.find("x.zip!/x.zip=\n"), std::string::npos) << "nothing of it is missing: " << told;
    EXPECT_NE(told.find("x.z01= (part 1 of " + std::to_string(parts.size()) +
                        " of one file: all of it is read at the part that ends in .zip)"),
              std::string::npos)
        << told;
  }
}

TEST(Volume, OfAZipWithoutSomeOfItsPartsTheRestIsRead) {
  const auto parts = test::spanned_zip(a_zip(), 200);
  std::vector<std::string> names;
  for (std::size_t index = 1; index < parts.size(); ++index) names.push_back("x.z0" + std::to_string(index));
  names.push_back("x.zip");
  ASSERT_GE(parts.size(), 5U);
  // One in the middle: what lies elsewhere is whole, what lies in it is listed.
  Files files = named(names, parts);
  files.erase("x.z03");
  std::string told = lines_of(read_folder(files), true);
  EXPECT_NE(told.find("x.zip!/x.zip!/a.txt=" + std::string(text_a)), std::string::npos) << told;
  EXPECT_NE(told.find("x.zip!/x.zip!/b.txt=" + std::string(text_b)), std::string::npos) << told;
  EXPECT_NE(told.find("part 3 is missing"), std::string::npos) << told;
  EXPECT_NE(told.find("the archive ends within this member"), std::string::npos) << "of n.bin " << told;
  // The first.
  files = named(names, parts);
  files.erase("x.z01");
  told = lines_of(read_folder(files), true);
  EXPECT_NE(told.find("x.zip!/x.zip!/a.txt!corrupt: it begins in a part of the archive that is missing"),
            std::string::npos)
      << told;
  EXPECT_NE(told.find("x.zip!/x.zip!/b.txt=" + std::string(text_b)), std::string::npos) << told;
  // That with the directory: what the members' own headers tell.
  files = named(names, parts);
  files.erase("x.zip");
  told = lines_of(read_folder(files), true);
  EXPECT_NE(told.find("x.z01!/x.zip!/a.txt=" + std::string(text_a)), std::string::npos) << told;
  EXPECT_NE(told.find("the last part, which lists what is in the archive, is missing"), std::string::npos) << told;
}

}  // namespace
}  // namespace constat
