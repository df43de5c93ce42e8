#include "detect/login_blocks.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "detect/labelled.h"
#include "detect/password_lists.h"
#include "detect/told_passwords.h"

namespace constat {
namespace {

constexpr std::size_t block_line_bytes_max = 80;
constexpr std::size_t block_first_lines = 12;  // Looked at before the rest is.
constexpr std::size_t mails_min = 3;
constexpr std::size_t blocks_min = 4;
constexpr std::size_t block_lines_max = 4;

struct BlockLine {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view text;
};

struct Pair {
  BlockLine password;
  bool mail = false;
};

bool is_block_mail(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos && text.back() != '.' &&
         std::none_of(text.begin(), text.end(), is_space);
}

bool is_block_user(std::string_view text) {
  return text.size() >= 2 && text.size() <= 40 && is_alnum(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '.' || c == '-'; });
}

bool is_password_below(const BlockLine& login, std::string_view word) {
  if (std::any_of(word.begin(), word.end(), is_space) || is_placeholder(word)) return false;
  if (is_mixed_word(word)) return true;
  return is_block_mail(login.text) && word.size() >= 6 && looks_like_password(word) &&
         word.find('@') == std::string_view::npos && std::any_of(word.begin(), word.end(), is_digit);
}

// The line at `at`, without blanks around it; `at` goes behind it.
BlockLine next_block_line(std::string_view text, std::size_t& at) {
  const std::size_t stop = std::min(text.find('\n', at), text.size());
  BlockLine line{at, stop, {}};
  at = stop + 1;
  while (line.end > line.begin && is_space(text[line.end - 1])) --line.end;
  while (line.begin < line.end && is_space(text[line.begin])) ++line.begin;
  line.text = text.substr(line.begin, line.end - line.begin);
  return line;
}

bool begins_with_a_pair(std::string_view text) {
  BlockLine above;
  std::size_t at = 0;
  for (std::size_t lines = 0; lines < block_first_lines && at < text.size(); ++lines) {
    const std::string_view reach = text.substr(at, 4 * block_line_bytes_max);
    if (reach.size() == 4 * block_line_bytes_max && reach.find('\n') == std::string_view::npos)
      return false;  // No list.
    const BlockLine line = next_block_line(text, at);
    if (!above.text.empty() && !line.text.empty() && (is_block_mail(above.text) || is_block_user(above.text)) &&
        is_password_below(above, line.text))
      return true;
    above = line;
  }
  return false;
}

}  // namespace

void find_login_blocks(Scan& scan) {
  const std::string_view text = scan.text();
  const RuleId rule = scan.engine().known_rules().password_combo;
  if (rule >= scan.engine().rules().size() || !begins_with_a_pair(text)) return;
  std::vector<Pair> pairs;
  std::size_t mails = 0;
  std::size_t blocks = 0;
  std::size_t lines = 0;  // Of the block.
  BlockLine above;
  BlockLine last;
  const auto close = [&] {
    if (lines == 0) return;
    ++blocks;
    const bool mail = lines >= 2 && is_block_mail(above.text);
    if (lines >= 2 && lines <= block_lines_max && (mail || is_block_user(above.text)) &&
        is_password_below(above, last.text)) {
      pairs.push_back({last, mail});
      mails += mail ? 1 : 0;
    }
    lines = 0;
    above = last = {};
  };
  for (std::size_t at = 0; at < text.size();) {
    const BlockLine line = next_block_line(text, at);
    if (line.text.empty()) {
      close();
      continue;
    }
    // Addresses and passwords in turn, no empty line between.
    if (lines >= 2 && is_block_mail(line.text)) close();
    ++lines;
    above = last;
    last = line;
    if (line.text.size() > block_line_bytes_max) lines = block_lines_max + 1;
  }
  close();
  if (pairs.size() * 10 < blocks * 6) return;
  std::unordered_set<std::string_view> values;
  std::size_t common = SIZE_MAX;
  for (const Pair& pair : pairs) {
    const std::string_view value = pair.password.text;
    values.insert(value);
    const std::string_view first = pairs.front().password.text;
    std::size_t same = 0;
    while (same < value.size() && same < first.size() && value[same] == first[same]) ++same;
    common = std::min(common, same);
  }
  const bool distinct = values.size() * 10 >= pairs.size() * 7 && common < 3;
  if (mails < mails_min && (pairs.size() < blocks_min || !distinct)) return;
  for (const Pair& pair : pairs) {
    constexpr float below_mail = 0.75F;
    constexpr float below_login = 0.6F;
    scan.add({pair.password.begin, pair.password.end, rule, scan.engine().rule_list()[rule].info.type,
              pair.mail ? below_mail : below_login, Validity::shape, true, 0, -1, 0});
  }
}

}  // namespace constat
