#include "base/memory_left.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace constat {

namespace {

std::optional<std::uint64_t> number_at(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return number;
}

// Of files of the kernel, which tell no size.
std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Of "inactive_file 4096"; 0 where there is no such line.
std::uint64_t number_of_line(std::string_view text, std::string_view name) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (line.starts_with(name) && line.substr(name.size()).starts_with(' ')) {
      return number_at(line.substr(name.size())).value_or(0);
    }
    begin = end + 1;
  }
  return 0;
}

// What each group from the process's own up to the root leaves.
std::uint64_t left_by_groups() {
  std::uint64_t left = UINT64_MAX;
  const std::string groups = text_of("/proc/self/cgroup");
  constexpr std::string_view unified = "0::";
  const std::size_t at = groups.starts_with(unified) ? 0 : groups.find("\n0::");
  if (at == std::string::npos) return left;
  std::string path = groups.substr(groups.find("::", at) + 2);
  path.resize(std::min(path.size(), path.find('\n')));
  for (;;) {
    const std::string folder = "/sys/fs/cgroup" + path;
    const std::optional<std::uint64_t> most = number_at(text_of(folder + "/memory.max"));  // Or "max".
    if (most) {
      // Of what it holds, pages of files are given back when they are wanted: the evidence just read is such.
      const std::uint64_t all = number_at(text_of(folder + "/memory.current")).value_or(0);
      const std::string stat = text_of(folder + "/memory.stat");
      const std::uint64_t files = number_of_line(stat, "inactive_file") + number_of_line(stat, "active_file");
      const std::uint64_t held = all - std::min(all, files);
      left = std::min(left, *most - std::min(*most, held));
    }
    if (path.empty() || path == "/") return left;
    path.resize(path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
  }
}

std::uint64_t pages_of_statm(std::size_t column) {
  const std::string statm = text_of("/proc/self/statm");
  std::string_view rest = statm;
  for (std::size_t skipped = 0; skipped < column; ++skipped) {
    rest.remove_prefix(std::min(rest.find(' '), rest.size() - 1) + 1);
    if (rest.empty()) return 0;
  }
  return number_at(rest).value_or(0) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

std::uint64_t available_of_meminfo(std::string_view meminfo) {
  constexpr std::string_view label = "MemAvailable:";
  const std::size_t at = meminfo.find(label);
  if (at == std::string_view::npos) return UINT64_MAX;
  const std::optional<std::uint64_t> kilobytes = number_at(meminfo.substr(at + label.size()));
  return kilobytes ? *kilobytes * 1024 : UINT64_MAX;
}

std::uint64_t memory_left_bytes() {
  std::uint64_t left = std::min(available_of_meminfo(text_of("/proc/meminfo")), left_by_groups());
  rlimit limit = {};
  if (::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    const std::uint64_t taken = pages_of_statm(0);
    left = std::min<std::uint64_t>(left, limit.rlim_cur - std::min<std::uint64_t>(limit.rlim_cur, taken));
  }
  return left;
}

std::uint64_t memory_held_bytes() { return pages_of_statm(1); }

}  // namespace constat
