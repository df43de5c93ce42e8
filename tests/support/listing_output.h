// An observer that writes down what a walk met, one line a thing, for tests to compare.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extract/driver.h"

namespace constat::test {

// "PLACE [format]", "  text", "  = status reason".
class ListingObserver final : public Observer {
 public:
  Verdict item_begin(const ItemBegin& item) override {
    items_.push_back({std::string(item.place), std::string(item.format), "", Status::read, "", ""});
    open_.push_back(items_.size() - 1);
    return Verdict::read;
  }
  void passage(const Passage& passage) override {
    items_[open_.back()].text += passage.text.substr(passage.owned_begin, passage.owned_end - passage.owned_begin);
  }
  void table_begin(const TableInfo&) override {}
  void table_row(std::uint64_t, std::span<const Cell>, bool) override {}
  void table_end() override {}
  void item_end(const ItemEnd& item) override {
    items_[open_.back()].status = item.status;
    items_[open_.back()].reason = item.reason;
    items_[open_.back()].notes = item.notes;
    open_.pop_back();
  }

  struct Item {
    std::string place;
    std::string format;
    std::string text;
    Status status;
    std::string reason;
    std::string notes;
  };
  const std::vector<Item>& items() const { return items_; }
  // "place=text" of what was read, "place!status" of what was not, "place~text" of what was read in part.
  std::string lines() const {
    std::string all;
    for (const Item& item : items_) {
      all += item.place;
      if (item.status == Status::read) {
        all += "=" + item.text;
      } else if (item.status == Status::partly_read) {
        all += "~" + item.text;
      } else {
        all += "!" + std::string(status_name(item.status));
      }
      all += "\n";
    }
    return all;
  }

 private:
  std::vector<Item> items_;
  std::vector<std::size_t> open_;
};

inline ListingObserver walk(std::string_view bytes, std::string_view name, const DriverOptions& options = {}) {
  MemorySource source(as_bytes(bytes));
  SpillFile spill(-1);
  ListingObserver observer;
  drive(source, name, name, 0, options, spill, observer);
  return observer;
}

}  // namespace constat::test
