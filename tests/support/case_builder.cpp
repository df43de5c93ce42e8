#include "support/case_builder.h"

#include "cli/command.h"

namespace constat {

Printed run_constat(std::initializer_list<std::string> words) {
  std::vector<std::string> all = {"constat"};
  all.insert(all.end(), words);
  std::vector<char*> pointers;
  for (std::string& word : all) pointers.push_back(word.data());
  testing::internal::CaptureStdout();
  Printed printed;
  printed.status = run_command_line(static_cast<int>(pointers.size()), pointers.data());
  std::fflush(stdout);
  printed.out = testing::internal::GetCapturedStdout();
  return printed;
}

}  // namespace constat
