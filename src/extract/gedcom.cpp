// GEDCOM files of genealogists. Source: GEDCOM 5.5.1 and 7.0: a line is a level, perhaps an id, a tag and a value. Each
// individual (INDI) is a row: names, birth and death, places, addresses, ids, notes. Families and all other records are
// given as text.
#include <algorithm>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/record_lines.h"

namespace constat {

namespace {

constexpr std::size_t gedcom_depth_max = 16;

struct GedcomLine {
  std::size_t level = 0;
  std::string_view id;  // "@I1@", or "".
  std::string_view tag;
  std::string_view value;
};

bool take_parts(std::string_view text, GedcomLine& line) {
  line = {};
  text = trim(text);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > 2 || digits == text.size() || text[digits] != ' ') return false;
  for (const char c : text.substr(0, digits)) line.level = line.level * 10 + static_cast<std::size_t>(c - '0');
  text = trim(text.substr(digits));
  if (text.starts_with('@')) {
    const std::size_t end = text.find('@', 1);
    if (end == std::string_view::npos) return false;
    line.id = text.substr(0, end + 1);
    text = trim(text.substr(end + 1));
  }
  const std::size_t end = std::min(text.find(' '), text.size());
  line.tag = text.substr(0, end);
  if (end < text.size()) line.value = text.substr(end + 1);
  // What goes on may begin with a blank.
  if (line.tag != "CONC") line.value = trim(line.value);
  return !line.tag.empty() && line.tag.size() <= 31 &&
         std::ranges::all_of(line.tag, [](char c) { return is_upper(c) || is_digit(c) || c == '_'; });
}

struct GedcomColumn {
  std::string_view path;
  std::string_view column;
};
// By the tags below the individual.
constexpr GedcomColumn gedcom_columns[] = {
    {"NAME.GIVN", "first name"},
    {"NAME.SURN", "last name"},
    {"NAME.NICK", "nickname"},
    {"SEX", "sex"},
    {"BIRT.DATE", "date of birth"},
    {"BIRT.PLAC", "birth place"},
    {"DEAT.DATE", "date of death"},
    {"RESI.ADDR", "address"},
    {"ADDR", "address"},
    {"RESI.PHON", "phone"},
    {"PHON", "phone"},
    {"RESI.EMAIL", "email"},
    {"EMAIL", "email"},
    {"_EMAIL", "email"},
    {"SSN", "ssn"},
    {"IDNO", "national id"},
    {"RELI", "religion"},
    {"OCCU", "occupation"},
    {"NATI", "nationality"},
    {"NOTE", "note"},
};

class Gedcom final : public RecordReader {
 public:
  void line(const RecordLine& line, RecordSink& sink) override {
    GedcomLine parts;
    if (!take_parts(line.text, parts)) {
      if (!trim(line.text).empty()) sink.as_text(line);
      return;
    }
    if (parts.level == 0) {
      give(sink);
      individual_ = parts.tag == "INDI";
      if (!individual_) sink.as_text(line);
      return;
    }
    if (!individual_) return sink.as_text(line);
    path_.resize(std::min({path_.size(), parts.level - 1, gedcom_depth_max}));
    path_.emplace_back(parts.tag);
    if (parts.value.empty()) return;
    const bool goes_on = parts.tag == "CONT" || parts.tag == "CONC";
    if (goes_on && !record_.empty()) {
      if (parts.tag == "CONT") record_.back().value += record_.back().name == "address" ? ", " : "\n";
      record_.back().value += parts.value;
      return;
    }
    std::string path;
    for (const std::string& step : path_) path += (path.empty() ? "" : ".") + step;
    if (path == "NAME") return add_name(line, parts.value);
    const auto* const known = std::ranges::find(gedcom_columns, path, &GedcomColumn::path);
    const std::string_view column = known != std::end(gedcom_columns) ? known->column : std::string_view(path);
    // The parts of a name repeat it.
    if ((column == "first name" || column == "last name") && has(column)) return;
    // "@F1@" leads to another record; whose it is stands there.
    record_.push_back({std::string(column), std::string(parts.value), line.offset_of(parts.value)});
  }
  void finish(RecordSink& sink) override { give(sink); }

 private:
  bool has(std::string_view column) const {
    return std::ranges::any_of(record_, [&](const RecordField& field) { return field.name == column; });
  }

  // "Rui /Tavares/": the family name stands between slashes.
  void add_name(const RecordLine& line, std::string_view value) {
    const std::size_t open = value.find('/');
    const std::size_t close = open == std::string_view::npos ? open : value.find('/', open + 1);
    if (close == std::string_view::npos || has("last name")) {
      std::string plain(value);
      std::erase(plain, '/');
      record_.push_back({has("last name") ? "other name" : "full name", plain, line.offset_of(value)});
      return;
    }
    const std::string_view given = trim(value.substr(0, open));
    const std::string_view family = trim(value.substr(open + 1, close - open - 1));
    if (!given.empty()) record_.push_back({"first name", std::string(given), line.offset_of(given)});
    if (!family.empty()) record_.push_back({"last name", std::string(family), line.offset_of(family)});
  }

  void give(RecordSink& sink) {
    if (!record_.empty()) sink.record(record_);
    record_.clear();
    path_.clear();
  }

  bool individual_ = false;
  std::vector<std::string> path_;
  std::vector<RecordField> record_;
};

}  // namespace

int probe_gedcom(const Head& head) {
  std::size_t at = 0;
  GedcomLine line;
  const std::string_view text = trim(head.text);
  if (!take_parts(take_record_line(text, at, "\r\n"), line) || line.level != 0 || line.tag != "HEAD") return 0;
  while (at < text.size() && is_space(text[at])) ++at;
  return take_parts(take_record_line(text, at, "\r\n"), line) && line.level <= 1 ? 90 : 0;
}

Result<void> extract_gedcom(Source& source, const ExtractContext& context, Output& out) {
  return give_record_lines(
      source, context, "\r\n", [] { return std::make_unique<Gedcom>(); }, out);
}

}  // namespace constat
