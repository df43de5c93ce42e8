// What the readers of documents in compound files share: doc.cpp, xls.cpp, ppt.cpp.
#pragma once

#include "evidence/cfb.h"
#include "extract/format.h"

namespace constat {

// Whether the item is a compound file that has one of these streams at its root. Reads the directory.
bool has_stream(const Head& head, std::string_view path, std::string_view other_path = "");

// Title, author and the like, from "\5SummaryInformation" and "\5DocumentSummaryInformation" ([MS-OLEPS]).
void give_ole_properties(const CompoundFile& file, Output& out);
// The streams that no document's reader takes: embedded files, objects, what cannot be known. `taken` says which are
// read otherwise.
void give_ole_streams(const CompoundFile& file, bool (*taken)(std::string_view path), Output& out);

// `bytes` of windows-1252 and UTF-16LE, appended to UTF-8 text. U+0000 is left out.
void append_windows_1252(std::string& text, ByteView bytes);
void append_utf16(std::string& text, ByteView bytes);

// A document within the compound file, below `storage` ("" or "MBD0001/"). Fault::encrypted where it has a password.
Result<void> extract_doc_storage(const CompoundFile& file, const std::string& storage, const ExtractContext& context,
                                 Output& out);
Result<void> extract_xls_storage(const CompoundFile& file, const std::string& storage, const ExtractContext& context,
                                 Output& out);
Result<void> extract_ppt_storage(const CompoundFile& file, const std::string& storage, const ExtractContext& context,
                                 Output& out);
// The documents in storages below the root: objects that were embedded. Each is an item of its own.
void give_embedded_documents(const CompoundFile& file, const ExtractContext& context, Output& out);

}  // namespace constat
