#include "detect/phone_home.h"

#include <algorithm>
#include <bit>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "detect/headers.h"
#include "detect/phone.h"

namespace constat {

namespace {

enum Language : std::uint16_t {
  en = 1,
  fr = 2,
  de = 4,
  es = 8,
  it = 16,
  nl = 32,
  pt = 64,
  pl = 128,
};

// The countries whose national forms are known, Canada with the United States (one plan: the area code tells them
// apart).
struct Home {
  std::string_view region;
  std::string_view code;
  std::string_view domain;
  std::uint16_t primary;    // Languages of which it is a first guess.
  std::uint16_t secondary;  // Languages that are spoken there too.
  bool zero;                // Written with a 0 before it: one that lacks it is another country's, or lost it.
  bool open;                // Of many lengths: that the plan has a number says little.
};
constexpr Home homes[] = {
    {"US", "1", "us", en, es, false, false},
    {"FR", "33", "fr", fr, 0, true, false},
    {"GB", "44", "uk", en, 0, true, false},
    {"DE", "49", "de", de, 0, true, true},
    {"ES", "34", "es", es, 0, false, false},
    {"IT", "39", "it", it, 0, false, true},
    {"NL", "31", "nl", nl, 0, true, false},
    {"BE", "32", "be", 0, nl | fr, true, false},
    {"CH", "41", "ch", 0, de | fr | it, true, false},
    {"AT", "43", "at", 0, de, true, true},
    {"IE", "353", "ie", 0, en, true, false},
    {"PT", "351", "pt", pt, 0, false, false},
    {"SE", "46", "se", 0, 0, true, true},
    {"DK", "45", "dk", 0, 0, false, false},
    {"NO", "47", "no", 0, 0, false, false},
    {"FI", "358", "fi", 0, 0, true, true},
    {"PL", "48", "pl", pl, 0, false, false},
    {"AU", "61", "au", 0, en, true, false},
    {"IN", "91", "in", 0, en, false, false},
    {"NZ", "64", "nz", 0, en, true, false},
    {"ZA", "27", "za", 0, en, true, false},
    {"BR", "55", "br", pt, 0, false, false},
    {"MX", "52", "mx", 0, es, false, false},
    {"IL", "972", "il", 0, 0, true, false},
    {"JP", "81", "jp", 0, 0, true, false},
    {"PH", "63", "ph", 0, en, true, false},
    {"SG", "65", "sg", 0, en, false, false},
    {"TR", "90", "tr", 0, 0, true, false},
    {"LU", "352", "lu", 0, fr, false, true},
};
static_assert(std::size(homes) <= PhoneHome::regions_max);
using Bits = std::uint32_t;
static_assert(PhoneHome::regions_max <= 32);

// The plan of each, in their order.
using PlansOfHomes = std::array<const PhoneRegion*, std::size(homes)>;
const PlansOfHomes& plans_of_homes() {
  static const PlansOfHomes plans = [] {
    PlansOfHomes found = {};
    std::transform(std::begin(homes), std::end(homes), found.begin(),
                   [](const Home& home) { return phone_region(home.region); });
    return found;
  }();
  return plans;
}

std::size_t home_of(std::string_view region) {
  if (region == "CA") region = "US";
  if (region == "UK") region = "GB";
  const auto* const found = std::ranges::find(homes, region, &Home::region);
  return static_cast<std::size_t>(found - std::begin(homes));
}

// Words of lists' headers, of labels and of letters, as header_words() gives them. One of several languages stands in
// each, and says the less.
struct WordsOf {
  Language language;
  std::string_view words;
};
constexpr WordsOf words_of[] = {
    {en,
     "name names first last surname forename full phone phones telephone mobile cell cellphone address "
     "street city town county postcode zip state country birth dob gender salary employee employees "
     "customer member number department title union notes patient contact pupil student parent mother "
     "father tenant account work home date guest volunteer donor religion service code postal the and of "
     "is for you your please with call my at on i"},
    {fr,
     "telephone mobile notes patient contact parent date nom noms prenom prenoms adresse rue ville cp "
     "naissance portable pays commune salaire salarie numero sexe bapteme religion poste eleve mere pere "
     "adherent locataire service courriel code postal fixe perso domicile classe inscription societe le "
     "les des et est pour vous votre avec je au une mon sur du il en"},
    {de,
     "name patient student adresse religion vorname nachname familienname anschrift strasse str plz ort "
     "wohnort geb geboren geburtsdatum gebdat geburtstag telefon telefonnummer handy handynummer mobil "
     "mobilnummer rufnummer gehalt mitarbeiter kunde mitglied geschlecht abteilung kind mutter vater "
     "krankenkasse festnetz privat kundennummer diagnose bemerkung konfession mieter schuler patnr "
     "versicherung eintritt klasse verein nummer land du der und ist sie ich mit fur bitte unter mein "
     "meine ihre nicht von zu den die das es um nr"},
    {es,
     "cp numero postal nombre nombres apellido apellidos direccion calle ciudad nacimiento fecha telefono "
     "movil celular fijo sueldo salario empleado cliente correo poblacion provincia sexo alumno madre "
     "padre socio paciente domicilio puesto nif dni afiliacion contacto codigo el los las y por para su "
     "con mi una al es en"},
    {it,
     "mobile cell numero classe telefono cliente provincia madre padre socio domicilio nome cognome "
     "indirizzo via citta comune cap nascita data cellulare stipendio dipendente sesso paziente recapito "
     "residenza codice fiscale figlio reparto utente le su con mi una al il di che per della sono mio gli "
     "da i"},
    {nl,
     "postcode contact student code geboren diagnose nummer land naam voornaam achternaam adres straat "
     "woonplaats plaats geboortedatum mobiel telefoon telefoonnummer salaris medewerker klant lid geslacht "
     "werknemer leerling moeder vader gemeente bsn opmerking huisnummer is je die het een van en voor mijn "
     "met op niet uw nr"},
    {pt,
     "postal celular salario cliente sexo paciente nif nome data morada endereco rua cidade localidade "
     "nascimento telemovel telefone apelido sobrenome funcionario contacto mae pai aluno codigo utente por "
     "para os com nao um uma seu meu do da na"},
    {pl,
     "telefon mobil data adres imie imiona nazwisko ulica miasto kod pocztowy urodzenia komorka kom "
     "komorkowy pracownik klient pesel numer wynagrodzenie plec pensja matka ojciec do w na jest pod i "
     "prosze nr"},
};

// Small countries beside large ones of their language, and their cities, as header_words() gives them: "0512 583471 in
// Innsbruck" is no number of Germany.
struct PlacesOf {
  std::string_view region;
  std::string_view words;
};
constexpr PlacesOf places_of[] = {
    {"AT", "osterreich austria wien vienna innsbruck salzburg graz linz klagenfurt bregenz dornbirn villach tirol"},
    {"CH", "schweiz suisse svizzera switzerland zurich bern basel geneve lausanne luzern winterthur lugano"},
    {"BE", "belgie belgique belgium bruxelles brussel liege antwerpen gent namur charleroi leuven brugge"},
    {"IE", "ireland dublin cork galway limerick waterford"},
    {"LU", "luxembourg luxemburg esch"},
};
constexpr unsigned languages_bits = 8;  // Of what is known of a word; above them is its country's number, from 1.

// The languages of the words above, and the country of a place: 0 where it is none of them. Most words of a text are
// told by their beginning.
class LanguagesOf {
 public:
  LanguagesOf() {
    for (const WordsOf& of : words_of) {
      for (const std::string_view word : split(of.words, ' ')) add(word, of.language);
    }
    for (std::size_t place = 0; place < std::size(places_of); ++place) {
      for (const std::string_view word : split(places_of[place].words, ' '))
        add(word, static_cast<std::uint16_t>((place + 1) << languages_bits));
    }
  }
  std::uint16_t operator()(std::string_view word) const {
    const std::size_t bit = bit_of(word);
    if ((begins_[bit / 64] >> (bit % 64) & 1U) == 0) return 0;
    const auto found = known_.find(word);
    return found == known_.end() ? std::uint16_t{0} : found->second;
  }

 private:
  void add(std::string_view word, std::uint16_t of) {
    known_[word] |= of;
    const std::size_t bit = bit_of(word);
    begins_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }

  static constexpr unsigned bits = 13;
  // Its first four bytes and its size.
  static std::size_t bit_of(std::string_view word) {
    std::uint32_t begin = 0;
    for (const char c : word.substr(0, 4)) begin = begin << 8 | static_cast<unsigned char>(c);
    return (begin + static_cast<std::uint32_t>(word.size())) * 0x9E3779B1U >> (32 - bits);
  }
  std::array<std::uint64_t, (1U << bits) / 64> begins_ = {};
  std::unordered_map<std::string_view, std::uint16_t> known_;
};
const LanguagesOf& languages_of_words() {
  static const LanguagesOf known;
  return known;
}

// Words that one country alone has for a telephone: in the Netherlands a GSM is "mobiel", in France "portable".
constexpr std::pair<std::string_view, std::string_view> words_of_countries[] = {
    {"natel", "CH"}, {"gsm", "BE"}, {"telemovel", "PT"}, {"06 nummer", "NL"}};

// Groups that one country writes: 9 a digit, the others as they are. A number under them begins with `first`.
struct Form {
  std::string_view region;
  std::string_view first;
  std::string_view shape;
};
constexpr Form forms[] = {
    {"FR", "0", "99 99 99 99 99"},   {"FR", "0", "99.99.99.99.99"},    {"FR", "0", "99-99-99-99-99"},
    {"BE", "0", "9999 99 99 99"},    {"BE", "0", "9999/99.99.99"},     {"BE", "0", "9999/99 99 99"},
    {"BE", "0", "9999.99.99.99"},    {"CH", "0", "999 999 99 99"},     {"CH", "0", "999/999 99 99"},
    {"CH", "0", "999/999.99.99"},    {"NL", "06", "99-99999999"},      {"NL", "06", "99 99999999"},
    {"NL", "06", "99 99 999 999"},   {"GB", "0", "99999 999999"},      {"GB", "0", "99999 999 999"},
    {"GB", "0", "9999 999 9999"},    {"GB", "02", "999 9999 9999"},    {"AU", "04", "9999 999 999"},
    {"AU", "0", "(99) 9999 9999"},   {"AU", "0", "99 9999 9999"},      {"AT", "0650", "9999 9999999"},
    {"AT", "0650", "9999/9999999"},  {"AT", "0650", "9999 999 9999"},  {"AT", "0650", "9999/999 9999"},
    {"AT", "0650", "9999 99999999"}, {"AT", "0650", "9999 999 99 99"}, {"AT", "0660", "9999 9999999"},
    {"AT", "0660", "9999/9999999"},  {"AT", "0660", "9999 999 9999"},  {"AT", "0660", "9999/999 9999"},
    {"AT", "0660", "9999 99999999"}, {"AT", "0660", "9999 999 99 99"}, {"AT", "0664", "9999 9999999"},
    {"AT", "0664", "9999/9999999"},  {"AT", "0664", "9999 999 9999"},  {"AT", "0664", "9999/999 9999"},
    {"AT", "0664", "9999 99999999"}, {"AT", "0664", "9999 999 99 99"}, {"AT", "0676", "9999 9999999"},
    {"AT", "0676", "9999/9999999"},  {"AT", "0676", "9999 999 9999"},  {"AT", "0676", "9999/999 9999"},
    {"AT", "0676", "9999 99999999"}, {"AT", "0676", "9999 999 99 99"}, {"AT", "0680", "9999 9999999"},
    {"AT", "0680", "9999/9999999"},  {"AT", "0680", "9999 999 9999"},  {"AT", "0680", "9999/999 9999"},
    {"AT", "0680", "9999 99999999"}, {"AT", "0680", "9999 999 99 99"}, {"AT", "0699", "9999 9999999"},
    {"AT", "0699", "9999/9999999"},  {"AT", "0699", "9999 999 9999"},  {"AT", "0699", "9999/999 9999"},
    {"AT", "0699", "9999 99999999"}, {"AT", "0699", "9999 999 99 99"}, {"DE", "0", "9999/9999999"},
    {"DE", "0", "9999/99999999"},    {"DE", "0", "9999/999999"},       {"DE", "0", "999/9999999"},
    {"DE", "0", "999/99999999"},     {"DE", "0", "99999/999999"},      {"DE", "0", "9999 / 9999999"},
    {"DE", "0", "9999 / 99999999"},  {"JP", "0", "999-9999-9999"},     {"TR", "05", "9999 999 99 99"},
    {"US", "", "999-999-9999"},      {"US", "", "(999) 999-9999"},     {"US", "", "999.999.9999"},
    {"US", "", "(999)999-9999"},     {"US", "", "1-999-999-9999"},     {"US", "1", "9-999-999-9999"},
    {"US", "", "999-9999"},
};

// The region whose form it is; regions_max where none's.
std::size_t home_by_form(std::string_view number) {
  constexpr std::size_t longest = 18;
  if (number.size() > longest) return PhoneHome::regions_max;
  std::array<char, longest> shape;
  for (std::size_t at = 0; at < number.size(); ++at) shape[at] = is_digit(number[at]) ? '9' : number[at];
  const std::size_t first = std::min(number.find_first_of("0123456789"), number.size());
  for (const Form& form : forms) {
    if (form.shape != std::string_view(shape.data(), number.size())) continue;
    const bool begins =
        form.first.empty() ? number.substr(first, 1) != "0" : number.substr(first).starts_with(form.first);
    if (begins) return home_of(form.region);
  }
  return PhoneHome::regions_max;
}

bool international(std::string_view number) {
  return number.empty() || number.front() == '+' || number.starts_with("(+") || number.starts_with("00");
}

// Whether it is written as `home` writes its numbers: with its 0, or with none.
bool written_so(const Home& home, bool zero, bool open_without) {
  return home.zero ? zero || (!home.open && open_without) : !zero || home.open;
}

// "07700 900123": kept for films and examples, which evidence has as well. Source: Ofcom, "Telephone numbers for use in
// TV and radio drama programmes".
bool is_of_a_story(const PhoneText& text) {
  constexpr std::string_view ranges[] = {"07700900", "01632960", "03069990"};
  const std::string_view digits(text.digits, text.size);
  return !text.plus && digits.size() == 11 &&
         std::ranges::any_of(ranges, [digits](std::string_view range) { return digits.starts_with(range); });
}

bool read_of(const PhoneText& text, std::string_view region, const PhoneRegion* plan, std::string& e164) {
  if (region == "GB" && is_of_a_story(text)) {
    e164 = "+44" + std::string(text.digits + 1, text.size - 1U);
    return true;
  }
  return !region.empty() && valid_phone(text, plan, e164);
}

}  // namespace

bool PhoneHome::read(const PhoneText& text, std::string_view region, std::string& e164) {
  return read_of(text, region, phone_region(region), e164);
}

namespace {

constexpr std::uint32_t word_alone = 4;  // The weight of a word of one language.

}  // namespace

void PhoneHome::add_words(std::string_view text) {
  // Without its accent "Tél" is of every language.
  for (std::size_t at = text.find("\xC3\xA9l"); at != std::string_view::npos; at = text.find("\xC3\xA9l", at + 1)) {
    if (at == 0 || (text[at - 1] != 'T' && text[at - 1] != 't')) continue;
    languages_[std::countr_zero(static_cast<unsigned>(fr))] += word_alone;
    break;
  }
  // A header's reader takes so much: longer text goes to it in pieces that end where words do.
  while (!text.empty()) {
    std::size_t size = std::min(text.size(), header_bytes_max);
    if (size < text.size()) {
      const std::size_t blank = text.find_last_of(" \t\n", size - 1);
      if (blank != std::string_view::npos && blank != 0) size = blank;
    }
    add_normal_words(header_words(text.substr(0, size)));
    text.remove_prefix(size);
  }
}

void PhoneHome::add_normal_words(std::string_view normal) {
  const LanguagesOf& known = languages_of_words();
  for (std::size_t at = 0; at < normal.size();) {
    const std::size_t end = std::min(normal.find(' ', at), normal.size());
    const std::string_view word = normal.substr(at, end - at);
    for (const auto& [phrase, country] : words_of_countries) {
      if (phrase[0] != normal[at] || !normal.substr(at).starts_with(phrase)) continue;
      if (at + phrase.size() == normal.size() || normal[at + phrase.size()] == ' ') add_country(country);
    }
    at = end + 1;
    std::uint16_t of = known(word);
    if (of == 0) continue;
    if (of >> languages_bits != 0) add_country(places_of[(of >> languages_bits) - 1].region);
    of &= (1U << languages_bits) - 1;
    if (of == 0) continue;
    const int count = std::popcount(of);
    const std::uint32_t weight = count == 1 ? word_alone : count == 2 ? word_alone / 2 : 1;
    for (std::size_t language = 0; language < languages_.size(); ++language) {
      if ((of >> language & 1U) != 0) languages_[language] += weight;
    }
  }
}

void PhoneHome::add_country(std::string_view country, std::uint32_t times) {
  const std::size_t home = home_of(country);
  if (home < std::size(homes)) told_[home] += times;
}

void PhoneHome::add_number(std::string_view number) {
  if (!international(number)) return;
  std::size_t at = number.find_first_not_of("(+");
  if (at == std::string_view::npos) return;
  number.remove_prefix(at);
  if (number.starts_with("00")) number.remove_prefix(2);
  std::array<char, 3> code;
  std::size_t size = 0;
  for (const char c : number) {
    if (size == code.size()) break;
    if (is_digit(c)) code[size++] = c;
  }
  for (std::size_t home = 0; home < std::size(homes); ++home) {
    if (std::string_view(code.data(), size).starts_with(homes[home].code)) {
      ++told_[home];
      return;
    }
  }
}

void PhoneHome::add_mailbox(std::string_view address) {
  if (address.size() < 5 || address[address.size() - 3] != '.') return;
  const std::string domain = to_lower_ascii(address.substr(address.size() - 2));
  const auto* const found = std::ranges::find(homes, domain, &Home::domain);
  if (found != std::end(homes)) ++told_[static_cast<std::size_t>(found - std::begin(homes))];
}

void PhoneHome::add_told(std::string_view text) {
  // Where the next of each sign stands.
  std::size_t plus = text.find('+');
  std::size_t sign = text.find('@');
  for (std::size_t at = std::min(plus, sign); at < text.size(); at = std::min(plus, sign)) {
    if (plus == at) plus = text.find('+', at + 1);
    if (sign == at) sign = text.find('@', at + 1);
    if (text[at] == '+' && at + 8 < text.size() && is_digit(text[at + 1]) && text[at + 1] != '0') {
      add_number(text.substr(at, 8));
    } else if (text[at] == '@') {
      std::size_t end = at + 1;
      while (end < text.size() && (is_alnum(text[end]) || text[end] == '.' || text[end] == '-')) ++end;
      while (end > at && text[end - 1] == '.') --end;
      add_mailbox(text.substr(at, end - at));
    }
  }
}

PhoneHome::Plans PhoneHome::plans_of(std::span<const std::string_view> numbers) {
  constexpr std::size_t asked_max = 12;
  std::array<std::uint32_t, regions_max> valid = {};
  std::array<std::uint32_t, regions_max + 1> by_form = {};
  std::size_t asked = 0;
  std::size_t grouped = 0;
  const bool any_zero = std::ranges::any_of(numbers, [](std::string_view number) {
    const std::size_t first = number.find_first_of("0123456789");
    return !international(number) && first != std::string_view::npos && number[first] == '0';
  });
  std::string e164;
  const PlansOfHomes& plans_at_home = plans_of_homes();
  for (const std::string_view number : numbers) {
    if (international(number)) continue;
    if (asked == asked_max) break;
    const PhoneText dialled = read_phone(number);
    if (!dialled.viable) continue;
    ++asked;
    const bool zero = dialled.digits[0] == '0';
    if (number.find_first_not_of("0123456789") != std::string_view::npos) {
      ++grouped;
      ++by_form[home_by_form(number)];
    }
    for (std::size_t home = 0; home < std::size(homes); ++home) {
      // A sheet that loses a zero loses all of them.
      if (!written_so(homes[home], zero, !any_zero)) continue;
      valid[home] += read_of(dialled, homes[home].region, plans_at_home[home], e164) ? 1 : 0;
    }
  }
  Plans plans;
  if (asked == 0) return plans;
  for (std::size_t home = 0; home < std::size(homes); ++home) {
    if (valid[home] * 5 >= asked * 3) plans.fits |= Bits{1} << home;
    if (by_form[home] * 5 >= std::max<std::size_t>(grouped, 1) * 3) plans.form = home;
  }
  return plans;
}

bool PhoneHome::are_contested(const Plans& plans) {
  return plans.fits != 0 && (std::popcount(plans.fits) != 1 || homes[std::countr_zero(plans.fits)].open);
}

std::string_view PhoneHome::choose(const Plans& plans) const {
  Bits fits = plans.fits;
  if (fits == 0) return {};
  const auto only = [](Bits bits) -> std::string_view {
    return std::popcount(bits) == 1 ? homes[std::countr_zero(bits)].region : std::string_view();
  };
  // What something else names.
  std::uint32_t most = 0;
  for (std::size_t home = 0; home < std::size(homes); ++home) {
    if ((fits >> home & 1U) != 0) most = std::max(most, told_[home]);
  }
  if (most > 0) {
    Bits named = 0;
    for (std::size_t home = 0; home < std::size(homes); ++home) {
      if ((fits >> home & 1U) != 0 && told_[home] * 2 > most) named |= Bits{1} << home;
    }
    if (const std::string_view one = only(named); !one.empty()) return one;
    fits = named;
  }
  // The way in which they are grouped.
  const std::size_t form = plans.form;
  const bool formed = form < regions_max && (fits >> form & 1U) != 0;
  // The language: what is not spoken there is left out, if anything remains.
  const std::uint32_t heaviest = *std::ranges::max_element(languages_);
  std::uint16_t spoken = 0;
  for (std::size_t language = 0; language < languages_.size(); ++language) {
    if (heaviest > 0 && languages_[language] == heaviest) spoken |= static_cast<std::uint16_t>(1U << language);
  }
  Bits first = 0;
  Bits second = 0;
  for (std::size_t home = 0; home < std::size(homes); ++home) {
    if ((fits >> home & 1U) == 0) continue;
    if ((homes[home].primary & spoken) != 0) {
      first |= Bits{1} << home;
    } else if ((homes[home].secondary & spoken) != 0) {
      second |= Bits{1} << home;
    }
  }
  if (formed && (spoken == 0 || ((first | second) >> form & 1U) != 0)) return homes[form].region;
  if (const std::string_view one = only(first); !one.empty()) return one;
  if (first != 0) return {};
  Bits narrow = 0;  // An open plan has nearly any number: that it fits alone says nothing.
  for (std::size_t home = 0; home < std::size(homes); ++home) {
    if (!homes[home].open) narrow |= Bits{1} << home;
  }
  if (second != 0) return only(second & narrow);
  // No country of that language has them.
  if (formed) return homes[form].region;
  return std::popcount(fits) == 1 ? only(fits & narrow) : std::string_view();
}

std::string_view PhoneHome::choose(std::span<const std::string_view> numbers) const {
  return choose(plans_of(numbers));
}

}  // namespace constat
