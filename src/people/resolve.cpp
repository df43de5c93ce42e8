#include "people/resolve.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "people/geography.h"

namespace constat {

namespace {

// How far a shared key says that two mentions are one human being. Strongest first: links are made in this order.
enum class KeyKind : std::uint8_t { id, email, name_and_birth, name_and_address };
constexpr float strength_of(KeyKind kind) {
  constexpr std::array<float, 4> strengths = {0.99F, 0.95F, 0.92F, 0.88F};
  return strengths[static_cast<std::size_t>(kind)];
}
constexpr float strength_of_name = 0.7F;  // A full name alone.

// Ids of companies, not of persons.
constexpr std::string_view company_ids[] = {"us_ein", "fr_siren", "fr_siret", "it_vat_code",  "es_cif",
                                            "de_vat", "eu_vat",   "fr_vat",   "de_tax_number"};

constexpr std::uint32_t none = UINT32_MAX;

struct Entry {
  std::int64_t item = 0;
  std::int64_t number = 0;
  std::int64_t file = 0;
  std::uint64_t name_key = 0;     // Hash of the full name's words; 0: no full name.
  std::uint32_t name = none;      // Spelling, in the pool.
  std::uint32_t types_begin = 0;  // In the list of counts.
  std::uint32_t evidence = 0;
  float name_confidence = 0;
  float best_key_confidence = 0;
  std::array<char, 2> address_country = {}, id_country = {}, phone_country = {}, domain_country = {}, state = {};
  bool has_key = false;
};

struct Key {
  std::uint64_t hash = 0;
  std::uint32_t entry = 0;
  float confidence = 0;
  KeyKind kind = KeyKind::id;
  TypeId type = 0;  // Of an id.
};

struct TypeCount {
  TypeId type = 0;
  std::uint32_t count = 0;
};

void put_code(std::array<char, 2>& field, std::string_view code) {
  if (field[0] == 0 && code.size() == 2) field = {code[0], code[1]};
}

std::vector<std::string_view> words_of(std::string_view name) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(name, ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

class Resolver {
 public:
  Resolver(MentionSource& mentions, PersonSink& persons, const ResolveOptions& options)
      : mentions_(mentions), persons_(persons), options_(options) {
    // Keyed anew in every run: evidence cannot be made to collide. No result depends on a hash's value.
    randombytes_buf(hash_key_.data(), hash_key_.size());
  }

  Result<Resolution> run() {
    Mention mention;
    for (;;) {
      TRY_ASSIGN(const bool more, mentions_.next(mention));
      if (!more) break;
      if (entries_.size() >= none - 1) return fail(Fault::over_limit, "more than four thousand million mentions");
      read(mention);
    }
    counts_.shrink_to_fit();
    parent_.resize(entries_.size());
    weakest_.assign(entries_.size(), 1.0F);
    for (std::uint32_t index = 0; index < parent_.size(); ++index) parent_[index] = index;
    link_by_keys();
    link_by_names();
    TRY(give());
    Resolution resolution;
    resolution.mentions = entries_.size();
    resolution.persons = persons_given_;
    resolution.persons_low = resolution.persons_high = persons_given_;
    return resolution;
  }

 private:
  std::uint64_t hash(std::string_view a, std::string_view b = {}) const {
    std::array<std::uint64_t, 2> halves = {};
    std::uint64_t out = 0;
    crypto_shorthash(reinterpret_cast<unsigned char*>(halves.data()), reinterpret_cast<const unsigned char*>(a.data()),
                     a.size(), hash_key_.data());
    crypto_shorthash(reinterpret_cast<unsigned char*>(&halves[1]), reinterpret_cast<const unsigned char*>(b.data()),
                     b.size(), hash_key_.data());
    crypto_shorthash(reinterpret_cast<unsigned char*>(&out), reinterpret_cast<const unsigned char*>(halves.data()),
                     sizeof(halves), hash_key_.data());
    return out == 0 ? 1 : out;
  }

  enum class Role : std::uint8_t { unknown, other, id, email, name, birth, address, residence, phone };
  Role role(TypeId type) {
    if (type >= roles_.size()) roles_.resize(type + 1U, Role::unknown);
    Role& known = roles_[type];
    if (known != Role::unknown) return known;
    const TypeInfo& info = mentions_.type(type);
    known = Role::other;
    if (info.name == "email_address") {
      known = Role::email;
    } else if (info.name == "person_name") {
      known = Role::name;
    } else if (info.name == "date_of_birth") {
      known = Role::birth;
    } else if (info.name == "postal_address") {
      known = Role::address;
    } else if (info.name == "residence") {
      known = Role::residence;
    } else if (info.name == "phone_number") {
      known = Role::phone;
    } else if (info.category == Category::government_id &&
               std::ranges::find(company_ids, info.name) == std::end(company_ids)) {
      known = Role::id;
    }
    return known;
  }

  // The full name: the first name of several words, else the first words that stand alone ("Jane", "Doe" in columns of
  // their own) together. Order of words does not matter: "Doe Jane" is "Jane Doe".
  void read_name(const Mention& mention, Entry& entry) {
    std::string spelling;
    std::vector<std::string> words;
    float confidence = 1;
    bool whole = false;
    for (const MentionFinding& finding : mention.findings) {
      if (whole || finding.confidence < options_.confidence_min || role(finding.type) != Role::name) continue;
      const auto found = words_of(finding.canonical);
      if (found.empty()) continue;
      if (found.size() > 1) {
        spelling = finding.spelling;
        words.assign(found.begin(), found.end());
        confidence = finding.confidence;
        whole = true;
      } else if (words.size() < 3 && std::ranges::find(words, found.front()) == words.end()) {
        spelling += (spelling.empty() ? "" : " ") + std::string(trim(finding.spelling));
        words.emplace_back(found.front());
        confidence = std::min(confidence, finding.confidence);
      }
    }
    if (words.empty()) return;
    if (words.size() > 1) {
      std::ranges::sort(words);
      std::string joined;
      for (const std::string& word : words) joined += word + ' ';
      entry.name_key = hash("name", joined);
      entry.name_confidence = confidence;
    }
    const auto [known, added] = name_of_spelling_.try_emplace(hash("spelling", spelling), names_.size());
    if (added) names_.push_back(std::move(spelling));
    entry.name = known->second;
  }

  void read(const Mention& mention) {
    Entry entry;
    entry.item = mention.item;
    entry.number = mention.number;
    entry.file = mention.file;
    entry.evidence = static_cast<std::uint32_t>(mention.evidence);
    entry.types_begin = static_cast<std::uint32_t>(counts_.size());
    const auto index = static_cast<std::uint32_t>(entries_.size());
    read_name(mention, entry);
    const auto key = [&](KeyKind kind, std::uint64_t value, float confidence, TypeId type) {
      keys_.push_back({value, index, confidence, kind, type});
    };
    std::array<TypeId, 8> ids = {};
    std::size_t ids_count = 0;
    bool has_email = false;
    for (const MentionFinding& finding : mention.findings) {
      if (finding.confidence < options_.confidence_min) continue;
      count(entry, finding.type);
      switch (role(finding.type)) {
        case Role::id: {
          const TypeInfo& info = mentions_.type(finding.type);
          put_code(entry.id_country, country_code(info.jurisdiction));
          // A second id of the same type is a spouse's, a child's, a manager's: only the first is the subject's.
          const auto end = ids.begin() + static_cast<std::ptrdiff_t>(ids_count);
          if (ids_count == ids.size() || std::find(ids.begin(), end, finding.type) != end) break;
          ids[ids_count++] = finding.type;
          key(KeyKind::id, hash(info.name, finding.canonical), finding.confidence, finding.type);
          break;
        }
        case Role::email:
          put_code(entry.domain_country, country_of_domain(finding.canonical));
          if (has_email || is_role_address(finding.canonical)) break;
          has_email = true;
          key(KeyKind::email, hash("email", finding.canonical), finding.confidence, 0);
          break;
        case Role::birth:
          if (entry.name_key != 0) {
            key(KeyKind::name_and_birth, mixed(entry.name_key, "birth", finding.canonical),
                std::min(finding.confidence, entry.name_confidence), 0);
          }
          break;
        case Role::address: {
          if (entry.name_key != 0) {
            key(KeyKind::name_and_address, mixed(entry.name_key, "address", finding.canonical),
                std::min(finding.confidence, entry.name_confidence), 0);
          }
          const Region region = region_of_address(finding.spelling);
          if (entry.address_country[0] == 0) {
            put_code(entry.address_country, region.country);
            put_code(entry.state, region.state);
          }
          break;
        }
        case Role::residence: {  // A place without a street: it says where, not who.
          Region region = region_of_address(finding.spelling);
          if (region.country.empty()) region = region_of_address(finding.canonical);
          if (entry.address_country[0] == 0) {
            put_code(entry.address_country, region.country);
            put_code(entry.state, region.state);
          }
          break;
        }
        case Role::phone: put_code(entry.phone_country, country_of_phone(finding.canonical)); break;
        default: break;
      }
    }
    entries_.push_back(entry);
  }

  std::uint64_t mixed(std::uint64_t name_key, std::string_view what, std::string_view canonical) const {
    const std::string_view bytes(reinterpret_cast<const char*>(&name_key), sizeof(name_key));
    return hash(std::string(what) += bytes, canonical);
  }

  void count(const Entry& entry, TypeId type) {
    for (std::size_t index = entry.types_begin; index < counts_.size(); ++index) {
      if (counts_[index].type == type) {
        ++counts_[index].count;
        return;
      }
    }
    counts_.push_back({type, 1});
  }

  std::uint32_t root(std::uint32_t index) {
    while (parent_[index] != index) {
      parent_[index] = parent_[parent_[index]];
      index = parent_[index];
    }
    return index;
  }

  using Ids = std::vector<std::pair<TypeId, std::uint64_t>>;
  // Whether the two hold different ids of one type.
  bool conflict(std::uint32_t a, std::uint32_t b) const {
    const auto ids_a = ids_.find(a);
    const auto ids_b = ids_.find(b);
    if (ids_a == ids_.end() || ids_b == ids_.end()) return false;
    for (const auto& [type, value] : ids_a->second) {
      bool same_type = false;
      bool same = false;
      for (const auto& [other_type, other] : ids_b->second) {
        if (other_type != type) continue;
        same_type = true;
        same = same || other == value;
      }
      if (same_type && !same) return true;
    }
    return false;
  }

  void link(std::uint32_t first, std::uint32_t second, float strength, bool weak) {
    std::uint32_t a = root(first);
    std::uint32_t b = root(second);
    if (a == b || (weak && conflict(a, b))) return;
    if (b < a) std::swap(a, b);  // A person's root is its first mention.
    parent_[b] = a;
    weakest_[a] = std::min({weakest_[a], weakest_[b], strength});
    if (const auto moved = ids_.find(b); moved != ids_.end()) {
      Ids& into = ids_[a];
      for (const auto& id : moved->second) {
        if (std::ranges::find(into, id) == into.end()) into.push_back(id);
      }
      ids_.erase(b);
    }
  }

  // A key that stands with many names is nobody's own.
  bool generic(std::span<const Key> group) const {
    std::vector<std::uint64_t> seen;
    for (const Key& key : group) {
      const std::uint64_t name = entries_[key.entry].name_key;
      if (name == 0 || std::ranges::find(seen, name) != seen.end()) continue;
      seen.push_back(name);
      if (seen.size() > options_.names_of_key_max) return true;
    }
    return false;
  }

  void link_by_keys() {
    std::ranges::sort(keys_, [](const Key& a, const Key& b) {
      return std::tie(a.kind, a.hash, a.entry) < std::tie(b.kind, b.hash, b.entry);
    });
    struct Group {
      KeyKind kind;
      std::uint32_t first_entry;
      std::uint32_t begin;
      std::uint32_t end;
    };
    std::vector<Group> groups;
    for (std::size_t begin = 0; begin < keys_.size();) {
      std::size_t end = begin + 1;
      while (end < keys_.size() && keys_[end].kind == keys_[begin].kind && keys_[end].hash == keys_[begin].hash) ++end;
      const std::span<const Key> group(keys_.data() + begin, end - begin);
      if (!generic(group)) {
        for (const Key& key : group) {
          Entry& entry = entries_[key.entry];
          entry.has_key = true;
          entry.best_key_confidence = std::max(entry.best_key_confidence, key.confidence);
          if (key.kind == KeyKind::id) {
            Ids& ids = ids_[key.entry];
            if (std::ranges::find(ids, std::pair{key.type, key.hash}) == ids.end())
              ids.emplace_back(key.type, key.hash);
          }
        }
        if (end - begin > 1) {
          groups.push_back({keys_[begin].kind, keys_[begin].entry, static_cast<std::uint32_t>(begin),
                            static_cast<std::uint32_t>(end)});
        }
      }
      begin = end;
    }
    // Hashes differ from run to run; the order of first mentions does not.
    std::ranges::sort(groups, [](const Group& a, const Group& b) {
      return std::tie(a.kind, a.first_entry, a.begin) < std::tie(b.kind, b.first_entry, b.begin);
    });
    for (const Group& group : groups) {
      const std::span<const Key> keys(keys_.data() + group.begin, group.end - group.begin);
      const Key* anchor = &keys.front();
      for (const Key& key : keys) {
        if (key.confidence > anchor->confidence) anchor = &key;
      }
      for (const Key& key : keys) {
        link(anchor->entry, key.entry, strength_of(group.kind) * std::min(anchor->confidence, key.confidence),
             group.kind != KeyKind::id);
      }
    }
    keys_ = {};
  }

  void link_by_names() {
    // By name: the one known person of it, or none where there are several.
    std::unordered_map<std::uint64_t, std::uint32_t> known;
    for (std::uint32_t index = 0; index < entries_.size(); ++index) {
      const Entry& entry = entries_[index];
      if (!entry.has_key || entry.name_key == 0) continue;
      const std::uint32_t person = root(index);
      const auto [found, added] = known.try_emplace(entry.name_key, person);
      if (!added && found->second != person) found->second = none;
    }
    std::map<std::pair<std::uint64_t, std::uint32_t>, std::uint32_t> unknown;  // By name and evidence.
    for (std::uint32_t index = 0; index < entries_.size(); ++index) {
      const Entry& entry = entries_[index];
      if (entry.has_key || entry.name_key == 0) continue;
      const auto found = known.find(entry.name_key);
      const float strength = strength_of_name * entry.name_confidence;
      if (found != known.end() && found->second != none) {
        link(found->second, index, strength, true);
        continue;
      }
      const auto [other, added] = unknown.try_emplace({entry.name_key, entry.evidence}, index);
      if (!added) link(other->second, index, strength, true);
    }
  }

  struct Votes {
    std::map<std::string, std::uint64_t> of;
    void add(const std::array<char, 2>& code) {
      if (code[0] != 0) ++of[std::string(code.data(), 2)];
    }
    // The most voted; of equals the first by name, so that it is the same on every run.
    std::string winner() const {
      const std::pair<const std::string, std::uint64_t>* best = nullptr;
      for (const auto& vote : of) {
        if (best == nullptr || vote.second > best->second) best = &vote;
      }
      return best == nullptr ? "" : best->first;
    }
  };

  std::vector<std::string> names_of(std::span<const std::uint32_t> members) const {
    struct Name {
      std::uint64_t votes = 0;
      std::map<std::string_view, std::uint64_t> spellings;
    };
    std::map<std::uint64_t, Name> by_key;
    for (const std::uint32_t index : members) {
      const Entry& entry = entries_[index];
      if (entry.name == none) continue;
      Name& name = by_key[entry.name_key != 0 ? entry.name_key : entry.name];
      ++name.votes;
      ++name.spellings[names_[entry.name]];
    }
    std::vector<std::pair<std::uint64_t, std::string_view>> ranked;
    for (const auto& [key, name] : by_key) {
      const auto shouts = [](std::string_view text) {
        return std::ranges::none_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
      };
      std::pair<std::string_view, std::uint64_t> best;
      for (const auto& [spelling, votes] : name.spellings) {
        if (best.second == 0 || votes > best.second ||
            (votes == best.second && shouts(best.first) && !shouts(spelling))) {
          best = {spelling, votes};
        }
      }
      ranked.emplace_back(name.votes, best.first);
    }
    std::ranges::sort(ranked, [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    std::vector<std::string> names;
    for (const auto& [votes, name] : ranked) {
      if (names.size() == options_.names_of_person_max) break;
      names.emplace_back(name);
    }
    return names;
  }

  Result<void> give() {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> order;  // Root, mention.
    for (std::uint32_t index = 0; index < entries_.size(); ++index) {
      if (entries_[index].has_key || entries_[index].name_key != 0) order.emplace_back(root(index), index);
    }
    std::ranges::sort(order);
    std::vector<std::uint32_t> members;
    std::vector<MentionId> ids;
    std::vector<std::int64_t> files;
    std::int64_t next_id = 1;
    for (std::size_t begin = 0; begin < order.size();) {
      const std::uint32_t first = order[begin].first;
      members.clear();
      ids.clear();
      files.clear();
      Person person;
      person.id = next_id++;
      Votes address;
      Votes id;
      Votes phone;
      Votes domain;
      Votes state;
      std::map<TypeId, std::uint64_t> types;
      float best = 0;
      std::size_t end = begin;
      for (; end < order.size() && order[end].first == first; ++end) {
        const std::uint32_t index = order[end].second;
        const Entry& entry = entries_[index];
        members.push_back(index);
        ids.push_back({entry.item, entry.number});
        files.push_back(entry.file);
        address.add(entry.address_country);
        id.add(entry.id_country);
        phone.add(entry.phone_country);
        domain.add(entry.domain_country);
        state.add(entry.state);
        best = std::max({best, entry.best_key_confidence, strength_of_name * entry.name_confidence});
        const std::size_t types_end = index + 1 < entries_.size() ? entries_[index + 1].types_begin : counts_.size();
        for (std::size_t at = entry.types_begin; at < types_end; ++at) {
          types[counts_[at].type] += counts_[at].count;
          person.findings += counts_[at].count;
        }
      }
      begin = end;
      std::ranges::sort(files);
      person.files = static_cast<std::uint64_t>(std::ranges::unique(files).begin() - files.begin());
      person.names = names_of(members);
      // Where somebody lives is told best by their address; then by who gave them a number.
      for (const Votes* votes : {&address, &id, &phone, &domain}) {
        if (person.country.empty()) person.country = votes->winner();
      }
      if (person.country == "US") person.state = state.winner();
      person.confidence = members.size() == 1 ? best : std::min(weakest_[first], best);
      person.types.assign(types.begin(), types.end());
      person.mentions = ids;
      TRY(persons_.person(person));
      ++persons_given_;
    }
    return {};
  }

  MentionSource& mentions_;
  PersonSink& persons_;
  const ResolveOptions& options_;
  std::array<unsigned char, crypto_shorthash_KEYBYTES> hash_key_ = {};
  std::vector<Role> roles_;
  std::vector<Entry> entries_;
  std::vector<Key> keys_;
  std::vector<TypeCount> counts_;
  std::vector<std::string> names_;
  std::unordered_map<std::uint64_t, std::uint32_t> name_of_spelling_;
  std::uint64_t persons_given_ = 0;
  std::vector<std::uint32_t> parent_;
  std::vector<float> weakest_;
  std::unordered_map<std::uint32_t, Ids> ids_;  // By root.
};

}  // namespace

bool is_role_address(std::string_view address) {
  const std::size_t at = address.find('@');
  if (at == std::string_view::npos) return false;
  std::string local = to_lower_ascii(address.substr(0, at));
  std::erase_if(local, [](char c) { return c == '-' || c == '_' || c == '.'; });
  constexpr std::string_view roles[] = {
      "info",         "noreply",       "donotreply",   "nepasrepondre", "support",     "contact",
      "admin",        "administrator", "webmaster",    "postmaster",    "hostmaster",  "abuse",
      "sales",        "marketing",     "billing",      "accounts",      "accounting",  "hr",
      "rh",           "jobs",          "careers",      "recruitment",   "press",       "presse",
      "media",        "office",        "mail",         "mailerdaemon",  "newsletter",  "news",
      "help",         "helpdesk",      "service",      "services",      "team",        "root",
      "security",     "privacy",       "legal",        "dpo",           "feedback",    "enquiries",
      "inquiries",    "hello",         "bonjour",      "kontakt",       "facturation", "compta",
      "comptabilite", "notifications", "notification", "alerts",        "reply",       "bounce",
      "bounces",      "orders",        "invoices",     "payroll",       "it",          "test",
      "example",      "user",          "username",     "email"};
  return std::ranges::find(roles, std::string_view(local)) != std::end(roles);
}

bool resolve_reads(const TypeInfo& type) {
  return type.category == Category::government_id || type.name == "email_address" || type.name == "person_name" ||
         type.name == "date_of_birth" || type.name == "postal_address" || type.name == "residence" ||
         type.name == "phone_number" || type.name == "iban" || type.name == "credit_card";
}

Result<Resolution> resolve(MentionSource& mentions, PersonSink& persons, const ResolveOptions& options) {
  return Resolver(mentions, persons, options).run();
}

}  // namespace constat
