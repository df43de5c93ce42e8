// EDI in ASC X12 with or without its envelope (ISA, GS): enrolments (834), claims (837), payments (835), eligibility
// (270, 271). The separators are ISA's, else those behind the first ST or GS. Source: X12 5010 implementation guides
// 005010X220 (834), X222 and X223 (837), X221 (835).
// Each NM1 that names a person (the insured, a patient, a dependant, a provider) begins a row; what follows it (N3, N4,
// PER, DMG, REF, ICM, HI) and, in an 834, the REF before it are its columns. All other segments are given as text.
#include <algorithm>

#include "base/text.h"
#include "extract/content_line.h"
#include "extract/extractors.h"
#include "extract/record_lines.h"

namespace constat {

namespace {

constexpr std::size_t elements_max = 64;

struct X12Separators {
  char element = '*';
  char component = ':';
  char repetition = '^';
  char segment = '~';
};

bool separates(char c) { return c > ' ' && c <= '~' && !is_alnum(c); }

// Where the head begins like an interchange, a group or a transaction set: its separators.
bool find_separators(std::string_view text, X12Separators& by) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  constexpr std::size_t isa_bytes = 106;  // ISA is of fixed width, its terminator counted.
  if (text.starts_with("ISA") && text.size() >= isa_bytes && separates(text[3])) {
    by.element = text[3];
    by.component = text[104];
    by.segment = text[105];
    if (std::count(text.begin(), text.begin() + 104, by.element) != 16 || !separates(by.component)) return false;
    // From version 5010 on; before it stood a "U" for US EDI.
    by.repetition = separates(text[82]) ? text[82] : '^';
    return separates(by.segment) || by.segment == '\n' || by.segment == '\r';
  }
  const bool set = text.starts_with("ST");
  if ((!set && !text.starts_with("GS")) || text.size() < 12 || !separates(text[2])) return false;
  by.element = text[2];
  if (set && !(is_digit(text[3]) && is_digit(text[4]) && is_digit(text[5]) && text[6] == by.element)) return false;
  if (!set && !(is_alpha(text[3]) && is_alpha(text[4]) && text[5] == by.element)) return false;
  // What ends the first segment: a mark that another segment's name stands behind.
  for (std::size_t at = 6; at < std::min<std::size_t>(text.size(), 200); ++at) {
    if (text[at] == by.element || (!separates(text[at]) && text[at] != '\n' && text[at] != '\r')) continue;
    std::size_t next = at + 1;
    while (next < text.size() && is_space(text[next])) ++next;
    const std::string_view name = text.substr(next, std::min(text.find(by.element, next), text.size()) - next);
    if (name.size() < 2 || name.size() > 3 || !is_upper(name[0]) || !std::all_of(name.begin(), name.end(), is_alnum)) {
      continue;
    }
    by.segment = text[at];
    return true;
  }
  return false;
}

struct X12Column {
  std::string_view code;
  std::string_view column;
};
// REF01.
constexpr X12Column references[] = {
    {"SY", "ssn"},
    {"EA", "medical record number"},
    {"EJ", "patient account id"},
    {"1W", "health insurance id"},
    {"F6", "medicare number"},
    {"MRN", "medical record number"},
    {"HPI", "npi"},
    {"EI", "ein"},
    {"TJ", "tax id"},
    {"1L", "insurance group number"},
    {"IG", "insurance policy number"},
};
// NM108.
constexpr X12Column name_ids[] = {
    {"34", "ssn"}, {"MI", "health insurance id"}, {"EI", "employee id"},
    {"XX", "npi"}, {"MR", "medicaid id"},         {"FI", "tax id"},
    {"24", "ein"}, {"C", "health insurance id"},  {"HN", "health insurance id"},
};
// PER03, PER05, PER07.
constexpr X12Column contacts[] = {
    {"TE", "phone"}, {"HP", "home phone"}, {"WP", "work phone"}, {"CP", "mobile phone"},
    {"BN", "phone"}, {"EM", "email"},      {"AP", "phone"},      {"VP", "phone"},
};
template <std::size_t count>
std::string_view column_for(const X12Column (&columns)[count], std::string_view code) {
  const auto* const found = std::ranges::find(columns, code, &X12Column::code);
  return found == std::end(columns) ? std::string_view() : found->column;
}

// NM101 of providers: persons beside the one whom the set speaks of.
bool is_provider(std::string_view entity) {
  for (const std::string_view code : {"82", "85", "71", "72", "77", "DN", "DK", "DQ", "P3", "1P", "P5", "41", "ZZ"}) {
    if (entity == code) return true;
  }
  return false;
}

class X12 final : public RecordReader {
 public:
  explicit X12(X12Separators by) : by_(by) {}

  void line(const RecordLine& line, RecordSink& sink) override {
    line_ = &line;
    const std::string_view text = trim(line.text);
    if (text.empty()) return;
    split_elements(text);
    const std::string_view name = elements_[0];
    if (name == "NM1") {
      if (take_name(sink)) return;
    } else if (name == "INS" || name == "HL" || name == "CLP" || name == "ST" || name == "SE" || name == "LX") {
      // LX parts a claim's lines: what was said of its patient is said.
      if (name != "LX" || target_ == &aside_) give(aside_, sink);
      if (name != "LX") give(person_, sink);
      target_ = name == "LX" ? (person_.empty() ? nullptr : &person_) : nullptr;
      before_ = name == "INS";
    } else if (name == "CLM") {
      give(aside_, sink);
      target_ = person_.empty() ? nullptr : &person_;
    } else if (name == "HI") {
      if (!person_.empty()) return add_diagnoses();
    } else if (name == "REF" && before_) {
      // Of an 834's member, who is named only behind it.
      if (add_reference(person_)) return;
    } else if (target_ != nullptr && add_detail(name)) {
      return;
    }
    sink.as_text(line);
  }
  void finish(RecordSink& sink) override {
    give(aside_, sink);
    give(person_, sink);
  }

 private:
  void split_elements(std::string_view text) {
    elements_.clear();
    for (std::size_t at = 0;;) {
      const std::size_t end = elements_.size() + 1 < elements_max ? text.find(by_.element, at) : npos;
      elements_.push_back(trim(text.substr(at, end == npos ? npos : end - at)));
      if (end == npos) return;
      at = end + 1;
    }
  }
  std::string_view element(std::size_t number) const {
    return number < elements_.size() ? elements_[number] : std::string_view();
  }
  void add(std::vector<RecordField>& record, std::string_view column, std::string_view piece) const {
    if (!piece.empty()) record.push_back({std::string(column), std::string(piece), line_->offset_of(piece)});
  }
  static void give(std::vector<RecordField>& record, RecordSink& sink) {
    if (!record.empty()) sink.record(record);
    record.clear();
  }

  // A person's name begins a record. Whether the segment became one.
  bool take_name(RecordSink& sink) {
    give(aside_, sink);
    const std::string_view entity = element(1);
    if (element(2) != "1" || element(3).empty()) {
      // An organisation; its address is none of the person's.
      target_ = nullptr;
      before_ = false;
      return false;
    }
    if (is_provider(entity)) {
      target_ = &aside_;
    } else {
      if (!before_) give(person_, sink);
      target_ = &person_;
    }
    before_ = false;
    std::vector<RecordField>& record = *target_;
    add(record, "last name", element(3));
    add(record, "first name", element(4));
    add(record, "middle name", element(5));
    if (const std::string_view id = element(9); !id.empty()) {
      const std::string_view column = column_for(name_ids, element(8));
      add(record, column.empty() ? std::string_view("member id") : column, id);
    }
    return true;
  }

  bool add_reference(std::vector<RecordField>& record) const {
    const std::string_view value = element(2);
    if (value.empty()) return false;
    std::string_view column = column_for(references, element(1));
    if (element(1) == "0F") {
      // The subscriber's number, which most often is the social security number.
      const bool nine = value.size() == 9 && std::all_of(value.begin(), value.end(), is_digit);
      column = nine ? "ssn" : "health insurance id";
    }
    if (column.empty()) {
      add(record, "REF-" + std::string(element(1)), value);
    } else {
      add(record, column, value);
    }
    return true;
  }

  bool add_detail(std::string_view name) {
    std::vector<RecordField>& record = *target_;
    if (name == "N3") {
      add(record, "street", element(1));
      add(record, "address line 2", element(2));
    } else if (name == "N4") {
      add(record, "city", element(1));
      add(record, "state", element(2));
      add(record, "postcode", element(3));
      add(record, "country", element(4));
    } else if (name == "PER") {
      for (const std::size_t number : {3U, 5U, 7U}) {
        const std::string_view column = column_for(contacts, element(number));
        if (!column.empty()) add(record, column, element(number + 1));
      }
    } else if (name == "DMG") {
      if (!element(2).empty()) {
        record.push_back({"date of birth", element(1) == "D8" ? plain_date(element(2)) : std::string(element(2)),
                          line_->offset_of(element(2))});
      }
      add(record, "sex", element(3));
      add(record, "marital status", element(4));
      add(record, "ethnicity", element(5));
    } else if (name == "REF") {
      return add_reference(record);
    } else if (name == "ICM") {
      add(record, "salary", element(2));
    } else {
      return false;
    }
    return true;
  }

  // "HI*ABK:E119*ABF:I10": which list and the code, written without its point.
  void add_diagnoses() {
    for (std::size_t number = 1; number < elements_.size(); ++number) {
      for (std::string_view rest = elements_[number]; !rest.empty();) {
        const std::size_t end = std::min(rest.find(by_.repetition), rest.size());
        const std::string_view one = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::size_t colon = one.find(by_.component);
        if (colon == npos) continue;
        const std::string_view list = one.substr(0, colon);
        const std::string_view code = one.substr(colon + 1, one.find(by_.component, colon + 1) - colon - 1);
        const bool procedure = list.ends_with("BR") || list.ends_with("BQ") || list.ends_with("BP") || list == "BO";
        add(person_, procedure ? "procedure code" : "diagnosis code", code);
      }
    }
  }

  X12Separators by_;
  const RecordLine* line_ = nullptr;
  std::vector<std::string_view> elements_;  // Of the segment in hand.
  std::vector<RecordField> person_;         // Whom the set speaks of.
  std::vector<RecordField> aside_;          // A provider.
  std::vector<RecordField>* target_ = nullptr;
  bool before_ = false;  // Between INS and the member's name.
};

}  // namespace

int probe_x12(const Head& head) {
  X12Separators by;
  return find_separators(head.text, by) ? 90 : 0;
}

Result<void> extract_x12(Source& source, const ExtractContext& context, Output& out) {
  X12Separators by;
  {
    CarriedText head(source, context.charset, 0, source.size_bytes(), 4096);
    TRY(head.read_on(0));
    if (!find_separators(head.text(), by)) {
      return give_text(source, context.charset, 0, source.size_bytes(), context.limits, out);
    }
  }
  const std::string ends(1, by.segment);
  return give_record_lines(
      source, context, ends, [by] { return std::make_unique<X12>(by); }, out);
}

}  // namespace constat
