#include "casefile/persons.h"

#include <array>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "people/resolve.h"

namespace constat {

namespace {

using Json = nlohmann::ordered_json;

std::optional<Category> category_of(std::string_view name) {
  for (const Category category : {Category::government_id, Category::financial, Category::contact, Category::identity,
                                  Category::credential, Category::hr, Category::health, Category::other}) {
    if (name == category_name(category)) return category;
  }
  return std::nullopt;
}

// Mentions in the order of their items' Places, so that persons are numbered alike whatever the order of reading.
class CaseMentions final : public MentionSource {
 public:
  explicit CaseMentions(Case& file)
      : file_(file),
        rows_(file.database(),
              "SELECT f.item, f.mention, f.type, f.value, f.confidence, v.sealed, i.evidence, "
              "CASE WHEN i.size IS NULL THEN coalesce(i.parent, i.id) ELSE i.id END, i.place "
              "FROM item i CROSS JOIN finding f ON f.item = i.id JOIN value v ON v.id = f.value "
              "WHERE f.mention IS NOT NULL "
              "ORDER BY i.place, i.member_index, i.id, f.mention, f.part, f.row, f.col, f.offset, f.id") {
    Statement types(file.database(), "SELECT id, name, category, jurisdiction FROM type ORDER BY id");
    while (types.step()) {
      const auto id = static_cast<std::size_t>(types.integer(0));
      if (id > UINT16_MAX) continue;
      if (types_.size() <= id) types_.resize(id + 1);
      TypeInfo& info = types_[id];
      info.name = types.text(1);
      info.category = category_of(types.text(2)).value_or(Category::other);
      info.jurisdiction = types.text(3);
      // What resolving reads of a value. The rest is counted, not opened: opening is what takes time.
      if (wanted_.size() <= id) wanted_.resize(id + 1);
      wanted_[id] = resolve_reads(info);
    }
    more_ = rows_.step();
  }

  const TypeInfo& type(TypeId type) const override { return types_[type]; }

  Result<bool> next(Mention& mention) override {
    if (!more_) return false;
    values_.clear();
    findings_.clear();
    mention.item = rows_.integer(0);
    mention.number = rows_.integer(1);
    mention.evidence = rows_.integer(6);
    mention.file = rows_.integer(7);
    place_ = rows_.text(8);
    mention.place = place_;
    do {
      const auto type = static_cast<std::size_t>(rows_.integer(2));
      if (type < types_.size() && findings_.size() < findings_of_mention_max) {
        values_.emplace_back();
        if (wanted_[type]) {
          TRY_ASSIGN(values_.back(), file_.value(rows_.integer(3), rows_.blob(5)));
        }
        findings_.push_back({static_cast<TypeId>(type), static_cast<float>(rows_.integer(4)) / 1000.0F, {}, {}});
      }
      more_ = rows_.step();
    } while (more_ && rows_.integer(0) == mention.item && rows_.integer(1) == mention.number);
    for (std::size_t index = 0; index < findings_.size(); ++index) {
      findings_[index].spelling = values_[index].spelling;
      findings_[index].canonical = values_[index].canonical;
    }
    mention.findings = findings_;
    return true;
  }

 private:
  // A row of thousands of cells speaks of nobody in particular.
  static constexpr std::size_t findings_of_mention_max = 4096;

  Case& file_;
  Statement rows_;
  bool more_ = false;
  std::vector<TypeInfo> types_;
  std::vector<char> wanted_;
  std::string place_;
  std::vector<Case::Value> values_;
  std::vector<MentionFinding> findings_;
};

class CasePersons final : public PersonSink {
 public:
  CasePersons(Case& file, const MentionSource& mentions)
      : file_(file),
        mentions_(mentions),
        person_(file.database(),
                "INSERT INTO person(id, names, country, state, confidence, findings, types, files) "
                "VALUES(?,?,?,?,?,?,?,?)"),
        mention_(file.database(), "INSERT INTO mention(item, mention, person) VALUES(?,?,?)") {}

  Result<void> person(const Person& person) override {
    std::map<std::string, std::uint64_t> counts;
    for (const auto& [type, count] : person.types) counts[mentions_.type(type).name] += count;
    std::string types = "{";
    for (const auto& [name, count] : counts) {  // Names of types are lower snake case: nothing to escape.
      types += (types.size() == 1 ? "\"" : ",\"") + name + "\":" + std::to_string(count);
    }
    types += '}';
    const std::string names = seal_names(*file_.sealer(), person.names);
    person_.bind(1, person.id).bind_blob(2, names);
    const auto text_or_null = [this](int index, const std::string& text) {
      if (text.empty()) {
        person_.bind_null(index);
      } else {
        person_.bind(index, std::string_view(text));
      }
    };
    text_or_null(3, person.country);
    text_or_null(4, person.state);
    person_.bind(5, static_cast<std::int64_t>(person.confidence * 1000.0F + 0.5F))
        .bind(6, static_cast<std::int64_t>(person.findings))
        .bind(7, std::string_view(types))
        .bind(8, static_cast<std::int64_t>(person.files))
        .run();
    for (const MentionId& id : person.mentions) mention_.bind(1, id.item).bind(2, id.number).bind(3, person.id).run();
    return {};
  }

 private:
  Case& file_;
  const MentionSource& mentions_;
  Statement person_;
  Statement mention_;
};

}  // namespace

std::string seal_names(const Sealer& sealer, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  const std::string json = Json(names).dump(-1, ' ', false, Json::error_handler_t::replace);
  const std::int64_t nonce = sealer.keyed_hash("person_names", json);
  std::string blob(sizeof(nonce), '\0');
  std::memcpy(blob.data(), &nonce, sizeof(nonce));
  return blob + sealer.seal(nonce, json);
}

Result<std::vector<std::string>> open_names(const Case& file, std::string_view blob) {
  if (blob.empty()) return std::vector<std::string>();
  if (file.sealer() == nullptr) return fail(Fault::encrypted, "sealed, and the case's key was not found");
  std::int64_t nonce = 0;
  if (blob.size() < sizeof(nonce)) return fail(Fault::malformed, "a person's names are cut short in the case file");
  std::memcpy(&nonce, blob.data(), sizeof(nonce));
  TRY_ASSIGN(const std::string json, file.sealer()->open(nonce, blob.substr(sizeof(nonce))));
  const Json list = Json::parse(json, nullptr, false);
  std::vector<std::string> names;
  if (!list.is_array()) return fail(Fault::malformed, "a person's names are no list in the case file");
  for (const Json& name : list) {
    if (name.is_string()) names.push_back(name.get<std::string>());
  }
  return names;
}

Result<void> resolve_persons(Case& file) {
  if (file.sealer() == nullptr) {
    return fail(Fault::encrypted,
                "persons cannot be resolved: the values are sealed, and the case's key was not found");
  }
  Database& database = file.database();
  database.run("CREATE INDEX IF NOT EXISTS finding_by_item ON finding(item)");
  Transaction transaction(database);
  database.run("DELETE FROM mention; DELETE FROM person");
  CaseMentions mentions(file);
  CasePersons persons(file, mentions);
  TRY(resolve(mentions, persons));
  transaction.commit();
  return {};
}

}  // namespace constat
