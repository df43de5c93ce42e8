#include "detect/sensitive.h"

#include <algorithm>
#include <cstdint>
#include <span>

#include "base/text.h"

namespace constat {
namespace {

constexpr std::size_t signals_apart_max = 500;  // Bytes between two signals of one matter.
constexpr std::size_t person_apart_max = 200;
constexpr std::size_t bank_apart_max = 60;
constexpr std::size_t looked_max = 24;  // Neighbours on each side: a bound on the work for each signal.
constexpr std::size_t bracket_apart_max = 3;
constexpr float account_of_sort_code = 0.95F;
constexpr float pay_of_person = 0.7F;
constexpr std::ptrdiff_t pay_lines_max = 3;  // "Name: Petra Huber", "Rente: 1.412,33 EUR": lines of a form.
constexpr float birth_of_person = 0.7F;
constexpr float citizen_number = 0.95F;
constexpr float one_signal = 0.3F;
constexpr float two_signals = 0.4F;
constexpr std::size_t person_beside_max = 120;  // In the same sentence, about.
constexpr float signal_and_person = 0.45F;
constexpr float condition_and_person = 0.7F;  // Of what is said of persons alone.
constexpr float patient = 0.7F;               // Of a letter that gives a person's birth date beside a word of health.
constexpr float signals_and_person = 0.92F;

bool speaks_of_sickness(std::string_view words) {
  const std::string lower = to_lower_ascii(words);
  for (const std::string_view word : {"maladie", "sick", "krank", "baja", "malattia", "medical"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

// Whether a bank's number of that type stands beside, [from, to) between, at most so many line ends in it.
bool is_beside(std::string_view text, const Candidate& bank, TypeId type, std::size_t from, std::size_t to,
               std::ptrdiff_t line_ends_max) {
  if (bank.type != type || bank.confidence < 0.5F || from > to || to - from > bank_apart_max) return false;
  const std::string_view between = text.substr(from, to - from);
  return std::count(between.begin(), between.end(), '\n') <= line_ends_max;
}

// "20-45-77  Account 73849215": where the pairs of digits begin that stand before the account at `at`, no more than its
// label between; npos where none stand, or where they may be a date.
std::size_t pairs_before(std::string_view text, std::size_t at) {
  constexpr std::size_t label_bytes_max = 28;
  constexpr std::size_t pairs_bytes = 8;
  std::size_t end = at;
  while (end > 0 && at - end <= label_bytes_max && !is_digit(text[end - 1]) && text[end - 1] != '\n') --end;
  if (end == at || end < pairs_bytes || at - end > label_bytes_max) return std::string_view::npos;
  const std::size_t begin = end - pairs_bytes;
  const std::string_view pairs = text.substr(begin, pairs_bytes);
  for (std::size_t sign = 0; sign < pairs.size(); ++sign) {
    if (sign == 2 || sign == 5 ? pairs[sign] != '-' : !is_digit(pairs[sign])) return std::string_view::npos;
  }
  if (begin > 0 && (is_alnum(text[begin - 1]) || text[begin - 1] == '-' || text[begin - 1] == '.'))
    return std::string_view::npos;
  const auto pair = [pairs](std::size_t from) { return (pairs[from] - '0') * 10 + pairs[from + 1] - '0'; };
  const int first = pair(0);
  const int second = pair(3);
  const int third = pair(6);
  const bool date = (first <= 31 && second <= 12) || (first <= 12 && second <= 31) || (second <= 12 && third <= 31);
  return date || pairs == "00-00-00" ? std::string_view::npos : begin;
}

// Whether a sign parts the value from its label, as where a form was filled in: "la religione cattolica" and "the trade
// union Unite" are of many people.
bool follows_sign(std::string_view text, std::size_t begin) {
  constexpr std::string_view blanks = " \"'\xC2\xA0";
  while (begin > 0 && blanks.find(text[begin - 1]) != std::string_view::npos) --begin;
  return begin > 0 && std::string_view(":=|\t").find(text[begin - 1]) != std::string_view::npos;
}

// Whether a sentence ends in what stands between a person and what is said, or somebody else comes in there: "The film
// by Marco Rossi is about a man convicted of fraud".
bool speaks_of_another(std::string_view between) {
  if (between.find(". ") != std::string_view::npos) return true;
  const std::string lower = to_lower_ascii(between);
  constexpr std::string_view others[] = {" a man ",     " a woman ",   " men ",      " women ",     " people ",
                                         " someone ",   " anyone ",    " somebody ", " un homme ",  " une femme ",
                                         " personnes ", " des gens ",  " ein mann ", " eine frau ", " menschen ",
                                         " un hombre ", " una mujer ", " personas ", " un uomo ",   " una donna ",
                                         " persone ",   " patients ",  " patienten "};
  return std::ranges::any_of(others, [&](std::string_view one) { return lower.find(one) != std::string::npos; });
}

// "a lawyer who was convicted", "eine Frau, die", "un homme qui": what is said is of somebody who has no name.
bool leads_to_nameless(std::string_view between) {
  const std::string lower = to_lower_ascii(between);
  constexpr std::string_view articles[] = {" a ", " an ", " un ", " une ", " ein ", " eine ", " einen ", " una "};
  constexpr std::string_view relatives[] = {" who ", " whose ", ", der ", ", die ", " qui ", " que ", " che "};
  for (const std::string_view article : articles) {
    const std::size_t at = lower.find(article);
    if (at == std::string::npos) continue;
    if (std::ranges::any_of(relatives, [&](std::string_view one) { return lower.find(one, at + 2) != lower.npos; }))
      return true;
  }
  return false;
}

// Where a sentence ends in it: a stop behind a small letter, and a capital.
std::size_t sentences_end(std::string_view between) {
  std::size_t count = 0;
  for (std::size_t at = 1; at + 2 < between.size(); ++at) {
    if (between[at] != '.' || !(is_lower(between[at - 1]) || between[at - 1] == '%' || between[at - 1] == ')'))
      continue;
    if ((between[at + 1] == ' ' || between[at + 1] == '\n') && is_upper(between[at + 2])) ++count;
  }
  return count;
}

// Whether the person who stands `before` or behind what is said is not the one of whom it is said: who speaks or writes
// of it ("Dr Weber leads research on breast cancer"), or whom only a later sentence names.
bool is_of_another_sentence(std::string_view between, bool before) {
  const std::size_t ends = sentences_end(between);
  if (!before) return ends > 0;
  const std::string lower = to_lower_ascii(between);
  const auto any = [&lower](std::span<const std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != lower.npos; });
  };
  constexpr std::string_view goes_on[] = {" he ",   " she ",  " her ", " his ", " him ", " you ",    " your ", " il ",
                                          " elle ", " vous ", " er ",  " sie ", " ihr",  " patient", " sein",  "\nhe ",
                                          "\nshe ", " lui ",  " lei ", " su ",  " i ",   " my "};
  if (ends >= 2) return !any(goes_on);
  constexpr std::string_view speaks[] = {" said that ", " research",  " explained that ", " warned ",
                                         " specialis",  " specializ", " lectures",        " professor of "};
  return ends == 0 && any(speaks);
}

// How a text speaks of people: of those in a story, or of those in a study, neither of whom is the person beside.
class Register {
 public:
  explicit Register(std::string_view text) : text_(text) {}

  // Whether a plot or a study is told around `at`. What was found holds for what stands close behind.
  bool of_nobody(std::size_t at) {
    constexpr std::size_t around = 350;
    constexpr std::size_t holds_for = 120;
    if (at >= asked_ && at - asked_ < holds_for) return answer_;
    asked_ = at;
    const std::size_t from = at - std::min(at, around);
    const std::string near = to_lower_ascii(text_.substr(from, at - from + around));
    const auto distinct = [&near](std::span<const std::string_view> words) {
      return std::ranges::count_if(words, [&](std::string_view word) { return near.find(word) != near.npos; });
    };
    return answer_ = distinct(story) >= 2 || distinct(study) >= 2;
  }

 private:
  static constexpr std::string_view story[] = {
      "the film",  "film review", "novel",       "plot",        "protagonist", "heroine",      "played by",
      "character", "fiction",     "cast:",       "reviewer",    "sequel",      "in the movie", "im film",
      "im roman",  "krimi",       "romanfigur",  "du film",     "du roman",    "personnage",   "en la novela",
      "personaje", "nel film",    "personaggio", "del romanzo", "second act",  "starring"};
  static constexpr std::string_view study[] = {"et al.",
                                               "abstract.",
                                               "keywords",
                                               "patients with",
                                               "participants",
                                               "randomis",
                                               "randomiz",
                                               "placebo",
                                               "cohort",
                                               "odds ratio",
                                               "incidence",
                                               "prevalence",
                                               "table 1",
                                               "we analysed",
                                               "we analyzed",
                                               "hypothesis",
                                               "synap",
                                               "probanden",
                                               "kohorte",
                                               "pr\xC3\xA4valenz",
                                               "pr\xC3\xA9valence",
                                               "doi:",
                                               "(icd-10 "};
  std::string_view text_;
  std::size_t asked_ = SIZE_MAX;
  bool answer_ = false;
};

// Whether the amount at `begin` has a label that invoices and adverts have too: "Brutto", "Rente", "Pension".
bool has_common_pay_label(std::string_view text, std::size_t begin) {
  constexpr std::size_t label_max = 32;
  const std::size_t from = begin - std::min(begin, label_max);
  const std::string_view reach = text.substr(from, begin - from);
  const std::string line = to_lower_ascii(reach.substr(reach.find_last_of("\n;,") + 1));  // npos + 1 is 0.
  constexpr std::string_view labels[] = {"brutto", "netto", "bruto", "entgelt", "abfindung", "rente", "pension"};
  return std::ranges::any_of(labels, [&line](std::string_view label) { return line.find(label) != line.npos; });
}

// Whether an invoice or an offer of a room is read around `at`: its sums are of goods.
bool speaks_of_goods(std::string_view text, std::size_t at) {
  constexpr std::size_t around = 400;
  const std::size_t from = at - std::min(at, around);
  const std::string near = to_lower_ascii(text.substr(from, at - from + around));
  constexpr std::string_view words[] = {
      "rechnung", "mwst",        "ust.",    "ust-",      "umsatzsteuer", "mehrwertsteuer", "invoice",   "factura",
      "iva ",     "iva:",        "btw",     "factuur",   "vat",          "angebot",        "bestell",   "zimmer",
      "hotel",    "halbpension", "offerte", "kassenbon", "gutschrift",   "miete",          "lieferung", "artikel"};
  return std::ranges::any_of(words, [&near](std::string_view word) { return near.find(word) != near.npos; });
}

// "Petra Huber, * 04.05.1971", "Giuseppe Caruso (n. 04/05/1971)", "Jean Petit \xC2\xB0 04.05.1971": the date of birth
// behind the sign for it that stands right behind a name; its bounds. False where none does.
bool birth_behind_sign(std::string_view text, std::size_t at, std::size_t& begin, std::size_t& end) {
  constexpr std::size_t lead_max = 4;
  constexpr std::size_t date_max = 10;
  static const Validator* const date = validator_by_name("birth_date");
  bool line_end = false;
  std::size_t lead = 0;
  while (at < text.size() && lead < lead_max && std::string_view(" ,(\n\r").find(text[at]) != std::string_view::npos) {
    line_end = line_end || text[at] == '\n';
    ++at;
    ++lead;
  }
  std::size_t size = 0;
  for (const std::string_view sign : {"*", "\xC2\xB0", "n."}) {
    if (text.substr(at).starts_with(sign) && !(line_end && sign == "n.")) size = sign.size();
  }
  if (size == 0) return false;
  at += size;
  if (at < text.size() && text[at] == ' ') ++at;
  begin = end = at;
  while (end < text.size() && end - begin < date_max &&
         (is_digit(text[end]) || ((text[end] == '.' || text[end] == '/' || text[end] == '-') && end > begin))) {
    ++end;
  }
  while (end > begin && !is_digit(text[end - 1])) --end;
  if (end - begin < 8 || (end < text.size() && is_alnum(text[end]))) return false;
  // A list's bullet: "* 04.05.2021 meeting". A birth's date is all of its line, or its place follows.
  const std::string_view behind = text.substr(end, 4);
  if (line_end && !behind.empty() && behind[0] != '\n' && behind[0] != '\r' && behind[0] != ',' && behind != " in " &&
      behind != " a, ") {
    return false;
  }
  return date != nullptr && date->check(text.substr(begin, end - begin)) == Validity::shape;
}

// Where the illness ends that "leidet an", "est atteinte de" and "tumore al" lead in: a few words more, or as far as
// the next finding at `limit`.
struct Illness {
  std::size_t end = 0;  // Of what was found, where it leads nothing in.
  bool up_to_next = false;
};
Illness end_of_illness(std::string_view text, std::size_t begin, std::size_t end, std::size_t limit) {
  constexpr std::size_t words_max = 4;
  constexpr std::size_t bytes_max = 48;
  constexpr std::string_view leads[] = {"an",    "unter", "from", "with", "of", "for",   "de",  "du",  "d'un",
                                        "d'une", "d",     "di",   "da",   "al", "della", "con", "aan", "met"};
  constexpr std::string_view stops[] = {
      "and",  "und",  "et",   "y",    "en",    "who",    "that",  "in",  "on",  "at",   "was",   "is",     "ist",
      "est",  "hat",  "has",  "seit", "since", "depuis", "desde", "dal", "e",   "nach", "after", "before", "but",
      "aber", "mais", "pero", "ma",   "maar",  "sinds",  "he",    "she", "sie", "er",   "il",    "elle"};
  std::size_t word = end;
  while (word > begin && !is_space(text[word - 1])) --word;
  std::string last = to_lower_ascii(text.substr(word, end - word));
  if (const std::size_t quote = last.find("\xE2\x80\x99"); quote != std::string::npos) last.replace(quote, 3, "'");
  if (std::ranges::find(leads, last) == std::end(leads)) return {end, false};
  std::size_t told = end;
  std::size_t at = end;
  for (std::size_t words = 0; words < words_max && at < limit && text[at] == ' '; ++words) {
    const std::size_t from = at + 1;
    std::size_t to = from;
    while (to < limit && to - end < bytes_max &&
           (is_alnum(text[to]) || is_high(text[to]) || text[to] == '-' || text[to] == '\''))
      ++to;
    if (to == from || to - end >= bytes_max || (to < text.size() && (is_alnum(text[to]) || is_high(text[to])))) break;
    const std::string lower = to_lower_ascii(text.substr(from, to - from));
    if (std::ranges::find(stops, lower) != std::end(stops)) break;
    at = to;
    // ("una", "der": the word behind it is meant.)
    if (to - from > 3) told = to;
  }
  return {told, at + 1 == limit && text[at] == ' '};
}

// "John Doe", "Erika Mustermann": names that stand for any.
bool is_example_name(std::string_view name) {
  constexpr std::string_view names[] = {"John Doe", "Jane Doe", "Max Mustermann", "Erika Mustermann", "Jean Dupont"};
  return std::ranges::any_of(names, [name](std::string_view one) { return equals_ignoring_case(name, one); });
}

// Whether the mailbox is of a domain that is kept for documentation (RFC 2606, 3).
bool is_of_example_domain(std::string_view address) {
  for (const std::string_view domain : {"@example.com", "@example.org", "@example.net"}) {
    if (address.size() > domain.size() && equals_ignoring_case(address.substr(address.size() - domain.size()), domain))
      return true;
  }
  return false;
}

// "BSNr: 111222333" in a Dutch form: two words of that language near, and none of a doctor's practice. ("BSNR" is a
// German practice's number, of nine digits too.)
bool is_dutch_citizen_number(std::string_view text, const Candidate& number) {
  constexpr std::size_t around = 300;
  static const Validator* const bsn = validator_by_name("nl_bsn");
  if (bsn == nullptr || bsn->check(text.substr(number.begin, number.end - number.begin)) != Validity::checked)
    return false;
  const std::size_t from = number.begin - std::min(number.begin, around);
  const std::string near = to_lower_ascii(text.substr(from, number.end - from + around));
  const auto has = [&near](std::string_view word) { return near.find(word) != near.npos; };
  constexpr std::string_view practice[] = {"praxis", "arzt", "betriebsst", "lanr", "kassen"};
  constexpr std::string_view dutch[] = {" het ",   " een ",      "naam:",   "werknemer", "geboortedatum",
                                        "adres:",  "woonplaats", "mevrouw", "de heer",   "gemeente",
                                        "salaris", " voor ",     " niet ",  "geslacht:", "burger"};
  return std::ranges::none_of(practice, has) && std::ranges::count_if(dutch, has) >= 2;
}

}  // namespace

void raise_by_company(const EngineCore& engine, std::string_view text, std::vector<Candidate>& chosen) {
  const TypeId health = engine.known().health;
  const TypeId hr = engine.known().hr;
  const auto is_person = [&](const Candidate& one) {
    if (one.confidence < 0.5F) return false;
    return one.type == engine.known().person_name || engine.types().at(one.type).category == Category::government_id ||
           (engine.types().at(one.type).category == Category::health && one.type != health);
  };
  // "dépression (F32.1)": a code in brackets is one of an illness where the word before it speaks of health.
  const auto is_form = [&](const Candidate& one) {
    return one.rule == engine.known_rules().health_form || one.rule == engine.known_rules().health_diagnosis ||
           one.rule == engine.known_rules().health_medication;
  };
  const auto is_signal = [&](std::size_t index) {
    const Candidate& one = chosen[index];
    // "Diagnose: ...": the label of a value that is told says nothing more.
    if (one.rule == engine.known_rules().health_words && index + 1 < chosen.size() && is_form(chosen[index + 1]) &&
        chosen[index + 1].begin - std::min(one.end, chosen[index + 1].begin) <= bracket_apart_max) {
      return false;
    }
    if (one.rule != engine.known_rules().icd10 || one.context) return true;
    return index > 0 && chosen[index - 1].type == health && one.begin - chosen[index - 1].end <= bracket_apart_max;
  };
  // "John Doe <john.doe@example.com>": of documentation. A real one of that name has a mailbox elsewhere.
  const auto beside_example_mailbox = [&](std::size_t index) {
    constexpr std::size_t mailbox_apart_max = 40;
    const Candidate& name = chosen[index];
    const std::size_t from = index - std::min<std::size_t>(index, 2);
    const std::size_t to = std::min(chosen.size(), index + 3);
    return std::any_of(
        chosen.begin() + static_cast<std::ptrdiff_t>(from), chosen.begin() + static_cast<std::ptrdiff_t>(to),
        [&](const Candidate& other) {
          if (other.type != engine.known().email_address || other.confidence >= 0.5F) return false;
          const std::size_t apart =
              other.begin >= name.end ? other.begin - name.end : name.begin - std::min(name.begin, other.end);
          return apart <= mailbox_apart_max && is_of_example_domain(text.substr(other.begin, other.end - other.begin));
        });
  };
  Register speech(text);
  std::vector<Candidate> told_beside;  // Sort codes that only the account behind them tells; births behind a sign.
  const auto births_near = [&](std::size_t index) {
    const std::size_t from = index - std::min(index, looked_max);
    const std::size_t to = std::min(chosen.size(), index + looked_max);
    return std::any_of(
        chosen.begin() + static_cast<std::ptrdiff_t>(from), chosen.begin() + static_cast<std::ptrdiff_t>(to),
        [&](const Candidate& other) { return other.type == engine.known().date_of_birth && other.confidence >= 0.5F; });
  };
  for (std::size_t index = 0; index < chosen.size(); ++index) {
    Candidate& one = chosen[index];
    if (one.type == engine.known().person_name && one.confidence >= 0.5F) {
      if (is_example_name(text.substr(one.begin, one.end - one.begin)) && beside_example_mailbox(index)) {
        one.confidence = one_signal;
        continue;
      }
      std::size_t from = 0;
      std::size_t to = 0;
      const RuleId rule = engine.known_rules().date_of_birth;
      if (rule < engine.rules().size() && birth_behind_sign(text, one.end, from, to)) {
        told_beside.push_back(
            {from, to, rule, engine.known().date_of_birth, birth_of_person, Validity::shape, true, 0, -1, 0});
      }
      continue;
    }
    if (one.rule == engine.known_rules().de_bsnr && engine.known_rules().nl_bsn < engine.rules().size() &&
        is_dutch_citizen_number(text, one)) {
      one.rule = engine.known_rules().nl_bsn;
      one.type = engine.rules()[one.rule].type;
      one.confidence = citizen_number;
      continue;
    }
    // "Jane Doe earns 85,000 dollars a year": of a person; a company earns too.
    if (one.type == engine.known().salary && one.confidence < 0.5F && one.context) {
      for (std::size_t step = 1; step <= looked_max && step <= index; ++step) {
        const Candidate& before = chosen[index - step];
        if (before.end > one.begin || one.begin - before.end > person_beside_max) break;
        if (before.type != engine.known().person_name || before.confidence < 0.5F) continue;
        const std::string_view between = text.substr(before.end, one.begin - before.end);
        const bool common = has_common_pay_label(text, one.begin);
        if ((common ? std::ranges::count(between, '\n') <= pay_lines_max
                    : between.find('\n') == std::string_view::npos) &&
            between.find(". ") == std::string_view::npos && !(common && speaks_of_goods(text, one.begin))) {
          one.confidence = pay_of_person;
        }
        break;
      }
      continue;
    }
    // An account behind or before a British sort code, on its line or the next: "Sort code 12-34-56, account 12345678".
    if (one.type == engine.known().us_bank_account && one.context) {
      const auto beside = [&](const Candidate& bank, std::size_t from, std::size_t to) {
        return is_beside(text, bank, engine.known().uk_sort_code, from, to, 1);
      };
      const RuleId rule = engine.known_rules().uk_bank_account;
      if (rule < engine.rules().size() &&
          std::ranges::count_if(text.substr(one.begin, one.end - one.begin), is_digit) == 8 &&
          ((index > 0 && beside(chosen[index - 1], chosen[index - 1].end, one.begin)) ||
           (index + 1 < chosen.size() && beside(chosen[index + 1], one.end, chosen[index + 1].begin)))) {
        one.type = engine.known().uk_bank_account;
        one.rule = rule;
        one.confidence = account_of_sort_code;
        continue;
      }
    }
    if (one.type == engine.known().us_bank_account && one.context && one.end - one.begin == 8) {
      const std::size_t pairs = pairs_before(text, one.begin);
      const RuleId code = engine.known_rules().uk_sort_code;
      const RuleId account = engine.known_rules().uk_bank_account;
      if (pairs != std::string_view::npos && code < engine.rules().size() && account < engine.rules().size()) {
        one.type = engine.known().uk_bank_account;
        one.rule = account;
        one.confidence = account_of_sort_code;
        told_beside.push_back({pairs, pairs + 8, code, engine.known().uk_sort_code, account_of_sort_code,
                               Validity::shape, true, 0, -1, 0});
        continue;
      }
    }
    // An account beside a bank's number, on one line: "Routing 021000021 account 1234567890".
    if (one.type == engine.known().us_bank_account && one.confidence < 0.5F && one.context) {
      const auto beside = [&](const Candidate& bank, std::size_t from, std::size_t to) {
        return is_beside(text, bank, engine.known().aba_routing_number, from, to, 0);
      };
      if ((index > 0 && beside(chosen[index - 1], chosen[index - 1].end, one.begin)) ||
          (index + 1 < chosen.size() && beside(chosen[index + 1], one.end, chosen[index + 1].begin))) {
        one.confidence = 0.8F;
      }
      continue;
    }
    if (one.type == engine.known().special_category && one.confidence >= 0.5F && !follows_sign(text, one.begin)) {
      one.confidence = one_signal;
      continue;
    }
    const bool said = one.rule == engine.known_rules().special_said;
    if (one.type == health && one.confidence >= 0.5F && one.rule == engine.known_rules().icd10 && !births_near(index) &&
        speech.of_nobody(one.begin)) {
      one.confidence = one_signal;  // "diabetes (ICD-10 E11)" of a study.
      continue;
    }
    // (Of a form the word behind its label is known; whether a person stands beside is asked as of all.)
    const bool form = is_form(one);
    if ((one.type != health && one.type != hr && !said) || (one.confidence >= 0.5F && !form)) continue;
    const std::string_view word = text.substr(one.begin, one.end - one.begin);
    bool second = false;
    bool person = false;
    bool beside = false;
    bool letter = false;  // Names a person, and says when they were born, as a doctor's does.
    bool named = false;   // A person within the same letter, if farther.
    if (!is_signal(index)) continue;
    const auto look = [&](std::size_t at) {
      const Candidate& other = chosen[at];
      const std::size_t apart =
          other.begin > one.end ? other.begin - one.end : one.begin - std::min(one.begin, other.end);
      if (apart > signals_apart_max) return false;
      if (other.type == one.type && is_signal(at) &&
          !equals_ignoring_case(text.substr(other.begin, other.end - other.begin), word)) {
        second = true;
      }
      // "en arrêt maladie pour une dépression": why somebody is away.
      if (one.type == health && other.type == hr &&
          speaks_of_sickness(text.substr(other.begin, other.end - other.begin)))
        second = true;
      const auto is_elsewhere = [&] {
        const bool before = other.end <= one.begin;
        // (With a letter of each.)
        const std::size_t from = (before ? other.end : std::min(one.end, other.begin)) - 1;
        return is_of_another_sentence(text.substr(from, (before ? one.begin : other.begin) + 1 - from), before);
      };
      letter = letter || (other.type == engine.known().date_of_birth && other.confidence >= 0.5F);
      named = named || is_person(other);
      if (apart <= person_apart_max && is_person(other) &&
          !(other.type == engine.known().person_name && is_elsewhere())) {
        if (said && other.end <= one.begin &&
            (speaks_of_another(text.substr(other.end, one.begin - other.end)) ||
             leads_to_nameless(text.substr(other.end, one.begin - other.end)))) {
          return true;
        }
        person = true;
        beside = beside || apart <= person_beside_max;
      }
      return true;
    };
    for (std::size_t step = 1; step <= looked_max && step <= index && look(index - step); ++step) {
    }
    for (std::size_t step = 1; step <= looked_max && index + step < chosen.size() && look(index + step); ++step) {
    }
    const bool condition = said || form || one.rule == engine.known_rules().health_conditions;
    one.confidence = second && person && !said                    ? signals_and_person
                     : condition && (beside || (letter && named)) ? condition_and_person
                     : one.type == health && letter && named      ? patient
                     : second && one.type == health ? two_signals  // Of personnel matters a person must stand beside.
                     : person                       ? signal_and_person
                                                    : one_signal;
    // (A birth date is told of a patient, and of nobody in a plot or a study.)
    if (one.confidence >= 0.5F && !letter && speech.of_nobody(one.begin)) one.confidence = one_signal;
  }
  for (std::size_t index = 0; index < chosen.size(); ++index) {
    Candidate& one = chosen[index];
    if (one.type != health ||
        (one.rule != engine.known_rules().health_conditions && one.rule != engine.known_rules().health_words)) {
      continue;
    }
    const bool last = index + 1 >= chosen.size();
    const std::size_t limit = last ? text.size() : chosen[index + 1].begin;
    if (limit <= one.end) continue;
    const Illness illness = end_of_illness(text, one.begin, one.end, limit);
    one.end = illness.end;
    if (last || !illness.up_to_next || chosen[index + 1].type != health) continue;
    // "leidet an" and "Depression": one finding.
    Candidate& next = chosen[index + 1];
    next.begin = one.begin;
    next.confidence = std::max(one.confidence, next.confidence);
    one.end = one.begin;
  }
  std::erase_if(chosen, [](const Candidate& one) { return one.begin == one.end; });
  const std::size_t told = chosen.size();
  for (const Candidate& found : told_beside) {
    const auto known = std::span(chosen).first(told);
    const auto at = std::ranges::lower_bound(known, found.begin, {}, &Candidate::begin);
    if (at != known.end() && at->begin < found.end) continue;
    if (at == known.begin() || std::prev(at)->end <= found.begin) chosen.push_back(found);
  }
  std::ranges::inplace_merge(chosen, chosen.begin() + static_cast<std::ptrdiff_t>(told), {}, &Candidate::begin);
}

}  // namespace constat
