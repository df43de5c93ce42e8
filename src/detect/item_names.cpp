#include "detect/item_names.h"

#include <algorithm>

#include "base/text.h"
#include "evidence/place.h"

namespace constat {

namespace {

constexpr float confidence_min = 0.5F;
constexpr std::size_t clean_kept_max = 10'000;
constexpr std::size_t clean_name_bytes_max = 1024;

std::string_view last_step(std::string_view place) {
  const std::size_t into = place.rfind("!/");
  return into == std::string_view::npos ? place : place.substr(into + 2);
}

// What is escaped is no text, but for the three characters that a Place itself uses. `begins`, where it is given: where
// in `name` each byte stands, and the end.
std::string text_of(std::string_view name, std::vector<std::size_t>* begins = nullptr) {
  std::string text;
  text.reserve(name.size());
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (begins != nullptr) begins->push_back(at);
    if (name[at] != '\\' || at + 1 >= name.size()) {
      text.push_back(name[at]);
    } else if (name[at + 1] == '\\') {
      text.push_back('\\');
      ++at;
    } else {
      const std::string raw = unescape_name(name.substr(at, 4));
      const bool one = raw.size() == 1;
      text.push_back(one && (raw[0] == '#' || raw[0] == '!') ? raw[0] : one ? ' ' : '\\');
      if (one) at += 3;
    }
  }
  if (begins != nullptr) begins->push_back(name.size());
  for (std::size_t at = 0; (at += valid_utf8_prefix(std::string_view(text).substr(at))) < text.size();) text[at] = ' ';
  return text;
}

bool is_letter(char c) { return is_alpha(c) || is_high(c); }

struct Words {
  std::size_t capitalised = 0;  // "John", "Élodie".
  std::size_t others = 0;
};
Words words_of(std::string_view text) {
  Words words;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_letter(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    bool lower = false;
    for (; at < text.size() && (is_letter(text[at]) || text[at] == '\'' || text[at] == '-'); ++at) {
      lower = lower || (at > begin && (is_lower(text[at]) || is_high(text[at])));
    }
    ++((is_upper(text[begin]) || is_high(text[begin])) && lower ? words.capitalised : words.others);
  }
  return words;
}

// Whether any value may be in it: most names are "IMG_0042.jpg" and "notes.txt".
bool may_hold_a_value(std::string_view text) {
  std::size_t digits = 0;
  std::size_t run = 0;
  for (const char c : text) {
    if (c == '@') return true;
    digits += is_digit(c) ? 1 : 0;
    run = is_alnum(c) ? run + 1 : 0;
    if (digits >= 7 || run >= 16) return true;
  }
  return words_of(text).capitalised >= 2;
}

// As a person would write it: "SSN_512-48-6193_John_Smith.pdf" has blanks, and its end is no word of it. Offsets stay.
std::string as_written(std::string_view name) {
  std::string text(name);
  if (name.find('@') != std::string_view::npos) return text;
  std::ranges::replace(text, '_', ' ');
  const std::size_t dot = text.rfind('.');
  if (dot == std::string::npos || dot == 0 || text.size() - dot > 6 || text.size() - dot < 2) return text;
  const std::string_view end = std::string_view(text).substr(dot + 1);
  if (is_letter(end.front()) && std::ranges::all_of(end, is_alnum)) text[dot] = '\n';
  return text;
}

class Gathering final : public FindingSink {
 public:
  struct Kept {
    Finding finding;
    std::string value, canonical;
  };
  explicit Gathering(const Types& types) : types_(types) {}
  void finding(const Finding& finding) override {
    if (finding.confidence < confidence_min) return;
    const std::string& type = types_.at(finding.type).name;
    // Versions of programs look like the one, words in capitals like the other.
    if (type == "ip_address" || type == "bic") return;
    all.push_back({finding, std::string(finding.value), std::string(finding.canonical)});
  }
  // Names of persons are stated beside another value, or where they look like nothing else: titles and programs are
  // made of the same words.
  void settle() {
    const bool only_names = std::ranges::all_of(all, [this](const Kept& kept) { return is_person_name(kept); });
    if (!only_names) return;
    std::erase_if(all, [](const Kept& kept) {
      const Words words = words_of(kept.value);
      return words.capitalised < 2 || words.others > words.capitalised;
    });
  }
  bool of_one_person() const {
    std::size_t persons = 0;
    std::size_t ids = 0;
    for (const Kept& kept : all) {
      persons += is_person_name(kept) ? 1 : 0;
      ids += types_.at(kept.finding.type).category == Category::government_id ? 1 : 0;
    }
    return persons <= 1 && ids <= 1;
  }
  std::vector<Kept> all;

 private:
  bool is_person_name(const Kept& kept) const { return types_.at(kept.finding.type).name == "person_name"; }
  const Types& types_;
};

}  // namespace

bool name_may_hold_a_value(std::string_view name) { return may_hold_a_value(text_of(name)); }

std::string name_text(std::string_view item_place) { return text_of(last_step(item_place)); }

void ItemNames::detect(std::string_view item_place, Engine::Scratch& scratch, FindingSink& found,
                       std::vector<MaskedName>& masked) {
  std::size_t offset = 0;
  std::uint32_t mention = 0;
  std::string_view rest = last_step(item_place);
  for (bool last = false; !last;) {
    const std::string_view name = rest.substr(0, rest.find('/'));
    last = name.size() == rest.size();
    rest.remove_prefix(last ? rest.size() : name.size() + 1);
    const bool plain = name.find('\\') == std::string_view::npos;
    const bool empty = plain && !may_hold_a_value(name);
    std::string key;
    if (!empty) key = name;
    if (plain && (empty || clean_.contains(key))) {
      offset += name.size() + 1;
      continue;
    }
    std::vector<std::size_t> begins;
    const std::string text = text_of(name, &begins);
    const std::size_t begin = offset;
    offset += text.size() + 1;
    if (!may_hold_a_value(text) || clean_.contains(key)) continue;
    const std::string written = as_written(text);
    Gathering gathering(engine_.types());
    engine_.detect(Passage::whole(written, name_part), scratch, gathering);
    gathering.settle();
    if (gathering.all.empty()) {
      if (clean_.size() >= clean_kept_max) clean_.clear();
      if (key.size() <= clean_name_bytes_max) clean_.insert(std::move(key));
      continue;
    }
    const bool one = gathering.of_one_person();
    std::string shown;
    std::size_t done = 0;
    std::uint32_t told_max = 0;
    for (const Gathering::Kept& kept : gathering.all) {
      Finding finding = kept.finding;
      if (finding.begin >= done && finding.end <= text.size()) {
        shown += name.substr(begins[done], begins[finding.begin] - begins[done]);
        shown += place_component(
            mask_value(text.substr(finding.begin, finding.end - finding.begin), engine_.types().at(finding.type).mask));
        done = finding.end;
      }
      finding.begin += begin;
      finding.end += begin;
      finding.value = kept.value;
      finding.canonical = kept.canonical;
      told_max = std::max(told_max, finding.mention);
      if (one) {
        finding.mention = mention + 1;
      } else if (finding.mention != 0) {
        finding.mention += mention;
      }
      found.finding(finding);
    }
    mention += told_max + 1;
    shown += name.substr(begins[done]);
    masked.push_back({std::move(key), std::move(shown)});
  }
}

}  // namespace constat
