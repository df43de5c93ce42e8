#include "casefile/shown_names.h"

#include <algorithm>

#include "support/case_builder.h"

namespace constat {
namespace {

std::string said(const Result<std::string>& result) { return result ? *result : "error"; }

std::string column(Database& database, std::string_view sql) {
  std::string all;
  Statement rows(database, sql);
  while (rows.step()) all += (all.empty() ? "" : ", ") + std::string(rows.text(0));
  return all;
}

TEST(ShownNames, ANameThatHoldsAValueHasAnAlias) {
  CaseBuilder made;
  ShownNames& names = made.file().shown_names();
  EXPECT_EQ(names.stored("leak/SSN 512-48-6193.pdf"), "leak/SSN 512-48-6193.pdf") << "nothing is known yet";
  names.add("SSN 512-48-6193.pdf", "SSN 512-**-**93.pdf");
  names.add("\\x23219-09-9998", "\\x23219-**-**98");
  struct Row {
    std::string_view place, stored;
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
  // What it told once, it tells when the case is opened again.
  auto again = Case::open({made.path(), false, false});
  ASSERT_TRUE(again);
  for (ShownNames* const each : {&names, &(*again)->shown_names()}) {
    for (const Row& c : cases) {
      EXPECT_EQ(each->stored(c.place), c.stored);
      EXPECT_EQ(said(each->real(c.stored)), c.place);
      EXPECT_EQ(each->shown(c.stored), c.stored);
      EXPECT_EQ(each->meant(c.place), c.stored) << "a real name that a user types";
      EXPECT_EQ(each->meant(c.stored), c.stored) << "what they read";
    }
    EXPECT_EQ(each->stored_path("/data/#219-09-9998/x"), "/data/\\x23219-**-**98/x");
    EXPECT_EQ(said(each->real_path("/data/\\x23219-**-**98/x")), "/data/#219-09-9998/x");
  }
  EXPECT_EQ(said(names.real("leak/of another case**")), "error");
  Statement row(made.database(), "SELECT shown('leak/SSN 512-**-**93.pdf'), shown(NULL)");
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.text(0), "leak/SSN 512-**-**93.pdf");
  EXPECT_TRUE(row.is_null(1));
  names.reveal();
  EXPECT_EQ(names.shown("leak/SSN 512-**-**93.pdf#name+4"), "leak/SSN 512-48-6193.pdf#name+4");
  EXPECT_EQ(names.shown_path("/\\x23219-**-**98"), "/#219-09-9998");
}

TEST(ShownNames, WhatIsShownAlikeIsNumberedByNameWhoeverCameFirst) {
  std::vector<std::string> order = {"512-11-6193", "512-22-6193", "512-33-6193"};
  do {
    CaseBuilder made;
    const std::int64_t evidence = made.evidence("512-**-**93", "folder");
    ShownNames& names = made.file().shown_names();
    for (const std::string& name : order) {
      names.add(name, "512-**-**93");
      names.add(name, "512-**-**93");
      made.item({.place = names.stored("leak/" + name + "/a.zip!/" + order[0]), .evidence = evidence});
    }
    made.database().run("INSERT INTO problem(place, what) VALUES('512-**-**93~2', '')");
    EXPECT_EQ(names.stored("512-22-6193").starts_with("512-**-**93"), true);
    const std::string second = names.stored(order[1]);
    names.settle();
    EXPECT_EQ(names.stored("512-11-6193/512-22-6193/512-33-6193"), "512-**-**93/512-**-**93~2/512-**-**93~3");
    std::string wanted;
    std::vector<std::string> sorted = order;
    std::ranges::sort(sorted);
    for (const std::string& name : sorted) {
      wanted += (wanted.empty() ? "" : ", ") + names.stored("leak/" + name + "/a.zip!/" + order[0]);
    }
    EXPECT_EQ(column(made.database(), "SELECT place FROM item ORDER BY place"), wanted);
    EXPECT_EQ(column(made.database(), "SELECT place FROM problem"), names.stored(order[1]));
    // What was numbered stays so.
    names.add("512-00-6193", "512-**-**93");
    names.settle();
    EXPECT_EQ(names.stored("512-00-6193/512-11-6193"), "512-**-**93~4/512-**-**93");
    EXPECT_EQ(said(names.real("512-**-**93~4/512-**-**93")), "512-00-6193/512-11-6193");
    EXPECT_EQ(names.damaged(), 0U);
  } while (std::ranges::next_permutation(order).found);
}

TEST(ShownNames, RootsThatAreShownAlikeAreExchanged) {
  CaseBuilder made;
  ShownNames& names = made.file().shown_names();
  for (const char* const name : {"512-22-6193", "512-11-6193"}) {
    names.add(name, "512-**-**93");
    made.evidence(names.stored(name), "folder");
  }
  names.settle();
  EXPECT_EQ(column(made.database(), "SELECT name FROM evidence ORDER BY id"), "512-**-**93~2, 512-**-**93");
  const std::string folder = made.folder().path() + "/";
  EXPECT_EQ(column(made.database(), "SELECT path FROM evidence ORDER BY id"),
            folder + "512-**-**93~2, " + folder + "512-**-**93");
}

TEST(ShownNames, AStarIsAlwaysAnAlias) {
  CaseBuilder made;
  ShownNames& names = made.file().shown_names();
  names.add("512-48-6193", "512-**-**93");
  for (const char* const own : {"512-**-**93", "512-**-**93~2", "a*b", "a*b~01"}) names.add(own, own);
  for (const bool settled : {false, true}) {
    if (settled) names.settle();
    std::set<std::string> aliases;
    for (const char* const name : {"512-48-6193", "512-**-**93", "512-**-**93~2", "a*b", "a*b~01"}) {
      const std::string alias = names.stored(name);
      EXPECT_TRUE(aliases.insert(alias).second) << alias;
      EXPECT_EQ(said(names.real(alias)), name);
    }
    EXPECT_EQ(names.stored("a*b"), "a*b");
  }
}

TEST(ShownNames, WhatIsToldOfANameOnlyHides) {
  EXPECT_EQ(ShownNames::hidden("hr", "finance"), "***");
  EXPECT_EQ(ShownNames::hidden("pay", "pay"), "***");
  EXPECT_EQ(ShownNames::hidden("a.b", "b*a"), "***");
  EXPECT_EQ(ShownNames::hidden("good", "g**d"), "g**d");
  EXPECT_EQ(ShownNames::hidden("\\x23abc", "\\x2*bc"), "***") << "half an escape";
  EXPECT_EQ(ShownNames::hidden("abc", std::string(1000, '*')), "***");
  CaseBuilder made;
  ShownNames& names = made.file().shown_names();
  names.add("hr", "finance");
  names.add("pay", "pay");
  names.add("good", "g**d");
  names.add("good", "*");
  EXPECT_EQ(names.stored("hr/pay/good"), "***/***~2/g**d");
}

TEST(ShownNames, WithoutTheKeyNoNameIsTold) {
  CaseBuilder made;
  made.file().shown_names().add("SSN 512-48-6193.pdf", "SSN 512-**-**93.pdf");
  made.lock();
  auto locked = Case::open({made.path(), false, false});
  ASSERT_TRUE(locked);
  ShownNames& names = (*locked)->shown_names();
  EXPECT_EQ(names.shown("leak/SSN 512-**-**93.pdf"), "leak/SSN 512-**-**93.pdf");
  EXPECT_EQ(names.meant("leak/SSN 512-**-**93.pdf"), "leak/SSN 512-**-**93.pdf");
  const auto real = names.real("leak/SSN 512-**-**93.pdf");
  ASSERT_FALSE(real);
  EXPECT_EQ(real.error().fault, Fault::encrypted);
  EXPECT_EQ(said(names.real("leak/plain.pdf")), "leak/plain.pdf");
  EXPECT_EQ(names.said({"show", "c.constat", "leak/SSN 512-48-6193.pdf#+3"}), "show c.constat leak/***#+3");
}

TEST(ShownNames, ACommandLineIsKeptWithoutValues) {
  CaseBuilder made;
  ShownNames& names = made.file().shown_names();
  EXPECT_EQ(names.said({"scan", "a\tb", "--case", "c"}), "scan a\\x09b --case c");
  names.add("SSN\\x23512-48-6193.pdf", "SSN\\x23512-**-**93.pdf");
  for (const char* const word : {"leak/SSN#512-48-6193.pdf", "--item=leak/SSN\\x23512-48-6193.pdf!/x#+3",
                                 "SSN\\x23512-**-**93.pdf", "/data/SSN\\x23512-48-6193.pdf/"}) {
    const std::string line = names.said({"findings", word});
    EXPECT_EQ(line.find("48-6193"), std::string::npos) << line;
    EXPECT_NE(line.find("SSN\\x23512-**-**93.pdf"), std::string::npos) << line;
  }
}

TEST(ShownNames, ASealedNameOfAnotherRowDoesNotOpen) {
  CaseBuilder made;
  made.file().shown_names().add("512-48-6193", "512-**-**93");
  made.file().shown_names().add("219-09-9998", "219-**-**98");
  made.database().run("UPDATE masked_name SET form='x*' WHERE form='512-**-**93'");
  auto again = Case::open({made.path(), false, false});
  ASSERT_TRUE(again);
  EXPECT_EQ(said((*again)->shown_names().real("x*")), "error");
  EXPECT_EQ((*again)->shown_names().damaged(), 1U);
}

}  // namespace
}  // namespace constat
