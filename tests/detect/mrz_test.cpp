#include "detect/mrz.h"

#include <gtest/gtest.h>

#include "detect/engine.h"

namespace constat {
namespace {

class Sink final : public FindingSink {
 public:
  explicit Sink(const Types& types) : types_(types) {}
  void finding(const Finding& finding) override {
    if (finding.confidence < 0.9F) return;
    told.push_back(types_.at(finding.type).name + ":" + std::string(finding.value) + ":" +
                   std::string(finding.canonical));
  }
  std::vector<std::string> told;

 private:
  const Types& types_;
};
using Told = std::vector<std::string>;

Told told(std::string_view text) {
  static const std::unique_ptr<Engine> engine = [] {
    auto loaded = load_engine({{CONSTAT_SOURCE_DIR "/rules"}, CONSTAT_SOURCE_DIR "/data", false});
    return loaded ? std::move(*loaded) : nullptr;
  }();
  Sink sink(engine->types());
  engine->detect(Passage::whole(text, ""), *engine->make_scratch(), sink);
  return sink.told;
}

// Made-up holders; the check digits are ICAO Doc 9303's.
TEST(MachineReadableZone, APassportsTwoLinesGiveNumberNameAndBirth) {
  EXPECT_EQ(told("scan\nP<FRADUPONT<<JEANNE<MARIE<<<<<<<<<<<<<<<<<<<\n12AB345673FRA7503120F2801016<<<<<<<<<<<<<<02\n"),
            (Told{"person_name:DUPONT<<JEANNE<MARIE:jeanne marie dupont", "fr_passport:12AB34567:12AB34567",
                  "date_of_birth:750312:1975-03-12"}));
}

TEST(MachineReadableZone, ACardHasThreeLines) {
  EXPECT_EQ(told("IDD<<T220001293<<<<<<<<<<<<<<<\n6408125F2010315D<<<<<<<<<<<<<0\nMUSTERMANN<<ERIKA<<<<<<<<<<<<<\n"),
            (Told{"de_id_card:T22000129:T22000129", "date_of_birth:640812:1964-08-12",
                  "person_name:MUSTERMANN<<ERIKA:erika mustermann"}));
}

TEST(MachineReadableZone, WrongCheckDigitsAndOtherTextGiveNothing) {
  EXPECT_TRUE(
      told("P<FRADUPONT<<JEANNE<MARIE<<<<<<<<<<<<<<<<<<<\n12AB345673FRA7503121F2801016<<<<<<<<<<<<<<02\n").empty())
      << "the birth's check digit";
  EXPECT_TRUE(told("std::cout << \"AAAAAAAAAA\" << '\\n' << std::endl;\n").empty());
  EXPECT_TRUE(told(std::string(44, '<') + "\n" + std::string(44, '<') + "\n").empty()) << "fillers alone";
  EXPECT_TRUE(told("P<FRADUPONT<<JEANNE<MARIE<<<<<<<<<<<<<<<<<<<").empty()) << "the second line is missing";
  (void)told(std::string(100'000, '<'));
}

}  // namespace
}  // namespace constat
