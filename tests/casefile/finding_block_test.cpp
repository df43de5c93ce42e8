#include "casefile/finding_block.h"

#include <gtest/gtest.h>

#include "casefile/sealer.h"

namespace constat {
namespace {

struct Made {
  CaseNames names = {{11, 12, 13}, {"us_ssn", "email_address", "person_name"}, {21, 22}};
  std::unique_ptr<Sealer> sealer = make_sealer(std::string(case_key_bytes, 'k'));
};

struct Row {
  std::int64_t type, rule;
  std::uint64_t confidence;
  std::string part;
  std::uint64_t row;
  std::uint32_t column;
  std::uint64_t offset;
  std::int64_t mention;
  std::string spelling, canonical;
};

void add(BlockBuilder& block, const Row& row) {
  PlacedFinding finding;
  finding.type = row.type;
  finding.rule = row.rule;
  finding.confidence_thousandths = row.confidence;
  finding.part = row.part;
  finding.row = row.row;
  finding.column = row.column;
  finding.offset_bytes = row.offset;
  finding.mention = row.mention;
  block.add(finding, row.spelling, row.canonical);
}

void expect_row(const BlockReader& block, std::size_t index, const Row& row) {
  const PlacedFinding found = block.at(index);
  EXPECT_EQ(found.type, 11 + row.type);
  EXPECT_EQ(found.rule, 21 + row.rule);
  EXPECT_EQ(found.confidence_thousandths, row.confidence);
  EXPECT_EQ(found.part, row.part);
  EXPECT_EQ(found.row, row.row);
  EXPECT_EQ(found.column, row.column);
  EXPECT_EQ(found.offset_bytes, row.offset);
  EXPECT_EQ(found.mention, row.mention);
  EXPECT_EQ(block.spelling(index), row.spelling);
  EXPECT_EQ(block.canonical(index), row.canonical);
}

std::vector<Row> varied() {
  return {
      {0, 0, 990, "", 2, 1, 0, mention_number("", true, 2), "512-48-6193", "512486193"},
      {1, 1, 950, "", 2, 3, 0, mention_number("", true, 2), "Jane@Example.com", "jane@example.com"},
      {2, 1, 499, "", 2, 4, 0, 0, "DOE, Jane", "doe jane"},
      {0, 0, 990, "", 3, 1, 0, mention_number("", true, 3), "512-48-6193", "512486193"},
      {0, 0, 500, "body", 0, 0, 1ULL << 40, mention_number("body", false, 1ULL << 40), "512486193", "512486193"},
      {0, 0, 500, "body", 0, 0, 7, mention_number("body", false, 3), "", ""},
      {2, 0, 0, "From", 0, 0, 0, INT64_MAX, "Zoë", "zoe"},
      {1, 0, 1000, "", UINT32_MAX, UINT32_MAX, 0, 1, "a", "b"},
      {1, 0, 1000, "", UINT32_MAX, UINT32_MAX, 0, 1, "a", "c"},
  };
}

TEST(FindingBlock, GivesBackWhatWasPutIn) {
  Made made;
  BlockBuilder block(made.names, *made.sealer);
  for (int times = 0; times < 3; ++times) {  // A builder is used again.
    for (const Row& row : varied()) add(block, row);
    EXPECT_EQ(block.size(), varied().size());
    const FindingBlock packed = block.finish(times == 1);
    EXPECT_EQ(block.size(), 0U);
    EXPECT_EQ(packed.findings, varied().size());
    EXPECT_EQ(packed.row_first, 2U);
    EXPECT_EQ(packed.row_last, UINT32_MAX);
    EXPECT_EQ(packed.offset_first, 0U);
    EXPECT_EQ(packed.offset_last, 1ULL << 40);
    EXPECT_EQ(packed.mention_last, INT64_MAX);
    EXPECT_EQ(packed.confidence_max, 1000U);
    ASSERT_EQ(packed.counts.size(), 3U);
    EXPECT_EQ(packed.counts[0].type, 11);
    EXPECT_EQ(packed.counts[0].findings, 4U);
    EXPECT_EQ(packed.counts[2].sure, 0U);
    EXPECT_EQ(packed.sealed.find("512"), std::string_view::npos) << "values are sealed";
    EXPECT_EQ(packed.places.find("512"), std::string_view::npos);
    BlockReader reader;
    ASSERT_TRUE(reader.open(packed.places, packed.sealed));
    EXPECT_EQ(reader.cut(), times == 1);
    ASSERT_TRUE(reader.open_values(made.sealer.get()));
    ASSERT_EQ(reader.size(), varied().size());
    for (std::size_t index = 0; index < reader.size(); ++index) expect_row(reader, index, varied()[index]);
    std::vector<ValueHash> hashes;
    ASSERT_TRUE(read_hashes(packed.hashes, hashes));
    ASSERT_EQ(hashes.size(), 8U) << "a value that repeats stands once";
    EXPECT_EQ(hashes[0].hash, static_cast<std::uint64_t>(made.sealer->keyed_hash("us_ssn", "512486193")));
    EXPECT_EQ(hashes[0].hash, hashes[3].hash) << "two spellings of one value";
    EXPECT_TRUE(hashes[0].sure);
    EXPECT_FALSE(hashes[2].sure) << "0.499";
  }
}

// A canonical form that follows from the spelling is not stored: it must follow for every byte and every size, and one
// that nearly follows must be.
TEST(FindingBlock, ACanonicalFormThatNearlyFollowsIsKept) {
  Made made;
  BlockBuilder block(made.names, *made.sealer);
  std::vector<std::pair<std::string, std::string>> values;
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const char wrong = static_cast<char>(c ^ 0x20);
    for (const std::size_t size : {1U, 7U, 8U, 9U, 16U, 21U}) {
      for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
        std::string spelling(size, 'K');
        std::string canonical(size, 'k');
        spelling[at] = c;
        for (const char last : {small, wrong}) {
          canonical[at] = last;
          values.emplace_back(spelling, canonical);
        }
      }
    }
  }
  for (const auto& [spelling, canonical] : values) add(block, {1, 0, 900, "", 1, 1, 0, 0, spelling, canonical});
  const FindingBlock packed = block.finish(false);
  BlockReader reader;
  ASSERT_TRUE(reader.open(packed.places, packed.sealed));
  ASSERT_TRUE(reader.open_values(made.sealer.get()));
  ASSERT_EQ(reader.size(), values.size());
  for (std::size_t index = 0; index < values.size(); ++index) {
    EXPECT_EQ(reader.spelling(index), values[index].first);
    EXPECT_EQ(reader.canonical(index), values[index].second) << values[index].first;
  }
}

TEST(FindingBlock, HoldsManyKindsAndParts) {
  Made made;
  BlockBuilder block(made.names, *made.sealer);
  std::vector<Row> rows;
  for (std::uint64_t index = 0; index < block_findings_wanted; ++index) {
    const std::string part = "p" + std::to_string(index / 7);
    rows.push_back({static_cast<std::int64_t>(index % 3), static_cast<std::int64_t>(index % 2), index % 1001, part, 0,
                    0, index * 31 % 5000, static_cast<std::int64_t>(index % 5), "value " + std::to_string(index % 977),
                    "v" + std::to_string(index % 977)});
  }
  for (std::size_t index = 0; index < rows.size(); ++index) {
    EXPECT_FALSE(block.wants_end());
    add(block, rows[index]);
  }
  EXPECT_TRUE(block.wants_end());
  EXPECT_FALSE(block.full());
  const FindingBlock packed = block.finish(false);
  BlockReader reader;
  ASSERT_TRUE(reader.open(packed.places, packed.sealed));
  ASSERT_TRUE(reader.open_values(made.sealer.get()));
  for (std::size_t index = 0; index < rows.size(); ++index) expect_row(reader, index, rows[index]);
}

TEST(FindingBlock, IsFullAtItsBounds) {
  Made made;
  BlockBuilder block(made.names, *made.sealer);
  for (std::size_t index = 0; index + 1 < block_findings_max; ++index) {
    add(block, {0, 0, 900, "", 0, 0, index, 0, "1", "1"});
  }
  EXPECT_FALSE(block.full());
  add(block, {0, 0, 900, "", 0, 0, 0, 0, "1", "1"});
  EXPECT_TRUE(block.full());
  BlockReader reader;
  const FindingBlock packed = block.finish(true);
  ASSERT_TRUE(reader.open(packed.places, packed.sealed));
  EXPECT_EQ(reader.size(), block_findings_max);
  add(block, {0, 0, 900, "", 0, 0, 0, 0, std::string(block_value_bytes_max, 'x'), "y"});
  EXPECT_TRUE(block.full()) << "by the bytes of its values";
}

TEST(FindingBlock, DamageIsToldAndNeverReadPastTheEnd) {
  Made made;
  BlockBuilder block(made.names, *made.sealer);
  for (const Row& row : varied()) add(block, row);
  const FindingBlock packed = block.finish(false);
  const std::string places(packed.places);
  const std::string hashes(packed.hashes);
  const std::string sealed(packed.sealed);
  BlockReader reader;
  std::vector<ValueHash> read;
  for (std::size_t size = 0; size < places.size(); ++size) {
    EXPECT_FALSE(reader.open(places.substr(0, size), sealed)) << size;
    EXPECT_EQ(reader.size(), 0U);
  }
  for (std::size_t size = 0; size < hashes.size(); ++size) EXPECT_FALSE(read_hashes(hashes.substr(0, size), read));
  for (std::size_t at = 0; at < places.size(); ++at) {
    for (const int change : {1, 0x40, 0x80, 0xFF}) {
      std::string changed = places;
      changed[at] = static_cast<char>(changed[at] ^ change);
      if (!reader.open(changed, sealed)) continue;
      for (std::size_t index = 0; index < reader.size(); ++index) (void)reader.at(index);
      EXPECT_FALSE(reader.open_values(made.sealer.get())) << "what is not sealed is bound to what is";
    }
  }
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    std::string changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    ASSERT_TRUE(reader.open(places, changed));
    EXPECT_FALSE(reader.open_values(made.sealer.get()));
  }
  ASSERT_TRUE(reader.open(places, sealed));
  EXPECT_EQ(reader.open_values(nullptr).error().fault, Fault::encrypted);
  EXPECT_FALSE(reader.open_values(make_sealer(std::string(case_key_bytes, 'o')).get())) << "another key";
  EXPECT_FALSE(reader.open(std::string("\1\xff\xff\xff\xff", 5), sealed)) << "no frame";
}

TEST(FindingBlock, OthersInARowHaveNumbersOfTheirOwn) {
  const std::int64_t own = mention_number("", true, where_of_other(17, 0));
  EXPECT_EQ(own, mention_number("", true, 17));
  EXPECT_FALSE(is_of_other(own));
  EXPECT_FALSE(is_of_dependant(own));
  const std::int64_t spouse = mention_number("", true, where_of_other(17, 3));
  const std::int64_t contact = mention_number("", true, where_of_other(17, 4));
  EXPECT_TRUE(is_of_other(spouse) && is_of_other(contact));
  EXPECT_TRUE(is_of_dependant(spouse));
  EXPECT_FALSE(is_of_dependant(contact));
  EXPECT_NE(spouse, contact);
  EXPECT_EQ(own_of_other(spouse), own);
  EXPECT_EQ(own_of_other(contact), own);
  EXPECT_LT(contact, mention_number("", true, where_of_other(18, 3))) << "in order of rows";
  EXPECT_GT(spouse, mention_number("", true, 4'000'000'000)) << "behind all rows";
}

// Rows of one number in two tables, places of one offset on two pages, speak of different people.
TEST(MentionNumber, PartsOfOneItemShareNone) {
  std::set<std::int64_t> numbers;
  std::size_t asked = 0;
  for (const char* const name : {"p", "table", "slide", "ppt/slides/slide"}) {
    for (int number = 1; number <= 60; ++number) {
      for (const bool table : {true, false}) {
        numbers.insert(mention_number(name + std::to_string(number), table, 2));
        ++asked;
      }
    }
  }
  EXPECT_EQ(numbers.size(), asked);
}

}  // namespace
}  // namespace constat
