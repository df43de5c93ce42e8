// The audit log: every command that opened the case, hash-chained (docs/casefile.md, "Audit").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "casefile/case.h"

namespace constat {

// Appends a row; who and host are found out here. Where the case's key is at hand the new end of the chain is sealed
// with it, so that rows cannot be taken away from the end either.
void append_audit(Database& database, const Sealer* sealer, std::string_view command, std::string_view arguments,
                  bool revealed);

// A row that says that what the case's key vouched for was changed: the log stays broken for good.
void append_broken(Database& database, std::string_view what);

// Where `meta` keeps what the key says of the content (casefile/content_seal.h).
inline constexpr std::string_view content_seal_key = "content_seal";
// Whether the last row that the key vouches for is there, as it was; and the content's seal beside it.
bool audit_end_is_sealed(Database& database, const Sealer& sealer);
// Puts the content's seal. Where the end of the log was sealed before, it is sealed again, with the new one beside it;
// else it stays what it is, and is seen.
void put_content_seal(Database& database, const Sealer& sealer, std::string_view seal, bool end_is_sealed);

// "alice", or "root (logged in as alice)" where who logged in became somebody else since.
inline constexpr std::uint32_t nobody_logged_in = UINT32_MAX;
std::string acting_user(std::uint32_t user, std::uint32_t login);

struct AuditCheck {
  std::uint64_t rows = 0;
  std::uint64_t reveals = 0;       // Rows that showed values.
  std::int64_t broken_at = 0;      // seq of the first row whose hash is not right; 0: none.
  std::uint64_t sealed_up_to = 0;  // seq that the case's key vouches for; 0: no key at hand, or never sealed.
  bool end_is_missing = false;     // The key vouches for a row that is not there, or is another.
  std::string last_hash;           // Hexadecimal; "" for an empty log.
  bool good() const { return broken_at == 0 && !end_is_missing; }
};
AuditCheck check_audit(Database& database, const Sealer* sealer);

}  // namespace constat
