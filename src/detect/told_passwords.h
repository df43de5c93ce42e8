// Passwords that no sign of assignment gives: on the line below their label, behind it on a line of a form, told in a
// sentence, asked for in one turn of a chat and answered in the next, or behind the login that they open. Without a
// sign the value itself must look like nothing else (is_mixed_word).
#pragma once

#include "detect/labelled.h"

namespace constat {

// The label of a password stands at [label, offset). Gives the password that it tells, or false. Looks a line or two
// around the label, no farther than a bounded number of bytes.
bool password_told_at(std::string_view text, std::size_t label, std::size_t offset, Assigned& out);

// "Login priya.r / Welcome123", "credentials: jdoe:k9_Dragon": the label of a login or of both stands at
// [label, offset). Gives both, or false.
bool pair_told_at(std::string_view text, std::size_t label, std::size_t offset, Assigned& login, Assigned& password);

// "The PIN for the door is 1864": a label that says PIN stands at [label, offset). Gives the digits behind the verb or
// the colon, or false; what goes on as a measure does ("is 4482 mm") is none.
bool pin_told_at(std::string_view text, std::size_t label, std::size_t offset, Assigned& out);

// Whether a word has a digit and two of small letters, capitals and signs, and is no date, file, host, address, version
// or name of a product ("Office365"): as passwords are, and hardly a word of a sentence.
bool is_mixed_word(std::string_view word);

}  // namespace constat
