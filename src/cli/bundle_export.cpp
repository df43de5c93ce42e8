#include "cli/bundle_export.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "report/bundle.h"
#include "report/figures.h"
#include "report/page.h"
#include "report/words.h"

namespace constat {

namespace {

// SOURCE_DATE_EPOCH (reproducible-builds.org) fixes the one date that is not the case's.
std::string now_or_fixed() {
  std::time_t now = std::time(nullptr);
  if (const char* const fixed = std::getenv("SOURCE_DATE_EPOCH")) {
    long long seconds = 0;
    const std::string_view text = fixed;
    if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec == std::errc()) {
      now = static_cast<std::time_t>(seconds);
    }
  }
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

// Whole or not at all.
bool write_file(const std::string& path, const std::string& contents) {
  const std::string beside = path + ".new";
  const int descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return false;
  std::size_t done = 0;
  while (done < contents.size()) {
    const ssize_t wrote = ::write(descriptor, contents.data() + done, contents.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  const bool whole = done == contents.size() && ::fsync(descriptor) == 0;
  int error = errno;
  ::close(descriptor);
  if (whole && ::rename(beside.c_str(), path.c_str()) == 0) return true;
  if (whole) error = errno;
  ::unlink(beside.c_str());
  errno = error;
  return false;
}

}  // namespace

int export_bundle(const Arguments& arguments) {
  const std::string path = arguments.get("--bundle");
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "export", exit);
  if (!opened) return exit;
  const auto key = SigningKey::open();
  if (!key) {
    complain(key.error().what);
    return exit_failed;
  }
  if (!(*key)->made_at().empty()) {
    complain("a signing key was made for you: " + escape_name((*key)->made_at()),
             "Keep it: whoever has it can sign in your name.");
  }
  const std::string now = now_or_fixed();
  const std::string language = arguments.get("--lang");
  PageOptions options;
  options.established = now;
  const std::string page =
      report_page(*opened, gather_figures(*opened, {}), *words_of(language.empty() ? "en" : language), options);
  const std::string bundle = make_bundle(*opened, **key, page, now);
  if (!write_file(path, bundle)) {
    complain("cannot write " + escape_name(path) + ": " + std::strerror(errno));
    return exit_failed;
  }
  complain(escape_name(path) + " is signed with the key " + (*key)->public_key(),
           "Tell it to whoever will check: constat verify " + escape_name(path) + " --signer KEY");
  return exit_done;
}

}  // namespace constat
