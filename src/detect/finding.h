// What a detector states: a typed value at a place, with the probability that it is what its type says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace constat {

// Index into Types. Names are stable and written into case files; numbers are this run's own.
using TypeId = std::uint16_t;
using RuleId = std::uint16_t;

enum class Category : std::uint8_t { government_id, financial, contact, identity, credential, hr, health, other };
const char* category_name(Category category);
std::optional<Category> category_by_name(std::string_view name);  // None where it names none.

// How a value is shown when it is not revealed.
enum class MaskStyle : std::uint8_t {
  middle,  // "536-**-**99": separators stay, the first and last characters stay.
  email,   // "j***@e***.com"
  name,    // "J*** D**"
  full,    // "********": credentials.
  none,    // Ranges of salary are masked too; nothing uses this but what is public by nature.
};

struct TypeInfo {
  std::string name;  // "us_ssn"
  Category category = Category::other;
  std::string jurisdiction;  // "US", "FR", "" where it has none.
  MaskStyle mask = MaskStyle::middle;
};

// All types that the loaded rules can state.
class Types {
 public:
  // Adds or finds. A type's first rule says what it is.
  TypeId add(const TypeInfo& info);
  const TypeInfo& at(TypeId type) const { return types_[type]; }
  // size() where there is none of that name.
  TypeId find(std::string_view name) const;
  std::size_t size() const { return types_.size(); }

 private:
  std::vector<TypeInfo> types_;
};

std::string mask_value(std::string_view value, MaskStyle style);

struct Finding {
  TypeId type = 0;
  RuleId rule = 0;
  float confidence = 0;
  std::size_t begin = 0;       // In the passage's text, or in the cell's. Bytes.
  std::size_t end = 0;         // Exclusive.
  std::string_view value;      // As found.
  std::string_view canonical;  // What two spellings of one value have in common: digits only, lower case, no accents.
  // Findings of one passage with the same number other than 0 speak of one person (a form, a header address). In a
  // table the row says it.
  std::uint32_t mention = 0;
};

// Finding::mention of what a mail says in the first person: of whoever its header says to have sent it. Only where a
// sender was set (Engine::Scratch::set_sender).
inline constexpr std::uint32_t sender_mention = UINT32_MAX;

struct TableFinding : Finding {
  std::uint64_t row = 0;                // From 1.
  std::uint32_t column = 0;             // From 1.
  std::uint64_t cell_offset_bytes = 0;  // Of the cell, where the table is places_by_offset.
  // 0: of the row's own person. Else of another one in the same row (whose.h): their number within the row, shifted,
  // and whether that one is a dependant of the first.
  std::uint8_t other = 0;
  bool nobody = false;  // Of nobody in particular: whom a note in somebody else's row names, what more records of a
                        // list tell than are told apart.
};

// TableFinding::other of the second and the third whom one cell names together ("John and Mary Smith"): above the
// numbers of columns' groups, and nobody's dependant.
inline constexpr std::uint8_t other_joint = 28;

// Views of a finding die with the call.
class FindingSink {
 public:
  virtual ~FindingSink() = default;
  virtual void finding(const Finding& finding) = 0;
};

class TableFindingSink {
 public:
  virtual ~TableFindingSink() = default;
  virtual void finding(const TableFinding& finding) = 0;
  // Why a column was typed so, or was not: kept with the item, shown by `constat show`.
  virtual void column_typed(std::uint32_t column, std::string_view header, std::string_view type, float confidence,
                            std::string_view why) {
    (void)column;
    (void)header;
    (void)type;
    (void)confidence;
    (void)why;
  }
};

}  // namespace constat
