// An engine whose findings are easy to foretell: "NEEDLE-<digits>" is one, of type "needle". Some texts make it
// misbehave as a reader of hostile bytes may: "CRASH-ME" ends its process, "HANG-ME" never ends.
#pragma once

#include <csignal>
#include <memory>
#include <string>

#include "detect/engine.h"

namespace constat {

class FakeEngine final : public Engine {
 public:
  FakeEngine() {
    types_.add({"needle", Category::other, "", MaskStyle::middle});
    rules_.push_back({"needle", 0, "", ""});
  }
  const Types& types() const override { return types_; }
  const std::vector<RuleInfo>& rules() const override { return rules_; }
  const std::string& rules_hash() const override { return hash_; }
  std::unique_ptr<Scratch> make_scratch() const override { return std::make_unique<Scratch>(); }

  static void find(std::string_view text, std::size_t begin, std::size_t end, auto&& found) {
    if (text.find("CRASH-"
                  "ME") != std::string_view::npos)
      ::raise(SIGSEGV);
    while (text.find("HANG-"
                     "ME") != std::string_view::npos)
      ::usleep(1000);
    for (std::size_t at = text.find("NEEDLE-"); at != std::string_view::npos; at = text.find("NEEDLE-", at + 1)) {
      if (at < begin || at >= end) continue;
      std::size_t stop = at + 7;
      while (stop < text.size() && text[stop] >= '0' && text[stop] <= '9') ++stop;
      found(at, stop);
    }
  }

  void detect(const Passage& passage, Scratch&, FindingSink& sink) const override {
    find(passage.text, passage.owned_begin, passage.owned_end, [&](std::size_t begin, std::size_t end) {
      const std::string_view value = passage.text.substr(begin, end - begin);
      sink.finding({0, 0, 0.9F, begin, end, value, value, 0});
    });
  }

  class FakeTable final : public Table {
   public:
    explicit FakeTable(TableFindingSink& sink) : sink_(sink) {}
    void row(std::uint64_t row, std::span<const Cell> cells, bool owned) override {
      if (!owned) return;
      for (std::size_t index = 0; index < cells.size(); ++index) {
        find(cells[index].text, 0, cells[index].text.size(), [&](std::size_t begin, std::size_t end) {
          TableFinding finding;
          finding.confidence = 0.9F;
          finding.begin = begin;
          finding.end = end;
          finding.value = finding.canonical = cells[index].text.substr(begin, end - begin);
          finding.row = row;
          finding.column = static_cast<std::uint32_t>(index + 1);
          finding.cell_offset_bytes = cells[index].offset_bytes;
          sink_.finding(finding);
        });
      }
    }
    void end() override {}

   private:
    TableFindingSink& sink_;
  };
  std::unique_ptr<Table> table(const TableInfo&, Scratch&, TableFindingSink& sink) const override {
    return std::make_unique<FakeTable>(sink);
  }

 private:
  Types types_;
  std::vector<RuleInfo> rules_;
  std::string hash_ = "none";
};

}  // namespace constat
