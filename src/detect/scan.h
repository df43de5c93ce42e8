// One passage under the engine's eye: candidates, their context, and who wins where they overlap.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detect/byte_classes.h"
#include "detect/engine_internal.h"
#include "detect/pattern_database.h"
#include "detect/phone_home.h"
#include "detect/text_tables.h"

namespace constat {

struct Candidate {
  std::size_t begin = 0;
  std::size_t end = 0;
  RuleId rule = 0;
  TypeId type = 0;
  float confidence = 0;
  Validity validity = Validity::shape;
  bool context = false;
  std::uint8_t specificity = 0;  // Length of the label that supports it: "uk passport" beats "passport".
  std::int32_t canonical = -1;   // Index into ScanScratch::texts; -1: by the rule's validator.
  std::uint32_t mention = 0;
  std::uint8_t other = 0;  // In a table's row: as TableFinding::other.
  bool joint = false;      // A name beside another's of the same surname: "Mary Smith" of "John and Mary Smith".
  bool container = false;  // The whole of a connection string: what lies in it (login, password) is stated beside it.
};

class Correspondence;

class ScanScratch final : public Engine::Scratch {
 public:
  void set_item_name(std::string_view name) override;
  void set_sender(std::string_view name) override { sender = name; }
  std::string sender;  // Of the mail in hand; empty: it is none, or nobody is known to have sent it.
  bool item_names_passwords() const override { return names_passwords; }
  std::string_view item_title() const override { return item_title_; }
  bool names_passwords = false;  // The item's name says that it holds passwords.
  std::string item_title_;
  ByteClasses classes;  // Of the passage.
  std::vector<Candidate> candidates;
  std::vector<Candidate> chosen;
  // Of each rule: at how many places its validator was asked of values of its shape, and at how many its checksum
  // confirmed one. The shorter values that begin where one was confirmed, or inside it, are no tries of their own:
  // "4539 1488 0343 6467" holds two more runs of twelve digits.
  struct Tally {
    std::uint32_t tried = 0;
    std::uint32_t passed = 0;
    std::size_t begin = SIZE_MAX;  // Of the last try.
    std::size_t passed_end = 0;    // Of the last value that was confirmed.
    bool has_passed = false;       // Whether one was at `begin`.
  };
  std::vector<Tally> tallies;
  std::vector<RuleId> tried;  // Those whose tally is not zero.
  std::vector<std::string> texts;
  std::size_t texts_used = 0;
  std::vector<PatternMatch> matches;
  std::vector<NamedSpan> spans;
  std::vector<LabelHit> hits;    // The labels around a candidate.
  std::vector<LabelHit> placed;  // Those of a stretch of its line, with their places.
  // The headers of columns that were read last, by where they stand: each is asked for every value below it.
  struct Header {
    std::string_view text;
    std::vector<LabelHit> hits;
  };
  std::array<Header, 64> headers;
  bool headers_used = false;
  std::size_t births_listed_to = 0;  // The end of the list of births that was read last.
  LabelScratch labels;
  std::string part;
  std::string canonical;
  std::unique_ptr<PatternScratch> patterns;
  TextTables tables;
  // Where labels stand over their values: what is told there is of one person. In order of the text.
  struct Form {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::vector<std::size_t> values;  // Where each begins, ascending.
    std::vector<std::size_t> later;   // Of values behind another's lines.
  };
  std::vector<Form> forms;

  std::int32_t keep(std::string text) {
    if (texts_used == texts.size()) texts.emplace_back();
    texts[texts_used] = std::move(text);
    return static_cast<std::int32_t>(texts_used++);
  }
};

// The delimited block (CSV in running text) or column of bare values that a line is in: found once, used by every
// candidate in it, so that looking for a header costs linear time in all.
struct Block {
  std::size_t begin = 0;  // Of the first line, the header.
  std::size_t end = 0;    // Of the last line known to be in it.
  char delimiter = 0;     // 0: lines of bare values.
  std::size_t count = 0;  // Delimiters a line.
  bool is_set = false;
};

class Scan {
 public:
  Scan(const EngineCore& engine, ScanScratch& scratch, std::string_view text, PassageKind kind);

  // What the text is of: a mail's header of that name.
  void set_part(std::string_view part);
  // Fills scratch.candidates.
  void find_all();
  // Chooses the strongest where candidates overlap, into scratch.chosen in order of begin.
  void choose();
  // Numbers the mentions of scratch.chosen. `whole_text`: nothing of the text lies before or behind the passage.
  void number_mentions(bool whole_text);
  void number_by_lines(bool whole_text);
  // "John and Mary Smith": the surname is the first one's too, and what is said beside them is of the first.
  void join_joint_names();
  // A list of mailboxes and nothing else (subscribers, recipients): each is somebody.
  void number_mailboxes_of_lists(std::uint32_t& last);

  std::string_view text() const { return text_; }
  const ByteClasses& classes() const { return scratch_.classes; }
  // The longest label of the rule that speaks of [begin, end), in bytes; 0 where none does. Labels are looked for
  // before and after it on its line, on the line above where it stands alone, and in the header of its column.
  std::uint8_t label_of(RuleId rule, std::size_t begin, std::size_t end);
  bool overruled(RuleId rule, std::size_t begin, std::size_t end);
  bool is_right_before(std::size_t label_end, std::size_t begin) const;
  bool is_alone_on_line(std::size_t begin, std::size_t end);
  bool contradicted(RuleId rule, std::size_t begin, std::size_t end);
  // Whether [begin, end) is a part of a GUID, a hash, base64 or another long token: nothing in it is an id.
  bool in_opaque_run(std::size_t begin, std::size_t end) const;
  void add(Candidate candidate) { scratch_.candidates.push_back(candidate); }
  const EngineCore& engine() const { return engine_; }
  ScanScratch& scratch() { return scratch_; }

 private:
  // How a value is written: what programs write is an id only behind a label.
  struct Form {
    bool formatted = false;      // With signs between its groups.
    bool by_program = false;     // Small letters, a number with decimals.
    bool several_kinds = false;  // Signs of several kinds.
    bool repeated = false;       // One digit throughout.
  };
  static Form form_of(std::string_view value, bool formatted);
  // Fills scratch.hits with the labels that may speak of [begin, end).
  void read_context(std::size_t begin, std::size_t end);
  void add_labels(std::string_view part);
  void add_header_labels(std::string_view header);
  void add_question_labels(std::string_view left, std::size_t line_begin);
  // Where the word for a number ("no.", "number", "is") ends that begins there; npos where it is another word.
  std::size_t end_of_number_word(std::size_t at, std::size_t limit) const;
  bool leads_to_value(std::size_t at) const;
  bool word_edge(std::size_t at) const;
  bool place_labels(std::size_t begin, std::size_t end);
  void take_placed(std::size_t begin, std::size_t end);
  void find_at_digits(std::size_t group_begin, std::size_t group_end);
  void walk_shapes(std::size_t begin);
  void try_shapes(std::uint32_t state, std::size_t begin, std::size_t end, bool formatted);
  void try_rules(std::span<const RuleId> rules, std::size_t begin, std::size_t end, bool formatted);
  void try_rule(RuleId id, std::size_t begin, std::size_t end, const Form& form);
  void find_iban(std::size_t begin);
  void find_code_of_illness(std::size_t begin, std::size_t end);
  void find_crypto(std::size_t begin, std::size_t end);
  void find_ip_or_mac(std::size_t group_begin, std::size_t group_end);
  std::size_t with_extension(std::size_t end) const;
  const PhoneHome& home_around(std::size_t at);
  void find_phone(std::size_t group_begin, std::size_t group_end);
  void find_escaped_phone(std::size_t begin, std::size_t end);
  void find_email(std::size_t at, std::size_t sign_size);
  void demote_ids_like_phone(std::size_t begin, std::size_t end);
  bool in_received(std::size_t at) const;
  bool names_message(std::size_t begin, std::size_t end);
  bool names_machine(std::size_t begin, std::size_t at, std::size_t end) const;
  bool comes_from(std::size_t begin) const;
  void demote_chance();
  void settle_passports();
  void demote_names_in_secrets();
  bool in_hex_dump(std::size_t at);
  bool in_lone_digits(std::size_t begin);
  void find_patterns();
  void find_url_login(std::size_t at);
  bool is_false_friend(const Rule& rule, std::size_t begin, std::size_t end);
  void find_names();
  bool goes_on(std::size_t end) const;
  bool in_longer_run(std::size_t begin, std::size_t end) const;
  bool stands_alone(std::size_t begin, std::size_t end) const;
  bool escape_ends_at(std::size_t at) const;
  bool boundary(std::size_t begin, std::size_t end) const;
  std::string_view title_of_list();
  void find_line(std::size_t at);
  void find_delimiters();
  std::string_view column_header(std::size_t begin);
  bool find_fixed_header();
  std::string_view fixed_header(std::size_t begin, std::size_t end);
  void number_turns(std::size_t begin, std::size_t end, std::uint32_t& next);
  void number_brackets(std::size_t begin, std::size_t end, std::uint32_t& next);
  void number_group(std::size_t begin, std::size_t end, std::uint32_t& next);
  // `told`: of which findings it is said whose they are; empty where it is no letter.
  void number_letter(bool whole_text, std::uint32_t& next, std::vector<char>& told);
  void part_headers(const Correspondence& letter, std::uint32_t& next);
  void number_header(const Correspondence& letter, std::size_t hand, std::uint32_t mention);
  void number_subjects(bool whole_text, std::uint32_t& next, const std::vector<char>& told);
  bool is_of_subject(std::size_t index, std::string_view subject) const;
  bool is_doctor(std::size_t begin) const;
  bool is_matter(const Candidate& one) const;
  bool is_alone_in_mention(std::size_t index) const;
  bool stands_in_note(std::size_t at) const;
  void mark_others(std::vector<char>& others) const;
  bool is_of_sender(const Correspondence& letter) const;
  std::string_view name_of(const Candidate& one) const;
  bool is_of_the_house(std::size_t begin, std::size_t after) const;
  void part_the_house();
  struct Told {  // A line of a paragraph that speaks of one person.
    std::string name;
    std::size_t index = 0;  // Of the name.
    std::uint32_t mention = 0;
  };
  void join_lines(std::size_t begin, std::size_t end, std::vector<Told>& told);
  bool number_stacked_records(std::size_t first, std::size_t last, std::uint32_t& next);
  bool number_list_items(std::size_t first, std::size_t last, std::uint32_t& next);

  const EngineCore& engine_;
  ScanScratch& scratch_;
  std::string_view text_;
  PassageKind kind_;
  Block block_;
  std::size_t context_begin_ = SIZE_MAX;
  std::size_t context_end_ = 0;
  std::size_t context_hits_before_ = 0;  // How many of scratch.hits are not of what stands after.
  // The stretch whose labels scratch.placed has.
  std::size_t placed_begin_ = 0;
  std::size_t placed_end_ = 0;
  // The line that was looked at last, and how far its columns were counted.
  std::size_t line_begin_ = 0;
  std::size_t line_end_ = 0;
  bool title_read_ = false;
  std::string_view title_;
  bool line_set_ = false;
  bool delimiters_set_ = false;
  char line_delimiter_ = 0;
  std::size_t line_delimiters_ = 0;
  std::size_t column_offset_ = 0;
  std::size_t column_ = 0;
  bool column_quoted_ = false;
  // The lines of fixed width that were looked at last, and the line of words over them; an empty one: none.
  std::size_t fixed_top_ = 0;
  std::size_t fixed_last_ = SIZE_MAX;
  std::string_view fixed_words_;
  std::size_t hex_line_ = SIZE_MAX;  // The line that was asked last whether it is one of a hex dump, and the answer.
  bool hex_dump_ = false;
  // The header that was looked at last, and where in it the column that was asked for last begins.
  std::size_t header_begin_ = SIZE_MAX;
  std::size_t header_size_ = 0;
  std::size_t header_cell_ = 0;
  std::size_t header_column_ = 0;
  char header_delimiter_ = 0;
  // The run of short groups of letters and digits that was read last, and whether it is a long one.
  std::size_t lone_begin_ = 0;
  std::size_t lone_end_ = 0;
  bool lone_many_ = false;
  std::size_t email_done_ = 0;    // End of the last address taken.
  bool of_messages_ = false;      // The text is a header of names of messages.
  std::size_t message_done_ = 0;  // End of the last name of a message.
  std::size_t phone_done_ = 0;
  std::size_t home_stretch_ = SIZE_MAX;  // Which stretch of the text home_ is of.
  PhoneHome home_;
  std::size_t colon_done_ = 0;
  RuleId rule_email_, rule_phone_, rule_phone_plain_, rule_iban_, rule_crypto_, rule_ip_, rule_mac_;
};

// What may stand between a label and its number: "SSN no. 512-48-6193".
inline constexpr std::string_view number_words[] = {"no", "nr",     "n",   "number", "num", "id",
                                                    "is", "nummer", "ist", "est",    "es",  "numero"};

// A blank, dash, dot or slash (or its Unicode form) at `offset`: its ASCII form and its length; 0 where there is none.
char separator_at(std::string_view text, std::size_t offset, std::size_t& length);
// The same, ending at `offset`.
char separator_before(std::string_view text, std::size_t offset, std::size_t& length);
// "999-99-9999": five digits or more, all the same, and no letter: what fills a field, nobody's number.
bool is_repeated_digit(std::string_view value);

}  // namespace constat
