// One mail: RFC 5322 with MIME (mime.h, mime_header.h), and Apple's .emlx around it.
// Given: every header field as a passage named after it ("From", "Received2"), text bodies ("body", "body2", "html"),
// what stands around the parts of a multipart ("preamble", "epilogue"), and attachments, inline images, uuencoded files
// and enclosed mails as members in the order of the mail. The content of S/MIME signatures is opened; what is encrypted
// with S/MIME or PGP is listed as such.
// Not read: message/partial is not put together.
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/large_pages.h"
#include "base/text.h"
#include "extract/extractors.h"
#include "extract/html.h"
#include "extract/mime.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

// How much a header field's name says that this is a mail.
enum class FieldWeight : std::uint8_t { none, shared, mail, sure };

FieldWeight field_weight(std::string_view name) {
  struct Known {
    std::string_view name;
    FieldWeight weight;
  };
  // "shared" with HTTP, news, vCards of sorts and settings files; "sure": nothing else writes it.
  static constexpr Known known[] = {
      {"from", FieldWeight::mail},
      {"to", FieldWeight::mail},
      {"cc", FieldWeight::mail},
      {"bcc", FieldWeight::mail},
      {"subject", FieldWeight::mail},
      {"date", FieldWeight::shared},
      {"sender", FieldWeight::mail},
      {"reply-to", FieldWeight::mail},
      {"message-id", FieldWeight::sure},
      {"received", FieldWeight::sure},
      {"return-path", FieldWeight::sure},
      {"delivered-to", FieldWeight::sure},
      {"mime-version", FieldWeight::sure},
      {"in-reply-to", FieldWeight::sure},
      {"references", FieldWeight::mail},
      {"x-mailer", FieldWeight::sure},
      {"x-originating-ip", FieldWeight::sure},
      {"dkim-signature", FieldWeight::sure},
      {"content-type", FieldWeight::shared},
      {"content-transfer-encoding", FieldWeight::mail},
      {"envelope-to", FieldWeight::sure},
      {"x-original-to", FieldWeight::sure},
      {"x-priority", FieldWeight::sure},
      {"importance", FieldWeight::shared},
      {"arc-seal", FieldWeight::sure},
      {"authentication-results", FieldWeight::sure},
      {"received-spf", FieldWeight::sure},
      {"domainkey-signature", FieldWeight::sure},
      {"x-received", FieldWeight::sure},
      {"x-apparently-to", FieldWeight::sure},
      {"x-uidl", FieldWeight::sure},
      {"x-mozilla-status", FieldWeight::sure},
      {"x-account-key", FieldWeight::sure},
      {"x-gm-thrid", FieldWeight::sure},
      {"list-unsubscribe", FieldWeight::sure},
      {"list-id", FieldWeight::sure},
      {"apparently-to", FieldWeight::sure},
      {"errors-to", FieldWeight::sure},
      {"thread-topic", FieldWeight::sure},
      {"thread-index", FieldWeight::sure},
      {"sent", FieldWeight::shared},
      {"x-msmail-priority", FieldWeight::sure},
      {"resent-from", FieldWeight::sure},
      {"resent-to", FieldWeight::sure},
      {"newsgroups", FieldWeight::sure},
      {"content-disposition", FieldWeight::shared},
  };
  for (const Known& entry : known) {
    if (equals_ignoring_case(name, entry.name)) return entry.weight;
  }
  return FieldWeight::none;
}

// The line at the start of `text`, which loses it.
std::string_view take_line(std::string_view& text) {
  const std::size_t stop = text.find_first_of("\r\n");
  const std::string_view line = text.substr(0, stop);
  if (stop == std::string_view::npos) {
    text = {};
  } else {
    text.remove_prefix(text.substr(stop, 2) == "\r\n" ? stop + 2 : stop + 1);
  }
  return line;
}

// Blank lines and a byte order mark before the header, which no rule allows and many dumps have.
std::size_t leading_blank_bytes(std::string_view text) {
  std::size_t begin = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (begin < text.size() && begin < 4096 && (text[begin] == '\n' || text[begin] == '\r')) ++begin;
  return begin;
}

int mail_score(std::string_view text) {
  text.remove_prefix(leading_blank_bytes(text));
  int counts[4] = {};  // Of different names, by weight.
  const int& shared = counts[static_cast<int>(FieldWeight::shared)];
  const int& mail = counts[static_cast<int>(FieldWeight::mail)];
  const int& sure = counts[static_cast<int>(FieldWeight::sure)];
  int fields = 0;
  bool multipart = false;
  std::vector<std::string_view> seen;
  while (!text.empty() && fields < 200) {
    const std::string_view line = take_line(text);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') {
      if (fields == 0) return 0;
      continue;
    }
    if (!is_field_line(line)) {
      // The first line decides; later ones may be damage.
      if (mail + sure == 0) return 0;
      continue;
    }
    ++fields;
    const std::string_view name = trim(line.substr(0, line.find(':')));
    const FieldWeight weight = field_weight(name);
    if (weight == FieldWeight::none) continue;
    const auto same = [name](std::string_view other) { return equals_ignoring_case(other, name); };
    if (std::any_of(seen.begin(), seen.end(), same)) continue;
    seen.push_back(name);
    ++counts[static_cast<int>(weight)];
    if (sure + mail >= 3 && sure >= 1) return 75;
    if (same("content-type") && to_lower_ascii(line.substr(0, 100)).find(": multipart/") != std::string::npos) {
      multipart = true;
    }
  }
  // A multipart without any other field: what a part of a mail looks like that was saved alone.
  if (multipart && text.starts_with("--")) return sure + mail >= 1 ? 70 : 60;
  if (sure >= 2 || (sure >= 1 && mail + shared >= 1)) return 70;
  if (mail >= 2) return mail + shared >= 3 ? 65 : 45;
  return 0;
}

struct AddressField {
  std::string_view name;
  std::string_view part;
};
constexpr AddressField address_fields[] = {
    {"from", "From"},
    {"to", "To"},
    {"cc", "Cc"},
    {"bcc", "Bcc"},
    {"reply-to", "Reply-To"},
    {"sender", "Sender"},
    {"resent-from", "Resent-From"},
    {"resent-to", "Resent-To"},
    {"resent-cc", "Resent-Cc"},
    {"apparently-to", "Apparently-To"},
};

std::string_view extension_for(std::string_view type) {
  struct Known {
    std::string_view type;
    std::string_view extension;
  };
  static constexpr Known known[] = {
      {"text/plain", ".txt"},
      {"text/html", ".html"},
      {"text/calendar", ".ics"},
      {"text/vcard", ".vcf"},
      {"text/x-vcard", ".vcf"},
      {"text/directory", ".vcf"},
      {"text/csv", ".csv"},
      {"text/xml", ".xml"},
      {"application/xml", ".xml"},
      {"application/json", ".json"},
      {"image/jpeg", ".jpg"},
      {"image/png", ".png"},
      {"image/gif", ".gif"},
      {"image/tiff", ".tif"},
      {"image/bmp", ".bmp"},
      {"audio/mpeg", ".mp3"},
      {"audio/x-wav", ".wav"},
      {"audio/wav", ".wav"},
      {"audio/basic", ".au"},
      {"video/mp4", ".mp4"},
      {"application/pdf", ".pdf"},
      {"application/zip", ".zip"},
      {"application/rtf", ".rtf"},
      {"text/rtf", ".rtf"},
      {"application/msword", ".doc"},
      {"application/vnd.ms-excel", ".xls"},
      {"application/ms-tnef", ".dat"},
      {"application/pkcs7-signature", ".p7s"},
      {"application/pgp-signature", ".asc"},
      {"application/pkcs7-mime", ".p7m"},
      {"application/x-pkcs7-mime", ".p7m"},
  };
  for (const Known& entry : known) {
    if (type == entry.type) return entry.extension;
  }
  return ".bin";
}

// Line ends of a text as "\n" alone.
void normalize_line_ends(std::string& text) {
  const std::size_t first = text.find('\r');
  if (first == std::string::npos) return;
  std::size_t out = first;
  for (std::size_t in = first; in < text.size(); ++in) {
    if (text[in] == '\r') {
      if (in + 1 < text.size() && text[in + 1] == '\n') continue;
      text[out++] = '\n';
    } else {
      text[out++] = text[in];
    }
  }
  text.resize(out);
}

// Text of "format=flowed" (RFC 3676) with its paragraphs put together again: a line that ends with a blank goes on in
// the next of the same depth of quotes. `delete_blank`: the blank was only put there to say so. Lines with tabs, bars
// or wide gaps are a table's rows, which end with blanks of their own: they stay apart.
std::string unflowed(std::string_view text, bool delete_blank) {
  std::string whole;
  whole.reserve(text.size());
  bool flows = false;
  std::size_t depth_before = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    const bool last = end == text.size();
    at = end + 1;
    std::size_t depth = 0;
    while (depth < line.size() && line[depth] == '>') ++depth;
    std::string_view content = line.substr(depth);
    if (content.starts_with(' ')) content.remove_prefix(1);  // Stuffed: 4.4.
    const bool signature = content == "-- ";
    if (!flows || depth != depth_before || signature) {
      if (flows) whole += '\n';
      whole += line.substr(0, depth);
      if (depth != 0) whole += ' ';
    }
    flows = content.ends_with(' ') && !signature && content.find_first_of("\t|") == std::string_view::npos &&
            trim(content).find("   ") == std::string_view::npos;
    depth_before = depth;
    if (flows && delete_blank) content.remove_suffix(1);
    whole += content;
    if (!flows && !last) whole += '\n';
  }
  return whole;
}

// The words of a text, one after another; no-break blanks are blanks. Empty at the end.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}
  std::string_view next() {
    while (position_ < text_.size() && !in_word()) position_ += no_break() ? 2 : 1;
    const std::size_t begin = position_;
    while (position_ < text_.size() && in_word()) ++position_;
    return text_.substr(begin, position_ - begin);
  }

 private:
  bool no_break() const { return text_.substr(position_, 2) == "\xC2\xA0"; }
  bool in_word() const {
    const char c = text_[position_];
    return is_alnum(c) || ((static_cast<unsigned char>(c) & 0x80) != 0 && !no_break());
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

// Whether every word of `text` stands in `said`, in whatever order.
bool says_nothing_new(std::string_view said, std::string_view text) {
  Words left(said);
  Words right(text);
  for (;;) {
    const std::string_view word = right.next();
    if (word.empty()) return true;
    if (left.next() != word) break;
  }
  std::unordered_set<std::string_view> words;
  Words all(said);
  for (std::string_view word = all.next(); !word.empty(); word = all.next()) words.insert(word);
  Words again(text);
  for (std::string_view word = again.next(); !word.empty(); word = again.next()) {
    if (!words.contains(word)) return false;
  }
  return true;
}

// The text of simple HTML, by dropping its tags: enough to see that it says what the plain text says. Empty where the
// page holds more than that (pictures with texts, links to addresses, forms, scripts, comments, rare entities).
std::string simple_html_text(std::string_view html) {
  std::string text;
  text.reserve(html.size());
  std::size_t position = 0;
  while (position < html.size()) {
    const std::size_t mark = std::min(html.find_first_of("<&", position), html.size());
    text += html.substr(position, mark - position);
    if (mark == html.size()) break;
    if (html[mark] == '&') {
      static constexpr std::pair<std::string_view, char> entities[] = {
          {"&nbsp;", ' '}, {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
      const auto known = std::find_if(std::begin(entities), std::end(entities),
                                      [&](const auto& entity) { return html.substr(mark).starts_with(entity.first); });
      if (known == std::end(entities)) return {};
      text += known->second;
      position = mark + known->first.size();
      continue;
    }
    const std::size_t stop = html.find('>', mark);
    if (stop == std::string_view::npos) return {};
    std::string_view tag = html.substr(mark + 1, stop - mark - 1);
    const bool closing = tag.starts_with('/');
    if (closing) tag.remove_prefix(1);
    const std::string name = to_lower_ascii(tag.substr(0, tag.find_first_of(" \t\r\n/")));
    static constexpr std::string_view inline_tags[] = {"b", "i", "u", "em", "strong", "span", "font", "small", "sub"};
    static constexpr std::string_view block_tags[] = {"html",       "body", "p",  "div",      "br",    "h1",
                                                      "h2",         "h3",   "h4", "ul",       "ol",    "li",
                                                      "blockquote", "pre",  "hr", "!doctype", "center"};
    if (std::find(std::begin(block_tags), std::end(block_tags), name) != std::end(block_tags)) {
      text += '\n';
    } else if (std::find(std::begin(inline_tags), std::end(inline_tags), name) == std::end(inline_tags)) {
      return {};
    }
    position = stop + 1;
  }
  return text;
}

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// What is inside an S/MIME object (RFC 8551): signed content is opened, without looking at the signature.
struct CmsContent {
  bool understood = false;
  bool encrypted = false;
  Buffer content;
};
CmsContent open_cms(ByteView der) {
  CmsContent result;
  if (der.size() > (1U << 30)) return result;
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);  // A reader opens no file.
  BIO* const bio = BIO_new_mem_buf(der.data(), static_cast<int>(der.size()));
  if (bio == nullptr) return result;
  CMS_ContentInfo* const cms = d2i_CMS_bio(bio, nullptr);
  if (cms != nullptr) {
    const ASN1_OBJECT* const type = CMS_get0_type(cms);
    const int id = type != nullptr ? OBJ_obj2nid(type) : NID_undef;
    if (id == NID_pkcs7_enveloped || id == NID_pkcs7_encrypted || id == NID_id_smime_ct_authEnvelopedData) {
      result.understood = true;
      result.encrypted = true;
    } else if (id == NID_pkcs7_signed) {
      ASN1_OCTET_STRING** const content = CMS_get0_content(cms);
      if (content != nullptr && *content != nullptr) {
        const auto size = static_cast<std::size_t>(ASN1_STRING_length(*content));
        const ByteView bytes = as_bytes(ASN1_STRING_get0_data(*content), size);
        result.content.assign(bytes.begin(), bytes.end());
        result.understood = true;
      }
    }
    CMS_ContentInfo_free(cms);
  }
  BIO_free(bio);
  ERR_clear_error();
  return result;
}

class MailReader {
 public:
  MailReader(std::string_view message, const ExtractContext& context, Output& out)
      : message_(message), context_(context), out_(out) {}

  void read(std::size_t begin) {
    tree_ = read_mime_tree(message_, begin, context_.limits);
    if (tree_.over_parts) out_.gap(Status::partly_read, "more MIME parts than the bound; the rest is one part");
    if (tree_.over_depth) out_.gap(Status::partly_read, "multiparts nested deeper than the bound are read as text");
    if (tree_.unclosed) out_.note("a closing boundary is missing: the mail may have been cut");
    give_header(tree_.parts.front());
    for (std::size_t index = 0; index < tree_.parts.size(); ++index) {
      give_epilogues(index);
      MimePart& part = tree_.parts[index];
      if (part.is_multipart) {
        give_around("preamble", part.body_begin, part.preamble_end, part);
        if (part.epilogue_begin != 0) waiting_.push_back(index);
      } else {
        give_leaf(index, part);
      }
    }
    give_epilogues(MimePart::none);
  }

 private:
  // ---- Passages ----

  // "Received", "Received2", ...: two passages of an item never share a name, or their places would mean either.
  std::string part_name(std::string_view wanted) {
    std::string name(wanted);
    for (char& c : name) {
      if (!is_alnum(c) && c != '-' && c != '_' && c != '.') c = '_';
    }
    const unsigned count = ++names_[name];
    if (count > 1) name += std::to_string(count);
    return name;
  }

  void give_text(std::string_view text, std::string_view wanted_name, PassageKind kind) {
    if (std::all_of(text.begin(), text.end(), is_space)) return;
    give_part(text, part_name(wanted_name), context_.limits, out_, kind);
  }

  std::string_view charset_of(const MimePart& part) const { return part.content_type.parameter("charset"); }

  void give_header(const MimePart& part) {
    if (part.header.over_limit)
      out_.gap(Status::partly_read, "more header fields than the bound; the rest is left out");
    for (const HeaderField& field : part.header.fields) {
      PassageKind kind = PassageKind::metadata;
      std::string_view name = field.name;
      for (const AddressField& known : address_fields) {
        if (!equals_ignoring_case(field.name, known.name)) continue;
        kind = PassageKind::mail_address;
        name = known.part;
      }
      if (equals_ignoring_case(field.name, "subject")) {
        kind = PassageKind::mail_subject;
        name = "Subject";
      }
      give_text(header_text(field.value, charset_of(part), kind == PassageKind::mail_address), name, kind);
    }
  }

  // A part's own header, as one text: file dates, descriptions, identifiers.
  void give_part_header(const MimePart& part) {
    if (part.parent == MimePart::none) return;
    std::string text;
    for (const HeaderField& field : part.header.fields) {
      text += field.name;
      text += ": " + header_text(field.value, charset_of(part)) + "\n";
    }
    give_text(text, "part-header", PassageKind::metadata);
  }

  void give_around(std::string_view name, std::size_t begin, std::size_t end, const MimePart& part) {
    if (begin >= end) return;
    std::string text = mail_text_to_utf8(message_.substr(begin, end - begin), charset_of(part));
    normalize_line_ends(text);
    const std::string_view content = trim(text);
    // The one sentence that every program writes there tells nothing.
    if (content.size() < 120 && content.find("multi-part message in MIME format") != std::string_view::npos) return;
    give_text(content, name, PassageKind::prose);
  }

  // Epilogues of the multiparts that ended before part `next`, innermost first.
  void give_epilogues(std::size_t next) {
    while (!waiting_.empty()) {
      const std::size_t index = waiting_.back();
      bool inside = false;
      if (next != MimePart::none) {
        for (std::size_t at = tree_.parts[next].parent; at != MimePart::none; at = tree_.parts[at].parent) {
          if (at == index) inside = true;
        }
      }
      if (inside) return;
      waiting_.pop_back();
      const MimePart& part = tree_.parts[index];
      give_around("epilogue", part.epilogue_begin, part.body_end, part);
    }
  }

  // ---- Parts ----

  std::string_view body_of(const MimePart& part) const {
    return message_.substr(part.body_begin, part.body_end - part.body_begin);
  }

  static std::string declared_name(const MimePart& part) {
    for (const std::string_view name : {part.disposition.parameter("filename"), part.content_type.parameter("name"),
                                        part.disposition.parameter("name"), part.content_type.parameter("filename")}) {
      const std::string_view trimmed = trim(name);
      if (!trimmed.empty()) return std::string(trimmed);
    }
    return {};
  }

  // The closest multipart/alternative above, or `none`.
  std::size_t alternative_of(const MimePart& part) const {
    for (std::size_t at = part.parent; at != MimePart::none; at = tree_.parts[at].parent) {
      if (tree_.parts[at].content_type.value == "multipart/alternative") return at;
    }
    return MimePart::none;
  }

  bool in_encrypted(const MimePart& part) const {
    return part.parent != MimePart::none && tree_.parts[part.parent].content_type.value == "multipart/encrypted";
  }

  void give_leaf(std::size_t index, const MimePart& part) {
    give_part_header(part);
    const std::string_view type = part.content_type.value;
    const std::string name = declared_name(part);
    const bool attached = part.disposition.value == "attachment";
    if (type == "message/rfc822" || type == "message/global" || type == "message/news" || type == "message/x-emlx") {
      give_member(part, name, "message-", ".eml", "message/rfc822");
      return;
    }
    if (in_encrypted(part) && type != "application/pgp-encrypted") {
      list_encrypted(part, name, "encrypted with PGP or S/MIME: the key is needed");
      return;
    }
    if (type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime") {
      give_smime(part, name);
      return;
    }
    if (type == "application/ms-tnef" || type == "application/vnd.ms-tnef" ||
        equals_ignoring_case(name, "winmail.dat")) {
      give_member(part, name, "attachment-", ".dat", "application/ms-tnef");
      return;
    }
    if (is_body(part, type, name, attached)) {
      give_body(index, part, type);
      return;
    }
    if (body_of(part).empty() && name.empty() && !attached) return;
    give_member(part, name, "attachment-", extension_for(type), type);
  }

  bool is_body(const MimePart& part, std::string_view type, std::string_view name, bool attached) const {
    if (attached) return false;
    // The whole message is this part, or it never was a real multipart.
    if (type.starts_with("multipart/")) return true;
    static constexpr std::string_view reports[] = {"message/delivery-status",        "message/disposition-notification",
                                                   "message/feedback-report",        "text/rfc822-headers",
                                                   "message/external-body",          "message/partial",
                                                   "message/global-delivery-status", "message/global-headers",
                                                   "application/pgp-encrypted"};
    for (const std::string_view report : reports) {
      if (type == report) return true;
    }
    static constexpr std::string_view documents[] = {"text/calendar",    "text/vcard",
                                                     "text/x-vcard",     "text/directory",
                                                     "text/csv",         "text/comma-separated-values",
                                                     "text/rtf",         "text/xml",
                                                     "text/json",        "text/tab-separated-values",
                                                     "text/richtext+rtf"};
    for (const std::string_view document : documents) {
      if (type == document) return false;
    }
    if (!type.starts_with("text/") && type != "text") return false;
    // Programs name even the body; a file that was dragged into the mail has a disposition, or follows the body.
    if (name.empty()) return true;
    return part.disposition.parameter("filename").empty() && bodies_ == 0;
  }

  void give_body(std::size_t, const MimePart& part, std::string_view type) {
    std::string bytes = decode_transfer_text(body_of(part), part.encoding);
    std::string text = mail_text_to_utf8(bytes, charset_of(part));
    give_back(bytes);
    normalize_line_ends(text);
    const std::size_t alternative = alternative_of(part);
    if (type == "text/html" || type == "application/xhtml+xml") {
      ++bodies_;
      if (alternative != MimePart::none && alternative == plain_alternative_) {
        const std::string simple = simple_html_text(text);
        if (says_nothing_new(plain_text_, simple.empty() ? html_to_text(text, context_.limits) : simple)) return;
      }
      // Tables and the like are given for the first one: the names of their parts are the same for every one.
      if (++html_bodies_ == 1) {
        give_html(text, context_.limits, out_, "html");
      } else {
        give_text(html_to_text(text, context_.limits), "html" + std::to_string(html_bodies_), PassageKind::prose);
      }
      return;
    }
    ++bodies_;
    if (type == "text/plain" && equals_ignoring_case(part.content_type.parameter("format"), "flowed")) {
      text = unflowed(text, equals_ignoring_case(part.content_type.parameter("delsp"), "yes"));
    }
    if (type == "text/enriched" || type == "text/richtext") text = html_to_text(text, context_.limits);
    const bool pgp = text.find("-----BEGIN PGP MESSAGE-----") != std::string::npos;
    give_body_text(text, part);
    if (pgp) out_.gap(Status::encrypted, "a text is encrypted with PGP: the key is needed");
    if (alternative != MimePart::none) {
      plain_alternative_ = alternative;
      plain_text_ = std::move(text);
    }
  }

  // A text without the files that were uuencoded into it, which become members.
  void give_body_text(std::string_view text, const MimePart& part) {
    const std::vector<UuBlock> blocks =
        part.encoding == TransferEncoding::base64 ? std::vector<UuBlock>{} : find_uuencoded(text);
    if (blocks.empty()) {
      give_text(text, "body", PassageKind::prose);
      return;
    }
    std::string rest;
    std::size_t position = 0;
    for (const UuBlock& block : blocks) {
      rest += text.substr(position, block.begin - position);
      position = block.end;
    }
    rest += text.substr(position);
    give_text(rest, "body", PassageKind::prose);
    for (const UuBlock& block : blocks) {
      give_bytes(block.data, TransferEncoding::uuencode, std::string(block.name), "attachment-", ".bin", "", 0);
    }
  }

  // ---- Members ----

  std::string member_name(std::string name, std::string_view stem, std::string_view extension) {
    if (name.empty()) name = std::string(stem) + std::to_string(members_ + 1) + std::string(extension);
    // Two attachments of one name (image001.png...) would share a place.
    std::string unique = name;
    unsigned count = ++member_names_[name];
    while (count > 1) {
      const std::size_t dot = base_name(name).rfind('.');
      const std::size_t at =
          dot == std::string_view::npos || dot == 0 ? name.size() : name.size() - base_name(name).size() + dot;
      unique = name.substr(0, at) + " (" + std::to_string(count) + ")" + name.substr(at);
      if (!member_names_.contains(unique)) {
        member_names_[unique] = 1;
        break;
      }
      count = ++member_names_[name];
    }
    return unique;
  }

  void give_member(const MimePart& part, std::string name, std::string_view stem, std::string_view extension,
                   std::string_view type) {
    const std::string_view body = body_of(part);
    // What is encrypted is told as such rather than scanned as text.
    if (body.substr(0, 200).find("-----BEGIN PGP MESSAGE-----") != std::string_view::npos) {
      list_encrypted(part, name, "encrypted with PGP: the key is needed");
      return;
    }
    const std::int64_t modified = read_mail_date(part.disposition.parameter("modification-date"));
    give_bytes(body, part.encoding, std::move(name), stem, extension, type, modified);
  }

  void give_bytes(std::string_view encoded, TransferEncoding encoding, std::string name, std::string_view stem,
                  std::string_view extension, std::string_view type, std::int64_t modified_s) {
    const std::string unique = member_name(std::move(name), stem, extension);
    Member member;
    member.index = members_++;
    member.name = unique;
    member.modified_s = modified_s;
    member.packed_bytes = encoded.size();
    member.media_type = type;
    out_.member(member, [&, encoded, encoding]() -> Result<std::unique_ptr<Source>> {
      if (encoding == TransferEncoding::identity) return std::make_unique<MemorySource>(as_bytes(encoded));
      Spool spool(context_.limits, context_.spill, encoded.size());
      TRY(decode_transfer(encoded, encoding, spool));
      return spool.finish();
    });
  }

  void list_encrypted(const MimePart& part, const std::string& name, std::string_view reason) {
    const std::string unique = member_name(name, "encrypted-", ".bin");
    Member member;
    member.index = members_++;
    member.name = unique;
    member.packed_bytes = part.body_end - part.body_begin;
    member.media_type = part.content_type.value;
    out_.unreadable(member, Status::encrypted, reason);
  }

  void give_smime(const MimePart& part, const std::string& name) {
    const std::string said = to_lower_ascii(part.content_type.parameter("smime-type"));
    if (said == "enveloped-data" || said == "authenveloped-data") {
      list_encrypted(part, name, "encrypted with S/MIME: the key is needed");
      return;
    }
    const std::string der = decode_transfer_text(body_of(part), part.encoding);
    CmsContent cms = open_cms(as_bytes(der));
    if (cms.encrypted) {
      list_encrypted(part, name, "encrypted with S/MIME: the key is needed");
      return;
    }
    if (!cms.understood) {
      give_member(part, name, "attachment-", ".p7m", part.content_type.value);
      return;
    }
    const std::string unique = member_name({}, "signed-", ".eml");
    Member member;
    member.index = members_++;
    member.name = unique;
    member.packed_bytes = part.body_end - part.body_begin;
    member.media_type = "message/rfc822";
    member.note = "the content of an S/MIME signature, which was not verified";
    out_.member(member, [&]() -> Result<std::unique_ptr<Source>> {
      return std::make_unique<BufferSource>(std::move(cms.content));
    });
  }

  std::string_view message_;
  const ExtractContext& context_;
  Output& out_;
  MimeTree tree_;
  std::vector<std::size_t> waiting_;  // Multiparts whose epilogue is still to be given.
  std::unordered_map<std::string, unsigned> names_;
  std::unordered_map<std::string, unsigned> member_names_;
  std::uint64_t members_ = 0;
  std::size_t bodies_ = 0;
  std::size_t html_bodies_ = 0;
  std::size_t plain_alternative_ = MimePart::none;  // Where plain_text_ stands.
  std::string plain_text_;
};

// The message in memory, as far as the bound allows.
Result<ByteView> read_message(Source& source, const Limits& limits, Buffer& storage, Output& out) {
  if (source.size_bytes() <= limits.document_bytes_max) return read_whole(source, limits.document_bytes_max, storage);
  out.gap(Status::partly_read, "larger than the bound for one mail: the end was not read");
  if (const auto view = source.view()) return view->first(static_cast<std::size_t>(limits.document_bytes_max));
  TRY_ASSIGN(storage, read_exactly(source, 0, limits.document_bytes_max));
  return ByteView(storage);
}

// Mac line ends ("\r" alone) become "\n"; true where `text` has no others.
bool has_only_carriage_returns(std::string_view text) {
  const std::string_view head = text.substr(0, 64 * 1024);
  return head.find('\r') != std::string_view::npos && head.find('\n') == std::string_view::npos;
}

void read_mail(std::string_view message, const ExtractContext& context, Output& out) {
  std::string with_line_feeds;
  if (has_only_carriage_returns(message)) {
    with_line_feeds = message;
    std::replace(with_line_feeds.begin(), with_line_feeds.end(), '\r', '\n');
    message = with_line_feeds;
  }
  MailReader(message, context, out).read(leading_blank_bytes(message));
}

// Apple's .emlx begins with the size of the message, in decimal, on a line of its own. Gives what stands before the
// message and its size; 0 where this is none.
std::size_t emlx_prefix(std::string_view text, std::uint64_t& message_bytes) {
  std::size_t position = 0;
  message_bytes = 0;
  while (position < text.size() && is_digit(text[position]) && position < 12) {
    message_bytes = message_bytes * 10 + static_cast<std::uint64_t>(text[position] - '0');
    ++position;
  }
  if (position == 0) return 0;
  while (position < text.size() && position < 64 && (text[position] == ' ' || text[position] == '\r')) ++position;
  return position < text.size() && text[position] == '\n' ? position + 1 : 0;
}

}  // namespace

int probe_eml(const Head& head) { return mail_score(as_text(head.bytes)); }

Result<void> extract_eml(Source& source, const ExtractContext& context, Output& out) {
  Buffer storage;
  TRY_ASSIGN(const ByteView bytes, read_message(source, context.limits, storage, out));
  read_mail(as_text(bytes), context, out);
  return {};
}

int probe_emlx(const Head& head) {
  std::uint64_t message_bytes = 0;
  const std::size_t prefix = emlx_prefix(as_text(head.bytes), message_bytes);
  if (prefix == 0 || message_bytes > head.size_bytes) return 0;
  return mail_score(as_text(head.bytes).substr(prefix)) > 0 ? 85 : 0;
}

Result<void> extract_emlx(Source& source, const ExtractContext& context, Output& out) {
  Buffer storage;
  TRY_ASSIGN(const ByteView bytes, read_message(source, context.limits, storage, out));
  std::string_view text = as_text(bytes);
  std::uint64_t message_bytes = 0;
  text.remove_prefix(emlx_prefix(text, message_bytes));
  const std::string_view message =
      text.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(message_bytes, text.size())));
  read_mail(message, context, out);
  // The property list behind it: flags, dates of receiving and viewing, sometimes subject and sender.
  const std::string properties = mail_text_to_utf8(text.substr(message.size()), "utf-8");
  if (!trim(properties).empty()) give_part(properties, "properties", context.limits, out, PassageKind::metadata);
  return {};
}

}  // namespace constat
