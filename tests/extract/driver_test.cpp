#include "extract/driver.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "support/biff_records.h"
#include "support/compound_builder.h"
#include "support/tar_builder.h"
#include "support/zip_builder.h"

namespace constat {
namespace {

// Remembers what the driver tells, and answers as it was told to.
class Listener final : public Observer {
 public:
  Verdict item_begin(const ItemBegin& item) override {
    open.emplace_back(item.place);
    if (item.sha256) hashed.insert(open.back());
    formats[open.back()] = item.format;
    order.push_back(open.back());
    paths.emplace_back(item.path.begin(), item.path.end());
    return verdicts.contains(open.back()) ? verdicts[open.back()] : Verdict::read;
  }
  void passage(const Passage& passage) override { texts[open.back()] += passage.text; }
  void table_begin(const TableInfo&) override {}
  void table_row(std::uint64_t, std::span<const Cell> row, bool) override {
    for (const Cell& cell : row) cells[open.back()] += std::string(cell.text) + " ";
  }
  void table_end() override {}
  void item_end(const ItemEnd& item) override {
    statuses[open.back()] = item.status;
    reasons[open.back()] = item.reason;
    if (item.changed) changed.insert(open.back());
    open.pop_back();
  }
  bool wants(std::span<const std::uint64_t> path) override {
    return !unwanted || *unwanted != std::vector<std::uint64_t>(path.begin(), path.end());
  }
  std::vector<std::string> open, order;
  std::set<std::string> hashed, changed;
  std::map<std::string, std::string> formats, texts, cells, reasons;
  std::map<std::string, Status> statuses;
  std::vector<std::vector<std::uint64_t>> paths;
  std::map<std::string, Verdict> verdicts;
  std::optional<std::vector<std::uint64_t>> unwanted;
};

// A mail that encloses `depth` mails, each in the other.
std::string nested_mail(int depth) {
  std::string mail =
      "From: a@example.com\nTo: b@example.com\nSubject: innermost\nMIME-Version: 1.0\n\ninnermost body\n";
  for (int level = 0; level < depth; ++level) {
    const std::string edge = "edge" + std::to_string(level);
    mail =
        "From: a@example.com\nTo: b@example.com\nSubject: level\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
        "boundary=" +
        edge + "\n\n--" + edge + "\nContent-Type: message/rfc822\n\n" + mail + "\n--" + edge + "--\n";
  }
  return mail;
}

void read(std::string_view bytes, Listener& listener, const DriverOptions& options = {}) {
  MemorySource source(as_bytes(bytes));
  SpillFile spill(-1);
  drive(source, "root", "root", 0, options, spill, listener);
  EXPECT_TRUE(listener.open.empty()) << "every item that begins ends";
}

// A file of which somebody cut the end off after it was opened.
class CutSource final : public Source {
 public:
  CutSource(std::string_view there, std::uint64_t told_bytes) : there_(there), told_bytes_(told_bytes) {}
  std::uint64_t size_bytes() const override { return told_bytes_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
    const std::string_view rest = there_.substr(std::min<std::size_t>(offset, there_.size())).substr(0, out.size());
    std::ranges::copy(as_bytes(rest), out.begin());
    return rest.size();
  }

 private:
  std::string_view there_;
  std::uint64_t told_bytes_;
};

// A hash of what was left of it would make whole files of those bytes its copies, partly read like it.
TEST(Driver, AFileThatBecameShorterHasNoHash) {
  for (const std::uint64_t told_bytes : {12U, 30U}) {
    CutSource source("hello there\n", told_bytes);
    Listener listener;
    SpillFile spill(-1);
    drive(source, "root", "root", 0, {}, spill, listener);
    const bool whole = told_bytes == 12;
    EXPECT_EQ(listener.hashed.contains("root"), whole);
    EXPECT_EQ(listener.statuses["root"], whole ? Status::read : Status::partly_read);
    EXPECT_EQ(listener.reasons["root"], whole ? "" : std::string(became_shorter_reason));
    EXPECT_EQ(listener.texts["root"], "hello there\n");
  }
}

TEST(Driver, OfAFileThatWasWrittenToWhileItWasReadThatIsSaid) {
  Listener listener;
  DriverOptions options;
  options.changed = [] { return true; };
  read(nested_mail(1), listener, options);
  EXPECT_EQ(listener.changed, std::set<std::string>{"root"}) << "not its members: they are read from what was decoded";
  EXPECT_EQ(listener.statuses["root"], Status::partly_read);
  EXPECT_EQ(listener.reasons["root"], changed_meanwhile_reason);
}

TEST(Driver, GoesIntoMembersAndTellsTheirPlaces) {
  Listener listener;
  read(nested_mail(2), listener);
  ASSERT_EQ(listener.order.size(), 3U);
  EXPECT_EQ(listener.formats["root"], "eml");
  EXPECT_TRUE(listener.order[1].starts_with("root!/")) << listener.order[1];
  EXPECT_TRUE(listener.order[2].starts_with(listener.order[1] + "!/")) << listener.order[2];
  EXPECT_NE(listener.texts[listener.order[2]].find("innermost body"), std::string::npos);
}

// Nothing is left out in silence, whatever the container.
TEST(Driver, MembersBeyondTheBoundAreToldByEveryContainer) {
  constexpr std::uint64_t count = 6;
  test::TarBuilder tar;
  test::TarBuilder folders;
  test::ZipBuilder zip;
  std::string ar = "!<arch>\n";
  std::string mbox;
  std::string mail = "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n";
  for (std::uint64_t index = 0; index < count; ++index) {
    const std::string name = "a" + std::to_string(index) + ".txt";
    const std::string text = "text " + std::to_string(index) + "\n";
    tar.add(name, text);
    folders.add("f" + std::to_string(index) + "/", "", '5');
    zip.add(name, text);
    ar += name + "/         0           0     0     644     7         `\n" + text + "\n";
    mbox += "From a@b.example Mon Jan  6 00:00:00 2014\nFrom: a@b.example\nSubject: x\n\n" + text + "\n";
    mail += "--b\nContent-Type: text/plain; name=" + name + "\nContent-Disposition: attachment; filename=" + name +
            "\n\n" + text;
  }
  mail += "--b--\n";
  const std::pair<std::string_view, std::string> containers[] = {
      {"tar", tar.build()}, {"tar", folders.build()}, {"zip", zip.build()}, {"ar", ar}, {"mbox", mbox}, {"eml", mail},
  };
  for (const auto& [format, bytes] : containers) {
    for (const std::uint64_t bound : {std::uint64_t{1}, count - 1, count + 1}) {
      DriverOptions options;
      options.limits.members_max = bound;
      Listener listener;
      read(bytes, listener, options);
      EXPECT_EQ(listener.formats["root"], format);
      EXPECT_EQ(listener.statuses["root"], bound < count ? Status::too_big : Status::read)
          << format << " " << bound << " " << listener.reasons["root"];
      EXPECT_LE(listener.order.size(), bound + 1) << format;
    }
  }
}

// The same of cells, whatever the table: the widest that is read ends before them, and the rest of the row is told of.
TEST(Driver, CellsBeyondTheWidestTableAreToldByEveryFormat) {
  const auto row = [](std::string_view begin, std::string_view between, std::string_view end, int number) {
    std::string text(begin);
    for (int column = 0; column < 6; ++column) {
      text +=
          (column == 0 ? std::string() : std::string(between)) + "v" + std::to_string(number) + std::to_string(column);
    }
    return text + std::string(end);
  };
  std::string html = "<html><body><table>";
  std::string sql = "CREATE TABLE t (a int);\n";
  std::string copy = "COPY t (a, b, c, d, e, f) FROM stdin;\n";
  std::string csv = "a,b,c,d,e,f\n";
  std::string xml = "<?xml version='1.0'?><report><table>";
  for (int number = 0; number < 5; ++number) {
    html += row("<tr><td>", "</td><td>", "</td></tr>", number);
    sql += row("INSERT INTO t VALUES ('", "','", "');\n", number);
    copy += row("", "\t", "\n", number);
    csv += row("", ",", "\n", number);
    xml += row("<Row><Cell><Data>", "</Data></Cell><Cell><Data>", "</Data></Cell></Row>", number);
  }
  html += "</table></body></html>";
  copy += "\\.\n";
  xml += "</table></report>";
  for (const auto& [format, bytes] : {std::pair<std::string_view, std::string>{"html", html},
                                      {"sql", sql},
                                      {"sql", copy},
                                      {"csv", csv},
                                      {"xml", xml}}) {
    for (const std::size_t bound : {2U, 5U, 6U}) {
      DriverOptions options;
      options.limits.table_columns_max = bound;
      Listener listener;
      read(bytes, listener, options);
      EXPECT_EQ(listener.formats["root"], format) << bytes;
      const bool whole = listener.statuses["root"] == Status::read;
      const bool kept = listener.cells["root"].find("v45") != std::string::npos;  // The last row's last cell.
      EXPECT_TRUE(kept || !whole) << format << " " << bound;
      EXPECT_TRUE(whole || bound < 6) << format << " " << bound << " " << listener.reasons["root"];
    }
  }
}

// What records and resumes a scan knows items by their way of member numbers: no two have one, and they grow along the
// walk. (A workbook's sheets and the streams beside them were both counted from the first: the streams were lost.)
TEST(Driver, NoTwoItemsHaveOneWay) {
  using test::record;
  using test::words;
  const std::string begin = record(0x0809, words({0x0600, 5, 0, 0, 0, 0, 0, 0}));
  const std::string sheet_begin = record(0x0809, words({0x0600, 0x10, 0, 0, 0, 0, 0, 0}));
  const std::string end = record(0x000A, "");
  std::string head = begin;
  const std::size_t sheets_at = begin.size() + 3 * (4 + 8 + 1) + end.size();
  for (std::size_t sheet = 0; sheet < 3; ++sheet) {
    std::string bound;
    test::put32(bound, sheets_at + sheet * (sheet_begin.size() + end.size()));
    bound += std::string("\0\0\1\0", 4) + static_cast<char>('A' + sheet);
    head += record(0x0085, bound);
  }
  head += end;
  for (int sheet = 0; sheet < 3; ++sheet) head += sheet_begin + end;
  test::CompoundBuilder builder;
  builder.add("First", "an object beside the sheets").add("Second", "another one").add("Workbook", head);
  Listener listener;
  read(builder.build(), listener);
  EXPECT_EQ(listener.formats["root"], "xls");
  EXPECT_TRUE(listener.formats.contains("root!/C"));
  EXPECT_TRUE(listener.formats.contains("root!/First")) << testing::PrintToString(listener.order);
  EXPECT_TRUE(listener.formats.contains("root!/Second"));
  for (std::size_t index = 1; index < listener.paths.size(); ++index) {
    EXPECT_LT(listener.paths[index - 1], listener.paths[index]) << listener.order[index];
  }
}

// Pieces of gzip that give themselves when they are read (R. Cox, "Zip Files All The Way Down").
TEST(Driver, WhatHoldsItselfIsReadOnce) {
  constexpr std::string_view hex =
      "1f8b08080000000000ff7175696e652e677a00001800e7ff1f8b08080000000000ff7175696e652e677a00001800e7ff4216"
      "471607000500faff4216471607000500faff000500faff001400ebff4216471607000500faff000500faff001400ebff4288"
      "21c400001400ebff428821c400001400ebff428821c400001400ebff428821c400001400ebff428821c400000000ffff0000"
      "00ffff000d00f2ff428821c400000000ffff000000ffff000d00f2ff8370a01c00ff79ffa9cc0000008370a01c00ff79ffa9"
      "cc000000";
  std::string quine;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    quine.push_back(static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16)));
  }
  for (const std::string& bytes : {quine, test::TarBuilder().add("r.gz", quine).build()}) {
    Listener listener;
    read(bytes, listener);
    EXPECT_EQ(listener.order.size(), bytes == quine ? 2U : 3U) << testing::PrintToString(listener.order);
    EXPECT_EQ(listener.statuses[listener.order.back()], Status::too_big);
    EXPECT_NE(listener.reasons[listener.order.back()].find("not read again"), std::string::npos);
    EXPECT_EQ(listener.statuses["root"], Status::read);
  }
}

TEST(Driver, NestingBeyondTheBoundIsListedNotLost) {
  DriverOptions options;
  options.limits.depth_max = 5;
  Listener listener;
  read(nested_mail(40), listener, options);
  EXPECT_EQ(listener.order.size(), 7U);
  EXPECT_EQ(listener.statuses[listener.order.back()], Status::too_big);
  EXPECT_NE(listener.reasons[listener.order.back()].find("5 levels"), std::string::npos);
}

// One text that many cells tell: small in the file, large in what is given.
std::string workbook_of(std::size_t text_bytes, std::size_t cells) {
  std::string rows;
  for (std::size_t cell = 0; cell < cells; ++cell) rows += "<row><c t='s'><v>0</v></c></row>";
  return test::ZipBuilder()
      .add("[Content_Types].xml", "<Types/>")
      .add("xl/workbook.xml", "<workbook><sheets><sheet name='S' r:id='1'/></sheets></workbook>")
      .add("xl/sharedStrings.xml", "<sst><si><t>" + std::string(text_bytes, 'x') + "</t></si></sst>")
      .add("xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>")
      .build();
}

TEST(Driver, ATextThatManyCellsTellIsABombLikeAnyOther) {
  struct Case {
    std::size_t text_bytes, cells;
    Status status;
    std::string_view why;
  };
  const Case cases[] = {
      {100'000, 200, Status::too_big, "20 MB of 3 kB"},
      {100, 5'000, Status::read, "a column of one word, as sheets have it"},
  };
  for (const Case& c : cases) {
    for (const bool by_ratio : {true, false}) {
      DriverOptions options;
      if (by_ratio) options.limits.expansion_free_bytes = 1 << 20;
      if (!by_ratio) options.limits.expansion_bytes_max = 4 << 20;
      Listener listener;
      read(workbook_of(c.text_bytes, c.cells), listener, options);
      EXPECT_EQ(listener.statuses["root"], c.status) << c.why << " " << listener.reasons["root"];
      if (c.status == Status::too_big) {
        EXPECT_NE(listener.reasons["root"].find("a decompression bomb"), std::string::npos) << listener.reasons["root"];
      }
    }
  }
}

TEST(Driver, SkipsWhatTheObserverKnowsAndPassesOverWhatItDoesNotWant) {
  Listener skipping;
  Listener first;
  read(nested_mail(1), first);
  skipping.verdicts[first.order[1]] = Observer::Verdict::skip;
  read(nested_mail(1), skipping);
  EXPECT_EQ(skipping.order.size(), 2U);
  EXPECT_TRUE(skipping.texts[first.order[1]].empty());
  Listener passing;
  passing.unwanted = std::vector<std::uint64_t>{0};
  read(nested_mail(1), passing);
  EXPECT_LE(passing.order.size(), first.order.size());
}

TEST(Driver, MembersThatShareANameHavePlacesOfTheirOwn) {
  Listener listener;
  const std::string zip = test::ZipBuilder().add("dup.txt", "first").add("dup.txt", "second").build();
  read(zip, listener);
  EXPECT_EQ(listener.texts["root!/dup.txt"], "first");
  EXPECT_EQ(listener.texts["root!/dup.txt (2)"], "second");
}

TEST(Driver, ANameThatIsTakenIsPassedOverWhoeverTookIt) {
  Listener listener;
  test::ZipBuilder zip;
  for (const char* name : {"dup", "dup (2)", "dup", "dup (2)", "dup"}) zip.add(name, "text");
  read(zip.build(), listener);
  const std::vector<std::string> places = {"root",          "root!/dup",         "root!/dup (2)",
                                           "root!/dup (3)", "root!/dup (2) (2)", "root!/dup (4)"};
  EXPECT_EQ(listener.order, places);
}

// A bomb of names: each costs the same, however many there were.
TEST(Driver, AHundredThousandMembersOfOneNameAreToldApart) {
  Listener listener;
  test::TarBuilder tar;
  for (int index = 0; index < 100'000; ++index) tar.add("same", "");
  read(tar.build(), listener);
  EXPECT_EQ(listener.order.size(), 100'001U);
  EXPECT_EQ(listener.order.back(), "root!/same (100000)");
}

TEST(Driver, EmptyAndBinaryItemsHaveAStatus) {
  Listener empty;
  read("", empty);
  EXPECT_EQ(empty.statuses["root"], Status::read);
  Listener binary;
  read(std::string_view("\x00\x01\x02\xff\x00\x90\x00\x7f", 8), binary);
  EXPECT_EQ(binary.statuses["root"], Status::unsupported);
  EXPECT_FALSE(binary.reasons["root"].empty());
}

TEST(Formats, AnExtensionThatLiesIsNoted) {
  EXPECT_EQ(extension_disagreement("notes.txt", *format_by_id("text")), "");
  EXPECT_EQ(extension_disagreement("table.csv", *format_by_id("text")), "") << "texts shade into each other";
  EXPECT_EQ(extension_disagreement("no extension", *format_by_id("text")), "");
  EXPECT_NE(extension_disagreement("photo.zip", *format_by_id("eml")), "");
  for (const Format& format : formats()) {
    EXPECT_EQ(format_by_id(format.id), &format) << "two formats are called " << format.id;
  }
}

TEST(Formats, TheSurestProbeWinsWhicheverAreAsked) {
  const char* samples[] = {
      "a,b,c\n1,2,3\n4,5,6\n7,8,9\n",
      "{\"a\": 1, \"b\": [1, 2]}\n{\"a\": 2, \"b\": []}\n{\"a\": 3}\n",
      "{\"a\": {\"b\": [1, 2, {\"c\": null}]}}\n",
      "-- MySQL dump 10.13\nCREATE TABLE a (b int);\nINSERT INTO a VALUES (1);\n",
      "-- PostgreSQL database dump\nCOPY a (b) FROM stdin;\n1\n\\.\n",
      "From: a@example.org\nTo: b@example.org\nMessage-ID: <1@example.org>\nMIME-Version: 1.0\n\nINSERT INTO a VALUES "
      "(1);\n",
      "plain words and nothing else\n",
      "\x01\x02\xFF\xFE raw",
  };
  for (const std::string_view sample : samples) {
    MemorySource source(as_bytes(sample));
    Head head;
    head.bytes = as_bytes(sample);
    head.size_bytes = sample.size();
    head.source = &source;
    head.charset = "UTF-8";
    if (sample.front() != '\x01') head.text = sample;
    const Format* best = nullptr;
    int most = 0;
    for (const Format& format : formats()) {
      const int score = format.probe(head);
      if (score > most) {
        most = score;
        best = &format;
      }
    }
    const auto identity = identify(source);
    ASSERT_TRUE(identity);
    if (!head.text.empty()) {
      EXPECT_EQ(identity->format, best) << sample;
    }
  }
}

}  // namespace
}  // namespace constat
