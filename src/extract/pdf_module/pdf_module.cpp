#include "extract/pdf_module/pdf_module.h"

#include <iconv.h>
#include <poppler-document.h>
#include <poppler-embedded-file.h>
#include <poppler-global.h>
#include <poppler-page.h>
#include <poppler-toc.h>

#include <algorithm>
#include <climits>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr int pages_max = 2'000'000;
constexpr int unreadable_pages_max = 1000;  // In a row: a page count that lies is not counted to its end.
constexpr std::size_t bookmarks_max = 100'000;
constexpr int bookmark_depth_max = 64;

void silent(const std::string&, void*) {}

// ustring is UTF-16 in native order. Poppler's own way to UTF-8 goes through iconv, call by call.
std::string utf8(const poppler::ustring& text) {
  std::string to;
  to.reserve(text.size());
  for (std::size_t index = 0; index < text.size(); ++index) {
    char32_t c = text[index];
    if (c >= 0xD800 && c < 0xDC00 && index + 1 < text.size() && text[index + 1] >= 0xDC00 && text[index + 1] < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (text[++index] - 0xDC00U);
    } else if (c >= 0xD800 && c < 0xE000) {
      c = 0xFFFD;
    }
    if (c == 0xFEFF || c == 0) continue;
    if (c < 0x80) {
      to += static_cast<char>(c);
    } else if (c < 0x800) {
      to += static_cast<char>(0xC0 | (c >> 6));
      to += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      to += static_cast<char>(0xE0 | (c >> 12));
      to += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
      to += static_cast<char>(0x80 | (c & 0x3F));
    } else {
      to += static_cast<char>(0xF0 | (c >> 18));
      to += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
      to += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
      to += static_cast<char>(0x80 | (c & 0x3F));
    }
  }
  return to;
}

void give_bookmarks(const poppler::toc_item& item, int depth, std::size_t& count, const ConstatPdfSink& sink) {
  for (const poppler::toc_item* const child : item.children()) {
    if (count > bookmarks_max) return;
    if (depth > bookmark_depth_max || ++count > bookmarks_max) {
      sink.bookmark(sink.context, nullptr, 0);
      return;
    }
    const std::string title = utf8(child->title());
    if (!title.empty()) sink.bookmark(sink.context, title.data(), title.size());
    give_bookmarks(*child, depth + 1, count, sink);
  }
}

int read(const char* bytes, std::size_t size_bytes, const ConstatPdfSink& sink) {
  if (size_bytes > INT_MAX) return constat_pdf_broken;
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(bytes, static_cast<int>(size_bytes)));
  if (!document) return constat_pdf_broken;
  if (document->is_locked()) return constat_pdf_encrypted;

  for (const std::string& key : document->info_keys()) {
    const std::string value = utf8(document->info_key(key));
    if (!value.empty()) sink.property(sink.context, key.c_str(), value.data(), value.size());
  }
  if (const std::string xmp = utf8(document->metadata()); !xmp.empty()) {
    sink.property(sink.context, "XMP", xmp.data(), xmp.size());
  }
  if (const std::unique_ptr<poppler::toc> contents(document->create_toc()); contents && contents->root() != nullptr) {
    std::size_t count = 0;
    give_bookmarks(*contents->root(), 0, count, sink);
  }

  const int pages = std::min(document->pages(), pages_max);
  int unreadable = 0;
  for (int index = 0; index < pages && unreadable < unreadable_pages_max; ++index) {
    const std::unique_ptr<poppler::page> page(document->create_page(index));
    if (!page) {
      ++unreadable;
      sink.page(sink.context, index + 1, nullptr, 0);
      continue;
    }
    unreadable = 0;
    // The physical layout keeps a table's row on one line, its columns apart by blanks.
    const std::string text = utf8(page->text(poppler::rectf(), poppler::page::physical_layout));
    sink.page(sink.context, index + 1, text.data(), text.size());
  }

  if (document->has_embedded_files()) {
    for (const poppler::embedded_file* const file : document->embedded_files()) {
      if (file == nullptr || !file->is_valid()) continue;
      const std::string name = file->name();
      const std::string media_type = file->mime_type();
      const poppler::byte_array data = file->data();
      sink.embedded_file(sink.context, name.data(), name.size(), media_type.data(), media_type.size(), data.data(),
                         data.size());
    }
  }
  return pages == 0 ? constat_pdf_broken : constat_pdf_read_whole;
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int constat_pdf_read(int version, const char* bytes, std::size_t size_bytes,
                                                            const ConstatPdfSink* sink) {
  if (version != constat_pdf_version) return constat_pdf_broken;
  poppler::set_debug_error_function(silent, nullptr);  // Else it prints on standard error what it stumbles over.
  try {
    return read(bytes, size_bytes, *sink);
  } catch (const std::bad_alloc&) {
    return constat_pdf_out_of_memory;
  } catch (const std::exception&) {
    return constat_pdf_broken;
  }
}

// Never closed. Marked as used: their stores stay, and leak checkers see them held.
__attribute__((used)) static ::iconv_t kept_converters[2] = {};
__attribute__((used)) static poppler::document* kept_document = nullptr;  // Read by nobody: nor taken for a leak.

// Poppler's global tables (fonts, encodings, the list of CMaps) live as long as any document does: one that is never
// closed keeps them for a process that can open no file later.
__attribute__((visibility("default"))) void constat_pdf_preload() {
  static constexpr char empty[] =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
      "trailer<</Root 1 0 R/Size 3>>\n%%EOF\n";
  poppler::set_debug_error_function(silent, nullptr);
  // Poppler's C++ interface turns texts into UTF-16 with iconv, whose modules are files: kept loaded.
  if (kept_converters[0] == nullptr) {
    kept_converters[0] = ::iconv_open("UTF-16", "UTF-8");
    kept_converters[1] = ::iconv_open("UTF-8", "UTF-16");
  }
  try {
    if (kept_document == nullptr) kept_document = poppler::document::load_from_raw_data(empty, sizeof empty - 1);
  } catch (const std::exception&) {
    // Then the first document pays for it.
  }
}
}
