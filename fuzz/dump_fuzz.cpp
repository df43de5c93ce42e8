// Any bytes are read as BSON, as an archive of mongodump, as Parquet, as Avro and as a dump of Redis without a crash
// and within memory; every text given is valid UTF-8, and every value is placed within the bytes.
#include "checking_output.h"
#include "extract/extractors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  SpillFile spill(-1);
  Limits limits;
  limits.worker_memory_bytes_max = 8U << 20;
  limits.document_bytes_max = 1U << 20;
  const ExtractContext context{{limits, spill}, "", 0, std::nullopt, 0};
  for (const auto extract : {extract_bson, extract_mongodump, extract_parquet, extract_avro, extract_redis}) {
    MemorySource source(as_bytes(data, size));
    Checking out(size);
    (void)extract(source, context, out);
  }
  return 0;
}
