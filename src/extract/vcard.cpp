#include "extract/vcard.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "extract/content_line.h"
#include "extract/extractors.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

constexpr std::size_t repeats_max = 6;  // Columns for a property that a card repeats; more are joined in the last.

struct CardProperty {
  std::string_view name;
  std::string_view column;
  bool repeats;
};
// The columns in their order. Names as a person would head them: they are what a column is typed by.
constexpr CardProperty properties[] = {
    {"FN", "full name", false},
    {"", "last name", false},
    {"", "first name", false},
    {"NICKNAME", "nickname", false},
    {"EMAIL", "email", true},
    {"TEL", "phone", true},
    {"ADR", "address", true},
    {"LABEL", "address label", false},
    {"BDAY", "date of birth", false},
    {"ORG", "organization", false},
    {"TITLE", "job title", false},
    {"ROLE", "role", false},
    {"GENDER", "gender", false},
    {"URL", "url", true},
    {"IMPP", "messenger", true},
    {"NOTE", "note", false},
    {"", "other", false},
};
constexpr std::size_t last_name = 1;
constexpr std::size_t first_name = 2;
constexpr std::size_t other = std::size(properties) - 1;

struct CardValue {
  std::size_t property = 0;
  std::string text;
  std::uint64_t offset = 0;
};
using Card = std::vector<CardValue>;

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (trim(part).empty()) continue;
    if (!text.empty()) text += separator;
    text += trim(part);
  }
  return text;
}

class CardReader {
 public:
  CardReader(std::string_view bytes, std::string_view charset, std::string_view part, Output& out)
      : lines_(bytes, charset), part_(part), out_(out) {}

  Result<void> read() {
    std::vector<Card> cards;
    Card card;
    std::size_t depth = 0;
    while (const auto line = lines_.next()) {
      if (line->name == "BEGIN") {
        ++depth;
        continue;
      }
      if (line->name == "END") {
        if (depth > 0 && --depth == 0) {
          cards.push_back(std::move(card));
          card.clear();
        }
        continue;
      }
      property(*line, card);
    }
    if (depth != 0 && !card.empty()) {
      cards.push_back(std::move(card));
      out_.gap(Status::partly_read, "it ends within a card");
    }
    if (cards.empty()) return fail(Fault::malformed, "there is no card in it");
    if (lines_.lines_skipped() != 0) {
      out_.gap(Status::partly_read,
               "lines that are no properties of a card: " + std::to_string(lines_.lines_skipped()));
    }
    give(cards);
    return {};
  }

 private:
  void property(const ContentLine& line, Card& card) {
    if (line.is_binary) return binary(line);
    if (line.name == "VERSION" || line.name == "PRODID" || trim(line.value).empty()) return;
    if (line.name == "N") {
      std::vector<std::string> parts = split_escaped(line.value, ';');
      parts.resize(std::max<std::size_t>(parts.size(), 3));
      add(card, last_name, joined({parts[0]}, " "), line.offset_bytes);
      const std::string first = joined({parts[1], parts[2]}, " ");
      // The given name stands after the family name and its semicolon.
      add(card, first_name, first, line.offset_bytes + (parts[0].empty() ? 1 : parts[0].size() + 1));
      return;
    }
    std::string text;
    if (line.name == "ADR") {
      // 6.3.1: post box; extended; street; city; region; code; country.
      text = joined(split_escaped(line.value, ';'), ", ");
    } else if (line.name == "ORG") {
      text = joined(split_escaped(line.value, ';'), ", ");
    } else if (line.name == "BDAY" || line.name == "ANNIVERSARY") {
      text = plain_date(line.value);
    } else {
      text = unescaped(line.value);
    }
    const std::string scheme = to_lower_ascii(std::string_view(text).substr(0, 7));
    if (scheme.starts_with("tel:")) text.erase(0, 4);
    if (scheme.starts_with("mailto:")) text.erase(0, 7);
    for (std::size_t index = 0; index < std::size(properties); ++index) {
      if (properties[index].name == line.name && !properties[index].name.empty()) {
        return add(card, index, std::string(trim(text)), line.offset_bytes);
      }
    }
    add(card, other, to_lower_ascii(to_valid_utf8(line.name)) + ": " + std::string(trim(text)), line.offset_bytes);
  }

  static void add(Card& card, std::size_t property_index, std::string text, std::uint64_t offset) {
    if (!text.empty()) card.push_back({property_index, std::move(text), offset});
  }

  void binary(const ContentLine& line) {
    Member member;
    member.index = members_++;
    const std::string name = to_lower_ascii(to_valid_utf8(line.name)) + "-" + std::to_string(members_);
    member.name = name;
    member.media_type = line.media_type;
    member.packed_bytes = line.value.size();
    const ByteView bytes = as_bytes(line.value);
    out_.member(member, [bytes]() -> Result<std::unique_ptr<Source>> {
      return std::unique_ptr<Source>(std::make_unique<MemorySource>(bytes));
    });
  }

  void give(const std::vector<Card>& cards) {
    // How many columns each property needs: as many as the card that repeats it most.
    std::array<std::size_t, std::size(properties)> widths = {};
    for (const Card& card : cards) {
      std::array<std::size_t, std::size(properties)> counts = {};
      for (const CardValue& value : card) {
        std::size_t& count = counts[value.property];
        count = std::min(count + 1, properties[value.property].repeats ? repeats_max : 1);
        widths[value.property] = std::max(widths[value.property], count);
      }
    }
    std::vector<std::string> names;
    std::array<std::size_t, std::size(properties)> first = {};
    for (std::size_t index = 0; index < std::size(properties); ++index) {
      first[index] = names.size();
      for (std::size_t number = 1; number <= widths[index]; ++number) {
        names.emplace_back(properties[index].column);
        if (number > 1) names.back() += ' ' + std::to_string(number);
      }
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    TableInfo info;
    info.part = part_;
    info.columns = views;
    info.places_by_offset = true;
    out_.table_begin(info);
    std::uint64_t row = 0;
    std::vector<std::string> texts;
    std::vector<Cell> cells;
    for (const Card& card : cards) {
      texts.assign(names.size(), "");
      cells.assign(names.size(), Cell{});
      for (const CardValue& value : card) {
        std::size_t at = first[value.property];
        const std::size_t last = at + widths[value.property] - 1;
        while (at < last && !texts[at].empty()) ++at;
        if (texts[at].empty()) {
          cells[at].offset_bytes = value.offset;
          texts[at] = value.text;
        } else {
          texts[at] += "; " + value.text;
        }
      }
      for (std::size_t at = 0; at < cells.size(); ++at) {
        cells[at].text = texts[at];
        if (!texts[at].empty()) continue;
        cells[at].kind = CellKind::empty;
        cells[at].offset_bytes = card.empty() ? 0 : card.front().offset;
      }
      out_.table_row(++row, cells, true);
    }
    out_.table_end();
  }

  ContentLines lines_;
  std::string_view part_;
  Output& out_;
  std::uint64_t members_ = 0;
};

}  // namespace

int probe_vcard(const Head& head) {
  std::string_view text = trim(head.text);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string first = to_lower_ascii(text.substr(0, 11));
  return first == "begin:vcard" ? 95 : 0;
}

Result<void> extract_vcard(Source& source, const ExtractContext& context, Output& out) {
  Buffer storage;
  TRY_ASSIGN(const ByteView bytes, read_whole(source, context.limits.document_bytes_max, storage));
  if (context.charset.starts_with("UTF-16") || context.charset.starts_with("UTF-32")) {
    TRY_ASSIGN(const std::string text, decode_to_utf8(bytes, context.charset));
    return CardReader(text, "UTF-8", "body", out).read();
  }
  return CardReader(as_text(bytes), context.charset == "UTF-8" ? std::string_view() : context.charset, "", out).read();
}

}  // namespace constat
