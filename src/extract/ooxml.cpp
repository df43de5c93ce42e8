#include "extract/ooxml.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"

namespace constat {

namespace {

// A part's name as it is compared: no leading slash, "/" only, lower case.
std::string part_key(std::string_view name) {
  while (!name.empty() && (name.front() == '/' || name.front() == '\\')) name.remove_prefix(1);
  std::string key = to_lower_ascii(name);
  std::replace(key.begin(), key.end(), '\\', '/');
  return key;
}

std::string_view folder_of(std::string_view part) {
  const std::size_t slash = part.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : part.substr(0, slash);
}
std::string_view base_of(std::string_view part) {
  const std::size_t slash = part.rfind('/');
  return slash == std::string_view::npos ? part : part.substr(slash + 1);
}

// Part 2, 6.2.2 and annex A: a target is relative to the folder of the part that holds the relationship.
std::string resolved(std::string_view part, std::string_view target) {
  std::string path;
  if (!target.starts_with('/') && !target.starts_with('\\')) path = folder_of(part);
  std::string way(target.substr(0, target.find('#')));
  std::replace(way.begin(), way.end(), '\\', '/');
  for (const std::string_view step : split(way, '/')) {
    if (step.empty() || step == ".") continue;
    if (step == "..") {
      path = std::string(folder_of(path));
      continue;
    }
    if (!path.empty()) path += '/';
    path += step;
  }
  return path;
}

class RelationshipsHandler final : public XmlHandler {
 public:
  RelationshipsHandler(std::string_view part, std::vector<Relationship>& found) : part_(part), found_(found) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship" || found_.size() >= 500'000) return;
    Relationship relationship;
    relationship.id = attributes.get("Id");
    relationship.type = base_of(attributes.get("Type"));
    relationship.is_external = equals_ignoring_case(attributes.get("TargetMode"), "External");
    const std::string_view target = attributes.get("Target");
    relationship.target = relationship.is_external ? std::string(target) : resolved(part_, target);
    found_.push_back(std::move(relationship));
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

 private:
  std::string_view part_;
  std::vector<Relationship>& found_;
};

// docProps/core.xml (part 2, 8.3), app.xml and custom.xml (part 1, 22).
class PropertiesHandler final : public XmlHandler {
 public:
  explicit PropertiesHandler(Output& out) : out_(out) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    text_.clear();
    if (name == "property") custom_name_ = attributes.get("name");
  }
  void end(std::string_view name) override {
    static constexpr std::pair<std::string_view, std::string_view> told[] = {
        {"title", "title"},       {"subject", "subject"},         {"creator", "author"},
        {"keywords", "keywords"}, {"description", "description"}, {"lastModifiedBy", "last-modified-by"},
        {"created", "created"},   {"modified", "modified"},       {"lastPrinted", "last-printed"},
        {"category", "category"}, {"contentStatus", "status"},    {"Company", "company"},
        {"Manager", "manager"},   {"Application", "application"}, {"HyperlinkBase", "hyperlink-base"},
        {"revision", "revision"}};
    if (name == "property") {
      custom_name_.clear();
    } else if (!custom_name_.empty()) {
      if (!trim(text_).empty()) give_metadata("custom", custom_name_ + ": " + text_, out_);
    } else {
      for (const auto& [element, property] : told) {
        if (name == element) give_metadata(property, text_, out_);
      }
    }
    text_.clear();
  }
  void text(std::string_view text) override {
    if (text_.size() < (1U << 20)) text_.append(text);
  }

 private:
  Output& out_;
  std::string text_;
  std::string custom_name_;
};

// Decodes into a parser; the parser's own error is told apart from the archive's.
class ParserSink final : public ByteSink {
 public:
  explicit ParserSink(XmlParser& parser) : parser_(parser) {}
  Result<void> write(ByteView bytes) override {
    size_bytes_ += bytes.size();
    if (parser_.stopped()) return fail(Fault::over_limit, "enough was read");
    auto written = parser_.write(bytes);
    if (!written) {
      xml_error_ = written.error();
      return written;
    }
    return {};
  }
  const std::optional<Error>& xml_error() const { return xml_error_; }
  std::uint64_t size_bytes() const { return size_bytes_; }

 private:
  XmlParser& parser_;
  std::optional<Error> xml_error_;
  std::uint64_t size_bytes_ = 0;
};

// Parts that say how a document looks and nothing that it says.
bool is_structure(std::string_view key) {
  static const std::unordered_set<std::string_view> names = {"styles.xml",
                                                             "settings.xml",
                                                             "fonttable.xml",
                                                             "websettings.xml",
                                                             "numbering.xml",
                                                             "tablestyles.xml",
                                                             "stylewitheffects.xml",
                                                             "calcchain.xml",
                                                             "presprops.xml",
                                                             "viewprops.xml",
                                                             "styleswitheffects.xml",
                                                             "sheetmetadata.xml",
                                                             "metadata.xml",
                                                             "volatiledependencies.xml"};
  if (key.ends_with(".rels") || key == "[content_types].xml") return true;
  if (key.find("/theme/") != std::string_view::npos || key.find("/printersettings/") != std::string_view::npos ||
      key.find("printersettings") != std::string_view::npos) {
    return true;
  }
  if (key.starts_with("customxml/itemprops") || key.starts_with("docprops/app.xml") ||
      key.starts_with("docprops/core.xml") || key.starts_with("docprops/custom.xml")) {
    return true;
  }
  const std::string_view base = base_of(key);
  return key.ends_with(".xml") && (names.contains(base) || base.starts_with("colors") || base.starts_with("style") ||
                                   base.starts_with("layout") || base.starts_with("quickstyle"));
}

}  // namespace

std::uint64_t to_number(std::string_view text, std::uint64_t fallback) {
  std::uint64_t value = 0;
  text = trim(text);
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ec == std::errc() ? value : fallback;
}

bool is_true(std::string_view text) { return text == "1" || text == "true" || text == "on"; }

bool zip_mentions(const Head& head, std::initializer_list<std::string_view> names) {
  if (!starts_with(head.bytes, "PK")) return false;
  const auto mentions = [&](std::string_view text) {
    for (const std::string_view name : names) {
      if (text.find(name) != std::string_view::npos) return true;
    }
    return false;
  };
  if (mentions(as_text(head.bytes.first(std::min<std::size_t>(head.bytes.size(), 4096))))) return true;
  // The directory is at the end (APPNOTE 4.3.6) and a document's is small.
  constexpr std::uint64_t tail_bytes = 64 * 1024;
  if (head.size_bytes <= head.bytes.size()) return mentions(as_text(head.bytes));
  Buffer tail(static_cast<std::size_t>(std::min(tail_bytes, head.size_bytes)));
  const auto got = head.source->read_at(head.size_bytes - tail.size(), tail);
  return got && mentions(as_text(ByteView(tail).first(*got)));
}

namespace {
OoxmlKind find_ooxml_kind(const Head& head) {
  if (!zip_mentions(head, {"[Content_Types].xml", "_rels/", "_rels\\", "word/", "xl/", "ppt/", "docProps/"})) {
    return OoxmlKind::none;
  }
  const Limits limits;
  auto archive = ZipArchive::open(*head.source, limits);
  if (!archive) return OoxmlKind::none;
  bool is_package = false;
  bool has_word = false;
  bool has_excel = false;
  bool has_excel_binary = false;
  bool has_slides = false;
  bool has_other = false;
  for (const ZipArchive::Entry& entry : archive->entries()) {
    const std::string key = part_key(entry.name);
    if (key == "[content_types].xml" || key == "_rels/.rels") is_package = true;
    if (key.starts_with("word/") && key.ends_with(".xml")) has_word = true;
    if (key == "xl/workbook.bin" || key.starts_with("xl/worksheets/sheet1.bin")) has_excel_binary = true;
    if (key.starts_with("xl/") && key.ends_with(".xml")) has_excel = true;
    if (key.starts_with("ppt/") && key.ends_with(".xml")) has_slides = true;
    if (key.starts_with("visio/") || key.starts_with("documents/1/")) has_other = true;
  }
  // A fragment without either is taken by its folders alone where the archive is damaged.
  if (!is_package && archive->damage().empty()) return OoxmlKind::none;
  if (has_excel_binary) return OoxmlKind::xlsb;
  if (has_word) return OoxmlKind::docx;
  if (has_excel) return OoxmlKind::xlsx;
  if (has_slides) return OoxmlKind::pptx;
  if (!is_package) return OoxmlKind::none;
  if (has_other) return OoxmlKind::other;
  // Parts in folders of other names: the package says what it is.
  SpillFile spill(-1);
  ExtractContext context{{limits, spill}, "", 0, std::nullopt, 0};
  const auto package = OoxmlPackage::open(*head.source, context);
  if (!package) return OoxmlKind::none;
  const std::string main = to_lower_ascii(base_of(package->main_part("")));
  if (main.starts_with("document")) return OoxmlKind::docx;
  if (main.starts_with("workbook")) return main.ends_with(".bin") ? OoxmlKind::xlsb : OoxmlKind::xlsx;
  if (main.starts_with("presentation")) return OoxmlKind::pptx;
  return OoxmlKind::none;
}
}  // namespace

OoxmlKind ooxml_kind(const Head& head) {
  if (head.ooxml_kind_found < 0) head.ooxml_kind_found = static_cast<int>(find_ooxml_kind(head));
  return static_cast<OoxmlKind>(head.ooxml_kind_found);
}

Result<OoxmlPackage> OoxmlPackage::open(Source& source, const ExtractContext& context) {
  OoxmlPackage package;
  TRY_ASSIGN(package.zip_, ZipArchive::open(source, context.limits));
  package.context_ = &context;
  const auto& entries = package.zip_.entries();
  for (std::size_t index = 0; index < entries.size(); ++index) {
    if (!entries[index].is_folder) package.by_name_.emplace(part_key(entries[index].name), index);
  }
  package.is_read_.resize(entries.size());
  return package;
}

const ZipArchive::Entry* OoxmlPackage::find(std::string_view part) const {
  auto found = by_name_.find(part_key(part));
  if (found == by_name_.end() && part.find('%') != std::string_view::npos) {
    found = by_name_.find(part_key(percent_decoded(part)));
  }
  return found == by_name_.end() ? nullptr : &zip_.entries()[found->second];
}

std::vector<std::string> OoxmlPackage::parts(std::string_view prefix, std::string_view suffix) const {
  std::vector<std::string> names;
  for (auto at = by_name_.lower_bound(prefix); at != by_name_.end() && at->first.starts_with(prefix); ++at) {
    if (at->first.ends_with(suffix)) names.push_back(at->first);
  }
  // "slide2" before "slide10".
  std::stable_sort(names.begin(), names.end(),
                   [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
  return names;
}

std::vector<Relationship> OoxmlPackage::relationships_of(std::string_view part) const {
  std::vector<Relationship> found;
  std::string name(folder_of(part));
  if (!name.empty()) name += '/';
  name += "_rels/";
  name += base_of(part);
  name += ".rels";
  const ZipArchive::Entry* const entry = find(name);
  if (entry == nullptr || entry->encrypted) return found;
  RelationshipsHandler handler(part, found);
  XmlParser parser(handler, context_->limits);
  ParserSink sink(parser);
  // What a damaged list still holds is used; the parts themselves are found by their names too.
  if (zip_.read_entry(*entry, *context_, sink)) (void)parser.finish();
  return found;
}

std::string OoxmlPackage::related(std::string_view of, std::string_view type) const {
  for (const Relationship& relationship : relationships_of(of)) {
    if (relationship.type == type && !relationship.is_external && find(relationship.target) != nullptr) {
      return relationship.target;
    }
  }
  return "";
}

std::string OoxmlPackage::main_part(std::string_view usual) const {
  std::string main = related("", "officeDocument");
  if (main.empty()) main = usual;
  return main;
}

void OoxmlPackage::mark(std::string_view part) {
  if (const ZipArchive::Entry* const entry = find(part)) {
    is_read_[static_cast<std::size_t>(entry - zip_.entries().data())] = true;
  }
}

bool OoxmlPackage::read(std::string_view part, XmlHandler& handler, std::string_view what, Output& out) {
  const ZipArchive::Entry* const entry = find(part);
  const std::string name(what);
  if (entry == nullptr) {
    out.gap(Status::partly_read, name + " is missing");
    return false;
  }
  mark(part);
  if (entry->encrypted) {
    out.gap(Status::encrypted, name + " is encrypted");
    return false;
  }
  XmlParser parser(handler, context_->limits, true);
  ParserSink sink(parser);
  auto decoded = zip_.read_entry(*entry, *context_, sink);
  if (decoded) decoded = parser.finish();
  if (parser.declares_entities()) {
    out.gap(Status::partly_read, name + " declares entities of its own, which are not expanded");
  }
  if (!decoded && !parser.stopped() && sink.size_bytes() != 0) {
    // The archive broke off; what the XML held so far was handed on.
    (void)parser.finish();
  }
  if (!decoded) {
    const Error& error = decoded.error();
    const Status status = sink.size_bytes() != 0 ? Status::partly_read : status_of(error.fault);
    out.gap(status, name + ": " + error.what + " at byte " + std::to_string(error.offset_bytes));
  }
  return sink.size_bytes() != 0;
}

void OoxmlPackage::give_damage(Output& out) const {
  if (!zip_.damage().empty()) out.gap(Status::partly_read, zip_.damage());
}

void OoxmlPackage::give_properties(Output& out) {
  std::vector<std::string> names = {"docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"};
  for (const Relationship& relationship : relationships_of("")) {
    if (relationship.type != "core-properties" && relationship.type != "extended-properties" &&
        relationship.type != "custom-properties") {
      continue;
    }
    const auto is_same = [&](const std::string& name) { return part_key(name) == part_key(relationship.target); };
    if (std::none_of(names.begin(), names.end(), is_same)) names.push_back(relationship.target);
  }
  for (const std::string& name : names) {
    if (find(name) == nullptr) continue;
    PropertiesHandler handler(out);
    (void)read(name, handler, "a part of the properties", out);
  }
}

void OoxmlPackage::give_links(std::string_view part, PartWriter& links) const {
  std::string last;
  for (const Relationship& relationship : relationships_of(part)) {
    if (!relationship.is_external || relationship.target == last) continue;
    const std::string decoded = percent_decoded(relationship.target);
    const bool is_line = decoded.find_first_of("\r\n") == std::string::npos && is_valid_utf8(decoded);
    links.line(is_line ? decoded : relationship.target);
    last = relationship.target;
  }
}

void OoxmlPackage::give_members(std::uint64_t first_index, Output& out) const {
  const auto& entries = zip_.entries();
  for (std::size_t index = 0; index < entries.size(); ++index) {
    const ZipArchive::Entry& entry = entries[index];
    if (is_read_[index] || entry.is_folder || is_structure(part_key(entry.name))) continue;
    Member member;
    member.index = first_index + index;
    member.name = entry.name;
    member.modified_s = entry.modified_s;
    member.packed_bytes = entry.packed_bytes;
    if (entry.encrypted) {
      out.unreadable(member, Status::encrypted, "encrypted");
      continue;
    }
    out.member(member, [this, &entry] { return zip_.open_entry(entry, *context_); });
  }
}

void OoxmlPackage::give_drawings(std::string_view folder, BesideText& beside, Output& out) {
  const std::string prefix = std::string(folder) + "/";
  for (const std::string_view kind : {"charts/chart", "diagrams/data", "drawings/drawing", "chartex/chartex"}) {
    for (const std::string& name : parts(prefix + std::string(kind), ".xml")) {
      if (is_read_[static_cast<std::size_t>(find(name) - zip_.entries().data())]) continue;
      const std::string base(base_of(name));
      TextFlow flow(base.substr(0, base.size() - 4), context_->limits, out);
      OoxmlTextHandler handler(flow, beside);
      (void)read(name, handler, "a drawing", out);
      flow.finish();
      give_links(name, beside.links);
    }
  }
  // Drawn copies of diagrams say what their data say.
  for (const std::string& name : parts(prefix + "diagrams/", ".xml")) mark(name);
}

namespace {

enum class OoxmlTag : std::uint8_t {
  none,
  paragraph,
  text,
  tab,
  line_break,
  hyphen,
  table,
  row,
  cell,
  properties,
  grid_span,
  grid_before,
  text_box,
  deleted,
  moved_from,
  field,
  field_char,
  field_simple,
  picture,
  image,
  phonetic,
  comment,
  shape,
  placeholder,
  slide,
  text_path,
  value,
  link,
};

OoxmlTag ooxml_tag(std::string_view name) {
  static const std::unordered_map<std::string_view, OoxmlTag> tags = {
      {"p", OoxmlTag::paragraph},
      {"t", OoxmlTag::text},
      {"tab", OoxmlTag::tab},
      {"ptab", OoxmlTag::tab},
      {"br", OoxmlTag::line_break},
      {"cr", OoxmlTag::line_break},
      {"noBreakHyphen", OoxmlTag::hyphen},
      {"tbl", OoxmlTag::table},
      {"tr", OoxmlTag::row},
      {"tc", OoxmlTag::cell},
      {"pPr", OoxmlTag::properties},
      {"rPr", OoxmlTag::properties},
      {"tblPr", OoxmlTag::properties},
      {"trPr", OoxmlTag::properties},
      {"tcPr", OoxmlTag::properties},
      {"sectPr", OoxmlTag::properties},
      {"sdtPr", OoxmlTag::properties},
      {"tblGrid", OoxmlTag::properties},
      {"lstStyle", OoxmlTag::properties},
      {"ffData", OoxmlTag::properties},
      {"gridSpan", OoxmlTag::grid_span},
      {"gridBefore", OoxmlTag::grid_before},
      {"txbxContent", OoxmlTag::text_box},
      {"delText", OoxmlTag::deleted},
      {"moveFrom", OoxmlTag::moved_from},
      {"instrText", OoxmlTag::field},
      {"fldChar", OoxmlTag::field_char},
      {"fldSimple", OoxmlTag::field_simple},
      {"docPr", OoxmlTag::picture},
      {"cNvPr", OoxmlTag::picture},
      {"imagedata", OoxmlTag::image},
      {"rt", OoxmlTag::phonetic},
      {"rPh", OoxmlTag::phonetic},
      {"comment", OoxmlTag::comment},
      {"sp", OoxmlTag::shape},
      {"ph", OoxmlTag::placeholder},
      {"sld", OoxmlTag::slide},
      {"textpath", OoxmlTag::text_path},
      {"v", OoxmlTag::value},
  };
  const auto found = tags.find(name);
  return found == tags.end() ? OoxmlTag::none : found->second;
}

// Fields that say nothing beyond their result.
bool is_dull_field(std::string_view instruction) {
  static const std::unordered_set<std::string_view> dull = {
      "PAGE",       "NUMPAGES",     "TOC",          "PAGEREF",      "REF",    "SEQ",
      "DATE",       "TIME",         "FORMTEXT",     "STYLEREF",     "=",      "SECTION",
      "NOTEREF",    "INDEX",        "FORMCHECKBOX", "FORMDROPDOWN", "SYMBOL", "SAVEDATE",
      "CREATEDATE", "SECTIONPAGES", "PRINTDATE",    "NUMWORDS",     "EQ",     "SHAPE",
      "GOTOBUTTON", "MACROBUTTON",  "IF",           "QUOTE",        "LISTNUM"};
  const std::string_view trimmed = trim(instruction);
  return trimmed.empty() || dull.contains(trimmed.substr(0, trimmed.find_first_of(" \t\\")));
}

}  // namespace

void OoxmlTextHandler::end_field() {
  if (!is_dull_field(field_)) beside_.fields.line(trim(field_));
  field_.clear();
}

void OoxmlTextHandler::start(std::string_view name, const XmlAttributes& attributes) {
  const OoxmlTag tag = ooxml_tag(name);
  if (tag == OoxmlTag::properties) {
    ++properties_;
    return;
  }
  if (tag == OoxmlTag::none) return;
  if (properties_ != 0) {
    if (tag == OoxmlTag::grid_span) flow_.cell_spans(static_cast<std::size_t>(to_number(attributes.get("val"), 1)));
    if (tag == OoxmlTag::grid_before) grid_before_ = static_cast<std::size_t>(to_number(attributes.get("val")));
    if (tag == OoxmlTag::placeholder && !shapes_.empty()) shapes_.back() = true;
    return;
  }
  switch (tag) {
    case OoxmlTag::text:
    case OoxmlTag::value: ++texts_; break;
    case OoxmlTag::tab: flow_.append('\t'); break;
    case OoxmlTag::line_break: flow_.append('\n'); break;
    case OoxmlTag::hyphen: flow_.append('-'); break;
    case OoxmlTag::table: flow_.table_begin(); break;
    case OoxmlTag::row:
      flow_.row_begin();
      grid_before_ = 0;
      break;
    case OoxmlTag::cell: flow_.cell_begin(std::exchange(grid_before_, 0)); break;
    case OoxmlTag::text_box: flow_.aside_begin(beside_.text_boxes); break;
    case OoxmlTag::deleted: in_deleted_ = true; break;
    case OoxmlTag::moved_from: ++moved_from_; break;
    case OoxmlTag::field: in_field_ = true; break;
    case OoxmlTag::field_char: end_field(); break;
    case OoxmlTag::field_simple:
      field_ = attributes.get("instr");
      end_field();
      break;
    case OoxmlTag::picture: {
      const std::string_view file = attributes.get("name");
      if (file.find('.') != std::string_view::npos) beside_.pictures.line(file);
      beside_.pictures.line(attributes.get("title"));
      beside_.pictures.line(attributes.get("descr"));
      break;
    }
    case OoxmlTag::image: beside_.pictures.line(attributes.get("title")); break;
    case OoxmlTag::text_path: beside_.text_boxes.line(attributes.get("string")); break;
    case OoxmlTag::phonetic: ++phonetic_; break;
    case OoxmlTag::comment: {
      const std::string_view author = attributes.get("author");
      if (author.empty()) break;
      flow_.append(author);
      if (const std::string_view date = attributes.get("date"); !date.empty()) {
        flow_.append(", ");
        flow_.append(date);
      }
      flow_.append(": ");
      break;
    }
    case OoxmlTag::shape: shapes_.push_back(false); break;
    case OoxmlTag::placeholder:
      if (!shapes_.empty()) shapes_.back() = true;
      break;
    case OoxmlTag::slide: is_hidden_ = attributes.has("show") && !is_true(attributes.get("show")); break;
    default: break;
  }
}

void OoxmlTextHandler::end(std::string_view name) {
  const OoxmlTag tag = ooxml_tag(name);
  if (tag == OoxmlTag::properties) {
    if (properties_ != 0) --properties_;
    return;
  }
  if (tag == OoxmlTag::none || properties_ != 0) return;
  switch (tag) {
    case OoxmlTag::text:
      if (texts_ != 0) --texts_;
      break;
    case OoxmlTag::value:
      if (texts_ != 0) --texts_;
      flow_.end_line();
      break;
    case OoxmlTag::paragraph: flow_.end_line(); break;
    case OoxmlTag::table: flow_.table_end(); break;
    case OoxmlTag::row: flow_.row_end(); break;
    case OoxmlTag::cell: flow_.cell_end(); break;
    case OoxmlTag::text_box: flow_.aside_end(); break;
    case OoxmlTag::deleted:
      in_deleted_ = false;
      beside_.deleted.end_line();
      break;
    case OoxmlTag::moved_from:
      if (moved_from_ != 0) --moved_from_;
      beside_.deleted.end_line();
      break;
    case OoxmlTag::field: in_field_ = false; break;
    case OoxmlTag::phonetic:
      if (phonetic_ != 0) --phonetic_;
      break;
    case OoxmlTag::shape:
      if (!shapes_.empty()) shapes_.pop_back();
      break;
    default: break;
  }
}

void OoxmlTextHandler::text(std::string_view text) {
  if (in_deleted_) {
    beside_.deleted.append(text);
    return;
  }
  if (in_field_) {
    if (field_.size() < 64 * 1024) field_.append(text);
    return;
  }
  if (texts_ == 0 || phonetic_ != 0 || properties_ != 0) return;
  if (skips_placeholders_ && !shapes_.empty() && shapes_.back()) return;
  if (moved_from_ != 0) {
    beside_.deleted.append(text);
  } else {
    flow_.append(text);
  }
}

}  // namespace constat
