// Reads XML of any vocabulary (SVG, KML, GPX, property lists, feeds, exports, Word and Excel 2003). Source: XML 1.0
// (fifth edition), by Expat; no external entity is fetched, and internal ones expand within Expat's bounds.
//
// Text comes as lines "name: value", a line an element (documents of running text: a line a paragraph, unnamed);
// attributes and comments too. Elements that repeat as records do (<employee> with <name>, <ssn>...) become the rows
// of tables, a column a kind of leaf. Everything is placed by its byte in the item; where the document's charset is one
// that Expat does not know byte by byte (GBK, Shift_JIS), by its byte in part "body", the document in UTF-8.
// A document that is not well-formed is read up to there, told as a gap, and given as plain text from there on.
#pragma once

#include "extract/format.h"

namespace constat {}  // namespace constat
