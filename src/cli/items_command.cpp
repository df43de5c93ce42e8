// constat items CASE: every item and its status.
#include "base/sha256.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "evidence/item.h"

namespace constat {

namespace {

int run_items(const Arguments& arguments) {
  const std::vector<std::string> statuses = list_of(arguments, "--status");
  const std::vector<std::string> types = list_of(arguments, "--type");
  for (const std::string& status : statuses) {
    if (!status_from_name(status) && status != "unread") {
      complain("there is no status '" + escape_name(status) + "'",
               "One of read, partly-read, encrypted, corrupt, unsupported, too-big, crashed, timed-out, unread");
      return exit_usage;
    }
  }
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "items", exit);
  if (!opened) return exit;

  std::string sql =
      "SELECT i.place, i.status, i.reason, i.media_type, i.size, i.sha256, p.place, d.place, "  // raw: see below
      "i.notes FROM item i "
      "LEFT JOIN item p ON p.id = i.parent LEFT JOIN item d ON d.id = i.duplicate_of WHERE 1";
  if (!statuses.empty()) sql += " AND coalesce(i.status, 'unread') IN (" + placeholders(statuses.size()) + ")";
  if (!types.empty()) {
    sql += " AND (i.media_type IN (" + placeholders(types.size()) + ") OR i.format IN (" + placeholders(types.size()) +
           ")";
    for (const std::string& type : types) {
      if (type.ends_with("/*")) sql += " OR substr(i.media_type, 1, ?) = ?";
    }
    sql += ")";
  }
  sql += " ORDER BY i.place, i.member_index, i.id";
  Statement rows(opened->database(), sql);
  int index = 1;
  for (const std::string& status : statuses) rows.bind(index++, std::string_view(status));
  for (int times = 0; times < 2; ++times) {
    for (const std::string& type : types) rows.bind(index++, std::string_view(type));
  }
  for (const std::string& type : types) {
    if (!type.ends_with("/*")) continue;
    rows.bind(index++, static_cast<std::int64_t>(type.size() - 1));
    rows.bind(index++, std::string_view(type).substr(0, type.size() - 1));
  }

  // Not in the query: what it sorts may lie on the disk for a while.
  const auto shown = [&opened](std::string_view place) { return opened->shown(place); };
  const ListFormat format = list_format(arguments);
  if (format == ListFormat::table) {
    constexpr Column columns[] = {{"status"}, {"media type", false, 40}, {"size", true}, {"place"}};
    ListWriter list(format, columns);
    while (rows.step()) {
      list.text(rows.is_null(1) ? "unread" : rows.text(1));
      list.text(rows.text(3));
      if (rows.is_null(4)) {
        list.null();
      } else {
        list.number(rows.integer(4));
      }
      std::string place = shown(rows.text(0));
      if (!rows.is_null(7)) place += "  = " + shown(rows.text(7));
      if (!rows.text(2).empty()) place += "  (" + std::string(rows.text(2)) + ")";
      if (!rows.text(8).empty()) place += "  [" + std::string(rows.text(8)) + "]";
      list.text(place);
      list.end_row();
    }
    return exit_done;
  }
  constexpr Column columns[] = {{"place"}, {"status"}, {"reason"}, {"media_type"},
                                {"size"},  {"sha256"}, {"parent"}, {"duplicate_of"}};
  ListWriter list(format, columns);
  while (rows.step()) {
    list.text(shown(rows.text(0)));
    list.text(rows.is_null(1) ? "unread" : rows.text(1));
    list.text_or_null(rows.text(2));
    list.text_or_null(rows.text(3));
    if (rows.is_null(4)) {
      list.null();
    } else {
      list.number(rows.integer(4));
    }
    list.text_or_null(rows.blob(5).empty() ? std::string() : to_hex(as_bytes(rows.blob(5))));
    list.text_or_null(shown(rows.text(6)));
    list.text_or_null(shown(rows.text(7)));
    list.end_row();
  }
  return exit_done;
}

constexpr Option items_options[] = {
    {"--status", "LIST",
     "Only items of these statuses: read, partly-read, encrypted, corrupt, unsupported, too-big, "
     "crashed, timed-out, unread",
     "", "", true},
    {"--type", "LIST", "Only these media types (text/csv, image/*) or formats (csv, xlsx)", "", "", true},
    format_option,
    reveal_option,
};

}  // namespace

const Command items_command = {
    .name = "items",
    .takes = "CASE",
    .does = "List every item of the evidence and its status",
    .about =
        "Every file, archive member, mail, attachment, sheet and database table that exists in the evidence, in order "
        "of place, with the reason where it could not be read. Identical items are analysed once: the others name "
        "the place of the one that was (duplicate_of). Values in names are masked unless --reveal is given. The table "
        "also says what else is to be known of an item, in "
        "brackets: an extension that lies, a hidden sheet.",
    .examples =
        "  constat items case.constat --status encrypted,corrupt\n"
        "  constat items case.constat --type xlsx,text/csv --format csv > sheets.csv\n",
    .options = items_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_items,
};

}  // namespace constat
