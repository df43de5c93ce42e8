#include "people/relation.h"

#include <gtest/gtest.h>

#include <array>

namespace constat {
namespace {

TEST(Relation, ThePlaceOfAListTellsWhatThoseInItAreToTheOwner) {
  struct Case {
    std::string_view place, relation;
  };
  constexpr Case cases[] = {
      {"hr/payroll_2024.xlsx!/Staff", "employee"},
      {"RH/salariés/paie_mars.csv", "employee"},
      {"leak/Mitarbeiterliste.csv", "employee"},
      {"leak/staff_members.csv", "employee"},
      {"hr/former employees.csv", "former"},
      {"HR/Dependents of staff.csv", "dependant"},
      {"legal/contractors.csv", "contractor"},
      {"recruiting/cv/anna.pdf", "candidate"},
      {"shop/customers.sql", "customer"},
      {"clinic/patients.db!/visits", "patient"},
      {"leak/PatientList.csv", "patient"},
      {"shop/customers (patients).csv", "patient"},
      {"leak/Élèves 2024.csv", "student"},
      {"leak/mieter_berlin.xlsx!/Tabelle1", "tenant"},
      {"club/team_members.csv", ""},
      {"leak/remembering.txt", ""},
      {"shared/chrome/list.txt", ""},  // "hr" within a word is no personnel department.
      {"", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(relation_name(relation_of_place(c.place)), c.relation) << c.place;
}

TEST(Relation, HeadersOfColumnsTellIt) {
  EXPECT_EQ(relation_of_header("Donor ID"), Relation::donor);
  EXPECT_EQ(relation_of_header("Mitgliedsnummer"), Relation::member);
  EXPECT_EQ(relation_of_header("Employee Name"), Relation::employee);
  EXPECT_EQ(relation_of_header("Kontoinhaber"), Relation::customer);
  EXPECT_EQ(relation_of_header("Policy Holder Name"), Relation::customer);
  EXPECT_EQ(relation_of_header("Name"), Relation::unknown);
}

TEST(Relation, ACustomerOfWhomSomeSayPatientIsAPatient) {
  std::array<std::uint64_t, relations_count> votes = {};
  EXPECT_EQ(relation_of_votes(votes), Relation::unknown);
  votes[static_cast<std::size_t>(Relation::customer)] = 3;
  votes[static_cast<std::size_t>(Relation::supplier)] = 2;
  EXPECT_EQ(relation_of_votes(votes), Relation::customer);
  votes[static_cast<std::size_t>(Relation::patient)] = 1;
  EXPECT_EQ(relation_of_votes(votes), Relation::patient);
  votes[static_cast<std::size_t>(Relation::employee)] = 5;
  EXPECT_EQ(relation_of_votes(votes), Relation::employee);
}

TEST(Relation, AContactIsOneOnlyWhereNothingElseIsSaid) {
  std::array<std::uint64_t, relations_count> votes = {};
  votes[static_cast<std::size_t>(Relation::contact)] = 9;  // A manager, named in nine rows and with one of their own.
  EXPECT_EQ(relation_of_votes(votes), Relation::contact);
  votes[static_cast<std::size_t>(Relation::employee)] = 1;
  EXPECT_EQ(relation_of_votes(votes), Relation::employee);
}

TEST(Relation, ATableOfADumpAndANumberOfAHouseTellIt) {
  EXPECT_EQ(relation_of_table("customer"), Relation::customer);
  EXPECT_EQ(relation_of_table("passenger"), Relation::customer);
  EXPECT_EQ(relation_of_table("employe"), Relation::employee);
  EXPECT_EQ(relation_of_table("user"), Relation::unknown);
  EXPECT_EQ(relation_of_table(""), Relation::unknown);
  EXPECT_EQ(relation_of_number("medical_record_number"), Relation::patient);
  EXPECT_EQ(relation_of_number("us_ssn"), Relation::unknown);
  EXPECT_EQ(relation_name(relation_of_place("leak/Liste des employés.xlsx")), "employee");
  EXPECT_EQ(relation_name(relation_of_place("leak/employers.csv")), "");
}

}  // namespace
}  // namespace constat
