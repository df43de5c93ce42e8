#include "evidence/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "base/text.h"

namespace constat {

namespace {
constexpr std::size_t read_block_bytes = 256 * 1024;
// libarchive goes on after a damaged header where it can; a hostile archive must not make it do so forever.
constexpr std::uint64_t faults_in_a_row_max = 64;

locale_t utf8_locale() {
  static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
  return locale;
}

// Puts the thread into the UTF-8 locale for as long as it lives.
class InUtf8Locale {
 public:
  InUtf8Locale() {
    if (const locale_t locale = utf8_locale(); locale != locale_t{}) before_ = ::uselocale(locale);
  }
  ~InUtf8Locale() {
    if (before_ != locale_t{}) ::uselocale(before_);
  }
  InUtf8Locale(const InUtf8Locale&) = delete;
  InUtf8Locale& operator=(const InUtf8Locale&) = delete;

 private:
  locale_t before_{};
};

// The source as libarchive wants it: a position, blocks, skipping and seeking.
struct Feed {
  Source& source;
  std::uint64_t offset = 0;
  Buffer block = {};
  std::string io_error = {};

  static la_ssize_t read(archive* handle, void* data, const void** out) {
    auto& self = *static_cast<Feed*>(data);
    const std::uint64_t size = self.source.size_bytes();
    if (self.offset >= size) return 0;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(read_block_bytes, size - self.offset));
    if (const auto view = self.source.view()) {
      *out = view->data() + self.offset;
      self.offset += count;
      return static_cast<la_ssize_t>(count);
    }
    self.block.resize(count);
    const auto got = self.source.read_at(self.offset, self.block);
    if (!got) {
      self.io_error = got.error().what;
      ::archive_set_error(handle, EIO, "cannot read");
      return ARCHIVE_FATAL;
    }
    *out = self.block.data();
    self.offset += *got;
    return static_cast<la_ssize_t>(*got);
  }
  static la_int64_t skip(archive*, void* data, la_int64_t request) {
    auto& self = *static_cast<Feed*>(data);
    const std::uint64_t left = self.source.size_bytes() - std::min(self.offset, self.source.size_bytes());
    const std::uint64_t count = std::min<std::uint64_t>(request < 0 ? 0 : static_cast<std::uint64_t>(request), left);
    self.offset += count;
    return static_cast<la_int64_t>(count);
  }
  static la_int64_t seek(archive*, void* data, la_int64_t offset, int whence) {
    auto& self = *static_cast<Feed*>(data);
    const auto size = static_cast<la_int64_t>(self.source.size_bytes());
    la_int64_t base = 0;
    if (whence == SEEK_CUR) base = static_cast<la_int64_t>(self.offset);
    if (whence == SEEK_END) base = size;
    if ((offset > 0 && base > INT64_MAX - offset) || base + offset < 0) return ARCHIVE_FATAL;
    self.offset = static_cast<std::uint64_t>(std::min(base + offset, size));
    return static_cast<la_int64_t>(self.offset);
  }
};

using Handle = std::unique_ptr<archive, int (*)(archive*)>;

int enable(archive* handle, ArchiveKind kind) {
  switch (kind) {
    case ArchiveKind::seven_zip: return ::archive_read_support_format_7zip(handle);
    case ArchiveKind::rar: return ::archive_read_support_format_rar(handle);
    case ArchiveKind::rar5: return ::archive_read_support_format_rar5(handle);
    case ArchiveKind::cab: return ::archive_read_support_format_cab(handle);
    case ArchiveKind::iso9660: return ::archive_read_support_format_iso9660(handle);
    case ArchiveKind::cpio: return ::archive_read_support_format_cpio(handle);
    case ArchiveKind::ar: return ::archive_read_support_format_ar(handle);
    case ArchiveKind::lha: return ::archive_read_support_format_lha(handle);
    case ArchiveKind::xar: return ::archive_read_support_format_xar(handle);
    case ArchiveKind::warc: return ::archive_read_support_format_warc(handle);
    case ArchiveKind::zip: return ::archive_read_support_format_zip_streamable(handle);
    case ArchiveKind::rpm:
      // Only filters that are built in: the others would start a program.
      ::archive_read_support_filter_rpm(handle);
      ::archive_read_support_filter_gzip(handle);
      ::archive_read_support_filter_bzip2(handle);
      ::archive_read_support_filter_xz(handle);
      ::archive_read_support_filter_lzma(handle);
      ::archive_read_support_filter_zstd(handle);
      return ::archive_read_support_format_cpio(handle);
  }
  return ARCHIVE_FATAL;
}

// What libarchive says, for a person. Its own texts may quote names from the archive, so only what they are about is
// taken from them.
Error error_of(archive* handle, std::uint64_t offset) {
  const char* const said = ::archive_error_string(handle);
  const std::string text = to_lower_ascii(said == nullptr ? "" : said);
  const auto tells = [&](std::string_view word) { return text.find(word) != std::string::npos; };
  if (::archive_errno(handle) == ENOMEM || tells("out of memory") || tells("allocate memory")) {
    return {Fault::over_limit, "needs more memory than a worker may use", offset};
  }
  if (tells("encrypt") || tells("passphrase") || tells("crypto")) {
    return {Fault::encrypted, "encrypted: it needs a password", offset};
  }
  if (tells("multivolume") || tells("multi-volume") || tells("split") || tells("volume")) {
    return {Fault::unsupported, "goes on in another volume of the archive", offset};
  }
  if (tells("truncated")) return {Fault::truncated, "the archive breaks off", offset};
  if (tells("unsupported") || tells("not supported") || tells("unknown") || tells("unrecognized") ||
      tells("unexpected codec") || tells("unsupport")) {
    return {Fault::unsupported, "stored in a way that is not supported", offset};
  }
  if (tells("crc") || tells("checksum")) {
    return {Fault::malformed, "its checksum does not match: its contents may be damaged", offset};
  }
  return {Fault::malformed, "the archive is damaged", offset};
}
}  // namespace

namespace {
class Discard final : public ByteSink {
 public:
  Result<void> write(ByteView) override { return {}; }
};

// Remembers whether it was the sink that failed.
class Watching final : public ByteSink {
 public:
  explicit Watching(ByteSink& sink) : sink_(sink) {}
  Result<void> write(ByteView bytes) override {
    auto written = sink_.write(bytes);
    failed_ = !written;
    return written;
  }
  bool failed() const { return failed_; }

 private:
  ByteSink& sink_;
  bool failed_ = false;
};
}  // namespace

void prepare_archive_names() { (void)utf8_locale(); }

struct ArchiveReader::State {
  State(Source& source, const Limits& limits_given)
      : feed{source}, handle(::archive_read_new(), ::archive_read_free), limits(limits_given) {}

  Feed feed;
  Handle handle;
  const Limits& limits;
  std::uint64_t index = 0;
  bool ended = false;
  bool entry_read = true;  // What the last entry holds was read to its end, or to its fault.
  std::optional<Error> fault;
  ArchiveKind kind{};
  archive_entry* entry = nullptr;
};

ArchiveReader::ArchiveReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ArchiveReader::~ArchiveReader() = default;

namespace {
int open_feed(archive* handle, Feed& feed) {
  ::archive_read_set_read_callback(handle, Feed::read);
  ::archive_read_set_skip_callback(handle, Feed::skip);
  ::archive_read_set_seek_callback(handle, Feed::seek);
  ::archive_read_set_callback_data(handle, &feed);
  return ::archive_read_open1(handle);
}
}  // namespace

Result<std::unique_ptr<ArchiveReader>> ArchiveReader::open(Source& source, ArchiveKind kind, const Limits& limits) {
  const InUtf8Locale scope;
  auto state = std::make_unique<State>(source, limits);
  state->kind = kind;
  if (!state->handle) return fail(Fault::over_limit, "needs more memory than a worker may use");
  // WARN comes from a format that is built without one of its libraries.
  if (enable(state->handle.get(), kind) < ARCHIVE_WARN) return fail(Fault::unsupported, "no reader for this archive");
  if (open_feed(state->handle.get(), state->feed) < ARCHIVE_WARN) {
    return tl::unexpected<Error>(error_of(state->handle.get(), 0));
  }
  return std::unique_ptr<ArchiveReader>(new ArchiveReader(std::move(state)));
}

Result<std::optional<ArchiveReader::Entry>> ArchiveReader::next() {
  const InUtf8Locale scope;
  State& state = *state_;
  archive* const handle = state.handle.get();
  // One more than the bound, so that it is known that there are more.
  if (state.ended || state.index > state.limits.members_max) return std::optional<Entry>();
  // libarchive 3.6 crashes when it skips over a damaged member of a CAB: there it is read, and a fault is the end.
  if (state.kind == ArchiveKind::cab) {
    if (!state.entry_read) {
      Discard discard;
      (void)read(discard);
    }
    if (state.fault) {
      state.ended = true;
      return tl::unexpected<Error>(*state.fault);
    }
  }
  int code = ARCHIVE_RETRY;
  for (std::uint64_t faults = 0; code == ARCHIVE_RETRY && faults < faults_in_a_row_max; ++faults) {
    code = ::archive_read_next_header(handle, &state.entry);
  }
  if (code == ARCHIVE_EOF) {
    state.ended = true;
    return std::optional<Entry>();
  }
  if (code < ARCHIVE_WARN) {
    state.ended = true;
    // The list of members is what cannot be read: where it is enciphered, libarchive says so only here.
    if (::archive_read_has_encrypted_entries(handle) > 0) {
      return fail(Fault::encrypted, "encrypted, the list of its members too: it needs a password", state.feed.offset);
    }
    return tl::unexpected<Error>(error_of(handle, state.feed.offset));
  }
  state.entry_read = false;
  archive_entry* const told = state.entry;
  Entry entry;
  entry.index = state.index++;
  const auto text = [](const char* utf8, const char* raw) -> std::string {
    if (utf8 != nullptr) return utf8;
    return raw != nullptr ? raw : "";
  };
  entry.name = text(::archive_entry_pathname_utf8(told), ::archive_entry_pathname(told));
  if (entry.name.empty()) entry.name = "member " + std::to_string(entry.index + 1);
  if (const char* const target = ::archive_entry_symlink_utf8(told); target != nullptr) {
    entry.link = target;
  } else if (const char* const raw = ::archive_entry_symlink(told); raw != nullptr) {
    entry.link = raw;
  }
  if (const char* const target = ::archive_entry_hardlink_utf8(told); target != nullptr) {
    entry.link = target;
    entry.is_hard_link = true;
  } else if (const char* const raw = ::archive_entry_hardlink(told); raw != nullptr) {
    entry.link = raw;
    entry.is_hard_link = true;
  }
  const auto type = ::archive_entry_filetype(told);
  entry.is_folder = type == AE_IFDIR;
  entry.is_symbolic_link = type == AE_IFLNK;
  entry.is_special = type == AE_IFCHR || type == AE_IFBLK || type == AE_IFIFO || type == AE_IFSOCK;
  entry.encrypted = ::archive_entry_is_encrypted(told) != 0;
  if (::archive_entry_size_is_set(told) != 0 && ::archive_entry_size(told) > 0) {
    entry.size_bytes = static_cast<std::uint64_t>(::archive_entry_size(told));
  }
  if (::archive_entry_mtime_is_set(told) != 0) entry.modified_s = ::archive_entry_mtime(told);
  return std::optional<Entry>(std::move(entry));
}

namespace {
Result<void> read_blocks(archive* handle, const Limits& limits, const Feed& feed, ByteSink& sink) {
  std::uint64_t at = 0;
  Buffer zeros;
  std::uint64_t faults = 0;
  for (;;) {
    const void* data = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int code = ::archive_read_data_block(handle, &data, &size, &offset);
    if (code == ARCHIVE_EOF) return {};
    if (code == ARCHIVE_RETRY && ++faults < faults_in_a_row_max) continue;
    if (code < ARCHIVE_WARN) return tl::unexpected<Error>(error_of(handle, feed.offset));
    // An empty block makes no progress; libarchive may give one, but a hostile archive gives no end of them.
    if (size == 0 && ++faults > faults_in_a_row_max * 1024) {
      return fail(Fault::malformed, "the archive is damaged", feed.offset);
    }
    if (offset > 0 && static_cast<std::uint64_t>(offset) > at) {  // A hole.
      if (static_cast<std::uint64_t>(offset) > limits.member_bytes_max) {
        return fail(Fault::over_limit, "decodes to more than the bound of one member", feed.offset);
      }
      zeros.resize(read_block_bytes);
      while (at < static_cast<std::uint64_t>(offset)) {
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(zeros.size(), static_cast<std::uint64_t>(offset) - at));
        TRY(sink.write(ByteView(zeros).first(count)));
        at += count;
      }
    }
    if (size != 0) TRY(sink.write(as_bytes(data, size)));
    at += size;
    if (code == ARCHIVE_WARN) return tl::unexpected<Error>(error_of(handle, feed.offset));
  }
}
}  // namespace

Result<void> ArchiveReader::read(ByteSink& sink) {
  const InUtf8Locale scope;
  state_->entry_read = true;
  Watching watching(sink);
  auto result = read_blocks(state_->handle.get(), state_->limits, state_->feed, watching);
  // A sink that has enough leaves the archive in the middle of a member, which is no fault of the archive's, but as
  // little a place to go on from.
  if (!result)
    state_->fault = watching.failed() ? Error{Fault::over_limit, "a member is too big; what follows it was not read",
                                              state_->feed.offset}
                                      : result.error();
  return result;
}

Result<void> decode_unix_compress(Source& source, ByteSink& sink) {
  Feed feed{source};
  const Handle handle(::archive_read_new(), ::archive_read_free);
  if (!handle) return fail(Fault::over_limit, "needs more memory than a worker may use");
  ::archive_read_support_filter_compress(handle.get());
  ::archive_read_support_format_raw(handle.get());
  archive_entry* entry = nullptr;
  if (open_feed(handle.get(), feed) < ARCHIVE_WARN || ::archive_read_next_header(handle.get(), &entry) < ARCHIVE_WARN) {
    return fail(Fault::malformed, "the compressed data is damaged", feed.offset);
  }
  // Without its filter the raw format would hand the packed bytes through.
  if (::archive_filter_code(handle.get(), 0) != ARCHIVE_FILTER_COMPRESS) {
    return fail(Fault::malformed, "the compressed data is damaged");
  }
  Limits limits;
  return read_blocks(handle.get(), limits, feed, sink);
}

}  // namespace constat
