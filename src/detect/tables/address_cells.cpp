// Cells of addresses: each is told as the whole that its row's columns make.
#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "detect/country_names.h"
#include "detect/lexicon.h"
#include "detect/tables/cell.h"
#include "detect/tables/cell_teller.h"

namespace constat::tables {
namespace {

// What canonical_address() makes of an ASCII byte: 0 nothing, else the letter, the digit or a blank.
constexpr std::array<char, 128> address_bytes = [] {
  std::array<char, 128> table = {};
  for (unsigned byte = 0; byte < 128; ++byte) {
    const char c = static_cast<char>(byte);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    table[byte] = letter ? static_cast<char>(c | 0x20) : digit ? c : c == '.' || c == '\'' ? '\0' : ' ';
  }
  return table;
}();

// As canonical_address(), into a string that is kept. Its signs are folded one by one, so what is ASCII is done here
// and only runs of other letters are asked for.
void write_canonical_address(std::string_view address, std::string& canonical) {
  canonical.resize(address.size());
  std::size_t size = 0;
  for (std::size_t at = 0; at < address.size();) {
    const auto byte = static_cast<unsigned char>(address[at]);
    if (byte < 0x80) [[likely]] {
      const char c = address_bytes[byte];
      canonical[size] = c;
      size += c == '\0' || (c == ' ' && (size == 0 || canonical[size - 1] == ' ')) ? 0 : 1;
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    while (end < address.size() && static_cast<unsigned char>(address[end]) >= 0x80) ++end;
    const std::string folded = canonical_address(address.substr(at, end - at));
    // It may have grown: an "ß" is two letters.
    if (size + folded.size() + (address.size() - end) > canonical.size())
      canonical.resize(size + folded.size() + (address.size() - end));
    canonical.replace(size, folded.size(), folded);
    size += folded.size();
    at = end;
  }
  while (size > 0 && canonical[size - 1] == ' ') --size;
  canonical.resize(size);
}

}  // namespace

void CellTeller::tell_street(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                             std::string_view value, std::span<const Cell> cells) {
  const CellShape shape = shape_of(value);
  if (shape.at_sign || shape.letters == 0) {
    read_text(row, index, cell, column.header);
    return;
  }
  join_address(value, column.parts, cells, address_);
  write_canonical_address(address_, canonical_);
  name_country(column.parts, cells);
  const bool bare = shape.digits == 0 && decided_.address_parts.empty();
  emit_joined(column, row, index, cell, value, bare ? std::min(0.6F, column.confidence) : column.confidence);
}

void CellTeller::tell_residence(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                                std::span<const Cell> cells) {
  const std::string_view value = trim(cell.text);
  if (is_blank_value(value) || value.size() > 60) return;
  std::array<std::size_t, 6> parts;
  parts.fill(decided_.columns.size());
  for (const std::size_t part : decided_.address_parts) {
    std::size_t& slot = parts[static_cast<std::size_t>(decided_.columns[part].part)];
    if (slot == decided_.columns.size()) slot = part;
  }
  join_address({}, parts, cells, address_);
  // A state that stands alone needs its country to be understood.
  write_canonical_address(address_, canonical_);
  name_country(parts, cells);
  emit_joined(column, row, index, cell, value, column.confidence);
}

void CellTeller::tell_shared(std::uint64_t row, std::span<const Cell> cells) {
  for (joint_ = other_joint; joint_ <= joint_last_; joint_ = static_cast<std::uint8_t>(joint_ + 2)) {
    bool street = false;
    for (const std::size_t index : decided_.streets) {
      if (index >= cells.size() || decided_.columns[index].other != 0) continue;
      const std::string_view value = trimmed(cells[index].text);
      const CellShape shape = shape_of(value);
      if (is_blank_value(value) || shape.at_sign || shape.letters == 0) continue;
      if (decided_.columns[index].spread != SIZE_MAX) {
        tell_spread(decided_.columns[index], row, cells);
      } else {
        tell_street(decided_.columns[index], row, index, cells[index], value, cells);
      }
      street = true;
    }
    const std::size_t place = decided_.residence < cells.size() ? decided_.residence
                              : street                          ? SIZE_MAX
                                                                : decided_.left_over;
    if (place < std::min(cells.size(), decided_.columns.size()) && decided_.columns[place].kind == Kind::address_part) {
      tell_residence(place == decided_.residence ? decided_.columns[place] : decided_.left_over_column, row, place,
                     cells[place], cells);
    }
  }
  joint_ = 0;
}

void CellTeller::join_address(std::string_view street, const std::array<std::size_t, 6>& parts,
                              std::span<const Cell> cells, std::string& out) const {
  const auto text_of_part = [&](Part part) -> std::string_view {
    const std::size_t index = parts[static_cast<std::size_t>(part)];
    if (index >= cells.size()) return {};
    const std::string_view text = trimmed(cells[index].text);
    return is_blank_value(text) || text.size() > typed_cell_bytes_max ? std::string_view() : text;
  };
  out.assign(street);
  const auto put = [&out](std::string_view text, std::string_view between) {
    if (text.empty()) return;
    if (!out.empty()) out += between;
    out += text;
  };
  put(text_of_part(Part::street2), ", ");
  const std::string_view city = text_of_part(Part::city);
  const std::string_view state = text_of_part(Part::state);
  const std::string_view postcode = text_of_part(Part::postcode);
  const bool short_zip = decided_.us_states && (postcode.size() == 3 || postcode.size() == 4) &&
                         std::all_of(postcode.begin(), postcode.end(), is_digit);
  const std::string zip = short_zip ? std::string(5 - postcode.size(), '0') + std::string(postcode) : std::string();
  const std::string_view code = short_zip ? std::string_view(zip) : postcode;
  if (!state.empty()) {
    put(city, ", ");
    put(state, ", ");
    put(code, " ");
  } else {
    put(code, ", ");
    put(city, code.empty() ? ", " : " ");
  }
  put(text_of_part(Part::country), ", ");
}

void CellTeller::name_country(const std::array<std::size_t, 6>& parts, std::span<const Cell> cells) {
  const auto cell_of = [&](Part part) {
    const std::size_t index = parts[static_cast<std::size_t>(part)];
    const std::string_view text = index < cells.size() ? trimmed(cells[index].text) : std::string_view();
    return is_blank_value(text) ? std::string_view() : text;
  };
  const std::string_view country = cell_of(Part::country);
  if (country.size() == 2) {
    const std::string_view name = name_of_country(country);
    const bool last = canonical_.size() == 2 || (canonical_.size() > 3 && canonical_[canonical_.size() - 3] == ' ');
    if (!name.empty() && last) canonical_.replace(canonical_.size() - 2, 2, name);
  } else if (country.empty() && decided_.us_states && cell_of(Part::postcode).empty() &&
             is_us_state(cell_of(Part::state))) {
    canonical_ += " usa";
  }
}

void CellTeller::emit_joined(const Column& column, std::uint64_t row, std::size_t index, const Cell& cell,
                             std::string_view value, float confidence) {
  TableFinding finding;
  finding.type = column.type;
  finding.rule = column.rule;
  finding.confidence = confidence == column.confidence ? column.worth : worth(column.type, confidence);
  finding.begin = static_cast<std::size_t>(value.data() - cell.text.data());
  finding.end = finding.begin + (first_part_bytes_ == 0 ? value.size() : first_part_bytes_);
  finding.value = address_;
  finding.canonical = canonical_;
  finding.mention = decided_.beside.form ? 1 : 0;
  finding.other = joint_ != 0 ? joint_ : column.other;
  finding.row = row;
  finding.column = static_cast<std::uint32_t>(index + 1);
  finding.cell_offset_bytes = cell.offset_bytes;
  tell(finding);
}

}  // namespace constat::tables
