// What a document's events are, in one text: to compare two ways of reading it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "extract/xml_events.h"

namespace constat {

struct XmlLog {
  std::string events;
  std::optional<Fault> fault;
};

inline XmlLog xml_log(std::string_view document, std::size_t chunk_bytes, bool plain, bool skip_fallbacks = false) {
  struct Log final : XmlHandler {
    void start(std::string_view name, const XmlAttributes& attributes) override {
      events.append("\n<").append(name);
      attributes.each([this](std::string_view attribute, std::string_view value) {
        events.append(" ").append(attribute).append("=[").append(value).append("]");
      });
      in_text = false;
    }
    void end(std::string_view name) override {
      events.append("\n>").append(name);
      in_text = false;
    }
    void text(std::string_view text) override {
      if (!in_text) events.append("\n");
      in_text = true;
      events.append(text);
    }
    std::string events;
    bool in_text = false;
  } log;
  const Limits limits;
  XmlParser parser(log, limits, skip_fallbacks, plain);
  XmlLog told;
  const auto keep = [&told](const Result<void>& read) {
    if (!read && !told.fault) told.fault = read.error().fault;
  };
  for (std::size_t at = 0; at < document.size() && !told.fault; at += chunk_bytes)
    keep(parser.write(as_bytes(document.substr(at, chunk_bytes))));
  if (!told.fault) keep(parser.finish());
  told.events = std::move(log.events);
  return told;
}

}  // namespace constat
