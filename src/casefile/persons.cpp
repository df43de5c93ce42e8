#include "casefile/persons.h"

#include <malloc.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "base/json.h"
#include "base/large_pages.h"
#include "base/paths.h"
#include "base/spill_store.h"
#include "base/text.h"
#include "casefile/corrections.h"
#include "casefile/finding_reader.h"
#include "casefile/roster.h"
#include "detect/whose.h"
#include "people/relation.h"
#include "people/resolve.h"

namespace constat {

namespace {

// Mentions as the resolver reads them, out of the blocks of findings.
class CaseMentions final : public MentionSource {
 public:
  explicit CaseMentions(Case& file)
      : file_(file),
        types_(types_of(file.database())),
        reader_(file, wanted_of(types_)),
        rosters_(file.database(), "SELECT id, roster, fields FROM roster_entry ORDER BY roster, id"),
        headers_(file.database(), "SELECT header FROM column_type WHERE item = ? AND header IS NOT NULL") {
    for (std::size_t type = 0; type < types_.size(); ++type) {
      if (types_[type].name == "record_id") record_id_ = static_cast<std::int64_t>(type);
    }
  }

  const TypeInfo& type(TypeId type) const override { return types_[type]; }

  Result<bool> next(Mention& mention) override {
    if (evidence_ended_) return next_of_rosters(mention);
    TRY_ASSIGN(const bool more, reader_.next());
    if (!more) {
      evidence_ended_ = true;
      return next_of_rosters(mention);
    }
    findings_.clear();
    mention.relation = relation_of_row(reader_.item(), reader_.number());
    for (const MentionedFinding& finding : reader_.findings()) {
      if (static_cast<std::uint64_t>(finding.type) >= types_.size()) continue;
      findings_.push_back({static_cast<TypeId>(finding.type),
                           static_cast<float>(finding.confidence_thousandths) / 1000.0F, finding.spelling,
                           finding.canonical});
      if (finding.type == record_id_ && mention.relation == Relation::unknown) {
        mention.relation = relation_of_record(finding.canonical);
      }
    }
    mention.item = reader_.item();
    mention.number = reader_.number();
    mention.file = reader_.file();
    mention.evidence = reader_.evidence();
    mention.place = reader_.place();
    mention.findings = findings_;
    mention.roster = false;
    return true;
  }

 private:
  // Of whom a row names beside its own person. Those whom one cell names together are alike to the owner, and so are
  // managers and joint holders: in a list whose headers speak of no other.
  Relation relation_of_row(std::int64_t item, std::int64_t mention) {
    if (!is_of_other(mention) || is_of_joint(mention)) return Relation::unknown;
    if (is_of_dependant(mention)) return Relation::dependant;
    if (item != item_of_headers_) {
      item_of_headers_ = item;
      names_contacts_ = false;
      headers_.reset();
      headers_.bind(1, item);
      while (headers_.step()) names_contacts_ = names_contacts_ || is_contact(whose_column(headers_.text(0)));
    }
    return names_contacts_ ? Relation::contact : Relation::unknown;
  }
  // "4f0c... customer": behind the key stands whom the table of a dump numbers.
  Relation relation_of_record(std::string_view canonical) {
    const std::size_t blank = canonical.find(' ');
    if (blank == std::string_view::npos) return Relation::unknown;
    const std::string_view one = canonical.substr(blank + 1);
    if (one != table_) {
      table_ = one;
      relation_of_table_ = relation_of_table(one);
    }
    return relation_of_table_;
  }

  static std::vector<TypeInfo> types_of(Database& database) {
    std::vector<TypeInfo> types;
    Statement rows(database, "SELECT id, name, category, jurisdiction FROM type ORDER BY id");
    while (rows.step()) {
      const auto id = static_cast<std::size_t>(rows.integer(0));
      if (id > UINT16_MAX) continue;
      if (types.size() <= id) types.resize(id + 1);
      TypeInfo& info = types[id];
      info.name = rows.text(1);
      info.category = category_by_name(rows.text(2)).value_or(Category::other);
      info.jurisdiction = rows.text(3);
    }
    return types;
  }
  // What resolving reads of a value. The rest is counted, not opened: opening is what takes time.
  static std::vector<char> wanted_of(const std::vector<TypeInfo>& types) {
    std::vector<char> wanted;
    for (const TypeInfo& info : types) wanted.push_back(resolve_reads(info) ? 1 : 0);
    return wanted;
  }

  // The owner's lists come last: persons are numbered by the evidence. Their items are negative.
  Result<bool> next_of_rosters(Mention& mention) {
    if (!rosters_.step()) return false;
    TRY_ASSIGN(fields_, open_roster_fields(file_, rosters_.blob(2)));
    findings_.clear();
    for (const RosterField& field : fields_) {
      findings_.push_back({type_named(field.type), field.confidence, field.value, field.canonical});
    }
    mention.item = -rosters_.integer(1);
    mention.number = rosters_.integer(0);
    mention.file = mention.item;
    mention.evidence = 0;
    mention.place = {};
    mention.findings = findings_;
    mention.roster = true;
    mention.relation = Relation::unknown;
    return true;
  }

  TypeId type_named(std::string_view name) {
    for (std::size_t type = 0; type < types_.size(); ++type) {
      if (types_[type].name == name) return static_cast<TypeId>(type);
    }
    // The evidence holds none of them: the number is this run's own.
    constexpr std::string_view others[] = {"email_address", "person_name",  "date_of_birth", "postal_address",
                                           "residence",     "phone_number", "iban",          "credit_card"};
    const bool id = std::ranges::find(others, name) == std::end(others);
    types_.push_back({std::string(name), id ? Category::government_id : Category::identity, "", MaskStyle::middle});
    return static_cast<TypeId>(types_.size() - 1);
  }

  Case& file_;
  std::vector<TypeInfo> types_;
  MentionReader reader_;
  Statement rosters_;
  Statement headers_;
  std::int64_t item_of_headers_ = -1;
  bool names_contacts_ = false;
  bool evidence_ended_ = false;
  std::int64_t record_id_ = -1;  // Its type; -1: the case has none.
  std::string table_;            // The last one's word for a person, and what that tells.
  Relation relation_of_table_ = Relation::unknown;
  std::vector<RosterField> fields_;
  std::vector<MentionFinding> findings_;
};

class CasePersons final : public PersonSink {
 public:
  CasePersons(Case& file, const MentionSource& mentions)
      : file_(file),
        mentions_(mentions),
        person_(file.database(),
                "INSERT INTO person(id, names, country, state, confidence, findings, types, files, mentions) "
                "VALUES(?,?,?,?,?,?,?,?,?)"),
        note_(file.database(), "INSERT INTO person_note(person, reason, relation, label) VALUES(?,?,?,?)"),
        link_(file.database(),
              "INSERT INTO person_link(person_a, person_b, item_a, mention_a, item_b, mention_b, kind, probability, "
              "bits, levels) VALUES(?,?,?,?,?,?,?,?,?,?)"),
        roster_(file.database(), "UPDATE roster_entry SET person = ?, probability = ? WHERE id = ?"),
        block_(file.database(), "INSERT INTO mention_block(item, first, last, packed) VALUES(?,?,?,?)"),
        item_person_(file.database(), "INSERT INTO item_person(item, persons) VALUES(?,?)"),
        headers_of_item_(file.database(),
                         "SELECT part, header FROM column_type WHERE item = ? AND type IS NOT NULL AND confidence >= "
                         "500 ORDER BY part, col") {
    for (auto& [mention, label] : labels_of(file.database())) {
      labels_[{mention.item, mention.mention}] = std::move(label);
    }
    Statement headed(file.database(),
                     "SELECT DISTINCT item FROM column_type WHERE type IS NOT NULL AND confidence >= 500");
    while (headed.step()) {
      const auto item = static_cast<std::size_t>(headed.integer(0));
      if (relation_of_headers_.size() <= item) relation_of_headers_.resize(item + 1, no_headers);
      relation_of_headers_[item] = headers_unread;
    }
  }

  Result<void> person(const Person& person) override {
    const std::string& types = types_text(person);
    const std::string names = seal_names(*file_.sealer(), person.names);
    of_person_.clear();
    for (const MentionId& id : person.mentions) {
      of_person_.push_back({id.item, id.number});
    }
    const std::string packed = pack_mentions(of_person_);
    person_.bind(1, person.id).bind_static_blob(2, names);
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
        .bind_static_blob(9, packed)
        .run();
    const std::string* label = nullptr;
    if (!labels_.empty()) {
      for (const MentionId& id : person.mentions) {
        if (const auto found = labels_.find({id.item, id.number}); found != labels_.end()) label = &found->second;
      }
    }
    const std::string_view relation = relation_of(person);
    const bool unplaced = person.country.empty() || (person.country == "US" && person.state.empty());
    const auto of_other = [](const MentionId& id) { return is_of_other(id.number) && !is_of_joint(id.number); };
    if ((unplaced || person.residence_guessed) && std::ranges::any_of(person.mentions, of_other)) {
      homeless_[person.id] = {0, person.residence_guessed};
    }
    if (!person.office.empty()) {
      Office& office = offices_[std::string(person.office)];
      if (relation == "employee") ++office.employees;
      if (!relation.empty()) ++office.known;
      if (relation.empty()) office.unknown.push_back(person.id);
    }
    note_.bind(1, person.id).bind(2, person.residence_reason).bind(3, relation);
    if (label == nullptr) {
      note_.bind_null(4);
    } else {
      note_.bind_blob(4, *label);
    }
    note_.run();
    for (const Link& link : person.links) put_link(person.id, person.id, link);
    return {};
  }

  Result<void> roster(const MentionId& mention, std::int64_t person, float confidence) override {
    if (person == 0) return {};
    roster_.bind(1, person)
        .bind(2, static_cast<std::int64_t>(confidence * 1000.0F + 0.5F))
        .bind(3, mention.number)
        .run();
    return {};
  }

  Result<void> uncertain(const UncertainPair& pair) override {
    if (pair.person_a != pair.person_b) put_link(pair.person_a, pair.person_b, pair.link);
    return {};
  }

  Result<void> mention(const MentionId& mention, std::int64_t person) override {
    if (mention.item != item_) end_item();
    item_ = mention.item;
    of_item_.push_back({mention.number, person});
    return {};
  }

  // After the last mention: what the types come to.
  void finish() {
    end_item();
    Statement total(file_.database(), "INSERT INTO person_type(type, persons, findings) VALUES(?,?,?)");
    for (const auto& [name, count] : totals_) {
      total.bind(1, std::string_view(name))
          .bind(2, static_cast<std::int64_t>(count.first))
          .bind(3, static_cast<std::int64_t>(count.second))
          .run();
    }
    tell_offices();
    tell_households();
  }

 private:
  // What headers of columns say of those of whom the places of lists tell nothing, or that they are customers.
  std::string_view relation_of(const Person& person) {
    const bool customer = person.relation == relation_name(Relation::customer);
    if (!person.relation.empty() && !customer) return person.relation;
    std::array<std::uint64_t, relations_count> votes = {};
    std::int64_t last = -1;
    Relation said = Relation::unknown;
    for (const MentionId& id : person.mentions) {
      if (id.item < 0) continue;  // A roster's.
      if (id.item != last) said = relation_of_headers(id.item);
      last = id.item;
      if (said != Relation::unknown && (!customer || is_kind_of_customer(said)))
        ++votes[static_cast<std::size_t>(said)];
    }
    const Relation told = relation_of_votes(votes);
    if (told != Relation::unknown) return relation_name(told);
    for (const auto& [type, count] : person.types) {
      const Relation numbered = customer ? Relation::unknown : relation_of_number(mentions_.type(type).name);
      if (numbered != Relation::unknown) return relation_name(numbered);
    }
    return person.relation;
  }

  Relation relation_of_headers(std::int64_t item) {
    const auto index = static_cast<std::size_t>(item);
    if (index >= relation_of_headers_.size() || relation_of_headers_[index] == no_headers) return Relation::unknown;
    std::uint8_t& known = relation_of_headers_[index];
    if (known == headers_unread) known = static_cast<std::uint8_t>(read_relation_of_headers(item));
    return static_cast<Relation>(known);
  }

  Relation read_relation_of_headers(std::int64_t item) {
    // A file of several tables (a dump) has several sorts of persons: its columns tell only where they agree.
    std::string part;
    bool first = true;
    Relation of_part = Relation::unknown;
    Relation of_item = Relation::unknown;
    headers_of_item_.reset();
    headers_of_item_.bind(1, item);
    while (headers_of_item_.step()) {
      if (first || headers_of_item_.text(0) != part) {
        part = headers_of_item_.text(0);
        of_part = Relation::unknown;
        first = false;
      }
      if (of_part != Relation::unknown) continue;
      of_part = relation_of_header(headers_of_item_.text(1));
      if (of_part == Relation::unknown) continue;
      if (of_item != Relation::unknown && of_item != of_part) return Relation::unknown;
      of_item = of_part;
    }
    return of_item;
  }

  // Of those whose lists do not tell what they are to the owner, the mailbox does: at a domain where the owner's
  // employees have theirs they are such; at one where several have theirs and none of these, another company's.
  void tell_offices() {
    constexpr std::size_t employees_min = 5;
    std::size_t employees = 0;
    for (const auto& [domain, office] : offices_) employees += office.employees;
    if (employees < employees_min) return;
    // An owner's domain has a quarter of the employees, and some; less is a provider's whom the table does not know.
    constexpr std::size_t share = 4;
    Statement update(file_.database(), "UPDATE person_note SET relation = ? WHERE person = ?");
    for (const auto& [domain, office] : offices_) {
      const bool own = office.employees >= employees_min && office.employees * share >= employees &&
                       office.employees * 2 >= office.known;
      const bool others = office.known == 0 && office.unknown.size() >= 2;
      if (!own && !others) continue;
      for (const std::int64_t person : office.unknown) {
        update.bind(1, std::string_view(own ? "employee" : "other company")).bind(2, person).run();
      }
    }
  }

  // A dependant or a contact of whose residence nothing is told, or only a guess, lives as far as anybody knows with
  // whom the row is about. A guess within that one's country (an area code) stands.
  void tell_households() {
    Statement home(file_.database(), "SELECT country, state FROM person WHERE id = ? AND country IS NOT NULL");
    Statement update(
        file_.database(),
        "UPDATE person SET country = ?1, state = ?2 WHERE id = ?3 AND (country IS NULL OR (country = ?1 AND "
        "state IS NULL) OR (?4 AND country <> ?1))");
    Statement reason(file_.database(), "UPDATE person_note SET reason = 'household' WHERE person = ?");
    for (const auto& [person, told] : homeless_) {
      if (told.with == 0) continue;
      home.reset();
      home.bind(1, told.with);
      if (!home.step()) continue;
      update.bind(1, home.text(0));
      if (home.is_null(1)) {
        update.bind_null(2);
      } else {
        update.bind(2, home.text(1));
      }
      update.bind(3, person).bind(4, static_cast<std::int64_t>(told.guessed)).run();
      if (file_.database().changes() != 0) reason.bind(1, person).run();
    }
  }

  // Whether the item's headers speak of somebody who lives with the row's own person: a buyer does not live where the
  // seller does, nor those of two tables side by side.
  bool tells_of_a_household() {
    if (item_of_household_ == item_) return household_;
    item_of_household_ = item_;
    household_ = false;
    headers_of_item_.reset();
    headers_of_item_.bind(1, item_);
    while (headers_of_item_.step()) {
      const Whose whose = whose_column(headers_of_item_.text(1));
      household_ = household_ || is_of_household(whose);
    }
    return household_;
  }

  static constexpr std::size_t mentions_of_block = 4096;
  // Which person each mention of the item speaks of.
  void end_item() {
    if (of_item_.empty()) return;
    const auto order = [](const MentionPerson& a, const MentionPerson& b) {
      return std::tie(a.mention, a.person) < std::tie(b.mention, b.person);
    };
    if (!std::ranges::is_sorted(of_item_, order)) std::ranges::sort(of_item_, order);
    for (auto one = of_item_.rbegin(); one != of_item_.rend() && is_of_other(one->mention); ++one) {
      if (is_of_joint(one->mention) || !homeless_.contains(one->person)) continue;
      if (!tells_of_a_household()) break;
      const std::int64_t own = own_of_other(one->mention);
      const auto found = std::ranges::lower_bound(of_item_, own, {}, &MentionPerson::mention);
      if (found == of_item_.end() || found->mention != own || found->person == one->person) continue;
      std::int64_t& with = homeless_[one->person].with;
      with = with == 0 ? found->person : std::min(with, found->person);
    }
    ++items_;
    std::int64_t persons = 0;
    for (const MentionPerson& one : of_item_) {
      const auto person = static_cast<std::size_t>(one.person);
      if (seen_in_.size() <= person) seen_in_.resize(person * 5 / 4 + 64);
      if (seen_in_[person] == items_) continue;
      seen_in_[person] = items_;
      ++persons;
    }
    for (std::size_t begin = 0; begin < of_item_.size(); begin += mentions_of_block) {
      const std::size_t end = std::min(of_item_.size(), begin + mentions_of_block);
      const std::string bytes = pack_mention_persons(of_item_.data() + begin, of_item_.data() + end);
      block_.bind(1, item_)
          .bind(2, of_item_[begin].mention)
          .bind(3, of_item_[end - 1].mention)
          .bind_static_blob(4, bytes)
          .run();
    }
    item_person_.bind(1, item_).bind(2, persons).run();
    if (of_item_.size() > mentions_of_block) give_back(of_item_);  // What a large item took is given back.
    of_item_.clear();
  }

  void put_link(std::int64_t person_a, std::int64_t person_b, const Link& link) {
    link_.bind(1, person_a).bind(2, person_b).bind(3, link.a.item).bind(4, link.a.number);
    link_.bind(5, link.b.item).bind(6, link.b.number).bind(7, link.kind);
    link_.bind(8, static_cast<std::int64_t>(link.probability * 1000.0F + 0.5F)).bind(9, static_cast<double>(link.bits));
    link_.bind(10, std::string_view(link.levels)).run();
  }

  // Most persons have the types and counts of many others: their text is made once.
  const std::string& types_text(const Person& person) {
    counted_.clear();
    for (const auto& [type, count] : person.types) {
      counted_ += std::to_string(type) + ':' + std::to_string(count) + ',';
    }
    for (const auto& [type, count] : person.types) {
      const auto index = static_cast<std::size_t>(type);
      if (index >= totals_of_type_.size()) totals_of_type_.resize(index + 1);
      Total*& total = totals_of_type_[index];
      if (total == nullptr) total = &totals_[mentions_.type(type).name];
      ++total->first;
      total->second += count;
    }
    if (texts_.size() > 10'000) texts_.clear();
    const auto [found, added] = texts_.try_emplace(counted_);
    if (!added) return found->second;
    std::map<std::string, std::uint64_t> counts;
    for (const auto& [type, count] : person.types) counts[mentions_.type(type).name] += count;
    std::string types = "{";
    for (const auto& [name, count] : counts) {  // Names of types are lower snake case: nothing to escape.
      types += (types.size() == 1 ? "\"" : ",\"") + name + "\":" + std::to_string(count);
    }
    found->second = types + '}';
    return found->second;
  }

  struct Office {
    std::size_t employees = 0, known = 0;
    std::vector<std::int64_t> unknown;  // Persons of whom nothing else tells what they are.
  };
  std::map<std::string, Office> offices_;  // By domain.
  struct Homeless {
    std::int64_t with = 0;  // Whom the row is about; 0: not seen yet.
    bool guessed = false;   // A residence is told, by what is no more than a guess.
  };
  std::map<std::int64_t, Homeless> homeless_;
  Case& file_;
  const MentionSource& mentions_;
  Statement person_;
  Statement note_;
  Statement link_;
  Statement roster_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> labels_;
  std::vector<ItemMention> of_person_;
  Statement block_, item_person_, headers_of_item_;
  std::int64_t item_of_household_ = -1;  // Of which item household_ is.
  bool household_ = false;
  // By item, a byte each: a Relation, or one of these. Most evidence is files without a table, a person in each.
  static constexpr std::uint8_t no_headers = 254, headers_unread = 255;
  std::vector<std::uint8_t> relation_of_headers_;
  std::int64_t item_ = 0;
  std::vector<MentionPerson> of_item_;  // Of the item in hand.
  std::vector<std::uint32_t> seen_in_;  // By person: the last item that spoke of them.
  std::uint32_t items_ = 0;
  std::string counted_;
  std::unordered_map<std::string, std::string> texts_;
  using Total = std::pair<std::uint64_t, std::uint64_t>;  // Persons and findings.
  std::map<std::string, Total> totals_;                   // By the type's name.
  std::vector<Total*> totals_of_type_;                    // The same, by its number.
};

// A JSON list of texts.
std::string json_list(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) {
    out += out.size() == 1 ? "\"" : ",\"";
    // Most names are ASCII letters and blanks.
    if (std::ranges::all_of(text, [](char c) { return is_alpha(c) || c == ' '; })) {
      out += text;
      out += '"';
      continue;
    }
    const std::string valid = to_valid_utf8(text);
    for (const char c : valid) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        out += '\\';
        out += c;
      } else if (byte < 0x20) {
        constexpr char digits[] = "0123456789abcdef";
        out += "\\u00";
        out += digits[byte >> 4];
        out += digits[byte & 15];
      } else {
        out += c;
      }
    }
    out += '"';
  }
  return out + "]";
}

}  // namespace

std::string seal_names(const Sealer& sealer, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  const std::string json = json_list(names);
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
  const Json list = parse_json(json);
  std::vector<std::string> names;
  if (!list.is_array()) return fail(Fault::malformed, "a person's names are no list in the case file");
  for (const Json& name : list) {
    if (name.is_string()) names.push_back(name.get<std::string>());
  }
  return names;
}

void note_persons_outdated(Case& file) { file.set_meta("persons_outdated", "1"); }

void watch_evidence_of_persons(Database& database) {
  constexpr std::string_view changes[] = {
      "INSERT ON main.finding_block",
      "DELETE ON main.finding_block",
      "UPDATE ON main.finding_block",
      "DELETE ON main.item",
      "UPDATE OF evidence, parent, place, member_index, sha256 ON main.item",
      "INSERT ON main.evidence",
  };
  std::string sql;
  int number = 0;
  for (const std::string_view change : changes) {
    sql += "CREATE TEMP TRIGGER IF NOT EXISTS persons_open_" + std::to_string(++number) + " AFTER ";
    sql += change;
    sql += " BEGIN INSERT OR IGNORE INTO meta(key, value) VALUES('persons_outdated', '1'); END;";
  }
  database.run(sql);
}

bool persons_up_to_date(Case& file) {
  if (!persons_resolved(file)) return false;
  Statement method(file.database(), "SELECT value FROM person_count WHERE key = 'method'");
  return method.step() && method.text(0) == resolve_method;
}

bool persons_resolved(Case& file) { return file.meta("persons_outdated").empty(); }

Result<void> resolve_persons(Case& file) {
  if (file.sealer() == nullptr) {
    return fail(Fault::encrypted,
                "persons cannot be resolved: the values are sealed, and the case's key was not found");
  }
  // What reading left behind is given back first, and large arrays go back to the system when they are done with: left
  // to itself, the allocator keeps both. From here on rows are only added and read in order, for which SQLite needs to
  // keep few pages.
  Database& database = file.database();
  database.run("PRAGMA cache_size=-8192; PRAGMA shrink_memory");
  malloc_trim(0);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  Transaction transaction(database);
  database.run(
      "DELETE FROM mention_block; DELETE FROM item_person; DELETE FROM person_type; DELETE FROM person; "
      "DELETE FROM person_note; DELETE FROM person_link; DELETE FROM person_count; "
      "UPDATE roster_entry SET person = NULL, probability = 0");
  CaseMentions mentions(file);
  CasePersons persons(file, mentions);
  const std::vector<Correction> corrections = corrections_of(database);
  ResolveOptions options;
  options.corrections = corrections;
  TRY_ASSIGN(const Lexicon towns, Lexicon::open(data_root() + "/data/places/places.lex"));
  options.towns = &towns;
  SpillStore spill(open_unlinked_file(file.folder()));
  options.spill = &spill;
  TRY_ASSIGN(const Resolution resolution, resolve(mentions, persons, options));
  persons.finish();
  Statement count(database, "INSERT INTO person_count(key, value) VALUES(?,?)");
  const auto put = [&count](std::string_view key, const std::string& value) {
    count.bind(1, key).bind(2, std::string_view(value)).run();
  };
  put("persons", std::to_string(resolution.persons));
  put("low", std::to_string(resolution.persons_low));
  put("high", std::to_string(resolution.persons_high));
  put("mentions", std::to_string(resolution.mentions));
  put("distinct", std::to_string(resolution.tuples));
  put("pairs", std::to_string(resolution.pairs));
  put("uncertain", std::to_string(resolution.uncertain));
  put("corrections", std::to_string(database.scalar("SELECT count(DISTINCT correction) FROM person_correction")));
  put("model", resolution.model);
  put("method", std::string(resolve_method));
  database.run("DELETE FROM meta WHERE key='persons_outdated'");
  transaction.commit();
  return {};
}

}  // namespace constat
