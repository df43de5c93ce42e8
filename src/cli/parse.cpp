// Command line to Arguments, by CLI11; help texts, and the way from a command's name to its function.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/table_layout.h"

namespace constat {

bool Arguments::has(std::string_view option) const {
  const auto found = values.find(option);
  return found != values.end() && !found->second.empty();
}

std::string Arguments::get(std::string_view option) const {
  if (const auto found = values.find(option); found != values.end() && !found->second.empty()) {
    return found->second.back();
  }
  const auto fallback = initial.find(option);
  return fallback == initial.end() ? std::string() : fallback->second;
}

std::vector<std::string> Arguments::all(std::string_view option) const {
  const auto found = values.find(option);
  return found == values.end() ? std::vector<std::string>() : found->second;
}

namespace {
std::function<void(std::string_view)> complaint_sink;
}

void send_complaints_to(std::function<void(std::string_view)> sink) { complaint_sink = std::move(sink); }

void complain(std::string_view what, std::string_view what_to_do) {
  std::string line = "constat: " + std::string(what);
  if (!what_to_do.empty()) line += "\n         " + std::string(what_to_do);
  line += '\n';
  if (complaint_sink) return complaint_sink(line);
  (void)!::write(STDERR_FILENO, line.data(), line.size());
}

bool standard_output_is_terminal() { return ::isatty(STDOUT_FILENO) != 0; }
bool standard_error_is_terminal() { return ::isatty(STDERR_FILENO) != 0; }

namespace {

// CLI11's help, with a usage line in our own words.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_usage(const CLI::App* app, std::string name) const override {
    const auto found = usages.find(app);
    return found == usages.end() ? CLI::Formatter::make_usage(app, std::move(name)) : found->second;
  }
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override {
    constexpr std::size_t width = 80;
    return fitted(CLI::Formatter::make_help(app, std::move(name), mode), width);
  }
  std::map<const CLI::App*, std::string> usages;
};

struct Bound {
  const Command* command = nullptr;
  CLI::App* app = nullptr;
  Arguments arguments;
  std::map<std::string, bool, std::less<>> flags;
};

void define(CLI::App& app, const Command& command, Bound& bound, HelpFormatter& formatter) {
  formatter.usages[&app] = "Usage: constat " + std::string(command.name) +
                           (command.options.empty() ? " " : " [options] ") + std::string(command.takes) + "\n";
  bound.command = &command;
  bound.app = &app;
  std::string footer;
  if (!command.about.empty()) footer += std::string(command.about) + "\n";
  if (!command.examples.empty()) footer += "\nExamples:\n" + std::string(command.examples);
  app.footer(footer);
  if (command.positional_max != 0) {
    CLI::Option* const positional = app.add_option("arguments", bound.arguments.positional, std::string(command.takes));
    positional->group("");  // The usage line names them.
  }
  for (const Option& option : command.options) {
    const std::string name(option.name);
    if (!option.initial.empty()) bound.arguments.initial[name] = std::string(option.initial);
    std::string does(option.does);
    if (!option.choices.empty()) {
      std::string choices(option.choices);
      for (char& c : choices) {
        if (c == ',') c = '|';
      }
      does += " (" + choices + ")";
    }
    if (!option.initial.empty()) does += " [" + std::string(option.initial) + "]";
    if (option.value.empty()) {
      app.add_flag(name, bound.flags[name], does);
    } else {
      CLI::Option* const added = app.add_option(name, bound.arguments.values[name], does);
      added->type_name(std::string(option.value));
      added->allow_extra_args(false);  // One value each time: what follows is an argument of the command.
      added->multi_option_policy(option.repeatable ? CLI::MultiOptionPolicy::TakeAll
                                                   : CLI::MultiOptionPolicy::TakeLast);
      if (!option.choices.empty()) {
        std::vector<std::string> allowed;
        for (const std::string_view choice : split(option.choices, ',')) allowed.emplace_back(choice);
        added->check(CLI::IsMember(allowed));
      }
    }
  }
}

int usage_error(std::string_view what, const std::string& command) {
  complain(what, "Type 'constat " + (command.empty() ? std::string() : command + " ") + "--help' for how it is used.");
  return exit_usage;
}

int run_command(int count, char** words) try {
  // A closed pipe ends quietly: `constat findings CASE | head`.
  std::signal(SIGPIPE, SIG_DFL);

  CLI::App app(
      "constat: what was taken, whose it was, what it obliges, with proof.\n"
      "Reads evidence of a data theft (or one's own shares, before any theft); attacks nothing, sends nothing.");
  app.name("constat");
  app.set_version_flag("--version", std::string("constat ") + CONSTAT_VERSION);
  app.footer(
      "Start with:\n"
      "  constat scan leaked-folder/            read everything into ./case.constat\n"
      "  constat summary case.constat           what was found\n"
      "  constat report case.constat --out report.html\n\n"
      "Exit status: 0 all read; 3 done, but some items could not be read; 2 wrong usage; 1 failed.");
  const auto formatter = std::make_shared<HelpFormatter>();
  app.formatter(formatter);
  std::vector<std::unique_ptr<Bound>> all;
  std::map<std::string, CLI::App*, std::less<>> groups;
  for (const Command* const command : commands()) {
    auto bound = std::make_unique<Bound>();
    const std::string name(command->name);
    const std::size_t blank = name.find(' ');
    CLI::App* parent = &app;
    std::string last = name;
    if (blank != std::string::npos) {
      const std::string group = name.substr(0, blank);
      last = name.substr(blank + 1);
      auto found = groups.find(group);
      if (found == groups.end()) {
        CLI::App* const made = app.add_subcommand(group);
        made->require_subcommand(1);
        made->footer("'constat " + group + " COMMAND --help' says more of one, with examples.");
        found = groups.emplace(group, made).first;
      }
      parent = found->second;
      const std::string told = parent->get_description();
      parent->description((told.empty() ? "" : told + "; ") + last + ": " + std::string(command->does));
    }
    define(*parent->add_subcommand(last, std::string(command->does)), *command, *bound, *formatter);
    all.push_back(std::move(bound));
  }
  app.require_subcommand(0, 1);

  try {
    app.parse(count, words);
  } catch (const CLI::CallForHelp&) {
    const CLI::App* shown = &app;
    while (!shown->get_subcommands().empty()) shown = shown->get_subcommands().front();
    std::cout << shown->help();
    return exit_done;
  } catch (const CLI::CallForVersion&) {
    std::cout << "constat " << CONSTAT_VERSION << '\n';
    return exit_done;
  } catch (const CLI::ParseError& error) {
    std::string named;
    const CLI::App* shown = &app;
    while (!shown->get_subcommands().empty()) {
      shown = shown->get_subcommands().front();
      named += (named.empty() ? "" : " ") + shown->get_name();
    }
    return usage_error(escape_name(error.what()), named);
  }

  for (const auto& bound : all) {
    if (!bound->app->parsed()) continue;
    Arguments& arguments = bound->arguments;
    for (const auto& [name, set] : bound->flags) {
      if (set) arguments.values[name] = {"true"};
    }
    const Command& command = *bound->command;
    if (arguments.positional.size() < command.positional_min || arguments.positional.size() > command.positional_max) {
      return usage_error(arguments.positional.size() < command.positional_min
                             ? "'" + std::string(command.name) + "' needs " + std::string(command.takes)
                             : "'" + std::string(command.name) + "' takes only " + std::string(command.takes),
                         std::string(command.name));
    }
    arguments.as_typed.assign(words + 1, words + count);
    const int status = command.run(arguments);
    std::cout.flush();
    return status;
  }
  std::cout << app.help();
  return exit_usage;
} catch (const std::exception& error) {
  complain(error.what());
  return exit_failed;
}

}  // namespace

int run_command_line(int count, char** words) {
  const int status = run_command(count, words);
  std::cout.flush();
  errno = 0;
  const bool flushed = std::fflush(stdout) == 0;
  const int why = errno;
  if (flushed && std::ferror(stdout) == 0 && std::cout.good()) return status;
  // A list that ends early looks whole to whoever reads it.
  complain("standard output cannot be written" +
               (why != 0 ? ": " + std::string(std::strerror(why)) : std::string(": what was written is not whole")),
           "Give it room, or write elsewhere, and run the command again.");
  return exit_failed;
}

}  // namespace constat
