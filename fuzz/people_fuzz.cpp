// Whose it was, of values that a taken-over worker may have made up: mentions with anything in their fields. Each line
// is a mention, its fields parted by tabs, the first letter of each its type. Promised: persons are numbered from 1, no
// mention is of two, chances lie between 0 and 1, the interval holds the count, and the same mentions give the same.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "people/resolve.h"

namespace {

using namespace constat;

const std::vector<TypeInfo>& types() {
  static const std::vector<TypeInfo> all = {
      {"person_name", Category::identity, "", MaskStyle::name},
      {"date_of_birth", Category::identity, "", MaskStyle::middle},
      {"postal_address", Category::contact, "", MaskStyle::name},
      {"email_address", Category::contact, "", MaskStyle::email},
      {"phone_number", Category::contact, "", MaskStyle::middle},
      {"us_ssn", Category::government_id, "US", MaskStyle::middle},
      {"fr_nir", Category::government_id, "FR", MaskStyle::middle},
      {"iban", Category::financial, "", MaskStyle::middle},
      {"password", Category::credential, "", MaskStyle::full},
  };
  return all;
}

class Lines final : public MentionSource {
 public:
  explicit Lines(std::string_view text) {
    for (const std::string_view line : split(text, '\n')) {
      if (lines_.size() == 200) break;
      std::vector<MentionFinding> fields;
      for (const std::string_view field : split(line, '\t')) {
        if (field.size() < 2 || fields.size() == 12) continue;
        const auto letter = static_cast<unsigned char>(field[0]);
        MentionFinding one;
        one.type = static_cast<TypeId>(letter % types().size());
        one.confidence = letter >= 'a' ? 0.9F : 0.4F;
        one.spelling = one.canonical = field.substr(1);
        fields.push_back(one);
      }
      lines_.push_back(std::move(fields));
    }
  }
  const TypeInfo& type(TypeId type) const override { return types()[type % types().size()]; }
  Result<bool> next(Mention& mention) override {
    if (at_ == lines_.size()) return false;
    mention = {};
    mention.item = static_cast<std::int64_t>(at_ / 4 + 1);
    mention.number = static_cast<std::int64_t>(at_ + 1);
    mention.file = mention.item;
    mention.evidence = 1;
    mention.findings = lines_[at_];
    mention.place = at_ % 3 == 0 ? "hr/payroll.xlsx!/Staff" : "mail.mbox!/1";
    mention.roster = at_ % 17 == 16;
    ++at_;
    return true;
  }

 private:
  std::vector<std::vector<MentionFinding>> lines_;
  std::size_t at_ = 0;
};

void promise(bool kept) {
  if (!kept) std::abort();
}

class Persons final : public PersonSink {
 public:
  Result<void> person(const Person& person) override {
    promise(person.id == static_cast<std::int64_t>(++count));
    promise(person.confidence >= 0 && person.confidence <= 1);
    for (const Link& link : person.links) promise(link.probability >= 0 && link.probability <= 1);
    told += std::to_string(person.findings) + person.country + person.state + std::string(person.relation) + ";";
    return {};
  }
  Result<void> mention(const MentionId& mention, std::int64_t person) override {
    promise(person >= 1 && person <= static_cast<std::int64_t>(count));
    promise(told_mentions.emplace(mention.item, mention.number).second);
    told += std::to_string(person) + ",";
    return {};
  }
  std::size_t count = 0;
  std::string told;
  std::set<std::pair<std::int64_t, std::int64_t>> told_mentions;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = to_valid_utf8({reinterpret_cast<const char*>(data), size});
  std::string before;
  for (int round = 0; round < 2; ++round) {
    Lines lines(text);
    Persons persons;
    const auto resolved = resolve(lines, persons);
    promise(resolved.has_value());
    promise(resolved->persons == persons.count);
    promise(resolved->persons_low <= resolved->persons && resolved->persons <= resolved->persons_high);
    if (round == 1) promise(persons.told == before);
    before = persons.told;
  }
  return 0;
}
