// Headers of medical pictures (DICOM) as text, as dcmdump, gdcmdump and pydicom print them:
// "(0010,0010) PN [FONTAINE^AURELIE]   #  16, 1 PatientName", "(0010, 0010) Patient's Name   PN: 'FONTAINE^AURELIE'".
// Source: DICOM PS3.6 (elements), PS3.5 6.2 (names: family^given^middle^prefix^suffix; dates: YYYYMMDD). What a header
// says of the patient (group 0010) is a row, a header a row; all else is given as text.
#include <algorithm>

#include "base/text.h"
#include "extract/content_line.h"
#include "extract/extractors.h"
#include "extract/record_lines.h"

namespace constat {

namespace {

struct Element {
  unsigned group = 0;
  unsigned number = 0;
  std::string_view value;
};

// The elements that are columns; other elements of the patient's group have one by their number.
struct DicomColumn {
  unsigned number;
  std::string_view column;
};
constexpr DicomColumn dicom_columns[] = {
    {0x0020, "patient id"},
    {0x0030, "date of birth"},
    {0x0040, "sex"},
    {0x1000, "other patient id"},
    {0x1001, "other name"},
    {0x1010, "age"},
    {0x1040, "address"},
    {0x1060, "mother maiden name"},
    {0x2110, "allergies"},
    {0x2154, "phone"},
    {0x2160, "ethnic group"},
    {0x2180, "occupation"},
    {0x21B0, "medical history"},
    {0x21F0, "religion"},
    {0x2000, "medical condition"},
    {0x4000, "note"},
    {0x2155, "email"},
};

bool take_hex(std::string_view text, std::size_t at, unsigned& number) {
  number = 0;
  if (at + 4 > text.size()) return false;
  for (std::size_t index = at; index < at + 4; ++index) {
    const int digit = hex_value(text[index]);
    if (digit < 0) return false;
    number = number * 16 + static_cast<unsigned>(digit);
  }
  return true;
}

bool take_element(std::string_view line, Element& element) {
  line = trim(line);
  if (line.size() < 12 || line[0] != '(' || !take_hex(line, 1, element.group) || line[5] != ',') return false;
  const std::size_t second = line[6] == ' ' ? 7 : 6;
  if (!take_hex(line, second, element.number) || line.size() < second + 8 || line[second + 4] != ')') return false;
  const std::string_view rest = trim(line.substr(second + 5));
  element.value = {};
  if (rest.size() > 4 && is_upper(rest[0]) && is_upper(rest[1]) && rest[2] == ' ') {
    // "PN [value]", "US 512", "PN (no value available)".
    const std::size_t open = rest.find('[');
    if (trim(rest.substr(2)).starts_with('[')) {
      const std::size_t close = std::min(rest.rfind("]", rest.rfind('#')), rest.size());
      if (close > open) element.value = trim(rest.substr(open + 1, close - open - 1));
    }
    return true;
  }
  // "Patient's Name   PN: 'value'".
  for (std::size_t colon = rest.find(": "); colon != npos; colon = rest.find(": ", colon + 1)) {
    if (colon < 3 || !is_upper(rest[colon - 1]) || !is_upper(rest[colon - 2]) || rest[colon - 3] != ' ') continue;
    std::string_view value = trim(rest.substr(colon + 2));
    if (value.size() >= 2 && (value.front() == '\'' || value.front() == '"') && value.back() == value.front()) {
      value = value.substr(1, value.size() - 2);
    }
    element.value = trim(value);
    return true;
  }
  return false;
}

class DicomDump final : public RecordReader {
 public:
  void line(const RecordLine& line, RecordSink& sink) override {
    Element element;
    if (!take_element(line.text, element)) {
      // "# Dicom-File-Format" heads a header.
      if (line.text.starts_with("# Dicom-File-Format")) give(sink);
      sink.as_text(line);
      return;
    }
    // Elements stand in order: a name of a patient after one begins another header.
    if (element.group == 0x0010 && element.number <= last_) give(sink);
    if (element.group != 0x0010 || element.value.empty()) {
      sink.as_text(line);
      return;
    }
    last_ = element.number;
    if (element.number == 0x0010) return add_name(line, element.value);
    const auto* const known = std::ranges::find(dicom_columns, element.number, &DicomColumn::number);
    std::string column = known != std::end(dicom_columns) ? std::string(known->column) : std::string();
    if (column.empty()) {
      static constexpr char digits[] = "0123456789abcdef";
      column = "0010,";
      for (int shift = 12; shift >= 0; shift -= 4) column += digits[element.number >> shift & 15U];
    }
    std::string value(element.value);
    if (element.number == 0x0030) value = plain_date(element.value);
    if (element.number == 0x1001 || element.number == 0x1060) std::ranges::replace(value, '^', ' ');
    record_.push_back({std::move(column), std::move(value), line.offset_of(element.value)});
  }
  void finish(RecordSink& sink) override { give(sink); }

 private:
  // Letters, then perhaps the same in other scripts behind "=".
  void add_name(const RecordLine& line, std::string_view value) {
    std::string_view rest = value.substr(0, value.find('='));
    for (const std::string_view column : {"last name", "first name", "middle name"}) {
      const std::size_t end = std::min(rest.find('^'), rest.size());
      const std::string_view piece = trim(rest.substr(0, end));
      if (!piece.empty()) record_.push_back({std::string(column), std::string(piece), line.offset_of(piece)});
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (const std::size_t others = value.find('='); others != npos) {
      const std::string_view piece = trim(value.substr(others + 1));
      if (!piece.empty()) record_.push_back({"other name", std::string(piece), line.offset_of(piece)});
    }
  }
  void give(RecordSink& sink) {
    if (!record_.empty()) sink.record(record_);
    record_.clear();
    last_ = 0;
  }

  std::vector<RecordField> record_;
  unsigned last_ = 0;
};

}  // namespace

// Three elements among the first lines.
int probe_dicom_dump(const Head& head) {
  std::size_t elements = 0;
  std::size_t at = 0;
  for (std::size_t lines = 0; lines < 30 && at < head.text.size(); ++lines) {
    Element element;
    if (take_element(take_record_line(head.text, at), element)) ++elements;
    if (elements == 3) return 85;
  }
  return 0;
}

Result<void> extract_dicom_dump(Source& source, const ExtractContext& context, Output& out) {
  return give_record_lines(
      source, context, "\n", [] { return std::make_unique<DicomDump>(); }, out);
}

}  // namespace constat
