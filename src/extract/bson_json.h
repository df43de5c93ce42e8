// A BSON document as JSON text, so that its records are named and typed as those of JSON are (json_table.h): object ids
// in hex, dates as 2014-11-24, UUIDs and decimals as they are written. Knows for each value where its bytes lie.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"

namespace constat {

struct BsonJson {
  // Bytes that no cell says: a file within the document, or what is read as runs.
  struct Apart {
    std::string name;  // Of its field.
    std::size_t offset = 0;
    std::size_t size = 0;
  };

  std::string text;
  std::vector<Apart> apart;
  std::size_t values = 0;
  bool whole = false;      // It was read up to its end.
  bool truncated = false;  // Else: whether the bytes end early, or something is malformed.
  std::size_t end = 0;     // Behind the document; where it is not whole, where the first element begins that is not.
  bool encrypted = false;  // A field is that its owner's program had enciphered.

  // Where in the document the byte of `text` comes from: exactly, for the first byte of each value.
  std::size_t offset_of(const char* byte) const;

  struct Mark {
    std::size_t text;
    std::size_t offset;
  };
  std::vector<Mark> marks;
};

// Renders the document that `bytes` begin with; more may follow. What is whole of a broken one is rendered.
void render_bson(ByteView bytes, const Limits& limits, BsonJson& json);

}  // namespace constat
