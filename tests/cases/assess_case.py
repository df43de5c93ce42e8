#!/usr/bin/env python3
"""Duties, loss and exports of the sample dump, as the program prints them."""
import csv
import io
import json
import os
import re
import sqlite3
import sys
import tarfile
import uuid

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



def test_impossible_values_are_told():
    FOLDER.run("persons", "merge", "a.constat", "1", "1", statuses=(2,))
    FOLDER.run("persons", "merge", "a.constat", "1", "2", "1", statuses=(2,))
    bogus = FOLDER.run("persons", "a.constat", "--relation", "bogus", statuses=(2,))
    assert "other company" in bogus.stderr and "dependant" in bogus.stderr, bogus.stderr
    FOLDER.run("persons", "a.constat", "--relation", "other company,unknown")
    FOLDER.run("persons", "a.constat", "--country", "France", statuses=(2,))
    FOLDER.run("persons", "a.constat", "--state", "California", statuses=(2,))
    FOLDER.run("persons", "a.constat", "--state", "ca,unknown", "--country", "us")
    for form in ("text", "json", "jsonl"):
        told = FOLDER.run("duties", "a.constat", "--jurisdiction", "CA", "--format", form).stderr
        assert "US-CA" in told, told


def test_persons_if_is_what_the_sheet_says():
    words = ("duties", "a.constat", "--known-on", "2026-11-23")
    rows = list(csv.DictReader(io.StringIO(FOLDER.run(*words, "--format", "csv").stdout)))
    unknown = 0
    for duty in duties("--known-on", "2026-11-23")["duties"]:
        sheet = FOLDER.run(*words, "--format", "text", "--jurisdiction", duty["jurisdiction"]).stdout
        told = re.search(r"who would count if they lived\s+here: ([\d,]+)", sheet)
        told = int(told.group(1).replace(",", "")) if told else 0
        assert told == duty["of_unknown_residence"], (told, duty)
        unknown += told
        if not duty["conditions"]:
            assert duty["persons_if"] == told, (told, duty)
        assert duty["persons_if"] >= told
        assert {row["persons_if"] for row in rows if row["jurisdiction"] == duty["jurisdiction"]} == {
            str(duty["persons_if"])}
    assert unknown > 0


def test_laws_of_one_trade_stand_behind_the_others():
    lines = FOLDER.lines("duties", "a.constat", "--known-on", "2026-11-23", "--format", "jsonl")
    told = [line["jurisdiction"] for line in lines if line["due"]]
    of_trade = [name in ("US-SEC", "US-HIPAA", "US-FTC-GLBA", "EU-DORA", "EU-NIS2") for name in told]
    assert any(of_trade) and of_trade == sorted(of_trade), told
    sheet = FOLDER.run("duties", "a.constat", "--known-on", "2026-11-23", "--format", "text").stdout
    assert sheet.index("FR-CNIL  ") < sheet.index("US-SEC  "), sheet


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



def test_a_record_and_a_form_count_each_person_once():
    FOLDER.run("export", "a.constat", "--veris", "--out", "amounts.json")
    with open(FOLDER.join("amounts.json"), encoding="utf-8") as record:
        data = json.load(record)["attribute"]["confidentiality"]["data"]
    amounts = {one["variety"]: one["amount"] for one in data}
    official = sum(1 for person in PERSONS if {"us_ssn", "fr_nir"} & set(person["types"]))
    assert amounts["Sensitive Personal"] == official, (amounts, official)
    form = FOLDER.run("export", "a.constat", "--form", "--jurisdiction", "FR-CNIL", "--lang", "fr", "--out", "-").stdout
    told = re.search(r"enregistrements\n  ([\d\u202f]+) \(lignes, messages et formulaires", form)
    assert told and int(told.group(1).replace("\u202f", "")) >= 102, form


def test_a_province_is_no_second_residence():
    os.makedirs(FOLDER.join("canada"))
    with open(FOLDER.join("canada", "members.csv"), "w", encoding="utf-8") as out:
        out.write("Name,SIN,Address\n"
                  "Margaret Whitfield,046 454 286,\"100 King Street West, Toronto, ON M5H 1A1\"\n"
                  "Julie Tremblay,130 692 544,\"12 rue Sainte-Catherine Ouest, Montréal (Québec) H3B 1A7\"\n")
    FOLDER.run("scan", "canada", "--case", "c.constat")
    told = json.loads(FOLDER.run("duties", "c.constat", "--known-on", "2026-11-23", "--format", "json").stdout)
    of = {duty["jurisdiction"]: duty for duty in told["duties"]}
    assert of["CA-PIPEDA"]["persons"] == 2 and of["CA-PIPEDA"]["tell"][0]["required"] == "yes", of
    for province in ("CA-QC", "CA-AB"):
        assert of[province]["persons"] == 0 and of[province]["persons_if"] == 2, of
        assert of[province]["tell"][0]["required"] == "open", of
    summary = FOLDER.run("summary", "c.constat").stdout
    assert "1 jurisdiction, to be told without delay; a law of one trade, where it applies" in summary, summary
    FOLDER.run("report", "c.constat", "--out", "c.html")
    with open(FOLDER.join("c.html"), encoding="utf-8") as page:
        chart = re.search(r"Persons by jurisdiction of residence</figcaption>(.*?)</figure>", page.read(), re.S).group(1)
    assert re.findall(r'class="label"[^>]*>([^<]+)<', chart) == ["Canada"], chart


def test_a_file_that_is_no_case_is_told_as_such():
    with open(FOLDER.join("list.csv"), "w", encoding="utf-8") as out:
        out.write("Name,SSN\nJane Doe,512-48-6193\n")
    for words in (("summary", "list.csv"), ("scan", "studio-leak", "--case", "list.csv")):
        told = FOLDER.run(*words, statuses=(1,)).stderr
        assert "list.csv is no case" in told and "constat scan" in told, told
    with open(FOLDER.join("list.csv"), encoding="utf-8") as kept:
        assert kept.read().endswith("6193\n")


def test_a_misspelt_type_is_no_filter_that_nobody_passes():
    for command in ("persons", "findings"):
        told = FOLDER.run(command, "a.constat", "--type", "us_snn", statuses=(2,)).stderr
        assert "us_snn" in told and "us_ssn" in told, told
        FOLDER.run(command, "a.constat", "--type", "uk_nino")


def test_the_law_of_the_day_is_told_with_where_it_was_read():
    then = duties("--known-on", "2014-11-24")
    france = next(duty for duty in then["duties"] if duty["jurisdiction"] == "FR-CNIL")
    assert france["valid_to"] == "2018-05-24" and "34 bis" in france["statute"], france
    assert france["tell"][0]["required"] == "open" and france["persons_if"] > 0
    assert not any(duty["jurisdiction"] == "DE-BDSG" for duty in duties("--known-on", "2026-11-23")["not_in_force"])
    text = FOLDER.run("duties", "a.constat", "--known-on", "2014-11-24", "--format", "text", "--lang", "fr").stdout
    assert "34 bis" in text and "Before the GDPR" not in text


def test_a_signed_bundle_holds_the_whole_report():
    FOLDER.run("duties", "a.constat", "--known-on", "2026-11-23T09:00")
    FOLDER.run("report", "a.constat", "--out", "r.html")
    FOLDER.run("export", "a.constat", "--bundle", "b.tar")
    with tarfile.open(FOLDER.join("b.tar")) as bundle:
        page = bundle.extractfile("report.html").read().decode("utf-8")
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert {"duties", "loss", "proof", "duty-FR-CNIL"} <= anchors, "the signed report lacks sections"
    with open(FOLDER.join("r.html"), encoding="utf-8") as own:
        assert set(re.findall(r'id="([^"]+)"', own.read())) == anchors, "two reports of one case"


def test_exports_name_persons_only_on_purpose():
    french = [person for person in PERSONS if person["country"] == "FR"]
    FOLDER.run("export", "a.constat", "--notification-list", "--jurisdiction", "FR-CNIL", "--out", "l.csv")
    with open(FOLDER.join("l.csv"), encoding="utf-8", newline="") as lines:
        masked = list(csv.DictReader(lines))
    assert len(masked) == len(french)
    names = {name for person in french for name in person["names"] if len(name) > 5}
    assert not any(row["name"] in names for row in masked), "a name lies unmasked"
    FOLDER.run("export", "a.constat", "--notification-list", "--jurisdiction", "FR", "--out", "l.xlsx", "--reveal")
    rows = [line["cells"] for line in FOLDER.lines("extract", "l.xlsx", "--format", "jsonl") if line["kind"] == "row"]
    assert len(rows) == len(french) + 1 and any(name in rows[1] for name in names), rows[:2]
    FOLDER.run("export", "a.constat", "--notification-list", "--jurisdiction", "unknown,US-unknown", "--out", "u.csv")
    with open(FOLDER.join("u.csv"), encoding="utf-8", newline="") as lines:
        unplaced = {row["person"] for row in csv.DictReader(lines)}
    known = {str(p["person"]) for p in PERSONS if p["country"] and (p["country"] != "US" or p["state"])}
    assert unplaced and not unplaced & known
    assert os.stat(FOLDER.join("l.xlsx")).st_mode & 0o077 == 0, "others can read the list"
    database = sqlite3.connect(FOLDER.join("a.constat"))
    assert database.execute("SELECT count(*) FROM audit WHERE command='export' AND revealed=1").fetchone()[0] == 1


def test_letters_and_forms_are_drafts_in_both_languages():
    FOLDER.run("export", "a.constat", "--letters", "--jurisdiction", "FR", "--lang", "fr", "--owner", "Studio SA",
               "--out", "l.txt", "--reveal")
    with open(FOLDER.join("l.txt"), encoding="utf-8") as text:
        letters = text.read().split("\f")[:-1]
    assert len(letters) == sum(1 for person in PERSONS if person["country"] == "FR")
    assert "Madame, Monsieur" in letters[0] and "Studio SA" in letters[0] and "{{" not in letters[0]
    assert "- votre adresse électronique\n" in letters[0] and "en qualité de salarié" in letters[0], letters[0]
    assert "RGPD, art." in letters[0] and "CNIL" in letters[0], "the letter names its law and its authority"
    # The gravest first; advice on passwords only to whom a password was lost.
    reached = ("votre adresse", "votre numéro de téléphone")
    for letter in letters:
        data = re.findall(r"^  - (.*)$", letter, re.M)
        first = [line.startswith(reached) for line in data]
        assert first == sorted(first), data
        if any("(NIR)" in line or "sécurité sociale" in line for line in data):
            assert "sécurité sociale" in data[0], data
        assert ("mots de passe concernés" in letter) == any("mot de passe" in line for line in data), letter
    # Where there is no template in the language asked for, all of the letter is in English.
    FOLDER.run("export", "a.constat", "--letters", "--jurisdiction", "US-CA", "--lang", "fr", "--out", "ca.txt")
    with open(FOLDER.join("ca.txt"), encoding="utf-8") as text:
        californian = text.read()
    assert "NOTICE OF DATA BREACH" in californian and "- your US social security number" in californian, californian
    assert "votre" not in californian and "en qualité" not in californian
    FOLDER.run("export", "a.constat", "--letters", "--out", "l.html")
    FOLDER.run("export", "a.constat", "--letters", "--out", "l.pdf", statuses=(2,))
    FOLDER.run("export", "a.constat", "--form", "--jurisdiction", "FR-CNIL", "--lang", "fr", "--out", "f.json")
    with open(FOLDER.join("f.json"), encoding="utf-8") as text:
        form = {field["name"]: field["value"] for field in json.load(text)["fields"]}
    assert form["Nombre approximatif de personnes concernées"].startswith(str(len(letters)))
    french = [row for row in PERSONS if row["country"] == "FR"]
    data = form["Catégories de données, avec le nombre de personnes"]
    assert "(NIR) (%d)" % sum("fr_nir" in row["types"] for row in french) in data, data
    assert "américain" not in data, "of those who live there, not of the whole case"
    told = form["Nombre approximatif d’enregistrements"].replace("\u202f", "").replace("\u00a0", " ")
    assert told.endswith("; %d données)" % sum(row["findings"] for row in french)), form
    assert len(french) <= int(told.split(" ")[0]) < sum(row["findings"] for row in french), form
    assert "Salariés (" in form["Catégories de personnes concernées"], form
    FOLDER.run("export", "a.constat", "--form", "--jurisdiction", "US-NY", "--out", "f.json", statuses=(1,))
    FOLDER.run("export", "a.constat", "--form", "--veris", "--out", "f.json", statuses=(2,))
    FOLDER.run("export", "a.constat", "--veris", statuses=(2,))


def test_minors_are_told_through_their_guardians():
    os.makedirs(FOLDER.join("minors"), exist_ok=True)
    with open(FOLDER.join("minors/patients.csv"), "w", encoding="utf-8") as table:
        table.write("Nom;Prénom;Date de naissance;Adresse;CP;Ville\n"
                    "DELANNOY;Jade;24/11/2008;5 rue du Lion;59000;Lille\n"
                    "MOREAU;Paul;23/11/2008;8 rue Haute;59000;Lille\n")
    FOLDER.run("scan", "minors", "--case", "m.constat")
    # The one comes of age on the day of knowledge, the other the day after.
    FOLDER.run("duties", "m.constat", "--known-on", "2026-11-23")
    FOLDER.run("export", "m.constat", "--letters", "--lang", "fr", "--out", "m.txt", "--reveal")
    with open(FOLDER.join("m.txt"), encoding="utf-8") as text:
        letters = text.read().split("\f")[:-1]
    assert ["Au représentant légal de" in letter for letter in letters] == [
        "DELANNOY" in letter for letter in letters], letters
    FOLDER.run("export", "m.constat", "--notification-list", "--out", "m.csv", "--reveal")
    with open(FOLDER.join("m.csv"), encoding="utf-8", newline="") as lines:
        told = sorted(row["addressee"] for row in csv.DictReader(lines))
    assert told == ["Paul MOREAU", "To the parent or guardian of Jade DELANNOY"], told
    FOLDER.run("export", "m.constat", "--form", "--jurisdiction", "FR-CNIL", "--lang", "fr", "--out", "m.json")
    with open(FOLDER.join("m.json"), encoding="utf-8") as text:
        assert "mineurs (1)" in text.read()


def test_records_hold_no_personal_data_and_keep_the_analysts_words():
    secrets = {name for person in PERSONS for name in person["names"] if len(name) > 8}
    for kind in ("--veris", "--case-uco", "--stix"):
        text = FOLDER.run("export", "a.constat", kind, "--out", "-").stdout
        assert not any(secret in text for secret in secrets), kind
        assert text == FOLDER.run("export", "a.constat", kind, "--out", "-").stdout, kind + " differs"
    record = json.loads(FOLDER.run("export", "a.constat", "--veris", "--out", "-").stdout)
    for key in ("actor", "action", "asset", "discovery_method", "timeline", "schema_version", "incident_id",
                "security_incident", "summary"):
        assert key in record, key
    confidentiality = record["attribute"]["confidentiality"]
    assert confidentiality["data_total"] == len(PERSONS)
    assert set(confidentiality.get("data_victim", [])) <= {"Employee", "Customer", "Partner", "Other"}
    low, high = record["plus"]["constat"]["persons_interval_95"]
    assert low <= len(PERSONS) <= high
    relations = {}
    for person in PERSONS:
        if person["relation"]:
            relations[person["relation"]] = relations.get(person["relation"], 0) + 1
    assert record["plus"]["constat"]["persons_by_relation"] == relations
    base = {"schema_version": "1.4.1", "incident_id": "x", "security_incident": "Confirmed", "summary": "ours",
            "actor": {"external": {"variety": ["Unknown"], "motive": ["Unknown"], "country": ["Unknown"]}},
            "action": {"hacking": {"variety": ["Unknown"], "vector": ["Unknown"]}},
            "asset": {"assets": [{"variety": "S - File"}]}, "discovery_method": {"unknown": True},
            "timeline": {"incident": {"year": 2014}}, "source_id": "us", "victim": {"victim_id": "us"},
            "attribute": {"confidentiality": {"data_disclosure": "Yes"}}, "impact": {"overall_rating": "Damaging"},
            "plus": {"analyst": "us"}}
    with open(FOLDER.join("base.json"), "w", encoding="utf-8") as out:
        json.dump(base, out)
    merged = json.loads(FOLDER.run("export", "a.constat", "--veris", "--base", "base.json", "--out", "-").stdout)
    assert merged["plus"].pop("constat")["persons"] == len(PERSONS)
    assert merged == base, "the analyst's record was changed"
    bundle = json.loads(FOLDER.run("export", "a.constat", "--stix", "--out", "-").stdout)
    known = {item["id"] for item in bundle["objects"]}
    assert len(known) == len(bundle["objects"]), "an id stands twice"
    space = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
    for item in bundle["objects"]:
        if item["type"] == "file":
            made_of = json.dumps({"hashes": item["hashes"], "name": item["name"]}, sort_keys=True, ensure_ascii=False,
                                 separators=(",", ":"))
            assert item["id"] == "file--%s" % uuid.uuid5(space, made_of), item
    for item in bundle["objects"]:
        for reference in item.get("object_refs", []) + [item.get("created_by_ref", next(iter(known)))]:
            assert reference in known, reference
    graph = json.loads(FOLDER.run("export", "a.constat", "--case-uco", "--out", "-").stdout)["@graph"]
    ids = [node["@id"] for node in graph]
    # UCO 1.4: "UcoThings are required to not be blank nodes".
    for node in graph:
        for facet in node.get("uco-core:hasFacet", []):
            ids.append(facet["@id"])
            if "uco-observable:hash" in facet:
                ids.append(facet["uco-observable:hash"]["@id"])
    assert len(set(ids)) == len(ids)


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
