// Rules as data: rules/<family>/*.toml. A file holds one rule (its keys at the top) or several ([[rule]]).
//
//   id          "us_ssn", "us_ssn.labelled": stable, unique
//   type        what it states; default: the id up to its first dot
//   category    government_id, financial, contact, identity, credential, hr, health, other
//   jurisdiction, mask (middle, email, name, full, none), source (where the rule's truth comes from: required)
//   shapes      for ids of digits and letters: 9 a digit, A a letter, X either, {n} or {m,n} repeats: "9{9}". Single
//   blanks,
//               dashes, dots and slashes may stand between; the validator says where.
//   pattern     for all else: a regular expression as Vectorscan reads it (no look-around); the match is the value,
//               `inner = N` cuts the first N bytes off (a label), `outer = N` the last. Must hold a literal, or it is
//               slow.
//   head        [m, n]: m to n letters, digits (and `head_signs`) before what `pattern` matches belong to the value.
//               For keys whose literal stands in their middle: a pattern that begins with a word is dear.
//   tail        the same behind what `pattern` matches, with `tail_signs`; the last of them is a letter or digit
//   prefix      a literal in `pattern`'s stead, followed by `length = [m, n]` characters of `alphabet`
//   value       date, money, password, secret, word, hex: what stands after one of the rule's labels (its context);
//               codes: a list of them below the label; command: the labels are programs, and the values are passwords
//               among their arguments
//   found_by    "code": the engine finds these itself (mail addresses, telephone numbers...); the rule gives the rest
//   mixed_signs true where signs of several kinds stand in one value
//   validator   a name of validators.h; default: none (the shape is all)
//   [rule.context]  en = [...], fr = [...]: labels that support it; words, lower case, without accents. One that ends
//               in a colon ("rr:") means other things too: it holds where ":" or "=" parts it from what follows
//   contradicts labels that speak against it (of a pattern: phrases that a match is none in); "@name": those of
//   [[labels]] with that name (`name`, `words`; in any file,
//               rules/labels.toml has the common ones), or of the rule with that id
//   bands       { bare, formatted, context, sample, sample_context, contradicted } = "H", "M", "L", "T" (a
//               trace: the shape is common) or "none"; bare: without separators
//   finds, ignores  its own examples: `constat rules test` and the tests run them through the whole
//   engine
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/engine.h"
#include "detect/validators.h"

namespace constat {

// trace: a shape that many things share, kept so that nothing is dropped; any other reading of the span is stronger.
enum class Band : std::uint8_t { none, trace, low, medium, high };
float band_confidence(Band band);  // 0, 0.1, 0.3, 0.7, 0.95

// What stands after a label, for rules of the form "label: value".
enum class ValueKind : std::uint8_t { none, date, money, password, secret, word, hex, command, codes, pair, pin, tool };

struct Rule {
  RuleInfo info;
  ValueKind value = ValueKind::none;
  std::string type_name;
  TypeInfo type_info;
  std::vector<std::string> shapes;  // Expanded: only '9', 'A', 'X'.
  std::string pattern;
  bool caseless = false;
  bool mixed_signs = false;  // Officially written with signs of several kinds: "85.07.30-033.28".
  std::uint32_t outer = 0;   // Bytes of a match's end that are not of the value.
  std::uint32_t inner = 0;
  std::uint32_t head_least = 0;  // Characters before a match that are of the value; head_most 0: none.
  std::uint32_t head_most = 0;
  std::string head_signs;
  std::uint32_t tail_least = 0;  // The same behind a match.
  std::uint32_t tail_most = 0;
  std::string tail_signs;
  const Validator* validator = nullptr;  // Null where the rule names none.
  std::vector<std::string> context;      // Of all languages, each normalised as label_words() does.
  std::vector<std::string> contradicts;
  Band bare = Band::low;
  Band formatted = Band::medium;
  Band with_context = Band::high;
  Band sample = Band::low;
  Band sample_context = Band::low;  // A sample value behind a label.
  Band contradicted = Band::low;
  double entropy_min = 0;  // Bits a character, for keys; 0: not looked at.
  std::vector<std::string> finds;
  std::vector<std::string> ignores;
};

// Label text as it is compared: lower case, accents off, camelCase and signs split, single blanks, one at each end:
// "employeeSSN" -> " employee ssn ". Appends to `words`, which is cleared first.
void label_words(std::string_view text, std::string& words);
// The same, and for every byte of `words` where it comes from: `places[i]` is the offset in `text` of the character,
// for a blank of what ended the word before it.
void label_words(std::string_view text, std::string& words, std::vector<std::uint32_t>& places);
// Whether " phrase " (normalised, without its outer blanks) stands in `words`, a plural s allowed.
bool has_phrase(std::string_view words, std::string_view phrase);

struct RuleSet {
  std::vector<Rule> rules;
  std::string hash;  // SHA-256 of all files' names and bytes, hex.
};
// Every *.toml under the folders, in order of path. Where one of `caches` (rule_cache.h) was made of the same files,
// none is parsed. An error names the file, the rule and what is wrong with it.
Result<RuleSet> load_rules(const std::vector<std::string>& folders, const std::vector<std::string>& caches = {});

}  // namespace constat
