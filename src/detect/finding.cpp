#include "detect/finding.h"

#include "base/text.h"

namespace constat {

const char* category_name(Category category) {
  switch (category) {
    case Category::government_id: return "government_id";
    case Category::financial: return "financial";
    case Category::contact: return "contact";
    case Category::identity: return "identity";
    case Category::credential: return "credential";
    case Category::hr: return "hr";
    case Category::health: return "health";
    case Category::other: break;
  }
  return "other";
}

std::optional<Category> category_by_name(std::string_view name) {
  for (int index = 0; index <= static_cast<int>(Category::other); ++index) {
    const auto category = static_cast<Category>(index);
    if (category_name(category) == name) return category;
  }
  return std::nullopt;
}

TypeId Types::add(const TypeInfo& info) {
  const TypeId known = find(info.name);
  if (known != types_.size()) return known;
  types_.push_back(info);
  return known;
}

TypeId Types::find(std::string_view name) const {
  for (std::size_t index = 0; index < types_.size(); ++index) {
    if (types_[index].name == name) return static_cast<TypeId>(index);
  }
  return static_cast<TypeId>(types_.size());
}

namespace {

bool is_letter_or_digit(std::string_view value, std::size_t begin) {
  return is_alnum(value[begin]) || static_cast<unsigned char>(value[begin]) >= 0x80;
}

// Keeps the first `head` and the last `tail` letters and digits; each other becomes one star; signs stay.
std::string mask_inner(std::string_view value, std::size_t head, std::size_t tail) {
  std::vector<std::pair<std::size_t, std::size_t>> letters;  // Code points that are letters or digits.
  for (std::size_t offset = 0; offset < value.size();) {
    const std::size_t begin = offset;
    (void)next_code_point(value, offset);
    if (is_letter_or_digit(value, begin)) letters.emplace_back(begin, offset);
  }
  if (letters.size() < head + tail + 4) head = tail = letters.size() > 4 ? 1 : 0;
  std::string out;
  std::size_t done = 0;
  for (std::size_t index = 0; index < letters.size(); ++index) {
    const auto [begin, end] = letters[index];
    out.append(value, done, begin - done);
    if (index < head || index + tail >= letters.size()) {
      out.append(value, begin, end - begin);
    } else {
      out += '*';
    }
    done = end;
  }
  out.append(value, done, value.size() - done);
  return out;
}

}  // namespace

std::string mask_value(std::string_view value, MaskStyle style) {
  switch (style) {
    case MaskStyle::full: return "********";
    case MaskStyle::none: return std::string(value);
    case MaskStyle::middle: return mask_inner(value, 3, 2);
    case MaskStyle::name: {
      std::string out;
      bool at_start = true;
      for (std::size_t offset = 0; offset < value.size();) {
        const std::size_t begin = offset;
        (void)next_code_point(value, offset);
        if (!is_letter_or_digit(value, begin)) {
          out.append(value, begin, offset - begin);
          at_start = true;
        } else if (at_start) {
          out.append(value, begin, offset - begin);
          at_start = false;
        } else {
          out += '*';
        }
      }
      return out;
    }
    case MaskStyle::email: {
      const std::size_t sign = value.rfind('@');
      const std::size_t at = sign != std::string_view::npos ? sign : value.rfind("%40");  // As a URL holds it.
      const std::size_t behind = at + (sign != std::string_view::npos ? 1 : 3);
      const std::size_t dot = value.rfind('.');
      if (at == std::string_view::npos || dot == std::string_view::npos || dot < behind) return mask_inner(value, 1, 1);
      const auto first = [](std::string_view text) {
        std::size_t offset = 0;
        if (!text.empty()) (void)next_code_point(text, offset);
        return std::string(text.substr(0, offset)) + "***";
      };
      return first(value.substr(0, at)) + std::string(value.substr(at, behind - at)) +
             first(value.substr(behind, dot - behind)) + std::string(value.substr(dot));
    }
  }
  return "********";
}

}  // namespace constat
