// Outlook messages (.msg). Source: [MS-OXMSG], [MS-OXPROPS]. Read: subject, sender, recipients, transport headers,
// plain, HTML and RTF body, attachments (messages too), all by the names of their streams. Not read: named properties,
// the journal of conversions.
#include <algorithm>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/ole.h"
#include "extract/rtf_compressed.h"
#include "extract/text_coding.h"

namespace constat {

namespace {
constexpr std::size_t msg_depth_max = 16;

class Message {
 public:
  Message(const CompoundFile& file, const ExtractContext& context, Output& out)
      : file_(file), context_(context), out_(out) {}

  // `prefix`: "" or the storage of an embedded message, with its slash.
  void give(const std::string& prefix, std::size_t depth) {
    const auto line = [&](std::string_view id, std::string_view part, PassageKind kind) {
      const std::string text = property(prefix, id);
      if (!trim(text).empty()) out_.passage(Passage::whole(text, part, 0, kind));
    };
    line("0037", "Subject", PassageKind::mail_subject);
    std::string sender = property(prefix, "0C1A");
    std::string address = property(prefix, "5D01");
    if (address.empty()) address = property(prefix, "0C1F");
    if (!address.empty()) sender += (sender.empty() ? "<" : " <") + address + ">";
    if (!sender.empty()) out_.passage(Passage::whole(sender, "From", 0, PassageKind::mail_address));
    line("0E04", "To", PassageKind::mail_address);
    line("0E03", "Cc", PassageKind::mail_address);
    line("0E02", "Bcc", PassageKind::mail_address);
    for (const std::string& storage : storages(prefix, "__recip_version1.0_#")) {
      std::string recipient = property(storage, "3001");
      std::string reach = property(storage, "39FE");
      if (reach.empty()) reach = property(storage, "3003");
      if (!reach.empty()) recipient += (recipient.empty() ? "<" : " <") + reach + ">";
      if (!recipient.empty()) out_.passage(Passage::whole(recipient, "To", 0, PassageKind::mail_address));
    }
    give_part(property(prefix, "007D"), "headers", context_.limits, out_);
    const std::string body = property(prefix, "1000");
    give_part(body, "body", context_.limits, out_);
    std::uint64_t index = 0;
    const bool html = give_stream(prefix + "__substg1.0_10130102", "body.html", index++);
    if (body.empty() && !html) give_rtf(prefix + "__substg1.0_10090102", index++);
    for (const std::string& storage : storages(prefix, "__attach_version1.0_#")) {
      std::string name = property(storage, "3707");
      if (name.empty()) name = property(storage, "3704");
      if (name.empty()) name = property(storage, "3001");
      if (name.empty()) name = "attachment " + std::to_string(index);
      const std::string embedded = storage + "__substg1.0_3701000D";
      if (file_.find(embedded) != nullptr) {
        Member member;
        member.index = index++;
        member.name = name;
        member.media_type = "application/vnd.ms-outlook";
        out_.inner_begin(member);
        if (out_.passes_over()) {
          // It ended a reader before.
        } else if (depth < msg_depth_max) {
          give(embedded + "/", depth + 1);
        } else {
          out_.gap(Status::too_big, "messages nested deeper than the bound");
        }
        out_.inner_end();
        continue;
      }
      (void)give_stream(storage + "__substg1.0_37010102", name, index++);
    }
  }

 private:
  // A text by its property id, in UTF-16 (001F) or the code page (001E); "" where there is none.
  std::string property(const std::string& prefix, std::string_view id) {
    for (const std::string_view type : {"001F", "001E"}) {
      const CompoundFile::Entry* const entry =
          file_.find(prefix + "__substg1.0_" + std::string(id) + std::string(type));
      if (entry == nullptr || entry->is_storage) continue;
      const auto stream = file_.open_stream(*entry);
      if (!stream) continue;
      if (!(*stream)->damage().empty()) out_.gap(Status::partly_read, (*stream)->damage());
      Buffer storage;
      const auto bytes = read_whole(**stream, context_.limits.document_bytes_max, storage);
      if (!bytes) {
        out_.gap(Status::too_big, bytes.error().what);
        continue;
      }
      std::string text;
      if (type == "001F") {
        append_utf16(text, *bytes);
        return text;
      }
      const Charset charset = detect_charset(*bytes, true);
      if (const auto decoded = decode_to_utf8(*bytes, charset.name.empty() ? "windows-1252" : charset.name)) {
        return *decoded;
      }
      append_windows_1252(text, *bytes);
      return text;
    }
    return "";
  }

  // The body where it is RTF alone.
  void give_rtf(const std::string& path, std::uint64_t index) {
    const CompoundFile::Entry* const entry = file_.find(path);
    if (entry == nullptr || entry->is_storage) return;
    Member member;
    member.index = index;
    member.name = "body.rtf";
    member.media_type = "application/rtf";
    member.packed_bytes = entry->size_bytes;
    out_.member(member, [&]() -> Result<std::unique_ptr<Source>> {
      TRY_ASSIGN(const auto stream, file_.open_stream(*entry));
      Buffer storage;
      TRY_ASSIGN(const ByteView packed, read_whole(*stream, context_.limits.document_bytes_max, storage));
      TRY_ASSIGN(Buffer plain, decompress_rtf(packed, context_.limits.document_bytes_max));
      return std::unique_ptr<Source>(std::make_unique<BufferSource>(std::move(plain)));
    });
  }

  bool give_stream(const std::string& path, std::string_view name, std::uint64_t index) {
    const CompoundFile::Entry* const entry = file_.find(path);
    if (entry == nullptr || entry->is_storage) return false;
    Member member;
    member.index = index;
    member.name = name;
    member.packed_bytes = entry->size_bytes;
    out_.member(member, [&] { return file_.open_stream(*entry); });
    return true;
  }

  std::vector<std::string> storages(const std::string& prefix, std::string_view begin) const {
    std::vector<std::string> found;
    for (const CompoundFile::Entry& entry : file_.entries()) {
      if (!entry.is_storage || entry.is_orphan || !entry.path.starts_with(prefix)) continue;
      const std::string_view rest = std::string_view(entry.path).substr(prefix.size());
      if (!rest.starts_with(begin) || rest.find('/') != std::string_view::npos) continue;
      if (found.size() >= context_.limits.mime_parts_max) {
        out_.gap(Status::too_big, "more recipients or attachments than the bound");
        break;
      }
      found.push_back(entry.path + "/");
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  const CompoundFile& file_;
  const ExtractContext& context_;
  Output& out_;
};
}  // namespace

int probe_msg(const Head& head) { return has_stream(head, "__properties_version1.0") ? 90 : 0; }

Result<void> extract_msg(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const CompoundFile file, CompoundFile::open(source, context.limits));
  if (!file.damage().empty()) out.gap(Status::partly_read, file.damage());
  Message(file, context, out).give("", 0);
  return {};
}

}  // namespace constat
