// TNEF: what Outlook and Exchange put a mail's formatted text, its properties and its attachments into
// ("winmail.dat"). Source: [MS-OXTNEF] 15.0 (numbers in brackets are its sections), [MS-OXPROPS] for properties.
// Given: subject, sender, recipients and transport headers, the text, its HTML or RTF, attachments and enclosed
// messages, all named as those of a .msg are.
// Not read: pictures of attachments (their icons), schedules, named properties that are no text. Checksums are not held
// against the bytes.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "extract/biff.h"
#include "extract/extractors.h"
#include "extract/ole.h"
#include "extract/rtf_compressed.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

constexpr std::uint32_t tnef_signature = 0x223E9F78;   // [2.1.3.1]
constexpr std::size_t properties_max = 100'000;        // Of one list.
constexpr std::size_t all_properties_max = 1'000'000;  // Of all lists of a message.

// [2.1.3.3], [2.1.3.4]: attributes by their ids; the type stands in the upper half.
enum : std::uint32_t {
  attribute_subject = 0x00018004,
  attribute_body = 0x0002800C,
  attribute_code_page = 0x00069007,
  attribute_message_properties = 0x00069003,
  attribute_recipients = 0x00069004,
  attribute_attachment_begins = 0x00069002,
  attribute_attachment_title = 0x00018010,
  attribute_attachment_data = 0x0006800F,
  attribute_attachment_properties = 0x00069005,
};

struct TnefProperty {
  std::uint16_t id = 0;
  std::uint16_t type = 0;  // Without the bit of several values.
  bool is_named = false;
  ByteView bytes;
};
using Properties = std::vector<TnefProperty>;

constexpr std::uint16_t type_object = 0x000D;
constexpr std::uint16_t type_string8 = 0x001E;
constexpr std::uint16_t type_unicode = 0x001F;
constexpr std::uint16_t type_binary = 0x0102;

Result<ByteView> take_padded(Cursor& in) {
  TRY_ASSIGN(const std::uint32_t size, in.u32_le());
  TRY_ASSIGN(const ByteView bytes, in.take(size));
  TRY(in.skip(std::min<std::uint64_t>((4 - size % 4) % 4, in.remaining())));
  return bytes;
}

// Appends one property for each of its values.
Result<void> take_property(Cursor& in, Properties& properties) {
  TnefProperty property;
  TRY_ASSIGN(const std::uint16_t type, in.u16_le());
  TRY_ASSIGN(property.id, in.u16_le());
  property.type = type & ~0x1000U;
  const bool several = (type & 0x1000U) != 0;
  if (property.id >= 0x8000) {
    property.is_named = true;
    TRY(in.skip(16));
    TRY_ASSIGN(const std::uint32_t kind, in.u32_le());
    if (kind == 0) {
      TRY(in.skip(4));
    } else {
      TRY(take_padded(in));
    }
  }
  std::size_t size = 0;
  switch (property.type) {
    case 0x0002:
    case 0x0003:
    case 0x0004:
    case 0x000A:
    case 0x000B: size = 4; break;
    case 0x0005:
    case 0x0006:
    case 0x0007:
    case 0x0014:
    case 0x0040: size = 8; break;
    case 0x0048: size = 16; break;
    case type_object:
    case type_string8:
    case type_unicode:
    case type_binary: break;
    case 0x0000:
    case 0x0001: return {};
    default: return fail(Fault::malformed, "a property of an unknown type");
  }
  std::uint32_t count = 1;
  if (several || size == 0) {
    TRY_ASSIGN(count, in.u32_le());
  }
  for (std::uint32_t index = 0; index < count; ++index) {
    if (properties.size() >= properties_max) return fail(Fault::over_limit, "more properties than the bound");
    if (size == 0) {
      TRY_ASSIGN(property.bytes, take_padded(in));
    } else {
      TRY_ASSIGN(property.bytes, in.take(size));
    }
    properties.push_back(property);
  }
  return {};
}

// Appends what can be read of a list; false where it breaks off.
bool take_properties(Cursor& in, Properties& properties) {
  const auto count = in.u32_le();
  if (!count) return false;
  for (std::uint32_t index = 0; index < *count; ++index) {
    if (!take_property(in, properties)) return false;
  }
  return true;
}

class TnefReader {
 public:
  TnefReader(ByteView bytes, const ExtractContext& context, Output& out) : in_(bytes), context_(context), out_(out) {}

  Result<void> read() {
    TRY(in_.skip(6));  // Signature and key.
    while (in_.remaining() >= 9) {
      (void)in_.u8();  // Level: the attribute's id says it too.
      const std::uint32_t id = *in_.u32_le();
      const std::uint32_t size = *in_.u32_le();
      if (size > in_.remaining()) {
        damaged_ = "it ends within an attribute";
      }
      const ByteView bytes = *in_.take(std::min<std::uint64_t>(size, in_.remaining()));
      attribute(id, bytes);
      if (!in_.skip(2)) break;
    }
    // A line end behind it is a mail program's.
    const std::string_view rest = as_text(*in_.take(in_.remaining()));
    const bool padding = rest.find_first_not_of(std::string_view("\r\n\0 ", 4)) == std::string_view::npos;
    if (!padding && damaged_.empty()) damaged_ = "it ends within an attribute";
    give();
    if (!damaged_.empty()) out_.gap(Status::partly_read, damaged_);
    return {};
  }

 private:
  struct Attachment {
    ByteView title;
    std::optional<ByteView> data;
    Properties properties;
  };

  void attribute(std::uint32_t id, ByteView bytes) {
    Cursor in(bytes);
    switch (id) {
      case attribute_code_page:
        if (const auto page = in.u32_le()) {
          charset_ = charset_of_code_page(static_cast<std::uint16_t>(std::min<std::uint32_t>(*page, 0xFFFF)));
        }
        break;
      case attribute_subject: subject_ = bytes; break;
      case attribute_body: body_ = bytes; break;
      case attribute_message_properties: list(in, properties_); break;
      case attribute_recipients: {
        const auto count = in.u32_le();
        for (std::uint32_t index = 0; count && index < *count; ++index) {
          if (recipients_.size() >= context_.limits.mime_parts_max) {
            out_.gap(Status::too_big, "more recipients or attachments than the bound");
            break;
          }
          Properties row;
          const bool whole = take_properties(in, row);
          if (!within_bound(row)) break;
          recipients_.push_back(std::move(row));
          if (whole) continue;
          damaged_ = "its recipients break off";
          break;
        }
        break;
      }
      case attribute_attachment_begins:
        if (attachments_.size() >= context_.limits.mime_parts_max) {
          out_.gap(Status::too_big, "more recipients or attachments than the bound");
        } else {
          attachments_.emplace_back();
        }
        break;
      case attribute_attachment_title: attachment().title = bytes; break;
      case attribute_attachment_data: attachment().data = bytes; break;
      case attribute_attachment_properties: list(in, attachment().properties); break;
      default: break;
    }
  }

  Attachment& attachment() {
    if (attachments_.empty()) attachments_.emplace_back();
    return attachments_.back();
  }

  void list(Cursor& in, Properties& properties) {
    Properties more;
    if (!take_properties(in, more)) damaged_ = "a list of properties breaks off";
    if (within_bound(more)) properties.insert(properties.end(), more.begin(), more.end());
  }

  bool within_bound(const Properties& more) {
    properties_taken_ += more.size();
    if (properties_taken_ <= all_properties_max) return true;
    out_.gap(Status::too_big, "more properties than the bound");
    return false;
  }

  static const TnefProperty* find(const Properties& properties, std::uint16_t id) {
    for (const TnefProperty& property : properties) {
      if (property.id == id && !property.is_named) return &property;
    }
    return nullptr;
  }

  std::string text_of(ByteView bytes) const {
    while (!bytes.empty() && bytes.back() == std::byte{0}) bytes = bytes.first(bytes.size() - 1);
    const std::string_view text = as_text(bytes);
    if (is_valid_utf8(text)) return std::string(text);
    auto decoded = decode_to_utf8(bytes, charset_.empty() ? std::string_view("windows-1252") : charset_);
    return decoded ? *decoded : to_valid_utf8(text);
  }
  std::string text_of(const TnefProperty& property) const {
    if (property.type == type_string8) return text_of(property.bytes);
    std::string text;
    if (property.type == type_unicode) append_utf16(text, property.bytes);
    return text;
  }
  std::string text(const Properties& properties, std::initializer_list<std::uint16_t> ids) const {
    for (const std::uint16_t id : ids) {
      const TnefProperty* const property = find(properties, id);
      std::string found = property != nullptr ? text_of(*property) : std::string();
      if (!trim(found).empty()) return found;
    }
    return {};
  }

  void line(std::string_view text, std::string_view part, PassageKind kind) {
    if (!trim(text).empty()) out_.passage(Passage::whole(text, part, 0, kind));
  }
  static std::string with_address(std::string name, const std::string& address) {
    if (address.empty() || name == address) return name;
    return name + (name.empty() ? "<" : " <") + address + ">";
  }

  void give() {
    std::string subject = text(properties_, {0x0037});
    if (subject.empty()) subject = text_of(subject_);
    line(subject, "Subject", PassageKind::mail_subject);
    line(with_address(text(properties_, {0x0C1A, 0x0042}), text(properties_, {0x5D01, 0x0C1F, 0x0065})), "From",
         PassageKind::mail_address);
    line(text(properties_, {0x0E04}), "To", PassageKind::mail_address);
    line(text(properties_, {0x0E03}), "Cc", PassageKind::mail_address);
    line(text(properties_, {0x0E02}), "Bcc", PassageKind::mail_address);
    for (const Properties& recipient : recipients_) {
      const TnefProperty* const kind = find(recipient, 0x0C15);
      const unsigned told = kind != nullptr && !kind->bytes.empty() ? std::to_integer<unsigned>(kind->bytes[0]) : 1;
      line(with_address(text(recipient, {0x3001}), text(recipient, {0x39FE, 0x3003})),
           told == 2   ? "Cc"
           : told == 3 ? "Bcc"
                       : "To",
           PassageKind::mail_address);
    }
    give_part(text(properties_, {0x007D}), "headers", context_.limits, out_);
    std::string body = text(properties_, {0x1000});
    if (body.empty()) body = text_of(body_);
    give_part(body, "body", context_.limits, out_);
    give_other_texts();
    std::uint64_t index = 0;
    const TnefProperty* const html = find(properties_, 0x1013);
    if (html != nullptr) {
      give_member(html->bytes, "body.html", "text/html", index++);
    } else if (const TnefProperty* const rtf = find(properties_, 0x1009); rtf != nullptr && trim(body).empty()) {
      Member member;
      member.index = index++;
      member.name = "body.rtf";
      member.media_type = "application/rtf";
      member.packed_bytes = rtf->bytes.size();
      out_.member(member, [&]() -> Result<std::unique_ptr<Source>> {
        TRY_ASSIGN(Buffer plain, decompress_rtf(rtf->bytes, context_.limits.document_bytes_max));
        return std::unique_ptr<Source>(std::make_unique<BufferSource>(std::move(plain)));
      });
    }
    for (const Attachment& each : attachments_) give_attachment(each, index++);
  }

  // What a contact's or a form's properties say, a line each: those of a person's card and those that are named.
  void give_other_texts() {
    std::string lines;
    for (const TnefProperty& property : properties_) {
      const bool of_card = property.id >= 0x3A00 && property.id < 0x3B00;
      if (!property.is_named && !of_card) continue;
      const std::string one = text_of(property);
      if (!trim(one).empty()) lines += one + "\n";
      if (lines.size() <= context_.limits.passage_bytes) continue;
      if (&property != &properties_.back()) out_.gap(Status::too_big, "more pieces of text than the bound");
      break;
    }
    give_part(lines, "properties", context_.limits, out_);
  }

  void give_attachment(const Attachment& attachment, std::uint64_t index) {
    std::string name = text(attachment.properties, {0x3707, 0x3704, 0x3001});
    if (name.empty()) name = text_of(attachment.title);
    if (name.empty()) name = "attachment " + std::to_string(index);
    const TnefProperty* const object = find(attachment.properties, 0x3701);
    if (object != nullptr && object->type == type_object && object->bytes.size() > 16) {
      // [2.1.3.4.6]: a GUID, then a TNEF stream of its own (a message) or a compound file.
      give_member(object->bytes.subspan(16), name, "", index);
    } else if (object != nullptr && !object->bytes.empty()) {
      give_member(object->bytes, name, "", index);
    } else if (attachment.data) {
      give_member(*attachment.data, name, "", index);
    } else {
      Member member;
      member.index = index;
      member.name = name;
      out_.unreadable(member, Status::corrupt, "the attachment's bytes are missing");
    }
  }

  void give_member(ByteView bytes, std::string_view name, std::string_view media_type, std::uint64_t index) {
    Member member;
    member.index = index;
    member.name = name;
    member.media_type = media_type;
    member.packed_bytes = bytes.size();
    out_.member(member, [bytes]() -> Result<std::unique_ptr<Source>> {
      return std::unique_ptr<Source>(std::make_unique<MemorySource>(bytes));
    });
  }

  Cursor in_;
  const ExtractContext& context_;
  Output& out_;
  std::string charset_;
  std::string damaged_;
  std::size_t properties_taken_ = 0;
  ByteView subject_;
  ByteView body_;
  Properties properties_;
  std::vector<Properties> recipients_;
  std::vector<Attachment> attachments_;
};

}  // namespace

int probe_tnef(const Head& head) {
  Cursor in(head.bytes);
  const auto first = in.u32_le();
  return first && *first == tnef_signature && head.size_bytes >= 6 ? 100 : 0;
}

Result<void> extract_tnef(Source& source, const ExtractContext& context, Output& out) {
  Buffer storage;
  TRY_ASSIGN(const ByteView bytes, read_whole(source, context.limits.document_bytes_max, storage));
  return TnefReader(bytes, context, out).read();
}

}  // namespace constat
