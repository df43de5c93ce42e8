// Why an item could not be read, in the reader's language. The case keeps reasons in English, as the readers of formats
// give them: joined by "; ", each a phrase of its own.
#pragma once

#include <string>
#include <string_view>

namespace constat {

// `reason` in "en" or "fr". A phrase that the table does not know (a rare one, or one with a detail in it) stays as it
// is: better told in English than not at all.
std::string reason_in(std::string_view reason, std::string_view language);

}  // namespace constat
