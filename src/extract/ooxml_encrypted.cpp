// Office Open XML documents with a password: a compound file ([MS-CFB]) that holds the streams "EncryptionInfo" and
// "EncryptedPackage" ([MS-OFFCRYPTO] 2.3.4). Nothing of them can be read without the password.
#include <algorithm>

#include "extract/extractors.h"

namespace constat {

namespace {
constexpr std::string_view compound_signature = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
// "EncryptedPackage" as a directory entry writes it: UTF-16LE.
constexpr std::string_view stream_name{"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32};

bool names_stream(ByteView bytes) { return as_text(bytes).find(stream_name) != std::string_view::npos; }
}  // namespace

int probe_ooxml_encrypted(const Head& head) {
  if (!starts_with(head.bytes, compound_signature)) return 0;
  if (names_stream(head.bytes)) return 95;
  // [MS-CFB] 2.2: the sector size at 30, the first sector of the directory at 48.
  Cursor header(head.bytes);
  if (!header.seek(30)) return 0;
  const auto shift = header.u16_le();
  if (!shift || *shift < 7 || *shift > 16 || !header.seek(48)) return 0;
  const auto sector = header.u32_le();
  if (!sector || *sector >= 0xFFFFFFFAU) return 0;
  const std::uint64_t offset = (static_cast<std::uint64_t>(*sector) + 1) << *shift;
  Buffer directory(8192);
  const auto got = head.source->read_at(offset, directory);
  return got && names_stream(ByteView(directory).first(*got)) ? 95 : 0;
}

Result<void> extract_ooxml_encrypted(Source&, const ExtractContext&, Output&) {
  return fail(Fault::encrypted, "an Office document with a password");
}

}  // namespace constat
