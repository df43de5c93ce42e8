#include "report/duty_words.h"

#include <algorithm>

#include "report/words.h"

namespace constat {

namespace {

constexpr DutyWords duty_english = {
    .warning =
        "NO LEGAL ADVICE. Rules, thresholds and dates come from the sources shown; what is marked unverified was not "
        "read in the statute. Counsel checks and signs before anybody acts on it.",
    .persons = "the persons",
    .no_trigger = "nothing that is exposed of its residents triggers it",
    .not_in_force = "not in force on that day as far as the table knows: earlier law may apply",
    .no_law_yet = "on that day there was no such law there yet",
    .no_rule = "no rule known here: counsel reads the law of the place",
    .residence_unknown = "find their residence before any count is final",
    .unknown_state = "United States, state unknown",
    .unknown_country = "Residence unknown",
    .required_yes = "required",
    .required_open = "open: depends on what the evidence does not tell",
    .required_no = "not required",
    .high_risk_of = "{} of them by what is exposed; of {} others a high risk is to be judged",
    .verified = "verified",
    .partial = "verified in part",
    .unverified = "UNVERIFIED",
    .heading = "Duties to tell",
    .known_on =
        "Known on {}. Deadlines run from then; where the law can be read in two ways the earlier date is given.",
    .not_known_on =
        "No date of knowledge was given: deadlines are told in words. Give it: constat duties CASE --known-on DATE.",
    .law_of = "The law of {} was applied.",
    .keys_none = "All that was found lay readable: no exemption for encrypted data applies to it.",
    .keys_encrypted =
        "Encrypted items that were not read: {}. What they hold is unknown, and an exemption may apply to it.",
    .keys_lost =
        "Key material in the same evidence: private keys {}, passwords {}. Where a key that left takes the exemption "
        "away, it may be lost.",
    .keys_no_key = "No private key and no password lies in the same evidence.",
    .residents = "residents in the evidence: {}",
    .everybody = "persons in the evidence, wherever they live: {}",
    .concerned = "to be told: {}",
    .further = "further ones, if {}: {}",
    .of_unknown = "of unknown residence, who would count if they lived here: {}",
    .applies_if = "Applies only if {}",
    .from = "from {} persons",
    .by = "by {}",
    .must = "The notice says",
    .must_not = "The notice to persons must NOT say",
    .must_unknown = "What the notice must say is not in the table: read the statute",
    .harm_test = "Excused by",
    .monitoring = "{} months of identity protection are owed to {} of them",
    .notes = "Note",
    .statute = "Statute",
    .in_force_since = "this wording since {}",
    .source = "Read in",
    .not_verified = "Not verified",
    .not_detected = "Also triggered by what constat does not detect: {}",
    .since_unknown = "since when it is in force",
    .other_lines = "Other residences",
    .threshold = "threshold",
    .establishment =
        "To be answered by the owner: where in the European Union or the EEA is its main establishment? Where persons "
        "live does not decide which authority is notified (GDPR art. 55, 56). Persons live under: {}",
    .established =
        "In one of its countries: one notification, within 72 hours, to the authority of that country, which leads "
        "(art. 56(1)), be it named here or not; those named here are authorities concerned (art. 4(22)), and the form "
        "names their countries",
    .not_established =
        "In none: no authority leads. Each of those named here is notified, also where a representative under art. 27 "
        "is appointed (EDPB Guidelines 9/2022, para. 73)",
    .few =
        "Few persons, or nothing to tell below the threshold of a law of one trade (the whole sheet: --jurisdiction)",
    .few_line = "{}  {}; persons: {}. {}",
};

constexpr DutyWords duty_french = {
    .warning =
        "LE PRÉSENT DOCUMENT NE CONSTITUE PAS UN AVIS JURIDIQUE. Règles, seuils et échéances proviennent des sources "
        "indiquées ; les éléments signalés comme non vérifiés n’ont pas été lus dans le texte. Un avocat les contrôle "
        "et les valide avant toute démarche.",
    .persons = "les personnes concernées",
    .no_trigger = "aucune donnée exposée de ses résidents n’y donne lieu",
    .not_in_force = "texte non applicable à cette date en l’état de la table : un droit antérieur peut s’appliquer",
    .no_law_yet = "à cette date, aucune loi de ce type n’y était encore en vigueur",
    .no_rule = "aucune règle répertoriée : le droit du lieu doit être consulté",
    .residence_unknown = "leur résidence est à rechercher avant d’arrêter tout décompte",
    .unknown_state = "États-Unis, État inconnu",
    .unknown_country = "Résidence inconnue",
    .required_yes = "obligatoire",
    .required_open = "à déterminer : dépend de faits que les pièces n’établissent pas",
    .required_no = "non requis",
    .high_risk_of = "{} d’entre elles au vu des données exposées ; pour {} autres, le risque élevé est à apprécier",
    .verified = "vérifié",
    .partial = "vérifié en partie",
    .unverified = "NON VÉRIFIÉ",
    .heading = "Obligations de notification et d’information",
    .known_on =
        "Connaissance de la violation : {}. Les délais courent de ce moment ; lorsque le texte admet deux lectures, "
        "l’échéance la plus proche est retenue.",
    .not_known_on =
        "La date de connaissance n’a pas été indiquée : les délais sont énoncés sans date. Pour l’indiquer : constat "
        "duties DOSSIER --known-on DATE.",
    .law_of = "Il est fait application du droit en vigueur au {}.",
    .keys_none = "Les données relevées étaient lisibles : aucune dispense tenant au chiffrement ne s’y applique.",
    .keys_encrypted =
        "Éléments chiffrés, non lus : {}. Leur contenu demeure inconnu ; une dispense peut s’y appliquer.",
    .keys_lost =
        "Moyens de déchiffrement dans les mêmes pièces : clés privées {}, mots de passe {}. Là où la fuite de la clé "
        "emporte la perte de la dispense, celle-ci peut être perdue.",
    .keys_no_key = "Ni clé privée ni mot de passe ne figurent dans les mêmes pièces.",
    .residents = "résidents dans les pièces : {}",
    .everybody = "personnes dans les pièces, où qu’elles résident : {}",
    .concerned = "à informer : {}",
    .further = "en outre, si {} : {}",
    .of_unknown = "de résidence inconnue, à compter si elles y résidaient : {}",
    .applies_if = "Uniquement si {}",
    .from = "à partir de {} personnes",
    .by = "au plus tard le {}",
    .must = "Contenu requis",
    .must_not = "La lettre aux personnes ne doit PAS indiquer",
    .must_unknown = "Le contenu requis n’est pas répertorié : se reporter au texte",
    .harm_test = "Dispense",
    .monitoring = "{} mois de protection contre l’usurpation d’identité sont dus à {} d’entre elles",
    .notes = "Observation",
    .statute = "Texte",
    .in_force_since = "rédaction en vigueur depuis le {}",
    .source = "Source",
    .not_verified = "Non vérifié",
    .not_detected = "Y donnent également lieu des données que constat ne détecte pas : {}",
    .since_unknown = "date d’entrée en vigueur",
    .other_lines = "Autres résidences",
    .threshold = "seuil",
    .establishment =
        "Question à trancher par le responsable de traitement\u00a0: où se trouve son établissement principal dans "
        "l’Union "
        "européenne ou l’EEE ? La résidence des personnes ne détermine pas l’autorité à saisir (RGPD, art. 55 et 56). "
        "Des personnes résident dans le ressort de\u00a0: {}",
    .established =
        "Dans l’un de ces pays ou un autre pays de l’Union ou de l’EEE : une seule notification, sous 72 heures, à "
        "l’autorité de ce pays, chef de file (art. 56, § 1), qu’elle figure ou non ci-dessus\u00a0; les autres "
        "autorités "
        "citées sont des autorités concernées (art. 4, point 22), et le formulaire mentionne leurs pays",
    .not_established =
        "Dans aucun : pas d’autorité chef de file. Chacune des autorités citées est saisie, même si un représentant "
        "est désigné au titre de l’art. 27 (CEPD, lignes directrices 9/2022, pt 73)",
    .few = "Peu de personnes, ou seuil d’une loi sectorielle non atteint (fiche complète\u00a0: --jurisdiction)",
    .few_line = "{}  {}\u00a0; personnes\u00a0: {}. {}",
};

std::string wrapped_to(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out;
  std::size_t column = indent;
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t blank = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, blank - at);
    std::size_t shown = 0;
    for (const char c : word) shown += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    if (column > indent && column + 1 + shown > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += shown;
    at = blank + 1;
  }
  return out + "\n";
}

}  // namespace

const DutyWords& duty_words(std::string_view language) { return language == "fr" ? duty_french : duty_english; }

std::string open_because(const DutyTell& tell, std::string_view language) {
  return tell.required == Required::open ? tell.tell->open_because.in(language) : std::string();
}

std::string recipient_in(const DutyTell& tell, std::string_view language) {
  const std::string& who = tell.who.in(language);
  return who.empty() && tell.tell->role == TellRole::persons ? std::string(duty_words(language).persons) : who;
}

std::string duty_name(const Duty& duty, std::string_view language) {
  std::string name = duty.name.in(language);
  if (duty.rule->each_country) {
    name += (language == "fr" ? "\u00a0: " : ": ") + country_in(*words_of(language), duty.residence.country);
  }
  return name;
}

std::string duty_place(const Duty& duty, std::string_view language) {
  return duty.rule->each_country ? std::string(country_in(*words_of(language), duty.residence.country))
                                 : duty.name.in(language);
}

std::vector<std::string> unverified_of(const Duty& duty, std::string_view language) {
  std::vector<std::string> list;
  for (const Bilingual& one : duty.provenance().unverified) list.push_back(one.in(language));
  if (duty.date_unknown) list.emplace_back(duty_words(language).since_unknown);
  return list;
}

std::string_view why_not_in_force(const Duty& duty, std::string_view language) {
  const DutyWords& say = duty_words(language);
  return duty.no_law_yet ? say.no_law_yet : say.not_in_force;
}

std::string deadline_in(const Deadline& deadline, std::string_view language) {
  const Words& words = *words_of(language);
  std::string text = date_in(words, iso(deadline.date));
  if (deadline.time) {
    const std::string at = iso(deadline).substr(11);
    text += language == "fr" ? " à " + at.substr(0, 2) + "\u00a0h\u00a0" + at.substr(3) : ", " + at;
    if (!deadline.zone.empty()) text += " (" + deadline.zone + ")";
  }
  return text;
}

std::string known_in(const KnownOn& known, std::string_view language) {
  std::string text = deadline_in({known.date, known.time, ""}, language);
  if (known.offset) text += known.offset->count() == 0 ? " (UTC)" : " (" + known.text.substr(16) + ")";
  return text;
}

std::string threshold_in(const Threshold& threshold, std::string_view language) {
  if (threshold.text().empty()) return {};
  const std::string count = number_in(*words_of(language), threshold.count);
  if (threshold.fewer_than)
    return (language == "fr" ? "moins de " : "fewer than ") + count + (language == "fr" ? " personnes" : " persons");
  if (language == "fr") return threshold.more_than ? "plus de " + count + " personnes" : count + " personnes au moins";
  return threshold.more_than ? "more than " + count + " persons" : count + " persons or more";
}

std::string source_in(const Provenance& provenance, std::string_view language) {
  std::string source = provenance.source;
  constexpr std::string_view known = "general knowledge of the UK GDPR";
  constexpr std::string_view general = "general knowledge";
  if (language == "fr") {
    for (const auto& [en, fr] : {std::pair(known, std::string_view("connaissance générale du UK GDPR, texte non lu")),
                                 std::pair(general, std::string_view("connaissance générale, texte non lu"))}) {
      if (const std::size_t at = source.find(en); at != std::string::npos) source.replace(at, en.size(), fr);
    }
  }
  return source + " (" + provenance.read_on + ")";
}

std::vector<std::string> establishment_question(const DutyReport& report, std::string_view language,
                                                const std::function<bool(const Duty&)>& shown) {
  constexpr Date gdpr{std::chrono::year(2018), std::chrono::month(5), std::chrono::day(25)};
  const DutyWords& say = duty_words(language);
  std::string authorities;
  for (const Duty& duty : report.duties) {
    const bool is_gdpr = (duty.rule->each_country || duty.id == "FR-CNIL") && duty.version->valid_from &&
                         *duty.version->valid_from >= gdpr;
    if (!is_gdpr || !shown(duty)) continue;
    for (const DutyTell& tell : duty.tells) {
      if (tell.tell->role != TellRole::authority) continue;
      if (!authorities.empty()) authorities += language == "fr" ? "\u00a0; " : "; ";
      authorities += recipient_in(tell, language) + " (" + duty.residence.country + ")";
    }
  }
  if (authorities.empty()) return {};
  return {fill(say.establishment, {authorities}), std::string(say.established), std::string(say.not_established)};
}

bool concerns_few(const DutyReport& report, const Duty& duty) {
  constexpr std::int64_t few = 10;
  constexpr std::int64_t share = 50;
  // A state's sheet may forbid what another's orders: those of the United States are never cut short.
  const std::int64_t persons = duty.persons + duty.persons_if;
  const bool nothing_due =
      std::ranges::none_of(duty.tells, [](const DutyTell& tell) { return tell.required != Required::no; });
  if (!duty.rule->applies_if.en.empty()) return nothing_due;
  return duty.residence.country != "US" && duty.version->must_not.empty() && persons <= few &&
         persons * share < report.persons && &duty != report.first();
}

std::string duties_text(const DutyReport& report, const Elements& elements, std::string_view language,
                        const std::function<bool(const Duty&)>& shown, bool whole, std::size_t width) {
  const auto wrapped = [width](std::string_view text, std::size_t indent) { return wrapped_to(text, indent, width); };
  const DutyWords& say = duty_words(language);
  const Words& words = *words_of(language);
  const std::string_view colon = language == "fr" ? "\u00a0: " : ": ";
  const std::string semicolon = language == "fr" ? "\u00a0; " : "; ";
  const auto number = [&](std::int64_t value) { return number_in(words, value); };
  std::string out = "!! " + wrapped(say.warning, 3) + "\n";
  out += wrapped(report.known ? fill(say.known_on, {known_in(*report.known, language)}) : std::string(say.not_known_on),
                 0);
  out += wrapped(fill(say.law_of, {date_in(words, iso(report.day))}), 0);
  out += wrapped(say.keys_none, 0);
  if (report.keys.encrypted_items != 0)
    out += wrapped(fill(say.keys_encrypted, {number(report.keys.encrypted_items)}), 0);
  out += wrapped(report.keys.private_keys + report.keys.passwords == 0
                     ? std::string(say.keys_no_key)
                     : fill(say.keys_lost, {number(report.keys.private_keys), number(report.keys.passwords)}),
                 0);
  for (const std::string& place : report.keys.key_places) out += "  " + place + "\n";
  if (const auto question = establishment_question(report, language, shown); !question.empty()) {
    out += "\n? " + wrapped(question[0] + ".", 2);
    for (std::size_t at = 1; at < question.size(); ++at) out += "  - " + wrapped(question[at] + ".", 4);
  }
  std::vector<const Duty*> few;
  for (const Duty& duty : report.duties) {
    if (!shown(duty)) continue;
    if (!whole && concerns_few(report, duty)) {
      few.push_back(&duty);
      continue;
    }
    const DutyVersion& version = *duty.version;
    const auto line = [&](std::string_view text) { out += "  " + wrapped(text, 4); };
    const auto labelled = [&](std::string_view label, std::string_view text) {
      if (!text.empty()) line(std::string(label) + std::string(colon) + std::string(text));
    };
    out += "\n" + duty.id + "  " + duty_name(duty, language) + "  [" +
           std::string(duty.provenance().verified == Verified::verified  ? say.verified
                       : duty.provenance().verified == Verified::partial ? say.partial
                                                                         : say.unverified) +
           "]\n";
    if (!duty.rule->applies_if.en.empty()) line(fill(say.applies_if, {duty.rule->applies_if.in(language)}));
    line(fill(duty.rule->everywhere ? say.everybody : say.residents, {number(duty.residents)}) + semicolon +
         fill(say.concerned, {number(duty.persons)}));
    for (const DutyCondition& condition : duty.conditions) {
      line(fill(say.further, {condition.text.in(language), number(condition.persons)}));
    }
    if (duty.unknown != 0) line(fill(say.of_unknown, {number(duty.unknown)}));
    for (const DutyTell& tell : duty.tells) {
      std::string text = "-> " + recipient_in(tell, language) + std::string(colon) +
                         std::string(tell.required == Required::yes    ? say.required_yes
                                     : tell.required == Required::open ? say.required_open
                                                                       : say.required_no);
      if (const std::string why = open_because(tell, language); !why.empty()) text += " (" + why + ")";
      if (tell.required == Required::yes && tell.persons_sure < duty.persons) {
        text +=
            " (" + fill(say.high_risk_of, {number(tell.persons_sure), number(duty.persons - tell.persons_sure)}) + ")";
      }
      if (const std::string threshold = threshold_in(tell.tell->threshold, language); !threshold.empty()) {
        text += " (" + std::string(say.threshold) + std::string(colon) + threshold + ")";
      }
      if (tell.required != Required::no) {
        text += semicolon;
        text += tell.due ? fill(say.by, {deadline_in(*tell.due, language)}) + " (" : "";
        text += due_in_words(tell.tell->due, language);
        text += tell.due ? ")" : "";
        const std::string& wording = tell.tell->wording.in(language);
        if (!wording.empty()) text += ". " + wording;
        if (!tell.tell->url.empty()) text += ". " + tell.tell->url;
      }
      line(text);
    }
    if (version.must.empty()) line(say.must_unknown);
    if (!version.must.empty())
      out += "  " + std::string(say.must) + std::string(colon.substr(0, colon.size() - 1)) + "\n";
    for (const Bilingual& must : version.must) out += "    + " + wrapped(must.in(language), 6);
    if (!version.must_not.empty())
      out += "  " + std::string(say.must_not) + std::string(colon.substr(0, colon.size() - 1)) + "\n";
    for (const Bilingual& must_not : version.must_not) out += "    x " + wrapped(must_not.in(language), 6);
    if (version.monitoring.months != 0 && duty.monitored != 0) {
      line(fill(say.monitoring, {number(version.monitoring.months), number(duty.monitored)}));
    }
    labelled(say.harm_test, version.harm_test.in(language));
    if (!duty.undetected.empty()) {
      std::string list;
      for (const std::size_t index : duty.undetected) {
        list += (list.empty() ? "" : ", ") + elements.label(index).in(language);
      }
      line(fill(say.not_detected, {list}));
    }
    labelled(say.notes, version.notes.in(language));
    labelled(say.statute,
             duty.provenance().statute.in(language) +
                 (version.valid_from ? " (" + fill(say.in_force_since, {date_in(words, iso(*version.valid_from))}) + ")"
                                     : ""));
    labelled(say.source, source_in(duty.provenance(), language));
    std::string unverified;
    for (const std::string& one : unverified_of(duty, language)) {
      unverified += (unverified.empty() ? "" : semicolon) + one;
    }
    labelled(say.not_verified, unverified);
  }
  if (!few.empty()) out += "\n" + std::string(say.few) + "\n";
  for (const Duty* const duty : few) {
    std::string tells;
    for (const DutyTell& tell : duty->tells) {
      if (tell.required == Required::no) {
        tells += (tells.empty() ? "" : semicolon) + recipient_in(tell, language) + std::string(colon) +
                 std::string(say.required_no);
        continue;
      }
      tells += (tells.empty() ? "" : semicolon) + recipient_in(tell, language) + std::string(colon) +
               std::string(tell.required == Required::yes ? say.required_yes : say.required_open) + ", " +
               (tell.due ? fill(say.by, {deadline_in(*tell.due, language)})
                         : std::string(due_in_words(tell.tell->due, language)));
    }
    out += "  " +
           wrapped(fill(say.few_line, {duty->id, duty_name(*duty, language), number(duty->persons + duty->persons_if),
                                       tells + ". " + duty->provenance().statute.in(language)}),
                   4);
  }
  out += "\n" + std::string(say.other_lines) + "\n";
  const auto rest = [&](const std::string& name, std::int64_t persons, std::string_view why) {
    out += "  " + wrapped(name + std::string(colon) + number(persons) + semicolon + std::string(why), 4);
  };
  for (const Duty& duty : report.not_in_force) {
    if (shown(duty)) rest(duty.id + " " + duty_name(duty, language), duty.residents, why_not_in_force(duty, language));
  }
  for (const Duty& duty : report.untriggered) {
    if (shown(duty)) rest(duty.id + " " + duty_name(duty, language), duty.residents, say.no_trigger);
  }
  for (const Unruled& unruled : report.unruled) {
    rest(country_in(words, unruled.residence.country) +
             (unruled.residence.state.empty() ? "" : ", " + unruled.residence.state),
         unruled.persons, say.no_rule);
  }
  const auto unknown = [&](std::string_view name, std::int64_t persons) {
    // A line of its own always; of nobody there is nothing to find.
    if (persons != 0) return rest(std::string(name), persons, say.residence_unknown);
    out += "  " + std::string(name) + std::string(colon) + number(0) + "\n";
  };
  unknown(say.unknown_state, report.unknown_state);
  unknown(say.unknown_country, report.unknown_country);
  return out;
}

}  // namespace constat
