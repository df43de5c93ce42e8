#include "detect/labelled.h"

#include "base/text.h"
#include "detect/command_lines.h"
#include "detect/labelled/parts.h"
#include "detect/tool_outputs.h"

namespace constat {

namespace {

// A label must be a word, or a word of an identifier: "dbPassword", "DB_PASSWORD", not "compass words".
bool label_stands(std::string_view text, std::size_t begin, std::size_t end) {
  if (begin > 0 && (is_alpha(text[begin - 1]) || is_high(text[begin - 1]))) {
    // "dbPassword", "ETSYToken"; "-Dsonar.login": a property of Java's.
    if (begin >= 2 && text[begin - 1] == 'D' && text[begin - 2] == '-') return true;
    if (!is_upper(text[begin])) return false;
    if (!is_lower(text[begin - 1]) && !(begin + 1 < text.size() && is_lower(text[begin + 1]))) return false;
  }
  if (end < text.size() && (is_lower(text[end]) || is_high(text[end]))) {
    return text[end] == 's' && (end + 1 >= text.size() || !is_alnum(text[end + 1]));
  }
  if (end < text.size() && is_upper(text[end])) return is_lower(text[end - 1]);
  return true;
}

}  // namespace

void find_labelled(Scan& scan, const PatternMatch& match) {
  const Rule& rule = scan.engine().rule_list()[match.rule];
  if (rule.value == ValueKind::command) return find_command_credentials(scan, match);
  if (rule.value == ValueKind::tool) return find_tool_credentials(scan, match);
  if (!label_stands(scan.text(), match.begin, match.end)) return;
  const labelled::Labelled here{scan, match, rule, scan.text()};
  switch (rule.value) {
    case ValueKind::none:
    case ValueKind::command:
    case ValueKind::tool: return;
    case ValueKind::date: return labelled::find_date(here);
    case ValueKind::money: return labelled::find_money(here);
    case ValueKind::password: return labelled::find_password(here);
    case ValueKind::pair: return labelled::find_pair(here);
    case ValueKind::pin: return labelled::find_pin(here);
    case ValueKind::secret: return labelled::find_secret(here);
    case ValueKind::hex: return labelled::find_hex(here);
    case ValueKind::codes: return labelled::find_codes(here);
    case ValueKind::word: return labelled::find_word(here);
  }
}

}  // namespace constat
