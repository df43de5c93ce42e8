// What all Office Open XML documents (ECMA-376, ISO/IEC 29500; part 2 is the package) have in common: parts in a ZIP
// archive, relationships between them, properties, embedded files. Part names are compared without case and with either
// slash, since generators get both wrong.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/zip.h"
#include "extract/format.h"
#include "extract/text_flow.h"
#include "extract/xml_events.h"

namespace constat {

enum class OoxmlKind : std::uint8_t { none, docx, xlsx, xlsb, pptx, other };
// What the item holds, from the names of its parts; `none` for anything but an OOXML package. Cheap for other ZIPs, and
// kept in `head` for who asks again.
OoxmlKind ooxml_kind(const Head& head);
// Whether a ZIP archive's first or last bytes hold one of `names`: what a probe asks before it opens the archive.
bool zip_mentions(const Head& head, std::initializer_list<std::string_view> names);

struct Relationship {
  std::string id;
  std::string type;    // The last step of the type's address: "hyperlink", "worksheet".
  std::string target;  // A part's name without leading slash, or, where it is external, an address.
  bool is_external = false;
};

class OoxmlPackage {
 public:
  // `source` and `context` must outlive the package.
  static Result<OoxmlPackage> open(Source& source, const ExtractContext& context);

  const ZipArchive& zip() const { return zip_; }
  const ZipArchive::Entry* find(std::string_view part) const;
  // Names of parts in the archive's order that begin with `prefix` and end with `suffix`, as stored.
  std::vector<std::string> parts(std::string_view prefix, std::string_view suffix) const;
  // Of a part, or of the package ("").
  std::vector<Relationship> relationships_of(std::string_view part) const;
  // The first part of that type among `of`'s relationships, "" where there is none.
  std::string related(std::string_view of, std::string_view type) const;
  // The main part ("word/document.xml"), from the relationships or by `usual`.
  std::string main_part(std::string_view usual) const;

  // Parses a part. What goes wrong is told as a gap of "`what`"; false where nothing of the part was read.
  bool read(std::string_view part, XmlHandler& handler, std::string_view what, Output& out);
  // Counts a part as read by other means, or as holding nothing to read.
  void mark(std::string_view part);
  // Title, author, company and what else the properties hold, as metadata.
  void give_properties(Output& out);
  // The archive's own damage, as a gap.
  void give_damage(Output& out) const;
  // Addresses that the relationships of `part` point at outside of the package, one a line.
  void give_links(std::string_view part, PartWriter& links) const;
  // All that was not read and is more than structure: pictures, embedded files, macros, custom XML. As members whose
  // index is `first_index` and the entry's own.
  void give_members(std::uint64_t first_index, Output& out) const;
  // Charts and diagrams, as parts of their names.
  void give_drawings(std::string_view folder, BesideText& beside, Output& out);
  const ExtractContext& context() const { return *context_; }

 private:
  ZipArchive zip_;
  const ExtractContext* context_ = nullptr;
  std::map<std::string, std::size_t, std::less<>> by_name_;
  std::vector<bool> is_read_;
};

// WordprocessingML and DrawingML: both call a paragraph p, a run r, its text t, a table tbl.
class OoxmlTextHandler : public XmlHandler {
 public:
  // `flow`, `beside` must outlive the handler. `skips_placeholders`: shapes that only lay out other slides are left
  // out.
  OoxmlTextHandler(TextFlow& flow, BesideText& beside, bool skips_placeholders = false)
      : flow_(flow), beside_(beside), skips_placeholders_(skips_placeholders) {}
  void start(std::string_view name, const XmlAttributes& attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view text) override;
  bool is_hidden() const { return is_hidden_; }

 private:
  void end_field();

  TextFlow& flow_;
  BesideText& beside_;
  bool skips_placeholders_;
  bool is_hidden_ = false;      // A slide that is not shown.
  std::size_t properties_ = 0;  // Depth within elements that hold no text.
  std::size_t texts_ = 0;       // Depth within elements whose characters are text.
  std::size_t moved_from_ = 0;
  std::size_t phonetic_ = 0;
  std::size_t grid_before_ = 0;
  bool in_deleted_ = false;
  bool in_field_ = false;
  std::string field_;
  std::vector<bool> shapes_;  // Open shapes: whether it is a placeholder.
};

// Number from the start of `text`; `fallback` where there is none.
std::uint64_t to_number(std::string_view text, std::uint64_t fallback = 0);
// "1", "true", "on".
bool is_true(std::string_view text);

}  // namespace constat
