// What evidence is made of: items, each with a status; and how a reader of a container tells of its members.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "evidence/source.h"

namespace constat {

// The format of a file that is a part of several that are one. It stands for itself in the case: the same bytes in
// another set, or alone, mean something else.
inline constexpr std::string_view volume_format = "volume";

// What became of an item. Every item in the case has one and, where it is not `read`, the reason.
enum class Status : std::uint8_t {
  read,
  partly_read,
  encrypted,
  corrupt,
  unsupported,
  too_big,
  crashed,
  timed_out,
};
// "read", "partly-read"...: the words of the command line and of the case file.
const char* status_name(Status status);
std::optional<Status> status_from_name(std::string_view name);
Status status_of(Fault fault);

// A member of a container, as the container tells it. Views die with the call that they are handed to.
struct Member {
  std::uint64_t index = 0;         // Its order in the container: the same on every run. What resuming counts by.
  std::string_view name;           // Raw, as stored: may hold "../", NUL, invalid UTF-8. It is data, never a path.
  std::int64_t modified_s = 0;     // Seconds since 1970 UTC; 0 unknown.
  std::uint64_t packed_bytes = 0;  // What it takes inside the container; 0 unknown.
  std::string_view media_type;     // As declared by the container (a MIME part); "" where it declares none.
  std::string_view note;           // Anything a reader of the report should know: "deleted", "hidden sheet".
};

// Is told of a container's members. The driver behind it opens, identifies, reads and recurses before it returns, so a
// source given by `open` may borrow the container's.
class MemberSink {
 public:
  virtual ~MemberSink() = default;
  virtual void member(const Member& member, const Opener& open) = 0;
  // A member that is known to exist and cannot be read: it is listed with this status and reason.
  virtual void unreadable(const Member& member, Status status, std::string_view reason) = 0;
  // Something of the container itself could not be read. The worst status told stands; the reasons add up.
  virtual void gap(Status status, std::string_view reason) = 0;
  // Worth telling, but nothing is missing: "the extension says .jpg, the content is a ZIP archive".
  virtual void note(std::string_view text) = 0;
};

// Told by the driver to a reader: what it may use. All borrowed.
struct ReadContext {
  const Limits& limits;
  SpillFile& spill;
};

}  // namespace constat
