// Statements of accounts in SWIFT's MT940 and MT942. Source: SWIFT Standards MT940 (fields 61, 86), the German banks'
// DFÜ-Abkommen, appendix 3, 8 (":86:166?20purpose?31account?32name"), and the Dutch banks' "/IBAN/.../NAME/.../REMI/".
// Each movement (61) is a row with what its field 86 says of the other party: name, account, bank, amount, purpose. All
// other fields are given as text.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/record_lines.h"

namespace constat {

namespace {

constexpr std::size_t field_bytes_max = 64 * 1024;  // A place is kept for each part: what is longer is text.

// ":86:" at the start of the line: the field's number, with its letter ("60F"). "" where none begins.
std::string_view field_of(std::string_view line) {
  if (line.size() < 4 || line[0] != ':' || !is_digit(line[1]) || !is_digit(line[2])) return {};
  const std::size_t end = is_upper(line[3]) ? 4 : 3;
  return end < line.size() && line[end] == ':' ? line.substr(1, end - 1) : std::string_view();
}

class Mt940 final : public RecordReader {
 public:
  void line(const RecordLine& line, RecordSink& sink) override {
    const std::string_view field = field_of(line.text);
    if (field == "61") {
      give(sink);
      movement(line);
    } else if (field == "86" && !record_.empty() && line.text.size() <= field_bytes_max) {
      in_details_ = true;
      add_details(line, line.text.substr(4));
    } else if (in_details_ && field.empty() && !line.text.starts_with("-") && !line.text.empty() &&
               details_.size() < field_bytes_max && line.text.size() <= field_bytes_max) {
      add_details(line, line.text);
    } else {
      if (!field.empty() || line.text.starts_with("-")) give(sink);
      sink.as_text(line);
    }
  }
  void finish(RecordSink& sink) override { give(sink); }

 private:
  // ":61:2511031103D870,00NMSC...": date, entry date, debit or credit, perhaps a letter of the currency, amount.
  void movement(const RecordLine& line) {
    const std::string_view text = line.text.substr(4);
    std::size_t at = 0;
    while (at < text.size() && is_digit(text[at])) ++at;
    while (at < text.size() && is_upper(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && (is_digit(text[end]) || text[end] == ',')) ++end;
    record_.push_back({"amount", std::string(text.substr(at, end - at)), line.offset_of(text.substr(at, end - at))});
    const std::string_view rest = trim(text.substr(end));
    if (!rest.empty()) record_.push_back({"movement", std::string(rest), line.offset_of(rest)});
  }

  // Lines are cut at 65 characters, wherever that is. Each part's place is asked for: what was read in another charset
  // has other lengths in the item.
  void add_details(const RecordLine& line, std::string_view piece) {
    for (std::size_t at = 0; at < piece.size();) {
      starts_[details_.size() + at] = line.offset_of(piece.substr(at));
      at = std::min(piece.find_first_of("?/", at + 1), piece.size());
    }
    details_ += piece;
  }
  void add(std::string_view column, std::size_t begin, std::size_t end) {
    while (begin < end && details_[begin] == ' ') ++begin;
    while (end > begin && details_[end - 1] == ' ') --end;
    if (begin >= end) return;
    auto start = starts_.upper_bound(begin);
    --start;  // The first piece starts at 0.
    record_.push_back({std::string(column), details_.substr(begin, end - begin), start->second + begin - start->first});
  }

  // "116?00EINZELUEBERWEISUNG?20Miete?31DE89...?32LUKAS VOGEL": the parts by their numbers.
  void by_numbers() {
    for (std::size_t at = details_.find('?'); at != npos;) {
      const std::size_t next = details_.find('?', at + 1);
      const std::size_t end = std::min(next, details_.size());
      if (at + 3 <= end && is_digit(details_[at + 1]) && is_digit(details_[at + 2])) {
        const int number = (details_[at + 1] - '0') * 10 + details_[at + 2] - '0';
        std::string_view column = "details";
        if ((number >= 20 && number <= 29) || (number >= 60 && number <= 63)) column = "purpose";
        if (number == 30) column = "bic";
        if (number == 31) column = details_.size() > at + 4 && is_alpha(details_[at + 3]) ? "iban" : "account number";
        if (number == 32) column = "account holder";
        const bool goes_on = number == 33 && !record_.empty() && record_.back().name == "account holder";
        if (goes_on) {
          record_.back().value += details_.substr(at + 3, end - at - 3);
        } else {
          add(column, at + 3, end);
        }
      }
      at = next;
    }
  }
  // "/TRTP/SEPA/IBAN/NL91.../BIC/.../NAME/L VOGEL/REMI/huur november": names of parts between slashes.
  void by_names() {
    std::string_view column;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < details_.size();) {
      const std::size_t end = std::min(details_.find('/', at + 1), details_.size());
      const std::string_view word = std::string_view(details_).substr(at + 1, end - at - 1);
      const bool name = details_[at] == '/' && word.size() >= 3 && word.size() <= 4 && end < details_.size() &&
                        std::ranges::all_of(word, is_upper);
      if (name) {
        if (!column.empty()) add(column, begin, at);
        column = word == "IBAN"                     ? "iban"
                 : word == "BIC"                    ? "bic"
                 : word == "NAME"                   ? "account holder"
                 : word == "REMI" || word == "EREF" ? "purpose"
                                                    : "details";
        begin = end + 1;
      }
      at = end;
    }
    if (!column.empty()) add(column, std::min(begin, details_.size()), details_.size());
  }

  void give(RecordSink& sink) {
    if (!details_.empty()) {
      if (details_.size() > 3 && details_.find('?') <= 3) {
        by_numbers();
      } else if (details_[0] == '/') {
        by_names();
      } else {
        add("purpose", 0, details_.size());
      }
    }
    if (!record_.empty()) sink.record(record_);
    record_.clear();
    details_.clear();
    starts_.clear();
    in_details_ = false;
  }

  std::vector<RecordField> record_;
  std::string details_;                          // Of field 86, its lines joined.
  std::map<std::size_t, std::uint64_t> starts_;  // Where its lines, and their parts, lie in the item.
  bool in_details_ = false;
};

}  // namespace

// Field 20 and field 25 or 28, then a movement.
int probe_mt940(const Head& head) {
  bool reference = false;
  bool account = false;
  std::size_t at = 0;
  for (std::size_t lines = 0; lines < 200 && at < head.text.size(); ++lines) {
    std::string_view line = take_record_line(head.text, at);
    // Behind SWIFT's block 4, "{4:".
    if (const std::size_t block = line.find("{4:"); block != npos) line.remove_prefix(block + 3);
    const std::string_view field = field_of(line);
    reference = reference || field == "20";
    account = account || (reference && (field == "25" || field == "28C" || field == "28"));
    if (field == "61") return account ? 85 : 0;
    if (lines >= 8 && !reference) return 0;
  }
  return 0;
}

Result<void> extract_mt940(Source& source, const ExtractContext& context, Output& out) {
  return give_record_lines(
      source, context, "\n", [] { return std::make_unique<Mt940>(); }, out);
}

}  // namespace constat
