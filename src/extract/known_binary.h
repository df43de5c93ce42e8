// Binary types that constat knows by their signature and has no reader for: so that an item's media type is true and
// the reason why its text is missing names the thing.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace constat {

struct KnownBinary {
  std::string_view media_type;  // "image/jpeg"
  std::string_view what;        // "a JPEG image": follows "no reader for".
  bool is_media = false;        // Pictures, sound, film, fonts: their bytes are compressed, so only long runs are text.
};
// Null where no signature fits.
const KnownBinary* known_binary(ByteView head);

}  // namespace constat
