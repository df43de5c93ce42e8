#include "cli/bundle_export.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/whole_report.h"
#include "report/bundle.h"

namespace constat {

namespace {

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
  const std::string currency = arguments.get("--currency");
  const auto page =
      whole_report(*opened, language.empty() ? "en" : language, currency.empty() ? "USD" : currency, now, exit);
  if (!page) return exit;
  const std::string bundle = make_bundle(*opened, **key, *page, now);
  if (!write_file(path, bundle)) {
    complain("cannot write " + escape_name(path) + ": " + std::strerror(errno));
    return exit_failed;
  }
  complain(escape_name(path) + " is signed with the key " + (*key)->public_key(),
           "Tell it to whoever will check: constat verify " + escape_name(path) + " --signer KEY");
  return exit_done;
}

}  // namespace constat
