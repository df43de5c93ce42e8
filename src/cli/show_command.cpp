// constat show CASE PLACE: reopens the evidence and shows what lies there, in context.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <tuple>

#include "base/codec.h"
#include "base/text.h"
#include "casefile/finding_reader.h"
#include "cli/behind_door.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/volumes.h"
#include "detect/item_names.h"
#include "evidence/folder.h"
#include "evidence/place.h"
#include "extract/driver.h"

namespace constat {

namespace {

constexpr std::size_t lines_around = 3;
constexpr std::size_t line_shown_max = 400;  // Bytes of one line of context.
constexpr std::size_t cell_shown_max = 60;
constexpr std::uint64_t most_of_cell = 1U << 20;    // Bytes of a cell whose findings are asked for.
constexpr std::size_t opening_lines = 12;           // Of an item that is shown without a place in it.
constexpr std::size_t columns_around = 6;           // Of a wide table, at each side of the cell.
constexpr std::size_t told_bytes_max = 256U << 20;  // By the reader of the evidence.
constexpr std::uint64_t hash_root_bytes_max = 1ULL << 30;

struct Target {
  std::int64_t id = 0;
  std::int64_t findings_of = 0;  // The item itself, or the one that it is a copy of.
  std::vector<std::uint64_t> path;
  std::string place, status, reason, notes, media_type, format, charset, sha256, original;
  std::int64_t size_bytes = -1;
  std::string evidence_stored;  // Path with aliases.
  bool is_folder = false;
  // Once find_names() was asked:
  std::string file, file_shown;         // Where the root item lies now, and as it may be told.
  std::string evidence_path, relative;  // The same, in two.
  std::string real_place, root_place, root_name;
};

struct Hidden {  // A finding of the item, where it lies.
  std::string part;
  std::uint64_t offset_bytes = 0;
  std::uint64_t row = 0;
  std::uint32_t column = 0;
  std::string type, spelling;
  MaskStyle mask = MaskStyle::full;
  std::int64_t confidence = 0, person = 0;
};

struct Wanted {
  Locator locator;
  bool has_locator = false;
};

// Goes the one way to the item and keeps what is said around the place.
class Finder final : public Observer {
 public:
  Finder(const Target& target, const Wanted& wanted) : target_(target), wanted_(wanted) {}

  bool wants(std::span<const std::uint64_t> path) override {
    if (done_) return false;
    const std::size_t common = std::min(path.size(), target_.path.size());
    // Only the way down, not what lies inside the item.
    return path.size() <= target_.path.size() && std::equal(path.begin(), path.end(), target_.path.begin(),
                                                            target_.path.begin() + static_cast<std::ptrdiff_t>(common));
  }
  Verdict item_begin(const ItemBegin& item) override {
    const bool here = std::ranges::equal(item.path, target_.path);
    inside_.push_back(here);
    if (here) {
      found_item = true;
      has_bytes = item.has_bytes;
      hash_now = item.sha256 ? to_hex(*item.sha256) : std::string();
    }
    return Verdict::read;
  }
  void item_end(const ItemEnd&) override {
    if (!inside_.empty()) {
      if (inside_.back()) done_ = true;
      inside_.pop_back();
    }
  }

  void passage(const Passage& passage) override {
    if (!here()) return;
    if (!wanted_.has_locator) {
      if (found_text) return;
      if (passage.owned_end > passage.owned_begin) {
        take(passage, passage.owned_begin, passage.owned_end);
        found_text = true;
      }
      return;
    }
    if (wanted_.locator.is_cell() || passage.part != wanted_.locator.part) return;
    if (passage.owned_end <= passage.owned_begin) return;
    const std::uint64_t first = passage.place_offset(passage.owned_begin);
    // Where text was made of the bytes one cannot tell that a passage ends before the place: the last that begins
    // there.
    if (wanted_.locator.offset_bytes < first || (found_text && first <= text_first_)) return;
    // Offsets in the text follow those in the item: the last character that begins at or before the place.
    std::size_t low = passage.owned_begin;
    std::size_t high = passage.owned_end;
    while (high - low > 1) {
      const std::size_t middle = low + (high - low) / 2;
      if (passage.place_offset(middle) <= wanted_.locator.offset_bytes) {
        low = middle;
      } else {
        high = middle;
      }
    }
    if (high == passage.owned_end && passage.owned_end < passage.text.size() &&
        passage.place_offset(passage.owned_end) <= wanted_.locator.offset_bytes) {
      return;  // The next passage's.
    }
    if (high == passage.owned_end && passage.map == nullptr &&
        wanted_.locator.offset_bytes >= passage.place_offset(passage.owned_end)) {
      return;
    }
    while (low > 0 && (static_cast<unsigned char>(passage.text[low]) & 0xC0) == 0x80) --low;
    take(passage, low, low);
    found_text = true;
    text_first_ = first;
  }

  void table_begin(const TableInfo& table) override {
    if (!here()) return;
    table_part_ = table.part;
    by_offset_ = table.places_by_offset;
    in_table_ = true;
    std::vector<std::string> declared;
    for (const std::string_view column : table.columns) declared.emplace_back(column);
    if (!found_row) header = std::move(declared);
    header_row = 0;
  }
  void table_row(std::uint64_t row, std::span<const Cell> cells, bool) override {
    if (!here() || !in_table_) return;
    const auto copy = [&] {
      std::vector<std::string> texts;
      for (const Cell& cell : cells) texts.emplace_back(cell.text);
      return texts;
    };
    // Such tables name no row and no column: what is found is known by the offset of its cell.
    const auto keep_offsets = [&](std::size_t at) {
      for (std::size_t index = 0; by_offset_ && index < cells.size(); ++index) {
        if (cells[index].kind != CellKind::empty) cell_offsets.push_back({at, index, cells[index].offset_bytes});
      }
    };
    if (found_row || rows.size() == opening_lines) {
      // The row after those shown says where the last of them ends.
      if (!followed_) keep_offsets(rows.size());
      followed_ = true;
      return;
    }
    if (!wanted_.has_locator) {
      keep_offsets(rows.size());
      rows.emplace_back(row, copy());
      return;
    }
    if (table_part_ != wanted_.locator.part) return;
    if (by_offset_ && !wanted_.locator.is_cell()) {
      // The cell that begins at the place; else the one whose text holds it.
      const std::uint64_t at = wanted_.locator.offset_bytes;
      std::size_t found = cells.size();
      for (std::size_t index = 0; index < cells.size(); ++index) {
        const Cell& cell = cells[index];
        if (cell.kind == CellKind::empty || cell.offset_bytes > at) continue;
        if (cell.offset_bytes == at) {
          found = index;
          break;
        }
        if (at - cell.offset_bytes < cell.text.size()) found = index;
      }
      if (found == cells.size()) return;
      rows = {{row, copy()}};
      shown_column = static_cast<std::uint32_t>(found + 1);
      found_row = true;
      keep_offsets(0);
      return;
    }
    if (!wanted_.locator.is_cell()) return;
    if (row < wanted_.locator.row && header.empty()) {
      header = copy();
      header_row = row;
    }
    if (row == wanted_.locator.row) {
      rows = {{row, copy()}};
      shown_column = wanted_.locator.column;
      found_row = true;
    }
  }
  void table_end() override { in_table_ = false; }

  // Across the door: what was found, from the child that read the evidence to the command that shows it. A reader that
  // was taken over may send anything: read() believes no number.
  void write(std::string& out) const {
    Encoder encoder(out);
    encoder.number((found_item ? 1U : 0U) | (has_bytes ? 2U : 0U) | (found_text ? 4U : 0U) | (found_row ? 8U : 0U));
    encoder.text(hash_now);
    encoder.text(text);
    encoder.number(mark);
    encoder.number(offsets.size());
    for (const std::uint64_t offset : offsets) encoder.number(offset);
    encoder.number(static_cast<std::uint64_t>(kind));
    encoder.text(part);
    encoder.number(header.size());
    for (const std::string& cell : header) encoder.text(cell);
    encoder.number(header_row);
    encoder.number(rows.size());
    for (const auto& [row, cells] : rows) {
      encoder.number(row);
      encoder.number(cells.size());
      for (const std::string& cell : cells) encoder.text(cell);
    }
    encoder.number(cell_offsets.size());
    for (const CellOffset& cell : cell_offsets) {
      encoder.number(cell.row);
      encoder.number(cell.column);
      encoder.number(cell.offset_bytes);
    }
    encoder.number(shown_column);
  }
  // The item's name instead of its contents.
  void take_name() {
    found_item = found_text = true;
    text = name_text(target_.real_place);
    part = name_part;
    mark = std::min<std::uint64_t>(wanted_.locator.offset_bytes, text.empty() ? 0 : text.size() - 1);
    for (std::size_t index = 0; index < text.size(); ++index) offsets.push_back(index);
  }
  bool read(std::string_view bytes) {
    Decoder in(bytes);
    const std::uint64_t flags = in.number();
    found_item = (flags & 1) != 0;
    has_bytes = (flags & 2) != 0;
    found_text = (flags & 4) != 0;
    found_row = (flags & 8) != 0;
    // Every element takes a byte at least: no count can ask for more memory than was sent.
    const auto count = [&in] { return static_cast<std::size_t>(in.number_up_to(in.rest().size())); };
    hash_now = in.text();
    text = in.text();
    mark = static_cast<std::size_t>(in.number_up_to(text.size()));
    offsets.resize(count());
    for (std::uint64_t& offset : offsets) offset = in.number();
    kind = static_cast<PassageKind>(in.number_up_to(static_cast<std::uint64_t>(PassageKind::raw_run)));
    part = in.text();
    header.resize(count());
    for (std::string& cell : header) cell = in.text();
    header_row = in.number();
    rows.resize(count());
    for (auto& [row, cells] : rows) {
      row = in.number();
      cells.resize(count());
      for (std::string& cell : cells) cell = in.text();
    }
    cell_offsets.resize(static_cast<std::size_t>(in.number_up_to(in.rest().size() / 3)));  // Three numbers each.
    for (CellOffset& cell : cell_offsets) {
      cell.row = static_cast<std::size_t>(in.number());
      cell.column = static_cast<std::size_t>(in.number());
      cell.offset_bytes = in.number();
    }
    shown_column = static_cast<std::uint32_t>(in.number_up_to(UINT32_MAX));
    const auto valid = [](const std::string& cell) { return is_valid_utf8(cell); };
    bool good = in.good() && in.at_end() && offsets.size() == text.size() && is_valid_utf8(text) &&
                is_valid_utf8(part) && (!found_row || rows.size() == 1) && std::ranges::all_of(header, valid);
    for (const auto& [row, cells] : rows) good = good && std::ranges::all_of(cells, valid);
    return good;
  }

  // What was found.
  bool found_item = false, has_bytes = false, found_text = false, found_row = false;
  std::string hash_now;
  std::string text;                    // Whole lines around the place.
  std::size_t mark = 0;                // In `text`.
  std::vector<std::uint64_t> offsets;  // In the item (or part), of each byte of `text`.
  PassageKind kind = PassageKind::prose;
  std::string part;
  std::vector<std::string> header;
  std::uint64_t header_row = 0;
  std::vector<std::pair<std::uint64_t, std::vector<std::string>>> rows;
  struct CellOffset {
    std::size_t row = 0, column = 0;  // In `rows`; their number for the row that follows.
    std::uint64_t offset_bytes = 0;
  };
  std::vector<CellOffset> cell_offsets;  // Of tables whose places are offsets.
  std::uint32_t shown_column = 0;

 private:
  bool here() const { return !inside_.empty() && inside_.back(); }

  void take(const Passage& passage, std::size_t at, std::size_t until) {
    const std::string_view all = passage.text;
    std::size_t begin = at;
    std::size_t end = at;
    if (until == at) {
      for (std::size_t lines = 0; begin > 0 && at - begin < lines_around * line_shown_max; --begin) {
        if (all[begin - 1] == '\n' && ++lines > lines_around) break;
      }
      for (std::size_t lines = 0; end < all.size() && end - at < (lines_around + 1) * line_shown_max; ++end) {
        if (all[end] == '\n' && ++lines > lines_around) break;
      }
    } else {
      for (std::size_t lines = 0; end < until && end - at < opening_lines * line_shown_max; ++end) {
        if (all[end] == '\n' && ++lines == opening_lines) break;
      }
    }
    while (begin < at && (static_cast<unsigned char>(all[begin]) & 0xC0) == 0x80) ++begin;
    while (end < all.size() && (static_cast<unsigned char>(all[end]) & 0xC0) == 0x80) ++end;
    text = std::string(all.substr(begin, end - begin));
    mark = at - begin;
    kind = passage.kind;
    part = passage.part;
    offsets.clear();
    offsets.reserve(text.size());
    // Not always in order: a map may step back where a label was put before what it names.
    for (std::size_t index = begin; index < end; ++index) offsets.push_back(passage.place_offset(index));
  }

  const Target& target_;
  const Wanted& wanted_;
  std::vector<char> inside_;
  std::string table_part_;
  std::uint64_t text_first_ = 0;  // Where the passage that was taken begins.
  bool by_offset_ = false;
  bool in_table_ = false;
  bool followed_ = false;
  bool done_ = false;
};

bool find_target(Case& file, const std::string& place, Target& target) {
  Database& database = file.database();
  std::int64_t parent = 0;
  {
    Statement rows(database,
                   "SELECT i.id, i.status, i.reason, i.notes, i.media_type, i.format, i.charset, i.size, i.sha256, "
                   "i.member_index, coalesce(i.parent, 0), coalesce(i.duplicate_of, i.id), e.kind, e.path, d.place "
                   "FROM item i JOIN evidence e ON e.id = i.evidence "
                   "LEFT JOIN item d ON d.id = i.duplicate_of WHERE i.place = ? ORDER BY i.member_index, i.id LIMIT 1");
    rows.bind(1, std::string_view(place));
    if (!rows.step()) return false;
    target.id = rows.integer(0);
    target.place = place;
    target.status = rows.is_null(1) ? "unread" : rows.text(1);
    target.reason = rows.text(2);
    target.notes = rows.text(3);
    target.media_type = rows.text(4);
    target.format = rows.text(5);
    target.charset = rows.text(6);
    if (!rows.is_null(7)) target.size_bytes = rows.integer(7);
    if (!rows.blob(8).empty()) target.sha256 = to_hex(as_bytes(rows.blob(8)));
    parent = rows.integer(10);
    target.findings_of = rows.integer(11);
    target.is_folder = rows.text(12) == "folder";
    target.evidence_stored = rows.text(13);
    target.original = rows.text(14);
    if (parent != 0) target.path.push_back(static_cast<std::uint64_t>(rows.integer(9)));
  }
  target.root_place = place;
  Statement up(database, "SELECT place, member_index, coalesce(parent, 0) FROM item WHERE id = ?");  // raw
  while (parent != 0 && target.path.size() < 1000) {
    up.bind(1, parent);
    if (!up.step()) return false;
    target.root_place = up.text(0);
    parent = up.integer(2);
    if (parent != 0) target.path.push_back(static_cast<std::uint64_t>(up.integer(1)));
    up.reset();
  }
  std::ranges::reverse(target.path);
  return true;
}

// Where it lies: the real names. An error where they are sealed, and the key is missing.
Result<void> find_names(ShownNames& names, Target& target) {
  TRY_ASSIGN(target.real_place, names.real(target.place));
  TRY_ASSIGN(target.root_place, names.real(target.root_place));
  TRY_ASSIGN(target.evidence_path, names.real_path(target.evidence_stored));
  target.relative = path_in_evidence(target.root_place);
  target.file = target.evidence_path;
  if (target.is_folder && !target.relative.empty()) target.file += "/" + target.relative;
  const std::size_t slash = target.file.rfind('/');
  target.root_name = slash == std::string::npos ? target.file : target.file.substr(slash + 1);
  target.file_shown = escape_name(names.shown_path(names.stored_path(target.file)));
  return {};
}

// The findings that may lie in what is shown: of the row, or of the bytes. Bounded by what is shown.
Result<std::vector<Hidden>> findings_in(Case& file, const Target& target, const Finder& finder) {
  std::uint64_t row_first = 0;
  std::uint64_t row_last = 0;
  if (!finder.rows.empty()) {
    // Not in order: the opening of an item may show rows of several tables.
    const auto [least, most] = std::ranges::minmax_element(finder.rows, {}, [](const auto& row) { return row.first; });
    row_first = least->first;
    row_last = most->first;
    if (finder.header_row != 0) row_first = std::min(row_first, finder.header_row);
  }
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (!finder.offsets.empty()) {
    // A value may begin before the first line that is shown.
    first = *std::ranges::min_element(finder.offsets);
    first = first > 4096 ? first - 4096 : 0;
    last = *std::ranges::max_element(finder.offsets);
  }
  if (!finder.cell_offsets.empty()) {
    const auto [least, most] = std::ranges::minmax_element(finder.cell_offsets, {}, &Finder::CellOffset::offset_bytes);
    first = finder.offsets.empty() ? least->offset_bytes : std::min(first, least->offset_bytes);
    // A value may lie within the last cell, written longer there than its text is.
    const std::uint64_t end = std::min<std::uint64_t>(most->offset_bytes, INT64_MAX - most_of_cell) + most_of_cell;
    last = std::max(last, end);
  }
  struct Shown {
    std::string name;
    std::int64_t mask = 0;
  };
  std::map<std::int64_t, Shown> types;
  Statement rows(file.database(), "SELECT id, name, shown_mask(mask) FROM type");
  while (rows.step()) types[rows.integer(0)] = {std::string(rows.text(1)), rows.integer(2)};
  FindingQuery query;
  query.item = finder.part == name_part ? target.id : target.findings_of;
  query.places = {row_first, row_last, first, last};
  FindingReader found(file, query);
  std::vector<Hidden> all;
  for (;;) {
    TRY_ASSIGN(const bool more, found.next());
    if (!more) break;
    const PlacedFinding& finding = found.finding();
    Hidden hidden;
    hidden.part = finding.part;
    hidden.offset_bytes = finding.offset_bytes;
    hidden.row = finding.row;
    hidden.column = finding.column;
    const Shown& type = types[finding.type];
    hidden.type = type.name;
    const std::int64_t mask = type.mask;
    if (mask >= 0 && mask <= static_cast<std::int64_t>(MaskStyle::none)) hidden.mask = static_cast<MaskStyle>(mask);
    hidden.confidence = static_cast<std::int64_t>(finding.confidence_thousandths);
    hidden.person = found.person();
    if (file.sealer() != nullptr) {
      TRY_ASSIGN(hidden.spelling, found.spelling());
    }
    all.push_back(std::move(hidden));
  }
  std::ranges::stable_sort(all, [](const Hidden& a, const Hidden& b) {
    return std::tie(a.part, a.row, a.column, a.offset_bytes) < std::tie(b.part, b.row, b.column, b.offset_bytes);
  });
  return all;
}

std::string stars(std::string_view text) {
  std::string out;
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t begin = offset;
    (void)next_code_point(text, offset);
    const bool hide = offset - begin > 1 || is_alnum(text[begin]);
    out += hide ? "*" : std::string(1, text[begin]);
  }
  return out;
}

// A printable line: control characters escaped, a tab as a blank.
std::string printable(std::string_view line) {
  std::string out;
  std::size_t begin = 0;
  for (std::size_t index = 0; index <= line.size(); ++index) {
    if (index != line.size() && line[index] != '\\' && line[index] != '\t') continue;
    out += escape_name(line.substr(begin, index - begin));
    if (index != line.size()) out += line[index] == '\t' ? ' ' : '\\';
    begin = index + 1;
  }
  return out;
}

struct Span {
  std::size_t begin = 0, end = 0;
};

// Where a finding lies in the text that is shown; empty where it lies outside.
Span where_in_text(const Finder& finder, const Hidden& finding) {
  const std::string_view text = finder.text;
  const std::size_t size = finding.spelling.size();
  // Bytes of several places may be told by one offset: the spelling says which.
  std::size_t nearest = text.size();
  for (std::size_t index = 0; index < text.size(); ++index) {
    const std::uint64_t offset = finder.offsets[index];
    if (offset == finding.offset_bytes && text.substr(index).starts_with(finding.spelling))
      return {index, index + size};
    if (offset >= finding.offset_bytes && (nearest == text.size() || offset < finder.offsets[nearest])) nearest = index;
  }
  if (nearest == text.size()) return {};
  const std::uint64_t past = finder.offsets[nearest] - finding.offset_bytes;
  if (nearest == 0 && past != 0) {
    // Begins before what is shown: its tail.
    return past >= size ? Span{} : Span{0, std::min(text.size(), size - static_cast<std::size_t>(past))};
  }
  return {nearest, std::min(text.size(), nearest + size)};
}

void print_text(const Finder& finder, const std::vector<Hidden>& findings, const Wanted& wanted, bool reveal,
                bool locked) {
  const std::string& text = finder.text;
  std::string shown;
  std::size_t done = 0;
  std::size_t mark_begin = std::string::npos;
  std::size_t mark_end = std::string::npos;
  const auto plain = [&](std::size_t until) {
    if (until <= done) return;
    const std::string_view between = std::string_view(text).substr(done, until - done);
    shown += locked ? stars(between) : std::string(between);
    done = until;
  };
  struct Covered {
    std::size_t begin = 0, end = 0;
    const Hidden* finding = nullptr;
  };
  std::vector<Covered> covered;
  for (const Hidden& finding : findings) {
    if (finding.row != 0 || finding.part != finder.part || locked) continue;
    const Span at = where_in_text(finder, finding);
    if (at.begin < at.end) covered.push_back({at.begin, at.end, &finding});
  }
  std::ranges::stable_sort(covered, {}, &Covered::begin);
  for (const Covered& part : covered) {
    const Hidden& finding = *part.finding;
    const std::size_t end = part.end;
    const std::size_t begin = std::max(part.begin, done);
    if (begin >= end) continue;
    plain(begin);
    const std::string_view value = std::string_view(text).substr(begin, end - begin);
    const bool marked = wanted.has_locator && finding.offset_bytes == wanted.locator.offset_bytes;
    if (marked) mark_begin = shown.size();
    if (reveal) {
      shown += value;
    } else {
      shown += value == finding.spelling ? mask_value(value, finding.mask) : stars(value);
    }
    if (marked) mark_end = shown.size();
    done = end;
  }
  plain(text.size());
  if (wanted.has_locator && mark_begin == std::string::npos && !locked && findings.empty()) {
    mark_begin = finder.mark;
    mark_end = std::min(shown.size(), finder.mark + 1);
  }
  const bool bold = standard_output_is_terminal();
  std::size_t begin = 0;
  while (begin <= shown.size()) {
    std::size_t end = shown.find('\n', begin);
    if (end == std::string::npos) end = shown.size();
    const std::string_view line = std::string_view(shown).substr(begin, end - begin);
    const bool marked = mark_begin != std::string::npos && mark_begin >= begin && mark_begin <= end;
    std::string out = marked ? "> " : "  ";
    if (marked) {
      const std::size_t first = mark_begin - begin;
      const std::size_t last = std::min(mark_end, end) - begin;
      out += printable(line.substr(0, first)) + (bold ? "\x1b[1;7m" : "[") +
             printable(line.substr(first, last - first)) + (bold ? "\x1b[0m" : "]") + printable(line.substr(last));
    } else {
      out += printable(line);
    }
    out += '\n';
    std::fwrite(out.data(), 1, out.size(), stdout);
    begin = end + 1;
  }
}

// Sixteen bytes a line, as they lie there; what is hidden above is hidden here.
void print_hex(const Finder& finder) {
  const std::size_t begin = finder.mark - std::min<std::size_t>(finder.mark, 32);
  const std::size_t end = std::min(finder.text.size(), begin + 96);
  for (std::size_t line = begin; line < end; line += 16) {
    std::printf("%10llx  ", static_cast<unsigned long long>(finder.offsets[line]));
    std::string ascii;
    for (std::size_t index = line; index < line + 16; ++index) {
      if (index >= end) {
        std::printf("   ");
        continue;
      }
      const auto byte = static_cast<unsigned char>(finder.text[index]);
      std::printf("%02x ", byte);
      ascii += byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : '.';
    }
    std::printf(" %s\n", ascii.c_str());
  }
}

void print_rows(const Finder& finder, const std::vector<Hidden>& findings, bool reveal, bool locked) {
  std::size_t width = finder.header.size();
  for (const auto& [row, cells] : finder.rows) width = std::max(width, cells.size());
  std::size_t first = 0;
  std::size_t last = width;
  const std::size_t column = finder.shown_column == 0 ? 0 : finder.shown_column - 1U;
  if (width > 2 * columns_around + 1) {
    first = column > columns_around ? column - columns_around : 0;
    last = std::min(width, first + 2 * columns_around + 1);
  }
  std::vector<std::string> names = {"row"};
  for (std::size_t index = first; index < last; ++index) {
    names.push_back((index == column && finder.shown_column != 0 ? "> C" : "C") + std::to_string(index + 1));
  }
  std::vector<Column> columns;
  for (const std::string& name : names) columns.push_back({name, false, cell_shown_max});
  ListWriter list(ListFormat::table, columns);
  // Of tables whose places are offsets: a cell that is shown holds what lies before the next one begins.
  struct Extent {
    std::uint64_t begin_bytes = 0, end_bytes = 0;
  };
  std::map<std::pair<std::size_t, std::size_t>, Extent> extents;  // By row and column.
  std::vector<std::uint64_t> begins;
  for (const Finder::CellOffset& cell : finder.cell_offsets) begins.push_back(cell.offset_bytes);
  std::ranges::sort(begins);
  for (const Finder::CellOffset& cell : finder.cell_offsets) {
    if (cell.row >= finder.rows.size() || cell.column < first || cell.column >= last) continue;
    const auto next = std::ranges::upper_bound(begins, cell.offset_bytes);
    extents[{cell.row, cell.column}] = {cell.offset_bytes, next == begins.end() ? UINT64_MAX : *next};
  }
  constexpr std::size_t of_header = SIZE_MAX;
  const auto put = [&](std::uint64_t row, const std::vector<std::string>& cells, bool declared, std::size_t at) {
    list.text(row == 0 ? "" : std::to_string(row));
    for (std::size_t index = first; index < last; ++index) {
      std::string text = index < cells.size() ? cells[index] : "";
      std::ranges::replace(text, '\n', ' ');
      bool hidden = false;
      const auto found = extents.find({at, index});
      const Extent extent = found == extents.end() ? Extent() : found->second;
      for (const Hidden& finding : findings) {
        const bool here = row != 0 && finding.row == row
                              ? finding.column == index + 1
                              : finding.row == 0 && finding.offset_bytes >= extent.begin_bytes &&
                                    finding.offset_bytes < extent.end_bytes;
        if (!here || reveal || locked) continue;
        hidden = true;
        text = text == finding.spelling ? mask_value(text, finding.mask) : stars(text);
      }
      if (locked && !declared && !hidden) text = stars(text);
      list.text(text);
    }
    list.end_row();
  };
  // A first row that the format does not declare to be a header may be a person's.
  if (!finder.header.empty()) put(finder.header_row, finder.header, finder.header_row == 0, of_header);
  for (std::size_t at = 0; at < finder.rows.size(); ++at) put(finder.rows[at].first, finder.rows[at].second, false, at);
}

void print_line(std::string_view head, std::string_view text) {
  if (text.empty()) return;
  std::string padded(head);
  padded.resize(std::max<std::size_t>(padded.size(), 10), ' ');
  const std::string line = padded + printable(text) + "\n";
  std::fwrite(line.data(), 1, line.size(), stdout);
}

// Reads the evidence again, behind the door, down to the item. False where that is the end of the command; `exit` says
// how. `changed`: the bytes are others than were scanned, and nobody has told which of them are values.
bool read_again(const Arguments& arguments, Case& file, const Target& target, Finder& finder, int& exit,
                bool& changed) {
  exit = exit_failed;
  // Never through a link: it may have been planted to show another file than the evidence.
  const auto root = FolderWalk::open(target.evidence_path);
  const auto descriptor_opened = root ? root->open_file(target.relative) : tl::unexpected<Error>(root.error());
  struct stat status {};
  if (!descriptor_opened || ::fstat(*descriptor_opened, &status) != 0 || !S_ISREG(status.st_mode)) {
    if (descriptor_opened) ::close(*descriptor_opened);
    struct stat there {};
    if (::lstat(target.file.c_str(), &there) == 0 && !S_ISREG(there.st_mode)) {
      complain("nothing can be shown of it: " + target.file_shown + " is " +
                   (S_ISDIR(there.st_mode)   ? "a folder"
                    : S_ISLNK(there.st_mode) ? "a symbolic link, which is not followed"
                                             : "no file with bytes (a pipe, a socket, a device)"),
               "It is listed in the case with its status; only files are read.");
    } else {
      complain("the evidence cannot be opened: " + target.file_shown + ": " +
                   (descriptor_opened ? std::string(std::strerror(errno)) : descriptor_opened.error().what),
               "It is read where it lay when it was scanned.");
    }
    return false;
  }
  const int descriptor = *descriptor_opened;
  {
    ConfinedOptions confined;
    confined.input = descriptor;
    const VolumesBeside volumes(*root, target.relative);
    confined.others = volumes.descriptors();
    confined.allow_weak = arguments.has("--allow-weak-sandbox");
    std::string told;
    bool too_much = false;
    DriverOptions driver;
    driver.hash_root = target.path.empty() && static_cast<std::uint64_t>(status.st_size) <= hash_root_bytes_max;
    exit = run_behind_door(
        confined, file.shown(target.place),
        [&](int input, int spill_descriptor, Outlet& outlet) {
          FileSource source(input, static_cast<std::uint64_t>(status.st_size));
          SpillFile spill(spill_descriptor);
          const RootVolume volume = volumes.judge(source);
          driver.volume = &volume;
          drive(source, target.root_place, target.root_name, 0, driver, spill, finder);
          std::string out;
          finder.write(out);
          outlet.put(out);
          return exit_done;
        },
        [&](std::string_view bytes) {
          if (told.size() + bytes.size() > told_bytes_max) {
            too_much = true;
          } else {
            told += bytes;
          }
        });
    ::close(descriptor);
    if (exit != exit_done) return false;
    if (too_much || !finder.read(told)) {
      complain("its reader gave an answer that makes no sense: nothing is shown");
      exit = exit_incomplete;
      return false;
    }
    const bool hashed = (driver.hash_root || !target.path.empty()) && finder.has_bytes && !target.sha256.empty();
    const bool resized =
        target.path.empty() && target.size_bytes >= 0 && target.size_bytes != static_cast<std::int64_t>(status.st_size);
    if (finder.found_item && (resized || (hashed && finder.hash_now != target.sha256))) {
      complain(resized ? "the evidence has changed since it was scanned: it has another size"
                       : "the evidence has changed since it was scanned: these bytes have another SHA-256");
      changed = true;
      exit = exit_incomplete;
    }
  }
  if (!finder.found_item) {
    complain("the evidence no longer holds this item", "Was " + target.file_shown + " changed or replaced?");
    exit = exit_failed;
    return false;
  }
  return true;
}

int run_show(const Arguments& arguments) {
  const auto parsed = parse_place(arguments.positional[1]);
  if (!parsed) {
    complain(parsed.error().what, "Like dump.zip!/hr/staff.xlsx!/Payroll#R17C4, as 'constat findings' prints them");
    return exit_usage;
  }
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "show", exit);
  if (!opened) return exit;
  const Wanted wanted{parsed->locator, parsed->has_locator};
  Target target;
  if (!find_target(*opened, opened->shown_names().meant(parsed->item_place()), target)) {
    complain("the case holds no item " + printable(parsed->item_place()),
             "'constat items " + escape_name(opened->path()) + "' lists them all");
    return exit_failed;
  }

  print_line("Item", opened->shown(target.place));
  if (!target.original.empty()) print_line("Copy of", opened->shown(target.original));
  print_line("Status", target.status + (target.reason.empty() ? "" : ": " + target.reason));
  print_line("Type", target.media_type + (target.format.empty() ? "" : " (" + target.format + ")") +
                         (target.charset.empty() ? "" : ", " + target.charset));
  if (target.size_bytes >= 0) print_line("Size", std::to_string(target.size_bytes) + " bytes");
  print_line("SHA-256", target.sha256);
  print_line("Notes", target.notes);

  if (const auto found = find_names(opened->shown_names(), target); !found) {
    complain(found.error().what + ": it cannot be found in the evidence", opened->key_hint());
    return exit_failed;
  }
  Finder finder(target, wanted);
  bool changed = false;
  const bool of_name = wanted.has_locator && !wanted.locator.is_cell() && wanted.locator.part == name_part;
  if (of_name) {
    finder.take_name();
  } else if (!read_again(arguments, *opened, target, finder, exit, changed)) {
    return exit;
  }
  const bool locked = opened->sealer() == nullptr;
  const bool reveal = arguments.has("--reveal");
  const bool hide_all = locked || (changed && !reveal);
  const auto findings = findings_in(*opened, target, finder);
  if (!findings) {
    complain(findings.error().what);
    return exit_failed;
  }
  if (finder.found_row && (finder.shown_column == 0 || finder.shown_column > finder.rows.front().second.size())) {
    complain("there is no column " + std::to_string(finder.shown_column) + " in row " +
             std::to_string(finder.rows.front().first) + ": it has " +
             std::to_string(finder.rows.front().second.size()));
    return exit_failed;
  }
  std::fputc('\n', stdout);
  if (finder.found_row || (!wanted.has_locator && !finder.rows.empty())) {
    print_rows(finder, *findings, reveal, hide_all);
  } else if (finder.found_text) {
    print_text(finder, *findings, wanted, reveal, hide_all);
    if (finder.kind == PassageKind::raw_run && wanted.has_locator) {
      std::fputc('\n', stdout);
      if (reveal) {
        print_hex(finder);
      } else {
        std::puts("  (the bytes in hexadecimal: --reveal)");
      }
    }
  } else if (wanted.has_locator) {
    complain("nothing can be read at " + to_string(wanted.locator) + " of this item");
    return exit_failed;
  } else {
    std::puts("  (no text of its own)");
  }
  if (locked) {
    complain("the case's key was not found: everything around is hidden");
  } else if (hide_all) {
    complain("what stands there now was never looked through: all of it is hidden", "--reveal shows it; scan it anew");
  }

  bool heading = false;
  for (const Hidden& finding : *findings) {
    if (!wanted.has_locator || finding.part != wanted.locator.part) continue;
    const bool here = wanted.locator.is_cell()
                          ? finding.row == wanted.locator.row && finding.column == wanted.locator.column
                          : finding.row == 0 && finding.offset_bytes == wanted.locator.offset_bytes;
    if (!here) continue;
    if (!heading) std::puts("\nFindings here");
    heading = true;
    const std::string value = locked   ? "sealed"
                              : reveal ? finding.spelling
                                       : mask_value(finding.spelling, finding.mask);
    std::string line = "  " + finding.type + "  " + printable(value) + "  confidence 0." +
                       std::to_string(1000 + finding.confidence).substr(1) +
                       (finding.person != 0 ? "  person " + std::to_string(finding.person) : "") + "\n";
    if (finding.confidence >= 1000) line.replace(line.find("0.000"), 5, "1");
    std::fwrite(line.data(), 1, line.size(), stdout);
  }
  if (wanted.locator.is_cell() || finder.shown_column != 0) {
    Statement why(
        opened->database(),
        "SELECT header, type, confidence, why FROM column_type WHERE item = ? AND col = ? AND coalesce(part, '') = "
        "? LIMIT 1");
    why.bind(1, target.findings_of).bind(2, std::int64_t{finder.shown_column});
    why.bind(3, std::string_view(wanted.locator.part));
    if (why.step()) {
      std::fputc('\n', stdout);
      print_line("Column", std::string(why.text(0)) + ": " + (why.is_null(1) ? "not typed" : std::string(why.text(1))) +
                               (why.text(3).empty() ? "" : " (" + std::string(why.text(3)) + ")"));
    }
  }
  return exit;
}

constexpr Option show_options[] = {reveal_option, allow_weak_sandbox_option};

}  // namespace

const Command show_command = {
    .name = "show",
    .takes = "CASE PLACE",
    .does = "Reopen the evidence behind a finding, in context",
    .about =
        "Reads the evidence again where it lay when it was scanned, goes down to the item and shows what lies around "
        "the place: lines of a text, the row of a table with its header, bytes. Other values around are masked too, "
        "unless --reveal is given. Says whether the bytes are still those that were scanned; where they are not, all "
        "that "
        "is there now is hidden, for nobody looked through it.",
    .examples =
        "  constat show case.constat 'dump.zip!/hr/staff.xlsx!/Payroll#R17C4'\n"
        "  constat show case.constat 'leak/mails.mbox!/1042#body+311' --reveal\n",
    .options = show_options,
    .positional_min = 2,
    .positional_max = 2,
    .run = run_show,
};

}  // namespace constat
