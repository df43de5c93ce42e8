// Outlook data files (PST, OST): every message is an item of its own, named by its folder and its number there
// ("Inbox/42"). Source: [MS-PST] (evidence/pst.h), [MS-OXPROPS]. Read: subject, sender, recipients, transport headers,
// bodies (plain, HTML, compressed RTF), attachments, enclosed messages, contacts' names, numbers and addresses; also
// messages whose folder is gone. Not read: folders' views and search results, named properties other than texts.
#include "evidence/pst.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/ole.h"
#include "extract/rtf_compressed.h"
#include "extract/text_coding.h"

namespace constat {

namespace {
constexpr std::size_t pst_depth_max = 16;
constexpr unsigned folder_depth_max = 64;
constexpr std::uint32_t root_folder = 0x122;         // [MS-PST] 2.4.1
constexpr unsigned type_recipients = 0x12;           // 2.2.2.1
constexpr std::uint64_t text_bytes_max = 64U << 20;  // Of a property that is no body.

// [MS-OXPROPS]: what a contact says, by its property.
struct ContactField {
  std::uint16_t id;
  std::string_view name;
};
constexpr ContactField contact_fields[] = {
    {0x3001, "full name"},     {0x3A06, "first name"},   {0x3A44, "middle name"},   {0x3A11, "last name"},
    {0x3A4F, "nickname"},      {0x3A16, "company"},      {0x3A17, "job title"},     {0x3A08, "business phone"},
    {0x3A09, "home phone"},    {0x3A1C, "mobile phone"}, {0x3A1A, "phone"},         {0x3A1B, "business phone 2"},
    {0x3A2F, "home phone 2"},  {0x3A15, "address"},      {0x3A29, "street"},        {0x3A27, "city"},
    {0x3A28, "state"},         {0x3A2A, "postcode"},     {0x3A26, "country"},       {0x3A5D, "home street"},
    {0x3A59, "home city"},     {0x3A5C, "home state"},   {0x3A5B, "home postcode"}, {0x3A5A, "home country"},
    {0x3A4C, "personal page"}, {0x3A4E, "manager"},      {0x3A48, "spouse"},        {0x39FE, "email"},
    {0x3003, "email address"},
};

std::string charset_of_code_page(std::uint64_t page) {
  if (page == 65001) return "UTF-8";
  if (page == 932) return "Shift_JIS";
  if (page >= 1250 && page <= 1258) return "windows-" + std::to_string(page);
  if (page >= 28591 && page <= 28605) return "ISO-8859-" + std::to_string(page - 28590);
  if (page == 936 || page == 54936) return "GB18030";
  if (page == 949) return "windows-949";
  if (page == 950) return "Big5";
  if (page == 20866) return "KOI8-R";
  return "";
}

// 100 ns since 1601 to seconds since 1970; 0 where there is none.
std::int64_t seconds_of(std::uint64_t file_time) {
  if (file_time == 0 || file_time > 0x7FFFFFFFFFFFFFFF) return 0;
  return static_cast<std::int64_t>(file_time / 10'000'000) - 11'644'473'600;
}

class Mailbox {
 public:
  Mailbox(PstFile& file, const ExtractContext& context, Output& out) : file_(file), context_(context), out_(out) {}

  void give() {
    std::uint64_t index = 0;
    file_.each_node([&](const PstFile::Node& node) {
      if (node.type() != PstFile::type_message) return true;
      const std::string name = folder_name(node.parent) + "/" + std::to_string(++count_in_[node.parent]);
      give_message(node, name, index++, 0);
      if (index < context_.limits.members_max) return true;
      out_.gap(Status::too_big, "more messages than the bound allows");
      return false;
    });
    if (index == 0) out_.note("it holds no message");
    if (!file_.damage().empty()) out_.gap(Status::partly_read, file_.damage());
  }

 private:
  using Values = PstHeap::Values;

  std::string folder_name(std::uint32_t id) {
    const auto known = folders_.find(id);
    if (known != folders_.end()) return known->second;
    std::string path;
    std::uint32_t at = id;
    for (unsigned depth = 0; depth < folder_depth_max && at != root_folder; ++depth) {
      const auto node = file_.node(at);
      if (!node || node->type() != PstFile::type_folder) break;
      std::string name;
      if (const auto heap = PstHeap::open(file_, *node)) name = text(*heap, heap->properties(), 0x3001);
      if (name.empty()) name = "folder " + std::to_string(at >> 5);
      path = path.empty() ? name : name + "/" + path;
      if (node->parent == at) break;
      at = node->parent;
    }
    if (path.empty()) path = "no folder";
    if (folders_.size() < 100'000) folders_.emplace(id, path);
    return path;
  }

  // A text property in UTF-8: UTF-16, or bytes in the message's code page.
  std::string text(const PstHeap& heap, const Values& values, std::uint16_t id,
                   std::uint64_t bytes_max = text_bytes_max) {
    const auto found = values.find(id);
    if (found == values.end() || (found->second.type != 0x001F && found->second.type != 0x001E)) return "";
    const auto bytes = heap.bytes(found->second, bytes_max);
    if (!bytes) {
      out_.gap(bytes.error().fault == Fault::over_limit ? Status::too_big : Status::partly_read, bytes.error().what);
      return "";
    }
    std::string decoded;
    if (found->second.type == 0x001F) {
      append_utf16(decoded, *bytes);
      return decoded;
    }
    std::string charset = charset_of_code_page(PstHeap::number(values, 0x3FFD));
    if (charset.empty()) charset = detect_charset(*bytes, true).name;
    if (auto out = decode_to_utf8(*bytes, charset.empty() ? "windows-1252" : charset)) {
      std::erase(*out, '\0');
      return *out;
    }
    append_windows_1252(decoded, *bytes);
    return decoded;
  }

  void give_message(const PstFile::Node& node, const std::string& name, std::uint64_t index, std::size_t depth) {
    const auto heap = PstHeap::open(file_, node);
    const Values values = heap ? heap->properties() : Values();
    Member member;
    member.index = index;
    member.name = name;
    member.media_type = "application/vnd.ms-outlook";
    member.modified_s = seconds_of(PstHeap::number(values, 0x0E06));
    if (member.modified_s == 0) member.modified_s = seconds_of(PstHeap::number(values, 0x0039));
    out_.inner_begin(member);
    if (out_.passes_over()) {
      // It ended a reader before.
    } else if (!heap) {
      out_.gap(Status::corrupt, "the message: " + heap.error().what);
    } else if (values.empty()) {
      out_.gap(Status::corrupt, "the message has no properties");
    } else if (depth >= pst_depth_max) {
      out_.gap(Status::too_big, "messages nested deeper than the bound");
    } else {
      give_contents(*heap, values, depth);
    }
    out_.inner_end();
  }

  void give_contents(const PstHeap& heap, const Values& values, std::size_t depth) {
    const auto line = [&](std::string_view told, std::string_view part, PassageKind kind) {
      if (!trim(told).empty()) out_.passage(Passage::whole(told, part, 0, kind));
    };
    std::string subject = text(heap, values, 0x0037);
    if (subject.starts_with('\1')) {  // [MS-PST] 2.5.3.1.1.1: U+0001 and the prefix's length come first.
      std::size_t at = 1;
      if (at < subject.size()) (void)next_code_point(subject, at);
      subject.erase(0, at);
    }
    line(subject, "Subject", PassageKind::mail_subject);
    line(with_address(text(heap, values, 0x0C1A), address(heap, values, 0x5D01, 0x0C1F)), "From",
         PassageKind::mail_address);
    line(text(heap, values, 0x0E04), "To", PassageKind::mail_address);
    line(text(heap, values, 0x0E03), "Cc", PassageKind::mail_address);
    line(text(heap, values, 0x0E02), "Bcc", PassageKind::mail_address);
    std::vector<PstFile::Node> attachments;
    file_.each_sub_node(heap.node().sub, [&](const PstFile::Node& sub) {
      if (sub.type() == type_recipients) give_recipients(sub);
      if (sub.type() == PstFile::type_attachment) {
        if (attachments.size() < context_.limits.mime_parts_max) {
          attachments.push_back(sub);
        } else {
          out_.gap(Status::too_big, "more recipients or attachments than the bound");
        }
      }
      return true;
    });
    give_part(text(heap, values, 0x007D), "headers", context_.limits, out_);
    const std::string body = text(heap, values, 0x1000, context_.limits.document_bytes_max);
    give_part(body, "body", context_.limits, out_);
    give_contact(heap, values);
    std::uint64_t index = 0;
    const bool html = give_stream(heap, values, 0x1013, "body.html", index++);
    if (body.empty() && !html) give_rtf(heap, values, index);
    ++index;
    for (const PstFile::Node& attachment : attachments) give_attachment(attachment, index++, depth);
  }

  static std::string with_address(std::string name, const std::string& address) {
    if (address.empty()) return name;
    if (name.empty() || name == address) return "<" + address + ">";
    return name + " <" + address + ">";
  }
  std::string address(const PstHeap& heap, const Values& values, std::uint16_t smtp, std::uint16_t other) {
    std::string found = text(heap, values, smtp);
    if (found.empty()) found = text(heap, values, other);
    return found;
  }

  void give_recipients(const PstFile::Node& node) {
    const auto heap = PstHeap::open(file_, node);
    if (!heap) {
      out_.gap(Status::partly_read, "its recipients: " + heap.error().what);
      return;
    }
    for (const Values& row : heap->rows()) {
      const std::string told = with_address(text(*heap, row, 0x3001), address(*heap, row, 0x39FE, 0x3003));
      const std::uint64_t kind = PstHeap::number(row, 0x0C15);
      const std::string_view part = kind == 2 ? "Cc" : kind == 3 ? "Bcc" : "To";
      if (!trim(told).empty()) out_.passage(Passage::whole(told, part, 0, PassageKind::mail_address));
    }
  }

  // A contact's fields as a table of one row, its named texts (addresses for mail among them) as lines.
  void give_contact(const PstHeap& heap, const Values& values) {
    if (!text(heap, values, 0x001A).starts_with("IPM.Contact")) return;
    std::vector<std::string_view> columns;
    std::vector<std::string> texts;
    for (const ContactField& field : contact_fields) {
      std::string value = text(heap, values, field.id);
      if (trim(value).empty()) continue;
      columns.push_back(field.name);
      texts.push_back(std::move(value));
    }
    if (!columns.empty()) {
      TableInfo table;
      table.name = "contact";
      table.columns = columns;
      std::vector<Cell> cells;
      for (const std::string& value : texts) cells.push_back({value, CellKind::text, 0});
      out_.table_begin(table);
      out_.table_row(2, cells, true);
      out_.table_end();
    }
    std::string lines;
    std::set<std::string> told;
    for (const auto& [id, value] : values) {
      if (id < 0x8000 || lines.size() > context_.limits.passage_bytes) continue;
      std::string named = text(heap, values, id);
      if (!trim(named).empty() && told.insert(named).second) lines += named + "\n";
    }
    give_part(lines, "properties", context_.limits, out_);
  }

  void give_rtf(const PstHeap& heap, const Values& values, std::uint64_t index) {
    const auto found = values.find(0x1009);
    if (found == values.end()) return;
    Member member;
    member.index = index;
    member.name = "body.rtf";
    member.media_type = "application/rtf";
    out_.member(member, [&]() -> Result<std::unique_ptr<Source>> {
      TRY_ASSIGN(const Buffer packed, heap.bytes(found->second, context_.limits.document_bytes_max));
      TRY_ASSIGN(Buffer plain, decompress_rtf(packed, context_.limits.document_bytes_max));
      return std::unique_ptr<Source>(std::make_unique<BufferSource>(std::move(plain)));
    });
  }

  // A property's bytes as a member; false where there is none.
  bool give_stream(const PstHeap& heap, const Values& values, std::uint16_t id, std::string_view name,
                   std::uint64_t index) {
    const auto found = values.find(id);
    if (found == values.end() || (found->second.bytes.empty() && found->second.node == 0)) return false;
    const PstHeap::Value value = found->second;
    Member member;
    member.index = index;
    member.name = name;
    out_.member(member, [&heap, value, this]() -> Result<std::unique_ptr<Source>> {
      if (value.node == 0) {
        return std::unique_ptr<Source>(std::make_unique<BufferSource>(Buffer(value.bytes.begin(), value.bytes.end())));
      }
      const auto node = heap.sub_node(value);
      if (!node) return fail(Fault::malformed, "its bytes are missing");
      Spool spool(context_.limits, context_.spill, 0);
      const auto read = file_.read(node->data, [&](ByteView block) { return spool.write(block); });
      if (!read && (read.error().fault == Fault::over_limit || spool.size_bytes() == 0)) {
        return tl::unexpected<Error>(read.error());
      }
      TRY_ASSIGN(auto source, spool.finish());
      if (!read) source = std::make_unique<DamagedSource>(std::move(source), read.error().what);
      return source;
    });
    return true;
  }

  void give_attachment(const PstFile::Node& node, std::uint64_t index, std::size_t depth) {
    const auto heap = PstHeap::open(file_, node);
    const Values values = heap ? heap->properties() : Values();
    std::string name;
    if (heap) {
      for (const std::uint16_t id : {0x3707, 0x3704, 0x3001}) {
        if (name.empty()) name = text(*heap, values, id);
      }
    }
    if (name.empty()) name = "attachment " + std::to_string(index);
    const auto data = values.find(0x3701);
    if (data != values.end() && data->second.type == 0x000D) {
      // [MS-PST] 2.3.3.5: the sub-node that holds the object, and its size.
      std::uint32_t object = data->second.node;
      if (object == 0) object = static_cast<std::uint32_t>(PstHeap::number(values, 0x3701));
      const auto found = file_.sub_node(node.sub, object);
      if (found && PstHeap::number(values, 0x3705) == 5) {
        give_message(*found, name, index, depth + 1);
        return;
      }
    }
    if (heap && give_stream(*heap, values, 0x3701, name, index)) return;
    Member member;
    member.index = index;
    member.name = name;
    if (heap && data == values.end()) {  // By reference: the file lay elsewhere.
      out_.unreadable(member, Status::unsupported, "an attachment that is only linked: its bytes are not in the file");
    } else {
      out_.unreadable(member, Status::corrupt, "the attachment's bytes are missing");
    }
  }

  PstFile& file_;
  const ExtractContext& context_;
  Output& out_;
  std::map<std::uint32_t, std::string> folders_;
  std::map<std::uint32_t, std::uint64_t> count_in_;
};
}  // namespace

int probe_pst(const Head& head) {
  return head.bytes.size() >= 12 && as_text(head.bytes.first(4)) == "!BDN" && as_text(head.bytes.subspan(8, 2)) == "SM"
             ? 100
             : 0;
}

Result<void> extract_pst(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(PstFile file, PstFile::open(source, context.limits));
  Mailbox(file, context, out).give();
  return {};
}

}  // namespace constat
