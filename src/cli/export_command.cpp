// constat export CASE: what people work with: lists, letters, drafts of forms, records of the incident.
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "assess/loss.h"
#include "base/json.h"
#include "base/paths.h"
#include "base/text.h"
#include "cli/bundle_export.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/private_file.h"
#include "report/charts.h"
#include "report/exposure.h"
#include "report/figures.h"
#include "report/forms.h"
#include "report/notice_list.h"
#include "report/records.h"
#include "report/words.h"

namespace constat {

namespace {

std::string csv_of(const NoticeTable& table) {
  std::string out;
  const auto row = [&](const std::vector<std::string>& cells) {
    for (std::size_t index = 0; index < cells.size(); ++index) out += (index == 0 ? "" : ",") + csv_cell(cells[index]);
    out += "\r\n";  // RFC 4180.
  };
  row(table.columns);
  for (const std::vector<std::string>& cells : table.rows) row(cells);
  return out;
}

std::string pages_of(const std::vector<std::string>& texts, std::string_view language) {
  std::string out = "<!doctype html>\n<html lang=\"" + std::string(language) +
                    "\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" "
                    "content=\"default-src 'none'; style-src 'unsafe-inline'\"><style>@page{size:A4;margin:25mm}"
                    "body{margin:2rem auto;max-width:42rem}pre{white-space:pre-wrap;font:11pt/1.45 Georgia,serif;"
                    "break-after:page}</style></head><body>\n";
  for (const std::string& text : texts) {
    // escape_html makes line ends harmless; a letter keeps its own.
    out += "<pre>";
    for (const std::string_view line : split(text, '\n')) out += escape_html(line) + "\n";
    out += "</pre>\n";
  }
  return out + "</body></html>\n";
}

std::string form_of(const Form& form, const std::string& path, std::string_view language) {
  const std::string_view gap = language == "fr" ? "à compléter par le responsable" : "for the owner to fill in";
  if (path.ends_with(".json")) {
    Json json = {{"form", form.id}, {"title", form.title}, {"url", form.url}, {"fields", Json::array()}};
    for (const FormField& field : form.fields) {
      json["fields"].push_back({{"name", field.name},
                                {"value", field.is_filled ? Json(field.value) : Json()},
                                {"hint", field.hint.empty() ? Json() : Json(field.hint)}});
    }
    return json_page(json);
  }
  if (path.ends_with(".csv")) {
    NoticeTable table;
    table.columns = {"field", "value", "hint"};
    for (const FormField& field : form.fields) table.rows.push_back({field.name, field.value, field.hint});
    return csv_of(table);
  }
  std::string text = form.title + "\n" + form.url + "\n";
  for (const FormField& field : form.fields) {
    text += "\n" + field.name + "\n  " + (field.is_filled ? field.value : "[" + std::string(gap) + "]") + "\n";
    if (!field.hint.empty()) text += "  (" + field.hint + ")\n";
  }
  return text;
}

constexpr std::string_view kinds[] = {"--notification-list", "--letters", "--form", "--veris", "--case-uco", "--stix"};

int run_export(const Arguments& arguments) {
  if (arguments.has("--bundle")) return export_bundle(arguments);
  std::string kind;
  for (const std::string_view one : kinds) {
    if (!arguments.has(one)) continue;
    if (!kind.empty()) {
      complain("'export' writes one thing at a time", "Give one of " + kind + " and " + std::string(one) + ".");
      return exit_usage;
    }
    kind = one;
  }
  const std::string path = arguments.get("--out");
  if (kind.empty() || path.empty()) {
    complain(kind.empty() ? "'export' needs to know what" : "'export' needs --out",
             "constat export " + escape_name(arguments.positional.front()) +
                 " --notification-list --jurisdiction FR --out "
                 "list.xlsx; 'constat export --help' lists all.");
    return exit_usage;
  }
  const std::vector<std::string> jurisdictions = list_of(arguments, "--jurisdiction");
  if (kind == "--form" && jurisdictions.size() != 1) {
    complain("'export --form' needs one --jurisdiction", "FR-CNIL, EU-GDPR-DE, UK-ICO, US-CA, US-TX or US-WA");
    return exit_usage;
  }
  std::string base;
  if (const std::string base_path = arguments.get("--base"); !base_path.empty()) {
    std::ifstream in(base_path, std::ios::binary);
    base.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    if (base.empty()) {
      complain("cannot read " + escape_name(base_path));
      return exit_usage;
    }
  }
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "export", exit);
  if (!opened) return exit;
  const auto assessed = assess_case(*opened, data_root());
  if (!assessed) {
    complain(assessed.error().what);
    return exit_failed;
  }
  const Assessment& assessment = **assessed;
  const std::string language = arguments.get("--lang");
  const std::string data = data_root() + "/data/assess/";
  std::string content;
  if (kind == "--notification-list" || kind == "--letters") {
    const bool reveal = arguments.has("--reveal");
    auto persons = notice_list(*opened, assessment, jurisdictions, reveal);
    if (!persons) {
      complain(persons.error().what);
      return exit_failed;
    }
    if (kind == "--letters") {
      // No letter can be written under an unknown law to an unknown address.
      const auto unplaced =
          std::erase_if(*persons, [](const NoticePerson& person) { return person.jurisdiction.ends_with("unknown"); });
      if (unplaced != 0) {
        complain(
            "no letters to " + std::to_string(unplaced) + " persons of unknown residence",
            "constat export CASE --notification-list --jurisdiction unknown,US-unknown --out unknown.csv lists them.");
      }
    }
    if (persons->empty()) {
      complain("nobody is to be told there", "'constat duties CASE' lists the jurisdictions.");
      return exit_failed;
    }
    LetterOptions options;
    options.language = language;
    options.owner = arguments.get("--owner");
    options.contact = arguments.get("--contact");
    options.date = arguments.get("--date");
    options.folder = data + "letters";
    const bool is_list = kind == "--notification-list";
    if (path.ends_with(".xlsx") || path.ends_with(".csv")) {
      const NoticeTable table = is_list ? notice_table(*persons, language) : mail_merge(*persons, options);
      content = path.ends_with(".xlsx") ? xlsx_of(table, "persons") : csv_of(table);
    } else if (!is_list && (path.ends_with(".html") || path.ends_with(".txt"))) {
      const auto texts = letters(*persons, options);
      if (!texts) {
        complain(texts.error().what);
        return exit_failed;
      }
      if (path.ends_with(".html")) {
        content = pages_of(*texts, language);
      } else {
        for (const std::string& text : *texts) content += text + "\f";
      }
    } else {
      complain("--out must end in " + std::string(is_list ? ".csv or .xlsx" : ".html, .txt, .csv or .xlsx"));
      return exit_usage;
    }
    if (!reveal) {
      complain("names and contacts are masked in " + escape_name(path),
               "--reveal writes them whole; the audit log records it.");
    }
  } else if (kind == "--form") {
    const Figures figures = gather_figures(*opened, {.details = false});
    FormOptions options;
    options.language = language;
    options.owner = arguments.get("--owner");
    options.contact = arguments.get("--contact");
    options.folder = data + "forms";
    const auto form = draft_form(*opened, assessment, figures, jurisdictions.front(), options);
    if (!form) {
      complain(form.error().what);
      return exit_failed;
    }
    content = form_of(*form, path, language);
  } else {
    const Figures figures = gather_figures(*opened, {.details = false});
    const auto parameters = load_loss_parameters(data + "loss.toml");
    Result<LossReport> loss = fail(Fault::unsupported, "");
    LossOptions loss_options;
    loss_options.currency = arguments.get("--currency");
    if (parameters) loss = assess_loss(*parameters, loss_counts(assessment.duties), loss_options);
    const RecordInput input = {*opened,
                               figures,
                               assessment,
                               loss ? &*loss : nullptr,
                               arguments.get("--owner"),
                               paragraph(*words_of(language), figures)};
    if (kind == "--veris") {
      auto record = veris_record(input, base);
      if (!record) {
        complain(record.error().what);
        return exit_usage;
      }
      content = std::move(*record);
    } else {
      content = kind == "--stix" ? stix_record(input) : case_uco_record(input);
    }
  }
  if (path == "-") {
    std::fwrite(content.data(), 1, content.size(), stdout);
    return exit_done;
  }
  if (!write_private_file(path, content)) {
    complain("cannot write " + escape_name(path) + ": " + std::strerror(errno));
    return exit_failed;
  }
  if (standard_error_is_terminal()) std::fprintf(stderr, "%s written\n", escape_name(path).c_str());
  return exit_done;
}

constexpr Option export_options[] = {
    bundle_option,
    {"--notification-list", "", "The persons to be told, with what reaches them (.csv, .xlsx)", "", ""},
    {"--letters", "", "Letters to them, drafts (.html, .txt), or a mail merge (.csv, .xlsx)", "", ""},
    {"--form", "", "The authority's form, filled as far as the case knows (.txt, .json, .csv)", "", ""},
    {"--veris", "", "The incident as a VERIS 1.4.1 record", "", ""},
    {"--case-uco", "", "Evidence, scan and files as CASE/UCO JSON-LD", "", ""},
    {"--stix", "", "The incident as a STIX 2.1 bundle", "", ""},
    {"--out", "FILE", "Where it goes, for the owner's eyes only (mode 0600); - for standard output", "", ""},
    {"--jurisdiction", "LIST", "Only these (US-CA, FR-CNIL, EU-GDPR-DE; or a residence: FR, US-unknown, unknown)", "",
     "", true},
    {"--owner", "NAME", "Who was robbed, for letters, forms and records", "", ""},
    {"--contact", "TEXT", "Whom a reader of a letter or form turns to", "", ""},
    {"--date", "TEXT", "Of the letters", "", ""},
    {"--base", "FILE", "An analyst's VERIS record: nothing of it is changed, what it lacks is added", "", ""},
    {"--currency", "CODE", "Of the loss in records", "", "USD"},
    {"--lang", "LANGUAGE", "Of lists, letters, forms and the summary", "en,fr", "en"},
    reveal_option,
};

}  // namespace

const Command export_command = {
    .name = "export",
    .takes = "CASE",
    .does = "Write lists, letters, forms and records to work with",
    .about =
        "Lists and letters name persons only with --reveal, which the audit log records; else they are masked. Records "
        "(VERIS, CASE/UCO, STIX) hold counts, Places and hashes, never a person's data. Letters and forms are drafts: "
        "what "
        "stands in brackets is the owner's, and counsel signs.",
    .examples =
        "  constat export case.constat --notification-list --jurisdiction US-CA --out ca.xlsx --reveal\n"
        "  constat export case.constat --letters --jurisdiction FR --lang fr --owner 'Studio SA' --out letters.html "
        "--reveal\n"
        "  constat export case.constat --form --jurisdiction FR-CNIL --lang fr --out cnil.txt\n"
        "  constat export case.constat --veris --base incident.json --out veris.json\n",
    .options = export_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_export,
};

}  // namespace constat
