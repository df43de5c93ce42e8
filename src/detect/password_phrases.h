// Values behind a password's label that are more than one word, and words there that are no value at all.
#pragma once

#include <string_view>

namespace constat {

// Whether a text with blanks is a password rather than a message ("Enter your password"): words and a number ("Rosebud
// 1941"), groups as mailers' application passwords have them ("abcd efgh ijkl mnop"), or three words or more in small
// letters, none of which sentences are made of.
bool reads_as_passphrase(std::string_view value);

// Whether a word tells of a password instead of being one: "unchanged", "expired", "LDAP", "obligatoire". Case ignored.
bool tells_of_password(std::string_view word);

// Whether a word begins an instruction or a sentence: "ask Bob", "see below", "your staff number". Case ignored.
bool begins_sentence(std::string_view word);

// Whether a word without digits is the name of a type of a programming language or of a form's library:
// "SecretString", "FormControl", "String!".
bool names_a_type(std::string_view word);

// "$DB_PASS" is what a shell expands, "$ecret99" is a password: whether `value`, which begins with "$", is one that
// somebody wrote so.
bool is_written_with_dollar(std::string_view value);

// Whether a value with one dot in it is a password as people choose them ("St.Patrick17", "john.smith1") rather than
// a member of an object ("config.pass1").
bool is_dotted_password(std::string_view value);

}  // namespace constat
