// What a value of an Access database says: its bytes to text, as a person would see it.
#pragma once

#include <string>

#include "extract/access_file.h"
#include "extract/output.h"

namespace constat {

// Text of Jet 4 and ACE: UTF-16LE, or behind FF FE one byte a character of Latin-1, switched by zeros.
void append_jet4_text(std::string& text, ByteView bytes);
// Text of Jet 3, in a code page of Windows or DOS; 0: Windows-1252.
void append_jet3_text(std::string& text, ByteView bytes, std::uint16_t code_page);

// Appends a number, date, GUID: what is no text and lies in the row. Gives CellKind::empty, and appends nothing, where
// the bytes are no such value.
CellKind append_access_value(std::string& text, const AccessFile::Column& column, ByteView bytes);

}  // namespace constat
