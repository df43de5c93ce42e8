#include "detect/item_names.h"

#include <algorithm>
#include <functional>

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

// What is escaped is no text, but for the three characters that a Place itself uses and for bytes that are UTF-8 (marks
// of direction, signs of no width). `begins`, where it is given: where
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
      text.push_back(one && (raw[0] == '#' || raw[0] == '!' || is_high(raw[0])) ? raw[0] : one ? ' ' : '\\');
      if (one) at += 3;
    }
  }
  if (begins != nullptr) begins->push_back(name.size());
  for (std::size_t at = 0; (at += valid_utf8_prefix(std::string_view(text).substr(at))) < text.size();) text[at] = ' ';
  return text;
}

bool is_letter(char c) { return is_alpha(c) || is_high(c); }

struct NameWords {
  std::size_t capitalised = 0;  // "John", "Élodie".
  std::size_t others = 0;
};
NameWords name_words_of(std::string_view text) {
  NameWords words;
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
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '@' || text.substr(at).starts_with("%40")) return true;
    const bool wide =
        c == '\xEF' && at + 2 < text.size() && text[at + 1] == '\xBC' && text[at + 2] <= '\x99';  // Full-width.
    digits += is_digit(c) || wide ? 1 : 0;
    run = is_alnum(c) ? run + 1 : 0;
    if (digits >= 7 || run >= 16) return true;
  }
  return name_words_of(text).capitalised >= 2;
}

// A name as a person would write it, and where in the name each of its bytes stands (and its end).
struct Written {
  std::string text;
  std::vector<std::size_t> at;
  bool glued = false;  // A label stands before a value without a sign between: "SSN512-48-6193".

  void put(char c, std::size_t from) {
    text.push_back(c);
    at.push_back(from);
  }
};

// How many bytes at `at` are no sign that one sees: blanks and joiners of no width, marks of direction, the soft
// hyphen.
std::size_t invisible_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at, 3);
  if (rest.starts_with("\xC2\xAD")) return 2;
  if (rest.size() < 3) return 0;
  const auto last = static_cast<unsigned char>(rest[2]);
  const bool general =
      rest.starts_with("\xE2\x80") && ((last >= 0x8B && last <= 0x8F) || (last >= 0xAA && last <= 0xAE));
  const bool joiner = rest.starts_with("\xE2\x81") && last >= 0xA0 && last <= 0xA9;
  return general || joiner || rest == "\xEF\xBB\xBF" ? 3 : 0;
}

// The ASCII sign that bytes stand for, and how many: "%20" of a link's name, full-width letters and digits (U+FF01 to
// U+FF5E). 0 where they stand for none.
char sign_at(std::string_view text, std::size_t at, std::size_t& size) {
  if (text[at] == '%' && at + 2 < text.size() && is_hex(text[at + 1]) && is_hex(text[at + 2])) {
    size = 3;
    const int code = hex_value(text[at + 1]) * 16 + hex_value(text[at + 2]);
    return code >= ' ' && code <= '~' ? static_cast<char>(code) : '\0';
  }
  if (text[at] != '\xEF' || at + 2 >= text.size()) return '\0';
  size = 3;
  const auto middle = static_cast<unsigned char>(text[at + 1]);
  const auto last = static_cast<unsigned char>(text[at + 2]);
  if (middle == 0xBC && last >= 0x81) return static_cast<char>('!' + (last - 0x81));
  if (middle == 0xBD && last <= 0x9E) return static_cast<char>('`' + (last - 0x80));
  return '\0';
}

// "SSN_512-48-6193_John_Smith.pdf" has blanks, and its end is no word of it; nor is that of "512-48-6193.tar.gz (2)".
// `parted`: a label is parted from the value that it is glued to ("SSN512-48-6193", "ibanDE89..."), which takes ids
// that begin with letters apart.
Written as_written(std::string_view name, bool parted) {
  constexpr std::size_t label_letters = 3;
  constexpr std::size_t value_digits = 5;
  Written written;
  written.text.reserve(name.size());
  written.at.reserve(name.size() + 1);
  for (std::size_t at = 0; at < name.size();) {
    std::size_t size = invisible_at(name, at);
    if (size == 0) {
      const char sign = sign_at(name, at, size);
      if (sign == '\0') size = 1;
      written.put(sign == '\0' ? name[at] : sign, at);
    }
    at += size;
  }
  written.at.push_back(name.size());
  const std::string plain = written.text;
  if (plain.find('@') == std::string::npos) {
    for (std::size_t at = 0; at < plain.size(); ++at) {
      if (plain[at] == '_') written.text[at] = ' ';
      // "512-48-6193.tar", "x.512-48-6193": the dot parts words, it is none of a number.
      if (plain[at] != '.' || at == 0 || at + 1 == plain.size()) continue;
      const bool end = plain.size() - at <= 6 && is_letter(plain[at + 1]) &&
                       std::all_of(plain.begin() + static_cast<std::ptrdiff_t>(at) + 1, plain.end(), is_alnum);
      if (end || (is_digit(plain[at - 1]) && is_letter(plain[at + 1]))) written.text[at] = '\n';
      if (is_letter(plain[at - 1]) && is_digit(plain[at + 1])) written.text[at] = ' ';
    }
  }
  Written apart;
  std::size_t letters = 0;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    // Asked behind a label only, and no farther than it takes to know: a name may be digits and dashes alone.
    const auto value_at = [&plain](std::size_t from) {
      std::size_t digits = 0;
      for (; digits < value_digits && from < plain.size(); ++from) {
        if (!is_digit(plain[from]) && plain[from] != '-' && plain[from] != ' ') break;
        digits += is_digit(plain[from]) ? 1 : 0;
      }
      return digits >= value_digits;
    };
    const auto number = [&] { return is_digit(plain[at]) && value_at(at); };
    const auto country = [&] {
      return at + 2 < plain.size() && is_upper(plain[at]) && is_upper(plain[at + 1]) && is_lower(plain[at - 1]) &&
             value_at(at + 2);
    };
    if (letters >= label_letters && (number() || country())) {
      written.glued = true;
      apart.put(' ', written.at[at]);
      letters = 0;
    }
    apart.put(written.text[at], written.at[at]);
    letters = is_alpha(plain[at]) ? letters + 1 : 0;
  }
  apart.at.push_back(name.size());
  return parted ? apart : written;
}

// "Abmahnung_Schröder", "Gehaltsliste_Müller": what a file is, and a surname: no name of a person's two words.
bool names_a_paper(std::string_view name) {
  constexpr std::string_view papers[] = {
      "abmahnung",      "attest",         "arbeitsvertrag", "arbeitszeugnis", "bewerbung",
      "lebenslauf",     "gehaltsliste",   "gehalt",         "kuendigung",     "k\xC3\xBCndigung",
      "krankmeldung",   "lohnabrechnung", "lohnliste",      "mahnung",        "personalakte",
      "protokoll",      "rechnung",       "vertrag",        "zeugnis",        "vollmacht",
      "angebot",        "antrag",         "gutachten",      "befund",         "arztbrief",
      "steuerbescheid", "mietvertrag",    "liste",          "contract",       "invoice",
      "payslip",        "resume",         "warning",        "letter",         "application",
      "contrat",        "facture",        "bulletin",       "avertissement",  "courrier",
      "attestation",    "licenciement",   "contrato",       "factura",        "nomina",
      "n\xC3\xB3mina",  "despido",        "carta",          "certificado",    "contratto",
      "fattura",        "cedolino",       "lettera",        "certificato",    "loonstrook",
      "contractbrief",  "offerte",        "factuur",        "sollicitatie",   "ontslag"};
  const std::size_t sign = name.find_first_of(" _-");
  const std::string first = to_lower_ascii(name.substr(0, sign));
  return std::ranges::any_of(papers, [&first](std::string_view paper) { return first == paper; });
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
    std::erase_if(all, [this](const Kept& kept) { return is_person_name(kept) && names_a_paper(kept.value); });
    const bool only_names = std::ranges::all_of(all, [this](const Kept& kept) { return is_person_name(kept); });
    if (!only_names) return;
    std::erase_if(all, [](const Kept& kept) {
      const NameWords words = name_words_of(kept.value);
      return words.capitalised < 2 || words.others > words.capitalised;
    });
  }
  // "Brown_Ella_219-09-9137": beside another value the surname may stand first, without a comma. `ask` tells what a
  // text holds; two words that are a name in the other order are one.
  void turn_names(const std::string& text, const std::function<void(const std::string&, FindingSink&)>& ask) {
    constexpr std::size_t pairs_max = 4;
    if (std::ranges::all_of(all, [this](const Kept& kept) { return is_person_name(kept); })) return;
    struct Span {
      std::size_t begin, end;
    };
    std::vector<Span> words;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t begin = at;
      while (at < text.size() && (is_letter(text[at]) || text[at] == '\'' || text[at] == '-')) ++at;
      if (at - begin > 1 && name_words_of(std::string_view(text).substr(begin, at - begin)).capitalised == 1) {
        words.push_back({begin, at});
      }
      if (at == begin) ++at;
    }
    std::size_t asked = 0;
    for (std::size_t index = 0; index + 1 < words.size() && asked < pairs_max; ++index) {
      const Span first = words[index];
      const Span second = words[index + 1];
      if (second.begin != first.end + 1 || text[first.end] != ' ') continue;
      const bool whole = std::ranges::any_of(all, [&](const Kept& kept) {
        return kept.finding.begin < second.end && kept.finding.end > first.begin &&
               (!is_person_name(kept) || (kept.finding.begin <= first.begin && kept.finding.end >= second.end));
      });
      if (whole) continue;
      ++asked;
      std::string turned = text;
      turned.replace(first.begin, second.end - first.begin,
                     text.substr(second.begin, second.end - second.begin) + " " +
                         text.substr(first.begin, first.end - first.begin));
      Gathering other(types_);
      ask(turned, other);
      for (Kept& kept : other.all) {
        if (!is_person_name(kept) || kept.finding.begin != first.begin || kept.finding.end != second.end) continue;
        std::erase_if(all, [&](const Kept& known) {
          return known.finding.begin < second.end && known.finding.end > first.begin;
        });
        // With what it stands beside.
        if (!all.empty()) kept.finding.mention = all.front().finding.mention;
        const auto after =
            std::ranges::find_if(all, [&](const Kept& known) { return known.finding.begin > first.begin; });
        all.insert(after, std::move(kept));
        break;
      }
    }
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
    Written written = as_written(text, false);
    Gathering gathering(engine_.types());
    engine_.detect(Passage::whole(written.text, name_part), scratch, gathering);
    gathering.settle();
    if (written.glued && gathering.all.empty()) {
      written = as_written(text, true);
      engine_.detect(Passage::whole(written.text, name_part), scratch, gathering);
      gathering.settle();
    }
    gathering.turn_names(written.text, [&](const std::string& turned, FindingSink& sink) {
      engine_.detect(Passage::whole(turned, name_part), scratch, sink);
    });
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
      finding.begin = written.at[finding.begin];
      finding.end = written.at[finding.end];
      if (finding.begin >= done && finding.end <= text.size()) {
        shown += name.substr(begins[done], begins[finding.begin] - begins[done]);
        shown += place_component(
            mask_value(text.substr(finding.begin, finding.end - finding.begin), engine_.types().at(finding.type).mask));
        done = finding.end;
      }
      finding.begin += begin;
      finding.end += begin;
      finding.value = std::string_view(text).substr(finding.begin - begin, finding.end - finding.begin);
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
