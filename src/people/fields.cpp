#include "people/fields.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "detect/country_names.h"
#include "people/address_country.h"
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

// Of those, words that names of towns have too: "Les Ulis", "Aix", "N Adams".
bool is_in_place_names(std::string_view word) {
  constexpr std::string_view words[] = {"les", "aux", "au", "po", "bp", "box", "bis"};
  return word.size() == 1 || (is_particle(word) && word != "st") || std::ranges::find(words, word) != std::end(words);
}

// Of no help in telling one address from another.
bool is_idle_token(std::string_view word) {
  constexpr std::string_view idle[] = {"usa", "us",  "france", "uk",   "the", "of",
                                       "et",  "and", "no",     "unit", "apt", "ste"};
  return std::ranges::find(idle, word) != std::end(idle);
}

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
}

bool TextPool::holds(std::uint64_t slot, std::uint64_t hash, std::string_view text) const {
  if (static_cast<std::uint32_t>(slot >> 32) != static_cast<std::uint32_t>(hash)) return false;
  const char* const at = record(static_cast<std::uint32_t>(slot));
  std::uint16_t size = 0;
  std::memcpy(&size, at + 4, sizeof(size));
  return std::string_view(at + head_bytes, size) == text;
}

// By less than the double: of the two the table is what most memory goes to while mentions are read.
void TextPool::grow() {
  const std::size_t size = slots_.size() + slots_.size() * 3 / 8;
  give_back(slots_);
  slots_.assign(size, no_slot);
  for (std::uint32_t index = 0; index < begins_.size(); ++index) {
    std::size_t slot = slot_of(hashes_[index]);
    while (slots_[slot] != no_slot) slot = slot_after(slot);
    slots_[slot] = hashes_[index] << 32 | begins_[index];
  }
}

std::uint32_t TextPool::find(std::string_view text) const {
  if (slots_.empty()) return no_field;
  text = text.substr(0, UINT16_MAX);
  const std::uint64_t hash = content_hash(text);
  for (std::size_t slot = slot_of(hash); slots_[slot] != no_slot; slot = slot_after(slot)) {
    if (!holds(slots_[slot], hash, text)) continue;
    std::uint32_t index = 0;
    std::memcpy(&index, record(static_cast<std::uint32_t>(slots_[slot])), sizeof(index));
    return index;
  }
  return no_field;
}

std::uint32_t TextPool::add(std::string_view text, std::uint64_t hash, bool& added) {
  text = text.substr(0, UINT16_MAX);
  std::size_t slot = slot_of(hash);
  for (; slots_[slot] != no_slot; slot = slot_after(slot)) {
    if (!holds(slots_[slot], hash, text)) continue;
    added = false;
    std::uint32_t index = 0;
    std::memcpy(&index, record(static_cast<std::uint32_t>(slots_[slot])), sizeof(index));
    return index;
  }
  added = true;
  const std::size_t units = (head_bytes + text.size() + unit_bytes - 1) / unit_bytes;
  if (texts_.size() + 2 * units >= UINT32_MAX - UINT16_MAX || begins_.size() >= no_field - 1) {
    throw std::length_error("more text in the evidence's names and numbers than can be held");
  }
  const auto index = static_cast<std::uint32_t>(begins_.size());
  const std::uint32_t begin = texts_.append_blank(units);
  const auto size = static_cast<std::uint16_t>(text.size());
  char* const at = reinterpret_cast<char*>(&texts_[begin]);
  std::memcpy(at, &index, sizeof(index));
  std::memcpy(at + 4, &size, sizeof(size));
  std::copy(text.begin(), text.end(), at + head_bytes);  // (An empty text may have no bytes to point to.)
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
  names_.forget_hashes();
  spelling_texts_.forget_hashes();
}

Fields::Told Fields::tell_name(std::string_view canonical) {
  canonical = shortened(trim(canonical));
  if (canonical.empty()) return {};
  return {canonical, TextPool::hash_of(canonical)};
}

namespace {

char capital(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// Of a canonical name, whether its letter begins a word as names are written: "Jane Doe-Smith", "O'Brien".
bool begins_word(std::string_view canonical, std::size_t at) {
  return at == 0 || canonical[at - 1] == ' ' || canonical[at - 1] == '-' || canonical[at - 1] == '\'';
}

}  // namespace

bool Fields::is_spelled(std::string_view spelling, std::string_view canonical, std::uint32_t how) {
  if (spelling.size() != canonical.size()) return false;
  for (std::size_t at = 0; at < spelling.size(); ++at) {
    const bool large = how == spelled_capital || (how == spelled_title && begins_word(canonical, at));
    if (spelling[at] != (large ? capital(canonical[at]) : canonical[at])) return false;
  }
  return true;
}

std::uint32_t Fields::spelling_number(std::string_view canonical, std::string_view spelling) {
  for (const std::uint32_t how : {spelled_title, spelled_capital, spelled_as_it_is}) {
    if (is_spelled(spelling, canonical, how)) return how;
  }
  return spelling_texts_.add(spelling);
}

std::string Fields::spelling(std::uint32_t name) const {
  const std::uint32_t how = spellings_[name];
  if (how < spelled_as_it_is) return std::string(spelling_texts_.text(how));
  const std::string_view canonical = names_.text(name);
  std::string text(canonical);
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (how == spelled_capital || (how == spelled_title && begins_word(canonical, at))) text[at] = capital(text[at]);
  }
  return text;
}

std::uint32_t Fields::name(std::string_view canonical, std::string_view spelling) {
  const Told told = tell_name(canonical);
  if (told.text.empty()) return no_field;
  bool known = false;
  const std::uint32_t index = name(told, spelling, known);
  if (known) respell(index, spelling);
  return index;
}

void Fields::respell(std::uint32_t name, std::string_view spelling) {
  spelling = shortened(trim(spelling));
  if (spelling.empty()) return;
  // Most that come are spelled as the one that is kept.
  const std::uint32_t how = spellings_[name];
  if (how < spelled_as_it_is ? spelling == spelling_texts_.text(how) : is_spelled(spelling, names_.text(name), how)) {
    return;
  }
  const std::string kept = this->spelling(name);
  if (shouts(kept) != shouts(spelling) ? !shouts(kept) : !(spelling < kept)) return;
  spellings_[name] = spelling_number(names_.text(name), spelling);
}

namespace {

// "Sr" before a name is a Spanish title: only behind it does it tell a generation.
std::uint8_t generation_of(std::string_view word) {
  if (word == "sr") return 1;
  if (word == "jr" || word == "ii") return 2;
  return word == "iii" ? 3 : 0;
}

}  // namespace

std::uint32_t Fields::name(const Told& told, std::string_view spelling, bool& known) {
  const std::string_view canonical = told.text;
  bool added = false;
  const std::uint32_t index = names_.add(canonical, told.hash, added);
  known = !added;
  if (known) {
    spellings_.prefetch(index);
    return index;
  }
  spellings_.push_back(spelling_number(canonical, shortened(trim(spelling))));
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
    if (words.size() > 1 && is_title(word)) {
      if (word.data() != words.front().data()) field.generation = std::max(field.generation, generation_of(word));
      continue;
    }
    kept.push_back(word);
  }
  if (kept.empty()) kept = words;
  if (kept.empty()) kept.push_back(canonical);
  std::vector<std::string_view> parts;  // Without particles, where something is left.
  for (const std::string_view word : kept) {
    if (!is_particle(word)) parts.push_back(word);
  }
  if (parts.empty() || (parts.size() < 2 && kept.size() > 1)) parts = kept;
  // A letter at the end is an initial: "Taylor George E", "Baggett A".
  if (parts.size() > 1 && parts.back().size() == 1 && parts.front().size() > 1) {
    std::string_view letter = parts.back();
    parts.pop_back();
    parts.insert(parts.begin() + (parts.size() > 1 ? 1 : 0), letter);
  }
  const auto word_of = [this](std::string_view word) { return words_.add(word.substr(0, 40)); };
  field.surname = word_of(parts.back());
  if (parts.size() > 1) {
    field.given = word_of(parts.front());
    field.initial = parts.front().size() == 1;
    for (std::size_t at = 1; at + 1 < parts.size() && at <= field.middle.size(); ++at) {
      field.middle[at - 1] = word_of(parts[at]);
    }
    std::vector<std::string_view> sorted = parts;
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

Fields::Told Fields::tell_birth(std::string_view canonical, std::string& out) {
  std::array<char, 8> digits = {'0', '0', '0', '0', '0', '0', '0', '0'};
  std::size_t count = 0;
  for (const char c : canonical) {
    if (!is_digit(c)) {
      if (c == 'T' || c == ' ') break;
      continue;
    }
    if (count == digits.size()) return {};
    digits[count++] = c;
  }
  if (count != 8 && count != 4 && count != 6) return {};
  const std::size_t begin = out.size();
  out.append(digits.data(), digits.size());
  const std::string_view text = std::string_view(out).substr(begin);
  return {text, TextPool::hash_of(text)};
}

std::uint32_t Fields::birth(std::string_view canonical) {
  buffer_.clear();
  const Told told = tell_birth(canonical, buffer_);
  return told.text.empty() ? no_field : birth(told);
}

std::uint32_t Fields::birth(const Told& told) {
  bool added = false;
  const std::uint32_t index = births_.add(told.text, told.hash, added);
  if (added) {
    BirthField field;
    std::array<char, 8>& digits = field.digits;
    std::copy(told.text.begin(), told.text.end(), digits.begin());
    const int month = (digits[4] - '0') * 10 + digits[5] - '0';
    const int day = (digits[6] - '0') * 10 + digits[7] - '0';
    // A day of zeros was not told.
    field.whole = month >= 1 && month <= 12 && day >= 1 && day <= 31;
    birth_fields_.push_back(field);
  }
  return index;
}

std::uint32_t Fields::address(std::string_view canonical, std::string_view spelling) {
  const Told told = tell_address(canonical);
  return told.text.empty() ? no_field : address(told, spelling);
}

std::uint32_t Fields::address(const Told& told, std::string_view spelling) {
  const std::string_view canonical = told.text;
  bool added = false;
  const std::uint32_t index = addresses_.add(canonical, told.hash, added);
  if (!added) {
    address_fields_.prefetch(index);
    return index;
  }
  AddressField field;
  // A column of countries is told by name in the canonical form only: "12 High Street, Toronto, CA".
  Region region = country_at_end(canonical).empty() ? region_of_address(spelling) : Region{};
  if (region.country.empty()) region = region_of_address(canonical);
  if (region.country.empty()) region.country = country_of_form(canonical, towns_);
  put(field.country, region.country);
  put(field.state, region.state);
  if (region.country.empty() || (region.country == "US" && region.state.empty())) {
    // The last five digits that are no house number; ZIP+4 is two words.
    const std::string_view text = canonical;
    // A column of ZIP codes alone.
    if (text.size() == 5 || (text.size() == 10 && text[5] == ' '))
      put(field.zip_state, state_of_zip(text.substr(0, 5)));
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
  // A number that stands first is a house's where a street follows ("8449 Maple Street, Chicago"), else it may be a
  // postcode ("75011 Paris", "4011 St James").
  const bool street_told = words.size() > 2 && [&] {
    for (std::size_t at = 1; at < words.size(); ++at) {
      const std::string_view word = shortened_street_word(words[at]);
      if (is_street_kind(word) && !is_in_place_names(word) && (at > 1 || word != "st")) return true;
    }
    return false;
  }();
  for (std::size_t at = words.size(); at-- > 0;) {  // The last that looks like one and is not the house number.
    const std::string_view word = words[at];
    const bool plain =
        all_digits(word) && (word.size() == 4 || word.size() == 5) && (at > 0 || (words.size() <= 4 && !street_told));
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

namespace {

// What tells values of one kind apart: a letter of the kind of field, two bytes of the kind of id.
void begin_value(std::string& out, char space, std::uint16_t kind) {
  out += space;
  out += static_cast<char>(kind >> 8);
  out += static_cast<char>(kind & 0xFF);
}
Fields::Told told_from(const std::string& out, std::size_t begin) {
  const std::string_view text = std::string_view(out).substr(begin);
  return {text, TextPool::hash_of(text)};
}
// Letters and digits alone, in capitals.
void append_compact(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (is_alnum(c)) out.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
}
constexpr std::size_t head_of_value = 3;

}  // namespace

std::uint32_t Fields::value(const Told& told, std::uint16_t kind, bool& added) {
  const std::uint32_t index = values_.add(told.text, told.hash, added);
  if (added) {
    ValueField field;
    field.kind = kind;
    value_fields_.push_back(field);
  }
  return index;
}

Fields::Told Fields::tell_phone(std::string_view canonical, std::string& out) {
  std::array<char, 15> digits = {};
  std::size_t count = 0;
  for (const char c : canonical) {
    if (!is_digit(c)) continue;
    if (count == digits.size()) return {};
    digits[count++] = c;
  }
  if (count < 7) return {};
  // The last nine tell a subscriber apart whether or not the country was written (E.164: national numbers have at most
  // 12 digits, and trunk zeros stand before them).
  const std::size_t last = std::min<std::size_t>(count, 9);
  const std::size_t begin = out.size();
  begin_value(out, 'p', 0);
  out.append(digits.data() + (count - last), last);
  return told_from(out, begin);
}

std::uint32_t Fields::phone(std::string_view canonical, bool stated) {
  buffer_.clear();
  const Told told = tell_phone(canonical, buffer_);
  return told.text.empty() ? no_field : phone(told, canonical, stated);
}

std::uint32_t Fields::phone(const Told& told, std::string_view canonical, bool stated) {
  bool added = false;
  const std::uint32_t index = value(told, 0, added);
  ValueField& field = value_fields_[index];
  if (field.country[0] == 0 || (stated && !field.stated)) {
    put(field.country, country_of_phone(canonical));
    put(field.state, state_of_phone(canonical));
    field.stated = stated;
  }
  return index;
}

Fields::Told Fields::tell_email(std::string_view canonical, std::string& out) {
  canonical = trim(canonical);
  if (canonical.find('@') == std::string_view::npos) return {};
  const std::size_t begin = out.size();
  begin_value(out, 'e', 0);
  for (const char c : shortened(canonical)) out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
  return told_from(out, begin);
}

std::uint32_t Fields::email(std::string_view canonical) {
  buffer_.clear();
  const Told told = tell_email(canonical, buffer_);
  return told.text.empty() ? no_field : email(told);
}

std::uint32_t Fields::email(const Told& told) {
  bool added = false;
  const std::uint32_t index = value(told, 0, added);
  if (!added) return index;
  ValueField& field = value_fields_[index];
  put(field.country, country_of_domain(told.text.substr(head_of_value)));
  const std::string_view address = told.text.substr(head_of_value);
  field.role = is_role_address(address);
  field.public_mail = is_public_mail(address.substr(std::min(address.find('@'), address.size() - 1) + 1));
  return index;
}

Fields::Told Fields::tell_id(std::string_view canonical, std::uint16_t kind, bool padded, std::string& out) {
  const std::size_t begin = out.size();
  begin_value(out, 'i', kind);
  const std::size_t compact = out.size();
  append_compact(out, canonical);
  const std::size_t size = out.size() - compact;
  if (size < 4) {
    out.resize(begin);
    return {};
  }
  if (padded && size >= 7 && size < 9 && all_digits(std::string_view(out).substr(compact))) {
    out.insert(compact, 9 - size, '0');
  }
  if (size > text_bytes_max) out.resize(compact + text_bytes_max);
  return told_from(out, begin);
}

std::uint32_t Fields::id(std::string_view canonical, std::uint16_t kind, bool padded, bool confirmed) {
  buffer_.clear();
  const Told told = tell_id(canonical, kind, padded, buffer_);
  return told.text.empty() ? no_field : id(told, kind, confirmed);
}

std::uint32_t Fields::id(const Told& told, std::uint16_t kind, bool confirmed) {
  bool added = false;
  const std::uint32_t index = value(told, kind, added);
  if (added) value_fields_[index].confirmed = confirmed;
  return index;
}

Fields::Told Fields::tell_account(std::string_view canonical, std::string& out) {
  const std::size_t begin = out.size();
  begin_value(out, 'a', 0);
  const std::size_t compact = out.size();
  append_compact(out, canonical);
  if (out.size() - compact < 8) {
    out.resize(begin);
    return {};
  }
  if (out.size() - compact > text_bytes_max) out.resize(compact + text_bytes_max);
  return told_from(out, begin);
}

std::uint32_t Fields::account(std::string_view canonical) {
  buffer_.clear();
  const Told told = tell_account(canonical, buffer_);
  return told.text.empty() ? no_field : account(told);
}

std::uint32_t Fields::account(const Told& told) {
  bool added = false;
  return value(told, 0, added);
}

namespace {

// In five languages.
constexpr std::string_view role_list =
    "info noreply donotreply nepasrepondre support contact admin administrator webmaster postmaster "
    "hostmaster abuse sales marketing billing accounts accounting hr rh jobs careers recruitment press presse "
    "media office mail mailerdaemon newsletter news help helpdesk service services team root security privacy "
    "legal dpo feedback enquiries inquiries hello bonjour kontakt facturation compta comptabilite "
    "notifications notification alerts reply bounce bounces orders invoices payroll it test example user "
    "username email finance compliance purchasing procurement reception frontdesk customerservice "
    "customercare humanresources accountspayable accountsreceivable dataprotection accueil secretariat "
    "recrutement paie juridique achats ressourceshumaines serviceclient personal personalabteilung "
    "buchhaltung lohnbuchhaltung verwaltung sekretariat zentrale empfang poststelle vertrieb einkauf "
    "bewerbung bewerbungen karriere rechnung rechnungen datenschutz kundenservice kundendienst redaktion rrhh "
    "recursoshumanos administracion facturacion ventas contacto recepcion amministrazione segreteria "
    "risorseumane vendite fatturazione all everyone everybody staff team teams ops operations itsupport dev devs "
    "devops "
    "board management office backoffice allstaff allemployees mitarbeiter alle tous toutlemonde equipe todos "
    "tutti personale directie administratie salaris salarisadministratie personeelszaken boekhouding loonadministratie "
    "nominas nomina paghe stipendi leadership engineering logistics shipping warehouse dispatch bookings reservations "
    "sysadmin noc soc";
constexpr std::size_t role_bytes_max = 24;

// By hash: every distinct address is asked.
bool is_role(std::string_view local) {
  static const std::unordered_set<std::string_view> roles = [] {
    const std::vector<std::string_view> words = split(role_list, ' ');
    return std::unordered_set<std::string_view>(words.begin(), words.end());
  }();
  return roles.contains(local);
}

}  // namespace

bool is_role_address(std::string_view address) {
  const std::size_t at = address.find('@');
  if (at == std::string_view::npos) return false;
  std::array<char, role_bytes_max> local;
  std::size_t size = 0;
  for (const char c : address.substr(0, at)) {
    if (c == '-' || c == '_' || c == '.') continue;
    if (!is_alpha(c) || size == local.size()) return false;  // A role is of letters alone.
    local[size++] = static_cast<char>(c | 0x20);
  }
  return is_role({local.data(), size});
}

bool is_public_mail(std::string_view domain) {
  // Providers under whose name every country has a domain of its own, by the first label; others whole.
  constexpr std::string_view names[] = {"gmail",   "googlemail", "yahoo",  "ymail", "rocketmail", "hotmail",
                                        "outlook", "live",       "msn",    "aol",   "icloud",     "gmx",
                                        "proton",  "protonmail", "yandex", "mail",  "zoho",       "tutanota"};
  constexpr std::string_view whole[] = {
      "me.com",        "mac.com",       "web.de",         "t-online.de",   "freenet.de",      "arcor.de",
      "orange.fr",     "wanadoo.fr",    "free.fr",        "sfr.fr",        "neuf.fr",         "laposte.net",
      "bbox.fr",       "libero.it",     "virgilio.it",    "tiscali.it",    "alice.it",        "telefonica.net",
      "comcast.net",   "verizon.net",   "att.net",        "sbcglobal.net", "cox.net",         "charter.net",
      "bellsouth.net", "earthlink.net", "btinternet.com", "sky.com",       "virginmedia.com", "ntlworld.com",
      "rogers.com",    "shaw.ca",       "sympatico.ca",   "qq.com",        "163.com",         "126.com",
      "fastmail.com",  "hushmail.com"};
  for (const std::string_view one : whole) {
    if (domain == one) return true;
  }
  const std::string_view first = domain.substr(0, domain.find('.'));
  // "mail.example.com" is an office's own server, "mail.ru" a provider.
  const std::size_t labels = static_cast<std::size_t>(std::count(domain.begin(), domain.end(), '.')) + 1;
  if (labels > 3 || (labels == 3 && first == "mail")) return false;
  for (const std::string_view one : names) {
    if (first == one) return true;
  }
  return false;
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
