#!/usr/bin/env python3
"""Writes docs/detectors.md from the rules. Usage: tools/gen_detectors_doc.py [--check]"""
import pathlib
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOUND = {"date": "a date behind one of its labels", "money": "an amount behind one of its labels", "password": "what stands behind a label",
         "secret": "an assigned value, by entropy", "word": "a word behind one of its labels", "hex": "a digest behind a label",
         "command": "a password among a program's arguments", "tool": "a password on a line of a tool's output", "codes": "a list of codes below a label",
         "pair": "a login and a password behind one label", "pin": "digits that a sentence gives behind a label"}


def rules():
    for path in sorted((ROOT / "rules").rglob("*.toml")):
        if path.parent.name == "duties":
            continue
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for rule in data.get("rule", [] if "labels" in data else [data]):
            yield path.relative_to(ROOT / "rules"), rule


def measured():
    path = ROOT / "tools" / "measured.tsv"
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if not line.startswith("#"):
            kind, right, wrong, missed = line.split("\t")
            found[kind] = (int(right), int(wrong), int(missed))
    for secret in ("password", "password_hash", "private_key", "api_key", "token", "connection_string"):
        if "secret" in found:
            found[secret] = found["secret"]  # The suites label all of them as one.
    return found


def share(part, whole):
    return "%.3f" % (part / whole) if whole else ""


def how(rule):
    if rule.get("shapes"):
        return "shape"
    if "value" in rule:
        return FOUND[rule["value"]]
    return "pattern" if rule.get("pattern") or rule.get("prefix") else "code"


def page():
    out = ["# What constat detects", "",
           "Generated from `rules/` by `tools/gen_detectors_doc.py`. Every rule carries its own examples; `constat rules test` runs them.",
           "", "Bands: H 0.95, M 0.7, L 0.3, T 0.1 (a trace: the shape is common). *alone*: without a label (bare / with separators); *label*: with one of the rule's labels on",
           "the line, in the key, above it, or over its column. L is kept in the case and shown on request only. `-`: not reported.",
           "A finding's confidence is what its score was worth on the labelled suites (`data/calibration.tsv`, `make calibrate`).",
           "P, R: precision and recall of the type over the labelled suites' development halves at confidence 0.5, *of* how many",
           "labelled values (`make eval`); the credentials are labelled as one type there, addresses in pieces, and the unit tests",
           "of other programs hold many bare values that are low here by design.", ""]
    scores = measured()
    last = None
    for path, rule in rules():
        if path.parts[0] != last:
            last = path.parts[0]
            out += ["## " + last, "", "| rule | type | found by | validator | alone | label | labels in | P | R | of | source |",
                    "|---|---|---|---|---|---|---|---|---|---|---|"]
        bands = rule.get("bands", {})
        alone = bands.get("bare", "L") + "/" + bands.get("formatted", "M") if rule.get("shapes") else bands.get("bare", "L")
        if "value" in rule:
            alone = "none"
        kind = rule.get("type", rule["id"].split(".")[0])
        right, wrong, missed = scores.get(kind, (0, 0, 0))
        row = ["`%s`" % rule["id"], "`%s`" % kind, how(rule), "`%s`" % rule["validator"] if "validator" in rule else "",
               alone.replace("none", "-"), bands.get("context", "H") if "context" in rule else "", " ".join(sorted(rule.get("context", {}))),
               share(right, right + wrong), share(right, right + missed), str(right + missed) if right + missed else "", rule["source"].replace("|", "\\|")]
        out.append("| " + " | ".join(row) + " |")
    text = []
    for line in out:
        if line.startswith("## ") and text and text[-1] != "":
            text.append("")
        text.append(line)
    return "\n".join(text) + "\n"


def main():
    target = ROOT / "docs" / "detectors.md"
    text = page()
    if "--check" in sys.argv:
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            sys.exit("docs/detectors.md is not what tools/gen_detectors_doc.py writes")
        return
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
