// What tells a column of passwords from a column of names, towns or codes: most people choose a word or a few digits,
// so that a list of passwords is known by its mixed ones and by the words that lists of passwords always hold.
#pragma once

#include <span>
#include <string_view>

namespace constat {

// Whether it is one of the passwords that head every list of leaked ones ("qwerty", "123456", "iloveyou"). Words that
// are also names of persons or towns are not counted. Case counts.
bool is_common_password(std::string_view word);

// Whether what stands behind the logins of a list are passwords: single words, one in seven of them mixed as passwords
// are or common as such, of several lengths, and the rest mostly in small letters or digits (names, towns and
// departments have capitals). Needs three values; linear in them.
bool reads_as_passwords(std::span<const std::string_view> values);

// Whether a column holds logins: single words of letters, digits, dots, dashes, or addresses, nearly all distinct.
bool reads_as_logins(std::span<const std::string_view> values);

// Whether what stands behind logins that are no addresses are passwords: settings, packages and versions stand behind
// words too, but passwords are distinct, of several lengths and forms, and three in five are mixed, or one in four is
// common as a password.
bool opens_logins(std::span<const std::string_view> values);

// Whether words of one column are made of the addresses in the column before it ("anna.berg@x.org", "anna.berg"):
// logins, no passwords. Pairs by place.
bool are_made_of_addresses(std::span<const std::string_view> addresses, std::span<const std::string_view> words);

}  // namespace constat
