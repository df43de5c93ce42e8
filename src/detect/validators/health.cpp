// Validators: Health.
#include "base/text.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

// Source: WHO ICD-10, volume 2, 2.4: a letter, two digits (ICD-10-CM: a digit and a letter), up to four places behind a
// dot. U is kept for provisional codes.
Validity icd10(std::string_view value) {
  const Compact c = compact(value, ".");
  if (!c.ok || c.size < 3 || c.size > 7 || !is_alpha(c[0]) || !is_digit(c[1]) || !c.parted_at({3}))
    return Validity::invalid;
  if (c.size > 3 && c.separator_before[3] == 0) return Validity::invalid;  // "A123" is anything.
  if (!is_digit(c[2]) && c[2] != 'A' && c[2] != 'B') return Validity::invalid;
  return c.size == 3 || is_digit(c[3]) || c[3] == 'X' ? Validity::shape : Validity::invalid;
}

}  // namespace

std::span<const Validator> health_validators() {
  static constexpr Validator table[] = {
      {"icd10", icd10, upper_trimmed},
  };
  return table;
}

}  // namespace constat
