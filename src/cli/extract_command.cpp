// constat extract FILE: text and tables of one file, to standard output.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "cli/behind_door.h"
#include "cli/commands.h"
#include "cli/volumes.h"
#include "extract/driver.h"

namespace constat {

namespace {

std::string dump(const Json& json) { return json_line(json); }

// Writes what the driver tells, one line each (jsonl) or as a person would read it (text).
class Printer final : public Observer {
 public:
  Printer(bool jsonl, Outlet& outlet) : jsonl_(jsonl), outlet_(outlet) {}

  Verdict item_begin(const ItemBegin& item) override {
    places_.emplace_back(item.place);
    if (jsonl_) {
      Json line = {{"kind", "item"}, {"place", item.place}, {"media_type", item.media_type}, {"format", item.format}};
      line["size"] = item.has_bytes ? Json(item.size_bytes) : Json(nullptr);
      line["sha256"] = item.sha256 ? Json(to_hex(*item.sha256)) : Json(nullptr);
      if (!item.charset.empty()) line["charset"] = item.charset;
      line["parent"] = places_.size() > 1 ? Json(places_[places_.size() - 2]) : Json(nullptr);
      put(dump(line));
    } else if (places_.size() > 1) {
      put("\n== " + std::string(item.place) + " (" + std::string(item.media_type) + ")\n");
    }
    return Verdict::read;
  }
  void passage(const Passage& passage) override {
    const std::string_view owned = passage.text.substr(passage.owned_begin, passage.owned_end - passage.owned_begin);
    if (jsonl_) {
      Locator locator;
      locator.part = passage.part;
      locator.offset_bytes = passage.place_offset(passage.owned_begin);
      put(dump({{"kind", "passage"}, {"place", places_.back() + to_string(locator)}, {"text", owned}}));
      return;
    }
    if (passage.kind == PassageKind::mail_address || passage.kind == PassageKind::mail_subject ||
        passage.kind == PassageKind::metadata) {
      put(std::string(passage.part) + ": " + std::string(owned) + "\n");
    } else {
      put(std::string(owned));
      if (!owned.ends_with('\n')) put("\n");
    }
  }
  void table_begin(const TableInfo& table) override {
    table_part_ = table.part;
    by_offset_ = table.places_by_offset;
    if (table.columns.empty()) return;
    if (jsonl_) {
      Json columns = Json::array();
      for (const std::string_view column : table.columns) columns.push_back(column);
      put(dump({{"kind", "table"}, {"place", places_.back()}, {"name", table.name}, {"columns", columns}}));
    } else {
      std::string line;
      for (const std::string_view column : table.columns) line += (line.empty() ? "" : "\t") + std::string(column);
      put(line + "\n");
    }
  }
  void table_row(std::uint64_t row, std::span<const Cell> cells, bool owned) override {
    if (!owned) return;
    if (jsonl_) {
      Json values = Json::array();
      for (const Cell& cell : cells) values.push_back(cell.text);
      Locator locator;
      locator.part = table_part_;
      if (by_offset_) {
        locator.offset_bytes = cells.empty() ? 0 : cells.front().offset_bytes;
      } else {
        locator.row = row;
        locator.column = 1;
      }
      put(dump({{"kind", "row"}, {"place", places_.back() + to_string(locator)}, {"cells", values}}));
      return;
    }
    std::string line;
    for (std::size_t index = 0; index < cells.size(); ++index) {
      if (index != 0) line += '\t';
      line += cells[index].text;
    }
    put(line + "\n");
  }
  void table_end() override {}
  void item_end(const ItemEnd& item) override {
    if (item.status != Status::read) incomplete_ = true;
    if (jsonl_) {
      Json line = {{"kind", "end"}, {"place", places_.back()}, {"status", status_name(item.status)}};
      line["reason"] = item.reason.empty() ? Json(nullptr) : Json(item.reason);
      if (!item.notes.empty()) line["notes"] = item.notes;
      put(dump(line));
    } else if (item.status != Status::read) {
      complain(places_.back() + ": " + status_name(item.status) + ": " + std::string(item.reason));
    }
    places_.pop_back();
  }
  bool incomplete() const { return incomplete_; }

 private:
  void put(const std::string& text) { outlet_.put(text); }

  bool jsonl_;
  Outlet& outlet_;
  bool incomplete_ = false;
  std::vector<std::string> places_;
  std::string table_part_;
  bool by_offset_ = false;
};

int run_extract(const Arguments& arguments) {
  const std::string& path = arguments.positional.front();
  int exit = exit_done;
  const int descriptor = open_regular_file(path, exit);
  if (descriptor < 0) return exit;
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return exit_failed;
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  std::string format = arguments.get("--format");
  if (format.empty()) format = standard_output_is_terminal() ? "text" : "jsonl";
  ConfinedOptions options;
  options.input = descriptor;
  options.allow_weak = arguments.has("--allow-weak-sandbox");
  // Parts of one file, x.7z.001 and its like, lie in one folder.
  std::optional<VolumesBeside> volumes;
  if (const auto folder = FolderWalk::open(slash == std::string::npos ? "." : path.substr(0, slash + 1))) {
    volumes.emplace(*folder, name);
    options.others = volumes->descriptors();
  }
  ConfinedEnd end;
  exit = run_behind_door(
      options, path,
      [&](int input, int spill_descriptor, Outlet& outlet) {
        FileSource source(input, static_cast<std::uint64_t>(status.st_size));
        SpillFile spill(spill_descriptor);
        Printer printer(format == "jsonl", outlet);
        const RootVolume volume = volumes ? volumes->judge(source) : RootVolume();
        DriverOptions driver;
        // Who asks for a later part wants to see what is in it: it is read by itself.
        const bool later_part = volume.is_part && !volume.whole;
        if (!later_part) driver.volume = &volume;
        drive(source, place_component(name), name, status.st_mtime, driver, spill, printer);
        if (later_part) complain(escape_name(path) + ": " + volume.note);
        return printer.incomplete() ? exit_incomplete : exit_done;
      },
      nullptr, &end);
  ::close(descriptor);
  if (format == "jsonl" && end.how != ConfinedEnd::How::exited && end.how != ConfinedEnd::How::weak) {
    // What was told before stands; the file itself ends as what it is.
    const bool by_clock = end.how == ConfinedEnd::How::timed_out;
    const std::string line = dump({{"kind", "end"},
                                   {"place", place_component(name)},
                                   {"status", status_name(by_clock ? Status::timed_out : Status::crashed)},
                                   {"reason", end.what()}});
    std::fwrite(line.data(), 1, line.size(), stdout);
  }
  return exit;
}

constexpr Option extract_options[] = {
    {"--format", "FORMAT",
     "how to print: text for people, jsonl for programs (default: text on a terminal, else jsonl)", "text,jsonl", ""},
    allow_weak_sandbox_option,
};

}  // namespace

const Command extract_command = {
    .name = "extract",
    .takes = "FILE",
    .does = "Text and tables of one file, to standard output; makes no case",
    .about =
        "Reads FILE and everything inside it, in a process that can open no file and no connection. With --format\n"
        "jsonl, one line per item, passage, table row and end of item, each with its Place. Where FILE is the first\n"
        "part of an archive in several (x.7z.001, x.part1.rar; of x.z01, x.z02, x.zip the last), the others beside it\n"
        "are read with it; a later part is read by itself.",
    .examples =
        "  constat extract contract.docx\n"
        "  constat extract --format jsonl mails.mbox | head\n",
    .options = extract_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_extract,
};

}  // namespace constat
