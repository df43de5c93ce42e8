// Whose a table column's values are, where its header says that they are not those of the row's own person: a
// dependant's, a spouse's, an emergency contact's, the other party's (sender and recipient, seller and buyer).
// "Dependent 2 SSN" is of the second dependant. Six languages.
#pragma once

#include <cstdint>
#include <string_view>

namespace constat {

struct Whose {
  std::uint8_t role = 0;    // 0: the row's own person, or not said.
  std::uint8_t number = 0;  // Of several of one role; 0: there is one.
  bool relative = false;    // A spouse, a child, somebody insured with the person: a dependant of theirs.
  bool operator==(const Whose&) const = default;
};

Whose whose_column(std::string_view header);

// "Emergency contact" over a form's lines, "Ehegatte", "Personne a prevenir": whose the lines below it are. Nobody's
// where the line is none such, or of a party ("Billing", "Sender"), who may be the form's own person.
Whose whose_heading(std::string_view line);

// "wife", "Sohn", "client" in a sentence: what it tells is not of the one who writes, or of whom the row is. `folded`:
// as fold_word() gives it.
bool is_word_for_another(std::string_view folded);
bool is_word_for_relative(std::string_view folded);

// Whether a column of names without more of that one is a mention whatever else the row names: a spouse, a child, a
// guardian, a contact or a joint holder or a party is somebody whose being there was taken too. A manager, a physician
// or a father may be the row's own person where it has no other name.
bool named_alone(const Whose& whose);

// Whether that one is a party to what the row is about (a sender, a buyer, a landlord): of two of them one is the row's
// own person where the row names no other, and both may be one.
bool is_party(const Whose& whose);

// Whether that one may live with the row's own person: not a party, nor a manager.
bool is_of_household(const Whose& whose);

bool is_father_or_mother(const Whose& whose);
bool is_beneficiary(const Whose& whose);

// Whether a form names that one in a line and no more (a father, a manager, a doctor): of a spouse, a child or a
// contact the lines below may tell more.
bool is_named_only(const Whose& whose);

// Whether that one is no more to whoever keeps the list than a parent, a guardian, a beneficiary or an emergency
// contact of the row's own person. A manager or a joint holder is what that one is.
bool is_contact(const Whose& whose);

}  // namespace constat
