#!/usr/bin/env python3
"""Holds rules/duties against a table of duties (duties.csv: one row a jurisdiction) and says where they differ.

usage: check_duties.py DUTIES.CSV [RULES]

Of each row: that a rule exists; authority, threshold and days of the authority's notice; days of the persons'; threshold
of the credit bureaus; the elements of the triggers. Compared with the wording that is in force last. A difference that
the rule's own source explains is listed in KNOWN with its reason; any other is an error (exit 1).
"""
import csv
import os
import re
import sys
import tomllib

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Where a statute was read since, and says otherwise than the table: (id, what) -> why.
KNOWN = {
    ("US-AL", "authority threshold"): "Ala. Code 8-38-6: 'exceeds 1,000' (the rule's notes tell the conflict)",
    ("US-NC", "elements"): "N.C. Gen. Stat. 14-113.20(b), to which 75-61(10) refers, names account and card numbers alone",
}


def threshold(text):
    """'>500', '>= 250', '1', '500 (immediate)' -> the first number that obliges."""
    match = re.search(r"(>=|>)?\s*(\d+)", text or "")
    if not match:
        return None
    return int(match.group(2)) + (1 if match.group(1) == ">" else 0)


def days(text):
    match = re.match(r"\s*(\d+)\s*(hour|day|business|calendar|year)?", text or "")
    if not match:
        return None
    number = int(match.group(1))
    return number / 24 if match.group(2) == "hour" else float(number)


def elements(version):
    """Every element that triggers with the name or alone, with its condition left off."""
    found = set()
    for key in ("with_name", "alone", "with_name_if", "alone_if"):
        for one in version.get(key, []):
            found.update(part.strip() for part in one.split("?")[0].split("+"))
    return found


# Words of the table that have another word in data/assess/elements.toml, or none because no detector can tell it.
WORDS = {
    "nondriver_id": "state_id", "medical(state agencies)": "medical", "health": "medical", "phi": "phi",
    "customer_information": "financial", "account_number(usable alone)": "account_number",
    "identifiable_health_condition": "medical", "identifiable_health_care": "medical", "full_birth_date": "birth_date",
    "password(if gives access to money)": "password", "password_or_pin": "password",
}
UNTOLD = {"any_listed_element_sufficient_for_identity_theft", "dissociated_data_if_link_accessed",
          "any"}


def wanted(row):
    names = set()
    for cell in (row["elements"], row["standalone_elements"]):
        cell = re.sub(r"^(name|any_identifier):", "", cell or "")
        for one in cell.split("|"):
            for part in one.split("+"):
                part = WORDS.get(part.strip(), part.strip())
                if part and part not in UNTOLD and " " not in part:
                    names.add(part)
    return names


def check(row, rule):
    version = rule["version"][-1]
    tells = version.get("tell", [])
    of_role = lambda role: [tell for tell in tells if tell["role"] == role]
    authority, persons, bureaus = of_role("authority"), of_role("persons"), of_role("credit_bureaus")
    if (row["authority"] == "none") != (not authority):
        yield "authority", row["authority"], [tell.get("who") for tell in authority]
    if authority and threshold(row["authority_threshold"]) is not None:  # Not: "significant incident".
        told = {threshold(tell.get("threshold", "1")) for tell in authority}
        if threshold(row["authority_threshold"]) not in told:
            yield "authority threshold", row["authority_threshold"], sorted(told)
    if authority and row["authority_deadline_days"]:
        told = {days(tell.get("due", "")) for tell in authority}
        if float(row["authority_deadline_days"]) not in told:
            yield "authority days", row["authority_deadline_days"], [tell.get("due") for tell in authority]
    if row["persons_deadline_days"]:
        told = {days(tell.get("due", "")) for tell in persons}
        if float(row["persons_deadline_days"]) not in told:
            yield "persons days", row["persons_deadline_days"], [tell.get("due") for tell in persons]
    if row["credit_bureaus_threshold"]:
        told = {threshold(tell.get("threshold", "1")) for tell in bureaus}
        if threshold(row["credit_bureaus_threshold"]) not in told:
            yield "credit bureaus", row["credit_bureaus_threshold"], sorted(told)
    missing = wanted(row) - elements(version)
    if missing:
        yield "elements", sorted(missing), sorted(elements(version))


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = sys.argv[2] if len(sys.argv) == 3 else os.path.join(HERE, "rules", "duties")
    rules = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".toml"):
            with open(os.path.join(folder, name), "rb") as stream:
                rule = tomllib.load(stream)
            rules[rule["id"]] = rule
    wrong = 0
    count = 0
    with open(sys.argv[1], encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            count += 1
            rule = rules.get(row["id"])
            if rule is None:
                print(f"{row['id']}: no rule")
                wrong += 1
                continue
            for what, table, told in check(row, rule):
                why = KNOWN.get((row["id"], what))
                wrong += why is None
                print(f"{row['id']}: {what}: table {table}, rule {told}" + (f" (known: {why})" if why else ""))
    print(f"{count} rows, {len(rules)} rules, {wrong} differences without a reason")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
