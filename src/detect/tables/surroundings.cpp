// What a table's columns tell of its rows: whether they are persons, patients, members of a plan, accounts.
#include <algorithm>

#include "base/text.h"
#include "detect/headers.h"
#include "detect/tables/neighbours.h"

namespace constat::tables {
namespace {

// Departments ("Payroll", "Legal") or staff numbers ("Emp001"): what a list of employees has beside their ids.
bool speaks_of_staff(std::span<const std::string_view> values) {
  if (values.size() < 2) return false;
  std::size_t staff = 0;
  for (const std::string_view cell : values) {
    if (cell.size() > 30) return false;
    // None of the words below begins with another letter.
    const auto start = std::find_if(cell.begin(), cell.end(), [](char c) {
      return is_alpha(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
    });
    if (start == cell.end() || (static_cast<unsigned char>(*start) < 0x80 && (*start | 0x20) != 'e' &&
                                (*start | 0x20) != 's' && (*start | 0x20) != 'm' && (*start | 0x20) != 'p')) {
      continue;
    }
    const std::string words = header_words(cell);
    const std::size_t blank = words.find(' ');
    const std::string_view first = std::string_view(words).substr(0, blank);
    const bool numbered = blank != std::string::npos && is_digit(words[blank + 1]);
    for (const std::string_view prefix : {"emp", "employee", "staff", "mat", "matricule", "pers", "personnel", "ee"}) {
      if (numbered && first == prefix) {
        ++staff;
        break;
      }
    }
    for (const std::string_view department : {"payroll",
                                              "legal",
                                              "hr",
                                              "human resources",
                                              "finance",
                                              "accounting",
                                              "sales",
                                              "marketing",
                                              "engineering",
                                              "it",
                                              "operations",
                                              "administration",
                                              "customer service",
                                              "purchasing",
                                              "procurement",
                                              "security",
                                              "facilities",
                                              "manufacturing",
                                              "research",
                                              "comptabilite",
                                              "ressources humaines",
                                              "rh",
                                              "juridique",
                                              "direction",
                                              "informatique",
                                              "buchhaltung",
                                              "vertrieb",
                                              "personal",
                                              "einkauf",
                                              "ventas",
                                              "contabilidad",
                                              "recursos humanos",
                                              "risorse umane",
                                              "amministrazione"}) {
      if (words == department) {
        ++staff;
        break;
      }
    }
  }
  return staff * 5 >= values.size() * 4;
}

// Whether a column whose header may be one of health ("Test", "Examen", "Befund") holds words of health.
bool speaks_of_health(const Knowledge& know, const Sample& sample, std::size_t data_from,
                      std::span<const Column> columns) {
  if (know.health_check == nullptr) return false;
  std::vector<std::string_view> values;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    const HeaderMeaning meaning = know.headers.read(columns[index].header);
    if (meaning.count == 0 || meaning.readings[0].name != know.health_class || meaning.readings[0].strong) continue;
    sample.collect(index, data_from, values);
    std::size_t known = 0;
    for (const std::string_view cell : values) known += know.health_check->check(cell) != Validity::invalid;
    if (known > 0 && known * 4 >= values.size()) return true;
  }
  return false;
}

// Whether the headers are those of a health plan's members.
bool speaks_of_insurance(const std::vector<std::string>& labels) {
  for (const std::string& header : labels) {
    const std::string words = " " + header_words(header) + " ";
    for (const std::string_view word :
         {" subscriber ", " insurance ", " insurer ", " coverage ", " payer ", " copay ", " deductible ", " enrollee ",
          " health plan ", " medical plan ", " mutuelle ", " krankenkasse "}) {
      if (words.find(word) != std::string::npos) return true;
    }
  }
  return false;
}

}  // namespace

void look_around(const Knowledge& know, const Sample& sample, const HeaderRow& header, std::span<const Column> columns,
                 Surroundings& beside) {
  std::vector<std::string_view> values;
  for (std::size_t index = 0; index < columns.size() && !beside.staff; ++index) {
    sample.collect(index, header.data_from, values);
    beside.staff = speaks_of_staff(values);
  }
  beside.health = speaks_of_health(know, sample, header.data_from, columns);
  beside.insurance = speaks_of_insurance(header.labels);
  for (const std::string& label : header.labels) {
    const IdType* const id = id_of_header(know, label);
    if (id == nullptr) continue;
    beside.login = beside.login || id->type == "username";
    beside.number = beside.number || id->person || id->type == "medical_record_number" || id->type == "employee_id" ||
                    id->type == "health_insurance_id";
  }
}

}  // namespace constat::tables
