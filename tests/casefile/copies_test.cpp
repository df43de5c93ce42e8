#include "casefile/copies.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "casefile/finding_reader.h"
#include "casefile/writer.h"
#include "support/case_builder.h"
#include "support/fake_engine.h"

namespace constat {
namespace {

// What evidence may hold: each once, wherever it lies. A sheet has no bytes of its own.
struct Content {
  const char* name;
  bool hashed;
  std::vector<int> members;
  int findings;
};
const Content contents[] = {
    {"note.txt", true, {}, 1},      {"Sheet1", false, {}, 2},       {"Sheet2", false, {}, 3},
    {"book.xlsx", true, {1, 2}, 4}, {"inner.zip", true, {3, 0}, 0}, {"outer.zip", true, {4, 3, 0}, 0},
    {"mail.eml", true, {3, 5}, 5},  {"other.txt", true, {}, 6},     {"mixed.zip", true, {7, 4, 6}, 0},
};
// Files of the evidence, in the order of the walk, and what they hold.
const std::pair<const char*, int> files[] = {
    {"leak/B/in.zip", 4}, {"leak/a/book.xlsx", 3}, {"leak/b/book.xlsx", 3}, {"leak/c.eml", 6}, {"leak/d.zip", 5},
    {"leak/e.zip", 8},    {"leak/f.eml", 6},       {"leak/g.txt", 0},       {"leak/h.zip", 8}, {"leak/i.zip", 5}};

// A case as readers leave it that went through the files side by side, in any order and at any pace.
class Readers {
 public:
  explicit Readers(CaseBuilder& made) : made_(made), database_(made.database()) {}

  void read(std::uint32_t seed, unsigned readers) {
    std::mt19937 random(seed);
    std::vector<std::size_t> order;
    for (std::size_t index = 0; index < std::size(files); ++index) order.push_back(index);
    if (readers > 1) std::shuffle(order.begin(), order.end(), random);
    struct Step {
      int content;
      bool begin;
    };
    struct Reader {
      std::vector<Step> ahead;         // The next one last.
      std::vector<std::int64_t> open;  // Rows.
      std::vector<std::int64_t> next_member;
      std::set<int> known;
      std::int64_t unit = 0;
    };
    std::vector<Reader> all(readers);
    std::size_t given = 0;
    for (;;) {
      std::vector<Reader*> busy;
      for (Reader& reader : all) {
        if (reader.ahead.empty() && given < order.size()) {
          const auto& [place, content] = files[order[given++]];
          run("INSERT INTO unit(evidence,path,size,modified_ns,state) VALUES(1,?,1,1,1)", place);
          reader.unit = database_.last_row_id();
          place_ = place;
          reader.ahead = {{content, false}, {content, true}};
        }
        if (!reader.ahead.empty()) busy.push_back(&reader);
      }
      if (busy.empty()) return;
      Reader& reader = *busy[random() % busy.size()];
      const Step step = reader.ahead.back();
      reader.ahead.pop_back();
      const Content& content = contents[step.content];
      if (step.begin) {
        begin(reader.open, reader.next_member, reader.unit, content);
        if (content.hashed && reader.known.contains(step.content)) continue;
        for (auto member = content.members.rbegin(); member != content.members.rend(); ++member) {
          reader.ahead.push_back({*member, false});
          reader.ahead.push_back({*member, true});
        }
      } else {
        end(reader.open.back(), content);
        reader.open.pop_back();
        reader.next_member.pop_back();
        if (content.hashed) reader.known.insert(step.content);
      }
    }
  }

 private:
  void run(const char* sql, std::string_view text) { Statement(database_, sql).bind(1, text).run(); }

  void begin(std::vector<std::int64_t>& open, std::vector<std::int64_t>& next_member, std::int64_t unit,
             const Content& content) {
    std::string place = files_place(unit);
    std::int64_t index = 0;
    if (!open.empty()) {
      Statement parent(database_, "SELECT place FROM item WHERE id=?");
      parent.bind(1, open.back()).step();
      place = std::string(parent.text(0)) + "!/" + content.name;
      index = next_member.back()++;
    }
    Statement insert(database_,
                     "INSERT INTO item(evidence,parent,place,member_index,size,sha256,unit) "
                     "VALUES(1,nullif(?,0),?,?,?,?,?)");
    insert.bind(1, open.empty() ? 0 : open.back()).bind(2, std::string_view(place)).bind(3, index).bind(6, unit);
    if (content.hashed) {
      insert.bind(4, std::int64_t{10}).bind_blob(5, content.name);
    } else {
      insert.bind_null(4).bind_null(5);
    }
    insert.run();
    open.push_back(database_.last_row_id());
    // Each name holds a value: a copy keeps its own.
    made_.finding(
        {.item = open.back(), .type = "us_ssn", .value = place.substr(place.rfind('/') + 1), .in_name = true});
    next_member.push_back(0);
  }

  void end(std::int64_t id, const Content& content) {
    std::int64_t original = 0;
    if (content.hashed) {
      Statement find(database_, "SELECT id FROM item WHERE sha256=? AND duplicate_of IS NULL AND status='read'");
      find.bind_blob(1, content.name);
      if (find.step()) original = find.integer(0);
    }
    Statement(database_, "UPDATE item SET status='read', duplicate_of=nullif(?,0) WHERE id=?")
        .bind(1, original)
        .bind(2, id)
        .run();
    if (original != 0 || content.findings == 0) return;
    for (int count = 0; count < content.findings; ++count) made_.finding({.item = id, .type = "us_ssn", .value = "v"});
  }

  std::string files_place(std::int64_t unit) {
    Statement path(database_, "SELECT path FROM unit WHERE id=?");
    path.bind(1, unit).step();
    return std::string(path.text(0));
  }

  CaseBuilder& made_;
  Database& database_;
  std::string place_;
};

// Whatever the numbers of its rows are.
std::multiset<std::string> told(Database& database) {
  std::multiset<std::string> lines;
  Statement items(database,
                  "SELECT i.place, coalesce(p.place,'-'), coalesce(d.place,'-'), coalesce(i.status,'?'), "
                  "(SELECT count(*) FROM finding_block b WHERE b.item=i.id AND range_begin=0), u.path, i.member_index, "
                  "(SELECT count(*) FROM finding_block b WHERE b.item=i.id AND range_begin=-1), "
                  "coalesce((SELECT sum(findings) FROM item_type t WHERE t.item=i.id),0) "
                  "FROM item i JOIN unit u ON u.id=i.unit LEFT JOIN item p ON p.id=i.parent "
                  "LEFT JOIN item d ON d.id=i.duplicate_of");
  while (items.step()) {
    std::string line;
    for (int column = 0; column < 9; ++column) line += std::string(items.text(column)) + " | ";
    lines.insert(line);
  }
  return lines;
}

std::multiset<std::string> case_of(std::uint32_t seed, unsigned readers, bool twice) {
  CaseBuilder made;
  made.evidence("leak", "folder");
  const FakeEngine engine;
  CaseWriter writer(made.file(), engine);
  writer.commit();
  Readers(made).read(seed, readers);
  writer.finish();
  if (twice) writer.finish();
  EXPECT_EQ(made.database().scalar("SELECT count(*) FROM pragma_foreign_key_check"), 0) << seed;
  EXPECT_EQ(made.database().scalar("SELECT count(*) FROM item WHERE duplicate_of=id"), 0) << seed;
  EXPECT_EQ(made.database().scalar("SELECT count(*) FROM finding_block WHERE range_begin=0"), 1 + 2 + 3 + 4 + 5 + 6)
      << seed;
  EXPECT_EQ(made.database().scalar("SELECT count(*) FROM finding_block"),
            made.database().scalar("SELECT sum(findings) FROM item_type"))
      << seed;
  // What is found in a name stays with that name.
  FindingReader reader(made.file(), {});
  while (*reader.next()) {
    const std::string place(reader.item_place());
    const std::string value(*reader.spelling());
    EXPECT_TRUE(value == "v" || value == place.substr(place.rfind('/') + 1)) << place << " has " << value;
  }
  return told(made.database());
}

TEST(SettleCopies, TheCaseIsTheSameWhoeverReadWhatFirst) {
  const std::multiset<std::string> one_by_one = case_of(1, 1, false);
  EXPECT_TRUE(
      one_by_one.contains("leak/B/in.zip!/book.xlsx!/Sheet1 | leak/B/in.zip!/book.xlsx | - | read | 2 | "
                          "leak/B/in.zip | 0 | 1 | 3 | "))
      << "the first Place holds what was found";
  EXPECT_TRUE(
      one_by_one.contains("leak/b/book.xlsx!/Sheet2 | leak/b/book.xlsx | leak/B/in.zip!/book.xlsx!/Sheet2 | "
                          "read | 0 | leak/b/book.xlsx | 1 | 0 | 0 | "))
      << "and is listed wherever it lies";
  for (std::uint32_t seed = 1; seed <= 24; ++seed) {
    ASSERT_EQ(case_of(seed, 1 + seed % 4, seed % 2 == 0), one_by_one) << "seed " << seed;
  }
}

// What a reader did not come to the end of takes nothing from a whole reading of the same bytes.
TEST(SettleCopies, AReadingThatDiedIsNoOriginal) {
  CaseBuilder made;
  const std::int64_t evidence = made.evidence("leak", "folder");
  const std::int64_t dead = made.item({.place = "leak/a.txt",
                                       .evidence = evidence,
                                       .status = "timed-out",
                                       .reason = "slow",
                                       .unit_path = "a.txt",
                                       .bytes = "same"});
  const std::int64_t whole =
      made.item({.place = "leak/b.txt", .evidence = evidence, .unit_path = "b.txt", .bytes = "same"});
  made.type("needle");
  Statement(made.database(), "INSERT INTO item_type(item,type,findings,sure) VALUES(?,1,7,7)").bind(1, whole).run();
  settle_copies(made.database());
  EXPECT_EQ(made.database().scalar("SELECT count(*) FROM item WHERE duplicate_of IS NOT NULL"), 0);
  EXPECT_EQ(made.database().scalar("SELECT item FROM item_type"), whole);
  EXPECT_NE(dead, whole);
}

// An archive that holds itself (R. Cox, "Zip Files All The Way Down").
TEST(SettleCopies, WhatHoldsItselfStaysAsItWasRead) {
  CaseBuilder made;
  const std::int64_t evidence = made.evidence("leak", "folder");
  std::string place = "leak/r.zip";
  std::int64_t parent = 0;
  std::vector<std::int64_t> rows;
  for (int level = 0; level < 5; ++level) {
    rows.push_back(
        made.item({.place = place, .evidence = evidence, .parent = parent, .unit_path = "r.zip", .bytes = "itself"}));
    parent = rows.back();
    place += "!/r.zip";
  }
  for (int level = 0; level < 4; ++level) {
    Statement(made.database(), "UPDATE item SET duplicate_of=? WHERE id=?")
        .bind(1, rows.back())
        .bind(2, rows[static_cast<std::size_t>(level)])
        .run();
  }
  const auto before = told(made.database());
  settle_copies(made.database());
  EXPECT_EQ(told(made.database()), before);
}

}  // namespace
}  // namespace constat
