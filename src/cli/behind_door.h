// What the commands share that read evidence without a case: the reader in a child behind the sandbox's door
// (run/confined.h), its words on standard output and standard error.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

#include "cli/command.h"
#include "run/confined.h"

namespace constat {

// Control characters and bidi overrides as \xNN, but for line feeds and tabs: a text may be meant for a terminal to
// obey. For text that a person looks at on one.
std::string terminal_safe(std::string_view text);

// Runs the work in the child; `complain` works there as ever. Gives what the command returns: the child's status, or
// exit_incomplete where its reader did not come to its end, after a complaint that names `name`.
// `output` null: to standard output, made safe where that is a terminal.
int run_behind_door(const ConfinedOptions& options, const std::string& name,
                    const std::function<int(int input, int spill, Outlet& outlet)>& work,
                    const std::function<void(std::string_view)>& output = nullptr, ConfinedEnd* end = nullptr);

// The same for lines, by several readers at once (run_confined_lines).
int run_lines_behind_door(const ConfinedOptions& options, const LinesOptions& lines, const std::string& name,
                          const std::function<int(LineFeed& feed, Outlet& outlet)>& work);

// Opens a regular file for reading; complains and gives -1 (and the exit status) where it is none: a folder, a pipe, a
// link that leads nowhere.
int open_regular_file(const std::string& path, int& exit);

inline constexpr Option allow_weak_sandbox_option = {
    "--allow-weak-sandbox", "",
    "read even where this machine can keep a reader neither from files nor from the network (see constat doctor)", "",
    ""};

}  // namespace constat
