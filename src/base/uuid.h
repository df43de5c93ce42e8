// Name-based UUIDs, version 5 (RFC 9562, 5.5): the same name in the same namespace is the same UUID everywhere. Made of
// SHA-1, as the standard has it: an identifier, no protection.
#pragma once

#include <string>
#include <string_view>

namespace constat {

// `space` is a UUID in its usual form; "" where it is none.
std::string uuid_v5(std::string_view space, std::string_view name);

}  // namespace constat
