// The table of commands. Adding one: a file in this folder that defines its Command, and a row here.
#include "cli/commands.h"

#include <array>

namespace constat {

std::span<const Command* const> commands() {
  static const std::array all = {
      &scan_command,    &summary_command,    &report_command,     &items_command,      &findings_command,
      &persons_command, &roster_command,     &duties_command,     &loss_command,       &export_command,
      &show_command,    &extract_command,    &help_command,       &completion_command, &detect_command,
      &resolve_command, &rules_list_command, &rules_test_command, &doctor_command,     &verify_command,
  };
  return all;
}

}  // namespace constat
