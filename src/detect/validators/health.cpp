// Validators: Health.
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "detect/headers.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

// Source: WHO ICD-10, volume 2, 2.4: a letter, two digits (ICD-10-CM: a digit and a letter), up to four places behind a
// dot. U is kept for provisional codes.
Validity icd10(std::string_view value) {
  const Compact c = compact(value, ".");
  if (!c.ok || c.size < 3 || c.size > 7 || !is_alpha(c[0]) || !is_digit(c[1]) || !c.parted_at({3}))
    return Validity::invalid;
  if (c.size > 3 && c.separator_before[3] == 0) return Validity::invalid;  // "A123" is anything.
  if (!is_digit(c[2]) && c[2] != 'A' && c[2] != 'B') return Validity::invalid;
  return c.size == 3 || is_digit(c[3]) || c[3] == 'X' ? Validity::shape : Validity::invalid;
}

// Beginnings of words of a laboratory's tests and of illnesses, in five languages, folded as header_words() folds;
// own work; the tests are LOINC's most common ones.
constexpr std::string_view health_words =
    " albumin anemi anticorps antikorper antigen biopsi bilirubin blutbild blutzucker cancer carcinom chlamydia "
    "cholesterin cholesterol colesterol covid creatinin crp depressi diabet epilep ferritin glicemi glucose glycemi "
    "hb hcg hdl hemoglobin hamoglobin hepatit hiv influenza karzinom kreatinin ldl leucocyt leukozyt lymphom "
    "mammogra melanom papillomavirus pcr plaquettes platelet prolactin psa sarcom serologi syphilis thrombozyt "
    "tiroid triglicerid triglycerid troponin tsh tumor tumeur urinalysis vih "
    // Illnesses for which people stay away or that schools are told of.
    "alcohol allerg angina anxiety arthriti arthros asthm autis bandscheib bipolar bronchit burnout chemotherap "
    "chimiotherap colitis copd crohn demenz dementia dialys endometrio fibromyalg fractur fraktur gastroenter grippe "
    "gripe herzinfarkt hypertension influenz krebs leukami leukemi leucemi migrain migran miscarriage "
    "oncolog parkinson pneumon pregnan psychiatr psychos rheuma schizophren schwanger sclerosis sepsis stroke surgery "
    "tuberculos ulcer "
    // What forms of schools, staff and clinics ask for: allergies and disabilities.
    "adhd adhs amoxicil asma asperger astma autism beroerte blind bulimi celiac celiaqu cieco ciego coeliac deaf "
    "deafness dove doof dyscalcul dyslect dyslex dyspraxi epiless fauteuil gehorlos gluten haemophil hartinfarct "
    "hemiplegi "
    "hemofil hemophil insulin kanker lactos latex legasthen malvoyant noix nussallerg paraplegi paraplej paralys "
    "paralis peanut penicil ptsd querschnitt rollstuhl rolstoel schwerhorig sordo sourd spectrum sulfa tdah tetrapleg "
    "wheelchair zoliakie ";

// "sérologie VIH positif", "HbA1c 9,2 %": a word of the value is one of them. Three letters ("PSA") must be all of it.
Validity health_word(std::string_view value) {
  if (value.size() > 200) return Validity::invalid;
  const std::string words = header_words(value);
  const std::vector<std::string_view> beginnings = split(health_words, ' ');
  for (const std::string_view word : split(words, ' ')) {
    for (const std::string_view beginning : beginnings) {
      if (beginning.empty() || !word.starts_with(beginning)) continue;
      if (beginning.size() > 3 || word.size() == beginning.size()) return Validity::shape;
    }
  }
  return Validity::invalid;
}

// Beginnings of words that name parts of machines, networks, programs and cars, in five languages, folded: what else is
// diagnosed. Own work.
constexpr std::string_view machine_words =
    " adapter akku akumul antenn antrieb api applica backup bateri batter bildschirm bios board boiler bomba bougie "
    "brak brems broker browser bug cable cabling cache carburateur catalyst cavo certifica circuit clutch cluster code "
    "cache compresso compresseur config connect connex conexion conness cpu crash database datenbank "
    "defekt dienst dns disco disk disque drive driver drucker dsl echec einspritz embrague embrayag engine error "
    "erreur "
    "exhaust fan festplatte fehler filesystem firewall firmware folder frein freno freni frizione fuel fuse "
    "fusib "
    "gateway gearbox getrieb gpu hard hardware heater heizung host http imprimante impresora index injector injecteur "
    "kabel klima kompressor konfig kupplung laptop leiterplatte licens lizenz login logiciel lufter luefter machine "
    "maschine memory metrics modem module moteur motor mysql network netz netzteil notebook ordina outage packet "
    "paquet "
    "panne partition patch patchkabel pneu port postgres power printer processor program proxy pump query rack ram "
    "reboot reifen relais relay reseau rete router scheibenwisch schnittstell script sensor server servidor servic "
    "sicherung software speicher spark spannung ssl stampant starter steuergerat storage stromausfall switch tank "
    "temporary thermostat timeout tls token treiber tyre tire turbo unplugged update usb user valve vanne ventilateur "
    "verbindung volt vpn wasserpump website wifi wlan zundkerz ";
// What stands where no illness is told.
constexpr std::string_view no_diagnosis =
    " a an any aucun aucune the this that it its is are be das der die es ist ein eine le la les un une el lo il "
    "complete completed done failed gesichert keine kein ko nada ninguna ninguno no non none normal not nessuna "
    "nessuno "
    "ok offen passed pending please run see siehe tbd to unbekannt unknown unclear unklar ver vedi voir without ohne "
    "nicht sin sans senza zie geen onbekend ";

bool begins_a_word_of(std::string_view beginnings, std::string_view word) {
  for (const std::string_view beginning : split(beginnings, ' ')) {
    if (beginning.empty() || !word.starts_with(beginning)) continue;
    if (beginning.size() > 3 || word.size() == beginning.size()) return true;
  }
  return false;
}

// "bilateral hearing loss", "Depressive Episode", "Diabetes Typ 2": words, one of five letters at least, none of a
// machine. A number has two digits at most: it is a type's or a grade's.
Validity diagnosis(std::string_view value) {
  constexpr std::size_t bytes_max = 80;
  constexpr std::size_t long_word = 5;
  constexpr std::size_t digits_max = 2;
  if (value.size() > bytes_max) return Validity::invalid;
  const std::string words = header_words(value);
  bool first = true;
  bool named = false;
  for (const std::string_view word : split(words, ' ')) {
    if (word.empty()) continue;
    if (first && holds_word(no_diagnosis, word)) return Validity::invalid;
    first = false;
    const bool digits = std::ranges::any_of(word, is_digit);
    if (digits && word.size() > digits_max) return Validity::invalid;
    if (begins_a_word_of(machine_words, word) && !begins_a_word_of(health_words, word)) return Validity::invalid;
    named = named || (!digits && word.size() >= long_word);
  }
  return named ? Validity::shape : Validity::invalid;
}

// "Venlafaxin 150 mg", "Sertraline 50mg": a name and how much of it, as doses are measured.
Validity medication(std::string_view value) {
  constexpr std::size_t bytes_max = 80;
  constexpr std::string_view units[] = {"mg", "mcg", "ml", "ie", "iu", "ug"};
  if (value.size() > bytes_max) return Validity::invalid;
  const std::string words = header_words(value);
  bool name = false;
  bool number = false;
  for (const std::string_view word : split(words, ' ')) {
    if (word.empty()) continue;
    const std::size_t letters = static_cast<std::size_t>(std::ranges::find_if_not(word, is_digit) - word.begin());
    number = number || letters > 0;
    const std::string_view unit = word.substr(letters);
    if (name && number && std::ranges::find(units, unit) != std::end(units)) return Validity::shape;
    name = name || (letters == 0 && word.size() >= 4);
  }
  return Validity::invalid;
}

}  // namespace

std::span<const Validator> health_validators() {
  static constexpr Validator table[] = {
      {"icd10", icd10, upper_trimmed},
      {"health_word", health_word, trimmed},
      {"diagnosis", diagnosis, trimmed},
      {"medication", medication, trimmed},
  };
  return table;
}

}  // namespace constat
