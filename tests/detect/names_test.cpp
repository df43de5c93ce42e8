#include "detect/names.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <thread>
#include <vector>

#include "detect/name_words.h"

namespace constat {
namespace {

const NameLexicon& lexicon() {
  static const std::unique_ptr<NameLexicon> loaded = [] {
    auto result = NameLexicon::load(std::string(CONSTAT_SOURCE_DIR) + "/data");
    return result ? std::move(*result) : nullptr;
  }();
  return *loaded;
}

std::vector<std::string> persons(std::string_view text, float confidence_min = 0.5F) {
  std::vector<NamedSpan> found;
  lexicon().find_persons(text, ByteClasses(text), found);
  std::vector<std::string> names;
  for (const NamedSpan& span : found) {
    if (span.confidence >= confidence_min) names.emplace_back(text.substr(span.begin, span.end - span.begin));
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(Names, AHeaderInSmallLettersHoldsNoName) {
  for (const std::string_view text : {"lat,lon,alt\n48.07,-3.19,610\n", "min;max;avg\n1;2;3\n", "x|lon|y"})
    EXPECT_EQ(persons(text), Names()) << text;
  EXPECT_EQ(persons("hi max, see you"), Names{"max"});
}

TEST(Names, HousesUnionsAndAbbreviationsAreNoPersons) {
  struct Case {
    std::string_view text;
    Names told;
  };
  const Case cases[] = {{"IBAN von Papa", {}},
                        {"Hier die IBAN von Oma.", {}},
                        {"Iban de la Fuente", {"Iban de la Fuente"}},
                        {"Universit\xC3\xA4tsklinikum St. Josef", {}},
                        {"Haus Sankt Josef", {}},
                        {"Jill St. John", {"Jill St. John"}},
                        {"Le d\xC3\xA9l\xC3\xA9gu\xC3\xA9 CGT, M. Thierry Vasseur", {"Thierry Vasseur"}},
                        {"DUPONT, M. Thierry", {"DUPONT, M. Thierry"}},
                        {"From MAILER-DAEMON Thu Jan 16 11:02:44 2025", {}}};
  for (const Case& one : cases) EXPECT_EQ(persons(one.text), one.told) << one.text;
}

TEST(Names, AnOfficeBehindATitleIsNoName) {
  for (const std::string_view text :
       {"Sehr geehrter Herr Kollege,", "Sehr geehrte Frau Kollegin,", "Sehr geehrter Herr Direktor,",
        "Sehr geehrte Frau B\u00FCrgermeisterin,", "Sehr geehrter Herr Rechtsanwalt,", "Frau Ministerin"})
    EXPECT_EQ(persons(text), Names()) << text;
  EXPECT_EQ(persons("Sehr geehrter Herr Kollege M\u00FCller,"), Names{"M\u00FCller"});
}

TEST(Names, AListOfFullNamesIsAsManyPersons) {
  struct Case {
    std::string_view text;
    Names names;
  };
  const Case cases[] = {
      {"Attendees: Grace Dyer, Keith Parkinson, Lisa Hill", {"Grace Dyer", "Keith Parkinson", "Lisa Hill"}},
      {"Attendees: William Patel, Angela Oliver, Rhonda Allen", {"William Patel", "Angela Oliver", "Rhonda Allen"}},
      {"Karen Howell, Monica Reyes\n", {"Karen Howell", "Monica Reyes"}},
      {"Attendees: Dustin Lee, Erin Hooper, Wanda Joseph", {"Dustin Lee", "Erin Hooper", "Wanda Joseph"}},
      {"Deltagere: Mie Paulsen, Tove Krogh, Doris Madsen",
       {"Paulsen", "Tove Krogh", "Doris Madsen"}},  // (No list has the first.)
      {"Signed: Garc\u00EDa L\u00F3pez, Mar\u00EDa Jos\u00E9", {"Garc\u00EDa L\u00F3pez, Mar\u00EDa Jos\u00E9"}},
      {"Signed: Smith Jones, Mary Ann", {"Smith Jones, Mary Ann"}},
      {"Signed: Martin, Paul Henri", {"Martin, Paul Henri"}},
  };
  for (const Case& c : cases) EXPECT_EQ(persons(c.text), c.names) << c.text;
}

TEST(Names, ArePersonsInRunningText) {
  struct Case {
    std::string_view text;
    Names names;
    std::string_view why;
  };
  const Case cases[] = {
      {"Yesterday John Smith called the office.", {"John Smith"}, "given name and surname"},
      {"Please ask Mr. Tarkowitz about it.", {"Tarkowitz"}, "a title makes a name of an unknown word"},
      {"Le contrat de Mme Lefebvre est prêt.", {"Lefebvre"}, "French title"},
      {"Jean-Pierre de La Tour a signé.", {"Jean-Pierre de La Tour"}, "hyphen and particles"},
      {"Signed by JoAnn McDONALD and Mary O'NEILL", {"JoAnn McDONALD", "Mary O'NEILL"}, "capitals inside a name"},
      {"Max said that he would come.", {"Max"}, "what stands for something else, with a verb of persons"},
      {"We met Ludwig van Beethoven there.", {"Ludwig van Beethoven"}, "small particle"},
      {"Signed: O'Brien, Patrick", {"O'Brien, Patrick"}, "last name first"},
      {"The memo went to Patricia K. Whitfield, as usual.", {"Patricia K. Whitfield"}, "initial in the middle"},
      {"Empresa: Estudio Luz S.L. Madrid; Mario Rossi S.p.A. e Studio Luce S.r.l.", {}, "legal forms"},
      {"My name is janice beneventi and i lost my card", {}, "small letters in a text that has capitals: not told"},
      {"my name is janice turner", {"janice turner"}, "a text without capitals, with a label"},
      {"JOHN SMITH, 42, was hired.", {"JOHN SMITH"}, "capitals"},
      {"Hi Thelma,\nsee you", {"Thelma"}, "greeting"},
      {"He was greeted by Sven Kjærulffsen.", {"Sven Kjærulffsen"}, "a surname in no list"},
      {"Herr Müller und Frau Schäfer kommen.", {"Müller", "Schäfer"}, "German titles"},
      {"Firmado por María del Carmen Rodríguez López.", {"María del Carmen Rodríguez López"}, "Spanish double surname"},
      {"Il direttore Giuseppe Bianchi ha detto no.", {"Giuseppe Bianchi"}, "Italian"},
      {"DUPONT Jean est absent.", {"DUPONT Jean"}, "surname in capitals first"},
      {"We hired Jane Doe yesterday.", {"Jane Doe"}, "a surname that is a common word"},
      {"met fin au contrat de M. Benoît de La Tour d'Auvergne, domicilié",
       {"Benoît de La Tour d'Auvergne"},
       "elided; the title is no part of the name"},
      {"Anna Schmidt, Peter Klein; Uwe Groß", {"Anna Schmidt", "Peter Klein", "Uwe Groß"}, "a list of persons"},
      {"Present: Maria Rossi, Luca Bianchi, Paolo Ferrari", {"Maria Rossi", "Luca Bianchi", "Paolo Ferrari"}, "a list"},
      {"Jean Martin, Paul Durand et Anne Petit", {"Jean Martin", "Paul Durand", "Anne Petit"}, "a list, two and one"},
      {"Signed: Garcia Lopez, Maria Luisa", {"Garcia Lopez, Maria Luisa"}, "two surnames and two given names"},
      {"M. Thierry Vasseur a signé", {"Thierry Vasseur"}, "Monsieur"},
      {"D. Joan Puigdemont ha firmado", {"Joan Puigdemont"}, "Don"},
      {"la dott.ssa De Luca conferma", {"De Luca"}, "a particle with a capital behind a title"},
      {"Anna Maria Lo Presti conferma", {"Anna Maria Lo Presti"}, "the surname's particle has a capital"},
      {"H.-J. Kröger kommt", {"H.-J. Kröger"}, "initials joined by a hyphen"},
      {"la sig.ra Chiara Bianchi, nata a Milano", {"Chiara Bianchi"}, "an Italian title"},
      {"U kunt mevrouw Liesbeth van Oosterzee bereiken", {"Liesbeth van Oosterzee"}, "a Dutch title"},
      {"Wij spraken meneer Wouter Brinkhuis gisteren", {"Wouter Brinkhuis"}, "another"},
      {"Ich sah Herrn Lauterbach am 3. Mai", {"Lauterbach"}, "a German title, declined"},
      {"Jean-Pierre-Marie Dupont est venu", {"Jean-Pierre-Marie Dupont"}, "two hyphens"},
      {"Claimant: PEEL, Graham\nDOB: 1 May 1948", {"PEEL, Graham"}, "a word in capitals is the surname"},
      {"PEEL, Graham", {"PEEL, Graham"}, "alone on its line"},
      {"LE GOFF Jean est absent.", {"LE GOFF Jean"}, "a particle in capitals"},
      {"IMPORTANT, Graham said so", {"Graham"}, "a sentence goes on"},
      {"GERMANY, Hans\n", {"Hans"}, "a country"},
      {"Contraente: LOMBARDO SALVATORE", {"LOMBARDO SALVATORE"}, "capitals behind a label"},
  };
  for (const Case& c : cases) EXPECT_EQ(persons(c.text), c.names) << c.text << ": " << c.why;
}

TEST(Names, AreNotMadeOfOtherCapitalisedWords) {
  const std::string_view cases[] = {
      "name: Microsoft-Windows-Shell-Setup",
      "name: Apache-Tomcat-Native-Connector",
      "Das Heer der Fliegen kam, und mevrouw was er niet.",
      "The Quarterly Revenue Report is due on Monday, March 3.",
      "We flew from Los Angeles to New York and on to San Francisco.",
      "Stanford University and Bank of America signed with Acme Holdings Ltd.",
      "Figure 3 shows the Total Energy Consumption of Western Europe.",
      "GET /index.html HTTP/1.1 Host: example.com User-Agent: Mozilla",
      "SELECT Name FROM Users WHERE Active = 1",
      "Error: NullPointerException in ThreadPoolExecutor",
      "La réunion du Conseil Municipal aura lieu en Mai.",
      "Die Bundesrepublik Deutschland hat den Vertrag unterzeichnet.",
      "public class FileReader extends BufferedReader implements Closeable",
      "The Department of Justice and the White House declined to comment.",
      "TeX and LaTeX are typesetting systems",
      "Les enfants sont au collège Victor-Hugo.",
      "La région a financé le projet Orion.",
      "P. IVA: IT00743110157",
      "my iban: de89 3704 0044 0532 0130 00",
      "a CTest run of the SaaS build",
      "submit it with a Docker image",
      "A URI always starts so; the flag -K PIC does not",
      "Max number of retries",
      "written at Digital, Maynard, Massachusetts",
      "I've seen it and we'd done it",
  };
  for (const std::string_view text : cases) EXPECT_EQ(persons(text), Names()) << text;
}

TEST(Names, ConfidenceFollowsTheEvidence) {
  const auto confidence = [](std::string_view text) {
    std::vector<NamedSpan> found;
    lexicon().find_persons(text, ByteClasses(text), found);
    return found.empty() ? 0.0F : found.front().confidence;
  };
  EXPECT_GT(confidence("we asked James Wilson today"), 0.9F);
  EXPECT_GT(confidence("later James Wilson left"), confidence("later James Qvortrup left"));
  EXPECT_LT(confidence("we walked in Paris today"), 0.5F);
  EXPECT_GT(confidence("Name: Zorvath Quellish"), 0.5F) << "a label makes a name of unknown words";
}

TEST(Names, OfChinaAndVietnamAreReadSurnameFirst) {
  for (const std::string_view name :
       {"Li Xiaoming", "Wang Jianguo", "Chen Meiling", "Liu Yifei", "Zhao Lijuan", "Xu Haoran", "Huang Xinyi",
        "Nguyen Thi Lan", "Nguy\u1ec5n V\u0103n H\u00f9ng", "Tr\u1ea7n Th\u1ecb Mai", "Ph\u1ea1m Minh Tu\u1ea5n",
        "L\u00ea Th\u1ecb H\u1ed3ng"}) {
    EXPECT_EQ(persons("Name: " + std::string(name)), Names{std::string(name)}) << name;
    EXPECT_EQ(persons("Dear " + std::string(name) + ","), Names{std::string(name)}) << name;
  }
  for (const std::string_view text : {"Hong Kong and Shanghai", "They learned Feng Shui.", "Wang Laboratories",
                                      "the Tang Dynasty", "Chen Lake", "Ho Chi Minh City", "Le Monde"}) {
    EXPECT_EQ(persons(text), Names()) << text;
  }
}

TEST(Names, EndWhereATitleBegins) {
  EXPECT_EQ(persons("die IBAN von Frau Kr\u00fcger fehlt"), Names{"Kr\u00fcger"});
  EXPECT_EQ(persons("L'AVC de M. Girard date de 2019"), Names{"M. Girard"});
  EXPECT_EQ(persons("From: \"Wang, Lijuan\""), Names{"Wang, Lijuan"});
  EXPECT_EQ(persons("Von: Personalabteilung\nAn: Eva Lang"), Names{"Eva Lang"});
}

TEST(Names, BrandsCalledAsPersonsAreLow) {
  const auto confidence = [](std::string_view text) {
    std::vector<NamedSpan> found;
    lexicon().find_persons(text, ByteClasses(text), found);
    float best = 0;
    for (const NamedSpan& span : found) best = std::max(best, span.confidence);
    return best;
  };
  for (const std::string_view text :
       {"The suit is by Hugo Boss and the shirt from Ralph Lauren.", "Morgan Stanley said on Monday that it had sold.",
        "Ernst Young advised, then Tommy Hilfiger opened a store.", "Un parfum Yves Saint Laurent",
        "Kleid von Jil Sander", "HUGO BOSS outlet", "recruiters like Michael Page",
        "Marks & Spencer sells Michael Kors bags"}) {
    EXPECT_LT(confidence(text), 0.5F) << text;
  }
  for (const std::string_view text :
       {"Dear Hugo Boss,", "Mr. Ralph Lauren called", "Name: Tommy Hilfiger", "my name is Hugo Boss",
        "Best regards,\nThomas Cook\n", "Hugo Berger was here", "we met Ralph Lawrence"}) {
    EXPECT_GT(confidence(text), 0.5F) << text;
  }
}

TEST(Names, SingleCellsAreScoredByTheirKind) {
  EXPECT_GT(lexicon().full_name_score("Jane Doe"), 0.7F);
  EXPECT_GT(lexicon().full_name_score("Miller, Jane"), 0.8F);
  EXPECT_GT(lexicon().full_name_score("MARTIN Sophie"), 0.8F);
  EXPECT_GT(lexicon().full_name_score("Dr. Klaus-Peter Schmidt"), 0.8F);
  EXPECT_LT(lexicon().full_name_score("Blue Widget"), 0.3F);
  EXPECT_LT(lexicon().full_name_score("Accounts Payable"), 0.3F);
  EXPECT_LT(lexicon().full_name_score("12345"), 0.1F);
  EXPECT_GT(lexicon().given_name_score("Sophie"), 0.9F);
  EXPECT_LT(lexicon().given_name_score("invoice"), 0.2F);
  EXPECT_GT(lexicon().surname_score("Rodriguez"), 0.9F);
  EXPECT_LT(lexicon().surname_score("shipment"), 0.2F);
}

TEST(Names, SpellingsShareACanonicalForm) {
  EXPECT_EQ(canonical_name("Doe, Jane"), "jane doe");
  EXPECT_EQ(canonical_name("  Jane   DOE "), "jane doe");
  EXPECT_EQ(canonical_name("René Lefèvre"), "rene lefevre");
  EXPECT_EQ(canonical_name("O’Neill"), canonical_name("O'NEILL"));
}

TEST(Names, TextCutAnywhereIsHarmless) {
  const std::string text =
      "Hé, Mr. Jérôme O’Brien-Šušulić, Jr. met “Ana de la Cruz”, Дмитрий Иванов at 5 Rue d’Aubigné\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    std::vector<NamedSpan> found;
    const std::string_view cut = std::string_view(text).substr(0, size);
    lexicon().find_persons(cut, ByteClasses(cut), found);
    for (const NamedSpan& span : found) {
      EXPECT_LT(span.begin, span.end);
      EXPECT_LE(span.end, size);
    }
  }
}

// A thread keeps what it judged of words: it must not matter which words it met before, nor what stood around them.
TEST(Names, WhatIsKeptOfWordsChangesNoAnswer) {
  constexpr std::string_view words[] = {"Anna",    "Smith",  "The",    "Dr",     "Dr.",   "de",     "la",  "Tour",
                                        "Paris",   "Linux",  "Kernel", "I",      "GNU",   "Zyx",    "van", "Gogh",
                                        "Inc",     "hello",  "said",   "Mary",   "Jr.",   "Street", "is",  "a",
                                        "Bonjour", "Jérôme", "O'Neil", "DUPONT", "Name:", "St",     "e",   "Moreau"};
  constexpr std::string_view joints[] = {" ", " ", " ", ", ", ". ", "\n", "  ", ".", ": ", "-", "\r\n", "; "};
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (int word = 0; word < 60; ++word) {
      text += words[random() % std::size(words)];
      text += joints[random() % std::size(joints)];
    }
    const auto cold = NameLexicon::load(std::string(CONSTAT_SOURCE_DIR) + "/data");  // Knows of no word yet.
    ASSERT_TRUE(cold);
    std::vector<NamedSpan> first;
    (*cold)->find_persons(text, ByteClasses(text), first);
    std::vector<NamedSpan> again;
    (*cold)->find_persons(text, ByteClasses(text), again);
    ASSERT_EQ(first.size(), again.size()) << text;
    for (std::size_t index = 0; index < first.size(); ++index) {
      EXPECT_EQ(first[index].begin, again[index].begin) << text;
      EXPECT_EQ(first[index].end, again[index].end) << text;
      EXPECT_EQ(first[index].confidence, again[index].confidence) << text;
    }
  }
}

// Words far from the text's end are read sixteen bytes at a time, those near it byte by byte: the same.
TEST(Names, WordsAreReadAlikeAnywhere) {
  const std::string_view words[] = {"A",
                                    "a",
                                    "Ab",
                                    "aB",
                                    "ABC",
                                    "Smith",
                                    "McDonald",
                                    "LaToya",
                                    "IBM",
                                    "iPhone",
                                    "O'Neil",
                                    "Anne-",
                                    "Fourteenletters",
                                    "Fifteenletterss",
                                    "Sixteenletterssx",
                                    "Seventeenlettersxy",
                                    "Smith's",
                                    "Zo\u00EB",
                                    "Zed\u2019s",
                                    "d'Orsay"};
  for (const std::string_view word : words) {
    for (const std::string_view before : {"", " ", "_", "1", "@", "x.", "f(", "::", "/", " (", "+"}) {
      for (const std::string_view behind :
           {"", " ", ",", "_", "1", ".", ".x", "(", "::", "=", "/", "{", "-", "'", "\u00E9"}) {
        const std::string near_end = std::string(before) + std::string(word) + std::string(behind);
        const std::string far = near_end + std::string(32, ' ');
        const Word slow = scan_word(near_end, before.size());
        const Word fast = scan_word(far, before.size());
        EXPECT_EQ(slow.end, fast.end) << far;
        EXPECT_EQ(slow.hash, fast.hash) << far;
        EXPECT_EQ(slow.letters, fast.letters) << far;
        EXPECT_EQ(slow.first_upper, fast.first_upper) << far;
        EXPECT_EQ(slow.all_upper, fast.all_upper) << far;
        EXPECT_EQ(slow.camel, fast.camel) << far;
        EXPECT_EQ(slow.hyphen, fast.hyphen) << far;
        EXPECT_EQ(slow.apostrophe, fast.apostrophe) << far;
        EXPECT_EQ(slow.possessive, fast.possessive) << far;
        EXPECT_EQ(slow.glued, fast.glued) << far;
      }
    }
  }
}

// What a thread remembers of words changes nothing: it says the same of a text the second time as another thread.
TEST(Names, RememberedWordsChangeNothing) {
  const std::string_view text =
      "The report of The Hague said that John Smith, The Times and Mr. The met. When May Brown came, May was over; "
      "In May 2014 Will Turner wrote: Will you come? Mark the date, said Mark Jones. THE END. The-Anh Nguyen stayed.\n";
  const Names first = persons(text, 0.0F);
  EXPECT_EQ(persons(text, 0.0F), first);
  Names fresh;
  std::thread([&] { fresh = persons(text, 0.0F); }).join();
  EXPECT_EQ(fresh, first);
  EXPECT_FALSE(first.empty());
}

TEST(Names, MissingListsAreNamed) {
  const auto result = NameLexicon::load("/nowhere/at/all");
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().what.find("names.lex"), std::string::npos);
}

}  // namespace
}  // namespace constat
