#include "detect/phone.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "detect/phone_plans.h"

namespace constat {

namespace {

constexpr std::size_t national_min = 2;  // libphonenumber's kMinLengthForNsn and kMaxLengthForNsn.
constexpr std::size_t national_max = 17;
constexpr std::size_t tokens_max = 256;

// A prefix that is dialled adds or takes a few digits at the front.
struct Digits {
  std::array<char, 64> text;
  std::size_t size = 0;

  std::string_view view() const { return {text.data(), size}; }
  void assign(std::string_view digits) {
    size = std::min(digits.size(), text.size());
    std::memmove(text.data(), digits.data(), size);
  }
};

// ---- Out of the text
// -------------------------------------------------------------------------------------------------------

// What a character of a telephone number is. Signs that separate are all alike, but for the few that extensions ask
// for.
enum Token : char {
  token_other = '?',
  token_sign = '-',   // Dash, dot, slash, bracket: in libphonenumber's kValidPunctuation.
  token_slash = '/',  // As that, and parts two numbers.
  token_dot = '.',
  token_dash = '_',
  token_blank = ' ',
  token_no_break = '=',
  token_plus = '+',
  token_hash = '#',
};

bool is_digit_token(char token) { return token >= '0' && token <= '9'; }
bool is_letter_token(char token) { return token == 'x' || token == 'e' || token == 't'; }
bool is_sign_token(char token) {
  return token == token_sign || token == token_slash || token == token_dot || token == token_dash ||
         token == token_blank || token == token_no_break || token == 'x';
}

class PhoneReader {
 public:
  // libphonenumber's way: cut out what may be a number, ask whether it is viable, take the extension off.
  PhoneText read(std::string_view text) {
    PhoneText out;
    if (!tokenise(text)) return out;
    std::size_t begin = 0;
    while (begin < size_ && !is_digit_token(tokens_[begin]) && tokens_[begin] != token_plus) ++begin;
    std::size_t end = size_;
    while (end > begin && !is_digit_token(tokens_[end - 1]) && !is_letter_token(tokens_[end - 1]) &&
           tokens_[end - 1] != token_hash) {
      --end;
    }
    // "x302/x2303": a second number.
    for (std::size_t slash = end; slash-- > begin;) {
      if (tokens_[slash] != token_slash) continue;
      std::size_t next = slash + 1;
      while (next < end && tokens_[next] == token_blank) ++next;
      if (next < end && tokens_[next] == 'x') {
        end = slash;
        break;
      }
    }
    const std::size_t extension = extension_begin(begin, end);
    const bool without = extension != end && (plain(begin, extension) || two_digits(begin, extension));
    if (!plain(begin, end) && !two_digits(begin, end) && !(extension != end && plain(begin, extension))) return out;
    if (without) end = extension;
    while (begin < end && tokens_[begin] == token_plus) {
      out.plus = true;
      ++begin;
    }
    // Three letters and more are digits of a keypad.
    const bool keypad = std::count_if(tokens_.begin() + static_cast<std::ptrdiff_t>(begin),
                                      tokens_.begin() + static_cast<std::ptrdiff_t>(end), is_letter_token) >= 3;
    for (std::size_t at = begin; at < end; ++at) {
      char digit = tokens_[at];
      if (keypad && is_letter_token(digit)) digit = digit == 'e' ? '3' : digit == 't' ? '8' : '9';
      if (!is_digit_token(digit)) continue;
      if (out.size == sizeof out.digits) return out;  // No plan has so many.
      out.digits[out.size++] = digit;
    }
    out.viable = true;
    return out;
  }

 private:
  bool tokenise(std::string_view text) {
    if (text.size() > tokens_max) return false;
    for (std::size_t at = 0; at < text.size();) {
      const char c = text[at];
      char token = token_other;
      std::size_t length = 1;
      switch (c) {
        case ' ': token = token_blank; break;
        case '-': token = token_dash; break;
        case '.': token = token_dot; break;
        case '/': token = token_slash; break;
        case '(':
        case ')':
        case '[':
        case ']': token = token_sign; break;
        case '+': token = token_plus; break;
        case '#': token = token_hash; break;
        case 'x':
        case 'e':
        case 't': token = c; break;
        case '\xC2':
          if (at + 1 >= text.size() || text[at + 1] != '\xA0') return false;  // Not UTF-8, or no sign of a number.
          token = token_no_break;
          length = 2;
          break;
        case '\xE2': {
          if (at + 2 >= text.size()) return false;
          const auto middle = static_cast<unsigned char>(text[at + 1]);
          const auto last = static_cast<unsigned char>(text[at + 2]);
          if (last < 0x80 || last > 0xBF) return false;
          length = 3;
          if (middle == 0x80 && (last <= 0x8A || last == 0xAF)) break;  // Narrow blanks: in no number of the plans.
          if (!(middle == 0x80 && last >= 0x90 && last <= 0x95) && !(middle == 0x88 && last == 0x92)) return false;
          token = token_sign;
          break;
        }
        default:
          if (!is_digit_token(c)) return false;
          token = c;
      }
      tokens_[size_++] = token;
      at += length;
    }
    return true;
  }

  bool two_digits(std::size_t begin, std::size_t end) const {
    return end - begin == 2 && is_digit_token(tokens_[begin]) && is_digit_token(tokens_[begin + 1]);
  }

  // Pluses, three digits with signs between, then signs, digits and letters.
  bool plain(std::size_t begin, std::size_t end) const {
    while (begin < end && tokens_[begin] == token_plus) ++begin;
    std::size_t digits = 0;
    for (; begin < end; ++begin) {
      const char token = tokens_[begin];
      if (is_digit_token(token)) {
        ++digits;
      } else if (!is_sign_token(token) && (digits < 3 || !is_letter_token(token))) {
        return false;
      }
    }
    return digits >= 3;
  }

  // Where an extension at the end begins, with the blanks before it; `end` where there is none.
  std::size_t extension_begin(std::size_t begin, std::size_t end) const {
    std::size_t at = end;
    const bool hash = at > begin && tokens_[at - 1] == token_hash;
    if (hash) --at;
    const std::size_t digits_end = at;
    while (at > begin && is_digit_token(tokens_[at - 1])) --at;
    const std::size_t digits = digits_end - at;
    if (digits == 0) return end;
    const auto blank = [&](std::size_t index) {
      return tokens_[index] == token_blank || tokens_[index] == token_no_break;
    };
    // "- 503#"
    std::size_t first = end;
    if (hash && digits <= 6) {
      std::size_t from = at;
      while (from > begin && (tokens_[from - 1] == token_blank || tokens_[from - 1] == token_dash)) --from;
      if (from != at) first = from;
    }
    // A label, a dot perhaps, blanks and dashes.
    std::size_t label = at;
    while (label > begin && (blank(label - 1) || tokens_[label - 1] == token_dash)) --label;
    if (label > begin && tokens_[label - 1] == token_dot) --label;
    std::size_t from = label;
    if (label > begin && (tokens_[label - 1] == 'x' || tokens_[label - 1] == token_hash)) {
      if (digits <= 9) --from;
    } else if (label > begin + 1 && tokens_[label - 1] == 't' && tokens_[label - 2] == 'x') {
      if (digits <= 20) from -= label > begin + 2 && tokens_[label - 3] == 'e' ? 3 : 2;
    }
    if (from == label) return first;
    while (from > begin && blank(from - 1)) --from;
    return std::min(first, from);
  }

  std::array<char, tokens_max> tokens_;
  std::size_t size_ = 0;
};

// Digits and signs, as nearly all texts are: without a detour. False where the text has anything else.
bool read_plainly(std::string_view text, PhoneText& out) {
  std::size_t at = 0;
  while (at < text.size() && (text[at] == '(' || text[at] == ' ')) ++at;
  if (at < text.size() && text[at] == '+') {
    out.plus = true;
    ++at;
  }
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (is_digit_token(c)) {
      if (out.size == sizeof out.digits) return false;
      out.digits[out.size++] = c;
    } else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')' && c != '/') {
      return false;
    }
  }
  out.viable = out.size >= 3;
  return out.size >= 3;
}

// ---- The plans
// -----------------------------------------------------------------------------------------------------------

bool matches(std::uint16_t node, std::string_view digits) {
  for (const char c : digits) {
    node = phone_nodes[node].next[c - '0'];
    if (node == 0) return false;
  }
  return node >= phone_first_accepting;
}

// A prefix's expression from the first digit on.
class Prefix {
 public:
  explicit Prefix(std::string_view digits) : digits_(digits) {}
  bool match(std::int32_t step) { return run(static_cast<std::uint16_t>(step), 0); }
  std::size_t end() const { return end_; }
  // "" where the group had no part in the match.
  std::string_view group(std::size_t number) const {
    const std::size_t from = bounds_[2 * number];
    return from == none ? std::string_view() : digits_.substr(from, bounds_[2 * number + 1] - from);
  }

 private:
  static constexpr std::uint8_t none = 0xFF;

  bool run(std::uint16_t step, std::size_t at) {
    for (;;) {
      const PhoneStep& one = phone_steps[step];
      switch (one.op) {
        case PhoneOp::digit:
          if (at == digits_.size() || (one.first >> (digits_[at] - '0') & 1) == 0) return false;
          ++at;
          ++step;
          break;
        case PhoneOp::split: {
          const auto bounds = bounds_;
          if (run(one.first, at)) return true;
          bounds_ = bounds;
          step = one.second;
          break;
        }
        case PhoneOp::jump: step = one.first; break;
        case PhoneOp::save:
          bounds_[one.first] = static_cast<std::uint8_t>(at);
          ++step;
          break;
        case PhoneOp::end:
          if (at != digits_.size()) return false;
          ++step;
          break;
        case PhoneOp::match: end_ = at; return true;
      }
    }
  }

  std::string_view digits_;
  std::size_t end_ = 0;
  std::array<std::uint8_t, 6> bounds_ = {none, none, none, none, none, none};
};

enum class Length { too_short, possible, local_only, wrong, too_long };
Length length_of(const PhoneRegion& region, std::size_t size) {
  const std::uint32_t bit = size < 32 ? 1U << size : 0;
  if ((region.local_lengths & bit) != 0) return Length::local_only;
  if ((region.lengths & bit) != 0) return Length::possible;
  if (bit != 0 && (region.lengths & (bit - 1)) == 0) return Length::too_short;
  return bit == 0 || region.lengths < bit ? Length::too_long : Length::wrong;
}

// Takes the prefix off that is dialled before a national number, if what is left is as good a number as before.
void strip_trunk(const PhoneRegion& region, Digits& number) {
  if (region.trunk < 0 || number.size == 0) return;
  Prefix prefix(number.view());
  if (!prefix.match(region.trunk)) return;
  Digits left;
  const std::string_view part = region.trunk_groups == 0 ? std::string_view() : prefix.group(region.trunk_groups);
  if (region.trunk_rule[0] != '\0' && !part.empty()) {
    for (const char* rule = region.trunk_rule; *rule != '\0'; ++rule) {
      std::string_view piece(rule, 1);
      if (*rule == '$') piece = prefix.group(static_cast<std::size_t>(*++rule - '0'));
      std::memcpy(left.text.data() + left.size, piece.data(), piece.size());
      left.size += piece.size();
    }
  }
  const std::string_view rest = number.view().substr(prefix.end());
  std::memcpy(left.text.data() + left.size, rest.data(), rest.size());
  left.size += rest.size();
  if (!matches(region.general, left.view()) && matches(region.general, number.view())) return;
  number = left;
}

// The calling code that the number begins with, taken off it; null where it begins with none.
const PhoneCode* take_code(Digits& number) {
  if (number.size == 0 || number.text[0] == '0') return nullptr;
  std::size_t code = 0;
  for (std::size_t size = 1; size <= 3 && size <= number.size; ++size) {
    code = code * 10 + static_cast<std::size_t>(number.text[size - 1] - '0');
    if (phone_code_of[code] < 0) continue;
    number.assign(number.view().substr(size));
    return &phone_codes[phone_code_of[code]];
  }
  return nullptr;
}

// Of a number without plus: the calling code that it begins with all the same, behind the prefix for abroad or by its
// length. False where it cannot be a number.
bool find_code(const PhoneRegion& region, Digits& number, const PhoneCode*& code) {
  if (Prefix abroad(number.view()); region.abroad >= 0 && number.size != 0 && abroad.match(region.abroad)) {
    const std::string_view rest = number.view().substr(abroad.end());
    if (rest.empty() || rest[0] != '0') {
      number.assign(rest);
      if (number.size <= national_min) return false;
      code = take_code(number);
      return code != nullptr;
    }
  }
  char text[3];
  std::size_t size = 0;
  for (unsigned left = region.code; left != 0; left /= 10) text[size++] = static_cast<char>('0' + left % 10);
  std::reverse(text, text + size);
  if (!number.view().starts_with(std::string_view(text, size))) return true;
  Digits without;
  without.assign(number.view().substr(size));
  strip_trunk(region, without);
  if ((!matches(region.general, number.view()) && matches(region.general, without.view())) ||
      length_of(region, number.size) == Length::too_long) {
    number = without;
    code = &phone_codes[phone_code_of[region.code]];
  }
  return true;
}

}  // namespace

PhoneText read_phone(std::string_view text) {
  PhoneText out;
  if (read_plainly(text, out)) return out;
  return PhoneReader().read(text);
}

const PhoneRegion* phone_region(std::string_view id) {
  const PhoneRegion* const end = phone_regions + phone_region_count;
  const PhoneRegion* const at = std::lower_bound(
      phone_regions, end, id, [](const PhoneRegion& region, std::string_view wanted) { return region.id < wanted; });
  return at != end && at->id == id && id != "001" ? at : nullptr;
}

bool valid_phone(const PhoneText& text, const PhoneRegion* region, std::string& e164) {
  if (!text.viable) return false;
  Digits number;
  number.assign({text.digits, text.size});
  const PhoneCode* code = nullptr;
  if (text.plus) {
    if (number.size <= national_min) return false;
    code = take_code(number);
    // "+0033...": once more as if there were no plus.
    if (code == nullptr && (region == nullptr || !find_code(*region, number, code) || code == nullptr)) return false;
  } else if (region == nullptr || !find_code(*region, number, code)) {
    return false;
  }
  const PhoneRegion& plan = code != nullptr ? phone_regions[code->region] : *region;
  if (code == nullptr) code = &phone_codes[phone_code_of[region->code]];
  if (number.size < national_min) return false;
  Digits national = number;
  strip_trunk(plan, national);
  const Length length = length_of(plan, national.size);
  if (length == Length::possible || length == Length::too_long) number = national;
  if (number.size < national_min || number.size > national_max) return false;
  if (!matches(code->valid, number.view())) return false;
  char out[1 + 3 + national_max];
  std::size_t size = 0;
  for (unsigned left = code->code; left != 0; left /= 10) out[size++] = static_cast<char>('0' + left % 10);
  out[size++] = '+';
  std::reverse(out, out + size);
  std::memcpy(out + size, number.text.data(), number.size);
  e164.assign(out, size + number.size);
  return true;
}

bool valid_phone(std::string_view text, const char* region, std::string& e164) {
  return valid_phone(read_phone(text), phone_region(region), e164);
}

}  // namespace constat
