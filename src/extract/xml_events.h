// XML as a stream of events, the way every office format is read: by xml_scan.h where it is of the common kind, else
// over Expat. A document of any size needs memory for its nesting only. Source: XML 1.0 (fifth edition).
//
// Names are handed on without their prefix: "w:tbl" and "ns0:tbl" are both "tbl". Generators differ in prefixes, and
// the strict and the transitional OOXML namespaces differ in nothing but their address.
// Entities that a document declares itself are never expanded (XML bombs); external ones are never loaded.
// A control character that XML forbids is read as a space, since many generators write one.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "base/limits.h"
#include "evidence/source.h"
#include "extract/xml_scan.h"

namespace constat {

// An element's attributes. Views die with the call.
class XmlAttributes {
 public:
  explicit XmlAttributes(std::span<const XmlAttribute> all) : all_(all) {}
  // By name without prefix; one that stands without prefix goes first. "" where there is none.
  std::string_view get(std::string_view local_name) const;
  // The same, only with a prefix: r:id beside id.
  std::string_view prefixed(std::string_view local_name) const;
  bool has(std::string_view local_name) const;
  // Calls visit(local_name, value) for each.
  template <typename Visit>
  void each(Visit visit) const {
    for (const XmlAttribute& one : all_) visit(local(one.name), one.value);
  }
  static std::string_view local(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
  }

 private:
  std::span<const XmlAttribute> all_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  // Valid UTF-8; one run of text may come in several pieces.
  virtual void text(std::string_view text) = 0;
};

// Takes a document's bytes chunk by chunk. Errors: Fault::malformed and Fault::truncated with the offset,
// Fault::over_limit for nesting beyond limits.nesting_max. What was read before an error was handed on.
class XmlParser final : public ByteSink {
 public:
  // `handler` and `limits` must outlive the parser. `skip_fallbacks`: of mc:AlternateContent (ISO/IEC 29500-3) only the
  // choice is read, since the fallback says the same again. `plain`: all by Expat, for comparison.
  XmlParser(XmlHandler& handler, const Limits& limits, bool skip_fallbacks = false, bool plain = false);
  ~XmlParser() override;
  XmlParser(const XmlParser&) = delete;
  XmlParser& operator=(const XmlParser&) = delete;

  Result<void> write(ByteView bytes) override;
  // To be called after the last byte.
  Result<void> finish();
  // From within the handler: nothing more of the document is wanted. write() gives no error, and reads no further.
  void stop();
  bool stopped() const;
  // The document declares entities of its own: references to them are missing from what was handed on.
  bool declares_entities() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Reads a whole source.
Result<void> parse_xml(Source& source, XmlParser& parser);

}  // namespace constat
