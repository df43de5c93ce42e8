// The words of the report and the summary, one table per language. A text with {} takes its figures in order.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/figures.h"

namespace constat {

struct TypeWords {
  std::string_view type;    // "us_ssn"
  std::string_view label;   // In a table: "US social security numbers"
  std::string_view phrase;  // In the sentence, before "of 46,871 of them".
};
struct NamedWords {
  std::string_view name;
  std::string_view label;
};

struct Words {
  std::string_view language;   // BCP 47: "en"
  std::string_view thousands;  // Between groups of three digits.
  std::string_view decimal;
  std::span<const std::string_view> months;
  std::span<const std::string_view> byte_units;  // B, kB, MB...
  std::string_view percent;                      // After a number.
  std::span<const TypeWords> types;
  std::span<const NamedWords> categories;
  std::span<const NamedWords> statuses;
  std::span<const NamedWords> formats;
  std::span<const NamedWords> relations;  // To the owner, of several persons.

  // The sentence.
  std::string_view exposes;          // {bytes} {items} {persons}
  std::string_view exposes_one;      // {bytes} {items}: one person.
  std::string_view exposes_nobody;   // {bytes} {items}
  std::string_view exposes_open;     // {bytes} {items}: whose the data is was not told yet.
  std::string_view of_all;           // {phrases as of_one}: every person's.
  std::string_view of_one;           // {phrase}: the only person's.
  std::string_view of_persons;       // {phrase} {count}: the first of the list.
  std::string_view of_persons_next;  // {phrase} {count}
  std::string_view join, join_last;
  std::string_view countries;                         // {list}
  std::string_view country_count;                     // {country} {count}
  std::string_view unattributed, holds;               // {list}
  std::string_view all_read, not_read_one, not_read;  // {count} {percent}
  std::string_view partly_one, partly;                // {count}
  std::string_view interrupted;

  // The page.
  std::string_view title, subtitle, established, of_case, confidential;
  std::string_view in_brief, key_persons, key_findings, key_files, key_items, key_not_read, key_countries;
  std::string_view section_types, types_about;
  std::string_view type, persons, values, occurrences, files, category;
  std::string_view section_where, chart_types, chart_folders, chart_formats, chart_dates, dates_left_out;
  std::string_view section_regions, regions_about, country, state, unknown, united_states_states;
  std::string_view persons_interval, persons_roster;  // {low} {high}; {in the lists} {unknown to them}
  std::string_view chart_relations, chart_depths, depths_about;
  std::string_view section_exposed, exposed_about, person, name, exposed_data, confidence, sealed, nobody_known;
  std::string_view section_files, files_about, place, format, size, copies;
  std::string_view section_gaps, gaps_about, gaps_none, status, reason, count, places_of, places_more, gaps_more,
      problems;
  std::string_view no_reason;
  std::string_view section_evidence, evidence_about, evidence, path, kind, folder, file, sha256, added, items,
      not_read_short;
  std::string_view section_method;
  std::span<const std::string_view> method;
  std::string_view limits, limits_none, limits_items, limits_workers, limits_units;
  std::string_view versions, version_constat, version_case, version_rules, version_format, case_created, not_recorded;
  std::string_view other, footer;
};

// "en" or "fr"; null for another.
const Words* words_of(std::string_view language);

// "47,012" / "47 012"
std::string number_in(const Words& words, std::int64_t value);
// "38.2 GB" / "38,2 Go"
std::string bytes_in(const Words& words, std::int64_t bytes);
// "0.3 %": two figures, never "0" for what is there.
std::string percent_in(const Words& words, std::int64_t part, std::int64_t whole);
// "2014-11-24T09:00:00Z" -> "24 November 2014, 09:00 UTC"; what has another form stays as it is.
std::string date_in(const Words& words, std::string_view iso);
std::string country_in(const Words& words, std::string_view code);
std::string type_label(const Words& words, std::string_view type);
std::string_view named(std::span<const NamedWords> table, std::string_view name);
std::string fill(std::string_view pattern, std::initializer_list<std::string_view> values);
// "a, b and c"
std::string joined(const Words& words, const std::vector<std::string>& parts);

// What a newspaper would print: persons first, the gravest data first, what could not be read last.
std::string paragraph(const Words& words, const Figures& figures);

}  // namespace constat
