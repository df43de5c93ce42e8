// constat persons CASE: every person, and what of theirs is exposed; why mentions are one person; what a human
// corrects.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "casefile/content_seal.h"
#include "casefile/corrections.h"
#include "casefile/persons.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "evidence/place.h"
#include "people/ids.h"
#include "people/joins.h"

namespace constat {

namespace {

std::string to_upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

// {"us_ssn":2,"email_address":1} -> "us_ssn 2, email_address 1"
std::string in_words(std::string_view types) {
  std::string out;
  for (const char c : types) {
    if (c == '{' || c == '}' || c == '"') continue;
    out += c == ':' ? " " : c == ',' ? ", " : std::string(1, c);
  }
  return out;
}

std::optional<std::int64_t> number_of(const std::string& text) {
  std::int64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size() || number <= 0) {
    complain("'" + escape_name(text) + "' is no person's number", "'constat persons CASE' lists them");
    return std::nullopt;
  }
  return number;
}

std::string place_text(Database& database, std::int64_t item) {
  Statement row(database, "SELECT shown(place) FROM item WHERE id = ?");
  row.bind(1, item);
  return row.step() ? std::string(row.text(0)) : std::string();
}

// As it is: what is shown of it asks file.shown().
std::string raw_place(const FindingReader& reader) {
  return std::string(reader.item_place()) + to_string(locator_of(reader.finding()));  // raw
}

std::string decimal(std::int64_t thousandths) {
  std::string text = std::to_string(thousandths);
  if (text.size() < 4) text.insert(0, 4 - text.size(), '0');
  return text.insert(text.size() - 3, ".");
}

// What a person's mentions tell, by type and value.
struct SeenValue {
  std::set<std::pair<std::int64_t, std::int64_t>> mentions;
  std::string shown, place;
};
using SeenValues = std::map<std::string, std::map<std::string, SeenValue>>;

// What joins a person's mentions: plain keys, then likenesses, a human's word and the owner's lists; and the weakest.
class Joined {
 public:
  explicit Joined(const std::vector<ItemMention>& mentions) : mentions_(mentions), told_(mentions.size()) {
    places_.resize(mentions.size());
  }

  // The index of a mention; nullopt where it is another person's.
  std::optional<std::size_t> index_of(std::int64_t item, std::int64_t mention) const {
    const auto order = [](const ItemMention& a, const ItemMention& b) {
      return a.item != b.item ? a.item < b.item : a.mention < b.mention;
    };
    const auto found = std::lower_bound(mentions_.begin(), mentions_.end(), ItemMention{item, mention}, order);
    if (found == mentions_.end() || found->item != item || found->mention != mention) return std::nullopt;
    return static_cast<std::size_t>(found - mentions_.begin());
  }

  void add(std::size_t index, const std::string& type, bool id, std::string_view canonical, const std::string& place) {
    if (places_[index].empty()) places_[index] = place;
    JoinMention& mention = told_[index];
    const std::string value(canonical);
    if (id) {
      // As resolving does: the first of a type is the subject's.
      const bool second = std::ranges::any_of(mention.ids, [&](const JoinValue& one) { return one.type == type; });
      if (!second) mention.ids.push_back({type, value, type == "us_ssn" || type == "us_itin"});
    } else if (type == "email_address") {
      mention.emails.push_back(value);
    } else if (type == "person_name") {
      if (mention.name.find(' ') == std::string::npos) mention.name = value;
    } else if (type == "date_of_birth") {
      if (mention.birth.empty()) mention.birth = value;
    } else if (type == "postal_address") {
      if (mention.address.empty()) mention.address = value;
    }
  }

  std::string tell(Database& database, std::int64_t person, const SeenValues& values) {
    if (mentions_.size() < 2) return "\nOne mention: there was nothing to join.\n";
    std::string out = "\nWhat joins the " + std::to_string(mentions_.size()) + " mentions, plain keys first:\n";
    const std::vector<Join> joins = joins_of(told_, group_of_);
    for (const Join& join : joins) {
      std::string what;
      switch (join.kind) {
        case JoinKind::id: what = "the same " + join.type + shown(values, join.type, join); break;
        case JoinKind::email: what = "the same e-mail address" + shown(values, "email_address", join); break;
        case JoinKind::name_and_birth: what = "the same full name and birth date"; break;
        case JoinKind::name_and_address: what = "the same full name and address"; break;
      }
      weaken(static_cast<double>(strength_of(join.kind)), what);
      out += "  " + what + " in " + std::to_string(join.mentions.size()) + " mentions: ";
      for (std::size_t at = 0; at < join.mentions.size() && at < places_max; ++at) {
        out += (at == 0 ? "" : ", ") + escape_name(places_[join.mentions[at]]);
      }
      if (join.mentions.size() > places_max) {
        out += ", and " + std::to_string(join.mentions.size() - places_max) + " more";
      }
      out += "\n";
    }
    if (joins.empty()) out += "  none is shared\n";
    out += links(database, person);
    const bool apart = std::ranges::any_of(group_of_, [this](std::uint32_t group) { return group != group_of_[0]; });
    const std::string lists = rosters(database, person);
    if (!lists.empty()) {
      out += (apart ? "Through your own list, whose rows are told of too: " : "In your own list: ") + lists + "\n";
    } else if (apart) {
      out += "The rest by keys that are written differently (names, dates and addresses are compared as words).\n";
    }
    if (!weakest_.empty()) {
      out += "Weakest link: " + weakest_ + " (" +
             decimal(static_cast<std::int64_t>(weakest_probability_ * 1000 + 0.5)) + ")\n";
    }
    return out;
  }

 private:
  static constexpr std::size_t places_max = 4;

  void weaken(double probability, const std::string& what) {
    if (probability >= weakest_probability_) return;
    weakest_probability_ = probability;
    weakest_ = what;
  }
  // The value as it is shown, masked or not; "" where no value of the type stands in all of the join's mentions.
  std::string shown(const SeenValues& values, const std::string& type, const Join& join) const {
    const auto of_type = values.find(type);
    if (of_type == values.end()) return {};
    const ItemMention& first = mentions_[join.value_of];
    for (const auto& [key, seen] : of_type->second) {
      if (seen.mentions.contains({first.item, first.mention})) return " (" + escape_name(seen.shown) + ")";
    }
    return {};
  }
  std::string links(Database& database, std::int64_t person) {
    Statement rows(database,
                   "SELECT kind, probability, levels, item_a, mention_a, item_b, mention_b FROM person_link WHERE "
                   "person_a = ?1 AND person_b = ?1 ORDER BY probability, id");
    rows.bind(1, person);
    std::string out;
    while (rows.step()) {
      if (out.empty()) out = "By likeness or by a human's word, the weakest first (weights of evidence in bits):\n";
      const auto a = index_of(rows.integer(3), rows.integer(4));
      const auto b = index_of(rows.integer(5), rows.integer(6));
      const std::string levels(rows.text(2));
      out += "  " + decimal(rows.integer(1)) + "  " + std::string(rows.text(0)) + ": " + levels + "\n         " +
             escape_name(a ? places_[*a] : place_text(database, rows.integer(3))) + " with " +
             escape_name(b ? places_[*b] : place_text(database, rows.integer(5))) + "\n";
      if (rows.text(0) != "human") weaken(static_cast<double>(rows.integer(1)) / 1000, "likeness: " + levels);
      if (!a || !b || group_of_[*a] == group_of_[*b]) continue;
      const std::uint32_t gone = std::max(group_of_[*a], group_of_[*b]);
      const std::uint32_t stays = std::min(group_of_[*a], group_of_[*b]);
      std::ranges::replace(group_of_, gone, stays);
    }
    return out;
  }
  std::string rosters(Database& database, std::int64_t person) {
    Statement rows(database,
                   "SELECT r.name, e.row, e.probability FROM roster_entry e JOIN roster r ON r.id = e.roster WHERE "
                   "e.person = ? ORDER BY r.name, e.row LIMIT 8");
    rows.bind(1, person);
    std::string out;
    while (rows.step()) {
      const std::string name = escape_name(std::string(rows.text(0))) + " row " + std::to_string(rows.integer(1));
      out += (out.empty() ? "" : ", ") + name + " (" + decimal(rows.integer(2)) + ")";
      weaken(static_cast<double>(rows.integer(2)) / 1000, "your list, " + name);
    }
    return out;
  }

  const std::vector<ItemMention>& mentions_;  // In order.
  std::vector<JoinMention> told_;
  std::vector<std::string> places_;  // Of each mention: its first finding's.
  std::vector<std::uint32_t> group_of_;
  double weakest_probability_ = 1;
  std::string weakest_;
};

// Who it is, by the votes of the mentions; why the mentions are one; what holds them together most weakly.
int why(Case& file, std::int64_t person, bool reveal) {
  Database& database = file.database();
  std::vector<ItemMention> mentions = mentions_of_person(database, person);
  if (mentions.empty()) {
    complain("this case has no person " + std::to_string(person), "'constat persons CASE' lists them");
    return exit_usage;
  }
  Statement row(database,
                "SELECT p.country, p.state, p.confidence, p.findings, p.files, n.reason, n.relation, n.label, p.names "
                "FROM person p LEFT JOIN person_note n ON n.person = p.id WHERE p.id = ?");
  row.bind(1, person);
  if (!row.step()) return exit_failed;
  const ValueShower shower(file, reveal);
  std::string out = "Person " + std::to_string(person) + ": " + std::to_string(mentions.size()) +
                    (mentions.size() == 1 ? " mention in " : " mentions in ") + std::to_string(row.integer(4)) +
                    (row.integer(4) == 1 ? " file, confidence " : " files, confidence ") + decimal(row.integer(2)) +
                    "\n";
  if (const auto label = shower.names(row.blob(7)); label && !label->empty()) {
    out += "Label      " + escape_name(label->front()) + "\n";
  }
  out += "Lives in   " + (row.is_null(0) ? std::string("unknown") : std::string(row.text(0))) +
         (row.is_null(1) ? "" : ", " + std::string(row.text(1))) +
         (row.text(5).empty() ? "" : "   (by " + std::string(row.text(5)) + ")") + "\n";
  out += "Relation   " + (row.text(6).empty() ? std::string("unknown") : std::string(row.text(6))) + "\n";
  // Values by type, with how many mentions tell them, and one Place each.
  SeenValues values;
  struct Type {
    std::string name;
    std::int64_t mask = 0;
    bool id = false;
  };
  std::map<std::int64_t, Type> types;
  {
    Statement names(database, "SELECT id, name, mask, category FROM type");
    while (names.step()) {
      TypeInfo info;
      info.name = names.text(1);
      info.category = category_by_name(names.text(3)).value_or(Category::other);
      types[names.integer(0)] = {info.name, names.integer(2), numbers_a_person(info)};
    }
  }
  std::ranges::sort(mentions, [](const ItemMention& a, const ItemMention& b) {
    return a.item != b.item ? a.item < b.item : a.mention < b.mention;
  });
  Joined joined(mentions);
  FindingQuery query;
  query.person = person;
  query.confidence_min = sure_thousandths;
  FindingReader reader(file, query);
  for (;;) {
    const auto more = reader.next();
    if (!more) {
      complain(more.error().what);
      break;
    }
    if (!*more) break;
    const auto type = types.find(reader.finding().type);
    const auto canonical = reader.canonical();
    if (type == types.end() || !canonical) continue;
    std::string key(*canonical);
    const auto spelling = reader.spelling();
    const bool name = type->second.name == "person_name";
    const std::string place = file.shown(raw_place(reader));
    if (const auto index = joined.index_of(reader.item(), reader.finding().mention)) {
      joined.add(*index, type->second.name, type->second.id, key, place);
    }
    SeenValue& seen = values[type->second.name][key];
    seen.mentions.emplace(reader.item(), reader.finding().mention);
    if (seen.shown.empty()) {
      const std::string plain = name ? key : spelling ? std::string(*spelling) : key;
      seen.shown = reveal ? plain : mask_value(plain, static_cast<MaskStyle>(type->second.mask));
      seen.place = place;
    }
  }
  out += "\n";
  for (const auto& [type, of_type] : values) {
    std::vector<const SeenValue*> ranked;
    for (const auto& [key, seen] : of_type) ranked.push_back(&seen);
    std::ranges::stable_sort(
        ranked, [](const SeenValue* a, const SeenValue* b) { return a->mentions.size() > b->mentions.size(); });
    out += type + " (" + std::to_string(ranked.size()) + ")\n";
    for (std::size_t at = 0; at < ranked.size() && at < 8; ++at) {
      out += "  " + escape_name(ranked[at]->shown) + "   in " + std::to_string(ranked[at]->mentions.size()) +
             (ranked[at]->mentions.size() == 1 ? " mention, " : " mentions, first ") + escape_name(ranked[at]->place) +
             "\n";
    }
    if (ranked.size() > 8) out += "  ... and " + std::to_string(ranked.size() - 8) + " more\n";
  }
  out += joined.tell(database, person, values);
  Statement others(
      database,
      "SELECT CASE WHEN person_a = ?1 THEN person_b ELSE person_a END, probability, levels FROM person_link "
      "WHERE person_a <> person_b AND (person_a = ?1 OR person_b = ?1) ORDER BY probability DESC LIMIT 8");
  others.bind(1, person);
  while (others.step()) {
    out += "May also be person " + std::to_string(others.integer(0)) + " (" + decimal(others.integer(1)) +
           "): " + std::string(others.text(2)) + "\n";
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
  return exit_done;
}

// What one mention says, as it is shown, and where it begins.
struct ShownMention {
  std::string place;
  Json values = Json::object();
};
using ShownMentions = std::map<std::pair<std::int64_t, std::int64_t>, ShownMention>;

// Fills in the mentions that `shown` has keys for: one pass over each of their items.
void show_mentions(Case& file, bool reveal, ShownMentions& shown) {
  std::map<std::int64_t, std::pair<std::string, MaskStyle>> types;
  Statement names(file.database(), "SELECT id, name, shown_mask(mask) FROM type");
  while (names.step()) {
    types[names.integer(0)] = {std::string(names.text(1)), static_cast<MaskStyle>(names.integer(2))};
  }
  std::int64_t item = 0;
  for (auto first = shown.begin(); first != shown.end(); ++first) {
    if (first->first.first == item) continue;
    item = first->first.first;
    FindingQuery query;
    query.item = item;
    query.with_persons = false;
    FindingReader reader(file, query);
    for (;;) {
      const auto more = reader.next();
      if (!more) continue;  // A damaged block: the rest is read.
      if (!*more) break;
      const auto found = shown.find({item, reader.finding().mention});
      const auto type = types.find(reader.finding().type);
      if (found == shown.end() || type == types.end()) continue;
      ShownMention& mention = found->second;
      if (mention.place.empty()) mention.place = file.shown(raw_place(reader));
      const auto spelling = reader.spelling();
      if (!spelling) continue;
      Json& list = mention.values[type->second.first];
      const std::string plain(trim(*spelling));
      const std::string text = reveal ? plain : mask_value(plain, type->second.second);
      if (list.size() < 4 && std::ranges::find(list, Json(text)) == list.end()) list.push_back(text);
    }
  }
}

// Pairs to judge, of every stratum of probability alike, and what is asked of the human. What both mentions say stands
// beside it, masked unless revealed.
int review(Case& file, bool reveal, std::size_t pairs_max) {
  Database& database = file.database();
  const ValueShower shower(file, reveal);
  constexpr std::pair<int, int> strata[] = {{10, 100}, {100, 300}, {300, 500}, {500, 700}, {700, 900}, {900, 990}};
  struct Pair {
    Json line;
    std::array<std::pair<std::int64_t, std::int64_t>, 2> mentions;
  };
  std::vector<Pair> pairs;
  ShownMentions shown;
  Statement names(database, "SELECT names FROM person WHERE id = ?");
  for (const auto& [from, to] : strata) {
    Statement rows(
        database,
        "SELECT id, person_a, person_b, probability, levels, item_a, item_b, mention_a, mention_b FROM person_link "
        "WHERE probability >= ? AND probability < ? ORDER BY (id * 2654435761) % 4294967296 LIMIT ?");
    rows.bind(1, std::int64_t{from}).bind(2, std::int64_t{to});
    rows.bind(3, static_cast<std::int64_t>((pairs_max + std::size(strata) - 1) / std::size(strata)));
    while (rows.step()) {
      Pair pair;
      pair.line["pair"] = rows.integer(0);
      pair.line["stratum"] = decimal(from) + "-" + decimal(to);
      pair.line["probability"] = static_cast<double>(rows.integer(3)) / 1000;
      pair.line["joined"] = rows.integer(1) == rows.integer(2);
      pair.line["levels"] = rows.text(4);
      for (const int side : {1, 2}) {
        names.bind(1, rows.integer(side));
        Json one;
        one["person"] = rows.integer(side);
        if (names.step()) {
          const auto opened = shower.names(names.blob(0));
          one["names"] = opened ? Json(*opened) : Json(nullptr);
        }
        names.reset();
        one["place"] = place_text(database, rows.integer(side + 4));
        pair.line[side == 1 ? "a" : "b"] = one;
        const std::pair<std::int64_t, std::int64_t> mention = {rows.integer(side + 4), rows.integer(side + 6)};
        pair.mentions[static_cast<std::size_t>(side - 1)] = mention;
        shown[mention];
      }
      pairs.push_back(std::move(pair));
    }
  }
  if (file.sealer() != nullptr) show_mentions(file, reveal, shown);
  for (Pair& pair : pairs) {
    for (const std::size_t side : {0U, 1U}) {
      const ShownMention& mention = shown[pair.mentions[side]];
      Json& one = pair.line[side == 0 ? "a" : "b"];
      if (!mention.place.empty()) one["place"] = mention.place;
      one["says"] = mention.values;
    }
    const std::string text = json_line(pair.line);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  std::fprintf(stderr, pairs.empty() ? "No pair is in doubt.\n"
                                     : "Judge each pair: write lines {\"pair\":N,\"same\":true} or false into a "
                                       "file, and give it with --review-answers FILE.\n");
  return exit_done;
}

// A human's word that was said of a file which has changed is told, not followed.
void tell_lost_corrections(Case& file) {
  const std::vector<LostCorrection> lost = lost_corrections(file.database());
  if (lost.empty()) return;
  complain(std::to_string(lost.size()) +
               (lost.size() == 1 ? " correction no longer applies: " : " corrections no longer apply; the first: ") +
               lost.front().kind + ", said of " + escape_name(file.shown(lost.front().place)) +
               ", which is gone or has changed since",
           "look at the persons there, and say it again");
}

int resolve_again(Case& file, ContentChange& change) {
  if (const auto resolved = resolve_persons(file); !resolved) {
    complain(resolved.error().what);
    return exit_failed;
  }
  change.done();
  Database& database = file.database();
  Statement count(database, "SELECT key, value FROM person_count WHERE key IN ('persons', 'low', 'high')");
  std::map<std::string, std::string, std::less<>> figures;
  while (count.step()) figures[std::string(count.text(0))] = count.text(1);
  std::printf("Persons    %s distinct   95 %% interval %s - %s\n", figures["persons"].c_str(), figures["low"].c_str(),
              figures["high"].c_str());
  tell_lost_corrections(file);
  return exit_done;
}

int take_answers(Case& file, const std::string& path) {
  std::ifstream in(path);
  if (!in) {
    complain("cannot open " + escape_name(path));
    return exit_failed;
  }
  ContentChange change(file, ContentChange::By::correction);
  Database& database = file.database();
  std::size_t taken = 0;
  std::size_t line_number = 0;
  for (std::string line; std::getline(in, line);) {
    ++line_number;
    if (trim(line).empty()) continue;
    const auto answer = parse_json(line);
    if (!answer.is_object() || !answer.contains("pair") || !answer["pair"].is_number_integer() ||
        !answer.contains("same") || !answer["same"].is_boolean()) {
      complain("line " + std::to_string(line_number) + " is no answer", "{\"pair\":12,\"same\":true}");
      return exit_usage;
    }
    Statement pair(database, "SELECT item_a, mention_a, item_b, mention_b FROM person_link WHERE id = ?");
    pair.bind(1, answer["pair"].get<std::int64_t>());
    if (!pair.step()) {
      complain("line " + std::to_string(line_number) + ": there is no such pair",
               "'constat persons CASE --review' lists them");
      return exit_usage;
    }
    const std::vector<ItemMention> a = {{pair.integer(0), pair.integer(1)}};
    const std::vector<ItemMention> b = {{pair.integer(2), pair.integer(3)}};
    const bool same = answer["same"].get<bool>();
    const auto added =
        same ? add_correction(file, "same", {a.front(), b.front()}, {}) : add_correction(file, "different", a, b);
    if (!added) {
      complain(added.error().what);
      return exit_failed;
    }
    ++taken;
  }
  std::printf("%zu answers taken\n", taken);
  return resolve_again(file, change);
}

// The first line of standard input: what must not stand in the machine's list of processes. nullopt: there is none.
std::optional<std::string> line_from_input() {
  constexpr std::size_t answer_bytes_max = 4096;
  std::string line;
  int c = std::getchar();
  for (; c != EOF && c != '\n' && line.size() < answer_bytes_max; c = std::getchar())
    line.push_back(static_cast<char>(c));
  if (line.ends_with('\r')) line.pop_back();
  if (!line.empty() && (c == EOF || c == '\n')) return line;
  complain(line.empty() ? "standard input holds no text" : "the text is longer than 4096 bytes",
           "Write it on one line: echo TEXT | constat persons label CASE PERSON -");
  return std::nullopt;
}

// constat persons merge|split|label CASE ...
int correct(const Arguments& given) {
  const std::string what = given.positional.front();
  Arguments arguments = given;
  arguments.positional.erase(arguments.positional.begin());
  const std::size_t needed = what == "label" ? 3 : 3;
  if (arguments.positional.size() < needed) {
    complain("'persons " + what + "' needs more", what == "merge"   ? "constat persons merge CASE PERSON PERSON..."
                                                  : what == "split" ? "constat persons split CASE PERSON PLACE..."
                                                                    : "constat persons label CASE PERSON TEXT");
    return exit_usage;
  }
  if (what == "label") {
    // The text is sealed in the case: it must not stand in its audit log either.
    arguments.as_typed = {"persons", "label", arguments.positional[0], arguments.positional[1], "(a text, sealed)"};
    if (arguments.positional[2] == "-") {
      auto line = line_from_input();
      if (!line) return exit_usage;
      arguments.positional[2] = std::move(*line);
    }
  }
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "persons " + what, exit);
  if (!opened) return exit;
  const auto report = [](const Result<void>& result) {
    if (!result) complain(result.error().what);
    return result.has_value();
  };
  const auto person = number_of(arguments.positional[1]);
  if (!person) return exit_usage;
  if (what == "merge") {
    std::set<std::int64_t> given_before = {*person};
    for (std::size_t at = 2; at < arguments.positional.size(); ++at) {
      const auto other = number_of(arguments.positional[at]);
      if (!other) return exit_usage;
      if (given_before.insert(*other).second) continue;
      complain("person " + std::to_string(*other) + " is named twice", "constat persons merge CASE PERSON PERSON...");
      return exit_usage;
    }
  }
  const std::vector<ItemMention> mentions = mentions_of_person(opened->database(), *person);
  if (mentions.empty()) {
    complain("this case has no person " + std::to_string(*person), "'constat persons CASE' lists them");
    return exit_usage;
  }
  ContentChange change(*opened, ContentChange::By::correction);
  if (what == "label") {
    if (!report(add_correction(*opened, "label", {mentions.front()}, {}, arguments.positional[2]))) return exit_failed;
    return resolve_again(*opened, change);
  }
  if (what == "merge") {
    std::vector<ItemMention> together = {mentions.front()};
    for (std::size_t at = 2; at < arguments.positional.size(); ++at) {
      const auto other = number_of(arguments.positional[at]);
      if (!other) return exit_usage;
      const auto of_other = mentions_of_person(opened->database(), *other);
      if (of_other.empty()) {
        complain("this case has no person " + std::to_string(*other), "'constat persons CASE' lists them");
        return exit_usage;
      }
      together.push_back(of_other.front());
    }
    if (!report(add_correction(*opened, "merge", together, {}))) return exit_failed;
    return resolve_again(*opened, change);
  }
  // Split: the mentions at these Places are another human being than the rest.
  std::set<std::pair<std::int64_t, std::int64_t>> out;
  FindingQuery query;
  query.person = *person;
  FindingReader reader(*opened, query);
  std::vector<std::string> all_wanted;
  for (std::size_t at = 2; at < arguments.positional.size(); ++at) {
    all_wanted.push_back(opened->shown_names().meant(arguments.positional[at]));
  }
  for (;;) {
    const auto more = reader.next();
    if (!more || !*more) break;
    const std::string place = raw_place(reader);
    for (const std::string& wanted : all_wanted) {
      const bool fits = place == wanted || reader.item_place() == wanted ||  // raw
                        (place.starts_with(wanted) && place.size() > wanted.size() && place[wanted.size()] == 'C');
      if (fits) out.emplace(reader.item(), reader.finding().mention);
    }
  }
  std::vector<ItemMention> apart;
  std::vector<ItemMention> rest;
  for (const ItemMention& mention : mentions) {
    (out.contains({mention.item, mention.mention}) ? apart : rest).push_back(mention);
  }
  if (apart.empty() || rest.empty()) {
    complain(apart.empty()
                 ? "none of these Places speaks of person " + std::to_string(*person)
                 : "all of person " + std::to_string(*person) + " lies at these Places: nothing is left to split from",
             "'constat findings CASE --person N' lists the Places");
    return exit_usage;
  }
  if (rest.size() > 10'000) rest.resize(10'000);
  if (!report(add_correction(*opened, "split", apart, rest))) return exit_failed;
  return resolve_again(*opened, change);
}

// What a person can be to the owner, as the case keeps it (docs/persons.md).
constexpr std::string_view known_relations[] = {
    "employee", "former", "contractor", "candidate",   "customer",  "patient", "student",       "donor",
    "member",   "tenant", "supplier",   "shareholder", "dependant", "contact", "other company", "unknown"};

// A misspelt filter must not look like one that nobody passes.
bool is_code(const std::string& code) { return code.size() == 2 && is_alpha(code[0]) && is_alpha(code[1]); }

bool are_filters_known(const std::vector<std::string>& relations, const std::vector<std::string>& states,
                       const std::vector<std::string>& countries) {
  for (const std::string& relation : relations) {
    if (std::ranges::find(known_relations, relation) != std::end(known_relations)) continue;
    std::string known;
    for (const std::string_view one : known_relations) known += (known.empty() ? "" : ", ") + std::string(one);
    complain("there is no relation '" + escape_name(relation) + "'", "Known are: " + known);
    return false;
  }
  for (const std::string& state : states) {
    if (is_code(state) || to_upper(state) == "UNKNOWN") continue;
    complain("'" + escape_name(state) + "' is no state's code", "Two letters, as CA and NY, or unknown");
    return false;
  }
  for (const std::string& country : countries) {
    if (is_code(country) || to_upper(country) == "UNKNOWN") continue;
    complain("'" + escape_name(country) + "' is no country's code", "Two letters, as US and FR, or unknown");
    return false;
  }
  return true;
}

int run_persons(const Arguments& arguments) {
  const std::string& first = arguments.positional.front();
  if (first == "merge" || first == "split" || first == "label") return correct(arguments);
  if (arguments.positional.size() != 1) {
    complain("'persons' takes one case", "constat persons CASE");
    return exit_usage;
  }
  if (arguments.has("--why") || arguments.has("--review") || arguments.has("--review-answers")) {
    std::optional<std::int64_t> person;
    if (arguments.has("--why") && !(person = number_of(arguments.get("--why")))) return exit_usage;
    int status = exit_done;
    const auto opened = open_case_for(arguments, "persons", status);
    if (!opened) return status;
    if (person) return why(*opened, *person, arguments.has("--reveal"));
    if (arguments.has("--review-answers")) return take_answers(*opened, arguments.get("--review-answers"));
    return review(*opened, arguments.has("--reveal"), 200);
  }
  const std::vector<std::string> types = list_of(arguments, "--type");
  const std::vector<std::string> states = list_of(arguments, "--state");
  const std::vector<std::string> countries = list_of(arguments, "--country");
  const std::vector<std::string> relations = list_of(arguments, "--relation");
  if (!are_filters_known(relations, states, countries)) return exit_usage;
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "persons", exit);
  if (!opened) return exit;
  if (!knows_types(*opened, types)) return exit_usage;
  std::string sql =
      "SELECT id, names, country, state, types, findings, confidence, files, coalesce((SELECT reason FROM person_note "
      "n WHERE n.person = person.id), ''), coalesce((SELECT relation FROM person_note n WHERE n.person = person.id), "
      "''), (SELECT label FROM person_note n WHERE n.person = person.id) FROM person WHERE 1";
  if (!types.empty()) {
    sql += " AND EXISTS (SELECT 1 FROM json_each(person.types) WHERE key IN (" + placeholders(types.size()) +
           ") OR key IN (SELECT name FROM type WHERE category IN (" + placeholders(types.size()) + ")))";
  }
  if (!states.empty()) sql += " AND coalesce(state, 'UNKNOWN') IN (" + placeholders(states.size()) + ")";
  if (!countries.empty()) sql += " AND coalesce(country, 'UNKNOWN') IN (" + placeholders(countries.size()) + ")";
  if (!relations.empty()) {
    sql +=
        " AND coalesce(nullif((SELECT relation FROM person_note n WHERE n.person = person.id), ''), 'unknown') IN (" +
        placeholders(relations.size()) + ")";
  }
  sql += " ORDER BY id";
  Statement rows(opened->database(), sql);
  int index = 1;
  for (int times = 0; times < 2; ++times) {
    for (const std::string& type : types) rows.bind(index++, std::string_view(type));
  }
  for (const auto* const list : {&states, &countries}) {
    for (const std::string& code : *list) rows.bind(index++, std::string_view(to_upper(code)));
  }
  for (const std::string& relation : relations) rows.bind(index++, std::string_view(relation));

  tell_lost_corrections(*opened);
  const ListFormat format = list_format(arguments);
  const ValueShower shower(*opened, arguments.has("--reveal"));
  constexpr Column columns[] = {
      {"person", true},     {"names"},       {"country"},      {"state"},    {"types"}, {"findings", true},
      {"confidence", true}, {"files", true}, {"residence_by"}, {"relation"}, {"label"}};
  constexpr Column table_columns[] = {{"person", true}, {"names", false, 36}, {"country"},
                                      {"state"},        {"relation"},         {"findings", true},
                                      {"files", true},  {"confidence", true}, {"types"}};
  ListWriter list(
      format, format == ListFormat::table ? std::span<const Column>(table_columns) : std::span<const Column>(columns));
  while (rows.step()) {
    std::string names_json = "[";
    std::string names_shown;
    const auto names = shower.names(rows.blob(1));
    for (const std::string& name : names.value_or(std::vector<std::string>())) {
      names_json += (names_json.size() == 1 ? "" : ",") + json_string(name);
      names_shown += (names_shown.empty() ? "" : "; ") + name;
    }
    names_json += ']';
    list.number(rows.integer(0));
    if (names) {
      list.json(names_json, names_shown);
    } else {
      list.json("null", format == ListFormat::table ? "sealed" : "");
    }
    list.text_or_null(rows.text(2));
    list.text_or_null(rows.text(3));
    if (format == ListFormat::table) {
      list.text(rows.text(9));
      list.number(rows.integer(5));
      list.number(rows.integer(7));
      list.thousandths(rows.integer(6));
      list.text(in_words(rows.text(4)));
    } else {
      list.json(rows.text(4), rows.text(4));
      list.number(rows.integer(5));
      list.thousandths(rows.integer(6));
      list.number(rows.integer(7));
      list.text_or_null(rows.text(8));
      list.text_or_null(rows.text(9));
      const auto label = shower.names(rows.blob(10));
      list.text_or_null(label && !label->empty() ? label->front() : std::string());
    }
    list.end_row();
  }
  const bool whole = types.empty() && states.empty() && countries.empty() && relations.empty();
  if (format == ListFormat::table && whole) {
    std::fflush(stdout);
    std::map<std::string, std::string, std::less<>> figures;
    Statement count(opened->database(), "SELECT key, value FROM person_count WHERE key IN ('persons', 'low', 'high')");
    while (count.step()) figures[std::string(count.text(0))] = count.text(1);
    if (figures.size() == 3) {
      std::fprintf(stderr,
                   "%s persons, 95 %% interval %s - %s: 2,000 draws in which each merge in doubt, and each pair left "
                   "apart in doubt, is decided anew; 'persons CASE --review' gives those pairs to judge.\n",
                   figures["persons"].c_str(), figures["low"].c_str(), figures["high"].c_str());
    }
  }
  return exit_done;
}

constexpr Option persons_options[] = {
    {"--why", "NUMBER", "Who this person is, why their mentions are one person, and the weakest link", "", ""},
    {"--review", "", "Pairs for a human to judge, of every likelihood alike, as JSON Lines", "", ""},
    {"--review-answers", "FILE", "Take a human's answers: lines {\"pair\":12,\"same\":true}; the count follows", "",
     ""},
    {"--type", "LIST", "Only persons of whom such a type or category is exposed (us_ssn, financial)", "", "", true},
    {"--country", "LIST", "Only persons of these countries (US, FR, unknown)", "", "", true},
    {"--relation", "LIST",
     "Only persons of this relation to the owner (employee, former, contractor, candidate, customer, patient, "
     "student, donor, member, tenant, supplier, shareholder, dependant, contact, other company, unknown)",
     "", "", true},
    {"--state", "LIST", "Only persons of these states of the United States (CA, NY, unknown)", "", "", true},
    format_option,
    reveal_option,
};

}  // namespace

const Command persons_command = {
    .name = "persons",
    .takes = "[merge|split|label] CASE [PERSON...]",
    .does = "List every person and what of theirs is exposed",
    .about =
        "One line per person: names, country and state where the evidence tells them, how many findings of each type "
        "(of confidence 0.5 and more), and the confidence that all of it is one human being. Names are masked unless "
        "--reveal is given.\n\n"
        "What a human knows better stands above all evidence, is kept in the case, and every later scan follows it: "
        "'persons merge CASE PERSON PERSON...', 'persons split CASE PERSON PLACE...' (the mentions at these Places are "
        "somebody else), 'persons label CASE PERSON TEXT' (TEXT -: a line of standard input, which no list of "
        "processes "
        "shows).",
    .examples =
        "  constat persons case.constat --type us_ssn --state CA\n"
        "  constat persons case.constat --why 12\n"
        "  constat persons merge case.constat 12 4711\n"
        "  constat persons split case.constat 12 'leak/staff.csv#R17'\n"
        "  constat persons case.constat --review > pairs.jsonl\n"
        "  constat persons case.constat --format csv --reveal > notify.csv\n",
    .options = persons_options,
    .positional_min = 1,
    .positional_max = SIZE_MAX,
    .run = run_persons,
};

}  // namespace constat
