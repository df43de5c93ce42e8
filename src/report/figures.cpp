#include "report/figures.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>

#include "base/sha256.h"
#include "base/text.h"
#include "casefile/bounds.h"
#include "casefile/finding_reader.h"
#include "casefile/persons.h"

namespace constat {

namespace {

constexpr std::string_view gravity_sql =
    "CASE WHEN t.category IN ('government_id', 'financial', 'health') OR t.name = 'special_category' THEN 5 "
    "WHEN t.category = 'credential' THEN 4 WHEN t.category = 'hr' THEN 3 ELSE 1 END";
constexpr std::string_view unreadable_sql =
    "status IN ('encrypted','corrupt','unsupported','too-big','crashed','timed-out')";
constexpr std::size_t dates_max = 40;
static_assert(figures_confidence_min == sure_thousandths, "the case counts what figures show");

std::vector<CountFigure> ranked(const std::map<std::string, std::int64_t>& counts, std::size_t max) {
  std::vector<CountFigure> list;
  for (const auto& [name, count] : counts) list.push_back({name, count});
  std::ranges::stable_sort(list, [](const CountFigure& a, const CountFigure& b) { return a.count > b.count; });
  if (list.size() > max) list.resize(max);
  return list;
}

// "leak/hr/2014/pay.zip!/x.csv" -> "leak/hr": the evidence and the first folder in it.
std::string folder_of(std::string_view place) {
  place = place.substr(0, place.find("!/"));
  const std::size_t first = place.find('/');
  if (first == std::string_view::npos) return std::string(place);
  const std::size_t second = place.find('/', first + 1);
  if (second == std::string_view::npos) return std::string(place.substr(0, first)) + "/";
  return std::string(place.substr(0, second)) + "/";
}

void gather_items(Database& database, Figures& figures) {
  constexpr std::string_view order[] = {"read",    "partly-read", "encrypted", "corrupt", "unsupported",
                                        "too-big", "crashed",     "timed-out", "unread"};
  std::map<std::string, std::int64_t> counts;
  Statement statuses(database, "SELECT coalesce(status, 'unread'), count(*), count(duplicate_of) FROM item GROUP BY 1");
  while (statuses.step()) {
    counts[std::string(statuses.text(0))] = statuses.integer(1);
    figures.items += statuses.integer(1);
    figures.duplicates += statuses.integer(2);
  }
  for (const std::string_view status : order) {
    const auto found = counts.find(std::string(status));
    if (found == counts.end()) continue;
    figures.statuses.push_back({found->first, found->second});
    if (status == "partly-read") {
      figures.partly_read = found->second;
    } else if (status != "read" && status != "unread") {
      figures.unreadable += found->second;
    }
  }
  Statement evidence(database,
                     "SELECT shown_path(e.name), shown_path(e.path), e.kind, e.size, e.added, e.id, (SELECT sum(size) "
                     "FROM item WHERE evidence = "
                     "e.id AND parent IS NULL), (SELECT sha256 FROM item WHERE place = e.name AND parent IS NULL) "
                     "FROM evidence e ORDER BY e.name");
  while (evidence.step()) {
    EvidenceFigure figure;
    figure.name = evidence.text(0);
    figure.path = evidence.text(1);
    figure.kind = evidence.text(2);
    figure.size_bytes = evidence.is_null(6) ? evidence.integer(3) : evidence.integer(6);
    figure.added = evidence.text(4);
    if (figure.kind == "file" && !evidence.is_null(7)) figure.sha256 = to_hex(as_bytes(evidence.blob(7)));
    Statement of(database,
                 "SELECT count(*), coalesce(sum(" + std::string(unreadable_sql) + "), 0) FROM item WHERE evidence = ?");
    of.bind(1, evidence.integer(5));
    if (of.step()) {
      figure.items = of.integer(0);
      figure.unreadable = of.integer(1);
    }
    figures.evidence_bytes += figure.size_bytes;
    figures.evidence.push_back(std::move(figure));
  }
  figures.units_to_do = database.scalar("SELECT count(*) FROM unit WHERE state = 0");
  figures.worker_deaths = database.scalar("SELECT coalesce(sum(deaths), 0) FROM unit");
  figures.problems_all = database.scalar("SELECT count(*) FROM problem");
}

void gather_types(Database& database, Figures& figures) {
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> persons;
  Statement of_persons(database, "SELECT type, persons, findings FROM person_type");
  while (of_persons.step()) persons[std::string(of_persons.text(0))] = {of_persons.integer(1), of_persons.integer(2)};
  const std::map<std::int64_t, std::uint64_t> values = distinct_values(database);
  Statement types(
      database,
      "SELECT t.name, t.category, sum(f.sure), "
      "count(DISTINCT CASE WHEN i.size IS NULL THEN coalesce(i.parent, i.id) ELSE i.id END), t.id "
      "FROM item_type f JOIN type t ON t.id = f.type JOIN item i ON i.id = f.item WHERE f.sure > 0 GROUP BY f.type");
  while (types.step()) {
    TypeFigure figure;
    figure.name = types.text(0);
    figure.category = types.text(1);
    figure.occurrences = types.integer(2);
    figure.files = types.integer(3);
    if (const auto found = values.find(types.integer(4)); found != values.end()) {
      figure.values = static_cast<std::int64_t>(found->second);
    }
    if (const auto found = persons.find(figure.name); found != persons.end()) {
      figure.persons = found->second.first;
      figure.attributed = std::min(found->second.second, figure.occurrences);
    }
    figures.types.push_back(std::move(figure));
  }
  std::ranges::sort(figures.types, [](const TypeFigure& a, const TypeFigure& b) {
    const int gravity_a = gravity_of(a.category, a.name);
    const int gravity_b = gravity_of(b.category, b.name);
    if (gravity_a != gravity_b) return gravity_a > gravity_b;
    if (a.persons != b.persons) return a.persons > b.persons;
    if (a.values != b.values) return a.values > b.values;
    return a.name < b.name;
  });
  figures.persons = database.scalar("SELECT count(*) FROM person");
  Statement interval(database, "SELECT key, value FROM person_count WHERE key IN ('low', 'high')");
  while (interval.step()) {
    const std::int64_t bound = std::strtoll(std::string(interval.text(1)).c_str(), nullptr, 10);
    (interval.text(0) == "low" ? figures.persons_low : figures.persons_high) = bound;
  }
  figures.roster = database.scalar("SELECT count(*) FROM roster_entry");
  figures.roster_found = database.scalar("SELECT count(DISTINCT person) FROM roster_entry WHERE person IS NOT NULL");
  const auto regions = [&](const char* sql, std::vector<CountFigure>& list) {
    Statement rows(database, sql);
    while (rows.step()) list.push_back({std::string(rows.text(0)), rows.integer(1)});
    std::ranges::stable_sort(list, [](const CountFigure& a, const CountFigure& b) {
      if (a.name.empty() != b.name.empty()) return b.name.empty();
      return a.count > b.count;
    });
  };
  regions("SELECT coalesce(country, ''), count(*) FROM person GROUP BY 1 ORDER BY 1", figures.countries);
  regions("SELECT coalesce(state, ''), count(*) FROM person WHERE country = 'US' GROUP BY 1 ORDER BY 1",
          figures.states);
  regions("SELECT relation, count(*) FROM person_note GROUP BY 1 ORDER BY 1", figures.relations);
}

// `types` is {"us_ssn":2,...}: a colon stands for a kind, since no name of a kind holds one.
void gather_depths(Database& database, Figures& figures) {
  constexpr std::int64_t last = 9;  // This many and more.
  Statement rows(
      database,
      "SELECT min(9, length(types) - length(replace(types, ':', '')) - (instr(types, '\"person_name\"') > 0)), "
      "count(*) FROM person GROUP BY 1 ORDER BY 1");
  while (rows.step()) {
    figures.depths.push_back({std::to_string(rows.integer(0)) + (rows.integer(0) == last ? "+" : ""), rows.integer(1)});
  }
}

void gather_places(Database& database, const FiguresOptions& options, Figures& figures) {
  std::map<std::string, std::int64_t> folders;
  {
    Statement rows(
        database,
        "SELECT shown(i.place), c.n FROM (SELECT item, sum(sure) AS n FROM item_type WHERE sure > 0 GROUP BY item) c "
        "JOIN item i ON i.id = c.item");
    while (rows.step()) folders[folder_of(rows.text(0))] += rows.integer(1);
  }
  figures.folders = ranked(folders, 12);
  std::map<std::string, std::int64_t> formats;
  Statement items(database, "SELECT coalesce(format, ''), count(*) FROM item WHERE size IS NOT NULL GROUP BY 1");
  while (items.step()) formats[std::string(items.text(0))] += items.integer(1);
  figures.formats = ranked(formats, 14);

  // Files of one date are one; an archive's year 1980 (DOS's zero) and what lies in the future is told apart.
  std::map<std::int64_t, std::int64_t> months;
  Statement dates(database,
                  "SELECT CAST(strftime('%Y', modified, 'unixepoch') AS INTEGER) * 12 + "
                  "CAST(strftime('%m', modified, 'unixepoch') AS INTEGER) - 1, count(*) FROM item "
                  "WHERE modified > 0 AND duplicate_of IS NULL AND size IS NOT NULL GROUP BY 1");
  while (dates.step()) {
    if (dates.integer(0) <= 1980 * 12 || dates.integer(0) >= 2100 * 12) {
      figures.dates_left_out += dates.integer(1);
    } else {
      months[dates.integer(0)] += dates.integer(1);
    }
  }
  if (!months.empty()) {
    const bool by_month = months.rbegin()->first - months.begin()->first < 36;
    std::map<std::int64_t, std::int64_t> buckets;
    for (const auto& [month, count] : months) buckets[by_month ? month : month / 12] += count;
    const std::int64_t last = buckets.rbegin()->first;
    const std::int64_t first = std::max(buckets.begin()->first, last - static_cast<std::int64_t>(dates_max) + 1);
    for (const auto& [bucket, count] : buckets) {
      if (bucket < first) figures.dates_left_out += count;
    }
    for (std::int64_t bucket = first; bucket <= last; ++bucket) {
      const auto found = buckets.find(bucket);
      std::string name = std::to_string(by_month ? bucket / 12 : bucket);
      if (by_month) name += (bucket % 12 < 9 ? "-0" : "-") + std::to_string(bucket % 12 + 1);
      figures.dates.push_back({name, found == buckets.end() ? 0 : found->second});
    }
  }

  Statement files(database,
                  "SELECT f.item, sum(f.sure * " + std::string(gravity_sql) +
                      "), sum(f.sure) FROM item_type f JOIN type t ON t.id = f.type WHERE f.sure > 0 GROUP BY f.item "
                      "ORDER BY 2 DESC, 3 DESC, (SELECT place FROM item WHERE id = f.item) LIMIT ?");
  files.bind(1, static_cast<std::int64_t>(options.list_max));
  while (files.step()) {
    FileFigure figure;
    figure.findings = files.integer(2);
    Statement item(
        database,
        "SELECT shown(place), format, sha256, size, (SELECT count(*) FROM item d WHERE d.duplicate_of = item.id), "
        "coalesce((SELECT persons FROM item_person p WHERE p.item = item.id), 0) FROM item WHERE id = ?");
    item.bind(1, files.integer(0));
    if (!item.step()) continue;
    figure.place = item.text(0);
    figure.format = item.text(1);
    if (!item.is_null(2)) figure.sha256 = to_hex(as_bytes(item.blob(2)));
    if (!item.is_null(3)) figure.size_bytes = item.integer(3);
    figure.copies = item.integer(4);
    figure.persons = item.integer(5);
    Statement types(
        database,
        "SELECT t.name, f.sure FROM item_type f JOIN type t ON t.id = f.type WHERE f.item = ? AND f.sure > 0 "
        "ORDER BY " +
            std::string(gravity_sql) + " DESC, 2 DESC, 1");
    types.bind(1, files.integer(0));
    while (types.step()) figure.types.push_back({std::string(types.text(0)), types.integer(1)});
    figures.files.push_back(std::move(figure));
  }
}

void gather_exposed(Database& database, const FiguresOptions& options, Figures& figures) {
  Statement persons(database,
                    "SELECT p.id, p.names, p.country, p.state, p.findings, p.files, p.confidence, p.types, sum(" +
                        std::string(gravity_sql) +
                        ") FROM person p, json_each(p.types) j JOIN type t ON t.name = j.key GROUP BY p.id "
                        "ORDER BY 9 DESC, p.findings DESC, p.id LIMIT ?");
  persons.bind(1, static_cast<std::int64_t>(options.list_max));
  while (persons.step()) {
    PersonFigure figure;
    figure.id = persons.integer(0);
    figure.names_blob = persons.blob(1);
    figure.country = persons.text(2);
    figure.state = persons.text(3);
    figure.findings = persons.integer(4);
    figure.files = persons.integer(5);
    figure.confidence = persons.integer(6);
    Statement types(database, "SELECT j.key, j.value FROM json_each(?) j JOIN type t ON t.name = j.key ORDER BY " +
                                  std::string(gravity_sql) + " DESC, j.value DESC, j.key");
    types.bind(1, persons.text(7));
    while (types.step()) figure.types.push_back({std::string(types.text(0)), types.integer(1)});
    figures.exposed.push_back(std::move(figure));
  }
}

struct OptionOfBound {
  std::string_view name;
  Bound bound;
  double unit;  // Of what `meta` keeps: what the option counts in.
};
constexpr double megabyte = 1e6;
constexpr double second = 1000;
constexpr OptionOfBound options_of_bounds[] = {
    {"--depth", Bound::depth, 1},
    {"--members", Bound::members, 1},
    {"--member-size", Bound::member_bytes, megabyte},
    {"--expansion", Bound::expansion_ratio, 1},
    {"--expanded-size", Bound::expansion_bytes, megabyte},
    {"--worker-memory", Bound::worker_memory, megabyte},
    {"--spill-size", Bound::spill, megabyte},
    {"--item-time", Bound::item_time, second},
    {"--silence", Bound::silence, second},
    {"--document-size", Bound::document_bytes, megabyte},
};

// What reasons say where a bound or a clock was reached, and by which options it is set.
struct ReasonOfBound {
  std::string_view begins;
  std::string_view options;  // Comma-separated.
};
constexpr ReasonOfBound reasons_of_bounds[] = {
    {"nested deeper than the bound of ", "--depth"},
    {"more members than the bound", "--members"},
    {"decodes to more than the bound of one member", "--member-size"},
    {"expands beyond the bound", "--expansion"},
    {"the evidence expands beyond the bound", "--expanded-size"},
    {"needs more memory than a worker may use", "--worker-memory"},
    {"its decoder needs more memory", "--worker-memory"},
    {"outgrows the bound of temporary data", "--spill-size"},
    {"larger than the bound", "--document-size"},
    {"its reader did not come to an end", "--silence,--item-time"},
    {"it did not come to an end", "--silence,--item-time"},
    {"the time for this evidence was over", "--evidence-time"},
};

// "--silence 60, --item-time 3600": the values are those of the roots whose items it stopped.
std::string setting_of(std::string_view options, const std::set<std::string>& kept) {
  std::string setting;
  for (const std::string_view name : split(options, ',')) {
    if (name.empty()) continue;
    setting += (setting.empty() ? "" : ", ") + std::string(name);
    const auto option = std::ranges::find(options_of_bounds, name, &OptionOfBound::name);
    if (option == std::end(options_of_bounds)) continue;
    std::set<std::string> values;
    for (const std::string& text : kept) {
      const auto bounds = read_bounds(text);
      if (!bounds) continue;
      const std::uint64_t value = (*bounds)[static_cast<std::size_t>(option->bound)];
      if (value == no_bound) continue;
      char written[32];
      std::snprintf(written, sizeof written, "%.10g", static_cast<double>(value) / option->unit);
      values.insert(written);
    }
    for (const std::string& value : values) setting += (&value == &*values.begin() ? " " : " / ") + value;
  }
  return setting;
}

void gather_limits(Database& database, Figures& figures) {
  constexpr std::size_t limits_max = 40;
  struct Reached {
    std::string_view options;
    std::set<std::string> kept;
    std::int64_t items = 0;
  };
  std::map<std::string, Reached> reached;
  Statement items(database,
                  "SELECT status, coalesce(reason, ''), evidence, count(*) FROM item WHERE status IN ('too-big', "
                  "'timed-out') OR (status <> 'read' AND reason LIKE '%bound%') GROUP BY 1, 2, 3");
  while (items.step()) {
    std::set<std::string> told;
    std::string_view rest = items.text(1);
    while (!rest.empty()) {
      const std::size_t end = rest.find("; ");
      const std::string_view piece = rest.substr(0, end);
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
      const auto known = std::ranges::find_if(
          reasons_of_bounds, [&](const ReasonOfBound& reason) { return piece.starts_with(reason.begins); });
      if (known == std::end(reasons_of_bounds) && piece.find("the bound") == std::string_view::npos) continue;
      // What happened to the rest of it is no part of the bound.
      const std::string_view what = known == std::end(reasons_of_bounds) ? piece : piece.substr(0, piece.find(": "));
      if (!told.insert(std::string(what)).second) continue;
      Reached& one = reached[std::string(what)];
      if (known != std::end(reasons_of_bounds)) one.options = known->options;
      one.kept.insert(read_meta(database, bounds_key(items.integer(2))));
      one.items += items.integer(3);
    }
    if (told.empty()) reached[std::string(items.text(1))].items += items.integer(3);
  }
  for (const auto& [reason, one] : reached) {
    figures.limits.push_back({reason, setting_of(one.options, one.kept), one.items});
  }
  std::ranges::stable_sort(figures.limits, std::ranges::greater(), &LimitFigure::items);
  if (figures.limits.size() > limits_max) figures.limits.resize(limits_max);
}

void gather_gaps(Database& database, const FiguresOptions& options, Figures& figures) {
  constexpr std::size_t gaps_max = 100;
  Statement groups(
      database,
      "SELECT coalesce(status, 'unread'), coalesce(reason, ''), count(*) FROM item WHERE status IS NULL OR "
      "status <> 'read' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2");
  while (groups.step()) {
    figures.gap_places_all += groups.integer(2);
    if (figures.gaps.size() == gaps_max) {
      ++figures.gaps_left_out;
      continue;
    }
    figures.gaps.push_back({std::string(groups.text(0)), std::string(groups.text(1)), groups.integer(2)});
  }
  Statement places(
      database,
      "SELECT shown(place), coalesce(status, 'unread'), coalesce(reason, '') FROM item WHERE status IS NULL OR "
      "status <> 'read' ORDER BY place, member_index, id LIMIT ?");
  places.bind(1, static_cast<std::int64_t>(options.gap_places_max));
  while (places.step()) {
    figures.gap_places.push_back(
        {std::string(places.text(0)), std::string(places.text(1)), std::string(places.text(2))});
  }
  gather_limits(database, figures);
  Statement problems(database, "SELECT shown(place), what FROM problem ORDER BY place, id LIMIT ?");
  problems.bind(1, static_cast<std::int64_t>(options.gap_places_max));
  while (problems.step())
    figures.problems.push_back({std::string(problems.text(0)), "", std::string(problems.text(1))});
}

}  // namespace

int gravity_of(std::string_view category, std::string_view type) {
  if (type == "special_category") return 5;
  if (category == "government_id" || category == "financial" || category == "health") return 5;
  if (category == "credential") return 4;
  if (category == "hr") return 3;
  return 1;
}

Figures gather_figures(Case& file, const FiguresOptions& options) {
  Figures figures;
  Database& database = file.database();
  figures.case_created = file.meta("created");
  figures.case_version = file.meta("constat_version");
  figures.rules_hash = file.meta("rules_hash");
  figures.format_version = file.meta("format_version");
  figures.persons_resolved = persons_resolved(file);
  gather_items(database, figures);
  gather_types(database, figures);
  if (options.details) {
    gather_places(database, options, figures);
    gather_exposed(database, options, figures);
    gather_depths(database, figures);
    gather_gaps(database, options, figures);
  }
  return figures;
}

}  // namespace constat
