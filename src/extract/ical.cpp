#include "extract/ical.h"

#include <string>
#include <string_view>

#include "base/text.h"
#include "extract/content_line.h"
#include "extract/extractors.h"
#include "extract/part_text.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

Result<void> read_calendar(std::string_view bytes, std::string_view charset, std::string_view part,
                           const Limits& limits, Output& out) {
  ContentLines lines(bytes, charset);
  MappedText text(limits, out, part);
  std::size_t depth = 0;
  std::uint64_t members = 0;
  std::uint64_t properties = 0;
  while (const auto line = lines.next()) {
    if (line->name == "BEGIN") {
      ++depth;
      text.end_line();
      if (depth > 1) text.add("\n", line->offset_bytes);
      continue;
    }
    if (line->name == "END") {
      if (depth > 0) --depth;
      continue;
    }
    ++properties;
    if (line->is_binary) {
      Member member;
      member.index = members++;
      std::string name(line->parameter("X-FILENAME"));
      if (name.empty()) name = line->parameter("FILENAME");
      if (name.empty()) name = "attachment-" + std::to_string(members);
      member.name = name;
      member.media_type = line->media_type;
      member.packed_bytes = line->value.size();
      const ByteView contents = as_bytes(line->value);
      out.member(member, [contents]() -> Result<std::unique_ptr<Source>> {
        return std::unique_ptr<Source>(std::make_unique<MemorySource>(contents));
      });
      continue;
    }
    if (line->name == "VERSION" || line->name == "PRODID" || line->name == "CALSCALE" || trim(line->value).empty()) {
      continue;
    }
    std::string value = line->name.starts_with("DT") || line->name == "CREATED" || line->name == "LAST-MODIFIED"
                            ? plain_date(line->value)
                            : unescaped(line->value);
    if (to_lower_ascii(std::string_view(value).substr(0, 7)) == "mailto:") {
      value.erase(0, 7);
      if (const std::string_view common_name = line->parameter("CN"); !common_name.empty()) {
        value = std::string(common_name) + " <" + value + ">";
      }
    }
    text.end_line();
    text.add(to_lower_ascii(to_valid_utf8(line->name)) + ": ", line->offset_bytes);
    text.add(value, line->offset_bytes);
    text.end_line();
  }
  text.finish();
  if (depth != 0) out.gap(Status::partly_read, "it ends within an entry");
  if (lines.lines_skipped() != 0) {
    out.gap(Status::partly_read, "lines that are no properties of an entry: " + std::to_string(lines.lines_skipped()));
  }
  if (properties == 0) return fail(Fault::malformed, "there is no entry in it");
  return {};
}

}  // namespace

int probe_ical(const Head& head) {
  std::string_view text = trim(head.text);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return to_lower_ascii(text.substr(0, 15)) == "begin:vcalendar" ? 95 : 0;
}

Result<void> extract_ical(Source& source, const ExtractContext& context, Output& out) {
  Buffer storage;
  TRY_ASSIGN(const ByteView bytes, read_whole(source, context.limits.document_bytes_max, storage));
  if (context.charset.starts_with("UTF-16") || context.charset.starts_with("UTF-32")) {
    TRY_ASSIGN(const std::string text, decode_to_utf8(bytes, context.charset));
    return read_calendar(text, "UTF-8", "body", context.limits, out);
  }
  return read_calendar(as_text(bytes), context.charset == "UTF-8" ? std::string_view() : context.charset, "",
                       context.limits, out);
}

}  // namespace constat
