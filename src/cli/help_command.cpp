// constat help [COMMAND], and the manual and shell completion, all from the table of commands.
#include <algorithm>
#include <cstdio>
#include <string>

#include "base/text.h"
#include "cli/commands.h"

namespace constat {

namespace {

// Text for roff: a leading dot or quote would be a request, a backslash an escape, a hyphen an option's.
std::string roff(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_start = c == '\n';
  }
  return out;
}

std::string with_choices(const Option& option) {
  std::string text(option.does);
  if (!option.choices.empty()) {
    std::string choices(option.choices);
    for (char& c : choices) {
      if (c == ',') c = '|';
    }
    text += " (" + choices + ")";
  }
  if (!option.initial.empty()) text += " [" + std::string(option.initial) + "]";
  return text;
}

std::string manual() {
  std::string out =
      ".TH CONSTAT 1 \"\" \"constat " CONSTAT_VERSION
      "\" \"User Commands\"\n.SH NAME\n"
      "constat \\- what was taken in a data theft, and whose it was, with proof\n.SH SYNOPSIS\n"
      ".B constat\n.I COMMAND\n[\\fIoptions\\fR] [\\fIarguments\\fR]\n.SH DESCRIPTION\n"
      "Reads evidence of a data theft, or one's own shares before any theft, and says what was taken and whose it was, "
      "every statement traceable to the byte. It attacks nothing and sends nothing. Values are masked unless "
      "\\fB\\-\\-reveal\\fR is given.\n.SH COMMANDS\n";
  for (const Command* const command : commands()) {
    out += ".SS \"constat " + roff(command->name) + (command->options.empty() ? "" : " [options]") +
           (command->takes.empty() ? "" : " " + roff(command->takes)) + "\"\n" + roff(command->does) + ".\n";
    if (!command->about.empty()) out += ".PP\n" + roff(command->about) + "\n";
    for (const Option& option : command->options) {
      out += ".TP\n\\fB" + roff(option.name) + "\\fR" +
             (option.value.empty() ? "" : " \\fI" + roff(option.value) + "\\fR") + "\n" + roff(with_choices(option)) +
             "\n";
    }
    if (!command->examples.empty()) out += ".PP\nExamples:\n.PP\n.nf\n" + roff(command->examples) + ".fi\n";
  }
  return out +
         ".SH EXIT STATUS\n0: done, all evidence read. 3: done, but some items could not be read; they are listed. "
         "2: wrong usage. 1: failed.\n.SH ENVIRONMENT\n.TP\n\\fBCONSTAT_KEY_FILE\\fR\nThe file that holds a case's "
         "key.\n"
         ".TP\n\\fBCONSTAT_PASSPHRASE_FILE\\fR\nA file that holds a case's passphrase.\n";
}

std::string words_of_commands(std::string_view first = {}) {
  std::string out;
  std::string last;
  for (const Command* const command : commands()) {
    const std::size_t blank = command->name.find(' ');
    std::string word;
    if (first.empty()) {
      word = command->name.substr(0, blank);
    } else if (blank != std::string_view::npos && command->name.substr(0, blank) == first) {
      word = command->name.substr(blank + 1);
    }
    if (word.empty() || word == last) continue;
    last = word;
    out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

std::string spaced(std::string_view list) {
  std::string out(list);
  for (char& c : out) {
    if (c == ',') c = ' ';
  }
  return out;
}

std::string bash_completion() {
  std::string out =
      "# bash completion for constat: made by 'constat completion bash'.\n_constat() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}\n"
      "  COMPREPLY=()\n  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    COMPREPLY=($(compgen -W \"" +
      words_of_commands() +
      " --help --version\" -- \"$current\"))\n    return\n  fi\n  case \"$command${COMP_WORDS[2]:+ ${COMP_WORDS[2]}}\" "
      "in\n";
  for (const Command* const command : commands()) {
    std::string options = "--help";
    std::string cases;
    for (const Option& option : command->options) {
      options += " " + std::string(option.name);
      if (!option.choices.empty()) {
        cases += "        " + std::string(option.name) + ") COMPREPLY=($(compgen -W \"" + spaced(option.choices) +
                 "\" -- \"$current\")); return ;;\n";
      }
    }
    out += "    \"" + std::string(command->name) + "\"*)\n      case \"$previous\" in\n" + cases +
           "      esac\n      case \"$current\" in\n        -*) COMPREPLY=($(compgen -W \"" + options +
           "\" -- \"$current\")); return ;;\n      esac ;;\n";
  }
  return out + "  esac\n  COMPREPLY+=($(compgen -f -- \"$current\"))\n}\ncomplete -o filenames -F _constat constat\n";
}

std::string quoted(std::string_view text) {  // For a shell's single quotes; brackets and colons mean something to zsh.
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c == '[' || c == ']' || c == ':') {
      out += std::string("\\") + c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string zsh_completion() {
  std::string out = "#compdef constat\n# Made by 'constat completion zsh'.\n_constat() {\n  local -a all\n  all=(\n";
  for (const Command* const command : commands()) {
    if (command->name.find(' ') != std::string_view::npos) continue;
    out += "    '" + std::string(command->name) + ":" + quoted(command->does) + "'\n";
  }
  out += "  )\n  if (( CURRENT == 2 )); then\n    _describe 'command' all\n    return\n  fi\n  case $words[2] in\n";
  for (const Command* const command : commands()) {
    if (command->name.find(' ') != std::string_view::npos) continue;
    out += "    " + std::string(command->name) + ")\n      _arguments '2:command:'";
    for (const Option& option : command->options) {
      out += " \\\n        '" + std::string(option.repeatable ? "*" : "") + std::string(option.name) + "[" +
             quoted(option.does) + "]";
      if (!option.value.empty()) {
        out += ":" + to_lower_ascii(option.value) + ":" +
               (option.choices.empty() ? "_files" : "(" + spaced(option.choices) + ")");
      }
      out += "'";
    }
    out += " '*:file:_files' ;;\n";
  }
  return out + "  esac\n}\n_constat \"$@\"\n";
}

std::string fish_completion() {
  std::string out = "# Made by 'constat completion fish'.\n";
  const auto quote = [](std::string_view text) {
    std::string quoted_text = "'";
    for (const char c : text) quoted_text += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return quoted_text + "'";
  };
  for (const Command* const command : commands()) {
    if (command->name.find(' ') != std::string_view::npos) continue;
    out += "complete -c constat -n __fish_use_subcommand -a " + std::string(command->name) + " -d " +
           quote(command->does) + "\n";
    for (const Option& option : command->options) {
      out += "complete -c constat -n '__fish_seen_subcommand_from " + std::string(command->name) + "' -l " +
             std::string(option.name.substr(2)) + (option.value.empty() ? "" : " -r") +
             (option.choices.empty() ? "" : " -a " + quote(spaced(option.choices))) + " -d " + quote(option.does) +
             "\n";
    }
  }
  return out;
}

int put(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  return exit_done;
}

int run_help(const Arguments& arguments) {
  if (arguments.has("--man")) return put(manual());
  std::string name;
  for (const std::string& word : arguments.positional) name += (name.empty() ? "" : " ") + word;
  for (const Command* const command : commands()) {
    if (command->name != name) continue;
    std::string out = "Usage: constat " + name + (command->options.empty() ? " " : " [options] ") +
                      std::string(command->takes) + "\n\n" + std::string(command->does) + ".\n";
    if (!command->about.empty()) out += "\n" + std::string(command->about) + "\n";
    if (!command->options.empty()) out += "\nOptions:\n";
    for (const Option& option : command->options) {
      out += "  " + std::string(option.name) + (option.value.empty() ? "" : " " + std::string(option.value)) +
             "\n      " + with_choices(option) + "\n";
    }
    if (!command->examples.empty()) out += "\nExamples:\n" + std::string(command->examples);
    return put(out);
  }
  if (!name.empty()) {
    complain("there is no command '" + escape_name(name) + "'", "'constat help' lists them");
    return exit_usage;
  }
  std::string out = "Usage: constat COMMAND [options] [arguments]\n\n";
  for (const Command* const command : commands()) {
    std::string head = "  " + std::string(command->name);
    head.resize(std::max<std::size_t>(head.size() + 2, 16), ' ');
    out += head + std::string(command->does) + "\n";
  }
  return put(out + "\n'constat help COMMAND' says more of one; 'constat help --man' is the manual page.\n");
}

int run_completion(const Arguments& arguments) {
  const std::string& shell = arguments.positional.front();
  if (shell == "bash") return put(bash_completion());
  if (shell == "zsh") return put(zsh_completion());
  if (shell == "fish") return put(fish_completion());
  complain("no completion for '" + escape_name(shell) + "'", "One of bash, zsh, fish");
  return exit_usage;
}

constexpr Option help_options[] = {{"--man", "", "Print the manual page, for man(1)", "", ""}};

}  // namespace

const Command help_command = {
    .name = "help",
    .takes = "[COMMAND]",
    .does = "Say how a command is used, or print the manual page",
    .about = "",
    .examples = "  constat help findings\n  constat help --man | man -l -\n",
    .options = help_options,
    .positional_min = 0,
    .positional_max = 2,
    .run = run_help,
};

const Command completion_command = {
    .name = "completion",
    .takes = "bash|zsh|fish",
    .does = "Print a shell's completion for constat",
    .about = "",
    .examples = "  source <(constat completion bash)\n",
    .options = {},
    .positional_min = 1,
    .positional_max = 1,
    .run = run_completion,
};

}  // namespace constat
