// "label: value" in running text: birth dates, salaries, passwords and secrets are known by what stands before them.
#pragma once

#include "detect/scan.h"

namespace constat {

// `match` is a label of a rule with a value kind. Adds at most one candidate: the value behind it.
void find_labelled(Scan& scan, const PatternMatch& match);

// What a label is given: "label = value", "label": "value", <label>value</label>.
struct Assigned {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool quoted = false;
  bool strong = false;  // By `=`, `:` or a quote, not by "is" in prose.
  bool option = false;  // "--password VALUE": an option of a command.
};

// The value that the label [label, offset) is given by an operator, or false. `only_in_calls`: "label", "value" counts
// in a call's arguments alone, not in a line of names of columns.
bool assigned_at(std::string_view text, std::size_t label, std::size_t offset, bool only_in_calls, Assigned& out);

// Code rather than a value: getenv("X"), self.password, config.get(...), os.environ[...].
bool is_code_value(std::string_view value, bool quoted);

// Shannon's entropy of its bytes, in bits a byte: how much of a key a text may be.
double entropy_bits(std::string_view text);

// "{AQAAABAAAAAQ...=}", "{jSMOWnoPFgsH...=}": a password that Jenkins or Maven keeps encrypted under a key of its own.
bool is_sealed(std::string_view value);

// ${VAR}, <password>, ****, changeme, your_password_here: nobody's secret.
bool is_placeholder(std::string_view value);

}  // namespace constat
