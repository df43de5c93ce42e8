#include "people/fields.h"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include "base/text.h"
#include "people/geography.h"

namespace constat {

namespace {

constexpr std::uint64_t no_slot = UINT64_MAX;
constexpr std::size_t text_bytes_max = 512;  // Of a field: what is longer says no more.
constexpr std::size_t tokens_max = 24;

std::string_view shortened(std::string_view text) { return text.substr(0, text_bytes_max); }

// What stands before or after a name and is none. Canonical names are lower case without dots.
bool is_title(std::string_view word) {
  constexpr std::string_view titles[] = {"mr",       "mrs",    "ms",  "miss", "dr",  "prof", "sir",    "mme", "mlle",
                                         "monsieur", "madame", "jr",  "sr",   "ii",  "iii",  "md",     "phd", "esq",
                                         "herr",     "frau",   "sig", "mx",   "rev", "hon",  "maitre", "me"};
  return std::ranges::find(titles, word) != std::end(titles);
}
bool is_particle(std::string_view word) {
  constexpr std::string_view particles[] = {"de",  "du",  "des",   "la", "le", "van", "von", "der", "den", "da", "di",
                                            "dos", "del", "della", "el", "al", "bin", "ibn", "ter", "ten", "zu", "st"};
  return std::ranges::find(particles, word) != std::end(particles);
}

// Streets are written out or cut short.
std::string_view shortened_street_word(std::string_view word) {
  static const std::unordered_map<std::string_view, std::string_view> table = {
      {"street", "st"},   {"str", "st"},       {"avenue", "ave"},    {"av", "ave"},       {"road", "rd"},
      {"drive", "dr"},    {"boulevard", "bd"}, {"blvd", "bd"},       {"bvd", "bd"},       {"lane", "ln"},
      {"court", "ct"},    {"place", "pl"},     {"square", "sq"},     {"terrace", "ter"},  {"parkway", "pkwy"},
      {"highway", "hwy"}, {"circle", "cir"},   {"crescent", "cres"}, {"close", "cl"},     {"apartment", "apt"},
      {"suite", "ste"},   {"north", "n"},      {"south", "s"},       {"east", "e"},       {"west", "w"},
      {"saint", "st"},    {"sainte", "ste"},   {"mount", "mt"},      {"fort", "ft"},      {"allee", "all"},
      {"chemin", "che"},  {"impasse", "imp"},  {"route", "rte"},     {"faubourg", "fbg"}, {"strasse", "st"},
      {"platz", "pl"},    {"circuit", "cct"},  {"building", "bldg"}, {"floor", "fl"},
  };
  const auto found = table.find(word);
  return found == table.end() ? word : found->second;
}

// A kind of street, after shortened_street_word(): the name of the street is another word.
bool is_street_kind(std::string_view word) {
  constexpr std::string_view kinds[] = {"st",   "ave",   "rd",     "dr",   "bd", "ln",  "ct",   "pl",  "sq",  "ter",
                                        "pkwy", "hwy",   "cir",    "cres", "cl", "rue", "all",  "che", "imp", "rte",
                                        "via",  "calle", "n",      "s",    "e",  "w",   "quai", "bis", "box", "cours",
                                        "cct",  "fbg",   "piazza", "way",  "po", "bp",  "les",  "aux", "au"};
  return std::ranges::find(kinds, word) != std::end(kinds) || is_particle(word);
}

// Of no help in telling one address from another.
bool is_idle_token(std::string_view word) {
  constexpr std::string_view idle[] = {"usa", "us",  "france", "uk",   "the", "of",
                                       "et",  "and", "no",     "unit", "apt", "ste"};
  return std::ranges::find(idle, word) != std::end(idle);
}

bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

bool shouts(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

void put(std::array<char, 2>& field, std::string_view code) {
  if (code.size() == 2) field = {code[0], code[1]};
}

}  // namespace

std::uint64_t content_hash(std::string_view text) {
  static constexpr std::array<unsigned char, crypto_shorthash_KEYBYTES> key = {'c', 'o', 'n', 's', 't', 'a', 't', ' ',
                                                                               'p', 'e', 'r', 's', 'o', 'n', 's', '1'};
  std::uint64_t hash = 0;
  crypto_shorthash(reinterpret_cast<unsigned char*>(&hash), reinterpret_cast<const unsigned char*>(text.data()),
                   text.size(), key.data());
  return hash;
}

TextPool::TextPool() {
  randombytes_buf(&key_, sizeof(key_));
  key_ |= 1;
  slots_.assign(1024, no_slot);
  shift_ = 64 - 10;
}

bool TextPool::holds(std::uint64_t slot, std::uint64_t hash, std::string_view text) const {
  if (static_cast<std::uint32_t>(slot >> 32) != static_cast<std::uint32_t>(hash)) return false;
  const char* const at = record(static_cast<std::uint32_t>(slot));
  std::uint16_t size = 0;
  std::memcpy(&size, at + 4, sizeof(size));
  return std::string_view(at + head_bytes, size) == text;
}

void TextPool::grow() {
  const std::size_t size = slots_.size() * 2;
  slots_ = {};
  slots_.assign(size, no_slot);
  --shift_;
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t index = 0; index < begins_.size(); ++index) {
    std::size_t slot = slot_of(hashes_[index]);
    while (slots_[slot] != no_slot) slot = (slot + 1) & mask;
    slots_[slot] = hashes_[index] << 32 | begins_[index];
  }
}

std::uint32_t TextPool::find(std::string_view text) const {
  if (slots_.empty()) return no_field;
  text = text.substr(0, UINT16_MAX);
  const std::uint64_t hash = content_hash(text);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = slot_of(hash); slots_[slot] != no_slot; slot = (slot + 1) & mask) {
    if (!holds(slots_[slot], hash, text)) continue;
    std::uint32_t index = 0;
    std::memcpy(&index, record(static_cast<std::uint32_t>(slots_[slot])), sizeof(index));
    return index;
  }
  return no_field;
}

std::uint32_t TextPool::add(std::string_view text, bool& added) {
  text = text.substr(0, UINT16_MAX);
  const std::uint64_t hash = content_hash(text);
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = slot_of(hash);
  for (; slots_[slot] != no_slot; slot = (slot + 1) & mask) {
    if (!holds(slots_[slot], hash, text)) continue;
    added = false;
    std::uint32_t index = 0;
    std::memcpy(&index, record(static_cast<std::uint32_t>(slots_[slot])), sizeof(index));
    return index;
  }
  added = true;
  const std::size_t units = (head_bytes + text.size() + 3) / 4;
  if (chunks_.empty() || used_ % chunk_units + units > chunk_units || used_ == chunks_.size() * chunk_units) {
    used_ = chunks_.size() * chunk_units;
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk_units * 4));
  }
  if (used_ + units >= UINT32_MAX || begins_.size() >= no_field - 1) {
    throw std::length_error("more text in the evidence's names and numbers than can be held");
  }
  const auto index = static_cast<std::uint32_t>(begins_.size());
  const auto begin = static_cast<std::uint32_t>(used_);
  const auto size = static_cast<std::uint16_t>(text.size());
  char* const at = chunks_.back().get() + (used_ % chunk_units) * 4;
  std::memcpy(at, &index, sizeof(index));
  std::memcpy(at + 4, &size, sizeof(size));
  std::copy(text.begin(), text.end(), at + head_bytes);  // (An empty text may have no bytes to point to.)
  used_ += units;
  hashes_.push_back(hash);
  begins_.push_back(begin);
  slots_[slot] = hash << 32 | begin;
  if (begins_.size() * 4 > slots_.size() * 3) grow();
  return index;
}

void Fields::close() {
  for (TextPool* const pool : {&names_, &words_, &births_, &addresses_, &tokens_, &values_, &spelling_texts_}) {
    pool->close();
  }
}

std::uint32_t Fields::name(std::string_view canonical, std::string_view spelling) {
  canonical = shortened(trim(canonical));
  if (canonical.empty()) return no_field;
  bool added = false;
  const std::uint32_t index = names_.add(canonical, added);
  spelling = shortened(trim(spelling));
  if (!added) {
    const std::string_view kept = this->spelling(index);
    if (!spelling.empty() && spelling != kept && (shouts(kept) != shouts(spelling) ? shouts(kept) : spelling < kept)) {
      spellings_[index] = spelling_texts_.add(spelling);
    }
    return index;
  }
  spellings_.push_back(spelling_texts_.add(spelling));
  NameField field;
  // Words; hyphens part them too, so that "jean-pierre" and "jean pierre" are one.
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= canonical.size() && words.size() < 8; ++at) {
    if (at < canonical.size() && canonical[at] != ' ' && canonical[at] != '-') continue;
    if (at > begin) words.push_back(canonical.substr(begin, at - begin));
    begin = at + 1;
  }
  std::vector<std::string_view> kept;
  for (const std::string_view word : words) {
    if (words.size() > 1 && is_title(word)) continue;
    kept.push_back(word);
  }
  if (kept.empty()) kept = words;
  if (kept.empty()) kept.push_back(canonical);
  std::vector<std::string_view> told;  // Without particles, where something is left.
  for (const std::string_view word : kept) {
    if (!is_particle(word)) told.push_back(word);
  }
  if (told.empty() || (told.size() < 2 && kept.size() > 1)) told = kept;
  // A letter at the end is an initial: "Taylor George E", "Baggett A".
  if (told.size() > 1 && told.back().size() == 1 && told.front().size() > 1) {
    std::string_view letter = told.back();
    told.pop_back();
    told.insert(told.begin() + (told.size() > 1 ? 1 : 0), letter);
  }
  const auto word_of = [this](std::string_view word) { return words_.add(word.substr(0, 40)); };
  field.surname = word_of(told.back());
  if (told.size() > 1) {
    field.given = word_of(told.front());
    field.initial = told.front().size() == 1;
    for (std::size_t at = 1; at + 1 < told.size() && at <= field.middle.size(); ++at) {
      field.middle[at - 1] = word_of(told[at]);
    }
    std::vector<std::string_view> sorted = told;
    std::ranges::sort(sorted);
    name_buffer_.clear();
    for (const std::string_view word : sorted) {
      name_buffer_ += word;
      name_buffer_ += ' ';
    }
    field.key = content_hash(name_buffer_) | 1U;
  }
  name_fields_.push_back(field);
  return index;
}

std::uint32_t Fields::birth(std::string_view canonical) {
  std::array<char, 8> digits = {'0', '0', '0', '0', '0', '0', '0', '0'};
  std::size_t count = 0;
  for (const char c : canonical) {
    if (!is_digit(c)) {
      if (c == 'T' || c == ' ') break;
      continue;
    }
    if (count == digits.size()) return no_field;
    digits[count++] = c;
  }
  if (count != 8 && count != 4 && count != 6) return no_field;
  bool added = false;
  const std::uint32_t index = births_.add({digits.data(), digits.size()}, added);
  if (added) {
    BirthField field;
    field.digits = digits;
    const int month = (digits[4] - '0') * 10 + digits[5] - '0';
    const int day = (digits[6] - '0') * 10 + digits[7] - '0';
    field.whole = count == 8 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
    birth_fields_.push_back(field);
  }
  return index;
}

std::uint32_t Fields::address(std::string_view canonical, std::string_view spelling) {
  canonical = shortened(trim(canonical));
  if (canonical.empty()) return no_field;
  bool added = false;
  const std::uint32_t index = addresses_.add(canonical, added);
  if (!added) return index;
  AddressField field;
  Region region = region_of_address(spelling);
  if (region.country.empty()) region = region_of_address(canonical);
  put(field.country, region.country);
  put(field.state, region.state);
  if (region.country.empty() || (region.country == "US" && region.state.empty())) {
    // The last five digits that are no house number; ZIP+4 is two words.
    const std::string_view text = canonical;
    for (std::size_t end = text.size(); end >= 6; --end) {
      if (!is_digit(text[end - 1]) || (end < text.size() && is_alnum(text[end]))) continue;
      const std::string_view word = text.substr(end - 5, 5);
      if (!all_digits(word) || is_alnum(text[end - 6])) continue;
      put(field.zip_state, state_of_zip(word));
      break;
    }
  }
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= canonical.size() && words.size() < tokens_max * 2; ++at) {
    if (at < canonical.size() && canonical[at] != ' ' && canonical[at] != ',' && canonical[at] != '-' &&
        canonical[at] != '/')
      continue;
    if (at > begin) words.push_back(canonical.substr(begin, at - begin));
    begin = at + 1;
  }
  std::size_t postcode_at = words.size();
  for (std::size_t at = words.size(); at-- > 0;) {  // The last that looks like one and is not the house number.
    const std::string_view word = words[at];
    const bool plain = all_digits(word) && (word.size() == 4 || word.size() == 5) && (at > 0 || words.size() <= 4);
    if (plain) {
      postcode_at = at;
      break;
    }
  }
  std::vector<std::uint32_t> held;
  for (std::size_t at = 0; at < words.size() && held.size() < tokens_max; ++at) {
    const std::string_view word = shortened_street_word(words[at]).substr(0, 40);
    if (is_idle_token(word)) continue;
    const std::uint32_t token = tokens_.add(word);
    if (at == postcode_at) {
      field.postcode = token;
    } else if (field.number == no_field && is_digit(word.front()) && word.size() <= 6) {
      field.number = token;
    } else if (field.street == no_field && word.size() > 1 && !is_digit(word.front()) && !is_street_kind(word)) {
      field.street = token;
    }
    if (std::ranges::find(held, token) == held.end()) held.push_back(token);
  }
  std::ranges::sort(held);
  if (address_tokens_.size() + held.size() > UINT32_MAX) throw std::length_error("more addresses than can be held");
  field.tokens_begin = static_cast<std::uint32_t>(address_tokens_.size());
  field.tokens_count = static_cast<std::uint8_t>(held.size());
  address_tokens_.insert(address_tokens_.end(), held.begin(), held.end());
  address_fields_.push_back(field);
  return index;
}

std::uint32_t Fields::value(char space, std::uint16_t kind, std::string_view text, bool& added) {
  buffer_.clear();
  buffer_ += space;
  buffer_ += static_cast<char>(kind >> 8);
  buffer_ += static_cast<char>(kind & 0xFF);
  buffer_ += shortened(text);
  const std::uint32_t index = values_.add(buffer_, added);
  if (added) {
    ValueField field;
    field.kind = kind;
    value_fields_.push_back(field);
  }
  return index;
}

std::uint32_t Fields::phone(std::string_view canonical, bool stated) {
  std::string digits;
  for (const char c : canonical) {
    if (is_digit(c)) digits.push_back(c);
    if (digits.size() > 15) return no_field;
  }
  if (digits.size() < 7) return no_field;
  // The last nine tell a subscriber apart whether or not the country was written (E.164: national numbers have at most
  // 12 digits, and trunk zeros stand before them).
  const std::string_view last = std::string_view(digits).substr(digits.size() > 9 ? digits.size() - 9 : 0);
  bool added = false;
  const std::uint32_t index = value('p', 0, last, added);
  ValueField& field = value_fields_[index];
  if (field.country[0] == 0 || (stated && !field.stated)) {
    put(field.country, country_of_phone(canonical));
    put(field.state, state_of_phone(canonical));
    field.stated = stated;
  }
  return index;
}

std::uint32_t Fields::email(std::string_view canonical) {
  const std::string lower = to_lower_ascii(trim(canonical));
  if (lower.find('@') == std::string::npos) return no_field;
  bool added = false;
  const std::uint32_t index = value('e', 0, lower, added);
  if (!added) return index;
  ValueField& field = value_fields_[index];
  put(field.country, country_of_domain(lower));
  field.role = is_role_address(lower);
  return index;
}

std::uint32_t Fields::id(std::string_view canonical, std::uint16_t kind, bool padded, bool confirmed) {
  std::string compact;
  for (const char c : canonical) {
    if (is_alnum(c)) compact.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  if (compact.size() < 4) return no_field;
  if (padded && compact.size() >= 7 && compact.size() < 9 && all_digits(compact)) {
    compact.insert(0, 9 - compact.size(), '0');
  }
  bool added = false;
  const std::uint32_t index = value('i', kind, compact, added);
  if (added) value_fields_[index].confirmed = confirmed;
  return index;
}

std::uint32_t Fields::account(std::string_view canonical) {
  std::string compact;
  for (const char c : canonical) {
    if (is_alnum(c)) compact.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  bool added = false;
  return compact.size() < 8 ? no_field : value('a', 0, compact, added);
}

bool is_role_address(std::string_view address) {
  const std::size_t at = address.find('@');
  if (at == std::string_view::npos) return false;
  std::string local = to_lower_ascii(address.substr(0, at));
  std::erase_if(local, [](char c) { return c == '-' || c == '_' || c == '.'; });
  constexpr std::string_view roles[] = {
      "info",         "noreply",       "donotreply",   "nepasrepondre", "support",     "contact",
      "admin",        "administrator", "webmaster",    "postmaster",    "hostmaster",  "abuse",
      "sales",        "marketing",     "billing",      "accounts",      "accounting",  "hr",
      "rh",           "jobs",          "careers",      "recruitment",   "press",       "presse",
      "media",        "office",        "mail",         "mailerdaemon",  "newsletter",  "news",
      "help",         "helpdesk",      "service",      "services",      "team",        "root",
      "security",     "privacy",       "legal",        "dpo",           "feedback",    "enquiries",
      "inquiries",    "hello",         "bonjour",      "kontakt",       "facturation", "compta",
      "comptabilite", "notifications", "notification", "alerts",        "reply",       "bounce",
      "bounces",      "orders",        "invoices",     "payroll",       "it",          "test",
      "example",      "user",          "username",     "email"};
  return std::ranges::find(roles, std::string_view(local)) != std::end(roles);
}

std::uint32_t soundex(std::string_view word) {
  constexpr std::string_view codes = "01230120022455012623010202";  // a to z; 0 is dropped, h and w are passed over.
  if (word.empty() || word.front() < 'a' || word.front() > 'z') return 0;
  std::uint32_t out = static_cast<unsigned char>(word.front());
  char last = codes[static_cast<std::size_t>(word.front() - 'a')];
  int digits = 0;
  for (const char c : word.substr(1)) {
    if (c < 'a' || c > 'z' || digits == 3) continue;
    const char code = codes[static_cast<std::size_t>(c - 'a')];
    if (code != '0' && code != last) {
      out = out << 8 | static_cast<unsigned char>(code);
      ++digits;
    }
    if (c != 'h' && c != 'w') last = code;
  }
  for (; digits < 3; ++digits) out = out << 8 | '0';
  return out;
}

}  // namespace constat
