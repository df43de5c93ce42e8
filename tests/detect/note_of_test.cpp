#include "detect/note_of.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "support/engine_fixture.h"

namespace constat {
namespace {

TEST(NoteOf, SaysWhoseAValueInANoteIs) {
  struct Case {
    std::string_view note, name;  // What stands before the value, and the last name in it.
    NoteOf of;
    std::string_view why;
  };
  constexpr Case cases[] = {
      {"SSN of wife Nadia Benali ", "Nadia Benali", NoteOf::relative, "the wife's"},
      {"hired by Tom Ashe; his wife's SSN: ", "", NoteOf::nobody, "the wife has no name"},
      {"his wife's SSN: ", "", NoteOf::nobody, "nor here"},
      {"wife: Nadia Benali, SSN ", "Nadia Benali", NoteOf::relative, "her name, then her number"},
      {"Nadia Benali (wife) ", "Nadia Benali", NoteOf::relative, "the name before it"},
      {"NIR de son \xC3\xA9pouse Claire Roux : ", "Claire Roux", NoteOf::relative, "French"},
      {"Steuer-ID der Ehefrau Ute Lang ", "Ute Lang", NoteOf::relative, "German"},
      {"Steuer-ID seiner Frau: ", "", NoteOf::nobody, "German, no name"},
      {"DNI de su esposa ", "", NoteOf::nobody, "Spanish"},
      {"codice fiscale della moglie Lia Riva ", "Lia Riva", NoteOf::relative, "Italian"},
      {"BSN van zijn echtgenote ", "", NoteOf::nobody, "Dutch"},
      {"SSN of Nadia Benali: ", "Nadia Benali", NoteOf::named, "of a name"},
      {"Nadia Benali's SSN is ", "Nadia Benali", NoteOf::named, "a name's"},
      {"IBAN de Claire Roux ", "Claire Roux", NoteOf::named, "of a name, French"},
      {"Tochter Mia Lang, geb. ", "Mia Lang", NoteOf::relative, "a stop that shortens a word"},
      {"Tel. der Ehefrau: ", "", NoteOf::nobody, "another"},
      {"new number ", "", NoteOf::row, "nobody else"},
      {"Referred by Nadia Benali, SSN ", "Nadia Benali", NoteOf::row, "another who has nothing to do with it"},
      {"replaces Nadia Benali since May, new mobile ", "Nadia Benali", NoteOf::row, "nor has this one"},
      {"lives with wife and two kids, SSN ", "", NoteOf::row, "another part of the sentence"},
      {"wife called yesterday. SSN ", "", NoteOf::row, "another sentence"},
      {"divorced from Nadia Benali; SSN ", "Nadia Benali", NoteOf::row, "another again"},
      {"Frau Lang rief an, Steuer-ID ", "Lang", NoteOf::row, "a title, not a wife"},
      {"customer number ", "", NoteOf::row, "whom the row is of"},
      {"", "", NoteOf::row, "nothing before it"},
  };
  for (const Case& one : cases) {
    const std::size_t begin = one.name.empty() ? npos : one.note.find(one.name);
    EXPECT_EQ(note_of(one.note, begin, begin == npos ? npos : begin + one.name.size()), one.of)
        << one.note << ": " << one.why;
  }
}

class Rows final : public TableFindingSink {
 public:
  explicit Rows(const Types& types) : types_(types) {}
  void finding(const TableFinding& finding) override {
    if (finding.confidence < 0.5F) return;
    whose[std::string(finding.value)] = finding.nobody ? -1 : finding.other;
    categories[std::string(finding.value)] = types_.at(finding.type).name;
  }
  std::map<std::string, int> whose;  // -1: nobody's; 0: the row's.
  std::map<std::string, std::string> categories;

 private:
  const Types& types_;
};

class NotesOfTables : public test::EngineTest {};

TEST_F(NotesOfTables, WhatANoteTellsOfAnotherIsNotTheRows) {
  Rows found(engine_->types());
  const auto scratch = engine_->make_scratch();
  const auto table = engine_->table(TableInfo{}, *scratch, found);
  const std::string_view rows[][4] = {
      {"Name", "SSN", "Start", "Notes"},
      {"Omar Benali", "536-22-8726", "2019-01-02", "SSN of wife Nadia Benali 512-48-6193"},
      {"Daniel Whitcomb", "421-08-7719", "2019-01-02", "his wife's SSN: 545-48-6193, sent twice"},
      {"Priya Raman", "433-11-7719", "2018-01-02", "has a new number: SSN 546-48-6193, was wrong before"},
      {"Karen Miller", "434-11-7719", "2018-01-02", "SSN of Karen Miller 547-48-6193, as she says herself"},
  };
  std::uint64_t number = 0;
  for (const auto& row : rows) {
    std::vector<Cell> cells;
    for (const std::string_view cell : row) cells.push_back({cell, CellKind::text, 0});
    table->row(++number, cells, true);
  }
  table->end();
  EXPECT_EQ(found.whose["536-22-8726"], 0);
  EXPECT_GT(found.whose["512-48-6193"], 0);
  EXPECT_EQ(found.whose["512-48-6193"], found.whose["Nadia Benali"]);
  EXPECT_EQ(found.whose["545-48-6193"], -1) << "the wife has no name";
  ASSERT_TRUE(found.whose.contains("546-48-6193"));
  EXPECT_EQ(found.whose["546-48-6193"], 0) << "nobody else";
  EXPECT_EQ(found.whose["547-48-6193"], 0) << "of the row's own person";
}

}  // namespace
}  // namespace constat
