// The parts of find_labelled(): a value's kind each, and what they share.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text.h"
#include "detect/labelled.h"
#include "detect/scan.h"

namespace constat::labelled {

// A label that was found, and where what it gives goes.
struct Labelled {
  Scan& scan;
  const PatternMatch& match;
  const Rule& rule;
  std::string_view text;

  void add(std::size_t begin, std::size_t end, Band band, std::int32_t canonical = -1) const {
    if (band == Band::none) return;
    // "aws account id" says more than "account".
    const auto specificity = static_cast<std::uint8_t>(std::min<std::size_t>(match.end - match.begin, 255));
    scan.add({begin, end, match.rule, rule.info.type, band_confidence(band), Validity::shape, true, specificity,
              canonical, 0});
  }
};

// Each adds at most one candidate (codes: one a code): the value behind the label.
void find_date(const Labelled& here);
void find_money(const Labelled& here);
void find_password(const Labelled& here);
void find_pair(const Labelled& here);
void find_pin(const Labelled& here);
void find_secret(const Labelled& here);
void find_hex(const Labelled& here);
void find_codes(const Labelled& here);
void find_word(const Labelled& here);

// What stands beside a login without a sign between label and value (login_forms.cpp).

// .netrc(5): "machine HOST login USER password VALUE", on one line or on lines of their own.
// `machine` and `login`: their words.
bool netrc_at(std::string_view text, std::size_t begin, std::size_t end, Assigned& out, Assigned& machine,
              Assigned& login);
// <auth-user-pass>, a line of the user, a line of the password: OpenVPN's inline file. Source: openvpn(8), "INLINE FILE
// SUPPORT" and --auth-user-pass.
bool openvpn_at(std::string_view text, std::size_t begin, std::size_t end, Assigned& out, Assigned& login);
// "URL: ..", "Username: ..", "Password: Murmel tier 7": in a record that a program writes line by line, below the login
// and beside the page or the browser, the password is all that its line holds. Moves the end of `value` there.
void take_whole_record_line(std::string_view text, std::size_t label, Assigned& value);
// "login/pw: jdoe / Hunter22x": the value that assigned_at() gave is the login, and the password stands behind the
// slash.
bool second_of_two(std::string_view text, std::size_t label, Assigned& value, Assigned& login);
// "Username jdoe" over "Password Hunter22x": lines of a form without signs. The password is the line's last word, and
// the line above or below begins with the name of a login.
bool on_form_line(std::string_view text, std::size_t label, std::size_t offset, Assigned& value, Assigned& login);
// "user admin pass J1ra_adm!n", "(login kbenali / mdp Azerty!78)": a login right before the label, and behind it a word
// of three kinds of characters, as hardly one of a sentence is.
bool beside_login(std::string_view text, std::size_t label, std::size_t offset, Assigned& value, Assigned& login);
// The line before the one that begins at `line`, where a text of at most `line_max` bytes stands on it.
std::string_view line_above(std::string_view text, std::size_t line);

// Shapes of words (shapes.cpp).

// The words of an identifier beside a label, lower case: `text` is what stands before it or behind it.
std::string first_word(std::string_view text);
std::string last_word(std::string_view text);
// What goes on behind a label: "_length" of "key_length".
std::string_view rest_of_identifier(std::string_view text, std::size_t end);
// REQUIRE_PASSWORD=yes: a switch is set.
bool is_switch(std::string_view value);
inline bool has_digit(std::string_view text) { return std::any_of(text.begin(), text.end(), is_digit); }

}  // namespace constat::labelled
