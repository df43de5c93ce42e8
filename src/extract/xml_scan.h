// Well-formed XML in UTF-8 without a document type, as events, at several times the speed of Expat: what office
// programs write, nearly always. reads() tells whether a document is of this kind before anything of it was handed on;
// any other goes to Expat (extract/xml_events.h), which says the same of what both read. Source: XML 1.0 (fifth
// edition). Looser than the standard: names may hold any letter beyond ASCII, comments two dashes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace constat {

struct XmlAttribute {
  std::string_view name;
  std::string_view value;
};

// Views die with the call. Each gives false where nothing more of the document is wanted.
class XmlScanEvents {
 public:
  virtual ~XmlScanEvents() = default;
  virtual bool scan_start(std::string_view name, std::span<const XmlAttribute> attributes) = 0;
  virtual bool scan_end(std::string_view name) = 0;
  virtual bool scan_text(std::string_view text) = 0;
};

class XmlScan {
 public:
  enum class Reads : std::uint8_t { unknown, yes, no };
  // Of a document by its first bytes, which must reach into its first element.
  static Reads reads(std::string_view head);

  explicit XmlScan(XmlScanEvents& events) : events_(events) {}
  // Chunk by chunk; errors as XmlParser says.
  Result<void> write(std::string_view bytes);
  Result<void> finish();
  // Of what is being read, in the document.
  std::uint64_t offset() const { return offset_ + at_; }

 private:
  enum class Within : std::uint8_t { content, comment, cdata, instruction };
  enum class Step : std::uint8_t { on, more, ended, broken };

  Result<void> scan(std::string_view text, bool last);
  Step step(std::string_view text, bool last);
  Step text_run(std::string_view text, bool last);
  Step start_tag(std::string_view text);
  Step end_tag(std::string_view text);
  Step attribute(std::string_view text, std::size_t& at);
  Step skip_to(std::string_view text, std::string_view end);
  // The character that the reference at text[at] stands for, appended to `out`; `at` moves behind it.
  Step reference(std::string_view text, std::size_t& at, std::string& out);
  Step broken(const char* what, std::size_t at) {
    what_ = what;
    at_ = at;
    return Step::broken;
  }

  XmlScanEvents& events_;
  std::string carry_;            // What was not whole at the end of the last chunk.
  std::size_t carry_valid_ = 0;  // Bytes of it that are known to be UTF-8.
  std::size_t carry_wanted_ = 0;
  std::uint64_t offset_ = 0;  // Of the text at hand.
  std::size_t at_ = 0;        // In the text at hand.
  Within within_ = Within::content;
  std::vector<std::size_t> open_;  // Where in names_ the names of open elements begin.
  std::string names_;
  std::vector<XmlAttribute> attributes_;
  struct Decoded {
    std::size_t attribute;
    std::size_t begin;
    std::size_t size;
  };
  std::vector<Decoded> decoded_;
  std::string values_;  // Of attributes that hold references or line ends.
  std::string character_;
  const char* what_ = "";
  bool root_seen_ = false;
  bool ended_ = false;
};

}  // namespace constat
