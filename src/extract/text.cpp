// Plain text in any charset: the format that every text falls back to.
#include "base/text.h"
#include "extract/extractors.h"
#include "extract/text_coding.h"

namespace constat {

int probe_text(const Head& head) { return head.charset.empty() ? 0 : 10; }

Result<void> extract_text(Source& source, const ExtractContext& context, Output& out) {
  const std::uint64_t begin = context.range ? context.range->begin_bytes : 0;
  const std::uint64_t end = context.range ? context.range->end_bytes : source.size_bytes();
  return give_text(source, context.charset, begin, end, context.limits, out);
}

Result<std::vector<Range>> cut_text(Source& source, const ExtractContext&, std::uint64_t) {
  return std::vector<Range>{{0, source.size_bytes(), 0, 0}};
}

int probe_empty(const Head& head) { return head.size_bytes == 0 ? 100 : 0; }
Result<void> extract_empty(Source&, const ExtractContext&, Output&) { return {}; }

}  // namespace constat
