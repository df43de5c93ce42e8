// What a case says in figures: read once, shown by the summary and by the report. The same case gives the same figures
// in the same order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "casefile/case.h"

namespace constat {

// Findings below it are in the case, and in no figure.
inline constexpr std::int64_t figures_confidence_min = 500;

struct TypeFigure {
  std::string name;
  std::string category;
  std::int64_t persons = 0;
  std::int64_t values = 0;  // Distinct.
  std::int64_t occurrences = 0;
  std::int64_t attributed = 0;  // Occurrences that speak of a known person.
  std::int64_t files = 0;
};

struct CountFigure {
  std::string name;  // "" unknown.
  std::int64_t count = 0;
};

struct EvidenceFigure {
  std::string name;
  std::string path;
  std::string kind;
  std::int64_t size_bytes = 0;
  std::string sha256;  // Hex, of a file; "" of a folder.
  std::int64_t items = 0;
  std::int64_t unreadable = 0;
  std::string added;
};

struct PersonFigure {
  std::int64_t id = 0;
  std::string names_blob;  // casefile/persons.h opens it.
  std::string country;
  std::string state;
  std::vector<CountFigure> types;  // The gravest first.
  std::int64_t findings = 0;
  std::int64_t files = 0;
  std::int64_t confidence = 0;
};

struct FileFigure {
  std::string place;
  std::string format;
  std::string sha256;
  std::int64_t size_bytes = -1;  // -1: none of its own.
  std::int64_t findings = 0;
  std::int64_t persons = 0;
  std::vector<CountFigure> types;
  std::int64_t copies = 0;  // Other items with the same bytes.
};

struct GapFigure {
  std::string status;
  std::string reason;
  std::int64_t count = 0;
};

struct GapPlace {
  std::string place;
  std::string status;
  std::string reason;
};

// Items that one bound or clock stopped.
struct LimitFigure {
  std::string reason;   // As the items tell it.
  std::string setting;  // "--depth 24": the options that set it, with what they were; "": none does.
  std::int64_t items = 0;
};

struct Figures {
  std::string case_created, case_version, rules_hash, format_version;
  std::vector<EvidenceFigure> evidence;
  std::int64_t evidence_bytes = 0;
  std::int64_t items = 0;
  std::int64_t duplicates = 0;
  std::vector<CountFigure> statuses;  // In the order of the statuses; "unread" last.
  std::int64_t unreadable = 0;        // Items that are neither read nor partly read.
  std::int64_t partly_read = 0;
  std::int64_t units_to_do = 0;  // Not 0: the scan was interrupted.
  bool persons_resolved = true;  // False: the scan was ended before it told them.
  std::int64_t persons = 0;
  std::int64_t persons_low = -1, persons_high = -1;  // 95 % interval; -1: the case does not tell.
  std::int64_t roster = 0, roster_found = 0;  // Entries of the owner's lists, and persons in the dump among them.
  std::vector<CountFigure> countries;         // Of persons, most first; unknown last.
  std::vector<CountFigure> states;
  std::vector<CountFigure> relations;  // To the owner, where the evidence tells it.
  std::vector<CountFigure> depths;     // Persons by how many kinds of data, beside the name, are exposed of them.
  std::vector<TypeFigure> types;       // The gravest first.
  std::vector<CountFigure> folders;    // Findings by folder, most first.
  std::vector<CountFigure> formats;    // Items by format, most first.
  std::vector<CountFigure> dates;      // Files by year, or by month where they span few years; without holes.
  std::int64_t dates_left_out = 0;     // Files whose date falls outside what `dates` shows.
  std::vector<PersonFigure> exposed;   // Most exposed first.
  std::vector<FileFigure> files;       // The files that matter most.
  std::vector<GapFigure> gaps;         // By status and reason, most first.
  std::int64_t gaps_left_out = 0;
  std::vector<GapPlace> gap_places;  // In order of place, bounded.
  std::int64_t gap_places_all = 0;
  std::vector<GapPlace> problems;  // `reason` only; bounded.
  std::int64_t problems_all = 0;
  std::vector<LimitFigure> limits;  // Bounds and clocks that were reached, most first.
  std::int64_t worker_deaths = 0;
};

// How grave the exposure of such data is for a person, 1 to 5: orders types, persons and files. By category, after
// WP 248 rev.01 and art. 9 and 10 GDPR (health, and the type of the other special categories) and what identity theft
// needs (ids, financial data, credentials).
int gravity_of(std::string_view category, std::string_view type = {});

struct FiguresOptions {
  bool details = true;  // Lists for the report; false: only what the summary shows.
  std::size_t list_max = 25;
  std::size_t gap_places_max = 500;
};
Figures gather_figures(Case& file, const FiguresOptions& options);

}  // namespace constat
