#!/usr/bin/env python3
"""The whole program on the sample dump, against the truth that the generator wrote."""
import collections
import errno
import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import support

FOLDER = support.Folder()
support.generate(FOLDER.path)
SCAN = FOLDER.run("scan", "studio-leak", "--case", "a.constat")
FINDINGS = FOLDER.lines("findings", "a.constat", "--reveal", "--min-confidence", "0.5", "--format", "jsonl")
ITEMS = FOLDER.lines("items", "a.constat", "--format", "jsonl")
with open(FOLDER.join("truth.jsonl"), encoding="utf-8") as lines:
    TRUTH = [json.loads(line) for line in lines]


# A copy's findings are listed at its original's Place.
ORIGINAL = {item["place"]: item["duplicate_of"] for item in ITEMS if item["duplicate_of"]}


def at_original(place):
    item, hash_mark, locator = place.partition("#")
    return ORIGINAL.get(item, item) + hash_mark + locator


def plain(text):
    return re.sub(r"[\s.()$€-]", "", str(text)).lower()

def full_device():
    """A device whose every write fails for want of room; None where none can be had."""
    path = FOLDER.join("full")
    try:
        if not os.path.exists(path):
            os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 7))
        with open(path, "wb", buffering=0) as device:
            device.write(b"x")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return path
        return "/dev/full" if stat.S_ISCHR(os.stat("/dev/full").st_mode) else None
    return None


def test_output_that_cannot_be_written_is_said():
    full = full_device()
    if full is None:
        return
    for words in (["findings", "a.constat"], ["summary", "a.constat"], ["report", "a.constat", "--out", "-"],
                  ["items", "a.constat", "--format", "table"], ["extract", "truth.jsonl"], ["help"]):
        with open(full, "wb") as device:
            done = subprocess.run([support.PROGRAM, *words], cwd=FOLDER.path, env=FOLDER.environment, stdout=device,
                                  stderr=subprocess.PIPE, timeout=300)
        assert done.returncode == 1, (words, done.returncode)
        assert b"standard output cannot be written" in done.stderr, words


def test_every_planted_value_is_found_where_it_lies():
    found = collections.defaultdict(set)
    for finding in FINDINGS:
        found[(finding["place"], finding["type"])].add(plain(finding["value"]))
        found[(finding["place"].split("#")[0], finding["type"])].add(plain(finding["value"]))
    missing = []
    for truth in TRUTH:
        if "type" not in truth:
            continue
        values = found.get((at_original(truth["place"]), truth["type"]), set())
        wanted = truth["value"]
        if wanted is None:
            hit = bool(values)
        elif truth["type"] in ("postal_address", "salary"):
            hit = any(plain(wanted) in value for value in values)
        elif truth["type"] == "date_of_birth":
            hit = bool(values)
        else:
            hit = plain(wanted) in values
        if not hit:
            missing.append(truth)
    by_type = collections.Counter((truth["type"], re.sub(r"#.*|!/\d+.*", "", truth["place"])) for truth in missing)
    assert not missing, "%d of %d are missing: %s; first: %s" % (len(missing), len(TRUTH), dict(by_type), missing[:3])


def test_no_decoy_is_taken_for_personal_data():
    wrong = [(f["place"], f["type"], f["confidence"]) for f in FINDINGS if "/decoys/" in f["place"]]
    assert not wrong, "%d findings in decoys: %s" % (len(wrong), wrong[:10])


def test_what_cannot_be_read_is_listed_with_its_reason():
    status = {item["place"]: item for item in ITEMS}
    for truth in TRUTH:
        if "status" in truth:
            item = status.get(truth["place"])
            assert item, truth["place"] + " is not listed"
            assert item["status"] == truth["status"], "%s: %s" % (truth["place"], item)
            assert item["reason"], truth["place"]
    assert SCAN.returncode == 3
    for item in ITEMS:
        assert item["status"] == "read" or item["reason"], item


def test_every_file_of_the_dump_is_an_item_and_copies_are_told():
    places = {item["place"] for item in ITEMS}
    for folder, _, names in os.walk(FOLDER.join("studio-leak")):
        for name in names:
            place = os.path.relpath(os.path.join(folder, name), FOLDER.path)
            assert place in places, place
    copies = {item["place"]: item["duplicate_of"] for item in ITEMS if item["duplicate_of"]}
    pair = {"studio-leak/hr/staff.xlsx", "studio-leak/backup/copy of staff.xlsx"}
    assert any({place, original} == pair for place, original in copies.items()), copies


def test_values_are_masked_unless_revealed():
    masked = FOLDER.run("findings", "a.constat", "--type", "us_ssn", "--format", "jsonl").stdout
    for truth in TRUTH[:400]:
        if truth.get("type") == "us_ssn":
            assert truth["value"] not in masked
    with open(FOLDER.join("a.constat"), "rb") as case:
        whole = case.read()
    for truth in TRUTH:
        if truth.get("type") in ("us_ssn", "credit_card", "password", "iban"):
            assert truth["value"].encode() not in whole, "a value lies unsealed in the case"
    database = sqlite3.connect(FOLDER.join("a.constat"))
    assert database.execute("SELECT count(*) FROM audit WHERE command='findings' AND revealed=1").fetchone()[0] >= 1


def test_persons_are_counted_from_the_findings():
    people = FOLDER.lines("persons", "a.constat", "--format", "jsonl")
    with open(FOLDER.join("persons.jsonl"), encoding="utf-8") as lines:
        truth = sum(1 for _ in lines)
    exposed = {t["value"] for t in TRUTH if t.get("type") in ("us_ssn", "fr_nir")}
    assert len(people) >= 0.9 * len({plain(v).zfill(9) for v in exposed}), (len(people), len(exposed))
    assert len(people) <= 1.1 * truth, (len(people), truth)


def test_show_reopens_the_evidence_behind_a_finding():
    cell = next(f for f in FINDINGS if f["place"].startswith(at_original("studio-leak/hr/staff.xlsx!/Payroll") + "#") and
                f["type"] == "us_ssn")
    shown = FOLDER.run("show", "a.constat", cell["place"], "--reveal").stdout
    assert cell["value"] in shown and "SSN" in shown, shown
    hidden = FOLDER.run("show", "a.constat", cell["place"]).stdout
    assert cell["value"] not in hidden, hidden


def test_show_masks_the_values_of_tables_whose_places_are_offsets():
    # Cells of such formats have no row and column: what is found in them was shown whole.
    ssns = ("219-09-9998", "532-61-3390")
    rows = [{"name": name, "ssn": ssn, "deep": {"notes": ["ssn %s, caf\u00e9" % ssn]}}
            for name, ssn in zip(("Mary Ellison", "Robert Harker"), ssns)]
    files = {
        "a.jsonl": "".join(json.dumps(row) + "\n" for row in rows),
        "b.json": json.dumps(rows),
        "c.sql": "CREATE TABLE staff (id int, name text, ssn text);\nINSERT INTO staff VALUES " + ",".join(
            "(%d,'%s','%s')" % (n, row["name"], row["ssn"]) for n, row in enumerate(rows)) + ";\n",
        "d.xml": "<staff>" + "".join("<person><name>%s</name><ssn>%s</ssn></person>" % (row["name"], row["ssn"])
                                     for row in rows) + "</staff>",
        "e.vcf": "".join("BEGIN:VCARD\nVERSION:3.0\nFN:%s\nNOTE:SSN %s\nEND:VCARD\n" % (row["name"], row["ssn"])
                         for row in rows),
        "f.xml": "<letter><p>Dear &amp; good, your SSN is <b>%s</b>, the other SSN: %s.</p></letter>" % ssns,
    }
    os.mkdir(FOLDER.join("offsets"))
    for name, text in files.items():
        with open(FOLDER.join("offsets", name), "w", encoding="utf-8") as out:
            out.write(text)
    FOLDER.run("scan", "offsets", "--case", "offsets.constat")
    found = FOLDER.lines("findings", "offsets.constat")
    for name in files:
        own = [f["place"] for f in found if f["item"] == "offsets/" + name and f["type"] == "us_ssn"]
        assert len(own) >= 2, (name, own)
        for place in ["offsets/" + name] + own:
            hidden = FOLDER.run("show", "offsets.constat", place).stdout
            assert not any(ssn in hidden for ssn in ssns), (place, hidden)
        for place in own:
            shown = FOLDER.run("show", "offsets.constat", place, "--reveal").stdout
            assert "Findings here" in shown and any(ssn in shown for ssn in ssns), (place, shown)


def test_the_report_is_one_page_that_asks_for_nothing_and_shows_no_secret():
    for language in ("en", "fr"):
        FOLDER.run("report", "a.constat", "--out", "r.html", "--lang", language)
        with open(FOLDER.join("r.html"), encoding="utf-8") as page:
            text = page.read()
        assert "Content-Security-Policy" in text
        assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", text), "an external request"
        for truth in TRUTH:
            if truth.get("type") in ("us_ssn", "credit_card", "password", "fr_nir"):
                assert truth["value"] not in text, truth


def test_a_scan_killed_at_any_moment_goes_on_to_the_same_case():
    def content(name):
        items = sorted((i["place"], i["status"], i["size"], i["sha256"]) for i in FOLDER.lines(
            "items", name, "--format", "jsonl"))
        findings = sorted((f["place"], f["type"], f["value"], f["confidence"]) for f in FOLDER.lines(
            "findings", name, "--reveal", "--min-confidence", "0", "--format", "jsonl"))
        return items, findings
    started = time.monotonic()
    FOLDER.run("scan", "studio-leak", "--case", "whole.constat")
    took = time.monotonic() - started
    whole = content("whole.constat")
    for part in (0.1, 0.3, 0.5, 0.7, 0.9):
        name = "killed%d.constat" % (part * 10)
        running = subprocess.Popen([support.PROGRAM, "scan", "studio-leak", "--case", name], cwd=FOLDER.path,
                                   env=FOLDER.environment, stderr=subprocess.DEVNULL)
        try:
            running.wait(timeout=took * part)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.wait()
        FOLDER.run("scan", "studio-leak", "--case", name)
        assert content(name) == whole, "killed at %d %%" % (part * 100)


def test_usage_mistakes_say_what_to_type():
    done = FOLDER.run("scan", "no-such-folder", "--case", "x.constat", statuses=(2,))
    assert "no-such-folder" in done.stderr
    assert not os.path.exists(FOLDER.join("x.constat")), "an empty case was left behind"
    FOLDER.run("summary", "absent.constat", statuses=(1, 2))
    FOLDER.run("items", statuses=(2,))
    FOLDER.run("frobnicate", statuses=(2,))


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
