#!/usr/bin/env python3
"""Duties, loss and exports of the sample dump, as the program prints them."""
import csv
import io
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import support

FOLDER = support.Folder()
support.generate(FOLDER.path)
FOLDER.run("scan", "studio-leak", "--case", "a.constat")
PERSONS = FOLDER.lines("persons", "a.constat", "--reveal", "--format", "jsonl")


def duties(*words):
    return json.loads(FOLDER.run("duties", "a.constat", "--format", "json", *words).stdout)


def test_duties_count_the_persons_of_each_residence():
    told = duties("--known-on", "2026-11-23T09:00")
    france = next(duty for duty in told["duties"] if duty["jurisdiction"] == "FR-CNIL")
    assert france["persons"] == sum(1 for person in PERSONS if person["country"] == "FR")
    assert france["tell"][0]["due"] == "2026-11-26T09:00"
    assert told["residence_unknown"]["country"] == sum(1 for person in PERSONS if not person["country"])
    for duty in told["duties"]:
        assert duty["statute"] and duty["source"], duty
        assert duty["unverified"] or duty["verified"] == "verified", duty
    assert "LEGAL ADVICE" in told["warning"]


def test_the_moment_of_knowledge_is_kept_in_the_case():
    FOLDER.run("duties", "a.constat", "--known-on", "2026-11-20")
    assert duties()["known_on"] == "2026-11-20"
    FOLDER.run("duties", "a.constat", "--known-on", "soon", statuses=(2,))


def test_every_format_says_the_same():
    words = ("duties", "a.constat", "--known-on", "2026-11-23")
    lines = FOLDER.lines(*words, "--format", "jsonl")
    rows = list(csv.DictReader(io.StringIO(FOLDER.run(*words, "--format", "csv").stdout)))
    assert [line["due"] or "" for line in lines] == [row["due"] for row in rows]
    assert lines[-1]["jurisdiction"] in ("unknown", "US-unknown") and lines[-1]["required"] == "open", lines[-1]
    text = FOLDER.run(*words, "--format", "text").stdout
    assert "NO LEGAL ADVICE" in text and "CNIL" in text
    assert "AVIS JURIDIQUE" in FOLDER.run(*words, "--format", "text", "--lang", "fr").stdout
    only = FOLDER.lines(*words, "--format", "jsonl", "--jurisdiction", "FR-CNIL")
    assert {line["jurisdiction"] for line in only} == {"FR-CNIL"}



def test_loss_has_a_range_and_keeps_exposure_apart():
    loss = json.loads(FOLDER.run("loss", "a.constat", "--format", "json").stdout)
    assert 0 < loss["cost"]["p10"] < loss["cost"]["p50"] < loss["cost"]["p90"]
    again = json.loads(FOLDER.run("loss", "a.constat", "--format", "json").stdout)
    assert loss == again, "the same case, other figures"
    euro = json.loads(FOLDER.run("loss", "a.constat", "--format", "json", "--currency", "EUR").stdout)
    assert euro["cost"]["p50"] < loss["cost"]["p50"]
    rows = FOLDER.lines("loss", "a.constat", "--format", "jsonl")
    total = next(row for row in rows if row["item"] == "total")
    assert total["p50"] == loss["cost"]["p50"]
    assert {row["kind"] for row in rows} == {"cost", "exposure", "top_down"}
    assert "not_counted" in loss and "works" in loss["not_counted"]
    FOLDER.run("loss", "a.constat", "--currency", "XXX", statuses=(2,))
    with open(FOLDER.join("bad.toml"), "w", encoding="utf-8") as bad:
        bad.write("[[item]]\nid = 'x'\n")
    FOLDER.run("loss", "a.constat", "--parameters", "bad.toml", statuses=(2,))



def test_summary_and_report_tell_duties_and_loss():
    FOLDER.run("duties", "a.constat", "--known-on", "2026-11-23T09:00")
    summary = json.loads(FOLDER.run("summary", "a.constat", "--format", "json").stdout)
    assert summary["duties"]["first_deadline"] == "2026-11-26T09:00"
    assert summary["loss"]["p10"] < summary["loss"]["p90"]
    text = FOLDER.run("summary", "a.constat").stdout
    assert re.search(r"^Duties +\d+ jurisdictions; the first deadline is 2026-11-26 09:00 \(CNIL, ", text, re.M), text
    assert re.search(r"^Loss +P50 ", text, re.M), text
    for language in ("en", "fr"):
        FOLDER.run("report", "a.constat", "--out", "r.html", "--lang", language)
        with open(FOLDER.join("r.html"), encoding="utf-8") as page:
            html = page.read()
        anchors = set(re.findall(r'id="([^"]+)"', html))
        links = set(re.findall(r'href="#([^"]+)"', html))
        assert links and links <= anchors, links - anchors
        assert {"duties", "loss", "proof", "duty-FR-CNIL", "type-us_ssn"} <= anchors
        for person in PERSONS[:50]:
            for name in person["names"]:
                assert len(name) < 8 or name not in html, "a name lies unmasked in the report"


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
