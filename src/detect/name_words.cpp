#include "detect/name_words.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <utility>

#include "base/text.h"

namespace constat {
namespace {

struct RoleWords {
  std::uint32_t role;
  std::string_view words;  // Folded: lower case, no accents, no apostrophes, no full stops.
};

constexpr RoleWords role_words[] = {
    {role_honorific,
     "mr mrs ms miss mister herrn mevrouw mevr meneer dhr heer senhor senhora missus mx dr doctor prof professor sir "
     "madam madame mme mlle mademoiselle monsieur messrs "
     "maitre "
     "herr frau fraulein sr sra srta senor senora senorita don dona signor signora signorina sig dott dottssa dottore "
     "ing avv "
     "kollege kollegin burgermeister burgermeisterin oberburgermeister prasidentin rechtsanwalt rechtsanwaltin "
     "staatsanwalt ministerin oberarzt oberarztin chefarzt chefarztin direktor direktorin professorin directrice "
     "rev reverend fr sgt sergeant capt cpt lt lieutenant col maj hon lord lady dame"},
    {role_function,
     "president captain judge senator congressman congresswoman governor mayor detective officer minister chairman "
     "chairwoman ceo cfo cto coo director manager agent attorney coach chief major general colonel commander inspector "
     "nurse uncle aunt auntie brother sister cousin father mother prince princess queen king pope bishop cardinal "
     "author "
     "actor actress singer directeur directrice maire ministre juge avocat capitaine commandant oncle tante direktor "
     "richter "
     "director directora jefe presidente direttore patient client customer employee engineer architect secretary"},
    {role_particle,
     "de du des d da das dos del della delle degli dei di do la le lo las los van von vom zu zur zum den der ten ter "
     "op t "
     "y e i "
     "bin ibn ben al el abu af av st saint santa san mac mc o"},
    {role_suffix, "jr junior ii iii iv esq md phd dds dvm rn cpa jd mba obe cbe msc bsc"},
    {role_organisation,
     "inc incorporated corp corporation co company companies ltd limited llc llp lp plc gmbh ag kg ohg mbh sa sas sarl "
     "sasu "
     "eurl sci srl spa sl slu bv nv oy ab asa pty holding holdings group groupe gruppe grupo gruppo university "
     "universite "
     "universitat universidad universita college school ecole lycee escuela scuola institute institut instituto "
     "istituto "
     "bank banque banco banca hospital hopital klinik clinic clinique foundation fondation stiftung fundacion "
     "fondazione "
     "association society societe verein museum musee library church eglise kirche ministry ministere department "
     "departement agency agence committee comite council conseil party federation union club fc team press news times "
     "journal magazine records studio studios pictures entertainment productions films media network networks systems "
     "system "
     "technologies technology tech software solutions services service consulting partners associates capital ventures "
     "industries international airlines motors energy pharma pharmaceuticals laboratories labs hotel restaurant cafe "
     "store "
     "shop mall center centre airport stadium arena theater theatre court army navy force police "
     "insurance assurance versicherung seguros electric foods trust fund iban iva tva vat personalabteilung "
     "rechtsabteilung buchhaltung vertrieb einkauf geschaftsleitung kundendienst kundenservice verwaltung sekretariat "
     "comptabilite secretariat contabilidad administracion contabilita amministrazione helpdesk boulangerie patisserie "
     "boucherie charcuterie pharmacie apotheke backerei metzgerei fleischerei panaderia pasteleria carniceria farmacia "
     "panetteria pasticceria macelleria ristorante trattoria pizzeria brasserie quincaillerie plomberie menuiserie "
     "garage bakery pharmacy kindergarten grundschule gymnasium airlines aeroport aeropuerto flughafen "
     "stadtwerke stadtwerk universitatsklinikum klinikum krankenhaus uniklinik universitatsklinik ziekenhuis ospedale "
     "mailer-daemon postmaster cgt cfdt cftc unsa fnv cnv afd spd cdu csu fdp npd verdi gewerkschaft"},
    {role_greeting,
     "hi hello hey dear hola bonjour bonsoir salut cher chere chers hallo liebe lieber guten ciao caro cara gentile "
     "estimado "
     "estimada querido querida thanks thank merci danke gracias grazie regards sincerely cheers cordialement best "
     "goodbye bye "
     "greetings sehr geehrter geehrte attn attention"},
    {role_naming,
     "called named nicknamed by says said asked told tell met meet call calls me im iam am nomme nommee appelle "
     "appelee "
     "prenomme par heisst namens genannt von llamado llamada llamo por chiamato chiamata chiamo da signed signe author "
     "interview starring featuring feat contact beneficiary husband wife son daughter friend colleague boss partner "
     "fiance "
     "mon mari femme fils fille ami collegue ask contacted emailed to with and et und y e"},
    {role_name_label,
     "name names nom noms prenom prenoms nombre nombres apellido apellidos nome cognome vorname nachname familienname "
     "contact "
     "patient employee employees salarie salariee client customer attn author from to cc bcc de a an von signed "
     "signature "
     "manager supervisor spouse holder cardholder beneficiary applicant tenant recipient sender owner witness doctor "
     "physician titulaire beneficiaire destinataire expediteur demandeur assure conjoint responsable mitarbeiter kunde "
     "inhaber "
     "ansprechpartner empfanger absender geschaftsfuhrer empleado cliente titular paciente beneficiario dipendente "
     "paziente "
     "intestatario fullname firstname lastname surname givenname username displayname guest student teacher member "
     "ship bill emergency legal representative attendees participants "
     "contraente assicurato assicurata locatario conduttore venditore acquirente souscripteur locataire tomador "
     "asegurado "
     "versicherungsnehmer mieter vermieter"},
    {role_person_verb,
     "said says told tells asked asks wrote writes writing written replied answered lives lived born died works worked "
     "joined called calls met has was is will would and sings sang singing sung plays played talks talking spoke who "
     "whose "
     "aged thinks thought went came goes loves loved likes liked wants wanted did does had can could should might may "
     "directed produced "
     "explained added noted announced reported claimed signed sent received looked smiled dit repond ecrit habite "
     "est travaille vit ne nee sagte sagt wohnt arbeitet ist hat dijo dice vive trabaja es disse ha abita lavora"},
    {role_at, "in at near a im bei en nahe vicino presso aus outside"},
    {role_article, "the le la les der die das el los las il lo gli l un une an ein eine una uno"},
    {role_street_suffix,
     "street st str avenue ave av road rd drive dr lane ln boulevard blvd blv court ct place pl square sq terrace ter "
     "terr "
     "parkway pkwy highway hwy way circle cir trail trl crescent cres close row walk grove gardens gdns hill park "
     "parks mews "
     "green loop alley plaza pike turnpike expressway expy freeway fwy crossing xing point pt pass path run ridge rdg "
     "view "
     "heights hts valley manor station landing bend cove cv creek bridge springs spur route rte mall mount meadow "
     "meadows "
     "common commons quay wharf rise vale villas yard gate oval esplanade broadway causeway estates glen grange "
     "junction "
     "knoll knolls lodge mill mills mission motorway orchard passage port ports ranch shoals shore shores skyway "
     "summit "
     "throughway trace track tunnel union via viaduct village ville vista wells forge forges fork forks fort garden "
     "garden ford forest field fields ferry falls fall flat flats extension estate drives divide dam curve course "
     "corner "
     "corners club cliff cliffs center centers centre canyon camp bypass burg brook brooks branch bottom bluff bluffs "
     "beach "
     "bayou bayoo arcade annex island islands isle inlet key keys lake lakes land light lights loaf lock locks "
     "mountain "
     "mountains neck pine pines plain plains prairie radial ramp rapid rapids rest river road roads rue spring squares "
     "extensions points hills courts circles crossings crossroad crossroads harbor harbors inlets manor manors "
     "overpass "
     "parkways passes plazas spurs stations valleys groves greens "
     "stravenue stream streets trafficway trails turnpike underpass unions viaduct views walks wall ways well "
     "strasse stra gasse allee platz weg ring damm ufer chaussee straat laan plein gracht kade vej gade gata gatan "
     "vagen vag veien vegen vei katu tie tn rkp utca ut ulica ul cesta trg prospekt "
     "u utja ter tere korut krt rakpart setany fasor namesti nam nabrezi trida ulice tee mnt pst tanav iela gatve alle "
     "straede stien stigen terrasse terrassen dreef hof singel dijk baan plantsoen steenweg enparantza kalea "
     "caddesi cad sokak sokagi bulvari"},
    {role_street_prefix,
     "rue avenue av ave boulevard bd bld blvd place pl chemin ch che allee allees all impasse imp route rte quai cours "
     "square "
     "sq passage cite residence res lotissement lot faubourg fbg fg hameau lieu sentier venelle esplanade promenade "
     "villa "
     "rond ruelle montee cour zac za zi voie traverse mail parvis "
     "calle c avda avenida plaza pza paseo po carretera ctra camino cno travesia ronda glorieta urbanizacion urb "
     "carrer rambla "
     "passeig placa callejon poligono pol "
     "via viale piazza p corso largo vicolo strada lungomare lungotevere contrada localita frazione piazzale rotonda "
     "salita "
     "rua travessa alameda avenida praca ul ulica aleja al plac pl os osiedle strada calea bulevardul ulitsa "
     "r estrada quinta zona rodovia soseaua piata aleea bul "
     "Οδός οδός Λεωφόρος λεωφόρος Πλατεία πλατεία улица ул Улица проспект пр переулок пер бульвар вулиця вул"},
    {role_unit,
     "apt apartment appt appartement suite ste unit flat floor fl room rm bldg building no nr bat batiment esc "
     "escalier etage "
     "porte dept ph penthouse lot wohnung whg stock etg piso puerta planta bloque escalera apto int interno scala "
     "piano "
     "lokal box cedex bte boite aufgang hinterhaus vorderhaus"},
    {role_state,
     "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or "
     "pa ri sc "
     "sd tn tx ut vt va wa wv wi wy dc pr vi gu as mp aa ae ap on qc bc ab mb sk ns nb nl pe yt nt nu nsw vic qld tas "
     "act"},
    {role_state_name,
     "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois "
     "indiana "
     "iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana "
     "nebraska "
     "nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming "
     "ontario "
     "quebec manitoba saskatchewan alberta yukon nunavut"},
    {role_country,
     "usa us uk france germany deutschland spain espana italy italia england scotland wales ireland canada australia "
     "austria "
     "osterreich belgium belgique belgie switzerland suisse schweiz svizzera netherlands nederland portugal poland "
     "polska "
     "sweden sverige norway norge denmark danmark finland suomi greece hungary magyarorszag czechia slovakia slovenia "
     "croatia "
     "serbia romania bulgaria ukraine russia turkey turkiye israel egypt morocco maroc algeria algerie tunisia tunisie "
     "afghanistan albania andorra angola antigua armenia azerbaijan bahamas bahrain bangladesh barbados belarus belize "
     "benin bhutan "
     "bolivia bosnia botswana brunei burkina burundi cambodia cameroon chad comoros congo djibouti dominica ecuador "
     "eritrea "
     "ethiopia fiji gabon gambia ghana greenland grenada guatemala guinea guyana haiti honduras iran iraq jamaica "
     "jordan "
     "kazakhstan kenya kuwait kyrgyzstan laos lebanon lesotho liberia libya liechtenstein madagascar malawi maldives "
     "mali "
     "mauritania mauritius moldova mongolia montenegro mozambique namibia nepal nicaragua niger nigeria oman panama "
     "paraguay "
     "qatar rwanda samoa somalia sudan suriname swaziland syria taiwan tajikistan tanzania togo tonga turkmenistan "
     "uganda "
     "uruguay uzbekistan vanuatu yemen zambia zimbabwe "
     "senegal mexico brazil brasil argentina chile colombia peru venezuela cuba japan china korea india pakistan "
     "thailand "
     "vietnam indonesia malaysia singapore philippines iceland island luxembourg monaco malta cyprus estonia eesti "
     "latvia "
     "lithuania grande angleterre allemagne espagne italie pologne suede norvege danemark finlande grece hongrie"},
    {role_box, "box postfach bp cs apartado casella pobox postbox boks postbus psc"},
    {role_direction,
     "n s e w ne nw se sw north south east west northeast northwest southeast southwest nord sud est ouest norte sur "
     "este "
     "oeste ovest"},
    {role_reporting,
     "says said asked replied wrote added explained whispered shouted dit repondit sagte schrieb dijo disse"},
    {role_living,
     "born ne nee nes lives lived living resides residing habite habitait habitant vit vivait reside domicilie "
     "domiciliee demeurant residant geboren wohnt wohnhaft lebt nacido nacida vive residente nato nata abita based "
     "located"},
    {role_linking, "is s est ist es e to was are es am im"},
    {role_event,
     "award awards prize day days cup theorem law act effect bridge building tower avenue street road park square "
     "house "
     "memorial stadium drive lane syndrome disease algorithm island islands mountain mountains river lake valley "
     "county city "
     "town hall beach bay airport series collection edition project report plan table figure chapter section version "
     "model "
     "street cloud data server web api studio code mount projet projekt proyecto progetto programme programm programa "
     "programma"},
};

constexpr std::size_t word_letters_max = 48;  // A longer run is no word of a name.

}  // namespace

RoleTable::RoleTable() : slots_(mask_ + 1) {
  for (const RoleWords& row : role_words) add(row.words, row.role);
}

void RoleTable::add(std::string_view words, std::uint32_t role) {
  for (const std::string_view word : split(words, ' ')) {
    if (word.empty()) continue;
    const std::uint64_t hash = fold_hash(word);
    std::size_t slot = hash & mask_;
    while (slots_[slot].roles != 0 && slots_[slot].hash != hash) slot = (slot + 1) & mask_;
    slots_[slot].hash = hash;
    slots_[slot].roles |= role;
  }
}

bool letter_before(std::string_view text, std::size_t offset) {
  if (offset == 0) return false;
  const auto previous = static_cast<unsigned char>(text[offset - 1]);
  if (previous < 0x80) return is_alpha(static_cast<char>(previous));
  std::size_t begin = offset - 1;
  while (begin > 0 && offset - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80) --begin;
  return letter_at(text, begin).size_bytes != 0;
}

namespace {

// Whether what touches the word makes an identifier of it, a number's unit, a call...
bool is_glued(std::string_view text, std::size_t begin, std::size_t end, std::uint16_t letters) {
  const char left = begin > 0 ? text[begin - 1] : ' ';
  const char right = end < text.size() ? text[end] : ' ';
  if (left == ' ' && (right == ' ' || right == ',')) return false;  // Nearly all.
  const char beyond = end + 1 < text.size() ? text[end + 1] : ' ';
  return is_digit(left) || left == '_' || left == '@' || left == '\\' || left == '#' || left == '$' || left == '%' ||
         is_digit(right) || right == '_' || right == '@' || right == '\\' || right == '=' ||
         (right == '.' && is_alnum(beyond) && letters > 1) || (right == '(' && letters > 1) ||
         (left == '.' && begin > 1 && is_alnum(text[begin - 2]) && letters > 1 &&
          !(begin > 2 && !is_alnum(text[begin - 3]))) ||
         right == '{' || right == '[' || right == '+' || left == '+' ||
         // replace(Ot, ...), this[Ot]: what a program calls or looks up.
         ((left == '(' || left == '[') && begin > 1 && (is_alnum(text[begin - 2]) || text[begin - 2] == '_')) ||
         (left == '/' && right == '/') || (right == ':' && beyond == ':') ||
         (left == ':' && begin > 1 && text[begin - 2] == ':');
}

// "TeX", "SaaS": a capital at the end behind a small letter. "CTest": two at the beginning.
bool has_odd_case(std::string_view text, const Word& word) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (is_upper(text[word.end - 1]) && !is_upper(text[word.end - 2])) return true;
  return !word.camel && !word.hyphen && !word.apostrophe;
}

#if defined(__SSE2__)
// The letters of a word of up to 15 ASCII letters with neither an apostrophe, a hyphen nor a letter beyond ASCII behind
// it, as nearly all are; 0 where it is none.
unsigned plain_letters(std::string_view text, std::size_t begin, __m128i& bytes, __m128i& small) {
  bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + begin));
  small = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  const __m128i letters =
      _mm_and_si128(_mm_cmpgt_epi8(small, _mm_set1_epi8('a' - 1)), _mm_cmplt_epi8(small, _mm_set1_epi8('z' + 1)));
  const auto count = static_cast<unsigned>(std::countr_one(static_cast<unsigned>(_mm_movemask_epi8(letters))));
  if (count > 15) return 0;
  const char behind = text[begin + count];
  return behind == '\'' || behind == '-' || static_cast<unsigned char>(behind) >= 0x80 ? 0 : count;
}

bool scan_plain_word(std::string_view text, std::size_t begin, Word& word) {
  if (begin + 16 > text.size()) return false;
  __m128i bytes;
  __m128i small;
  const unsigned count = plain_letters(text, begin, bytes, small);
  if (count == 0) return false;
  // Bit 5 of a letter is set where it is small.
  const unsigned smalls = static_cast<unsigned>(_mm_movemask_epi8(_mm_slli_epi16(bytes, 2))) & ((1U << count) - 1);
  const unsigned capitals = ~smalls & ((1U << count) - 1);
  FoldHash hash;
  auto folded = static_cast<std::uint64_t>(_mm_cvtsi128_si64(small));
  for (unsigned at = 0; at < std::min(count, 8U); ++at, folded >>= 8) hash.add(static_cast<char>(folded));
  folded = static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(small, small)));
  for (unsigned at = 8; at < count; ++at, folded >>= 8) hash.add(static_cast<char>(folded));
  word.begin = begin;
  word.end = begin + count;
  word.hash = hash.finish();
  word.letters = static_cast<std::uint16_t>(count);
  word.first_upper = (capitals & 1U) != 0;
  word.all_upper = smalls == 0 && count > 1;
  word.camel = smalls != 0 && capitals >> std::countr_zero(smalls) != 0;
  word.hyphen = false;
  word.apostrophe = false;
  word.possessive = false;
  word.odd_case = smalls != 0 && (capitals & (capitals - 1)) != 0 && has_odd_case(text, word);
  word.glued = is_glued(text, begin, word.end, word.letters);
  return true;
}

// Words as written, in two halves. A thread keeps those that it met last.
struct PlainWord {
  std::uint64_t low = 0;
  std::uint64_t high = 0;  // Of a word of 15 letters the last byte is free: the verdict is kept there.
};
constexpr unsigned verdict_shift = 56;
constexpr std::uint64_t letters_of_high = (std::uint64_t{1} << verdict_shift) - 1;

struct VerdictMemory {
  std::array<PlainWord, 8192> words;
  std::uint64_t serial = 0;  // Of the lists that judged them.
};
PlainWord& verdict_slot(const PlainWord& word, std::uint64_t serial) {
  static thread_local VerdictMemory memory;
  if (memory.serial != serial) {
    memory.words = {};
    memory.serial = serial;
  }
  return memory.words[((word.low * 0x9E3779B97F4A7C15ULL) ^ (word.high * 0xC2B2AE3D27D4EB4FULL)) >> 51];
}
unsigned plain_word(std::string_view text, std::size_t begin, PlainWord& word) {
  __m128i bytes;
  __m128i small;
  const unsigned count = plain_letters(text, begin, bytes, small);
  word.low = static_cast<std::uint64_t>(_mm_cvtsi128_si64(bytes));
  word.high = static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(bytes, bytes)));
  if (count < 8) {
    word.low &= (std::uint64_t{1} << (count * 8)) - 1;
    word.high = 0;
  } else {
    word.high &= (std::uint64_t{1} << ((count - 8) * 8)) - 1;
  }
  return count;
}
#else
bool scan_plain_word(std::string_view, std::size_t, Word&) { return false; }
#endif

}  // namespace

// Writes into `word` in place: copying it at once after its small members were written stalls the processor.
void scan_word(std::string_view text, std::size_t begin, Word& word) {
  if (scan_plain_word(text, begin, word)) return;
  word = {};
  word.begin = begin;
  FoldHash hash;
  std::size_t at = begin;
  std::size_t uppers = 0;
  bool lower_seen = false;
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 'a' && byte <= 'z') {  // Nearly every letter there is.
      lower_seen = true;
      if (word.letters < word_letters_max) hash.add(static_cast<char>(byte));
      ++word.letters;
      ++at;
      continue;
    }
    if (byte >= 'A' && byte <= 'Z') {
      if (word.letters == 0) word.first_upper = true;
      if (lower_seen) word.camel = true;
      ++uppers;
      if (word.letters < word_letters_max) hash.add(static_cast<char>(byte | 0x20U));
      ++word.letters;
      ++at;
      continue;
    }
    if (byte < 0x80 && byte != '\'' && byte != '-') break;
    const Letter letter = letter_at(text, at);
    if (letter.size_bytes != 0) {
      if (letter.upper) {
        if (word.letters == 0) word.first_upper = true;
        if (lower_seen) word.camel = true;
        ++uppers;
      } else {
        lower_seen = true;
      }
      if (word.letters < word_letters_max) {
        hash.add(std::string_view(letter.folded, letter.folded_size));
      }
      ++word.letters;
      at += letter.size_bytes;
      continue;
    }
    // A combining accent belongs to the letter before it.
    if ((text[at] == '\xCC' || text[at] == '\xCD') && at + 1 < text.size()) {
      at += 2;
      continue;
    }
    const bool curly = text.substr(at).starts_with("\xE2\x80\x99");
    const bool apostrophe = text[at] == '\'' || curly;
    const bool hyphen =
        text[at] == '-' || text.substr(at).starts_with("\xE2\x80\x90") || text.substr(at).starts_with("\xE2\x80\x91");
    if (!apostrophe && !hyphen) break;
    const std::size_t next = at + (text[at] == '\'' || text[at] == '-' ? 1 : 3);
    if (next >= text.size()) break;
    const Letter after = letter_at(text, next);
    if (after.size_bytes == 0) break;
    if (apostrophe) {
      // "Smith's": the owner's name ends here. "D'Angelo" goes on.
      const std::size_t behind = next + after.size_bytes;
      if (after.folded[0] == 's' && (behind >= text.size() || letter_at(text, behind).size_bytes == 0)) {
        word.possessive = true;
        break;
      }
      // "l'avenue", "d'Orsay": the article ends here. An apostrophe in a name follows one capital ("O'Neill").
      if (word.letters > 2 || !word.first_upper) break;
      word.apostrophe = true;
      lower_seen = false;
    } else {
      hash.add('-');
      word.hyphen = true;
      lower_seen = false;  // A capital after a hyphen is no camel.
    }
    at = next;
  }
  word.end = at;
  word.hash = hash.finish();
  word.all_upper = uppers == word.letters && word.letters > 1;
  if (uppers > 1 && !word.all_upper) word.odd_case = has_odd_case(text, word);
  word.glued = is_glued(text, begin, at, word.letters);
}

#if defined(__SSE2__)
NameLexiconLists::Judged NameLexiconLists::known_verdict(std::string_view text, std::size_t begin) const {
  PlainWord word;
  if (begin + 16 > text.size()) return {};
  const unsigned count = plain_word(text, begin, word);
  const PlainWord& known = verdict_slot(word, serial_);
  if (known.low != word.low || (known.high & letters_of_high) != word.high) return {};
  const std::uint64_t bits = known.high >> verdict_shift;
  return {count,
          {.begins_no_name = (bits & 1U) != 0,
           .alone_no_name = (bits & 2U) != 0,
           .alone_needs_lead = (bits & 4U) != 0,
           .takes_dot = (bits & 8U) != 0}};
}

void NameLexiconLists::keep_verdict(std::string_view text, std::size_t begin, NameVerdict verdict) const {
  PlainWord word;
  if (begin + 16 > text.size() || plain_word(text, begin, word) == 0) return;
  PlainWord& known = verdict_slot(word, serial_);
  const std::uint64_t bits = (verdict.begins_no_name ? 1U : 0U) | (verdict.alone_no_name ? 2U : 0U) |
                             (verdict.alone_needs_lead ? 4U : 0U) | (verdict.takes_dot ? 8U : 0U);
  known = {word.low, word.high | bits << verdict_shift};
}
#else
NameLexiconLists::Judged NameLexiconLists::known_verdict(std::string_view, std::size_t) const { return {}; }
void NameLexiconLists::keep_verdict(std::string_view, std::size_t, NameVerdict) const {}
#endif

NameLexiconLists::NameLexiconLists(Lexicon names, Lexicon places)
    : names_(std::move(names)), places_(std::move(places)) {
  static std::atomic<std::uint64_t> loaded = 0;
  serial_ = ++loaded;
  for (const RoleWords& row : role_words) {
    if (row.role != role_particle) continue;
    for (const std::string_view word : split(row.words, ' ')) {
      if (word.empty() || word.size() > particle_letters_max) continue;
      const std::size_t bit = particle_bit(word[0], word.size() > 1 ? word[1] : 'a', word.size());
      particles_[bit / 64] |= std::uint64_t{1} << (bit % 64);
    }
  }
}

namespace {
WordWeights unpack(unsigned bits) {
  return {static_cast<std::uint8_t>(bits >> 8), static_cast<std::uint8_t>((bits >> 4) & 15U),
          static_cast<std::uint8_t>((bits >> 2) & 3U), (bits & 1U) != 0};
}
}  // namespace

// A few hundred words are most of every text: each thread keeps what the lists said of those it met last.
const NameLexiconLists::Known& NameLexiconLists::known(std::uint64_t hash) const {
  struct Memory {
    std::array<Known, 8192> words;
    std::uint64_t serial = 0;  // Of the lists that told of them.
  };
  static thread_local Memory memory;
  if (memory.serial != serial_) {
    memory.words = {};
    memory.serial = serial_;
  }
  Known& of_word = memory.words[hash & (memory.words.size() - 1)];
  if (of_word.hash != hash) of_word = {hash, roles_.find(hash), unpack(names_.find(hash))};
  return of_word;
}

WordWeights NameLexiconLists::weights_by_parts(std::string_view text, const Word& word, WordWeights weights) const {
  if (weights.given != 0 || weights.surname != 0 || weights.word != 0) return weights;
  // "Anne-Sophie" or "Smith-Jones" in no list: as strong as its weaker part, and a bit more for being two.
  const std::string_view whole = text.substr(word.begin, word.end - word.begin);
  const std::size_t cut = whole.find('-');
  if (cut == std::string_view::npos || cut == 0 || cut + 1 >= whole.size()) return weights;
  const auto part = [&](std::string_view name) {
    FoldHash hash;
    for (std::size_t at = 0; at < name.size();) {
      const Letter letter = letter_at(name, at);
      if (letter.size_bytes != 0) hash.add(std::string_view(letter.folded, letter.folded_size));
      at += letter.size_bytes != 0 ? letter.size_bytes : 1;
    }
    return unpack(names_.find(hash.finish()));
  };
  const WordWeights first = part(whole.substr(0, cut));
  const WordWeights second = part(whole.substr(cut + 1));
  const auto joined = [](unsigned a, unsigned b) {
    return static_cast<std::uint8_t>(a == 0 || b == 0 ? 0 : std::min(15U, std::min(a, b) + 1));
  };
  weights.given = joined(first.given, second.given);
  weights.surname = joined(first.surname, second.surname);
  // "Twenty-Five", "North-East" are words; "Well-Known" too.
  if (first.word >= 2 && second.word >= 2) weights.word = 2;
  return weights;
}

unsigned NameLexiconLists::place(std::string_view phrase) const {
  char folded[64];
  std::size_t size = 0;
  std::size_t word_begin = 0;
  const auto close_word = [&] {
    const std::string_view word(folded + word_begin, size - word_begin);
    const auto put = [&](std::string_view longer) {
      size = word_begin;
      for (const char c : longer) {
        if (size < sizeof folded) folded[size++] = c;
      }
    };
    if (word == "st") {
      put("saint");
    } else if (word == "ste") {
      put("sainte");
    } else if (word == "mt") {
      put("mount");
    } else if (word == "ft") {
      put("fort");
    }
  };
  for (std::size_t at = 0; at < phrase.size();) {
    if (is_alpha(phrase[at])) {
      if (size == sizeof folded) return 0;
      folded[size++] = static_cast<char>(phrase[at++] | 0x20);
      continue;
    }
    const Letter letter = letter_at(phrase, at);
    if (letter.size_bytes != 0) {
      if (size + letter.folded_size > sizeof folded) return 0;
      for (std::size_t index = 0; index < letter.folded_size; ++index) folded[size++] = letter.folded[index];
      at += letter.size_bytes;
      continue;
    }
    if (is_space(phrase[at]) || phrase[at] == '-') {
      close_word();
      if (size > 0 && size < sizeof folded && folded[size - 1] != ' ') folded[size++] = ' ';
      word_begin = size;
    }
    ++at;
  }
  close_word();
  while (size > 0 && folded[size - 1] == ' ') --size;
  if (size < 2) return 0;
  return places_.find(fold_hash(std::string_view(folded, size)));
}

namespace {
bool bit_of(std::string_view bits, std::size_t index) {
  return index / 8 < bits.size() && ((static_cast<unsigned char>(bits[index / 8]) >> (index % 8)) & 1U) != 0;
}
}  // namespace

bool NameLexiconLists::us_zip_exists(unsigned zip) const { return bit_of(places_.section(1), zip); }
bool NameLexiconLists::fr_postcode_exists(unsigned code) const { return bit_of(places_.section(3), code); }
bool NameLexiconLists::ca_area_exists(std::string_view three) const {
  if (three.size() != 3) return false;
  const auto first = static_cast<unsigned char>(three[0] & 0x5F);
  const auto third = static_cast<unsigned char>(three[2] & 0x5F);
  if (first < 'A' || first > 'Z' || !is_digit(three[1]) || third < 'A' || third > 'Z') return false;
  return bit_of(places_.section(4),
                static_cast<std::size_t>((first - 'A') * 260 + (three[1] - '0') * 26 + third - 'A'));
}

}  // namespace constat
