#include "cli/limit_options.h"

#include <cmath>
#include <cstdlib>
#include <string>

#include "base/text.h"

namespace constat {

namespace {

constexpr double megabyte = 1e6;
constexpr double megabytes_most = 1e12;  // An exabyte: sums of a few of them are no overflow.
constexpr double seconds_most = 1e9;     // Thirty years.
constexpr double count_most = 1e12;

struct LimitOption {
  std::string_view name;
  NumberRange range;
  void (*set)(Limits& limits, double value);
};
std::uint64_t bytes_of(double megabytes) { return static_cast<std::uint64_t>(megabytes * megabyte); }

constexpr LimitOption limit_options[] = {
    {"--silence", {0.001, seconds_most}, [](Limits& limits, double value) { limits.silence_seconds = value; }},
    {"--item-time", {0.001, seconds_most}, [](Limits& limits, double value) { limits.item_seconds = value; }},
    {"--evidence-time", {0.001, seconds_most}, [](Limits& limits, double value) { limits.evidence_seconds = value; }},
    {"--depth",
     {1, 1000, true},
     [](Limits& limits, double value) { limits.depth_max = static_cast<std::size_t>(value); }},
    {"--members",
     {1, count_most, true},
     [](Limits& limits, double value) { limits.members_max = static_cast<std::uint64_t>(value); }},
    {"--member-size",
     {0.001, megabytes_most},
     [](Limits& limits, double value) { limits.member_bytes_max = bytes_of(value); }},
    {"--expansion",
     {1, count_most, true},
     [](Limits& limits, double value) { limits.expansion_ratio_max = static_cast<std::uint64_t>(value); }},
    {"--expanded-size",
     {0.001, megabytes_most},
     [](Limits& limits, double value) { limits.expansion_bytes_max = bytes_of(value); }},
    {"--document-size",
     {0.001, megabytes_most},
     [](Limits& limits, double value) { limits.document_bytes_max = bytes_of(value); }},
    {"--told-size",
     {0.001, megabytes_most},
     [](Limits& limits, double value) { limits.told_bytes_max = bytes_of(value); }},
    {"--worker-memory",
     {1, megabytes_most},
     [](Limits& limits, double value) { limits.worker_memory_bytes_max = bytes_of(value); }},
    {"--spill-size",
     {0.001, megabytes_most},
     [](Limits& limits, double value) { limits.spill_bytes_max = bytes_of(value); }},
};

std::string written(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

bool number_option(const Arguments& arguments, std::string_view option, NumberRange range, double& value) {
  const std::string text = arguments.get(option);
  if (text.empty() && !arguments.has(option)) return true;
  char* end = nullptr;
  const double read = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !(read >= range.least) || !(read <= range.most) ||
      (range.whole && std::floor(read) != read)) {
    complain(std::string(option) + " takes a " + (range.whole ? "whole " : "") + "number from " + written(range.least) +
                 " to " + written(range.most) + ", not '" + escape_name(text) + "'",
             "'constat scan --help' tells what it bounds, and what holds without it.");
    return false;
  }
  value = read;
  return true;
}

bool limits_from(const Arguments& arguments, Limits& limits) {
  for (const LimitOption& option : limit_options) {
    double value = -1;
    // What is not given keeps what limits.h says: the default in --help is its text.
    if (arguments.has(option.name) && !number_option(arguments, option.name, option.range, value)) return false;
    if (value >= 0) option.set(limits, value);
  }
  return true;
}

}  // namespace constat
