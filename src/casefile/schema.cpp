#include "casefile/schema.h"

namespace constat {

std::string_view schema_sql() {
  static constexpr char text[] = {
#include "schema.sql.inc"
      , '\0'};
  return {text, sizeof text - 1};
}

}  // namespace constat
