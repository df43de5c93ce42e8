// PowerPoint presentations: pptx, pptm, potx, ppsx. Source: ECMA-376 part 1, chapter 19.
// Slides in their order as parts "slide1"..., with their tables ("slide1/table1"), notes ("slide1/notes"), comments,
// charts and diagrams. Of masters and layouts only what is no placeholder: what every slide shows.
#include <map>
#include <string>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/ooxml.h"

namespace constat {

namespace {

class SlideListHandler final : public XmlHandler {
 public:
  explicit SlideListHandler(std::vector<std::string>& ids) : ids_(ids) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "sldId" && ids_.size() < 100'000) ids_.emplace_back(attributes.prefixed("id"));
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

 private:
  std::vector<std::string>& ids_;
};

// Authors of comments: ppt/commentAuthors.xml (19.4), ppt/authors.xml ([MS-PPTX] 2.1.15).
class AuthorsHandler final : public XmlHandler {
 public:
  AuthorsHandler(std::map<std::string, std::string>& authors, Output& out) : authors_(authors), out_(out) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if ((name != "cmAuthor" && name != "author") || authors_.size() > 100'000) return;
    authors_[std::string(attributes.get("id"))] = attributes.get("name");
    give_metadata("people", attributes.get("name"), out_);
    give_metadata("people", attributes.get("userId"), out_);
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

 private:
  std::map<std::string, std::string>& authors_;
  Output& out_;
};

class SlideCommentsHandler final : public XmlHandler {
 public:
  SlideCommentsHandler(const std::map<std::string, std::string>& authors, PartWriter& comments)
      : authors_(authors), comments_(comments) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "cm" || name == "reply") {
      comments_.end_line();
      const auto author = authors_.find(std::string(attributes.get("authorId")));
      if (author != authors_.end()) comments_.append(author->second + ": ");
    }
    in_text_ = name == "text" || name == "t";
  }
  void end(std::string_view name) override {
    in_text_ = false;
    if (name == "cm" || name == "p" || name == "reply") comments_.end_line();
  }
  void text(std::string_view text) override {
    if (in_text_) comments_.append(text);
  }

 private:
  const std::map<std::string, std::string>& authors_;
  PartWriter& comments_;
  bool in_text_ = false;
};

}  // namespace

int probe_pptx(const Head& head) { return ooxml_kind(head) == OoxmlKind::pptx ? 90 : 0; }

Result<void> extract_pptx(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(OoxmlPackage package, OoxmlPackage::open(source, context));
  package.give_damage(out);
  package.give_properties(out);
  BesideText beside(context.limits, out);
  const std::string main = package.main_part("ppt/presentation.xml");
  const std::size_t slash = main.rfind('/');
  const std::string folder = to_lower_ascii(slash == std::string::npos ? "" : main.substr(0, slash + 1));

  std::map<std::string, std::string> authors;
  AuthorsHandler authors_handler(authors, out);
  for (const std::string_view name : {"commentauthors.xml", "authors.xml"}) {
    const std::string part = folder + std::string(name);
    if (package.find(part) != nullptr) (void)package.read(part, authors_handler, "the list of authors", out);
  }

  std::vector<std::string> ids;
  SlideListHandler list(ids);
  (void)package.read(main, list, "the presentation", out);
  std::vector<std::string> slides;
  std::map<std::string, std::string> targets;
  for (const Relationship& relationship : package.relationships_of(main)) {
    if (!relationship.is_external) targets[relationship.id] = relationship.target;
  }
  std::map<std::string, bool> listed;
  for (const std::string& id : ids) {
    const auto found = targets.find(id);
    if (found == targets.end()) {
      out.gap(Status::partly_read, "a slide that the presentation lists is missing");
      continue;
    }
    slides.push_back(found->second);
    listed[to_lower_ascii(found->second)] = true;
  }
  for (const std::string& part : package.parts(folder + "slides/", ".xml")) {
    if (!listed.contains(part)) slides.push_back(part);
  }

  const auto read_text = [&](const std::string& part, std::string name, std::string_view what, bool skips) {
    TextFlow flow(std::move(name), context.limits, out);
    OoxmlTextHandler handler(flow, beside, skips);
    (void)package.read(part, handler, what, out);
    flow.finish();
    package.give_links(part, beside.links);
    return handler.is_hidden();
  };
  for (std::size_t index = 0; index < slides.size(); ++index) {
    const std::string name = "slide" + std::to_string(index + 1);
    if (read_text(slides[index], name, "a slide", false)) out.note("hidden slide: " + std::to_string(index + 1));
    for (const Relationship& relationship : package.relationships_of(slides[index])) {
      if (relationship.is_external || package.find(relationship.target) == nullptr) continue;
      if (relationship.type == "notesSlide") {
        (void)read_text(relationship.target, name + "/notes", "a slide's notes", false);
      } else if (relationship.type == "comments") {
        PartWriter comments(name + "/comments", context.limits, out);
        SlideCommentsHandler handler(authors, comments);
        (void)package.read(relationship.target, handler, "a slide's comments", out);
        comments.flush();
      } else if (relationship.type == "chart" || relationship.type == "chartEx" || relationship.type == "diagramData") {
        const std::size_t base = relationship.target.rfind('/') + 1;
        const std::string own = relationship.target.substr(base, relationship.target.rfind('.') - base);
        (void)read_text(relationship.target, name + "/" + own, "a drawing", false);
      }
    }
  }
  for (const std::string_view kind : {"slidemasters/", "slidelayouts/", "notesmasters/", "handoutmasters/"}) {
    for (const std::string& part : package.parts(folder + std::string(kind), ".xml")) {
      const std::size_t base = part.rfind('/') + 1;
      (void)read_text(part, part.substr(base, part.rfind('.') - base), "a master slide", true);
    }
  }
  package.give_drawings(folder.empty() ? "ppt" : folder.substr(0, folder.size() - 1), beside, out);
  beside.flush();
  package.give_members(0, out);
  return {};
}

}  // namespace constat
