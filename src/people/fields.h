// The fields of a mention, read once per distinct spelling: names into words, dates into digits, addresses into tokens,
// numbers into what all their spellings share. Everything is interned: comparing equals is comparing numbers.
//
// Nothing here depends on the order of reading but the numbers themselves: what must be the same on every run
// (blocks, order of merges) goes by content_hash(), a fixed keyed hash of the text.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/lexicon.h"
#include "people/parts.h"

namespace constat {

inline constexpr std::uint32_t no_field = UINT32_MAX;

// SipHash-2-4 under a fixed key: the same on every run. 64 bits: two of ten million texts collide once in 300,000
// cases.
std::uint64_t content_hash(std::string_view text);
inline std::uint64_t mixed_hash(std::uint64_t a, std::uint64_t b) {
  std::uint64_t hash = (a * 0x9E3779B97F4A7C15ULL ^ (b + 0xD6E8FEB86659FD93ULL)) * 0xFF51AFD7ED558CCDULL;
  hash ^= hash >> 32;
  hash *= 0xC4CEB9FE1A85EC53ULL;
  return hash ^ (hash >> 29);
}

// Texts, each once: about 30 bytes each beside the text itself. Probing is keyed by chance, so evidence cannot be made
// to degrade it.
class TextPool {
 public:
  TextPool();
  static std::uint64_t hash_of(std::string_view text) { return content_hash(text.substr(0, UINT16_MAX)); }
  // The text's number; `added` tells whether it is new. At most 2^32 - 2 texts, of at most 65,535 bytes each (what is
  // longer is cut), 16 GB in all: std::length_error beyond. `hash` is hash_of(text).
  std::uint32_t add(std::string_view text, std::uint64_t hash, bool& added);
  std::uint32_t add(std::string_view text, bool& added) { return add(text, hash_of(text), added); }
  std::uint32_t add(std::string_view text) {
    bool added = false;
    return add(text, added);
  }
  std::uint32_t find(std::string_view text) const;  // no_field where it is not held.
  // What add() will ask memory for, ahead of time: first for all of a batch, then the second for all of it.
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[slot_of(hash)]); }
  void prefetch_begin(std::uint32_t index) const { begins_.prefetch(index); }
  void prefetch_record(std::uint32_t index) const { __builtin_prefetch(record(begins_[index])); }
  void prefetch_text(std::uint64_t hash) const {
    const std::uint64_t slot = slots_[slot_of(hash)];
    if (slot != UINT64_MAX) __builtin_prefetch(record(static_cast<std::uint32_t>(slot)));
  }
  std::string_view text(std::uint32_t index) const {
    const char* const at = record(begins_[index]);
    std::uint16_t size = 0;
    std::memcpy(&size, at + 4, sizeof(size));
    return {at + head_bytes, size};
  }
  std::uint64_t hash(std::uint32_t index) const { return hashes_[index]; }
  std::size_t size() const { return begins_.size(); }
  // No text comes from here on: what adding and finding need is given back.
  void close() { give_back(slots_); }
  // hash() is not asked from here on.
  void forget_hashes() { hashes_ = {}; }
  // As Chunked does it, of all: text() is not asked in between.
  bool put_away(SpillStore& file) { return begins_.put_away(file) && texts_.put_away(file); }
  Result<void> bring_back(SpillStore& file) {
    TRY(texts_.bring_back(file));
    return begins_.bring_back(file);
  }

 private:
  // A text lies behind its number (4 bytes) and its size (2), at a multiple of 4 bytes; it never crosses a chunk.
  static constexpr std::size_t head_bytes = 6;
  static constexpr std::size_t unit_bytes = 4;
  const char* record(std::uint32_t begin) const { return reinterpret_cast<const char*>(&texts_[begin]); }
  bool holds(std::uint64_t slot, std::uint64_t hash, std::string_view text) const;
  void grow();
  std::size_t slot_of(std::uint64_t hash) const {
    return static_cast<std::size_t>(((hash * key_) >> 32) * slots_.size() >> 32);  // Slots are fewer than 2^32.
  }
  std::size_t slot_after(std::size_t slot) const { return slot + 1 == slots_.size() ? 0 : slot + 1; }

  std::uint64_t key_ = 1;
  LargeVector<std::uint64_t> slots_;  // Low half of the hash, place of the text.
  Chunked<std::uint64_t> hashes_;
  Chunked<std::uint32_t> begins_;
  Chunked<std::uint32_t, std::size_t{1} << 18> texts_;
};

// A full name, or what there is of it. Words are numbers of Fields::words().
struct NameField {
  std::uint32_t given = no_field;    // First word; no_field where the name is one word.
  std::uint32_t surname = no_field;  // Last word, its particles left off; the only word of a name of one word.
  std::array<std::uint32_t, 3> middle = {no_field, no_field, no_field};
  bool initial = false;         // The given name is one letter.
  std::uint8_t generation = 0;  // "Sr", "Jr", "III" behind it: the first, the second, the third; 0: not told.
  std::uint64_t key = 0;  // Of the sorted words, the same for "Doe Jane" and "Jane Doe"; 0 for a name of one word.
  bool single() const { return given == no_field; }
};
static_assert(sizeof(NameField) == 32);

// Two of one name whose generations are told and are not the same: father and son.
inline bool generations_differ(const NameField& a, const NameField& b) {
  return a.generation != 0 && b.generation != 0 && a.generation != b.generation;
}

struct BirthField {
  std::array<char, 8> digits = {};  // yyyymmdd; zeros where only the year is known.
  bool whole = false;               // Year, month and day, and a date that exists.
};

struct AddressField {
  std::uint32_t tokens_begin = 0;     // Fields::tokens_of().
  std::uint8_t tokens_count = 0;      // At most 24.
  std::uint32_t number = no_field;    // House number: the first token with a digit.
  std::uint32_t street = no_field;    // First word of the street's own name: neither "rue" nor "de".
  std::uint32_t postcode = no_field;  // Token that is one by its shape.
  std::array<char, 2> country = {}, state = {};
  std::array<char, 2> zip_state =
      {};  // Where it has a five-digit code and no country: of whoever lives in the United States.
};

// Bit of the kind of an id that a house gives, not a government: an employer, a hospital, a school. It brings mentions
// together, and says nothing where it differs: another house gives another, and numbers in a row are neighbours'.
inline constexpr std::uint16_t kind_of_house = 0x8000;

struct ValueField {        // An id, e-mail address, phone number or account.
  std::uint16_t kind = 0;  // Type of the id; 0 for the others.
  bool of_house() const { return (kind & kind_of_house) != 0; }
  std::array<char, 2> country = {}, state = {};
  bool role = false;         // An e-mail address of an office.
  bool public_mail = false;  // One whose domain is open to all.
  bool confirmed = false;    // Of an id: its type has a check digit, which it passed.
  bool stated = false;       // Of a telephone number: its country is written somewhere.
};

// What is static may be asked from any thread; the rest from one at a time while something is added.
class Fields {
 public:
  // What a field is told apart by, before it has a number: made without asking the pools. Of the same content as what
  // name(), email()... make of it.
  struct Told {
    std::string_view text;  // Empty: nothing of the kind. Names and addresses are views into what was given.
    std::uint64_t hash = 0;
  };
  static Told tell_name(std::string_view canonical);
  static Told tell_address(std::string_view canonical) { return tell_name(canonical); }
  // These append the text to `out` and view it there until `out` grows; nothing is appended where there is nothing.
  static Told tell_birth(std::string_view canonical, std::string& out);
  static Told tell_phone(std::string_view canonical, std::string& out);
  static Told tell_email(std::string_view canonical, std::string& out);
  static Told tell_id(std::string_view canonical, std::uint16_t kind, bool padded, std::string& out);
  static Told tell_account(std::string_view canonical, std::string& out);
  // The number of what was told.
  // Of a name that was `known`, respell() then says how it is spelled here: apart, so that memory can be asked first.
  std::uint32_t name(const Told& told, std::string_view spelling, bool& known);
  void respell(std::uint32_t name, std::string_view spelling);
  std::uint32_t birth(const Told& told);
  std::uint32_t address(const Told& told, std::string_view spelling);
  std::uint32_t phone(const Told& told, std::string_view canonical, bool stated);
  std::uint32_t email(const Told& told);
  std::uint32_t id(const Told& told, std::uint16_t kind, bool confirmed);
  std::uint32_t account(const Told& told);

  // Each gives the field's number, no_field where the text holds nothing of the kind.
  std::uint32_t name(std::string_view canonical, std::string_view spelling);
  std::uint32_t birth(std::string_view canonical);
  // `spelling` is asked for the country where the canonical form does not tell it.
  std::uint32_t address(std::string_view canonical, std::string_view spelling);
  // `stated`: the spelling tells the country ("+33..."). One such spelling tells it for all of the same number.
  std::uint32_t phone(std::string_view canonical, bool stated);
  std::uint32_t email(std::string_view canonical);
  // `kind` from 1; told apart by it. Blanks, dots, dashes are left out. Nine-digit ids (`padded`) get back the zeros
  // that a spreadsheet took. `confirmed`: the type has a check digit.
  std::uint32_t id(std::string_view canonical, std::uint16_t kind, bool padded, bool confirmed = false);
  std::uint32_t account(std::string_view canonical);

  const NameField& name_at(std::uint32_t index) const { return name_fields_[index]; }
  const BirthField& birth_at(std::uint32_t index) const { return birth_fields_[index]; }
  const AddressField& address_at(std::uint32_t index) const { return address_fields_[index]; }
  const ValueField& value_at(std::uint32_t index) const { return value_fields_[index]; }
  // Texts of names are not asked in between.
  void put_names_away(SpillStore& file) {
    if (names_.put_away(file)) (void)spelling_texts_.put_away(file);
  }
  Result<void> bring_names_back(SpillStore& file) {
    TRY(spelling_texts_.bring_back(file));
    return names_.bring_back(file);
  }
  // Numbers of tokens(), sorted, each once.
  std::span<const std::uint32_t> tokens_of(const AddressField& address) const {
    return {address_tokens_.data() + address.tokens_begin, address.tokens_count};
  }
  // From now on addresses that name no country are asked for it by these as well (country_of_form()).
  void know_towns(const Lexicon* towns) { towns_ = towns; }
  // Asks memory for what is read of a field when it is compared.
  void prefetch_name(std::uint32_t index) const { name_fields_.prefetch(index); }
  void prefetch_birth(std::uint32_t index) const { birth_fields_.prefetch(index); }
  void prefetch_address(std::uint32_t index) const { address_fields_.prefetch(index); }
  void prefetch_value(std::uint32_t index) const {
    value_fields_.prefetch(index);
    values_.prefetch_begin(index);
  }
  // And, once that has come, what it points at.
  void prefetch_tokens(std::uint32_t address) const {
    __builtin_prefetch(address_tokens_.data() + address_at(address).tokens_begin);
  }
  void prefetch_value_text(std::uint32_t index) const { values_.prefetch_record(index); }
  // No spelling comes from here on: pools give back what adding needs.
  void close();
  // No key is made of values and addresses from here on: their hashes are given back.
  void forget_keys() {
    values_.forget_hashes();
    addresses_.forget_hashes();
  }
  // As shown: the spelling that is not all capitals, then the first in order.
  std::string spelling(std::uint32_t name) const;

  const TextPool& names() const { return names_; }
  const TextPool& words() const { return words_; }
  const TextPool& births() const { return births_; }
  const TextPool& addresses() const { return addresses_; }
  const TextPool& tokens() const { return tokens_; }
  // The text of a value without its kind: "512486193", "jane@x.org".
  std::string_view value_text(std::uint32_t value) const { return values_.text(value).substr(3); }
  const TextPool& values() const { return values_; }

 private:
  std::uint32_t value(const Told& told, std::uint16_t kind, bool& added);
  // Most spellings follow from the canonical form: these numbers stand for them, others for a text.
  static constexpr std::uint32_t spelled_title = no_field - 1;     // "Jane Doe-Smith"
  static constexpr std::uint32_t spelled_capital = no_field - 2;   // "JANE DOE-SMITH"
  static constexpr std::uint32_t spelled_as_it_is = no_field - 3;  // "jane doe-smith"
  static bool is_spelled(std::string_view spelling, std::string_view canonical, std::uint32_t how);
  std::uint32_t spelling_number(std::string_view canonical, std::string_view spelling);

  TextPool names_, words_, births_, addresses_, tokens_, values_, spelling_texts_;
  Chunked<NameField> name_fields_;
  Chunked<std::uint32_t> spellings_;  // How, or the text's number.
  Chunked<BirthField> birth_fields_;
  Chunked<AddressField> address_fields_;
  LargeVector<std::uint32_t> address_tokens_;
  Chunked<ValueField> value_fields_;
  const Lexicon* towns_ = nullptr;
  std::string buffer_, name_buffer_;
};

// Whether the address is an office's, not a person's: "info@", "no-reply@"... `address` is in lower case.
bool is_role_address(std::string_view address);
// Whether anybody may have a mailbox there: "gmail.com", "yahoo.fr", "orange.fr". `domain` is in lower case.
bool is_public_mail(std::string_view domain);
// Four characters by sound (American Soundex, as the National Archives tell it); of folded ASCII letters. 0 for none.
std::uint32_t soundex(std::string_view word);

}  // namespace constat
