#include "extract/part_text.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/document_output.h"

namespace constat {
namespace {

// Keeps the offsets that a passage's map gives, while the map lives.
class Offsets final : public Output {
 public:
  void passage(const Passage& passage) override {
    text += passage.text;
    for (std::size_t at = 0; at < passage.text.size(); ++at) offsets.push_back(passage.place_offset(at));
  }
  void table_begin(const TableInfo&) override {}
  void table_row(std::uint64_t, std::span<const Cell>, bool) override {}
  void table_end() override {}
  void inner_begin(const Member&) override {}
  void inner_end() override {}
  void member(const Member&, const Opener&) override {}
  void unreadable(const Member&, Status, std::string_view) override {}
  void gap(Status, std::string_view) override {}
  void note(std::string_view) override {}
  std::string text;
  std::vector<std::uint64_t> offsets;
};

TEST(MappedText, OffsetsNeverGoBackThoughLabelsAreLongerThanWhatTheyName) {
  const Limits limits;
  Offsets out;
  MappedText text(limits, out, "");
  text.add("description: ", 100);  // A label: what it names begins at the same byte.
  text.add("900-00-0001", 100);
  text.end_line();
  text.add("next: ", 105);  // Closer than the value before is long.
  text.add("x", 105);
  text.finish();
  ASSERT_EQ(out.text, "description: 900-00-0001\nnext: x");
  EXPECT_TRUE(std::is_sorted(out.offsets.begin(), out.offsets.end()));
  EXPECT_EQ(out.offsets[out.text.find("900")], 100U);
  EXPECT_EQ(out.offsets[out.text.find("x")], 105U);
}

}  // namespace
}  // namespace constat
