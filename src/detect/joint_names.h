// Names of several persons that stand as one: "John and Mary Smith", "Smith, John & Mary", "M. et Mme Jean Dupont"; and
// a family's that names one of it, "Familie Klaus Müller". Accounts, leases and lists of guests are full of them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace constat {

class NameLexicon;

struct JointName {
  std::size_t begin = 0;  // Where what is that person's alone stands; bytes, end exclusive.
  std::size_t end = 0;
  std::string name;  // The whole, the surname given back: "John Smith".
  // As canonical_name(); but of a wife who is told by her title alone ("Mr & Mrs J Smithson") the title stands for her
  // given name, with a dot so that nobody takes it for a title again: she is not her husband.
  std::string canonical;
};

// One: a family that names one person, or its surname alone. Two or three: so many persons. None: it is one person's
// name, or cannot be told ("Smith & Jones"). `lexicon` says what is a given name; without it only titles and a comma
// tell.
std::vector<JointName> joint_names(std::string_view text, const NameLexicon* lexicon);

// The same of a cell of given names alone, "John & Mary" beside "Smith": each one's given names.
std::vector<JointName> joint_given_names(std::string_view text, const NameLexicon* lexicon);

// Whether it may be one at all: what costs little asks first.
bool may_be_joint(std::string_view text);

}  // namespace constat
