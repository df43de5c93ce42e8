// Which of overlapping candidates is told, and which findings speak of one person.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "detect/correspondence.h"
#include "detect/joint_names.h"
#include "detect/lexicon.h"
#include "detect/scan.h"
#include "detect/whose.h"

namespace constat {

namespace {

// Whether names speak of one human being: "Jean Lefèvre", then "Lefèvre" (Monsieur) or "LEFÈVRE Jean". Names are only
// taken apart where they differ, and no more of them once there are two persons.
class PersonsNamed {
 public:
  void add(std::string_view value) {
    if (count_ > 1 || value == last_) return;  // Most that come again come as they came.
    last_ = value;
    if (count_ == 0) {
      first_ = value;
      count_ = 1;
      return;
    }
    if (longest_.empty()) longest_ = " " + canonical_name(first_) + " ";
    std::string name = " " + canonical_name(value) + " ";
    const bool longer = name.size() > longest_.size();
    if (!holds_words(longer ? name : longest_, longer ? longest_ : name)) {
      count_ = 2;
    } else if (longer) {
      longest_ = std::move(name);
    }
  }
  std::size_t count() const { return count_; }  // 2: several.
  // The fullest form of the one, folded, a blank at each end.
  std::string name() const { return longest_.empty() ? " " + canonical_name(first_) + " " : longest_; }

 private:
  std::size_t count_ = 0;
  std::string_view first_, last_;
  std::string longest_;
};

// "re: Mr. Clifford Baines, born ...", "Betr.: Herrn ...", "Patient: ...": of whom a letter or a record is.
bool names_subject(std::string_view before) {
  constexpr std::size_t title_max = 16;
  static constexpr std::string_view labels[] = {"re",          "regarding",     "concerning",      "subject",
                                                "betr",        "betreff",       "betrifft",        "objet",
                                                "concerne",    "asunto",        "oggetto",         "betreft",
                                                "onderwerp",   "patient",       "patient name",    "patientin",
                                                "patiente",    "patient e",     "name of patient", "nom du patient",
                                                "paziente",    "paciente",      "patientenname",   "employee",
                                                "mitarbeiter", "mitarbeiterin", "salarie",         "empleado",
                                                "empleada",    "dipendente",    "werknemer",       "defendant",
                                                "angeklagter", "prevenu"};
  const std::size_t colon = before.rfind(':');
  if (colon == std::string_view::npos || before.size() - colon > title_max) return false;
  // "Dear Dr. Amos, re: ...": behind another's name.
  std::string_view label = before.substr(0, colon);
  if (const std::size_t comma = label.rfind(','); comma != std::string_view::npos) label.remove_prefix(comma + 1);
  const std::string folded = fold_word(label);
  return std::ranges::find(labels, folded) != std::end(labels);
}

}  // namespace

// "password: Michael-1984", "token: Rose.8f2k": what stands in a labelled secret is no person's name. Candidates are
// in order of place.
void Scan::demote_names_in_secrets() {
  std::vector<Candidate>& all = scratch_.candidates;
  const TypeId person = engine_.known().person_name;
  std::size_t end = 0;  // Of the secret that reaches farthest of those that began.
  float confidence = 0;
  const auto demote = [&](Candidate& one) {
    if (one.type == person && one.end <= end) one.confidence = std::min(one.confidence, confidence - 0.01F);
  };
  for (std::size_t index = 0; index < all.size(); ++index) {
    const Candidate& here = all[index];
    if (here.context && here.confidence >= 0.5F && here.end > end && !here.container &&
        engine_.types().at(here.type).category == Category::credential) {
      end = here.end;
      confidence = here.confidence;
      for (std::size_t before = index; before > 0 && all[before - 1].begin == here.begin; --before) {
        demote(all[before - 1]);
      }
    } else {
      demote(all[index]);
    }
  }
}

void Scan::choose() {
  std::vector<Candidate>& all = scratch_.candidates;
  const auto stronger = [](const Candidate& a, const Candidate& b) {
    if (a.confidence != b.confidence) return a.confidence > b.confidence;
    if (a.context != b.context) return a.context;
    if (a.specificity != b.specificity) return a.specificity > b.specificity;
    if (a.validity != b.validity) return a.validity > b.validity;
    if (a.end - a.begin != b.end - b.begin) return a.end - a.begin > b.end - b.begin;
    if (a.begin != b.begin) return a.begin < b.begin;
    return a.rule < b.rule;
  };
  // In clusters of overlap, so that the work is linear but for the cluster's own size.
  std::sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  demote_names_in_secrets();
  for (std::size_t first = 0; first < all.size();) {
    std::size_t reach = all[first].end;
    std::size_t last = first + 1;
    while (last < all.size() && all[last].begin < reach) reach = std::max(reach, all[last++].end);
    if (last - first > 1)
      std::sort(all.begin() + static_cast<std::ptrdiff_t>(first), all.begin() + static_cast<std::ptrdiff_t>(last),
                stronger);
    if (last - first == 1) {
      scratch_.chosen.push_back(all[first]);
    } else {
      std::map<std::size_t, std::size_t> taken_once;     // Begin to end.
      std::map<std::size_t, std::size_t> taken_outside;  // Of what holds other findings: one beside the other only.
      for (std::size_t index = first; index < last; ++index) {
        const Candidate& candidate = all[index];
        std::map<std::size_t, std::size_t>& taken = candidate.container ? taken_outside : taken_once;
        const auto after = taken.lower_bound(candidate.begin);
        if (after != taken.end() && after->first < candidate.end) continue;
        if (after != taken.begin() && std::prev(after)->second > candidate.begin) continue;
        taken.emplace_hint(after, candidate.begin, candidate.end);
        scratch_.chosen.push_back(candidate);
      }
    }
    first = last;
  }
  std::sort(scratch_.chosen.begin(), scratch_.chosen.end(),
            [](const Candidate& a, const Candidate& b) { return a.begin < b.begin; });
}

// The name as it stands there, or the whole of which that is a part.
std::string_view Scan::name_of(const Candidate& one) const {
  return one.canonical >= 0 ? std::string_view(scratch_.texts[static_cast<std::size_t>(one.canonical)])
                            : text_.substr(one.begin, one.end - one.begin);
}

// Gives the findings [begin, end) of one line or item one mention, where they name one person, or else one address.
void Scan::number_group(std::size_t begin, std::size_t end, std::uint32_t& next) {
  std::vector<Candidate>& chosen = scratch_.chosen;
  const WellKnownTypes& known = engine_.known();
  PersonsNamed persons;
  std::size_t addresses = 0;
  for (std::size_t index = begin; index < end; ++index) {
    if (chosen[index].confidence < 0.5F) continue;
    if (chosen[index].type == known.person_name && !chosen[index].joint) persons.add(name_of(chosen[index]));
    addresses += chosen[index].type == known.email_address ? 1 : 0;
  }
  const std::size_t names = persons.count();
  if ((names == 1 || (names == 0 && addresses == 1)) && end - begin >= 2 && end - begin <= 40) {
    for (std::size_t index = begin; index < end; ++index) chosen[index].mention = next;
    ++next;
  } else if (names > 1) {
    const std::uint32_t before = next;
    number_brackets(begin, end, next);
    if (next == before) number_turns(begin, end, next);
  }
}

// "Jane Doe's SSN is 512-48-6193, John Roe's is 536-12-4455": names and what is said of them take turns, the name
// first.
void Scan::number_turns(std::size_t begin, std::size_t end, std::uint32_t& next) {
  std::vector<Candidate>& chosen = scratch_.chosen;
  const TypeId name = engine_.known().person_name;
  const auto sure = [&](std::size_t index) { return chosen[index].confidence >= 0.5F; };
  std::vector<std::size_t> turns;  // Where each name stands.
  std::vector<TypeId> said;        // Of the name in hand.
  bool alternate = true;
  for (std::size_t index = begin; index < end && alternate; ++index) {
    if (!sure(index)) continue;
    if (chosen[index].type == name) {
      alternate = turns.empty() || !said.empty();
      turns.push_back(index);
      said.clear();
      continue;
    }
    // Before the first name, or twice of one kind behind one: it cannot be told whose.
    alternate = !turns.empty() && std::find(said.begin(), said.end(), chosen[index].type) == said.end();
    said.push_back(chosen[index].type);
  }
  if (!alternate || said.empty() || end - begin > 40) return;
  for (std::size_t turn = 0; turn < turns.size(); ++turn) {
    const std::size_t stop = turn + 1 < turns.size() ? turns[turn + 1] : end;
    for (std::size_t index = turns[turn]; index < stop; ++index) chosen[index].mention = next;
    ++next;
  }
}

// Of several names in one line, "Jane Doe (SSN 512-48-6193) and John Roe (born 1970-02-03)": what stands in brackets
// right behind a name, or behind its colon, is that person's. The rest is of nobody that can be told.
void Scan::number_brackets(std::size_t begin, std::size_t end, std::uint32_t& next) {
  std::vector<Candidate>& chosen = scratch_.chosen;
  constexpr std::size_t inside_max = 400;
  for (std::size_t index = begin; index < end; ++index) {
    if (chosen[index].confidence < 0.5F || chosen[index].type != engine_.known().person_name) continue;
    std::size_t at = chosen[index].end;
    while (at < text_.size() && text_[at] == ' ') ++at;
    if (at == text_.size()) continue;
    const char open = text_[at];
    const char* const close = open == '(' ? ")" : open == '[' ? "]" : open == '<' ? ">" : open == ':' ? ";\n" : nullptr;
    if (close == nullptr) continue;
    const std::size_t stop = std::min(text_.substr(0, std::min(text_.size(), at + inside_max)).find_first_of(close, at),
                                      std::min(text_.size(), at + inside_max));
    std::size_t last = index + 1;
    while (last < end && chosen[last].begin < stop && chosen[last].type != engine_.known().person_name) ++last;
    const bool named_inside = last < end && chosen[last].begin < stop && open != ':';
    if (last == index + 1 || named_inside) continue;
    for (std::size_t member = index; member < last; ++member) chosen[member].mention = next;
    ++next;
    index = last - 1;
  }
}

namespace {

// "-----", "* * *", "=====": what stands between two records.
bool parts_records(std::string_view line) {
  constexpr std::size_t signs_min = 2;
  constexpr std::size_t bytes_max = 200;
  const std::size_t first = line.find_first_not_of(' ');
  if (first == std::string_view::npos || std::string_view("-=*_#~+").find(line[first]) == std::string_view::npos)
    return false;
  line = trim(line);
  return line.size() >= signs_min && line.size() <= bytes_max &&
         std::ranges::all_of(line, [&](char c) { return c == line.front() || c == ' '; });
}

// "Name" of "  Name: Jane Doe"; empty where the line has no label.
std::string_view label_of_line(std::string_view line) {
  constexpr std::size_t label_max = 40;
  std::size_t begin = 0;
  while (begin < line.size() && is_space(line[begin])) ++begin;
  for (std::size_t at = begin; at < line.size() && at - begin < label_max; ++at) {
    if (line[at] == ':' || line[at] == '=') return trim(line.substr(begin, at - begin));
  }
  return {};
}

// Whether the line has that label.
bool has_label(std::string_view line, std::string_view label) {
  std::size_t at = 0;
  while (at < line.size() && is_space(line[at])) ++at;
  if (label.empty() || !line.substr(at).starts_with(label)) return false;
  at += label.size();
  while (at < line.size() && line[at] == ' ') ++at;
  return at < line.size() && (line[at] == ':' || line[at] == '=');
}

}  // namespace

// "Name: A" over "DOB: B", then a line of dashes, or "Name: C" at once: records that follow each other without a blank
// line. False where the paragraph of findings [first, last) holds fewer than two of them with a person each.
bool Scan::number_stacked_records(std::size_t first, std::size_t last, std::uint32_t& next) {
  constexpr std::size_t above_max = 2000;
  const std::vector<Candidate>& chosen = scratch_.chosen;
  const TypeId person = engine_.known().person_name;
  const auto is_named = [&](const Candidate& one) {
    return one.type == person && one.confidence >= 0.5F && !one.joint;
  };
  std::size_t name = first;
  while (name < last && !is_named(chosen[name])) ++name;
  if (name == last) return false;
  find_line(chosen[first].begin);
  // The paragraph's begin: a record may open with what nothing was found in ("ID: 1").
  std::size_t begin = line_begin_;
  while (begin > 0 && line_begin_ - begin < above_max) {
    std::size_t above = begin - 1;
    while (above > 0 && text_[above - 1] != '\n' && line_begin_ - above < above_max) --above;
    if (trim(text_.substr(above, begin - above)).empty()) break;
    begin = above;
  }
  find_line(chosen[name].begin);
  const std::string_view of_name = label_of_line(text_.substr(line_begin_, chosen[name].begin - line_begin_));
  std::string_view of_first;
  std::vector<std::size_t> by_sign, by_first, by_name;  // Where records begin.
  const std::size_t stop = chosen[last - 1].begin;
  for (std::size_t at = begin; at <= stop && at < text_.size();) {
    const std::size_t newline = std::min(scratch_.classes.next_newline(at), text_.size());
    const std::string_view line = text_.substr(at, newline - at);
    if (parts_records(line)) {
      by_sign.push_back(newline + 1);
    } else if (!of_name.empty()) {
      if (of_first.empty()) of_first = label_of_line(line);
      if (has_label(line, of_first)) by_first.push_back(at);
      if (has_label(line, of_name)) by_name.push_back(at);
    }
    at = newline + 1;
  }
  std::vector<std::size_t>& begins =
      by_name.size() >= 2 ? (by_first.size() == by_name.size() ? by_first : by_name) : by_sign;
  if (begins.empty()) return false;
  // Tried before anything is given away.
  const auto each_record = [&](const auto& take) {
    std::size_t record = 0;
    for (std::size_t from = first; from < last;) {
      while (record < begins.size() && begins[record] <= chosen[from].begin) ++record;
      const std::size_t limit = record < begins.size() ? begins[record] : text_.size();
      std::size_t to = from + 1;
      while (to < last && chosen[to].begin < limit) ++to;
      take(from, to);
      from = to;
    }
  };
  std::size_t persons = 0;
  each_record([&](std::size_t from, std::size_t to) {
    PersonsNamed named;
    for (std::size_t index = from; index < to; ++index) {
      if (is_named(chosen[index])) named.add(name_of(chosen[index]));
    }
    persons += named.count() == 1 ? 1 : 0;
  });
  if (persons < 2) return false;
  each_record([&](std::size_t from, std::size_t to) { number_group(from, to, next); });
  return true;
}

// "- name: A" over "  ssn: B", then "- name: C": the items of a list (YAML, Markdown) that go over several lines. False
// where the paragraph of findings [first, last) has fewer than two of them.
bool Scan::number_list_items(std::size_t first, std::size_t last, std::uint32_t& next) {
  const std::vector<Candidate>& chosen = scratch_.chosen;
  find_line(chosen[first].begin);
  std::size_t at = line_begin_;
  const std::size_t stop = chosen[last - 1].begin;
  struct Item {
    std::size_t begin;
    std::size_t indent;
  };
  std::vector<Item> items;
  std::size_t indent = SIZE_MAX;
  while (at < stop) {
    std::size_t text = at;
    while (text < stop && text_[text] == ' ') ++text;
    const std::size_t newline = std::min(scratch_.classes.next_newline(text), text_.size());
    if (text + 1 < stop && (text_[text] == '-' || text_[text] == '*') && text_[text + 1] == ' ' &&
        !parts_records(text_.substr(text, newline - text))) {
      items.push_back({at, text - at});
      indent = std::min(indent, text - at);
    }
    at = newline + 1;
  }
  std::erase_if(items, [indent](const Item& item) { return item.indent != indent; });
  if (items.size() < 2) return false;
  std::size_t item = 0;
  for (std::size_t begin = first; begin < last;) {
    while (item + 1 < items.size() && items[item + 1].begin <= chosen[begin].begin) ++item;
    const std::size_t limit = item + 1 < items.size() ? items[item + 1].begin : text_.size();
    std::size_t end = begin + 1;
    while (end < last && chosen[end].begin < limit) ++end;
    if (chosen[begin].begin >= items[item].begin) number_group(begin, end, next);
    begin = end;
  }
  return true;
}

// "Robert has been ..." below "Robert Quigley (Employee ID E-20418)" goes on about him, and so does "His number is
// ...", whoever is named behind it. `told` are the lines above of the paragraph that speak of one person.
void Scan::join_lines(std::size_t begin, std::size_t end, std::vector<Told>& told) {
  constexpr std::size_t told_max = 40;
  std::vector<Candidate>& chosen = scratch_.chosen;
  const TypeId person = engine_.known().person_name;
  PersonsNamed persons;
  std::size_t name = end;
  for (std::size_t index = end; index-- > begin;) {
    if (chosen[index].type != person || chosen[index].confidence < 0.5F || chosen[index].joint) continue;
    name = index;
    persons.add(name_of(chosen[index]));
  }
  if (persons.count() != 1 || told.size() >= told_max) return;
  find_line(chosen[begin].begin);
  const std::string_view line = trim(text_.substr(line_begin_, chosen[begin].begin - line_begin_));
  const std::string first = to_lower_ascii(line.substr(0, std::min(line.find(' '), line.size())));
  for (const std::string_view word :
       {"his", "her", "their", "son", "sa", "ses", "sein", "seine", "seiner", "su", "sus"}) {
    if (first != word || told.empty() || told.back().mention == 0) continue;
    for (std::size_t index = begin; index < name; ++index) chosen[index].mention = told.back().mention;
  }
  const std::string own = persons.name();
  const Told* fuller = nullptr;
  for (const Told& above : told) {
    if (above.name.size() < own.size() || !holds_words(above.name, own)) continue;
    if (fuller != nullptr && fuller->name != above.name) return;  // It cannot be told which.
    fuller = &above;
  }
  if (fuller == nullptr) {
    told.push_back({own, name, chosen[name].mention});
    return;
  }
  std::uint32_t& mention = chosen[fuller->index].mention;
  if (mention == 0) mention = chosen[name].mention;
  if (mention == 0) return;
  const std::uint32_t before = chosen[name].mention;
  for (std::size_t index = begin; index < end; ++index) {
    if (index == name || (before != 0 && chosen[index].mention == before)) chosen[index].mention = mention;
  }
}

// What a letter or mail says of its writer or its reader is theirs. Who sent a mail wrote it, where it is not signed
// otherwise; what it answers or passes on is of whom its header tells.
void Scan::number_letter(bool whole_text, std::uint32_t& next, std::vector<char>& told) {
  constexpr std::size_t findings_max = 200;
  std::vector<Candidate>& chosen = scratch_.chosen;
  if (!whole_text || kind_ != PassageKind::prose || chosen.empty() || chosen.size() > findings_max) return;
  if (chosen.size() < 2 && scratch_.sender.empty()) return;
  Correspondence letter(text_, chosen, engine_.known().person_name, engine_.known().email_address);
  const bool by_sender = !scratch_.sender.empty() && is_of_sender(letter);
  if (by_sender) letter.set_written();
  if (by_sender && letter.writer() != Correspondence::none) chosen[letter.writer()].mention = sender_mention;
  part_headers(letter, next);
  told.assign(chosen.size(), 0);
  std::vector<std::pair<std::uint32_t, std::string>> left;  // Mentions that lost something, and to whom.
  const auto move = [&](std::size_t index, std::uint32_t mention, std::string_view owner) {
    told[index] = 1;
    if (chosen[index].mention == mention) return;
    if (chosen[index].mention != 0) left.emplace_back(chosen[index].mention, " " + canonical_name(owner) + " ");
    chosen[index].mention = mention;
  };
  for (std::size_t index = 0; index < chosen.size(); ++index) {
    const Correspondence::Of of = letter.said_of(index);
    const Correspondence::Letter& part = letter.letters()[letter.letter_of(index)];
    if (of == Correspondence::Of::nobody) continue;
    if (of == Correspondence::Of::stranger) {
      // Not of whom it greets.
      if (part.greeted != Correspondence::none && chosen[index].mention == chosen[part.greeted].mention)
        move(index, 0, "");
      continue;
    }
    if (of == Correspondence::Of::writer && by_sender && part.hand == 0) {
      move(index, sender_mention, scratch_.sender);
      continue;
    }
    Candidate& named = chosen[of == Correspondence::Of::writer ? letter.writer_of(index) : letter.reader_of(index)];
    if (named.mention == 0) named.mention = next++;
    move(index, named.mention, name_of(named));
    if (of == Correspondence::Of::writer && part.hand != 0) number_header(letter, part.hand, named.mention);
  }
  // "Hi Paul," over what is none of Paul's, and "Jane" below what was Jane Doe's: a name alone is nobody.
  for (const auto& [mention, owner] : left) {
    if (mention == sender_mention) continue;
    const auto empty = [&, of = mention](std::size_t index) {
      const Candidate& one = chosen[index];
      if (one.mention != of) return true;
      if (one.type != engine_.known().person_name || one.confidence < 0.5F) return false;
      return letter.letters()[letter.letter_of(index)].greeted == index ||
             holds_words(owner, " " + canonical_name(name_of(one)) + " ");
    };
    bool all = true;
    for (std::size_t index = 0; index < chosen.size() && all; ++index) all = empty(index);
    for (std::size_t index = 0; index < chosen.size() && all; ++index) {
      if (chosen[index].mention == mention) chosen[index].mention = 0;
    }
  }
}

// In the header of a quoted letter whom it is from and to whom it went are two, though one is told by a name and the
// other by a mailbox alone.
void Scan::part_headers(const Correspondence& letter, std::uint32_t& next) {
  std::vector<Candidate>& chosen = scratch_.chosen;
  const TypeId person = engine_.known().person_name;
  for (const Correspondence::Letter& part : letter.letters()) {
    const std::size_t from = part.sender != Correspondence::none ? part.sender : part.mailbox;
    if (from == Correspondence::none || chosen[from].mention == 0) continue;
    const std::uint32_t mention = chosen[from].mention;
    const bool named = part.sender != Correspondence::none;
    if (!named && std::ranges::any_of(chosen, [&](const Candidate& one) {
          return one.type == person && one.confidence >= 0.5F && one.mention == mention;
        })) {
      chosen[from].mention = next++;
      continue;
    }
    for (std::size_t index = from; index < chosen.size() && chosen[index].begin < part.body; ++index) {
      const Candidate& one = chosen[index];
      if (index != from && index != part.mailbox && one.type == engine_.known().email_address &&
          one.mention == mention) {
        chosen[index].mention = 0;
      }
    }
  }
}

// Who wrote a quoted letter is told by name and address in its header.
void Scan::number_header(const Correspondence& letter, std::size_t hand, std::uint32_t mention) {
  std::vector<Candidate>& chosen = scratch_.chosen;
  const Correspondence::Letter& part = letter.letters()[hand];
  for (std::size_t index = 0; index < chosen.size() && chosen[index].begin < part.body; ++index) {
    if (chosen[index].begin < part.begin) continue;
    if (index == part.mailbox || (index == part.sender && part.sender == part.writer)) chosen[index].mention = mention;
  }
}

// Whether what the mail says in the first person is its sender's: it is signed by nobody else, and two numbers of one
// kind (a chat that was pasted) are not said so.
bool Scan::is_of_sender(const Correspondence& letter) const {
  const std::vector<Candidate>& chosen = scratch_.chosen;
  if (letter.writer() != Correspondence::none) {
    const Candidate& name = chosen[letter.writer()];
    const std::string written = " " + canonical_name(text_.substr(name.begin, name.end - name.begin)) + " ";
    if (!holds_words(" " + scratch_.sender + " ", written)) return false;
  }
  std::map<TypeId, std::string_view> said;
  for (std::size_t index = 0; index < chosen.size(); ++index) {
    const Candidate& one = chosen[index];
    if (engine_.types().at(one.type).category != Category::government_id ||
        letter.said_of(index, true) != Correspondence::Of::writer ||
        letter.letters()[letter.letter_of(index)].hand != 0)
      continue;
    const std::string_view value = text_.substr(one.begin, one.end - one.begin);
    if (const auto known = said.try_emplace(one.type, value); known.first->second != value) return false;
  }
  return true;
}

// Before whose name it stands: a doctor of whom an illness is seldom told.
bool Scan::is_doctor(std::size_t begin) const {
  constexpr std::size_t reach = 16;
  const std::size_t from = begin - std::min(begin, reach);
  const std::string_view before = trim(text_.substr(from, begin - from));
  const std::string last = fold_word(before.substr(before.find_last_of(" \n,") + 1));
  static constexpr std::string_view titles[] = {"dr", "prof", "professor", "doctor", "docteur",
                                                "pr", "dott", "dottssa",   "dra",    "drs"};
  return std::ranges::find(titles, last) != std::end(titles);
}

// Whether what is said there, of nobody that its paragraph tells, is of the letter's subject: its sentence speaks of no
// relative and of nobody else but a doctor.
bool Scan::is_of_subject(std::size_t index, std::string_view subject) const {
  constexpr std::size_t reach = 200;
  const std::vector<Candidate>& chosen = scratch_.chosen;
  const TypeId person = engine_.known().person_name;
  const Candidate& value = chosen[index];
  const auto elses = [&](const Candidate& one) {
    return one.type == person && one.confidence >= 0.5F && !is_doctor(one.begin) &&
           !holds_words(subject, " " + canonical_name(name_of(one)) + " ");
  };
  if (value.mention != 0) {
    const bool own =
        std::ranges::none_of(chosen, [&](const Candidate& one) { return one.mention == value.mention && elses(one); });
    const bool named = std::ranges::any_of(
        chosen, [&](const Candidate& one) { return one.mention == value.mention && one.type == person; });
    if (!own || !named) return false;
  }
  std::size_t begin = value.begin;
  const std::size_t limit = begin - std::min(begin, reach);
  while (begin > limit) {
    const char c = text_[begin - 1];
    if (c == '!' || c == '?' || c == ';' ||
        (c == '.' && is_space(text_[begin]) && begin >= 3 && is_lower(text_[begin - 3])))
      break;
    if (c == '\n' && begin >= 2 && (text_[begin - 2] == '\n' || text_[begin - 2] == '\r')) break;
    --begin;
  }
  for (std::size_t before = index; before-- > 0 && chosen[before].begin >= begin;) {
    if (elses(chosen[before])) return false;
  }
  static constexpr std::string_view kin[] = {"family",    "familiy",  "familienanamnese", "familial",  "familiaux",
                                             "familiale", "familiar", "familiares",       "familiare", "parents",
                                             "eltern",    "siblings", "geschwister"};
  for (std::size_t at = begin; at < value.end;) {
    if (!is_alpha(text_[at]) && !is_high(text_[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < value.end && (is_alpha(text_[end]) || is_high(text_[end]))) ++end;
    const std::string folded = fold_word(text_.substr(at, std::min<std::size_t>(end - at, 20)));
    at = end;
    if (folded == "frau" || folded == "mann" || folded == "partner") continue;  // "Frau Weber".
    if (is_word_for_relative(folded) || std::ranges::find(kin, folded) != std::end(kin)) return false;
  }
  return true;
}

// Illnesses, convictions and personnel matters that a letter tells in paragraphs without a name, or under the surname
// alone, are of its subject.
void Scan::number_subjects(bool whole_text, std::uint32_t& next, const std::vector<char>& told) {
  constexpr std::size_t findings_max = 200;
  constexpr std::size_t label_max = 60;
  std::vector<Candidate>& chosen = scratch_.chosen;
  const WellKnownTypes& known = engine_.known();
  if (!whole_text || kind_ != PassageKind::prose || chosen.size() < 2 || chosen.size() > findings_max) return;
  const auto matters = [this](const Candidate& one) { return is_matter(one); };
  if (std::ranges::none_of(chosen, matters)) return;
  std::size_t subject = chosen.size();
  std::string name;
  for (std::size_t index = 0; index < chosen.size(); ++index) {
    Candidate& one = chosen[index];
    if (one.type == known.person_name && one.confidence >= 0.5F && !one.joint) {
      const std::size_t from = one.begin - std::min(one.begin, label_max);
      const std::size_t newline = text_.substr(from, one.begin - from).rfind('\n');
      const std::size_t line = newline == std::string_view::npos ? from : from + newline + 1;
      if (names_subject(text_.substr(line, one.begin - line))) {
        subject = index;  // Another's record begins.
        name = " " + canonical_name(name_of(one)) + " ";
      } else if (subject != chosen.size() && one.mention != 0 && one.mention != chosen[subject].mention &&
                 holds_words(name, " " + canonical_name(name_of(one)) + " ") && is_alone_in_mention(index)) {
        // "Mr. Baines" below: all that stands with it.
        if (chosen[subject].mention == 0) chosen[subject].mention = next++;
        const std::uint32_t mention = one.mention;
        for (Candidate& other : chosen) {
          if (other.mention == mention) other.mention = chosen[subject].mention;
        }
      }
      continue;
    }
    if (subject == chosen.size() || !is_matter(one) || (!told.empty() && told[index] != 0)) continue;
    if (chosen[subject].mention == 0) chosen[subject].mention = next++;
    if (one.mention != chosen[subject].mention && is_of_subject(index, name)) one.mention = chosen[subject].mention;
  }
}

// An illness, a conviction, a matter of personnel.
bool Scan::is_matter(const Candidate& one) const {
  const WellKnownTypes& known = engine_.known();
  return one.confidence >= 0.5F &&
         (one.type == known.health || one.type == known.special_category || one.type == known.hr);
}

// Whether no other name stands in the mention of chosen[index].
bool Scan::is_alone_in_mention(std::size_t index) const {
  const std::vector<Candidate>& chosen = scratch_.chosen;
  return std::ranges::none_of(chosen, [&](const Candidate& one) {
    return one.mention == chosen[index].mention && one.type == chosen[index].type && one.confidence >= 0.5F &&
           canonical_name(name_of(one)) != canonical_name(name_of(chosen[index]));
  });
}

// Whether what begins there is the employer's, or a company's: its label says so ("Employer's name, address, and ZIP
// code", "Arbeitgeber:"), or the line above names one by its legal form.
// `after`: where what was found before it ends.
bool Scan::is_of_the_house(std::size_t begin, std::size_t after) const {
  constexpr std::size_t lines_max = 3;
  constexpr std::size_t above_max = 240;
  static constexpr std::string_view labels[] = {"employer",  "arbeitgeber", "employeur", "datore di lavoro",
                                                "empleador", "empresa",     "payer",     "company"};
  static constexpr std::string_view legal_forms[] = {"llc", "inc",  "corp", "ltd", "plc", "gmbh", "ag", "kg", "sa",
                                                     "sas", "sarl", "srl",  "spa", "sl",  "bv",   "nv", "se"};
  const std::size_t from = std::min(begin, std::max(after, begin > above_max ? begin - above_max : 0));
  std::size_t end = begin;
  for (std::size_t line = 0; line <= lines_max; ++line) {
    std::size_t at = end;
    while (at > from && text_[at - 1] != '\n') --at;
    const std::string words = to_lower_ascii(trim(text_.substr(at, end - at)));
    if (words.empty() && line != 0) return false;
    for (const std::string_view label : labels) {
      const std::size_t found = words.find(label);
      // "Employee" is no employer, and "company" within a sentence no label.
      if (found != std::string::npos && (found < 4 || words.size() < 60)) return true;
    }
    if (line == 1) {
      const std::size_t blank = words.find_last_of(" .", words.size() - 2);
      std::string_view last = std::string_view(words).substr(blank == std::string::npos ? 0 : blank + 1);
      if (last.ends_with('.')) last.remove_suffix(1);
      if (blank != std::string::npos && std::ranges::find(legal_forms, last) != std::end(legal_forms)) return true;
    }
    if (at <= from || at == 0) return false;
    end = at - 1;
  }
  return false;
}

// Of two addresses of one person the employer's is not where they live; and its number is none of theirs.
void Scan::part_the_house() {
  constexpr std::size_t findings_max = 200;
  std::vector<Candidate>& chosen = scratch_.chosen;
  const TypeId address = engine_.known().postal_address;
  if (kind_ != PassageKind::prose || chosen.size() < 2 || chosen.size() > findings_max) return;
  for (std::size_t index = 0; index < chosen.size(); ++index) {
    Candidate& one = chosen[index];
    if (one.mention == 0) continue;
    const std::size_t after = index == 0 ? 0 : chosen[index - 1].end;
    if (one.type == address) {
      const bool another = std::ranges::any_of(chosen, [&](const Candidate& other) {
        return &other != &one && other.type == address && other.mention == one.mention && other.confidence >= 0.5F;
      });
      if (another && is_of_the_house(one.begin, after)) one.mention = 0;
    } else if (engine_.types().at(one.type).name == "us_ein" && is_of_the_house(one.begin, after)) {
      one.mention = 0;
    }
  }
}

void Scan::join_joint_names() {
  constexpr std::size_t between_max = 8;
  std::vector<Candidate>& chosen = scratch_.chosen;
  const TypeId person = engine_.known().person_name;
  for (std::size_t index = 0; index + 1 < chosen.size(); ++index) {
    Candidate& first = chosen[index];
    Candidate& second = chosen[index + 1];
    if (first.type != person || second.type != person || first.other != 0 || first.canonical >= 0 ||
        second.canonical >= 0 || second.begin <= first.end || second.begin - first.end > between_max)
      continue;
    if (text_.substr(first.end, second.begin - first.end).find('\n') != std::string_view::npos) continue;
    // "Anna Müller, IBAN": what a comma parts from the second is none of it.
    const std::string_view before = text_.substr(first.begin, first.end - first.begin);
    std::size_t end = second.end;
    const std::size_t comma = text_.substr(second.begin, second.end - second.begin).find(',');
    if (before.find(',') == std::string_view::npos && comma != std::string_view::npos) end = second.begin + comma;
    const std::vector<JointName> names = joint_names(text_.substr(first.begin, end - first.begin), engine_.names());
    if (names.size() != 2) continue;
    // Two full names are two, whose the rest is cannot be told; here one surname says that they are a couple.
    const std::string_view last = std::string_view(names[1].canonical).substr(names[1].canonical.rfind(' ') + 1);
    if (!names[0].canonical.ends_with(last)) continue;
    first.canonical = scratch_.keep(names[0].canonical);
    second.canonical = scratch_.keep(names[1].canonical);
    second.joint = true;
  }
}

void Scan::number_mailboxes_of_lists(std::uint32_t& last) {
  constexpr std::size_t list_min = 3;
  constexpr std::string_view between = " \t\r,;|:/<>()[]\"'-*.0123456789";  // Also "1. jane@example.org".
  std::vector<Candidate>& chosen = scratch_.chosen;
  const auto only_between = [&](std::size_t begin, std::size_t end) {
    return begin >= end || text_.substr(begin, end - begin).find_first_not_of(between) == std::string_view::npos;
  };
  std::vector<std::size_t> listed;
  std::size_t line_begin = 0;  // No line before it has anything.
  for (std::size_t first = 0; first < chosen.size();) {
    const std::size_t newline = text_.substr(line_begin, chosen[first].begin - line_begin).rfind('\n');
    if (newline != std::string_view::npos) line_begin += newline + 1;
    const std::size_t line_end = scratch_.classes.next_newline(chosen[first].begin);
    bool list = true;
    std::size_t behind = line_begin;
    std::size_t index = first;
    for (; index < chosen.size() && chosen[index].begin < line_end; ++index) {
      const Candidate& one = chosen[index];
      list = list && one.type == engine_.known().email_address && one.confidence >= 0.5F && one.mention == 0 &&
             only_between(behind, one.begin);
      behind = std::max(behind, one.end);
    }
    list = list && only_between(behind, line_end);
    for (std::size_t at = first; at < index && list; ++at) listed.push_back(at);
    first = index;
    line_begin = std::min(std::max(line_end, behind), text_.size());
  }
  if (listed.size() < list_min) return;
  for (const std::size_t at : listed) chosen[at].mention = ++last;
}

void Scan::number_mentions(bool whole_text) {
  join_joint_names();
  number_by_lines(whole_text);
  std::uint32_t last = 0;
  for (const Candidate& one : scratch_.chosen) {
    if (one.mention != sender_mention) last = std::max(last, one.mention);
  }
  for (Candidate& one : scratch_.chosen) {
    if (one.joint && one.mention != 0) one.mention = ++last;
  }
  number_mailboxes_of_lists(last);
  part_the_house();
}

// "Notes: spoke with Anna Keller": whom a form's note names is not whose form it is.
bool Scan::stands_in_note(std::size_t at) const {
  constexpr std::size_t line_max = 200;
  constexpr std::size_t label_max = 20;
  static constexpr std::string_view labels[] = {
      "note",        "notes",     "comment",   "comments",     "remark",     "remarks",     "memo",
      "remarque",    "remarques", "bemerkung", "bemerkungen",  "kommentar",  "commentaire", "commentaires",
      "notiz",       "notizen",   "anmerkung", "anmerkungen",  "comentario", "comentarios", "observaciones",
      "observacion", "nota",      "commenti",  "osservazioni", "commento"};
  const std::size_t from = at > line_max ? at - line_max : 0;
  const std::size_t newline = text_.substr(from, at - from).rfind('\n');
  if (newline == std::string_view::npos && from != 0) return false;
  const std::size_t begin = newline == std::string_view::npos ? 0 : from + newline + 1;
  const std::size_t colon = text_.substr(begin, at - begin).find(':');
  if (colon == std::string_view::npos || colon > label_max) return false;
  return std::ranges::find(labels, fold_word(trim(text_.substr(begin, colon)))) != std::end(labels);
}

// Of a short form: which findings stand on a line whose label says that it is of another ("GP: Dr. Hanna Reuter",
// "Next of kin: ..."), where one person is named besides: 2 where such lines name somebody and no more.
void Scan::mark_others(std::vector<char>& others) const {
  constexpr std::size_t line_max = 200;
  constexpr std::size_t label_max = 40;
  const std::vector<Candidate>& chosen = scratch_.chosen;
  const TypeId person = engine_.known().person_name;
  others.assign(chosen.size(), 0);
  bool any = false;
  PersonsNamed own;
  for (std::size_t index = 0; index < chosen.size(); ++index) {
    const Candidate& one = chosen[index];
    if (one.type != person || one.confidence < 0.5F || one.joint || others[index] != 0) continue;
    const std::size_t from = one.begin - std::min(one.begin, line_max);
    const std::size_t newline = text_.substr(from, one.begin - from).rfind('\n');
    std::size_t line = newline == npos ? from : from + newline + 1;
    while (line < one.begin && !is_alpha(text_[line]) && !is_high(text_[line])) ++line;
    const std::size_t colon = text_.substr(line, one.begin - line).find(':');
    const Whose whose = colon == npos || colon > label_max ? Whose{} : whose_heading(text_.substr(line, colon));
    if (whose.role == 0) {
      own.add(name_of(one));
      continue;
    }
    const std::size_t line_end = scratch_.classes.next_newline(one.begin);
    for (std::size_t each = 0; each < chosen.size(); ++each) {
      if (chosen[each].begin >= line && chosen[each].begin < line_end) others[each] = is_named_only(whose) ? 2 : 1;
    }
    any = true;
  }
  if (!any || own.count() != 1) others.assign(chosen.size(), 0);
}

void Scan::number_by_lines(bool whole_text) {
  std::vector<Candidate>& chosen = scratch_.chosen;
  const WellKnownTypes& known = engine_.known();
  std::uint32_t next = 1;
  if (kind_ == PassageKind::mail_address) {
    for (std::size_t index = 0; index < chosen.size(); ++index) {
      if (chosen[index].type != known.email_address) continue;
      chosen[index].mention = next;
      if (index > 0 && chosen[index - 1].type == known.person_name && chosen[index - 1].mention == 0 &&
          chosen[index].begin - chosen[index - 1].end <= 4) {
        chosen[index - 1].mention = next;
      }
      ++next;
    }
    return;
  }
  // The end of the line that was asked for last is kept: a line may hold all that was found.
  std::size_t asked = 1;
  std::size_t newline = 0;
  const auto newline_from = [&](std::size_t at) {
    if (at < asked || at > newline) {
      asked = at;
      newline = scratch_.classes.next_newline(at);
    }
    return newline;
  };
  // A short form over several paragraphs (a payslip): below the one that names its person, those that name nobody else.
  constexpr std::size_t form_bytes_max = 6000;
  constexpr std::size_t form_findings_max = 40;
  const bool may_be_form =
      whole_text && kind_ == PassageKind::prose && text_.size() <= form_bytes_max && chosen.size() <= form_findings_max;
  std::vector<char> of_others;  // On lines of others than whose form it is.
  if (may_be_form) {
    mark_others(of_others);
  } else {
    of_others.assign(chosen.size(), 0);
  }
  PersonsNamed all_persons;
  std::vector<std::uint32_t> of_named;  // Mentions of paragraphs that name one person.
  std::size_t form_first = 0;           // Behind the paragraph that names its person.
  std::uint32_t form_mention = 0;
  // A paragraph (no blank line in it) that names one person: what it tells is that person's.
  for (std::size_t first = 0; first < chosen.size();) {
    std::size_t last = first + 1;
    while (last < chosen.size()) {
      const std::size_t from = chosen[last - 1].begin;
      const std::size_t to = chosen[last].begin;
      if (to - from > 2000 || of_others[last] != of_others[last - 1]) break;
      std::size_t line_end = newline_from(from);
      const auto blank_follows = [&](std::size_t at) {
        return at < to && (text_[at] == '\n' || (text_[at] == '\r' && at + 1 < to && text_[at + 1] == '\n'));
      };
      while (line_end < to && !blank_follows(line_end + 1)) line_end = newline_from(line_end + 1);
      if (line_end < to) break;
      ++last;
    }
    PersonsNamed persons;
    std::size_t others = 0;
    std::vector<TypeId> seen;
    bool repeated = false;
    constexpr std::size_t mailboxes_max = 2;  // Of one person; three and more are a list's.
    std::vector<std::string_view> mailboxes;
    for (std::size_t index = first; index < last; ++index) {
      const Candidate& one = chosen[index];
      if (one.confidence < 0.5F || one.joint) continue;
      if (one.type == known.email_address && !repeated) {
        const std::string_view value = text_.substr(one.begin, one.end - one.begin);
        if (std::ranges::find(mailboxes, value) == mailboxes.end()) mailboxes.push_back(value);
        repeated = mailboxes.size() > mailboxes_max;
      }
      if (one.type == known.person_name) {
        const std::string_view value = name_of(one);
        persons.add(value);
        if (may_be_form && of_others[index] == 0) all_persons.add(value);
        continue;
      }
      ++others;
      // Two different ids of one type are two persons, unless a name says otherwise.
      if (engine_.types().at(one.type).category == Category::government_id) {
        repeated = repeated || std::find(seen.begin(), seen.end(), one.type) != seen.end();
        seen.push_back(one.type);
      }
    }
    const auto in_note = [&](const Candidate& one) {
      return one.type == known.person_name && stands_in_note(one.begin);
    };
    const bool noted = persons.count() > 1 && last - first <= 40 && others >= 1 && [&] {
      PersonsNamed own;
      for (std::size_t index = first; index < last; ++index) {
        const Candidate& one = chosen[index];
        if (one.type == known.person_name && one.confidence >= 0.5F && !one.joint && !in_note(one))
          own.add(name_of(one));
      }
      return own.count() == 1;
    }();
    if ((persons.count() == 1 || noted) && others >= 1 && !repeated && last - first <= 40) {
      for (std::size_t index = first; index < last; ++index) {
        if (!noted || !in_note(chosen[index])) chosen[index].mention = next;
      }
      if (may_be_form) of_named.push_back(next);
      if (form_mention == 0 && of_others[first] == 0) {
        form_mention = next;
        form_first = last;
      }
      ++next;
    } else if (others >= 1) {
      if (!number_list_items(first, last, next) &&
          !(persons.count() > 1 && number_stacked_records(first, last, next))) {
        // A list without columns: each line that names one person (or one address) speaks of that person.
        std::vector<Told> told;
        for (std::size_t begin = first; begin < last;) {
          std::size_t end = begin + 1;
          while (end < last &&
                 text_.substr(chosen[end - 1].begin, chosen[end].begin - chosen[end - 1].begin).find('\n') ==
                     std::string_view::npos) {
            ++end;
          }
          number_group(begin, end, next);
          if (persons.count() > 1) join_lines(begin, end, told);
          begin = end;
        }
      }
    }
    first = last;
  }
  std::vector<char> told;
  number_letter(whole_text, next, told);
  number_subjects(whole_text, next, told);
  const bool named_only = std::ranges::find(of_others, 2) != of_others.end();
  if (!may_be_form || all_persons.count() != 1 || (form_mention == 0 && !named_only)) return;
  // Somebody else's mailbox, or a second number of one kind, says that it goes on about others.
  std::vector<TypeId> ids;
  for (std::size_t index = 0; index < chosen.size(); ++index) {
    const Candidate& one = chosen[index];
    if (one.confidence < 0.5F || of_others[index] != 0) continue;
    if (one.type == known.email_address && std::find(of_named.begin(), of_named.end(), one.mention) == of_named.end())
      return;
    if (engine_.types().at(one.type).category != Category::government_id) continue;
    if (std::find(ids.begin(), ids.end(), one.type) != ids.end()) return;
    ids.push_back(one.type);
  }
  // Behind another's line numbers and addresses may be that one's.
  bool behind_other = false;
  bool behind_name = false;
  for (std::size_t index = 0; index < chosen.size(); ++index) {
    Candidate& one = chosen[index];
    behind_other = behind_other || of_others[index] == 1;
    behind_name = behind_name || of_others[index] == 2;
    if (form_mention == 0 && of_others[index] == 0 && one.type == known.person_name && one.confidence >= 0.5F) {
      form_mention = next++;  // "Name: ..." over "Manager: ...", and what is told below both.
      form_first = index;
    }
    if (form_mention == 0 || index < form_first || of_others[index] != 0 || (behind_other && !is_matter(one))) continue;
    const bool reaches =
        one.type == known.email_address || one.type == known.phone_number || one.type == known.postal_address;
    if (behind_name && reaches) continue;
    if (one.mention != sender_mention && (told.empty() || told[index] == 0)) one.mention = form_mention;
  }
}

}  // namespace constat
