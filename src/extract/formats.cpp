// The table of formats. Adding one: a file in this folder with its probe and its extract, and a row here.
#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/format.h"
#include "extract/known_binary.h"
#include "extract/text_coding.h"

namespace constat {

namespace {
constexpr Format all[] = {
    // Containers.
    {"eml", "message/rfc822", "eml,mht,mhtml,mai", probe_eml, extract_eml, nullptr, true},
    {"mbox", "application/mbox", "mbox,mbx,eml", probe_mbox, extract_mbox, cut_mbox, true},
    {"emlx", "message/x-emlx", "emlx", probe_emlx, extract_emlx, nullptr, true},
    {"zip", "application/zip", "zip,zipx,jar,apk,war,ear,aar,xpi,xps,kmz,cbz,whl", probe_zip, extract_zip, cut_zip,
     true},
    {"tar", "application/x-tar", "tar,ova,gem", probe_tar, extract_tar, cut_tar, true},
    {"7z", "application/x-7z-compressed", "7z", probe_7z, extract_7z, nullptr, true},
    {"rar", "application/vnd.rar", "rar,cbr", probe_rar, extract_rar, nullptr, true},
    {"cab", "application/vnd.ms-cab-compressed", "cab", probe_cab, extract_cab, nullptr, true},
    {"iso9660", "application/x-iso9660-image", "iso", probe_iso9660, extract_iso9660, nullptr, true},
    {"cpio", "application/x-cpio", "cpio", probe_cpio, extract_cpio, nullptr, true},
    {"ar", "application/x-archive", "a,ar,deb,lib", probe_ar, extract_ar, nullptr, true},
    {"lha", "application/x-lzh-compressed", "lzh,lha", probe_lha, extract_lha, nullptr, true},
    {"xar", "application/x-xar", "xar,pkg", probe_xar, extract_xar, nullptr, true},
    {"warc", "application/warc", "warc", probe_warc, extract_warc, nullptr, true},
    {"rpm", "application/x-rpm", "rpm", probe_rpm, extract_rpm, nullptr, true},
    {"gzip", "application/gzip", "gz,tgz,taz,svgz", probe_gzip, extract_gzip, nullptr, true},
    {"bzip2", "application/x-bzip2", "bz2,tbz2,tbz,bz", probe_bzip2, extract_bzip2, nullptr, true},
    {"xz", "application/x-xz", "xz,txz", probe_xz, extract_xz, nullptr, true},
    {"lzip", "application/x-lzip", "lz,tlz", probe_lzip, extract_lzip, nullptr, true},
    {"zstd", "application/zstd", "zst,tzst,zstd", probe_zstd, extract_zstd, nullptr, true},
    {"lz4", "application/x-lz4", "lz4", probe_lz4, extract_lz4, nullptr, true},
    {"compress", "application/x-compress", "z", probe_compress, extract_compress, nullptr, true},
    {"snappy", "application/x-snappy-framed", "sz,snappy", probe_snappy, extract_snappy, nullptr, true},
    {"zlib", "application/zlib", "zlib,zz", probe_zlib, extract_zlib, nullptr, true},
    {"lzma", "application/x-lzma", "lzma", probe_lzma, extract_lzma, nullptr, true},
    {"mozlz4", "application/x-mozilla-lz4", "jsonlz4,mozlz4,baklz4", probe_mozlz4, extract_mozlz4, nullptr, true},
    {"mongodump", "application/x-mongodump-archive", "archive,mongodump", probe_mongodump, extract_mongodump, nullptr,
     true},
    // A file among several that are one, which no content of its own can tell.
    {volume_format, "application/octet-stream", "", probe_volume, extract_volume, nullptr, true},
    // Documents.
    {"dbf", "application/x-dbf", "dbf", probe_dbf, extract_dbf, nullptr, false},
    {"ical", "text/calendar", "ics,ical,ifb,vcs", probe_ical, extract_ical, nullptr, false},
    {"vcard", "text/vcard", "vcf,vcard", probe_vcard, extract_vcard, nullptr, false},
    {"ldif", "text/x-ldif", "ldif,ldf", probe_ldif, extract_ldif, nullptr, false},
    {"hl7", "text/x-hl7-v2", "hl7,hl7v2,hl,oru,adt", probe_hl7, extract_hl7, nullptr, false},
    {"x12", "text/x-edi-x12", "x12,edi,834,835,837,270,271", probe_x12, extract_x12, nullptr, false},
    {"mt940", "text/x-swift-mt940", "sta,mt940,940,swi", probe_mt940, extract_mt940, nullptr, false},
    {"gedcom", "text/vnd.familysearch.gedcom", "ged,gedcom", probe_gedcom, extract_gedcom, nullptr, false},
    {"dicom-dump", "text/plain", "txt,dump", probe_dicom_dump, extract_dicom_dump, nullptr, false},
    {"shell-records", "text/plain", "txt,log,out", probe_shell_records, extract_shell_records, nullptr, false},
    {"xml-spreadsheet", "application/vnd.ms-excel", "xml,xls", probe_spreadsheet_xml, extract_spreadsheet_xml, nullptr,
     false},
    {"xml", "text/xml", "xml,svg,plist,kml,gpx,rss,atom,xsl,xslt,xsd,wsdl,config", probe_xml, extract_xml, nullptr,
     false},
    {"sqlite", "application/vnd.sqlite3", "sqlite,sqlite3,db,db3,sqlitedb", probe_sqlite, extract_sqlite, nullptr,
     false},
    {"sqlite-wal", "application/vnd.sqlite3-wal", "sqlite-wal,sqlite3-wal,db-wal,wal", probe_sqlite_wal,
     extract_sqlite_wal, nullptr, false},
    {"access", "application/vnd.ms-access", "mdb,accdb,mde,accde,mda,accda,accdr", probe_access, extract_access,
     nullptr, false},
    {"bson", "application/bson", "bson", probe_bson, extract_bson, cut_bson, false},
    {"parquet", "application/vnd.apache.parquet", "parquet,parq,pq", probe_parquet, extract_parquet, cut_parquet,
     false},
    {"avro", "application/avro", "avro", probe_avro, extract_avro, cut_avro, false},
    {"redis", "application/x-redis-dump", "rdb", probe_redis, extract_redis, nullptr, false},
    {"doc", "application/msword", "doc,dot", probe_doc, extract_doc, nullptr, false},
    {"xls", "application/vnd.ms-excel", "xls,xlt", probe_xls, extract_xls, nullptr, false},
    {"xls4", "application/vnd.ms-excel", "xls,xlw,xlm", probe_xls4, extract_xls4, nullptr, false},
    {"ppt", "application/vnd.ms-powerpoint", "ppt,pps,pot", probe_ppt, extract_ppt, nullptr, false},
    {"msg", "application/vnd.ms-outlook", "msg,oft", probe_msg, extract_msg, nullptr, true},
    {"tnef", "application/vnd.ms-tnef", "tnef,tnf", probe_tnef, extract_tnef, nullptr, true},
    {"pst", "application/vnd.ms-outlook-pst", "pst,ost,nst", probe_pst, extract_pst, nullptr, true},
    {"ole", "application/x-ole-storage", "ole,msi,vsd,pub,thumbs", probe_ole, extract_ole, nullptr, true},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx,docm,dotx,dotm",
     probe_docx, extract_docx, nullptr, false},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx,xlsm,xltx,xltm,xlam",
     probe_xlsx, extract_xlsx, nullptr, false},
    {"xlsb", "application/vnd.ms-excel.sheet.binary.macroEnabled.12", "xlsb", probe_xlsb, extract_xlsb, nullptr, false},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
     "pptx,pptm,potx,potm,ppsx,ppsm", probe_pptx, extract_pptx, nullptr, false},
    {"odt", "application/vnd.oasis.opendocument.text", "odt,ott,fodt,odm,sxw,odf,odb", probe_odt, extract_odt, nullptr,
     false},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet", "ods,ots,fods,sxc", probe_ods, extract_ods, nullptr,
     false},
    {"odp", "application/vnd.oasis.opendocument.presentation", "odp,otp,fodp,odg,otg,fodg,sxi,sxd", probe_odp,
     extract_odp, nullptr, false},
    {"rtf", "application/rtf", "rtf,doc", probe_rtf, extract_rtf, nullptr, false},
    {"ooxml-encrypted", "application/vnd.ms-office.encrypted", "docx,xlsx,pptx,docm,xlsm,pptm,xlsb",
     probe_ooxml_encrypted, extract_ooxml_encrypted, nullptr, false},
    {"pdf", "application/pdf", "pdf", probe_pdf, extract_pdf, nullptr, false},
    {"html", "text/html", "html,htm,xhtml,shtml,php,asp,aspx", probe_html, extract_html, nullptr, false},
    // Text of a known make.
    {"jsonl", "application/jsonl", "jsonl,ndjson,json", probe_jsonl, extract_jsonl, cut_jsonl, false},
    {"json", "application/json", "json,geojson,map", probe_json, extract_json, nullptr, false},
    {"sql", "application/sql", "sql,dump", probe_sql, extract_sql, nullptr, false},
    {"csv", "text/csv", "csv,tsv,tab,psv", probe_csv, extract_csv, cut_csv, false},
    // What always matches.
    {"text", "text/plain", "txt,log,md,rst,ini,cfg,conf", probe_text, extract_text, cut_text, false},
    {"empty", "application/x-empty", "", probe_empty, extract_empty, nullptr, false},
    {"raw", "application/octet-stream", "bin,dat", probe_raw, extract_raw, cut_raw, false},
};

// The most that the probes of text formats ever say: where another format is as sure already, they need not look.
constexpr std::array<int, std::size(all)> probe_max = [] {
  constexpr std::pair<std::string_view, int> known[] = {{"jsonl", 75}, {"json", 70}, {"sql", 75},
                                                        {"csv", 30},   {"text", 10}, {"raw", 1}};
  std::array<int, std::size(all)> table = {};
  for (std::size_t index = 0; index < table.size(); ++index) {
    table[index] = 100;
    for (const auto& [id, most] : known) {
      if (all[index].id == id) table[index] = most;
    }
  }
  return table;
}();
}  // namespace

std::span<const Format> formats() { return all; }

const Format* format_by_id(std::string_view id) {
  for (const Format& format : all) {
    if (format.id == id) return &format;
  }
  return nullptr;
}

Result<Identity> identify(Source& source) {
  Buffer storage;
  Head head;
  if (const auto view = source.view()) {
    head.bytes = view->first(std::min(view->size(), head_bytes_max));
  } else {
    TRY_ASSIGN(storage, read_head(source, head_bytes_max));
    head.bytes = storage;
  }
  head.size_bytes = source.size_bytes();
  head.source = &source;
  Identity identity;
  const Charset charset = detect_charset(head.bytes, head.bytes.size() == head.size_bytes);
  std::string decoded;
  if (!charset.name.empty()) {
    identity.charset = charset.name;
    identity.charset_confidence = charset.confidence;
    const ByteView body = head.bytes.subspan(charset.bom_bytes);
    if (charset.name == "UTF-8") {
      const std::string_view text = as_text(body);
      const std::size_t valid = valid_utf8_prefix(text);
      if (valid + 4 > text.size()) {
        head.text = text.substr(0, valid);  // All of it, or the cut went through its last character.
      } else {
        decoded = to_valid_utf8(text);
        head.text = decoded;
      }
    } else if (auto text = decode_to_utf8(body, charset.name)) {
      decoded = std::move(*text);
      head.text = decoded;
    }
  }
  head.charset = identity.charset;
  head.charset_confidence = identity.charset_confidence;
  int best = -1;
  for (std::size_t index = 0; index < std::size(all); ++index) {
    const Format& format = all[index];
    if (probe_max[index] <= best) continue;
    const int score = format.probe(head);
    assert(score <= probe_max[index]);
    if (score > best && score > 0) {
      best = score;
      identity.format = &format;
    }
    if (score >= 100) break;
  }
  if (identity.format == nullptr) identity.format = format_by_id("raw");
  identity.media_type = identity.format->media_type;
  if (identity.format->id == "raw") {
    if (const KnownBinary* known = known_binary(head.bytes)) identity.media_type = known->media_type;
  }
  return identity;
}

std::string extension_disagreement(std::string_view name, const Format& format) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || format.id == "empty") return "";
  const std::string extension = to_lower_ascii(name.substr(dot + 1));
  if (extension.empty() || extension.size() > 8) return "";
  const auto lists = [&](const Format& candidate) {
    for (const std::string_view known : split(candidate.extensions, ',')) {
      if (known == extension) return true;
    }
    return false;
  };
  if (lists(format)) return "";
  for (const Format& other : all) {
    // Text formats shade into each other: a .txt that holds a table is no disagreement worth a reader's time. A .bin or
    // .dat promises nothing.
    if (&other == &format || other.id == "raw" || !lists(other)) continue;
    if (other.media_type.starts_with("text/") && format.media_type.starts_with("text/")) return "";
    return "the extension says " + std::string(other.id) + ", the content is " + std::string(format.id);
  }
  return "";
}

}  // namespace constat
