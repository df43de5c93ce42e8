// Why mentions are one person, as far as plain keys say it: which value brings together which of them. For telling a
// human what resolve.h did; it decides nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace constat {

struct JoinValue {
  std::string type;       // "us_ssn"
  std::string canonical;  // As the finding has it.
  bool padded = false;    // Nine digits, of which a spreadsheet takes leading zeros.
};

// What one mention tells of its person: the first of each kind.
struct JoinMention {
  std::vector<JoinValue> ids;
  std::vector<std::string> emails;
  std::string name, birth, address;  // Canonical; "" not told.
};

enum class JoinKind : std::uint8_t { id, email, name_and_birth, name_and_address };

struct Join {
  JoinKind kind = JoinKind::id;
  std::string type;                     // Of an id: its type. Else "".
  std::vector<std::uint32_t> mentions;  // All that share it, in order; two and more.
  std::uint32_t value_of = 0;           // The first of them: its value is the key.
};

// The joins that bring together what was apart, the strongest kind first and in order of mentions. `group_of` gets the
// group of each mention afterwards: mentions with one number are held together by keys alone.
std::vector<Join> joins_of(std::span<const JoinMention> mentions, std::vector<std::uint32_t>& group_of);

// How far such a key is believed: as resolve.h does.
float strength_of(JoinKind kind);

}  // namespace constat
