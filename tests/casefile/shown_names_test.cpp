#include "casefile/shown_names.h"

#include "support/case_builder.h"

namespace constat {
namespace {

std::string said(Result<std::string> result) { return result ? *result : "error"; }

TEST(ShownNames, MasksTheNamesThatItKnowsAndNoOthers) {
  CaseBuilder made;
  ShownNames& names = made.file().shown_names();
  EXPECT_EQ(names.shown("leak/SSN 512-48-6193.pdf"), "leak/SSN 512-48-6193.pdf") << "nothing is known yet";
  names.add("SSN 512-48-6193.pdf", "SSN 512-**-**93.pdf");
  names.add("\\x23219-09-9998", "\\x23219-**-**98");
  struct Row {
    std::string_view place, shown;
  };
  constexpr Row cases[] = {
      {"leak/SSN 512-48-6193.pdf", "leak/SSN 512-**-**93.pdf"},
      {"SSN 512-48-6193.pdf#name+4", "SSN 512-**-**93.pdf#name+4"},
      {"a.zip!/SSN 512-48-6193.pdf!/\\x23219-09-9998/b", "a.zip!/SSN 512-**-**93.pdf!/\\x23219-**-**98/b"},
      {"leak/other SSN 512-48-6193.pdf", "leak/other SSN 512-48-6193.pdf"},
      {"", ""},
      {"/", "/"},
      {"!/", "!/"},
  };
  for (const Row& c : cases) EXPECT_EQ(names.shown(c.place), c.shown);
  EXPECT_EQ(names.shown_path("/data/#219-09-9998/x"), "/data/\\x23219-**-**98/x");
  // What it told once, it tells in SQL and when the case is opened again.
  auto again = Case::open({made.path(), false, false});
  ASSERT_TRUE(again);
  Statement row((*again)->database(), "SELECT shown('leak/SSN 512-48-6193.pdf'), shown(NULL)");
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.text(0), "leak/SSN 512-**-**93.pdf");
  EXPECT_TRUE(row.is_null(1));
  names.reveal();
  EXPECT_EQ(names.shown("leak/SSN 512-48-6193.pdf"), "leak/SSN 512-48-6193.pdf");
}

TEST(ShownNames, APlaceThatWasShownIsFoundAgain) {
  CaseBuilder made;
  const std::int64_t evidence = made.evidence("leak", "folder");
  ShownNames& names = made.file().shown_names();
  for (const char* const name : {"512-48-6193.pdf", "512-11-6193.pdf", "219-09-9998"}) {
    const std::string text = name;
    names.add(text, text.substr(0, 4) + "**-**" + text.substr(9));
  }
  made.item({.place = "leak/512-48-6193.pdf", .evidence = evidence});
  made.item({.place = "leak/219-09-9998/512-48-6193.pdf", .evidence = evidence});
  made.item({.place = "leak/219-09-9998/512-11-6193.pdf", .evidence = evidence});
  made.item({.place = "leak/512-**-**93.txt", .evidence = evidence});
  EXPECT_EQ(said(names.meant("leak/512-**-**93.pdf#+3")), "leak/512-48-6193.pdf#+3") << "only one of them lies there";
  EXPECT_EQ(said(names.meant("leak/219-**-**98")), "leak/219-09-9998") << "a folder";
  EXPECT_EQ(said(names.meant("leak/219-**-**98/512-**-**93.pdf")), "error") << "two items are shown so";
  EXPECT_EQ(said(names.meant("leak/512-**-**93.txt")), "leak/512-**-**93.txt") << "stars of its own";
  EXPECT_EQ(said(names.meant("leak/plain.txt")), "leak/plain.txt");
}

TEST(ShownNames, WhatIsToldOfANameOnlyHides) {
  CaseBuilder made;
  ShownNames& names = made.file().shown_names();
  names.add("hr", "finance");
  names.add("pay", "pay");
  names.add("a.b", "b*a");
  names.add("good", "g**d");
  names.add("good", "*");
  EXPECT_EQ(names.shown("hr/pay/a.b/good"), "***/***/***/g**d");
}

}  // namespace
}  // namespace constat
