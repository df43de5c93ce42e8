#include "people/resolve.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <cstring>
#include <ctime>
#include <exception>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "people/blocks.h"
#include "people/estimate.h"
#include "people/fields.h"
#include "people/geography.h"
#include "people/ids.h"
#include "people/model.h"
#include "people/nicknames.h"
#include "people/parts.h"

namespace constat {

namespace {

// How far a shared key says that two mentions are one human being. Strongest first: links are made in this order.
enum class KeyKind : std::uint8_t { id, email, name_and_birth, name_and_address };
constexpr float strength_of(KeyKind kind) {
  constexpr std::array<float, 4> strengths = {0.99F, 0.95F, 0.92F, 0.88F};
  return strengths[static_cast<std::size_t>(kind)];
}
constexpr float strength_of_name = 0.7F;  // A full name alone.

constexpr float link_probability_min = 0.5F;   // At and above it two clusters are one: the likelier answer.
constexpr float link_against_ids_min = 0.95F;  // The same where their ids differ.
// Of those of whom only a name and a telephone, say, is told: the share that the evidence knows better elsewhere,
// before the evidence itself tells it, and how many observations that is worth.
constexpr double known_better = 0.8;
constexpr double known_better_weight = 10;
constexpr double namesakes_weight_max = 50;  // Of having namesakes, beside likeness.
constexpr float keep_bits_min = -11.0F;      // Below it a pair is not worth remembering.
constexpr std::size_t sample_pairs_wanted = 150'000;
constexpr std::size_t links_of_person_max = 32;
constexpr std::size_t uncertain_max = 20'000;
constexpr std::size_t value_bytes_max = 512;  // As Fields keeps them.

// Distinct values of mentions: what is compared. Values are numbers of Fields.
struct Tuple {
  std::uint64_t content = 0;  // Of the texts; orders tuples alike on every run.
  std::uint32_t name = no_field;
  std::uint32_t birth = no_field;
  std::uint32_t address = no_field;
  std::uint32_t phone = no_field;
  std::uint32_t email = no_field;
  std::array<std::uint32_t, 3> ids = {no_field, no_field, no_field};
  std::uint32_t weak_id = no_field;
  std::uint32_t account = no_field;
  std::uint32_t tag = 0;       // Of human corrections; of the evidence, where there is nothing but a name.
  std::uint32_t mentions = 0;  // What follows is no part of the identity.
  float confidence = 0;        // The best of its keys, or of its name.
  float name_confidence = 0;

  bool same(const Tuple& other) const {
    return name == other.name && birth == other.birth && address == other.address && phone == other.phone &&
           email == other.email && ids == other.ids && weak_id == other.weak_id && account == other.account &&
           tag == other.tag;
  }
};

struct Kept {                                      // A mention.
  std::array<std::uint32_t, 2> number_parts = {};  // Low, high: four bytes less than one number would take.
  std::uint32_t item = 0;                          // In items_.
  std::uint32_t tuple = 0;
  std::uint32_t signature = 0;

  std::int64_t number() const {
    return static_cast<std::int64_t>(std::uint64_t{number_parts[1]} << 32 | number_parts[0]);
  }
};
static_assert(sizeof(Kept) == 20);

struct KeptItem {
  std::int64_t id = 0;
  std::int64_t file = 0;
  std::uint32_t evidence = 0;
  std::uint8_t relation = 0;
  bool roster = false;
};

struct Key {
  std::uint64_t hash = 0;
  std::uint32_t tuple = 0;
  KeyKind kind = KeyKind::id;
};

struct Edge {
  float bits = 0;
  std::uint32_t a = 0, b = 0;  // Profiles; a < b.
  bool operator==(const Edge& other) const { return a == other.a && b == other.b; }
};

constexpr std::string_view relations[] = {"", "employee", "former", "contractor", "candidate", "customer", "dependant"};
constexpr std::uint8_t relation_dependant = 6;

// What the place of a list says of those in it. The rarer word decides: "former employees" are former.
std::uint8_t relation_of_place(std::string_view place) {
  struct Word {
    std::string_view word;
    std::uint8_t relation;
  };
  // Beginnings of words, folded; English and French.
  constexpr Word words[] = {
      {"dependent", 6}, {"dependant", 6},   {"beneficiar", 6}, {"ayants droit", 6}, {"former", 2},
      {"terminat", 2},  {"alumni", 2},      {"ancien", 2},     {"severance", 2},    {"contractor", 3},
      {"freelance", 3}, {"prestataire", 3}, {"vendor", 3},     {"interimaire", 3},  {"candidat", 4},
      {"applicant", 4}, {"resume", 4},      {"recruit", 4},    {"cv", 4},           {"customer", 5},
      {"client", 5},    {"subscriber", 5},  {"abonne", 5},     {"patient", 5},      {"order", 5},
      {"payroll", 1},   {"employee", 1},    {"staff", 1},      {"salar", 1},        {"paie", 1},
      {"hr", 1},        {"rh", 1},          {"personnel", 1},  {"w2", 1},           {"benefit", 1},
  };
  std::string folded = " ";
  for (const char c : place) {
    if (is_alnum(c)) {
      folded.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
    } else if (folded.back() != ' ') {
      folded.push_back(' ');
    }
  }
  folded.push_back(' ');
  for (const Word& word : words) {
    std::string wanted = " " + std::string(word.word);
    if (word.word.size() <= 2) wanted.push_back(' ');
    if (folded.find(wanted) != std::string::npos) return word.relation;
  }
  return 0;
}

// Code points of UTF-8: bytes that continue one are not counted.
std::size_t letters_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// Whether a telephone number's country is written: "+33 1 ...", "(+33)", "0033 1 ..." (ITU-T E.123).
bool states_country(std::string_view spelling) {
  const std::size_t begin = spelling.find_first_of("+0123456789");
  if (begin == std::string_view::npos) return false;
  spelling.remove_prefix(begin);
  return spelling.front() == '+' || (spelling.starts_with("00") && spelling.size() > 9);
}

class Resolver {
 public:
  Resolver(MentionSource& mentions, PersonSink& persons, const ResolveOptions& options)
      : mentions_(mentions), persons_(persons), options_(options), model_(fields_) {
    slots_.assign(1024, no_field);
    fields_.know_towns(options.towns);
    for (const Correction& correction : options.corrections) {
      corrections_[{correction.mention.item, correction.mention.number}].emplace_back(correction.group,
                                                                                      correction.side);
    }
    tags_.emplace_back();
  }

  Result<Resolution> run() {
    began_ = std::clock();
    TRY(read_all());
    step("read");
    order_tuples();
    model_.look_at_words();
    step("order");
    link_by_keys();
    step("keys");
    build_profiles();
    step("profiles");
    learn();
    step("learn");
    std::vector<Edge> edges = compare_all();
    step("compare");
    merge(edges);
    step("merge");
    attach_the_little_known();
    step("little known");
    obey();
    cores_ = {};
    rich_ = {};
    step("human");
    TRY_ASSIGN(Resolution resolution, give());
    step("give");
    resolution.seconds = seconds_;
    return resolution;
  }

 private:
  enum class Role : std::uint8_t { unknown, other, id, email, name, birth, address, residence, phone, account };

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
    } else if (info.name == "iban" || info.name == "credit_card") {
      known = Role::account;
    } else if (numbers_a_person(info)) {
      known = Role::id;
      if (type >= id_types_.size()) id_types_.resize(type + 1U);
      id_types_[type] = {info.name == "us_ssn", has_check_digit(info.name), given_by_house(info.name)};
    }
    return known;
  }

  void step(std::string_view name) {
    const std::clock_t now = std::clock();
    seconds_.emplace_back(name, static_cast<double>(now - began_) / CLOCKS_PER_SEC);
    began_ = now;
  }

  struct IdType {
    bool padded = false;     // Nine digits, whose zeros a spreadsheet took.
    bool confirmed = false;  // Has a check digit.
    bool of_house = false;   // Given by an employer, a hospital, a school.
  };
  // Ids are told apart by their type's name, whose number is the same for the whole run only.
  std::uint16_t id_kind(TypeId type) {
    return static_cast<std::uint16_t>((type + 1U) | (id_types_[type].of_house ? kind_of_house : 0U));
  }

  // ---- Reading ------------------------------------------------------------------------------------------------

  // What the first reader passes to the second: the texts by which the pools know values. The second goes through a
  // batch step by step: what a step reads is asked of memory in the step before, for that is what takes the time.
  struct DraftValue {
    Role role = Role::other;
    bool sure = false;
    bool confirmed = false;
    bool stated = false;  // A telephone whose country is written.
    std::uint16_t kind = 0;
    float confidence = 0;
    std::uint32_t begin = 0, size = 0;                      // In the batch's text: as its pool knows it.
    std::uint32_t canonical_begin = 0, canonical_size = 0;  // Of a telephone number.
    std::uint64_t hash = 0;
  };
  // A name, birth date or address.
  struct DraftField {
    Role role = Role::name;
    std::uint32_t draft = 0;
    std::uint32_t begin = 0, size = 0;
    std::uint32_t spelling_begin = 0, spelling_size = 0;
    std::uint64_t hash = 0;
    std::uint64_t spelling_hash = 0;
    bool known = false;  // A name that was known before: another spelling of it may be.
  };
  struct Draft {
    KeptItem item;
    std::int64_t number = 0;
    Tuple tuple;
    std::array<std::uint64_t, 3> hashes = {};  // Of name, birth, address.
    float best_key = 0;
    bool house = false;
    std::uint32_t signature = 0;
    std::uint32_t values_begin = 0, values_end = 0;
  };
  struct Batch {
    std::vector<Draft> drafts;
    std::vector<DraftValue> values;
    std::vector<DraftField> fields;
    std::string text;
    void clear() {
      drafts.clear();
      values.clear();
      fields.clear();
      text.clear();
    }
    std::string_view part(std::uint32_t begin, std::uint32_t size) const {
      return std::string_view(text).substr(begin, size);
    }
    // Where the text begins now.
    std::uint32_t put(std::string_view added) {
      const auto begin = static_cast<std::uint32_t>(text.size());
      text += added;
      return begin;
    }
  };
  static constexpr std::size_t drafts_of_batch = 512;
  static constexpr std::size_t batches_in_flight = 8;

  // Two readers, some batches apart: the first asks the source and makes of each value the text that it is told apart
  // by; the second gives all their numbers and finds the tuples. Only the second touches what is kept, so the outcome
  // is one reader's.
  Result<void> read_all() {
    std::array<Batch, batches_in_flight> ring;
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t filled = 0;
    std::size_t emptied = 0;
    bool ended = false;
    bool stopped = false;
    Result<void> outcome;
    std::exception_ptr thrown;
    const auto fill = [&]() -> Result<void> {
      Mention mention;
      std::int64_t item = -1;
      KeptItem kept_item;
      for (bool more = true; more;) {
        {
          std::unique_lock lock(mutex);
          changed.wait(lock, [&] { return stopped || filled - emptied < batches_in_flight; });
          if (stopped) return {};
        }
        Batch& batch = ring[filled % batches_in_flight];
        batch.clear();
        while (batch.drafts.size() < drafts_of_batch) {
          TRY_ASSIGN(more, mentions_.next(mention));
          if (!more) break;
          if (mention.item != item || batch.drafts.empty()) {
            if (mention.item != item) kept_item.relation = relation_of_place(mention.place);
            item = mention.item;
            kept_item.id = mention.item;
            kept_item.file = mention.file;
            kept_item.roster = mention.roster;
            kept_item.evidence = static_cast<std::uint32_t>(mention.evidence);
          }
          batch.drafts.emplace_back();
          batch.drafts.back().item = kept_item;
          if (mention.dependant) batch.drafts.back().item.relation = relation_dependant;
          draft(mention, batch, static_cast<std::uint32_t>(batch.drafts.size() - 1));
        }
        std::lock_guard lock(mutex);
        ++filled;
        changed.notify_all();
      }
      return {};
    };
    Result<void> read;
    {
      std::jthread first([&] {
        try {
          outcome = fill();
        } catch (...) {
          thrown = std::current_exception();
        }
        std::lock_guard lock(mutex);
        ended = true;
        changed.notify_all();
      });
      try {
        for (;;) {
          {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return ended || filled > emptied; });
            if (filled == emptied) break;
          }
          Batch& batch = ring[emptied % batches_in_flight];
          if (kept_.size() >= no_field - 1 - batch.drafts.size()) {
            read = fail(Fault::over_limit, "more than four thousand million mentions");
            break;
          }
          staged_.clear();
          number_fields(batch);
          number_values(batch);
          for (const Draft& draft : batch.drafts) keep(draft, batch);
          number_staged();
          std::lock_guard lock(mutex);
          ++emptied;
          changed.notify_all();
        }
      } catch (...) {
        if (thrown == nullptr) thrown = std::current_exception();
      }
      std::lock_guard lock(mutex);
      stopped = true;
      changed.notify_all();
    }
    if (thrown != nullptr) std::rethrow_exception(thrown);
    if (!outcome) return outcome;
    if (!read) return read;
    slots_ = {};
    staged_ = {};
    fields_.close();
    signature_texts_ = {};
    return {};
  }

  // How many letters the two begin with alike; accents end it.
  static std::size_t begins_alike(std::string_view canonical, std::string_view spelling) {
    std::size_t at = 0;
    while (at < canonical.size() && at < spelling.size() && is_alpha(spelling[at]) &&
           (spelling[at] | 0x20) == canonical[at]) {
      ++at;
    }
    return at;
  }

  // A full name: the first of several words, else the words that stand alone ("Jane", "Doe" in columns of their own)
  // together. Cells that share a canonical form are parts of one name.
  void read_name(const Mention& mention, Batch& batch, std::uint32_t number) {
    spelling_.clear();
    canonical_.clear();
    float confidence = 1;
    bool whole = false;
    std::size_t words = 0;
    for (const MentionFinding& finding : mention.findings) {
      if (finding.confidence < options_.confidence_min || role(finding.type) != Role::name) continue;
      const std::string_view canonical = trim(finding.canonical);
      if (canonical.empty()) continue;
      const bool several = canonical.find(' ') != std::string_view::npos;
      if (whole) {
        // The other cell of the same name. Canonical forms have no accents: letters are counted, not bytes.
        if (canonical == canonical_ && spelling_.size() < 200 && finding.spelling != spelling_ &&
            letters_of(finding.spelling) + letters_of(spelling_) < letters_of(canonical_) + 3) {
          // The canonical form has the given name first, whichever column stands first.
          const std::string_view part = trim(finding.spelling);
          if (begins_alike(canonical_, part) > begins_alike(canonical_, spelling_)) {
            spelling_.insert(0, std::string(part) + " ");
          } else {
            spelling_ += " ";
            spelling_ += part;
          }
        }
        continue;
      }
      if (several) {
        canonical_ = canonical;
        spelling_ = trim(finding.spelling);
        confidence = finding.confidence;
        whole = true;
      } else if (words < 3 && canonical_ != canonical) {
        canonical_ += (words == 0 ? "" : " ") + std::string(canonical);
        spelling_ += (words == 0 ? "" : " ") + std::string(trim(finding.spelling));
        confidence = std::min(confidence, finding.confidence);
        ++words;
      }
    }
    const Fields::Told told = Fields::tell_name(canonical_);
    if (told.text.empty()) return;
    Tuple& tuple = batch.drafts[number].tuple;
    tuple.name = 0;  // There is one: which, number_fields() says.
    tuple.name_confidence = confidence;
    tell(batch, Role::name, number, told, spelling_);
    batch.fields.back().spelling_hash = Fields::spelling_hash_of(spelling_);
  }

  static void tell(Batch& batch, Role role, std::uint32_t number, const Fields::Told& told, std::string_view spelling) {
    DraftField field;
    field.role = role;
    field.draft = number;
    field.size = static_cast<std::uint32_t>(told.text.size());
    field.begin = batch.put(told.text);
    field.hash = told.hash;
    field.spelling_size = static_cast<std::uint32_t>(spelling.size());
    field.spelling_begin = batch.put(spelling);
    batch.fields.push_back(field);
  }

  // The names, birth dates and addresses of a batch get their numbers.
  void number_fields(Batch& batch) {
    const auto pool_of = [this](Role role) -> const TextPool& {
      return role == Role::name ? fields_.names() : role == Role::birth ? fields_.births() : fields_.addresses();
    };
    for (const DraftField& field : batch.fields) pool_of(field.role).prefetch(field.hash);
    for (const DraftField& field : batch.fields) pool_of(field.role).prefetch_text(field.hash);
    for (DraftField& field : batch.fields) {
      Draft& draft = batch.drafts[field.draft];
      const Fields::Told told = {batch.part(field.begin, field.size), field.hash};
      const std::string_view spelling = batch.part(field.spelling_begin, field.spelling_size);
      switch (field.role) {
        case Role::name:
          draft.tuple.name = fields_.name(told, spelling, field.spelling_hash, field.known);
          draft.hashes[0] = told.hash;
          break;
        case Role::birth:
          draft.tuple.birth = fields_.birth(told);
          draft.hashes[1] = told.hash;
          break;
        case Role::address:
          draft.tuple.address = fields_.address(told, spelling);
          draft.hashes[2] = told.hash;
          break;
        default: break;
      }
    }
    for (const DraftField& field : batch.fields) {
      Draft& draft = batch.drafts[field.draft];
      if (field.role == Role::name && field.known) {
        fields_.respell(draft.tuple.name, batch.part(field.spelling_begin, field.spelling_size), field.spelling_hash);
      } else if (field.role == Role::address) {
        draft.house = tells_house(draft.tuple.address);
      }
    }
  }

  void draft(const Mention& mention, Batch& batch, std::uint32_t number) {
    read_name(mention, batch, number);
    Draft& draft = batch.drafts[number];
    draft.number = mention.number;
    Tuple& tuple = draft.tuple;
    signature_.clear();
    float address_confidence = 0;
    const auto key = [&draft](float confidence) { draft.best_key = std::max(draft.best_key, confidence); };
    draft.values_begin = static_cast<std::uint32_t>(batch.values.size());
    std::array<TypeId, 8> seen = {};
    std::size_t seen_count = 0;
    bool phone = false;
    bool account = false;
    for (const MentionFinding& finding : mention.findings) {
      const bool sure = finding.confidence >= options_.confidence_min;
      if (sure) count(finding.type);
      if (finding.confidence < 0.2F) continue;
      const Role what = role(finding.type);
      const std::string_view canonical = finding.canonical.substr(0, value_bytes_max);
      DraftValue value;
      value.role = what;
      value.sure = sure;
      value.confidence = finding.confidence;
      const auto put = [&batch, &value](const Fields::Told& told) {
        if (told.text.empty()) return false;
        value.begin = static_cast<std::uint32_t>(told.text.data() - batch.text.data());
        value.size = static_cast<std::uint32_t>(told.text.size());
        value.hash = told.hash;
        return true;
      };
      switch (what) {
        case Role::id: {
          // A second id of the same type is a spouse's, a child's, a manager's: only the first is the subject's.
          const auto end = seen.begin() + static_cast<std::ptrdiff_t>(seen_count);
          if (seen_count == seen.size() || std::find(seen.begin(), end, finding.type) != end) break;
          seen[seen_count++] = finding.type;
          value.kind = id_kind(finding.type);
          const IdType& type = id_types_[finding.type];
          value.confirmed = type.confirmed;
          if (put(Fields::tell_id(canonical, value.kind, type.padded, batch.text))) batch.values.push_back(value);
          break;
        }
        case Role::email:  // Which of several is the subject's hangs on whose the others are: keep() tells.
          if (sure && put(Fields::tell_email(canonical, batch.text))) batch.values.push_back(value);
          break;
        case Role::phone:
          if (!sure || phone || !put(Fields::tell_phone(canonical, batch.text))) break;
          phone = true;
          value.stated = states_country(finding.spelling);
          value.canonical_size = static_cast<std::uint32_t>(canonical.size());
          value.canonical_begin = batch.put(canonical);
          batch.values.push_back(value);
          break;
        case Role::account:
          if (!sure || account || !put(Fields::tell_account(canonical, batch.text))) break;
          account = true;
          batch.values.push_back(value);
          break;
        case Role::birth:
          if (tuple.birth == no_field) {
            told_.clear();
            const Fields::Told told = Fields::tell_birth(finding.canonical, told_);
            if (told.text.empty()) break;
            tuple.birth = 0;
            tell(batch, Role::birth, number, told, {});
            if (tuple.name != no_field) key(std::min(finding.confidence, tuple.name_confidence));
          }
          break;
        case Role::address:
          if (finding.confidence <= address_confidence) break;
          address_confidence = finding.confidence;
          tuple.address = no_field;
          if (tell_address(finding, batch, number) && tuple.name != no_field) {
            key(std::min(finding.confidence, tuple.name_confidence));
          }
          break;
        case Role::residence:  // A place without a street: it says where, and hardly who.
          if (tuple.address == no_field) (void)tell_address(finding, batch, number);
          break;
        default: break;
      }
    }
    draft.values_end = static_cast<std::uint32_t>(batch.values.size());
    draft.signature = signature_number();
  }

  bool tell_address(const MentionFinding& finding, Batch& batch, std::uint32_t number) {
    const Fields::Told told = Fields::tell_address(finding.canonical);
    Tuple& tuple = batch.drafts[number].tuple;
    if (told.text.empty()) {  // The better address says nothing: the one before it is no longer meant.
      for (std::size_t at = batch.fields.size(); at-- > 0 && batch.fields[at].draft == number;) {
        if (batch.fields[at].role == Role::address) batch.fields[at].role = Role::other;
      }
      tuple.address = no_field;
      return false;
    }
    tuple.address = 0;
    tell(batch, Role::address, number, told, finding.spelling);
    return true;
  }

  // The other values of a batch get theirs.
  void number_values(Batch& batch) {
    const TextPool& pool = fields_.values();
    for (const DraftValue& value : batch.values) pool.prefetch(value.hash);
    for (const DraftValue& value : batch.values) pool.prefetch_text(value.hash);
    numbers_.assign(batch.values.size(), no_field);
    std::size_t at = 0;
    for (const Draft& draft : batch.drafts) {
      bool email = false;
      for (at = draft.values_begin; at < draft.values_end; ++at) {
        const DraftValue& value = batch.values[at];
        const Fields::Told told = {batch.part(value.begin, value.size), value.hash};
        switch (value.role) {
          case Role::id: numbers_[at] = fields_.id(told, value.kind, value.confirmed); break;
          case Role::phone:
            numbers_[at] = fields_.phone(told, batch.part(value.canonical_begin, value.canonical_size), value.stated);
            break;
          case Role::account: numbers_[at] = fields_.account(told); break;
          default:
            if (email) break;
            numbers_[at] = fields_.email(told);
            email = !fields_.value_at(numbers_[at]).role;
            break;
        }
      }
    }
  }

  void keep(const Draft& draft, const Batch& batch) {
    if (items_.empty() || items_.back().id != draft.item.id || items_.back().relation != draft.item.relation) {
      items_.push_back(draft.item);
    }
    Tuple tuple = draft.tuple;
    std::size_t ids = 0;
    float best_key = draft.best_key;
    const auto key = [&best_key](float confidence) { best_key = std::max(best_key, confidence); };
    ValueHashes hashes;
    for (std::uint32_t at = draft.values_begin; at < draft.values_end; ++at) {
      const DraftValue& value = batch.values[at];
      const std::uint32_t number = numbers_[at];
      switch (value.role) {
        case Role::id: {
          if (!value.sure) {
            if (tuple.weak_id != no_field) break;
            tuple.weak_id = number;
            hashes.weak_id = value.hash;
            break;
          }
          if (ids == tuple.ids.size()) break;
          tuple.ids[ids] = number;
          hashes.ids[ids++] = value.hash;
          key(value.confidence);
          break;
        }
        case Role::email:
          if (number == no_field || fields_.value_at(number).role) break;
          tuple.email = number;
          hashes.email = value.hash;
          key(value.confidence);
          break;
        case Role::phone:
          tuple.phone = number;
          hashes.phone = value.hash;
          break;
        case Role::account:
          tuple.account = number;
          hashes.account = value.hash;
          break;
        default: break;
      }
    }
    std::ranges::sort(tuple.ids);
    if (!corrections_.empty()) {
      const auto found = corrections_.find({draft.item.id, draft.number});
      if (found != corrections_.end()) {
        tuple.tag = static_cast<std::uint32_t>(tags_.size());
        tags_.push_back(found->second);
      }
    }
    if (tuple.tag == 0 && is_bare(tuple, draft.house)) tuple.tag = 0x80000000U | draft.item.evidence;
    tuple.confidence = std::max(best_key, best_key == 0 ? strength_of_name * tuple.name_confidence : 0.0F);
    Kept kept;
    const auto number = static_cast<std::uint64_t>(draft.number);
    kept.number_parts = {static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32)};
    kept.item = static_cast<std::uint32_t>(items_.size() - 1);
    kept.signature = draft.signature;
    tuple.content = content_of(tuple, draft.hashes, hashes);
    __builtin_prefetch(&slots_[slot_of(tuple.content)]);
    staged_.push_back({tuple, kept});
  }

  // Each tuple of the batch gets its number. By the time that it is asked for, what it is compared with has come from
  // memory: that is what takes the time.
  void number_staged() {
    constexpr std::size_t ahead = 8;
    for (std::size_t at = 0; at < staged_.size(); ++at) {
      if (at + ahead < staged_.size()) {
        const std::uint32_t soon = slots_[slot_of(staged_[at + ahead].tuple.content)];
        if (soon != no_field) tuples_.prefetch(soon);
      }
      staged_[at].kept.tuple = tuple_number(staged_[at].tuple);
      kept_.push_back(staged_[at].kept);
    }
  }
  std::size_t slot_of(std::uint64_t content) const { return content & (slots_.size() - 1); }

  // Whether the address tells a house or at least a street.
  bool tells_house(std::uint32_t address) const {
    return address != no_field && fields_.address_at(address).street != no_field &&
           (fields_.address_at(address).number != no_field || fields_.address_at(address).postcode != no_field);
  }
  bool is_bare(const Tuple& tuple) const { return is_bare(tuple, tells_house(tuple.address)); }
  static bool is_bare(const Tuple& tuple, bool house) {
    return tuple.birth == no_field && !house && tuple.phone == no_field && tuple.email == no_field &&
           tuple.ids[0] == no_field && tuple.weak_id == no_field && tuple.account == no_field;
  }
  // Whether somebody can be told by it at all.
  bool is_somebody(const Tuple& tuple) const {
    if (tuple.ids[0] != no_field || tuple.email != no_field) return true;
    const bool full = tuple.name != no_field && !fields_.name_at(tuple.name).single();
    if (full) return true;
    const int known = (tuple.name != no_field ? 1 : 0) + (tuple.birth != no_field ? 1 : 0) +
                      (tuple.address != no_field ? 1 : 0) + (tuple.phone != no_field ? 1 : 0) +
                      (tuple.account != no_field ? 1 : 0) + (tuple.weak_id != no_field ? 1 : 0);
    return known >= 2;
  }

  void count(TypeId type) {
    for (auto& [known, times] : signature_) {
      if (known == type) {
        ++times;
        return;
      }
    }
    signature_.emplace_back(type, 1);
  }
  std::uint32_t signature_number() {
    std::ranges::sort(signature_);
    const std::string_view bytes(reinterpret_cast<const char*>(signature_.data()),
                                 signature_.size() * sizeof(signature_[0]));
    bool added = false;
    const std::uint32_t number = signature_texts_.add(bytes, added);
    if (added) signatures_.push_back(signature_);
    return number;
  }

  struct ValueHashes {
    std::uint64_t phone = 0, email = 0, weak_id = 0, account = 0;
    std::array<std::uint64_t, 3> ids = {};
  };
  static std::uint64_t content_of(const Tuple& tuple, const std::array<std::uint64_t, 3>& hashes, ValueHashes values) {
    std::uint64_t hash = tuple.tag;
    for (const std::uint64_t of_text : hashes) hash = mixed_hash(hash, of_text);
    hash = mixed_hash(hash, values.phone);
    hash = mixed_hash(hash, values.email);
    std::ranges::sort(values.ids);
    for (const std::uint64_t id : values.ids) hash = mixed_hash(hash, id);
    hash = mixed_hash(hash, values.weak_id);
    return mixed_hash(hash, values.account);
  }

  std::uint32_t tuple_number(Tuple& tuple) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = tuple.content & mask;
    for (; slots_[slot] != no_field; slot = (slot + 1) & mask) {
      Tuple& known = tuples_[slots_[slot]];
      if (known.content == tuple.content && known.same(tuple)) {
        ++known.mentions;
        known.confidence = std::max(known.confidence, tuple.confidence);
        known.name_confidence = std::max(known.name_confidence, tuple.name_confidence);
        return slots_[slot];
      }
    }
    const auto number = static_cast<std::uint32_t>(tuples_.size());
    tuple.mentions = 1;
    tuples_.push_back(tuple);
    slots_[slot] = number;
    if (tuples_.size() * 2 > slots_.size()) {
      slots_.assign(slots_.size() * 2, no_field);
      for (std::uint32_t index = 0; index < tuples_.size(); ++index) {
        std::size_t at = tuples_[index].content & (slots_.size() - 1);
        while (slots_[at] != no_field) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = index;
      }
    }
    return number;
  }

  // From here on the number of a tuple is its place in the order of contents, whatever the order of reading was.
  void order_tuples() {
    struct Ordered {
      std::uint64_t content = 0;
      std::uint32_t index = 0;
    };
    LargeVector<std::uint32_t> place(tuples_.size());
    {
      std::vector<Ordered> order(tuples_.size());
      for (std::uint32_t index = 0; index < order.size(); ++index) order[index] = {tuples_[index].content, index};
      sort_by_hash(
          order, [](const Ordered& one) { return one.content; },
          [](const Ordered& a, const Ordered& b) {
            return a.content != b.content ? a.content < b.content : a.index < b.index;
          });
      for (std::uint32_t at = 0; at < order.size(); ++at) place[order[at].index] = at;
    }
    for (std::size_t index = 0; index < kept_.size(); ++index) kept_[index].tuple = place[kept_[index].tuple];
    // Each goes to its place, and what lies there goes on to its own: no second array.
    for (std::uint32_t index = 0; index < place.size(); ++index) {
      while (place[index] != index) {
        const std::uint32_t to = place[index];
        std::swap(tuples_[index], tuples_[to]);
        std::swap(place[index], place[to]);
      }
    }
    parent_ = std::move(place);  // Each is its own root now.
    weakest_.assign(tuples_.size(), 1.0F);
  }

  // ---- Exact keys ---------------------------------------------------------------------------------------------

  std::uint32_t root(std::uint32_t index) {
    while (parent_[index] != index) {
      parent_[index] = parent_[parent_[index]];
      index = parent_[index];
    }
    return index;
  }

  // What an exact key must not contradict. Kept at the root.
  struct Core {
    std::uint32_t name = no_field, birth = no_field;
    std::array<std::uint32_t, 4> ids = {no_field, no_field, no_field, no_field};
    std::uint32_t votes = 0;
  };

  enum class Names : std::uint8_t { unknown, agree, given_differs, surname_differs, differ };
  Names compare_names(std::uint32_t a, std::uint32_t b) const {
    if (a == no_field || b == no_field) return Names::unknown;
    if (a == b) return Names::agree;
    bool surname = false;
    const bool given = model_.given_level(fields_.name_at(a), fields_.name_at(b), surname) == given_differs;
    if (given) return surname ? Names::differ : Names::given_differs;
    return surname ? Names::surname_differs : Names::agree;
  }
  bool births_far(std::uint32_t a, std::uint32_t b) const {
    return a != no_field && b != no_field && model_.birth_level(a, b) == birth_differs;
  }
  bool cores_clash_by_id(const Core& a, const Core& b) const {
    for (const std::uint32_t x : a.ids) {
      if (x == no_field || fields_.value_at(x).of_house()) continue;
      bool same_kind = false;
      bool equal = false;
      for (const std::uint32_t y : b.ids) {
        if (y == no_field || fields_.value_at(x).kind != fields_.value_at(y).kind) continue;
        same_kind = true;
        equal = equal || x == y;
      }
      if (same_kind && !equal) return true;
    }
    return false;
  }
  // Whether a shared key of this kind may join the two.
  bool may_join(KeyKind kind, std::uint32_t root_a, std::uint32_t root_b) {
    const Core& a = cores_[root_a];
    const Core& b = cores_[root_b];
    if (parted(root_a, root_b)) return false;
    const Names names = compare_names(a.name, b.name);
    const bool far = births_far(a.birth, b.birth);
    const bool births_agree = a.birth != no_field && b.birth != no_field && !far;
    switch (kind) {
      case KeyKind::id:
        // Both names different: the number was mistyped, or is another's. The given name alone: a spouse's or a
        // child's row under the insured's number, unless the birth date says that it is the same human being.
        if (names == Names::differ) return false;
        if (names == Names::given_differs) return births_agree;
        return !(names == Names::surname_differs && far);
      case KeyKind::email:
        if (names == Names::differ || names == Names::given_differs || far) return false;
        return !cores_clash_by_id(a, b);
      default: return !far && names != Names::differ && names != Names::given_differs && !cores_clash_by_id(a, b);
    }
  }

  // Human corrections after `since` that part two clusters.
  bool parted(std::uint32_t root_a, std::uint32_t root_b, std::int64_t since = 0) const {
    if (sides_.empty()) return false;
    const auto a = sides_.find(root_a);
    const auto b = sides_.find(root_b);
    if (a == sides_.end() || b == sides_.end()) return false;
    for (const auto& [group, side] : a->second) {
      for (const auto& [other_group, other_side] : b->second) {
        if (group > since && group == other_group && side != other_side) return true;
      }
    }
    return false;
  }

  bool join(std::uint32_t tuple_a, std::uint32_t tuple_b, float strength) {
    std::uint32_t a = root(tuple_a);
    std::uint32_t b = root(tuple_b);
    if (a == b) return true;
    if (cores_[b].votes > cores_[a].votes || (cores_[b].votes == cores_[a].votes && b < a)) std::swap(a, b);
    Core merged = cores_[a];
    const Core& other = cores_[b];
    std::size_t count = 0;
    while (count < merged.ids.size() && merged.ids[count] != no_field) ++count;
    for (const std::uint32_t id : other.ids) {
      if (id == no_field || std::ranges::find(merged.ids, id) != merged.ids.end()) continue;
      if (count < merged.ids.size()) merged.ids[count++] = id;  // More are slips of those.
    }
    const auto poor = [this](std::uint32_t name) {
      return name == no_field || fields_.name_at(name).single() || fields_.name_at(name).initial;
    };
    if (merged.name == no_field || (poor(merged.name) && !poor(other.name))) merged.name = other.name;
    if (merged.birth == no_field) merged.birth = other.birth;
    merged.votes += other.votes;
    cores_[a] = merged;
    parent_[b] = a;
    weakest_[a] = std::min({weakest_[a], weakest_[b], strength});
    if (!sides_.empty()) {
      if (const auto moved = sides_.find(b); moved != sides_.end()) {
        auto& into = sides_[a];
        into.insert(into.end(), moved->second.begin(), moved->second.end());
        sides_.erase(b);
      }
    }
    return true;
  }

  // The keys of a tuple that are of the kind.
  template <typename Use>
  void keys_of(const Tuple& tuple, KeyKind kind, Use use) const {
    if (kind == KeyKind::id) {
      for (const std::uint32_t id : tuple.ids) {
        if (id != no_field) use(fields_.values().hash(id));
      }
      return;
    }
    if (kind == KeyKind::email) {
      if (tuple.email != no_field) use(fields_.values().hash(tuple.email));
      return;
    }
    if (tuple.name == no_field) return;
    const NameField& name = fields_.name_at(tuple.name);
    if (name.single() || name.initial) return;
    if (kind == KeyKind::name_and_birth) {
      if (tuple.birth == no_field || !fields_.birth_at(tuple.birth).whole) return;
      use(mixed_hash(name.key, fields_.births().hash(tuple.birth)));
      return;
    }
    if (tuple.address == no_field) return;
    const AddressField& address = fields_.address_at(tuple.address);
    if (address.number != no_field && address.street != no_field) {
      use(mixed_hash(name.key, fields_.addresses().hash(tuple.address)));
    }
  }

  void link_by_keys() {
    constexpr std::array<KeyKind, 4> kinds = {KeyKind::id, KeyKind::email, KeyKind::name_and_birth,
                                              KeyKind::name_and_address};
    cores_.resize(tuples_.size());
    in_parts(tuples_.size(), [&](std::size_t begin, std::size_t end) {
      for (std::size_t index = begin; index < end; ++index) {
        const Tuple& tuple = tuples_[index];
        Core& core = cores_[index];
        core.name = tuple.name;
        core.birth = tuple.birth != no_field && fields_.birth_at(tuple.birth).whole ? tuple.birth : no_field;
        std::copy(tuple.ids.begin(), tuple.ids.end(), core.ids.begin());
        core.votes = tuple.mentions;
        if (tuple.mentions > 1) {
          float best = 1.0F;
          for (std::size_t at = kinds.size(); at-- > 0;) {
            keys_of(tuple, kinds[at], [&](std::uint64_t) { best = strength_of(kinds[at]); });
          }
          weakest_[index] = best * tuple.confidence;
        }
      }
    });
    for (std::uint32_t index = 0; index < tuples_.size() && !corrections_.empty(); ++index) {
      const std::uint32_t tag = tuples_[index].tag;
      if (tag == 0 || tag >= tags_.size()) continue;
      sides_[index] = tags_[tag];
      for (const auto& [group, side] : tags_[tag]) human_.emplace_back(group, side, index);
    }
    // The keys of the next kind are gathered while one links: linking takes out of tuples what is of its own kind only.
    std::array<std::future<SharedOfKind>, kinds.size()> gathered;
    const auto gather = [&](std::size_t at) {
      if (at < kinds.size()) {
        gathered[at] = std::async(std::launch::async, [this, kind = kinds[at]] { return SharedOfKind(*this, kind); });
      }
    };
    gather(0);
    for (std::size_t at = 0; at < kinds.size(); ++at) {
      gather(at + 1);
      gathered[at].get().each([this](std::span<Key> group) {
        if (!link_group(group)) demote(group);
      });
    }
  }

  // Keys of a kind that several tuples have, in order. What only one tuple has, which is most, joins nobody: it is not
  // even sorted.
  class SharedOfKind {
   public:
    SharedOfKind(const Resolver& resolver, KeyKind kind)
        : resolver_(resolver), kind_(kind), seen_(resolver.tuples_.size()) {
      each_key([](std::uint64_t) { return true; }, [&](const Key& key) { seen_.add(mixed_hash(key.hash, 0)); });
      // In several passes, if there are many; in order of key all the same, so that their number changes nothing.
      passes_ = seen_.at_most() / std::max<std::uint64_t>(2'000'000, resolver.tuples_.size() / 2) + 1;
      fill();
    }
    // Calls use() for the tuples of each key.
    template <typename Use>
    void each(Use use) {
      for (;;) {
        for (std::size_t begin = 0; begin < keys_.size();) {
          std::size_t end = begin + 1;
          while (end < keys_.size() && keys_[end].hash == keys_[begin].hash) ++end;
          if (end - begin > 1) use(std::span<Key>(keys_).subspan(begin, end - begin));
          begin = end;
        }
        if (++pass_ >= passes_) return;
        fill();
      }
    }

   private:
    template <typename Wanted, typename Use>
    void each_key(Wanted wanted, Use use) {
      HeldBack<Key> held;
      for (std::uint32_t index = 0; index < resolver_.tuples_.size(); ++index) {
        resolver_.keys_of(resolver_.tuples_[index], kind_, [&](std::uint64_t hash) {
          if (!wanted(hash)) return;
          seen_.prefetch(mixed_hash(hash, 0));
          held.put({hash, index, kind_}, use);
        });
      }
      held.end(use);
    }
    void fill() {
      keys_.clear();
      each_key([this](std::uint64_t hash) { return passes_ == 1 || (hash >> 32) * passes_ >> 32 == pass_; },
               [this](const Key& key) {
                 if (seen_.twice(mixed_hash(key.hash, 0))) keys_.push_back(key);
               });
      sort_by_hash(
          keys_, [](const Key& key) { return key.hash; },
          [](const Key& a, const Key& b) { return a.hash != b.hash ? a.hash < b.hash : a.tuple < b.tuple; });
    }

    const Resolver& resolver_;
    KeyKind kind_;
    SeenTwice seen_;
    std::uint64_t passes_ = 1;
    std::uint64_t pass_ = 0;
    std::vector<Key> keys_;
  };

  // The name that most mentions tell leads: slips of it agree with it, but not always with one another.
  void most_told_first(std::span<Key> group) {
    votes_.clear();
    for (const Key& key : group) {
      if (tuples_[key.tuple].name != no_field)
        votes_.emplace_back(tuples_[key.tuple].name, tuples_[key.tuple].mentions);
    }
    std::ranges::sort(votes_);
    std::size_t kept = 0;
    for (std::size_t at = 0; at < votes_.size(); ++at) {
      if (kept != 0 && votes_[kept - 1].first == votes_[at].first) {
        votes_[kept - 1].second += votes_[at].second;
      } else {
        votes_[kept++] = votes_[at];
      }
    }
    votes_.resize(kept);
    if (kept < 2) return;
    const auto votes_of = [this](const Key& key) -> std::uint32_t {
      const std::uint32_t name = tuples_[key.tuple].name;
      const auto found = std::ranges::lower_bound(votes_, std::pair(name, 0U));
      return found == votes_.end() || found->first != name ? 0 : found->second;
    };
    std::ranges::sort(group, [&](const Key& a, const Key& b) {
      const std::uint32_t x = votes_of(a);
      const std::uint32_t y = votes_of(b);
      return x != y ? x > y : a.tuple < b.tuple;
    });
  }

  // False where the key stands with too many names to be anybody's own.
  bool link_group(std::span<Key> group) {
    const KeyKind kind = group.front().kind;
    std::vector<std::uint32_t>& fronts = fronts_;  // A name each, that the others do not agree with.
    fronts.clear();
    if (kind == KeyKind::id || kind == KeyKind::email) {
      for (const Key& key : group) {
        const std::uint32_t name = tuples_[key.tuple].name;
        if (name == no_field) continue;
        const bool known = std::ranges::any_of(fronts, [&](std::uint32_t front) {
          const Names names = compare_names(front, name);
          return names == Names::agree || names == Names::surname_differs;
        });
        if (!known) fronts.push_back(name);
        if (fronts.size() > options_.names_of_key_max) return false;
      }
    }
    // Those that have a name first: they are the fronts that the nameless join.
    std::vector<std::uint32_t>& clusters = clusters_;
    clusters.clear();
    if (group.size() > 2 && kind == KeyKind::id) most_told_first(group);
    for (const bool named : {true, false}) {
      if (!named && clusters.size() > 1) {
        // Several human beings share it: a row without a name is the one's who has it most often.
        std::ranges::sort(clusters, [this](std::uint32_t a, std::uint32_t b) {
          const std::uint32_t votes_a = cores_[root(a)].votes;
          const std::uint32_t votes_b = cores_[root(b)].votes;
          return votes_a != votes_b ? votes_a > votes_b : a < b;
        });
      }
      for (const Key& key : group) {
        const Tuple& tuple = tuples_[key.tuple];
        if ((tuple.name != no_field) != named) continue;
        bool joined = false;
        for (const std::uint32_t front : clusters) {
          const std::uint32_t a = root(front);
          const std::uint32_t b = root(key.tuple);
          if (a == b) {
            joined = true;
            break;
          }
          if (!may_join(kind, a, b)) {
            if (kind == KeyKind::name_and_birth && clashes_.size() < uncertain_max &&
                cores_clash_by_id(cores_[a], cores_[b])) {
              clashes_.emplace_back(front, key.tuple);
            }
            continue;
          }
          const float sure = std::min(tuples_[front].confidence, tuple.confidence);
          if (join(a, b, strength_of(kind) * sure)) {
            if (kind == KeyKind::name_and_birth) ++joined_by_birth_;
            joined = true;
            break;
          }
        }
        if (!joined && clusters.size() < 2 * options_.names_of_key_max + 2) clusters.push_back(key.tuple);
      }
    }
    return true;
  }

  // A dummy id or a shared mailbox identifies nobody: it is taken out of the tuples.
  void demote(std::span<const Key> group) {
    for (const Key& key : group) {
      Tuple& tuple = tuples_[key.tuple];
      if (key.kind == KeyKind::email) {
        tuple.email = no_field;
        continue;
      }
      for (std::uint32_t& id : tuple.ids) {
        if (id == no_field || fields_.values().hash(id) != key.hash) continue;
        const std::uint32_t gone = id;
        id = no_field;
        for (std::uint32_t& known : cores_[key.tuple].ids) {
          if (known == gone) known = no_field;
        }
        std::ranges::sort(cores_[key.tuple].ids);
      }
      std::ranges::sort(tuple.ids);
    }
  }

  // ---- Profiles -----------------------------------------------------------------------------------------------

  void build_profiles() {
    profile_of_.assign(tuples_.size(), no_field);
    // Tuples of one root, in a chain each, in order.
    LargeVector<std::uint32_t> next(tuples_.size(), no_field);
    std::vector<std::uint32_t> last;
    for (std::uint32_t index = 0; index < tuples_.size(); ++index) {
      if (!is_somebody(tuples_[index])) continue;
      const std::uint32_t top = root(index);
      if (profile_of_[top] == no_field) {
        profile_of_[top] = static_cast<std::uint32_t>(tuple_of_.size());
        tuple_of_.push_back(index);
        last.push_back(index);
        continue;
      }
      std::uint32_t& end = last[profile_of_[top]];
      next[end] = index;
      end = index;
    }
    last = {};
    bare_.resize(tuple_of_.size());
    for (std::uint32_t index = 0; index < tuple_of_.size(); ++index) {
      Profile profile;
      bool bare = true;
      for (std::uint32_t at = tuple_of_[index]; at != no_field; at = next[at]) {
        const Tuple& tuple = tuples_[at];
        const std::uint32_t votes = tuple.mentions;
        if (tuple.name != no_field) profile.names.add(tuple.name, votes);
        if (tuple.birth != no_field) profile.births.add(tuple.birth, votes);
        if (tuple.address != no_field) profile.addresses.add(tuple.address, votes);
        if (tuple.phone != no_field) profile.phones.add(tuple.phone, votes);
        if (tuple.email != no_field) profile.emails.add(tuple.email, votes);
        for (const std::uint32_t id : tuple.ids) {
          if (id != no_field) profile.ids.add(id, votes);
        }
        if (tuple.weak_id != no_field) profile.weak_ids.add(tuple.weak_id, votes);
        if (tuple.account != no_field) profile.accounts.add(tuple.account, votes);
        bare = bare && is_bare(tuple);
      }
      (void)profiles_.add(profile);
      bare_[index] = bare ? 1 : 0;
      if (!bare) rich_.push_back(index);  // Has more than a name, for comparing.
    }
  }

  // ---- Comparison ---------------------------------------------------------------------------------------------

  void learn() {
    model_.count(profiles_);
    {
      // Strangers are drawn among those that are compared.
      std::vector<std::uint32_t> drawn;
      const std::size_t step = rich_.size() < profiles_.size() ? std::max<std::size_t>(1, rich_.size() / 50'000) : 1;
      for (std::size_t at = 0; at < rich_.size(); at += step) drawn.push_back(rich_[at]);
      model_.learn_strangers(profiles_, drawn);
    }
    step("strangers");
    blocks_ = std::make_unique<Blocks>(fields_, profiles_, rich_, model_, Blocks::bounds_for(profiles_.size()));
    step("blocks");
    // An even sample, for expectation-maximisation: those whose hash is below a bar that sinks as pairs come.
    std::vector<std::uint64_t> sampled;
    std::uint64_t every = 1;
    pairs_compared_ = 0;
    blocks_->each_pair([&](std::span<const std::uint64_t> pairs) {
      pairs_compared_ += pairs.size();
      for (const std::uint64_t pair : pairs) {
        if (mixed_hash(pair, 0) > UINT64_MAX / every) continue;
        sampled.push_back(pair);
        if (sampled.size() < 2 * sample_pairs_wanted) continue;
        every *= 2;
        std::erase_if(sampled, [&](std::uint64_t kept) { return mixed_hash(kept, 0) > UINT64_MAX / every; });
      }
    });
    std::vector<Comparison> compared(sampled.size());
    in_parts(sampled.size(), [&](std::size_t begin, std::size_t end) {
      Profile a;
      Profile b;
      for (std::size_t at = begin; at < end; ++at) {
        profiles_.get(static_cast<std::uint32_t>(sampled[at] >> 32), a);
        profiles_.get(static_cast<std::uint32_t>(sampled[at]), b);
        compared[at] = model_.compare(a, b);
      }
    });
    model_.learn_matches(compared, static_cast<double>(every));
  }

  // The second profile of each pair; what comparing reads of it is asked of memory some pairs ahead.
  template <typename Use>
  void each_second(std::span<const std::uint64_t> pairs, Use use) const {
    constexpr std::size_t ahead = 4;
    std::array<Profile, 2 * ahead> soon;
    for (std::size_t at = 0; at < pairs.size() + ahead; ++at) {
      if (at + 4 * ahead < pairs.size()) profiles_.prefetch_begin(static_cast<std::uint32_t>(pairs[at + 4 * ahead]));
      if (at + 2 * ahead < pairs.size()) profiles_.prefetch(static_cast<std::uint32_t>(pairs[at + 2 * ahead]));
      if (at < pairs.size()) {
        Profile& profile = soon[at % soon.size()];
        profiles_.get(static_cast<std::uint32_t>(pairs[at]), profile);
        model_.prefetch(profile);
      }
      if (at >= ahead / 2 && at - ahead / 2 < pairs.size()) model_.prefetch_texts(soon[(at - ahead / 2) % soon.size()]);
      if (at >= ahead) use(pairs[at - ahead], soon[(at - ahead) % soon.size()]);
    }
  }

  std::vector<Edge> compare_all() {
    std::vector<Edge> edges;
    std::mutex mutex;
    blocks_->each_pair([&](std::span<const std::uint64_t> pairs) {
      in_parts(pairs.size(), [&](std::size_t begin, std::size_t end) {
        std::vector<Edge> found;
        Profile a;
        std::uint32_t first = no_field;
        each_second(pairs.subspan(begin, end - begin), [&](std::uint64_t pair, const Profile& b) {
          if (first != static_cast<std::uint32_t>(pair >> 32)) {
            first = static_cast<std::uint32_t>(pair >> 32);
            profiles_.get(first, a);
          }
          const std::optional<Comparison> compared = model_.compare_unless_below(a, b, keep_bits_min);
          if (!compared) return;
          const float bits = model_.judge(*compared).bits;
          if (bits >= keep_bits_min) found.push_back({bits, first, static_cast<std::uint32_t>(pair)});
        });
        const std::lock_guard lock(mutex);
        edges.insert(edges.end(), found.begin(), found.end());
      });
    });
    blocks_ = nullptr;
    // One name, one birth date, two numbers: one of the numbers may be wrong. Blocks may have passed over them.
    for (const auto& [tuple_a, tuple_b] : clashes_) {
      const std::uint32_t a = profile_of_[root(tuple_a)];
      const std::uint32_t b = profile_of_[root(tuple_b)];
      if (a == b || a == no_field || b == no_field) continue;
      const float bits = model_.judge(model_.compare(profiles_[a], profiles_[b])).bits;
      if (bits >= keep_bits_min) edges.push_back({bits, std::min(a, b), std::max(a, b)});
    }
    std::ranges::sort(edges, [](const Edge& x, const Edge& y) {
      return x.bits != y.bits ? x.bits > y.bits : std::tie(x.a, x.b) < std::tie(y.a, y.b);
    });
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    return edges;
  }

  // ---- Clusters -----------------------------------------------------------------------------------------------

  struct Merge {
    std::uint32_t a = 0, b = 0;  // Tuples.
    float bits = 0;
    float probability = 0;
    std::string_view kind;
    std::string levels;
    bool against_ids = false;  // Their ids differ by more than a slip.
    bool slip = false;         // In a name or a birth date.
  };

  static bool has_slip(const Comparison& comparison) {
    const auto level = [&](FieldOf field) { return comparison.level[static_cast<std::size_t>(field)]; };
    const std::uint8_t given = level(FieldOf::given);
    return given == given_edit || given == given_like || given == given_differs ||
           level(FieldOf::surname) > surname_exact || level(FieldOf::birth) > birth_exact;
  }

  // The strongest first; each is judged anew on what both clusters have become, so that no bridge joins what as a whole
  // does not belong together. What was refused is asked again once its clusters have grown.
  void merge(std::vector<Edge>& edges) {
    std::vector<Edge> left = std::move(edges);
    Profile profile_a;
    Profile profile_b;
    for (int round = 0; round < 3 && !left.empty(); ++round) {
      std::vector<Edge> refused;
      bool merged = false;
      for (const Edge& edge : left) {
        const std::uint32_t a = root(tuple_of_[edge.a]);
        const std::uint32_t b = root(tuple_of_[edge.b]);
        if (a == b) continue;
        profiles_.get(profile_of_[a], profile_a);
        profiles_.get(profile_of_[b], profile_b);
        const Comparison compared = model_.compare(profile_a, profile_b);
        const Verdict verdict = model_.judge(compared);
        const float bar = compared.clash ? link_against_ids_min : link_probability_min;
        if (compared.forbidden || verdict.probability < bar || parted(a, b)) {
          refused.push_back({verdict.bits, edge.a, edge.b});
          continue;
        }
        if (!unite(a, b,
                   {tuple_of_[edge.a], tuple_of_[edge.b], verdict.bits, verdict.probability, "likeness",
                    model_.explain(compared), compared.clash, has_slip(compared)})) {
          continue;
        }
        merged = true;
      }
      left = std::move(refused);
      if (!merged) break;
    }
    uncertain_ = std::move(left);
  }

  // `a` and `b` are roots with profiles.
  bool unite(std::uint32_t a, std::uint32_t b, Merge merge) {
    const std::uint32_t profile_a = profile_of_[a];
    const std::uint32_t profile_b = profile_of_[b];
    if (!join(a, b, merge.probability)) return false;
    const std::uint32_t top = root(a);
    const std::uint32_t into = top == a ? profile_a : profile_b;
    const std::uint32_t from = top == a ? profile_b : profile_a;
    Profile merged = profiles_[into];
    merged.add(profiles_[from]);
    profiles_.put(into, merged);
    profile_of_[top] = into;
    merges_.push_back(std::move(merge));
    return true;
  }

  // Who is known by little (no id, no birth date) is most likely somebody whom the evidence knows better: the expected
  // number of other profiles is not the average one. Several bearers of the name share the likelihood, and so does the
  // stranger of that name whom nothing else speaks of.
  // A mention with nothing but a name is of the one known person of that name; of nobody where several bear it, for
  // then it cannot be told whose it is; a person of its own, one per evidence, where nobody is called so.
  // Of a single word, whichever part of the name it is.
  std::uint64_t key_of_word(std::uint32_t word) const {
    return mixed_hash(mixed_hash(4, fields_.words().hash(word)), 0);
  }
  // Keys under which a name is met in spite of a slip in either word, a nickname, an initial, or the words' order.
  void sounds_of(const NameField& name, std::vector<std::uint64_t>& sounds) const {
    sounds.clear();
    const auto of = [this](std::uint32_t word) -> std::uint64_t {
      const std::uint32_t heard = soundex(fields_.words().text(word));
      return heard == 0 ? fields_.words().hash(word) : heard;
    };
    const auto letter = [this](std::uint32_t word) -> std::uint64_t {
      return static_cast<unsigned char>(fields_.words().text(word).front());
    };
    sounds.push_back(mixed_hash(mixed_hash(1, of(name.surname)), letter(name.given)));
    if (!name.initial) sounds.push_back(mixed_hash(mixed_hash(1, of(name.given)), letter(name.surname)));
    if (!name.initial) {
      sounds.push_back(mixed_hash(mixed_hash(3, fields_.words().hash(name.given)), letter(name.surname)));
    }
    for (const unsigned group : nickname_groups(fields_.words().text(name.given))) {
      sounds.push_back(mixed_hash(mixed_hash(2, fields_.words().hash(name.surname)), group));
    }
  }

  struct Bearer {
    std::uint64_t key;
    std::uint32_t profile;
    bool operator<(const Bearer& other) const { return std::tie(key, profile) < std::tie(other.key, other.profile); }
    bool operator==(const Bearer& other) const { return key == other.key && profile == other.profile; }
  };

  void attach_the_little_known() {
    LargeVector<Bearer> bearers;  // By the name itself, and by how it sounds.
    std::vector<std::uint32_t> little;
    std::vector<std::uint32_t> known;
    std::size_t bare = 0;
    std::vector<std::uint64_t> sounds;
    Profile profile;
    for (std::uint32_t index = 0; index < profiles_.size(); ++index) {
      if (profile_of_[root(tuple_of_[index])] != index) continue;  // Merged into another.
      if (bare_[index] == 0) {
        known.push_back(index);
      } else {
        ++bare;
      }
      profiles_.get(index, profile);
      if (profile.names.count != 0 && profile.ids.count == 0 && profile.births.count == 0) little.push_back(index);
    }
    // What is frequent among persons, now that they are known, not among what is told of them. Those of whom only a
    // name is told are mostly known otherwise, too; where they are the greater part, they count.
    if (bare > known.size()) {
      std::vector<std::uint32_t> all = known;
      std::ranges::copy_if(little, std::back_inserter(all), [this](std::uint32_t index) { return bare_[index] != 0; });
      model_.count(profiles_, all);
    } else {
      model_.count(profiles_, known);
    }
    if (little.empty()) return;
    // Of those who are known better, only whom one of them may be.
    SeenTwice asked(little.size() * 4);
    for (const std::uint32_t index : little) {
      profiles_.get(index, profile);
      for (std::size_t at = 0; at < profile.names.count; ++at) {
        const NameField& name = fields_.name_at(profile.names.value[at]);
        sounds.clear();
        if (name.single()) {
          sounds.push_back(key_of_word(name.surname));
        } else {
          sounds_of(name, sounds);
          sounds.push_back(name.key);
        }
        for (const std::uint64_t sound : sounds) {
          asked.add(mixed_hash(sound, 0));
          asked.add(mixed_hash(sound, 0));
        }
      }
    }
    for (const std::uint32_t index : known) {
      profiles_.get(index, profile);
      for (std::size_t at = 0; at < profile.names.count; ++at) {
        const NameField& name = fields_.name_at(profile.names.value[at]);
        sounds.clear();
        if (!name.single()) {
          sounds_of(name, sounds);
          sounds.push_back(name.key);
          sounds.push_back(key_of_word(name.given));
        }
        sounds.push_back(key_of_word(name.surname));
        for (const std::uint64_t sound : sounds) {
          if (asked.twice(mixed_hash(sound, 0))) bearers.push_back({sound, index});
        }
      }
    }
    sort_by_hash(
        bearers, [](const Bearer& bearer) { return bearer.key; }, std::less<>());
    bearers.erase(std::unique(bearers.begin(), bearers.end()), bearers.end());
    // Those with more than a name first: they may make one person out of several bearers.
    std::ranges::stable_sort(little, [this](std::uint32_t a, std::uint32_t b) { return bare_[a] < bare_[b]; });
    const double share = share_known_better(little, bearers);
    const double known_better_odds = share / (1 - share);
    // Threads examine a block of them as clusters stand; then each is decided in order. What was found of clusters that
    // have changed meanwhile is found anew, so that the outcome is that of one after another.
    constexpr std::size_t block = 2048;
    std::vector<Examined> examined(std::min(block, little.size()));
    LargeVector<std::uint32_t> changed(tuples_.size());  // By root: the last block in which it was.
    const auto examine = [&](std::uint32_t index, Examined& out, Examiner& by, const Examined* before,
                             std::uint32_t number) {
      examine_little(index, known_better_odds, bearers, out, by, [&](std::uint32_t top) -> const float* {
        if (before == nullptr || changed[top] == number) return nullptr;
        const std::uint32_t at = by.known_at(profile_of_[top]);
        return at == no_field ? nullptr : &before->considered[at].odds;
      });
    };
    Examiner own_examiner(profiles_.size());
    Examined anew;
    for (std::size_t begin = 0; begin < little.size(); begin += block) {
      const std::size_t count = std::min(block, little.size() - begin);
      const auto number = static_cast<std::uint32_t>(begin / block + 1);
      in_parts(count, [&](std::size_t first, std::size_t last) {
        Examiner examiner(profiles_.size());
        for (std::size_t at = first; at < last; ++at) {
          examine(little[begin + at], examined[at], examiner, nullptr, number);
        }
      });
      for (std::size_t at = 0; at < count; ++at) {
        const std::uint32_t index = little[begin + at];
        const Examined* found = &examined[at];
        const std::uint32_t own = root(tuple_of_[index]);
        const bool own_changed = changed[own] == number || own != found->own;
        if (own_changed ||
            std::ranges::any_of(found->considered, [&](const Considered& one) { return changed[one.top] == number; })) {
          if (!own_changed) own_examiner.know(*found, profile_of_);
          examine(index, anew, own_examiner, own_changed ? nullptr : found, number);
          found = &anew;
        }
        const std::uint32_t with = decide_little(index, *found);
        if (with == no_field) continue;
        changed[own] = number;
        changed[with] = number;
      }
    }
  }

  struct Considered {
    std::uint32_t top;
    float odds;  // 0 where it cannot be.
  };
  // What a little-known profile was found to be, as clusters stood.
  struct Examined {
    std::uint32_t own = no_field;  // Its root.
    bool told = false;             // It has a whole name, and is little known still.
    bool exact = false;            // Somebody is called just so.
    bool namesake = false;         // The same, be the name an initial and a surname.
    std::size_t of_that_name = 0;
    double sum = 0;  // Of odds.
    std::vector<Considered> considered;
  };
  static constexpr float considered_odds_min = 0.001F;
  // Of so many of one name all are asked whether it is they; of more, a sample.
  static constexpr std::size_t namesakes_all_max = 24;
  static constexpr std::size_t namesakes_sample = 12;

  // A thread's own, for examining: which clusters it has met.
  class Examiner {
   public:
    explicit Examiner(std::size_t profiles) : met_(profiles), at_(0) {}
    void begin() { ++round_; }
    // Whether it is the first time in this round.
    bool meet(std::uint32_t number) {
      if (met_[number] == round_) return false;
      met_[number] = round_;
      return true;
    }
    // What was found before of the clusters that `found` considered.
    void know(const Examined& found, const LargeVector<std::uint32_t>& profile_of) {
      if (at_.empty()) at_.resize(met_.size());
      known_.clear();
      for (std::uint32_t at = 0; at < found.considered.size(); ++at) {
        const std::uint32_t number = profile_of[found.considered[at].top];
        at_[number] = at;
        known_.push_back(number);
      }
    }
    std::uint32_t known_at(std::uint32_t number) const {
      const std::uint32_t at = at_[number];
      return at < known_.size() && known_[at] == number ? at : no_field;
    }

    std::vector<std::uint64_t> sounds;
    std::vector<std::uint32_t> tops;
    std::vector<float> odds;
    Profile profile;
    std::array<Profile, 8> others;

   private:
    std::vector<std::uint32_t> met_, at_, known_;
    std::uint32_t round_ = 0;
  };

  std::uint32_t root_as_is(std::uint32_t index) const {
    while (parent_[index] != index) index = parent_[index];
    return index;
  }

  // Reads only, so that threads may. `known_odds` gives what is known of a cluster already, or nullptr.
  template <typename Known>
  void examine_little(std::uint32_t index, double known_better_odds, const LargeVector<Bearer>& bearers, Examined& out,
                      Examiner& by, Known known_odds) const {
    out.own = root_as_is(tuple_of_[index]);
    out.told = false;
    out.exact = false;
    out.namesake = false;
    out.of_that_name = 0;
    out.sum = 0;
    out.considered.clear();
    by.begin();
    profiles_.get(profile_of_[out.own], by.profile);
    if (by.profile.ids.count != 0 || by.profile.births.count != 0) return;  // No longer little known.
    const NameField& name = fields_.name_at(by.profile.names.value[0]);
    out.told = true;
    std::size_t candidates = 0;
    const auto consider = [&](std::uint64_t key, std::size_t steps_max) {
      auto at = std::lower_bound(bearers.begin(), bearers.end(), Bearer{key, 0});
      by.tops.clear();
      for (std::size_t steps = 0; at != bearers.end() && at->key == key && steps < steps_max; ++at, ++steps) {
        const std::uint32_t top = root_as_is(tuple_of_[at->profile]);
        // One that was met before is the same again.
        if (top == out.own || !by.meet(profile_of_[top]) || parted(top, out.own)) continue;
        by.tops.push_back(top);
        profiles_.prefetch_begin(profile_of_[top]);
      }
      // What comparing reads of a profile is asked of memory some profiles ahead.
      constexpr std::size_t ahead = 4;
      for (std::size_t step = 0; step < by.tops.size() + ahead; ++step) {
        if (step + ahead < by.tops.size()) profiles_.prefetch(profile_of_[by.tops[step + ahead]]);
        if (step < by.tops.size() && known_odds(by.tops[step]) == nullptr) {
          Profile& soon = by.others[step % by.others.size()];
          profiles_.get(profile_of_[by.tops[step]], soon);
          model_.prefetch(soon);
        }
        if (step < ahead) continue;
        const std::uint32_t top = by.tops[step - ahead];
        float odds = 0;
        if (const float* const known = known_odds(top)) {
          odds = *known;
        } else {
          const Comparison compared = model_.compare(by.profile, by.others[(step - ahead) % by.others.size()]);
          if (!compared.forbidden && !compared.clash) {
            odds = std::exp2(std::min(model_.judge(compared, known_better_odds).bits, 40.0F));
          }
        }
        out.considered.push_back({top, odds});
        if (odds < considered_odds_min) continue;
        ++candidates;
        out.sum += static_cast<double>(odds);
      }
    };
    if (name.single()) {
      consider(key_of_word(name.surname), 512);
      out.of_that_name = candidates;
      return;
    }
    const auto first = std::lower_bound(bearers.begin(), bearers.end(), Bearer{name.key, 0});
    const auto last = std::upper_bound(first, bearers.end(), Bearer{name.key, no_field});
    const auto of_name = static_cast<std::size_t>(last - first);
    const std::size_t asked = of_name > namesakes_all_max ? namesakes_sample : of_name;
    consider(name.key, asked);
    out.namesake = !out.considered.empty();
    out.exact = out.namesake && !name.initial;
    out.of_that_name = candidates;
    if (asked < of_name && out.namesake) {
      // Who has more than the name in common with it was compared by blocks; the others are as those asked are.
      std::vector<float>& odds = by.odds;
      odds.clear();
      for (const Considered& one : out.considered) odds.push_back(one.odds);
      const auto middle = odds.begin() + static_cast<std::ptrdiff_t>(odds.size() / 2);
      std::ranges::nth_element(odds, middle);
      out.sum += static_cast<double>(*middle) * static_cast<double>(of_name - asked);
    }
    if (!out.exact) {  // Nobody is called just so: a slip, a nickname, an initial.
      sounds_of(name, by.sounds);
      for (const std::uint64_t sound : by.sounds) consider(sound, 512);
    }
  }

  // The share of them that is known better, as the evidence itself tells it. First, as many as have a namesake, less
  // those that have one by chance. Then, by expectation-maximisation, of how many it is likelier that they are one of
  // their namesakes than that they agree with them by chance. Where few names are shared by many and nothing else is in
  // common neither says anything, and the assumption stands. Of an even sample.
  double share_known_better(std::span<const std::uint32_t> little, const LargeVector<Bearer>& bearers) const {
    constexpr std::size_t sample_max = 2048;
    const std::size_t step = little.size() / sample_max + 1;
    const std::size_t count = (little.size() + step - 1) / step;
    std::vector<double> odds(count, -1);
    std::vector<double> none_by_chance(count, 0);
    std::vector<std::uint8_t> has(count, 0);
    in_parts(count, [&](std::size_t begin, std::size_t end) {
      Examiner examiner(profiles_.size());
      Examined found;
      for (std::size_t at = begin; at < end; ++at) {
        examine_little(little[at * step], 1, bearers, found, examiner,
                       [](std::uint32_t) -> const float* { return nullptr; });
        if (!found.told) continue;
        odds[at] = found.sum;
        const NameField& name = fields_.name_at(examiner.profile.names.value[0]);
        if (name.single()) continue;
        none_by_chance[at] = std::exp(-model_.bearers(name));
        has[at] = found.namesake ? 1 : 0;
      }
    });
    constexpr double least = 0.002;
    constexpr double most = 0.995;
    double having = known_better * known_better_weight;
    double could = known_better_weight;
    for (std::size_t at = 0; at < count; ++at) {
      if (none_by_chance[at] == 0) continue;
      having += has[at] - (1 - none_by_chance[at]);
      could += none_by_chance[at];
    }
    const double begun = std::clamp(having / could, least, most);
    const double weight = std::min(could, namesakes_weight_max);
    std::erase_if(odds, [](double one) { return one < 0; });
    double share = begun;
    for (int round = 0; round < 30; ++round) {
      double sum = begun * weight;
      for (const double one : odds) sum += share * one / (share * one + 1 - share);
      share = std::clamp(sum / (weight + static_cast<double>(odds.size())), least, most);
    }
    return share;
  }

  // The root that it was joined with; no_field for none.
  std::uint32_t decide_little(std::uint32_t index, const Examined& found) {
    const std::uint32_t own = found.own;
    const Considered* best = nullptr;
    for (const Considered& one : found.considered) {
      if (one.odds >= considered_odds_min && (best == nullptr || one.odds > best->odds)) best = &one;
    }
    if (best == nullptr) return no_field;
    const bool bare = bare_[index] != 0;
    const auto probability = static_cast<float>(static_cast<double>(best->odds) / (1.0 + found.sum));
    if ((!bare || !found.exact || found.of_that_name > 1) && probability < link_probability_min) {
      // More likely one of several that are known than somebody else: it cannot be told whose it is.
      if (bare && (found.exact || found.sum > 0.1)) {
        set_nobody(own, true);
      } else if (!bare && found.sum > 1) {
        // Very likely one of those of that name who are known, and no telling which.
        set_nobody(own, true);
        untold_.push_back({std::log2(static_cast<float>(found.sum)), own, own});
      } else if (found.sum > 0.01) {
        little_known_.push_back({std::log2(best->odds), tuple_of_[index], best->top});
      }
      return no_field;
    }
    const float weakest = std::min(weakest_[own], weakest_[best->top]);
    const float likely = std::min(probability, 0.999F) * (bare ? tuples_[tuple_of_[index]].name_confidence : 1.0F);
    const std::uint32_t with = best->top;
    const Comparison compared = model_.compare(profiles_[profile_of_[own]], profiles_[profile_of_[with]]);
    if (!unite(own, with,
               {tuple_of_[index], with, std::log2(best->odds), std::min(probability, 0.999F), "name",
                found.exact && found.of_that_name == 1 ? "the only person of that name" : model_.explain(compared)})) {
      return no_field;
    }
    weakest_[root(own)] = std::min(weakest, likely);
    return with;
  }

  void set_nobody(std::uint32_t top, bool value) {
    if (nobody_.empty() && !value) return;
    nobody_.resize(tuples_.size());
    nobody_[top] = value;
  }

  // What a human joined: last of all, so that it adds to what the evidence joined and takes nothing out of it. The
  // later word stands: a merge joins what an earlier split parted.
  void obey() {
    std::ranges::sort(human_);
    for (std::size_t at = 1; at < human_.size(); ++at) {
      const auto& [group, side, first] = human_[at - 1];
      const auto& [other_group, other_side, second] = human_[at];
      if (group != other_group || side != other_side) continue;
      const std::uint32_t a = root(first);
      const std::uint32_t b = root(second);
      if (a == b || parted(a, b, group)) continue;
      set_nobody(a, false);
      set_nobody(b, false);
      const std::uint32_t profile_a = profile_of_[a];
      const std::uint32_t profile_b = profile_of_[b];
      if (profile_a == no_field || profile_b == no_field) {  // One of them says nothing by itself.
        join(a, b, 1.0F);
        profile_of_[root(a)] = profile_a == no_field ? profile_b : profile_a;
        continue;
      }
      unite(a, b, {first, second, 0, 1.0F, "human", "a human said that they are one"});
    }
  }

  // ---- Giving -------------------------------------------------------------------------------------------------

  struct Votes {
    std::vector<std::pair<std::array<char, 2>, std::uint64_t>> of;
    void clear() { of.clear(); }
    void add(const std::array<char, 2>& code) {
      if (code[0] == 0) return;
      for (auto& [known, times] : of) {
        if (known == code) {
          ++times;
          return;
        }
      }
      of.emplace_back(code, 1);
    }
    // The first in the alphabet among equals, so that it is the same on every run.
    std::string winner() const {
      const std::pair<std::array<char, 2>, std::uint64_t>* best = nullptr;
      for (const auto& vote : of) {
        if (best == nullptr || vote.second > best->second ||
            (vote.second == best->second && vote.first < best->first)) {
          best = &vote;
        }
      }
      return best == nullptr ? std::string() : std::string(best->first.data(), 2);
    }
  };

  MentionId mention_of(std::uint32_t tuple) const {
    const Kept& kept = kept_[first_of_[tuple]];
    return {items_[kept.item].id, kept.number()};
  }

  struct MadePerson {
    Person person;
    std::vector<MentionId> mentions;
    std::vector<Link> links;
  };

  // What mentions say of the person whom they speak of. A thread's own; only reads the resolver.
  class PersonMaker {
   public:
    explicit PersonMaker(const Resolver& of) : of_(of) {}

    void make(std::span<const std::uint32_t> own, MadePerson& made) {
      Person& person = made.person;
      person = {};
      made.mentions.clear();
      files_.clear();
      for (Votes* const votes :
           {&address_, &id_, &stated_phone_, &phone_, &domain_, &state_, &zip_state_, &phone_state_}) {
        votes->clear();
      }
      std::array<std::uint64_t, std::size(relations)> relation = {};
      float best = 0;
      const Fields& fields = of_.fields_;
      for (std::size_t at = 0; at < own.size(); ++at) {
        if (at + 16 < own.size()) of_.kept_.prefetch(own[at + 16]);
        if (at + 8 < own.size()) of_.tuples_.prefetch(of_.kept_[own[at + 8]].tuple);
        const Kept& kept = of_.kept_[own[at]];
        const Tuple& tuple = of_.tuples_[kept.tuple];
        const KeptItem& item = of_.items_[kept.item];
        made.mentions.push_back({item.id, kept.number()});
        if (files_.empty() || files_.back() != item.file) files_.push_back(item.file);
        ++relation[item.relation];
        best = std::max(best, tuple.confidence);
        if (tuple.address != no_field) {
          const AddressField& field = fields.address_at(tuple.address);
          address_.add(field.country);
          state_.add(field.state);
          zip_state_.add(field.zip_state);
        }
        for (const std::uint32_t one : tuple.ids) {
          if (one != no_field) id_.add(of_.countries_of_ids_[(fields.value_at(one).kind & ~kind_of_house) - 1U]);
        }
        if (tuple.phone != no_field) {
          const ValueField& field = fields.value_at(tuple.phone);
          (field.stated ? stated_phone_ : phone_).add(field.country);
          phone_state_.add(field.state);
        }
        if (tuple.email != no_field) {
          domain_.add(fields.value_at(tuple.email).country);
          if (person.office.empty()) {
            const std::string_view address = fields.value_text(tuple.email);
            const std::string_view domain = address.substr(std::min(address.find('@'), address.size() - 1) + 1);
            if (!is_public_mail(domain)) person.office = domain;
          }
        }
        for (const auto& [type, times] : of_.signatures_[kept.signature]) {
          const auto known =
              std::ranges::find(person.types, static_cast<TypeId>(type), &std::pair<TypeId, std::uint64_t>::first);
          if (known == person.types.end()) {
            person.types.emplace_back(static_cast<TypeId>(type), times);
          } else {
            known->second += times;
          }
          person.findings += times;
        }
      }
      std::ranges::sort(files_);
      person.files = static_cast<std::uint64_t>(std::unique(files_.begin(), files_.end()) - files_.begin());
      person.names = of_.names_of(own, names_);
      tell_residence(person);
      std::size_t most = 0;
      for (std::size_t at = 1; at < relation.size(); ++at) {
        if (relation[at] > relation[most] || (most == 0 && relation[at] > 0)) most = at;
      }
      person.relation = relations[most];
      const std::uint32_t top = of_.parent_[of_.kept_[own.front()].tuple];
      person.confidence = own.size() == 1 ? best : std::min(of_.weakest_[top], best);
      std::ranges::sort(person.types);
    }

   private:
    // Where somebody lives is told best by their address; then by their telephone, where its country is written; then
    // by who gave them a number. A telephone in a national form has the country of the text around it.
    void tell_residence(Person& person) const {
      struct Source {
        const Votes* votes;
        std::string_view reason;
      };
      const Source sources[] = {{&address_, "postal address"},
                                {&stated_phone_, "phone"},
                                {&id_, "id"},
                                {&phone_, "phone"},
                                {&domain_, "domain"}};
      for (const Source& source : sources) {
        person.country = source.votes->winner();
        if (person.country.empty()) continue;
        person.residence_reason = source.reason;
        break;
      }
      if (person.country != "US") return;
      person.state = state_.winner();
      // Five digits alone may be of many countries; of somebody whom all else puts into the United States they are a
      // ZIP code.
      if (person.state.empty() && !(person.state = zip_state_.winner()).empty()) {
        person.residence_reason = "postal address";
      }
      if (person.state.empty() && !(person.state = phone_state_.winner()).empty()) person.residence_reason = "phone";
    }

    const Resolver& of_;
    std::vector<std::int64_t> files_;
    std::vector<std::uint32_t> names_;
    Votes address_, id_, stated_phone_, phone_, domain_, state_, zip_state_, phone_state_;
  };

  Result<Resolution> give() {
    // Who is whose is settled: from here on a tuple's parent is its root, and threads may ask for it.
    for (std::uint32_t index = 0; index < parent_.size(); ++index) parent_[index] = root(index);
    for (std::size_t type = 0; type < id_types_.size(); ++type) {
      const std::string_view code = roles_[type] == Role::id
                                        ? country_code(mentions_.type(static_cast<TypeId>(type)).jurisdiction)
                                        : std::string_view();
      countries_of_ids_.push_back({});
      if (code.size() == 2) countries_of_ids_.back() = {code[0], code[1]};
    }
    // Mentions of each root, in the order of reading; persons in the order of their first mentions.
    LargeVector<std::uint32_t> person_of(tuples_.size(), 0);  // Of a root; from 1.
    std::vector<std::uint32_t> begins;
    first_of_.assign(tuples_.size(), no_field);
    std::uint32_t persons = 0;
    std::uint64_t told = 0;
    std::vector<std::uint32_t> sizes(1, 0);
    const auto root_of = [this](const Kept& kept) -> std::uint32_t {
      const std::uint32_t top = parent_[kept.tuple];
      const bool nobody =
          profile_of_[top] == no_field || !is_somebody_root(top, kept.tuple) || (!nobody_.empty() && nobody_[top]);
      return nobody ? no_field : top;
    };
    for (std::uint32_t index = 0; index < kept_.size(); ++index) {
      const Kept& kept = kept_[index];
      // Persons are those of whom the evidence speaks, not the rosters alone.
      if (items_[kept.item].roster) continue;
      if (first_of_[kept.tuple] == no_field) first_of_[kept.tuple] = index;
      ++told;
      const std::uint32_t top = root_of(kept);
      if (top == no_field) continue;
      if (person_of[top] == 0) {
        person_of[top] = ++persons;
        sizes.push_back(0);
      }
      ++sizes[person_of[top]];
    }
    begins.assign(persons + 2, 0);
    for (std::uint32_t person = 1; person <= persons; ++person) begins[person + 1] = begins[person] + sizes[person];
    std::vector<std::uint32_t> members(begins.back());
    // begins[person] moves to where the next begins, and back by one afterwards.
    for (std::uint32_t index = 0; index < kept_.size(); ++index) {
      if (items_[kept_[index].item].roster) continue;
      const std::uint32_t top = root_of(kept_[index]);
      if (top != no_field) members[begins[person_of[top]]++] = index;
    }
    for (std::size_t person = begins.size(); --person > 0;) begins[person] = begins[person - 1];
    begins[0] = 0;
    sizes = {};
    // Merges by person.
    std::vector<std::uint32_t> merge_order(merges_.size());
    for (std::uint32_t index = 0; index < merge_order.size(); ++index) merge_order[index] = index;
    const auto person_of_tuple = [&](std::uint32_t tuple) { return person_of[parent_[tuple]]; };
    std::ranges::sort(merge_order, [&](std::uint32_t x, std::uint32_t y) {
      const std::uint32_t person_x = person_of_tuple(merges_[x].a);
      const std::uint32_t person_y = person_of_tuple(merges_[y].a);
      return std::tie(person_x, merges_[x].probability, x) < std::tie(person_y, merges_[y].probability, y);
    });
    // Threads make a block of persons while the sink takes the block before it.
    const auto merges_from = [&](std::uint32_t number) {
      const auto found = std::ranges::partition_point(
          merge_order, [&](std::uint32_t merge) { return person_of_tuple(merges_[merge].a) < number; });
      return static_cast<std::size_t>(found - merge_order.begin());
    };
    const auto make = [&](std::uint32_t first, std::vector<MadePerson>& made) {
      in_parts(made.size(), [&](std::size_t begin, std::size_t end) {
        PersonMaker maker(*this);
        std::size_t next_merge = merges_from(first + static_cast<std::uint32_t>(begin));
        for (std::size_t at = begin; at < end; ++at) {
          const std::uint32_t number = first + static_cast<std::uint32_t>(at);
          MadePerson& one = made[at];
          maker.make({members.data() + begins[number], begins[number + 1] - begins[number]}, one);
          one.person.id = number;
          one.links.clear();
          for (; next_merge < merge_order.size(); ++next_merge) {
            const Merge& merge = merges_[merge_order[next_merge]];
            const std::uint32_t of = person_of_tuple(merge.a);
            if (of > number) break;
            if (of != number || one.links.size() >= links_of_person_max || !is_told(merge)) continue;
            one.links.push_back(
                {mention_of(merge.a), mention_of(merge.b), merge.kind, merge.probability, merge.bits, merge.levels});
          }
          one.person.mentions = one.mentions;
          one.person.links = one.links;
        }
      });
    };
    constexpr std::uint32_t persons_of_block = 4096;
    const auto size_of = [&](std::uint32_t first) {
      return std::min<std::size_t>(persons_of_block, first > persons ? 0 : persons - first + 1);
    };
    std::vector<MadePerson> made(size_of(1));
    std::vector<MadePerson> soon;
    make(1, made);
    for (std::uint32_t first = 1; first <= persons; first += persons_of_block) {
      soon.resize(size_of(first + persons_of_block));
      {
        const std::jthread ahead([&] { make(first + persons_of_block, soon); });
        for (const MadePerson& one : made) TRY(persons_.person(one.person));
      }
      made.swap(soon);
    }
    made = {};
    soon = {};
    begins = {};
    members = {};
    for (std::size_t index = 0; index < kept_.size(); ++index) {
      const Kept& kept = kept_[index];
      const KeptItem& item = items_[kept.item];
      if (item.roster) continue;
      const std::uint32_t top = root_of(kept);
      if (top != no_field) TRY(persons_.mention({item.id, kept.number()}, person_of[top]));
    }
    for (std::size_t index = 0; index < kept_.size(); ++index) {
      const Kept& kept = kept_[index];
      const KeptItem& item = items_[kept.item];
      if (!item.roster) continue;
      const std::uint32_t top = root_of(kept);
      const std::uint32_t who = top == no_field ? 0 : person_of[top];
      TRY(persons_.roster({item.id, kept.number()}, who,
                          who == 0 ? 0 : std::min(weakest_[top], tuples_[kept.tuple].confidence)));
    }
    return account(persons, person_of, told);
  }

  // Whether the evidence tells both sides: a roster's row has no Place to show.
  bool is_told(const Merge& merge) const { return first_of_[merge.a] != no_field && first_of_[merge.b] != no_field; }

  // Whether the mention counts for the person of its root: one that says nothing (a single word) joins nobody.
  bool is_somebody_root(std::uint32_t top, std::uint32_t tuple) const {
    return top != tuple || is_somebody(tuples_[tuple]) || profile_of_[top] != no_field;
  }

  std::vector<std::string> names_of(std::span<const std::uint32_t> own, std::vector<std::uint32_t>& told) const {
    struct Spelled {
      std::uint64_t key = 0;  // Of the name, whatever the order of its words.
      std::string_view spelling;
      std::uint64_t votes = 0;
    };
    told.clear();
    for (const std::uint32_t index : own) {
      const std::uint32_t name = tuples_[kept_[index].tuple].name;
      if (name != no_field) told.push_back(name);
    }
    std::ranges::sort(told);
    std::vector<Spelled> all;
    for (std::size_t begin = 0; begin < told.size();) {
      std::size_t end = begin + 1;
      while (end < told.size() && told[end] == told[begin]) ++end;
      const std::uint64_t key = fields_.name_at(told[begin]).key;
      all.push_back({key != 0 ? key : fields_.names().hash(told[begin]), fields_.spelling(told[begin]),
                     static_cast<std::uint64_t>(end - begin)});
      begin = end;
    }
    std::ranges::sort(all, [](const Spelled& a, const Spelled& b) {
      return a.key != b.key ? a.key < b.key : a.spelling < b.spelling;
    });
    const auto shouts = [](std::string_view text) {
      return std::ranges::none_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
    };
    std::vector<std::pair<std::uint64_t, std::string_view>> ranked;
    for (std::size_t begin = 0; begin < all.size();) {
      Spelled best = {};
      std::uint64_t votes = 0;
      std::size_t at = begin;
      while (at < all.size() && all[at].key == all[begin].key) {
        Spelled one = all[at];
        for (++at; at < all.size() && all[at].key == one.key && all[at].spelling == one.spelling; ++at) {
          one.votes += all[at].votes;
        }
        votes += one.votes;
        if (best.votes == 0 || one.votes > best.votes ||
            (one.votes == best.votes && shouts(best.spelling) && !shouts(one.spelling))) {
          best = one;
        }
      }
      ranked.emplace_back(votes, best.spelling);
      begin = at;
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

  // Two persons that were left apart.
  struct Apart {
    std::uint32_t a = 0, b = 0;
    float bits = 0;
    bool compared = false;
  };

  // A person who may be one of several others is one of them at most: their odds share one likelihood.
  static void exclude(std::span<const Apart> apart, std::uint32_t persons, std::vector<DoubtfulPair>& doubtful) {
    std::vector<double> sums(persons + 1);
    const auto odds_of = [](const Apart& pair) { return std::exp2(static_cast<double>(pair.bits)); };
    for (const Apart& pair : apart) {
      sums[pair.a] += odds_of(pair);
      sums[pair.b] += odds_of(pair);
    }
    for (const Apart& pair : apart) {
      const double others = std::max(sums[pair.a], sums[pair.b]);
      doubtful.push_back({pair.a, pair.b, static_cast<float>(odds_of(pair) / (1 + others)), pair.compared});
    }
  }

  Result<Resolution> account(std::uint32_t persons, const LargeVector<std::uint32_t>& person_of, std::uint64_t told) {
    Resolution resolution;
    resolution.mentions = told;
    resolution.tuples = tuples_.size();
    resolution.pairs = pairs_compared_;
    resolution.persons = persons;
    std::vector<DoubtfulPair> doubtful;
    std::vector<UncertainPair> asked;
    for (const Merge& merge : merges_) {
      const std::uint32_t person = person_of[root(merge.a)];
      if (person == 0 || merge.kind == "human" || !is_told(merge)) continue;
      doubtful.push_back({person, person, merge.probability, merge.slip});
      if (merge.probability > 0.99F) continue;
      asked.push_back(
          {person,
           person,
           {mention_of(merge.a), mention_of(merge.b), merge.kind, merge.probability, merge.bits, merge.levels}});
    }
    // Of pairs of persons the likeliest edge speaks.
    std::ranges::sort(uncertain_, [](const Edge& x, const Edge& y) {
      return x.bits != y.bits ? x.bits > y.bits : std::tie(x.a, x.b) < std::tie(y.a, y.b);
    });
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    std::vector<Apart> apart;
    for (const Edge& edge : uncertain_) {
      const std::uint32_t a = person_of[root(tuple_of_[edge.a])];
      const std::uint32_t b = person_of[root(tuple_of_[edge.b])];
      if (first_of_[tuple_of_[edge.a]] == no_field || first_of_[tuple_of_[edge.b]] == no_field) continue;
      if (a == 0 || b == 0 || a == b || !seen.emplace(std::min(a, b), std::max(a, b)).second) continue;
      const float probability = 1.0F / (1.0F + std::exp2(-edge.bits));
      if (parted(root(tuple_of_[edge.a]), root(tuple_of_[edge.b]))) continue;
      apart.push_back({a, b, edge.bits, true});
      if (probability < 0.01F) continue;
      const Profile profile_a = profiles_[profile_of_[root(tuple_of_[edge.a])]];
      const Profile profile_b = profiles_[profile_of_[root(tuple_of_[edge.b])]];
      asked.push_back({a,
                       b,
                       {mention_of(tuple_of_[edge.a]), mention_of(tuple_of_[edge.b]), "likeness", probability,
                        edge.bits, model_.explain(model_.compare(profile_a, profile_b))}});
    }
    for (const Edge& edge : little_known_) {
      const std::uint32_t a = person_of[root(edge.a)];
      const std::uint32_t b = person_of[root(edge.b)];
      if (first_of_[edge.a] == no_field || first_of_[edge.b] == no_field) continue;
      if (a == 0 || b == 0 || a == b || !seen.emplace(std::min(a, b), std::max(a, b)).second) continue;
      const float probability = 1.0F / (1.0F + std::exp2(-edge.bits));
      apart.push_back({a, b, edge.bits, false});
      asked.push_back({a, b, {mention_of(edge.a), mention_of(edge.b), "name", probability, edge.bits, "names alike"}});
    }
    exclude(apart, persons, doubtful);
    for (const Edge& edge : untold_) doubtful.push_back({0, 0, 1.0F / (1.0F + std::exp2(-edge.bits))});
    CountCalibration calibration;
    // Persons for whom an id vouches, and those of whom several things are told.
    std::uint64_t with_id = 0;
    std::uint64_t several = 0;
    std::vector<std::uint8_t> tuples_of(persons + 1);
    for (std::uint32_t index = 0; index < tuples_.size(); ++index) {
      std::uint8_t& known = tuples_of[person_of[parent_[index]]];
      known = std::min<std::uint8_t>(known + 1, 2);
    }
    for (std::uint32_t index = 0; index < tuples_.size(); ++index) {
      const std::uint32_t person = person_of[index];
      if (person == 0) continue;
      with_id += profiles_.has_any(profile_of_[index], Profiles::ids) ? 1 : 0;
      several += tuples_of[person] == 2 ? 1 : 0;
    }
    // Mentions of one name and nothing that is anybody's own may be of several namesakes: of as many as would meet by
    // chance, and no more than were told again.
    double by_chance = 0;
    double again = 0;
    for (std::uint32_t index = 0; index < tuples_.size(); ++index) {
      const Tuple& tuple = tuples_[index];
      if (person_of[parent_[index]] == 0 || tuple.name == no_field || !is_bare(tuple)) continue;
      constexpr std::uint32_t own = Profiles::births | Profiles::phones | Profiles::emails | Profiles::ids |
                                    Profiles::weak_ids | Profiles::accounts;
      if (profiles_.has_any(profile_of_[parent_[index]], own)) continue;
      by_chance += model_.bearers(fields_.name_at(tuple.name), tuple.address);
      again += tuple.mentions - 1.0;
    }
    calibration.namesakes = std::min(by_chance, again);
    // And of those of one name and one birth date, as many as are born on one day by chance.
    by_chance = 0;
    Profile profile;
    for (std::uint32_t index = 0; index < tuples_.size(); ++index) {
      if (person_of[index] == 0 || !profiles_.has_any(profile_of_[index], Profiles::births)) continue;
      profiles_.get(profile_of_[index], profile);
      if (profile.names.count == 0) continue;
      const NameField& name = fields_.name_at(profile.names.value[0]);
      if (!name.single()) by_chance += model_.bearers(name) / days_of_century / 2;
    }
    calibration.namesakes += std::min(by_chance, static_cast<double>(joined_by_birth_));
    const double vouched = persons == 0 ? 0 : static_cast<double>(with_id) / persons;
    calibration.sigma += calibration.sigma_unvouched * (1 - vouched);
    calibration.made_shift *= vouched;
    // Those with two numbers who are known to be one all the same tell how many are not known to be.
    const double told_by_rows = std::clamp(model_.share_that_rows_tell(), 0.2, 1.0);
    calibration.hidden =
        static_cast<double>(std::ranges::count(merges_, true, &Merge::against_ids)) * (1 - told_by_rows) / told_by_rows;
    const double hidden_share =
        calibration.hidden_share_unvouched + calibration.hidden_share_incomparable * (1 - model_.share_comparable());
    calibration.hidden += hidden_share * (1 - vouched) * static_cast<double>(several);
    const CountInterval interval = interval_of(persons, doubtful, calibration);
    resolution.persons_low = std::max<std::uint64_t>(interval.low, persons == 0 ? 0 : 1);  // Somebody there is.
    resolution.persons_high = interval.high;
    resolution.uncertain = asked.size();
    resolution.model = model_.to_json();
    std::ranges::stable_sort(asked, [](const UncertainPair& x, const UncertainPair& y) {
      return std::fabs(x.link.probability - 0.5F) < std::fabs(y.link.probability - 0.5F);
    });
    if (asked.size() > uncertain_max) asked.resize(uncertain_max);
    for (const UncertainPair& pair : asked) TRY(persons_.uncertain(pair));
    return resolution;
  }

  MentionSource& mentions_;
  PersonSink& persons_;
  const ResolveOptions& options_;
  std::clock_t began_ = 0;
  std::vector<std::pair<std::string_view, double>> seconds_;
  Fields fields_;
  Model model_;
  std::vector<Role> roles_;
  std::vector<IdType> id_types_;                       // Of types that are ids.
  std::vector<std::array<char, 2>> countries_of_ids_;  // By type.
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::pair<std::int64_t, bool>>> corrections_;
  std::vector<std::vector<std::pair<std::int64_t, bool>>> tags_;
  std::unordered_map<std::uint32_t, std::vector<std::pair<std::int64_t, bool>>> sides_;  // By root.
  std::vector<std::tuple<std::int64_t, bool, std::uint32_t>> human_;                     // Group, side, tuple.

  std::vector<KeptItem> items_;
  struct Staged {
    Tuple tuple;
    Kept kept;
  };
  std::vector<Staged> staged_;  // The batch in hand.
  Chunked<Kept> kept_;
  Chunked<Tuple> tuples_;
  LargeVector<std::uint32_t> slots_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> signature_;  // Type, times.
  TextPool signature_texts_;
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> signatures_;
  std::string spelling_, canonical_, told_;
  std::vector<std::uint32_t> numbers_;  // Of the batch's values.

  LargeVector<std::uint32_t> parent_;
  LargeVector<float> weakest_;
  LargeVector<Core> cores_;
  std::vector<std::uint32_t> fronts_, clusters_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> votes_;  // Name, mentions.

  Profiles profiles_;
  LargeVector<std::uint32_t> profile_of_;  // By root.
  LargeVector<std::uint32_t> tuple_of_;    // By profile: its first tuple.
  std::vector<char> bare_;                 // By profile: nothing but names.
  std::vector<std::uint32_t> rich_;        // The other profiles.
  std::unique_ptr<Blocks> blocks_;
  std::uint64_t pairs_compared_ = 0;
  std::uint64_t joined_by_birth_ = 0;
  std::vector<Merge> merges_;
  std::vector<Edge> uncertain_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> clashes_;  // Tuples of one name and birth date with two ids.
  std::vector<Edge> untold_;                                      // Of tuples that were given to nobody.
  std::vector<Edge> little_known_;                                // As uncertain_, but of tuples.
  std::vector<bool> nobody_;                                      // Roots of bare names that several bear.
  std::vector<std::uint32_t> first_of_;
};

}  // namespace

bool resolve_reads(const TypeInfo& type) {
  return numbers_a_person(type) || type.name == "email_address" || type.name == "person_name" ||
         type.name == "date_of_birth" || type.name == "postal_address" || type.name == "residence" ||
         type.name == "phone_number" || type.name == "iban" || type.name == "credit_card";
}

Result<Resolution> resolve(MentionSource& mentions, PersonSink& persons, const ResolveOptions& options) {
  return Resolver(mentions, persons, options).run();
}

}  // namespace constat
