// The text of schema.sql, compiled in.
#pragma once

#include <string_view>

namespace constat {

inline constexpr int case_format_version = 4;
std::string_view schema_sql();

}  // namespace constat
