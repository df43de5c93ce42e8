#include "extract/access_file.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace constat {

namespace {

constexpr std::size_t jet3_page_bytes = 2048;
constexpr std::size_t jet4_page_bytes = 4096;
// Access itself stops at 2 GB: a million of the smaller pages.
constexpr std::uint32_t jet_pages_max = 1U << 21;
constexpr std::size_t cache_slots = 64;
// A definition of 255 columns with the longest names and all indexes takes some 40 pages.
constexpr std::size_t definition_pages_max = 256;
constexpr std::size_t jet_columns_max = 255;  // Jet's own bound.
constexpr std::size_t pieces_free_bytes = 1U << 20;

constexpr std::uint8_t page_of_rows = 1;
constexpr std::uint8_t page_of_definition = 2;
constexpr std::uint8_t page_of_map = 5;
constexpr std::uint8_t page_kind_max = 8;
constexpr std::uint32_t owner_long_values = 0x4C41564C;  // "LVAL"

void rc4(std::span<const std::byte> key, std::span<std::byte> bytes) {
  std::array<std::uint8_t, 256> state;
  for (std::size_t index = 0; index < 256; ++index) state[index] = static_cast<std::uint8_t>(index);
  std::uint8_t other = 0;
  for (std::size_t index = 0; index < 256; ++index) {
    other = static_cast<std::uint8_t>(other + state[index] + std::to_integer<std::uint8_t>(key[index % key.size()]));
    std::swap(state[index], state[other]);
  }
  std::uint8_t one = 0;
  other = 0;
  for (std::byte& byte : bytes) {
    one = static_cast<std::uint8_t>(one + 1);
    other = static_cast<std::uint8_t>(other + state[one]);
    std::swap(state[one], state[other]);
    byte ^= std::byte{state[static_cast<std::uint8_t>(state[one] + state[other])]};
  }
}

void rc4(std::uint32_t key, std::span<std::byte> bytes) {
  std::array<std::byte, 4> little;
  std::memcpy(little.data(), &key, 4);
  rc4(little, bytes);
}

}  // namespace

Result<std::size_t> AccessPages::read_at(std::uint64_t offset, std::span<std::byte> out) {
  if (key_ == 0) return source_.read_at(offset, out);
  // A page is decoded from its beginning; the first one is not coded.
  Buffer page(page_bytes_);
  std::size_t done = 0;
  while (done < out.size()) {
    const std::uint64_t at = offset + done;
    const std::uint64_t number = at / page_bytes_;
    TRY_ASSIGN(const std::size_t got, source_.read_at(number * page_bytes_, page));
    const auto into = static_cast<std::size_t>(at % page_bytes_);
    if (got <= into) break;
    if (number != 0) rc4(key_ ^ static_cast<std::uint32_t>(number), std::span(page).first(got));
    const std::size_t count = std::min(got - into, out.size() - done);
    std::memcpy(out.data() + done, page.data() + into, count);
    done += count;
    if (got < page.size()) break;
  }
  return done;
}

AccessFile::AccessFile(Source& source, std::size_t page_bytes, std::uint32_t key)
    : pages_(source, page_bytes, key), page_bytes_(page_bytes), key_(key), cache_(cache_slots) {}

Result<std::unique_ptr<AccessFile>> AccessFile::open(Source& source) {
  constexpr std::size_t header_begin = 0x18;
  TRY_ASSIGN(Buffer header, read_head(source, 256));
  if (header.size() < header_begin + 128) return fail(Fault::truncated, "the database ends within its header");
  const unsigned version = std::to_integer<unsigned>(header[0x14]);
  const bool is_jet3 = version == 0;
  // The header is coded with a key that is the same in every file.
  rc4(0x6B39DAC7, std::span(header).subspan(header_begin, is_jet3 ? 126 : 128));
  const std::uint32_t key = u32(header, 0x3E);
  if (key != 0 && version >= 2) return fail(Fault::encrypted, "encrypted: it needs a password");
  const std::size_t page_bytes = is_jet3 ? jet3_page_bytes : jet4_page_bytes;
  auto file = std::unique_ptr<AccessFile>(new AccessFile(source, page_bytes, key));
  file->is_jet3_ = is_jet3;
  file->code_page_ = u16(header, 0x3C);
  // Jet 4 masks the password with the day on which the file was made.
  std::uint32_t mask = 0;
  if (!is_jet3) {
    double made = 0;
    std::memcpy(&made, header.data() + 0x72, 8);
    if (std::fabs(made) < 1e9) mask = static_cast<std::uint32_t>(static_cast<std::int32_t>(made));
  }
  for (std::size_t at = 0; at < (is_jet3 ? 20U : 40U); at += 4) {
    if (u32(header, 0x42 + at) != mask) file->has_password_ = true;
  }
  const std::uint64_t pages = source.size_bytes() / page_bytes;
  file->has_more_pages_ = pages > jet_pages_max;
  file->page_count_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(pages, jet_pages_max));
  file->long_bytes_left_ = source.size_bytes() + pieces_free_bytes;
  file->look_at_pages();
  return file;
}

void AccessFile::look_at_pages() {
  kinds_.assign(page_count_, 0xFF);
  owners_.assign(page_count_, 0);
  taken_.assign(page_count_, false);
  Buffer chunk;
  const auto pages_a_chunk = static_cast<std::uint32_t>((1U << 20) / page_bytes_);
  for (std::uint32_t first = 0; first < page_count_; first += pages_a_chunk) {
    const std::uint32_t count = std::min(pages_a_chunk, page_count_ - first);
    ByteView bytes;
    if (const auto view = pages_.view()) {
      bytes = view->subspan(first * std::uint64_t{page_bytes_}, count * page_bytes_);
    } else {
      chunk.resize(count * page_bytes_);
      const auto got = pages_.read_at(first * std::uint64_t{page_bytes_}, chunk);
      bytes = ByteView(chunk).first(got ? *got : 0);
    }
    for (std::uint32_t index = 0; index < count && (index + 1) * page_bytes_ <= bytes.size(); ++index) {
      const ByteView page = bytes.subspan(index * page_bytes_, page_bytes_);
      kinds_[first + index] = std::to_integer<std::uint8_t>(page[0]);
      if (kinds_[first + index] != page_of_rows) continue;
      owners_[first + index] = u32(page, 4);
      by_owner_.push_back(first + index);
    }
  }
  std::stable_sort(by_owner_.begin(), by_owner_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return owners_[a] < owners_[b]; });
}

ByteView AccessFile::page(std::uint32_t number) {
  if (number >= page_count_) return {};
  const std::uint64_t offset = number * std::uint64_t{page_bytes_};
  if (const auto view = pages_.view()) return view->subspan(static_cast<std::size_t>(offset), page_bytes_);
  Slot& slot = cache_[number % cache_slots];
  if (slot.number != number || slot.bytes.size() != page_bytes_) {
    slot.number = number;
    slot.bytes.resize(page_bytes_);
    const auto got = pages_.read_at(offset, slot.bytes);
    if (!got || *got != page_bytes_) slot.bytes.clear();
  }
  return slot.bytes;
}

std::vector<std::uint32_t> AccessFile::definition_pages() const {
  std::vector<std::uint32_t> pages;
  for (std::uint32_t number = 0; number < page_count_; ++number) {
    if (kinds_[number] == page_of_definition) pages.push_back(number);
  }
  return pages;
}

AccessFile::PageUse AccessFile::use_of(std::uint32_t page, std::uint32_t& definition) const {
  if (page >= page_count_) return PageUse::other;
  if (kinds_[page] != page_of_rows) {
    return kinds_[page] == 0xFF || (kinds_[page] == 0 && page != 0) ? PageUse::empty : PageUse::other;
  }
  definition = owners_[page];
  return definition == owner_long_values ? PageUse::long_values : PageUse::rows;
}

Result<AccessFile::Table> AccessFile::table(std::uint32_t first) {
  if (first == 0) return fail(Fault::malformed, "its definition is damaged");  // The page of the header.
  Table table;
  table.page = first;
  std::uint32_t next = first;
  for (std::size_t count = 0; next != 0; ++count) {
    const ByteView bytes = page(next);
    const char* wrong = nullptr;
    if (bytes.empty()) {
      wrong = "the pages of its definition are missing";
    } else if (bytes[0] != std::byte{page_of_definition} || taken_[next] || count == definition_pages_max) {
      wrong = "its definition is damaged";
    }
    if (wrong != nullptr) {
      if (count == 0) return fail(bytes.empty() ? Fault::truncated : Fault::malformed, wrong);
      table.damage = wrong;
      break;
    }
    taken_[next] = true;
    next = u32(bytes, 4);
    const ByteView part = count == 0 ? bytes : bytes.subspan(8);
    table.bytes.insert(table.bytes.end(), part.begin(), part.end());
  }
  const ByteView bytes(table.bytes);
  table.rows_told = u32(bytes, is_jet3_ ? 12 : 16);
  table.is_system = bytes[is_jet3_ ? 20 : 40] == std::byte{0x53};
  if (!table.is_system && bytes[is_jet3_ ? 20 : 40] != std::byte{0x4E}) {
    return fail(Fault::malformed, "its definition is damaged");
  }
  table.variable_count = u16(bytes, is_jet3_ ? 23 : 43);
  std::size_t count = u16(bytes, is_jet3_ ? 25 : 45);
  const std::uint64_t indexes = u32(bytes, is_jet3_ ? 31 : 51);
  table.map_row = u32(bytes, is_jet3_ ? 35 : 55);
  const std::size_t entry_bytes = is_jet3_ ? 18 : 25;
  const std::uint64_t entries = (is_jet3_ ? 43 : 63) + indexes * (is_jet3_ ? 8 : 12);
  if (count > jet_columns_max) {
    count = jet_columns_max;
    table.damage = "more columns than Access allows";
  }
  if (entries + count * entry_bytes > bytes.size()) return fail(Fault::malformed, "its definition is damaged");
  std::uint64_t name = entries + u16(bytes, is_jet3_ ? 25 : 45) * std::uint64_t{entry_bytes};
  const std::size_t length_bytes = is_jet3_ ? 1 : 2;
  for (std::size_t index = 0; index < count; ++index) {
    const ByteView entry = bytes.subspan(static_cast<std::size_t>(entries) + index * entry_bytes, entry_bytes);
    Column column;
    column.type = static_cast<AccessType>(std::to_integer<std::uint8_t>(entry[0]));
    column.number = u16(entry, is_jet3_ ? 1 : 5);
    column.variable_index = u16(entry, is_jet3_ ? 3 : 7);
    column.is_fixed = (entry[is_jet3_ ? 13 : 15] & std::byte{1}) != std::byte{0};
    column.fixed_offset = u16(entry, is_jet3_ ? 14 : 21);
    column.size = u16(entry, is_jet3_ ? 16 : 23);
    if (is_jet3_) {
      column.code_page = u16(entry, 11);
    } else {
      column.scale = std::to_integer<std::uint8_t>(entry[12]);
    }
    if (name + length_bytes <= bytes.size()) {
      const auto at = static_cast<std::size_t>(name);
      const std::size_t size = is_jet3_ ? std::to_integer<std::size_t>(bytes[at]) : u16(bytes, at);
      if (at + length_bytes + size <= bytes.size()) column.name = bytes.subspan(at + length_bytes, size);
      name += length_bytes + size;
    }
    if (column.name.empty() && table.damage.empty()) table.damage = "names of its columns are missing";
    table.columns.push_back(column);
  }
  std::stable_sort(table.columns.begin(), table.columns.end(),
                   [](const Column& a, const Column& b) { return a.number < b.number; });
  return table;
}

ByteView AccessFile::row_at(std::uint32_t pointer, std::string& damage) {
  const ByteView bytes = page(pointer >> 8);
  const std::size_t row = pointer & 0xFF;
  if (bytes.empty()) {
    damage = "pages of it are missing";
    return {};
  }
  damage = "pointers in it lead nowhere";
  const std::size_t counts = is_jet3_ ? 8 : 12;
  if (bytes[0] != std::byte{page_of_rows} || row >= u16(bytes, counts)) return {};
  const std::size_t at = counts + 2 + row * 2;
  if (at + 2 > bytes.size()) return {};
  const std::size_t begin = u16(bytes, at) & 0x1FFFU;
  const std::size_t end = row == 0 ? bytes.size() : u16(bytes, at - 2) & 0x1FFFU;
  if (begin >= end || end > bytes.size() || begin < at + 2) return {};
  damage.clear();
  return bytes.subspan(begin, end - begin);
}

void AccessFile::take_map_bits(const Table& table, ByteView bits, std::uint64_t first, Pages& pages,
                               std::uint64_t& missing) {
  for (std::size_t at = 0; at < bits.size(); ++at) {
    auto byte = std::to_integer<unsigned>(bits[at]);
    while (byte != 0) {
      const std::uint64_t number = first + at * 8 + static_cast<unsigned>(std::countr_zero(byte));
      byte &= byte - 1;
      if (number >= page_count_ || kinds_[static_cast<std::size_t>(number)] > page_kind_max) {
        ++missing;
      } else if (kinds_[static_cast<std::size_t>(number)] != page_of_rows ||
                 owners_[static_cast<std::size_t>(number)] != table.page) {
        ++pages.others;
      } else {
        pages.numbers.push_back(static_cast<std::uint32_t>(number));
      }
    }
  }
}

AccessFile::Pages AccessFile::pages_of(const Table& table) {
  Pages pages;
  std::uint64_t missing = 0;
  std::string damage;
  const ByteView found = row_at(table.map_row, damage);
  const Buffer map(found.begin(), found.end());
  if (!map.empty() && map[0] == std::byte{0} && map.size() >= 5) {
    take_map_bits(table, ByteView(map).subspan(5), u32(map, 1), pages, missing);
  } else if (!map.empty() && map[0] == std::byte{1}) {
    const std::uint64_t span = (page_bytes_ - 4) * 8;
    for (std::size_t at = 1; at + 4 <= map.size(); at += 4) {
      const std::uint32_t number = u32(map, at);
      if (number == 0) continue;
      const ByteView part = page(number);
      if (part.empty() || part[0] != std::byte{page_of_map} || taken_[number]) {
        damage = "the map of its pages is damaged";
        continue;
      }
      taken_[number] = true;
      take_map_bits(table, part.subspan(4), (at - 1) / 4 * span, pages, missing);
    }
  } else {
    damage = "the map of its pages is damaged";
  }
  if (!damage.empty()) {
    // Every page of rows tells its table: what the map does not tell.
    pages.numbers.clear();
    const auto begin = std::partition_point(by_owner_.begin(), by_owner_.end(),
                                            [&](std::uint32_t page) { return owners_[page] < table.page; });
    for (auto at = begin; at != by_owner_.end() && owners_[*at] == table.page; ++at) pages.numbers.push_back(*at);
    pages.damage = "the map of its pages is damaged: rows that were deleted may be among these";
  }
  std::sort(pages.numbers.begin(), pages.numbers.end());
  pages.numbers.erase(std::unique(pages.numbers.begin(), pages.numbers.end()), pages.numbers.end());
  if (missing != 0) {
    pages.damage =
        missing == 1 ? "a page of its rows is missing" : std::to_string(missing) + " pages of its rows are missing";
  }
  return pages;
}

AccessFile::RowList AccessFile::rows_of(ByteView page) const {
  RowList list;
  const std::size_t counts = is_jet3_ ? 8 : 12;
  std::size_t count = u16(page, counts);
  const std::size_t room = (page.size() - counts - 2) / 2;
  if (count > room) {
    list.damaged = count - room;
    count = room;
  }
  list.free_begin = counts + 2 + count * 2;
  std::size_t end = page.size();
  for (std::size_t index = 0; index < count; ++index) {
    const std::uint16_t told = u16(page, counts + 2 + index * 2);
    const std::size_t begin = told & 0x1FFFU;
    Row row;
    row.begin = begin;
    row.end = end;
    row.is_pointer = (told & 0xC000U) == 0x4000U;
    row.is_deleted = (told & 0xC000U) == 0xC000U;
    if (begin > end || begin < list.free_begin) {
      ++list.damaged;
      continue;
    }
    end = begin;
    if (row.begin == row.end) {
      if (!row.is_deleted) ++list.damaged;
      continue;
    }
    list.rows.push_back(row);
  }
  list.free_end = end;
  return list;
}

bool AccessFile::split(const Table& table, ByteView row, std::vector<Value>& values) const {
  values.assign(table.columns.size(), Value());
  const std::size_t count_bytes = is_jet3_ ? 1 : 2;
  if (row.size() < count_bytes) return false;
  const auto number = [&](std::size_t at) {
    return is_jet3_ ? std::to_integer<std::size_t>(row[at]) : std::size_t{u16(row, at)};
  };
  const std::size_t columns = number(0);
  const std::size_t mask_bytes = (columns + 7) / 8;
  if (columns == 0 || count_bytes + mask_bytes > row.size()) return false;
  const std::size_t mask = row.size() - mask_bytes;
  const bool has_variable = table.variable_count != 0;
  // From the mask backwards: how many values have no fixed place; in Jet 3 the jumps; where each begins; where the last
  // one ends.
  std::size_t variable = 0;
  std::size_t jumps = 0;
  std::size_t table_at = mask;
  if (has_variable) {
    if (mask < count_bytes * 2) return false;
    variable = number(mask - count_bytes);
    // In Jet 3 an offset is a byte: the jumps tell from which value on 256 more are meant.
    jumps = is_jet3_ ? (row.size() - 1) / 256 : 0;
    const std::size_t taken = count_bytes + jumps + (variable + 1) * count_bytes;
    if (count_bytes + taken > mask) return false;
    table_at = mask - count_bytes - jumps;
  }
  const std::size_t data_end = has_variable ? table_at - (variable + 1) * count_bytes : mask;
  const auto offset_of = [&](std::size_t index) {
    std::size_t offset = number(table_at - (index + 1) * count_bytes);
    for (std::size_t jump = 0; jump < jumps; ++jump) {
      const auto from = std::to_integer<std::size_t>(row[mask - 2 - jump]);
      if (from != 0xFF && from <= index) offset += 256;
    }
    return offset;
  };
  bool holds = true;
  for (std::size_t index = 0; index < values.size(); ++index) {
    const Column& column = table.columns[index];
    if (column.number >= columns) continue;
    const unsigned bit = std::to_integer<unsigned>(row[mask + column.number / 8]) >> (column.number % 8) & 1U;
    Value& value = values[index];
    if (bit == 0) continue;
    if (column.type == AccessType::boolean) {
      value.is_null = false;
      continue;
    }
    std::size_t begin = 0;
    std::size_t end = 0;
    if (column.is_fixed) {
      begin = count_bytes + column.fixed_offset;
      std::size_t size = column.size;
      switch (column.type) {
        case AccessType::byte: size = 1; break;
        case AccessType::integer: size = 2; break;
        case AccessType::long_integer:
        case AccessType::complex:
        case AccessType::float_number: size = 4; break;
        case AccessType::money:
        case AccessType::double_number:
        case AccessType::date_time:
        case AccessType::big_integer: size = 8; break;
        case AccessType::guid: size = 16; break;
        case AccessType::numeric: size = 17; break;
        default: break;
      }
      end = begin + size;
    } else {
      if (column.variable_index >= variable) continue;
      begin = offset_of(column.variable_index);
      end = offset_of(column.variable_index + std::size_t{1});
    }
    if (begin > end || end > data_end || begin < count_bytes) {
      holds = false;
      continue;
    }
    value.is_null = false;
    value.bytes = row.subspan(begin, end - begin);
  }
  return holds;
}

std::uint64_t AccessFile::long_value_bytes(ByteView value) {
  return value.size() < 12 ? 0 : u32(value, 0) & 0x3FFFFFFFU;
}

Result<void> AccessFile::long_value(ByteView value, std::uint64_t bytes_max,
                                    const std::function<Result<void>(ByteView)>& sink) {
  if (value.size() < 12) return fail(Fault::malformed, "a long value is damaged");
  const std::uint32_t told = u32(value, 0);
  std::uint64_t left = std::min<std::uint64_t>(told & 0x3FFFFFFFU, bytes_max);
  if ((told & 0x80000000U) != 0) {
    const ByteView bytes = value.subspan(12);
    TRY(sink(bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(left, bytes.size())))));
    return left > bytes.size() ? Result<void>(fail(Fault::malformed, "a long value breaks off")) : Result<void>();
  }
  const bool is_one = (told & 0x40000000U) != 0;
  std::uint32_t next = u32(value, 4);
  while (left != 0) {
    std::string damage;
    ByteView row = next == 0 ? ByteView() : row_at(next, damage);
    if (row.empty() || (!is_one && row.size() <= 4)) {
      return fail(Fault::malformed, damage.empty() ? "a long value breaks off" : "a long value: " + damage);
    }
    // Each piece has one owner. Where many values lead to the same ones, or a chain goes round, this ends it.
    const std::uint64_t cost = row.size() + 2;
    if (cost > long_bytes_left_) {
      return fail(Fault::over_limit, "its long values are longer than the file: they share their pages");
    }
    long_bytes_left_ -= cost;
    if (!is_one) {
      next = u32(row, 0);
      row = row.subspan(4);
    }
    const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(left, row.size()));
    left -= count;
    TRY(sink(row.first(count)));
    if (is_one && left != 0) return fail(Fault::malformed, "a long value breaks off");
  }
  return {};
}

}  // namespace constat
