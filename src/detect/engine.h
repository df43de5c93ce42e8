// The detectors, loaded once and shared by all: rules (data) with validators (code), for text and for tables.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "detect/finding.h"
#include "extract/output.h"

namespace constat {

struct RuleInfo {
  std::string id;  // "us_ssn", "us_ssn.labelled": stable.
  TypeId type = 0;
  std::string source;  // Where the rule's truth comes from.
  std::string file;
};

class Engine {
 public:
  virtual ~Engine() = default;
  virtual const Types& types() const = 0;
  virtual const std::vector<RuleInfo>& rules() const = 0;
  // SHA-256 (hex) of all rules and lexicons: the case says which rules made it.
  virtual const std::string& rules_hash() const = 0;

  // Working memory of one thread: reused from passage to passage, so that matching allocates nothing.
  class Scratch {
   public:
    virtual ~Scratch() = default;
    // The item that is read from now on, by its name or Place: a file may say what it holds ("passwords.txt").
    virtual void set_item_name(std::string_view name) { (void)name; }
    // Who sent the mail whose passages come next, as its header names them (canonical); "": not known. Forgotten with
    // the item's name.
    virtual void set_sender(std::string_view name) { (void)name; }
    virtual bool item_names_passwords() const { return false; }
    // The item's own name without its ending: "payroll 2024".
    virtual std::string_view item_title() const { return {}; }
  };
  virtual std::unique_ptr<Scratch> make_scratch() const = 0;

  // States every finding that starts in the passage's owned range, in order of `begin`, one primary type a span.
  virtual void detect(const Passage& passage, Scratch& scratch, FindingSink& found) const = 0;

  // One table, from its begin to its end. Rows are buffered until the columns are typed (a sample), then judged as
  // they come.
  class Table {
   public:
    virtual ~Table() = default;
    virtual void row(std::uint64_t row, std::span<const Cell> cells, bool owned) = 0;
    virtual void end() = 0;
  };
  // `scratch` and `found` must outlive the table. One table at a time per scratch.
  virtual std::unique_ptr<Table> table(const TableInfo& info, Scratch& scratch, TableFindingSink& found) const = 0;
};

struct EngineOptions {
  // Folders with rules (*.toml, any depth); the built-in ones first.
  std::vector<std::string> rule_dirs;
  // Folder with imported lists (names, places...).
  std::string data_dir;
  // Whether scores are brought to probabilities (calibration.h); false for the tool that fits them.
  bool calibrated = true;
};
// An error names the file, the rule and what is wrong with it.
Result<std::unique_ptr<Engine>> load_engine(const EngineOptions& options);

}  // namespace constat
