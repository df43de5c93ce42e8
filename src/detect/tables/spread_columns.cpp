// Values that a table spreads over columns beside each other: a social security number or a payment card's in its
// groups, a birth's day, month and year, a telephone's country, area and number.
#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/text.h"
#include "detect/headers.h"
#include "detect/tables/cell.h"
#include "detect/tables/column_rules.h"
#include "detect/tables/neighbours.h"

namespace constat::tables {
namespace {

constexpr std::size_t rows_max = 200;  // Of the sample, that are looked at.
constexpr float agree_least = 0.8F;    // The share of rows whose parts make a value.

bool any_of(std::initializer_list<std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// "SSN 2", "Social first 3", "Card Part B": what is numbered, and as which part (from 0).
struct NumberedPart {
  std::string stem;
  std::size_t part = SIZE_MAX;
};
NumberedPart numbered_part(std::string_view header) {
  NumberedPart named;
  const std::string words = header_words(header);
  for (const std::string_view word : split(words, ' ')) {
    std::size_t part = SIZE_MAX;
    if (word.size() == 1 && word[0] >= '0' && word[0] <= '9') part = static_cast<std::size_t>(word[0] - '0');
    if (word.size() == 1 && word[0] >= 'a' && word[0] <= 'd') part = static_cast<std::size_t>(word[0] - 'a') + 1;
    if (any_of({"first", "area", "erste"}, word)) part = 1;
    if (any_of({"middle", "second", "mid", "group", "grp"}, word)) part = 2;
    if (any_of({"last", "third", "serial"}, word)) part = 3;
    if (part != SIZE_MAX) {
      // "first 3", "last 4": the number is of its digits.
      if (named.part == SIZE_MAX) named.part = part;
    } else if (!any_of({"part", "digits", "block", "seg", "segment", "two", "three", "four", "number", "no", "grp"},
                       word)) {
      named.stem += (named.stem.empty() ? "" : " ") + std::string(word);
    }
  }
  return named;
}

// Calls `told(parts)` of each row in which something stands in one of the columns.
template <typename Told>
void each_row(const Sample& sample, std::size_t data_from, const Spread& spread, Told told) {
  std::array<std::string_view, Spread::parts_max> parts;
  for (std::size_t row = data_from; row < std::min(sample.size(), data_from + rows_max); ++row) {
    bool filled = false;
    for (std::size_t at = 0; at < spread.count; ++at) {
      parts[at] = sample.text(row, spread.columns[at]);
      if (is_blank_value(parts[at])) parts[at] = {};
      filled = filled || !parts[at].empty();
    }
    if (filled) told(std::span<const std::string_view>(parts).first(spread.count));
  }
}

// Letters and digits alone, as many as a group has.
bool is_group(std::string_view part) {
  constexpr std::size_t group_max = 6;
  return !part.empty() && part.size() <= group_max && std::ranges::all_of(part, is_alnum);
}

// How many digits each part has; false where its cells are no groups.
bool measure(const Sample& sample, std::size_t data_from, Spread& spread) {
  std::size_t rows = 0;
  std::size_t groups = 0;
  bool digits = true;
  each_row(sample, data_from, spread, [&](std::span<const std::string_view> parts) {
    ++rows;
    groups += std::ranges::all_of(parts, is_group) ? 1 : 0;
    for (std::size_t at = 0; at < parts.size(); ++at) {
      spread.digits[at] =
          std::max(spread.digits[at], static_cast<std::uint8_t>(std::min<std::size_t>(parts[at].size(), 9)));
      digits = digits && std::ranges::all_of(parts[at], is_digit);
    }
  });
  if (!digits) spread.digits.fill(0);
  return rows != 0 && share(groups, rows) >= agree_least;
}

// The id that the parts make together, among those that the header's stem names: an index in id_types.
std::size_t id_of_parts(const Knowledge& know, const Sample& sample, std::size_t data_from, std::string_view stem,
                        Spread& spread) {
  const HeaderMeaning meaning = know.headers.read(stem);
  for (std::size_t reading = 0; reading < meaning.count; ++reading) {
    const int id = know.id_of_class[meaning.readings[reading].name];
    if (id < 0 || know.validators[static_cast<std::size_t>(id)] == nullptr) continue;
    const auto index = static_cast<std::size_t>(id);
    // A house's own number may be anything; so may two of them side by side.
    if (!know.ids[index].known || id_types[index].validator == "employee_number" ||
        id_types[index].validator == "document_number" || id_types[index].validator == "any_text") {
      continue;
    }
    spread.between = id_types[index].type == "us_ssn" || id_types[index].type == "uk_sort_code" ? '-' : ' ';
    std::size_t rows = 0;
    std::size_t valid = 0;
    std::string whole;
    each_row(sample, data_from, spread, [&](std::span<const std::string_view> parts) {
      ++rows;
      if (!join_spread(spread, parts, whole)) return;
      const CellShape shape = shape_of(whole);
      const std::size_t compact = shape.digits + shape.letters;
      if (compact < id_types[index].compact_min || compact > id_types[index].compact_max) return;
      valid += know.validators[index]->check(whole) != Validity::invalid ? 1 : 0;
    });
    if (rows != 0 && share(valid, rows) >= agree_least) return index;
  }
  return std::size(id_types);
}

void claim(TypedColumns& decided, const Spread& spread, std::size_t head) {
  for (std::size_t at = 0; at < spread.count; ++at) {
    Column& part = decided.columns[spread.columns[at]];
    if (spread.columns[at] != head)
      part = Column{.kind = Kind::skip, .header = part.header, .type_name = {}, .why = {}};
  }
  decided.columns[head].spread = decided.spread.size();
  decided.spread.push_back(spread);
}

bool is_named(const Column& column) { return is_name(column.kind) || column.kind == Kind::street; }

// Parts numbered one after the other from the column `from` on: how many columns they are; 0 where there are none.
std::size_t spread_id(const Knowledge& know, const Sample& sample, std::size_t data_from, std::size_t from,
                      TypedColumns& decided) {
  NumberedPart first = numbered_part(decided.columns[from].header);
  if (first.part > 1) return 0;
  Spread spread;
  for (std::size_t index = from; index < decided.columns.size() && spread.count < Spread::parts_max; ++index) {
    const NumberedPart next = index == from ? first : numbered_part(decided.columns[index].header);
    if (next.part != first.part + spread.count || is_named(decided.columns[index])) break;
    if (next.stem != first.stem && !next.stem.empty() && !first.stem.empty()) break;
    if (first.stem.empty()) first.stem = next.stem;
    spread.columns[spread.count++] = index;
  }
  // "Area", "Group", "Serial" are those of a social security number, beside persons.
  if (first.stem.empty() && spread.count == 3 && decided.beside.persons() &&
      header_words(decided.columns[from].header).find("area") != std::string::npos) {
    first.stem = "ssn";
  }
  const bool account_beside = std::ranges::any_of(decided.columns, [](const Column& column) {
    return column.kind == Kind::id && column.id->type == "us_bank_account";
  });
  if (first.stem == "sort" && account_beside) first.stem = "sort code";
  if (spread.count < 2 || first.stem.empty() || !measure(sample, data_from, spread)) return 0;
  const std::size_t id = id_of_parts(know, sample, data_from, first.stem, spread);
  if (id == std::size(id_types)) return 0;
  set_id(decided.columns[from], know, id, 0.95F, "parts of this id in columns beside each other");
  claim(decided, spread, from);
  return spread.count;
}

// Day, month, year: which of them a header names, and whether it is of birth.
struct DatePart {
  std::size_t part = SIZE_MAX;  // 0 day, 1 month, 2 year.
  bool birth = false;
};
DatePart date_part_of(std::string_view header) {
  constexpr std::string_view days[] = {"day", "dd",  "d",      "jour", "jj",  "tag",
                                       "tt",  "dia", "giorno", "gg",   "dag", "den"};
  constexpr std::string_view months[] = {"month", "mm",   "m",     "mon",   "mth",   "mois",  "monat",
                                         "mes",   "mese", "maand", "manad", "maned", "mesic", "miesiac"};
  constexpr std::string_view years[] = {"year", "yyyy", "yy",  "y",    "yr",   "annee", "an", "aaaa",
                                        "jahr", "jjjj", "ano", "anio", "anno", "jaar",  "ar", "rok"};
  constexpr std::string_view births[] = {"birth",      "dob",      "born",     "b",    "bday",       "naissance",
                                         "naiss",      "nais",     "geburts",  "geb",  "geburt",     "geboorte",
                                         "nacimiento", "nac",      "nascita",  "nasc", "nascimento", "fodelse",
                                         "fodsels",    "narozeni", "urodzenia"};
  constexpr std::string_view joints[] = {"of",  "de",  "the", "di", "du",   "van",
                                         "der", "des", "do",  "dt", "date", "data"};
  const auto in = [](std::span<const std::string_view> list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
  };
  const auto part_named = [&](std::string_view word) -> std::size_t {
    return in(days, word) ? 0 : in(months, word) ? 1 : in(years, word) ? 2 : SIZE_MAX;
  };
  DatePart named;
  const std::string words = header_words(header);
  for (std::string_view word : split(words, ' ')) {
    if (word.empty() || in(joints, word)) continue;
    std::size_t part = part_named(word);
    // "birthmonth", "Geburtsjahr", "dobyear".
    for (const std::string_view birth : births) {
      if (part != SIZE_MAX || birth.size() < 3 || !word.starts_with(birth)) continue;
      part = part_named(word.substr(birth.size()));
      named.birth = named.birth || part != SIZE_MAX;
    }
    if (part == SIZE_MAX) {
      if (!in(births, word)) return {};
      named.birth = true;
    } else if (named.part == SIZE_MAX) {
      named.part = part;
    } else {
      return {};
    }
  }
  return named;
}

bool spread_birth(const Knowledge& know, const Sample& sample, std::size_t data_from, std::size_t from,
                  TypedColumns& decided) {
  constexpr std::size_t date_parts = 3;
  if (know.birth_check == nullptr || from + date_parts > decided.columns.size()) return false;
  Spread spread{.form = Spread::Form::date, .count = date_parts};
  spread.columns.fill(SIZE_MAX);
  bool birth = false;
  for (std::size_t index = from; index < from + date_parts; ++index) {
    const DatePart named = date_part_of(decided.columns[index].header);
    if (named.part == SIZE_MAX || spread.columns[named.part] != SIZE_MAX) return false;
    spread.columns[named.part] = index;
    birth = birth || named.birth;
  }
  if (!birth) return false;
  std::size_t rows = 0;
  std::size_t valid = 0;
  std::string whole;
  each_row(sample, data_from, spread, [&](std::span<const std::string_view> parts) {
    ++rows;
    valid += join_spread(spread, parts, whole) && know.birth_check->check(whole) != Validity::invalid ? 1 : 0;
  });
  if (rows == 0 || share(valid, rows) < agree_least) return false;
  const std::size_t head = spread.columns.at(date_parts - 1);
  Column& year = decided.columns[head];
  year = Column{.header = year.header, .type_name = {}, .why = {}};
  set_type(year, Kind::birth_date, know.birth_date, "date_of_birth", 0.96F,
           "day, month and year of birth, a column each");
  claim(decided, spread, head);
  return true;
}

// A country's number or an area's: which of them a header names.
enum class Dialled : std::uint8_t { none, country, area };
Dialled dialled_by(std::string_view header) {
  std::string words = header_words(header);
  for (const std::string_view start : {"phone ", "telephone ", "tel ", "mobile ", "home ", "work ", "cell ", "fax "}) {
    if (words.starts_with(start)) words.erase(0, start.size());
  }
  if (any_of({"country code", "dial code", "dialing code", "dialling code", "calling code", "country calling code",
              "cc", "landesvorwahl", "landervorwahl", "landerkennzahl", "indicatif pays", "prefijo pais", "landcode",
              "prefisso internazionale", "intl code", "international code", "ddi", "country prefix"},
             words)) {
    return Dialled::country;
  }
  if (any_of({"area code", "areacode",   "area cd",   "area", "vorwahl",       "ortsvorwahl", "indicatif",
              "prefijo",   "prefisso",   "std code",  "std",  "netnummer",     "kengetal",    "riktnummer",
              "ddd",       "indicativo", "city code", "npa",  "smerove cislo", "prefix"},
             words)) {
    return Dialled::area;
  }
  return Dialled::none;
}

// Two to five digits, in brackets or behind a plus.
bool is_dialled(std::string_view part) {
  const CellShape shape = shape_of(part);
  return shape.letters == 0 && shape.digits >= 1 && shape.digits <= 5 && part.size() <= shape.digits + 3U;
}

bool spread_phone(const Sample& sample, std::size_t data_from, std::size_t number, const Knowledge& know,
                  TypedColumns& decided) {
  if (number == 0) return false;
  Column& column = decided.columns[number];
  // Seven digits and fewer say little of themselves: the header does, "Rufnummer" or "Number".
  const std::string words = header_words(column.header);
  const bool named = any_of({"number", "no", "nummer", "rufnummer", "numero", "phone number", "anschluss",
                             "local number", "subscriber number", "abonneenummer", "durchwahl"},
                            words);
  const HeaderMeaning meaning = know.headers.read(column.header);
  const bool phone =
      column.kind == Kind::phone || (meaning.count != 0 && meaning.readings[0].name == know.phone_number);
  if (!phone && !named) return false;
  Spread spread{.form = Spread::Form::phone, .count = 3};
  spread.columns.fill(SIZE_MAX);
  spread.columns[2] = number;
  std::size_t before = number;
  if (const Dialled dialled = dialled_by(decided.columns[before - 1].header); dialled == Dialled::area) {
    spread.columns[1] = --before;
  }
  if (before > 0 && dialled_by(decided.columns[before - 1].header) == Dialled::country) spread.columns[0] = --before;
  if (before == number || (!phone && spread.columns[1] == SIZE_MAX)) return false;
  std::size_t rows = 0;
  std::size_t agree = 0;
  each_row(sample, data_from, spread, [&](std::span<const std::string_view> parts) {
    if (parts[2].empty()) return;
    ++rows;
    const CellShape shape = shape_of(parts[2]);
    const bool fits =
        shape.letters == 0 && shape.digits >= 4 && shape.digits <= (spread.columns[0] != SIZE_MAX ? 12 : 9);
    agree += fits && (parts[0].empty() || is_dialled(parts[0])) && (parts[1].empty() || is_dialled(parts[1])) &&
                     !(parts[0].empty() && parts[1].empty())
                 ? 1
                 : 0;
  });
  if (rows == 0 || share(agree, rows) < agree_least) return false;
  set_type(column, Kind::phone, know.phone, "phone_number", 0.95F, "a telephone's area and number, a column each");
  if (column.kind != Kind::phone) return false;
  // Only the columns that are there.
  Spread used{.form = Spread::Form::phone};
  for (std::size_t at = 0; at < spread.count; ++at) {
    if (spread.columns[at] == SIZE_MAX) continue;
    used.columns[used.count++] = spread.columns[at];
  }
  used.between = spread.columns[0] != SIZE_MAX ? '+' : ' ';
  claim(decided, used, number);
  return true;
}

// "Straße", "Hausnummer"; "N°", "Voie": a house's number before its street or behind it.
bool spread_street(const Sample& sample, std::size_t data_from, std::size_t street, TypedColumns& decided) {
  const auto numbers_houses = [&](std::size_t index) {
    if (index >= decided.columns.size() || decided.columns[index].spread != SIZE_MAX) return false;
    const std::string words = header_words(decided.columns[index].header);
    return any_of(
        {"hausnummer",    "hausnr",          "haus nr",        "hnr",           "str nr",          "house number",
         "house no",      "house nr",        "house num",      "street number", "street no",       "building number",
         "bldg nb",       "huisnummer",      "huisnr",         "huis nr",       "numero civico",   "civico",
         "n civico",      "numero voie",     "numero de voie", "num voie",      "no voie",         "n voie",
         "numero de rue", "no rue",          "n rue",          "numero calle",  "numero de calle", "husnummer",
         "husnr",         "numero de porta", "n porta",        "cislo popisne", "cp co",           "nr domu"},
        words);
  };
  const std::size_t number = numbers_houses(street + 1)                 ? street + 1
                             : street > 0 && numbers_houses(street - 1) ? street - 1
                                                                        : SIZE_MAX;
  if (number == SIZE_MAX) return false;
  Spread spread{.form = Spread::Form::street, .count = 2};
  spread.columns[0] = std::min(street, number);
  spread.columns[1] = std::max(street, number);
  std::size_t rows = 0;
  std::size_t numbers = 0;
  const std::size_t at = number < street ? 0 : 1;
  each_row(sample, data_from, spread, [&](std::span<const std::string_view> parts) {
    if (parts[at].empty()) return;
    ++rows;
    constexpr std::size_t number_bytes_max = 10;  // "14 bis", "12-14a"
    numbers += is_digit(parts[at].front()) && parts[at].size() <= number_bytes_max ? 1 : 0;
  });
  if (rows == 0 || share(numbers, rows) < agree_least) return false;
  claim(decided, spread, street);
  return true;
}

// "March" is left to the reader of dates: only a number gets its zero.
bool append_number(std::string_view part, std::size_t least, std::size_t most, std::string& whole) {
  std::size_t number = 0;
  const auto read = std::from_chars(part.data(), part.data() + part.size(), number);
  if (read.ec != std::errc() || read.ptr != part.data() + part.size() || number < least || number > most) return false;
  if (number < 10) whole.push_back('0');
  whole += std::to_string(number);
  return true;
}

bool join_date(std::span<const std::string_view> parts, std::string& whole) {
  const std::string_view day = parts[0];
  const std::string_view month = parts[1];
  const std::string_view year = parts[2];
  if (year.size() == 2 && std::ranges::all_of(year, is_digit)) {
    whole = (year >= "25" ? "19" : "20") + std::string(year);
  } else if (is_year(year)) {
    whole = year;
  } else {
    return false;
  }
  if (day.empty() || month.empty()) return true;  // The year is known.
  if (is_alpha(month.front()) || is_high(month.front())) {
    whole = std::string(day) + " " + std::string(month) + " " + whole;
    return month.size() <= 12 && day.size() <= 2;
  }
  whole.push_back('-');
  if (!append_number(month, 1, 12, whole)) return false;
  whole.push_back('-');
  return append_number(day, 1, 31, whole);
}

bool join_phone(const Spread& spread, std::span<const std::string_view> parts, std::string& whole) {
  const std::string_view number = parts.back();
  whole.clear();
  const bool international = spread.between == '+' && !parts.front().empty();
  if (number.starts_with('+') || shape_of(number).digits > 12) {
    whole = number;
    return true;
  }
  for (std::size_t at = 0; at < parts.size(); ++at) {
    std::string_view part = parts[at];
    if (part.empty()) continue;
    if (at == 0 && international) {
      while (part.starts_with('+') || part.starts_with('0') || part.starts_with('(')) part.remove_prefix(1);
      if (part.ends_with(')')) part.remove_suffix(1);
      whole = "+" + std::string(part);
      continue;
    }
    // Behind a country's number the national zero falls away; Italy's belongs to the number.
    const bool first_national = international && whole.find(' ') == std::string::npos;
    if (first_national && whole != "+39" && part.starts_with('0')) part.remove_prefix(1);
    if (!whole.empty()) whole.push_back(' ');
    whole += part;
  }
  return !whole.empty();
}

}  // namespace

bool join_spread(const Spread& spread, std::span<const std::string_view> parts, std::string& whole) {
  if (spread.form == Spread::Form::date) return join_date(parts, whole);
  if (spread.form == Spread::Form::phone) return join_phone(spread, parts, whole);
  if (spread.form == Spread::Form::street) {
    whole = parts[0];
    if (!parts[0].empty() && !parts[1].empty()) whole.push_back(' ');
    whole += parts[1];
    return !whole.empty();
  }
  whole.clear();
  for (std::size_t at = 0; at < parts.size(); ++at) {
    // The last groups of a long number may be empty: a row of another length.
    if (parts[at].empty() && at != 0 && spread.digits[at] == 0) continue;
    if (!is_group(parts[at])) return false;
    if (at != 0) whole.push_back(spread.between);
    if (parts[at].size() < spread.digits[at]) whole.append(spread.digits[at] - parts[at].size(), '0');
    whole += parts[at];
  }
  return true;
}

void join_column(const Sample& sample, std::size_t data_from, const Spread& spread, std::vector<std::string>& wholes) {
  wholes.clear();
  std::string whole;
  each_row(sample, data_from, spread, [&](std::span<const std::string_view> parts) {
    if (join_spread(spread, parts, whole)) wholes.push_back(whole);
  });
}

void settle_spread(const Knowledge& know, const Sample& sample, std::size_t data_from, TypedColumns& decided) {
  if (decided.columns.size() < 2) return;
  for (std::size_t index = 0; index < decided.columns.size(); ++index) {
    const Column& column = decided.columns[index];
    if (column.header.empty() || column.spread != SIZE_MAX) continue;
    if (column.kind == Kind::street) spread_street(sample, data_from, index, decided);
    if (is_named(column)) continue;
    if (spread_phone(sample, data_from, index, know, decided)) continue;
    if (const std::size_t count = spread_id(know, sample, data_from, index, decided); count != 0) {
      index += count - 1;
    } else if (spread_birth(know, sample, data_from, index, decided)) {
      index += 2;
    }
  }
}

}  // namespace constat::tables
