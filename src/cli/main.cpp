#include "base/no_dumps.h"
#include "cli/command.h"

int main(int count, char** words) {
  constat::no_dumps();  // What a command reads or shows without a case is as secret.
  return constat::run_command_line(count, words);
}
