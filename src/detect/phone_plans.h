// The world's numbering plans as tables, made at build time by tools/compile_plans.cpp from the data that
// libphonenumber carries (Google's libphonenumber, Apache-2.0; from the operators' and regulators' ITU-T E.129
// notifications). They lie in the program's read-only data: nothing is read, parsed or allocated at a start.
//
// Every set of digit strings (the valid numbers of a calling code, the possible ones of a region) is the language of an
// automaton over the ten digits. All share one table of nodes, minimal as a whole. Node 0 is a dead end; the nodes from
// `phone_first_accepting` on accept.
#pragma once

#include <cstdint>

namespace constat {

struct PhoneNode {
  std::uint16_t next[10];
};

// One step of a prefix's expression, run by trying alternatives in order, as Perl's expressions are.
enum class PhoneOp : std::uint8_t {
  digit,  // One of the digits whose bits `first` has.
  split,  // On at `first`; where that fails, at `second`.
  jump,   // On at `first`.
  save,   // The position is the bound `first` of a group: 2 * group, and one more for its end.
  end,    // Only behind the last digit.
  match,
};
struct PhoneStep {
  PhoneOp op;
  std::uint16_t first;
  std::uint16_t second;
};

// A region, or a calling code of no region ("001").
struct PhoneRegion {
  char id[4];
  std::uint16_t code;           // The country's calling code.
  std::uint16_t general;        // Node: the national numbers that its general description matches.
  std::uint32_t lengths;        // Bits: how many digits national numbers have...
  std::uint32_t local_lengths;  // ...and those that are dialled within an area alone.
  std::int32_t trunk;           // Step: the prefix dialled before a national number; -1: none.
  std::uint8_t trunk_groups;    // Groups of that expression.
  char trunk_rule[8];           // What the prefix becomes: "9$1"; "" where it only goes.
  std::int32_t abroad;          // Step: the prefix dialled before a calling code; -1: none.
};

struct PhoneCode {
  std::uint16_t code;
  std::uint16_t valid;   // Node: the valid national numbers.
  std::uint16_t region;  // Whose rules hold for what is dialled behind the code.
};

extern const PhoneNode phone_nodes[];
extern const std::uint16_t phone_first_accepting;
extern const PhoneStep phone_steps[];
extern const PhoneRegion phone_regions[];  // In the order of their ids.
extern const std::uint16_t phone_region_count;
extern const PhoneCode phone_codes[];
extern const std::int16_t phone_code_of[1000];  // Index into phone_codes by calling code; -1: none has it.

}  // namespace constat
