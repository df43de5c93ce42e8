// What the case's key says of the case's content (docs/casefile.md, "The content's seal"). A command that changes the
// case marks the seal open, and closes it when it has ended; `constat verify` holds the content against it.
#pragma once

#include <string>
#include <string_view>

#include "base/sha256.h"
#include "casefile/case.h"

namespace constat {

// Around what changes the case. Without the case's key, and in cases of a format without seals, it does nothing.
class ContentChange {
 public:
  enum class By {
    scan,        // What an earlier scan left open is its own from now on; when it ends all is sealed.
    correction,  // A scan that is open stays open.
  };
  // To be made before the first change. A seal that is no longer the key's is told in the audit log.
  ContentChange(Case& file, By by);
  // The table of types was filled, in the transaction that is open: what it says of masks holds from now on, also
  // while the case is open.
  static void types_are_told(Case& file);
  // All is written: reads the whole case once.
  void done();
  // A correction that was given up ends as well; a scan stays open.
  ~ContentChange();
  ContentChange(const ContentChange&) = delete;
  ContentChange& operator=(const ContentChange&) = delete;

 private:
  Case& file_;
  By by_;
  bool is_done_ = false;
  std::string mark_;  // The seal, as it was marked here; "" where somebody else had opened it.
};

struct ContentCheck {
  enum class State {
    no_key,   // Nobody can tell.
    no_seal,  // Its format has none.
    open,     // A scan changes it, or one that did not end left it so: nobody vouches for it.
    vouched,  // As the last command that changed it left it.
    changed,  // The key vouches for another content.
    missing,  // The seal is gone, or is not the key's.
  };
  State state = State::no_key;
  bool types_changed = false;  // The table of types is another: names, categories, how values are masked.
  bool good() const { return state != State::changed && state != State::missing && !types_changed; }
};
// `content` is content_hash() of the case as it is.
ContentCheck check_content(Case& file, const Sha256& content);

// Whether the key vouches for the table of types. No key at hand: no; of a case without seal: where it vouches for
// the audit log in the way of such a case.
bool types_are_vouched(Case& file);

}  // namespace constat
