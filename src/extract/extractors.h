// The probe and the reader of every format, for the table in formats.cpp. Each pair lives in the file of its name, and
// that file says what of the format is read and what is not.
#pragma once

#include "extract/format.h"

namespace constat {

#define CONSTAT_FORMAT(name)          \
  int probe_##name(const Head& head); \
  Result<void> extract_##name(Source& source, const ExtractContext& context, Output& out);
#define CONSTAT_CUT(name) \
  Result<std::vector<Range>> cut_##name(Source& source, const ExtractContext& context, std::uint64_t unit_bytes);

CONSTAT_FORMAT(zip)
CONSTAT_CUT(zip)
CONSTAT_FORMAT(doc)
CONSTAT_FORMAT(xls)
CONSTAT_FORMAT(xls4)
CONSTAT_FORMAT(ppt)
CONSTAT_FORMAT(msg)
CONSTAT_FORMAT(tnef)
CONSTAT_FORMAT(pst)
CONSTAT_FORMAT(ole)
CONSTAT_FORMAT(tar)
CONSTAT_CUT(tar)
CONSTAT_FORMAT(7z)
CONSTAT_FORMAT(rar)
CONSTAT_FORMAT(cab)
CONSTAT_FORMAT(iso9660)
CONSTAT_FORMAT(cpio)
CONSTAT_FORMAT(ar)
CONSTAT_FORMAT(lha)
CONSTAT_FORMAT(xar)
CONSTAT_FORMAT(warc)
CONSTAT_FORMAT(rpm)
CONSTAT_FORMAT(gzip)
CONSTAT_FORMAT(bzip2)
CONSTAT_FORMAT(xz)
CONSTAT_FORMAT(lzip)
CONSTAT_FORMAT(zstd)
CONSTAT_FORMAT(lz4)
CONSTAT_FORMAT(compress)
CONSTAT_FORMAT(snappy)
CONSTAT_FORMAT(zlib)
CONSTAT_FORMAT(lzma)
CONSTAT_FORMAT(text)
CONSTAT_CUT(text)
CONSTAT_FORMAT(empty)
CONSTAT_FORMAT(raw)
CONSTAT_FORMAT(eml)
CONSTAT_FORMAT(emlx)
CONSTAT_FORMAT(mbox)
CONSTAT_CUT(mbox)
CONSTAT_FORMAT(html)
CONSTAT_FORMAT(dbf)
CONSTAT_FORMAT(ical)
CONSTAT_FORMAT(vcard)
CONSTAT_FORMAT(ldif)
CONSTAT_FORMAT(xml)
CONSTAT_FORMAT(spreadsheet_xml)
CONSTAT_FORMAT(sqlite)
CONSTAT_FORMAT(sqlite_wal)
CONSTAT_FORMAT(access)
CONSTAT_FORMAT(pdf)
CONSTAT_FORMAT(docx)
CONSTAT_FORMAT(xlsx)
CONSTAT_FORMAT(xlsb)
CONSTAT_FORMAT(pptx)
CONSTAT_FORMAT(ooxml_encrypted)
CONSTAT_CUT(raw)
CONSTAT_FORMAT(csv)
CONSTAT_CUT(csv)
CONSTAT_FORMAT(json)
CONSTAT_FORMAT(jsonl)
CONSTAT_CUT(jsonl)
CONSTAT_FORMAT(odt)
CONSTAT_FORMAT(ods)
CONSTAT_FORMAT(odp)
CONSTAT_FORMAT(rtf)
CONSTAT_FORMAT(sql)
CONSTAT_FORMAT(volume)

}  // namespace constat
