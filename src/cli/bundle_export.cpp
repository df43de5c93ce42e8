#include "cli/bundle_export.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/private_file.h"
#include "cli/whole_report.h"
#include "report/bundle.h"

namespace constat {

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
  if (!write_private_file(path, bundle)) {
    complain("cannot write " + escape_name(path) + ": " + std::strerror(errno));
    return exit_failed;
  }
  complain(escape_name(path) + " is signed with the key " + (*key)->public_key(),
           "Tell it to whoever will check: constat verify " + escape_name(path) + " --signer KEY");
  return exit_done;
}

}  // namespace constat
