#!/usr/bin/env python3
"""Fits data/calibration.tsv: what a detector's raw score is worth. calibrate.py CONSTAT SUITES [--check]

Every finding in the scope of a labelled case of SUITES (tools/eval_detect.py says how a suite looks) is right or wrong. For
each type, for its category and over all types, the share that is right is fitted to the raw score by isotonic regression
(pool adjacent violators). A type with few findings leans on its category, a category on the whole: each knot is worth as if
it had seen WEIGHT findings of the class above it as well. What is reported stays reported: a raw score below 0.5 stays below,
one of 0.5 and more does not fall under it. --check prints the expected calibration error before and after, by halves of the
cases (fitted on one, asked of the other), and writes nothing.
"""
import argparse
import collections
import hashlib
import json
import pathlib
import subprocess
import sys
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import eval_detect  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
WEIGHT = 8.0
TRACE = 0.1  # The raw score of band T; it is worth what it says.
LEAST = 10  # Findings of a class below which it has no lines of its own.


def categories():
    found = {}
    for path in (ROOT / "rules").rglob("*.toml"):
        if path.relative_to(ROOT / "rules").parts[0] == "duties":
            continue
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for rule in data.get("rule", [] if "labels" in data else [data]):
            found[rule.get("type", rule["id"].split(".")[0])] = rule["category"]
    return found


def observations(constat, suites):
    """(type, raw score, right, half) of every finding in scope."""
    out = []
    for path in sorted(suites.glob("*.jsonl")):
        if path.name.startswith("stdnum."):
            continue  # Bare values, valid and invalid alike: nobody's text.
        cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        lines = "".join(json.dumps({"id": c["id"], "text": c["text"]}, ensure_ascii=False) + "\n" for c in cases)
        done = subprocess.run([constat, "detect", "--jsonl", "--uncalibrated"], input=lines.encode(), capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr.decode())
        found = {}
        for line in done.stdout.decode().split("\n"):
            if line:
                answer = json.loads(line)
                found[answer["id"]] = answer["entities"]
        for case in cases:
            scope = {eval_detect.ours(name) for name in case["scope"]}
            wanted = [(eval_detect.ours(e["type"]), (e["start"], e["end"])) for e in case["entities"]]
            half = hashlib.sha256(case["id"].encode()).digest()[0] & 1
            for entity in found.get(case["id"], []):
                kind = eval_detect.folded(entity["type"])
                if kind not in scope:
                    continue
                span = (entity["start"], entity["end"])
                # Suites cut addresses into pieces, and label the user of a URL with a password in it.
                pieces = kind == "postal_address" or entity["type"] == "connection_string"
                right = any(w[0] == kind and eval_detect.overlap(span, w[1]) >= (0.01 if pieces else 0.5) for w in wanted)
                # This suite labels one group of each rule's match: of its other secrets, passwords beside a labelled
                # user name for one, it says nothing.
                if path.name.startswith("noseyparker.") and wanted and not right:
                    continue
                # The login and the password of a URL are stated beside the whole; a suite labels the one or the other.
                if kind == "secret" and not right and any(eval_detect.overlap(span, w[1]) > 0 for w in wanted):
                    continue
                # A trace is a shape that many things share: suites that list bare values of a type say nothing of how often.
                if round(entity["confidence"], 2) <= TRACE:
                    continue
                out.append((entity["type"], round(entity["confidence"], 2), right, half))
    return out


def isotonic(points):
    """[(x, y, weight)] sorted by x -> y that never falls."""
    blocks = []
    for x, y, weight in points:
        blocks.append([[x], y, weight])
        while len(blocks) > 1 and blocks[-2][1] > blocks[-1][1]:
            xs, value, total = blocks.pop()
            before = blocks[-1]
            before[1] = (before[1] * before[2] + value * total) / (before[2] + total)
            before[2] += total
            before[0] += xs
    return [(x, value) for xs, value, _ in blocks for x in xs]


def interpolate(knots, x):
    before = (0.0, 0.0)
    for knot in knots:
        if x <= knot[0]:
            share = (x - before[0]) / (knot[0] - before[0]) if knot[0] > before[0] else 1.0
            return before[1] + share * (knot[1] - before[1])
        before = knot
    share = (x - before[0]) / (1.0 - before[0]) if before[0] < 1.0 else 1.0
    return before[1] + share * (1.0 - before[1])


def fit(seen, parent):
    """Knots of one class: {raw: (right, count)} -> [(raw, probability)]."""
    points = []
    for raw in sorted(seen):
        right, count = seen[raw]
        points.append((raw, (right + WEIGHT * interpolate(parent, raw)) / (count + WEIGHT), count + WEIGHT))
    knots = []
    for raw, value in isotonic(points):
        value = min(value, 0.49) if raw < 0.5 else max(value, 0.5)
        knots.append((raw, round(min(0.995, max(0.02, value)), 3)))
    # Between two knots on either side of 0.5 the line must not carry what is reported below it, nor the other way.
    for raw in (0.49, 0.5):
        if raw not in seen:
            value = interpolate(knots, raw)
            knots.append((raw, round(min(value, 0.49) if raw < 0.5 else max(value, 0.5), 3)))
            knots.sort()
    if TRACE not in seen:
        knots.append((TRACE, min([TRACE] + [value for raw, value in knots if raw > TRACE])))
        knots.sort()
    # Of equal values the first and the last say all.
    return [k for i, k in enumerate(knots) if i in (0, len(knots) - 1) or not knots[i - 1][1] == k[1] == knots[i + 1][1]]


def curves(observed, category_of):
    by_type = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0]))
    for kind, raw, right, _ in observed:
        for name in (kind, "*" + category_of.get(kind, "other"), "*"):
            by_type[name][raw][0] += right
            by_type[name][raw][1] += 1
    straight = [(0.3, 0.3), (0.7, 0.7), (0.95, 0.95)]
    fitted = {"*": fit(by_type["*"], straight)}
    for name in sorted(by_type):
        if name.startswith("*") and name != "*" and sum(c for _, c in by_type[name].values()) >= LEAST:
            fitted[name] = fit(by_type[name], fitted["*"])
    for name in sorted(by_type):
        if not name.startswith("*") and sum(c for _, c in by_type[name].values()) >= LEAST:
            fitted[name] = fit(by_type[name], fitted.get("*" + category_of.get(name, "other"), fitted["*"]))
    return fitted, by_type


def curve_of(fitted, kind, category_of):
    return fitted.get(kind) or fitted.get("*" + category_of.get(kind, "other")) or fitted["*"]


def error(observed, worth):
    bins = collections.defaultdict(lambda: [0.0, 0])
    for kind, raw, right, _ in observed:
        value = worth(kind, raw)
        one = bins[min(int(value * 20), 19)]
        one[0] += value - right
        one[1] += 1
    return sum(abs(b[0]) for b in bins.values()) / max(1, len(observed))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("constat")
    parser.add_argument("suites", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    category_of = categories()
    observed = observations(options.constat, options.suites)
    before = error(observed, lambda kind, raw: raw)
    after = 0.0
    for half in (0, 1):
        fitted, _ = curves([o for o in observed if o[3] != half], category_of)
        asked = [o for o in observed if o[3] == half]
        after += error(asked, lambda kind, raw, f=fitted: interpolate(curve_of(f, kind, category_of), raw)) * len(asked) / len(observed)
    print("%d findings; expected calibration error %.4f raw, %.4f fitted on the other half" % (len(observed), before, after))
    if options.check:
        return
    fitted, seen = curves(observed, category_of)
    out = ["# What a raw score is worth: type (or *category, or *), raw score, probability, findings at that score, right ones.",
           "# Written by tools/calibrate.py (make calibrate) from the labelled suites; %d findings; expected calibration error" % len(observed),
           "# %.4f raw, %.4f fitted on one half of the cases and asked of the other." % (before, after)]
    for name in sorted(fitted, key=lambda n: (n.count("*") == 0, n)):
        for raw, value in fitted[name]:
            right, count = seen[name][raw] if raw in seen[name] else (0, 0)
            out.append("%s\t%.2f\t%.3f\t%d\t%d" % (name, raw, value, count, right))
    (ROOT / "data" / "calibration.tsv").write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
