#include "people/relations.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(Relations, PlacesAndHeadersTellThem) {
  EXPECT_EQ(relation_of_place_words("leak/Élèves 2024.csv"), "student");
  EXPECT_EQ(relation_of_place_words("leak/mieter_berlin.xlsx!/Tabelle1"), "tenant");
  EXPECT_EQ(relation_of_place_words("leak/PatientList.csv"), "patient");
  EXPECT_EQ(relation_of_place_words("leak/Mitarbeiterliste.csv"), "employee");
  EXPECT_EQ(relation_of_place_words("leak/staff_members.csv"), "");
  EXPECT_EQ(relation_of_place_words("leak/remembering.txt"), "");
  EXPECT_EQ(relation_of_place_words(""), "");
  EXPECT_EQ(relation_of_header("Donor ID"), "donor");
  EXPECT_EQ(relation_of_header("Mitgliedsnummer"), "member");
  EXPECT_EQ(relation_of_header("Employee Name"), "employee");
  EXPECT_EQ(relation_of_header("Name"), "");
  EXPECT_TRUE(is_kind_of_customer("patient"));
  EXPECT_FALSE(is_kind_of_customer("supplier"));
}

}  // namespace
}  // namespace constat
