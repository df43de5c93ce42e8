#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include "support/listing_output.h"

namespace constat {
namespace {

// An archive written by libarchive itself: the formats that it can also write.
std::string written(int (*format)(archive*)) {
  std::string bytes(1 << 20, '\0');
  std::size_t used = 0;
  archive* const handle = archive_write_new();
  EXPECT_EQ(format(handle), ARCHIVE_OK);
  archive_write_set_bytes_per_block(handle, 1);
  archive_write_open_memory(handle, bytes.data(), bytes.size(), &used);
  for (const std::string_view name : {"a.txt", "b.txt"}) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, std::string(name).c_str());
    const std::string text = "text of " + std::string(name) + ", of some length";
    archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, 1416787200, 0);
    archive_write_header(handle, entry);
    archive_write_data(handle, text.data(), text.size());
    archive_entry_free(entry);
  }
  archive_write_close(handle);
  archive_write_free(handle);
  bytes.resize(used);
  return bytes;
}

struct Case {
  int (*format)(archive*);
  std::string_view id;
};
const Case cases[] = {
    {archive_write_set_format_7zip, "7z"},         {archive_write_set_format_cpio, "cpio"},
    {archive_write_set_format_cpio_newc, "cpio"},  {archive_write_set_format_ar_svr4, "ar"},
    {archive_write_set_format_ar_bsd, "ar"},       {archive_write_set_format_xar, "xar"},
    {archive_write_set_format_iso9660, "iso9660"}, {archive_write_set_format_pax, "tar"},
    {archive_write_set_format_gnutar, "tar"},      {archive_write_set_format_v7tar, "tar"},
    {archive_write_set_format_zip, "zip"},
};

TEST(Archive, ReadsWhatLibarchiveWrites) {
  for (const Case& c : cases) {
    const auto observer = test::walk(written(c.format), "t");
    ASSERT_EQ(observer.items().front().format, c.id);
    EXPECT_EQ(observer.lines(), "t=\nt!/a.txt=text of a.txt, of some length\nt!/b.txt=text of b.txt, of some length\n")
        << c.id;
  }
}

TEST(Archive, TruncatedOrBentItEnds) {
  for (const Case& c : cases) {
    const std::string bytes = written(c.format);
    const std::size_t step = std::max<std::size_t>(1, bytes.size() / 200);
    for (std::size_t size = 0; size < bytes.size(); size += step) (void)test::walk(bytes.substr(0, size), "t");
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      std::string bent = bytes;
      bent[at] = static_cast<char>(bent[at] ^ 0x55);
      (void)test::walk(bent, "t");
    }
  }
}

TEST(Archive, TextIsNoArchive) {
  for (const std::string_view text :
       {"#mtree\n/set type=file\n./a size=3\n", "hello, world\n", "-lh5- is a method\n"}) {
    EXPECT_EQ(test::walk(text, "t").items().size(), 1U) << text;
  }
}

}  // namespace
}  // namespace constat
