#!/usr/bin/env python3
"""The owner's own list of persons held against the dump: add, correct, list, remove; kept by a new scan."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import support

FOLDER = support.Folder()
os.makedirs(FOLDER.join("leak"))
os.makedirs(FOLDER.join("pairs"))


def write(name, text):
    with open(FOLDER.join(name), "w", encoding="utf-8") as out:
        out.write(text)


write("leak/payroll.csv", "Full Name,SSN,Salary\nJane Doe,512-48-6193,100000\nOlga Petrova,404-22-0962,120000\n"
      "\"Garcia, Maria\",536-12-4455,90000\n")
write("staff.csv", "First Name,Last Name,SSN,Date of Birth\nJane,Doe,512486193,1970-01-02\nMaria,Garcia,536-12-4455,\n"
      "Peter,Nilsson,,1950-03-04\n")
write("codes.csv", "Key,A\n512-48-6193,Doe Jane\n404-22-0962,Petrova Olga\n")
FOLDER.run("scan", "leak", "--case", "a.constat")


def listed(*words):
    return sorted((row["status"], (row["names"] or [""])[0]) for row in
                  FOLDER.lines("roster", "a.constat", "--reveal", "--format", "jsonl", *words))


def test_1_who_is_in_the_dump_who_is_not_and_who_is_unknown():
    told = FOLDER.run("roster", "add", "a.constat", "staff.csv").stdout
    assert "Last Name  ->  person_name" in told and "SSN  ->  us_ssn" in told, told
    assert "3 entries: 2 in the dump, 1 not" in told and "2 in your roster, 1 unknown" in told, told
    assert listed() == [("in-dump", "Jane Doe"), ("in-dump", "Maria Garcia"), ("not-in-dump", "Peter Nilsson"),
                        ("unknown", "Olga Petrova")]
    assert listed("--status", "unknown") == [("unknown", "Olga Petrova")]
    assert "2 are in your roster, 1 are unknown to it" in FOLDER.run("summary", "a.constat").stdout


def test_2_a_new_scan_matches_it_anew():
    write("leak/more.csv", "Full Name,Date of Birth,Email\nPeter Nilsson,1950-03-04,peter@studio.example.com\n")
    FOLDER.run("scan", "leak", "--case", "a.constat")
    assert listed("--status", "not-in-dump") == []
    assert ("in-dump", "Peter Nilsson") in listed()


def test_2b_what_joins_a_persons_mentions_is_told_with_places_and_the_weakest_link():
    write("leak/third.csv", "Full Name,SSN,Salary\nJane Doe,512486193,100500\n")
    FOLDER.run("scan", "leak", "--case", "a.constat")
    person = [row["person"] for row in FOLDER.lines("persons", "a.constat", "--reveal", "--format", "jsonl")
              if row["names"] == ["Jane Doe"]][0]
    told = FOLDER.run("persons", "a.constat", "--why", str(person)).stdout
    assert "the same us_ssn (" in told, told
    assert "512486193" not in told and "512-48-6193" not in told, told
    assert "in 2 mentions: leak/payroll.csv#R2C1, leak/third.csv#R2C1" in told, told
    assert "In your own list: staff.csv row 2" in told and "Weakest link: " in told, told


def test_2c_a_pair_to_judge_shows_what_both_mentions_say():
    write("pairs/a.csv", "Full Name,Email\nAnne Miller,anne.miller@mail.example.com\n")
    write("pairs/b.csv", "Full Name,Email,Salary\nAnne Miler,a.miler@post.example.org,70000\n"
          "Anne Miller,annem@post.example.org,70000\n")
    FOLDER.run("scan", "pairs", "--case", "p.constat")
    lines = FOLDER.lines("persons", "p.constat", "--review", "--reveal")
    assert lines, "somebody is in doubt"
    for line in lines:
        for side in ("a", "b"):
            assert "#R" in line[side]["place"] and line[side]["says"]["email_address"], line
    masked = FOLDER.run("persons", "p.constat", "--review").stdout
    assert "Miller" not in masked and "anne.miller" not in masked and '"says"' in masked
    with open(FOLDER.join("answers"), "w", encoding="utf-8") as out:
        out.writelines('{"pair":%d,"same":false}\n' % line["pair"] for line in lines)
    assert "%d answers taken" % len(lines) in FOLDER.run("persons", "p.constat", "--review-answers", "answers").stdout


def test_2d_a_dependant_is_somebody_else_and_lives_with_whom_they_depend_on():
    write("pairs/benefits.csv", "Employee Name,Employee SSN,Address,Dependent Name,Dependent SSN,Dependent DOB\n"
          "\"Walker, Thomas\",404-22-0962,\"12 Elm Street, Burbank, CA 91502\",\"Walker, Mary\",540-18-3321,08/08/2005\n"
          "\"Roe, John\",536-12-4455,\"9 Oak Road, Austin, TX 78701\",\"Roe, Susan\",512-48-6193,04/04/2003\n")
    FOLDER.run("scan", "pairs", "--case", "d.constat")
    told = {row["names"][0]: row for row in FOLDER.lines("persons", "d.constat", "--reveal", "--format", "jsonl")}
    mary = told["Walker, Mary"]
    assert mary["relation"] == "dependant" and mary["types"]["us_ssn"] == 1, mary
    assert (mary["country"], mary["state"], mary["residence_by"]) == ("US", "CA", "household"), mary
    assert told["Roe, Susan"]["state"] == "TX", told
    assert told["Walker, Thomas"]["types"]["us_ssn"] == 1 and told["Walker, Thomas"]["relation"] == "employee", told


def test_3_columns_are_corrected_and_a_wrong_name_is_said():
    told = FOLDER.run("roster", "add", "a.constat", "codes.csv", "--name", "codes", "--map", "Key=us_ssn", "--map",
                      "2=person_name").stdout
    assert "Key  ->  us_ssn  (as you said)" in told, told
    assert listed("--status", "unknown") == []
    wrong = FOLDER.run("roster", "add", "a.constat", "codes.csv", "--map", "Nmae=person_name", statuses=(2,))
    assert "has a column 'Nmae'" in wrong.stderr
    assert "person_name" in FOLDER.run("roster", "add", "a.constat", "codes.csv", "--map", "A=shoe_size",
                                       statuses=(2,)).stderr
    two = FOLDER.run("roster", "add", "a.constat", "codes.csv", "--name", "codes", "--map", "Key=us_ssn", "--map",
                     "A=person_name").stdout
    assert "Key  ->  us_ssn  (as you said)" in two and "A  ->  person_name  (as you said)" in two, two
    none = FOLDER.run("roster", "add", "a.constat", "codes.csv", "--map", "1=none", "--map", "2=none", statuses=(1,))
    assert "no row of codes.csv tells a person" in none.stderr


def test_4_values_are_masked_sealed_and_audited():
    masked = FOLDER.run("roster", "a.constat", "--format", "csv").stdout
    assert "Jane" not in masked and "J***" in masked
    for end in ("", "-wal"):
        if os.path.exists(FOLDER.join("a.constat" + end)):
            with open(FOLDER.join("a.constat" + end), "rb") as file:
                data = file.read()
                assert b"Nilsson" not in data and b"512486193" not in data
    FOLDER.run("verify", "a.constat")


def test_5_what_was_taken_for_nothing_is_shown():
    write("odd.csv", "Nom complet;Né(e) le;Pointure;Mél\nJane Doe;02/01/1970;39;jane.doe@mail.example.com\n")
    told = FOLDER.run("roster", "add", "a.constat", "odd.csv").stdout
    assert "1  Nom complet  ->  person_name" in told and "2  Né(e) le  ->  date_of_birth" in told, told
    assert "3  Pointure  ->  nothing" in told and "--map" in told, told
    FOLDER.run("roster", "remove", "a.constat", "odd.csv")
    write("titled.csv", "Liste du personnel,,,\nNom complet,N° SECU,Adresse,CP,VILLE\nJane Doe,,12 rue des Lilas,69003,Lyon\n")
    told = FOLDER.run("roster", "add", "a.constat", "titled.csv").stdout
    assert "4  CP  ->  part of the address" in told and "Liste" not in told, told
    FOLDER.run("roster", "remove", "a.constat", "titled.csv")
    write("family.csv", "Employee Name,SSN,Spouse Name,Spouse SSN\nJane Doe,512-48-6193,Peter Nilsson,404-22-0970\n")
    FOLDER.run("roster", "add", "a.constat", "family.csv")
    rows = [row["names"] for row in FOLDER.lines("roster", "a.constat", "--reveal", "--format", "jsonl")
            if row["roster"] == "family.csv"]
    assert rows == [["Jane Doe"], ["Peter Nilsson"]], rows
    FOLDER.run("roster", "remove", "a.constat", "family.csv")


def test_6_remove():
    FOLDER.run("roster", "remove", "a.constat", "codes")
    assert listed("--status", "unknown") == [("unknown", "Olga Petrova")]
    assert "no roster 'codes'" in FOLDER.run("roster", "remove", "a.constat", "codes", statuses=(2,)).stderr


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
