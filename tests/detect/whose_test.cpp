#include "detect/whose.h"

#include <gtest/gtest.h>

#include <utility>

namespace constat {
namespace {

TEST(WhoseColumn, SaysDependantsSpousesAndContactsOfTheRowsPerson) {
  for (const char* const header : {"Dependent Name", "dependentSSN", "Dependant DOB", "DEPENDENT_DATE_OF_BIRTH"}) {
    EXPECT_EQ(whose_column(header), (Whose{1, 0, true})) << header;
  }
  EXPECT_EQ(whose_column("Spouse SSN"), whose_column("Conjoint : nom"));
  EXPECT_EQ(whose_column("Épouse – date de naissance"), whose_column("cónyuge DNI"));
  EXPECT_EQ(whose_column("Nom de l’enfant"), whose_column("Child Name"));
  EXPECT_EQ(whose_column("Dependent 2 SSN"), (Whose{1, 2, true}));
  EXPECT_EQ(whose_column("Child2 DOB"), (Whose{3, 2, true}));
  EXPECT_NE(whose_column("Dependent 1 Name"), whose_column("Dependent 2 Name"));
  EXPECT_EQ(whose_column("Emergency Contact Phone"), (Whose{9, 0, false}));
  EXPECT_EQ(whose_column("Notfall Telefon"), whose_column("Personne \xC3\xA0 pr\xC3\xA9venir"));
  EXPECT_EQ(whose_column("T\xC3\xA9l\xC3\xA9phone urgence"), whose_column("Contatto d'emergenza"));
  EXPECT_EQ(whose_column("Parent/Guardian"), whose_column("Parent Email"));
  EXPECT_TRUE(named_alone(whose_column("Ehepartner")));
  EXPECT_FALSE(named_alone(whose_column("Manager")));
  EXPECT_FALSE(named_alone(whose_column("Name")));
  EXPECT_EQ(whose_column("Manager e-mail"), (Whose{10, 0, false}));
  EXPECT_TRUE(is_of_household(whose_column("Mother")));
  for (const char* const header : {"Manager", "Teacher", "Hausarzt", "Landlord", "Name"}) {
    EXPECT_FALSE(is_of_household(whose_column(header))) << header;
  }
}

TEST(WhoseColumn, SaysThePartiesToWhatARowIsAbout) {
  for (const auto& [one, other] : {std::pair("Sender name", "Recipient name"), std::pair("Seller", "Buyer"),
                                   std::pair("driver_name", "rider_name"), std::pair("Billing Name", "Shipping Name"),
                                   std::pair("Tenant", "Landlord"), std::pair("Mieter", "Vermieter"),
                                   std::pair("Verk\xC3\xA4ufer", "K\xC3\xA4ufer")}) {
    EXPECT_TRUE(is_party(whose_column(one))) << one;
    EXPECT_TRUE(is_party(whose_column(other))) << other;
    EXPECT_NE(whose_column(one), whose_column(other)) << one;
  }
  EXPECT_EQ(whose_column("Recipient IBAN"), whose_column("Destinataire"));
  EXPECT_NE(whose_column("Husband"), whose_column("Wife"));
  EXPECT_TRUE(is_contact(whose_column("Physician phone")));
  EXPECT_FALSE(is_contact(whose_column("Buyer")));
  EXPECT_EQ(whose_column("Driver License"), Whose{});
  EXPECT_EQ(whose_column("Klassenlehrer"), whose_column("Teacher name"));
  EXPECT_EQ(whose_column("Avocat"), whose_column("Attorney"));
  EXPECT_EQ(whose_column("Power of attorney"), Whose{});
}

TEST(WhoseColumn, LeavesTheRowsOwn) {
  for (const char* const header :
       {"", "Name", "SSN", "Employee SSN", "Mother's maiden name", "Number of dependents", "Child support",
        "Kind of contract", "Nom de jeune fille de la mère", "Person", "Season", "Parent Company", "2"}) {
    EXPECT_EQ(whose_column(header), Whose{}) << header;
  }
}

}  // namespace
}  // namespace constat
