// Running text with paragraphs, tables, text boxes and deletions, as WordprocessingML, DrawingML and ODF hold it, given
// in reading order: the text of a part as passages, its tables as tables.
// A table's text is given by the table alone. A table within a table is a table of its own, after the outer one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "extract/part_writer.h"

namespace constat {

// What a whole document's parts share: text that lies beside the reading order.
struct BesideText {
  BesideText(const Limits& limits, Output& out)
      : deleted("deleted", limits, out),
        text_boxes("textboxes", limits, out),
        fields("fields", limits, out),
        pictures("pictures", limits, out),
        links("links", limits, out),
        comments("comments", limits, out),
        notes("notes", limits, out) {}
  void flush() {
    for (PartWriter* writer : {&deleted, &text_boxes, &fields, &pictures, &links, &comments, &notes}) writer->flush();
  }
  PartWriter deleted;
  PartWriter text_boxes;
  PartWriter fields;
  PartWriter pictures;
  PartWriter links;
  PartWriter comments;
  PartWriter notes;
};

class TextFlow {
 public:
  // Tables of `part` are parts of their own: "table1" in "body", "header1/table1" elsewhere.
  TextFlow(std::string part, const Limits& limits, Output& out) : main_(std::move(part), limits, out) {}

  void append(std::string_view text);
  void append(char c) { append(std::string_view(&c, 1)); }
  // Ends the line, if one was begun.
  void end_line();

  void table_begin(std::string_view name = "");
  void row_begin();
  // `columns_before`: empty columns that go before; `columns`: how many the cell spans; `repeats`: how often it stands.
  void cell_begin(std::size_t columns_before = 0, std::size_t columns = 1);
  // As a number of columns becomes known within the cell.
  void cell_spans(std::size_t columns);
  void cell_end();
  void row_end();
  void table_end();

  // What is appended until aside_end() goes to `writer`, not into the text. May nest.
  void aside_begin(PartWriter& writer);
  void aside_end();
  bool in_aside() const { return !asides_.empty() && asides_.back().depth == stack_.size(); }

  // Closes what is open (a document that ends early) and gives everything.
  void finish();
  PartWriter& main() { return main_; }

 private:
  struct Table {
    std::string part;
    std::string name;
    std::vector<std::vector<std::string>> rows;  // Kept only where the table cannot be given as it is read.
    std::vector<std::string> cells;
    std::string cell;
    std::size_t cell_columns = 1;
    std::uint64_t row = 0;
    bool in_row = false;
    bool in_cell = false;
    bool streams = false;
    bool begun = false;
  };
  struct Aside {
    PartWriter* writer;
    std::size_t depth;  // Of the stack when it began: a table within an aside takes its text to itself.
  };

  void push_cell(Table& table, std::string text);
  void begin_given(Table& table);
  void give_row(Table& table, const std::vector<std::string>& cells);
  void give_pending();

  PartWriter main_;
  std::vector<std::unique_ptr<Table>> stack_;
  std::vector<std::unique_ptr<Table>> pending_;
  std::vector<Aside> asides_;
  std::size_t pending_bytes_ = 0;
  std::size_t tables_ = 0;
};

}  // namespace constat
