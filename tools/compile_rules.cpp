// compile_rules RULES OUT: a folder of rules as the file that a start looks for (detect/rule_cache.h).
#include <cstdio>
#include <fstream>

#include "detect/pattern_database.h"

int main(int count, char** words) {
  if (count != 3) {
    std::fputs("usage: compile_rules RULES OUT\n", stderr);
    return 2;
  }
  const auto set = constat::load_rules({words[1]});
  if (!set) {
    std::fprintf(stderr, "compile_rules: %s\n", set.error().what.c_str());
    return 1;
  }
  const auto bytes = constat::PatternDatabase::compile_cache(set->rules, set->hash);
  if (!bytes) {
    std::fprintf(stderr, "compile_rules: %s\n", bytes.error().what.c_str());
    return 1;
  }
  std::ofstream out(words[2], std::ios::binary | std::ios::trunc);
  out << *bytes;
  out.close();
  return out ? 0 : 1;
}
