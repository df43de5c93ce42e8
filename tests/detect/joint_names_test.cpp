#include "detect/joint_names.h"

#include <gtest/gtest.h>

#include <string>

#include "detect/names.h"

namespace constat {
namespace {

std::string told(std::string_view text) {
  static const auto lexicon = NameLexicon::load(std::string(CONSTAT_SOURCE_DIR) + "/data");
  std::string all;
  for (const JointName& one : joint_names(text, lexicon->get())) {
    if (!all.empty()) all += " | ";
    all += one.name + " = " + one.canonical;
  }
  return all;
}

TEST(JointNames, TwoAreToldWhereTwoAreNamed) {
  EXPECT_EQ(told("John and Mary Smith"), "John Smith = john smith | Mary Smith = mary smith");
  EXPECT_EQ(told("John & Mary Smith"), "John Smith = john smith | Mary Smith = mary smith");
  EXPECT_EQ(told("J. & M. Smith"), "J. Smith = j smith | M. Smith = m smith");
  EXPECT_EQ(told("Smith, John & Mary"), "John Smith = john smith | Mary Smith = mary smith");
  EXPECT_EQ(told("Robert Brown and Linda Green"), "Robert Brown = robert brown | Linda Green = linda green");
  EXPECT_EQ(told("John Smith and Mary"), "John Smith = john smith | Mary Smith = mary smith");
  EXPECT_EQ(told("Hans und Anna Müller"), "Hans Müller = hans muller | Anna Müller = anna muller");
  EXPECT_EQ(told("Jean et Marie de la Tour"),
            "Jean de la Tour = jean de la tour | Marie de la Tour = marie de la tour");
  EXPECT_EQ(told("Juan y María García López"),
            "Juan García López = juan garcia lopez | María García López = maria garcia lopez");
  EXPECT_EQ(told("Mr John Smith and Mrs Mary Smith"), "John Smith = john smith | Mary Smith = mary smith");
  EXPECT_EQ(told("Eheleute Klaus und Petra Schulz"), "Klaus Schulz = klaus schulz | Petra Schulz = petra schulz");
}

TEST(JointNames, AWifeToldByHerTitleIsNotHerHusband) {
  EXPECT_EQ(told("Mr & Mrs J Smithson"), "J Smithson = j smithson | Mrs Smithson = mrs. smithson");
  EXPECT_EQ(told("Mr. and Mrs. John Smith"), "John Smith = john smith | Mrs. Smith = mrs. smith");
  EXPECT_EQ(told("M. et Mme Jean Dupont"), "Jean Dupont = jean dupont | Mme Dupont = mme. dupont");
  EXPECT_EQ(told("Herr und Frau Klaus Müller"), "Klaus Müller = klaus muller | Frau Müller = frau. muller");
  EXPECT_EQ(told("Mr and Mrs Smith"), "Smith = smith | Mrs Smith = mrs. smith");
  EXPECT_EQ(told("Mr & Mrs John and Mary Smith"), "John Smith = john smith | Mary Smith = mary smith");
}

TEST(JointNames, AFamilyNamesOneOrNobody) {
  EXPECT_EQ(told("Familie Klaus Müller"), "Klaus Müller = klaus muller");
  EXPECT_EQ(told("The Smith Family"), "Smith = smith");
  EXPECT_EQ(told("Famille Dupont"), "Dupont = dupont");
}

TEST(JointNames, WhatNamesOnePersonOrACompanyIsLeft) {
  for (const char* text :
       {"John Smith", "José Ortega y Gasset", "Santiago Ramón y Cajal", "Smith & Jones", "Ernst & Young LLP",
        "Johnson & Johnson", "Smith, John", "Maria Family Trust", "John Smith & Sons", "M Smith", "E. Smith",
        "Marks and Spencer", "", "&", "and", "Mr & Mrs", "a & b & c & d", "Mary E Smith", "Research and Development"}) {
    EXPECT_EQ(told(text), "") << text;
  }
}

}  // namespace
}  // namespace constat
