// Lists of credentials as they are dumped and traded: "mail:password", "user:mail:hash", "hash:salt",
// "https://site:user:password", and files of bare passwords that say so by their name.
#pragma once

#include <string_view>

#include "detect/scan.h"

namespace constat {

// Adds the passwords and hashes of every run of lines that are all of one form. Looks at the first lines of a text and
// goes no further where they are of no such form: cheap for all else. Linear in the text.
void find_password_lists(Scan& scan);

// Whether a file's name says that it holds passwords: "Passwords.txt", "mdp-2014.csv", "logins.bak". Case ignored.
bool names_passwords(std::string_view file_name);

// "site.example", "shop.example.org/login": an address of a page without its scheme.
bool is_site_host(std::string_view text);

// 32, 40, 56, 64, 96 or 128 hexadecimal digits: a digest as crackers and databases write it.
bool is_digest(std::string_view text);

// Whether a person chose it, or a generator made it, as a password: 4 to 40 characters without blank, with a digit or a
// sign among letters, or capitals among small letters; no date, no number, no path, no file's name.
bool looks_like_password(std::string_view text);

}  // namespace constat
