#include "evidence/volume_names.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/text.h"

namespace constat {

namespace {
// What names say by their end; a set's parts share kind and stem.
enum class Numbering : std::uint8_t { digits, letters, rar_part, rar_old, zip };

struct Parsed {
  Numbering numbering = Numbering::digits;
  std::string_view stem;    // Up to the number, with what stands between.
  std::string_view suffix;  // The number as it stands there; of RAR and ZIP what the value says.
  std::uint64_t value = 0;
  bool begins = false;  // It may be the first of a set, or shows by its name alone that it is a part of one.
};

constexpr std::size_t digits_max = 5;
constexpr std::size_t letters_max = 6;
constexpr std::uint64_t zip_last = UINT64_MAX;  // The one with the directory, whatever its number is.

constexpr std::string_view archive_extensions[] = {".7z",  ".zip",  ".rar",  ".tar", ".tgz",  ".gz",  ".bz2",
                                                   ".tbz", ".tbz2", ".xz",   ".txz", ".zst",  ".lz4", ".lz",
                                                   ".cab", ".iso",  ".tzst", ".lzh", ".cpio", ".zipx"};

bool ends_as_archive(std::string_view lower) {
  return std::ranges::any_of(archive_extensions, [&](std::string_view extension) {
    return lower.size() > extension.size() && lower.ends_with(extension);
  });
}

std::string_view without_separators(std::string_view stem) {
  while (!stem.empty() && (stem.back() == '.' || stem.back() == '-' || stem.back() == '_')) stem.remove_suffix(1);
  return stem;
}

// "x.7z." -> "x.7z", "x.tar.gz.part-" -> "x.tar.gz".
std::string_view whole_of(std::string_view stem) {
  std::string_view whole = without_separators(stem);
  if (whole.size() > 5 && equals_ignoring_case(whole.substr(whole.size() - 4), "part")) {
    const std::string_view before = whole.substr(0, whole.size() - 4);
    if (without_separators(before).size() != before.size()) whole = without_separators(before);
  }
  return whole;
}

std::optional<std::uint64_t> number_of(std::string_view digits) {
  if (digits.empty() || digits.size() > digits_max || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

std::optional<Parsed> parse(std::string_view name) {
  Parsed parsed;
  const std::size_t dot = name.rfind('.');
  const std::string_view extension = dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
  const std::string lower = to_lower_ascii(extension);
  if (dot != std::string_view::npos && dot > 0 && lower == "rar") {
    const std::string_view before = name.substr(0, dot);
    const std::size_t part = before.rfind('.');
    if (part != std::string_view::npos && part > 0 && before.size() - part > 5 &&
        equals_ignoring_case(before.substr(part, 5), ".part")) {
      if (const auto number = number_of(before.substr(part + 5)); number && *number > 0) {
        return Parsed{Numbering::rar_part, name.substr(0, part), before.substr(part + 5), *number, true};
      }
    }
    return Parsed{Numbering::rar_old, before, extension, 1, false};
  }
  if (dot != std::string_view::npos && dot > 0 && lower == "zip") {
    return Parsed{Numbering::zip, name.substr(0, dot), extension, zip_last, false};
  }
  if (dot != std::string_view::npos && dot > 0 && lower.size() >= 3 && lower[0] >= 'r' && lower[0] <= 'z') {
    if (const auto number = number_of(std::string_view(lower).substr(1))) {
      if (lower[0] == 'z' && *number > 0) {
        return Parsed{Numbering::zip, name.substr(0, dot), extension, *number, true};
      }
      if (lower[0] != 'z' && lower.size() == 3) {
        const auto hundreds = static_cast<std::uint64_t>(lower[0] - 'r');
        return Parsed{Numbering::rar_old, name.substr(0, dot), extension, 2 + hundreds * 100 + *number, true};
      }
    }
  }
  // A run of digits, or of small letters, at the end.
  std::size_t begin = name.size();
  while (begin > 0 && is_digit(name[begin - 1])) --begin;
  parsed.numbering = Numbering::digits;
  if (begin == name.size()) {
    while (begin > 0 && name[begin - 1] >= 'a' && name[begin - 1] <= 'z') --begin;
    parsed.numbering = Numbering::letters;
    // "x.tar.gzaa", "x.partaa": the name goes on in letters right before them.
    for (const std::size_t width : {2U, 3U, 4U}) {
      if (name.size() - begin <= width) break;
      const std::string before = to_lower_ascii(name.substr(0, name.size() - width));
      if (ends_as_archive(before) || before.ends_with("part")) {
        begin = name.size() - width;
        break;
      }
    }
  }
  parsed.stem = name.substr(0, begin);
  parsed.suffix = name.substr(begin);
  if (parsed.stem.empty() || parsed.suffix.empty()) return std::nullopt;
  const bool digits = parsed.numbering == Numbering::digits;
  const std::string stem = to_lower_ascii(parsed.stem);
  const bool part = stem.size() > 4 && stem.ends_with("part");
  const char last = stem.back();
  const bool apart = last == '.' || last == '-' || last == '_' || part || ends_as_archive(stem);
  if (!apart || whole_of(parsed.stem).empty()) return std::nullopt;
  if (parsed.suffix.size() < (digits && part ? 1U : 2U)) return std::nullopt;
  if (parsed.suffix.size() > (digits ? digits_max : letters_max)) return std::nullopt;
  const bool of_archive = ends_as_archive(to_lower_ascii(whole_of(parsed.stem)));
  if (digits) {
    parsed.value = *number_of(parsed.suffix);
    parsed.begins = parsed.value <= 1 || of_archive;
  } else {
    for (const char c : parsed.suffix) parsed.value = parsed.value * 26 + static_cast<std::uint64_t>(c - 'a');
    parsed.begins = parsed.value == 0;
  }
  return parsed;
}

// split(1) without -a goes on behind "yz" with "zaaa", behind "89" with "9000": as many of the last character in front
// as there were times to go on, and behind them a number that is wider by as many.
std::optional<std::uint64_t> extended_value(std::string_view suffix, char zero, std::uint64_t base) {
  if (suffix.size() < 2 || suffix.size() % 2 != 0) return std::nullopt;
  const char last = static_cast<char>(zero + static_cast<int>(base) - 1);
  const std::size_t times = suffix.size() / 2 - 1;
  std::uint64_t value = 0;
  std::uint64_t width = base;  // Of a number, but for its first character.
  for (std::size_t time = 0; time < times; ++time) {
    if (suffix[time] != last) return std::nullopt;
    value += width * (base - 1);
    width *= base;
  }
  if (suffix[times] == last) return std::nullopt;
  std::uint64_t rest = 0;
  for (const char c : suffix.substr(times)) rest = rest * base + static_cast<std::uint64_t>(c - zero);
  return value + rest;
}

struct Found {
  std::size_t name = 0;
  std::string_view suffix;
  std::uint64_t value = 0;
};

// Puts numbers from 1 into `found`, by what their suffixes say together.
void number_cut(std::vector<Found>& found, bool digits) {
  std::size_t narrowest = SIZE_MAX;
  std::size_t widest = 0;
  for (const Found& one : found) {
    narrowest = std::min(narrowest, one.suffix.size());
    widest = std::max(widest, one.suffix.size());
  }
  if (narrowest == 2 && widest > 2) {
    const bool extended = std::ranges::all_of(found, [&](const Found& one) {
      return extended_value(one.suffix, digits ? '0' : 'a', digits ? 10 : 26).has_value();
    });
    if (extended) {
      for (Found& one : found) one.value = *extended_value(one.suffix, digits ? '0' : 'a', digits ? 10 : 26);
    } else if (!digits) {
      std::erase_if(found, [&](const Found& one) { return one.suffix.size() != narrowest; });
    }
  } else if (!digits && narrowest != widest) {
    // Two sets, or words: the one that begins with "aa".
    const auto first = std::ranges::find(found, 0U, &Found::value);
    const std::size_t width = first == found.end() ? narrowest : first->suffix.size();
    std::erase_if(found, [&](const Found& one) { return one.suffix.size() != width; });
  }
  const bool from_zero = !digits || std::ranges::any_of(found, [](const Found& one) { return one.value == 0; });
  if (from_zero) {
    for (Found& one : found) ++one.value;
  }
}

std::uint64_t mixed(std::uint64_t hash, std::string_view bytes) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}
std::uint64_t mixed(std::uint64_t hash, std::uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) hash = (hash ^ (number >> shift & 0xFF)) * 1099511628211ULL;
  return hash;
}
}  // namespace

std::string VolumeSet::head_suffix() const {
  const std::string& name = parts.at(head).name;
  if (kind == VolumeKind::cut) return name.substr(std::min(name.size(), whole_name.size()));
  return name.substr(std::min(name.size(), whole_name.size() - 4));  // Less ".rar", ".zip".
}

std::vector<VolumeSet> volumes_by_name(std::span<const std::string> names) {
  // What cannot be a part of anything costs one look.
  const auto key_of = [](const Parsed& parsed) {
    std::string key(1, static_cast<char>('0' + static_cast<int>(parsed.numbering)));
    key += parsed.stem;
    return key;
  };
  std::unordered_set<std::string> begun;
  for (const std::string& name : names) {
    if (const auto parsed = parse(name); parsed && parsed->begins) begun.insert(key_of(*parsed));
  }
  if (begun.empty()) return {};
  std::unordered_map<std::string, std::vector<Found>> groups;
  for (std::size_t index = 0; index < names.size(); ++index) {
    const auto parsed = parse(names[index]);
    if (!parsed) continue;
    std::string key = key_of(*parsed);
    if (begun.contains(key)) groups[std::move(key)].push_back({index, parsed->suffix, parsed->value});
  }
  std::vector<VolumeSet> sets;
  for (auto& [key, found] : groups) {
    if (found.size() < 2) continue;
    const auto numbering = static_cast<Numbering>(key.front() - '0');
    const std::string_view stem = std::string_view(key).substr(1);
    VolumeSet set;
    if (numbering == Numbering::digits || numbering == Numbering::letters) {
      set.kind = VolumeKind::cut;
      set.whole_name = whole_of(stem);
      number_cut(found, numbering == Numbering::digits);
    } else {
      set.kind = numbering == Numbering::zip ? VolumeKind::zip : VolumeKind::rar;
      set.whole_name = std::string(stem) + (numbering == Numbering::zip ? ".zip" : ".rar");
    }
    // Of two with one number, "part1" and "part01", the one that is as wide as most are.
    std::unordered_map<std::size_t, std::size_t> widths;
    for (const Found& one : found) ++widths[one.suffix.size()];
    std::ranges::sort(found, [&](const Found& a, const Found& b) {
      if (a.value != b.value) return a.value < b.value;
      const std::size_t common_a = widths[a.suffix.size()];
      const std::size_t common_b = widths[b.suffix.size()];
      return common_a != common_b ? common_a > common_b : names[a.name] < names[b.name];
    });
    // (clang 14, which builds the fuzz targets, does not compile what std::ranges::unique gives.)
    const auto repeated =
        std::unique(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.value == b.value; });
    found.erase(repeated, found.end());
    if (found.size() > volume_parts_max) {
      set.more = true;
      const bool directory = found.back().value == zip_last;
      if (directory) found[volume_parts_max - 1] = found.back();
      found.resize(volume_parts_max);
    }
    for (const Found& one : found) set.parts.push_back({names[one.name], one.value, 0, 0});
    sets.push_back(std::move(set));
  }
  std::ranges::sort(sets, {}, [](const VolumeSet& set) { return set.parts.front().name; });
  return sets;
}

bool settle_volumes(VolumeSet& set) {
  if (set.parts.size() < 2) return false;
  set.head = 0;
  if (set.kind == VolumeKind::zip && set.parts.back().number >= zip_last - 1) {
    // Its number is that behind the last one there; its directory may know of more.
    set.head = set.parts.size() - 1;
    set.parts.back().number = set.parts[set.head - 1].number + 1;
  }
  set.joined = set.parts.size();
  if (set.kind == VolumeKind::cut) {
    set.joined = 0;
    const std::uint64_t size = set.parts.front().size_bytes;
    for (std::size_t index = 0; index < set.parts.size(); ++index) {
      const VolumePart& part = set.parts[index];
      if (part.number != index + 1) break;
      // split -n gives the last part what is left over: up to as many bytes as there are parts.
      const bool last = index + 1 == set.parts.size();
      if (part.size_bytes > size + (last ? index : 0)) break;
      ++set.joined;
      if (part.size_bytes < size) break;
    }
  }
  set.key = 14695981039346656037ULL;
  for (const VolumePart& part : set.parts) {
    set.key = mixed(mixed(set.key, part.name), part.size_bytes);
    set.key = mixed(set.key, static_cast<std::uint64_t>(part.modified_ns));
  }
  set.key >>= 1;  // It fits where a signed number is kept.
  if (set.key == 0) set.key = 1;
  return true;
}

}  // namespace constat
