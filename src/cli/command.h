// What a person types: each command is one file and one row of the table in commands.cpp. Help, manual and completion
// come from this one table.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace constat {

// Exit statuses: part of the interface.
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_incomplete = 3;  // Done, but some items could not be read; they are listed.

struct Option {
  std::string_view name;   // "--format"
  std::string_view value;  // "FORMAT": what it takes; "" for a flag.
  std::string_view does;
  std::string_view choices;  // "table,jsonl,csv": comma-separated; "" for any.
  std::string_view initial;  // Default, as text.
  bool repeatable = false;
};

// Parsed arguments of one command.
class Arguments {
 public:
  std::vector<std::string> positional;
  bool has(std::string_view option) const;
  // The option's last value, else its default, else "".
  std::string get(std::string_view option) const;
  std::vector<std::string> all(std::string_view option) const;
  // The words as typed, secrets excepted: for the audit log.
  std::vector<std::string> as_typed;

  std::map<std::string, std::vector<std::string>, std::less<>> values;
  std::map<std::string, std::string, std::less<>> initial;
};

struct Command {
  std::string_view name;   // "scan"; "works add" for a command of two words.
  std::string_view takes;  // "EVIDENCE..."
  std::string_view does;   // One line.
  std::string_view about;  // Paragraphs for --help and the manual.
  std::string_view examples;
  std::span<const Option> options;
  std::size_t positional_min = 0;
  std::size_t positional_max = SIZE_MAX;
  int (*run)(const Arguments& arguments) = nullptr;
};

std::span<const Command* const> commands();
// Parses, runs, gives the exit status. Never throws.
int run_command_line(int count, char** words);

// Prints "constat: <what>" and what to do next on standard error.
void complain(std::string_view what, std::string_view what_to_do = "");
// Complaints of a reader behind the sandbox's door go through its pipe: it holds no standard error.
void send_complaints_to(std::function<void(std::string_view)> sink);
bool standard_output_is_terminal();
bool standard_error_is_terminal();

}  // namespace constat
