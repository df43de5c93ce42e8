// constat detect [FILE]: findings of a text, to standard output; makes no case.
#include <fcntl.h>
#include <simdjson.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <thread>

#include "base/shown_text.h"
#include "base/text.h"
#include "cli/behind_door.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "detect/engine.h"
#include "evidence/place.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

constexpr std::size_t block_bytes = 1U << 20;
constexpr std::size_t line_bytes_max = 256U << 20;  // One line of JSONL.
constexpr std::size_t overlap_bytes = 8192;         // A plain text is read in pieces that overlap by this.

// Writes all, in large pieces.
class Writer {
 public:
  explicit Writer(Outlet& outlet) : outlet_(outlet) {}
  ~Writer() { flush(); }
  std::string& text() { return text_; }
  void flush_if_full() {
    if (text_.size() >= 256 * 1024) flush();
  }
  void flush() {
    outlet_.put(text_);
    outlet_.flush();
    text_.clear();
  }

 private:
  Outlet& outlet_;
  std::string text_;
};

void put_json_text(std::string& out, std::string_view text) {
  constexpr char hex[] = "0123456789abcdef";
  const std::size_t begin = out.size();
  out += '"';
  std::size_t done = 0;
  for (std::size_t index = 0; index < text.size(); ++index) {
    const auto byte = static_cast<unsigned char>(text[index]);
    if (byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7F) continue;
    out.append(text, done, index - done);
    done = index + 1;
    switch (byte) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
  }
  out.append(text, done, text.size() - done);
  out += '"';
  if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return;
  const std::string shown = json_shown(out.substr(begin));
  out.replace(begin, std::string::npos, shown);
}

void put_number(std::string& out, std::uint64_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}
void put_confidence(std::string& out, float confidence) {
  const int thousandths = static_cast<int>(std::clamp(confidence, 0.0F, 1.0F) * 1000.0F + 0.5F);
  if (thousandths >= 1000) {
    out += '1';
    return;
  }
  out += "0.";
  out += static_cast<char>('0' + thousandths / 100);
  if (thousandths % 100 != 0) out += static_cast<char>('0' + thousandths / 10 % 10);
  if (thousandths % 10 != 0) out += static_cast<char>('0' + thousandths % 10);
}

float min_confidence_of(const Arguments& arguments, bool& wrong) {
  const std::string text = arguments.get("--min-confidence");
  float value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  wrong = result.ec != std::errc() || result.ptr != text.data() + text.size() || !(value >= 0 && value <= 1);
  return value;
}

// ---- --jsonl: {"id","text"} to {"id","entities":[...]}

class EntityWriter final : public FindingSink {
 public:
  EntityWriter(std::string& out, const Types& types, float min_confidence)
      : out_(out), types_(types), min_confidence_(min_confidence) {}
  void begin() { count_ = 0; }
  void finding(const Finding& finding) override {
    if (finding.confidence < min_confidence_) return;
    if (count_++ != 0) out_ += ',';
    out_ += "{\"type\":\"";
    out_ += types_.at(finding.type).name;
    out_ += "\",\"start\":";
    put_number(out_, finding.begin);
    out_ += ",\"end\":";
    put_number(out_, finding.end);
    out_ += ",\"value\":";
    put_json_text(out_, finding.value);
    out_ += ",\"confidence\":";
    put_confidence(out_, finding.confidence);
    out_ += '}';
  }

 private:
  std::string& out_;
  const Types& types_;
  float min_confidence_;
  std::size_t count_ = 0;
};

// A line as simdjson takes it: bad bytes become U+FFFD, and so do escapes of surrogates that stand alone. Only asked
// for lines that it refused: the texts must not be lost for a character.
std::string mended_line(std::string_view line) {
  std::string mended = to_valid_utf8(line);
  const auto surrogate = [&](std::size_t at, char high_nibble_from, char high_nibble_to) {
    if (at + 6 > mended.size() || mended[at] != '\\' || mended[at + 1] != 'u') return false;
    const char first = static_cast<char>(mended[at + 2] | 0x20);
    const char second = static_cast<char>(mended[at + 3] | 0x20);
    return first == 'd' && second >= high_nibble_from && second <= high_nibble_to;
  };
  for (std::size_t at = mended.find('\\'); at != std::string::npos; at = mended.find('\\', at)) {
    const bool high = surrogate(at, '8', '9') || surrogate(at, 'a', 'b');
    if (high && surrogate(at + 6, 'c', 'f')) {
      at += 12;
    } else if (high || surrogate(at, 'c', 'f')) {
      mended.replace(at, 6, "\\ufffd");
      at += 6;
    } else {
      at += 2;  // Whatever is escaped: a backslash too.
      if (at > mended.size()) break;
    }
  }
  return mended;
}

// Reads lines and writes what they tell; reused from line to line, so that one costs no allocation.
class LineDetector {
 public:
  LineDetector(const Engine& engine, float min_confidence)
      : engine_(engine), scratch_(engine.make_scratch()), entities_(out_, engine.types(), min_confidence) {}

  // Of the lines since it was cleared.
  std::string& out() { return out_; }
  // False where the line holds no text. `room_bytes` can be read from the line's begin on: simdjson looks past its end.
  bool read(std::string_view line, std::size_t room_bytes) {
    if (!parse(simdjson::padded_string_view(line.data(), line.size(), room_bytes))) {
      mended_ = mended_line(line);
      const std::size_t size = mended_.size();
      mended_.resize(size + simdjson::SIMDJSON_PADDING);
      if (!parse(simdjson::padded_string_view(mended_.data(), size, mended_.size()))) return false;
    }
    out_ += "{\"id\":";
    if (id_.empty() || id_[0] == '{' || id_[0] == '[') {
      out_ += "null";
    } else {
      out_ += id_;
    }
    out_ += ",\"entities\":[";
    entities_.begin();
    engine_.detect(Passage::whole(text_, ""), *scratch_, entities_);
    out_ += "]}\n";
    return true;
  }

 private:
  bool parse(simdjson::padded_string_view line) {
    simdjson::ondemand::object object;
    bool has_text = false;
    id_.clear();
    if (parser_.iterate(line).get(document_) != simdjson::SUCCESS ||
        document_.get_object().get(object) != simdjson::SUCCESS) {
      return false;
    }
    for (auto field : object) {
      std::string_view key;
      if (field.unescaped_key().get(key) != simdjson::SUCCESS) return false;
      if (key == "text") {
        if (field.value().get_string().get(text_) != simdjson::SUCCESS || !is_valid_utf8(text_)) return false;
        has_text = true;
      } else if (key == "id") {
        simdjson::ondemand::value value;
        if (field.value().get(value) != simdjson::SUCCESS) return false;
        id_.assign(trim(value.raw_json_token()));  // As it was written: a text or a number.
      }
    }
    return has_text;
  }

  const Engine& engine_;
  std::unique_ptr<Engine::Scratch> scratch_;
  std::string out_;
  EntityWriter entities_;
  simdjson::ondemand::parser parser_;
  simdjson::ondemand::document document_;
  std::string_view text_;
  std::string id_;
  std::string mended_;
};

int detect_jsonl(const Engine& engine, LineFeed& feed, float min_confidence, Outlet& outlet) {
  LineDetector detector(engine, min_confidence);
  bool all_read = true;
  while (feed.next()) {
    std::string& lines = feed.lines();
    lines.reserve(lines.size() + simdjson::SIMDJSON_PADDING);
    std::uint64_t number = feed.first_line();
    for (std::size_t begin = 0; begin < lines.size(); ++number) {
      const std::size_t end = std::min(lines.find('\n', begin), lines.size());
      std::string_view line(lines.data() + begin, end - begin);
      begin = end + 1;
      if (number == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
      if (trim(line).empty()) continue;
      const auto offset = static_cast<std::size_t>(line.data() - lines.data());
      if (!detector.read(line, lines.capacity() - offset)) {
        all_read = false;
        complain("input, line " + std::to_string(number) + ": no JSON object with a \"text\"; passed over");
      }
      if ((number & 15) == 0) outlet.alive();
      if (detector.out().size() >= 256 * 1024) {
        outlet.put(detector.out());
        detector.out().clear();
      }
    }
    outlet.put(detector.out());
    detector.out().clear();
  }
  return all_read ? exit_done : exit_incomplete;
}

// ---- A text: findings for a person or a program

class FindingPrinter final : public FindingSink {
 public:
  FindingPrinter(Writer& writer, const Types& types, float min_confidence, bool jsonl, bool reveal, std::string name)
      : writer_(writer),
        types_(types),
        min_confidence_(min_confidence),
        jsonl_(jsonl),
        reveal_(reveal),
        name_(std::move(name)) {}
  std::uint64_t base = 0;  // Offset of the passage in the input.

  void finding(const Finding& finding) override {
    if (finding.confidence < min_confidence_) return;
    ++count_;
    const TypeInfo& type = types_.at(finding.type);
    std::string& out = writer_.text();
    const std::string shown = reveal_ ? std::string(finding.value) : mask_value(finding.value, type.mask);
    if (jsonl_) {
      out += "{\"type\":\"" + type.name + "\",\"category\":\"" + category_name(type.category) + "\",\"value\":";
      put_json_text(out, shown);
      out += ",\"confidence\":";
      put_confidence(out, finding.confidence);
      out += ",\"place\":";
      put_json_text(out, name_ + "#+" + std::to_string(base + finding.begin));
      out += ",\"item\":";
      put_json_text(out, name_);
      out += ",\"person\":null}\n";
    } else {
      char head[64];
      std::snprintf(head, sizeof head, "%-26s %4.2f  +%-10llu ", type.name.c_str(),
                    static_cast<double>(finding.confidence), static_cast<unsigned long long>(base + finding.begin));
      out += head + escape_name(shown) + "\n";
    }
    writer_.flush_if_full();
  }
  std::uint64_t count() const { return count_; }

 private:
  Writer& writer_;
  const Types& types_;
  float min_confidence_;
  bool jsonl_;
  bool reveal_;
  std::string name_;
  std::uint64_t count_ = 0;
};

int detect_text(const Engine& engine, int descriptor, const std::string& name, const std::string& format, bool reveal,
                float min_confidence, Outlet& outlet) {
  Writer writer(outlet);
  FindingPrinter printer(writer, engine.types(), min_confidence, format == "jsonl", reveal, place_path(name));
  const auto scratch = engine.make_scratch();
  std::string buffer;
  bool at_end = false;
  std::uint64_t offset = 0;  // Of buffer[0] in the input.
  std::size_t told = 0;      // Findings that start before this were told.
  std::string charset;
  while (true) {
    while (!at_end && buffer.size() < block_bytes + 2 * overlap_bytes) {
      const std::size_t kept = buffer.size();
      buffer.resize(kept + block_bytes);
      const ssize_t count = ::read(descriptor, buffer.data() + kept, block_bytes);
      if (count < 0 && errno != EINTR) {
        complain("cannot read " + escape_name(name) + ": " + std::strerror(errno));
        return exit_failed;
      }
      buffer.resize(kept + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
      if (count == 0) at_end = true;
    }
    if (buffer.empty()) break;
    if (charset.empty()) {
      charset = detect_charset(as_bytes(buffer), at_end).name;
      if (charset.empty()) {
        complain(escape_name(name) + " is not text",
                 "constat extract FILE reads other formats; constat scan FILE reads and detects.");
        return exit_failed;
      }
    }
    // A code point that the read cut in two stays for the next turn.
    std::size_t usable = buffer.size();
    if (!at_end) {
      while (usable > 0 && buffer.size() - usable < 4 &&
             (static_cast<unsigned char>(buffer[usable - 1]) & 0xC0) == 0x80)
        --usable;
      if (usable > 0 && static_cast<unsigned char>(buffer[usable - 1]) >= 0xC0) --usable;
    }
    const std::string_view piece(buffer.data(), usable);
    std::string decoded;
    std::string_view text = piece;
    if (!is_valid_utf8(piece)) {
      decoded = to_valid_utf8(piece);
      if (charset != "UTF-8") {
        if (auto other = decode_to_utf8(as_bytes(piece), charset)) decoded = std::move(*other);
      }
      text = decoded;
    }
    Passage passage = Passage::whole(text, "");
    passage.owned_begin = std::min(told, text.size());
    if (!at_end && text.size() > overlap_bytes) {
      passage.owned_end = text.size() - overlap_bytes;
      while (passage.owned_end < text.size() && (static_cast<unsigned char>(text[passage.owned_end]) & 0xC0) == 0x80)
        ++passage.owned_end;
    }
    outlet.alive();
    printer.base = offset;
    engine.detect(passage, *scratch, printer);
    if (at_end) break;
    const std::size_t cut =
        text.data() == piece.data() ? passage.owned_end : std::min(passage.owned_end, buffer.size());
    const std::size_t margin = std::min(cut, overlap_bytes);
    buffer.erase(0, cut - margin);
    offset += cut - margin;
    told = margin;
  }
  writer.flush();
  if (format == "table" && printer.count() == 0) complain("nothing found");
  return exit_done;
}

// A file, or whatever else can be read: `constat detect <(pdftotext x.pdf -)` is a pipe.
int open_readable(const std::string& path, int& exit) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  struct stat status {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0) {
    complain("cannot open " + escape_name(path) + ": " + std::strerror(errno));
    exit = exit_failed;
    return -1;
  }
  if (S_ISDIR(status.st_mode)) {
    complain(escape_name(path) + " is a folder", "For a folder: constat scan " + escape_name(path));
    exit = exit_usage;
    return -1;
  }
  return descriptor;
}

int run_detect(const Arguments& arguments) {
  bool wrong = false;
  const float min_confidence = min_confidence_of(arguments, wrong);
  if (wrong) {
    complain("--min-confidence takes a number from 0 to 1");
    return exit_usage;
  }
  const auto engine = engine_from(arguments, !arguments.has("--uncalibrated"));
  if (engine == nullptr) return exit_failed;
  ConfinedOptions options;
  options.input = STDIN_FILENO;
  options.spill = false;
  options.may_meet_pdf = false;
  options.limits.silence_seconds = 0;  // Whoever writes to it may take their time.
  options.allow_weak = arguments.has("--allow-weak-sandbox");
  std::string name = "-";
  if (!arguments.positional.empty() && arguments.positional.front() != "-") {
    const std::string& path = arguments.positional.front();
    int exit = exit_done;
    options.input = open_readable(path, exit);
    if (options.input < 0) return exit;
    struct stat status {};
    if (::fstat(options.input, &status) == 0 && S_ISREG(status.st_mode)) options.limits.silence_seconds = 60;
    const std::size_t slash = path.rfind('/');
    name = slash == std::string::npos ? path : path.substr(slash + 1);
  }
  std::string format = arguments.get("--format");
  if (format.empty()) format = standard_output_is_terminal() ? "table" : "jsonl";
  const bool jsonl = arguments.has("--jsonl");
  const bool reveal = arguments.has("--reveal");
  if (jsonl) {
    LinesOptions lines;
    lines.readers = std::clamp(std::thread::hardware_concurrency(), 1U, 16U);
    lines.line_bytes_max = line_bytes_max;
    options.limits.silence_seconds = 60;  // Over what it was given.
    return run_lines_behind_door(options, lines, name, [&](LineFeed& feed, Outlet& outlet) {
      return detect_jsonl(*engine, feed, min_confidence, outlet);
    });
  }
  return run_behind_door(options, name, [&](int input, int, Outlet& outlet) {
    return detect_text(*engine, input, name, format, reveal, min_confidence, outlet);
  });
}

constexpr Option detect_options[] = {
    {"--jsonl", "", "read lines {\"id\",\"text\"}, write lines {\"id\",\"entities\"}; always reveals", "", ""},
    {"--format", "FORMAT", "how to print (default: table on a terminal, else jsonl)", "table,jsonl", ""},
    {"--min-confidence", "P", "leave out what is less certain", "", "0"},
    {"--reveal", "", "print values as found, not masked", "", ""},
    {"--uncalibrated", "", "raw scores in place of probabilities (for tools/calibrate.py)", "", ""},
    {"--rules", "DIR", "a folder with rules of your own, besides the built-in ones; may be given several times", "", "",
     true},
    allow_weak_sandbox_option,
};

}  // namespace

const Command detect_command = {
    .name = "detect",
    .takes = "[FILE]",
    .does = "Findings of a text, or of standard input; makes no case",
    .about =
        "Reads plain text (for other formats: constat scan). Values are masked unless --reveal is given; with --jsonl\n"
        "they are always whole, since the caller brought the text. Offsets are UTF-8 bytes, the end exclusive.",
    .examples =
        "  constat detect notes.txt\n"
        "  echo 'SSN 512-48-6193' | constat detect --reveal\n"
        "  constat detect --jsonl < texts.jsonl > entities.jsonl\n",
    .options = detect_options,
    .positional_min = 0,
    .positional_max = 1,
    .run = run_detect,
};

}  // namespace constat
