#include "detect/rules.h"

#include <fcntl.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "base/sha256.h"
#include "base/text.h"
#include "base/toml_text.h"
#include "detect/rule_cache.h"

namespace constat {

float band_confidence(Band band) {
  switch (band) {
    case Band::high: return 0.95F;
    case Band::medium: return 0.7F;
    case Band::low: return 0.3F;
    case Band::trace: return 0.1F;
    case Band::none: break;
  }
  return 0;
}

namespace {

// The base letter of a Latin letter with an accent, lower case; 0 where it has none.
char base_letter(char32_t point) {
  struct LetterRun {
    char32_t first;
    std::string_view letters;  // One for each code point from `first`; '.' for none.
  };
  static constexpr LetterRun runs[] = {
      {0xC0, "aaaaaaaceeeeiiiidnooooo.ouuuuy.saaaaaaaceeeeiiiidnooooo.ouuuuy.y"},
      {0x100,
       "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.llllllllllnnnnnn..nnoooooo.."
       "rrrrrrssssssssttttttuuuuuuu"
       "uuuuuwwyyyzzzzzz"},
      {0x218, "sstt"},
  };
  for (const LetterRun& run : runs) {
    if (point < run.first || point >= run.first + run.letters.size()) continue;
    const char letter = run.letters[point - run.first];
    return letter == '.' ? '\0' : letter;
  }
  return 0;
}

}  // namespace

namespace {

// Calls `put` with each byte of the words and the offset that it comes from.
template <typename Put>
void each_label_byte(std::string_view text, Put put) {
  put(' ', 0);
  bool blank = true;  // What was put last.
  bool last_lower = false;
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t begin = offset;
    const auto byte = static_cast<unsigned char>(text[offset]);
    char letter = 0;
    bool upper = false;
    if (byte < 0x80) {
      const char c = text[offset++];
      if (c >= 'A' && c <= 'Z') {
        letter = static_cast<char>(c - 'A' + 'a');
        upper = true;
      } else if (is_alnum(c)) {
        letter = c;
      }
    } else {
      const char32_t point = next_code_point(text, offset);
      letter = base_letter(point);
      if (letter == 0 && point > 0x250 && !(point >= 0x2000 && point <= 0x206F) && point != 0xFEFF) {
        for (std::size_t at = begin; at < offset; ++at) put(text[at], begin);  // Another script: kept as it is.
        blank = false;
        last_lower = false;
        continue;
      }
    }
    if (letter == 0) {
      // "SS#", "Acct#: ", "License #: ": the sign stands for the word. (Four bytes at most for two.)
      if (text[begin] == '#' && begin > 0 &&
          (is_alpha(text[begin - 1]) || (begin > 1 && text[begin - 1] == ' ' && is_alpha(text[begin - 2]))) &&
          (offset >= text.size() || (!is_alnum(text[offset]) && text[offset] != '#'))) {
        if (!blank) put(' ', begin);
        put('n', begin);
        put('o', begin);
        blank = false;
        last_lower = true;
        continue;
      }
      if (!blank) put(' ', begin);
      blank = true;
      last_lower = false;
      continue;
    }
    if (upper && last_lower && !blank) put(' ', begin);
    put(letter, begin);
    blank = false;
    last_lower = !upper && letter >= 'a';
  }
  if (!blank) put(' ', text.size());
}

}  // namespace

void label_words(std::string_view text, std::string& words) {
  words.clear();
  each_label_byte(text, [&words](char c, std::size_t) { words += c; });
}

void label_words(std::string_view text, std::string& words, std::vector<std::uint32_t>& places) {
  words.resize(2 * text.size() + 2);  // A blank before each letter at most.
  places.resize(words.size());
  std::size_t size = 0;
  each_label_byte(text, [&](char c, std::size_t offset) {
    words[size] = c;
    places[size++] = static_cast<std::uint32_t>(offset);
  });
  words.resize(size);
  places.resize(size);
}

bool has_phrase(std::string_view words, std::string_view phrase) {
  if (phrase.empty()) return false;
  for (std::size_t at = words.find(phrase); at != std::string_view::npos; at = words.find(phrase, at + 1)) {
    if (at == 0 || words[at - 1] != ' ') continue;
    std::size_t end = at + phrase.size();
    if (end < words.size() && words[end] == 's') ++end;
    if (end >= words.size() || words[end] == ' ') return true;
  }
  return false;
}

namespace {

std::string phrase_of(std::string_view text) {
  std::string words;
  label_words(text, words);
  return std::string(trim(words));
}

// A label as Vectorscan reads it: blanks may be signs or nothing ("api key", "api_key", "apikey"), accents may be
// missing.
std::string label_pattern(std::string_view phrase) {
  std::string out;
  const auto put_byte = [&out](char c) {
    constexpr char digits[] = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    out += "\\x";
    out += digits[byte >> 4];
    out += digits[byte & 15];
  };
  for (std::size_t offset = 0; offset < phrase.size();) {
    const char c = phrase[offset];
    if (c == ' ') {
      out += "[ _.\\-]?";
      ++offset;
    } else if (is_alnum(c)) {
      out += c;
      ++offset;
    } else if (static_cast<unsigned char>(c) < 0x80) {
      put_byte(c);
      ++offset;
    } else {
      const std::size_t begin = offset;
      const char32_t point = next_code_point(phrase, offset);
      out += "(?:";
      if (const char base = base_letter(point); base != 0) {
        out += base;
        out += '|';
      }
      for (std::size_t index = begin; index < offset; ++index) put_byte(phrase[index]);
      if (point >= 0xE0 && point <= 0xFE) {
        std::string upper;
        append_utf8(upper, point - 0x20);
        out += '|';
        for (const char byte : upper) put_byte(byte);
      }
      out += ')';
    }
  }
  return out;
}

// "9{9}" -> "999999999"; "A9{5,6}" gives two.
bool expand_shape(std::string_view shape, std::string done, std::vector<std::string>& out) {
  if (out.size() > 64 || done.size() > 64) return false;
  if (shape.empty()) {
    out.push_back(std::move(done));
    return true;
  }
  const char kind = shape.front();
  if (kind != '9' && kind != 'A' && kind != 'X') return false;
  shape.remove_prefix(1);
  std::size_t least = 1;
  std::size_t most = 1;
  if (!shape.empty() && shape.front() == '{') {
    const std::size_t close = shape.find('}');
    if (close == std::string_view::npos) return false;
    const std::string_view range = shape.substr(1, close - 1);
    shape.remove_prefix(close + 1);
    const auto number = [](std::string_view text) {
      std::size_t value = 0;
      for (const char c : text) {
        if (!is_digit(c) || value > 99) return std::size_t{0};
        value = value * 10 + static_cast<std::size_t>(c - '0');
      }
      return value;
    };
    const std::size_t comma = range.find(',');
    least = number(range.substr(0, comma));
    most = comma == std::string_view::npos ? least : number(range.substr(comma + 1));
    if (least == 0 || most < least || most > 40) return false;
  }
  for (std::size_t count = least; count <= most; ++count) {
    if (!expand_shape(shape, done + std::string(count, kind), out)) return false;
  }
  return true;
}

std::optional<MaskStyle> mask_by_name(std::string_view name) {
  if (name == "middle") return MaskStyle::middle;
  if (name == "email") return MaskStyle::email;
  if (name == "name") return MaskStyle::name;
  if (name == "full") return MaskStyle::full;
  if (name == "none") return MaskStyle::none;
  return std::nullopt;
}
std::optional<Band> band_by_name(std::string_view name) {
  if (name == "H") return Band::high;
  if (name == "M") return Band::medium;
  if (name == "L") return Band::low;
  if (name == "T") return Band::trace;
  if (name == "none") return Band::none;
  return std::nullopt;
}

// Reads one rule's table; `wrong` is what is wrong with it.
class RuleReader {
 public:
  explicit RuleReader(const toml::table& table) : table_(table) {}

  bool read(Rule& rule) {
    static const std::set<std::string_view> known = {
        "id",     "type",    "category",   "jurisdiction", "mask",      "source",  "shapes",      "pattern",
        "prefix", "length",  "alphabet",   "inner",        "validator", "context", "contradicts", "bands",
        "finds",  "ignores", "caseless",   "entropy",      "comment",   "value",   "found_by",    "mixed_signs",
        "outer",  "head",    "head_signs", "tail",         "tail_signs"};
    for (const auto& [key, value] : table_) {
      if (known.find(key.str()) == known.end()) return fail_with("unknown key '" + std::string(key.str()) + "'");
    }
    rule.info.id = text("id");
    if (rule.info.id.empty()) return fail_with("has no id");
    rule.type_name = text("type");
    if (rule.type_name.empty()) rule.type_name = rule.info.id.substr(0, rule.info.id.find('.'));
    rule.info.source = text("source");
    if (rule.info.source.empty()) return fail_with("has no source");
    const std::string category = text("category");
    const auto category_found = category_by_name(category);
    if (!category_found) return fail_with("has no category, or an unknown one");
    rule.type_info = {rule.type_name, *category_found, text("jurisdiction"), MaskStyle::middle};
    if (const std::string mask = text("mask"); !mask.empty()) {
      const auto mask_found = mask_by_name(mask);
      if (!mask_found) return fail_with("unknown mask '" + mask + "'");
      rule.type_info.mask = *mask_found;
    }
    std::vector<std::string> shapes;
    if (!texts(table_.get("shapes"), shapes)) return fail_with("shapes is no list of texts");
    for (const std::string& shape : shapes) {
      if (!expand_shape(shape, "", rule.shapes)) return fail_with("cannot read shape '" + shape + "'");
    }
    rule.pattern = text("pattern");
    if (const std::string prefix = text("prefix"); !prefix.empty()) {
      if (!read_prefix(rule, prefix)) return false;
    }
    if (const std::string value = text("value"); !value.empty()) {
      constexpr std::pair<std::string_view, ValueKind> kinds[] = {
          {"date", ValueKind::date},       {"money", ValueKind::money}, {"password", ValueKind::password},
          {"secret", ValueKind::secret},   {"word", ValueKind::word},   {"hex", ValueKind::hex},
          {"command", ValueKind::command}, {"codes", ValueKind::codes}, {"pair", ValueKind::pair},
          {"pin", ValueKind::pin},         {"tool", ValueKind::tool}};
      for (const auto& [name, kind] : kinds) {
        if (value == name) rule.value = kind;
      }
      if (rule.value == ValueKind::none) return fail_with("unknown value '" + value + "'");
    }
    const bool by_code = text("found_by") == "code";
    if (rule.value == ValueKind::none && rule.shapes.empty() && rule.pattern.empty() && !by_code) {
      return fail_with("has neither shapes nor pattern nor prefix nor value");
    }
    rule.inner =
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(table_["inner"].value_or<std::int64_t>(0), 0, 256));
    rule.outer =
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(table_["outer"].value_or<std::int64_t>(0), 0, 256));
    if (!least_and_most("head", 256, rule.head_least, rule.head_most) ||
        !least_and_most("tail", 2048, rule.tail_least, rule.tail_most)) {
      return false;
    }
    rule.head_signs = text("head_signs");
    rule.tail_signs = text("tail_signs");
    rule.caseless = table_["caseless"].value_or(false);
    rule.mixed_signs = table_["mixed_signs"].value_or(false);
    rule.entropy_min = table_["entropy"].value_or(0.0);
    if (const std::string name = text("validator"); !name.empty()) {
      rule.validator = validator_by_name(name);
      if (rule.validator == nullptr) return fail_with("unknown validator '" + name + "'");
    }
    if (const toml::table* const languages = table_["context"].as_table()) {
      for (const auto& [language, phrases] : *languages) {
        std::vector<std::string> all;
        if (!texts(&phrases, all)) return fail_with("context." + std::string(language.str()) + " is no list of texts");
        for (const std::string& phrase : all) {
          rule.context.push_back(phrase_of(phrase));
          if (rule.value == ValueKind::none && phrase.ends_with(':')) rule.context.back() += ':';
          if (rule.value != ValueKind::none) rule.pattern += (rule.pattern.empty() ? "" : "|") + label_pattern(phrase);
        }
      }
    }
    if (rule.value != ValueKind::none) {
      if (rule.pattern.empty()) return fail_with("value needs labels in context");
      rule.caseless = true;
    }
    std::vector<std::string> contradicts;
    if (!texts(table_.get("contradicts"), contradicts)) return fail_with("contradicts is no list of texts");
    for (std::string& phrase : contradicts) {
      rule.contradicts.push_back(phrase.starts_with('@') ? std::move(phrase) : phrase_of(phrase));  // share_labels().
    }
    if (const toml::table* const bands = table_["bands"].as_table()) {
      for (const auto& [key, value] : *bands) {
        const auto band = band_by_name(value.value_or(std::string_view()));
        if (!band) return fail_with("bands." + std::string(key.str()) + " is none of H, M, L, T, none");
        const std::string_view name = key.str();
        if (name == "bare")
          rule.bare = *band;
        else if (name == "formatted")
          rule.formatted = *band;
        else if (name == "context")
          rule.with_context = *band;
        else if (name == "sample")
          rule.sample = *band;
        else if (name == "sample_context")
          rule.sample_context = *band;
        else if (name == "contradicted")
          rule.contradicted = *band;
        else
          return fail_with("unknown band '" + std::string(name) + "'");
      }
    }
    // What no text holds (the key of a database's row) has no example: its code's own tests show it.
    const bool of_no_text = text("found_by") == "code" && table_.get("finds") != nullptr;
    if (!texts(table_.get("finds"), rule.finds) || (rule.finds.empty() && !of_no_text))
      return fail_with("has no finds");
    if (!texts(table_.get("ignores"), rule.ignores) || rule.ignores.empty()) return fail_with("has no ignores");
    return true;
  }
  const std::string& wrong() const { return wrong_; }

 private:
  bool fail_with(std::string what) {
    wrong_ = std::move(what);
    return false;
  }
  std::string text(std::string_view key) const { return table_[key].value_or(std::string()); }
  bool least_and_most(std::string_view key, std::int64_t bound, std::uint32_t& least, std::uint32_t& most) {
    const toml::array* const pair = table_[key].as_array();
    if (pair == nullptr) return true;
    const auto first = pair->size() == 2 ? (*pair)[0].value_or<std::int64_t>(-1) : -1;
    const auto second = pair->size() == 2 ? (*pair)[1].value_or<std::int64_t>(0) : 0;
    if (first < 0 || second < 1 || second < first || second > bound) {
      return fail_with(std::string(key) + " is no [least, most]");
    }
    least = static_cast<std::uint32_t>(first);
    most = static_cast<std::uint32_t>(second);
    return true;
  }
  static bool texts(const toml::node* node, std::vector<std::string>& out) {
    if (node == nullptr) return true;
    const toml::array* const list = node->as_array();
    if (list == nullptr) return false;
    for (const toml::node& one : *list) {
      const auto value = one.value<std::string>();
      if (!value) return false;
      out.push_back(*value);
    }
    return true;
  }
  bool read_prefix(Rule& rule, const std::string& prefix) {
    const toml::array* const length = table_["length"].as_array();
    if (length == nullptr || length->size() != 2) return fail_with("prefix needs length = [least, most]");
    const auto least = (*length)[0].value_or<std::int64_t>(0);
    const auto most = (*length)[1].value_or<std::int64_t>(0);
    if (least < 1 || most < least || most > 1000) return fail_with("length is out of order");
    std::string alphabet = text("alphabet");
    if (alphabet.empty()) alphabet = "A-Za-z0-9";
    for (const char c : prefix) {
      if (!is_alnum(c)) rule.pattern += '\\';
      rule.pattern += c;
    }
    rule.pattern += "[" + alphabet + "]{" + std::to_string(least) + "," + std::to_string(most) + "}";
    return true;
  }

  const toml::table& table_;
  std::string wrong_;
};

}  // namespace

namespace {

struct RuleFile {
  std::string name;  // Under its folder.
  std::string content;
};

bool read_file(const std::string& path, std::string& content) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  ssize_t count = 1;
  for (std::size_t kept = 0; count > 0 || (count < 0 && errno == EINTR);) {
    constexpr std::size_t block = 16 * 1024;
    content.resize(kept + block);
    count = ::read(descriptor, content.data() + kept, block);
    kept += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    content.resize(kept);
  }
  ::close(descriptor);
  return count == 0;
}

Result<std::vector<RuleFile>> read_rule_files(const std::vector<std::string>& folders) {
  std::vector<RuleFile> out;
  for (const std::string& folder : folders) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::recursive_directory_iterator walk(folder, error), end; !error && walk != end;
         walk.increment(error)) {
      // duties/ holds law, not detectors: assess/duty_rules.h reads it.
      if (walk.depth() == 0 && walk->path().filename() == "duties") walk.disable_recursion_pending();
      if (walk->path().extension() == ".toml") files.push_back(walk->path());
    }
    if (error) return fail(Fault::io, "cannot read the rules in " + folder + ": " + error.message());
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& path : files) {
      RuleFile& file = out.emplace_back();
      file.name = path.lexically_relative(folder).string();
      if (!read_file(path.string(), file.content)) return fail(Fault::io, "cannot read " + path.string());
    }
  }
  return out;
}

// Words that a file gives a name, for rules to share.
using SharedLabels = std::map<std::string, std::vector<std::string>, std::less<>>;

// What is wrong with the file's [[labels]]; empty where nothing.
std::string read_shared_labels(const toml::table& table, SharedLabels& shared) {
  const toml::array* const list = table["labels"].as_array();
  if (list == nullptr) return {};
  for (const toml::node& node : *list) {
    const toml::table* const one = node.as_table();
    const std::string name = one != nullptr ? (*one)["name"].value_or(std::string()) : std::string();
    if (name.empty()) return "labels without a name";
    std::vector<std::string> words;
    const toml::array* const texts = (*one)["words"].as_array();
    if (texts == nullptr) return "labels '" + name + "' have no words";
    for (const toml::node& text : *texts) {
      std::string phrase = text.value_or(std::string());
      if (phrase.empty()) return "labels '" + name + "': words is no list of texts";
      words.push_back(phrase.starts_with('@') ? std::move(phrase) : phrase_of(phrase));
    }
    if (!shared.emplace(name, std::move(words)).second) return "labels '" + name + "' exist twice";
  }
  return {};
}

// Puts the words in the place of "@name", where the name is of shared labels or of a rule, whose labels are meant.
// The name that nothing has; empty where all are known.
std::string share_labels(SharedLabels shared, std::vector<Rule>& rules) {
  const auto rule_labels = [&rules](std::string_view id) -> const std::vector<std::string>* {
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.info.id == id; });
    return found != rules.end() ? &found->context : nullptr;
  };
  std::string unknown;
  const auto expand = [&](std::vector<std::string>& phrases, bool in_rule) {
    std::vector<std::string> all;
    for (std::string& phrase : phrases) {
      if (!phrase.starts_with('@')) {
        all.push_back(std::move(phrase));
        continue;
      }
      const std::string name = phrase.substr(1);
      const auto set = in_rule ? shared.find(name) : shared.end();
      const std::vector<std::string>* const words = set != shared.end() ? &set->second : rule_labels(name);
      if (words == nullptr) {
        unknown = name;
      } else {
        all.insert(all.end(), words->begin(), words->end());
      }
    }
    phrases = std::move(all);
  };
  for (auto& [name, words] : shared) expand(words, false);
  for (Rule& rule : rules) expand(rule.contradicts, true);
  return unknown;
}

}  // namespace

Result<RuleSet> load_rules(const std::vector<std::string>& folders, const std::vector<std::string>& caches) {
  TRY_ASSIGN(const std::vector<RuleFile> files, read_rule_files(folders));
  RuleSet set;
  Sha256Hasher hasher;
  for (const RuleFile& file : files) {
    hasher.update(as_bytes(file.name));
    hasher.update(as_bytes(file.content));
  }
  set.hash = to_hex(hasher.finish());
  if (const RuleCache cache = RuleCache::open(caches, set.hash); !cache.rules().empty()) {
    if (unpack_rules(cache.rules(), set.rules)) return set;
    set.rules.clear();
  }
  std::set<std::string> ids;
  SharedLabels shared;
  for (const RuleFile& file : files) {
    const std::string& name = file.name;
    if (const auto text = check_toml_text(file.content); !text) {
      return fail(Fault::malformed, name + ": " + text.error().what);
    }
    const toml::parse_result parsed = toml::parse(file.content, name);
    if (!parsed) {
      return fail(Fault::malformed, name + ": line " + std::to_string(parsed.error().source().begin.line) + ": " +
                                        std::string(parsed.error().description()));
    }
    if (const std::string wrong = read_shared_labels(parsed.table(), shared); !wrong.empty()) {
      return fail(Fault::malformed, name + ": " + wrong);
    }
    std::vector<const toml::table*> tables;
    if (const toml::array* const list = parsed.table()["rule"].as_array()) {
      for (const toml::node& node : *list) {
        if (const toml::table* const one = node.as_table()) tables.push_back(one);
      }
    } else if (!parsed.table().contains("labels")) {
      tables.push_back(&parsed.table());
    }
    for (const toml::table* const one : tables) {
      Rule rule;
      rule.info.file = name;
      RuleReader reader(*one);
      if (!reader.read(rule)) {
        return fail(Fault::malformed, name + ": rule " +
                                          (rule.info.id.empty() ? "without id" : "'" + rule.info.id + "'") + ": " +
                                          reader.wrong());
      }
      if (!ids.insert(rule.info.id).second) {
        return fail(Fault::malformed, name + ": rule '" + rule.info.id + "' exists twice");
      }
      set.rules.push_back(std::move(rule));
    }
  }
  if (const std::string unknown = share_labels(std::move(shared), set.rules); !unknown.empty()) {
    return fail(Fault::malformed, "contradicts names '@" + unknown + "', which neither labels nor a rule has");
  }
  return set;
}

}  // namespace constat
