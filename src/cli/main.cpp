#include "cli/command.h"

int main(int count, char** words) { return constat::run_command_line(count, words); }
