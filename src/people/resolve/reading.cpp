#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "base/memory_left.h"
#include "base/text.h"
#include "people/ids.h"
#include "people/resolve/resolver.h"

namespace constat::resolving {

namespace {

constexpr std::uint64_t share_of_reading = 2;  // Later stages take as much again as what was read.
constexpr std::size_t batches_between_looks = 32;
constexpr std::size_t value_bytes_max = 512;  // As Fields keeps them.

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

}  // namespace

Result<void> Resolver::read_all() {
  const std::uint64_t held_max =
      memory_held_bytes() + std::min(options_.memory_max_bytes, memory_left_bytes()) / share_of_reading;
  bool spills = options_.spill != nullptr;
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
        if (mention.relation != Relation::unknown) batch.drafts.back().item.relation = mention.relation;
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
        if (emptied % batches_between_looks == 0) {
          const std::uint64_t held = memory_held_bytes();
          if (held > held_max) {
            read = fail(Fault::over_limit, std::string(too_little_memory));
            break;
          }
          // The last of each stays: it is looked at again.
          if (spills && held > options_.memory_wanted_bytes / 4 * 3 && !kept_.empty()) {
            spills = kept_.put_away(*options_.spill, kept_.size() - 1) &&
                     items_.put_away(*options_.spill, items_.size() - 1);
          }
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
  give_back(slots_);
  give_back(staged_);
  fields_.close();
  signature_texts_ = {};
  return {};
}

std::size_t Resolver::begins_alike(std::string_view canonical, std::string_view spelling) {
  std::size_t at = 0;
  while (at < canonical.size() && at < spelling.size() && is_alpha(spelling[at]) &&
         (spelling[at] | 0x20) == canonical[at]) {
    ++at;
  }
  return at;
}

void Resolver::read_name(const Mention& mention, Batch& batch, std::uint32_t number) {
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
}

void Resolver::tell(Batch& batch, Role role, std::uint32_t number, const Fields::Told& told,
                    std::string_view spelling) {
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

void Resolver::number_fields(Batch& batch) {
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
        draft.tuple.name = fields_.name(told, spelling, field.known);
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
      fields_.respell(draft.tuple.name, batch.part(field.spelling_begin, field.spelling_size));
    } else if (field.role == Role::address) {
      draft.house = tells_house(draft.tuple.address);
    }
  }
}

void Resolver::draft(const Mention& mention, Batch& batch, std::uint32_t number) {
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

bool Resolver::tell_address(const MentionFinding& finding, Batch& batch, std::uint32_t number) {
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

void Resolver::number_values(Batch& batch) {
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

void Resolver::keep(const Draft& draft, const Batch& batch) {
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

void Resolver::number_staged() {
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

bool Resolver::is_somebody(const Tuple& tuple) const {
  if (tuple.ids[0] != no_field || tuple.email != no_field) return true;
  const bool full = tuple.name != no_field && !fields_.name_at(tuple.name).single();
  if (full) return true;
  const int known = (tuple.name != no_field ? 1 : 0) + (tuple.birth != no_field ? 1 : 0) +
                    (tuple.address != no_field ? 1 : 0) + (tuple.phone != no_field ? 1 : 0) +
                    (tuple.account != no_field ? 1 : 0) + (tuple.weak_id != no_field ? 1 : 0);
  return known >= 2;
}

void Resolver::count(TypeId type) {
  for (auto& [known, times] : signature_) {
    if (known == type) {
      ++times;
      return;
    }
  }
  signature_.emplace_back(type, 1);
}

std::uint32_t Resolver::signature_number() {
  std::ranges::sort(signature_);
  const std::string_view bytes(reinterpret_cast<const char*>(signature_.data()),
                               signature_.size() * sizeof(signature_[0]));
  bool added = false;
  const std::uint32_t number = signature_texts_.add(bytes, added);
  if (added) signatures_.push_back(signature_);
  return number;
}

std::uint64_t Resolver::content_of(const Tuple& tuple, const std::array<std::uint64_t, 3>& hashes, ValueHashes values) {
  std::uint64_t hash = tuple.tag;
  for (const std::uint64_t of_text : hashes) hash = mixed_hash(hash, of_text);
  hash = mixed_hash(hash, values.phone);
  hash = mixed_hash(hash, values.email);
  std::ranges::sort(values.ids);
  for (const std::uint64_t id : values.ids) hash = mixed_hash(hash, id);
  hash = mixed_hash(hash, values.weak_id);
  return mixed_hash(hash, values.account);
}

std::uint32_t Resolver::tuple_number(Tuple& tuple) {
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

Result<void> Resolver::order_tuples() {
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
  TRY(kept_.change_all(options_.spill, [&](Kept& kept) { kept.tuple = place[kept.tuple]; }));
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
  return {};
}

}  // namespace constat::resolving
