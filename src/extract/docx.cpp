// Word documents: docx, docm, dotx, dotm, transitional and strict. Source: ECMA-376 part 1, chapter 17.
// Given: the body in reading order ("body", tables as "table1"...), headers and footers ("header1", "footer1"), foot-
// and endnotes, comments, the glossary, and beside the reading order "textboxes", "deleted" (tracked deletions, what
// was moved away), "fields" (instructions that say more than their result), "pictures" (names and descriptions),
// "links" (addresses outside), charts and diagrams. Members: pictures, embedded files, macros, custom XML. Not read:
// list numbers, which Word computes.
#include <array>
#include <string>

#include "extract/extractors.h"
#include "extract/ooxml.h"

namespace constat {

namespace {

// word/people.xml ([MS-DOCX] 2.5.3.5) and settings.xml: who wrote, and where a mail merge takes its data from.
class PeopleHandler final : public XmlHandler {
 public:
  explicit PeopleHandler(Output& out) : out_(out) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "person") {
      give_metadata("people", attributes.get("author"), out_);
    } else if (name == "presenceInfo") {
      give_metadata("people", attributes.get("userId"), out_);
    } else if (name == "connectString" || name == "query" || name == "mailSubject") {
      give_metadata("mail-merge", attributes.get("val"), out_);
    } else if (name == "docVar") {
      give_metadata("variable", std::string(attributes.get("name")) + ": " + std::string(attributes.get("val")), out_);
    }
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

 private:
  Output& out_;
};

}  // namespace

int probe_docx(const Head& head) { return ooxml_kind(head) == OoxmlKind::docx ? 90 : 0; }

Result<void> extract_docx(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(OoxmlPackage package, OoxmlPackage::open(source, context));
  package.give_damage(out);
  package.give_properties(out);
  BesideText beside(context.limits, out);
  const auto read_text = [&](std::string_view part, std::string name, std::string_view what) {
    TextFlow flow(std::move(name), context.limits, out);
    OoxmlTextHandler handler(flow, beside);
    const bool was_read = package.read(part, handler, what, out);
    flow.finish();
    package.give_links(part, beside.links);
    return was_read;
  };
  std::string main = package.main_part("word/document.xml");
  if (package.find(main) == nullptr) {
    // Some writers number it.
    for (const std::string& name : package.parts("word/document", ".xml")) main = name;
  }
  (void)read_text(main, "body", "the body");

  const std::string folder = main.substr(0, main.rfind('/') == std::string::npos ? 0 : main.rfind('/'));
  const std::string prefix = folder.empty() ? "" : folder + "/";
  std::string lower = prefix;
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  struct Kind {
    std::string_view begins;
    std::string_view what;
  };
  static constexpr std::array kinds = {Kind{"header", "a header"},         Kind{"footer", "a footer"},
                                       Kind{"footnotes", "the footnotes"}, Kind{"endnotes", "the endnotes"},
                                       Kind{"comments", "the comments"},   Kind{"glossary/document", "the glossary"}};
  for (const Kind& kind : kinds) {
    for (const std::string& name : package.parts(lower + std::string(kind.begins), ".xml")) {
      // commentsExtended.xml and the like hold no text.
      if (kind.begins == "comments" && name != lower + "comments.xml") {
        package.mark(name);
        continue;
      }
      const std::string base = name.substr(lower.size(), name.size() - lower.size() - 4);
      (void)read_text(name, kind.begins == "glossary/document" ? "glossary" : base, kind.what);
    }
  }
  // The body is known under this name even where its part is called otherwise.
  for (const std::string_view name : {"people.xml", "settings.xml"}) {
    const std::string part = lower + std::string(name);
    if (package.find(part) == nullptr) continue;
    PeopleHandler handler(out);
    (void)package.read(part, handler, "the settings", out);
    package.give_links(part, beside.links);
  }
  package.give_drawings(lower.empty() ? "word" : lower.substr(0, lower.size() - 1), beside, out);
  beside.flush();
  package.give_members(0, out);
  return {};
}

}  // namespace constat
