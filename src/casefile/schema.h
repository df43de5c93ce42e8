// The text of schema.sql, compiled in.
#pragma once

#include <string_view>

namespace constat {

inline constexpr int case_format_version = 5;
// Read as well: it has no seal of its content.
inline constexpr std::string_view older_case_format = "4";
inline bool is_older_format(std::string_view version) { return version == older_case_format; }
std::string_view schema_sql();

}  // namespace constat
