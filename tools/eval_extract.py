#!/usr/bin/env python3
"""How much of real files' text comes out: eval_extract.py PROGRAM EVIDENCE_FOLDER [--failures]

EVIDENCE_FOLDER holds MANIFEST.tsv (path, format, ..., expect, proof) and EXPECT.tsv (path, must/must-not, where,
string, proof). A file passes when every "must" string of proof "peer+independent" or "independent" comes out of
`constat extract` (text, cells or Places; white space collapsed) and no "must-not" string does; a file that is said to
be encrypted or corrupt passes when its status says so, or when text comes out after all. Any death of the program by a
signal is a failure of its own.
"""
import argparse
import collections
import csv
import html
import json
import os
import subprocess
import sys
import unicodedata

NAMED = set("""zip zipx jar tar tgz gz bz2 xz zst lz4 7z rar mbox eml emlx mail txt csv tsv json jsonl xml html htm docx docm
dotx xlsx xlsm pptx odt ods odp fodt fods fodp rtf pdf sql db sqlite vcf ics md""".split())


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
    for path, why in deaths:
        print("DIED %s: %s" % (path, why))
    return 1 if deaths else 0


if __name__ == "__main__":
    sys.exit(main())
