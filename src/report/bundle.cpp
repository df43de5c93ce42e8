#include "report/bundle.h"

#include <array>
#include <cstdio>
#include <cstring>
#include <map>

#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "casefile/audit.h"
#include "casefile/integrity.h"

namespace constat {

namespace {

constexpr std::size_t block_bytes = 512;
constexpr std::string_view bundle_kind = "constat bundle 1";

std::string hash_text(std::string_view bytes) { return to_hex(sha256(as_bytes(bytes))); }

// POSIX.1-2017, pax, "ustar Interchange Format". No date, no owner: the same contents give the same bytes.
void put_file(std::string& tar, std::string_view name, std::string_view contents) {
  std::array<char, block_bytes> header = {};
  std::memcpy(header.data(), name.data(), name.size());
  std::memcpy(header.data() + 100, "0000600", 7);
  std::memcpy(header.data() + 108, "0000000", 7);
  std::memcpy(header.data() + 116, "0000000", 7);
  std::snprintf(header.data() + 124, 12, "%011llo", static_cast<unsigned long long>(contents.size()));
  std::memcpy(header.data() + 136, "00000000000", 11);
  std::memset(header.data() + 148, ' ', 8);
  header[156] = '0';
  std::memcpy(header.data() + 257,
              "ustar\0"
              "00",
              8);
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  std::snprintf(header.data() + 148, 8, "%06o", sum);
  header[155] = ' ';
  tar.append(header.data(), header.size());
  tar += contents;
  tar.append((block_bytes - contents.size() % block_bytes) % block_bytes, '\0');
}

// Only what put_file writes: anything else is no bundle.
bool take_files(std::string_view tar, std::map<std::string, std::string_view, std::less<>>& files) {
  while (tar.size() >= block_bytes) {
    const std::string_view header = tar.substr(0, block_bytes);
    tar.remove_prefix(block_bytes);
    if (header.find_first_not_of('\0') == std::string_view::npos) {
      return tar.size() == block_bytes && tar.find_first_not_of('\0') == std::string_view::npos;
    }
    const std::string name(header.substr(0, header.substr(0, 100).find('\0')));
    std::uint64_t size = 0;
    for (const char c : header.substr(124, 11)) {
      if (c < '0' || c > '7') return false;
      size = size * 8 + static_cast<std::uint64_t>(c - '0');
    }
    std::string again;
    const std::uint64_t padded = (size + block_bytes - 1) / block_bytes * block_bytes;
    if (padded > tar.size() || name.size() >= 100) return false;
    const std::string_view contents = tar.substr(0, static_cast<std::size_t>(size));
    put_file(again, name, contents);
    if (again != std::string(header) + std::string(tar.substr(0, static_cast<std::size_t>(padded)))) return false;
    if (!files.emplace(name, contents).second) return false;
    tar.remove_prefix(static_cast<std::size_t>(padded));
  }
  return false;
}

std::string evidence_list(Database& database) {
  std::string list;
  Statement rows(database,
                 "SELECT shown(place), size, sha256, status, reason FROM item WHERE parent IS NULL ORDER BY place, id");
  while (rows.step()) {
    Json line = {{"place", rows.text(0)}};
    line["size"] = rows.is_null(1) ? Json(nullptr) : Json(rows.integer(1));
    line["sha256"] = rows.blob(2).empty() ? Json(nullptr) : Json(to_hex(as_bytes(rows.blob(2))));
    line["status"] = rows.is_null(3) ? Json("unread") : Json(rows.text(3));
    if (!rows.text(4).empty()) line["reason"] = rows.text(4);
    list += json_line(line);
  }
  return list;
}

}  // namespace

std::string make_bundle(Case& file, const SigningKey& key, std::string_view report_html, std::string_view created) {
  Database& database = file.database();
  const std::string evidence = evidence_list(database);
  Json manifest = {{"kind", bundle_kind}, {"created", created}, {"signer", key.public_key()}};
  manifest["constat_version"] = CONSTAT_VERSION;
  manifest["case"] = {{"format_version", file.meta("format_version")},
                      {"scanned_with", file.meta("constat_version")},
                      {"created", file.meta("created")},
                      {"rules_sha256", file.meta("rules_hash")},
                      {"content_sha256", to_hex(content_hash(database))},
                      {"audit_sha256", check_audit(database, nullptr).last_hash},
                      {"items", database.scalar("SELECT count(*) FROM item")},
                      {"unfinished", database.scalar("SELECT count(*) FROM unit WHERE state=0")}};
  manifest["files"] = Json::array();
  manifest["files"].push_back(
      {{"name", "report.html"}, {"size", report_html.size()}, {"sha256", hash_text(report_html)}});
  manifest["files"].push_back({{"name", "evidence.jsonl"}, {"size", evidence.size()}, {"sha256", hash_text(evidence)}});
  const std::string text = json_page(manifest);
  std::string tar;
  put_file(tar, "manifest.json", text);
  put_file(tar, "manifest.sig", key.sign(text) + "\n");
  put_file(tar, "report.html", report_html);
  put_file(tar, "evidence.jsonl", evidence);
  tar.append(2 * block_bytes, '\0');
  return tar;
}

Result<BundleCheck> check_bundle(std::string_view bytes) {
  std::map<std::string, std::string_view, std::less<>> files;
  const bool whole = take_files(bytes, files);
  const auto manifest_file = files.find("manifest.json");
  const auto signature_file = files.find("manifest.sig");
  if (manifest_file == files.end() || signature_file == files.end())
    return fail(Fault::malformed, "it is no bundle of constat");
  const Json manifest = Json::parse(manifest_file->second, nullptr, false);
  BundleCheck check;
  const auto text_at = [](const Json& object, const char* name) {
    return object.is_object() && object.contains(name) && object[name].is_string() ? object[name].get<std::string>()
                                                                                   : std::string();
  };
  if (manifest.is_discarded() || text_at(manifest, "kind") != bundle_kind) {
    return fail(Fault::malformed, "it is no bundle of constat");
  }
  check.signer = text_at(manifest, "signer");
  check.created = text_at(manifest, "created");
  check.version = text_at(manifest, "constat_version");
  if (manifest.contains("case")) {
    check.rules_hash = text_at(manifest["case"], "rules_sha256");
    check.content_hash = text_at(manifest["case"], "content_sha256");
    check.audit_hash = text_at(manifest["case"], "audit_sha256");
  }
  if (!whole) check.faults.emplace_back("the file is damaged, or more was put into it");
  if (!signature_holds(manifest_file->second, trim(signature_file->second), check.signer)) {
    check.faults.emplace_back("manifest.json was changed: the signature does not hold");
  }
  std::size_t known = 2;
  if (manifest.contains("files") && manifest["files"].is_array()) {
    for (const Json& entry : manifest["files"]) {
      const std::string name = text_at(entry, "name");
      const auto found = files.find(name);
      if (found == files.end()) {
        check.faults.push_back(escape_name(name) + " is missing");
        continue;
      }
      ++known;
      if (hash_text(found->second) != text_at(entry, "sha256"))
        check.faults.push_back(escape_name(name) + " was changed");
    }
  }
  if (known != files.size()) check.faults.emplace_back("it holds files that the manifest does not name");
  if (const auto evidence = files.find("evidence.jsonl"); evidence != files.end()) {
    for (const char c : evidence->second) check.evidence_files += c == '\n' ? 1 : 0;
  }
  return check;
}

}  // namespace constat
