#!/usr/bin/env python3
"""Scores `constat detect --jsonl` over labelled suites: precision, recall and F1 per suite and per type.

Usage: tools/eval_detect.py CONSTAT SUITES [--suite NAME] [--type TYPE] [--misses N] [--json]
SUITES is a folder of *.jsonl: {"id","text","entities":[{"type","start","end"}],"scope":[...]}. Only types in a case's scope
count. A finding (confidence >= 0.5) is right where type is equal and the byte ranges overlap by IoU >= 0.5.

Beside precision, recall and F1: "any" is the recall with findings of every confidence (what is stored, though shown on
request only); "negatives" are the cases without any entity: how many stay without a finding, and the precision when only
findings in them count against. Where the suite says which cases are tables, each layout has a line. Last, a reliability
table: findings by confidence, how many of them are right, and the expected calibration error over all of them.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys

# Suite's name -> ours, where it is not the lower-case form.
NAMES = {
    "IBAN_CODE": "iban", "PERSON": "person_name", "STREET_ADDRESS": "postal_address", "US_BANK_NUMBER": "us_bank_account",
    "SECRET": "secret",
}
SECRETS = {"password", "password_hash", "private_key", "api_key", "token", "connection_string"}


def ours(name):
    return NAMES.get(name, name.lower())


def folded(name):
    return "secret" if name in SECRETS else name


def overlap(a, b):
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0


class Reliability:
    """Findings by predicted confidence against how many were right."""

    def __init__(self):
        self.bins = collections.defaultdict(lambda: [0, 0, 0.0])

    def add(self, confidence, right):
        one = self.bins[min(int(confidence * 20), 19)]
        one[0] += 1
        one[1] += right
        one[2] += confidence

    def error(self):
        total = sum(b[0] for b in self.bins.values())
        return sum(abs(b[2] - b[1]) for b in self.bins.values()) / total if total else 0.0

    def lines(self):
        yield "reliability        predicted  observed  findings"
        for index in sorted(self.bins):
            count, right, confidence = self.bins[index]
            yield "  %.2f - %.2f           %.3f     %.3f  %8d" % (index / 20, (index + 1) / 20, confidence / count, right / count, count)
        yield "  expected calibration error %.3f over %d findings" % (self.error(), sum(b[0] for b in self.bins.values()))


def extras(cases, found, reliability):
    """Recall over every confidence, and the negatives apart: (found, wanted, clean, negatives, wrong in negatives)."""
    any_found = wanted_all = clean = negatives = wrong = 0
    for case in cases:
        scope = {ours(name) for name in case["scope"]}
        wanted = [(ours(e["type"]), (e["start"], e["end"])) for e in case["entities"]]
        got = [(folded(e["type"]), (e["start"], e["end"]), e["confidence"]) for e in found.get(case["id"], [])]
        got = [g for g in got if g[0] in scope]
        for kind, span in wanted:
            wanted_all += 1
            any_found += any(g[0] == kind and overlap(span, g[1]) >= 0.5 for g in got)
        if not wanted:
            shown = sum(g[2] >= 0.5 for g in got)
            negatives += 1
            clean += shown == 0
            wrong += shown
        for kind, span, confidence in got:
            reliability.add(confidence, any(kind == w[0] and overlap(span, w[1]) >= 0.5 for w in wanted))
    return any_found, wanted_all, clean, negatives, wrong


def score(cases, found, misses):
    """Counts (right, wrong, missed) per type."""
    counts = collections.defaultdict(lambda: [0, 0, 0])
    for case in cases:
        scope = {ours(name) for name in case["scope"]}
        wanted = [(ours(e["type"]), (e["start"], e["end"])) for e in case["entities"]]
        got = []
        for entity in found.get(case["id"], []):
            kind = folded(entity["type"])
            if entity["confidence"] >= 0.5 and kind in scope:
                got.append((kind, (entity["start"], entity["end"])))
        used = set()
        for kind, span in wanted:
            best = max(((overlap(span, g[1]), i) for i, g in enumerate(got) if g[0] == kind and i not in used), default=(0, -1))
            if best[0] >= 0.5:
                used.add(best[1])
                counts[kind][0] += 1
            else:
                counts[kind][2] += 1
                misses.append(("missed", kind, case, span))
        for i, (kind, span) in enumerate(got):
            if i not in used:
                counts[kind][1] += 1
                misses.append(("wrong", kind, case, span))
    return counts


def joined(cases, found, kind):
    """(right, wrong, missed) of one type where labels that follow each other within 40 bytes are one: a suite that cuts an
    address into house number, street, unit and postcode asks for four findings where a person has one address."""
    right = wrong = missed = 0
    for case in cases:
        if kind not in {ours(name) for name in case["scope"]}:
            continue
        text = case["text"].encode()
        spans = []
        for start, end in sorted((e["start"], e["end"]) for e in case["entities"] if ours(e["type"]) == kind):
            between = text[spans[-1][1]:start] if spans else b""
            if spans and len(between) <= 40 and b" and " not in between and b". " not in between:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        got = [(e["start"], e["end"]) for e in found.get(case["id"], []) if e["type"] == kind and e["confidence"] >= 0.5]
        hits = sum(any(overlap(span, g) >= 0.5 for g in got) for span in spans)
        right += hits
        missed += len(spans) - hits
        wrong += sum(not any(overlap(span, g) >= 0.5 for span in spans) for g in got)
    return right, wrong, missed


def rates(right, wrong, missed):
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("constat")
    parser.add_argument("suites", type=pathlib.Path)
    parser.add_argument("--suite", default="")
    parser.add_argument("--type", default="")
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--measured", type=pathlib.Path, help="write right, wrong and missed of each type there, for docs/detectors.md")
    options = parser.parse_args()
    everything = {}
    all_reliability = Reliability()
    for path in sorted(options.suites.glob("*.jsonl")):
        name = path.name.split(".")[0]
        if options.suite and name != options.suite:
            continue
        cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        lines = "".join(json.dumps({"id": c["id"], "text": c["text"]}, ensure_ascii=False) + "\n" for c in cases)
        done = subprocess.run([options.constat, "detect", "--jsonl"], input=lines.encode(), capture_output=True, check=False)
        if done.returncode != 0:
            sys.stderr.write(done.stderr.decode())
        found = {}
        for line in done.stdout.decode().split("\n"):
            if line:
                answer = json.loads(line)
                found[answer["id"]] = answer["entities"]
        misses = []
        counts = score(cases, found, misses)
        total = [sum(c[i] for c in counts.values()) for i in range(3)]
        any_found, wanted_all, clean, negatives, wrong = extras(cases, found, all_reliability)
        layouts = {}
        for layout in sorted({c["layout"] for c in cases if c.get("layout")}):
            part = score([c for c in cases if c.get("layout") == layout], found, [])
            layouts[layout] = [sum(c[i] for c in part.values()) for i in range(3)]
        everything[name] = {"total": total, "types": counts, "layouts": layouts, "recall_any": any_found / max(1, wanted_all),
                            "negatives": [clean, negatives, wrong]}
        if options.json:
            continue
        print("%-18s precision %.3f recall %.3f F1 %.3f   right %d wrong %d missed %d" % ((name,) + rates(*total) + tuple(total)))
        if negatives:
            print("  negatives: %d of %d without a finding; precision against them %.3f; any recall %.3f" % (
                clean, negatives, total[0] / max(1, total[0] + wrong), any_found / max(1, wanted_all)))
        for layout, part in layouts.items():
            print("  in %-25s P %.3f R %.3f F1 %.3f   %d/%d/%d" % ((layout + "s",) + rates(*part) + tuple(part)))
        for kind in sorted(counts):
            if options.type and kind != options.type:
                continue
            print("  %-28s P %.3f R %.3f F1 %.3f   %d/%d/%d" % ((kind,) + rates(*counts[kind]) + tuple(counts[kind])))
            if kind == "postal_address":
                whole = joined(cases, found, kind)
                print("    pieces of one joined         P %.3f R %.3f F1 %.3f   %d/%d/%d" % (rates(*whole) + whole))
        shown = 0
        for what, kind, case, span in misses:
            if shown >= options.misses:
                break
            if options.type and kind != options.type:
                continue
            text = case["text"].encode()
            print("    %s %s %r in %r" % (what, kind, text[span[0]:span[1]].decode(errors="replace"), case["text"][:160]))
            shown += 1
    if options.measured:
        sums = collections.defaultdict(lambda: [0, 0, 0])
        for name, one in everything.items():
            for kind, counts in one["types"].items() if name != "stdnum" else ():
                sums[kind] = [a + b for a, b in zip(sums[kind], counts)]
        lines = ["# type, right, wrong, missed over the labelled suites (tools/eval_detect.py --measured)"]
        lines += ["%s\t%d\t%d\t%d" % ((kind,) + tuple(sums[kind])) for kind in sorted(sums)]
        options.measured.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if not options.json:
        print()
        for line in all_reliability.lines():
            print(line)
    if options.json:
        everything["calibration_error"] = all_reliability.error()
        print(json.dumps(everything))


if __name__ == "__main__":
    main()
