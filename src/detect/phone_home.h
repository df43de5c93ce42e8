// Which country's plan telephone numbers in national form are read by. "06-28255660" is a number of the Netherlands, of
// France and of others: a plan that has it says little. What the table or the text says besides decides: countries that
// its ids, accounts, mailboxes and other numbers name, the language of its headers or of its words, the way in which
// its numbers are grouped. Where several countries remain there is no answer: then a number has no country.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "detect/phone.h"

namespace constat {

class PhoneHome {
 public:
  static constexpr std::size_t regions_max = 32;

  // Words of headers, labels or sentences: what language they are in ("Naam", "Mobiel"), or what country's ("Natel").
  void add_words(std::string_view text);
  // A country that something else names, by its ISO 3166 code ("NL"; one without a plan here is passed over).
  void add_country(std::string_view country, std::uint32_t times = 1);
  // The country of a number in international form; of a mailbox under a country's domain.
  void add_number(std::string_view number);
  void add_mailbox(std::string_view address);
  // The numbers ("+31 6 ...") and the mailboxes in a text.
  void add_told(std::string_view text);

  // As valid_phone(), and the numbers that Ofcom keeps for stories, which no plan has. False, and `e164` as it was,
  // where the region is "" or its plan does not have the number.
  static bool read(const PhoneText& text, std::string_view region, std::string& e164);

  // What the numbers (national forms, as they are written) tell by themselves.
  struct Plans {
    std::uint32_t fits = 0;          // A bit for each country whose plan has most of them.
    std::size_t form = regions_max;  // The one that groups them so; regions_max: none alone.
  };
  static Plans plans_of(std::span<const std::string_view> numbers);
  // Whether anything else can change what choose() gives for them.
  static bool are_contested(const Plans& plans);
  std::string_view choose(const Plans& plans) const;
  // The region by whose plan `numbers` (national forms, as they are written) are read; "" where it cannot be told.
  std::string_view choose(std::span<const std::string_view> numbers) const;

 private:
  void add_normal_words(std::string_view normal);

  std::array<std::uint32_t, regions_max> told_ = {};  // By region.
  std::array<std::uint32_t, 8> languages_ = {};       // Weights of words.
};

}  // namespace constat
