// Validators: Dates, and documents of whatever country.
#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "base/text.h"
#include "detect/headers.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

struct DateParts {
  int year = 0;
  int month = 0;
  int day = 0;
};

// Names by their first letters, lower case, of those that begin alike the longer ones first: en, fr, de, es, it, nl,
// pt, sv, da, no, fi, pl, cs, sk.
int month_of(std::string_view word) {
  struct Month {
    std::string_view stem;
    int month;
  };
  constexpr Month months[] = {
      {"jan", 1},
      {"ene", 1},
      {"gen", 1},
      {"stycz", 1},
      {"tammi", 1},
      {"leden", 1},
      {"ledna", 1},
      {"feb", 2},
      {"lut", 2},
      {"helmi", 2},
      {"\xc3\xbanor", 2},
      {"fev", 2},
      {"f\xc3\xa9v", 2},
      {"marras", 11},  // Finnish; no March.
      {"mar", 3},
      {"b\xc5\x99"
       "ez",
       3},
      {"m\xc3\xa4r", 3},
      {"mrz", 3},
      {"maa", 3},
      {"apr", 4},
      {"avr", 4},
      {"abr", 4},
      {"kwie", 4},
      {"huhti", 4},
      {"dubn", 4},
      {"duben", 4},
      {"may", 5},
      {"maj", 5},
      {"m\xc3\xa1j", 5},
      {"touko", 5},
      {"kv\xc4\x9bt", 5},
      {"mai", 5},
      {"mag", 5},
      {"mei", 5},
      {"juin", 6},
      {"jun", 6},
      {"giu", 6},
      {"j\xc3\xban", 6},
      {"czerw", 6},
      {"kes\xc3\xa4", 6},
      {"\xc4\x8d"
       "ervenec",
       7},
      {"\xc4\x8d"
       "ervence",
       7},
      {"\xc4\x8d"
       "erv",
       6},
      {"juil", 7},
      {"jul", 7},
      {"lug", 7},
      {"j\xc3\xbal", 7},
      {"lip", 7},
      {"hein\xc3\xa4", 7},
      {"aug", 8},
      {"aou", 8},
      {"ao\xc3\xbb", 8},
      {"ago", 8},
      {"sierp", 8},
      {"elok", 8},
      {"srp", 8},
      {"sep", 9},
      {"set", 9},
      {"wrze", 9},
      {"syys", 9},
      {"z\xc3\xa1\xc5\x99", 9},
      {"oct", 10},
      {"okt", 10},
      {"ott", 10},
      {"out", 10},
      {"pa\xc5\xba", 10},
      {"lokak", 10},
      {"\xc5\x99\xc3\xadj", 10},
      {"nov", 11},
      {"listop", 11},
      {"dec", 12},
      {"d\xc3\xa9"
       "c",
       12},
      {"dez", 12},
      {"des", 12},
      {"grud", 12},
      {"joulu", 12},
      {"prosin", 12},
      {"dic", 12},
  };
  const std::string lower = to_lower_ascii(word);
  if (lower.size() > 14) return 0;
  for (const Month& month : months) {
    if (std::string_view(lower).starts_with(month.stem)) return month.month;
  }
  return 0;
}

// Gives a real date, from `first_year` to 2100, or nothing. Day and month as numbers: day first unless only the other
// order is a date; a two-digit year is of the last hundred years.
bool parse_date(std::string_view value, DateParts& date, int first_year = 1880) {
  value = trim(value);
  if (value.size() < 6 || value.size() > 40) return false;
  std::array<std::string_view, 5> parts;
  std::size_t count = 0;
  for (std::size_t index = 0; index < value.size();) {
    const auto byte = static_cast<unsigned char>(value[index]);
    const bool digit = is_digit(value[index]);
    if (!digit && !is_alpha(value[index]) && byte < 0x80) {
      if (std::strchr(" -/.,'", value[index]) == nullptr) {
        if (value[index] != 'T' || count != 3) return false;
      }
      ++index;
      continue;
    }
    const std::size_t begin = index;
    while (
        index < value.size() &&
        (digit ? is_digit(value[index]) : is_alpha(value[index]) || static_cast<unsigned char>(value[index]) >= 0x80)) {
      ++index;
    }
    std::string_view part = value.substr(begin, index - begin);
    if (!digit) {
      const std::string lower = to_lower_ascii(part);
      // Words that stand inside dates: "1st", "1er", "of", "de", "del", and a weekday in front.
      if (lower == "st" || lower == "nd" || lower == "rd" || lower == "th" || lower == "er" || lower == "of" ||
          lower == "de" || lower == "del" || lower == "\xc2\xba" || lower == "the") {
        continue;
      }
      if (lower == "t" && count == 3) break;  // ISO 8601's time follows.
    }
    if (count == 3) break;  // A time of day may follow.
    parts[count++] = part;
  }
  if (count == 1 && parts[0].size() == 8) {  // 19750312
    const std::string_view all = parts[0];
    date = {static_cast<int>(number_of(all.substr(0, 4))), static_cast<int>(number_of(all.substr(4, 2))),
            static_cast<int>(number_of(all.substr(6, 2)))};
    return date.year >= first_year && date.year <= 2100 && is_date(date.year, date.month, date.day);
  }
  if (count != 3) return false;
  std::array<int, 3> number{};
  int month_word = -1;
  for (std::size_t index = 0; index < 3; ++index) {
    if (is_digit(parts[index][0])) {
      if (parts[index].size() > 4) return false;
      number[index] = static_cast<int>(number_of(parts[index]));
    } else {
      if (month_word != -1) return false;
      month_word = static_cast<int>(index);
      number[index] = month_of(parts[index]);
      if (number[index] == 0) return false;
    }
  }
  const auto full_year = [](std::string_view text, int year) {
    if (text.size() == 2) return year <= 26 ? 2000 + year : 1900 + year;
    return text.size() == 4 ? year : -1;
  };
  if (parts[0].size() == 4 && month_word != 0) {  // Year first.
    date = {number[0], number[1], number[2]};
    if (month_word == 2) std::swap(date.month, date.day);
  } else {
    const int year = full_year(parts[2], number[2]);
    if (month_word == 0) {
      date = {year, number[0], number[1]};
    } else if (month_word == 1) {
      date = {year, number[1], number[0]};
    } else if (month_word == 2) {
      return false;
    } else {
      date = {year, number[1], number[0]};  // Day first; America's order where that is no date.
      if (!is_date(date.year, date.month, date.day)) date = {year, number[0], number[1]};
    }
  }
  return date.year >= first_year && date.year <= 2100 && is_date(date.year, date.month, date.day);
}

Validity date(std::string_view value) {
  DateParts parts;
  return parse_date(value, parts) ? Validity::shape : Validity::invalid;
}

// A date on which somebody alive may have been born. Bounded by years, not by the clock: the same evidence gives the
// same findings on every day. One of an earlier age is a slip, or of somebody who is dead: it is told low, so that it
// exposes nobody, but records of one human being are known by it.
constexpr int oldest_birth_year = 1500;
Validity birth_date(std::string_view value) {
  DateParts parts;
  if (!parse_date(value, parts, oldest_birth_year) || parts.year > 2030) return Validity::invalid;
  const bool default_date = (parts.year == 1900 || parts.year == 1970) && parts.month == 1 && parts.day == 1;
  return default_date || parts.year < 1900 ? Validity::sample : Validity::shape;
}

std::string date_canonical(std::string_view value) {
  DateParts parts;
  if (!parse_date(value, parts, oldest_birth_year)) return std::string(trim(value));
  char text[16];
  const auto put = [&](std::size_t at, int number, std::size_t width) {
    for (std::size_t index = width; index-- > 0; number /= 10) text[at + index] = static_cast<char>('0' + number % 10);
  };
  put(0, parts.year, 4);
  text[4] = '-';
  put(5, parts.month, 2);
  text[7] = '-';
  put(8, parts.day, 2);
  return std::string(text, 10);
}

// An employer's number for somebody: up to three letters and three digits or more, twelve places at most.
Validity employee_number(std::string_view value) {
  const Compact c = compact(value, "-");
  if (!c.ok || c.size < 3 || c.size > 12) return Validity::invalid;
  std::size_t letters = 0;
  while (letters < c.size && is_alpha(c[letters])) ++letters;
  const bool rest_digits = c.digits_at(letters, c.size - letters);
  return letters <= 3 && c.size - letters >= 3 && rest_digits && !all_equal(c.view()) ? Validity::shape
                                                                                      : Validity::invalid;
}

// The same behind a label that other things have: digits alone, too few for a government's id.
Validity employee_digits(std::string_view value) {
  if (value.size() < 3 || value.size() > 8 || !std::ranges::all_of(value, is_digit)) return Validity::invalid;
  return employee_number(value);
}

// Letters and digits, 5 to 20, three digits at least: passport and licence numbers of countries without a rule of their
// own.
Validity document_number(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || c.size < 5 || c.size > 20) return Validity::invalid;
  if (is_lower(value.front()) && value.find(' ') != std::string_view::npos) return Validity::invalid;  // "a 00482913"
  // "00482913 and her", "73-48-21 WAS SENT": words behind the number are none of it.
  bool number_before = false;
  for (std::size_t begin = 0; begin < c.size;) {
    std::size_t end = begin + 1;
    while (end < c.size && c.separator_before[end] == 0) ++end;
    const std::string_view group = c.view().substr(begin, end - begin);
    const bool number = std::any_of(group.begin(), group.end(), is_digit);
    if (!number && number_before && group.size() >= 3) return Validity::invalid;
    number_before = number_before || number;
    begin = end;
  }
  const auto digits = std::count_if(c.text.begin(), c.text.begin() + c.size, is_digit);
  return digits >= 3 && !all_equal(c.view()) ? Validity::shape : Validity::invalid;
}

// Words of religions, orientations, origins, parties, unions and offences in five languages, and what stands beside
// them: folded as header_words() folds, between blanks. A few of each, as forms and staff systems write them. Own work;
// the German abbreviations are those of the Kirchensteuermerkmal (ELStAM).
constexpr std::string_view special_words =
    " afd african agnostic agnostique ak alevi alevitisch anglican anglicane arab arabe arson asexual asian assault "
    "atea ateo athee atheist bahai bangladeshi baptist betrug biracial bisessuale bisexual bisexuel bisexuell "
    "bisexuelle black bouddhiste buddhist buddhistisch buddista budista burglary calvinist caribbean catholic "
    "catholique catolica catolico cattolica cattolico caucasian ccoo cdu cfdt cftc cgil cgc cgt chinese chretien "
    "chretienne christian christlich cisl communist communiste comunista conservative cristiana cristiano csu "
    "democrat democratic diebstahl dui dwi ebraica ebrea ebreo embezzlement escroquerie estafa eterosessuale ev "
    "evang evangelica evangelical evangelico evangelique evangelisch evlut fdp felony fraud fraude fsu furto gay gew "
    "gitana gitano gmb green grune gypsy hawaiian hetero heterosexual heterosexuel heterosexuell heterosexuelle "
    "hindou hindoue hindu hinduistisch hispanic homosexual homosexuel homosexuell homosexuelle hurto igbce indian "
    "irish isl islam islamic islamisch islander israelitisch jain jew jewish judia judio judisch juif juive kath "
    "katholisch konfessionslos korperverletzung kurde kurdisch kurdish labour latina latino latinx lesbian lesbiana "
    "lesbica lesbienne lesbisch lesiones lesioni liberal linke lutheran lutherien lutherisch maghrebin maghrebine "
    "manslaughter metall methodist misdemeanor mixed mormon moslem multiracial murder muslim muslimisch musulman "
    "musulmana musulmane musulmano omosessuale orthodox orthodoxe ortodossa ortodosso ortodoxa ortodoxo pakistani "
    "pansexual pentecostal podemos presbyterian protestant protestante protestantisch psoe quaker queer rape rapina "
    "raub republican rk robbery robo roma schwul seiu shia sikh sinti socialist socialista socialiste spd straight "
    "sunni dem gop rep republicain teamsters theft tory traveller truffa uaw ugt uil unison unite unsa usdaw verdi "
    "violences vol white "
    // Dutch.
    "antilliaans biseksueel boeddhistisch cda chu cnv cu diefstal d66 fnv gereformeerd groenlinks heteroseksueel "
    "hervormd hindoe hindoestaans homoseksueel islamitisch joods katholiek lesbisch marokkaans mishandeling moslim "
    "oplichting protestants pvda pvv sgp surinaams turks vvd ";
constexpr std::string_view words_beside =
    " aggravated alaska american and any background british cc church de del der di die e east england et grand ig la "
    "latin le mixed native non north of oo or other pacific partei parti partido party petty rom romain roman romisch "
    "rooms "
    "south und union ver y ";

// "rk", "Roman Catholic", "Black Caribbean": one word of these matters at least, and no word of another.
Validity special_category(std::string_view value) {
  if (value.size() > 60) return Validity::invalid;
  const std::string words = header_words(value);
  bool known = words == "ver di" || words == "cc oo";
  for (const std::string_view word : split(words, ' ')) {
    if (holds_word(special_words, word)) {
      known = true;
    } else if (!holds_word(words_beside, word)) {
      return Validity::invalid;
    }
  }
  return known ? Validity::shape : Validity::invalid;
}

Validity yes_word(std::string_view value) {
  for (const std::string_view word : {"yes", "ja", "oui", "si", "s\xC3\xAD", "true"}) {
    if (equals_ignoring_case(value, word)) return Validity::shape;
  }
  return Validity::invalid;
}

Validity any_text(std::string_view value) { return trim(value).empty() ? Validity::invalid : Validity::shape; }

}  // namespace

std::span<const Validator> identity_validators() {
  static constexpr Validator table[] = {
      {"date", date, date_canonical},
      {"birth_date", birth_date, date_canonical},
      {"employee_number", employee_number, compact_text},
      {"employee_digits", employee_digits, compact_text},
      {"document_number", document_number, compact_text},
      {"any_text", any_text, trimmed},
      {"special_category", special_category, trimmed},
      {"yes_word", yes_word, trimmed},
  };
  return table;
}

}  // namespace constat
