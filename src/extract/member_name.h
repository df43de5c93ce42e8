// What a member's name says of whoever made the archive. Names are data and never paths: they are told, not followed.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"

namespace constat {

inline void add_note(std::string& notes, std::string_view note) {
  if (note.empty()) return;
  if (!notes.empty()) notes += "; ";
  notes += note;
}

// "" for an ordinary name; else what it would have done to whoever unpacked it.
inline std::string_view name_note(std::string_view name) {
  if (name.find('\0') != std::string_view::npos) return "its name holds a NUL byte";
  if (name.starts_with('/') || name.starts_with('\\') || (name.size() > 2 && is_alpha(name[0]) && name[1] == ':')) {
    return "its name is an absolute path";
  }
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= name.size(); ++at) {
    if (at < name.size() && name[at] != '/' && name[at] != '\\') continue;
    if (name.substr(begin, at - begin) == "..") return "its name leads out of the archive's folder";
    begin = at + 1;
  }
  return "";
}

}  // namespace constat
