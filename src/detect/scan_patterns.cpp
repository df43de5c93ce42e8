// What the rules' patterns and labels match (pattern_database.h): whether the match is a value, and how far it goes.
#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "detect/connection_settings.h"
#include "detect/labelled.h"
#include "detect/scan.h"

namespace constat {

namespace {

// A pattern that begins with a sign stands for what is glued before it too: a URL's scheme, a dump's user name. (A
// pattern that begins with a word of any length would make Vectorscan remember a start for every word.)
std::size_t block_begin(std::string_view text, std::size_t begin) {
  if (begin >= text.size() || text[begin] != ':') return begin;
  const bool scheme = text.substr(begin).starts_with("://");
  std::size_t at = begin;
  while (at > 0 && begin - at < 64 &&
         (is_alnum(text[at - 1]) || std::strchr("+.-_", text[at - 1]) != nullptr ||
          (!scheme && (text[at - 1] == '\\' || text[at - 1] == '$')))) {
    --at;
  }
  return at;
}

// A key's block goes on to its end line; what has none ends with the lines that look like one.
std::size_t block_end(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::size_t block_max = 32 * 1024;
  const std::string_view block = text.substr(begin, block_max);
  if (block.starts_with("-----BEGIN ")) {
    // (Where another begins, this one has no end: what is between two begins is read once.)
    std::size_t last = block.find("-----", 11);
    while (last != std::string_view::npos && !block.substr(last + 5).starts_with("END ")) {
      if (block.substr(last + 5).starts_with("BEGIN ")) return std::min(begin + last, end + 4096);
      last = block.find("-----", last + 1);
    }
    if (last == std::string_view::npos) return std::min(begin + block.size(), end + 4096);
    const std::size_t dashes = block.find("-----", last + 9);
    return begin + (dashes == std::string_view::npos ? last : dashes + 5);
  }
  if (block.starts_with("PuTTY-User-Key-File-")) {
    const std::string_view one = block.substr(0, block.find("PuTTY-User-Key-File-", 1));
    std::size_t last = one.find("Private-MAC: ");
    if (last == std::string_view::npos) return end;
    last += 13;
    while (last < block.size() && is_hex(block[last])) ++last;
    return begin + last;
  }
  if (block.substr(0, 35).find("://") < 32) {  // The rest of a URL: host, port, path.
    while (end < text.size() && end - begin < 2048 && !is_space(text[end]) &&
           std::strchr("\"'<>`", text[end]) == nullptr) {
      ++end;
    }
    while (end > begin && std::strchr(",;.)]}", text[end - 1]) != nullptr) --end;
  }
  return end;
}

}  // namespace

// "jdoe:$2y$10$...", "CORP/jdoe:$DCC2$...", "1;jdoe;*AB..": the field before a hash on its line says whose it is.
void add_owner_of_hash(Scan& scan, std::size_t hash) {
  constexpr std::size_t owner_max = 96;
  const std::string_view text = scan.text();
  if (hash < 3 || std::strchr(":;,\t", text[hash - 1]) == nullptr) return;
  const char sign = text[hash - 1];
  const std::size_t end = hash - 1;
  std::size_t begin = end;
  while (begin > 0 && end - begin <= owner_max && text[begin - 1] != sign && text[begin - 1] != '\n') --begin;
  // A list has its first columns before the name at most: it begins with the line, or behind one sign.
  if (begin == 0 || text[begin - 1] == '\n' || text[begin - 1] == sign) add_username(scan, begin, end);
}

// Whether the match stands in one of the phrases that speak against it: "tree surgery" is nobody's.
bool Scan::is_false_friend(const Rule& rule, std::size_t begin, std::size_t end) {
  constexpr std::size_t around = 24;
  if (rule.contradicts.empty()) return false;
  std::size_t from = begin - std::min(begin, around);
  std::size_t to = std::min(text_.size(), end + around);
  while (from < begin && !word_edge(from)) ++from;
  while (to > end && !word_edge(to)) --to;
  label_words(text_.substr(from, to - from), scratch_.part);
  return std::any_of(rule.contradicts.begin(), rule.contradicts.end(),
                     [&](const std::string& phrase) { return has_phrase(scratch_.part, phrase); });
}

// "://user:password@h" (RFC 3986, 3.2.1) by its "@" at `at`: Vectorscan would follow every "://" of a text, which costs
// a quarter of its time where addresses of pages are many. Taken as a pattern's match.
void Scan::find_url_login(std::size_t at) {
  const RuleId rule = engine_.known_rules().connection_url;
  if (rule >= engine_.rules().size() || at + 1 >= text_.size()) return;
  if (!is_alnum(text_[at + 1]) && text_[at + 1] != '[') return;
  std::size_t begin = at;
  std::size_t colon = at;  // The first one.
  while (begin > 0 && !is_space(text_[begin - 1]) && std::strchr("@/\"'<>$({[", text_[begin - 1]) == nullptr) {
    --begin;
    if (text_[begin] == ':') colon = begin;
  }
  if (colon == at || at - colon < 4 || begin < 3 || text_.substr(begin - 3, 3) != "://") return;
  if (text_.substr(colon, at - colon).find('*') != std::string_view::npos) return;
  scratch_.matches.push_back({begin - 3, at + 2, rule});
}

void Scan::find_patterns() {
  const PatternDatabase* const patterns = engine_.patterns();
  if (patterns == nullptr) return;
  if (scratch_.patterns == nullptr) scratch_.patterns = patterns->make_scratch();
  patterns->scan(text_, *scratch_.patterns, scratch_.matches);
  std::sort(scratch_.matches.begin(), scratch_.matches.end(), [](const PatternMatch& a, const PatternMatch& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.rule != b.rule ? a.rule < b.rule : a.end > b.end;
  });
  const PatternMatch* last = nullptr;
  for (const PatternMatch& match : scratch_.matches) {
    if (last != nullptr && last->begin == match.begin && last->rule == match.rule) continue;
    last = &match;
    const Rule& rule = engine_.rule_list()[match.rule];
    if (rule.value != ValueKind::none) {
      const std::size_t before = scratch_.candidates.size();
      find_labelled(*this, match);
      if (scratch_.candidates.size() != before && in_hex_dump(match.begin)) scratch_.candidates.resize(before);
      continue;
    }
    std::size_t begin = block_begin(text_, match.begin + rule.inner);
    if (rule.head_most != 0) {
      const auto in_head = [&](char c) { return is_alnum(c) || rule.head_signs.find(c) != std::string::npos; };
      std::size_t head = 0;
      while (head < begin && head <= rule.head_most && in_head(text_[begin - head - 1])) ++head;
      if (head < rule.head_least || head > rule.head_most) continue;
      begin -= head;
    }
    std::size_t end = block_end(text_, begin, match.end) - rule.outer;
    if (rule.tail_most != 0) {
      const auto in_tail = [&](char c) { return is_alnum(c) || rule.tail_signs.find(c) != std::string::npos; };
      const std::size_t from = end;
      while (end < text_.size() && end - from <= rule.tail_most && in_tail(text_[end])) ++end;
      while (end > from && !is_alnum(text_[end - 1])) --end;
      if (end - from < rule.tail_least || end - from > rule.tail_most) continue;
    }
    if (begin >= end) continue;
    // The match must not go on, nor start inside a longer word.
    const char first = text_[begin];
    const char final = text_[end - 1];
    if (rule.inner == 0 && begin > 0 && is_alnum(text_[begin - 1]) && is_alnum(first)) continue;
    if (end < text_.size() && is_alnum(text_[end]) && (is_alnum(final) || final == '_' || final == '-')) continue;
    const std::string_view value = text_.substr(begin, end - begin);
    if (rule.entropy_min > 0 && entropy_bits(value) < rule.entropy_min) continue;
    const Validity validity = rule.validator != nullptr ? rule.validator->check(value) : Validity::shape;
    if (validity == Validity::invalid) continue;
    Band band = validity == Validity::sample ? rule.sample : rule.bare;
    // (Settings of scrypt are written with dots: "$7$C6..../....$".)
    const bool dots = value.find("...") != std::string_view::npos && !value.starts_with("$7$");
    if (value.find("EXAMPLE") != std::string_view::npos || dots || value.find("XXXXXXXX") != std::string_view::npos ||
        value.find("xxxxxxxx") != std::string_view::npos || value.find("abcdefghij") != std::string_view::npos ||
        value.find("1234567890") != std::string_view::npos) {
      band = rule.sample;
    }
    // Armour with nothing, or hardly anything, inside: a test or a text about keys.
    if (value.starts_with("-----BEGIN ") && value.size() < 160) band = rule.sample;
    bool supported = false;
    if (!rule.context.empty() && validity != Validity::sample) {
      supported = label_of(match.rule, begin, end) != 0;
      if (supported) band = rule.with_context;
    }
    if (rule.validator != nullptr && validity == Validity::shape && band == Band::high) band = Band::medium;
    if (band == Band::none || is_false_friend(rule, begin, end)) continue;
    const bool hash = rule.type_name == "password_hash";
    // (Kerberos' and Windows' dumps name the account within: told beside them.)
    const bool container = (rule.type_name == "connection_string" && value.find(':') != std::string_view::npos) ||
                           (hash && (value.starts_with("$krb5") || value.find("::") != std::string_view::npos));
    if (container && !hash) band = find_url_parts(*this, begin, end, band);
    if (band == Band::none) continue;
    Candidate candidate{begin, end, match.rule, rule.info.type, band_confidence(band), validity, supported, 0, -1, 0};
    candidate.container = container;
    add(candidate);
    if (!hash || band < Band::medium) continue;
    add_owner_of_hash(*this, begin);
    // "CORP\\jdoe:1104:aad3...:8a5f...:::", "jdoe::CORP:338d...": the account begins the value.
    if (value.find("::") != std::string_view::npos) add_username(*this, begin, begin + value.find(':'));
  }
}

}  // namespace constat
