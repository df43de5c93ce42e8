#include "report/reasons.h"

#include <gtest/gtest.h>

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
  EXPECT_EQ(reason_in("nested deeper than the bound of 16 levels", "fr"),
            "imbriqué au-delà de la limite de 16 niveaux");
}

TEST(Reasons, WhatNoTableKnowsIsKept) {
  EXPECT_EQ(reason_in("", "fr"), "");
  EXPECT_EQ(reason_in("a reason of its own", "fr"), "a reason of its own");
  EXPECT_EQ(reason_in("no reader for a Foo: its bytes were scanned for printable text", "fr"),
            "aucun lecteur pour ce format (a Foo)\u00a0: seul le texte lisible de ses octets a été examiné");
}

}  // namespace
}  // namespace constat
