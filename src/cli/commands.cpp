// The table of commands. Adding one: a file in this folder that defines its Command, and a row here.
#include "cli/commands.h"

#include <array>

namespace constat {

std::span<const Command* const> commands() {
  static const std::array all = {
      &extract_command,
  };
  return all;
}

}  // namespace constat
