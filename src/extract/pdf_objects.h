// A look at a PDF's objects as they lie in the file, for what poppler's C++ interface does not reach: the texts of
// annotations, link targets, form values, scripts; files embedded by whatever way; the XML of XFA forms.
// Source: ISO 32000-1 7.2 to 7.5 (objects, streams, object streams), 7.11.4 (embedded files), 12.5 (annotations), 12.7
// (forms). The cross-reference table is not needed: damaged files and earlier revisions are seen too.
// Not seen: anything of an encrypted document (its strings and streams are enciphered), streams with filters other
// than FlateDecode.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"

namespace constat {

struct PdfObjects {
  bool is_encrypted = false;
  std::string annotations;  // A line each: "name: value" of a form field, a note, a link's target, a script.
  struct File {
    std::string name;        // "" where no file specification names it.
    std::string media_type;  // "text/plain" or "".
    Buffer bytes;
  };
  std::vector<File> files;           // Embedded files.
  std::vector<File> forms;           // The packets of XFA forms, named ("datasets").
  std::uint64_t streams_unread = 0;  // Embedded files and form packets in a filter that is not read.
};

// Never fails: what cannot be made out is left. Decodes at most limits.document_bytes_max in all.
PdfObjects scan_pdf_objects(ByteView pdf, const Limits& limits);

}  // namespace constat
