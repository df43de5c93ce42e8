#include "evidence/place.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(Place, ReadsWhatItWrites) {
  const std::string names[] = {"staff.xlsx", "a!/b", "c#R1C1", "new\nline", "\xff\xfe", "back\\slash", "..", "über"};
  for (const std::string& name : names) {
    const std::string place = child_place("leak/dump.zip", name);
    const auto parts = parse_place(place + "#body+311");
    ASSERT_TRUE(parts) << place;
    ASSERT_EQ(parts->steps.size(), 2U) << place;
    EXPECT_EQ(parts->steps[0], "leak/dump.zip");
    EXPECT_EQ(raw_component(parts->steps[1]), name);
    EXPECT_EQ(parts->locator.part, "body");
    EXPECT_EQ(parts->locator.offset_bytes, 311U);
    EXPECT_EQ(parts->item_place(), place);
  }
}

TEST(Place, Locators) {
  struct Case {
    std::string_view text;
    Locator locator;
  };
  const Case cases[] = {
      {"#R17C4", {"", 0, 17, 4}},          {"#+0", {"", 0, 0, 0}},
      {"#p3+12", {"p3", 12, 0, 0}},        {"#meta/author+0", {"meta/author", 0, 0, 0}},
      {"#users!R2C1", {"users", 0, 2, 1}},
  };
  for (const Case& c : cases) {
    const auto parts = parse_place("a" + std::string(c.text));
    ASSERT_TRUE(parts) << c.text;
    EXPECT_EQ(parts->locator, c.locator);
    EXPECT_EQ(to_string(parts->locator), c.text);
  }
}

TEST(Place, OfAFileTellsItsPath) {
  for (const std::string& path : {std::string("a.txt"), std::string("hr/#1 a!.txt"), std::string("x\\y/\xFF\n*")}) {
    EXPECT_EQ(path_in_evidence(place_component("leak") + "/" + place_path(path)), path);
  }
  EXPECT_EQ(path_in_evidence("leak"), "");
}

TEST(Place, EachNameOfAPathIsChangedAndItsSlashesStay) {
  const auto bracketed = [](std::string_view name) { return "[" + std::string(name) + "]"; };
  constexpr std::pair<std::string_view, std::string_view> cases[] = {
      {"", "[]"}, {"a", "[a]"}, {"/hr/a.txt", "[]/[hr]/[a.txt]"}, {"hr//a/", "[hr]/[]/[a]/[]"}};
  for (const auto& [path, changed] : cases) EXPECT_EQ(with_names_changed(path, bracketed), changed);
}

TEST(Place, WhatIsNoneIsRefused) {
  for (const std::string_view text : {"", "!/a", "#R1C1", "a#", "a#R0C1", "a#R1C0", "a#R1", "a#+", "a#+-1", "a#+x",
                                      "a#R99999999999999999999C1", "a#R1C4294967296"}) {
    EXPECT_FALSE(parse_place(text)) << text;
  }
}

}  // namespace
}  // namespace constat
