// Errors as values. g++ 12 has no std::expected: Result wraps tl::expected, so changing later costs one line.
#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace constat {

enum class Fault { truncated, malformed, unsupported, encrypted, over_limit, io };

struct [[nodiscard]] Error {
  Fault fault = Fault::malformed;
  std::string what;                // For a person: "central directory ends early". Never evidence content.
  std::uint64_t offset_bytes = 0;  // From the start of the item being read.
};

template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
  using tl::expected<T, Error>::expected;
};

inline tl::unexpected<Error> fail(Fault fault, std::string what, std::uint64_t offset_bytes = 0) {
  return tl::unexpected<Error>(Error{fault, std::move(what), offset_bytes});
}

const char* fault_name(Fault fault);

#define CONSTAT_CONCAT_INNER(a, b) a##b
#define CONSTAT_CONCAT(a, b) CONSTAT_CONCAT_INNER(a, b)
// Returns the error of `expression` to the caller, if it is one.
#define TRY(expression)                                                       \
  do {                                                                        \
    if (auto try_result = (expression); !try_result) {                        \
      return tl::unexpected<::constat::Error>(std::move(try_result).error()); \
    }                                                                         \
  } while (false)
#define TRY_ASSIGN_INNER(target, expression, temporary)                                  \
  auto temporary = (expression);                                                         \
  if (!temporary) return tl::unexpected<::constat::Error>(std::move(temporary).error()); \
  target = std::move(*temporary)
// Declares or assigns `target` from the value of `expression`, or returns its error to the caller.
#define TRY_ASSIGN(target, expression) TRY_ASSIGN_INNER(target, expression, CONSTAT_CONCAT(try_value_, __LINE__))

}  // namespace constat
