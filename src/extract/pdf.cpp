#include "extract/pdf.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "base/text.h"
#include "extract/extractors.h"
#include "extract/part_text.h"
#include "extract/pdf_module/pdf_module.h"
#include "extract/pdf_objects.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

struct Module {
  ConstatPdfRead read = nullptr;
  ConstatPdfPreload preload = nullptr;
};

// Beside the program in a build tree, in lib/constat of an installation.
Module load_module() {
  std::array<char, 4096> path = {};
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size() - 1);
  if (size <= 0) return {};
  std::string folder(path.data(), static_cast<std::size_t>(size));
  folder.resize(folder.rfind('/') + 1);
  for (const std::string_view place : {"", "../lib/constat/", "../" CONSTAT_LIBRARY_FOLDER "/constat/"}) {
    const std::string file = folder + std::string(place) + "libconstat_pdf.so";
    if (::access(file.c_str(), R_OK) != 0) continue;
    void* const library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) continue;
    Module module;
    module.read = reinterpret_cast<ConstatPdfRead>(::dlsym(library, "constat_pdf_read"));
    module.preload = reinterpret_cast<ConstatPdfPreload>(::dlsym(library, "constat_pdf_preload"));
    if (module.read != nullptr && module.preload != nullptr) return module;
  }
  return {};
}

void (*ask_for_module)() = nullptr;

const Module& module() {
  static const Module loaded = [] {
    if (ask_for_module != nullptr) ask_for_module();
    return load_module();
  }();
  return loaded;
}

class Reading {
 public:
  Reading(const Limits& limits, Output& out) : limits_(limits), out_(out) {}

  ConstatPdfSink sink() {
    return {
        .context = this,
        .property =
            [](void* self, const char* key, const char* text, std::size_t size) {
              static_cast<Reading*>(self)->property(key, {text, size});
            },
        .bookmark =
            [](void* self, const char* text, std::size_t size) {
              auto& reading = *static_cast<Reading*>(self);
              if (text == nullptr) {
                reading.bookmarks_cut_ = true;
              } else {
                reading.bookmark({text, size});
              }
            },
        .page = [](void* self, int number, const char* text,
                   std::size_t size) { static_cast<Reading*>(self)->page(number, text, size); },
        .embedded_file =
            [](void* self, const char* name, std::size_t name_size, const char* type, std::size_t type_size,
               const char* data, std::size_t size) {
              static_cast<Reading*>(self)->file({name, name_size}, {type, type_size}, {data, size});
            },
    };
  }

  // What the objects hold that poppler did not give.
  void objects(PdfObjects objects) {
    if (objects.is_encrypted) return;
    give_stretch(objects.annotations, 0, objects.annotations.size(), "annotation", limits_, out_);
    for (const PdfObjects::File& file_found : objects.files) {
      if (std::find(given_.begin(), given_.end(), sha256(file_found.bytes)) != given_.end()) continue;
      file(file_found.name, file_found.media_type, as_text(file_found.bytes));
    }
    for (const PdfObjects::File& form : objects.forms)
      file("xfa-" + form.name + ".xml", form.media_type, as_text(form.bytes));
    if (objects.streams_unread != 0) {
      out_.note(std::to_string(objects.streams_unread) + " embedded streams are in a coding that is not looked into");
    }
  }

  bool gave_anything() const { return pages_ != 0 || files_ != 0; }

  void finish() {
    if (!bookmarks_.empty()) give_stretch(bookmarks_, 0, bookmarks_.size(), "bookmark", limits_, out_);
    if (bookmarks_cut_) out_.gap(Status::partly_read, "bookmarks beyond 100,000, or deeper than 64, were not read");
    if (unreadable_.count != 0) out_.gap(Status::partly_read, unreadable_.told("could not be read"));
    if (textless_.count == 0) return;
    if (pages_ == textless_.count + unreadable_.count) {
      out_.gap(Status::partly_read, "no page has text (pictures of pages?): pictures are not read");
    } else {
      out_.note(textless_.told("without text (pictures of pages?)"));
    }
  }

 private:
  struct PageList {
    std::uint64_t count = 0;
    std::vector<int> first;
    void add(int number) {
      ++count;
      if (first.size() < 8) first.push_back(number);
    }
    std::string told(std::string_view what) const {
      std::string text = count == 1 ? "page" : std::to_string(count) + " pages";
      text += ' ' + (count == 1 ? std::to_string(first.front()) + ' ' : std::string()) + std::string(what);
      if (count == 1) return text;
      text += ':';
      for (const int number : first) text += ' ' + std::to_string(number);
      return count > first.size() ? text + " ..." : text;
    }
  };

  void property(std::string_view key, std::string_view value) {
    const std::string text = to_valid_utf8(value);
    const std::string part = "meta/" + to_lower_ascii(to_valid_utf8(key));
    give_stretch(text, 0, text.size(), part, limits_, out_, key == "XMP" ? PassageKind::prose : PassageKind::metadata);
  }
  void bookmark(std::string_view title) { bookmarks_ += to_valid_utf8(title) + '\n'; }
  void page(int number, const char* text, std::size_t size) {
    ++pages_;
    if (text == nullptr) return unreadable_.add(number);
    std::string_view raw(text, size);
    if (trim(raw).empty()) return textless_.add(number);
    std::string page_text;
    if (!is_valid_utf8(raw)) {
      page_text = to_valid_utf8(raw);
      raw = page_text;
    }
    const std::string part = "p" + std::to_string(number);
    give_stretch(raw, 0, raw.size(), part, limits_, out_);
  }
  void file(std::string_view name, std::string_view media_type, std::string_view data) {
    given_.push_back(sha256(as_bytes(data)));
    Member member;
    member.index = files_++;
    const std::string numbered = "attachment-" + std::to_string(files_);
    member.name = name.empty() ? std::string_view(numbered) : name;
    member.media_type = media_type;
    member.packed_bytes = data.size();
    member.note = "embedded in the PDF";
    out_.member(member, [data]() -> Result<std::unique_ptr<Source>> {
      return std::unique_ptr<Source>(std::make_unique<MemorySource>(as_bytes(data)));
    });
  }

  const Limits& limits_;
  Output& out_;
  std::string bookmarks_;
  bool bookmarks_cut_ = false;
  PageList textless_;
  PageList unreadable_;
  std::uint64_t pages_ = 0;
  std::uint64_t files_ = 0;
  std::vector<Sha256> given_;  // Contents of the files that were given.
};

}  // namespace

void when_pdf_is_not_loaded(void (*ask)()) { ask_for_module = ask; }

bool preload_pdf() {
  if (module().read == nullptr) return false;
  module().preload();
  return true;
}

int probe_pdf(const Head& head) {
  if (starts_with(head.bytes, "%PDF-")) return 100;
  // Readers accept the mark anywhere in the first 1024 bytes (ISO 32000-1, annex H.3, note 13).
  const std::string_view first = as_text(head.bytes).substr(0, 1024);
  const std::size_t mark = first.find("%PDF-");
  if (mark == std::string_view::npos) return 0;
  return as_text(head.bytes).find(" obj", mark) != std::string_view::npos ? 70 : 0;
}

Result<void> extract_pdf(Source& source, const ExtractContext& context, Output& out) {
  if (module().read == nullptr) {
    return fail(Fault::unsupported, "the PDF reader is not installed (libconstat_pdf.so)");
  }
  Buffer storage;
  TRY_ASSIGN(const ByteView bytes, read_whole(source, context.limits.document_bytes_max, storage));
  Reading reading(context.limits, out);
  const ConstatPdfSink sink = reading.sink();
  int result = module().read(constat_pdf_version, reinterpret_cast<const char*>(bytes.data()), bytes.size(), &sink);
  if (result == constat_pdf_broken && !reading.gave_anything() &&
      bytes.size() <= context.limits.document_bytes_max / 2) {
    const std::string end = missing_pdf_end(bytes, context.limits);
    if (!end.empty()) {
      std::string mended(as_text(bytes));
      mended += end;
      result = module().read(constat_pdf_version, mended.data(), mended.size(), &sink);
      if (result == constat_pdf_read_whole) {
        out.gap(Status::partly_read, "its end is missing or damaged: what was left of its pages was read");
      }
    }
  }
  if (result != constat_pdf_encrypted) reading.objects(scan_pdf_objects(bytes, context.limits));
  reading.finish();
  switch (result) {
    case constat_pdf_read_whole: return {};
    case constat_pdf_encrypted: return fail(Fault::encrypted, "a password is needed to open the document");
    case constat_pdf_out_of_memory: return fail(Fault::over_limit, "needs more memory than a worker may use");
    default: return fail(Fault::malformed, "the document's structure cannot be made out");
  }
}

}  // namespace constat
