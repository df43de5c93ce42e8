#include "report/page.h"

#include <algorithm>

#include "casefile/persons.h"
#include "report/charts.h"
#include "report/reasons.h"

namespace constat {

namespace {

constexpr std::string_view style = R"css(
:root{--ink:#1b2330;--soft:#5a6575;--line:#d9dde3;--pale:#f4f5f7;--deep:#1f3a5f;--grave:#8c2f2b;--paper:#fff}
*{box-sizing:border-box}
html{font-size:16px;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{margin:0;background:#eceef1;color:var(--ink);font:400 .94rem/1.55 "Liberation Sans","Helvetica Neue",Arial,sans-serif}
main{max-width:60rem;margin:2rem auto;background:var(--paper);padding:3.5rem 4rem 3rem;box-shadow:0 1px 6px rgba(20,30,50,.13)}
h1,h2,.sentence,.figure b{font-family:"Liberation Serif",Georgia,"Times New Roman",serif}
header{border-bottom:3px double var(--deep);padding-bottom:1.4rem}
.mark{letter-spacing:.24em;text-transform:uppercase;font-size:.74rem;color:var(--deep);font-weight:700}
h1{font-size:2.3rem;line-height:1.15;font-weight:400;margin:.5rem 0 .2rem;color:var(--deep)}
.subtitle{color:var(--soft);font-size:1.05rem;margin:0}
.meta{display:flex;flex-wrap:wrap;gap:.1rem 2rem;color:var(--soft);font-size:.82rem;margin-top:1rem}
.sentence{font-size:1.28rem;line-height:1.55;margin:1.9rem 0 1.6rem;text-wrap:pretty;hyphens:auto}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.2rem,1fr));border-top:1px solid var(--line);border-bottom:1px solid var(--line);margin:0 0 .6rem}
.figure{padding:.9rem 1rem .8rem 0}
.figure b{display:block;font-size:1.75rem;line-height:1.2;font-weight:400;color:var(--deep);font-variant-numeric:lining-nums;white-space:nowrap}
.figure.grave b{color:var(--grave)}
.figure span{font-size:.8rem;color:var(--soft);line-height:1.3;display:block}
h2{font-weight:400;font-size:1.5rem;color:var(--deep);margin:2.9rem 0 .5rem;padding-bottom:.3rem;border-bottom:1px solid var(--line);counter-increment:part}
h2::before{content:counter(part) ".\2002";color:var(--soft)}
main{counter-reset:part}
h3{font-size:.86rem;margin:1.5rem 0 .5rem;font-weight:700;color:var(--ink)}
p.about{color:var(--soft);margin:.3rem 0 1rem;max-width:46rem}
table{width:100%;border-collapse:collapse;font-size:.84rem;margin:.4rem 0 1rem}
th{text-align:left;font-weight:700;color:var(--soft);font-size:.74rem;border-bottom:1.5px solid var(--deep);padding:.35rem .7rem .35rem 0;vertical-align:bottom}
td{border-bottom:1px solid var(--line);padding:.38rem .7rem .38rem 0;vertical-align:top}
th.n,td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
th:last-child,td:last-child{padding-right:0}
td.place,td.hash{font-family:"Liberation Mono","DejaVu Sans Mono",Consolas,monospace;font-size:.76rem;overflow-wrap:anywhere;line-height:1.45}
td.hash{color:var(--soft)}
td.place{min-width:14rem}
td .sub{display:block;color:var(--soft);font-size:.76rem}
tr.g5 td:first-child{box-shadow:inset 3px 0 0 var(--grave)}tr.g4 td:first-child{box-shadow:inset 3px 0 0 #c07a3e}tr.g3 td:first-child{box-shadow:inset 3px 0 0 #c9b458}
tr.g5 td:first-child,tr.g4 td:first-child,tr.g3 td:first-child,tr.g1 td:first-child{padding-left:.7rem}
.nowrap{white-space:nowrap}
.columns{display:grid;grid-template-columns:1fr 1fr;gap:0 2.5rem}
figure{margin:1.2rem 0 1.6rem}
figcaption{font-weight:700;font-size:.86rem;margin-bottom:.45rem}
svg.chart{width:100%;height:auto;display:block;font-family:"Liberation Sans","Helvetica Neue",Arial,sans-serif}
svg .bar{fill:var(--deep)}svg .track{fill:var(--pale)}svg .axis{stroke:var(--line);stroke-width:1}
svg text{font-size:12.5px;fill:var(--ink)}svg .label{text-anchor:end}svg .value{text-anchor:end;fill:var(--soft)}
svg .tick,svg .top{text-anchor:middle;font-size:11px;fill:var(--soft)}
a{color:var(--deep)}.figure a{color:inherit;text-decoration-color:var(--line)}
.warning{border-left:3px solid var(--grave);padding:.4rem .9rem;background:var(--pale)}
details{margin:.4rem 0}summary{font-weight:700;font-size:.86rem;cursor:pointer}details ul{font-size:.84rem;margin:.2rem 0 .6rem}
.note{color:var(--soft);font-size:.8rem;margin:.3rem 0}
.clear{border-left:3px solid #3f7d5a;padding:.4rem .9rem;background:var(--pale)}
ol.method{padding-left:1.2rem}ol.method li{margin:.5rem 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem;font-size:.84rem;margin:.5rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
dd.hash{font-family:"Liberation Mono","DejaVu Sans Mono",Consolas,monospace;font-size:.76rem}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.8rem;color:var(--soft);font-size:.78rem;display:flex;justify-content:space-between;gap:2rem;flex-wrap:wrap}
@media(max-width:44rem){main{padding:1.5rem 1.2rem;margin:0}.columns{grid-template-columns:1fr}h1{font-size:1.8rem}.sentence{font-size:1.1rem}.scroll,figure{overflow-x:auto}svg.chart{min-width:38rem}}
@page{size:A4;margin:18mm 16mm 20mm}
@media print{html{font-size:13.2px}body{background:#fff}main{max-width:none;margin:0;padding:0;box-shadow:none}
h2{break-after:avoid}h3,figcaption{break-after:avoid}figure,tr,.figures,dl{break-inside:avoid}thead{display:table-header-group}
h2{margin-top:2rem}a{color:inherit}}
)css";

class Page {
 public:
  Page(const Case& file, const Figures& figures, const Words& words, const PageOptions& options)
      : file_(file), figures_(figures), words_(words), options_(options) {}

  std::string write() {
    head();
    brief();
    types();
    where();
    regions();
    if (options_.assessment != nullptr) add(options_.sections->duties(*options_.assessment));
    if (options_.loss != nullptr) add(options_.sections->loss(*options_.loss, *options_.parameters));
    exposed();
    files();
    gaps();
    evidence();
    if (options_.sections != nullptr) add(options_.sections->proof());
    method();
    add("<footer><span>" + text(fill(words_.footer, {CONSTAT_VERSION})) + "</span><span>" + text(words_.confidential) +
        "</span></footer>\n</main>\n</body>\n</html>\n");
    return std::move(out_);
  }

 private:
  void add(std::string_view html) { out_ += html; }
  static std::string text(std::string_view raw) { return escape_html(raw); }
  std::string number(std::int64_t value) const { return number_in(words_, value); }
  // Zero is said, not hidden; what does not apply is a dash.
  std::string count(std::int64_t value) const { return value == 0 ? "–" : number(value); }

  struct Heading {
    std::string_view name;
    bool is_number = false;
  };
  void table_begin(std::initializer_list<Heading> headings) {
    add("<div class=\"scroll\"><table><thead><tr>");
    for (const Heading& heading : headings) {
      add(heading.is_number ? "<th class=\"n\" scope=\"col\">" : "<th scope=\"col\">");
      add(text(heading.name) + "</th>");
    }
    add("</tr></thead><tbody>\n");
  }
  void table_end() { add("</tbody></table></div>\n"); }
  void cell(std::string_view html, std::string_view kind = "") {
    add(kind.empty() ? std::string("<td>") : "<td class=\"" + std::string(kind) + "\">");
    add(html);
    add("</td>");
  }
  void section(std::string_view title, std::string_view about, std::string_view id = "") {
    add(id.empty() ? std::string("<section>\n<h2>") : "<section id=\"" + std::string(id) + "\">\n<h2>");
    add(text(title) + "</h2>\n");
    if (!about.empty()) add("<p class=\"about\">" + text(about) + "</p>\n");
  }
  void section_end() { add("</section>\n"); }
  void figure(std::string_view caption, const std::string& svg) {
    add("<figure><figcaption>" + text(caption) + "</figcaption>\n" + svg + "</figure>\n");
  }
  std::string types_list(const std::vector<CountFigure>& types) const {
    std::string list;
    for (const CountFigure& type : types) {
      list += (list.empty() ? "" : ", ") + type_label(words_, type.name) + "\u00a0(" + number(type.count) + ")";
    }
    return list;
  }

  void head() {
    add("<!doctype html>\n<html lang=\"" + text(words_.language) + "\">\n<head>\n<meta charset=\"utf-8\">\n");
    add("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "img-src data:\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"robots\" content=\"noindex\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
    add("<title>" + text(words_.title) + "</title>\n<style>");
    add(style);
    add("</style>\n</head>\n<body>\n<main>\n<header>\n<div class=\"mark\">constat</div>\n<h1>" + text(words_.title) +
        "</h1>\n<p class=\"subtitle\">" + text(words_.subtitle) + "</p>\n<div class=\"meta\"><span>");
    const std::size_t slash = file_.path().rfind('/');
    const std::string name = slash == std::string::npos ? file_.path() : file_.path().substr(slash + 1);
    add(text(fill(words_.established, {date_in(words_, options_.established)})) + "</span><span>" +
        text(fill(words_.of_case, {name})) + "</span><span>" + text(words_.confidential) +
        "</span></div>\n</header>\n");
  }

  void brief() {
    add("<section>\n<p class=\"sentence\">" + text(paragraph(words_, figures_)) + "</p>\n<div class=\"figures\">");
    const auto key = [&](std::int64_t value, std::string_view label, bool grave, std::string_view anchor,
                         const std::string& note = {}) {
      add("<div class=\"figure" + std::string(grave ? " grave" : "") + "\"><b>" +
          linked(std::string(anchor), number(value)) + "</b><span>" + text(label) + "</span>" +
          (note.empty() ? "" : "<span>" + text(note) + "</span>") + "</div>");
    };
    std::string interval;
    if (figures_.persons != 0 && figures_.persons_low >= 0) {
      interval = fill(words_.persons_interval, {number(figures_.persons_low), number(figures_.persons_high)});
    }
    std::int64_t findings = 0;
    for (const TypeFigure& type : figures_.types) findings += type.occurrences;
    const auto countries =
        std::ranges::count_if(figures_.countries, [](const CountFigure& country) { return !country.name.empty(); });
    key(figures_.persons, words_.key_persons, figures_.persons != 0, figures_.persons == 0 ? "" : "exposed", interval);
    key(findings, words_.key_findings, false, "types");
    if (countries != 0) key(countries, words_.key_countries, false, "regions");
    key(figures_.items, words_.key_items, false, "evidence");
    key(figures_.unreadable, words_.key_not_read, false, "gaps");
    add("</div>\n");
    if (figures_.roster != 0) {
      add("<p class=\"note\">" +
          text(fill(words_.persons_roster,
                    {number(figures_.roster_found), number(figures_.persons - figures_.roster_found)})) +
          ".</p>\n");
    }
    section_end();
  }

  void types() {
    section(words_.section_types, words_.types_about, "types");
    table_begin({{words_.type},
                 {words_.category},
                 {words_.persons, true},
                 {words_.values, true},
                 {words_.occurrences, true},
                 {words_.files, true}});
    for (const TypeFigure& type : figures_.types) {
      add("<tr class=\"g" + std::to_string(gravity_of(type.category, type.name)) + "\">");
      cell(text(type_label(words_, type.name)));
      cell(text(named(words_.categories, type.category)));
      const std::string anchor = options_.sections == nullptr ? "" : options_.sections->type_anchor(type.name);
      cell(type.persons == 0 ? count(0) : linked(anchor, count(type.persons)), "n");
      cell(number(type.values), "n");
      cell(linked(anchor, number(type.occurrences)), "n");
      cell(linked(anchor, number(type.files)), "n");
      add("</tr>\n");
    }
    table_end();
    std::vector<ChartBar> bars;
    for (const TypeFigure& type : figures_.types) {
      if (type.persons != 0) bars.push_back({type_label(words_, type.name), type.persons, number(type.persons)});
    }
    std::ranges::stable_sort(bars, [](const ChartBar& a, const ChartBar& b) { return a.value > b.value; });
    if (bars.size() > 12) bars.resize(12);
    if (!bars.empty()) figure(words_.chart_types, bar_chart(words_.chart_types, bars));
    section_end();
  }

  std::vector<ChartBar> bars_of(const std::vector<CountFigure>& counts, std::span<const NamedWords> labels) const {
    std::vector<ChartBar> bars;
    for (const CountFigure& figure : counts) {
      bars.push_back({std::string(named(labels, figure.name)), figure.count, number(figure.count)});
    }
    return bars;
  }

  void where() {
    if (figures_.folders.empty() && figures_.formats.empty() && figures_.dates.empty()) return;
    section(words_.section_where, "");
    if (!figures_.folders.empty()) {
      figure(words_.chart_folders, bar_chart(words_.chart_folders, bars_of(figures_.folders, {})));
    }
    if (!figures_.formats.empty()) {
      figure(words_.chart_formats, bar_chart(words_.chart_formats, bars_of(figures_.formats, words_.formats)));
    }
    if (!figures_.dates.empty()) {
      figure(words_.chart_dates, column_chart(words_.chart_dates, bars_of(figures_.dates, {})));
      if (figures_.dates_left_out != 0) {
        add("<p class=\"note\">" + text(fill(words_.dates_left_out, {number(figures_.dates_left_out)})) + "</p>\n");
      }
    }
    section_end();
  }

  void regions() {
    if (figures_.persons == 0) return;
    section(words_.section_regions, words_.regions_about, "regions");
    if (options_.assessment != nullptr) add(options_.sections->residences_chart(options_.assessment->duties));
    add("<div class=\"columns\">");
    constexpr std::size_t rows_max = 60;
    const auto list = [&](std::string_view heading, const std::vector<CountFigure>& counts, bool are_countries) {
      add("<div>");
      table_begin({{heading}, {words_.persons, true}});
      std::size_t shown = 0;
      for (const CountFigure& figure : counts) {
        if (++shown > rows_max) break;
        add("<tr>");
        cell(text(are_countries         ? country_in(words_, figure.name)
                  : figure.name.empty() ? std::string(words_.unknown)
                                        : figure.name));
        const std::string anchor = options_.sections == nullptr ? ""
                                   : are_countries              ? options_.sections->residence_anchor(figure.name, "")
                                   : figure.name.empty()        ? ""
                                                         : options_.sections->residence_anchor("US", figure.name);
        cell(linked(anchor, number(figure.count)), "n");
        add("</tr>\n");
      }
      table_end();
      add("</div>");
    };
    list(words_.country, figures_.countries, true);
    if (!figures_.states.empty()) list(words_.united_states_states, figures_.states, false);
    add("</div>\n");
    section_end();
  }

  void exposed() {
    section(words_.section_exposed, words_.exposed_about, "exposed");
    if (figures_.exposed.empty()) {
      add("<p>" + text(words_.nobody_known) + "</p>\n");
    } else {
      if (!figures_.relations.empty() && !figures_.relations.front().name.empty()) {
        figure(words_.chart_relations,
               bar_chart(words_.chart_relations, bars_of(figures_.relations, words_.relations)));
      }
      if (!figures_.depths.empty()) {
        figure(words_.chart_depths, column_chart(words_.chart_depths, bars_of(figures_.depths, {})));
        add("<p class=\"note\">" + text(words_.depths_about) + "</p>\n");
      }
      table_begin({{words_.person, true},
                   {words_.name},
                   {words_.country},
                   {words_.exposed_data},
                   {words_.files, true},
                   {words_.confidence, true}});
      for (const PersonFigure& person : figures_.exposed) {
        std::string name = "–";
        if (!person.names_blob.empty()) {
          const auto names = open_names(file_, person.names_blob);
          name = !names           ? std::string(words_.sealed)
                 : names->empty() ? "–"
                                  : mask_value(names->front(), MaskStyle::name);
        }
        add("<tr>");
        cell(linked(options_.sections == nullptr ? "" : options_.sections->person_anchor(person.id), number(person.id)),
             "n");
        cell(text(name), "nowrap");
        cell(text(person.country.empty()
                      ? "–"
                      : country_in(words_, person.country) + (person.state.empty() ? "" : ", " + person.state)));
        cell(text(types_list(person.types)));
        cell(number(person.files), "n");
        cell(confidence(person.confidence), "n");
        add("</tr>\n");
      }
      table_end();
    }
    section_end();
  }

  std::string confidence(std::int64_t thousandths) const {
    const std::int64_t hundredths = std::min<std::int64_t>((thousandths + 5) / 10, thousandths < 1000 ? 99 : 100);
    const std::string digits = std::to_string(100 + hundredths % 100).substr(1);
    return std::to_string(hundredths / 100) + std::string(words_.decimal) + digits;
  }

  void files() {
    if (figures_.files.empty()) return;
    section(words_.section_files, words_.files_about);
    table_begin({{words_.place},
                 {words_.exposed_data},
                 {words_.persons, true},
                 {words_.occurrences, true},
                 {words_.size, true}});
    for (const FileFigure& figure : figures_.files) {
      add("<tr>");
      std::string place = text(figure.place);
      if (figure.copies != 0) {
        place += "<span class=\"sub\">" + text(fill(words_.copies, {number(figure.copies)})) + "</span>";
      }
      cell(place, "place");
      cell(text(types_list(figure.types)));
      cell(count(figure.persons), "n");
      cell(number(figure.findings), "n");
      cell(figure.size_bytes < 0 ? "–" : bytes_in(words_, figure.size_bytes), "n");
      add("</tr>\n");
    }
    table_end();
    section_end();
  }

  std::string reason_of(const std::string& reason) const {
    return reason.empty() ? text(words_.no_reason) : text(reason_in(reason, words_.language));
  }

  void gaps() {
    const bool none = figures_.gaps.empty() && figures_.problems.empty();
    section(words_.section_gaps, none ? std::string_view() : words_.gaps_about, "gaps");
    if (none) add("<p class=\"clear\">" + text(words_.gaps_none) + "</p>\n");
    if (!figures_.gaps.empty()) {
      table_begin({{words_.status}, {words_.reason}, {words_.count, true}});
      for (const GapFigure& gap : figures_.gaps) {
        add("<tr>");
        cell(text(named(words_.statuses, gap.status)), "nowrap");
        cell(reason_of(gap.reason));
        cell(number(gap.count), "n");
        add("</tr>\n");
      }
      table_end();
      if (figures_.gaps_left_out != 0) {
        add("<p class=\"note\">" + text(fill(words_.gaps_more, {number(figures_.gaps_left_out)})) + "</p>\n");
      }
      add("<h3>" + text(words_.places_of) + "</h3>\n");
      table_begin({{words_.place}, {words_.status}, {words_.reason}});
      for (const GapPlace& gap : figures_.gap_places) {
        add("<tr>");
        cell(text(gap.place), "place");
        cell(text(named(words_.statuses, gap.status)), "nowrap");
        cell(reason_of(gap.reason));
        add("</tr>\n");
      }
      table_end();
      more(figures_.gap_places_all, figures_.gap_places.size());
    }
    if (!figures_.problems.empty()) {
      add("<h3>" + text(words_.problems) + "</h3>\n");
      table_begin({{words_.place}, {words_.reason}});
      for (const GapPlace& problem : figures_.problems) {
        add("<tr>");
        cell(text(problem.place), "place");
        cell(reason_of(problem.reason));
        add("</tr>\n");
      }
      table_end();
      more(figures_.problems_all, figures_.problems.size());
    }
    section_end();
  }

  void more(std::int64_t all, std::size_t shown) {
    if (all <= static_cast<std::int64_t>(shown)) return;
    add("<p class=\"note\">" + text(fill(words_.places_more, {number(all - static_cast<std::int64_t>(shown))})) +
        "</p>\n");
  }

  void evidence() {
    section(words_.section_evidence, words_.evidence_about, "evidence");
    table_begin({{words_.evidence},
                 {words_.kind},
                 {words_.size, true},
                 {words_.items, true},
                 {words_.not_read_short, true},
                 {words_.added}});
    for (const EvidenceFigure& figure : figures_.evidence) {
      add("<tr>");
      cell(text(figure.name) + "<span class=\"sub\">" + text(figure.path) +
               (figure.sha256.empty() ? "" : "<br>" + text(words_.sha256) + " " + text(figure.sha256)) + "</span>",
           "place");
      cell(text(figure.kind == "folder" ? words_.folder
                : figure.kind == "file" ? words_.file
                                        : std::string_view(figure.kind)));
      cell(bytes_in(words_, figure.size_bytes), "n");
      cell(number(figure.items), "n");
      cell(count(figure.unreadable), "n");
      cell(text(date_in(words_, figure.added)));
      add("</tr>\n");
    }
    table_end();
    section_end();
  }

  void method() {
    section(words_.section_method, "");
    add("<ol class=\"method\">");
    for (const std::string_view paragraph : words_.method) add("<li>" + text(paragraph) + "</li>\n");
    add("</ol>\n<h3>" + text(words_.limits) + "</h3>\n<ul>");
    bool any = false;
    const auto limit = [&](std::int64_t value, std::string_view pattern) {
      if (value == 0) return;
      any = true;
      add("<li>" + text(fill(pattern, {number(value)})) + "</li>");
    };
    for (const LimitFigure& figure : figures_.limits) {
      any = true;
      const std::string setting = figure.setting.empty() ? "" : " (" + figure.setting + ")";
      add("<li>" +
          text(fill(words_.limits_items, {reason_in(figure.reason, words_.language) + setting, number(figure.items)})) +
          "</li>");
    }
    limit(figures_.worker_deaths, words_.limits_workers);
    limit(figures_.units_to_do, words_.limits_units);
    if (!any) add("<li>" + text(words_.limits_none) + "</li>");
    add("</ul>\n<h3>" + text(words_.versions) + "</h3>\n<dl>");
    const auto fact = [&](std::string_view name, std::string_view value, bool is_hash) {
      add("<dt>" + text(name) + "</dt><dd" + (is_hash ? " class=\"hash\"" : "") + ">" +
          text(value.empty() ? words_.not_recorded : value) + "</dd>");
    };
    fact(words_.version_constat, CONSTAT_VERSION, false);
    fact(words_.version_case, figures_.case_version, false);
    fact(words_.case_created, date_in(words_, figures_.case_created), false);
    fact(words_.version_format, figures_.format_version, false);
    fact(words_.version_rules, figures_.rules_hash, true);
    add("</dl>\n");
    section_end();
  }

  const Case& file_;
  const Figures& figures_;
  const Words& words_;
  const PageOptions& options_;
  std::string out_;
};

}  // namespace

std::string report_page(const Case& file, const Figures& figures, const Words& words, const PageOptions& options) {
  return Page(file, figures, words, options).write();
}

}  // namespace constat
