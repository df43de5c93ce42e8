// What a password or a key opens: the login, the account and the server that stand beside it, the parts of a URL with a
// password in it, and the whole of a string of settings ("Server=...;Uid=...;Pwd=..."). A login beside its password is
// half of the pair that a thief needs (and what laws on breaches ask for: user name with password); a server tells
// where the pair fits, and is stored with a low confidence.
#pragma once

#include "detect/rules.h"
#include "detect/scan.h"

namespace constat {

// A connection string that is a URL stands at [begin, end): adds the login and the password in it. Returns what the
// whole is worth: `band`, less where its password is a placeholder, none where it is a line of a list of passwords.
Band find_url_parts(Scan& scan, std::size_t begin, std::size_t end, Band band);

// A labelled password or secret of `band` stands at [begin, end), its label at `label`: adds the login nearest to it,
// the servers before it, and the connection string that encloses it.
void find_settings_beside(Scan& scan, std::size_t label, std::size_t begin, std::size_t end, Band band);

// Adds [begin, end) as a login (or a server) that stands beside a password of `band`.
void add_login(Scan& scan, std::size_t begin, std::size_t end, Band band);
void add_server(Scan& scan, std::size_t begin, std::size_t end, Band band);

// Adds [begin, end) as the name of an account in a list of accounts and their passwords or hashes: "CORP\jdoe" is jdoe.
// Addresses are told by their own type.
void add_username(Scan& scan, std::size_t begin, std::size_t end);

}  // namespace constat
