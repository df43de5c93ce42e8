// HL7 version 2 messages, one or a file of them (with or without MLLP's framing, CR or LF at the end of a segment).
// Source: HL7 v2.5.1 chapters 2 (encoding), 3 (PID, NK1), 6 (DG1, GT1, IN1) and 7 (OBX). Each patient (PID) is a row:
// names, ids by their type, birth, address, telephones, and what the message's DG1, AL1, PR1, OBX, IN1, NK1 and GT1
// say of that one. All other segments are given as text.
#include <algorithm>

#include "base/text.h"
#include "extract/content_line.h"
#include "extract/extractors.h"
#include "extract/record_lines.h"

namespace constat {

namespace {

constexpr std::size_t fields_max = 200;  // Of a segment; what is behind them is one field.

struct Hl7Separators {
  char field = '|';
  char component = '^';
  char repetition = '~';
  char escape = '\\';
  char sub = '&';
};

// Whether the line begins a message or a batch: MSH, FHS, BHS and the separators.
bool begins_hl7_message(std::string_view line) {
  if (line.size() < 8) return false;
  const std::string_view name = line.substr(0, 3);
  if (name != "MSH" && name != "FHS" && name != "BHS") return false;
  for (std::size_t at = 3; at < 7; ++at) {
    if (line[at] <= ' ' || line[at] > '~' || is_alnum(line[at])) return false;
  }
  return line[3] != line[4] && line[4] != line[5];
}

bool is_segment(std::string_view line, const Hl7Separators& by) {
  return line.size() > 3 && line[3] == by.field && is_alpha(line[0]) && is_alnum(line[1]) && is_alnum(line[2]);
}

std::vector<std::string_view> split_at(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    const std::size_t end = parts.size() + 1 < fields_max ? text.find(by, at) : npos;
    parts.push_back(text.substr(at, end == npos ? npos : end - at));
    if (end == npos) return parts;
    at = end + 1;
  }
}

std::string_view part(const std::vector<std::string_view>& parts, std::size_t number) {
  if (number == 0 || number > parts.size()) return {};
  const std::string_view value = trim(parts[number - 1]);
  return value == "\"\"" ? std::string_view() : value;  // Two quotes: "delete what you have".
}

// What type of an id (table 0203) is called as a column.
struct IdColumn {
  std::string_view type;
  std::string_view column;
};
constexpr IdColumn id_columns[] = {
    {"SS", "ssn"},
    {"MC", "medicare number"},
    {"MA", "medicaid number"},
    {"DL", "driver license number"},
    {"PPN", "passport number"},
    {"NI", "national id"},
    {"NNUSA", "ssn"},
    {"NH", "nhs number"},
    {"NHS", "nhs number"},
    {"INS-NIR", "nir"},
    {"TAX", "tax id"},
    {"EI", "employee id"},
    {"EN", "employee id"},
    {"MB", "health insurance id"},
    {"HC", "health insurance number"},
    {"JHN", "health insurance number"},
    {"SN", "health insurance id"},
    {"AN", "patient account id"},
    {"VN", "visit id"},
};

class Hl7 final : public RecordReader {
 public:
  void line(const RecordLine& line, RecordSink& sink) override {
    line_ = &line;
    std::string_view text = trim(line.text);
    // MLLP's marks around a message.
    while (!text.empty() && (text.front() == '\x0B' || text.front() == '\x1C')) text.remove_prefix(1);
    while (!text.empty() && text.back() == '\x1C') text.remove_suffix(1);
    if (text.empty()) return;
    if (begins_hl7_message(text)) {
      give(sink);
      by_ = {text[3], text[4], text[5], text[6],
             text.size() > 7 && text[7] != text[3] && text[7] > ' ' && text[7] <= '~' ? text[7] : '&'};
      if (text[6] == text[3]) by_.escape = '\\';
      sink.as_text(line);
      return;
    }
    if (!is_segment(text, by_)) {
      // A segment that a program broke into lines.
      sink.as_text(line);
      return;
    }
    const std::string_view name = text.substr(0, 3);
    fields_ = split_at(text.substr(4), by_.field);
    if (name == "PID") {
      give(sink);
      patient();
    } else if (record_.empty() || !about_patient(name)) {
      sink.as_text(line);
    }
  }
  void finish(RecordSink& sink) override { give(sink); }

 private:
  void give(RecordSink& sink) {
    if (!record_.empty()) sink.record(record_);
    record_.clear();
    name_.clear();
  }

  std::string unescaped(std::string_view text) const {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] != by_.escape || at + 2 >= text.size() || text[at + 2] != by_.escape) {
        // ".br" and other commands of a formatted text end a line or say nothing.
        if (text[at] == by_.escape && text.substr(at + 1).starts_with(".br") && at + 4 < text.size() &&
            text[at + 4] == by_.escape) {
          plain += '\n';
          at += 4;
          continue;
        }
        plain += text[at];
        continue;
      }
      switch (text[at + 1]) {
        case 'F': plain += by_.field; break;
        case 'S': plain += by_.component; break;
        case 'T': plain += by_.sub; break;
        case 'R': plain += by_.repetition; break;
        case 'E': plain += by_.escape; break;
        default: break;  // Highlighting on and off.
      }
      at += 2;
    }
    return plain;
  }

  void add(std::string_view column, std::string_view piece) {
    piece = trim(piece);
    if (piece.empty() || piece == "\"\"") return;
    record_.push_back({std::string(column), unescaped(piece), line_->offset_of(piece)});
  }
  // Several components as one value, which begins where the first of them in the text stands.
  void add_joined(std::string_view column, std::initializer_list<std::string_view> pieces, std::string_view by) {
    std::string value;
    std::string_view first;
    for (const std::string_view piece : pieces) {
      if (piece.empty()) continue;
      if (first.empty() || piece.data() < first.data()) first = piece;
      if (!value.empty()) value += by;
      value += unescaped(piece);
    }
    if (!value.empty()) record_.push_back({std::string(column), std::move(value), line_->offset_of(first)});
  }
  std::vector<std::string_view> components(std::string_view repetition) const {
    std::vector<std::string_view> parts = split_at(repetition, by_.component);
    for (std::string_view& one : parts) one = trim(one);
    return parts;
  }
  // A family name may have parts of its own: what is before the first "&" is all of it.
  std::string_view family(std::string_view component) const { return component.substr(0, component.find(by_.sub)); }

  // A coded value: its words, else its code.
  void add_coded(std::string_view column, std::string_view field) {
    for (const std::string_view repetition : split_at(field, by_.repetition)) {
      const auto parts = components(repetition);
      add(column, part(parts, 2).empty() ? part(parts, 1) : part(parts, 2));
    }
  }
  void add_date(std::string_view column, std::string_view field) {
    // With or without a time of day behind it.
    std::string_view date = trim(field);
    if (date.size() > 8 && std::all_of(date.begin(), date.begin() + 8, is_digit)) date = date.substr(0, 8);
    if (date.empty() || date == "\"\"") return;
    record_.push_back({std::string(column), plain_date(date), line_->offset_of(date)});
  }
  void add_telephones(const std::string& prefix, std::string_view field) {
    for (const std::string_view repetition : split_at(field, by_.repetition)) {
      const auto parts = components(repetition);
      if (const std::string_view mail = part(parts, 4); mail.find('@') != npos) add(prefix + "email", mail);
      if (const std::string_view first = part(parts, 1); first.find('@') != npos) {
        add(prefix + "email", first);
      } else if (!first.empty()) {
        add(prefix + "phone", first);
      } else if (!part(parts, 7).empty()) {
        add_joined(prefix + "phone", {part(parts, 6), part(parts, 7)}, " ");
      }
    }
  }
  void add_address(const std::string& prefix, std::string_view field, bool in_columns) {
    for (const std::string_view repetition : split_at(field, by_.repetition)) {
      const auto parts = components(repetition);
      const std::string_view street = family(part(parts, 1));
      if (in_columns) {
        add("street", street);
        add("address line 2", part(parts, 2));
        add("city", part(parts, 3));
        add("state", part(parts, 4));
        add("postcode", part(parts, 5));
        add("country", part(parts, 6));
        in_columns = false;
      } else {
        add_joined(prefix + "address",
                   {street, part(parts, 2), part(parts, 3), part(parts, 4), part(parts, 5), part(parts, 6)}, ", ");
      }
    }
  }
  std::string full_name(std::string_view field) const {
    const auto parts = components(field.substr(0, field.find(by_.repetition)));
    std::string name;
    for (const std::string_view piece : {part(parts, 2), part(parts, 3), family(part(parts, 1))}) {
      if (!name.empty() && !piece.empty()) name += ' ';
      name += unescaped(piece);
    }
    return name;
  }
  void add_name(std::string_view column, std::string_view field) {
    for (const std::string_view repetition : split_at(field, by_.repetition)) {
      const auto parts = components(repetition);
      add_joined(column, {part(parts, 2), part(parts, 3), family(part(parts, 1))}, " ");
    }
  }
  void add_ids(std::string_view field, std::string_view otherwise) {
    for (const std::string_view repetition : split_at(field, by_.repetition)) {
      const auto parts = components(repetition);
      const std::string_view type = part(parts, 5);
      const auto* const known = std::ranges::find(id_columns, type, &IdColumn::type);
      add(known != std::end(id_columns) ? known->column : otherwise, part(parts, 1));
    }
  }

  void patient() {
    for (std::size_t number = 2; number <= fields_.size(); ++number) {
      const std::string_view field = part(fields_, number);
      if (field.empty()) continue;
      switch (number) {
        case 2:
        case 3:
        case 4: add_ids(field, "medical record number"); break;
        case 5: {
          const std::size_t first = std::min(field.find(by_.repetition), field.size());
          const auto parts = components(field.substr(0, first));
          add("last name", family(part(parts, 1)));
          add("first name", part(parts, 2));
          add("middle name", part(parts, 3));
          name_ = full_name(field);
          if (first != field.size()) add_name("other name", field.substr(first + 1));
          break;
        }
        case 6: add_name("mother maiden name", field); break;
        case 7: add_date("date of birth", field); break;
        case 8: add("sex", components(field).front()); break;
        case 9: add_name("other name", field); break;
        case 10: add_coded("race", field); break;
        case 11: add_address("", field, true); break;
        case 13:
        case 14: add_telephones("", field); break;
        case 15: add_coded("language", field); break;
        case 16: add_coded("marital status", field); break;
        case 17: add_coded("religion", field); break;
        case 18: add_ids(field, "patient account id"); break;
        case 19: add("ssn", components(field).front()); break;
        case 20: add("driver license number", components(field).front()); break;
        case 22: add_coded("ethnic group", field); break;
        case 23: add("birth place", field); break;
        case 26: add_coded("citizenship", field); break;
        case 28: add_coded("nationality", field); break;
        case 29: add_date("date of death", field); break;
        default: add("PID-" + std::to_string(number), field);
      }
    }
  }

  // Whether the segment tells something of the patient that was taken as columns of theirs.
  bool about_patient(std::string_view name) {
    const auto field = [&](std::size_t number) { return part(fields_, number); };
    if (name == "DG1") {
      const auto parts = components(field(3));
      add("diagnosis code", part(parts, 1));
      add("diagnosis", part(parts, 2).empty() ? field(4) : part(parts, 2));
    } else if (name == "AL1") {
      add_coded("allergy", field(3));
    } else if (name == "PR1") {
      add_coded("procedure", field(3));
    } else if (name == "OBX") {
      const auto test = components(field(3));
      add_joined("lab result",
                 {part(test, 2).empty() ? part(test, 1) : part(test, 2), field(5), components(field(6))[0]}, " ");
    } else if (name == "NK1") {
      add_name("next of kin name", field(2));
      add_address("next of kin ", field(4), false);
      add_telephones("next of kin ", field(5));
      add_telephones("next of kin ", field(6));
    } else if (name == "GT1") {
      // Who pays: the patient, or a parent.
      const bool same = full_name(field(3)) == name_;
      const std::string prefix = same ? "" : "guardian ";
      if (!same) add_name("guardian name", field(3));
      if (!same) add_address(prefix, field(5), false);
      if (!same) add_date("guardian date of birth", field(8));
      add_telephones(prefix, field(6));
      add(prefix + "ssn", components(field(12)).front());
    } else if (name == "IN1") {
      add("health insurance id", field(36).empty() ? components(field(49)).front() : field(36));
      add("insurance company", components(field(4)).front());
      add("insurance group number", field(8));
      if (full_name(field(16)) != name_) {
        add_name("next of kin name", field(16));
        add_date("next of kin date of birth", field(18));
        add_address("next of kin ", field(19), false);
      }
    } else {
      return false;
    }
    return true;
  }

  const RecordLine* line_ = nullptr;
  Hl7Separators by_;
  std::vector<std::string_view> fields_;  // Of the segment in hand.
  std::vector<RecordField> record_;       // Of the patient in hand.
  std::string name_;
};

}  // namespace

int probe_hl7(const Head& head) {
  std::string_view text = trim(head.text);
  while (!text.empty() && (text.front() == '\x0B' || is_space(text.front()))) text.remove_prefix(1);
  std::size_t at = 0;
  const std::string_view first = take_record_line(text, at, "\r\n");
  if (!begins_hl7_message(first)) return 0;
  while (at < text.size() && (text[at] == '\n' || text[at] == '\r')) ++at;
  const std::string_view second = take_record_line(text, at, "\r\n");
  Hl7Separators by;
  by.field = first[3];
  return second.empty() || is_segment(second, by) ? 90 : 0;
}

Result<void> extract_hl7(Source& source, const ExtractContext& context, Output& out) {
  return give_record_lines(
      source, context, "\r\n", [] { return std::make_unique<Hl7>(); }, out);
}

}  // namespace constat
