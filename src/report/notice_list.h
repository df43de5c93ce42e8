// The persons whom a jurisdiction's law obliges to tell, with what is needed to reach them; and the letters to them.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "casefile/case.h"
#include "report/exposure.h"

namespace constat {

struct NoticePerson {
  std::int64_t id = 0;
  std::string jurisdiction;  // Of the duty.
  Required required = Required::no;
  std::string country, state;
  std::string name, address, email, phone;  // Masked unless revealed; "" unknown.
  std::vector<std::string> types;           // Of what is exposed.
  int protection_months = 0;                // Of identity protection that the law orders for it.
  std::string relation;                     // To the owner: "employee", "former", ..., "" unknown (docs/persons.md).
  bool age_known = false;                   // By a birth date.
  bool minor = false;                       // Under eighteen on the day of knowledge: the parent or guardian is told.
  Bilingual law;                            // The duty's statute, as of the day of knowledge.
};

// Every person under the duties whose id or residence is one of `jurisdictions` (all where that is empty; "unknown" and
// "US-unknown": those of unknown residence whom the law of some residence would oblige to tell), in order of
// jurisdiction and person. `reveal` needs the case's key (Fault::encrypted else); without it names and contacts are
// masked, or "sealed" where there is no key. Of several addresses the one that stands most often; memory grows with the
// number of persons.
Result<std::vector<NoticePerson>> notice_list(Case& file, const Assessment& assessment,
                                              const std::vector<std::string>& jurisdictions, bool reveal);

// Who is under eighteen on `day`, by the birth date that stands most often with them (of two that stand as often, the
// earlier); and all of whom a birth date is known. Empty where the case's key is missing.
struct Ages {
  std::set<std::int64_t> minors, known;
};
Ages ages_on(Case& file, Date day);
// "2010-04-30": whether somebody born then is under eighteen on `day`. Not a day, or one after `day`: no.
bool is_minor_on(std::string_view birth, Date day);
// Of those who live under the duty.
std::int64_t minors_under(Case& file, const Duty& duty, Date day);

struct NoticeTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};
NoticeTable notice_table(const std::vector<NoticePerson>& persons, std::string_view language);

struct LetterOptions {
  std::string language = "en";
  std::string owner, contact, date;  // "": stays a bracketed gap in the letter.
  std::string folder;                // data/assess/letters
};
// One text a person, from the template nearest to the jurisdiction: "us-ma.en.txt", else "us.en.txt"; "eu.fr.txt".
// Where a template is missing in a language, the English one.
Result<std::vector<std::string>> letters(const std::vector<NoticePerson>& persons, const LetterOptions& options);
// What a mail merge needs: the list's columns and the fields of the letter.
NoticeTable mail_merge(const std::vector<NoticePerson>& persons, const LetterOptions& options);

// One sheet, every cell a text: a spreadsheet takes none for a formula, number or date. ECMA-376 part 1.
std::string xlsx_of(const NoticeTable& table, std::string_view sheet);

}  // namespace constat
