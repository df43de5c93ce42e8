// Reads HTML and XHTML. Source: the WHATWG HTML standard's parsing rules, by Gumbo 0.10.
// What cannot be given to Gumbo safely (nested deeper than limits.nesting_max, a tree that outgrows its memory bound)
// is read by a plain tag stripper instead: the text is all there, tables follow the tags as written.
//
// Parts: "title"; "body" (the text in reading order: a block ends a line, a table's row is one line with tabs between
// its cells, what a form's fields hold stands in its place, as do alternative texts and the addresses of mailto: and
// tel: links); "comment"; "link" (the addresses of links, pictures and forms, one a line; meta contents too); "script"
// (scripts and styles: secrets live there). Tables that hold data are given as tables, named "table1", "table2"...
// in their order, and their text is left out of the passages of "body" but not out of its offsets.
#pragma once

#include <string>
#include <string_view>

#include "extract/format.h"

namespace constat {

// The text of "body" alone: what a reader of the page sees. Never fails; linear in the size but for the tree's bounds.
std::string html_to_text(std::string_view utf8_html, const Limits& limits);

// Everything, as the HTML format gives it; for formats that hold HTML (mail). `body_part` names the part of the text.
void give_html(std::string_view utf8_html, const Limits& limits, Output& out, std::string_view body_part = "body");

// `text` with its character references decoded: the numeric ones and the common named ones.
std::string html_unescaped(std::string_view text);

// Decodes an HTML document's bytes. Order of belief: BOM, UTF-8 validity, UTF-16 as detected, <meta charset>, what was
// detected, Windows-1252. `detected` may be "".
std::string decode_html(ByteView bytes, std::string_view detected);

}  // namespace constat
