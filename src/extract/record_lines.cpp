#include "extract/record_lines.h"

#include <algorithm>

#include "base/text.h"

namespace constat {

namespace {

constexpr std::size_t line_bytes_max = 16U << 20;
constexpr std::size_t records_learned = 200;
constexpr std::uint64_t learned_bytes_max = 4U << 20;
constexpr std::size_t stretches_max = 4096;  // Before text goes out between two tables, so that memory is bounded.

class Learning final : public RecordSink {
 public:
  explicit Learning(RecordTable& table) : table_(table) {}
  void record(std::vector<RecordField>& fields) override {
    if (done()) return;
    table_.learn(fields);
    ++count_;
  }
  void new_table() override { ended_ = ended_ || count_ != 0; }
  void as_text(const RecordLine&) override {}
  void gap(std::string_view) override {}
  bool done() const { return ended_ || count_ >= records_learned; }

 private:
  RecordTable& table_;
  std::size_t count_ = 0;
  bool ended_ = false;
};

class Giving final : public RecordSink {
 public:
  Giving(RecordTable& table, Source& source, const ExtractContext& context, Output& out)
      : table_(table), source_(source), context_(context), out_(out) {}
  void record(std::vector<RecordField>& fields) override {
    table_.give(fields);
    any_ = true;
  }
  void new_table() override {
    if (any_) table_.forget();
  }
  void as_text(const RecordLine& line) override {
    if (!stretches_.empty() && stretches_.back().second == line.begin_bytes) {
      stretches_.back().second = line.end_bytes;
    } else {
      stretches_.emplace_back(line.begin_bytes, line.end_bytes);
    }
  }
  void gap(std::string_view reason) override {
    if (std::ranges::find(gaps_, reason) == gaps_.end() && gaps_.size() < 16) gaps_.emplace_back(reason);
  }
  bool has_much_text() const { return stretches_.size() >= stretches_max; }
  Result<void> give_text_between() {
    table_.end();
    for (const auto& [begin, end] : stretches_) {
      TRY(give_text(source_, context_.charset, begin, end, context_.limits, out_));
    }
    stretches_.clear();
    return {};
  }
  Result<void> finish() {
    TRY(give_text_between());
    for (const std::string& reason : gaps_) out_.gap(Status::partly_read, reason);
    return {};
  }

 private:
  RecordTable& table_;
  Source& source_;
  const ExtractContext& context_;
  Output& out_;
  bool any_ = false;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> stretches_;
  std::vector<std::string> gaps_;
};

// Hands the lines to `each` until it says that it has enough. The number of bytes that were of no character.
Result<std::uint64_t> each_line(Source& source, const ExtractContext& context, std::string_view ends,
                                const std::function<Result<bool>(const RecordLine&)>& each) {
  CarriedText window(source, context.charset, 0, source.size_bytes());
  std::size_t at = 0;
  std::size_t looked_at = 0;
  for (;;) {
    const std::string_view text = window.text();
    std::size_t end = text.find_first_of(ends, std::max(at, looked_at));
    if (end == std::string_view::npos) {
      if (!window.ended() && text.size() - at <= line_bytes_max) {
        looked_at = text.size() - at;
        TRY(window.read_on(at));
        at = 0;
        continue;
      }
      if (at >= text.size()) return window.invalid_bytes();
      end = text.size();
    }
    const std::size_t behind = std::min(end + 1, text.size());
    RecordLine line{text.substr(at, end - at), window.offset_of(at), window.offset_of(behind), &window};
    if (line.text.ends_with('\r')) line.text.remove_suffix(1);
    TRY_ASSIGN(const bool more, each(line));
    if (!more) return window.invalid_bytes();
    at = behind;
    looked_at = 0;
  }
}

}  // namespace

Result<void> give_record_lines(Source& source, const ExtractContext& context, std::string_view ends,
                               const std::function<std::unique_ptr<RecordReader>()>& make, Output& out, RecordKey key) {
  RecordTable table(out);
  table.set_key(key.column, key.of);
  {
    Learning learning(table);
    const auto reader = make();
    TRY(each_line(source, context, ends, [&](const RecordLine& line) -> Result<bool> {
      reader->line(line, learning);
      return !learning.done() && line.end_bytes < learned_bytes_max;
    }));
    reader->finish(learning);
  }
  Giving giving(table, source, context, out);
  const auto reader = make();
  TRY_ASSIGN(const std::uint64_t invalid, each_line(source, context, ends, [&](const RecordLine& line) -> Result<bool> {
               reader->line(line, giving);
               if (giving.has_much_text()) TRY(giving.give_text_between());
               return true;
             }));
  reader->finish(giving);
  TRY(giving.finish());
  if (invalid != 0) out.note(std::to_string(invalid) + " bytes are not of the text's charset");
  return {};
}

std::string_view take_record_line(std::string_view text, std::size_t& at, std::string_view ends) {
  const std::size_t begin = at;
  const std::size_t end = std::min(text.find_first_of(ends, at), text.size());
  at = std::min(end + 1, text.size());
  std::string_view line = text.substr(begin, end - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace constat
