// Every command of the table in commands.cpp; each is defined in the file of its name.
#pragma once

#include "cli/command.h"

namespace constat {

extern const Command completion_command;
extern const Command doctor_command;
extern const Command export_command;
extern const Command extract_command;
extern const Command findings_command;
extern const Command help_command;
extern const Command items_command;
extern const Command loss_command;
extern const Command persons_command;
extern const Command report_command;
extern const Command resolve_command;
extern const Command roster_command;
extern const Command scan_command;
extern const Command show_command;
extern const Command summary_command;
extern const Command verify_command;
extern const Command detect_command;
extern const Command duties_command;
extern const Command rules_list_command;
extern const Command rules_test_command;

}  // namespace constat
