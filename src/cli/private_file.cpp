#include "cli/private_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace constat {

bool write_private_file(const std::string& path, const std::string& contents) {
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
  const int error = errno;
  ::close(descriptor);
  if (whole && ::rename(beside.c_str(), path.c_str()) == 0) return true;
  const int reason = whole ? errno : error;
  ::unlink(beside.c_str());
  errno = reason;
  return false;
}

}  // namespace constat
