// Plain text in any charset: the format that every text falls back to. Source code, logs and settings are text too.
#include "base/text.h"

#include "extract/extractors.h"
#include "extract/text_coding.h"

namespace constat {

int probe_text(const Head& head) { return head.charset.empty() ? 0 : 10; }

Result<void> extract_text(Source& source, const ExtractContext& context, Output& out) {
  const std::uint64_t begin = context.range ? context.range->begin_bytes : 0;
  const std::uint64_t end = context.range ? context.range->end_bytes : source.size_bytes();
  TRY(give_text(source, context.charset, begin, end, context.limits, out));
  if (begin != 0) return {};
  TRY_ASSIGN(const Buffer head, read_head(source, 256));
  const std::string_view first = trim(as_text(head));
  for (const std::string_view mark :
       {"-----BEGIN PGP MESSAGE-----", "-----BEGIN AGE ENCRYPTED FILE-----", "$ANSIBLE_VAULT;"}) {
    if (first.starts_with(mark)) out.gap(Status::encrypted, "a text that is encrypted: the key is needed");
  }
  return {};
}

// Cuts behind a line end near each multiple of `unit_bytes`; where a line is longer than what is looked at, between two
// characters. Every part has margins of its neighbours' text, so a cut costs nothing but those.
Result<std::vector<Range>> cut_text(Source& source, const ExtractContext& context, std::uint64_t unit_bytes) {
  constexpr std::uint64_t look_bytes = 64 * 1024;
  const std::uint64_t size = source.size_bytes();
  unit_bytes = std::max<std::uint64_t>(unit_bytes, 2 * look_bytes);
  std::vector<Range> ranges;
  std::uint64_t begin = 0;
  while (size - begin > unit_bytes + unit_bytes / 4) {
    // Chunks begin where the text can be entered; the first line end behind the target is the cut.
    TRY_ASSIGN(const std::uint64_t end, text_cut(source, context.charset, begin + unit_bytes, look_bytes));
    if (end <= begin || end >= size) break;
    ranges.push_back({begin, end, 0, 0});
    begin = end;
  }
  ranges.push_back({begin, size, 0, 0});
  return ranges;
}

int probe_empty(const Head& head) { return head.size_bytes == 0 ? 100 : 0; }
Result<void> extract_empty(Source&, const ExtractContext&, Output&) { return {}; }

}  // namespace constat
