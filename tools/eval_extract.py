#!/usr/bin/env python3
"""How much of real files' text comes out: eval_extract.py PROGRAM EVIDENCE_FOLDER [--failures]

EVIDENCE_FOLDER holds MANIFEST.tsv (path, format, ..., expect, proof) and EXPECT.tsv (path, must/must-not, where,
string, proof). A file passes when every "must" string of proof "peer+independent" or "independent" comes out of
`constat extract` (text, cells or Places; white space collapsed) and no "must-not" string does; a file that is said to
be encrypted or corrupt passes when its status says so, or when text comes out after all. Any death of the program by a
signal is a failure of its own.

Two figures are given. The strict one looks for each string as it stands. Many strings are a line of another tool's own
form: a row as an SQL INSERT, a line of CSV with its quotes, a mail header with its name, a JSON member; the second figure
("by value") accepts such a line where every value of it comes out of one row, or the header's text at its Place. What is
no text at all (the name of a package's part that a document's reader has read, SQLite's PRAGMA) is then left out of the
count, and said how often.
"""
import argparse
import collections
import csv
import html
import json
import os
import re
import subprocess
import sys
import unicodedata

NAMED = set("""zip zipx jar tar tgz gz bz2 xz zst lz4 7z rar mbox eml emlx mail txt csv tsv json jsonl xml html htm docx docm
dotx xlsx xlsm pptx odt ods odp fodt fods fodp rtf pdf sql db sqlite mdb
accdb vcf ics md""".split())


def collapse(text):
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def texts_of(lines):
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        yield record.get("place", "")
        yield record.get("text", "")
        for cell in record.get("cells", []):
            yield cell
        for column in record.get("columns", []):
            yield column


NOT_TEXT = re.compile(r"\[Content_Types\]\.xml|xl/_rels/.*|application/vnd\.oasis\.\S*|PRAGMA .*|BEGIN TRANSACTION;?")
LITERAL = re.compile(r"""X'[0-9A-Fa-f]*'|'(?:[^']|'')*'?|[-+0-9.eE]+|NULL""")


def by_value(wanted, lines):
    """Whether the values of a line of another tool's form come out together; None where the line is no text."""
    if NOT_TEXT.fullmatch(wanted):
        return None
    header = re.fullmatch(r"([A-Za-z-]+)\s*:\s*(.*)", wanted)
    insert = re.fullmatch(r"INSERT INTO \"?([^\"]*?)\"? VALUES\((.*)", wanted)
    member = re.fullmatch(r'"(\w+)"\s*:\s*"(.*?)",?', wanted)
    values = None
    if insert:
        values = []
        whole = insert.group(2).endswith(");")
        literals = LITERAL.findall(insert.group(2))
        for literal in literals if whole else literals[:-1]:  # The last of a line that was cut is cut too.
            if literal.startswith("X'") or literal == "NULL":
                continue
            values.append(literal[1:].removesuffix("'").replace("''", "'") if literal.startswith("'") else literal)
    elif member:
        values = [member.group(2)]
    elif wanted.count(",") >= 2:
        values = next(csv.reader([wanted]))
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if header and record.get("kind") == "passage":
            name = record["place"].partition("#")[2].partition("+")[0]
            if name.lower() == header.group(1).lower() and collapse(header.group(2)) in collapse(record["text"]):
                return True
        cells_told = record.get("cells") or record.get("columns")  # A line of CSV may be the header.
        if values and cells_told:
            cells = {collapse(cell) for cell in cells_told}
            if all(collapse(value) in cells or same_number(value, cells_told) for value in values if value):
                return True
    return False


def same_number(value, cells):
    """SQLite's own tool writes a real number with more digits than the value has."""
    try:
        number = float(value)
    except ValueError:
        return False
    for cell in cells:
        try:
            if abs(float(cell) - number) <= abs(number) * 1e-14:
                return True
        except ValueError:
            pass
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--failures", action="store_true", help="name the files that fail, and why")
    parser.add_argument("--only", default="", help="only paths that contain this")
    arguments = parser.parse_args()
    with open(os.path.join(arguments.folder, "MANIFEST.tsv"), encoding="utf-8") as table:
        files = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    expect = collections.defaultdict(list)
    with open(os.path.join(arguments.folder, "EXPECT.tsv"), encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            expect[row["path"]].append(row)
    score = collections.defaultdict(lambda: [0, 0])
    no_text = 0
    valued = [0, 0]
    statuses = collections.Counter()
    deaths = []
    for row in files:
        path = row["path"]
        if arguments.only not in path:
            continue
        whole = os.path.join(arguments.folder, path)
        if not os.path.isfile(whole):
            continue
        try:
            done = subprocess.run([arguments.program, "extract", "--format", "jsonl", whole], capture_output=True,
                                  timeout=300)
        except subprocess.TimeoutExpired:
            deaths.append((path, "more than 300 s"))
            continue
        if done.returncode not in (0, 3):
            deaths.append((path, "exit %d" % done.returncode))
        lines = done.stdout.decode("utf-8", "replace").splitlines()
        ends = [json.loads(line) for line in lines if line.startswith('{"kind":"end"')]
        status = ends[-1]["status"] if ends else "none"
        reason = (ends[-1].get("reason") or "") if ends else ""
        inner = {end["status"] for end in ends}
        text = collapse("\n".join(texts_of(lines)))
        extension = path.rsplit(".", 1)[-1].lower() if "." in os.path.basename(path) else os.path.basename(path)
        group = row["format"] + "/" + (extension if extension in NAMED else
                                       ("mail" if row["format"] == "mail" and "/mail/" in path else "other"))
        missing = [e["string"] for e in expect[path] if e["rule"] == "must" and e["proof"] != "peer" and
                   collapse(html.unescape(e["string"])) not in text and collapse(e["string"]) not in text]
        forbidden = [e["string"] for e in expect[path] if e["rule"] != "must" and collapse(e["string"]) in text]
        wanted = row["expect"]
        if wanted in ("encrypted", "corrupt"):
            good = wanted in inner or inner & {"partly-read", "unsupported", "corrupt", "encrypted"} or (
                not missing and bool(text))
        elif wanted == "no-expectation":
            good = not forbidden
            missing = []
        else:
            good = not missing and not forbidden
        statuses[(row["format"], status)] += 1
        if wanted == "no-expectation":
            continue
        score[group][0] += bool(good)
        score[group][1] += 1
        if group.split("/")[1] in NAMED:
            told = [by_value(string, lines) for string in missing] if not good and not forbidden else []
            if told and all(one is None for one in told):
                no_text += 1
            else:
                valued[0] += bool(good or (told and all(told)))
                valued[1] += 1
        if not good and arguments.failures:
            print("FAIL %s [%s%s] %s%s" % (path, status, ": " + reason[:90] if reason else "",
                                           "missing: %r" % missing[0][:70] if missing else "",
                                           " forbidden: %r" % forbidden[0][:70] if forbidden else ""))
    print("%-22s %6s %6s" % ("format", "pass", "files"))
    named = [0, 0]
    for group in sorted(score):
        print("%-22s %6d %6d" % (group, *score[group]))
        if group.split("/")[1] in NAMED:
            named[0] += score[group][0]
            named[1] += score[group][1]
    if named[1]:
        print("formats of docs/formats.md that are read: %d of %d files, %.1f %%" % (*named, 100 * named[0] / named[1]))
    if valued[1]:
        print("by value: %d of %d files, %.1f %%; %d files left out, of which no text is expected" % (
            *valued, 100 * valued[0] / valued[1], no_text))
    for path, why in deaths:
        print("DIED %s: %s" % (path, why))
    return 1 if deaths else 0


if __name__ == "__main__":
    sys.exit(main())
