#include "report/reasons.h"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

namespace constat {
namespace {

TEST(Reasons, FrenchReadersAreToldInFrench) {
  const std::string scanned = "no reader for a PNG image: its bytes were scanned for printable text";
  EXPECT_EQ(reason_in(scanned, "en"), scanned);
  EXPECT_EQ(reason_in(scanned, "fr"),
            "aucun lecteur pour ce format (image PNG)\u00a0: seul le texte lisible de ses octets a été examiné");
  EXPECT_EQ(reason_in("no reader for this format: its bytes were scanned for printable text", "fr"),
            "aucun lecteur pour ce format\u00a0: seul le texte lisible de ses octets a été examiné");
  EXPECT_EQ(reason_in("the archive is damaged; encrypted: it needs a password", "fr"),
            "l’archive est endommagée\u00a0; chiffré\u00a0: un mot de passe est nécessaire");
  EXPECT_EQ(reason_in("parts 2-4, 7 are missing; the last part, which lists what is in the archive, is missing", "fr"),
            "les parties 2-4, 7 manquent\u00a0; la dernière partie, qui énumère le contenu de l’archive, manque");
  EXPECT_EQ(reason_in("part 3: cannot open it: Permission denied", "fr"),
            "partie 3\u00a0: ouverture impossible\u00a0: permission refusée");
  EXPECT_EQ(reason_in("column 2: compressed with Brotli", "fr"), "colonne 2\u00a0: compressé par Brotli");
  EXPECT_EQ(reason_in("the dump breaks off at byte 88: what follows was scanned for printable text", "fr"),
            "l’export s’interrompt à l’octet 88\u00a0: seul le texte lisible de la suite a été examiné");
  EXPECT_EQ(
      reason_in("2 documents are damaged or cut, the first at byte 9: what is not whole was read as text", "fr"),
      "2 documents sont endommagés ou tronqués, le premier à l’octet 9\u00a0: ce qui n’est pas entier a été lu comme "
      "du texte");
  EXPECT_EQ(reason_in("nested deeper than the bound of 16 levels", "fr"),
            "imbriqué au-delà de la limite de 16 niveaux");
}

TEST(Reasons, PartsFiguresAndWhatALibrarySaysAreFittedIn) {
  EXPECT_EQ(reason_in("the comments: its checksum does not match: its contents may be damaged at byte 3310", "fr"),
            "les commentaires\u00a0: sa somme de contrôle ne concorde pas\u00a0: son contenu peut être endommagé à "
            "l’octet 3310");
  EXPECT_EQ(reason_in("not well-formed XML (unclosed token, byte 41): read as plain text from there on", "fr"),
            "XML mal formé (élément non fermé, octet 41)\u00a0: lu comme du texte brut à partir de là");
  EXPECT_EQ(reason_in("a part of the properties: XML is broken: not well-formed (invalid token) at byte 195", "fr"),
            "une partie des propriétés\u00a0: XML défectueux\u00a0: élément non valide à l’octet 195");
  EXPECT_EQ(reason_in("12 cells point at texts that do not exist; the styles is missing", "fr"),
            "12 cellules renvoient à des textes inexistants\u00a0; manquant\u00a0: les styles");
  EXPECT_EQ(reason_in("its reader crashed on it: its bytes were scanned for printable text", "fr"),
            "son lecteur a échoué sur cet élément\u00a0: seul le texte lisible de ses octets a été examiné");
}

TEST(Reasons, EveryMakeThatIsKnownBySignatureHasAFrenchName) {
  std::ifstream file(std::string(CONSTAT_SOURCE_DIR) + "/src/extract/known_binary.cpp");
  std::ostringstream text;
  text << file.rdbuf();
  const std::string source = text.str();
  const std::regex make(R"re("(?:image|audio|video|font|application)/[^"]*", "([^"]+)")re");
  std::size_t count = 0;
  for (std::sregex_iterator at(source.begin(), source.end(), make), end; at != end; ++at) {
    const std::string what = (*at)[1];
    const std::string told = reason_in("no reader for " + what + ": its bytes were scanned for printable text", "fr");
    EXPECT_EQ(told.find("(" + what + ")"), std::string::npos) << what;
    ++count;
  }
  EXPECT_GT(count, 80U);
}

TEST(Reasons, WhatNoTableKnowsIsKept) {
  EXPECT_EQ(reason_in("", "fr"), "");
  EXPECT_EQ(reason_in("a reason of its own", "fr"), "a reason of its own");
  EXPECT_EQ(reason_in("no reader for a Foo: its bytes were scanned for printable text", "fr"),
            "aucun lecteur pour ce format (a Foo)\u00a0: seul le texte lisible de ses octets a été examiné");
}

}  // namespace
}  // namespace constat
