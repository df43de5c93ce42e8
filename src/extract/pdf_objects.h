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

// What a PDF whose end is lost (a download that broke off, a piece carved from a disk) lacks for a reader to find its
// objects: a trailer, what lay in its object streams, a list of its pages where that is missing. To be put behind the
// bytes. "" where there are no pages, or where it is encrypted. At most 64 MB beside one object stream.
std::string missing_pdf_end(ByteView pdf, const Limits& limits);

}  // namespace constat
