// A scan with an engine whose findings are easy to foretell, and what the case then holds.
#pragma once

#include <gtest/gtest.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "casefile/finding_reader.h"
#include "run/scan.h"
#include "support/fake_engine.h"

namespace constat {

struct Ran {
  ScanOutcome outcome;
  std::map<std::string, std::string> status;      // Place to status (and reason).
  std::map<std::string, std::string> duplicates;  // Place to the original's Place.
  std::multiset<std::string> findings;            // "place +offset value"
};

// Places are the real ones: the case has aliases of names with values.
inline Ran read_case(Case& file) {
  Ran ran;
  const auto real = [&file](std::string_view place) { return file.shown_names().real(place).value_or("?"); };
  Statement items(file.database(),
                  "SELECT i.place,coalesce(i.status,'unfinished'),coalesce(d.place,'') FROM item i LEFT JOIN item d ON "
                  "d.id=i.duplicate_of");
  while (items.step()) {
    ran.status[real(items.text(0))] = items.text(1);
    if (!items.text(2).empty()) ran.duplicates[real(items.text(0))] = real(items.text(2));
  }
  FindingReader findings(file, {});
  for (auto more = findings.next(); more && *more; more = findings.next()) {
    const auto value = findings.spelling();
    const PlacedFinding& found = findings.finding();
    std::string line = real(findings.item_place());
    line += found.row != 0 ? " R" + std::to_string(found.row) + "C" + std::to_string(found.column)
                           : " +" + std::to_string(found.offset_bytes);
    line += " " + (value ? std::string(*value) : std::string("?"));
    ran.findings.insert(line);
  }
  return ran;
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline Ran run_scan(const std::string& evidence, const std::string& case_path,
                    const std::function<void(ScanOptions&)>& set = {}) {
  const FakeEngine engine;
  auto file = Case::open({case_path, true, true});
  EXPECT_TRUE(file) << file.error().what;
  ScanOptions options;
  options.evidence = {evidence};
  options.workers = 2;
  if (set) set(options);
  auto outcome = scan(**file, engine, options);
  EXPECT_TRUE(outcome) << outcome.error().what;
  Ran ran = read_case(**file);
  ran.outcome = *outcome;
  return ran;
}

// The same with one worker, by somebody who may open only what everybody may, where the test itself may open all.
inline Ran run_scan_as_nobody(const std::string& evidence, const std::string& case_path) {
  const FakeEngine engine;
  auto file = Case::open({case_path, true, true});
  ::chmod(case_path.c_str(), 0666);
  ScanOptions options;
  options.evidence = {evidence};
  options.workers = 1;
  if (::geteuid() == 0) ::setfsuid(65534);
  const auto outcome = scan(**file, engine, options);
  if (::geteuid() == 0) ::setfsuid(0);
  EXPECT_TRUE(outcome) << outcome.error().what;
  return read_case(**file);
}

}  // namespace constat
