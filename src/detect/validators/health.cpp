// Validators: Health.
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

}  // namespace

std::span<const Validator> health_validators() {
  static constexpr Validator table[] = {
      {"icd10", icd10, upper_trimmed},
      {"health_word", health_word, trimmed},
  };
  return table;
}

}  // namespace constat
