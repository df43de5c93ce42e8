// The worker protocol in both directions: no bytes lead a decoder astray, and what was decoded can be said again.
#include <cstdlib>

#include "run/confined_internal.h"
#include "run/record.h"

namespace {

using namespace constat;

// Records of workers begin with their kind, which is read before they are.
template <typename Record, bool has_kind = true>
void both_ways(std::string_view bytes) {
  Decoder in(bytes);
  Record record;
  if (!decode(in, record)) return;
  std::string said;
  encode(record, said);
  Decoder again(said);
  if (has_kind) (void)again.number();
  Record second;
  if (!decode(again, second)) std::abort();
  std::string twice;
  encode(second, twice);
  if (said != twice) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 9) {
    case 0: both_ways<Task, false>(bytes); break;
    case 1: both_ways<ItemBeginRecord>(bytes); break;
    case 2: {
      Decoder in(bytes);
      FindingBlockRecord record;
      (void)decode(in, record);
      break;
    }
    case 3: both_ways<ColumnTypedRecord>(bytes); break;
    case 4: both_ways<ItemEndRecord>(bytes); break;
    case 5: {
      Decoder in(bytes);
      std::vector<Range> ranges;
      (void)decode_ranges(in, ranges);
      break;
    }
    case 6: {
      Decoder in(bytes);
      MemberPath path;
      (void)decode_path(in, path);
      break;
    }
    case 7: {
      Decoder in(bytes);
      std::vector<MaskedName> masked;
      if (!decode_masked(in, masked)) break;
      std::string said;
      encode_masked(masked, said);
      Decoder again(said);
      std::vector<MaskedName> second;
      if (again.number() != static_cast<std::uint64_t>(RecordKind::masked_names) || !decode_masked(again, second) ||
          second.size() != masked.size()) {
        std::abort();
      }
      break;
    }
    default: {
      std::string inbox(bytes);
      std::size_t heard = 0;
      (void)take_frames(inbox, [&](char, std::string_view frame) { heard += frame.size() + frame_head_bytes; });
      if (heard + inbox.size() > bytes.size()) std::abort();
    }
  }
  return 0;
}
