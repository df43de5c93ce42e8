#include <gtest/gtest.h>

#include "extract/record_cells.h"

namespace constat {
namespace {

using test::cell;
using test::passages;

constexpr std::string_view tree =
    "0 HEAD\n1 SOUR Tree\n1 CHAR UTF-8\n"
    "0 @I1@ INDI\n1 NAME Rui /Tavares/\n2 GIVN Rui\n2 SURN Tavares\n1 NAME Rui /da Silva/\n1 SEX M\n1 BIRT\n"
    "2 DATE 21 MAR 1968\n2 PLAC Porto\n1 RESI\n2 ADDR Rua do Sol 12\n3 CONT 4000-001 Porto\n1 EMAIL rui@mail.example\n"
    "1 NOTE Had a stroke\n2 CONC  in 2020\n1 FAMS @F1@\n"
    "0 @I2@ INDI\r\n1 NAME Ana Moura\r\n1 BIRT\r\n2 DATE 5 JUN 1970\r\n1 DEAT Y\r\n"
    "0 @F1@ FAM\n1 HUSB @I1@\n1 MARR\n2 PLAC Lisboa\n0 TRLR\n";

TEST(Gedcom, AnIndividualIsARow) {
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(tree, out, &format));
  EXPECT_EQ(format, "gedcom");
  const struct {
    std::size_t row;
    std::string_view column, value, stands;
  } cases[] = {
      {0, "first name", "Rui", "Rui /T"},
      {0, "last name", "Tavares", "Tavares/"},
      {0, "other name", "Rui da Silva", "Rui /da"},
      {0, "date of birth", "21 MAR 1968", "21 MAR"},
      {0, "address", "Rua do Sol 12, 4000-001 Porto", "Rua do Sol"},
      {0, "email", "rui@mail.example", "rui@"},
      {0, "note", "Had a stroke in 2020", "Had a"},
      {1, "full name", "Ana Moura", "Ana"},
      {1, "date of birth", "5 JUN 1970", "5 JUN"},
  };
  for (const auto& c : cases) {
    const test::PlacedCell found = cell(out, c.row, c.column);
    EXPECT_EQ(found.value, c.value) << c.column;
    EXPECT_EQ(tree.substr(found.offset, c.stands.size()), c.stands) << c.column;
  }
  EXPECT_NE(passages(out).find("2 PLAC Lisboa"), std::string::npos) << "families are text";
}

TEST(Gedcom, IsKnownByItsHead) {
  for (const std::string_view text : {"0 HEAD of it\nsome words\n", "1 NAME Rui /Tavares/\n", "0 heads\n1 tail\n"}) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(text, out, &format)) << text;
    EXPECT_NE(format, "gedcom") << text;
  }
}

}  // namespace
}  // namespace constat
