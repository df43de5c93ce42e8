// The border to libconstat_pdf.so, the module around poppler (docs/decisions/pdf-module.md). Plain C on purpose:
// nothing of constat's own code is linked into the module, and nothing of poppler into constat.
#pragma once

#include <cstddef>

extern "C" {

// What the module tells while it reads. Texts are UTF-8 as poppler gave it, not yet checked; they die with the call.
struct ConstatPdfSink {
  void* context;
  // A property of the document: "Author" and its value; "XMP" for the metadata stream.
  void (*property)(void* context, const char* key, const char* text, std::size_t size_bytes);
  // `text` nullptr: some were left out, for there are too many or they are nested too deep.
  void (*bookmark)(void* context, const char* text, std::size_t size_bytes);
  // Pages count from 1. `text` nullptr: the page could not be read.
  void (*page)(void* context, int number, const char* text, std::size_t size_bytes);
  void (*embedded_file)(void* context, const char* name, std::size_t name_bytes, const char* media_type,
                        std::size_t media_type_bytes, const char* data, std::size_t size_bytes);
};

enum ConstatPdfResult : int {
  constat_pdf_read_whole = 0,
  constat_pdf_encrypted = 1,  // A password other than the empty one is needed.
  constat_pdf_broken = 2,
  constat_pdf_out_of_memory = 3,
};

// Reads the document. `bytes` may be any bytes at all. `version` guards against a module of another build.
using ConstatPdfRead = int (*)(int version, const char* bytes, std::size_t size_bytes, const ConstatPdfSink* sink);
// Loads what poppler reads from disk when its first document is opened, and keeps it loaded.
using ConstatPdfPreload = void (*)();

inline constexpr int constat_pdf_version = 1;
}
