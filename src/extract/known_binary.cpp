#include "extract/known_binary.h"

#include "base/text.h"

namespace constat {

namespace {

// `magic` at `offset`; where `second` is given, it too at `second_offset`. Sources: the formats' own specifications as
// collected in the magic files of file(1) and in PRONOM.
struct Signature {
  std::size_t offset;
  std::string_view magic;
  std::size_t second_offset;
  std::string_view second;
  KnownBinary known;
};

using namespace std::string_view_literals;

constexpr Signature signatures[] = {
    // Pictures.
    {0, "\xFF\xD8\xFF", 0, "", {"image/jpeg", "a JPEG image", true}},
    {0, "\x89PNG\r\n\x1a\n", 0, "", {"image/png", "a PNG image", true}},
    {0, "GIF87a", 0, "", {"image/gif", "a GIF image", true}},
    {0, "GIF89a", 0, "", {"image/gif", "a GIF image", true}},
    {0, "II*\0"sv, 0, "", {"image/tiff", "a TIFF image", true}},
    {0, "MM\0*"sv, 0, "", {"image/tiff", "a TIFF image", true}},
    {0, "II+\0"sv, 0, "", {"image/tiff", "a TIFF image", true}},
    {0, "MM\0+"sv, 0, "", {"image/tiff", "a TIFF image", true}},
    {0, "BM", 6, "\0\0\0\0"sv, {"image/bmp", "a bitmap image", true}},
    {0, "RIFF", 8, "WEBP", {"image/webp", "a WebP image", true}},
    {0, "8BPS", 0, "", {"image/vnd.adobe.photoshop", "a Photoshop image", true}},
    {0, "\0\0\1\0"sv, 0, "", {"image/vnd.microsoft.icon", "an icon", true}},
    {0, "\xD7\xCD\xC6\x9A", 0, "", {"image/wmf", "a Windows metafile", true}},
    {0, "\1\0\0\0"sv, 40, " EMF", {"image/emf", "an enhanced metafile", true}},
    {4, "ftypheic", 0, "", {"image/heic", "a HEIC image", true}},
    {4, "ftypheix", 0, "", {"image/heic", "a HEIC image", true}},
    {4, "ftypmif1", 0, "", {"image/heif", "a HEIF image", true}},
    {4, "ftypavif", 0, "", {"image/avif", "an AVIF image", true}},
    {0, "\0\0\0\x0CjP  \r\n\x87\n"sv, 0, "", {"image/jp2", "a JPEG 2000 image", true}},
    {0, "AT&TFORM", 0, "", {"image/vnd.djvu", "a DjVu document", true}},
    {128, "DICM", 0, "", {"application/dicom", "a DICOM medical image", true}},
    // Sound and film.
    {4, "ftypM4A", 0, "", {"audio/mp4", "MPEG-4 audio", true}},
    {4, "ftypqt  ", 0, "", {"video/quicktime", "a QuickTime film", true}},
    {4, "ftyp3g", 0, "", {"video/3gpp", "a 3GPP film", true}},
    {4, "ftyp", 0, "", {"video/mp4", "an MPEG-4 film", true}},
    {4, "moov", 0, "", {"video/quicktime", "a QuickTime film", true}},
    {4, "mdat", 0, "", {"video/quicktime", "a QuickTime film", true}},
    {4, "wide", 0, "", {"video/quicktime", "a QuickTime film", true}},
    {0, "\x1A\x45\xDF\xA3", 0, "", {"video/x-matroska", "a Matroska or WebM film", true}},
    {0, "RIFF", 8, "AVI ", {"video/x-msvideo", "an AVI film", true}},
    {0, "RIFF", 8, "WAVE", {"audio/vnd.wave", "a WAVE sound", true}},
    {0, "FORM", 8, "AIFF", {"audio/aiff", "an AIFF sound", true}},
    {0, "FORM", 8, "AIFC", {"audio/aiff", "an AIFF sound", true}},
    {0, "ID3", 0, "", {"audio/mpeg", "MP3 audio", true}},
    {0, "\xFF\xFB", 0, "", {"audio/mpeg", "MP3 audio", true}},
    {0, "\xFF\xF3", 0, "", {"audio/mpeg", "MP3 audio", true}},
    {0, "\xFF\xFA", 0, "", {"audio/mpeg", "MP3 audio", true}},
    {0, "OggS", 0, "", {"application/ogg", "an Ogg recording", true}},
    {0, "fLaC", 0, "", {"audio/flac", "FLAC audio", true}},
    {0, "#!AMR", 0, "", {"audio/amr", "an AMR recording", true}},
    {0, "MThd", 0, "", {"audio/midi", "a MIDI file", true}},
    {0, "FLV\1", 0, "", {"video/x-flv", "a Flash film", true}},
    {0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11", 0, "", {"video/x-ms-asf", "a Windows Media recording", true}},
    {0, "\0\0\1\xBA"sv, 0, "", {"video/mpeg", "an MPEG film", true}},
    {0, "\0\0\1\xB3"sv, 0, "", {"video/mpeg", "an MPEG film", true}},
    {0, "G", 188, "G", {"video/mp2t", "an MPEG transport stream", true}},
    // Fonts.
    {0, "\0\1\0\0\0"sv, 0, "", {"font/ttf", "a TrueType font", true}},
    {0, "OTTO", 0, "", {"font/otf", "an OpenType font", true}},
    {0, "ttcf", 0, "", {"font/collection", "a font collection", true}},
    {0, "wOFF", 0, "", {"font/woff", "a web font", true}},
    {0, "wOF2", 0, "", {"font/woff2", "a web font", true}},
    // Programs.
    {0,
     "\x7F"
     "ELF",
     0,
     "",
     {"application/x-elf", "an ELF program"}},
    {0, "MZ", 0, "", {"application/vnd.microsoft.portable-executable", "a Windows program"}},
    {0, "\xCF\xFA\xED\xFE", 0, "", {"application/x-mach-binary", "a Mach-O program"}},
    {0, "\xCE\xFA\xED\xFE", 0, "", {"application/x-mach-binary", "a Mach-O program"}},
    {0, "\xCA\xFE\xBA\xBE\0\0\0"sv, 0, "", {"application/java-vm", "a Java class"}},
    {0, "dex\n", 0, "", {"application/vnd.android.dex", "Android bytecode"}},
    {0, "\0asm"sv, 0, "", {"application/wasm", "a WebAssembly module"}},
    // Disks.
    {0, "EVF\x09\x0D\x0A\xFF", 0, "", {"application/x-ewf", "an EnCase disk image (E01)"}},
    {0, "EVF2\r\n\x81", 0, "", {"application/x-ewf", "an EnCase disk image (Ex01)"}},
    {0, "LVF\x09\x0D\x0A\xFF", 0, "", {"application/x-ewf", "an EnCase logical image (L01)"}},
    {0, "QFI\xFB", 0, "", {"application/x-qemu-disk", "a QCOW disk image"}},
    {0, "KDMV", 0, "", {"application/x-vmdk", "a VMware disk"}},
    {0, "# Disk DescriptorFile", 0, "", {"application/x-vmdk", "a VMware disk descriptor"}},
    {0, "vhdxfile", 0, "", {"application/x-vhdx", "a VHDX disk"}},
    {0, "conectix", 0, "", {"application/x-vhd", "a VHD disk"}},
    {0x40, "\x7F\x10\xDA\xBE", 0, "", {"application/x-virtualbox-vdi", "a VirtualBox disk"}},
    {0, "AFF", 0, "", {"application/x-aff", "an AFF disk image"}},
    {3, "NTFS    ", 510, "\x55\xAA", {"application/x-raw-disk-image", "an NTFS file system"}},
    {54, "FAT", 510, "\x55\xAA", {"application/x-raw-disk-image", "a FAT file system"}},
    {82, "FAT32", 510, "\x55\xAA", {"application/x-raw-disk-image", "a FAT file system"}},
    {1080, "\x53\xEF", 0, "", {"application/x-raw-disk-image", "an ext file system"}},
    {512, "EFI PART", 0, "", {"application/x-raw-disk-image", "a partitioned disk"}},
    {510, "\x55\xAA", 0, "", {"application/x-raw-disk-image", "a partitioned disk or boot sector"}},
    {1024, "H+\0\4"sv, 0, "", {"application/x-raw-disk-image", "an HFS+ file system"}},
    {32, "NXSB", 0, "", {"application/x-raw-disk-image", "an APFS container"}},
    {0x8001, "CD001", 0, "", {"application/x-iso9660-image", "an ISO 9660 image"}},
    {0, "LUKS\xBA\xBE", 0, "", {"application/x-luks", "a LUKS encrypted disk"}},
    {3, "-FVE-FS-", 0, "", {"application/x-bitlocker", "a BitLocker encrypted disk"}},
    // Office and mail without a reader of their own.
    {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 0, "", {"application/x-ole-storage", "this kind of OLE compound file"}},
    {0,
     "\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3",
     0,
     "",
     {"application/onenote", "a OneNote section"}},
    {0, "!BDN", 0, "", {"application/vnd.ms-outlook-pst", "an Outlook data file (PST or OST)"}},
    {0, "\xCF\xAD\x12\xFE", 0, "", {"application/x-outlook-dbx", "an Outlook Express mailbox"}},
    {0, "\x4C\0\0\0\1\x14\2\0"sv, 0, "", {"application/x-ms-shortcut", "a Windows shortcut"}},
    {0, "\xFFWPC", 0, "", {"application/vnd.wordperfect", "a WordPerfect document"}},
    {0, "bplist", 0, "", {"application/x-bplist", "a binary property list"}},
    // Databases.
    {4, "Standard Jet DB", 0, "", {"application/vnd.ms-access", "this Access database"}},
    {4, "Standard ACE DB", 0, "", {"application/vnd.ms-access", "this Access database"}},
    {0, "regf", 0, "", {"application/x-windows-registry", "a Windows registry hive"}},
    {0, "ElfFile\0"sv, 0, "", {"application/x-ms-evtx", "a Windows event log"}},
    {4, "\xEF\xCD\xAB\x89", 0, "", {"application/x-ese", "an ESE database"}},
    {0, "SQLite format 3\0"sv, 0, "", {"application/vnd.sqlite3", "this SQLite database"}},
    {0, "PGDMP", 0, "", {"application/x-pg-dump", "a PostgreSQL dump in custom format"}},
    {0, "TAPE\0\0"sv, 0, "", {"application/x-mssql-backup", "a SQL Server backup"}},
    {0, "\1\x0F\0\0"sv, 0, "", {"application/x-mssql-mdf", "a SQL Server database"}},
    {0, "PAR1", 0, "", {"application/vnd.apache.parquet", "a Parquet table"}},
    {0, "Obj\1", 0, "", {"application/avro", "an Avro container"}},
    {0, "ORC", 0, "", {"application/x-orc", "an ORC table"}},
    {0, "\x89HDF\r\n\x1a\n", 0, "", {"application/x-hdf5", "an HDF5 file"}},
    {0, "kych\0\1"sv, 0, "", {"application/x-apple-keychain", "an Apple keychain"}},
    {0, "\3\xD9\xA2\x9A", 0, "", {"application/x-keepass2", "a KeePass database"}},
    // Captures.
    {0, "\xD4\xC3\xB2\xA1", 0, "", {"application/vnd.tcpdump.pcap", "a packet capture"}},
    {0, "\xA1\xB2\xC3\xD4", 0, "", {"application/vnd.tcpdump.pcap", "a packet capture"}},
    {0, "\x4D\x3C\xB2\xA1", 0, "", {"application/vnd.tcpdump.pcap", "a packet capture"}},
    {0, "\x0A\x0D\x0D\x0A", 0, "", {"application/x-pcapng", "a packet capture"}},
    // Enciphered or compressed.
    {0, "Salted__", 0, "", {"application/x-openssl-salted", "an enciphered file (OpenSSL)"}},
    {0, "\x85\x01", 0, "", {"application/pgp-encrypted", "an OpenPGP message"}},
    {0, "\x30\x82", 0, "", {"application/pkix-cert", "a certificate or key store (DER)"}},
    {0, "\xFE\xED\xFE\xED", 0, "", {"application/x-java-keystore", "a Java key store"}},
    {0, "PK\3\4", 0, "", {"application/zip", "this kind of ZIP archive"}},
    {0, "\x1F\x8B", 0, "", {"application/gzip", "this gzip stream"}},
    {0, "BZh", 0, "", {"application/x-bzip2", "this bzip2 stream"}},
    {0,
     "\xFD"
     "7zXZ\0"sv,
     0,
     "",
     {"application/x-xz", "this xz stream"}},
    {0, "7z\xBC\xAF\x27\x1C", 0, "", {"application/x-7z-compressed", "this 7-Zip archive"}},
    {0, "Rar!\x1A\7", 0, "", {"application/vnd.rar", "this RAR archive"}},
    {0, "\x80\2\x7D", 0, "", {"application/x-python-pickle", "a Python pickle"}},
    {0, "\xAC\xED\0\5"sv, 0, "", {"application/x-java-serialized-object", "serialized Java objects"}},
};

}  // namespace

const KnownBinary* known_binary(ByteView head) {
  for (const Signature& signature : signatures) {
    if (holds_at(head, signature.offset, signature.magic) &&
        (signature.second.empty() || holds_at(head, signature.second_offset, signature.second))) {
      return &signature.known;
    }
  }
  // dBASE: a version byte, a date, and a header size that fits its field list (dBASE file structure, table file
  // header).
  if (head.size() >= 68) {
    const auto byte = [&](std::size_t at) { return std::to_integer<unsigned>(head[at]); };
    const unsigned header = byte(8) | byte(9) << 8;
    const bool version = byte(0) == 0x03 || byte(0) == 0x83 || byte(0) == 0x8B || byte(0) == 0x30 || byte(0) == 0xF5;
    if (version && byte(2) >= 1 && byte(2) <= 12 && byte(3) >= 1 && byte(3) <= 31 && header >= 65 &&
        header - 1 < head.size() && (byte(header - 1) == 0x0D || byte(header - 1) == 0 || byte(0) == 0x30)) {
      static constexpr KnownBinary dbase = {"application/vnd.dbf", "a dBASE table", false};
      return &dbase;
    }
  }
  // A tablespace of MySQL (storage/innobase/include/fil0types.h, fsp0fsp.h): its first page is number 0, is of the kind
  // that heads a space, and names the space twice.
  if (head.size() >= 42) {
    const auto big = [&](std::size_t at, std::size_t count) {
      std::uint64_t value = 0;
      for (std::size_t index = 0; index < count; ++index) {
        value = value << 8 | std::to_integer<std::uint64_t>(head[at + index]);
      }
      return value;
    };
    if (big(4, 4) == 0 && big(24, 2) == 8 && big(34, 4) == big(38, 4) && big(0, 4) != 0) {
      static constexpr KnownBinary innodb = {"application/x-innodb", "an InnoDB tablespace (.ibd of MySQL)", false};
      return &innodb;
    }
  }
  return nullptr;
}

}  // namespace constat
