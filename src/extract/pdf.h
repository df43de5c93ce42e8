// Reads PDF. Source: ISO 32000-1; pages by poppler in a module of its own (docs/decisions/pdf-module.md), what
// poppler's C++ interface does not reach (annotations, links, form data, files attached to annotations) by a scan of
// the objects.
//
// Parts: "p1", "p2"... a page's text, a table's row on one line; "meta/author"... properties, "meta/xmp"; "bookmark";
// "annotation" (notes, link targets, form values, scripts). Embedded files are members.
// A document that opens with the empty password is read; another is encrypted. Pictures are not read: pages without
// text are told.
#pragma once

#include "extract/format.h"

namespace constat {

// Loads the module and what it reads from disk. For a process that will soon be unable to open files; false: there is
// no module, and every PDF will be told as unsupported.
bool preload_pdf();

// Called instead of loading the module when the first PDF is met: for a process that cannot open files and would rather
// be started anew with the module. `ask` must not return.
void when_pdf_is_not_loaded(void (*ask)());

}  // namespace constat
