#include "evidence/item.h"

#include <array>

namespace constat {

namespace {
constexpr std::array<const char*, 8> names = {"read",        "partly-read", "encrypted", "corrupt",
                                              "unsupported", "too-big",     "crashed",   "timed-out"};
}

const char* status_name(Status status) { return names[static_cast<std::size_t>(status)]; }

std::optional<Status> status_from_name(std::string_view name) {
  for (std::size_t index = 0; index < names.size(); ++index) {
    if (name == names[index]) return static_cast<Status>(index);
  }
  return std::nullopt;
}

Status status_of(Fault fault) {
  switch (fault) {
    case Fault::truncated:
    case Fault::malformed:
    case Fault::io: return Status::corrupt;
    case Fault::unsupported: return Status::unsupported;
    case Fault::encrypted: return Status::encrypted;
    case Fault::over_limit: return Status::too_big;
  }
  return Status::corrupt;
}

}  // namespace constat
