#include "detect/tables/header_row.h"

#include <algorithm>

#include "base/text.h"
#include "detect/pay.h"
#include "detect/table_company.h"
#include "detect/tables/cell.h"

namespace constat::tables {
namespace {

constexpr std::size_t header_rows_max = 10;  // The header stands among the first of them, below titles.

float header_score(const HeaderLexicon& lexicon, const Sample& sample, std::size_t row) {
  float score = 0;
  std::size_t filled = 0;
  for (std::size_t column = 0; column < sample.width(row); ++column) {
    std::string_view cell = sample.text(row, column);
    if (cell.starts_with("\xEF\xBB\xBF")) cell.remove_prefix(3);
    if (cell.empty()) continue;
    ++filled;
    // "Country Name,Country Code,1990,1991", "Employee,Jan,Feb": a column for each time.
    if (is_year(cell) || !period_label(cell).empty()) continue;
    if (is_value(lexicon, cell)) {
      score -= 2.5F;
      continue;
    }
    const HeaderMeaning meaning = lexicon.read(cell);
    if (meaning.count == 0) {
      score -= 0.3F;
      continue;
    }
    const auto& reading = meaning.readings[0];
    score += reading.whole ? (reading.strong ? 2.0F : 1.2F) : (reading.strong ? 1.0F : 0.4F);
  }
  // A title above the header stands alone in its row.
  if (filled <= 1 && sample.size() > 1) {
    const std::size_t next = row + 1 < sample.size() ? row + 1 : row;
    if (sample.width(next) > filled && sample.width(next) > 1) score -= 1.5F;
  }
  return score;
}

// Whether a title or a label over several columns says that what stands below is pay: "Salary 2023", "Gehalt (EUR)".
bool names_pay(const HeaderLexicon& lexicon, std::string_view text) {
  constexpr std::size_t title_bytes_max = 80;
  if (text.empty() || text.size() > title_bytes_max || is_statistic(text)) return false;
  const HeaderMeaning meaning = lexicon.read(text);
  const HeaderClass pay = lexicon.find("salary");
  const HeaderClass other = lexicon.find("other");
  bool named = pay_word_of(text) == PayWord::told;
  for (std::size_t index = 0; index < meaning.count; ++index) {
    const HeaderMeaning::Reading& reading = meaning.readings[index];
    if (reading.name == other && reading.strong) return false;
    named = named || (reading.name == pay && reading.strong);
  }
  return named;
}

// Whether the name of a sheet or a file does: "Gehaelter_2024", "Lohnjournal", "payroll-march", "Salaires". What is
// planned for many is another matter.
bool titles_pay(const HeaderLexicon& lexicon, std::string_view title) {
  if (title.empty()) return false;
  constexpr std::string_view stems[] = {"payroll", "salar",   "wages",     "payslip", "gehalt",
                                        "gehaelt", "lohn",    "loehn",     "salair",  "nomina",
                                        "sueldo",  "stipend", "loonlijst", "lonen",   "remunerat"};
  constexpr std::string_view plans[] = {"budget",      "plan",    "forecast", "prevision",
                                        "presupuesto", "tabelle", "scale",    "grille"};
  const std::string words = header_words(title);
  bool pay = names_pay(lexicon, title) || words == "paie" || words.starts_with("paie ") || words.ends_with(" paie");
  for (const std::string_view word : split(words, ' ')) {
    const auto begins = [word](std::string_view stem) { return word.starts_with(stem); };
    if (std::ranges::any_of(plans, begins)) return false;
    pay = pay || std::ranges::any_of(stems, begins);
  }
  return pay;
}

// Whether the row is the second line of the header above it, whose labels are given.
bool joins_header(const HeaderLexicon& lexicon, const Sample& sample, const std::vector<std::string>& labels,
                  std::size_t row) {
  std::size_t better = 0;
  std::size_t times = 0;        // "Q1", "Q2", "2021", "2022" below,
  std::size_t times_alone = 0;  // some of them under no label of their own,
  bool times_of_pay = false;    // and one under "Base salary".
  bool year = false;
  for (std::size_t column = 0; column < sample.width(row); ++column) {
    const std::string_view cell = sample.text(row, column);
    if (cell.empty()) continue;
    if (!period_label(cell).empty()) {
      const std::string_view label = column < labels.size() ? std::string_view(labels[column]) : std::string_view();
      ++times;
      times_alone += label.empty() ? 1 : 0;
      times_of_pay = times_of_pay || names_pay(lexicon, label);
      year = year || is_value(lexicon, cell);
      continue;
    }
    if (is_value(lexicon, cell)) return false;
    const std::string above = column < labels.size() ? labels[column] : std::string();
    const HeaderMeaning joined = lexicon.read(above + " " + std::string(cell));
    const HeaderMeaning alone = lexicon.read(above);
    const HeaderMeaning below = lexicon.read(cell);
    const auto worth = [](const HeaderMeaning& meaning) {
      if (meaning.count == 0) return 0;
      return (meaning.readings[0].whole ? 2 : 1) + (meaning.readings[0].strong ? 1 : 0);
    };
    if (worth(joined) > std::max(worth(alone), worth(below)) && worth(joined) >= 3) ++better;
    // "Compensation" above two columns, "Base" and "Bonus" below it: the second has no label but its own.
    if (above.empty() && worth(below) >= 3) ++better;
  }
  if (times_of_pay && times >= 2 && times_alone != 0) return true;
  return better > 0 && !year;
}

// Whether the two labels share a word, as "old password" and "new password" do.
bool share_word(std::string_view one, std::string_view other) {
  const std::string words = " " + header_words(other) + " ";
  const std::string of_one = header_words(one);
  for (std::size_t begin = 0; begin < of_one.size();) {
    const std::size_t end = std::min(of_one.find(' ', begin), of_one.size());
    if (words.find(" " + of_one.substr(begin, end - begin) + " ") != std::string::npos) return true;
    begin = end + 1;
  }
  return false;
}

// "password;Kennwort", "login.password,Password,Passwort": a row of translations, whose every cell is the same word in
// another language. A header of passwords names more than those: whose they are, or what they open.
bool is_translated_password(const HeaderLexicon& lexicon, const Sample& sample, std::size_t row) {
  const HeaderClass password = lexicon.find("password");
  std::string_view first;
  bool differs = false;
  for (std::size_t column = 0; column < sample.width(row); ++column) {
    const std::string_view cell = sample.text(row, column);
    if (cell.empty()) continue;
    const HeaderMeaning meaning = lexicon.read(cell);
    if (meaning.count == 0 || meaning.readings[0].name != password || !meaning.readings[0].strong) return false;
    differs = differs || (!first.empty() && !share_word(first, cell));
    if (first.empty()) first = cell;
  }
  return differs;
}

// The column of the header in row `row` whose label is `label`; the row's width where there is none.
std::size_t column_of(const Sample& sample, std::size_t row, std::string_view label) {
  std::size_t column = 0;
  while (column < sample.width(row) && !equals_ignoring_case(sample.text(row, column), label)) ++column;
  return column;
}

// "user,question,answer" above "ahaines,Mother's maiden name,Kowalczyk": the questions that open an account. Such a row
// is no header, though the question is a label in forms.
bool asks_security_questions(const HeaderLexicon& lexicon, const Sample& sample) {
  if (sample.size() < 2) return false;
  const std::size_t question = column_of(sample, 0, "question");
  if (question == sample.width(0) || column_of(sample, 0, "answer") == sample.width(0)) return false;
  const HeaderClass answer = lexicon.find("security_answer");
  for (std::size_t row = 1; row < sample.size(); ++row) {
    if (question >= sample.width(row)) continue;
    const HeaderMeaning meaning = lexicon.read(sample.text(row, question));
    if (meaning.count != 0 && meaning.readings[0].name == answer && meaning.readings[0].whole) return true;
  }
  return false;
}

// "Salary" above "Jan", "Feb", "Mar": each is pay, of that time. The label stands over the first of its columns, or
// alone in its row as the title of all.
void label_times(const HeaderLexicon& lexicon, const Sample& sample, HeaderRow& found) {
  constexpr std::size_t titles_max = 4;
  const std::size_t last = found.data_from - 1;
  const std::size_t width = sample.width(last);
  const auto is_time = [&](std::size_t column) { return !period_label(sample.text(last, column)).empty(); };
  std::size_t first_time = 0;
  while (first_time < width && !is_time(first_time)) ++first_time;
  if (first_time == width) return;
  for (std::size_t up = 1; up <= std::min(last, titles_max); ++up) {
    const std::size_t row = last - up;
    std::size_t filled = 0;
    bool any = false;
    for (std::size_t column = 0; column < sample.width(row); ++column) {
      const std::string_view cell = sample.text(row, column);
      filled += cell.empty() ? 0 : 1;
      any = any || names_pay(lexicon, cell);
    }
    if (!any) continue;
    std::string_view over;  // The label that the column in hand stands under.
    for (std::size_t column = 0; column < width; ++column) {
      const std::string_view cell = column < sample.width(row) ? sample.text(row, column) : std::string_view();
      if (!cell.empty()) over = names_pay(lexicon, cell) ? cell : std::string_view();
      if (!is_time(column)) {
        // A title is of all columns, a label of those right behind it.
        if (filled > 1) over = {};
        continue;
      }
      if (over.empty()) continue;
      found.labels[column] = std::string(over) + " " + std::string(sample.text(last, column));
      found.pay.resize(width, false);
      found.pay[column] = true;
    }
    return;
  }
}

// "Amount", "Netto": what is paid, where the sheet is one of pay.
bool is_bare_amount(std::string_view label) {
  constexpr std::string_view words[] = {
      "amount",     "betrag",      "montant", "importe",     "importo", "bedrag", "net",   "netto",
      "brut",       "brutto",      "gross",   "net a payer", "bruto",   "neto",   "lordo", "auszahlungsbetrag",
      "net amount", "gross amount"};
  return std::ranges::find(words, header_words(label)) != std::end(words);
}

// In a sheet or file that is called "Payroll", or below such a title, times and amounts are of pay.
void label_by_title(const HeaderLexicon& lexicon, const Sample& sample, std::span<const std::string_view> titles,
                    HeaderRow& found) {
  const std::size_t last = found.data_from - 1;
  bool of_pay = std::ranges::any_of(titles, [&](std::string_view title) { return titles_pay(lexicon, title); });
  for (std::size_t row = 0; row < found.from && !of_pay; ++row) {
    std::string_view title;
    std::size_t filled = 0;
    for (std::size_t column = 0; column < sample.width(row); ++column) {
      const std::string_view cell = sample.text(row, column);
      if (cell.empty()) continue;
      ++filled;
      title = cell;
    }
    of_pay = filled == 1 && titles_pay(lexicon, title);
  }
  if (!of_pay) return;
  found.pay.resize(std::max(found.pay.size(), sample.width(last)), false);
  for (std::size_t column = 0; column < sample.width(last); ++column) {
    const std::string_view label = sample.text(last, column);
    if (!period_label(label).empty() || is_bare_amount(label)) found.pay[column] = true;
  }
}

// A first row of words above columns of values, in no list: still a header. The sample's size where there is none.
std::size_t unknown_header(const HeaderLexicon& lexicon, const Sample& sample) {
  if (sample.size() < 2) return sample.size();
  const std::size_t width = sample.width(0);
  if (width < 2) return sample.size();
  std::size_t values_below = 0;
  std::size_t names_below = 0;  // "Sales" above "Uwe Vogel": one word above several.
  std::size_t filled = 0;
  for (std::size_t column = 0; column < width; ++column) {
    const std::string_view cell = sample.text(0, column);
    if (cell.empty()) continue;
    ++filled;
    if (is_value(lexicon, cell) || cell.size() > 40) return sample.size();
    std::size_t values = 0;
    std::size_t seen = 0;
    std::size_t several = 0;
    for (std::size_t row = 1; row < std::min<std::size_t>(sample.size(), 20); ++row) {
      const std::string_view below = sample.text(row, column);
      if (below.empty()) continue;
      ++seen;
      values += looks_like_data(below) ? 1 : 0;
      several += below.find(' ') != std::string_view::npos && below.size() <= 40 ? 1 : 0;
    }
    if (seen > 0 && values * 4 >= seen * 3) ++values_below;
    if (seen > 1 && several == seen && cell.find(' ') == std::string_view::npos) ++names_below;
  }
  if (filled * 2 < width || (values_below == 0 && (names_below < width || width < 2))) return sample.size();
  // "Jane Smith,Payroll,130-07-5728" has a value in that column itself; here the row has none where all others have.
  return 0;
}

}  // namespace

bool is_value(const HeaderLexicon& lexicon, std::string_view cell) {
  if (!looks_like_data(cell)) return false;
  if (shape_of(cell).digits != 4) return true;
  const auto digit = static_cast<std::size_t>(std::find_if(cell.begin(), cell.end(), is_digit) - cell.begin());
  return !is_year(cell.substr(digit, 4)) || lexicon.read(cell).count == 0;
}

bool is_header(const HeaderLexicon& lexicon, std::span<const Cell> cells) {
  std::size_t filled = 0;
  std::size_t known = 0;
  for (const Cell& cell : cells) {
    const std::string_view label = trim(cell.text);
    if (label.empty()) continue;
    if (label.size() > 60 || is_value(lexicon, label)) return false;
    ++filled;
    const HeaderMeaning meaning = lexicon.read(label);
    known += meaning.count != 0 && meaning.readings[0].whole ? 1 : 0;
  }
  return known >= 2 && known * 3 >= filled * 2;
}

HeaderRow find_header(const HeaderLexicon& lexicon, const Sample& sample, std::span<const std::string_view> titles) {
  HeaderRow found;
  if (sample.empty()) return found;
  std::size_t best_row = sample.size();
  float best = 0.9F;
  const bool asks = asks_security_questions(lexicon, sample);
  const std::size_t looked = asks ? 1 : std::min(sample.size(), header_rows_max);
  if (asks) best_row = 0;
  for (std::size_t row = 0; row < looked; ++row) {
    if (is_translated_password(lexicon, sample, row)) continue;
    const float score = header_score(lexicon, sample, row);
    if (score > best + (best_row < sample.size() ? 0.5F : 0.0F)) {
      best = score;
      best_row = row;
    }
  }
  if (best_row == sample.size()) {
    best_row = unknown_header(lexicon, sample);
    if (best_row == sample.size()) return found;
  }
  found.from = best_row;
  found.data_from = best_row + 1;
  for (std::size_t column = 0; column < sample.width(best_row); ++column) {
    found.labels.emplace_back(sample.text(best_row, column));
  }
  // A header of two lines: "Social" above "Security Number". The second line holds no value and makes labels known.
  if (found.data_from < sample.size() && sample.size() > found.data_from + 1 &&
      joins_header(lexicon, sample, found.labels, found.data_from)) {
    for (std::size_t column = 0; column < sample.width(found.data_from); ++column) {
      if (column >= found.labels.size()) found.labels.emplace_back();
      const std::string_view lower = sample.text(found.data_from, column);
      if (!lower.empty()) found.labels[column] += (found.labels[column].empty() ? "" : " ") + std::string(lower);
    }
    ++found.data_from;
  }
  label_times(lexicon, sample, found);
  label_by_title(lexicon, sample, titles, found);
  if (asks) found.labels[column_of(sample, 0, "answer")] = "security answer";
  for (std::string& header : found.labels) {
    if (header.starts_with("\xEF\xBB\xBF")) header.erase(0, 3);
  }
  return found;
}

}  // namespace constat::tables
