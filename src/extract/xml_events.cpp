#include "extract/xml_events.h"

// Expat declares its bounds on entity expansion (2.4.0) only so; Debian builds the library with it.
#define XML_DTD 1
#include <expat.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <vector>

#include "base/text.h"
#include "extract/text_coding.h"

namespace constat {

std::string_view XmlAttributes::get(std::string_view local_name) const {
  std::string_view found;
  for (const XmlAttribute& one : all_) {
    if (one.name == local_name) return one.value;
    if (found.data() == nullptr && one.name.size() > local_name.size() && local(one.name) == local_name)
      found = one.value;
  }
  return found;
}

std::string_view XmlAttributes::prefixed(std::string_view local_name) const {
  for (const XmlAttribute& one : all_) {
    if (one.name.size() > local_name.size() && local(one.name) == local_name && !one.name.starts_with("xmlns:"))
      return one.value;
  }
  return "";
}

bool XmlAttributes::has(std::string_view local_name) const {
  for (const XmlAttribute& one : all_) {
    if (local(one.name) == local_name) return true;
  }
  return false;
}

namespace {

// Control characters other than tab, line feed and carriage return (XML 1.0, production 2).
bool is_forbidden(std::byte byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value < 0x20 && value != '\t' && value != '\n' && value != '\r';
}

}  // namespace

struct XmlParser::State final : XmlScanEvents {
  State(XmlHandler& to, const Limits& bounds, bool skip, bool plain)
      : handler(to),
        limits(bounds),
        skip_fallbacks(skip),
        reads(plain ? XmlScan::Reads::no : XmlScan::Reads::unknown) {}
  ~State() override { XML_ParserFree(parser); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void make_parser() {
    parser = XML_ParserCreate(nullptr);
    if (parser == nullptr) throw std::bad_alloc();
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    // A default handler that does not expand: references to entities of the document's own end here.
    XML_SetDefaultHandler(parser, on_other);
    XML_SetEntityDeclHandler(parser, on_entity);
    XML_SetUnknownEncodingHandler(parser, on_encoding, nullptr);
    XML_SetParamEntityParsing(parser, XML_PARAM_ENTITY_PARSING_NEVER);
    // Attribute values do expand them; a document of ours has no use for even a little of that.
    XML_SetBillionLaughsAttackProtectionActivationThreshold(parser, 64 * 1024);
    XML_SetBillionLaughsAttackProtectionMaximumAmplification(parser, 4);
  }

  // No exception may pass through Expat's frames: it is kept, and thrown again when Expat has returned.
  template <typename Work>
  void guarded(Work work) {
    if (ended) return;
    try {
      work();
    } catch (...) {
      thrown = std::current_exception();
      halt();
    }
  }
  void halt() {
    ended = true;
    if (parser != nullptr) XML_StopParser(parser, XML_FALSE);
  }

  static void on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
    auto& state = *static_cast<State*>(data);
    state.guarded([&] {
      state.attributes.clear();
      for (; attributes[0] != nullptr; attributes += 2) state.attributes.push_back({attributes[0], attributes[1]});
      state.start(name, state.attributes);
    });
  }
  static void on_end(void* data, const XML_Char* name) {
    auto& state = *static_cast<State*>(data);
    state.guarded([&] { state.end(name); });
  }
  static void on_text(void* data, const XML_Char* text, int size) {
    auto& state = *static_cast<State*>(data);
    if (state.skipped_depth != 0) return;
    state.guarded([&] { state.handler.text({text, static_cast<std::size_t>(size)}); });
  }
  static void on_other(void*, const XML_Char*, int) {}
  static void on_entity(void* data, const XML_Char*, int is_parameter, const XML_Char*, int, const XML_Char*,
                        const XML_Char*, const XML_Char*, const XML_Char*) {
    if (is_parameter == 0) static_cast<State*>(data)->declares_entities = true;
  }
  // Single-byte charsets beside those that Expat knows itself.
  static int on_encoding(void*, const XML_Char* name, XML_Encoding* encoding) {
    try {
      for (int value = 0; value < 256; ++value) {
        encoding->map[value] = value < 0x80 ? value : -1;
        if (value < 0x80) continue;
        const std::byte byte{static_cast<unsigned char>(value)};
        const auto decoded = decode_to_utf8(ByteView(&byte, 1), name);
        if (!decoded || decoded->empty()) return XML_STATUS_ERROR;
        std::size_t offset = 0;
        encoding->map[value] = static_cast<int>(next_code_point(*decoded, offset));
      }
    } catch (...) {
      return XML_STATUS_ERROR;
    }
    encoding->data = nullptr;
    encoding->convert = nullptr;
    encoding->release = nullptr;
    return XML_STATUS_OK;
  }

  bool scan_start(std::string_view name, std::span<const XmlAttribute> all) override {
    start(name, all);
    return !ended;
  }
  bool scan_end(std::string_view name) override {
    end(name);
    return !ended;
  }
  bool scan_text(std::string_view text) override {
    if (skipped_depth == 0) handler.text(text);
    return !ended;
  }

  void start(std::string_view name, std::span<const XmlAttribute> all) {
    if (++depth > limits.nesting_max) {
      over_depth = true;
      halt();
      return;
    }
    if (skipped_depth != 0) {
      ++skipped_depth;
      return;
    }
    const std::string_view local = XmlAttributes::local(name);
    if (skip_fallbacks) {
      if (local == "AlternateContent") {
        choices.push_back({depth, false});
      } else if (!choices.empty() && choices.back().depth + 1 == depth) {
        if (local == "Choice") {
          // A second choice says what the first said.
          if (choices.back().chosen) {
            skipped_depth = 1;
            return;
          }
          choices.back().chosen = true;
        } else if (local == "Fallback" && choices.back().chosen) {
          skipped_depth = 1;
          return;
        }
      }
    }
    handler.start(local, XmlAttributes(all));
  }
  void end(std::string_view name) {
    --depth;
    if (skipped_depth != 0) {
      --skipped_depth;
      return;
    }
    if (!choices.empty() && choices.back().depth == depth + 1) choices.pop_back();
    handler.end(XmlAttributes::local(name));
  }

  // Who reads it is settled by its first bytes, before anything of it was handed on.
  Result<void> parse(ByteView bytes, bool is_last) {
    constexpr std::size_t head_bytes_wanted = 8192;
    if (reads == XmlScan::Reads::unknown) {
      if (!head.empty()) {
        head.insert(head.end(), bytes.begin(), bytes.end());
        bytes = head;
      }
      // By these bytes alone: what the rest says would depend on how much of it came at once.
      if (!is_wide) reads = XmlScan::reads(as_text(bytes.first(std::min(bytes.size(), head_bytes_wanted))));
      if (reads == XmlScan::Reads::unknown) {
        if (!is_last && !is_wide && bytes.size() < head_bytes_wanted) {
          if (head.empty()) head.assign(bytes.begin(), bytes.end());
          return {};
        }
        reads = XmlScan::Reads::no;
      }
    }
    if (reads == XmlScan::Reads::no) return parse_with_expat(bytes, is_last);
    if (ended) return {};
    auto read = bytes.empty() ? Result<void>() : scan.write(as_text(bytes));
    if (read && is_last && !ended) read = scan.finish();
    if (over_depth) return fail(Fault::over_limit, "XML is nested deeper than the bound", scan.offset());
    if (!read) ended = true;
    return read;
  }

  Result<void> parse_with_expat(ByteView bytes, bool is_last) {
    if (ended) return {};
    if (parser == nullptr) make_parser();
    // Expat takes sizes as int.
    constexpr std::size_t step_bytes = 1U << 20;
    do {
      const ByteView step = bytes.first(std::min(bytes.size(), step_bytes));
      bytes = bytes.subspan(step.size());
      const XML_Status status = XML_Parse(parser, reinterpret_cast<const char*>(step.data()),
                                          static_cast<int>(step.size()), is_last && bytes.empty() ? 1 : 0);
      if (thrown) std::rethrow_exception(std::exchange(thrown, nullptr));
      const auto offset = static_cast<std::uint64_t>(std::max<XML_Index>(0, XML_GetCurrentByteIndex(parser)));
      if (over_depth) return fail(Fault::over_limit, "XML is nested deeper than the bound", offset);
      if (ended) return {};
      if (status == XML_STATUS_ERROR) {
        ended = true;
        const XML_Error code = XML_GetErrorCode(parser);
        if (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN || code == XML_ERROR_PARTIAL_CHAR ||
            code == XML_ERROR_UNCLOSED_CDATA_SECTION) {
          return fail(Fault::truncated, "XML ends early", offset);
        }
        const char* const words = XML_ErrorString(code);
        return fail(Fault::malformed, std::string("XML is broken: ") + (words != nullptr ? words : "unknown"), offset);
      }
    } while (!bytes.empty());
    return {};
  }

  struct Choice {
    std::size_t depth;
    bool chosen;
  };
  XmlHandler& handler;
  const Limits& limits;
  bool skip_fallbacks;
  XmlScan::Reads reads;
  XmlScan scan{*this};
  Buffer head;  // While it is not settled who reads it.
  XML_Parser parser = nullptr;
  std::vector<XmlAttribute> attributes;
  std::exception_ptr thrown;
  std::vector<Choice> choices;
  std::size_t depth = 0;
  std::size_t skipped_depth = 0;
  bool over_depth = false;
  bool ended = false;
  bool declares_entities = false;
  bool begun = false;
  bool is_wide = false;  // UTF-16: zero bytes are no control characters.
  Buffer cleaned;
};

XmlParser::XmlParser(XmlHandler& handler, const Limits& limits, bool skip_fallbacks, bool plain)
    : state_(std::make_unique<State>(handler, limits, skip_fallbacks, plain)) {}
XmlParser::~XmlParser() = default;

Result<void> XmlParser::write(ByteView bytes) {
  State& state = *state_;
  if (bytes.empty() || state.ended) return {};
  if (!state.begun) {
    state.begun = true;
    if (starts_with(bytes, "\xFF\xFE") || starts_with(bytes, "\xFE\xFF") ||
        as_text(bytes.first(std::min<std::size_t>(bytes.size(), 4))).find('\0') != std::string_view::npos) {
      state.is_wide = true;
    }
    // White space before the declaration is an error to Expat and common in the wild.
    while (!state.is_wide && !bytes.empty() && is_space(static_cast<char>(bytes.front()))) bytes = bytes.subspan(1);
    if (bytes.empty()) {
      state.begun = false;
      return {};
    }
  }
  if (!state.is_wide) {
    // Counted without a branch, so that the compiler makes vector code of it: nearly no document has one.
    std::size_t forbidden = 0;
    for (const std::byte byte : bytes) forbidden += is_forbidden(byte) ? 1U : 0U;
    if (forbidden != 0) {
      state.cleaned.assign(bytes.begin(), bytes.end());
      for (std::byte& byte : state.cleaned) {
        if (is_forbidden(byte)) byte = std::byte{' '};
      }
      return state.parse(state.cleaned, false);
    }
  }
  return state.parse(bytes, false);
}

Result<void> XmlParser::finish() { return state_->parse({}, true); }
void XmlParser::stop() { state_->halt(); }
bool XmlParser::stopped() const { return state_->ended; }
bool XmlParser::declares_entities() const { return state_->declares_entities; }

Result<void> parse_xml(Source& source, XmlParser& parser) {
  if (const auto view = source.view()) {
    TRY(parser.write(*view));
    return parser.finish();
  }
  Buffer block(static_cast<std::size_t>(std::min<std::uint64_t>(source.size_bytes(), 256U << 10)));
  std::uint64_t offset = 0;
  while (offset < source.size_bytes() && !parser.stopped()) {
    TRY_ASSIGN(const std::size_t got, source.read_at(offset, block));
    if (got == 0) break;
    TRY(parser.write(ByteView(block).first(got)));
    offset += got;
  }
  return parser.finish();
}

}  // namespace constat
